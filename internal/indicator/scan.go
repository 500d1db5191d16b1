package indicator

import (
	"cmp"
	"strings"
	"unicode/utf8"
)

// A scanner walks over a text once. It judges every measure by the words
// between it and the measure or clause before it, by what follows in the
// clause, and by a bounded look at the sentence before, so that the time is
// linear in the text.
type scanner struct {
	text     string
	asserted bool // the text is known to be an indicator: nothing is a threshold or a fact
	found    []Found

	counting         bool   // a verb of the sentence has stated a number of things
	sentence, clause int    // where they begin
	subject          string // the last name, for a clause without one: 产值60亿元，增长5%
	previous         link
}

// A link is what the measure before leaves to the next one of its clause:
// 下降9%和7%, 新建学校3所、医院2家.
type link struct {
	end      int // behind the measure and its 以上; 0 at the beginning of a clause
	taken    bool
	doubtful bool
	verb     bool // stated by a verb
	says     Comparator
	name     string
	baseline string
	start    int      // of the phrase
	index    int      // of its first indicator in found
	names    []string // of 甲、乙分别: one for each value
	shared   int      // how many of them have had theirs
}

// reach bounds how far a decision looks, in bytes: some eighty characters.
const reach = 240

func (s *scanner) scan() {
	text := s.text
	quoted := 0
	for i := 0; i < len(text); {
		if n := digitAt(text, i); n > 0 {
			m, end, ok := readMeasure(text, i)
			if ok && (quoted == 0 || s.asserted) {
				end = s.judge(m)
			}
			i = end
			continue
		}
		r, size := utf8.DecodeRuneInString(text[i:])
		i += size
		switch r {
		case '\n', '。', '；', ';', '！', '？', '!', '?':
			s.sentence, s.clause, s.previous = i, i, link{}
			s.counting = false
			if r != '；' && r != ';' {
				s.subject = ""
			}
			if r == '\n' {
				quoted = 0
			}
		case '：', ':':
			if digitAt(text, skipSpaces(text, i)) > 0 && r == '：' {
				break // 达标率：100%
			}
			fallthrough
		case '，', ',':
			s.clause, s.previous = i, link{}
		case '●', '○', '■', '□', '◆', '◇', '▲', '▪', '•', '★', '※', '➢', '√':
			// A mark before an item of a list is no part of its words.
			if strings.TrimSpace(text[s.clause:i-size]) == "" {
				s.clause = i
			}
		case '“', '《', '〔':
			quoted++
		case '”', '》', '〕':
			quoted = max(0, quoted-1)
		}
	}
	if s.asserted && len(s.found) == 0 {
		s.none()
	}
}

// window returns the text from the given place up to the measure, cut to a
// bounded length at a character's beginning.
func (s *scanner) window(from, to int) string {
	from = max(from, to-reach)
	for from < to && !utf8.RuneStart(s.text[from]) {
		from++
	}
	return s.text[from:to]
}

// rest returns what follows in the clause.
func (s *scanner) rest(from int) string {
	to := min(len(s.text), from+reach)
	for to > from && to < len(s.text) && !utf8.RuneStart(s.text[to]) {
		to--
	}
	rest := s.text[from:to]
	if i := strings.IndexAny(rest, "，,。；;：:！？!?\n"); i >= 0 {
		rest = rest[:i]
	}
	return rest
}

// suffixes stand behind a measure.
var suffixes = []struct {
	word string
	says Comparator
}{
	{"及以上", AtLeast}, {"(含)以上", AtLeast}, {"（含）以上", AtLeast}, {"以上", AtLeast}, {"之上", AtLeast},
	{"及以下", AtMost}, {"以下", AtMost}, {"以内", AtMost}, {"之内", AtMost}, {"左右", About}, {"上下", About},
}

