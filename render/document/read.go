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

// elements are the words of a document template.
var elements = map[string]Kind{
	"doc-title": Title, "stage": Stage, "recipients": Recipient, "heading": Heading, "p": Paragraph, "duty": DutyLine, "issuer": Signature, "date": Date,
}

// reader builds the document tree from what a template produced. It is strict:
// an element that is unknown, misplaced or not closed is an error, where
// html.Parse would silently move it.
type reader struct {
	t        *Template
	p        *plan.Plan
	root     *Node
	open     *Node
	openName string
	openAt   int
	at       int // offset in the template of the last <
	last     tree.Text
	findings diag.List
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
	if r.open != nil {
		r.report(r.openAt, len(r.openName)+2, fmt.Sprintf("<%s> 没有结束", r.openName), fmt.Sprintf("请补上 </%s>", r.openName))
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
		if kind == html.SelfClosingTagToken {
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
	if r.open == nil {
		_, size := utf8.DecodeRuneInString(r.t.source.Text[min(r.at, len(r.t.source.Text)):])
		r.report(r.at, size, fmt.Sprintf("文字“%s”不在任何元素里", shorten(t.Value)), "请放进 <p>…</p> 或别的元素里")
		return
	}
	piece := Piece{Value: t.Value}
	if !t.Span.IsZero() {
		piece.At = t.At
	}
	r.open.Text = append(r.open.Text, piece)
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
	kind, ok := elements[name]
	if !ok {
		help := "可用的元素有：doc-title、stage、recipients、heading、p、duty、issuer、date"
		if near, ok := tree.Nearest(name, elementNames); ok {
			help = fmt.Sprintf("是不是 <%s>？", near)
		}
		r.report(r.at, len(name)+1, fmt.Sprintf("公文模板里没有 <%s> 这个元素", name), help)
		return
	}
	if r.open != nil {
		r.report(r.at, len(name)+1, fmt.Sprintf("<%s> 写在了 <%s> 里面", name, r.openName), fmt.Sprintf("元素不能嵌套，请先用 </%s> 结束", r.openName))
		return
	}
	r.open, r.openName, r.openAt = &Node{Kind: kind}, name, r.at
	for _, key := range order {
		r.attribute(name, key, attributes[key])
	}
	if kind == Heading && r.open.Level == 0 {
		r.open.Level = 1
		r.report(r.at, len(name)+1, "<heading> 没有写层级", `请写成 <heading level="2">，层级从 1 到 5`)
	}
	if n := len(r.root.Children); n > 0 && r.root.Children[n-1].RunIn && kind != Paragraph {
		r.report(r.at, len(name)+1, fmt.Sprintf("带 run-in 的标题后面应当是 <p>，这里是 <%s>", name), "请去掉标题的 run-in，或先排一段 <p>")
	}
}

var elementNames = []string{"doc-title", "stage", "recipients", "heading", "p", "duty", "issuer", "date"}

func (r *reader) attribute(name, key, value string) {
	switch {
	case name == "heading" && key == "level":
		level, err := strconv.Atoi(value)
		if err != nil || level < 1 || level > 5 {
			r.report(r.at, len(name)+1, fmt.Sprintf("标题的层级不能是“%s”", value), "层级从 1 到 5")
			level = 1
		}
		r.open.Level = level
	case name == "heading" && key == "run-in":
		r.open.RunIn = true
	default:
		r.report(r.at, len(name)+1, fmt.Sprintf("<%s> 没有 %s 这个属性", name, key), "请删去它")
	}
}

func (r *reader) end(name string) {
	if r.open == nil || r.openName != name {
		if slices.Contains(elementNames, name) {
			r.report(r.at, len(name)+3, fmt.Sprintf("</%s> 没有与它对应的开头", name), "请检查元素是否成对")
		}
		return
	}
	if len(r.open.Text) > 0 {
		r.root.Children = append(r.root.Children, r.open)
	}
	r.open = nil
}
