package duty_test

import (
	"errors"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"testing"

	"fangan/internal/duty"
)

// roles is the built-in table with a row such as an office adds.
var roles = func() duty.Roles {
	r, err := duty.BuiltIn.With(duty.Row{Key: "sponsor", Words: []string{"包保", "包保负责"}, Column: "包保单位"})
	if err != nil {
		panic(err)
	}
	return r
}()

type clauseCase struct{ clause, want string }

// check parses a clause, prints it in its own form and parses it again, and
// looks whether every name stands where it says.
func check(t *testing.T, clause, want string) {
	t.Helper()
	c, err := duty.Parse(clause, roles)
	if err != nil {
		t.Errorf("Parse(%q): %v", clause, err)
		return
	}
	if got := c.String(); got != want {
		t.Errorf("Parse(%q)\n got %s\nwant %s", clause, got, want)
	}
	printed := roles.Format(c, c.Form)
	again, err := duty.Parse(printed, roles)
	if err != nil {
		t.Errorf("Parse(%q), printed from %q: %v", printed, clause, err)
		return
	}
	if again.String() != want || again.Form != c.Form {
		t.Errorf("Parse(%q), printed from %q\n got %s\nwant %s", printed, clause, again, want)
	}
	if twice := roles.Format(again, again.Form); twice != printed {
		t.Errorf("Format is not stable:\n %q\n %q", printed, twice)
	}
	checkPlaces(t, clause, c)
}

var fold = strings.NewReplacer("(", "（", ")", "）", ",", "，", ";", "；", ":", "：", "１", "1", "６", "6")

func checkPlaces(t *testing.T, clause string, c duty.Clause) {
	t.Helper()
	for _, d := range c.Duties {
		if !strings.HasPrefix(fold.Replace(clause[d.Offset:]), d.Wording) {
			t.Errorf("%q: wording %q is not at %d", clause, d.Wording, d.Offset)
		}
		for _, n := range d.Names {
			if at := fold.Replace(clause[n.Offset : n.Offset+n.Length]); at != n.Text {
				t.Errorf("%q: at the place of %q stands %q", clause, n.Text, at)
			}
		}
	}
}

