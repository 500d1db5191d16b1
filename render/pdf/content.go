package pdf

import (
	"slices"
	"strconv"

	"github.com/jung-kurt/gofpdf"

	"fangan/internal/length"
	"fangan/render/typeset"
)

// A drawer draws pages with gofpdf. Positions are integers all the way to the
// digits in the file; the type that gofpdf wants for lengths is a float, so
// only what is safe goes through its own verbs.
type drawer struct {
	pdf  *gofpdf.Fpdf
	uses []*use

	page    *typeset.Page
	use     *use  // the font that is set; nil at the top of a page
	size    int64 // of that font, in hundredths of a point
	spacing int64 // character spacing that is set, in ten-thousandths of a point
	colour  typeset.Colour

	line  []byte  // the operators of one run
	gaps  []int64 // of one run
	codes []uint16
}

func (d *drawer) draw(p *typeset.Page) error {
	d.page, d.use, d.spacing, d.colour = p, nil, 0, typeset.Black
	for i := range p.Rules {
		d.rule(&p.Rules[i])
	}
	for i := range p.Runs {
		if len(p.Runs[i].Glyphs) > 0 {
			d.run(i)
		}
	}
	return d.pdf.Error()
}

// setColour sets the colour of text and rules. Black is the black ink alone,
// red is 80 % yellow and 80 % magenta (GB/T 9704 6.2).
func (d *drawer) setColour(c typeset.Colour) {
	if c == d.colour {
		return
	}
	d.colour = c
	if c == typeset.Red {
		d.line = append(d.line, "0 .8 .8 0 k\n"...)
	} else {
		d.line = append(d.line, "0 g\n"...)
	}
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
	d.line = append(d.line, "BT "...)
	if spacing != d.spacing {
		d.spacing = spacing
		d.line = append(appendDecimal(d.line, spacing, 4), " Tc "...)
	}
	x := centipoints(r.Glyphs[0].X)
	d.line = append(appendDecimal(d.line, x, 2), ' ')
	d.line = append(appendDecimal(d.line, centipoints(d.page.Height-r.Y), 2), " Td [("...)
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
	d.pdf.RawWriteStr(string(append(d.line, ")] TJ ET"...)))
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
