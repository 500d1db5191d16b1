package pdf

import (
	"bytes"
	"fmt"

	"fangan/internal/length"
	"fangan/render/font"
)

// An embedded font is a face as it goes into the file.
type embedded struct {
	use       *use
	subset    *font.Subset
	toUnicode []byte
}

func embed(u *use) (embedded, error) {
	subset, err := u.face.Subset(u.picks())
	return embedded{u, subset, u.toUnicode()}, err
}

// composite returns the Type0 font, which text refers to.
func (e *embedded) composite(descendant, toUnicode int) []byte {
	return fmt.Appendf(nil, "<</Type /Font\n/Subtype /Type0\n/BaseFont /%s\n/Encoding /Identity-H\n"+
		"/DescendantFonts [%d 0 R]\n/ToUnicode %d 0 R\n>>", e.subset.Name, descendant, toUnicode)
}

// cidFont returns the CIDFont. Codes are glyph numbers of the subset.
func (e *embedded) cidFont(descriptor int) []byte {
	b := fmt.Appendf(nil, "<</Type /Font\n/Subtype /CIDFontType2\n/BaseFont /%s\n"+
		"/CIDSystemInfo <</Registry (Adobe) /Ordering (Identity) /Supplement 0>>\n/CIDToGIDMap /Identity\n"+
		"/FontDescriptor %d 0 R\n", e.subset.Name, descriptor)
	return append(e.use.appendWidths(b), ">>"...)
}

// appendWidths appends the entries DW and W of a CIDFont. The width of an em
// needs no mention: almost every glyph has it.
func (u *use) appendWidths(b []byte) []byte {
	const em = 100_000
	b = append(b, "/DW 1000\n"...)
	open := false
	for code := 1; code <= len(u.signs); {
		w, last := u.width(uint16(code)), code
		for last < len(u.signs) && u.width(uint16(last+1)) == w {
			last++
		}
		if w != em {
			if !open {
				b, open = append(b, "/W ["...), true
			}
			b = fmt.Appendf(b, "%d %d ", code, last)
			b = append(appendDecimal(b, w, 2), '\n')
		}
		code = last + 1
	}
	if open {
		b = append(b, "]\n"...)
	}
	return b
}

// Flags of a font descriptor (ISO 32000-1 table 123).
const (
	flagFixedPitch = 1 << 0
	flagSymbolic   = 1 << 2
	flagItalic     = 1 << 6
)

// descriptor returns the font descriptor. With cidSet, which is an object or 0,
// it tells which glyphs the subset has.
func (e *embedded) descriptor(file, cidSet int) []byte {
	m, em := e.use.face.Metrics(), int64(e.use.face.UnitsPerEm())
	scale := func(units int) int64 { return int64(length.Length(units).Scale(1000, em)) }
	flags := flagSymbolic
	if m.Fixed {
		flags |= flagFixedPitch
	}
	if m.ItalicAngle != 0 {
		flags |= flagItalic
	}
	// StemV is the usual estimate; readers use it only if they replace the face.
	b := fmt.Appendf(nil, "<</Type /FontDescriptor\n/FontName /%s\n/Flags %d\n/FontBBox [%d %d %d %d]\n"+
		"/ItalicAngle %d\n/Ascent %d\n/Descent %d\n/CapHeight %d\n/StemV %d\n/FontFile2 %d 0 R\n",
		e.subset.Name, flags, scale(m.Box[0]), scale(m.Box[1]), scale(m.Box[2]), scale(m.Box[3]),
		m.ItalicAngle, scale(m.Ascent), scale(m.Descent), scale(m.CapHeight), 50+m.Weight*m.Weight/(65*65), file)
	if cidSet != 0 {
		b = fmt.Appendf(b, "/CIDSet %d 0 R\n", cidSet)
	}
	return append(b, ">>"...)
}

// cidSet returns the set of the glyphs: all, since their numbers have no gaps.
func (e *embedded) cidSet() []byte {
	b := bytes.Repeat([]byte{0xFF}, (e.subset.Glyphs+7)/8)
	if rest := e.subset.Glyphs % 8; rest != 0 {
		b[len(b)-1] = 0xFF << (8 - rest)
	}
	return b
}

// program returns the font file.
func (e *embedded) program() object {
	return object{entries: fmt.Sprintf("/Length1 %d ", len(e.subset.Data)), plain: e.subset.Data}
}
