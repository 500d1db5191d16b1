package verify

import (
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"fangan/internal/length"
	"fangan/render/font"
)

// checkBody measures recipients and text (7.3.2, 7.3.3), and how its lines are
// broken.
func (c *checker) checkBody() {
	c.attendance()
	c.recipients()
	c.firstPage()
	c.faces()
	for _, s := range c.doc.sections {
		c.indents(s)
		c.ordinals(s)
		for _, p := range s.paragraphs {
			c.breaks(p)
		}
		if s.recipient != nil {
			c.breaks(s.recipient)
		}
	}
	c.checkCells()
	c.pageFeet()
}

// blankLines reports a gap that is not that of n empty lines.
func (c *checker) blankLines(id string, at place, what string, gap length.Length, n int) {
	if lo, hi := c.expect.gap(n); gap < lo-grace || gap > hi+grace {
		c.fail(id, at, "%s %s，应当空%s行（%s～%s）", what, millimetres(gap), chinese(n), millimetres(lo), millimetres(hi))
	}
}

// gapBelow returns the blank between two lines as it would be if the lower one was
// of the size that text should have: a line of the grid has the same height
// whatever stands on it.
func (c *checker) gapBelow(above, below *line) length.Length {
	return below.top - above.bottom + below.size - c.expect.em
}

// chinese writes a small number.
func chinese(n int) string {
	if digits := []rune("〇一二三四五六七八九"); n >= 0 && n < len(digits) {
		return string(digits[n])
	}
	return strconv.Itoa(n)
}

func (c *checker) recipients() {
	e := c.expect
	for _, s := range c.doc.sections {
		if len(s.title) == 0 {
			continue
		}
		above := s.title[len(s.title)-1]
		if len(s.stage) > 0 {
			above = s.stage[len(s.stage)-1]
		}
		var below *line
		if s.recipient != nil {
			below = s.recipient.lines[0]
			text := squeeze(s.recipient.text)
			c.saw("7.3.2-recipient", "左边缘 %s", millimetres(below.x0))
			indent := c.profile.Recipient.Indent
			for _, l := range s.recipient.lines {
				switch want := e.column(indent); {
				case e.atColumn(l.x0, indent):
				case indent == 0:
					c.fail("7.3.2-recipient", l.at(), "主送机关左边缘在 %s，应当顶格（%s）", millimetres(l.x0), millimetres(want))
				default:
					c.fail("7.3.2-recipient", l.at(), "主送机关左边缘在 %s，应当是 %s", millimetres(l.x0), millimetres(want))
				}
				indent = 0
			}
			if !strings.HasSuffix(text, "：") {
				c.fail("7.3.2-recipient", s.recipient.lines[len(s.recipient.lines)-1].at(), "主送机关应当以全角冒号结尾")
			}
		} else if len(s.paragraphs) > 0 && s.label == nil {
			below = s.paragraphs[0].lines[0]
		}
		if below == nil || below.page != above.page || below.y < above.y {
			continue
		}
		gap := c.gapBelow(above, below)
		what := "正文"
		if s.recipient != nil {
			what = "主送机关"
		}
		if s.label == nil {
			c.saw("7.3.2-recipient", "")
			c.blankLines("7.3.2-recipient", below.at(), what+"距标题", gap, c.profile.Title.BlankLines)
		}
	}
	if v := c.doc.colophon; v != nil && len(v.movedTo) > 0 {
		c.saw("7.3.2-recipient-moved", "主送机关在版记里")
	}
}

func (c *checker) firstPage() {
	first := 1 // a 目录 may stand before the text
	for first <= len(c.layout.pages) && c.isContents(c.layout.pages[first-1]) {
		first++
	}
	n, text := 0, false
	for _, s := range c.doc.sections {
		for _, p := range s.paragraphs {
			text = true
			for _, l := range p.lines {
				if l.page.number == first {
					n++
				}
			}
		}
	}
	if !text {
		return
	}
	c.saw("7.3.3-first-page", "%d行", n)
	if n > 0 {
		return
	}
	at := place{page: first}
	if s := c.doc.sections[0]; s.recipient != nil && s.recipient.lines[0].page.number == first && s.recipient.lines[len(s.recipient.lines)-1].page.number > first {
		c.saw("7.3.2-recipient-moved", "")
		c.fail("7.3.2-recipient-moved", at, "主送机关占满首页，应当移到版记")
	}
	c.fail("7.3.3-first-page", at, "首页没有正文")
}

