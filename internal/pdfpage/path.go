package pdfpage

import (
	"math"

	"fangan/internal/length"
)

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
	half := in.lineWidth / 2 * in.ctm.scale()
	for _, s := range in.path {
		if len(s.points) < 2 || len(page.Rules)+len(page.Shapes) > mostObjects {
			continue
		}
		q := subpath{curved: s.curved, closed: s.closed, points: make([]point, len(s.points))}
		for i, p := range s.points {
			q.points[i].x, q.points[i].y = in.toPage.apply(p.x, p.y)
		}
		straight := q.along()
		if fill && straight && len(q.points) <= 5 && in.fill.IsWhite() {
			in.cover(q.box(0))
		}
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
	in.clipNow()
	in.path = in.path[:0]
}

// clipNow bounds what follows by the path, where that was asked for.
func (in *interpreter) clipNow() {
	if !in.clipping {
		return
	}
	in.clipping = false
	if len(in.path) != 1 || !in.path[0].along() || len(in.path[0].points) > 5 {
		in.vague = true
		return
	}
	b := in.path[0].box(0) // in user space, in points
	points := func(l length.Length) float64 { return float64(l) / float64(length.Pt) }
	in.clip = in.clip.intersect(extent(in.toPage, points(b.X0), points(b.Y0), points(b.X1), points(b.Y1)))
}

// mostCovers bounds the covers of a page.
const mostCovers = 1000

// cover notes a white rectangle that is high enough to hide a line.
func (in *interpreter) cover(b Box) {
	b = b.intersect(in.clip)
	const least = 2 * length.Mm
	if !in.vague && len(in.out.Runs) > 0 && b.X1-b.X0 > least && b.Y1-b.Y0 > least && len(in.out.Covers) < mostCovers {
		in.out.Covers = append(in.out.Covers, Cover{b, len(in.out.Runs)})
	}
}
