package plan

import (
	"fmt"
	"iter"
	"slices"
	"strings"
	"unicode/utf8"

	"fangan/internal/diag"
)

// Assignment is one task as the breakdown table sees it (责任分解项).
type Assignment struct {
	Order int // 第n项, from 1 through the plan
	ID    string
	Part  *Part
	Path  []*Item // from the outermost item to the one that holds the task
	Text  string  // paragraphs one a line
	Brief string  // shorter wording for the table; may be empty
	Note  string
	Duty  *Duty // own or inherited; nil if nobody is responsible
	Due   *Due  // own or inherited; nil if there is none
	// Indicators are those of the task, or of the item where that is the
	// assignment.
	Indicators []Indicator
	// Printed is how the duty prints in the document: one of the values of
	// [layout] duties.
	Printed string
	Span    diag.Span
	task    *Task // nil where the item is the assignment
}

// Assignments returns the rows of the breakdown table in document order.
func (p *Plan) Assignments() []Assignment { return p.assignments }

// assign collects the assignments: every task and every item without tasks of
// the measures, and those of other parts that have a duty or a deadline. An
// item's own duty that no task of it inherits makes the item an assignment.
func (p *Plan) assign() {
	for part := range p.AllParts() {
		for _, item := range part.Items {
			p.assignItem(part, nil, item, heritage{layout: p.settings.layout})
		}
	}
	for i := range p.assignments {
		p.assignments[i].Order = i + 1
	}
}

// heritage is what items hand down to their tasks.
type heritage struct {
	duty   *Duty
	due    *Due
	layout layout
	used   *bool // whether a task inherited the duty
}

func (h heritage) takeDuty(own *Duty) *Duty {
	if own != nil {
		return own
	}
	if h.used != nil {
		*h.used = true
	}
	return h.duty
}

func (h heritage) takeDue(own *Due) *Due {
	if own != nil {
		return own
	}
	return h.due
}

func (p *Plan) assignItem(part *Part, above []*Item, item *Item, h heritage) {
	path := append(slices.Clip(above), item)
	h.layout = item.layout.or(h.layout)
	if len(item.Tasks)+len(item.Items) == 0 {
		p.add(Assignment{Part: part, Path: path, Text: paragraphsOf(item.Text, item.Title), Brief: item.Brief.Value, Note: item.Note.Value,
			Duty: h.takeDuty(item.Duty), Due: h.takeDue(item.Due), Printed: h.layout.duties, Span: item.Span})
		return
	}
	inherited := false
	if item.Duty != nil {
		h.duty, h.used = item.Duty, &inherited
	}
	h.due = h.takeDue(item.Due)
	first := len(p.assignments)
	for _, task := range item.Tasks {
		p.add(Assignment{task: task, ID: task.ID.Value, Part: part, Path: path, Text: paragraphsOf(task.Text, Text{}), Brief: task.Brief.Value, Note: task.Note.Value,
			Duty: h.takeDuty(task.Duty), Due: h.takeDue(task.Due), Printed: task.layout.or(h.layout).duties, Span: task.Span})
	}
	for _, sub := range item.Items {
		p.assignItem(part, path, sub, h)
	}
	if item.Duty != nil && !inherited {
		own := Assignment{Part: part, Path: path, Text: paragraphsOf(item.Text, item.Title), Brief: item.Brief.Value, Note: item.Note.Value,
			Duty: item.Duty, Due: item.Due, Printed: h.layout.duties, Span: item.Span}
		p.assignments = slices.Insert(p.assignments, first, own)
	}
}

func (p *Plan) add(a Assignment) {
	if a.Part.Kind != Measures && a.Duty == nil && a.Due == nil {
		return
	}
	p.assignments = append(p.assignments, a)
}

// paragraphsOf is a text without hand-made indents, or the title in its place.
func paragraphsOf(text, title Text) string {
	var lines []string
	for _, line := range text.Lines() {
		lines = append(lines, line.Value)
	}
	if len(lines) == 0 {
		return title.Value
	}
	return strings.Join(lines, "\n")
}

// Where names the assignment as messages do: 第17项“加强扬尘管控”.
func (a Assignment) Where() string {
	for _, item := range slices.Backward(a.Path) {
		if item.Title.Value != "" {
			return fmt.Sprintf("第%d项“%s”", a.Order, item.Title.Value)
		}
	}
	return fmt.Sprintf("第%d项", a.Order)
}

// Group is the outermost item, if it groups others; nil otherwise.
func (a Assignment) Group() *Item {
	if len(a.Path) > 1 {
		return a.Path[0]
	}
	return nil
}

// innermost is the item that holds the assignment.
func (a Assignment) innermost() *Item { return a.Path[len(a.Path)-1] }

// Measure names the innermost item; one without a title of its own takes that
// of the item above.
func (a Assignment) Measure() string {
	label := a.innermost().Label
	for _, item := range slices.Backward(a.Path) {
		if item.Title.Value != "" {
			return label + item.Title.Value
		}
	}
	return label
}

