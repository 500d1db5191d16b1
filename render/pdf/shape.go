package pdf

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"slices"
	"strconv"

	"fangan/render/font"
	"fangan/render/typeset"
)

// A watermark is drawn as shapes and not as text, so that nobody finds it in
// what was copied, searched or read aloud: what a program takes for text,
// artifact or not, differs from one to the other. A shape is a form XObject
// (ISO 32000-1 8.10) with the outline of one glyph, in sixths of a font unit:
// so the points that the curves of TrueType imply, and those of the cubic curves
// that stand for them, are whole numbers.
type shape struct {
	face *font.Face
	id   uint16
	path []byte
	box  [4]int
}

const perUnit = 6

// shape returns the number of a glyph's shape.
func (d *drawer) shape(face *font.Face, id uint16) (int, error) {
	for i := range d.shapes {
		if d.shapes[i].face == face && d.shapes[i].id == id {
			return i, nil
		}
	}
	subset, err := face.Subset([]font.Pick{{ID: id, Advance: face.Advance(id)}})
	if err != nil {
		return 0, err
	}
	s := shape{face: face, id: id}
	o := outliner{shape: &s}
	if !o.open(subset.Data) || !o.glyph(1, affine{xx: 1 << 14, yy: 1 << 14}, 0) {
		return 0, fmt.Errorf("outline of glyph %d of %s is damaged", id, face.Name())
	}
	d.shapes = append(d.shapes, s)
	return len(d.shapes) - 1, nil
}

// drawShapes draws a run by the shapes of its glyphs.
func (d *drawer) drawShapes(r *typeset.Run) error {
	d.line = append(d.line[:0], "q\n"...)
	d.colour = typeset.Black // Q brings back what was
	d.setColour(r.Colour)
	d.colour = typeset.Black
	// Size is in hundredths of a point, the scale in hundred-millionths.
	scale := divide(centipoints(r.Size)*1_000_000, int64(perUnit*r.Face.UnitsPerEm()))
	for i, g := range r.Glyphs {
		n, err := d.shape(r.Face, g.ID)
		if err != nil {
			return err
		}
		if len(d.shapes[n].path) == 0 {
			continue // blank
		}
		x, y := g.X, d.page.Height-r.Y
		matrix := [4]int64{scale, 0, 0, scale}
		if r.Turned {
			x, y = r.Y, g.X
			matrix = [4]int64{0, scale, -scale, 0}
		}
		if i > 0 {
			d.line = append(d.line, '\n')
		}
		d.line = append(d.line, "q "...)
		for _, v := range matrix {
			d.line = append(appendDecimal(d.line, v, 8), ' ')
		}
		d.line = append(appendDecimal(d.line, centipoints(x), 2), ' ')
		d.line = append(appendDecimal(d.line, centipoints(y), 2), " cm /"...)
		d.line = append(append(d.line, shapeName(n)...), " Do Q"...)
	}
	d.pdf.RawWriteStr(string(append(d.line, "\nQ"...)))
	return nil
}

func shapeName(n int) string { return "S" + strconv.Itoa(n) }

// addShapes adds the shapes to the file and to the resources of the pages.
func (f *file) addShapes(shapes []shape) error {
	if len(shapes) == 0 {
		return nil
	}
	var list []byte
	for i, s := range shapes {
		n := f.add(object{plain: s.path, entries: fmt.Sprintf("/Type /XObject /Subtype /Form /BBox [%d %d %d %d] /Resources <<>> ",
			s.box[0]*perUnit, s.box[1]*perUnit, s.box[2]*perUnit, s.box[3]*perUnit)})
		list = fmt.Appendf(list, "/%s %d 0 R\n", shapeName(i), n)
	}
	const key = "/XObject <<\n"
	before, after, ok := bytes.Cut(f.objects[2].text, []byte(key))
	if !ok {
		return fmt.Errorf("%w: resources", errGofpdf)
	}
	f.objects[2].text = slices.Concat(before, []byte(key), list, after)
	return nil
}

