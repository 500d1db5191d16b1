package check

import (
	"fmt"

	"fangan/internal/diag"
	"fangan/internal/plan"
)

var unitTwice = Rule{
	ID:       "unit/twice",
	Severity: diag.Warning,
	Why:      "一个单位在一项任务里只应有一种责任；写了两次，多半是复制时留下的，分解表里也会重复出现。",
	run: func(p *pass) {
		type place struct {
			share plan.Share
			name  plan.Name
		}
		for a := range p.duties {
			seen := map[string]place{}
			for share, name := range a.Names() {
				key := name.Written
				if name.Unit != nil {
					key = name.Unit.Name // short name and full name are one unit
				}
				before, ok := seen[key]
				if !ok {
					seen[key] = place{share, name}
					continue
				}
				d := diag.Diagnostic{
					Span:    name.Span,
					Message: fmt.Sprintf("%s里“%s”写了两次", a.Where(), name.Written),
					Help:    "请删去一处",
					Related: []diag.Related{{Span: before.name.Span, Message: "第一次写在这里"}},
				}
				if before.name.Written != name.Written {
					d.Message = fmt.Sprintf("%s里“%s”和“%s”是同一个单位，写了两次", a.Where(), before.name.Written, name.Written)
				}
				if before.share.Role != share.Role {
					d.Message = fmt.Sprintf("%s里“%s”既是%s又是%s", a.Where(), name.Written, p.roleTitle(before.share.Role), p.roleTitle(share.Role))
					d.Help = "请只保留一种责任"
				}
				p.report(d)
			}
		}
	},
}
