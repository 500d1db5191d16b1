package plan

import (
	"strconv"

	"fangan/internal/tree"
)

// Marks carry the place of a text through a template. Attributes and comments
// would not survive html/template; noncharacters do, and the loader refuses
// them in the definition.
const (
	markOpen  = '\ufdd0' // then the decimal number of the mark
	markText  = '\ufdd1' // then the text
	markClose = '\ufdd2'
)

// String prints the text for a template, between marks. Go code that wants the
// plain text uses Value.
func (t Text) String() string {
	if t.mark == 0 || t.Value == "" {
		return t.Value
	}
	return string(markOpen) + strconv.Itoa(t.mark) + string(markText) + t.Value + string(markClose)
}

// Unmark cuts a string that a template produced into pieces: those that were
// printed between marks have their places, all others have none.
func (p *Plan) Unmark(s string) []tree.Text {
	var pieces []tree.Text
	plain := func(s string) {
		if s != "" {
			pieces = append(pieces, tree.Text{Value: s})
		}
	}
	runes := s
	for runes != "" {
		open := indexRune(runes, markOpen)
		if open < 0 {
			plain(dropMarks(runes))
			break
		}
		plain(dropMarks(runes[:open]))
		runes = runes[open+markSize:]
		middle := indexRune(runes, markText)
		end := indexRune(runes, markClose)
		if middle < 0 {
			plain(dropMarks(runes))
			break
		}
		number, err := strconv.Atoi(runes[:middle])
		// A template may have cut the text short, the closing mark with it.
		text, rest := runes[middle+markSize:], ""
		if end > middle {
			text, rest = runes[middle+markSize:end], runes[end+markSize:]
		}
		runes = rest
		if err != nil || number < 1 || number > len(p.marked) {
			plain(dropMarks(text))
			continue
		}
		if known := p.marked[number-1]; known.Value == text {
			pieces = append(pieces, known)
		} else if text = dropMarks(text); text != "" {
			pieces = append(pieces, tree.Made(text, known.Span))
		}
	}
	return pieces
}

const markSize = len(string(markOpen))

func indexRune(s string, r rune) int {
	for i, c := range s {
		if c == r {
			return i
		}
	}
	return -1
}

func dropMarks(s string) string {
	if indexRune(s, markOpen) < 0 && indexRune(s, markText) < 0 && indexRune(s, markClose) < 0 {
		return s
	}
	out := make([]rune, 0, len(s))
	for _, r := range s {
		if r < markOpen || r > markClose {
			out = append(out, r)
		}
	}
	return string(out)
}

// Texts returns how many texts the plan has to print: a measure of its size.
func (p *Plan) Texts() int { return len(p.marked) }
