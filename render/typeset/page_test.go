package typeset

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"fangan/internal/diag"
	"fangan/internal/length"
	"fangan/render/document"
)

// edges returns where the em boxes of a line begin and end, the empty half of
// marks included.
func edges(l textLine) (left, right length.Length) {
	last := l.runs[len(l.runs)-1]
	g := last.Glyphs[len(last.Glyphs)-1]
	width := (156 * length.Mm).Scale(int64(last.Face.Advance(g.ID)), 28*int64(last.Face.UnitsPerEm()))
	return l.runs[0].Glyphs[0].X, g.X + width
}

// Section A.3: tops and baselines of the 22 lines, a = 0.88.
func TestLinesOfAPage(t *testing.T) {
	pages, findings := layout(t, "正文 "+filler(26+28*30))
	if len(findings) > 0 || len(pages) != 2 {
		t.Fatal(findings, len(pages))
	}
	lines := textLines(pages)
	for i, want := range []float64{41.97, 52.41, 62.86, 73.30, 83.75, 94.19, 104.64, 115.09, 125.53, 135.98, 146.42, 156.87, 167.31, 177.76, 188.20, 198.65,
		209.10, 219.54, 229.99, 240.43, 250.88, 261.32} {
		near(t, fmt.Sprintf("baseline %d", i+1), lines[i].y, want)
		left, right := edges(lines[i])
		if i == 0 {
			near(t, "the indent", left, 39.14) // 7.3.3
		} else {
			near(t, "the left margin", left, 28)
		}
		near(t, "the right margin", right, 184)
	}
	near(t, "line 1 of page 2", lines[22].y, 41.97)
	for _, p := range pages {
		if p.Width != 210*length.Mm || p.Height != 297*length.Mm {
			t.Errorf("page %d is %v × %v", p.Number, p.Width, p.Height) // 5.1
		}
	}
}

// 7.5 and A.5.
func TestPageNumbers(t *testing.T) {
	pages, _ := layout(t, "正文 "+filler(28*22*12))
	for _, p := range pages {
		run := p.Runs[len(p.Runs)-1]
		if want := fmt.Sprintf("— %d —", p.Number); run.Text != want || run.Node != nil || run.Size != 14*length.Pt || run.Face.Name() != "FanganSong-Regular" {
			t.Fatalf("page %d: number %+v", p.Number, run)
		}
		near(t, "the baseline of a page number", run.Y, 270.88)
		first, last := run.Glyphs[0].X, run.Glyphs[len(run.Glyphs)-1].X
		if p.Number%2 == 1 {
			near(t, "the right end of an odd number", last+14*length.Pt, 179.06)
		} else {
			near(t, "the left end of an even number", first, 32.94)
		}
		near(t, "the first digit", run.Glyphs[2].X-first, 4.94+2.47)
		near(t, "the last dash", last-first, 4.94+2.47+2.47*float64(len(run.Glyphs)-4)+2.47)
	}
	if len(pages) < 10 {
		t.Fatal("no number of two digits")
	}
}

