package tree

import (
	"fmt"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"fangan/internal/diag"
)

// syntaxError reports what the parser stumbled over at an offset, in the words
// of the slip that a clerk most likely made there.
func (d *Document) syntaxError(offset int) {
	d.broken = true
	text := d.Source.Text
	switch {
	case offset > 0 && offset == len(text) && text[offset-1] == '\n':
		offset-- // the end of the last line, not the line after it
	case offset == len(text)-1 && text[offset] != '\n':
		if c := contextAt(text, len(text)); c.unclosed >= 0 || len(c.open) > 0 || c.phase == inHeader {
			offset++ // the parser names the last byte where the file ends too early
		}
	}
	for offset < len(text) && !utf8.RuneStart(text[offset]) {
		offset--
	}
	c := contextAt(text, offset)
	for _, slip := range slips {
		if f := slip(&c); f.message != "" {
			d.errorAt(diag.Span{Source: d.Source, Start: f.at, End: min(f.at+f.size, len(text))}, "toml/syntax", f.message, f.help)
			return
		}
	}
	_, size := c.next()
	d.errorAt(diag.Span{Source: d.Source, Start: offset, End: offset + size}, "toml/syntax",
		"这一行不符合“键 = 值”的写法", `请写成：键 = "文字"；表头写成 [表] 或 [[表]]；说明文字前加 #`)
}

// fault is a slip that was recognised: where it is, and how to mend it.
type fault struct {
	at, size      int
	message, help string
}

// A slip recognises one mistake; otherwise its message is empty.
type slip func(c *context) fault

// slips are tried in order: the most certain signs first.
var slips = []slip{
	controlCharacter,
	badEscape,
	unclosedText,
	wideBlank,
	commentSign,
	chineseLine,
	chineseQuotes,
	brackets,
	unclosedList,
	equalsSign,
	header,
	quoteInside,
	comma,
	loneDate,
	bareText,
}

func controlCharacter(c *context) fault {
	if r, size := c.next(); r != '\n' && r != '\t' && size > 0 && unicode.IsControl(r) {
		return fault{c.stop, size, fmt.Sprintf("这里有控制字符 U+%04X", r), "请删去这个字符"}
	}
	return fault{}
}

// badEscape: a path with backslashes, or \% written by habit.
func badEscape(c *context) fault {
	if c.unclosed < 0 || c.text[c.unclosed] != '"' {
		return fault{}
	}
	line := lineStart(c.text, c.stop)
	i := strings.LastIndexByte(c.text[line:min(c.stop+1, len(c.text))], '\\') + line
	if i < line || i <= c.unclosed || c.stop-i > 9 {
		return fault{}
	}
	if run := c.text[i+1 : max(i+1, c.stop)]; c.stop > i+2 && strings.IndexFunc(run[1:], func(r rune) bool { return !unicode.Is(unicode.ASCII_Hex_Digit, r) }) >= 0 {
		return fault{} // the parser is past this escape
	}
	_, size := utf8.DecodeRuneInString(c.text[i+1:])
	return fault{i, 1 + size, `文字里有反斜杠 \，它在英文双引号里有特殊含义`, `路径请用正斜杠 /，例如 "D:/公文/字体.ttf"；别处请删去反斜杠，或把两头的双引号换成单引号 '`}
}

func unclosedText(c *context) fault {
	if c.unclosed < 0 {
		return fault{}
	}
	quote := c.text[c.unclosed : c.unclosed+1]
	if strings.HasPrefix(c.text[c.unclosed:], strings.Repeat(quote, 3)) {
		help := `请在文字末尾补上三个英文双引号 """`
		if quote == "'" {
			help = "请在文字末尾补上三个英文单引号 '''"
		}
		return fault{c.unclosed, 3, "从这里开始的多行文字没有结束", help}
	}
	line := c.text[c.unclosed+1 : lineEnd(c.text, c.unclosed)]
	if i := strings.LastIndex(line, "”"); i >= 0 && strings.Count(line, "”") > strings.Count(line, "“") {
		return wrongClosingQuote(c.unclosed + 1 + i)
	}
	return fault{c.unclosed, 1, "从这里开始的文字没有结束的引号", `请在行末补上英文双引号 "；文字分几行写时两头各用三个 """`}
}

