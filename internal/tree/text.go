package tree

import (
	"sort"
	"strings"
	"unicode/utf8"

	"fangan/internal/diag"
)

// Text is a string that knows where each of its characters stands in a file.
type Text struct {
	Value string
	Span  diag.Span // of the characters, without the quotes

	// drifts lists, sorted by value, where the distance between a byte of
	// Value and its place in the source changes: after escapes and trimmed
	// line ends. Empty: Value[i] stands at Span.Start+i.
	drifts []drift
	// whole marks a text that was made from the span as a whole; single
	// characters of it have no place of their own.
	whole bool
}

type drift struct {
	value, source int // from Value[value] on, bytes stand from source on
}

// Made returns a text of the program's own that comes from a place as a whole.
func Made(value string, from diag.Span) Text {
	return Text{Value: value, Span: from, whole: true}
}

// IsZero reports whether the text is absent (an empty text that was written is
// not).
func (s Text) IsZero() bool { return s.Value == "" && s.Span.IsZero() }

// At returns where the bytes [from, to) of Value stand.
func (s Text) At(from, to int) diag.Span {
	if s.whole || s.Span.IsZero() {
		return s.Span
	}
	start := s.offset(from)
	end := start
	if to > from {
		// The end of the last character, not the beginning of the next: an
		// escape or a line break may lie between.
		_, size := utf8.DecodeLastRuneInString(s.Value[from:to])
		last := s.offset(to - size)
		end = last + size
		if next, ok := s.driftAt(to); ok {
			end = next
		}
		end = min(end, s.Span.End) // a character may have been written with fewer bytes
	}
	return diag.Span{Source: s.Span.Source, Start: start, End: max(end, start)}
}

func (s Text) offset(i int) int {
	n := sort.Search(len(s.drifts), func(k int) bool { return s.drifts[k].value > i })
	if n == 0 {
		return s.Span.Start + i
	}
	d := s.drifts[n-1]
	return d.source + i - d.value
}

func (s Text) driftAt(i int) (int, bool) {
	n := sort.Search(len(s.drifts), func(k int) bool { return s.drifts[k].value >= i })
	if n < len(s.drifts) && s.drifts[n].value == i {
		return s.drifts[n].source, true
	}
	return 0, false
}

// Slice returns the bytes [from, to) of s as a text of its own.
func (s Text) Slice(from, to int) Text {
	if s.whole || s.Span.IsZero() {
		return Text{Value: s.Value[from:to], Span: s.Span, whole: s.whole}
	}
	part := Text{Value: s.Value[from:to], Span: s.At(from, to)}
	first := sort.Search(len(s.drifts), func(k int) bool { return s.drifts[k].value > from })
	for _, d := range s.drifts[first:] {
		if d.value >= to {
			break
		}
		part.drifts = append(part.drifts, drift{d.value - from, d.source})
	}
	return part
}

// Map returns s with each character replaced by what f makes of it; -1 drops
// the character. Places are kept.
func (s Text) Map(f func(rune) rune) Text {
	var b strings.Builder
	mapped := Text{Span: s.Span, whole: s.whole}
	expected := s.Span.Start
	for i, r := range s.Value {
		m := f(r)
		if m < 0 {
			continue
		}
		if !s.whole && !s.Span.IsZero() {
			if at := s.offset(i); at != expected {
				mapped.drifts = append(mapped.drifts, drift{b.Len(), at})
				expected = at
			}
			expected += utf8.RuneLen(m)
		}
		b.WriteRune(m)
	}
	mapped.Value = b.String()
	return mapped
}

// Lines returns the lines of s without their line ends and without blanks at
// either end; empty lines are left out.
func (s Text) Lines() []Text {
	var lines []Text
	start := 0
	for line := range strings.Lines(s.Value) {
		trimmed := strings.TrimFunc(line, isBlank)
		if trimmed != "" {
			from := start + strings.Index(line, trimmed)
			lines = append(lines, s.Slice(from, from+len(trimmed)))
		}
		start += len(line)
	}
	return lines
}

// Trim returns s without blanks at either end.
func (s Text) Trim() Text {
	trimmed := strings.TrimFunc(s.Value, isBlank)
	if trimmed == s.Value {
		return s
	}
	from := strings.Index(s.Value, trimmed)
	return s.Slice(from, from+len(trimmed))
}

// isBlank reports what clerks use to indent a paragraph by hand.
func isBlank(r rune) bool {
	return r == ' ' || r == '\t' || r == '\n' || r == '\u3000' || r == '\u00a0'
}

// unquote decodes a TOML string token, quotes included, that the parser has
// accepted.
func unquote(src *diag.Source, start, end int) Text {
	token := src.Text[start:end]
	quote := token[:1]
	multiline := len(token) >= 6 && token[:3] == strings.Repeat(quote, 3)
	open := 1
	if multiline {
		open = 3
	}
	body := start + open
	if multiline && src.Text[body] == '\n' {
		body++
	}
	s := Text{Span: diag.Span{Source: src, Start: body, End: end - open}}
	raw := src.Text[body : end-open]
	if quote == "'" || !strings.Contains(raw, `\`) {
		s.Value = raw
		return s
	}
	var b strings.Builder
	for i := 0; i < len(raw); {
		if raw[i] != '\\' {
			next := strings.IndexByte(raw[i:], '\\')
			if next < 0 {
				next = len(raw) - i
			}
			b.WriteString(raw[i : i+next])
			i += next
			continue
		}
		size, r := escape(raw[i:])
		if r >= 0 {
			s.drifts = append(s.drifts, drift{b.Len(), body + i})
			b.WriteRune(r)
		}
		i += size
		s.drifts = append(s.drifts, drift{b.Len(), body + i})
	}
	s.Value = b.String()
	return s
}

// escape returns the length of the escape at the beginning of s, and its
// character; -1 for a line-ending backslash, which stands for nothing.
func escape(s string) (size int, r rune) {
	hex := func(digits int) (int, rune) {
		var r rune
		for _, c := range s[2 : 2+digits] {
			r = r<<4 | rune(strings.IndexRune("0123456789abcdef", c|0x20))
		}
		return 2 + digits, r
	}
	switch s[1] {
	case 'b':
		return 2, '\b'
	case 't':
		return 2, '\t'
	case 'n':
		return 2, '\n'
	case 'f':
		return 2, '\f'
	case 'r':
		return 2, '\r'
	case 'e':
		return 2, 0x1b
	case 'x':
		return hex(2)
	case 'u':
		return hex(4)
	case 'U':
		return hex(8)
	case '"', '\\':
		return 2, rune(s[1])
	}
	return 1 + len(s[1:]) - len(strings.TrimLeft(s[1:], " \t\n")), -1
}
