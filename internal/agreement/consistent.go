package agreement

import (
	"fmt"
	"slices"
	"strings"

	"fangan/internal/duty"
)

// Consistent checks a workbook by itself: each sheet that lists tasks by number
// says the same of them as the table of all, and the sheet that counts the tasks
// of each unit counts what the sheets of the units list.
func (w Workbook) Consistent() []Finding {
	main := w.mainTable()
	if main == nil {
		return nil
	}
	rows := map[int]entry{}
	last := 0
	entries, findings := main.numbered()
	for _, e := range entries {
		if _, twice := rows[e.order]; twice || e.order != last+1 {
			findings = append(findings, Finding{Field: Number, At: main.place(e.rows[0], string(Number)), Want: fmt.Sprint(last + 1), Got: fmt.Sprint(e.order)})
		}
		rows[e.order], last = e, e.order
	}
	for i := range w {
		t := w[i].with(string(Number), string(Text))
		if t == nil || t.sheet == main.sheet {
			continue
		}
		for _, e := range t.entries() {
			of, ok := rows[e.order]
			if !ok {
				findings = append(findings, Finding{Order: e.order, Field: Tasks, At: t.place(e.rows[0], string(Number)), Got: fmt.Sprintf("第%d项", e.order)})
				continue
			}
			for _, field := range []Field{Heading, Text, Deadline, Leaders, Remark} {
				want, got := []rune(squeeze(main.value(of, string(field)))), []rune(squeeze(t.value(e, string(field))))
				if _, has := t.columns[string(field)]; !has || slices.Equal(want, got) {
					continue
				}
				n := common(want, got)
				findings = append(findings, Finding{Order: e.order, Field: field, At: t.place(e.rows[0], string(field)), Other: main.place(of.rows[0], string(field)), Want: near(want, n), Got: near(got, n)})
			}
		}
		findings = append(findings, t.counts("")...)
		findings = append(findings, w.roles(t, main, rows)...)
	}
	c := checker{}
	for i := range w {
		if t := w[i].with(string(Number), string(Text), ownRole); t != nil && t.sheet != main.sheet {
			c.banners(t, func(int) []string { return groupsOf(main.sheet.Rows[main.header]) })
		}
	}
	return append(append(findings, c.findings...), w.summed()...)
}

// titles checks that what stands above the tables names the plan as it is called:
// what is much like its title is it.
func (w Workbook) titles(title string) []Finding {
	var findings []Finding
	want := []rune(squeeze(title))
	for i := range w {
		t := w[i].with(string(Number))
		if t == nil {
			continue
		}
		for row := range t.header {
			for n, cell := range w[i].Rows[row] {
				got := []rune(squeeze(cell))
				if strings.Contains(string(got), string(want)) {
					continue
				}
				if from, to, distance := nearest(got, want); distance*3 <= len(want) {
					k := common(got[from:to], want)
					findings = append(findings, Finding{Field: Title, At: Place{Sheet: w[i].Name, Cell: cellName(n, row)}, Want: near(want, k), Got: near(got[from:to], k)})
				}
			}
		}
	}
	return findings
}

// sheetOf returns the table of the unit's tasks: of those whose first line begins
// with its name the one with the shortest line; nil if there is none.
func (w Workbook) sheetOf(unit string) *table {
	var best *table
	for i := range w {
		t := w[i].with(string(Number), string(Text))
		if t != nil && strings.HasPrefix(w[i].title(), unit) && (best == nil || len(w[i].title()) < len(best.sheet.title())) {
			best = t
		}
	}
	return best
}

// summed checks the sheet that counts the tasks of each unit.
func (w Workbook) summed() []Finding {
	var findings []Finding
	for i := range w {
		t := w[i].with(unitNames, totalTasks)
		if t == nil {
			continue
		}
		number := 0
		for r := t.header + 1; r < len(w[i].Rows); r++ {
			unit := t.cell(r, unitNames)
			if unit == "" {
				continue
			}
			number++
			report := func(column int, want string) {
				got := ""
				if column < len(w[i].Rows[r]) {
					got = w[i].Rows[r][column]
				}
				if want != got {
					findings = append(findings, Finding{Field: Tasks, Unit: unit, At: Place{Sheet: w[i].Name, Cell: cellName(column, r)}, Want: want, Got: got})
				}
			}
			if n, ok := t.columns[string(Number)]; ok {
				report(n, fmt.Sprint(number))
			}
			own := w.sheetOf(unit)
			if own == nil {
				report(t.columns[unitNames], "")
				continue
			}
			report(t.columns[totalTasks], fmt.Sprint(len(own.entries())))
			counts, ok := own.byColumn()
			for _, column := range duty.BuiltIn.Columns() {
				n := slices.Index(w[i].Rows[t.header][t.columns[unitNames]+1:], column)
				if !ok || n < 0 {
					continue
				}
				n += t.columns[unitNames] + 1
				want := ""
				if counts[column] > 0 {
					want = fmt.Sprint(counts[column])
				}
				report(n, want)
			}
			if leader := t.cell(r, unitLeader); leader != "" {
				for _, row := range own.sheet.Rows[:own.header] {
					if len(row) > 0 && strings.HasPrefix(row[0], "收件：") && !strings.Contains(row[0], unit+leader) {
						report(t.columns[unitLeader], strings.TrimPrefix(row[0], "收件："))
					}
				}
			}
		}
	}
	return findings
}

