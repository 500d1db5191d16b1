package importer

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"fangan/internal/plan"
)

var (
	noticeTitle = lazy(`(通知|函|批复|通报|公告|决定|报告|请示|意见)([（(].{1,12}[)）])?$`)
	issues      = lazy(`印发|转发|发布|下发|公布|颁发|报送|呈报`)
	planTitle   = lazy(`(方案|计划|要点|安排|措施|办法|意见|规划|分工|细则|规定|预案|规程|制度|清单|行动|纲要|标准)([\s\x{3000}]*[（(].{1,12}[)）])?$`)
)

// documents divides what stands below the first title: a plan with its
// attachments, or a notice and the plan that it issues. It returns the text of
// the plan.
func (c *framer) documents(title, lines []Line) []Line {
	d, f := c.d, c.f
	second, labelled := c.secondDocument(title, lines)
	if second < 0 {
		d.Title = title
		for _, line := range title {
			c.put(line, slotTitle)
		}
		if len(title) == 0 {
			d.doubt(0, "原文没有标题，请把 title 改成方案的标题")
		}
		lines = c.opening(lines)
		body := c.attachments(lines)
		f.namesSlot = slotNoticeNames
		body = c.tail(body)
		c.settleNames(&body)
		return body
	}
	f.HasNotice, f.NoticeTitle = true, title
	for _, line := range title {
		c.put(line, slotTitle)
	}
	notice := c.opening(lines[:second])
	issued := lines[second:]
	if labelled {
		f.Annexed = true
		c.put(issued[0], slotPlanLabel)
		f.PlanLabel = strings.TrimRight(compact(issued[0].Text), "：:")
		c.prints(issued[0], f.PlanLabel, "")
		issued = issued[1:]
	}
	n := titleRun(issued)
	d.Title = issued[:n]
	for _, line := range d.Title {
		c.put(line, slotPlanTitle)
	}
	issued = c.stage(issued[n:], slotPlanStage)
	f.namesSlot = slotNames
	if labelled {
		f.namesSlot = slotNoticeNames
	}
	body := c.attachments(issued)
	notice = c.tail(notice)
	noticeNames := f.names
	if !labelled && len(noticeNames) > 0 {
		// The notice names attachments, but the plan stands below it without a
		// label: it is one of them.
		c.annexByName()
	}
	if f.Date == nil {
		body = c.tail(body)
	} else {
		body = c.planTail(body)
	}
	f.Notice = notice
	c.settleNames(&body)
	for _, line := range f.Notice {
		c.put(line, slotText)
	}
	return body
}

// secondDocument finds where the plan begins that a notice issues: behind the
// notice's date or a label 附件, or, where the notice names it in its title,
// anywhere. It returns -1 if there is none.
func (c *framer) secondDocument(title, lines []Line) (at int, labelled bool) {
	first := ""
	for _, line := range title {
		first += compact(line.Text)
	}
	isNotice := noticeTitle().MatchString(first)
	dated, headed := -1, false
	for i, line := range lines {
		if !c.trusted(line) {
			continue
		}
		if _, together, _ := splitDate(line); dated < 0 && i > 0 {
			if _, ok := dayOf(line.Text); together || ok && isSigner(lines[i-1].Text) {
				dated = i
			}
		}
		if s := compact(line.Text); len(s) < 40 && attachLabel().MatchString(s) {
			// The first label: what stands below it is the plan only if the
			// text above is nothing but a notice.
			n := titleRun(lines[i+1:])
			if n > 0 && (isNotice || len(title) == 0 && dated >= 0) && isPlanTitle(lines[i+1:i+1+n]) &&
				(!headed || issues().MatchString(first) || contains(first, lines[i+1:i+1+n])) {
				return i, true
			}
			return -1, false
		}
		if l, _, ok := parseLabel(line.Text); ok && l.level == 1 {
			headed = true
		}
		if i == 0 && len(title) > 0 && !isNotice {
			continue
		}
		n := titleRun(lines[i:])
		if n == 0 || !isPlanTitle(lines[i:i+n]) || len(lines) <= i+n {
			continue
		}
		if dated >= 0 && i > dated && (isNotice || len(title) == 0) && onlyTail(lines[dated+1:i]) ||
			isNotice && issues().MatchString(first) && i > 0 && contains(first, lines[i:i+n]) {
			return i, false
		}
	}
	return -1, false
}