// 7.3.1, 7.3.2, A.4: the text begins on the grid and leaves one line below the
// title, however many lines that has.
func TestTitleGap(t *testing.T) {
	for _, c := range []struct {
		name, head string
		line       int // of the text, from 0
		gap        float64
		pitch      float64
	}{
		{"one line", "标题 方案", 2, 13.13, 0},
		{"two lines", "标题 天地|玄黄宇宙", 3, 10.88, 12.70},
		{"three lines", "标题 天地|玄黄宇宙|洪荒", 4, 9.41, 12.31},
		{"four lines", "标题 天地|玄黄宇宙|洪荒|日月", 6, 16.29, 12.87},
		{"one line with stage", "标题 方案\n阶段 （征求意见稿）", 3, 13.13, 0},
		{"two lines with stage", "标题 天地|玄黄宇宙\n阶段 （征求意见稿）", 4, 10.88, 12.70},
		{"three lines with stage", "标题 天地|玄黄宇宙|洪荒\n阶段 （征求意见稿）", 5, 9.41, 12.31},
	} {
		root := parse(t, c.head+"\n正文 "+filler(60))
		pages, _ := Layout(root, base(t), builtIn, Options{})
		checkInvariants(t, root, pages)
		lines := textLines(pages)
		n := 0
		for lines[n].runs[0].Node.Kind != document.Paragraph {
			n++
		}
		head, body := lines[n-1], lines[n]
		near(t, c.name+": title", lines[0].y-lines[0].runs[0].Size.Scale(88, 100), 37)
		near(t, c.name+": text", body.y-(16*length.Pt).Scale(88, 100), base(t).LineTop(c.line).Millimetres())
		bottom := head.y + head.runs[0].Size.Scale(12, 100)
		near(t, c.name+": gap", body.y-(16*length.Pt).Scale(88, 100)-bottom, c.gap)
		if c.pitch > 0 {
			near(t, c.name+": pitch", lines[1].y-lines[0].y, c.pitch)
		}
		if stage := lines[n-1]; stage.runs[0].Node.Kind == document.Stage {
			if stage.runs[0].Size != 16*length.Pt || stage.runs[0].Face.Name() != "FanganKai-Regular" {
				t.Errorf("stage %+v", stage.runs[0])
			}
			left, right := edges(stage)
			near(t, "the centre of the stage", (left+right)/2, 106)
		}
	}
}

func TestFacesOfLevels(t *testing.T) {
	pages, _ := layout(t, "# 一、天\n## （一）地\n### 1.玄\n#### （1）黄\n##### ①宇\n正文 宙\n责任 牵头单位：县财政局\n主送 各乡镇：")
	var got []string
	for _, l := range textLines(pages) {
		r := l.runs[0]
		if r.Size != 16*length.Pt {
			t.Errorf("%s: %v", l.text, r.Size)
		}
		left, _ := edges(l)
		got = append(got, fmt.Sprintf("%s %.2f", strings.TrimSuffix(strings.TrimPrefix(r.Face.Name(), "Fangan"), "-Regular"), left.Millimetres()))
	}
	if s := strings.Join(got, ", "); s != "Hei 39.14, Kai 39.14, Fangsong 39.14, Fangsong 39.14, Fangsong 39.14, Fangsong 39.14, Fangsong 39.14, Fangsong 28.00" {
		t.Error(s)
	}
}

func TestRunInHeading(t *testing.T) {
	root := parse(t, "##+ （一）加强组织领导。\n正文 天地玄黄宇宙洪荒日月盈昃辰宿，列张寒来暑往\n##+ （二）没有下文的标题\n# 三、下一个")
	pages, _ := Layout(root, base(t), builtIn, Options{})
	checkInvariants(t, root, pages)
	lines := textLines(pages)
	if got := lines[0].text + "|" + lines[1].text; got != "（一）加强组织领导。天地玄黄宇宙洪荒日月盈昃辰宿，列|张寒来暑往" {
		t.Error(got)
	}
	if r := lines[0].runs; len(r) != 2 || r[0].Face.Name() != "FanganKai-Regular" || r[0].Node != root.Children[0] || r[1].Face.Name() != "FanganFangsong-Regular" || r[1].Node != root.Children[1] {
		t.Errorf("runs %+v", r)
	}
	if len(lines) != 4 {
		t.Errorf("%d lines", len(lines))
	}
	// A mark of the paragraph does not begin the line behind a full heading.
	if got := broken(t, "##+ （一）"+filler(23)+"\n正文 ，天地"); strings.Contains(got, "|，") {
		t.Error(got)
	}
}

// signed lays out so many lines of text and a signature.
func signed(t *testing.T, lines int, signature string) ([]Page, []textLine) {
	t.Helper()
	root := parse(t, "正文 "+filler(26+28*(lines-2)+5)+"\n"+signature)
	pages, findings := Layout(root, base(t), builtIn, Options{})
	if len(findings) > 0 {
		t.Fatal(findings)
	}
	checkInvariants(t, root, pages)
	return pages, textLines(pages)
}