// headingGlyphs parts the glyphs of a paragraph: its heading ends at the first
// stop, or takes all.
func (p *paragraph) headingGlyphs() (glyphs []glyph, rest []glyph) {
	if p.level == 0 {
		return nil, p.glyphs()
	}
	all := p.glyphs()
	for i := range all {
		if strings.ContainsRune("。：；", all[i].r) && all[i].text != "" {
			return all[:i+1], all[i+1:]
		}
	}
	return all, nil
}

func (p *paragraph) glyphs() []glyph {
	var list []glyph
	for _, l := range p.lines {
		list = append(list, l.seen()...)
	}
	return list
}

// A cut is the face and size that text is set in.
type cut struct {
	role font.Role
	name string
	size length.Length
}

// bodyCut returns what most of the text is set in, and how much of it, in
// percent; ok is false if there is none.
func (c *checker) bodyCut() (best cut, percent int, ok bool) {
	counts, total := map[cut]int{}, 0
	for _, s := range c.doc.sections {
		for _, p := range s.paragraphs {
			_, rest := p.headingGlyphs()
			if p.level > 0 && p.textOnly() {
				rest = p.glyphs() // a numbered sentence
			}
			for i := range rest {
				if g := &rest[i]; isHan(g.text) {
					total++
					counts[cut{g.role, g.font.Name, g.size}]++
				}
			}
		}
	}
	for k, n := range counts {
		if n > counts[best] || n == counts[best] && (k.name < best.name || k.name == best.name && k.size < best.size) {
			best = k
		}
	}
	if total == 0 {
		return best, 0, false
	}
	return best, counts[best] * 100 / total, true
}

// faces compares face and size of text and headings with the profile. What is
// wrong with all of the text is told once: then headings that should look like it
// are held against the text as it is.
func (c *checker) faces() {
	body := cut{role: c.profile.Body.Role, size: c.expect.em}
	want, size := body.role, body.size
	if best, percent, ok := c.bodyCut(); ok {
		c.saw("5.2.2-body-face", "%s（%s）%s，%d%%的字", roleName(best.role), best.name, points(best.size), percent)
		switch {
		case best.role == "" && c.unclear("5.2.2-body-face", c.bodyGlyphs()):
			body.role = ""
		case best.role != want:
			c.fail("5.2.2-body-face", c.firstBody(), "正文是%s（%s），应当是%s", roleName(best.role), best.name, want)
			body.role = best.role
		}
		if !near(best.size, size, length.Pt/4) {
			c.fail("5.2.2-body-face", c.firstBody(), "正文是%s，应当是%s", points(best.size), points(size))
			body.size = best.size
		}
	}
	latin := map[string]int{}
	for _, s := range c.doc.sections {
		for _, p := range s.paragraphs {
			from := c.heading(p, body)
			c.bodyFace(p, from, body)
			for _, g := range p.glyphs()[from:] {
				if (g.role == "" || g.role != want) && g.text != "" && g.r < 0x80 && (unicode.IsLetter(g.r) || unicode.IsDigit(g.r)) {
					latin[g.font.Name]++
				}
			}
		}
	}
	if body.role == "" {
		return
	}
	for _, n := range slices.Sorted(keysOf(latin)) {
		c.note("5.2.2-body-face", c.firstBody(), "数字和字母用了“%s”", n)
	}
}

// bodyGlyphs returns those of the first paragraph that is no heading.
func (c *checker) bodyGlyphs() []glyph {
	for _, s := range c.doc.sections {
		for _, p := range s.paragraphs {
			if p.level == 0 {
				return p.glyphs()
			}
		}
	}
	return nil
}

func roleName(r font.Role) string {
	if r == "" {
		return "认不出类别的字体"
	}
	return string(r)
}

func (c *checker) firstBody() place {
	for _, s := range c.doc.sections {
		for _, p := range s.paragraphs {
			return p.lines[0].at()
		}
	}
	return place{}
}

