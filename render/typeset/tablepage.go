package typeset

import (
	"cmp"
	"slices"

	"fangan/internal/length"
)

// A slice is a part of a table on one page: the head, the label of a group that
// goes on, and rows. Its rows are placed one below the other by the least
// heights that their cells and those over several rows need.
type slice struct {
	t      *table
	y      []length.Length // of the lines between rows; one more than rows
	open   []placedCell    // begun and not ended
	cells  []placedCell    // ended
	bodied bool            // it has rows of the body
}

// A placedCell is a cell in the rows [from, to) of a slice.
type placedCell struct {
	*tableCell
	from, to int
	text     int  // the row behind its text: to, or from+1 of a cell that flows
	line     int  // of its text that it begins with
	lines    int  // that it shows
	part     bool // there is text of it before or behind
	repeated bool // it stands in full on an earlier page
}

// begin returns a slice with all that stands above the rows from at on.
func (t *table) begin(at tableAt) *slice {
	s := &slice{t: t, y: make([]length.Length, 1, 64)}
	again := at != tableAt{}
	for i := range t.head {
		s.add(t.head, i, 0, 0)
	}
	if again && at.row < len(t.rows) {
		if l := t.rows[at.row].label; l != nil {
			s.add([]tableRow{*l}, 0, 0, 0)
		}
		for i := range s.cells {
			s.cells[i].repeated = true
		}
	}
	return s
}

// add places a row below the others: the whole of it if it has no more lines
// than to or to is 0, from the given line on.
func (s *slice) add(rows []tableRow, index, line, to int) {
	r := &rows[index]
	slot := len(s.y) - 1
	top := s.y[slot]
	ends := to == 0
	if !s.bodied && &rows[0] == &s.t.rows[0] {
		s.bodied = true
		for _, c := range r.open { // they begin on an earlier page
			s.begins(c, slot, true)
		}
	}
	height := s.t.style.height(1)
	for k := range r.cells {
		c := &r.cells[k]
		if c.label() {
			s.begins(c, slot, line > 0)
			continue
		}
		p := placedCell{tableCell: c, from: slot, to: slot + 1, text: slot + 1, line: line, lines: c.lines - line}
		if to > 0 {
			p.lines = min(to, c.lines) - line
		}
		switch {
		case line == 0 && p.lines == c.lines:
		case p.lines > 0:
			p.part = true
		case c.lines <= labelLines: // a number or name in a row that goes on
			p.line, p.lines, p.repeated = 0, c.lines, true
		default:
			p.lines = 0
		}
		height = max(height, s.t.style.height(p.lines))
		if c.rows > 1 {
			s.open = append(s.open, p)
		} else {
			s.cells = append(s.cells, p)
		}
	}
	if line == 0 && ends {
		height = max(height, r.height)
	}
	bottom := top + height
	rest := s.open[:0]
	for _, p := range s.open {
		if !ends || p.row+p.rows > index+1 {
			rest = append(rest, p)
			continue
		}
		if p.label() {
			bottom = max(bottom, s.y[p.from]+s.t.style.height(p.tableCell.lines))
		}
		p.to = slot + 1
		s.ended(p)
	}
	s.open = rest
	s.y = append(s.y, bottom)
}

// begins opens a cell that covers this row and others.
func (s *slice) begins(c *tableCell, slot int, repeated bool) {
	p := placedCell{tableCell: c, from: slot, lines: c.lines, repeated: repeated}
	if repeated && c.flows {
		p.lines = 0
	}
	s.open = append(s.open, p)
}

// ended keeps a cell whose last row is known.
func (s *slice) ended(p placedCell) {
	if !p.flows {
		p.text = p.to
	} else if p.text == 0 {
		p.text = p.from + 1
	}
	s.cells = append(s.cells, p)
}

// labelLines is how many lines a cell may have to be repeated where its row is
// cut.
const labelLines = 4

// bottom returns how tall the slice is if it ends here.
func (s *slice) bottom() length.Length {
	b := s.y[len(s.y)-1]
	for _, p := range s.open {
		if p.label() {
			b = max(b, s.y[p.from]+s.t.style.height(p.tableCell.lines))
		}
	}
	return b
}

// close ends all cells and shares what a cell over several rows needs more than
// they give among them.
func (s *slice) close() {
	n := len(s.y) - 1
	s.y[n] = s.bottom()
	for _, p := range s.open {
		p.to = n
		s.ended(p)
	}
	s.open = nil
	s.even()
}

// even shares what a cell over several rows needs more than they give among
// them; the row that it ends in has all of it at first.
func (s *slice) even() {
	slices.SortStableFunc(s.cells, func(a, b placedCell) int { return cmp.Or(cmp.Compare(a.to, b.to), cmp.Compare(a.from, b.from)) })
	y := slices.Clone(s.y)
	for _, p := range s.cells {
		if !p.label() || p.to-p.from < 2 {
			continue
		}
		more := y[p.to] - y[p.to-1] - s.least(p.to-1)
		for k := p.from + 1; k < p.to; k++ {
			y[k] += more.Part(k-p.from, p.to-p.from)
		}
	}
	for _, p := range s.cells {
		if y[p.text]-y[p.from] < s.t.style.height(p.lines) {
			return // cells that cross: as it was
		}
	}
	s.y = y
}

// least returns what a row needs for the cells that are in it alone.
func (s *slice) least(row int) length.Length {
	h := s.t.style.height(1)
	for _, p := range s.cells {
		if p.from == row && p.text == row+1 {
			h = max(h, s.t.style.height(p.lines))
		}
	}
	return h
}

