package indicator_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"fangan/internal/indicator"
)

func show(i indicator.Indicator) string {
	s := fmt.Sprintf("%s %s %s", i.Name, i.Comparator, i.Value)
	if i.Upper != "" {
		s += "…" + i.Upper
	}
	s += i.UnitOfMeasure
	if i.Baseline != "" {
		s += " (" + i.Baseline + ")"
	}
	if i.Approximate {
		s += " ~"
	}
	return s
}

var statements = []struct{ sentence, want string }{
	{"县城PM2.5年均浓度低于35μg/m³", "县城PM2.5年均浓度 below 35μg/m³"},
	{"PM10平均浓度不高于60微克/立方米", "PM10平均浓度 at_most 60微克/立方米"},
	{"森林覆盖率达到33.90%", "森林覆盖率 at_least 33.90%"},
	{"自来水普及率不低于95%", "自来水普及率 at_least 95%"},
	{"城乡供水一体化率保持在90%以上", "城乡供水一体化率 at_least 90%"},
	{"管网漏损率控制在9%以内", "管网漏损率 at_most 9%"},
	{"办件超期率控制在1%以下", "办件超期率 at_most 1%"},
	{"快递进村率超过95%", "快递进村率 above 95%"},
	{"万元GDP用水量较2025年下降12%以上", "万元GDP用水量 decrease_by 12% (较2025年)"},
	{"刑事案件发案数同比下降10%", "刑事案件发案数 decrease_by 10% (同比)"},
	{"亡人事故比上年减少2起", "亡人事故 decrease_by 2起 (比上年)"},
	{"一般公共预算收入增长6%左右", "一般公共预算收入 increase_by 6% ~"},
	{"农民满意度提高3个百分点", "农民满意度 increase_by 3个百分点"},
	{"化学需氧量、氨氮排放量分别下降8%和6.50%", "化学需氧量排放量 decrease_by 8%; 氨氮排放量 decrease_by 6.50%"},
	{"铁路、水路货运量比2025年分别增长10%、12%左右", "铁路货运量 increase_by 10% (比2025年); 水路货运量 increase_by 12% (比2025年) ~"},
	{"森林覆盖率、森林蓄积量分别达到42%和3200万立方米", "森林覆盖率 at_least 42%; 森林蓄积量 at_least 3200万立方米"},
	{"畜禽粪污、秸秆利用率均达到88%以上", "畜禽粪污利用率 at_least 88%; 秸秆利用率 at_least 88%"},
	{"事故起数、死亡人数同比下降5%", "事故起数 decrease_by 5% (同比); 死亡人数 decrease_by 5% (同比)"},
	{"政务公开考核排名保持全市前3位以内", "政务公开考核排名保持全市 at_most 3位"},
	{"营商环境排名进入全省前20", "营商环境排名进入全省 rank 20位"},
	{"培育示范户120户", "示范户 equals 120户"},
	{"新建农村公路50公里", "农村公路 equals 50公里"},
	{"建成乡镇文化站12个、农家书屋180个", "乡镇文化站 equals 12个; 农家书屋 equals 180个"},
	{"新建高标准农田3万亩、改造提升1.5万亩", "高标准农田 equals 3万亩; 改造提升 equals 1.5万亩"},
	{"组织技能培训1.2万人次", "技能培训 equals 1.2万人次"},
	{"为高校毕业生提供见习岗位300个以上", "见习岗位 at_least 300个"},
	{"打造3—5个示范基地", "示范基地 at_least 3…5个"},
	{"完成60%的管网改造", "管网改造 at_least 60%"},
	{"每月至少开展1次水质检测", "水质检测 at_least 1次"},
	{"每季度开展不少于2次的应急演练", "应急演练 at_least 2次"},
	{"发放贷款12,500万元", "贷款 equals 12,500万元"},
	{"压减一般性支出10%以上", "一般性支出 decrease_by 10%"},
	{"办理时限由15个工作日压缩至5个工作日以内", "办理时限 at_most 5个工作日"},
	{"农田灌溉水有效利用系数提高到0.58", "农田灌溉水有效利用系数 at_least 0.58"},
	{"城镇登记失业率5.5%左右", "城镇登记失业率 about 5.5% ~"},
	{"氨氮减排量6吨", "氨氮减排量 equals 6吨"},
	{"水质达标率：100%", "水质达标率 at_least 100%"},
	{"新生儿死亡率控制在3‰以下", "新生儿死亡率 at_most 3‰"},
	{"人均预期寿命提高到78.3岁", "人均预期寿命 at_least 78.3岁"},
	{"全年不发生较大以上事故", "较大以上事故 equals 0"},
	{"年产10吨以上的单位", "年产的单位 at_least 10吨"}, // asserted: taken at its word
	{"显著增强群众获得感", "指标“显著增强群众获得感”里没有可以核对的数值"},
	{"", "指标“”里没有可以核对的数值"},
	{"2026年6月底前", "指标“2026年6月底前”里没有可以核对的数值"},
}

