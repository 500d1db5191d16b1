package indicator

import (
	"slices"
	"strings"
	"sync"
	"unicode/utf8"
)

// A measure is a number with its unit.
type measure struct {
	start, end   int // bytes, from the number to behind the unit
	value, upper string
	unit         string
	more         bool // 500余份, 7200多万元
	time         bool // a year, day or hour: transparent
}

// digitAt returns the length of a half or full width digit, or 0.
func digitAt(s string, i int) int {
	if i < len(s) && s[i] >= '0' && s[i] <= '9' {
		return 1
	}
	if strings.HasPrefix(s[i:], "\uff10") || i+3 <= len(s) && s[i] == 0xef && s[i+1] == 0xbc && s[i+2] >= 0x90 && s[i+2] <= 0x99 {
		return 3
	}
	return 0
}

// number returns the end of the number at i: digits, one point, and commas
// before groups of three.
func number(s string, i int) int {
	end, point := i, false
	for end < len(s) {
		n := digitAt(s, end)
		if n == 0 {
			switch {
			case !point && (s[end] == '.' || strings.HasPrefix(s[end:], "．")) && end > i:
				n = 1
				if s[end] != '.' {
					n = len("．")
				}
				if digitAt(s, end+n) == 0 {
					return end
				}
				point = true
			case !point && s[end] == ',' && grouped(s, end):
				n = 1
			default:
				return end
			}
		}
		end += n
	}
	return end
}

// grouped reports whether exactly three digits follow the comma at i.
func grouped(s string, i int) bool {
	for k := 1; k <= 3; k++ {
		if i+k >= len(s) || s[i+k] < '0' || s[i+k] > '9' {
			return false
		}
	}
	return digitAt(s, min(i+4, len(s))) == 0
}

