package importer

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"

	"fangan/internal/format"
	"fangan/internal/plan"
)

func importText(t *testing.T, text string, o Options) *Result {
	t.Helper()
	lines, findings := Read("a.txt", []byte(text))
	if findings.HasErrors() {
		t.Fatal(findings)
	}
	r, findings := Import(lines, o)
	if findings.HasErrors() {
		t.Fatal(findings)
	}
	for _, loss := range r.Lost {
		t.Errorf("line %d is lost or moved: %s", loss.Line.Number, loss.Line.Text)
	}
	return r
}

// outline is what was understood, an item a line.
func outline(p *plan.Plan) string {
	var b strings.Builder
	var walk func([]*plan.Item)
	walk = func(items []*plan.Item) {
		for _, item := range items {
			fmt.Fprintf(&b, "%s%s|%s", strings.Repeat(" ", item.Level-1), item.Label, item.Title.Value)
			if item.RunsIn {
				b.WriteString("|" + item.Separator)
			}
			b.WriteString("\n")
			walk(item.Items)
		}
	}
	for _, part := range p.Parts {
		fmt.Fprintf(&b, "%s %s|%s\n", part.Kind, part.Label, part.Heading.Value)
		walk(part.Items)
	}
	for _, a := range p.Assignments() {
		fmt.Fprintf(&b, "%d %s", a.Order, a.Text)
		if a.Duty != nil {
			for _, share := range a.Duty.Shares {
				fmt.Fprintf(&b, " [%s", share.Role)
				for _, n := range share.Names {
					b.WriteString(" " + n.Written + n.Open)
				}
				b.WriteString("]")
			}
		}
		if a.Due != nil {
			b.WriteString(" (" + strings.ReplaceAll(a.Due.String(), "\n", ",") + ")")
		}
		b.WriteString("\n")
	}
	return b.String()
}

func checkOutline(t *testing.T, text, want string) {
	t.Helper()
	r := importText(t, text, Options{})
	if got := outline(r.Loaded); strings.TrimSpace(got) != strings.TrimSpace(want) {
		t.Errorf("%s\ngot\n%s\nwant\n%s\n%s", text, got, want, r.Plan)
	}
	again, findings := format.Source("plan.toml", r.Plan)
	if findings.HasErrors() || string(again) != string(r.Plan) {
		t.Errorf("the imported file is not in canonical form:\n%s\n%s", r.Plan, again)
	}
}

func TestStructure(t *testing.T) {
	checkOutline(t, `河东县绿化工作2026年方案
为美化环境,制定本方案。
一、工作目标
新增绿地5公顷。
二、工作措施
(一)抓好植树
1.备足苗木。三月上旬以前订好树苗(县林业局牵头,县财政局参与)。验收由专家进行。
2.按时栽种。4月底前栽完;（各乡镇负责）
(二)抓好管护
3.落实专人。每月巡查一次。
三、保障措施
(一)加强领导。各单位要重视。
`, `goals 一、|工作目标
 |
measures 二、|工作措施
 （一）|抓好植树
  1.|备足苗木|。
  2.|按时栽种|。
 （二）|抓好管护
  3.|落实专人|。
safeguards 三、|保障措施
 （一）|加强领导|。
1 三月上旬以前订好树苗。 [lead 县林业局] [participate 县财政局] (三月上旬以前)
2 验收由专家进行。
3 4月底前栽完； [responsible 各乡镇] (4月底前)
4 每月巡查一次。 (每月)
`)
}

func TestNumberingStyles(t *testing.T) {
	// 一、 then 1、 with half and full width digits, ① below, headings on
	// lines of their own.
	checkOutline(t, `城东镇整治方案
一、任务
1、清理河道。
镇里组织清理。
①先清上游，再清下游，限3天。
②后清支流，一条一条清，不留死角。
２．清理街道
街道两侧一并清理。
二、要求
各村都要参加。
`, `measures 一、|任务
 1、|清理河道。
  ①|
  ②|
 2.|清理街道
safeguards 二、|要求
 |
1 先清上游，再清下游，限3天。
2 后清支流，一条一条清，不留死角。
3 街道两侧一并清理。
`)
	// Numbered paragraphs without any heading above them.
	checkOutline(t, `值班安排
1.每天安排2人值班，做好记录，交接清楚，不得脱岗漏岗，遇有险情立即报告带班领导。
2.带班领导24小时开机，随时掌握情况，重大险情第一时间赶到现场，组织处置工作。
`, `measures |
 1.|
 2.|
1 每天安排2人值班，做好记录，交接清楚，不得脱岗漏岗，遇有险情立即报告带班领导。 (每天)
2 带班领导24小时开机，随时掌握情况，重大险情第一时间赶到现场，组织处置工作。
`)
}

