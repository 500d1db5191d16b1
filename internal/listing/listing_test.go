package listing_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"fangan/internal/diag"
	"fangan/internal/listing"
	"fangan/internal/plan"
)

// load reads plans of one workspace, in the order of their names.
func load(t *testing.T, definitions ...string) []*plan.Plan {
	t.Helper()
	files := fstest.MapFS{"units.toml": {Data: []byte(`
[[units]]
name  = "云溪县水利局"
short = "县水利局"
[[units]]
name = "县财政局"
[[units]]
name    = "各乡镇人民政府"
kind    = "collective"
members = ["县财政局"]
`)}}
	for i, d := range definitions {
		files["2026/"+string(rune('a'+i))+".toml"] = &fstest.MapFile{Data: []byte(d)}
	}
	ws, findings := plan.Open("", files)
	var plans []*plan.Plan
	for _, file := range ws.Plans {
		p, list := ws.Load(file)
		findings = append(findings, list...)
		plans = append(plans, p)
	}
	if findings.HasErrors() {
		t.Fatal(findings)
	}
	return plans
}

func write(t *testing.T, format string, plans []*plan.Plan, width int) string {
	t.Helper()
	var b bytes.Buffer
	if err := listing.Write(&b, format, plans, width); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

const two = `title = "甲方案"
year = 2026
[[measures]]
title = "排查"
  [[measures.items]]
  title = "摸底"
    [[measures.items.tasks]]
    text = "逐河登记PM2.5、“一河一档”和𠮷字，建立清单。"
    duty = "县水利局牵头，县财政局等配合"
    due  = "6月底前"
    [[measures.items.tasks]]
    text = "清理。"
    duty = "各乡镇人民政府负责"
    due  = "2月24日至6月30日"
`

func TestTableIsAligned(t *testing.T) {
	for _, width := range []int{0, 80, 100, 132, 400} {
		lines := strings.Split(strings.TrimRight(write(t, "table", load(t, two), width), "\n"), "\n")
		if len(lines) != 4 {
			t.Fatalf("width %d: %d lines", width, len(lines))
		}
		if want := "甲方案（1组、1项、2条任务）"; lines[0] != want {
			t.Errorf("got %s, want %s", lines[0], want)
		}
		head := lines[1]
		for i, cells := range [][]string{{"序号", "1", "2"}, {"牵头单位", "县水利局", ""}, {"责任单位", "", "各乡镇人民政府"}, {"完成时限", "6月底前", "2月24日"}, {"具体内容", "逐河登记", "清理。"}} {
			column := diag.Cells(head[:strings.Index(head, cells[0])])
			for n, cell := range cells[1:] {
				at := strings.Index(lines[2+n], cell)
				if cell != "" && (at < 0 || diag.Cells(lines[2+n][:at]) != column) {
					t.Errorf("width %d, column %d: %q does not stand below %s\n%s", width, i, cell, cells[0], strings.Join(lines, "\n"))
				}
			}
		}
		for _, line := range lines[1:] {
			if width >= 100 && diag.Cells(line) > width {
				t.Errorf("a line of %d cells on %d: %s", diag.Cells(line), width, line)
			}
			if strings.HasSuffix(line, " ") {
				t.Errorf("blanks at the end of %q", line)
			}
		}
		if whole := strings.Contains(lines[2], "建立清单。"); whole != (width == 0 || width >= 132) {
			t.Errorf("width %d: the text is whole: %t", width, whole)
		}
	}
}

// TestCSV reads the file as a spreadsheet does.
func TestCSV(t *testing.T) {
	evil := `title = "=方案"
year = 2026
[[measures]]
title = "-排查"
  [[measures.items]]
  title = "\"引号\"，逗号"
    [[measures.items.tasks]]
    text = "@SUM(1)\n第二段"
    duty = "县水利局负责"
    note = "＝全角"
    due  = "6月底前"
`
	text := write(t, "csv", load(t, evil), 0)
	rest, ok := strings.CutPrefix(text, "\ufeff")
	if !ok {
		t.Error("no byte order mark")
	}
	if n := strings.Count(rest, "\n"); n != strings.Count(rest, "\r\n") {
		t.Error("a line does not end in CRLF")
	}
	rows, err := csv.NewReader(strings.NewReader(rest)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	want := [][]string{
		{"方案", "序号", "工作措施", "具体内容", "责任单位", "完成时限", "截止日期", "备注"},
		{"'=方案", "1", `1."引号"，逗号`, "'@SUM(1)\n第二段", "县水利局", "6月底前", "2026-06-30", "'＝全角"},
	}
	if diff := cmp.Diff(want, rows); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

func TestColumnsOfSeveralPlans(t *testing.T) {
	other := "title = \"乙方案\"\nyear = 2026\n[[measures]]\ntext = \"丙。\"\nduty = \"县财政局参与\"\n"
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(write(t, "csv", load(t, other, two), 0), "\ufeff"))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(rows[0], " "); got != "方案 序号 工作措施 具体内容 牵头单位 责任单位 配合单位 完成时限 截止日期 备注" {
		t.Errorf("columns %s", got)
	}
	if len(rows) != 4 || rows[1][0] != "乙方案" || !strings.HasPrefix(rows[1][6], "县财政局") || rows[2][0] != "甲方案" {
		t.Errorf("rows %q", rows)
	}
}

func TestJSON(t *testing.T) {
	if got := write(t, "json", nil, 0); got != "[]\n" {
		t.Errorf("nothing is %q", got)
	}
	var got []map[string]any
	if err := json.Unmarshal([]byte(write(t, "json", load(t, two), 0)), &got); err != nil {
		t.Fatal(err)
	}
	path := []any{map[string]any{"label": "（一）", "title": "排查"}, map[string]any{"label": "1.", "title": "摸底"}}
	want := []map[string]any{
		{
			"plan": "甲方案", "order": 1.0, "part": "measures", "path": path, "text": "逐河登记PM2.5、“一河一档”和𠮷字，建立清单。",
			"duties": []any{
				map[string]any{"role": "lead", "wording": "牵头", "units": []any{"云溪县水利局"}, "as_written": []any{"县水利局"}},
				map[string]any{"role": "assist", "wording": "配合", "units": []any{"县财政局"}, "as_written": []any{"县财政局"}, "open_ended": true},
			},
			"due": "2026-06-30", "due_text": "6月底前", "file": "2026/a.toml", "line": 7.0, "column": 5.0,
		},
		{
			"plan": "甲方案", "order": 2.0, "part": "measures", "path": path, "text": "清理。",
			"duties": []any{map[string]any{"role": "responsible", "wording": "负责", "units": []any{"各乡镇人民政府"}, "as_written": []any{"各乡镇人民政府"}}},
			"due":    "2026-06-30", "due_from": "2026-02-24", "due_text": "2月24日至6月30日", "file": "2026/a.toml", "line": 11.0, "column": 5.0,
		},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

// TestIndicators holds how numbers stand in the JSON: as they are written, and
// nothing where there is none.
func TestIndicators(t *testing.T) {
	const text = `title = "甲方案"
year = 2026
[[measures]]
text = "森林覆盖率达到33.90%，用水量比2025年下降3—5%左右。"
indicators = ["森林覆盖率达到33.90%", "用水量比2025年下降3—5%左右"]
[[measures]]
text = "植树。"
`
	var got []map[string]any
	if err := json.Unmarshal([]byte(write(t, "json", load(t, text), 0)), &got); err != nil {
		t.Fatal(err)
	}
	want := []any{
		map[string]any{"text": "森林覆盖率达到33.90%", "name": "森林覆盖率", "comparator": "at_least", "value": "33.90", "unit": "%"},
		map[string]any{"text": "用水量比2025年下降3—5%左右", "name": "用水量", "comparator": "decrease_by", "value": "3", "upper": "5", "unit": "%",
			"baseline": "比2025年", "approximate": true},
	}
	if diff := cmp.Diff(any(want), got[0]["indicators"]); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	if _, ok := got[1]["indicators"]; ok {
		t.Errorf("an empty list is not left out: %v", got[1])
	}
}

// full is a disk without room.
type full struct{}

func (full) Write([]byte) (int, error) { return 0, errFull }

var errFull = errors.New("full")

func TestWriteErrors(t *testing.T) {
	for _, format := range listing.Formats {
		if err := listing.Write(full{}, format, load(t, two), 0); err == nil {
			t.Errorf("%s: a full disk goes unnoticed", format)
		}
	}
}
