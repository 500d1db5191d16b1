package verify

import (
	"slices"
	"strings"
	"unicode/utf8"

	"fangan/internal/length"
)

// kinds are the 文种 that a title may end in: the fifteen of 条例 Art. 8, then
// those that are issued by a 通知.
var kinds = []string{"决议", "决定", "命令", "令", "公报", "公告", "通告", "意见", "通知", "通报", "报告", "请示", "批复", "议案", "函", "纪要"}

var issuedKinds = []string{"方案", "要点", "计划", "规划", "办法", "细则", "规定", "预案", "制度", "措施", "清单", "规程", "条例", "规则", "安排", "任务", "目标", "工作"}

func (c *checker) checkTitles() {
	for i, s := range c.doc.sections {
		if len(s.title) == 0 {
			continue
		}
		if s.label == nil {
			c.title(s, i == 0)
		}
	}
}

func (s *section) titleText() string {
	var b strings.Builder
	for _, l := range s.title {
		b.WriteString(squeeze(l.text))
	}
	return b.String()
}

// title measures the 标题 of a text (7.3.1).
func (c *checker) title(s *section, first bool) {
	e, h := c.expect, &c.doc.head
	want := c.profile.Title.Role
	c.saw("7.3.1-title-face", "%s，%s", faceName(s.title[0].role(), s.title[0]), points(s.title[0].size))
	for _, l := range s.title {
		c.role("7.3.1-title-face", l, want, "标题")
		c.size("7.3.1-title-face", l, e.titleSize, "标题")
		switch heavy := l.mostly(func(g *glyph) bool { return g.bold }); {
		case heavy && !c.bold["title"]:
			c.warn("7.3.1-title-face", l.at(), "标题加粗了")
		case !heavy && c.bold["title"]:
			c.warn("7.3.1-title-face", l.at(), "标题没有加粗")
		}
	}
	top := s.title[0]
	if first && top.page == h.page && len(h.rules) > 0 && !h.letter {
		gap := top.top - h.rules[len(h.rules)-1].box.Y1
		c.saw("7.3.1-title-gap", "%s", millimetres(gap))
		c.blankLines("7.3.1-title-gap", top.at(), "标题在红色分隔线之下", gap, c.profile.Title.BlankAbove)
	}
	if first && h.letter && len(h.lines) > 0 {
		gap := top.top
		for _, l := range h.lines {
			if l.bottom < top.top && !slices.Contains(h.marks, l) {
				gap = min(gap, top.top-l.bottom)
			}
		}
		for _, r := range h.rules {
			if r.box.Y1 < top.top {
				gap = min(gap, top.top-r.box.Y1)
			}
		}
		c.saw("10.1-elements", "")
		c.blankLines("10.1-elements", top.at(), "标题在上面的要素之下", gap, c.profile.Title.BlankAbove)
	}
	c.titleShape(s)
	c.titleWords(s)
	text := s.titleText()
	c.saw("7.3.1-title-parts", "%s", short(text))
	c.saw("D-kind", "%s", short(text))
	bare := text // without （试行）
	if open := strings.LastIndex(text, "（"); open > 0 && strings.HasSuffix(text, "）") {
		bare = text[:open]
	}
	known := false
	for _, k := range append(append([]string(nil), kinds...), issuedKinds...) {
		known = known || strings.HasSuffix(bare, k)
	}
	if isKind := func(k string) bool { return strings.HasSuffix(bare, k) }; known && first && c.doc.head.number != nil && !slices.ContainsFunc(kinds, isKind) {
		c.note("D-kind", top.at(), "有发文字号的公文，标题“%s”不以法定文种结尾；方案等应当由通知印发", short(text))
	}
	if !known {
		c.warn("7.3.1-title-parts", top.at(), "标题“%s”不以文种结尾", short(text))
	}
}

// widths returns the width of each line in tenths of a character.
func widths(lines []*line) []int {
	w := make([]int, len(lines))
	for i, l := range lines {
		seen := l.seen()
		last := seen[len(seen)-1]
		w[i] = int((last.x + last.advance - seen[0].x).Scale(10, int64(max(l.size, 1))))
	}
	return w
}

func (c *checker) titleShape(s *section) {
	e := c.expect
	for _, l := range s.title {
		seen := l.seen()
		last := seen[len(seen)-1]
		boxes := (seen[0].x + last.x + last.advance) / 2 // of em boxes
		c.saw("7.3.1-title-shape", "中点 %s", millimetres(boxes))
		if half := mm(50); !near(boxes, e.centre(), half) && !near(l.centre(), e.centre(), half) && !near((seen[0].left()+l.x1)/2, e.centre(), half) {
			c.fail("7.3.1-title-shape", l.at(), "标题行的中点在 %s，应当是 %s（%s）", millimetres(boxes), millimetres(e.centre()), short(l.text))
		}
	}
	w := widths(s.title)
	if what := shape(w); what != "" {
		c.fail("7.3.1-title-shape", s.title[0].at(), "标题排成%s，应当是梯形或菱形", what)
	}
	// 行距 12.7 mm, 12.3 to 13 accepted.
	for i := 1; i < len(s.title); i++ {
		a, b := s.title[i-1], s.title[i]
		if d := b.y - a.y; a.page == b.page && (d < mm(1210) || d > mm(1320)) && near(b.size, e.titleSize, length.Pt/4) {
			c.note("7.3.1-title-shape", b.at(), "标题行距是 %s，通常是 12.3～13.0 mm", millimetres(d))
		}
	}
}

// shape returns what is wrong with the widths of a title's lines, in tenths of a
// character; "" for 梯形 and 菱形.
func shape(w []int) string {
	const same = 4
	rises, falls, equals := 0, 0, 0
	for i := 1; i < len(w); i++ {
		switch d := w[i] - w[i-1]; {
		case d > same:
			if falls > 0 {
				return "沙漏形"
			}
			rises++
		case d < -same:
			falls++
		default:
			equals++
		}
	}
	switch {
	case len(w) < 2:
	case rises+falls == 0:
		return "矩形"
	case equals > 1:
		return "几乎等宽的几行"
	}
	return ""
}

func (c *checker) titleWords(s *section) {
	c.saw("7.3.1-title-words", "%s", lineTexts(s.title))
	for i, l := range s.title {
		text := squeeze(l.text)
		first, _ := utf8.DecodeRuneInString(text)
		if i > 0 && strings.ContainsRune("的了和与及或等、》）", first) {
			c.warn("7.3.1-title-words", l.at(), "标题行以“%c”开头", first)
		}
		if i == len(s.title)-1 {
			if text == "的通知" || text == "的意见" {
				c.warn("7.3.1-title-words", l.at(), "“%s”单独成行", text)
			}
			continue
		}
		for _, end := range []string{"关于", "的关", "《", "（"} {
			if strings.HasSuffix(text, end) {
				c.warn("7.3.1-title-words", l.at(), "标题行以“%s”结尾", end)
			}
		}
	}
}

func lineTexts(lines []*line) string {
	var parts []string
	for _, l := range lines {
		parts = append(parts, squeeze(l.text))
	}
	return strings.Join(parts, "｜")
}
