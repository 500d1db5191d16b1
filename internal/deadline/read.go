package deadline

import (
	"strings"
	"unicode/utf8"
)

// An expr is one expression of time as it stands in a text. Reading it is a
// walk to the right by at most some forty characters, so that looking for
// expressions at every place of a text takes linear time.
type expr struct {
	start, end int // bytes
	first      point
	ranged     bool // from first to second
	second     point
	before     bool   // ends in 前
	limited    bool   // ends in 前, 内 or 止: can hardly be anything but a deadline
	cycle      string // a rhythm, in its usual wording; first is unused

	// Of a list (3、6、9月底前): the members before the last, which is first;
	// where the last one begins, and where what all of them share.
	more         []member
	lastAt, tail int
}

// A member is a number of a list of months, and its place.
type member struct{ month, start, end int }

// A point is a day, or a stretch of the calendar, of some year.
type point struct {
	yearKind yearKind
	year     int // of yearDigits; of yearOther, how many years after the plan's
	level    level
	ordinal  int // of a half year or quarter
	month    int
	day      int
	part     part
	hanzi    bool // the month is in 汉字
}

// named reports whether the year is in the phrase.
func (p *point) named() bool { return p.yearKind == yearDigits }

type yearKind int8

const (
	yearNone   yearKind = iota
	yearDigits          // 2026年
	yearOpen            // 20xx年
	yearOther           // 今年, 明年
)

type level int8

const (
	levelYear level = iota + 1
	levelHalf
	levelQuarter
	levelMonth
	levelDay
)

type part int8

const (
	partNone part = iota
	partEarly
	partMiddle
	partLate
	partEnd // 底, 末
)

// skipSpaces skips the few spaces that typists put around digits.
func skipSpaces(s string, i int) int {
	for n := 0; n < 4 && i < len(s); n++ {
		switch {
		case s[i] == ' ':
			i++
		case strings.HasPrefix(s[i:], "\u00a0"):
			i += 2
		default:
			return i
		}
	}
	return i
}

// eat returns the end of the first word that stands at i, after spaces; or -1.
func eat(s string, i int, words ...string) int {
	i = skipSpaces(s, i)
	for _, w := range words {
		if strings.HasPrefix(s[i:], w) {
			return i + len(w)
		}
	}
	return -1
}

// digit returns the value of a half or full width digit and its length.
func digit(s string, i int) (value, size int) {
	if i < len(s) && s[i] >= '0' && s[i] <= '9' {
		return int(s[i] - '0'), 1
	}
	if r, n := utf8.DecodeRuneInString(s[i:]); r >= '０' && r <= '９' {
		return int(r - '０'), n
	}
	return 0, 0
}

// digits reads up to most digits, and returns their number as well.
func digits(s string, i, most int) (value, count, end int) {
	for end = i; count < most; count++ {
		v, n := digit(s, end)
		if n == 0 {
			break
		}
		value, end = value*10+v, end+n
	}
	if _, n := digit(s, end); n > 0 { // a longer number
		return 0, 0, i
	}
	return value, count, end
}

const hanziDigits = "〇一二三四五六七八九"

func hanziDigit(s string, i int) (value, size int) {
	r, n := utf8.DecodeRuneInString(s[i:])
	switch r {
	case '零', '○', 'Ｏ':
		return 0, n
	case '两':
		return 2, n
	}
	if k := strings.IndexRune(hanziDigits, r); k >= 0 && r != utf8.RuneError {
		return k / len("一"), n
	}
	return 0, 0
}

// hanzi reads a number below a hundred: 六, 十二, 三十一.
func hanzi(s string, i int) (value, end int) {
	v, n := hanziDigit(s, i)
	end = i + n
	if !strings.HasPrefix(s[end:], "十") {
		return v, end
	}
	if n == 0 {
		v = 1
	}
	end += len("十")
	unit, n := hanziDigit(s, end)
	return v*10 + unit, end + n
}

// number reads a number below a hundred in digits or 汉字; end is i if there is
// none.
func number(s string, i int) (value, end int, inHanzi bool) {
	i = skipSpaces(s, i)
	if v, n, end := digits(s, i, 2); n > 0 {
		return v, end, false
	}
	v, end := hanzi(s, i)
	return v, end, true
}

