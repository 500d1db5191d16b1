package agreement

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"fangan/internal/plan"
)

// The plan of these tests has every way to print a duty and a deadline.
const definition = `
title = "云溪县河道清理2026年工作方案"
year = 2026

[[goals]]
title = "水质目标"
text = "县城黑臭水体动态清零。"

[[goals]]
title = "岸线目标"
  [[goals.tasks]]
  text = "岸线保持整洁。"
  [[goals.tasks]]
  text = "岸线不被侵占。"
  duty = "县水利局负责"

[[measures]]
title = "清理河道"
duty = "县水利局负责"
due = "10月底前"

  [[measures.items]]
  title = "清理水面"
    [[measures.items.tasks]]
    text = "6月底前打捞漂浮物；"
    duty = "县水利局牵头，各乡镇（场）、县财政局等配合"
    due = "6月底前"
    [[measures.items.tasks]]
    text = "整治岸线。"
    lead = ["县水利局"]
    assist = ["县财政局"]
    participate = ["县林业局", "县公安局"]
    due = [{ by = "3月底前", text = "摸清底数" }, { by = "11月底前", text = "整治完毕" }]

  [[measures.items]]
  title = "管护堤防"
  text = "管护堤防要落到实处。"

  [[measures.items]]
  title = "巡查"
  duty = "责任单位：县公安局、县林业局"
    [[measures.items.tasks]]
    text = "每月巡查1次。"
    due = "每月"
    [[measures.items.tasks]]
    text = "巡查记录存档。"
    due = 2026-12-31

[[measures]]
title = "加强保障"

  [[measures.items]]
  title = "安排资金"
  text = "安排专项资金。"
  duty = "县财政局负责"
  duties = "lines"
  leaders = ["县长"]
  due = "年底前"

  [[measures.items]]
  title = "县财政局、县公安局联合检查"
  text = "县财政局会同县公安局每季度检查。"
  responsible = ["县财政局", "县公安局"]
  duties = "text"
  due = "每季度"

  [[measures.items]]
  title = "报送进展"
  text = "及时报送进展。"
  duty = "县林业局负责"
  duties = "none"
  due = "每月"

  [[measures.items]]
  title = "总结经验"
  duty = "县水利局负责"
`

const registerFile = `
[[units]]
name = "县公安局"
[[units]]
name = "县财政局"
[[units]]
name = "县水利局"
[[units]]
name = "县林业局"
[[units]]
name = "河口镇"
[[units]]
name = "各乡镇（场）"
kind = "collective"
members = ["河口镇"]
`

func load(t testing.TB) *plan.Plan {
	t.Helper()
	ws, findings := plan.Open("", fstest.MapFS{"2026/a.toml": {Data: []byte(definition)}, "units.toml": {Data: []byte(registerFile)}})
	p, more := ws.Load("2026/a.toml")
	if p == nil || (append(findings, more...)).HasErrors() {
		t.Fatal(findings, more)
	}
	return p
}

// printed is the document as a reader would extract it, 20 characters a line
// and 12 lines a page.
func printed(p *plan.Plan) string {
	var text strings.Builder
	paragraphs := func(list []plan.Paragraph) {
		for _, paragraph := range list {
			text.WriteString(paragraph.Plain())
		}
	}
	var visit func(items []*plan.Item)
	visit = func(items []*plan.Item) {
		for _, item := range items {
			text.WriteString(item.Label + item.Title.Value)
			if item.RunsIn {
				text.WriteString(item.Separator)
			}
			paragraphs(item.Paragraphs)
			visit(item.Items)
			paragraphs(item.Closing)
		}
	}
	text.WriteString(p.Name())
	for _, part := range p.Parts {
		text.WriteString(part.Label + part.Heading.Value)
		visit(part.Items)
	}
	return paged([]rune(text.String()))
}

func paged(text []rune) string {
	var b strings.Builder
	for page := 1; len(text) > 0; page++ {
		for range 12 {
			n := min(20, len(text))
			b.WriteString(string(text[:n]) + "\n")
			text = text[n:]
		}
		fmt.Fprintf(&b, "\n— %d —\n\f", page)
	}
	return b.String()
}

