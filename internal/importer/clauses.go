package importer

import (
	"cmp"
	"strings"
	"unicode/utf8"

	"fangan/internal/duty"
)

// Clause is a statement of responsibility that was found.
type Clause struct {
	Line   int
	Lines  []int // of a block
	Text   string
	Form   string // inline, label, lines or prose
	Duties []Duty
}

// Duty is one role of a clause and those who bear it, as written.
type Duty struct {
	Role      string
	Units     []string
	OpenEnded bool
}

// A task is a piece of a section's text with the clause that closes it.
type task struct {
	text         string // paragraphs one a line; empty only for an item's own duty
	due          string // a deadline that stands beside the clause
	written      string // the clause with its brackets
	raw          string // the last paragraph of the text as the source has it, the clause in its place
	line         int
	clause       string // as written, without the usual brackets; "" for none
	form         string // inline, label, lines; text for a clause that stays in the text
	afterStop    bool
	newParagraph bool  // does not continue the paragraph of the task before
	lines        []int // of the paragraphs in text
	unread       bool  // holds a clause that was not understood: nothing is assigned
	own          bool  // its text is nothing but its clause
}

// lineOf returns the source line of the n-th paragraph of the text.
func (t task) lineOf(n int) int {
	if n < len(t.lines) {
		return t.lines[n]
	}
	return t.line
}

// tasksOf splits the paragraphs of a section at their clauses.
func (d *Draft) tasksOf(s *Section) []task {
	var tasks []task
	open := task{}
	pending := false // open holds text that no clause has closed yet
	flush := func() {
		if pending {
			tasks = append(tasks, open)
		}
		open, pending = task{}, false
	}
	paragraphs := s.Paragraphs
	for i := 0; i < len(paragraphs); i++ {
		p := paragraphs[i]
		if p.Page && !pending && len(tasks) > 0 {
			// A number of a page is no task of its own.
			tasks[len(tasks)-1].add(task{text: p.Text, lines: []int{p.Line}}, "\n")
			continue
		}
		if p.Duty {
			last := i
			for last+1 < len(paragraphs) && (paragraphs[last+1].Duty || opensWithLabel(paragraphs[last+1].Text)) && !repeats(paragraphs[i:last+1], paragraphs[last+1]) {
				last++
			}
			if piece, ok := d.block(paragraphs[i:last+1], len(s.Children) > 0 && !pending && len(tasks) == 0); ok {
				switch {
				case piece.clause == "" && !pending && len(tasks) > 0:
					// 完成时限：… behind a task that its clause has closed.
					tasks[len(tasks)-1].add(piece, "\n")
				case pending && piece.form != "lines":
					open.add(piece, "\n")
					open.clause, open.written, open.form, open.raw = piece.clause, piece.written, piece.form, ""
					flush()
				default:
					if !pending {
						open, pending = task{text: piece.text, line: p.Line, lines: piece.lines, own: piece.own}, true
					}
					open.clause, open.written, open.form, open.due = piece.clause, piece.written, piece.form, cmp.Or(piece.due, open.due)
					if piece.clause != "" {
						flush()
					}
				}
				i = last
				continue
			}
		}
		pieces := d.split(p)
		for k, piece := range pieces {
			switch {
			case !pending && piece.clause == "" && piece.due != "" && piece.own && len(tasks) > 0:
				// So does a sentence.
				between := ""
				if k == 0 {
					between = "\n"
				}
				piece.lines = []int{piece.line}
				tasks[len(tasks)-1].add(piece, between)
				continue
			case !pending:
				open, pending = piece, true
				open.lines = []int{piece.line}
				open.newParagraph = k == 0 && len(tasks) > 0
			case k == 0:
				if piece.bare() {
					open.text += piece.text // a clause on a line of its own
				} else {
					open.text += "\n" + piece.text
					open.lines = append(open.lines, piece.line)
				}
				open.due, open.raw, open.unread, open.own = cmp.Or(piece.due, open.due), piece.raw, open.unread || piece.unread, false
				open.clause, open.written, open.form, open.afterStop = piece.clause, piece.written, piece.form, piece.afterStop || piece.bare() && piece.text == ""
			default: // behind a time that stands first
				open.text += piece.text
				open.due, open.raw, open.unread, open.own = cmp.Or(piece.due, open.due), open.raw+piece.raw, piece.unread, false
				open.clause, open.written, open.form, open.afterStop = piece.clause, piece.written, piece.form, piece.afterStop
			}
			if piece.clause != "" || piece.due != "" && !piece.own || piece.unread {
				flush()
			}
		}
	}
	flush()
	tasks = d.ownDuty(s, tasks)
	var all []task
	for _, t := range tasks {
		switch {
		case t.clause != "":
			d.recordProse(t)
			all = append(all, t)
		case t.unread:
			all = append(all, t)
		default:
			all = append(all, d.proseTasks(t)...)
		}
	}
	return all
}

