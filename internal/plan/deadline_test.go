package plan_test

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"fangan/internal/plan"
)

// deadline loads a plan with one deadline and returns "from to cycle|finding".
func deadline(t *testing.T, phrase string, year int) string {
	t.Helper()
	head := ""
	if year != 0 {
		head = fmt.Sprintf("year = %d\n", year)
	}
	fsys := fstest.MapFS{
		"fangan.toml": {Data: []byte("[deadlines]\n\"汛期前\" = \"05-31\"\n\"闰日\" = \"2-29\"\n")},
		"2026/a.toml": {Data: []byte("title = \"甲\"\n" + head + "[[measures]]\ntext = \"甲。\"\ndue = " + phrase + "\n")},
	}
	ws, findings := plan.Open("", fsys)
	if len(findings) > 0 {
		t.Fatal(findings)
	}
	p, findings := ws.Load("2026/a.toml")
	var messages []string
	for _, d := range findings {
		messages = append(messages, d.Rule+" "+d.Message)
		if at := d.Span.Source.Text[d.Span.Start:d.Span.End]; d.Rule != "plan/year" && at != strings.Trim(phrase, `"`) {
			t.Errorf("%s: the finding marks %q", phrase, at)
		}
	}
	if p == nil || p.Assignments()[0].Due == nil {
		return "nothing|" + strings.Join(messages, "；")
	}
	due := p.Assignments()[0].Due
	if got := due.Phrase.Value; strings.HasPrefix(phrase, `"`) && got != strings.Trim(phrase, `"`) {
		t.Errorf("%s prints as %q", phrase, got)
	}
	s := strings.TrimSpace(due.From.String() + " " + due.To.String() + " " + due.Cycle)
	if len(messages) > 0 {
		s += "|" + strings.Join(messages, "；")
	}
	return s
}

// deadlinePhrases are read in 2026, with what they mean.
var deadlinePhrases = []struct{ phrase, want string }{
	// a day
	{"3月15日前", "2026-03-15"},
	{"3月15日", "2026-03-15"},
	{"3月15日以前", "2026-03-15"},
	{"3月15日之前", "2026-03-15"},
	{"12月31日24时前", "2026-12-31"},
	{"2027年1月5日前", "2027-01-05"},
	{"2026-06-30", "2026-06-30"},
	// a month
	{"6月底前", "2026-06-30"},
	{"6月底", "2026-06-30"},
	{"6月底之前", "2026-06-30"},
	{"6月末", "2026-06-30"},
	{"6月份", "2026-06-30"},
	{"6月内", "2026-06-30"},
	{"6月", "2026-06-30"},
	{"6月前", "2026-05-31"},
	{"6月之前", "2026-05-31"},
	{"1月前", "2025-12-31"},
	{"2月底前", "2026-02-28"},
	{"2028年2月底前", "2028-02-29"},
	{"12月底前", "2026-12-31"},
	{"2027年6月底前", "2027-06-30"},
	{"6月上旬", "2026-06-10"},
	{"6月中旬前", "2026-06-20"},
	{"2月下旬", "2026-02-28"},
	// written in another way
	{"六月底前", "2026-06-30"},
	{"十二月底前", "2026-12-31"},
	{"三月十五日前", "2026-03-15"},
	{"５月３１日前", "2026-05-31"},
	{"6 月底前", "2026-06-30"},
	{"今年6月底前", "2026-06-30"},
	{"今年底前", "2026-12-31"},
	{"今年年底前", "2026-12-31"},
	{"今年内", "2026-12-31"},
	{"明年6月底前", "2027-06-30"},
	{"明年底前", "2027-12-31"},
	// a part of the year
	{"上半年", "2026-01-01 2026-06-30"},
	{"下半年内", "2026-07-01 2026-12-31"},
	{"2027年上半年", "2027-01-01 2027-06-30"},
	{"第三季度末", "2026-07-01 2026-09-30"},
	{"一季度", "2026-01-01 2026-03-31"},
	{"第4季度内", "2026-10-01 2026-12-31"},
	{"年底前", "2026-12-31"},
	{"年底", "2026-12-31"},
	{"年内", "2026-12-31"},
	{"年末前", "2026-12-31"},
	{"2027年底前", "2027-12-31"},
	{"2027年", "2027-12-31"},
	// a period
	{"2月24日至6月30日", "2026-02-24 2026-06-30"},
	{"2月24日—6月30日", "2026-02-24 2026-06-30"},
	{"2月24日——6月30日", "2026-02-24 2026-06-30"},
	{"2月24日-28日", "2026-02-24 2026-02-28"},
	{"2026年11月1日至2027年3月31日", "2026-11-01 2027-03-31"},
	{"11月1日至2027年3月31日", "2026-11-01 2027-03-31"},
	{"3月至5月", "2026-03-01 2026-05-31"},
	{"3—5月", "2026-03-01 2026-05-31"},
	{"2月24日至2月24日", "2026-02-24 2026-02-24"},
	// a rhythm
	{"全年", "全年"},
	{"每月", "每月"},
	{"每季度", "每季度"},
	{"每季度末", "每季度"},
	{"每半年", "每半年"},
	{"每月两次", "每月"},
	{"长期坚持", "长期坚持"},
	{"持续推进", "持续推进"},
	// words of the house
	{"汛期前", "2026-05-31"},
	// impossible
	{"2月30日前", "|due/date 日历上没有2026年2月30日这一天"},
	{"2月29日前", "|due/date 日历上没有2026年2月29日这一天"},
	{"2028年2月29日前", "2028-02-29"},
	{"闰日", "|due/date 日历上没有2026年2月29日这一天"},
	{"13月底前", "|due/date 一年只有12个月，这里写了13月"},
	{"0月底前", "|due/date 一年只有12个月，这里写了0月"},
	{"4月31日前", "|due/date 日历上没有2026年4月31日这一天"},
	{"4月0日前", "|due/date 日历上没有2026年4月0日这一天"},
	{"2026-02-30", "|due/date 日历上没有2026年2月30日这一天"},
	{"6月30日至2月24日", "|due/date 起止时间颠倒：2026年6月30日晚于2026年2月24日"},
	{"5月至3月", "|due/date 起止时间颠倒：2026年5月1日晚于2026年3月31日"},
	{"2月30日至6月30日", "|due/date 日历上没有2026年2月30日这一天"},
	// no date at all
	{"尽快", "|due/vague 完成时限“尽快”没有说明日期，事后无法督查"},
	{"尽快完成", "|due/vague 完成时限“尽快完成”没有说明日期，事后无法督查"},
	{"适时", "|due/vague 完成时限“适时”没有说明日期，事后无法督查"},
	{"待定", "|due/vague 完成时限“待定”没有说明日期，事后无法督查"},
	{"春节前", "|due/unclear 看不懂完成时限“春节前”"},
	{"6月", "2026-06-30"},
	{"第五季度", "|due/unclear 看不懂完成时限“第五季度”"},
	{"月底前", "|due/unclear 看不懂完成时限“月底前”"},
	{"6月底前或7月底前", "|due/unclear 看不懂完成时限“6月底前或7月底前”"},
	{"三十二月", "|due/date 一年只有12个月，这里写了32月"},
}

