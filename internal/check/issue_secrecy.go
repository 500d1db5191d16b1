package check

import (
	"strings"

	"fangan/internal/diag"
)

var issueSecrecy = Rule{
	ID:       "issue/secrecy",
	Severity: diag.Error,
	Why:      "涉密公文应当标注份号和保密期限（《党政机关公文处理工作条例》第九条）。",
	run: func(p *pass) {
		i := p.plan.Issue
		if i.Secrecy.Value == "" {
			return
		}
		if i.CopyNumber.Value == "" {
			p.report(diag.Diagnostic{Span: i.Secrecy.Span, Message: "标了密级，却没有份号", Help: `请在 [issue] 里写上 copy_number = "000001"，每份一个号`})
		}
		if !strings.Contains(i.Secrecy.Value, "★") {
			p.report(diag.Diagnostic{Span: i.Secrecy.Span, Message: "密级后面没有保密期限", Help: `请写成 secrecy = "` + i.Secrecy.Value + `★1年"`})
		}
	},
}
