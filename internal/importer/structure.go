package importer

import (
	"regexp"
	"slices"
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
	Frame     Frame  // what stands around the plan
	Furniture []Line // of a web page around the text, and of the pages of paper

	Clauses []Clause // in the order of the source
	Doubts  []Doubt
	// Notes say where the document prints the text in another form than the
	// source, as the standard has it.
	Notes []Doubt

	lines   []Line // the whole source, for the loss report
	trust   map[int]caution
	chains  chains
	slots   map[int]slot   // where lines stand in the document, by id
	printed map[int]string // what lines print there, if that is not what they say
	added   []addition     // what the document prints beyond the source
	flat    []int          // tables that the model has no place for, by line
	// namesAlone are the lines of lists of units without a role that were read as
	// who is responsible.
	namesAlone []int
	past       map[int]bool // lines of a report that tell what has been done, by number

	arranged *definition
}

// An addition is a text that the document prints though the source lacks it.
type addition struct {
	slot   slot
	text   string
	before int // line of the slot that it stands before; 0: at its beginning
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
	rank    int    // among the forms, from the outermost
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
	Table      [][]string // behind the paragraphs
	Children   []*Section

	parent    *Section
	plain     bool // a part of the text without a heading
	more      bool // goes on with the section that it stands in, behind its table
	tableLine int  // where Table stands
}

// Paragraph is a paragraph under a heading.
type Paragraph struct {
	Line int
	Text string
	// Duty marks a line such as 责任单位：县水利局.
	Duty bool
	// RunIn marks what a heading of one sentence runs into.
	RunIn bool
	// Page marks what belongs to a page of paper or of the web.
	Page bool
}

// structure finds title, headings, paragraphs and what stands around them.
func structure(lines []Line, trust map[int]caution) *Draft {
	d := &Draft{lines: lines, trust: trust, slots: map[int]slot{}, printed: map[int]string{}}
	text := d.takeFurniture(lines)
	d.chains = findChains(text)
	body := d.frame(text)
	body = d.putBack(body)
	d.Sections = d.build(body, &d.Front)
	for _, a := range d.Frame.Attachments {
		a.sections = d.build(a.lines, &a.front)
	}
	d.findPast()
	return d
}

// build makes a tree of the lines of the plan or of an attachment. What stands
// before the first heading becomes the front.
func (d *Draft) build(lines []Line, front *[]Line) []*Section {
	b := builder{draft: d, front: front, named: namedParagraphs(lines)}
	for _, line := range lines {
		if bracketedHeading(line) {
			b.bracketed++
		}
	}
	for i := range lines {
		next := Line{}
		for k := i + 1; k < len(lines); k++ {
			if next = lines[k]; !next.Page {
				break
			}
		}
		_, _, next.labelled = d.chains.label(next)
		b.line(lines[i], next)
	}
	return b.sections
}

// Words in which the title of a plan ends.
var titleWords = lazy(`(方案|计划|要点|安排|措施|办法|意见|通知|规划|清单|分工|细则|通告|公告|报告|预案)(\s*[（(].{1,12}[)）])?$`)

var stageLine = lazy(`^[（(](初稿|征求意见稿|送审稿|审议稿|印发稿|讨论稿|草案)[)）]$`)

var organ = lazy(`(政府|单位|部门|委员会|管委会|局|委|办公室|公司|集团|中心|街道|办事处|学校|党委|支部|院|厅|站|所|队|社|企业|机构|组织|银行)[、，,；;：:)）]|^(各|全体|有关|县直|市直|区直|镇直|乡直)[\p{Han}（）()、，,]{1,60}[：:]$`)

func isRecipients(text string) bool {
	end := strings.HasSuffix(text, "：") || strings.HasSuffix(text, ":")
	return end && utf8.RuneCountInString(text) < 200 && organ().MatchString(text) && !strings.ContainsAny(text, "。；") &&
		!strings.Contains(text, "如下") && !strings.Contains(text, "方案") && !isDutyLine(text) && strings.Count(text, "：")+strings.Count(text, ":") == 1
}

var signer = lazy(`(政府|委员会|局|办公室|厅|指挥部|领导小组|公司|中心|处|院|党委|管委会|办)$`)

