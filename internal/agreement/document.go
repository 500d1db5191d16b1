package agreement

import (
	"fmt"
	"slices"
	"strings"

	"fangan/internal/diag"
	"fangan/internal/duty"
	"fangan/internal/plan"
)

// Document is the text of a PDF, as a reader of PDF sees it.
type Document struct {
	text   []rune  // without white space and page numbers
	places []Place // of each character

	// Around is the document with what the text leaves out, such as 版头 and 版记;
	// Tables are its tables, page by page. Both may be missing.
	Around *Document
	Tables []Sheet
}

// ReadDocument takes the text that a reader of PDF extracted, pages ended by
// form feeds. The number at the foot of page n, a last line that reads — n —,
// is no text of the document (GB/T 9704 7.5).
func ReadDocument(extracted string) *Document {
	var pages [][]string
	for i, page := range strings.Split(strings.TrimSuffix(extracted, "\f"), "\f") {
		var lines []string
		for line := range strings.Lines(page) {
			if line = squeeze(line); line != "" {
				lines = append(lines, line)
			}
		}
		if n := len(lines); n > 0 && lines[n-1] == fmt.Sprintf("—%d—", i+1) {
			lines = lines[:n-1]
		}
		pages = append(pages, lines)
	}
	return NewDocument(pages)
}

// NewDocument takes the lines of each page, page numbers left out. A line that
// is empty counts, but has no text.
func NewDocument(pages [][]string) *Document {
	d := &Document{}
	for i, lines := range pages {
		for k, line := range lines {
			for _, r := range squeeze(line) {
				d.text = append(d.text, r)
				d.places = append(d.places, Place{Page: i + 1, Line: k + 1})
			}
		}
	}
	return d
}

// String returns the text without white space and page numbers.
func (d *Document) String() string { return string(d.text) }

// place returns where a character stands; that of the last one if it is behind
// the end.
func (d *Document) place(at int) Place {
	if len(d.places) == 0 {
		return Place{}
	}
	return d.places[min(at, len(d.places)-1)]
}

// begins reports whether a line begins with the character at a place.
func (d *Document) begins(at int) bool {
	return at == 0 || at >= len(d.places) || d.places[at] != d.places[at-1]
}

// A span is a stretch of characters or probes, half open.
type span struct{ from, to int }

// A probe is a text that must stand in the document behind the one before it.
type probe struct {
	want     []rune
	order    int // of the assignment whose text it is; 0 for a heading
	field    Field
	mark     string // that ends it, and may follow behind a clause
	open     bool   // what follows it is unknown: lines such as 牵头单位：…, the signature
	from, to int
	found    bool
}

// like reports whether the probe was found, or a text that is most of it.
func (pr *probe) like(text []rune) bool {
	if pr.found || pr.to == pr.from {
		return pr.found
	}
	_, _, distance := nearest(text[pr.from:pr.to], pr.want)
	return distance*4 <= len(pr.want)
}

