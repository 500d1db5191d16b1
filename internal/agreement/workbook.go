package agreement

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"fangan/internal/plan"
)

// Workbook is what a reader of XLSX found: the sheets in order.
type Workbook []Sheet

// Sheet is one sheet: its cells by row and column, empty ones included, numbers
// as they print.
type Sheet struct {
	Name string
	Rows [][]string
	// Page is that of a table of the document; 0 for a sheet of a workbook.
	Page int
	// Hidden names what of a sheet does not show: 第5行, F列, 整张表.
	Hidden []string
}

// at names a cell, counted from 0: by sheet and cell, or by page and row.
func (s *Sheet) at(column, row int) Place {
	if s.Page > 0 {
		return Place{Page: s.Page, Row: row + 1}
	}
	return Place{Sheet: s.Name, Cell: cellName(column, row)}
}

// table is a sheet whose rows are assignments.
type table struct {
	sheet   *Sheet
	unit    *plan.Unit // whose tasks it lists; nil for the table of all
	header  int        // row of the column headings
	partial bool       // it shows some of what is known of its tasks
	columns map[string]int
}

// with reads the headings of a sheet; nil if it has none with these columns.
func (s *Sheet) with(columns ...string) *table {
	t := &table{sheet: s, columns: map[string]int{}}
	t.header = slices.IndexFunc(s.Rows, func(row []string) bool {
		return !slices.ContainsFunc(columns, func(column string) bool { return !slices.Contains(row, column) })
	})
	if t.header < 0 {
		return nil
	}
	for n, head := range s.Rows[t.header] {
		if _, twice := t.columns[head]; !twice && head != "" {
			t.columns[head] = n
		}
	}
	return t
}

// tables are the sheets of a workbook that list assignments.
type tables struct {
	all    *table   // the first one, which lists all
	rows   []*entry // of all the assignments, nil for one without
	units  []*table // each with the tasks of a unit, which its first line begins with
	others []*table // each with some of the assignments
}

func (w Workbook) tables(p *plan.Plan) tables {
	var list tables
	for i := range w {
		t := w[i].with(string(Number), string(Text))
		if t == nil {
			continue
		}
		if list.all == nil {
			list.all = t
			continue
		}
		// The longest name wins: 县公安局 is the beginning of another one's.
		for _, u := range p.Register.Units {
			if strings.HasPrefix(w[i].title(), u.Name) && (t.unit == nil || len(u.Name) > len(t.unit.Name)) {
				t.unit = u
			}
		}
		if t.unit != nil {
			list.units = append(list.units, t)
		} else {
			list.others = append(list.others, t)
		}
	}
	return list
}

// readWorkbook checks all sheets.
func (c *checker) readWorkbook(w Workbook, sheets tables) {
	assignments := c.plan.Assignments()
	if found := sheets.like(assignments); sheets.all != nil && few(found, len(assignments)) {
		c.findings = slices.DeleteFunc(c.findings, func(f Finding) bool { return f.At.Sheet != "" })
		c.report(strangers(Place{Sheet: sheets.all.sheet.Name}, found, len(assignments)))
		return
	}
	for i := range assignments {
		c.row(&assignments[i], sheets.all, sheets.rows[i])
	}
	c.banners(sheets.all, func(order int) []string {
		if order < 1 || order > len(assignments) {
			return nil
		}
		a := &assignments[order-1]
		names := []string{a.Part.Name()}
		for _, item := range a.Path {
			names = append(names, item.Name())
		}
		return append(names, keyTask(a))
	})
	for _, t := range sheets.others {
		c.some(t)
	}
	c.unitSheets(w, sheets.units)
	c.findings = append(c.findings, w.titles(c.plan.Name())...)
	for i := range w {
		c.indicators(&w[i])
	}
}

