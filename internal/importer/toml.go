package importer

import (
	"fmt"
	"slices"
	"strings"

	"fangan/internal/deadline"
	"fangan/internal/format"
	"fangan/internal/indicator"
	"fangan/internal/plan"
)

// printer puts a definition into a plan file.
type printer struct {
	year   int // of the plan; 0: none is known
	file   *format.File
	draft  *Draft
	def    *definition
	tasks  int
	doubts map[int][]string // by line of the source; each is printed once
	// spelled are the items whose labels are written out; nil: those alone that
	// the numbering gets wrong.
	spelled map[*item]bool
	flushed bool // the beginning of the file is printed
}

// print returns the plan file of a draft.
func (d *Draft) print(def *definition, o Options) []byte {
	p := &printer{year: d.year(o), file: format.New(format.Plan), draft: d, def: def, doubts: map[int][]string{}}
	for _, doubt := range d.Doubts {
		p.doubts[doubt.Line] = append(p.doubts[doubt.Line], doubt.Message)
	}
	root := p.file.Root()
	p.head(o)
	p.settings()
	for _, part := range def.parts {
		p.part(part)
		p.flush()
	}
	for i, part := range def.attachments {
		p.attachment(d.Frame.Attachments[i], part, i)
	}
	// What no table was there for is said at the head, or at the end of a file
	// whose head is gone.
	for _, doubt := range d.Doubts {
		if doubt.Line == 0 {
			continue
		}
		if notes := p.notes(doubt.Line); !p.flushed {
			root.Head = append(root.Head, notes...)
		} else if n := len(p.file.Tables); n > 0 {
			p.file.Tables[n-1].Foot = append(p.file.Tables[n-1].Foot, notes...)
		}
	}
	return p.file.Bytes()
}

// manyTables is how many tables of a file are held; a plan has far fewer.
const manyTables = 4096

func (p *printer) flush() {
	// The last table stays, for notes.
	if n := len(p.file.Tables); n > manyTables {
		last := p.file.Tables[n-1]
		p.file.Tables = p.file.Tables[:n-1]
		p.file.Flush()
		p.file.Tables, p.flushed = append(p.file.Tables, last), true
	}
}

// notes are the doubts about lines of the source that have not been printed
// yet.
func (p *printer) notes(lines ...int) []format.Comment {
	var list []format.Comment
	for _, line := range lines {
		for _, message := range p.doubts[line] {
			list = append(list, format.Note("待核："+strings.ReplaceAll(message, "\n", " "))...)
		}
		delete(p.doubts, line)
	}
	return list
}

func set(t *format.Table, key, text string) {
	if text != "" {
		t.Set(key, format.Text(text))
	}
}

// missingTitle stands where a text has no title: a plan must have one.
const missingTitle = "（标题待补）"

// head prints the keys of the file itself, and how the plan is issued.
func (p *printer) head(o Options) {
	d, root := p.draft, p.file.Root()
	root.Head = format.Note("由导入得来：带“待核”的地方请人工核对，核对后删去这些说明。")
	root.Head = append(root.Head, p.notes(0)...)
	var title []string
	for _, line := range d.Title {
		title = append(title, widen(line.Text))
		root.Head = append(root.Head, p.notes(line.Number)...)
	}
	if len(title) == 0 {
		title = []string{missingTitle}
	}
	set(root, "title", strings.Join(title, "\n"))
	if year := d.year(o); year != 0 {
		root.Set("year", format.Integer(int64(year)))
	}
	set(root, "status", d.Status)
	if len(d.Front) > 0 {
		var front []string
		var lines []int
		for _, line := range d.Front {
			front = append(front, widen(line.Text))
			lines = append(lines, line.Number)
		}
		root.Set("preamble", format.Text(strings.Join(front, "\n"))).Above = p.notes(lines...)
	}
	p.issue()
}

