package verify

import (
	"slices"
	"strings"

	"fangan/internal/length"
)

// A frame is where the text of this document begins and ends, whatever it
// should be: elements of documents with other margins are recognised too.
type frame struct {
	left, right length.Length
	indent      length.Length // of the paragraphs that begin furthest to the right
	plain       int           // lines that tell where the right edge is
}

// measureBody finds the size of the text: that of most Han outside of tables and
// of the 版记.
func (c *checker) measureBody() {
	sizes := map[length.Length]int{}
	for _, p := range c.layout.pages {
		for _, l := range append(slices.Clone(p.lines), p.turned...) {
			if l.kind != unknown {
				continue
			}
			for i := range l.glyphs {
				if g := &l.glyphs[i]; isHan(g.text) {
					sizes[g.size.Scale(10, int64(length.Pt))*length.Pt/10]++
				}
			}
		}
	}
	// Of a short document the title may be longer than the text, or the headings
	// are: what has the size that text should have is text.
	best := 0
	for _, s := range slices.Sorted(keysOf(sizes)) {
		n := sizes[s]
		switch {
		case near(s, c.expect.em, length.Pt/4):
			n *= 3
		case s >= c.expect.titleSize-length.Pt:
			n = min(n, 1)
		}
		if n > best {
			c.layout.bodySize, best = s, n
		}
	}
	if best == 0 {
		c.layout.bodySize = c.expect.em
	}
}

// plainEnd returns where a line ends whose last character is a Han: its place is
// exact, while marks and digits at the end of a line may be squeezed.
func (l *line) plainEnd() (x length.Length, ok bool) {
	for i := len(l.glyphs) - 1; i >= 0; i-- {
		if g := &l.glyphs[i]; g.visible() {
			return g.x + g.advance, isHan(g.text)
		}
	}
	return 0, false
}

// measureFrame finds the edges of the text: those of most lines.
func (c *checker) measureFrame() frame {
	const step = length.Mm / 2
	lefts, rights := map[length.Length]int{}, map[length.Length]int{}
	for _, p := range c.layout.pages {
		for _, l := range p.lines {
			if l.kind != unknown || !near(l.size, c.layout.bodySize, length.Pt) || l.red() {
				continue
			}
			lefts[l.x0/step]++
			if x, ok := l.plainEnd(); ok {
				rights[x/step]++
			}
		}
	}
	count := func(m map[length.Length]int, at length.Length) int { return m[at-1] + m[at] + m[at+1] }
	mode := func(m map[length.Length]int) (best length.Length) {
		for _, k := range slices.Sorted(keysOf(m)) {
			if count(m, k) > count(m, best) {
				best = k
			}
		}
		return best
	}
	e, em := c.expect, c.layout.bodySize
	f := frame{left: e.left, right: e.right}
	// The left edge is the leftmost one of many lines; where they begin at that of
	// the profile, few are enough.
	left := mode(lefts)
	for _, k := range slices.Sorted(keysOf(lefts)) {
		n := count(lefts, k)
		if (left-k)*step > em*3/2 && (n >= 2 && n*8 >= count(lefts, left) || near(k*step, e.left, length.Mm)) {
			left = k
			break
		}
	}
	if at := e.left / step; near(left, at, 6) && count(lefts, at) >= 2 {
		left = at // the others are a little off
	}
	// Of a document of nothing but short paragraphs it is not seen.
	onlyIndents := e.indent > 0 && near(left*step, e.column(e.indent), length.Mm) && count(lefts, left+length.Length(e.indent)*em/step) == 0
	if count(lefts, left) >= 4 && !onlyIndents {
		f.left = c.median(func(l *line) (length.Length, bool) { return l.x0, true }, left*step, step)
		f.right = f.left + e.right - e.left
	}
	right := mode(rights)
	if f.plain = count(rights, right); f.plain >= 4 && right*step > f.left+10*em {
		f.right = c.median((*line).plainEnd, right*step, step)
	}
	f.indent = f.left + length.Length(e.deepest)*em
	if near(em, e.em, length.Pt/4) {
		f.indent = f.left + e.column(e.deepest) - e.left
	}
	return f
}

// median returns the middle of the edges near a place.
func (c *checker) median(edge func(*line) (length.Length, bool), at, step length.Length) length.Length {
	var list []length.Length
	for _, p := range c.layout.pages {
		for _, l := range p.lines {
			if x, ok := edge(l); ok && l.kind == unknown && !l.red() && x > at-step && x < at+2*step {
				list = append(list, x)
			}
		}
	}
	if len(list) == 0 {
		return at
	}
	slices.Sort(list)
	return list[len(list)/2]
}