// builder grows the tree line by line.
type builder struct {
	draft    *Draft
	front    *[]Line
	sections []*Section
	named    map[int]bool // lines that are named paragraphs, by number
	// bracketed is how many lines are headings in brackets.
	bracketed int
	stack     []*Section // from the part to the section that text belongs to
}

func (b *builder) line(line, next Line) {
	if line.Table != nil {
		b.table(line)
		return
	}
	if b.draft.trust[line.Number] == onlyText || line.Page || line.asText || contentsLine().MatchString(line.Text) {
		b.add(Paragraph{Line: line.Number, Text: line.Text, Page: line.Page})
		return
	}
	if l, rest, ok := b.draft.chains.label(line); ok {
		heading, separator, body := splitHeading(l, rest, next)
		s := &Section{Label: l.text, form: l.form, rank: l.rank, number: l.number, Level: l.level, Heading: heading, Separator: separator, Line: line.Number}
		b.open(s)
		b.add(Paragraph{Line: line.Number, Text: body, RunIn: separator == "。"})
		return
	}
	if line.Outline > 0 && utf8.RuneCountInString(line.Text) < 60 {
		level := min(line.Outline, 5)
		b.open(&Section{Heading: line.Text, Level: level, rank: 10 * (level + 1), Line: line.Number})
		return
	}
	if b.bracketed >= leastBracketed && bracketedHeading(line) {
		b.open(&Section{Heading: line.Text, Level: 1, rank: 1, Line: line.Number})
		return
	}
	if isDutyLine(line.Text) && b.draft.trust[line.Number] <= inText {
		b.add(Paragraph{Line: line.Number, Text: line.Text, Duty: true})
		return
	}
	if b.named[line.Number] && len(b.stack) > 0 && !b.stack[0].plain {
		name, body, _ := splitNamed(line.Text)
		b.closeNamed()
		s := &Section{Heading: name, Separator: "：", Named: true, Level: min(5, b.stack[len(b.stack)-1].Level+1), Line: line.Number}
		b.push(s)
		b.add(Paragraph{Line: line.Number, Text: body})
		return
	}
	b.add(Paragraph{Line: line.Number, Text: line.Text})
}

// leastBracketed is how many lines in 【】 it takes to see that they are the
// headings of parts: 【工作目标】.
const leastBracketed = 2

func bracketedHeading(line Line) bool {
	return line.Table == nil && len(line.Text) < 80 && inBrackets().MatchString(line.Text) && !readsAsDuty().MatchString(line.Text)
}

var (
	inBrackets  = lazy(`^【[\p{Han}“”、\d]{2,14}】$`)
	readsAsDuty = lazy(`单位|部门|责任|牵头|负责|配合|打印|关闭|(局|委|办|厅|站|所|街道|乡|镇)】$`)
)

// contentsLine matches a line of a table of contents: 一、总体要求……3.
var contentsLine = lazy(`^.{2,60}(…{1,}|\.{4,}|·{3,}|．{3,}|-{4,})[\s\x{3000}]*[（(]?\d{1,3}[）)]?$`)

// innermost is the rank of sections that hold no other.
const innermost = 1000

// open puts a labelled section into the tree: below the last one of a higher
// form, whatever forms lie between.
func (b *builder) open(s *Section) {
	// （1） （2） 3）, 1、 2）: who counts on in a like form stands beside them.
	for i, t := range b.stack {
		near := isEnclosed(s.rank) && isEnclosed(t.rank) || isArabic(s.rank) && isArabic(t.rank) && i == len(b.stack)-1
		if near && t.form != s.form && s.number > 1 && s.number == t.number+1 {
			s.rank = t.rank
			break
		}
	}
	for len(b.stack) > 0 {
		last := b.stack[len(b.stack)-1]
		if !last.Named && last.rank < s.rank {
			break
		}
		b.stack = b.stack[:len(b.stack)-1]
	}
	if s.Level == 0 {
		s.Level = 1
		if n := len(b.stack); n > 0 {
			s.Level = min(5, b.stack[n-1].Level+1)
		}
	}
	b.push(s)
}

// isEnclosed tells （1） and 1）, isArabic also 1.
func isEnclosed(rank int) bool { return rank == 50 || rank == 54 }

func isArabic(rank int) bool { return rank == 40 || isEnclosed(rank) }