// readDocument finds headings and texts, then clauses and deadlines.
func (c *checker) readDocument() {
	texts := map[*plan.Item][]*plan.Assignment{}
	assignments := c.plan.Assignments()
	for i := range assignments {
		a := &assignments[i]
		item := a.Path[len(a.Path)-1]
		texts[item] = append(texts[item], a)
	}
	var probes []*probe
	add := func(field Field, order int, want, mark string) *probe {
		pr := &probe{want: []rune(squeeze(want)), order: order, field: field, mark: mark}
		if len(pr.want) > 0 {
			probes = append(probes, pr)
		}
		return pr
	}
	items := map[*plan.Item]span{} // the probes of an item and all below it
	var visit func(item *plan.Item)
	visit = func(item *plan.Item) {
		first, label := len(probes), item.Label
		if item.Title.Value != "" {
			mark := ""
			if item.RunsIn {
				mark = item.Separator
			}
			add(Heading, 0, label+item.Title.Value, mark)
			label = ""
		}
		prose := func(a *plan.Assignment, text string) {
			if a == nil { // it is nobody's duty
				core, mark := cutMark(squeeze(text))
				if core != "" {
					add(Text, 0, label+core, mark)
					label = ""
				}
				return
			}
			if item.Text.Value == "" && a.Text == item.Title.Value {
				// It is found by the heading.
				probes[len(probes)-1].order = a.Order
				probes[len(probes)-1].open = a.Printed == plan.Lines
				return
			}
			core, mark := cutMark(squeeze(a.Text))
			add(Text, a.Order, label+core, mark).open = a.Printed == plan.Lines
			label = ""
		}
		of := func(span diag.Span) *plan.Assignment {
			for _, a := range texts[item] {
				if a.Span == span {
					return a
				}
			}
			return nil
		}
		prose(of(item.Span), item.Text.Value)
		for _, task := range item.Tasks {
			prose(of(task.Span), task.Text.Value)
		}
		for _, sub := range item.Items {
			visit(sub)
		}
		if len(probes) > first {
			items[item] = span{first, len(probes)}
		}
	}
	for _, part := range c.plan.Parts {
		add(Heading, 0, part.Label+part.Heading.Value, "")
		for _, paragraph := range part.LeadIn {
			add(Text, 0, paragraph.Plain(), "")
		}
		for _, item := range part.Items {
			visit(item)
		}
	}
	// Attachments follow after the signature; a table may stand before the items,
	// and on a turned page lines have no order among the others.
	own := len(probes)
	for _, attachment := range c.plan.Attachments {
		first := len(probes)
		for _, item := range attachment.Items {
			if !attachment.Landscape {
				visit(item)
			}
		}
		if first > 0 {
			probes[first-1].open = true
		}
	}
	c.find(probes)
	c.end = len(c.document.text)
	for _, pr := range probes[own:] {
		if pr.found {
			c.end = pr.from
			break
		}
	}
	found, tasks := 0, 0
	for _, pr := range probes {
		if pr.order > 0 {
			tasks++
			if pr.like(c.document.text) {
				found++
			}
		}
	}
	if few(found, tasks) {
		c.report(strangers(c.document.place(0), found, tasks))
		return
	}
	for _, pr := range probes {
		if pr.order > 0 {
			c.inDocument[pr.order-1] = c.document.place(pr.from)
		}
	}
	c.reportMissing(probes)
	for i, pr := range probes {
		if pr.order > 0 && pr.to > pr.from {
			a := &assignments[pr.order-1]
			forDuty, forDue := c.ownedBy(a, i, probes, items)
			c.clause(a, pr, forDuty, forDue)
		}
		switch {
		case !pr.found:
		case i+1 == len(probes) || pr.open:
			c.between(pr, -1)
		case probes[i+1].found:
			c.between(pr, probes[i+1].from)
		}
	}
}

// between checks that nothing stands between two texts but the mark that ends
// the first and clauses in brackets, which others look at. What follows may be
// unknown (-1); then only the mark is checked.
func (c *checker) between(pr *probe, next int) {
	at, limit := pr.to, next
	if limit < 0 {
		limit = len(c.document.text)
	}
	var got []rune
	for _, inner := range c.brackets(owner{end: pr.to, limit: limit, item: true}, false) {
		got = append(got, c.document.text[at:inner.from-1]...)
		at = inner.to + 1
	}
	if next < 0 {
		limit = min(limit, at+len([]rune(pr.mark))-len(got))
	}
	got = append(got, c.document.text[at:max(at, limit)]...)
	if string(got) != pr.mark {
		c.report(Finding{Order: pr.order, Field: pr.field, At: c.document.place(pr.to), Want: string(pr.want[max(0, len(pr.want)-4):]) + pr.mark, Got: near(c.document.text, pr.to)})
	}
}

// find places the probes one behind the other; those that are nowhere get the
// stretch between their neighbours that is most like them.
func (c *checker) find(probes []*probe) {
	text := string(c.document.text)
	cursor, bytes := 0, 0
	for _, pr := range probes {
		i := strings.Index(text[bytes:], string(pr.want))
		if i < 0 {
			continue
		}
		pr.from = cursor + len([]rune(text[bytes:bytes+i]))
		pr.to, pr.found = pr.from+len(pr.want), true
		cursor, bytes = pr.to, bytes+i+len(string(pr.want))
	}
	low := 0
	for i, pr := range probes {
		if pr.found {
			low = pr.to
			continue
		}
		high := len(c.document.text)
		for _, next := range probes[i+1:] {
			if next.found {
				high = next.from
				break
			}
		}
		from, to, distance := nearest(c.document.text[low:high], pr.want)
		if distance*2 > len(pr.want) {
			pr.from, pr.to = low, low // nothing like it
			continue
		}
		pr.from, pr.to = low+from, low+to
		low = pr.to
	}
}

func (c *checker) reportMissing(probes []*probe) {
	for _, pr := range probes {
		if pr.found {
			continue
		}
		f := Finding{Order: pr.order, Field: pr.field, At: c.document.place(pr.from), Want: near(pr.want, 0)}
		if pr.to > pr.from {
			got := c.document.text[pr.from:pr.to]
			n := common(got, pr.want)
			f.At, f.Want, f.Got = c.document.place(pr.from+n), near(pr.want, n), near(got, n)
		}
		c.report(f)
	}
}

// An owner is the task or item that a duty or a deadline belongs to: it prints
// behind the last text of that.
type owner struct {
	from, end int // of its texts
	limit     int // where something else begins
	item      bool
}