var inlineCases = []clauseCase{
	{"（县水利局牵头，县财政局、县林业局参与）", "lead 县水利局; participate 县财政局 县林业局"},
	{"(县水利局牵头,县财政局、县林业局参与)", "lead 县水利局; participate 县财政局 县林业局"},
	{"县水利局牵头", "lead 县水利局"},
	{" 县水利局牵头，县财政局参与。 ", "lead 县水利局; participate 县财政局"},
	{"（县水利局牵头。）", "lead 县水利局"},
	{"（县水利局牵头）。", "lead 县水利局"},
	{"县水利局、县财政局牵头；各乡镇人民政府、县工业园落实", "lead 县水利局 县财政局; implement 各乡镇人民政府 县工业园"},
	{"县水利局牵头、县财政局参与", "lead 县水利局; participate 县财政局"},
	{"县水利局等牵头，县财政局参与；县林业局落实", "lead 县水利局+; participate 县财政局; implement 县林业局"},
	{"县水利局牵头，\n县财政局参与", "lead 县水利局; participate 县财政局"},
	{"县水利局牵头\r\n县财政局参与", "lead 县水利局; participate 县财政局"},
	{"县水利局、县财政局等部门 分工负责", "joint 县水利局 县财政局+"},
	{"县水利局 牵头 ， 县财政局 参与", "lead 县水利局; participate 县财政局"},

	// commas within a list
	{"（县水利局，县财政局、县林业局参与）", "participate 县水利局 县财政局 县林业局"},
	{"（县人社局牵头，县财政局，县林业局参与）", "lead 县人社局; participate 县财政局 县林业局"},

	// brackets and quotation marks
	{"(县畜牧局、各乡镇(场)参与)", "participate 县畜牧局 各乡镇（场）"},
	{"县市场监管局（知识产权局）牵头，各乡镇(场、办)参与", "lead 县市场监管局（知识产权局）; participate 各乡镇（场、办）"},
	{"县“扫黄、打非”办牵头", "lead 县“扫黄、打非”办"},
	{"（场）各乡镇牵头", "lead （场）各乡镇"},
	{"16个村、１６个场落实", "implement 16个村 16个场"},

	// open ends
	{"县水利局等牵头", "lead 县水利局+"},
	{"县水利局等等参与", "participate 县水利局+"},
	{"县水利局、县财政局等部门参与", "participate 县水利局 县财政局+"},
	{"县水利局等有关部门、各乡镇（场）参与", "participate 县水利局+ 各乡镇（场）"},
	{"县水利局等、各乡镇(场)参与", "participate 县水利局+ 各乡镇（场）"},
	{"县水利局等相关单位按职责分工负责", "joint 县水利局+"},
	{"县水利局等相关工程管护单位配合", "assist 县水利局+"},
	{"县水利局等6个部门、城关镇等三个乡镇配合", "assist 县水利局+ 城关镇+"},
	{"县水利局等及各乡镇参与", "participate 县水利局+ 各乡镇"},
	{"县水利局等教育部门参与", "participate 县水利局+"},
	{"县高等院校管理单位、各中等职业教育主管部门参与", "participate 县高等院校管理单位 各中等职业教育主管部门"},
	{"县等级评定办参与", "participate 县等级评定办"},

	// conjunctions
	{"各乡镇及相关部门配合", "assist 各乡镇 相关部门"},
	{"县委宣传部和各乡镇参与", "participate 县委宣传部 各乡镇"},
	{"县自然资源和规划局、县文化和旅游局牵头", "lead 县自然资源和规划局 县文化和旅游局"},
	{"县林业局以及其他有关部门配合", "assist 县林业局 其他有关部门"},
	{"县林业局与有关单位、各村配合", "assist 县林业局 有关单位 各村"},
	{"县林业局、县财政局，以及县水利局参与", "participate 县林业局 县财政局 县水利局"},
	{"县水利局及所属单位落实", "implement 县水利局 所属单位"},
	{"县城市管理（和各执法）局牵头", "lead 县城市管理（和各执法）局"},

	// wordings
	{"县水利局、县财政局按职责分工负责", "joint 县水利局 县财政局"},
	{"县水利局、县财政局按照职责分工负责", "joint 县水利局 县财政局"},
	{"县水利局、县财政局按各自职责分工负责", "joint 县水利局 县财政局"},
	{"县水利局、县财政局等按照各自职责分工负责", "joint 县水利局 县财政局+"},
	{"县水利局、县财政局根据职责分别负责", "joint 县水利局 县财政局"},
	{"县水利局、县财政局按职责负责", "joint 县水利局 县财政局"},
	{"县水利局、县财政局等部门分工负责", "joint 县水利局 县财政局+"},
	{"县水利局牵头，县财政局按职责分工参与，县林业局按职责分工配合", "lead 县水利局; participate 县财政局; assist 县林业局"},
	{"县水利局、县财政局共同牵头，县林业局协同配合", "lead 县水利局 县财政局; assist 县林业局"},
	{"县水利局、县财政局联合牵头", "lead 县水利局 县财政局"},
	{"县水利局具体负责，县财政局、县林业局分别负责", "responsible 县水利局; responsible 县财政局 县林业局"},
	{"县水利局牵头负责，各乡镇负责落实，县林业局指导", "lead 县水利局; implement 各乡镇; guide 县林业局"},
	{"由县水利局、县财政局牵头，由县林业局负责", "lead 县水利局 县财政局; responsible 县林业局"},
	{"县水利局为牵头单位，县财政局为责任单位", "lead 县水利局; responsible 县财政局"},
	{"县政府办督导，县林业局协助", "guide 县政府办; assist 县林业局"},
	{"县乡村振兴局包保，县林业局包保负责", "sponsor 县乡村振兴局; sponsor 县林业局"},

	// joining words
	{"（县水利局牵头，会同县财政局、县林业局）", "lead 县水利局; participate 县财政局 县林业局"},
	{"由县水利局牵头,会同县财政局等有关部门", "lead 县水利局; participate 县财政局+"},
	{"县水利局牵头会同县财政局", "lead 县水利局; participate 县财政局"},
	{"县水利局牵头，会同县财政局、县林业局落实", "lead 县水利局; implement 县财政局 县林业局"},
	{"县水利局牵头，并会同县财政局配合；各乡镇落实", "lead 县水利局; assist 县财政局; implement 各乡镇"},
	{"县水利局会同县财政局、县林业局负责", "responsible 县水利局; participate 县财政局 县林业局"},
	{"（县水利局、县应急局会同有关部门牵头，各乡镇参与）", "lead 县水利局 县应急局; participate 有关部门; participate 各乡镇"},
	{"县水利局会同县财政局", "lead 县水利局; participate 县财政局"},
	{"县水利局会同县财政局，县林业局、各乡镇参与", "lead 县水利局; participate 县财政局; participate 县林业局 各乡镇"},
	{"县水利局会同县财政局，县林业局", "lead 县水利局; participate 县财政局 县林业局"},
	{"县水利局等部门会同县财政局负责；县教育局会同县公安局配合", "responsible 县水利局+; participate 县财政局; assist 县教育局; participate 县公安局"},
	{"责任单位：县水利局会同县财政局", "lead 县水利局; participate 县财政局"},
	{"责任领导：张三；县水利局会同县财政局负责", "leaders 张三; responsible 县水利局; participate 县财政局"},
	{"财政部商国家发展改革委", "lead 财政部; participate 国家发展改革委"},
	{"省财政厅商省教育厅、省人力资源社会保障厅负责", "responsible 省财政厅; participate 省教育厅 省人力资源社会保障厅"},
	{"县公安局联合县教育局负责，县工商联合会、县招商局、市委商务工作办配合", "responsible 县公安局; participate 县教育局; assist 县工商联合会 县招商局 市委商务工作办"},
	{"县公安局联合执法大队、县商务局、县残疾人联合会共同负责", "responsible 县公安局联合执法大队 县商务局 县残疾人联合会"},
	{"怀化市会同县人民政府负责", "responsible 怀化市会同县人民政府"},

	// other brackets
	{"【县水利局牵头，县财政局参与】", "lead 县水利局; participate 县财政局"},
	{"[县水利局负责]", "responsible 县水利局"},
	{"〔县水利局负责〕。", "responsible 县水利局"},

	// roles and remarks in brackets
	{"省教育厅（牵头）、省财政厅按职责分工负责", "lead 省教育厅; joint 省财政厅"},
	{"省教育厅(牵头)、省财政厅（配合）", "lead 省教育厅; assist 省财政厅"},
	{"省教育厅（牵头单位）；省财政厅负责", "lead 省教育厅; responsible 省财政厅"},
	{"县工业和信息化局（以下简称“县工信局”）、市公安局交警支队（下同）牵头", "lead 县工业和信息化局 市公安局交警支队"},

	// collectives of two levels
	{"省教育厅、各市、县（市、区）人民政府按职责分工负责", "joint 省教育厅 各市、县（市、区）人民政府"},
	{"省水利厅及各市（州）、县（区）负责", "responsible 省水利厅 各市（州）、县（区）"},
	{"各市、县财政局、各区、县政府负责", "responsible 各市 县财政局 各区、县政府"},
	{"各市，县政府负责", "responsible 各市 县政府"},

	{"国家发展改革委、财政部等按职责分工负责", "joint 国家发展改革委 财政部+"},
	{"各有关部门和单位按职责分工负责", "joint 各有关部门和单位"},
	{"市教育局、市财政局按照职责分工负责，各县（市、区）政府配合", "joint 市教育局 市财政局; assist 各县（市、区）政府"},
	{"省体育局主办，省体育总会承办，各市协办", "lead 省体育局; responsible 省体育总会; assist 各市"},

	// words of roles within names
	{"县创业指导中心牵头，县任务落实办参与，县参与式治理办、县配合战区办公室配合", "lead 县创业指导中心; participate 县任务落实办; assist 县参与式治理办 县配合战区办公室"},
	{"县脱贫攻坚指挥部、县负责任投资办负责", "responsible 县脱贫攻坚指挥部 县负责任投资办"},

	// labels beside words
	{"（责任单位：县水利局牵头，县财政局、县林业局配合）", "lead 县水利局; assist 县财政局 县林业局"},
	{"责任领导：张三；县水利局、县财政局牵头，县林业局参与", "leaders 张三; lead 县水利局 县财政局; participate 县林业局"},
	{"责任领导：张三、李四\n县水利局牵头", "leaders 张三 李四; lead 县水利局"},
	{"县水利局牵头；责任领导：张三", "lead 县水利局; leaders 张三"},
	{"责任领导：；责任单位：县水利局牵头；县林业局落实", "leaders; lead 县水利局; implement 县林业局"},
}

