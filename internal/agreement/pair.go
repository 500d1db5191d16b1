package agreement

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"fangan/internal/duty"
)

// Compare holds a document and a workbook against each other without the plan
// that they were made of: the heading, the text, the names and the deadline of
// each row of the table must stand in the document, one behind the other. Want is
// what the workbook has, Got what the document has.
//
// What only the plan knows is marked as unsure: a shorter wording for the table,
// and names and deadlines that the document leaves out on purpose. Of files that
// have not even half of the tasks in common only that is told.
func Compare(d *Document, w Workbook) []Finding {
	t := w.mainTable()
	if t == nil {
		return nil
	}
	c := comparer{document: d, plain: d.String(), table: t}
	for _, column := range duty.BuiltIn.Columns() {
		if _, ok := t.columns[column]; ok {
			c.columns = append(c.columns, column)
		}
	}
	entries, _ := t.numbered()
	for _, e := range entries {
		c.rows = append(c.rows, &row{entry: e})
	}
	if c.find(); few(c.known(), len(c.rows)) && !c.sameTitle() {
		return []Finding{strangers(t.place(t.header, string(Number)), c.known(), len(c.rows))}
	}
	c.titles(w)
	c.headings()
	for i := range c.rows {
		c.text(i)
		c.names(i)
		c.deadline(i)
	}
	c.decide()
	c.unitSheets(w)
	c.groups()
	for i := range w {
		c.indicators(&w[i])
	}
	c.printed(w)
	slices.SortStableFunc(c.findings, func(a, b Finding) int { return cmp.Compare(a.Order, b.Order) })
	return append(c.findings, w.Consistent()...)
}

// mainTable is the first sheet that lists tasks.
func (w Workbook) mainTable() *table {
	for i := range w {
		if t := w[i].with(string(Number), string(Text)); t != nil {
			return t
		}
	}
	return nil
}

// Rows returns how many tasks the table of a workbook lists.
func (w Workbook) Rows() int {
	if t := w.mainTable(); t != nil {
		return len(t.entries())
	}
	return 0
}

// Indicators returns how many indicators a workbook lists.
func (w Workbook) Indicators() int {
	for i := range w {
		if t := w[i].with(string(Number), indicatorName, indicatorTarget); t != nil {
			return len(t.entries())
		}
	}
	return 0
}

type comparer struct {
	document *Document
	plain    string // its text
	table    *table
	rows     []*row
	columns  []string // of roles
	units    []string // all names in these columns
	findings []Finding
}

// A row is one of the table with its place in the document.
type row struct {
	entry
	*probe      // its text
	heading int // where its heading ends; -1: it has none, or it was not found
	// What the document says of it, and whether that is what the row says.
	clause        string   // what it says, or what stands behind the group that the row is in
	lost          []string // names that it does not say
	late          []string // deadlines that it does not say
	dutied, timed bool     // the row has names, or a deadline
}

func (c *comparer) cell(r *row, column string) string { return c.table.value(r.entry, column) }

func (c *comparer) at(r *row, column string) Place { return c.table.place(r.rows[0], column) }

// absent reports whether the document has neither the text of a row nor its
// heading.
func (r *row) absent() bool { return r.to == r.from && r.heading < 0 }

// find places the texts of the rows, and their headings.
func (c *comparer) find() {
	var probes []*probe
	for _, r := range c.rows {
		core, mark := cutMark(squeeze(c.cell(r, string(Text))))
		r.probe = &probe{want: []rune(core), order: r.entry.order, field: Text, mark: mark}
		probes = append(probes, r.probe)
	}
	(&checker{document: c.document}).find(probes)
	low := 0
	for i, r := range c.rows {
		if !r.like(c.document.text) {
			r.from, r.to = low, low
		}
		c.findHeading(i, low)
		low = max(low, r.to)
	}
}

// findHeading places the heading of a row, before the text of the row if that is
// known, else before that of the next one that is. A row whose text the document
// does not have, such as a shorter wording for the table, stands behind it.
func (c *comparer) findHeading(i, low int) {
	r := c.rows[i]
	r.heading = -1
	heading := squeeze(c.cell(r, string(Heading)))
	if heading == "" {
		return
	}
	if r.to > r.from {
		before := c.document.text[:r.from]
		if at := lastIndex(before, heading); at >= 0 {
			r.heading = at + len([]rune(heading))
			return
		}
		// The title may be the task.
		want := []rune(heading)
		if from := max(0, r.from-len(want)); lastIndex(c.document.text[from:min(len(c.document.text), r.from+len(want))], heading) >= 0 {
			r.heading = r.from
			return
		}
		c.findAbove(r, heading, r.from)
		return
	}
	high := len(c.document.text)
	for _, next := range c.rows[i+1:] {
		if next.found {
			high = next.from
			break
		}
	}
	text := string(c.document.text[low:max(low, high)])
	if at := strings.Index(text, heading); at >= 0 {
		r.heading = low + utf8.RuneCountInString(text[:at+len(heading)])
		r.from, r.to = r.heading, r.heading
		return
	}
	if c.findAbove(r, heading, max(low, high)); r.heading >= low {
		r.from, r.to = r.heading, r.heading
	}
}

