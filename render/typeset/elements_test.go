package typeset

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"fangan/internal/diag"
	"fangan/internal/length"
	"fangan/render/document"
	"fangan/render/profile"
)

// house returns the base with an office's own values.
func house(t testing.TB, over string) *profile.Profile {
	t.Helper()
	text, err := os.ReadFile("../../templates/gbt9704.profile.toml")
	if err != nil {
		t.Fatal(err)
	}
	p, findings := profile.Load(diag.NewSource("gbt9704.profile.toml", string(text)), diag.NewSource("house.toml", over))
	if len(findings) > 0 {
		t.Fatalf("%+v", findings)
	}
	return p
}

// set lays a document out that has no findings.
func set(t testing.TB, text string) []Page {
	t.Helper()
	root := parse(t, text)
	pages, findings := Layout(root, base(t), builtIn, Options{})
	if len(findings) > 0 {
		t.Errorf("%+v", findings)
	}
	checkInvariants(t, root, pages)
	return pages
}

// of returns the lines of the elements of a kind.
func of(pages []Page, kind document.Kind) []textLine {
	var lines []textLine
	for _, p := range pages {
		for _, run := range p.Runs {
			if run.Node == nil || run.Node.Kind != kind {
				continue
			}
			if n := len(lines); n == 0 || lines[n-1].page != p.Number || lines[n-1].y != run.Y || lines[n-1].runs[0].Node != run.Node {
				lines = append(lines, textLine{page: p.Number, y: run.Y})
			}
			l := &lines[len(lines)-1]
			l.runs = append(l.runs, run)
			l.text += run.Text
		}
	}
	return lines
}

// top and bottom are the edges of the em boxes of a line.
func top(l textLine) length.Length { return l.y - l.runs[0].Size.Scale(88, 100) }

func bottom(l textLine) length.Length { return top(l) + l.runs[0].Size }

// ownEdges are the left and right edges of a line of characters with the widths
// of their face.
func ownEdges(l textLine) (left, right length.Length) {
	last := l.runs[len(l.runs)-1]
	g := last.Glyphs[len(last.Glyphs)-1]
	return l.runs[0].Glyphs[0].X, g.X + last.Size.Scale(int64(last.Face.Advance(g.ID)), int64(last.Face.UnitsPerEm()))
}

// inkEdges are the upper and lower edge of the ink of a line.
func inkEdges(t testing.TB, l textLine) (top, bottom length.Length) {
	t.Helper()
	first := true
	for _, run := range l.runs {
		em := int64(run.Face.UnitsPerEm())
		for _, g := range run.Glyphs {
			_, low, _, high, ok := run.Face.Bounds(g.ID)
			if !ok {
				t.Fatalf("%q has no ink", run.Text)
			}
			up, down := run.Y-run.Size.Scale(int64(high), em), run.Y-run.Size.Scale(int64(low), em)
			if first {
				top, bottom, first = up, down, false
			}
			top, bottom = min(top, up), max(bottom, down)
		}
	}
	return top, bottom
}

// between fails unless got is between lo and hi millimetres.
func between(t *testing.T, what string, got length.Length, lo, hi float64) {
	t.Helper()
	if mm := got.Millimetres(); mm < lo-0.01 || mm > hi+0.01 {
		t.Errorf("%s is %.3f mm, want %.2f to %.2f", what, mm, lo, hi)
	}
}

func reds(p Page) (rules []Rule) {
	for _, r := range p.Rules {
		if r.Colour == Red {
			rules = append(rules, r)
		}
	}
	return rules
}

func faceOf(l textLine) string {
	return strings.TrimSuffix(strings.TrimPrefix(l.runs[0].Face.Name(), "Fangan"), "-Regular")
}

// nearer fails unless got is want millimetres to 0.1 mm, which is what ink that a
// face states in its units may be off.
func nearer(t *testing.T, what string, got length.Length, want float64) {
	t.Helper()
	if d := got.Millimetres() - want; d > 0.1 || d < -0.1 {
		t.Errorf("%s at %.3f mm, want %.2f", what, got.Millimetres(), want)
	}
}

const notice = "标题 云溪县人民政府办公室|关于开展专项行动的通知\n主送 各乡镇人民政府，县直有关单位：\n正文 天地玄黄宇宙洪荒日月盈昃辰宿列张寒来暑往秋收冬藏闰余成岁律吕调阳云腾致雨露结为霜。\n"

// 7.2.1 to 7.2.7, 7.3.1 to 7.3.3.
func TestHead(t *testing.T) {
	pages := set(t, "版头 digital\n份号 000001\n密级 机密★1年\n紧急 特急\n标志 云溪县人民政府办公室文件\n文号 云政办发〔2026〕8号\n"+notice)
	pr := base(t)
	for _, c := range []struct {
		kind document.Kind
		line int
		face string
	}{{document.CopyNumber, 0, "Fangsong"}, {document.Secrecy, 1, "Hei"}, {document.Urgency, 2, "Hei"}} {
		l := of(pages, c.kind)[0]
		left, _ := edges(l)
		near(t, l.text+" left", left, 28)
		near(t, l.text+" top", top(l), pr.LineTop(c.line).Millimetres())
		if faceOf(l) != c.face || l.runs[0].Size != 16*length.Pt {
			t.Errorf("%s is set in %s %v", l.text, faceOf(l), l.runs[0].Size)
		}
	}
	urgent := of(pages, document.Urgency)[0]
	near(t, "the second character of 特急", urgent.runs[0].Glyphs[1].X, 28+2*156/28.)

	mark := of(pages, document.Mark)[0]
	inkTop, inkBottom := inkEdges(t, mark)
	nearer(t, "the ink of the mark", inkTop, 72)
	left, right := ownEdges(mark)
	near(t, "the centre of the mark", (left+right)/2, 106)
	near(t, "a mark of twelve characters", right-left, 156)
	if mark.runs[0].Colour != Red || faceOf(mark) != "Xiaobiaosong" {
		t.Errorf("mark %+v", mark.runs[0])
	}

	number := of(pages, document.Number)[0]
	nearer(t, "two lines below the mark", top(number)-inkBottom, 25.69)
	left, right = edges(number)
	near(t, "the centre of the number", (left+right)/2, 106)
	if number.runs[0].Colour != Black || faceOf(number) != "Fangsong" {
		t.Errorf("number %+v", number.runs[0])
	}

	rules := reds(pages[0])
	if len(rules) != 1 {
		t.Fatalf("rules %+v", rules)
	}
	near(t, "the red rule below the number", rules[0].Y-bottom(number), 4)
	near(t, "its left end", rules[0].X, 28)
	near(t, "its right end", rules[0].X+rules[0].Width, 184)

	title := of(pages, document.Title)
	between(t, "the gap above the title", top(title[0])-rules[0].Y-rules[0].Height, 20.78, 25.70)
	to := of(pages, document.Recipient)[0]
	between(t, "the gap below the title", top(to)-bottom(title[1]), 9.4, 16.3)
	onGrid(t, to)
	if text := of(pages, document.Paragraph); text[0].page != 1 || text[0].y-to.y != pr.LineTop(1)-pr.LineTop(0) {
		t.Errorf("the text begins on page %d at %v", text[0].page, text[0].y)
	}
	if !pages[0].Numbered {
		t.Error("page 1 has no number") // 7.5
	}
}

// onGrid fails unless a line stands on one of the 22 lines (A.4).
func onGrid(t *testing.T, l textLine) {
	t.Helper()
	pr := base(t)
	for i := range pr.Block.Lines {
		if pr.LineTop(i) == top(l) {
			return
		}
	}
	t.Errorf("%q at %v is off the grid", l.text, top(l))
}

