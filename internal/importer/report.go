package importer

import (
	"encoding/json"
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
			heading := s.Heading
			if s.Separator == "" {
				heading = strings.TrimRight(heading, "。")
			}
			r.Parts = append(r.Parts, PartRecord{s.Label, heading, s.Level, s.Line})
			walk(s.Children)
		}
	}
	walk(d.Sections)
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
	for _, line := range d.lines {
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
