package indicator

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// bare cuts comparisons with another time off the end of a name, and what is
// left of the words that lead to a comparing word: 排放量较2025年分别 gives 排放量.
func bare(name string) string {
	name = trimFillers(name, "稳定")
	for _, w := range []string{"由", "从"} {
		if i := strings.LastIndex(name, w); i > 0 && digitAt(name, i+len(w)) > 0 {
			return trimFillers(name[:i], "稳定")
		}
	}
	for _, w := range []string{"较", "比", "与"} {
		if i := strings.LastIndex(name, w); i >= 0 && isBaseline(name[i:]) {
			return trimFillers(name[:i])
		}
	}
	return name
}

// isBaseline reports whether the words from 较 or 比 on name a time.
func isBaseline(s string) bool {
	return utf8.RuneCountInString(s) <= 16 && has(s, "年", "上期", "同期", "去", "现状", "基期", "全国", "全省", "全市", "平均") && !has(s, "比例", "比重", "、")
}

// baseline returns what the value is compared with: 较2025年, 同比.
func baseline(name string) string {
	trimmed := strings.TrimRight(name, " ")
	for _, w := range []string{"同比", "环比"} {
		if strings.Contains(trimmed, w) {
			return w
		}
	}
	trimmed = trimFillers(trimmed)
	for _, w := range []string{"较", "比"} {
		if i := strings.LastIndex(trimmed, w); i >= 0 && isBaseline(trimmed[i:]) {
			return trimmed[i:]
		}
	}
	return ""
}

// leads are words before a name that are not part of it.
var leads = []string{"将", "力争", "确保", "实现", "做到", "其中", "全年", "年内", "推动", "促进", "努力", "保持", "、", "：", ":", "(", "（", "的", "达到", "完成"}

// clean cuts spaces, labels and leading words off a name.
func clean(name string) string {
	name = bare(name)
	if i := strings.LastIndexAny(name, "）)"); i >= 0 && !strings.ContainsAny(name, "（(") {
		name = name[i:]
		_, n := utf8.DecodeRuneInString(name)
		name = name[n:] // （一）县城…
	}
	for {
		cut := strings.TrimLeft(name, " \u3000—-.")
		for _, w := range leads {
			if rest, ok := strings.CutPrefix(cut, w); ok && !beginsWord(rest, "率", "度", "量", "比", "额", "数", "面") {
				cut = rest // but 完成率 is a name
			}
		}
		cut = cutTime(cut)
		if strings.Trim(cut, " 或和及、并且") == "" {
			return ""
		}
		if cut == name {
			return strings.TrimRight(name, " ，、的")
		}
		name = cut
	}
}

// object is the name of what a verb states: what stands behind the number, or
// without anything there, between verb and number.
func object(rest, between string) string {
	between = strings.Trim(trimFillers(between), " 的")
	rest = strings.TrimLeft(rest, " 的")
	if i := strings.IndexAny(rest, "、（("); i >= 0 {
		rest = rest[:i]
	}
	if between != "" && beginsWord(rest, "用于", "投入", "支持", "要", "参与", "专项用于") {
		rest = ""
	}
	if between != "" && utf8.RuneCountInString(between) > 3 || rest == "" {
		return between
	}
	return strings.TrimRight(rest, " ")
}

// endsIn reports whether a name ends in one of the words.
func endsIn(name string, words []string) bool {
	name = strings.TrimRight(name, "）) ")
	return slices.ContainsFunc(words, func(w string) bool { return strings.HasSuffix(name, w) })
}

// pieces cuts a name at its 、 and 和.
func pieces(name string) []string {
	return strings.FieldsFunc(strings.NewReplacer("以及", "、", "及", "、", "和", "、").Replace(name), func(r rune) bool { return r == '、' })
}

// distribute cuts a name into n, one for each value; nil if it has not so many.
func distribute(name string, n int) []string {
	for _, parts := range [][]string{strings.Split(name, "、"), pieces(name), strings.Split(name, "和")} {
		if len(parts) == n {
			for i := range parts {
				parts[i] = withEnd(parts[i], parts[n-1])
			}
			return parts
		}
	}
	return nil
}

// withEnd gives a piece of a name the end that it shares with the last one:
// 二氧化硫 and 氮氧化物排放量 give 二氧化硫排放量. The end is taken to be what
// makes the last piece longer.
func withEnd(piece, last string) string {
	for _, w := range []string{"排放量", "减排量", "削减量", "使用量", "消耗量", "消费量", "浓度"} {
		// 化学需氧量 ends like a quantity, but is what is emitted.
		if strings.HasSuffix(last, w) && strings.HasSuffix(piece, "需氧量") {
			return piece + w
		}
	}
	if piece == last || endsIn(piece, rates()) || endsIn(piece, quantities()) {
		return piece
	}
	if !endsIn(last, rates()) && !endsIn(last, quantities()) {
		return piece
	}
	core := piece
	for _, w := range []string{"全国", "全省", "全市", "全县", "全区", "全镇"} {
		core = strings.TrimPrefix(core, w)
	}
	letters := []rune(last)
	cut := utf8.RuneCountInString(core)
	for cut > 0 && cut < len(letters) && letters[cut] < utf8.RuneSelf && letters[cut-1] < utf8.RuneSelf {
		cut-- // PM2.5 stays whole
	}
	tail := string(letters[min(cut, len(letters)):])
	shared := ""
	for _, w := range slices.Concat(compounds, rates(), quantities()) {
		if strings.HasSuffix(last, w) {
			shared = w
			break
		}
	}
	// Too much is not the shared end, too little is a part of it.
	if han(tail) <= 4 && len(tail) >= len(shared) && (endsIn(tail, rates()) || endsIn(tail, quantities())) {
		return piece + tail
	}
	return piece + shared
}

// compounds are ends of names that are not to be cut further.
var compounds = []string{"排放量", "减排量", "削减量", "使用量", "利用率", "覆盖率", "达标率", "合格率", "回收率", "处理率"}

// han counts the characters beyond ASCII.
func han(s string) (n int) {
	for _, r := range s {
		if r >= utf8.RuneSelf {
			n++
		}
	}
	return n
}

// sharers returns the names that one value holds for, nil if it is but one:
// 火灾起数、受伤人数同比下降8%. Several things with one rate (甲、乙检验率) are
// one name unless each is said to reach the value: 粪污、秸秆利用率均达到88%.
func sharers(name string, each bool) []string {
	parts := pieces(name)
	if len(parts) < 2 {
		return nil
	}
	last := parts[len(parts)-1]
	for i, p := range parts {
		if each {
			parts[i] = withEnd(p, last)
		} else if !endsIn(p, rates()) && !endsIn(p, quantities()) && !strings.HasSuffix(p, "数") {
			return nil
		}
	}
	return parts
}

// cutTime cuts a date or month off the beginning: 2026年, 1—3月.
func cutTime(name string) string {
	for _, w := range []string{"年底前", "年底", "年末", "年内"} {
		name = strings.TrimPrefix(name, w)
	}
	end := 0
	for end < len(name) {
		n := digitAt(name, end)
		if n == 0 {
			break
		}
		end = number(name, end)
		if dash := readDash(name, end); dash >= 0 {
			end = dash
			continue
		}
		unit := eat(name, end, "年度", "年", "月份", "月", "日")
		if unit < 0 {
			return name
		}
		return strings.TrimLeft(name[unit:], "底末前至— ")
	}
	return name
}
