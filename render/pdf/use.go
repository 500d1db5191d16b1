package pdf

import (
	"cmp"
	"fmt"
	"slices"
	"unicode/utf16"
	"unicode/utf8"

	"fangan/internal/length"
	"fangan/render/font"
	"fangan/render/typeset"
)

// A use is what a document needs of one face. A code is the number of a glyph
// in the subset.
type use struct {
	face  *font.Face
	signs []sign // of code i+1

	code  []uint16        // by glyph: the code of one of its signs, 0 if it is not used
	other map[sign]uint16 // codes of its further signs
}

// A sign is what has a code: not the glyph alone. A face may have one glyph for
// several characters, and each must come out again as it went in. And a glyph
// may need more than one width, see advance.
type sign struct {
	font.Pick
	r rune
}

// collect finds out what the pages use, faces in the order of their first
// appearance.
func collect(pages []typeset.Page) ([]*use, error) {
	var uses []*use
	for i := range pages {
		page := &pages[i]
		for n := range page.Runs {
			run := &page.Runs[n]
			if utf8.RuneCountInString(run.Text) != len(run.Glyphs) {
				return nil, fmt.Errorf("page %d: run %q has %d glyphs", i+1, run.Text, len(run.Glyphs))
			}
			if len(run.Glyphs) == 0 {
				continue
			}
			if run.Face == nil {
				return nil, fmt.Errorf("page %d: run %q has no face", i+1, run.Text)
			}
			if centipoints(run.Size) <= 0 {
				return nil, fmt.Errorf("page %d: run %q has size %v", i+1, run.Text, run.Size)
			}
			if under(run) { // drawn as shapes
				for _, g := range run.Glyphs {
					if int(g.ID) >= run.Face.Glyphs() {
						return nil, fmt.Errorf("page %d: %s has no glyph %d", i+1, run.Face.Name(), g.ID)
					}
				}
				continue
			}
			u := find(uses, run.Face)
			if u == nil {
				u = &use{face: run.Face, code: make([]uint16, run.Face.Glyphs()), other: make(map[sign]uint16)}
				uses = append(uses, u)
			}
			g := 0
			for _, r := range run.Text {
				if id := run.Glyphs[g].ID; int(id) >= len(u.code) {
					return nil, fmt.Errorf("page %d: %s has no glyph %d", i+1, run.Face.Name(), id)
				}
				u.note(signAt(page, n, g, r))
				g++
			}
			if len(u.signs) >= 0xFFFF {
				return nil, fmt.Errorf("more than 65,534 different characters of %s", run.Face.Name())
			}
		}
	}
	for _, u := range uses {
		u.number()
	}
	return uses, nil
}

// find returns the use of a face, nil if there is none. A document has few
// faces.
func find(uses []*use, face *font.Face) *use {
	for _, u := range uses {
		if u.face == face {
			return u
		}
	}
	return nil
}

// signAt returns the sign of glyph g of run n, whose character is r.
func signAt(page *typeset.Page, n, g int, r rune) sign {
	run := &page.Runs[n]
	id := run.Glyphs[g].ID
	return sign{font.Pick{ID: id, Advance: advance(page, n, g, run.Face.Advance(id))}, r}
}

// Readers of text tell words by the distance from where a glyph ends, by its
// width, to where the next begins. From a tenth of an em on (poppler; MuPDF:
// 0.15) they find a space or, where glyphs overlap, another line.
const (
	tooFar = 12  // the part of an em that a gap or an overlap may have
	fineAs = 100 // the part of an em to which a width is then rounded
)

