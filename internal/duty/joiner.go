package duty

import (
	"strings"
	"unicode/utf8"
)

// Joiners stand before the names that they bind to those before them.
// 会同 says nothing else. The others are also parts of names (工商局, 商务局,
// 文联联合会, 联合执法队), so they join only what begins like a unit, and in the
// middle of a piece only behind what ends like one.
var joiners = []struct {
	word   string
	strict bool
}{
	{"并会同", false}, {"会同", false}, {"并联合", true}, {"联合", true}, {"会商", true}, {"商请", true}, {"商", true},
}

var (
	unitStarts = []string{
		"省", "市", "县", "区", "州", "镇", "乡", "旗", "盟", "国", "中央", "各", "有关", "相关", "所在", "属地", "财政", "发展", "工业和", "教育", "公安", "民政",
		"司法", "人力", "人社", "自然资源", "生态环境", "住房", "住建", "交通", "水利", "水务", "农业", "文化", "卫生", "应急", "审计", "科技", "科学", "市场监管", "税务",
		"林业", "退役", "医疗", "医保",
	}
	unitEnds = []string{"局", "委", "部", "厅", "办", "署", "院", "会", "室", "府", "行", "所", "站", "镇", "乡", "中心", "公司", "单位", "街道", "等"}
)

// joinerAt returns the length of the joiner that text[i:end] opens with, 0
// without one. inside says that a name stands before it.
func joinerAt(text string, i, end int, inside bool) int {
	switch r, _ := utf8.DecodeRuneInString(text[i:end]); r {
	case '会', '联', '商', '并':
	default:
		return 0
	}
	for _, j := range joiners {
		rest, ok := strings.CutPrefix(text[i:end], j.word)
		if !ok {
			continue
		}
		rest = strings.TrimLeftFunc(rest, isSpace)
		before := text[:i]
		switch {
		case hasAnyPrefix(rest, []string{"单位", "部门"}):
			return 0 // 会同单位：…
		case j.strict && !hasAnyPrefix(rest, unitStarts):
			return 0
		case j.strict && inside && !hasAnySuffix(before, unitEnds):
			return 0
		case inside && strings.HasPrefix(rest, "县") && hasAnySuffix(before, []string{"市", "省", "州"}):
			return 0 // 怀化市会同县, a place
		case i+len(j.word) == end:
			return 0
		}
		return len(j.word)
	}
	return 0
}

// joinerIn returns the joiner that a name would be cut at, "" without one.
func joinerIn(name string) string {
	depth := 0
	for i, r := range name {
		switch {
		case closing(r) != 0:
			depth++
		case isClosing(r):
			depth--
		case depth == 0:
			if n := joinerAt(name, i, len(name), i > 0); n > 0 {
				return name[i : i+n]
			}
		}
	}
	return ""
}

func hasAnySuffix(text string, suffixes []string) bool {
	for _, s := range suffixes {
		if strings.HasSuffix(text, s) {
			return true
		}
	}
	return false
}

// Levels of government that are named in one breath: 各市、县（市、区）人民政府
// is one collective and no list of two.
var (
	higherLevels = []string{"各市", "各州", "各县", "各区", "各旗", "各盟", "各市州", "各州市", "各地市", "各设区市", "各区县", "各区市", "各市区"}
	lowerLevels  = []string{"县", "区", "旗", "市"}
	governments  = []string{"人民政府", "政府", "党委", "党工委", "管委会"}
)

// oneBreath reports whether a 、 between two texts belongs to the name of a
// collective. It looks at a bounded piece of either.
func oneBreath(before, after string) bool {
	before = strings.TrimRightFunc(before[max(0, len(before)-90):], isSpace)
	if inner, ok := strings.CutSuffix(before, "）"); ok {
		i := strings.LastIndex(inner, "（")
		if i < 0 {
			return false
		}
		before = inner[:i]
	}
	if !hasAnySuffix(before, higherLevels) {
		return false
	}
	after = strings.TrimLeftFunc(after[:min(len(after), 90)], isSpace)
	for _, level := range lowerLevels {
		rest, ok := strings.CutPrefix(after, level)
		if !ok {
			continue
		}
		if rest, ok := strings.CutPrefix(rest, "（"); ok {
			return strings.Contains(rest, "）")
		}
		return level != "市" && hasAnyPrefix(rest, governments)
	}
	return false
}

// cutNote cuts a bracket off the end of a name that is no part of it: （下同）,
// （以下简称县水务局）, and where tags are allowed the role of the name (牵头).
func (t *table) cutNote(name string, tags bool) (rest, note string) {
	inner, ok := strings.CutSuffix(name, "）")
	if !ok {
		return name, ""
	}
	depth := 1
	for i := len(inner); i > 0; {
		r, size := utf8.DecodeLastRuneInString(inner[:i])
		i -= size
		switch r {
		case '）':
			depth++
		case '（':
			depth--
		}
		if depth > 0 {
			continue
		}
		words := strings.TrimFunc(inner[i+len("（"):], isSpace)
		if i > 0 && (isRemark(words) || tags && t.tagged(words) >= 0) {
			return strings.TrimRightFunc(name[:i], isSpace), name[i:]
		}
		return name, ""
	}
	return name, ""
}

func isRemark(words string) bool {
	return words == "下同" || strings.HasPrefix(words, "以下简称") || strings.HasPrefix(words, "以下统称") || strings.HasPrefix(words, "简称")
}

// tagged returns the row that words in brackets behind a name give it, -1 if
// they give none.
func (t *table) tagged(words string) int {
	if row, ok := t.words[words]; ok {
		return row
	}
	if row, ok := t.labels[words]; ok && !t.rows[row].Persons {
		return row
	}
	return -1
}

// tag returns the row that the note of a name gives it, and the words that do.
func (t *table) tag(n Name) (row int, words string) {
	if n.Note == "" {
		return -1, ""
	}
	words = strings.TrimFunc(strings.TrimSuffix(strings.TrimPrefix(n.Note, "（"), "）"), isSpace)
	return t.tagged(words), words
}
