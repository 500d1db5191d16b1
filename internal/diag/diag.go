// Package diag holds findings: what is wrong, where, and what to do about it.
// All of fangan reports through it.
package diag

import (
	"cmp"
	"slices"
)

// Severity says how bad a finding is. The zero value is invalid.
type Severity int

// Errors stop a plan from being built; warnings and notes do not.
const (
	Error Severity = iota + 1
	Warning
	Note
)

// Span is a stretch of a source: the bytes [Start, End). The zero value is no
// place at all.
type Span struct {
	Source     *Source
	Start, End int
}

// IsZero reports whether the span is no place at all.
func (s Span) IsZero() bool { return s.Source == nil }

// Position returns where the span begins.
func (s Span) Position() Position { return s.Source.Position(s.Start) }

// Diagnostic is one finding.
type Diagnostic struct {
	Rule     string // "unit/unknown"; loading has ids too: "toml/syntax"
	Severity Severity
	Span     Span      // zero if the finding is about no file
	Message  string    // 中文，一句，说清哪里错了，句末不加句号
	Help     string    // 中文，怎么改；祈使句
	Related  []Related // other places that belong to the finding
}

// Related is another place that a finding speaks of.
type Related struct {
	Span    Span
	Message string
}

// List is a list of findings.
type List []Diagnostic

// HasErrors reports whether one of the findings is an error.
func (l List) HasErrors() bool {
	return slices.ContainsFunc(l, func(d Diagnostic) bool { return d.Severity == Error })
}

// Count returns how many findings have the given severity.
func (l List) Count(severity Severity) int {
	n := 0
	for _, d := range l {
		if d.Severity == severity {
			n++
		}
	}
	return n
}

// Sorted returns the findings by file, place and rule, each once. Findings
// without a place come first.
func (l List) Sorted() List {
	sorted := slices.Clone(l)
	slices.SortStableFunc(sorted, order)
	return slices.CompactFunc(sorted, func(a, b Diagnostic) bool { return order(a, b) == 0 })
}

func order(a, b Diagnostic) int {
	return cmp.Or(
		cmp.Compare(a.Span.file(), b.Span.file()),
		cmp.Compare(a.Span.Start, b.Span.Start),
		cmp.Compare(a.Span.End, b.Span.End),
		cmp.Compare(a.Rule, b.Rule),
		cmp.Compare(a.Message, b.Message),
	)
}

func (s Span) file() string {
	if s.IsZero() {
		return ""
	}
	return s.Source.Name
}