func TestParse(t *testing.T) {
	for _, c := range statements {
		all, err := indicator.Parse(c.sentence)
		var got []string
		for _, i := range all {
			got = append(got, show(i))
		}
		if err != nil {
			got = append(got, err.Error())
			if _, ok := errors.AsType[*indicator.UnmeasuredError](err); !ok {
				t.Errorf("Parse(%q): %T", c.sentence, err)
			}
		}
		if s := strings.Join(got, "; "); s != c.want {
			t.Errorf("Parse(%q)\n got %s\nwant %s", c.sentence, s, c.want)
		}
	}
}

var texts = []struct{ text, want string }{
	{"全镇农机化率达到88%，种子合格率85%以上。", "全镇农机化率 at_least 88%; 种子合格率 at_least 85%"},
	{"新增城镇就业3000人以上，失业人员再就业600人，城镇登记失业率控制在4.5%以内。", "城镇就业 at_least 3000人; 失业人员再就业 equals 600人; 城镇登记失业率 at_most 4.5%"},
	{"实现重特大事故零发生，火灾起数同比下降8%的年度目标。", "火灾起数 decrease_by 8% (同比)"},
	{"脱贫户100%参加基本医疗保险，收益60%要用于公益岗位。", "脱贫户参加基本医疗保险 equals 100%; 收益要用于公益岗位 equals 60%"},
	{"建设1000平方米以上冷库3座。", "1000平方米以上冷库 equals 3座"},
	{"实施重点项目86个，总投资210亿元。", "重点项目 equals 86个; ?总投资 equals 210亿元"},
	{"每季度开展1次检查。", "?检查 equals 1次"},
	{"力争新增规上企业15家，其中工业企业8家、商贸企业5家、服务业企业2家。", "规上企业 equals 15家; 工业企业 equals 8家; 商贸企业 equals 5家; 服务业企业 equals 2家"},
	{"建成5G基站800个，千兆光网覆盖率达到90%。", "5G基站 equals 800个; 千兆光网覆盖率 at_least 90%"},
	{"化学需氧量、氨氮、挥发性有机物重点工程减排量分别达到500吨、30吨、100吨。", "化学需氧量减排量 at_least 500吨; 氨氮减排量 at_least 30吨; 挥发性有机物重点工程减排量 at_least 100吨"},
	{"甲地、乙地PM2.5浓度分别下降20%、15%。", "甲地PM2.5浓度 decrease_by 20%; 乙地PM2.5浓度 decrease_by 15%"},
	{"年收入10万元以上的村占比达到60%。", "年收入10万元以上的村占比 at_least 60%"},
	{"到2026年底，治理率达到45%；到2030年，达到60%。", "治理率 at_least 45%; 治理率 at_least 60%"},
	{"新（改）建公路300公里，减少煤炭消费5万吨，压减支出8%。", "公路 equals 300公里; 煤炭消费 decrease_by 5万吨; 支出 decrease_by 8%"},
	{"投入资金1200万元，引导20万人次参与志愿服务。", "资金 equals 1200万元; 参与志愿服务 equals 20万人次"},
	{"产能比控制在0.4左右，事故万车死亡率控制在1.8以下。", "产能比 at_most 0.4 ~; 事故万车死亡率 at_most 1.8"},
	{"当日火灾扑灭率达到95%以上，孕产妇死亡率控制在10/10万以下。", "当日火灾扑灭率 at_least 95%; 孕产妇死亡率 at_most 10/10万"},
	{"护林员每周至少入户宣传2次，维护隔离带120公里。", "护林员每周 at_least 2次; 隔离带 equals 120公里"},
	{"零售总额完成85亿元、增长8.5%。", "零售总额 equals 85亿元; 零售总额 increase_by 8.5%"},
	{"到位资金增长5%，使用量下降3%，完成率100%，要素保障率90%以上，并网容量达到20万千瓦。", "到位资金 increase_by 5%; 使用量 decrease_by 3%; 完成率 at_least 100%; 要素保障率 at_least 90%; 并网容量 at_least 20万千瓦"},
	{"新建厕所50座，公厕20座，9月底前完成60%。", "厕所 equals 50座; ?公厕 equals 20座; 公厕 equals 60%"},
	{"与住宅的距离不得小于30米，楼间距不得小于9米。", "与住宅的距离 at_least 30米; ?楼间距 at_least 9米"},
	{"3个行政村退出。", "?行政村退出 equals 3个"},

	// the work itself, unless 不少于 or 以上 makes it a commitment
	{"全年举办招聘会10场，组织培训5期，集中宣传3轮。", "?招聘会 equals 10场; ?组织培训 equals 5期"},
	{"召开新闻发布会2场，抽查企业30家，印发宣传资料5000份。", "?召开新闻发布会 equals 2场; ?企业 equals 30家; ?宣传资料 equals 5000份"},
	{"建立1个工作专班，落实3项措施，推广5种模式。", "?工作专班 equals 1个; ?措施 equals 3项; ?模式 equals 5种"},
	{"举办招聘会不少于10场次，梳理高频事项不少于30项，走访群众100户以上。", "招聘会 at_least 10场次; 高频事项 at_least 30项; ?走访群众 at_least 100户"},
	{"培训农民300人次，完成500户脱贫任务，发展合作社5家。", "农民 equals 300人次; 脱贫任务 equals 500户; 合作社 equals 5家"},
	{"每个村配备1名网格员，每户补助不超过2000元。", "?网格员 equals 1名; ?每户补助 at_most 2000元"},
	{"贫困村退出后，粮食播种面积稳定在45万亩以上，总产量增长2%。", "粮食播种面积 at_least 45万亩; 总产量 increase_by 2%"},

	{"● 垃圾分类准确率达到90%；\n■群众满意度95分以上。", "垃圾分类准确率 at_least 90%; 群众满意度 at_least 95分"},

	// the marking of work
	{"责任体系建设（20分）。签订率100%得5分，每下降1个百分点扣0.5分。", ""},
	{"自查率90%以上得15分，80%以上不足90%得10分；得分90分以上为优秀，发生事故1起扣10分。", ""},
	{"隐患整改率达到100%，得20分；群众满意度达到90分以上。", "隐患整改率 at_least 100%; 群众满意度 at_least 90分"},

	// what is none
	{"年产危险废物10吨以上的单位、600吨以上的油船、千人以上和5000平方米以上的工地应当备案。", ""},
	{"规模以上企业须安装在线监测设备，桥龄达30年以上的须检测，1公里范围内不得新建。", ""},
	{"已取土样500余份，全区共有大棚300栋，全县辖12个乡镇。", ""},
	{"截至去年底，覆盖率达到60%；近年来增长5%。", ""},
	{"预计降水量偏少1～3成，介于250～350毫米之间。", ""},
	{"加强对全县600家合作社的管理，对8个村挂牌督战，把5个安置点作为重点。", ""},
	{"在保持护林员1000人的基础上，坚持24小时值守，2小时内上报。", ""},
	{"落实“六个100%”，推进1:5万调查，执行GB/T15190和PM2.5标准。", ""},
	{"根据县政发〔2026〕3号和第12条，于6月30日前报送。", ""},
	{"投资超过500万元的项目和壁厚小于3毫米的管材除外。", ""},
	{"使用超过50年的管网予以更新。", ""},
	{"总投资3.5亿元的工程开工。", ""},
	{"对未完成任务的，每项扣2分，得分低于60分的不予评优。", ""},
	{"每人每年不超过3000元，按每亩50元的标准补助。", ""},
	{"不发生一次死亡3人的事故。", ""},
	{"全县共排查隐患1200处，整改完成1150处，整改率95.8%。", ""},
	{"重点区域淘汰35蒸吨/小时及以下的锅炉。", ""},
	{"2024年以来，全县建成高标准农田8万亩。", ""},
	{"会议应到35人，实到33人。", ""},
	{"电话12345，邮编421000。", ""},
}

