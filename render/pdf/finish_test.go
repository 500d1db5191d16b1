package pdf

import (
	"bytes"
	"errors"
	"io"
	"testing"

	"fangan/internal/length"
	"fangan/render/font"
	"fangan/render/typeset"
)

// TestDamaged cuts and changes what gofpdf wrote: finish must say so or be
// right, and never panic. It stands for a gofpdf that changed its mind.
func TestDamaged(t *testing.T) {
	face, id, _ := font.BuiltIn().Lookup(font.Song, '字')
	pages := []typeset.Page{{Width: 210 * length.Mm, Height: 297 * length.Mm, Runs: []typeset.Run{
		{Text: "字", Face: face, Glyphs: []typeset.Glyph{{ID: id}}, Size: 16 * length.Pt}}}}
	uses, err := collect(pages)
	if err != nil {
		t.Fatal(err)
	}
	marks := structureOf(pages, nil)
	drawn, shapes, err := draw(pages, uses, marks, "1 0 0 rg")
	if err != nil {
		t.Fatal(err)
	}
	fonts := make([]embedded, 1)
	if fonts[0], err = embed(uses[0]); err != nil {
		t.Fatal(err)
	}
	if err := finish(io.Discard, drawn, pages, marks, fonts, shapes, Meta{}); err != nil {
		t.Fatal(err)
	}
	refused := 0
	for n := range drawn {
		if err := finish(io.Discard, drawn[:n], pages, marks, fonts, shapes, Meta{}); err == nil && n < len(drawn)-len("\n%%EOF\n") {
			t.Errorf("the first %d of %d bytes are accepted", n, len(drawn))
		}
		for _, c := range []byte{0, '-', '9', '\n'} {
			changed := bytes.Clone(drawn)
			changed[n] = c
			if err := finish(io.Discard, changed, pages, marks, fonts, shapes, Meta{}); err != nil {
				if refused++; !errors.Is(err, errGofpdf) {
					t.Errorf("byte %d: %v", n, err)
				}
			}
		}
	}
	if refused < len(drawn) {
		t.Errorf("only %d damaged files are refused", refused)
	}
}
