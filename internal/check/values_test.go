package check_test

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"testing/fstest"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"fangan/internal/check"
	"fangan/internal/diag"
	"fangan/internal/plan"
)

// TestValues holds what is said of odd values in [issue] and [[attachments]], by
// the loader and by the rules together: each cause once. A block is what stands in
// an 印发稿 that is otherwise complete; behind an arrow each finding of it, with its
// line in the block and its columns.
func TestValues(t *testing.T) {
	const file = "testdata/values.txt"
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var got strings.Builder
	for block := range strings.SplitSeq(strings.TrimSpace(string(data)), "\n\n") {
		var input strings.Builder
		for line := range strings.Lines(block + "\n") {
			switch {
			case strings.HasPrefix(line, "#"):
				got.WriteString(line)
			case !strings.HasPrefix(line, "→"):
				input.WriteString(line)
			}
		}
		if input.Len() == 0 {
			got.WriteString("\n")
			continue
		}
		got.WriteString(input.String() + findingsOf(t, input.String()) + "\n")
	}
	if *update {
		if err := os.WriteFile(file, []byte(got.String()), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(string(data), got.String()); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

func findingsOf(t *testing.T, block string) string {
	t.Helper()
	var text strings.Builder
	text.WriteString("title = \"云溪县治水方案\"\nyear = 2026\n")
	if !strings.HasPrefix(block, "status") {
		text.WriteString("status = \"印发稿\"\n")
	}
	var issue strings.Builder
	issue.WriteString("[issue]\n")
	for _, line := range []string{`by = ["县水利局"]`, `number = "云水发〔2026〕8号"`, `date = 2026-02-15`} {
		key, _, _ := strings.Cut(line, " ")
		if !strings.Contains("\n"+block, "\n"+key) {
			issue.WriteString(line + "\n")
		}
	}
	opening, closing := issue.String(), "[[measures]]\ntext = \"甲。\"\nduty = \"县水利局负责\"\n"
	switch {
	case strings.HasPrefix(block, "[[attachments]]"):
		opening, closing = issue.String()+closing, ""
	case strings.HasPrefix(block, "status"): // brings its own [issue]
		opening = ""
	case strings.HasPrefix(block, "contents"):
		opening, closing = "", ""
	}
	text.WriteString(opening)
	before := strings.Count(text.String(), "\n")
	text.WriteString(block + closing)
	ws, findings := plan.Open("", fstest.MapFS{"2026/a.toml": {Data: []byte(text.String())}, "units.toml": {Data: []byte("[[units]]\nname = \"县水利局\"\n")}})
	p, loading := ws.Load("2026/a.toml")
	if p == nil {
		t.Fatalf("unreadable: %s%v", block, loading)
	}
	findings = append(append(findings, loading...), check.Run(ws, p)...).Sorted()
	var b strings.Builder
	for _, d := range findings {
		at := d.Span.Position()
		fmt.Fprintf(&b, "→ %s %s %d:%d-%d %s｜%s\n", map[diag.Severity]string{diag.Error: "错误", diag.Warning: "警告", diag.Note: "提示"}[d.Severity], d.Rule,
			at.Line-before, at.Column, at.Column+utf8.RuneCountInString(d.Span.Source.Text[d.Span.Start:d.Span.End])-1, strings.ReplaceAll(d.Message, "\n", "⏎"), strings.ReplaceAll(d.Help, "\n", "⏎"))
	}
	return b.String()
}
