package typeset

import (
	"fmt"

	"fangan/internal/diag"
	"fangan/internal/length"
	"fangan/render/document"
	"fangan/render/font"
)

// A front is the 版头 of a document, taken apart.
type front struct {
	node   *document.Node
	form   string
	copyNo *document.Node
	secret *document.Node
	urgent *document.Node
	marks  []*document.Node
	suffix *document.Node
	number *document.Node
	signed []*document.Node

	columns signerColumns
}

func frontOf(n *document.Node) front {
	f := front{node: n, form: n.Form}
	for _, child := range n.Children {
		switch child.Kind {
		case document.CopyNumber:
			f.copyNo = child
		case document.Secrecy:
			f.secret = child
		case document.Urgency:
			f.urgent = child
		case document.Mark:
			f.marks = append(f.marks, child)
		case document.MarkSuffix:
			f.suffix = child
		case document.Number:
			f.number = child
		case document.Signer:
			f.signed = append(f.signed, child)
		}
	}
	if len(f.marks) == 0 && f.suffix != nil {
		f.marks, f.suffix = []*document.Node{f.suffix}, nil
	}
	if f.form == "letter" { // only the 主办 (10.1)
		f.marks, f.suffix = f.marks[:min(1, len(f.marks))], nil
	}
	return f
}

// placeFront sets the 版头 on the last page and returns its lower edge: that of
// the red rule, in a letter that of the last element.
func (l *layouter) placeFront(s *section) length.Length {
	f := frontOf(s.front)
	f.columns = l.columnsOf(&f)
	if f.form == "letter" {
		return l.letterFront(&f)
	}
	pr := l.profile
	page := l.page()
	from := len(l.runs)
	// Each of them has its line by 7.2.1 and 7.2.2, whether those above it are
	// there or not; the urgency takes the next (7.2.3).
	next := 0
	if f.copyNo != nil {
		next = pr.CopyNumber.Line
		l.flushElement(f.copyNo, pr.CopyNumber.Role, pr.CopyNumber.Size, 0, l.lineTop(next-1, pr.CopyNumber.Size))
	}
	if f.secret != nil {
		next = max(next+1, pr.Secrecy.Line)
		l.flushElement(f.secret, pr.Secrecy.Role, pr.Secrecy.Size, pr.Urgency.Gap, l.lineTop(next-1, pr.Secrecy.Size))
	}
	if f.urgent != nil {
		l.flushElement(f.urgent, pr.Urgency.Role, pr.Urgency.Size, pr.Urgency.Gap, l.lineTop(next, pr.Urgency.Size))
	}

	m := l.measureMark(&f)
	m.size = m.largest
	top := pr.Block.Top + pr.Mark.Top
	below := pr.Gap(pr.Number.BlankLines) + l.numberHeight(&f) + pr.Separator.Gap + pr.Separator.Thickness
	// Several names may leave no room for the text, which the first page must
	// show (7.3.3). They become smaller then, and smaller than they should be
	// only if moving the 主送机关 does not help either.
	least := pr.Mark.SizeMin
	if l.crowds(s) == nil {
		least = min(least, smallestMark)
	}
	for m.size > least && len(f.marks) > 1 && !l.showsText(s, top+m.height()+below) {
		m.size = max(least, m.size-length.Pt)
	}
	if l.relief.smaller && len(f.marks) > 1 {
		for size := m.size; size >= pr.Mark.SizeMin; size -= length.Pt {
			try := *m
			if try.size = size; l.showsAll(s, top+try.height()+below) {
				m = &try
				break
			}
		}
	}
	if f.form != "preprinted" {
		l.setMark(&f, m, top)
		l.reportMark(&f, m)
	}
	bottom := l.setNumber(&f, top+m.height()+pr.Gap(pr.Number.BlankLines))
	bottom += pr.Separator.Gap
	if f.form != "preprinted" {
		page.Rules = append(page.Rules, Rule{X: pr.Block.Left, Y: bottom, Width: pr.Block.Width, Height: pr.Separator.Thickness, Colour: Red})
	}
	page.Runs = append(page.Runs, l.runs[from:]...)
	return bottom + pr.Separator.Thickness
}

