package format

import (
	"bytes"
	"strconv"
)

// verify panics unless a printed text says what the file says, in the same
// order: whoever formats a file must not have to read it again.
func (f *File) verify(printed []byte) {
	again := read(string(printed))
	again.Kind, again.Style = f.Kind, f.Style
	if a, b := f.trace(), again.trace(); !bytes.Equal(a, b) {
		i := 0
		for i < len(a) && i < len(b) && a[i] == b[i] {
			i++
		}
		near := func(s []byte) string { return strconv.Quote(string(s[max(0, i-40):min(len(s), i+40)])) }
		panic("format: printing changes the file: " + near(a) + " becomes " + near(b))
	}
}

// trace lists headers, keys, values and comments in the order of print.
func (f *File) trace() []byte {
	t := tracer{buf: make([]byte, 0, f.size+f.size/4)}
	root := f.Kind.rootShape(f.Style.Roles)
	for _, table := range f.Tables {
		t.comments(table.Above)
		t.key(table.Path)
		if table.Element {
			t.put('e', "")
		}
		t.put('b', table.Behind)
		t.comments(table.Head)
		t.entries(table.Entries, root.at(table.Path))
		t.comments(table.Foot)
	}
	return t.buf
}

type tracer struct{ buf []byte }

func (t *tracer) put(sign byte, s string) {
	if sign == 'b' && s == "" {
		return // no comment
	}
	t.buf = append(t.buf, sign)
	t.buf = append(t.buf, s...)
	t.buf = append(t.buf, 0)
}

func (t *tracer) comments(list []Comment) {
	for _, c := range list {
		t.put('#', c.Text)
	}
}

func (t *tracer) key(key []string) {
	for _, part := range key {
		t.put('k', part)
	}
}

func (t *tracer) entries(list []*Entry, s *shape) {
	for _, e := range s.sorted(list) {
		t.comments(e.Above)
		t.key(e.Key)
		t.value(&e.Value, s.under(e.Key[0]).at(e.Key[1:]))
		t.put('b', e.Behind)
	}
}

func (t *tracer) value(v *Value, s *shape) {
	t.put("?slai"[v.kind], v.text)
	t.put('b', v.behind)
	for i := range v.elements {
		t.comments(v.elements[i].above)
		t.value(&v.elements[i].value, s)
		t.put('b', v.elements[i].behind)
	}
	t.entries(v.entries, s)
	t.comments(v.foot)
	t.put('.', "")
}
