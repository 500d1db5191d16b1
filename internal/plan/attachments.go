package plan

import (
	"fmt"
	"iter"

	"fangan/internal/tree"
)

// Attachment is an 附件 of the plan (GB/T 9704 7.3.7): a part with a title of
// its own on a page of its own. Its Label is 附件 or 附件1, its Heading the title,
// its items begin at level 1.
type Attachment struct {
	*Part
	From      Source // what its table is made from; empty: it has what is written
	Landscape bool   // it is set across the page (clause 8)
}

// Source is what a table of an attachment is made from.
type Source string

// The sources of tables.
const (
	FromAssignments Source = "assignments" // 责任分解表
	FromIndicators  Source = "indicators"  // 指标分解表
	FromDeadlines   Source = "deadlines"   // 时间节点表
)

var sourceTitles = map[Source]string{FromAssignments: "责任分解表", FromIndicators: "指标分解表", FromDeadlines: "时间节点表"}

// AttachmentName is a line of the 附件说明 (7.3.4).
type AttachmentName struct {
	Label string // 1.; empty where there is one name
	Title Text
}

// AllParts yields the parts of the plan and those of its attachments, in
// document order.
func (p *Plan) AllParts() iter.Seq[*Part] {
	return func(yield func(*Part) bool) {
		for _, part := range p.Parts {
			if !yield(part) {
				return
			}
		}
		for _, a := range p.Attachments {
			if !yield(a.Part) {
				return
			}
		}
	}
}

func (l *loader) attachments(tables []*tree.Table) {
	p := l.plan
	for _, t := range tables {
		t.Keys("title", "label", "from", "landscape", "text", "table", "items")
		a := &Attachment{Part: &Part{Kind: Free, Heading: p.mark(l.title(t.String("title"))), LeadIn: l.paragraphs(t.String("text")), Table: l.table(t)}}
		a.From = Source(choice(t, "from", string(FromAssignments), string(FromIndicators), string(FromDeadlines)))
		a.Landscape = a.From == FromAssignments
		if t.Has("landscape") {
			a.Landscape = t.Bool("landscape")
		}
		if t.Has("label") {
			a.Label = l.label(t)
			l.ownPartLabel[a.Part] = true
		}
		a.Items = l.items(t.Tables("items"), 1)
		if a.Heading.Value == "" {
			if a.From != "" && !t.Has("title") {
				a.Heading = p.mark(tree.Made(p.Name()+sourceTitles[a.From], t.Span))
			} else if blank(t, "title", a.Heading) && !misspelt(t, "title") {
				l.report(t.Span, "attachment/title", "这个附件没有名称", `请写上 title = "……"，它印在附件说明里，也是附件的标题`)
			}
		}
		switch {
		case a.From != "" && t.Has("table"):
			l.report(t.KeySpan("table"), "attachment/table", "from 与 table 只能写一样", "请删去其中一个：from 由程序生成表格，table 是手写的表格")
		case a.From == "" && len(a.LeadIn) == 0 && a.Table == nil && len(a.Items) == 0 && !t.Has("text") && !t.Has("table") && !t.Has("items"):
			l.report(t.Span, "attachment/empty", "这个附件没有内容", `请写上 text、table 或 [[attachments.items]]；由程序生成责任分解表写 from = "assignments"`)
		}
		p.Attachments = append(p.Attachments, a)
	}
}

// nameAttachments numbers the attachments, and the plan itself where it is one
// of its notice's. A single one has no number (条例 practice; 7.3.4).
func (l *loader) nameAttachments(issue *tree.Table) {
	p := l.plan
	annexed := issue != nil && p.Issue.Notice != nil && issue.Bool("annexed")
	all := len(p.Attachments)
	if annexed {
		all++
	}
	n := 0
	next := func(title Text) (label string, name AttachmentName) {
		n++
		if all == 1 {
			return "附件", AttachmentName{Title: title}
		}
		return fmt.Sprintf("附件%d", n), AttachmentName{Label: fmt.Sprintf("%d.", n), Title: title}
	}
	var names []AttachmentName
	if annexed {
		var name AttachmentName
		p.Label, name = next(l.oneLine(p.Title))
		names = append(names, name)
	}
	for _, a := range p.Attachments {
		label, name := next(l.oneLine(a.Heading))
		if !l.ownPartLabel[a.Part] {
			a.Label = label
		}
		names = append(names, name)
	}
	if annexed {
		p.Issue.Notice.Attachments = names
	} else {
		p.AttachmentNames = names
	}
}

// oneLine is a title without the breaks that its writer forced.
func (l *loader) oneLine(t Text) Text {
	return l.plan.mark(t.Map(func(r rune) rune {
		if r == '\n' {
			return -1
		}
		return r
	}))
}