// findAbove places the heading of a row that has the label of an item without a
// title and the title of one above: （六）协同推进…… 58.持续…….
func (c *comparer) findAbove(r *row, heading string, high int) {
	label := labels.FindString(heading)
	above := strings.TrimPrefix(heading, label)
	if label == "" || above == "" {
		return
	}
	at := lastIndex(c.document.text[:high], above)
	if at < 0 {
		return
	}
	at += len([]rune(above))
	if below := strings.LastIndex(string(c.document.text[at:high]), label); below >= 0 {
		r.heading = at + utf8.RuneCountInString(string(c.document.text[at:high])[:below]) + len([]rune(label))
	}
}

// labels are those of items: 一、 （一） 1. （1） ①.
var labels = regexp.MustCompile(`^(?:[一二三四五六七八九十百]+、|（[一二三四五六七八九十百0-9]+）|[0-9]+[.．、]|[①-⑳])`)

// lastIndex returns where a string stands last in a text; -1 if nowhere.
func lastIndex(text []rune, s string) int {
	whole := string(text)
	at := strings.LastIndex(whole, s)
	if at < 0 {
		return -1
	}
	return utf8.RuneCountInString(whole[:at])
}

// known returns how many rows have their text or at least their heading in the
// document.
func (c *comparer) known() int {
	n := 0
	for _, r := range c.rows {
		if r.to > r.from || r.heading >= 0 {
			n++
		}
	}
	return n
}

// sameTitle reports whether the document has the title of the table.
func (c *comparer) sameTitle() bool {
	title := c.title()
	return title != "" && strings.Contains(c.plain, title)
}

// title is what the first line of the table calls the plan.
func (c *comparer) title() string {
	title := squeeze(c.table.sheet.title())
	for _, tail := range []string{"重点任务责任分解表", "责任分解表"} {
		if core, ok := strings.CutSuffix(title, tail); ok {
			return core
		}
	}
	return title
}

// titles checks the title of the table against that of the document, and those of
// the other tables against it.
func (c *comparer) titles(w Workbook) {
	title := []rune(c.title())
	if len(title) == 0 {
		return
	}
	if !c.sameTitle() {
		if from, to, distance := nearest(c.document.text, title); distance*3 <= len(title) {
			k := common(c.document.text[from:to], title)
			c.findings = append(c.findings, Finding{Field: Title, At: c.document.place(from + k), Other: Place{Sheet: c.table.sheet.Name, Cell: cellName(0, 0)}, Want: near(title, k), Got: near(c.document.text[from:to], k)})
		}
		return
	}
	c.findings = append(c.findings, w.titles(string(title))...)
}

// headings reports the headings that the document has not, once each.
func (c *comparer) headings() {
	some := slices.ContainsFunc(c.rows, func(r *row) bool { return r.heading >= 0 })
	last := ""
	for i, r := range c.rows {
		heading := squeeze(c.cell(r, string(Heading)))
		if heading == "" || r.heading >= 0 || heading == last || r.to == r.from {
			last = heading
			continue
		}
		last = heading
		from := 0
		if i > 0 {
			from = c.rows[i-1].to
		}
		f := Finding{Order: r.entry.order, Field: Heading, At: c.document.place(r.from), Other: c.at(r, string(Heading)), Unsure: !some}
		want, text := []rune(heading), c.document.text[min(from, r.from):r.from]
		f.Want = near(want, 0)
		if begin, end, distance := nearest(text, want); distance*3 <= len(want) {
			n := common(text[begin:end], want)
			f.At, f.Want, f.Got = c.document.place(min(from, r.from)+begin+n), near(want, n), near(text[begin:end], n)
		}
		c.findings = append(c.findings, f)
	}
}

// window returns the text behind a row's own, up to that of the next row.
func (c *comparer) window(i int) []rune {
	r := c.rows[i]
	limit := len(c.document.text)
	for _, next := range c.rows[i+1:] {
		if next.to > next.from && next.from >= r.to {
			limit = next.from
			break
		}
	}
	return c.document.text[r.to:max(r.to, limit)]
}

// text compares the text of a row.
func (c *comparer) text(i int) {
	r := c.rows[i]
	cell := c.at(r, string(Text))
	if !r.found {
		f := Finding{Order: r.entry.order, Field: Text, At: c.document.place(r.from), Other: cell, Want: near(r.want, 0)}
		if r.to > r.from {
			got := c.document.text[r.from:r.to]
			n := common(got, r.want)
			f.At, f.Want, f.Got = c.document.place(r.from+n), near(r.want, n), near(got, n)
		}
		// A shorter wording stands below its heading. What has neither is not there.
		_, headed := c.table.columns[string(Heading)]
		f.Unsure = r.to == r.from && (r.heading >= 0 || !headed)
		c.findings = append(c.findings, f)
	} else if rest := c.document.text[r.to:]; r.mark != "" && !c.endsIn(rest, r.mark) {
		c.findings = append(c.findings, Finding{Order: r.entry.order, Field: Text, At: c.document.place(r.to), Other: cell, Want: string(r.want[max(0, len(r.want)-4):]) + r.mark, Got: near(c.document.text, r.to)})
	}
}

// endsIn reports whether a mark follows, before a clause in brackets or after.
func (c *comparer) endsIn(rest []rune, mark string) bool {
	for range 4 {
		if strings.HasPrefix(string(rest[:min(len(rest), 4)]), mark) {
			return true
		}
		if len(rest) == 0 || closers[rest[0]] == 0 {
			return false
		}
		end := closingBracket(rest)
		if end < 0 {
			return false
		}
		rest = rest[end+1:]
	}
	return false
}