func wrongClosingQuote(at int) fault {
	return fault{at, len("”"), "结束的引号写成了中文引号", `请改成英文双引号 "`}
}

func wideBlank(c *context) fault {
	r, size := c.next()
	if r == '\u3000' || r == '\u00a0' || r >= '\u2000' && r <= '\u200b' || r == '\ufeff' {
		return fault{c.stop, size, "这里有全角空格，TOML 只认半角空格", "请删去它，或改成半角空格"}
	}
	return fault{}
}

func commentSign(c *context) fault {
	for _, sign := range []string{"＃", "//", "--", "；；"} {
		if c.phase != wantsValue && c.at(sign) {
			if sign == "＃" {
				return fault{c.stop, len(sign), "说明前面的井号写成了全角的“＃”", "请改成英文井号 #"}
			}
			return fault{c.stop, len(sign), fmt.Sprintf("说明文字不能用“%s”开头", sign), "请改成英文井号 #"}
		}
	}
	if c.phase == wantsEquals && strings.HasPrefix(c.text[c.key:], "--") {
		return fault{c.key, len("--"), "说明文字不能用“--”开头", "请改成英文井号 #"}
	}
	return fault{}
}

// chineseLine: a line that begins with Chinese: a key, a heading, or the second
// line of a text.
func chineseLine(c *context) fault {
	if c.phase != wantsKey && c.phase != wantsEquals || len(c.open) > 0 {
		return fault{}
	}
	start := c.statement
	line := c.text[start:lineEnd(c.text, start)]
	trimmed := strings.TrimLeft(line, " \t")
	start += len(line) - len(trimmed)
	end := strings.IndexFunc(trimmed, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '_' && r != '-' })
	if end < 0 {
		end = len(trimmed)
	}
	word, rest := trimmed[:end], strings.TrimLeft(trimmed[end:], " \t\u3000")
	first, _ := utf8.DecodeRuneInString(trimmed)
	isHan := strings.ContainsFunc(word, func(r rune) bool { return unicode.Is(unicode.Han, r) })
	assigned := strings.HasPrefix(rest, "=") || strings.HasPrefix(rest, "＝")
	if word != "" && isHan && !assigned && (strings.HasPrefix(rest, "：") || strings.HasPrefix(rest, ":")) {
		_, known := chineseKeys[word]
		assigned = known
	}
	switch {
	case strings.ContainsRune("“‘＂", first) && first != 0 && strings.ContainsAny(trimmed, "=＝"):
		return fault{} // a key in Chinese quotes
	case word != "" && isHan && assigned:
		message, help := chineseKey(c, word)
		return fault{start, len(word), message, help}
	case word != "" && isHan, strings.ContainsRune("（(《“”‘’、。；！？①②③④⑤", first) && first != 0, listNumber().MatchString(trimmed):
		// A lone line of text. Chinese quotes around it are no TOML quotes.
		return fault{start, len(withoutComment(trimmed)), "这一行不是“键 = 值”，也不是表头",
			`若是上一行文字的续行，请把整段放进三个英文双引号 """ 里；若是说明，请在行首加 #`}
	}
	return fault{}
}

var listNumber = lazy(`^\d{1,3}[.、．]\s*[^\d\s=.]`)

func chineseKey(c *context, word string) (message, help string) {
	message = fmt.Sprintf("键“%s”是中文，TOML 的键要用英文", word)
	if key, ok := chineseKeys[word]; ok && c.currentHeader() != "[deadlines]" {
		return message, fmt.Sprintf("请改成 %s", key)
	}
	if c.currentHeader() == "[deadlines]" {
		return fmt.Sprintf("“%s”没有加引号", word), fmt.Sprintf(`请写成 "%s" = "05-31" 的样子`, word)
	}
	return message, "键都是英文，文字写在等号右边的引号里"
}

