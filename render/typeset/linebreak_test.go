package typeset

import (
	"fmt"
	"strings"
	"testing"

	"fangan/internal/length"
)

// broken lays a block out and returns its lines with "|" between.
func broken(t testing.TB, block string, words ...string) string {
	t.Helper()
	root := parse(t, block)
	pages, _ := Layout(root, base(t), builtIn, Options{Words: words})
	checkInvariants(t, root, pages)
	var lines []string
	for _, l := range textLines(pages) {
		lines = append(lines, l.text)
	}
	return strings.Join(lines, "|")
}

// filler returns n different 汉字.
func filler(n int) string {
	const some = "天地玄黄宇宙洪荒日月盈昃辰宿列张寒来暑往秋收冬藏闰余成岁律吕调阳云腾致雨露结为霜"
	r := []rune(some)
	var b strings.Builder
	for i := range n {
		b.WriteRune(r[i%len(r)])
	}
	return b.String()
}

func TestBreaks(t *testing.T) {
	// The first line holds 26 characters, the others 28.
	for _, c := range []struct{ name, in, want string }{
		{"plain text", filler(26 + 28 + 5), filler(26) + "|" + filler(54)[len(filler(26)):] + "|" + filler(59)[len(filler(54)):]},
		{"one character does not stand alone", filler(26 + 28 + 1), filler(26) + "|" + filler(53)[len(filler(26)):] + "|" + filler(55)[len(filler(53)):]},
		{"nor does one with its mark", filler(26+28) + "县。", filler(26) + "|" + filler(53)[len(filler(26)):] + "|" + filler(54)[len(filler(53)):] + "县。"},
		{"the mark at the end and another give a cell", "天地玄黄，宇宙洪荒日月盈昃辰宿列张寒来暑往秋收冬藏闰，余成岁律",
			"天地玄黄，宇宙洪荒日月盈昃辰宿列张寒来暑往秋收冬藏闰，|余成岁律"},
		{"a number keeps its counter", filler(24) + "1200个村庄", filler(24) + "|1200个村庄"},
		{"a range breaks behind its sign", "天地玄黄宇宙洪荒日月盈昃辰宿列张寒来暑往秋收15%～20%的村庄",
			"天地玄黄宇宙洪荒日月盈昃辰宿列张寒来暑往秋收15%～|20%的村庄"},
		{"a dash does not begin a line", filler(26) + "——玄黄", filler(25) + "|" + filler(26)[len(filler(25)):] + "——玄黄"},
		{"a dash may end one", filler(24) + "——玄黄", filler(24) + "——|玄黄"},
		{"words of an alphabet", "天地玄黄宇宙洪荒日月盈昃辰宿列张寒来暑往 national standard 天地",
			"天地玄黄宇宙洪荒日月盈昃辰宿列张寒来暑往 national |standard 天地"},
		{"the number of a standard", filler(24) + "，GB 5749标准", filler(24) + "，|GB 5749标准"},
		{"a forced break", "天地|玄黄", "天地|玄黄"},
	} {
		if got := broken(t, "正文 "+c.in); got != c.want {
			t.Errorf("%s:\n got %s\nwant %s", c.name, got, c.want)
		}
	}
}

var marksNotFirst = []string{"。", "，", "、", "；", "：", "？", "！", "？？", "？！", "？！！", "”", "’", "）", "〕", "】", "》", "〉", "——", "……", "…………",
	"–", "—", "～", "·", "/", "%", "％", "‰", "℃", "°"}

var marksNotLast = []string{"“", "‘", "（", "〔", "【", "《", "〈", "/"}

// Every mark of B.1 and B.2, at every place of a line.
func TestEveryMarkKeepsItsPlace(t *testing.T) {
	for _, m := range marksNotFirst {
		for n := 20; n < 60; n++ {
			got := broken(t, "正文 "+filler(n)+m+filler(40))
			if strings.Contains(got, "|"+m) || m == "…………" && !strings.Contains(got, m) {
				t.Errorf("%q begins a line: %s", m, got)
			}
		}
	}
	for _, m := range marksNotLast {
		for n := 20; n < 60; n++ {
			if got := broken(t, "正文 "+filler(n)+m+filler(40)); strings.Contains(got, m+"|") {
				t.Errorf("%q ends a line: %s", m, got)
			}
		}
	}
}

