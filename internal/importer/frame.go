package importer

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// A text as it was issued is more than the plan: a 版头 above it, a 通知 that
// issues it, 署名 and 附件 behind it, a 版记 at the end. All of that is cut off
// before headings are looked for, so that the numbers of a list of 附件 never
// become headings. What is not understood stays text in its place.

// A slot is a place in the document that is built. Where the source has an
// element elsewhere, it moves: 公文 have one order (GB/T 9704 7.1).
type slot int

const (
	slotCopyNumber slot = iota + 1
	slotSecrecy
	slotUrgency
	slotMark
	slotNumber
	slotSigners
	slotTitle // of the notice if there is one
	slotStage
	slotTo
	slotText // of the notice
	slotNoticeNames
	slotSignature
	slotNote
	slotPlanLabel
	slotPlanTitle
	slotPlanStage
	slotPlanText
	slotNames
	slotAttachments
	slotColophon
)

var slotWords = map[slot]string{
	slotCopyNumber: "版头", slotSecrecy: "版头", slotUrgency: "版头", slotMark: "版头", slotNumber: "版头", slotSigners: "版头",
	slotTitle: "标题", slotStage: "标题下", slotTo: "主送机关", slotText: "正文", slotNoticeNames: "附件说明", slotSignature: "署名和日期", slotNote: "附注",
	slotPlanLabel: "附件首页", slotPlanTitle: "标题", slotPlanStage: "标题下", slotPlanText: "正文", slotNames: "附件说明", slotAttachments: "附件", slotColophon: "版记",
}

// Frame is what stands around a plan.
type Frame struct {
	Mark                        string   // 发文机关标志, with 文件 if it has it
	Letter                      bool     // 信函格式: the mark is the name alone
	CopyNumber, Secrecy, Urgent string   // 份号, 密级和保密期限, 紧急程度
	Number                      string   // 发文字号
	Signers                     []string // 签发人
	By                          []string // 署名
	Date                        *Day     // 成文日期
	Notice                      []Line   // the text of the notice that issues the plan
	NoticeTitle                 []Line
	HasNotice                   bool
	Annexed                     bool // the plan is 附件 of its notice
	PlanLabel                   string
	Note                        []string // 附注
	CopiesTo                    []string // 抄送
	PrintedBy                   string   // 印发机关
	PrintedOn                   *Day
	PrintRun                    int
	Attachments                 []*Attachment
	names                       []attachmentName // 附件说明
	namesSlot                   slot
}

// Summary says what stands around the plan, with a comma behind it: 印发通知，2个
// 附件，; empty for nothing.
func (f *Frame) Summary() string {
	var b strings.Builder
	if f.HasNotice {
		b.WriteString("印发通知，")
	}
	if n := len(f.Attachments); n > 0 {
		fmt.Fprintf(&b, "%d个附件，", n)
	}
	return b.String()
}

// Day is a date of the calendar.
type Day struct{ Year, Month, Day int }

// String is the date as documents print it (GB/T 9704 7.3.5.4).
func (d Day) String() string { return fmt.Sprintf("%d年%d月%d日", d.Year, d.Month, d.Day) }

// Attachment is an 附件 that the text holds.
type Attachment struct {
	Label string // as printed: 附件1
	Title string
	Line  int

	lines    []Line // its text
	front    []Line
	sections []*Section
}

// attachmentName is a line of the 附件说明.
type attachmentName struct {
	number int // 0: the only one
	name   string
	lines  []Line
}

// compact is a text without blanks: in the 版头 and in labels they only spread
// the characters.
func compact(s string) string {
	return strings.Map(func(r rune) rune {
		if blank(r) {
			return -1
		}
		return r
	}, s)
}

// bare is a title without blanks and quotes, for comparing.
func bare(s string) string {
	return strings.NewReplacer("《", "", "》", "", "〈", "", "〉", "", "“", "", "”", "").Replace(normal(compact(s)))
}

const openBracket, closeBracket = `[〔（(\[【﹝［]`, `[〕）)\]】﹞］]`

// nameClass are the characters of names of organs and places, inside of
// brackets: 汉字, and what stands for those that were left out (××县, XX局).
const nameClass = `\p{Han}×XxＸ○`

