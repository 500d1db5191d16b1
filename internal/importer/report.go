package importer

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"

	"fangan/internal/deadline"
	"fangan/internal/indicator"
	"fangan/internal/plan"
)

// Report is what was understood of a text, in the format of the truth files
// that importers are scored against.
type Report struct {
	Title      string            `json:"title"`
	Parts      []PartRecord      `json:"parts"`
	Clauses    []ClauseRecord    `json:"clauses"`
	Deadlines  []DeadlineRecord  `json:"deadlines"`
	Indicators []IndicatorRecord `json:"indicators"`
	Units      []string          `json:"units"`

	// What stands around the plan; left out where there is none of it.
	Number      string             `json:"number,omitempty"` // 发文字号
	Mark        string             `json:"mark,omitempty"`   // 发文机关标志
	Signers     []string           `json:"signers,omitempty"`
	To          []string           `json:"to,omitempty"`
	By          []string           `json:"by,omitempty"`
	Date        string             `json:"date,omitempty"` // 2026-01-04
	Notice      *NoticeRecord      `json:"notice,omitempty"`
	Note        []string           `json:"note,omitempty"`
	Attachments []AttachmentRecord `json:"attachments,omitempty"`
	Tables      []TableRecord      `json:"tables,omitempty"`
	CopiesTo    []string           `json:"copies_to,omitempty"`
	PrintedBy   string             `json:"printed_by,omitempty"`
	PrintedOn   string             `json:"printed_on,omitempty"`
	PrintRun    int                `json:"print_run,omitempty"`
	Notes       []NoteRecord       `json:"notes,omitempty"`  // where the document prints the text in another form
	Doubts      []NoteRecord       `json:"doubts,omitempty"` // what a person should look at
}

// NoticeRecord is the 通知 that issues the plan.
type NoticeRecord struct {
	Title   string `json:"title"`
	Line    int    `json:"line,omitempty"`
	Annexed bool   `json:"annexed,omitempty"`
}

// AttachmentRecord is an 附件 that the text holds.
type AttachmentRecord struct {
	Label string `json:"label"`
	Title string `json:"title"`
	Line  int    `json:"line"`
}

// TableRecord is a table of the text.
type TableRecord struct {
	Line int        `json:"line"`
	Rows [][]string `json:"rows"`
}

// NoteRecord is something that the clerk is told of a line; 0: of the whole.
type NoteRecord struct {
	Line    int    `json:"line,omitempty"`
	Message string `json:"message"`
}

// PartRecord is a heading, or a labelled paragraph without one.
type PartRecord struct {
	Label   string `json:"label"`
	Heading string `json:"heading"`
	Level   int    `json:"level"`
	Line    int    `json:"line"`
}

// ClauseRecord is a statement of responsibility.
type ClauseRecord struct {
	Line   int          `json:"line"`
	Lines  []int        `json:"lines,omitempty"`
	Text   string       `json:"text"`
	Form   string       `json:"form"`
	Duties []DutyRecord `json:"duties"`
}

// DutyRecord is one role of a clause.
type DutyRecord struct {
	Role      string   `json:"role"`
	Units     []string `json:"units"`
	OpenEnded bool     `json:"open_ended"`
}

// DeadlineRecord is a time that the text sets.
type DeadlineRecord struct {
	Line   int         `json:"line"`
	Phrase string      `json:"phrase"`
	Kind   string      `json:"kind"`
	Month  int         `json:"month,omitempty"`
	Day    int         `json:"day,omitempty"`
	Cycle  string      `json:"cycle,omitempty"`
	From   *EndsRecord `json:"from,omitempty"`
	To     *EndsRecord `json:"to,omitempty"`
}

// EndsRecord is one end of a period.
type EndsRecord struct {
	Month int    `json:"month"`
	Day   int    `json:"day,omitempty"`
	Part  string `json:"part,omitempty"`
}

// IndicatorRecord is a number that can be checked at the end of the year.
type IndicatorRecord struct {
	Line       int         `json:"line"`
	Phrase     string      `json:"phrase"`
	Name       string      `json:"name"`
	Comparator string      `json:"comparator"`
	Value      json.Number `json:"value,omitempty"` // 12,500 is 12500 here; left out if it is no decimal
	Unit       string      `json:"unit"`
}

// number is the value of an indicator as JSON has it; empty if it is in 汉字
// beyond ten.
func number(i indicator.Indicator) json.Number {
	value, ok := i.Number()
	if !ok {
		return ""
	}
	digits, _ := value.FloatPrec()
	return json.Number(value.FloatString(digits))
}