// isPlanTitle reports whether the lines of a title are that of a plan.
func isPlanTitle(lines []Line) bool {
	title := ""
	for _, line := range lines {
		title += compact(line.Text)
	}
	return planTitle().MatchString(title)
}

// contains reports whether a title names that of another document.
func contains(title string, lines []Line) bool {
	name := ""
	for _, line := range lines {
		name += line.Text
	}
	name = bare(name)
	return utf8.RuneCountInString(name) > 4 && strings.Contains(bare(title), name)
}

// onlyTail reports whether nothing stands behind a signature but what may stand
// there.
func onlyTail(lines []Line) bool {
	inNames := false
	for _, line := range lines {
		switch {
		case line.Page || noteLine().MatchString(line.Text) || isColophon(line.Text) || ruleLine().MatchString(line.Text):
			inNames = false
		case attachNames().MatchString(line.Text):
			inNames = true
		case inNames && attachEntry().MatchString(line.Text):
		default:
			return false
		}
	}
	return true
}

func isColophon(text string) bool {
	return copiesLine().MatchString(text) || printedLine().MatchString(text) || printedDate().MatchString(text) || printRunLine().MatchString(compact(text))
}

// isSigner reports whether a line is a 署名: one organ, or several with blanks
// between them.
func isSigner(text string) bool {
	return utf8.RuneCountInString(text) <= 60 && utf8.RuneCountInString(compact(text)) >= 3 && signerList().MatchString(text) && !isFrameLine(text)
}

var signerList = lazy(`^([` + nameClass + `（）()]+(政府|委员会|局|办公室|厅|指挥部|领导小组|公司|中心|处|院|党委|管委会|办|支部|部|队|站|所|会|街道|学校|集团)[（(]?(章|印章|盖章|公章)?[)）]?[\s\x{3000}]*)+$`)

// splitDate divides a line that holds the issuer and the date.
func splitDate(line Line) (organ string, ok bool, date string) {
	if len(line.Text) > 200 {
		return "", false, ""
	}
	m := signedDate().FindStringSubmatch(line.Text)
	if m == nil || !isSigner(m[1]) {
		return "", false, ""
	}
	if _, ok := dayOf(m[2]); !ok {
		return "", false, ""
	}
	return strings.TrimFunc(m[1], blank), true, m[2]
}

var signedDate = lazy(`^([` + nameClass + `][` + nameClass + `（）()\s\x{3000}]*?)[\s\x{3000}]+(\S{4,8}年.{1,4}月.{1,6}日)$`)

// titleRun returns how many of the first lines are the title of a document; 0
// if none begins here.
func titleRun(lines []Line) int {
	for i := 0; i < min(4, len(lines)); i++ {
		text := lines[i].Text
		if _, _, ok := parseLabel(text); ok || lines[i].Table != nil || text == "" || utf8.RuneCountInString(text) > 60 || strings.ContainsAny(text, "。；：;:，,") || isFrameLine(text) ||
			noteLine().MatchString(text) || ruleLine().MatchString(text) {
			return 0
		}
		if titleWords().MatchString(text) {
			return i + 1 + underline(lines[i+1:])
		}
	}
	return 0
}

// underline returns 1 if the next line ends a title: （2026—2028年）, （试行）.
func underline(lines []Line) int {
	if len(lines) > 1 && lines[0].Table == nil && !stageLine().MatchString(lines[0].Text) && titleEnd().MatchString(compact(lines[0].Text)) {
		return 1
	}
	return 0
}

var titleEnd = lazy(`^[（(]([^（）()。，]{0,8}[0-9xX×]{2,4}[^（）()。，]{0,8}年[^（）()。，]{0,6}|试行|暂行|修订|修订版|节选|摘要)[)）]$`)

// opening takes what stands between a title and its text.
func (c *framer) opening(lines []Line) []Line {
	lines = c.underTitle(lines)
	lines = c.stage(lines, slotStage)
	lines = c.underTitle(lines)
	if len(lines) > 0 && c.trusted(lines[0]) && isRecipients(lines[0].Text) {
		c.d.To = &lines[0]
		c.put(lines[0], slotTo)
		lines = lines[1:]
	}
	return lines
}

