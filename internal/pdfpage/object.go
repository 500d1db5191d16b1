package pdfpage

import (
	"bytes"
	"strconv"
)

// The objects of ISO 32000-1 7.3 as Go values: nil, bool, int, float64, text
// (a string object), name, array, dict, ref and *stream.
type (
	text  string
	name  string
	array []any
	dict  map[name]any
	ref   struct{ number, generation int }

	stream struct {
		dict dict
		raw  []byte
	}

	// keyword is what is no object: obj, R, or an operator of a content
	// stream.
	keyword string
)

// deepest bounds how deep arrays and dictionaries may be nested.
const deepest = 64

// A lexer reads objects out of bytes. What can't be read is skipped: files of
// many programs have small faults.
type lexer struct {
	data []byte
	at   int
}

func isSpace(c byte) bool {
	return c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == '\f' || c == 0
}

func isDelimiter(c byte) bool {
	switch c {
	case '(', ')', '<', '>', '[', ']', '{', '}', '/', '%':
		return true
	}
	return false
}

func (l *lexer) space() {
	for l.at < len(l.data) {
		switch c := l.data[l.at]; {
		case isSpace(c):
			l.at++
		case c == '%':
			for l.at < len(l.data) && l.data[l.at] != '\n' && l.data[l.at] != '\r' {
				l.at++
			}
		default:
			return
		}
	}
}

// end is returned at the end of the data.
const end = keyword("")

// next returns the next object or keyword. The closing brackets of arrays and
// dictionaries come as keywords.
func (l *lexer) next() any { return l.object(deepest) }

func (l *lexer) object(depth int) any {
	l.space()
	if l.at >= len(l.data) {
		return end
	}
	switch c := l.data[l.at]; c {
	case '/':
		l.at++
		return l.name()
	case '(':
		l.at++
		return l.literal()
	case '[':
		l.at++
		return l.array(depth)
	case '<':
		l.at++
		if l.at < len(l.data) && l.data[l.at] == '<' {
			l.at++
			return l.dict(depth)
		}
		return l.hex()
	case '>':
		l.at++
		if l.at < len(l.data) && l.data[l.at] == '>' {
			l.at++
		}
		return keyword(">>")
	case ']', ')', '{', '}':
		l.at++
		return keyword(c)
	}
	start := l.at
	for l.at < len(l.data) && !isSpace(l.data[l.at]) && !isDelimiter(l.data[l.at]) {
		l.at++
	}
	word := l.data[start:l.at]
	if c := word[0]; c >= '0' && c <= '9' || c == '+' || c == '-' || c == '.' {
		if n, ok := number(word); ok {
			return n
		}
	}
	switch string(word) {
	case "true":
		return true
	case "false":
		return false
	case "null":
		return nil
	}
	return keyword(word)
}

// number reads an integer or a real. Like all readers it takes "--5" and
// "1.2-3" for numbers, as some programs write them.
func number(word []byte) (any, bool) {
	if n, err := strconv.Atoi(string(word)); err == nil {
		if n > 1<<40 || n < -(1<<40) {
			n = 0
		}
		return n, true
	}
	negative, digits, point := false, 0, false
	value, scale := 0.0, 1.0
	for i, c := range word {
		switch {
		case c == '-' && digits == 0 && !point:
			negative = true
		case c == '+' && i == 0:
		case c == '.' && !point:
			point = true
		case c >= '0' && c <= '9':
			digits++
			if digits > 30 {
				continue
			}
			value = value*10 + float64(c-'0')
			if point {
				scale *= 10
			}
		case c == '-' && digits > 0:
			return value / scale, true
		default:
			return nil, false
		}
	}
	if digits == 0 && !point {
		return nil, false
	}
	value /= scale
	if negative {
		value = -value
	}
	return value, true
}

func (l *lexer) name() name {
	var b []byte
	for l.at < len(l.data) && !isSpace(l.data[l.at]) && !isDelimiter(l.data[l.at]) {
		c := l.data[l.at]
		if c == '#' && l.at+2 < len(l.data) {
			hi, ok1 := hexDigit(l.data[l.at+1])
			lo, ok2 := hexDigit(l.data[l.at+2])
			if ok1 && ok2 {
				c = hi<<4 | lo
				l.at += 2
			}
		}
		b = append(b, c)
		l.at++
	}
	return name(b)
}

func hexDigit(c byte) (byte, bool) {
	switch {
	case c >= '0' && c <= '9':
		return c - '0', true
	case c >= 'a' && c <= 'f':
		return c - 'a' + 10, true
	case c >= 'A' && c <= 'F':
		return c - 'A' + 10, true
	}
	return 0, false
}

func (l *lexer) hex() text {
	var b []byte
	half, have := byte(0), false
	for l.at < len(l.data) {
		c := l.data[l.at]
		l.at++
		if c == '>' {
			break
		}
		d, ok := hexDigit(c)
		switch {
		case !ok:
		case have:
			b, have = append(b, half<<4|d), false
		default:
			half, have = d, true
		}
	}
	if have {
		b = append(b, half<<4)
	}
	return text(b)
}

