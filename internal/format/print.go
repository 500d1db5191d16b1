package format

import (
	"bytes"
	"slices"
	"strings"
	"unicode/utf8"

	"fangan/internal/diag"
)

// The measures of the form, in cells of a terminal.
const (
	indentStep  = 2
	listCells   = 100 // a line with a list is no longer
	alignedKey  = 32  // a longer key does not move the equal signs of others
	alignedLine = 60  // a longer line does not move the comments of others
	noteGap     = 2   // blanks before a comment behind a value, at least
	noteColumn  = 80  // the writer's column of comments is kept if it is less
)

// Bytes prints the file.
func (f *File) Bytes() []byte {
	f.print()
	f.printer.foot(f.printer.last, true)
	p := f.printer
	f.printer = nil
	return p.buf
}

// Flush prints the tables so far and lets go of them: a program that makes a
// very long file need not hold all of it. Nothing can be changed in them any
// more; Root is gone.
func (f *File) Flush() {
	f.print()
	f.Tables = nil
}

func (f *File) print() {
	if f.printer == nil {
		f.printer = &printer{buf: make([]byte, 0, f.size+f.size/8), shape: f.Kind.rootShape(f.Style.Roles), headers: headers{}}
	}
	for _, t := range f.Tables {
		f.printer.table(t)
	}
}

type printer struct {
	buf     []byte
	shape   *shape
	headers headers
	last    *Table // the table before
	indent  int    // of the current table

	notes []note // comments behind values that wait for their column
}

// A note is a comment behind a value.
type note struct {
	offset, cells int // where the line ends
	column        int // where it was written; 0: nowhere
	text          string
}

func (p *printer) table(t *Table) {
	before := p.indent
	if t.Path != nil {
		p.foot(p.last, false)
		p.indent = p.headers.depth(t.Path) * indentStep
		p.above(t, before)
		p.line(p.indent)
		brackets := "[]"
		if t.Element {
			brackets = "[[]]"
		}
		half := len(brackets) / 2
		p.buf = append(p.buf, brackets[:half]...)
		p.buf = append(p.buf, keyText(t.Path)...)
		p.buf = append(p.buf, brackets[half:]...)
		p.behind(t.Behind, t.column)
		p.endLine()
	}
	p.body(t)
	p.last = t
}

// above prints the blank lines and comments before a header.
func (p *printer) above(t *Table, before int) {
	least, most := 1, maxBlank
	if p.indent > 0 && t.Path[len(t.Path)-1] != "items" {
		least = 0
	}
	if p.indent > 0 && len(t.Above) == 0 {
		most = 1
	}
	attached := attachedFrom(t.Above, t.Blank)
	indent := p.indent
	for i, c := range t.Above {
		if i == 0 {
			p.blank(min(max(c.Blank, least), maxBlank))
		} else {
			p.blank(min(c.Blank, maxBlank))
		}
		switch {
		case i >= attached:
			indent = p.indent
		case i == 0 || c.Blank > 0:
			// A remark between two tables belongs to the upper one if it was
			// written further right than the lower.
			if indent = p.indent; c.column > p.indent && before > p.indent {
				indent = before
			}
		}
		p.comment(c, indent)
	}
	if len(t.Above) == 0 {
		p.blank(min(max(t.Blank, least), most))
	} else {
		p.blank(min(t.Blank, 1))
	}
}

// attachedFrom returns the first of the comments that no blank line divides
// from what follows.
func attachedFrom(above []Comment, blank int) int {
	i := len(above)
	for i > 0 && blank == 0 {
		i--
		blank = above[i].Blank
	}
	return i
}

// body prints the entries of a table.
func (p *printer) body(t *Table) {
	for i, c := range t.Head {
		if i > 0 || t.Path != nil {
			p.blank(min(c.Blank, 1))
		}
		p.comment(c, p.indent)
	}
	entries := p.shape.at(t.Path).sorted(t.Entries)
	first := 0
	if len(t.Head) > 0 && !t.tight {
		first = 1
	}
	p.entries(entries, p.shape.at(t.Path), first)
}

