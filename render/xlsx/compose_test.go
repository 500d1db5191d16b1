package xlsx

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"fangan/internal/plan"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// dump writes a book as text: each row with its height, cells apart by │,
// merged ones left out, texts cut after so many characters.
func dump(b *Book, cut int) string {
	var out strings.Builder
	fmt.Fprintf(&out, "%s\n作者 %s  主题 %s  日期 %s\n", b.Title, b.Author, b.Subject, b.Date)
	for _, s := range b.Sheets {
		var widths []string
		for _, c := range s.Columns {
			widths = append(widths, fmt.Sprint(c.Pixels))
		}
		fmt.Fprintf(&out, "\n══ %s  %s  列宽 %s", s.Name, s.Page.Paper, strings.Join(widths, " "))
		if len(s.Breaks) > 0 {
			fmt.Fprintf(&out, "  分页 %d", s.Breaks)
		}
		out.WriteString("\n")
		merged := map[int]bool{}
		for _, m := range s.Merges {
			merged[m.Row] = true
		}
		for i, r := range s.Rows {
			var cells []string
			for _, c := range r.Cells {
				text := strings.ReplaceAll(c.Text, "\n", "⏎")
				if runes := []rune(text); len(runes) > cut {
					text = string(runes[:cut]) + "…"
				}
				if b.Styles[c.Style].Link {
					text = "→" + text
				}
				cells = append(cells, text)
			}
			line := strings.Join(cells, "│")
			if merged[i] {
				line = strings.TrimRight(line, "│")
			}
			fmt.Fprintf(&out, "%3d %s\n", r.Pixels, line)
		}
	}
	return out.String()
}

// golden compares a text with a file of testdata.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got == string(want) {
		return
	}
	a, b := strings.Split(got, "\n"), strings.Split(string(want), "\n")
	for i := range max(len(a), len(b)) {
		if i >= len(a) || i >= len(b) || a[i] != b[i] {
			t.Fatalf("%s differs from line %d on\n got %s\nwant %s\n(run with -update and read the diff)", path, i+1, strings.Join(a[min(i, len(a)):min(i+1, len(a))], ""), strings.Join(b[min(i, len(b)):min(i+1, len(b))], ""))
		}
	}
}

// TestExampleBooks also holds testdata: a golden file that nothing asks for
// fails.
func TestExampleBooks(t *testing.T) {
	asked := map[string]bool{"small.book": true}
	for _, name := range examples {
		b := compose(t, example(t, name), builtInTemplate(t))
		// The unit sheets are much alike, and TestNoTextIsLost reads them all.
		b.Sheets = append(b.Sheets[:4:4], b.Sheets[len(b.Sheets)-1])
		golden(t, name+".book", dump(b, 14))
		asked[name+".book"] = true
	}
	entries, err := os.ReadDir("testdata")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if !e.IsDir() && !asked[e.Name()] {
			t.Errorf("testdata/%s is asked for by no test", e.Name())
		}
	}
}

const smallUnits = `
[[units]]
name = "县水利局"
short = "水利/水务"
leader = "分管副局长"
[[units]]
name = "县财政局"
[[units]]
name = "东镇人民政府"
short = "东镇"
[[units]]
name = "西镇人民政府"
short = "西镇"
[[units]]
name = "各乡镇人民政府"
kind = "collective"
members = ["西镇人民政府", "东镇人民政府"]
[[units]]
name = "县级河长"
kind = "vague"
`

// load reads a plan of a workspace of its own.
func load(t testing.TB, text string) *plan.Plan {
	t.Helper()
	w, findings := plan.Open("", fstest.MapFS{"units.toml": {Data: []byte(smallUnits)}, "2026/p.toml": {Data: []byte(text)}})
	wantNone(t, findings)
	p, findings := w.Load("2026/p.toml")
	if findings.HasErrors() {
		wantNone(t, findings)
	}
	return p
}

