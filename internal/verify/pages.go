package verify

import (
	"fmt"
	"slices"
	"strings"

	"fangan/internal/length"
	"fangan/internal/pdfpage"
)

// checkPages measures paper, 版心, grid and colours (GB/T 9704 5, 8).
func (c *checker) checkPages() {
	for _, p := range c.layout.pages {
		c.pageTop(p)
		c.pageLeft(p)
		c.pageBlock(p)
		c.pageColours(p)
		c.pageTurn(p)
	}
	c.pitch()
	c.linesPerPage()
	c.columns()
}

// paper measures the sheets (5.1).
func (c *checker) paper() {
	e, half := c.expect, mm(50)
	for _, p := range c.layout.pages {
		c.saw("5.1-page-size", "%s×%s", millimetres(p.width), millimetres(p.height))
		if !near(p.width, e.width, half) || !near(p.height, e.height, half) {
			c.fail("5.1-page-size", place{page: p.number}, "纸张是 %s×%s，应当是 %s×%s", millimetres(p.width), millimetres(p.height), millimetres(e.width), millimetres(e.height))
		}
	}
}

// cellGrid reports whether lines stand in the middle of cells of equal height,
// as word processors set a grid of 22 lines: then characters begin 2.3 mm below
// the top of the 版心.
func (c *checker) cellGrid() bool {
	e := c.expect
	cell := (e.bottom - e.top).Part(1, e.lines)
	ds := c.distances()
	if len(ds) == 0 {
		return false
	}
	slices.SortFunc(ds, func(a, b distance) int { return int(a.d - b.d) })
	return near(ds[len(ds)/2].d, cell, mm(8))
}

func (c *checker) pageTop(p *page) {
	first := c.topLine(p)
	if first == nil {
		return
	}
	e, top := c.nominal, c.layout.topOf(first)
	c.saw("5.2.1-top", "第%d页 %s", p.number, millimetres(top))
	switch {
	case near(top, e.top, length.Mm):
	case c.inCells(top):
		c.warn("5.2.1-top", first.at(), "首行字顶在 %s：行格的顶边在天头线上，字比它低半个行空，应当是 %s", millimetres(top), millimetres(e.top))
	default:
		c.fail("5.2.1-top", first.at(), "首行字顶在 %s，应当是 %s", millimetres(top), millimetres(e.top))
	}
}

func (c *checker) pageLeft(p *page) {
	var xs []length.Length
	at := place{page: p.number}
	for _, l := range p.lines {
		if (l.kind == bodyLine || l.kind == annexLabelLine) && l.x0 < c.doc.frame.left+c.leastIndent()*3/4 {
			if len(xs) == 0 {
				at = l.at()
			}
			xs = append(xs, l.x0)
		}
	}
	if len(xs) == 0 {
		return
	}
	slices.Sort(xs)
	x := xs[len(xs)/2]
	c.saw("5.2.1-binding", "第%d页 %s", p.number, millimetres(x+p.dx))
	if !near(x, c.nominal.left, length.Mm) {
		c.fail("5.2.1-binding", at, "顶格行左边缘在 %s，应当是 %s", millimetres(x+p.dx), millimetres(c.nominal.left+p.dx))
	}
}

