package typeset

import (
	"fangan/internal/length"
	"fangan/render/document"
)

// signature sets 署名 and 成文日期 (7.3.5). Its rows hold together and keep two
// lines of text with them, as far as the first page leaves them (7.3.5.5), so that
// no page bears a seal alone.
func (l *layouter) signature(n *document.Node, noted bool) {
	var names []*document.Node
	var date *document.Node
	for _, child := range n.Children {
		if child.Kind == document.Date {
			date = child
		} else {
			names = append(names, child)
		}
	}
	pr := l.profile
	blank := pr.Signature.BlankLines
	if n.Form == "unsealed" {
		blank = pr.Signature.UnsealedBlank
	}
	if l.relief.parted {
		l.part()
	}
	keepWithText(l.ownRows(), 2)
	if len(l.ownRows()) > 0 {
		l.blank(blank)
	}
	first := len(l.rows)
	l.current().signed = first
	if n.Form == "unsealed" {
		l.unsealed(names, date)
	} else {
		l.sealed(names, date)
		if !noted {
			l.blank(1) // what the seal needs below the date, which may not be the last line
		}
	}
	for i := first; i < len(l.rows); i++ {
		l.rows[i].bond = firmly
	}
	if own := l.ownRows(); len(own) > 0 {
		own[len(own)-1].bond = parted
	}
}

// keepWithText bonds the last n of the rows of a section to what comes, but not
// the first row of its text: the first page has to show that (7.3.3). A table above
// a line of text may stay where it is.
func keepWithText(own []row, n int) {
	first := 0
	for first < len(own) && !own[first].text {
		first++
	}
	for k := len(own) - 1; k >= max(0, len(own)-n, first+1); k-- {
		if own[k].table != nil && k < len(own)-1 {
			return
		}
		own[k].bond = firmly
	}
}

// part makes two lines of the only line of a text, spaced out so that the first
// of them is full: 7.3.5.5 has 行距 and 字距 adjusted where a signature stands alone
// otherwise. It leaves what is too short for that as it is.
func (l *layouter) part() {
	own := l.ownRows()
	if n := len(own); n == 0 || !own[n-1].text || n > 1 && own[n-2].text && own[n-2].bond == parted || l.last.row != len(l.rows)-1 {
		return
	}
	l.measuring = true // what it finds is found already
	defer func() { l.measuring = false }()
	p, _ := l.shapeParagraph(l.last.style, l.last.nodes)
	l.findWords(p)
	b := &l.breaker
	b.p = p
	b.measure(0, len(p.chars))
	at, least := 0, int64(raggedCost)
	for k := 1; k < len(p.chars); k++ {
		if p.chars[k].chance != free || p.runt(k, len(p.chars)) {
			continue
		}
		t := b.tail(0, k, false)
		cost := b.fit(0, &t).cost
		if p.chars[k].inner {
			cost += wordCost
		}
		if b.least(0, &t) <= p.avail(0) && cost < least {
			at, least = k, cost
		}
	}
	if at == 0 {
		return
	}
	r := l.rows[l.last.row]
	l.runs, l.rows = l.runs[:r.from], l.rows[:l.last.row]
	for _, n := range []line{{0, at}, {at, len(p.chars)}} {
		r := l.row(n, l.last.style.Size)
		r.text = true
		l.rows = append(l.rows, r)
	}
}

// blank adds rows without text, bonded to what comes.
func (l *layouter) blank(n int) {
	for range n {
		l.rows = append(l.rows, row{from: len(l.runs), to: len(l.runs), bond: firmly})
	}
}

