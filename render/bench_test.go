package render_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"fangan/internal/plan"
	"fangan/render"
)

// BenchmarkPages builds the document of plans of about 10, 100, 300 and 1,200
// pages, most of each an attached 责任分解表: the time grows with the pages.
//
//	go test ./render -run NONE -bench Pages -benchtime 3x
func BenchmarkPages(b *testing.B) {
	for _, tasks := range []int{40, 420, 1250, 5000} {
		ws, findings := plan.Open("", fstest.MapFS{"2026/大方案.toml": {Data: []byte(long(tasks))}})
		wantNone(b, findings)
		out := b.TempDir()
		var pages int
		b.Run(fmt.Sprintf("%dtasks", tasks), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				results, findings := render.Build(context.Background(), ws, render.Options{Out: out, PDF: true, Jobs: 1, Version: "1.2.3"})
				wantNone(b, append(findings, results[0].Findings...))
				pages = results[0].Pages
			}
			b.ReportMetric(float64(pages), "pages")
			b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N)/float64(pages), "µs/page")
		})
	}
}

// long is a plan of so many tasks, with all of them in an attached table.
func long(tasks int) string {
	var b strings.Builder
	b.WriteString("title = \"云溪县2026年重点工作方案\"\nyear = 2026\n")
	for i := range tasks {
		if i%20 == 0 {
			fmt.Fprintf(&b, "[[measures]]\ntitle = \"第%d类工作\"\n", i/20+1)
		}
		fmt.Fprintf(&b, "[[measures.items]]\ntitle = \"落实第%d项工作\"\n[[measures.items.tasks]]\ntext = \"逐项核对台账，补齐第%d类资料，整改一处、销号一处。\"\nduty = \"县水利局牵头，县财政局、县林业局参与\"\ndue = \"%d月底前\"\n",
			i+1, i%97, i%12+1)
	}
	b.WriteString("[[attachments]]\nfrom = \"assignments\"\n")
	return b.String()
}
