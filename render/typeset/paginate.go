package typeset

import (
	"fmt"
	"slices"

	"fangan/internal/diag"
	"fangan/internal/length"
	"fangan/render/document"
	"fangan/render/profile"
)

// A sheet is what the layout needs to know of a page beside what is on it.
type sheet struct {
	turned     bool
	contents   bool
	unnumbered bool
	bottom     length.Length // lower edge of what stands on it
}

// paginate gives every row its line on a page. Pages hold 22 lines (GB/T 9704
// 5.2.3); one is shorter only where bonds demand it.
func (l *layouter) paginate() {
	for i := range l.sections {
		s := &l.sections[i]
		first := len(l.pages)
		line := l.placeHead(s)
		below := false  // a table stands above on the page
		begin := s.from // the first row on the page
		for from := s.from; from < s.to; {
			if line >= l.profile.Block.Lines {
				l.newPage(s)
				line, below, begin = 0, false, from
			}
			if line == 0 { // no page begins with a blank line
				for from < s.to-1 && l.rows[from].blank() {
					from++
				}
			}
			if l.closeUp(s, from, line) {
				line = 0
			}
			to, whole := l.pageEnd(from, s.to, line, below)
			line = l.fill(s, from, to, line)
			l.checkSignature(s, begin, to)
			if from = to; from < s.to {
				if below = !whole; whole {
					l.newPage(s)
					line, begin = 0, to
				} else {
					begin = to - 1
				}
			}
		}
		l.checkFirstPage(s, first)
	}
}

// blank reports whether nothing stands on the row.
func (r *row) blank() bool { return r.from == r.to && r.table == nil }

// newPage begins a page of a section, and with it the section's grid.
func (l *layouter) newPage(s *section) *Page {
	l.pages = append(l.pages, Page{Number: len(l.pages) + 1, Width: l.upright.Page.Width, Height: l.upright.Page.Height})
	l.sheets = append(l.sheets, sheet{turned: s.turned, contents: s.contents})
	l.profile = s.profile
	l.measure = l.block()
	return l.page()
}

// page returns the last page.
func (l *layouter) page() *Page { return &l.pages[len(l.pages)-1] }

// closeUp gives what is left of the last page, from a line on, lines so close that
// all rows from one on have room there, and reports whether it did: the next line
// is then the first of the new grid. It is done to bring a signature onto the page
// of its text (7.3.5.5), above a 版记 that would take a blank page and one of its own
// otherwise, and for the last entries of a 目录.
func (l *layouter) closeUp(s *section, from, line int) bool {
	last := s.to == len(l.rows) && len(l.colophonRows) > 0 && (len(l.pages)%2 == 0 || !l.colophonEven())
	if s.signed == 0 && !s.contents && !last {
		return false
	}
	rows, block := s.to-from, l.profile.Block
	foot := block.Top + block.Height
	if last {
		room := l.colophonTop(len(l.colophonRows)) - l.upright.Pitch() + l.upright.Body.Size
		if !s.turned && rows <= block.Lines-line && l.profile.LineTop(line+rows-1)+l.profile.Body.Size <= room {
			return false
		}
		if pr := l.closer(s, from, line, min(room, foot)); pr != nil {
			l.profile = pr
			return true
		}
	}
	if s.signed == 0 && !s.contents || rows <= block.Lines-line {
		return false
	}
	pr := l.closer(s, from, line, foot)
	if pr != nil {
		l.profile = pr
	}
	return pr != nil
}

// closer returns the profile of a grid whose lines are so close that all rows of a
// section from one on stand between a line of the last page and bottom: nil where
// they would come closer than the profile allows, or than the seals need that stand
// below one another.
func (l *layouter) closer(s *section, from, line int, bottom length.Length) *profile.Profile {
	rows := s.to - from
	if s.turned || rows < 2 || line >= l.profile.Block.Lines {
		return nil
	}
	for i := from; i < s.to; i++ {
		if l.rows[i].table != nil {
			return nil
		}
	}
	pr := *l.profile
	pr.Block.Top = l.profile.LineTop(line)
	pr.Block.Height = bottom - pr.Block.Top
	pr.Block.Lines = rows
	pitch, seals := pr.Pitch(), pr.Seal.Size+pr.Seal.Gap
	if pitch < pr.Signature.PitchMin || s.between > 0 && pitch*length.Length(s.between) < seals {
		return nil
	}
	return &pr
}

