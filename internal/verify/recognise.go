package verify

import (
	"slices"
	"strings"

	"fangan/internal/length"
	"fangan/internal/pdfpage"
)

// kind is what element a line belongs to.
type kind int

const (
	unknown kind = iota
	pageNumber
	inTable
	headLine
	titleLine
	stageLine
	recipientLine
	bodyLine
	annexNoteLine
	signatureLine
	dateLine
	noteLine
	annexLabelLine
	contentsLine
	colophonLine
	looseLine // stands where no element of the text does
)

// elements are what the document was found to consist of.
type elements struct {
	head     head
	sections []*section
	contents []*line
	colophon *colophon
	frame    frame
}

// A frame is where the text of this document begins and ends, whatever it
// should be: elements of documents with other margins are recognised too.
type frame struct{ left, right, indent length.Length }

type head struct {
	copyNumber, secrecy, urgency *line
	marks                        []*line
	suffix                       *line
	number                       *line
	signers                      []*line
	rules                        []rule // red, from top to bottom
	lines                        []*line
	letter                       bool
	red                          bool // the mark is printed
}

func (h *head) present() bool { return len(h.marks) > 0 || h.number != nil }

// A section is a text with a title of its own: a notice, a plan, an annex.
type section struct {
	label      *line // of an annex
	title      []*line
	stage      []*line
	recipient  *paragraph
	paragraphs []*paragraph
	annexNotes []*line
	signature  []*line
	date       *line
	note       []*line
	loose      []*line
	turned     bool
	page       *page // that it begins on
}

// A paragraph is text from an indent to the next.
type paragraph struct {
	lines   []*line
	text    string
	level   int    // of its ordinal, from 1; 0: none
	rank    int    // of that level among those that the text uses
	ordinal string // 一、
	value   int    // of the ordinal
	alone   bool   // it is a heading and nothing else
}

type colophon struct {
	page      *page
	lines     []*line
	rules     []rule
	movedTo   []*line
	copies    []*line
	issue     *line
	others    []*line
	firstLine *line
}

var (
	numberAtFoot   = re(`^[\s—–－―─‐‑·.-]*(?:第\s*)?([0-9０-９]{1,4})(?:\s*页)?[\s—–－―─‐‑·.-]*$`)
	documentNumber = re(`^(\p{Han}{2,}[〔［\[【(（]\d{4}[〕］\]】)）][\s　]*第?[\s　]*\d*[\s　]*号)`)
	anyBracket     = re(`^[（(【\[〔［]`)
	signerLabel    = re(`签[\s　]*发[\s　]*人[\s　]*[：:]`)
	copyNumber     = re(`^\d{6}$`)
	secrecyText    = re(`^(绝密|机密|秘密)`)
	urgencyText    = re(`^(特[\s　]*急|加[\s　]*急)$`)
	annexLabel     = re(`^(\p{Han}{2,}〔\d{4}〕\d+号)?[\s　]*附[\s　]*件[\s　]*(\d*)[\s　]*[：:]?$`)
	annexNote      = re(`^附[\s　]*件[\s　]*[：:]`)
	anyDate        = re(`^([0-9０-９○〇零一二三四五六七八九]{2,4})[\s　]*年[\s　]*([0-9０-９一二三四五六七八九十X×\s　]{1,4})月[\s　]*([0-9０-９一二三四五六七八九十X×\s　]{1,4})日$`)
	leaders        = re(`[.…·⋯．\s]{4,}\d{1,4}$`)
	printedLine    = re(`日[\s　]*印发$`)
	copiesLabel    = re(`^抄[\s　]*送[\s　]*[：:]`)
	movedLabel     = re(`^主[\s　]*送[\s　]*[：:]`)
	printRun       = re(`共印[\s　]*\d+[\s　]*份`)
	ordinals       = []pattern{
		re(`^([一二三四五六七八九十百]+)、`),
		re(`^[（(]([一二三四五六七八九十百]+)[）)]`),
		re(`^(\d{1,3})[.．、](?:\D|$)`),
		re(`^[（(](\d{1,3})[）)]`),
	}
)

