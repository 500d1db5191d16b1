// Package profile holds the page geometry and type styles that a document is
// set in, as typed values read from TOML. The base is GB/T 9704-2012
// (templates/gbt9704.profile.toml, where each value cites its clause); a house
// profile overrides single keys of it.
package profile

import (
	"fangan/internal/diag"
	"fangan/internal/length"
	"fangan/render/font"
)

// A Profile is everything about a document's looks that is not its text. It is
// not changed after Load and safe for concurrent use.
type Profile struct {
	Page       Page       `toml:"page"`
	Block      Block      `toml:"block"`
	Baseline   Baseline   `toml:"baseline"`
	Title      Title      `toml:"title"`
	Stage      Centred    `toml:"stage"`
	Recipient  Style      `toml:"recipient"`
	Body       Style      `toml:"body"`
	Heading1   Style      `toml:"heading1"`
	Heading2   Style      `toml:"heading2"`
	Heading3   Style      `toml:"heading3"`
	Heading4   Style      `toml:"heading4"`
	Heading5   Style      `toml:"heading5"`
	DutyLine   Style      `toml:"duty_line"`
	Signature  Signature  `toml:"signature"`
	Date       Date       `toml:"date"`
	PageNumber PageNumber `toml:"page_number"`

	origins map[string]diag.Span
}

// Page is the sheet (GB/T 9704 5.1).
type Page struct {
	Width  length.Length `toml:"width"`
	Height length.Length `toml:"height"`
}

// Block is the 版心 (GB/T 9704 5.2.1) and its grid (5.2.3): the em boxes of the
// first and last of Lines touch its edges, as do those of the first and last of
// Columns characters.
type Block struct {
	Left    length.Length `toml:"left"`
	Top     length.Length `toml:"top"`
	Width   length.Length `toml:"width"`
	Height  length.Length `toml:"height"`
	Lines   int           `toml:"lines"`
	Columns int           `toml:"columns"`
}

// Baseline says where a baseline runs, whatever the face.
type Baseline struct {
	Ascent int `toml:"ascent"` // below the top of the em box, in thousandths of the em
}

// Style is how text on the grid of the 版心 is set.
type Style struct {
	Role   font.Role     `toml:"role"`
	Size   length.Length `toml:"size"`
	Indent int           `toml:"indent"` // of the first line, in columns
}

// Centred is how text that stands centred on a line of its own is set.
type Centred struct {
	Role font.Role     `toml:"role"`
	Size length.Length `toml:"size"`
}

// Title is how the 标题 is set (GB/T 9704 7.3.1).
type Title struct {
	Role       font.Role     `toml:"role"`
	Size       length.Length `toml:"size"`
	Pitch      length.Length `toml:"pitch"`     // from line to line
	PitchMin   length.Length `toml:"pitch_min"` // how far the pitch may be changed to
	PitchMax   length.Length `toml:"pitch_max"` // bring the body onto the grid
	Columns    int           `toml:"columns"`   // characters that a line holds
	Lines      int           `toml:"lines"`     // that a title should not exceed
	BlankLines int           `toml:"blank_lines"`
}

// Signature is how the 发文机关署名 of a sealed document is set (7.3.5.1).
type Signature struct {
	Role       font.Role     `toml:"role"`
	Size       length.Length `toml:"size"`
	BlankLines int           `toml:"blank_lines"` // above it
}

// Date is how the 成文日期 of a sealed document is set (7.3.5.1).
type Date struct {
	Role  font.Role     `toml:"role"`
	Size  length.Length `toml:"size"`
	Right int           `toml:"right"` // columns left empty at the right
}

// PageNumber is how the 页码 is set (GB/T 9704 7.5). Thousandths are of its em.
type PageNumber struct {
	Role       font.Role     `toml:"role"`
	Size       length.Length `toml:"size"`
	Below      length.Length `toml:"below"`       // centre of the dash below the 版心
	Side       int           `toml:"side"`        // characters of its own size left empty at the side
	Gap        int           `toml:"gap"`         // between dash and digits, in thousandths
	DashCentre int           `toml:"dash_centre"` // above the baseline, in thousandths
}

// Heading returns the style of a heading (GB/T 9704 7.3.3). A level outside
// 1…5 has the style of the nearest.
func (p *Profile) Heading(level int) Style {
	switch {
	case level <= 1:
		return p.Heading1
	case level == 2:
		return p.Heading2
	case level == 3:
		return p.Heading3
	case level == 4:
		return p.Heading4
	}
	return p.Heading5
}

// Origin returns where the value of a key ("block.left") was set; the zero Span
// if there is no such key.
func (p *Profile) Origin(key string) diag.Span { return p.origins[key] }

// LineTop returns the top of the em box of a line of the grid, from 0: the first
// is at the top of the 版心, the bottom of the last at its bottom.
func (p *Profile) LineTop(line int) length.Length {
	b := p.Block
	return b.Top + (b.Height-p.Body.Size).Part(line, max(1, b.Lines-1))
}