// advance returns the width, in font units, that a glyph is to have in the
// file: the one that it has, unless the layout pulled the next glyph into it,
// as it compresses punctuation, or pushed that away, as it spreads a title.
// Then it is the distance to the next, in hundredths of an em. The outline
// stays where it is. So 。（ reads as two characters that follow each other, in
// every reader, and without marks that would make it selectable as a whole
// only.
func advance(page *typeset.Page, n, g, natural int) int {
	run := &page.Runs[n]
	x := run.Glyphs[g].X
	var next, widest length.Length // widest gap that is still one of the same text
	if g+1 < len(run.Glyphs) {
		next, widest = run.Glyphs[g+1].X, 1<<40
	} else if n+1 < len(page.Runs) && page.Runs[n+1].Y == run.Y && page.Runs[n+1].Turned == run.Turned && len(page.Runs[n+1].Glyphs) > 0 {
		next = page.Runs[n+1].Glyphs[0].X
		if page.Runs[n+1].Node == run.Node || run.Node != nil && run.Node.RunIn { // not another cell of a table
			widest = run.Size / 2
		}
	} else {
		return natural
	}
	em := int64(run.Face.UnitsPerEm())
	end := x + run.Size.Scale(int64(natural), em)
	gap := next - end
	switch {
	case gap <= run.Size/tooFar && gap >= -run.Size/tooFar, gap > widest, next < x:
		return natural
	}
	hundredths := int64(length.Length(next-x).Scale(fineAs, int64(run.Size)))
	return int(min(hundredths*em/fineAs, 0x7FFF))
}

// note sees to it that a sign has a code. It is preliminary until number is
// called.
func (u *use) note(s sign) {
	at := u.code[s.ID]
	if at != 0 && u.signs[at-1] == s {
		return
	}
	if at != 0 {
		if _, ok := u.other[s]; ok {
			return
		}
	}
	u.signs = append(u.signs, s)
	if at == 0 {
		u.code[s.ID] = uint16(len(u.signs))
	} else {
		u.other[s] = uint16(len(u.signs))
	}
}

// number gives out the codes in the order of the face: 汉字 of one radical
// stand together there, have strokes in common and compress better so.
func (u *use) number() {
	slices.SortFunc(u.signs, func(a, b sign) int {
		return cmp.Or(cmp.Compare(a.ID, b.ID), cmp.Compare(a.r, b.r), cmp.Compare(a.Advance, b.Advance))
	})
	for i, s := range u.signs {
		if i == 0 || u.signs[i-1].ID != s.ID {
			u.code[s.ID] = uint16(i + 1)
		} else {
			u.other[s] = uint16(i + 1)
		}
	}
}

// of returns the code of a sign.
func (u *use) of(s sign) uint16 {
	code := u.code[s.ID]
	if u.signs[code-1] != s {
		code = u.other[s]
	}
	return code
}

// width returns the advance of a code in hundred-thousandths of an em: two
// decimals of the thousandths in which the file gives it.
func (u *use) width(code uint16) int64 {
	em := int64(u.face.UnitsPerEm())
	return (int64(u.signs[code-1].Advance)*100_000 + em/2) / em
}

// picks returns what the subset is to have.
func (u *use) picks() []font.Pick {
	picks := make([]font.Pick, len(u.signs))
	for i, s := range u.signs {
		picks[i] = s.Pick
	}
	return picks
}

// toUnicode returns the CMap that tells which character each code is, so that
// text can be searched and copied (ISO 32000-1 9.10.3).
func (u *use) toUnicode() []byte {
	const most = 100 // entries of one block
	b := make([]byte, 0, 512+20*len(u.signs))
	b = append(b, `/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<0000> <FFFF>
endcodespacerange
`...)
	for from := 0; from < len(u.signs); from += most {
		to := min(from+most, len(u.signs))
		b = fmt.Appendf(b, "%d beginbfchar\n", to-from)
		for i := from; i < to; i++ {
			b = append(b, '<')
			b = appendHex(b, uint16(i+1))
			b = append(b, "> <"...)
			b = appendUTF16(b, u.signs[i].r)
			b = append(b, ">\n"...)
		}
		b = append(b, "endbfchar\n"...)
	}
	return append(b, "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n"...)
}

// appendUTF16 appends a character as hexadecimal UTF-16, big end first.
func appendUTF16(b []byte, r rune) []byte {
	if high, low := utf16.EncodeRune(r); high != utf8.RuneError {
		return appendHex(appendHex(b, uint16(high)), uint16(low))
	}
	return appendHex(b, uint16(r))
}

func appendHex(b []byte, v uint16) []byte {
	const digits = "0123456789ABCDEF"
	return append(b, digits[v>>12], digits[v>>8&15], digits[v>>4&15], digits[v&15])
}
