package agreement

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// unitSheets holds the names of each row against those that the sheets of the
// units have for it. An alias of a unit stands in the table as the document has
// it, and in the sheets by the unit's name.
func (c *comparer) unitSheets(w Workbook) {
	// The open end of a list stands behind its last name, whatever that is:
	// 县畜牧局等相关单位.
	bare := func(list []string) []string {
		out := slices.Clone(list)
		for i := range out {
			if name, _, _ := strings.Cut(squeeze(out[i]), "等"); name != "" {
				out[i] = name
			}
		}
		return out
	}
	tasks := w.listed(c.table)
	for _, r := range c.rows {
		of := tasks[r.entry.order]
		if of == nil {
			continue
		}
		var own []string
		for _, column := range c.columns {
			if column != string(Leaders) {
				own = append(own, cellNames(c.cell(r, column))...)
			}
		}
		known, mine := bare(of.names), bare(own)
		var lost, more string // in the table alone, in the sheets alone
		for i, name := range mine {
			if !slices.Contains(known, name) && lost == "" {
				lost = own[i]
			}
		}
		for _, name := range known {
			if name != "" && !slices.Contains(mine, name) && more == "" {
				more = name
			}
		}
		alias := lost != "" && more != "" && strings.Contains(c.plain, strings.TrimSuffix(lost, "等"))
		if alias || lost == "" && more == "" || lost == "" && slices.Contains(of.brought, more) {
			continue
		}
		f := Finding{Order: r.entry.order, Field: Names, At: c.at(r, string(Number)), Want: more, Got: lost}
		if lost != "" {
			f.At = c.at(r, c.columnOf(r, lost))
		}
		c.findings = append(c.findings, f)
	}
}

// groups checks the rows that part the table, and the headings between the
// groups and the rows: what is much like a heading of the document is it.
func (c *comparer) groups() {
	check := func(at Place, order int, heading string) {
		want := []rune(squeeze(heading))
		if len(want) < 4 || strings.Contains(c.plain, string(want)) { // a label alone
			return
		}
		begin, end, distance := nearest(c.document.text, want)
		if distance*2 > len(want) {
			return
		}
		got := c.document.text[begin:end]
		n := common(got, want)
		c.findings = append(c.findings, Finding{Order: order, Field: Heading, At: c.document.place(begin + n), Other: at, Want: near(want, n), Got: near(got, n)})
	}
	for row := range c.table.banners() {
		text, _ := c.table.banner(row)
		check(Place{Sheet: c.table.sheet.Name, Cell: cellName(0, row)}, 0, text)
	}
	last := ""
	for _, r := range c.rows {
		key := c.table.cell(r.rows[0], string(KeyTask))
		if key == last {
			continue
		}
		last = key
		for line := range strings.Lines(key) {
			check(c.at(r, string(KeyTask)), r.entry.order, line)
		}
	}
}

// indicators checks the table of indicators: the headings that it names, and
// that the document has each value, name, unit and time.
func (c *comparer) indicators(s *Sheet) {
	t := s.with(string(Number), indicatorName, indicatorTarget)
	if t == nil {
		return
	}
	text, stops := c.plain, c.headingPlaces(t)
	for i, e := range t.entries() {
		report := func(column, want, got string, unsure bool) {
			c.findings = append(c.findings, Finding{Field: Indicator, Unit: fmt.Sprintf("指标表第%d行", i+1), At: t.place(e.rows[0], column), Want: want, Got: got, Unsure: unsure})
		}
		if e.order != i+1 {
			report(string(Number), fmt.Sprint(i+1), fmt.Sprint(e.order), false)
		}
		region := text
		for line := range strings.Lines(t.value(e, indicatorSection)) {
			heading := squeeze(line)
			if heading == "" {
				continue
			}
			at := strings.Index(text, heading)
			if at < 0 {
				report(indicatorSection, "", heading, false)
				continue
			}
			region = text[at:]
			if k, _ := slices.BinarySearch(stops, at+1); k < len(stops) {
				region = text[at:stops[k]]
			}
		}
		for _, column := range []string{indicatorName, indicatorTarget} {
			cell := squeeze(t.value(e, column))
			if strings.Contains(region, cell) {
				continue
			}
			// The words may be put together from a sentence, the number is not.
			want, got := []rune(cell), []rune(region)
			begin, end, distance := nearest(got, want)
			slip := column == indicatorName && distance == 1 && end-begin == len(want) && len(want) > 3
			if number := digits.FindString(cell); column == indicatorTarget && number != "" {
				slip = !slices.Contains(digits.FindAllString(region, -1), number)
			}
			report(column, "", cell, !slip)
		}
		for line := range strings.Lines(t.value(e, string(Names))) {
			role, list, ok := strings.Cut(strings.TrimSpace(line), "：")
			if !ok {
				list = role
			}
			for name := range strings.SplitSeq(list, "、") {
				if name = squeeze(name); name != "" && !slices.Contains(c.units, name) && !strings.Contains(text, strings.TrimSuffix(name, "等")) {
					report(string(Names), "", name, false)
				}
			}
		}
		if due := squeeze(t.value(e, string(Deadline))); due != "" && !strings.Contains(text, due) &&
			!slices.ContainsFunc(c.rows, func(r *row) bool { return squeeze(c.cell(r, string(Deadline))) == due }) {
			report(string(Deadline), "", due, false)
		}
	}
}

