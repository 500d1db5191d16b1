package plan

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"fangan/internal/diag"
	"fangan/internal/duty"
	"fangan/internal/tree"
)

// UnitKind tells what stands behind a unit's name.
type UnitKind string

// The kinds of units.
const (
	Single     UnitKind = "unit"       // one organisation; the default
	Collective UnitKind = "collective" // 各乡镇: one row in the table, expanded in the members' sheets
	System     UnitKind = "system"     // 自然资源部门: the units of one line
	Vague      UnitKind = "vague"      // 有关部门: nobody in particular
)

// Unit is an organisation (责任单位) of units.toml, or a collective of a plan.
type Unit struct {
	Name    string
	Short   string
	Aliases []string
	Kind    UnitKind
	Leader  string // 分管 or 责任领导, a post
	Order   int    // of precedence, from 1
	// Members of a collective or system, expanded to single units, in order
	// of precedence, without those it excepts.
	Members []*Unit
	Span    diag.Span

	members, except []tree.Text
	excepted        int // how many members except took away
}

// Label is what a sheet of the unit is called: its short name, or its name.
func (u *Unit) Label() string {
	if u.Short != "" {
		return u.Short
	}
	return u.Name
}

// ListsMembers reports whether the definition names members, whether or not
// they are registered.
func (u *Unit) ListsMembers() bool { return len(u.members) > 0 }

// ExceptsAll reports whether the members exist and are all excepted.
func (u *Unit) ExceptsAll() bool { return len(u.Members) == 0 && u.excepted > 0 }

// Register is the list of units of a workspace.
type Register struct {
	Units []*Unit // in order of precedence
	// Open marks the register of a workspace without a readable units.toml:
	// every name is taken as a unit of its own.
	Open bool
	// Unread says that there is a units.toml and it could not be read, which
	// is reported once; Open is set as well.
	Unread bool

	byName map[string]*Unit
	own    bool // belongs to one plan; false: shared by all, unchangeable
}

// Resolve finds a unit by its name, short name or alias, whatever the width of
// the brackets. It changes nothing.
func (r *Register) Resolve(name string) (*Unit, bool) {
	key := nameKey(name)
	if u := r.byName[key]; u != nil {
		return u, true
	}
	if isVague(key) {
		return &Unit{Name: name, Kind: Vague}, true
	}
	return nil, false
}

// take resolves a name that a plan uses. What it makes of a name that nobody
// registered is kept, so that two uses of it are one unit; only the loader may
// call it, on the register of its own plan.
func (r *Register) take(name string) *Unit {
	u, ok := r.Resolve(name)
	switch {
	case ok && u.Kind == Vague && r.byName[nameKey(name)] == nil:
		// Not one of Units: it gets no sheet.
	case !ok && r.Open:
		u = &Unit{Name: name, Kind: Single, Order: len(r.Units) + 1}
		r.Units = append(r.Units, u)
	default:
		return u
	}
	if r.own {
		r.byName[nameKey(name)] = u
	}
	return u
}

// isVague recognises names that mean nobody in particular in any county:
// 有关部门, 县直各相关单位.
func isVague(name string) bool {
	if !strings.Contains(name, "有关") && !strings.Contains(name, "相关") {
		return false
	}
	for _, end := range []string{"部门", "单位", "机构", "方面", "乡镇", "科室", "企业"} {
		if strings.HasSuffix(name, end) {
			return true
		}
	}
	return false
}

// Nearest returns the registered name that was probably meant.
func (r *Register) Nearest(name string) (string, bool) {
	var names []string
	for _, u := range r.Units {
		names = append(names, u.Name)
		if u.Short != "" {
			names = append(names, u.Short)
		}
		names = append(names, u.Aliases...)
	}
	return tree.Nearest(name, names)
}

var sameName = strings.NewReplacer("(", "（", ")", "）", " ", "", "\u3000", "")

func nameKey(name string) string { return sameName.Replace(name) }

// Expand returns the single units that a unit stands for: itself, or its
// members.
func (u *Unit) Expand() []*Unit {
	if u.Kind == Collective || u.Kind == System {
		return u.Members
	}
	return []*Unit{u}
}

func newRegister() *Register { return &Register{byName: map[string]*Unit{}} }

// readUnits reads units.toml.
func (r *Register) readUnits(d *tree.Document, roles duty.Roles) {
	d.Root.Keys("units")
	for _, t := range d.Root.Tables("units") {
		t.Keys("name", "short", "aliases", "kind", "leader", "members", "except")
		r.add(t, roles, UnitKind(choice(t, "kind", string(Single), string(Collective), string(System), string(Vague))))
	}
	r.link(d)
}

