package xlsx

import (
	"io"
	"testing"
)

// BenchmarkXLSX makes the workbook of the larger example: 82 tasks, 46 sheets.
func BenchmarkXLSX(b *testing.B) {
	p, t := example(b, examples[0]), builtInTemplate(b)
	b.ReportAllocs()
	for b.Loop() {
		book, findings := Compose(p, t)
		if findings.HasErrors() {
			b.Fatal(findings)
		}
		if err := Write(io.Discard, book); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkCompose is the part of BenchmarkXLSX that decides the tables.
func BenchmarkCompose(b *testing.B) {
	p, t := example(b, examples[0]), builtInTemplate(b)
	b.ReportAllocs()
	for b.Loop() {
		if _, findings := Compose(p, t); findings.HasErrors() {
			b.Fatal(findings)
		}
	}
}
