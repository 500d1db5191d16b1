package tree

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/BurntSushi/toml"
	"github.com/pelletier/go-toml/v2/unstable"

	"fangan/internal/diag"
)

// maxDepth bounds how deep tables and lists may nest. A plan needs nine.
const maxDepth = 24

// maxSize bounds what is read as TOML; a plan of 10,000 measures has 5 MB.
const maxSize = 64 << 20

// Read parses a file. The document is nil if it could not be read as TOML at
// all; then the findings say why. Findings that the readers of its tables
// report later are kept in the document.
func Read(name string, data []byte) (*Document, diag.List) {
	text, findings := decode(name, data)
	if findings.HasErrors() {
		return nil, findings
	}
	d := &Document{Source: diag.NewSource(name, text)}
	d.Root = &Table{doc: d, entries: map[string]*entry{}, Span: diag.Span{Source: d.Source}}
	d.parse()
	if d.broken {
		return nil, d.findings
	}
	var values map[string]any
	if _, err := toml.Decode(d.withoutFaults(), &values); err != nil {
		if !d.findings.HasErrors() {
			d.rejected(err)
		}
		return nil, d.findings
	}
	d.Root.attach(values)
	return d, d.findings
}

// withoutFaults is the file with a number in place of each value that was
// reported, so that one wrong date does not hide all that is wrong elsewhere.
func (d *Document) withoutFaults() string {
	if len(d.faulty) == 0 {
		return d.Source.Text
	}
	text := []byte(d.Source.Text)
	for _, s := range d.faulty {
		for i := s.Start; i < s.End; i++ {
			text[i] = ' '
		}
		text[s.Start] = '0'
	}
	return string(text)
}

// parse walks the file with pelletier's parser and builds the tree.
func (d *Document) parse() {
	data := []byte(d.Source.Text)
	p := &unstable.Parser{}
	p.Reset(data)
	b := builder{d: d, p: p, current: d.Root}
	for p.NextExpression() {
		b.expression(p.Expression())
		if b.tooDeep {
			return
		}
	}
	if err := p.Error(); err != nil {
		offset := len(data)
		if parseError, ok := errors.AsType[*unstable.ParserError](err); ok {
			offset = cap(data) - cap(parseError.Highlight)
		}
		d.syntaxError(min(max(offset, 0), len(data)))
	}
}

// rejected reports what only BurntSushi's decoder refuses.
func (d *Document) rejected(err error) {
	if parseError, ok := errors.AsType[toml.ParseError](err); ok {
		d.syntaxError(min(max(parseError.Position.Start, 0), len(d.Source.Text)))
		return
	}
	d.errorAt(diag.Span{Source: d.Source}, "toml/syntax", "这个文件不符合 TOML 语法", "请检查引号、方括号和表头是否成对")
}

type builder struct {
	d       *Document
	p       *unstable.Parser
	current *Table
	tooDeep bool
	key0    diag.Span // the key that is being read
}

func (b *builder) expression(n *unstable.Node) {
	switch n.Kind {
	case unstable.Table, unstable.ArrayTable:
		b.open(n)
	case unstable.KeyValue:
		b.assign(b.current, n, 0)
	}
}

// keySpan covers the raw bytes of a key.
func (b *builder) span(r unstable.Range) diag.Span {
	return diag.Span{Source: b.d.Source, Start: int(r.Offset), End: int(r.Offset + r.Length)}
}

type keyPart struct {
	name string
	span diag.Span
}

func (b *builder) key(it unstable.Iterator) []keyPart {
	var parts []keyPart
	for it.Next() {
		n := it.Node()
		parts = append(parts, keyPart{string(n.Data), b.span(n.Raw)})
	}
	return parts
}