// entries prints entries in blocks: from one blank line to the next.
func (p *printer) entries(list []*Entry, s *shape, first int) {
	for start := 0; start < len(list); {
		end := start + 1
		for end < len(list) && !list[end].divided() {
			end++
		}
		keys := make([]string, end-start)
		widths := make([]int, end-start)
		widest := 0
		for i, e := range list[start:end] {
			keys[i] = keyText(e.Key)
			if widths[i] = cells(keys[i]); widths[i] <= alignedKey {
				widest = max(widest, widths[i])
			}
		}
		for i, e := range list[start:end] {
			p.entryAbove(e, start+i == 0, first)
			p.line(p.indent)
			p.buf = append(p.buf, keys[i]...)
			p.buf = appendBlanks(p.buf, max(0, widest-widths[i]))
			p.buf = append(p.buf, " = "...)
			p.value(&e.Value, s.under(e.Key[0]).at(e.Key[1:]), p.indent, p.indent+max(widest, widths[i])+len(" = "), true)
			p.behind(e.Behind, e.column)
			p.endLine()
		}
		start = end
	}
	p.settle()
}

// divided reports whether a blank line stands between an entry and the one
// before.
func (e *Entry) divided() bool {
	return e.Blank > 0 || slices.ContainsFunc(e.Above, func(c Comment) bool { return c.Blank > 0 })
}

func (p *printer) entryAbove(e *Entry, isFirst bool, first int) {
	for i, c := range e.Above {
		if i == 0 && isFirst {
			p.blank(first)
		} else {
			p.blank(min(c.Blank, 1))
		}
		p.comment(c, p.indent)
	}
	if len(e.Above) == 0 && isFirst {
		p.blank(first)
	} else {
		p.blank(min(e.Blank, 1))
	}
}

// foot prints the comments below the last entry of a table; at the end of the
// file these are all that are left.
func (p *printer) foot(t *Table, end bool) {
	indent := p.indent
	for i, c := range t.Foot {
		if c.Blank > 0 && end {
			if indent = p.indent; c.column == 0 {
				indent = 0
			}
		}
		if i > 0 || len(p.buf) > 0 {
			p.blank(min(c.Blank, maxBlank))
		}
		p.comment(c, indent)
	}
}

// blank ends the block above and prints blank lines, though none at the
// beginning of the file.
func (p *printer) blank(n int) {
	if n == 0 {
		return
	}
	p.settle()
	if len(p.buf) == 0 {
		return
	}
	for range n {
		p.buf = append(p.buf, '\n')
	}
}

func (p *printer) line(indent int) { p.buf = appendBlanks(p.buf, indent) }

func (p *printer) endLine() { p.buf = append(p.buf, '\n') }

func (p *printer) comment(c Comment, indent int) {
	p.line(indent)
	p.buf = append(p.buf, c.Text...)
	p.endLine()
}

// behind puts a comment behind the current line; settle gives it its column.
func (p *printer) behind(text string, column int) {
	if text == "" {
		return
	}
	line := p.buf[bytes.LastIndexByte(p.buf, '\n')+1:]
	p.notes = append(p.notes, note{len(p.buf), cells(string(line)), column, text})
}

// settle prints the comments behind the lines of a block, one below the other:
// in the first column that is free in all lines, or in one further right if
// the writer left that much room everywhere.
func (p *printer) settle() {
	if len(p.notes) == 0 {
		return
	}
	column, written := 0, noteColumn
	for _, n := range p.notes {
		if n.cells <= alignedLine {
			column, written = max(column, n.cells+noteGap), min(written, n.column)
		}
	}
	if written < noteColumn {
		column = max(column, written)
	}
	start := p.notes[0].offset
	rest := slices.Clone(p.buf[start:])
	p.buf = p.buf[:start]
	at := start
	for _, n := range p.notes {
		p.buf = append(p.buf, rest[at-start:n.offset-start]...)
		p.buf = appendBlanks(p.buf, max(noteGap, column-n.cells))
		p.buf = append(p.buf, n.text...)
		at = n.offset
	}
	p.buf = append(p.buf, rest[at-start:]...)
	p.notes = p.notes[:0]
}

