package check

import (
	"fmt"

	"fangan/internal/diag"
)

var attachmentTwice = Rule{
	ID:       "attachment/twice",
	Severity: diag.Warning,
	Why:      "附件说明和正文按名称指附件，两个附件同名就分不清。",
	run: func(p *pass) {
		titles := map[string]diag.Span{}
		for _, a := range p.plan.Attachments {
			title := oneLine(a.Heading.Value)
			first, ok := titles[title]
			switch {
			case title == "": // told
			case !ok:
				titles[title] = a.Heading.Span
			default:
				p.report(diag.Diagnostic{Span: a.Heading.Span, Message: fmt.Sprintf("两个附件都叫“%s”", title), Help: "请换一个名称，或删去一个附件",
					Related: []diag.Related{{Span: first, Message: "另一个在这里"}}})
			}
		}
	},
}