// smallestMark is the size below which a 发文机关标志 cannot be read.
const smallestMark = 9 * length.Pt

// crowds returns the 主送机关 of a section if they are so many that they may keep
// the text off its first page (7.3.2), nil if not.
func (l *layouter) crowds(s *section) *document.Node {
	const few = 2 // lines, which are nobody's fault
	lines := 0
	for _, r := range l.rows[s.from:s.to] {
		if r.text {
			break
		}
		if r.from < r.to && l.runs[r.from].Node != nil && l.runs[r.from].Node.Kind == document.Recipient {
			if lines++; lines > few {
				return l.runs[r.from].Node
			}
		}
	}
	return nil
}

// lineTop returns where the em box of a character of a size begins on a line of
// the grid, from 0: its middle is that of the line.
func (l *layouter) lineTop(line int, size length.Length) length.Length {
	return l.profile.LineTop(line) + (l.profile.Body.Size-size)/2
}

// flushElement sets an element of the 版头 flush left at top. Two characters
// stand gap columns apart.
func (l *layouter) flushElement(n *document.Node, role font.Role, size length.Length, gap int, top length.Length) {
	p := &l.para
	p.reset(0, l.profile.Block.Columns)
	l.shape(p, n, role)
	l.finish(p)
	if len(p.chars) == 2 && p.chars[0].class == han && p.chars[1].class == han {
		p.chars[0].advance += int32(gap) * cell
		p.chars[0].joined, p.chars[1].joined = true, true
	}
	for i, line := range l.breaker.breakLines(p) {
		from := len(l.runs)
		l.setLine(line, 0, size)
		l.settleRuns(from, top+length.Length(i)*l.profile.Pitch(), size)
	}
}

// settleRuns gives the runs from an index on the baseline of a line at top.
func (l *layouter) settleRuns(from int, top, size length.Length) {
	for k := from; k < len(l.runs); k++ {
		l.runs[k].Y = top + size.Scale(int64(l.profile.Baseline.Ascent), 1000)
	}
}

// A markSize is what a 发文机关标志 measures. Ink is in thousandths of its em:
// above the baseline of its first and below that of its last line.
type markSize struct {
	lines   int
	widest  int64 // name, in parts of a cell
	suffix  int64 // 文件
	gap     int64 // between them
	pitch   int   // in thousandths
	rise    int64 // ink of the first line above its baseline
	fall    int64 // ink of the last line below its baseline, negative above it
	largest length.Length
	size    length.Length
}

// height returns how tall the ink is, from the top of the first line to the
// bottom of the last.
func (m *markSize) height() length.Length {
	if m.lines == 0 {
		return 0
	}
	return m.size.Scale(m.rise+m.fall+int64(m.lines-1)*int64(m.pitch), 1000)
}

// measureMark measures the names and finds the largest size that fits.
func (l *layouter) measureMark(f *front) *markSize {
	pr := l.profile
	m := &markSize{lines: len(f.marks), pitch: pr.Mark.Pitch, largest: pr.Mark.SizeMax, rise: 1000}
	if m.lines == 0 {
		m.rise = 0
		return m
	}
	l.measuring = true
	defer func() { l.measuring = false }()
	for i, n := range f.marks {
		p := l.shapeMark(n)
		m.widest = max(m.widest, p.extent())
		rise, fall := l.ink(p)
		if i == 0 {
			m.rise = rise
		}
		m.fall = fall
	}
	if f.suffix != nil {
		p := l.shapeMark(f.suffix)
		m.suffix = p.extent()
		rise, fall := l.ink(p)
		if len(f.marks) > 1 {
			m.gap = int64(pr.Mark.SuffixGap) * cell / 1000
		} else {
			m.rise, m.fall = max(m.rise, rise), max(m.fall, fall)
		}
	}
	if whole := m.widest + m.gap + m.suffix; whole > 0 {
		m.largest = min(m.largest, min(pr.Mark.Width, pr.Block.Width).Scale(cell, whole))
	}
	return m
}