func (c *checker) recognise() {
	d := &c.doc
	for _, p := range c.layout.pages {
		findNumber(p, c.expect)
	}
	d.colophon = c.findColophon()
	for _, p := range c.layout.pages {
		findTables(p, d.colophon)
	}
	d.frame = c.measureFrame()
	c.snapBrackets()
	c.findHead()
	c.walk()
	c.settleBlock()
}

// findNumber takes the page number from the foot of a page.
func findNumber(p *page, e expectation) {
	for _, l := range slices.Backward(p.lines) {
		if l.y < e.bottom-5*length.Mm {
			return
		}
		if numberAtFoot.MatchString(l.text) {
			l.kind = pageNumber
			p.digits = l
			return
		}
	}
}

// findColophon looks for the 版记 on the last pages: 抄送 or 印发 at the end of
// all text.
func (c *checker) findColophon() *colophon {
	pages := c.layout.pages
	for i := len(pages) - 1; i >= max(0, len(pages)-3); i-- {
		p := pages[i]
		if p.number == 1 && len(pages) > 1 && i != len(pages)-1 {
			break
		}
		first := -1
		for k, l := range p.lines {
			if l.kind == unknown && l.y > p.height/3 && (copiesLabel.MatchString(l.text) || movedLabel.MatchString(l.text) || printedLine.MatchString(l.text)) {
				first = k
				break
			}
		}
		if first < 0 {
			if len(p.lines) > 0 && !(len(p.lines) == 1 && p.lines[0].kind == pageNumber) {
				break
			}
			continue
		}
		v := &colophon{page: p, firstLine: p.lines[first]}
		part := &v.others
		for _, l := range p.lines[first:] {
			if l.kind != unknown {
				continue
			}
			l.kind = colophonLine
			v.lines = append(v.lines, l)
			switch {
			case movedLabel.MatchString(l.text):
				part = &v.movedTo
			case copiesLabel.MatchString(l.text):
				part = &v.copies
			case printedLine.MatchString(l.text):
				v.issue = l
				part = &v.others
				continue
			case printRun.MatchString(l.text):
				part = &v.others
			}
			*part = append(*part, l)
		}
		for _, r := range p.rules {
			if r.flat() && r.middle() > v.firstLine.top-8*length.Mm && r.width() > c.expect.em*6 {
				v.rules = append(v.rules, r)
			}
		}
		slices.SortFunc(v.rules, func(a, b rule) int { return int(a.middle() - b.middle()) })
		return v
	}
	return nil
}

// findTables finds what is ruled into rows and columns.
func findTables(p *page, v *colophon) {
	const most = 4000
	var lines []rule
	for _, r := range p.rules {
		if r.colour.IsRed() || v != nil && v.page == p && r.middle() > v.firstLine.top-8*length.Mm {
			continue
		}
		lines = append(lines, r)
	}
	if len(lines) > most {
		lines = lines[:most]
	}
	group := make([]int, len(lines))
	for i := range group {
		group[i] = i
	}
	root := func(i int) int {
		for group[i] != i {
			group[i] = group[group[i]]
			i = group[i]
		}
		return i
	}
	const slack = length.Mm
	for i := range lines {
		for k := range i {
			if lines[i].flat() == lines[k].flat() {
				continue
			}
			a, b := lines[i].box, lines[k].box
			if a.X0 <= b.X1+slack && a.X1 >= b.X0-slack && a.Y0 <= b.Y1+slack && a.Y1 >= b.Y0-slack {
				group[root(i)] = root(k)
			}
		}
	}
	boxes := map[int]pdfpage.Box{}
	members := map[int]int{}
	for i, r := range lines {
		boxes[root(i)] = boxes[root(i)].Union(r.box)
		members[root(i)]++
	}
	for _, n := range slices.Sorted(keysOf(boxes)) {
		if b := boxes[n]; members[n] >= 3 && b.Y1-b.Y0 > 4*length.Mm {
			p.tables = append(p.tables, b)
		}
	}
	if b, ok := openTable(lines); ok {
		p.tables = append(p.tables, b)
	}
	for _, l := range p.lines {
		for _, b := range p.tables {
			if y := (l.top + l.bottom) / 2; l.kind == unknown && y > b.Y0 && y < b.Y1 && l.x1 > b.X0-slack && l.x0 < b.X1+slack {
				l.kind = inTable
			}
		}
	}
}