// The rule, title and text of every document number and title meet the grid with
// gaps that count as two lines and one.
func TestHeadMeetsTheGrid(t *testing.T) {
	for _, mark := range []string{"县文件", "云溪县人民政府文件", "云溪县人民政府办公室文件", "云溪县农业农村和水利发展局文件", "云溪县生态环境保护委员会办公室文件"} {
		for _, title := range []string{"关于印发方案的通知", "天地|玄黄宇宙", "天地|玄黄宇宙|洪荒", "天地|玄黄宇宙|日月盈昃|洪荒"} {
			pages := set(t, "版头 digital\n标志 "+mark+"\n文号 云政发〔2026〕8号\n标题 "+title+"\n正文 "+filler(60))
			lines, text := of(pages, document.Title), of(pages, document.Paragraph)
			rule := reds(pages[0])[0]
			between(t, mark+title+": above", top(lines[0])-rule.Y-rule.Height, 20.78, 25.70)
			between(t, mark+title+": below", top(text[0])-bottom(lines[len(lines)-1]), 9.4, 16.3)
			onGrid(t, text[0])
			ink, _ := inkEdges(t, of(pages, document.Mark)[0])
			nearer(t, mark, ink, 72)
		}
	}
}

func TestElementsOfTheHeadKeepTheirLines(t *testing.T) {
	for _, c := range []struct {
		head string
		kind document.Kind
		line int
	}{
		{"密级 机密★1年", document.Secrecy, 1}, // 7.2.2: the second line
		{"紧急 加急", document.Urgency, 0},
		{"份号 000001\n紧急 加急", document.Urgency, 1}, // 7.2.3: one below the other
		{"密级 机密★1年\n紧急 加急", document.Urgency, 2},
	} {
		pages := set(t, "版头 digital\n"+c.head+"\n标志 云溪县人民政府文件\n"+notice)
		near(t, c.head, top(of(pages, c.kind)[0]), base(t).LineTop(c.line).Millimetres())
	}
}

func TestSizeOfTheMark(t *testing.T) {
	for _, c := range []struct {
		mark string
		size length.Length
	}{
		{"县文件", 42 * length.Pt},
		{"云溪县人民政府文件", 42 * length.Pt},
		{"云溪县人民政府办公室文件", (156 * length.Mm).Part(1, 12)},
		{"云溪县生态环境保护委员会办公室文件", (156 * length.Mm).Part(1, 17)},
	} {
		mark := of(set(t, "版头 digital\n标志 "+c.mark+"\n"+notice), document.Mark)[0]
		if mark.runs[0].Size != c.size {
			t.Errorf("%s: %v, want %v", c.mark, mark.runs[0].Size, c.size)
		}
	}
	_, findings := layout(t, "版头 digital\n标志 "+filler(24)+"\n"+notice)
	if ruleIDs(findings) != "layout/mark" || !strings.Contains(findings[0].Message, "18.4磅") || findings[0].Span.IsZero() {
		t.Errorf("%+v", findings)
	}
}

// 7.2.4: the 主办 first, 文件 at the right at half the height.
func TestJointMark(t *testing.T) {
	names := []string{"云溪县人民政府办公室", "云溪县发展和改革局", "云溪县财政局", "云溪县水利局", "云溪县农业农村局", "云溪县自然资源局", "云溪县交通运输局", "云溪县住房和城乡建设局"}
	for n := 2; n <= len(names); n++ {
		head := "版头 digital\n"
		for _, name := range names[:n] {
			head += "标志 " + name + "\n"
		}
		pages := set(t, head+"文件 文件\n文号 云政办发〔2026〕8号\n"+notice)
		marks, suffix := of(pages, document.Mark), of(pages, document.MarkSuffix)[0]
		if len(marks) != n {
			t.Fatalf("%d names", len(marks))
		}
		left, right := ownEdges(marks[0])
		for i, m := range marks {
			if m.text != names[i] {
				t.Errorf("name %d is %s", i, m.text)
			}
			l, r := ownEdges(m)
			near(t, m.text+" left", l, left.Millimetres())
			near(t, m.text+" right", r, right.Millimetres())
		}
		ink, _ := inkEdges(t, marks[0])
		nearer(t, "the ink of the first name", ink, 72)
		middle := (top(marks[0]) + bottom(marks[n-1])) / 2
		near(t, "the middle of 文件", (top(suffix)+bottom(suffix))/2, middle.Millimetres())
		l, r := ownEdges(suffix)
		if l <= right {
			t.Errorf("文件 begins at %v, the names end at %v", l, right)
		}
		near(t, "the centre of all", (left+r)/2, 106)
		if text := of(pages, document.Paragraph); text[0].page != 1 { // 7.3.3
			t.Errorf("%d names: the text begins on page %d", n, text[0].page)
		}
	}
}

// 7.2.5, 7.2.6.
func TestUpward(t *testing.T) {
	for _, c := range []struct {
		signers string
		lines   int
		right   float64 // of the widest line
	}{
		{"签发 王建国", 1, 178.43}, {"签发 王建国\n签发 李明", 1, 178.43}, {"签发 王建国\n签发 李明\n签发 赵志远", 2, 178.43}, {"签发 王建国\n签发 李明\n签发 赵志远\n签发 孙立\n签发 周正", 3, 178.43},
		{"签发 欧阳文海\n签发 李春山", 1, 178.43}, {"签发 李明\n签发 赵志远\n签发 欧阳文海", 2, 178.43}, {"签发 欧阳文海\n签发 王立\n签发 李明\n签发 赵志", 2, 178.43},
	} {
		pages := set(t, "版头 digital\n标志 云溪县人民政府文件\n文号 云政〔2026〕8号\n"+c.signers+"\n"+notice)
		number, names := of(pages, document.Number)[0], of(pages, document.Signer)
		left, _ := edges(number)
		near(t, "the number", left, 33.57)
		_, ink := inkEdges(t, of(pages, document.Mark)[0])
		nearer(t, "the first 签发人", top(names[0])-ink, 25.69)
		widest := length.Length(0)
		for i, n := range names {
			_, right := edges(n)
			widest = max(widest, right)
			near(t, "line of "+n.text, n.y-names[0].y, (base(t).LineTop(i/2) - base(t).LineTop(0)).Millimetres())
			run := n.runs[len(n.runs)-1]
			if run.Face.Name() != "FanganKai-Regular" {
				t.Errorf("%s is set in %s", run.Text, run.Face.Name())
			}
			if i >= 2 {
				first := names[i%2].runs
				near(t, n.text, run.Glyphs[0].X, first[len(first)-1].Glyphs[0].X.Millimetres())
			}
		}
		near(t, "the right end of the names", widest, c.right)
		if label := names[0].runs[0]; label.Text != "签发人：" || label.Face.Name() != "FanganFangsong-Regular" {
			t.Errorf("label %+v", label)
		}
		if number.y != names[len(names)-1].y {
			t.Errorf("the number is at %v, the last 签发人 at %v", number.y, names[len(names)-1].y)
		}
		near(t, "the rule", reds(pages[0])[0].Y-bottom(number), 4)
		if text := of(pages, document.Paragraph); text[0].page != 1 {
			t.Error("no text on page 1")
		}
	}
}

// More names a line than stand beside the number.
func TestSignersLeaveRoomForTheNumber(t *testing.T) {
	for number, lines := range map[string]int{"云政〔2026〕8号": 1, "云应急联发〔2026〕108号": 2} {
		pages, _ := Layout(parse(t, "版头 digital\n标志 云溪县人民政府文件\n文号 "+number+"\n签发 欧阳文海\n签发 吴小满\n签发 陈立秋\n"+notice), house(t, "[signer]\nper_line = 3\n"), builtIn, Options{})
		rows := map[length.Length]bool{}
		for _, l := range of(pages, document.Signer) {
			rows[l.y] = true
		}
		_, right := edges(of(pages, document.Number)[0])
		left, _ := edges(of(pages, document.Signer)[0])
		if len(rows) != lines || lines == 1 && left < right {
			t.Errorf("%s ends at %v, the names on %d lines begin at %v", number, right, len(rows), left)
		}
	}
}