// issue prints how the plan is issued.
func (p *printer) issue() {
	d, f := p.draft, &p.draft.Frame
	issue := format.New(format.Plan).Table("issue") // gathered before it is known whether there is any
	text := func(key, value string) { set(issue, key, value) }
	texts := func(key string, list []string) {
		if len(list) > 0 {
			issue.Set(key, format.Texts(list...))
		}
	}
	date := func(key string, day *Day) {
		if day != nil {
			issue.Set(key, format.Date(day.Year, day.Month, day.Day))
		}
	}
	hasHead := f.Number != "" || f.Mark != "" || f.CopyNumber != "" || f.Secrecy != "" || f.Urgent != "" || len(f.Signers) > 0 || f.Letter
	switch {
	case f.Letter:
		text("head", "letter")
	case hasHead && (d.Status != "" || f.Number == ""):
		text("head", "digital")
	}
	text("mark", f.Mark)
	text("copy_number", f.CopyNumber)
	text("secrecy", f.Secrecy)
	text("urgency", f.Urgent)
	text("number", f.Number)
	texts("signers", f.Signers)
	texts("by", widenAll(f.By))
	if d.To != nil {
		to := strings.TrimSuffix(widen(d.To.Text), "：")
		texts("to", strings.Split(to, "，"))
	}
	date("date", f.Date)
	if f.HasNotice {
		var lines []string
		for _, line := range f.NoticeTitle {
			lines = append(lines, widen(line.Text))
		}
		text("notice_title", strings.Join(lines, "\n"))
		lines = nil
		for _, line := range f.Notice {
			lines = append(lines, widen(line.Text))
			issue.Head = append(issue.Head, p.notes(line.Number)...)
		}
		issue.Set("notice", format.Text(strings.Join(lines, "\n")))
		if f.Annexed {
			issue.Set("annexed", format.Bool(true))
		}
	}
	text("note", strings.Join(widenAll(f.Note), "\n"))
	texts("copies_to", f.CopiesTo)
	if len(f.By) == 0 || f.PrintedBy != f.By[0] {
		text("printed_by", f.PrintedBy)
	}
	date("printed_on", f.PrintedOn)
	if f.PrintRun > 0 {
		issue.Set("print_run", format.Integer(int64(f.PrintRun)))
	}
	if len(issue.Entries) > 0 {
		p.file.Tables = append(p.file.Tables, issue)
	}
}

func widenAll(list []string) []string {
	var wide []string
	for _, s := range list {
		wide = append(wide, widen(s))
	}
	return wide
}

// settings prints what differs from the defaults.
func (p *printer) settings() {
	def := p.def
	if def.levels != defaultLevels || def.continuous != 0 {
		t := p.file.Table("numbering")
		if def.levels != defaultLevels {
			t.Set("levels", format.Texts(def.levels[:]...))
		}
		if def.continuous != 0 {
			t.Set("continuous", format.Integer(int64(def.continuous)))
		}
	}
	if def.runIn != defaultRunIn || def.duties != "" || def.place != "" {
		t := p.file.Table("layout")
		set(t, "duties", def.duties)
		set(t, "duty_place", def.place)
		if def.runIn != defaultRunIn {
			t.Set("run_in", format.Texts(def.runIn[:]...))
		}
	}
}

func (p *printer) part(part *part) {
	t := p.file.Element("outline")
	lines := []int{part.section.Line, part.section.tableLine}
	for _, paragraph := range part.section.Paragraphs {
		lines = append(lines, paragraph.Line)
	}
	t.Above = p.notes(lines...)
	p.chapter(t)
	t.Set("heading", format.Text(widen(part.heading)))
	if part.label != nil {
		t.Set("label", format.Text(*part.label))
	}
	path := []string{"outline", "items"}
	if part.kind != plan.Free && len(part.items) > 0 {
		path = []string{string(part.kind)}
		t.Set("from", format.Text(string(part.kind)))
	}
	set(t, "text", widenLines(strings.Join(part.text, "\n")))
	table(t, part.table)
	for _, it := range part.items {
		p.item(it, path)
	}
}

// chapter sets a table off from what stands before it, together with its notes.
func (p *printer) chapter(t *format.Table) {
	if len(t.Above) > 0 {
		t.Above[0].Blank = 2
		return
	}
	t.Blank = 2
}

// attachment prints the n-th attachment, n from 0.
func (p *printer) attachment(a *Attachment, part *part, n int) {
	t := p.file.Element("attachments")
	t.Above = p.notes(a.Line)
	for _, line := range a.lines {
		if line.Table != nil || len(part.items) == 0 {
			t.Above = append(t.Above, p.notes(line.Number)...)
		}
	}
	p.chapter(t)
	t.Set("title", format.Text(widenLines(a.Title)))
	if a.Label != p.draft.Frame.label(n) {
		t.Set("label", format.Text(a.Label))
	}
	set(t, "text", widenLines(strings.Join(part.text, "\n")))
	table(t, part.table)
	if len(part.text) == 0 && part.table == nil && len(part.items) == 0 {
		t.Set("text", format.Text(""))
	}
	for _, it := range part.items {
		p.item(it, []string{"attachments", "items"})
	}
}

