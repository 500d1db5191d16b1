// Package listing prints the assignments of plans as a table for people, as
// CSV for Excel and WPS, and as JSON, which is the stable interface for other
// programs.
package listing

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"fangan/internal/diag"
	"fangan/internal/plan"
)

// Formats are the formats that Write knows.
var Formats = []string{"table", "csv", "json"}

// Write prints the assignments of the plans in a format of Formats. A table is
// cut to lines of width cells; 0 leaves everything whole.
func Write(w io.Writer, format string, plans []*plan.Plan, width int) error {
	switch format {
	case "csv":
		return writeCSV(w, plans)
	case "json":
		return writeJSON(w, plans)
	}
	return writeTable(w, plans, width)
}

// Record is an assignment as JSON. Empty values are left out; dates are
// written 2026-06-30.
type Record struct {
	Plan    string       `json:"plan"`
	ID      string       `json:"id,omitempty"`
	Order   int          `json:"order"`
	Part    string       `json:"part"`
	Path    []PathRecord `json:"path,omitempty"`
	Text    string       `json:"text,omitempty"`
	Brief   string       `json:"brief,omitempty"`
	Note    string       `json:"note,omitempty"`
	Duties  []DutyRecord `json:"duties,omitempty"`
	Due     string       `json:"due,omitempty"`
	DueFrom string       `json:"due_from,omitempty"`
	DueText string       `json:"due_text,omitempty"`
	Cycle   string       `json:"cycle,omitempty"`
	Nodes   []NodeRecord `json:"nodes,omitempty"`

	Indicators []IndicatorRecord `json:"indicators,omitempty"`

	File   string `json:"file"`
	Line   int    `json:"line"`
	Column int    `json:"column"`
}

// PathRecord is one heading above an assignment.
type PathRecord struct {
	Label string `json:"label,omitempty"`
	Title string `json:"title,omitempty"`
}

// DutyRecord is one role of an assignment. Leaders are a duty with the role
// "leaders", whose units are persons or posts.
type DutyRecord struct {
	Role      string   `json:"role"`
	Wording   string   `json:"wording,omitempty"`
	Units     []string `json:"units,omitempty"`      // registered names
	AsWritten []string `json:"as_written,omitempty"` // names in the document
	OpenEnded bool     `json:"open_ended,omitempty"`
}

// NodeRecord is one of several deadlines of an assignment.
type NodeRecord struct {
	Text    string `json:"text,omitempty"`
	Due     string `json:"due,omitempty"`
	DueFrom string `json:"due_from,omitempty"`
	DueText string `json:"due_text,omitempty"`
	Cycle   string `json:"cycle,omitempty"`
}

// IndicatorRecord is one number that can be checked at the end of the year. Its
// values are the literals of the text: 33.90 stays 33.90.
type IndicatorRecord struct {
	Text        string `json:"text"` // the whole sentence, which may state several
	Name        string `json:"name"`
	Comparator  string `json:"comparator"` // below, above, at_most, at_least, equals, about, increase_by, decrease_by, rank
	Value       string `json:"value"`
	Upper       string `json:"upper,omitempty"` // of a range
	Unit        string `json:"unit"`
	Baseline    string `json:"baseline,omitempty"`
	Approximate bool   `json:"approximate,omitempty"`
}

// Records returns the assignments of a plan in document order.
func Records(p *plan.Plan) []Record {
	var records []Record
	for _, a := range p.Assignments() {
		at := a.Span.Position()
		r := Record{
			Plan: p.Name(), ID: a.ID, Order: a.Order, Part: string(a.Part.Kind), Text: a.Text, Brief: a.Brief, Note: a.Note,
			Duties: dutyRecords(a), File: p.Path, Line: at.Line, Column: at.Column,
		}
		for _, item := range a.Path {
			r.Path = append(r.Path, PathRecord{item.Label, item.Title.Value})
		}
		if a.Due != nil {
			r.DueText, r.DueFrom, r.Cycle = a.Due.Phrase.Value, a.Due.From.String(), a.Due.Cycle
			r.Due = a.Due.Last().String()
			for _, n := range a.Due.Nodes {
				r.Nodes = append(r.Nodes, NodeRecord{n.What.Value, n.To.String(), n.From.String(), n.Phrase.Value, n.Cycle})
			}
		}
		for _, i := range a.Indicators {
			r.Indicators = append(r.Indicators, IndicatorRecord{i.Text.Value, i.Name, string(i.Comparator), i.Value, i.Upper, i.UnitOfMeasure, i.Baseline, i.Approximate})
		}
		records = append(records, r)
	}
	return records
}

func dutyRecords(a plan.Assignment) []DutyRecord {
	if a.Duty == nil {
		return nil
	}
	var records []DutyRecord
	if len(a.Duty.Leaders) > 0 {
		leaders := DutyRecord{Role: "leaders"}
		for _, l := range a.Duty.Leaders {
			leaders.Units = append(leaders.Units, l.Value)
			leaders.AsWritten = append(leaders.AsWritten, l.Value)
		}
		records = append(records, leaders)
	}
	for _, share := range a.Duty.Shares {
		r := DutyRecord{Role: share.Role, Wording: share.Wording, OpenEnded: share.OpenEnded()}
		for _, n := range share.Names {
			name := n.Written
			if n.Unit != nil {
				name = n.Unit.Name
			}
			r.Units = append(r.Units, name)
			r.AsWritten = append(r.AsWritten, n.Written)
		}
		records = append(records, r)
	}
	return records
}

