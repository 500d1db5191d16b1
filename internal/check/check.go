// Package check holds the rules that a plan must keep beyond being readable:
// what the loader can only know once the whole plan and the register are
// there. A rule is data; what it says is also what is explained to the clerk.
package check

import (
	"cmp"
	"slices"
	"strings"

	"fangan/internal/diag"
	"fangan/internal/plan"
)

// Rule is one thing that is checked.
type Rule struct {
	ID       string        // "unit/unknown"
	Severity diag.Severity // of its findings that have none of their own
	Why      string        // 中文：为什么要查，给文秘看

	run func(p *pass)
}

// rules are all rules, one file each.
var rules = []*Rule{
	&attachmentTwice,
	&dueOutsideYear,
	&dutyInText,
	&groupEmpty,
	&issueDates,
	&issueIncomplete,
	&issueSecrecy,
	&issueTwice,
	&issueUnprinted,
	&issueUpward,
	&unitMembers,
	&unitNoRegister,
	&unitTwice,
	&unitUnknown,
}

// Rules returns the rules sorted by ID.
func Rules() []Rule {
	var list []Rule
	for _, r := range rules {
		list = append(list, *r)
	}
	slices.SortFunc(list, func(a, b Rule) int { return cmp.Compare(a.ID, b.ID) })
	return list
}

// Run holds a plan against all rules. The findings are sorted by place. Run
// changes neither the workspace nor the plan.
func Run(ws *plan.Workspace, p *plan.Plan) diag.List {
	ps := &pass{workspace: ws, plan: p}
	for _, r := range Rules() {
		ps.rule = r
		r.run(ps)
	}
	return ps.findings.Sorted()
}

// A pass is one run of one rule over one plan.
type pass struct {
	workspace *plan.Workspace
	plan      *plan.Plan
	rule      Rule
	findings  diag.List
}

// report adds a finding of the rule.
func (p *pass) report(d diag.Diagnostic) {
	d.Rule, d.Severity = p.rule.ID, cmp.Or(d.Severity, p.rule.Severity)
	p.findings = append(p.findings, d)
}

// duties yields every duty once, with the first assignment that has it: an
// inherited duty belongs to several.
func (p *pass) duties(yield func(plan.Assignment) bool) {
	seen := map[*plan.Duty]bool{}
	for _, a := range p.plan.Assignments() {
		if a.Duty == nil || seen[a.Duty] {
			continue
		}
		seen[a.Duty] = true
		if !yield(a) {
			return
		}
	}
}

// roleTitle is what a role is called in a message: 责任单位, 牵头单位.
func (p *pass) roleTitle(role string) string {
	if row, ok := p.plan.Roles.Row(role); ok && row.Column != "" {
		if len(row.Labels) > 0 {
			return row.Labels[0]
		}
		return row.Column
	}
	return "责任单位"
}

// oneLine is a text as a message quotes it.
func oneLine(s string) string { return strings.Join(strings.Fields(s), "") }