// judge decides what a measure is, appends the indicators that it gives, and
// returns the end of what it has read.
func (s *scanner) judge(m measure) (end int) {
	end = m.end
	var suffix Comparator
	for _, x := range suffixes {
		if e := eat(s.text, end, x.word); e >= 0 {
			suffix, end = x.says, e
			break
		}
	}
	from := max(s.clause, s.previous.end)
	v := view{
		scanner: s, m: m, suffix: suffix, end: end,
		before:  strings.TrimLeft(s.window(from, m.start), " \u3000"),
		context: s.window(s.sentence, m.start),
		rest:    s.rest(end),
	}
	if s.previous.end > 0 {
		v.before = strings.TrimLeft(v.before, "、")
		for _, w := range []string{"和", "及", "以及", "或", "并", "与"} {
			v.before = strings.TrimPrefix(v.before, w)
		}
	}
	if endsWord(strings.TrimRight(v.before, " "), "由", "从") && suffix == "" {
		return end // 由15个工作日压缩至5个工作日: the value that it comes from
	}
	prior := s.previous
	v.prior = prior
	if m.unit == "" || m.unit == "岁" {
		// Without a unit, or with one of age, only a name that has such values
		// makes a number an indicator; any other is read over.
		if v.measured() && v.compared() {
			return max(end, s.previous.end)
		}
		return end
	}
	s.previous.end = end
	n := len(s.found)
	done := v.ranked() || v.joined(prior) || v.compared() || v.percent() && !v.changes() && v.named() || v.stated() || v.named() || v.achieved()
	if done && (!s.asserted || len(s.found) > n) {
		return max(end, s.previous.end)
	}
	if s.asserted {
		v.take(Found{Indicator: Indicator{Name: clean(v.before + v.rest), Comparator: v.bySuffix(Equals)}, Start: from, End: end})
	} else {
		s.previous = link{end: end}
	}
	return end
}

// A view is a measure with its surroundings.
type view struct {
	*scanner
	m       measure
	suffix  Comparator
	end     int    // behind the suffix
	before  string // from the clause or the measure before
	context string // the sentence before
	rest    string // of the clause
	each    bool   // the value holds for each of the names: 均达到
	verb    bool   // stated by a verb
	prior   link
}

// measured reports whether a comparing word stands before the measure, and
// before that the name of something that is measured.
func (v *view) measured() bool {
	before := trimFillers(v.before)
	_, at := comparison(before)
	if at < 0 {
		return false
	}
	name := bare(before[:at])
	if v.m.unit == "岁" {
		return endsWord(name, "寿命", "年龄")
	}
	return endsIn(name, rates()) || endsIn(name, quantities()) || endsWord(name, "比")
}

// bySuffix lets 以上, 以内 and 左右 speak where no other word does.
func (v *view) bySuffix(says Comparator) Comparator {
	if says == Equals && v.suffix != "" {
		return v.suffix
	}
	return says
}

// take appends the indicator, once for each name, and remembers it for the
// next measure.
func (v *view) take(f Found, names ...string) {
	f.Doubtful = f.Doubtful || !v.asserted && perUnit(v.before)
	f.Value, f.Upper, f.UnitOfMeasure = v.m.value, v.m.upper, v.m.unit
	f.Approximate = v.suffix == About || v.m.more || endsWord(strings.TrimRight(v.text[:v.m.start], " "), "约", "近")
	v.previous = link{end: v.end, taken: true, doubtful: f.Doubtful, says: f.Comparator, name: f.Name,
		baseline: f.Baseline, start: f.Start, index: len(v.found), shared: 1, verb: v.verb}
	if len(names) == 0 {
		names = []string{f.Name}
	}
	for _, name := range names {
		f.Name = cmp.Or(name, v.subject)
		v.subject = f.Name
		v.found = append(v.found, f)
	}
}

// followers counts the measures that follow right behind one and share its
// names: one in 分别下降9%和7%.
func followers(rest string) (n int) {
	for n < 8 {
		var ok bool
		for _, sep := range []string{"、", "和", "及"} {
			if rest, ok = strings.CutPrefix(rest, sep); ok {
				break
			}
		}
		if !ok || digitAt(rest, 0) == 0 {
			return n
		}
		n++
		end := number(rest, 0)
		var m measure
		if _, end = readUnit(rest, end, &m); end == 0 {
			return n
		}
		for _, x := range suffixes {
			if e := eat(rest, end, x.word); e >= 0 {
				end = e
				break
			}
		}
		rest = rest[end:]
	}
	return n
}

