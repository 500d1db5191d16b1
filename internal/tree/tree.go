// Package tree reads a TOML file into a tree in which every value knows its
// place, down to the single character of a string. Structure and places come
// from pelletier's unstable parser, the values of numbers, booleans and dates
// from BurntSushi's decoder. What does not fit is reported in the words of a
// clerk, not of a parser.
package tree

import (
	"fmt"
	"slices"
	"sort"
	"strings"
	"time"

	"fangan/internal/diag"
)

// A Table is a TOML table. Its reader first says with Keys which keys may
// stand in it, then asks for them one by one.
type Table struct {
	Path string    // "measures.items"; "" for the file itself
	Span diag.Span // its header, or its braces

	doc     *Document
	parent  *Table
	header  bool // it has a header or braces of its own
	inline  bool
	frozen  bool // an inline table: nothing may be added
	names   []string
	entries map[string]*entry
	known   []string

	conflicted bool // a key of it that is written twice was reported
}

type entry struct {
	key   diag.Span
	value *value
}

type kind int

const (
	stringKind kind = iota + 1
	integerKind
	floatKind
	boolKind
	dateKind
	timeKind
	arrayKind
	tableKind
	tablesKind // an array of tables with headers
	faultyKind // reported already; nobody asks for it again
)

var kindNames = map[kind]string{
	stringKind: "文字", integerKind: "整数", floatKind: "小数", boolKind: "true/false", dateKind: "日期",
	timeKind: "时间", arrayKind: "方括号列表", tableKind: "表", tablesKind: "多个表",
}

type value struct {
	kind   kind
	span   diag.Span
	text   Text
	scalar any
	elems  []*value
	tables []*Table
	table  *Table
}

// Document is a file that was read.
type Document struct {
	Source   *diag.Source
	Root     *Table
	findings diag.List
	headers  []*Table    // the tables with headers, in the order of the file
	broken   bool        // its tree can't be trusted: a syntax error, a key defined twice
	faulty   []diag.Span // values that were reported and that the decoder must not see
}

// Report adds a finding about the file.
func (d *Document) Report(f diag.Diagnostic) { d.findings = append(d.findings, f) }

// Findings returns what was reported so far.
func (d *Document) Findings() diag.List { return d.findings }

func (d *Document) errorAt(span diag.Span, rule, message, help string) {
	d.Report(diag.Diagnostic{Rule: rule, Severity: diag.Error, Span: span, Message: message, Help: help})
}

// Keys declares which keys may stand in the table and reports all others: a
// key that belongs to a table further up, and is only written too late, with
// the place where it belongs.
func (t *Table) Keys(known ...string) {
	t.known = known
	for _, name := range t.names {
		e := t.entries[name]
		if slices.Contains(known, name) {
			t.warnOfIndent(name, e)
			continue
		}
		if up := t.ancestorWith(name); up != nil {
			t.doc.Report(diag.Diagnostic{
				Rule: "toml/misplaced-key", Severity: diag.Error, Span: e.key,
				Message: fmt.Sprintf("“%s”写在了 %s 里，而它属于%s", name, t.title(), spaced(up.title())),
				Help:    "TOML 里一行归它上面最近的表头。请把这一行移到" + up.endsBefore(t),
				Related: up.here(),
			})
			continue
		}
		message := fmt.Sprintf("不认识“%s”这个键", name)
		if t.Path != "" {
			message = fmt.Sprintf("%s 里没有“%s”这个键", t.title(), name)
		}
		help := "可用的键有：" + strings.Join(known, "、")
		if up := t.begunAncestor(name); up != nil {
			help = fmt.Sprintf("若从这里起是下一项，请在上面另写一行 %s；否则请删去这一行", up.title())
		} else if near, ok := NearestKey(name, known); ok {
			help = fmt.Sprintf("是不是 %s？", near)
		}
		t.doc.errorAt(e.key, "toml/unknown-key", message, help)
	}
}

