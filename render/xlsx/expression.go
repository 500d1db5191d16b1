package xlsx

import (
	"errors"
	"fmt"
	"reflect"
	"regexp"
	"strings"
	"text/template"
	"text/template/parse"
	"unicode/utf16"

	"fangan/internal/diag"
	"fangan/internal/tree"
)

// expression is a Go template that makes the text of a cell. The zero
// expression makes no text.
type expression struct {
	text    tree.Text
	literal bool
	field   int // index into fields if the expression is nothing but one; -1 otherwise
	tmpl    *template.Template
	uses    map[string]bool // names of the fields
}

// The limits of an expression.
const (
	maxExpression = 4096    // bytes
	maxTurns      = 10_000  // of loops, in one cell
	maxAllTurns   = 500_000 // of loops, in one workbook
)

var (
	errTurns  = errors.New("循环次数太多")
	errLength = fmt.Errorf("文字超过一个单元格的上限（%d字）", maxCell)
	errFormat = errors.New("printf 的格式与给它的值不符")
)

// parser reads the expressions of one template file.
type parser struct{ doc *tree.Document }

func (p parser) report(at diag.Span, rule, message, help string) {
	p.doc.Report(diag.Diagnostic{Rule: rule, Severity: diag.Error, Span: at, Message: message, Help: help})
}

// expression reads a Go template and checks every name in it, so that what can
// go wrong later is little.
func (p parser) expression(t tree.Text, s scope) expression {
	e := expression{text: t, field: -1}
	if !strings.Contains(t.Value, "{{") {
		e.literal = true
		return e
	}
	if len(t.Value) > maxExpression {
		p.report(t.Span, "sheet/expression", "表达式太长", "请拆成几列，或写得短些")
		return expression{}
	}
	tmpl, err := template.New("").Option("missingkey=error").Funcs(functions).Parse(t.Value)
	if err != nil {
		p.syntaxError(t, err)
		return expression{}
	}
	w := walker{parser: p, text: t, allowed: s.names(), uses: map[string]bool{}}
	if tmpl.Tree == nil || len(tmpl.Templates()) > 1 {
		w.refuse(0, len(t.Value), "表达式里不能用 define、block 或 template", "请直接写出要显示的内容")
		return expression{}
	}
	w.list(tmpl.Root, true)
	if w.failed {
		return expression{}
	}
	e.tmpl, e.uses = tmpl, w.uses
	if name, ok := onlyField(tmpl.Root); ok {
		if f, ok := reflect.TypeFor[fields]().FieldByName(name); ok {
			e.field = f.Index[0]
		}
	}
	return e
}

// onlyField returns the field of an expression like {{.Content}}.
func onlyField(list *parse.ListNode) (string, bool) {
	if len(list.Nodes) != 1 {
		return "", false
	}
	action, ok := list.Nodes[0].(*parse.ActionNode)
	if !ok || len(action.Pipe.Cmds) != 1 || len(action.Pipe.Decl) > 0 || len(action.Pipe.Cmds[0].Args) != 1 {
		return "", false
	}
	field, ok := action.Pipe.Cmds[0].Args[0].(*parse.FieldNode)
	if !ok {
		return "", false
	}
	return field.Ident[0], true
}

var (
	noFunction = regexp.MustCompile(`function "([^"]*)" not defined`)
	noVariable = regexp.MustCompile(`undefined variable "([^"]*)"`)
)