func writeJSON(w io.Writer, plans []*plan.Plan) error {
	records := []Record{}
	for _, p := range plans {
		records = append(records, Records(p)...)
	}
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(records)
}

// sheet is the assignments as rows of text, with a head.
func sheet(p *plan.Plan, columns []string) [][]string {
	var rows [][]string
	for _, a := range p.Assignments() {
		row := []string{fmt.Sprint(a.Order), heading(a), a.Text}
		for _, column := range columns {
			row = append(row, p.InColumn(a, column))
		}
		due, day := "", ""
		if a.Due != nil {
			due, day = a.Due.String(), a.Due.Last().String()
		}
		rows = append(rows, append(row, due, day, a.Note))
	}
	return rows
}

// heading is the title of the nearest item above that has one.
func heading(a plan.Assignment) string {
	for _, item := range slices.Backward(a.Path) {
		if item.Title.Value != "" {
			return item.Label + item.Title.Value
		}
	}
	return ""
}

// columnsOf are the columns of responsibility that any of the plans uses.
func columnsOf(plans []*plan.Plan) []string {
	var used []string
	for _, p := range plans {
		for _, column := range p.Columns() {
			if !slices.Contains(used, column) {
				used = append(used, column)
			}
		}
	}
	if len(plans) > 0 {
		order := plans[0].Roles.Columns()
		slices.SortStableFunc(used, func(a, b string) int { return slices.Index(order, a) - slices.Index(order, b) })
	}
	return used
}

// writeCSV begins with a byte order mark: without it Excel and WPS take the
// file for GBK.
func writeCSV(w io.Writer, plans []*plan.Plan) error {
	if _, err := io.WriteString(w, "\ufeff"); err != nil {
		return err
	}
	columns := columnsOf(plans)
	c := csv.NewWriter(w)
	c.UseCRLF = true
	head := append([]string{"方案", "序号", "工作措施", "具体内容"}, columns...)
	rows := [][]string{append(head, "完成时限", "截止日期", "备注")}
	for _, p := range plans {
		for _, row := range sheet(p, columns) {
			rows = append(rows, append([]string{p.Name()}, row...))
		}
	}
	for _, row := range rows {
		for i := range row {
			row[i] = inert(row[i])
		}
		if err := c.Write(row); err != nil {
			return err
		}
	}
	c.Flush()
	return c.Error()
}

// inert keeps a spreadsheet from taking a text for a formula. WPS and Excel
// read the full-width signs of a Chinese keyboard as the others.
func inert(s string) string {
	if r, _ := utf8.DecodeRuneInString(strings.TrimLeft(s, " \t\r\n\u3000")); strings.ContainsRune("=+-@＝＋－＠", r) {
		return "'" + s
	}
	return s
}

// The most cells of a terminal that the columns of a table take, and the least
// that are left for the text, which is the last.
const (
	headingCells = 24
	namesCells   = 22
	dueCells     = 16
	textCells    = 24
	gap          = "  "
)

// writeTable prints one line an assignment. Its text stands last: so the
// columns are aligned even where it is printed whole.
func writeTable(w io.Writer, plans []*plan.Plan, width int) error {
	var b strings.Builder
	for i, p := range plans {
		if i > 0 {
			b.WriteString("\n")
		}
		fmt.Fprintf(&b, "%s（%s）\n", p.Name(), p.Summary())
		columns := p.Columns()
		rows := [][]string{append(append([]string{"序号", "工作措施"}, columns...), "完成时限", "具体内容")}
		for _, row := range sheet(p, columns) {
			order, heading, text := row[0], row[1], row[2]
			names, due := row[3:3+len(columns)], row[3+len(columns)]
			due = strings.ReplaceAll(due, "\n", "；")
			line := append(append([]string{order, heading}, names...), due, text)
			for i := range line {
				line[i] = strings.ReplaceAll(line[i], "\n", " ")
			}
			rows = append(rows, line)
		}
		writeRows(&b, rows, width)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func writeRows(b *strings.Builder, rows [][]string, width int) {
	last := len(rows[0]) - 1
	cells := make([]int, last)
	left := width
	for i := range cells {
		for _, row := range rows {
			cells[i] = max(cells[i], diag.Cells(row[i]))
		}
		if width > 0 {
			most := namesCells
			switch i {
			case 1:
				most = headingCells
			case last - 1:
				most = dueCells
			}
			cells[i] = min(cells[i], most)
			left -= cells[i] + diag.Cells(gap)
		}
	}
	for _, row := range rows {
		for i := range cells {
			b.WriteString(fit(row[i], cells[i]) + gap)
		}
		text := row[last]
		if width > 0 {
			text = fit(text, max(left, textCells))
		}
		b.WriteString(strings.TrimRight(text, " ") + "\n")
	}
}

// fit cuts or fills s to a number of cells of a terminal.
func fit(s string, width int) string {
	if cells := diag.Cells(s); cells <= width {
		return s + strings.Repeat(" ", width-cells)
	}
	const ellipsis = "…"
	cut, cells := 0, 0
	for i, r := range s {
		if cells += diag.Cells(string(r)); cells > width-diag.Cells(ellipsis) {
			cut = i
			break
		}
	}
	s = s[:cut] + ellipsis
	return s + strings.Repeat(" ", max(0, width-diag.Cells(s)))
}
