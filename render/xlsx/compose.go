package xlsx

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"fangan/internal/diag"
	"fangan/internal/length"
	"fangan/internal/plan"
)

// Compose makes the workbook of a plan. The book is nil if there are errors:
// an expression of the template that fails on a row of this plan, reported at
// its place in the template with the place of the row.
func Compose(p *plan.Plan, t *Template) (*Book, diag.List) {
	c := composer{plan: p, template: t, turns: maxAllTurns, names: newNamer(), styles: map[Style]int{}, sheetOf: map[*plan.Unit]string{}}
	c.prepare()
	title := c.run(t.title, c.base(0), diag.Span{}, "工作簿的标题")
	b := &Book{Title: title, Subject: p.Status.Value, Date: p.Issue.Date}
	if len(p.Issue.By) > 0 {
		b.Author = p.Issue.By[0].Value
	}
	var tables []*table
	for _, s := range t.sheets {
		tables = append(tables, c.tables(s)...)
	}
	// Names come before the sheets are made, since links need those of later
	// ones.
	for _, table := range tables {
		table.sheet = c.names.name(c.run(table.template.name, table.head, table.span, "表名"))
		if table.unit != nil && c.sheetOf[table.unit] == "" {
			c.sheetOf[table.unit] = table.sheet
		}
		if table.template.rows == fromUnits && c.summary == "" {
			c.summary = table.sheet
		}
	}
	for _, table := range tables {
		b.Sheets = append(b.Sheets, c.compose(table))
	}
	b.Styles = c.styleList
	if len(b.Sheets) == 0 && !c.findings.HasErrors() {
		c.report(diag.Span{Source: t.source}, "sheet/empty", "照这个模板，本方案一张表也生成不了", `请在模板里留一张 rows = "assignments" 的表`)
	}
	if c.findings.HasErrors() {
		return nil, c.findings
	}
	return b, c.findings
}

type composer struct {
	plan     *plan.Plan
	template *Template
	findings diag.List
	turns    int // of loops that are left to all expressions

	units   []*unitTasks
	rows    []*fields      // of the assignments
	columns []string       // of responsibility in use, without that of leaders
	broken  map[string]int // findings by place, so that one cause is reported once

	names     namer
	sheetOf   map[*plan.Unit]string
	summary   string // the sheet that lists the units
	styles    map[Style]int
	styleList []Style
}

func (c *composer) report(at diag.Span, rule, message, help string, related ...diag.Related) {
	c.findings = append(c.findings, diag.Diagnostic{Rule: rule, Severity: diag.Error, Span: at, Message: message, Help: help, Related: related})
}

// run executes an expression; what fails is reported with the row in hand.
func (c *composer) run(e expression, row *fields, at diag.Span, what string) string {
	text, err := e.execute(row)
	if err == nil {
		return text
	}
	if c.broken == nil {
		c.broken = map[string]int{}
	}
	key := fmt.Sprint(e.text.Span.Start)
	if c.broken[key]++; c.broken[key] > 1 {
		return ""
	}
	message, help := fmt.Sprintf("%s算不出来：表达式在这里不适用", what), "多半是拿文字同数目相比，请检查 eq、lt、len 等函数两边的值"
	for _, known := range []error{errTurns, errLength, errFormat} {
		if errors.Is(err, known) {
			message, help = fmt.Sprintf("%s算不出来：%v", what, known), "请检查这个表达式"
		}
	}
	var related []diag.Related
	if !at.IsZero() {
		related = append(related, diag.Related{Span: at, Message: "正在填这里的内容"})
	}
	c.report(e.text.Span, "sheet/expression", message, help, related...)
	return ""
}

// leadersColumn is the column of the built-in role for persons.
func (c *composer) leadersColumn() string {
	row, _ := c.plan.Roles.Row("leaders")
	return row.Column
}

// prepare computes what several sheets show.
func (c *composer) prepare() {
	p := c.plan
	for _, column := range p.Columns() {
		if column != c.leadersColumn() {
			c.columns = append(c.columns, column)
		}
	}
	c.units = byUnit(p)
	assignments := p.Assignments()
	parts := map[*plan.Part]bool{}
	grouped := map[*plan.Part]bool{}
	for _, a := range assignments {
		parts[a.Part] = true
		if len(a.Path) > 1 {
			grouped[a.Part] = true
		}
	}
	for i := range assignments {
		a := &assignments[i]
		row := c.base(len(assignments))
		row.Order = a.Order
		if len(parts) > 1 || a.Part.Kind != plan.Measures {
			row.Part = a.Part.Name()
		}
		row.Measure = a.Measure()
		if grouped[a.Part] {
			row.Group = a.Path[0].Name()
		}
		if len(a.Path) > 2 {
			var between []string
			for _, item := range a.Path[1 : len(a.Path)-1] {
				between = append(between, item.Name())
			}
			row.KeyTask = strings.Join(between, "\n")
		}
		row.Text, row.Brief, row.Content, row.Note = a.Text, a.Brief, a.Text, a.Note
		if a.Brief != "" {
			row.Content = a.Brief
		}
		row.Leaders = p.InColumn(*a, c.leadersColumn())
		if a.Due != nil {
			row.Due = a.Due.String()
		}
		c.rows = append(c.rows, row)
	}
}

