package xlsx

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fangan/internal/diag"
	"fangan/internal/plan"
	"fangan/templates"
)

// builtInTemplate returns the template that ships.
func builtInTemplate(t testing.TB) *Template {
	t.Helper()
	data, err := templates.FS.ReadFile(templates.Sheet)
	if err != nil {
		t.Fatal(err)
	}
	tmpl, findings := ParseTemplate("templates/"+templates.Sheet, data)
	wantNone(t, findings)
	return tmpl
}

func wantNone(t testing.TB, findings diag.List) {
	t.Helper()
	if len(findings) > 0 {
		var b strings.Builder
		diag.WriteText(&b, findings, diag.TextOptions{})
		t.Fatal(b.String())
	}
}

// example loads a plan of the example workspace.
func example(t testing.TB, name string) *plan.Plan {
	t.Helper()
	w, findings := plan.Open("plans", os.DirFS("../../plans"))
	wantNone(t, findings)
	p, findings := w.Load("2026/" + name + ".toml")
	wantNone(t, findings)
	return p
}

func compose(t testing.TB, p *plan.Plan, tmpl *Template) *Book {
	t.Helper()
	b, findings := Compose(p, tmpl)
	wantNone(t, findings)
	return b
}

func write(t testing.TB, b *Book) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := Write(&out, b); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

var examples = []string{"污染防治攻坚战", "农村道路交通安全"}

func TestSameBytesTwice(t *testing.T) {
	for _, name := range examples {
		first := write(t, compose(t, example(t, name), builtInTemplate(t)))
		for range 5 {
			if !bytes.Equal(first, write(t, compose(t, example(t, name), builtInTemplate(t)))) {
				t.Fatalf("%s: two runs give different files", name)
			}
		}
		if dir := os.Getenv("XLSX_OUT"); dir != "" {
			os.WriteFile(filepath.Join(dir, name+".xlsx"), first, 0o644)
		}
	}
}
