package verify

import (
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"fangan/internal/length"
	"fangan/internal/pdfpage"
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

var noteNumber = re(`^(\d{1,3})[.．、]`)

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

// annexParts returns where the number and the name on a line of a 附件说明 begin;
// nil where it has none, or goes on with the name above.
func (l *line) annexParts() (number, name *glyph) {
	seen := l.seen()
	from := 0
	if text := squeeze(l.text); annexNote.MatchString(text) {
		from = utf8.RuneCountInString(annexNote.FindString(text))
	}
	if from >= len(seen) {
		return nil, nil
	}
	var rest strings.Builder
	for _, g := range seen[from:] {
		rest.WriteString(g.text)
	}
	if m := noteNumber.FindString(rest.String()); m != "" {
		number = &seen[from]
		from += utf8.RuneCountInString(m)
	} else if from == 0 {
		return nil, nil
	}
	if from < len(seen) {
		name = &seen[from]
	}
	return number, name
}

func (c *checker) annexNote(s *section) {
	e := c.expect
	id := "7.3.4-annex-note"
	first := s.annexNotes[0]
	c.saw(id, "左边缘 %s", millimetres(first.x0))
	indent := c.profile.AttachmentNote.Indent
	if !e.atColumn(first.x0, indent) {
		c.fail(id, first.at(), "附件说明左边缘在 %s，应当是 %s", millimetres(first.x0), millimetres(e.column(indent)))
	}
	names := s.annexNames()
	numbered := len(names) > 0 && names[0].number != ""
	// Names begin behind their number, which may have two digits, and go on below
	// their first character.
	nameAt := e.column(indent + 3)
	for i, l := range s.annexNotes {
		number, name := l.annexParts()
		switch {
		case i > 0 && number == nil:
			if !near(l.x0, nameAt, length.Mm) {
				c.fail(id, l.at(), "名称回行左边缘在 %s，应当对齐名称的首字（%s）", millimetres(l.x0), millimetres(nameAt))
			}
			continue
		case number != nil:
			// 9. may stand above the last digit of 10.
			if at := indent + 3; !e.atColumn(number.x, at) && !e.atColumn(number.x-e.cell/2, at) && !e.atColumn(number.x+e.cell/2, at) {
				c.fail(id, l.at(), "附件顺序号左边缘在 %s，应当是 %s", millimetres(number.x), millimetres(e.column(at)))
			}
		}
		if name == nil {
			continue
		}
		nameAt = name.em()
		if lo, hi := e.column(indent+3), e.column(indent+5); nameAt < lo-length.Mm || nameAt > max(hi, e.left+length.Length(indent+5)*e.gridCell)+length.Mm || number == nil && !e.atColumn(nameAt, indent+3) {
			c.fail(id, l.at(), "附件名称左边缘在 %s，应当紧跟“附件：”和顺序号", millimetres(nameAt))
		}
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
		c.blankLines(id, first.at(), "附件说明距正文", c.gapBelow(above, first), c.profile.AttachmentNote.BlankLines)
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
	for _, b := range s.date.page.tables { // which are text, too
		if b.Y1 < s.date.top {
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
	sealedRight := e.free(e.dateFree)
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
	unsealed, right, widest := false, length.Length(0), length.Length(0)
	for _, l := range s.signature {
		right, widest = max(right, l.x1), max(widest, l.x1-l.x0)
	}
	end := right // of the longer one
	if d.x1-d.x0 > widest+length.Mm/2 {
		end = d.x1
	}
	for _, l := range s.signature {
		unsealed = unsealed || e.atFree(end, e.unsealed) && e.leaves(d.x0-l.x0, e.shift, length.Mm)
	}
	// It may stand as with a seal, too; then names that follow line by line, without
	// room for seals, tell.
	centred := issuer != nil && near(issuer.centre(), d.centre(), mm(50))
	together := len(s.signature) > 1 && issuer.page == s.signature[0].page && issuer.y-s.signature[0].y < length.Length(len(s.signature))*e.pitch
	if seal.IsZero() && unsealed && (together || !(centred && e.atFree(d.x1, e.dateFree))) {
		c.saw("7.3.5.2-unsealed", "右边缘 %s，日期左边缘 %s", millimetres(end), millimetres(d.x0))
		for _, l := range s.signature {
			if first := s.signature[0]; !near(l.x0, first.x0, length.Mm) {
				c.fail("7.3.5.2-unsealed", l.at(), "各署名没有对齐：“%s”的左边缘在 %s，第一个在 %s", short(l.text), millimetres(l.x0), millimetres(first.x0))
			}
		}
		if above := c.textAbove(s, s.signature[0]); above != nil {
			c.blankLines("7.3.5.2-unsealed", s.signature[0].at(), "署名距正文", c.gapBelow(above, s.signature[0]), c.profile.Signature.UnsealedBlank)
		}
		return
	}
	c.saw("7.3.5.1-date-right", "右边缘 %s", millimetres(d.x1))
	// A name that would pass the right edge moves to the left, and the date with it.
	moved := d.x1 < sealedRight && near(right, e.right, mm(50))
	if !moved && !e.atFree(d.x1, e.dateFree) {
		c.fail("7.3.5.1-date-right", d.at(), "成文日期右边缘在 %s，应当右空%d字（%s）", millimetres(d.x1), e.dateFree, millimetres(sealedRight))
	}
	if issuer == nil {
		return
	}
	if len(s.signature) == 1 && !apart(issuer, issuer.size*3/4) {
		c.saw("7.3.5.1-name-centred", "署名 %s，日期 %s", millimetres(issuer.centre()), millimetres(d.centre()))
		if !centred && !c.atEdge(issuer, d) {
			c.fail("7.3.5.1-name-centred", issuer.at(), "署名的中点在 %s，成文日期的中点在 %s", millimetres(issuer.centre()), millimetres(d.centre()))
		}
	} else {
		c.joint(s)
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
	}
	if seal.Y1 < d.y || seal.Y0 > issuer.y {
		c.fail("7.3.5.1-seal", at, "印章没有压住署名和日期")
	}
	for i, b := range seals {
		at := place{d.page.number, b.X0, b.Y0}
		if b.X0 < e.left || b.X1 > e.right {
			c.fail("7.3.5.1-seal", at, "印章超出版心")
		}
		for _, l := range d.page.lines {
			if ink := l.ink(); (l.kind == bodyLine || l.kind == annexNoteLine) && b.Y0 < ink.Y1-mm(50) && b.Y1 > ink.Y0 && b.X0 < ink.X1 && b.X1 > ink.X0 {
				c.fail("7.3.5.1-seal", at, "印章压住了正文（%s）", short(l.text))
				break
			}
		}
		for _, other := range seals[:i] {
			if b.X0 < other.X1 && b.X1 > other.X0 && b.Y0 < other.Y1 && b.Y1 > other.Y0 {
				c.fail("7.3.5.1-seal", at, "两个印章相交")
			}
		}
	}
}

// atEdge reports whether a name is too long to stand centred above a date that is
// in its place: it would leave the 版心.
func (c *checker) atEdge(name, date *line) bool {
	e := c.expect
	return near(name.x1, e.right, mm(50)) && e.atFree(date.x1, e.dateFree)
}

// joint measures the 署名 of several organs with seals: the last one is over the
// date, and the rows stand in line.
func (c *checker) joint(s *section) {
	d, id := s.date, "7.3.5.1-name-centred"
	rows := make([][]*line, len(s.signature))
	longest := 0
	for i, l := range s.signature {
		rows[i] = l.parts(l.size * 3 / 4)
		if len(rows[i]) > len(rows[longest]) {
			longest = i
		}
	}
	last := rows[len(rows)-1][len(rows[len(rows)-1])-1]
	c.saw(id, "联合行文，%d行署名；末一个 %s，日期 %s", len(rows), millimetres(last.centre()), millimetres(d.centre()))
	if !near(last.centre(), d.centre(), mm(50)) && !c.atEdge(last, d) {
		c.fail(id, s.signature[len(rows)-1].at(), "末一个署名的中点在 %s，成文日期的中点在 %s", millimetres(last.centre()), millimetres(d.centre()))
	}
	for i, row := range rows {
		for _, name := range row {
			if !slices.ContainsFunc(rows[longest], func(o *line) bool { return near(o.centre(), name.centre(), length.Mm) }) {
				c.fail(id, s.signature[i].at(), "各行署名没有对齐：“%s”的中点在 %s", name.read(), millimetres(name.centre()))
			}
		}
	}
}

// parts cuts a line where what stands on it is further apart than a width.
func (l *line) parts(width length.Length) []*line {
	var list []*line
	seen := l.seen()
	for from, to := 0, 1; from < len(seen); to++ {
		if to == len(seen) || seen[to].x-(seen[to-1].x+seen[to-1].advance) > width {
			list = append(list, &line{page: l.page, glyphs: seen[from:to], x0: seen[from].em(), x1: seen[to-1].right(), size: l.size})
			from = to
		}
	}
	return list
}

// gapped reports whether a line has parts that stand apart.
func gapped(l *line) bool { return apart(l, l.size*3/2) }

// apart reports whether a line has parts that stand further apart than a width.
func apart(l *line, width length.Length) bool { return len(l.parts(width)) > 1 }

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
	if indent := c.profile.Note.Indent; !e.atColumn(first.x0, indent) {
		c.fail("7.3.6-note", first.at(), "附注左边缘在 %s，应当是 %s", millimetres(first.x0), millimetres(e.column(indent)))
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
			if foot := l.page.height - c.nominal.bottom; near(left, foot, length.Mm) {
				wantLeft = foot
			}
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
		} else {
			c.warn("7.3.7-annex-title", l.at(), "“%s”下面没有居中的标题", what)
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
	e := c.edges(s)
	first := s.title[0]
	centre := e.centre()
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
