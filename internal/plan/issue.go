package plan

import (
	"fmt"
	"regexp"
	"strings"
	"sync"

	"fangan/internal/diag"
	"fangan/internal/tree"
)

// Issue says how the plan is issued.
type Issue struct {
	Head HeadForm
	// Mark is the 发文机关标志 (GB/T 9704 7.2.4): a name for each issuer, which
	// are stacked, or the whole of it. MarkSuffix is 文件 at the right of the
	// names; empty where Mark says it.
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
	PrintedBy Text      // 印发机关 (7.4.3)
	PrintedOn Text      // 2026年2月16日印发; empty: no line
	PrintRun  Text      // 共印80份

	// PrintedDate is the day of PrintedOn.
	PrintedDate Date

	// Span is the header of the table; that of the plan's title without one.
	Span diag.Span
}

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
	mark      tree.Text
	printedBy tree.Text
	signature string
}

var headForms = []string{string(Plain), string(Digital), string(Preprinted), string(Letter)}

func readIssueDefaults(t *tree.Table) issueDefaults {
	t.Keys("head", "mark", "by", "signature", "printed_by")
	return issueDefaults{by: t.Strings("by"), head: HeadForm(choice(t, "head", headForms...)), mark: t.String("mark").Trim(),
		printedBy: t.String("printed_by").Trim(), signature: choice(t, "signature", "sealed", "unsealed")}
}

// issue reads how the plan is issued; t may be nil.
func (l *loader) issue(t *tree.Table) {
	p, defaults := l.plan, l.plan.settings.issue
	i := &p.Issue
	i.Span = p.Title.Span
	by, head, mark, signature := defaults.by, defaults.head, defaults.mark, defaults.signature
	printedBy := defaults.printedBy
	if t != nil {
		i.Span = t.Span
		t.Keys("head", "mark", "copy_number", "secrecy", "urgency", "number", "signers", "by", "to", "date", "signature", "notice_title", "notice", "annexed",
			"note", "copies_to", "printed_by", "printed_on", "print_run")
		if t.Has("by") {
			by = t.Strings("by")
		}
		if own := choice(t, "head", headForms...); own != "" {
			head = HeadForm(own)
		}
		if own := choice(t, "signature", "sealed", "unsealed"); own != "" {
			signature = own
		}
		if t.Has("mark") {
			mark = l.line(t.String("mark"))
		}
		if t.Has("printed_by") {
			printedBy = l.line(t.String("printed_by"))
		}
	}
	for _, name := range by {
		i.By = append(i.By, p.mark(l.line(name)))
	}
	i.Unsealed = signature == "unsealed"
	if t != nil {
		l.addressees(t)
		l.headElements(t)
		l.notice(t)
		l.colophon(t)
	}
	if i.PrintedOn.Value != "" {
		switch {
		case printedBy.Value != "":
			i.PrintedBy = p.mark(printedBy)
		case len(i.By) > 0:
			i.PrintedBy = i.By[0]
		}
	}
	i.Head = head
	if head == "" {
		i.Head = Plain
		if p.Stage.Value == "" && i.Number.Value != "" {
			i.Head = Digital
		}
	}
	l.mark(mark)
	l.nameAttachments(t)
}

// addressees reads who gets the document, and its date.
func (l *loader) addressees(t *tree.Table) {
	p := l.plan
	for _, to := range t.Strings("to") {
		p.Issue.To = append(p.Issue.To, p.mark(l.line(to)))
	}
	p.Issue.Date, p.Issue.DateText = l.day(t, "date", "")
	for _, note := range t.String("note").Lines() {
		open, end := "（", "）"
		if strings.HasPrefix(note.Value, "（") && strings.HasSuffix(note.Value, "）") {
			open, end = "", ""
		}
		p.Issue.Note = append(p.Issue.Note, Paragraph{Pieces: []Text{plain(open), p.mark(note), plain(end)}})
	}
	l.refuseTabs(t.String("note"))
}

// day reads a date and the text that prints for it.
func (l *loader) day(t *tree.Table, key, after string) (Date, Text) {
	d := t.Date(key)
	if d.Year == 0 {
		return Date{}, Text{}
	}
	date := Date{Year: d.Year, Month: d.Month, Day: d.Day, Span: d.Span}
	return date, l.plan.mark(tree.Made(date.Chinese()+after, d.Span))
}

