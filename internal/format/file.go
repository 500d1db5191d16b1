package format

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// A File is a TOML file to be printed.
type File struct {
	Kind  Kind
	Style Style
	// Tables are printed in this order. The first has no path and no header:
	// its keys stand before all headers.
	Tables []*Table

	size    int      // of the text that it was read from
	printer *printer // of what was flushed; nil: nothing
}

// A Table is a header and the keys under it.
type Table struct {
	Path    []string // of the header; nil for the keys before all headers
	Element bool     // [[path]]: an element of an array of tables
	Above   []Comment
	Blank   int    // blank lines before the header, below Above
	Behind  string // comment on the header's line, with its #
	Head    []Comment
	Entries []*Entry
	Foot    []Comment // below the last key

	tight  bool // no blank line divides Head from the first key
	column int  // in cells, where Behind was written; 0: nowhere
}

// An Entry is a key and its value.
type Entry struct {
	Above  []Comment
	Blank  int      // blank lines before the key, below Above
	Key    []string // several parts: a dotted key
	Value  Value
	Behind string // comment behind the value, with its #

	column int // in cells, where Behind was written; 0: nowhere
}

// A Comment is one line of its own.
type Comment struct {
	Text  string // with its #
	Blank int    // blank lines before it

	column int // in which it was written, from 0
}

// Value is what stands behind an equal sign.
type Value struct {
	kind valueKind
	text string // of a string; the literal of a number, date or truth value

	multiline bool     // the string was written in three quotes
	folds     []string // the string, cut where its writer broke lines by a \; nil: nowhere

	elements []element // of a list
	entries  []*Entry  // of an inline table
	behind   string    // comment behind the opening bracket
	column   int       // of behind, in cells
	foot     []Comment // before the closing bracket
}

type valueKind int

const (
	stringValue valueKind = iota + 1
	literalValue
	listValue
	inlineValue
)

type element struct {
	above  []Comment
	value  Value
	behind string
	column int // of behind, in cells
}

// New returns an empty file.
func New(kind Kind) *File { return &File{Kind: kind, Tables: []*Table{{}}} }

// Root returns the table of the keys before all headers.
func (f *File) Root() *Table { return f.Tables[0] }

// Table appends the table [path].
func (f *File) Table(path ...string) *Table {
	t := &Table{Path: slices.Clone(path)}
	f.Tables = append(f.Tables, t)
	return t
}

// Element appends the array element [[path]].
func (f *File) Element(path ...string) *Table {
	t := f.Table(path...)
	t.Element = true
	return t
}

// Set appends a key and its value. The printer puts keys in order.
func (t *Table) Set(key string, v Value) *Entry {
	e := &Entry{Key: []string{key}, Value: v}
	t.Entries = append(t.Entries, e)
	return e
}

// Note makes comments of a text, one of each line.
func Note(text string) []Comment {
	var list []Comment
	for line := range strings.Lines(text) {
		list = append(list, Comment{Text: strings.TrimRight("# "+printable(line), " ")})
	}
	return list
}

// Behind makes a comment that stands behind a value or a header; none of an
// empty text.
func Behind(text string) string {
	if text = strings.TrimSpace(printable(text)); text == "" {
		return ""
	}
	return "# " + text
}

// printable is a line without what may not stand in a comment.
func printable(line string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, strings.TrimRight(strings.ToValidUTF8(line, "\ufffd"), "\r\n"))
}

// Text is a string. Several paragraphs are printed one a line.
func Text(s string) Value {
	return Value{kind: stringValue, text: strings.ToValidUTF8(s, "\ufffd")}
}

// Folded is one string whose pieces stand on lines of their own.
func Folded(pieces ...string) Value {
	valid := make([]string, len(pieces))
	for i, piece := range pieces {
		valid[i] = strings.ToValidUTF8(piece, "\ufffd")
	}
	return Value{kind: stringValue, text: strings.Join(valid, ""), multiline: true, folds: joinAtBreaks(valid)}
}

// joinAtBreaks joins pieces of a string where there is a line break anyhow, and
// drops empty ones.
func joinAtBreaks(pieces []string) []string {
	var joined []string
	for _, piece := range pieces {
		last := len(joined) - 1
		switch {
		case piece == "":
		case last >= 0 && (strings.HasSuffix(joined[last], "\n") || piece[0] == '\n'):
			joined[last] += piece
		default:
			joined = append(joined, piece)
		}
	}
	return joined
}

// Texts is a list of strings.
func Texts(list ...string) Value {
	v := Value{kind: listValue}
	for _, s := range list {
		v.elements = append(v.elements, element{value: Text(s)})
	}
	return v
}

// Integer is a whole number.
func Integer(n int64) Value { return Value{kind: literalValue, text: strconv.FormatInt(n, 10)} }

// Bool is a truth value.
func Bool(b bool) Value { return Value{kind: literalValue, text: strconv.FormatBool(b)} }

// Date is a day of the calendar.
func Date(year, month, day int) Value {
	return Value{kind: literalValue, text: fmt.Sprintf("%04d-%02d-%02d", year, month, day)}
}

// List is a list of values.
func List(values ...Value) Value {
	v := Value{kind: listValue}
	for _, elem := range values {
		v.elements = append(v.elements, element{value: elem})
	}
	return v
}

// Inline is an inline table such as a node of a deadline. The printer puts its
// keys in order.
func Inline(entries ...*Entry) Value { return Value{kind: inlineValue, entries: entries} }

// Pair is an entry of an inline table.
func Pair(key string, v Value) *Entry { return &Entry{Key: []string{key}, Value: v} }

// folded reports whether a string is printed with lines broken by a \.
func (v *Value) folded() bool {
	return len(v.folds) > 1 || len(v.folds) == 1 && !strings.Contains(v.text, "\n")
}

// spreads reports whether a value can't be printed on one line.
func (v *Value) spreads() bool {
	switch v.kind {
	case stringValue:
		return v.folded() || v.multiline && strings.Contains(v.text, "\n")
	case listValue:
		if v.behind != "" || len(v.foot) > 0 {
			return true
		}
		for i := range v.elements {
			if e := &v.elements[i]; len(e.above) > 0 || e.behind != "" || e.value.spreads() {
				return true
			}
		}
	case inlineValue:
		if v.commented() {
			return true
		}
		for _, e := range v.entries {
			if e.Value.spreads() {
				return true
			}
		}
	}
	return false
}

// commented reports whether an inline table holds comments of its own, so that
// its keys need lines of their own.
func (v *Value) commented() bool {
	if v.behind != "" || len(v.foot) > 0 {
		return true
	}
	for _, e := range v.entries {
		if len(e.Above) > 0 || e.Behind != "" {
			return true
		}
	}
	return false
}

// headers are the paths that have a header.
type headers map[string]bool

// depth adds the header of a path and counts those that it stands below.
func (h headers) depth(path []string) int {
	n := 0
	for i := 1; i < len(path); i++ {
		if h[keyText(path[:i])] {
			n++
		}
	}
	h[keyText(path)] = true
	return n
}
