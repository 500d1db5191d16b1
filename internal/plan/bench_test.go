package plan_test

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"fangan/internal/plan"
)

// BenchmarkLoad opens the example workspace and loads its longest plan.
func BenchmarkLoad(b *testing.B) {
	fsys := os.DirFS("../../plans")
	b.ReportAllocs()
	for b.Loop() {
		ws, findings := plan.Open("", fsys, "2026/污染防治攻坚战.toml")
		p, more := ws.Load("2026/污染防治攻坚战.toml")
		if p == nil || len(findings)+len(more) > 0 {
			b.Fatal(findings, more)
		}
	}
}

// large returns a plan of many measures with texts of about size bytes.
func large(measures, size int) string {
	var b strings.Builder
	b.WriteString("title = \"大方案\"\nyear = 2026\n")
	sentence := strings.Repeat("推进管网建设和日常维护，", size/36+1)
	for i := range measures {
		if i%20 == 0 {
			fmt.Fprintf(&b, "\n[[measures]]\ntitle = \"第%d组\"\n", i/20)
		}
		fmt.Fprintf(&b, "\n  [[measures.items]]\n  title = \"第%d项\"\n  text  = \"\"\"\n    %s\\\n    \\u201c引文\\u201d，11月底前完成。\"\"\"\n  duty  = \"县水利局牵头，县财政局、县发展改革局参与\"\n  due   = \"11月底前\"\n", i, sentence)
	}
	return b.String()
}

// shapes are big inputs of about 5 MB divided by part, which must cost no more
// than their size.
func shapes(part int) []struct{ name, file string } {
	const head = "title = \"大\"\nyear = 2026\n[[measures]]\n"
	repeat := func(s string, n int) string { return strings.Repeat(s, n/part) }
	return []struct{ name, file string }{
		{"measures", large(10_000/part, 500)},
		{"tasks", head + "title = \"甲\"\nduty = \"县水利局牵头\"\ndue = \"年底前\"\n" +
			repeat("[[measures.tasks]]\ntext = \""+strings.Repeat("推进管网建设，", 24)+"；\"\nduty = \"县水利局牵头\"\n", 10_000)},
		{"text", head + "[[measures.tasks]]\ndue = \"6月底前\"\nduty = \"县水利局牵头\"\ntext = \"\"\"\n" + repeat("推进管网建设，\\u201c引\\u201d\\\n 续，\n", 100_000) + "。\"\"\"\n"},
		{"escapes", head + "text = \"" + repeat("\\u4e00\\n", 650_000) + "\"\n"},
		{"bad characters", head + "text = \"" + repeat("一\u200b", 870_000) + "\"\n"},
		{"unknown keys", head + "text = \"甲。\"\n" + repeat("[[measures.tasks]]\ntext = \"乙。\"\nwho_knows = 1\n", 60_000)},
		{"misplaced keys", head + "text = \"甲。\"\n" + repeat("[[measures.tasks]]\ntext = \"乙。\"\nstatus = \"初稿\"\n", 60_000)},
		{"names", head + "text = \"甲。\"\nlead = [" + repeat("\"县水利局\",", 200_000) + "]\n"},
		{"unclosed", head + repeat("[[measures]]\ntext = \"甲。\"\n", 100_000) + "text = \"\"\"\n" + repeat("推进管网建设，\n", 100_000)},
		{"brackets", "a = " + repeat("[", 5<<20)},
		{"one line", "a = [" + repeat("“", 5<<20/3)},
		{"words", "a = " + repeat("甲 ", 5<<20/4)},
	}
}

// TestLarge loads big and hostile files: none may hang.
func TestLarge(t *testing.T) {
	for _, s := range shapes(10) {
		t.Run(s.name, func(t *testing.T) {
			ws, _ := plan.Open("", fstest.MapFS{"2026/a.toml": {Data: []byte(s.file)}})
			p, findings := ws.Load("2026/a.toml")
			if p == nil && !findings.HasErrors() {
				t.Error("no plan and no error")
			}
		})
	}
}

// BenchmarkLarge measures what 10,000 measures and other files of 5 MB cost.
func BenchmarkLarge(b *testing.B) {
	for _, s := range shapes(1) {
		b.Run(s.name, func(b *testing.B) {
			ws, _ := plan.Open("", fstest.MapFS{"2026/a.toml": {Data: []byte(s.file)}})
			b.SetBytes(int64(len(s.file)))
			b.ReportAllocs()
			for b.Loop() {
				ws.Load("2026/a.toml")
			}
		})
	}
}
