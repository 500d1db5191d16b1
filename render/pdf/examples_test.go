package pdf_test

import (
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"
	"unicode/utf8"

	"fangan/internal/diag"
	"fangan/internal/plan"
	"fangan/render/document"
	"fangan/render/font"
	"fangan/render/pdf"
	"fangan/render/profile"
	"fangan/render/typeset"
	"fangan/templates"
)

// An example is one of the plans of the example workspace, as it is published.
type example struct {
	name  string
	root  *document.Node
	pages []typeset.Page
	meta  pdf.Meta
}

func examples(t testing.TB) []example {
	t.Helper()
	full := fstest.MapFS{
		"2026/全部.toml": {Data: []byte(everything)},
		"units.toml":   {Data: []byte("[[units]]\nname = \"县水利局\"\n[[units]]\nname = \"县财政局\"\n")},
	}
	return slices.Concat(publish(t, os.DirFS("../../plans"), ""), publish(t, os.DirFS("../testdata/styles"), ""), publish(t, full, "[watermark]\nshow = true\n"))
}

// publish sets the plans of a workspace, with a house profile.
func publish(t testing.TB, fsys fs.FS, house string) []example {
	t.Helper()
	return publishIn(t, fsys, house, font.BuiltIn())
}

func publishIn(t testing.TB, fsys fs.FS, house string, faces *font.Set) []example {
	t.Helper()
	read := func(name string) string {
		data, err := templates.FS.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		return string(data)
	}
	none := func(findings diag.List) {
		t.Helper()
		if findings.HasErrors() {
			t.Fatal(findings)
		}
	}
	tmpl, findings := document.Parse(templates.Document, read(templates.Document))
	none(findings)
	base, findings := profile.Load(diag.NewSource(templates.Profile, read(templates.Profile)), diag.NewSource("house", house))
	none(findings)
	ws, findings := plan.Open("", fsys)
	none(findings)
	var list []example
	for _, file := range ws.Plans {
		p, findings := ws.Load(file)
		none(findings)
		root, findings := document.Execute(tmpl, p)
		none(findings)
		pages, findings := typeset.Layout(root, base, faces, typeset.Options{})
		none(findings)
		list = append(list, example{file, root, pages, pdf.Meta{
			Title: p.Name(), Author: "云溪县人民政府", Subject: "工作方案", Keywords: "方案", Producer: "fangan 1.2.3",
			Date: time.Date(2026, 2, 15, 0, 0, 0, 0, time.UTC), Bookmarks: pdf.Outline(pages), Document: root, Red: base.Red.Colour,
		}})
	}
	if len(list) == 0 {
		t.Fatal("no examples")
	}
	return list
}

// TestExamples has all judges look at what is published.
func TestExamples(t *testing.T) { judgeAll(t, examples(t)) }

// TestHouseFaces has them look at faces of an office's own: of collections
// whose outlines are CFF.
func TestHouseFaces(t *testing.T) {
	open := func(path, face string) *font.Face {
		data, err := os.ReadFile(path)
		if err != nil {
			if os.Getenv("FANGAN_REQUIRE_TOOLS") == "1" {
				t.Fatal(err)
			}
			t.Skip(err)
		}
		f, err := font.OpenNamed(path, string(data), face)
		if err != nil {
			t.Fatal(err)
		}
		return f
	}
	serif := open("/usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc", "Noto Serif CJK SC")
	sans := open("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc", "Noto Sans CJK SC")
	var named []font.Named
	for _, role := range font.Roles() {
		face := serif
		if role == font.Hei {
			face = sans
		}
		named = append(named, font.Named{Role: role, Face: face, Path: "own.ttc"})
	}
	judgeAll(t, publishIn(t, os.DirFS("../testdata/styles"), "[watermark]\nshow = true\n", font.StrictSet(named)))
}