func TestDutyBlocksAndNamedParagraphs(t *testing.T) {
	checkOutline(t, `河东县帮扶方案
一、工作任务
(一)补齐短板
教育方面:改善办学条件。
责任领导:
责任单位:县教育局、各乡镇
医疗方面:配齐设备。
责任领导:张副县长
牵头单位:县卫生健康局
二、部门职责
水利部门:负责水库巡查。
气象部门:发布预警。
`, `measures 一、|工作任务
 （一）|补齐短板
  |教育方面|：
  |医疗方面|：
free 二、|部门职责
 |水利部门|：
 |气象部门|：
1 改善办学条件。 [responsible 县教育局 各乡镇]
2 配齐设备。 [lead 县卫生健康局]
3 负责水库巡查。 [responsible 水利部门]
4 发布预警。 [responsible 气象部门]
`)
}

func TestDeadlineInsideAClause(t *testing.T) {
	checkOutline(t, `河东县修路方案
一、措施
（一）修路。修好全县村道（县交通运输局牵头，各乡镇配合，10月底前完成）。
（二）管护。落实管护人员（各乡镇负责；完成时限：长期坚持）。
`, `measures 一、|措施
 （一）|修路|。
 （二）|管护|。
1 修好全县村道。 [lead 县交通运输局] [assist 各乡镇] (10月底前)
2 落实管护人员。 [responsible 各乡镇] (长期坚持)
`)
}

func TestBlanksThatSaySomething(t *testing.T) {
	r := importText(t, "河东县方案\n第一部分  总体目标\n组  长：张某某  县长\n一、措施\n（一）修路。年内修好\t 8 公里（责任单位：县公安局 县教育局）。\n", Options{})
	for _, want := range []string{"组　长：张某某　县长", "修好8公里", "县公安局　县教育局"} {
		if !strings.Contains(string(r.Plan), want) {
			t.Errorf("%q is not in\n%s", want, r.Plan)
		}
	}
	if len(r.Draft.Clauses) != 0 || len(r.Draft.Doubts) == 0 {
		t.Errorf("names divided by blanks were read as %v", r.Draft.Clauses)
	}
}

// TestHeadingsWithoutNumbers holds what is a heading though nothing numbers it.
func TestHeadingsWithoutNumbers(t *testing.T) {
	checkOutline(t, `甲街道2026年创建方案
制定本方案。
【工作目标】
建成3条。
【重点工作】
（一）立面整治
拆除广告【城管办】
（二）绿化提升（城建办、各社区）
1.补植树木，浇足水分，做到棵棵成活。
【保障机制】
建立机制。
`, `goals |【工作目标】
 |
measures |【重点工作】
 （一）|立面整治
 （二）|绿化提升（城建办、各社区）
  1.|
safeguards |【保障机制】
 |
1 拆除广告【城管办】 [responsible 城管办]
2 补植树木，浇足水分，做到棵棵成活。 [responsible 城建办 各社区]
`)
	// Each paragraph opens with its title.
	checkOutline(t, `关于做好2026年防汛工作的通知
现将有关事项通知如下：
全面排查隐患。各单位要逐处排查，4月20日前建立清单。
加快清淤疏浚。由市排水集团牵头实施，及时清理管渠。
加强值班值守。严格执行24小时值班制度，不得脱岗。
`, `measures |
 |全面排查隐患|。
 |加快清淤疏浚|。
 |加强值班值守|。
1 各单位要逐处排查，4月20日前建立清单。 (4月20日前)
2 由市排水集团牵头实施，及时清理管渠。 [lead 市排水集团]
3 严格执行24小时值班制度，不得脱岗。
`)
	// A heading of one sentence with items below it.
	checkOutline(t, `甲县2026年方案
一、主要任务
（一）治广场。
1.划定时段，早七点以前不得扰民。
2.设立标牌，写明时段，定期检查。
`, `measures 一、|主要任务
 （一）|治广场。
  1.|
  2.|
1 划定时段，早七点以前不得扰民。
2 设立标牌，写明时段，定期检查。
`)
}

