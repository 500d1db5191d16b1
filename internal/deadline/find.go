package deadline

import (
	"strings"
	"unicode/utf8"
)

// A Found is a deadline that a text sets.
type Found struct {
	Start, End int // bytes of the text

	// Phrase is the text from Start to End. Of a list that shares its end
	// (3、9月底前) each member has its own place, and a phrase that is completed
	// for it: 3月底前, 9月底前. Parse reads every phrase that Find returns.
	Phrase string

	Kind Kind

	// Month and Day are those of a single day or month, and 12 and 31 of
	// YearEnd. The Day of MonthEnd is 0. Of HalfYear and Quarter, Month is the
	// last month.
	Month, Day int

	Cycle string // of Cycle: 每月

	From, To Ends // of Period

	Year  int  // as written; 0 for none
	Open  bool // the year was left open: 20xx年底前
	Later int  // how many years after the plan's: 1 for 明年 and 次年
}

// Ends is one end of a period as it is written. Day is 0 where only the month
// is given, Month where only the year is. Part is 上旬, 中旬 or 下旬, or empty.
type Ends struct {
	Year, Month, Day int
	Part             string
}

// Find returns the deadlines that a text sets, in the order of their places.
// It prefers to miss one over taking some other date for one: what lies in the
// past, in a forecast, in the name of a document, a festival or a law's coming
// into force is left alone, and so are 全年, spans of time (30日内) and seasons.
// A text without any is nil.
func Find(text string) []Found {
	var found []Found
	sentence, title := 0, 0 // where the sentence began; depth of 《
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		switch r {
		case '\n':
			title = 0
			sentence = i + size
		case '。', '；', ';', '！', '？', '!', '?':
			sentence = i + size
		case '《', '〈':
			title++
		case '》', '〉':
			title = max(0, title-1)
		}
		if !mayBegin(r) {
			i += size
			continue
		}
		group, end := readGroup(text, i)
		if len(group) == 0 {
			i += size
			continue
		}
		c := context{text: text, start: i, end: end, sentence: sentence}
		if title == 0 && c.sets(group) {
			for k := range group {
				found = group[k].appendTo(found, text)
			}
		}
		i = end
	}
	return found
}

// mayBegin is a quick test that spares most characters the reading.
func mayBegin(r rune) bool {
	if r < utf8.RuneSelf {
		return r >= '0' && r <= '9' || r == 'x' || r == 'X' || r == '*'
	}
	return strings.ContainsRune("“每按逐一二三四五六七八九十〇第上下年今本当明次翌来半后×＊ｘＸ０１２３４５６７８９", r)
}

// readGroup reads an expression and those joined to it as its equals:
// 6月和12月底前, 3月、9月.
func readGroup(s string, i int) (group []expr, end int) {
	e, ok := readExpr(s, i)
	if !ok {
		return nil, i
	}
	group, end = append(group, e), e.end
	for len(group) < 12 && e.cycle == "" && !e.ranged && (e.first.level == levelMonth || e.first.level == levelDay) && !e.limited {
		sep := eat(s, e.end, "、", "和", "及", "与", "或", "以及")
		if sep < 0 {
			break
		}
		next, ok := readExpr(s, skipSpaces(s, sep))
		if !ok || next.cycle != "" || next.ranged || next.first.level == levelHalf || next.first.level == levelQuarter ||
			next.first.level == levelYear && next.first.part == partNone {
			break
		}
		group, end, e = append(group, next), next.end, next
	}
	return group, end
}

// A context is the surroundings of a group of expressions.
type context struct {
	text       string
	start, end int
	sentence   int // where the sentence begins
}

// reach bounds how far a decision looks, in bytes: some eighty characters.
const reach = 240

// before returns the sentence up to the expression, without spaces at its end.
func (c *context) before() string {
	from := max(c.sentence, c.start-reach)
	for from < c.start && !utf8.RuneStart(c.text[from]) {
		from++
	}
	return strings.TrimRight(c.text[from:c.start], " \u00a0\u3000\t")
}

// after returns the sentence behind the expression, without spaces at its
// beginning.
func (c *context) after() string {
	to := min(len(c.text), c.end+reach)
	for to < len(c.text) && to > c.end && !utf8.RuneStart(c.text[to]) {
		to--
	}
	rest := c.text[c.end:to]
	if i := strings.IndexAny(rest, "。；;！？!?\n"); i >= 0 {
		rest = rest[:i]
	}
	return strings.TrimLeft(rest, " \u00a0\u3000\t")
}