// readYear reads 2026年, 20xx年, 二〇二六年, 今年, 明年.
func readYear(s string, i int, p *point) (end int) {
	for _, w := range []struct {
		word  string
		after int
	}{{"今年", 0}, {"本年", 0}, {"当年", 0}, {"明年", 1}, {"次年", 1}, {"翌年", 1}, {"来年", 1}, {"后年", 2}} {
		if strings.HasPrefix(s[i:], w.word) {
			p.yearKind, p.year = yearOther, w.after
			return i + len(w.word)
		}
	}
	if v, n, end := digits(s, i, 4); n == 4 && v >= 1900 && v < 2200 {
		if end = eat(s, end, "年"); end >= 0 {
			p.yearKind, p.year = yearDigits, v
			return end
		}
		return i
	}
	if end := openYear(s, i); end > i {
		if end = eat(s, end, "年"); end >= 0 {
			p.yearKind = yearOpen
			return end
		}
		return i
	}
	v, end := 0, i
	for range 4 {
		d, n := hanziDigit(s, end)
		if n == 0 {
			return i
		}
		v, end = v*10+d, end+n
	}
	if end = eat(s, end, "年"); end >= 0 && v >= 1900 && v < 2200 {
		p.yearKind, p.year = yearDigits, v
		return end
	}
	return i
}

// openYear reads 20xx or xxxx, whatever sign keeps the place.
func openYear(s string, i int) int {
	end, marks := i, 0
	if strings.HasPrefix(s[end:], "20") {
		end += len("20")
	}
	for marks < 4 {
		r, n := utf8.DecodeRuneInString(s[end:])
		if !strings.ContainsRune("xX×＊*ｘＸ", r) || r == utf8.RuneError {
			break
		}
		marks, end = marks+1, end+n
	}
	if marks == 4 && end-i >= 4 || marks == 2 && strings.HasPrefix(s[i:], "20") {
		return end
	}
	return i
}

// readPoint reads a point in time. In the second half of a period (month > 0)
// a day may stand without its month.
func readPoint(s string, i, month int) (p point, end int, ok bool) {
	end = readYear(s, i, &p)
	year := end > i
	at := end // behind the year
	if year {
		at = skipSpaces(s, at)
	}

	// 年底, 年内 without a year of their own, or 底 behind one.
	switch {
	case year:
		if e := eat(s, at, "底", "末", "终", "年底", "年末", "年内"); e >= 0 {
			p.level, p.part = levelYear, partEnd
			return p, e, true
		}
		if e := eat(s, at, "度内", "度底", "度末"); e >= 0 {
			p.level, p.part = levelYear, partEnd
			return p, e, true
		}
	default:
		if year, e := readPlanEnd(s, i); e > i {
			return point{yearKind: yearDigits, year: year, level: levelYear, part: partEnd}, e, true
		}
		if e := eat(s, i, "年底", "年末", "年终", "年度内", "年内"); e >= 0 {
			p.level, p.part = levelYear, partEnd
			return p, e, true
		}
		if e := eat(s, i, "年中"); e >= 0 && eat(s, e, "前", "之前") >= 0 {
			p.level, p.month, p.part = levelMonth, 6, partEnd
			return p, e, true
		}
	}

	if e := eat(s, at, "上半年", "下半年"); e >= 0 {
		p.level, p.ordinal = levelHalf, 1
		if strings.HasPrefix(s[e-len("下半年"):], "下") {
			p.ordinal = 2
		}
		if e2 := eat(s, e, "末", "底"); e2 >= 0 {
			e = e2
		}
		return p, e, true
	}

	n, e, _ := number(s, numberAt(s, at))
	if e > at {
		if q := eat(s, e, "季度", "季末", "季底"); q >= 0 && n >= 1 && n <= 4 {
			p.level, p.ordinal = levelQuarter, n
			if q2 := eat(s, q, "末", "底"); q2 >= 0 && strings.HasSuffix(s[:q], "度") {
				q = q2
			}
			return p, q, true
		}
	}
	n, e, inHanzi := number(s, at)
	if e > skipSpaces(s, at) {
		if m := eat(s, e, "月"); m >= 0 {
			p.month, p.hanzi = n, inHanzi
			return readInMonth(s, m, p)
		}
		if d := eat(s, e, "日", "号"); d >= 0 && month > 0 && !year {
			p.level, p.month, p.day = levelDay, month, n
			return p, skipWeekday(s, d), true
		}
	}
	if year {
		p.level = levelYear
		return p, end, true
	}
	return p, i, false
}

