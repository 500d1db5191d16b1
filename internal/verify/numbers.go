package verify

import (
	"fmt"
	"strconv"
	"strings"

	"fangan/internal/length"
	"fangan/render/profile"
)

// checkNumbers measures the 页码 (7.5).
func (c *checker) checkNumbers() {
	h := &c.doc.head
	pages := c.layout.pages
	previous, uncounted, blank := 0, 0, false
	numbered := false
	for _, p := range pages {
		numbered = numbered || p.digits != nil
	}
	shift := 0 // by how much the numbers are off from here on, which was told
	for _, p := range pages {
		l := p.digits
		empty := len(p.lines) == 0 && len(p.turned) == 0 && len(p.askew) == 0 && len(p.images) == 0
		if l == nil {
			switch {
			case h.letter && p == h.page:
				c.saw("10.1-page1", "首页无页码")
			case p.number == 1 && !c.profile.PageNumber.FirstPage:
			case c.isContents(p) && !c.profile.Contents.Numbered:
				uncounted++ // or they are, though they show no number
				continue
			case empty:
				blank = true
			case blank && c.doc.colophon.covers(p, p.height):
			default:
				c.saw("7.5-number-run", "")
				c.fail("7.5-number-run", place{page: p.number}, "没有页码")
			}
			if previous > 0 || h.letter || !c.profile.PageNumber.FirstPage {
				previous++
			}
			continue
		}
		if h.letter && p == h.page {
			c.saw("10.1-page1", "")
			c.fail("10.1-page1", l.at(), "信函首页不显示页码")
		}
		n, _ := strconv.Atoi(halfWidth(numberAtFoot.FindStringSubmatch(l.text)[1]))
		c.saw("7.5-number-run", "%d～", n)
		if empty || blank && c.doc.colophon.covers(p, p.height) {
			c.fail("7.5-number-run", l.at(), "空白页和其后的版记页不编页码")
		}
		if n == previous+1+uncounted {
			previous += uncounted
		}
		if n == 1 && c.contentsBefore(p) {
			previous = 0
			shift = 0
		}
		// A page that is missing moves all that follow: that is told once. Pages that
		// are out of order are told each.
		if want := previous + 1; n != want+shift {
			if next := n - want; c.numbersGoOn(p, n) {
				shift = next
			}
			c.fail("7.5-number-run", l.at(), "页码是%d，应当是%d", n, want)
		}
		uncounted = 0
		previous++
		c.oneNumber(p, l, n)
	}
	if item := c.item("7.5-number-run"); numbered && item.Status == Pass {
		item.Measured = fmt.Sprintf("共%d页，编到%d", len(pages), previous+shift)
	}
}

// numbersGoOn reports whether the next page with a number goes on from n.
func (c *checker) numbersGoOn(p *page, n int) bool {
	for _, next := range c.layout.pages[p.number:] {
		if next.digits != nil {
			m, _ := strconv.Atoi(halfWidth(numberAtFoot.FindStringSubmatch(next.digits.text)[1]))
			return m == n+next.number-p.number
		}
	}
	return true
}

// isContents reports whether a page holds a 目录 and nothing else.
func (c *checker) isContents(p *page) bool {
	n := 0
	for _, l := range p.lines {
		switch l.kind {
		case contentsLine:
			n++
		case pageNumber:
		default:
			return false
		}
	}
	return n > 0
}

// contentsBefore reports whether only a 目录 stands before a page.
func (c *checker) contentsBefore(p *page) bool {
	if len(c.doc.contents) == 0 {
		return false
	}
	last := c.doc.contents[len(c.doc.contents)-1]
	return last.page.number == p.number-1
}

func halfWidth(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= '０' && r <= '９' {
			return r - '０' + '0'
		}
		return r
	}, s)
}

// oneNumber measures one page number.
func (c *checker) oneNumber(p *page, l *line, n int) {
	e := c.nominal
	style := c.profile.PageNumber
	seen := l.seen()
	first, last := &seen[0], &seen[len(seen)-1]
	dashed := isDash(first.r) && isDash(last.r) && len(seen) > 2
	digit := first
	for i := range seen {
		if seen[i].r >= '0' && seen[i].r <= '9' {
			digit = &seen[i]
			break
		}
	}
	c.saw("7.5-number-face", "%s，%s，%s", l.text, digit.font.Name, points(digit.size))
	for i := range seen {
		g := &seen[i]
		if g.r < '0' || g.r > '9' {
			continue
		}
		if g.role != style.Role && (g.role != "" || !c.unclear("7.5-number-face", seen[i:i+1])) {
			c.warn("7.5-number-face", l.at(), "页码是%s（%s），应当是%s", roleName(g.role), g.font.Name, style.Role)
			break
		}
		if !near(g.size, e.numberSize, length.Pt/4) {
			c.warn("7.5-number-face", l.at(), "页码是%s，应当是%s", points(g.size), points(e.numberSize))
			break
		}
	}
	if style.Dashes && (!dashed || first.r != '—') {
		c.warn("7.5-number-face", l.at(), "页码“%s”左右应当各有一条一字线（—）", l.text)
	}
	centre := l.y - l.size.Scale(int64(style.DashCentre), 1000)
	if dashed && !first.ink.IsZero() {
		centre = (first.ink.Y0 + first.ink.Y1) / 2
	}
	c.saw("7.5-number-y", "一字线在 %s", millimetres(centre))
	switch {
	case near(centre, e.numberY, length.Mm):
	case centre > e.numberY && centre <= e.numberY+mm(260):
		c.note("7.5-number-y", l.at(), "一字线在 %s：7 mm 量到了字的上边缘，应当量到一字线（%s）", millimetres(centre), millimetres(e.numberY))
	default:
		c.fail("7.5-number-y", l.at(), "一字线在 %s，应当是 %s", millimetres(centre), millimetres(e.numberY))
	}
	end := last.x + last.advance
	odd := n%2 == 1
	switch {
	case style.Place == profile.Centre:
		middle := (first.x + end) / 2
		c.saw("7.5-number-x", "第%d页中点 %s", n, millimetres(middle))
		if !near(middle, e.centre(), length.Mm) {
			c.fail("7.5-number-x", l.at(), "页码的中点在 %s，应当是 %s", millimetres(middle), millimetres(e.centre()))
		}
	case odd:
		c.saw("7.5-number-x", "第%d页右端 %s", n, millimetres(end))
		if !near(end, e.numberRight, length.Mm) {
			c.fail("7.5-number-x", l.at(), "单页码右端在 %s，应当居右空一字（%s）", millimetres(end), millimetres(e.numberRight))
		}
	default:
		c.saw("7.5-number-x", "第%d页左端 %s", n, millimetres(first.x))
		if !near(first.x, e.numberLeft, length.Mm) {
			c.fail("7.5-number-x", l.at(), "双页码左端在 %s，应当居左空一字（%s）", millimetres(first.x), millimetres(e.numberLeft))
		}
	}
}

func isDash(r rune) bool { return strings.ContainsRune("—–－―─-‑", r) }