// pageBlock looks for what lies outside the 版心.
func (c *checker) pageBlock(p *page) {
	e, tolerance := c.expect, mm(50)+grace
	letter := c.doc.head.letter && p == c.doc.head.page
	bottom := max(e.bottom, c.nominal.bottom)
	if letter {
		// Text goes on to the double rule at the foot of the page (10.1).
		for _, r := range c.doc.head.rules {
			if r.middle() > p.height/2 {
				bottom = max(bottom, r.box.Y0-mm(390))
				break
			}
		}
	}
	c.saw("5.2.1-block", "")
	outside := func(b pdfpage.Box) string {
		var parts []string
		add := func(side string, by length.Length) {
			if by > tolerance {
				parts = append(parts, fmt.Sprintf("%s超出 %s", side, millimetres(by)))
			}
		}
		add("左边", min(e.left, c.nominal.left)-b.X0)
		add("右边", b.X1-max(e.right, c.nominal.right))
		add("上边", min(e.top, c.nominal.top)-b.Y0)
		add("下边", b.Y1-bottom)
		return strings.Join(parts, "，")
	}
	for _, l := range append(slices.Clone(p.lines), p.turned...) {
		if l.kind == pageNumber || letter && (l.kind == headLine || l.red()) {
			continue
		}
		for i := range l.glyphs {
			g := &l.glyphs[i]
			if !g.visible() {
				continue
			}
			b := g.ink
			if !l.turned {
				top := g.y - g.size.Scale(c.layout.ascents.of(g.font), 1000)
				b = pdfpage.Box{X0: g.left(), Y0: top, X1: g.right(), Y1: top + g.size}
				if !g.ink.IsZero() {
					// A narrow letter may hang below its em box, or stand in a wide one.
					b = pdfpage.Box{X0: max(b.X0, min(g.ink.X0, b.X1)), Y0: g.ink.Y0, X1: min(b.X1, max(g.ink.X1, b.X0)), Y1: g.ink.Y1}
					if isHan(g.text) {
						b.Y0, b.Y1 = top, top+g.size
					}
				}
			}
			if b.IsZero() {
				continue
			}
			if l.kind == bodyLine && g.size > e.em {
				// It stands on the grid of the text: its top is above its line.
				b.Y0 += (min(g.size, c.largest()) - e.em).Scale(c.layout.ascents.of(g.font), 1000)
			}
			if what := outside(b); what != "" {
				c.fail("5.2.1-block", l.at(), "有字在版心之外：%s（%s）", what, "“"+g.text+"”，"+short(l.text))
				break
			}
		}
	}
	for _, r := range p.rules {
		if letter && r.colour.IsRed() {
			continue
		}
		if what := outside(r.box); what != "" {
			c.fail("5.2.1-block", place{p.number, r.box.X0, r.box.Y0}, "线在版心之外：%s", what)
		}
	}
	for _, b := range p.images {
		if what := outside(b); what != "" {
			c.fail("5.2.1-block", place{p.number, b.X0, b.Y0}, "图在版心之外：%s", what)
		}
	}
}

// largest is the size of the largest heading of the profile, or of its text.
func (c *checker) largest() length.Length {
	size := c.expect.em
	for level := 1; level <= 5; level++ {
		size = max(size, c.profile.Heading(level).Size)
	}
	return size
}

func short(s string) string {
	if r := []rune(s); len(r) > 14 {
		return string(r[:14]) + "…"
	}
	return s
}

func (c *checker) pageColours(p *page) {
	h := &c.doc.head
	c.saw("5.2.4-colour", "")
	for _, l := range append(slices.Clone(p.lines), p.turned...) {
		for i := range l.glyphs {
			g := &l.glyphs[i]
			if !g.visible() || g.colour.IsBlack() {
				continue
			}
			if l.kind == headLine && (slices.Contains(h.marks, l) || l == h.suffix) {
				continue // 7.2.4 says which colour that has
			}
			if g.colour.IsRed() && c.overSeal(p, g) {
				continue
			}
			c.fail("5.2.4-colour", l.at(), "“%s”是%s，应当是黑色", short(l.text), g.colour)
			break
		}
	}
	hidden := 0
	var first *line
	for _, l := range append(slices.Clone(p.lines), p.turned...) {
		for i := range l.glyphs {
			if g := &l.glyphs[i]; g.covered && g.visible() {
				hidden++
				if first == nil {
					first = l
				}
			}
		}
	}
	if hidden > 0 {
		c.fail("5.2.4-colour", first.at(), "有%d个字被后画的白色图形盖住，印不出来（%s）", hidden, short(first.text))
	}
	if p.watermark {
		c.note("5.2.4-colour", place{}, "有灰色的图形，当作水印")
	}
	for _, g := range p.askew {
		if g.colour.IsGrey() {
			c.note("5.2.4-colour", place{}, "有灰色的斜排文字，当作水印")
			break
		}
		if !g.colour.IsBlack() && !g.colour.IsRed() {
			c.fail("5.2.4-colour", place{page: p.number}, "有%s的斜排文字", g.colour)
			break
		}
	}
	for _, r := range p.rules {
		if r.colour.IsBlack() || p == h.page && r.colour.IsRed() && h.present() {
			continue
		}
		c.fail("5.2.4-colour", place{p.number, r.box.X0, r.box.Y0}, "线是%s，应当是黑色", r.colour)
	}
	for _, l := range h.lines {
		if l.page != p || !slices.Contains(h.marks, l) || !l.red() {
			continue
		}
		c.redOf(l.glyphs[0].colour, l.at())
	}
	if p == h.page {
		for _, r := range h.rules {
			c.redOf(r.colour, place{p.number, r.box.X0, r.box.Y0})
		}
	}
}

