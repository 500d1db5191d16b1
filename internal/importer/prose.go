package importer

import (
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"fangan/internal/duty"
)

// A statement of responsibility in a sentence: who, in which role. Only what
// is certain is taken: a list of names at the head of a sentence, followed by
// a word that binds them.

// unitName matches a name as organisations have them: it ends in a word for an
// organisation, or begins with 各.
const (
	unitName = `(?:各?[\p{Han}“”]{1,18}?(?:[（(][^（）()]{1,12}[)）])?[\p{Han}]{0,6}?(?:局|委|办|办公室|厅|部|署|院|银行|协会|联合会|集团|党委|党工委|站|所|政府|委员会|管委会|中心|大队|中队|支队|执法队|委会|公司|部门|单位|街道|办事处|指挥部|领导小组|工作队|监委|联社|工会|妇联|残联|学校|医院|企业|两委|派出所|综合执法)|各(?:乡镇|镇|乡|村|村居|街道|县区|区县|县|区|市州|设区市|市|州|地|社区)(?:[（(][^（）()]{1,8}[)）])?)`
	unitList = unitName + `(?:[、，,和及]` + unitName + `)*`
	// doing begins what they do: without it a list could end within a name, as
	// in 应急管理部门.
	doing = `(?:$|共同|联合|尽快|及时|定期|适时|按|根据|依法|对|将|就|在|于|要|做好|抓好|制定|制订|组织|开展|建立|加强|推进|推动|研究|编制|落实|实施|完成|负责|加快|完善|出台|印发|进行|` +
		`指导|督促|督导|检查|建设|健全|探索|深化|强化|优化|提出|起草|拟定|修订|审核|审批|排查|整治|查处|打击|办理|统筹|协调|明确|细化|汇总|总结|评估|考核|验收|监测|发布|召开|举办|培育|支持|争取|规范|配合)`
	etcetera = `(?:等(?:部门|单位|相关部门|有关部门)?)?`
)

type prosePattern struct {
	pattern *regexp.Regexp
	role    string
	word    string // occurs wherever the pattern matches, which takes long to find out
}

var prosePatterns = sync.OnceValue(func() []prosePattern {
	p := func(role, word, behind string) prosePattern {
		return prosePattern{regexp.MustCompile(`^(?:由)?(` + unitList + `)(` + etcetera + `)` + behind), role, word}
	}
	return []prosePattern{
		p("lead", "牵头", `(?:要|应|应当|须|负责|具体)*牵头(?:负责|做好|推进|组织|开展|落实|制定|抓好|建立|会同|实施|编制)`),
		p("lead", "牵头", `为(?:总)?牵头(?:部门|单位)`),
		p("responsible", "责任", `为(?:主要|直接|第一)?责任(?:部门|单位|主体)`),
		p("lead", "牵头", `作为[\p{Han}]{0,12}牵头(?:部门|单位)`),
		p("implement", "负责", `负责(?:抓好)?落实(?:[，,。；;]|$)`),
		p("responsible", "负责", `(?:具体|主要|分别|统一)?负责[^人。；;]`),
		p("responsible", "负责", `(?:具体)?负责(?:[。；;]|$)`),
		p("responsible", "是", `是[\p{Han}“”]{0,24}(?:责任主体|管理主体|实施主体|责任单位)`),
		p("responsible", "主体", `(?:要|应|必须)?(?:切实)?(?:履行|承担|落实|扛起)[\p{Han}]{0,16}主体责任`),
		p("joint", "", `(?:要|应)?(?:按照|根据|按)[\p{Han}]{0,8}(?:分工|职责)(?:负责|履行职责|抓好落实)`),
		p("joint", "配合", `(?:要|应)?加强[\p{Han}]{0,4}(?:沟通|协调|协作)(?:和|与|、)配合`),
		p("assist", "配合", `(?:要|应)?(?:积极|主动|密切)?配合(?:好|做好)?`+unitName),
		p("assist", "配合", `(?:要|应)?(?:积极|主动|密切)配合[\p{Han}]{2}`),
	}
})

var sentenceEnd = lazy(`[。；;！？]`)

