package deadline_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"fangan/internal/deadline"
)

var house = map[string]deadline.MonthDay{"汛期前": {Month: 5, Day: 31}, "闰日": {Month: 2, Day: 29}}

var phrases = []struct{ phrase, want string }{ // in a plan of 2026
	{"3月31日前", "date 2026-03-31"},
	{"3月31日之前", "date 2026-03-31"},
	{"3月31日以前", "date 2026-03-31"},
	{"3月31日24时前", "date 2026-03-31"},
	{"3月31日下午5点30分前", "date 2026-03-31"},
	{"3月31日17:00前", "date 2026-03-31"},
	{"3月31日下班前", "date 2026-03-31"},
	{"3月31日（星期二）前", "date 2026-03-31"},
	{"3月5号", "date 2026-03-05"},
	{"2027年3月15日前", "date 2027-03-15"},
	{"明年3月15日前", "date 2027-03-15"},
	{"次年1月底前", "month_end 2027-01-31"},
	{"2026-06-30", "date 2026-06-30"},
	{"6月底前", "month_end 2026-06-30"},
	{"6 月底前", "month_end 2026-06-30"},
	{"６月底前", "month_end 2026-06-30"},
	{"六月底前", "month_end 2026-06-30"},
	{"2026 年 6 月底前", "month_end 2026-06-30"},
	{"二〇二七年六月底前", "month_end 2027-06-30"},
	{"6月", "month_end 2026-06-30"},
	{"6月份", "month_end 2026-06-30"},
	{"6月内", "month_end 2026-06-30"},
	{"6月份前", "month_end 2026-05-31"},
	{"6月前", "month_end 2026-05-31"},
	{"1月前", "month_end 2025-12-31"},
	{"2月末", "month_end 2026-02-28"},
	{"2028年2月底前", "month_end 2028-02-29"},
	{"到6月底", "month_end 2026-06-30"},
	{"在6月底前", "month_end 2026-06-30"},
	{"10月上旬", "date 2026-10-10"},
	{"10月中旬前", "date 2026-10-20"},
	{"10月下旬", "month_end 2026-10-31"},
	{"年底前", "year_end 2026-12-31"},
	{"年内", "year_end 2026-12-31"},
	{"年末", "year_end 2026-12-31"},
	{"年终前", "year_end 2026-12-31"},
	{"今年年底前", "year_end 2026-12-31"},
	{"2027年底", "year_end 2027-12-31"},
	{"2027年内", "year_end 2027-12-31"},
	{"2027年", "year_end 2027-12-31"},
	{"2030年前", "year_end 2029-12-31"},
	{"20xx年底前", "year_end 2026-12-31"},
	{"上半年", "half_year 2026-01-01…2026-06-30"},
	{"下半年", "half_year 2026-07-01…2026-12-31"},
	{"2027年上半年前", "half_year 2027-01-01…2027-06-30"},
	{"第三季度末", "quarter 2026-07-01…2026-09-30"},
	{"三季度末前", "quarter 2026-07-01…2026-09-30"},
	{"第1季度", "quarter 2026-01-01…2026-03-31"},
	{"2月24日至6月30日", "period 2026-02-24…2026-06-30"},
	{"9月10日—20日", "period 2026-09-10…2026-09-20"},
	{"9月10日起至9月20日止", "period 2026-09-10…2026-09-20"},
	{"3月至11月", "period 2026-03-01…2026-11-30"},
	{"3-5月", "period 2026-03-01…2026-05-31"},
	{"3月—11月底", "period 2026-03-01…2026-11-30"},
	{"2026年6月—12月", "period 2026-06-01…2026-12-31"},
	{"11月至次年3月", "period 2026-11-01…2027-03-31"},
	{"2026年11月至2027年3月", "period 2026-11-01…2027-03-31"},
	{"6月上旬至9月下旬", "period 2026-06-01…2026-09-30"},
	{"3月至年底", "period 2026-03-01…2026-12-31"},
	{"2026—2028年", "period 2026-01-01…2028-12-31"},
	{"每月", "cycle 每月"},
	{"按月", "cycle 每月"},
	{"每个月", "cycle 每月"},
	{"每季", "cycle 每季度"},
	{"每季度末", "cycle 每季度"},
	{"每月25日前", "cycle 每月"},
	{"每半年", "cycle 每半年"},
	{"每两个月", "cycle 每两个月"},
	{"每两周", "cycle 每两周"},
	{"每天两次", "cycle 每日"},
	{"每年至少一次", "cycle 每年"},
	{"每年12月底前", "cycle 每年"},
	{"每周五", "cycle 每周"},
	{"一周一", "cycle 每周"},
	{"全年", "cycle 全年"},
	{"长期坚持", "cycle 长期坚持"},
	{"持续推进", "cycle 持续推进"},
	{"汛期前", "date 2026-05-31"},
	{"闰日", "日历上没有2026年2月29日这一天"},
	{"尽快", "完成时限“尽快”没有说明日期，事后无法督查"},
	{"适时完成", "完成时限“适时完成”没有说明日期，事后无法督查"},
	{"2月30日前", "日历上没有2026年2月30日这一天"},
	{"13月底前", "一年只有12个月，这里写了13月"},
	{"6月30日至2月24日", "起止时间颠倒：2026年6月30日晚于2026年2月24日"},
	{"春暖花开时", "看不懂完成时限“春暖花开时”"},
	{"", "看不懂完成时限“”"},
	{"6月底前前", "看不懂完成时限“6月底前前”"},
	{"2026年全年", "cycle 全年"},
	{"“十五五”末", "year_end 2030-12-31"},
	{"4月1日零时起至10月31日24时止", "period 2026-04-01…2026-10-31"},
	{"每年1—2月", "cycle 每年"},
	{"26年", "看不懂完成时限“26年”"},
}

