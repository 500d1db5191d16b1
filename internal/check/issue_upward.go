package check

import (
	"fmt"

	"fangan/internal/diag"
	"fangan/internal/plan"
)

var issueUpward = Rule{
	ID:       "issue/upward",
	Severity: diag.Warning,
	Why:      "只有上行文标注签发人，信函没有（GB/T 9704 7.2.6、10.1）；上行文原则上主送一个上级机关（《党政机关公文处理工作条例》第十五条）。",
	run: func(p *pass) {
		i := p.plan.Issue
		if len(i.Signers) == 0 {
			return
		}
		signed := diag.Related{Span: i.Signers[0].Span, Message: "签发人写在这里，有签发人的是上行文"}
		if i.Head == plan.Letter {
			d := diag.Diagnostic{Severity: diag.Error, Span: i.Signers[0].Span, Message: "信函格式没有签发人", Help: `请删去 signers；若是上行文，请写 head = "digital"`}
			if !i.HeadSpan.IsZero() {
				d.Related = []diag.Related{{Span: i.HeadSpan, Message: "信函格式写在这里"}}
			}
			p.report(d)
			return
		}
		if to := namesIn(i.To); len(to) > 1 && i.Head != plan.Plain {
			p.report(diag.Diagnostic{Span: to[1].Span, Message: fmt.Sprintf("上行文原则上只主送一个机关，这里写了%d个", len(to)),
				Help: "请只留一个，其余的写到 copies_to；若不是上行文，请删去 signers", Related: []diag.Related{signed}})
		}
	},
}
