package importer

import (
	"regexp"
	"strings"
	"sync"
	"unicode/utf8"
)

// Draft is a plan as it was understood.
type Draft struct {
	Title     []Line
	Status    string
	To        *Line  // 主送机关
	Front     []Line // between title and first heading: the preamble
	Sections  []*Section
	By        []Line // 署名
	Date      *Line  // 成文日期
	Furniture []Line // of a web page around the text

	Clauses []Clause // in the order of the source
	Doubts  []Doubt

	lines []Line // the whole source, for the loss report
	trust map[int]caution
}

// A Doubt is something that a person should look at.
type Doubt struct {
	Line    int
	Message string
}

// Section is a heading with what stands under it, or a labelled paragraph
// without a heading.
type Section struct {
	Label   string // as written
	form    string // （一）
	number  int
	Heading string // as written; may be empty
	// Separator is what stands between a heading that runs in and its text: 。
	// or ：; empty for a heading on a line of its own.
	Separator string
	Level     int // by the form of the label: 一、=1 … ①=5; a named paragraph has its parent's plus one
	Depth     int // in the tree, 1 for parts
	Named     bool
	Line      int

	Paragraphs []Paragraph
	Children   []*Section

	parent *Section
	plain  bool // all of a text without headings
}

// Paragraph is a paragraph under a heading.
type Paragraph struct {
	Line int
	Text string
	// Duty marks a line such as 责任单位：县水利局.
	Duty bool
}

// structure finds title, headings, paragraphs and what stands around them.
func structure(lines []Line, trust map[int]caution) *Draft {
	d := &Draft{lines: lines, trust: trust}
	lines = d.takeFurniture(lines)
	lines = d.takeFront(lines)
	lines = d.takeEnd(lines)
	b := builder{draft: d, named: namedParagraphs(lines)}
	for i := range lines {
		next := Line{}
		if i+1 < len(lines) {
			next = lines[i+1]
		}
		b.line(lines[i], next)
	}
	return d
}

// Words in which the title of a plan ends.
var titleWords = lazy(`(方案|计划|要点|安排|措施|办法|意见|通知|规划|清单|分工|细则|通告|公告|报告|预案)(\s*[（(].{1,12}[)）])?$`)

var stageLine = lazy(`^[（(](初稿|征求意见稿|送审稿|审议稿|印发稿|讨论稿|草案)[)）]$`)

// takeFront takes title, stage and 主送机关 off the front.
func (d *Draft) takeFront(lines []Line) []Line {
	n := 1
	for i := 0; i < min(4, len(lines)); i++ {
		text := lines[i].Text
		if _, _, ok := parseLabel(text); ok && i > 0 || utf8.RuneCountInString(text) > 40 || strings.HasSuffix(text, "。") {
			break
		}
		if titleWords().MatchString(text) {
			n = i + 1
			break
		}
	}
	if _, _, labelled := parseLabel(lines[0].Text); labelled || utf8.RuneCountInString(lines[0].Text) > 80 {
		n = 0 // a text that begins at once
		d.doubt(0, "原文没有标题，请把 title 改成方案的标题")
	}
	d.Title, lines = lines[:n], lines[n:]
	if len(lines) > 0 && stageLine().MatchString(lines[0].Text) {
		d.Status = strings.Trim(lines[0].Text, "（()）")
		lines = lines[1:]
	}
	if len(lines) > 0 && isRecipients(lines[0].Text) {
		d.To, lines = &lines[0], lines[1:]
	}
	for len(lines) > 0 {
		if _, _, ok := parseLabel(lines[0].Text); ok || lines[0].Outline > 0 {
			break
		}
		d.Front, lines = append(d.Front, lines[0]), lines[1:]
	}
	return lines
}

var organ = lazy(`(政府|单位|部门|委员会|管委会|局|办公室|公司|集团|中心|街道|办事处|学校|党委|支部|院|厅|站|所|队|社)[、，,；;：:)）]`)

func isRecipients(text string) bool {
	end := strings.HasSuffix(text, "：") || strings.HasSuffix(text, ":")
	return end && utf8.RuneCountInString(text) < 200 && organ().MatchString(text) && !strings.ContainsAny(text, "。；") &&
		!strings.Contains(text, "如下") && !strings.Contains(text, "方案") && strings.Count(text, "：")+strings.Count(text, ":") == 1
}

var signer = lazy(`(政府|委员会|局|办公室|厅|指挥部|领导小组|公司|中心|处|院|党委|管委会|办)$`)

