package verify

import (
	"slices"
	"strings"

	"fangan/internal/length"
	"fangan/internal/pdfpage"
	"fangan/render/font"
)

type head struct {
	page                         *page // the first that is no 目录
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

func (h *head) present() bool { return len(h.lines) > 0 }

// findHead finds the 版头 on the first page.
func (c *checker) findHead() {
	h := &c.doc.head
	for _, p := range c.layout.pages {
		if h.page == nil && !c.isContents(p) && len(p.lines) > 0 {
			h.page = p
		}
	}
	p := h.page
	if p == nil {
		return
	}
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
		if l.size >= big && !l.red() && !ofHead(l) && !strings.HasSuffix(squeeze(l.text), "文件") || l.y > p.height*3/4 {
			break // the title; a mark that is black by mistake has the number below it
		}
	}
	for _, l := range p.lines {
		if l.kind == unknown && l.size >= big && !l.red() && !ofHead(l) && (number == nil || l.y > number.y) {
			limit = l.top
			break
		}
	}
	hasRed, corner := false, false
	for _, l := range p.lines {
		hasRed = hasRed || l.red() && l.top < limit
		text := squeeze(l.text)
		corner = corner || l.top < limit && signerLabel.MatchString(text) || l.top < min(limit, c.expect.top+3*c.expect.pitch) && l.x0 < c.doc.frame.indent && (copyNumber.MatchString(text) || rightSecrecy.MatchString(text) || urgencyText.MatchString(text))
	}
	if !hasRed && number == nil && !corner {
		return
	}
	h.number = number
	h.red = hasRed
	for _, r := range p.rules {
		if r.flat() && r.colour.IsRed() && r.width() > min(100*length.Mm, c.profile.Letter.RuleWidth-length.Mm) {
			h.rules = append(h.rules, r)
		}
	}
	slices.SortFunc(h.rules, func(a, b rule) int { return int(a.box.Y0 - b.box.Y0) })
	for i := 1; i < len(h.rules); i++ {
		double := h.rules[i].box.Y0-h.rules[i-1].box.Y1 < max(3*length.Mm, c.profile.Letter.Between+length.Mm)
		if wide := min(c.expect.right-c.expect.left+5*length.Mm, c.profile.Letter.RuleWidth-length.Mm); double && h.rules[i].width() > wide {
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
		case l.red(), number != nil && l.size >= big && !ofHead(l) && l.y < number.y-l.size:
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
		case len(h.signers) > 0 && (l.y <= last+mm(1) || l.x0 > c.expect.centre() && l.y-h.signers[len(h.signers)-1].y < c.expect.pitch*3/2):
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

// ofHead reports whether a line is an element of the head by its text, of
// whatever size.
func ofHead(l *line) bool {
	text := squeeze(l.text)
	return copyNumber.MatchString(text) || rightSecrecy.MatchString(text) || urgencyText.MatchString(text) || documentNumber.MatchString(l.text) || signerLabel.MatchString(text)
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

var rightNumber = re(`^\p{Han}{2,}〔(?:19|20)\d\d〕[1-9]\d*号$`)

var rightSecrecy = re(`^(绝密|机密|秘密)(★([1-9]\d*(年|个月|天)|长期))?$`)

var openNumber = re(`^\p{Han}{2,}〔(?:19|20)\d\d〕[\s　]*号$`)

// checkHead measures the 版头 (7.2), or that of a letter (10.1) or an order
// (10.2).
func (c *checker) checkHead() {
	h := &c.doc.head
	if !h.present() {
		return
	}
	c.headLeft()
	c.mark()
	if l := h.number; l != nil {
		c.number(l)
	}
	switch {
	case len(h.signers) > 0:
		c.signers()
	case h.number != nil && len(c.doc.sections) > 0:
		if text := c.doc.sections[0].titleText(); strings.HasSuffix(text, "请示") || strings.HasSuffix(text, "报告") {
			c.saw("7.2.6-signer", "")
			c.warn("7.2.6-signer", h.number.at(), "上行文“%s”没有签发人", short(text))
		}
	}
	if !h.letter {
		c.headRule()
	}
	// 7.1: everything of the head above the title.
	c.saw("7.1-order", "")
	for _, s := range c.doc.sections {
		for _, t := range s.title {
			if t.page == h.page && h.number != nil && t.y < h.number.y {
				c.fail("7.1-order", t.at(), "标题在发文字号之上")
			}
		}
	}
	for _, l := range h.page.lines { // a number that is none of the head
		if text := squeeze(l.text); h.number == nil && l.kind != headLine && (rightNumber.MatchString(text) || openNumber.MatchString(text)) {
			c.fail("7.1-order", l.at(), "发文字号不在版头里")
			break
		}
	}
}

func (c *checker) headLeft() {
	h, e := &c.doc.head, c.expect
	row := func(l *line) int { return int((l.top - e.top + e.pitch/2) / e.pitch) } // from 0
	onGrid := func(id string, l *line, what string) {
		want := e.top + e.pitch*length.Length(row(l))
		if !h.letter && !near(l.top, want, length.Mm) {
			c.fail(id, l.at(), "%s的上边缘在 %s，不在行格上（第%d行是 %s）", what, millimetres(l.top), row(l)+1, millimetres(want))
		}
	}
	if l := h.copyNumber; l != nil {
		c.saw("7.2.1-copyno", "%s，左边缘 %s", l.text, millimetres(l.x0))
		if !near(l.x0, e.left, length.Mm) {
			c.fail("7.2.1-copyno", l.at(), "份号左边缘在 %s，应当是 %s", millimetres(l.x0), millimetres(e.left))
		}
		if len(l.text) != 6 {
			c.fail("7.2.1-copyno", l.at(), "份号“%s”不是6位数字", l.text)
		}
		if want := c.profile.CopyNumber.Line; !h.letter && row(l) != want-1 {
			c.fail("7.2.1-copyno", l.at(), "份号在第%d行，应当在第%d行", row(l)+1, want)
		}
		onGrid("7.2.1-copyno", l, "份号")
		c.size("7.2.1-copyno", l, c.profile.CopyNumber.Size, "份号")
	}
	if l := h.secrecy; l != nil {
		c.saw("7.2.1-copyno-required", "有密级")
		if h.copyNumber == nil {
			c.fail("7.2.1-copyno-required", l.at(), "有密级“%s”，没有份号", l.text)
		}
		c.saw("7.2.2-secrecy", "%s，左边缘 %s", l.text, millimetres(l.x0))
		if !near(l.x0, e.left, length.Mm) {
			c.fail("7.2.2-secrecy", l.at(), "密级左边缘在 %s，应当是 %s", millimetres(l.x0), millimetres(e.left))
		}
		if !rightSecrecy.MatchString(squeeze(l.text)) {
			c.fail("7.2.2-secrecy", l.at(), "“%s”的写法不对，应当像“机密★1年”", l.text)
		}
		c.role("7.2.2-secrecy", l, c.profile.Secrecy.Role, "密级")
		c.size("7.2.2-secrecy", l, c.profile.Secrecy.Size, "密级")
		want := c.profile.Secrecy.Line
		if h.copyNumber != nil {
			want = max(want, c.profile.CopyNumber.Line+1)
		}
		if !h.letter && row(l) > want-1 {
			c.fail("7.2.2-secrecy", l.at(), "密级在第%d行，应当在第%d行", row(l)+1, want)
		}
		onGrid("7.2.2-secrecy", l, "密级")
	}
	if l := h.urgency; l != nil {
		c.saw("7.2.3-urgency", "%s，左边缘 %s", l.text, millimetres(l.x0))
		if !near(l.x0, e.left, length.Mm) {
			c.fail("7.2.3-urgency", l.at(), "紧急程度左边缘在 %s，应当是 %s", millimetres(l.x0), millimetres(e.left))
		}
		c.role("7.2.3-urgency", l, c.profile.Urgency.Role, "紧急程度")
		c.size("7.2.3-urgency", l, c.profile.Urgency.Size, "紧急程度")
		if h.secrecy != nil && h.secrecy.y > l.y {
			c.fail("7.2.3-urgency", l.at(), "紧急程度在密级之上")
		}
		onGrid("7.2.3-urgency", l, "紧急程度")
	}
}

// role reports a line that is set in another class of face.
func (c *checker) role(id string, l *line, want font.Role, what string) {
	if got := l.role(); got == "" && c.unclear(id, l.glyphs) {
		return
	} else if got != want {
		c.warn(id, l.at(), "%s是%s，应当是%s", what, faceName(got, l), want)
	}
}

// unclear notes that the face of some glyphs can't be told by its name; it
// reports whether that is so.
func (c *checker) unclear(id string, glyphs []glyph) bool {
	for i := range glyphs {
		if g := &glyphs[i]; isHan(g.text) || g.r >= '0' && g.r <= '9' {
			if !obscure(g.font) {
				return false
			}
			c.note(id, place{}, "从字体名称“%s”看不出是哪一类，请人工核对", g.font.Name)
			return true
		}
	}
	return false
}

// faceName names the face of a line for people.
func faceName(r font.Role, l *line) string {
	for i := range l.glyphs {
		if g := &l.glyphs[i]; g.role == r && isHan(g.text) {
			if r == "" {
				return "“" + g.font.Name + "”"
			}
			return string(r) + "（" + g.font.Name + "）"
		}
	}
	if len(l.glyphs) > 0 {
		return "“" + l.glyphs[0].font.Name + "”"
	}
	return "别的字体"
}

func (c *checker) size(id string, l *line, want length.Length, what string) {
	if !near(l.size, want, length.Pt/4) {
		c.warn(id, l.at(), "%s是%s，应当是%s", what, points(l.size), points(want))
	}
}

// mark measures the 发文机关标志.
func (c *checker) mark() {
	h, e := &c.doc.head, c.expect
	if len(h.marks) == 0 {
		return
	}
	lines := slices.Clone(h.marks)
	if h.suffix != nil {
		lines = append(lines, h.suffix)
	}
	var ink pdfpage.Box
	top, left, right := lines[0].top, lines[0].x0, lines[0].x1
	var names []string
	for _, l := range lines {
		ink = ink.Union(l.ink())
		top, left, right = min(top, l.top), min(left, l.x0), max(right, l.x1)
		names = append(names, squeeze(l.text))
	}
	text := strings.Join(names, "、")
	id, want := "7.2.4-mark-top", e.markTop
	switch {
	case h.letter:
		id, want = "10.1-mark", e.letterTop
	case strings.HasSuffix(text, "命令") || strings.HasSuffix(text, "令"):
		id, want = "10.2-mark", e.top+20*length.Mm
	}
	got, tolerance, what := top, 3*length.Mm, "字面"
	if !ink.IsZero() {
		got, tolerance, what = ink.Y0, length.Mm, "墨迹"
	}
	c.saw(id, "%s上边缘 %s", what, millimetres(got))
	if !near(got, want, tolerance) {
		c.fail(id, lines[0].at(), "发文机关标志的%s上边缘在 %s，应当是 %s", what, millimetres(got), millimetres(want))
	}
	centre := (left + right) / 2
	if !ink.IsZero() {
		centre = (ink.X0 + ink.X1) / 2
	}
	c.saw("7.2.4-mark-centre", "中点 %s", millimetres(centre))
	if !near(centre, e.centre(), length.Mm) {
		c.fail("7.2.4-mark-centre", lines[0].at(), "发文机关标志的中点在 %s，应当是 %s", millimetres(centre), millimetres(e.centre()))
	}
	for _, l := range lines {
		if !l.red() {
			c.fail("7.2.4-mark-centre", l.at(), "发文机关标志“%s”不是红色", squeeze(l.text))
			break
		}
	}
	for _, l := range lines {
		if r := l.role(); r != c.profile.Mark.Role {
			c.note("7.2.4-mark-centre", l.at(), "发文机关标志是%s，推荐%s", faceName(r, l), c.profile.Mark.Role)
			break
		}
	}
	if h.suffix != nil {
		stack := (h.marks[0].top + h.marks[len(h.marks)-1].bottom) / 2
		if middle := (h.suffix.top + h.suffix.bottom) / 2; !near(middle, stack, length.Mm) {
			c.fail("7.2.4-mark-centre", h.suffix.at(), "“文件”的中线在 %s，应当与各机关名称的中线 %s 对齐", millimetres(middle), millimetres(stack))
		}
	}
	c.saw("7.2.4-mark-name", "%s", text)
}

// number measures the 发文字号.
func (c *checker) number(l *line) {
	h, e := &c.doc.head, c.expect
	full := documentNumber.FindString(l.text)
	text := squeeze(full)
	c.saw("7.2.5-number-form", "%s", text)
	switch {
	case rightNumber.MatchString(text):
	case openNumber.MatchString(text):
		c.note("7.2.5-number-form", l.at(), "文号还没有填序号")
	default:
		c.fail("7.2.5-number-form", l.at(), "“%s”的写法不对，应当像“云政办发〔2026〕8号”", text)
	}
	if h.letter {
		c.saw("10.1-elements", "文号右边缘 %s", millimetres(l.x1))
		if !near(l.x1, e.right, length.Mm) {
			c.fail("10.1-elements", l.at(), "文号右边缘在 %s，应当是 %s", millimetres(l.x1), millimetres(e.right))
		}
		c.letterRules()
		return
	}
	if len(h.marks) > 0 {
		bottom := h.marks[len(h.marks)-1].bottom
		if ink := h.marks[len(h.marks)-1].ink(); !ink.IsZero() {
			bottom = ink.Y1
		}
		first := l.top // several 签发人 begin above the number, which is level with the last
		for _, s := range h.signers {
			first = min(first, s.top)
		}
		gap := first - bottom + l.size - c.profile.Number.Size // in its line of the grid
		c.saw("7.2.5-number-gap", "%s", millimetres(gap))
		c.blankLines("7.2.5-number-gap", l.at(), "发文字号距发文机关标志", gap, c.profile.Number.BlankLines)
	}
	if len(h.signers) > 0 {
		want := e.column(c.profile.Number.Side)
		c.saw("7.2.5-number-place", "左边缘 %s", millimetres(l.x0))
		if !e.atColumn(l.x0, c.profile.Number.Side) {
			c.fail("7.2.5-number-place", l.at(), "上行文的发文字号左边缘在 %s，应当是 %s", millimetres(l.x0), millimetres(want))
		}
		return
	}
	c.saw("7.2.5-number-place", "中点 %s", millimetres(l.centre()))
	if !near(l.centre(), e.centre(), length.Mm) {
		c.fail("7.2.5-number-place", l.at(), "发文字号的中点在 %s，应当是 %s", millimetres(l.centre()), millimetres(e.centre()))
	}
}

// signers measures the 签发人 (7.2.6).
func (c *checker) signers() {
	h, e := &c.doc.head, c.expect
	last := h.signers[len(h.signers)-1]
	right := last.x1
	for _, l := range h.signers {
		right = max(right, l.x1)
	}
	want := e.free(c.profile.Signer.Side)
	c.saw("7.2.6-signer", "右边缘 %s", millimetres(right))
	if !e.atFree(right, c.profile.Signer.Side) {
		c.fail("7.2.6-signer", last.at(), "签发人右边缘在 %s，应当是 %s", millimetres(right), millimetres(want))
	}
	if h.number != nil && !h.letter && !near(h.number.y, last.y, length.Mm) {
		c.fail("7.2.6-signer", last.at(), "发文字号与最后一个签发人不在同一行")
	}
	// What follows the label is in 楷体, and each line of names begins below the
	// first of them.
	var column length.Length
	for n, l := range h.signers {
		behind := !signerLabel.MatchString(l.text)
		for i := range l.glyphs {
			if g := &l.glyphs[i]; behind && isHan(g.text) && g.x > e.centre() {
				switch {
				case n == 0:
					column = g.x
				case column > 0 && !near(g.x, column, length.Mm):
					c.fail("7.2.6-signer", l.at(), "第%d行签发人的左边缘在 %s，应当与上一行的第一个姓名 %s 对齐", n+1, millimetres(g.x), millimetres(column))
				}
				break
			}
			if g := &l.glyphs[i]; g.r == '：' || g.r == ':' {
				behind = true
			}
		}
		behind = !signerLabel.MatchString(l.text)
		for i := range l.glyphs {
			g := &l.glyphs[i]
			what, role, size := "“签发人”三字", c.profile.Number.Role, c.profile.Number.Size
			if behind {
				what, role, size = "签发人姓名", c.profile.Signer.Role, c.profile.Signer.Size
			}
			behind = behind || g.r == '：' || g.r == ':'
			if !isHan(g.text) || l == h.number && g.x < e.centre() || g.role == role && near(g.size, size, length.Pt/4) {
				continue
			}
			if g.role != "" || !c.unclear("7.2.6-signer", l.glyphs[i:i+1]) {
				c.fail("7.2.6-signer", l.at(), "%s是%s%s，应当是%s%s", what, roleName(g.role), points(g.size), role, points(size))
			}
			return
		}
	}
}

// headRule measures the red rule below the number (7.2.7).
func (c *checker) headRule() {
	h, e := &c.doc.head, c.expect
	if len(h.rules) == 0 {
		if h.red {
			c.saw("7.2.7-rule", "")
			c.fail("7.2.7-rule", place{page: h.page.number}, "没有红色分隔线")
		}
		return
	}
	r := h.rules[len(h.rules)-1]
	at := place{h.page.number, r.box.X0, r.box.Y0}
	c.saw("7.2.7-rule", "%s～%s，粗 %s", millimetres(r.box.X0), millimetres(r.box.X1), millimetres(r.thick()))
	if !c.asWideAsText(r) {
		c.fail("7.2.7-rule", at, "分隔线从 %s 到 %s，应当与版心等宽（%s～%s）", millimetres(r.box.X0), millimetres(r.box.X1), millimetres(e.left), millimetres(e.right))
	}
	if h.number != nil {
		if d := r.box.Y0 - h.number.bottom; !near(d, e.ruleBelow, mm(50)) {
			c.fail("7.2.7-rule", at, "分隔线在发文字号之下 %s，应当是 %s", millimetres(d), millimetres(e.ruleBelow))
		}
	}
}

// asWideAsText reports whether a rule is as wide as the 版心, that of this document
// or that which it should have.
func (c *checker) asWideAsText(r rule) bool {
	half := mm(50)
	for _, e := range []expectation{c.expect, c.nominal} {
		if near(r.box.X0, e.left, half) && near(r.box.X1, e.right, half) {
			return true
		}
	}
	return false
}

// letterRules measures the double rules of a letter (10.1).
func (c *checker) letterRules() {
	h := &c.doc.head
	p := h.lines[0].page
	var upper, lower []rule
	for _, r := range h.rules {
		if r.middle() < p.height/2 {
			upper = append(upper, r)
		} else {
			lower = append(lower, r)
		}
	}
	if len(upper) == 0 {
		return
	}
	at := place{h.page.number, upper[0].box.X0, upper[0].box.Y0}
	c.saw("10.1-rules", "长 %s，在 %s", millimetres(upper[0].width()), millimetres(upper[0].box.Y0))
	if len(upper) != 2 || len(lower) != 2 {
		c.fail("10.1-rules", at, "信函应当有上下两组双线，现有上%d条、下%d条", len(upper), len(lower))
		return
	}
	for _, r := range append(slices.Clone(upper), lower...) {
		at := place{h.page.number, r.box.X0, r.box.Y0}
		if !near(r.width(), c.profile.Letter.RuleWidth, length.Mm) {
			c.fail("10.1-rules", at, "双线长 %s，应当是 %s", millimetres(r.width()), millimetres(c.profile.Letter.RuleWidth))
		}
		middle := (r.box.X0 + r.box.X1) / 2
		if !near(middle, p.width/2, length.Mm) && !near(middle, c.expect.centre(), length.Mm) {
			c.fail("10.1-rules", at, "双线的中点在 %s，没有居中", millimetres(middle))
		}
	}
	thicker := c.profile.Letter.Thick > c.profile.Letter.Thin
	if thicker && upper[0].thick() <= upper[1].thick() {
		c.fail("10.1-rules", at, "首页上面的双线应当上粗下细")
	}
	if thicker && lower[0].thick() >= lower[1].thick() {
		c.fail("10.1-rules", at, "首页下面的双线应当上细下粗")
	}
	if len(h.marks) > 0 {
		if ink := h.marks[len(h.marks)-1].ink(); !ink.IsZero() {
			if d := upper[0].box.Y0 - ink.Y1; !near(d, c.profile.Letter.RuleGap, length.Mm) {
				c.fail("10.1-rules", at, "双线在发文机关标志之下 %s，应当是 %s", millimetres(d), millimetres(c.profile.Letter.RuleGap))
			}
		}
	}
	edge := p.height - c.profile.Letter.RuleBottom
	if !near(lower[1].middle(), edge, length.Mm) && !near(lower[0].middle(), edge, length.Mm) {
		c.fail("10.1-rules", place{h.page.number, lower[0].box.X0, lower[0].box.Y0}, "下面的双线在 %s，应当距下页边 %s", millimetres(lower[1].middle()), millimetres(c.profile.Letter.RuleBottom))
	}
	first := h.number
	for _, l := range []*line{h.copyNumber, h.secrecy, h.urgency} {
		if l != nil && (first == nil || l.y < first.y) {
			first = l
		}
	}
	if first != nil {
		if d, want := first.top-upper[1].box.Y1, c.profile.Letter.TextGap; !near(d, want, length.Mm) {
			c.fail("10.1-elements", first.at(), "第一个要素距双线 %s，应当是 %s（3号字高的7/8）", millimetres(d), millimetres(want))
		}
	}
}
