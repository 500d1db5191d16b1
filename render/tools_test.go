package render_test

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"fangan/internal/agreement"
	"fangan/internal/diag"
	"fangan/internal/plan"
	"fangan/render"
)

// python is the interpreter that has openpyxl; one that a user put before it
// in the path need not have it.
const python = "/usr/bin/python3"

// need skips the test where a reader of the outputs is not installed; where
// tools are required, it fails.
func need(t testing.TB, tool string) {
	t.Helper()
	_, err := exec.LookPath(tool)
	if err == nil && tool == python {
		err = exec.Command(python, "-c", "import openpyxl").Run()
	}
	if err != nil {
		if os.Getenv("FANGAN_REQUIRE_TOOLS") == "1" {
			t.Fatalf("%s is required and not installed: %v", tool, err)
		}
		t.Skipf("%s is not installed", tool)
	}
}

// run returns what a tool prints; what it complains about fails the test.
func run(t testing.TB, tool string, args ...string) string {
	t.Helper()
	need(t, tool)
	command := exec.Command(tool, args...)
	var stderr bytes.Buffer
	command.Stderr = &stderr
	out, err := command.Output()
	if err != nil {
		t.Fatalf("%s: %v\n%s%s", tool, err, out, stderr.Bytes())
	}
	if complaint := strings.TrimSpace(stderr.String()); complaint != "" && complaint != "warning: ICC support is not available" {
		t.Errorf("%s complains: %s", tool, complaint)
	}
	return string(out)
}

// pair is the two documents of one plan.
type pair struct {
	plan           *plan.Plan
	pdf, xlsx      string // paths
	pages          int
	pdfText        string // by pdftotext
	workbookSheets agreement.Workbook
}

// build makes the documents of a workspace, or of some of its plans, and
// returns them in the order of the plans.
func build(t testing.TB, workspace string, plans ...string) []pair {
	t.Helper()
	ws := open(t, workspace, plans...)
	results, findings := render.Build(context.Background(), ws, render.Options{Out: t.TempDir(), PDF: true, XLSX: true, Jobs: 2, Version: "1.2.3"})
	wantNone(t, findings)
	var pairs []pair
	for _, r := range results {
		wantNone(t, r.Findings)
		if r.Err != nil {
			t.Fatal(r.Err)
		}
		pairs = append(pairs, pair{plan: r.Plan, pdf: filepath.FromSlash(r.Outputs[0]), xlsx: filepath.FromSlash(r.Outputs[1]), pages: r.Pages})
	}
	return pairs
}

func open(t testing.TB, workspace string, plans ...string) *plan.Workspace {
	t.Helper()
	ws, findings := plan.Open("", os.DirFS(workspace), plans...)
	wantNone(t, findings)
	if len(ws.Plans) == 0 {
		t.Fatalf("%s holds no plans", workspace)
	}
	return ws
}

// wantNone fails on errors; an example may have warnings.
func wantNone(t testing.TB, findings diag.List) {
	t.Helper()
	if findings.HasErrors() {
		var b strings.Builder
		diag.WriteText(&b, findings, diag.TextOptions{})
		t.Fatal(b.String())
	}
}

// read reads both files back by programs that did not write them.
func (p *pair) read(t testing.TB) {
	t.Helper()
	p.pdfText = run(t, "pdftotext", "-enc", "UTF-8", p.pdf, "-")
	p.workbookSheets = readWorkbook(t, p.xlsx)
}

// The arguments are the workbook and, to change cells first, the file to write
// and triples of sheet, cell and text.
const openpyxlScript = `
import json, sys
import openpyxl
book = openpyxl.load_workbook(sys.argv[1])
for i in range(3, len(sys.argv), 3):
    book[sys.argv[i]][sys.argv[i + 1]] = sys.argv[i + 2]
if len(sys.argv) > 2:
    book.save(sys.argv[2])
json.dump([{"Name": s.title, "Rows": [["" if v is None else str(v) for v in row] for row in s.iter_rows(values_only=True)]} for s in book], sys.stdout)
`

func readWorkbook(t testing.TB, file string, changes ...string) agreement.Workbook {
	t.Helper()
	need(t, python)
	args := []string{"-I", "-X", "utf8", "-c", openpyxlScript, file}
	if len(changes) > 0 {
		args = append(append(args, filepath.Join(t.TempDir(), "changed.xlsx")), changes...)
	}
	var w agreement.Workbook
	if err := json.Unmarshal([]byte(run(t, python, args...)), &w); err != nil {
		t.Fatal(err)
	}
	return w
}
