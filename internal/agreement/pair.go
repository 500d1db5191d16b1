package agreement

import (
	"slices"
	"strings"
	"unicode/utf8"

	"fangan/internal/deadline"
	"fangan/internal/duty"
)

// Compare holds a document and a workbook against each other without the plan
// that they were made of: the text, the names and the deadline of each row of
// the table must stand in the document, one behind the other. Want is what the
// workbook has, Got what the document has.
//
// What only the plan knows can't be found so: a role that is the office's own,
// and a task whose clause is left out of the document on purpose, which has none
// of the names of its row near it.
func Compare(d *Document, w Workbook) []Finding {
	t := w.mainTable()
	if t == nil {
		return nil
	}
	c := comparer{document: d, table: t, entries: t.entries()}
	for _, column := range duty.BuiltIn.Columns() {
		if _, ok := t.columns[column]; ok {
			c.columns = append(c.columns, column)
		}
	}
	c.find()
	for i := range c.entries {
		c.entry(i)
	}
	return append(c.findings, w.Consistent()...)
}

// Consistent checks a workbook by itself: each sheet that lists tasks by number
// says the same of them as the table of all.
func (w Workbook) Consistent() []Finding {
	main := w.mainTable()
	if main == nil {
		return nil
	}
	rows := map[int]entry{}
	var findings []Finding
	last := 0
	for _, e := range main.entries() {
		if _, twice := rows[e.order]; twice || e.order <= last {
			findings = append(findings, Finding{Order: e.order, Field: Number, At: main.place(e.rows[0], string(Number))})
		}
		rows[e.order], last = e, e.order
	}
	for i := range w {
		t := w[i].table()
		if t == nil || t.sheet == main.sheet {
			continue
		}
		for _, e := range t.entries() {
			of, ok := rows[e.order]
			if !ok {
				findings = append(findings, Finding{Order: e.order, Field: Tasks, At: t.place(e.rows[0], string(Number)), Got: "第" + t.cell(e.rows[0], string(Number)) + "项"})
				continue
			}
			for _, field := range []Field{Text, Deadline} {
				want, got := []rune(squeeze(main.value(of, string(field)))), []rune(squeeze(t.value(e, string(field))))
				if _, has := t.columns[string(field)]; !has || slices.Equal(want, got) {
					continue
				}
				n := common(want, got)
				findings = append(findings, Finding{Order: e.order, Field: field, At: t.place(e.rows[0], string(field)), Other: main.place(of.rows[0], string(field)), Want: near(want, n), Got: near(got, n)})
			}
		}
	}
	return findings
}

// table reads the headings of a sheet; nil if it has none of a list of tasks.
func (s *Sheet) table() *table {
	t := &table{sheet: s, columns: map[string]int{}}
	t.header = slices.IndexFunc(s.Rows, func(row []string) bool {
		return slices.Contains(row, string(Number)) && slices.Contains(row, string(Text))
	})
	if t.header < 0 {
		return nil
	}
	for n, head := range s.Rows[t.header] {
		if _, twice := t.columns[head]; !twice && head != "" {
			t.columns[head] = n
		}
	}
	return t
}