func (c *framer) stage(lines []Line, s slot) []Line {
	if len(lines) > 0 && c.trusted(lines[0]) && stageLine().MatchString(lines[0].Text) {
		word := strings.Trim(lines[0].Text, "（()）")
		if !slices.Contains(plan.Stages, word) {
			return lines
		}
		c.d.Status = word
		c.put(lines[0], s)
		return lines[1:]
	}
	return lines
}

// attachments cuts the attachments off a document and returns its own text.
func (c *framer) attachments(lines []Line) []Line {
	var starts []int
	dated := false
	for i, line := range lines {
		if !c.trusted(line) {
			continue
		}
		if _, together, _ := splitDate(line); together {
			dated = true
		} else if _, ok := dayOf(line.Text); ok && i > 0 && isSigner(lines[i-1].Text) {
			dated = true
		}
		if len(line.Text) > 240 {
			continue
		}
		s := compact(line.Text)
		titled := attachTitled().FindStringSubmatch(line.Text)
		switch {
		case attachLabel().MatchString(s) && i+1 < len(lines) && !strings.HasSuffix(s, "："):
			starts = append(starts, i)
		case attachLabel().MatchString(s) && i+1 < len(lines) && !attachEntry().MatchString(lines[i+1].Text):
			starts = append(starts, i)
		case titled != nil && (dated || len(starts) > 0) && i+1 < len(lines) && !attachTitled().MatchString(lines[i+1].Text) && !strings.ContainsAny(titled[4], "。；，") &&
			!isSigner(lines[i+1].Text):
			starts = append(starts, i)
		}
	}
	if len(starts) == 0 {
		return lines
	}
	main := lines[:starts[0]]
	// The 版记 behind the last attachment belongs to the whole.
	last := lines[starts[len(starts)-1]:]
	taken := make([]bool, len(last))
	c.takeColophon(last, max(1, len(last)-colophonLines), taken)
	end := len(lines)
	if k := slices.Index(taken, true); k > 0 && !slices.Contains(taken[k:], false) {
		end -= len(last) - k
	} else if k > 0 {
		// What stands behind it is text.
		kept := slices.Clone(lines[:len(lines)-len(last)])
		for i, line := range last {
			if !taken[i] {
				kept = append(kept, line)
			}
		}
		lines = kept
		end = len(lines)
	}
	for n, start := range starts {
		stop := end
		if n+1 < len(starts) {
			stop = starts[n+1]
		}
		c.attachment(lines[start:stop])
	}
	return main
}

// attachment reads one attachment, whose first line is its label.
func (c *framer) attachment(lines []Line) {
	f := c.f
	for _, line := range lines {
		c.put(line, slotAttachments)
	}
	a := &Attachment{Line: lines[0].Number, Label: strings.TrimRight(compact(lines[0].Text), "：:")}
	rest := lines[1:]
	if m := attachTitled().FindStringSubmatch(lines[0].Text); m != nil && !attachLabel().MatchString(compact(lines[0].Text)) {
		a.Label = "附" + m[1] + m[2]
		a.Title = strings.TrimFunc(m[4], blank)
		c.prints(lines[0], a.Label+a.Title, "")
	} else {
		c.prints(lines[0], a.Label, "")
		n := attachmentTitle(rest)
		for i, line := range rest[:n] {
			if i > 0 {
				a.Title += "\n"
			}
			a.Title += line.Text
		}
		rest = rest[n:]
	}
	a.lines = rest
	f.Attachments = append(f.Attachments, a)
}

// attachmentTitle returns how many of the first lines are the title of an
// attachment.
func attachmentTitle(lines []Line) int {
	if n := titleRun(lines); n > 0 {
		return n
	}
	for i := 0; i < min(3, len(lines)); i++ {
		text := lines[i].Text
		if _, _, ok := parseLabel(text); ok || lines[i].Table != nil || utf8.RuneCountInString(text) > longestHeading || strings.ContainsAny(text, "。；：;:") || lines[i].cells != nil {
			return min(i, 1)
		}
		if attachmentWords().MatchString(text) {
			return i + 1
		}
	}
	return min(1, len(lines))
}

var attachmentWords = lazy(`(表|名单|清单|目录|图|样式|模板|分工|台账|说明|标准|流程|名册|书|册|库)([\s\x{3000}]*[（(].{1,12}[)）])?$`)