// readPlanEnd reads “十五五”末, the end of a five-year plan, and returns its
// year: the tenth ended in 2005.
func readPlanEnd(s string, i int) (year, end int) {
	at := i
	if e := eat(s, at, "“", "\""); e >= 0 {
		at = e
	}
	if !strings.HasPrefix(s[at:], "十") {
		return 0, i
	}
	at += len("十")
	n, size := hanziDigit(s, at)
	if size == 0 || n == 0 || !strings.HasPrefix(s[at+size:], "五") {
		return 0, i
	}
	at += size + len("五")
	if e := eat(s, at, "”", "\""); e >= 0 {
		at = e
	}
	if e := eat(s, at, "期末", "末"); e >= 0 {
		return 2005 + 5*n, e
	}
	return 0, i
}

// numberAt skips the 第 of 第三季度.
func numberAt(s string, i int) int {
	if e := eat(s, i, "第"); e >= 0 {
		return e
	}
	return i
}

// readInMonth reads what stands behind 月.
func readInMonth(s string, i int, p point) (point, int, bool) {
	p.level = levelMonth
	if e := eat(s, i, "份"); e >= 0 {
		i = e
	}
	for _, w := range []struct {
		word string
		part part
	}{
		{"上旬", partEarly}, {"初", partEarly}, {"中旬", partMiddle}, {"下旬", partLate}, {"底", partEnd}, {"末", partEnd},
		{"最后一个工作日", partEnd}, {"最后一天", partEnd}, {"月底", partEnd}, {"月末", partEnd},
	} {
		if e := eat(s, i, w.word); e >= 0 {
			p.part = w.part
			return p, e, true
		}
	}
	if n, e, _ := number(s, i); e > skipSpaces(s, i) {
		if d := eat(s, e, "日", "号"); d >= 0 {
			p.level, p.day = levelDay, n
			return p, skipWeekday(s, d), true
		}
	}
	return p, i, true
}

// skipWeekday skips the brackets of 6月30日（星期二）前.
func skipWeekday(s string, i int) int {
	open := eat(s, i, "（", "(")
	if open < 0 || eat(s, open, "星期", "周", "含", "农历") < 0 {
		return i
	}
	for n, j := 0, open; n < 8 && j < len(s); n++ {
		if e := eat(s, j, "）", ")"); e >= 0 {
			return e
		}
		_, size := utf8.DecodeRuneInString(s[j:])
		j += size
	}
	return i
}

// readLimit reads the end of a deadline: 前, 之前, 24时前, 内, 止.
func (e *expr) readLimit(s string) {
	if i := eat(s, e.end, "之前", "以前", "前"); i >= 0 {
		e.end, e.before, e.limited = i, true, true
		return
	}
	last := &e.first
	if e.ranged {
		last = &e.second
	}
	if last.level == levelDay {
		if i := skipClock(s, e.end); i > e.end {
			if j := eat(s, i, "之前", "以前", "前"); j >= 0 {
				e.end, e.before, e.limited = j, true, true
				return
			}
			if j := eat(s, i, "为止", "止"); j >= 0 {
				e.end, e.limited = j, true
				return
			}
		}
	} else if i := eat(s, e.end, "之内", "以内", "内"); i >= 0 && !beginsWord(s[i:], "容", "部", "外", "地", "涝") {
		e.end, e.limited = i, true
		return
	}
	if i := eat(s, e.end, "为止", "止"); i >= 0 && !beginsWord(s[i:], "损", "付", "水", "咳") {
		e.end, e.limited = i, true
	}
}

