package verify

import (
	"cmp"
	"slices"
	"strings"

	"fangan/internal/length"
	"fangan/internal/pdfpage"
)

// findTables finds what is ruled into rows and columns.
func findTables(p *page, v *colophon) {
	const most = 4000
	var lines []rule
	for _, r := range p.rules {
		if r.colour.IsRed() || v != nil && v.covers(p, r.middle()) && (p != v.firstLine.page || r.middle() > v.firstLine.top || slices.Contains(v.rules, r)) {
			continue
		}
		lines = append(lines, r)
	}
	if len(lines) > most {
		lines = lines[:most]
	}
	group := make([]int, len(lines))
	for i := range group {
		group[i] = i
	}
	root := func(i int) int {
		for group[i] != i {
			group[i] = group[group[i]]
			i = group[i]
		}
		return i
	}
	const slack = length.Mm
	for i := range lines {
		for k := range i {
			if lines[i].flat() == lines[k].flat() {
				continue
			}
			a, b := lines[i].box, lines[k].box
			if a.X0 <= b.X1+slack && a.X1 >= b.X0-slack && a.Y0 <= b.Y1+slack && a.Y1 >= b.Y0-slack {
				group[root(i)] = root(k)
			}
		}
	}
	boxes := map[int]pdfpage.Box{}
	members := map[int]int{}
	for i, r := range lines {
		boxes[root(i)] = boxes[root(i)].Union(r.box)
		members[root(i)]++
	}
	for _, n := range slices.Sorted(keysOf(boxes)) {
		if b := boxes[n]; members[n] >= 3 && b.Y1-b.Y0 > 4*length.Mm {
			p.tables = append(p.tables, b)
		}
	}
	lines = slices.DeleteFunc(lines, func(r rule) bool {
		return slices.ContainsFunc(p.tables, func(b pdfpage.Box) bool { return r.box.Y0 >= b.Y0 && r.box.Y1 <= b.Y1 })
	})
	if b, ok := openTable(lines); ok {
		p.tables = append(p.tables, b)
	}
	for _, l := range append(slices.Clone(p.lines), p.turned...) {
		for _, b := range p.tables {
			if l.turned {
				b = p.turn(b)
			}
			if y := (l.top + l.bottom) / 2; l.kind == unknown && y > b.Y0 && y < b.Y1 && l.x1 > b.X0-slack && l.x0 < b.X1+slack {
				l.kind = inTable
			}
		}
	}
}

// turn returns a box as it lies on the sheet turned to the right, for whom
// text that reads upwards is upright.
func (p *page) turn(b pdfpage.Box) pdfpage.Box {
	return pdfpage.Box{X0: p.height - b.Y1, Y0: b.X0, X1: p.height - b.Y0, Y1: b.X1}
}

// openTable finds a table without upright rules: three or more of one width.
func openTable(lines []rule) (pdfpage.Box, bool) {
	for i, a := range lines {
		var b pdfpage.Box
		n := 0
		for _, o := range lines[i:] {
			if a.flat() && o.flat() && near(a.box.X0, o.box.X0, length.Mm) && near(a.box.X1, o.box.X1, length.Mm) {
				b = b.Union(o.box)
				n++
			}
		}
		if n >= 3 && b.Y1-b.Y0 > 10*length.Mm {
			return b, true
		}
	}
	return pdfpage.Box{}, false
}

// A cell is what stands between the rules of a table, line by line.
type cell struct {
	lines       []*line
	left, right length.Length
	top         length.Length // of the rule above it
}

// cellKey tells cells apart: where the rules at their left and above them are.
type cellKey struct{ left, top length.Length }