// 7.3.5.1.
func TestSignature(t *testing.T) {
	_, lines := signed(t, 5, "署名 云溪县人民政府\n日期 2026年2月15日")
	name, date := lines[5], lines[6]
	pr := base(t)
	near(t, "the name, two blank lines below", name.y-lines[4].y, (pr.LineTop(3) - pr.LineTop(0)).Millimetres())
	near(t, "the date", date.y-name.y, (pr.LineTop(1) - pr.LineTop(0)).Millimetres())
	left, right := edges(date)
	near(t, "the right end of the date", right, 161.71)
	l, r := edges(name)
	near(t, "the centre of the name", (l+r)/2, ((left + right) / 2).Millimetres())

	// Too long: both move to the left until the name ends at the margin.
	_, lines = signed(t, 5, "署名 云溪县生态环境保护委员会污染防治攻坚战指挥部办公室\n日期 2026年2月15日")
	name, date = lines[5], lines[6]
	l, r = edges(name)
	near(t, "the right end of a long name", r, 184)
	left, right = edges(date)
	near(t, "the centre of the date below it", (left+right)/2, ((l + r) / 2).Millimetres())

	// Several, one a line; the longest decides.
	_, lines = signed(t, 5, "署名 云溪县生态环境保护委员会污染防治攻坚战指挥部\n署名 县财政局\n日期 2026年12月31日")
	l, r = edges(lines[5])
	near(t, "the right end of the longest", r, 184)
	l2, r2 := edges(lines[6])
	near(t, "the centre of the other", (l2+r2)/2, ((l + r) / 2).Millimetres())

	// Longer than a line, without date, without text: nothing is lost.
	signed(t, 5, "署名 "+filler(40)+"\n日期 2026年2月15日")
	signed(t, 5, "署名 云溪县人民政府")
	signed(t, 5, "日期 2026年2月15日")
	root := parse(t, "标题 方案\n署名 云溪县人民政府\n日期 2026年2月15日")
	pages, _ := Layout(root, base(t), builtIn, Options{})
	checkInvariants(t, root, pages)
}

// 7.3.5.5: the signature keeps two lines of text, wherever the page ends.
func TestSignatureKeepsText(t *testing.T) {
	for n := 2; n < 50; n++ {
		pages, lines := signed(t, n, "署名 云溪县人民政府\n日期 2026年2月15日")
		last := pages[len(pages)-1].Number
		text, signature := 0, 0
		for _, l := range lines {
			if l.page != last {
				continue
			}
			if l.runs[0].Node.Kind == document.Paragraph {
				text++
			} else {
				signature++
			}
		}
		if text < 2 || signature != 2 {
			t.Errorf("%d lines: the last page has %d lines of text, %d of the signature", n, text, signature)
		}
		for _, p := range pages[:len(pages)-1] {
			if p.Number < len(pages)-1 && countLines(lines, p.Number) != 22 {
				t.Errorf("%d lines: page %d has %d", n, p.Number, countLines(lines, p.Number))
			}
		}
	}
}

func countLines(lines []textLine, page int) int {
	n := 0
	for _, l := range lines {
		if l.page == page {
			n++
		}
	}
	return n
}

