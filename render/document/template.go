package document

import (
	"errors"
	"fmt"
	"html/template"
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"text/template/parse"
	"unicode/utf8"

	"fangan/internal/diag"
	"fangan/internal/plan"
)

// Template is a parsed document template. It is safe for concurrent use.
type Template struct {
	source *diag.Source
	parsed *template.Template // never executed itself: executing freezes it
}

// Parse reads a document template. Its findings point into the template.
func Parse(name, text string) (*Template, diag.List) {
	text = strings.ReplaceAll(strings.TrimPrefix(text, "\ufeff"), "\r\n", "\n")
	t := &Template{source: diag.NewSource(name, text)}
	if i := strings.IndexFunc(text, reservedCharacter); i >= 0 || !utf8.ValidString(text) {
		return nil, t.finding(max(i, 0), 1, "模板里有不能用的字符", "模板请存为 UTF-8 编码，并删去看不见的字符")
	}
	parsed, err := template.New(name).Option("missingkey=error").Funcs(template.FuncMap{turnFunc: func(any, int) string { return "" }}).Parse(text)
	if err != nil {
		return nil, t.parseError(err)
	}
	for _, sub := range parsed.Templates() {
		if sub.Tree != nil && sub.Tree.Root != nil {
			instrument(sub.Tree)
		}
	}
	t.parsed = parsed
	return t, nil
}

func reservedCharacter(r rune) bool {
	return r == 0 || r >= 0xfdd0 && r <= 0xfdef || r&0xfffe == 0xfffe
}

// turnFunc is the name of a function that is called at the beginning of each
// turn of a loop and of each template: it stops runaways, and knows the value
// in hand.
const turnFunc = "fangan_turn"

// The marks that carry places of the template through its execution.
const (
	placeOpen  = '\ufdd3' // then the offset in the template, in decimal
	placeClose = '\ufdd4'
)

// instrument puts a call of turnFunc at the beginning of each loop and of the
// template, and marks the places of each < and of the text behind each >.
func instrument(tree *parse.Tree) {
	first := parse.Pos(0)
	if len(tree.Root.Nodes) > 0 {
		first = tree.Root.Nodes[0].Position()
	}
	instrumentList(tree.Root)
	tree.Root.Nodes = append([]parse.Node{turnCall(first)}, tree.Root.Nodes...)
}

func instrumentList(list *parse.ListNode) {
	if list == nil {
		return
	}
	for _, n := range list.Nodes {
		switch n := n.(type) {
		case *parse.TextNode:
			n.Text = withPlaces(n)
		case *parse.IfNode:
			instrumentList(n.List)
			instrumentList(n.ElseList)
		case *parse.WithNode:
			instrumentList(n.List)
			instrumentList(n.ElseList)
		case *parse.RangeNode:
			instrumentList(n.List)
			instrumentList(n.ElseList)
			n.List.Nodes = append([]parse.Node{turnCall(n.Position())}, n.List.Nodes...)
		}
	}
}

// turnCall is the node of {{fangan_turn . 12}}, 12 being the place of the loop
// or template: an error of the call itself would name a place in this text.
func turnCall(at parse.Pos) parse.Node {
	parsed, err := parse.Parse("turn", fmt.Sprintf("{{%s . %d}}", turnFunc, at), "", "", map[string]any{turnFunc: func(any, int) string { return "" }})
	if err != nil {
		panic(err) // the text is our own
	}
	return parsed["turn"].Root.Nodes[0]
}

func withPlaces(n *parse.TextNode) []byte {
	text := string(n.Text)
	if !strings.ContainsAny(text, "<>") {
		return n.Text
	}
	var b strings.Builder
	place := func(offset int) { fmt.Fprintf(&b, "%c%d%c", placeOpen, int(n.Pos)+offset, placeClose) }
	for i := range len(text) {
		if text[i] == '<' {
			place(i)
		}
		b.WriteByte(text[i])
		if rest := strings.TrimLeft(text[i+1:], " \t\n"); text[i] == '>' && !strings.HasPrefix(rest, "<") {
			place(len(text) - len(rest))
		}
	}
	return []byte(b.String())
}

