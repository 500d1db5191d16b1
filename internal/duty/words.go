package duty

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// sharedOut is the usual way to say that each unit does its part. The table
// of roles uses it; the grammar knows the other ways.
const sharedOut = "按职责分工"

type modifierKind int

const (
	adverb  modifierKind = iota + 1
	sharing              // says what 按职责分工 says
)

// modifiers may stand between the names and the word of a role.
var modifiers = func() map[string]modifierKind {
	all := map[string]modifierKind{}
	for _, word := range []string{
		"共同", "联合", "协同", "全力", "具体", "分别", "各自", "统筹", "统一", "主要", "全面", "直接", "积极", "密切", "总体", "总",
	} {
		all[word] = adverb
	}
	all["分工"] = sharing
	for _, by := range []string{"按", "按照", "依", "依照", "依据", "根据"} {
		for _, whose := range []string{"", "各自", "各自的", "部门", "工作", "法定"} {
			for _, what := range []string{"职责", "职责分工", "职能", "职能分工", "分工", "责任分工"} {
				all[by+whose+what] = sharing
			}
		}
	}
	return all
}()

var longestModifier = func() int {
	n := 0
	for word := range modifiers {
		n = max(n, len(word))
	}
	return n
}()

// modifierBefore returns the longest modifier that text ends in, or "".
func modifierBefore(text string) string {
	return longestSuffix(text, modifiers, longestModifier)
}

// longestSuffix returns the longest key that text ends in, or "". No key has
// more bytes than limit.
func longestSuffix[V any](text string, keys map[string]V, limit int) string {
	found := ""
	for at := len(text); at > 0; {
		_, size := utf8.DecodeLastRuneInString(text[:at])
		if at -= size; len(text)-at > limit {
			break
		}
		if _, ok := keys[text[at:]]; ok {
			found = text[at:]
		}
	}
	return found
}

// Conjunctions join names only before a word that opens a collective, because
// they also stand within names: 县自然资源和规划局.
var (
	conjunctions = []string{"以及", "及", "和", "与"}
	collectives  = []string{"各", "相关", "有关", "其他", "其它", "其所属", "其下属", "所属", "下属", "属地", "辖区", "所在"}
)

// conjunction returns the length in bytes of the conjunction that text opens
// with, if a collective follows it.
func conjunction(text string) int {
	for _, c := range conjunctions {
		if rest, ok := strings.CutPrefix(text, c); ok && hasAnyPrefix(rest, collectives) {
			return len(c)
		}
	}
	return 0
}

// An open end is 等 and nothing, or what is no name: 等部门, 等6个乡镇,
// 等相关项目实施单位. 高等院校 and 中等职业教育主管单位 are none.
var (
	openStarts = []string{"相关", "有关", "其他", "其它", "部门", "单位", "乡镇", "街道", "镇街"}
	openEnds   = []string{"部门", "单位", "机构", "企业", "人员", "同志", "领导", "成员", "乡镇", "街道"}
	graded     = []string{"教育", "院校", "学校", "学院", "职业", "专业"}
	notOpen    = []string{"级", "次", "候", "待"}
	numerals   = "两一二三四五六七八九十几多"
	classifier = []string{"个", "家", "名", "位"}
)

// isOpenEnd reports whether a 等 between the two texts is an open end.
func isOpenEnd(before, tail string) bool {
	switch {
	case tail == "" || tail == "地":
		return true
	case hasAnyPrefix(tail, notOpen):
		return false
	case hasAnyPrefix(tail, graded) && strings.TrimRight(before, "高中初") != before:
		return false // 高等教育
	case '0' <= tail[0] && tail[0] <= '9' || hasAnyPrefix(tail, openStarts):
		return true
	case hasAnyPrefix(strings.TrimLeft(tail, numerals), classifier):
		return true
	}
	for _, end := range openEnds {
		if strings.HasSuffix(tail, end) {
			return true
		}
	}
	return false
}

// rhythms are no names, though a word may follow them: 持续推进.
var rhythms = map[string]bool{
	"持续": true, "长期": true, "全年": true, "常年": true, "常态化": true, "定期": true, "及时": true, "按期": true, "立即": true, "近期": true,
	"每年": true, "每半年": true, "每季度": true, "每月": true, "每周": true, "每日": true, "每天": true, "全年持续": true, "长期持续": true,
}

// looksLikeDeadline reports whether a piece says until when and not who.
func looksLikeDeadline(text string) bool {
	if strings.HasSuffix(text, "完成") || rhythms[text] {
		return true
	}
	if r, _ := utf8.DecodeLastRuneInString(text); text != "" && '0' <= text[0] && text[0] <= '9' && strings.ContainsRune("年月日", r) {
		return true
	}
	return (strings.HasSuffix(text, "前") || strings.HasSuffix(text, "底")) &&
		(strings.ContainsAny(text, "0123456789月年") || strings.HasSuffix(text, "底前"))
}

func hasAnyPrefix(text string, prefixes []string) bool {
	for _, p := range prefixes {
		if strings.HasPrefix(text, p) {
			return true
		}
	}
	return false
}

func isSeparator(r rune) bool { return r == '、' || r == '，' || r == '；' }

func isSpace(r rune) bool { return unicode.IsSpace(r) }

// isInvisible finds what comes along when text is copied and no one sees.
func isInvisible(r rune) bool {
	return unicode.Is(unicode.Cf, r) || unicode.IsControl(r) && r != '\t' && r != '\n' && r != '\r' ||
		r >= 0xFDD0 && r <= 0xFDEF || r&0xFFFE == 0xFFFE
}

// Brackets and quotation marks hold text that is not cut.
var pairs = map[rune]rune{'（': '）', '“': '”', '《': '》', '〈': '〉', '「': '」', '【': '】', '〔': '〕', '[': ']', '［': '］'}

// closing returns the partner of an opening bracket, or 0.
func closing(r rune) rune { return pairs[r] }

func isClosing(r rune) bool {
	switch r {
	case '）', '”', '》', '〉', '」', '】', '〕', ']', '］':
		return true
	}
	return false
}

// foldRune gives marks and brackets their full width and letters and digits
// their half width, as official documents have them.
func foldRune(r rune) rune {
	switch {
	case r == '(':
		return '（'
	case r == ')':
		return '）'
	case r == ',':
		return '，'
	case r == ';':
		return '；'
	case r == ':':
		return '：'
	case r == '､':
		return '、'
	case r == '｡':
		return '。'
	case r == '\r':
		return ' '
	case r >= '０' && r <= '９', r >= 'Ａ' && r <= 'Ｚ', r >= 'ａ' && r <= 'ｚ':
		return r - 0xFEE0
	}
	return r
}

func fold(text string) string { return strings.Map(foldRune, text) }

// folded is a text with its widths normalised that still knows where each of
// its bytes came from.
type folded struct {
	raw, text string
	at        []int // at[i] is the offset in raw of text[i]; at[len(text)] = len(raw)
}

func newFolded(raw string) folded {
	var b strings.Builder
	b.Grow(len(raw) + len(raw)/8)
	at := make([]int, 0, len(raw)+len(raw)/8+1)
	for i, r := range raw {
		r = foldRune(r)
		b.WriteRune(r)
		for range utf8.RuneLen(r) {
			at = append(at, i)
		}
	}
	return folded{raw, b.String(), append(at, len(raw))}
}