// Name is the label and the title of an item.
func (item *Item) Name() string { return item.Label + item.Title.Value }

// Name is the label and the heading of a part: 二、主要措施, 附件1：河长名单.
func (part *Part) Name() string {
	if last, _ := utf8.DecodeLastRuneInString(part.Label); part.Label != "" && !strings.ContainsRune("、）.．。 ：", last) {
		return part.Label + "：" + part.Heading.Value
	}
	return part.Label + part.Heading.Value
}

// Banner names the group that an assignment belongs to, or else its part where
// assignments stand in several; empty where there is nothing to tell apart.
func (p *Plan) Banner(a Assignment) string {
	if group := a.Group(); group != nil {
		return group.Name()
	}
	if p.assignments[0].Part != p.assignments[len(p.assignments)-1].Part {
		return a.Part.Name()
	}
	return ""
}

// Shares returns the names of a duty as written, one role a line:
// 牵头：县财政局.
func (p *Plan) Shares(d *Duty) []string {
	if d == nil {
		return nil
	}
	var lines []string
	for _, share := range d.Shares {
		lines = append(lines, p.Wording(share)+"："+share.join())
	}
	return lines
}

// Responsible returns the names of a duty as written; only where there are
// several roles they are named.
func (p *Plan) Responsible(d *Duty) string {
	if d != nil && len(d.Shares) == 1 {
		return d.Shares[0].join()
	}
	return strings.Join(p.Shares(d), "\n")
}

// Names yields the names of the duty with their shares, in order.
func (a Assignment) Names() iter.Seq2[Share, Name] {
	return func(yield func(Share, Name) bool) {
		if a.Duty == nil {
			return
		}
		for _, share := range a.Duty.Shares {
			for _, name := range share.Names {
				if !yield(share, name) {
					return
				}
			}
		}
	}
}

// InColumn returns what stands in a column of the breakdown table: the names
// as written, with the role in brackets where it is not the one that the
// column is named for. Names of several roles stand on lines of their own.
func (p *Plan) InColumn(a Assignment, column string) string {
	if a.Duty == nil {
		return ""
	}
	var cells []string
	main := ""
	for _, row := range p.Roles.Rows() {
		if row.Column != column {
			continue
		}
		if main == "" {
			main = row.Key
		}
		if row.Persons {
			for _, leader := range a.Duty.Leaders {
				cells = append(cells, leader.Value)
			}
			continue
		}
		for _, share := range a.Duty.Shares {
			if share.Role != row.Key {
				continue
			}
			cell := share.join()
			if row.Key != main {
				cell += "（" + p.Wording(share) + "）"
			}
			cells = append(cells, cell)
		}
	}
	return strings.Join(cells, "\n")
}

// Wording is the word for what the units of a share do: as written, unless only
// a label such as 责任单位 was. The table and the unit sheets show it alike.
func (p *Plan) Wording(s Share) string {
	row, ok := p.Roles.Row(s.Role)
	switch {
	case s.Wording != "" && (slices.Contains(row.Words, s.Wording) || !slices.Contains(row.Labels, s.Wording)):
		return s.Wording
	case !ok || len(row.Words) == 0:
		return s.Role
	}
	return row.Words[0]
}

func (s Share) join() string {
	var b strings.Builder
	for i, n := range s.Names {
		if i > 0 {
			b.WriteString("、")
		}
		b.WriteString(n.Written + n.Open)
	}
	return b.String()
}

// Columns returns the columns of responsibility that the plan uses, in the
// order of the table of roles.
func (p *Plan) Columns() []string {
	var columns []string
	for _, column := range p.Roles.Columns() {
		if slices.ContainsFunc(p.assignments, func(a Assignment) bool { return p.InColumn(a, column) != "" }) {
			columns = append(columns, column)
		}
	}
	return columns
}

// Summary is what a plan holds, for the clerk to check at a glance.
type Summary struct {
	Groups, Measures, Assignments, Unassigned int
}

// Summary counts the groups and measures of the measures part, the
// assignments, and those for which nobody is responsible.
func (p *Plan) Summary() Summary {
	var s Summary
	for _, part := range p.Parts {
		if part.Kind == Measures {
			s.count(part.Items)
		}
	}
	s.Assignments = len(p.assignments)
	for _, a := range p.assignments {
		if a.Duty == nil || len(a.Duty.Shares) == 0 {
			s.Unassigned++
		}
	}
	return s
}

func (s *Summary) count(items []*Item) {
	for _, item := range items {
		if len(item.Items) > 0 {
			s.Groups++
			s.count(item.Items)
		} else {
			s.Measures++
		}
	}
}

// String prints 8组、60项、82条任务，3条无责任单位.
func (s Summary) String() string {
	text := fmt.Sprintf("%d项、%d条任务", s.Measures, s.Assignments)
	if s.Groups > 0 {
		text = fmt.Sprintf("%d组、%s", s.Groups, text)
	}
	if s.Unassigned > 0 {
		text += fmt.Sprintf("，%d条无责任单位", s.Unassigned)
	}
	return text
}
