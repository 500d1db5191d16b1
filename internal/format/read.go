package format

import (
	"fmt"
	"strings"

	"github.com/pelletier/go-toml/v2/unstable"
)

// maxBlank is how many blank lines in a row are told apart.
const maxBlank = 2

// read reads a text that is TOML: tree.Read accepted it.
func read(text string) *File {
	p := &unstable.Parser{KeepComments: true}
	p.Reset([]byte(text))
	r := &reader{text: text, file: New(Other), headers: headers{}}
	r.file.size = len(text)
	for p.NextExpression() {
		r.expression(p.Expression())
	}
	if err := p.Error(); err != nil {
		panic(fmt.Sprintf("format: a file that was accepted is refused: %v", err))
	}
	t := r.current()
	t.Foot = append(t.Foot, r.pending...)
	return r.file
}

type reader struct {
	text    string
	file    *File
	headers headers
	depth   int       // of the current table
	pending []Comment // that nothing has followed yet
}

func (r *reader) current() *Table { return r.file.Tables[len(r.file.Tables)-1] }

func (r *reader) expression(n *unstable.Node) {
	switch n.Kind {
	case unstable.Comment:
		r.pending = append(r.pending, r.comment(n))
		return
	case unstable.KeyValue:
		e := r.entry(n)
		e.Behind, e.column = r.behind(n)
		e.Blank = r.blanks(int(n.Raw.Offset))
		r.place(e)
	case unstable.Table, unstable.ArrayTable:
		keys := n.Key()
		keys.Next()
		t := &Table{Path: r.key(n.Key()), Element: n.Kind == unstable.ArrayTable}
		t.Behind, t.column = r.behind(n)
		t.Blank = r.blanks(int(keys.Node().Raw.Offset))
		start := int(keys.Node().Raw.Offset)
		line := r.text[r.lineStart(start):start]
		r.open(t, len(line)-len(strings.TrimLeft(line, " \t")))
	}
	r.pending = nil
}

// place puts an entry, and the comments above it, under the current header.
// What a blank line sets off above the first entry belongs to the table, and so
// does what stands at the top of the file.
func (r *reader) place(e *Entry) {
	t := r.current()
	e.Above = r.pending
	if len(t.Entries) == 0 {
		head := 0
		for i := range e.Above {
			next := e.Blank
			if i+1 < len(e.Above) {
				next = e.Above[i+1].Blank
			}
			if next > 0 {
				head = i + 1
			}
		}
		if head == 0 && t.Path == nil && len(e.Above) > 0 {
			// #:schema speaks of the file, whatever comes next; without it, so
			// does the comment at the very top, whichever key comes first.
			for head < len(e.Above) && strings.HasPrefix(e.Above[head].Text, "#:") {
				head++
			}
			if head == 0 {
				head = len(e.Above)
			}
			t.tight = true
		}
		t.Head, e.Above = e.Above[:head:head], e.Above[head:]
		// The blank line above the first entry is not the entry's own: it
		// does not move with it.
		if len(e.Above) > 0 {
			e.Above[0].Blank = 0
		} else {
			e.Blank = 0
		}
	}
	t.Entries = append(t.Entries, e)
}

// open begins a table. Comments directly below the last key are that table's;
// if they stand directly above the new header as well, they are the header's,
// unless the table before is deeper and they were written further right than
// the header.
func (r *reader) open(t *Table, column int) {
	before := r.current()
	depth := r.headers.depth(t.Path)
	foot := 0
	if before.Path != nil || len(before.Entries) > 0 {
		for foot < len(r.pending) && r.pending[foot].Blank == 0 {
			foot++
		}
		if foot > 0 && foot == len(r.pending) && t.Blank == 0 && (depth >= r.depth || r.pending[0].column <= column) {
			foot = 0
		}
	}
	before.Foot, t.Above = r.pending[:foot:foot], r.pending[foot:]
	r.file.Tables = append(r.file.Tables, t)
	r.depth = depth
}

// comment reads a comment that stands on a line of its own.
func (r *reader) comment(n *unstable.Node) Comment {
	start := int(n.Raw.Offset)
	return Comment{Text: r.commentText(n), Blank: r.blanks(start), column: start - r.lineStart(start)}
}

func (r *reader) commentText(n *unstable.Node) string {
	return strings.TrimRight(r.raw(n), " \t")
}

func (r *reader) raw(n *unstable.Node) string {
	return r.text[n.Raw.Offset : n.Raw.Offset+n.Raw.Length]
}

func (r *reader) lineStart(offset int) int { return strings.LastIndexByte(r.text[:offset], '\n') + 1 }

// ownLine reports whether nothing stands before offset on its line.
func (r *reader) ownLine(offset int) bool {
	for offset--; offset >= 0; offset-- {
		switch r.text[offset] {
		case '\n':
			return true
		case ' ', '\t':
		default:
			return false
		}
	}
	return true
}

