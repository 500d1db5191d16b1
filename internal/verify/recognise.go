package verify

import (
	"slices"
	"strings"

	"fangan/internal/length"
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
	heading bool   // it begins with one
}

var (
	numberAtFoot   = re(`^[\s—–－―─‐‑·.-]*(?:第\s*)?([0-9０-９]{1,4})(?:\s*页)?[\s—–－―─‐‑·.-]*$`)
	documentNumber = re(`^([\p{Han}A-Za-z（）()]{2,24}[〔［\[【(（]\d{4}[〕］\]】)）][\s　]*第?[\s　]*\d*[\s　]*号)`)
	anyBracket     = re(`^[（(【\[〔［]`)
	signerLabel    = re(`签[\s　]*发[\s　]*人[\s　]*[：:]`)
	copyNumber     = re(`^\d{3,9}$`)
	secrecyText    = re(`^(绝密|机密|秘密)`)
	urgencyText    = re(`^(特[\s　]*急|加[\s　]*急)$`)
	annexLabel     = re(`^(\p{Han}{2,}〔\d{4}〕\d+号)?[\s　]*附[\s　]*[件表图][\s　]*(\d*)[\s　]*[：:]?$`)
	annexNote      = re(`^附[\s　]*件[\s　]*[：:]`)
	anyDate        = re(`^([0-9０-９○〇零一二三四五六七八九]{2,4})[\s　]*年[\s　]*([0-9０-９一二三四五六七八九十X×\s　]{1,4})月[\s　]*([0-9０-９一二三四五六七八九十X×\s　]{1,4})日$`)
	leaders        = re(`[.…·⋯．\s]{4,}\d{1,4}$`)
	shortLeader    = re(`[.…·⋯．]\s*\d{1,4}$`)
	printedLine    = re(`日[\s　]*印发$`)
	copiesLabel    = re(`^抄[\s　]*送[\s　]*[：:]`)
	movedLabel     = re(`^主[\s　]*送[\s　]*[：:]`)
	printRun       = re(`共印[\s　]*\d+[\s　]*份`)
	ordinals       = []pattern{
		re(`^([一二三四五六七八九十百]+)、`),
		re(`^[（(]([一二三四五六七八九十百]+)[）)]`),
		re(`^(\d{1,3})[.．、](?:\D|$)`),
		re(`^[（(](\d{1,3})[）)]`),
		re(`^([①-⑳])`),
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
	c.measureBody()
	d.frame = c.measureFrame()
	c.snapBrackets()
	c.findContents()
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

// unknown returns the lines of which it is not yet known what they are.
func (p *page) unknown() []*line {
	var list []*line
	for _, l := range p.lines {
		if l.kind == unknown {
			list = append(list, l)
		}
	}
	return list
}

// findContents finds the pages of a 目录: from its title on those with lines that
// end in leaders and a number.
func (c *checker) findContents() {
	inside := false
	for _, p := range c.layout.pages {
		lines := p.unknown()
		entry := func(l *line) bool { return leaders.MatchString(l.text) || inside && shortLeader.MatchString(l.text) }
		titled := slices.ContainsFunc(lines[:min(2, len(lines))], func(l *line) bool { return squeeze(l.text) == "目录" })
		if inside = titled || inside && slices.ContainsFunc(lines[:min(4, len(lines))], entry); !inside {
			continue
		}
		end := len(lines) // text may follow on the same page
		for end > 1 && !entry(lines[end-1]) {
			end--
		}
		for _, l := range lines[:end] {
			l.kind = contentsLine
			c.doc.contents = append(c.doc.contents, l)
		}
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
	expect   expectation // of the page, as one reads it
	frame    frame
	section  *section
	pending  []*line // that stand where a signature would
	inTitle  bool
	previous *line
}

// turned is what is expected of a page that is turned: the same 版心, across.
func (e expectation) turned() expectation {
	t := e
	t.left, t.right, t.top, t.bottom = e.height-e.bottom, e.height-e.top, e.left, e.right
	t.columns = max(1, int((e.bottom-e.top)*length.Length(e.columns)/(e.right-e.left)))
	t.lines = max(2, 1+int((e.right-e.left-e.em)/e.pitch))
	t.pitch = (e.right - e.left - e.em).Part(1, t.lines-1)
	t.gridCell = (t.right - t.left).Part(1, t.columns)
	if e.cell == e.gridCell {
		t.cell = t.gridCell
	}
	return t
}

// edges returns what is expected of the pages of a section.
func (c *checker) edges(s *section) expectation {
	if s.turned {
		return c.expect.turned()
	}
	return c.expect
}

func (c *checker) walk() {
	w := &walker{checker: c}
	var before []*line // those of the page before
	for _, p := range c.layout.pages {
		lines := p.lines
		w.expect, w.frame = c.expect, c.doc.frame
		if len(p.turned) > len(p.lines)/2 {
			lines = p.turned
			w.expect = c.expect.turned()
			w.frame = frame{left: w.expect.left, right: w.expect.right, indent: w.expect.column(w.expect.deepest)}
		}
		w.findSignature(lines, before)
		before = lines
		first := true
		for _, l := range lines {
			switch l.kind {
			case unknown:
				w.line(l, first)
				first = false
			case signatureLine, dateLine:
				w.signed(l)
				first = false
			case inTable, colophonLine:
				w.flush()
				w.inTitle, w.previous, first = false, nil, false
			default:
				first = first && l.kind == headLine
			}
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
		var used [levels + 1]bool
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

// findSignature finds the 署名 above each 成文日期: rows of names, one or several
// in a row, which end in no mark. The first rows of many may stand on the page
// before.
func (w *walker) findSignature(lines, before []*line) {
	em := w.layout.bodySize
	for i, d := range lines {
		if d.kind != unknown || d.x0 <= w.frame.left+3*em || !anyDate.MatchString(squeeze(d.text)) {
			continue
		}
		d.kind = dateLine
		below := d
		k := i - 1
		for ; k >= 0 && w.isSignature(lines, k, below, d); k-- {
			below = lines[k]
			below.kind = signatureLine
		}
		for n := len(before) - 1; k < 0 && n >= 0; n-- {
			q := before[n]
			if q.kind == pageNumber {
				continue
			}
			if q.kind != looseLine && q.kind != bodyLine && q.kind != unknown || !apart(q, em*3/4) && q.x0 <= w.frame.indent+em || strings.ContainsAny(q.text, "。；：，、") {
				break
			}
			w.take(q)
		}
	}
}

// isSignature reports whether the k-th line is one of the 署名 above below, which
// belongs to date d.
func (w *walker) isSignature(lines []*line, k int, below, d *line) bool {
	q, em := lines[k], w.layout.bodySize
	if q.kind != unknown || q.size > em+length.Pt || strings.ContainsAny(q.text, "。；：，、") || below.y-q.y > 80*length.Mm {
		return false
	}
	alone := k == 0 || lines[k-1].kind != unknown || q.y-lines[k-1].y > w.expect.pitch*3/2 // below an empty line
	name := apart(q, em*3/4) || q.x0 > w.frame.indent+em || alone && q.x1 < w.frame.right-em && (near(q.centre(), d.centre(), 2*length.Mm) || q.x0 > w.frame.indent+length.Mm)
	return name && !w.hanging(lines, k)
}

// take makes a line of the page before, which was read as something else, one of
// the 署名.
func (w *walker) take(l *line) {
	s := w.section
	s.loose = slices.DeleteFunc(s.loose, func(o *line) bool { return o == l })
	w.pending = slices.DeleteFunc(w.pending, func(o *line) bool { return o == l })
	if n := len(s.paragraphs); n > 0 {
		p := s.paragraphs[n-1]
		if p.lines = slices.DeleteFunc(p.lines, func(o *line) bool { return o == l }); len(p.lines) == 0 {
			s.paragraphs = s.paragraphs[:n-1]
		}
	}
	l.kind = signatureLine
	s.signature = slices.Insert(s.signature, 0, l)
}

// hanging reports whether a line goes on a 附件说明: it follows, without a blank
// line, on lines from 附件： on.
func (w *walker) hanging(lines []*line, k int) bool {
	for ; k > 0; k-- {
		if annexNote.MatchString(squeeze(lines[k].text)) {
			return true
		}
		if lines[k].y-lines[k-1].y > w.expect.pitch*3/2 {
			return false
		}
	}
	text := squeeze(lines[0].text)
	if annexNote.MatchString(text) {
		return true
	}
	if s := w.section; s != nil && s.date == nil && len(s.annexNotes) > 0 {
		return slices.ContainsFunc(s.annexNotes, func(l *line) bool {
			number, name := l.annexParts()
			return near(lines[0].x0, l.x0, length.Mm) || number != nil && near(lines[0].x0, number.x, length.Mm) || name != nil && near(lines[0].x0, name.em(), length.Mm)
		})
	}
	return false
}

// signed takes the lines that findSignature found.
func (w *walker) signed(l *line) {
	s := w.current(l.page)
	for _, q := range w.pending {
		q.kind = signatureLine
	}
	s.signature = append(s.signature, w.pending...)
	w.pending = nil
	w.inTitle = false
	if l.kind == dateLine {
		s.date = l
	} else {
		s.signature = append(s.signature, l)
	}
	w.previous = l
}

func (w *walker) begin(p *page) {
	w.flush()
	w.section = &section{page: p, turned: len(p.turned) > len(p.lines)/2}
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
	off := l.centre() - (w.frame.left+w.frame.right)/2
	off = max(off, -off)
	return off <= 3*length.Mm && l.x0 > w.frame.left+3*length.Mm/2 || off <= 10*length.Mm && l.x0 > w.frame.indent+2*length.Mm
}

func (w *walker) line(l *line, first bool) {
	e, f := w.expect, w.frame
	text := squeeze(l.text)
	big := l.size >= w.layout.bodySize+3*length.Pt
	isStage := strings.HasPrefix(text, "（") && near(l.size, w.profile.Stage.Size, length.Pt/4) && l.size < w.profile.Title.Size
	wasInTitle := w.inTitle
	w.inTitle = false
	switch {
	case annexLabel.MatchString(l.text) && (first || l.top < e.top+e.pitch*3 && near(l.x0, f.left, 2*length.Mm)):
		w.begin(l.page)
		w.section.label = l
		l.kind = annexLabelLine
		return
	case big && !isStage && !ordinals[0].MatchString(text) && !ordinals[1].MatchString(text):
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
	note := length.Length(w.profile.AttachmentNote.Indent) * w.layout.bodySize
	empty := len(s.paragraphs) == 0 && s.recipient == nil && len(w.pending) == 0
	switch {
	case empty && s.label != nil && w.centred(l) && (len(s.title) == 0 || wasInTitle && len(s.title) < 4 && near(l.size, s.title[0].size, length.Pt/4) && l.role() == s.title[0].role()):
		l.kind, w.inTitle = titleLine, true
		s.title = append(s.title, l)
	case empty && len(s.title) > 0 && len(s.stage) < 2 && w.centred(l) && l.size <= max(w.layout.bodySize, w.profile.Stage.Size)+length.Pt && len([]rune(text)) <= 30 && (strings.HasPrefix(text, "（") || l.x0 > f.indent+2*w.layout.bodySize):
		l.kind = stageLine
		s.stage = append(s.stage, l)
	case s.date != nil && s.date.page == l.page && anyBracket.MatchString(text) && (strings.HasPrefix(text, "（") || l.y-s.date.y < e.pitch*5/2) || len(s.note) > 0 && w.previous == s.note[len(s.note)-1] && !strings.HasSuffix(squeeze(s.note[len(s.note)-1].text), "）"):
		l.kind = noteLine
		s.note = append(s.note, l)
	case annexNote.MatchString(text) && (len(s.paragraphs) > 0 || s.recipient != nil) && len(s.annexNotes) == 0:
		w.flush()
		l.kind = annexNoteLine
		s.annexNotes = append(s.annexNotes, l)
	case len(s.annexNotes) > 0 && s.date == nil && len(w.pending) == 0 && l.x0 > f.left+note+w.layout.bodySize*3/2 && l.page.number-s.annexNotes[len(s.annexNotes)-1].page.number <= 1 &&
		(l.page != s.annexNotes[len(s.annexNotes)-1].page || l.y-s.annexNotes[len(s.annexNotes)-1].y < e.pitch*3/2) && l.x0 < f.left+note+7*w.layout.bodySize:
		l.kind = annexNoteLine
		s.annexNotes = append(s.annexNotes, l)
	case l.x0 > f.indent+w.layout.bodySize:
		w.pending = append(w.pending, l)
	case empty && near(l.x0, f.left+length.Length(w.profile.Recipient.Indent)*e.gridCell, 3*length.Mm/2) && s.label == nil && len(s.title) > 0 && w.opensRecipient(l):
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
		if q.kind == pageNumber {
			break
		}
		if q != l && !near(q.x0, w.frame.left, 3*length.Mm/2) {
			// Names without the colon that belongs behind them; text is indented.
			return w.profile.Recipient.Indent == 0 && near(q.x0, w.frame.indent, 3*length.Mm/2)
		}
		text := squeeze(q.text)
		switch {
		case strings.ContainsAny(text, "。；") || w.outdented(q) || ordinals[0].MatchString(text) || ordinals[1].MatchString(text):
			return false
		case strings.HasSuffix(text, "：") || strings.HasSuffix(text, ":"):
			return true
		}
	}
	// It goes on on the next page.
	return l.index+22 > len(p.lines) && len(p.lines)-l.index > 3
}

// body adds a line to the text.
func (w *walker) body(s *section, l *line) {
	l.kind = bodyLine
	f := w.frame
	begins := len(s.paragraphs) == 0 || l.x0 > f.left+w.leastIndent()/2 || w.outdented(l)
	if !begins && w.previous != nil && w.previous.kind == bodyLine {
		// A line that is short and ends a sentence ends its paragraph, even where
		// paragraphs have no indent.
		begins = w.previous.x1 < f.right-2*w.layout.bodySize && strings.HasSuffix(w.previous.text, "。") && near(w.previous.x0, f.left, length.Mm)
		if w.profile.Body.Indent == 0 { // where they have none by design, all lines but the last are full
			ordinal := slices.ContainsFunc(ordinals, func(r pattern) bool { return r.MatchString(l.text) })
			begins = w.previous.end(w.expect) < f.right-mm(50) || ordinal && strings.HasSuffix(w.previous.text, "。")
		}
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

// leastIndent is the least that a paragraph of the profile begins to the right of
// the lines that go on; two characters where none does.
func (c *checker) leastIndent() length.Length {
	least := 2
	for _, n := range indents(c.profile) {
		if n > 0 {
			least = min(least, n)
		}
	}
	return length.Length(least) * c.layout.bodySize
}

// outdented reports whether a line begins a heading, or names those responsible,
// where the profile has that flush left.
func (w *walker) outdented(l *line) bool {
	for i, r := range ordinals {
		if w.profile.Heading(i+1).Indent == 0 && w.profile.Body.Indent > 0 && r.MatchString(l.text) {
			return true
		}
	}
	return w.profile.DutyLine.Indent == 0 && w.profile.Body.Indent > 0 && lineLabel.MatchString(l.text)
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

// levels is how many levels of headings are told apart: those of ordinals.
const levels = 5

// numeral reads 十二, 12 and ⑫.
func numeral(s string) int {
	n, section := 0, 0
	for _, r := range s {
		switch {
		case r >= '0' && r <= '9':
			n = n*10 + int(r-'0')
		case r >= '①' && r <= '⑳':
			n = int(r-'①') + 1
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