// warnOfIndent tells of a key that stands further left than the header it
// falls under: its writer probably meant a table further up.
func (t *Table) warnOfIndent(name string, e *entry) {
	if t.Path == "" || t.inline || e.value.kind == tableKind || e.value.kind == tablesKind {
		return
	}
	up := t.ancestorWith(name)
	if up == nil || !t.header || t.doc.indent(e.key) >= t.doc.indent(t.Span) {
		return
	}
	t.doc.Report(diag.Diagnostic{
		Rule: "toml/misplaced-key", Severity: diag.Warning, Span: e.key,
		Message: fmt.Sprintf("“%s”按缩进像是写给%s的，实际归到了 %s", name, spaced(up.title())+" ", t.title()),
		Help:    fmt.Sprintf("若写给%s，请移到%s；否则请与 %s 对齐", spaced(up.title()), up.endsBefore(t), t.title()),
	})
}

// endsBefore says where the keys of a table end: before the first header below
// its own. The table within has such a header.
func (t *Table) endsBefore(within *Table) string {
	first := within
	i := sort.Search(len(t.doc.headers), func(i int) bool { return t.Path == "" || t.doc.headers[i].Span.Start > t.Span.Start })
	if i < len(t.doc.headers) && t.doc.headers[i].Span.Start < first.Span.Start {
		first = t.doc.headers[i]
	}
	return fmt.Sprintf("第%d行的 %s 之前", first.Span.Position().Line, first.title())
}

// spaced sets a blank between Chinese and a bracket.
func spaced(title string) string {
	if strings.HasPrefix(title, "[") {
		return " " + title
	}
	return title
}

func (d *Document) indent(s diag.Span) int {
	line := d.Source.Line(s.Position().Line)
	return len(line) - len(strings.TrimLeft(line, " \t"))
}

func (t *Table) ancestorWith(name string) *Table {
	for up := t.parent; up != nil; up = up.parent {
		if slices.Contains(up.known, name) && up.entries[name] == nil {
			return up
		}
	}
	return nil
}

// begunAncestor is the element further up that knows the key and has it
// already: its writer began the next one and forgot the header.
func (t *Table) begunAncestor(name string) *Table {
	for up := t.parent; up != nil; up = up.parent {
		if up.isElement() && slices.Contains(up.known, name) && up.entries[name] != nil {
			return up
		}
	}
	return nil
}

func (t *Table) title() string {
	switch {
	case t.Path == "":
		return "文件开头（第一个表头之前）"
	case t.inline:
		return t.Path + " = { … }"
	case t.isElement():
		return "[[" + t.Path + "]]"
	}
	return "[" + t.Path + "]"
}

func (t *Table) isElement() bool {
	if t.parent == nil {
		return false
	}
	_, last := cutLast(t.Path)
	e := t.parent.entries[last]
	return e != nil && e.value.kind == tablesKind
}

func cutLast(path string) (string, string) {
	if i := strings.LastIndexByte(path, '.'); i >= 0 {
		return path[:i], path[i+1:]
	}
	return "", path
}

func (t *Table) here() []diag.Related {
	if t.Path == "" {
		return nil
	}
	return []diag.Related{{Span: t.Span, Message: t.title() + " 从这里开始"}}
}

// Has reports whether the table has the key.
func (t *Table) Has(key string) bool { return t.entries[key] != nil }

// KeySpan returns where the key stands; zero if it does not.
func (t *Table) KeySpan(key string) diag.Span {
	if e := t.entries[key]; e != nil {
		return e.key
	}
	return diag.Span{}
}

// Names returns the keys of the table in the order of the file.
func (t *Table) Names() []string { return t.names }

// Document returns the file that the table stands in.
func (t *Table) Document() *Document { return t.doc }

// get returns the value of a key if it has one of the kinds wanted, and
// reports it otherwise.
func (t *Table) get(key, want, example string, kinds ...kind) *value {
	e := t.entries[key]
	if e == nil {
		return nil
	}
	if e.value.kind == faultyKind {
		return nil
	}
	if !slices.Contains(kinds, e.value.kind) {
		t.wrongType(key, want, example, e)
		return nil
	}
	return e.value
}