// blanks counts the blank lines directly above the line of offset.
func (r *reader) blanks(offset int) int {
	n := 0
	start := r.lineStart(offset)
	for start > 0 && n < maxBlank {
		above := r.lineStart(start - 1)
		if strings.TrimLeft(r.text[above:start-1], " \t") != "" {
			break
		}
		n++
		start = above
	}
	return n
}

// behind returns the comment behind a top-level expression, and its column.
func (r *reader) behind(n *unstable.Node) (string, int) {
	if next := n.Next(); next != nil && next.Kind == unstable.Comment {
		return r.commentText(next), r.cell(next)
	}
	return "", 0
}

// cell returns the column of a node in cells.
func (r *reader) cell(n *unstable.Node) int {
	start := int(n.Raw.Offset)
	return cells(r.text[r.lineStart(start):start])
}

func (r *reader) key(it unstable.Iterator) []string {
	var parts []string
	for it.Next() {
		parts = append(parts, string(it.Node().Data))
	}
	return parts
}

func (r *reader) entry(n *unstable.Node) *Entry {
	return &Entry{Key: r.key(n.Key()), Value: r.value(n.Value())}
}

func (r *reader) value(n *unstable.Node) Value {
	switch n.Kind {
	case unstable.String:
		return r.string(n)
	case unstable.Array:
		v := Value{kind: listValue}
		var above []Comment
		for it := n.Children(); it.Next(); {
			child := it.Node()
			if child.Kind == unstable.Comment {
				above = r.inside(child, above, func() (*string, *int) {
					if n := len(v.elements); n > 0 {
						return &v.elements[n-1].behind, &v.elements[n-1].column
					}
					return &v.behind, &v.column
				})
				continue
			}
			v.elements = append(v.elements, element{above: above, value: r.value(child)})
			above = nil
		}
		v.foot = above
		return v
	case unstable.InlineTable:
		v := Value{kind: inlineValue}
		var above []Comment
		for it := n.Children(); it.Next(); {
			child := it.Node()
			if child.Kind == unstable.Comment {
				above = r.inside(child, above, func() (*string, *int) {
					if n := len(v.entries); n > 0 {
						return &v.entries[n-1].Behind, &v.entries[n-1].column
					}
					return &v.behind, &v.column
				})
				continue
			}
			e := r.entry(child)
			e.Above, above = above, nil
			v.entries = append(v.entries, e)
		}
		v.foot = above
		return v
	}
	return Value{kind: literalValue, text: r.raw(n)}
}

// inside sorts a run of comments between brackets: what stands behind an
// element or the opening bracket (last) stays there, all others wait for the
// next element. The parser hangs the second comment of a run below the first,
// and the rest behind the second.
func (r *reader) inside(first *unstable.Node, above []Comment, last func() (behind *string, column *int)) []Comment {
	run := []*unstable.Node{first}
	for n := first.Child(); n != nil; n = n.Next() {
		run = append(run, n)
	}
	for _, n := range run {
		if behind, column := last(); len(above) == 0 && *behind == "" && !r.ownLine(int(n.Raw.Offset)) {
			*behind, *column = r.commentText(n), r.cell(n)
			continue
		}
		above = append(above, r.comment(n))
	}
	return above
}

// string reads a string, and how its writer broke it into lines.
func (r *reader) string(n *unstable.Node) Value {
	token := r.raw(n)
	v := Value{kind: stringValue, text: string(n.Data)}
	v.multiline = strings.HasPrefix(token, `"""`) || strings.HasPrefix(token, `'''`)
	if !v.multiline || token[0] == '\'' || !strings.Contains(token, `\`) {
		return v
	}
	pieces := unfold(strings.TrimPrefix(token[3:len(token)-3], "\n"))
	if len(pieces) > 1 {
		v.folds = joinAtBreaks(pieces)
	}
	return v
}

// unfold decodes the inside of a """ string and cuts it at each \ that ends a
// line.
func unfold(raw string) []string {
	var pieces []string
	var b strings.Builder
	for {
		i := strings.IndexByte(raw, '\\')
		if i < 0 {
			b.WriteString(raw)
			return append(pieces, b.String())
		}
		b.WriteString(raw[:i])
		raw = raw[i:]
		size, char := escape(raw)
		if char >= 0 {
			b.WriteRune(char)
		} else {
			pieces = append(pieces, b.String())
			b.Reset()
		}
		raw = raw[size:]
	}
}

var escapes = map[byte]rune{'b': '\b', 't': '\t', 'n': '\n', 'f': '\f', 'r': '\r', 'e': 0x1b, '"': '"', '\\': '\\'}

// escape returns the length of the escape at the beginning of s, and its
// character; -1 for a \ that ends a line.
func escape(s string) (size int, char rune) {
	if char, ok := escapes[s[1]]; ok {
		return 2, char
	}
	digits := map[byte]int{'x': 2, 'u': 4, 'U': 8}[s[1]]
	if digits == 0 {
		return len(s) - len(strings.TrimLeft(s[1:], " \t\n")), -1
	}
	for _, c := range s[2 : 2+digits] {
		char = char<<4 | rune(strings.IndexRune("0123456789abcdef", c|0x20))
	}
	return 2 + digits, char
}