// small is a plan with what the examples lack: assignments in several parts,
// measures without a group, three levels, leaders, notes, texts that look like
// formulas, indicators with units, a collective and one of its members in one task.
const small = `
title = "某县河湖\n治理工作方案"
year = 2026
status = "征求意见稿"
[issue]
by = ["某县人民政府办公室"]
[[goals]]
title = "水质目标"
text = "达到Ⅲ类，国控断面优良率不低于90.0%，总磷浓度、总氮浓度分别下降3%和5%。"
duty = "县水利局牵头"
indicators = ["国控断面优良率不低于90.0%", "总磷浓度、总氮浓度分别下降3%和5%"]
[[measures]]
title = "治河"
  [[measures.items]]
  title = "清淤"
    [[measures.items.items]]
    title = "东河清淤"
    text = "=1+1是清淤的方法，@各单位，完成清淤3—5公里。"
    indicators = ["完成清淤3—5公里"]
    duty = "县水利局牵头，县财政局、有关部门配合；各乡镇人民政府、东镇人民政府落实"
    due = [{ text = "完成设计", by = "6月底前" }, { text = "完工", by = 2026-12-31 }]
    leaders = ["张副县长", "李副县长"]
    note = "重点"
  [[measures.items]]
  title = "护岸"
  text = "修复护岸。"
  brief = "-修复"
[[measures]]
title = "治湖"
text = "退田还湖。"
duty = "责任单位：县级河长"
due = "全年"
`

func TestSmallBook(t *testing.T) {
	golden(t, "small.book", dump(compose(t, load(t, small), builtInTemplate(t)), 100))
}

// sheetOf returns the texts of a sheet, rows on lines.
func texts(s Sheet) string {
	var lines []string
	for _, r := range s.Rows {
		var cells []string
		for _, c := range r.Cells {
			cells = append(cells, c.Text)
		}
		lines = append(lines, strings.TrimRight(strings.Join(cells, "│"), "│"))
	}
	return strings.Join(lines, "\n")
}

func find(t *testing.T, b *Book, name string) Sheet {
	t.Helper()
	for _, s := range b.Sheets {
		if s.Name == name {
			return s
		}
	}
	t.Fatalf("no sheet %s", name)
	return Sheet{}
}

// TestTallTaskContinues checks that a task that no row can hold continues,
// that nothing of it is lost, and that no row is higher than Excel allows.
func TestTallTaskContinues(t *testing.T) {
	sentence := "持续推进河道清淤、岸线整治、生态补水和水系连通工作，逐段明确责任人和完成时间。"
	long := strings.Repeat(sentence, 120)
	p := load(t, `title = "方案"
[[measures]]
title = "甲"
text = "`+long+`"
duty = "县水利局牵头"
[[measures]]
title = "乙"
text = "短。"
`)
	s := compose(t, p, builtInTemplate(t)).Sheets[0]
	content := ""
	numbers := []string{}
	for _, r := range s.Rows {
		if r.Pixels > maxRowPixels {
			t.Errorf("a row is %d pixels high", r.Pixels)
		}
	}
	for _, r := range s.Rows[s.Header+1:] {
		numbers = append(numbers, r.Cells[0].Text)
		if r.Cells[1].Text == "一、甲" || r.Cells[1].Text == "（一）甲" {
			content += r.Cells[2].Text
			if !strings.HasSuffix(r.Cells[2].Text, "。") {
				t.Errorf("a piece does not end with a sentence: …%s", r.Cells[2].Text[len(r.Cells[2].Text)-30:])
			}
		}
	}
	if content != long {
		t.Errorf("the pieces have %d bytes, the text %d", len(content), len(long))
	}
	if len(numbers) < 3 || numbers[0] != "1" || numbers[1] != "1（续）" || numbers[len(numbers)-1] != "2" {
		t.Errorf("numbers %q", numbers)
	}
}

// TestNoTextIsLost checks over both examples that each text of the plan stands
// in the breakdown table and in the sheet of each of its units.
func TestNoTextIsLost(t *testing.T) {
	drop := strings.NewReplacer("\n", "", "（续）", "")
	for _, name := range examples {
		p := example(t, name)
		b := compose(t, p, builtInTemplate(t))
		all := drop.Replace(texts(b.Sheets[0]))
		sheets := 0
		units := map[*plan.Unit]bool{}
		for _, a := range p.Assignments() {
			content := a.Text
			if a.Brief != "" {
				content = a.Brief
			}
			if !strings.Contains(all, drop.Replace(content)) {
				t.Errorf("%s: %s is not in the table", name, a.Where())
			}
			for _, n := range a.Names() {
				if !strings.Contains(all, n.Written) {
					t.Errorf("%s: %s is not in the table", a.Where(), n.Written)
				}
				for _, u := range n.Unit.Expand() {
					if u.Kind == plan.Vague {
						continue
					}
					units[u] = true
					s := find(t, b, u.Label())
					if got := texts(s); !strings.Contains(got, fmt.Sprintf("第%d项│", a.Order)) || !strings.Contains(drop.Replace(got), drop.Replace(content)) {
						t.Errorf("%s: %s is not in the sheet of %s", name, a.Where(), u.Name)
					}
				}
			}
		}
		for _, s := range b.Sheets {
			if strings.HasSuffix(s.Rows[0].Cells[0].Text, "任务清单") {
				sheets++
			}
		}
		if sheets != len(units) {
			t.Errorf("%s: %d sheets for %d units", name, sheets, len(units))
		}
	}
}

