package typeset

import (
	"fmt"

	"fangan/internal/diag"
	"fangan/internal/length"
	"fangan/render/document"
)

// The widths of columns are chosen as the workbook chooses them
// (render/xlsx/widths.go): each column has a least width, what the page leaves is
// shared, and then columns exchange width as long as this makes the table
// shorter. All widths are whole characters, so that lines of plain text are full.

// A columnMeasure is what the texts of a column ask for, in parts of a
// character.
type columnMeasure struct {
	hard    int32 // the widest that may not be parted
	soft    int32 // the widest short one that should not: a date, a word
	longest int32 // the widest text on one line
	total   int64 // all texts on one line
	body    int32 // the widest text below the head
	head    int32 // the widest text of the head
	rows    []sampledCell
	filled  int // of the rows below the head, those with text in it
}

// A sampledCell is what a cell of a row looked at asks for.
type sampledCell struct {
	lines []int32 // its forced lines
	item  int32   // the widest name of a list in it
}

const (
	// softLimit is how wide a text may be to keep its column from being narrower,
	// and dateLimit how wide one that begins with a digit.
	softLimit = 4 * cell
	dateLimit = 6 * cell
	// leastProse is how wide a column is that has longer ones.
	leastProse  = 4 * cell
	leastRemark = 3 * cell // the same where most cells are empty
	// itemLimit is how wide a part between marks may be to be a name, which the
	// exchange of widths spares.
	itemLimit = 12 * cell
)

// maxFitted bounds the rows that are looked at when widths are exchanged.
const maxFitted = 200

// shortColumn is how wide the texts of a column may be to stand in its middle.
const shortColumn = 8 * cell

// short reports whether a column holds nothing but short texts of one line.
func (t *table) short(column int) bool {
	m := &t.measures[column]
	return m.body <= shortColumn && m.body <= int32(t.width[column])*cell
}

// setWidths chooses the edges of the columns.
func (l *layouter) setWidths(t *table) {
	s := &t.style
	n := s.columns
	if n == 0 {
		t.edges = []length.Length{s.rule / 2}
		return
	}
	t.measures = make([]columnMeasure, n)
	var wide []wideCell
	step := 1 + len(t.rows)/maxFitted
	l.measuring = true
	for i := range t.head {
		wide = l.measureRow(t, &t.head[i], false, wide)
	}
	for i := range t.rows {
		wide = l.measureRow(t, &t.rows[i], i%step == 0, wide)
	}
	l.measuring = false
	for i := range t.measures { // a column of few remarks leaves the others its room
		if m := &t.measures[i]; m.filled*4 <= len(t.rows) && m.longest > softLimit {
			m.soft = max(m.hard, min(m.soft, leastRemark))
		}
	}

	inner := s.width - s.rule // the outer rules stand inside the 版心
	room := max(n, int((inner-2*length.Length(n)*s.padding)/s.size))
	w := widths{measures: t.measures, room: room, wide: wide}
	if len(t.node.Widths) == n {
		t.width = w.given(t.node.Widths)
	} else {
		t.width = w.chosen()
	}
	l.checkWidths(t, room)
	t.place(inner, len(t.node.Widths) == n)
}

// place turns widths in characters into edges. Shares that were given are kept
// to the last EMU where the texts let them; otherwise what is left over pads all
// columns alike.
func (t *table) place(inner length.Length, given bool) {
	s := &t.style
	n := s.columns
	t.edges = make([]length.Length, n+1)
	if given {
		total := 0
		for _, w := range t.node.Widths {
			total += w
		}
		good := total > 0
		sum := 0
		for i, w := range t.node.Widths {
			t.edges[i] = s.rule/2 + inner.Part(sum, max(1, total))
			sum += w
			t.edges[i+1] = s.rule/2 + inner.Part(sum, max(1, total))
			fits := int((t.edges[i+1] - t.edges[i] - 2*s.padding) / s.size)
			good = good && fits >= t.width[i]
		}
		if good {
			return
		}
	}
	used := 0
	for _, w := range t.width {
		used += w
	}
	pad := inner - length.Length(used)*s.size
	x := length.Length(0)
	for i, w := range t.width {
		t.edges[i] = s.rule/2 + x + pad.Part(i, n)
		x += length.Length(w) * s.size
		t.edges[i+1] = s.rule/2 + x + pad.Part(i+1, n)
	}
}

