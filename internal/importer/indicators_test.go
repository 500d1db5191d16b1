package importer

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"fangan/internal/plan"
)

// TestIndicators imports a text and holds the sentences that the definition
// has, how they load again, and what is left to a person.
func TestIndicators(t *testing.T) {
	for _, c := range []struct {
		text string
		want []string // name, comparator, value and unit of each that loads
		note string   // part of the file
	}{
		{"全县污水处理率达到95%，建成公厕20座。", []string{"全县污水处理率 at_least 95%", "公厕 equals 20座"}, `indicators = ["全县污水处理率达到95%", "建成公厕20座"]`},
		{"污水处理率达到95%。全县污水处理率达到95%，污水处理率达到95%。", []string{"污水处理率 at_least 95%", "全县污水处理率 at_least 95%"}, ""}, // each phrase once
		{"森林覆盖率达到３３．９０％,氨氮、总磷排放量分别下降9%和7.0%。", []string{"森林覆盖率 at_least ３３．９０％", "氨氮排放量 decrease_by 9%", "总磷排放量 decrease_by 7.0%"}, ""},
		{"电站收益60%要用于公益岗位。", []string{"电站收益要用于公益岗位 equals 60%"}, `["电站收益60%要用于公益岗位"]`},
		{"实施重点项目86个，总投资210亿元。", []string{"重点项目 equals 86个"}, "# 待核：指标“总投资210亿元”"},
		{"打造3—5个示范基地。", []string{"示范基地 at_least 3—5个"}, ""},
		{"年产10吨以上的单位应当备案。", nil, ""},
		{"把“一河一档”办好，\"合格率\"达到90%以上。", []string{"\"合格率\" at_least 90%"}, ""},
	} {
		r := importText(t, "甲县工作方案\n\n一、工作目标\n"+c.text+"\n二、主要措施\n（一）治水。"+c.text+"（县水利局负责）\n", Options{})
		var goals, measures []string
		for _, i := range r.Loaded.Indicators() {
			value := i.Value
			if i.Upper != "" {
				value += "—" + i.Upper
			}
			got := fmt.Sprintf("%s %s %s%s", i.Name, i.Comparator, value, i.UnitOfMeasure)
			if i.Part.Kind == plan.Goals {
				goals = append(goals, got)
			} else {
				measures = append(measures, got)
			}
		}
		for _, got := range [][]string{goals, measures} {
			if !slices.Equal(got, c.want) {
				t.Errorf("%s\n got %q\nwant %q\n%s", c.text, got, c.want, r.Plan)
			}
		}
		if !strings.Contains(string(r.Plan), c.note) {
			t.Errorf("%s: no %s in\n%s", c.text, c.note, r.Plan)
		}
	}
}

func TestIndicatorRecords(t *testing.T) {
	r := importText(t, "甲县工作方案\n\n一、工作目标\n发放贷款12,500万元，森林覆盖率达到33.90%，总投资210亿元。\n", Options{})
	want := []IndicatorRecord{
		{4, "发放贷款12,500万元", "贷款", "equals", "12500", "万元"},
		{4, "森林覆盖率达到33.90%", "森林覆盖率", "at_least", "33.9", "%"},
	}
	if got := r.Draft.Report().Indicators; !slices.Equal(got, want) {
		t.Errorf("got %+v\nwant %+v", got, want)
	}
	var b strings.Builder
	if err := r.Draft.Report().WriteJSON(&b); err != nil || !strings.Contains(b.String(), `"value": 12500,`) {
		t.Errorf("%v, %s", err, b.String())
	}
}

// TestReports holds that what a report tells of the past is no aim.
func TestReports(t *testing.T) {
	r := importText(t, "关于2025年节水工作情况的报告\n一、工作情况\n（一）改造管网。9月底前改造管网20公里，漏损率下降2%。\n二、下一步打算\n（一）再改造管网。2026年9月底前改造管网30公里，漏损率控制在9%以内。\n", Options{})
	if got := string(r.Plan); strings.Contains(got, "20公里\"]") || strings.Contains(got, "下降2%\"") || !strings.Contains(got, `"漏损率控制在9%以内"`) {
		t.Errorf("%s", got)
	}
	report := r.Draft.Report()
	for _, i := range report.Indicators {
		if i.Line < 5 {
			t.Errorf("indicator %+v", i)
		}
	}
	if len(report.Indicators) != 2 || len(report.Deadlines) != 1 || report.Deadlines[0].Line != 5 {
		t.Errorf("got %+v\n%+v", report.Indicators, report.Deadlines)
	}
}