func TestLinksLeadThereAndBack(t *testing.T) {
	b := compose(t, load(t, small), builtInTemplate(t))
	summary := find(t, b, "责任单位汇总")
	if len(summary.Links) == 0 {
		t.Fatal("no links")
	}
	for _, l := range summary.Links {
		s := find(t, b, l.Sheet)
		if unit := summary.Rows[l.Row].Cells[1].Text; s.Rows[0].Cells[0].Text != unit+"任务清单" {
			t.Errorf("the link of %s leads to %s", unit, s.Rows[0].Cells[0].Text)
		}
		if len(s.Links) != 1 || s.Links[0].Sheet != summary.Name {
			t.Errorf("sheet %s has links %v", s.Name, s.Links)
		}
	}
}

// TestBlankLeadersStay: leaders = [] asks for a column to be filled in.
func TestBlankLeadersStay(t *testing.T) {
	p := load(t, "title = \"方案\"\n[[measures]]\ntitle = \"甲\"\ntext = \"做。\"\nduty = \"县水利局牵头\"\nleaders = []\n")
	s := compose(t, p, builtInTemplate(t)).Sheets[0]
	if got := texts(s); !strings.Contains(got, "│责任领导│") {
		t.Error(got)
	}
}

func TestPlanWithoutTasks(t *testing.T) {
	b := compose(t, load(t, "title = \"方案\"\n[[safeguards]]\ntext = \"加强领导。\"\n"), builtInTemplate(t))
	if len(b.Sheets) != 1 || !strings.Contains(texts(b.Sheets[0]), "（没有任务）") {
		t.Error(dump(b, 100))
	}
	write(t, b)
}

// TestIndicatorFields holds what a template of an office may show of an
// indicator, and only there.
func TestIndicatorFields(t *testing.T) {
	checkCompose(t, sheet("indicators", "{{.Index}}/{{.Count}}|{{.Sentence}}|{{.Indicator}}|{{.Target}}|{{.Section}}|{{.Responsible}}|{{.Due}}"),
		"1/4|国控断面优良率不低于90.0%|国控断面优良率|不低于90.0%|一、工作目标\n（一）水质目标|县水利局|")
	for _, cell := range []string{"{{.Target}}", "{{.Responsible}}"} {
		if _, findings := ParseTemplate("t.sheet.toml", []byte(sheet("assignments", cell))); !findings.HasErrors() {
			t.Errorf("%s is allowed in a table of assignments", cell)
		}
	}
	none := compose(t, load(t, "title = \"方案\"\nyear = 2026\n[[measures]]\ntext = \"新建公路9公里。\"\n"), builtInTemplate(t))
	for _, s := range none.Sheets {
		if s.Name == "指标表" {
			t.Error(dump(none, 100))
		}
	}
}

// checkCompose composes the small plan by a template of one column and returns
// the findings, or the first cell of the table.
func checkCompose(t *testing.T, text, want string) {
	t.Helper()
	tmpl, findings := ParseTemplate("t.sheet.toml", []byte(text))
	wantNone(t, findings)
	b, findings := Compose(load(t, small), tmpl)
	got := ""
	if findings.HasErrors() {
		got = places(findings)
		if b != nil {
			t.Error("a book in spite of errors")
		}
	} else {
		s := b.Sheets[0]
		got = s.Rows[s.Header+1].Cells[0].Text
	}
	if got != want {
		t.Errorf("%s\n got %s\nwant %s", text, got, want)
	}
}