var (
	copyNumberLine = lazy(`^(份号[:：]?)?\d{6}$`)
	secrecyLine    = lazy(`^(密级[:：]?)?((?:绝密|机密|秘密)(?:★(?:[1-9]\d*(?:年|个月|月|天|日)|长期))?)$`)
	urgencyLine    = lazy(`^(紧急程度[:：]?)?(特急|加急)$`)
	numberLine     = lazy(`^([` + nameClass + `]{2,16})` + openBracket + `((?:19|20)\d\d)` + closeBracket + `第?0*(\d{0,5})号$`)
	numberFirst    = lazy(`^([` + nameClass + `]{2,16}[\s\x{3000}]*` + openBracket + `[\s\x{3000}]*(?:19|20)\d\d[\s\x{3000}]*` + closeBracket + `[\s\x{3000}]*第?[\s\x{3000}]*\d{0,5}[\s\x{3000}]*号)[\s\x{3000}]*(签发人.*)$`)
	signersLine    = lazy(`^签发人[:：](.+)$`)
	markLine       = lazy(`^[` + nameClass + `（）()]{2,60}文件$`)
	organLine      = lazy(`^[` + nameClass + `（）()]{3,30}$`)
	ruleLine       = lazy(`^[\x{2500}-\x{257f}—_＿=＝\-－*＊★·. ]{5,}$`)
	attachLabel    = lazy(`^附(件|表|录)([一二三四五六七八九十]{1,3}|\d{1,2})?[:：]?$`)
	attachTitled   = lazy(`^附(件|表|录)[\s\x{3000}]*([一二三四五六七八九十]{1,3}|\d{1,2})[\s\x{3000}]*([:：]|[\s\x{3000}]+)[\s\x{3000}]*(.{2,60})$`)
	attachNames    = lazy(`^附[\s\x{3000}]*件[\s\x{3000}]*[:：][\s\x{3000}]*(.*)$`)
	attachEntry    = lazy(`^(\d{1,2})[\s\x{3000}]*[.．、][\s\x{3000}]*(\D.*|\d{4}年.*)$`)
	copiesLine     = lazy(`^抄[\s\x{3000}]*送[\s\x{3000}]*[:：][\s\x{3000}]*(.+)$`)
	printedLine    = lazy(`^(.{2,40}?)[\s\x{3000}]*(\d{4}[\s\x{3000}]*年[\s\x{3000}]*\d{1,2}[\s\x{3000}]*月[\s\x{3000}]*\d{1,2}[\s\x{3000}]*日)[\s\x{3000}]*印(?:发|制)([\s\x{3000}]*[（(]?[\s\x{3000}]*共[\s\x{3000}]*印[\s\x{3000}]*\d{1,6}[\s\x{3000}]*份[\s\x{3000}]*[)）]?)?$`)
	printedDate    = lazy(`^(\d{4}[\s\x{3000}]*年[\s\x{3000}]*\d{1,2}[\s\x{3000}]*月[\s\x{3000}]*\d{1,2}[\s\x{3000}]*日)[\s\x{3000}]*印发$`)
	printRunLine   = lazy(`^[（(]?共印(\d{1,6})份[)）]?$`)
	noteLine       = lazy(`^[（(][^（）()]{3,60}[)）]$`)
	openDate       = lazy(`^(\d{4}|20[xX×]{2})年[\dxX×]*月[\dxX×]*日$`)
)

// isFrameLine reports whether a line is an element of the frame whatever stands
// around it.
func isFrameLine(text string) bool {
	if len(text) > 240 {
		return copiesLine().MatchString(text)
	}
	c := compact(text)
	if _, ok := dayOf(text); ok {
		return true
	}
	return attachLabel().MatchString(c) || attachNames().MatchString(text) || copiesLine().MatchString(text) || printedLine().MatchString(text) ||
		numberLine().MatchString(c) || signersLine().MatchString(c) || printRunLine().MatchString(c) || numberFirst().MatchString(text) || attachTitled().MatchString(text)
}

var arabicDay = lazy(`^(\d{4})年(\d{1,2})月(\d{1,2})日$`)

