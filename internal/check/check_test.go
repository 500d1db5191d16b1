package check_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"fangan/internal/check"
	"fangan/internal/diag"
	"fangan/internal/plan"
)

var update = flag.Bool("update", false, "rewrite the # want: lines of the fixtures")

const (
	wantMark = "# want: "
	noUnits  = "# 没有 units.toml"
)

// TestFixtures holds every fixture against the findings that stand in it, one
// comment above the line that they point into:
//
//	# want: unit/unknown 起-止 说明｜改法
//
// 起-止 are the first and last column, in characters. Findings about no line of
// the fixture stand at its top, without columns.
func TestFixtures(t *testing.T) {
	files, err := filepath.Glob("testdata/*.toml")
	if err != nil || len(files) < 8 {
		t.Fatal("fixtures are missing", err)
	}
	units, err := os.ReadFile("testdata/units.toml")
	if err != nil {
		t.Fatal(err)
	}
	named := map[string]bool{}
	for _, file := range files {
		base := filepath.Base(file)
		if base == "units.toml" {
			continue
		}
		t.Run(base, func(t *testing.T) {
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			fixture := string(data)
			bare := withoutWants(fixture)
			fsys := fstest.MapFS{"2026/" + base: {Data: []byte(bare)}}
			if !strings.Contains(fixture, noUnits) {
				fsys["units.toml"] = &fstest.MapFile{Data: units}
			}
			ws, findings := plan.Open("", fsys)
			if len(findings) > 0 {
				t.Fatalf("workspace: %v", findings)
			}
			p, loading := ws.Load("2026/" + base)
			if p == nil || len(loading) > 0 {
				t.Fatalf("the fixture itself is faulty: %v", loading)
			}
			found := check.Run(ws, p)
			for _, d := range found {
				named[d.Rule] = true
				if d.Severity == 0 || d.Message == "" || d.Help == "" {
					t.Errorf("incomplete finding %+v", d)
				}
			}
			got := withWants(bare, p.Source, found)
			if *update {
				if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if diff := cmp.Diff(fixture, got); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
	for _, r := range check.Rules() {
		if !named[r.ID] {
			t.Errorf("no fixture shows %s", r.ID)
		}
	}
}

func withoutWants(fixture string) string {
	var b strings.Builder
	for line := range strings.Lines(fixture) {
		if !strings.HasPrefix(strings.TrimLeft(line, " "), wantMark) {
			b.WriteString(line)
		}
	}
	return b.String()
}

func withWants(bare string, src *diag.Source, found diag.List) string {
	var b strings.Builder
	want := func(indent string, d diag.Diagnostic, columns string) {
		var text strings.Builder
		text.WriteString(d.Message + "｜" + strings.ReplaceAll(d.Help, "\n", "⏎"))
		for _, r := range d.Related {
			text.WriteString(fmt.Sprintf("｜%s:%d %s", r.Span.Source.Name, r.Span.Position().Line, r.Message))
		}
		fmt.Fprintf(&b, "%s%s%s%s %s\n", indent, wantMark, d.Rule, columns, text.String())
	}
	for _, d := range found {
		if d.Span.Source != src {
			columns := ""
			if !d.Span.IsZero() {
				columns = fmt.Sprintf(" %s:%d", d.Span.Source.Name, d.Span.Position().Line)
			}
			want("", d, columns)
		}
	}
	number := 0
	for line := range strings.Lines(bare) {
		number++
		for _, d := range found {
			if d.Span.Source != src || d.Span.Position().Line != number {
				continue
			}
			from := d.Span.Position().Column
			to := from + utf8.RuneCountInString(src.Text[d.Span.Start:d.Span.End]) - 1
			want(line[:len(line)-len(strings.TrimLeft(line, " "))], d, fmt.Sprintf(" %d-%d", from, to))
		}
		b.WriteString(line)
	}
	return b.String()
}

func TestRules(t *testing.T) {
	rules := check.Rules()
	if !slices.IsSortedFunc(rules, func(a, b check.Rule) int { return strings.Compare(a.ID, b.ID) }) {
		t.Error("the rules are not sorted")
	}
	for i, r := range rules {
		if r.ID == "" || r.Severity == 0 || !strings.HasSuffix(r.Why, "。") || i > 0 && r.ID == rules[i-1].ID {
			t.Errorf("rule %+v is incomplete or stands twice", r.ID)
		}
	}
}

// TestUnreadRegister: a units.toml that cannot be read is one fault, not one
// for each unit.
func TestUnreadRegister(t *testing.T) {
	ws, findings := plan.Open("", fstest.MapFS{
		"units.toml":  {Data: []byte("[[units]]\nname = “县财政局”\n")},
		"2026/a.toml": {Data: []byte("title = \"方案\"\nyear = 2026\n[[measures]]\ntext = \"甲。\"\nduty = \"县财政局牵头，县水利局参与\"\n")},
	})
	if findings.Count(diag.Error) != 1 {
		t.Fatalf("opening: %v", findings)
	}
	p, loading := ws.Load("2026/a.toml")
	if found := append(loading, check.Run(ws, p)...); len(found) > 0 {
		t.Errorf("the fault in units.toml is reported again: %v", found)
	}
}

// TestDisplay: messages name units.toml as the user would type it.
func TestDisplay(t *testing.T) {
	ws, _ := plan.Open("云溪县", fstest.MapFS{
		"units.toml":  {Data: []byte("[[units]]\nname = \"县财政局\"\n")},
		"2026/a.toml": {Data: []byte("title = \"方案\"\n[[measures]]\ntext = \"甲。\"\nlead = [\"县水利局\"]\n")},
	})
	p, _ := ws.Load("2026/a.toml")
	found := check.Run(ws, p)
	if len(found) != 1 || !strings.Contains(found[0].Message, "云溪县/units.toml") || found[0].Span.Source.Name != "云溪县/2026/a.toml" {
		t.Errorf("found %v", found)
	}
}
