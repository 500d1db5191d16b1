package importer

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"fangan/internal/duty"
	"fangan/internal/indicator"
	"fangan/internal/plan"
)

// A definition is a draft arranged as a plan file has it.
type definition struct {
	levels     [5]string // label forms by level
	continuous int
	runIn      [5]string // separator by level
	duties     string    // [layout] duties; "" for inline
	place      string    // [layout] duty_place; "" for the default
	parts      []*part
	// attachments are parts whose items begin at level 1.
	attachments []*part
}

// all returns the parts and the attachments, in document order.
func (def *definition) all() []*part { return slices.Concat(def.parts, def.attachments) }

type part struct {
	kind    plan.PartKind
	label   *string // nil: as numbered
	heading string
	text    []string // lead-in
	table   [][]string
	items   []*item
	section *Section
}

type item struct {
	level    int
	section  *Section
	label    *string // nil: as numbered
	title    string
	runIn    *string // nil: as the level has it
	text     string
	table    [][]string
	duty     *task // its own, where no text stands under its title
	tasks    []task
	items    []*item
	measures bool
	bytes    int // size, once it is known
}

// arrange turns the tree of sections into parts and items.
func (d *Draft) arrange() *definition {
	def := &definition{levels: defaultLevels, runIn: defaultRunIn}
	sections, shift := d.Sections, 0
	if slices.ContainsFunc(sections, func(s *Section) bool { return s.Heading == "" && !s.plain || s.Level >= 3 && s.Separator != "" }) && !slices.ContainsFunc(sections, func(s *Section) bool { return s.plain }) {
		// Numbered paragraphs without headings above them: they are the items
		// of one part that has no heading itself.
		sections = []*Section{{Children: d.Sections}}
		shift = 1
	}
	kinds := classify(sections)
	for _, s := range sections {
		p := &part{kind: kinds[s], heading: s.Heading, table: s.Table, section: s}
		if s.Separator != "" {
			p.heading += s.Separator
		}
		lead := d.tasksOf(s)
		for _, child := range s.Children {
			p.items = append(p.items, d.item(child, shift, p.kind == plan.Measures))
		}
		d.placeLead(p, s, lead)
		def.parts = append(def.parts, p)
	}
	for _, a := range d.Frame.Attachments {
		def.attachments = append(def.attachments, d.attach(a))
	}
	def.chooseLevels(sections)
	def.chooseLayout()
	def.number()
	return def
}

// attach arranges an attachment: its text, or items from level 1 on where it has
// headings.
func (d *Draft) attach(a *Attachment) *part {
	p := &part{kind: plan.Free, heading: a.Title, section: &Section{Line: a.Line}}
	for _, line := range a.front {
		p.text = append(p.text, line.Text)
	}
	for i, s := range a.sections {
		if i == 0 && s.plain {
			p.table = s.Table
			for _, child := range s.Children {
				p.items = append(p.items, d.item(child, -1, false))
			}
			continue
		}
		p.items = append(p.items, d.item(s, 0, false))
	}
	return p
}

// The values of [layout] duty_place.
const (
	beforeStop = "before-stop"
	afterStop  = "after-stop"
)

var (
	defaultLevels = [5]string{"一、", "（一）", "1.", "（1）", "①"}
	defaultRunIn  = [5]string{"", "。", "。", "。", "。"}
)

// placeLead puts the paragraphs under a part's heading where the model has
// them: before its items as lead-in, else as its only item.
func (d *Draft) placeLead(p *part, s *Section, lead []task) {
	if len(lead) == 0 {
		return
	}
	plain := !slices.ContainsFunc(lead, func(t task) bool { return t.clause != "" })
	headed := slices.ContainsFunc(p.items, func(it *item) bool { return !it.section.more })
	if plain && (headed || p.kind == plan.Free) && (p.kind == plan.Measures || !d.aims(lead)) {
		for _, t := range lead {
			p.text = append(p.text, t.text)
		}
		return
	}
	none := ""
	only := &item{level: 2, section: &Section{Line: s.Line}, measures: p.kind == plan.Measures}
	if len(p.items) > 0 || s.Heading == "" {
		only.label = &none
	}
	only.fill(lead)
	only.table, p.table = p.table, nil
	p.items = append([]*item{only}, p.items...)
}

// aims reports whether a lead-in states indicators; only items can carry them.
func (d *Draft) aims(lead []task) bool {
	return slices.ContainsFunc(lead, func(t task) bool {
		return !d.past[t.line] && slices.ContainsFunc(indicator.Find(t.text), func(f indicator.Found) bool { return !f.Doubtful })
	})
}