// headingPlaces returns the bytes of the text at which headings with a label begin
// that the tables name, in order.
func (c *comparer) headingPlaces(indicators *table) []int {
	var headings []string
	for _, r := range c.rows {
		headings = append(headings, c.cell(r, string(Heading)))
	}
	for row := range c.table.banners() {
		text, _ := c.table.banner(row)
		headings = append(headings, text)
	}
	for _, e := range indicators.entries() {
		headings = append(headings, strings.Split(indicators.value(e, indicatorSection), "\n")...)
	}
	slices.Sort(headings)
	var places []int
	for _, heading := range slices.Compact(headings) {
		heading = squeeze(heading)
		if label := labels.FindString(heading); label == "" || label == heading {
			continue
		}
		for from := 0; ; {
			at := strings.Index(c.plain[from:], heading)
			if at < 0 {
				break
			}
			places = append(places, from+at)
			from += at + len(heading)
		}
	}
	slices.Sort(places)
	return places
}

var digits = regexp.MustCompile(`[0-9]+(\.[0-9]+)?`)

// printed checks the tables in the document that list the tasks or the indicators
// by number: what they have in the workbook's columns must read as it does there.
func (c *comparer) printed(w Workbook) {
	rows := map[int]*row{}
	for _, r := range c.rows {
		rows[r.entry.order] = r
	}
	columns := append([]string{string(Heading), string(Text), string(Deadline)}, c.columns...)
	var indicators *table
	for i := range w {
		if t := w[i].with(string(Number), indicatorName, indicatorTarget); t != nil && indicators == nil {
			indicators = t
		}
	}
	for i := range c.document.Tables {
		s := &c.document.Tables[i]
		if t := s.with(string(Number), string(Text)); t != nil {
			entries := t.entries()
			for k, e := range entries {
				cut := k == 0 && c.cutRow(i-1, e.order, false) || k == len(entries)-1 && c.cutRow(i+1, e.order, true)
				if r := rows[e.order]; r != nil {
					c.sameCells(t, e, c.table, r.entry, columns, Finding{Order: e.order}, cut)
				} else {
					c.findings = append(c.findings, Finding{Field: Number, At: t.place(e.rows[0], string(Number)), Got: fmt.Sprint(e.order)})
				}
			}
		}
		if t := s.with(string(Number), indicatorName, indicatorTarget); t != nil && indicators != nil {
			list := indicators.entries()
			for _, e := range t.entries() {
				if e.order >= 1 && e.order <= len(list) {
					c.sameCells(t, e, indicators, list[e.order-1], []string{indicatorName, indicatorTarget, string(Names)}, Finding{Unit: fmt.Sprintf("指标表第%d行", e.order)}, false)
				}
			}
		}
	}
}

// cutRow reports whether a table of the document begins, or ends, with the row of a
// task: a row taller than a page is cut and stands on both.
func (c *comparer) cutRow(i, order int, begins bool) bool {
	if i < 0 || i >= len(c.document.Tables) {
		return false
	}
	t := c.document.Tables[i].with(string(Number), string(Text))
	if t == nil {
		return false
	}
	entries := t.entries()
	switch {
	case len(entries) == 0:
		return false
	case begins:
		return entries[0].order == order
	}
	return entries[len(entries)-1].order == order
}

// sameCells compares the cells that a row of the document's and one of the
// workbook's tables both have. A cell that is joined with the one above is empty; of
// a row that is cut a part is enough.
func (c *comparer) sameCells(t *table, e entry, of *table, as entry, columns []string, f Finding, cut bool) {
	for _, column := range columns {
		_, printed := t.columns[column]
		_, kept := of.columns[column]
		got, want := squeeze(t.value(e, column)), squeeze(of.value(as, column))
		joined := got == "" && column == string(Heading)
		part := cut && strings.Contains(want, got)
		if !printed || !kept || got == want || joined || part {
			continue
		}
		f.Field = Field(column)
		if f.Order == 0 {
			f.Field = Passage
		} else if slices.Contains(c.columns, column) {
			f.Field = Names
		}
		n := common([]rune(got), []rune(want))
		f.At, f.Other, f.Want, f.Got = t.place(e.rows[0], column), of.place(as.rows[0], column), near([]rune(want), n), near([]rune(got), n)
		c.findings = append(c.findings, f)
	}
}