var labelCases = []clauseCase{
	{"（责任单位:交管站、劝导站）", "responsible 交管站 劝导站"},
	{"责任单位：各乡镇(场)", "responsible 各乡镇（场）"},
	{"(责任单位:镇直各部门,派出所、各村居)", "responsible 镇直各部门 派出所 各村居"},
	{"牵头单位：县水利局；责任单位：县财政局、县林业局", "lead 县水利局; responsible 县财政局 县林业局"},
	{"牵头部门：县水利局,责任部门：县财政局，县林业局等相关单位，配合单位：各乡镇", "lead 县水利局; responsible 县财政局 县林业局+; assist 各乡镇"},
	{"（参与单位：县水利局；落实单位：各乡镇及相关部门；指导单位：县林业局；责任领导：张三）", "participate 县水利局; implement 各乡镇 相关部门; guide 县林业局; leaders 张三"},
	{"牵头：县水利局；参与：县财政局", "lead 县水利局; participate 县财政局"},
	{"责任单位：县委办；县政府办；县财政局", "responsible 县委办 县政府办 县财政局"},
	{"责任领导：副县长 张三；李四；责任单位：县财政局", "leaders 副县长 张三 李四; responsible 县财政局"},
	{"包保单位：县财政局；包保部门：县林业局", "sponsor 县财政局; sponsor 县林业局"},
	{"（责任单位：县财政局\n）", "responsible 县财政局"},
	{"【责任单位：县水利局】", "responsible 县水利局"},
	{"[牵头单位:县水利局;责任单位:各乡镇]", "lead 县水利局; responsible 各乡镇"},
	{"责任单位：省教育厅（牵头）、省财政厅、省卫生健康委", "lead 省教育厅; responsible 省财政厅 省卫生健康委"},
	{"责任单位：省财政厅，省教育厅（牵头）、省审计厅等；指导单位：省民政厅", "responsible 省财政厅; lead 省教育厅; responsible 省审计厅+; guide 省民政厅"},
	{"责任领导：张三；责任单位：省教育厅（牵头单位）等部门、省民政厅（配合）", "leaders 张三; lead 省教育厅+; assist 省民政厅"},
	{"牵头单位：省教育厅；责任单位：省财政厅，各市人民政府", "lead 省教育厅; responsible 省财政厅 各市人民政府"},
	{"（牵头领导：×××，责任单位：省教育厅）", "leaders ×××; responsible 省教育厅"},
	{"责任科室：综合科；责任人：李四、王五；分管领导：", "responsible 综合科; leaders 李四 王五; leaders"},
	{"主办单位：市体育局；协办单位：市教育局", "lead 市体育局; assist 市教育局"},
	{"责任分工：县水利局、县财政局", "joint 县水利局 县财政局"},
	{"责任单位：市公安局交警支队（下同）、各市、县（市、区）人民政府", "responsible 市公安局交警支队 各市、县（市、区）人民政府"},
}