// label is what the n-th attachment of the plan is labelled with, n from 0, if
// it has no label of its own.
func (f *Frame) label(n int) string {
	all := len(f.Attachments)
	if f.Annexed {
		all, n = all+1, n+1
	}
	if all == 1 {
		return "附件"
	}
	return fmt.Sprintf("附件%d", n+1)
}

func table(t *format.Table, rows [][]string) {
	if rows == nil {
		return
	}
	var list []format.Value
	for _, row := range rows {
		list = append(list, format.Texts(widenAll(row)...))
	}
	t.Set("table", format.List(list...))
}

func (p *printer) item(it *item, path []string) {
	t := p.file.Element(path...)
	lines := []int{it.section.Line}
	for _, paragraph := range it.section.Paragraphs {
		lines = append(lines, paragraph.Line)
	}
	if it.section.tableLine > 0 {
		lines = append(lines, it.section.tableLine)
	}
	t.Above = p.notes(lines...)
	set(t, "title", widen(it.title))
	if it.label != nil || p.spelled != nil && (p.spelled[it] || it.level == p.def.continuous) {
		t.Set("label", format.Text(it.spelled()))
	}
	if it.runIn != nil {
		t.Set("run_in", format.Text(*it.runIn))
	}
	text := widenLines(it.text)
	set(t, "text", text)
	p.indicators(t, it.section.Line, widen(it.title), text)
	if it.measures && it.duty == nil && text != "" && len(it.tasks) == 0 && len(it.items) == 0 {
		// It is a task to which nobody is assigned yet; elsewhere a deadline would
		// make one of it.
		p.due(t, task{text: it.text, line: it.section.Line})
	}
	if it.duty != nil {
		if it.duty.own && it.duty.form == "text" && text == widenLines(it.duty.written) {
			set(t, "brief", widen(it.title)) // the table says what is to be done, not by whom
		}
		p.due(t, *it.duty)
		if it.duty.clause != "" {
			p.duty(t, *it.duty)
		}
	}
	table(t, it.table)
	for _, task := range it.tasks {
		p.task(task, append(slices.Clip(path), "tasks"))
	}
	for _, sub := range it.items {
		p.item(sub, append(slices.Clip(path), "items"))
	}
	p.flush()
}

func (p *printer) task(task task, path []string) {
	p.tasks++
	t := p.file.Element(path...)
	t.Set("id", format.Text(taskID(p.tasks)))
	text := widenLines(task.text)
	set(t, "text", text)
	p.indicators(t, task.line, text)
	if task.newParagraph {
		t.Set("paragraph", format.Bool(true))
	}
	p.due(t, task)
	if task.clause != "" {
		p.duty(t, task)
	}
}

// duty prints a clause and how it prints where that is not the plan's way.
func (p *printer) duty(t *format.Table, task task) {
	set(t, "duty", widenLines(task.clause))
	switch have := p.def.duties; {
	case task.form == "text":
		set(t, "duties", plan.InText)
		return
	case task.form == "lines" && have != plan.Lines:
		set(t, "duties", plan.Lines)
	case task.form != "lines" && have == plan.Lines, task.form == "inline" && have == plan.Labelled:
		set(t, "duties", plan.Inline)
	}
	standard := p.def.place
	if standard == "" {
		standard = beforeStop
		if task.form == "label" && p.def.duties == plan.Labelled {
			standard = afterStop
		}
	}
	if place := placeOf(task); task.form != "lines" && place != standard && endsInMark(task.text) {
		set(t, "duty_place", place)
	}
}

