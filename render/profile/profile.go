// Package profile holds the page geometry and type styles that a document is
// set in, as typed values read from TOML. The base is GB/T 9704-2012
// (templates/gbt9704.profile.toml, where each value cites its clause); a house
// profile overrides single keys of it.
package profile

import (
	"encoding/hex"
	"strconv"
	"strings"

	"fangan/internal/diag"
	"fangan/internal/length"
	"fangan/render/font"
)

// A Profile is everything about a document's looks that is not its text. It is
// not changed after Load and safe for concurrent use.
type Profile struct {
	Page      Page     `toml:"page"`
	Block     Block    `toml:"block"`
	Baseline  Baseline `toml:"baseline"`
	Title     Title    `toml:"title"`
	Stage     Centred  `toml:"stage"`
	Recipient Style    `toml:"recipient"`
	Body      Style    `toml:"body"`
	Heading1  Style    `toml:"heading1"`
	Heading2  Style    `toml:"heading2"`
	Heading3  Style    `toml:"heading3"`
	Heading4  Style    `toml:"heading4"`
	Heading5  Style    `toml:"heading5"`
	DutyLine  Style    `toml:"duty_line"`

	CopyNumber Line      `toml:"copy_number"`
	Secrecy    Line      `toml:"secrecy"`
	Urgency    Spread    `toml:"urgency"`
	Red        Red       `toml:"red"`
	Mark       Mark      `toml:"mark"`
	Number     Number    `toml:"number"`
	Signer     Signer    `toml:"signer"`
	Separator  Separator `toml:"separator"`
	Letter     Letter    `toml:"letter"`

	AttachmentNote  AttachmentNote  `toml:"attachment_note"`
	Signature       Signature       `toml:"signature"`
	Date            Date            `toml:"date"`
	Seal            Seal            `toml:"seal"`
	Note            Style           `toml:"note"`
	AttachmentLabel Centred         `toml:"attachment_label"`
	AttachmentTitle AttachmentTitle `toml:"attachment_title"`
	Table           Table           `toml:"table"`
	Contents        Contents        `toml:"contents"`
	Colophon        Colophon        `toml:"colophon"`
	PageNumber      PageNumber      `toml:"page_number"`
	Watermark       Watermark       `toml:"watermark"`

	origins map[string]diag.Span
	chosen  map[string]string // values of keys that the base has not got
	said    map[string]said   // what is in force, by key
	base    map[string]said   // what the base says, by key or table
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
	// Squared has numbers and words of an alphabet fill whole columns, as on
	// squared paper, so that what follows them stands on the grid.
	Squared bool `toml:"squared"`
	// LatinGap is the space between a 汉字 and a number or word of an alphabet, in
	// thousandths of a column.
	LatinGap int  `toml:"latin_gap"`
	Mirror   bool `toml:"mirror"` // even pages have the binding margin at the right
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
	Pitch      length.Length `toml:"pitch"`       // from line to line
	PitchMin   length.Length `toml:"pitch_min"`   // how far the pitch may be changed to
	PitchMax   length.Length `toml:"pitch_max"`   // bring the body onto the grid
	Columns    int           `toml:"columns"`     // characters that a line holds
	Lines      int           `toml:"lines"`       // that a title should not exceed
	BlankLines int           `toml:"blank_lines"` // below it
	BlankAbove int           `toml:"blank_above"` // above it, below a 版头
}

// Line is how an element is set that has a line of the 版心 to itself, flush
// left.
type Line struct {
	Role font.Role     `toml:"role"`
	Size length.Length `toml:"size"`
	Line int           `toml:"line"` // of the page, from 1
}

// Spread is how a word flush left is set, whose two characters stand apart.
type Spread struct {
	Role font.Role     `toml:"role"`
	Size length.Length `toml:"size"`
	Gap  int           `toml:"gap"` // between two characters, in columns
}

// Mark is how the 发文机关标志 is set (GB/T 9704 7.2.4). Its size is the largest
// that fits. Thousandths are of its em.
type Mark struct {
	Role      font.Role     `toml:"role"`
	Top       length.Length `toml:"top"`        // of the ink below the top of the 版心
	Width     length.Length `toml:"width"`      // that it may have
	SizeMax   length.Length `toml:"size_max"`   //
	SizeMin   length.Length `toml:"size_min"`   // below which it is reported
	Pitch     int           `toml:"pitch"`      // from line to line of a joint issue, in thousandths
	SuffixGap int           `toml:"suffix_gap"` // between the names of a joint issue and 文件, in thousandths
}

