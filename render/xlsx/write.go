package xlsx

import (
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"fangan/internal/length"
)

// Write writes the workbook as an XLSX file. The same book gives the same
// bytes.
func Write(w io.Writer, b *Book) error {
	f := excelize.NewFile()
	defer f.Close()
	bw := bookWriter{file: f, book: b}
	if err := bw.styles(); err != nil {
		return fmt.Errorf("write workbook styles: %w", err)
	}
	// Every sheet must be there before anything refers to one.
	for i, s := range b.Sheets {
		if err := bw.add(i, s.Name); err != nil {
			return fmt.Errorf("add sheet %s: %w", s.Name, err)
		}
	}
	for i := range b.Sheets {
		if err := bw.sheet(&b.Sheets[i]); err != nil {
			return fmt.Errorf("write sheet %s: %w", b.Sheets[i].Name, err)
		}
	}
	if err := bw.names(); err != nil {
		return fmt.Errorf("write print areas: %w", err)
	}
	if err := bw.properties(); err != nil {
		return fmt.Errorf("write workbook properties: %w", err)
	}
	pack := &packer{core: b.core()}
	f.SetZipWriter(func(io.Writer) excelize.ZipWriter { return pack })
	if _, err := f.WriteToBuffer(); err != nil {
		return fmt.Errorf("write workbook: %w", err)
	}
	return pack.writeTo(w)
}

type bookWriter struct {
	file *excelize.File
	book *Book
	ids  []int // of the styles
}

func (bw *bookWriter) styles() error {
	if err := bw.file.SetDefaultFont(defaultFont); err != nil {
		return err
	}
	bw.file.Styles.Fonts.Font[0].Sz.Val = new(float64(defaultPoints)) // excelize has no other way
	border := []excelize.Border{}
	for _, side := range []string{"left", "right", "top", "bottom"} {
		border = append(border, excelize.Border{Type: side, Color: "000000", Style: 1})
	}
	for _, s := range bw.book.Styles {
		style := &excelize.Style{
			Font:      &excelize.Font{Family: s.Font, Size: s.Size.Points(), Bold: s.Bold, Color: "000000"},
			Alignment: &excelize.Alignment{Horizontal: string(s.Align), Vertical: "center", WrapText: true},
		}
		if s.Border {
			style.Border = border
		}
		if s.Fill != "" {
			style.Fill = excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{s.Fill}}
		}
		if s.Link {
			style.Font.Color, style.Font.Underline = "0563C1", "single"
		}
		id, err := bw.file.NewStyle(style)
		if err != nil {
			return err
		}
		bw.ids = append(bw.ids, id)
	}
	return nil
}

func (bw *bookWriter) add(i int, name string) error {
	if i == 0 {
		return bw.file.SetSheetName("Sheet1", name)
	}
	_, err := bw.file.NewSheet(name)
	return err
}

