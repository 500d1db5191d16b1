package importer

import (
	"encoding/json"
	"fmt"
	"math/big"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// corpus returns the real plans that the importer is measured against. They
// are no part of the repository: FANGAN_CORPUS names their folder.
func corpus(t *testing.T) []string {
	t.Helper()
	dir := os.Getenv("FANGAN_CORPUS")
	if dir == "" {
		if os.Getenv("FANGAN_REQUIRE_TOOLS") == "1" {
			t.Fatal("FANGAN_CORPUS is not set")
		}
		t.Skip("FANGAN_CORPUS is not set: the importer is not measured")
	}
	files, err := filepath.Glob(filepath.Join(dir, "*.txt"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no texts in %s", dir)
	}
	return files
}

func importFile(t *testing.T, file string) *Result {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	lines, finding := ReadText(file, data)
	if finding != nil {
		t.Fatal(finding.Message)
	}
	r, findings := Import(lines, Options{})
	if findings.HasErrors() {
		t.Fatalf("%s: %+v", file, findings)
	}
	return r
}

func TestCorpusKeepsItsText(t *testing.T) {
	for _, file := range corpus(t) {
		r := importFile(t, file)
		for _, loss := range r.Lost {
			t.Errorf("%s: line %d is lost or moved: %s", filepath.Base(file), loss.Line.Number, loss.Line.Text)
		}
	}
}

// truth is a truth file; optional records count neither way.
type truth struct {
	Parts []struct {
		PartRecord
		Optional bool
	}
	Clauses []struct {
		ClauseRecord
		Optional bool
	}
	Deadlines []struct {
		DeadlineRecord
		Optional bool
	}
	Indicators []struct {
		IndicatorRecord
		Optional bool
	}
}

// A score counts hits, misses and inventions.
type score struct{ hit, missed, extra int }

func (s score) String() string {
	return fmt.Sprintf("%3d/%3d P %.3f R %.3f", s.hit, s.hit+s.missed, ratio(s.hit, s.hit+s.extra), ratio(s.hit, s.hit+s.missed))
}

func ratio(a, b int) float64 {
	if b == 0 {
		return 1
	}
	return float64(a) / float64(b)
}

// compare counts two multisets; what is optional is right if found and no loss
// if not.
func compare(t *testing.T, what string, got, want, optional []string) score {
	var s score
	left := slices.Clone(want)
	for _, g := range got {
		if i := slices.Index(left, g); i >= 0 {
			left = slices.Delete(left, i, i+1)
			s.hit++
		} else if !slices.Contains(optional, g) {
			s.extra++
			t.Logf("%s: invented %s", what, g)
		}
	}
	s.missed = len(left)
	for _, l := range left {
		t.Logf("%s: missed %s", what, l)
	}
	return s
}

var folded = strings.NewReplacer("（", "(", "）", ")")

func pairs(c ClauseRecord) []string {
	var list []string
	for _, d := range c.Duties {
		for _, u := range d.Units {
			list = append(list, folded.Replace(fmt.Sprintf("%d %s %s", c.Line, d.Role, u)))
		}
		if d.OpenEnded {
			list = append(list, fmt.Sprintf("%d %s 等", c.Line, d.Role))
		}
	}
	return list
}

func deadlineKey(d DeadlineRecord) string {
	return fmt.Sprintf("%d %s %d-%d %s", d.Line, d.Kind, d.Month, d.Day, d.Cycle)
}

func indicatorKey(i IndicatorRecord) string {
	value, _ := new(big.Rat).SetString(i.Value.String())
	return fmt.Sprintf("%d %s %v %s", i.Line, i.Comparator, value, i.Unit)
}

// TestScore prints precision and recall over the corpus and holds them. The
// rules are those of the corpus's README.
func TestScore(t *testing.T) {
	sums := map[string]*score{}
	kinds := []string{"headings", "heading text", "pairs", "prose pairs", "deadlines", "indicators", "loaded indicators"}
	for _, kind := range kinds {
		sums[kind] = &score{}
	}
	for _, file := range corpus(t) {
		result := importFile(t, file)
		r := result.Draft.Report()
		raw, err := os.ReadFile(strings.TrimSuffix(file, ".txt") + ".truth.json")
		if err != nil {
			t.Fatal(err)
		}
		var want truth
		if err := json.Unmarshal(raw, &want); err != nil {
			t.Fatal(err)
		}
		name := filepath.Base(file)[:2]
		lists := map[string]*[3][]string{}
		for _, kind := range kinds {
			lists[kind] = &[3][]string{}
		}
		put := func(kind string, which int, keys ...string) { lists[kind][which] = append(lists[kind][which], keys...) }
		side := func(optional bool) int {
			if optional {
				return 2
			}
			return 1
		}
		for _, p := range r.Parts {
			put("headings", 0, fmt.Sprintf("%d %s %d", p.Line, p.Label, p.Level))
			put("heading text", 0, fmt.Sprintf("%d %s", p.Line, p.Heading))
		}
		for _, p := range want.Parts {
			put("headings", side(p.Optional), fmt.Sprintf("%d %s %d", p.Line, p.Label, p.Level))
			put("heading text", side(p.Optional), fmt.Sprintf("%d %s", p.Line, p.Heading))
		}
		for _, c := range r.Clauses {
			put(pairKind(c.Form), 0, pairs(c)...)
		}
		for _, c := range want.Clauses {
			put(pairKind(c.Form), side(c.Optional), pairs(c.ClauseRecord)...)
		}
		for _, d := range r.Deadlines {
			put("deadlines", 0, deadlineKey(d))
		}
		for _, d := range want.Deadlines {
			put("deadlines", side(d.Optional), deadlineKey(d.DeadlineRecord))
		}
		for _, i := range r.Indicators {
			put("indicators", 0, indicatorKey(i))
		}
		for _, i := range want.Indicators {
			put("indicators", side(i.Optional), indicatorKey(i.IndicatorRecord))
			i.Line = 0
			put("loaded indicators", side(i.Optional), indicatorKey(i.IndicatorRecord))
		}
		// What the definition says: those in the texts of items and tasks.
		for _, i := range result.Loaded.Indicators() {
			put("loaded indicators", 0, indicatorKey(IndicatorRecord{Comparator: string(i.Comparator), Value: number(i.Indicator.Indicator), Unit: i.UnitOfMeasure}))
		}
		var line strings.Builder
		line.WriteString(name)
		for _, kind := range kinds {
			s := compare(t, name+" "+kind, lists[kind][0], lists[kind][1], lists[kind][2])
			sums[kind].hit += s.hit
			sums[kind].missed += s.missed
			sums[kind].extra += s.extra
			line.WriteString(fmt.Sprintf("  %s %v", kind, s))
		}
		t.Log(line.String())
	}
	for _, floor := range []struct {
		kind              string
		precision, recall float64
	}{{"headings", 0.98, 0.98}, {"heading text", 0.98, 0.98}, {"pairs", 0.99, 0.99}, {"prose pairs", 0.9, 0.6}, {"deadlines", 0.9, 0.9}, {"indicators", 0.97, 0.95}, {"loaded indicators", 0.95, 0.9}} {
		s := *sums[floor.kind]
		t.Logf("all  %s %v", floor.kind, s)
		if ratio(s.hit, s.hit+s.extra) < floor.precision || ratio(s.hit, s.hit+s.missed) < floor.recall {
			t.Errorf("%s: %v is below precision %.2f, recall %.2f", floor.kind, s, floor.precision, floor.recall)
		}
	}
}

func pairKind(form string) string {
	if form == "prose" {
		return "prose pairs"
	}
	return "pairs"
}