func (l *layouter) shapeMark(n *document.Node) *para {
	p := &l.para
	p.reset(0, l.profile.Block.Columns)
	l.shape(p, n, l.profile.Mark.Role)
	p.settle()
	return p
}

// extent returns the width of all characters in one line, each with its own.
func (p *para) extent() int64 {
	w := int64(0)
	for i := range p.chars {
		w += int64(p.chars[i].advance)
	}
	return w
}

// ink returns how far the ink of a line reaches above and below its baseline, in
// thousandths of the em; the em box where no face tells.
func (l *layouter) ink(p *para) (rise, fall int64) {
	first := true
	for i := range p.chars {
		c := &p.chars[i]
		face := l.faces[c.face]
		_, bottom, _, top, ok := face.Bounds(c.glyph)
		if !ok {
			continue
		}
		em := int64(face.UnitsPerEm())
		r, f := int64(top)*1000/em, -int64(bottom)*1000/em
		if first {
			rise, fall, first = r, f, false
		}
		rise, fall = max(rise, r), max(fall, f)
	}
	if first {
		ascent := int64(l.profile.Baseline.Ascent)
		return ascent, 1000 - ascent
	}
	return rise, fall
}

// setMark sets the 发文机关标志 so that its ink begins at top (7.2.4): names spread
// to the width of the widest, one below the other, 文件 at the right of them at
// half their height, all of it centred.
func (l *layouter) setMark(f *front, m *markSize, top length.Length) {
	block := l.profile.Block
	em := func(parts int64) length.Length { return m.size.Scale(parts, cell) }
	left := block.Left + (block.Width-em(m.widest+m.gap+m.suffix))/2
	baseline := top + m.size.Scale(m.rise, 1000)
	pitch := m.size.Scale(int64(m.pitch), 1000)
	for i, n := range f.marks {
		p := l.shapeMark(n)
		l.spread(p, left, em(m.widest), m.size)
		l.setRed(p, m.size, baseline+length.Length(i)*pitch)
	}
	if f.suffix != nil {
		p := l.shapeMark(f.suffix)
		l.spread(p, left+em(m.widest+m.gap), em(m.suffix), m.size)
		l.setRed(p, m.size, baseline+(pitch*length.Length(m.lines-1))/2)
	}
}

// spread places the characters of a line so that they take up a width, the same
// space between all.
func (l *layouter) spread(p *para, left, width, size length.Length) {
	rest := width - size.Scale(p.extent(), cell)
	gaps := len(p.chars) - 1
	l.xs = l.xs[:0]
	pos := int64(0)
	for k := range p.chars {
		x := left + size.Scale(pos+int64(p.chars[k].shift), cell)
		if gaps > 0 {
			x += rest.Part(k, gaps)
		}
		l.xs = append(l.xs, x)
		pos += int64(p.chars[k].advance)
	}
}

// setRed emits the characters that were placed.
func (l *layouter) setRed(p *para, size, baseline length.Length) {
	from := len(l.runs)
	l.emit(0, len(p.chars), size)
	for k := from; k < len(l.runs); k++ {
		l.runs[k].Y, l.runs[k].Colour = baseline, Red
	}
}

// reportMark reports a 发文机关标志 that is smaller than it should be.
func (l *layouter) reportMark(f *front, m *markSize) {
	if len(f.marks) == 0 || m.size >= l.profile.Mark.SizeMin {
		return
	}
	l.report(diag.Diagnostic{
		Rule: "layout/mark", Severity: diag.Warning, Span: placeOf(f.marks[0]),
		Message: fmt.Sprintf("发文机关标志太长，字号只能排到%s", points(m.size)),
		Help:    "请在 [issue] 中用 mark 写规范化简称",
	})
}

