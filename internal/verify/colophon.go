package verify

import (
	"slices"
	"strings"

	"fangan/internal/length"
)

type colophon struct {
	page      *page // the last
	lines     []*line
	rules     []rule
	movedTo   []*line
	copies    []*line
	issue     *line
	others    []*line
	firstLine *line
}

// covers reports whether what stands at y belongs to the 版记: its first rule is
// a little above its first line.
func (v *colophon) covers(p *page, y length.Length) bool {
	switch {
	case v == nil || p.number < v.firstLine.page.number || p.number > v.page.number:
		return false
	case p == v.firstLine.page:
		return y > v.firstLine.top-8*length.Mm
	}
	return true
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
		lines := p.unknown()
		if len(lines) == 0 {
			if len(p.turned) > 0 {
				break
			}
			continue
		}
		first := slices.IndexFunc(lines, func(l *line) bool {
			label := copiesLabel.MatchString(l.text) || movedLabel.MatchString(l.text)
			if label && l.size < c.expect.em-length.Pt/2 {
				return true // a long one may begin high up
			}
			return l.y > p.height/3 && (label || printedLine.MatchString(l.text) || printRun.MatchString(l.text) && l.x0 > p.width/2)
		})
		alike := func(l *line) bool { return near(l.size, lines[len(lines)-1].size, length.Pt/4) }
		if !slices.ContainsFunc(lines, func(l *line) bool { return !alike(l) }) {
			// It may be so long that it fills the page, and begin on one before.
			if begin := c.longColophon(i, alike); begin >= 0 {
				var all []*line
				for _, q := range pages[begin : i+1] {
					all = append(all, q.unknown()...)
				}
				k := slices.IndexFunc(all, func(l *line) bool { return copiesLabel.MatchString(l.text) || movedLabel.MatchString(l.text) })
				return newColophon(pages[begin:i+1], all[k:], c.expect.em)
			}
		}
		if first < 0 {
			break
		}
		return newColophon(pages[i:i+1], lines[first:], c.expect.em)
	}
	// It may stand before the end by mistake: small type that ends in 印发.
	for _, p := range pages {
		small := slices.DeleteFunc(p.unknown(), func(l *line) bool { return l.y < p.height/3 || l.size > c.expect.em-length.Pt/2 })
		first := slices.IndexFunc(small, func(l *line) bool { return copiesLabel.MatchString(l.text) || movedLabel.MatchString(l.text) })
		if first >= 0 && printedLine.MatchString(small[len(small)-1].text) {
			return newColophon([]*page{p}, small[first:], c.expect.em)
		}
	}
	return nil
}

// longColophon returns the page, as an index, that a 版记 begins on which goes on
// to page last; -1 if there is none. Its lines are alike, and smaller than the
// text.
func (c *checker) longColophon(last int, alike func(*line) bool) int {
	begin := -1
	for i := last; i >= 0; i-- {
		lines := c.layout.pages[i].unknown()
		k := len(lines)
		for k > 0 && alike(lines[k-1]) && lines[k-1].size < c.expect.em-length.Pt/2 {
			k--
		}
		for _, l := range lines[k:] {
			if movedLabel.MatchString(l.text) {
				return i
			}
			if copiesLabel.MatchString(l.text) {
				begin = i
			}
		}
		if k > 0 || len(lines) == 0 {
			break
		}
	}
	return begin
}