// open makes the table of a header the current one.
func (b *builder) open(n *unstable.Node) {
	path := b.key(n.Key())
	header := b.header(path)
	if len(path) > maxDepth {
		b.refuseDepth(header)
		return
	}
	// A header that can't be opened still owns the keys below it: they go to
	// a table that nobody reads, so that one fault is reported once.
	b.current = newTable(b.d, nil, "", header)
	t := b.d.Root
	for _, part := range path[:len(path)-1] {
		if t = b.descend(t, part); t == nil {
			return
		}
	}
	last := path[len(path)-1]
	e := t.entries[last.name]
	if n.Kind == unstable.ArrayTable {
		if e == nil {
			e = t.add(last, &value{kind: tablesKind, span: header})
		}
		if e.value.kind != tablesKind {
			b.conflict(t, last, e, header)
			return
		}
		elem := newTable(b.d, t, t.child(last.name), header)
		elem.header = true
		b.d.headers = append(b.d.headers, elem)
		e.value.tables = append(e.value.tables, elem)
		b.current = elem
		return
	}
	if e == nil {
		e = t.add(last, &value{kind: tableKind, span: header, table: newTable(b.d, t, t.child(last.name), header)})
	}
	if e.value.kind != tableKind || e.value.table.header || e.value.table.frozen {
		b.conflict(t, last, e, header)
		return
	}
	b.current = e.value.table
	b.current.header, b.current.Span = true, header
	b.d.headers = append(b.d.headers, b.current)
}

// header returns the span of a header's line with its brackets.
func (b *builder) header(path []keyPart) diag.Span {
	s := diag.Span{Source: b.d.Source, Start: path[0].span.Start, End: path[len(path)-1].span.End}
	text := b.d.Source.Text
	for s.Start > 0 && (text[s.Start-1] == '[' || text[s.Start-1] == ' ' && strings.TrimSpace(text[lineStart(text, s.Start):s.Start]) != "") {
		s.Start--
	}
	for s.End < len(text) && (text[s.End] == ']' || text[s.End] == ' ' && strings.HasPrefix(strings.TrimLeft(text[s.End:], " "), "]")) {
		s.End++
	}
	return s
}

func lineStart(text string, offset int) int { return strings.LastIndexByte(text[:offset], '\n') + 1 }

func newTable(d *Document, parent *Table, path string, span diag.Span) *Table {
	return &Table{Path: path, Span: span, doc: d, parent: parent, entries: map[string]*entry{}}
}

func (t *Table) add(key keyPart, v *value) *entry {
	e := &entry{key: key.span, value: v}
	t.names = append(t.names, key.name)
	t.entries[key.name] = e
	return e
}

// descend goes from a table to the one under a key of a header or a dotted
// key, and makes it if it is not there.
func (b *builder) descend(t *Table, part keyPart) *Table {
	e := t.entries[part.name]
	if e == nil {
		sub := newTable(b.d, t, t.child(part.name), part.span)
		t.add(part, &value{kind: tableKind, span: part.span, table: sub})
		return sub
	}
	switch {
	case e.value.kind == tablesKind:
		return e.value.tables[len(e.value.tables)-1]
	case e.value.kind == tableKind && !e.value.table.frozen:
		return e.value.table
	}
	b.conflict(t, part, e, part.span)
	return nil
}

// conflict reports a key that is defined twice, or as two different things.
func (b *builder) conflict(t *Table, part keyPart, first *entry, at diag.Span) {
	b.d.broken = true
	if t.isElement() {
		// A forgotten header makes every key of the second element one that is
		// written twice; the first tells it all.
		if t.conflicted {
			return
		}
		t.conflicted = true
	}
	help := "同一个表里每个键只能写一次，请删去或改名"
	message := fmt.Sprintf("“%s”写了两次", part.name)
	if t.Path != "" {
		message = fmt.Sprintf("“%s”在 %s 里写了两次", part.name, t.title())
	}
	if t.isElement() {
		help = fmt.Sprintf("是不是忘了在上面另写一行 %s？若不是，请删去其中一个", b.forgotten(t, at).title())
	}
	if k := first.value.kind; k == tableKind || k == tablesKind {
		message = fmt.Sprintf("“%s”前面已经作为%s写过", t.child(part.name), kindNames[k])
		help = "请统一成一种写法：可以有多个的用 [[…]]，只有一个的用 […]，不要再用 = 赋值"
		switch {
		case !first.value.isTableOnly():
			help = "请把两处合并成一处"
		case k == tableKind && strings.HasPrefix(b.d.Source.Text[at.Start:at.End], "["):
			help = fmt.Sprintf("若它可以有多个，每处的表头都要用两层方括号 [[%s]]；若只能有一个，请把两处合并成一处", t.child(part.name))
		}
	}
	b.d.Report(diag.Diagnostic{
		Rule: "toml/duplicate-key", Severity: diag.Error, Span: at, Message: message, Help: help,
		Related: []diag.Related{{Span: first.key, Message: "第一次写在这里"}},
	})
}

