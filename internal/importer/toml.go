package importer

import (
	"slices"
	"strings"

	"fangan/internal/deadline"
	"fangan/internal/format"
	"fangan/internal/indicator"
	"fangan/internal/plan"
)

// printer puts a definition into a plan file.
type printer struct {
	file   *format.File
	draft  *Draft
	def    *definition
	tasks  int
	doubts map[int][]string // by line of the source; each is printed once
}

// print returns the plan file of a draft.
func (d *Draft) print(def *definition, o Options) []byte {
	p := &printer{file: format.New(format.Plan), draft: d, def: def, doubts: map[int][]string{}}
	for _, doubt := range d.Doubts {
		p.doubts[doubt.Line] = append(p.doubts[doubt.Line], doubt.Message)
	}
	p.head(o)
	p.settings()
	for _, part := range def.parts {
		p.part(part)
	}
	return p.file.Bytes()
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
	if d.To == nil && len(d.By) == 0 {
		return
	}
	issue := p.file.Table("issue")
	var by []string
	for _, line := range d.By {
		by = append(by, widen(line.Text))
	}
	if len(by) > 0 {
		issue.Set("by", format.Texts(by...))
	}
	if d.Date != nil {
		if year, month, day, ok := dateOf(d.Date.Text); ok {
			issue.Set("date", format.Date(year, month, day))
		}
	}
	if d.To != nil {
		to := strings.TrimSuffix(widen(d.To.Text), "：")
		issue.Set("to", format.Texts(strings.Split(to, "，")...))
	}
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
	t.Blank = 2
	t.Above = p.notes(part.section.Line)
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
	for _, it := range part.items {
		p.item(it, path)
	}
}

func (p *printer) item(it *item, path []string) {
	t := p.file.Element(path...)
	lines := []int{it.section.Line}
	for _, paragraph := range it.section.Paragraphs {
		lines = append(lines, paragraph.Line)
	}
	t.Above = p.notes(lines...)
	set(t, "title", widen(it.title))
	if it.label != nil {
		t.Set("label", format.Text(*it.label))
	}
	if it.runIn != nil {
		t.Set("run_in", format.Text(*it.runIn))
	}
	text := widenLines(it.text)
	set(t, "text", text)
	p.indicators(t, widen(it.title), text)
	if it.duty != nil {
		p.duty(t, *it.duty)
	}
	for _, task := range it.tasks {
		p.task(task, append(slices.Clip(path), "tasks"))
	}
	for _, sub := range it.items {
		p.item(sub, append(slices.Clip(path), "items"))
	}
}

func (p *printer) task(task task, path []string) {
	p.tasks++
	t := p.file.Element(path...)
	t.Set("id", format.Text(taskID(p.tasks)))
	text := widenLines(task.text)
	set(t, "text", text)
	p.indicators(t, text)
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
	case task.form != "lines" && have == plan.Lines:
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
	for _, found := range deadline.Find(text) {
		_, err := deadline.Parse(found.Phrase, 0, nil)
		switch {
		case slices.Contains(phrases, found.Phrase):
		case err != nil || found.Open || !strings.Contains(text, found.Phrase):
			t.Head = append(t.Head, format.Note("待核：完成时限“"+text[found.Start:found.End]+"”，请写成 due")...)
		default:
			phrases = append(phrases, found.Phrase)
		}
	}
	if task.due != "" && !slices.Contains(phrases, task.due) {
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

// indicators prints the indicators that texts state, each phrase once. What
// may be none, and what the phrase alone would not say again, becomes a
// comment.
func (p *printer) indicators(t *format.Table, texts ...string) {
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
