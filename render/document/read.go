package document

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"

	"fangan/internal/diag"
	"fangan/internal/plan"
	"fangan/internal/tree"
)

// An element is a word of document templates.
type element struct {
	kind   Kind
	within string // the element that it stands in; empty: none
	holds  bool   // other elements, and no text
	keeps  bool   // stays in the document without content
}

// elements are the words of a document template.
var elements = map[string]element{
	"doc-title": {kind: Title}, "stage": {kind: Stage}, "recipients": {kind: Recipient}, "heading": {kind: Heading}, "p": {kind: Paragraph}, "duty": {kind: DutyLine},
	"head": {kind: Head, holds: true}, "copy-number": {kind: CopyNumber, within: "head"}, "secrecy": {kind: Secrecy, within: "head"},
	"urgency": {kind: Urgency, within: "head"}, "mark": {kind: Mark, within: "head"}, "mark-suffix": {kind: MarkSuffix, within: "head"},
	"number": {kind: Number, within: "head"}, "signer": {kind: Signer, within: "head"},
	"attachment-note": {kind: AttachmentNote},
	"signature":       {kind: SignatureBlock, holds: true}, "issuer": {kind: Signature, within: "signature"}, "date": {kind: Date, within: "signature"},
	"note":       {kind: Note},
	"attachment": {kind: Attachment, keeps: true}, "attachment-title": {kind: AttachmentTitle},
	"contents": {kind: Contents},
	"table":    {kind: Table, holds: true}, "tr": {kind: Row, within: "table", holds: true}, "td": {kind: Cell, within: "tr", keeps: true},
	"colophon": {kind: Colophon, holds: true}, "copies-to": {kind: CopiesTo, within: "colophon"}, "printed-by": {kind: PrintedBy, within: "colophon"},
	"printed-on": {kind: PrintedOn, within: "colophon"}, "print-run": {kind: PrintRun, within: "colophon"},
}

// elementNames are the words in the order in which a document has them.
var elementNames = []string{"head", "copy-number", "secrecy", "urgency", "mark", "mark-suffix", "number", "signer", "doc-title", "stage", "recipients", "contents", "heading", "p", "duty",
	"table", "tr", "td", "attachment-note", "signature", "issuer", "date", "note", "attachment", "attachment-title", "colophon", "copies-to", "printed-by", "printed-on", "print-run"}

// reader builds the document tree from what a template produced. It is strict:
// an element that is unknown, misplaced or not closed is an error, where
// html.Parse would silently move it.
type reader struct {
	t        *Template
	p        *plan.Plan
	root     *Node
	open     []opened // from the outermost element to the one at hand
	at       int      // offset in the template of the last <
	last     tree.Text
	findings diag.List
}

// opened is an element that has begun.
type opened struct {
	node *Node
	name string
	at   int // offset in the template
}

func (t *Template) read(output string, p *plan.Plan) (*Node, diag.List) {
	r := &reader{t: t, p: p, root: &Node{Kind: Root}}
	z := html.NewTokenizer(strings.NewReader(output))
	for {
		kind := z.Next()
		if kind == html.ErrorToken {
			break
		}
		r.token(z, kind)
		if len(r.findings) > 20 {
			break // one slip in a loop is not worth a thousand messages
		}
	}
	for _, o := range r.open {
		r.report(o.at, len(o.name)+2, fmt.Sprintf("<%s> 没有结束", o.name), fmt.Sprintf("请补上 </%s>", o.name))
	}
	if len(r.root.Children) == 0 && !r.findings.HasErrors() {
		r.report(0, 0, "模板没有排出任何内容", "请对照内置模板 方案.html 的写法")
	}
	if r.findings.HasErrors() {
		return nil, r.findings.Sorted()
	}
	return r.root, nil
}

func (r *reader) report(offset, size int, message, help string) {
	d := r.t.finding(offset, size, message, help)[0]
	if !r.last.Span.IsZero() {
		d.Related = []diag.Related{{Span: r.last.Span, Message: "前面刚排过的文字"}}
	}
	r.findings = append(r.findings, d)
}

func (r *reader) token(z *html.Tokenizer, kind html.TokenType) {
	switch kind {
	case html.TextToken:
		r.text(string(z.Text()))
	case html.StartTagToken, html.SelfClosingTagToken:
		name, more := z.TagName()
		attributes := map[string]string{}
		var order []string
		for more {
			var key, value []byte
			key, value, more = z.TagAttr()
			attributes[string(key)] = string(value)
			order = append(order, string(key))
		}
		r.start(string(name), attributes, order)
		if kind == html.SelfClosingTagToken && string(name) != "br" {
			r.end(string(name))
		}
	case html.EndTagToken:
		name, _ := z.TagName()
		r.end(string(name))
	case html.CommentToken, html.DoctypeToken:
		r.report(r.at, 2, "这里写的不是元素", "说明文字请写在 {{- /* … */ -}} 里")
	}
}

