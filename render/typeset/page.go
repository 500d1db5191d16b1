// Package typeset sets a document tree in type and divides it into pages by
// GB/T 9704-2012. A paragraph goes shape → settle, group (what may not be parted)
// → breakLines → position → emit; all lines then go to pages in paginate. Nothing
// here knows a file format, and all arithmetic is in integers.
package typeset

import (
	"fangan/internal/diag"
	"fangan/internal/length"
	"fangan/render/document"
	"fangan/render/font"
)

// A Page is one finished page: placed runs and rules, nothing left to decide.
// Writers draw it, tests read it, and it knows no file format. The origin is
// the top left corner, x grows to the right and y downwards.
type Page struct {
	Number        int  // of the sheet's side, from 1
	Numbered      bool // it shows its 页码 (GB/T 9704 7.5)
	Width, Height length.Length
	Runs          []Run // in reading order; artifacts last
	Rules         []Rule
	Links         []Link
}

// A Run is text of one face, size and colour on one baseline.
type Run struct {
	// Text holds the source characters, never codes of a font: one rune for
	// each glyph. A byte that is no UTF-8 counts as one. The texts of a node's
	// runs are the text of the node, save line breaks and what cannot be seen.
	Text   string
	Face   *font.Face
	Glyphs []Glyph
	Y      length.Length // baseline
	Size   length.Length // of the em
	Colour Colour

	// Turned text reads from the bottom of the sheet to its top (GB/T 9704 8):
	// the X of its glyphs is measured from the bottom edge upwards, Y from the
	// left edge to the right.
	Turned bool

	// Place is where the text stands in the definition; zero for text that
	// was made, such as a label or a page number.
	Place diag.Span
	// Node is the element that the run belongs to; nil for an artifact such
	// as a page number.
	Node *document.Node
}

// A Glyph is one placed glyph.
type Glyph struct {
	ID uint16
	X  length.Length // of its origin
}

// A Rule is a filled rectangle.
type Rule struct {
	X, Y, Width, Height length.Length // top left corner
	Colour              Colour
	Node                *document.Node
}

// Colour is one of the colours that the standard allows (GB/T 9704 5.2.4).
type Colour int

// Black is the zero value: everything that 5.2.4 does not except.
const (
	Black Colour = iota
	Red
	Grey // of a watermark on a draft, which the standard does not know
)

// A Link leads from a place on a page to another page.
type Link struct {
	X, Y, Width, Height length.Length // top left corner
	Page                int           // where it leads, an index of the pages
	TargetY             length.Length // from the top of that page
	Node                *document.Node
}
