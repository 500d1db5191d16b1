package verify

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"fangan/internal/length"
	"fangan/internal/pdfpage"
	"fangan/render/profile"
)

// checkEnd measures 附件说明, 署名, 成文日期 and 附注 (7.3.4 to 7.3.6).
func (c *checker) checkEnd() {
	for _, s := range c.doc.sections {
		if len(s.annexNotes) > 0 {
			c.annexNote(s)
		}
		if s.date != nil {
			c.date(s)
			c.signature(s)
		}
		if len(s.note) > 0 {
			c.noteBelow(s)
		}
	}
}

// An annexName is one name of a 附件说明.
type annexName struct {
	number string // 1, empty where there is one
	name   string
	at     place
}

var noteNumber = re(`^(\d{1,2})[.．、]`)

// annexNames reads the names of a 附件说明.
func (s *section) annexNames() []annexName {
	var list []annexName
	for i, l := range s.annexNotes {
		text := squeeze(l.text)
		if i == 0 {
			text = annexNote.ReplaceAllString(text, "")
		}
		m := noteNumber.FindStringSubmatch(text)
		switch {
		case m != nil:
			list = append(list, annexName{m[1], text[len(m[0]):], l.at()})
		case i == 0:
			list = append(list, annexName{"", text, l.at()})
		case len(list) > 0:
			list[len(list)-1].name += text
		}
	}
	return list
}

func (c *checker) annexNote(s *section) {
	e := c.expect
	id := "7.3.4-annex-note"
	first := s.annexNotes[0]
	c.saw(id, "左边缘 %s", millimetres(first.x0))
	if want := e.column(2); !near(first.x0, want, length.Mm) {
		c.fail(id, first.at(), "附件说明左边缘在 %s，应当是 %s", millimetres(first.x0), millimetres(want))
	}
	names := s.annexNames()
	numbered := len(names) > 0 && names[0].number != ""
	nameAt := e.column(5)
	if numbered {
		nameAt = e.column(6)
	}
	for i, l := range s.annexNotes[1:] {
		text := squeeze(l.text)
		m := noteNumber.FindString(text)
		want, what := nameAt, "名称回行"
		if m != "" {
			want, what = e.column(5), "附件顺序号"
		}
		if !near(l.x0, want, length.Mm) && !(m != "" && near(l.x0, e.column(5)-e.cell/2, length.Mm)) {
			c.fail(id, l.at(), "%s左边缘在 %s，应当是 %s", what, millimetres(l.x0), millimetres(want))
		}
		_ = i
	}
	for i, n := range names {
		if strings.HasSuffix(n.name, "。") || strings.HasSuffix(n.name, "；") || strings.HasSuffix(n.name, "，") || strings.HasSuffix(n.name, "、") {
			c.fail(id, n.at, "附件名称后面不加标点：“%s”", short(n.name))
		}
		if numbered && n.number != strconv.Itoa(i+1) {
			c.fail(id, n.at, "附件说明第%d个的顺序号是“%s”", i+1, n.number)
		}
	}
	if above := c.textAbove(s, first); above != nil {
		gap := first.top - above.bottom
		if lo, hi := e.gap(1); gap < min(lo, mm(940)) || gap > max(hi, mm(1630)) {
			c.fail(id, first.at(), "附件说明距正文 %s，应当空一行", millimetres(gap))
		}
	}
}

// textAbove returns the last line of a section's text above a line on its page.
func (c *checker) textAbove(s *section, l *line) *line {
	var best *line
	consider := func(q *line) {
		if q.page == l.page && q.y < l.y && (best == nil || q.y > best.y) {
			best = q
		}
	}
	for _, p := range s.paragraphs {
		for _, q := range p.lines {
			consider(q)
		}
	}
	if l.kind != annexNoteLine {
		for _, q := range s.annexNotes {
			consider(q)
		}
	}
	if s.recipient != nil && best == nil {
		for _, q := range s.recipient.lines {
			consider(q)
		}
	}
	if best != nil {
		for _, b := range l.page.tables { // a table between them
			if b.Y1 > best.y && b.Y0 < l.y {
				return nil
			}
		}
	}
	return best
}

var rightDate = re(`^(\d{4})年([1-9]|1[0-2])月([1-9]|[12]\d|3[01])日$`)