func skipSpaces(s string, i int) int {
	for n := 0; n < 4 && i < len(s) && s[i] == ' '; n++ {
		i++
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

// readMeasure reads the measure whose number begins at i; ok is false for a
// number that has no unit or is part of something else. end is behind what was
// read in any case.
func readMeasure(s string, i int) (m measure, end int, ok bool) {
	end = number(s, i)
	m = measure{start: i, value: s[i:end]}
	if r, _ := utf8.DecodeLastRuneInString(s[:i]); r != utf8.RuneError {
		// PM2.5, GB/T 1.1, 4.22, -5, 1:5万, 7+4, 第3条
		if r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' || strings.ContainsRune("./-+:：第·#№", r) && (r == '第' || !colonBefore(s, i, r)) {
			m.time = r == '第'
			return m, end, false
		}
	}
	unit, at := readUnit(s, end, &m)
	if dash := readDash(s, end); dash >= 0 && unit == "" {
		if upper := number(s, dash); upper > dash {
			m.upper = s[dash:upper]
			end = upper
			unit, at = readUnit(s, end, &m)
		}
	} else if unit != "" {
		// 15%～30%
		if dash := readDash(s, at); dash >= 0 {
			if upper := number(s, dash); upper > dash {
				if second, at2 := readUnit(s, upper, &m); second == unit {
					m.upper, at = s[dash:upper], at2
				}
			}
		}
	}
	if unit == "" {
		switch {
		case m.time:
			return m, end, false
		case strings.HasSuffix(strings.TrimRight(s[:i], " "), "前"):
			unit, at = "位", end // 前30以内
		case end == len(s) || eat(s, end, "以上", "以下", "以内", "左右", "，", "。", "；", "、", ";", "）", "\n") >= 0:
			at = end // 系数提高到0.58
		default:
			return m, end, false
		}
	}
	m.unit, m.end = unit, at
	return m, at, true
}

// colonBefore reports whether the sign before a number only introduces it
// (达标率：90%, 1.90%以上), rather than belonging to it.
func colonBefore(s string, i int, r rune) bool {
	before := s[:i-utf8.RuneLen(r)]
	if r != ':' && r != '：' {
		return false
	}
	last, _ := utf8.DecodeLastRuneInString(before)
	return last > utf8.RuneSelf && last != utf8.RuneError
}

func readDash(s string, i int) int {
	at := skipSpaces(s, i)
	n := 0
	for ; n < 2; n++ {
		e := eat(s, at, "—", "–", "-", "－", "~", "～", "至", "到")
		if e < 0 {
			break
		}
		at = skipSpaces(s, e)
	}
	if n == 0 {
		return -1
	}
	return at
}

// scales multiply a unit: 1.2万人次.
var scales = []string{"万亿", "千万", "百万", "十万", "千亿", "百亿", "十亿", "万", "亿", "千", "百"}

// units are what offices count and measure in, longer ones first where one
// begins another.
var units = sync.OnceValue(func() []string {
	return longestFirst(strings.Fields(`
	% ％ ‰ 个百分点 百分点 个工作日 个基点
	平方公里 平方千米 平方米 立方米 公里 千米 海里 厘米 毫米 微米 延米 米 公顷 亩次 亩 平米 方 立方
	吨标准煤 吨标煤 标准煤 吨 公斤 千克 毫克 微克 市斤 斤 克 毫升 升 千瓦时 千瓦 兆瓦 吉瓦 瓦 度 分贝 兆 
	美元 元 人民币 人次 人天 人 名 户次 户 个 家次 家 所 处 件次 件 项 座 台次 台套 台件 台 套 辆次 辆 艘 只 头 羽 尾 株 棵 场次 场 期 批次 批 支 篇 条次 条 起 分
	位 次 张 本 册 份 栋 幢 间 孔 眼 口 根 盏 杆 块 片 段 车次 架次 架 班次 班 门 例 宗 笔 单 款 种 轮 倍 床 张床位 床位 箱 枚 面 部 对 组 道 袋 瓶 桶 匹 丛 组 档 站 点位 村 社区 乡镇 镇 标箱 课时 学时 字 首 幅 集 队 天 岁 家庭`))
})

// times are the units of dates and spans; they measure nothing.
var times = []string{"个月", "周年", "年度", "年代", "年", "月", "日", "号", "小时", "时", "点", "分钟", "秒", "周", "级", "类", "届", "版", "章", "楼", "层", "室", "世纪", "旬"}

func longestFirst(words []string) []string {
	slices.SortStableFunc(words, func(a, b string) int { return len(b) - len(a) })
	return words
}

// readUnit reads the unit at i; an empty unit is none. It notes 余 and 多, and
// whether the unit is one of time.
func readUnit(s string, i int, m *measure) (unit string, end int) {
	at := skipSpaces(s, i)
	if e := eat(s, at, "/10万", "/十万", "/万", "/千"); e >= 0 {
		return s[at:e], e // 死亡率控制在10/10万以下
	}
	if e := eat(s, at, "余", "多"); e >= 0 {
		m.more, at = true, e
	}
	start := at
	for _, w := range scales {
		if strings.HasPrefix(s[at:], w) {
			at += len(w)
			break
		}
	}
	if e := eat(s, at, "余", "多"); e >= 0 {
		m.more, at = true, e
	}
	scaled := at > start
	switch e := readLatin(s, at); {
	case e > at:
		end = e
	default:
		for _, w := range units() {
			if strings.HasPrefix(s[at:], w) {
				end = at + len(w)
				break
			}
		}
		if !scaled {
			for _, w := range times {
				if strings.HasPrefix(s[at:], w) && at+len(w) > end {
					m.time = true
					return "", i
				}
			}
		}
	}
	if end == 0 {
		return "", i
	}
	// 元/吨, 吨/日, 微克/立方米
	if e := eat(s, end, "/", "／"); e >= 0 {
		for _, list := range [][]string{{"百户", "千人", "万元", "万人"}, units(), times} {
			if k := slices.IndexFunc(list, func(w string) bool { return strings.HasPrefix(s[e:], w) }); k >= 0 {
				end = e + len(list[k])
				break
			}
		}
	}
	unit = s[start:end]
	if m.more {
		unit = strings.NewReplacer("余", "", "多", "").Replace(unit)
	}
	return unit, end
}

// readLatin returns the end of a unit in letters: μg/m³, mg/L, kWh.
func readLatin(s string, i int) int {
	end, letters, slash := i, 0, false
	for end < len(s) && end-i < 16 {
		r, n := utf8.DecodeRuneInString(s[end:])
		switch {
		case r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || strings.ContainsRune("μµ㎡㎥℃㎎㎍", r):
			letters++
		case letters > 0 && strings.ContainsRune("³²·•", r):
		case letters > 0 && r == '/' && !slash:
			slash = true
		case letters > 0 && (r == '2' || r == '3') && end > i && s[end-1] == 'm':
		default:
			return latinEnd(s, i, end)
		}
		end += n
	}
	return latinEnd(s, i, end)
}

// latinEnd returns end if the letters from i on are a unit, otherwise i: 5G and
// 20xx have none. A slash at the end belongs to 汉字 behind it.
func latinEnd(s string, i, end int) int {
	unit := strings.TrimSuffix(s[i:end], "/")
	first, _, divided := strings.Cut(unit, "/")
	if len(first) == 1 && !strings.Contains("gmtL", first) {
		return i
	}
	switch strings.ToLower(first) {
	case "mm", "cm", "m", "km", "m2", "m3", "m²", "m³", "㎡", "㎥", "km2", "km²", "hm2", "hm²", "ha", "ml", "l", "kg", "g", "mg", "μg", "µg", "ug", "ng", "㎎", "t", "tce",
		"kw", "kwh", "kw·h", "mw", "mwh", "gw", "gwh", "kv", "kva", "w", "v", "℃", "db", "pa", "kpa", "mpa", "j", "kj", "gj", "ppm", "mbps", "gbps", "tb", "gb", "mb", "pflops", "eflops", "teu":
		return i + len(unit)
	}
	if divided && first != "" {
		return i + len(first)
	}
	return i
}

// counted reports whether the unit counts things, so that what stands behind it
// is counted and not described: 2条以上道路, but 1000平方米以上冷库.
func counted(unit string) bool {
	for _, w := range scales {
		unit = strings.TrimPrefix(unit, w)
	}
	switch unit {
	case "个", "家", "所", "处", "件", "项", "座", "台", "套", "台套", "辆", "艘", "只", "头", "株", "棵", "场", "场次", "期", "批", "支", "篇", "条", "起",
		"人", "名", "户", "人次", "次", "张", "本", "份", "栋", "对", "组", "村", "社区", "种", "例", "宗", "笔", "款", "门", "班", "幅", "首", "集", "个百分点":
		return true
	}
	return false
}
