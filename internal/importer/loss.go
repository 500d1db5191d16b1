package importer

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"fangan/internal/plan"
)

// A Loss is a paragraph of the source that the built document does not have,
// or has at another place.
type Loss struct {
	Line  Line
	Moved bool // it is there, but not in its order
}

// expected is a piece of text that the document should print.
type expected struct {
	line Line // zero for an addition
	slot slot
	text string // normal
}

// expects lists what a document should print of a source, in the order of the
// document: all lines, those of the frame at the places that the standard gives
// them.
func (d *Draft) expects(source []Line) []expected {
	list := make([]expected, 0, len(source)+len(d.added))
	text := slotText
	if d.Frame.HasNotice {
		text = slotPlanText
	}
	for _, line := range source {
		e := expected{line: line, slot: d.slots[line.id], text: line.Text}
		if e.slot == 0 {
			e.slot = text // nothing took it: it must stand in the text
		}
		if printed, ok := d.printed[line.id]; ok {
			e.text = printed
		} else if line.Table != nil {
			e.text = cellsText(line.Table)
		}
		e.text = normal(e.text)
		list = append(list, e)
	}
	for _, a := range d.added {
		e := expected{slot: a.slot, text: normal(a.text)}
		if a.before == 0 {
			list = slices.Insert(list, 0, e)
			continue
		}
		at := slices.IndexFunc(list, func(e expected) bool { return e.line.Number == a.before }) + 1
		list = slices.Insert(list, at, e)
	}
	slices.SortStableFunc(list, func(a, b expected) int { return int(a.slot) - int(b.slot) })
	return list
}

// moves notes the elements of the frame that the document has elsewhere.
func (d *Draft) moves(source []Line) {
	last := slot(0)
	page := map[int]bool{}
	for _, line := range d.Furniture {
		page[line.id] = true
	}
	for _, line := range source {
		s := d.slots[line.id]
		if printed, ok := d.printed[line.id]; s == 0 || page[line.id] || ok && printed == "" {
			continue
		}
		if s < last {
			d.note(line.Number, fmt.Sprintf("“%s”按公文格式印在%s的位置", shorten(line.Text), slotWords[s]))
			continue
		}
		last = max(last, s)
	}
}

// searched bounds how far, in bytes, a line that is not where it should be is
// looked for.
const searched = 1 << 16

// losses compares the text that a plan prints with what it should print, the
// widths of marks and blanks that say nothing aside.
func losses(want []expected, print []string) []Loss {
	var b strings.Builder
	for _, line := range print {
		b.WriteString(normal(line))
	}
	printed := strings.TrimPrefix(b.String(), missingTitle)
	if matches(want, printed) {
		return nil
	}
	var known map[string]bool // the lines that are printed
	var lost []Loss
	at := 0
	for _, e := range want {
		if e.text == "" {
			continue
		}
		rest := printed[at:]
		near := rest[:min(len(rest), searched+len(e.text))]
		switch i := strings.Index(near, e.text); {
		case i == 0:
			at += len(e.text)
			continue
		case e.line.Number == 0:
			continue // an addition of ours is no text of the source
		case i > 0:
			at += i + len(e.text)
			lost = append(lost, Loss{e.line, true})
		default:
			if known == nil {
				known = map[string]bool{}
				for _, line := range print {
					known[normal(line)] = true
				}
			}
			lost = append(lost, Loss{e.line, known[e.text]})
		}
	}
	if len(lost) == 0 {
		// All of the source is there, and more: that is a fault of ours.
		lost = append(lost, Loss{Line{Text: "（生成的文字比原文多）"}, true})
	}
	return lost
}

func matches(want []expected, printed string) bool {
	for _, e := range want {
		rest, ok := strings.CutPrefix(printed, e.text)
		if !ok {
			return false
		}
		printed = rest
	}
	return printed == ""
}

