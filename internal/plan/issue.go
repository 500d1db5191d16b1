package plan

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"fangan/internal/diag"
	"fangan/internal/tree"
)

// Issue says how the plan is issued.
type Issue struct {
	Head HeadForm
	// HeadSpan is where the head is said to be so; zero where that follows from
	// status and number.
	HeadSpan diag.Span
	// Mark is the 发文机关标志 (GB/T 9704 7.2.4): a name for each issuer, which
	// are stacked, or the whole of it. MarkSuffix is 文件 at the right of the
	// names; empty where Mark says it. A plain head shows none.
	Mark       []Text
	MarkSuffix Text

	CopyNumber Text   // 份号 (7.2.1): 000001
	Secrecy    Text   // 密级和保密期限 (7.2.2): 机密★1年
	Urgency    Text   // 紧急程度 (7.2.3): 特急
	Number     Text   // 发文字号 (7.2.5); one that is still open has a gap
	Signers    []Text // 签发人 of an 上行文 (7.2.6)

	By   []Text // 发文机关, the first one 主办
	To   []Text // 主送机关 (7.3.2)
	Date Date   // 成文日期; zero if it is open
	// DateText is the date as it prints: 2026年2月15日 (7.3.5.4).
	DateText Text
	// Unsealed documents bear no seal: 署名 and date stand as 7.3.5.2 has them.
	Unsealed bool

	Notice *Notice     // what issues the plan; nil: the plan goes out by itself
	Note   []Paragraph // 附注 (7.3.6), with its brackets

	CopiesTo  Paragraph // 抄送机关 (7.4.2), with its last 。; no pieces: none
	PrintedBy Text      // 印发机关 (7.4.3), printed with PrintedOn
	PrintedOn Text      // 2026年2月16日印发; empty: no line
	PrintRun  Text      // 共印80份

	// PrintedDate is the day of PrintedOn.
	PrintedDate Date

	// Span is the header of the table; that of the plan's title without one.
	Span diag.Span

	unread map[string]bool // by key; "": the whole table
}

// Unread reports whether a key is written and could not be read, which has been
// told already: no rule may call what it says missing.
func (i Issue) Unread(key string) bool { return i.unread[key] || i.unread[""] }

// HeadForm is how the 版头 of a document is made.
type HeadForm string

// The forms of the head. Plain is the form of drafts.
const (
	Plain      HeadForm = "plain"      // no head
	Digital    HeadForm = "digital"    // the red head is printed (GB/T 9704 7.2)
	Preprinted HeadForm = "preprinted" // on paper with a red head, which is left out at its place (套打)
	Letter     HeadForm = "letter"     // 信函格式 (10.1)
)

// Notice is the 通知 that issues the plan: plans are none of the 15 kinds of
// documents (条例 第八条). Head, number, recipients and signature are its own.
type Notice struct {
	Title      Text
	Paragraphs []Paragraph
	// Attachments is its 附件说明, where the plan is attached to it.
	Attachments []AttachmentName
}

// HasColophon reports whether there is anything for a 版记 (7.4).
func (i Issue) HasColophon() bool {
	return len(i.CopiesTo.Pieces) > 0 || i.PrintedOn.Value != "" || i.PrintRun.Value != ""
}

// issueDefaults are the values of [issue] in fangan.toml.
type issueDefaults struct {
	by        []tree.Text
	head      HeadForm
	headSpan  diag.Span
	mark      tree.Text
	printedBy tree.Text
	signature string
	unread    map[string]bool
}

var headForms = []string{string(Plain), string(Digital), string(Preprinted), string(Letter)}

func readIssueDefaults(t *tree.Table) issueDefaults {
	t.Keys("head", "mark", "by", "signature", "printed_by")
	d := issueDefaults{by: issuers.read(t), head: HeadForm(choice(t, "head", headForms...)), headSpan: t.String("head").Span, mark: t.String("mark").Trim(),
		printedBy: t.String("printed_by").Trim(), signature: choice(t, "signature", "sealed", "unsealed")}
	d.unread = map[string]bool{"by": t.Has("by") && d.by == nil, "head": t.Has("head") && d.head == ""}
	return d
}

// issueKeys are the keys of [issue] in a plan.
var issueKeys = []string{"head", "mark", "copy_number", "secrecy", "urgency", "number", "signers", "by", "to", "date", "signature", "notice_title", "notice", "annexed",
	"note", "copies_to", "printed_by", "printed_on", "print_run"}