func (l *lexer) literal() text {
	var b []byte
	depth := 1
	for l.at < len(l.data) {
		c := l.data[l.at]
		l.at++
		switch c {
		case '(':
			depth++
		case ')':
			if depth--; depth == 0 {
				return text(b)
			}
		case '\r':
			if l.at < len(l.data) && l.data[l.at] == '\n' {
				l.at++
			}
			c = '\n'
		case '\\':
			if l.at >= len(l.data) {
				return text(b)
			}
			c = l.data[l.at]
			l.at++
			switch {
			case c == 'n':
				c = '\n'
			case c == 'r':
				c = '\r'
			case c == 't':
				c = '\t'
			case c == 'b':
				c = '\b'
			case c == 'f':
				c = '\f'
			case c == '\n':
				continue
			case c == '\r':
				if l.at < len(l.data) && l.data[l.at] == '\n' {
					l.at++
				}
				continue
			case c >= '0' && c <= '7':
				n := int(c - '0')
				for k := 0; k < 2 && l.at < len(l.data) && l.data[l.at] >= '0' && l.data[l.at] <= '7'; k++ {
					n = n*8 + int(l.data[l.at]-'0')
					l.at++
				}
				c = byte(n)
			}
		}
		b = append(b, c)
	}
	return text(b)
}

func (l *lexer) array(depth int) any {
	a := array{}
	for depth > 0 {
		o := l.object(depth - 1)
		if k, ok := o.(keyword); ok {
			switch {
			case k == "R" && len(a) >= 2:
				number, ok1 := a[len(a)-2].(int)
				generation, ok2 := a[len(a)-1].(int)
				if ok1 && ok2 {
					a = append(a[:len(a)-2], ref{number, generation})
				}
				continue
			case k == "]" || k == end || k == ">>" || k == "endobj":
				return a
			}
			continue
		}
		a = append(a, o)
	}
	return a
}

func (l *lexer) dict(depth int) any {
	d := dict{}
	for depth > 0 {
		k := l.object(depth - 1)
		key, ok := k.(name)
		if !ok {
			if w, ok := k.(keyword); ok && (w == ">>" || w == end || w == "endobj" || w == "stream") {
				if w == "stream" || w == "endobj" {
					l.at -= len(w)
				}
				return d
			}
			continue
		}
		value := l.object(depth - 1)
		if w, ok := value.(keyword); ok {
			if w == ">>" || w == end {
				return d
			}
			continue
		}
		// n g R
		if number, ok := value.(int); ok {
			save := l.at
			if generation, ok := l.object(0).(int); ok {
				if w, ok := l.object(0).(keyword); ok && w == "R" {
					d[key] = ref{number, generation}
					continue
				}
			}
			l.at = save
		}
		d[key] = value
	}
	return d
}

// indirect reads "n g obj … endobj" at an offset. length returns the value of
// a stream's Length.
func (l *lexer) indirect(length func(any) (int, bool)) (number int, object any, ok bool) {
	number, ok1 := l.next().(int)
	_, ok2 := l.next().(int)
	w, ok3 := l.next().(keyword)
	if !ok1 || !ok2 || !ok3 || w != "obj" {
		return 0, nil, false
	}
	object = l.next()
	if n, isInt := object.(int); isInt { // the object may be "n g R"
		save := l.at
		if generation, ok := l.next().(int); ok {
			if w, ok := l.next().(keyword); ok && w == "R" {
				return number, ref{n, generation}, true
			}
		}
		l.at = save
	}
	d, isDict := object.(dict)
	if !isDict {
		if _, bad := object.(keyword); bad {
			object = nil
		}
		return number, object, true
	}
	l.space()
	if !bytes.HasPrefix(l.data[l.at:], []byte("stream")) {
		return number, d, true
	}
	at := l.at + len("stream")
	if at < len(l.data) && l.data[at] == '\r' {
		at++
	}
	if at < len(l.data) && l.data[at] == '\n' {
		at++
	}
	if n, ok := length(d["Length"]); ok && n >= 0 && n <= len(l.data)-at {
		tail := lexer{l.data, at + n}
		tail.space()
		if bytes.HasPrefix(tail.data[tail.at:], []byte("endstream")) {
			l.at = tail.at
			return number, &stream{d, l.data[at : at+n]}, true
		}
	}
	// The length is wrong or unknown.
	n := bytes.Index(l.data[at:], []byte("endstream"))
	if n < 0 {
		n = len(l.data) - at
	}
	l.at = at + n
	for n > 0 && (l.data[at+n-1] == '\n' || l.data[at+n-1] == '\r') {
		n--
	}
	return number, &stream{d, l.data[at : at+n]}, true
}