// joined judges a measure right behind another: 21%和15%, 667户1643名,
// 3个、5个.
func (v *view) joined(prior link) bool {
	if prior.end == 0 {
		return false
	}
	gap := strings.Trim(v.before, " 、和及与或共并")
	if gap != "" && !(prior.verb && prior.taken && !has(gap, "的", "“") && utf8.RuneCountInString(gap) <= 12 && noComparison(gap) && (verbAt(gap) == 0 || beginsWord(gap, things...))) {
		return false
	}
	if gap == "" && prior.taken && v.m.unit == "" {
		return false
	}
	if !prior.taken {
		if gap != "" {
			return false
		}
		v.previous = link{end: v.end}
		return true // 3—5个 of a threshold: so is its neighbour
	}
	if v.unfit() {
		v.previous = link{end: v.end}
		return true
	}
	f := Found{Indicator: Indicator{Comparator: prior.says, Baseline: prior.baseline}, Start: prior.start, End: v.end, Doubtful: prior.doubtful}
	if prior.says == Equals || prior.says == AtLeast || prior.says == AtMost || prior.says == About {
		if v.suffix != "" {
			f.Comparator = v.suffix
		} else if prior.verb {
			f.Comparator = Equals
		}
	}
	f.Name = prior.name
	switch {
	case gap != "":
		f.Name, f.Start = gap, v.m.start-len(v.before)+strings.Index(v.before, gap)
	case prior.shared < len(prior.names):
		// 甲、乙排放量分别下降9%和7%: the second value is of the second name.
		f.Name = prior.names[prior.shared]
		for k := prior.index; k < len(v.found); k++ {
			v.found[k].End = v.end
		}
	}
	v.verb = prior.verb
	v.take(f)
	v.previous.name, v.previous.names, v.previous.shared, v.previous.index = prior.name, prior.names, prior.shared+1, prior.index
	return true
}

func noComparison(s string) bool {
	_, at := comparison(trimFillers(s))
	return at < 0
}

func verbal(s string) bool {
	start, _ := lastVerb(s)
	return start >= 0
}

// ranked judges 排名保持全市前5以内 and 位居全市前三.
func (v *view) ranked() bool {
	before := strings.TrimRight(v.before, " ")
	if !strings.HasSuffix(before, "前") && v.m.unit != "位" || !has(v.before, "排名", "位次", "排位", "位居", "位列", "名列", "进入", "跻身", "进位", "排在", "居") {
		return false
	}
	if !strings.HasSuffix(before, "前") {
		return false
	}
	says := Rank
	if v.suffix == AtMost {
		says = AtMost
	}
	return v.report(says, clean(strings.TrimSuffix(before, "前")), "", false)
}

// unfit reports whether a measure cannot be part of an indicator here,
// whatever the words before it say.
func (v *view) unfit() bool {
	if v.asserted {
		return false
	}
	rest := strings.TrimLeft(v.rest, " ")
	if v.points(rest) {
		return true
	}
	if beginsWord(rest, "范围", "时", "后", "内的", "为单位", "为一", "为限", "就", "起步", "罚款", "的罚款", "以内的", "的标准", "标准", "的基础上", "基础上", "的价格", "不等", "分制") || has(rest, "基础上", "作为重点", "为单元") {
		return true
	}
	return told(v.context)
}

// pointed are the words before points that are given or taken; graded are words
// for the grades that points make.
var (
	pointed  = strings.Fields("得 扣 加 减 计 记 奖 赋 共 各 合计 总计 满分 总分 分值 （ ( 【 [")
	graded   = strings.Fields("优秀 良好 合格 不合格 达标 不达标 优 良 中 差 一般 较好 较差 先进 基本 一等 二等 三等 A B C D")
	perStep  = strings.Fields("下降 上升 增加 减少 提高 降低 增长 超 超过 超出 少 多 低 低于 高 高于 差 缺 漏 发生 出现 发现")
	perWords = strings.Fields("每 每再")
)

