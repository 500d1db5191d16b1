package verify_test

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"fangan/internal/agreement"
	"fangan/internal/diag"
	"fangan/internal/plan"
	"fangan/internal/verify"
	"fangan/render"
	"fangan/render/profile"
	"fangan/templates"
)

// altered changes one character in the middle of a cell.
func altered(cell string) string {
	runes := []rune(cell)
	middle := len(runes) / 2
	for runes[middle] == '\n' {
		middle--
	}
	if r := runes[middle]; r >= '0' && r <= '9' {
		runes[middle] = '0' + (r-'0'+1)%10
	} else {
		runes[middle] = '甲'
	}
	return string(runes)
}

// One character changed in any cell of a table is found: with the plan always,
// without it wherever the document says the same thing.
func TestEveryCellIsCompared(t *testing.T) {
	if testing.Short() {
		t.Skip("one thing at a time, many times")
	}
	pr := baseProfile(t)
	for _, examples := range []string{"../../plans", "../../render/testdata/styles"} {
		buildExamples(t, examples, func(s *verify.Set, name string) {
			text := verify.TextOf(s.Document, pr)
			compare := func(w agreement.Workbook) []agreement.Finding {
				if s.Plan != nil {
					return agreement.Check(s.Plan, text, w)
				}
				return agreement.Compare(text, w)
			}
			sure := func(w agreement.Workbook) bool {
				return slices.ContainsFunc(compare(w), func(f agreement.Finding) bool { return !f.Unsure })
			}
			for _, f := range compare(s.Workbook) {
				if !f.Unsure {
					t.Errorf("%s: %v", name, f)
				}
			}
			cells, changed, missed := 0, 0, []string(nil)
			title := strings.TrimSuffix(s.Workbook[0].Rows[0][0], "责任分解表")
			stride := 1 + s.Workbook.Rows()/20
			for i := range s.Workbook {
				if i > 4 { // the sheets of units are alike
					break
				}
				header := slices.IndexFunc(s.Workbook[i].Rows, func(row []string) bool { return slices.Contains(row, "序号") })
				if header < 0 {
					continue
				}
				last := 0 // what follows is a note
				for r, row := range s.Workbook[i].Rows {
					if len(row) > 1 && strings.Join(row[1:], "") != "" {
						last = r
					}
				}
				for r := range last + 1 {
					if r == header {
						continue
					}
					for k, cell := range s.Workbook[i].Rows[r] {
						if r < header && !strings.Contains(cell, title) {
							continue
						}
						if cell == "" || cell == "查看" || s.Workbook[i].Rows[header][k] == "问题" {
							continue
						}
						if cells++; cells%stride > 0 {
							continue
						}
						changed++
						s.Workbook[i].Rows[r][k] = altered(cell)
						if !sure(s.Workbook) {
							missed = append(missed, strings.ReplaceAll(s.Workbook[i].Name+" "+s.Workbook[i].Rows[header][k]+" "+s.Workbook[i].Rows[r][k], "\n", "|"))
						}
						s.Workbook[i].Rows[r][k] = cell
					}
				}
			}
			if s.Plan != nil && len(missed) > 0 || len(missed)*8 > changed {
				t.Errorf("%s, with the plan %v: %d of %d changed cells were missed:\n%s", name, s.Plan != nil, len(missed), changed, strings.Join(missed, "\n"))
			}
		})
	}
}

func baseProfile(t testing.TB) *profile.Profile {
	t.Helper()
	pr, findings := profile.Load(diag.NewSource(templates.Profile, builtIn(t, templates.Profile)))
	must(t, findings)
	return pr
}

// A plan in which everything that only the plan knows occurs: aliases,
// collectives, duties that print nowhere, shorter wordings for the table, titles
// that are the task.
func TestMixedPlanAgrees(t *testing.T) {
	pr := baseProfile(t)
	buildExamples(t, "testdata/mixed", func(s *verify.Set, name string) {
		text := verify.TextOf(s.Document, pr)
		if s.Plan != nil {
			for _, f := range agreement.Check(s.Plan, text, s.Workbook) {
				t.Errorf("with the plan: %v", f)
			}
			return
		}
		var unsure []string
		for _, f := range agreement.Compare(text, s.Workbook) {
			if !f.Unsure {
				t.Errorf("%v", f)
				continue
			}
			unsure = append(unsure, fmt.Sprint(f.Order, f.Field))
		}
		want := "4责任单位 4完成时限" // which print in the table only
		if got := strings.Join(unsure, " "); got != want {
			t.Errorf("not compared: %s, want %s", got, want)
		}
	})
}

// One character changed in anything that the plan says beside its tasks is found
// in the document.
func TestEveryPassageIsCompared(t *testing.T) {
	if testing.Short() {
		t.Skip("one thing at a time, many times")
	}
	pr := baseProfile(t)
	for _, examples := range []string{"../../plans", "../../render/testdata/styles", "testdata/mixed"} {
		ws, findings := plan.Open(examples, os.DirFS(examples))
		must(t, findings)
		buildExamples(t, examples, func(s *verify.Set, name string) {
			if s.Plan == nil {
				return
			}
			text, said := verify.TextOf(s.Document, pr), render.Said(ws, s.Plan)
			if len(said) == 0 {
				t.Fatalf("%s: the plan says nothing", name)
			}
			for _, f := range agreement.Passages(text, said) {
				t.Errorf("%s: %v", name, f)
			}
			stride := 1 + len(said)/60
			for i, piece := range said {
				if piece.Task || piece.Text == "" || i%stride > 0 {
					continue
				}
				said[i].Text = altered(piece.Text)
				if len(agreement.Passages(text, said)) == 0 {
					t.Errorf("%s: %s %q for %q is not found", name, piece.What, said[i].Text, piece.Text)
				}
				said[i] = piece
			}
		})
	}
}

// One character changed in a table that the document prints of the tasks or the
// indicators is found without the plan, too.
func TestPrintedTablesAreCompared(t *testing.T) {
	if testing.Short() {
		t.Skip("one thing at a time, many times")
	}
	pr := baseProfile(t)
	compared := 0
	for _, examples := range []string{"../../plans", "../../render/testdata/styles"} {
		buildExamples(t, examples, func(s *verify.Set, name string) {
			if s.Plan != nil {
				return
			}
			text := verify.TextOf(s.Document, pr)
			for i := range text.Tables {
				table := &text.Tables[i]
				header := slices.IndexFunc(table.Rows, func(row []string) bool {
					return slices.Contains(row, "序号") && (slices.Contains(row, "具体内容") || slices.Contains(row, "目标值"))
				})
				if header < 0 {
					continue
				}
				for r := header + 1; r < len(table.Rows); r++ {
					for k, cell := range table.Rows[r] {
						if cell == "" || k == 0 {
							continue
						}
						table.Rows[r][k] = altered(cell)
						compared++
						if !slices.ContainsFunc(agreement.Compare(text, s.Workbook), func(f agreement.Finding) bool { return !f.Unsure && f.At.Row > 0 }) {
							t.Errorf("%s: %q for %q on page %d is not found", name, table.Rows[r][k], cell, table.Page)
						}
						table.Rows[r][k] = cell
					}
				}
			}
		})
	}
	if compared < 50 {
		t.Errorf("%d cells were looked at", compared)
	}
}