var looseDay = lazy(`^(\d{4})[.\-/](\d{1,2})[.\-/](\d{1,2})日?$`)

// dayOf reads a date that has a line to itself: 2026年1月4日, 二〇二六年一月四日 or
// 2026.1.4.
func dayOf(text string) (Day, bool) {
	if len(text) > 60 {
		return Day{}, false
	}
	s := compact(noSpace.Replace(text))
	m := arabicDay().FindStringSubmatch(s)
	if m == nil {
		m = chineseDay(s)
	}
	if m == nil {
		m = looseDay().FindStringSubmatch(s)
	}
	if m == nil {
		return Day{}, false
	}
	year, _ := strconv.Atoi(m[1])
	month, _ := strconv.Atoi(m[2])
	day, _ := strconv.Atoi(m[3])
	if _, err := time.Parse("2006-1-2", fmt.Sprintf("%04d-%d-%d", year, month, day)); err != nil {
		return Day{}, false
	}
	return Day{year, month, day}, true
}

var chineseDayPattern = lazy(`^([一二三四五六七八九〇○零O0Ｏ]{4})年([一二三四五六七八九十]{1,2})月([一二三四五六七八九十]{1,3})日$`)

func chineseDay(s string) []string {
	m := chineseDayPattern().FindStringSubmatch(s)
	if m == nil {
		return nil
	}
	year := strings.Map(func(r rune) rune {
		if i := strings.Index("一二三四五六七八九", string(r)); i >= 0 {
			return '1' + rune(i/len("一"))
		}
		return '0'
	}, m[1])
	return []string{m[0], year, strconv.Itoa(chineseValue(m[2])), strconv.Itoa(chineseValue(m[3]))}
}

// framer cuts a text.
type framer struct {
	d     *Draft
	f     *Frame
	under *headLine // the 发文字号 that stands below the title
}

// put says where a line stands in the document.
func (c *framer) put(line Line, s slot) { c.d.slots[line.id] = s }

// prints says what a line prints in the document, if that is not what it says,
// and why; an empty why is not worth telling.
func (c *framer) prints(line Line, text, why string) {
	if normal(line.Text) == normal(text) {
		return
	}
	c.d.printed[line.id] = text
	if why != "" {
		c.d.note(line.Number, why)
	}
}

func (d *Draft) note(line int, message string) { d.Notes = append(d.Notes, Doubt{line, message}) }

// adds says that the document prints what the source does not have.
func (d *Draft) adds(s slot, text, why string) {
	d.added = append(d.added, addition{slot: s, text: text})
	d.note(0, why)
}

func (c *framer) trusted(line Line) bool { return c.d.trust[line.Number] == 0 && line.Table == nil }

// frame cuts a text into its frame and the lines of the plan.
func (d *Draft) frame(lines []Line) []Line {
	c := &framer{d: d, f: &d.Frame}
	head, rest := c.head(lines)
	title := c.titleLines(rest)
	if title > 1 && attachLabel().MatchString(compact(rest[0].Text)) {
		d.doubt(rest[0].Number, "标题前的“"+rest[0].Text+"”说明它原是别的公文的附件；单独印发时请从 title 里删去")
	}
	after := rest[title:]
	body := c.documents(rest[:title], after)
	c.finishHead(head)
	return body
}

// headLine is an element of the 版头 that was found.
type headLine struct {
	line   Line
	kind   slot
	values []string // what it says; of a 发文字号 the 签发人 on its line follow
	rule   bool     // a line that was drawn: it says nothing
}