// currentHeader is the last header before the statement.
func (c *context) currentHeader() string {
	before := c.text[:c.statement]
	for before != "" {
		line := before[lineStart(before, len(before)-1):]
		if trimmed := strings.TrimSpace(withoutComment(strings.TrimSuffix(line, "\n"))); strings.HasPrefix(trimmed, "[") {
			return trimmed
		}
		before = before[:len(before)-len(line)]
	}
	return ""
}

func chineseQuotes(c *context) fault {
	r, size := c.next()
	if size > 0 && strings.ContainsRune("“”‘’＂＇「」", r) {
		return fault{c.stop, size, "值两头用了中文引号，TOML 只认英文引号", `值两头的引号请用英文双引号 "；文中的引号照用 “ ”`}
	}
	// ["甲”, "乙"]: the first text ends where the second should begin.
	if (c.phase == wantsEnd || c.phase == wantsEquals) && c.stringStart >= 0 && c.text[c.stringStart] == '"' {
		last := c.text[c.stringStart:c.stringEnd]
		if i := strings.Index(last, "”"); i >= 0 && strings.Count(last, "”") > strings.Count(last, "“") {
			return wrongClosingQuote(c.stringStart + i)
		}
	}
	return fault{}
}

// brackets: full-width ones.
func brackets(c *context) fault {
	r, size := c.next()
	if size == 0 || !strings.ContainsRune("［］【】〔〕｛｝", r) {
		return fault{}
	}
	if c.phase == wantsKey && len(c.open) == 0 {
		inner := strings.Trim(c.restOfLine(), "［］【】〔〕[] \t")
		return fault{c.stop, len(c.restOfLine()), "表头的方括号写成了全角的", fmt.Sprintf("请写成英文方括号：[[%s]]；只能有一个的表写成 [%s]", inner, inner)}
	}
	return fault{c.stop, size, fmt.Sprintf("这里用了中文括号“%c”", r), "列表请用英文方括号 [ ]，节点请用英文花括号 { }"}
}

var nextStatement = lazy(`^[ \t]*(?:\[\[?[\w.]+|[\w.-]+[ \t]*=)`)

// unclosedList: the line after a list without its bracket.
func unclosedList(c *context) fault {
	if len(c.open) == 0 {
		return fault{}
	}
	open := c.open[len(c.open)-1]
	line := c.text[lineStart(c.text, c.stop):lineEnd(c.text, c.stop)]
	below := lineStart(c.text, c.stop) > open && nextStatement().MatchString(line) && strings.TrimLeft(c.text[lineStart(c.text, c.stop):c.stop], " \t[") == ""
	ends := strings.TrimSpace(c.text[c.stop:]) == ""
	if c.text[open] == '{' && (below || ends || c.at("\n")) {
		return fault{open, 1, "从这里开始的花括号没有结束", "请在这一行的末尾补上 }；花括号里的内容要写在一行里"}
	}
	if c.text[open] == '[' && (below || ends) {
		return fault{open, 1, "从这里开始的列表没有结束的方括号", "请在列表末尾补上英文方括号 ]"}
	}
	return fault{}
}

