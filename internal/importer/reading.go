package importer

import (
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"fangan/internal/deadline"
	"fangan/internal/duty"
)

// Words that bind a unit to a task, in brackets or sentences.
var (
	// clauseEnd matches brackets that end a part in such a word, or open with a
	// label: they can be nothing else than clauses.
	clauseEnd = lazy(`(牵头|负责|配合|参与|参加|落实|协助|指导|督导|实施|承办|协办|主办)([）)\s]*$|[，,；;])|^\s*\p{Han}{0,4}(责任|牵头|配合|参与|落实|负责|主办|协办|承办)(单位|部门|领导|人|科室|处室)\s*[：:]`)
	// bindingWord matches words that may make a clause.
	bindingWord = lazy(`牵头|负责|配合|会同|责任单位|责任部门|承办|协办|主办`)
	notBinding  = lazy(`负责人|负责同志|不负责|以下简称|以下统称|详见|见附件|下同`)
)

// longestClause bounds what is tried as a clause, in characters.
const longestClause = 600

// A reading is what brackets turned out to be.
type reading int

const (
	noClause     reading = iota
	understood           // a clause
	unread               // a clause that the grammar does not know
	questionable         // words that may mean one
)

// readBrackets reads what stands in brackets. written is the same with them.
func readBrackets(inner, written string) (finding, reading) {
	if utf8.RuneCountInString(inner) > longestClause {
		return finding{}, noClause
	}
	likely := clauseEnd().MatchString(inner)
	if likely {
		if f, ok := readClause(inner, written); ok {
			return f, understood
		}
		if strings.ContainsAny(inner, "局委办部厅镇乡县市区站所府各") && utf8.RuneCountInString(inner) > 5 {
			return finding{}, unread
		}
	}
	if f, ok := readBareList(inner); ok {
		return f, understood
	}
	if f, ok := readClause(inner, written); ok {
		return f, understood // 县水利局会同县财政局
	}
	if strings.Contains(inner, "、") && unassigned(inner) {
		return finding{}, questionable
	}
	if bindingWord().MatchString(inner) && !notBinding().MatchString(inner) && organised().MatchString(inner) {
		return finding{}, questionable
	}
	return finding{}, noClause
}

var organised = lazy(unitName)

// readClause reads a clause, beside which deadlines may stand: …牵头，6月底前完成;
// 2026年年底前，…负责; …负责；完成时限：每季度.
func readClause(inner, written string) (finding, bool) {
	f := finding{form: "inline"}
	if divided(inner) {
		// A label divides as a mark does; names divided by blanks are left to
		// a person.
		clause, due, _, ok := labelled(inner)
		if !ok || clause == "" {
			return f, false
		}
		parsed, _ := duty.Parse(clause, duty.BuiltIn)
		return finding{form: "label", clause: clause, due: due, duties: dutiesOf(clause, parsed), inText: true}, true
	}
	clause, times := cutTimes(inner)
	parsed, err := duty.Parse(clause, duty.BuiltIn)
	if err != nil && len(times) > 0 {
		clause, times = inner, nil // 县中期规划办，…
		parsed, err = duty.Parse(clause, duty.BuiltIn)
	}
	if err != nil || len(parsed.Duties) == 0 || !plausibleNames(parsed) || !namesUnits(parsed) {
		return f, false
	}
	if parsed.Form != duty.Inline {
		f.form = "label"
	}
	f.clause, f.duties = clause, dutiesOf(clause, parsed)
	if len(times) > 0 {
		f.due = times[0]
	}
	opening, closing := "（", "）"
	if r, size := utf8.DecodeRuneInString(written); r != '（' && r != '(' {
		// The clause brings its own brackets.
		_, last := utf8.DecodeLastRuneInString(written)
		opening, closing = written[:size], written[len(written)-last:]
		f.clause = opening + clause + closing
		if _, err := duty.Parse(f.clause, duty.BuiltIn); err != nil {
			return f, false
		}
	}
	f.inText = len(times) > 1 || normal(opening+clause+printedTime(f.due, f.form)+closing) != normal(written)
	return f, true
}

// printedTime is how the plan prints a deadline at the end of a clause.
func printedTime(due, form string) string {
	m, err := deadline.Parse(due, 0, nil)
	switch {
	case due == "":
		return ""
	case form == "label", err == nil && m.Kind == deadline.Cycle, strings.ContainsAny(due, "至到—"):
		return "；" + printedTimeLabel + "：" + due
	}
	return "，" + due + "完成"
}