// skipClock skips a time of the day: 24时, 下午5点30分, 17:00, 下班.
func skipClock(s string, i int) int {
	j := i
	if e := eat(s, j, "上午", "下午", "中午", "晚上", "晚"); e >= 0 {
		j = e
	}
	if e := eat(s, j, "下班", "零时"); e >= 0 {
		return e
	}
	_, n, e := digits(s, skipSpaces(s, j), 2)
	if n == 0 {
		return i
	}
	if c := eat(s, e, ":", "："); c >= 0 {
		if _, n, e := digits(s, c, 2); n == 2 {
			return e
		}
		return i
	}
	e = eat(s, e, "时", "点")
	if e < 0 {
		return i
	}
	if _, n, m := digits(s, e, 2); n > 0 {
		if m = eat(s, m, "分"); m >= 0 {
			return m
		}
	}
	return e
}

func beginsWord(s string, words ...string) bool {
	for _, w := range words {
		if strings.HasPrefix(s, w) {
			return true
		}
	}
	return false
}

// readDash reads what joins the ends of a period: 至, 到, 起至, —, ～.
func readDash(s string, i int) int {
	if e := eat(s, i, "起"); e >= 0 && eat(s, e, "至", "到") >= 0 {
		i = e
	}
	if e := eat(s, i, "至", "到"); e >= 0 {
		return e
	}
	at, n := skipSpaces(s, i), 0
	for ; n < 2; n++ {
		e := eat(s, at, "—", "–", "-", "－", "~", "～", "―", "─", "﹣", "−", "一一")
		if e < 0 {
			break
		}
		at = e
	}
	if n == 0 {
		return -1
	}
	return at
}

// readISO reads 2026-06-30, all of it.
func readISO(s string) (expr, bool) {
	if len(s) != len("2026-06-30") || s[4] != '-' || s[7] != '-' {
		return expr{}, false
	}
	y, n1, _ := digits(s, 0, 4)
	m, n2, _ := digits(s, 5, 2)
	d, n3, _ := digits(s, 8, 2)
	if n1 != 4 || n2 != 2 || n3 != 2 {
		return expr{}, false
	}
	return expr{end: len(s), first: point{yearKind: yearDigits, year: y, level: levelDay, month: m, day: d}}, true
}

// readExpr reads the expression of time that begins at i.
func readExpr(s string, i int) (expr, bool) {
	e := expr{start: i}
	if e.readCycle(s) {
		return e, true
	}
	if e.readRangeOfNumbers(s) || e.readList(s) {
		return e, true
	}
	var ok bool
	if e.first, e.end, ok = readPoint(s, i, 0); !ok {
		return e, false
	}
	if strings.HasSuffix(s[i:e.end], "内") {
		e.limited = true
	}
	dash := readDash(s, e.end)
	if i := skipClock(s, e.end); e.first.level == levelDay && i > e.end {
		dash = readDash(s, i) // 4月1日零时起至10月31日
	}
	if dash >= 0 {
		second, end, ok := readPoint(s, skipSpaces(s, dash), e.first.month)
		if ok && (second.level != levelYear || second.part != partNone || e.first.level == levelYear) {
			e.ranged, e.second, e.end = true, second, end
		}
	}
	e.readLimit(s)
	return e, true
}

