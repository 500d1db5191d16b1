package importer

import (
	"strings"
	"unicode/utf8"
)

// Text that comes from a PDF or a mail is cut into lines of equal width, and
// the pages of the paper have left their numbers and heads in it.

var (
	pageNumber = lazy(`^([-—–－─_•·]+\s*\d{1,4}\s*[-—–－─_•·]+|第\s*\d{1,4}\s*页\s*([,，/／、]?\s*共\s*\d{1,4}\s*页)?|(?i:page)\s*\d{1,4}(\s*(/|of)\s*\d{1,4})?|\d{1,3}\s*/\s*\d{1,3})$`)
	bareNumber = lazy(`^\d{1,3}$`)
)

// The least distance, in lines, of two numbers without any mark that count
// pages, and how often a head is repeated at least.
const (
	leastPage  = 12
	leastHeads = 3
)

// markPages marks the numbers and running heads of pages.
func markPages(lines []Line) {
	last, lastNumber := -1, 0
	for i := range lines {
		line := &lines[i]
		if line.Table != nil || len(line.Text) > 40 {
			continue
		}
		if pageNumber().MatchString(line.Text) {
			line.Page = true
			continue
		}
		if bareNumber().MatchString(line.Text) {
			n, _ := numberOf(line.Text)
			if last >= 0 && n == lastNumber+1 && line.Number-lines[last].Number >= leastPage {
				line.Page, lines[last].Page = true, true
			}
			last, lastNumber = i, n
		}
	}
	beside := map[string]int{}
	all := map[string]int{}
	isNumber := func(i int) bool {
		return i >= 0 && i < len(lines) && lines[i].Page && utf8.RuneCountInString(lines[i].Text) < 16
	}
	for i, line := range lines {
		if line.Page || line.Table != nil || utf8.RuneCountInString(line.Text) > longestHeading {
			continue
		}
		all[line.Text]++
		if isNumber(i-1) || isNumber(i+1) {
			beside[line.Text]++
		}
	}
	for i := range lines {
		// The first of them may be the title itself.
		if n := beside[lines[i].Text]; n >= leastHeads && all[lines[i].Text] <= n+1 && !lines[i].Page && (isNumber(i-1) || isNumber(i+1)) {
			lines[i].Page = true
		}
	}
}

// unwrap joins lines that are pieces of one paragraph, where that is certain.
// What belongs to a page follows the paragraph that it stood in.
func unwrap(lines []Line) []Line {
	markPages(lines)
	w := measure(lines)
	out := make([]Line, 0, len(lines))
	for i := 0; i < len(lines); {
		line := lines[i]
		i++
		if line.Page || line.Table != nil {
			out = append(out, line)
			continue
		}
		var pages []Line
		pieces, last := []string{line.Text}, line
		for i < len(lines) {
			k := i
			for k < len(lines) && lines[k].Page {
				k++
			}
			if k == len(lines) || !w.joins(last, lines[k], k > i, len(pieces) > 1) {
				break
			}
			pages = append(pages, lines[i:k]...)
			last = lines[k]
			pieces = append(pieces, last.Text)
			i = k + 1
		}
		line.Text = joinPieces(pieces)
		if len(pieces) > 1 {
			line.cells = nil
		}
		out = append(append(out, line), pages...)
	}
	return out
}

// joinPieces puts the pieces of a paragraph together; a blank stands between
// two words in Latin letters.
func joinPieces(pieces []string) string {
	if len(pieces) == 1 {
		return pieces[0]
	}
	var b strings.Builder
	before := rune(0)
	for _, piece := range pieces {
		first, _ := utf8.DecodeRuneInString(piece)
		if isLetter(before) && isLetter(first) {
			b.WriteByte(' ')
		}
		b.WriteString(piece)
		before, _ = utf8.DecodeLastRuneInString(piece)
	}
	return b.String()
}