// points reports whether a measure belongs to the rules by which work is
// marked: （20分）, 得5分, 每下降1个百分点扣0.5分, 90%以上得15分, 90分以上为优秀. What
// is to be reached stays an indicator, whatever it is worth: 达到95%，得5分.
func (v *view) points(rest string) bool {
	before := strings.TrimRight(v.before, " ")
	if v.m.unit == "分" && (before == "" || endsWord(before, pointed...)) {
		return true
	}
	for _, word := range perStep {
		if step, ok := strings.CutSuffix(before, word); ok && endsWord(step, perWords...) {
			return true
		}
	}
	for _, word := range []string{"得", "扣", "加", "减", "记", "计"} {
		if tail, ok := strings.CutPrefix(rest, word); ok && tail != "" && tail[0] >= '0' && tail[0] <= '9' {
			return true
		}
	}
	for _, word := range []string{"的为", "为", "的评为", "评为", "的确定为", "确定为"} {
		if tail, ok := strings.CutPrefix(rest, word); ok && beginsWord(strings.TrimLeft(tail, "“"), graded...) {
			return true
		}
	}
	return false
}

// told reports whether a sentence tells of what is, was or may come.
func told(context string) bool {
	for _, w := range facts() {
		if strings.Contains(context, w) {
			return true
		}
	}
	return false
}

// percent reports whether the value is a share.
func (v *view) percent() bool {
	return strings.HasPrefix(v.m.unit, "%") || strings.HasPrefix(v.m.unit, "％") || v.m.unit == "‰"
}

// report appends what a comparing word states, unless the measure is unfit.
func (v *view) report(says Comparator, name, baseline string, doubtful bool) bool {
	if v.unfit() {
		v.previous = link{end: v.end}
		return true
	}
	start := max(v.clause, v.m.start-len(strings.TrimLeft(v.before, " 、和及或并")))
	if i := strings.Index(v.before, firstPiece(name)); i >= 0 && name != "" {
		start = v.m.start - len(v.before) + i
	}
	f := Found{Indicator: Indicator{Name: name, Comparator: says, Baseline: baseline}, Start: start, End: v.end, Doubtful: doubtful}
	if n := followers(v.rest); n > 0 {
		names := distribute(name, n+1)
		if names != nil {
			f.Name = names[0]
		}
		v.take(f)
		v.previous.names = names
		return true
	}
	v.take(f, sharers(name, v.each)...)
	return true
}

func firstPiece(name string) string {
	first, _, _ := strings.Cut(name, " ")
	return first
}

// compared judges a measure behind a comparing word.
func (v *view) compared() bool {
	before := trimFillers(v.before)
	says, at := comparison(before)
	if at < 0 {
		// 排放量在10吨以内, 分数在90分以上
		if v.suffix == "" || !endsWord(strings.TrimRight(v.before, " "), "在") {
			return v.least()
		}
		says, at = v.suffix, len(strings.TrimSuffix(strings.TrimRight(v.before, " "), "在"))
		before = v.before
	}
	// 达到…以内 is an upper bound, but 下降…以上 stays a decrease.
	if v.suffix == AtMost && (says == AtLeast) {
		says = AtMost
	}
	if v.suffix == AtLeast && says == AtMost && !strings.HasSuffix(before, "不超过") {
		says = AtMost
	}
	name := before[:at]
	v.each = endsWord(strings.TrimRight(name, " 要应须"), "均", "都")
	if says == Above && v.suffix == AtMost {
		says = AtMost
	}
	rest := strings.TrimLeft(v.rest, " ")
	named := endsIn(trimFillers(bare(name)), rates()) || endsIn(trimFillers(bare(name)), quantities())
	switch {
	case v.asserted:
	case aim(rest):
	case v.suffix != "" && beginsWord(rest, "的") && !strings.HasPrefix(before[at:], "不"):
		return v.pass()
	case beginsWord(rest, "的"), beginsWord(rest, "且", "并且") && has(rest, "的"):
		// 投资超过500万元的项目 is a definition, 开展不少于1次的活动 is not.
		if !((says == AtLeast || says == AtMost) && strings.HasPrefix(before[at:], "不") && verbal(name) && !has(name, "对", "凡")) {
			v.previous = link{end: v.end}
			return true
		}
	case (says == Above || says == Below) && (has(rest, "的") || beginsWord(strings.TrimSpace(v.before), "使用", "对", "凡", "因", "如", "若", "当")):
		v.previous = link{end: v.end}
		return true
	case strings.HasPrefix(before[at:], "实现") && strings.HasPrefix(rest, "的"):
		return false
	case done(name) || strings.HasSuffix(name, "了"):
		v.previous = link{end: v.end}
		return true
	case beginsWord(name, "当", "如果", "一旦", "凡", "未", "若") && !beginsWord(name, "当日", "当年", "当季", "当期", "当月", "当地", "未成年") || has(name, "一次死亡", "一次性", "每人", "每亩"):
		v.previous = link{end: v.end}
		return true
	case says == Equals:
	}
	if says == IncreaseBy && !v.percent() && !strings.Contains(v.m.unit, "百分点") && onlyVerbs(name) {
		return false // 改造提升1.5万亩: verbs
	}
	if endsWord(before, "实现", "保持") && !named && v.m.unit != "%" && v.suffix == "" && !v.asserted {
		return false // 实现5000人就业: a verb
	}
	if v.m.unit == "天" && !v.asserted && !named {
		return v.reject()
	}
	if start, end := mainVerb(name); start >= 0 && strings.HasPrefix(before[at:], "不") && (counted(v.m.unit) || strings.HasSuffix(v.m.unit, "元")) && end < len(name) && !named {
		name = name[end:] // 开展演练不少于2次
	}
	if strings.HasPrefix(rest, "的") && strings.HasPrefix(before[at:], "不") && !aim(rest) {
		name = cmp.Or(object(v.rest, ""), name) // 开展不少于2次的演练
	}
	if clean(name) == "" && rest != "" && !has(rest, "的") {
		name = object(v.rest, "") // 实现80%以上事项一次办结
	}
	clear := named || strings.Contains(v.m.unit, "%") || strings.Contains(v.m.unit, "％") || v.m.unit == "百分点" || v.m.unit == "个百分点" || says == IncreaseBy || says == DecreaseBy || len(bare(name)) > 0
	if strings.HasPrefix(before[at:], "不得") && !named {
		clear = false // a rule rather than an aim: 与住宅的距离不得小于30米
	}
	return v.report(says, clean(name), baseline(name), !clear)
}

