package importer

import (
	"regexp"
	"strconv"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

// A label is the number before a heading or item: 一、 （一） 1. （1） ①.
type label struct {
	text   string // as written, widths too
	form   string // canonical, with 一, 1 or ① for the number: （一）; "" for one that [numbering] levels can't say (1.1, A.)
	rank   int    // where it stands among the forms, from the outermost
	level  int    // 1–5 by the form (GB/T 9704 7.3.3); 0: one below whatever it stands under
	number int
}

// rankArticle is the rank of 第一条.
const rankArticle = 22

const numerals = "一二三四五六七八九十百零〇"

type labelPattern struct {
	pattern     *regexp.Regexp
	rank, level int
	// chained: only a label among others that count with it; alone it is the
	// beginning of a sentence.
	chained bool
}

// labelPatterns are compiled at the first use.
var labelPatterns = sync.OnceValue(func() []labelPattern {
	p := func(rank, level int, s string) labelPattern {
		return labelPattern{pattern: regexp.MustCompile(`^` + s), rank: rank, level: level}
	}
	chained := func(rank, level int, s string) labelPattern {
		l := p(rank, level, s)
		l.chained = true
		return l
	}
	const end = `([、，：:]\s*|[\s\x{3000}]+)`
	return []labelPattern{
		p(10, 1, `第[`+numerals+`]{1,3}(部分|篇|编)`+end),
		chained(10, 1, `第[`+numerals+`]{1,3}(部分|篇|编)`),
		p(12, 1, `第[`+numerals+`]{1,3}章`+end),
		chained(12, 1, `第[`+numerals+`]{1,3}章`),
		p(14, 0, `第[`+numerals+`]{1,3}节`+end),
		chained(14, 0, `第[`+numerals+`]{1,3}节`),
		p(22, 0, `第[`+numerals+`]{1,4}条`+end),
		chained(22, 0, `第[`+numerals+`]{1,4}条`),
		p(24, 0, `第[`+numerals+`]{1,3}[、．.]\s*`),
		p(20, 1, `([`+numerals+`]{1,3})\s*[、．.]\s*`),
		p(30, 2, `[（(]\s*([`+numerals+`]{1,3})\s*[)）][、.．]?\s*`),
		p(30, 2, `[㈠-㈩][、.．]?\s*`),
		chained(44, 0, `[0-9]{1,2}([.．][0-9]{1,2}){1,3}[.．]?\s*`),
		p(40, 3, `([0-9０-９]{1,3})\s*[、.．]\s*`),
		p(40, 3, `[⒈-⒛]\s*`),
		p(50, 4, `[（(]\s*([0-9０-９]{1,3})\s*[)）][、.．]?\s*`),
		p(50, 4, `[⑴-⒇][、.．]?\s*`),
		p(54, 4, `([0-9０-９]{1,2})\s*[)）][、.．]?\s*`),
		p(60, 5, `([①-⑳㉑-㉟㊱-㊿])[、.．]?\s*`),
		p(60, 5, `([0-9]⃣)`),
		chained(64, 0, `[A-H][、.．]\s*`),
		chained(38, 3, `[0-9]{1,2}[\s\x{3000}]+`),
	}
})

var noSpace = strings.NewReplacer(" ", "", "\u3000", "", "(", "（", ")", "）", "．", ".", "０", "0", "１", "1", "２", "2", "３", "3", "４", "4", "５", "5", "６", "6", "７", "7", "８", "8", "９", "9")

// parseLabel splits a line into its label and the rest. Labels that depend on
// others are none here: see [chains].
func parseLabel(line string) (label, string, bool) {
	l, rest, chained, ok := anyLabel(line, false)
	if !ok || chained {
		return label{}, line, false
	}
	return l, rest, true
}

// anyLabel splits a line into its label and the rest; it says whether the label
// is one only among others. Without any, such labels are not looked for.
func anyLabel(line string, any bool) (l label, rest string, chained, ok bool) {
	if !mayBeLabel(line) {
		return label{}, line, false, false
	}
	for _, p := range labelPatterns() {
		if p.chained && !any {
			continue
		}
		m := p.pattern.FindString(line)
		if m == "" {
			continue
		}
		rest := line[len(m):]
		if p.rank == 40 && runsOn(m, rest) {
			return label{}, line, false, false // 1.5 or 2026.3.5, no label
		}
		if rest == "" {
			return label{}, line, false, false
		}
		l := label{text: strings.TrimRight(m, " \u3000"), rank: p.rank, level: p.level}
		l.number, l.form = numberOf(noSpace.Replace(m))
		switch p.rank {
		case 38:
			l.text, l.form = l.text+"\u3000", l.form+"\u3000"
		case 44:
			parts := strings.FieldsFunc(l.text, func(r rune) bool { return r == '.' || r == '．' })
			l.number, _ = strconv.Atoi(parts[len(parts)-1])
			l.rank, l.form = p.rank+len(parts), ""
			if len(l.text) < len(m) {
				l.text += "\u3000" // 1.1　编制目的
			}
		case 64:
			l.number, l.form = int(l.text[0]-'A')+1, ""
		}
		if l.number == 0 {
			return label{}, line, false, false
		}
		if blank := blankOf(l.text, m, rest); blank != "" {
			// 第一章　总则: the blank is all that divides them.
			l.text, l.form = l.text+blank, l.form+blank
		}
		return l, rest, p.chained, true
	}
	return label{}, line, false, false
}

// mayBeLabel is a quick look at the first character.
func mayBeLabel(line string) bool {
	r, _ := utf8.DecodeRuneInString(line)
	return r >= '0' && r <= '9' || r >= '０' && r <= '９' || r == '(' || r == '（' || r == '第' || r >= 'A' && r <= 'H' ||
		strings.ContainsRune(numerals, r) || r >= 0x2460 && r <= 0x249b || r >= '㈠' && r <= '㈩' || r >= '㉑' && r <= '㊿'
}

// blankOf returns the blank between a label and a heading that widen would
// keep: 第一部分　总体要求.
func blankOf(text, matched, rest string) string {
	last, _ := utf8.DecodeLastRuneInString(text)
	first, _ := utf8.DecodeRuneInString(rest)
	if len(text) < len(matched) && unicode.Is(unicode.Han, last) && unicode.Is(unicode.Han, first) {
		return "\u3000"
	}
	return ""
}

// runsOn reports whether a number and a full stop go on in what follows: 1.5.
// A year behind them is text (1.2026年底前), and so is what a blank or 、
// divides.
func runsOn(matched, rest string) bool {
	last, _ := utf8.DecodeLastRuneInString(matched)
	if last != '.' && last != '．' || rest == "" {
		return false
	}
	if strings.HasPrefix(rest, "％") || rest[0] == '%' {
		return true
	}
	if rest[0] < '0' || rest[0] > '9' {
		return false
	}
	digits := len(rest) - len(strings.TrimLeft(rest, "0123456789"))
	return digits != 4 || !strings.HasPrefix(rest[digits:], "年")
}

// numberOf returns the number of a label, and the label with 一, 1 or ① in its
// place; the form of a sign that holds its number (㈠) is empty.
func numberOf(text string) (int, string) {
	for i, r := range text {
		size := 0
		number := 0
		switch {
		case r >= '0' && r <= '9':
			size = len(text[i:]) - len(strings.TrimLeft(text[i:], "0123456789"))
			number, _ = strconv.Atoi(text[i : i+size])
			return number, text[:i] + "1" + text[i+size:]
		case strings.ContainsRune(numerals, r):
			size = len(text[i:]) - len(strings.TrimLeft(text[i:], numerals))
			return chineseValue(text[i : i+size]), text[:i] + "一" + text[i+size:]
		case r >= '㈠' && r <= '㈩':
			return int(r-'㈠') + 1, ""
		case r >= '⒈' && r <= '⒛':
			return int(r-'⒈') + 1, ""
		case r >= '⑴' && r <= '⒇':
			return int(r-'⑴') + 1, ""
		case r >= '①' && r <= '⑳':
			number = int(r-'①') + 1
		case r >= '㉑' && r <= '㉟':
			number = int(r-'㉑') + 21
		case r >= '㊱' && r <= '㊿':
			number = int(r-'㊱') + 36
		default:
			continue
		}
		return number, text[:i] + "①" + text[i+len(string(r)):]
	}
	return 0, text
}

// chineseValue is the value of a Chinese numeral below 1,000; 0 if it is none.
func chineseValue(s string) int {
	total, digit := 0, 0
	for _, r := range s {
		switch r {
		case '十':
			total += max(digit, 1) * 10
			digit = 0
		case '百':
			total += max(digit, 1) * 100
			digit = 0
		case '零', '〇':
			digit = 0
		default:
			digit = strings.Index("一二三四五六七八九", string(r))/len("一") + 1
		}
	}
	return total + digit
}

// chains are the lines whose labels are such only because they count with
// others: 1.1 and 1.2, A. and B., 第一条 without a blank behind it.
type chains map[int]bool

// findChains looks at all lines of a text.
func findChains(lines []Line) chains {
	type place struct {
		line   int
		text   string // the label without its last number: what a chain has in common
		number int
		rank   int
	}
	var found []place
	next := map[string]int{} // how many labels of a chain count on from its first
	plain := map[string]bool{}
	for _, line := range lines {
		if line.Table != nil {
			continue
		}
		l, rest, chained, ok := anyLabel(line.Text, true)
		if !ok {
			continue
		}
		if !chained {
			if l.rank == 40 {
				plain[strconv.Itoa(l.number)] = true
			}
			continue
		}
		first, _ := utf8.DecodeRuneInString(rest)
		if l.rank < 50 && !unicode.Is(unicode.Han, first) && first != '“' && first != '《' && !unicode.IsDigit(first) || l.rank == 38 && (!unicode.Is(unicode.Han, first) || !shortHeading(rest)) {
			continue
		}
		if l.rank == 38 {
			plain[strconv.Itoa(l.number)] = true
		}
		p := place{line.Number, chainOf(l), l.number, l.rank}
		found = append(found, p)
		if p.number == next[p.text]+1 {
			next[p.text]++
		}
	}
	c := chains{}
	for _, p := range found {
		long := next[p.text]
		switch {
		case p.rank == 38: // 1 总则, 1.1 编制目的
			c[p.line] = p.number <= long && next["."+strconv.Itoa(p.number)] > 0
		case p.number <= long:
			c[p.line] = long > 1 || p.rank > 44 && p.rank < 50 && p.text[0] == '.' && plain[strings.TrimPrefix(p.text, ".")]
		}
	}
	return c
}

// chainOf names the chain of a label: .1 for 1.1 and 1.2, A for letters.
func chainOf(l label) string {
	switch {
	case l.rank > 44 && l.rank < 50:
		text := strings.TrimRight(noSpace.Replace(l.text), ".")
		return "." + text[:strings.LastIndexByte(text, '.')]
	case l.rank == 64:
		return "A"
	}
	return l.form
}

func shortHeading(s string) bool {
	return utf8.RuneCountInString(s) <= 20 && !strings.ContainsAny(s, "，。；：,;:")
}

// label splits a line of the text into its label and the rest.
func (c chains) label(line Line) (label, string, bool) {
	if c[line.Number] {
		l, rest, _, ok := anyLabel(line.Text, true)
		return l, rest, ok
	}
	return parseLabel(line.Text)
}