// Every group of B.3, at every place of a line.
func TestEveryGroupStaysWhole(t *testing.T) {
	for _, g := range []string{"——", "……", "-3.5", "+12", "±0.5", "1.2", "12,500", "12 500", "3.2e-5", "1/4", "95%", "95％", "3‰", "20℃", "35μg/m³", "5kg", "5 kg", "10km", "35㎎",
		"2026年", "２０２６年", "ＰＭ", "3月", "15日", "8号", "3万", "1.2亿元", "3万元", "5个", "12项", "30余家", "3个百分点", "25平方公里", "20个工作日", "2026年度", "100公顷",
		"¥500", "￥500", "$5", "№3", "第17", "第17项", "第三", "≥95", "<30", "〔2026〕8号", "〔2026〕第8号", "（一）", "PM2.5", "μg/m³", "COVID-19", "don’t",
		"附件1", "附件12", "附表3", "15～", "15%～", "2026—", "3×4", "12·4", "2026-03-05", "GB/T9704", "a?b=c", "“甲", "《甲", "乙。”", "甲）。", "甲？！"} {
		for n := 20; n < 60; n++ {
			if got := broken(t, "正文 "+filler(n)+"的"+g+"地"+filler(40)); !strings.Contains(got, g) {
				t.Errorf("%q is split: %s", g, got)
			}
		}
	}
	// A 层次序数 at the beginning keeps the first character after it.
	for _, g := range []string{"一、加", "十二、加", "（一）加", "（二十三）加", "1.加", "12.加", "（1）加", "①加", "一、“十", "（一）《加"} {
		if got := broken(t, "正文 "+g+filler(40)); !strings.Contains(got, g) {
			t.Errorf("%q is split: %s", g, got)
		}
	}
	for n := 20; n < 60; n++ {
		for _, g := range []string{"（1）加", "1.加", "①加"} {
			if got := broken(t, "正文 "+filler(n)+"。"+g+filler(40)); !strings.Contains(got, g) {
				t.Errorf("%q is split: %s", g, got)
			}
		}
	}
}

// line returns the glyphs of one line of a block, in cells from the left margin,
// in hundredths.
func cells(t *testing.T, block string, n int) string {
	t.Helper()
	pages, _ := layout(t, block)
	return placed(textLines(pages)[n])
}

func placed(l textLine) string {
	var b strings.Builder
	for _, run := range l.runs {
		for i, r := range []rune(run.Text) {
			x := run.Glyphs[i].X - 28*length.Mm
			fmt.Fprintf(&b, "%c%d ", r, int64(x.Scale(2800, int64(156*length.Mm))))
		}
	}
	return strings.TrimSpace(b.String())
}

func TestMarksInARowAreSqueezed(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"甲，乙", "甲200 ，300 乙400"},
		{"甲）。乙", "甲200 ）300 。350 乙450"},       // the empty right half of ） goes
		{"甲。”乙", "甲200 。300 ”350 乙450"},       // of 。
		{"甲》《乙", "甲200 》300 《300 乙400"},       // all that is empty between: the rest stands on the grid
		{"甲，“乙", "甲200 ，300 “300 乙400"},       //
		{"甲“《乙", "甲200 “300 《350 乙450"},       // the empty left half of 《
		{"甲——“乙", "甲200 —300 —400 “500 乙600"}, // no brackets or stops in a row
		{"甲……”乙", "甲200 …300 …400 ”500 乙600"},
		{"甲？？乙", "甲200 ？300 ？350 乙400"}, // GB/T 15834 5.1: ？？ is one 字
		{"甲？！！乙", "甲200 ？300 ！350 ！400 乙500"},
		{"甲·乙", "甲200 ·275 乙350"}, // half a cell, its point in the middle of it
		{"甲2026年", "甲200 2300 0350 2400 6450 年500"},
		{"“甲”", "“200 甲300 ”400"}, // the indent stays two cells
	} {
		if got := cells(t, "正文 "+c.in, 0); got != c.want {
			t.Errorf("%s:\n got %s\nwant %s", c.in, got, c.want)
		}
	}
}

func TestPlainLineStandsOnTheCells(t *testing.T) {
	pages, _ := layout(t, "正文 "+filler(26+28*3))
	width := 156 * length.Mm
	for i, l := range textLines(pages) {
		skip := 0
		if i == 0 {
			skip = 2
		}
		g := l.runs[0].Glyphs
		if len(g)+skip != 28 {
			t.Fatalf("line %d has %d characters", i, len(g))
		}
		for k := range g {
			if want := 28*length.Mm + width.Part(k+skip, 28); g[k].X != want {
				t.Errorf("line %d: character %d at %v, want %v", i, k, g[k].X, want)
			}
		}
	}
}