// roles checks what a unit's sheet says that the unit does: in whatever column
// the table of all has the unit by its name, it has a role of that column.
func (w Workbook) roles(t, main *table, rows map[int]entry) []Finding {
	var findings []Finding
	unit := w.unitOf(t)
	if _, ok := t.columns[ownRole]; !ok || unit == "" {
		return nil
	}
	for _, e := range t.entries() {
		for _, column := range duty.BuiltIn.Columns() {
			if !slices.Contains(cellNames(main.value(rows[e.order], column)), unit) {
				continue
			}
			own := t.value(e, ownRole)
			if !slices.ContainsFunc(strings.Split(own, "\n"), func(line string) bool {
				word, _ := ownWord(line)
				return columnOf(word) == column
			}) {
				findings = append(findings, Finding{Order: e.order, Field: Names, Unit: unit, At: t.place(e.rows[0], ownRole), Other: main.place(rows[e.order].rows[0], column), Want: column, Got: own})
			}
		}
	}
	return findings
}

// byColumn counts the tasks of a unit's sheet by the columns of the roles that
// the unit has in them; not ok if a role is an office's own.
func (t *table) byColumn() (counts map[string]int, ok bool) {
	if _, ok := t.columns[ownRole]; !ok {
		return nil, false
	}
	counts = map[string]int{}
	for _, e := range t.entries() {
		var columns []string
		for line := range strings.Lines(t.value(e, ownRole)) {
			word, _ := ownWord(line)
			column := columnOf(word)
			if column == "" {
				return nil, false
			}
			if !slices.Contains(columns, column) {
				columns = append(columns, column)
				counts[column]++
			}
		}
	}
	return counts, true
}

// ownWord parts a line that says what a unit does from the collective that
// brings it to the unit: 落实（各乡镇人民政府）.
func ownWord(line string) (word, through string) {
	word, through, _ = strings.Cut(strings.TrimSuffix(strings.TrimSpace(line), "）"), "（")
	return word, through
}

// columnOf returns the column of the built-in role that a word names, as it would
// behind a name: 按各自职责分工负责.
func columnOf(word string) string {
	for _, row := range duty.BuiltIn.Rows() {
		if slices.Contains(row.Words, word) {
			return row.Column
		}
	}
	clause, err := duty.Parse("县财政局"+word, duty.BuiltIn)
	if err != nil || len(clause.Duties) != 1 || len(clause.Duties[0].Names) != 1 || clause.Duties[0].Names[0].Text != "县财政局" {
		return ""
	}
	row, _ := duty.BuiltIn.Row(clause.Duties[0].Role)
	return row.Column
}

// A listed is what the sheets of the units say of a task: the names of the units
// that list it, of the collectives that bring it to them, and of the others that
// they name. Units that a collective brings are apart.
type listed struct{ names, brought []string }

// listed returns that by task.
func (w Workbook) listed(main *table) map[int]*listed {
	tasks := map[int]*listed{}
	for i := range w {
		t := w[i].with(string(Number), string(Text), ownRole)
		if t == nil || t.sheet == main.sheet {
			continue
		}
		unit := w.unitOf(t)
		for _, e := range t.entries() {
			of := tasks[e.order]
			if of == nil {
				of = &listed{}
				tasks[e.order] = of
			}
			direct := false
			for line := range strings.Lines(t.value(e, ownRole)) {
				if _, through := ownWord(line); through != "" {
					of.names = append(of.names, through)
				} else {
					direct = true
				}
			}
			if direct {
				of.names = append(of.names, unit)
			} else {
				of.brought = append(of.brought, unit)
			}
			for line := range strings.Lines(t.value(e, otherRoles)) {
				_, list, _ := strings.Cut(strings.TrimSpace(line), "：")
				of.names = append(of.names, strings.Split(list, "、")...)
			}
		}
	}
	return tasks
}

// unitOf returns the name of the unit that a sheet is of: the longest of the
// summary's that its first line begins with, or what stands before 任务清单.
func (w Workbook) unitOf(t *table) string {
	title, best := t.sheet.title(), ""
	for i := range w {
		if summary := w[i].with(unitNames, totalTasks); summary != nil {
			for r := summary.header + 1; r < len(w[i].Rows); r++ {
				if name := summary.cell(r, unitNames); len(name) > len(best) && strings.HasPrefix(title, name) {
					best = name
				}
			}
		}
	}
	if best == "" {
		best, _, _ = strings.Cut(title, string(Tasks))
	}
	return best
}
