package typeset_test

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"fangan/render/document"
	"fangan/render/font"
	"fangan/render/pdf"
	"fangan/render/typeset"
)

func need(t *testing.T, tool string) {
	t.Helper()
	if _, err := exec.LookPath(tool); err == nil {
		return
	}
	if os.Getenv("FANGAN_REQUIRE_TOOLS") == "1" {
		t.Fatalf("%s is required", tool)
	}
	t.Skipf("no %s", tool)
}

// judge writes a document as PDF and has bench/kinsoku measure it, which reads
// it through mutool and shares no code with the typesetter.
func judge(t *testing.T, name string, root *document.Node) {
	t.Helper()
	pages, _ := typeset.Layout(root, typeset.BaseForTest(t), font.BuiltIn(), typeset.Options{})
	var b bytes.Buffer
	if err := pdf.Write(&b, pages, pdf.Meta{Title: name}); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.ArtifactDir(), name+".pdf")
	if err := os.WriteFile(file, b.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
	out, err := exec.CommandContext(t.Context(), "go", "run", "fangan/bench/kinsoku", file).CombinedOutput()
	if err != nil {
		t.Errorf("%s: %v\n%s", name, err, out)
	}
	t.Logf("%s", out)
}

func TestAnotherReaderFindsNothing(t *testing.T) {
	need(t, "mutool")
	inputs, err := filepath.Glob("testdata/*.txt")
	if err != nil {
		t.Fatal(err)
	}
	for _, input := range inputs {
		name := strings.TrimSuffix(filepath.Base(input), ".txt")
		if name == "torn" || name == "turned" {
			continue // long addresses are split there; the reader takes turned lines for columns
		}
		text, err := os.ReadFile(input)
		if err != nil {
			t.Fatal(err)
		}
		judge(t, name, typeset.ParseForTest(t, strings.ReplaceAll(string(text), "\r\n", "\n")))
	}
}

// TestCorpus sets real plans, whose sentences may not be in the repository:
// FANGAN_CORPUS names the folder with their *.txt.
func TestCorpus(t *testing.T) {
	need(t, "mutool")
	corpus := os.Getenv("FANGAN_CORPUS")
	if corpus == "" {
		if os.Getenv("FANGAN_REQUIRE_TOOLS") == "1" {
			t.Fatal("FANGAN_CORPUS is required")
		}
		t.Skip("no FANGAN_CORPUS")
	}
	files, err := filepath.Glob(filepath.Join(corpus, "*.txt"))
	if err != nil || len(files) == 0 {
		t.Fatal("no corpus", err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var b strings.Builder
		kind := "标题"
		for line := range strings.Lines(widen(string(text))) {
			if line = strings.TrimSpace(line); line == "" {
				continue
			}
			runes := []rune(line)
			switch {
			case kind == "标题":
			case len(runes) < 24 && runes[len(runes)-1] != '。' && strings.ContainsRune(line, '、') && strings.ContainsRune("一二三四五六七八九十", runes[0]):
				kind = "#"
			case len(runes) < 24 && runes[0] == '（':
				kind = "##"
			default:
				kind = "正文"
			}
			fmt.Fprintf(&b, "%s %s\n", kind, line)
			kind = "正文"
		}
		b.WriteString("署名 云溪县人民政府办公室\n日期 2026年2月15日\n")
		judge(t, strings.TrimSuffix(filepath.Base(file), ".txt"), typeset.ParseForTest(t, b.String()))
	}
}

// widen makes the half-width marks of text from the web full-width.
func widen(s string) string {
	r := []rune(s)
	for i := range r {
		digits := i > 0 && i+1 < len(r) && r[i-1] < 0x7f && r[i+1] < 0x7f
		if w := strings.IndexRune(",;:()?!", r[i]); w >= 0 && !digits {
			r[i] = []rune("，；：（）？！")[w]
		}
	}
	return string(r)
}