func endsWord(s string, words ...string) bool {
	for _, w := range words {
		if strings.HasSuffix(s, w) {
			return true
		}
	}
	return false
}

func has(s string, words ...string) bool {
	for _, w := range words {
		if strings.Contains(s, w) {
			return true
		}
	}
	return false
}

// sets reports whether the expressions set a deadline here.
func (c *context) sets(group []expr) bool {
	first, last := &group[0], &group[len(group)-1]
	for k := range group {
		if !group[k].possible() {
			return false
		}
	}
	before, after := c.before(), c.after()
	if last.cycle != "" {
		return recurs(c.text[c.start:c.end], before, after)
	}
	if startsInside(c.text[:c.start], first) || past(before, after) || c.inDocument(before) {
		return false
	}
	p := &last.first
	bare := !last.limited && p.part == partNone
	switch {
	case last.ranged:
		// A period of years is the name of a plan.
		return last.first.level != levelYear && !forecast(before, after) && !tells(after) && !beginsWord(after, "以来")
	case p.level == levelYear && p.part == partNone:
		return setsYear(last, before, after)
	case last.limited:
		return setsLimit(p, before, after)
	case forecast(before, after) || strings.HasSuffix(c.text[c.start:c.end], "年终"):
		return false // 年终 is when people are assessed
	case p.level == levelHalf || p.level == levelQuarter:
		return setsStretch(first, before, after)
	case !bare:
		return setsEnd(first, p, before, after)
	case p.hanzi:
		return false // 三月三, 六月
	}
	return setsBare(first, p, before, after)
}

// possible reports whether the calendar has the days of the expression.
func (e *expr) possible() bool {
	if e.cycle != "" {
		return true
	}
	for _, m := range e.more {
		if m.month < 1 || m.month > 12 {
			return false
		}
	}
	_, err := e.meaning("", 2024)
	return err == nil
}

// startsInside reports whether the expression is the end of a longer word:
// 三年内, 去年底, 前三季度, 4.22.
func startsInside(before string, e *expr) bool {
	r, _ := utf8.DecodeLastRuneInString(before)
	if r == utf8.RuneError {
		return false
	}
	p := &e.first
	switch {
	case p.level == levelYear && p.yearKind == yearNone:
		return strings.ContainsRune("去上前往历近多几数半两〇一二三四五六七八九十百千学财周常青少成老中壮童整个同", r) || r >= '0' && r <= '9' || r >= '０' && r <= '９'
	case p.level == levelQuarter:
		return r == '前' || r == '年' && endsWord(before, "去年", "上年")
	case p.level == levelHalf && p.yearKind == yearNone:
		return endsWord(before, "去年", "上年")
	}
	if r < utf8.RuneSelf {
		if r == '.' && labels(before) {
			return false
		}
		return r == '.' || r == '/' || r == '-' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9'
	}
	if p.hanzi && p.yearKind == yearNone {
		return strings.ContainsRune("第个几数半正腊", r)
	}
	return r == '第' || r == '·' || r == '．' || r == '农'
}

// labels reports whether a line begins with the number of an item: 1.6月底前.
func labels(before string) bool {
	line := strings.TrimSpace(before[strings.LastIndexByte(before, '\n')+1:])
	_, n, end := digits(line, 0, 2)
	return n > 0 && line[end:] == "."
}

// past reports whether the words around a time put it into the past, or make
// it a beginning or a measure to compare with.
func past(before, after string) bool {
	if endsWord(before, "截至", "截止", "截至到", "截止到", "截止至", "去年", "上年", "上一年", "前年", "同期", "已于", "已在", "已经在", "早在", "曾于", "曾在", "比", "较", "较之", "相比", "原定", "自从", "始于", "农历", "阴历", "是在") {
		return true
	}
	return beginsWord(after, "以来", "以后", "之后", "至今", "起施行", "起实施", "起执行", "起生效", "施行", "生效", "出生", "存量", "总人口", "户籍人口", "常住人口",
		"数据", "水平", "基础上", "的基础上", "的水平", "同期", "相比") ||
		strings.HasPrefix(after, "起") && !beginsWord(after, "起草", "起步", "起底") ||
		strings.HasPrefix(after, "开始") || strings.HasPrefix(after, "后") && !beginsWord(after, "后续")
}