// readRangeOfNumbers reads 3—5月, 2026年3-5月 and 2024—2026年, where the first
// end lacks its 月 or 年.
func (e *expr) readRangeOfNumbers(s string) bool {
	var first point
	at := e.start
	if v, n, end := digits(s, at, 4); n == 4 && v >= 1900 && v < 2200 {
		if dash := readDash(s, end); dash >= 0 {
			second, end, ok := readPoint(s, skipSpaces(s, dash), 0)
			if ok && second.yearKind == yearDigits {
				first = point{yearKind: yearDigits, year: v, level: levelYear}
				e.first, e.second, e.ranged, e.end = first, second, true, end
				e.readLimit(s)
				return true
			}
		}
	} else if end := openYear(s, at); end > at {
		if dash := readDash(s, end); dash >= 0 {
			second, end, ok := readPoint(s, skipSpaces(s, dash), 0)
			if ok && second.yearKind == yearOpen {
				first = point{yearKind: yearOpen, level: levelYear}
				e.first, e.second, e.ranged, e.end = first, second, true, end
				e.readLimit(s)
				return true
			}
		}
	}
	at = readYear(s, at, &first)
	v, n, end := digits(s, skipSpaces(s, at), 2)
	if n == 0 {
		return false
	}
	dash := readDash(s, end)
	if dash < 0 {
		return false
	}
	second, end, ok := readPoint(s, skipSpaces(s, dash), 0)
	if !ok || second.level < levelMonth || second.month == 0 {
		return false
	}
	first.level, first.month = levelMonth, v
	if second.level == levelDay {
		return false // 5-6月10日 is nothing that offices write
	}
	e.first, e.second, e.ranged, e.end = first, second, true, end
	e.readLimit(s)
	return true
}

// readList reads 3、6、9、12月底前: numbers that share the 月 of the last.
func (e *expr) readList(s string) bool {
	at := e.start
	var members []member
	for len(members) < 12 {
		v, n, end := digits(s, at, 2)
		if n == 0 {
			return false
		}
		members = append(members, member{v, at, end})
		sep := eat(s, end, "、", "，", ",", "和", "及", "与")
		if sep < 0 {
			break
		}
		at = skipSpaces(s, sep)
	}
	if len(members) < 2 {
		return false
	}
	last := members[len(members)-1]
	var ok bool
	if e.first, e.end, ok = readPoint(s, last.start, 0); !ok || e.first.level != levelMonth || e.first.yearKind != yearNone {
		return false
	}
	e.more, e.lastAt, e.tail = members[:len(members)-1], last.start, last.end
	e.readLimit(s)
	return true
}

// readCycle reads a rhythm and the day that may belong to it: 每月10日前,
// 每季度末, 每日两次, 按月, 一周一.
func (e *expr) readCycle(s string) bool {
	i := e.start
	unit, at := "", -1
	switch {
	case strings.HasPrefix(s[i:], "每"):
		unit, at = cycleUnit(s, i+len("每"))
	case strings.HasPrefix(s[i:], "按"), strings.HasPrefix(s[i:], "逐"):
		unit, at = cycleUnit(s, i+len("按"))
		if at >= 0 && (unit != "月" && unit != "季度" && unit != "周" && unit != "旬" && unit != "年" && unit != "半年" ||
			unit == "年" && strings.HasPrefix(s[i:], "逐")) {
			return false
		}
	case strings.HasPrefix(s[i:], "一"), strings.HasPrefix(s[i:], "半"):
		unit, at = pairUnit(s, i)
	}
	if at < 0 {
		return false
	}
	e.cycle, e.end = "每"+unit, at
	e.readInCycle(s)
	return true
}

// cycleUnit reads the unit of time behind 每 and returns it in its usual
// wording, with a number before it if it is not one.
func cycleUnit(s string, i int) (unit string, end int) {
	if e := eat(s, i, "隔"); e >= 0 {
		i = e
	}
	count := ""
	if n, e, _ := number(s, i); e > skipSpaces(s, i) {
		if n > 1 {
			count = strings.TrimSpace(s[i:e])
		}
		i = e
	}
	measured := false
	if e := eat(s, i, "个"); e >= 0 {
		i, measured = e, true
	}
	for _, u := range []struct{ written, usual string }{
		{"半年", "半年"}, {"年度", "年"}, {"年", "年"}, {"季度", "季度"}, {"季", "季度"}, {"半个月", "半月"}, {"半月", "半月"},
		{"月度", "月"}, {"月", "月"}, {"旬", "旬"}, {"星期", "周"}, {"周", "周"}, {"礼拜", "周"}, {"工作日", "工作日"}, {"日", "日"}, {"天", "日"},
	} {
		if e := eat(s, i, u.written); e >= 0 {
			if beginsWord(s[e:], notCycle[u.written]...) {
				return "", -1
			}
			if count == "" {
				return u.usual, e
			}
			if measured && (u.usual == "月" || u.usual == "季度") {
				count += "个"
			}
			return count + u.usual, e
		}
	}
	return "", -1
}

