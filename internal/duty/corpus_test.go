package duty_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fangan/internal/duty"
)

// TestCorpus reads every clause of real plans that is not prose and compares
// its roles, names and open ends with what a careful reader found. The folder
// named by FANGAN_CORPUS holds the readers' findings, *.truth.json.
func TestCorpus(t *testing.T) {
	folder := os.Getenv("FANGAN_CORPUS")
	if folder == "" {
		if os.Getenv("FANGAN_REQUIRE_TOOLS") == "1" {
			t.Fatal("FANGAN_CORPUS is not set")
		}
		t.Skip("FANGAN_CORPUS is not set: no clause of a real plan was read")
	}
	files, err := filepath.Glob(filepath.Join(folder, "*.truth.json"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no *.truth.json in %s, %v", folder, err)
	}
	forms := map[string]duty.Form{"inline": duty.Inline, "label": duty.Label, "lines": duty.Lines}
	clauses, pairs := map[string]int{}, map[string]int{}
	for _, file := range files {
		var truth struct {
			Clauses []struct {
				Line       int
				Text, Form string
				Duties     []struct {
					Role      string
					Units     []string
					OpenEnded bool `json:"open_ended"`
				}
			}
		}
		data, err := os.ReadFile(file)
		if err == nil {
			err = json.Unmarshal(data, &truth)
		}
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range truth.Clauses {
			if c.Form == "prose" {
				continue
			}
			plan := filepath.Base(file)[:2]
			clauses[plan]++
			parsed, err := duty.Parse(c.Text, duty.BuiltIn)
			if err != nil {
				t.Errorf("%s line %d: %v", plan, c.Line, err)
				continue
			}
			if parsed.Form != forms[c.Form] {
				t.Errorf("%s line %d: form %d, want %s", plan, c.Line, parsed.Form, c.Form)
			}
			// Open ends count by duty, for a reader does not say behind which
			// name 等 stands.
			var want, got []string
			for _, d := range c.Duties {
				pairs[plan] += len(d.Units)
				want = append(want, line(d.Role, d.Units, d.OpenEnded))
			}
			for _, d := range parsed.Duties {
				var names []string
				for _, n := range d.Names {
					names = append(names, n.Text)
				}
				got = append(got, line(d.Role, names, d.OpenEnded()))
			}
			if strings.Join(got, "; ") != strings.Join(want, "; ") {
				t.Errorf("%s line %d\n got %s\nwant %s", plan, c.Line, strings.Join(got, "; "), strings.Join(want, "; "))
			}
			check(t, c.Text, parsed.String())
			asWritten := fold.Replace(c.Text)
			if parsed.Form == duty.Lines {
				asWritten += "\n"
			}
			if printed := duty.Format(parsed, parsed.Form); printed != asWritten {
				t.Errorf("%s line %d: printed as %q, not as written", plan, c.Line, printed)
			}
		}
	}
	for plan, want := range map[string][2]int{"01": {82, 271}, "02": {9, 30}, "07": {27, 145}} {
		if got := [2]int{clauses[plan], pairs[plan]}; got != want {
			t.Errorf("%s has %d clauses and pairs, want %d: is this the corpus?", plan, got, want)
		}
	}
	t.Log("clauses:", clauses, "pairs:", pairs)
}

func line(role string, names []string, open bool) string {
	s := role + " " + fold.Replace(strings.Join(names, " "))
	if open {
		s += " +"
	}
	return s
}
