package importer

import (
	"strings"
	"testing"
)

func TestDayOf(t *testing.T) {
	for _, c := range []struct {
		text, want string
	}{
		{"2026年1月4日", "2026年1月4日"},
		{"2026年01月04日", "2026年1月4日"},
		{"２０２６年１月４日", "2026年1月4日"},
		{"2026 年 1 月 4 日", "2026年1月4日"},
		{"二〇二六年一月四日", "2026年1月4日"},
		{"二○二六年十二月三十一日", "2026年12月31日"},
		{"二〇二六年十月二十日", "2026年10月20日"},
		{"2026.3.1", "2026年3月1日"},
		{"2026年2月30日", ""},
		{"2026年 月 日", ""},
		{"20xx年1月4日", ""},
		{"2026年1月4日前完成", ""},
	} {
		day, ok := dayOf(c.text)
		if got := day.String(); ok != (c.want != "") || ok && got != c.want {
			t.Errorf("dayOf(%s) = %s, %v; want %s", c.text, got, ok, c.want)
		}
	}
}

func TestLabels(t *testing.T) {
	for _, c := range []struct {
		line, label, rest string
	}{
		{"一、目标", "一、", "目标"},
		{"第一部分  目标", "第一部分\u3000", "目标"},
		{"第一条 2026年起施行。", "第一条", "2026年起施行。"},
		{"第一条战线建成。", "", ""},
		{"第二、抓落实", "第二、", "抓落实"},
		{"第二，抓落实", "", ""},
		{"㈠目标", "㈠", "目标"},
		{"（1）.修路", "（1）.", "修路"},
		{"①、修路", "①、", "修路"},
		{"⒈修路", "⒈", "修路"},
		{"⑵修路", "⑵", "修路"},
		{"1. 2026年底前完成", "1.", "2026年底前完成"},
		{"1.2026年底前完成", "1.", "2026年底前完成"},
		{"1.5万亩", "", ""},
		{"2026.3.5", "", ""},
		{"12.5%以上", "", ""},
		{"1.1 目的", "", ""},
		{"A.修路", "", ""},
		{"一是修路", "", ""},
		{"1）", "", ""},
	} {
		l, rest, ok := parseLabel(c.line)
		if ok != (c.label != "") || ok && (l.text != c.label || rest != c.rest) {
			t.Errorf("parseLabel(%s) = %q, %q, %v", c.line, l.text, rest, ok)
		}
	}
}

func TestChainsOfLabels(t *testing.T) {
	checkOutline(t, `海陵县方案
1 总则
1.1 目的
保障安全。
1.2 范围
本县境内。
2 任务
2.1 修路1.5公里。
投资1.2万元，长1.1公里。
A.先东段。
B.后西段。
`, `free 1　|总则
 1.1　|目的
 1.2　|范围
measures 2　|任务
 2.1　|
  A.|
  B.|
1 先东段。
2 后西段。
`)
	// Alone, they are text.
	checkOutline(t, `海陵县方案
一、任务
1.1 倍于去年。
A.角为界。
第一条线路建成。
`, `measures 一、|任务
 |
1 1.1倍于去年。
A.角为界。
第一条线路建成。
`)
}

func TestLevels(t *testing.T) {
	checkOutline(t, `海陵县方案
第一章  重点任务
第一、修路
（1）东路
①路基
②路面
2）西路
第二、修桥
（1）东桥
第二章  保障
一是加强领导。
`, `measures 第一章　|重点任务
 第一、|修路
  （1）|东路
   ①|路基
   ②|路面
  2）|西路
 第二、|修桥
  （1）|东桥
safeguards 第二章　|保障
 |
1 路基
2 路面
3 西路
4 东桥
`)
}

