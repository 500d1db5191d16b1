package docx

import (
	"bufio"
	"encoding/xml"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// A scanner reads the tokens of a part. encoding/xml knows no entities but the
// five of XML and fetches nothing; a DOCTYPE, which no part may have, is refused
// all the same.
type scanner struct {
	part  string
	in    *metered
	dec   *xml.Decoder
	depth int // open elements
}

// A metered reader bounds what one token takes: a tag with millions of
// attributes costs many times its length.
type metered struct {
	*bufio.Reader
	left int // bytes that the token may still take
}

func (m *metered) ReadByte() (byte, error) {
	if m.left--; m.left < 0 {
		return 0, errTooLarge
	}
	return m.Reader.ReadByte()
}

func newScanner(part string, r io.Reader) (*scanner, *Error) {
	in := bufio.NewReaderSize(r, 32<<10)
	head, _ := in.Peek(3)
	switch {
	case len(head) >= 3 && string(head) == "\xef\xbb\xbf":
		_, _ = in.Discard(3)
	case len(head) >= 2 && (head[0] == 0xff && head[1] == 0xfe || head[0] == 0xfe && head[1] == 0xff):
		data, err := io.ReadAll(in)
		if err != nil {
			return nil, fault(part, 0, err)
		}
		in = bufio.NewReader(strings.NewReader(decodeUTF16(data)))
	}
	m := &metered{Reader: in}
	s := &scanner{part: part, in: m, dec: xml.NewDecoder(m)}
	s.dec.CharsetReader = func(label string, input io.Reader) (io.Reader, error) {
		switch strings.ToLower(label) {
		case "utf8", "us-ascii", "ascii", "utf-16", "utf16", "utf-16le", "utf-16be": // decoded already
			return input, nil
		}
		return nil, fmt.Errorf("encoding %s", label)
	}
	return s, nil
}

func decodeUTF16(data []byte) string {
	low, high := 0, 1
	if data[0] == 0xfe {
		low, high = 1, 0
	}
	units := make([]uint16, 0, len(data)/2)
	for i := 2; i+1 < len(data); i += 2 {
		units = append(units, uint16(data[i+low])|uint16(data[i+high])<<8)
	}
	return string(utf16.Decode(units))
}

// next returns the next token; nil at the end of the part.
func (s *scanner) next() (xml.Token, *Error) {
	s.in.left = maxToken
	t, err := s.dec.Token()
	line, _ := s.dec.InputPos()
	if err == io.EOF {
		return nil, nil
	}
	if err != nil {
		return nil, fault(s.part, line, err)
	}
	switch t := t.(type) {
	case xml.StartElement:
		if s.depth++; s.depth > maxDepth {
			return nil, &Error{Part: s.part, Line: line, Message: fmt.Sprintf("里的 %s 嵌套过深，不像是正常的文档", s.part), Help: copyText}
		}
	case xml.EndElement:
		s.depth--
	case xml.Directive:
		if strings.HasPrefix(strings.ToUpper(string(t[:min(len(t), 7)])), "DOCTYPE") {
			return nil, &Error{Part: s.part, Line: line, Message: fmt.Sprintf("里的 %s 含有文档类型声明（DOCTYPE），Word 文档不会有它", s.part), Help: saveAgain}
		}
	}
	return t, nil
}

// start returns the next start of an element; nil at the end of the part.
func (s *scanner) start() (*xml.StartElement, *Error) {
	for {
		t, err := s.next()
		if t == nil || err != nil {
			return nil, err
		}
		if e, ok := t.(xml.StartElement); ok {
			return &e, nil
		}
	}
}

// children calls visit with every element inside the one that was just begun,
// and reads to its end. level is 1 for its children. What is inside an element
// for which visit returns true is left out.
func (s *scanner) children(visit func(e *xml.StartElement, level int) (skip bool)) *Error {
	outer := s.depth
	for {
		t, err := s.next()
		if err != nil {
			return err
		}
		switch t := t.(type) {
		case nil:
			return nil
		case xml.StartElement:
			if visit(&t, s.depth-outer) {
				if _, err := s.skip(); err != nil {
					return err
				}
			}
		case xml.EndElement:
			if s.depth < outer {
				return nil
			}
		}
	}
}

// sampleRunes bounds the first words that a note quotes.
const sampleRunes = 30

// skip reads to the end of the element that was just begun, and returns the
// first words in it.
func (s *scanner) skip() (sample string, err *Error) {
	outer, inText := s.depth, false
	var b strings.Builder
	runes := 0
	for {
		t, err := s.next()
		if err != nil {
			return "", err
		}
		switch t := t.(type) {
		case nil:
			return b.String(), nil
		case xml.StartElement:
			inText = t.Name.Local == "t" || t.Name.Local == "delText"
		case xml.EndElement:
			inText = false
			if s.depth < outer {
				return strings.TrimSpace(b.String()), nil
			}
		case xml.CharData:
			if !inText || runes >= sampleRunes {
				continue
			}
			cut := firstRunes(string(t[:min(len(t), 4*sampleRunes)]), sampleRunes-runes)
			runes += utf8.RuneCountInString(cut)
			b.WriteString(cut)
		}
	}
}

// firstRunes returns the first n characters of s.
func firstRunes(s string, n int) string {
	for i := range s {
		if n == 0 {
			return s[:i]
		}
		n--
	}
	return s
}

// A space is a namespace that the reader knows; of each, the transitional and
// the strict name (ISO/IEC 29500-4 and -1).
type space byte

const (
	other space = iota
	word
	math
	compatibility
	vml
	picture
	chart
	diagram
)

func spaceOf(uri string) space {
	switch uri {
	case "http://schemas.openxmlformats.org/wordprocessingml/2006/main", "http://purl.oclc.org/ooxml/wordprocessingml/main":
		return word
	case "http://schemas.openxmlformats.org/officeDocument/2006/math", "http://purl.oclc.org/ooxml/officeDocument/math":
		return math
	case "http://schemas.openxmlformats.org/markup-compatibility/2006":
		return compatibility
	case "urn:schemas-microsoft-com:vml":
		return vml
	case "http://schemas.openxmlformats.org/drawingml/2006/picture", "http://purl.oclc.org/ooxml/drawingml/picture":
		return picture
	case "http://schemas.openxmlformats.org/drawingml/2006/chart", "http://purl.oclc.org/ooxml/drawingml/chart":
		return chart
	case "http://schemas.openxmlformats.org/drawingml/2006/diagram", "http://purl.oclc.org/ooxml/drawingml/diagram":
		return diagram
	}
	return other
}

// attr returns an attribute by its local name; "" for none.
func attr(e *xml.StartElement, name string) string {
	for i := range e.Attr {
		if e.Attr[i].Name.Local == name {
			return e.Attr[i].Value
		}
	}
	return ""
}

func hasAttr(e *xml.StartElement, name string) bool {
	for i := range e.Attr {
		if e.Attr[i].Name.Local == name {
			return true
		}
	}
	return false
}

// unset is the value of a number that a file does not give.
const unset = -1

// number returns the val attribute, between 0 and 2³¹-1; unset otherwise.
func number(e *xml.StartElement) int {
	n, err := strconv.ParseInt(attr(e, "val"), 10, 32)
	if err != nil || n < 0 {
		return unset
	}
	return int(n)
}

// A toggle is a property that may be on, off or left to the style.
type toggle byte

const (
	inherit toggle = iota
	yes
	no
)

// flag reads an on/off property (17.17.4): without val it is on.
func flag(e *xml.StartElement) toggle {
	switch attr(e, "val") {
	case "0", "false", "off":
		return no
	}
	return yes
}

func (t toggle) or(u toggle) toggle {
	if t == inherit {
		return u
	}
	return t
}