func (bw *bookWriter) sheet(s *Sheet) error {
	f := bw.file
	steps := []func() error{
		func() error { return f.SetSheetDimension(s.Name, "A1:"+ref(s.widest()-1, len(s.Rows)-1)) },
		func() error { return bw.page(s) },
		func() error {
			return f.SetPanes(s.Name, &excelize.Panes{Freeze: true, YSplit: s.Header + 1, TopLeftCell: ref(0, s.Header+1), ActivePane: "bottomLeft"})
		},
		func() error {
			for _, l := range s.Links {
				if err := f.SetCellHyperLink(s.Name, ref(l.Column, l.Row), quote(l.Sheet)+"!A1", "Location"); err != nil {
					return err
				}
			}
			return nil
		},
		func() error { return bw.rows(s) },
	}
	for _, step := range steps {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

// names defines what is printed of each sheet and which row repeats. To find
// doubles excelize looks through all sheets for every name that belongs to
// one, so the names are given to their sheets in a second step.
func (bw *bookWriter) names() error {
	var names []string
	for i := range bw.book.Sheets {
		s := &bw.book.Sheets[i]
		area := fmt.Sprintf("%s!$A$1:$%s$%d", quote(s.Name), columnName(s.printed()-1), len(s.Rows))
		titles := fmt.Sprintf("%s!$%d:$%d", quote(s.Name), s.Header+1, s.Header+1)
		for _, n := range []struct{ name, refersTo string }{{"_xlnm.Print_Area", area}, {"_xlnm.Print_Titles", titles}} {
			if err := bw.file.SetDefinedName(&excelize.DefinedName{Name: fmt.Sprintf("name_%d", len(names)), RefersTo: n.refersTo}); err != nil {
				return err
			}
			names = append(names, n.name)
		}
	}
	defined := bw.file.WorkBook.DefinedNames.DefinedName
	for i := range defined {
		defined[i].Name, defined[i].LocalSheetID = names[i], new(i/2)
	}
	return nil
}

// printed returns how many columns are printed: those of the headings.
func (s *Sheet) printed() int { return len(s.Rows[s.Header].Cells) }

func (s *Sheet) widest() int {
	n := 1
	for _, r := range s.Rows {
		n = max(n, len(r.Cells))
	}
	return n
}

func (bw *bookWriter) page(s *Sheet) error {
	f := bw.file
	size := map[string]int{"A3": 8, "A4": 9}[s.Page.Paper]
	orientation := "portrait"
	if s.Page.Landscape {
		orientation = "landscape"
	}
	if err := f.SetPageLayout(s.Name, &excelize.PageLayoutOptions{Size: &size, Orientation: &orientation, FitToWidth: new(1), FitToHeight: new(0)}); err != nil {
		return err
	}
	// Without FitToPage the programs ignore FitToWidth.
	if err := f.SetSheetProps(s.Name, &excelize.SheetPropsOptions{FitToPage: new(true)}); err != nil {
		return err
	}
	m := s.Page.Margins
	if err := f.SetPageMargins(s.Name, &excelize.PageLayoutMarginsOptions{Top: inches(m.Top), Bottom: inches(m.Bottom), Left: inches(m.Left), Right: inches(m.Right),
		Header: inches(m.Top / 2), Footer: inches(m.Bottom / 2), Horizontally: new(true)}); err != nil {
		return err
	}
	if s.Page.Footer == "" {
		return nil
	}
	return f.SetHeaderFooter(s.Name, &excelize.HeaderFooterOptions{OddFooter: "&C" + s.Page.Footer})
}

// inches returns a margin in thousandths of an inch, so that no computer
// writes more digits than another.
func inches(l length.Length) *float64 {
	return new(float64(l.Scale(1000, 914400)) / 1000)
}

func (bw *bookWriter) rows(s *Sheet) error {
	sw, err := bw.file.NewStreamWriter(s.Name)
	if err != nil {
		return err
	}
	for i, c := range s.Columns {
		if err := sw.SetColWidth(i+1, i+1, float64(c.Pixels)/digitPixels); err != nil {
			return err
		}
	}
	var values []any
	for i, row := range s.Rows {
		values = values[:0]
		for _, c := range row.Cells {
			values = append(values, excelize.Cell{StyleID: bw.ids[c.Style], Value: c.value()})
		}
		if err := sw.SetRow("A"+strconv.Itoa(i+1), values, excelize.RowOpts{Height: float64(row.Pixels) * 0.75}); err != nil {
			return err
		}
	}
	for _, row := range s.Breaks {
		if err := sw.InsertPageBreak(ref(0, row)); err != nil {
			return err
		}
	}
	for _, m := range s.Merges {
		if err := sw.MergeCell(ref(m.First, m.Row), ref(m.Last, m.Row)); err != nil {
			return err
		}
	}
	return sw.Flush()
}

func (c Cell) value() any {
	if c.Number {
		if n, err := strconv.Atoi(c.Text); err == nil {
			return n
		}
	}
	if c.Text == "" {
		return nil
	}
	return c.Text
}

func (bw *bookWriter) properties() error {
	if bw.book.Stamp == "" {
		return nil
	}
	return bw.file.SetCustomProps(excelize.CustomProperty{Name: "fangan.stamp", Value: bw.book.Stamp})
}

// quote returns a sheet's name as references have it. Names hold no '.
func quote(name string) string { return "'" + strings.ReplaceAll(name, "'", "''") + "'" }

func columnName(i int) string {
	name, err := excelize.ColumnNumberToName(i + 1)
	if err != nil {
		panic(err) // a template has fewer columns than a sheet
	}
	return name
}

// ref returns the name of a cell, counted from 0.
func ref(column, row int) string { return columnName(column) + strconv.Itoa(row+1) }
