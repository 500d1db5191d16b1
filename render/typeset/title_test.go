package typeset

import (
	"math/rand/v2"
	"os"
	"strings"
	"testing"

	"fangan/internal/diag"
	"fangan/internal/length"
)

func ruleIDs(l diag.List) string {
	var s []string
	for _, d := range l {
		s = append(s, d.Rule)
	}
	return strings.Join(s, " ")
}

func checkTitle(t *testing.T, title, want, findings string) {
	t.Helper()
	root := parse(t, "标题 "+title)
	pages, got := Layout(root, base(t), builtIn, Options{Words: []string{"", "云溪县人民政府办公室", "云溪县人民政府", "市生态环境局云溪分局", "县农林牧渔业局"}})
	checkInvariants(t, root, pages)
	var lines []string
	for _, l := range textLines(pages) {
		lines = append(lines, l.text)
	}
	if s := strings.Join(lines, "|"); s != want || ruleIDs(got) != findings {
		t.Errorf("%s:\n got %s %s\nwant %s %s", title, s, ruleIDs(got), want, findings)
	}
	for i, l := range textLines(pages) {
		last := l.runs[len(l.runs)-1]
		end := last.Glyphs[len(last.Glyphs)-1]
		right := end.X + last.Size.Scale(int64(last.Face.Advance(end.ID)), int64(last.Face.UnitsPerEm()))
		near(t, "the centre of a title line", (l.runs[0].Glyphs[0].X+right)/2, 106)
		if last.Size != 22*length.Pt || last.Face.Name() != "FanganXiaobiaosong-Regular" {
			t.Errorf("line %d is set in %v %s", i, last.Size, last.Face.Name())
		}
	}
}

func TestTitleLines(t *testing.T) {
	for _, c := range []string{
		"云溪县污染防治攻坚战2026年度工作方案",
		"云溪县农村地区道路交通|事故预防攻坚战2026年实施方案",
		"云溪县人民政府办公室关于印发云溪县|污染防治攻坚战2026年度工作方案的通知",
		"云溪县人民政府办公室关于印发|《云溪县地质灾害防治方案》的通知",
		"市生态环境局云溪分局关于开展2026年农村|生活污水和黑臭水体治理专项行动的实施方案",
		"云溪县2026年巩固拓展脱贫攻坚成果同|乡村振兴有效衔接重点工作责任分解方案",
		"云溪县全面推进秸秆综合利用和|农膜回收利用工作实施方案",
		"县农林牧渔业局2026年|农产品质量安全专项整治工作方案",
		"云溪县2026年度重点工作|责任分解表及考核评分办法",
	} {
		checkTitle(t, strings.ReplaceAll(c, "|", ""), c, "")
	}
	// A short 《》 is not split.
	checkTitle(t, "云溪县人民政府办公室关于贯彻落实《云溪县污染防治条例》若干重点工作的实施意见", "云溪县人民政府办公室关于贯彻落实|《云溪县污染防治条例》若干|重点工作的实施意见", "")
	// What the author forces stays.
	checkTitle(t, "云溪县污染防治攻坚战|2026年度工作方案", "云溪县污染防治攻坚战|2026年度工作方案", "")
	checkTitle(t, "工作|方案", "工作|方案", "")
	checkTitle(t, "", "", "")
}

// A title breaks by section E whatever its length, or says that it cannot.
func TestTitleShapes(t *testing.T) {
	words := titleStock()
	for seed := range 300 {
		var b strings.Builder
		dice := rand.New(rand.NewPCG(uint64(seed), 1))
		for n := 0; n < 12+seed%60; {
			w := words[dice.IntN(len(words))]
			b.WriteString(w)
			n += len([]rune(w))
		}
		pages, findings := layout(t, "标题 "+b.String(), "县农林牧渔业局", "云溪县")
		var w []int
		for _, l := range textLines(pages) {
			n := 0
			for _, r := range l.text {
				n += 2
				if r < 0x80 {
					n--
				}
			}
			w = append(w, n)
			if first, _, _ := strings.Cut(b.String(), l.text); strings.HasSuffix(first, "县农林牧渔") || strings.HasSuffix(first, "云溪") {
				t.Errorf("a registered name is split before %s", l.text)
			}
			if n > 40 {
				t.Errorf("%d half characters: %s", n, l.text)
			}
			if first := []rune(l.text)[0]; len(w) > 1 && len(findings) == 0 && strings.ContainsRune(notFirstInTitle, first) {
				t.Errorf("begins with %q: %s", first, l.text)
			}
		}
		if len(findings) == 0 && !goodShape(w) {
			t.Errorf("%s: shape %v without a finding", b.String(), w)
		}
	}
}