func TestDeadlines(t *testing.T) {
	for _, c := range deadlinePhrases {
		if got := deadline(t, `"`+c.phrase+`"`, 2026); got != c.want {
			t.Errorf("%s = %q, want %q", c.phrase, got, c.want)
		}
	}
}

// Without a year a phrase prints and means no day, unless it names the year
// itself; what no year has is still a fault.
func TestDeadlinesWithoutYear(t *testing.T) {
	const warned = "|plan/year 方案没有写年份，完成时限只能照原文印出，换算不成日期"
	for _, c := range []struct{ phrase, want string }{
		{`"6月底前"`, warned},
		{`"明年6月底前"`, warned},
		{`"2月29日前"`, warned},
		{`"汛期前"`, warned},
		{`"2027年6月底前"`, "2027-06-30"},
		{`"2027年11月1日至12月31日"`, "2027-11-01 2027-12-31"},
		{`"每月"`, "每月"},
		{`2026-06-30`, "2026-06-30"},
		{`"2月30日前"`, "|due/date 日历上没有2月30日这一天"},
		{`"2027年2月30日前"`, "|due/date 日历上没有2027年2月30日这一天"},
	} {
		if got := deadline(t, c.phrase, 0); got != c.want {
			t.Errorf("%s = %q, want %q", c.phrase, got, c.want)
		}
	}
}

func FuzzDeadline(f *testing.F) {
	for _, c := range deadlinePhrases {
		f.Add(c.phrase, 2026)
	}
	f.Fuzz(func(t *testing.T, phrase string, year int) {
		if strings.ContainsAny(phrase, "'\n\r") {
			return
		}
		if year < 1949 || year > 2199 {
			year = 0
		}
		head := ""
		if year != 0 {
			head = fmt.Sprintf("year = %d\n", year)
		}
		ws, _ := plan.Open("", fstest.MapFS{"2026/a.toml": {Data: []byte("title = \"甲\"\n" + head + "[[measures]]\ntext = \"甲。\"\ndue = '" + phrase + "'\n")}})
		p, findings := ws.Load("2026/a.toml")
		if p == nil || findings.HasErrors() {
			return
		}
		due := p.Assignments()[0].Due
		if from, to := due.From.String(), due.To.String(); from != "" && from > to {
			t.Errorf("%q runs from %s to %s", phrase, from, to)
		}
		if year != 0 && due.To.IsZero() && due.Cycle == "" {
			t.Errorf("%q is accepted and says nothing", phrase)
		}
	})
}
