package diag

import (
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/mattn/go-runewidth"
)

// TextOptions says how WriteText writes.
type TextOptions struct {
	Colour bool // with the escape sequences of a terminal
}

// WriteText writes findings for people, in the order given:
//
//	2026/plan.toml:12:9: 错误：责任单位“县农业局”不在 units.toml 中 [unit/unknown]
//	   12 │ lead = ["县农业局"]
//	      │         ~~~~~~~~~~
//	      = 改法：是不是“县农业农村局”？
func WriteText(w io.Writer, l List, o TextOptions) error {
	var b strings.Builder
	for _, d := range l {
		writeFinding(&b, d, o)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

var severityWords = map[Severity]string{Error: "错误", Warning: "警告", Note: "提示"}

var severityColours = map[Severity]string{Error: "31;1", Warning: "33;1", Note: "36;1"}

func writeFinding(b *strings.Builder, d Diagnostic, o TextOptions) {
	paint := func(code, s string) string {
		if !o.Colour {
			return s
		}
		return "\x1b[" + code + "m" + s + "\x1b[0m"
	}
	if !d.Span.IsZero() {
		b.WriteString(paint("1", d.Span.where()) + ": ")
	}
	b.WriteString(paint(severityColours[d.Severity], severityWords[d.Severity]) + "：" + printable(d.Message))
	if d.Rule != "" {
		b.WriteString(" [" + d.Rule + "]")
	}
	b.WriteString("\n")
	if !d.Span.IsZero() {
		writeSnippet(b, d.Span, func(s string) string { return paint(severityColours[d.Severity], s) })
	}
	for _, r := range d.Related {
		if !r.Span.IsZero() {
			fmt.Fprintf(b, "      = 另见 %s：%s\n", r.Span.where(), printable(r.Message))
		}
	}
	if d.Help != "" {
		b.WriteString("      = 改法：" + printable(d.Help) + "\n")
	}
}

func (s Span) where() string {
	p := s.Position()
	return fmt.Sprintf("%s:%d:%d", s.Source.Name, p.Line, p.Column)
}

// snippetCells is how much of a long line is shown, in cells of a terminal.
const snippetCells = 96

// writeSnippet shows the line of a span and marks the span under it. A span of
// several lines is marked to the end of its first; of a long line the part
// around the span is shown.
func writeSnippet(b *strings.Builder, s Span, paint func(string) string) {
	p := s.Position()
	before, rest := splitAt(s.Source.Line(p.Line), p.Column-1)
	marked, after := splitAt(rest, utf8.RuneCountInString(s.Source.Text[s.Start:min(max(s.Start, s.End), len(s.Source.Text))]))
	before, marked, after = show(before), show(marked), show(after)

	const ellipsis = "…"
	before = cutFront(before, snippetCells/2, ellipsis)
	marked = cutBack(marked, snippetCells-cells(before), ellipsis)
	after = cutBack(after, max(0, snippetCells-cells(before)-cells(marked)), ellipsis)

	caret := "^" + strings.Repeat("~", max(0, cells(marked)-1))
	fmt.Fprintf(b, "%5d │ %s%s%s\n", p.Line, before, marked, after)
	fmt.Fprintf(b, "      │ %s%s\n", strings.Repeat(" ", cells(before)), paint(caret))
}

func splitAt(s string, runes int) (string, string) {
	for i := range s {
		if runes == 0 {
			return s[:i], s[i:]
		}
		runes--
	}
	return s, ""
}

// show makes every character of s occupy the cells that cells counts: tabs
// become blanks, and what a terminal would act on or hide becomes a sign.
func show(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		switch {
		case r == '\t':
			b.WriteString("    ")
		case r == utf8.RuneError && size == 1:
			b.WriteRune('\ufffd')
		case !visible(r):
			b.WriteRune('·')
		default:
			b.WriteRune(r)
		}
		i += size
	}
	return b.String()
}

func visible(r rune) bool {
	return r >= ' ' && r != 0x7f && !(r >= 0x80 && r < 0xa0) && runeCells(r) > 0
}

// printable is a message without what a terminal would act on.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' && r != '\n' || r == 0x7f || r >= 0x80 && r < 0xa0 {
			return '·'
		}
		return r
	}, s)
}

// cutFront drops characters from the front until s fits.
func cutFront(s string, limit int, ellipsis string) string {
	if cells(s) <= limit {
		return s
	}
	for cells(s) > limit-cells(ellipsis) {
		_, size := utf8.DecodeRuneInString(s)
		s = s[size:]
	}
	return ellipsis + s
}

// cutBack drops characters from the back until s fits.
func cutBack(s string, limit int, ellipsis string) string {
	if cells(s) <= limit {
		return s
	}
	width := 0
	for i, r := range s {
		if width += runeCells(r); width > limit-cells(ellipsis) {
			return s[:i] + ellipsis
		}
	}
	return s
}

// Cells returns how many cells of a Chinese terminal s occupies. Ambiguous
// characters, such as “ ” and …, count as two, as Chinese fonts draw them.
func Cells(s string) int { return cells(s) }

func cells(s string) int {
	n := 0
	for _, r := range s {
		n += runeCells(r)
	}
	return n
}

// widths does not look at the environment: the same finding looks the same
// everywhere.
var widths = &runewidth.Condition{EastAsianWidth: true}

func runeCells(r rune) int { return widths.RuneWidth(r) }