var linesCases = []clauseCase{
	{"责任领导:\n牵头单位:县水利局\n责任单位:县林业局、各林场,各乡镇(场)", "leaders; lead 县水利局; responsible 县林业局 各林场 各乡镇（场）"},
	{"责任领导：张三\r\n\r\n责任单位：县水利局等相关工程管护单位,各乡镇(场)\r\n", "leaders 张三; responsible 县水利局+ 各乡镇（场）"},
	{"\n  牵头单位：县水利局；\n  责任单位：县财政局。\n", "lead 县水利局; responsible 县财政局"},
	{"牵头单位：县水利局。\n责任单位：县财政局。", "lead 县水利局; responsible 县财政局"},
	{"责任单位：县水利局、\n县财政局\n配合单位：县林业局；参与单位：各乡镇", "responsible 县水利局 县财政局; assist 县林业局; participate 各乡镇"},
	{"责任单位：县水利局\n", "responsible 县水利局"},
	{"责任单位：县水利局\n责任领导：", "responsible 县水利局; leaders"},
	{"责任领导：张三\n责任单位：县水利局（牵头）、县财政局\n配合单位：县林业局", "leaders 张三; lead 县水利局; responsible 县财政局; assist 县林业局"},
}

func TestParse(t *testing.T) {
	for form, cases := range map[duty.Form][]clauseCase{duty.Inline: inlineCases, duty.Label: labelCases, duty.Lines: linesCases} {
		for _, c := range cases {
			check(t, c.clause, c.want)
			if parsed, err := duty.Parse(c.clause, roles); err == nil && parsed.Form != form {
				t.Errorf("Parse(%q) has form %d, want %d", c.clause, parsed.Form, form)
			}
		}
	}
}

// TestAsWritten looks at what the notation of check leaves out.
func TestAsWritten(t *testing.T) {
	for _, c := range []struct{ clause, want string }{
		{"(由县水利局,县财政局等部门及各乡镇共同牵头;县林业局按照各自职责分工参与)",
			"[ 由县水利局 ,县财政局+等部门 及各乡镇 =共同牵头] [; 县林业局 =按照各自职责分工参与]"},
		{"责任领导:\r\n责任部门:县水利局,以及县财政局",
			"[ =责任领导] [\n 县水利局 ,以及县财政局 =责任部门]"},
		{"责任领导：张三；责任单位：县水利局牵头", "[ 张三 =责任领导] [；责任单位： 县水利局 =牵头]"},
	} {
		parsed, err := duty.Parse(c.clause, roles)
		if err != nil {
			t.Errorf("Parse(%q): %v", c.clause, err)
			continue
		}
		var duties []string
		for _, d := range parsed.Duties {
			var s strings.Builder
			s.WriteString("[" + d.Separator + " ")
			for _, n := range d.Names {
				s.WriteString(n.Separator + n.Text)
				if n.Open != "" {
					s.WriteString("+" + n.Open)
				}
				s.WriteString(" ")
			}
			duties = append(duties, s.String()+"="+d.Wording+"]")
		}
		if got := strings.Join(duties, " "); got != c.want {
			t.Errorf("Parse(%q)\n got %q\nwant %q", c.clause, got, c.want)
		}
	}
}