// some checks a sheet of some of the tasks: of those that no unit, or only a
// vague one, was given, or of others that an office's own template chose.
func (c *checker) some(t *table) {
	assignments := c.plan.Assignments()
	t.partial = true
	entries, open := t.entries(), 0
	for _, e := range entries {
		if e.order >= 1 && e.order <= len(assignments) && !assigned(&assignments[e.order-1]) {
			open++
		}
	}
	chosen := few(open, len(entries))
	listed := map[int]bool{}
	for _, e := range entries {
		if e.order < 1 || e.order > len(assignments) || !chosen && assigned(&assignments[e.order-1]) {
			c.report(Finding{Field: Tasks, At: t.place(e.rows[0], string(Number)), Got: fmt.Sprintf("第%d项", e.order)})
			continue
		}
		listed[e.order] = true
		c.cells(&assignments[e.order-1], t, e, "")
	}
	for i := range assignments {
		if a := &assignments[i]; !chosen && !listed[a.Order] && !assigned(a) {
			c.report(Finding{Field: Tasks, At: Place{Sheet: t.sheet.Name}, Want: fmt.Sprintf("第%d项", a.Order)})
		}
	}
}

// assigned reports whether a task is given to units, and to no vague or unknown
// ones beside.
func assigned(a *plan.Assignment) bool {
	some := false
	for _, n := range a.Names() {
		if n.Unit == nil || n.Unit.Kind == plan.Vague || len(n.Unit.Expand()) == 0 {
			return false
		}
		some = true
	}
	return some
}

// like returns how many of the assignments have a row whose text begins as
// theirs.
func (t tables) like(assignments []plan.Assignment) int {
	n := 0
	for i := range assignments {
		if t.rows[i] == nil {
			continue
		}
		got := []rune(squeeze(t.all.value(*t.rows[i], string(Text))))
		for _, text := range []string{assignments[i].Text, assignments[i].Brief} {
			if want := []rune(squeeze(text)); len(want) > 0 && common(got, want)*2 >= len(want) {
				n++
				break
			}
		}
	}
	return n
}

// title is the first cell of a sheet that says something.
func (s *Sheet) title() string {
	for _, row := range s.Rows {
		for _, cell := range row {
			if cell != "" {
				return cell
			}
		}
	}
	return ""
}

// entry is one assignment in a table: one row, or several that continue it.
type entry struct {
	order int
	rows  []int
}

const continued = "（续）"

// entries reads the numbers of a table. Rows without one are banners and notes.
func (t *table) entries() []entry {
	var list []entry
	for i := t.header + 1; i < len(t.sheet.Rows); i++ {
		number, more := strings.CutSuffix(squeeze(t.cell(i, string(Number))), continued)
		number = strings.TrimSuffix(strings.TrimPrefix(number, "第"), "项")
		order, err := strconv.Atoi(number)
		switch n := len(list); {
		case err != nil:
		case more && n > 0 && list[n-1].order == order:
			list[n-1].rows = append(list[n-1].rows, i)
		default:
			list = append(list, entry{order, []int{i}})
		}
	}
	return list
}

// numbered returns the entries of a table of all tasks; one whose number alone is
// wrong, as the next one goes on, gets the right one and is reported.
func (t *table) numbered() ([]entry, []Finding) {
	list := t.entries()
	var wrong []Finding
	last := 0
	for i := range list {
		if want := last + 1; list[i].order != want && i+1 < len(list) && list[i+1].order == want+1 {
			wrong = append(wrong, Finding{Order: want, Field: Number, At: t.place(list[i].rows[0], string(Number)), Want: fmt.Sprint(want), Got: fmt.Sprint(list[i].order)})
			list[i].order = want
		}
		last = list[i].order
	}
	return list, wrong
}

func (t *table) cell(row int, column string) string {
	n, ok := t.columns[column]
	if !ok || n >= len(t.sheet.Rows[row]) {
		return ""
	}
	return t.sheet.Rows[row][n]
}

// value is a cell of an entry, its continuations joined.
func (t *table) value(e entry, column string) string {
	var b strings.Builder
	for _, row := range e.rows {
		b.WriteString(t.cell(row, column))
	}
	return b.String()
}

// place names a cell of the table; that of the number if the column is
// missing.
func (t *table) place(row int, column string) Place {
	n, ok := t.columns[column]
	if !ok {
		n = t.columns[string(Number)]
	}
	return t.sheet.at(n, row)
}

// cellName names a cell counted from 0: A1, AB17.
func cellName(column, row int) string {
	name := ""
	for n := column + 1; n > 0; n = (n - 1) / 26 {
		name = string(rune('A'+(n-1)%26)) + name
	}
	return fmt.Sprint(name, row+1)
}

