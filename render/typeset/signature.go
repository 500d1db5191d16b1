package typeset

import "fangan/render/document"

// signature sets the 发文机关署名, one a line, and the 成文日期 of a document
// that is to be sealed (7.3.5.1): the date leaves four columns at the right, the
// names stand centred above it, and all move to the left together where the
// longest would pass the right edge. The rows hold together and keep two lines
// of text with them (7.3.5.5).
func (l *layouter) signature(nodes []*document.Node) {
	pr := l.profile
	columns := int32(pr.Block.Columns) * cell
	right := int32(pr.Date.Right) * cell
	centre, widest := columns-right, int32(0)
	date := nodes[len(nodes)-1]
	l.measuring = true
	if date.Kind == document.Date {
		if lines := l.breakFlush(date); len(lines) == 1 {
			centre -= l.breaker.setWidth(lines[0]) / 2
		} else {
			centre = columns / 2
		}
	}
	for _, n := range nodes {
		for _, line := range l.breakFlush(n) {
			widest = max(widest, l.breaker.setWidth(line))
		}
	}
	l.measuring = false
	if date.Kind != document.Date {
		centre -= widest / 2
	}
	centre = min(centre, columns-(widest+1)/2)

	if own := l.ownRows(); len(own) > 0 {
		for k := max(0, len(own)-2); k < len(own); k++ {
			own[k].bond = firmly
		}
		for range pr.Signature.BlankLines {
			at := len(l.runs)
			l.rows = append(l.rows, row{from: at, to: at, bond: firmly})
		}
	}
	for _, n := range nodes {
		size := pr.Signature.Size
		if n.Kind == document.Date {
			size = pr.Date.Size
		}
		for _, line := range l.breakFlush(n) {
			f, end := l.breaker.fitLine(line)
			x := max(0, centre-l.breaker.setWidth(line)/2)
			from := len(l.runs)
			l.position(line, end, &f, x)
			l.emit(line.from, line.to, size)
			l.rows = append(l.rows, row{from: from, to: len(l.runs), bond: firmly})
		}
	}
	if own := l.ownRows(); len(own) > 0 {
		own[len(own)-1].bond = parted
	}
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

// setWidth returns the width of a line as it is set.
func (b *breaker) setWidth(n line) int32 {
	f, _ := b.fitLine(n)
	if f.gap > 0 || f.space > 0 {
		return b.p.width
	}
	return min(f.width, b.p.width)
}