// checkSignature reports a signature that stands on a page with the rows
// [begin, end) of a section and no text (7.3.5.5).
func (l *layouter) checkSignature(s *section, begin, end int) {
	if s.signed == 0 || end <= s.signed || !slices.ContainsFunc(l.rows[s.from:s.signed], l.reads) {
		return
	}
	if slices.ContainsFunc(l.rows[begin:max(begin, s.signed)], l.reads) || !slices.ContainsFunc(l.rows[max(begin, s.signed):end], func(r row) bool { return !r.blank() }) {
		return
	}
	first := slices.IndexFunc(l.rows[s.from:s.signed], l.reads)
	if !l.lone {
		help := "请把正文写长一些，满两行以上；或缩短标题，或用 mark 写较短的发文机关标志"
		if s.to-s.signed >= l.profile.Block.Lines {
			help = "联合署名太多，一面排不下印章；请减少署名的机关，或写 signature = \"unsealed\" 不留印章的位置"
		}
		l.report(diag.Diagnostic{
			Rule: "layout/lone-signature", Severity: diag.Warning, Span: l.firstPlace(l.rows[s.from+first : s.signed]),
			Message: fmt.Sprintf("署名和成文日期在第%d面，那一面没有正文（GB/T 9704 7.3.5.5），调整行距、字距也排不下", len(l.pages)),
			Help:    help,
		})
	}
	l.lone = true
}

// reads reports whether a row is something that a signature may stand below: text,
// a table or an 附件说明.
func (l *layouter) reads(r row) bool {
	return r.text || r.table != nil || r.from < r.to && l.runs[r.from].Node != nil && l.runs[r.from].Node.Kind == document.AttachmentNote
}

// pageEnd returns where the page ends that has row from on a line and what comes
// after it, as far as limit, below. It is not whole if the last of them is a
// table that goes on on the next page. Below a table all may go to the next page.
func (l *layouter) pageEnd(from, limit, line int, below bool) (end int, whole bool) {
	end, whole = l.reach(from, limit, line)
	if end == limit || !whole {
		return end, whole
	}
	for e := end; e > max(from, end-5); e-- {
		if l.rows[e-1].bond == parted {
			return e, true
		}
	}
	for e := end; e > from; e-- {
		if l.rows[e-1].bond != firmly {
			return e, true
		}
	}
	if below {
		return from, true
	}
	return end, true
}

// reach returns as far as which row there is room on a page, whatever the bonds.
// It is not whole if the last is a table that goes on on the next page.
func (l *layouter) reach(from, limit, line int) (end int, whole bool) {
	block := l.profile.Block
	begins := line == 0
	for i := from; i < limit; i++ {
		if line >= block.Lines {
			return i, true
		}
		t := l.rows[i].table
		if t == nil {
			line++
			continue
		}
		top := l.profile.LineTop(line)
		room := block.Top + block.Height - top
		if t.least > room && !(begins && i == from) {
			return i, true
		}
		if t.height > room {
			return i + 1, false
		}
		line = l.lineAfter(top + t.height)
	}
	return limit, true
}

// lineAfter returns the line of the grid that text takes below a table that ends
// at bottom; it may lie below the page.
func (l *layouter) lineAfter(bottom length.Length) int {
	gap := (l.profile.Pitch() - l.profile.Body.Size) / 2
	line := 0
	for line < l.profile.Block.Lines && l.profile.LineTop(line)-bottom < gap {
		line++
	}
	return line
}