// issue reads how the plan under root is issued.
func (l *loader) issue(root *tree.Table) {
	p, defaults := l.plan, l.plan.settings.issue
	t := root.Table("issue")
	i := &p.Issue
	i.Span = p.Title.Span
	i.unread = map[string]bool{"": t == nil && root.Has("issue")}
	maps.Copy(i.unread, defaults.unread)
	by, signature := defaults.by, defaults.signature
	i.Head, i.HeadSpan = defaults.head, defaults.headSpan
	var mark tree.Text
	if t != nil {
		i.Span = t.Span
		t.Keys(issueKeys...)
		for _, name := range t.Names() {
			if near, ok := tree.NearestKey(name, issueKeys); ok && !slices.Contains(issueKeys, name) {
				i.unread[near] = true // misspelt
			}
		}
		if t.Has("by") {
			by = issuers.read(t)
			i.unread["by"] = by == nil
		}
		if t.Has("head") {
			i.Head, i.HeadSpan = HeadForm(choice(t, "head", headForms...)), t.String("head").Span
			i.unread["head"] = i.Head == ""
		}
		if own := choice(t, "signature", "sealed", "unsealed"); own != "" {
			signature = own
		}
		mark = l.line(t.String("mark"))
		i.unread["mark"] = t.Has("mark") && mark.IsZero()
	}
	for _, name := range by {
		i.By = append(i.By, p.mark(name))
	}
	i.Unsealed = signature == "unsealed"
	if t != nil {
		l.addressees(t)
		l.headElements(t)
		l.notice(t)
		l.colophon(t)
	}
	if i.PrintedOn.Value != "" && i.PrintedBy.Value == "" {
		switch {
		case defaults.printedBy.Value != "":
			i.PrintedBy = p.mark(defaults.printedBy)
		case len(i.By) > 0:
			i.PrintedBy = i.By[0]
		}
	}
	if i.Head == "" {
		i.Head = Plain
		// A status that cannot be read may be that of a draft.
		if !slices.Contains(Stages, p.Status.Value) && root.Has("status") {
			i.unread["head"] = true
		} else if p.Stage.Value == "" && i.Number.Value != "" && !i.unread["head"] {
			i.Head = Digital
		}
	}
	l.mark(mark)
	l.nameAttachments(t)
}

// addressees reads who gets the document, and its date.
func (l *loader) addressees(t *tree.Table) {
	i := &l.plan.Issue
	i.To = l.names(t, recipients)
	i.Date, i.DateText = l.day(t, "date", "")
	l.note(t)
}

// names reads a list of names.
func (l *loader) names(t *tree.Table, list nameList) []Text {
	names := list.read(t)
	if names == nil && t.Has(list.key) {
		l.plan.Issue.unread[list.key] = true
	}
	var marked []Text
	for _, name := range names {
		marked = append(marked, l.plan.mark(name))
	}
	return marked
}

// note reads the 附注, to which its brackets are added (7.3.6).
func (l *loader) note(t *tree.Table) {
	p := l.plan
	l.refuseTabs(t.String("note"))
	for _, note := range t.String("note").Map(widenBracket).Lines() {
		open, end := "（", "）"
		inner := note.Value
		if strings.HasPrefix(inner, "（") && strings.HasSuffix(inner, "）") {
			open, end = "", ""
			inner = strings.TrimSuffix(strings.TrimPrefix(inner, "（"), "）")
		}
		if bracketed := strings.TrimRight(note.Value, "。，；、"); bracketed != note.Value && strings.HasPrefix(bracketed, "（") && strings.HasSuffix(bracketed, "）") {
			l.report(note.Span, "issue/note", fmt.Sprintf("附注“%s”的括号后面不加标点", note.Value), "请删去末尾的标点")
		} else if !paired(note.Value) {
			l.report(note.Span, "issue/note", fmt.Sprintf("附注“%s”的括号没有配对", note.Value), "请补上另一半；两头的括号也可以不写，由程序加")
		} else if strings.Contains(inner, "（") && paired(inner) {
			l.findings = append(l.findings, diag.Diagnostic{Rule: "issue/note", Severity: diag.Warning, Span: note.Span,
				Message: fmt.Sprintf("附注“%s”的括号里又用了圆括号", note.Value), Help: "附注两头有括号，里面的请改用六角括号〔〕，或改写"})
		}
		p.Issue.Note = append(p.Issue.Note, Paragraph{Pieces: []Text{plain(open), p.mark(note), plain(end)}})
	}
}

// day reads a date and the text that prints for it.
func (l *loader) day(t *tree.Table, key, after string) (Date, Text) {
	d := t.Date(key)
	if d.Year == 0 {
		l.plan.Issue.unread[key] = l.plan.Issue.unread[key] || t.Has(key)
		return Date{}, Text{}
	}
	if d.Year < 1949 || d.Year > 2199 {
		l.plan.Issue.unread[key] = true
		l.report(d.Span, "issue/date", fmt.Sprintf("年份 %d 不对", d.Year), "请核对日期："+key+" = 2026-03-05")
		return Date{}, Text{}
	}
	date := Date{Year: d.Year, Month: d.Month, Day: d.Day, Span: d.Span}
	return date, l.plan.mark(tree.Made(date.Chinese()+after, d.Span))
}

