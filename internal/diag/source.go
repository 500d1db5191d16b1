package diag

import (
	"sort"
	"strings"
	"sync"
	"unicode/utf8"
)

// Source is one file that findings point into. It is safe for concurrent use.
type Source struct {
	Name string // as the user would type it, with forward slashes
	Text string // the file's bytes, unchanged

	lines func() []int // offset at which each line begins
}

// NewSource names a text. The text may be any bytes.
func NewSource(name, text string) *Source {
	s := &Source{Name: name, Text: text}
	s.lines = sync.OnceValue(s.lineStarts)
	return s
}

// Position is a place as an editor shows it.
type Position struct {
	Line   int // from 1
	Column int // from 1, in characters; a BOM is none
}

// Position returns the line and column of a byte offset. An offset outside the
// text is taken for its nearest end.
func (s *Source) Position(offset int) Position {
	offset = min(max(offset, 0), len(s.Text))
	line := s.lineOf(offset)
	start := s.lines()[line]
	return Position{Line: line + 1, Column: utf8.RuneCountInString(s.Text[start:max(start, offset)]) + 1}
}

// Line returns the text of a line, from 1, without its line break or a BOM.
func (s *Source) Line(number int) string {
	starts := s.lines()
	if number < 1 || number > len(starts) {
		return ""
	}
	end := len(s.Text)
	if number < len(starts) {
		end = starts[number]
	}
	return strings.TrimRight(s.Text[starts[number-1]:end], "\r\n")
}

const byteOrderMark = "\ufeff"

func (s *Source) lineStarts() []int {
	first := 0
	if strings.HasPrefix(s.Text, byteOrderMark) {
		first = len(byteOrderMark)
	}
	starts := []int{first}
	for i := 0; i < len(s.Text); i++ {
		if s.Text[i] == '\n' {
			starts = append(starts, i+1)
		}
	}
	return starts
}

// lineOf returns the index of the line that holds offset.
func (s *Source) lineOf(offset int) int {
	starts := s.lines()
	return max(0, sort.SearchInts(starts, offset+1)-1)
}