// add registers the unit of a table.
func (r *Register) add(t *tree.Table, roles duty.Roles, kind UnitKind) {
	d := t.Document()
	name := t.String("name").Trim()
	if name.Value == "" {
		d.Report(diag.Diagnostic{Rule: "unit/name", Severity: diag.Error, Span: t.Span, Message: "这个单位没有写 name", Help: `请写上全称：name = "云溪县财政局"`})
		return
	}
	if kind == "" {
		kind = Single
	}
	u := &Unit{Name: normaliseName(name.Value), Short: normaliseName(t.String("short").Trim().Value), Kind: kind, Leader: t.String("leader").Trim().Value,
		Order: len(r.Units) + 1, Span: name.Span, members: t.Strings("members"), except: t.Strings("except")}
	names := []tree.Text{name}
	if u.Short != "" {
		names = append(names, t.String("short").Trim())
	}
	for _, alias := range t.Strings("aliases") {
		alias = alias.Trim()
		u.Aliases = append(u.Aliases, normaliseName(alias.Value))
		names = append(names, alias)
	}
	r.Units = append(r.Units, u)
	for _, n := range names {
		if err := duty.ValidName(n.Value, roles); err != nil {
			d.Report(diag.Diagnostic{Rule: "unit/name", Severity: diag.Error, Span: n.Span, Message: fmt.Sprintf("“%s”不能作单位名称：%v", n.Value, err), Help: "请改用不含顿号、逗号、不以“牵头”“配合”等字结尾的名称"})
			continue
		}
		key := nameKey(n.Value)
		if other := r.byName[key]; other != nil && other != u {
			message := fmt.Sprintf("“%s”已经登记为“%s”的名称", n.Value, other.Name)
			if nameKey(other.Name) == key {
				message = fmt.Sprintf("“%s”登记了两次", n.Value)
			}
			d.Report(diag.Diagnostic{Rule: "unit/duplicate", Severity: diag.Error, Span: n.Span,
				Message: message, Help: "请删去一处；一个名称只能指一个单位",
				Related: []diag.Related{{Span: other.Span, Message: "先登记在这里"}}})
			continue
		}
		r.byName[key] = u
	}
	if kind != Collective && kind != System && len(u.members) > 0 {
		u.members, u.except = nil, nil
		d.Report(diag.Diagnostic{Rule: "unit/members", Severity: diag.Error, Span: t.KeySpan("members"), Message: fmt.Sprintf("“%s”写了成员，但它的 kind 不是 collective", u.Name), Help: `请补上 kind = "collective"，或删去 members`})
	}
}

var wideBrackets = strings.NewReplacer("(", "（", ")", "）")

func normaliseName(name string) string { return wideBrackets.Replace(name) }

// link resolves the members of collectives.
func (r *Register) link(d *tree.Document) {
	for _, u := range r.Units {
		r.expandMembers(d, u, map[*Unit]bool{})
	}
}

func (r *Register) expandMembers(d *tree.Document, u *Unit, open map[*Unit]bool) {
	if u.Members != nil || len(u.members) == 0 {
		return
	}
	open[u] = true
	defer delete(open, u)
	find := func(name tree.Text) *Unit {
		m := r.byName[nameKey(name.Value)]
		if m != nil {
			return m
		}
		help := "请先在 units.toml 中登记该单位"
		if near, ok := r.Nearest(name.Value); ok {
			help = fmt.Sprintf("是不是“%s”？", near)
		}
		d.Report(diag.Diagnostic{Rule: "unit/unknown", Severity: diag.Error, Span: name.Span, Message: fmt.Sprintf("“%s”的成员“%s”没有登记", u.Name, name.Value), Help: help})
		return nil
	}
	excepted := map[*Unit]bool{}
	for _, name := range u.except {
		if m := find(name); m != nil {
			excepted[m] = true
		}
	}
	u.Members = []*Unit{}
	for _, name := range u.members {
		m := find(name)
		switch {
		case m == nil:
			continue
		case open[m]:
			d.Report(diag.Diagnostic{Rule: "unit/members", Severity: diag.Error, Span: name.Span, Message: fmt.Sprintf("“%s”又成了自己的成员", m.Name), Help: "请从 members 中删去它"})
			continue
		}
		r.expandMembers(d, m, open)
		for _, single := range m.Expand() {
			switch {
			case excepted[single]:
				u.excepted++
			case !slices.Contains(u.Members, single):
				u.Members = append(u.Members, single)
			}
		}
	}
	slices.SortStableFunc(u.Members, func(a, b *Unit) int { return a.Order - b.Order })
}

// withCollectives returns the register extended by the collectives of a plan.
func (r *Register) withCollectives(root *tree.Table, roles duty.Roles) *Register {
	tables := root.Tables("collectives")
	if len(tables) == 0 && !r.Open {
		return r
	}
	own := newRegister()
	own.Open, own.Unread, own.own = r.Open, r.Unread, true
	own.Units = slices.Clone(r.Units)
	maps.Copy(own.byName, r.byName)
	for _, t := range tables {
		t.Keys("name", "short", "aliases", "members", "except")
		own.add(t, roles, Collective)
	}
	own.link(root.Document())
	return own
}

// choice returns the text of a key that may only have certain values.
func choice(t *tree.Table, key string, values ...string) string {
	s := t.String(key)
	if s.IsZero() || slices.Contains(values, s.Value) {
		return s.Value
	}
	help := "可以写：" + strings.Join(values, "、")
	if near, ok := tree.Nearest(s.Value, values); ok {
		help = fmt.Sprintf("是不是“%s”？", near)
	}
	t.Document().Report(diag.Diagnostic{Rule: "toml/value", Severity: diag.Error, Span: s.Span, Message: fmt.Sprintf("“%s”不能写“%s”", key, s.Value), Help: help})
	return ""
}