// Several organs, the widest in the last column above the last row.
func TestSealsStayInside(t *testing.T) {
	root := parse(t, "正文 "+filler(60)+"\n署名 云溪县工业和信息化局\n署名 云溪县应急管理局\n署名 云溪县农业农村局\n署名 云溪县城市管理和综合执法局\n署名 云溪县税务局\n日期 2026年11月30日\n")
	pages, _ := Layout(root, house(t, "[date]\nright = 2\n"), builtIn, Options{})
	checkInvariants(t, root, pages)
	var widest length.Length
	for _, l := range of(pages, document.Signature) {
		_, right := edges(l)
		widest = max(widest, right)
	}
	if widest > 184*length.Mm {
		t.Errorf("a name ends at %v", widest)
	}
}

// A head that leaves no room for text even without 主送机关.
func TestTooManyIssuers(t *testing.T) {
	head := "版头 digital\n" + strings.Repeat("标志 云溪县农业农村局\n", 14) + "文件 文件\n文号 云政发〔2026〕8号\n"
	for to, want := range map[string]string{
		"主送 各乡镇人民政府，县直有关单位：":                               "layout/mark", // no 主送机关 of a line or two is too long
		"主送 " + strings.Repeat("各乡镇人民政府，", 10) + "县直有关单位：": "layout/mark layout/recipients-moved",
	} {
		root := parse(t, head+strings.Replace(notice, "主送 各乡镇人民政府，县直有关单位：", to, 1))
		pages, findings := Layout(root, base(t), builtIn, Options{})
		checkInvariants(t, root, pages)
		if ruleIDs(findings) != want || of(pages, document.Paragraph)[0].page != 1 {
			t.Errorf("%s: %+v", to, findings)
		}
	}
}

// 套打: everything stands where it stands below a printed head.
func TestPreprinted(t *testing.T) {
	head := "\n份号 000001\n标志 云溪县人民政府办公室\n标志 云溪县财政局\n文件 文件\n文号 云政办发〔2026〕8号\n"
	digital, pre := set(t, "版头 digital"+head+notice), set(t, "版头 preprinted"+head+notice)
	var a, b []string
	for _, run := range digital[0].Runs {
		if run.Colour == Black {
			a = append(a, fmt.Sprint(run.Text, run.Glyphs[0].X, run.Y))
		}
	}
	for _, run := range pre[0].Runs {
		if run.Colour != Black {
			t.Errorf("%q is printed", run.Text)
		}
		b = append(b, fmt.Sprint(run.Text, run.Glyphs[0].X, run.Y))
	}
	if strings.Join(a, "\n") != strings.Join(b, "\n") {
		t.Errorf("got %s\nwant %s", b, a)
	}
	if len(pre[0].Rules) > 0 {
		t.Errorf("rules %+v", pre[0].Rules)
	}
}

// 10.1.
func TestLetter(t *testing.T) {
	pages := set(t, "版头 letter\n份号 000001\n密级 机密★1年\n紧急 特急\n标志 云溪县人民政府办公室\n文号 云政办函〔2026〕8号\n"+notice+
		"正文 "+filler(28*40)+"\n署名 云溪县人民政府办公室\n日期 2026年2月15日\n抄送 县委办公室。\n")
	mark := of(pages, document.Mark)[0]
	inkTop, inkBottom := inkEdges(t, mark)
	nearer(t, "the ink of the mark", inkTop, 30)
	rules := reds(pages[0])
	if len(rules) != 4 {
		t.Fatalf("rules %+v", rules)
	}
	nearer(t, "the first double rule", rules[0].Y-inkBottom, 4)
	if rules[0].Height <= rules[1].Height || rules[0].Y >= rules[1].Y {
		t.Errorf("上粗下细: %+v", rules[:2])
	}
	if rules[2].Height >= rules[3].Height || rules[2].Y >= rules[3].Y {
		t.Errorf("上细下粗: %+v", rules[2:])
	}
	near(t, "the second double rule", rules[3].Y+rules[3].Height, 277)
	for _, r := range rules {
		near(t, "the width of a rule", r.Width, 170)
		near(t, "its centre", r.X+r.Width/2, 106)
	}
	foot := rules[1].Y + rules[1].Height
	number := of(pages, document.Number)[0]
	near(t, "the number below the rule", top(number)-foot, 4.94)
	_, right := edges(number)
	near(t, "its right end", right, 184)
	for i, kind := range []document.Kind{document.CopyNumber, document.Secrecy, document.Urgency} {
		l := of(pages, kind)[0]
		left, _ := edges(l)
		near(t, l.text, left, 28)
		near(t, l.text, top(l)-top(number), (base(t).LineTop(i) - base(t).LineTop(0)).Millimetres())
	}
	between(t, "the gap above the title", top(of(pages, document.Title)[0])-bottom(of(pages, document.Urgency)[0]), 20.78, 25.70)
	last := textLine{}
	for _, l := range of(pages, document.Paragraph) {
		if l.page == 1 {
			last = l
		}
	}
	near(t, "the last line above the second rule", rules[2].Y-bottom(last), 4.94)
	if pages[0].Numbered || !pages[1].Numbered {
		t.Error("page 1 of a letter has no number, page 2 has one")
	}
	for _, p := range pages[1:] {
		if len(p.Rules) > 0 {
			t.Errorf("page %d has rules", p.Number)
		}
	}
	copies := of(pages, document.CopiesTo)[0]
	if copies.page != len(pages) {
		t.Errorf("版记 on page %d of %d", copies.page, len(pages))
	}
	near(t, "the 版记", copies.y, 258.94)

	// Of a joint issue only the 主办; no 印发机关.
	root := parse(t, "版头 letter\n标志 云溪县人民政府办公室\n标志 县财政局\n"+notice+"印发机关 县政府办公室\n印发日期 2026年2月16日印发\n")
	pages, findings := Layout(root, base(t), builtIn, Options{})
	checkInvariants(t, root, pages)
	if ruleIDs(findings) != "layout/letter-colophon" || len(of(pages, document.Mark)) != 1 || len(of(pages, document.PrintedOn)) != 0 {
		t.Errorf("%+v", findings)
	}
}

// 7.3.2, 7.4.2: recipients too many for the first page go into the 版记.
func TestRecipientsMove(t *testing.T) {
	text := "版头 digital\n标志 云溪县人民政府文件\n文号 云政发〔2026〕8号\n标题 关于印发方案的通知\n主送 " + strings.Repeat("云溪县财政局，", 45) + "云溪县水利局：\n正文 " + filler(200) + "\n"
	for _, c := range []string{"", "抄送 县委办公室。\n印发机关 县政府办公室\n印发日期 2026年2月16日印发\n"} {
		root := parse(t, text+c)
		pages, findings := Layout(root, base(t), builtIn, Options{})
		checkInvariants(t, root, pages)
		if ruleIDs(findings) != "layout/recipients-moved" || findings[0].Severity != diag.Note {
			t.Errorf("%+v", findings)
		}
		to := of(pages, document.Recipient)
		if to[0].page != len(pages) || !strings.HasPrefix(to[0].text, "主送：云溪县财政局，") || !strings.HasSuffix(to[len(to)-1].text, "云溪县水利局。") {
			t.Errorf("主送 %q … %q on page %d", to[0].text, to[len(to)-1].text, to[0].page)
		}
		if of(pages, document.Paragraph)[0].page != 1 {
			t.Error("no text on page 1")
		}
		rules := len(pages[len(pages)-1].Rules)
		if want := 2 + strings.Count(c, "印发机关"); rules != want { // no rule between 主送 and 抄送
			t.Errorf("%d rules, want %d", rules, want)
		}
	}
}