func TestAdjustment(t *testing.T) {
	// 先挤进后推出: 26 characters, then a comma. The comma takes half a cell, the
	// one before it gives the other half.
	in := "天地，玄黄宇宙洪荒日月盈昃辰宿列张寒来暑往秋收冬藏闰，余成岁律"
	if got, want := broken(t, "正文 "+in), "天地，玄黄宇宙洪荒日月盈昃辰宿列张寒来暑往秋收冬藏闰，|余成岁律"; got != want {
		t.Errorf("got %s\nwant %s", got, want)
	}
	if got, want := cells(t, "正文 "+in, 0), "天200 地300 ，400 玄450 黄550 宇650 "; !strings.HasPrefix(got, want) {
		t.Errorf("got %s\nwant %s", got, want)
	}
	// Nothing to squeeze: a character is pushed down, the line is stretched.
	in = filler(26) + "，" + filler(8)
	got := broken(t, "正文 "+in)
	if want := filler(25) + "|" + in[len(filler(25)):]; got != want {
		t.Errorf("got %s\nwant %s", got, want)
	}
	c := cells(t, "正文 "+in, 0)
	if !strings.HasSuffix(c, "2700") {
		t.Errorf("the stretched line does not reach the margin: %s", c)
	}
	// Labels are not squeezed, numbers not stretched.
	in = "（一）天地玄黄，宇宙洪荒，日月盈昃，辰宿列张寒来暑往，秋收冬藏闰余"
	if c := cells(t, "正文 "+in, 0); !strings.HasPrefix(c, "（200 一300 ）400 天500 ") {
		t.Errorf("the label is squeezed: %s", c)
	}
	in = filler(10) + "2026年" + filler(12) + "，" + filler(8)
	if c := cells(t, "正文 "+in, 0); !within(c, "2", "0", "2", "6", "年") {
		t.Errorf("the number is stretched: %s", c)
	}
}

// within reports whether the characters follow each other at half a cell.
func within(cells string, chars ...string) bool {
	fields := strings.Fields(cells)
	for i := range fields {
		at := -1
		for k, c := range chars {
			if i+k >= len(fields) || !strings.HasPrefix(fields[i+k], c) {
				break
			}
			var x int
			fmt.Sscan(strings.TrimPrefix(fields[i+k], c), &x)
			if at >= 0 && x-at != 50 && x-at != 51 && x-at != 49 {
				break
			}
			at = x
			if k == len(chars)-1 {
				return true
			}
		}
	}
	return false
}

func TestLongGroupIsTornAndReported(t *testing.T) {
	group := strings.Repeat("YX2026_", 14)
	root := parse(t, "正文 编号"+group+"，请遵照执行。")
	pages, findings := Layout(root, base(t), builtIn, Options{})
	checkInvariants(t, root, pages)
	if len(findings) != 1 || findings[0].Rule != "layout/long-group" || findings[0].Span.IsZero() {
		t.Fatalf("findings %+v", findings)
	}
	if got := findings[0].Span.Source.Text[findings[0].Span.Start:findings[0].Span.End]; !strings.HasPrefix(got, "YX2026") {
		t.Errorf("the finding points at %q", got)
	}
	if lines := textLines(pages); !strings.HasSuffix(lines[0].text, "_") {
		t.Errorf("torn elsewhere than behind a sign: %s", lines[0].text)
	}
}

// An address breaks behind its slashes and points, and nowhere else.
func TestAddresses(t *testing.T) {
	for _, address := range []string{"https://www.yunxi.example.cn/zwgk/fdzdgknr/2026/02/15/content_1234567.html?from=list&page=12", "yunxi-office@mail.yunxi.example.cn"} {
		for n := range 30 {
			root := parse(t, "正文 详见"+filler(n)+address+"，请遵照执行。")
			pages, findings := Layout(root, base(t), builtIn, Options{})
			checkInvariants(t, root, pages)
			if len(findings) > 0 {
				t.Errorf("findings %+v", findings)
			}
			lines := textLines(pages)
			for i, l := range lines[:len(lines)-1] {
				end, begin := l.text[len(l.text)-1], lines[i+1].text[0]
				if end < 0x80 && begin < 0x80 && end != '/' && end != '.' {
					t.Errorf("%s breaks behind %q", address, end)
				}
			}
		}
	}
}

