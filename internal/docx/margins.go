package docx

import (
	"slices"
	"strings"
)

// maxMargins bounds the headers and footers that are looked at.
const maxMargins = 100

// sampleNotes looks into the parts beside the body for what notes quote. A part
// that is damaged is not worth an error: nothing is read from it.
func (b *body) sampleNotes(a *archive, all links) {
	for _, kind := range []struct {
		note  Kind
		links []string
	}{{Footnotes, []string{"footnotes", "endnotes"}}, {Comments, []string{"comments"}}} {
		n := b.notes[kind.note]
		for _, name := range kind.links {
			if n != nil && n.Sample == "" {
				n.Sample = firstRunes(b.aside(a, all.first(name)), sampleRunes)
			}
		}
	}
	var seen []string
	for _, l := range all {
		if l.kind != "header" && l.kind != "footer" || !slices.Contains(b.sections, l.id) || slices.Contains(seen, l.target) {
			continue
		}
		if len(seen) == maxMargins {
			break
		}
		seen = append(seen, l.target)
		switch text := b.aside(a, l.target); {
		case text == "":
		case strings.Trim(text, "0123456789-—–－·• \u3000第页共/") == "":
			b.note(PageNumbers, "")
		default:
			b.note(Margins, text)
		}
	}
}

// aside returns the text of a part beside the body; " " for a page number that
// is still to be computed.
func (b *body) aside(a *archive, part string) string {
	side := body{styles: b.styles, notes: map[Kind]*Note{}}
	if part == "" || side.read(a, part) != nil {
		return ""
	}
	var text strings.Builder
	for _, s := range side.slots {
		if t := strings.TrimSpace(string(s.text)); t != "" && text.Len() < 4*sampleRunes {
			text.WriteString(t)
		}
	}
	if text.Len() == 0 && side.notes[PageNumbers] != nil {
		return " "
	}
	return text.String()
}