func (t *Table) wrongType(key, want, example string, e *entry) {
	span := e.value.span
	if span.IsZero() {
		span = e.key
	}
	if written := e.value.text.Value; e.value.kind == stringKind && written != "" {
		switch m := loosedate().FindStringSubmatch(written); {
		case want == listOfTexts:
			example = ListExample(key, written)
		case want == aDate && m != nil:
			example = fmt.Sprintf("%s = %s-%02s-%02s（月、日各两位，不加引号）", key, m[1], m[2], m[3])
		case want == anInteger && wholeNumber().MatchString(written):
			example = key + " = " + wholeNumber().FindString(written) + "（不加引号）"
		}
	}
	t.doc.errorAt(span, "toml/type", fmt.Sprintf("“%s”应当是%s，这里写的是%s", key, want, kindNames[e.value.kind]), "请写成："+example)
}

// What a value should be, in messages.
const (
	listOfTexts = "文字的列表"
	aDate       = "日期"
	anInteger   = "整数"
)

var wholeNumber = lazy(`^\d{1,9}`)

// ListExample shows how names that were written into one text are written as
// a list: lead = ["县财政局", "县水利局"].
func ListExample(key, written string) string {
	names := strings.FieldsFunc(written, func(r rune) bool { return strings.ContainsRune("、，；,; \n\t\u3000", r) })
	if len(names) > 4 {
		names = append(names[:4], "……")
	}
	return fmt.Sprintf(`%s = ["%s"]`, key, strings.Join(names, `", "`))
}

// String returns a text; the zero Text if the key is absent or wrong.
func (t *Table) String(key string) Text {
	if v := t.get(key, "文字", key+` = "……"`, stringKind); v != nil {
		return v.text
	}
	return Text{}
}

// Strings returns a list of texts; nil if the key is absent or nothing in it
// could be read.
func (t *Table) Strings(key string) []Text {
	v := t.get(key, listOfTexts, key+` = ["……", "……"]`, arrayKind)
	if v == nil {
		return nil
	}
	var list []Text
	if len(v.elems) == 0 {
		return []Text{}
	}
	for _, e := range v.elems {
		if e.kind == faultyKind {
			continue
		}
		if e.kind != stringKind {
			t.doc.errorAt(e.span, "toml/type", fmt.Sprintf("“%s”的每一项都应当是文字，这里写的是%s", key, kindNames[e.kind]), "请给它加上英文双引号")
			continue
		}
		list = append(list, e.text)
	}
	return list
}

// Grid returns a list of lists of texts: the rows of a table of the document.
func (t *Table) Grid(key string) [][]Text {
	example := key + ` = [["……", "……"], ["……", "……"]]`
	v := t.get(key, "一行一个列表的表格", example, arrayKind)
	if v == nil {
		return nil
	}
	var rows [][]Text
	for _, r := range v.elems {
		if r.kind == faultyKind {
			continue
		}
		if r.kind != arrayKind {
			t.doc.errorAt(r.span, "toml/type", fmt.Sprintf("“%s”的每一行都应当是文字的列表，这里写的是%s", key, kindNames[r.kind]), "请写成："+example)
			continue
		}
		row := []Text{}
		for _, e := range r.elems {
			switch e.kind {
			case faultyKind:
			case stringKind:
				row = append(row, e.text)
			default:
				t.doc.errorAt(e.span, "toml/type", fmt.Sprintf("“%s”的每一格都应当是文字，这里写的是%s", key, kindNames[e.kind]), "请给它加上英文双引号")
			}
		}
		rows = append(rows, row)
	}
	return rows
}

// Integer returns an integer and where it stands.
func (t *Table) Integer(key, example string) (int64, diag.Span) {
	v := t.get(key, anInteger, example, integerKind)
	if v == nil {
		return 0, diag.Span{}
	}
	n, _ := v.scalar.(int64)
	return n, v.span
}

