package check

import (
	"fmt"
	"strings"

	"fangan/internal/diag"
	"fangan/internal/plan"
)

var groupEmpty = Rule{
	ID:       "group/empty",
	Severity: diag.Warning,
	Why:      "只有标题的措施，多半是它的任务写到了别的表头下面。",
	run: func(p *pass) {
		for _, part := range p.plan.Parts {
			if part.Kind != plan.Measures {
				continue
			}
			for _, item := range part.Items {
				if item.Title.Value == "" || len(item.Items)+len(item.Tasks) > 0 || strings.TrimSpace(item.Text.Value) != "" || item.Duty != nil {
					continue
				}
				p.report(diag.Diagnostic{
					Span:    item.Span,
					Message: fmt.Sprintf("“%s%s”下面没有内容", item.Label, oneLine(item.Title.Value)),
					Help:    "请写上 text、[[measures.tasks]] 或 [[measures.items]]；若它的内容写到了别的表头下面，请移回来",
				})
			}
		}
	},
}