// normal is a text with marks of one width, and without line breaks and the
// blanks that say nothing: those that stay divide two words in Latin letters or
// digits, or two Han.
func normal(s string) string {
	s = clean(s)
	plain := true
	for _, r := range s {
		if r < 0x80 && (halfMarks[r] != 0 || r == ' ' || r == '\n') || r == '\u3000' || r == '．' || r == '＾' || r == '＜' || r >= '０' && r <= '９' || r >= 0x80 && blank(r) {
			plain = false
			break
		}
	}
	if plain {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	last, gap := rune(0), false
	for _, r := range s {
		if blank(r) {
			gap = gap || r != '\n' // what divides lines and cells is no blank
			continue
		}
		written := r
		if wide, ok := halfMarks[r]; ok {
			r = wide
		}
		switch {
		case r == '．':
			r = '.'
		case r == '＾':
			r = '^'
		case r == '＜':
			r = '<'
		case r >= '０' && r <= '９':
			r = r - '０' + '0'
		}
		if gap && last != 0 {
			switch {
			case unicode.Is(unicode.Han, last) && unicode.Is(unicode.Han, r):
				b.WriteRune('\u3000')
			case isWord(last) && isWord(written):
				b.WriteByte(' ')
			}
		}
		gap = false
		b.WriteRune(r)
		last = written
	}
	return b.String()
}

// isWord reports what words and numbers are made of, Chinese and full-width ones
// aside.
func isWord(r rune) bool {
	return !chinese(r) && (unicode.IsLetter(r) || unicode.IsDigit(r))
}

// PlainText is what the document of a plan says, a paragraph a line, in the
// order in which the built-in template prints it.
func PlainText(p *plan.Plan) []string {
	t := &plainText{}
	t.opening(p)
	for _, part := range p.Parts {
		t.part(part)
	}
	t.closing(p)
	return t.lines
}

// opening adds what stands above the parts.
func (t *plainText) opening(p *plan.Plan) {
	issue := p.Issue
	if issue.Head != plan.Plain {
		t.add(issue.CopyNumber.Value)
		t.add(issue.Secrecy.Value)
		t.add(issue.Urgency.Value)
		for _, mark := range issue.Mark {
			t.add(mark.Value)
		}
		t.add(issue.MarkSuffix.Value)
		t.add(issue.Number.Value)
		if len(issue.Signers) > 0 {
			t.add("签发人：" + joinTexts(issue.Signers, ""))
		}
	}
	recipients := ""
	if len(issue.To) > 0 {
		recipients = joinTexts(issue.To, "，") + "："
	}
	if notice := issue.Notice; notice != nil {
		t.add(notice.Title.Value)
		t.add(recipients)
		t.paragraphs(notice.Paragraphs)
		t.names(notice.Attachments)
		t.signature(issue)
	}
	t.add(p.Label)
	t.add(p.Title.Value)
	t.add(p.Stage.Value)
	if issue.Notice == nil {
		t.add(recipients)
	}
	t.paragraphs(p.Preamble)
}

// closing adds what stands below the parts.
func (t *plainText) closing(p *plan.Plan) {
	issue := p.Issue
	t.names(p.AttachmentNames)
	if issue.Notice == nil {
		t.signature(issue)
	}
	for _, a := range p.Attachments {
		t.add(a.Label)
		a := *a.Part
		a.Label = ""
		t.part(&a)
	}
	if !issue.HasColophon() {
		return
	}
	if copies := issue.CopiesTo.Plain(); copies != "" {
		t.add("抄送：" + copies)
	}
	if issue.PrintedOn.Value != "" {
		t.add(issue.PrintedBy.Value)
		t.add(issue.PrintedOn.Value)
	}
	t.add(issue.PrintRun.Value)
}

func (t *plainText) signature(issue plan.Issue) {
	if issue.DateText.Value != "" {
		for _, by := range issue.By {
			t.add(by.Value)
		}
		t.add(issue.DateText.Value)
	}
	t.paragraphs(issue.Note)
}

func joinTexts(list []plan.Text, separator string) string {
	var names []string
	for _, text := range list {
		names = append(names, text.Value)
	}
	return strings.Join(names, separator)
}

type plainText struct{ lines []string }

func (t *plainText) add(s string) {
	if s != "" {
		t.lines = append(t.lines, s)
	}
}

func (t *plainText) paragraphs(list []plan.Paragraph) {
	for _, paragraph := range list {
		t.add(paragraph.Plain())
	}
}

func (t *plainText) names(list []plan.AttachmentName) {
	for i, name := range list {
		text := name.Label + name.Title.Value
		if i == 0 {
			text = "附件：" + text
		}
		t.add(text)
	}
}

func (t *plainText) part(part *plan.Part) {
	t.add(part.Label + part.Heading.Value)
	t.paragraphs(part.LeadIn)
	t.table(part.Table)
	t.items(part.Items)
}

func (t *plainText) items(items []*plan.Item) {
	for _, item := range items {
		rest := item.Paragraphs
		heading := item.Label + item.Title.Value
		switch {
		case item.RunsIn:
			t.add(heading + item.Separator + rest[0].Plain())
			rest = rest[1:]
		case item.Title.Value != "":
			t.add(heading)
		case len(rest) > 0 && !rest[0].DutyLine:
			t.add(item.Label + rest[0].Plain())
			rest = rest[1:]
		}
		t.paragraphs(rest)
		t.table(item.Table)
		t.items(item.Items)
		t.paragraphs(item.Closing)
	}
}

func (t *plainText) table(table *plan.Table) {
	if table == nil {
		return
	}
	for _, rows := range [][][]plan.Cell{table.Head, table.Rows} {
		for _, row := range rows {
			for _, cell := range row {
				t.add(cell.Text.Value)
			}
		}
	}
}
