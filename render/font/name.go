package font

import (
	"cmp"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
)

// Name ids and languages of the name table.
const (
	nameCopyright  = 0
	nameFamily     = 1
	nameStyle      = 2
	nameFull       = 4
	namePostScript = 6

	nameTypographicFamily = 16

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
	eachRecord(t, func(r record) {
		if r.id != id {
			return
		}
		platform, language := r.platform, r.language
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
			return
		}
		if text := decodeName(r); text != "" {
			best, bestScore = text, score
		}
	})
	return best
}

// eachName calls visit with every name that can be read, in every language.
func eachName(t table, visit func(id uint16, text string)) {
	eachRecord(t, func(r record) {
		if text := decodeName(r); text != "" {
			visit(r.id, text)
		}
	})
}

// A record is an entry of the name table.
type record struct {
	platform, encoding, language, id uint16
	raw                              table
}

func eachRecord(t table, visit func(record)) {
	storage := int(t.u16(4))
	for i := range int(t.u16(2)) {
		at := 6 + 12*i
		if at+12 > len(t) {
			return
		}
		offset := storage + int(t.u16(at+10))
		if raw, ok := t.sub(offset, offset+int(t.u16(at+8))); ok {
			visit(record{t.u16(at), t.u16(at + 2), t.u16(at + 4), t.u16(at + 6), raw})
		}
	}
}

// decodeName reads UTF-16 of the Unicode and Windows platforms, and the GB 2312
// and ASCII of the Macintosh, which some Chinese faces have alone; "" for
// anything else.
func decodeName(r record) string {
	const macintosh, simplifiedChinese = 1, 25
	raw := r.raw
	if r.platform == macintosh && r.encoding == simplifiedChinese {
		text, err := simplifiedchinese.GBK.NewDecoder().String(string(raw))
		if err != nil || strings.ContainsFunc(text, func(r rune) bool { return r < ' ' || r == utf8.RuneError }) {
			return ""
		}
		return strings.TrimSpace(text)
	}
	if r.platform == macintosh {
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