// openTable finds a table without upright rules: three or more of one width.
func openTable(lines []rule) (pdfpage.Box, bool) {
	for i, a := range lines {
		var b pdfpage.Box
		n := 0
		for _, o := range lines[i:] {
			if a.flat() && o.flat() && near(a.box.X0, o.box.X0, length.Mm) && near(a.box.X1, o.box.X1, length.Mm) {
				b = b.Union(o.box)
				n++
			}
		}
		if n >= 3 && b.Y1-b.Y0 > 10*length.Mm {
			return b, true
		}
	}
	return pdfpage.Box{}, false
}

// measureFrame finds the edges of the text: those of most lines.
func (c *checker) measureFrame() frame {
	const step = length.Mm / 2
	lefts, rights := map[length.Length]int{}, map[length.Length]int{}
	total := 0
	for _, p := range c.layout.pages {
		for _, l := range p.lines {
			if l.kind == unknown && near(l.size, c.layout.bodySize, length.Pt) {
				lefts[l.x0/step]++
				rights[l.x1/step]++
				total++
			}
		}
	}
	count := func(m map[length.Length]int, at length.Length) int { return m[at-1] + m[at] + m[at+1] }
	mode := func(m map[length.Length]int) length.Length {
		var best length.Length
		for _, k := range slices.Sorted(keysOf(m)) {
			if count(m, k) > count(m, best) {
				best = k
			}
		}
		return best
	}
	f := frame{c.expect.left, c.expect.right, c.expect.column(c.expect.indent)}
	if total < 4 {
		return f
	}
	left := mode(lefts)
	em := c.layout.bodySize
	for _, k := range slices.Sorted(keysOf(lefts)) {
		if d := (left - k) * step; d > em*3/2 && d < em*5/2 && count(lefts, k)*8 >= count(lefts, left) {
			left = k // most lines are the first of their paragraph
			break
		}
	}
	f.left = c.median(func(l *line) length.Length { return l.x0 }, left*step, step)
	f.right = c.median(func(l *line) length.Length { return l.x1 }, mode(rights)*step, step)
	f.indent = f.left + 2*em
	if near(em, c.expect.em, length.Pt/4) {
		f.indent = f.left + c.expect.column(c.expect.indent) - c.expect.left
	}
	return f
}

