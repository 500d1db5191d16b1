package verify_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fangan/internal/diag"
	"fangan/internal/importer"
	"fangan/internal/plan"
	"fangan/internal/verify"
	"fangan/render"
)

// Each real plan of the corpus, imported and built, is set as the standard
// demands, and its two files agree with each other and with the plan.
func TestCorpus(t *testing.T) {
	dir := os.Getenv("FANGAN_CORPUS")
	if dir == "" {
		if os.Getenv("FANGAN_REQUIRE_TOOLS") != "" {
			t.Fatal("FANGAN_CORPUS names no corpus")
		}
		t.Skip("FANGAN_CORPUS names no corpus")
	}
	files, err := filepath.Glob(filepath.Join(dir, "0*.txt"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no texts in %s: %v", dir, err)
	}
	for _, file := range files {
		name := filepath.Base(file)
		t.Run(name, func(t *testing.T) {
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			lines, findings := importer.Read(name, data)
			must(t, findings)
			result, findings := importer.Import(lines, importer.Options{})
			must(t, findings)
			space := t.TempDir()
			for name, data := range map[string][]byte{"fangan.toml": nil, "units.toml": result.Units, "plan.toml": result.Plan} {
				if err := os.WriteFile(filepath.Join(space, name), data, 0o666); err != nil {
					t.Fatal(err)
				}
			}
			ws, findings := plan.Open(space, os.DirFS(space), "plan.toml")
			must(t, findings)
			results, findings := render.Build(t.Context(), ws, render.Options{Out: filepath.Join(space, "out"), PDF: true, XLSX: true, Jobs: 1, Version: "test"})
			must(t, findings)
			must(t, results[0].Findings)
			sets := read(t, results[0].Outputs...)
			for _, p := range []*plan.Plan{nil, results[0].Plan} {
				sets[0].Plan = p
				for _, item := range verify.Check(sets[0], sample().profile).Items {
					for _, f := range item.Findings {
						if f.Severity == diag.Error {
							t.Errorf("%s %s", item.ID, strings.TrimSpace(f.String()))
						}
					}
				}
			}
		})
	}
}
