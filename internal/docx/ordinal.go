package docx

import (
	"fmt"
	"strconv"
	"strings"
)

// ordinal prints a number in a format of ST_NumberFormat (17.18.59). Formats of
// scripts that no Chinese plan is numbered in print in decimal: the number stays
// right.
func ordinal(format string, n int) string {
	decimal := strconv.Itoa(n)
	if n < 0 {
		return decimal
	}
	switch format {
	case "none", "bullet":
		return ""
	case "decimalZero":
		return fmt.Sprintf("%02d", n)
	case "decimalFullWidth", "decimalFullWidth2":
		return strings.Map(func(r rune) rune { return r - '0' + '０' }, decimal)
	case "decimalEnclosedCircle", "decimalEnclosedCircleChinese":
		return circled(n)
	case "decimalEnclosedParen":
		return within('⑴', 20, n)
	case "decimalEnclosedFullstop":
		return within('⒈', 20, n)
	case "ideographEnclosedCircle":
		return within('㊀', 10, n)
	case "numberInDash":
		return "- " + decimal + " -"
	case "hex":
		return strings.ToUpper(strconv.FormatInt(int64(n), 16))
	case "lowerLetter":
		return letters('a', n)
	case "upperLetter":
		return letters('A', n)
	case "lowerRoman":
		return strings.ToLower(roman(n))
	case "upperRoman":
		return roman(n)
	case "ordinal":
		return decimal + suffix(n)
	case "chineseCounting", "taiwaneseCounting":
		if n >= 100 {
			return digits(n)
		}
		return simplified.count(n)
	case "chineseCountingThousand":
		return simplified.count(n)
	case "japaneseCounting": // what Word offers in Chinese as 一, 二, 三 (简)
		return simplified.count(n)
	case "taiwaneseCountingThousand":
		return traditional.count(n)
	case "chineseLegalSimplified":
		return legal.count(n)
	case "ideographLegalTraditional":
		return legalTraditional.count(n)
	case "ideographDigital", "taiwaneseDigital", "japaneseDigitalTenThousand":
		return digits(n)
	case "ideographTraditional":
		return nth(stems, n, decimal)
	case "ideographZodiac":
		return nth(branches, n, decimal)
	case "ideographZodiacTraditional":
		if n < 1 {
			return decimal
		}
		return stems[(n-1)%10] + branches[(n-1)%12]
	}
	if width := len(format); width > 1 && strings.Trim(format, "0123456789") == "" { // a custom one, "001"
		return fmt.Sprintf("%0*d", width, n)
	}
	return decimal
}

// circled is ① to ⑳; beyond, Word prints plain digits.
func circled(n int) string { return within('①', 20, n) }

// within prints n as the n-th of count characters; in decimal outside them.
func within(first rune, count, n int) string {
	if n < 1 || n > count {
		return strconv.Itoa(n)
	}
	return string(first + rune(n) - 1)
}

// letters prints a … z, aa, bb …, up to thirty of a kind, then from the start.
func letters(first rune, n int) string {
	if n < 1 {
		return strconv.Itoa(n)
	}
	n = (n - 1) % 780
	return strings.Repeat(string(first+rune(n%26)), n/26+1)
}

func roman(n int) string {
	if n < 1 || n > 32767 {
		return strconv.Itoa(n)
	}
	var b strings.Builder
	for _, r := range [...]struct {
		value int
		text  string
	}{{1000, "M"}, {900, "CM"}, {500, "D"}, {400, "CD"}, {100, "C"}, {90, "XC"}, {50, "L"}, {40, "XL"}, {10, "X"}, {9, "IX"}, {5, "V"}, {4, "IV"}, {1, "I"}} {
		for ; n >= r.value; n -= r.value {
			b.WriteString(r.text)
		}
	}
	return b.String()
}

func suffix(n int) string {
	if n/10%10 == 1 {
		return "th"
	}
	switch n % 10 {
	case 1:
		return "st"
	case 2:
		return "nd"
	case 3:
		return "rd"
	}
	return "th"
}

// digits prints each digit as a numeral: 一二〇.
func digits(n int) string {
	return strings.Map(func(r rune) rune { return []rune("〇一二三四五六七八九")[r-'0'] }, strconv.Itoa(n))
}

// A script counts in thousands and ten thousands: 二百零五, 一万零三十.
type script struct {
	numerals [10]string
	ranks    [4]string // within ten thousand
	groups   [3]string
	one      bool // 壹拾 for ten
}

var (
	simplified       = script{[10]string{"零", "一", "二", "三", "四", "五", "六", "七", "八", "九"}, [4]string{"", "十", "百", "千"}, [3]string{"", "万", "亿"}, false}
	traditional      = script{simplified.numerals, simplified.ranks, [3]string{"", "萬", "億"}, false}
	legal            = script{[10]string{"零", "壹", "贰", "叁", "肆", "伍", "陆", "柒", "捌", "玖"}, [4]string{"", "拾", "佰", "仟"}, [3]string{"", "万", "亿"}, true}
	legalTraditional = script{[10]string{"零", "壹", "貳", "參", "肆", "伍", "陸", "柒", "捌", "玖"}, [4]string{"", "拾", "佰", "仟"}, [3]string{"", "萬", "億"}, true}
)

func (s script) count(n int) string {
	if n == 0 {
		return s.numerals[0]
	}
	var b strings.Builder
	zero := false // a gap stands before the next numeral
	for place := 11; place >= 0; place-- {
		unit := 1
		for range place {
			unit *= 10
		}
		digit := n / unit % 10
		switch {
		case digit != 0:
			if zero && b.Len() > 0 {
				b.WriteString(s.numerals[0])
			}
			zero = false
			if !(digit == 1 && place%4 == 1 && b.Len() == 0 && !s.one) {
				b.WriteString(s.numerals[digit])
			}
			b.WriteString(s.ranks[place%4])
		default:
			zero = true
		}
		if place%4 == 0 && n/unit%10_000 != 0 {
			b.WriteString(s.groups[place/4])
		}
	}
	return b.String()
}

var (
	stems    = strings.Split("甲乙丙丁戊己庚辛壬癸", "")
	branches = strings.Split("子丑寅卯辰巳午未申酉戌亥", "")
)

func nth(names []string, n int, beyond string) string {
	if n < 1 || n > len(names) {
		return beyond
	}
	return names[n-1]
}
