package xlsx

import (
	"strings"
	"unicode/utf8"

	"fangan/internal/length"
)

// Nobody computes row heights of wrapped Chinese text: the programs that will
// show the workbook differ, and so do the fonts of the computers. So the
// measure here is deliberately wide: a row may be a little too high, but no
// line is cut.

// face is how the text of a cell is measured.
type face struct {
	size length.Length
	line length.Length // from one line to the next
}

// paddingPixels is what the programs keep free at the left and right of a
// cell, and a little more.
const paddingPixels = 7

// advance returns the width of a character. Han characters and the marks that
// Chinese fonts draw full width take one em; 4 % more make up for hinting.
// Latin letters and digits take half an em in 仿宋 and up to three quarters in
// fonts that stand in for it.
func (f face) advance(r rune) length.Length {
	switch {
	case r >= 0x80:
		return f.size * 104 / 100
	case r >= 'A' && r <= 'Z' || r == '@' || r == '%' || r == 'm' || r == 'w':
		return f.size * 75 / 100
	}
	return f.size * 58 / 100
}

// closes tells characters that do not begin a line.
func closes(r rune) bool {
	switch r {
	case '，', '。', '、', '；', '：', '？', '！', '）', '》', '」', '』', '】', '〕', '〉', '”', '’', '…', '—', '％', '‰', '℃', '·',
		',', '.', ';', ':', '?', '!', ')', ']', '}', '%':
		return true
	}
	return false
}

// opens tells characters that do not end a line.
func opens(r rune) bool {
	switch r {
	case '（', '《', '「', '『', '【', '〔', '〈', '“', '‘', '(', '[', '{':
		return true
	}
	return false
}

// wrap breaks a text into the lines that a cell of the given width shows. The
// lines are pieces of the text: joined they give it back, line breaks included.
func (f face) wrap(text string, width length.Length) []string {
	var lines []string
	start := 0
	f.breaks(text, width, func(end int) {
		lines = append(lines, text[start:end])
		start = end
	})
	return lines
}

// lines counts the lines of wrap.
func (f face) lines(text string, width length.Length) int {
	n := 0
	f.breaks(text, width, func(int) { n++ })
	return n
}

// breaks calls found with the end of each line.
func (f face) breaks(text string, width length.Length, found func(end int)) {
	start := 0                   // of the line
	brk := 0                     // where the line may break; start if nowhere
	var used, tail length.Length // by the line, and by what follows brk
	var previous rune
	for i, r := range text {
		if i > start && mayBreak(previous, r) {
			brk, tail = i, 0
		}
		previous = r
		if r == '\n' {
			found(i + 1)
			start, brk, used, tail = i+1, i+1, 0, 0
			continue
		}
		w := f.advance(r)
		if r == ' ' {
			w = 0 // blanks hang
		}
		if used+w > width && i > start {
			if brk == start {
				brk, tail = i, 0 // a word wider than the cell
			}
			found(brk)
			start, used = brk, tail
		}
		used += w
		tail += w
	}
	found(len(text))
}

func (f face) width(text string) length.Length {
	var w length.Length
	for _, r := range text {
		w += f.advance(r)
	}
	return w
}

func mayBreak(before, after rune) bool {
	switch {
	case closes(after) || opens(before):
		return false
	case before == ' ':
		return true
	}
	return before >= 0x80 || after >= 0x80
}

// cell is a text and how it is measured.
type cell struct {
	text  string
	face  face
	width length.Length
}

// verticalPixels is kept free above and below the text of a row.
const verticalPixels = 8

// pixels returns the height that the cell needs.
func (c cell) pixels() int { return c.face.pixels(c.face.lines(c.text, c.width)) }

// pixels returns the height of a row of so many lines.
func (f face) pixels(lines int) int {
	return int((f.line*length.Length(lines)+Pixel-1)/Pixel) + verticalPixels
}

// split cuts the text into pieces that each fit into a row of the given
// height. A piece ends with a sentence where that wastes at most half a row.
// Joined, the pieces give the text back, save for line breaks between them.
func (c cell) split(pixels int) []string {
	most := max(1, int(length.Length(pixels-verticalPixels)*Pixel/c.face.line))
	var pieces []string
	lines := c.face.wrap(c.text, c.width)
	for len(lines) > most {
		piece := strings.Join(lines[:most], "")
		if end := sentenceEnd(piece); end > len(piece)/2 {
			piece = piece[:end]
		}
		pieces = append(pieces, strings.TrimSuffix(piece, "\n"))
		// What follows starts a line of its own, so it is broken anew.
		rest := strings.Join(lines, "")[len(piece):]
		lines = c.face.wrap(rest, c.width)
	}
	return append(pieces, strings.Join(lines, ""))
}

// sentenceEnd returns where the last sentence of a text ends: behind 。！？； or
// a line break, and the closing marks that follow.
func sentenceEnd(text string) int {
	end := strings.LastIndexAny(text, "。！？；\n")
	if end < 0 {
		return 0
	}
	_, size := utf8.DecodeRuneInString(text[end:])
	end += size
	for end < len(text) {
		r, size := utf8.DecodeRuneInString(text[end:])
		if !strings.ContainsRune("”’）》」』", r) {
			break
		}
		end += size
	}
	return end
}