func TestSyntaxError(t *testing.T) {
	for _, c := range []struct {
		clause, at, message, help string // at: what the error underlines
	}{
		{"县财政局", "县财政局", "没有写明“县财政局”的责任", "请写明责任，例如“县财政局牵头”"},
		{"（县水利局牵头，县财政局、县林业局）", "县财政局、县林业局", "没有写明“县财政局、县林业局”的责任", "县财政局、县林业局牵头"},
		{"县水利局；县财政局参与", "县水利局", "没有写明“县水利局”的责任", "县水利局牵头"},
		{"县水利局\n县财政局参与", "县水利局", "没有写明“县水利局”的责任", "县水利局牵头"},
		{"", "", "责任分工是空的", "县财政局牵头"},
		{"（ 。）", "", "责任分工是空的", "县财政局牵头"},
		{"(县水利局牵头", "(", "“（”没有配对", "补上"},
		{"县水利局牵头)", ")", "“）”没有配对", "补上"},
		{"县水利局“（办”）牵头", "”", "“””没有配对", "补上"},
		{"县水利局、，县财政局牵头", "，", "多了一个“，”", "删去"},
		{"县水利局牵头。县财政局参与", "。", "“。”只能放在最后", "；"},
		{"县水利局牵头,", ",", "“，”后面没有内容", "删去"},
		{"、县水利局牵头", "、", "“、”前面没有单位", "删去"},
		{"，牵头", "，", "“，”前面没有单位", "删去"},
		{"牵头", "牵头", "“牵头”前面没有单位", "县财政局牵头"},
		{"县水利局、共同牵头", "、", "“共同牵头”前面多了“、”", "删去"},
		{"等部门牵头", "等部门", "“等部门”前面没有单位", "县财政局等部门"},
		{"县水利局牵头，县财政局参与，6月底前完成", "6月底前完成", "是时限", "due"},
		{"县水利局牵头，2026年12月31日前，县财政局参与", "2026年12月31日前", "是时限", "due"},
		{"责任单位：县水利局；完成时限：6月底前", "完成时限", "不能写“完成时限”", "due"},
		{"县水利局牵头参与", "县水利局牵头", "以责任词“牵头”结尾", "漏了标点"},
		{"县财政局、县水利局(牵头)负责", "县水利局(牵头", "责任词不能写在括号里", "请写成“县水利局牵头”"},
		{"责任领导：张三(牵头)", "张三(牵头)", "责任词不能写在括号里", "请写成“张三牵头”"},
		{"县水利局等6个部门和城关镇等三个乡镇配合", "县水利局等6个部门和城关镇等三个乡镇", "写了两个“等”", "隔开"},
		{"县水利局会同县财政局（配合）负责", "县财政局（配合", "责任词不能写在括号里", "请写成“县财政局配合”"},
		{"县水利局（牵头）、县财政局", "县水利局（牵头）、县财政局", "没有写明“县水利局、县财政局”的责任", "牵头”"},
		{"会同县财政局负责", "会同", "“会同”前面没有单位", "由谁会同"},
		{"县水利局牵头会同县财政局落实", "会同", "“会同”前面缺少标点", "加上“，”"},
		{"县水利局会同，县财政局负责", "会同", "“会同”后面没有单位", "请写上单位"},
		{"牵头单位：县水利局会同县财政局；责任单位：县林业局", "责任单位", "前面写了“会同”", "只用一种"},
		{"责任领导：张三，会同县财政局", "会同", "名单里不能写“会同”", "分开写"},
		{"县水利局负责，持续", "持续", "是时限", "due"},
		{"【县水利局牵头）", "）", "“）”没有配对", "补上"},
		{"自然资源部门：县水利局", "自然资源部门", "不是已知的责任类型", "责任单位：县财政局"},
		{"：县水利局", "", "“：”前面没有标签", "责任单位"},
		{"责任单位：牵头单位：县水利局", "：", "多了一个“：”", "“；”"},
		{"责任单位：\n牵头单位：县水利局", "责任单位", "“责任单位”后面没有单位", "责任单位：县财政局"},
		{"责任单位：县水利局\n县财政局", "县财政局", "自成一行，却没有标签", "行首"},
		{"责任领导：、张三", "、", "“、”前面没有内容", "责任领导：张三"},
		{"责任领导：张三，县水利局牵头", "牵头", "“责任领导”后面不应再写“牵头”", "“；”"},
		{"牵头单位：县水利局；责任单位：县财政局参与", "参与", "两种写法混在一起", "只用一种"},
		{"县水利局牵头；责任单位：县财政局", "责任单位", "两种写法混在一起", "只用一种"},
		{"落实单位：县委组织", "县委组织", "连读", "写全"},
		{"县水利局\u200b牵头", "\u200b", "看不见的字符", "删除"},
		{"县水利局\xff牵头", "\xff", "无法识别", "UTF-8"},
		{"县水利局（各\n乡镇）牵头", "\n", "名称的中间换了行", "删去"},
	} {
		_, err := duty.Parse(c.clause, roles)
		syntax, ok := errors.AsType[*duty.SyntaxError](err)
		if !ok {
			t.Errorf("Parse(%q) = %v, want %s", c.clause, err, c.message)
			continue
		}
		if at := c.clause[syntax.Offset : syntax.Offset+syntax.Length]; at != c.at {
			t.Errorf("Parse(%q) underlines %q, want %q (%v)", c.clause, at, c.at, err)
		}
		if !strings.Contains(syntax.Message, c.message) || !strings.Contains(syntax.Help, c.help) {
			t.Errorf("Parse(%q)\n got %s\nwant %s；…%s", c.clause, err, c.message, c.help)
		}
	}
}

