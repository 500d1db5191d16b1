package check

import (
	"fmt"
	"strings"

	"fangan/internal/diag"
)

var issueDates = Rule{
	ID:       "issue/dates",
	Severity: diag.Error,
	Why:      "印发日期是送印的日期，不会早于成文日期；发文字号的年份是成文的年份。",
	run: func(p *pass) {
		i := p.plan.Issue
		if i.Date.IsZero() {
			return
		}
		date := diag.Related{Span: i.Date.Span, Message: "成文日期写在这里"}
		if printed := i.PrintedDate; !printed.IsZero() && printed.String() < i.Date.String() {
			p.report(diag.Diagnostic{Span: printed.Span, Message: fmt.Sprintf("印发日期%s早于成文日期%s", printed.Chinese(), i.Date.Chinese()),
				Help: "请核对两个日期", Related: []diag.Related{date}})
		}
		_, after, ok := strings.Cut(i.Number.Value, "〔")
		year, _, closed := strings.Cut(after, "〕")
		if ok && closed && year != fmt.Sprint(i.Date.Year) {
			p.report(diag.Diagnostic{Span: i.Number.Span, Message: fmt.Sprintf("发文字号的年份%s与成文日期%s不在同一年", year, i.Date.Chinese()),
				Help: "请核对发文字号和成文日期", Related: []diag.Related{date}})
		}
	},
}
