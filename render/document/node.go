// Package document turns a plan into a document tree by way of a template.
package document

import "fangan/internal/diag"

// Kind is what an element of a document is.
type Kind int

// The elements of a document. The zero value is invalid.
const (
	Root      Kind = iota + 1 // the document; its children are all others
	Title                     // 标题 (GB/T 9704 7.3.1)
	Stage                     // （征求意见稿） under the title
	Recipient                 // 主送机关 (7.3.2)
	Heading                   // 层次序数标题 (7.3.3), Level 1–5
	Paragraph                 // 正文 (7.3.3)
	DutyLine                  // a line such as 牵头单位：…
	Signature                 // 发文机关署名 (7.3.5), one for each issuer
	Date                      // 成文日期 (7.3.5.4)
)

// A Node is one element of the document tree.
type Node struct {
	Kind  Kind
	Level int // of a heading, from 1

	// RunIn marks a heading that the next paragraph continues on its line.
	RunIn bool

	// Text is the content of an element that holds text. A forced line break
	// is the character '\n'; it occurs in titles only.
	Text []Piece

	Children []*Node // of Root
}

// A Piece is a stretch of text from one place.
type Piece struct {
	Value string
	// At returns where the bytes [from, to) of Value stand in the definition;
	// nil for text of the template's own.
	At func(from, to int) diag.Span
}