// Bool returns a truth value.
func (t *Table) Bool(key string) bool {
	v := t.get(key, "true 或 false", key+" = true", boolKind)
	if v == nil {
		return false
	}
	b, _ := v.scalar.(bool)
	return b
}

// A Date is a day of the calendar, and where it stands.
type Date struct {
	Year, Month, Day int
	Span             diag.Span
}

// Date returns a date; the zero Date if the key is absent or wrong.
func (t *Table) Date(key string) Date {
	if v := t.get(key, aDate, key+" = 2026-03-05（月、日各两位，不加引号）", dateKind); v != nil {
		return v.date()
	}
	return Date{}
}

func (v *value) date() Date {
	d, _ := v.scalar.(time.Time)
	return Date{Year: d.Year(), Month: int(d.Month()), Day: d.Day(), Span: v.span}
}

// Table returns the table under a key; nil if it is absent or wrong.
func (t *Table) Table(key string) *Table {
	if v := t.get(key, "一个表", "["+t.child(key)+"]", tableKind); v != nil {
		return v.table
	}
	return nil
}

// IsTable reports whether a key holds one table, for keys that may hold a text
// instead.
func (t *Table) IsTable(key string) bool {
	e := t.entries[key]
	return e != nil && e.value.kind == tableKind
}

// Tables returns the tables of an array of tables, in the order of the file.
func (t *Table) Tables(key string) []*Table {
	e := t.entries[key]
	if e == nil {
		return nil
	}
	header := "[[" + t.child(key) + "]]"
	switch {
	case e.value.kind == faultyKind:
		return nil
	case e.value.kind == tablesKind:
		return e.value.tables
	case e.value.kind == arrayKind && e.value.onlyTables():
		var list []*Table
		for _, elem := range e.value.elems {
			list = append(list, elem.table)
		}
		return list
	case e.value.kind == tableKind && !e.value.table.header:
		t.doc.errorAt(e.key, "toml/missing-header", fmt.Sprintf("这里用到了 %s 的下级，但前面没有写 %s", header, header),
			fmt.Sprintf("请在这一行之前补上一行 %s，并写上它的 title", header))
	case e.value.kind == tableKind:
		t.doc.errorAt(e.key, "toml/type", fmt.Sprintf("“%s”可以有多个，表头要用两层方括号", key), "请写成："+header)
	default:
		t.wrongType(key, "表", header, e)
	}
	return nil
}

func (v *value) onlyTables() bool {
	return !slices.ContainsFunc(v.elems, func(e *value) bool { return e.kind != tableKind })
}

func (t *Table) child(key string) string {
	if t.Path == "" {
		return key
	}
	return t.Path + "." + key
}

// Scalar is a value of a key that accepts more than one kind.
type Scalar struct {
	Text   Text // if it is a text
	Date   Date // if it is a date
	Tables []*Table
	Span   diag.Span
}

// TextDateOrTables returns a value that may be written as a text, a date or a
// list of tables, such as a deadline; nil if it is absent or wrong.
func (t *Table) TextDateOrTables(key, example string) *Scalar {
	v := t.get(key, "文字、日期或节点列表", example, stringKind, dateKind, arrayKind, tablesKind)
	if v == nil {
		return nil
	}
	s := &Scalar{Span: v.span}
	switch v.kind {
	case stringKind:
		s.Text = v.text
	case dateKind:
		s.Date = v.date()
	case tablesKind:
		s.Tables = v.tables
	case arrayKind:
		for _, e := range v.elems {
			if e.kind != tableKind && e.kind != faultyKind {
				at := e.span
				if at.IsZero() || at.Start == at.End {
					at = v.span
				}
				t.doc.errorAt(at, "toml/type", fmt.Sprintf("“%s”的列表里每一项都应当是一个节点，这里写的是%s", key, kindNames[e.kind]), "请写成："+example)
				return nil
			}
		}
		for _, e := range v.elems {
			if e.kind == faultyKind {
				continue
			}
			s.Tables = append(s.Tables, e.table)
		}
	}
	return s
}
