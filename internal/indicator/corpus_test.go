package indicator_test

import (
	"cmp"
	"encoding/json"
	"fmt"
	"math/big"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fangan/internal/indicator"
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
	wantRecall    = 0.95
)

// TestCorpus looks for indicators in real plans and compares them, by line,
// comparator, value and unit, with what a careful reader found. An indicator
// that a reader may leave out counts neither for nor against; nor does one that
// Find marks as doubtful, save in the last column: how many of the truth's it
// would add.
func TestCorpus(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(corpusFolder(t), "*.truth.json"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no *.truth.json, %v", err)
	}
	var table strings.Builder
	fmt.Fprintf(&table, "\n%-26s %6s %6s %6s %10s %8s %9s\n", "text", "truth", "found", "hit", "precision", "recall", "doubtful")
	var truths, founds, hits int
	for _, file := range files {
		var truth struct {
			Indicators []struct {
				Line                     int
				Phrase, Comparator, Unit string
				Value                    json.Number
				Optional                 bool
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
		key := func(line int, comparator, value, unit string) string {
			v, _ := new(big.Rat).SetString(value)
			return fmt.Sprint(line, comparator, v, unit)
		}
		want, optional := map[string]int{}, map[string]int{}
		wanted := 0
		for _, d := range truth.Indicators {
			k := key(d.Line, d.Comparator, d.Value.String(), d.Unit)
			if d.Optional {
				optional[k]++
				continue
			}
			want[k]++
			wanted++
		}
		found, hit, n := 0, 0, 0
		doubted := map[string]int{}
		name := strings.TrimSuffix(filepath.Base(file), ".truth.json")
		for line := range strings.Lines(string(text)) {
			n++
			for _, d := range indicator.Find(line) {
				value := d.Value
				if v, ok := d.Number(); ok {
					value = v.RatString()
				}
				k := key(n, string(d.Comparator), value, d.UnitOfMeasure)
				if d.Doubtful {
					doubted[k]++
					t.Logf("%s line %d: doubtful %s %s %s (%s)", name, n, d.Comparator, d.Value, d.UnitOfMeasure, line[d.Start:d.End])
					continue
				}
				switch {
				case want[k] > 0:
					want[k]--
					found++
					hit++
				case optional[k] > 0:
					optional[k]--
				default:
					found++
					t.Logf("%s line %d: not an indicator: %s %s %s (%s)", name, n, d.Comparator, d.Value, d.UnitOfMeasure, line[d.Start:d.End])
				}
			}
		}
		more := 0
		for _, d := range truth.Indicators {
			k := key(d.Line, d.Comparator, d.Value.String(), d.Unit)
			if want[k] > 0 {
				want[k]--
				more += min(1, doubted[k])
				t.Logf("%s line %d: missed %s %s %s (%s)", name, d.Line, d.Comparator, d.Value, d.Unit, d.Phrase)
			}
		}
		fmt.Fprintf(&table, "%-26s %6d %6d %6d %10.3f %8.3f %9d\n", name, wanted, found, hit, ratio(hit, found), ratio(hit, wanted), more)
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