// tail takes 附件说明, signature, 附注 and 版记 off the end of a document.
func (c *framer) tail(lines []Line) []Line {
	from := max(0, len(lines)-tailLines)
	taken := make([]bool, len(lines))
	for i := from; i < len(lines); i++ {
		if c.trusted(lines[i]) && !taken[i] && len(c.f.names) == 0 {
			for k := range c.nameList(lines, i) {
				taken[i+k] = true
			}
		}
	}
	c.signature(lines, from, taken)
	c.takeColophon(lines, from, taken)
	var kept []Line
	for i, line := range lines {
		if !taken[i] {
			kept = append(kept, line)
		}
	}
	return kept
}

// colophonLines bounds how far from the end a 版记 stands.
const colophonLines = 16

// tailLines bounds how far from its end a document has 附件说明 and signature.
const tailLines = 80

// planTail takes the 附件说明 and 版记 off a plan whose notice is signed.
func (c *framer) planTail(lines []Line) []Line {
	from := max(0, len(lines)-tailLines)
	taken := make([]bool, len(lines))
	if !c.f.Annexed {
		for i := from; i < len(lines); i++ {
			if c.trusted(lines[i]) && !taken[i] && len(c.f.names) == 0 {
				for k := range c.nameList(lines, i) {
					taken[i+k] = true
				}
			}
		}
	}
	c.takeColophon(lines, from, taken)
	var kept []Line
	for i, line := range lines {
		if !taken[i] {
			kept = append(kept, line)
		}
	}
	return kept
}

// signature finds the last date below the name of an organ, behind which no
// text stands.
func (c *framer) signature(lines []Line, from int, taken []bool) {
	if c.f.Date != nil {
		return
	}
	for i := len(lines) - 1; i >= from; i-- {
		line := lines[i]
		if taken[i] || line.Page {
			continue
		}
		organ, together, date := splitDate(line)
		day, ok := dayOf(line.Text)
		if together {
			day, ok = dayOf(date)
		}
		if !ok && openDate().MatchString(compact(line.Text)) && i > 0 && isSigner(lines[i-1].Text) {
			c.d.doubt(line.Number, "成文日期没有写全，署名和日期留作正文；定下来以后写进 [issue] 的 by 和 date")
		}
		if !c.trusted(line) || !ok {
			if isColophon(line.Text) || ruleLine().MatchString(line.Text) || noteLine().MatchString(line.Text) || isShortLine(line) {
				continue
			}
			return
		}
		first := i
		var by []string
		if together {
			by = strings.Fields(strings.ReplaceAll(organ, "\u3000", " "))
			if len(by) > 1 && !allSigners(by) {
				by = []string{organ}
			}
		} else {
			for first > from && !taken[first-1] && i-first < 8 && c.trusted(lines[first-1]) && isSigner(lines[first-1].Text) {
				first--
			}
			if first == i {
				return
			}
			for _, l := range lines[first:i] {
				list := strings.Fields(strings.ReplaceAll(l.Text, "\u3000", " "))
				if len(list) > 1 && !allSigners(list) {
					list = []string{compact(l.Text)} // 县 政 府, spread
				}
				for i, name := range list {
					if cut := sealMark().ReplaceAllString(name, ""); cut != name {
						list[i] = cut
						c.d.note(l.Number, "“"+name+"”里的盖章字样不印")
					}
				}
				by = append(by, list...)
				c.prints(l, strings.Join(list, ""), "")
				c.put(l, slotSignature)
			}
		}
		for k := first; k <= i; k++ {
			taken[k] = true
		}
		c.put(line, slotSignature)
		why := ""
		if compact(noSpace.Replace(line.Text)) != strings.Join(by, "")+day.String() && compact(noSpace.Replace(line.Text)) != day.String() {
			why = "成文日期“" + strings.TrimSpace(line.Text) + "”按国家标准印作“" + day.String() + "”"
		}
		text := day.String()
		if together {
			text = strings.Join(by, "") + text
		}
		c.prints(line, text, why)
		c.f.By, c.f.Date = by, &day
		// 附注 stands below the date.
		for k := i + 1; k < len(lines); k++ {
			if taken[k] || lines[k].Page {
				continue
			}
			if c.trusted(lines[k]) && noteLine().MatchString(lines[k].Text) && k <= i+3 {
				taken[k] = true
				c.put(lines[k], slotNote)
				c.f.Note = append(c.f.Note, strings.Trim(lines[k].Text, "（()）"))
				continue
			}
			break
		}
		return
	}
}