// proseTasks divides a task that no clause closes: each sentence that states a
// duty begins a task of its own. A paragraph that follows on others is not torn
// apart before the first such sentence, and one without a duty does not go on
// with the task of one that has it.
func (d *Draft) proseTasks(t task) []task {
	var tasks []task
	open := task{line: t.line, newParagraph: t.newParagraph}
	whole := "" // of the paragraphs before
	for n, line := range strings.Split(t.text, "\n") {
		begun := "" // of this paragraph, while nobody is named in it
		if open.clause != "" && open.text != "" && !announces(open.text) {
			tasks = append(tasks, open)
			open = task{line: t.lineOf(n), newParagraph: true}
		}
		whole = open.text
		for k, sentence := range sentences(line) {
			clause := d.proseClause(sentence, t.lineOf(n))
			switch {
			case clause != "" && begun != "" && whole != "":
				before := open
				before.text = whole
				tasks = append(tasks, before)
				open = task{line: t.lineOf(n), newParagraph: true, clause: clause, form: "text", text: begun}
			case clause != "":
				if open.text != "" {
					tasks = append(tasks, open)
				}
				open = task{line: t.lineOf(n), newParagraph: k == 0 && len(tasks) > 0, clause: clause, form: "text"}
			case k == 0 && open.text != "":
				open.text += "\n"
			}
			if clause != "" {
				begun, whole = "", ""
			} else {
				begun += sentence
			}
			open.text += sentence
		}
	}
	open.due, open.own = t.due, t.own && len(tasks) == 0
	return append(tasks, open)
}

// announces reports whether a text ends in a mark behind which it goes on.
func announces(s string) bool {
	return strings.HasSuffix(s, "：") || strings.HasSuffix(s, ":")
}

// sentences splits a paragraph behind its full stops.
func sentences(s string) []string {
	var list []string
	for s != "" {
		loc := sentenceEnd().FindStringIndex(s)
		if loc == nil {
			return append(list, s)
		}
		list = append(list, s[:loc[1]])
		s = s[loc[1]:]
	}
	return list
}

// clauseOf writes a duty as a clause that package duty reads.
func clauseOf(d Duty) string {
	names := strings.Join(d.Units, "、")
	if d.OpenEnded {
		names += "等"
	}
	row, _ := duty.BuiltIn.Row(d.Role)
	return names + row.Words[0]
}

// proseClause records the statements of responsibility in a sentence, each in a
// part between commas, and returns them as one clause; "" if there are none.
func (d *Draft) proseClause(sentence string, line int) string {
	if d.trust[line] > inText {
		return ""
	}
	var clauses []string
	list := ""   // units without a role, at the end of the part before
	led := false // someone is named already whom others can help
	for _, part := range strings.FieldsFunc(sentence, func(r rune) bool { return strings.ContainsRune("，,。；;！？", r) }) {
		part = strings.TrimFunc(part, blank)
		var found []Duty
		if list != "" {
			// A list of units may go on behind a comma.
			if found = proseDuties(list+"，"+part, led); len(found) > 0 {
				part = list + "，" + part
			}
		}
		list = ""
		if len(found) == 0 {
			found = proseDuties(part, led)
		}
		if len(found) == 0 {
			if len(part) < proseReach && strings.Contains(part, "、") && wholeList().MatchString(part) {
				list = part
			}
			continue
		}
		joined := slices.Clone(clauses)
		for _, f := range found {
			joined = append(joined, clauseOf(f))
		}
		if _, err := duty.Parse(strings.Join(joined, "，"), duty.BuiltIn); err == nil {
			clauses, led = joined, true
			d.Clauses = append(d.Clauses, Clause{Line: line, Text: part, Form: "prose", Duties: found})
		}
	}
	return strings.Join(clauses, "，")
}

// recordProse records the statements in a text that a clause closes: the
// clause decides who is responsible, the sentences say more.
func (d *Draft) recordProse(t task) {
	text := t.text
	if t.form == "text" {
		text = strings.Replace(text, t.written, "", 1) // it is recorded
	}
	for n, line := range strings.Split(text, "\n") {
		for _, sentence := range sentences(line) {
			d.proseClause(sentence, t.lineOf(n))
		}
	}
}

// proseReach is how far into a sentence, in bytes, a statement can begin and
// bind: long lists of units stay below it.
const proseReach = 300

var (
	bindingWords = []string{"牵头", "负责", "主体", "配合", "职责", "会同", "联合", "协助", "参与", "商", "责任"}
	// byJoining is 县水利局会同县财政局制定办法: the first do it, the others help.
	byJoining = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`^(?:由)?(` + unitList + `)(` + etcetera + `)(?:要|应当|应|须|负责|牵头|具体|积极|主动|及时)*(?:会同|联合|商)(` + unitList + `)(` + etcetera + `)` + doing)
	})
	// joinedOn is what may follow on a lead: 会同县财政局制定办法.
	joinedOn = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`^(?:并)?(?:会同|联合|商)(` + unitList + `)(` + etcetera + `)` + doing)
	})
	// helping is who helps those named before: 县财政局、县林业局配合.
	helping = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`^(` + unitList + `)(` + etcetera + `)(?:积极|密切|主动|共同|协同|按职责|按照职责分工|按职责分工)*(配合|协助|参与|负责)$`)
	})
	leading = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`^(?:由)?(` + unitList + `)(` + etcetera + `)(?:负责)?牵头$`)
	})
	byWhom = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`由(` + unitList + `)(` + etcetera + `)(?:具体|统一)?(牵头|负责)(?:[\p{Han}]{0,8}$|组织|实施|制定)`)
	})
	// notNames begin what is a doing, not a doer.
	notNames = lazy(`^(由|督促|协调|配合|指导|组织|协助|会同|压实|明确|落实|强化|加强|完善|建立|推动|督导|严格|负责|要求|确保|对|将|把|在|与|向|按|以|为|并|使|让|其中|进一步|切实|认真|积极)`)
)