// checkWidths reports a table with more columns than stand side by side.
func (l *layouter) checkWidths(t *table, room int) {
	used := 0
	for _, w := range t.width {
		used += w
	}
	if used <= room && (t.style.width-t.style.rule)/length.Length(t.style.columns) >= t.style.size+2*t.style.padding {
		return
	}
	l.report(diag.Diagnostic{
		Rule: "layout/table-width", Severity: diag.Error, Span: nodePlace(t.node),
		Message: fmt.Sprintf("表格有%d列，版心里排不下", t.style.columns),
		Help:    "请减少列数、改为横排（landscape = true），或把表格拆成两个",
	})
}

// checkRows reports a table that is hard to read upright: its texts stand in columns
// of a few characters, so that its rows are tall.
func (l *layouter) checkRows(t *table) {
	const (
		narrow = 5 // characters
		long   = 12 * cell
		tall   = 4 // lines of a row, on average
		few    = 3 // rows, which anybody can read
	)
	width, lines := narrow+1, 0
	for i := range t.measures {
		if t.measures[i].body >= long {
			width = min(width, t.width[i])
		}
	}
	for i := range t.rows {
		lines += t.style.lines(t.rows[i].height)
	}
	if width > narrow || len(t.rows) <= few || lines < tall*len(t.rows) || l.current().turned {
		return
	}
	l.report(diag.Diagnostic{
		Rule: "layout/narrow-columns", Severity: diag.Note, Span: nodePlace(t.node),
		Message: fmt.Sprintf("表格有%d列，竖排时文字多的栏只有%d个字宽，平均每行要排%d行字", t.style.columns, width, lines/len(t.rows)),
		Help:    "请把它放进附件并写 landscape = true 改为横排，或减少列数",
	})
}

// nodePlace returns where the first text of a node and its children stands.
func nodePlace(n *document.Node) diag.Span {
	for i := range n.Text {
		if p := place(&n.Text[i], 0, len(n.Text[i].Value)); !p.IsZero() {
			return p
		}
	}
	for _, c := range n.Children {
		if p := nodePlace(c); !p.IsZero() {
			return p
		}
	}
	return diag.Span{}
}

// A wideCell covers several columns and asks for so much in all of them.
type wideCell struct {
	from, to int
	hard     int32
}

// measureRow measures the texts of a row.
func (l *layouter) measureRow(t *table, r *tableRow, sample bool, wide []wideCell) []wideCell {
	p := &l.para
	for k := range r.cells {
		c := &r.cells[k]
		p.reset(0, 0)
		role := l.profile.Table.Role
		if c.head {
			role = l.profile.Table.HeadRole
		}
		l.shape(p, c.node, role)
		p.prepare()
		lines, hard, soft, item := l.breaker.extent(p)
		if c.columns > 1 {
			wide = append(wide, wideCell{c.column, c.column + c.columns, hard})
			continue
		}
		m := &t.measures[c.column]
		longest := int32(0)
		for _, w := range lines {
			longest = max(longest, w)
			m.total += int64(w)
		}
		m.hard = max(m.hard, hard)
		m.longest = max(m.longest, longest)
		if c.head {
			m.head = max(m.head, longest)
			if longest > 3*cell { // 责任单位 may stand on two lines
				soft = max(2*cell, (longest+cell)/2)
			}
		} else {
			m.body = max(m.body, longest)
			if longest > 0 {
				m.filled++
			}
			if len(lines) > 1 {
				m.body = max(m.body, shortColumn+1)
			}
		}
		m.soft = max(m.soft, soft)
		if sample {
			if c.rows > 1 { // it has the room of all its rows
				for i := range lines {
					lines[i] = (lines[i] + int32(c.rows) - 1) / int32(c.rows)
				}
				item = 0
			}
			m.rows = append(m.rows, sampledCell{lines, item})
		}
	}
	if sample {
		t.sampled++
		for i := range t.measures { // columns that this row has no cell of its own in
			if m := &t.measures[i]; len(m.rows) < t.sampled {
				m.rows = append(m.rows, sampledCell{})
			}
		}
	}
	return wide
}

