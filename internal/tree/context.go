package tree

import (
	"strings"
	"unicode/utf8"
)

// phase is what TOML expects next.
type phase int

const (
	wantsKey    phase = iota + 1 // the beginning of a line, or of a pair in braces
	wantsEquals                  // behind a key
	wantsValue                   // behind =, or in a list
	wantsEnd                     // behind a value: a comma, a bracket or the line's end
	inHeader                     // behind the [ of a header
)

// context is where in the file the parser gave up, and what it was reading.
// All before stop is well-formed, so a small scanner tells it.
type context struct {
	text  string // of the whole file
	stop  int
	phase phase
	open  []int // offsets of the [ and { that are open, outermost first

	statement int // where the line of the key or header begins
	key       int // where the last key begins
	bare      int // where the word begins that stop stands in; stop if in none

	// The last text that ends before stop; -1 if another value stands between.
	stringStart, stringEnd int
	// unclosed is where the text begins that stop stands in; -1 if in none.
	unclosed int
}

func contextAt(text string, stop int) context {
	c := context{text: text, stop: stop, phase: wantsKey, bare: stop, stringStart: -1, stringEnd: -1, unclosed: -1}
	for i := 0; i < stop; {
		switch b := text[i]; {
		case b == '\n':
			i++
			if len(c.open) == 0 {
				c.phase, c.statement = wantsKey, i
			}
		case b == ' ' || b == '\t':
			i++
		case b == '#':
			i = lineEnd(text, i)
		case b == '"' || b == '\'':
			end := stringEnd(text, i)
			if end > stop {
				c.unclosed = i
				return c
			}
			c.stringStart, c.stringEnd = i, end
			if c.phase == wantsKey {
				c.key = i
			}
			c.advance()
			i = end
		case c.phase == wantsKey && b == '[' && len(c.open) == 0:
			c.phase = inHeader
			i++
		case c.phase == inHeader:
			i++
		case b == '=':
			c.phase = wantsValue
			i++
		case b == '[' || b == '{':
			c.open = append(c.open, i)
			c.phase = wantsValue
			if b == '{' {
				c.phase = wantsKey
			}
			i++
		case b == ']' || b == '}':
			c.open = c.open[:max(0, len(c.open)-1)]
			c.phase, c.stringStart, c.stringEnd = wantsEnd, -1, -1
			i++
		case b == ',':
			c.phase = wantsValue
			if c.in('{') {
				c.phase = wantsKey
			}
			i++
		default:
			end := len(text)
			if n := strings.IndexAny(text[i:], " \t\n,]}=#\"'"); n >= 0 {
				end = i + n
			}
			if end > stop {
				c.bare = i
				return c
			}
			if c.phase == wantsKey {
				c.key = i
			}
			c.stringStart, c.stringEnd = -1, -1
			if end == stop {
				c.bare = i
			}
			c.advance()
			i = end
		}
	}
	return c
}

// advance goes on behind a key or a value.
func (c *context) advance() {
	switch c.phase {
	case wantsKey:
		c.phase = wantsEquals
	case wantsValue:
		c.phase = wantsEnd
	}
}

// in reports whether the innermost open bracket is b.
func (c *context) in(b byte) bool { return len(c.open) > 0 && c.text[c.open[len(c.open)-1]] == b }

// next is the character at stop, 0 at the end of the file.
func (c *context) next() (rune, int) {
	if c.stop >= len(c.text) {
		return 0, 0
	}
	return utf8.DecodeRuneInString(c.text[c.stop:])
}

// restOfLine is what stands behind stop, without a comment.
func (c *context) restOfLine() string { return withoutComment(c.text[c.stop:lineEnd(c.text, c.stop)]) }

// at reports whether s stands at stop.
func (c *context) at(s string) bool { return strings.HasPrefix(c.text[c.stop:], s) }

// keyName is the last key as it is written.
func (c *context) keyName() string {
	rest := c.text[c.key:lineEnd(c.text, c.key)]
	return strings.TrimRight(rest[:strings.IndexAny(rest+"=", "=＝：:\"“ \t")], " \t")
}

func lineEnd(text string, offset int) int {
	if i := strings.IndexByte(text[offset:], '\n'); i >= 0 {
		return offset + i
	}
	return len(text)
}

func withoutComment(s string) string {
	if i := strings.IndexByte(s, '#'); i >= 0 {
		s = s[:i]
	}
	return strings.TrimRight(s, " \t")
}

// stringEnd returns where the text token that begins at start ends; beyond the
// end of the file if it is not closed.
func stringEnd(text string, start int) int {
	quote := text[start]
	if triple := strings.Repeat(string(quote), 3); strings.HasPrefix(text[start:], triple) {
		for i := start + 3; i < len(text); i++ {
			switch {
			case quote == '"' && text[i] == '\\':
				i++
			case strings.HasPrefix(text[i:], triple):
				i += 3
				for n := 0; n < 2 && i < len(text) && text[i] == quote; n++ {
					i++ // up to two quotes may stand before the closing ones
				}
				return i
			}
		}
		return len(text) + 1
	}
	for i := start + 1; i < len(text) && text[i] != '\n'; i++ {
		switch {
		case quote == '"' && text[i] == '\\':
			i++
		case text[i] == quote:
			return i + 1
		}
	}
	return len(text) + 1
}
