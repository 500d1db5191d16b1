package font

import "encoding/binary"

// curveError is how far, in parts of an em, a converted curve may lie from the
// original; the rounding of its points to whole units comes to that. Half a
// thousandth is 0.003 mm in 3号.
const curveError = 2000

// mostPieces is how many quadratic curves stand for a cubic one at most.
const mostPieces = 16

type vector struct{ x, y fixed }

// A point of a TrueType outline, in font units.
type point struct {
	x, y int
	on   bool // the curve; otherwise it draws the curve towards it
}

// A pen turns lines and cubic curves into a TrueType outline.
type pen struct {
	tolerance int64 // in 256ths of a unit
	points    []point
	ends      []int // of the contours
	start     int   // of the contour at hand
	down      bool
	out       []byte
}

// reset prepares for another glyph and keeps the memory.
func (p *pen) reset() {
	p.points, p.ends, p.out = p.points[:0], p.ends[:0], p.out[:0]
	p.start, p.down = 0, false
}

func (p *pen) begin(x, y fixed) bool {
	p.start, p.down = len(p.points), true
	return p.add(x, y, true)
}

func (p *pen) add(x, y fixed, on bool) bool {
	p.points = append(p.points, point{x.round(), y.round(), on})
	return len(p.points) <= 0x7FFF
}

func (p *pen) line(x, y fixed) bool {
	if !p.down {
		return false
	}
	if last := p.points[len(p.points)-1]; last.on && last.x == x.round() && last.y == y.round() {
		return true
	}
	return p.add(x, y, true)
}

// curve replaces a cubic curve by n quadratic ones, each over an equal share of
// its parameter. If q(t) = p + at + bt² + ct³ runs over one share, the quadratic
// curve with the same ends and tangents halfway has its control point at
// p + a/2 − c/4 and departs by c·t(t−½)(t−1), at most |c|·√3/36. Between two
// shares the control points lie at the same distance from the point where they
// meet, so that TrueType finds that point by itself.
func (p *pen) curve(from, c1, c2, to vector) bool {
	if !p.down {
		return false
	}
	ax, ay := 3*(c1.x-from.x), 3*(c1.y-from.y)
	bx, by := 3*(c2.x-2*c1.x+from.x), 3*(c2.y-2*c1.y+from.y)
	cx, cy := to.x-3*c2.x+3*c1.x-from.x, to.y-3*c2.y+3*c1.y-from.y

	// |c|·√3/36 ≤ tolerance·n³, squared, in 256ths of a unit.
	x, y := int64(cx>>8), int64(cy>>8)
	square, bound := 3*(x*x+y*y), 36*36*p.tolerance*p.tolerance
	n := int64(1)
	for n < mostPieces && square > bound*n*n*n*n*n*n {
		n++
	}
	control := func(from, a, b, c fixed, i fixed) fixed {
		n := fixed(n)
		return from + (4*a*i*n*n+4*b*i*i*n+4*c*i*i*i+2*a*n*n+4*b*i*n+6*c*i*i-c)/(4*n*n*n)
	}
	for i := range fixed(n) {
		if !p.add(control(from.x, ax, bx, cx, i), control(from.y, ay, by, cy, i), false) {
			return false
		}
	}
	return p.add(to.x, to.y, true)
}

// end closes a contour. TrueType has the ink on the right of its contours, CFF
// on the left, so it is turned round.
func (p *pen) end() bool {
	if !p.down {
		return true
	}
	p.down = false
	contour := p.points[p.start:]
	if last := len(contour) - 1; last > 0 && contour[last] == contour[0] {
		contour = contour[:last]
	}
	if len(contour) < 3 {
		p.points = p.points[:p.start] // has no ink
		return true
	}
	for i, k := 1, len(contour)-1; i < k; i, k = i+1, k-1 {
		contour[i], contour[k] = contour[k], contour[i]
	}
	p.points = p.points[:p.start+len(contour)]
	p.ends = append(p.ends, len(p.points)-1)
	return true
}

// Flags of a point (OpenType glyf).
const (
	onCurve = 1 << 0
	shortX  = 1 << 1
	shortY  = 1 << 2
	repeats = 1 << 3
	sameX   = 1 << 4 // or positive, of a short one
	sameY   = 1 << 5
)

// glyf returns the outline as a glyf entry, empty if there is none.
func (p *pen) glyf() table {
	if len(p.points) == 0 {
		return ""
	}
	b := p.out
	put := func(v int) { b = binary.BigEndian.AppendUint16(b, uint16(v)) }
	left, bottom, right, top := p.points[0].x, p.points[0].y, p.points[0].x, p.points[0].y
	for _, q := range p.points {
		left, right = min(left, q.x), max(right, q.x)
		bottom, top = min(bottom, q.y), max(top, q.y)
	}
	for _, v := range []int{len(p.ends), left, bottom, right, top} {
		put(v)
	}
	for _, end := range p.ends {
		put(end)
	}
	put(0) // no instructions

	repeated := byte(0) // how often the last flag stands again
	x, y := 0, 0
	for i, q := range p.points {
		flag := axis(q.x-x, shortX, sameX) | axis(q.y-y, shortY, sameY)
		if q.on {
			flag |= onCurve
		}
		x, y = q.x, q.y
		last := len(b) - 1
		switch {
		case i > 0 && repeated == 0 && b[last] == flag:
			b[last] |= repeats
			b = append(b, 1)
			repeated = 1
		case i > 0 && repeated > 0 && repeated < 255 && b[last-1] == flag|repeats:
			b[last]++
			repeated++
		default:
			b = append(b, flag)
			repeated = 0
		}
	}
	x, y = 0, 0
	for _, q := range p.points {
		b = appendStep(b, q.x-x)
		x = q.x
	}
	for _, q := range p.points {
		b = appendStep(b, q.y-y)
		y = q.y
	}
	p.out = b
	return table(b)
}

// axis returns the flags of a step along an axis.
func axis(step int, short, same byte) byte {
	switch {
	case step == 0:
		return same
	case step > 0 && step < 256:
		return short | same
	case step < 0 && step > -256:
		return short
	}
	return 0
}

func appendStep(b []byte, step int) []byte {
	switch {
	case step == 0:
		return b
	case step > -256 && step < 256:
		return append(b, byte(max(step, -step)))
	}
	return binary.BigEndian.AppendUint16(b, uint16(step))
}
