package docx

import "strings"

// unknown stands for a character of a symbol font that has no Unicode of its
// own here.
const unknown = '\ufffd'

// symbols returns text set in a font, with what a symbol font shows in place of
// its letters and private-use codes.
func symbols(font, text string) string {
	return strings.Map(func(r rune) rune { return symbol(font, r) }, text)
}

// symbol returns what a font shows for a character of text. Word writes the
// codes of symbol fonts as U+F020 to U+F0FF; their letters may also stand in
// text as letters.
func symbol(font string, r rune) rune {
	switch {
	case r >= 0xf020 && r <= 0xf0ff:
		return glyph(font, r-0xf000)
	case r >= ' ' && r <= '~' && codesOf(font) != nil:
		return glyph(font, r)
	}
	return r
}

// glyph returns what a font shows for one of its codes, up to 0xff.
func glyph(font string, code rune) rune {
	codes := codesOf(font)
	switch {
	case code == ' ':
		return ' '
	case codes != nil && codes[code] != 0:
		return codes[code]
	case codes == nil && code == 0xb7: // the bullet of lists, whose font is not always said
		return '•'
	}
	return unknown
}

// codesOf returns the encoding of a symbol font; nil for other fonts.
func codesOf(font string) *[256]rune {
	switch strings.ToLower(font) {
	case "symbol":
		return &adobe
	case "wingdings":
		return &wingdings
	case "wingdings 2":
		return &wingdings2
	case "wingdings 3", "webdings":
		return &unread
	}
	return nil
}

// adobe is the encoding of the font Symbol.
var adobe = codes(map[rune]string{
	0x21: "!∀#∃%&∋()∗+,−./0123456789:;<=>?≅ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ[∴]⊥_‾αβχδεφγηιϕκλμνοπθρστυϖωξψζ{|}∼",
	0xa0: "€ϒ′≤⁄∞ƒ♣♦♥♠↔←↑→↓°±″≥×∝∂•÷≠≡≈…⏐⎯↵ℵℑℜ℘⊗⊕∅∩∪⊃⊇⊄⊂⊆∈∉∠∇®©™∏√⋅¬∧∨⇔⇐⇑⇒⇓◊〈®©™∑⎛⎜⎝⎡⎢⎣⎧⎨⎩⎪",
	0xf1: "〉∫⌠⎮⌡⎞⎟⎠⎤⎥⎦⎫⎬⎭",
})

// wingdings holds the characters that lists and forms use.
var wingdings = codes(map[rune]string{
	0x22: "✂", 0x28: "☎", 0x2a: "✉", 0x36: "⌛", 0x3f: "✍", 0x41: "✌", 0x45: "☜☞☝☟", 0x4a: "☺", 0x52: "☼",
	0x6c: "●❍■□❐", 0x71: "❑❒⬧⧫◆❖⬥⌧⍓⌘", 0x7b: "❀✿❝❞",
	0x80: "⓪①②③④⑤⑥⑦⑧⑨⑩⓿❶❷❸❹❺❻❼❽❾❿", 0x9e: "·•▪○", 0xa4: "◉◎", 0xa7: "▪◻", 0xaa: "✦★✶✴✹✵",
	0xd8: "➢", 0xdc: "➲", 0xdf: "←→↑↓↖↗↙↘", 0xe8: "➔", 0xef: "⇦⇨⇧⇩⬄⇳", 0xfb: "✗✓☒☑",
})

var wingdings2 = codes(map[rune]string{
	0x4f: "✗✓☒☑☒☒", 0x69: "⓪①②③④⑤⑥⑦⑧⑨⑩⓿❶❷❸❹❺❻❼❽❾❿", 0x97: "●", 0xa2: "■□",
})

// unread is the encoding of symbol fonts that plans are not written in.
var unread [256]rune

func codes(runs map[rune]string) [256]rune {
	var t [256]rune
	for first, run := range runs {
		for i, r := range []rune(run) {
			t[int(first)+i] = r
		}
	}
	return t
}

// superscript turns a raised number into its characters: m3 with a raised 3 is
// m³, and 104 with a raised 4 no number of three digits. Other raised text
// stays.
func superscript(text string) string {
	if strings.Trim(text, "0123456789+-−") != "" {
		return text
	}
	return raised.Replace(text)
}

var raised = strings.NewReplacer("0", "⁰", "1", "¹", "2", "²", "3", "³", "4", "⁴", "5", "⁵", "6", "⁶", "7", "⁷", "8", "⁸", "9", "⁹", "+", "⁺", "-", "⁻", "−", "⁻")