// An outliner reads outlines of a TrueType face that font.Subset made. Tables
// are where they should be, but what is in an outline nobody has looked at.
type outliner struct {
	*shape
	loca, glyf []byte
	long       bool
	parts      int // of composites, so far
}

// A real glyph has a handful of parts, nested once or twice.
const (
	mostParts  = 200
	mostNested = 8
)

func (o *outliner) open(data []byte) bool {
	for i := range int(binary.BigEndian.Uint16(data[4:])) {
		entry := data[12+16*i:]
		at, size := binary.BigEndian.Uint32(entry[8:]), binary.BigEndian.Uint32(entry[12:])
		table := data[at : at+size]
		switch string(entry[:4]) {
		case "head":
			o.long = binary.BigEndian.Uint16(table[50:]) != 0
		case "loca":
			o.loca = table
		case "glyf":
			o.glyf = table
		}
	}
	return o.loca != nil
}

// affine is a matrix of F2DOT14 numbers and an offset in font units, by which
// a composite places its parts.
type affine struct {
	xx, xy, yx, yy int64
	dx, dy         int64
}

func (a affine) apply(x, y int64) (int64, int64) {
	const half = 1 << 13
	return (a.xx*x+a.yx*y+half)>>14 + a.dx, (a.xy*x+a.yy*y+half)>>14 + a.dy
}

// bytesOf reads big-endian numbers and remembers whether there were enough.
type bytesOf struct {
	data []byte
	ok   bool
}

func (b *bytesOf) take(n int) []byte {
	if n < 0 || n > len(b.data) {
		b.data, b.ok = nil, false
		return make([]byte, max(n, 0))
	}
	taken := b.data[:n]
	b.data = b.data[n:]
	return taken
}

func (b *bytesOf) u8() int  { return int(b.take(1)[0]) }
func (b *bytesOf) u16() int { return int(binary.BigEndian.Uint16(b.take(2))) }
func (b *bytesOf) i16() int { return int(int16(b.u16())) }

// glyph appends the path of a glyph of the subset.
func (o *outliner) glyph(n int, place affine, depth int) bool {
	var from, to int
	loca := bytesOf{o.loca, true}
	if o.long {
		loca.take(4 * n)
		from, to = loca.u16()<<16|loca.u16(), loca.u16()<<16|loca.u16()
	} else {
		loca.take(2 * n)
		from, to = 2*loca.u16(), 2*loca.u16()
	}
	o.parts++
	if !loca.ok || from > to || to > len(o.glyf) || depth > mostNested || o.parts > mostParts {
		return false
	}
	if from == to {
		return true
	}
	b := &bytesOf{o.glyf[from:to], true}
	contours := b.i16()
	box := [4]int{b.i16(), b.i16(), b.i16(), b.i16()}
	if depth == 0 {
		o.box = box
	}
	if contours < 0 {
		return o.composite(b, place, depth)
	}
	return o.simple(b, contours, place)
}

// Flags of a composite (OpenType glyf).
const (
	argsAreWords   = 1 << 0
	argsAreOffsets = 1 << 1
	hasScale       = 1 << 3
	moreComponents = 1 << 5
	hasTwoScales   = 1 << 6
	hasMatrix      = 1 << 7
)

func (o *outliner) composite(b *bytesOf, place affine, depth int) bool {
	for more := true; more && b.ok; {
		flags, part := b.u16(), b.u16()
		a := affine{xx: 1 << 14, yy: 1 << 14}
		if flags&argsAreWords != 0 {
			a.dx, a.dy = int64(b.i16()), int64(b.i16())
		} else {
			a.dx, a.dy = int64(int8(b.u8())), int64(int8(b.u8()))
		}
		if flags&argsAreOffsets == 0 {
			return false // points to be matched: no face of the last decades
		}
		switch {
		case flags&hasScale != 0:
			a.xx = int64(b.i16())
			a.yy = a.xx
		case flags&hasTwoScales != 0:
			a.xx, a.yy = int64(b.i16()), int64(b.i16())
		case flags&hasMatrix != 0:
			a.xx, a.xy, a.yx, a.yy = int64(b.i16()), int64(b.i16()), int64(b.i16()), int64(b.i16())
		}
		dx, dy := place.apply(a.dx, a.dy)
		inner := affine{
			(a.xx*place.xx + a.xy*place.yx) >> 14, (a.xx*place.xy + a.xy*place.yy) >> 14,
			(a.yx*place.xx + a.yy*place.yx) >> 14, (a.yx*place.xy + a.yy*place.yy) >> 14, dx, dy,
		}
		if !b.ok || !o.glyph(part, inner, depth+1) {
			return false
		}
		more = flags&moreComponents != 0
	}
	return b.ok
}