// points writes a size for a clerk: 20.5磅.
func points(size length.Length) string {
	tenths := int64(size.Scale(10, int64(length.Pt)))
	return fmt.Sprintf("%d.%d磅", tenths/10, tenths%10)
}

// placeOf returns where the text of a node stands in the definition.
func placeOf(n *document.Node) diag.Span {
	for i := range n.Text {
		if n.Text[i].At != nil {
			return place(&n.Text[i], 0, len(n.Text[i].Value))
		}
	}
	return diag.Span{}
}

// numberHeight returns how tall the lines of 发文字号 and 签发人 are. A document
// without them keeps the place of the number.
func (l *layouter) numberHeight(f *front) length.Length {
	pr := l.profile
	lines := max(1, (len(f.signed)+f.columns.perLine-1)/f.columns.perLine)
	return length.Length(lines-1)*pr.Pitch() + pr.Number.Size
}

// setNumber sets the 发文字号 and returns its lower edge: centred (7.2.5), or in an
// 上行文 at the left, on the line of the last 签发人 (7.2.6).
func (l *layouter) setNumber(f *front, top length.Length) length.Length {
	pr := l.profile
	bottom := top + l.numberHeight(f)
	l.measure = l.block()
	columns := l.measure.whole
	if f.number != nil {
		p := &l.para
		p.reset(0, pr.Block.Columns)
		side := int32(0)
		if len(f.signed) > 0 {
			side = int32(pr.Number.Side) * cell
			p.width -= side
		}
		l.shape(p, f.number, pr.Number.Role)
		l.finish(p)
		for i, line := range l.breaker.breakLines(p) {
			x := side
			if len(f.signed) == 0 {
				x = (columns - l.breaker.setWidth(line)) / 2
			}
			from := len(l.runs)
			l.setLine(line, x, pr.Number.Size)
			l.settleRuns(from, bottom-pr.Number.Size+length.Length(i)*pr.Pitch(), pr.Number.Size)
		}
	}
	l.setSigners(f, top)
	return bottom
}

const signerWord = "签发人："

// signerColumns are the columns that the names of the 签发人 stand in.
type signerColumns struct {
	perLine int
	label   int32   // the width of 签发人：
	at      []int32 // where each column begins, from the first, and where the one behind would
	spread  bool    // names of two characters are as wide as those of three
}

// columnsOf finds the columns of the 签发人: as many as the profile has, or fewer
// where they would run into the 发文字号, which stands on the line of the last.
func (l *layouter) columnsOf(f *front) signerColumns {
	pr := l.profile
	measuring := l.measuring
	l.measuring = true
	defer func() { l.measuring = measuring }()
	l.measure = l.block()
	columns := l.measure.whole
	c := signerColumns{label: l.shapeMade(nil, signerWord, pr.Number.Role)}
	taken := int32(0)
	if f.number != nil && f.form != "letter" {
		p := &l.para
		p.reset(0, pr.Block.Columns)
		l.shape(p, f.number, pr.Number.Role)
		taken = int32(pr.Number.Side+1)*cell + int32(min(p.extent(), int64(columns)))
	}
	widths := make([]int32, len(f.signed))
	for i, n := range f.signed {
		p := &l.para
		p.reset(0, 0)
		l.shape(p, n, pr.Signer.Role)
		widths[i] = int32(min(p.extent(), int64(columns)))
		c.spread = c.spread || len(p.chars) >= 3
	}
	for c.perLine = max(1, min(pr.Signer.PerLine, len(widths))); ; c.perLine-- {
		widest := make([]int32, c.perLine)
		for i, w := range widths {
			if c.spread {
				w = max(w, 3*cell)
			}
			widest[i%c.perLine] = max(widest[i%c.perLine], w)
		}
		c.at = make([]int32, c.perLine+1)
		for i, w := range widest {
			c.at[i+1] = c.at[i] + min(w+cell, columns/int32(c.perLine+1))
		}
		if c.perLine == 1 || taken+c.label+c.at[c.perLine]-cell+int32(pr.Signer.Side)*cell <= columns {
			return c
		}
	}
}