// done reports whether 已 makes the words a fact. 对已验收的项目 does not: there it
// only says which.
func done(s string) bool {
	i := strings.LastIndex(s, "已")
	return i >= 0 && !strings.Contains(s[i:], "的") && !endsWord(s[:i], "对", "而")
}

// aim reports whether what follows says that the value is aimed at: 的工作目标.
func aim(rest string) bool {
	rest, ok := strings.CutPrefix(rest, "的")
	return ok && has(head(rest, 6), "目标", "任务", "要求")
}

// head returns the first n characters.
func head(s string, n int) string {
	for i := range s {
		if n--; n < 0 {
			return s[:i]
		}
	}
	return s
}

// pass reads over a measure that belongs to a name, so that the next one sees
// the whole name.
func (v *view) pass() bool {
	v.previous = v.prior
	return true
}

func (v *view) reject() bool {
	v.previous = link{end: v.end}
	return true
}

// least judges 至少开展1次 and 不少于组织2场: the comparing word stands before
// the verb.
func (v *view) least() bool {
	for _, w := range []string{"不少于", "不低于", "至少"} {
		i := strings.LastIndex(v.before, w)
		if i < 0 {
			continue
		}
		between := v.before[i+len(w):]
		if between == "" || utf8.RuneCountInString(between) > 8 || has(between, "的", "年") || w != "至少" && !verbal(between) || strings.HasPrefix(v.rest, "的") {
			continue
		}
		return v.report(AtLeast, cmp.Or(object(v.rest, ""), clean(v.before[:i])), "", false)
	}
	return false
}

