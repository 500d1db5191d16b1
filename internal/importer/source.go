// Package importer reads a plan as it was issued — plain text or DOCX — and
// makes the plan definition from it. Nothing is dropped: what is not
// understood stays as text in its place.
package importer

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"

	"fangan/internal/diag"
)

// A Line is one paragraph of the source, or a table of it.
type Line struct {
	Number int    // in the source, from 1; of a DOCX its paragraph; the first one where several were joined
	Text   string // without blanks at either end; empty for a table
	// Outline is the level of a heading style, from 1; 0: none is known.
	Outline int
	// Table holds the rows of a table, all of equal length; nil for text. A cell
	// that is one with that above is joinAbove, with that at its left joinLeft.
	Table [][]string
	// Page marks what belongs to a page of paper, no matter what it says: its
	// number, a head that is repeated.
	Page bool

	id int // place in the source, from 1: several lines may have one number
	// labelled is known of the line that follows another.
	labelled bool
	asText   bool     // it is known to be no heading, whatever it looks like
	indent   int      // cells of blank before the text
	gap      bool     // a blank line stands above
	cells    []string // the text divided at tabs and wide blanks; nil if nothing divides it
}

// maxSource bounds a plain text; a plan has less than a hundredth of it.
const maxSource = 64 << 20

// ErrNoText is returned for a file that holds no text at all.
var ErrNoText = errors.New("no text")

// ReadText reads a plain text in UTF-8 or GB18030. The finding says why a file
// can't be read.
func ReadText(name string, data []byte) ([]Line, *diag.Diagnostic) {
	text, fault, help := decodeText(data)
	if fault != "" {
		return nil, &diag.Diagnostic{Rule: "import/encoding", Severity: diag.Error, Message: fmt.Sprintf("“%s”%s", name, fault), Help: help}
	}
	lines := rawLines(text)
	if len(lines) == 0 {
		return nil, &diag.Diagnostic{Rule: "import/empty", Severity: diag.Error, Message: fmt.Sprintf("“%s”里没有文字", name), Help: "请确认选对了文件"}
	}
	return unwrap(findTables(lines)), nil
}

// rawLines are the lines of a text as they stand, empty ones left out.
func rawLines(text string) []Line {
	var lines []Line
	number, gap := 0, false
	for raw := range strings.Lines(text) {
		number++
		line := clean(raw)
		trimmed := strings.TrimFunc(line, blank)
		if trimmed == "" {
			gap = true
			continue
		}
		indent := 0
		for _, r := range line {
			if !blank(r) {
				break
			}
			indent += cellsOf(r)
		}
		lines = append(lines, Line{Number: number, Text: trimmed, indent: indent, gap: gap, cells: cellsIn(raw, trimmed)})
		gap = false
	}
	return lines
}

// cellsOf is how wide a character is: two cells for a Chinese one.
func cellsOf(r rune) int {
	if r >= 0x2e80 || r == '—' || r == '…' || r == '“' || r == '”' {
		return 2
	}
	return 1
}

// widthOf is how wide a text is. A blank between a number and 汉字 is none: it
// is what a reader of PDF files makes of the narrow gap there.
func widthOf(s string) int {
	n := 0
	before, gap := rune(0), 0
	for _, r := range s {
		if r == ' ' {
			gap++
			continue
		}
		if gap != 1 || (before < 0x80) == (r < 0x80) {
			n += gap
		}
		n += cellsOf(r)
		before, gap = r, 0
	}
	return n + gap
}

func decodeText(data []byte) (text, fault, help string) {
	const saveAs = "请用 WPS 或记事本打开，另存为 UTF-8 编码的纯文本（.txt）或 Word 文档（.docx）"
	switch {
	case len(data) > maxSource:
		return "", fmt.Sprintf("有 %d MB，太大了", len(data)>>20), "请确认这是一份方案"
	case bytes.HasPrefix(data, []byte("\xd0\xcf\x11\xe0")):
		return "", "是旧版 Word（.doc）或 WPS（.wps）文件，或者加了密码", "请用 WPS 或 Word 打开，去掉密码，另存为 .docx"
	case bytes.HasPrefix(data, []byte("%PDF")):
		return "", "是 PDF 文件", "请用生成它的 Word 或 WPS 文件；没有的话，把文字复制出来存为 .txt"
	case bytes.HasPrefix(data, []byte("{\\rtf")):
		return "", "是 RTF 文件", "请用 WPS 或 Word 打开，另存为 .docx"
	case isMarkup(data):
		return "", "是网页文件", "请在浏览器里打开，把方案的文字复制出来存为 .txt；或者用 Word 打开，另存为 .docx"
	case bytes.HasPrefix(data, []byte{0xff, 0xfe}) || bytes.HasPrefix(data, []byte{0xfe, 0xff}):
		return "", "是 UTF-16 编码", saveAs
	}
	if s := strings.TrimPrefix(string(data), "\ufeff"); utf8.ValidString(s) {
		if strings.ContainsRune(s, 0) {
			return "", "不是纯文本", saveAs
		}
		return normaliseBreaks(s), "", ""
	}
	decoded, err := simplifiedchinese.GB18030.NewDecoder().Bytes(data)
	if err != nil || bytes.ContainsRune(decoded, utf8.RuneError) || bytes.ContainsRune(decoded, 0) {
		return "", "不是纯文本，或文件已损坏", saveAs
	}
	return normaliseBreaks(string(decoded)), "", ""
}