// cells returns the cells of a table, in reading order. The lines are of one
// direction; rules and box are as one sees them who reads the lines upright.
func cells(lines []*line, rules []pdfpage.Box, box pdfpage.Box) []*cell {
	const slack = length.Mm
	inside := func(r pdfpage.Box) bool {
		return r.X0 < box.X1+slack && r.X1 > box.X0-slack && r.Y0 < box.Y1+slack && r.Y1 > box.Y0-slack
	}
	var upright, flat []pdfpage.Box
	for _, r := range rules {
		switch {
		case !inside(r):
		case r.X1-r.X0 > r.Y1-r.Y0:
			flat = append(flat, r)
		default:
			upright = append(upright, r)
		}
	}
	if len(upright) < 2 {
		return nil // nobody knows where its columns are
	}
	slices.SortFunc(upright, func(a, b pdfpage.Box) int { return cmp.Compare(a.X0, b.X0) })
	found := map[cellKey]*cell{}
	var list []*cell
	for _, l := range lines {
		middle := (l.top + l.bottom) / 2
		if l.kind != inTable || middle < box.Y0 || middle > box.Y1 {
			continue
		}
		var edges []length.Length // of the columns that the line crosses
		for _, r := range upright {
			if r.Y0 < middle && r.Y1 > middle {
				edges = append(edges, (r.X0+r.X1)/2)
			}
		}
		for from := 0; from < len(l.glyphs); {
			g := &l.glyphs[from]
			k := 0
			for k < len(edges) && edges[k] < g.middle() {
				k++
			}
			to := from + 1
			for to < len(l.glyphs) && (k == len(edges) || l.glyphs[to].middle() < edges[k]) {
				to++
			}
			if k > 0 && k < len(edges) {
				key := cellKey{left: edges[k-1]}
				for _, r := range flat {
					if y := (r.Y0 + r.Y1) / 2; y < middle && r.X0 < g.middle() && r.X1 > g.middle() {
						key.top = max(key.top, y)
					}
				}
				part := &line{page: l.page, glyphs: l.glyphs[from:to:to], y: l.y, x0: g.x, turned: l.turned, size: l.size}
				part.text = part.read()
				if part.text != "" {
					if found[key] == nil {
						found[key] = &cell{left: edges[k-1], right: edges[k], top: key.top}
						list = append(list, found[key])
					}
					found[key].lines = append(found[key].lines, part)
				}
			}
			from = to
		}
	}
	return list
}

// read returns the text of a line without white space at its ends.
func (l *line) read() string {
	var b strings.Builder
	for i := range l.glyphs {
		b.WriteString(l.glyphs[i].text)
	}
	return strings.TrimSpace(b.String())
}

// checkCells looks at how the lines in cells are broken, as breaks does for
// text. Of cells that hardly hold a word nothing can be asked.
func (c *checker) checkCells() {
	for _, p := range c.layout.pages {
		var rules, turned []pdfpage.Box
		for _, r := range p.rules {
			rules, turned = append(rules, r.box), append(turned, p.turn(r.box))
		}
		for _, b := range p.tables {
			for _, cell := range append(cells(p.lines, rules, b), cells(p.turned, turned, p.turn(b))...) {
				c.cellBreaks(cell)
			}
		}
	}
}

func (c *checker) cellBreaks(cell *cell) {
	before := ""
	for i, l := range cell.lines {
		before += l.text
		if cell.right-cell.left < 5*l.size {
			continue
		}
		c.saw("B-kinsoku", "")
		c.saw("B-unsplit", "")
		if i > 0 {
			c.lineStart(l)
		}
		if i+1 == len(cell.lines) {
			break
		}
		c.lineEnd(l, before, cell.lines[i+1].text)
		// Lines that the author parted are shorter, and what is wider than the cell
		// has to be split.
		seen := l.seen()
		full := seen[len(seen)-1].right()-seen[0].left() > cell.right-cell.left-4*l.size
		if whole := !slices.ContainsFunc(seen, func(g glyph) bool { return isHan(g.text) || g.r >= 0x3000 }); full && !whole {
			c.lineSplit(l, cell.lines[i+1])
		}
	}
}
