package importer

import (
	"fmt"
	"strings"
	"testing"

	"fangan/internal/format"
)

// wording imports a part with one measure and says what became of its text:
// a line for each task, with who is responsible and by when, and the doubts
// behind “?”. Roles and names stand as the definition gives them.
func wording(t *testing.T, measure string) string {
	t.Helper()
	r := importText(t, "澄江市某项工作方案\n一、主要措施\n（一）"+measure+"\n", Options{})
	again, findings := format.Source("plan.toml", r.Plan)
	if findings.HasErrors() || string(again) != string(r.Plan) {
		t.Errorf("not in canonical form:\n%s", r.Plan)
	}
	var b strings.Builder
	for _, a := range r.Loaded.Assignments() {
		b.WriteString(strings.ReplaceAll(a.Text, "\n", "⏎"))
		if a.Duty != nil {
			for _, share := range a.Duty.Shares {
				fmt.Fprintf(&b, " [%s", share.Role)
				for _, n := range share.Names {
					b.WriteString(" " + n.Written + n.Open)
				}
				b.WriteString("]")
			}
			for _, leader := range a.Duty.Leaders {
				b.WriteString(" [leaders " + leader.Value + "]")
			}
		}
		if a.Due != nil {
			b.WriteString(" (" + strings.ReplaceAll(a.Due.String(), "\n", "，") + ")")
		}
		b.WriteString("\n")
	}
	for _, doubt := range r.Draft.Doubts {
		if !strings.Contains(doubt.Message, "相近") {
			message, _, _ := strings.Cut(doubt.Message, "：")
			b.WriteString("?" + message + "\n")
		}
	}
	return b.String()
}