// 7.3.4.
func TestAttachmentNotes(t *testing.T) {
	pr := base(t)
	name := "云溪县污染防治攻坚战2026年度重点任务责任分解表以及环境空气质量指标分解表"
	pages := set(t, "正文 "+filler(40)+"\n附件说明 "+name)
	text, notes := of(pages, document.Paragraph), of(pages, document.AttachmentNote)
	near(t, "a blank line above", notes[0].y-text[len(text)-1].y, (pr.LineTop(2) - pr.LineTop(0)).Millimetres())
	left, _ := edges(notes[0])
	near(t, "附件：", left, 39.14)
	near(t, "the name", notes[0].runs[1].Glyphs[0].X, 55.86)
	near(t, "its second line", notes[1].runs[0].Glyphs[0].X, 55.86)
	if notes[0].runs[0].Text != "附件：" || len(notes) != 2 {
		t.Errorf("notes %+v", notes)
	}
	pages = set(t, "正文 "+filler(40)+"\n附件说明 1.~"+name+"\n附件说明 2.~责任清单")
	notes = of(pages, document.AttachmentNote)
	near(t, "the first number", notes[0].runs[1].Glyphs[0].X, 55.86)
	near(t, "the first name", notes[0].runs[2].Glyphs[0].X, 61.43)
	near(t, "its second line", notes[1].runs[0].Glyphs[0].X, 61.43)
	near(t, "the second number", notes[2].runs[0].Glyphs[0].X, 55.86)
	near(t, "the second name", notes[2].runs[1].Glyphs[0].X, 61.43)
	for _, l := range notes {
		onGrid(t, l)
	}
	// Ten and more: all names begin behind the widest number.
	var b strings.Builder
	for i := range 11 {
		fmt.Fprintf(&b, "附件说明 %d.~责任清单\n", i+1)
	}
	notes = of(set(t, "正文 "+filler(40)+"\n"+b.String()), document.AttachmentNote)
	for _, l := range notes {
		near(t, l.text, l.runs[len(l.runs)-1].Glyphs[0].X, 64.21)
	}
}

// 7.3.5.2.
func TestUnsealed(t *testing.T) {
	_, lines := signed(t, 5, "不盖章\n署名 云溪县人民政府办公室\n日期 2026年2月15日")
	pr := base(t)
	name, date := lines[5], lines[6]
	near(t, "the name, a blank line below", name.y-lines[4].y, (pr.LineTop(2) - pr.LineTop(0)).Millimetres())
	nameLeft, right := edges(name)
	near(t, "its right end", right, 172.86)
	dateLeft, _ := edges(date)
	near(t, "the date", dateLeft-nameLeft, 2*156/28.)

	_, lines = signed(t, 5, "不盖章\n署名 县财政局\n日期 2026年12月31日") // the date is wider
	nameLeft, _ = edges(lines[5])
	dateLeft, right = edges(lines[6])
	near(t, "the right end of the date", right, 172.86)
	near(t, "the name", dateLeft-nameLeft, 2*156/28.)

	_, lines = signed(t, 5, "不盖章\n署名 云溪县人民政府办公室\n署名 云溪县财政局\n日期 2026年2月15日")
	_, right = edges(lines[5])
	near(t, "the right end of the widest name", right, 172.86)
	first, _ := edges(lines[5])
	second, _ := edges(lines[6])
	dateLeft, _ = edges(lines[7])
	near(t, "the second name", second, first.Millimetres())
	near(t, "the date below both", dateLeft-first, 2*156/28.)
	signed(t, 5, "不盖章\n署名 "+filler(27)+"\n日期 2026年2月15日")
	signed(t, 5, "不盖章\n署名 "+filler(60)+"\n日期 2026年2月15日")
	signed(t, 5, "不盖章\n日期 2026年2月15日")
	signed(t, 5, "不盖章\n署名 云溪县人民政府办公室")
}

// seals returns where the seals of a signature are to stand: over the names, the
// last over the date too, both a little below its middle.
func seals(names []textLine, date textLine, size length.Length) [][2]length.Length {
	var centres [][2]length.Length
	for i, n := range names {
		left, right := edges(n)
		y := (top(n) + bottom(n)) / 2
		if i == len(names)-1 {
			y = (top(n) + bottom(date)) / 2
		}
		centres = append(centres, [2]length.Length{(left + right) / 2, y - size/12})
	}
	return centres
}

// 7.3.5.1: the top of the first seals is within a line of the text, seals do not
// touch, and none leaves the 版心 at the sides.
func TestSealsHaveRoom(t *testing.T) {
	names := []string{"云溪县人民政府办公室", "县发展改革局", "县财政局", "县水利局", "县农业农村局", "县自然资源局", "云溪县住房和城乡建设局", "县交通运输局"}
	for _, short := range []bool{false, true} {
		for n := 1; n <= len(names)-1; n++ {
			for _, dateText := range []string{"2026年2月5日", "2026年12月31日"} {
				own := names[:n]
				if short {
					own = names[1:][:n]
				}
				text := "署名 " + strings.Join(own, "\n署名 ") + "\n日期 " + dateText
				pages, lines := signed(t, 5, text)
				set, date := of(pages, document.Signature), of(pages, document.Date)[0]
				for size := 42 * length.Mm; size <= 45*length.Mm; size += length.Mm {
					centres := seals(set, date, size)
					for i, a := range centres {
						if a[0]-size/2 < 28*length.Mm || a[0]+size/2 > 184*length.Mm {
							t.Errorf("%d names, %v: seal %d stands from %v to %v", n, size, i, a[0]-size/2, a[0]+size/2)
						}
						for k, b := range centres[:i] {
							dx, dy := int64(a[0]-b[0]), int64(a[1]-b[1])
							if dx*dx+dy*dy <= int64(size)*int64(size) {
								t.Errorf("%d names, %v: seals %d and %d touch", n, size, k, i)
							}
						}
					}
					first := centres[0][1] - size/2
					if gap := first - bottom(lines[4]); set[0].page == 1 && (gap < 0 || gap > 1039*length.Mm/100) {
						t.Errorf("%d names, %v: the first seal stands %v below the text", n, size, gap)
					}
				}
				left, right := edges(date)
				near(t, "the right end of the date", right, 161.71)
				l, r := edges(set[len(set)-1])
				near(t, "the last name over the date", (l+r)/2, ((left + right) / 2).Millimetres())
				for i, l := range set {
					if l.text != own[i] {
						t.Errorf("name %d is %s", i, l.text)
					}
				}
			}
		}
	}
	// Three fit into a row, if they are short.
	pages, _ := signed(t, 5, "署名 县财政局\n署名 县水利局\n署名 县发展改革局\n日期 2026年2月15日")
	if set := of(pages, document.Signature); set[0].y != set[2].y {
		t.Error("three short names take more than a row")
	}
}

// 7.3.6.
func TestNote(t *testing.T) {
	for _, form := range []string{"", "不盖章\n"} {
		_, lines := signed(t, 5, form+"署名 云溪县人民政府\n日期 2026年2月15日\n附注 （此件公开发布）")
		note := lines[len(lines)-1]
		left, _ := edges(note)
		near(t, "the note", left, 39.14)
		near(t, "below the date", note.y-lines[len(lines)-2].y, (base(t).LineTop(1) - base(t).LineTop(0)).Millimetres())
	}
}

// 7.3.7.
func TestAttachments(t *testing.T) {
	pr := base(t)
	pages := set(t, "标题 方案\n正文 天地\n附件 附件1\n附件标题 重点任务责任分解表\n正文 玄黄\n附件 附件2\n附件标题 天地玄黄宇宙|洪荒日月\n# 一、天\n附件 附件3\n正文 无题\n")
	if len(pages) != 4 {
		t.Fatalf("%d pages", len(pages))
	}
	labels, titles := of(pages, document.Attachment), of(pages, document.AttachmentTitle)
	for i, l := range labels {
		left, _ := edges(l)
		near(t, l.text+" left", left, 28)
		near(t, l.text+" top", top(l), 37)
		if l.page != i+2 || faceOf(l) != "Hei" || l.runs[0].Size != 16*length.Pt {
			t.Errorf("label %+v", l)
		}
	}
	for _, l := range []textLine{titles[0], titles[1]} {
		near(t, "the middle of "+l.text, (top(l)+bottom(l))/2, (pr.LineTop(2) + pr.Body.Size/2).Millimetres())
		left, right := ownEdges(l)
		near(t, "the centre of "+l.text, (left+right)/2, 106)
		if faceOf(l) != "Xiaobiaosong" || l.runs[0].Size != 22*length.Pt {
			t.Errorf("title %+v", l)
		}
	}
	text := of(pages, document.Paragraph)
	between(t, "below the title", top(text[1])-bottom(titles[0]), 9.4, 16.3)
	onGrid(t, text[1])
	between(t, "below the title of two lines", top(of(pages, document.Heading)[0])-bottom(titles[2]), 9.4, 16.3)
	near(t, "without a title", top(text[2]), pr.LineTop(2).Millimetres())
	for i, p := range pages {
		if run := p.Runs[len(p.Runs)-1]; run.Text != fmt.Sprintf("— %d —", i+1) { // 7.5: numbered through
			t.Errorf("page %d is numbered %s", i+1, run.Text)
		}
	}
	// A plan that is itself the attachment of a notice has its own title.
	pages = set(t, notice+"附件 附件\n标题 方案\n阶段 （征求意见稿）\n正文 天地")
	if title := of(pages, document.Title); title[2].page != 2 || of(pages, document.Attachment)[0].page != 2 {
		t.Errorf("title %+v", title)
	}
}