func meaning(m deadline.Meaning, err error) string {
	if err != nil {
		return err.Error()
	}
	s := string(m.Kind)
	if m.Cycle != "" {
		return s + " " + m.Cycle
	}
	if !m.From.IsZero() {
		return s + " " + m.From.String() + "…" + m.To.String()
	}
	return strings.TrimSpace(s + " " + m.To.String())
}

func TestParse(t *testing.T) {
	for _, c := range phrases {
		if got := meaning(deadline.Parse(c.phrase, 2026, house)); got != c.want {
			t.Errorf("Parse(%q) = %s, want %s", c.phrase, got, c.want)
		}
	}
}

func TestParseWithoutYear(t *testing.T) {
	for phrase, want := range map[string]string{
		"6月底前":        "month_end",
		"汛期前":         "date",
		"2月29日前":      "date", // some years have one
		"2027年6月底前":   "month_end 2027-06-30",
		"每月":          "cycle 每月",
		"2026年3月至12月": "period 2026-03-01…2026-12-31",
	} {
		if got := meaning(deadline.Parse(phrase, 0, house)); got != want {
			t.Errorf("Parse(%q, 0) = %s, want %s", phrase, got, want)
		}
	}
}

func TestErrorsAreTyped(t *testing.T) {
	_, err := deadline.Parse("尽快", 2026, nil)
	if _, ok := errors.AsType[*deadline.VagueError](err); !ok {
		t.Errorf("尽快: %T", err)
	}
	_, err = deadline.Parse("很快", 2026, nil)
	if _, ok := errors.AsType[*deadline.UnknownError](err); !ok {
		t.Errorf("很快: %T", err)
	}
	for _, phrase := range []string{"2月30日前", "6月至3月", "0月底"} {
		_, err = deadline.Parse(phrase, 2026, nil)
		if _, ok := errors.AsType[*deadline.ImpossibleError](err); !ok {
			t.Errorf("%s: %T", phrase, err)
		}
	}
}