func TestUnwrap(t *testing.T) {
	for _, c := range []struct {
		name, text, want string
	}{
		{"paragraphs stay", "海陵县方案\n一、任务\n修路。\n修桥。\n修渠。\n修塘。\n", "海陵县方案|一、任务|修路。|修桥。|修渠。|修塘。"},
		{"a poem stays", strings.Repeat("床前明月光\n疑是地上霜\n", 8), strings.TrimSuffix(strings.Repeat("床前明月光|疑是地上霜|", 8), "|")},
		{"a page ends within a sentence", "各单位要加强领导，落实责\n— 1 —\n任，确保完成。\n", "各单位要加强领导，落实责任，确保完成。|— 1 —"},
		{"a page ends behind a heading", "（一）加强领导\n第 1 页 共 3 页\n各单位要落实。\n", "（一）加强领导|第 1 页 共 3 页|各单位要落实。"},
		{"blank lines divide", "为进一步加强全县森林防火工作，保护森林资源和人民群众\n生命财产安全，制定本方案。全县森林火灾受害率要控制在\n千分之一以内，不发生重大火灾。各乡镇要按照属地管理要\n求，把防火责任落实到山头地块，落实到户到人，做到全县\n一盘棋。\n\n县林业局要组织检查，及时发现和消除隐患，严管野外用火\n行为，做好物资储备。县财政局要保障经费。\n", "为进一步加强全县森林防火工作，保护森林资源和人民群众生命财产安全，制定本方案。全县森林火灾受害率要控制在千分之一以内，不发生重大火灾。各乡镇要按照属地管理要求，把防火责任落实到山头地块，落实到户到人，做到全县一盘棋。|县林业局要组织检查，及时发现和消除隐患，严管野外用火行为，做好物资储备。县财政局要保障经费。"},
		{"narrow gaps beside numbers", "    为进一步加强全县森林防火工作，保护森林资源和人民群众生命\n财产安全，制定本方案。全县森林火灾受害率要控制在千分之一以\n内，不发生重大火灾。各乡镇要按照属地管理要求，到 2026 年 12 月\n底，防火责任落实到山头地块的比例达到 100%，火源管控率达 98%，\n其中重点林区达到 99% 以上，做到全县一盘棋，各乡镇要把责任\n落实到户。\n", "为进一步加强全县森林防火工作，保护森林资源和人民群众生命财产安全，制定本方案。全县森林火灾受害率要控制在千分之一以内，不发生重大火灾。各乡镇要按照属地管理要求，到 2026 年 12 月底，防火责任落实到山头地块的比例达到 100%，火源管控率达 98%，其中重点林区达到 99% 以上，做到全县一盘棋，各乡镇要把责任落实到户。"},
		{"numbers in brackets are no pages", "（1）\n修路。\n", "（1）修路。"},
	} {
		t.Run(c.name, func(t *testing.T) {
			lines, finding := ReadText("a.txt", []byte(c.text))
			if finding != nil {
				t.Fatal(finding.Message)
			}
			var got []string
			for _, line := range lines {
				got = append(got, line.Text)
			}
			if got := strings.Join(got, "|"); got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
}

func TestTables(t *testing.T) {
	for _, c := range []struct {
		name, text string
		rows       int
	}{
		{"tabs", "甲\t乙\n1\t2\n", 2},
		{"blanks, three columns", "县区   目标   单位\n东县   35     东局\n", 2},
		{"blanks, a head of two columns", "序号    任务\n1       修路\n", 2},
		{"names and posts", "组  长：赵某某  县长\n副组长：钱某某  副县长\n", 0},
		{"names and offices", "赵某某    县水利局局长\n钱某某    县财政局局长\n", 0},
		{"articles", "第一条  修路。\n第二条  修桥。\n", 0},
		{"one row", "甲\t乙\n", 0},
		{"signatures", "县水利局    县财政局\n2026年1月4日    2026年1月4日\n", 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			lines, _ := ReadText("a.txt", []byte(c.text))
			if got := len(lines[0].Table); got != c.rows {
				t.Errorf("%d rows instead of %d: %v", got, c.rows, lines)
			}
		})
	}
}

// What a document prints is held against its source with the blanks that say
// something.
func TestNormal(t *testing.T) {
	for _, c := range []struct {
		a, b string
		same bool
	}{
		{"修好 8 公里", "修好8公里", true},
		{"第一章  总则", "第一章　总则", true},
		{"第一章 总则", "第一章总则", false},
		{"GB 3095", "GB3095", false},
		{"12 500", "12500", false},
		{"一、 目标", "一、目标", true},
		{"(县水利局 牵头)", "（县水利局　牵头）", true},
		{"ａ １．２", "ａ1.2", true},
		{"标题\n第二行", "标题第二行", true},
	} {
		if got := normal(c.a) == normal(c.b); got != c.same {
			t.Errorf("%q and %q: %v", c.a, c.b, got)
		}
	}
}

func TestNumbersOfAttachmentsAreNoHeadings(t *testing.T) {
	r := importText(t, "海陵县方案\n一、任务\n修路。\n附件：1.路线图\n2.经费表\n海陵县人民政府\n2026年1月4日\n", Options{})
	for _, part := range r.Draft.Report().Parts {
		if part.Label != "一、" {
			t.Errorf("%s%s became a heading", part.Label, part.Heading)
		}
	}
	if !strings.Contains(string(r.Plan), "附件：1.路线图\n2.经费表") {
		t.Errorf("the names are gone:\n%s", r.Plan)
	}
}

func TestOpenDateStaysText(t *testing.T) {
	r := importText(t, "海陵县方案\n一、任务\n修路。\n海陵县人民政府\n2026年  月  日\n", Options{})
	if len(r.Draft.Frame.By) > 0 || !strings.Contains(string(r.Plan), "海陵县人民政府") || !strings.Contains(string(r.Plan), "成文日期没有写全") {
		t.Errorf("%s", r.Plan)
	}
}
