package plan

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"fangan/internal/diag"
	"fangan/internal/duty"
	"fangan/internal/tree"
)

// loader turns the tree of one file into a plan.
type loader struct {
	plan     *Plan
	findings diag.List

	rows               []duty.Row
	itemKeys, taskKeys []string // keys that may stand in an item, in a task

	ids          map[string]diag.Span
	ownLabel     map[*Item]bool
	ownPartLabel map[*Part]bool
	continued    int // number of the last item of the level numbered through
	warnedOfYear bool
}

func (l *loader) report(span diag.Span, rule, message, help string) {
	l.findings = append(l.findings, diag.Diagnostic{Rule: rule, Severity: diag.Error, Span: span, Message: message, Help: help})
}

// load reads a plan file. The plan is as complete as the file allows; it is nil
// if the file is no TOML.
func load(name string, data []byte, defaults settings, roles duty.Roles, register *Register) (*Plan, diag.List) {
	doc, findings := tree.Read(name, data)
	if doc == nil {
		return nil, findings
	}
	l := &loader{
		plan: &Plan{Path: name, Source: doc.Source, Roles: roles, settings: defaults},
		ids:  map[string]diag.Span{}, ownLabel: map[*Item]bool{}, ownPartLabel: map[*Part]bool{},
	}
	l.readRoles(roles)
	l.document(doc.Root, register)
	l.number()
	l.print()
	l.plan.assign()
	l.plan.collectIndicators()
	l.generate()
	return l.plan, append(doc.Findings(), l.findings...)
}

var itemParts = []PartKind{Goals, Measures, Safeguards}

var partHeadings = map[PartKind]string{Goals: "工作目标", Measures: "主要措施", Safeguards: "保障措施"}

func (l *loader) document(root *tree.Table, register *Register) {
	root.Keys("title", "year", "status", "preamble", "contents", "issue", "numbering", "layout", "deadlines", "outline", "goals", "measures", "safeguards", "collectives", "attachments")
	p := l.plan
	p.Title = p.mark(l.title(root.String("title")))
	if blank(root, "title", p.Title) && !misspelt(root, "title") {
		at := root.KeySpan("title")
		if at.IsZero() {
			at = root.Span
		}
		l.report(at, "plan/title", "方案没有标题", `请在文件开头写上 title = "××县××工作2026年度方案"`)
	}
	year, span := root.Integer("year", "year = 2026")
	if !span.IsZero() && (year < 1949 || year > 2199) {
		l.report(span, "plan/year", fmt.Sprintf("年份 %d 不对", year), "请写四位年份：year = 2026")
		year = 0
	}
	if year == 0 && root.Has("year") {
		l.warnedOfYear = true
	}
	p.Year = int(year)
	p.Status = p.mark(root.String("status"))
	if status := choice(root, "status", Stages...); status != "" && status != Issued {
		p.Stage = p.mark(tree.Made("（"+status+"）", p.Status.Span))
	}
	p.settings.read(root)
	p.Register = register.withCollectives(root, p.Roles)
	p.Preamble = l.paragraphs(root.String("preamble"))
	p.Contents = root.Bool("contents")
	l.parts(root)
	l.attachments(root.Tables("attachments"))
	if p.Contents && len(p.Attachments) == 0 && !slices.ContainsFunc(p.Parts, func(part *Part) bool { return part.Heading.Value != "" || titled(part.Items) }) {
		l.findings = append(l.findings, diag.Diagnostic{Rule: "plan/contents", Severity: diag.Warning, Span: root.KeySpan("contents"),
			Message: "要印目录，方案里却没有标题可列", Help: "请给各部分写上 heading 或 title，或删去 contents"})
	}
	l.issue(root)
}

// titled reports whether one of the items has a title.
func titled(items []*Item) bool {
	return slices.ContainsFunc(items, func(i *Item) bool { return i.Title.Value != "" || titled(i.Items) })
}

// misspelt reports whether an unknown key was probably meant for a known one;
// that is told already.
func misspelt(t *tree.Table, known string) bool {
	return !t.Has(known) && slices.ContainsFunc(t.Names(), func(name string) bool {
		near, ok := tree.NearestKey(name, []string{known})
		return ok && near == known
	})
}

// title reads the title; its line breaks are forced breaks of the title's
// lines.
func (l *loader) title(t tree.Text) tree.Text {
	l.refuseTabs(t)
	t = t.Trim()
	if !strings.Contains(t.Value, "\n") {
		return t
	}
	// Blanks at either end of a line are the indent of a multi-line string;
	// those inside it divide names.
	var inner []bool
	for line := range strings.Lines(t.Value) {
		left := utf8.RuneCountInString(line) - utf8.RuneCountInString(strings.TrimLeftFunc(line, isTitleBlank))
		right := utf8.RuneCountInString(strings.TrimRightFunc(line, isTitleBlank))
		for i := range utf8.RuneCountInString(line) {
			inner = append(inner, i >= left && i < right)
		}
	}
	i := -1
	return t.Map(func(r rune) rune {
		if i++; r != '\n' && !inner[i] {
			return -1
		}
		return r
	})
}

