package pdf_test

import (
	"io"
	"testing"

	"fangan/internal/length"
	"fangan/render/font"
	"fangan/render/pdf"
	"fangan/render/typeset"
)

// plan sets a document of the size of a county's plan: 25 pages, about 14,000
// characters of which 890 are different, four faces. The text has no sense;
// like real text it uses few characters often and many seldom.
func plan() []typeset.Page {
	const distinct = 890
	b := newBuilder()
	alphabet := make([]rune, 0, distinct)
	face := b.set.Faces(font.Kai)[0] // GB 2312 whole
	for r := rune(0x4E00); len(alphabet) < distinct; r += 23 {
		if _, ok := face.Glyph(r); ok {
			alphabet = append(alphabet, r)
		}
		if r > 0x9F00 {
			r -= 0x9F00 - 0x4E00 - 5
		}
	}
	random := uint32(1)
	next := func() rune {
		random = random*1664525 + 1013904223
		u := uint64(random >> 8) // 24 bits; its square favours the front
		return alphabet[int(u*u>>24*distinct>>24)]
	}
	text := func(n int) string {
		line := make([]rune, n)
		for i := range line {
			if line[i] = next(); i%9 == 8 {
				line[i] = '，'
			}
		}
		return string(line)
	}
	for n := range 25 {
		b.page()
		for i := range 21 {
			switch {
			case i == 0 && n%8 == 0:
				b.line(i, font.Hei, text(9), typeset.Run{}, grid(2))
			case i == 7:
				b.line(i, font.Kai, text(14), typeset.Run{}, grid(2))
			default:
				b.line(i, font.FangSong, text(28), typeset.Run{}, grid(0))
			}
		}
		b.line(21, font.Song, "— 12 —", typeset.Run{Size: 14 * length.Pt}, pageNumber)
	}
	return b.pages
}

func BenchmarkPDF(b *testing.B) {
	pages := plan()
	b.ReportAllocs()
	for b.Loop() {
		if err := pdf.Write(io.Discard, pages, meta); err != nil {
			b.Fatal(err)
		}
	}
}