// text takes the places of the template out of a text, and adds the rest to
// the open element.
func (r *reader) text(s string) {
	for {
		before, rest, marked := strings.Cut(s, string(placeOpen))
		for _, piece := range r.p.Unmark(before) {
			r.piece(piece)
		}
		if !marked {
			return
		}
		var place string
		place, s, _ = strings.Cut(rest, string(placeClose))
		r.at, _ = strconv.Atoi(place)
	}
}

func (r *reader) piece(t tree.Text) {
	if t.Span.IsZero() {
		t.Value = dropLayout(t.Value)
	} else {
		r.last = t
	}
	if t.Value == "" {
		return
	}
	top := r.top()
	if top == nil || elements[top.name].holds {
		_, size := utf8.DecodeRuneInString(r.t.source.Text[min(r.at, len(r.t.source.Text)):])
		r.report(r.at, size, fmt.Sprintf("文字“%s”%s", shorten(t.Value), outside(top)), textHelp(top))
		return
	}
	piece := Piece{Value: t.Value}
	if !t.Span.IsZero() {
		piece.At = t.At
	}
	top.node.Text = append(top.node.Text, piece)
}

// top returns the element at hand; nil between the elements.
func (r *reader) top() *opened {
	if len(r.open) == 0 {
		return nil
	}
	return &r.open[len(r.open)-1]
}

func outside(in *opened) string {
	if in == nil {
		return "不在任何元素里"
	}
	return fmt.Sprintf("直接写在了 <%s> 里", in.name)
}

func textHelp(in *opened) string {
	if in == nil {
		return "请放进 <p>…</p> 或别的元素里"
	}
	return "请放进它里面的元素：" + inside(in.name)
}

// inside lists the elements that stand in another.
func inside(name string) string {
	var names []string
	for _, n := range elementNames {
		if elements[n].within == name {
			names = append(names, "<"+n+">")
		}
	}
	return strings.Join(names, "、")
}

// dropLayout removes the line breaks and indents with which a template is laid
// out; Chinese text has no blanks there.
func dropLayout(s string) string {
	if !strings.Contains(s, "\n") {
		return s
	}
	var b strings.Builder
	for i, line := range strings.Split(s, "\n") {
		if i > 0 {
			line = strings.TrimLeft(line, " \t")
		}
		b.WriteString(strings.TrimRight(line, " \t"))
	}
	return b.String()
}

func shorten(s string) string {
	if runes := []rune(s); len(runes) > 12 {
		return string(runes[:12]) + "…"
	}
	return s
}

func (r *reader) start(name string, attributes map[string]string, order []string) {
	top := r.top()
	if name == "br" && top != nil && (top.node.Kind == Cell || top.node.Kind == Title || top.node.Kind == AttachmentTitle) {
		top.node.Text = append(top.node.Text, Piece{Value: "\n"})
		return
	}
	e, ok := elements[name]
	if !ok {
		help := "可用的元素有：" + strings.Join(elementNames, "、")
		if near, ok := tree.Nearest(name, elementNames); ok {
			help = fmt.Sprintf("是不是 <%s>？", near)
		}
		r.report(r.at, len(name)+1, fmt.Sprintf("公文模板里没有 <%s> 这个元素", name), help)
		return
	}
	switch {
	case top == nil && e.within != "":
		r.report(r.at, len(name)+1, fmt.Sprintf("<%s> 只能写在 <%s> 里面", name, e.within), fmt.Sprintf("请放进 <%s>…</%s>", e.within, e.within))
		return
	case top != nil && !elements[top.name].holds:
		r.report(r.at, len(name)+1, fmt.Sprintf("<%s> 写在了 <%s> 里面", name, top.name), fmt.Sprintf("请先用 </%s> 结束", top.name))
		return
	case top != nil && e.within != top.name:
		r.report(r.at, len(name)+1, fmt.Sprintf("<%s> 不能写在 <%s> 里面", name, top.name), fmt.Sprintf("<%s> 里面只能有 %s", top.name, inside(top.name)))
		return
	}
	node := &Node{Kind: e.kind}
	r.open = append(r.open, opened{node, name, r.at})
	for _, key := range order {
		r.attribute(node, name, key, attributes[key])
	}
	if node.Kind == Heading && node.Level == 0 {
		node.Level = 1
		r.report(r.at, len(name)+1, "<heading> 没有写层级", `请写成 <heading level="2">，层级从 1 到 5`)
	}
	if n := len(r.root.Children); n > 0 && top == nil && r.root.Children[n-1].RunIn && node.Kind != Paragraph {
		r.report(r.at, len(name)+1, fmt.Sprintf("带 run-in 的标题后面应当是 <p>，这里是 <%s>", name), "请去掉标题的 run-in，或先排一段 <p>")
	}
}