// A table stands off the grid, and text goes on below it on the grid.
func TestTextAroundTables(t *testing.T) {
	pr := base(t)
	for rows := 1; rows < 120; rows += 7 {
		for lines := 2; lines < 24; lines++ {
			root := parse(t, "正文 "+filler(26+28*(lines-2)+5)+"\n# 一、表\n表头 序号 ¦ 指标\n"+strings.Repeat("表行 1 ¦ 优良天数比率\n", rows)+"# 二、下文\n正文 "+filler(60)+"\n署名 县政府\n日期 2026年2月15日\n")
			pages, findings := Layout(root, pr, builtIn, Options{})
			if len(findings) > 0 {
				t.Fatal(findings)
			}
			checkInvariants(t, root, pages)
			cells, headings, text := of(pages, document.Cell), of(pages, document.Heading), of(pages, document.Paragraph)
			if headings[0].page != cells[0].page {
				t.Errorf("%d rows, %d lines: the heading is on page %d, its table on page %d", rows, lines, headings[0].page, cells[0].page)
			}
			last := cells[len(cells)-1]
			onGrid(t, headings[1])
			onGrid(t, text[len(text)-1])
			if headings[1].page == last.page {
				between(t, "the gap below the table", top(headings[1])-bottom(last), 2.4+1.4, 2.4+1.6+10.45)
			} else if headings[1].page != last.page+1 || bottom(last) < pr.LineTop(16) && bottom(last) > pr.Block.Top {
				t.Errorf("%d rows, %d lines: the table ends on page %d at %v, the text goes on on page %d", rows, lines, last.page, bottom(last), headings[1].page)
			}
			for _, r := range pages[cells[0].page-1].Rules {
				if above := top(headings[0]) + pr.Body.Size; headings[0].page == cells[0].page && r.Y < above+2*length.Mm {
					t.Errorf("%d rows, %d lines: rule at %v, the heading ends at %v", rows, lines, r.Y, above)
				}
			}
		}
	}
}

// 8.
func TestTurnedPages(t *testing.T) {
	row := "表行 1 ¦ 优良天数比率 ¦ 达到85%以上 ¦ 市生态环境局云溪分局\n"
	pages := set(t, "标题 方案\n正文 天地\n横排附件 附件1\n附件标题 环境空气质量指标分解表\n正文 "+filler(80)+"\n表头 序号 ¦ 指标 ¦ 目标值 ¦ 责任单位\n"+strings.Repeat(row, 30)+"附件 附件2\n正文 直排\n")
	if len(pages) < 4 || pages[0].Width != 210*length.Mm || pages[1].Width != 210*length.Mm || pages[1].Height != 297*length.Mm {
		t.Fatalf("%d pages", len(pages)) // the sheet is not turned, what stands on it is
	}
	for i, p := range pages {
		turned := i > 0 && i < len(pages)-1
		for _, run := range p.Runs[:len(p.Runs)-1] {
			if run.Turned != turned {
				t.Errorf("page %d: %q", i+1, run.Text)
			}
		}
		number := p.Runs[len(p.Runs)-1]
		if number.Turned || number.Text != fmt.Sprintf("— %d —", i+1) {
			t.Errorf("page %d: number %+v", i+1, number)
		}
		near(t, "the number", number.Y, 270.88)
		if !turned {
			continue
		}
		for _, r := range p.Rules {
			if r.X < 28*length.Mm-length.Mm/5 || r.X+r.Width > 184*length.Mm+length.Mm/5 || r.Y < 37*length.Mm-length.Mm/5 || r.Y+r.Height > 262*length.Mm+length.Mm/5 {
				t.Errorf("page %d: rule %+v", i+1, r)
			}
		}
		// The head of the table is the column of text nearest to the left edge.
		head := length.Length(-1)
		for _, run := range p.Runs {
			if strings.Contains(run.Text, "责任单位") {
				head = run.Y
			}
		}
		for _, run := range p.Runs {
			if run.Node != nil && run.Node.Kind == document.Cell && run.Y < head {
				t.Errorf("page %d: %q left of the head", i+1, run.Text)
			}
		}
		if head < 0 {
			t.Errorf("page %d has no head", i+1)
		}
	}
	label := of(pages, document.Attachment)[0]
	near(t, "the label from the foot of the sheet", label.runs[0].Glyphs[0].X, 35)
	near(t, "the label from the left edge", top(label), 28)
	title := of(pages, document.AttachmentTitle)[0]
	left, right := ownEdges(title)
	near(t, "the centre of the title", (left+right)/2, 147.5)
}

const copies = "抄送 县委办公室，县人大常委会办公室，县政协办公室，县监委，县法院，县检察院，县人武部，各人民团体，各民主党派。\n印发机关 云溪县人民政府办公室\n印发日期 2026年2月16日印发\n"

// 7.4.
func TestColophon(t *testing.T) {
	pages := set(t, "正文 "+filler(28*30)+"\n"+copies)
	if len(pages) != 2 {
		t.Fatalf("%d pages", len(pages))
	}
	rules := pages[1].Rules
	if len(rules) != 3 {
		t.Fatalf("rules %+v", rules)
	}
	for i, want := range []struct{ y, thickness float64 }{{232.37, 0.35}, {252.12, 0.25}, {262, 0.35}} {
		near(t, fmt.Sprintf("rule %d", i), rules[i].Y+rules[i].Height/2, want.y)
		near(t, fmt.Sprintf("thickness of rule %d", i), rules[i].Height, want.thickness)
		near(t, fmt.Sprintf("left end of rule %d", i), rules[i].X, 28)
		near(t, fmt.Sprintf("right end of rule %d", i), rules[i].X+rules[i].Width, 184)
		if rules[i].Colour != Black {
			t.Errorf("rule %d is not black", i)
		}
	}
	to := of(pages, document.CopiesTo)
	if to[0].runs[0].Text != "抄送：" || len(to) != 2 {
		t.Errorf("抄送 %+v", to)
	}
	for i, l := range to {
		near(t, fmt.Sprintf("baseline %d", i), l.y, 239.18+9.878*float64(i))
		if l.runs[0].Size != 14*length.Pt || faceOf(l) != "Fangsong" {
			t.Errorf("%+v", l)
		}
	}
	left, right := ownEdges(to[0])
	near(t, "抄送", left, 32.94)
	near(t, "its text", to[0].runs[1].Glyphs[0].X, 47.76)
	near(t, "its second line", to[1].runs[0].Glyphs[0].X, 47.76)
	between(t, "its right end", right, 178, 179.06+2.5) // half of a mark at the end may be empty
	by, on := of(pages, document.PrintedBy)[0], of(pages, document.PrintedOn)[0]
	left, _ = ownEdges(by)
	_, right = ownEdges(on)
	near(t, "印发机关", left, 32.94)
	near(t, "印发日期", right, 179.06)
	near(t, "印发机关", by.y, 258.94)
	near(t, "印发日期", on.y, 258.94)

	pages = set(t, "正文 "+filler(28*30)+"\n"+copies+"印数 共印80份\n")
	if n := len(pages[1].Rules); n != 4 {
		t.Errorf("%d rules", n)
	}
	run := of(pages, document.PrintRun)[0]
	_, right = ownEdges(run)
	near(t, "印数", right, 179.06)
	near(t, "印数", run.y, 258.94)
}