// fill places the rows [from, to) on the last page, from the given line on, and
// returns the line below them. A table takes the pages that it needs.
func (l *layouter) fill(s *section, from, to, line int) int {
	if from == to {
		return line
	}
	page := l.page()
	size := l.profile.Body.Size
	ascent := size.Scale(int64(l.profile.Baseline.Ascent), 1000)
	if page.Runs == nil {
		page.Runs = make([]Run, 0, l.rows[to-1].to-l.rows[from].from+1)
	}
	for i := from; i < to; i++ {
		r := &l.rows[i]
		if r.table != nil {
			line = l.fillTable(s, r.table, line)
			page = l.page()
			continue
		}
		top := l.profile.LineTop(line)
		for k := r.from; k < r.to; k++ {
			l.runs[k].Y = top + ascent
		}
		page.Runs = append(page.Runs, l.runs[r.from:r.to]...)
		if r.entry > 0 {
			e := &l.entries[r.entry-1]
			e.lines = append(e.lines, entryLine{page: len(l.pages) - 1, run: len(page.Runs) - 1, top: top})
		}
		l.sheets[len(l.sheets)-1].bottom = top + size
		line++
	}
	return line
}

// fillTable places a table on the last page from a line of the grid on, and on
// as many more as it takes. It returns the line below it.
func (l *layouter) fillTable(s *section, t *table, line int) int {
	block := l.profile.Block
	top := l.profile.LineTop(line)
	for at := (tableAt{}); at != t.end; {
		runs, rules := len(l.runs), len(l.rules)
		next, height := l.setTable(t, at, block.Top+block.Height-top)
		if next == at && top == block.Top {
			panic("typeset: a table does not fit on a page of its own")
		}
		page := l.page()
		for k := runs; k < len(l.runs); k++ {
			l.runs[k].Y += top
		}
		for k := rules; k < len(l.rules); k++ {
			l.rules[k].Y += top
		}
		page.Runs = append(page.Runs, l.runs[runs:]...)
		page.Rules = append(page.Rules, l.rules[rules:]...)
		l.runs, l.rules = l.runs[:runs], l.rules[:rules]
		if next != at {
			l.sheets[len(l.sheets)-1].bottom = top + height
			top += height
		}
		if at = next; at != t.end {
			l.newPage(s)
			top = block.Top
		}
	}
	return l.lineAfter(top)
}

// placeHead begins the first page of a section: 版头, label of an attachment,
// title. It returns the line of the grid that the text begins on: the first that
// leaves a blank line (7.3.2). The pitch of the title gives way a little so that
// the gap is one line even where title and grid do not meet (E: 12.3 to 13.0 mm).
func (l *layouter) placeHead(s *section) int {
	page := l.newPage(s)
	pr := l.profile
	top := pr.Block.Top
	flex := length.Length(0) // what the blank lines above the title may give
	line := 0
	if s.front != nil {
		top = l.placeFront(s)
		page = l.page()
		if s.front.Form == "letter" {
			l.extendLetter()
			pr = l.profile
		}
		top, flex = l.belowFront(top)
	}
	for i, h := range s.label {
		at := i % pr.Block.Lines
		if i > 0 && at == 0 {
			page = l.newPage(s)
		}
		l.settleHead(h, l.lineTop(at, h.size))
		page.Runs = append(page.Runs, l.runs[h.from:h.to]...)
		line = at + 2 // a blank line below the label
	}
	if len(s.label) > 0 && len(s.head) > 0 {
		top = l.lineTop(max(pr.AttachmentTitle.Line-1, line-1), s.head[0].size)
	}
	if len(s.head) == 0 {
		if s.front != nil {
			for line < pr.Block.Lines && pr.LineTop(line) < top-flex {
				line++
			}
		}
		return line
	}
	shift, pitch, line := l.titlePlace(s, top, flex)
	top -= shift
	gapInGrid := pr.Pitch() - pr.Body.Size // between two lines of the grid
	bottom := pr.Block.Top + pr.Block.Height
	for i, h := range s.head {
		if i > 0 {
			if h.title {
				top += pitch
			} else {
				top += s.head[i-1].size + gapInGrid
			}
		}
		if top+h.size > bottom {
			page = l.newPage(s)
			top = pr.Block.Top
			line = -1
		}
		l.settleHead(h, top)
		page.Runs = append(page.Runs, l.runs[h.from:h.to]...)
		l.sheets[len(l.sheets)-1].bottom = top + h.size
	}
	if line < 0 {
		line = l.lineBelow(top + s.head[len(s.head)-1].size)
	}
	return line
}