// section names the part and the items that an indicator stands in, one a
// line.
func section(s plan.StatedIndicator) string {
	lines := []string{s.Part.Name()}
	for _, item := range s.Path {
		lines = append(lines, item.Name())
	}
	return strings.Join(slices.DeleteFunc(lines, func(line string) bool { return line == "" }), "\n")
}

// base returns the fields that every row has.
func (c *composer) base(count int) *fields {
	p := c.plan
	f := &fields{Title: p.Name(), Stage: stage(p), Count: count, turns: &c.turns}
	if p.Year != 0 {
		f.Year = fmt.Sprint(p.Year)
	}
	if len(p.Issue.By) > 0 {
		f.Issuer = p.Issue.By[0].Value
	}
	if !p.Issue.Date.IsZero() {
		f.Date = p.Issue.Date.Chinese()
	}
	return f
}

// table is a sheet to be made: its template and its rows.
type table struct {
	template *sheetTemplate
	sheet    string // name
	head     *fields
	span     diag.Span // of the unit or plan
	unit     *plan.Unit
	rows     []tableRow
}

// tableRow is a row before its cells are made.
type tableRow struct {
	fields *fields
	span   diag.Span // of the assignment or unit, for findings
	unit   *plan.Unit
	// column gives a column by role its content.
	column func(f *fields, column string)
}

// tables returns the tables of a sheet template: none if it has no rows, save
// for the table of assignments.
func (c *composer) tables(s *sheetTemplate) []*table {
	t := &table{template: s}
	switch s.rows {
	case fromUnitTasks:
		var tables []*table
		for _, u := range c.units {
			tables = append(tables, c.unitTable(s, u))
		}
		return tables
	case fromAssignments:
		assignments := c.plan.Assignments()
		for i, row := range c.rows {
			a := assignments[i]
			t.rows = append(t.rows, tableRow{fields: row, span: a.Span, column: func(f *fields, column string) { f.Names = c.plan.InColumn(a, column) }})
		}
	case fromUnits:
		for i, u := range c.units {
			row := c.base(len(u.tasks))
			row.setUnit(u.unit)
			row.Total, row.Index = len(u.tasks), i+1
			t.rows = append(t.rows, tableRow{fields: row, span: u.unit.Span, unit: u.unit, column: func(f *fields, column string) { f.Count = u.count[column] }})
		}
	case fromIndicators:
		indicators := c.plan.Indicators()
		for i, s := range indicators {
			row := c.base(len(indicators))
			row.Index, row.Indicator, row.Target, row.Sentence = i+1, s.Subject(), s.Target(), s.Text.Value
			row.Section, row.Responsible = section(s), c.plan.Responsible(s.Duty)
			if s.Due != nil {
				row.Due = s.Due.String()
			}
			t.rows = append(t.rows, tableRow{fields: row, span: s.Span})
		}
	case fromUnassigned:
		assignments := c.plan.Assignments()
		for i := range assignments {
			a := &assignments[i]
			if text := problem(a); text != "" {
				row := *c.rows[i]
				row.Problem, row.Written, row.Index = text, written(c.plan, a), len(t.rows)+1
				t.rows = append(t.rows, tableRow{fields: &row, span: a.Span})
			}
		}
	}
	if len(t.rows) == 0 && s.rows != fromAssignments {
		return nil
	}
	t.head = c.base(len(t.rows))
	return []*table{t}
}

func (f *fields) setUnit(u *plan.Unit) {
	f.Unit, f.Short, f.Leader = u.Name, u.Label(), u.Leader
}