// sentences are what Find is tried on; want lists kind, phrase and fields.
var sentences = []struct{ text, want string }{
	// what sets a deadline
	{"6月底前完成管网规划，年底前建成投用。", "month_end 6月底前 6; year_end 年底前 12-31"},
	{"请于3月15日前报县水利局备案。", "date 3月15日前 3-15"},
	{"在12月底前完成验收。", "month_end 12月底前 12"},
	{"各村在3月份启动春季植树。", "month_end 3月份 3"},
	{"8月份开展一次演练，9月份兑现奖金。", "month_end 8月份 8; month_end 9月份 9"},
	{"5月底完成清查，年内实现全覆盖。", "month_end 5月底 5; year_end 年内 12-31"},
	{"年底基本完成清零任务。", "year_end 年底 12-31"},
	{"力争2026年6月底前开工，2027年底建成。", "month_end 2026年6月底前 6 @2026; year_end 2027年底 12-31 @2027"},
	{"20xx年底前实现全覆盖。", "year_end 20xx年底前 12-31 @open"},
	{"20××年6月底前实现全覆盖。", "month_end 20××年6月底前 6 @open"},
	{"明年3月底前完成决算。", "month_end 明年3月底前 3 @+1"},
	{"上半年完成设计，下半年开工。", "half_year 上半年 6; half_year 下半年 12"},
	{"第三季度末前完成中期评估。", "quarter 第三季度末前 9"},
	{"一季度完成招标，四季度竣工。", "quarter 一季度 3; quarter 四季度 12"},
	{"10月中旬前提交自评报告。", "date 10月中旬前 10-20"},
	{"11月上旬召开总结会。", "date 11月上旬 11-10"},
	{"到2027年，全县自来水普及率达到95%以上。", "year_end 2027年 12-31 @2027"},
	{"到20xx年底，建成示范村10个。", "year_end 20xx年底 12-31 @open"},
	{"2030年前实现碳达峰。", "year_end 2030年前 12-31 @2030"},
	{"（一）动员部署阶段（3月1日至3月20日）。", "period 3月1日至3月20日 3-1…3-20"},
	{"（二）集中整治阶段(2026年4月—10月)。", "period 2026年4月—10月 4-0…10-0 @2026"},
	{"（三）总结提升阶段（11月）。", "month_end 11月 11"},
	{"第二阶段：排查整改（9月10日—20日）。", "period 9月10日—20日 9-10…9-20"},
	{"自2月24日起至6月30日止，开展专项行动。", "period 2月24日起至6月30日止 2-24…6-30"},
	{"护林期为2月上旬至4月下旬。", "period 2月上旬至4月下旬 2-0上旬…4-0下旬"},
	{"即日起至12月31日，集中开展整治。", "date 12月31日 12-31"},
	{"完成时限：2026年6月30日", "date 2026年6月30日 6-30 @2026"},
	{"完成时限：2026年6月", "month_end 2026年6月 6 @2026"},
	{"整改时限：长期坚持", ""},
	{"3月、6月、9月和12月底前各通报一次。", "month_end 3月 3; month_end 6月 6; month_end 9月 9; month_end 12月底前 12"},
	{"3、6、9、12月底前分别报送进展。", "month_end 3月底前 3; month_end 6月底前 6; month_end 9月底前 9; month_end 12月底前 12"},
	{"6月底和年底前分别报送进展。", "month_end 6月底 6; year_end 年底前 12-31"},
	{"1.6月底前，完成清产核资。", "month_end 6月底前 6"},
	{"每季度末通报一次，每月25日前报送报表。", "cycle 每季度末 每季度; cycle 每月25日前 每月"},
	{"县水利局每周调度，按月通报，每半年考核。", "cycle 每周 每周; cycle 按月 每月; cycle 每半年 每半年"},
	{"每日两次上报水情，坚持“每日零报告”。", "cycle 每日两次 每日; cycle 每日 每日"},
	{"每年3月和9月各开展一次体检。", "cycle 每年3月和9月 每年"},
	{"每年12月底前报送年度总结。", "cycle 每年12月底前 每年"},
	{"实行一周一调度、一月一通报。", "cycle 一周一 每周; cycle 一月一 每月"},
	{"每两个月召开一次例会，每个季度通报。", "cycle 每两个月 每两个月; cycle 每个季度 每季度"},
	{"6月30日（星期二）前、9月30日17:00前报送。", "date 6月30日（星期二）前 6-30; date 9月30日17:00前 9-30"},
	{"2026 年 6 月底前完成。", "month_end 2026 年 6 月底前 6 @2026"},
	{"六月底前完成土方工程，十二月三十一日前竣工。", "month_end 六月底前 6; date 十二月三十一日前 12-31"},
	{"6月前完成招标。", "month_end 6月前 5"},
	{"力争一季度末形成初稿，二季度出台，年底前印发实施。", "quarter 一季度末 3; quarter 二季度 6; year_end 年底前 12-31"},
	{"2026年上半年完成前期工作，2027年底主体完工，2028年6月建成通车。", "half_year 2026年上半年 6 @2026; year_end 2027年底 12-31 @2027; month_end 2028年6月 6 @2028"},
	{"4月集中攻坚，10月1日前后抽查。", "month_end 4月 4"},
	{"在每个季度第一个月20日前报送，每季度首月10日前汇总。", "cycle 每个季度第一个月20日前 每季度; cycle 每季度首月10日前 每季度"},
	{"各单位于每年1月15日前报送总结。", "cycle 每年1月15日前 每年"},
	{"完成时限：年底前，长期坚持", "year_end 年底前 12-31"},
	{"完成时间：12月", "month_end 12月 12"},
	{"于6月20日、12月20日前分别上报总结。", "date 6月20日 6-20; date 12月20日前 12-20"},
	{"自4月1日零时起至10月31日24时止，实行禁渔。", "period 4月1日零时起至10月31日24时止 4-1…10-31"},
	{"每年1—2月为宣传月。", "cycle 每年1—2月 每年"},
	{"到“十五五”末，建成现代水网。", "year_end “十五五”末 12-31 @2030"},
	{"每日16时前报告火情，每周五下午5点前报送。", "cycle 每日16时前 每日; cycle 每周五下午5点前 每周"},
	{"每年10月1日至次年5月31日为防火期。", "cycle 每年10月1日至次年5月31日 每年"},
	{"年度内完成整改。", "year_end 年度内 12-31"},

	// what sets none
	{"夏季（6～8月）：预计降水量偏多一到两成，6月可能出现早台风。", ""},
	{"历年4、5、6月份的雨量最大，1、2、3三个月干旱少雨。", ""},
	{"预计今年7~9月为多发时段。", ""},
	{"结合3.22“世界水日”、9月16日“国际臭氧层保护日”摆放展板。", ""},
	{"结合3月12日植树节、6月5日世界环境日、12月4日国家宪法日开展活动。", ""},
	{"6月5日环境日前后开展宣传，3月15日国际消费者权益日张贴标语。", ""},
	{"“十四五”期间和“十五五”规划。", ""},
	{"6月“安全生产月”期间张贴标语。", ""},
	{"根据《水法》（2016年7月2日修正）和县政发〔2026〕3号文件。", ""},
	{"落实《三年行动计划（2024—2026年）》和2025年10月印发的通知。", ""},
	{"2019年以来，全县累计植树。", ""},
	{"截至2025年底，全县有大棚。", ""},
	{"截止6月底，各村上报。", ""},
	{"粮食产量比2025年6月增长，较2025年底下降。", ""},
	{"本方案自3月1日起施行。", ""},
	{"自2026年1月1日起实施，有效期5年。", ""},
	{"自印发之日起30日内报送，两年内完成，3个月内见效，5年内翻番。", ""},
	{"汛期前完成排查，春节前发放到位。", ""},
	{"按期、限期、规定时限内完成。", ""},
	{"去年底和上年末，三年内有变化。", ""},
	{"前三季度完成投资，去年上半年略降。", ""},
	{"2019年12月31日前建成的小区和6月30日前已取得许可的企业。", ""},
	{"2025年3月，省委召开会议。2025年底，全县共有大棚。", ""},
	{"每年约有一批学生毕业，每人每月600元，每日处理能力20吨。", ""},
	{"近视率每年下降0.5个百分点。", ""},
	{"按季节施肥，按年级分班，按日计罚，每日常检查，每周边环境。", ""},
	{"年终考核、年终总结按规定进行。", ""},
	{"全年不发生事故，完成2026年度任务，启动“十五五”规划。", ""},
	{"云溪县2026年防汛工作方案", ""},
	{"2026年3月5日", ""},
	{"已于3月底前完成。", ""},
	{"13月底前、2月30日前、32日。", ""},
}