// The bounds of an execution. A plan of 10,000 measures takes about ten turns
// and 2 KB for each.
const (
	turnsPerText = 200
	turnsAtLeast = 200_000
	bytesPerText = 64 << 10
	bytesAtLeast = 16 << 20
	bytesAtMost  = 1 << 30
)

var errRunaway = errors.New("runaway template")

// limited collects output up to a bound.
type limited struct {
	strings.Builder
	left int
}

func (w *limited) Write(p []byte) (int, error) {
	if w.left -= len(p); w.left < 0 {
		return 0, errRunaway
	}
	return w.Builder.Write(p)
}

// Execute makes the document of a plan. Findings point into the template, and
// name the value of the plan in hand; with errors among them the document is
// nil.
func Execute(t *Template, p *plan.Plan) (*Node, diag.List) {
	parsed, err := t.parsed.Clone()
	if err != nil {
		return nil, t.finding(0, 0, "模板用不了", "请换回内置的模板")
	}
	texts := p.Texts()
	turns, hand, at := 0, any(nil), 0
	parsed.Funcs(template.FuncMap{turnFunc: func(dot any, offset int) (string, error) {
		hand, at = dot, offset
		if turns++; turns > turnsAtLeast+turnsPerText*texts {
			return "", errRunaway
		}
		return "", nil
	}})
	out := &limited{left: min(bytesAtMost, bytesAtLeast+bytesPerText*texts)}
	if err := parsed.Execute(out, p); err != nil {
		return nil, t.executionError(err, hand, at)
	}
	return t.read(out.String(), p)
}

func (t *Template) finding(offset, size int, message, help string) diag.List {
	return diag.List{{Rule: "template/error", Severity: diag.Error, Span: diag.Span{Source: t.source, Start: offset, End: min(offset+size, len(t.source.Text))}, Message: message, Help: help}}
}

// Messages of the template packages: the template's name, line, and for
// execution errors the column in bytes.
var (
	errorPlace = regexp.MustCompile(`:(\d+)(?::(\d+))?: (.*)$`)
	noField    = regexp.MustCompile(`can't evaluate field (\S+) in type (\S+)`)
	noFunction = regexp.MustCompile(`function "([^"]*)" not defined`)
	noTemplate = regexp.MustCompile(`(?:no such template|template) "([^"]*)"(?: not defined)?`)
	inAction   = regexp.MustCompile(`at <([^>]*)>`)
)

func (t *Template) parseError(err error) diag.List {
	offset, message := t.place(err)
	// An action without an end usually fails at what follows it.
	action, _, _ := strings.Cut(t.source.Text[offset:], "\n")
	switch {
	case strings.Contains(message, "unclosed action") || strings.Contains(message, "unterminated") || strings.HasPrefix(action, "{{") && !strings.Contains(action, "}}"):
		return t.finding(offset, 2, "模板里有一处 {{ 没有用 }} 结束", "请补上 }}")
	case strings.Contains(message, "unexpected EOF"):
		return t.finding(offset, 2, "模板里的 if、range、with 或 define 没有用 {{end}} 结束", "请在它的末尾补上 {{end}}")
	case strings.Contains(message, "unexpected {{end}}"):
		return t.finding(offset, 2, "这个 {{end}} 没有与它对应的 if、range 或 with", "请删去它，或补上开头")
	}
	if m := noFunction.FindStringSubmatch(message); m != nil {
		return t.finding(offset, 2, fmt.Sprintf("模板里没有 %s 这个函数", m[1]), "数据前要有一个点，例如 {{.Title}}")
	}
	return t.finding(offset, 2, "模板的这一处写得不对", "请对照内置模板 方案.html 的写法")
}