func workbook(p *plan.Plan) Workbook {
	head := append([]string{"序号", "工作措施", "具体内容"}, p.Columns()...)
	all := Sheet{Name: "责任分解表", Rows: [][]string{{"云溪县河道清理2026年工作方案责任分解表"}, append(head, "完成时限")}}
	units := map[string]*Sheet{}
	w := Workbook{}
	assignments := p.Assignments()
	for i := range assignments {
		a := &assignments[i]
		row := []string{fmt.Sprint(a.Order), title(a), a.Text}
		for _, column := range p.Columns() {
			row = append(row, p.InColumn(*a, column))
		}
		due := ""
		if a.Due != nil {
			due = a.Due.String()
		}
		all.Rows = append(all.Rows, append(row, due))
		for _, name := range a.Names() {
			for _, u := range name.Unit.Expand() {
				s := units[u.Name]
				if s == nil {
					s = &Sheet{Name: u.Label(), Rows: [][]string{{u.Name + "任务清单"}, {"序号", "具体内容", "完成时限"}}}
					units[u.Name] = s
				}
				s.Rows = append(s.Rows, []string{fmt.Sprintf("第%d项", a.Order), a.Text, due})
			}
		}
	}
	w = append(w, all)
	for _, u := range p.Register.Units {
		if s := units[u.Name]; s != nil {
			w = append(w, *s)
		}
	}
	return w
}

func TestCheckAgrees(t *testing.T) {
	p := load(t)
	for _, f := range Check(p, ReadDocument(printed(p)), workbook(p)) {
		t.Error(f)
	}
	if n := len(p.Assignments()); n != 10 {
		t.Errorf("the plan has %d assignments", n)
	}
}

// Without the plan the two files are held against each other; what only the
// plan can tell is marked.
func TestCompare(t *testing.T) {
	p := load(t)
	d := ReadDocument(printed(p))
	for _, f := range Compare(d, workbook(p)) {
		if !f.Unsure || f.Order != 9 { // whose duty prints in the table only
			t.Error(f)
		}
	}
	all := workbook(p)[0]
	column := func(head string) int { return slices.Index(all.Rows[1], head) }
	for _, test := range []struct {
		row    int // of the table, from 1
		column string
		old    string
		new    string
		field  Field
		unsure bool
	}{
		{2, "具体内容", "6月底前打捞", "6月底前清捞", Text, false},
		{2, "具体内容", "6月底前打捞漂浮物；", "别的工作要点，由有关方面另行商定", Text, true},
		{2, "牵头单位", "县水利局", "县林业局", Names, false},
		{2, "配合单位", "、县财政局等", "", Names, false},
		{3, "完成时限", "11月底前", "12月底前", Deadline, false},
		{5, "完成时限", "每月", "每季度", Deadline, false},
	} {
		w := workbook(p)
		cell := &w[0].Rows[test.row+1][column(test.column)]
		if !strings.Contains(*cell, test.old) {
			t.Fatalf("row %d has %q in %s", test.row, *cell, test.column)
		}
		*cell = strings.Replace(*cell, test.old, test.new, 1)
		findings := slices.DeleteFunc(Compare(d, w), func(f Finding) bool { return f.At.Sheet != "" || f.Order == 9 }) // sheets of units
		if len(findings) != 1 || findings[0].Field != test.field || findings[0].Order != test.row || findings[0].Unsure != test.unsure {
			t.Errorf("%s → %s: %v", test.old, test.new, findings)
		}
	}
	// A sheet of a unit that says something else than the table of all.
	w := workbook(p)
	w[1].Rows[2][1] += "口"
	if findings := w.Consistent(); len(findings) != 1 || findings[0].At.Sheet != w[1].Name {
		t.Errorf("%v", findings)
	}
}

// Whatever character of the measures is changed, lost or doubled in the
// document, something is found, within
// the lines of the task.
func TestCheckFindsEveryCharacter(t *testing.T) {
	p := load(t)
	w := workbook(p)
	text := []rune(squeeze(ReadDocument(printed(p)).String()))
	begin := len([]rune(strings.Split(string(text), "二、主要措施")[0]))
	for i := begin; i < len(text); i++ {
		for _, changed := range [][]rune{
			append(append(append([]rune{}, text[:i]...), '口'), text[i+1:]...),
			append(append([]rune{}, text[:i]...), text[i+1:]...),
			append(append(append([]rune{}, text[:i]...), '口'), text[i:]...),
		} {
			findings := Check(p, ReadDocument(paged(changed)), w)
			near := slices.ContainsFunc(findings, func(f Finding) bool {
				line := (f.At.Page-1)*12 + f.At.Line - 1
				return f.At.Page > 0 && line >= i/20-3 && line <= i/20+3
			})
			if !near {
				t.Errorf("%q became %q and what was found is %v", around(text, i), around(changed, i), findings)
			}
		}
	}
}

