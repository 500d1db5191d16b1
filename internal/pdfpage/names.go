package pdfpage

import (
	"maps"
	"strconv"
	"strings"
	"sync"

	"golang.org/x/text/encoding/charmap"
)

// glyphText returns the characters that a glyph's name stands for (Adobe Glyph
// List Specification), of those names that simple fonts use; "" if unknown.
func glyphText(n string) string {
	n, _, _ = strings.Cut(n, ".")
	if len(n) == 1 {
		return n
	}
	if r, ok := glyphNames()[n]; ok {
		return string(r)
	}
	if hex, ok := strings.CutPrefix(n, "uni"); ok && len(hex) >= 4 && len(hex)%4 == 0 {
		var s strings.Builder
		for ; hex != ""; hex = hex[4:] {
			v, err := strconv.ParseUint(hex[:4], 16, 16)
			if err != nil {
				return ""
			}
			s.WriteString(string(rune(v)))
		}
		return s.String()
	}
	if hex, ok := strings.CutPrefix(n, "u"); ok && len(hex) >= 4 && len(hex) <= 6 {
		if v, err := strconv.ParseUint(hex, 16, 21); err == nil {
			return string(rune(v))
		}
	}
	return ""
}

var glyphNames = sync.OnceValue(func() map[string]rune {
	m := map[string]rune{}
	add := func(first rune, names string) {
		for n := range strings.FieldsSeq(names) {
			if n != "-" {
				m[n] = first
			}
			first++
		}
	}
	add(' ', "space exclam quotedbl numbersign dollar percent ampersand quotesingle parenleft parenright asterisk plus comma hyphen period slash "+
		"zero one two three four five six seven eight nine colon semicolon less equal greater question at")
	add('[', "bracketleft backslash bracketright asciicircum underscore grave")
	add('{', "braceleft bar braceright asciitilde")
	add(0xa0, "nbspace exclamdown cent sterling currency yen brokenbar section dieresis copyright ordfeminine guillemotleft logicalnot sfthyphen registered macron "+
		"degree plusminus twosuperior threesuperior acute mu paragraph periodcentered cedilla onesuperior ordmasculine guillemotright onequarter onehalf threequarters questiondown "+
		"Agrave Aacute Acircumflex Atilde Adieresis Aring AE Ccedilla Egrave Eacute Ecircumflex Edieresis Igrave Iacute Icircumflex Idieresis "+
		"Eth Ntilde Ograve Oacute Ocircumflex Otilde Odieresis multiply Oslash Ugrave Uacute Ucircumflex Udieresis Yacute Thorn germandbls "+
		"agrave aacute acircumflex atilde adieresis aring ae ccedilla egrave eacute ecircumflex edieresis igrave iacute icircumflex idieresis "+
		"eth ntilde ograve oacute ocircumflex otilde odieresis divide oslash ugrave uacute ucircumflex udieresis yacute thorn ydieresis")
	add(0x2013, "endash emdash")
	add(0x2018, "quoteleft quoteright quotesinglbase - quotedblleft quotedblright quotedblbase")
	add(0x2020, "dagger daggerdbl bullet")
	add(0xfb00, "ff fi fl ffi ffl")
	maps.Copy(m, map[string]rune{"ellipsis": '…', "perthousand": '‰', "guilsinglleft": '‹', "guilsinglright": '›', "Euro": '€', "trademark": '™',
		"minus": '−', "fraction": '⁄', "OE": 'Œ', "oe": 'œ', "dotlessi": 'ı', "florin": 'ƒ', "lessequal": '≤', "greaterequal": '≥', "infinity": '∞'})
	return m
})

// baseEncoding returns the characters of a simple font's codes.
func baseEncoding(n name) (table [256]string) {
	decode := func(m *charmap.Charmap) {
		for i := range table {
			if r := m.DecodeByte(byte(i)); i >= 0x20 && r != '\ufffd' {
				table[i] = string(r)
			}
		}
	}
	switch n {
	case "MacRomanEncoding":
		decode(charmap.Macintosh)
	case "WinAnsiEncoding":
		decode(charmap.Windows1252)
	default: // StandardEncoding
		for i := 0x20; i < 0x7f; i++ {
			table[i] = string(rune(i))
		}
		table['\''], table['`'] = "’", "‘"
		for i, n := range strings.Fields("exclamdown cent sterling fraction yen florin section currency quotesingle quotedblleft guillemotleft guilsinglleft guilsinglright fi fl " +
			"- endash dagger daggerdbl periodcentered - paragraph bullet quotesinglbase quotedblbase quotedblright guillemotright ellipsis perthousand - questiondown") {
			table[0xa1+i] = glyphText(n)
		}
		table[0xd0] = "—"
	}
	return table
}