func newColophon(pages []*page, lines []*line, em length.Length) *colophon {
	v := &colophon{page: pages[len(pages)-1], firstLine: lines[0], lines: lines}
	part := &v.others
	for _, l := range lines {
		l.kind = colophonLine
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
	for _, p := range pages {
		var above *rule // the nearest one
		var rules []rule
		for _, r := range p.rules {
			switch {
			case !r.flat() || r.colour.IsRed() || r.width() <= em*6 || !v.covers(p, r.middle()):
			case p == v.firstLine.page && r.middle() < v.firstLine.top:
				if above == nil || r.middle() > above.middle() {
					above = &r
				}
			default:
				rules = append(rules, r)
			}
		}
		if above != nil {
			rules = append(rules, *above)
		}
		slices.SortFunc(rules, func(a, b rule) int { return int(a.middle() - b.middle()) })
		v.rules = append(v.rules, rules...)
	}
	return v
}

// checkColophon measures the 版记 (7.4).
func (c *checker) checkColophon() {
	v, e := c.doc.colophon, c.expect
	if v == nil {
		return
	}
	at := place{v.page.number, v.firstLine.x0, v.firstLine.y}
	c.copies(v)
	if c.doc.head.letter {
		c.saw("10.1-colophon", "")
		if len(v.rules) > 0 {
			c.fail("10.1-colophon", at, "信函的版记不加分隔线")
		}
		if v.issue != nil {
			c.fail("10.1-colophon", v.issue.at(), "信函的版记没有印发机关和印发日期")
		}
		return
	}
	c.saw("7.1-order", "")
	for _, s := range c.doc.sections {
		if n := len(s.paragraphs); n > 0 {
			if l := s.paragraphs[n-1].lines[0]; l.page.number > v.page.number || l.page == v.page && l.y > v.firstLine.y {
				c.fail("7.1-order", at, "版记之后还有正文（第%d页：%s）", l.page.number, short(l.text))
				break
			}
		}
	}
	c.saw("7.4.1-even", "第%d页", v.page.number)
	if v.page.number%2 == 1 && c.profile.Colophon.Even {
		c.fail("7.4.1-even", at, "版记在第%d页，双面印刷时应当在偶数页", v.page.number)
	}
	c.colophonRules(v)
	side := e.small * length.Length(c.profile.Colophon.Side)
	left, right := e.left+side, e.right-side
	if len(v.movedTo) > 0 {
		c.saw("7.4.2-moved-to", "")
		if len(v.copies) > 0 && v.movedTo[0].page == v.copies[0].page && v.movedTo[0].y > v.copies[0].y {
			c.fail("7.4.2-moved-to", v.movedTo[0].at(), "主送机关应当在抄送机关之上")
		}
		for _, r := range v.rules {
			if len(v.copies) > 0 && v.movedTo[0].page == v.page && v.copies[0].page == v.page && r.middle() > v.movedTo[0].y && r.middle() < v.copies[0].top {
				c.fail("7.4.2-moved-to", place{v.page.number, r.box.X0, r.box.Y0}, "主送机关与抄送机关之间不加分隔线")
			}
		}
	}
	if l := v.issue; l != nil {
		c.saw("7.4.3-issue", "左边缘 %s，右边缘 %s", millimetres(l.x0), millimetres(l.x1))
		if !near(l.x0, left, length.Mm) && gapped(l) {
			c.fail("7.4.3-issue", l.at(), "印发机关左边缘在 %s，应当是 %s", millimetres(l.x0), millimetres(left))
		}
		if !near(l.x1, right, length.Mm) {
			c.fail("7.4.3-issue", l.at(), "印发日期右边缘在 %s，应当是 %s", millimetres(l.x1), millimetres(right))
		}
		c.role("7.4.3-issue", l, c.profile.Colophon.Role, "印发机关和印发日期")
		c.size("7.4.3-issue", l, e.small, "印发机关和印发日期")
		c.issueDate(l)
	}
}

// copies measures 抄送 and the 主送 that was moved to the 版记 (7.4.2).
func (c *checker) copies(v *colophon) {
	e := c.expect
	side := e.small * length.Length(c.profile.Colophon.Side)
	left, right := e.left+side, e.right-side
	for _, group := range [][]*line{v.movedTo, v.copies} {
		for i, l := range group {
			want, what := left, "抄送机关"
			if i > 0 {
				want, what = left+3*e.small, "抄送机关回行"
			}
			c.saw("7.4.2-copies", "左边缘 %s", millimetres(l.x0))
			if !near(l.x0, want, length.Mm) {
				c.fail("7.4.2-copies", l.at(), "%s左边缘在 %s，应当是 %s", what, millimetres(l.x0), millimetres(want))
			}
			if l.x1 > right+length.Mm {
				c.fail("7.4.2-copies", l.at(), "%s右边缘在 %s，应当右空一字（%s）", what, millimetres(l.x1), millimetres(right))
			}
			c.role("7.4.2-copies", l, c.profile.Colophon.Role, "抄送机关")
			c.size("7.4.2-copies", l, e.small, "抄送机关")
		}
		if n := len(group); n > 0 && !strings.HasSuffix(squeeze(group[n-1].text), "。") {
			c.fail("7.4.2-copies", group[n-1].at(), "抄送机关应当以句号结尾")
		}
	}
}

var issueDate = re(`(\d{4}年\d{1,2}月\d{1,2}日)印发$`)

func (c *checker) issueDate(l *line) {
	m := issueDate.FindStringSubmatch(squeeze(l.text))
	if m == nil {
		c.fail("7.4.3-issue", l.at(), "印发日期的写法不对，应当像“2026年3月6日印发”")
		return
	}
	printed, ok := dateOf(m[1])
	if !ok {
		c.fail("7.4.3-issue", l.at(), "印发日期“%s”的写法不对，应当像“2026年3月6日印发”", m[1])
		return
	}
	for _, s := range c.doc.sections {
		if s.date == nil {
			continue
		}
		if signed, ok := dateOf(squeeze(s.date.text)); ok {
			c.saw("7.4.3-issue-date", "成文 %s，印发 %s", squeeze(s.date.text), m[1])
			if printed.Before(signed) {
				c.fail("7.4.3-issue-date", l.at(), "印发日期 %s 早于成文日期 %s", m[1], squeeze(s.date.text))
			}
		}
	}
}

func (c *checker) colophonRules(v *colophon) {
	e := c.expect
	at := place{v.page.number, v.firstLine.x0, v.firstLine.y}
	c.saw("7.4.1-rules", "%d条", len(v.rules))
	if len(v.rules) == 0 {
		c.report("7.4.1-rules", c.item("7.4.1-last-rule").Severity, at, "版记没有分隔线")
		return
	}
	for i, r := range v.rules {
		where := place{v.page.number, r.box.X0, r.box.Y0}
		if !c.asWideAsText(r) {
			c.report("7.4.1-rules", c.item("7.4.1-last-rule").Severity, where, "版记分隔线从 %s 到 %s，应当与版心等宽", millimetres(r.box.X0), millimetres(r.box.X1))
		}
		want := c.profile.Colophon.Thin
		if i == 0 || i == len(v.rules)-1 {
			want = c.profile.Colophon.Thick
		}
		if !near(r.thick(), want, mm(5)) {
			c.note("7.4.1-rules", where, "第%d条分隔线粗 %s，推荐 %s", i+1, millimetres(r.thick()), millimetres(want))
		}
	}
	last := v.rules[len(v.rules)-1]
	c.saw("7.4.1-last-rule", "%s", millimetres(last.middle()))
	inPlace := func(y length.Length) bool { return near(y, e.bottom, mm(50)) || near(y, c.nominal.bottom, mm(50)) }
	if !inPlace(last.middle()) && !inPlace(last.box.Y1) {
		c.fail("7.4.1-last-rule", place{v.page.number, last.box.X0, last.box.Y0}, "版记末条线在 %s，应当是 %s", millimetres(last.middle()), millimetres(e.bottom))
	}
}