// wordings are measures as ministries, provinces, cities, districts and towns
// word them; every place in them is invented.
var wordings = []struct{ name, text, want string }{
	// 会同, 商, 联合
	{"joining after lead", "治水。整治河道。（县水利局牵头，会同县财政局、县林业局）",
		"整治河道。 [lead 县水利局] [participate 县财政局 县林业局]"},
	{"joining", "治水。整治河道（县水利局会同县住房城乡建设局等部门负责，各乡镇配合）。",
		"整治河道。 [responsible 县水利局] [participate 县住房城乡建设局等部门] [assist 各乡镇]"},
	{"joining without a word", "收费。清理收费。（财政部商国家发展改革委）",
		"清理收费。 [lead 财政部] [participate 国家发展改革委]"},
	{"joining, with a time", "收费。清理收费。（省财政厅会同省直有关部门负责，2026年10月底前完成）",
		"清理收费。 [responsible 省财政厅] [participate 省直有关部门] (2026年10月底前)"},

	// other brackets
	{"fish-tail brackets", "治水。巡查河道。【责任单位：澄江市水利局】",
		"巡查河道。 [responsible 澄江市水利局]"},
	{"square brackets, with a time", "治水。巡查河道。[牵头单位：区水务局；完成时限：6月底前]",
		"巡查河道。 [lead 区水务局] (6月底前)"},
	{"blanks between labels", "治水。巡查河道。【牵头单位：市水利局　配合单位：市财政局】",
		"巡查河道。【牵头单位：市水利局　配合单位：市财政局】 [lead 市水利局] [assist 市财政局]"},

	// sentences without brackets
	{"label sentence", "治污。封堵排口。责任单位：区住建局、区水务局，完成时限：6月底前。",
		"封堵排口。责任单位：区住建局、区水务局，完成时限：6月底前。 [responsible 区住建局 区水务局] (6月底前)"},
	{"label sentences", "治超。设卡检查。牵头单位：市交通运输局。配合单位：市公安局。完成时限：9月底前。",
		"设卡检查。牵头单位：市交通运输局。配合单位：市公安局。完成时限：9月底前。 [lead 市交通运输局] [assist 市公安局] (9月底前)"},
	{"host and helpers", "办赛。办好龙舟赛。主办单位：市体育局，承办单位：市体育总会，协办单位：各县（区）文体局。",
		"办好龙舟赛。主办单位：市体育局，承办单位：市体育总会，协办单位：各县（区）文体局。 [lead 市体育局] [responsible 市体育总会] [assist 各县（区）文体局]"},
	{"a lead among the responsible", "助学。落实资助政策。责任单位：省教育厅（牵头）、省财政厅；各市、县（市、区）人民政府",
		"落实资助政策。责任单位：省教育厅（牵头）、省财政厅；各市、县（市、区）人民政府 [lead 省教育厅] [responsible 省财政厅 各市、县（市、区）人民政府]"},
	{"the label announces a rule", "落实责任。责任单位：要切实履行职责，加强领导。",
		"责任单位：要切实履行职责，加强领导。\n?这句话像责任分工，但没有看懂，已留在正文里"},
	{"a label within a sentence is none", "明确责任。各责任单位：一要重视，二要落实。",
		"各责任单位：一要重视，二要落实。"},

	// a list of units with a time
	{"unit and time", "禁酒驾。夜间设卡。（县公安局，6月底前）",
		"夜间设卡。（县公安局，6月底前） [responsible 县公安局] (6月底前)"},
	{"units and time", "治超。联合执法。（县公安局、县交通运输局；2026年6月底前完成）",
		"联合执法。（县公安局、县交通运输局；2026年6月底前完成） [responsible 县公安局 县交通运输局] (2026年6月底前)"},
	{"units without a role", "治超。联合执法。（县公安局、县交通运输局）",
		"联合执法。（县公安局、县交通运输局） [responsible 县公安局 县交通运输局]\n?括号里只列了单位，没有写牵头、负责还是配合，都读作责任单位，印出来的文字不变"},
	{"one unit without a role", "治超。联合执法。【区公安分局】",
		"联合执法。【区公安分局】 [responsible 区公安分局]\n?括号里只列了单位，没有写牵头、负责还是配合，都读作责任单位，印出来的文字不变"},
	{"units without a role, before the stop, with a stray mark", "治超。联合执法(县公安局,各有关乡镇.)。",
		"联合执法（县公安局，各有关乡镇.）。 [responsible 县公安局 各有关乡镇]\n?括号里只列了单位，没有写牵头、负责还是配合，都读作责任单位，印出来的文字不变"},
	{"units without a role, behind a heading alone", "建平台。（县公安局、县司法局）",
		"（县公安局、县司法局） [responsible 县公安局 县司法局]\n?括号里只列了单位，没有写牵头、负责还是配合，都读作责任单位，印出来的文字不变"},
	{"units that explain a word", "信访。材料报主管部门（县民政局）。通报各成员单位（县公安局、县司法局）。",
		"材料报主管部门（县民政局）。通报各成员单位（县公安局、县司法局）。\n?括号里的话像是说明责任分工的，请核对"},
	{"units at two levels, without a role", "园区。建园区。（省经信厅、省民政厅；甲、乙市人民政府）",
		"建园区。（省经信厅、省民政厅；甲、乙市人民政府）\n?括号里的话像是说明责任分工的，请核对"},
	{"a deadline, nobody assigned", "清淤。3月15日前清完渠道。", "3月15日前清完渠道。 (3月15日前)"},
	{"a unit that is mentioned", "信访。向主管部门（县民政局）反映，于3月报送县委办公室。",
		"向主管部门（县民政局）反映，于3月报送县委办公室。 (3月)"},

	// labels of all sorts
	{"labels and time in brackets", "培训。办班。（责任单位：县人社局；配合单位：县教育局；完成时限：9月底）",
		"办班。 [responsible 县人社局] [assist 县教育局] (9月底)"},
	{"persons", "试点。开展试点。（牵头领导：李××，责任单位：市科技局；责任科室：高新科；责任人：王××）",
		"开展试点。 [responsible 市科技局] [responsible 高新科] [leaders 李××] [leaders 王××]"},
	{"time first", "试点。开展试点（完成时限：5月底前；责任单位：市科技局）。",
		"开展试点（完成时限：5月底前；责任单位：市科技局）。 [responsible 市科技局] (5月底前)"},

	// State Council and provinces
	{"lasting", "改革。深化价格改革。（国家发展改革委、财政部等按职责分工负责，持续推进）",
		"深化价格改革。（国家发展改革委、财政部等按职责分工负责，持续推进） [joint 国家发展改革委 财政部等] (持续推进)"},
	{"all departments", "清理。清理文件。（各有关部门和单位按职责分工负责，2025年12月底前完成）",
		"清理文件。 [joint 各有关部门和单位] (2025年12月底前)"},
	{"two levels of government", "就业。支持创业。（省人力资源社会保障厅、省教育厅，各市、县（市、区）人民政府按职责分工负责）",
		"支持创业。 [joint 省人力资源社会保障厅 省教育厅 各市、县（市、区）人民政府]"},
	{"in turn", "督办。挂牌督办。（市教育局、市财政局按照职责分工负责，各县（市、区）政府配合）",
		"挂牌督办。 [joint 市教育局 市财政局] [assist 各县（市、区）政府]"},
	{"hereafter the same", "护学。设护学岗。（责任单位：市公安局交警支队（下同）、各镇（街道），完成时限：全年）",
		"设护学岗。（责任单位：市公安局交警支队（下同）、各镇（街道），完成时限：全年） [responsible 市公安局交警支队 各镇（街道）] (全年)"},
	{"offices of the party", "宣传。发布信息。（市委宣传部、市委网信办，市委各部委按职责分工负责）",
		"发布信息。 [joint 市委宣传部 市委网信办 市委各部委]"},
	{"等单位", "护苗。清查书店（县委宣传部牵头，县公安局、县教育局等单位参与）。",
		"清查书店。 [lead 县委宣传部] [participate 县公安局 县教育局等单位]"},

	// several clauses, and those that are not understood
	{"several in a paragraph", "三件事。做甲事（县水利局负责），做乙事（县林业局负责）；做丙事。",
		"做甲事， [responsible 县水利局]\n做乙事； [responsible 县林业局]\n做丙事。"},
	{"in the middle", "三件事。对全部水库（县水利局牵头，县应急局参与）逐座登记，建立台账。",
		"对全部水库 [lead 县水利局] [participate 县应急局]\n逐座登记，建立台账。"},
	{"not understood, not swallowed", "乱写。先做甲事（县水利局牵头负责，县财政局，配合）。再做乙事（县林业局负责）。",
		"先做甲事（县水利局牵头负责，县财政局，配合）。\n再做乙事。 [responsible 县林业局]\n?括号里像责任分工，但没有看懂，已留在正文里"},
	{"not understood, in a paragraph before", "乱写。先做甲事（县水利局牵头负责，，县财政局配合）。\n再做乙事（县林业局负责）。",
		"先做甲事（县水利局牵头负责，，县财政局配合）。\n再做乙事。 [responsible 县林业局]\n?括号里像责任分工，但没有看懂，已留在正文里"},
	{"more than a clause", "台账。建立台账。（镇党政办负责统计数字；各村按月报送）",
		"建立台账。（镇党政办负责统计数字；各村按月报送） (按月)\n?括号里的话像是说明责任分工的，请核对"},
	{"words for a role without units", "改造。更新设备（分步实施）、线路（深入推进），做好值守（全员参与）。",
		"更新设备（分步实施）、线路（深入推进），做好值守（全员参与）。"},
	{"nested brackets", "治水。清理河面（含支流（三条）、水库）的漂浮物（县水利局（县河长办）负责）。",
		"清理河面（含支流（三条）、水库）的漂浮物。 [responsible 县水利局（县河长办）]"},
	{"no clauses", "监管。对乱收费（以下简称“乱收费”）移送有关机关（负责人见附件），由于情况复杂，各单位要牵头抓总。",
		"对乱收费（以下简称“乱收费”）移送有关机关（负责人见附件），由于情况复杂，各单位要牵头抓总。"},

	// blocks of lines
	{"time in a block", "排查\n逐户排查。\n责任单位：区应急局\n完成时限：8月底前",
		"逐户排查。 [responsible 区应急局] (8月底前)"},
	{"one time in two wordings", "排查\n2027年底前逐户排查。\n责任单位：区应急局\n完成时限：2027年12月底前",
		"2027年底前逐户排查。 [responsible 区应急局] (2027年12月底前)"},
	{"two times", "排查\n6月底前逐户排查。\n责任单位：区应急局\n完成时限：12月底前",
		"6月底前逐户排查。 [responsible 区应急局] (6月底前，12月底前)"},
	{"another label for the time", "演练\n组织演练。\n牵头单位：区应急局\n责任单位：区消防救援大队\n时限：每季度",
		"组织演练。⏎牵头单位：区应急局⏎责任单位：区消防救援大队⏎时限：每季度 [lead 区应急局] [responsible 区消防救援大队] (每季度)"},
	{"time before the units", "演练\n组织演练。\n时间安排：4月—5月\n责任单位：区应急局",
		"组织演练。⏎时间安排：4月—5月⏎责任单位：区应急局 [responsible 区应急局] (4月—5月)"},
	{"time behind a paragraph", "宣传\n张贴标语。\n完成时限：长期坚持",
		"张贴标语。⏎完成时限：长期坚持 (长期坚持)"},
	{"time behind a clause", "宣传\n张贴标语（区委宣传部牵头）。\n完成时间：9月底前\n二、下一步",
		"张贴标语（区委宣传部牵头）。⏎完成时间：9月底前 [lead 区委宣传部] (9月底前)"},
	{"time behind a clause, in a sentence", "宣传。张贴标语（区委宣传部牵头）。时限：9月底前。",
		"张贴标语（区委宣传部牵头）。时限：9月底前。 [lead 区委宣传部] (9月底前)"},
	{"blank label", "检查\n逐户检查。\n责任领导：\n牵头单位：区应急局\n配合单位：",
		"逐户检查。⏎责任领导：⏎牵头单位：区应急局⏎配合单位： [lead 区应急局]\n?“配合单位”后面是空的，请补上单位"},
	{"under the heading, time too", "验收\n牵头单位：区住建局\n完成时限：11月底前",
		"验收 [lead 区住建局] (11月底前)"},
	{"above other items", "整治\n责任单位：区住建局\n完成时限：11月底前\n1.清理垃圾，保持干净，不留死角。\n2.修补道路，及时补好坑槽和裂缝。",
		"清理垃圾，保持干净，不留死角。 [responsible 区住建局] (11月底前)\n修补道路，及时补好坑槽和裂缝。 [responsible 区住建局] (11月底前)"},
	{"numbered labels", "排查\n1.工作内容：逐户排查，登记造册，建立台账。\n2.责任单位：区应急局、各街道\n3.完成时限：6月底前\n4.工作要求：不漏一户，不留死角，不走过场。",
		"逐户排查，登记造册，建立台账。⏎2.责任单位：区应急局、各街道⏎3.完成时限：6月底前 [responsible 区应急局 各街道] (6月底前)\n不漏一户，不留死角，不走过场。"},
	{"in a heading above other items", "清理垃圾（责任单位：镇环卫所）\n1.村内垃圾每天清运一次，不得过夜，不得外溢。",
		"村内垃圾每天清运一次，不得过夜，不得外溢。 [responsible 镇环卫所] (每天)"},
}