// snapBrackets sees lines that begin with a bracket whose empty half was cut off,
// or a part of it, as beginning at the margin: its em box begins before it.
func (c *checker) snapBrackets() {
	for _, p := range c.layout.pages {
		for _, l := range append(slices.Clone(p.lines), p.turned...) {
			first := l.seen()[0]
			if !strings.ContainsRune(emptyLeft, first.r) || first.r == 0 {
				continue
			}
			edges := []length.Length{c.doc.frame.left, c.doc.frame.indent}
			if l.turned {
				t := c.expect.turned()
				edges = []length.Length{t.left, t.column(t.deepest)}
			}
			for _, edge := range edges {
				if d := edge - l.x0; d > mm(20) && d < first.size/2+mm(60) {
					l.x0 = edge
					break
				}
			}
		}
	}
}

// settleBlock finds where the 版心 of this document is. Where all of it lies
// elsewhere than it should, that is reported once, and what is in it is measured
// from its own edges.
func (c *checker) settleBlock() {
	c.nominal = c.expect
	e, f := &c.expect, c.doc.frame
	lines := 0
	tops := map[length.Length]int{}
	const step = length.Mm / 10
	for _, p := range c.layout.pages {
		for _, l := range p.lines {
			if (l.kind == bodyLine || l.kind == recipientLine) && near(l.x0, f.left, mm(60)) {
				lines++
			}
		}
		if l := c.topLine(p); l != nil {
			tops[c.layout.topOf(l)/step]++
		}
	}
	width, em := e.right-e.left, c.layout.bodySize
	if lines >= 4 && !near(f.left, e.left, length.Mm) {
		e.left = f.left
		if !near(f.right, e.right, mm(50)) || f.plain < 4 {
			e.right = e.left + width
		}
	}
	// Lines that are not spread end where the last whole character fits.
	ragged := em > 0 && near((f.right-f.left+em/2)%em, em/2, mm(30)) && f.right < e.right
	if fits := f.right+em > e.right; f.plain >= 8 && !near(f.right, e.right, mm(50)) && !(ragged && fits) {
		if e.right = f.right; ragged {
			e.right = c.raggedEdge(f.right, em)
		}
	}
	// Text of another width is held against the edge that the profile has.
	if c.edge = e.right; !near(e.right-e.left, width, mm(50)) {
		c.edge = c.nominal.right
	}
	if !near(em, e.em, length.Pt/4) || !near(e.right-e.left, width, length.Mm) {
		e.cell = em
	}
	best := length.Length(-1)
	for _, t := range slices.Sorted(keysOf(tops)) {
		if best < 0 || tops[t] > tops[best] {
			best = t
		}
	}
	if best < 0 {
		return
	}
	if top := best*step + step/2; !near(top, e.top, length.Mm) && (tops[best] >= 2 || len(c.layout.pages) == 1) && !c.inCells(top) {
		d := top - e.top
		e.top, e.bottom, e.markTop = e.top+d, e.bottom+d, e.markTop+d
	}
}

// raggedEdge returns the right edge of text whose lines end up to a character
// before it: that of a red rule or of the 版记, or that which leaves as much
// blank as there is at the left.
func (c *checker) raggedEdge(end, em length.Length) length.Length {
	fits := func(x length.Length) bool { return x >= end && x < end+em+mm(50) }
	var rules []rule
	for _, p := range c.layout.pages {
		rules = append(rules, p.rules...)
	}
	for _, r := range rules {
		if r.flat() && r.width() > 100*length.Mm && near(r.box.X0, c.doc.frame.left, length.Mm) && fits(r.box.X1) {
			return r.box.X1
		}
	}
	if x := c.nominal.width - c.doc.frame.left; fits(x) {
		return x
	}
	return end
}

// topLine returns the line that begins a page's text; nil if something else
// does.
func (c *checker) topLine(p *page) *line {
	var first *line
	for _, l := range p.lines {
		switch l.kind {
		case headLine, inTable, looseLine, contentsLine:
			return nil
		case pageNumber, colophonLine:
			continue
		}
		first = l
		break
	}
	if first == nil || c.doc.head.present() && p == c.doc.head.page {
		return nil
	}
	if first.kind == titleLine && p == c.doc.head.page && first.top > c.nominal.markTop {
		return nil // the place of a 版头 that is on the paper
	}
	for _, b := range p.tables {
		if b.Y0 < first.top {
			return nil
		}
	}
	return first
}

// inCells reports whether a page begins half a line space below the top of the
// 版心, as word processors set it.
func (c *checker) inCells(top length.Length) bool {
	e := c.nominal
	return near(top-(e.pitch-e.em)/2, e.top, mm(60)) && c.cellGrid()
}