// bare reports whether a task is a clause without a text that it closes.
func (t task) bare() bool {
	return t.clause != "" && t.form != "text" && utf8.RuneCountInString(t.text) <= 1 && (t.text == "" || endsInMark(t.text))
}

// add adds labelled lines or sentences to the text of a task. A clause that
// would print behind the text moves into it, so that they can follow.
func (t *task) add(block task, between string) {
	switch {
	case t.clause == "" || t.form == "text":
	case t.form == "lines":
		t.text += "\n" + t.written
		t.form = "text"
	default:
		if i := strings.LastIndexByte(t.text, '\n'); i >= 0 {
			t.text = t.text[:i+1] + t.raw
		} else {
			t.text = t.raw
		}
		t.form = "text"
	}
	t.text = strings.TrimPrefix(t.text+between+block.text, "\n")
	if between != "" {
		t.lines = append(t.lines, block.lines...)
	}
	t.own = false
	if t.due == "" {
		t.due = block.due
	}
}

// ownDuty deals with clauses that close no text. Under a heading such a clause
// is the heading's own; anywhere else it stays text.
func (d *Draft) ownDuty(s *Section, tasks []task) []task {
	if len(tasks) == 1 && s.Heading != "" && s.Depth > 1 {
		t := &tasks[0]
		if t.bare() && t.text == "" && len(s.Children) > 0 {
			// It stands above what is below the heading; a clause would print
			// behind it.
			t.text, t.form, t.own = t.written, "text", true
		}
		if t.own || t.bare() && t.text == "" {
			return tasks
		}
	}
	for i := range tasks {
		if t := &tasks[i]; t.bare() {
			d.doubt(t.line, "这处责任分工前面没有文字，已留作正文："+t.written)
			t.text, t.clause, t.newParagraph = t.written+t.text, "", t.newParagraph || t.form == "lines" && i > 0
			t.unread = true
		}
		tasks[i].own = false
	}
	return tasks
}

// headingClause finds the clause of a heading that stands in the heading's own
// line: （一）清理垃圾（责任单位：镇环卫所）, with items below it. It stays in the
// heading, which is what the task returned has as written.
func headingClause(s *Section, tasks []task) (task, bool) {
	if s.Heading != "" || s.Label == "" || len(s.Children) == 0 || len(tasks) != 1 {
		return task{}, false
	}
	t := tasks[0]
	heading := strings.TrimRight(t.text, "。；;，,")
	if t.form != "inline" && t.form != "label" || !isHeading(heading) || strings.Contains(t.text, "\n") {
		return task{}, false
	}
	s.Heading = heading
	t.text, t.written, t.form, t.own = "", t.raw, "text", true
	return t, true
}

// continues reports whether a section is no item but says who is responsible
// for the item before it, or by when (2.责任单位：…; 3.完成时限：…), and adds it
// to that item.
func (d *Draft) continues(parent *item, s *Section) bool {
	if len(s.Children) > 0 || s.Table != nil || len(s.Paragraphs) != 1 || len(parent.items) == 0 || d.trust[s.Line] > inText {
		return false
	}
	run := s.Heading + s.Separator + s.Paragraphs[0].Text
	last := parent.items[len(parent.items)-1]
	if !opensWithLabel(run) || len(last.items) > 0 || len(last.tasks) > 1 || last.duty != nil || last.table != nil {
		return false
	}
	clause, due, ok := d.labelled(run, s.Line)
	if !ok {
		return false
	}
	if len(last.tasks) == 0 {
		last.tasks, last.text = []task{{text: last.text, line: last.section.Line, lines: []int{last.section.Line}}}, ""
	}
	t := &last.tasks[0]
	t.add(task{text: s.Label + run, due: due, lines: []int{s.Line}}, "\n")
	if clause == "" {
		return true
	}
	t.form = "text"
	both := t.clause + "；" + clause
	if _, err := duty.Parse(both, duty.BuiltIn); err != nil {
		both = clause
	}
	t.clause, t.written = both, s.Label+run
	parsed, _ := duty.Parse(clause, duty.BuiltIn)
	d.Clauses = append(d.Clauses, Clause{Line: s.Line, Text: run, Form: "label", Duties: dutiesOf(clause, parsed)})
	return true
}