// median returns the middle of the edges near a place.
func (c *checker) median(edge func(*line) length.Length, at, step length.Length) length.Length {
	var list []length.Length
	for _, p := range c.layout.pages {
		for _, l := range p.lines {
			if x := edge(l); l.kind == unknown && x > at-step && x < at+2*step {
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
			tops[l.top/step]++
		}
	}
	width := e.right - e.left
	if lines >= 4 && !near(f.left, e.left, length.Mm) {
		e.left = f.left
		e.right = e.left + width
	}
	c.edge = e.right
	// Lines that are not spread end where the last whole character fits.
	ragged := c.layout.bodySize > 0 && near((f.right-f.left+c.layout.bodySize/2)%c.layout.bodySize, c.layout.bodySize/2, mm(30)) && f.right < e.right
	if lines >= 8 && !near(f.right, e.right, mm(50)) && !ragged {
		e.right = f.right
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
	if first == nil || c.doc.head.present() && p.number == 1 {
		return nil
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

// snapBrackets sees lines that begin with a bracket whose empty half was cut off
// as beginning at the margin: its em box begins half a character before it.
func (c *checker) snapBrackets() {
	for _, p := range c.layout.pages {
		for _, l := range append(slices.Clone(p.lines), p.turned...) {
			first := l.seen()[0]
			if !strings.ContainsRune(emptyLeft, first.r) || first.r == 0 {
				continue
			}
			for _, edge := range []length.Length{c.doc.frame.left, c.doc.frame.indent} {
				if near(l.x0+first.size/2, edge, mm(60)) && l.x0 < edge-mm(150) {
					l.x0 += first.size / 2
					break
				}
			}
		}
	}
}

// findHead finds the 版头 on the first page.
func (c *checker) findHead() {
	h := &c.doc.head
	if len(c.layout.pages) == 0 {
		return
	}
	p := c.layout.pages[0]
	big := c.layout.bodySize + 3*length.Pt
	for _, l := range slices.Clone(p.lines) {
		splitLine(p, l, c.layout.ascents)
	}
	limit := p.height // of the head: the title, or the text
	var number *line
	for _, l := range p.lines {
		if l.kind != unknown {
			continue
		}
		if documentNumber.MatchString(l.text) && len([]rune(l.text)) < 60 {
			number = l
			break
		}
		if l.size >= big && !l.red() && !strings.HasSuffix(squeeze(l.text), "文件") || l.y > p.height*6/10 {
			break // the title; a mark that is black by mistake has the number below it
		}
	}
	for _, l := range p.lines {
		if l.kind == unknown && l.size >= big && !l.red() && (number == nil || l.y > number.y) {
			limit = l.top
			break
		}
	}
	hasRed := false
	for _, l := range p.lines {
		hasRed = hasRed || l.red() && l.top < limit && l.size > c.layout.bodySize
	}
	if !hasRed && number == nil {
		return
	}
	h.number = number
	h.red = hasRed
	for _, r := range p.rules {
		if r.flat() && r.colour.IsRed() && r.width() > 100*length.Mm {
			h.rules = append(h.rules, r)
		}
	}
	slices.SortFunc(h.rules, func(a, b rule) int { return int(a.box.Y0 - b.box.Y0) })
	for i := 1; i < len(h.rules); i++ {
		if h.rules[i].box.Y0-h.rules[i-1].box.Y1 < 3*length.Mm && h.rules[i].width() > c.expect.right-c.expect.left+5*length.Mm {
			h.letter = true
		}
	}
	last := length.Length(0) // the lowest baseline of the head
	if number != nil {
		last = number.y
	}
	for _, l := range p.lines {
		if l.kind != unknown || l.top >= limit {
			continue
		}
		switch {
		case l.red() && l.size > c.layout.bodySize, number != nil && l.size >= big && l.y < number.y-l.size:
			h.marks = append(h.marks, l)
		case l == number:
			if signerLabel.MatchString(l.text) || len(h.signers) > 0 && behindNumber(l) != "" {
				h.signers = append(h.signers, l)
			}
		case signerLabel.MatchString(l.text):
			h.signers = append(h.signers, l)
		case copyNumber.MatchString(l.text) && h.copyNumber == nil:
			h.copyNumber = l
		case secrecyText.MatchString(l.text) && h.secrecy == nil && len([]rune(l.text)) < 14:
			h.secrecy = l
		case urgencyText.MatchString(l.text) && h.urgency == nil:
			h.urgency = l
		case len(h.signers) > 0 && (l.y <= last+mm(1) || l.x0 > c.expect.centre() && len(h.rules) > 0 && l.y < h.rules[0].box.Y0):
			h.signers = append(h.signers, l) // a second line of names
		default:
			continue
		}
		l.kind = headLine
		h.lines = append(h.lines, l)
	}
	if !h.letter && len(h.marks) > 0 {
		h.splitSuffix()
	}
}

// behindNumber returns what stands behind a 发文字号 on its line: the last of
// several 签发人.
func behindNumber(l *line) string {
	full := documentNumber.FindString(l.text)
	return strings.TrimSpace(strings.TrimPrefix(l.text, full))
}

// splitSuffix parts 文件 from stacked names (7.2.4).
func (h *head) splitSuffix() {
	for i, l := range h.marks {
		if squeeze(l.text) == "文件" && len(h.marks) > 1 {
			h.suffix = l
			h.marks = slices.Delete(h.marks, i, i+1)
			return
		}
	}
	if len(h.marks) < 2 {
		return
	}
	for _, l := range h.marks {
		seen := l.seen()
		n := len(seen)
		if n < 4 || seen[n-2].text+seen[n-1].text != "文件" {
			continue
		}
		cut := slices.IndexFunc(l.glyphs, func(g glyph) bool { return g.order == seen[n-2].order })
		if cut <= 0 || seen[n-2].x-seen[n-3].right() < l.size/3 {
			continue
		}
		up := ascents{}
		h.suffix = &line{page: l.page, glyphs: l.glyphs[cut:], kind: headLine}
		h.suffix.settle(up)
		l.glyphs = l.glyphs[:cut:cut]
		l.settle(up)
		return
	}
}

func squeeze(s string) string {
	return strings.Map(func(r rune) rune {
		if r == ' ' || r == '\u3000' || r == '\u00a0' || r == '\t' {
			return -1
		}
		return r
	}, s)
}

// walker makes sections and paragraphs of the lines, in reading order.
type walker struct {
	*checker
	section  *section
	pending  []*line // that stand where a signature would
	inTitle  bool
	contents bool
	previous *line
}

func (c *checker) walk() {
	w := &walker{checker: c}
	for _, p := range c.layout.pages {
		w.contents = false
		first := true
		if len(p.turned) > 0 && len(p.turned) > len(p.lines)/2 {
			w.turnedPage(p)
			continue
		}
		for _, l := range p.lines {
			if l.kind != unknown {
				if l.kind == inTable || l.kind == colophonLine {
					w.flush()
					w.inTitle = false
					w.previous = nil
				}
				first = first && l.kind == headLine
				continue
			}
			w.line(l, first)
			first = false
		}
	}
	w.flush()
	for _, s := range c.doc.sections {
		for _, p := range s.paragraphs {
			p.settle()
		}
		if s.recipient != nil {
			s.recipient.settle()
		}
		var used [5]bool
		for _, p := range s.paragraphs {
			used[p.level] = true
		}
		for _, p := range s.paragraphs {
			for k := 1; k <= p.level; k++ {
				if used[k] {
					p.rank++
				}
			}
		}
	}
}

// turnedPage finds the label of an annex that is set across.
func (w *walker) turnedPage(p *page) {
	w.flush()
	for i, l := range p.turned {
		if i < 2 && annexLabel.MatchString(l.text) {
			w.begin(p)
			w.section.label = l
			w.section.turned = true
			l.kind = annexLabelLine
			for _, t := range p.turned[i+1 : min(len(p.turned), i+5)] {
				if t.size >= w.layout.bodySize && near(t.centre(), p.height-(w.expect.top+w.expect.bottom)/2, 20*length.Mm) {
					t.kind = titleLine
					w.section.title = append(w.section.title, t)
				} else if len(w.section.title) > 0 {
					break
				}
			}
			return
		}
	}
}

func (w *walker) begin(p *page) {
	w.flush()
	w.section = &section{page: p}
	w.doc.sections = append(w.doc.sections, w.section)
	w.previous = nil
}

func (w *walker) current(p *page) *section {
	if w.section == nil {
		w.begin(p)
	}
	return w.section
}

func (w *walker) centred(l *line) bool {
	centre := (w.doc.frame.left + w.doc.frame.right) / 2
	return l.x0 > w.doc.frame.left+3*length.Mm && near(l.centre(), centre, 3*length.Mm)
}

func (w *walker) line(l *line, first bool) {
	e, f := w.expect, w.doc.frame
	text := squeeze(l.text)
	big := l.size >= w.layout.bodySize+3*length.Pt
	wasInTitle := w.inTitle
	w.inTitle = false
	switch {
	case text == "目录" && len(l.text) <= len("目　　录"):
		l.kind, w.contents = contentsLine, true
		w.doc.contents = append(w.doc.contents, l)
		return
	case w.contents || leaders.MatchString(l.text) && !big:
		l.kind = contentsLine
		w.doc.contents = append(w.doc.contents, l)
		return
	case annexLabel.MatchString(l.text) && (first || l.top < e.top+e.pitch*3 && near(l.x0, f.left, 2*length.Mm)):
		w.begin(l.page)
		w.section.label = l
		l.kind = annexLabelLine
		return
	case big:
		s := w.section
		fresh := s == nil || len(s.title) > 0 && !wasInTitle || len(s.title) == 0 && (len(s.paragraphs) > 0 || s.recipient != nil)
		if fresh {
			w.begin(l.page)
		}
		l.kind, w.inTitle = titleLine, true
		w.section.title = append(w.section.title, l)
		return
	}
	s := w.current(l.page)
	empty := len(s.paragraphs) == 0 && s.recipient == nil && len(w.pending) == 0
	switch {
	case empty && s.label != nil && w.centred(l) && (len(s.title) == 0 || wasInTitle && len(s.title) < 4 && !strings.HasPrefix(text, "（")):
		l.kind, w.inTitle = titleLine, true
		s.title = append(s.title, l)
	case empty && len(s.title) > 0 && len(s.stage) < 2 && w.centred(l) && l.size <= w.layout.bodySize+length.Pt && len([]rune(text)) <= 30 && (strings.HasPrefix(text, "（") || l.x0 > f.indent+2*w.layout.bodySize):
		l.kind = stageLine
		s.stage = append(s.stage, l)
	case s.date != nil && s.date.page == l.page && anyBracket.MatchString(text) && (strings.HasPrefix(text, "（") || l.y-s.date.y < e.pitch*5/2) || len(s.note) > 0 && s.note[len(s.note)-1].page == l.page && !strings.HasSuffix(squeeze(s.note[len(s.note)-1].text), "）"):
		l.kind = noteLine
		s.note = append(s.note, l)
	case anyDate.MatchString(text) && l.x0 > f.left+3*w.layout.bodySize:
		l.kind = dateLine
		s.date = l
		for _, q := range w.pending {
			q.kind = signatureLine
		}
		s.signature = append(s.signature, w.pending...)
		w.pending = nil
	case annexNote.MatchString(text) && (len(s.paragraphs) > 0 || s.recipient != nil) && len(s.annexNotes) == 0:
		w.flush()
		l.kind = annexNoteLine
		s.annexNotes = append(s.annexNotes, l)
	case len(s.annexNotes) > 0 && s.date == nil && len(w.pending) == 0 && l.x0 > f.indent+w.layout.bodySize && l.page.number-s.annexNotes[len(s.annexNotes)-1].page.number <= 1 &&
		(l.page != s.annexNotes[len(s.annexNotes)-1].page || l.y-s.annexNotes[len(s.annexNotes)-1].y < e.pitch*3/2) && l.x0 < f.left+9*w.layout.bodySize:
		l.kind = annexNoteLine
		s.annexNotes = append(s.annexNotes, l)
	case l.x0 > f.indent+w.layout.bodySize:
		w.pending = append(w.pending, l)
	case empty && near(l.x0, f.left, 3*length.Mm/2) && s.label == nil && len(s.title) > 0 && w.opensRecipient(l):
		s.recipient = &paragraph{lines: []*line{l}}
		l.kind = recipientLine
	case s.recipient != nil && len(s.paragraphs) == 0 && len(w.pending) == 0 && !strings.HasSuffix(squeeze(s.recipient.lines[len(s.recipient.lines)-1].text), "：") && near(l.x0, f.left, 3*length.Mm/2):
		s.recipient.lines = append(s.recipient.lines, l)
		l.kind = recipientLine
	default:
		w.flush()
		w.body(s, l)
	}
	w.previous = l
}

// opensRecipient reports whether the lines from l on, flush left, end in a
// colon soon, or before the text begins.
func (w *walker) opensRecipient(l *line) bool {
	p := l.page
	for i := l.index; i < len(p.lines) && i < l.index+22; i++ {
		q := p.lines[i]
		if !near(q.x0, w.doc.frame.left, 3*length.Mm/2) {
			// Names without the colon that belongs behind them; text is indented.
			return i > l.index && near(q.x0, w.doc.frame.indent, 3*length.Mm/2)
		}
		text := squeeze(q.text)
		if strings.HasSuffix(text, "：") || strings.HasSuffix(text, ":") {
			return true
		}
		if strings.ContainsAny(text, "。；") {
			return false
		}
	}
	// It goes on on the next page.
	return l.index+22 > len(p.lines) && len(p.lines)-l.index > 3
}

// body adds a line to the text.
func (w *walker) body(s *section, l *line) {
	l.kind = bodyLine
	f := w.doc.frame
	begins := len(s.paragraphs) == 0 || l.x0 > f.left+w.layout.bodySize
	if !begins && w.previous != nil && w.previous.kind == bodyLine {
		// A line that is short and ends a sentence ends its paragraph, even where
		// paragraphs have no indent.
		begins = w.previous.x1 < f.right-2*w.layout.bodySize && strings.HasSuffix(w.previous.text, "。") && near(w.previous.x0, f.left, length.Mm)
	}
	if w.previous == nil && len(s.paragraphs) > 0 && !begins {
		begins = true
	}
	if begins {
		s.paragraphs = append(s.paragraphs, &paragraph{})
	}
	p := s.paragraphs[len(s.paragraphs)-1]
	p.lines = append(p.lines, l)
}

// flush gives up on lines that no date followed.
func (w *walker) flush() {
	for _, l := range w.pending {
		l.kind = looseLine
		w.section.loose = append(w.section.loose, l)
	}
	w.pending = nil
}

func (p *paragraph) settle() {
	var b strings.Builder
	for _, l := range p.lines {
		b.WriteString(l.text)
	}
	p.text = b.String()
	for i, r := range ordinals {
		if m := r.FindStringSubmatch(p.text); m != nil {
			p.level, p.ordinal, p.value = i+1, strings.TrimRightFunc(m[0], func(r rune) bool { return i == 2 && !strings.ContainsRune(".．、", r) }), numeral(m[1])
			break
		}
	}
	if p.level > 0 {
		rest := strings.TrimPrefix(p.text, p.ordinal)
		p.alone = rest != "" && !strings.ContainsAny(rest, "。；：") && len([]rune(rest)) <= 60
	}
}

// numeral reads 十二 and 12.
func numeral(s string) int {
	n, section := 0, 0
	for _, r := range s {
		switch {
		case r >= '0' && r <= '9':
			n = n*10 + int(r-'0')
		case r == '十':
			section += max(n, 1) * 10
			n = 0
		case r == '百':
			section += max(n, 1) * 100
			n = 0
		default:
			if i := strings.IndexRune("一二三四五六七八九", r); i >= 0 {
				n = i/3 + 1
			}
		}
	}
	return section + n
}

// splitLine parts a line of the 版头 where a 份号 or 密级 at its left and a 文号 at
// its right share it (GB/T 9704 10.1).
func splitLine(p *page, l *line, up ascents) {
	seen := l.seen()
	for i := 1; i < len(seen); i++ {
		if seen[i].x-(seen[i-1].x+seen[i-1].advance) < l.size*2 {
			continue
		}
		var left, right strings.Builder
		for k := range seen {
			if k < i {
				left.WriteString(seen[k].text)
			} else {
				right.WriteString(seen[k].text)
			}
		}
		isLeft := copyNumber.MatchString(left.String()) || secrecyText.MatchString(left.String()) || urgencyText.MatchString(left.String())
		if !isLeft || !documentNumber.MatchString(right.String()) {
			continue
		}
		cut := slices.IndexFunc(l.glyphs, func(g glyph) bool { return g.order == seen[i].order })
		other := &line{page: p, glyphs: slices.Clone(l.glyphs[cut:])}
		l.glyphs = l.glyphs[:cut:cut]
		other.settle(up)
		l.settle(up)
		p.lines = slices.Insert(p.lines, l.index+1, other)
		for k := range p.lines {
			p.lines[k].index = k
		}
		return
	}
}
