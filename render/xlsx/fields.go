package xlsx

import (
	"reflect"
	"slices"
	"strings"
)

// rowSource says what the rows of a sheet are.
type rowSource string

// The sources of rows.
const (
	fromAssignments rowSource = "assignments" // one row per assignment
	fromUnits       rowSource = "units"       // one row per unit that has tasks
	fromUnitTasks   rowSource = "unit-tasks"  // a sheet per unit, one row per task of it
	fromIndicators  rowSource = "indicators"  // one row per indicator
	fromUnassigned  rowSource = "unassigned"  // one row per task or name that no unit stands behind
)

var rowSources = []string{string(fromAssignments), string(fromUnits), string(fromUnitTasks), string(fromIndicators), string(fromUnassigned)}

// fields are what a template's expressions can show. The tag says in which
// sheets a field has a value; "sheet" means that the expressions for the whole
// sheet (name, title, …) have it too. Without a tag a field is everywhere.
type fields struct {
	// Of the plan.
	Title  string // of the plan, on one line
	Stage  string // （征求意见稿）; empty for 印发稿
	Year   string // 2026
	Issuer string // the first issuer
	Date   string // 2026年2月12日, of issue
	Count  int    // of the rows of the sheet; in units and columns by role: of the role

	// Of a unit.
	Unit   string `rows:"units unit-tasks" sheet:"unit-tasks"` // registered name
	Short  string `rows:"units unit-tasks" sheet:"unit-tasks"` // its short name, or its name
	Leader string `rows:"units unit-tasks" sheet:"unit-tasks"` // who receives its tasks
	Total  int    `rows:"units"`                               // of its tasks
	Index  int    `rows:"units indicators unassigned"`         // of the row, from 1

	// Of an assignment.
	Order   int    `rows:"assignments unit-tasks unassigned"` // 第n项
	Part    string `rows:"assignments unit-tasks unassigned"` // label and heading, if assignments stand in several parts
	Group   string `rows:"assignments unit-tasks unassigned"` // label and title of the outermost item
	KeyTask string `rows:"assignments unit-tasks unassigned"` // of the items between, one a line
	Measure string `rows:"assignments unit-tasks unassigned"` // of the innermost item
	Content string `rows:"assignments unit-tasks unassigned"` // Brief, or Text
	Text    string `rows:"assignments unit-tasks unassigned"`
	Brief   string `rows:"assignments unit-tasks unassigned"`
	Leaders string `rows:"assignments unit-tasks unassigned"`            // one a line
	Due     string `rows:"assignments unit-tasks unassigned indicators"` // phrase, or nodes one a line
	Note    string `rows:"assignments unit-tasks unassigned"`

	// Of a column by role.
	Role  string `rows:"assignments units unit-tasks"` // 牵头单位; in unit-tasks that of the unit
	Names string `rows:"assignments"`                  // as written

	// Of a unit's task.
	Duties string `rows:"unit-tasks"` // 牵头任务: Role as the name of a group of tasks
	// InGroup is the number of the unit's tasks under Duties.
	InGroup int    `rows:"unit-tasks"`
	Own     string `rows:"unit-tasks"` // 牵头
	Others  string `rows:"unit-tasks"` // 配合：县财政局, one role a line

	// Of an indicator.
	Indicator   string `rows:"indicators"` // what is measured: 县城污水处理率
	Target      string `rows:"indicators"` // 达到95%以上
	Sentence    string `rows:"indicators"` // the sentence that states it
	Section     string `rows:"indicators"` // labels and headings from the part on, one a line
	Responsible string `rows:"indicators"` // names as written; of several roles one a line

	// Of what is not assigned.
	Problem string `rows:"unassigned"` // what is wrong
	Written string `rows:"unassigned"` // the duty as written: 责任单位：有关部门

	turns *int // what is left of the turns of loops
}

// Tick counts a turn of a loop. Parsing puts a call into each loop; templates
// cannot name it themselves.
func (f *fields) Tick() (string, error) {
	if *f.turns--; *f.turns < 0 {
		return "", errTurns
	}
	return "", nil
}

// scope is where an expression stands.
type scope struct {
	rows  rowSource
	sheet bool // for the whole sheet
	role  bool // in a column by role
	// header is the heading of a column by role, which knows the role but no
	// row.
	header bool
}

// names returns the fields that have a value in a scope.
func (s scope) names() []string {
	var names []string
	for f := range reflect.TypeFor[fields]().Fields() {
		rows := strings.Fields(f.Tag.Get("rows"))
		switch {
		case !f.IsExported():
		case s.header && f.Name == "Role":
			names = append(names, f.Name)
		case len(rows) == 0:
			names = append(names, f.Name)
		case s.sheet && f.Tag.Get("sheet") != string(s.rows):
		case !slices.Contains(rows, string(s.rows)):
		case f.Name == "Names" && !s.role, f.Name == "Role" && !s.role && s.rows != fromUnitTasks:
		default:
			names = append(names, f.Name)
		}
	}
	return names
}
