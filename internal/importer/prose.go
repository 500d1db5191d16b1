package importer

import (
	"regexp"
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
	unitName = `(?:各?[\p{Han}“”]{1,18}?(?:[（(][^（）()]{1,12}[)）])?[\p{Han}]{0,6}?(?:局|委|办|办公室|站|所|政府|委员会|管委会|中心|大队|中队|支队|公司|部门|单位|街道|办事处|指挥部|领导小组|工作队|监委|联社|工会|妇联|残联|学校|医院|企业|两委|派出所|综合执法)|各(?:乡镇|镇|乡|村|村居|街道|县区|县|区|地|社区)(?:[（(][^（）()]{1,8}[)）])?)`
	unitList = unitName + `(?:[、，,和及]` + unitName + `)*`
	etcetera = `(?:等(?:部门|单位|相关部门|有关部门)?)?`
)

type prosePattern struct {
	pattern *regexp.Regexp
	role    string
}

var prosePatterns = sync.OnceValue(func() []prosePattern {
	p := func(role, behind string) prosePattern {
		return prosePattern{regexp.MustCompile(`^(?:由)?(` + unitList + `)(` + etcetera + `)` + behind), role}
	}
	return []prosePattern{
		p("lead", `(?:要|应|应当|须|负责|具体)*牵头(?:负责|做好|推进|组织|开展|落实|制定|抓好|建立|会同|实施|编制)`),
		p("lead", `作为[\p{Han}]{0,12}牵头(?:部门|单位)`),
		p("implement", `负责(?:抓好)?落实(?:[，,。；;]|$)`),
		p("responsible", `(?:具体|主要|分别|统一)?负责[^人。；;]`),
		p("responsible", `(?:具体)?负责(?:[。；;]|$)`),
		p("responsible", `是[\p{Han}“”]{0,24}(?:责任主体|管理主体|实施主体|责任单位)`),
		p("responsible", `(?:要|应|必须)?(?:切实)?(?:履行|承担|落实|扛起)[\p{Han}]{0,16}主体责任`),
		p("joint", `(?:要|应)?(?:按照|根据)[\p{Han}]{0,8}(?:分工|职责)(?:负责|履行职责|抓好落实)`),
		p("joint", `(?:要|应)?加强[\p{Han}]{0,4}(?:沟通|协调|协作)(?:和|与|、)配合`),
		p("assist", `(?:要|应)?(?:积极|主动|密切)?配合(?:好|做好)?`+unitName),
		p("assist", `(?:要|应)?(?:积极|主动|密切)配合[\p{Han}]{2}`),
	}
})

var sentenceEnd = lazy(`[。；;！？]`)

// proseTasks divides a task that no clause closes: each sentence that states a
// duty begins a task of its own.
func (d *Draft) proseTasks(t task) []task {
	var tasks []task
	open := task{line: t.line, newParagraph: t.newParagraph}
	for n, line := range strings.Split(t.text, "\n") {
		for k, sentence := range sentences(line) {
			clause := d.proseClause(sentence, t.lineOf(n))
			if clause != "" {
				if open.text != "" {
					tasks = append(tasks, open)
				}
				open = task{line: t.lineOf(n), newParagraph: k == 0 && len(tasks) > 0, clause: clause, form: "text"}
			} else if k == 0 && open.text != "" {
				open.text += "\n"
			}
			open.text += sentence
		}
	}
	return append(tasks, open)
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
	if d.trust[line] != 0 {
		return ""
	}
	if strings.Contains(sentence, "会同") {
		return ""
	}
	var clauses []string
	for _, part := range strings.FieldsFunc(sentence, func(r rune) bool { return strings.ContainsRune("，,。；;！？", r) }) {
		part = strings.TrimFunc(part, blank)
		found, ok := proseDuty(part)
		if !ok {
			continue
		}
		joined := strings.Join(append(clauses, clauseOf(found)), "，")
		if _, err := duty.Parse(joined, duty.BuiltIn); err == nil {
			clauses = append(clauses, clauseOf(found))
			d.Clauses = append(d.Clauses, Clause{Line: line, Text: part, Form: "prose", Duties: []Duty{found}})
		}
	}
	return strings.Join(clauses, "，")
}

// recordProse records the statements in a text that a clause closes: the
// clause decides who is responsible, the sentences say more.
func (d *Draft) recordProse(t task) {
	for n, line := range strings.Split(t.text, "\n") {
		for _, sentence := range sentences(line) {
			d.proseClause(sentence, t.lineOf(n))
		}
	}
}

// proseReach is how far into a sentence, in bytes, a statement can begin and
// bind: long lists of units stay below it.
const proseReach = 300

var (
	bindingWords = []string{"牵头", "负责", "主体", "配合", "职责"}
	byWhom       = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`由(` + unitList + `)(` + etcetera + `)(?:具体|统一)?(牵头|负责)(?:[\p{Han}]{0,8}$|组织|实施|制定)`)
	})
	// notNames begin what is a doing, not a doer.
	notNames = lazy(`^(督促|协调|配合|指导|组织|协助|会同|压实|明确|落实|强化|加强|完善|建立|推动|督导|严格|负责|要求|确保|对|将|把|在|与|向|按|以|为|并|使|让|其中|进一步|切实|认真|积极)`)
)

func proseDuty(s string) (Duty, bool) {
	s = s[:runeStart(s, min(len(s), proseReach))]
	if strings.Contains(s, "会同") {
		return Duty{}, false // who helps would be lost
	}
	found := false
	for _, word := range bindingWords {
		found = found || strings.Contains(s, word)
	}
	if !found {
		return Duty{}, false
	}
	for _, p := range prosePatterns() {
		m := p.pattern.FindStringSubmatch(s)
		if m == nil {
			continue
		}
		if found, ok := bound(p.role, m[1], m[2]); ok {
			return found, true
		}
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
	units := splitConjunctions(strings.FieldsFunc(list, func(r rune) bool { return r == '、' || r == '，' || r == ',' }))
	for _, u := range units {
		if utf8.RuneCountInString(u) < 2 || notNames().MatchString(u) {
			return Duty{}, false
		}
	}
	return Duty{Role: role, Units: units, OpenEnded: etc != ""}, len(units) > 0
}

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