func TestHeadingKeepsLines(t *testing.T) {
	for n := 2; n < 50; n++ {
		root := parse(t, "正文 "+filler(26+28*(n-2)+5)+"\n# 一、天地\n## （一）玄黄\n正文 "+filler(26+28*3))
		pages, _ := Layout(root, base(t), builtIn, Options{})
		checkInvariants(t, root, pages)
		lines := textLines(pages)
		after := 0 // lines of text behind the headings on their page
		for i, l := range lines {
			if l.runs[0].Node.Kind != document.Heading {
				continue
			}
			if i+1 == len(lines) || lines[i+1].page != l.page {
				t.Errorf("%d lines: %s stands last on page %d", n, l.text, l.page)
			}
			after = 0
			for k := i + 1; k < len(lines) && lines[k].page == l.page; k++ {
				after++
			}
		}
		if after < 2 {
			t.Errorf("%d lines: the heading has %d lines of text on its page", n, after)
		}
	}
	// More headings than a page holds, and headings each with a line: no page is
	// cut short without need.
	for _, text := range []string{strings.Repeat("# 一、天地\n", 60), strings.Repeat("# 一、天地\n正文 玄黄\n", 60)} {
		root := parse(t, text)
		pages, _ := Layout(root, base(t), builtIn, Options{})
		checkInvariants(t, root, pages)
		for _, p := range pages[:len(pages)-1] {
			if n := countLines(textLines(pages), p.Number); n != 22 {
				t.Errorf("page %d has %d lines", p.Number, n)
			}
		}
	}
}

// The first duty line stays with its text; the others may part, so that a page
// lacks no more than the one line that this costs (5.2.3).
func TestDutyLineStaysWithItsParagraph(t *testing.T) {
	for n := 2; n < 50; n++ {
		pages, _ := layout(t, "正文 "+filler(26+28*(n-2)+5)+"\n责任 责任领导：副县长\n责任 牵头单位：县财政局\n责任 责任单位：各乡镇\n正文 "+filler(600))
		lines := textLines(pages)
		for i, l := range lines {
			if l.runs[0].Node.Kind == document.DutyLine && lines[i-1].runs[0].Node.Kind != document.DutyLine && lines[i-1].page != l.page {
				t.Errorf("%d lines: %s is torn from %s", n, l.text, lines[i-1].text)
			}
		}
		for _, p := range pages[:len(pages)-1] {
			if got := countLines(lines, p.Number); got < 21 {
				t.Errorf("%d lines: page %d has %d", n, p.Number, got)
			}
		}
	}
}

func TestWidowsYieldToFullPages(t *testing.T) {
	pages, _ := layout(t, "正文 "+filler(26+28*20+5)+"\n正文 "+filler(100))
	if n := countLines(textLines(pages), 1); n != 22 {
		t.Errorf("page 1 has %d lines", n)
	}
}

func TestFirstPageWithoutText(t *testing.T) {
	root := parse(t, "标题 方案\n主送 "+strings.Repeat("云溪县财政局，", 90)+"\n正文 天地")
	pages, findings := Layout(root, base(t), builtIn, Options{})
	checkInvariants(t, root, pages)
	if ruleIDs(findings) != "layout/recipients-moved" || findings[0].Span.IsZero() || textLines(pages)[1].text != "天地" {
		t.Errorf("findings %+v", findings)
	}
	// What no moving helps is reported.
	root = parse(t, "标题 "+strings.Repeat("天地|", 18)+"玄黄\n主送 "+strings.Repeat("云溪县财政局，", 20)+"\n正文 天地")
	pages, findings = Layout(root, base(t), builtIn, Options{})
	checkInvariants(t, root, pages)
	if ruleIDs(findings) != "layout/title layout/first-page" || findings[1].Span.IsZero() {
		t.Errorf("findings %+v", findings)
	}
}

func TestSectionsBeginOnNewPages(t *testing.T) {
	pages, _ := layout(t, "标题 通知\n正文 天地\n署名 云溪县人民政府\n日期 2026年2月15日\n标题 方案\n正文 玄黄\n标题 规划")
	if len(pages) != 3 || textLines(pages)[4].page != 2 || textLines(pages)[4].text != "方案" {
		t.Errorf("%d pages", len(pages))
	}
}

func TestEmptyDocument(t *testing.T) {
	pages, findings := Layout(&document.Node{Kind: document.Root}, base(t), builtIn, Options{})
	if len(pages) != 1 || len(findings) > 0 {
		t.Errorf("%d pages, %v", len(pages), findings)
	}
}

