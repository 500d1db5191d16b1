package check

import (
	"fmt"

	"fangan/internal/diag"
	"fangan/internal/plan"
)

// farYears is how many years after the plan's a deadline is taken for a slip
// of the pen; plans do name the end of a five-year period.
const farYears = 10

var dueOutsideYear = Rule{
	ID:       "due/outside-year",
	Severity: diag.Warning,
	Why:      "印发时已经过去的时限无法执行，多半是沿用上年文件时忘了改年份。",
	run: func(p *pass) {
		seen := map[*plan.Due]bool{}
		for _, a := range p.plan.Assignments() {
			if a.Due == nil || seen[a.Due] {
				continue
			}
			seen[a.Due] = true
			if len(a.Due.Nodes) == 0 {
				p.outsideYear(a, *a.Due)
			}
			for _, n := range a.Due.Nodes {
				p.outsideYear(a, n.Due)
			}
		}
	},
}

func (p *pass) outsideYear(a plan.Assignment, d plan.Due) {
	if d.To.IsZero() {
		return
	}
	year, issued := p.plan.Year, p.plan.Issue.Date
	report := func(message, help string, related ...diag.Related) {
		p.report(diag.Diagnostic{Span: d.Span, Message: fmt.Sprintf("%s的完成时限“%s”", a.Where(), oneLine(d.Phrase.Value)) + message, Help: help, Related: related})
	}
	switch {
	case year != 0 && d.To.Year < year:
		report(fmt.Sprintf("（%s）早于方案的年度%d年", d.To.Chinese(), year), "请核对年份")
	case year != 0 && d.To.Year > year+farYears:
		report(fmt.Sprintf("（%s）比方案的年度%d年晚了%d年", d.To.Chinese(), year, d.To.Year-year), "请核对年份")
	case !issued.IsZero() && d.To.String() < issued.String():
		report(fmt.Sprintf("（%s）早于成文日期%s", d.To.Chinese(), issued.Chinese()), "请改为印发以后的时限，或核对成文日期",
			diag.Related{Span: issued.Span, Message: "成文日期写在这里"})
	}
}