var (
	copyNumber = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^\d{6}$`) })
	secrecy    = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`^(绝密|机密|秘密)(★([1-9]\d*(年|个月|月|天|日)|长期))?$`)
	})
	// documentNumber is the form of a 发文字号; its serial may still be open.
	documentNumber = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`^[^〔〕\s]{2,}〔((?:19|20)\d\d)〕([1-9]\d*)?号$`)
	})
	looseNumber = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`^([^\[\]()（）【】〔〕［］]+?)\s*[\[(（【〔［]\s*((?:19|20)\d\d)\s*[\])）】〕］]\s*第?\s*0*(\d*)\s*号$`)
	})
)

// numberGap is what a 发文字号 leaves open for a serial that is not yet known.
const numberGap = "　　"

// headElements reads the elements of the 版头.
func (l *loader) headElements(t *tree.Table) {
	p := l.plan
	i := &p.Issue
	wrong := func(text tree.Text, rule, message, help string) { l.report(text.Span, rule, message, help) }
	if n := l.line(t.String("copy_number")); t.Has("copy_number") {
		if !copyNumber().MatchString(n.Value) && !n.IsZero() {
			wrong(n, "issue/copy-number", fmt.Sprintf("份号“%s”不是六位数字", n.Value), `请写成：copy_number = "000001"`)
		}
		i.CopyNumber = p.mark(n)
	}
	if s := l.line(t.String("secrecy")); t.Has("secrecy") {
		if !secrecy().MatchString(s.Value) && !s.IsZero() {
			wrong(s, "issue/secrecy", fmt.Sprintf("密级和保密期限“%s”不合规定", s.Value), `密级是绝密、机密或秘密，保密期限写在★后面：secrecy = "机密★1年"`)
		}
		i.Secrecy = p.mark(s)
	}
	if u := choice(t, "urgency", "特急", "加急"); u != "" {
		i.Urgency = p.mark(l.line(t.String("urgency")))
	}
	if n := l.line(t.String("number")); n.Value != "" {
		number := n
		switch m := documentNumber().FindStringSubmatch(n.Value); {
		case m == nil:
			help := `请写成：number = "云政办发〔2026〕8号"；序号还没有定，写成 "云政办发〔2026〕号"`
			if loose := looseNumber().FindStringSubmatch(n.Value); loose != nil {
				help = fmt.Sprintf(`年份用六角括号〔〕，不写“第”，序号前不加0：number = "%s〔%s〕%s号"`, loose[1], loose[2], loose[3])
			}
			wrong(n, "issue/number", fmt.Sprintf("发文字号“%s”不合规定", n.Value), help)
		case m[2] == "":
			number = tree.Made(strings.TrimSuffix(n.Value, "号")+numberGap+"号", n.Span)
		}
		i.Number = p.mark(number)
	}
	for _, name := range t.Strings("signers") {
		i.Signers = append(i.Signers, p.mark(l.line(name)))
	}
}

// notice reads the 通知, whose title follows from that of the plan.
func (l *loader) notice(t *tree.Table) {
	p := l.plan
	if !t.Has("notice") {
		for _, key := range []string{"notice_title", "annexed"} {
			if t.Has(key) {
				l.report(t.KeySpan(key), "issue/notice", fmt.Sprintf("写了 %s，却没有写通知的正文", key), `请写上 notice = "……现印发给你们，请认真贯彻执行。"，或删去 `+key)
			}
		}
		return
	}
	n := &Notice{Paragraphs: l.paragraphs(t.String("notice")), Title: p.mark(l.title(t.String("notice_title")))}
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
	for n, name := range t.Strings("copies_to") {
		if n > 0 {
			i.CopiesTo.Pieces = append(i.CopiesTo.Pieces, plain("，"))
		}
		name = l.line(name)
		if trimmed := strings.TrimRight(name.Value, "。，；"); trimmed != name.Value {
			name = name.Slice(0, len(trimmed))
		}
		i.CopiesTo.Pieces = append(i.CopiesTo.Pieces, p.mark(name))
	}
	if len(i.CopiesTo.Pieces) > 0 {
		i.CopiesTo.Pieces = append(i.CopiesTo.Pieces, plain("。"))
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

// mark makes the 发文机关标志: as it is written, or the names of the issuers
// with 文件. A letter bears the name of the 主办 alone (10.1).
func (l *loader) mark(written tree.Text) {
	p := l.plan
	i := &p.Issue
	switch {
	case i.Head == Plain:
	case written.Value != "":
		i.Mark = []Text{p.mark(written)}
	case len(i.By) == 0:
		l.report(i.Span, "issue/mark", "要印版头，却不知道发文机关", `请在 [issue] 里写上 by = ["××县人民政府办公室"]，或写 head = "plain" 不印版头`)
	case i.Head == Letter:
		i.Mark = i.By[:1]
	case len(i.By) == 1:
		i.Mark = []Text{p.mark(tree.Made(i.By[0].Value+fileWord, i.By[0].Span))}
	default:
		i.Mark, i.MarkSuffix = i.By, plain(fileWord)
	}
}
