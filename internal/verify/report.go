package verify

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"fangan/internal/diag"
)

var severityWords = map[diag.Severity]string{diag.Error: "错误", diag.Warning: "警告", diag.Note: "提示"}

// TextOptions says how WriteText writes.
type TextOptions struct {
	// All lists every place; otherwise the first ones of each requirement.
	All bool
	// Failures leaves out what is as it should be.
	Failures bool
}

// places is how many places of a requirement are listed.
const places = 8

// WriteText writes a report for people: what failed first, in the order of the
// standard, and a line that sums it up.
func WriteText(w io.Writer, r *Report, o TextOptions) error {
	var b strings.Builder
	head := strings.Join(r.Files, "、")
	if r.Pages > 0 {
		head += fmt.Sprintf("（%d页）", r.Pages)
	}
	b.WriteString(head + "\n")
	if r.Profile != "" {
		b.WriteString("版式：" + r.Profile + "\n")
	}
	var failed, noted, passed, manual, absent []*Item
	for i := range r.Items {
		item := &r.Items[i]
		switch {
		case item.Status == Fail && item.worst() != diag.Note:
			failed = append(failed, item)
		case len(item.Findings) > 0:
			noted = append(noted, item)
		case item.Status == Pass:
			passed = append(passed, item)
		case item.Status == Manual:
			manual = append(manual, item)
		default:
			absent = append(absent, item)
		}
	}
	for _, group := range []struct {
		title string
		items []*Item
	}{{"不符合", failed}, {"提示", noted}} {
		if len(group.items) == 0 {
			continue
		}
		fmt.Fprintf(&b, "\n%s\n", group.title)
		for _, item := range group.items {
			fmt.Fprintf(&b, "  %s %s［%s，%s］\n", severityWords[item.worst()], item.Title, item.ID, source(item))
			fmt.Fprintf(&b, "      要求：%s\n", item.Expected)
			for i, f := range item.Findings {
				if i == places && len(item.Findings) > places+1 && !o.All {
					fmt.Fprintf(&b, "      ……共%d处\n", len(item.Findings))
					break
				}
				b.WriteString("      " + f.String() + "\n")
			}
		}
	}
	if !o.Failures {
		writeItems(&b, "符合", passed)
		writeItems(&b, "人工核对", manual)
		if len(absent) > 0 {
			var ids []string
			for _, item := range absent {
				ids = append(ids, item.ID)
			}
			fmt.Fprintf(&b, "\n不涉及：%s\n", strings.Join(ids, " "))
		}
	}
	verdict := "符合"
	switch {
	case r.Count(diag.Error) > 0:
		verdict = "不符合"
	case r.Count(diag.Warning) > 0:
		verdict = "基本符合"
	}
	fmt.Fprintf(&b, "\n结论：%s。错误%d处、警告%d处、提示%d处；符合%d项、人工核对%d项、不涉及%d项\n", verdict,
		r.Count(diag.Error), r.Count(diag.Warning), r.Count(diag.Note), len(passed)+len(noted), len(manual), len(absent))
	_, err := io.WriteString(w, b.String())
	return err
}

func source(item *Item) string {
	if c := item.Clause[0]; c >= '0' && c <= '9' {
		return "GB/T 9704 " + item.Clause
	}
	return item.Clause
}

func writeItems(b *strings.Builder, title string, items []*Item) {
	if len(items) == 0 {
		return
	}
	width := 0
	for _, item := range items {
		width = max(width, diag.Cells(item.ID))
	}
	fmt.Fprintf(b, "\n%s\n", title)
	for _, item := range items {
		fmt.Fprintf(b, "  %s%s  %s", item.ID, strings.Repeat(" ", width-diag.Cells(item.ID)), item.Title)
		if item.Measured != "" {
			b.WriteString("：" + item.Measured)
		}
		b.WriteString("\n")
	}
}

// worst is the severity of the worst finding.
func (i *Item) worst() diag.Severity {
	worst := diag.Note
	for _, f := range i.Findings {
		worst = min(worst, f.Severity)
	}
	return worst
}

// String prints a finding on one line.
func (f Finding) String() string {
	where := f.Where
	if f.Page > 0 {
		where = fmt.Sprintf("第%d页", f.Page)
		if f.HasPlace {
			where += fmt.Sprintf("（距左边 %.1f、上边 %.1f mm）", f.X.Millimetres(), f.Y.Millimetres())
		}
	}
	if where != "" {
		where += "："
	}
	return severityWords[f.Severity] + " " + where + f.Message
}

// The JSON form is read by other programs: names stay as they are.
type jsonReport struct {
	Files    []string   `json:"files"`
	Pages    int        `json:"pages,omitempty"`
	OK       bool       `json:"ok"`
	Errors   int        `json:"errors"`
	Warnings int        `json:"warnings"`
	Notes    int        `json:"notes"`
	Profile  string     `json:"profile,omitempty"` // what the document was measured by
	Fault    *jsonFault `json:"fault,omitempty"`   // why the file can't be read; then there are no items
	Items    []jsonItem `json:"items"`
}

type jsonFault struct {
	Rule    string `json:"rule"`
	Message string `json:"message"`
	Help    string `json:"help"`
}

type jsonItem struct {
	ID       string        `json:"id"`
	Clause   string        `json:"clause"`
	Title    string        `json:"title"`
	Expected string        `json:"expected"`
	Severity string        `json:"severity"` // of a failure
	How      string        `json:"how"`
	Method   string        `json:"method"` // with the tolerance
	Status   Status        `json:"status"`
	Measured string        `json:"measured,omitempty"`
	Findings []jsonFinding `json:"findings,omitempty"`
}

type jsonFinding struct {
	Severity string  `json:"severity"`
	Page     int     `json:"page,omitempty"`
	X        float64 `json:"x_mm,omitempty"`
	Y        float64 `json:"y_mm,omitempty"`
	Where    string  `json:"where,omitempty"`
	Message  string  `json:"message"`
}

var severityKeys = map[diag.Severity]string{diag.Error: "error", diag.Warning: "warning", diag.Note: "note"}

var howKeys = map[How]string{Measured: "measured", Partly: "partly", ByHand: "manual"}

// WriteJSON writes reports as one array, and after them the files that can't be
// read.
func WriteJSON(w io.Writer, reports []*Report, unreadable []Unreadable) error {
	list := make([]jsonReport, 0, len(reports))
	for _, r := range reports {
		j := jsonReport{Files: r.Files, Pages: r.Pages, Profile: r.Profile, OK: r.OK(), Errors: r.Count(diag.Error), Warnings: r.Count(diag.Warning), Notes: r.Count(diag.Note)}
		for i := range r.Items {
			item := &r.Items[i]
			out := jsonItem{ID: item.ID, Clause: item.Clause, Title: item.Title, Expected: item.Expected, Severity: severityKeys[item.Severity], How: howKeys[item.How], Method: item.Method, Status: item.Status, Measured: item.Measured}
			for _, f := range item.Findings {
				out.Findings = append(out.Findings, jsonFinding{severityKeys[f.Severity], f.Page, float64(f.X.Scale(100, 36000)) / 100, float64(f.Y.Scale(100, 36000)) / 100, f.Where, f.Message})
			}
			j.Items = append(j.Items, out)
		}
		list = append(list, j)
	}
	for _, u := range unreadable {
		list = append(list, jsonReport{Files: []string{u.File}, Errors: 1, Items: []jsonItem{}, Fault: &jsonFault{u.Finding.Rule, u.Finding.Message, u.Finding.Help}})
	}
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(list)
}