// takeEnd takes signature and date off the end.
func (d *Draft) takeEnd(lines []Line) []Line {
	n := len(lines)
	if n < 2 {
		return lines
	}
	if _, _, _, ok := dateOf(lines[n-1].Text); !ok {
		return lines // none, or one with placeholders: it stays text
	}
	from := n - 1
	for from > 0 && n-1-from < 6 && utf8.RuneCountInString(lines[from-1].Text) <= 30 && signer().MatchString(lines[from-1].Text) {
		from--
	}
	if from == n-1 {
		return lines
	}
	d.By, d.Date = lines[from:n-1], &lines[n-1]
	return lines[:from]
}

// builder grows the tree line by line.
type builder struct {
	draft *Draft
	named map[int]bool // lines that are named paragraphs, by number
	stack []*Section   // from the part to the section that text belongs to
}

func (b *builder) line(line, next Line) {
	if b.draft.trust[line.Number] == onlyText {
		b.add(Paragraph{Line: line.Number, Text: line.Text})
		return
	}
	if l, rest, ok := parseLabel(line.Text); ok {
		heading, separator, body := splitHeading(rest, next)
		s := &Section{Label: l.text, form: l.form, number: l.number, Level: l.level, Heading: heading, Separator: separator, Line: line.Number}
		b.open(s)
		b.add(Paragraph{Line: line.Number, Text: body})
		return
	}
	if line.Outline > 0 && utf8.RuneCountInString(line.Text) < 60 {
		b.open(&Section{Heading: line.Text, Level: min(line.Outline, 5), Line: line.Number})
		return
	}
	if isDutyLine(line.Text) && b.draft.trust[line.Number] == 0 {
		b.add(Paragraph{Line: line.Number, Text: line.Text, Duty: true})
		return
	}
	if b.named[line.Number] && len(b.stack) > 0 {
		name, body, _ := splitNamed(line.Text)
		b.closeNamed()
		s := &Section{Heading: name, Separator: "：", Named: true, Level: min(5, b.stack[len(b.stack)-1].Level+1), Line: line.Number}
		b.push(s)
		b.add(Paragraph{Line: line.Number, Text: body})
		return
	}
	b.add(Paragraph{Line: line.Number, Text: line.Text})
}

// open puts a labelled section into the tree: below the last one of a higher
// form, whatever forms lie between.
func (b *builder) open(s *Section) {
	for len(b.stack) > 0 {
		last := b.stack[len(b.stack)-1]
		if !last.Named && last.Level < s.Level {
			break
		}
		b.stack = b.stack[:len(b.stack)-1]
	}
	b.push(s)
}

func (b *builder) push(s *Section) {
	if len(b.stack) == 0 {
		b.draft.Sections = append(b.draft.Sections, s)
	} else {
		s.parent = b.stack[len(b.stack)-1]
		s.parent.Children = append(s.parent.Children, s)
	}
	b.stack = append(b.stack, s)
	s.Depth = len(b.stack)
}

func (b *builder) closeNamed() {
	for len(b.stack) > 0 && b.stack[len(b.stack)-1].Named {
		b.stack = b.stack[:len(b.stack)-1]
	}
}

func (b *builder) add(p Paragraph) {
	if p.Text == "" {
		return
	}
	if len(b.stack) == 0 {
		b.draft.Front = append(b.draft.Front, Line{Number: p.Line, Text: p.Text})
		return
	}
	s := b.stack[len(b.stack)-1]
	s.Paragraphs = append(s.Paragraphs, p)
}

// The longest heading, in characters, and the longest that stands before a
// colon.
const (
	longestHeading = 40
	longestNamed   = 24
)

var (
	measured = lazy(`\d+(\.\d+)?\s*(%|％|‰|μg|mg|ug|万|亿|吨|个|家|处|户|人|名|公里|公顷|亩|次|天|日前|月底|月\d|年底|以上|以下|以内)`)
	clausey  = lazy(`[（(][^（）()]*(牵头|负责|配合|参与|落实|单位[：:])[^（）()]*[)）]`)
)

// splitHeading splits what follows a label into heading, separator and text.
func splitHeading(rest string, next Line) (heading, separator, body string) {
	stop := strings.IndexAny(rest, "。")
	colon := strings.IndexAny(rest, "：:")
	if colon >= 0 && (stop < 0 || colon < stop) {
		head, tail := rest[:colon], rest[colon:]
		_, size := utf8.DecodeRuneInString(tail)
		tail = strings.TrimFunc(tail[size:], blank)
		if n := utf8.RuneCountInString(head); n > 0 && n <= longestNamed && tail != "" && !strings.ContainsAny(head, "，,；;“”") && !clausey().MatchString(head) && !endsInList(head) {
			return head, "：", tail
		}
	}
	if stop < 0 {
		// A line of its own without a full stop: a heading, unless it is a
		// sentence that lost its stop.
		if isHeading(rest) && !strings.ContainsAny(rest, "；;：:") {
			return rest, "", ""
		}
		return "", "", rest
	}
	head, tail := rest[:stop], strings.TrimFunc(rest[stop+len("。"):], blank)
	if tail != "" {
		if isHeading(head) {
			return head, "。", tail
		}
		return "", "", rest
	}
	// One sentence: a heading only if it is short and its text follows on a
	// line of its own.
	_, _, nextLabelled := parseLabel(next.Text)
	if isHeading(head) && utf8.RuneCountInString(head) <= 20 && !strings.ContainsAny(head, "，,") && next.Text != "" && !isDutyLine(next.Text) &&
		(!nextLabelled || deeper(rest, next.Text)) {
		return rest, "", "" // it keeps its 。
	}
	return "", "", rest
}

