package agreement

import (
	"slices"
	"strings"
	"unicode/utf8"

	"fangan/internal/deadline"
	"fangan/internal/duty"
)

// behind returns what stands behind a row's text that may name its duty: up to
// the next row, or, as long as no clause was met and the rows say that they share
// one, beyond it. A duty of an item prints behind its last task.
func (c *comparer) behind(i int) (text []rune, clauses []duty.Clause) {
	for k := i; k < len(c.rows); k++ {
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
		if c.cell(c.rows[i], column) != c.cell(c.rows[k], column) {
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

// names compares the columns of roles with the clauses behind a row's text; what
// no clause says must stand in the text, in its heading or behind it.
func (c *comparer) names(i int) {
	r := c.rows[i]
	if r.absent() {
		return
	}
	behind, clauses := c.behind(i)
	var all []string
	byColumn := map[string][]string{}
	for _, column := range c.columns {
		list := cellNames(c.cell(r, column))
		byColumn[column] = list
		all = append(all, list...)
	}
	r.dutied = len(all) > 0
	best, wrong, missing, extra := -1, "", "", ""
	for _, clause := range clauses {
		r.clause = clause.String()
		column, want, got := differs(clause, byColumn, c.columns)
		if column == "" {
			return
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
	if len(all) == 0 {
		return
	}
	if len(clauses) == 0 {
		if clause, ok := c.closing(i, byColumn); ok {
			r.clause = clause
			return
		}
	}
	around := c.around(r) + string(behind)
	for _, name := range all {
		if !strings.Contains(around, strings.TrimSuffix(name, "等")) {
			r.lost = append(r.lost, name)
		}
	}
	text := string(c.document.text[r.from:r.to])
	said := !slices.ContainsFunc(all, func(name string) bool { return !strings.Contains(text, strings.TrimSuffix(name, "等")) })
	if !said && (best > 0 || best == 0 && len(all) <= 2) {
		c.findings = append(c.findings, Finding{Order: r.entry.order, Field: Names, At: c.document.place(r.to), Other: c.at(r, wrong), Want: missing, Got: extra})
		r.lost = nil
	}
}

// closing returns the clause of a group that a row inherits, which is printed
// behind the last of the group's tasks though that may have one of its own.
func (c *comparer) closing(i int, byColumn map[string][]string) (text string, ok bool) {
	for k := i + 1; k < len(c.rows) && k < i+40; k++ {
		for _, clause := range clausesIn(c.window(k)) {
			if column, _, _ := differs(clause, byColumn, c.columns); column == "" {
				return string(c.window(k)), true
			}
		}
	}
	return "", false
}

// around returns the text of a row and what stands before it from its heading on,
// which may name who does it: 自然资源部门：….
func (c *comparer) around(r *row) string {
	from := r.from
	if r.heading >= 0 {
		from = max(0, min(from, r.heading-len([]rune(squeeze(c.cell(r, string(Heading)))))))
	}
	return string(c.document.text[from:r.to])
}

// decide tells what it means that the document does not say the names or the
// deadline of a row. If it has something much like them, they differ; so they do
// if it has some of them, or others in their stead, and is one that says them in
// the text of most rows. Otherwise it may leave them out on purpose.
func (c *comparer) decide() {
	for _, r := range c.rows {
		for _, column := range c.columns {
			c.units = append(c.units, cellNames(c.cell(r, column))...)
		}
	}
	var dutied, named, timed, due int
	for _, r := range c.rows {
		if r.dutied {
			dutied++
			if len(r.lost) == 0 && r.clause == "" {
				named++
			}
		}
		if r.timed {
			timed++
			if len(r.late) == 0 {
				due++
			}
		}
	}
	for i, r := range c.rows {
		if len(r.lost) > 0 {
			c.lostNames(i, !few(named, dutied))
		}
		if len(r.late) > 0 {
			c.lostTimes(i, !few(due, timed))
		}
	}
}

// lostNames reports the first name of a row that the document does not say.
func (c *comparer) lostNames(i int, usual bool) {
	r := c.rows[i]
	var own []string
	for _, column := range c.columns {
		own = append(own, cellNames(c.cell(r, column))...)
	}
	behind, _ := c.behind(i)
	text := []rune(c.around(r) + string(behind))
	f := Finding{Order: r.entry.order, Field: Names, At: c.document.place(r.from), Other: c.at(r, c.columnOf(r, r.lost[0])), Want: r.lost[0], Unsure: true}
	for _, name := range r.lost {
		want := []rune(strings.TrimSuffix(name, "等"))
		begin, end, distance := nearest(text, want)
		got := string(text[begin:end])
		if len(want) > 2 && end-begin == len(want) && distance <= max(1, len(want)/4) && !slices.Contains(c.units, got) {
			f.Want, f.Got, f.Unsure, f.Other = name, got, false, c.at(r, c.columnOf(r, name))
			c.findings = append(c.findings, f)
			return
		}
	}
	if usual {
		f.Unsure = len(r.lost) == len(own)
		instead := ""
		for _, name := range c.units {
			if !slices.Contains(own, name) && len(name) > len(instead) && strings.Contains(string(text), strings.TrimSuffix(name, "等")) &&
				!slices.ContainsFunc(own, func(of string) bool { return strings.Contains(of, name) }) {
				instead = name
			}
		}
		if f.Unsure && instead != "" {
			f.Got, f.Unsure = instead, false
		}
	}
	c.findings = append(c.findings, f)
}

// lostTimes reports the first deadline of a row that the document does not say.
func (c *comparer) lostTimes(i int, usual bool) {
	r := c.rows[i]
	behind, _ := c.behind(i)
	text := c.around(r) + string(behind)
	f := Finding{Order: r.entry.order, Field: Deadline, At: c.document.place(r.to), Other: c.at(r, string(Deadline)), Want: r.late[0], Unsure: r.clause == ""}
	own := squeeze(c.cell(r, string(Deadline)))
	for _, found := range deadline.Find(text) {
		// Words such as 每季度 may be no deadline: 每季度至少抽查1次.
		if usual && found.Kind != deadline.Cycle && !strings.Contains(own, found.Phrase) {
			f.Got, f.Unsure = found.Phrase, false
			break
		}
	}
	c.findings = append(c.findings, f)
}

func (c *comparer) columnOf(r *row, name string) string {
	for _, column := range c.columns {
		if slices.Contains(cellNames(c.cell(r, column)), name) {
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

// deadline looks for the deadlines of a row in its text and behind it.
func (c *comparer) deadline(i int) {
	r := c.rows[i]
	if r.absent() {
		return
	}
	behind, _ := c.behind(i)
	said := c.around(r) + string(behind) + r.clause
	cell := strings.ReplaceAll(c.cell(r, string(Deadline)), "\n", "；")
	for part := range strings.SplitSeq(squeeze(cell), "；") {
		if part == "" {
			continue
		}
		r.timed = true
		if !says(said, part) && !saysTime(said, part) {
			r.late = append(r.late, part)
		}
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