// check finds the indicators of a text and holds that every place is in it.
func check(t *testing.T, text, want string) {
	t.Helper()
	var got []string
	for _, f := range sound(t, text) {
		s := show(f.Indicator)
		if f.Doubtful {
			s = "?" + s
		}
		got = append(got, s)
	}
	if s := strings.Join(got, "; "); s != want {
		t.Errorf("Find(%q)\n got %s\nwant %s", text, s, want)
	}
}

func sound(t *testing.T, text string) []indicator.Found {
	t.Helper()
	found := indicator.Find(text)
	for _, f := range found {
		if f.Start < 0 || f.End <= f.Start || f.End > len(text) {
			t.Fatalf("Find(%q): %d–%d lies outside of the text", text, f.Start, f.End)
		}
		if utf8.ValidString(text) && !(utf8.ValidString(text[f.Start:f.End]) && utf8.ValidString(f.Name)) {
			t.Fatalf("Find(%q): %d–%d cuts a character", text, f.Start, f.End)
		}
		if f.Value == "" || !strings.Contains(text, f.Value) {
			t.Fatalf("Find(%q): the value %q is not in the text", text, f.Value)
		}
		if f.Comparator == "" {
			t.Fatalf("Find(%q): no comparator", text)
		}
	}
	return found
}