// mainTable is the first sheet that lists tasks.
func (w Workbook) mainTable() *table {
	for i := range w {
		if t := w[i].table(); t != nil {
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

type comparer struct {
	document *Document
	table    *table
	entries  []entry
	columns  []string // of roles
	probes   []*probe
	findings []Finding
}

// find places the texts of the rows.
func (c *comparer) find() {
	for _, e := range c.entries {
		core, mark := cutMark(squeeze(c.table.value(e, string(Text))))
		c.probes = append(c.probes, &probe{want: []rune(core), order: e.order, field: Text, mark: mark})
	}
	(&checker{document: c.document}).find(c.probes)
	low := 0
	for i, pr := range c.probes {
		if !pr.found {
			got := c.document.text[pr.from:pr.to]
			_, _, distance := nearest(got, pr.want)
			if pr.to == pr.from || distance*4 > len(pr.want) {
				c.findHeading(i, low)
			}
		}
		low = max(low, pr.to)
	}
}

// findHeading places a row whose text the document does not have, such as a
// shorter wording for the table, behind the heading that the row names.
func (c *comparer) findHeading(i, low int) {
	pr := c.probes[i]
	pr.from, pr.to = low, low
	heading := squeeze(c.table.value(c.entries[i], string(Heading)))
	high := len(c.document.text)
	for _, next := range c.probes[i+1:] {
		if next.found {
			high = next.from
			break
		}
	}
	if heading == "" {
		return
	}
	text := string(c.document.text[low:max(low, high)])
	if at := strings.Index(text, heading); at >= 0 {
		pr.from = low + utf8.RuneCountInString(text[:at+len(heading)])
		pr.to = pr.from
	}
}

// window returns the text behind a row's own, up to that of the next row.
func (c *comparer) window(i int) []rune {
	pr := c.probes[i]
	limit := len(c.document.text)
	for _, next := range c.probes[i+1:] {
		if next.to > next.from && next.from >= pr.to {
			limit = next.from
			break
		}
	}
	return c.document.text[pr.to:max(pr.to, limit)]
}

func (c *comparer) entry(i int) {
	e, pr := c.entries[i], c.probes[i]
	cell := c.table.place(e.rows[0], string(Text))
	if !pr.found {
		f := Finding{Order: e.order, Field: Text, At: c.document.place(pr.from), Other: cell, Want: near(pr.want, 0)}
		if pr.to > pr.from {
			got := c.document.text[pr.from:pr.to]
			n := common(got, pr.want)
			f.At, f.Want, f.Got = c.document.place(pr.from+n), near(pr.want, n), near(got, n)
		}
		f.Unsure = pr.to == pr.from
		c.findings = append(c.findings, f)
	} else if rest := c.document.text[pr.to:]; pr.mark != "" && !c.endsIn(rest, pr.mark) {
		c.findings = append(c.findings, Finding{Order: e.order, Field: Text, At: c.document.place(pr.to), Other: cell, Want: string(pr.want[max(0, len(pr.want)-4):]) + pr.mark, Got: near(c.document.text, pr.to)})
	}
	text := string(pr.want)
	behind, clauses := c.behind(i)
	shown := c.names(e, pr, text, behind, clauses)
	c.deadline(e, pr, text+string(behind), shown)
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

// behind returns what stands behind a row's text that may name its duty: up to
// the next row, or, as long as no clause was met and the rows say that they share
// one, beyond it. A duty of an item prints behind its last task.
func (c *comparer) behind(i int) (text []rune, clauses []duty.Clause) {
	for k := i; k < len(c.entries); k++ {
		if k > i && !c.sameDuty(i, k) {
			break
		}
		w := c.window(k)
		text = append(text, w...)
		if found := clausesIn(w); len(found) > 0 {
			return text, found
		}
	}
	return c.window(i), nil
}

// sameDuty reports whether two rows have the same names and stand under one
// heading.
func (c *comparer) sameDuty(i, k int) bool {
	for _, column := range append(slices.Clone(c.columns), string(Heading)) {
		if c.table.value(c.entries[i], column) != c.table.value(c.entries[k], column) {
			return false
		}
	}
	return true
}

// clausesIn reads the brackets of a text that are clauses.
func clausesIn(text []rune) []duty.Clause {
	var list []duty.Clause
	for i := 0; i < len(text); i++ {
		if closers[text[i]] == 0 {
			continue
		}
		end := closingBracket(text[i:])
		if end < 0 {
			break
		}
		inner := string(text[i : i+end+1])
		if c, err := duty.Parse(inner, duty.BuiltIn); err == nil && len(c.Duties) > 0 {
			list = append(list, c)
		} else if at := strings.LastIndexAny(inner, "，；"); at > 0 {
			// A deadline may end the clause: （县水利局牵头，6月底前完成）.
			if c, err := duty.Parse(inner[:at]+string(closers[text[i]]), duty.BuiltIn); err == nil && len(c.Duties) > 0 {
				list = append(list, c)
			}
		}
		i += end
	}
	return list
}

// names compares the columns of roles with the clauses; it reports whether the
// document shows who does the task at all.
func (c *comparer) names(e entry, pr *probe, text string, behind []rune, clauses []duty.Clause) bool {
	var all []string
	byColumn := map[string][]string{}
	for _, column := range c.columns {
		list := cellNames(c.table.value(e, column))
		byColumn[column] = list
		all = append(all, list...)
	}
	if len(all) == 0 {
		return len(clauses) > 0
	}
	best, wrong, missing, extra := -1, "", "", ""
	for _, clause := range clauses {
		column, want, got := differs(clause, byColumn, c.columns)
		if column == "" {
			return true
		}
		alike := 0
		for _, name := range all {
			if strings.Contains(clause.String(), name) {
				alike++
			}
		}
		if alike > best {
			best, wrong, missing, extra = alike, column, want, got
		}
	}
	bare := func(s string) string { return strings.TrimSuffix(s, "等") }
	if !slices.ContainsFunc(all, func(name string) bool { return !strings.Contains(text, bare(name)) }) {
		return true
	}
	around := string(behind)
	at := c.document.place(pr.to)
	if best > 0 || best == 0 && len(all) <= 2 {
		c.findings = append(c.findings, Finding{Order: e.order, Field: Names, At: at, Other: c.table.place(e.rows[0], wrong), Want: missing, Got: extra})
		return true
	}
	found := 0
	lost := ""
	for _, name := range all {
		if strings.Contains(around, bare(name)) {
			found++
		} else if lost == "" {
			lost = name
		}
	}
	switch {
	case found == len(all):
		return true
	case found*2 >= len(all):
		c.findings = append(c.findings, Finding{Order: e.order, Field: Names, At: at, Other: c.table.place(e.rows[0], c.columnOf(byColumn, lost)), Want: lost})
		return true
	}
	return false
}

func (c *comparer) columnOf(byColumn map[string][]string, name string) string {
	for _, column := range c.columns {
		if slices.Contains(byColumn[column], name) {
			return column
		}
	}
	return string(Number)
}

// differs returns the first column in which a clause has other names than a row,
// and the first of them on both sides.
func differs(clause duty.Clause, byColumn map[string][]string, columns []string) (column, want, got string) {
	said := map[string][]string{}
	for _, d := range clause.Duties {
		row, ok := duty.BuiltIn.Row(d.Role)
		if !ok {
			continue
		}
		for _, n := range d.Names {
			said[row.Column] = append(said[row.Column], n.Text+n.Open)
		}
	}
	// In the order of the workbook's columns; leaders may stand beside a clause.
	for _, column := range columns {
		a, b := byColumn[column], said[column]
		if slices.Equal(a, b) || len(b) == 0 && column == "责任领导" {
			continue
		}
		n := 0
		for n < len(a) && n < len(b) && a[n] == b[n] {
			n++
		}
		at := func(list []string) string {
			if n < len(list) {
				return list[n]
			}
			return ""
		}
		return column, at(a), at(b)
	}
	for _, name := range duty.BuiltIn.Columns() {
		if !slices.Contains(columns, name) && len(said[name]) > 0 {
			return string(Number), "", said[name][0]
		}
	}
	return "", "", ""
}

// cellNames reads the names of a cell: 、 and line breaks part them, a role in
// brackets follows the last of a line.
func cellNames(cell string) []string {
	var names []string
	for line := range strings.Lines(cell) {
		line = strings.TrimSpace(line)
		if open := strings.LastIndex(line, "（"); open > 0 && strings.HasSuffix(line, "）") {
			word := line[open+len("（") : len(line)-len("）")]
			for _, row := range duty.BuiltIn.Rows() {
				if slices.Contains(row.Words, word) || strings.HasSuffix(word, row.Words[0]) {
					line = line[:open]
					break
				}
			}
		}
		for name := range strings.SplitSeq(line, "、") {
			if name = squeeze(name); name != "" {
				names = append(names, name)
			}
		}
	}
	return names
}

// deadline looks for the deadline of a row in its text and behind it.
func (c *comparer) deadline(e entry, pr *probe, said string, shown bool) {
	cell := strings.ReplaceAll(c.table.value(e, string(Deadline)), "\n", "；")
	for part := range strings.SplitSeq(squeeze(cell), "；") {
		if part == "" || says(said, part) || saysTime(said, part) {
			continue
		}
		if !shown {
			return // the clause is left out, and the deadline with it
		}
		c.findings = append(c.findings, Finding{Order: e.order, Field: Deadline, At: c.document.place(pr.to), Other: c.table.place(e.rows[0], string(Deadline)), Want: part})
		return
	}
}

// saysTime reports whether a text names the time of a node, whatever words it
// has for what is due then: a table says it shorter.
func saysTime(said, part string) bool {
	for i := len(part); i > 0; i-- {
		if i < len(part) && !utf8.RuneStart(part[i]) {
			continue
		}
		if _, err := deadline.Parse(part[:i], 0, nil); err == nil {
			return says(said, part[:i])
		}
	}
	// An office has words of its own: 汛期前.
	i := strings.Index(part, "前")
	return i > 0 && says(said, part[:i+len("前")])
}