// settleHead gives the runs of a line above the grid the baseline of a line at
// top.
func (l *layouter) settleHead(h headLine, top length.Length) {
	for k := h.from; k < h.to; k++ {
		l.runs[k].Y = top + h.size.Scale(int64(l.profile.Baseline.Ascent), 1000)
	}
}

// belowFront returns where the title begins below a 版头 that ends at bottom, two
// blank lines lower (7.3.1), and by how much less they may be so that the text
// falls onto the grid: blank lines are read as lines of the grid, and as 15/8 of
// a character each by GB/T 33476.2, which is about the gap between two lines
// less.
func (l *layouter) belowFront(bottom length.Length) (top, flex length.Length) {
	return bottom + l.profile.Gap(l.profile.Title.BlankAbove), l.profile.Pitch() - l.profile.Body.Size
}

// titlePlace returns by how much a title of a section that would begin at top is
// moved up, its pitch, and the line that the text begins on.
func (l *layouter) titlePlace(s *section, top, flex length.Length) (shift, pitch length.Length, line int) {
	gapInGrid := l.profile.Pitch() - l.profile.Body.Size
	pitches, rest := 0, top
	for i, h := range s.head {
		switch {
		case i == 0:
			rest += h.size
		case h.title:
			pitches++
		default:
			rest += gapInGrid + h.size
		}
	}
	t := l.profile.Title
	pitch, line, ok := l.titlePitch(rest, pitches, t.PitchMin, t.PitchMax)
	for shift := length.Mm / 10; !ok && shift <= flex; shift += length.Mm / 10 {
		if p, n, ok := l.titlePitch(rest-shift, pitches, t.PitchMin, t.PitchMax); ok {
			return shift, p, n
		}
	}
	if !ok { // a house's grid may leave no other way to keep the blank lines what they are
		if p, n, ok := l.titlePitch(rest, pitches, t.Size*3/2, t.Size*2); ok {
			return 0, p, n
		}
	}
	return 0, pitch, line
}

// showsText reports whether the first page of a section shows text (7.3.3) if its
// 版头 ends at bottom.
func (l *layouter) showsText(s *section, bottom length.Length) bool {
	n := s.from // a heading alone is not what the page is to show
	for n < s.to && !(l.rows[n].text && l.rows[n].bond != firmly) {
		n++
	}
	if n == s.to {
		return true
	}
	top, flex := l.belowFront(bottom)
	line := 0
	if len(s.head) > 0 {
		_, _, line = l.titlePlace(s, top, flex)
	}
	end, _ := l.pageEnd(s.from, s.to, min(line, l.profile.Block.Lines), false)
	return end > n
}

// showsAll reports whether all of a section stands on its first page if its 版头
// ends at bottom.
func (l *layouter) showsAll(s *section, bottom length.Length) bool {
	top, flex := l.belowFront(bottom)
	line := 0
	if len(s.head) > 0 {
		_, _, line = l.titlePlace(s, top, flex)
	}
	if end, whole := l.reach(s.from, s.to, line); end == s.to && whole {
		return true
	}
	block := l.profile.Block
	return l.closer(s, s.from, line, block.Top+block.Height) != nil
}

// extendLetter moves the grid of the first page of a letter down so that its last
// line stands above the second double rule as 10.1 has it. The page bears no
// number.
func (l *layouter) extendLetter() {
	pr := *l.profile
	letter := pr.Letter
	foot := pr.Page.Height - letter.RuleBottom - letter.Thick - letter.Between - letter.Thin - letter.TextGap
	l.sheets[len(l.sheets)-1].unnumbered = true
	pr.Block.Top += foot - pr.Block.Top - pr.Block.Height
	l.profile = &pr
}