func TestWordings(t *testing.T) {
	for _, c := range wordings {
		if got := strings.TrimSpace(wording(t, c.text)); got != c.want {
			t.Errorf("%s: %s\n got %s\nwant %s", c.name, c.text, got, c.want)
		}
	}
}

// TestWordingsPrint holds how some of them stand in the definition.
func TestWordingsPrint(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"治水。巡查河道。【责任单位：市水利局】", `duty = "【责任单位：市水利局】"`},
		{"治水。巡查河道（县水利局会同县财政局负责）。", `duty = "县水利局会同县财政局负责"`},
		{"排查\n逐户排查。\n责任单位：区应急局\n完成时限：8月底前", `duties = "lines"`},
		{"禁酒驾。夜间设卡。（县公安局，6月底前）", `duties = "text"`},
		{"建平台。（县公安局、县司法局）", `brief  = "建平台"`},
		{"甲（责任单位：乙镇）\n1.村内垃圾每天清运一次，不得过夜，不得外溢。", `title  = "甲（责任单位：乙镇）"`},
	} {
		r := importText(t, "澄江市某项工作方案\n一、主要措施\n（一）"+c.text+"\n", Options{})
		if !strings.Contains(string(r.Plan), c.want) {
			t.Errorf("%s: no %s in\n%s", c.text, c.want, r.Plan)
		}
	}
}

