package agreement

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// banners checks the rows that part a table into groups: each must be one of the
// headings that the row below it stands under. What is like none of them is an
// office's own.
func (c *checker) banners(t *table, headings func(order int) []string) {
	if t == nil {
		return
	}
	for row, order := range t.banners() {
		got, _ := t.banner(row)
		best, least := "", len([]rune(got))
		for _, heading := range headings(order) {
			if _, _, distance := nearest([]rune(squeeze(got)), []rune(squeeze(heading))); heading != "" && distance < least {
				best, least = heading, distance
			}
		}
		if least*2 <= len([]rune(best)) {
			f := Finding{Field: Heading, At: Place{Sheet: t.sheet.Name, Cell: cellName(0, row)}}
			if t.unit != nil {
				f.Unit = t.unit.Name
			}
			c.expect(f, best, got)
		}
	}
}

// banners yields the rows of a table that have a text in their first cell alone
// and one of the entries below them, with the number of that.
func (t *table) banners() func(yield func(row, order int) bool) {
	return func(yield func(row, order int) bool) {
		from := t.header + 1
		for _, e := range t.entries() {
			for row := from; row < e.rows[0]; row++ {
				if text, _ := t.banner(row); text != "" && !yield(row, e.order) {
					return
				}
			}
			from = e.rows[len(e.rows)-1] + 1
		}
	}
}

// A banner may count what follows: 牵头任务（3项）.
var counted = regexp.MustCompile(`^(.*)（(\d+)项）$`)

// banner returns the text of a banner and the number in it, -1 if it has none;
// empty if the row is none.
func (t *table) banner(row int) (text string, count int) {
	cells := t.sheet.Rows[row]
	if len(cells) == 0 || slices.ContainsFunc(cells[1:], func(cell string) bool { return cell != "" }) {
		return "", -1
	}
	if m := counted.FindStringSubmatch(cells[0]); m != nil {
		n, _ := strconv.Atoi(m[2])
		return m[1], n
	}
	return cells[0], -1
}

var total = regexp.MustCompile(`共(\d+)项`)

// counts checks the numbers that a sheet states of itself: 共3项任务 above the
// table, and those of its banners.
func (t *table) counts(unit string) []Finding {
	var findings []Finding
	report := func(cell string, stated, found int) {
		if stated != found {
			findings = append(findings, Finding{Field: Tasks, Unit: unit, At: Place{Sheet: t.sheet.Name, Cell: cell}, Want: fmt.Sprintf("%d项", found), Got: fmt.Sprintf("%d项", stated)})
		}
	}
	entries := t.entries()
	for row := range t.header {
		for n, cell := range t.sheet.Rows[row] {
			if m := total.FindStringSubmatch(cell); m != nil {
				stated, _ := strconv.Atoi(m[1])
				report(cellName(n, row), stated, len(entries))
			}
		}
	}
	for row := range t.banners() {
		group, stated := t.banner(row)
		if stated < 0 {
			continue
		}
		found := 0
		for _, e := range entries {
			if e.rows[0] < row {
				continue
			}
			if other := slices.IndexFunc(t.sheet.Rows[row+1:e.rows[0]], func(cells []string) bool { return len(cells) > 0 && counted.MatchString(cells[0]) }); other >= 0 {
				break
			}
			if found++; !t.hasRole(e, strings.TrimSuffix(group, "任务")) {
				findings = append(findings, Finding{Order: e.order, Field: Names, Unit: unit, At: t.place(e.rows[0], ownRole), Want: group, Got: t.value(e, ownRole)})
			}
		}
		report(cellName(0, row), stated, found)
	}
	return findings
}

// hasRole reports whether a row of a unit's sheet has a role of the column that
// its group is named for: 牵头 of 牵头单位. Roles of an office's own are not known.
func (t *table) hasRole(e entry, group string) bool {
	unknown := t.value(e, ownRole) == ""
	for line := range strings.Lines(t.value(e, ownRole)) {
		word, _ := ownWord(line)
		switch strings.TrimSuffix(columnOf(word), "单位") {
		case group:
			return true
		case "":
			unknown = true
		}
	}
	return unknown
}

// The columns of the table of indicators.
const (
	indicatorName    = "指标"
	indicatorTarget  = "目标值"
	indicatorSection = "所在章节"
)

// indicators checks the table of indicators against the plan.
func (c *checker) indicators(s *Sheet) {
	t := s.with(string(Number), indicatorName, indicatorTarget)
	if t == nil {
		return
	}
	list, entries := c.plan.Indicators(), t.entries()
	for i := range max(len(list), len(entries)) {
		f := Finding{Field: Indicator, Unit: fmt.Sprintf("指标表第%d行", i+1)}
		switch {
		case i >= len(entries):
			f.At, f.Want = Place{Sheet: s.Name}, list[i].Subject()
			c.report(f)
			continue
		case i >= len(list):
			f.At, f.Got = t.place(entries[i].rows[0], indicatorName), t.value(entries[i], indicatorName)
			c.report(f)
			continue
		}
		stated := &list[i]
		section := []string{stated.Part.Name()}
		for _, item := range stated.Path {
			section = append(section, item.Name())
		}
		due := ""
		if stated.Due != nil {
			due = stated.Due.String()
		}
		for _, cell := range []struct{ column, want string }{
			{string(Number), fmt.Sprint(i + 1)}, {indicatorName, stated.Subject()}, {indicatorTarget, stated.Target()},
			{indicatorSection, strings.Join(section, "")}, {string(Names), c.plan.Responsible(stated.Duty)}, {string(Deadline), due},
		} {
			if _, ok := t.columns[cell.column]; ok {
				f.At = t.place(entries[i].rows[0], cell.column)
				c.expect(f, cell.want, t.value(entries[i], cell.column))
			}
		}
	}
}