func (c *composer) unitTable(s *sheetTemplate, u *unitTasks) *table {
	t := &table{template: s, unit: u.unit, span: u.unit.Span, head: c.base(len(u.tasks))}
	t.head.setUnit(u.unit)
	inGroup := map[string]int{}
	for _, task := range u.tasks {
		inGroup[task.column]++
	}
	for _, task := range u.tasks {
		row := *c.rows[task.assignment.Order-1]
		row.setUnit(u.unit)
		row.Count = len(u.tasks)
		row.Role, row.Duties, row.InGroup = task.column, strings.TrimSuffix(task.column, "单位")+"任务", inGroup[task.column]
		row.Own, row.Others = task.own, task.others
		t.rows = append(t.rows, tableRow{fields: &row, span: task.assignment.Span})
	}
	return t
}

// column is a column of a table with all its texts.
type column struct {
	template columnTemplate
	header   string
	texts    []string // by row
	pixels   int
	empty    bool
}

// compose makes the sheet of a table.
func (c *composer) compose(t *table) Sheet {
	s := Sheet{Name: t.sheet, Page: t.template.page}
	columns := c.fill(t)
	columns = slices.DeleteFunc(columns, func(col *column) bool { return col.empty })
	if len(columns) == 0 {
		columns = []*column{{template: columnTemplate{grow: true, width: 40, align: Left}, texts: make([]string, len(t.rows))}}
	}
	c.setWidths(t.template, columns)
	for _, col := range columns {
		s.Columns = append(s.Columns, Column{Pixels: col.pixels})
	}
	w := sheetWriter{composer: c, sheet: &s, template: t.template, columns: columns, banner: map[int]bool{}}
	w.line("title", Center, false, c.run(t.template.title, t.head, t.span, "表的标题"))
	w.line("subtitle", Center, false, c.run(t.template.subtitle, t.head, t.span, "副标题"))
	w.line("note", Left, false, c.run(t.template.note, t.head, t.span, "表前说明"))
	if t.unit != nil && t.template.back != "" && c.summary != "" {
		w.back(t.template.back, c.summary)
	}
	w.header()
	banners := make([]string, len(t.template.banner))
	for i, row := range t.rows {
		w.banners(banners, row)
		w.row(i, row)
	}
	if len(t.rows) == 0 {
		w.line("body", Center, true, "（没有任务）")
	}
	w.line("note", Left, false, c.run(t.template.foot, t.head, t.span, "表后说明"))
	w.breaks()
	return s
}

// fill makes the texts of the columns.
func (c *composer) fill(t *table) []*column {
	var columns []*column
	var own fields // of a row, for columns by role
	for _, ct := range t.template.columns {
		roles := []string{""}
		if ct.eachRole {
			roles = c.columns
		}
		for _, role := range roles {
			head := *t.head
			if ct.eachRole {
				head.Role = role
			}
			col := &column{template: ct, header: c.run(ct.header, &head, t.span, "列的标题"), texts: make([]string, 0, len(t.rows)), empty: !ct.keep && !c.toBeFilledIn(ct, t)}
			what := fmt.Sprintf("“%s”一列", col.header)
			for _, row := range t.rows {
				f := row.fields
				if ct.eachRole {
					own = *row.fields
					f = &own
					f.Role = role
					row.column(f, role)
				}
				text := strings.TrimRight(c.run(ct.cell, f, row.span, what), "\n ")
				col.texts = append(col.texts, text)
				if text != "" {
					col.empty = false
				}
			}
			columns = append(columns, col)
		}
	}
	return columns
}

// toBeFilledIn reports whether a column of leaders must stay although nobody is
// named: leaders = [] in the plan prints the blank to be filled in.
func (c *composer) toBeFilledIn(ct columnTemplate, t *table) bool {
	if !ct.cell.uses["Leaders"] || t.template.rows != fromAssignments {
		return false
	}
	return slices.ContainsFunc(c.plan.Assignments(), func(a plan.Assignment) bool { return a.Duty != nil && a.Duty.LeadersKnown })
}

// size returns the paper as it lies.
func (p Page) size() (width, height length.Length) {
	size := paperSizes[p.Paper]
	if p.Landscape {
		return size[1], size[0]
	}
	return size[0], size[1]
}

// pixelsWide returns the width between the margins.
func (p Page) pixelsWide() int {
	width, _ := p.size()
	return int((width - p.Margins.Left - p.Margins.Right) / Pixel)
}

// pixelsHigh returns the height between the margins.
func (p Page) pixelsHigh() int {
	_, height := p.size()
	return int((height - p.Margins.Top - p.Margins.Bottom) / Pixel)
}

// stage prints as under the title of the document: （征求意见稿）. plan.Stage
// registers a mark, which a plan that is read by several jobs must not do.
func stage(p *plan.Plan) string {
	if p.Status.Value == "" || p.Status.Value == plan.Issued {
		return ""
	}
	return "（" + p.Status.Value + "）"
}