// Number is how the 发文字号 is set (GB/T 9704 7.2.5).
type Number struct {
	Role       font.Role     `toml:"role"`
	Size       length.Length `toml:"size"`
	BlankLines int           `toml:"blank_lines"` // between the mark and it
	Side       int           `toml:"side"`        // columns left empty beside it in an 上行文
}

// Signer is how the 签发人 of an 上行文 are set (GB/T 9704 7.2.6). Their label
// has the style of the number.
type Signer struct {
	Role    font.Role     `toml:"role"` // of the names
	Size    length.Length `toml:"size"`
	Side    int           `toml:"side"`     // columns left empty at the right
	PerLine int           `toml:"per_line"` // names on a line
}

// Separator is the red rule below the 版头 (GB/T 9704 7.2.7).
type Separator struct {
	Gap       length.Length `toml:"gap"` // between the number and it
	Thickness length.Length `toml:"thickness"`
}

// Letter is what a 信函 has of its own (GB/T 9704 10.1).
type Letter struct {
	MarkTop    length.Length `toml:"mark_top"`    // of the ink below the top of the page
	RuleGap    length.Length `toml:"rule_gap"`    // between the mark and the first double rule
	RuleWidth  length.Length `toml:"rule_width"`  // of both
	RuleBottom length.Length `toml:"rule_bottom"` // lower edge of the second above the bottom of the page
	Thick      length.Length `toml:"thick"`
	Thin       length.Length `toml:"thin"`
	Between    length.Length `toml:"between"`  // the two of a double rule
	TextGap    length.Length `toml:"text_gap"` // between a double rule and the text
}

// AttachmentNote is how the 附件说明 is set (GB/T 9704 7.3.4).
type AttachmentNote struct {
	Role       font.Role     `toml:"role"`
	Size       length.Length `toml:"size"`
	Indent     int           `toml:"indent"`      // in columns
	BlankLines int           `toml:"blank_lines"` // above it
}

// Signature is how the 发文机关署名 is set (GB/T 9704 7.3.5).
type Signature struct {
	Role          font.Role     `toml:"role"`
	Size          length.Length `toml:"size"`
	BlankLines    int           `toml:"blank_lines"`    // above it, where it is to be sealed (7.3.5.1)
	UnsealedBlank int           `toml:"unsealed_blank"` // above it, where it is not (7.3.5.2)
	UnsealedRight int           `toml:"unsealed_right"` // columns left empty at the right, where it is not
	PitchMin      length.Length `toml:"pitch_min"`      // how far the lines of its page may be closed up so that it has room (7.3.5.5)
}

// Date is how the 成文日期 is set (GB/T 9704 7.3.5).
type Date struct {
	Role          font.Role     `toml:"role"`
	Size          length.Length `toml:"size"`
	Right         int           `toml:"right"`          // columns left empty at the right, where it is to be sealed (7.3.5.1)
	UnsealedShift int           `toml:"unsealed_shift"` // columns that it begins to the right of the 署名, where it is not (7.3.5.2)
}

// Seal is the 印章 that the document is to bear (GB/T 9704 7.3.5.1): room is
// kept for it.
type Seal struct {
	Size   length.Length `toml:"size"`    // across
	Gap    length.Length `toml:"gap"`     // that two keep at least
	PerRow int           `toml:"per_row"` // at most, side by side
}

// AttachmentTitle is how the title of an attachment is set (GB/T 9704 7.3.7).
type AttachmentTitle struct {
	Role font.Role     `toml:"role"`
	Size length.Length `toml:"size"`
	Line int           `toml:"line"` // of the page, from 1
}

// Contents is how a 目录 is set, which the standard does not know.
type Contents struct {
	TitleRole font.Role     `toml:"title_role"`
	TitleSize length.Length `toml:"title_size"`
	Role      font.Role     `toml:"role"` // of entries below the first level, dots and numbers
	Size      length.Length `toml:"size"`
	Levels    int           `toml:"levels"`   // of headings that are listed
	Indent    int           `toml:"indent"`   // of each level below the first, in columns
	Numbered  bool          `toml:"numbered"` // its pages show their number
}

