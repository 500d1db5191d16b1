package verify

import (
	"slices"
	"strings"

	"fangan/internal/agreement"
	"fangan/internal/length"
	"fangan/internal/pdfpage"
)

// printed returns the tables of the document, each page's for itself, as sheets:
// what stands in their cells, by row and column.
func (c *checker) printed() []agreement.Sheet {
	var sheets []agreement.Sheet
	for _, p := range c.layout.pages {
		var rules, turned []pdfpage.Box
		for _, r := range p.rules {
			rules, turned = append(rules, r.box), append(turned, p.turn(r.box))
		}
		for _, b := range p.tables {
			for _, list := range [][]*cell{cells(p.lines, rules, b), cells(p.turned, turned, p.turn(b))} {
				if len(list) > 0 {
					sheets = append(sheets, sheetOf(p, list))
				}
			}
		}
	}
	return sheets
}

// sheetOf puts cells into the rows and columns that they begin in.
func sheetOf(p *page, list []*cell) agreement.Sheet {
	var tops, lefts []length.Length
	for _, cell := range list {
		tops, lefts = append(tops, cell.top), append(lefts, cell.left)
	}
	tops, lefts = distinct(tops), distinct(lefts)
	s := agreement.Sheet{Page: p.number, Rows: make([][]string, len(tops))}
	for i := range s.Rows {
		s.Rows[i] = make([]string, len(lefts))
	}
	for _, cell := range list {
		var text strings.Builder
		for _, l := range cell.lines {
			text.WriteString(l.text)
		}
		s.Rows[nearestTo(tops, cell.top)][nearestTo(lefts, cell.left)] += text.String()
	}
	return s
}

// distinct returns lengths in order, of those that are alike one.
func distinct(list []length.Length) []length.Length {
	slices.Sort(list)
	return slices.CompactFunc(list, func(a, b length.Length) bool { return near(a, b, length.Mm) })
}

func nearestTo(list []length.Length, l length.Length) int {
	best := 0
	for i := range list {
		if max(list[i]-l, l-list[i]) < max(list[best]-l, l-list[best]) {
			best = i
		}
	}
	return best
}