// cutTimes cuts the deadlines off both ends of a clause.
func cutTimes(inner string) (clause string, times []string) {
	parts := marked(inner)
	first, last := 0, len(parts)
	var late []string
	for last > 1 {
		due, ok := timeOf(parts[last-1].text)
		if !ok {
			break
		}
		late = append(late, due)
		last--
	}
	for first < last-1 {
		due, ok := timeOf(parts[first].text)
		if !ok {
			break
		}
		times = append(times, due)
		first++
	}
	slices.Reverse(late)
	times = append(times, late...)
	return strings.TrimFunc(inner[parts[first].start:parts[last-1].end], blank), times
}

// A piece is a part of a text between two marks.
type piece struct {
	start, end int
	text       string // without blanks at either end
}

// marked cuts a text at its commas, semicolons and full stops, but not in
// brackets.
func marked(s string) []piece {
	var list []piece
	depth, start := 0, 0
	add := func(end int) {
		if text := strings.TrimFunc(s[start:end], blank); text != "" || len(list) == 0 {
			list = append(list, piece{start, end, text})
		}
	}
	for i, r := range s {
		switch {
		case strings.ContainsRune("（(“《【[", r):
			depth++
		case strings.ContainsRune("）)”》】]", r):
			depth--
		case depth <= 0 && strings.ContainsRune("，,；;。", r):
			add(i)
			start = i + utf8.RuneLen(r)
		}
	}
	if start < len(s) || len(list) == 0 {
		add(len(s))
	}
	return list
}

// timeOf reads a deadline with what may stand around it: 完成时限：6月底前,
// 并于2026年6月底前完成, 2026年年底前取得明显成效. What a label announces is a
// deadline even if its phrase is not understood; then the phrase is empty.
func timeOf(s string) (phrase string, ok bool) {
	s = strings.TrimFunc(s, func(r rune) bool { return blank(r) || strings.ContainsRune("。；;，,", r) })
	label, content, found := cutLabel(s)
	if found {
		if !isTimeLabel(label) {
			return "", false
		}
		s = content
	}
	for _, word := range []string{"并", "须", "于", "在", "力争", "确保"} {
		s = strings.TrimPrefix(s, word)
	}
	bare := strings.TrimSuffix(strings.TrimSuffix(s, "全部完成"), "完成")
	for _, phrase := range []string{s, bare} {
		if _, err := deadline.Parse(phrase, 0, nil); err == nil {
			return strings.TrimSuffix(phrase, "完成"), true
		}
	}
	if list := deadline.Find(s); len(list) == 1 && list[0].Start == 0 && !organised().MatchString(s) && utf8.RuneCountInString(s) <= 24 {
		if _, err := deadline.Parse(list[0].Phrase, 0, nil); err == nil {
			return list[0].Phrase, true
		}
	}
	return "", found
}

// readBareList reads a list of units with a deadline: 县公安局，6月底前. Who is
// named there is responsible.
func readBareList(inner string) (finding, bool) {
	if divided(inner) || strings.ContainsAny(inner, "：:") && !strings.Contains(inner, "时") {
		return finding{}, false
	}
	names, times := cutTimes(inner)
	if len(times) == 0 || times[0] == "" {
		return finding{}, false
	}
	clause := names + "负责"
	parsed, err := duty.Parse(clause, duty.BuiltIn)
	if err != nil || len(parsed.Duties) != 1 || parsed.Form != duty.Inline {
		return finding{}, false
	}
	for _, n := range parsed.Duties[0].Names {
		if !unitLike(n.Text) {
			return finding{}, false
		}
	}
	return finding{clause: clause, due: times[0], form: "inline", duties: dutiesOf(clause, parsed), inText: true}, true
}

// readNamesAlone reads a list of units without a role, 县公安局、县教育局, that
// closes a sentence: who is named there is responsible. before is the text in
// front of the brackets, after that behind them; round says that they are round,
// as those are that explain words.
func readNamesAlone(inner, before, after string, round bool) (finding, bool) {
	inner = strings.TrimRight(inner, "。.；;，,、")
	if !closesSentence(before, after) || !unassigned(inner) {
		return finding{}, false
	}
	clause := inner + "负责"
	parsed, err := duty.Parse(clause, duty.BuiltIn)
	if err != nil {
		return finding{}, false
	}
	if len(parsed.Duties[0].Names) == 1 && !endsInMark(before) && round {
		return finding{}, false // 报送主管部门（县民政局）。
	}
	return finding{clause: clause, form: "inline", duties: dutiesOf(clause, parsed), inText: true}, true
}