// notCycle are the rests of words that only begin like a rhythm: 每年级,
// 按季节, 每日常.
var notCycle = map[string][]string{
	"年": {"级", "龄", "份"}, "季": {"节"}, "月": {"球", "亮", "饼"}, "天": {"然"}, "日": {"常"}, "周": {"边", "围", "岁", "期", "转"},
}

// pairUnit reads the first half of 一周一调度 and 半年一考核.
func pairUnit(s string, i int) (unit string, end int) {
	for _, u := range []struct{ written, usual string }{
		{"一年一", "年"}, {"一年两", "年"}, {"半年一", "半年"}, {"一季度一", "季度"}, {"一季一", "季度"},
		{"一月一", "月"}, {"一月两", "月"}, {"半月一", "半月"}, {"一旬一", "旬"}, {"一周一", "周"}, {"一周两", "周"}, {"一日一", "日"}, {"一天一", "日"},
	} {
		if strings.HasPrefix(s[i:], u.written) && !beginsWord(s[i+len(u.written):], "日", "号", "次性", "度", "样") {
			return u.usual, i + len(u.written)
		}
	}
	return "", -1
}

// readInCycle reads the days of a rhythm that stand right behind it.
func (e *expr) readInCycle(s string) {
	for range 4 {
		at := e.end
		if i := eat(s, at, "至少", "不少于"); i >= 0 {
			at = i
		}
		if n, i, _ := number(s, at); n > 0 && i > at {
			if j := eat(s, i, "次"); j >= 0 && !beginsWord(s[j:], "性") {
				e.end = j
				continue
			}
			if j := eat(s, i, "日", "号"); j >= 0 && at == e.end {
				e.end = skipWeekday(s, j)
				e.endCycle(s)
				continue
			}
		}
		if i := eat(s, e.end, "的最后一个月", "最后一个月", "第一个月", "首月", "末月", "第二个月"); i >= 0 {
			e.end = i
			continue
		}
		// 前 belongs to a rhythm only behind a day of it: 每月前10名 is none.
		if i := eat(s, e.end, "月底", "月末", "月初", "年底", "年末", "年初", "季末", "底", "末", "上旬", "中旬", "下旬", "最后一个工作日", "最后一天"); i >= 0 {
			e.end = i
			e.endCycle(s)
			continue
		}
		if i := skipClock(s, e.end); i > e.end {
			if j := eat(s, i, "之前", "以前", "前"); j >= 0 {
				e.end, e.limited = j, true // 每日16时前
				continue
			}
		}
		if strings.HasSuffix(e.cycle, "周") {
			if i := eat(s, e.end, "一", "二", "三", "四", "五", "六", "日"); i >= 0 && !beginsWord(s[i:], "次", "个", "名", "篇", "期", "条", "报", "场") {
				e.end = i
				e.endCycle(s)
				continue
			}
		}
		if sub := (expr{start: skipSpaces(s, e.end)}); e.cycle == "每年" && sub.readRangeOfNumbers(s) && sub.first.yearKind == yearNone {
			e.end, e.limited = sub.end, sub.limited
			continue
		}
		if e.cycle == "每年" {
			if p, i, ok := readPoint(s, skipSpaces(s, e.end), 0); ok && p.yearKind == yearNone && !p.hanzi {
				e.end = i
				if dash := readDash(s, i); dash >= 0 {
					if _, j, ok := readPoint(s, dash, p.month); ok {
						e.end = j
					}
				}
				e.endCycle(s)
				if j := eat(s, e.end, "、", "和", "及"); j >= 0 {
					if p, k, ok := readPoint(s, j, 0); ok && p.yearKind == yearNone {
						e.end = k
						e.endCycle(s)
					}
				}
				continue
			}
		}
		return
	}
}

// endCycle reads 前 behind the day of a rhythm.
func (e *expr) endCycle(s string) {
	if i := eat(s, e.end, "之前", "以前", "前"); i >= 0 {
		e.end, e.limited = i, true
	}
}
