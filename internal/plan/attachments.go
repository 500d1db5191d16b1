package plan

import (
	"fmt"
	"iter"
	"slices"
	"strings"
	"unicode"

	"fangan/internal/diag"
	"fangan/internal/tree"
)

// Attachment is an 附件 of the plan (GB/T 9704 7.3.7): a part with a title of
// its own on a page of its own. Its Label is 附件 or 附件1, its Heading the title,
// its items begin at level 1.
type Attachment struct {
	*Part
	From      Source // what its table is made from; empty: it has what is written
	Landscape bool   // it is set across the page (clause 8)

	labelSpan diag.Span // of a label that was written
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
			a.labelSpan = t.String("label").Span
		}
		a.Items = l.items(t.Tables("items"), 1)
		unreadSource := t.Has("from") && a.From == ""
		if a.Heading.Value == "" {
			if a.From != "" && !t.Has("title") {
				a.Heading = p.mark(tree.Made(p.Name()+sourceTitles[a.From], t.Span))
			} else if blank(t, "title", a.Heading) && !misspelt(t, "title") && (t.Has("title") || !unreadSource) {
				l.report(t.Span, "attachment/title", "这个附件没有名称", `请写上 title = "……"，它印在附件说明里，也是附件的标题`)
			}
		}
		l.attachmentTitle(a, t.Has("title"))
		switch {
		case a.From != "" && t.Has("table"):
			l.report(t.KeySpan("table"), "attachment/table", "from 与 table 只能写一样", "请删去其中一个：from 由程序生成表格，table 是手写的表格")
		case a.From == "" && !unreadSource && len(a.LeadIn) == 0 && blank(t, "text", Text{Text: t.String("text")}) && len(a.Items) == 0 && !t.Has("table") && !t.Has("items"):
			l.report(t.Span, "attachment/empty", "这个附件没有内容", `请写上 text、table 或 [[attachments.items]]；由程序生成责任分解表写 from = "assignments"`)
		}
		if a.Landscape && !t.Has("from") && !t.Has("table") && (len(a.LeadIn) > 0 || len(a.Items) > 0) && !tabled(a.Items) {
			l.findings = append(l.findings, diag.Diagnostic{Rule: "attachment/landscape", Severity: diag.Warning, Span: t.KeySpan("landscape"),
				Message: "这个附件横排，却没有表格", Help: "横排是给表格用的：请写上 table，或删去 landscape"})
		}
		p.Attachments = append(p.Attachments, a)
	}
}

// tabled reports whether one of the items has a table.
func tabled(items []*Item) bool {
	return slices.ContainsFunc(items, func(i *Item) bool { return i.Table != nil || tabled(i.Items) })
}

var (
	// attachmentNumber begins a title that brings the label or the number along.
	attachmentNumber = pattern(`^附件\s*(\d+|[一二三四五六七八九十]+)?\s*[：:.．、]\s*|^附件\s*\d+\s*|^\d+[.．、]\s*`)
	// labelNumber is a label that counts: 附件2, 附件二.
	labelNumber = pattern(`^附件\s*(\d+|[一二三四五六七八九十]+)$`)
)

// attachmentTitle holds a title that was written against 7.3.4: the name stands
// without number and without a mark behind it.
func (l *loader) attachmentTitle(a *Attachment, written bool) {
	title := a.Heading
	if !written || title.Value == "" {
		return
	}
	name := l.oneLine(title).Value
	like, severity := name, diag.Warning
	var faults []string
	if number := attachmentNumber().FindString(like); number != "" && number != like && !unicode.IsDigit(rune(like[len(number)])) {
		like, severity = like[len(number):], diag.Error
		faults = append(faults, fmt.Sprintf("不写“%s”，编号由程序加", strings.TrimSpace(number)))
	}
	if short := strings.TrimRight(like, "。，、；：.,;:"); short != like {
		like, severity = short, diag.Error
		faults = append(faults, "末尾不加标点")
	}
	if inner, ok := strings.CutPrefix(like, "《"); ok && strings.HasSuffix(inner, "》") && strings.Count(inner, "《") == 0 {
		like = strings.TrimSuffix(inner, "》")
		faults = append(faults, "不加书名号")
	}
	if len(faults) > 0 {
		l.findings = append(l.findings, diag.Diagnostic{Rule: "attachment/title", Severity: severity, Span: title.Span,
			Message: fmt.Sprintf("附件名称“%s”不合规定：%s", name, strings.Join(faults, "，")), Help: fmt.Sprintf("请写成：title = \"%s\"", like)})
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
		} else {
			l.ownAttachmentLabel(a, n, all)
		}
		names = append(names, name)
	}
	if annexed {
		p.Issue.Notice.Attachments = names
	} else {
		p.AttachmentNames = names
	}
}

// ownAttachmentLabel holds a label that was written against the number that the
// 附件说明 gives its attachment, the n-th of all (7.3.7).
func (l *loader) ownAttachmentLabel(a *Attachment, n, all int) {
	m := labelNumber().FindStringSubmatch(a.Label)
	switch {
	case a.labelSpan.IsZero(): // no text, which has been told
	case a.Label == "":
		l.report(a.labelSpan, "attachment/label", fmt.Sprintf("附件“%s”的标签是空的", l.oneLine(a.Heading).Value), "请删去 label，标签由程序编")
	case strings.HasSuffix(a.Label, "：") || strings.HasSuffix(a.Label, ":"):
		l.report(a.labelSpan, "attachment/label", fmt.Sprintf("标签“%s”后面不加冒号", a.Label), "请删去冒号，或删去 label，标签由程序编")
	case m != nil && (all == 1 || m[1] != fmt.Sprint(n) && m[1] != chineseNumber(n)):
		number := fmt.Sprintf("附件说明里它是第%d个", n)
		if all == 1 {
			number = "只有一个附件，附件说明里没有编号"
		}
		l.report(a.labelSpan, "attachment/label", fmt.Sprintf("标签“%s”与附件说明不一致：%s", a.Label, number), "请删去 label，标签由程序编")
	case !strings.HasPrefix(a.Label, "附件"), m == nil && all > 1: // 7.3.7
		standard := "附件"
		if all > 1 {
			standard += fmt.Sprint(n)
		}
		l.findings = append(l.findings, diag.Diagnostic{Rule: "attachment/label", Severity: diag.Warning, Span: a.labelSpan,
			Message: fmt.Sprintf("标签“%s”与附件说明不一致，按标准应当是“%s”", a.Label, standard), Help: "请删去 label，标签由程序编"})
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
