package plan

import (
	"slices"
	"strings"
	"unicode/utf8"

	"fangan/internal/duty"
	"fangan/internal/tree"
)

// print composes the paragraphs of all items: texts, clauses and deadlines, in
// the places where they stand in the document.
func (l *loader) print() {
	for part := range l.plan.AllParts() {
		for _, item := range part.Items {
			l.printItem(item, l.plan.settings.layout)
		}
	}
}

func (l *loader) printItem(item *Item, inherited layout) {
	own := item.layout.or(inherited)
	c := composer{l: l}
	c.text(item.Text.Text)
	for _, task := range item.Tasks {
		if task.NewParagraph {
			c.paragraphs = append(c.paragraphs, Paragraph{})
		}
		c.text(task.Text.Text)
		c.close(task.Duty, task.Due, task.layout.or(own), task.Text.Value)
	}
	for _, sub := range item.Items {
		l.printItem(sub, own)
	}
	switch {
	case item.Duty == nil && item.Due == nil:
	case len(item.Items) == 0:
		c.close(item.Duty, item.Due, own, item.body())
	default:
		closing := composer{l: l}
		closing.close(item.Duty, item.Due, own, item.body())
		item.Closing = closing.paragraphs
	}
	item.Paragraphs = c.paragraphs
	item.RunsIn = item.RunsIn && len(c.paragraphs) > 0 && !c.paragraphs[0].DutyLine
}

// body is all text of an item and its tasks: what a deadline may stand in.
func (item *Item) body() string {
	var b strings.Builder
	item.writeBody(&b)
	return b.String()
}

func (item *Item) writeBody(b *strings.Builder) {
	b.WriteString(item.Text.Value + "\n")
	for _, task := range item.Tasks {
		b.WriteString(task.Text.Value + "\n")
	}
	for _, sub := range item.Items {
		sub.writeBody(b)
	}
}

// A composer appends texts and clauses to paragraphs.
type composer struct {
	l          *loader
	paragraphs []Paragraph
}

// text continues the last paragraph; each further line is a paragraph of its
// own. After lines such as 牵头单位：… a new paragraph begins.
func (c *composer) text(t tree.Text) {
	for i, line := range t.Lines() {
		last := len(c.paragraphs) - 1
		if i > 0 && len(c.paragraphs[last].Pieces) > 0 || last < 0 || c.paragraphs[last].DutyLine {
			c.paragraphs = append(c.paragraphs, Paragraph{})
			last++
		}
		c.add(last, c.l.plan.mark(line))
	}
}

func (c *composer) add(paragraph int, pieces ...Text) {
	p := &c.paragraphs[paragraph]
	p.Pieces = append(p.Pieces, pieces...)
}

// close prints a duty and a deadline behind the text that they belong to.
func (c *composer) close(d *Duty, due *Due, style layout, text string) {
	if style.duties == TableOnly || d == nil && due == nil {
		return
	}
	if style.duties == InText {
		d = nil // the sentence says it; check/duty-in-text holds it to that
	}
	lines := style.duties == Lines && d != nil
	labelled := lines || style.duties == Labelled || d != nil && d.Clause.Form == duty.Label
	when := c.l.deadlines(due, text, labelled)
	if lines {
		c.lines(d, when)
		return
	}
	pieces := c.l.clausePieces(d, when, labelled)
	if pieces == nil {
		return
	}
	if len(c.paragraphs) == 0 || c.paragraphs[len(c.paragraphs)-1].DutyLine {
		c.paragraphs = append(c.paragraphs, Paragraph{Pieces: pieces})
		return
	}
	last := len(c.paragraphs) - 1
	place := style.place
	if place == "" && style.duties == Labelled {
		place = "after-stop" // （责任单位：…） follows the sentence
	}
	var stop *Text
	if place != "after-stop" {
		stop = c.cutStop(last)
	}
	c.add(last, pieces...)
	if stop != nil {
		c.add(last, *stop)
	}
}

// cutStop takes the final mark off a paragraph, so that a clause can stand
// before it; nil if there is none.
func (c *composer) cutStop(paragraph int) *Text {
	p := &c.paragraphs[paragraph]
	end := &p.Pieces[len(p.Pieces)-1]
	r, size := utf8.DecodeLastRuneInString(end.Value)
	if !strings.ContainsRune("。；，！？：.;,", r) || len(end.Value) == size {
		return nil
	}
	cut := len(end.Value) - size
	stop := c.l.plan.mark(end.Slice(cut, len(end.Value)))
	*end = c.l.plan.mark(end.Slice(0, cut))
	return &stop
}

// when is a deadline as it is to be printed beside a clause.
type when struct {
	ending []Text // 6月底前完成
	label  []Text // 每季度, behind 完成时限：
}