// TestTitleEnds holds which lines below a title belong to it.
func TestTitleEnds(t *testing.T) {
	for _, c := range []struct {
		below, title string
		year         int
	}{
		{"（2026年）", "甲县治水方案\n（2026年）", 2026},
		{"（2026—2028年）", "甲县治水方案\n（2026—2028年）", 0},
		{"（试行）", "甲县治水方案\n（试行）", 0},
		{"（征求意见稿）", "甲县治水方案", 0},
		{"（联系人：赵某）", "甲县治水方案", 0},
	} {
		p := importText(t, "甲县治水方案\n"+c.below+"\n一、目标\n水更清。\n", Options{}).Loaded
		if p.Title.Value != c.title || p.Year != c.year {
			t.Errorf("%s: got %q, %d", c.below, p.Title.Value, p.Year)
		}
	}
	p := importText(t, "甲县人民政府办公室关于印发甲县治水方案（2026年）的通知\n各乡镇人民政府：\n请执行。\n甲县人民政府办公室\n2026年1月4日\n附件\n甲县治水方案\n（2026年）\n一、目标\n水更清。\n", Options{}).Loaded
	if p.Title.Value != "甲县治水方案\n（2026年）" || p.Issue.Notice == nil {
		t.Errorf("got %q, %v", p.Title.Value, p.Issue.Notice)
	}
}

func TestMarksOnBothSidesOfAClauseStay(t *testing.T) {
	checkOutline(t, `河东县治水方案
一、措施
（一）查清底数。逐段排查。（县水利局牵头）；建立台账。（县水利局、县财政局按职责分工负责）
`, `measures 一、|措施
 （一）|查清底数|。
1 逐段排查。； [lead 县水利局]
2 建立台账。 [joint 县水利局 县财政局]
`)
}

func TestIssueAndFurniture(t *testing.T) {
	text := `来源：县政府网
河东县防汛
工作方案
（征求意见稿）
各乡镇人民政府，县直各单位：
现制定本方案。
一、任务
加固堤防。
河东县人民政府办公室
2026年3月5日
上一篇：无
`
	lines, _ := Read("a.txt", []byte(text))
	r, findings := Import(lines, Options{Strip: true})
	if findings.HasErrors() {
		t.Fatal(findings)
	}
	p := r.Loaded
	if p.Title.Value != "河东县防汛\n工作方案" || p.Status.Value != "征求意见稿" || len(p.Issue.To) != 2 || p.Issue.By[0].Value != "河东县人民政府办公室" || p.Issue.Date.String() != "2026-03-05" || len(r.Lost) != 0 {
		t.Errorf("%s\nlost %v", r.Plan, r.Lost)
	}
	r, _ = Import(lines, Options{})
	if len(r.Draft.Furniture) != 2 || !strings.Contains(string(r.Plan), "来源：县政府网") || !strings.Contains(string(r.Plan), "--strip") {
		t.Errorf("the lines of the page are gone:\n%s", r.Plan)
	}
}

func TestNothingIsInvented(t *testing.T) {
	r := importText(t, "河东县方案\n一、重点工作\n（一）推广技术。指导农户使用新技术，逐步减少用量。\n（二）调整结构。扩大种植面积。\n", Options{})
	for _, a := range r.Loaded.Assignments() {
		if a.Duty != nil || a.Due != nil {
			t.Errorf("%s was given a duty or a deadline", a.Text)
		}
	}
	if r.Loaded.Year != 0 {
		t.Errorf("the year %d was invented", r.Loaded.Year)
	}
}

func TestRegisterIsOnlyExtended(t *testing.T) {
	register := "# 我们的名册\n[[units]]\nname = \"河东县水利局\"\naliases = [\"县水利局\"]\n"
	r := importText(t, "方案\n一、措施\n（一）修渠。修好水渠。（县水利局牵头，县财政局、有关部门参与）\n", Options{Register: []byte(register), RegisterName: "units.toml"})
	want := register + "\n[[units]]\nname = \"县财政局\"\n"
	if string(r.Units) != want {
		t.Errorf("got\n%s\nwant\n%s", r.Units, want)
	}
}

func TestLookAlikes(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want bool
	}{
		{"县自然资源", "县自然资源局", true},
		{"县农业农村水利局", "县农村农业水利局", true},
		{"县发改局", "县发展改革局", true},
		{"县财政局", "县民政局", false},
		{"县水利局", "县水务局", false},
		{"市生态环境局", "县生态环境局", false},
	} {
		if got := similar(c.a, c.b); got != c.want {
			t.Errorf("similar(%s, %s) = %v", c.a, c.b, got)
		}
	}
}

