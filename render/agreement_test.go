package render_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode"

	"fangan/internal/agreement"
	"fangan/render/document"
	"fangan/templates"
)

const examples = "../plans"

// Both files of each example, read back by programs that did not write them,
// hold every assignment's text, names as written and deadline.
func TestAgreement(t *testing.T) {
	for _, p := range build(t, examples) {
		p.read(t)
		checkAgreement(t, p, p.pdfText, p.workbookSheets)
		checkAgreement(t, p, mutool(t, p.pdf), p.workbookSheets)
	}
}

// mutool returns a PDF's text; like pdftotext it ends pages with a form feed.
func mutool(t testing.TB, file string) string {
	return run(t, "mutool", "draw", "-q", "-F", "txt", "-o", "-", file)
}

func checkAgreement(t *testing.T, p pair, text string, w agreement.Workbook, want ...string) {
	t.Helper()
	findings := agreement.Check(p.plan, agreement.ReadDocument(text), w)
	var got []string
	for _, f := range findings {
		got = append(got, f.String())
	}
	if g, w := strings.Join(got, "\n"), strings.Join(want, "\n"); g != w {
		t.Errorf("%s\n got %s\nwant %s", p.plan.Name(), g, w)
	}
}

// The PDF holds all text of the document, in its order, and nothing else but
// page numbers. Between 版头 and attachments that is certain to the character;
// readers have orders of their own for what stands side by side.
func TestPDFHoldsTheWholeText(t *testing.T) {
	data, err := templates.FS.ReadFile(templates.Document)
	if err != nil {
		t.Fatal(err)
	}
	tmpl, findings := document.Parse(templates.Document, string(data))
	wantNone(t, findings)
	for _, p := range build(t, examples) {
		root, findings := document.Execute(tmpl, p.plan)
		wantNone(t, findings)
		body, whole := bodyOf(root)
		want := withoutSpace(body)
		for tool, text := range map[string]string{"pdftotext": run(t, "pdftotext", "-enc", "UTF-8", p.pdf, "-"), "mutool": mutool(t, p.pdf)} {
			if n := strings.Count(text, "\f"); n != p.pages {
				t.Errorf("%s: %s sees %d pages of %d", p.plan.Name(), tool, n, p.pages)
			}
			got := agreement.ReadDocument(text).String()
			if !whole && strings.Contains(got, want) {
				continue
			}
			if got != want {
				i := 0
				for i < min(len(got), len(want)) && got[i] == want[i] {
					i++
				}
				t.Errorf("%s: %s reads\n %.120s\nwhere the document says\n %.120s", p.plan.Name(), tool, strings.ToValidUTF8(got[i:], ""), strings.ToValidUTF8(want[i:], ""))
			}
		}
	}
}

// bodyOf returns the text from the first 标题 to the first attachment as it
// prints, and whether there is nothing else.
func bodyOf(root *document.Node) (text string, whole bool) {
	var b strings.Builder
	notes := 0
	whole = true
	for _, node := range root.Children {
		switch node.Kind {
		case document.Head, document.Colophon:
			whole = false
			continue
		case document.Attachment:
			return b.String(), false
		case document.AttachmentNote:
			if notes++; notes == 1 {
				b.WriteString("附件：")
			}
			b.WriteString(node.Label)
		}
		b.WriteString(node.Plain())
		for _, child := range node.Children {
			b.WriteString(child.Plain())
		}
	}
	return b.String(), whole
}

func withoutSpace(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return r
	}, s)
}

// The example of 82 tasks, which the tests below change.
const example = "2026/污染防治攻坚战.toml"

// orderOf returns the number of an assignment.
func orderOf(t testing.TB, p *pair, id string) int {
	t.Helper()
	for _, a := range p.plan.Assignments() {
		if a.ID == id {
			return a.Order
		}
	}
	t.Fatalf("no task %s", id)
	return 0
}

