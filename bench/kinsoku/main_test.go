package main

import (
	"fmt"
	"strings"
	"testing"
)

// stext writes lines as mutool does: each character in its cell, 16 pt, the
// line beginning at a cell. "/" begins a page.
func stext(lines ...string) string {
	var b strings.Builder
	b.WriteString(`<document><page id="page1"><block><line><font name="F" size="16">`)
	y := 41.97 * mm
	for _, l := range lines {
		if l == "/" {
			b.WriteString(`</font></line></block></page><page id="p"><block><line><font name="F" size="16">`)
			y = 41.97 * mm
			continue
		}
		x := float64(left)
		for _, r := range l {
			if r == '\u3000' {
				x += 156 * mm / 28
				continue
			}
			fmt.Fprintf(&b, `<char quad="%f 0 %f 0 %f 0 %f 0" x="%f" y="%f" c="%s"/>`, x, x+16, x, x+16, x, y, strings.ReplaceAll(string(r), "&", "&amp;"))
			x += 156 * mm / 28
		}
		y += 10.4455 * mm
	}
	b.WriteString(`</font></line></block></page></document>`)
	return b.String()
}

func TestViolations(t *testing.T) {
	row := func(n int) string { return strings.Repeat("县", n) }
	for _, c := range []struct {
		lines []string
		want  int
		says  string
	}{
		{[]string{"\u3000\u3000" + row(26), row(28), row(5)}, 0, "每面行数 [3]，纯汉字满行28字的1行"},
		{[]string{row(28), "/", row(28)}, 0, "2面，每面行数 [1 1]"},
		{[]string{row(28), "，" + row(3)}, 1, "行首不应是“，”"},
		{[]string{row(27) + "“", row(3)}, 1, "第1面第1行：行末不应是““”"},
		{[]string{row(28), "——" + row(3)}, 1, "行首是“——”"},
		{[]string{row(28), "—" + row(3)}, 1, "行首是连接号"},
		{[]string{row(27) + "—", "—" + row(3)}, 2, "不应分开"},
		{[]string{row(27) + "2", "6" + row(3)}, 1, "行末的“2”与下一行的“6”不应分开"},
		{[]string{row(27) + "2", "年" + row(3)}, 1, "不应分开"},
		{[]string{row(20) + "2", "年" + row(3)}, 0, ""}, // the line before is the end of a paragraph
		{[]string{row(27) + "a", "b" + row(3)}, 1, "不应分开"},
		{[]string{row(29)}, 1, "在版心之外"},
		{[]string{row(28) + "。"}, 1, "在版心之外"},
	} {
		pages, err := parse(strings.NewReader(stext(c.lines...)))
		if err != nil {
			t.Fatal(err)
		}
		var b strings.Builder
		if got := report(&b, "f.pdf", pages); got != c.want || !strings.Contains(b.String(), c.says) {
			t.Errorf("%v: %d violations, want %d and %q:\n%s", c.lines, got, c.want, c.says, b.String())
		}
	}
}

func TestGrid(t *testing.T) {
	pages, err := parse(strings.NewReader(stext("县城镇乡", "县，城")))
	if err != nil {
		t.Fatal(err)
	}
	if all, on := grid(pages); all != 6 || on != 6 {
		t.Errorf("%d of %d on the grid", on, all)
	}
	for i := range pages[0][1].chars {
		pages[0][1].chars[i].x += 0.06 * mm
	}
	pages[0][0].chars[1].x += 0.04 * mm
	if all, on := grid(pages); all != 6 || on != 4 {
		t.Errorf("%d of %d on the grid", on, all)
	}
}

func FuzzParse(f *testing.F) {
	f.Add(stext("县城"))
	f.Add("<document><page/><char x='a'/></document>")
	f.Fuzz(func(t *testing.T, text string) {
		pages, err := parse(strings.NewReader(text))
		if err == nil {
			report(&strings.Builder{}, "f", pages)
		}
	})
}
