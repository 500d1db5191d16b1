package check

import (
	"fmt"

	"fangan/internal/diag"
	"fangan/internal/plan"
)

var unitNoRegister = Rule{
	ID:       "unit/no-register",
	Severity: diag.Warning,
	Why:      "没有登记册，写错的单位名称就查不出来，一个单位的两种写法会成为两张任务单。",
	run: func(p *pass) {
		r := p.plan.Register
		if !r.Open || r.Unread || !p.namesUnits() {
			return
		}
		p.report(diag.Diagnostic{
			Message: fmt.Sprintf("没有 %s，责任单位的名称没有核对", p.workspace.Name(plan.UnitsFile)),
			Help:    fmt.Sprintf("请在工作区里建立 %s，逐个登记：[[units]] 下面写 name = \"单位名称\"", plan.UnitsFile),
		})
	},
}

func (p *pass) namesUnits() bool {
	for a := range p.duties {
		for range a.Names() {
			return true
		}
	}
	return false
}