// syntaxError says in Chinese what text/template found. It tells no place
// within a line, so a named thing is the first of its name.
func (p parser) syntaxError(t tree.Text, err error) {
	span, message, help := t.Span, "表达式的写法不对", "写法如：{{.Content}}、{{if .Due}}{{.Due}}{{end}}；请检查花括号、引号和 end 是否成对"
	text := err.Error()
	at := func(name string) diag.Span {
		if i := strings.Index(t.Value, name); i >= 0 {
			return t.At(i, i+len(name))
		}
		return t.Span
	}
	switch {
	case noFunction.MatchString(text):
		name := noFunction.FindStringSubmatch(text)[1]
		span, message = at(name), fmt.Sprintf("没有函数“%s”", name)
		help = "字段名前要加一个点，例如 {{.Content}}；可用的函数有：" + strings.Join(functionNames, "、")
	case noVariable.MatchString(text):
		name := noVariable.FindStringSubmatch(text)[1]
		span, message, help = at(name), fmt.Sprintf("变量“%s”没有定义", name), "请先用 {{"+name+" := …}} 定义它"
	case strings.Contains(text, "unclosed action"):
		message, help = "表达式的 {{ 没有用 }} 结束", "请补上 }}"
	case strings.Contains(text, "unexpected EOF"):
		message, help = "if、range 或 with 没有用 {{end}} 结束", "请补上 {{end}}"
	case strings.Contains(text, "unexpected {{end}}"):
		message, help = "多了一个 {{end}}", "请删去它，或补上它前面的 {{if …}}"
	}
	p.report(span, "sheet/expression", message, help)
}

// walker checks the names in an expression and puts a counter into its loops.
type walker struct {
	parser
	text    tree.Text
	allowed []string
	uses    map[string]bool
	failed  bool
}

func (w *walker) refuse(from, to int, message, help string) {
	w.failed = true
	w.report(w.text.At(from, min(to, len(w.text.Value))), "sheet/expression", message, help)
}

var tick = template.Must(template.New("").Parse("{{$.Tick}}")).Root.Nodes[0]

// list checks the nodes of a list. root tells that the dot is the row and not
// what a range or with made it.
func (w *walker) list(l *parse.ListNode, root bool) {
	if l == nil {
		return
	}
	for _, n := range l.Nodes {
		switch n := n.(type) {
		case *parse.ActionNode:
			w.pipe(n.Pipe, root)
		case *parse.IfNode:
			w.pipe(n.Pipe, root)
			w.list(n.List, root)
			w.list(n.ElseList, root)
		case *parse.WithNode:
			w.pipe(n.Pipe, root)
			w.list(n.List, false)
			w.list(n.ElseList, root)
		case *parse.RangeNode:
			w.pipe(n.Pipe, root)
			w.list(n.List, false)
			w.list(n.ElseList, root)
			n.List.Nodes = append([]parse.Node{tick.Copy()}, n.List.Nodes...)
		case *parse.TemplateNode:
			w.refuse(int(n.Pos), int(n.Pos)+1, "表达式里不能用 template", "请直接写出要显示的内容")
		}
	}
}

func (w *walker) pipe(p *parse.PipeNode, root bool) {
	if p == nil {
		return
	}
	for _, c := range p.Cmds {
		for _, arg := range c.Args {
			w.argument(arg, root)
		}
	}
}

func (w *walker) argument(n parse.Node, root bool) {
	switch n := n.(type) {
	case *parse.FieldNode:
		w.field(n.Position(), n.Ident, root)
	case *parse.VariableNode:
		if len(n.Ident) > 1 {
			w.field(n.Position(), n.Ident[1:], n.Ident[0] == "$")
		}
	case *parse.IdentifierNode:
		if _, ok := functions[n.Ident]; !ok && !builtin[n.Ident] {
			w.refuse(int(n.Pos), int(n.Pos)+len(n.Ident), fmt.Sprintf("表格里不能用函数“%s”", n.Ident), "可用的函数有："+strings.Join(functionNames, "、"))
		}
	case *parse.PipeNode:
		w.pipe(n, root)
	case *parse.ChainNode:
		w.field(n.Position(), n.Field, false)
		w.argument(n.Node, root)
	}
}