// due prints the deadlines that the text of a task sets. One that does not
// stand in the text word for word would print again, so it becomes a comment.
func (p *printer) due(t *format.Table, task task) {
	text := widenLines(task.text)
	var phrases []string
	times := deadline.Find(text)
	flat := func(line int) bool { return p.draft.trust[line] == onlyText }
	if p.draft.past[task.line] || flat(task.line) || slices.ContainsFunc(task.lines, flat) {
		times = nil
	}
	for _, found := range times {
		_, err := deadline.Parse(found.Phrase, 0, nil)
		switch {
		case slices.Contains(phrases, found.Phrase):
		case err != nil || found.Open || !plan.Says(text, found.Phrase, p.year):
			t.Head = append(t.Head, format.Note("待核：完成时限“"+text[found.Start:found.End]+"”，请写成 due")...)
		default:
			phrases = append(phrases, found.Phrase)
		}
	}
	if task.due != "" && !slices.Contains(phrases, task.due) {
		// 2027年底前 in the text and 完成时限：2027年12月底前 beside it are one time.
		phrases = slices.DeleteFunc(phrases, func(phrase string) bool { return sameTime(phrase, task.due) })
		phrases = append(phrases, task.due)
	}
	switch len(phrases) {
	case 0:
	case 1:
		set(t, "due", phrases[0])
	default:
		var nodes []format.Value
		for _, phrase := range phrases {
			nodes = append(nodes, format.Inline(format.Pair("by", format.Text(phrase))))
		}
		t.Set("due", format.List(nodes...))
	}
}

// sameTime reports whether two phrases name one time.
func sameTime(a, b string) bool {
	const year = 2000 // any: what is compared names its own, or neither does
	x, err := deadline.Parse(a, year, nil)
	if err != nil || x.To.IsZero() {
		return false
	}
	y, err := deadline.Parse(b, year, nil)
	return err == nil && x.From == y.From && x.To == y.To && x.Cycle == y.Cycle
}

// indicators prints the indicators that texts state, each phrase once. What
// may be none, and what the phrase alone would not say again, becomes a
// comment. line is where the texts begin.
func (p *printer) indicators(t *format.Table, line int, texts ...string) {
	if p.draft.past[line] {
		return
	}
	var sure, unsure []string
	for _, text := range texts {
		for line := range strings.SplitSeq(text, "\n") {
			for _, st := range statements(line) {
				phrase, ok := st.phrase(line, texts)
				if slices.Contains(sure, phrase) || slices.Contains(unsure, phrase) {
					continue
				}
				if ok {
					sure = append(sure, phrase)
				} else {
					unsure = append(unsure, phrase)
				}
			}
		}
	}
	for _, phrase := range unsure {
		t.Head = append(t.Head, format.Note("待核：指标“"+phrase+"”，如果是，请写进 indicators")...)
	}
	if len(sure) > 0 {
		t.Set("indicators", format.Texts(sure...))
	}
}

// A statement is a piece of a line that states indicators.
type statement struct {
	start, end int
	found      []indicator.Found
}

// statements returns the statements of a line in order. Indicators whose words
// overlap are one: 完成667户1643名.
func statements(line string) []statement {
	var list []statement
	for _, f := range indicator.Find(line) {
		if last := len(list) - 1; last >= 0 && f.Start < list[last].end {
			s := &list[last]
			s.start, s.end, s.found = min(s.start, f.Start), max(s.end, f.End), append(s.found, f)
			continue
		}
		list = append(list, statement{f.Start, f.End, []indicator.Found{f}})
	}
	return list
}

// phrase returns the words of a statement, and whether they are certain to be
// indicators and give the same again when they are loaded. What is measured may
// be said behind the number (收益的80%用于公益岗位); then the words reach to the
// end of the clause.
func (s statement) phrase(line string, texts []string) (string, bool) {
	words := strings.TrimFunc(line[s.start:s.end], blank)
	end := len(line)
	if i := strings.IndexAny(line[s.end:], "，；。、"); i >= 0 {
		end = s.end + i
	}
	clause := strings.TrimFunc(line[s.start:end], blank)
	switch {
	case s.same(words, texts, true):
		return words, true
	case s.same(clause, texts, true):
		return clause, true
	}
	return words, s.same(words, texts, false)
}

// same reports whether a phrase gives the indicators of a statement, with or
// without their names.
func (s statement) same(phrase string, texts []string, names bool) bool {
	again, err := indicator.Parse(phrase)
	if err != nil || len(again) != len(s.found) {
		return false
	}
	for i, f := range s.found {
		a := again[i]
		if f.Doubtful || a.Name == "" || names && a.Name != f.Name || a.Comparator != f.Comparator || a.Value != f.Value || a.Upper != f.Upper ||
			a.UnitOfMeasure != f.UnitOfMeasure || !plan.Stated(phrase, a, texts...) {
			return false
		}
	}
	return true
}

func widenLines(s string) string {
	var lines []string
	for line := range strings.SplitSeq(s, "\n") {
		lines = append(lines, widen(line))
	}
	return strings.Join(lines, "\n")
}