// overSeal reports whether a red glyph lies in a picture of a seal.
func (c *checker) overSeal(p *page, g *glyph) bool {
	for _, b := range p.redShapes {
		if g.x >= b.X0 && g.x <= b.X1 && g.y >= b.Y0 && g.y <= b.Y1 {
			return true
		}
	}
	return false
}

// redOf judges a red; each is told once.
func (c *checker) redOf(colour pdfpage.Colour, at place) {
	if slices.Contains(c.reds, colour) {
		return
	}
	c.reds = append(c.reds, colour)
	c.saw("6.2-red", "%s", colour)
	want := pdfpage.Colour{Model: pdfpage.CMYK, V: [4]int16{0, 800, 800, 0}}
	if colour == want {
		return
	}
	if colour.Model == pdfpage.RGB {
		c.note("6.2-red", at, "红色是%s，适于屏幕显示；付印应当是 Y80%%、M80%%", colour)
		return
	}
	c.fail("6.2-red", at, "红色是%s，应当是 Y80%%、M80%%", colour)
}

// pageTurn checks a page whose text is turned (8).
func (c *checker) pageTurn(p *page) {
	turned := 0
	for _, l := range p.turned {
		turned += len(l.glyphs)
	}
	if p.wrongWay > 20 && p.wrongWay > turned {
		c.saw("8-landscape", "")
		c.fail("8-landscape", place{page: p.number}, "横排的文字转错了方向，表头应当在纸的左边")
		return
	}
	if turned < 10 && !p.across {
		return
	}
	upright := 0
	for _, l := range p.lines {
		upright += len(l.glyphs)
	}
	if p.across && upright > 20 && upright > turned {
		c.saw("8-landscape", "")
		c.fail("8-landscape", place{page: p.number}, "这一页在文件里是转了向的，文字横倒，页面应当竖放")
		return
	}
	c.saw("8-landscape", "第%d页横排，表头在左", p.number)
	if p.digits == nil {
		for _, l := range p.turned {
			if numberAtFoot.MatchString(l.text) && (l.index == len(p.turned)-1 || l.index == 0) {
				c.fail("8-landscape", l.at(), "页码“%s”随表格转了向，应当与竖排的页在同一位置", l.text)
			}
		}
	}
}

// A distance is that between the baselines of two lines.
type distance struct {
	d     length.Length
	below *line
}

// distances returns those of adjacent lines of text.
func (c *checker) distances() []distance {
	var list []distance
	for _, p := range c.layout.pages {
		for i := 1; i < len(p.lines); i++ {
			a, b := p.lines[i-1], p.lines[i]
			if a.kind != bodyLine || b.kind != bodyLine || !near(a.size, b.size, length.Pt/4) {
				continue
			}
			if d := b.y - a.y; d < c.expect.pitch*17/10 {
				list = append(list, distance{d, b})
			}
		}
	}
	return list
}