// blankGap returns between which distances n blank lines are n blank lines: the
// checker's range of section A.4, 9.4…16.3 mm for one.
func (l *layouter) blankGap(n int) (lo, hi length.Length) {
	pitch := l.profile.LineTop(1) - l.profile.LineTop(0)
	slack := 104 * length.Mm / 100
	lo = max(0, length.Length(n)*pitch-slack)
	hi = length.Length(n)*pitch + pitch - l.profile.Body.Size + slack
	return lo, hi
}

// lineBelow returns the first line of the grid that leaves the blank lines below
// a title that ends at bottom. It may lie below the page.
func (l *layouter) lineBelow(bottom length.Length) int {
	lo, _ := l.blankGap(l.profile.Title.BlankLines)
	line := 0
	for line < l.profile.Block.Lines && l.profile.LineTop(line)-bottom < lo {
		line++
	}
	return line
}

// titlePitch returns the pitch of a title whose lower edge is rest plus so many
// pitches, and the line that the text begins on. It is not ok if the gap between
// them is more than the blank lines that belong there, or the pitch is not within
// its limits.
func (l *layouter) titlePitch(rest length.Length, pitches int, tightest, widest length.Length) (pitch length.Length, line int, ok bool) {
	t := l.profile.Title
	n := length.Length(pitches)
	line = l.lineBelow(rest + n*t.Pitch)
	lo, hi := l.blankGap(t.BlankLines)
	if pitches == 0 {
		return t.Pitch, line, l.profile.LineTop(line)-rest <= hi
	}
	best := length.Length(-1)
	for i := range l.profile.Block.Lines {
		top := l.profile.LineTop(i) - rest
		least, most := max(tightest, -((hi-top)/n)), min(widest, (top-lo)/n)
		if least > most {
			continue
		}
		pitch := min(max(t.Pitch, least), most)
		if best < 0 || distance(pitch, t.Pitch) < distance(best, t.Pitch) {
			best, line = pitch, i
		}
	}
	if best < 0 {
		return t.Pitch, line, false
	}
	return best, line, true
}

func distance(a, b length.Length) length.Length { return max(a-b, b-a) }

// checkFirstPage reports a first page without text (7.3.3).
func (l *layouter) checkFirstPage(s *section, first int) {
	rows := l.rows[s.from:s.to]
	n := 0
	for n < len(rows) && !rows[n].text {
		n++
	}
	if n == len(rows) || n == 0 && s.front == nil && len(s.head) == 0 || first >= len(l.pages) {
		return
	}
	for _, r := range l.pages[first].Runs {
		if r.Node != nil && (r.Node.Kind == document.Heading || r.Node.Kind == document.Paragraph || r.Node.Kind == document.DutyLine) {
			return
		}
	}
	l.bare = true
	recipient := l.crowds(s)
	d := diag.Diagnostic{
		Rule: "layout/first-page", Severity: diag.Warning, Span: l.firstPlace(rows),
		Message: "首页排不下正文（GB/T 9704 7.3.3 规定公文首页必须显示正文）",
		Help:    "请缩短标题，或在 [issue] 中用 mark 写规范化简称",
	}
	if recipient != nil {
		if l.crowding == nil {
			l.crowding = recipient
		}
		d.Span = placeOf(recipient)
		d.Message = "主送机关太长，" + d.Message
		d.Help = "请改用统称，如“各乡镇人民政府，县直各单位”"
	}
	l.report(d)
}

// firstPlace returns where the first text of some rows stands in the definition.
func (l *layouter) firstPlace(rows []row) diag.Span {
	for _, r := range rows {
		for k := r.from; k < r.to; k++ {
			if !l.runs[k].Place.IsZero() {
				return l.runs[k].Place
			}
		}
	}
	return diag.Span{}
}