// ownedBy returns where the duty and the deadline of an assignment print.
func (c *checker) ownedBy(a *plan.Assignment, own int, probes []*probe, items map[*plan.Item]span) (forDuty, forDue owner) {
	limit := func(next int) int {
		for _, pr := range probes[next:] {
			if pr.to > pr.from {
				return pr.from
			}
		}
		return len(c.document.text)
	}
	forDuty = owner{from: probes[own].from, end: probes[own].to, limit: limit(own + 1)}
	forDue = forDuty
	for _, item := range a.Path {
		of := items[item]
		o := owner{from: probes[of.from].from, end: probes[of.to-1].to, limit: limit(of.to), item: true}
		if item.Duty != nil && item.Duty == a.Duty {
			forDuty = o
		}
		if item.Due != nil && item.Due == a.Due {
			forDue = o
		}
	}
	return forDuty, forDue
}

// clause checks names and deadline of an assignment in the document.
func (c *checker) clause(a *plan.Assignment, own *probe, forDuty, forDue owner) {
	text := c.document.text
	core := string(text[own.from:own.to])
	var said strings.Builder
	said.WriteString(string(text[forDue.from:forDue.end]))
	told := false // that the deadline is wrong
	switch a.Printed {
	case plan.TableOnly:
		return
	case plan.InText:
		// Prose names them in any order, and a title may: 自然资源部门：…. An
		// inherited duty is in the words of the item that has it.
		core += squeeze(a.Path[len(a.Path)-1].Title.Value) + string(text[forDuty.from:forDuty.end])
		for _, name := range names(c.shares(a, "")) {
			if !strings.Contains(core, name) {
				c.report(Finding{Order: a.Order, Field: Names, At: c.document.place(own.from), Want: name})
			}
		}
		said.WriteString(string(text[forDue.end:forDue.limit]))
	case plan.Lines:
		rest := text[forDuty.end:forDuty.limit]
		if a.Duty != nil {
			for len(rest) > 0 && strings.ContainsRune(finalMarks, rest[0]) {
				rest = rest[1:]
			}
			var ok bool
			rest, ok = c.names(a, rest, forDuty.limit-len(rest), duty.Lines)
			lines := span{forDuty.limit - len(rest), forDuty.limit}
			if end := slices.Index(rest, '（'); end >= 0 {
				lines.to = lines.from + end // the clause of an item above
			}
			if i := stray(string(text[lines.from:lines.to]), a.Due, true); ok && i >= 0 && !(forDuty.limit >= c.end && c.document.begins(lines.from+i)) {
				told = c.strayAt(a, lines, i)
			}
		}
		said.WriteString(string(rest))
	default:
		if a.Duty != nil {
			inner := c.mostLike(a, c.brackets(forDuty, !own.found))
			printed := text[inner.from:inner.to]
			rest, ok := c.names(a, printed, inner.from, duty.Inline, duty.Label)
			if i := stray(string(rest), a.Due, false); ok && i >= 0 {
				told = c.strayAt(a, inner, len(printed)-len(rest)+i)
			}
		}
		if a.Duty != nil && forDuty.item && !forDue.item && a.Due != nil {
			// The deadline is the task's own, the duty that of its item.
			for _, inner := range c.brackets(forDue, !own.found) {
				if inner == c.mostLike(a, c.brackets(forDuty, !own.found)) {
					continue
				}
				if i := stray(string(text[inner.from:inner.to]), a.Due, true); i >= 0 {
					told = c.strayAt(a, inner, i)
				}
			}
		}
		for _, inner := range c.brackets(forDue, !own.found) {
			said.WriteString(string(text[inner.from:inner.to]))
		}
	}
	if !told {
		c.deadline(a, said.String(), own.to)
	}
}

// strayAt reports what stands behind the names of a clause and should not, and
// tells whether it takes that for a deadline.
func (c *checker) strayAt(a *plan.Assignment, inner span, at int) (isDeadline bool) {
	f := Finding{Order: a.Order, Field: Names, At: c.document.place(inner.from + at), Got: near(c.document.text[inner.from:inner.to], at)}
	if a.Due != nil {
		f.Field, f.Want = Deadline, a.Due.String()
	}
	c.report(f)
	return f.Field == Deadline
}

// closers are the partners of the brackets that a clause may stand in.
var closers = map[rune]rune{'（': '）', '【': '】', '[': ']', '［': '］', '〔': '〕'}

// closingBracket returns where the bracket that a text opens with ends, -1 if
// it does not; brackets of its kind within it are counted.
func closingBracket(text []rune) int {
	depth := 0
	for i, r := range text {
		switch r {
		case text[0]:
			depth++
		case closers[text[0]]:
			if depth--; depth == 0 {
				return i
			}
		}
	}
	return -1
}

