package deadline_test

import (
	"cmp"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fangan/internal/deadline"
)

// corpusFolder returns the folder of real plans; without it the test is
// skipped, or fails where everything must be tried.
func corpusFolder(t *testing.T) string {
	t.Helper()
	folder := os.Getenv("FANGAN_CORPUS")
	if folder == "" {
		if os.Getenv("FANGAN_REQUIRE_TOOLS") == "1" {
			t.Fatal("FANGAN_CORPUS is not set")
		}
		t.Skip("FANGAN_CORPUS is not set: no real plan was read")
	}
	return folder
}

// The floors lie a little below what was measured when they were set.
const (
	wantPrecision = 0.97
	wantRecall    = 0.97
)

// TestCorpus looks for deadlines in real plans and compares them, by line,
// kind, and month and day or rhythm, with what a careful reader found. A
// deadline that a reader may leave out counts neither for nor against.
func TestCorpus(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(corpusFolder(t), "*.truth.json"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no *.truth.json, %v", err)
	}
	type end struct {
		Month, Day int
		Part       string
	}
	var table strings.Builder
	fmt.Fprintf(&table, "\n%-26s %6s %6s %6s %10s %8s\n", "text", "truth", "found", "hit", "precision", "recall")
	var truths, founds, hits int
	for _, file := range files {
		var truth struct {
			Deadlines []struct {
				Line         int
				Phrase, Kind string
				Month, Day   int
				Cycle        string
				From, To     end
				Optional     bool
			}
		}
		data, err := os.ReadFile(file)
		if err == nil {
			err = json.Unmarshal(data, &truth)
		}
		if err != nil {
			t.Fatal(err)
		}
		text, err := os.ReadFile(strings.TrimSuffix(file, ".truth.json") + ".txt")
		if err != nil {
			t.Fatal(err)
		}
		want, optional := map[string]int{}, map[string]int{}
		wanted := 0
		for _, d := range truth.Deadlines {
			key := fmt.Sprint(d.Line, d.Kind, d.Month, d.Day, d.Cycle, d.From, d.To)
			if d.Optional {
				optional[key]++
				continue
			}
			want[key]++
			wanted++
		}
		found, hit := 0, 0
		name := strings.TrimSuffix(filepath.Base(file), ".truth.json")
		n := 0
		for line := range strings.Lines(string(text)) {
			n++
			for _, d := range deadline.Find(line) {
				if line[d.Start:d.End] != d.Phrase {
					t.Errorf("%s line %d: phrase %q is not at %d", name, n, d.Phrase, d.Start)
				}
				key := fmt.Sprint(n, string(d.Kind), d.Month, d.Day, d.Cycle, end{d.From.Month, d.From.Day, d.From.Part}, end{d.To.Month, d.To.Day, d.To.Part})
				switch {
				case want[key] > 0:
					want[key]--
					found++
					hit++
				case optional[key] > 0:
					optional[key]--
				default:
					found++
					t.Logf("%s line %d: not a deadline: %s", name, n, d.Phrase)
				}
			}
		}
		for _, d := range truth.Deadlines {
			key := fmt.Sprint(d.Line, d.Kind, d.Month, d.Day, d.Cycle, d.From, d.To)
			if want[key] > 0 {
				want[key]--
				t.Logf("%s line %d: missed %s", name, d.Line, d.Phrase)
			}
		}
		fmt.Fprintf(&table, "%-26s %6d %6d %6d %10.3f %8.3f\n", name, wanted, found, hit, ratio(hit, found), ratio(hit, wanted))
		truths, founds, hits = truths+wanted, founds+found, hits+hit
	}
	fmt.Fprintf(&table, "%-26s %6d %6d %6d %10.3f %8.3f\n", "all", truths, founds, hits, ratio(hits, founds), ratio(hits, truths))
	t.Log(table.String())
	if ratio(hits, founds) < wantPrecision || ratio(hits, truths) < wantRecall {
		t.Errorf("precision %.3f, recall %.3f; want at least %.2f and %.2f", ratio(hits, founds), ratio(hits, truths), wantPrecision, wantRecall)
	}
}

// ratio is 1 of nothing: who finds nothing where nothing is makes no mistake.
func ratio(hits, of int) float64 { return float64(hits+isZero(of)) / float64(cmp.Or(of, 1)) }

func isZero(n int) int {
	if n == 0 {
		return 1
	}
	return 0
}
