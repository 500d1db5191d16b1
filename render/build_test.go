package render

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/fstest"

	"fangan/fonts"
	"fangan/internal/plan"
	"fangan/templates"
)

const testUnits = "[[units]]\nname = \"县水利局\"\n"

func definition(title string) string {
	return fmt.Sprintf("title = %q\nyear = 2026\n[[measures]]\ntext = \"甲。\"\nduty = \"县水利局负责\"\n", title)
}

func openTest(t *testing.T, files map[string]string) *plan.Workspace {
	t.Helper()
	fsys := fstest.MapFS{}
	for name, text := range files {
		fsys[name] = &fstest.MapFile{Data: []byte(text)}
	}
	ws, findings := plan.Open("", fsys)
	if len(findings) > 0 {
		t.Fatal(findings)
	}
	return ws
}

func names(t *testing.T, dir string) string {
	t.Helper()
	if _, err := os.Stat(dir); errors.Is(err, os.ErrNotExist) {
		return ""
	}
	var list []string
	for name := range readAll(t, dir) {
		list = append(list, name)
	}
	slices.Sort(list)
	return strings.Join(list, " ")
}

func TestBuildInterrupted(t *testing.T) {
	files := map[string]string{"units.toml": testUnits}
	for i := range 6 {
		files[fmt.Sprintf("2026/%d.toml", i)] = definition(fmt.Sprintf("方案%d", i))
	}
	ws := openTest(t, files)

	// Before the beginning: nothing is made.
	out := filepath.Join(t.TempDir(), "out")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	results, findings := Build(ctx, ws, Options{Out: out, PDF: true, XLSX: true, Jobs: 2})
	if len(results) != 6 || len(findings) > 0 {
		t.Fatalf("%d results, findings %v", len(results), findings)
	}
	for _, r := range results {
		if !errors.Is(r.Err, context.Canceled) {
			t.Errorf("%s: %v", r.File, r.Err)
		}
	}
	if got := names(t, out); got != "" {
		t.Errorf("made %s", got)
	}

	// After the first plan: what is there is whole, the others say that they
	// were interrupted.
	ctx, cancel = context.WithCancel(t.Context())
	var done atomic.Int32
	results, _ = Build(ctx, ws, Options{Out: out, PDF: true, XLSX: true, Jobs: 1, Done: func() {
		if done.Add(1) == 1 {
			cancel()
		}
	}})
	made := 0
	for _, r := range results {
		if r.OK() {
			made++
		} else if !errors.Is(r.Err, context.Canceled) {
			t.Errorf("%s: %v", r.File, r.Err)
		}
	}
	if got := strings.Count(names(t, out), ".pdf"); got != made || strings.Count(names(t, out), ".xlsx") != made || made == 0 || made == 6 {
		t.Errorf("%d results, %d documents: %s", made, got, names(t, out))
	}
	if strings.Contains(names(t, out), ".tmp") {
		t.Errorf("left behind: %s", names(t, out))
	}
}

// TestBuildOrder: results keep the order of the plans, whatever ends first.
func TestBuildOrder(t *testing.T) {
	a := openTest(t, map[string]string{"units.toml": testUnits, "2026/乙.toml": definition("乙"), "2026/甲.toml": definition("甲"), "2025/丙.toml": strings.Replace(definition("丙"), "2026", "2025", 1)})
	b := openTest(t, map[string]string{"units.toml": testUnits, "2026/丁.toml": definition("丁")})
	out := filepath.Join(t.TempDir(), "输出 文件夹", "下级")
	results, findings := BuildAll(t.Context(), []*plan.Workspace{b, a}, Options{Out: out, PDF: true, XLSX: true, Jobs: 4})
	var got []string
	for _, r := range results {
		got = append(got, r.File)
		if !r.OK() || len(r.Outputs) != 2 || r.Pages != 1 {
			t.Errorf("%s: %v %v", r.File, r.Err, r.Findings)
		}
	}
	if want := "2026/丁.toml 2025/丙.toml 2026/乙.toml 2026/甲.toml"; strings.Join(got, " ") != want || len(findings) > 0 {
		t.Errorf("order %s, want %s; findings %v", got, want, findings)
	}
}

// TestBuildBadWorkspace: a workspace whose template is broken does not stop
// another one.
func TestBuildBadWorkspace(t *testing.T) {
	bad := openTest(t, map[string]string{"units.toml": testUnits, "2026/坏.toml": definition("坏"), "templates/" + templates.Document: "<p>{{.Title"})
	good := openTest(t, map[string]string{"units.toml": testUnits, "2026/好.toml": definition("好")})
	out := filepath.Join(t.TempDir(), "out")
	results, findings := BuildAll(t.Context(), []*plan.Workspace{bad, good}, Options{Out: out, PDF: true, XLSX: true, Jobs: 1})
	if len(results) != 1 || !results[0].OK() || !findings.HasErrors() {
		t.Errorf("results %v, findings %v", results, findings)
	}
	if got := names(t, out); got != "2026/好.pdf 2026/好（责任分解表）.xlsx" {
		t.Errorf("made %s", got)
	}
}