func isTitleBlank(r rune) bool { return r == ' ' || r == '\t' || r == '\u3000' || r == '\n' }

// line reads a text that stands on one line.
func (l *loader) line(t tree.Text) tree.Text {
	t = t.Trim()
	if i := strings.IndexAny(t.Value, "\n\t"); i >= 0 {
		l.report(t.At(i, i+1), "text/character", "这里不应有换行或制表符", "请写在一行里")
	}
	return t
}

// label reads a label of its own. A wide blank at its end is part of it: 第一章　总则.
func (l *loader) label(t *tree.Table) string {
	written := t.String("label")
	label := l.line(written).Value
	if label != "" && strings.HasSuffix(written.Value, "\u3000") {
		label += "\u3000"
	}
	return label
}

func (l *loader) refuseTabs(t tree.Text) {
	if !strings.Contains(t.Value, "\t") {
		return
	}
	for _, line := range t.Lines() {
		if i := strings.IndexByte(line.Value, '\t'); i >= 0 {
			l.report(line.At(i, i+1), "text/character", "文字中间有制表符", "请删去它，或改成文字")
		}
	}
}

// paragraphs reads a text that may hold several paragraphs, one a line.
func (l *loader) paragraphs(t tree.Text) []Paragraph {
	l.refuseTabs(t)
	var list []Paragraph
	for _, line := range t.Lines() {
		list = append(list, Paragraph{Pieces: []Text{l.plan.mark(line)}})
	}
	return list
}

// parts reads the parts in the order of the outline, or in the usual order.
func (l *loader) parts(root *tree.Table) {
	p := l.plan
	outline := root.Tables("outline")
	taken := map[PartKind]bool{}
	for _, t := range outline {
		t.Keys("heading", "label", "from", "text", "table", "items")
		part := &Part{Kind: Free, Heading: p.mark(l.line(t.String("heading"))), LeadIn: l.paragraphs(t.String("text")), Table: l.table(t)}
		if t.Has("label") {
			part.Label = l.label(t)
			l.ownPartLabel[part] = true
		}
		if from := choice(t, "from", string(Goals), string(Measures), string(Safeguards)); from != "" {
			part.Kind = PartKind(from)
			if taken[part.Kind] {
				l.report(t.KeySpan("from"), "outline/twice", fmt.Sprintf("“%s”在 [[outline]] 里出现了两次", from), "请只留一处")
				continue
			}
			taken[part.Kind] = true
			if t.Has("items") {
				l.report(t.KeySpan("items"), "outline/items", "from 与 items 只能写一样", fmt.Sprintf("请把各项写到 [[%s]]，或删去 from", from))
			}
			if !root.Has(from) {
				l.report(t.KeySpan("from"), "outline/empty", fmt.Sprintf("文件里没有 [[%s]]", from), "请写上它的各项，或删去这一部分")
			}
			if part.Heading.Value == "" && !t.Has("heading") {
				part.Heading = p.mark(tree.Made(partHeadings[part.Kind], t.Span))
			}
			part.Items = l.items(root.Tables(from), 2)
		} else {
			part.Items = l.items(t.Tables("items"), 2)
			if part.Heading.Value == "" && len(part.LeadIn) == 0 && len(part.Items) == 0 && part.Table == nil {
				l.report(t.Span, "outline/empty", "这一部分没有标题也没有内容", "请写上 heading 和 text，或删去它")
			}
		}
		p.Parts = append(p.Parts, part)
	}
	for _, kind := range itemParts {
		tables := root.Tables(string(kind))
		switch {
		case len(tables) == 0 || taken[kind]:
		case len(outline) > 0:
			l.report(tables[0].Span, "outline/missing", fmt.Sprintf("[[outline]] 里没有列出“%s”，这些内容印不出来", kind),
				fmt.Sprintf("请在 [[outline]] 中加一项：heading = \"%s\"、from = \"%s\"", partHeadings[kind], kind))
		default:
			p.Parts = append(p.Parts, &Part{Kind: kind, Heading: p.mark(tree.Made(partHeadings[kind], tables[0].Span)), Items: l.items(tables, 2)})
		}
	}
	if len(p.Parts) == 0 && root.Has("title") && !root.Has("outline") && !slices.ContainsFunc(itemParts, func(kind PartKind) bool { return root.Has(string(kind)) }) {
		l.report(root.Span, "plan/empty", "方案里没有目标，也没有措施", "请至少写一项 [[measures]]")
	}
}