func (d *Draft) item(s *Section, shift int, measures bool) *item {
	it := &item{level: min(5, s.Depth+shift), section: s, title: s.Heading, table: s.Table, measures: measures}
	if s.more {
		it.label = new("")
	}
	tasks := d.tasksOf(s)
	if t, ok := headingClause(s, tasks); ok {
		it.title, tasks = t.written, []task{t}
	}
	if s.Named && organisation().MatchString(s.Heading) && len(tasks) == 1 && (tasks[0].clause == "" || tasks[0].form == "text") {
		// 自然资源部门：… names who is responsible for all that follows.
		found := Duty{Role: "responsible", Units: []string{s.Heading}}
		if _, err := duty.Parse(clauseOf(found), duty.BuiltIn); err == nil {
			d.Clauses = append(d.Clauses, Clause{Line: s.Line, Text: s.Heading + "：", Form: "prose", Duties: []Duty{found}})
			tasks[0].clause, tasks[0].form = clauseOf(found), "text"
		}
	}
	it.fill(tasks)
	if names, ok := trailingNames(s.Heading); ok && it.duty == nil && s.Depth+shift < 5 && d.trust[s.Line] <= inText {
		found := Duty{Role: "responsible", Units: []string{names}}
		if parsed, err := duty.Parse(clauseOf(found), duty.BuiltIn); err == nil {
			it.duty = &task{line: s.Line, clause: clauseOf(found), written: s.Heading, form: "text"}
			d.Clauses = append(d.Clauses, Clause{Line: s.Line, Text: s.Heading, Form: "inline", Duties: dutiesOf(clauseOf(found), parsed)})
			d.namesAlone = append(d.namesAlone, s.Line)
		}
	}
	for _, child := range s.Children {
		if d.continues(it, child) {
			continue
		}
		sub := d.item(child, shift, measures)
		if s.Depth+shift >= 5 {
			// A sixth level: its text joins the fifth.
			child.eachTable(func(s *Section) { d.flat = append(d.flat, s.tableLine) })
			it.tasks = append(it.tasks, sub.asTasks()...)
			continue
		}
		it.items = append(it.items, sub)
	}
	return it
}

var organisation = lazy(`(部门|单位|局|委|办|办公室|委员会|政府|街道|办事处|中心|公司|大队|支队|派出所|机构)$`)

// eachTable calls f for a section and those below it that have a table.
func (s *Section) eachTable(f func(*Section)) {
	if s.Table != nil {
		f(s)
	}
	for _, child := range s.Children {
		child.eachTable(f)
	}
}

// asTasks is an item whose level the model does not have, as text.
func (it *item) asTasks() []task {
	tasks := it.tasks
	if it.duty != nil {
		tasks = append(tasks, task{text: it.duty.written, line: it.duty.line})
	}
	if it.text != "" {
		tasks = append([]task{{text: it.text, line: it.section.Line}}, tasks...)
	}
	if len(tasks) == 0 {
		tasks = []task{{line: it.section.Line}}
	}
	tasks[0].text = it.section.Label + it.title + it.section.Separator + tasks[0].text
	tasks[0].newParagraph = true
	return tasks
}

// fill gives an item its text, or its tasks where clauses divide it.
func (it *item) fill(tasks []task) {
	if len(tasks) == 1 && tasks[0].clause == "" && tasks[0].due == "" {
		it.text = tasks[0].text
		return
	}
	if len(tasks) == 1 && (tasks[0].text == "" || tasks[0].own) {
		it.duty, it.text = &tasks[0], tasks[0].text
		return
	}
	it.tasks = tasks
}

// Headings tell which part is which; of several the one with most clauses
// holds the measures.
var (
	goalWords      = lazy(`目标`)
	measureWords   = lazy(`措施|任务|工作重点|重点工作|主要工作|工作内容|重点内容|实施内容`)
	safeguardWords = lazy(`保障|要求|组织领导|组织实施|工作机制`)
)

func classify(sections []*Section) map[*Section]plan.PartKind {
	kinds := map[*Section]plan.PartKind{}
	pick := func(kind plan.PartKind, words func() *regexp.Regexp, weigh func(*Section) int) {
		var best *Section
		for _, s := range sections {
			if kinds[s] != "" || !words().MatchString(s.Heading) && s.Heading != "" {
				continue
			}
			if best == nil || weigh(s) > weigh(best) {
				best = s
			}
		}
		if best != nil {
			kinds[best] = kind
		}
	}
	pick(plan.Measures, measureWords, weight)
	pick(plan.Goals, goalWords, func(s *Section) int { return -s.Line })
	pick(plan.Safeguards, safeguardWords, func(s *Section) int { return len(s.Children)*1000 + s.Line })
	for _, s := range sections {
		if kinds[s] == "" {
			kinds[s] = plan.Free
		}
	}
	return kinds
}

// weight is how much of a part speaks of responsibility, and how much there is.
func weight(s *Section) int {
	w := 0
	for _, p := range s.Paragraphs {
		w += utf8.RuneCountInString(p.Text)
		if p.Duty || clausey().MatchString(p.Text) {
			w += 1000
		}
	}
	for _, child := range s.Children {
		w += 10 + weight(child)
	}
	return w
}

// eachItem calls f for every item of a part, outermost first.
func (p *part) eachItem(f func(*item)) {
	var walk func([]*item)
	walk = func(items []*item) {
		for _, it := range items {
			f(it)
			walk(it.items)
		}
	}
	walk(p.items)
}

