package pdf_test

import (
	"bytes"
	"fmt"
	"io"
	"testing"

	"fangan/internal/length"
	"fangan/render/document"
	"fangan/render/font"
	"fangan/render/pdf"
	"fangan/render/typeset"
)

// county sets a document of the size of a county's plan: 25 pages, about 14,000
// characters of which 890 are different, four faces. The text has no sense;
// like real text it uses few characters often and many seldom.
func county() []typeset.Page {
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
	pages := county()
	b.ReportAllocs()
	for b.Loop() {
		if err := pdf.Write(io.Discard, pages, meta); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkPages writes a table of ten columns, sixteen rows a page: what a page
// costs must not depend on how many there are.
func BenchmarkPages(b *testing.B) {
	for _, pages := range []int{10, 100, 300} {
		c := newComposer()
		table := c.node(c.root, document.Node{Kind: document.Table})
		for range pages {
			c.page()
			for range 16 {
				row := make([]document.Node, 10)
				for i := range row {
					row[i] = cell("县水利局")
				}
				c.row(table, false, row...)
			}
		}
		m := meta
		m.Document = c.root
		b.Run(fmt.Sprint(pages), func(b *testing.B) {
			var out bytes.Buffer
			for b.Loop() {
				out.Reset()
				if err := pdf.Write(&out, c.pages, m); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N*pages), "µs/page")
			b.ReportMetric(float64(out.Len())/float64(pages), "bytes/page")
		})
	}
}
