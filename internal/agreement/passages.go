package agreement

import (
	"slices"
	"strings"
)

// A Said is a piece of the document as the plan has it: a title, a paragraph, the
// cell of a table.
type Said struct {
	What string // 标题, 主送机关 …
	Text string
	Cell bool
	Task bool // it belongs to the tasks, which Check looks at
}

// Passages looks up in the document all that the plan says beside its tasks: head,
// notice, preamble, attachments, 版记, and each cell of its tables. What occurs
// several times must do so as often as the plan says it.
func Passages(d *Document, said []Said) []Finding {
	var all strings.Builder
	cells := map[string]int{}
	for _, s := range said {
		if s.Cell {
			cells[squeeze(s.Text)]++
		} else {
			all.WriteString(squeeze(s.Text) + "\n")
		}
	}
	around := d
	if d.Around != nil {
		around = d.Around
	}
	var findings []Finding
	plain := around.String()
	done := map[string]bool{}
	for _, s := range said {
		want := squeeze(s.Text)
		key := s.What + "\n" + want
		if s.Task || want == "" || done[key] {
			continue
		}
		done[key] = true
		if s.Cell {
			if f, ok := d.lacks(s.What, want, cells[want]); ok {
				findings = append(findings, f)
			}
			continue
		}
		if strings.Count(plain, want) >= strings.Count(all.String(), want) {
			continue
		}
		findings = append(findings, around.misses(s, []rune(want)))
	}
	return findings
}

// misses returns what is wrong with a passage that does not stand in the document
// as often as it should.
func (d *Document) misses(s Said, want []rune) Finding {
	f := Finding{Field: Passage, Unit: s.What, At: d.place(0), Want: near(want, 0)}
	// Where it stands right nothing is to be found.
	text := []rune(strings.ReplaceAll(string(d.text), string(want), strings.Repeat("\x00", len(want))))
	from, to, distance := nearest(text, want)
	if distance*2 > len(want) {
		return f
	}
	n := common(text[from:to], want)
	f.At, f.Want, f.Got = d.place(from+n), near(want, n), near(text[from:to], n)
	return f
}

// lacks returns what is wrong with a cell whose text the tables of the document do
// not have so many times.
func (d *Document) lacks(what, want string, times int) (Finding, bool) {
	if len(d.Tables) == 0 {
		return Finding{}, false
	}
	best, least := Finding{Field: Passage, Unit: what, Want: near([]rune(want), 0)}, len([]rune(want))
	found := 0
	var parts []string
	for i := range d.Tables {
		t := &d.Tables[i]
		for r, row := range t.Rows {
			for c, cell := range row {
				got := strings.TrimSuffix(squeeze(cell), continued)
				switch {
				case got == want:
					if found++; found == times {
						return Finding{}, false
					}
					continue
				case got == "":
					continue
				case strings.HasPrefix(want, got) || strings.HasSuffix(want, got):
					parts = append(parts, got)
				}
				if len([]rune(got)) > 4*len([]rune(want)) {
					continue
				}
				if from, to, distance := nearest([]rune(got), []rune(want)); distance+len([]rune(got))-(to-from) < least {
					least = distance + len([]rune(got)) - (to - from)
					n := common([]rune(got), []rune(want))
					best.At, best.Want, best.Got = t.at(c, r), near([]rune(want), n), near([]rune(got), n)
				}
			}
		}
	}
	// A row taller than a page is cut.
	if len([]rune(want)) > 40 && slices.ContainsFunc(parts, func(a string) bool {
		return slices.ContainsFunc(parts, func(b string) bool { return a+b == want })
	}) {
		return Finding{}, false
	}
	if best.At.IsZero() {
		best.At = Place{Page: d.Tables[0].Page, Row: 1}
	}
	return best, true
}