// inDocument reports whether the expression stands in the brackets of a
// citation: 《…法》（2021年6月10日…通过）, or behind a title and its comma.
func (c *context) inDocument(before string) bool {
	open := strings.LastIndexAny(before, "（(")
	if open < 0 || strings.ContainsAny(before[open:], "）)") {
		return false
	}
	return endsWord(strings.TrimRight(before[:open], " "), "》", "〉", "”")
}

// forecast reports whether a sentence tells what may come or usually comes.
func forecast(before, after string) bool {
	for _, s := range []string{before, after} {
		if has(s, "预计", "预测", "可能", "常年", "历年", "往年", "降水量", "降雨量", "雨量", "近年来", "气温", "高发期", "多发期", "多发时段", "近几年") {
			return true
		}
	}
	return false
}

// tells reports whether what follows tells a fact: ，全县共….
func tells(after string) bool {
	rest := strings.TrimLeft(after, "，, 、")
	for _, w := range []string{"全国", "全省", "全市", "全县", "全区", "全镇", "全乡", "全州", "全旗", "全街道", "我国", "我省", "我市", "我县", "我区", "我镇", "我乡", "辖区"} {
		if strings.HasPrefix(rest, w) {
			rest = rest[len(w):]
			break
		}
	}
	return beginsWord(rest, "共有", "累计", "已", "仍有", "共发生", "发生", "尚有", "现有", "共完成", "共实现", "拥有", "曾")
}

// leadsTo reports whether the word before a time is one of those that lead to
// a deadline.
func leadsTo(before string) bool {
	return endsWord(before, "在", "于", "到", "至", "力争", "确保", "争取", "务必", "务于", "要", "应", "须", "计划", "拟", "并", "最迟", "最晚", "不晚于", "不迟于", "截止时间", "时间为", "时限为", "期限为",
		"时限：", "时限:", "时间：", "时间:", "期限：", "期限:", "节点：", "节点:", "分别", "完成时限", "完成时间")
}

// opens reports whether a clause begins here.
func opens(before string) bool {
	if before == "" {
		return true
	}
	r, _ := utf8.DecodeLastRuneInString(before)
	return strings.ContainsRune("，,、：:（(“”\"》）)】]—-.．①②③④⑤⑥⑦⑧⑨⑩|\t", r)
}

// acts reports whether what follows is something to be done.
func acts(after string) bool {
	rest := strings.TrimLeft(after, "，,：: ")
	clause := rest
	if i := strings.IndexAny(clause, "，,："); i >= 0 {
		clause = clause[:i]
	}
	if has(clause, "完工", "建成", "竣工", "投产", "投用", "通车", "开工", "验收") && !has(clause, "已", "了", "的") {
		return true
	}
	return beginsWord(rest, "完成", "基本", "全面", "全部", "全县", "全市", "全省", "全区", "实现", "力争", "确保", "建成", "建立", "启动", "开展", "组织", "召开", "举办", "编制", "制定", "出台", "印发", "报送", "上报", "提交", "形成",
		"达到", "对", "各", "将", "开工", "竣工", "投入", "验收", "培育", "新建", "新增", "实施", "推进", "推动", "争取", "初步", "率先", "整改", "治理", "淘汰", "取得", "要", "应", "须", "由", "集中", "兑现", "发放", "落实", "前完成", "分别", "进行", "总结")
}

// setsLimit judges what ends in 前, 内 or 止. Only what lies before a day of
// old is excepted: 2019年12月31日前建成的小区.
func setsLimit(p *point, before, after string) bool {
	if beginsWord(after, "的", "已", "曾", "未") && !beginsWord(after, "的工作目标", "的目标") {
		return false
	}
	if !p.named() && p.yearKind != yearOpen {
		return !beginsWord(after, "部", "外", "容", "地")
	}
	for _, w := range []string{"建成", "注册", "登记", "投产", "投用", "生产", "取得", "签订", "发生", "形成", "购买", "入职", "参加", "成立", "批准", "立项", "开工建设", "毕业", "出厂", "竣工", "设立", "颁发", "办理", "入户", "迁入", "退休"} {
		if strings.HasPrefix(after, w) {
			clause, _, _ := strings.Cut(after, "，")
			if i := strings.Index(clause, "的"); i > 0 && i < len("一二三四五六七八九十") {
				return false
			}
		}
	}
	return true
}