// stated judges what a verb states: 新建农村公路50公里, 培训3000人次,
// 完成50%的验收.
func (v *view) stated() bool {
	before := strings.TrimRight(v.before, " ")
	if name, ok := strings.CutPrefix(before, "其中"); ok && v.counting && v.suffix != AtMost && counted(v.m.unit) && name != "" && !has(name, "的", "每") {
		return v.state(clean(name), len("其中"), false)
	}
	start, end := lastVerb(before)
	if s, e := mainVerb(before); s >= 0 && changes[before[s:e]] != "" {
		start, end = s, e
	}
	if start < 0 {
		return false
	}
	doubtful := false
	if !v.asserted {
		if other, settled := v.screened(before, start, end); settled {
			return other
		}
		between := trimFillers(before[end:])
		doubtful = v.m.unit == "次" && v.suffix == "" || v.m.more || strings.Contains(v.m.unit, "/") || has(before, "累计") ||
			strings.Contains(v.m.unit, "元") && has(v.before, "补助", "补贴", "奖励", "扣", "罚") ||
			utf8.RuneCountInString(between) <= 3 && has(before[:start], "原", "上年")
	}
	if s, e := mainVerb(before); s >= 0 {
		start, end = s, e
	}
	rest := strings.TrimSpace(v.rest)
	if says, ok := changes[before[start:end]]; ok && clean(before[end:]) != "" && (rest == "" || v.asserted) {
		return v.change(says, clean(before[end:]), start, doubtful)
	}
	name := object(v.rest, before[end:])
	if onlyVerbs(before) && rest == "" && !beginsWord(before[end:], things...) {
		name = "" // 改造提升1.5万亩
	}
	if utf8.RuneCountInString(name) == 1 && rest == "" {
		name = "" // 召开发布会2场
	}
	if name == "" {
		name = clean(before)
		start = max(0, strings.Index(before, name))
		for _, w := range []string{"完成", "实现"} {
			if short := strings.TrimSuffix(name, w); short != "" {
				name = short // 零售总额完成85亿元
			}
		}
	}
	return v.state(name, start, doubtful)
}

// screened looks for what speaks against a verb's stating the measure. It
// settles the matter if it finds some; otherwise stated goes on. The first
// result is that of stated.
func (v *view) screened(before string, start, end int) (other, settled bool) {
	between := trimFillers(before[end:])
	rest := strings.TrimLeft(v.rest, " ")
	percent := v.percent()
	near := utf8.RuneCountInString(between) <= 3
	switch {
	case strings.Contains(between, "了") || endsWord(before[:start], "已", "共", "已经", "累计", "曾", "未", "不", "刚", "拟定") && !endsWord(before[:start], "累计"):
		return v.reject(), true
	case has(before, "不发生", "不出现", "死亡", "防止", "杜绝", "遏制", "避免", "严禁", "不得", "禁止", "受伤"):
		return v.reject(), true
	case done(before):
		return v.reject(), true
	case beginsWord(before, "对", "把", "将", "凡", "由", "按照", "按", "因", "如", "以", "从") && near && !endsWord(before[:start], "力争", "要"):
		if !percent {
			return v.reject(), true
		}
	case strings.HasPrefix(between, "的"):
		return false, true
	case strings.HasSuffix(between, "的") && !percent:
		return v.reject(), true // 条件较差的3个村
	case v.m.unit == "天" || v.m.unit == "度" || v.m.unit == "倍" || v.m.unit == "面" || v.m.unit == "方" && v.suffix == "":
		return false, true
	case beginsWord(rest, "的") && !percent:
		return v.pass(), true // 完成投资500万元以上的项目10个
	case has(between, "每") || endsWord(between, "标准", "超", "达", "按", "对", "为", "是"):
		return false, true
	case (v.suffix == AtLeast || v.suffix == AtMost) && rest != "" && !counted(v.m.unit) && !near:
		return false, true
	}
	if v.suffix != "" && rest != "" && !strings.HasPrefix(rest, "、") && !counted(v.m.unit) {
		return v.pass(), true // 建设1000平方米以上冷库3座, 选用3mm以上钢板
	}
	return false, false
}

// changes reports whether the clause begins with a verb of change: 压减一般性支出10%.
func (v *view) changes() bool {
	start, end := mainVerb(v.before)
	return start >= 0 && changes[v.before[start:end]] != "" && v.before[end:] != ""
}

// change appends what a verb of change at start of the words before states.
func (v *view) change(says Comparator, name string, start int, doubtful bool) bool {
	n := len(v.found)
	v.report(says, name, "", doubtful)
	for k := n; k < len(v.found); k++ {
		v.found[k].Start = v.m.start - len(v.before) + start
	}
	return true
}