func equalsSign(c *context) fault {
	r, size := c.next()
	switch {
	case c.phase == wantsValue && r == '=':
		return fault{c.stop, size, "这里多了一个等号", "请删去一个 ="}
	case c.phase == wantsKey && c.bare == c.stop && (r == '=' || r == '＝'):
		return fault{c.stop, size, "等号左边没有键", `请写上键，例如 text = "……"`}
	case c.phase == wantsValue && (size == 0 || r == '\n' || r == '#'):
		equals := strings.LastIndexByte(c.text[:c.stop], '=')
		if equals >= c.statement && strings.TrimSpace(withoutComment(c.text[equals+1:c.stop])) == "" {
			return fault{equals, 1, "等号右边没有值", `请写上值，例如 "……"；不需要这个键就删去整行`}
		}
		return fault{}
	case c.phase != wantsEquals && c.phase != wantsKey:
		return fault{}
	case r == '＝':
		return fault{c.stop, size, "等号写成了全角的“＝”", "请改成英文等号 ="}
	case r == '：' || r == ':':
		return fault{c.stop, size, fmt.Sprintf("键和值之间写的是冒号“%c”", r), "请改成英文等号 ="}
	case c.phase == wantsEquals && (size == 0 || r == '\n'):
		return fault{c.key, len(c.keyName()), fmt.Sprintf("“%s”后面没有等号和值", c.keyName()), fmt.Sprintf(`请写成：%s = "……"；若是说明，请在行首加 #`, c.keyName())}
	case c.phase == wantsEquals && (r == '"' || r == '\'' || r == '[' || r == '{'):
		return fault{c.stop, size, fmt.Sprintf("“%s”和它的值之间少了等号", c.keyName()), fmt.Sprintf("请写成：%s = %s", c.keyName(), shorten(c.restOfLine()))}
	}
	return fault{}
}

func header(c *context) fault {
	line := c.text[c.statement:lineEnd(c.text, c.statement)]
	trimmed := strings.TrimLeft(line, " \t")
	start := c.statement + len(line) - len(trimmed)
	if c.phase != inHeader || !strings.HasPrefix(trimmed, "[") {
		return fault{}
	}
	trimmed = withoutComment(trimmed)
	open := len(trimmed) - len(strings.TrimLeft(trimmed, "["))
	inner := trimmed[open:]
	name, behind := inner, ""
	if i := strings.IndexByte(inner, ']'); i >= 0 {
		name, behind = inner[:i], strings.TrimLeft(inner[i:], "]")
	}
	for part := range strings.SplitSeq(name, ".") {
		if part = strings.TrimSpace(part); part != "" && bareWord().MatchString(part) && strings.ContainsFunc(part, func(r rune) bool { return unicode.Is(unicode.Han, r) }) {
			message, help := chineseKey(c, part)
			return fault{start + strings.Index(trimmed, part), len(part), message, help}
		}
	}
	if i := strings.IndexAny(name, "。．，、,"); i >= 0 {
		_, size := utf8.DecodeRuneInString(name[i:])
		return fault{start + open + i, size, fmt.Sprintf("表头里用了“%s”", name[i:i+size]), "上下级之间请用英文句点 ."}
	}
	if behind = strings.TrimSpace(behind); behind != "" && !strings.HasPrefix(behind, "]") {
		return fault{start + strings.LastIndex(trimmed, behind), len(behind), "表头后面不能再写别的", "请把它另起一行"}
	}
	name = strings.TrimSpace(name)
	open = min(open, 2)
	if name == "" {
		return fault{start, len(trimmed), "表头里没有名称", "请写上名称，例如 [[measures]]"}
	}
	return fault{start, len(trimmed), "表头的方括号不成对", "请写成 " + strings.Repeat("[", open) + name + strings.Repeat("]", open)}
}

var bareWord = lazy(`^[\pL\pN_-]+$`)

// quoteInside: a text that TOML takes to end at a quotation mark within.
func quoteInside(c *context) fault {
	if c.phase != wantsEnd || c.stringStart < 0 {
		return fault{}
	}
	quote := c.text[c.stringEnd-1 : c.stringEnd]
	r, _ := c.next()
	if strings.TrimLeft(c.text[c.stringEnd:c.stop], " \t") != "" || !strings.Contains(c.restOfLine(), quote) || r == ',' || r == rune(quote[0]) ||
		separated().MatchString(c.restOfLine()) {
		return fault{}
	}
	if quote == "'" {
		return fault{c.stringEnd - 1, 1, "文字中间有英文单引号 '，TOML 以为文字到此为止", "文中的引号请用中文引号 ‘ ’，或把两头换成英文双引号 \""}
	}
	return fault{c.stringEnd - 1, 1, `文字中间有英文双引号 "，TOML 以为文字到此为止`, "文中的引号请用中文引号 “ ”"}
}

