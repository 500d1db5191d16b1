package xlsx

import (
	"fmt"
	"strings"
	"testing"

	"fangan/internal/diag"
)

// styles are what every template of a test needs.
const styles = `
[styles]
title = { font = "宋体", size = "20pt" }
subtitle = { font = "宋体", size = "16pt" }
note = { font = "宋体", size = "11pt" }
header = { font = "黑体", size = "11pt" }
banner = { font = "楷体", size = "11pt" }
body = { font = "仿宋", size = "10pt" }
`

// sheet returns a template of one sheet with one column.
func sheet(rows, cell string) string {
	return fmt.Sprintf("title = \"表\"\n%s[[sheets]]\nrows = %q\nname = \"表\"\n[[sheets.columns]]\nheader = \"列\"\nwidth = 20\ncell = '%s'\n", styles, rows, cell)
}

// places returns findings as “12:9 message”, one a line.
func places(findings diag.List) string {
	var lines []string
	for _, d := range findings {
		where := "-"
		if !d.Span.IsZero() {
			pos := d.Span.Position()
			where = fmt.Sprintf("%d:%d", pos.Line, pos.Column)
		}
		lines = append(lines, where+" "+d.Message)
	}
	return strings.Join(lines, "\n")
}

func checkTemplate(t *testing.T, text, want string) {
	t.Helper()
	tmpl, findings := ParseTemplate("t.sheet.toml", []byte(text))
	if got := places(findings); got != want {
		t.Errorf("ParseTemplate\n%s\n got %s\nwant %s", text, got, want)
	}
	if (tmpl == nil) != findings.HasErrors() {
		t.Errorf("template %v with findings %v", tmpl, findings)
	}
	for _, d := range findings {
		if d.Help == "" {
			t.Errorf("no help for %s", d.Message)
		}
	}
}

func TestExpressions(t *testing.T) {
	for _, c := range []struct{ cell, want string }{
		{`文字`, ``},
		{`{{.Content}}`, ``},
		{`{{if .Due}}{{.Due}}{{else}}全年{{end}}`, ``},
		{`{{range lines .Due}}{{.}}；{{$.Order}}{{end}}`, ``},
		{`{{with .Note}}（{{.}}）{{end}}`, ``},
		{`{{printf "%d" .Order}}{{/* 说明 */}}`, ``},
		{`{{.Contnet}}`, `16:12 这里没有字段“Contnet”`},
		{`甲{{if .Nothing}}{{end}}`, `16:16 这里没有字段“Nothing”`},
		{`{{.Names}}`, `16:12 这里没有字段“Names”`}, // only in columns by role
		{`{{.Unit}}`, `16:12 这里没有字段“Unit”`},   // not of an assignment
		{`{{.Tick}}`, `16:12 这里没有字段“Tick”`},
		{`{{$.turns}}`, `16:13 这里没有字段“turns”`},
		{`{{.Due.Year}}`, `16:12 “Due”下面没有“Year”`},
		{`{{range lines .Due}}{{.Order}}{{end}}`, `16:32 range 或 with 里面的点不再是这一行，取不到“Order”`},
		{`{{with .Note}}{{else}}{{.Order}}{{end}}`, ``},
		{`{{Content}}`, `16:11 没有函数“Content”`},
		{`{{html .Text}}`, `16:11 表格里不能用函数“html”`},
		{`{{index .Text 0}}`, `16:11 表格里不能用函数“index”`},
		{`{{$a}}`, `16:11 变量“$a”没有定义`},
		{`{{.Content`, `16:9 表达式的 {{ 没有用 }} 结束`},
		{`{{if .Due}}`, `16:9 if、range 或 with 没有用 {{end}} 结束`},
		{`{{end}}`, `16:9 多了一个 {{end}}`},
		{`{{define "a"}}{{end}}`, `16:9 表达式里不能用 define、block 或 template`},
		{`{{template "a"}}`, `16:20 表达式里不能用 template`},
		{`{{.Content}}{{`, `16:9 表达式的 {{ 没有用 }} 结束`},
		{`{{"` + strings.Repeat("长", 1500) + `"}}`, `16:9 表达式太长`},
	} {
		checkTemplate(t, sheet("assignments", c.cell), c.want)
	}
	checkTemplate(t, sheet("units", "{{.Unit}}{{.Total}}"), "")
	checkTemplate(t, sheet("units", "{{.Content}}"), "16:12 这里没有字段“Content”")
	checkTemplate(t, sheet("unit-tasks", "{{.Own}}{{.Order}}{{.Duties}}"), "")
	checkTemplate(t, sheet("unassigned", "{{.Problem}}"), "")
}