// state appends what the verb at start of the words before states.
func (v *view) state(name string, start int, doubtful bool) bool {
	if v.unfit() {
		return v.reject()
	}
	says := v.bySuffix(Equals)
	switch {
	case says == About:
		says = Equals
	case says == Equals && v.m.upper != "":
		says = AtLeast // 3—5个: its lower end will do
	}
	rest := strings.TrimLeft(v.rest, " ")
	if strings.HasPrefix(rest, "的") {
		says = AtLeast // 完成50%的验收: more is welcome
	}
	if !v.asserted && says == Equals && ofWork(v.before, v.m.unit, name) {
		doubtful = true
	}
	end := v.end
	if name != "" {
		if i := strings.Index(v.rest, name); i >= 0 && len(strings.TrimSpace(v.rest[:i])) <= len("的") {
			end += i + len(name)
		}
	}
	v.verb, v.counting = true, true
	at := v.m.start - len(v.before) + start
	v.take(Found{Indicator: Indicator{Name: name, Comparator: says}, Start: at, End: end, Doubtful: doubtful})
	return true
}

// named judges a number right behind the name of what is measured: 达标率100%,
// 减排量90吨, and 收益80%要用于.
func (v *view) named() bool {
	name := bare(trimFillers(strings.TrimRight(v.before, " 为是：:")))
	rest := strings.TrimLeft(v.rest, " ")
	percent := v.percent()
	if name == "" {
		return false
	}
	if strings.HasPrefix(rest, "的") {
		return !percent && v.pass()
	}
	rate, quantity := endsIn(name, rates()), endsIn(name, quantities())
	copula := endsWord(strings.TrimRight(v.before, " "), "为", "是")
	switch {
	case rate && (percent || v.m.unit == "分"):
		bound := AtLeast
		if endsIn(name, dreaded) {
			bound = AtMost
		}
		return v.report(v.bySuffixOr(bound), clean(name), baseline(name), copula)
	case percent && v.m.value == "100" && rest != "" && !beginsWord(rest, "、", "”", "）", ")"),
		percent && beginsWord(rest, "要", "应", "须", "必须", "用于"):
		return v.report(v.bySuffix(Equals), clean(name+rest), "", false)
	case quantity:
		if has(name, "现有", "共有") {
			return v.reject()
		}
		// 总投资5亿元 describes a project, 耕地面积60万亩 a county; 减排量6吨 is
		// something to be done.
		doubtful := v.suffix == "" && !has(name, "减", "增", "目标", "任务", "计划", "控制", "新", "治理", "改造", "培训", "造林", "建设", "投放", "招商") && !has(v.context, "目标", "任务", "力争", "确保") || copula || endsWord(name, "投资", "资金", "额", "价值", "人口", "距离", "时间") || has(name, "总投资", "平均")
		return v.report(v.bySuffix(Equals), clean(name), baseline(name), doubtful)
	case v.suffix != "" && (percent || strings.HasPrefix(rest, "、") || rest == "") && !has(name, "每", "对", "凡"):
		return v.report(v.suffix, clean(name), "", true)
	}
	return false
}

func (v *view) bySuffixOr(says Comparator) Comparator {
	if v.suffix != "" {
		return v.suffix
	}
	return says
}

// achieved judges 3个贫困村退出: a number of things, and what becomes of them.
func (v *view) achieved() bool {
	if name := bare(v.before); v.counting && name != "" && strings.TrimSpace(v.rest) == "" && counted(v.m.unit) && !has(name, "的", "每", "涉及", "共", "已") && !v.unfit() {
		return v.report(v.bySuffix(Equals), clean(name), "", true) // 新建学校3所，医院2家
	}
	if v.before != "" || v.suffix != "" || !counted(v.m.unit) || strings.HasPrefix(v.rest, "的") || v.unfit() {
		return false
	}
	start, end := lastVerb(v.rest)
	if start <= 0 || end != len(strings.TrimRight(v.rest, " ")) {
		return false
	}
	name := clean(v.rest)
	v.end += len(strings.TrimRight(v.rest, " "))
	return v.report(Equals, name, "", true)
}

// none reads an indicator without a number: 全年不发生较大事故.
func (s *scanner) none() {
	for _, w := range []string{"不出现", "不发生", "零", "无", "杜绝"} {
		if i := strings.Index(s.text, w); i >= 0 {
			name := clean(s.text[i+len(w):])
			if name == "" {
				name = clean(s.text[:i])
			}
			s.found = append(s.found, Found{Indicator: Indicator{Name: name, Comparator: Equals, Value: "0"}, Start: 0, End: len(s.text)})
			return
		}
	}
}