func TestFormat(t *testing.T) {
	built := func(duties ...duty.Duty) duty.Clause { return duty.Clause{Duties: duties} }
	of := func(role string, names ...string) duty.Duty {
		d := duty.Duty{Role: role}
		for _, n := range names {
			d.Names = append(d.Names, duty.Name{Text: n})
		}
		return d
	}
	parsed := func(clause string) duty.Clause {
		c, err := duty.Parse(clause, roles)
		if err != nil {
			t.Fatalf("Parse(%q): %v", clause, err)
		}
		return c
	}
	for _, c := range []struct {
		clause               duty.Clause
		inline, label, lines string
	}{
		{
			built(of("lead", "县水利局", "县财政局"), of("participate", "县林业局"), of("implement", "各乡镇（场）")),
			"（县水利局、县财政局牵头，县林业局参与；各乡镇（场）落实）",
			"（牵头单位：县水利局、县财政局；参与单位：县林业局；落实单位：各乡镇（场））",
			"牵头单位：县水利局、县财政局\n参与单位：县林业局\n落实单位：各乡镇（场）\n",
		},
		{
			built(of("leaders"), of("lead", "县水利局"), of("assist")),
			"（县水利局牵头）",
			"（牵头单位：县水利局）",
			"责任领导：\n牵头单位：县水利局\n配合单位：\n",
		},
		{
			built(of("leaders", "张三"), of("joint", "县水利局", "县财政局"), of("sponsor", "县林业局")),
			"（责任领导：张三；县水利局、县财政局按职责分工负责，县林业局包保）",
			"（责任领导：张三；责任单位：县水利局、县财政局；包保单位：县林业局）",
			"责任领导：张三\n责任单位：县水利局、县财政局\n包保单位：县林业局\n",
		},
		{
			parsed("由县水利局,县财政局等部门及各乡镇共同牵头;县林业局按照各自职责分工参与"),
			"（由县水利局，县财政局等部门及各乡镇共同牵头；县林业局按照各自职责分工参与）",
			"（牵头单位：县水利局、县财政局等部门及各乡镇；参与单位：县林业局）",
			"牵头单位：县水利局、县财政局等部门及各乡镇\n参与单位：县林业局\n",
		},
		{
			parsed("责任领导：\n责任部门：县水利局，及县财政局；\n配合单位：各乡镇(场)"),
			"（县水利局、县财政局负责，各乡镇（场）配合）",
			"（责任单位：县水利局、县财政局；配合单位：各乡镇（场））",
			"责任领导：\n责任部门：县水利局，及县财政局；\n配合单位：各乡镇（场）\n",
		},
		{
			parsed("(责任单位:县水利局牵头,县财政局配合)"),
			"（责任单位：县水利局牵头，县财政局配合）",
			"（牵头单位：县水利局；配合单位：县财政局）",
			"牵头单位：县水利局\n配合单位：县财政局\n",
		},
		{built(), "（）", "（）", ""},
	} {
		for form, want := range map[duty.Form]string{duty.Inline: c.inline, duty.Label: c.label, duty.Lines: c.lines} {
			if got := roles.Format(c.clause, form); got != want {
				t.Errorf("Format(%s, %d)\n got %q\nwant %q", c.clause, form, got, want)
			}
		}
	}
	if got := duty.Format(built(of("sponsor", "县林业局")), duty.Inline); got != "（县林业局sponsor）" {
		t.Errorf("a role that the table lacks is printed as %q", got)
	}
}

func TestOpenEnded(t *testing.T) {
	for clause, want := range map[string]bool{"县水利局牵头，县财政局等、各乡镇参与": true, "县水利局牵头": false} {
		if c, err := duty.Parse(clause, roles); err != nil || c.OpenEnded() != want || c.Duties[0].OpenEnded() {
			t.Errorf("%q: open-ended %v, %v", clause, c.OpenEnded(), err)
		}
	}
}

func TestWith(t *testing.T) {
	for _, c := range []struct {
		row  duty.Row
		want string
	}{
		{duty.Row{Key: "lead", Words: []string{"包保"}}, "“lead”已经存在"},
		{duty.Row{Key: "sponsor", Words: []string{"认领"}}, "“sponsor”已经存在"},
		{duty.Row{Key: "", Words: []string{"认领"}}, "key"},
		{duty.Row{Key: "a b", Words: []string{"认领"}}, "key"},
		{duty.Row{Key: "own"}, "没有写明责任词"},
		{duty.Row{Key: "own", Words: []string{"认领", ""}}, "不能为空"},
		{duty.Row{Key: "own", Words: []string{"认领、承办"}}, "不能含有标点“、”"},
		{duty.Row{Key: "own", Words: []string{"认领,承办"}}, "不能含有标点“，”"},
		{duty.Row{Key: "own", Words: []string{"认(领"}}, "不能含有标点“（”"},
		{duty.Row{Key: "own", Words: []string{"认 领"}}, "空格"},
		{duty.Row{Key: "own", Words: []string{"认领", "认领"}}, "写了两遍"},
		{duty.Row{Key: "own", Words: []string{"牵头"}}, "已经属于“lead”"},
		{duty.Row{Key: "own", Words: []string{"责任单位"}}, "已经属于“responsible”"},
		{duty.Row{Key: "own", Words: []string{"共同"}}, "不能用作责任词"},
		{duty.Row{Key: "own", Words: []string{"认领"}, Labels: []string{"认领：单位"}}, "不能含有标点“：”"},
	} {
		if _, err := roles.With(c.row); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("With(%v) = %v, want %s", c.row, err, c.want)
		}
	}

	// A row of persons is a label, and the old table does not change.
	more, err := roles.With(duty.Row{Key: "contact", Words: []string{"联络员"}, Persons: true})
	if err != nil {
		t.Fatal(err)
	}
	c, err := duty.Parse("责任单位：县水利局；联络员：", more)
	if err != nil || c.String() != "responsible 县水利局; contact" {
		t.Errorf("联络员 is read as %s, %v", c, err)
	}
	if _, err := duty.Parse("联络员：张三", roles); err == nil {
		t.Error("With changed the table that it was called on")
	}
	if got := strings.Join(more.Columns(), " "); got != "牵头单位 责任单位 配合单位 落实单位 指导单位 责任领导 包保单位 联络员" {
		t.Errorf("columns: %s", got)
	}
	rows := more.Rows()
	rows[0].Words[0] = "x"
	if row, ok := more.Row("lead"); !ok || row.Words[0] != "牵头" {
		t.Error("Rows gave away the table")
	}
	if c, err := duty.Parse("县水利局牵头", duty.Roles{}); err != nil || c.String() != "lead 县水利局" {
		t.Errorf("the zero Roles is not BuiltIn: %v, %v", c, err)
	}
}

