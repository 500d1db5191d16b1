package xlsx

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"fangan/internal/plan"
)

// unitTasks are the tasks of one unit, in the order of the plan.
type unitTasks struct {
	unit  *plan.Unit
	tasks []unitTask
	count map[string]int // of its tasks by column of responsibility
}

// unitTask is a task seen from a unit that has a part in it.
type unitTask struct {
	assignment *plan.Assignment
	column     string // the first one in which the unit stands
	own        string // 牵头, 落实（各乡镇人民政府）
	others     string // 配合：县财政局
}

// byUnit distributes the assignments to the single units behind the names, in
// order of precedence. Collectives go to each of their members; vague names go
// to nobody.
func byUnit(p *plan.Plan) []*unitTasks {
	columns := p.Roles.Columns()
	all := map[*plan.Unit]*unitTasks{}
	assignments := p.Assignments()
	for i := range assignments {
		a := &assignments[i]
		var units []*plan.Unit
		parts := map[*plan.Unit]*part{}
		for share, name := range a.Names() {
			row, _ := p.Roles.Row(share.Role)
			for _, u := range members(name) {
				if parts[u] == nil {
					parts[u] = &part{}
					units = append(units, u)
				}
				parts[u].add(p.Wording(share), row.Column, name, u)
			}
		}
		for _, u := range units {
			t := all[u]
			if t == nil {
				t = &unitTasks{unit: u, count: map[string]int{}}
				all[u] = t
			}
			part := parts[u]
			slices.SortStableFunc(part.columns, func(a, b string) int { return slices.Index(columns, a) - slices.Index(columns, b) })
			for _, column := range part.columns {
				t.count[column]++
			}
			t.tasks = append(t.tasks, unitTask{assignment: a, column: part.columns[0], own: strings.Join(part.own, "\n"), others: others(p, a, u)})
		}
	}
	list := make([]*unitTasks, 0, len(all))
	for _, t := range all {
		list = append(list, t)
	}
	// Names are unique in a register, so the order does not depend on the map.
	slices.SortFunc(list, func(a, b *unitTasks) int {
		return cmp.Or(cmp.Compare(a.unit.Order, b.unit.Order), cmp.Compare(a.unit.Name, b.unit.Name))
	})
	for _, t := range list {
		slices.SortStableFunc(t.tasks, func(a, b unitTask) int {
			return slices.Index(columns, a.column) - slices.Index(columns, b.column)
		})
	}
	return list
}

// members returns the single units that a name gives work to.
func members(n plan.Name) []*plan.Unit {
	if n.Unit == nil || n.Unit.Kind == plan.Vague {
		return nil
	}
	return n.Unit.Expand()
}

// part is what one unit does in one task.
type part struct{ own, columns []string }

func (p *part) add(word, column string, name plan.Name, u *plan.Unit) {
	through := func(unit *plan.Unit) string { return fmt.Sprintf("%s（%s）", word, unit.Name) }
	switch {
	case slices.Contains(p.own, word):
		// Being named says more than being a member.
	case name.Unit == u:
		p.own = append(slices.DeleteFunc(p.own, func(s string) bool { return strings.HasPrefix(s, word+"（") }), word)
	case !slices.Contains(p.own, through(name.Unit)):
		p.own = append(p.own, through(name.Unit))
	}
	if !slices.Contains(p.columns, column) {
		p.columns = append(p.columns, column)
	}
}

// others returns the names, other than the unit and the collectives that it
// belongs to, one role a line.
func others(p *plan.Plan, a *plan.Assignment, u *plan.Unit) string {
	var lines []string
	for _, share := range a.Duty.Shares {
		var names []string
		for _, n := range share.Names {
			if !slices.Contains(members(n), u) {
				names = append(names, registered(n))
			}
		}
		if len(names) > 0 {
			lines = append(lines, p.Wording(share)+"："+strings.Join(names, "、"))
		}
	}
	return strings.Join(lines, "\n")
}

// registered is a name as the register has it.
func registered(n plan.Name) string {
	if n.Unit == nil {
		return n.Written + n.Open
	}
	return n.Unit.Name + n.Open
}

// problem says why a task is not assigned, or not wholly; empty if it is.
func problem(a *plan.Assignment) string {
	var vague, unknown []string
	assigned := false
	for _, n := range a.Names() {
		switch {
		case n.Unit == nil:
			unknown = append(unknown, "“"+n.Written+"”")
		case len(members(n)) == 0:
			vague = append(vague, "“"+n.Written+"”")
		default:
			assigned = true
		}
	}
	var list []string
	if len(vague) > 0 {
		list = append(list, strings.Join(vague, "")+"没有指明是哪些单位")
	}
	if len(unknown) > 0 {
		list = append(list, strings.Join(unknown, "")+"没有登记")
	}
	switch {
	case assigned || len(list) > 0:
		return strings.Join(list, "，")
	case a.Duty != nil && len(a.Duty.Leaders) > 0:
		return "只有责任领导，没有责任单位"
	}
	return "没有责任单位"
}

// written returns the whole duty as the plan has it, without leaders.
func written(p *plan.Plan, a *plan.Assignment) string {
	if a.Duty != nil && a.Duty.Written.Value != "" {
		return a.Duty.Written.Value
	}
	return strings.Join(p.Shares(a.Duty), "\n")
}
