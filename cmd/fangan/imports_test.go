package main

import (
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// allowed lists which packages of fangan each package may import: the arrows
// of ARCHITECTURE.md. A package that is missing here fails the test.
var allowed = map[string][]string{
	"fonts":              {},
	"templates":          {},
	"internal/length":    {},
	"internal/diag":      {},
	"internal/duty":      {},
	"internal/deadline":  {},
	"internal/indicator": {},
	"internal/docx":      {},
	"internal/starter":   {},
	"internal/tree":      {"internal/diag"},
	"internal/format":    {"internal/diag", "internal/duty", "internal/tree"},
	"internal/plan":      {"internal/deadline", "internal/diag", "internal/duty", "internal/indicator", "internal/tree"},
	"internal/check":     {"internal/diag", "internal/duty", "internal/plan"},
	"internal/agreement": {"internal/deadline", "internal/diag", "internal/duty", "internal/plan"},
	"internal/pdfpage":   {"internal/length"},
	"internal/verify":    {"internal/agreement", "internal/diag", "internal/length", "internal/pdfpage", "internal/plan", "render/font", "render/profile"},
	"internal/listing":   {"internal/diag", "internal/plan"},
	"internal/importer":  {"internal/deadline", "internal/diag", "internal/docx", "internal/duty", "internal/format", "internal/indicator", "internal/plan", "internal/tree"},
	"render/font":        {"fonts"},
	"render/document":    {"internal/diag", "internal/plan", "internal/tree"},
	"render/profile":     {"internal/diag", "internal/length", "internal/tree", "render/font"},
	"render/typeset":     {"internal/diag", "internal/length", "render/document", "render/font", "render/profile"},
	"render/pdf":         {"internal/length", "render/document", "render/font", "render/profile", "render/typeset"},
	"render/xlsx":        {"internal/diag", "internal/duty", "internal/length", "internal/plan", "internal/tree"},
	"render":             {"fonts", "internal/agreement", "internal/check", "internal/diag", "internal/length", "internal/plan", "internal/tree", "render/document", "render/font", "render/pdf", "render/profile", "render/typeset", "render/xlsx", "templates"},
	"cmd/fangan":         {"internal/check", "internal/diag", "internal/format", "internal/importer", "internal/listing", "internal/plan", "internal/starter", "internal/tree", "internal/verify", "render"},
	"bench/kinsoku":      {},
	"bench/naive":        {"fonts"},
	"bench/cold":         {},
}

func TestImportsGoOneWay(t *testing.T) {
	out, err := exec.Command("go", "list", "-f", "{{.ImportPath}} {{join .Imports \" \"}}", "fangan/...").Output()
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(out)) {
		fields := strings.Fields(line)
		name := strings.TrimPrefix(fields[0], "fangan/")
		may, known := allowed[name]
		if !known {
			t.Errorf("package %s stands in no list; which packages may it import?", name)
		}
		for _, imported := range fields[1:] {
			if own, ok := strings.CutPrefix(imported, "fangan/"); ok && !slices.Contains(may, own) {
				t.Errorf("%s imports %s", name, own)
			}
		}
	}
}