// proseDuties reads a part of a sentence. led says that a part before it names
// who leads.
func proseDuties(s string, led bool) []Duty {
	s = s[:runeStart(s, min(len(s), proseReach))]
	if !slices.ContainsFunc(bindingWords, func(word string) bool { return strings.Contains(s, word) }) {
		return nil
	}
	if m := joinedIn(s); m != nil {
		lead, ok := bound("lead", m[1], m[2])
		helper, also := bound("participate", m[3], m[4])
		if ok && also {
			return []Duty{lead, helper}
		}
		return nil
	}
	if led {
		if m := joinedOn().FindStringSubmatch(s); m != nil {
			if helper, ok := bound("participate", m[1], m[2]); ok {
				return []Duty{helper}
			}
		}
		if m := helping().FindStringSubmatch(s); m != nil {
			role := map[string]string{"配合": "assist", "协助": "assist", "参与": "participate", "负责": "responsible"}[m[3]]
			if helper, ok := bound(role, m[1], m[2]); ok {
				return []Duty{helper}
			}
		}
	}
	if strings.Contains(s, "会同") {
		return nil // who helps would be lost
	}
	if interprets().MatchString(s) {
		return nil // it is said of the document, and nothing is to be done
	}
	if strings.HasSuffix(s, "牵头") {
		if m := leading().FindStringSubmatch(s); m != nil {
			if lead, ok := bound("lead", m[1], m[2]); ok {
				return []Duty{lead}
			}
		}
	}
	if found, ok := proseDuty(s); ok {
		return []Duty{found}
	}
	return nil
}

var interprets = lazy(`负责[\p{Han}]{0,8}解释`)

// notEnds are words that only end like organisations, and organisations in
// general: 政府牵头、部门联动 names no one.
var notEnds = lazy(`(全部|干部|内部|外部|局部|大部|到处|好处|此处|之处)$|^(政府|部门|单位|企业|学校|医院|公司|街道|工会|党委|政府部门|相关部门单位|社会|群众|社区|中心|银行|集团|协会)$`)

// joinedIn matches byJoining.
func joinedIn(s string) []string {
	if !strings.Contains(s, "会同") && !strings.Contains(s, "联合") && !strings.Contains(s, "商") {
		return nil
	}
	return byJoining().FindStringSubmatch(s)
}

func proseDuty(s string) (Duty, bool) {
	for _, p := range prosePatterns() {
		if !strings.Contains(s, p.word) {
			continue
		}
		m := p.pattern.FindStringSubmatch(s)
		if m == nil {
			continue
		}
		if found, ok := bound(p.role, m[1], m[2]); ok {
			return found, true
		}
	}
	if !strings.Contains(s, "由") {
		return Duty{}, false
	}
	if m := byWhom().FindStringSubmatch(s); m != nil {
		role := "responsible"
		if m[3] == "牵头" {
			role = "lead"
		}
		return bound(role, m[1], m[2])
	}
	return Duty{}, false
}

func runeStart(s string, i int) int {
	for i > 0 && i < len(s) && !utf8.RuneStart(s[i]) {
		i--
	}
	return i
}

func bound(role, list, etc string) (Duty, bool) {
	parsed, err := duty.Parse(list+"负责", duty.BuiltIn)
	if err != nil || len(parsed.Duties) != 1 {
		return Duty{}, false
	}
	var units []string
	for _, n := range parsed.Duties[0].Names {
		units = append(units, list[n.Offset:n.Offset+n.Length])
	}
	units = splitConjunctions(units)
	for _, u := range units {
		if utf8.RuneCountInString(u) < 2 || notNames().MatchString(u) || notEnds().MatchString(u) || strings.Contains(strings.ReplaceAll(u, "自由", ""), "由") {
			return Duty{}, false
		}
	}
	return Duty{Role: role, Units: units, OpenEnded: etc != ""}, len(units) > 0
}

var wholeList = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^` + unitList + `$`) })

var wholeName = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^` + unitName + `$`) })

// splitConjunctions splits at 和 and 及 where both sides are names by
// themselves, and the left side does not need the right: 县气象局和县水利局.
func splitConjunctions(units []string) []string {
	var all []string
	for _, u := range units {
		split := false
		for _, word := range []string{"和", "及"} {
			if before, after, ok := strings.Cut(u, word); ok && wholeName().MatchString(before) && wholeName().MatchString(after) {
				all = append(all, before, after)
				split = true
				break
			}
		}
		if !split {
			all = append(all, u)
		}
	}
	return all
}
