package xlsx

import (
	"strings"

	"fangan/internal/length"
)

// sheetWriter puts rows into a sheet.
type sheetWriter struct {
	*composer
	sheet    *Sheet
	template *sheetTemplate
	columns  []*column
	tallest  int          // height that no row may exceed
	banner   map[int]bool // rows that are banners
}

// style returns the index of a style of the template.
func (w *sheetWriter) style(name string, align Align, border bool) int {
	t := w.template.styles[name]
	return w.styleOf(Style{Font: t.font, Size: t.face.size, Bold: t.bold, Align: align, Border: border, Fill: t.fill})
}

func (c *composer) styleOf(s Style) int {
	i, ok := c.styles[s]
	if !ok {
		i = len(c.styleList)
		c.styles[s] = i
		c.styleList = append(c.styleList, s)
	}
	return i
}

// usable returns the width that a column of so many pixels has for text.
func usable(pixels int) length.Length {
	return length.Length(max(pixels-paddingPixels, 1)) * Pixel
}

// line adds a row merged over the whole width; nothing if there is no text.
func (w *sheetWriter) line(style string, align Align, border bool, text string) {
	text = strings.TrimSpace(text)
	if text == "" {
		return
	}
	total := 0
	for _, col := range w.columns {
		total += col.pixels
	}
	face := w.template.styles[style].face
	height := cell{text, face, usable(total)}.pixels()
	if style == "title" {
		height += 4
	}
	index := w.style(style, align, border)
	row := Row{Pixels: min(height, maxRowPixels)}
	for i := range w.columns {
		row.Cells = append(row.Cells, Cell{Style: index})
		if i == 0 {
			row.Cells[0].Text = text
		}
	}
	w.add(row)
	if len(w.columns) > 1 {
		w.sheet.Merges = append(w.sheet.Merges, Merge{Row: len(w.sheet.Rows) - 1, First: 0, Last: len(w.columns) - 1})
	}
}

func (w *sheetWriter) add(row Row) { w.sheet.Rows = append(w.sheet.Rows, row) }

// back adds a link to the summary to the right of the table's first row, where
// it is seen on the screen but not printed.
func (w *sheetWriter) back(text, sheet string) {
	if len(w.sheet.Rows) == 0 {
		return
	}
	body := w.template.styles["body"]
	row := &w.sheet.Rows[0]
	row.Cells = append(row.Cells, Cell{Text: text, Style: w.styleOf(Style{Font: body.font, Size: body.face.size, Align: Center, Link: true})})
	w.sheet.Columns = append(w.sheet.Columns, Column{Pixels: int((body.face.width(text)+2*body.face.size)/Pixel) + paddingPixels})
	w.sheet.Links = append(w.sheet.Links, Link{Row: 0, Column: len(row.Cells) - 1, Sheet: sheet})
}

// header adds the row of column headings.
func (w *sheetWriter) header() {
	face := w.template.styles["header"].face
	row := Row{}
	for _, col := range w.columns {
		row.Cells = append(row.Cells, Cell{Text: col.header, Style: w.style("header", Center, true)})
		row.Pixels = max(row.Pixels, min(cell{col.header, face, usable(col.pixels)}.pixels(), maxRowPixels))
	}
	w.add(row)
	w.sheet.Header = len(w.sheet.Rows) - 1
	// A row must fit on a page below the repeated heading.
	body := w.template.styles["body"].face
	w.tallest = max(body.pixels(1), min(maxRowPixels, w.sheet.Page.pixelsHigh()-row.Pixels))
}

// banners adds those banner rows that differ from the ones before. A change
// repeats the banners below it.
func (w *sheetWriter) banners(last []string, row tableRow) {
	changed := false
	for i, e := range w.template.banner {
		text := w.run(e, row.fields, row.span, "分组行")
		if text == last[i] && !changed {
			continue
		}
		changed = true
		last[i] = text
		if before := len(w.sheet.Rows); text != "" {
			w.line("banner", Left, true, text)
			w.banner[before] = true
		}
	}
}