func (c *checker) pitch() {
	ds := c.distances()
	if len(ds) == 0 {
		return
	}
	want := c.expect.pitch
	lo, hi := ds[0].d, ds[0].d
	bad := map[int][]distance{}
	all := map[int]int{}
	for _, d := range ds {
		lo, hi = min(lo, d.d), max(hi, d.d)
		n := d.below.page.number
		all[n]++
		if !near(d.d, want, mm(15)) {
			bad[n] = append(bad[n], d)
		}
	}
	if near(lo, hi, mm(1)) {
		c.saw("5.2.3-pitch", "%s（%s）", millimetres(lo), points(lo))
	} else {
		c.saw("5.2.3-pitch", "%s～%s", millimetres(lo), millimetres(hi))
	}
	// Where other pages have it too, a page's pitch is not that of its seal.
	elsewhere := false
	for n, list := range bad {
		elsewhere = elsewhere || len(list) == all[n] && !c.mayBeTight(n)
	}
	for _, n := range slices.Sorted(keysOf(bad)) {
		list := bad[n]
		switch first := list[0]; {
		case c.mayBeTight(n) && !elsewhere && len(list) == all[n]:
			c.note("5.2.3-pitch", first.below.at(), "这一页的行距是 %s，为放下印章或版记而调整（7.3.5.5）", millimetres(first.d))
		case len(list) == all[n] && len(list) > 1:
			c.fail("5.2.3-pitch", first.below.at(), "整页的行距是 %s，应当是 %s", millimetres(first.d), millimetres(want))
		default:
			c.fail("5.2.3-pitch", first.below.at(), "有%d处行距不同，首处是 %s，应当是 %s", len(list), millimetres(first.d), millimetres(want))
		}
	}
}

// mayBeTight reports whether the lines of a page may be closer so that a seal or
// the 版记 finds room (7.3.5.5).
func (c *checker) mayBeTight(page int) bool {
	return c.doc.colophon != nil && c.doc.colophon.page.number == page ||
		slices.ContainsFunc(c.doc.sections, func(s *section) bool { return s.date != nil && s.date.page.number == page })
}

// linesPerPage counts the lines of pages that are full of text.
func (c *checker) linesPerPage() {
	pages := c.layout.pages
	counts := map[int]int{}
	for i := 0; i+1 < len(pages); i++ {
		p, next := pages[i], pages[i+1]
		if len(p.tables) > 0 || len(p.images) > 0 || p.across || len(p.turned) > 0 {
			continue
		}
		n, full := 0, true
		var last *line
		for _, l := range p.lines {
			switch l.kind {
			case pageNumber:
				continue
			case bodyLine:
				n++
			default:
				full = false
			}
			last = l
		}
		var after *line
		for _, l := range next.lines {
			if l.kind != pageNumber {
				after = l
				break
			}
		}
		if n == 0 || after == nil || after.kind != bodyLine || last.kind != bodyLine {
			continue
		}
		c.saw("5.2.3-lines", "")
		at := place{page: p.number}
		short := c.expect.lines - n
		if full {
			counts[n]++
		} else { // a title takes part of the page
			short = int((c.expect.bottom - last.bottom + c.expect.pitch/2) / c.expect.pitch)
		}
		switch {
		case short == 0 || !full && short < 0:
		case short > 0 && short <= 3 && c.keptWithNext(after):
			c.note("5.2.3-lines", at, "少排%d行，因为标题要与下面的文字同页", short)
		case short > 0 && short <= 3 && c.labelledNext(after):
			c.note("5.2.3-lines", at, "少排%d行，因为责任单位一类的行要与上文同页", short)
		case short > 0 && c.tableOn(next):
			c.note("5.2.3-lines", at, "少排%d行，因为表格与上文同页", short)
		case short > 0 && c.endsOn(next):
			c.note("5.2.3-lines", at, "少排%d行，因为附件说明、署名要与正文同页", short)
		case full:
			c.fail("5.2.3-lines", at, "排%d行，应当是%d行", n, c.expect.lines)
		default:
			c.fail("5.2.3-lines", at, "末行之下还空%d行", short)
		}
	}
	if len(counts) > 0 {
		var parts []string
		for _, n := range slices.Sorted(keysOf(counts)) {
			parts = append(parts, fmt.Sprintf("%d行的%d页", n, counts[n]))
		}
		item := c.item("5.2.3-lines")
		item.Measured = ""
		c.saw("5.2.3-lines", "%s", strings.Join(parts, "，"))
	}
}