func titleStock() []string {
	return []string{"云溪县", "污染防治", "攻坚战", "2026年度", "工作方案", "关于", "印发", "的", "通知", "和", "农村", "生活污水", "综合治理", "《条例》", "等", "县农林牧渔业局"}
}

// goodShape is 梯形 or 菱形 with no more than one pair of equal neighbours.
func goodShape(w []int) bool {
	if len(w) < 2 {
		return true
	}
	equal, fell := 0, false
	for i := 1; i < len(w); i++ {
		switch d := w[i] - w[i-1]; {
		case d > -2 && d < 2:
			equal++
		case d < 0:
			fell = true
		case fell:
			return false
		}
	}
	return len(w) <= 4 && (equal == 0 || equal == 1 && len(w) > 2)
}

func TestTitleThatDoesNotFit(t *testing.T) {
	checkWarned := func(title string) {
		t.Helper()
		root := parse(t, "标题 "+title+"\n正文 天地玄黄")
		pages, findings := Layout(root, base(t), builtIn, Options{})
		if !strings.HasPrefix(title, "《") {
			checkInvariants(t, root, pages)
		}
		if !strings.HasPrefix(ruleIDs(findings), "layout/") || findings[0].Span.IsZero() {
			t.Errorf("%s: findings %+v", title, findings)
		}
	}
	checkWarned(filler(100))
	checkWarned(filler(1000))
	checkWarned(filler(300_000))
	checkWarned(strings.Repeat("《", 60))
	checkWarned(strings.Repeat("a", 200))
	checkWarned("天|地|玄|黄|宇")
}

// A title far too long still ends its lines where words do.
func TestLongTitlesKeepWords(t *testing.T) {
	title := "云溪县2026年" + strings.Repeat("农村生活污水和黑臭水体治理与高标准农田建设及生态环境保护督察反馈问题整改", 4) + "实施方案"
	pages, findings := layout(t, "标题 "+title)
	if ruleIDs(findings) != "layout/title layout/title" || strings.Contains(findings[0].Message, "拆") {
		t.Errorf("%+v", findings)
	}
	for _, l := range textLines(pages) {
		for _, word := range []string{"农村|生活污水", "黑臭水|体", "高标|准", "标准|农田", "生态环|境", "督|察", "反|馈", "整|改"} {
			if before, after, _ := strings.Cut(word, "|"); strings.HasSuffix(l.text, before) && strings.HasPrefix(title[strings.Index(title, l.text)+len(l.text):], after) {
				t.Errorf("%s breaks %s", l.text, word)
			}
		}
	}
	if _, findings := layout(t, "标题 "+filler(130)+"\n正文 天"); !strings.Contains(findings[0].Message, "拆") && !strings.Contains(findings[0].Message, "排列对称") {
		t.Errorf("%+v", findings)
	}
}

// TestTitlesOfAllKinds breaks titles as offices write them: testdata/titles/titles.txt
// has one a line with its breaks, which -update rewrites and a person reads.
func TestTitlesOfAllKinds(t *testing.T) {
	const name = "testdata/titles/titles.txt"
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	var got strings.Builder
	for want := range strings.Lines(strings.ReplaceAll(string(text), "\r\n", "\n")) {
		want = strings.TrimSuffix(want, "\n")
		root := parse(t, "标题 "+strings.ReplaceAll(want, "|", ""))
		pages, findings := Layout(root, base(t), builtIn, Options{Words: []string{"云溪县人民政府办公室", "石桥镇人民政府", "县应急管理局"}})
		checkInvariants(t, root, pages)
		var lines []string
		for i, l := range textLines(pages) {
			lines = append(lines, l.text)
			end := strings.TrimSpace(l.text)
			if i > 0 && strings.ContainsRune(notFirstInTitle, []rune(l.text)[0]) || strings.HasSuffix(end, "关于") || strings.HasSuffix(end, "《") {
				t.Errorf("%s: line %s", want, l.text)
			}
			last := l.runs[len(l.runs)-1]
			glyphs := last.Glyphs[:len([]rune(strings.TrimRight(last.Text, " ")))]
			g := glyphs[len(glyphs)-1]
			right := g.X + last.Size.Scale(int64(last.Face.Advance(g.ID)), int64(last.Face.UnitsPerEm()))
			near(t, "the centre of "+l.text, (l.runs[0].Glyphs[0].X+right)/2, 106)
		}
		line := strings.Join(lines, "|")
		if line != want && !*update || len(findings) > 0 {
			t.Errorf("got %s\nwant %s\nfindings %v", line, want, findings)
		}
		got.WriteString(line + "\n")
	}
	if *update {
		if err := os.WriteFile(name, []byte(got.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}