// A corner is a point of an outline, in font units.
type corner struct {
	x, y int64
	on   bool
}

func (o *outliner) simple(b *bytesOf, contours int, place affine) bool {
	ends := make([]int, contours)
	for i := range ends {
		ends[i] = b.u16()
		if i > 0 && ends[i] < ends[i-1] {
			return false
		}
	}
	if contours == 0 {
		return true
	}
	b.take(b.u16()) // instructions
	points := make([]corner, ends[contours-1]+1)
	flags := make([]byte, 0, len(points))
	for len(flags) < len(points) && b.ok {
		flag := byte(b.u8())
		flags = append(flags, flag)
		if flag&8 != 0 {
			for range min(b.u8(), len(points)-len(flags)) {
				flags = append(flags, flag)
			}
		}
	}
	if !b.ok {
		return false
	}
	axis := func(short, same byte, set func(i int, v int64)) {
		v := int64(0)
		for i, flag := range flags {
			switch {
			case flag&short != 0 && flag&same != 0:
				v += int64(b.u8())
			case flag&short != 0:
				v -= int64(b.u8())
			case flag&same == 0:
				v += int64(b.i16())
			}
			set(i, v)
		}
	}
	axis(2, 16, func(i int, v int64) { points[i] = corner{x: v, on: flags[i]&1 != 0} })
	axis(4, 32, func(i int, v int64) { points[i].y = v })
	for i := range points {
		points[i].x, points[i].y = place.apply(points[i].x, points[i].y)
	}
	from := 0
	for _, end := range ends {
		o.contour(points[from : end+1])
		from = end + 1
	}
	o.path = append(o.path, "f\n"...)
	return b.ok
}

// contour appends one closed line. Between two points off the curve lies one on
// it, in the middle; a quadratic curve with the control q is the cubic one
// with controls at two thirds of the way to q.
func (o *outliner) contour(points []corner) {
	n := len(points)
	if n < 2 {
		return
	}
	start := 0
	for start < n && !points[start].on {
		start++
	}
	// Coordinates in sixths from here on.
	at := func(p corner) [2]int64 { return [2]int64{p.x * perUnit, p.y * perUnit} }
	middle := func(p, q corner) [2]int64 { return [2]int64{(p.x + q.x) * perUnit / 2, (p.y + q.y) * perUnit / 2} }
	var pen [2]int64
	if start == n { // all are controls; points[0] is the first of them
		start = -1
		pen = middle(points[n-1], points[0])
	} else {
		pen = at(points[start])
	}
	o.move(pen, "m")
	first := pen
	for i := 1; i <= n; i++ {
		p := points[(start+i+n)%n]
		if p.on {
			pen = at(p)
			o.move(pen, "l")
			continue
		}
		next := points[(start+i+1+n)%n]
		var end [2]int64
		switch {
		case i == n:
			end = first
		case next.on:
			end = at(next)
			i++
		default:
			end = middle(p, next)
		}
		for _, anchor := range [2][2]int64{pen, end} {
			for k, q := range [2]int64{p.x, p.y} {
				o.path = append(strconv.AppendInt(o.path, (anchor[k]+2*q*perUnit)/3, 10), ' ')
			}
		}
		o.move(end, "c")
		pen = end
	}
	o.path = append(o.path, "h\n"...)
}

// move appends an operator that leads to a point.
func (o *outliner) move(to [2]int64, operator string) {
	for _, v := range to {
		o.path = append(strconv.AppendInt(o.path, v, 10), ' ')
	}
	o.path = append(append(o.path, operator...), '\n')
}
