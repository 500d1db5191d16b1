package typeset

import (
	"slices"
	"strings"
	"unicode/utf8"

	"fangan/internal/length"
	"fangan/render/document"
)

// A table is measured once and then set page by page, each page taking what it
// has room for. Its cells are broken into lines at the width of their columns by
// the same rules as paragraphs, but off the grid of 28: a cell is narrow, and
// characters stand at their own width in it.
type table struct {
	node  *document.Node
	edges []length.Length // of the columns, from the left of the 版心; one more than columns
	width []int           // of the text in each column, in characters

	measures []columnMeasure
	sampled  int // rows that measures hold the texts of

	head []tableRow // repeated on each page
	rows []tableRow

	spare []Run // room for the runs of coming cells

	style      tableStyle
	headHeight length.Length

	// least is what there must be room for below other text: the head and the
	// first rows, as far as they hold together.
	least  length.Length
	height length.Length // of all of it in one piece, the head once
	end    tableAt       // behind the last row
}

// tableAt is a place in a table: before a row, or before a line of a row that is
// taller than a page. The zero value is the beginning.
type tableAt struct{ row, line int }

// tableStyle is what a table takes from the profile of its section.
type tableStyle struct {
	left, width                         length.Length // of the 版心
	page                                length.Length // its height
	size, pitch, padding, spacing, rule length.Length
	ascent                              length.Length // of a baseline below the top of its line
	columns                             int
}

type tableRow struct {
	cells []tableCell
	// open are the cells that begin in rows above and cover a part of this one.
	open []*tableCell
	// height is that of its own cells, those over several rows left out.
	height length.Length
	// banner marks a row that one cell fills: the label of the rows below it.
	banner bool
	// label is the banner above as it stands on a new page; nil if there is none
	// or the row is one itself.
	label *tableRow
}

type tableCell struct {
	node          *document.Node
	head          bool
	row, column   int
	rows, columns int // that it covers, at least 1
	// flows marks a cell over several rows that is too tall to be a label: its
	// text belongs to its first row, and what it covers below stays empty.
	flows bool
	lines int
	runs  []Run // Y is the distance from the top of the cell's text
}

// label reports whether the cell belongs to several rows, and is repeated where
// a page parts them.
func (c *tableCell) label() bool { return c.rows > 1 && !c.flows }

// height returns the height of a cell of so many lines.
func (s *tableStyle) height(lines int) length.Length {
	return s.size + length.Length(max(1, lines)-1)*s.pitch + 2*s.spacing
}

// lines returns how many lines a cell of a height holds.
func (s *tableStyle) lines(height length.Length) int {
	room := height - 2*s.spacing - s.size
	if room < 0 {
		return 0
	}
	return int(room/s.pitch) + 1
}

// newTable measures a table: it chooses the widths of the columns and sets the
// text of all cells.
func (l *layouter) newTable(n *document.Node) *table {
	pr := l.profile
	t := &table{node: n, style: tableStyle{
		left: pr.Block.Left, width: pr.Block.Width, page: pr.Block.Height,
		size: pr.Table.Size, pitch: pr.Table.Pitch, padding: pr.Table.Padding, spacing: pr.Table.Spacing, rule: pr.Table.Rule,
		ascent: pr.Table.Size.Scale(int64(pr.Baseline.Ascent), 1000),
	}}
	t.grid()
	l.setWidths(t)
	for _, rows := range [][]tableRow{t.head, t.rows} {
		for i := range rows {
			l.setRow(t, &rows[i])
		}
	}
	l.checkRows(t)
	l.setLabels(t)
	t.settle()
	return t
}

// grid finds the column of each cell: the first that no cell from above covers.
// Spans that leave the table are cut.
func (t *table) grid() {
	nodes := t.node.Children
	heads := 0
	for heads < len(nodes) && nodes[heads].HeadRow {
		heads++
	}
	if heads == len(nodes) {
		heads = 0 // nothing to repeat it above
	}
	t.head, t.rows = t.section(nodes[:heads]), t.section(nodes[heads:])
	for i := range t.rows {
		r := &t.rows[i]
		r.banner = len(r.cells) == 1 && len(r.open) == 0 && r.cells[0].rows == 1 && r.cells[0].columns == t.style.columns && t.style.columns > 1
	}
}