func judgeAll(t *testing.T, list []example) {
	var paths []string
	labelled := t.TempDir()
	for i, e := range list {
		t.Run(e.name, func(t *testing.T) {
			data := write(t, e.pages, e.meta)
			j := judgeFile(t, data)
			path := save(t, data)
			if got, want := structText(t, path), j.outline(); got != want {
				t.Errorf("pdfinfo sees\n%s\nwant\n%s", got, want)
			}
			sameText(t, e, j)
			output(t, "qpdf", "--check", path)
			published := filepath.Join(labelled, fmt.Sprint(i, ".pdf"))
			if err := os.WriteFile(published, write(t, e.pages, pdf.LabelledA1b(e.meta)), 0o666); err != nil {
				t.Fatal(err)
			}
		})
		path := filepath.Join(t.TempDir(), "a.pdf")
		if err := os.WriteFile(path, write(t, e.pages, e.meta), 0o666); err != nil {
			t.Fatal(err)
		}
		paths = append(paths, path)
	}
	if !testing.Short() {
		t.Run("pdfcpu", func(t *testing.T) { pdfcpu(t, paths...) })
		t.Run("preflight", func(t *testing.T) { preflight(t, labelled) })
	}
}

// sameText compares the structure with the tree: the same texts, and in the
// same order unless the layout moved an element. A letter has its head in
// another order, and of one on printed paper not all is set.
func sameText(t *testing.T, e example, j *judge) {
	t.Helper()
	squeeze := func(s string) string { return strings.Join(strings.Fields(s), "") }
	var want, head []string
	letter := false
	var walk func(n *document.Node)
	walk = func(n *document.Node) {
		switch {
		case n.Kind == document.Head && n.Form != "digital":
			letter = n.Form == "letter"
			for _, child := range n.Children {
				head = append(head, squeeze(child.Plain()))
			}
			return
		case letter && (n.Kind == document.PrintedBy || n.Kind == document.PrintedOn): // 10.1 has none
			return
		}
		if text := squeeze(n.Plain()); text != "" {
			want = append(want, text)
		}
		for _, child := range n.Children {
			walk(child)
		}
	}
	walk(e.root)
	var got []string
	for line := range strings.Lines(j.outline()) {
		tag, text, _ := strings.Cut(strings.TrimSpace(line), " ")
		if text = squeeze(text); text != "" && tag != "Link" && tag != "Lbl" { // entries of the 目录 are not in the tree
			got = append(got, text)
		}
	}
	for len(got) > 0 && slices.Contains(head, got[0]) {
		got = got[1:]
	}
	for i := range max(len(got), len(want)) {
		// The layout writes labels: 附件：, 签发人：, 抄送：.
		if i >= len(got) || i >= len(want) || !strings.HasSuffix(got[i], want[i]) || utf8.RuneCountInString(got[i]) > utf8.RuneCountInString(want[i])+5 {
			t.Fatalf("element %d of the structure and what follows is\n%.200q\nand of the document\n%.200q", i, some(got, i), some(want, i))
		}
	}
}

// some returns a few texts from the i-th on.
func some(texts []string, i int) []string { return texts[min(i, len(texts)):min(i+5, len(texts))] }

func BenchmarkExamples(b *testing.B) {
	list := examples(b)
	b.ReportAllocs()
	for b.Loop() {
		for _, e := range list {
			if err := pdf.Write(new(bytes.Buffer), e.pages, e.meta); err != nil {
				b.Fatal(err)
			}
		}
	}
}

// everything is a plan with all that a plan can have.
const everything = `
title = "云溪县2026年试验方案"
year = 2026
status = "征求意见稿"
preamble = "为做好工作，制定本方案。"
contents = true
[issue]
head = "digital"
by = ["云溪县人民政府", "云溪县人民武装部"]
copy_number = "000001"
secrecy = "秘密★1年"
urgency = "特急"
number = "云政发〔2026〕8号"
signers = ["王某某", "李某"]
to = ["市人民政府"]
date = 2026-02-15
notice = "现将方案印发给你们，请认真贯彻执行。"
annexed = true
note = "此件公开发布"
copies_to = ["县委办公室，县人大常委会办公室"]
printed_on = 2026-02-16
print_run = 80
[[measures]]
title = "第一项措施"
[[measures.items]]
title = "第一件事"
text = "全面推进这件事，年底前完成。"
duty = "县水利局牵头，县财政局参与"
[[measures.items]]
title = "第二件事"
text = "六月底前完成这件事。"
duty = "县财政局负责"
[[attachments]]
title = "重点任务责任分解表"
from = "assignments"
[[attachments]]
title = "主要指标"
text = "指标如下。"
table = [["指标", "目标值"], ["优良天数比率", "达到85%以上"]]
[[attachments.items]]
title = "附件里的标题"
text = "附件里的正文。"
`