var sealMark = lazy(`[（(](章|印章|盖章|公章)[)）]$`)

func allSigners(list []string) bool {
	return !slices.ContainsFunc(list, func(s string) bool { return !isSigner(s) })
}

// isShortLine tells a line that may stand behind a signature without being
// understood.
func isShortLine(line Line) bool {
	_, _, labelled := parseLabel(line.Text)
	return line.Table == nil && !labelled && utf8.RuneCountInString(line.Text) <= 40 && !strings.HasSuffix(line.Text, "。")
}

// takeColophon takes the 版记: 抄送, 印发机关 and date, 印数.
func (c *framer) takeColophon(lines []Line, from int, taken []bool) {
	for i := from; i < len(lines); i++ {
		if taken[i] || !c.trusted(lines[i]) || !isColophon(lines[i].Text) {
			continue
		}
		k := i + 1
		if copiesLine().MatchString(lines[i].Text) {
			for k < len(lines) && !taken[k] && !strings.HasSuffix(lines[k-1].Text, "。") && c.trusted(lines[k]) && !isColophon(lines[k].Text) &&
				!ruleLine().MatchString(lines[k].Text) && copiesMore().MatchString(lines[k].Text) && k < i+8 {
				k++
			}
		}
		if !c.colophon(lines[i:k]) {
			continue
		}
		for j := i; j < k; j++ {
			taken[j] = true
		}
		for _, j := range []int{i - 1, k} {
			if j >= from && j < len(lines) && !taken[j] && c.trusted(lines[j]) && ruleLine().MatchString(lines[j].Text) {
				taken[j] = true
				c.put(lines[j], slotColophon)
				c.prints(lines[j], "", "原文里画的分隔线由版式印出："+shorten(lines[j].Text))
			}
		}
	}
}

// copiesMore matches a line that goes on with a list of those who get copies.
var copiesMore = lazy(`^[` + nameClass + `、，,；;（）()\s\x{3000}]+。?$`)

// colophon reads lines of the 版记; false if they can't be printed as they are.
func (c *framer) colophon(lines []Line) bool {
	f := c.f
	all := true
	for i := 0; i < len(lines); i++ {
		line := lines[i]
		s := compact(line.Text)
		switch m := copiesLine().FindStringSubmatch(line.Text); {
		case ruleLine().MatchString(line.Text):
			c.put(line, slotColophon)
			c.prints(line, "", "原文里画的分隔线由版式印出："+shorten(line.Text))
		case m != nil && f.CopiesTo == nil:
			list := m[1]
			for i+1 < len(lines) && !isColophon(lines[i+1].Text) && !ruleLine().MatchString(lines[i+1].Text) {
				i++
				list += lines[i].Text
				c.put(lines[i], slotColophon)
				c.prints(lines[i], "", "")
			}
			printed := strings.TrimRight(widen(list), "。，；")
			f.CopiesTo = strings.Split(printed, "，")
			for k := range f.CopiesTo {
				f.CopiesTo[k] = strings.TrimRight(strings.TrimFunc(f.CopiesTo[k], blank), "。；，")
			}
			f.CopiesTo = slices.DeleteFunc(f.CopiesTo, func(s string) bool { return s == "" })
			c.put(line, slotColophon)
			why := ""
			if !strings.HasSuffix(list, "。") {
				why = "抄送机关末尾按国家标准补了句号"
			}
			c.d.printed[line.id] = "抄送：" + strings.Join(f.CopiesTo, "，") + "。"
			if why != "" {
				c.d.note(line.Number, why)
			}
		case printedLine().MatchString(line.Text) && f.PrintedOn == nil:
			m := printedLine().FindStringSubmatch(line.Text)
			day, ok := dayOf(m[2])
			if !ok {
				all = false
				continue
			}
			f.PrintedBy, f.PrintedOn = compact(m[1]), &day
			text := f.PrintedBy + day.String() + "印发"
			if m[3] != "" {
				f.PrintRun, _ = strconv.Atoi(strings.Join(regexp.MustCompile(`\d+`).FindAllString(m[3], 1), ""))
				text += fmt.Sprintf("共印%d份", f.PrintRun)
			}
			c.put(line, slotColophon)
			why := ""
			if bare(line.Text) != bare(text) {
				why = "“" + line.Text + "”按公文格式印作“" + text + "”"
			}
			c.prints(line, text, why)
		case printRunLine().MatchString(s) && f.PrintRun == 0:
			f.PrintRun, _ = strconv.Atoi(printRunLine().FindStringSubmatch(s)[1])
			if f.PrintRun < 1 || f.PrintRun > 1_000_000 {
				f.PrintRun, all = 0, false
				continue
			}
			c.put(line, slotColophon)
			c.prints(line, fmt.Sprintf("共印%d份", f.PrintRun), "")
		default:
			all = false
		}
	}
	return all
}