// dateOf reads a date; ok is false if there is no such day.
func dateOf(text string) (t time.Time, ok bool) {
	m := rightDate.FindStringSubmatch(text)
	if m == nil {
		return t, false
	}
	year, _ := strconv.Atoi(m[1])
	month, _ := strconv.Atoi(m[2])
	day, _ := strconv.Atoi(m[3])
	t = time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC)
	return t, t.Day() == day && t.Month() == time.Month(month)
}

func (c *checker) date(s *section) {
	text := squeeze(s.date.text)
	c.saw("7.3.5.4-date-form", "%s", text)
	if _, ok := dateOf(text); !ok {
		c.fail("7.3.5.4-date-form", s.date.at(), "成文日期“%s”的写法不对，应当像“2026年3月5日”，并且确有这一天", text)
	}
	n := 0
	for _, p := range s.paragraphs {
		for _, l := range p.lines {
			if l.page == s.date.page {
				n++
			}
		}
	}
	if s.recipient != nil && len(s.paragraphs) == 0 {
		return
	}
	for _, l := range s.annexNotes {
		if l.page == s.date.page {
			n++
		}
	}
	c.saw("7.3.5.5-with-text", "%d行", n)
	if n == 0 {
		c.fail("7.3.5.5-with-text", s.date.at(), "署名和日期所在的页没有正文")
	}
}

// signature tells the sealed form from the unsealed by where the date stands.
func (c *checker) signature(s *section) {
	e, d := c.expect, s.date
	c.saw("7.1-order", "")
	sealedRight := e.column(e.columns - e.dateFree)
	unsealedRight := e.column(e.columns - e.unsealed)
	seals := c.seals(d)
	var seal pdfpage.Box // the last one, which goes over name and date
	for _, b := range seals {
		if b.X0 < d.x1 && b.X1 > d.x0 && (seal.IsZero() || b.Y1 > seal.Y1) {
			seal = b
		}
	}
	var issuer *line
	if n := len(s.signature); n > 0 {
		issuer = s.signature[n-1]
	}
	// Without a seal the date begins two characters to the right of the 署名, and
	// the longer of the two ends two before the margin. Of several names the
	// longest counts.
	unsealed, right := false, d.x1
	shift := e.column(e.shift) - e.left
	for _, l := range s.signature {
		right = max(right, l.x1)
	}
	for _, l := range s.signature {
		unsealed = unsealed || near(right, unsealedRight, length.Mm) && near(d.x0, l.x0+shift, length.Mm)
	}
	if seal.IsZero() && unsealed && !near(d.x1, sealedRight, length.Mm) {
		c.saw("7.3.5.2-unsealed", "右边缘 %s，日期左边缘 %s", millimetres(right), millimetres(d.x0))
		if above := c.textAbove(s, s.signature[0]); above != nil {
			gap := s.signature[0].top - above.bottom
			if lo, hi := e.gap(1); gap < min(lo, mm(940)) || gap > max(hi, mm(1630)) {
				c.fail("7.3.5.2-unsealed", s.signature[0].at(), "署名距正文 %s，应当空一行", millimetres(gap))
			}
		}
		return
	}
	c.saw("7.3.5.1-date-right", "右边缘 %s", millimetres(d.x1))
	if !near(d.x1, sealedRight, length.Mm) {
		c.fail("7.3.5.1-date-right", d.at(), "成文日期右边缘在 %s，应当右空%d字（%s）", millimetres(d.x1), e.dateFree, millimetres(sealedRight))
	}
	if issuer == nil {
		return
	}
	if len(s.signature) == 1 && !gapped(issuer) {
		c.saw("7.3.5.1-name-centred", "署名 %s，日期 %s", millimetres(issuer.centre()), millimetres(d.centre()))
		if !near(issuer.centre(), d.centre(), mm(50)) && !near(issuer.x1, e.right, mm(50)) {
			c.fail("7.3.5.1-name-centred", issuer.at(), "署名的中点在 %s，成文日期的中点在 %s", millimetres(issuer.centre()), millimetres(d.centre()))
		}
	} else {
		c.saw("7.3.5.1-name-centred", "联合行文，%d行署名", len(s.signature))
	}
	if seal.IsZero() {
		return
	}
	c.saw("7.3.5.1-seal", "印章上边缘 %s", millimetres(seal.Y0))
	at := place{d.page.number, seal.X0, seal.Y0}
	if above := c.textAbove(s, issuer); above != nil {
		if gap := seal.Y0 - above.bottom; gap > e.pitch {
			c.fail("7.3.5.1-seal", at, "印章上边缘距正文 %s，应当在一行之内", millimetres(gap))
		}
		if seal.Y0 < above.y-e.em/2 && seal.X0 < above.x1 {
			c.fail("7.3.5.1-seal", at, "印章压住了正文")
		}
	}
	if seal.Y1 < d.y || seal.Y0 > issuer.y {
		c.fail("7.3.5.1-seal", at, "印章没有压住署名和日期")
	}
	for i, b := range seals {
		at := place{d.page.number, b.X0, b.Y0}
		if b.X0 < e.left || b.X1 > e.right {
			c.fail("7.3.5.1-seal", at, "印章超出版心")
		}
		for _, other := range seals[:i] {
			if b.X0 < other.X1 && b.X1 > other.X0 && b.Y0 < other.Y1 && b.Y1 > other.Y0 {
				c.fail("7.3.5.1-seal", at, "两个印章相交")
			}
		}
	}
}