// cellOf finds a cell of the workbook by the number of the assignment and the
// heading of the column.
func cellOf(t testing.TB, w agreement.Workbook, sheet string, order int, column string) (name, text string) {
	t.Helper()
	for _, s := range w {
		if s.Name != sheet {
			continue
		}
		at := -1
		for i, row := range s.Rows {
			if n := slices.Index(row, column); at < 0 && n >= 0 {
				at = n
			}
			if at >= 0 && (row[0] == fmt.Sprint(order) || row[0] == fmt.Sprintf("第%d项", order)) {
				return fmt.Sprintf("%c%d", 'A'+at, i+1), row[at]
			}
		}
	}
	t.Fatalf("no cell %s of task %d in %s", column, order, sheet)
	return "", ""
}

// Another program changes one cell of the workbook: that cell and nothing else
// is reported, with the line of the document that has the task.
func TestAgreementFindsAChangedCell(t *testing.T) {
	p := &build(t, examples, example)[0]
	p.read(t)
	tests := []struct {
		sheet, id, column string
		old, new          string
		field             agreement.Field
		got               string // what the finding shows of the cell
		saved             bool   // by openpyxl; otherwise the cells are changed as read
	}{
		{"责任分解表", "coal-boilers", "具体内容", "逐台复核", "逐台复查", agreement.Text, "查", true},
		{"责任分解表", "coal-boilers", "具体内容", "项目。", "项目", agreement.Text, "项目", false},
		{"责任分解表", "coal-boilers", "具体内容", "PLACEHOLDER", "", agreement.Text, "", false},
		{"责任分解表", "coal-boilers", "牵头单位", "县发展改革局", "县发展和改革局", agreement.Names, "和", true},
		{"责任分解表", "coal-boilers", "落实单位", "、各乡镇人民政府", "", agreement.Names, "", false},
		{"责任分解表", "gas-pipeline", "配合单位", "（参与）", "", agreement.Names, "", false},
		{"责任分解表", "gas-pipeline", "责任单位", "", "县财政局", agreement.Names, "县财政局", false},
		{"责任分解表", "coal-boilers", "完成时限", "9月底前", "10月底前", agreement.Deadline, "10月", true},
		{"责任分解表", "industrial-kilns", "完成时限", "11月底前", "1月底前", agreement.Deadline, "1月", false},
		{"责任分解表", "old-trucks", "工作措施", "移动源", "移动污染源", agreement.Heading, "污染源", false},
		{"县发改局", "gas-pipeline", "具体内容", "18公里", "81公里", agreement.Text, "81公里", false},
		{"县发改局", "gas-pipeline", "完成时限", "10月底前", "年底前", agreement.Deadline, "年底前", false},
		{"县发改局", "gas-pipeline", "我单位职责", "牵头", "配合", agreement.Names, "配合", false},
	}
	for _, test := range tests {
		t.Run(test.sheet+test.id+test.column, func(t *testing.T) {
			order := orderOf(t, p, test.id)
			cell, before := cellOf(t, p.workbookSheets, test.sheet, order, test.column)
			if test.old == "PLACEHOLDER" {
				test.old = before // the whole cell is emptied
			}
			if strings.Count(before, test.old) != 1 && before != "" {
				t.Fatalf("%s!%s is %q", test.sheet, cell, before)
			}
			text := strings.Replace(before, test.old, test.new, 1)
			var after agreement.Workbook
			if test.saved {
				after = readWorkbook(t, p.xlsx, test.sheet, cell, text)
			} else {
				after = withCell(p.workbookSheets, test.sheet, cell, text)
			}
			findings := agreement.Check(p.plan, agreement.ReadDocument(p.pdfText), after)
			if len(findings) != 1 {
				t.Fatalf("%d findings: %v", len(findings), findings)
			}
			f := findings[0]
			if at := (agreement.Place{Sheet: test.sheet, Cell: cell}); f.Order != order || f.Field != test.field || f.At != at || !strings.Contains(f.Got, test.got) {
				t.Errorf("got %v %+v\nwant %s of task %d at %v, showing %q", f, f, test.field, order, at, test.got)
			}
			// The text of the task begins on the line that the finding names.
			line := lineOf(p.pdfText, f.Other)
			if text := []rune(p.plan.Assignments()[order-1].Text); !strings.Contains(line, string(text[:4])) {
				t.Errorf("%v refers to the line %q", f, line)
			}
		})
	}
}

