package plan

import (
	"errors"
	"fmt"
	"strings"

	"fangan/internal/deadline"
	"fangan/internal/diag"
	"fangan/internal/tree"
)

// Date is a day of the calendar. The zero Date is no day.
type Date struct {
	Year, Month, Day int
	Span             diag.Span // where it is written; zero for a derived date
}

// IsZero reports whether the date is no day.
func (d Date) IsZero() bool { return d.Year == 0 && d.Month == 0 }

// String prints the date as 2026-06-30, empty for no day.
func (d Date) String() string {
	if d.IsZero() {
		return ""
	}
	return fmt.Sprintf("%04d-%02d-%02d", d.Year, d.Month, d.Day)
}

// Chinese prints the date as documents do: 2026年6月30日 (GB/T 9704 7.3.5.4).
func (d Date) Chinese() string { return fmt.Sprintf("%d年%d月%d日", d.Year, d.Month, d.Day) }

// Due is by when a task is to be done.
type Due struct {
	// Phrase is what prints: 6月底前. Empty where only Nodes are given.
	Phrase Text
	// From and To are the days that the phrase means; zero without a year and
	// for a rhythm.
	From, To Date
	// Cycle is the rhythm of a task that has no end: 每季度, 长期坚持.
	Cycle string
	Nodes []Node // of a task with several deadlines, in the order written
	Span  diag.Span
}

// Node is one of several deadlines of a task.
type Node struct {
	What Text // what is due; may be empty
	Due
}

// Last returns the last day on which something is due; zero if there is none.
func (d *Due) Last() Date {
	last := d.To
	for _, n := range d.Nodes {
		if n.To.String() > last.String() {
			last = n.To
		}
	}
	return last
}

// String returns the deadline as the print sheet shows it: the phrase, or the
// nodes one a line.
func (d *Due) String() string {
	if len(d.Nodes) == 0 {
		return d.Phrase.Value
	}
	var lines []string
	for _, n := range d.Nodes {
		lines = append(lines, n.Line())
	}
	return strings.Join(lines, "\n")
}

// Line returns the node as one line: 6月底前完成管网规划.
func (n Node) Line() string { return n.Phrase.Value + n.What.Value }

const deadlineExamples = "可以写：6月底前、3月15日前、上半年、第三季度末、年底前、2月24日至6月30日、每季度、全年，或日期 2026-06-30"

// due reads a deadline: a date, a phrase or a list of nodes.
func (l *loader) due(t *tree.Table) *Due {
	v := t.TextDateOrTables("due", `due = "6月底前"，或 due = [{ text = "完成规划", by = "6月底前" }, …]`)
	if v == nil {
		return nil
	}
	if v.Tables == nil {
		d := l.deadline(v)
		return &d
	}
	due := &Due{Span: v.Span}
	for _, nt := range v.Tables {
		nt.Keys("text", "by")
		by := nt.TextDateOrTables("by", `by = "6月底前"`)
		if by == nil || by.Tables != nil {
			if !nt.Has("by") {
				l.report(nt.Span, "due/node", "这个节点没有写 by（什么时候）", `请写成：{ text = "完成规划", by = "6月底前" }`)
			}
			continue
		}
		due.Nodes = append(due.Nodes, Node{What: l.plan.mark(l.line(nt.String("text"))), Due: l.deadline(by)})
	}
	return due
}

// deadline reads one date or phrase.
func (l *loader) deadline(v *tree.Scalar) Due {
	if v.Date.Year != 0 {
		d := Date{Year: v.Date.Year, Month: v.Date.Month, Day: v.Date.Day, Span: v.Span}
		phrase := fmt.Sprintf("%d月%d日前", d.Month, d.Day)
		if d.Year != l.plan.Year {
			phrase = fmt.Sprintf("%d年%s", d.Year, phrase)
		}
		return Due{Phrase: l.plan.mark(tree.Made(phrase, v.Span)), To: d, Span: v.Span}
	}
	phrase := l.line(v.Text)
	due := Due{Phrase: l.plan.mark(phrase), Span: v.Span}
	if phrase.Value == "" {
		l.report(v.Span, "due/empty", "完成时限是空的", "请写上时限，或删去这个键。"+deadlineExamples)
		return due
	}
	meaning, err := deadline.Parse(phrase.Value, l.plan.Year, l.plan.settings.deadlines)
	if err != nil {
		rule, help := "due/unclear", deadlineExamples
		if _, ok := errors.AsType[*deadline.VagueError](err); ok {
			rule = "due/vague"
		} else if _, ok := errors.AsType[*deadline.ImpossibleError](err); ok {
			rule, help = "due/date", "请核对年、月、日"
		}
		l.report(phrase.Span, rule, err.Error(), help)
		return due
	}
	due.From, due.To, due.Cycle = dateOf(meaning.From), dateOf(meaning.To), meaning.Cycle
	if l.plan.Year == 0 && due.To.IsZero() && due.Cycle == "" && !l.warnedOfYear {
		l.warnedOfYear = true
		l.findings = append(l.findings, diag.Diagnostic{Rule: "plan/year", Severity: diag.Warning, Span: phrase.Span,
			Message: "方案没有写年份，完成时限只能照原文印出，换算不成日期", Help: "请在文件开头写上 year = 2026 这样一行"})
	}
	return due
}

func dateOf(d deadline.Date) Date { return Date{Year: d.Year, Month: d.Month, Day: d.Day} }
