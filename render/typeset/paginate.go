package typeset

import (
	"strconv"
	"unicode/utf8"

	"fangan/internal/diag"
	"fangan/internal/length"
	"fangan/render/document"
)

// paginate gives every row its line on a page and every page its number. Pages
// hold 22 lines (GB/T 9704 5.2.3); one is shorter only where bonds demand it.
func (l *layouter) paginate() {
	for i := range l.sections {
		s := &l.sections[i]
		first := len(l.pages)
		line := l.placeHead(s)
		for from := s.from; from < s.to; {
			if line >= l.profile.Block.Lines {
				l.newPage()
				line = 0
			}
			to := l.pageEnd(from, s.to, l.profile.Block.Lines-line)
			l.fill(from, to, line)
			if from = to; from < s.to {
				l.newPage()
				line = 0
			}
		}
		l.checkFirstPage(s, first)
	}
	for i := range l.pages {
		l.number(&l.pages[i])
	}
}

func (l *layouter) newPage() *Page {
	l.pages = append(l.pages, Page{Number: len(l.pages) + 1, Width: l.profile.Page.Width, Height: l.profile.Page.Height})
	return &l.pages[len(l.pages)-1]
}

// pageEnd returns where the page ends that begins with row from and has room
// for room rows of those before limit.
func (l *layouter) pageEnd(from, limit, room int) int {
	if limit-from <= room {
		return limit
	}
	end := from + room
	for e := end; e > max(from, end-5); e-- {
		if l.rows[e-1].bond == parted {
			return e
		}
	}
	for e := end; e > from; e-- {
		if l.rows[e-1].bond != firmly {
			return e
		}
	}
	return end
}

// fill places the rows [from, to) on the last page, from the given line on.
func (l *layouter) fill(from, to, line int) {
	page := &l.pages[len(l.pages)-1]
	if from == to {
		return
	}
	runs := l.runs[l.rows[from].from:l.rows[to-1].to]
	if page.Runs == nil {
		page.Runs = make([]Run, 0, len(runs)+1)
	}
	ascent := l.profile.Body.Size.Scale(int64(l.profile.Baseline.Ascent), 1000)
	for i := from; i < to; i++ {
		r := &l.rows[i]
		top := l.profile.LineTop(line + i - from)
		for k := r.from; k < r.to; k++ {
			l.runs[k].Y = top + ascent
		}
	}
	page.Runs = append(page.Runs, runs...)
}

// placeHead begins a page with the title of a section and returns the line of
// the grid that the text begins on: the first that leaves a blank line (7.3.2).
// The pitch of the title gives way a little so that the gap is one line even
// where title and grid do not meet (E: 12.3 to 13.0 mm).
func (l *layouter) placeHead(s *section) int {
	page := l.newPage()
	if len(s.head) == 0 {
		return 0
	}
	pr := l.profile
	gapInGrid := pr.LineTop(1) - pr.LineTop(0) - pr.Body.Size // between two lines of the grid
	pitches, rest := 0, pr.Block.Top
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
	pitch, line := l.titlePitch(rest, pitches)
	bottom := pr.Block.Top + pr.Block.Height
	top := pr.Block.Top
	for i, h := range s.head {
		if i > 0 {
			if h.title {
				top += pitch
			} else {
				top += s.head[i-1].size + gapInGrid
			}
		}
		if top+h.size > bottom {
			page = l.newPage()
			top = pr.Block.Top
			line = -1
		}
		for k := h.from; k < h.to; k++ {
			l.runs[k].Y = top + h.size.Scale(int64(pr.Baseline.Ascent), 1000)
		}
		page.Runs = append(page.Runs, l.runs[h.from:h.to]...)
	}
	if line < 0 {
		line = l.lineBelow(top + s.head[len(s.head)-1].size)
	}
	return line
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
// pitches, and the line that the text begins on.
func (l *layouter) titlePitch(rest length.Length, pitches int) (length.Length, int) {
	t := l.profile.Title
	n := length.Length(pitches)
	line := l.lineBelow(rest + n*t.Pitch)
	if pitches == 0 {
		return t.Pitch, line
	}
	lo, hi := l.blankGap(t.BlankLines)
	best := length.Length(-1)
	for i := range l.profile.Block.Lines {
		top := l.profile.LineTop(i) - rest
		least, most := max(t.PitchMin, -((hi-top)/n)), min(t.PitchMax, (top-lo)/n)
		if least > most {
			continue
		}
		pitch := min(max(t.Pitch, least), most)
		if best < 0 || distance(pitch, t.Pitch) < distance(best, t.Pitch) {
			best, line = pitch, i
		}
	}
	if best < 0 {
		best = t.Pitch
	}
	return best, line
}

func distance(a, b length.Length) length.Length { return max(a-b, b-a) }

// checkFirstPage reports a first page without text (7.3.3).
func (l *layouter) checkFirstPage(s *section, first int) {
	rows := l.rows[s.from:s.to]
	n := 0
	for n < len(rows) && !rows[n].text {
		n++
	}
	if n == 0 || n == len(rows) || first >= len(l.pages) {
		return
	}
	onPage := 0
	for _, r := range l.pages[first].Runs {
		if r.Node != nil && (r.Node.Kind == document.Heading || r.Node.Kind == document.Paragraph || r.Node.Kind == document.DutyLine) {
			onPage++
		}
	}
	if onPage > 0 {
		return
	}
	l.report(diag.Diagnostic{
		Rule: "layout/first-page", Severity: diag.Warning, Span: l.runs[rows[0].from].Place,
		Message: "主送机关太长，首页排不下正文（GB/T 9704 7.3.3 规定公文首页必须显示正文）",
		Help:    "请改用统称，如“各乡镇人民政府，县直各单位”",
	})
}

// number sets the 页码 of a page (7.5): outside the 版心, at the right of odd and
// the left of even pages.
func (l *layouter) number(page *Page) {
	n := l.profile.PageNumber
	em := func(thousandths int) length.Length { return n.Size.Scale(int64(thousandths), 1000) }
	digits := strconv.Itoa(page.Number)
	text := "— " + digits + " —"
	face, _, ok := l.set.Lookup(n.Role, '—')
	if !ok {
		return // no face has the dash: a set without glyphs
	}
	glyphs := make([]Glyph, 0, utf8.RuneCountInString(text))
	x := length.Length(0)
	for _, r := range text {
		id, ok := face.Glyph(r)
		if !ok {
			return
		}
		glyphs = append(glyphs, Glyph{ID: id, X: x})
		if r == ' ' {
			x += em(n.Gap)
		} else {
			x += n.Size.Scale(int64(face.Advance(id)), int64(face.UnitsPerEm()))
		}
	}
	left := l.profile.Block.Left + length.Length(n.Side)*n.Size
	if page.Number%2 == 1 {
		left = l.profile.Block.Left + l.profile.Block.Width - length.Length(n.Side)*n.Size - x
	}
	for i := range glyphs {
		glyphs[i].X += left
	}
	page.Runs = append(page.Runs, Run{
		Text: text, Face: face, Glyphs: glyphs, Size: n.Size,
		Y: l.profile.Block.Top + l.profile.Block.Height + n.Below + em(n.DashCentre),
	})
}