// setSigners sets the 签发人 (7.2.6): the label, then the names, two a line, below
// each other from the first name on. Names of two characters are spread to the
// width of those of three, as is done wherever names stand in columns.
func (l *layouter) setSigners(f *front, top length.Length) {
	pr, c := l.profile, f.columns
	columns := l.measure.whole
	left := max(c.label, columns-int32(pr.Signer.Side)*cell-c.at[c.perLine]+cell)
	for i, n := range f.signed {
		from := len(l.runs)
		if i == 0 {
			l.setMade(n, signerWord, pr.Number.Role, left-c.label, pr.Number.Size)
		}
		x := min(left+c.at[i%c.perLine], columns-2*cell)
		p := &l.para
		p.reset(0, 0)
		p.width = columns - x
		l.shape(p, n, pr.Signer.Role)
		l.finish(p)
		if len(p.chars) == 2 && c.spread {
			p.chars[0].advance += cell
			p.chars[0].joined, p.chars[1].joined = true, true
		}
		for _, line := range l.breaker.breakLines(p) {
			l.setLine(line, x, pr.Signer.Size)
		}
		l.settleRuns(from, top+length.Length(i/c.perLine)*pr.Pitch(), pr.Signer.Size)
	}
}

// letterFront sets the head of a letter (10.1): the mark, a double rule below it,
// the number at the right and the other elements at the left of the next lines,
// and a double rule at the foot of the page.
func (l *layouter) letterFront(f *front) length.Length {
	pr := l.profile
	letter := pr.Letter
	page := l.page()
	from := len(l.runs)
	m := l.measureMark(f)
	m.size = m.largest
	l.setMark(f, m, letter.MarkTop)
	l.reportMark(f, m)

	left := pr.Block.Left + (pr.Block.Width-letter.RuleWidth)/2
	red := func(y, thickness length.Length) {
		page.Rules = append(page.Rules, Rule{X: left, Y: y, Width: letter.RuleWidth, Height: thickness, Colour: Red})
	}
	y := letter.MarkTop + m.height() + letter.RuleGap
	red(y, letter.Thick)
	red(y+letter.Thick+letter.Between, letter.Thin)
	foot := pr.Page.Height - letter.RuleBottom
	red(foot-letter.Thick-letter.Between-letter.Thin, letter.Thin)
	red(foot-letter.Thick, letter.Thick)

	top := y + letter.Thick + letter.Between + letter.Thin + letter.TextGap
	line := func(i int) length.Length { return top + length.Length(i)*pr.Pitch() }
	lines := 0
	for _, e := range []struct {
		node *document.Node
		role font.Role
		size length.Length
	}{{f.copyNo, pr.CopyNumber.Role, pr.CopyNumber.Size}, {f.secret, pr.Secrecy.Role, pr.Secrecy.Size}, {f.urgent, pr.Urgency.Role, pr.Urgency.Size}} {
		if e.node != nil {
			l.flushElement(e.node, e.role, e.size, pr.Urgency.Gap, line(lines))
			lines++
		}
	}
	bottom := top - letter.TextGap // of the last element
	if lines > 0 {
		bottom = line(lines-1) + pr.Number.Size
	}
	if f.number != nil {
		p := &l.para
		p.reset(0, pr.Block.Columns)
		l.shape(p, f.number, pr.Number.Role)
		l.finish(p)
		for i, n := range l.breaker.breakLines(p) {
			from := len(l.runs)
			l.setLine(n, l.measure.whole-l.breaker.setWidth(n), pr.Number.Size)
			l.settleRuns(from, line(i), pr.Number.Size)
			bottom = max(bottom, line(i)+pr.Number.Size)
		}
	}
	if len(f.signed) > 0 {
		lines = max(1, lines)
		l.setSigners(f, line(lines))
		bottom = line(lines) + l.numberHeight(f)
	}
	page.Runs = append(page.Runs, l.runs[from:]...)
	return bottom
}