// withCell returns a workbook with one cell changed.
func withCell(w agreement.Workbook, sheet, cell, text string) agreement.Workbook {
	w = slices.Clone(w)
	for i := range w {
		if w[i].Name == sheet {
			row, _ := strconv.Atoi(cell[1:])
			w[i].Rows = slices.Clone(w[i].Rows)
			w[i].Rows[row-1] = slices.Clone(w[i].Rows[row-1])
			w[i].Rows[row-1][cell[0]-'A'] = text
		}
	}
	return w
}

// lineOf returns a line of an extracted text.
func lineOf(text string, at agreement.Place) string {
	pages := strings.Split(text, "\f")
	if at.Page < 1 || at.Page > len(pages) {
		return ""
	}
	n := 0
	for line := range strings.Lines(pages[at.Page-1]) {
		if strings.TrimSpace(line) == "" {
			continue
		}
		if n++; n == at.Line {
			return line
		}
	}
	return ""
}

// Rows that go missing, come twice or change places are reported.
func TestAgreementFindsRows(t *testing.T) {
	p := &build(t, examples, example)[0]
	p.read(t)
	d := agreement.ReadDocument(p.pdfText)
	check := func(name string, change func(w agreement.Workbook), want ...string) {
		t.Helper()
		w := slices.Clone(p.workbookSheets)
		for i := range w {
			w[i].Rows = slices.Clone(w[i].Rows)
		}
		change(w)
		var got []string
		for _, f := range agreement.Check(p.plan, d, w) {
			got = append(got, fmt.Sprintf("%d %s %s", f.Order, f.Field, f.At))
		}
		if strings.Join(got, "\n") != strings.Join(want, "\n") {
			t.Errorf("%s:\n got %s\nwant %s", name, strings.Join(got, "\n     "), strings.Join(want, "\n     "))
		}
	}
	row := func(w agreement.Workbook, sheet string, order int) (*agreement.Sheet, int) {
		for i := range w {
			if w[i].Name == sheet {
				for k, r := range w[i].Rows {
					if r[0] == fmt.Sprint(order) || r[0] == fmt.Sprintf("第%d项", order) {
						return &w[i], k
					}
				}
			}
		}
		t.Fatalf("no row %d in %s", order, sheet)
		return nil, 0
	}
	check("as built", func(agreement.Workbook) {})
	check("a row is gone", func(w agreement.Workbook) {
		s, k := row(w, "责任分解表", 7)
		s.Rows = slices.Delete(s.Rows, k, k+1)
	}, "7 序号 “责任分解表”")
	check("a row stands twice", func(w agreement.Workbook) {
		s, k := row(w, "责任分解表", 7)
		s.Rows = slices.Insert(s.Rows, k, s.Rows[k])
	}, "7 序号 “责任分解表”A12")
	check("a unit lost a task", func(w agreement.Workbook) {
		s, k := row(w, "县发改局", 2)
		s.Rows = slices.Delete(s.Rows, k, k+1)
	}, "2 任务清单 “县发改局”")
	check("a unit has another one's task", func(w agreement.Workbook) {
		s, k := row(w, "县发改局", 2)
		s.Rows[k] = slices.Clone(s.Rows[k])
		s.Rows[k][0] = "第8项"
	}, "2 任务清单 “县发改局”", "8 任务清单 “县发改局”A7")
	check("a member of a collective has no sheet", func(w agreement.Workbook) {
		s, _ := row(w, "梅岭乡", 1)
		s.Rows = nil
	}, "0 任务清单 （无）")
	check("numbers that no task has", func(w agreement.Workbook) {
		s, k := row(w, "责任分解表", 82)
		s.Rows[k] = slices.Clone(s.Rows[k])
		s.Rows[k][0] = "83"
	}, "0 序号 “责任分解表”A93", "82 序号 “责任分解表”")
}