// isMarkup tells HTML from a text.
func isMarkup(data []byte) bool {
	head := bytes.ToLower(bytes.TrimLeft(bytes.TrimPrefix(data[:min(len(data), 512)], []byte("\ufeff")), " \t\r\n"))
	return bytes.HasPrefix(head, []byte("<!doctype")) || bytes.HasPrefix(head, []byte("<html")) || bytes.HasPrefix(head, []byte("<?xml"))
}

func normaliseBreaks(s string) string {
	return strings.NewReplacer("\r\n", "\n", "\r", "\n", "\v", "\n", "\f", "\n", "\u2028", "\n", "\u2029", "\n", "\u0085", "\n").Replace(s)
}

// clean drops what no reader sees and no document prints: zero-width
// characters, byte order marks, controls. Tabs become blanks.
func clean(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\t' || r == '\u00a0':
			return ' '
		case unicode.IsControl(r), unicode.Is(unicode.Cf, r), unicode.Is(unicode.Variation_Selector, r), unicode.Is(unicode.Co, r),
			r >= 0xfdd0 && r <= 0xfdef, r&0xfffe == 0xfffe:
			return -1
		}
		return r
	}, s)
}

func blank(r rune) bool { return unicode.IsSpace(r) || r == '\u3000' }

// widen turns half-width marks between Chinese characters into full-width
// ones, as documents print them (GB/T 15834), and drops blanks beside Chinese
// characters; only between two Han a blank says something (columns, lists of
// names) and becomes a full-width one. Marks inside numbers and Latin words
// stay.
func widen(s string) string {
	if isPlain(s) {
		return s
	}
	runes := []rune(s)
	out := make([]rune, 0, len(runes))
	for i, r := range runes {
		before, after := neighbour(runes, i, -1), neighbour(runes, i, 1)
		switch {
		case blank(r):
			if unicode.Is(unicode.Han, before) && (unicode.Is(unicode.Han, after) || after == '×' && leftOut(runes[i:])) {
				if len(out) > 0 && out[len(out)-1] != '\u3000' {
					out = append(out, '\u3000')
				}
				continue
			}
			if chinese(before) || chinese(after) || before == 0 || after == 0 {
				continue
			}
			out = append(out, ' ')
			continue
		case halfMarks[r] != 0 && (chinese(before) || chinese(after)) && !(digit(before) && digit(after)):
			r = halfMarks[r]
		}
		out = append(out, r)
	}
	return string(out)
}

// leftOut reports whether a text opens, behind blanks, with a name that was left
// out: ××县, ×市.
func leftOut(runes []rune) bool {
	for i, r := range runes {
		if !blank(r) {
			return i+1 < len(runes) && (runes[i+1] == '×' || unicode.Is(unicode.Han, runes[i+1]))
		}
	}
	return false
}

var halfMarks = map[rune]rune{',': '，', ';': '；', ':': '：', '(': '（', ')': '）', '?': '？', '!': '！'}

func isPlain(s string) bool { return !strings.ContainsAny(s, ",;:()?! \u3000") }

// neighbour is the nearest character in a direction that is no blank; 0 at the
// end.
func neighbour(runes []rune, i, step int) rune {
	for i += step; i >= 0 && i < len(runes); i += step {
		if !blank(runes[i]) {
			return runes[i]
		}
	}
	return 0
}

func digit(r rune) bool { return r >= '0' && r <= '9' }

// chinese reports what belongs to Chinese text: Han, full-width marks, quotes.
func chinese(r rune) bool {
	return unicode.Is(unicode.Han, r) || r >= 0x3000 && r <= 0x303f || r >= 0xff00 && r <= 0xff60 || strings.ContainsRune("“”‘’…—·①②③④⑤⑥⑦⑧⑨⑩％℃", r)
}