// maxLevel is the deepest level of items: 一、（一）1.（1）①.
const maxLevel = 5

// items reads the items of a part or of an item; level is theirs.
func (l *loader) items(tables []*tree.Table, level int) []*Item {
	var list []*Item
	for _, t := range tables {
		if level > maxLevel {
			l.report(t.Span, "plan/depth", fmt.Sprintf("层次太深：最多%d级", maxLevel), "请把这一项并入上一级的 text 或 tasks")
			return list
		}
		list = append(list, l.item(t, level))
	}
	return list
}

func (l *loader) item(t *tree.Table, level int) *Item {
	t.Keys(l.itemKeys...)
	item := &Item{
		Level: level, Span: t.Span, layout: readLayout(t),
		Title: l.plan.mark(l.line(t.String("title"))), Text: l.plan.mark(t.String("text")),
		Brief: l.plan.mark(l.line(t.String("brief"))), Note: l.plan.mark(l.line(t.String("note"))),
	}
	l.refuseTabs(item.Text.Text)
	item.Table = l.table(t)
	item.Duty, item.Due = l.duty(t), l.due(t)
	if t.Has("label") {
		item.Label = l.label(t)
		l.ownLabel[item] = true
	}
	item.Items = l.items(t.Tables("items"), level+1)
	for _, tt := range t.Tables("tasks") {
		item.Tasks = append(item.Tasks, l.task(tt, item))
	}
	if t.Has("indicators") {
		item.Indicators = l.indicators(t, "这一项的正文和标题", item.body(), item.Title.Value)
	}
	l.runIn(t, item)
	if blank(t, "title", item.Title) && blank(t, "text", item.Text) && !t.Has("tasks") && !t.Has("items") && !t.Has("table") {
		l.report(t.Span, "item/empty", "这一项没有标题，也没有内容", "请写上 title 和 text，或删去它")
	}
	return item
}

// runIn decides whether the title of an item continues in its text: by
// default where the item has no items of its own.
func (l *loader) runIn(t *tree.Table, item *Item) {
	separator := l.plan.settings.runIn[item.Level-1]
	if len(item.Items) > 0 {
		separator = ""
	}
	if t.Has("run_in") {
		separator = t.String("run_in").Value
		if !slices.Contains(runInSeparators, separator) {
			l.report(t.String("run_in").Span, "toml/value", fmt.Sprintf("run_in 不能写“%s”", separator), `请写标题后的标点 "。" 或 "："，标题独占一行写 ""`)
		}
	}
	item.RunsIn = separator != "" && item.Title.Value != ""
	if last, _ := utf8.DecodeLastRuneInString(item.Title.Value); !strings.ContainsRune("。：；，！？", last) {
		item.Separator = separator
	}
}

// blank reports whether a text is missing or empty; not where it is something
// else than text, which is reported already.
func blank(t *tree.Table, key string, text Text) bool {
	return strings.TrimSpace(text.Value) == "" && (!t.Has(key) || !text.IsZero())
}

func (l *loader) task(t *tree.Table, item *Item) *Task {
	t.Keys(l.taskKeys...)
	task := &Task{
		Span: t.Span, layout: readLayout(t), NewParagraph: t.Bool("paragraph"), ID: Text{Text: l.line(t.String("id"))}, Text: l.plan.mark(t.String("text")),
		Brief: l.plan.mark(l.line(t.String("brief"))), Note: l.plan.mark(l.line(t.String("note"))),
	}
	l.refuseTabs(task.Text.Text)
	task.Duty, task.Due = l.duty(t), l.due(t)
	task.Indicators = l.indicators(t, "这条任务的正文和所在项", task.Text.Value, item.Text.Value, item.Title.Value)
	if blank(t, "text", task.Text) {
		l.report(t.Span, "task/empty", "这条任务没有内容", `请写上 text = "……。"`)
	}
	if id := task.ID; id.Value != "" {
		if first, ok := l.ids[id.Value]; ok {
			l.findings = append(l.findings, diag.Diagnostic{Rule: "task/duplicate-id", Severity: diag.Error, Span: id.Span,
				Message: fmt.Sprintf("id “%s”用了两次", id.Value), Help: "请给其中一条换一个 id，同一方案里不能重复",
				Related: []diag.Related{{Span: first, Message: "第一次用在这里"}}})
		} else {
			l.ids[id.Value] = id.Span
		}
	}
	return task
}

// readRoles takes over the table of roles and the keys that say who does what.
func (l *loader) readRoles(roles duty.Roles) {
	l.rows = roles.Rows()
	duties := []string{"duty"}
	for _, row := range l.rows {
		duties = append(duties, row.Key)
	}
	l.itemKeys = append(slices.Clone(duties), "title", "text", "due", "indicators", "brief", "note", "label", "run_in", "duties", "duty_place", "table", "tasks", "items")
	l.taskKeys = append(duties, "id", "text", "paragraph", "due", "indicators", "brief", "note", "duties", "duty_place")
}

