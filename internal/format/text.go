package format

import (
	"fmt"
	"strings"
	"unicode"
)

// appendString prints a string. Lines after the first are indented where that
// changes nothing. Where a key has the string to itself (alone), several
// paragraphs are printed one a line even if they were not written so.
func appendString(buf []byte, v *Value, indent int, alone bool) []byte {
	switch {
	case v.folded():
		return appendFolded(buf, v, indent)
	case v.spreads(), alone && paragraphs(v.text) > 1:
		return appendLines(buf, v.text)
	}
	return appendLine(buf, v.text)
}

// paragraphs counts the lines of a string that are not empty; 0 if it holds
// what reads better in an escape than in a line.
func paragraphs(s string) int {
	if !strings.Contains(s, "\n") || strings.ContainsFunc(s, hidden) {
		return 0
	}
	n := 0
	for line := range strings.Lines(s) {
		line = strings.TrimSuffix(line, "\n")
		if strings.TrimRight(line, " \t") != line {
			return 0
		}
		if line != "" {
			n++
		}
	}
	return n
}

// hidden reports characters that nobody sees in an editor. Line breaks and
// tabs are not among them.
func hidden(r rune) bool {
	switch {
	case r >= ' ' && r < 0x7f || r >= 0x4e00 && r < 0xa000 || r == '\n' || r == '\t':
		return false
	case unicode.IsControl(r), unicode.Is(unicode.Cf, r), r == '\u2028', r == '\u2029':
		return true
	}
	return r >= 0xfdd0 && r <= 0xfdef || r&0xfffe == 0xfffe
}

// appendLine prints a string on one line.
func appendLine(buf []byte, s string) []byte {
	if strings.ContainsAny(s, `"\`) && !strings.ContainsAny(s, "'\n\t") && !strings.ContainsFunc(s, hidden) {
		return append(append(append(buf, '\''), s...), '\'')
	}
	buf = append(buf, '"')
	for _, r := range s {
		switch r {
		case '"', '\\':
			buf = append(buf, '\\', byte(r))
		default:
			buf = appendRune(buf, r)
		}
	}
	return append(buf, '"')
}

var shortEscapes = map[rune]byte{'\b': 'b', '\t': 't', '\n': 'n', '\f': 'f', '\r': 'r'}

// appendRune prints a character that is neither a quote nor a backslash.
func appendRune(buf []byte, r rune) []byte {
	if short, ok := shortEscapes[r]; ok {
		return append(buf, '\\', short)
	}
	switch {
	case !hidden(r):
		return append(buf, string(r)...)
	case r > 0xffff:
		return fmt.Appendf(buf, `\U%08X`, r)
	}
	return fmt.Appendf(buf, `\u%04X`, r)
}

// appendLines prints a string between lines of three quotes, each of its lines
// at the left edge.
func appendLines(buf []byte, s string) []byte {
	literal := (strings.Contains(s, `\`) || strings.Contains(s, `"""`) || strings.HasSuffix(s, `"`)) &&
		!strings.Contains(s, "'''") && !strings.HasSuffix(s, "'") && !strings.ContainsFunc(s, hidden)
	if literal {
		return append(append(append(buf, "'''\n"...), s...), "'''"...)
	}
	buf = append(buf, "\"\"\"\n"...)
	buf = appendPiece(buf, s, true)
	return append(buf, `"""`...)
}

// appendFolded prints a string whose lines end in a \. Whatever stands behind
// a \ up to the next character is no part of the value, so those lines are
// indented; a line behind a real line break stands at the left edge.
func appendFolded(buf []byte, v *Value, indent int) []byte {
	buf = append(buf, `"""`...)
	plain := strings.Contains(v.text, "\n")
	if plain {
		buf = append(buf, '\n')
	}
	for i, piece := range v.folds {
		if i > 0 || !plain {
			buf = append(buf, "\\\n"...)
			buf = appendBlanks(buf, indent+indentStep)
			switch piece[0] {
			case ' ':
				buf, piece = append(buf, `\u0020`...), piece[1:]
			case '\t':
				buf, piece = append(buf, `\t`...), piece[1:]
			}
		}
		buf = appendPiece(buf, piece, i == len(v.folds)-1)
	}
	return append(buf, `"""`...)
}

// appendPiece prints text inside of three quotes; at its end they close.
func appendPiece(buf []byte, s string, last bool) []byte {
	quotes := 0
	for i, r := range s {
		if r != '"' {
			quotes = 0
		}
		switch r {
		case '\\':
			buf = append(buf, `\\`...)
		case '\n', '\t':
			buf = append(buf, byte(r))
		case '"':
			if quotes++; quotes == 3 || last && i == len(s)-1 {
				buf = append(buf, '\\')
				quotes = 0
			}
			buf = append(buf, '"')
		default:
			buf = appendRune(buf, r)
		}
	}
	return buf
}

func appendBlanks(buf []byte, n int) []byte {
	for range n {
		buf = append(buf, ' ')
	}
	return buf
}

// keyText prints the parts of a key.
func keyText(key []string) string {
	if len(key) == 1 && bare(key[0]) {
		return key[0]
	}
	var buf []byte
	for i, part := range key {
		if i > 0 {
			buf = append(buf, '.')
		}
		if bare(part) {
			buf = append(buf, part...)
		} else {
			buf = appendLine(buf, strings.ToValidUTF8(part, "\ufffd"))
		}
	}
	return string(buf)
}

func bare(s string) bool {
	for i := range len(s) {
		c := s[i]
		if !(c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_' || c == '-') {
			return false
		}
	}
	return s != ""
}
