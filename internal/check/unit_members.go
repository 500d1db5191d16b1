package check

import (
	"fmt"

	"fangan/internal/diag"
	"fangan/internal/plan"
)

var unitMembers = Rule{
	ID:       "unit/members",
	Severity: diag.Warning,
	Why:      "统称（各乡镇人民政府）要展开到成员单位才能分发任务单，没有成员的统称等于没有人承担。",
	run: func(p *pass) {
		seen := map[*plan.Unit]bool{}
		for a := range p.duties {
			for _, name := range a.Names() {
				u := name.Unit
				// Members that were listed and not found are reported by the
				// loader.
				if u == nil || u.Kind != plan.Collective || len(u.Members) > 0 || u.ListsMembers() && !u.ExceptsAll() || seen[u] {
					continue
				}
				seen[u] = true
				// The message names no task, so that several plans that use the
				// unit report it once.
				d := diag.Diagnostic{
					Span:    u.Span,
					Message: fmt.Sprintf("统称“%s”没有成员，任务派不到任何单位", u.Name),
					Help:    `请写上它包括哪些单位：members = ["……", "……"]`,
					Related: []diag.Related{{Span: name.Span, Message: a.Where() + "用了它"}},
				}
				if u.ExceptsAll() {
					d.Message = fmt.Sprintf("统称“%s”的成员都被 except 除去了，任务派不到任何单位", u.Name)
					d.Help = "请核对 members 和 except"
				}
				p.report(d)
			}
		}
	},
}