func TestFind(t *testing.T) {
	for _, c := range texts {
		check(t, c.text, c.want)
	}
	// What Parse reads in a clean statement, Find need not take for certain,
	// but must not tear.
	for _, c := range statements {
		sound(t, c.sentence)
	}
}

func TestNumber(t *testing.T) {
	for literal, want := range map[string]string{"33.90": "339/10", "12,500": "12500", "３５": "35", "三": "3", "3．5": "7/2", "": "", "1.2.3": "", "许多": ""} {
		got := ""
		if n, ok := (indicator.Indicator{Value: literal}).Number(); ok {
			got = n.RatString()
		}
		if got != want {
			t.Errorf("Number of %q is %q, want %q", literal, got, want)
		}
	}
}

// hard are pieces that, repeated, tempt a reader to look far and often.
var hard = []string{"1", "1%", "1,", "1.", "达到1%", "完成1个", "下降1%和", "（", "“", "“”", "1个、", "3-", "约", "1个的", "μ", "完成", "由1个", "较年", "1以上"}

func TestHard(t *testing.T) {
	for _, piece := range hard {
		text := strings.Repeat(piece, 1<<13/len(piece))
		sound(t, text)
		indicator.Parse(text)
	}
}

func FuzzFind(f *testing.F) {
	for _, c := range texts {
		f.Add(c.text)
	}
	f.Fuzz(func(t *testing.T, text string) { sound(t, text) })
}

func FuzzParse(f *testing.F) {
	for _, c := range statements {
		f.Add(c.sentence)
	}
	f.Fuzz(func(t *testing.T, sentence string) {
		all, err := indicator.Parse(sentence)
		if (err == nil) != (len(all) > 0) {
			t.Errorf("Parse(%q) = %v, %v", sentence, all, err)
		}
	})
}

func BenchmarkFind(b *testing.B) {
	var text strings.Builder
	for text.Len() < 1<<20 {
		for _, c := range texts {
			text.WriteString(c.text)
			text.WriteByte('\n')
		}
	}
	b.ReportAllocs()
	b.SetBytes(int64(text.Len()))
	for b.Loop() {
		indicator.Find(text.String())
	}
}

// BenchmarkHard shows that the time is linear in the worst texts: the rate at
// 1 MB is that at 64 KB.
func BenchmarkHard(b *testing.B) {
	for _, piece := range hard {
		for _, size := range []int{1 << 16, 1 << 20} {
			text := strings.Repeat(piece, size/len(piece))
			b.Run(fmt.Sprintf("%s/%dKB", piece, size>>10), func(b *testing.B) {
				b.SetBytes(int64(len(text)))
				for b.Loop() {
					indicator.Find(text)
				}
			})
		}
	}
}

func BenchmarkParse(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		for _, c := range statements {
			indicator.Parse(c.sentence)
		}
	}
}
