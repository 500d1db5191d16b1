package typeset

import "strings"

// settle makes the classes of p depend on their neighbours, and gives marks the
// widths that GB/T 15834 5.1 gives them.
func (p *para) settle() {
	c := p.chars
	at := func(i int) class {
		if i < 0 || i >= len(c) {
			return newline
		}
		return c[i].class
	}
	for i := 0; i < len(c); i++ {
		switch c[i].class {
		case dash: // 一字线 is one, 破折号 two
			n := 1
			for at(i+n) == dash {
				n++
			}
			if n == 1 {
				c[i].class = tie
			}
			p.pairUp(i, n)
			i += n - 1
		case ellipsis:
			n := 1
			for at(i+n) == ellipsis {
				n++
			}
			p.pairUp(i, n)
			i += n - 1
		case stop: // ？？ and ？！ are one 字 wide, three are two
			n := 0
			for i+n < len(c) && (c[i+n].r == '？' || c[i+n].r == '！') {
				n++
			}
			for k := i + 1; k < i+n; k += 2 {
				c[k].advance = cell / 2
				c[k].narrow = true
			}
			i += max(0, n-1)
		case middot:
			c[i].widen(cell / 2)
		case slash:
			if !word(at(i-1)) || !word(at(i+1)) {
				c[i].widen(cell / 2)
			}
		case tie:
			switch c[i].r {
			case '–', '‐':
				if c[i].advance <= cell*3/4 { // some faces draw it as long as a 一字线
					c[i].widen(cell / 2)
				}
			case '-', '~':
				switch before, after := word(at(i-1)), word(at(i+1)); {
				case before && after:
				case !before && at(i+1) == digit && c[i].r == '-':
					c[i].class = pre // the sign of a number
				default:
					c[i].widen(cell / 2)
				}
			}
		}
	}
}

// pairUp joins n equal marks from i on, of which two or four are one mark: ——,
// ……, …………. A longer row is no mark of the standard and may break between pairs.
func (p *para) pairUp(i, n int) {
	for k := i + 1; k < i+n; k++ {
		if n <= 4 || (k-i)%2 == 1 {
			p.chars[k].joined = true
		}
	}
}

// word reports whether a character stands in words of an alphabet, numbers and
// addresses, none of which is split.
func word(c class) bool {
	switch c {
	case letter, digit, slash, halfOpen, halfClose:
		return true
	}
	return false
}

// group joins what stays on one line: numbers with their signs and units, words
// of an alphabet, 〔2026〕8号, labels with the character after them, 附件1
// (GB/T 15835-2011 5.1.7, CLREQ; section B.3 of the working reference).
func (p *para) group() {
	c := p.chars
	for i := range c {
		switch {
		case i > 0 && c[i].class == digit:
			p.number(i)
		case i > 0:
			p.joinWord(i)
		}
		switch {
		case c[i].r == '〔':
			p.documentNumber(i)
		case c[i].r == '第' && i+1 < len(c) && (c[i+1].class == digit || numeral(c[i+1].r)):
			p.join(i+1, i+1)
		case c[i].r == '附' && i+2 < len(c) && (c[i+1].r == '件' || c[i+1].r == '表' || c[i+1].r == '图') && c[i+2].class == digit:
			p.join(i+1, i+2)
		}
		if c[i].class == digit && (i == 0 || c[i-1].class != digit) {
			p.afterNumber(i)
		}
		if p.labelMayStart(i) {
			p.label(i)
		}
	}
}

// join forbids breaks and stretching before the characters [from, to].
func (p *para) join(from, to int) {
	for k := max(1, from); k <= to && k < len(p.chars); k++ {
		p.chars[k].joined = true
	}
}

// joinWord joins character i to the one before it where both are of one word.
func (p *para) joinWord(i int) {
	a, b := p.chars[i-1], p.chars[i]
	switch {
	case word(a.class) && word(b.class),
		word(a.class) && ascii(b.r) && b.class != space,
		ascii(a.r) && a.class != space && word(b.class),
		ascii(a.r) && ascii(b.r) && a.class != space && b.class != space,
		b.class == post && (a.class == digit || a.class == post),
		a.class == letter && b.r == '’' && i+1 < len(p.chars) && p.chars[i+1].class == letter,
		a.r == '’' && b.class == letter && i > 1 && p.chars[i-2].class == letter:
		p.join(i, i)
	case b.r == '×' && a.class == digit && i+1 < len(p.chars) && p.chars[i+1].class == digit:
		p.join(i, i+1)
	case a.class == space && b.class == letter && i > 1 && p.chars[i-2].class == digit && p.unitOfMeasure(i):
		p.join(i-1, i) // 35 kg: GB 3101 sets a space
	}
}

func ascii(r rune) bool { return r > ' ' && r < 0x7f }

// number joins the digit at i to what stands before it and belongs to it.
func (p *para) number(i int) {
	c := p.chars
	switch a := c[i-1]; {
	case word(a.class), ascii(a.r), a.class == pre:
		p.join(i, i)
	case a.class == middot && i > 1 && c[i-2].class == digit:
		p.join(i-1, i) // “12·4”国家宪法日
	case a.class == space && i > 1 && c[i-2].class == digit && p.digits(i) == 3:
		p.join(i-1, i) // 12 500: GB/T 15835 5.1.1
	}
}

func (p *para) digits(i int) int {
	n := 0
	for i+n < len(p.chars) && p.chars[i+n].class == digit {
		n++
	}
	return n
}