// section finds the columns of the cells of some rows, out of which no cell
// reaches.
func (t *table) section(nodes []*document.Node) []tableRow {
	rows := make([]tableRow, len(nodes))
	count := 0
	for _, n := range nodes {
		count += len(n.Children)
	}
	all := make([]tableCell, count) // pointers into it are kept
	var above []*tableCell          // by column, the cell that covers it
	for i, n := range nodes {
		r := &rows[i]
		for c := range above {
			switch o := above[c]; {
			case o == nil:
			case o.row+o.rows <= i:
				above[c] = nil
			case o.column == c:
				r.open = append(r.open, o)
			}
		}
		r.cells, all = all[:len(n.Children):len(n.Children)], all[len(n.Children):]
		c := 0
		for k, node := range n.Children {
			for c < len(above) && above[c] != nil {
				c++
			}
			cell := &r.cells[k]
			*cell = tableCell{node: node, head: n.HeadRow, row: i, column: c, rows: min(max(1, node.RowSpan), len(nodes)-i)}
			for cell.columns < max(1, node.ColSpan) && (c == len(above) || above[c] == nil) {
				if c == len(above) {
					above = append(above, nil)
				}
				above[c] = cell
				c++
				cell.columns++
			}
		}
	}
	t.style.columns = max(t.style.columns, len(above))
	return rows
}

// setRow sets the text of the cells that begin in a row.
func (l *layouter) setRow(t *table, r *tableRow) {
	s := &t.style
	r.height = s.height(1)
	for k := range r.cells {
		c := &r.cells[k]
		l.setCell(t, c, tight)
		if c.rows == 1 {
			r.height = max(r.height, s.height(c.lines))
		}
	}
	most := s.lines(r.height)
	for k := range r.cells {
		if c := &r.cells[k]; c.lines > 1 && c.lines < most && !c.head && l.wraps(t, c) != justified {
			l.loosen(t, c, most)
		}
	}
}

// loosen sets a cell anew in as many lines as its row has anyway, so that they
// end with the marks of its sentence or list.
func (l *layouter) loosen(t *table, c *tableCell, most int) {
	old, measuring := *c, l.measuring
	l.measuring = true
	l.setCell(t, c, loosely)
	l.measuring = measuring
	if c.lines > most || c.lines == old.lines {
		*c = old
	}
}

// A manner is how eagerly the lines of a cell are filled.
type manner uint8

const (
	tight   manner = iota // in as few lines as can be
	loosely               // in more lines, if they end with marks then
)

// setCell sets the text of a cell and keeps its runs.
func (l *layouter) setCell(t *table, c *tableCell, m manner) {
	s := &t.style
	p := &l.para
	left, columns := t.text(c)
	l.measure = measure{left: left, width: length.Length(columns) * s.size, whole: int32(columns) * cell}
	p.reset(0, columns)
	p.setting = l.wraps(t, c)
	p.clean = m == loosely
	role := l.profile.Table.Role
	if c.head {
		role = l.profile.Table.HeadRole
	}
	l.shape(p, c.node, role)
	l.finish(p)
	first := len(l.runs)
	c.lines = 0
	if p.setting != justified && p.widerThanLine() {
		l.findWords(p)
	}
	for _, n := range l.breaker.breakLines(p) {
		f, end := l.breaker.fitLine(n)
		x := int32(0)
		switch p.setting {
		case centred:
			x = max(0, (p.width-l.breaker.setWidth(n))/2)
		case flushRight:
			x = max(0, p.width-l.breaker.setWidth(n))
		}
		from := len(l.runs)
		l.position(n, end, &f, x)
		l.emit(n.from, n.to, s.size)
		for k := from; k < len(l.runs); k++ {
			l.runs[k].Y = s.ascent + length.Length(c.lines)*s.pitch
		}
		c.lines++
	}
	c.runs = t.keep(l.runs[first:])
	l.runs = l.runs[:first]
	l.measure = l.block()
	p.setting, p.clean = justified, false
}

// keep returns a copy of runs.
func (t *table) keep(runs []Run) []Run {
	if cap(t.spare)-len(t.spare) < len(runs) {
		t.spare = make([]Run, 0, max(512, len(runs)))
	}
	n := len(t.spare)
	t.spare = append(t.spare, runs...)
	return t.spare[n:len(t.spare):len(t.spare)]
}

// widerThanLine reports whether a text may need more than a line.
func (p *para) widerThanLine() bool {
	w := int32(0)
	for i := range p.chars {
		if w += p.chars[i].advance; w > p.width {
			return true
		}
	}
	return false
}

