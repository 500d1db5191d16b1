package pdfpage

import (
	"slices"
	"strings"
)

// A Font is one font of a file, as text refers to it.
type Font struct {
	Name     string // as the file has it, without the tag of a subset
	Family   string // as the embedded program has it; may be empty
	Embedded bool
	// Shapes reports whether outlines can be measured: of glyphs that are
	// embedded as TrueType or CFF.
	Shapes bool
	// Type3 fonts are drawn by content streams, not by a font program.
	Type3 bool

	composite bool
	encoding  *cmap
	toUnicode *cmap
	simple    [256]string // characters of the codes of a simple font
	names     [256]string // their glyph names, where the encoding has them
	widths    map[int]float64
	standard  float64 // the width of what widths does not have
	vertical  map[int][3]float64
	verticals [2]float64
	perUnit   float64 // glyph space to thousandths of the em
	toGID     []byte
	program   *program
	glyphText map[int]string // characters of the glyphs of the program
	truetype  bool
}

// A shown glyph is one code of a string.
type shown struct {
	code   uint32
	bytes  int
	text   string // "" if nothing says what it is
	width  float64
	origin [2]float64 // of vertical writing, from the horizontal origin
	gid    int        // -1: unknown
	notdef bool
}

func (f *file) font(d dict) *Font {
	font := &Font{Name: string(f.name(d["BaseFont"])), perUnit: 1, standard: 0, widths: map[int]float64{}}
	if tag, rest, ok := strings.Cut(font.Name, "+"); ok && len(tag) == 6 {
		font.Name = rest
	}
	font.Name = decodeName(font.Name)
	if s, ok := f.resolve(d["ToUnicode"]).(*stream); ok {
		font.toUnicode = f.cmap(s, 0)
	}
	if f.name(d["Subtype"]) == "Type0" {
		f.composite(font, d)
	} else {
		f.simpleFont(font, d)
	}
	return font
}

// decodeName reads names that WPS and others write in GBK or UTF-8.
func decodeName(n string) string {
	if strings.ToValidUTF8(n, "") == n {
		return n
	}
	if m := predefined("GBK-EUC-H"); m != nil {
		if s, err := m.charset.NewDecoder().String(n); err == nil {
			return s
		}
	}
	return strings.ToValidUTF8(n, "?")
}

func (f *file) cmap(s *stream, depth int) *cmap {
	if m, ok := f.encoding[s]; ok {
		return m
	}
	f.encoding[s] = nil
	data, err := f.decode(s)
	if err != nil || depth > 4 {
		return nil
	}
	m := parseCMap(data, predefined)
	if base, ok := f.resolve(s.dict["UseCMap"]).(*stream); ok {
		if b := f.cmap(base, depth+1); b != nil {
			m.spaces = append(m.spaces, b.spaces...)
			m.cids = append(m.cids, b.cids...)
			slices.SortStableFunc(m.cids, func(a, b cidRange) int { return int(int64(a.lo) - int64(b.lo)) })
		}
	}
	if f.integer(s.dict["WMode"], 0) == 1 {
		m.vertical = true
	}
	f.encoding[s] = m
	return m
}

func (f *file) composite(font *Font, d dict) {
	font.composite = true
	switch v := f.resolve(d["Encoding"]).(type) {
	case name:
		font.encoding = predefined(string(v))
	case *stream:
		font.encoding = f.cmap(v, 0)
	}
	if font.encoding == nil || len(font.encoding.spaces) == 0 {
		font.encoding = identityH
	}
	var descendant dict
	if a := f.array(d["DescendantFonts"]); len(a) > 0 {
		descendant = f.dict(a[0])
	}
	font.truetype = f.name(descendant["Subtype"]) == "CIDFontType2"
	font.standard = f.number(descendant["DW"], 1000)
	f.cidWidths(descendant["W"], 1, func(cid int, v []float64) { font.widths[cid] = v[0] })
	font.verticals = [2]float64{880, -1000}
	if v := f.numbers(descendant["DW2"], 2); v != nil {
		font.verticals = [2]float64{v[0], v[1]}
	}
	if font.encoding.vertical {
		font.vertical = map[int][3]float64{}
		f.cidWidths(descendant["W2"], 3, func(cid int, v []float64) { font.vertical[cid] = [3]float64(v) })
	}
	if s, ok := f.resolve(descendant["CIDToGIDMap"]).(*stream); ok {
		font.toGID, _ = f.decode(s)
	}
	f.program(font, f.dict(descendant["FontDescriptor"]))
	if font.toUnicode == nil && font.program != nil && !font.encoding.unicode && font.encoding.charset == nil {
		font.glyphText = font.program.texts()
	}
}