func (w *walker) field(pos parse.Pos, path []string, root bool) {
	name := path[0]
	w.uses[name] = true
	// The parser places a field at its dot, or behind it in a chain.
	from := strings.Index(w.text.Value[min(int(pos), len(w.text.Value)):], name)
	if from < 0 {
		from = strings.Index(w.text.Value, name)
		pos = 0
	}
	from += int(pos)
	switch known := contains(w.allowed, name); {
	case known && root && len(path) == 1:
	case known && !root:
		w.refuse(from, from+len(name), fmt.Sprintf("range 或 with 里面的点不再是这一行，取不到“%s”", name), fmt.Sprintf("请写成 $.%s", name))
	case known:
		w.refuse(from, from+len(name), fmt.Sprintf("“%s”下面没有“%s”", name, path[1]), fmt.Sprintf("请写成 {{.%s}}", name))
	default:
		help := "可用的字段有：" + strings.Join(w.allowed, "、")
		if near, ok := tree.Nearest(name, w.allowed); ok {
			help = fmt.Sprintf("是不是 %s？", near)
		}
		w.refuse(from, from+len(name), fmt.Sprintf("这里没有字段“%s”", name), help)
	}
}

func contains(list []string, s string) bool {
	for _, e := range list {
		if e == s {
			return true
		}
	}
	return false
}

// execute makes the text for a row. Its error is one of this package, or one
// of text/template that says nothing to a clerk.
func (e expression) execute(row *fields) (string, error) {
	switch {
	case e.tmpl == nil:
		return e.text.Value, nil
	case e.field >= 0:
		s := ""
		switch v := reflect.ValueOf(row).Elem().Field(e.field); v.Kind() {
		case reflect.Int:
			s = fmt.Sprint(v.Int())
		default:
			s = v.String()
		}
		return s, tooLong(s)
	}
	all := *row.turns
	turns := min(all, maxTurns)
	row.turns = &turns
	given := turns
	out := limited{}
	err := e.tmpl.Execute(&out, row)
	*row.turns = all - (given - max(turns, 0))
	if err == nil {
		err = tooLong(out.text.String())
	}
	return out.text.String(), err
}

func tooLong(s string) error {
	if len(s) <= maxCell {
		return nil
	}
	if n := len(utf16.Encode([]rune(s))); n > maxCell {
		return errLength
	}
	return nil
}

// limited is a writer that refuses more than a cell holds.
type limited struct{ text strings.Builder }

func (l *limited) Write(p []byte) (int, error) {
	if l.text.Len()+len(p) > 3*maxCell {
		return 0, errLength
	}
	return l.text.Write(p)
}

// builtin are the functions of text/template that cells may use.
var builtin = map[string]bool{"and": true, "or": true, "not": true, "eq": true, "ne": true, "lt": true, "le": true, "gt": true, "ge": true, "len": true}

var functionNames = []string{"and", "or", "not", "eq", "ne", "lt", "le", "gt", "ge", "len", "print", "printf", "lines", "join", "replace", "contains", "hasPrefix", "hasSuffix", "trim"}

// functions are those of the package. Those that make text limit its length:
// doubling a text forty times would fill any memory.
var functions = template.FuncMap{
	"print": func(args ...any) (string, error) { return checked(fmt.Sprint(args...)) },
	"printf": func(format string, args ...any) (string, error) {
		s := fmt.Sprintf(format, args...)
		if badFormat.MatchString(s) {
			return "", errFormat
		}
		return checked(s)
	},
	"lines": func(s string) []string {
		if s == "" {
			return nil
		}
		return strings.Split(s, "\n")
	},
	"join": func(list []string, separator string) (string, error) {
		if len(list)*len(separator) > 4*maxCell {
			return "", errLength
		}
		return checked(strings.Join(list, separator))
	},
	"replace": func(s, old, new string) (string, error) {
		if old == "" {
			return s, nil
		}
		if strings.Count(s, old)*len(new) > 4*maxCell {
			return "", errLength
		}
		return checked(strings.ReplaceAll(s, old, new))
	},
	"contains":  strings.Contains,
	"hasPrefix": strings.HasPrefix,
	"hasSuffix": strings.HasSuffix,
	"trim":      strings.TrimSpace,
}

// badFormat is what fmt leaves where a value does not fit its verb.
var badFormat = regexp.MustCompile(`%!(.?\(|\()`)

func checked(s string) (string, error) {
	if len(s) > 4*maxCell {
		return "", errLength
	}
	return s, nil
}