// deeper reports whether the next line's label is an enclosed one, which often
// lists what a heading announces.
func deeper(_, next string) bool {
	l, _, ok := parseLabel(next)
	return ok && l.level == 5
}

func isHeading(s string) bool {
	n := utf8.RuneCountInString(s)
	return n > 0 && n <= longestHeading && strings.Count(s, "，")+strings.Count(s, ",") <= 3 && !strings.ContainsAny(s, "；;") &&
		!measured().MatchString(s) && !clausey().MatchString(s)
}

func endsInList(head string) bool {
	for _, end := range []string{"如下", "包括", "分别为", "要求", "即", "做到"} {
		if strings.HasSuffix(head, end) && utf8.RuneCountInString(head) > 6 {
			return true
		}
	}
	return false
}

// namedPattern matches a paragraph that opens with a name and a colon.
var namedPattern = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^([^，。；：、:,;！？“”《》\s][^，。；：:,;！？“”《》\s]{1,23})\s*[：:]\s*(\S.*)$`)
})

// namedEnds are the ends of names that announce a paragraph of their own.
var namedEnds = lazy(`(部门|单位|方面|阶段|时期|机构|政府|办事处|街道|委员会|局|办|中心|公司|大队|支队|派出所|小组|乡镇|职责|任务|措施|目标|对象)([（(][^（）()]{1,12}[)）])?$`)

func splitNamed(text string) (name, body string, ok bool) {
	m := namedPattern().FindStringSubmatch(text)
	if m == nil || utf8.RuneCountInString(m[1]) > longestNamed {
		return "", "", false
	}
	return m[1], m[2], true
}

// namedParagraphs finds the lines that open with a name and a colon: those
// whose name ends as such names do, and those that stand in a row of the same
// kind.
func namedParagraphs(lines []Line) map[int]bool {
	named := map[int]bool{}
	previous, previousNumber := "", 0
	for _, line := range lines {
		name, _, ok := splitNamed(line.Text)
		if _, _, labelled := parseLabel(line.Text); labelled || isDutyLine(line.Text) {
			ok = false
		}
		if !ok {
			if !isDutyLine(line.Text) {
				previous = ""
			}
			continue
		}
		if namedEnds().MatchString(name) {
			named[line.Number] = true
		}
		if previous != "" && commonPrefix(previous, name) >= 4 {
			named[line.Number], named[previousNumber] = true, true
		}
		previous, previousNumber = name, line.Number
	}
	return named
}

// commonPrefix counts the characters that two names begin with.
func commonPrefix(a, b string) int {
	ra, rb := []rune(a), []rune(b)
	n := 0
	for n < len(ra) && n < len(rb) && ra[n] == rb[n] {
		n++
	}
	return n
}

// dutyLabel matches a line of a block of responsibility.
var dutyLabel = lazy(`^(责任领导|牵头领导|分管领导|责任单位|责任部门|牵头单位|牵头部门|配合单位|配合部门|参与单位|参加单位|协办单位|落实单位|实施单位|指导单位|督导单位)\s*[：:]`)

func isDutyLine(text string) bool { return dutyLabel().MatchString(text) }

// furniture matches lines that a web page puts around a text.
var furniture = lazy(`^(来源|发布时间|发布日期|信息来源|浏览次数|浏览量|点击数|点击量|阅读次数|作者|编辑|责任编辑|字体|字号|打印本页|关闭窗口|返回顶部|上一篇|下一篇|分享到|扫一扫|索引号|主题分类|发文机构|信息有效性|当前位置|您现在的位置|打印|收藏|主办单位：.*版权所有|版权所有|备案号|ICP备|网站标识码)(\s*[：:>＞].*|\s*$|.*ICP备.*|.*版权所有.*)`)

// takeFurniture takes the lines of a web page off both ends.
func (d *Draft) takeFurniture(lines []Line) []Line {
	kept := make([]Line, 0, len(lines))
	for i, line := range lines {
		if (i < 12 || i >= len(lines)-8) && len(lines) > 3 && furniture().MatchString(line.Text) {
			d.Furniture = append(d.Furniture, line)
			continue
		}
		kept = append(kept, line)
	}
	if len(kept) == 0 {
		d.Furniture = nil
		return lines
	}
	return kept
}