// forgotten is the table whose header is missing above a key that t has
// already: t, or the one further up that the key is indented for.
func (b *builder) forgotten(t *Table, key diag.Span) *Table {
	indent := b.d.indent(key)
	for up := t; up != nil && up.isElement(); up = up.parent {
		if b.d.indent(up.Span) == indent {
			return up
		}
	}
	return t
}

func (v *value) isTableOnly() bool {
	return v.kind == tableKind && v.table.header || v.kind == tablesKind
}

// assign puts a key and its value into a table.
func (b *builder) assign(t *Table, n *unstable.Node, depth int) {
	path := b.key(n.Key())
	b.key0 = path[0].span
	if len(path)+depth > maxDepth {
		b.refuseDepth(path[0].span)
		return
	}
	for _, part := range path[:len(path)-1] {
		if t = b.descend(t, part); t == nil {
			return
		}
	}
	last := path[len(path)-1]
	v := b.value(n.Value(), t, t.child(last.name), depth+len(path))
	if e := t.entries[last.name]; e != nil {
		b.conflict(t, last, e, last.span)
		return
	}
	if v.span.IsZero() || v.span.Start == v.span.End {
		v.span = last.span
	}
	t.add(last, v)
}

func (b *builder) refuseDepth(at diag.Span) {
	if !b.tooDeep {
		b.d.broken = true
		b.d.errorAt(at, "toml/depth", fmt.Sprintf("表或列表套得太深，最多%d层", maxDepth), "请减少层次；方案最多五级")
	}
	b.tooDeep = true
}

func (b *builder) value(n *unstable.Node, parent *Table, path string, depth int) *value {
	v := &value{span: b.span(n.Raw)}
	if depth > maxDepth {
		b.refuseDepth(b.key0)
		v.kind = arrayKind
		return v
	}
	switch n.Kind {
	case unstable.String:
		v.kind = stringKind
		v.text = b.d.checkCharacters(unquote(b.d.Source, v.span.Start, v.span.End))
	case unstable.Integer:
		v.kind = integerKind
	case unstable.Float:
		v.kind = floatKind
	case unstable.Bool:
		v.kind = boolKind
	case unstable.LocalDate:
		v.kind = dateKind
		if _, err := time.Parse(time.DateOnly, string(n.Data)); err != nil {
			b.d.wrongDate(v.span)
			b.d.faulty = append(b.d.faulty, v.span)
			v.kind = faultyKind
		}
	case unstable.LocalTime, unstable.LocalDateTime, unstable.DateTime:
		v.kind = timeKind
	case unstable.Array:
		v.kind = arrayKind
		for it := n.Children(); it.Next(); {
			if it.Node().Kind != unstable.Comment {
				v.elems = append(v.elems, b.value(it.Node(), parent, path, depth+1))
			}
		}
	case unstable.InlineTable:
		v.kind = tableKind
		v.table = newTable(b.d, parent, path, v.span)
		v.table.inline, v.table.header = true, true
		for it := n.Children(); it.Next(); {
			if it.Node().Kind == unstable.KeyValue {
				b.assign(v.table, it.Node(), depth)
			}
		}
		v.table.freeze()
	}
	return v
}

// freeze closes an inline table and the tables of its dotted keys.
func (t *Table) freeze() {
	t.frozen = true
	for _, name := range t.names {
		if sub := t.entries[name].value.table; sub != nil {
			sub.freeze()
		}
	}
}

// attach puts the decoder's values of numbers, truth values and dates where
// the tree has their places.
func (t *Table) attach(values map[string]any) {
	for _, name := range t.names {
		t.entries[name].value.attach(values[name])
	}
}

func (v *value) attach(decoded any) {
	switch v.kind {
	case tableKind:
		m, _ := decoded.(map[string]any)
		v.table.attach(m)
	case tablesKind:
		list, _ := decoded.([]map[string]any)
		for i := range min(len(list), len(v.tables)) {
			v.tables[i].attach(list[i])
		}
	case arrayKind:
		switch list := decoded.(type) {
		case []any:
			for i := range min(len(list), len(v.elems)) {
				v.elems[i].attach(list[i])
			}
		case []map[string]any:
			for i := range min(len(list), len(v.elems)) {
				v.elems[i].attach(list[i])
			}
		}
	default:
		v.scalar = decoded
	}
}