func show(found []deadline.Found) string {
	var all []string
	for _, f := range found {
		s := string(f.Kind) + " " + f.Phrase
		switch {
		case f.Kind == deadline.Cycle:
			s += " " + f.Cycle
		case f.Kind == deadline.Period:
			s += fmt.Sprintf(" %d-%d%s…%d-%d%s", f.From.Month, f.From.Day, f.From.Part, f.To.Month, f.To.Day, f.To.Part)
		case f.Day == 0:
			s += fmt.Sprintf(" %d", f.Month)
		default:
			s += fmt.Sprintf(" %d-%d", f.Month, f.Day)
		}
		switch {
		case f.Open:
			s += " @open"
		case f.Year != 0:
			s += fmt.Sprintf(" @%d", f.Year)
		case f.Later != 0:
			s += fmt.Sprintf(" @+%d", f.Later)
		}
		all = append(all, s)
	}
	return strings.Join(all, "; ")
}

// check finds what a text sets, and holds that every place is in the text and
// every phrase can be parsed.
func check(t *testing.T, text, want string) {
	t.Helper()
	found := sound(t, text)
	if got := show(found); got != want {
		t.Errorf("Find(%q)\n got %s\nwant %s", text, got, want)
	}
}

func sound(t *testing.T, text string) []deadline.Found {
	t.Helper()
	found := deadline.Find(text)
	last := 0
	for _, f := range found {
		if f.Start < last || f.End <= f.Start || f.End > len(text) {
			t.Fatalf("Find(%q): %d–%d lies outside of the text or before %d", text, f.Start, f.End, last)
		}
		last = f.End
		if utf8.ValidString(text) && !(utf8.ValidString(text[f.Start:f.End]) && utf8.RuneStart(text[f.Start])) {
			t.Fatalf("Find(%q): %d–%d cuts a character", text, f.Start, f.End)
		}
		m, err := deadline.Parse(f.Phrase, 2026, nil)
		if _, impossible := errors.AsType[*deadline.ImpossibleError](err); err != nil && !impossible {
			t.Fatalf("Find(%q): Parse(%q): %v", text, f.Phrase, err)
		}
		if err == nil && m.Kind != f.Kind {
			t.Fatalf("Find(%q): %s is %s, Parse says %s", text, f.Phrase, f.Kind, m.Kind)
		}
	}
	return found
}

