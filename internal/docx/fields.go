package docx

import (
	"encoding/xml"
	"regexp"
	"strconv"
	"strings"
	"sync"
)

const (
	maxFields      = 50      // open at once; more are not looked into
	maxInstruction = 1 << 10 // bytes
)

// A field is one that began and has not ended (17.16.18). What stands between
// its begin and its separator is its instruction: text found there is read and
// cut off again at the separator, so that a damaged field without one loses
// nothing.
type field struct {
	begin       place
	separated   bool
	instruction []byte
}

// A place is one in the text read so far.
type place struct{ slot, offset int }

func (f *field) instruct(text string) {
	if !f.separated && len(f.instruction) < maxInstruction {
		f.instruction = append(f.instruction, text[:min(len(text), maxInstruction)]...)
	}
}

// kind is the first word of the instruction, in upper case.
func (f *field) kind() string {
	words := strings.Fields(string(f.instruction))
	if len(words) == 0 {
		return ""
	}
	return strings.ToUpper(words[0])
}

func (b *body) place(at *story) place {
	return place{at.open, len(b.slots[at.open].text)}
}

// cut takes back what was read from a place on.
func (b *body) cut(at *story, from place) {
	if from.slot >= len(b.slots) {
		return
	}
	if s := &b.slots[from.slot]; from.offset <= len(s.text) {
		s.text = s.text[:from.offset]
	}
	for i := from.slot + 1; i < len(b.slots); i++ {
		s := &b.slots[i]
		s.text = s.text[:0]
		s.gone = i != at.open
	}
}

func (b *body) fieldChar(at *story, e *xml.StartElement) {
	if at.open == closed {
		return
	}
	n := len(at.fields)
	switch attr(e, "fldCharType") {
	case "begin":
		at.fields = append(at.fields, field{begin: b.place(at)})
		if n >= maxFields { // forget the outermost
			at.fields = at.fields[1:]
		}
	case "separate":
		if n == 0 || at.fields[n-1].separated {
			return
		}
		f := &at.fields[n-1]
		b.cut(at, f.begin)
		f.separated = true
	case "end":
		if n == 0 {
			return
		}
		f := at.fields[n-1]
		at.fields = at.fields[:n-1]
		switch {
		case !f.separated:
			b.cut(at, f.begin)
			b.compute(&f)
		case f.kind() == "TOC":
			sample := b.sampleFrom(f.begin)
			b.cut(at, f.begin)
			b.note(Contents, sample)
		}
	}
}

func (b *body) sampleFrom(from place) string {
	for i := from.slot; i < len(b.slots); i++ {
		if text := strings.TrimSpace(string(b.slots[i].text)); text != "" {
			return text
		}
	}
	return ""
}

// overstrike matches what Word makes of 带圈字符 and of ruby text: EQ
// \o\ac(○,8), EQ \o\ad(\s\up 9(yún),云).
var overstrike = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`(?i)\\o\s*(?:\\a[a-z]\s*)?\(([^,，]*)[,，;；](.*)\)\s*$`)
})

var innerText = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`(?i)^\s*(?:\\s\s*\\(?:up|do)\s*-?[0-9]*\s*)?\(?([^()]*)\)?\s*$`)
})

// compute prints a field that has no result in the file, for those kinds that
// print all the same.
func (b *body) compute(f *field) {
	text := string(f.instruction)
	switch kind := f.kind(); kind {
	case "EQ", `EQ\O`:
		if m := overstrike().FindStringSubmatch(text); m != nil {
			if inner := innerText().FindStringSubmatch(m[2]); inner != nil {
				word := strings.TrimSpace(inner[1])
				if n, err := strconv.Atoi(word); err == nil && n >= 1 && n <= 20 && strings.ContainsAny(m[1], "○〇◯") {
					word = circled(n)
				}
				b.text(word)
				return
			}
		}
		b.note(Fields, text)
	case "SYMBOL":
		words := strings.Fields(text)
		font := ""
		if _, after, ok := strings.Cut(text, `\f`); ok {
			font = strings.Trim(strings.TrimSpace(after), `"`)
			font, _, _ = strings.Cut(font, `"`)
		}
		if len(words) > 1 {
			if n, err := strconv.ParseUint(words[1], 0, 16); err == nil && n >= ' ' {
				b.character(font, rune(n))
				return
			}
		}
		b.note(Fields, text)
	case "PAGE", "NUMPAGES", "SECTIONPAGES":
		b.note(PageNumbers, "")
	case "", "TC", "XE", "RD", "TA", "SET", "ASK", "PRIVATE", "ADVANCE", "COMMENTS": // print nothing
	case "FORMCHECKBOX", "FORMTEXT":
		b.note(Fields, "")
	default:
		b.note(Fields, text)
	}
}