// setsYear judges 到2027年 and 2030年前.
func setsYear(e *expr, before, after string) bool {
	if e.first.yearKind == yearNone || e.first.yearKind == yearOther {
		return false
	}
	if e.before {
		return setsLimit(&e.first, before, after) && !beginsWord(after, "后", "建", "生", "出")
	}
	if e.limited {
		return !beginsWord(after, "的", "已")
	}
	if !endsWord(before, "到", "至") || endsWord(before, "达到", "直到", "追溯到", "推迟到", "从20", "持续到", "提前到") || beginsWord(after, "的", "度", "年", "以", "和", "、", "—", "-") {
		return false
	}
	return after == "" || beginsWord(after, "，", ",", "时", "（", "(", "：") || acts(after)
}

// setsStretch judges 上半年 and 三季度, which reports on the past use as well.
func setsStretch(e *expr, before, after string) bool {
	if beginsWord(after, "的", "工作", "情况", "总结", "经济", "全县", "全市", "全省", "全区", "GDP", "地区", "累计", "已", "共", "以来", "实现", "增长", "同比", "数据", "运行", "形势", "度") || tells(after) {
		return false
	}
	if e.first.named() {
		return leadsTo(before) || opens(before) && acts(after) && !has(after, "了")
	}
	return opens(before) || leadsTo(before) || acts(after)
}

// setsEnd judges 4月底, 年底, 9月下旬: without 前, but at the end of something.
func setsEnd(first *expr, p *point, before, after string) bool {
	if tells(after) || beginsWord(after, "的", "人口", "、", "余额", "值") {
		return false
	}
	if first.first.named() || first.first.yearKind == yearOpen {
		rest := strings.TrimLeft(after, "，, ")
		return leadsTo(before) || opens(before) && acts(after) && !beginsWord(rest, "全县", "全市", "全省", "全区", "对", "各", "将") && !has(rest, "了")
	}
	if p.part != partEnd {
		return opens(before) || leadsTo(before)
	}
	return true
}

// setsBare judges 9月份 and 3月15日, the doubtful ones.
func setsBare(first *expr, p *point, before, after string) bool {
	if beginsWord(after, "的", "至", "以", "是", "为", "有", "雨", "“", "\"", "‘", "《", "全国", "世界", "国际", "国家", "中国", "联合国", "安全生产月", "质量月", "·", "全民", "工资", "期间", "植树节", "记者节", "消防",
		"护士节", "教师节", "国庆", "上午", "下午", "、", "和", "（星期", "会议", "刊") {
		return false
	}
	if beginsWord(after, "发布", "印发", "下发", "颁布", "公布", "修订", "修正", "通过", "第", "成立", "出台", "当日", "当天", "夜间", "凌晨", "前后", "审议", "签署", "批准") && (p.level == levelDay || first.first.named()) {
		return false
	}
	if i := strings.IndexAny(after, "，,、。；;：:"); p.level == levelDay {
		head := after
		if i >= 0 {
			head = after[:i]
		}
		if festive(head) || has(head, "宣传日", "纪念日", "主题日") {
			return false
		}
	}
	if tells(after) {
		return false
	}
	alone := beginsWord(after, "）", ")") && endsWord(before, "（", "(")
	if first.first.named() || first.first.yearKind == yearOpen {
		if p.level == levelDay && !alone {
			return endsWord(before, "时限：", "时限:", "时间：", "时间:", "期限：", "期限:", "到", "至", "时间为", "时限为", "期限为", "最迟", "最晚", "不晚于", "不迟于")
		}
		if alone {
			return p.level == levelMonth && before != "（" && before != "("
		}
		return leadsTo(before) && !endsWord(before, "并") || opens(before) && acts(after) && !beginsWord(after, "召开") && !has(after, "了")
	}
	if alone {
		return true
	}
	if after == "" {
		return leadsTo(before)
	}
	if p.level == levelDay && opens(before) && beginsWord(after, "，", ",") && !acts(after) {
		return false
	}
	return opens(before) || leadsTo(before)
}