// listsUnits reports whether brackets that close a sentence list units in a way
// that the grammar does not read: 省民政厅；甲、乙市人民政府.
func listsUnits(inner, before, after string) bool {
	if !closesSentence(before, after) || strings.ContainsAny(inner, "：:。") {
		return false
	}
	names := strings.FieldsFunc(inner, func(r rune) bool { return strings.ContainsRune("、，,；;", r) })
	units := 0
	for _, name := range names {
		if utf8.RuneCountInString(name) > 20 {
			return false
		}
		if unitLike(strings.TrimFunc(name, blank)) {
			units++
		}
	}
	return units >= 2 && units*2 > len(names)
}

// closesSentence reports whether brackets stand where clauses do: behind the
// mark of a sentence, or in front of the last one. What explains the words
// before them does not: 各成员单位（县水利局、县财政局）。
func closesSentence(before, after string) bool {
	before, after = strings.TrimRightFunc(before, blank), strings.TrimFunc(after, blank)
	if r, _ := utf8.DecodeLastRuneInString(before); strings.ContainsRune("。；;！”", r) && before != "" {
		return r != '”' || after == ""
	}
	return before != "" && (after == "" || after == "。" || after == "；" || after == ";") && !explained().MatchString(before)
}

var explained = lazy(`(单位|部门|机构|成员|组织|企业|学校|医院|乡镇|街道|局|委|办|小组|指挥部|专班|中心|等|包括|以下|下列|各地|双方|三方)$`)

// unassigned reports whether a text is a list of units without a role:
// 县公安局、县教育局.
func unassigned(inner string) bool {
	if divided(inner) || strings.ContainsAny(inner, "：:。") {
		return false
	}
	parsed, err := duty.Parse(inner+"负责", duty.BuiltIn)
	if err != nil || len(parsed.Duties) != 1 || parsed.Form != duty.Inline || parsed.Duties[0].Role != "responsible" {
		return false
	}
	party := false // 各乡镇党委、政府
	for _, n := range parsed.Duties[0].Names {
		if !unitLike(n.Text) && !(party && n.Text == "政府") {
			return false
		}
		party = strings.HasSuffix(n.Text, "党委") || strings.HasSuffix(n.Text, "党工委")
	}
	return true
}

// trailingNames cuts a list of units without a role, in brackets, off the end
// of a heading: 就业创业（区人社局）.
func trailingNames(heading string) (names string, ok bool) {
	s := strings.TrimRight(heading, "。")
	_, last := utf8.DecodeLastRuneInString(s)
	for i, r := range s {
		if brackets[r] == 0 || i == 0 {
			continue
		}
		if end, closed := closing(s, i); closed && end == len(s) {
			inner := strings.TrimFunc(s[i+utf8.RuneLen(r):end-last], blank)
			return inner, !explained().MatchString(s[:i]) && unassigned(inner)
		}
	}
	return "", false
}

// Labels of deadlines. Those of duties are the grammar's.
var timeLabels = []string{
	"完成时限", "完成时间", "完成期限", "时限", "时间安排", "时间节点", "时限要求", "时间要求", "办结时限", "推进时限", "工作时限", "整改时限", "实施时间",
	"计划完成时间", "完成日期", "完成时间节点",
}

func isTimeLabel(label string) bool { return slices.Contains(timeLabels, label) }

// labels are all labels: of duties, and of times.
var labels = sync.OnceValue(func() map[string]bool {
	all := map[string]bool{}
	for _, row := range duty.BuiltIn.Rows() {
		for _, label := range row.Labels {
			all[label] = true
		}
		if row.Persons {
			for _, label := range row.Words {
				all[label] = true
			}
		}
	}
	for _, label := range timeLabels {
		all[label] = true
	}
	return all
})

// roleOf returns the role that a label gives.
func roleOf(label string) string {
	for _, row := range duty.BuiltIn.Rows() {
		if slices.Contains(row.Labels, label) || row.Persons && slices.Contains(row.Words, label) {
			return row.Key
		}
	}
	return ""
}

// openColon returns where the first colon outside of brackets stands, -1
// without one.
func openColon(s string) int {
	depth := 0
	for i, r := range s {
		switch r {
		case '（', '(', '【', '[', '〔':
			depth++
		case '）', ')', '】', ']', '〕':
			depth--
		case '：', ':':
			if depth <= 0 {
				return i
			}
		}
	}
	return -1
}

