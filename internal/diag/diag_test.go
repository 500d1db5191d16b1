package diag

import (
	"strings"
	"testing"
)

func TestPosition(t *testing.T) {
	s := NewSource("a.toml", "\ufefftitle = \"县\"\r\n二行\n")
	for _, c := range []struct{ offset, line, column int }{
		{3, 1, 1},
		{0, 1, 1},
		{strings.Index(s.Text, "县"), 1, 10},
		{strings.Index(s.Text, "二"), 2, 1},
		{strings.Index(s.Text, "行"), 2, 2},
		{len(s.Text), 3, 1},
		{len(s.Text) + 9, 3, 1},
		{-4, 1, 1},
	} {
		if got := s.Position(c.offset); got != (Position{c.line, c.column}) {
			t.Errorf("Position(%d) = %+v, want %d:%d", c.offset, got, c.line, c.column)
		}
	}
	if got := s.Line(1); got != `title = "县"` {
		t.Errorf("Line(1) = %q", got)
	}
}

func checkText(t *testing.T, text, marked, want string) {
	t.Helper()
	s := NewSource("p.toml", text)
	start := strings.Index(text, marked)
	var b strings.Builder
	err := WriteText(&b, List{{Rule: "x/y", Severity: Error, Span: Span{s, start, start + len(marked)}, Message: "错了", Help: "改对"}}, TextOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.TrimSuffix(b.String(), "\n"); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestCaretStandsUnderTheCharacter(t *testing.T) {
	checkText(t, "text = \"由县财政局负责\"", "县财政局", `p.toml:1:10: 错误：错了 [x/y]
    1 │ text = "由县财政局负责"
      │           ^~~~~~~~
      = 改法：改对`)
	checkText(t, "\tdue = 尽快\x00\r\n", "尽快", `p.toml:1:8: 错误：错了 [x/y]
    1 │     due = 尽快·
      │           ^~~~
      = 改法：改对`)
	checkText(t, "a\n第二行“引”", "引", `p.toml:2:5: 错误：错了 [x/y]
    2 │ 第二行“引”
      │         ^~
      = 改法：改对`)
}

func TestLongLinesAreCutAroundTheSpan(t *testing.T) {
	long := strings.Repeat("甲", 300) + "乙" + strings.Repeat("丙", 300)
	s := NewSource("p.toml", long)
	var b strings.Builder
	at := strings.Index(long, "乙")
	if err := WriteText(&b, List{{Severity: Warning, Span: Span{s, at, at + 3}, Message: "长"}}, TextOptions{}); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(b.String(), "\n")
	column := cells(lines[1][:strings.Index(lines[1], "乙")])
	if got := cells(lines[2][:strings.Index(lines[2], "^")]); got != column {
		t.Errorf("caret in cell %d, character in cell %d:\n%s", got, column, b.String())
	}
	if w := cells(lines[1]); w > snippetCells+9 {
		t.Errorf("snippet is %d cells wide", w)
	}
}

func TestSortedDropsDoubles(t *testing.T) {
	s := NewSource("a", "xyz")
	a := Diagnostic{Rule: "r", Severity: Error, Span: Span{s, 1, 2}, Message: "m"}
	b := Diagnostic{Rule: "r", Severity: Error, Span: Span{s, 0, 1}, Message: "m"}
	if got := (List{a, b, a}).Sorted(); len(got) != 2 || got[0].Span.Start != 0 {
		t.Errorf("Sorted = %+v", got)
	}
}

func FuzzWriteText(f *testing.F) {
	f.Add("title = \"县\"\r\n", 3, 9)
	f.Add("\ufeff\x00\x1b[31m\xff\t", 0, 4)
	f.Fuzz(func(t *testing.T, text string, start, end int) {
		s := NewSource("p", text)
		var b strings.Builder
		start = min(max(start, 0), len(text))
		end = min(max(end, start), len(text))
		if err := WriteText(&b, List{{Severity: Error, Span: Span{s, start, end}, Message: text}}, TextOptions{}); err != nil {
			t.Fatal(err)
		}
		if strings.ContainsAny(b.String(), "\x00\x1b\t\r") {
			t.Errorf("control characters reach the terminal: %q", b.String())
		}
	})
}