// Report returns what was understood.
func (d *Draft) Report() Report {
	var title []string
	for _, line := range d.Title {
		title = append(title, line.Text)
	}
	r := Report{Title: strings.Join(title, ""), Parts: []PartRecord{}, Clauses: []ClauseRecord{}, Deadlines: []DeadlineRecord{}, Indicators: []IndicatorRecord{}, Units: []string{}}
	var walk func([]*Section)
	walk = func(sections []*Section) {
		for _, s := range sections {
			if s.more || s.plain {
				walk(s.Children)
				continue
			}
			heading := s.Heading
			if s.Separator == "" {
				heading = strings.TrimRight(heading, "。")
			}
			r.Parts = append(r.Parts, PartRecord{strings.TrimRight(s.Label, "\u3000"), heading, s.Level, s.Line})
			walk(s.Children)
		}
	}
	walk(d.Sections)
	for _, a := range d.Frame.Attachments {
		walk(a.sections)
	}
	for _, c := range d.Clauses {
		record := ClauseRecord{Line: c.Line, Lines: c.Lines, Text: c.Text, Form: c.Form}
		for _, duty := range c.Duties {
			units := duty.Units
			if units == nil {
				units = []string{}
			}
			record.Duties = append(record.Duties, DutyRecord{duty.Role, units, duty.OpenEnded})
		}
		r.Clauses = append(r.Clauses, record)
	}
	slices.SortStableFunc(r.Clauses, func(a, b ClauseRecord) int { return a.Line - b.Line })
	d.reportFrame(&r)
	aside := map[int]bool{}
	for _, line := range d.Furniture {
		aside[line.id] = true
	}
	for _, line := range d.lines {
		if !d.isText(line) || aside[line.id] || d.past[line.Number] {
			continue
		}
		for _, found := range deadline.Find(line.Text) {
			r.Deadlines = append(r.Deadlines, deadlineRecord(line.Number, found))
		}
		for _, found := range indicator.Find(line.Text) {
			if !found.Doubtful {
				r.Indicators = append(r.Indicators, IndicatorRecord{line.Number, line.Text[found.Start:found.End], found.Name, string(found.Comparator), number(found.Indicator), found.UnitOfMeasure})
			}
		}
	}
	for _, n := range d.names() {
		if n.Kind != plan.Vague {
			r.Units = append(r.Units, n.Written)
		}
	}
	return r
}

// isText reports whether a line is text rather than an element of the frame.
func (d *Draft) isText(line Line) bool {
	switch d.slots[line.id] {
	case 0, slotText, slotPlanText, slotAttachments:
		return line.Table == nil
	}
	return false
}

func (d *Draft) reportFrame(r *Report) {
	f := d.Frame
	r.Number, r.Mark, r.Signers, r.By, r.Note = f.Number, f.Mark, f.Signers, f.By, f.Note
	r.CopiesTo, r.PrintedBy, r.PrintRun = f.CopiesTo, f.PrintedBy, f.PrintRun
	if d.To != nil {
		r.To = strings.Split(strings.TrimSuffix(widen(d.To.Text), "："), "，")
	}
	if f.Date != nil {
		r.Date = f.Date.iso()
	}
	if f.PrintedOn != nil {
		r.PrintedOn = f.PrintedOn.iso()
	}
	if f.HasNotice {
		n := &NoticeRecord{Annexed: f.Annexed}
		for i, line := range f.NoticeTitle {
			if i == 0 {
				n.Line = line.Number
			}
			n.Title += line.Text
		}
		r.Notice = n
	}
	for _, a := range f.Attachments {
		r.Attachments = append(r.Attachments, AttachmentRecord{a.Label, strings.ReplaceAll(a.Title, "\n", ""), a.Line})
	}
	for _, line := range d.lines {
		if line.Table != nil {
			r.Tables = append(r.Tables, TableRecord{line.Number, line.Table})
		}
	}
	for _, n := range d.Notes {
		r.Notes = append(r.Notes, NoteRecord(n))
	}
	for _, doubt := range d.Doubts {
		r.Doubts = append(r.Doubts, NoteRecord(doubt))
	}
}

func (d Day) iso() string { return fmt.Sprintf("%04d-%02d-%02d", d.Year, d.Month, d.Day) }

func deadlineRecord(line int, f deadline.Found) DeadlineRecord {
	r := DeadlineRecord{Line: line, Phrase: f.Phrase, Kind: string(f.Kind), Month: f.Month, Day: f.Day, Cycle: f.Cycle}
	if f.Kind == deadline.Period {
		r.From = &EndsRecord{f.From.Month, f.From.Day, f.From.Part}
		r.To = &EndsRecord{f.To.Month, f.To.Day, f.To.Part}
	}
	return r
}

// WriteJSON writes the report.
func (r Report) WriteJSON(w io.Writer) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(r)
}