// 7.4.1, 7.5: the 版记 is on the last, even page; after a blank one neither has a
// number. Duplex or not, no text is below it.
func TestColophonPage(t *testing.T) {
	single := house(t, "[colophon]\neven = false\n")
	for n := 2; n <= 70; n++ {
		text := "正文 " + filler(26+28*(n-2)+5) + "\n" + copies
		full := (n + 21) / 22 // pages of the text
		room := 22 - (n - 22*(full-1))
		fits := room >= 1 // closed up: the top of the 版记 is at 232.4, line 19 ends at 230.7
		for _, c := range []struct {
			pr    *profile.Profile
			pages int
			blank bool
		}{
			{base(t), full + map[bool]int{true: full % 2, false: 2 - full%2}[fits], !fits && full%2 == 0},
			{single, full + map[bool]int{true: 0, false: 1}[fits], false},
		} {
			root := parse(t, text)
			pages, findings := Layout(root, c.pr, builtIn, Options{})
			if len(findings) > 0 {
				t.Error(findings)
			}
			checkInvariants(t, root, pages)
			if len(pages) != c.pages {
				t.Errorf("%d lines: %d pages, want %d", n, len(pages), c.pages)
				continue
			}
			for i, p := range pages {
				bare := c.blank && i >= len(pages)-2
				if p.Numbered == bare {
					t.Errorf("%d lines: page %d numbered %v", n, i+1, p.Numbered)
				}
				if i < len(pages)-1 && len(p.Rules) > 0 {
					t.Errorf("%d lines: 版记 on page %d of %d", n, i+1, len(pages))
				}
			}
			first := pages[len(pages)-1].Rules[0]
			for _, l := range of(pages, document.Paragraph) {
				if l.page == len(pages) && bottom(l) > first.Y {
					t.Errorf("%d lines: text below the 版记", n)
				}
			}
		}
	}
	// A turned page has no foot for it.
	pages := set(t, "正文 天地\n横排附件 附件\n正文 玄黄\n"+copies)
	if len(pages) != 4 || pages[2].Numbered || pages[3].Numbered || len(pages[2].Runs) > 0 {
		t.Errorf("%d pages", len(pages))
	}
}

func TestContents(t *testing.T) {
	pages := set(t, notice+"目录 目录\n标题 方案\n# 一、天地\n正文 "+filler(28*20)+"\n## （一）玄黄\n正文 "+filler(28*20)+"\n##+ （二）宇宙。\n正文 洪荒\n### 1.日月\n正文 盈昃\n附件 附件1\n附件标题 重点任务|责任分解表\n# 一、不列\n正文 辰宿\n横排附件 附件2\n附件标题 时间节点表\n正文 列张\n")
	pr := base(t)
	lines := of(pages, document.Contents)
	var got []string
	for _, l := range lines {
		got = append(got, l.text)
	}
	if s := strings.Join(got, "|"); s != "目录|一、天地3|（一）玄黄4|（二）宇宙5|附件1　重点任务责任分解表6|附件2　时间节点表7" {
		t.Error(s)
	}
	left, right := ownEdges(lines[0])
	near(t, "the centre of 目录", (left+right)/2, 106)
	if lines[0].page != 2 || of(pages, document.Title)[2].page != 3 {
		t.Errorf("目录 on page %d, the plan on page %d", lines[0].page, of(pages, document.Title)[2].page)
	}
	links := pages[1].Links
	if len(links) != len(lines)-1 {
		t.Fatalf("%d links", len(links))
	}
	for i, l := range lines[1:] {
		onGrid(t, l)
		_, right := edges(l)
		near(t, l.text+": the number", right, 184)
		k := links[i]
		if fmt.Sprint(k.Page+1) != l.runs[len(l.runs)-1].Text || k.Node == nil || k.Y != top(l) {
			t.Errorf("%s: link %+v", l.text, k)
		}
	}
	near(t, "the target of the first link", links[0].TargetY, top(of(pages, document.Heading)[0]).Millimetres())
	left, _ = edges(lines[2])
	near(t, "the second level", left-base(t).Block.Left, 2*156/28.)
	dots := 0
	for _, run := range pages[1].Runs {
		if run.Node == nil && strings.Contains(run.Text, "…") {
			dots++
			for _, g := range run.Glyphs {
				if k := (g.X - pr.Block.Left) * 28 % pr.Block.Width; k > 28 && k < pr.Block.Width-28 {
					t.Errorf("a dot at %v is off the grid", g.X)
				}
			}
		}
	}
	if dots != len(links) {
		t.Errorf("%d rows of dots", dots)
	}
	// A long 目录 goes on; its pages are counted.
	var b strings.Builder
	for range 60 {
		b.WriteString("# 一、天地玄黄宇宙洪荒日月盈昃辰宿列张寒来暑往秋收冬藏闰余成岁\n正文 天地\n")
	}
	pages = set(t, "目录 目录\n标题 方案\n"+b.String())
	lines = of(pages, document.Contents)
	if first := lines[2].runs; first[len(first)-1].Text != fmt.Sprint(lines[len(lines)-1].page+1) {
		t.Errorf("the first heading is said to be on page %s, the 目录 ends on page %d", first[len(first)-1].Text, lines[len(lines)-1].page)
	}
	// Its further lines stand below the first character behind the label.
	label, _ := edges(lines[1])
	second, _ := edges(lines[2])
	near(t, "the second line of an entry", second-label, 2*156/28.)
	root := parse(t, notice+"目录 目录\n标题 方案\n# 一、天地\n")
	pages, _ = Layout(root, house(t, "[contents]\nnumbered = false\n"), builtIn, Options{})
	if pages[1].Numbered || !pages[2].Numbered {
		t.Error("contents.numbered")
	}
	root = parse(t, "版头 digital\n标志 云溪县人民政府文件\n目录 目录\n"+notice+"# 一、天地\n")
	pages, findings := Layout(root, pr, builtIn, Options{})
	checkInvariants(t, root, pages)
	if ruleIDs(findings) != "layout/contents" || of(pages, document.Mark)[0].page != 2 {
		t.Errorf("%+v", findings)
	}
}

func TestWatermark(t *testing.T) {
	root := parse(t, "标题 方案\n阶段 （征求意见稿）\n正文 "+filler(28*30))
	pages, _ := Layout(root, house(t, "[watermark]\nshow = true\n"), builtIn, Options{})
	checkInvariants(t, root, pages)
	for _, p := range pages {
		for i, run := range p.Runs[:3] {
			if run.Text != "征求意见稿" || run.Colour != Grey || run.Node != nil || run.Size != 72*length.Pt {
				t.Errorf("page %d, run %d: %+v", p.Number, i, run)
			}
			left, right := ownEdges(textLine{runs: []Run{run}})
			near(t, "its centre", (left+right)/2, 105)
		}
		if p.Runs[3].Colour == Grey {
			t.Error("four")
		}
	}
	root = parse(t, "标题 方案\n阶段 （送审稿）\n正文 "+filler(26+28*39+10)+"\n"+copies)
	if pages, _ := Layout(root, house(t, "[watermark]\nshow = true\n"), builtIn, Options{}); len(pages) != 4 || len(pages[2].Runs) > 0 {
		t.Error("a watermark on a blank page")
	}
	root = parse(t, "标题 方案\n正文 "+filler(28*30))
	if pages, _ := Layout(root, house(t, "[watermark]\nshow = true\n"), builtIn, Options{}); pages[0].Runs[0].Colour == Grey {
		t.Error("a watermark on what is no draft")
	}
}

