package check

import (
	"fmt"

	"fangan/internal/diag"
	"fangan/internal/plan"
)

var unitUnknown = Rule{
	ID:       "unit/unknown",
	Severity: diag.Error,
	Why:      "任务单、台账按登记册里的单位分发，登记册里没有的名称会使任务落空；同一单位写成两个名称，也会被当成两家。",
	run: func(p *pass) {
		first := map[string]int{}    // name that nobody resembles: its finding
		meant := map[string]string{} // name: the one that is near, "" for none
		for a := range p.duties {
			for share, name := range a.Names() {
				if name.Unit != nil {
					continue
				}
				d := diag.Diagnostic{
					Span: name.Span,
					Message: fmt.Sprintf("%s的%s“%s”不在 %s 中", a.Where(), p.roleTitle(share.Role), name.Written,
						p.workspace.Name(plan.UnitsFile)),
				}
				near, asked := meant[name.Written]
				if !asked {
					near, _ = p.plan.Register.Nearest(name.Written)
					meant[name.Written] = near
				}
				if near != "" {
					d.Help = fmt.Sprintf("是不是“%s”？若名称无误，请在 %s 中登记", near, plan.UnitsFile)
					p.report(d)
					continue
				}
				// One entry in the register mends all places, so they are one
				// finding.
				if i, ok := first[name.Written]; ok {
					p.findings[i].Related = append(p.findings[i].Related, diag.Related{Span: name.Span, Message: a.Where() + "也写了它"})
					continue
				}
				first[name.Written] = len(p.findings)
				d.Help = fmt.Sprintf("请更正名称；若无误，请在 %s 里加上两行：\n        [[units]]\n        name = \"%s\"", plan.UnitsFile, name.Written)
				p.report(d)
			}
		}
	},
}
