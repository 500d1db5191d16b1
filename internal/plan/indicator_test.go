package plan_test

import (
	"fmt"
	"strings"
	"testing"

	"fangan/internal/indicator"
	"fangan/internal/plan"
)

// TestSubjectAndTarget holds what the table of indicators shows of a sentence.
func TestSubjectAndTarget(t *testing.T) {
	for _, c := range []struct{ sentence, want string }{
		{"县城PM2.5年均浓度低于35μg/m³", "县城PM2.5年均浓度｜低于35μg/m³"},
		{"自来水普及率保持在95.0%以上", "自来水普及率｜保持在95.0%以上"},
		{"万元GDP用水量较2025年下降12%以上", "万元GDP用水量｜较2025年下降12%以上"},
		{"新建农村公路50公里", "新建农村公路｜50公里"},
		{"打造3—5个示范基地", "示范基地｜不少于3—5个"},
		{"建成乡镇文化站12个、农家书屋180个", "建成乡镇文化站｜12个；农家书屋｜180个"},
		{"化学需氧量、氨氮排放量分别下降8%和6.50%", "化学需氧量排放量｜下降8%；氨氮排放量｜下降6.50%"},
		{"畜禽粪污、秸秆利用率均达到88%以上", "畜禽粪污利用率｜不低于88%；秸秆利用率｜不低于88%"},
		{"事故起数、死亡人数同比下降5%", "事故起数｜同比下降5%；死亡人数｜同比下降5%"},
		{"治理率达到45%；到2030年，达到60%", "治理率｜达到45%；治理率｜不低于60%"},
		{"办理时限由15个工作日压缩至5个工作日以内", "办理时限｜由15个工作日压缩至5个工作日以内"},
		{"完成60%的管网改造", "管网改造｜不低于60%"},
		{"一般公共预算收入增长6%左右", "一般公共预算收入｜增长6%左右"},
		{"到2026年底，治理率达到45%，力争更高", "治理率｜达到45%"},
		{"全年不发生较大以上事故", "全年不发生较大以上事故｜0"},
	} {
		p, findings := plan.LoadAlone("a.toml", fmt.Appendf(nil, "title = \"甲\"\nyear = 2026\n[[measures]]\ntext = %q\nindicators = [%[1]q]\n", c.sentence))
		if len(findings) > 0 {
			t.Errorf("%s: %v", c.sentence, findings)
			continue
		}
		var got []string
		for _, i := range p.Indicators() {
			got = append(got, i.Subject()+"｜"+i.Target())
		}
		if s := strings.Join(got, "；"); s != c.want {
			t.Errorf("%s\n got %s\nwant %s", c.sentence, s, c.want)
		}
	}
}

// TestStated holds which numbers a text is taken to state.
func TestStated(t *testing.T) {
	for _, c := range []struct {
		value, text string
		want        bool
	}{
		{"5", "增长5%", true},
		{"5", "增长95%", false},
		{"5", "增长5.5%", false},
		{"5", "增长1.5%", false},
		{"5", "建成12,5个", false},
		{"5", "共5，其中1", true},
		{"5", "第一5.", true},
		{"500", "12,500万元", false},
		{"12,500", "12,500万元", true},
		{"12,500", "12500万元", false},
		{"33.90", "33.9%", false},
		{"33.9", "33.90%", false},
		{"33.90", "３３．９０％", true},
		{"３３．９０", "33.90%", true},
		{"5", "95%，后为5%", true},
		{"三", "十三个", false},
		{"三", "前三名", true},
		{"5", "", false},
	} {
		sentence := "甲" + c.value
		if got := plan.Stated(sentence, indicator.Indicator{Name: "甲", Value: c.value}, "乙", c.text); got != c.want {
			t.Errorf("Stated(%q) in %q = %t", c.value, c.text, got)
		}
	}
	zero := indicator.Indicator{Name: "较大以上事故", Value: "0"}
	for text, want := range map[string]bool{"全年不发生较大以上事故。": true, "全年不发生事故。": false} {
		if got := plan.Stated("不发生较大以上事故", zero, text); got != want {
			t.Errorf("Stated(0) in %q = %t", text, got)
		}
	}
}
