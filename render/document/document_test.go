package document

import (
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"fangan/internal/diag"
	"fangan/internal/plan"
)

const small = `title = "云溪县河道清理2026年工作方案"
year = 2026
[[measures]]
title = "清理河道"
text = "清理垃圾。"
duty = "县水利局牵头"
[[measures]]
title = "巡河"
text = "每周巡河。"
`

func loadSmall(t *testing.T) *plan.Plan {
	t.Helper()
	w, findings := plan.Open("", fstest.MapFS{"2026/p.toml": {Data: []byte(small)}})
	if findings.HasErrors() {
		t.Fatal(findings)
	}
	p, findings := w.Load("2026/p.toml")
	if findings.HasErrors() {
		t.Fatal(findings)
	}
	return p
}

// outline prints a document, one element a line.
func outline(root *Node) string {
	names := map[Kind]string{Title: "title", Stage: "stage", Recipient: "to", Heading: "heading", Paragraph: "p", DutyLine: "duty", Signature: "issuer", Date: "date"}
	var b strings.Builder
	for _, n := range root.Children {
		b.WriteString(names[n.Kind])
		if n.Level > 0 {
			b.WriteString(string(rune('0' + n.Level)))
		}
		if n.RunIn {
			b.WriteString("+")
		}
		b.WriteString(" ")
		for _, piece := range n.Text {
			b.WriteString(piece.Value + "|")
		}
		b.WriteString("\n")
	}
	return b.String()
}

func TestBuiltInTemplate(t *testing.T) {
	text, err := os.ReadFile("../../templates/方案.html")
	if err != nil {
		t.Fatal(err)
	}
	template, findings := Parse("方案.html", string(text))
	if findings.HasErrors() {
		t.Fatal(findings)
	}
	p := loadSmall(t)
	root, findings := Execute(template, p)
	if findings.HasErrors() {
		t.Fatal(findings)
	}
	want := `title 云溪县河道清理2026年工作方案|
heading1 一、|主要措施|
heading2+ （一）|清理河道|。|
p 清理垃圾|（|县水利局牵头|）|。|
heading2+ （二）|巡河|。|
p 每周巡河。|
`
	if got := outline(root); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	clause := root.Children[3].Text[2]
	at := clause.At(0, len("县"))
	if position := at.Position(); position != (diag.Position{Line: 6, Column: 9}) {
		t.Errorf("the clause stands at %+v", position)
	}
}

func TestExecuteTwiceGivesTheSame(t *testing.T) {
	template, _ := Parse("t.html", "<p>{{.Title}}</p>")
	p := loadSmall(t)
	first, _ := Execute(template, p)
	second, _ := Execute(template, p)
	if outline(first) != outline(second) || first.Children[0].Text[0].At == nil {
		t.Errorf("%s%s", outline(first), outline(second))
	}
}

// checkError executes a template that has one fault.
func checkError(t *testing.T, text, place, message string) {
	t.Helper()
	template, findings := Parse("t.html", text)
	if !findings.HasErrors() {
		_, findings = Execute(template, loadSmall(t))
	}
	if len(findings) == 0 {
		t.Errorf("%s: no finding", text)
		return
	}
	f := findings[0]
	p := f.Span.Position()
	if got := f.Span.Source.Text[f.Span.Start:f.Span.End]; got != place || f.Message != message || f.Help == "" {
		t.Errorf("%s\n got %d:%d %q %s (%s)\nwant %q %s", text, p.Line, p.Column, got, f.Message, f.Help, place, message)
	}
}

func TestFaults(t *testing.T) {
	checkError(t, "<p>{{.Titel}}</p>", ".Titel", "方案数据里没有“Titel”")
	checkError(t, "<p>甲</p>\n{{range .Parts}}{{range .Items}}<p>{{.Naem}}</p>{{end}}{{end}}", ".Naem", "方案数据里没有“Naem”")
	checkError(t, "<p>{{.Title</p>", "{{", "模板里有一处 {{ 没有用 }} 结束")
	checkError(t, "<p>{{.Title}}</p>{{if .Title}}", "{{", "模板里的 if、range、with 或 define 没有用 {{end}} 结束")
	checkError(t, "<p>{{Title}}</p>", "{{", "模板里没有 Title 这个函数")
	checkError(t, "{{template \"没有\"}}", "{{template \"没有\"}}", "没有名为“没有”的模板")
	checkError(t, "<p>甲</p>\n<paragraph>乙</paragraph>", "<paragraph", "公文模板里没有 <paragraph> 这个元素")
	checkError(t, "<p>甲<heading level=\"1\">乙</heading></p>", "<heading", "<heading> 写在了 <p> 里面")
	checkError(t, "<p>甲</p>乙", "乙", "文字“乙”不在任何元素里")
	checkError(t, "<p>甲", "<p>", "<p> 没有结束")
	checkError(t, "<heading level=\"9\">甲</heading>", "<heading", "标题的层级不能是“9”")
	checkError(t, "<p class=\"x\">甲</p>", "<p", "<p> 没有 class 这个属性")
	checkError(t, "{{range 1000000000}}<p>甲</p>{{end}}", "{{range 1000000000}}", "模板循环得停不下来，已经中止")
	checkError(t, "{{define \"x\"}}{{template \"x\" .}}{{end}}{{template \"x\" .}}", "{{template \"x\" .}}", "模板循环得停不下来，已经中止")
	checkError(t, "{{define \"x\"}}{{template \"x\" .}}{{template \"x\" .}}{{end}}{{template \"x\" .}}", "{{template \"x\" .}}", "模板循环得停不下来，已经中止")
	checkError(t, "<p>甲</p>{{/* x */}}</p>", "</p>", "</p> 没有与它对应的开头")
	checkError(t, "", "", "模板没有排出任何内容")
	checkError(t, "<p>\ufdd0</p>", "\xef", "模板里有不能用的字符")
}

func FuzzParse(f *testing.F) {
	f.Add("<p>{{.Title}}</p>{{range .Parts}}<heading level=\"1\" run-in>{{.Heading}}</heading>{{end}}")
	f.Add("{{define \"x\"}}{{end}}<p>{{template \"x\" .}}")
	f.Add("{{range $i, $x := .Issue.To}}{{$x}}{{else}}<date>{{end}}")
	f.Fuzz(func(t *testing.T, text string) {
		template, findings := Parse("t.html", text)
		if template != nil {
			_, findings = Execute(template, loadSmall(t))
		}
		for _, f := range findings {
			if f.Span.Start < 0 || f.Span.End < f.Span.Start || f.Span.End > len(f.Span.Source.Text) {
				t.Fatalf("span %d-%d outside of the template", f.Span.Start, f.Span.End)
			}
		}
	})
}