// cidWidths reads the array W, or W2 with n = 3.
func (f *file) cidWidths(o any, n int, set func(cid int, v []float64)) {
	a := f.array(o)
	count := 0
	for i := 0; i+1 < len(a); {
		first := f.integer(a[i], -1)
		if list := f.array(a[i+1]); list != nil {
			for k := 0; k+n <= len(list); k += n {
				set(first+k/n, f.numbers(list[k:k+n], n))
			}
			i += 2
			continue
		}
		last := f.integer(a[i+1], -1)
		if i+2+n > len(a) {
			return
		}
		v := f.numbers(a[i+2:i+2+n], n)
		for cid := first; cid <= last && count < 1<<17; cid++ {
			set(cid, v)
			count++
		}
		i += 2 + n
	}
}

func (f *file) simpleFont(font *Font, d dict) {
	subtype := f.name(d["Subtype"])
	font.Type3 = subtype == "Type3"
	font.truetype = subtype == "TrueType"
	descriptor := f.dict(d["FontDescriptor"])
	f.program(font, descriptor)
	if font.Type3 {
		font.Embedded = true
		if m := f.numbers(d["FontMatrix"], 6); m != nil && m[0] != 0 {
			font.perUnit = m[0] * 1000
		}
	}
	base := name("")
	symbolic := f.integer(descriptor["Flags"], 0)&4 != 0
	switch v := f.resolve(d["Encoding"]).(type) {
	case name:
		base = v
	case dict:
		base = f.name(v["BaseEncoding"])
		font.simple = baseEncoding(base)
		code := 0
		for _, o := range f.array(v["Differences"]) {
			switch n := f.resolve(o).(type) {
			case int:
				code = n
			case name:
				if code >= 0 && code < 256 {
					font.names[code] = string(n)
					font.simple[code] = glyphText(string(n))
				}
				code++
			}
		}
	}
	if font.simple == [256]string{} {
		font.simple = baseEncoding(base)
		if base == "" && symbolic && font.program != nil {
			font.simple = [256]string{}
			texts := font.program.texts()
			for code := range font.simple {
				if gid := font.program.glyphOfCode(byte(code)); gid > 0 {
					font.simple[code] = texts[gid]
				}
			}
		}
	}
	font.standard = f.number(descriptor["MissingWidth"], 0)
	firstChar := f.integer(d["FirstChar"], 0)
	widths := f.array(d["Widths"])
	for i, w := range widths[:min(len(widths), 256)] {
		font.widths[firstChar+i] = f.number(w, 0)
	}
	if len(widths) == 0 {
		font.standard = 556 // one of the 14 standard fonts; their tables are not kept here
		if strings.HasPrefix(font.Name, "Courier") {
			font.standard = 600
		}
	}
}

// next takes the next glyph from a string.
func (font *Font) next(s text) shown {
	if !font.composite {
		c := s[0]
		g := shown{code: uint32(c), bytes: 1, text: font.simple[c], gid: -1}
		if font.toUnicode != nil {
			if t := font.toUnicode.text(uint32(c), 1); t != "" {
				g.text = t
			}
		}
		w, ok := font.widths[int(c)]
		if !ok {
			w = font.standard
		}
		g.width = w * font.perUnit
		if p := font.program; p != nil {
			if font.truetype {
				g.gid = p.glyphOfSimple(c, font.simple[c])
			} else {
				g.gid = p.glyphOfName(font.names[c])
			}
		}
		g.notdef = font.names[c] == ".notdef" || font.truetype && g.gid == 0
		return g
	}
	g := shown{gid: -1}
	g.code, g.bytes = font.encoding.next(s)
	cid := font.encoding.cid(g.code)
	if font.toUnicode != nil {
		g.text = font.toUnicode.text(g.code, g.bytes)
	}
	if g.text == "" {
		g.text = font.encoding.text(g.code, g.bytes)
	}
	if p := font.program; p != nil {
		g.gid = cid
		switch {
		case font.toGID != nil:
			g.gid = 0
			if 2*cid+1 < len(font.toGID) {
				g.gid = int(font.toGID[2*cid])<<8 | int(font.toGID[2*cid+1])
			}
		case p.cff != nil:
			g.gid = p.cff.glyphOfCID(cid)
		}
		g.notdef = g.gid == 0
		if g.text == "" && font.glyphText != nil {
			g.text = font.glyphText[g.gid]
		}
	}
	w, ok := font.widths[cid]
	if !ok {
		w = font.standard
		if (font.encoding.unicode || font.encoding.charset != nil) && g.code >= 0x20 && g.code < 0x7f && w == 1000 {
			w = 500
		}
	}
	g.width = w
	if font.encoding.vertical {
		v, ok := font.vertical[cid]
		if !ok {
			v = [3]float64{font.verticals[1], w / 2, font.verticals[0]}
		}
		g.width = v[0]
		g.origin = [2]float64{v[1], v[2]}
	}
	return g
}