func TestReadRefuses(t *testing.T) {
	for _, c := range []struct{ data, message string }{
		{"", "里没有文字"},
		{" \n\u3000\n", "里没有文字"},
		{"\xd0\xcf\x11\xe0\xa1\xb1", "旧版 Word"},
		{"%PDF-1.7", "是 PDF 文件"},
		{"\xff\xfea\x00", "UTF-16"},
		{"{\\rtf1 x}", "是 RTF 文件"},
		{"\ufeff<!DOCTYPE html><html>", "是网页文件"},
		{"a\x00b", "不是纯文本"},
		{"\xff\xff\xff", "不是纯文本，或文件已损坏"},
	} {
		lines, findings := Read("a", []byte(c.data))
		if lines != nil || len(findings) != 1 || !strings.Contains(findings[0].Message, c.message) || findings[0].Help == "" {
			t.Errorf("Read(%q) = %v", c.data, findings)
		}
	}
	gb, err := simplifiedchinese.GB18030.NewEncoder().String("河东县方案\r\n一、任务\r\n修路。\r\n")
	if err != nil {
		t.Fatal(err)
	}
	lines, findings := Read("a", []byte(gb))
	if findings.HasErrors() || len(lines) != 3 || lines[0].Text != "河东县方案" {
		t.Errorf("GB18030: %v %v", lines, findings)
	}
}

func FuzzImport(f *testing.F) {
	f.Add("河东县方案\n一、措施\n（一）修渠。修好（县水利局牵头）。\n1、甲。乙\n责任单位：县水利局\n① x\n水利部门：巡查。\n2026年1月1日\n")
	f.Add("\x00\xff（（（（牵头")
	f.Add("1.\n1.a\n（1）1）①②\n\"\"\"\\\n责任领导：\n责任领导：\n牵头单位：，\n")
	if files, err := filepath.Glob("testdata/documents/*.txtar"); err == nil {
		for _, file := range files {
			if data, err := os.ReadFile(file); err == nil {
				f.Add(string(data))
			}
		}
	}
	f.Add("县政府文件\n县政〔2026〕1号 签发人：甲某\n县政府关于印发甲方案的通知\n各县：\n印发。\n附件：1.甲方案\n2.乙\n县政府\n2026年1月4日\n（公开）\n附件1\n甲方案\n一、甲\na\tb\nc\td\n附件2\n乙\n1.1 甲\n1.2 乙\n抄送：甲。\n县政府 2026年1月5日印发\n共印8份\n")
	f.Fuzz(func(t *testing.T, text string) {
		lines, findings := Read("a.txt", []byte(text))
		if findings.HasErrors() {
			return
		}
		r, findings := Import(lines, Options{})
		if len(findings) == 1 && findings[0].Rule == "import/empty" {
			return
		}
		if findings.HasErrors() {
			t.Fatalf("%v\n%q", findings, text)
		}
		for _, loss := range r.Lost {
			if !loss.Moved {
				t.Errorf("line %d is lost: %q\n%s", loss.Line.Number, loss.Line.Text, r.Plan)
			}
		}
		again, findings := format.Source("plan.toml", r.Plan)
		if findings.HasErrors() || string(again) != string(r.Plan) {
			t.Errorf("not canonical:\n%s\n%s", r.Plan, again)
		}
		pieces := &Result{Draft: r.Draft, Plan: r.Plan}
		if findings := pieces.verify(r.Draft.arranged, Options{}, r.Draft.lines, 100); findings.HasErrors() || len(pieces.Lost) != len(r.Lost) {
			t.Errorf("in pieces: %v, lost %v instead of %v\n%s", findings, pieces.Lost, r.Lost, r.Plan)
		}
	})
}

func BenchmarkImport(b *testing.B) {
	text := []byte("河东县方案\n一、措施\n" + strings.Repeat("（一）修渠。修好全县水渠，6月底前完成验收，完好率达到90%以上（县水利局牵头，县财政局、各乡镇参与）。\n", 2000))
	b.ReportAllocs()
	for b.Loop() {
		lines, _ := Read("a.txt", text)
		if _, findings := Import(lines, Options{}); findings.HasErrors() {
			b.Fatal(findings)
		}
	}
}