// forms are the values of the attribute form.
var forms = map[Kind][]string{Head: {"digital", "preprinted", "letter"}, SignatureBlock: {"sealed", "unsealed"}}

func (r *reader) attribute(node *Node, name, key, value string) {
	wrong := func(what, help string) {
		r.report(r.at, len(name)+1, fmt.Sprintf("<%s> 的 %s 不能是“%s”", name, what, value), help)
	}
	count := func(low, high int) int {
		n, err := strconv.Atoi(value)
		if err != nil || n < low || n > high {
			wrong(key, fmt.Sprintf("请写 %d 到 %d 的整数", low, high))
			return low
		}
		return n
	}
	switch {
	case node.Kind == Heading && key == "level":
		n, err := strconv.Atoi(value)
		if err != nil || n < 1 || n > 5 {
			r.report(r.at, len(name)+1, fmt.Sprintf("标题的层级不能是“%s”", value), "层级从 1 到 5")
			n = 1
		}
		node.Level = n
	case node.Kind == Heading && key == "run-in":
		node.RunIn = true
	case forms[node.Kind] != nil && key == "form":
		if !slices.Contains(forms[node.Kind], value) {
			wrong(key, "请写 "+strings.Join(forms[node.Kind], "、")+" 之一")
			value = forms[node.Kind][0]
		}
		node.Form = value
	case node.Kind == AttachmentNote && key == "label":
		node.Label = value
	case node.Kind == Attachment && key == "landscape":
		node.Landscape = true
	case node.Kind == Table && key == "widths":
		for share := range strings.FieldsSeq(value) {
			n, err := strconv.Atoi(share)
			if err != nil || n < 1 || n > 1000 {
				wrong(key, `请写各列宽度的比，例如 widths="1 4 2"`)
				node.Widths = nil
				return
			}
			node.Widths = append(node.Widths, n)
		}
	case node.Kind == Row && key == "head":
		node.HeadRow = true
	case node.Kind == Cell && key == "colspan":
		node.ColSpan = count(1, 1000)
	case node.Kind == Cell && key == "rowspan":
		node.RowSpan = count(1, 100_000)
	case node.Kind == Cell && key == "align":
		if !slices.Contains([]string{"left", "center", "right"}, value) {
			wrong(key, "请写 left、center 或 right")
			value = ""
		}
		node.Align = value
	default:
		r.report(r.at, len(name)+1, fmt.Sprintf("<%s> 没有 %s 这个属性", name, key), "请删去它")
	}
}

func (r *reader) end(name string) {
	top := r.top()
	if top == nil || top.name != name {
		if slices.Contains(elementNames, name) {
			r.report(r.at, len(name)+3, fmt.Sprintf("</%s> 没有与它对应的开头", name), "请检查元素是否成对")
		}
		return
	}
	r.open = r.open[:len(r.open)-1]
	node := top.node
	if len(node.Text) == 0 && len(node.Children) == 0 && !elements[name].keeps {
		return
	}
	switch node.Kind {
	case Cell:
		node.ColSpan, node.RowSpan = max(1, node.ColSpan), max(1, node.RowSpan)
	case Head:
		if len(r.root.Children) > 0 {
			r.report(top.at, len(name)+2, "<head> 不在公文的开头", "版头请排在所有元素之前")
		}
	case Table:
		r.regular(top)
	}
	parent := r.root
	if outer := r.top(); outer != nil {
		parent = outer.node
	}
	parent.Children = append(parent.Children, node)
}

// regular reports a table whose rows do not have the same number of columns,
// spans counted.
func (r *reader) regular(table *opened) {
	rows := table.node.Children
	var covered []int // by column, how many more rows a cell from above covers
	columns := 0
	for i, row := range rows {
		at := 0
		skip := func() {
			for at < len(covered) && covered[at] > 0 {
				covered[at]--
				at++
			}
		}
		for _, cell := range row.Children {
			skip()
			for range cell.ColSpan {
				if at == len(covered) {
					covered = append(covered, 0)
				}
				covered[at] = cell.RowSpan - 1
				at++
			}
			if cell.RowSpan > len(rows)-i {
				r.report(table.at, len(table.name)+2, fmt.Sprintf("表格第%d行有单元格跨出了表格", i+1), "请改小 rowspan")
				return
			}
		}
		skip()
		if i == 0 {
			columns = at
		}
		if at != columns || len(table.node.Widths) > 0 && len(table.node.Widths) != columns {
			r.report(table.at, len(table.name)+2, fmt.Sprintf("表格第%d行有%d列，与%s不一样", i+1, at, widthsOrFirst(table.node, columns)), "每一行的列数（连同跨列、跨行的单元格）要相同")
			return
		}
	}
}

func widthsOrFirst(table *Node, columns int) string {
	if len(table.Widths) > 0 && len(table.Widths) != columns {
		return fmt.Sprintf(" widths 的%d列", len(table.Widths))
	}
	return fmt.Sprintf("第1行的%d列", columns)
}
