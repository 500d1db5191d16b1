package xlsx

import (
	"fmt"

	"fangan/internal/length"
)

// setWidths gives each column its width. What the page leaves is shared among
// the columns that grow; then they and those that may shrink exchange width as
// long as this makes the table shorter.
func (c *composer) setWidths(s *sheetTemplate, columns []*column) {
	page := s.page.pixelsWide()
	total, growing := 0, 0
	for _, col := range columns {
		col.pixels = col.template.width*digitPixels + columnPadding
		total += col.pixels
		if col.template.grow {
			growing++
		}
	}
	if growing > 0 {
		f := newFitter(columns, s.styles["body"].face)
		total = f.squeeze(page, total)
		f.fit()
	}
	if total > page*3/2 {
		c.report(s.span, "sheet/width", fmt.Sprintf("各列共宽%d，一页%s只有%d，打印时字会小得看不清", total/digitPixels, s.page.Paper, page/digitPixels), `请减小 width，或改用 paper = "A3"`)
	}
}

// fitter finds the widths with which a table is least high. It reckons lines
// from the length of each paragraph; where they really break is measured once,
// when the rows are made.
type fitter struct {
	columns []*column
	face    face
	// paragraphs[column][row] are the lengths of the paragraphs of a cell. Of
	// long tables only some rows are looked at.
	paragraphs [][][]length.Length
	lines      [][]int // [column][row]
	growing    []int   // indices of columns
}

// maxFitted bounds the rows that a fitter looks at.
const maxFitted = 300

func newFitter(columns []*column, f face) *fitter {
	t := &fitter{columns: columns, face: f}
	step := 1 + len(columns[0].texts)/maxFitted
	for i, col := range columns {
		if col.template.grow {
			t.growing = append(t.growing, i)
		}
		cells := make([][]length.Length, 0, len(col.texts)/step+1)
		for row := 0; row < len(col.texts); row += step {
			cells = append(cells, f.paragraphs(col.texts[row]))
		}
		t.paragraphs = append(t.paragraphs, cells)
		t.lines = append(t.lines, make([]int, len(cells)))
	}
	return t
}

// paragraphs returns the length of each paragraph of a text on one line.
func (f face) paragraphs(text string) []length.Length {
	lengths := make([]length.Length, 1, 4)
	for _, r := range text {
		if r == '\n' {
			lengths = append(lengths, 0)
			continue
		}
		lengths[len(lengths)-1] += f.advance(r)
	}
	return lengths
}

// squeeze brings the table to the width of the page if its columns let it, and
// returns the width.
func (t *fitter) squeeze(page, total int) int {
	if total > page {
		// All shrink alike, in turns of one digit.
		for moved := true; moved && total > page; {
			moved = false
			for _, col := range t.columns {
				if total > page && col.pixels-digitPixels >= col.leastPixels() {
					col.pixels -= digitPixels
					total -= digitPixels
					moved = true
				}
			}
		}
	}
	if left := page - total; left > 0 {
		t.share(left)
		total = page
	}
	return total
}

func (col *column) leastPixels() int {
	return col.template.least*digitPixels + columnPadding
}

// share gives pixels to the growing columns, to each alike.
func (t *fitter) share(pixels int) {
	for k, i := range t.growing {
		t.columns[i].pixels += pixels*(k+1)/len(t.growing) - pixels*k/len(t.growing)
	}
}

// fit moves width between the columns that grow and those that may shrink,
// each time the move that saves most lines for its size, until none saves any.
func (t *fitter) fit() {
	for i := range t.columns {
		t.reckon(i, t.columns[i].pixels, t.lines[i])
	}
	grown := make([][]int, len(t.columns))
	for _, i := range t.growing {
		grown[i] = make([]int, len(t.lines[i]))
	}
	moved := make([]int, len(t.lines[0]))
	for {
		height := t.height(-1, nil, nil)
		best, bestStep, bestGain := -1, 0, 0
		// A single step may save nothing where several do.
		for step := -6 * digitPixels; step <= 6*digitPixels; step += digitPixels {
			if step == 0 || !t.growersAllow(step) {
				continue
			}
			for _, i := range t.growing {
				t.reckon(i, t.columns[i].pixels+step/len(t.growing), grown[i])
			}
			for i, col := range t.columns {
				if !col.allows(-step) {
					continue
				}
				t.reckon(i, col.pixels-step, moved)
				gain := height - t.height(i, moved, grown)
				if gain > 0 && (best < 0 || gain*abs(bestStep) > bestGain*abs(step)) {
					best, bestStep, bestGain = i, step, gain
				}
			}
		}
		if best < 0 {
			return
		}
		t.columns[best].pixels -= bestStep
		t.share(bestStep)
		t.reckon(best, t.columns[best].pixels, t.lines[best])
		for _, i := range t.growing {
			t.reckon(i, t.columns[i].pixels, t.lines[i])
		}
		if t.height(-1, nil, nil) >= height {
			return // several growing columns do not share evenly
		}
	}
}

func abs(n int) int { return max(n, -n) }

// growersAllow reports whether the growing columns keep the width that the
// template gives them.
func (t *fitter) growersAllow(step int) bool {
	for _, i := range t.growing {
		col := t.columns[i]
		if col.pixels+step/len(t.growing)-1 < col.template.width*digitPixels+columnPadding {
			return step > 0
		}
	}
	return true
}

// allows reports whether a column that may shrink may change by so much: down
// to its least width, and up to half more than the template's.
func (col *column) allows(change int) bool {
	t := col.template
	if t.grow || t.least == t.width {
		return false
	}
	pixels := col.pixels + change
	return pixels >= col.leastPixels() && pixels <= t.width*digitPixels*3/2+columnPadding
}

// reckon counts the lines of a column's cells at a width.
func (t *fitter) reckon(i, pixels int, lines []int) {
	width := usable(pixels)
	// A line holds whole characters.
	width -= width % (t.face.size * 104 / 100)
	width = max(width, t.face.size)
	for row, cell := range t.paragraphs[i] {
		n := 0
		for _, l := range cell {
			n += max(1, int((l+width-1)/width))
		}
		lines[row] = n
	}
}

// height returns the lines of all rows, with other counts for one column that
// changes and for those that grow; -1: none do.
func (t *fitter) height(changing int, changed []int, grown [][]int) int {
	total := 0
	for row := range t.lines[0] {
		most := 0
		for i := range t.columns {
			n := t.lines[i][row]
			switch {
			case i == changing:
				n = changed[row]
			case changing >= 0 && t.columns[i].template.grow:
				n = grown[i][row]
			}
			most = max(most, n)
		}
		total += most
	}
	return total
}