// indexRows returns the entry of each assignment, and reports rows that belong
// to none, stand twice or out of order.
func (c *checker) indexRows(t *table, assignments int) []*entry {
	found := make([]*entry, assignments)
	if t == nil {
		return found
	}
	last := 0
	entries, wrong := t.numbered()
	c.findings = append(c.findings, wrong...)
	for _, e := range entries {
		at := t.place(e.rows[0], string(Number))
		switch {
		case e.order < 1 || e.order > assignments:
			c.findings = append(c.findings, Finding{Field: Number, At: at, Got: fmt.Sprint(e.order)})
		case found[e.order-1] != nil || e.order < last:
			c.report(Finding{Order: e.order, Field: Number, At: at, Want: fmt.Sprint(last + 1), Got: fmt.Sprint(e.order)})
		default:
			found[e.order-1] = &e
			c.inWorkbook[e.order-1] = t.place(e.rows[0], string(Text))
			last = e.order
		}
	}
	return found
}

// row checks an assignment in the table of all.
func (c *checker) row(a *plan.Assignment, t *table, e *entry) {
	if e == nil {
		f := Finding{Order: a.Order, Field: Number, Want: fmt.Sprint(a.Order)}
		if t != nil {
			f.At.Sheet = t.sheet.Name
		}
		c.report(f)
		return
	}
	c.cells(a, t, *e, "")
	for _, column := range c.columns {
		shares, main := c.shares(a, column), ""
		for _, row := range c.roles {
			if row.Column == column && main == "" {
				main = row.Key
			}
		}
		cell := t.value(*e, column)
		at, want := walk(cell, main, shares)
		if _, ok := t.columns[column]; at >= 0 || !ok && len(shares) > 0 {
			f := Finding{Order: a.Order, Field: Names, At: t.place(e.rows[0], column), Want: want}
			if at >= 0 {
				f.Got = near([]rune(cell), len([]rune(cell[:at])))
			}
			c.report(f)
		}
	}
}

// cells checks what all tables of assignments show.
func (c *checker) cells(a *plan.Assignment, t *table, e entry, unit string) {
	compare := func(field Field, wants ...string) {
		got := []rune(squeeze(t.value(e, string(field))))
		best, agree := []rune(nil), -1
		for _, w := range wants {
			want := []rune(squeeze(w))
			if slices.Equal(got, want) {
				return
			}
			if n := common(got, want); n > agree {
				best, agree = want, n
			}
		}
		// Of several rows the one in which the difference lies.
		row, seen := e.rows[0], 0
		for _, r := range e.rows {
			if seen <= agree {
				row = r
			}
			seen += len([]rune(squeeze(t.cell(r, string(field)))))
		}
		c.report(Finding{Order: a.Order, Field: field, Unit: unit, At: t.place(row, string(field)), Want: near(best, agree), Got: near(got, agree)})
	}
	if a.Brief != "" {
		compare(Text, a.Text, a.Brief)
	} else {
		compare(Text, a.Text)
	}
	due := ""
	if a.Due != nil {
		due = a.Due.Phrase.Value
		for _, n := range a.Due.Nodes {
			due += n.Phrase.Value + n.What.Value
		}
	}
	optional := func(field Field, want string) {
		if _, ok := t.columns[string(field)]; ok {
			compare(field, want)
		}
	}
	if _, ok := t.columns[string(Deadline)]; ok || due != "" && !t.partial {
		compare(Deadline, due)
	}
	optional(Remark, a.Note)
	if unit != "" { // in the table of all they are one of the columns of roles
		optional(Leaders, c.plan.InColumn(*a, string(Leaders)))
	}
	if len(e.rows) == 1 { // otherwise these are repeated
		optional(Heading, title(a))
		optional(KeyTask, keyTask(a))
	}
}

