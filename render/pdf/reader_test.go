package pdf_test

import (
	"bytes"
	"compress/zlib"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// What follows reads files by ISO 32000-1 7 far enough to judge those of this
// package, and shares nothing with what wrote them. It is strict: whatever it
// does not expect is a panic that readFile makes a failure.

type (
	name       string
	dictionary map[name]any
	reference  int
	operator   string
	stream     struct {
		dictionary
		raw []byte
	}
)

// A pdfFile is a file taken apart.
type pdfFile struct {
	data    []byte
	objects map[reference]any
	trailer dictionary
}

func readFile(t testing.TB, data []byte) *pdfFile {
	t.Helper()
	defer func() {
		if fault := recover(); fault != nil {
			t.Fatalf("the file can't be read: %v", fault)
		}
	}()
	f := &pdfFile{data: data, objects: make(map[reference]any)}
	tail := regexp.MustCompile(`startxref\n(\d+)\n%%EOF\n$`).FindSubmatch(data)
	start, _ := strconv.Atoi(string(tail[1]))
	xref, trailer, _ := strings.Cut(string(data[start:]), "trailer\n")
	lines := strings.SplitAfter(xref, "\n")
	count, _ := strconv.Atoi(strings.TrimSuffix(strings.TrimPrefix(lines[1], "0 "), "\n"))
	if lines[0] != "xref\n" || lines[2] != "0000000000 65535 f \n" || len(lines) != count+3 {
		panic("cross-reference table")
	}
	for n := 1; n < count; n++ {
		line := lines[n+2]
		offset, err := strconv.Atoi(line[:10])
		if err != nil || line[10:] != " 00000 n \n" {
			panic("cross-reference " + line)
		}
		s := &scanner{data: data[offset:]}
		s.expect(fmt.Sprintf("%d 0 obj\n", n))
		f.objects[reference(n)] = s.object()
		s.expect("\nendobj\n")
	}
	s := &scanner{data: []byte(trailer)}
	f.trailer = s.object().(dictionary)
	return f
}

// get follows a reference.
func (f *pdfFile) get(v any) any {
	if r, ok := v.(reference); ok {
		if v, ok = f.objects[r]; !ok {
			panic(fmt.Sprintf("no object %d", r))
		}
	}
	return v
}

// dict returns the dictionary that a value is or refers to, an empty one for
// none.
func (f *pdfFile) dict(v any) dictionary {
	switch v := f.get(v).(type) {
	case dictionary:
		return v
	case stream:
		return v.dictionary
	}
	return dictionary{}
}

func (f *pdfFile) array(v any) []any {
	a, _ := f.get(v).([]any)
	return a
}

// decoded returns the data of a stream.
func (f *pdfFile) decoded(v any) []byte {
	s := f.get(v).(stream)
	if s.dictionary["Filter"] == nil {
		return s.raw
	}
	if s.dictionary["Filter"] != name("FlateDecode") {
		panic(fmt.Sprint("filter ", s.dictionary["Filter"]))
	}
	r, err := zlib.NewReader(bytes.NewReader(s.raw))
	if err != nil {
		panic(err)
	}
	data, err := io.ReadAll(r)
	if err != nil {
		panic(err)
	}
	return data
}

// A scanner reads objects, or the operators of a content stream.
type scanner struct{ data []byte }

func (s *scanner) expect(text string) {
	rest, ok := bytes.CutPrefix(s.data, []byte(text))
	if !ok {
		panic(fmt.Sprintf("%q where %q should be", s.data[:min(20, len(s.data))], text))
	}
	s.data = rest
}

func (s *scanner) skip() {
	s.data = bytes.TrimLeft(s.data, " \n")
}

const delimiters = " \n()<>[]{}/%"

func (s *scanner) word() string {
	n := bytes.IndexAny(s.data, delimiters)
	if n < 0 {
		n = len(s.data)
	}
	w := string(s.data[:n])
	s.data = s.data[n:]
	return w
}

var isReference = regexp.MustCompile(`^(\d+) 0 R\b`)

func (s *scanner) object() any {
	s.skip()
	switch {
	case bytes.HasPrefix(s.data, []byte("<<")):
		s.data = s.data[2:]
		d := dictionary{}
		for s.skip(); !bytes.HasPrefix(s.data, []byte(">>")); s.skip() {
			key := s.object().(name)
			if _, twice := d[key]; twice {
				panic("key " + string(key) + " twice")
			}
			d[key] = s.object()
		}
		s.data = s.data[2:]
		if rest, ok := bytes.CutPrefix(s.data, []byte("\nstream\n")); ok {
			n := d["Length"].(int)
			s.data = rest[n:]
			s.expect("\nendstream")
			return stream{d, rest[:n]}
		}
		return d
	case s.data[0] == '<':
		end := bytes.IndexByte(s.data, '>')
		if end%2 == 0 { // ISO 19005-2 6.1.6
			panic(fmt.Sprintf("%d digits in a hexadecimal string", end-1))
		}
		var b []byte
		if _, err := fmt.Sscanf(string(s.data[1:end]), "%x", &b); err != nil && end > 1 {
			panic(err)
		}
		s.data = s.data[end+1:]
		return string(b)
	case s.data[0] == '(':
		return s.literal()
	case s.data[0] == '[':
		s.data = s.data[1:]
		a := []any{}
		for s.skip(); s.data[0] != ']'; s.skip() {
			a = append(a, s.object())
		}
		s.data = s.data[1:]
		return a
	case s.data[0] == '/':
		s.data = s.data[1:]
		return name(s.word())
	}
	if m := isReference.FindSubmatch(s.data[:min(20, len(s.data))]); m != nil {
		s.data = s.data[len(m[0]):]
		n, _ := strconv.Atoi(string(m[1]))
		return reference(n)
	}
	w := s.word()
	if n, err := strconv.Atoi(w); err == nil {
		return n
	}
	if x, err := strconv.ParseFloat(w, 64); err == nil {
		return x
	}
	switch w {
	case "true", "false":
		return w == "true"
	case "null":
		return nil
	case "":
		panic(fmt.Sprintf("unexpected %q", s.data[:min(20, len(s.data))]))
	}
	return operator(w)
}

func (s *scanner) literal() string {
	var b []byte
	depth := 0
	for i := 0; ; i++ {
		switch c := s.data[i]; c {
		case '\\':
			i++
			if c = s.data[i]; c == 'r' {
				c = '\r'
			} else if !strings.ContainsRune(`()\`, rune(c)) {
				panic("escape of " + string(c))
			}
			b = append(b, c)
		case '(':
			if depth++; depth > 1 {
				panic("open bracket in a string")
			}
		case ')':
			s.data = s.data[i+1:]
			return string(b)
		default:
			b = append(b, c)
		}
	}
}