// bodyFace reports lines of which most is in another face or size than the text,
// or bold. The first glyphs of the paragraph are a heading.
func (c *checker) bodyFace(p *paragraph, heading int, body cut) {
	// A line such as 牵头单位：… has a style of its own.
	duty, labelled := c.profile.DutyLine, p.level == 0 && lineLabel.MatchString(p.text)
	fits := func(g *glyph) bool {
		return (body.role == "" || g.role == body.role) && near(g.size, body.size, length.Pt/4) || labelled && g.role == duty.Role && near(g.size, duty.Size, length.Pt/4)
	}
	for _, l := range p.lines {
		seen := l.seen()
		own := seen[min(heading, len(seen)):]
		heading -= len(seen) - len(own)
		n, wrong, heavy := 0, 0, 0
		var first *glyph
		for i := range own {
			g := &own[i]
			if !isHan(g.text) {
				continue
			}
			n++
			if g.bold {
				heavy++
			}
			if !fits(g) {
				wrong++
				if first == nil {
					first = g
				}
			}
		}
		switch {
		case wrong*2 > n:
			c.fail("5.2.2-body-face", l.at(), "这一行是%s（%s）%s，应当是%s%s（%s）", roleName(first.role), first.font.Name, points(first.size), body.role, points(body.size), short(l.text))
		case wrong > 0 && wrong <= 3 && n > 6 && near(first.size, body.size, length.Pt/4):
			c.note("fonts-missing", place{l.page.number, first.x, first.y}, "“%s”用了别的字体（%s），可能是代替的字", first.text, first.font.Name)
		}
		style := "body"
		if labelled {
			style = "duty_line"
		}
		switch {
		case heavy*2 > n && !c.bold[style]:
			c.fail("5.2.2-body-face", l.at(), "这一行加粗了（%s）", short(l.text))
		case heavy*2 < n && c.bold["body"] && c.bold[style]:
			c.fail("5.2.2-body-face", l.at(), "这一行没有加粗（%s）", short(l.text))
		}
	}
}

// heading judges the heading that a paragraph begins with, and returns how many
// of its glyphs that takes.
func (c *checker) heading(p *paragraph, body cut) int {
	glyphs, rest := p.headingGlyphs()
	style, name := c.profile.Heading(p.level), headingStyles[p.level]
	if p.rank != p.level { // 一、 then 1.: the second level of this text
		if other := c.profile.Heading(p.rank); len(glyphs) > 0 && glyphs[0].role == other.Role {
			style, name = other, headingStyles[p.rank]
		}
	}
	fits := func(g *glyph) bool {
		role := g.role == style.Role || g.role == body.role && style.Role == c.profile.Body.Role
		return role && (near(g.size, style.Size, length.Pt/4) || near(g.size, body.size, length.Pt/4) && style.Size == c.expect.em)
	}
	var wrong *glyph
	n, heavy := 0, 0
	for i := range glyphs {
		g := &glyphs[i]
		if !isHan(g.text) {
			continue
		}
		n++
		if g.bold {
			heavy++
		}
		if !fits(g) && wrong == nil {
			wrong = g
		}
	}
	// A numbered sentence that is no heading is set as text.
	sentence := wrong != nil && wrong.role == body.role && near(wrong.size, body.size, length.Pt/4) && !p.alone && (len(rest) == 0 || len(glyphs) > 24 || p.textOnly())
	if n == 0 || sentence {
		return 0
	}
	p.heading = true
	at := p.lines[0].at()
	c.saw("7.3.3-level-faces", "")
	if wrong != nil && wrong.role == "" && c.unclear("7.3.3-level-faces", []glyph{*wrong}) {
		return len(glyphs)
	}
	if wrong != nil {
		c.fail("7.3.3-level-faces", at, "第%d层标题是%s%s，应当是%s%s（%s）", p.level, roleName(wrong.role), points(wrong.size), style.Role, points(style.Size), short(p.text))
	}
	switch {
	case heavy > 0 && !c.bold[name]:
		c.fail("7.3.3-level-faces", at, "第%d层标题加粗了（%s）", p.level, short(p.text))
	case heavy*2 < n && c.bold[name]:
		c.fail("7.3.3-level-faces", at, "第%d层标题没有加粗（%s）", p.level, short(p.text))
	}
	// A heading may have a stop within.
	end := 0
	for end < len(rest) && (!isHan(rest[end].text) || fits(&rest[end])) {
		end++
	}
	if end == len(rest) && len(glyphs)+end > 60 {
		end = 0
	}
	return len(glyphs) + end
}

var headingStyles = []string{"body", "heading1", "heading2", "heading3", "heading4", "heading5"}

// textOnly reports whether all Han of a paragraph are in one class of face.
func (p *paragraph) textOnly() bool {
	var first *glyph
	glyphs := p.glyphs()
	for i := range glyphs {
		if g := &glyphs[i]; !isHan(g.text) {
			continue
		} else if first == nil {
			first = g
		} else if g.role != first.role {
			return false
		}
	}
	return first != nil
}