// fit returns where a page ends that begins at a place of the table and has so
// much room; at if nothing fits.
func (t *table) fit(at tableAt, room length.Length) tableAt {
	room -= t.style.rule
	s := t.begin(at)
	next := at
	for i := at.row; i < len(t.rows); i++ {
		line := 0
		if i == at.row {
			line = at.line
		}
		before := *s
		before.open, before.cells, before.y = slices.Clone(s.open), slices.Clip(s.cells), slices.Clip(s.y)
		s.add(t.rows, i, line, 0)
		if s.bottom() > room {
			full := room+t.style.rule >= t.style.page
			if n := t.cut(i, line, room-before.y[len(before.y)-1]); n >= labelLines || full && next == at && n > 0 {
				if t.rows[i].height > t.capacity(i) || full && next == at {
					before.add(t.rows, i, line, line+n)
					if before.bottom() <= room || full && next == at {
						return tableAt{i, line + n}
					}
				}
			}
			if full && next == at { // whatever it is, it goes on
				return tableAt{row: max(i, at.row+1)}
			}
			break
		}
		if !t.rows[i].banner || i+1 == len(t.rows) {
			next = tableAt{row: i + 1}
		}
	}
	return next
}

// cut returns how many lines of a row, from the given one on, stand in so much
// room, so that each cell has two lines on both sides of the cut.
func (t *table) cut(row, line int, room length.Length) int {
	most := t.style.lines(room)
	longest := 0
	for _, c := range t.rows[row].cells {
		if !c.label() {
			longest = max(longest, c.lines-line)
		}
	}
	most = min(most, longest-1)
	for n := most; n >= 2; n-- {
		good := true
		for _, c := range t.rows[row].cells {
			if !c.label() && c.lines == line+n+1 {
				good = false
			}
		}
		if good {
			return n
		}
	}
	return most
}

// setTable sets the part of a table from at on that is no taller than room. It
// appends to the runs and rules, Y measured from the top of the part, and returns
// where the table goes on and how tall the part is: at and 0 if not even a row
// fits. On a whole page something always fits.
func (l *layouter) setTable(t *table, at tableAt, room length.Length) (next tableAt, height length.Length) {
	next = t.fit(at, room)
	if next == at {
		return at, 0
	}
	s := t.begin(at)
	for i := at.row; i <= next.row && i < len(t.rows); i++ {
		line, to := 0, 0
		if i == at.row {
			line = at.line
		}
		if i == next.row {
			if to = next.line; to == 0 {
				break
			}
		}
		s.add(t.rows, i, line, to)
	}
	s.close()
	l.drawCells(s)
	l.drawRules(s)
	return next, s.y[len(s.y)-1] + t.style.rule
}

// drawCells appends the runs of a slice in reading order.
func (l *layouter) drawCells(s *slice) {
	style := &s.t.style
	slices.SortStableFunc(s.cells, func(a, b placedCell) int {
		return cmp.Or(cmp.Compare(a.from, b.from), cmp.Compare(a.column, b.column))
	})
	for _, p := range s.cells {
		if p.lines <= 0 {
			continue
		}
		height := style.height(p.lines) - 2*style.spacing
		top := style.rule/2 + s.y[p.from]
		if p.part {
			top += style.spacing
		} else {
			top += (s.y[p.text] - s.y[p.from] - height) / 2
		}
		first := length.Length(p.line) * style.pitch
		for _, run := range p.runs {
			if run.Y < first || run.Y >= first+length.Length(p.lines)*style.pitch {
				continue
			}
			run.Y += top - first
			if p.repeated {
				run.Node = nil
			}
			l.runs = append(l.runs, run)
		}
	}
}

// drawRules appends the rules around the cells of a slice: each as long as it
// can be.
func (l *layouter) drawRules(s *slice) {
	style := &s.t.style
	rows, columns := len(s.y)-1, style.columns
	owner := make([]int, rows*columns) // 0: a hole
	for i, p := range s.cells {
		for r := p.from; r < p.to; r++ {
			for c := p.column; c < p.column+p.tableCell.columns; c++ {
				owner[r*columns+c] = i + 1
			}
		}
	}
	x := func(c int) length.Length { return style.left + s.t.edges[c] - style.rule/2 }
	differ := func(a, b int) bool { return owner[a] != owner[b] || owner[a] == 0 }
	for r := 0; r <= rows; r++ {
		stretch(columns, func(c int) bool {
			return r == 0 || r == rows || differ((r-1)*columns+c, r*columns+c)
		}, func(from, to int) {
			l.rules = append(l.rules, Rule{X: x(from), Y: s.y[r], Width: x(to) + style.rule - x(from), Height: style.rule})
		})
	}
	for c := 0; c <= columns; c++ {
		stretch(rows, func(r int) bool {
			return c == 0 || c == columns || differ(r*columns+c-1, r*columns+c)
		}, func(from, to int) {
			l.rules = append(l.rules, Rule{X: x(c), Y: s.y[from], Width: style.rule, Height: s.y[to] + style.rule - s.y[from]})
		})
	}
}

// stretch calls found with each longest range [from, to) below n in which in
// holds.
func stretch(n int, in func(int) bool, found func(from, to int)) {
	for i := 0; i < n; i++ {
		if !in(i) {
			continue
		}
		from := i
		for i < n && in(i) {
			i++
		}
		found(from, i)
	}
}
