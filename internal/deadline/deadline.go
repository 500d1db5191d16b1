// Package deadline reads by when things are to be done, as Chinese offices
// write it: 6月底前, 第三季度末, 2月24日至6月30日, 每季度. Parse says what one
// phrase means; Find looks for such phrases in a sentence and leaves alone the
// dates that set no deadline: of laws, past facts, forecasts and festivals.
//
// Everything here is a pure function of its arguments. Numbers may be written
// in half or full width digits or, where an office would do so, in 汉字, and
// spaces may stand between them and their 年, 月 and 日.
package deadline

import (
	"errors"
	"fmt"
	"strings"
)

// Date is a day of the calendar. The zero Date is no day.
type Date struct{ Year, Month, Day int }

// IsZero reports whether the date is no day.
func (d Date) IsZero() bool { return d == Date{} }

// String prints the date as 2026-06-30, empty for no day.
func (d Date) String() string {
	if d.IsZero() {
		return ""
	}
	return fmt.Sprintf("%04d-%02d-%02d", d.Year, d.Month, d.Day)
}

// Chinese prints the date as documents do: 2026年6月30日 (GB/T 9704 7.3.5.4).
func (d Date) Chinese() string { return fmt.Sprintf("%d年%d月%d日", d.Year, d.Month, d.Day) }

// Compare orders dates by the calendar; the zero Date comes first.
func (d Date) Compare(other Date) int {
	return (d.Year*400 + d.Month*32 + d.Day) - (other.Year*400 + other.Month*32 + other.Day)
}

// before returns the day before the first of the date's month.
func (d Date) beforeMonth() Date {
	if d.Month == 1 {
		return Date{d.Year - 1, 12, 31}
	}
	return Date{d.Year, d.Month - 1, daysIn(d.Year, d.Month-1)}
}

// MonthDay is a day of any year.
type MonthDay struct{ Month, Day int }

// Kind is the sort of time that a phrase gives.
type Kind string

const (
	OnDate   Kind = "date"      // a day: 3月31日前, 10月中旬前 (the twentieth)
	MonthEnd Kind = "month_end" // the last day of a month: 6月底前, also 6月份
	YearEnd  Kind = "year_end"  // 年底前, 年内, 2027年底
	HalfYear Kind = "half_year" // 上半年
	Quarter  Kind = "quarter"   // 第三季度末
	Period   Kind = "period"    // 2月24日至6月30日
	Cycle    Kind = "cycle"     // 每季度, 按月, 全年
)

// Meaning is what a phrase says.
type Meaning struct {
	Kind Kind

	// From is the first day of a period, quarter or half year, and zero
	// otherwise. To is the last day. Both are zero for a rhythm, and for a
	// phrase without a year when the year is not known.
	From, To Date

	// Cycle is the rhythm in its usual wording: 每季度 for 按季, 每日 for
	// 每天两次; 全年 and 长期坚持 as they are.
	Cycle string
}

// VagueError is a phrase that sets no time: 尽快.
type VagueError struct{ Phrase string }

func (e *VagueError) Error() string {
	return fmt.Sprintf("完成时限“%s”没有说明日期，事后无法督查", e.Phrase)
}

// UnknownError is a phrase that is not understood.
type UnknownError struct{ Phrase string }

func (e *UnknownError) Error() string { return fmt.Sprintf("看不懂完成时限“%s”", e.Phrase) }

// ImpossibleError is a phrase that names a day which is not in the calendar, or
// a period that ends before it begins.
type ImpossibleError struct{ Phrase, Reason string }

func (e *ImpossibleError) Error() string { return e.Reason }

// vague are the words that set no time; nobody can be held to them.
var vague = map[string]bool{
	"尽快": true, "适时": true, "及时": true, "按时": true, "按期": true, "限期": true, "尽早": true, "近期": true,
	"早日": true, "抓紧": true, "待定": true, "另行通知": true, "如期": true, "择期": true, "择机": true, "即时": true,
	"规定时限内": true, "规定时间内": true, "视情况": true, "视情": true, "年初": true,
}

// lasting are rhythms without a beat.
var lasting = map[string]bool{
	"全年": true, "长期": true, "长期坚持": true, "长期推进": true, "长期开展": true, "持续": true, "持续推进": true,
	"持续开展": true, "持续实施": true, "常态化": true, "常态化推进": true, "常态化开展": true, "随时": true,
	"贯穿全年": true, "全年推进": true, "全年持续推进": true, "长期任务": true, "常年": true, "定期": true,
}

// Parse returns what a phrase means in a plan's year. Year 0 is an unknown
// year: then only a phrase that names its year gives dates. A year that was
// left open in the phrase (20xx年底前) is the plan's. House gives days to the
// words of an office (汛期前); it is asked first and may be nil.
//
// A month without 底 ends with the month, but 6月前 ends before it. The error
// is a *VagueError, *UnknownError or *ImpossibleError.
func Parse(phrase string, year int, house map[string]MonthDay) (Meaning, error) {
	phrase = strings.TrimSpace(phrase)
	if md, ok := house[phrase]; ok {
		d := Date{standIn(year), md.Month, md.Day}
		if !d.exists() {
			return Meaning{}, impossibleDay(phrase, d)
		}
		if year == 0 {
			d = Date{}
		}
		return Meaning{Kind: OnDate, To: d}, nil
	}
	bare := strings.TrimSuffix(phrase, "完成")
	if vague[bare] {
		return Meaning{}, &VagueError{phrase}
	}
	if lasting[phrase] {
		return Meaning{Kind: Cycle, Cycle: phrase}, nil
	}
	start := 0
	for _, word := range []string{"在", "于", "到", "至"} {
		if strings.HasPrefix(phrase, word) {
			start = len(word)
			break
		}
	}
	if e, ok := readISO(phrase); ok {
		return e.meaning(phrase, year)
	}
	// 2026年全年 is 全年 of a year.
	var p point
	if end := readYear(phrase, start, &p); lasting[phrase[end:]] {
		return Meaning{Kind: Cycle, Cycle: phrase[end:]}, nil
	}
	e, ok := readExpr(phrase, start)
	if !ok || skipSpaces(phrase, e.end) != len(phrase) {
		return Meaning{}, &UnknownError{phrase}
	}
	return e.meaning(phrase, year)
}

