package verify

import (
	"strings"
	"unicode/utf8"

	"fangan/internal/diag"
)

// A textRule is something that no text should hold.
type textRule struct {
	id       string
	severity diag.Severity
	pattern  pattern
	message  string // %s is what was found
}

func newRule(id string, s diag.Severity, source, message string) textRule {
	return textRule{id, s, re(source), message}
}

// textRules are the rows of GB/T 15834, 15835 and 3100 to 3102 that can be told
// from the text. They are warnings: the text is the author's, and a file may be set
// as it should be around a slip of the pen.
var textRules = []textRule{
	newRule("9-punct", diag.Warning, `\p{Han}[,;:?!]`, "“%s”用了半角标点"),
	newRule("9-punct", diag.Warning, `\p{Han}\.(\p{Han}|$)`, "“%s”用了半角句点"),
	newRule("9-punct", diag.Warning, `》、《|”、“`, "“%s”：书名号、引号之间不用顿号"),
	newRule("9-punct", diag.Warning, `^[一二三四五六七八九十]+[．.，,]\p{Han}`, "“%s”：汉字序数后用顿号"),
	newRule("9-punct", diag.Warning, `^（[一二三四五六七八九十]+）[、．，]`, "“%s”：带括号的序数后不加标点"),
	newRule("9-punct", diag.Warning, `^\d+[、．]`, "“%s”：阿拉伯数字序数后用小圆点（.）"),
	newRule("9-punct", diag.Warning, `(?:^|[。；：，“])第[一二三四五六七八九十]+、`, "“%s”：“第一”“第二”后用逗号"),
	newRule("9-punct", diag.Warning, `[一二三四五六七八九]是[，、：]`, "“%s”：“一是”“二是”后不加标点"),
	newRule("9-punct", diag.Warning, `、等(?:[，。；、]|$)`, "“%s”：“等”前不用顿号"),
	newRule("9-punct", diag.Warning, `\.\.\.|。。+`, "“%s”：省略号写作“……”"),
	newRule("9-punct", diag.Warning, `……等|等……`, "“%s”：省略号与“等”不同时用"),
	newRule("9-punct", diag.Warning, `[^\d](?:19|20)\d\d[-~～－–](?:19|20)?\d\d年`, "“%s”：年份起止用一字线（—）"),
	newRule("9-punct", diag.Warning, `[^\d年月][1-9]\d*[-－–—][1-9]\d*(?:个|%|％|万|亿|元|天|人|家|次|项|件)`, "“%s”：数值范围用浪纹线（～）"),
	newRule("9-punct", diag.Warning, `“[^”“]*“[^”]*”`, "“%s”：引号里再用引号，写作‘’"),
	newRule("9-punct", diag.Warning, `《[^》《]*《`, "“%s”：书名号里再用书名号，写作〈〉"),
	newRule("9-punct", diag.Warning, `[\[(【（［](?:19|20)\d\d[\])】）］]\d+号`, "“%s”：文号的年份用六角括号〔〕"),
	newRule("9-punct", diag.Warning, `，，|、、|；；|，。|。，|、。|；。|。；|：：|，、|、，`, "“%s”：标点重复"),
	newRule("9-numerals", diag.Warning, `[1-9]、[1-9][个人天次家]`, "“%s”：概数写汉字，中间不用顿号"),
	newRule("9-numerals", diag.Warning, `(?:^|[^\d])2\d年(?:1[0-2]|[1-9])月`, "“%s”：年份写全"),
	newRule("9-numerals", diag.Warning, `\d{2,4}年0\d月(?:\d{1,2}日)?|\d{1,2}月0\d日`, "“%s”：月、日不编虚位"),
	newRule("9-numerals", diag.Warning, `\d年[一二三四五六七八九十]+月|\d月[一二三四五六七八九十]+日`, "“%s”：一个日期里只用一种数字"),
	newRule("9-numerals", diag.Warning, `\d月\d{1,2}号`, "“%s”：书面日期写“日”"),
	newRule("9-numerals", diag.Warning, `\d～\d+(?:\.\d+)?[%％‰]`, "“%s”：范围两端都写百分号"),
	newRule("9-numerals", diag.Warning, `\d～\d+(?:\.\d+)?[万亿]`, "“%s”：范围两端都写“万”“亿”"),
	newRule("9-numerals", diag.Warning, `(?:^|\p{Han})\.\d`, "“%s”：小数写出0"),
	newRule("9-numerals", diag.Warning, `\d·\d+[%％]`, "“%s”：小数点写作“.”"),
	newRule("9-numerals", diag.Warning, `\d[十百千][个人名元亩]`, "“%s”：“十”“百”“千”不与阿拉伯数字混用"),
	newRule("9-numerals", diag.Warning, `[０-９]+`, "“%s”是全角数字"),
	newRule("9-numerals", diag.Warning, `(?:降低|减少|下降)了?\d+倍`, "“%s”：减少不说“倍”"),
	newRule("9-units", diag.Warning, `[uμµ]g/m3|mg/m3|\d(?:m3|M3|km2|㎡|㎞)|\d(?:KG|Kg|KM|Km|ML|CM|MM)(?:[^A-Za-z]|$)`, "“%s”：单位符号写法不对"),
	newRule("9-units", diag.Warning, `公分|市斤|华里|英寸|英尺|平方公尺`, "“%s”不是法定计量单位"),
	newRule("D-relative-date", diag.Note, `(?:今年|去年|明年|近日|近期|目前)|(?:^|[，。；：])日前`, "“%s”：写出具体日期更好"),
}