func TestCharactersThatCannotBeSet(t *testing.T) {
	root := parse(t, "正文 县\U0001F600城\U0001F600乡\u200b村\ufeff\u200b镇")
	pages, findings := Layout(root, base(t), builtIn, Options{})
	checkInvariants(t, root, pages)
	var got []string
	for _, d := range findings {
		got = append(got, fmt.Sprintf("%d %s %q %s", d.Severity, d.Rule, d.Span.Source.Text[d.Span.Start:d.Span.End], d.Message))
	}
	want := []string{
		`1 font/missing-glyph "😀" 字体中没有“😀”（U+1F600），全文共2处`,
		`2 text/invisible-character "\u200b" 有看不见的字符 U+200B，全文共2处，排版时已略去`,
		`2 text/invisible-character "\ufeff" 有看不见的字符 U+FEFF，全文共1处，排版时已略去`,
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %q", got)
	}
	if text := textLines(pages)[0].text; text != "县😀城😀乡村镇" {
		t.Errorf("text %q", text)
	}
	// In signatures, which are measured first, findings come once.
	_, findings = layout(t, "署名 县\U0001F600\n日期 2026年2月15日")
	if len(findings) != 1 || !strings.Contains(findings[0].Message, "共1处") {
		t.Errorf("findings %+v", findings)
	}
}

func TestCombiningMarkStaysWithItsLetter(t *testing.T) {
	for _, r := range "\u0301\u0323\u20dd" {
		if c := classOf(r); c != mark || chanceBetween(letter, c) != never || chanceBetween(han, c) != never {
			t.Errorf("%U has class %d", r, c)
		}
	}
}

func TestRunsKnowTheirPieces(t *testing.T) {
	root := parse(t, "正文 天地‖玄黄‖‖宇宙")
	pages, _ := Layout(root, base(t), builtIn, Options{})
	checkInvariants(t, root, pages)
	var got []string
	for _, r := range textLines(pages)[0].runs {
		got = append(got, r.Text)
	}
	if s := strings.Join(got, " "); s != "天地 玄黄 宇宙" {
		t.Error(s)
	}
	root.Children[0].Text[1].At = nil
	pages, _ = Layout(root, base(t), builtIn, Options{})
	if r := textLines(pages)[0].runs[1]; !r.Place.IsZero() {
		t.Errorf("the template's own text has the place %+v", r.Place)
	}
}

// fuzzed turns any text into a document: a line a block, its first character
// chooses the kind.
func fuzzed(text string) *document.Node {
	source := diag.NewSource("fuzz.toml", text)
	root, colophon := &document.Node{Kind: document.Root}, &document.Node{Kind: document.Colophon}
	defer func() {
		if len(colophon.Children) > 0 {
			root.Children = append(root.Children, colophon)
		}
	}()
	offset := 0
	for line := range strings.Lines(text) {
		at := offset
		offset += len(line)
		line = strings.TrimSuffix(line, "\n")
		n := &document.Node{Kind: document.Paragraph}
		add := func() { root.Children = append(root.Children, n) }
		if line != "" {
			n.Level, n.RunIn, n.Landscape = 1+len(line)%6, len(line)%2 == 0, len(line)%3 == 0
			if len(line)%5 > 0 {
				n.Label = "1."
			}
			if kind := document.Kind(line[0]%48 + 2); kind <= document.PrintRun {
				n.Kind = kind
				for _, p := range fuzzParts {
					if p.part != kind {
						continue
					}
					if p.whole == document.Head && (len(line) > 60 || len(root.Children) > 1 || len(root.Children) == 1 && root.Children[0].Kind != document.Head) {
						n.Kind = document.Paragraph // a head stands first, and its parts are short
						break
					}
					if p.whole == document.Colophon {
						if !slices.ContainsFunc(colophon.Children, func(c *document.Node) bool { return c.Kind == kind }) {
							add = func() { colophon.Children = append(colophon.Children, n) }
						} else {
							n.Kind = document.Paragraph
						}
						break
					}
					if k := len(root.Children); k > 0 && p.whole == document.SignatureBlock && kind == document.Date && root.Children[k-1].Kind == p.whole &&
						slices.ContainsFunc(root.Children[k-1].Children, func(c *document.Node) bool { return c.Kind == kind }) {
						n.Kind = document.Paragraph // one date each
						break
					}
					if p.whole == document.Head && kind != document.Mark && kind != document.Signer && len(root.Children) == 1 &&
						slices.ContainsFunc(root.Children[0].Children, func(c *document.Node) bool { return c.Kind == kind }) {
						n.Kind = document.Paragraph
						break
					}
					whole := &document.Node{Kind: p.whole, Form: []string{"digital", "preprinted", "letter", "sealed", "unsealed"}[len(line)%5]}
					if k := len(root.Children); k > 0 && root.Children[k-1].Kind == p.whole {
						whole = root.Children[k-1]
					} else {
						root.Children = append(root.Children, whole)
					}
					add = func() { whole.Children = append(whole.Children, n) }
				}
				switch kind {
				case document.Head, document.SignatureBlock, document.Colophon, document.Table, document.Row, document.Cell:
					n.Kind = document.Heading
				}
			}
		}
		n.Text = []document.Piece{{Value: line, At: func(from, to int) diag.Span {
			return diag.Span{Source: source, Start: at + from, End: at + to}
		}}}
		add()
	}
	return root
}