// head reads the elements above the title.
func (c *framer) head(lines []Line) ([]headLine, []Line) {
	var found []headLine
	organs := 0
	i := 0
	for ; i < min(len(lines), 16) && c.trusted(lines[i]) && len(lines[i].Text) < 240; i++ {
		line := lines[i]
		s := compact(line.Text)
		switch {
		case copyNumberLine().MatchString(s):
			found = append(found, headLine{line: line, kind: slotCopyNumber, values: []string{s[len(s)-6:]}})
		case secrecyLine().MatchString(s):
			found = append(found, headLine{line: line, kind: slotSecrecy, values: []string{secrecyLine().FindStringSubmatch(s)[2]}})
		case urgencyLine().MatchString(s):
			found = append(found, headLine{line: line, kind: slotUrgency, values: []string{urgencyLine().FindStringSubmatch(s)[2]}})
		case numberLine().MatchString(s):
			found = append(found, headLine{line: line, kind: slotNumber, values: []string{numberOfDocument(s)}})
		case numberFirst().MatchString(line.Text):
			m := numberFirst().FindStringSubmatch(line.Text)
			signers := signersLine().FindStringSubmatch(strings.TrimSpace(m[2]))
			if signers == nil {
				return c.cutHead(found, lines, i)
			}
			found = append(found, headLine{line: line, kind: slotNumber, values: append([]string{numberOfDocument(compact(m[1]))}, names(signers[1])...)})
		case signersLine().MatchString(strings.TrimSpace(line.Text)) || signersLine().MatchString(s):
			m := signersLine().FindStringSubmatch(strings.TrimSpace(line.Text))
			if m == nil {
				m = signersLine().FindStringSubmatch(s)
			}
			found = append(found, headLine{line: line, kind: slotSigners, values: names(m[1])})
		case (markLine().MatchString(s) || s == "文件" && organs > 0) && !strings.HasPrefix(s, "关于") && !strings.Contains(s, "关于"):
			found = append(found, headLine{line: line, kind: slotMark, values: []string{s}})
		case organLine().MatchString(s) && signer().MatchString(s):
			organs++
			found = append(found, headLine{line: line, kind: slotMark, values: []string{s}})
		case ruleLine().MatchString(line.Text) && len(found) > 0:
			found = append(found, headLine{line: line, kind: slotMark, rule: true})
		default:
			return c.cutHead(found, lines, i)
		}
	}
	return c.cutHead(found, lines, i)
}

// cutHead takes back names of organs that turned out to begin the title.
func (c *framer) cutHead(found []headLine, lines []Line, n int) ([]headLine, []Line) {
	real := func(h headLine) bool {
		return h.kind != slotMark || len(h.values) > 0 && strings.HasSuffix(h.values[0], "文件")
	}
	for len(found) > 0 && !real(found[len(found)-1]) && !found[len(found)-1].rule {
		found, n = found[:len(found)-1], n-1
	}
	if !slices.ContainsFunc(found, real) {
		return nil, lines
	}
	return found, lines[n:]
}

// numberOfDocument is a 发文字号 with the brackets and without the 第 and 0 that
// do not belong there.
func numberOfDocument(s string) string {
	m := numberLine().FindStringSubmatch(s)
	return m[1] + "〔" + m[2] + "〕" + m[3] + "号"
}

// names are the persons of a list.
func names(s string) []string {
	wide := strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune("、，,；;\t", r) })
	if len(wide) > 1 {
		for i := range wide {
			wide[i] = compact(wide[i])
		}
		return wide
	}
	var list []string
	for _, name := range strings.FieldsFunc(s, blank) {
		// 王　芳 is one name, spread to the width of three characters.
		if n := len(list); n > 0 && utf8.RuneCountInString(name) == 1 && utf8.RuneCountInString(list[n-1]) == 1 {
			list[n-1] += name
			continue
		}
		list = append(list, name)
	}
	return list
}