// value prints a value. The line that it begins on is indented by indent and
// full up to column; alone says that a key has it to itself.
func (p *printer) value(v *Value, s *shape, indent, column int, alone bool) {
	switch v.kind {
	case stringValue:
		p.buf = appendString(p.buf, v, indent, alone)
	case listValue:
		p.list(v, s, indent, column)
	case inlineValue:
		p.inline(v, s, indent)
	default:
		p.buf = append(p.buf, v.text...)
	}
}

// noColumn stands for a line that no list can be too long for: nothing in an
// inline table is broken that need not be.
const noColumn = -1 << 30

func (p *printer) list(v *Value, s *shape, indent, column int) {
	tables := 0
	for i := range v.elements {
		if v.elements[i].value.kind == inlineValue {
			tables++
		}
	}
	if !v.spreads() && (tables < 2 || column == noColumn) {
		start := len(p.buf)
		p.buf = append(p.buf, '[')
		for i := range v.elements {
			if i > 0 {
				p.buf = append(p.buf, ", "...)
			}
			p.value(&v.elements[i].value, s, indent, noColumn, false)
		}
		p.buf = append(p.buf, ']')
		if len(v.elements) == 0 || column == noColumn || column+cells(string(p.buf[start:])) <= listCells {
			return
		}
		p.buf = p.buf[:start]
	}
	p.broken("[]", v, len(v.elements), indent, func(i int) ([]Comment, string, int) {
		return v.elements[i].above, v.elements[i].behind, v.elements[i].column
	}, func(i int) {
		p.value(&v.elements[i].value, s, indent+indentStep, indent+indentStep+1, false)
	})
}

func (p *printer) inline(v *Value, s *shape, indent int) {
	entries := s.sorted(v.entries)
	pair := func(e *Entry, indent, column int) {
		p.buf = append(p.buf, keyText(e.Key)...)
		p.buf = append(p.buf, " = "...)
		p.value(&e.Value, s.under(e.Key[0]).at(e.Key[1:]), indent, column, false)
	}
	if v.commented() {
		p.broken("{}", v, len(entries), indent, func(i int) ([]Comment, string, int) {
			return entries[i].Above, entries[i].Behind, entries[i].column
		}, func(i int) {
			pair(entries[i], indent+indentStep, noColumn)
		})
		return
	}
	if len(entries) == 0 {
		p.buf = append(p.buf, "{}"...)
		return
	}
	for i, e := range entries {
		p.buf = append(p.buf, "{ , "[min(i, 1)*2:][:2]...)
		pair(e, indent, noColumn)
	}
	p.buf = append(p.buf, " }"...)
}

// broken prints what stands between brackets one a line.
func (p *printer) broken(brackets string, v *Value, n, indent int, around func(i int) (above []Comment, behind string, column int), print func(i int)) {
	outer := p.notes
	p.notes = nil
	p.buf = append(p.buf, brackets[0])
	p.behind(v.behind, v.column)
	p.endLine()
	comments := func(list []Comment, first bool) {
		for i, c := range list {
			if i > 0 || !first {
				p.blank(min(c.Blank, 1))
			}
			p.comment(c, indent+indentStep)
		}
	}
	for i := range n {
		above, behind, column := around(i)
		comments(above, i == 0)
		p.line(indent + indentStep)
		print(i)
		p.buf = append(p.buf, ',')
		p.behind(behind, column)
		p.endLine()
	}
	comments(v.foot, n == 0)
	p.settle()
	p.notes = outer
	p.line(indent)
	p.buf = append(p.buf, brackets[1])
}

// cells returns how many cells of a terminal a text occupies.
func cells(s string) int {
	if !strings.ContainsFunc(s, func(r rune) bool { return r >= utf8.RuneSelf }) {
		return len(s)
	}
	return diag.Cells(s)
}