// weakLabels also open other paragraphs: 任务分工：…, 负责人：….
var weakLabels = map[string]bool{"分工": true, "责任分工": true, "职责分工": true, "任务分工": true, "负责人": true, "主要负责人": true, "时间安排": true, "时间节点": true}

// longestLabel bounds labels, in bytes.
const longestLabel = 48

// cutLabel cuts a label and its colon off the beginning of a text.
func cutLabel(s string) (label, content string, ok bool) {
	head := s[:min(len(s), longestLabel+9)]
	i := strings.IndexAny(head, "：:")
	if i < 0 {
		return "", s, false
	}
	label = strings.TrimFunc(s[:i], blank)
	if !labels()[label] {
		return "", s, false
	}
	_, size := utf8.DecodeRuneInString(s[i:])
	return label, strings.TrimFunc(s[i+size:], blank), true
}

// isDutyLine reports whether a line belongs to a block of responsibility:
// 责任单位：县水利局.
func isDutyLine(text string) bool {
	label, _, ok := cutLabel(text)
	if !ok || !weakLabels[label] {
		return ok
	}
	_, _, _, ok = labelled(text)
	return ok && !strings.Contains(label, "负责人")
}

// opensWithLabel reports whether a text opens with a label that announces
// nothing else.
func opensWithLabel(text string) bool {
	label, _, ok := cutLabel(text)
	return ok && (!weakLabels[label] || strings.Contains(label, "负责人"))
}

// labelBefore returns where the label of the colon at a place begins, if a
// mark or the beginning stands before it.
func labelBefore(s string, colon int) (start int, ok bool) {
	end := len(strings.TrimRightFunc(s[:colon], blank))
	for i := end; i > 0 && end-i < longestLabel; {
		r, size := utf8.DecodeLastRuneInString(s[:i])
		if strings.ContainsRune("。；;，,！？", r) || blank(r) {
			return i, labels()[s[i:end]]
		}
		if i -= size; i == 0 {
			return 0, labels()[s[:end]]
		}
	}
	return 0, false
}

// labelledEnd returns the end of the sentences from a label on that each open
// with one.
func labelledEnd(s string, start int) int {
	for i, r := range s[start:] {
		if !strings.ContainsRune("。！？", r) {
			continue
		}
		end := start + i + utf8.RuneLen(r)
		rest := strings.TrimLeftFunc(s[end:], blank)
		if !opensWithLabel(rest) {
			return end
		}
	}
	return len(s)
}

// labelled is labelled, with a doubt about a label behind which nothing stands.
func (d *Draft) labelled(run string, line int) (clause, due string, ok bool) {
	clause, due, empty, ok := labelled(run)
	if ok && empty != "" {
		d.doubt(line, "“"+empty+"”后面是空的，请补上单位")
	}
	return clause, due, ok
}

// labelled reads labels with what they announce, divided by marks, blanks or
// lines, and gives one clause and the deadline among them; the clause is empty
// where only times are announced. A label of units without any is left out of
// the clause, and returned.
func labelled(run string) (clause, due, empty string, ok bool) {
	type part struct{ label, content string }
	var parts []part
	begin := 0 // of the content of the last part
	finish := func(end int) {
		if last := len(parts) - 1; last >= 0 {
			parts[last].content = strings.TrimFunc(run[begin:end], func(r rune) bool { return blank(r) || strings.ContainsRune("。；;，,", r) })
		}
	}
	for i, r := range run {
		if r != '：' && r != ':' {
			continue
		}
		start, found := labelBefore(run, i)
		if !found || start < begin {
			continue
		}
		if len(parts) == 0 && strings.TrimFunc(run[:start], blank) != "" {
			return "", "", "", false
		}
		finish(start)
		label, _, _ := cutLabel(run[start:])
		parts = append(parts, part{label: label})
		begin = i + utf8.RuneLen(r)
	}
	finish(len(run))
	var duties []string
	times := false
	for _, p := range parts {
		if isTimeLabel(p.label) {
			phrase, understood := timeOf(p.content)
			if !understood && (p.content == "" || utf8.RuneCountInString(p.content) > 20) {
				return "", "", "", false
			}
			times = true
			if due == "" {
				due = phrase
			}
			continue
		}
		if row, _ := duty.BuiltIn.Row(roleOf(p.label)); p.content == "" && !row.Persons {
			empty = p.label
			continue
		}
		content, more := cutTimes(p.content)
		if len(more) > 0 && due == "" {
			due = more[0] // 责任单位：县水利局，6月底前完成
		}
		duties = append(duties, p.label+"："+content)
	}
	if len(duties) == 0 {
		return "", due, empty, times && due != ""
	}
	clause = strings.Join(duties, "；")
	parsed, err := duty.Parse(clause, duty.BuiltIn)
	if err != nil || !plausibleNames(parsed) {
		return "", "", "", false
	}
	units := 0
	for _, part := range parsed.Duties {
		row, _ := duty.BuiltIn.Row(part.Role)
		for _, n := range part.Names {
			if row.Persons {
				continue
			}
			if strings.ContainsFunc(clause[n.Offset:n.Offset+n.Length], blank) {
				return "", "", "", false // names that blanks divide
			}
			if unitLike(n.Text) {
				units++
			}
		}
		if !row.Persons && units == 0 {
			return "", "", "", false
		}
	}
	return clause, due, empty, true
}