func (c *checker) indents(s *section) {
	e := c.edges(s)
	const tolerance = 7 * length.Mm / 10
	for _, p := range s.paragraphs {
		for i, l := range p.lines {
			n, what := 0, "回行"
			if i == 0 {
				n, what = e.indent, "段首"
				switch elsewhere := !e.leaves(l.x0-e.left, n, tolerance); {
				case p.heading, p.level > 0 && elsewhere:
					n = c.profile.Heading(p.level).Indent
				case elsewhere && lineLabel.MatchString(p.text):
					n = c.profile.DutyLine.Indent
				}
			}
			if i == 0 && near(l.x0, e.left, tolerance) && l.page.number > s.page.number && l.index == 0 {
				continue // a paragraph that a table parted
			}
			c.saw("7.3.3-indent", "%s %s", what, millimetres(l.x0))
			if !e.leaves(l.x0-e.left, n, tolerance) {
				c.fail("7.3.3-indent", l.at(), "%s左边缘在 %s，应当是 %s（%s）", what, millimetres(l.x0), millimetres(e.column(n)), short(l.text))
			}
		}
	}
	for _, l := range s.loose {
		if near(l.size, e.em, length.Pt) && s.label == nil {
			c.note("7.3.3-indent", l.at(), "这一行不在段首和回行的位置（%s）", short(l.text))
		}
	}
}

// ordinals checks that labels follow one another.
func (c *checker) ordinals(s *section) {
	var last [levels + 1]int
	deepest := 0
	for _, p := range s.paragraphs {
		deepest = max(deepest, p.level)
	}
	used := map[int]bool{}
	for _, p := range s.paragraphs {
		used[p.level] = true
	}
	level := 0
	for _, p := range s.paragraphs {
		if p.level == 0 {
			continue
		}
		k := p.level
		c.saw("7.3.3-level-labels", "用了%d层", deepest)
		at := p.lines[0].at()
		switch {
		case p.value == last[k]+1:
		case p.value == 1:
		default:
			c.warn("7.3.3-level-labels", at, "“%s”前面一个同层序数是%d（%s）", p.ordinal, last[k], short(p.text))
		}
		if k > level+1 && level > 0 && used[k-1] && last[k-1] == 0 {
			c.warn("7.3.3-level-labels", at, "“%s”跳过了上一层（%s）", p.ordinal, short(p.text))
		}
		last[k] = p.value
		if k < level {
			for i := k + 1; i < len(last); i++ {
				if i > k+1 { // continuous numbering may go on below
					last[i] = 0
				}
			}
		}
		level = k
	}
}

const (
	notFirst = "。，、；：？！．”’）〕】》〉」』～·/／%％‰℃°)]},.;:!?–"
	notLast  = "“‘（〔【《〈「『([{/／¥￥№"
)

// breaks looks at the lines of a paragraph: marks where they may not stand (GB/T
// 15834 5.1), numbers and words that are split, a lone last character.
func (c *checker) breaks(p *paragraph) {
	c.saw("B-kinsoku", "")
	c.saw("B-unsplit", "")
	before := ""
	for i, l := range p.lines {
		before += l.text
		// A paragraph may begin with a dash or a dot.
		if i > 0 || !strings.ContainsRune("—…–·.", l.seen()[0].r) {
			c.lineStart(l)
		}
		if i+1 < len(p.lines) {
			c.lineEnd(l, before, p.lines[i+1].text)
			c.lineSplit(l, p.lines[i+1])
		}
	}
	if len(p.lines) < 2 {
		return
	}
	c.saw("B-runt", "")
	l := p.lines[len(p.lines)-1]
	n := 0
	for _, r := range l.text {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			n++
		}
	}
	if n < 2 {
		c.fail("B-runt", l.at(), "段末行只有“%s”", l.text)
	}
}

// lineStart looks at the mark that a line begins with.
func (c *checker) lineStart(l *line) {
	seen := l.seen()
	first := seen[0].r
	switch {
	case first == 0:
	case (first == '—' || first == '…') && len(seen) > 1 && seen[1].r == first:
		c.warn("B-kinsoku", l.at(), "行首是“%c%c”（%s）", first, first, short(l.text))
	case strings.ContainsRune(notFirst, first) || first == '—' || first == '…':
		c.fail("B-kinsoku", l.at(), "行首是“%c”（%s）", first, short(l.text))
	}
}