// Two digits go into a cell, what follows stands on the grid again.
func TestNumbersFillCells(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"甲2026年", "甲200 2300 0350 2400 6450 年500"},
		{"甲3月", "甲200 3325 月400"},
		{"甲380米", "甲200 3325 8375 0425 米500"},
		{"甲，3月", "甲200 ，300 3400 月450"}, // as loose as ，10月
		{"甲，10月", "甲200 ，300 1400 0450 月500"},
		{"甲3，", "甲200 3300 ，350"},
		{"国发〔2026〕3号", "国200 发300 〔400 2500 0550 2600 6650 〕700 3800 号850"},
		{"甲7×24小时", "甲200 7325 ×375 2475 4525 小600 时700"},
		{"甲（3月", "甲200 （300 3400 月450"},       // nothing between a bracket and what it holds, and no more than a quarter elsewhere
		{"甲85%，", "甲200 8317 5367 %417 ，500"}, // nor before a comma
		{"甲4～5月", "甲200 4300 ～350 5450 月500"},
		{"3月", "3200 月250"}, // nor at the beginning
		{"1.甲", "1200 .250 甲300"},
		{"12.甲", "1200 2250 .300 甲350"}, // a label stays close to its heading
		{"甲·乙", "甲200 ·275 乙350"},       // GB/T 15834 5.1: half a cell
	} {
		if got := cells(t, "正文 "+c.in, 0); got != c.want {
			t.Errorf("%s:\n got %s\nwant %s", c.in, got, c.want)
		}
	}
	// At the ends of a line it reaches the margins and does not gape at its other
	// side, where all of its space would come together.
	if got := cells(t, "正文 "+filler(26)+"3月"+filler(40), 1); !strings.HasPrefix(got, "30 月50 ") {
		t.Errorf("got %s", got)
	}
	if got := cells(t, "正文 "+filler(25)+"3的"+filler(40), 0); !strings.HasSuffix(got, " 32750") || strings.Contains(got, "2650 ") {
		t.Errorf("got %s", got)
	}
	if got := cells(t, "正文 "+filler(26)+"3月底。", 1); got != "30 月50 底150 。250" {
		t.Errorf("got %s", got)
	}
	if got := cells(t, "正文 "+filler(26)+"5.2%，增长。", 1); !strings.HasPrefix(got, "50 .54 288 %142 ，225 ") {
		t.Errorf("got %s", got)
	}
}

// A house may set digits solid, or with space beside them.
func TestHouseDigits(t *testing.T) {
	for _, c := range []struct {
		squared  bool
		gap      int
		in, want string
	}{
		{false, 0, "甲3月，“乙", "甲200 3300 月350 ，450 “500 乙600"},
		{false, 250, "甲3月，“乙", "甲200 3325 月400 ，500 “550 乙650"},
		{false, 250, "甲（3月", "甲200 （300 3400 月475"},
		{true, 250, "甲2026年", "甲200 2325 0375 2425 6475 年550"},
	} {
		house := *base(t)
		house.Block.Squared, house.Block.LatinGap = c.squared, c.gap
		root := parse(t, "正文 "+c.in)
		pages, _ := Layout(root, &house, builtIn, Options{})
		checkInvariants(t, root, pages)
		if got := placed(textLines(pages)[0]); got != c.want {
			t.Errorf("%s:\n got %s\nwant %s", c.in, got, c.want)
		}
	}
}

// 孤字不成行, whatever a line before it is stretched by.
func TestNoLoneCharacters(t *testing.T) {
	for _, over := range []string{"", "[block]\nsquared = false\n"} {
		for n := 26; n < 60; n++ {
			pages, _ := Layout(parse(t, "正文 （一）强化监管。对PM2.5监测点位"+filler(n)+"进展情况。"), house(t, over), builtIn, Options{})
			lines := textLines(pages)
			if last := lines[len(lines)-1].text; ink([]rune(last)) < 2 {
				t.Errorf("%d characters, %q: the last line is %s", n, over, last)
			}
		}
	}
}

// What is taken from a squeezed line is taken in whole halves, where most
// characters stay on the grid.
func TestSettling(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		// One half goes at the end, the other from the comma nearest to it.
		{"天地，玄黄宇宙洪荒日，月盈昃辰宿列张寒来暑往秋收冬，余，成岁律吕调阳", "天200 地300 ，400 玄500 黄600 宇700 宙800 洪900 荒1000 日1100 ，1200 月1300 盈1400 昃1500 辰1600 宿1700 列1800 张1900 寒2000 来2100 暑2200 往2300 秋2400 收2500 冬2600 ，2700"},
		// The label closes up rather than moving the line.
		{"（3）天地玄黄宇宙", "（200 3300 ）350 天400 地500"},
		// A number is set solid where that brings a line to its length.
		{"天地3（5）玄黄宇宙洪荒日月盈昃辰宿列张寒来暑往秋收冬藏闰余成岁", "天200 地300 3400 （450 5550 ）600 玄700 黄800"},
		// An odd pair of marks leaves its half, and the next mark but one takes it.
		{"天地（玄黄），宇宙洪荒日月盈昃辰宿列张寒来暑往秋收冬藏闰余成岁律吕", "天200 地300 （400 玄500 黄600 ）700 ，800 宇900"},
	} {
		if got := cells(t, "正文 "+c.in, 0); !strings.HasPrefix(got, c.want) {
			t.Errorf("%s:\n got %s\nwant %s", c.in, got, c.want)
		}
	}
}