// gapped reports whether a line has parts that stand apart.
func gapped(l *line) bool {
	seen := l.seen()
	for i := 1; i < len(seen); i++ {
		if seen[i].x-(seen[i-1].x+seen[i-1].advance) > l.size*3/2 {
			return true
		}
	}
	return false
}

// seals returns the pictures near a date that may be seals: about as wide as
// high. A picture and the path around it are one.
func (c *checker) seals(d *line) []pdfpage.Box {
	var list []pdfpage.Box
	for _, b := range append(slices.Clone(d.page.images), d.page.redShapes...) {
		w, h := b.X1-b.X0, b.Y1-b.Y0
		round := w > 20*length.Mm && w < 70*length.Mm && h > 20*length.Mm && h < 70*length.Mm
		inside := func(o pdfpage.Box) bool { return b.X0 >= o.X0 && b.X1 <= o.X1 && b.Y0 >= o.Y0 && b.Y1 <= o.Y1 }
		if round && b.Y0 < d.y+30*length.Mm && b.Y1 > d.top-150*length.Mm && !slices.ContainsFunc(list, inside) {
			list = append(list, b)
		}
	}
	return list
}

func (c *checker) noteBelow(s *section) {
	e := c.expect
	first, last := s.note[0], s.note[len(s.note)-1]
	c.saw("7.3.6-note", "左边缘 %s", millimetres(first.x0))
	if want := e.column(2); !near(first.x0, want, length.Mm) {
		c.fail("7.3.6-note", first.at(), "附注左边缘在 %s，应当是 %s", millimetres(first.x0), millimetres(want))
	}
	text := squeeze(first.text)
	end := squeeze(last.text)
	if !strings.HasPrefix(text, "（") || !strings.HasSuffix(end, "）") {
		c.fail("7.3.6-note", first.at(), "附注应当加圆括号")
	}
	if d := first.y - s.date.y; d > e.pitch*5/2 {
		c.fail("7.3.6-note", first.at(), "附注距成文日期 %s，应当在下一行", millimetres(d))
	}
}

