package importer

import (
	"regexp"
	"strconv"
	"strings"
	"sync"
)

// A label is the number before a heading or item: 一、 （一） 1. （1） ①.
type label struct {
	text   string // as written, widths too
	form   string // canonical, with 一, 1 or ① for the number: （一）
	level  int    // 1–5 by the form (GB/T 9704 7.3.3)
	number int
}

const numerals = "一二三四五六七八九十百零〇"

type labelPattern struct {
	pattern *regexp.Regexp
	level   int
}

// labelPatterns are compiled at the first use.
var labelPatterns = sync.OnceValue(func() []labelPattern {
	p := func(level int, s string) labelPattern { return labelPattern{regexp.MustCompile(`^` + s), level} }
	return []labelPattern{
		p(1, `第[`+numerals+`]{1,3}(部分|章|篇)[、，：:]?\s*`),
		p(1, `([`+numerals+`]{1,3})\s*[、．.]\s*`),
		p(2, `[（(]\s*([`+numerals+`]{1,3})\s*[)）][、.．]?\s*`),
		p(3, `([0-9０-９]{1,3})\s*[、.．]\s*`),
		p(4, `[（(]\s*([0-9０-９]{1,3})\s*[)）][、.．]?\s*`),
		p(4, `([0-9０-９]{1,2})\s*[)）][、.．]?\s*`),
		p(5, `([①-⑳㉑-㉟㊱-㊿])[、.．]?\s*`),
		p(5, `([0-9]⃣)`),
	}
})

var noSpace = strings.NewReplacer(" ", "", "\u3000", "", "(", "（", ")", "）", "．", ".", "０", "0", "１", "1", "２", "2", "３", "3", "４", "4", "５", "5", "６", "6", "７", "7", "８", "8", "９", "9")

// parseLabel splits a line into its label and the rest.
func parseLabel(line string) (label, string, bool) {
	for _, p := range labelPatterns() {
		m := p.pattern.FindString(line)
		if m == "" {
			continue
		}
		rest := line[len(m):]
		if p.level == 3 && startsNumber(rest) {
			return label{}, line, false // 1.5 or 2026.3.5, no label
		}
		if rest == "" {
			return label{}, line, false
		}
		text := noSpace.Replace(m)
		l := label{text: strings.TrimRight(m, " \u3000"), level: p.level}
		l.number, l.form = numberOf(text)
		if l.number == 0 {
			return label{}, line, false
		}
		return l, rest, true
	}
	return label{}, line, false
}

func startsNumber(s string) bool {
	return s != "" && (s[0] >= '0' && s[0] <= '9' || strings.HasPrefix(s, "％") || s[0] == '%')
}

// numberOf returns the number of a label, and the label with 一, 1 or ① in its
// place.
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