// extent returns how long each forced line of a text is on one line, how wide
// the widest group is that may not be parted, the widest part between marks that
// is short, and the widest that may be a name.
func (b *breaker) extent(p *para) (lines []int32, hard, soft, name int32) {
	b.p = p
	for from := 0; from < len(p.chars); {
		to := from
		for to < len(p.chars) && p.chars[to].class != newline {
			to++
		}
		begin := from // of the part between marks
		part := func(w int32) {
			switch {
			case w <= softLimit, w <= dateLimit && p.chars[begin].class == digit:
				soft = max(soft, w)
			default:
				soft = max(soft, leastProse)
			}
			if w <= itemLimit {
				name = max(name, w)
			}
		}
		var width, group, item int32
		for k := from + 1; k < to; k++ {
			var s sums
			p.boundary(&s, k)
			width += s.natural
			group += s.natural
			item += s.natural
			if p.chars[k].chance == never {
				continue
			}
			right := p.rightEmpty(k - 1)
			hard, group = max(hard, group-right), 0
			if ends(p.chars[k-1].class) {
				part(item - right)
				item, begin = 0, k
			}
		}
		if to > from {
			last := p.chars[to-1].advance - p.rightEmpty(to-1)
			hard = max(hard, group+last)
			part(item + last)
			width += last
		}
		lines = append(lines, width)
		from = to + 1
	}
	return lines, hard, max(soft, hard), name
}

// ends tells the marks behind which a line of a list ends well.
func ends(c class) bool { return c == comma || c == stop || c == closing || c == space }

// characters rounds up to whole characters.
func characters(width int32) int { return int((width + cell - 1) / cell) }

// widths are the widths of columns in characters, and what they are found from.
type widths struct {
	measures []columnMeasure
	room     int // in all
	wide     []wideCell

	lines [][][]uint16 // [column][width][row], as far as asked for
	low   []int
}

// given returns the widths that shares ask for, each at least what its texts
// need.
func (w *widths) given(shares []int) []int {
	low := w.lowest(false)
	total := 0
	for _, s := range shares {
		total += s
	}
	result := make([]int, len(shares))
	for i, s := range shares {
		result[i] = max(1, w.room*s/max(1, total))
	}
	for {
		used, over, under := 0, -1, -1
		for i := range result {
			used += result[i]
			if d := result[i] - low[i]; d < 0 {
				under = i
			} else if d > 0 && (over < 0 || d > result[over]-low[over]) {
				over = i
			}
		}
		switch {
		case under >= 0 && over >= 0:
			result[under]++
			result[over]--
		case used > w.room && over >= 0:
			result[over]--
		default:
			return result
		}
	}
}

// lowest returns the least widths: what may not be parted and, if asked for,
// what should not. Where there is no room for all, small things go first: an
// address does not split the numbers of the rows.
func (w *widths) lowest(withSoft bool) []int {
	n := len(w.measures)
	low := make([]int, n)
	rest := w.room - n
	for i := range low {
		low[i] = 1
	}
	raise := func(i, to int) {
		if more := to - low[i]; more > 0 && more <= rest {
			low[i] = to
			rest -= more
		}
	}
	for size := 2; size <= w.room; size++ {
		for i := range w.measures {
			if characters(w.measures[i].hard) == size {
				raise(i, size)
			}
		}
		for to := 2; withSoft && to <= size; to++ { // all of them alike, as far as there is room
			var under []int
			for i := range w.measures {
				if characters(w.measures[i].soft) == size && low[i] < to {
					under = append(under, i)
				}
			}
			if len(under) > rest {
				break
			}
			for _, i := range under {
				raise(i, to)
			}
		}
	}
	for _, c := range w.wide {
		sum := 0
		for i := c.from; i < c.to; i++ {
			sum += low[i]
		}
		for k := 0; sum < characters(c.hard) && c.to-c.from < n && rest > 0; k++ {
			raise(c.from+k%(c.to-c.from), low[c.from+k%(c.to-c.from)]+1)
			sum++
		}
	}
	for i := range low { // as much as there is
		for low[i] < characters(w.measures[i].hard) && rest > 0 {
			raise(i, low[i]+1)
		}
	}
	return low
}

