package xlsx

import (
	"strings"
	"testing"

	"fangan/internal/length"
)

// ten is a face in which ten Han characters fill a cell of ten characters.
var ten = face{size: 10 * length.Pt, line: 13 * length.Pt}

const tenWide = 10 * 10 * length.Pt * 104 / 100

func checkWrap(t *testing.T, text, want string) {
	t.Helper()
	lines := ten.wrap(text, tenWide)
	if got := strings.ReplaceAll(strings.Join(lines, "|"), "\n", "⏎"); got != want {
		t.Errorf("wrap(%q)\n got %s\nwant %s", text, got, want)
	}
	if got := ten.lines(text, tenWide); got != len(lines) {
		t.Errorf("lines(%q) = %d, wrap gives %d", text, got, len(lines))
	}
}

func TestWrap(t *testing.T) {
	checkWrap(t, "", "")
	checkWrap(t, "一二三四五六七八九十", "一二三四五六七八九十")
	checkWrap(t, "一二三四五六七八九十一", "一二三四五六七八九十|一")
	checkWrap(t, "一二三四五六七八九十。一", "一二三四五六七八九|十。一")       // 。 does not begin a line
	checkWrap(t, "一二三四五六七八九（十", "一二三四五六七八九|（十")         // （ does not end one
	checkWrap(t, "一二三四五六七八九十”。》一", "一二三四五六七八九|十”。》一")   // nor do several marks begin one
	checkWrap(t, "一\n\n二", "一⏎|⏎|二")                    // empty lines count
	checkWrap(t, "一二三四五六七八九十\n一", "一二三四五六七八九十⏎|一")      // a full line is no second one
	checkWrap(t, "一二三四五六七1234567年", "一二三四五六七|1234567年") // numbers stay whole
	checkWrap(t, "AAAAAAAAAAAAAAAAAAAA", "AAAAAAAAAAAAA|AAAAAAA")
	checkWrap(t, "a b", "a b")
}

// TestMeasureErrsOnTheSafeSide holds the widths against those of the fonts
// that show the workbook: 仿宋 draws Latin letters half an em wide, Noto Sans
// CJK up to 0.93 em (W).
func TestMeasureErrsOnTheSafeSide(t *testing.T) {
	for text, least := range map[string]length.Length{
		"县财政局":       40 * length.Pt,
		"2026":       2222 * length.Pt / 100, // Noto Sans CJK: 0.555 em
		"PM2.5":      27 * length.Pt,
		"“十五五”":      50 * length.Pt,
		"120μg/m³以内": 55 * length.Pt,
	} {
		if got := ten.width(text); got < least {
			t.Errorf("width(%s) = %v, fonts need %v", text, got, least)
		}
	}
}

func checkSplit(t *testing.T, text string, rows int, want ...string) {
	t.Helper()
	c := cell{text, ten, tenWide}
	height := ten.pixels(rows)
	got := c.split(height)
	if strings.Join(got, "|") != strings.Join(want, "|") {
		t.Errorf("split(%q)\n got %s\nwant %s", text, strings.Join(got, "|"), strings.Join(want, "|"))
	}
	checkSplitKeeps(t, c, height)
}

// checkSplitKeeps checks what must hold for any split: no text is lost and
// every piece fits.
func checkSplitKeeps(t *testing.T, c cell, height int) {
	t.Helper()
	pieces := c.split(height)
	if drop := strings.NewReplacer("\n", ""); drop.Replace(strings.Join(pieces, "")) != drop.Replace(c.text) {
		t.Errorf("split(%q) lost text: %q", c.text, pieces)
	}
	for _, piece := range pieces {
		if got := (cell{piece, c.face, c.width}).pixels(); got > max(height, c.face.pixels(1)) {
			t.Errorf("split(%q): the piece %q is %d pixels high, at most %d fit", c.text, piece, got, height)
		}
	}
}

func TestSplit(t *testing.T) {
	checkSplit(t, "一二三", 2, "一二三")
	checkSplit(t, "一二三四五六七八九十一二三四五六七八。甲乙丙丁", 2, "一二三四五六七八九十一二三四五六七八。", "甲乙丙丁")
	checkSplit(t, "一二三四五六七八九十一二三“五六七八。”甲乙丙丁", 2, "一二三四五六七八九十一二三“五六七八。”", "甲乙丙丁")
	checkSplit(t, "一二三四五六七八九十一二三四五六七八九十甲乙", 2, "一二三四五六七八九十一二三四五六七八九十", "甲乙")
	checkSplit(t, "一。三四五六七八九十一二三四五六七八九十甲乙", 2, "一。三四五六七八九十一二三四五六七八九十", "甲乙") // too early to be worth it
	checkSplit(t, "一二三四五六七八九十\n一二三四五六七八九十\n甲乙", 2, "一二三四五六七八九十\n一二三四五六七八九十", "甲乙")
}

func FuzzSplit(f *testing.F) {
	f.Add("一二三四五六七八九十一二三四五六七八。甲乙丙丁", 2, 100)
	f.Add("\n\n“a b”）））））））））））））））））））", 1, 20)
	f.Fuzz(func(t *testing.T, text string, rows, width int) {
		if len(text) > 2000 {
			return
		}
		c := cell{text, ten, length.Length(min(max(width, 1), 1000)) * length.Pt}
		checkSplitKeeps(t, c, ten.pixels(min(max(rows, 1), 30)))
	})
}
