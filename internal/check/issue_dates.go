package check

import (
	"fmt"
	"strings"

	"fangan/internal/diag"
)

var issueDates = Rule{
	ID:       "issue/dates",
	Severity: diag.Warning,
	Why:      "印发日期是送印的日期，不会早于成文日期；发文字号的年份一般是成文的年份，成文一般在方案的年份前后。",
	run: func(p *pass) {
		i := p.plan.Issue
		if i.Date.IsZero() {
			return
		}
		date := diag.Related{Span: i.Date.Span, Message: "成文日期写在这里"}
		printed, year := i.PrintedDate, p.plan.Year
		early := !printed.IsZero() && printed.String() < i.Date.String()
		switch {
		case early:
			p.report(diag.Diagnostic{Severity: diag.Error, Span: printed.Span, Message: fmt.Sprintf("印发日期%s早于成文日期%s", printed.Chinese(), i.Date.Chinese()),
				Help: "请核对两个日期", Related: []diag.Related{date}})
		case year != 0 && (i.Date.Year > year+farOff || i.Date.Year < year-farOff):
			p.report(diag.Diagnostic{Span: i.Date.Span, Message: fmt.Sprintf("成文日期%s与方案的年份%d相差太远", i.Date.Chinese(), year), Help: "请核对成文日期和 year"})
			return
		case printed.Year > i.Date.Year+1:
			p.report(diag.Diagnostic{Span: printed.Span, Message: fmt.Sprintf("印发日期%s比成文日期%s晚了一年以上", printed.Chinese(), i.Date.Chinese()),
				Help: "请核对两个日期", Related: []diag.Related{date}})
		}
		_, after, ok := strings.Cut(i.Number.Value, "〔")
		numbered, _, closed := strings.Cut(after, "〕")
		if ok && closed && len(numbered) == 4 && numbered != fmt.Sprint(i.Date.Year) && !(early && numbered == fmt.Sprint(printed.Year)) {
			p.report(diag.Diagnostic{Span: i.Number.Span, Message: fmt.Sprintf("发文字号的年份%s与成文日期%s不在同一年", numbered, i.Date.Chinese()),
				Help: "请核对发文字号和成文日期", Related: []diag.Related{date}})
		}
	},
}

// farOff is how many years lie between a plan's year and that of its date only by
// a slip: 2062 for 2026.
const farOff = 5
