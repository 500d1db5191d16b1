package pdf

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/jung-kurt/gofpdf"

	"fangan/internal/length"
	"fangan/render/typeset"
)

// A drawer draws pages with gofpdf. Positions are integers all the way to the
// digits in the file; the type that gofpdf wants for lengths is a float, so
// only what is safe goes through its own verbs.
type drawer struct {
	pdf   *gofpdf.Fpdf
	uses  []*use
	marks *structure
	red   string // the operator that sets it

	page    *typeset.Page
	use     *use  // the font that is set; nil at the top of a page
	size    int64 // of that font, in hundredths of a point
	spacing int64 // character spacing that is set, in ten-thousandths of a point
	colour  typeset.Colour
	stroke  stroke

	shapes []shape

	line  []byte  // the operators of one run
	gaps  []int64 // of one run
	codes []uint16
}

// draw draws page i. Everything that is painted is marked as part of an
// element or as an artifact; what lies under the rest is painted first.
func (d *drawer) draw(i int, p *typeset.Page) error {
	d.page, d.use, d.spacing, d.colour, d.stroke = p, nil, 0, typeset.Black, stroke{}
	stretches := d.marks.stretches[i]
	for _, s := range stretches {
		if !under(&p.Runs[s.from]) {
			continue
		}
		d.pdf.RawWriteStr("/Artifact <</Type /Pagination /Subtype /Watermark>> BDC")
		for n := s.from; n < s.to; n++ {
			if err := d.drawShapes(&p.Runs[n]); err != nil {
				return err
			}
		}
		d.pdf.RawWriteStr("EMC")
	}
	if len(p.Rules) > 0 {
		d.pdf.RawWriteStr("/Artifact <</Type /Layout>> BDC")
		for n := range p.Rules {
			d.rule(&p.Rules[n])
		}
		d.pdf.RawWriteStr("EMC")
	}
	for _, s := range stretches {
		switch {
		case under(&p.Runs[s.from]):
		case s.mcid == noContent:
			d.marked("/Artifact <</Type /Pagination>> BDC", s)
		default:
			tag := d.marks.elements[d.marks.owners[i][s.mcid]].tag
			d.marked(fmt.Sprintf("/%s <</MCID %d>> BDC", tag, s.mcid), s)
		}
	}
	return d.pdf.Error()
}

// marked draws a stretch as marked content.
func (d *drawer) marked(begin string, s stretch) {
	d.pdf.RawWriteStr(begin)
	for n := s.from; n < s.to; n++ {
		if len(d.page.Runs[n].Glyphs) > 0 {
			d.run(n)
		}
	}
	d.pdf.RawWriteStr("EMC")
}

// setColour sets the colour of text and rules. Black and grey are the black
// ink alone.
func (d *drawer) setColour(c typeset.Colour) {
	if c != d.colour {
		d.colour = c
		d.line = d.appendColour(d.line, c, false)
	}
}

func (d *drawer) appendColour(b []byte, c typeset.Colour, line bool) []byte {
	operator := d.red
	switch c {
	case typeset.Black:
		operator = "0 g"
	case typeset.Grey:
		operator = ".85 g"
	}
	if line {
		operator = strings.ToUpper(operator) // g, rg and k are those of what is filled
	}
	return append(append(b, operator...), '\n')
}

// A stroke is the line round the glyphs of a face that is bold without having
// been drawn so. The zero value is none.
type stroke struct {
	width  int64 // in ten-thousandths of a point
	colour typeset.Colour
}

// setStroke sets the line round the glyphs of a run. Its corners are round:
// pointed ones would stick out far where strokes end sharply.
func (d *drawer) setStroke(r *typeset.Run) {
	var want stroke
	if thousandths := r.Face.Stroke(); thousandths > 0 {
		want = stroke{divide(int64(thousandths)*centipoints(r.Size), 10), r.Colour}
	}
	if want == d.stroke {
		return
	}
	if want.width == 0 {
		d.line = append(d.line, "0 Tr\n"...)
	} else {
		d.line = append(appendDecimal(d.line, want.width, 4), " w 1 j 2 Tr\n"...)
		d.line = d.appendColour(d.line, want.colour, true)
	}
	d.stroke = want
}

func (d *drawer) rule(r *typeset.Rule) {
	d.line = d.line[:0]
	d.setColour(r.Colour)
	// Edges are rounded, not widths: rules that meet in the layout meet here.
	left, right := centipoints(r.X), centipoints(r.X+r.Width)
	top, bottom := centipoints(d.page.Height-r.Y), centipoints(d.page.Height-r.Y-r.Height)
	for _, v := range []int64{left, bottom, right - left, top - bottom} {
		d.line = append(appendDecimal(d.line, v, 2), ' ')
	}
	d.pdf.RawWriteStr(string(append(d.line, "re f"...)))
}

// Units of positions within a run: ten-millionths of a point. Every number
// that the file may hold for a run is a whole number of them, so that what a
// reader will compute is known here to the last digit.
const (
	perCentipoint = 100_000 // positions have two decimals
	perSpacing    = 1_000   // character spacing has four
)