// chooseLevels takes the label form that most sections of a depth have.
func (def *definition) chooseLevels(sections []*Section) {
	var counts [6]map[string]int
	var walk func([]*Section, int)
	walk = func(list []*Section, level int) {
		for _, s := range list {
			if s.form != "" && level <= 5 {
				if counts[level] == nil {
					counts[level] = map[string]int{}
				}
				counts[level][s.form]++
			}
			walk(s.Children, level+1)
		}
	}
	walk(sections, 1)
	for level := 1; level <= 5; level++ {
		if form := most(counts[level]); form != "" {
			def.levels[level-1] = form
		}
	}
}

// most returns the key with the highest count; of several the smallest.
func most(counts map[string]int) string {
	best := ""
	for key, n := range counts {
		if best == "" || n > counts[best] || n == counts[best] && key < best {
			best = key
		}
	}
	return best
}

// chooseLayout sets the defaults that need fewest exceptions.
func (def *definition) chooseLayout() {
	var separators [6]map[string]int
	duties, places := map[string]int{}, map[string]int{}
	for _, p := range def.all() {
		p.eachItem(func(it *item) {
			if it.title != "" && len(it.items) == 0 && !it.section.Named && (it.text != "" || len(it.tasks) > 0) {
				if separators[it.level] == nil {
					separators[it.level] = map[string]int{}
				}
				separators[it.level][it.section.Separator]++
			}
			for _, t := range it.tasks {
				if t.clause == "" || t.form == "text" {
					continue
				}
				duties[t.form]++
				if t.form == "inline" && endsInMark(t.text) {
					places[placeOf(t)]++
				}
			}
		})
	}
	for level := 2; level <= 5; level++ {
		if counts := separators[level]; len(counts) > 0 {
			if best := most(counts); counts[best] > counts[defaultRunIn[level-1]] {
				def.runIn[level-1] = best
			}
		}
	}
	if form := most(duties); form == "lines" || form == "label" {
		def.duties = form
	}
	if places[afterStop] > places[beforeStop] && def.duties == "" {
		def.place = afterStop
	}
	for _, p := range def.all() {
		p.eachItem(func(it *item) {
			want := it.section.Separator
			have := def.runIn[it.level-1]
			if len(it.items) > 0 {
				have = ""
			}
			if it.title != "" && want != have && (it.text != "" || len(it.tasks) > 0) {
				it.runIn = &want
			}
		})
	}
}

func placeOf(t task) string {
	if t.afterStop {
		return afterStop
	}
	return beforeStop
}

// number gives a label of its own to every part and item that the plan's
// numbering would label otherwise. It counts as package plan does.
func (def *definition) number() {
	def.continuous = def.findContinuous()
	parts := 0
	for _, p := range def.parts {
		if p.heading != "" {
			p.label = def.ownLabel(1, parts+1, p.section)
			if p.label == nil || *p.label != "" {
				parts++
			}
		}
		def.numberItems(p.items, true)
	}
	for _, p := range def.attachments {
		def.numberItems(p.items, false)
	}
}

// numberItems numbers the items of a part. A single item without a title prints
// without a label, except in an attachment.
func (def *definition) numberItems(items []*item, part bool) {
	continued := 0
	var walk func([]*item, bool)
	walk = func(items []*item, top bool) {
		count := 0
		for _, it := range items {
			switch n := count + 1; {
			case it.label == nil:
				if it.level == def.continuous {
					n = continued + 1
				}
				if top && part && len(items) == 1 && it.title == "" {
					n = 0
				}
				it.label = def.ownLabel(it.level, n, it.section)
			}
			if it.label == nil || *it.label != "" {
				count++
				if it.level == def.continuous {
					continued++
				}
			}
			walk(it.items, false)
		}
	}
	walk(items, true)
}

// ownLabel returns the label of a section if the numbering, which would give it
// number n of the level (0: none), makes another one.
func (def *definition) ownLabel(level, n int, s *Section) *string {
	predicted := ""
	if n > 0 {
		predicted, _ = plan.Label(def.levels[level-1], n)
	}
	if actual := spelledLabel(s); actual != predicted {
		return &actual
	}
	return nil
}

// spelledLabel is the label of a section as a plan has it.
func spelledLabel(s *Section) string {
	label := noSpace.Replace(s.Label)
	if strings.HasSuffix(s.Label, "\u3000") {
		label += "\u3000" // 第一章　总则
	}
	return label
}

// findContinuous returns the level whose numbers run through a part, if one
// does.
func (def *definition) findContinuous() int {
	for level := 3; level <= 4; level++ {
		restarts, continues := 0, 0
		for _, p := range def.parts {
			last, parent := 0, (*Section)(nil)
			p.eachItem(func(it *item) {
				s := it.section
				if it.level != level || s.number == 0 {
					return
				}
				if parent != nil && s.parent != parent {
					if s.number == last+1 {
						continues++
					} else {
						restarts++
					}
				}
				last, parent = s.number, s.parent
			})
		}
		if continues > restarts {
			return level
		}
	}
	return 0
}