// checkAnnexes measures the pages of annexes (7.3.7).
func (c *checker) checkAnnexes() {
	e := c.expect
	var names []annexName
	for _, s := range c.doc.sections {
		names = append(names, s.annexNames()...)
	}
	var annexes []*section
	for _, s := range c.doc.sections {
		if s.label != nil {
			annexes = append(annexes, s)
		}
	}
	for _, s := range annexes {
		l := s.label
		what := squeeze(l.text)
		c.saw("7.3.7-annex-page", "%s在第%d页", what, l.page.number)
		if l.index > 0 {
			c.fail("7.3.7-annex-page", l.at(), "“%s”不在页的开头，附件应当另起一面", what)
		}
		if v := c.doc.colophon; v != nil && (v.page.number < l.page.number || v.page == l.page && v.firstLine.y < l.y) {
			c.fail("7.3.7-annex-page", l.at(), "“%s”在版记之后", what)
		}
		left, top := l.x0, l.top
		wantLeft, wantTop := e.left, e.top
		if l.turned {
			// The sheet is turned: the head is at its left edge, lines begin at the
			// foot of the 版心.
			wantLeft, wantTop = l.page.height-e.bottom, e.left
		}
		c.saw("7.3.7-annex-label", "左边缘 %s，上边缘 %s", millimetres(left), millimetres(top))
		if !near(left, wantLeft, length.Mm) {
			c.fail("7.3.7-annex-label", l.at(), "“%s”左边缘在 %s，应当是 %s", what, millimetres(left), millimetres(wantLeft))
		}
		if !near(top, wantTop, length.Mm) && !(near(top-(e.pitch-e.em)/2, wantTop, length.Mm) && c.cellGrid()) {
			c.fail("7.3.7-annex-label", l.at(), "“%s”上边缘在 %s，应当在第一行（%s）", what, millimetres(top), millimetres(wantTop))
		}
		c.role("7.3.7-annex-label", l, c.profile.AttachmentLabel.Role, "附件标签")
		c.size("7.3.7-annex-label", l, c.profile.AttachmentLabel.Size, "附件标签")
		if strings.HasSuffix(what, "：") || strings.HasSuffix(what, ":") {
			c.fail("7.3.7-annex-label", l.at(), "“%s”后面不加冒号", what)
		}
		if len(s.title) > 0 {
			c.annexTitle(s, wantTop)
		}
	}
	if len(names) == 0 && len(annexes) == 0 {
		return
	}
	if len(annexes) == 0 {
		c.note("7.3.7-annex-same", names[0].at, "附件说明有%d个附件，文件里没有", len(names))
		return
	}
	c.saw("7.3.7-annex-same", "%d个附件", len(annexes))
	if len(names) == 0 {
		c.fail("7.3.7-annex-same", annexes[0].label.at(), "有附件，没有附件说明")
		return
	}
	if len(names) != len(annexes) {
		c.fail("7.3.7-annex-same", annexes[0].label.at(), "附件说明有%d个名称，附件有%d个", len(names), len(annexes))
	}
	for i := range min(len(names), len(annexes)) {
		s, n := annexes[i], names[i]
		if label := squeeze(s.label.text); !strings.HasSuffix(strings.TrimRight(label, "：:"), "附件"+n.number) {
			c.fail("7.3.7-annex-same", s.label.at(), "附件标签是“%s”，附件说明的顺序号是“%s”", label, n.number)
		}
		if title := s.titleText(); title != n.name && title != "" {
			c.fail("7.3.7-annex-same", s.title[0].at(), "附件标题是“%s”，附件说明是“%s”", title, n.name)
		}
	}
}

func (c *checker) annexTitle(s *section, top length.Length) {
	e := c.expect
	first := s.title[0]
	centre := e.centre()
	if first.turned {
		centre = first.page.height - (e.top+e.bottom)/2
	}
	c.saw("7.3.7-annex-title", "中点 %s", millimetres(first.centre()))
	for _, l := range s.title {
		seen := l.seen()
		last := seen[len(seen)-1]
		if boxes := (seen[0].x + last.x + last.advance) / 2; !near(l.centre(), centre, length.Mm) && !near(boxes, centre, length.Mm) {
			c.fail("7.3.7-annex-title", l.at(), "附件标题的中点在 %s，应当是 %s", millimetres(l.centre()), millimetres(centre))
		}
	}
	// Line 3 of the grid: its top, its middle or its baseline, whatever the size.
	want := top + length.Length(c.profile.AttachmentTitle.Line-1)*e.pitch
	shift := first.size - e.em
	if !near(first.top, want, length.Mm) && !near(first.top+shift/2, want, length.Mm) && !near(first.top+shift, want, length.Mm) {
		c.fail("7.3.7-annex-title", first.at(), "附件标题上边缘在 %s，应当在第%d行（%s）", millimetres(first.top), c.profile.AttachmentTitle.Line, millimetres(want))
	}
}

