package typeset

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"fangan/internal/length"
	"fangan/render/profile"
)

// finishPages does what is done to whole pages: content of turned pages is
// turned, margins are mirrored, watermark and 页码 are added, and artifacts put
// behind the text.
func (l *layouter) finishPages() {
	l.profile = l.upright
	l.measure = l.block()
	watermark := l.watermark()
	for i := range l.pages {
		page, sheet := &l.pages[i], &l.sheets[i]
		blank := len(page.Runs) == 0
		if sheet.turned {
			turn(page)
		}
		artifactsLast(page)
		page.Numbered = l.isNumbered(i)
		if page.Numbered {
			l.number(page)
		}
		if l.upright.Block.Mirror && page.Number%2 == 0 {
			block := l.upright.Block
			slide(page, l.upright.Page.Width-2*block.Left-block.Width)
		}
		if len(watermark) > 0 && !blank {
			page.Runs = append(slices.Clone(watermark), page.Runs...)
		}
	}
}

// isNumbered reports whether a page shows its number (7.5): all do but the first
// of a letter (10.1), blank pages and a 版记 behind them.
func (l *layouter) isNumbered(i int) bool {
	sheet := &l.sheets[i]
	switch {
	case sheet.unnumbered:
		return false
	case sheet.contents && !l.upright.Contents.Numbered:
		return false
	case i == 0 && !l.upright.PageNumber.FirstPage:
		return false
	}
	return true
}

// turn turns the content of a page to the left (8): what was set on a page of
// the same height as this one's width reads from its bottom to its top.
func turn(page *Page) {
	for k := range page.Runs {
		page.Runs[k].Turned = true
	}
	for k := range page.Rules {
		r := &page.Rules[k]
		r.X, r.Y, r.Width, r.Height = r.Y, page.Height-r.X-r.Width, r.Height, r.Width
	}
	for k := range page.Links {
		r := &page.Links[k]
		r.X, r.Y, r.Width, r.Height = r.Y, page.Height-r.X-r.Width, r.Height, r.Width
	}
}

// slide moves all that is on a page to the right.
func slide(page *Page, by length.Length) {
	for k := range page.Runs {
		r := &page.Runs[k]
		if r.Turned {
			r.Y += by
			continue
		}
		// The glyphs may be those of another page too: the head of a table.
		r.Glyphs = slices.Clone(r.Glyphs)
		for i := range r.Glyphs {
			r.Glyphs[i].X += by
		}
	}
	for k := range page.Rules {
		page.Rules[k].X += by
	}
	for k := range page.Links {
		page.Links[k].X += by
	}
}

// artifactsLast moves artifacts behind what is to be read.
func artifactsLast(page *Page) {
	late := false // an artifact has been seen
	for _, r := range page.Runs {
		if late && r.Node != nil {
			slices.SortStableFunc(page.Runs, func(a, b Run) int { return order01(a.Node == nil) - order01(b.Node == nil) })
			return
		}
		late = late || r.Node == nil
	}
}

func order01(artifact bool) int {
	if artifact {
		return 1
	}
	return 0
}

// watermark returns the runs of the watermark: the stage of a draft without its
// brackets, grey, several times down the page.
func (l *layouter) watermark() []Run {
	style := l.upright.Watermark
	if !style.Show || l.stageOf == nil {
		return nil
	}
	text := strings.TrimSuffix(strings.TrimPrefix(l.stageOf.Plain(), "（"), "）")
	page, block := l.upright.Page, l.upright.Block
	l.measuring = true
	defer func() { l.measuring = false }()
	p := &l.para
	p.reset(0, block.Columns)
	l.made(p, nil, text, style.Role)
	p.settle()
	extent := p.extent()
	if extent == 0 {
		return nil
	}
	size := min(style.Size, block.Width.Scale(cell, extent))
	width := size.Scale(extent, cell)
	var runs []Run
	for i := range style.Count {
		l.spread(p, (page.Width-width)/2, width, size)
		from := len(l.runs)
		l.emit(0, len(p.chars), size)
		middle := page.Height.Part(2*i+1, 2*style.Count)
		l.settleRuns(from, middle-size/2, size)
		for k := from; k < len(l.runs); k++ {
			l.runs[k].Colour = Grey
		}
		runs = append(runs, l.runs[from:]...)
		l.runs = l.runs[:from]
	}
	return runs
}

// number sets the 页码 of a page (7.5): outside the 版心, at the right of odd and
// the left of even pages.
func (l *layouter) number(page *Page) {
	n := l.profile.PageNumber
	em := func(thousandths int) length.Length { return n.Size.Scale(int64(thousandths), 1000) }
	text := strconv.Itoa(page.Number)
	if n.Dashes {
		text = "— " + text + " —"
	}
	face, _, ok := l.set.Lookup(n.Role, []rune(text)[0])
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
	block := l.profile.Block
	left := block.Left + length.Length(n.Side)*n.Size
	switch {
	case n.Place == profile.Centre:
		left = block.Left + (block.Width-x)/2
	case page.Number%2 == 1:
		left = block.Left + block.Width - length.Length(n.Side)*n.Size - x
	}
	for i := range glyphs {
		glyphs[i].X += left
	}
	page.Runs = append(page.Runs, Run{
		Text: text, Face: face, Glyphs: glyphs, Size: n.Size,
		Y: block.Top + block.Height + n.Below + em(n.DashCentre),
	})
}