// finishHead gives the 版头 to the issue, once it is known who issues. A head
// needs a mark; where neither it nor the issuer is known, its elements stay
// text.
func (c *framer) finishHead(found []headLine) {
	d, f := c.d, c.f
	if c.under != nil {
		found = append(found, *c.under)
	}
	if len(found) == 0 {
		return
	}
	var marks []string
	for _, h := range found {
		if h.kind == slotMark && !h.rule {
			marks = append(marks, h.values[0])
		}
	}
	derived := ""
	switch {
	case len(marks) > 0:
		f.Mark = strings.Join(marks, "")
		f.Letter = !strings.HasSuffix(f.Mark, "文件")
		if joint := strings.Join(f.By, ""); joint != "" && (f.Mark == joint+"文件" || f.Letter && f.Mark == f.By[0]) {
			f.Mark = ""
		}
	case len(f.By) > 0:
		derived = strings.Join(f.By, "") + "文件"
	default:
		if organ := organOfTitle(c.firstTitle()); organ != "" {
			f.Mark = organ + "文件"
			derived = f.Mark
		}
	}
	if len(marks) == 0 && derived == "" {
		for _, h := range found {
			d.doubt(h.line.Number, "不知道发文机关，版头印不出来，这一行留作正文："+h.line.Text)
			d.Front = append(d.Front, h.line)
		}
		return
	}
	if derived != "" {
		d.adds(slotMark, derived, "原文没有发文机关标志，有文号就要印版头，由发文机关补上：“"+derived+"”")
	}
	for _, h := range found {
		c.put(h.line, h.kind)
		text := ""
		switch h.kind {
		case slotCopyNumber:
			f.CopyNumber, text = h.values[0], h.values[0]
		case slotSecrecy:
			f.Secrecy, text = h.values[0], h.values[0]
		case slotUrgency:
			f.Urgent, text = h.values[0], h.values[0]
		case slotMark:
			if h.rule {
				c.prints(h.line, "", "原文里画的分隔线由版式印出："+shorten(h.line.Text))
				continue
			}
			c.prints(h.line, h.values[0], "")
			continue
		case slotNumber:
			f.Number, text = h.values[0], h.values[0]
			if len(h.values) > 1 {
				f.Signers = append(f.Signers, h.values[1:]...)
				text += "签发人：" + strings.Join(h.values[1:], "")
			}
		case slotSigners:
			f.Signers = append(f.Signers, h.values...)
			text = "签发人：" + strings.Join(h.values, "")
		}
		why := ""
		if bare(h.line.Text) != bare(text) {
			why = "“" + h.line.Text + "”按公文格式印作“" + text + "”"
		}
		c.prints(h.line, text, why)
	}
}

func (c *framer) firstTitle() string {
	list := c.f.NoticeTitle
	if !c.f.HasNotice {
		list = c.d.Title
	}
	var b strings.Builder
	for _, line := range list {
		b.WriteString(compact(line.Text))
	}
	return b.String()
}

// organOfTitle is who a title says that it is from: ××县人民政府关于….
func organOfTitle(title string) string {
	organ, _, ok := strings.Cut(title, "关于")
	if !ok || !organLine().MatchString(organ) || !signer().MatchString(organ) {
		return ""
	}
	return organ
}

// titleLines returns how many of the first lines are the title.
func (c *framer) titleLines(lines []Line) int {
	if len(lines) == 0 {
		return 0
	}
	if _, _, labelled := parseLabel(lines[0].Text); labelled || utf8.RuneCountInString(lines[0].Text) > 80 || lines[0].Table != nil || isRecipients(lines[0].Text) {
		return 0 // a text that begins at once
	}
	if c.d.trust[lines[0].Number] == onlyText {
		return 0
	}
	for i := 0; i < min(4, len(lines)); i++ {
		text := lines[i].Text
		if !c.trusted(lines[i]) {
			return 1 // several lines lose the blanks inside them
		}
		if _, _, ok := parseLabel(text); ok && i > 0 || lines[i].Table != nil || utf8.RuneCountInString(text) > 40 && i > 0 || strings.HasSuffix(text, "。") || isRecipients(text) {
			break
		}
		if titleWords().MatchString(text) {
			return i + 1 + underline(lines[i+1:])
		}
	}
	return 1
}

// underTitle takes a 发文字号 that stands below the title.
func (c *framer) underTitle(lines []Line) []Line {
	for len(lines) > 0 && c.trusted(lines[0]) {
		line := lines[0]
		s := compact(line.Text)
		inner := s
		if strings.HasSuffix(s, "）") || strings.HasSuffix(s, ")") {
			inner = strings.TrimSuffix(strings.TrimSuffix(strings.TrimPrefix(strings.TrimPrefix(s, "（"), "("), "）"), ")")
		}
		if !numberLine().MatchString(inner) || c.under != nil {
			return lines
		}
		c.under = &headLine{line: line, kind: slotNumber, values: []string{numberOfDocument(inner)}}
		lines = lines[1:]
	}
	return lines
}
