package importer

import (
	"regexp"
	"strings"
	"sync"
	"unicode/utf8"

	"fangan/internal/deadline"
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
	due          string // a deadline that stands in the clause's brackets
	written      string // the clause with its brackets
	line         int
	clause       string // as written, without brackets; "" for none
	form         string
	afterStop    bool
	newParagraph bool  // does not continue the paragraph of the task before
	lines        []int // of the paragraphs in text
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
		if p.Duty {
			last := i
			for last+1 < len(paragraphs) && paragraphs[last+1].Duty && !repeats(paragraphs[i:last+1], paragraphs[last+1]) {
				last++
			}
			if clause, ok := d.block(paragraphs[i : last+1]); ok {
				open.clause, open.written, open.form = clause, clause, "lines"
				if open.line == 0 {
					open.line = p.Line
				}
				tasks = append(tasks, open)
				open, pending = task{}, false
				i = last
				continue
			}
			d.doubt(p.Line, "这几行像责任分工，但没有看懂："+p.Text)
		}
		pieces := d.split(p)
		for k, piece := range pieces {
			switch {
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
				open.due = piece.due
				open.clause, open.written, open.form, open.afterStop = piece.clause, piece.written, piece.form, piece.afterStop || piece.bare() && piece.text == ""
			}
			if piece.clause != "" {
				flush()
			}
		}
	}
	flush()
	tasks = d.ownDuty(s, tasks)
	var all []task
	for _, t := range tasks {
		if t.clause != "" {
			d.recordProse(t)
			all = append(all, t)
		} else {
			all = append(all, d.proseTasks(t)...)
		}
	}
	return all
}

// bare reports whether a task is a clause without a text that it closes.
func (t task) bare() bool {
	return t.clause != "" && utf8.RuneCountInString(t.text) <= 1 && (t.text == "" || endsInMark(t.text))
}

// ownDuty deals with clauses that close no text. Under a heading such a clause
// is the heading's own; anywhere else it stays text.
func (d *Draft) ownDuty(s *Section, tasks []task) []task {
	if len(tasks) == 1 && tasks[0].bare() && tasks[0].text == "" && s.Heading != "" && s.Depth > 1 {
		return tasks
	}
	for i := range tasks {
		if t := &tasks[i]; t.bare() {
			d.doubt(t.line, "这处责任分工前面没有文字，已留作正文："+t.written)
			t.text, t.clause, t.newParagraph = t.written+t.text, "", t.newParagraph || t.form == "lines" && i > 0
		}
	}
	return tasks
}

// repeats reports whether a line begins another block: its label stands in the
// block already.
func repeats(block []Paragraph, next Paragraph) bool {
	label := dutyLabel().FindString(next.Text)
	for _, p := range block {
		if dutyLabel().FindString(p.Text) == label {
			return true
		}
	}
	return false
}

// block reads lines such as 牵头单位：…, 责任单位：…
func (d *Draft) block(lines []Paragraph) (string, bool) {
	var texts []string
	var numbers []int
	for _, p := range lines {
		texts = append(texts, p.Text)
		numbers = append(numbers, p.Line)
	}
	text := strings.Join(texts, "\n")
	parsed, err := duty.Parse(text, duty.BuiltIn)
	if err != nil || strings.Contains(widenLines(text), "\u3000") || strings.Contains(text, "会同") {
		return "", false
	}
	d.Clauses = append(d.Clauses, Clause{Line: numbers[0], Lines: numbers, Text: text, Form: "lines", Duties: dutiesOf(text, parsed)})
	return text, true
}

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