// Colophon is how the 版记 is set (GB/T 9704 7.4).
type Colophon struct {
	Role  font.Role     `toml:"role"`
	Size  length.Length `toml:"size"`
	Pitch length.Length `toml:"pitch"` // of its lines
	Side  int           `toml:"side"`  // characters of its own size left empty at both sides
	Thick length.Length `toml:"thick"` // first and last rule
	Thin  length.Length `toml:"thin"`
	Even  bool          `toml:"even"` // it stands on an even page
}

// PageNumber is how the 页码 is set (GB/T 9704 7.5). Thousandths are of its em.
type PageNumber struct {
	Role       font.Role     `toml:"role"`
	Size       length.Length `toml:"size"`
	Below      length.Length `toml:"below"`       // centre of the dash below the 版心
	Side       int           `toml:"side"`        // characters of its own size left empty at the side
	Gap        int           `toml:"gap"`         // between dash and digits, in thousandths
	DashCentre int           `toml:"dash_centre"` // above the baseline, in thousandths
	Place      Place         `toml:"place"`
	Dashes     bool          `toml:"dashes"`     // at both sides
	FirstPage  bool          `toml:"first_page"` // it is shown on the first page
}

// Place is where a 页码 stands below the 版心.
type Place string

// The places of a 页码.
const (
	Outside Place = "outside" // at the right of odd, at the left of even pages
	Centre  Place = "centre"
)

// Places returns all places.
func Places() []Place { return []Place{Outside, Centre} }

// Watermark is the stage of a draft, large and grey under the text, which the
// standard does not know.
type Watermark struct {
	Show  bool          `toml:"show"`
	Role  font.Role     `toml:"role"`
	Size  length.Length `toml:"size"`  // or less, so that it fits
	Count int           `toml:"count"` // on a page, one below the other
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

// Pitch returns the distance from line to line of the grid.
func (p *Profile) Pitch() length.Length { return p.LineTop(1) - p.LineTop(0) }

// Gap returns the distance from the lower edge of what stands above n blank
// lines to the upper edge of the body text below them (空 n 行).
func (p *Profile) Gap(n int) length.Length {
	return length.Length(n)*p.Pitch() + p.Pitch() - p.Body.Size
}

// LineTop returns the top of the em box of a line of the grid, from 0: the first
// is at the top of the 版心, the bottom of the last at its bottom.
func (p *Profile) LineTop(line int) length.Length {
	b := p.Block
	return b.Top + (b.Height-p.Body.Size).Part(line, max(1, b.Lines-1))
}

// Red is the colour of the 发文机关标志 and of the rules of the 版头 (5.2.4, 6.2).
type Red struct {
	Colour Colour `toml:"colour"`
}

// A Colour is one of a screen or one of print. Inks go before RGB.
type Colour struct {
	RGB  [3]uint8 // red, green and blue as sRGB has them
	Inks [4]uint8 // cyan, magenta, yellow and black in percent; all zero for a colour of a screen
}

// Printed reports whether the colour is one of print.
func (c Colour) Printed() bool { return c.Inks != [4]uint8{} }

// parseColour reads #RRGGBB, or C0 M80 Y80 K0, in which an ink may be left out.
func parseColour(s string) (Colour, bool) {
	var c Colour
	if digits, ok := strings.CutPrefix(s, "#"); ok {
		b, err := hex.DecodeString(digits)
		if err != nil || len(b) != len(c.RGB) {
			return Colour{}, false
		}
		c.RGB = [3]uint8(b)
		return c, true
	}
	seen := ""
	for field := range strings.FieldsSeq(s) {
		ink := strings.IndexByte("CMYK", field[0])
		percent, err := strconv.ParseUint(strings.TrimSuffix(field[1:], "%"), 10, 8)
		if ink < 0 || err != nil || percent > 100 || strings.Contains(seen, field[:1]) {
			return Colour{}, false
		}
		c.Inks[ink] = uint8(percent)
		seen += field[:1]
	}
	return c, c.Printed()
}