// repeats reports whether a line begins another block: its label stands in the
// block already.
func repeats(block []Paragraph, next Paragraph) bool {
	label, _, _ := cutLabel(next.Text)
	for _, p := range block {
		if have, _, _ := cutLabel(p.Text); have == label {
			return true
		}
	}
	return false
}

// block reads lines such as 牵头单位：…, 责任单位：…, 完成时限：…. They become
// lines of a duty where the plan would print them again in these words; other
// blocks, and those that stand above other items, stay text and say who is
// responsible. A block of times alone has no clause.
func (d *Draft) block(lines []Paragraph, above bool) (task, bool) {
	var texts []string
	t := task{line: lines[0].Line, form: "text", own: true}
	printed := !above
	for _, p := range lines {
		texts = append(texts, p.Text)
		t.lines = append(t.lines, p.Line)
		printed = printed && d.trust[p.Line] < inText
	}
	t.text = strings.Join(texts, "\n")
	duties, due := texts, ""
	if last := len(texts) - 1; last > 0 {
		if label, content, _ := cutLabel(texts[last]); isTimeLabel(label) {
			if due, _ = timeOf(content); due == content && label == printedTimeLabel {
				duties = texts[:last]
			} else {
				printed = false
			}
		}
	}
	written := strings.Join(duties, "\n")
	if parsed, err := duty.Parse(written, duty.BuiltIn); printed && err == nil && !divided(written) && plausibleNames(parsed) {
		d.Clauses = append(d.Clauses, Clause{Line: t.line, Lines: t.lines[:len(duties)], Text: written, Form: "lines", Duties: dutiesOf(written, parsed)})
		t.text, t.clause, t.written, t.form, t.due, t.own, t.lines = "", written, written, "lines", due, false, nil
		return t, true
	}
	clause, due, ok := d.labelled(t.text, t.line)
	if !ok {
		return task{}, false
	}
	t.due, t.clause, t.written = due, clause, t.text
	if clause != "" {
		parsed, _ := duty.Parse(clause, duty.BuiltIn)
		d.Clauses = append(d.Clauses, Clause{Line: t.line, Lines: t.lines, Text: t.text, Form: "lines", Duties: dutiesOf(clause, parsed)})
	}
	return t, true
}

// printedTimeLabel is how the plan prints a deadline beside labelled duties.
const printedTimeLabel = "完成时限"

func dutiesOf(text string, c duty.Clause) []Duty {
	var duties []Duty
	for _, part := range c.Duties {
		duty := Duty{Role: part.Role, OpenEnded: part.OpenEnded()}
		for _, n := range part.Names {
			duty.Units = append(duty.Units, text[n.Offset:n.Offset+n.Length])
		}
		duties = append(duties, duty)
	}
	return duties
}

// A finding is a piece of a paragraph that speaks of responsibility.
type finding struct {
	start, end int
	clause     string // empty if it was not understood
	due        string
	form       string // inline or label
	duties     []Duty
	inText     bool // it stays in the text: the plan would not print it in these words
}