// checkColophon measures the 版记 (7.4).
func (c *checker) checkColophon() {
	v, e := c.doc.colophon, c.expect
	if v == nil {
		return
	}
	at := place{v.page.number, v.firstLine.x0, v.firstLine.y}
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
	c.saw("7.4.1-even", "第%d页", v.page.number)
	if v.page.number%2 == 1 && c.profile.Colophon.Even {
		c.fail("7.4.1-even", at, "版记在第%d页，双面印刷时应当在偶数页", v.page.number)
	}
	c.colophonRules(v)
	side := e.small * length.Length(c.profile.Colophon.Side)
	left, right := e.left+side, e.right-side
	if len(v.movedTo) > 0 {
		c.saw("7.4.2-moved-to", "")
		if len(v.copies) > 0 && v.movedTo[0].y > v.copies[0].y {
			c.fail("7.4.2-moved-to", v.movedTo[0].at(), "主送机关应当在抄送机关之上")
		}
		for _, r := range v.rules {
			if len(v.copies) > 0 && r.middle() > v.movedTo[0].y && r.middle() < v.copies[0].top {
				c.fail("7.4.2-moved-to", place{v.page.number, r.box.X0, r.box.Y0}, "主送机关与抄送机关之间不加分隔线")
			}
		}
	}
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
			c.role("7.4.2-copies", l, c.profile.Colophon.Role, what)
			c.size("7.4.2-copies", l, e.small, what)
		}
		if n := len(group); n > 0 && !strings.HasSuffix(squeeze(group[n-1].text), "。") {
			c.fail("7.4.2-copies", group[n-1].at(), "抄送机关应当以句号结尾")
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
		if half := mm(50); !near(r.box.X0, e.left, half) || !near(r.box.X1, e.right, half) {
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
	if half := mm(50); !near(last.middle(), e.bottom, half) && !near(last.box.Y1, e.bottom, half) {
		c.fail("7.4.1-last-rule", place{v.page.number, last.box.X0, last.box.Y0}, "版记末条线在 %s，应当是 %s", millimetres(last.middle()), millimetres(e.bottom))
	}
}

// checkNumbers measures the 页码 (7.5).
func (c *checker) checkNumbers() {
	h := &c.doc.head
	pages := c.layout.pages
	previous, blank := 0, false
	numbered := false
	for _, p := range pages {
		numbered = numbered || p.digits != nil
	}
	for _, p := range pages {
		l := p.digits
		empty := len(p.lines) == 0 && len(p.turned) == 0 && len(p.askew) == 0 && len(p.images) == 0
		if l == nil {
			switch {
			case h.letter && p.number == 1:
				c.saw("10.1-page1", "首页无页码")
			case p.number == 1 && !c.profile.PageNumber.FirstPage:
			case c.isContents(p) && !c.profile.Contents.Numbered:
				continue // its pages are not counted
			case empty:
				blank = true
			case blank && c.doc.colophon != nil && c.doc.colophon.page == p:
			default:
				c.saw("7.5-number-run", "")
				c.fail("7.5-number-run", place{page: p.number}, "没有页码")
			}
			if previous > 0 || h.letter || !c.profile.PageNumber.FirstPage {
				previous++
			}
			continue
		}
		if h.letter && p.number == 1 {
			c.saw("10.1-page1", "")
			c.fail("10.1-page1", l.at(), "信函首页不显示页码")
		}
		n, _ := strconv.Atoi(halfWidth(numberAtFoot.FindStringSubmatch(l.text)[1]))
		c.saw("7.5-number-run", "%d～", n)
		if empty || blank && c.doc.colophon != nil && c.doc.colophon.page == p {
			c.fail("7.5-number-run", l.at(), "空白页和其后的版记页不编页码")
		}
		if n != previous+1 && !(n == 1 && c.contentsBefore(p)) && !(n == p.number && previous > 0 && c.contentsBefore(p)) {
			c.fail("7.5-number-run", l.at(), "页码是%d，应当是%d", n, previous+1)
		}
		previous = n
		c.oneNumber(p, l, n)
	}
	if item := c.item("7.5-number-run"); numbered && item.Status == Pass {
		item.Measured = fmt.Sprintf("共%d页，编到%d", len(pages), previous)
	}
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
	if got := digit.role; got == "" && c.unclear("7.5-number-face", []glyph{*digit}) {
	} else if got != style.Role {
		c.warn("7.5-number-face", l.at(), "页码是%s（%s），应当是%s", roleName(got), digit.font.Name, style.Role)
	}
	if !near(digit.size, e.numberSize, length.Pt/4) {
		c.warn("7.5-number-face", l.at(), "页码是%s，应当是%s", points(digit.size), points(e.numberSize))
	}
	if style.Dashes && (!dashed || first.r != '—') {
		c.warn("7.5-number-face", l.at(), "页码“%s”左右应当各有一条一字线（—）", l.text)
	}
	centre := l.y - l.size.Scale(380, 1000)
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