// slack is how far a glyph may stand from its place before it is moved: half a
// hundredth of a point.
const slack = perCentipoint / 2

func units(l length.Length) int64 { return int64(l.Scale(100*perCentipoint, int64(length.Pt))) }

// run draws a run as one TJ. Character spacing takes the usual distance of
// the glyphs and numbers between them the rest: glyphs that are placed one by
// one make files three times as large, and readers find spaces between them
// that are not there.
func (d *drawer) run(n int) {
	r := &d.page.Runs[n]
	size := centipoints(r.Size)
	if d.use == nil || d.use.face != r.Face || d.size != size {
		d.use, d.size = find(d.uses, r.Face), size
		for i, u := range d.uses {
			if u == d.use {
				d.pdf.SetFont(family(i), "", float64(size)/100)
			}
		}
	}
	d.line = d.line[:0]
	d.setColour(r.Colour)
	d.setStroke(r)

	d.codes = d.codes[:0]
	for _, rn := range r.Text {
		d.codes = append(d.codes, d.use.of(signAt(d.page, n, len(d.codes), rn)))
	}
	// Widths are hundred-thousandths of an em, sizes hundredths of a point.
	advance := func(i int) int64 { return d.use.width(d.codes[i]) * size }
	d.gaps = d.gaps[:0]
	for i := 1; i < len(r.Glyphs); i++ {
		d.gaps = append(d.gaps, units(r.Glyphs[i].X)-units(r.Glyphs[i-1].X)-advance(i-1))
	}
	spacing := d.spacing
	if len(d.gaps) > 0 {
		slices.Sort(d.gaps)
		spacing = divide(d.gaps[len(d.gaps)/2], perSpacing)
	}
	private := strings.ContainsFunc(r.Text, isPrivate)
	if private {
		d.line = append(append(append(d.line, "/Span <</ActualText "...), textString(r.Text)...), ">> BDC "...)
	}
	d.line = append(d.line, "BT "...)
	if spacing != d.spacing {
		d.spacing = spacing
		d.line = append(appendDecimal(d.line, spacing, 4), " Tc "...)
	}
	x := centipoints(r.Glyphs[0].X)
	if r.Turned {
		d.line = append(appendDecimal(append(d.line, "0 1 -1 0 "...), centipoints(r.Y), 2), ' ')
		d.line = append(appendDecimal(d.line, x, 2), " Tm [("...)
	} else {
		d.line = append(appendDecimal(d.line, x, 2), ' ')
		d.line = append(appendDecimal(d.line, centipoints(d.page.Height-r.Y), 2), " Td [("...)
	}
	pen := x * perCentipoint
	for i, code := range d.codes {
		if off := units(r.Glyphs[i].X) - pen; off > slack || off < -slack {
			// In tenths of a thousandth of an em, and leftwards: 10 units at
			// a size of a hundredth of a point.
			if move := divide(-off, 10*size); move != 0 {
				d.line = append(d.line, ')')
				d.line = append(appendDecimal(d.line, move, 1), '(')
				pen -= move * 10 * size
			}
		}
		d.line = appendByte(appendByte(d.line, byte(code>>8)), byte(code))
		pen += advance(i) + spacing*perSpacing
	}
	d.line = append(d.line, ")] TJ ET"...)
	if private {
		d.line = append(d.line, " EMC"...)
	}
	d.pdf.RawWriteStr(string(d.line))
}

// isPrivate reports whether a character is of private use. What it is only its
// face knows; PDF/A-2a wants that said in so many words (ISO 19005-2
// 6.2.11.7.3).
func isPrivate(r rune) bool {
	return r >= 0xE000 && r <= 0xF8FF || r >= 0xF0000
}

// divide returns n/by to the nearest integer, halves away from zero. by is
// positive.
func divide(n, by int64) int64 {
	if n < 0 {
		return -((-n + by/2) / by)
	}
	return (n + by/2) / by
}

// appendByte appends a byte of a literal string (ISO 32000-1 7.3.4.2).
func appendByte(b []byte, c byte) []byte {
	switch c {
	case '(', ')', '\\':
		return append(b, '\\', c)
	case '\r': // would be read as a line feed
		return append(b, '\\', 'r')
	}
	return append(b, c)
}

// appendDecimal appends n·10^-places without needless zeros.
func appendDecimal(b []byte, n int64, places int) []byte {
	if n < 0 {
		b, n = append(b, '-'), -n
	}
	power := int64(1)
	for range places {
		power *= 10
	}
	whole, fraction := n/power, n%power
	if whole != 0 || fraction == 0 {
		b = strconv.AppendInt(b, whole, 10)
	}
	if fraction == 0 {
		return b
	}
	b = append(b, '.')
	for fraction != 0 {
		power /= 10
		b = append(b, '0'+byte(fraction/power))
		fraction %= power
	}
	return b
}
