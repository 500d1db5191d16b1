package agreement

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// squeeze takes all white space out of a text.
func squeeze(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return r
	}, s)
}

const finalMarks = "。；，！？：.;,"

// cutMark parts a text from its final mark, which a clause may stand before.
func cutMark(s string) (core, mark string) {
	r, size := utf8.DecodeLastRuneInString(s)
	if strings.ContainsRune(finalMarks, r) && len(s) > size {
		return s[:len(s)-size], s[len(s)-size:]
	}
	return s, ""
}

// common returns how many characters two texts begin with alike.
func common(a, b []rune) int {
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	return n
}

// near returns a text around the character at, for messages.
func near(text []rune, at int) string {
	const before, after = 6, 10
	from, to := max(0, at-before), min(len(text), at+after)
	s := string(text[min(from, to):to])
	if from > 0 {
		s = "…" + s
	}
	if to < len(text) {
		s += "…"
	}
	return s
}

// nearest returns the stretch of text that can be made into want with the
// fewest insertions, deletions and replacements, and how many: P. Sellers, The
// theory and computation of evolutionary distances, J. Algorithms 1 (1980). Of
// several it takes the one that ends first, and of those the longest.
func nearest(text, want []rune) (from, to, distance int) {
	// cost[i] is the distance of want[:i] to a stretch that ends at the
	// character in hand; begin[i] is where that stretch begins.
	cost, begin := make([]int, len(want)+1), make([]int, len(want)+1)
	for i := range cost {
		cost[i] = i
	}
	distance = cost[len(want)]
	for j, r := range text {
		diagonal, diagonalBegin := cost[0], begin[0]
		begin[0] = j + 1
		for i := 1; i <= len(want); i++ {
			best, bestBegin := diagonal, diagonalBegin
			if want[i-1] != r {
				best++
			}
			if c := cost[i] + 1; c < best {
				best, bestBegin = c, begin[i]
			}
			if c := cost[i-1] + 1; c < best {
				best, bestBegin = c, begin[i-1]
			}
			diagonal, diagonalBegin = cost[i], begin[i]
			cost[i], begin[i] = best, bestBegin
		}
		if cost[len(want)] < distance {
			from, to, distance = begin[len(want)], j+1, cost[len(want)]
		}
	}
	return from, to, distance
}

// says reports whether a text names a deadline: 11月底前 does not say 1月底前.
func says(text, phrase string) bool {
	for from := 0; phrase != ""; {
		i := strings.Index(text[from:], phrase)
		if i < 0 {
			return false
		}
		r, _ := utf8.DecodeLastRuneInString(text[:from+i])
		first, _ := utf8.DecodeRuneInString(phrase)
		if !unicode.IsDigit(r) || !unicode.IsDigit(first) {
			return true
		}
		from += i + len(phrase)
	}
	return true
}

// inOrder returns the first of the names that does not follow the ones before
// it in the text; -1 if all do. Between two of them no letter of a third may
// stand, which separate decides.
func inOrder(text string, names []string) int {
	for i, name := range names {
		at := strings.Index(text, name)
		if at < 0 {
			return i
		}
		text = text[at+len(name):]
	}
	return -1
}

// walk reads the shares of a column as a cell shows them: the names joined by
// 、, behind them the role in brackets if it is not the one that the column is
// named for, a line for each share. It returns the byte at which the cell says
// something else, and what should stand there; -1 if it is right.
func walk(cell, mainRole string, shares []share) (at int, want string) {
	rest := strings.TrimSpace(cell)
	offset := strings.Index(cell, rest)
	take := func(s string) bool {
		after, ok := strings.CutPrefix(rest, s)
		if ok {
			offset += len(rest) - len(after)
			rest = after
		}
		return ok
	}
	for i, s := range shares {
		for k, name := range s.names {
			between := "、"
			if k == 0 {
				between = "\n"
			}
			if (i > 0 || k > 0) && offset > 0 && !take(between) {
				return offset, name
			}
			if !take(name) {
				return offset, name
			}
		}
		if s.role == mainRole || len(s.names) == 0 {
			continue
		}
		if !slices.ContainsFunc(s.words, func(word string) bool { return word != "" && take("（"+word+"）") }) {
			return offset, "（" + s.words[0] + "）"
		}
	}
	if rest != "" {
		return offset, ""
	}
	return -1, ""
}
