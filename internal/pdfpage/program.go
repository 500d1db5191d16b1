package pdfpage

import (
	"encoding/binary"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// A program is an embedded font program: TrueType, or CFF by itself or in
// OpenType. Offsets are checked where they are used; a broken program answers
// less.
type program struct {
	tables   map[string][]byte
	em       int // units
	glyphs   int
	longLoca bool
	cff      *cff

	unicodes map[rune]int // of the cmap for Unicode
	codes    map[byte]int // of the cmaps for single bytes
}

// A box is the extent of a glyph's ink in thousandths of the em.
type box struct{ x0, y0, x1, y1 float64 }

// program opens the program of a font descriptor.
func (f *file) program(font *Font, descriptor dict) {
	for _, k := range []name{"FontFile", "FontFile2", "FontFile3"} {
		s, ok := f.resolve(descriptor[k]).(*stream)
		if !ok {
			continue
		}
		font.Embedded = true
		data, err := f.decode(s)
		if err != nil || k == "FontFile" {
			return
		}
		var p *program
		if k == "FontFile3" && f.name(s.dict["Subtype"]) != "OpenType" {
			p = bareCFF(data)
		} else {
			p = parseProgram(data)
		}
		if p == nil {
			return
		}
		font.program = p
		font.Family = p.family()
		font.Shapes = p.cff != nil || p.tables["glyf"] != nil && p.tables["loca"] != nil
		return
	}
}

func bareCFF(data []byte) *program {
	c := parseCFF(data)
	if c == nil {
		return nil
	}
	return &program{cff: c, em: 1000, glyphs: len(c.charStrings)}
}

func u16(b []byte, at int) int {
	if at < 0 || at+2 > len(b) {
		return 0
	}
	return int(binary.BigEndian.Uint16(b[at:]))
}

func i16(b []byte, at int) int { return int(int16(u16(b, at))) }

func u32(b []byte, at int) int {
	if at < 0 || at+4 > len(b) {
		return 0
	}
	return int(binary.BigEndian.Uint32(b[at:]))
}

func parseProgram(data []byte) *program {
	if len(data) >= 16 && string(data[:4]) == "ttcf" {
		at := u32(data, 12)
		if at <= 0 || at >= len(data) {
			return nil
		}
		return parseTables(data, at)
	}
	return parseTables(data, 0)
}

func parseTables(data []byte, at int) *program {
	p := &program{tables: map[string][]byte{}, em: 1000}
	n := u16(data, at+4)
	for i := range min(n, 64) {
		record := at + 12 + 16*i
		if record+16 > len(data) {
			break
		}
		offset, size := u32(data, record+8), u32(data, record+12)
		if offset > len(data) {
			continue
		}
		p.tables[string(data[record:record+4])] = data[offset:min(len(data), offset+size)]
	}
	if head := p.tables["head"]; len(head) >= 54 {
		p.em = max(1, u16(head, 18))
		p.longLoca = u16(head, 50) == 1
	}
	p.glyphs = u16(p.tables["maxp"], 4)
	if t := p.tables["CFF "]; t != nil {
		p.cff = parseCFF(t)
	}
	if len(p.tables) == 0 {
		return nil
	}
	return p
}

// family returns the name by which people know the face; Chinese ones first.
func (p *program) family() string {
	t := p.tables["name"]
	best, score := "", 0
	count, storage := u16(t, 2), u16(t, 4)
	for i := range min(count, 512) {
		record := 6 + 12*i
		platform, language, id := u16(t, record), u16(t, record+4), u16(t, record+6)
		size, offset := u16(t, record+8), storage+u16(t, record+10)
		if id != 1 && id != 4 && id != 6 || offset+size > len(t) {
			continue
		}
		s := 1
		raw := t[offset : offset+size]
		var value string
		switch platform {
		case 0, 3:
			list := make([]uint16, 0, size/2)
			for k := 0; k+1 < size; k += 2 {
				list = append(list, uint16(u16(raw, k)))
			}
			value = string(utf16.Decode(list))
			s = 2
			if language == 0x804 {
				s = 4
			}
		case 1:
			value = string(raw)
		}
		if id == 4 {
			s++
		}
		if value = strings.ToValidUTF8(value, ""); value != "" && s > score {
			best, score = value, s
		}
	}
	return best
}

// box returns the extent of a glyph's ink; ok is false if it has none or its
// outline can't be read.
func (p *program) box(gid int) (b box, ok bool) {
	if p.cff != nil {
		return p.cff.box(gid)
	}
	loca, glyf := p.tables["loca"], p.tables["glyf"]
	var from, to int
	switch {
	case gid < 0:
		return b, false
	case p.longLoca && 4*gid+8 <= len(loca):
		from, to = u32(loca, 4*gid), u32(loca, 4*gid+4)
	case !p.longLoca && 2*gid+4 <= len(loca):
		from, to = 2*u16(loca, 2*gid), 2*u16(loca, 2*gid+2)
	default:
		return b, false
	}
	if to-from < 10 || from < 0 || to > len(glyf) {
		return b, false
	}
	scale := 1000 / float64(p.em)
	g := glyf[from:]
	return box{float64(i16(g, 2)) * scale, float64(i16(g, 4)) * scale, float64(i16(g, 6)) * scale, float64(i16(g, 8)) * scale}, true
}

// texts returns the character of each glyph, by the cmap of the program.
func (p *program) texts() map[int]string {
	p.readCMap()
	m := make(map[int]string, len(p.unicodes))
	least := make(map[int]rune, len(p.unicodes))
	for r, gid := range p.unicodes {
		if old, ok := least[gid]; !ok || r < old {
			least[gid] = r
		}
	}
	for gid, r := range least {
		m[gid] = string(r)
	}
	return m
}

func (p *program) readCMap() {
	if p.unicodes != nil {
		return
	}
	p.unicodes, p.codes = map[rune]int{}, map[byte]int{}
	t := p.tables["cmap"]
	for i := range min(u16(t, 2), 32) {
		record := 4 + 8*i
		platform, encoding, offset := u16(t, record), u16(t, record+2), u32(t, record+4)
		if offset <= 0 || offset >= len(t) {
			continue
		}
		s := t[offset:]
		unicode := platform == 0 || platform == 3 && (encoding == 1 || encoding == 10)
		add := func(c, gid int) {
			switch {
			case gid == 0 || c > 0x10ffff:
			case unicode:
				p.unicodes[rune(c)] = gid
			case platform == 3 && c >= 0xf000 && c <= 0xf0ff:
				p.codes[byte(c)] = gid
			case c < 256:
				if _, ok := p.codes[byte(c)]; !ok {
					p.codes[byte(c)] = gid
				}
			}
		}
		switch u16(s, 0) {
		case 0:
			for c := range min(256, max(0, len(s)-6)) {
				add(c, int(s[6+c]))
			}
		case 4:
			segments := u16(s, 6) / 2
			for k := range segments {
				last, first := u16(s, 14+2*k), u16(s, 16+2*segments+2*k)
				delta, at := u16(s, 16+4*segments+2*k), 16+6*segments+2*k
				rangeOffset := u16(s, at)
				for c := first; c <= last && c < 0xffff; c++ {
					gid := c + delta
					if rangeOffset != 0 {
						if gid = u16(s, at+rangeOffset+2*(c-first)); gid != 0 {
							gid += delta
						}
					}
					add(c, gid&0xffff)
				}
			}
		case 6:
			first := u16(s, 6)
			for k := range u16(s, 8) {
				add(first+k, u16(s, 10+2*k))
			}
		case 12:
			total := 0
			for k := range min(u32(s, 12), len(s)/12) {
				group := 16 + 12*k
				first, last, gid := u32(s, group), u32(s, group+4), u32(s, group+8)
				for c := first; c <= last && c <= 0x10ffff && total < 1<<18; c++ {
					add(c, gid+c-first)
					total++
				}
			}
		}
	}
}

// glyphOfCode returns the glyph of a code of a symbolic simple font.
func (p *program) glyphOfCode(c byte) int {
	p.readCMap()
	return p.codes[c]
}

// glyphOfSimple returns the glyph of a code of a simple TrueType font; -1 if
// that can't be told (ISO 32000-1 9.6.6.4).
func (p *program) glyphOfSimple(c byte, text string) int {
	p.readCMap()
	if r, size := utf8.DecodeRuneInString(text); size > 0 {
		if gid, ok := p.unicodes[r]; ok {
			return gid
		}
	}
	if gid, ok := p.codes[c]; ok {
		return gid
	}
	return -1
}

func (p *program) glyphOfName(n string) int {
	if p.cff == nil || n == "" {
		return -1
	}
	return p.cff.glyphOfName(n)
}
