package pdfpage

import "math"

// A path is what will be painted, in points of user space.
type path []subpath

type point struct{ x, y float64 }

type subpath struct {
	points []point // with the control points of curves
	curved bool
	closed bool
}

const mostPoints = 100_000

func (p *path) move(x, y float64) {
	if len(*p) < mostPoints {
		*p = append(*p, subpath{points: []point{{x, y}}})
	}
}

func (p *path) last() *subpath {
	if len(*p) == 0 {
		*p = append(*p, subpath{})
	}
	s := &(*p)[len(*p)-1]
	if s.closed && len(s.points) > 0 && len(*p) < mostPoints {
		*p = append(*p, subpath{points: []point{s.points[0]}})
		s = &(*p)[len(*p)-1]
	}
	return s
}

func (p *path) line(x, y float64) {
	if s := p.last(); len(s.points) < mostPoints {
		s.points = append(s.points, point{x, y})
	}
}

func (p *path) curve(x, y float64) {
	p.line(x, y)
	(*p)[len(*p)-1].curved = true
}

func (p *path) close() {
	if len(*p) > 0 {
		(*p)[len(*p)-1].closed = true
	}
}

// box returns the extent, grown by a margin.
func (s subpath) box(margin float64) Box {
	x0, y0, x1, y1 := math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)
	for _, p := range s.points {
		x0, y0, x1, y1 = min(x0, p.x), min(y0, p.y), max(x1, p.x), max(y1, p.y)
	}
	return Box{toLength(x0 - margin), toLength(y0 - margin), toLength(x1 + margin), toLength(y1 + margin)}
}

// along reports whether the segments lie along the axes.
func (s subpath) along() bool {
	if s.curved {
		return false
	}
	const slack = 0.05
	for i := 1; i < len(s.points); i++ {
		a, b := s.points[i-1], s.points[i]
		if math.Abs(a.x-b.x) > slack && math.Abs(a.y-b.y) > slack {
			return false
		}
	}
	return true
}

// paint paints the path and forgets it. Rectangles and straight lines are
// rules, all else is a shape.
func (in *interpreter) paint(fill, stroke bool) {
	page := &in.out
	// The width of the pen is the same in all directions, as near as matters.
	half := in.lineWidth / 2 * math.Sqrt(math.Abs(in.ctm.a*in.ctm.d-in.ctm.b*in.ctm.c))
	for _, s := range in.path {
		if len(s.points) < 2 || len(page.Rules)+len(page.Shapes) > mostObjects {
			continue
		}
		q := subpath{curved: s.curved, closed: s.closed, points: make([]point, len(s.points))}
		for i, p := range s.points {
			q.points[i].x, q.points[i].y = in.toPage.apply(p.x, p.y)
		}
		straight := q.along()
		switch {
		case fill && straight && len(q.points) <= 5:
			page.Rules = append(page.Rules, Rule{q.box(0), in.fill})
		case fill:
			page.Shapes = append(page.Shapes, Image{q.box(0), in.fill})
		}
		switch {
		case !stroke:
		case straight:
			if q.closed {
				q.points = append(q.points, q.points[0])
			}
			for i := 1; i < len(q.points); i++ {
				segment := subpath{points: q.points[i-1 : i+1]}
				b := segment.box(0)
				if pen := toLength(half); b.Y1-b.Y0 < b.X1-b.X0 {
					b.Y0, b.Y1 = b.Y0-pen, b.Y1+pen
				} else {
					b.X0, b.X1 = b.X0-pen, b.X1+pen
				}
				page.Rules = append(page.Rules, Rule{b, in.stroke})
			}
		default:
			page.Shapes = append(page.Shapes, Image{q.box(half), in.stroke})
		}
	}
	in.path = in.path[:0]
}