// TestStamp: both documents carry one stamp, whichever of them is made, and it
// changes with all that shapes them.
func TestStamp(t *testing.T) {
	stamps := func(files map[string]string, o Options) (string, string) {
		t.Helper()
		o.Out, o.Jobs = t.TempDir(), 1
		results, findings := Build(t.Context(), openTest(t, files), o)
		if len(results) != 1 || !results[0].OK() || findings.HasErrors() {
			t.Fatal(results, findings)
		}
		root, err := os.OpenRoot(o.Out)
		if err != nil {
			t.Fatal(err)
		}
		defer root.Close()
		document, _ := readStamp(root, documentName(results[0].Plan))
		workbook, _ := readStamp(root, workbookName(results[0].Plan))
		return document, workbook
	}
	files := map[string]string{"units.toml": testUnits, "2026/甲.toml": definition("甲")}
	first, workbook := stamps(files, Options{PDF: true, XLSX: true, Version: "1"})
	if len(first) != 12 || first != workbook {
		t.Fatalf("document %q, workbook %q", first, workbook)
	}
	if alone, none := stamps(files, Options{PDF: true, Version: "1"}); alone != first || none != "" {
		t.Errorf("only the document: %q, %q", alone, none)
	}
	if none, alone := stamps(files, Options{XLSX: true, Version: "1"}); alone != first || none != "" {
		t.Errorf("only the workbook: %q, %q", none, alone)
	}
	sheet, err := templates.FS.ReadFile(templates.Sheet)
	if err != nil {
		t.Fatal(err)
	}
	for what, change := range map[string]map[string]string{
		"the plan":      {"2026/甲.toml": definition("甲") + "# 说明\n"},
		"the register":  {"units.toml": testUnits + "leader = \"局长\"\n"},
		"the workspace": {"fangan.toml": "[numbering]\ncontinuous = 3\n"},
		"a template":    {"templates/" + templates.Sheet: string(sheet) + "# 说明\n"},
	} {
		changed := map[string]string{}
		for _, from := range []map[string]string{files, change} {
			for name, text := range from {
				changed[name] = text
			}
		}
		if got, _ := stamps(changed, Options{PDF: true, Version: "1"}); got == first {
			t.Errorf("%s changed, the stamp did not", what)
		}
	}
	files["fangan.toml"] = "[fonts]\nhei = \"黑.ttf\"\n"
	files["黑.ttf"] = fonts.Hei
	dressed, _ := stamps(files, Options{PDF: true, Version: "1"})
	if _, alone := stamps(files, Options{XLSX: true, Version: "1"}); alone != dressed {
		t.Errorf("with a font: document %q, workbook alone %q", dressed, alone)
	}
	files["黑.ttf"] = fonts.Song
	if got, _ := stamps(files, Options{PDF: true, Version: "1"}); got == dressed {
		t.Error("a font changed, the stamp did not")
	}
	delete(files, "fangan.toml")
	if got, _ := stamps(files, Options{PDF: true, Version: "2"}); got == first {
		t.Error("the program changed, the stamp did not")
	}
}

func TestStampOfStrangers(t *testing.T) {
	for _, data := range []string{"", "PK", "%PDF-1.7", "/Keywords <FEFF>", "/Keywords <FEFF5185", "/Keywords <FEFFzz>", "/Keywords <FEFF518>"} {
		if stamp, ok := stampOfPDF([]byte(data)); ok {
			t.Errorf("document %q: stamp %q", data, stamp)
		}
		if stamp, ok := stampOfWorkbook([]byte(data)); ok {
			t.Errorf("workbook %q: stamp %q", data, stamp)
		}
	}
}

func FuzzStamp(f *testing.F) {
	f.Add([]byte("/Keywords <FEFF516551855BB96821 9A8C7801>"))
	f.Add([]byte("PK\x05\x06" + strings.Repeat("\x00", 18)))
	f.Fuzz(func(_ *testing.T, data []byte) {
		stampOfPDF(data)
		stampOfWorkbook(data)
	})
}

func BenchmarkBuild(b *testing.B) {
	ws, findings := plan.Open("", os.DirFS("../plans"))
	if findings.HasErrors() {
		b.Fatal(findings)
	}
	out := b.TempDir()
	b.ReportAllocs()
	for b.Loop() {
		results, findings := Build(b.Context(), ws, Options{Out: out, PDF: true, XLSX: true, Jobs: 2})
		if findings.HasErrors() || slices.ContainsFunc(results, func(r Result) bool { return !r.OK() }) {
			b.Fatal(results, findings)
		}
	}
}