func (b *builder) push(s *Section) {
	if s.Named || s.more || s.plain {
		s.rank = innermost
	}
	if len(b.stack) == 0 {
		b.sections = append(b.sections, s)
	} else {
		s.parent = b.stack[len(b.stack)-1]
		s.parent.Children = append(s.parent.Children, s)
	}
	b.stack = append(b.stack, s)
	s.Depth = len(b.stack)
}

// table puts a table behind the text of the open section. Text that follows it
// opens a section without heading and label.
func (b *builder) table(line Line) {
	if len(b.stack) == 0 {
		b.push(&Section{Line: line.Number, plain: true, Level: 1})
	}
	if b.stack[len(b.stack)-1].Table != nil {
		b.goOn(line.Number)
	}
	s := b.stack[len(b.stack)-1]
	s.Table, s.tableLine = line.Table, line.Number
	if isAssignmentTable(line.Table) {
		b.draft.doubt(line.Number, "这张表写明了任务和责任单位，可以改写成任务，让程序生成责任分解表")
	}
}

// maxParagraphs bounds a section, far above any plan: a text without headings
// would be one.
const maxParagraphs = 400

// goOn opens a section for what stands behind a table.
func (b *builder) goOn(line int) {
	n := len(b.stack)
	if n >= 5 || b.stack[n-1].more {
		b.stack = b.stack[:n-1] // beside it: there is no level below, or no need for one
	}
	b.push(&Section{Line: line, more: true, Level: b.stack[len(b.stack)-1].Level})
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
		*b.front = append(*b.front, Line{Number: p.Line, Text: p.Text})
		return
	}
	if s := b.stack[len(b.stack)-1]; s.Table != nil || len(s.Paragraphs) >= maxParagraphs {
		b.goOn(p.Line)
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
func splitHeading(l label, rest string, next Line) (heading, separator, body string) {
	stop := strings.IndexAny(rest, "。")
	if l.rank == rankArticle {
		// 第一条 begins a sentence; a name of the article stands alone.
		if stop < 0 && shortHeading(rest) {
			return rest, "", ""
		}
		return "", "", rest
	}
	colon := openColon(rest)
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
	if next.Table == nil && isHeading(head) && utf8.RuneCountInString(head) <= 20 && !strings.ContainsAny(head, "，,") && next.Text != "" && !isDutyLine(next.Text) &&
		(!next.labelled || deeper(l, next.Text)) {
		return rest, "", "" // it keeps its 。
	}
	return "", "", rest
}

// deeper reports whether the next line is an item of what a label heads: the
// first of a form further in.
func deeper(l label, next string) bool {
	n, _, ok := parseLabel(next)
	return ok && n.rank > l.rank && (n.number == 1 || n.level == 5)
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
		if line.Page {
			continue
		}
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

// putBack puts what belongs to a page back into the text that it stood in: the
// plan, its notice or an attachment. It never becomes a heading.
func (d *Draft) putBack(body []Line) []Line {
	type region struct {
		lines *[]Line
		slot  slot
	}
	text := slotText
	if d.Frame.HasNotice {
		text = slotPlanText
	}
	regions := []region{{&body, text}}
	if d.Frame.HasNotice {
		regions = append(regions, region{&d.Frame.Notice, slotText})
	}
	for _, a := range d.Frame.Attachments {
		regions = append(regions, region{&a.lines, slotAttachments})
	}
	for _, r := range regions {
		for _, line := range *r.lines {
			if d.slots[line.id] == 0 {
				d.slots[line.id] = r.slot
			}
		}
	}
	if len(d.Furniture) == 0 {
		return body
	}
	added := make([][]Line, len(regions))
	for _, line := range d.Furniture {
		best, first := -1, 0
		for i, r := range regions {
			if list := *r.lines; len(list) > 0 && list[0].id < line.id && list[0].id > first {
				best, first = i, list[0].id
			}
		}
		if best < 0 {
			// It stands above all text, so it begins the first.
			best = 0
			if d.Frame.HasNotice && len(d.Frame.Notice) > 0 {
				best = 1
			}
		}
		line.Page = true
		d.slots[line.id] = regions[best].slot
		added[best] = append(added[best], line)
	}
	d.doubtFurniture()
	for i, r := range regions {
		if len(added[i]) > 0 {
			*r.lines = append(slices.Clone(*r.lines), added[i]...)
			slices.SortStableFunc(*r.lines, func(a, b Line) int { return a.id - b.id })
		}
	}
	return body
}