// festive reports whether a day is named or kept: 世界环境日前后.
func festive(s string) bool {
	before := ' '
	n := 0
	for _, r := range s {
		if n++; n > 10 {
			break
		}
		if r == '节' && before != '环' && before != '季' && before != '调' || r == '日' && !strings.ContainsRune("0123456789每即今当假次工作生节平", before) {
			return true
		}
		before = r
	}
	return false
}

// recurs judges a rhythm: to be kept by someone, and not a rate of anything.
func recurs(phrase, before, after string) bool {
	if strings.HasPrefix(phrase, "每") {
		// 每人每月600元, 5吨/每年
		if endsWord(before, "/", "÷") {
			return false
		}
		if i := strings.LastIndex(before, "每"); i >= 0 && len(before)-i <= len("每千人口") && !strings.ContainsAny(before[i:], "，。、") && !endsWord(before, "要", "应") {
			if unit := before[i+len("每"):]; unit != "" && strings.ContainsAny(unit, "人户亩名吨家头只平位所村条") {
				return false
			}
		}
		if endsWord(before, "平均", "近年来", "已", "约") {
			return false
		}
	}
	if strings.HasPrefix(phrase, "按") {
		if beginsWord(after, "计罚", "计征", "龄", "代", "份") {
			return false
		}
	}
	if beginsWord(after, "约", "因", "可", "产生", "平均", "造成", "仅", "均有", "均在", "都有", "都会", "都在", "有", "递增", "递减", "以", "高达", "超过", "新增约", "大约", "损失", "处理能力", "产能", "人均", "消耗", "生活费", "工资", "补助标准", "利率", "租金", "的汛期", "汛期") {
		return beginsWord(after, "以村", "以乡", "以镇", "以县", "以书面", "以通报", "有针对", "有计划", "有重点", "汛期前", "汛期来临")
	}
	// 近视率每年下降0.5个百分点 is how fast.
	for _, w := range []string{"下降", "提高", "增长", "降低", "减少", "上升", "增加"} {
		if rest, ok := strings.CutPrefix(after, w); ok {
			if _, n := digit(rest, 0); n > 0 {
				return false
			}
		}
	}
	// An amount of money for a while is a price.
	if _, n, end := digits(after, 0, 6); n > 0 {
		if beginsWord(strings.TrimLeft(after[end:], "."), "元", "万元", "亿元") {
			return false
		}
	}
	return true
}

// appendTo appends what the expression sets, a list member by member.
func (e *expr) appendTo(found []Found, text string) []Found {
	for _, m := range e.more {
		one := *e
		one.first.month = m.month
		f := one.found()
		f.Start, f.End, f.Phrase = m.start, m.end, text[m.start:m.end]+text[e.tail:e.end]
		found = append(found, f)
	}
	f := e.found()
	f.Phrase = text[f.Start:f.End]
	return append(found, f)
}

// found is the expression as Find returns it, but for its phrase.
func (e *expr) found() Found {
	f := Found{Start: e.start, End: e.end, Kind: e.kind(), Cycle: e.cycle}
	if len(e.more) > 0 {
		f.Start = e.lastAt
	}
	if f.Kind == Cycle {
		return f
	}
	p := &e.first
	switch p.yearKind {
	case yearDigits:
		f.Year = p.year
	case yearOpen:
		f.Open = true
	case yearOther:
		f.Later = p.year
	}
	first, last, _ := p.span("", 2024)
	switch f.Kind {
	case Period:
		f.From, f.To = p.ends(), e.second.ends()
	case OnDate:
		f.Month, f.Day = last.Month, last.Day
	case YearEnd:
		f.Month, f.Day = 12, 31
	case MonthEnd:
		f.Month = last.Month
		if e.before && p.part == partNone {
			f.Month = first.beforeMonth().Month
		}
	default:
		f.Month = last.Month
	}
	return f
}

func (p *point) ends() Ends {
	e := Ends{Month: p.month, Day: p.day}
	if p.yearKind == yearDigits {
		e.Year = p.year
	}
	switch p.part {
	case partEarly:
		e.Part = "上旬"
	case partMiddle:
		e.Part = "中旬"
	case partLate:
		e.Part = "下旬"
	}
	switch p.level {
	case levelYear:
		e.Month = 12
	case levelHalf:
		e.Month = 6 * p.ordinal
	case levelQuarter:
		e.Month = 3 * p.ordinal
	}
	return e
}