func TestPageNumberOptions(t *testing.T) {
	root := parse(t, "正文 "+filler(28*50))
	pages, _ := Layout(root, house(t, "[page_number]\nplace = \"centre\"\ndashes = false\nfirst_page = false\n"), builtIn, Options{})
	if pages[0].Numbered || pages[0].Runs[len(pages[0].Runs)-1].Node == nil {
		t.Error("page 1 is numbered") // F-8
	}
	for _, p := range pages[1:] {
		run := p.Runs[len(p.Runs)-1]
		left, right := ownEdges(textLine{runs: []Run{run}})
		near(t, "the centre of the number", (left+right)/2, 106) // F-7
		if run.Text != fmt.Sprint(p.Number) || !p.Numbered {
			t.Errorf("number %q", run.Text)
		}
		near(t, "its baseline", run.Y, 270.88)
	}
}

// F-2: even pages have the binding margin at the right.
func TestMirror(t *testing.T) {
	text := "目录 目录\n标题 方案\n# 一、天\n正文 " + filler(28*50) + "\n横排附件 附件\n正文 天地\n" + copies
	root := parse(t, text)
	plain, _ := Layout(root, base(t), builtIn, Options{})
	pages, _ := Layout(root, house(t, "[block]\nmirror = true\n"), builtIn, Options{})
	for i, p := range pages {
		by := length.Length(0)
		if p.Number%2 == 0 {
			by = -2 * length.Mm
		}
		for k, run := range p.Runs {
			want := plain[i].Runs[k]
			if run.Turned && (run.Y != want.Y+by || run.Glyphs[0].X != want.Glyphs[0].X) || !run.Turned && (run.Y != want.Y || run.Glyphs[0].X != want.Glyphs[0].X+by) {
				t.Errorf("page %d: %q at %v %v, else at %v %v", p.Number, run.Text, run.Glyphs[0].X, run.Y, want.Glyphs[0].X, want.Y)
			}
		}
		for k, r := range p.Rules {
			if r.X != plain[i].Rules[k].X+by {
				t.Errorf("page %d: rule %+v", p.Number, r)
			}
		}
	}
}

// 7.3.5.5: wherever the page ends, 附件说明, 署名, date and 附注 stand together, with
// text on their page.
func TestSignaturesKeepText(t *testing.T) {
	for _, c := range []string{
		"署名 云溪县人民政府\n日期 2026年2月15日\n附注 （此件公开发布）",
		"署名 县水利局\n署名 县财政局\n署名 县农业农村局\n署名 县发展改革局\n日期 2026年2月15日",
		"不盖章\n署名 云溪县人民政府\n署名 县财政局\n日期 2026年2月15日\n附注 （此件公开发布）",
		"附件说明 1.~责任清单\n附件说明 2.~任务清单\n附件说明 3.~时间节点表\n署名 云溪县人民政府\n日期 2026年2月15日",
		"附件说明 责任清单\n不盖章\n署名 县财政局\n日期 2026年2月15日\n附注 （此件公开发布）",
	} {
		for n := 2; n < 50; n++ {
			pages, lines := signed(t, n, c)
			text, others := 0, 0
			for _, l := range lines {
				switch {
				case l.page < len(pages) && l.runs[0].Node.Kind != document.Paragraph:
					others++
				case l.page == len(pages) && l.runs[0].Node.Kind == document.Paragraph:
					text++
				}
			}
			if text < 2 || others > 0 {
				t.Errorf("%q, %d lines: the last page has %d lines of text, %d of the rest are before it", c, n, text, others)
			}
			for _, p := range pages[:len(pages)-1] {
				if got := countLines(lines, p.Number); p.Number < len(pages)-1 && got != 22 {
					t.Errorf("%q, %d lines: page %d has %d", c, n, p.Number, got)
				}
			}
			date := of(pages, document.Date)[0]
			// A seal whose top is where the text ends reaches as far as the 版心, and
			// no line comes closer to the next than the profile allows.
			end, pitch := length.Length(0), length.Length(1<<60)
			for _, l := range lines {
				if kind := l.runs[0].Node.Kind; l.page == len(pages) && (kind == document.Paragraph || kind == document.AttachmentNote) {
					end = max(end, bottom(l))
				}
			}
			issuers := of(pages, document.Signature)
			end += issuers[len(issuers)-1].y - issuers[0].y // of the last row of seals
			if sealed := !strings.Contains(c, "不盖章"); sealed && max(end+base(t).Seal.Size, bottom(date)) > 262*length.Mm {
				t.Errorf("%q, %d lines: no room for the seal over the date at %v", c, n, bottom(date))
			}
			for i := 1; i < len(lines); i++ {
				if d := lines[i].y - lines[i-1].y; lines[i].page == lines[i-1].page && d > 0 {
					pitch = min(pitch, d)
				}
			}
			if pitch < base(t).Signature.PitchMin {
				t.Errorf("%q, %d lines: lines are %v apart", c, n, pitch)
			}
		}
	}
}

// A line does not go along to stay with its table if that goes on to the page after
// next with the signature.
func TestNoPageOfOneLine(t *testing.T) {
	end := "表头 等级 ¦ 责任单位\n表行 1 ¦ 县水利局、县财政局、县农业农村局、县自然资源局\n表行 2 ¦ 县财政局\n正文 " + filler(20) +
		"\n署名 云溪县公安局\n署名 云溪县人民政府办公室\n署名 国家税务总局云溪县税务局\n署名 云溪县工业和信息化局\n署名 云溪县住房和城乡建设局\n日期 2026年11月30日\n"
	for n := 10; n < 50; n++ {
		pages := set(t, "正文 "+filler(26+28*(n-2)+5)+"\n"+end)
		lines := of(pages, document.Paragraph)
		for _, p := range pages[:len(pages)-1] {
			if got := countLines(lines, p.Number); got < 5 && len(p.Rules) == 0 {
				t.Errorf("%d lines: page %d has %d", n, p.Number, got)
			}
		}
	}
}

// 7.3.5.5: lines are closed up so that the seal finds room on the page of the text
// and above the 版记, which else would take a blank page and one of its own; no
// more than the profile allows, and not where there is room.
func TestLinesCloseUp(t *testing.T) {
	const end = "署名 云溪县人民政府\n日期 2026年2月15日\n"
	never := house(t, "[signature]\npitch_min = \"30pt\"\n")
	for _, c := range []struct {
		name          string
		lines         int // of the text
		after         string
		pages, before int
		pitch         float64 // of the page of the signature
	}{
		{"room on the page", 17, end, 1, 1, 10.4455},
		{"one line too many", 18, end, 1, 2, 219.356 / 22},
		{"two lines too many", 19, end, 1, 2, 219.356 / 23},
		{"three lines too many", 20, end, 2, 2, 10.4455},
		{"room above the 版记", 22 + 13, end + copies, 2, 2, 10.4455},
		{"a 版记 below", 22 + 14, end + copies, 2, 4, (232.371 - 4.8011 - 37 - 5.6444) / 18},
		{"no room above the 版记", 22 + 17, end + copies, 4, 4, 10.4455},
	} {
		text := "正文 " + filler(26+28*(c.lines-2)+5) + "\n" + c.after
		for want, pr := range map[int]*profile.Profile{c.pages: base(t), c.before: never} {
			if c.pages == c.before {
				pr = base(t)
			}
			pages, findings := Layout(parse(t, text), pr, builtIn, Options{})
			if len(findings) > 0 || len(pages) != want {
				t.Errorf("%s: %d pages, want %d; %+v", c.name, len(pages), want, findings)
			}
			if pr == never {
				continue
			}
			date, issuer := of(pages, document.Date)[0], of(pages, document.Signature)[0]
			near(t, c.name+": pitch", date.y-issuer.y, c.pitch)
		}
	}
}