// notice reads the 通知, whose title follows from that of the plan.
func (l *loader) notice(t *tree.Table) {
	p := l.plan
	title := l.title(t.String("notice_title"))
	annexed := t.Bool("annexed")
	if !t.Has("notice") {
		for _, key := range []string{"notice_title", "annexed"} {
			if (key == "annexed" && annexed || key == "notice_title" && title.Value != "") && !p.Issue.Unread("notice") {
				l.report(t.KeySpan(key), "issue/notice", fmt.Sprintf("写了 %s，却没有写通知的正文", key), `请写上 notice = "……现印发给你们，请认真贯彻执行。"，或删去 `+key)
			}
		}
		return
	}
	text := t.String("notice")
	n := &Notice{Paragraphs: l.paragraphs(text), Title: p.mark(title)}
	if len(n.Paragraphs) == 0 {
		p.Issue.unread["notice"] = true
		if !text.IsZero() {
			l.report(text.Span, "issue/notice", "通知的正文是空的", `请写上 notice = "……现印发给你们，请认真贯彻执行。"，或删去 notice`)
		}
	}
	if n.Title.Value == "" {
		inner := strings.NewReplacer("《", "〈", "》", "〉").Replace(p.Name())
		n.Title = p.mark(tree.Made(issuersOf(p.Issue.By)+"关于印发《"+inner+"》的通知", p.Title.Span))
	}
	p.Issue.Notice = n
}

// issuersOf names the issuers in the title of a notice: all of up to three, of more
// the 主办 and how many they are, as titles of joint documents do so that they stay
// within four lines (7.3.1): 云溪县教育局等五部门.
func issuersOf(by []Text) string {
	if len(by) > 3 {
		kind := "部门"
		for _, name := range by {
			if strings.HasSuffix(name.Value, "政府") || strings.Contains(name.Value, "委员会") && strings.HasPrefix(name.Value, "中共") {
				kind = "单位"
			}
		}
		return by[0].Value + "等" + chineseNumber(len(by)) + kind
	}
	names := make([]string, len(by))
	for i := range by {
		names[i] = by[i].Value
	}
	return strings.Join(names, "　")
}

// colophon reads the elements of the 版记.
func (l *loader) colophon(t *tree.Table) {
	p := l.plan
	i := &p.Issue
	for n, name := range l.names(t, copies) {
		if n > 0 {
			i.CopiesTo.Pieces = append(i.CopiesTo.Pieces, plain("，"))
		}
		i.CopiesTo.Pieces = append(i.CopiesTo.Pieces, name)
	}
	if len(i.CopiesTo.Pieces) > 0 {
		i.CopiesTo.Pieces = append(i.CopiesTo.Pieces, plain("。"))
	}
	if by := l.line(t.String("printed_by")); by.Value != "" {
		i.PrintedBy = p.mark(by)
	}
	i.PrintedDate, i.PrintedOn = l.day(t, "printed_on", "印发")
	if run, span := t.Integer("print_run", "print_run = 80"); !span.IsZero() {
		if run < 1 || run > 1_000_000 {
			l.report(span, "issue/print-run", fmt.Sprintf("印数 %d 不对", run), "请写印发的份数：print_run = 80")
			return
		}
		i.PrintRun = p.mark(tree.Made(fmt.Sprintf("共印%d份", run), span))
	}
}

// fileWord ends the 发文机关标志 of most documents.
const fileWord = "文件"

// mark makes the 发文机关标志: as the plan or the workspace has it, or the names of
// the issuers with 文件. A letter bears the name of the 主办 alone, without 文件
// (10.1).
func (l *loader) mark(own tree.Text) {
	p := l.plan
	i := &p.Issue
	common := p.settings.issue.mark
	if i.Head == Letter {
		if short, ok := strings.CutSuffix(own.Value, fileWord); ok {
			l.report(own.Span, "issue/mark", "信函的发文机关标志后面不加“文件”", fmt.Sprintf("请写成：mark = \"%s\"", short))
		} else if short, ok := strings.CutSuffix(common.Value, fileWord); ok {
			common = common.Slice(0, len(short))
		}
	}
	switch {
	case own.Value != "":
		i.Mark = []Text{p.mark(own)}
	case i.Head == Plain:
	case common.Value != "":
		i.Mark = []Text{p.mark(common)}
	case len(i.By) == 0:
		if !i.Unread("by") && !i.Unread("mark") {
			l.report(i.Span, "issue/mark", "要印版头，却不知道发文机关", `请在 [issue] 里写上 by = ["××县人民政府办公室"]，或写 head = "plain" 不印版头`)
		}
	case i.Head == Letter:
		i.Mark = i.By[:1]
	case len(i.By) == 1:
		i.Mark = []Text{p.mark(tree.Made(i.By[0].Value+fileWord, i.By[0].Span))}
	default:
		i.Mark, i.MarkSuffix = i.By, plain(fileWord)
	}
}