// unitSheets checks that each unit has the sheet of its tasks, collectives
// expanded, and that no other unit has one.
func (c *checker) unitSheets(w Workbook, tables []*table) {
	if len(tables) == 0 {
		return // built without them
	}
	assignments := c.plan.Assignments()
	tasks := map[*plan.Unit]map[int][]string{} // the words of the roles by unit and assignment
	counts := map[*plan.Unit]map[string]int{}  // of assignments by unit and column
	counted := map[*plan.Unit]map[string]int{} // the last assignment that was
	for i := range assignments {
		a := &assignments[i]
		for sh, name := range a.Names() {
			if name.Unit == nil || name.Unit.Kind == plan.Vague {
				continue
			}
			for _, u := range name.Unit.Expand() {
				if tasks[u] == nil {
					tasks[u] = map[int][]string{}
					counts[u], counted[u] = map[string]int{}, map[string]int{}
				}
				if row, _ := c.plan.Roles.Row(sh.Role); counted[u][row.Column] != a.Order {
					counts[u][row.Column]++
					counted[u][row.Column] = a.Order
				}
				if counted[u][totalTasks] != a.Order {
					counts[u][totalTasks]++
					counted[u][totalTasks] = a.Order
				}
				tasks[u][a.Order] = append(tasks[u][a.Order], c.plan.Wording(sh))
			}
		}
	}
	for i := range w {
		c.summary(&w[i], counts)
	}
	sheets := map[*plan.Unit]*table{}
	for _, t := range tables {
		if sheets[t.unit] != nil {
			c.report(Finding{Field: Tasks, Unit: t.unit.Name, At: Place{Sheet: t.sheet.Name}, Got: t.sheet.Name})
			continue
		}
		sheets[t.unit] = t
		c.unitSheet(t, tasks[t.unit])
	}
	for _, u := range c.plan.Register.Units {
		if len(tasks[u]) > 0 && sheets[u] == nil {
			c.report(Finding{Field: Tasks, Unit: u.Name, Want: fmt.Sprintf("%d项任务", len(tasks[u]))})
		}
	}
}

// The columns of the sheet that counts the tasks of each unit.
const (
	unitNames  = "责任单位"
	unitLeader = "负责人"
	totalTasks = "任务合计"
)

// summary checks the sheet that counts the tasks of each unit.
func (c *checker) summary(s *Sheet, counts map[*plan.Unit]map[string]int) {
	t := s.with(unitNames, totalTasks)
	if t == nil {
		return
	}
	header, names := t.header, t.columns[unitNames] // a role may be named so, too, further right
	number := 0
	for r := header + 1; r < len(s.Rows); r++ {
		row := s.Rows[r]
		if names >= len(row) || row[names] == "" {
			continue
		}
		if _, ok := t.columns[string(Number)]; ok {
			number++
			c.expect(Finding{Field: Tasks, Unit: row[names], At: t.place(r, string(Number))}, fmt.Sprint(number), t.cell(r, string(Number)))
		}
		at := slices.IndexFunc(c.plan.Register.Units, func(u *plan.Unit) bool { return u.Name == row[names] })
		if at < 0 {
			c.report(Finding{Field: Tasks, Unit: row[names], At: Place{Sheet: s.Name, Cell: cellName(names, r)}, Got: row[names]})
			continue
		}
		u := c.plan.Register.Units[at]
		if _, ok := t.columns[unitLeader]; ok {
			c.expect(Finding{Field: Tasks, Unit: u.Name, At: t.place(r, unitLeader)}, u.Leader, t.cell(r, unitLeader))
		}
		for n, column := range s.Rows[header] {
			if n <= names || column != totalTasks && !slices.Contains(c.plan.Roles.Columns(), column) {
				continue
			}
			want, got := "", ""
			if k := counts[u][column]; k > 0 {
				want = fmt.Sprint(k)
			}
			if n < len(row) {
				got = squeeze(row[n])
			}
			if got != want && !(want == "" && got == "0") {
				c.report(Finding{Field: Tasks, Unit: u.Name, At: Place{Sheet: s.Name, Cell: cellName(n, r)}, Want: want, Got: got})
			}
		}
	}
}

// The columns of a unit's sheet that say what the unit does, and what others do.
const (
	ownRole    = "我单位职责"
	otherRoles = "共同责任"
)

// groupsOf returns what the groups of a unit's tasks are called: 牵头任务.
func groupsOf(columns []string) []string {
	var groups []string
	for _, column := range columns {
		groups = append(groups, strings.TrimSuffix(column, "单位")+"任务")
	}
	return groups
}