func TestTemplateFindings(t *testing.T) {
	good := sheet("assignments", "{{.Content}}")
	edit := func(old, new string) string {
		if !strings.Contains(good, old) {
			t.Fatalf("%q is not in the template", old)
		}
		return strings.Replace(good, old, new, 1)
	}
	for _, c := range []struct{ old, new, want string }{
		{"", "", ""},
		{"width = 20", "width = 2000", "15:9 列宽写了2000，应在3到200之间"},
		{"width = 20", "width = 20\nleast = 21", "16:9 least 写了21，应在3到 width（20）之间"},
		{"width = 20", "width = \"20\"", "15:9 “width”应当是整数，这里写的是文字"},
		{"width = 20", "width = 20\nalign = \"centre\"", "16:10 align 不能写“centre”"},
		{"width = 20", "width = 20\nlink = \"unit\"", "16:1 这张表的行不是单位，链接不到单位的表"},
		{"width = 20", "width = 20\neach = \"role\"", "16:9 each 不能写“role”"},
		{"rows = \"assignments\"", "rows = \"task\"", "11:9 rows 不能写“task”"},
		{"rows = \"assignments\"\n", "", "10:1 这里没有写 rows"},
		{"name = \"表\"", "name = \"\"", "12:1 表名是空的"},
		{"name = \"表\"", "name = \"表\"\ntitle = \"{{.Order}}\"", "13:13 这里没有字段“Order”"},
		{"name = \"表\"", "name = \"表\"\nbanner = [\"{{.Group}}\", \"{{.Grop}}\"]", "13:29 这里没有字段“Grop”"},
		{"name = \"表\"", "name = \"表\"\npaper = \"A5\"", "13:10 paper 不能写“A5”"},
		{"name = \"表\"", "name = \"表\"\nmargin = \"2\"", "13:11 “2”不是长度"},
		{"name = \"表\"", "name = \"表\"\nmargin = \"90mm\"", "13:11 margin 写了“90mm”，不合常理"},
		{"body = { font = \"仿宋\", size = \"10pt\" }\n", "", "3:1 没有写样式 body 的字体字号"},
		{"size = \"10pt\"", "size = \"10\"", "9:31 “10”不是长度"},
		{"size = \"10pt\"", "size = \"10pt\", line = \"8pt\"", "9:38 行距比字号还小，文字会被裁掉"},
		{"size = \"10pt\"", "size = \"10pt\", fill = \"grey\"", "9:46 “grey”不是颜色"},
		{"title = \"表\"\n", "", "1:1 这里没有写 title"},
	} {
		checkTemplate(t, edit(c.old, c.new), c.want)
	}
	// What TOML itself and unknown keys say is the matter of package tree.
	for _, wrong := range []string{edit("width = 20", "wdith = 20"), edit("size = \"10pt\"", "szie = \"10pt\""), edit("title = \"表\"\n", "title = \"表\n")} {
		if tmpl, findings := ParseTemplate("t.sheet.toml", []byte(wrong)); tmpl != nil || !findings.HasErrors() || findings[0].Span.IsZero() {
			t.Errorf("ParseTemplate\n%s\n gives %v, %v", wrong, tmpl, findings)
		}
	}
	checkTemplate(t, "title = \"表\"\n"+styles, "1:1 模板里没有一张表")
	checkTemplate(t, sheet("unit-tasks", "一")+"each = \"roles\"\n", "17:1 这张表不能按责任类型分列")
}

// TestBuiltInTemplateDocumentsItsFields holds the comment that clerks read
// against the fields that there are.
func TestBuiltInTemplateDocumentsItsFields(t *testing.T) {
	text := builtInTemplate(t).source.Text
	for _, rows := range rowSources {
		for _, name := range (scope{rows: rowSource(rows), role: rowSource(rows) != fromUnitTasks}).names() {
			if !strings.Contains(text, "."+name+" ") {
				t.Errorf("the template's comment does not explain .%s", name)
			}
		}
	}
	for _, f := range functionNames {
		if !strings.Contains(text[strings.Index(text, "# 函数："):], " "+f) && f != "and" {
			t.Errorf("the template's comment does not list %s", f)
		}
	}
}