// The last page above the 版记 is closed up without a signature too: of a plan
// behind its notice, of an attachment. Only that page is, and no more than the
// profile allows.
func TestLinesCloseUpAboveTheColophon(t *testing.T) {
	const (
		plan       = "标题 通知\n正文 天地\n署名 云溪县人民政府\n日期 2026年2月15日\n标题 方案\n正文 "
		attachment = "标题 方案\n正文 天地\n附件 附件1\n附件标题 责任清单\n正文 "
	)
	for _, c := range []struct {
		before string
		lines  int // on page 2
		pages  int
		closed bool
	}{
		{plan, 16, 2, false}, {plan, 17, 2, true}, {plan, 18, 2, true}, {plan, 19, 4, false},
		{attachment, 14, 2, false}, {attachment, 15, 2, true}, {attachment, 16, 2, true}, {attachment, 17, 4, false},
	} {
		pages := set(t, c.before+filler(26+28*(c.lines-2)+5)+"\n"+copies)
		if len(pages) != c.pages {
			t.Errorf("%s%d lines: %d pages, want %d", c.before, c.lines, len(pages), c.pages)
		}
		text := of(pages, document.Paragraph)
		last := text[len(text)-1]
		if last.page == len(pages) && bottom(last) > pages[len(pages)-1].Rules[0].Y {
			t.Errorf("%s%d lines: text below the 版记", c.before, c.lines)
		}
		d := last.y - text[len(text)-2].y
		if closed := d < base(t).Pitch()-length.Mm/10; closed != c.closed || d < base(t).Signature.PitchMin {
			t.Errorf("%s%d lines: they are %v apart", c.before, c.lines, d)
		}
	}
}

// jointHead is a head that leaves the first page two lines below the title.
const jointHead = "版头 digital\n标志 云溪县农业农村局\n标志 云溪县财政局\n标志 云溪县水利局\n文件 文件\n文号 云政办发〔2026〕8号\n标题 云溪县农业农村局|云溪县财政局　云溪县水利局|关于印发《云溪县2026年河道清淤工作方案》|的通知\n主送 各乡镇人民政府，县直有关单位：\n"

const jointEnd = "\n署名 云溪县农业农村局\n署名 云溪县财政局\n署名 云溪县水利局\n日期 2026年2月15日\n"

// 7.3.5.5: the only line of a text is spaced out to two, so that the page of the
// signature has text; what is too short for that is reported where it stands.
func TestOneLineOfTextIsPartedForTheSignature(t *testing.T) {
	for n := 2; n <= 26; n++ {
		root := parse(t, jointHead+"正文 "+filler(n)+jointEnd)
		pages, findings := Layout(root, base(t), builtIn, Options{})
		checkInvariants(t, root, pages)
		text, to := of(pages, document.Paragraph), of(pages, document.Recipient)[0]
		if to.page != 1 || text[0].page != 1 || of(pages, document.Date)[0].page != 2 {
			t.Errorf("%d characters: the 主送机关 is on page %d, the text on %d", n, to.page, text[0].page)
		}
		if n < 20 {
			if ruleIDs(findings) != "layout/lone-signature" || findings[0].Span.IsZero() || len(text) != 1 {
				t.Errorf("%d characters: %+v", n, findings)
			}
			continue
		}
		if len(findings) > 0 || len(text) != 2 || text[1].page != 2 {
			t.Fatalf("%d characters on %d lines: %+v", n, len(text), findings)
		}
		if _, right := edges(text[0]); right != 184*length.Mm {
			t.Errorf("%d characters: the line ends at %v", n, right)
		}
		gap := text[0].runs[0].Glyphs[1].X - text[0].runs[0].Glyphs[0].X
		if gap > (156*length.Mm).Part(3, 56) {
			t.Errorf("%d characters: they stand %v apart", n, gap)
		}
	}
}

// The names of several issuers become smaller where that brings all of a notice
// onto its page.
func TestMarksGiveWayToTheSignature(t *testing.T) {
	head := "版头 digital\n标志 云溪县农业农村局\n标志 云溪县财政局\n标志 云溪县水利局\n文件 文件\n文号 云政办发〔2026〕8号\n标题 关于印发工作方案的通知\n主送 各乡镇：\n"
	pages := set(t, head+"正文 "+filler(12)+"\n署名 县农业农村局\n署名 县财政局\n署名 县水利局\n日期 2026年2月15日\n")
	if mark := of(pages, document.Mark)[0].runs[0]; len(pages) != 1 || mark.Size < base(t).Mark.SizeMin || mark.Size >= 42*length.Pt {
		t.Errorf("%d pages, marks of %v", len(pages), mark.Size)
	}
}

// 7.3.3, 7.3.5.5: of two lines of text below a tall head the first page shows one,
// and the page of the signature the other.
func TestTwoLinesOfTextArePartedForTheSignature(t *testing.T) {
	head := "版头 digital\n标志 云溪县农业农村局\n标志 云溪县财政局\n标志 云溪县水利局\n标志 文件\n文号 云政办发〔2026〕8号\n标题 云溪县农业农村局　云溪县财政局|云溪县水利局关于印发|《云溪县2026年河道清淤工作方案》的通知\n主送 各乡镇人民政府，县直有关单位：\n"
	pages, findings := Layout(parse(t, head+"正文 "+filler(40)+"\n署名 云溪县农业农村局\n署名 云溪县财政局\n署名 云溪县水利局\n日期 2026年2月15日\n"), base(t), builtIn, Options{})
	if len(findings) > 0 || len(pages) != 2 {
		t.Fatalf("%d pages, %+v", len(pages), findings)
	}
	text := of(pages, document.Paragraph)
	if len(text) != 2 || text[0].page != 1 || text[1].page != 2 || of(pages, document.Date)[0].page != 2 {
		t.Errorf("the text is on pages %+v", text)
	}
}

// Whatever geometry an office sets, nothing is lost and nothing runs for ever.
func TestOddGeometry(t *testing.T) {
	text, err := os.ReadFile("testdata/issued.txt")
	if err != nil {
		t.Fatal(err)
	}
	for _, over := range []string{
		"[block]\ncolumns = 8\nlines = 4\n[title]\nblank_above = 1\nblank_lines = 1\n[attachment_title]\nline = 2\n[date]\nright = 3\n[contents]\nlevels = 5\nindent = 3\n",
		"[block]\nwidth = \"70mm\"\nheight = \"100mm\"\nlines = 9\ncolumns = 12\n[title]\ncolumns = 8\n[mark]\nwidth = \"70mm\"\n[seal]\nsize = \"45mm\"\n[letter]\nrule_width = \"70mm\"\n",
		"[block]\nlines = 30\ncolumns = 40\n[body]\nsize = \"11pt\"\n[table]\nsize = \"10.5pt\"\n[colophon]\nside = 4\nsize = \"10pt\"\n",
		"[page]\nwidth = \"297mm\"\nheight = \"210mm\"\n[block]\nwidth = \"241mm\"\nheight = \"138mm\"\nlines = 13\ncolumns = 43\n[mark]\ntop = \"5mm\"\n",
	} {
		pr := house(t, over)
		for _, form := range []string{"digital", "letter"} {
			root := parse(t, strings.Replace(string(text), "版头 digital", "版头 "+form, 1)+"横排附件 附件3\n附件标题 表\n表头 甲 ¦ 乙\n表行 天 ¦ 地\n")
			pages, findings := Layout(root, pr, builtIn, Options{})
			checkText(t, root, pages)
			if again, f := Layout(root, pr, builtIn, Options{}); dump(pages, findings) != dump(again, f) {
				t.Error("twice is not the same")
			}
		}
	}
}

// What runs in behind a heading has the size of the body, on the heading's baseline
// (the heading has its own).
func TestRunInTextHasTheSizeOfTheBody(t *testing.T) {
	pages, findings := Layout(parse(t, "###+ 1.强化监管。\n正文 "+filler(40)+"。\n正文 "+filler(30)+"。"), house(t, "[body]\nsize = \"15pt\"\n"), builtIn, Options{})
	if len(findings) > 0 {
		t.Fatalf("%+v", findings)
	}
	for _, r := range pages[0].Runs {
		if r.Node == nil {
			continue
		}
		want := 15 * length.Pt
		if r.Node.Kind == document.Heading {
			want = 16 * length.Pt
		}
		if r.Size != want {
			t.Errorf("%s is %v high, not %v", r.Text, r.Size, want)
		}
	}
	if lines := textLines(pages); len(lines[0].runs) < 2 || lines[0].runs[0].Node == lines[0].runs[len(lines[0].runs)-1].Node {
		t.Error("the text does not run in")
	}
}