// findWords marks the characters that stand inside words, which a narrow cell
// keeps whole if that costs nothing.
func (l *layouter) findWords(p *para) {
	var b strings.Builder
	starts := make([]int, 0, len(p.chars)+1)
	for i := range p.chars {
		starts = append(starts, b.Len())
		b.WriteRune(p.chars[i].r)
	}
	text := b.String()
	inner, ok := l.inner[text]
	if !ok {
		words := segmentTitle(text, append(starts, len(text)))
		inner = make([]bool, len(words))
		for k := 1; k < len(words); k++ {
			inner[k] = words[k].known && words[k].id == words[k-1].id
		}
		if l.inner == nil {
			l.inner = map[string][]bool{}
		}
		l.inner[text] = inner
	}
	for i := range p.chars {
		p.chars[i].inner = inner[i]
	}
}

// text returns where the text of a cell begins and how many characters wide it
// is. Columns are as wide as whole characters, what is left over stands at both
// sides.
func (t *table) text(c *tableCell) (left length.Length, columns int) {
	s := &t.style
	width := t.edges[c.column+c.columns] - t.edges[c.column]
	columns = max(1, int((width-2*s.padding)/s.size))
	if c.columns == 1 {
		columns = t.width[c.column]
	}
	rest := width - length.Length(columns)*s.size
	return s.left + t.edges[c.column] + max(0, rest/2), columns
}

// justifiedFrom is how many characters a cell must be wide for its lines to be
// brought to one length. In narrower ones the gaps would be seen.
const justifiedFrom = 12

// wraps returns how the lines of a cell are set.
func (l *layouter) wraps(t *table, c *tableCell) setting {
	switch c.node.Align {
	case "center":
		return centred
	case "right":
		return flushRight
	case "":
		if c.head {
			return centred
		}
		if c.columns < t.style.columns && t.allShort(c) {
			return centred
		}
	}
	if _, columns := t.text(c); columns >= justifiedFrom {
		return justified
	}
	return flushLeft
}

// allShort reports whether all columns of a cell hold nothing but short texts, and
// so does the cell, which several of them make wider.
func (t *table) allShort(c *tableCell) bool {
	for column := c.column; column < c.column+c.columns; column++ {
		if !t.short(column) {
			return false
		}
	}
	_, columns := t.text(c)
	return c.columns == 1 || utf8.RuneCountInString(c.node.Plain()) <= columns
}

// continued stands behind the label of a group that goes on on a new page.
const continued = "（续）"

// setLabels makes of each banner what stands on a page that begins among its
// rows.
func (l *layouter) setLabels(t *table) {
	var label *tableRow
	for i := range t.rows {
		r := &t.rows[i]
		if !r.banner {
			r.label = label
			continue
		}
		node := *r.cells[0].node
		node.Text = append(slices.Clone(node.Text), document.Piece{Value: continued})
		label = &tableRow{cells: []tableCell{r.cells[0]}}
		label.cells[0].node = &node
		measuring := l.measuring
		l.measuring = true
		l.setRow(t, label)
		l.measuring = measuring
		if label.height > t.style.page/4 {
			label = nil
		}
	}
}

// maxRepeated is the share of a page, one in so many, that may be repeated on
// the next.
const maxRepeated = 2

// settle decides what is repeated: a head or label that would fill the page is
// not.
func (t *table) settle() {
	s := &t.style
	if len(t.rows) == 0 {
		return
	}
	if t.headHeight = t.begin(tableAt{}).bottom(); t.headHeight > s.page/maxRepeated {
		t.rows = append(t.head, t.rows...)
		shift(t.rows[len(t.head):], len(t.head))
		t.head, t.headHeight = nil, 0
	}
	for i := range t.rows {
		for k := range t.rows[i].cells {
			c := &t.rows[i].cells[k]
			if h := s.height(c.lines); c.rows > 1 && h > t.capacity(i)/maxRepeated {
				c.flows = true
				t.rows[i].height = max(t.rows[i].height, h)
			}
		}
	}
	t.end = tableAt{row: len(t.rows)}
	whole := t.begin(tableAt{})
	for i := range t.rows {
		above := whole.bottom()
		whole.add(t.rows, i, 0, 0)
		switch {
		case t.least > 0 || t.rows[i].banner:
		case t.rows[i].height > t.capacity(i):
			t.least = above + s.height(labelLines) + s.rule
		default:
			t.least = whole.bottom() + s.rule
		}
	}
	t.height = whole.bottom() + s.rule
	if t.least == 0 {
		t.least = t.height
	}
}

// shift tells cells that so many rows were put above theirs.
func shift(rows []tableRow, n int) {
	for i := range rows {
		for k := range rows[i].cells {
			rows[i].cells[k].row += n
		}
	}
}

// capacity returns how tall a row may be to stand on a page whole.
func (t *table) capacity(row int) length.Length {
	c := t.style.page - t.style.rule - t.headHeight
	if l := t.rows[row].label; l != nil {
		c -= l.height
	}
	return c
}