const leadersKey = "leaders"

// duty reads the clause or the role keys of an item or task; nil if it has
// neither.
func (l *loader) duty(t *tree.Table) *Duty {
	var d *Duty
	if t.Has("duty") {
		d = l.clause(t)
	}
	for _, row := range l.rows {
		if !t.Has(row.Key) || row.Key == leadersKey {
			continue
		}
		if t.Has("duty") {
			l.report(t.KeySpan(row.Key), "duty/twice", fmt.Sprintf("duty 与 %s 只能写一样", row.Key), "请把单位都写进 duty 的那句话里，或删去 duty")
			return d
		}
		if d == nil {
			d = &Duty{Span: t.KeySpan(row.Key)}
		}
		l.roleKey(t, row, d)
	}
	if t.Has(leadersKey) {
		if d == nil {
			d = &Duty{Span: t.KeySpan(leadersKey)}
		}
		l.leaders(t, d)
	}
	return d
}

// clause reads a duty that is written as a sentence.
func (l *loader) clause(t *tree.Table) *Duty {
	written := t.String("duty").Trim().Map(widen)
	if written.IsZero() {
		return nil
	}
	d := &Duty{Written: l.plan.mark(written), Span: written.Span}
	clause, err := duty.Parse(written.Value, l.plan.Roles)
	if err != nil {
		if syntax, ok := errors.AsType[*duty.SyntaxError](err); ok {
			l.report(written.At(syntax.Offset, syntax.Offset+syntax.Length), "duty/syntax", syntax.Message, syntax.Help)
		}
		return nil
	}
	d.Clause = clause
	for _, share := range clause.Duties {
		row, _ := l.plan.Roles.Row(share.Role)
		if row.Persons {
			d.LeadersKnown = true
			for _, n := range share.Names {
				d.Leaders = append(d.Leaders, Text{Text: written.Slice(n.Offset, n.Offset+n.Length)})
			}
			continue
		}
		s := Share{Role: share.Role, Wording: share.Wording}
		for _, n := range share.Names {
			s.Names = append(s.Names, l.name(n.Text, n.Open, written.At(n.Offset, n.Offset+n.Length)))
		}
		d.Shares = append(d.Shares, s)
	}
	return d
}

// widen turns the half-width marks of a clause into full-width ones.
func widen(r rune) rune {
	switch r {
	case '(':
		return '（'
	case ')':
		return '）'
	case ',':
		return '，'
	case ';':
		return '；'
	case ':':
		return '：'
	case ' ', '\u3000', '\u00a0':
		return -1
	}
	return r
}

// roleKey reads the list of names under a role's key.
func (l *loader) roleKey(t *tree.Table, row duty.Row, d *Duty) {
	share := Share{Role: row.Key}
	built := duty.Duty{Role: row.Key}
	names := t.Strings(row.Key)
	if names != nil && len(names) == 0 {
		l.report(t.KeySpan(row.Key), "duty/empty", fmt.Sprintf("“%s”一个单位也没有", row.Key), "请写上单位，或删去这个键")
	}
	for _, name := range names {
		name = l.line(name)
		if err := duty.ValidName(name.Value, l.plan.Roles); err != nil {
			l.report(name.Span, "duty/name", err.Error(), "请一个单位一对引号："+tree.ListExample(row.Key, name.Value))
			continue
		}
		share.Names = append(share.Names, l.name(normaliseName(name.Value), "", name.Span))
		built.Names = append(built.Names, duty.Name{Text: normaliseName(name.Value)})
	}
	if len(share.Names) == 0 {
		return
	}
	d.Shares = append(d.Shares, share)
	d.Clause.Duties = append(d.Clause.Duties, built)
}

func (l *loader) name(written, open string, span diag.Span) Name {
	return Name{Written: written, Open: open, Unit: l.plan.Register.take(written), Span: span}
}

// leaders reads 责任领导, which may stand beside a clause or role keys.
func (l *loader) leaders(t *tree.Table, d *Duty) {
	if d.LeadersKnown {
		l.report(t.KeySpan(leadersKey), "duty/twice", "duty 里已经写了责任领导", "请删去 leaders，或从 duty 里删去责任领导")
		return
	}
	d.LeadersKnown = true
	built := duty.Duty{Role: leadersKey}
	for _, name := range t.Strings(leadersKey) {
		name = l.line(name)
		d.Leaders = append(d.Leaders, Text{Text: name})
		built.Names = append(built.Names, duty.Name{Text: name.Value})
	}
	if len(built.Names) > 0 {
		d.Clause.Duties = append([]duty.Duty{built}, d.Clause.Duties...)
	} else {
		d.blankLeaders = true
	}
}