// Whatever cell is emptied, it is found there.
func TestCheckFindsEveryCell(t *testing.T) {
	p := load(t)
	d := ReadDocument(printed(p))
	for s := range workbook(p) {
		for r := 2; r < len(workbook(p)[s].Rows); r++ {
			for c := range workbook(p)[s].Rows[r] {
				w := workbook(p)
				if w[s].Rows[r][c] == "" {
					continue
				}
				w[s].Rows[r][c] = ""
				at := Place{Sheet: w[s].Name, Cell: cellName(c, r)}
				findings := Check(p, d, w)
				if c == 0 { // the whole row can't be read
					at.Cell = ""
				}
				if len(findings) != 1 || findings[0].At != at {
					t.Errorf("%v emptied: %v", at, findings)
				}
			}
		}
	}
}

func around(text []rune, at int) string { return string(text[max(0, at-6):min(len(text), at+6)]) }

func TestReadDocument(t *testing.T) {
	d := ReadDocument("标 题\n\n　正文一\n— 1 —\n\f— 1 —\n正文二\n\n— 2 —\n\f")
	if got, want := d.String(), "标题正文一—1—正文二"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got, want := d.place(2), (Place{Page: 1, Line: 2}); got != want {
		t.Errorf("got %v, want %v", got, want)
	}
	if got, want := d.place(1000), (Place{Page: 2, Line: 2}); got != want {
		t.Errorf("got %v, want %v", got, want)
	}
	if got := ReadDocument("").place(0); !got.IsZero() {
		t.Errorf("an empty document has a place: %v", got)
	}
}

func TestNearest(t *testing.T) {
	for _, test := range []struct {
		text, want, stretch string
		distance            int
	}{
		{"甲乙丙丁", "乙丙", "乙丙", 0},
		{"甲乙口丁", "乙丙丁", "乙口丁", 1},
		{"甲乙丁戊", "乙丙丁", "乙丁", 1},
		{"甲乙丙口丁戊", "乙丙丁", "乙丙", 1},
		{"", "乙", "", 1},
	} {
		from, to, distance := nearest([]rune(test.text), []rune(test.want))
		if got := string([]rune(test.text)[from:to]); got != test.stretch || distance != test.distance {
			t.Errorf("nearest(%s, %s) = %s, %d", test.text, test.want, got, distance)
		}
	}
}

func TestSays(t *testing.T) {
	for _, test := range []struct {
		text, phrase string
		want         bool
	}{
		{"在6月底前完成", "6月底前", true},
		{"在11月底前完成", "1月底前", false},
		{"在11月底前、1月底前完成", "1月底前", true},
		{"到2026年底前完成", "年底前", true},
		{"全年", "", true},
		{"", "全年", false},
	} {
		if got := says(test.text, test.phrase); got != test.want {
			t.Errorf("says(%q, %q) = %v", test.text, test.phrase, got)
		}
	}
}

func TestWalk(t *testing.T) {
	shares := []share{
		{role: "assist", words: []string{"配合"}, names: []string{"县水利局", "各乡镇（场）等"}},
		{role: "participate", words: []string{"参与", "参加"}, names: []string{"县财政局"}},
	}
	for _, test := range []struct {
		cell, rest, want string
	}{
		{"县水利局、各乡镇（场）等\n县财政局（参与）", "", ""},
		{"县水利局、各乡镇（场）等\n县财政局（参加）", "", ""},
		{"县水利局、各乡镇（场）\n县财政局（参与）", "各乡镇（场）\n县财政局（参与）", "各乡镇（场）等"},
		{"县水利局，各乡镇（场）等\n县财政局（参与）", "，各乡镇（场）等\n县财政局（参与）", "各乡镇（场）等"},
		{"县水利局、各乡镇（场）等、县财政局（参与）", "、县财政局（参与）", "县财政局"},
		{"县水利局、各乡镇（场）等\n县财政局", "", "（参与）"},
		{"县水利局、各乡镇（场）等\n县财政局（参与）\n县林业局", "\n县林业局", ""},
		{"", "", "县水利局"},
	} {
		at, want := walk(test.cell, "assist", shares)
		if at < 0 {
			at = len(test.cell)
		}
		if test.cell[at:] != test.rest || want != test.want {
			t.Errorf("walk(%q) stops at %q and wants %q", test.cell, test.cell[at:], want)
		}
	}
}

func TestCellName(t *testing.T) {
	for _, test := range []struct {
		column, row int
		want        string
	}{{0, 0, "A1"}, {25, 9, "Z10"}, {26, 0, "AA1"}, {701, 0, "ZZ1"}, {702, 0, "AAA1"}} {
		if got := cellName(test.column, test.row); got != test.want {
			t.Errorf("cellName(%d, %d) = %s", test.column, test.row, got)
		}
	}
}