// chosen returns widths by what the columns hold.
func (w *widths) chosen() []int {
	n := len(w.measures)
	w.low = w.lowest(true)
	result := append([]int(nil), w.low...)
	rest := w.room
	var total int64
	for i := range result {
		rest -= result[i]
		total += w.measures[i].total
	}
	want := func(i int) int { return max(w.low[i], characters(w.measures[i].longest)) }
	// Shares by what is in a column, of which none takes more than it needs.
	for given := true; rest > 0 && given; {
		given = false
		before := rest
		for i := range result {
			if need := want(i) - result[i]; need > 0 {
				more := min(need, max(1, int(int64(before)*w.measures[i].total/max(1, total))), rest)
				result[i] += more
				rest -= more
				given = given || more > 0
			}
		}
	}
	if rest > 0 { // all texts stand on one line
		used := w.room - rest
		for i, sum := 0, 0; i < n; i++ {
			more := rest*(sum+result[i])/used - rest*sum/used
			sum += result[i]
			result[i] += more
		}
		return result
	}
	w.exchange(result)
	w.alike(result)
	w.even(result)
	return result
}

// alike lets heads of one length, 牵头单位 and 落实单位, break alike: where one stands
// on one line, the widest column gives the others what they need for that, if it
// stays a column of prose.
func (w *widths) alike(width []int) {
	whole := func(i int) bool { return characters(w.measures[i].head) <= width[i] }
	for i := range width {
		need, widest, other := characters(w.measures[i].head)-width[i], 0, false
		for k := range width {
			other = other || w.measures[k].head == w.measures[i].head && whole(k)
			if width[k] > width[widest] {
				widest = k
			}
		}
		if need > 0 && other && width[widest]-need >= leastGiver {
			width[i] += need
			width[widest] -= need
		}
	}
}

// leastGiver is how many characters wide a column stays that gives others room
// for their heads.
const leastGiver = 12

// even gives columns that hold the same the same width; what is left over is space
// at the sides of all.
func (w *widths) even(width []int) {
	for i := range width {
		a := &w.measures[i]
		for k := range width {
			if b := &w.measures[k]; a.total == b.total && a.longest == b.longest && a.soft == b.soft && a.hard == b.hard {
				width[i] = min(width[i], width[k])
			}
		}
	}
}

// exchange moves width from one column to another as long as the table becomes
// shorter, each time the move that saves most lines for its size.
func (w *widths) exchange(width []int) {
	w.lines = make([][][]uint16, len(width))
	for i := range w.lines {
		w.lines[i] = make([][]uint16, w.room+1)
	}
	for range 4 * w.room {
		height := w.height(width)
		var bestFrom, bestTo, bestStep, bestGain int
		for _, step := range []int{1, 2, 3, 4, 6} {
			for from := range width {
				if width[from]-step < w.low[from] {
					continue
				}
				for to := range width {
					if to == from || width[to] >= characters(w.measures[to].longest) {
						continue
					}
					width[from] -= step
					width[to] += step
					gain := height - w.height(width)
					width[from] += step
					width[to] -= step
					if gain > 0 && (bestStep == 0 || gain*bestStep > bestGain*step) {
						bestFrom, bestTo, bestStep, bestGain = from, to, step, gain
					}
				}
			}
		}
		if bestStep == 0 {
			return
		}
		width[bestFrom] -= bestStep
		width[bestTo] += bestStep
	}
}

// What a table's height is reckoned in: a line of a row, a line of a cell that
// is not the longest of its row, and a name that is split.
const (
	rowLine   = 16
	cellLine  = 1
	splitName = 6
	// crumbledName is what a name costs besides that stands on three lines and more.
	crumbledName = 24
)

// height returns how high the rows looked at are, and how ragged.
func (w *widths) height(width []int) int {
	total := 0
	for r := range w.measures[0].rows {
		most, sum := 0, 0
		for i := range width {
			n := int(w.column(i, width[i])[r])
			most = max(most, n)
			sum += n
			if item, whole := w.measures[i].rows[r].item, int32(width[i])*cell; item > whole {
				sum += splitName
				if item > 2*whole {
					sum += crumbledName
				}
			}
		}
		total += rowLine*most + cellLine*sum
	}
	return total
}

// column counts the lines of a column's cells at a width.
func (w *widths) column(i, width int) []uint16 {
	width = min(width, w.room)
	if w.lines[i][width] == nil {
		lines := make([]uint16, len(w.measures[i].rows))
		whole := int32(width) * cell
		for r, c := range w.measures[i].rows {
			for _, t := range c.lines {
				n := int32(1)
				if t > whole {
					n = (t + whole - cell/2 - 1) / (whole - cell/2) // marks leave some lines short
				}
				lines[r] += uint16(min(n, 1000))
			}
		}
		w.lines[i][width] = lines
	}
	return w.lines[i][width]
}