// brackets returns what stands between the brackets behind a text, before its
// final mark or after it. The first ones are the task's own; those of its item
// and of the items above may follow.
func (c *checker) brackets(o owner, loosely bool) []span {
	text, at := c.document.text[:o.limit], o.end
	if loosely { // what the text ends in is itself in doubt
		for n := 0; n < 6 && at < len(text) && closers[text[at]] == 0; n++ {
			at++
		}
	}
	var list []span
	for {
		if at < len(text) && strings.ContainsRune(finalMarks, text[at]) {
			at++
		}
		if at >= len(text) || closers[text[at]] == 0 {
			return list
		}
		end := closingBracket(text[at:])
		if end < 0 {
			return list
		}
		end += at + 1
		list = append(list, span{at + 1, end - 1})
		if !o.item {
			return list
		}
		at = end
	}
}

// mostLike returns the brackets that say most of the duty; an empty span if
// there are none.
func (c *checker) mostLike(a *plan.Assignment, list []span) span {
	best, least := span{}, -1
	for _, s := range list {
		want, agree := c.clauseLike(a, c.document.text[s.from:s.to], duty.Inline, duty.Label)
		if missing := len(want) - agree; least < 0 || missing < least {
			best, least = s, missing
		}
	}
	return best
}

// clauseLike returns the duty as a clause in that of the forms of which a
// printed one says most, and how many characters they begin with alike.
func (c *checker) clauseLike(a *plan.Assignment, printed []rune, forms ...duty.Form) (want []rune, agree int) {
	for i, form := range forms {
		text := squeeze(c.plan.Roles.Format(a.Duty.In(form), form))
		opening, closing := a.Duty.Clause.Around()
		if form != duty.Lines { // which has no brackets, though a name may end in one: 各乡镇（场）
			text = strings.TrimSuffix(strings.TrimPrefix(text, opening), closing)
		}
		clause := []rune(text)
		if n := common(printed, clause); i == 0 || len(clause)-n < len(want)-agree {
			want, agree = clause, n
		}
	}
	return want, agree
}

func names(shares []share) []string {
	var list []string
	for _, s := range shares {
		list = append(list, s.names...)
	}
	return list
}

// names compares a printed clause with the duty, in the form of the two that it
// is most like, and returns what follows it; if they differ, that is reported
// and all that is printed may belong to the deadline.
func (c *checker) names(a *plan.Assignment, printed []rune, at int, forms ...duty.Form) (rest []rune, ok bool) {
	best, agree := c.clauseLike(a, printed, forms...)
	if agree < len(best) {
		f := Finding{Order: a.Order, Field: Names, At: c.document.place(at + agree), Want: near(best, agree), Got: near(printed, agree)}
		if len(printed) == 0 {
			f.At = c.inDocument[a.Order-1]
		}
		c.report(f)
		return printed, false
	}
	want := names(c.shares(a, ""))
	if i := inOrder(string(printed[:agree]), want); i >= 0 {
		c.report(Finding{Order: a.Order, Field: Names, At: c.document.place(at), Want: want[i], Got: near(printed, 0)})
	}
	return printed[agree:], true
}

// deadline checks that the document says when the task is due, in its text or
// behind it.
func (c *checker) deadline(a *plan.Assignment, said string, at int) {
	for _, n := range nodes(a.Due) {
		if phrase := squeeze(n.Phrase.Value); !says(said, phrase) {
			c.report(Finding{Order: a.Order, Field: Deadline, At: c.document.place(at), Want: phrase, Got: near([]rune(said), max(0, len([]rune(said))-10))})
		}
	}
}

// nodes returns the deadlines of a task.
func nodes(due *plan.Due) []plan.Node {
	switch {
	case due == nil:
		return nil
	case len(due.Nodes) == 0:
		return []plan.Node{{Due: *due}}
	}
	return due.Nodes
}

// stray returns the first character of a text that belongs to no deadline of the
// task; -1 if there is none. The text follows the names of a clause, or stands
// alone.
func stray(tail string, due *plan.Due, alone bool) int {
	rest := tail
	for rest != "" {
		before := rest
		for _, s := range []string{"；完成时限：", "完成时限：", "，", "；"} {
			if after, ok := strings.CutPrefix(rest, s); ok {
				rest = after
				break
			}
		}
		separated := rest != before || alone && before == tail
		taken := false
		for _, n := range nodes(due) {
			phrase, what := squeeze(n.Phrase.Value), squeeze(n.What.Value)
			if what == "" {
				what = "完成"
			}
			after, ok := strings.CutPrefix(rest, phrase)
			if !ok || phrase == "" || !separated {
				continue
			}
			if n.What.Value == "" && !strings.HasPrefix(after, what) {
				what = "" // 完成时限：每季度
			}
			if after, ok = strings.CutPrefix(after, what); ok {
				rest, taken = after, true
				break
			}
		}
		if !taken {
			return len([]rune(tail)) - len([]rune(rest))
		}
	}
	return -1
}