// FuzzWording puts any text into a measure: nothing of it is lost, and no unit
// is named that the text does not name.
func FuzzWording(f *testing.F) {
	for _, c := range wordings {
		f.Add(c.text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		source := "澄江市某项工作方案\n一、主要措施\n（一）甲。" + text
		lines, findings := Read("a.txt", []byte(source))
		if findings.HasErrors() {
			return
		}
		r, findings := Import(lines, Options{})
		if findings.HasErrors() {
			t.Fatalf("%v\n%q", findings, text)
		}
		for _, loss := range r.Lost {
			if !loss.Moved {
				t.Errorf("line %d is lost: %q\n%s", loss.Line.Number, loss.Line.Text, r.Plan)
			}
		}
		var all strings.Builder
		for _, line := range lines {
			all.WriteString(normal(line.Text))
		}
		for _, clause := range r.Draft.Clauses {
			for _, d := range clause.Duties {
				for _, unit := range d.Units {
					if !strings.Contains(all.String(), normal(unit)) {
						t.Errorf("%q is not in the text", unit)
					}
				}
			}
		}
	})
}

// BenchmarkWordings imports a megabyte of measures, all of them with clauses.
func BenchmarkWordings(b *testing.B) {
	var text strings.Builder
	text.WriteString("澄江市某项工作方案\n一、主要措施\n")
	for text.Len() < 1<<20 {
		for _, c := range wordings {
			text.WriteString("（一）" + c.text + "\n")
		}
	}
	b.SetBytes(int64(text.Len()))
	b.ReportAllocs()
	for b.Loop() {
		lines, _ := Read("a.txt", []byte(text.String()))
		if _, findings := Import(lines, Options{}); findings.HasErrors() {
			b.Fatal(findings)
		}
	}
}