// nameList reads a 附件说明 that begins at a line. It returns the number of its
// lines; 0 if none begins there.
func (c *framer) nameList(lines []Line, at int) int {
	m := attachNames().FindStringSubmatch(lines[at].Text)
	if m == nil {
		return 0
	}
	var list []attachmentName
	first := strings.TrimFunc(m[1], blank)
	switch e := attachEntry().FindStringSubmatch(first); {
	case e != nil:
		n, _ := strconv.Atoi(e[1])
		list = append(list, attachmentName{number: n, name: e[2], lines: []Line{lines[at]}})
	case first != "":
		list = append(list, attachmentName{name: first, lines: []Line{lines[at]}})
	}
	n := 1
	for at+n < len(lines) && c.trusted(lines[at+n]) && !lines[at+n].Page {
		line := lines[at+n]
		e := attachEntry().FindStringSubmatch(line.Text)
		last := len(list) - 1
		switch {
		case e != nil:
			number, _ := strconv.Atoi(e[1])
			if last < 0 && number != 1 || last >= 0 && number != list[last].number+1 {
				return c.nameListEnds(list, lines[at], n)
			}
			entry := attachmentName{number: number, name: e[2], lines: []Line{line}}
			if last < 0 {
				entry.lines = []Line{lines[at], line}
			}
			list = append(list, entry)
		case last >= 0 && c.continues(list[last], line):
			list[last].name += strings.TrimFunc(line.Text, blank)
			list[last].lines = append(list[last].lines, line)
		default:
			return c.nameListEnds(list, lines[at], n)
		}
		n++
	}
	return c.nameListEnds(list, lines[at], n)
}

// continues reports whether a line goes on with the name of an attachment: the
// attachment has that title, or the name fills its line.
func (c *framer) continues(name attachmentName, line Line) bool {
	if isFrameLine(line.Text) || isSigner(line.Text) || noteLine().MatchString(line.Text) {
		return false
	}
	whole := bare(name.name + line.Text)
	for _, a := range c.f.Attachments {
		if strings.HasPrefix(bare(a.Title), whole) {
			return true
		}
		if bare(a.Title) == bare(name.name) {
			return false
		}
	}
	if c.f.Annexed {
		title := ""
		for _, l := range c.d.Title {
			title += l.Text
		}
		if strings.HasPrefix(bare(title), whole) {
			return true
		}
	}
	last := name.lines[len(name.lines)-1]
	return widthOf(last.Text) >= 44 && utf8.RuneCountInString(line.Text) <= 30 && !strings.HasSuffix(line.Text, "。")
}

func (c *framer) nameListEnds(list []attachmentName, first Line, n int) int {
	if len(list) == 0 {
		return 0
	}
	// Several names on one line: 1.甲 2.乙.
	if len(list) == 1 && list[0].number == 1 {
		if split := namesOnALine(list[0].name); len(split) > 1 {
			lines := list[0].lines
			list = nil
			for i, name := range split {
				list = append(list, attachmentName{number: i + 1, name: name})
			}
			list[0].lines = lines
		}
	}
	c.f.names = list
	return n
}

var laterEntry = lazy(`[\s\x{3000};；]+(\d{1,2})[\s\x{3000}]*[.．、][\s\x{3000}]*`)

func namesOnALine(s string) []string {
	var list []string
	want := 2
	for {
		m := laterEntry().FindStringSubmatchIndex(s)
		if m == nil {
			return append(list, strings.TrimFunc(s, blank))
		}
		if n, _ := strconv.Atoi(s[m[2]:m[3]]); n != want {
			return append(list, strings.TrimFunc(s, blank))
		}
		list = append(list, strings.TrimFunc(s[:m[0]], blank))
		s = s[m[1]:]
		want++
	}
}