// breaks ends each page before the row, or the banner with its row, that would
// not fit any more, so that no banner stands alone at the foot of a page. Pages
// are taken a little lower than they are: programs round heights each in their
// own way, and one page's pixels must not move the next page's end.
func (w *sheetWriter) breaks() {
	head := w.sheet.Rows[w.sheet.Header].Pixels
	room := w.sheet.room() * 98 / 100
	used := 0
	for i := 0; i < len(w.sheet.Rows); i++ {
		if i <= w.sheet.Header {
			used += w.sheet.Rows[i].Pixels
			continue
		}
		// Banners stay with the row that follows them.
		end, need := i, 0
		for w.banner[end] && end+1 < len(w.sheet.Rows) {
			need += w.sheet.Rows[end].Pixels
			end++
		}
		need += w.sheet.Rows[end].Pixels
		if used+need > room {
			if need+head <= room {
				w.sheet.Breaks = append(w.sheet.Breaks, i)
			}
			used = head
		}
		used += need
		i = end
	}
}

// room returns the height of a page in pixels of the sheet, which prints
// smaller if it is wider than the page.
func (s *Sheet) room() int {
	width := 0
	for _, c := range s.Columns[:s.printed()] {
		width += c.Pixels
	}
	return s.Page.pixelsHigh() * max(width, s.Page.pixelsWide()) / s.Page.pixelsWide()
}

// continued marks the number of a task on its further rows.
const continued = "（续）"

// row adds the row of a task, or several if one row cannot hold it.
func (w *sheetWriter) row(i int, source tableRow) {
	body := w.template.styles["body"].face
	height := 0
	for _, col := range w.columns {
		height = max(height, cell{col.texts[i], body, usable(col.pixels)}.pixels())
	}
	if height <= w.tallest {
		w.tableRow(height, source, func(col *column) string { return col.texts[i] })
		return
	}
	pieces := make([][]string, len(w.columns))
	rows := 0
	for n, col := range w.columns {
		pieces[n] = cell{col.texts[i], body, usable(col.pixels)}.split(w.tallest)
		rows = max(rows, len(pieces[n]))
	}
	for k := range rows {
		height, n := 0, -1
		texts := map[*column]string{}
		for _, col := range w.columns {
			n++
			switch {
			case k < len(pieces[n]):
				texts[col] = pieces[n][k]
			case len(pieces[n]) == 1 && (col.template.repeat || col.template.serial):
				texts[col] = col.texts[i]
			}
			if k > 0 && col.template.serial && texts[col] != "" {
				texts[col] += continued
			}
			height = max(height, cell{texts[col], body, usable(col.pixels)}.pixels())
		}
		w.tableRow(min(height, maxRowPixels), source, func(col *column) string { return texts[col] })
	}
}

func (w *sheetWriter) tableRow(height int, source tableRow, text func(*column) string) {
	row := Row{Pixels: height}
	for i, col := range w.columns {
		c := Cell{Text: text(col), Style: w.style("body", col.template.align, true)}
		c.Number = col.template.number && isInteger(c.Text)
		if col.template.link && c.Text != "" {
			if sheet := w.sheetOf[source.unit]; sheet != "" {
				linked := w.styleList[c.Style]
				linked.Link = true
				c.Style = w.styleOf(linked)
				w.sheet.Links = append(w.sheet.Links, Link{Row: len(w.sheet.Rows), Column: i, Sheet: sheet})
			}
		}
		row.Cells = append(row.Cells, c)
	}
	w.add(row)
}

// isInteger reports whether a text is a number that a sheet gives back as it
// was written.
func isInteger(s string) bool {
	return s != "" && len(s) <= 15 && strings.Trim(s, "0123456789") == "" && (s == "0" || s[0] != '0')
}