func isLetter(r rune) bool { return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' }

// wrapping is what is known of the lines of a text.
type wrapping struct {
	width    int  // of a full line, in cells; 0: the lines are paragraphs
	base     int  // the least indent
	indented bool // paragraphs begin with an indent
	gapped   bool // blank lines stand between paragraphs
}

// The bounds of the width of lines that were cut, in cells, what a full line may
// lack or have too much, and how many full lines it takes.
const (
	narrowest = 28
	widest    = 140
	slack     = 7
	excess    = 2
	leastFull = 4
)

// fullWidth is the width that most of the long lines have or just miss, and how
// many do; 0 if they are of all widths.
func fullWidth(widths []int) (full, near int) {
	var count [widest + 1]int
	long := 0
	for _, w := range widths {
		if w >= narrowest {
			long++
		}
		if w <= widest {
			count[w]++
		}
	}
	for w := widest; w >= narrowest; w-- {
		if n := count[w] + count[w-1] + count[w-2] + count[w-3]; n > near {
			full, near = w, n
		}
	}
	if near*5 < long {
		return 0, 0
	}
	return full, near
}

// measure finds out whether a text was cut into lines of equal width: most of
// the long lines are about equally long and end within a sentence.
func measure(lines []Line) wrapping {
	var widths []int
	w := wrapping{base: 1 << 30}
	for _, line := range lines {
		if !line.Page && line.Table == nil {
			widths = append(widths, line.indent+widthOf(line.Text))
			w.base = min(w.base, line.indent)
		}
	}
	if len(widths) < leastFull+2 {
		return wrapping{}
	}
	full, near := fullWidth(widths)
	if near < leastFull {
		return wrapping{}
	}
	long, open, follows, starts, indents, gaps := 0, 0, 0, 0, 0, 0
	ended := true // the line before closed a paragraph
	for i, line := range lines {
		if line.Page || line.Table != nil {
			continue
		}
		if ended {
			starts++
			if line.indent > w.base {
				indents++
			}
			if line.gap {
				gaps++
			}
		}
		width := line.indent + widthOf(line.Text)
		ended = width < full-slack || width > full+excess
		if ended {
			continue
		}
		long++
		if !endsSentence(line.Text) {
			open++
			if i+1 < len(lines) && !begins(lines[i+1]) {
				follows++
			}
		}
	}
	if long < leastFull || long*8 < len(widths) || open*10 < long*6 || follows*2 < open {
		return wrapping{}
	}
	w.width, w.indented, w.gapped = full, indents*2 > starts, gaps*3 > starts*2
	return w
}

// joins reports whether b goes on with the paragraph that a ends. over says
// that the end of a page stands between them; inner that a is not the first
// line of its paragraph.
func (w wrapping) joins(a, b Line, over, inner bool) bool {
	if b.Table != nil || b.Outline > 0 || begins(b) || b.gap && !over || isFrameLine(a.Text) || a.cells != nil || b.cells != nil {
		return false
	}
	if _, _, alone := loneLabel(a.Text); alone {
		return utf8.RuneCountInString(b.Text) > 1
	}
	if w.width > 0 {
		width := a.indent + widthOf(a.Text)
		if width > w.width+excess {
			return false
		}
		if w.indented && b.indent <= w.base && width*10 >= w.width*7 && !endsSentence(a.Text) {
			return true // a number that could not be divided left the line short
		}
		if width < w.width-slack {
			return false
		}
		if w.indented {
			return b.indent <= w.base
		}
		return !endsSentence(a.Text) || w.gapped && !over
	}
	if !over || endsSentence(a.Text) || b.indent > a.indent {
		return false
	}
	// The page ends within a sentence.
	return strings.ContainsAny(a.Text, "，。；、,;") || utf8.RuneCountInString(a.Text) > longestHeading
}

// endsSentence reports whether a line ends as a paragraph can.
func endsSentence(s string) bool {
	r, _ := utf8.DecodeLastRuneInString(s)
	return strings.ContainsRune("。！？；：:;!?”）)", r)
}

// begins reports whether a line begins something of its own, whatever stands
// above it.
func begins(b Line) bool {
	if _, _, ok := parseLabel(b.Text); ok {
		return true
	}
	if _, _, ok := loneLabel(b.Text); ok {
		return true
	}
	if _, _, _, ok := anyLabel(b.Text, true); ok && !strings.ContainsAny(b.Text[:1], "0123456789") {
		return true
	}
	return b.Table != nil || isDutyLine(b.Text) || isFrameLine(b.Text) || isFurniture(b.Text)
}

// loneLabel reads a label that has a line to itself.
func loneLabel(s string) (label, string, bool) {
	if len(s) > 24 {
		return label{}, "", false
	}
	l, rest, ok := parseLabel(s + "文")
	return l, rest, ok && rest == "文"
}
