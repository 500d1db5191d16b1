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

	Head       // 版头 (7.2); its children are the next seven
	CopyNumber // 份号 (7.2.1)
	Secrecy    // 密级和保密期限 (7.2.2)
	Urgency    // 紧急程度 (7.2.3)
	Mark       // 发文机关标志 (7.2.4), one for each name of a joint issue
	MarkSuffix // 文件, at the right of stacked names (7.2.4)
	Number     // 发文字号 (7.2.5)
	Signer     // 签发人 (7.2.6), one for each person

	AttachmentNote // 附件说明 (7.3.4), one for each name
	SignatureBlock // 署名 and 成文日期 (7.3.5); its children are the next two
	Signature      // 发文机关署名, one for each issuer
	Date           // 成文日期 (7.3.5.4)
	Note           // 附注 (7.3.6)

	Attachment      // 附件1, the label that begins an attachment on a new page (7.3.7)
	AttachmentTitle // its title

	Contents // 目录: its text is the heading; the entries are made by the layout
	Table    // its children are rows
	Row      // its children are cells
	Cell

	Colophon  // 版记 (7.4); its children are the next four
	CopiesTo  // 抄送机关 (7.4.2)
	PrintedBy // 印发机关 (7.4.3)
	PrintedOn // 印发日期 (7.4.3)
	PrintRun  // 共印80份
)

// A Node is one element of the document tree.
type Node struct {
	Kind  Kind
	Level int // of a heading, from 1

	// RunIn marks a heading that the next paragraph continues on its line.
	RunIn bool

	// Form of a Head is digital, preprinted or letter; that of a SignatureBlock
	// is sealed or unsealed.
	Form string

	// Label is the number of an AttachmentNote (1.), empty where there is one.
	Label string

	// Landscape turns the pages of an Attachment (GB/T 9704 8).
	Landscape bool

	// Widths of a Table are the shares of its columns; nil leaves them to the
	// layout.
	Widths []int
	// HeadRow marks a row of a table's head, which is repeated on each page.
	HeadRow bool
	// ColSpan and RowSpan of a Cell are 1 or more.
	ColSpan, RowSpan int
	// Align of a Cell is left, center or right; empty: as the layout sees fit.
	Align string

	// Text is the content of an element that holds text. A forced line break
	// is the character '\n'; it occurs in titles and cells only.
	Text []Piece

	Children []*Node // of Root, Head, SignatureBlock, Table, Row, Colophon
}

// A Piece is a stretch of text from one place.
type Piece struct {
	Value string
	// At returns where the bytes [from, to) of Value stand in the definition;
	// nil for text of the template's own.
	At func(from, to int) diag.Span
}

// Plain returns the text of an element.
func (n *Node) Plain() string {
	var s string
	for _, piece := range n.Text {
		s += piece.Value
	}
	return s
}