// checkText reads the text for marks, numerals and units (9), and counts pairs.
func (c *checker) checkText() {
	var units [2]struct { // the two ways to write one unit
		at   place
		used bool
	}
	for _, s := range c.doc.sections {
		for _, p := range s.paragraphs {
			for _, id := range []string{"9-punct", "9-numerals", "9-units", "D-relative-date"} {
				c.saw(id, "")
			}
			for i := range textRules {
				c.textRule(p, &textRules[i])
			}
			c.pairs(p)
			for i, unit := range []string{"μg/m³", "微克/立方米"} {
				if at := useOf(p.text, unit); at >= 0 && !units[i].used {
					units[i].at, units[i].used = p.place(at), true
				}
			}
			if p.alone && len([]rune(p.text)) <= 30 && strings.HasSuffix(p.text, "：") {
				c.warn("9-punct", p.lines[0].at(), "标题“%s”末尾不加标点", short(p.text))
			}
		}
	}
	if units[0].used && units[1].used {
		first, second := units[0].at, units[1].at
		if second.before(first) {
			first, second = second, first
		}
		c.fail("9-units", second, "“μg/m³”与“微克/立方米”混用，另一种在第%d页", first.page)
	}
}

// useOf returns where a text uses a unit, not merely explains another in
// brackets: （微克/立方米）; -1 if it does not.
func useOf(text, unit string) int {
	for from := 0; ; {
		i := strings.Index(text[from:], unit)
		if i < 0 {
			return -1
		}
		i += from
		from = i + len(unit)
		if !(strings.HasSuffix(text[:i], "（") && strings.HasPrefix(text[from:], "）")) {
			return i
		}
	}
}

// before reports whether a place stands before another in the document.
func (p place) before(q place) bool { return p.page < q.page || p.page == q.page && p.y < q.y }

func (c *checker) textRule(p *paragraph, r *textRule) {
	m := r.pattern.FindStringIndex(p.text)
	if m == nil {
		return
	}
	c.report(r.id, r.severity, p.place(m[0]), strings.ReplaceAll(r.message, "%s", "%[1]s"), p.text[m[0]:m[1]])
}

// place returns where a byte of a paragraph's text stands.
func (p *paragraph) place(at int) place {
	for _, l := range p.lines {
		if at < len(l.text) {
			n := utf8.RuneCountInString(l.text[:at])
			for i := range l.glyphs {
				if n -= utf8.RuneCountInString(l.glyphs[i].text); n < 0 {
					return place{l.page.number, l.glyphs[i].x, l.y}
				}
			}
			return l.at()
		}
		at -= len(l.text)
	}
	return p.lines[0].at()
}

func (c *checker) pairs(p *paragraph) {
	for _, pair := range []string{"（）", "“”", "《》", "〔〕", "〈〉"} {
		r := []rune(pair)
		open, closed := strings.Count(p.text, string(r[0])), strings.Count(p.text, string(r[1]))
		if open != closed {
			c.warn("9-punct", p.lines[0].at(), "“%c”%d个，“%c”%d个，不成对（%s）", r[0], open, r[1], closed, short(p.text))
		}
	}
}

// unreadable reports whether most glyphs of a document have no text: then nothing
// can be told of its elements.
func (c *checker) unreadable() bool {
	total, mute := 0, 0
	for _, p := range c.layout.pages {
		for _, l := range append(append([]*line(nil), p.lines...), p.turned...) {
			for i := range l.glyphs {
				total++
				if l.glyphs[i].text == "" {
					mute++
				}
			}
		}
	}
	pictures := 0
	for _, p := range c.layout.pages {
		pictures += len(p.images)
	}
	switch {
	case total > 0 && mute*2 > total:
		c.fail("fonts-missing", place{}, "文件没有说明字体的编码，读不出文字，只能人工核对")
	case total == 0 && pictures > 0:
		c.fail("fonts-missing", place{}, "文件里只有图，没有文字，可能是扫描件，只能人工核对")
	case total == 0:
		c.fail("fonts-missing", place{}, "文件里没有文字")
	default:
		return false
	}
	return true
}

// checkFonts looks for faces that are not embedded and glyphs that are missing.
func (c *checker) checkFonts() {
	if len(c.file.Fonts) == 0 {
		return
	}
	c.saw("fonts-embedded", "%d种字体", len(c.file.Fonts))
	c.saw("fonts-missing", "")
	for _, f := range c.file.Fonts {
		if !f.Embedded {
			c.fail("fonts-embedded", place{}, "“%s”没有嵌入，换一台机器会变成别的字体", f.Name)
		}
	}
	unreadable := 0
	var first place
	for _, p := range c.layout.pages {
		for _, l := range append(append([]*line(nil), p.lines...), p.turned...) {
			for i := range l.glyphs {
				g := &l.glyphs[i]
				switch {
				case g.notdef && g.text == "" && !g.ink.IsZero():
					c.fail("fonts-missing", place{p.number, g.x, g.y}, "有一个字没有字形，印出来是方框（%s）", g.font.Name)
				case g.notdef && strings.TrimSpace(g.text) != "":
					c.fail("fonts-missing", place{p.number, g.x, g.y}, "“%s”没有字形（%s）", g.text, g.font.Name)
				case g.r == '〓':
					c.fail("fonts-missing", place{p.number, g.x, g.y}, "“〓”代替了缺的字（%s）", short(l.text))
				case g.text == "" && !g.ink.IsZero():
					if unreadable == 0 {
						first = place{p.number, g.x, g.y}
					}
					unreadable++
				}
			}
		}
	}
	if unreadable > 0 {
		c.note("fonts-missing", first, "有%d个字读不出是什么字：文件没有说明编码", unreadable)
	}
}
