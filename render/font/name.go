package font

import (
	"cmp"
	"strings"
	"unicode/utf16"
)

// Name ids and languages of the name table.
const (
	nameCopyright  = 0
	nameFamily     = 1
	nameFull       = 4
	namePostScript = 6

	langChinese = 0x0804 // zh-CN
	langEnglish = 0x0409
)

// Family returns the name by which programs list the face, Chinese before
// English before any other language: 仿宋_GB2312. It is the PostScript name
// where the face has no other.
func (f *Face) Family() string { return cmp.Or(readName(f.names, nameFamily, langChinese), f.name) }

// FullName returns the name of the face with its weight, chosen as Family is.
func (f *Face) FullName() string { return cmp.Or(readName(f.names, nameFull, langChinese), f.name) }

// Copyright returns the copyright line of the face, "" if it has none.
func (f *Face) Copyright() string { return readName(f.names, nameCopyright, langEnglish) }

// readName returns the string of an id in the preferred language if there is
// one, otherwise in English, otherwise in whatever comes first.
func readName(t table, id uint16, preferred uint16) string {
	best, bestScore := "", 0
	storage := int(t.u16(4))
	for i := range int(t.u16(2)) {
		record := 6 + 12*i
		if record+12 > len(t) {
			break
		}
		if t.u16(record+6) != id {
			continue
		}
		platform, language := t.u16(record), t.u16(record+4)
		score := 2
		switch {
		case platform == 3 && language == preferred:
			score = 4
		case platform == 3 && language == langEnglish:
			score = 3
		case platform == 1: // Macintosh, only read where it is ASCII
			score = 1
		}
		if score <= bestScore {
			continue
		}
		offset := storage + int(t.u16(record+10))
		raw, ok := t.sub(offset, offset+int(t.u16(record+8)))
		if !ok {
			continue
		}
		if text := decodeName(platform, raw); text != "" {
			best, bestScore = text, score
		}
	}
	return best
}

// decodeName reads UTF-16 of the Unicode and Windows platforms and ASCII of
// the Macintosh; "" for anything else.
func decodeName(platform uint16, raw table) string {
	if platform == 1 {
		for i := range len(raw) {
			if raw[i] < ' ' || raw[i] > '~' {
				return ""
			}
		}
		return string(raw)
	}
	units := make([]uint16, len(raw)/2)
	for i := range units {
		units[i] = raw.u16(2 * i)
	}
	return strings.TrimSpace(strings.ToValidUTF8(string(utf16.Decode(units)), ""))
}

// postScriptName returns the PostScript name, cut to what a PDF name may hold
// without escapes. Old Chinese faces have spaces or 汉字 in it.
func postScriptName(t table) string {
	const longest = 63
	var clean strings.Builder
	for _, r := range readName(t, namePostScript, langEnglish) {
		if ('a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9' || r == '-' || r == '_') && clean.Len() < longest {
			clean.WriteRune(r)
		}
	}
	if clean.Len() == 0 {
		return "Unnamed"
	}
	return clean.String()
}