// standIn is the plan's year, or for an unknown one a year with a 29 February.
func standIn(year int) int {
	if year == 0 {
		return 2024
	}
	return year
}

func daysIn(year, month int) int {
	switch {
	case month < 1 || month > 12:
		return 0
	case month == 2 && (year%4 != 0 || year%100 == 0 && year%400 != 0):
		return 28
	case month == 2:
		return 29
	case month == 4 || month == 6 || month == 9 || month == 11:
		return 30
	}
	return 31
}

func (d Date) exists() bool { return d.Day >= 1 && d.Day <= daysIn(d.Year, d.Month) }

func impossibleDay(phrase string, d Date) error {
	if d.Month < 1 || d.Month > 12 {
		return &ImpossibleError{phrase, fmt.Sprintf("一年只有12个月，这里写了%d月", d.Month)}
	}
	return &ImpossibleError{phrase, fmt.Sprintf("日历上没有%s这一天", d.Chinese())}
}

// meaning turns an expression into days.
func (e *expr) meaning(phrase string, year int) (Meaning, error) {
	if e.cycle != "" {
		return Meaning{Kind: Cycle, Cycle: e.cycle}, nil
	}
	m, err := e.days(phrase, year)
	if impossible, ok := errors.AsType[*ImpossibleError](err); ok && year == 0 && !e.first.named() {
		// The year that stands in for an unknown one is nobody's business.
		impossible.Reason = strings.ReplaceAll(impossible.Reason, fmt.Sprintf("%d年", standIn(0)), "")
	}
	return m, err
}

// days is meaning for what is no rhythm.
func (e *expr) days(phrase string, year int) (Meaning, error) {
	m := Meaning{Kind: e.kind()}
	first, last, err := e.first.span(phrase, standIn(year))
	if err != nil {
		return Meaning{}, err
	}
	m.To = last
	known := year != 0 || e.first.named()
	switch {
	case e.ranged:
		// 11月至次年3月: the second year counts from the first.
		_, end, err := e.second.span(phrase, first.Year)
		if err != nil {
			return Meaning{}, err
		}
		if first.Compare(end) > 0 {
			return Meaning{}, &ImpossibleError{phrase, fmt.Sprintf("起止时间颠倒：%s晚于%s", first.Chinese(), end.Chinese())}
		}
		m.From, m.To = first, end
	case m.Kind == HalfYear, m.Kind == Quarter:
		m.From = first
	case e.before && e.first.level == levelMonth && e.first.part == partNone:
		m.To = first.beforeMonth()
	case e.before && e.first.level == levelYear && e.first.part == partNone:
		m.To = Date{first.Year - 1, 12, 31}
	}
	if !known {
		m.From, m.To = Date{}, Date{}
	}
	return m, nil
}

// kind says what sort of time the expression is.
func (e *expr) kind() Kind {
	switch p := &e.first; {
	case e.cycle != "":
		return Cycle
	case e.ranged:
		return Period
	case p.level == levelDay, p.part == partEarly, p.part == partMiddle:
		return OnDate
	case p.level == levelMonth:
		return MonthEnd
	case p.level == levelQuarter:
		return Quarter
	case p.level == levelHalf:
		return HalfYear
	}
	return YearEnd
}

// span returns the first and the last day of a point in time.
func (p *point) span(phrase string, year int) (first, last Date, err error) {
	switch p.yearKind {
	case yearDigits:
		year = p.year
	case yearOther:
		year += p.year
	}
	switch p.level {
	case levelYear:
		first, last = Date{year, 1, 1}, Date{year, 12, 31}
		if p.part == partEnd {
			first = last
		}
	case levelHalf:
		first, last = Date{year, 6*p.ordinal - 5, 1}, Date{year, 6 * p.ordinal, daysIn(year, 6*p.ordinal)}
	case levelQuarter:
		first, last = Date{year, 3*p.ordinal - 2, 1}, Date{year, 3 * p.ordinal, daysIn(year, 3*p.ordinal)}
	case levelMonth:
		end := daysIn(year, p.month)
		if end == 0 {
			return Date{}, Date{}, impossibleDay(phrase, Date{year, p.month, 1})
		}
		first, last = Date{year, p.month, 1}, Date{year, p.month, end}
		switch p.part {
		case partEarly:
			last.Day = 10
		case partMiddle:
			first.Day, last.Day = 11, 20
		case partLate:
			first.Day = 21
		case partEnd:
			first.Day = end
		}
	default:
		first = Date{year, p.month, p.day}
		last = first
		if !first.exists() {
			return Date{}, Date{}, impossibleDay(phrase, first)
		}
	}
	return first, last, nil
}