// lineEnd looks at the mark that a line ends with. Before is the text up to it.
func (c *checker) lineEnd(l *line, before, after string) {
	seen := l.seen()
	if last := seen[len(seen)-1].r; last != 0 && strings.ContainsRune(notLast, last) && !(last == '/' && inAddress(before, after)) {
		c.fail("B-kinsoku", l.at(), "行末是“%c”（%s）", last, tail(l.text))
	}
}

var address = re(`://|@|(?i)^www\.|\.(?:cn|com|org|net)(?:[:/]|$)`)

// inAddress reports whether a place in the text is within an address of the net,
// which may break behind its slashes.
func inAddress(before, after string) bool {
	other := func(r rune) bool { return r <= ' ' || r >= 0x7f }
	if i := strings.LastIndexFunc(before, other); i >= 0 {
		_, n := utf8.DecodeRuneInString(before[i:])
		before = before[i+n:]
	}
	if i := strings.IndexFunc(after, other); i >= 0 {
		after = after[:i]
	}
	return after != "" && address.MatchString(before+after)
}

// lineSplit looks at what two lines have parted.
func (c *checker) lineSplit(l, next *line) {
	if what := split(l, next, c.layout.noBlanks); what != "" {
		c.fail("B-unsplit", l.at(), "%s拆在两行：“%s”与“%s”", what, tail(l.text), short(next.text))
	}
}

func tail(s string) string {
	if r := []rune(s); len(r) > 8 {
		return "…" + string(r[len(r)-8:])
	}
	return s
}

// split names what the end of one line and the beginning of the next are parts
// of; "" if they may be parted, as where there is a blank between them. Some
// programs write no blanks: then nobody knows.
func split(l, next *line, noBlanks bool) string {
	a, b := l.seen(), next.seen()
	end, begin := a[len(a)-1].r, b[0].r
	if l.glyphs[len(l.glyphs)-1].r == ' ' || next.glyphs[0].r == ' ' {
		return ""
	}
	digit := func(r rune) bool { return r >= '0' && r <= '9' }
	latin := func(r rune) bool { return digit(r) || r > ' ' && r < 0x7f && unicode.IsLetter(r) }
	switch {
	case digit(end) && digit(begin):
		return "数字"
	case latin(end) && latin(begin) && !(noBlanks && isLetter(end)):
		return "字母或数字"
	case digit(end) && strings.ContainsRune("年月日号万亿个%％‰℃项条", begin):
		return "数字和“" + string(begin) + "”"
	case digit(end) && (begin == '.' || begin == ',') && len(b) > 1 && digit(b[1].r):
		return "数字"
	case end == '第' && digit(begin), end == '〕' && digit(begin):
		return "“" + string(end) + "”和数字"
	case (end == '—' || end == '…') && begin == end:
		return "“" + string([]rune{end, end}) + "”"
	}
	return ""
}

// pageFeet looks for headings that stand last on a page.
func (c *checker) pageFeet() {
	for _, s := range c.doc.sections {
		for i, p := range s.paragraphs {
			if !p.alone || i+1 == len(s.paragraphs) {
				continue
			}
			last := p.lines[len(p.lines)-1]
			c.saw("B-heading-foot", "")
			if next := s.paragraphs[i+1].lines[0]; next.page != last.page && len(last.page.tables) == 0 {
				c.fail("B-heading-foot", last.at(), "标题“%s”落在页末", short(p.text))
			}
		}
	}
}

var attendanceLabel = re(`^(出席|请假|列席)[\s　]*：`)

// attendance judges the lists of those present in 纪要 (10.3).
func (c *checker) attendance() {
	for _, s := range c.doc.sections {
		for _, p := range s.paragraphs {
			label := attendanceLabel.FindString(p.text)
			if label == "" {
				continue
			}
			c.saw("10.3-attendance", "%s", short(p.text))
			list := p.glyphs()
			n := len([]rune(label))
			for i := range list {
				want := font.FangSong
				if i < n {
					want = font.Hei
				}
				if g := &list[i]; isHan(g.text) && g.role != want {
					c.fail("10.3-attendance", p.lines[0].at(), "“%s”是%s，标签应当是黑体，姓名应当是仿宋", short(p.text), roleName(g.role))
					break
				}
			}
			// Continuation lines begin below the first name.
			if len(list) <= n {
				continue
			}
			for _, l := range p.lines[1:] {
				if !near(l.x0, list[n].x, length.Mm) {
					c.fail("10.3-attendance", l.at(), "姓名回行左边缘在 %s，应当是 %s", millimetres(l.x0), millimetres(list[n].x))
				}
			}
		}
	}
}
