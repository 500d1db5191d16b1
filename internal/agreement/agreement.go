// Package agreement holds the two documents of a plan against each other: what
// a reader of PDF and a reader of XLSX found in them, and what the plan says.
// It sees extracted text and cells only, so it can judge files that any program
// wrote; it runs no program and opens no file.
package agreement

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"fangan/internal/duty"
	"fangan/internal/plan"
)

// Field is what of an assignment two places should say alike.
type Field string

// The fields.
const (
	Heading   Field = "工作措施"
	KeyTask   Field = "重点任务" // the headings between the group's and the measure's
	Text      Field = "具体内容"
	Names     Field = "责任单位"
	Leaders   Field = "责任领导"
	Deadline  Field = "完成时限"
	Remark    Field = "备注"
	Number    Field = "序号"   // whether the row is there, once, in its place
	Tasks     Field = "任务清单" // whether a unit's sheet lists its tasks and no others
	Indicator Field = "指标"   // a row of the table of indicators
	Passage   Field = "其他文字" // what the document says beside the tasks; Unit names it
	Title     Field = "方案标题" // above a table
	Whole     Field = "方案"   // whether the files are of one plan at all
)

// Place is where something stands in one of the two files; one of its halves
// is set, or neither if it stands nowhere.
type Place struct {
	Page, Line  int    // of the document, both from 1; lines without text don't count
	Row         int    // of a table on the page, from 1, instead of a line
	Sheet, Cell string // of the workbook: 责任分解表, C7
}

// IsZero reports whether the place is nowhere.
func (p Place) IsZero() bool { return p == Place{} }

// String names the place for people: 公文第3页第5行, “责任分解表”C7.
func (p Place) String() string {
	switch {
	case p.Row > 0:
		return fmt.Sprintf("公文第%d页表格第%d行", p.Page, p.Row)
	case p.Page > 0:
		return fmt.Sprintf("公文第%d页第%d行", p.Page, p.Line)
	case p.Cell != "":
		return fmt.Sprintf("“%s”%s", p.Sheet, p.Cell)
	case p.Sheet != "":
		return fmt.Sprintf("“%s”", p.Sheet)
	}
	return "（无）"
}

// Finding is one thing that a file does not say as the plan does.
type Finding struct {
	Order int   // 第n项; 0 for what belongs to no assignment
	Field Field // of what
	Unit  string
	At    Place // where the file departs from the plan
	// Other is where the other file has the same thing; zero if it has not.
	Other Place
	Want  string // what the plan says, near the first difference
	Got   string // what stands there instead; empty: nothing
	// Unsure marks what may be right: without the plan it can't be told.
	Unsure bool
}

// String prints the finding on one line.
func (f Finding) String() string {
	what := string(f.Field)
	switch {
	case f.Unit != "" && f.Order > 0:
		what = fmt.Sprintf("%s第%d项的%s", f.Unit, f.Order, what)
	case f.Unit != "":
		what = f.Unit + "的" + what
	case f.Order > 0:
		what = fmt.Sprintf("第%d项的%s", f.Order, what)
	}
	got := "没有找到"
	if f.Got != "" {
		got = fmt.Sprintf("写的是“%s”", f.Got)
	}
	want := "方案里没有"
	if f.Want != "" {
		want = fmt.Sprintf("方案是“%s”", f.Want)
	}
	line := fmt.Sprintf("%s：%s%s，%s", what, f.At, got, want)
	if !f.Other.IsZero() {
		line += fmt.Sprintf("（另见%s）", f.Other)
	}
	return line
}

// Check looks up every assignment of a plan in its document and its workbook:
// its heading, its text, the names of its duty as written and in order, and its
// deadline; in the workbook also whether each sheet of a unit lists the tasks
// of that unit and no others, and the table of indicators. The findings are in
// the order of the plan. None means that the three agree. Of a file that has not
// even half of the plan's tasks only that is told.
//
// Either file may be missing (nil); then the other is checked alone.
//
// White space is no difference, for a reader of PDF can't tell that of the text
// from that of the page. Everything else is.
func Check(p *plan.Plan, d *Document, w Workbook) []Finding {
	c := checker{plan: p, document: d, columns: p.Columns(), roles: p.Roles.Rows()}
	assignments := p.Assignments()
	c.inDocument = make([]Place, len(assignments))
	c.inWorkbook = make([]Place, len(assignments))
	var sheets tables
	if w != nil {
		sheets = w.tables(p)
		sheets.rows = c.indexRows(sheets.all, len(assignments))
	}
	if d != nil {
		c.readDocument()
	}
	if w != nil {
		c.readWorkbook(w, sheets)
	}
	slices.SortStableFunc(c.findings, func(a, b Finding) int { return cmp.Compare(a.Order, b.Order) })
	return c.findings
}

type checker struct {
	plan       *plan.Plan
	document   *Document
	findings   []Finding
	inDocument []Place // of the assignments' texts
	end        int     // where the attachments begin; what stands before may be the signature
	inWorkbook []Place

	columns []string   // of the roles in the workbook
	roles   []duty.Row // of the plan
}

// report adds the place of the assignment in the file that the finding is not
// about.
func (c *checker) report(f Finding) {
	if f.Order > 0 && f.Other.IsZero() {
		f.Other = c.inWorkbook[f.Order-1]
		if f.At.Page == 0 && f.At.Sheet != "" {
			f.Other = c.inDocument[f.Order-1]
		}
	}
	c.findings = append(c.findings, f)
}

// share is one role of a duty with its names, as both files must show it.
type share struct {
	role  string
	words []string // that may name the role
	names []string // with their open ends
}

// shares returns the shares of a duty that stand in a column; all but the
// leaders if column is empty.
func (c *checker) shares(a *plan.Assignment, column string) []share {
	var list []share
	if a.Duty == nil {
		return nil
	}
	for _, row := range c.roles {
		if column != "" && row.Column != column {
			continue
		}
		if row.Persons && column != "" {
			for _, leader := range a.Duty.Leaders { // each on a line
				list = append(list, share{role: row.Key, names: []string{leader.Value}})
			}
		}
		for _, sh := range a.Duty.Shares {
			if column == "" || sh.Role != row.Key {
				continue
			}
			s := share{role: sh.Role, words: append(slices.Clone(row.Words), sh.Wording)}
			for _, n := range sh.Names {
				s.names = append(s.names, n.Written+n.Open)
			}
			list = append(list, s)
		}
	}
	if column == "" {
		for _, sh := range a.Duty.Shares {
			s := share{role: sh.Role}
			for _, n := range sh.Names {
				s.names = append(s.names, n.Written+n.Open)
			}
			list = append(list, s)
		}
	}
	return list
}

// few reports whether so little of a plan was found that the file is another
// one's.
func few(found, all int) bool { return found*2 < all }

// strangers tells that a file is not of this plan.
func strangers(at Place, found, all int) Finding {
	return Finding{Field: Whole, At: at, Want: fmt.Sprintf("%d条任务", all), Got: fmt.Sprintf("%d条", found)}
}

// keyTask names the headings between the outermost and the innermost, one a
// line.
func keyTask(a *plan.Assignment) string {
	var names []string
	for i := 1; i+1 < len(a.Path); i++ {
		names = append(names, a.Path[i].Name())
	}
	return strings.Join(names, "\n")
}

// title is the heading under which an assignment stands: that of the innermost
// item, which without a title takes that of the item above.
func title(a *plan.Assignment) string {
	label := a.Path[len(a.Path)-1].Label
	for _, item := range slices.Backward(a.Path) {
		if item.Title.Value != "" {
			return label + item.Title.Value
		}
	}
	return label
}