// split cuts a paragraph behind each of its clauses.
func (d *Draft) split(p Paragraph) []task {
	var pieces []task
	rest, from := p.Text, 0
	for d.trust[p.Line] == 0 {
		start, end, ok := d.nextClause(rest, from, p.Line)
		if !ok {
			break
		}
		written := rest[start:end]
		inner := strings.TrimFunc(trimBrackets(written), blank)
		parsed, inner, due, _ := parseClause(inner)
		form := "inline"
		if parsed.Form == duty.Label {
			form = "label"
		}
		d.Clauses = append(d.Clauses, Clause{Line: p.Line, Text: written, Form: form, Duties: dutiesOf(inner, parsed)})
		before, after := strings.TrimRightFunc(rest[:start], blank), strings.TrimLeftFunc(rest[end:], blank)
		stop, size := utf8.DecodeRuneInString(after)
		piece := task{line: p.Line, clause: inner, due: due, written: written, form: form}
		switch {
		case strings.ContainsRune("。；;，,", stop) && size > 0:
			// A mark on both sides stays on both sides: the clause stands
			// before the last mark of the text.
			piece.text = before + string(stop)
			after = after[size:]
		default:
			piece.text, piece.afterStop = before, endsInMark(before)
		}
		pieces = append(pieces, piece)
		rest, from = strings.TrimLeftFunc(after, blank), 0
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

func trimBrackets(s string) string {
	_, size := utf8.DecodeRuneInString(s)
	s = s[size:]
	_, size = utf8.DecodeLastRuneInString(s)
	return s[:len(s)-size]
}

// likeClause matches brackets that speak of responsibility.
var likeClause = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`(牵头|负责|配合|参与|参加|落实|协助|指导|督导|实施|承办|协办)([）)\s]*$|[，,；;])|^\s*(责任|牵头|配合|参与|落实|负责|主办|协办|承办)(单位|部门|领导|人)\s*[：:]`)
})

// nextClause finds the next pair of brackets that holds a clause, from an
// offset on.
func (d *Draft) nextClause(s string, from, line int) (start, end int, ok bool) {
	for i := from; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		if r != '(' && r != '（' {
			i += size
			continue
		}
		end, closed := closing(s, i)
		if !closed {
			i += size
			continue
		}
		inner := strings.TrimFunc(trimBrackets(s[i:end]), blank)
		if !likeClause().MatchString(inner) || utf8.RuneCountInString(inner) > longestClause {
			i += size
			continue
		}
		if c, _, _, ok := parseClause(inner); ok && len(c.Duties) > 0 {
			return i, end, true
		}
		if strings.ContainsAny(inner, "局委办部镇乡县市区") && utf8.RuneCountInString(inner) > 5 {
			d.doubt(line, "括号里像责任分工，但没有看懂，已留在正文里："+s[i:end])
		}
		i = end
		continue
	}
	return 0, 0, false
}

// longestClause bounds what is tried as a clause, in characters.
const longestClause = 600

// parseClause reads what stands in brackets: a clause, behind which a deadline
// may stand (…牵头，6月底前完成; …负责；完成时限：每季度).
//
// 会同 joins a leader and helpers in a way that the grammar does not know: one
// long name would come of it, so such a clause stays text. So does one in which
// blanks divide the names.
func parseClause(inner string) (c duty.Clause, clause, due string, ok bool) {
	if strings.Contains(inner, "会同") || strings.Contains(widen(inner), "\u3000") {
		return duty.Clause{}, inner, "", false
	}
	if c, err := duty.Parse(inner, duty.BuiltIn); err == nil {
		return c, inner, "", true
	}
	cut := strings.LastIndexFunc(inner, func(r rune) bool { return strings.ContainsRune("，,；;", r) })
	if cut < 0 {
		return duty.Clause{}, inner, "", false
	}
	_, size := utf8.DecodeRuneInString(inner[cut:])
	phrase := strings.TrimFunc(inner[cut+size:], blank)
	for _, label := range []string{"完成时限", "完成时间", "时限"} {
		if rest, found := strings.CutPrefix(phrase, label); found {
			phrase = strings.TrimLeft(rest, "：: ")
		}
	}
	phrase = strings.TrimSuffix(phrase, "完成")
	if _, err := deadline.Parse(phrase, 0, nil); err != nil {
		return duty.Clause{}, inner, "", false
	}
	c, err := duty.Parse(inner[:cut], duty.BuiltIn)
	return c, inner[:cut], phrase, err == nil
}

// closing finds the end of a bracket; brackets inside it are counted.
func closing(s string, start int) (int, bool) {
	depth := 0
	for i, r := range s[start:] {
		switch r {
		case '(', '（':
			depth++
		case ')', '）':
			if depth--; depth == 0 {
				return start + i + utf8.RuneLen(r), true
			}
		}
		if i > 2000 {
			break
		}
	}
	return 0, false
}

func (d *Draft) doubt(line int, message string) {
	d.Doubts = append(d.Doubts, Doubt{line, message})
}