func TestFind(t *testing.T) {
	for _, c := range sentences {
		check(t, c.text, c.want)
	}
}

func FuzzFind(f *testing.F) {
	for _, c := range sentences {
		f.Add(c.text)
	}
	f.Fuzz(func(t *testing.T, text string) { sound(t, text) })
}

func FuzzParse(f *testing.F) {
	for _, c := range phrases {
		f.Add(c.phrase, 2026)
		f.Add(c.phrase, 0)
	}
	f.Fuzz(func(t *testing.T, phrase string, year int) {
		m, err := deadline.Parse(phrase, year%10000, house)
		if err == nil && m.Kind == "" {
			t.Errorf("Parse(%q) has no kind", phrase)
		}
	})
}

// hard are pieces that, repeated, tempt a reader to look far and often.
var hard = []string{"1", "1、", "每", "20xx", "2026年", "3月", "3月至", "6月、", "（", "《", "一", "每年3月、", " ", "3月1日（周", "6月底前", "，"}

func TestHard(t *testing.T) {
	for _, piece := range hard {
		sound(t, strings.Repeat(piece, 1<<14/len(piece)))
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
					deadline.Find(text)
				}
			})
		}
	}
}

func BenchmarkFind(b *testing.B) {
	var text strings.Builder
	for text.Len() < 1<<20 {
		for _, c := range sentences {
			text.WriteString(c.text)
			text.WriteByte('\n')
		}
	}
	b.ReportAllocs()
	b.SetBytes(int64(text.Len()))
	for b.Loop() {
		deadline.Find(text.String())
	}
}

func BenchmarkParse(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		for _, c := range phrases {
			deadline.Parse(c.phrase, 2026, house)
		}
	}
}