// counters are the 汉字 that a number keeps on its line: units, dates, counts.
const counters = "年月日号时分秒点万亿千百个项条件人户家名位次天周元角米吨亩克升里度倍期届级类种处座台辆套批组场所支头只株棵村镇乡县市区层章节款页字册份间起例宗笔班辈代岁成折余多来秒瓦伏安顶张块根艘架口眼盏幅副本部栋幢段丛群队列轮趟遍顿员席桌盒箱包袋瓶桶罐艇扇道门"

// longCounters are those of several characters, longest first.
var longCounters = []string{"个百分点", "个工作日", "平方公里", "平方千米", "平方厘米", "平方米", "立方米", "百分点", "工作日", "公里", "公顷", "公斤", "千克",
	"毫克", "微克", "千米", "厘米", "毫米", "微米", "千瓦", "兆瓦", "小时", "分钟", "周岁", "季度", "年度", "个月", "分贝", "人次", "户次", "车次"}

// afterNumber joins to the number that begins at i the counter after it.
func (p *para) afterNumber(i int) {
	c := p.chars
	i += p.digits(i)
	if i >= len(c) || word(c[i].class) && c[i].class != halfClose {
		return // it goes on: 2.5, 3/4
	}
	for i < len(c) && c[i].class == post {
		i++
	}
	for i < len(c) && (c[i].r == '余' || c[i].r == '多') {
		p.join(i, i)
		i++
	}
	for i < len(c) && strings.ContainsRune("万亿千百", c[i].r) {
		p.join(i, i)
		i++
	}
	for _, l := range longCounters {
		if n := p.match(i, l); n > 0 {
			p.join(i, i+n-1)
			return
		}
	}
	if i < len(c) && c[i].class == han && strings.ContainsRune(counters, c[i].r) {
		p.join(i, i)
	}
}

// match returns the number of characters of s if s stands at i, else 0.
func (p *para) match(i int, s string) int {
	n := 0
	for _, r := range s {
		if i+n >= len(p.chars) || p.chars[i+n].r != r {
			return 0
		}
		n++
	}
	return n
}

var latinUnits = []string{"kg", "mg", "g", "km", "cm", "mm", "m", "t", "L", "mL", "kW", "MW", "W", "kV", "V", "A", "h", "min", "s", "d", "Pa", "kPa", "MPa", "dB", "hm", "mol", "J", "kJ", "Hz", "μg", "ng"}

func (p *para) unitOfMeasure(i int) bool {
	for _, u := range latinUnits {
		if n := p.match(i, u); n > 0 && (i+n == len(p.chars) || p.chars[i+n].class != letter || p.chars[i+n].r > 0x7f) {
			return true
		}
	}
	return false
}

// documentNumber joins 〔2026〕8号 from 〔 to 号.
func (p *para) documentNumber(i int) {
	c := p.chars
	k := i + 1
	for k < len(c) && k < i+8 && word(c[k].class) {
		k++
	}
	if k == i+1 || k >= len(c) || c[k].r != '〕' {
		return
	}
	k++
	if k < len(c) && c[k].r == '第' {
		k++
	}
	n := p.digits(k)
	if n == 0 || k+n >= len(c) || c[k+n].r != '号' {
		return
	}
	p.join(i+1, k+n)
}

// labelMayStart reports whether a 层次序数 may begin at i: at the beginning and
// behind a stop.
func (p *para) labelMayStart(i int) bool {
	if i == 0 {
		return true
	}
	switch p.chars[i-1].r {
	case '\n', '。', '；', '：':
		return true
	}
	return false
}

// label joins a 层次序数 at i with the first character after it: 一、加 （一）加
// 1.加 （1）加 ①加. 一、 in the middle of a sentence may be an enumeration and is
// left alone.
func (p *para) label(i int) {
	c := p.chars
	k := i
	bracketed := k < len(c) && (c[k].r == '（' || c[k].r == '(')
	if bracketed {
		k++
	}
	first := k
	for k < len(c) && k < first+4 && (numeral(c[k].r) || c[k].class == digit) {
		k++
	}
	switch {
	case c[i].r >= '①' && c[i].r <= '⑳':
		k = i + 1
	case k == first || k >= len(c):
		return
	case bracketed && (c[k].r == '）' || c[k].r == ')'):
		k++
	case !bracketed && c[first].class == digit && (c[k].r == '.' || c[k].r == '．' || c[k].r == '、'):
		k++
	case !bracketed && i == 0 && c[first].class != digit && c[k].r == '、':
		k++
	default:
		return
	}
	p.join(i+1, k)
}

// addresses lets addresses of the net and of mail break behind their slashes and
// points, where they are not too short for that. The number of a standard parts
// from its letters no more gladly.
func (p *para) addresses() {
	c := p.chars
	for i := 0; i < len(c); {
		if !ascii(c[i].r) {
			i++
			continue
		}
		if i > 1 && c[i].chance == free && c[i].class == digit && c[i-1].class == space && c[i-2].r >= 'A' && c[i-2].r <= 'Z' {
			c[i].chance = inAddress // GB 5749
		}
		j := i
		address := false
		for j < len(c) && ascii(c[j].r) && (j == i || c[j].chance == never) {
			address = address || c[j].r == '@' || p.match(j, "://") > 0 || p.match(j, "www.") > 0
			j++
		}
		for k := i + leastPart; address && k <= j-leastPart; k++ {
			if sign := c[k-1].r; (sign == '/' || sign == '.') && word(c[k].class) && c[k].r != '/' {
				c[k].chance = inAddress
			}
		}
		i = max(j, i+1)
	}
}

// leastPart is how many characters of an address stay together at its ends.
const leastPart = 4

func numeral(r rune) bool {
	return strings.ContainsRune("〇一二三四五六七八九十百零两", r)
}