// settleNames holds the 附件说明 against the attachments. Where they are the
// same it prints from them; names of what the text does not hold stay text.
func (c *framer) settleNames(body *[]Line) {
	d, f := c.d, c.f
	var titles []string
	if f.Annexed {
		title := ""
		for _, line := range d.Title {
			title += line.Text
		}
		titles = append(titles, title)
	}
	for _, a := range f.Attachments {
		if a.Title == "" && len(f.names) > len(titles) {
			a.Title = f.names[len(titles)].name
			d.adds(slotAttachments, a.Title, "“"+a.Label+"”没有标题，已用附件说明里的名称")
			d.added[len(d.added)-1].before = a.Line
		}
		titles = append(titles, strings.ReplaceAll(a.Title, "\n", ""))
	}
	label := func(i int) string {
		if len(titles) == 1 {
			return ""
		}
		return fmt.Sprintf("%d.", i+1)
	}
	switch {
	case len(f.names) == 0 && len(titles) > 0:
		printed := "附件："
		for i, title := range titles {
			printed += label(i) + widen(title)
		}
		d.adds(f.namesSlot, printed, "原文没有附件说明，已按附件补上")
	case len(f.names) > 0 && len(f.names) != len(titles):
		why := fmt.Sprintf("附件说明列了%d个附件，原文里有%d个附件，这几行留作正文", len(f.names), len(titles))
		if len(titles) == 0 {
			why = "附件说明里的附件不在这份文件里，这几行留作正文；补上附件请写 [[attachments]]"
		}
		d.doubt(f.names[0].lines[0].Number, why)
		c.unname(body)
		if len(titles) > 0 {
			c.settleNames(body)
		}
	case len(f.names) > 0:
		for i, name := range f.names {
			printed := label(i) + widen(titles[i])
			if i == 0 {
				printed = "附件：" + printed
			}
			why := ""
			if bare(name.name) != bare(titles[i]) {
				why = fmt.Sprintf("附件说明里写的是“%s”，附件的标题是“%s”，两处应当一致，印的是附件的标题", name.name, titles[i])
				d.doubt(name.line(f), why)
			}
			for k, line := range name.lines {
				c.put(line, f.namesSlot)
				if k == 0 {
					d.printed[line.id] = printed
				} else {
					d.printed[line.id] = ""
				}
			}
			if len(name.lines) == 0 { // a further name on the line of the first
				first := f.names[0].lines[0]
				d.printed[first.id] += printed
			}
			if why != "" {
				d.note(name.line(f), why)
			}
		}
	}
}

// line is where a name stands: further names on one line have none of their own.
func (n attachmentName) line(f *Frame) int {
	if len(n.lines) > 0 {
		return n.lines[0].Number
	}
	return f.names[0].lines[0].Number
}

// unname gives the lines of the 附件说明 back to the text that they stood in.
func (c *framer) unname(body *[]Line) {
	list := body
	var lines []Line
	for _, name := range c.f.names {
		lines = append(lines, name.lines...)
	}
	c.f.names = nil
	if c.f.HasNotice && len(lines) > 0 && len(c.d.Title) > 0 && lines[0].id < c.d.Title[0].id {
		list = &c.f.Notice
	}
	for i := range lines {
		lines[i].asText = true
	}
	*list = append(*list, lines...)
	slices.SortStableFunc(*list, func(a, b Line) int { return a.id - b.id })
}

// annexByName makes the plan an attachment of its notice, which lists it.
func (c *framer) annexByName() {
	title := ""
	for _, line := range c.d.Title {
		title += line.Text
	}
	for i, name := range c.f.names {
		if i == 0 && bare(name.name) == bare(title) {
			c.f.Annexed, c.f.namesSlot = true, slotNoticeNames
			c.f.PlanLabel = "附件"
			if len(c.f.Attachments) > 0 {
				c.f.PlanLabel = "附件1"
			}
			c.d.adds(slotPlanLabel, c.f.PlanLabel, "通知把方案列为附件，方案首页已按国家标准补上“"+c.f.PlanLabel+"”")
		}
	}
}