func (c *checker) unitSheet(t *table, tasks map[int][]string) {
	assignments := c.plan.Assignments()
	seen := make([]bool, len(assignments)+1)
	before := len(c.findings)
	for _, e := range t.entries() {
		words, own := tasks[e.order]
		if !own || seen[e.order] {
			f := Finding{Field: Tasks, Unit: t.unit.Name, At: t.place(e.rows[0], string(Number)), Got: fmt.Sprintf("第%d项", e.order)}
			if e.order >= 1 && e.order <= len(assignments) {
				f.Order = e.order
			}
			c.report(f)
			continue
		}
		seen[e.order] = true
		c.cells(&assignments[e.order-1], t, e, t.unit.Name)
		c.ownRoles(t, e, &assignments[e.order-1], words)
		c.otherRoles(t, e, &assignments[e.order-1])
	}
	for order := range seen {
		if _, own := tasks[order]; own && !seen[order] {
			c.report(Finding{Order: order, Field: Tasks, Unit: t.unit.Name, At: Place{Sheet: t.sheet.Name}, Want: fmt.Sprintf("第%d项", order)})
		}
	}
	c.banners(t, func(int) []string { return groupsOf(c.columns) })
	told := c.findings[before:]
	if slices.ContainsFunc(told, func(f Finding) bool { return f.Field == Tasks }) {
		return // the numbers are off because of that
	}
	for _, f := range t.counts(t.unit.Name) {
		if !slices.ContainsFunc(told, func(other Finding) bool { return other.At == f.At }) {
			c.findings = append(c.findings, f)
		}
	}
}

// ownRoles checks what a unit's sheet says that the unit does: a role a line,
// in brackets behind it the collective that brings it to the unit.
func (c *checker) ownRoles(t *table, e entry, a *plan.Assignment, words []string) {
	if _, ok := t.columns[ownRole]; !ok {
		return
	}
	cell := t.value(e, ownRole)
	left := slices.Clone(words)
	for line := range strings.Lines(cell) {
		line = strings.TrimSpace(line)
		word, through := line, ""
		if !slices.Contains(words, line) && strings.HasSuffix(line, "）") {
			word, through, _ = strings.Cut(strings.TrimSuffix(line, "）"), "（")
		}
		known := through == ""
		for _, n := range a.Names() {
			known = known || n.Unit != nil && n.Unit.Name == through
		}
		if !known || !slices.Contains(words, word) {
			c.report(Finding{Order: e.order, Field: Names, Unit: t.unit.Name, At: t.place(e.rows[0], ownRole), Want: strings.Join(words, "、"), Got: line})
			return
		}
		left = slices.DeleteFunc(left, func(s string) bool { return s == word })
	}
	if len(left) > 0 {
		c.report(Finding{Order: e.order, Field: Names, Unit: t.unit.Name, At: t.place(e.rows[0], ownRole), Want: left[0], Got: cell})
	}
}

// otherRoles checks what a unit's sheet says that others do: the names of the
// register without those that mean the unit, a role a line.
func (c *checker) otherRoles(t *table, e entry, a *plan.Assignment) {
	if _, ok := t.columns[otherRoles]; !ok || a.Duty == nil {
		return
	}
	var want strings.Builder
	for _, sh := range a.Duty.Shares {
		between := c.plan.Wording(sh) + "："
		for _, n := range sh.Names {
			name := n.Written
			if n.Unit != nil {
				if n.Unit.Kind != plan.Vague && slices.Contains(n.Unit.Expand(), t.unit) {
					continue
				}
				name = n.Unit.Name
			}
			want.WriteString(between + name + n.Open)
			between = "、"
		}
	}
	c.expect(Finding{Order: e.order, Field: Names, Unit: t.unit.Name, At: t.place(e.rows[0], otherRoles)}, want.String(), t.value(e, otherRoles))
}

// expect reports a cell that does not read as it should.
func (c *checker) expect(f Finding, want, got string) {
	should, is := []rune(squeeze(want)), []rune(squeeze(got))
	if slices.Equal(is, should) {
		return
	}
	n := common(is, should)
	f.Want, f.Got = near(should, n), near(is, n)
	c.report(f)
}