// deadlines returns what is not yet said in the text. Beside labelled duties
// it all stands behind 完成时限：, which says 完成 already.
func (l *loader) deadlines(due *Due, text string, labelled bool) when {
	var w when
	if due == nil {
		return w
	}
	nodes := due.Nodes
	if len(nodes) == 0 {
		nodes = []Node{{Due: *due}}
	}
	for _, n := range nodes {
		phrase := n.Phrase
		switch {
		case phrase.Value == "" || Says(text, phrase.Value, l.plan.Year):
		case labelled && n.What.Value != "":
			w.label = appendJoined(w.label, phrase, n.What)
		case labelled:
			w.label = appendJoined(w.label, phrase)
		case n.What.Value != "":
			w.ending = appendJoined(w.ending, phrase, n.What)
		case n.Cycle != "" || strings.ContainsAny(phrase.Value, "至到—"):
			w.label = appendJoined(w.label, phrase)
		default:
			w.ending = appendJoined(w.ending, phrase, plain("完成"))
		}
	}
	return w
}

// Says reports whether a text names a deadline, so that it is not printed beside
// it again. 11月底前 does not say 1月底前,
// and 2027年6月底前 does not say 6月底前 in a plan of another year.
func Says(text, phrase string, year int) bool {
	for from := 0; ; {
		i := strings.Index(text[from:], phrase)
		if i < 0 {
			return false
		}
		before := text[:from+i]
		from += i + len(phrase)
		r, _ := utf8.DecodeLastRuneInString(before)
		if '0' <= r && r <= '9' || strings.HasPrefix(phrase, "年") && strings.ContainsRune("明次后去", r) {
			continue
		}
		if before, ok := strings.CutSuffix(before, "年"); ok && len(before) >= 4 {
			if y := number(before[len(before)-4:]); y >= 1000 && y != year {
				continue
			}
		}
		return true
	}
}

func appendJoined(list []Text, pieces ...Text) []Text {
	if len(list) > 0 {
		list = append(list, plain("，"))
	}
	return append(list, pieces...)
}

func plain(s string) Text { return Text{Text: tree.Text{Value: s}} }

// clausePieces is a clause in brackets with the deadline at its end; nil if
// there is nothing to print.
func (l *loader) clausePieces(d *Duty, w when, labelled bool) []Text {
	var pieces []Text
	opening, closing := "（", "）"
	if d != nil {
		opening, closing = d.Clause.Around()
		form := duty.Inline
		if labelled {
			form = duty.Label
		}
		if inner := l.clauseText(d, form); inner.Value != "" {
			pieces = append(pieces, inner)
		}
	}
	if len(w.ending) > 0 {
		if len(pieces) > 0 {
			pieces = append(pieces, plain("，"))
		}
		pieces = append(pieces, w.ending...)
	}
	if len(w.label) > 0 {
		if len(pieces) > 0 {
			pieces = append(pieces, plain("；"))
		}
		pieces = append(append(pieces, plain("完成时限：")), w.label...)
	}
	if pieces == nil {
		return nil
	}
	return append(append([]Text{plain(opening)}, pieces...), plain(closing))
}

// clauseText is a clause without its brackets: as it was written where its
// form is the one asked for, formatted otherwise.
func (l *loader) clauseText(d *Duty, form duty.Form) Text {
	printed := l.plan.Roles.Format(d.Clause, form)
	opening, closing := d.Clause.Around()
	printed = strings.TrimSuffix(strings.TrimPrefix(printed, opening), closing)
	if i := strings.Index(d.Written.Value, printed); i >= 0 && d.Clause.Form == form && printed != "" {
		return l.plan.mark(d.Written.Slice(i, i+len(printed)))
	}
	return l.plan.mark(tree.Made(printed, d.Span))
}

// In returns the clause as it prints in a form: as lines, leaders = [] leaves
// the blank that is filled in by hand.
func (d *Duty) In(form duty.Form) duty.Clause {
	clause := d.Clause
	if d.blankLeaders && form == duty.Lines {
		clause.Duties = append([]duty.Duty{{Role: leadersKey}}, clause.Duties...)
	}
	return clause
}

// lines prints a duty as lines of its own.
func (c *composer) lines(d *Duty, w when) {
	clause := d.In(duty.Lines)
	printed := c.l.plan.Roles.Format(clause, duty.Lines)
	if clause.Form == duty.Label && oneLabel(clause) {
		printed = c.l.clauseText(d, duty.Label).Value // a block of one line, as it was written
	}
	for line := range strings.Lines(printed) {
		line = strings.TrimSuffix(line, "\n")
		t := tree.Made(line, d.Span)
		if i := strings.Index(d.Written.Value, line); i >= 0 {
			t = d.Written.Slice(i, i+len(line))
		}
		c.paragraphs = append(c.paragraphs, Paragraph{Pieces: []Text{c.l.plan.mark(t)}, DutyLine: true})
	}
	if len(w.label) > 0 {
		c.paragraphs = append(c.paragraphs, Paragraph{Pieces: append([]Text{plain("完成时限：")}, w.label...), DutyLine: true})
	}
}

// oneLabel reports whether a single label stands before all names.
func oneLabel(c duty.Clause) bool {
	return !slices.ContainsFunc(c.Duties[min(1, len(c.Duties)):], func(d duty.Duty) bool {
		return d.Place == duty.Usual || strings.HasSuffix(d.Separator, "：")
	})
}