// separated: what follows a text is another item, with a wrong comma, or
// another pair.
var separated = lazy(`^(?:[，、；。：．;]\s*["'{\]}]|[，、；]?\s*[A-Za-z_]+\s*=)`)

func comma(c *context) fault {
	r, size := c.next()
	if r == ',' && len(c.open) > 0 && c.phase != wantsEnd {
		return fault{c.stop, size, "这里多了一个逗号", "请删去它"}
	}
	if c.phase != wantsEnd || size == 0 {
		return fault{}
	}
	rest := strings.TrimSpace(c.restOfLine())
	switch {
	case len(c.open) == 0 && (r == ',' || strings.ContainsRune("，、", r)) && strings.ContainsAny(rest, `"'“`):
		return fault{c.stop, size, "一个键有几个值时要放进方括号", fmt.Sprintf(`请写成：%s = ["……", "……"]`, c.keyName())}
	case len(c.open) == 0 && strings.ContainsRune(",，、；;。．", r):
		return fault{c.stop, size, fmt.Sprintf("行末多了一个“%c”", r), "请删去它；文字的标点写在引号里面"}
	case strings.ContainsRune("，、；：。．;", r):
		return fault{c.stop, size, fmt.Sprintf("这里用了中文标点“%c”", r), "引号以外的逗号请用英文逗号 ,"}
	case c.in('[') && (r == '"' || r == '\'' || r == '{' || r == '['):
		return fault{c.stop, size, "它和前一项之间少了逗号", "请在前一项的后面加英文逗号 ,"}
	case c.in('{') && strings.Contains(rest, "="):
		return fault{c.stop, size, "它和前一个值之间少了逗号", "请在前一个值的后面加英文逗号 ,"}
	case len(c.open) == 0 && (r == '"' || r == '\''):
		return fault{c.stop, size, "一个键只能有一个值，这里多出了一个", fmt.Sprintf(`若要写几个，请写成：%s = ["……", "……"]；若是一段文字，请去掉中间的引号`, c.keyName())}
	case len(c.open) == 0 && (r == ']' || r == '}'):
		return fault{c.stop, size, fmt.Sprintf("这里多了一个“%c”", r), "请删去它"}
	case len(c.open) == 0 && nextStatement().MatchString(rest):
		return fault{c.stop, len(rest), "一行只能写一个键", "请把它另起一行"}
	case len(c.open) == 0 && c.bare == c.stop:
		return fault{c.stop, len(rest), "值的后面多出了文字", "若是说明，请在前面加 #；若是值的一部分，请放进引号里"}
	}
	return fault{}
}

var loosedate = lazy(`^(\d{4})[-./年](\d{1,2})[-./月](\d{1,2})日?`)

// valueStart is where the value begins that stop stands in or behind.
func (c *context) valueStart() (int, bool) {
	if c.phase != wantsValue && (c.phase != wantsEnd || c.stringStart >= 0 || c.bare == c.stop) {
		return 0, false
	}
	return c.bare, true
}

func loneDate(c *context) fault {
	at, ok := c.valueStart()
	if !ok {
		return fault{}
	}
	m := loosedate().FindStringSubmatch(c.text[at:])
	if m == nil {
		return fault{}
	}
	behind := c.text[at+len(m[0]) : lineEnd(c.text, at)]
	if i := strings.IndexAny(behind, " \t,]}#，、"); i >= 0 {
		behind = behind[:i]
	}
	if _, size := utf8.DecodeRuneInString(behind); size > 1 {
		year := m[1] + "年"
		return fault{at, len(m[0]) + len(behind), fmt.Sprintf("日期后面多了“%s”", behind),
			fmt.Sprintf(`日期请只写 %s-%02s-%02s；要照原样印，请写成 "%s%s月%s日%s"`, m[1], m[2], m[3], year, strings.TrimLeft(m[2], "0"), strings.TrimLeft(m[3], "0"), behind)}
	}
	message, help := dateAdvice(m)
	return fault{at, len(m[0]), message, help}
}