// executionError reports what stopped the template, which had begun the turn of
// a loop or a template at the given place, with the value in hand.
func (t *Template) executionError(err error, hand any, at int) diag.List {
	offset, message := t.place(err)
	size := 1
	if m := inAction.FindStringSubmatch(message); m != nil {
		size = len(m[1])
	}
	var list diag.List
	switch {
	case errors.Is(err, errRunaway) || strings.Contains(message, errRunaway.Error()) || strings.Contains(message, "exceeded maximum template depth"):
		list = t.action(min(at, len(t.source.Text)), "模板循环得停不下来，已经中止", "请检查 range 的范围，以及模板是否又套用了自己")
	case noField.MatchString(message):
		m := noField.FindStringSubmatch(message)
		name := m[1][strings.LastIndex(m[1], ".")+1:]
		help := "可用的数据见内置模板开头的说明"
		if fields := fieldsOf(hand); len(fields) > 0 {
			help = "这里可以用：" + strings.Join(fields, "、")
		}
		list = t.finding(offset, size, fmt.Sprintf("方案数据里没有“%s”", name), help)
	case noTemplate.MatchString(message):
		list = t.action(offset, fmt.Sprintf("没有名为“%s”的模板", noTemplate.FindStringSubmatch(message)[1]), "请用 {{define}} 写上它，或改正名称")
	default:
		list = t.finding(offset, size, "模板执行到这里出错", "请对照内置模板 方案.html 的写法")
	}
	if related, ok := inHand(hand); ok {
		list[0].Related = []diag.Related{related}
	}
	return list
}

// action is a finding about the whole action, {{…}}, around an offset.
func (t *Template) action(offset int, message, help string) diag.List {
	start, size := offset, 1
	if i := strings.LastIndex(t.source.Text[:offset], "{{"); i >= 0 {
		start = i
		if end := strings.Index(t.source.Text[i:], "}}"); end >= 0 {
			size = end + 2
		}
	}
	return t.finding(start, size, message, help)
}

// place returns the offset in the template that an error speaks of, and what
// it says.
func (t *Template) place(err error) (int, string) {
	m := errorPlace.FindStringSubmatch(err.Error())
	if m == nil {
		return 0, err.Error()
	}
	line, _ := strconv.Atoi(m[1])
	start := 0
	for range line - 1 {
		if i := strings.IndexByte(t.source.Text[start:], '\n'); i >= 0 {
			start += i + 1
		}
	}
	if column, err := strconv.Atoi(m[2]); err == nil {
		return min(start+column, len(t.source.Text)), m[3]
	}
	if i := strings.Index(t.source.Text[start:], "{{"); i >= 0 {
		return start + i, m[3]
	}
	return start, m[3]
}

// fieldsOf lists what a template may use of a value.
func fieldsOf(v any) []string {
	rv := reflect.Indirect(reflect.ValueOf(v))
	if rv.Kind() != reflect.Struct {
		return nil
	}
	var names []string
	for i := range rv.NumField() {
		if f := rv.Type().Field(i); f.IsExported() {
			names = append(names, "."+f.Name)
		}
	}
	return names
}

// inHand says which value of the plan the template was working on.
func inHand(v any) (diag.Related, bool) {
	related := func(span diag.Span, what string) (diag.Related, bool) {
		return diag.Related{Span: span, Message: "当时正在排" + what}, !span.IsZero()
	}
	switch v := v.(type) {
	case *plan.Plan:
		return related(v.Title.Span, "方案“"+v.Name()+"”")
	case *plan.Part:
		return related(v.Heading.Span, "“"+v.Heading.Value+"”部分")
	case *plan.Item:
		return related(v.Span, "“"+v.Label+v.Title.Value+"”这一项")
	case plan.Paragraph:
		if len(v.Pieces) > 0 {
			return related(v.Pieces[0].Span, "这一段")
		}
	case plan.Text:
		return related(v.Span, "这段文字")
	}
	return diag.Related{}, false
}
