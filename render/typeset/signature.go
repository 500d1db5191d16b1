package typeset

import (
	"fangan/internal/length"
	"fangan/render/document"
)

// signature sets 署名 and 成文日期 (7.3.5). Its rows hold together and keep two
// lines of text with them (7.3.5.5), so that no page bears a seal alone.
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
	l.current().signed = true
	l.keepWithText(2)
	if len(l.ownRows()) > 0 {
		l.blank(blank)
	}
	first := len(l.rows)
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

// keepWithText bonds the last n rows to what comes, but not the first row of the
// text: the first page has to show that (7.3.3).
func (l *layouter) keepWithText(n int) {
	own := l.ownRows()
	first := 0
	for first < len(own) && !own[first].text {
		first++
	}
	for k := max(0, len(own)-n, min(first+1, len(own)-1)); k < len(own); k++ {
		own[k].bond = firmly
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
	for _, n := range names {
		w, lines := l.widthOf(n)
		widest, last = max(widest, w), w
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
		room := centre - max(seal, widest)/2
		for perRow = n; perRow > 1 && need*int32(perRow-1) > room; perRow-- {
		}
		if perRow > 1 {
			step = min(max(need, columns/int32(pr.Seal.PerRow)), room/int32(perRow-1))
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