func TestRunawayTemplates(t *testing.T) {
	const turns = "16:9 “列”一列算不出来：循环次数太多"
	const long = "16:9 “列”一列算不出来：文字超过一个单元格的上限（32767字）"
	for _, c := range []struct{ cell, want string }{
		{`{{range 1000000000}}{{end}}`, turns},
		{`{{range 1000}}{{range 1000}}{{range 1000}}{{end}}{{end}}{{end}}`, turns},
		{`{{range 9000}}{{$.Content}}{{end}}`, long},
		{`{{$a := "一二三四"}}{{range 100}}{{$a = printf "%s%s" $a $a}}{{end}}`, long},
		{`{{$a := "一二三四"}}{{range 100}}{{$a = print $a $a}}{{end}}`, long},
		{`{{$a := "一二三四"}}{{range 100}}{{$a = replace $a "一" $a}}{{end}}`, long},
		{`{{printf "%999999d" 1}}`, long},
		{`{{printf "%d" .Content}}`, "16:9 “列”一列算不出来：printf 的格式与给它的值不符"},
		{`{{if lt .Content 3}}{{end}}`, "16:9 “列”一列算不出来：表达式在这里不适用"},
		{`{{range 3}}甲{{end}}`, "甲甲甲"},
		{`{{join (lines "甲") "、"}}{{.Order}}/{{.Count}}`, "甲1/4"},
	} {
		checkCompose(t, sheet("assignments", c.cell), c.want)
	}
}

// TestFindingNamesTheRow checks that a failure at one row says which.
func TestFindingNamesTheRow(t *testing.T) {
	tmpl, findings := ParseTemplate("t.sheet.toml", []byte(sheet("assignments", `{{if eq .Order 3}}{{range 100000}}{{end}}{{end}}`)))
	wantNone(t, findings)
	_, findings = Compose(load(t, small), tmpl)
	if len(findings) != 1 || len(findings[0].Related) != 1 {
		t.Fatal(findings)
	}
	if line := findings[0].Related[0].Span.Position().Line; strings.Split(small, "\n")[line] != `  title = "护岸"` {
		t.Errorf("the row is at line %d", line)
	}
}

func TestTooWideTable(t *testing.T) {
	wide := strings.Replace(sheet("assignments", "{{.Content}}"), "width = 20", "width = 199", 1)
	checkCompose(t, wide, "10:1 各列共宽199，一页A4只有126，打印时字会小得看不清")
	checkCompose(t, strings.Replace(wide, "name = ", "paper = \"A3\"\nname = ", 1), "达到Ⅲ类，国控断面优良率不低于90.0%，总磷浓度、总氮浓度分别下降3%和5%。")
}

// TestComposeConcurrently is for the race detector: jobs share a template.
func TestComposeConcurrently(t *testing.T) {
	tmpl, p := builtInTemplate(t), load(t, small)
	var jobs sync.WaitGroup
	for range 4 {
		jobs.Go(func() {
			if _, findings := Compose(p, tmpl); findings.HasErrors() {
				t.Error(findings)
			}
		})
	}
	jobs.Wait()
}

// FuzzTemplate: any file is refused with places inside it, or works.
func FuzzTemplate(f *testing.F) {
	f.Add(builtInTemplate(f).source.Text)
	f.Add(sheet("assignments", `{{range lines .Due}}{{.}}{{end}}`))
	f.Add(sheet("units", `{{$x := .Unit}}{{with $x}}{{$.Total}}{{end}}`))
	f.Add(sheet("unit-tasks", `{{(printf "%s" .Own).x}}`))
	f.Add(sheet("unassigned", `{{1.5}}{{nil}}{{break}}{{.Problem | len}}`))
	p := load(f, small)
	f.Fuzz(func(t *testing.T, text string) {
		tmpl, findings := ParseTemplate("t", []byte(text))
		for _, d := range findings {
			if d.Span.Start < 0 || d.Span.End > len(text) || d.Span.Start > d.Span.End {
				t.Errorf("%s: span %d–%d", d.Message, d.Span.Start, d.Span.End)
			}
		}
		if tmpl == nil {
			return
		}
		b, findings := Compose(p, tmpl)
		if (b == nil) != findings.HasErrors() {
			t.Fatalf("book %v, findings %v", b, findings)
		}
		if b != nil && len(text) < 3000 {
			write(t, b)
		}
	})
}
