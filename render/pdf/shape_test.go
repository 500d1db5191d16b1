package pdf_test

import (
	"bytes"
	"image"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"fangan/internal/length"
	"fangan/render/document"
	"fangan/render/font"
	"fangan/render/typeset"
)

// picture renders the first page.
func picture(t *testing.T, pages []typeset.Page) image.Image {
	t.Helper()
	need(t, "pdftoppm")
	path := save(t, write(t, pages, meta))
	out := filepath.Join(t.TempDir(), "page")
	if err := exec.Command("pdftoppm", "-r", "60", "-png", "-singlefile", path, out).Run(); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(out + ".png")
	if err != nil {
		t.Fatal(err)
	}
	img, err := png.Decode(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	return img
}

// difference returns how many of the pixels that are dark in one picture have
// no dark one in the other within a pixel, and how many are dark.
func difference(a, b image.Image) (apart, dark int) {
	isDark := func(m image.Image, x, y int) bool {
		r, _, _, _ := m.At(x, y).RGBA()
		return r < 0xF000
	}
	bounds := a.Bounds()
	for _, pair := range [][2]image.Image{{a, b}, {b, a}} {
		for y := bounds.Min.Y; y < bounds.Max.Y; y++ {
			for x := bounds.Min.X; x < bounds.Max.X; x++ {
				if !isDark(pair[0], x, y) {
					continue
				}
				dark++
				near := false
				for d := range 9 {
					near = near || isDark(pair[1], x+d%3-1, y+d/3-1)
				}
				if !near {
					apart++
				}
			}
		}
	}
	return apart, dark
}

// TestShapes: a watermark looks as if it were text.
func TestShapes(t *testing.T) {
	for _, turned := range []bool{false, true} {
		for _, role := range []font.Role{font.Hei, font.Kai, font.FangSong, font.XiaoBiaoSong} {
			set := func(node *document.Node) image.Image {
				b := newBuilder()
				b.page()
				b.line(9, role, "讨论㙍稿0 i：", typeset.Run{Colour: typeset.Grey, Size: 72 * length.Pt, Turned: turned, Node: node},
					func(i int) length.Length { return left + length.Length(i)*72*length.Pt })
				return picture(t, b.pages)
			}
			apart, dark := difference(set(nil), set(&document.Node{Kind: document.Paragraph}))
			if dark < 5_000 || apart*1000 > dark {
				t.Errorf("%s, turned %v: %d of %d pixels differ from those of text", role, turned, apart, dark)
			}
		}
	}
}

// TestBold: a face without a bold cut has a line round its glyphs, and only
// it has.
func TestBold(t *testing.T) {
	ink := func(bold bool) (ink int) {
		b := newBuilder()
		b.page()
		b.line(0, font.FangSong, "加粗的标题", typeset.Run{Size: 36 * length.Pt, Colour: typeset.Red}, grid(0))
		b.line(5, font.FangSong, "正文在后面", typeset.Run{Size: 36 * length.Pt}, grid(0))
		if bold {
			run := &b.pages[0].Runs[0]
			run.Face = run.Face.Bold()
		}
		data := write(t, b.pages, meta)
		judgeFile(t, data)
		j := readFile(t, data)
		contents := string(j.decoded(j.dict(j.array(j.dict(j.dict(j.trailer["Root"])["Pages"])["Kids"])[0])["Contents"]))
		if got := strings.Count(contents, " w 1 j 2 Tr\n1 0 0 RG\n") == 1 && strings.Count(contents, "0 Tr\n") == 1; got != bold {
			t.Errorf("bold %v: the line round glyphs is set wrongly in %s", bold, contents)
		}
		img := picture(t, b.pages)
		for y := range img.Bounds().Max.Y / 4 {
			for x := range img.Bounds().Max.X {
				_, g, _, _ := img.At(x, y).RGBA()
				ink += int(0xFFFF - g)
			}
		}
		return ink
	}
	if plain, bold := ink(false), ink(true); bold < plain*11/10 || bold > plain*2 {
		t.Errorf("%d of ink, bold %d", plain, bold)
	}
}