// fuzzParts are the parts of wholes, in a fixed order.
var fuzzParts = func() (list []struct{ part, whole document.Kind }) {
	for k := document.CopyNumber; k <= document.PrintRun; k++ {
		for _, p := range parts {
			if p.part == k && p.whole != document.Row {
				list = append(list, p)
			}
		}
	}
	return list
}()

func FuzzLayout(f *testing.F) {
	f.Add("云溪县污染防治攻坚战2026年度工作方案\n正文（一）“天地，玄黄”——宇宙……\n")
	f.Add(strings.Repeat("“《（", 40) + "\n" + strings.Repeat("。」，", 70))
	f.Add(strings.Repeat("https://www.example.gov.cn/a/b?c=", 12) + " 第17项〔2026〕8号15%～20%")
	f.Add("7A" + strings.Repeat("\xbc\x80", 20) + "00，" + strings.Repeat("0", 40)) // a date of several lines
	f.Add("1（征求意见稿）" + strings.Repeat("0", 33) + "。」，。」，。」，00000")                 // a stage as wide as the 版心
	f.Add("0" + strings.Repeat("天地，", 40))                                         // a title too long
	f.Add("天“\u3000玄" + strings.Repeat("黄“\u3000", 30))
	f.Add("\xff\xfe\u200b\u0301\u3000\t \u00a0" + strings.Repeat(" ", 90) + "天")
	f.Add(strings.Repeat("？！", 60) + strings.Repeat("—", 61) + strings.Repeat("…", 61))
	var all strings.Builder // every kind of element
	for k := document.CopyNumber; k <= document.PrintRun; k++ {
		fmt.Fprintf(&all, "%c天地玄黄，宇宙洪荒\n", rune(k-2+48))
	}
	f.Add(all.String())
	f.Add(strings.Repeat(all.String(), 9))
	pr := base(f)
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) > 20_000 {
			return
		}
		root := fuzzed(text)
		pages, findings := Layout(root, pr, builtIn, Options{Words: []string{"云溪县"}})
		torn := false
		for _, d := range findings {
			torn = torn || d.Rule == "layout/long-group" || d.Rule == "layout/title"
			if d.Span.Source != nil && (d.Span.Start > d.Span.End || d.Span.End > len(text)) {
				t.Errorf("span %d-%d outside the text: %+v", d.Span.Start, d.Span.End, d)
			}
		}
		checkText(t, root, pages)
		for _, p := range pages {
			checkInside(t, p)
		}
		if !torn {
			checkKinsoku(t, pages)
		}
		again, findingsAgain := Layout(root, pr, builtIn, Options{Words: []string{"云溪县"}})
		if dump(pages, findings) != dump(again, findingsAgain) {
			t.Error("twice is not the same")
		}
	})
}