func dateAdvice(m []string) (message, help string) {
	date := fmt.Sprintf("%s-%02s-%02s", m[1], m[2], m[3])
	if _, err := time.Parse(time.DateOnly, date); err != nil {
		return fmt.Sprintf("日历上没有 %s 这一天", date), "请核对年、月、日，写成 2026-03-05 的样子"
	}
	return fmt.Sprintf("日期“%s”的写法不对", m[0]), fmt.Sprintf(`请写成 %s（月、日各两位，不加引号）`, date)
}

// wrongDate reports a date that the parser let pass: one without padding, or a
// day that no calendar has.
func (d *Document) wrongDate(at diag.Span) {
	written := d.Source.Text[at.Start:at.End]
	message, help := fmt.Sprintf("日历上没有 %s 这一天", written), "请核对年、月、日"
	if m := loosedate().FindStringSubmatch(written); m != nil && len(written) < len("2026-03-05") {
		message, help = dateAdvice(m)
	}
	d.errorAt(at, "toml/date", message, help)
}

var yearOnly = lazy(`^([0-9０-９]{4})年?度?$`)

// bareText: a value that needs quotation marks.
func bareText(c *context) fault {
	at, ok := c.valueStart()
	if !ok {
		return fault{}
	}
	value := withoutComment(c.text[at:lineEnd(c.text, at)])
	if len(c.open) > 0 {
		if i := strings.IndexAny(value, ",]}，、"); i >= 0 {
			value = strings.TrimRight(value[:i], " \t")
		}
	}
	if value == "" || strings.ContainsAny(value[:1], `"'[{]},`) {
		return fault{}
	}
	if !strings.ContainsFunc(value, func(r rune) bool { return r >= 0x80 || unicode.IsLetter(r) }) {
		return fault{at, len(value), fmt.Sprintf("“%s”不是数字，也不是日期", shorten(value)), "数字不要以 0 开头；日期写成 2026-03-05 的样子；文字请加英文双引号"}
	}
	if m := yearOnly().FindStringSubmatch(value); m != nil {
		digits := strings.Map(func(r rune) rune {
			if r >= '０' {
				return r - '０' + '0'
			}
			return r
		}, m[1])
		return fault{at, len(value), "年份只写四位半角数字", "请写成 " + digits}
	}
	switch strings.ToLower(value) {
	case "true", "yes", "是", "真":
		return fault{at, len(value), fmt.Sprintf("“%s”应当写成 true", value), "请写成小写的 true，不加引号"}
	case "false", "no", "否", "假":
		return fault{at, len(value), fmt.Sprintf("“%s”应当写成 false", value), "请写成小写的 false，不加引号"}
	}
	return fault{at, len(value), "文字没有加引号", fmt.Sprintf(`请写成 "%s"`, shorten(chineseQuoted(strings.Trim(value, `"`))))}
}

// chineseQuoted turns the quotation marks within a text into Chinese ones.
func chineseQuoted(s string) string {
	if strings.HasPrefix(s, "“") == strings.HasSuffix(s, "”") && strings.Count(s, "“") != strings.Count(s, "”") {
		s = strings.Trim(s, "“”")
	}
	open := false
	var b strings.Builder
	for _, r := range s {
		if r == '"' {
			if open = !open; open {
				r = '“'
			} else {
				r = '”'
			}
		}
		b.WriteRune(r)
	}
	return b.String()
}

// shorten cuts what a message quotes.
func shorten(s string) string {
	if runes := []rune(s); len(runes) > 40 {
		return string(runes[:40]) + "……"
	}
	return s
}
