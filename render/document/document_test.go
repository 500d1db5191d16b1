package document

import (
	"fmt"
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

// outline prints a document, one element a line, what it holds indented.
func outline(root *Node) string {
	names := map[Kind]string{}
	for name, e := range elements {
		names[e.kind] = name
	}
	var b strings.Builder
	var walk func(nodes []*Node, indent string)
	walk = func(nodes []*Node, indent string) {
		for _, n := range nodes {
			b.WriteString(indent + names[n.Kind])
			if n.Level > 0 {
				b.WriteString(string(rune('0' + n.Level)))
			}
			if n.RunIn {
				b.WriteString("+")
			}
			for _, flag := range []struct {
				set  bool
				text string
			}{{n.Form != "", n.Form}, {n.Label != "", n.Label}, {n.Landscape, "landscape"}, {n.HeadRow, "head"}, {n.Align != "", n.Align},
				{n.ColSpan > 1 || n.RowSpan > 1, fmt.Sprintf("%d×%d", n.ColSpan, n.RowSpan)}, {n.Widths != nil, fmt.Sprint(n.Widths)}} {
				if flag.set {
					b.WriteString("[" + flag.text + "]")
				}
			}
			b.WriteString(" ")
			for _, piece := range n.Text {
				b.WriteString(strings.ReplaceAll(piece.Value, "\n", "⏎") + "|")
			}
			b.WriteString("\n")
			walk(n.Children, indent+"  ")
		}
	}
	walk(root.Children, "")
	return b.String()
}

// TestIssued runs the built-in template over a plan that has everything.
func TestIssued(t *testing.T) {
	checkOutline(t, issued, `head[digital] 
  copy-number 000012|
  secrecy 机密★1年|
  urgency 特急|
  mark 云溪县人民政府|
  mark 云溪县水利局|
  mark-suffix 文件|
  number 云政发〔2026〕　　号|
  signer 王志远|
doc-title 云溪县人民政府　云溪县水利局关于印发《治水方案》的通知|
recipients 各乡镇人民政府|，|县直各单位|：|
p 现印发给你们。|
signature[unsealed] 
  issuer 云溪县人民政府|
  issuer 云溪县水利局|
  date 2026年2月15日|
note （|此件公开发布|）|
contents 目录|
doc-title 治水方案|
heading1 一、|主要措施|
p 疏浚。|
table 
  tr[head] 
    td 河段|
    td[2×1] 长度|
  tr 
    td[1×2] 上⏎段|
    td 3|
    td 公里|
  tr 
    td 4|
    td 
attachment-note[1.] 甲|
attachment-note[2.] 乙|
attachment 附件1|
attachment-title 甲|
heading1 一、|丙|
p 丁。|
attachment[landscape] 附件2|
attachment-title 乙|
p 戊。|
colophon 
  copies-to 县委办公室|，|县法院|。|
  printed-by 云溪县人民政府|
  printed-on 2026年2月16日印发|
  print-run 共印80份|
`)
	annexed := strings.Replace(issued, "notice = ", "annexed = true\nnotice = ", 1)
	checkOutline(t, annexed[:strings.Index(annexed, "[[attachments]]")], `head[digital] 
  copy-number 000012|
  secrecy 机密★1年|
  urgency 特急|
  mark 云溪县人民政府|
  mark 云溪县水利局|
  mark-suffix 文件|
  number 云政发〔2026〕　　号|
  signer 王志远|
doc-title 云溪县人民政府　云溪县水利局关于印发《治水方案》的通知|
recipients 各乡镇人民政府|，|县直各单位|：|
p 现印发给你们。|
attachment-note 治水方案|
signature[unsealed] 
  issuer 云溪县人民政府|
  issuer 云溪县水利局|
  date 2026年2月15日|
note （|此件公开发布|）|
contents 目录|
attachment 附件|
attachment-title 治水方案|
heading1 一、|主要措施|
p 疏浚。|
table 
  tr[head] 
    td 河段|
    td[2×1] 长度|
  tr 
    td[1×2] 上⏎段|
    td 3|
    td 公里|
  tr 
    td 4|
    td 
colophon 
  copies-to 县委办公室|，|县法院|。|
  printed-by 云溪县人民政府|
  printed-on 2026年2月16日印发|
  print-run 共印80份|
`)
}

const issued = `title = "治水方案"
contents = true
[issue]
by = ["云溪县人民政府", "云溪县水利局"]
copy_number = "000012"
secrecy = "机密★1年"
urgency = "特急"
number = "云政发〔2026〕号"
signers = ["王志远"]
date = 2026-02-15
to = ["各乡镇人民政府", "县直各单位"]
signature = "unsealed"
notice = "现印发给你们。"
note = "此件公开发布"
copies_to = ["县委办公室", "县法院"]
printed_on = 2026-02-16
print_run = 80
[[measures]]
text = "疏浚。"
table = [["河段", "长度", "<"], ["上\n段", "3", "公里"], ["^", "4", ""]]
[[attachments]]
title = "甲"
  [[attachments.items]]
  title = "丙"
  run_in = ""
  text = "丁。"
[[attachments]]
title = "乙"
landscape = true
text = "戊。"
`

// checkOutline executes the built-in template for a plan.
func checkOutline(t *testing.T, definition, want string) {
	t.Helper()
	text, err := os.ReadFile("../../templates/方案.html")
	if err != nil {
		t.Fatal(err)
	}
	template, findings := Parse("方案.html", string(text))
	if findings.HasErrors() {
		t.Fatal(findings)
	}
	p, findings := plan.LoadAlone("p.toml", []byte(definition))
	if findings.HasErrors() {
		t.Fatal(findings)
	}
	root, findings := Execute(template, p)
	if findings.HasErrors() {
		t.Fatal(findings)
	}
	if got := outline(root); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
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
	want := `doc-title 云溪县河道清理2026年工作方案|
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
	checkError(t, "<table><tr><td>甲</td></tr><tr><td>乙</td><td>丙</td></tr></table>", "<table>", "表格第2行有2列，与第1行的1列不一样")
	checkError(t, "<table widths=\"1 2\"><tr><td>甲</td></tr></table>", "<table ", "表格第1行有1列，与 widths 的2列不一样")
	checkError(t, "<table><tr><td rowspan=\"2\">甲</td></tr></table>", "<table>", "表格第1行有单元格跨出了表格")
	checkError(t, "<table>甲</table>", "甲", "文字“甲”直接写在了 <table> 里")
	checkError(t, "<p>甲</p><issuer>乙</issuer>", "<issuer", "<issuer> 只能写在 <signature> 里面")
	checkError(t, "<colophon><p>甲</p></colophon>", "<p", "<p> 不能写在 <colophon> 里面")
	checkError(t, "<p>甲</p><head><mark>乙</mark></head>", "<head>", "<head> 不在公文的开头")
	checkError(t, "<head form=\"red\"><mark>乙</mark></head>", "<head", "<head> 的 form 不能是“red”")
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