// TestLabelsBelong: what Format prints before names is read as the same role.
func TestLabelsBelong(t *testing.T) {
	for _, row := range roles.Rows() {
		want := row.Key
		if want == "joint" {
			want = "responsible" // says so
		}
		c := duty.Clause{Duties: []duty.Duty{{Role: row.Key, Names: []duty.Name{{Text: "县水利局"}}}}}
		for form, want := range map[duty.Form]string{duty.Inline: row.Key, duty.Label: want, duty.Lines: want} {
			if row.Persons && form == duty.Inline {
				continue // alone it is the label form
			}
			again, err := duty.Parse(roles.Format(c, form), roles)
			if err != nil || again.Form != form || again.String() != want+" 县水利局" {
				t.Errorf("%s is read as %s, %v", roles.Format(c, form), again, err)
			}
		}
		for _, label := range append(row.Words, row.Labels...) {
			if _, err := duty.Parse(label+"：县水利局", roles); err != nil {
				t.Error(err)
			}
			if !row.Persons {
				isLabel := slices.Contains(row.Labels, label) && !slices.Contains(row.Words, label)
				if err := duty.ValidName("县"+label, roles); (err == nil) != isLabel && !strings.HasSuffix(label, "分工") {
					t.Errorf("ValidName(县%s) = %v", label, err)
				}
			}
		}
	}
}