// The document is built from a plan with one word changed: the place of that
// word is reported and nothing else, with the cell that has the task.
func TestAgreementFindsAChangedWord(t *testing.T) {
	p := &build(t, examples, example)[0]
	p.read(t)
	tests := []struct {
		id       string
		old, new string // in the definition
		fields   []agreement.Field
		want     string // what the plan says there
	}{
		{"coal-boilers", "逐台复核", "逐台复查", []agreement.Field{agreement.Text}, "核"},
		{"coal-boilers", "复核，擅自", "复核擅自", []agreement.Field{agreement.Text}, "，"},
		{"fuel-quality", "牵头，县商务局、县应急管理局配合", "牵头，县林业局、县应急管理局配合", []agreement.Field{agreement.Names}, "商务"},
		{"fuel-quality", "县商务局、县应急管理局配合", "县应急管理局、县商务局配合", []agreement.Field{agreement.Names}, "商务"},
		{"fuel-quality", "县商务局、县应急管理局配合", "县商务局、县应急管理局参与", []agreement.Field{agreement.Names}, "配合"},
		// The deadline is a phrase of the text. Where the text does not say it, the
		// clause does.
		{"gas-pipeline", "规模，10月底前建成", "规模，11月底前建成", []agreement.Field{agreement.Text}, "10月"},
		// Here it prints in the clause only.
		{"emission-inventory", "2026-07-31", "2026-08-31", []agreement.Field{agreement.Deadline}, "7月31日前"},
		{"", "推动能源清洁低碳利用", "推动能源清洁低碳使用", []agreement.Field{agreement.Heading}, "利用"},
	}
	for _, test := range tests {
		t.Run(test.old, func(t *testing.T) {
			dir := t.TempDir()
			if err := os.CopyFS(dir, os.DirFS(examples)); err != nil {
				t.Fatal(err)
			}
			file := filepath.Join(dir, filepath.FromSlash(example))
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if n := strings.Count(string(data), test.old); n != 1 {
				t.Fatalf("%q stands %d times in the definition", test.old, n)
			}
			if err := os.WriteFile(file, []byte(strings.Replace(string(data), test.old, test.new, 1)), 0o666); err != nil {
				t.Fatal(err)
			}
			text := run(t, "pdftotext", "-enc", "UTF-8", build(t, dir, example)[0].pdf, "-")
			findings := agreement.Check(p.plan, agreement.ReadDocument(text), p.workbookSheets)
			var fields []agreement.Field
			for _, f := range findings {
				fields = append(fields, f.Field)
			}
			if !slices.Equal(fields, test.fields) {
				t.Fatalf("got %v\nwant %v", findings, test.fields)
			}
			f, order := findings[0], 0
			if test.id != "" {
				order = orderOf(t, p, test.id)
				if cell, _ := cellOf(t, p.workbookSheets, "责任分解表", order, "具体内容"); f.Other != (agreement.Place{Sheet: "责任分解表", Cell: cell}) {
					t.Errorf("%v refers to %v, want %s", f, f.Other, cell)
				}
			}
			if f.Order != order || f.At != firstDifference(p.pdfText, text) || !strings.Contains(f.Want, test.want) {
				t.Errorf("got %+v\nwant task %d, %q at %v", f, order, test.want, firstDifference(p.pdfText, text))
			}
		})
	}
}

// firstDifference returns the place where the second text begins to differ.
func firstDifference(a, b string) agreement.Place {
	n, at := 0, 0 // characters but white space that are alike
	ra, rb := []rune(withoutSpace(a)), []rune(withoutSpace(b))
	for n < min(len(ra), len(rb)) && ra[n] == rb[n] {
		n++
	}
	for i, page := range strings.Split(b, "\f") {
		k := 0
		for line := range strings.Lines(page) {
			if line = withoutSpace(line); line == "" {
				continue
			}
			k++
			if at += len([]rune(line)); at > n {
				return agreement.Place{Page: i + 1, Line: k}
			}
		}
	}
	return agreement.Place{}
}