// sealed sets the 署名 over the date as 7.3.5.1 has them: the date leaves four
// columns at the right, the name stands centred above it, and both move to the
// left together where the name would pass the right edge. Of a joint issue the
// last name stands so, and the others in rows before it, so far apart that the
// seals do not touch and none leaves the 版心.
func (l *layouter) sealed(names []*document.Node, date *document.Node) {
	pr := l.profile
	columns := l.measure.whole
	centre := columns - int32(pr.Date.Right)*cell
	l.measuring = true
	dateWidth, _ := l.widthOf(date)
	widest, last, broken := int32(0), int32(0), false
	widths := make([]int32, len(names))
	for i, n := range names {
		w, lines := l.widthOf(n)
		widest, last, widths[i] = max(widest, w), w, w
		broken = broken || lines > 1
	}
	l.measuring = false
	switch {
	case date == nil:
		centre -= last / 2
	case dateWidth < columns:
		centre -= dateWidth / 2
	default:
		centre = columns / 2
	}
	seal := l.measure.parts(pr.Seal.Size)
	apart := seal + l.measure.parts(pr.Seal.Gap)
	reserve := last
	if len(names) > 1 {
		reserve = max(last, seal)
	}
	centre = min(centre, columns-(reserve+1)/2)

	perRow, step := 1, int32(0)
	if n := min(pr.Seal.PerRow, len(names)); n > 1 && !broken {
		need := max(apart, widest+cell)
		for perRow = n; perRow > 1; perRow-- {
			right := centre
			for i := perRow - 1; i < len(names); i += perRow { // in the last column
				right = min(right, columns-(widths[i]+1)/2)
			}
			if room := right - max(seal, widest)/2; need*int32(perRow-1) <= room {
				step = min(max(need, columns/int32(pr.Seal.PerRow)), room/int32(perRow-1))
				centre = right
				break
			}
		}
	}
	if perRow == 1 { // one below the other, around one line
		centre = min(centre, columns-(widest+1)/2)
	}
	between := int((pr.Seal.Size + pr.Seal.Gap + pr.Pitch() - 1) / pr.Pitch()) // lines from row to row of seals
	rows := (len(names) + perRow - 1) / perRow
	if rows > 1 {
		l.current().between = between
	}
	at := 0
	for r := range rows {
		column, to := 0, at+perRow
		if r == rows-1 { // the last name is over the date
			column, to = perRow-(len(names)-at), len(names)
		}
		if r > 0 {
			l.blank(between - 1)
		}
		if perRow == 1 {
			l.centredRows(names[at], pr.Signature.Size, centre)
			at = to
			continue
		}
		from := len(l.runs)
		for ; at < to; at++ {
			for _, line := range l.breakFlush(names[at]) {
				x := centre - step*int32(perRow-1-column) - l.breaker.setWidth(line)/2
				l.setLine(line, max(0, x), pr.Signature.Size)
			}
			column++
		}
		l.rows = append(l.rows, row{from: from, to: len(l.runs)})
	}
	if date != nil {
		l.centredRows(date, pr.Date.Size, centre)
	}
}

// unsealed sets the 署名, one a line, and the date below as 7.3.5.2 has them: the
// name leaves two columns at the right and the date begins two columns to the
// right of it; a date that is wider leaves the two columns, and the name moves.
// The names of a joint issue begin below one another, and the widest decides, so
// that the date stands in the same relation to all of them.
func (l *layouter) unsealed(names []*document.Node, date *document.Node) {
	pr := l.profile
	columns := l.measure.whole
	right, shift := columns-int32(pr.Signature.UnsealedRight)*cell, int32(pr.Date.UnsealedShift)*cell
	l.measuring = true
	dateWidth, _ := l.widthOf(date)
	widest := int32(0)
	for _, n := range names {
		w, _ := l.widthOf(n)
		widest = max(widest, w)
	}
	l.measuring = false
	var nameLeft, dateLeft int32
	if widest >= dateWidth {
		nameLeft = right - widest
		dateLeft = nameLeft + shift
	} else {
		dateLeft = right - dateWidth
		nameLeft = dateLeft - shift
	}
	nameLeft = min(max(0, nameLeft), columns-widest)
	dateLeft = min(max(0, dateLeft), columns-dateWidth)
	for _, n := range names {
		for _, line := range l.breakFlush(n) {
			l.flushRow(line, nameLeft, pr.Signature.Size)
		}
	}
	if date != nil {
		for _, line := range l.breakFlush(date) {
			l.flushRow(line, dateLeft, pr.Date.Size)
		}
	}
}

// centredRows sets the lines of a node around a place of the measure.
func (l *layouter) centredRows(n *document.Node, size length.Length, centre int32) {
	for _, line := range l.breakFlush(n) {
		l.flushRow(line, max(0, centre-l.breaker.setWidth(line)/2), size)
	}
}

// flushRow sets a line that begins at x as a row.
func (l *layouter) flushRow(n line, x int32, size length.Length) {
	from := len(l.runs)
	l.setLine(n, x, size)
	l.rows = append(l.rows, row{from: from, to: len(l.runs)})
}

// setLine sets a line of the paragraph last broken that begins at x.
func (l *layouter) setLine(n line, x int32, size length.Length) {
	f, end := l.breaker.fitLine(n)
	l.position(n, end, &f, x)
	l.emit(n.from, n.to, size)
}

// breakFlush breaks a name or date into lines without indent; all but the
// longest names take one.
func (l *layouter) breakFlush(n *document.Node) []line {
	p := &l.para
	p.reset(0, l.profile.Block.Columns)
	role := l.profile.Signature.Role
	if n.Kind == document.Date {
		role = l.profile.Date.Role
	}
	l.shape(p, n, role)
	l.finish(p)
	return l.breaker.breakLines(p)
}

// widthOf returns the width of the widest line of a name or date, and how many
// lines it takes; 0 of nil.
func (l *layouter) widthOf(n *document.Node) (widest int32, lines int) {
	if n == nil {
		return 0, 0
	}
	for _, line := range l.breakFlush(n) {
		widest = max(widest, l.breaker.setWidth(line))
		lines++
	}
	return widest, lines
}

// setWidth returns the width of a line as it is set.
func (b *breaker) setWidth(n line) int32 {
	f, _ := b.fitLine(n)
	if f.gap > 0 || f.space > 0 || f.give > 0 {
		return b.p.width
	}
	return min(f.width, b.p.width)
}