func TestValidName(t *testing.T) {
	for _, good := range []string{
		"县水利局", "县自然资源和规划局", "各乡镇（场）", "各乡镇(场)", "各乡镇（场、办）", "县创业指导中心", "县“扫黄、打非”办",
		"县高等院校管理局", "各市、县（市、区）人民政府", "各区、县政府", "怀化市会同县人民政府", "县商务局", "县工商联合会", "联合执法队", "商河县水利局", "相关部门", "县脱贫攻坚指挥部", "16个村", "中共云溪县委和县人大常委会", "县 水利局",
	} {
		if err := duty.ValidName(good, roles); err != nil {
			t.Errorf("ValidName(%q) = %v", good, err)
		}
	}
	for bad, want := range map[string]string{
		"":            "空的",
		" ":           "空的",
		" 县水利局":       "空格",
		"县水利局、县财政局":   "标点“、”",
		"县水利局,县财政局":   "标点“，”",
		"县水利局：":       "标点“：”",
		"县水利局牵头":      "责任词“牵头”",
		"县共同负责":       "责任词“共同负责”",
		"县水利局（牵头）":    "括号",
		"县水利局等":       "列举未尽",
		"县水利局等部门":     "列举未尽",
		"县水利局及各乡镇":    "拆成“县水利局”和“各乡镇”",
		"由县水利局":       "不能以“由”开头",
		"及县水利局":       "不能以“及”开头",
		"县水利局（":       "缺少“）”",
		"县水利局）":       "没有配对",
		"县水利\n局":      "换了行",
		"县水利局会同县财政局":  "断开",
		"会同县水利局":      "断开",
		"财政部商国家发展改革委": "断开",
		"县水利局（下同）":    "不是名称的一部分",
		"县\u200b水利局":  "看不见",
		"县水利局\xff":    "无法识别",
		"年底前完成":       "时限",
		"县委组织":        "连读",
		"等":           "前面没有单位",
		"县水利局按照职责分工":  "连读",
		"县水利局\uFDD01": "看不见",
	} {
		if err := duty.ValidName(bad, roles); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("ValidName(%q) = %v, want %s", bad, err, want)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, cases := range [][]clauseCase{inlineCases, labelCases, linesCases} {
		for _, c := range cases {
			f.Add(c.clause)
		}
	}
	for _, hostile := range hostileParts {
		f.Add(strings.Repeat(hostile, 50))
	}
	f.Add("县水利局（牵头")
	f.Add("责任单位：县水利局牵头；责任领导：\n")
	f.Fuzz(func(t *testing.T, clause string) {
		c, err := duty.Parse(clause, roles)
		if err != nil {
			syntax, ok := errors.AsType[*duty.SyntaxError](err)
			if !ok {
				t.Fatalf("%q: %T", clause, err)
			}
			if syntax.Offset < 0 || syntax.Length < 0 || syntax.Offset+syntax.Length > len(clause) {
				t.Fatalf("%q: place %d+%d", clause, syntax.Offset, syntax.Length)
			}
			return
		}
		for _, d := range c.Duties {
			for _, n := range d.Names {
				if n.Length <= 0 || n.Offset < 0 || n.Offset+n.Length > len(clause) {
					t.Fatalf("%q: place of %q is %d+%d", clause, n.Text, n.Offset, n.Length)
				}
				// 由 is stripped from the first name only, so others may open with it.
				if err := duty.ValidName(n.Text, roles); err != nil && !strings.HasPrefix(n.Text, "由") {
					t.Fatalf("%q: %v", clause, err)
				}
			}
		}
		for _, form := range []duty.Form{duty.Inline, duty.Label, duty.Lines} {
			printed := roles.Format(c, form)
			again, err := duty.Parse(printed, roles)
			want := expect(c, form)
			if want == "" && err != nil {
				continue // nothing but blanks for leaders
			}
			if err != nil || again.String() != want {
				t.Fatalf("%q\nprinted %q\n   read %v, %v\n   want %s", clause, printed, again, err, want)
			}
			if form == c.Form && again.Form != form {
				t.Fatalf("%q: printed as %q changes its form", clause, printed)
			}
		}
	})
}

// expect is the notation of a clause that went through another form: blanks
// are left out but in lines, and joint duties become responsible in labels
// but those that say so (责任分工).
func expect(c duty.Clause, form duty.Form) string {
	var through duty.Clause
	for _, d := range c.Duties {
		if form != duty.Inline && form != c.Form && d.Role == "joint" {
			d.Role = "responsible"
		}
		if len(d.Names) > 0 || form == duty.Lines || form == c.Form {
			through.Duties = append(through.Duties, d)
		}
	}
	return through.String()
}

var hostileParts = []string{
	"（", "）", "（）", "“", "、", "，", "等", "及", "及各", "和", "由", "牵头", "牵头，", "共同", "按职责", "：", "责任单位：", "责任领导：；",
	"\n", " ", " \n", "。", "县", "县、", "县等、", "县及各", "（县", "责任领导：\n", "县牵头，", "责任领导：县\n",
}

// TestLinear holds the work on hostile input to the length of the input: twice
// the text may allocate little more than twice the bytes. Work that allocates
// nothing is held by the size alone: were it quadratic, the test would not end.
func TestLinear(t *testing.T) {
	work := func(around, part string, size int) uint64 {
		clause := fmt.Sprintf(around, strings.Repeat(part, size/len(part)))
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		if c, err := duty.Parse(clause, roles); err == nil {
			_ = roles.Format(c, duty.Lines)
		} else if len(err.Error()) > 1000 {
			t.Errorf("%q…: the message has %d bytes", clause[:30], len(err.Error()))
		}
		_ = duty.ValidName(clause, roles)
		runtime.ReadMemStats(&after)
		return after.TotalAlloc - before.TotalAlloc
	}
	for _, part := range hostileParts {
		for _, around := range []string{"%s", "（%s）", "%s牵头", "责任单位：%s", "县%s", "%s县牵头"} {
			once, twice := work(around, part, 1<<13), work(around, part, 1<<14)
			if twice > 3*once+1<<14 {
				t.Errorf("%q of %q: %d bytes for 8 KB, %d for 16 KB", around, part, once, twice)
			}
		}
		work("县%s县牵头", part, 1<<20)
	}
}

func BenchmarkParse(b *testing.B) {
	const clause = "（县水利局牵头，县发展改革局、县财政局、县自然资源和规划局、县住房城乡建设局等部门、各乡镇（场）参与；县林业局按照职责分工负责）"
	b.SetBytes(int64(len(clause)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := duty.Parse(clause, duty.BuiltIn); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkFormat(b *testing.B) {
	c, err := duty.Parse("（县水利局牵头，县发展改革局、县财政局等部门、各乡镇（场）参与；县林业局按照职责分工负责）", duty.BuiltIn)
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		_ = duty.Format(c, duty.Inline)
	}
}

// TestPrintedAsWritten holds every clause of one line to its own words; only
// widths, blanks and a final stop may differ.
func TestPrintedAsWritten(t *testing.T) {
	for _, c := range append(slices.Clone(inlineCases), labelCases...) {
		parsed, err := duty.Parse(c.clause, roles)
		if err != nil || strings.ContainsAny(c.clause, "\n ") {
			continue
		}
		want := strings.TrimSuffix(strings.TrimSuffix(fold.Replace(c.clause), "。"), "。）")
		open, closing := parsed.Around()
		if !strings.HasPrefix(want, open) || c.want == "lead （场）各乡镇" {
			want = open + want
		}
		if !strings.HasSuffix(want, closing) || strings.Count(want, closing) < strings.Count(want, open) {
			want += closing
		}
		if got := roles.Format(parsed, parsed.Form); got != want {
			t.Errorf("Format(Parse(%q))\n got %s\nwant %s", c.clause, got, want)
		}
	}
}