// divided reports whether blanks divide the words of a text.
func divided(s string) bool { return strings.Contains(widenLines(s), "\u3000") }

// Ends of names of organisations and places, and beginnings and pieces that
// they do not have.
var (
	unitEnds = strings.Fields(`局 委 办 厅 部 署 院 室 政府 党委 党工委 中心 公司 集团 银行 支行 分行 联社 站 所 队 街道 办事处 镇 乡 县 区 市 州 会 妇联 残联 工商联
		文联 学校 部门 单位 企业 科 股 处 组 社 馆 台 场 村 村居 人大 政协`)
	notUnits = strings.Fields(`要 应 须 必须 切实 认真 积极 进一步 加强 强化 严格 加快 做好 抓好 确保 全面 督促 按照 按 对 将 把 由 推动 推进 完善 建立健全
		负责 其中 包括`)
	inSentences = strings.Fields(`负责 牵头 配合做好 工作的 。 ！ ？`)
)

func endsLikeUnit(name string) bool {
	if inner, ok := strings.CutSuffix(strings.TrimSuffix(name, ")"), "）"); ok || strings.HasSuffix(name, ")") {
		if i := strings.LastIndexAny(inner, "（("); i > 0 {
			name = name[:i] // 各乡镇（场）
		}
	}
	return slices.ContainsFunc(unitEnds, func(end string) bool { return strings.HasSuffix(name, end) })
}

func beginsUnlikeUnit(name string) bool {
	return slices.ContainsFunc(notUnits, func(word string) bool { return strings.HasPrefix(name, word) })
}

// unitLike reports whether a name is such as organisations have.
func unitLike(name string) bool {
	n := utf8.RuneCountInString(name)
	return n >= 2 && n <= 30 && (endsLikeUnit(name) || strings.HasPrefix(name, "各")) && !beginsUnlikeUnit(name) && !notEnds().MatchString(name)
}

// plausibleNames reports whether no name of a clause is a sentence in
// disguise: a label or a word for a role may also stand in those.
func plausibleNames(c duty.Clause) bool {
	for _, d := range c.Duties {
		for _, n := range d.Names {
			if utf8.RuneCountInString(n.Text) > 40 || beginsUnlikeUnit(n.Text) && !endsLikeUnit(n.Text) ||
				slices.ContainsFunc(inSentences, func(word string) bool { return strings.Contains(n.Text, word) }) {
				return false
			}
			if row, _ := duty.BuiltIn.Row(d.Role); !row.Persons && openingTime(n.Text) {
				return false
			}
		}
	}
	return true
}

// namesUnits reports whether a clause names units, if it names any: （分步实施）
// does not.
func namesUnits(c duty.Clause) bool {
	named := false
	for _, d := range c.Duties {
		if row, _ := duty.BuiltIn.Row(d.Role); row.Persons {
			continue
		}
		for _, n := range d.Names {
			named = true
			if unitLike(n.Text) || utf8.RuneCountInString(n.Text) > 2 && strings.ContainsAny(n.Text, "省市县区镇乡村") {
				return true
			}
		}
	}
	return !named
}

// openingTime reports whether a name opens with a deadline: 6月底前县水利局.
func openingTime(name string) bool {
	if !strings.ContainsAny(name, "月年") {
		return false
	}
	found := deadline.Find(name)
	return len(found) > 0 && found[0].Start == 0
}