// endsOn reports whether a page bears a 附件说明 or a 署名, and little text before
// it.
func (c *checker) endsOn(p *page) bool {
	n := 0
	for _, l := range p.lines {
		switch l.kind {
		case bodyLine:
			n++
		case annexNoteLine, signatureLine, dateLine:
			return n <= 8
		}
	}
	return false
}

var lineLabel = re(`^\p{Han}{2,8}：`)

// labelledNext reports whether a line is the last of its paragraph, or the one
// before, and a line such as 牵头单位：… follows, which was kept with it.
func (c *checker) labelledNext(l *line) bool {
	for _, s := range c.doc.sections {
		for i, p := range s.paragraphs[:max(0, len(s.paragraphs)-1)] {
			if n := len(p.lines); p.lines[n-1] == l || n > 1 && p.lines[n-2] == l {
				return lineLabel.MatchString(s.paragraphs[i+1].text)
			}
		}
	}
	return false
}

// tableOn reports whether a page bears a table below a line or two of text, which
// were kept with it.
func (c *checker) tableOn(p *page) bool {
	n := 0
	for _, l := range p.lines {
		switch l.kind {
		case bodyLine:
			n++
		case inTable:
			return n <= 2
		}
	}
	return false
}

// keptWithNext reports whether a page may have ended early for the sake of the
// line that begins the next: a heading, or the first of a paragraph.
func (c *checker) keptWithNext(l *line) bool {
	for _, s := range c.doc.sections {
		for _, p := range s.paragraphs {
			if p.lines[0] == l {
				return p.level > 0
			}
		}
	}
	return false
}

// end returns where the last em box of a line ends, or its cell, which may be
// wider.
func (l *line) end(e expectation) length.Length {
	seen := l.seen()
	last := &seen[len(seen)-1]
	end := last.x + max(last.advance, 0)
	if near(last.size, e.em, length.Pt/4) {
		end = max(end, last.x+e.gridCell)
	}
	return end
}

// columns counts the characters of full lines and looks where they end.
func (c *checker) columns() {
	e := c.expect
	counts := map[int]int{}
	full, off := 0, 0
	var first *line
	var wrong *line
	for _, s := range c.doc.sections {
		left, edge, own := c.doc.frame.left, c.edge, c.edges(s)
		if s.turned {
			left, edge = own.left, own.right
		}
		for _, p := range s.paragraphs {
			for i, l := range p.lines {
				if !near(l.size, c.layout.bodySize, length.Pt/4) {
					continue // its size is wrong
				}
				if i == len(p.lines)-1 || p.lines[i+1].page != l.page && l.page.number+1 != p.lines[i+1].page.number {
					continue
				}
				seen := l.seen()
				full++
				if l.x1 > edge+mm(50) || l.end(own) < edge-mm(50) {
					off++
					if first == nil {
						first = l
					}
				}
				plain := !slices.ContainsFunc(seen, func(g glyph) bool { return !isHan(g.text) || !near(g.size, l.size, length.Pt/4) })
				if plain && !s.turned && near(l.x0, left, length.Mm) {
					n := len(seen)
					counts[n]++
					if n != e.columns && wrong == nil {
						wrong = l
					}
				}
			}
		}
	}
	if full == 0 {
		return
	}
	var parts []string
	for _, n := range slices.Sorted(keysOf(counts)) {
		parts = append(parts, fmt.Sprintf("%d字的%d行", n, counts[n]))
	}
	if len(parts) > 0 {
		c.saw("5.2.3-chars", "纯汉字满行：%s", strings.Join(parts, "，"))
	}
	c.saw("5.2.3-chars", "满行%d行", full)
	if wrong != nil {
		c.fail("5.2.3-chars", wrong.at(), "纯汉字的满行不是%d字：%s", e.columns, strings.Join(parts, "，"))
	}
	if first != nil {
		c.fail("5.2.3-chars", first.at(), "%d行中有%d行的右边缘不在 %s（%s）", full, off, millimetres(c.edge), short(first.text))
	}
}