// split cuts a paragraph behind each of its clauses.
func (d *Draft) split(p Paragraph) []task {
	var pieces []task
	rest, from := p.Text, 0
	for d.trust[p.Line] <= inText && rest != "" {
		f, ok := d.next(rest, from, p.Line, p.RunIn && len(pieces) == 0)
		if !ok {
			break
		}
		written := rest[f.start:f.end]
		after := strings.TrimLeftFunc(rest[f.end:], blank)
		stop, size := utf8.DecodeRuneInString(after)
		if !strings.ContainsRune("。；;，,", stop) {
			size = 0
		}
		piece := task{line: p.Line, written: written, clause: f.clause, form: f.form, due: f.due, unread: f.clause == "" && f.due == ""}
		piece.raw = strings.TrimRightFunc(rest[:f.end], blank) + after[:size]
		switch before := strings.TrimRightFunc(rest[:f.start], blank); {
		case piece.clause == "" && piece.due != "":
			piece.text, piece.own, piece.form = piece.raw, before == "", "text"
		case piece.clause == "" || f.inText || d.trust[p.Line] == inText:
			piece.text, piece.own = piece.raw, before == ""
			if piece.clause != "" {
				piece.form = "text"
			}
			if !strings.Contains(piece.text, piece.due) {
				piece.due = ""
			}
		case size > 0:
			// A mark on both sides stays on both sides: the clause stands
			// before the last mark of the text.
			piece.text = before + string(stop)
		default:
			piece.text, piece.afterStop = before, endsInMark(before)
		}
		if f.clause != "" {
			d.Clauses = append(d.Clauses, Clause{Line: p.Line, Text: written, Form: f.form, Duties: f.duties})
		}
		pieces = append(pieces, piece)
		rest, from = strings.TrimLeftFunc(after[size:], blank), 0
	}
	if rest != "" {
		pieces = append(pieces, task{text: rest, line: p.Line})
	}
	return pieces
}

func endsInMark(s string) bool {
	r, _ := utf8.DecodeLastRuneInString(s)
	return strings.ContainsRune("。；;，,！？：", r) && s != ""
}

// next finds the next piece that speaks of responsibility, from an offset on:
// a pair of brackets, or sentences that open with a label. Pieces that were
// not understood are found, too, if they can be nothing else.
// runIn says that a heading of one sentence stands in front.
func (d *Draft) next(s string, from, line int, runIn bool) (finding, bool) {
	for i := from; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		switch {
		case brackets[r] != 0:
			end, closed := closing(s, i)
			if !closed {
				break
			}
			_, last := utf8.DecodeLastRuneInString(s[:end])
			inner := strings.TrimFunc(s[i+size:end-last], blank)
			f, reading := readBrackets(inner, s[i:end])
			if reading == questionable || reading == noClause {
				before := s[:i]
				if runIn && before == "" {
					before = "。"
				}
				if alone, ok := readNamesAlone(inner, before, s[end:], r == '（' || r == '('); ok {
					f, reading = alone, understood
					d.namesAlone = append(d.namesAlone, line)
				} else if listsUnits(inner, before, s[end:]) {
					reading = questionable
				}
			}
			f.start, f.end = i, end
			switch reading {
			case understood:
				return f, true
			case unread:
				d.doubt(line, "括号里像责任分工，但没有看懂，已留在正文里："+s[i:end])
				return f, true
			case questionable:
				d.doubt(line, "括号里的话像是说明责任分工的，请核对："+s[i:end])
				i = end
				continue
			}
		case r == '：' || r == ':':
			start, ok := labelBefore(s, i)
			if !ok {
				break
			}
			end := labelledEnd(s, start)
			run := s[start:end]
			f := finding{start: start, end: end, form: "label", inText: true}
			label, _, _ := cutLabel(run)
			f.clause, f.due, ok = d.labelled(run, line)
			switch {
			case ok && f.clause != "":
				parsed, _ := duty.Parse(f.clause, duty.BuiltIn)
				f.duties = dutiesOf(f.clause, parsed)
				return f, true
			case ok && f.due != "":
				return f, true
			case !ok && !isTimeLabel(label):
				d.doubt(line, "这句话像责任分工，但没有看懂，已留在正文里："+run)
				if opensWithLabel(run) {
					return f, true
				}
			}
			i = end
			continue
		}
		i += size
	}
	return finding{}, false
}

// brackets that a clause may stand in, and their partners.
var brackets = map[rune]rune{'(': ')', '（': '）', '【': '】', '[': ']', '［': '］', '〔': '〕'}

// closing finds the end of a bracket; brackets of its kind inside it are
// counted.
func closing(s string, start int) (int, bool) {
	opening, _ := utf8.DecodeRuneInString(s[start:])
	partner := brackets[opening]
	depth := 0
	for i, r := range s[start:] {
		switch {
		case r == opening, partner == ')' && r == '（', partner == '）' && r == '(':
			depth++
		case r == partner, partner == ')' && r == '）', partner == '）' && r == ')':
			if depth--; depth == 0 {
				return start + i + utf8.RuneLen(r), true
			}
		}
		if i > 2000 || depth > 8 {
			break
		}
	}
	return 0, false
}

func (d *Draft) doubt(line int, message string) {
	d.Doubts = append(d.Doubts, Doubt{line, message})
}
