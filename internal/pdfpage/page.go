// Package pdfpage reads the pages of PDF files of any program: which glyphs
// stand where, in which face, size and colour, with what text, and which rules
// and pictures are drawn. It is a reader of its own, written to judge files;
// nothing that wrote them is asked, and no tags, bookmarks or metadata are used.
//
// Why no library: pdfcpu v0.15.0 was measured. It adds 5.3 MB and the network
// and certificate packages of Go to a program that works offline, costs every
// start of it 7 ms (of 30), writes a folder of settings into the user's home,
// and gives objects only; content streams, CMaps and fonts would have to be
// written all the same.
package pdfpage

import (
	"errors"
	"fmt"
	"os"

	"fangan/internal/length"
)

// A Document is what its pages show.
type Document struct {
	Pages []Page
	Fonts []*Font // that text is shown in, in the order of first use
}

// A Page is one page as a reader sees it: turned as /Rotate says, the origin in
// the top left corner of the visible box, x to the right, y downwards.
type Page struct {
	Number        int // from 1
	Width, Height length.Length
	Runs          []Run   // in the order of the file
	Rules         []Rule  // straight lines and rectangles, in that order
	Images        []Image // pictures
	Shapes        []Image // other painted paths, by their extent
	Covers        []Cover // white rectangles that were painted over what lies below them
	// Truncated tells that the page holds more than is read.
	Truncated bool
}

// A Run is what one operator shows.
type Run struct {
	Font   *Font
	Size   length.Length // of the em, upright to the baseline
	Colour Colour
	Turn   Turn
	Hidden bool // text that is there to be searched, not seen
	// Pen is the width of the line that is drawn along the outlines of the glyphs,
	// as programs do that have no bold face; 0 if there is none that is seen.
	Pen    length.Length
	Glyphs []Glyph
	// ActualText is what the file says the run should be read as. Glyphs keep
	// their own text where they have one.
	ActualText string
	Artifact   bool // the file says that the run is no text of the document
}

// A Glyph is one glyph that is shown.
type Glyph struct {
	Text    string        // "" if nothing in the file says what it is
	X, Y    length.Length // of its origin on the baseline
	Advance length.Length // along the baseline, spacing not included
	Notdef  bool          // the face lacks it
	// Ink is its extent on the page; zero if it has none or it can't be measured.
	Ink Box
}

// Turn is the direction in which text reads.
type Turn int

// Left-turned text reads upwards, as on a sheet whose table is set across
// (GB/T 9704 8).
const (
	Upright Turn = iota
	Left
	Right
	Down
	Askew
)

// A Box is an extent on the page.
type Box struct{ X0, Y0, X1, Y1 length.Length }

// IsZero reports whether there is nothing.
func (b Box) IsZero() bool { return b == Box{} }

// Union returns the extent of both.
func (b Box) Union(c Box) Box {
	switch {
	case b.IsZero():
		return c
	case c.IsZero():
		return b
	}
	return Box{min(b.X0, c.X0), min(b.Y0, c.Y0), max(b.X1, c.X1), max(b.Y1, c.Y1)}
}

// intersect returns the extent that both share; it is zero if there is none.
func (b Box) intersect(c Box) Box {
	d := Box{max(b.X0, c.X0), max(b.Y0, c.Y0), min(b.X1, c.X1), min(b.Y1, c.Y1)}
	if d.X0 >= d.X1 || d.Y0 >= d.Y1 {
		return Box{}
	}
	return d
}

// A Rule is a filled or stroked rectangle whose sides lie along the page's; a
// line is one that is thin.
type Rule struct {
	Box    Box
	Colour Colour
}

// An Image is the extent of a picture or of a path that is no rule. The colour
// is that of the path.
type Image struct {
	Box    Box
	Colour Colour
}

// A Cover is a white rectangle that hides what was painted before it. Only those
// are told of which it is certain: none that are transparent or clipped by
// another form.
type Cover struct {
	Box  Box
	Over int // how many of the page's runs were painted before
}

// Covered reports whether a glyph of the page's i-th run is hidden by a cover.
func (p *Page) Covered(i int, g *Glyph) bool {
	for _, c := range p.Covers {
		if b := g.Ink; c.Over > i && !b.IsZero() && b.X0 >= c.Box.X0 && b.X1 <= c.Box.X1 && b.Y0 >= c.Box.Y0 && b.Y1 <= c.Box.Y1 {
			return true
		}
	}
	return false
}

// Model is a colour space.
type Model string

// The models that are told apart.
const (
	Grey  Model = "gray"
	RGB   Model = "RGB"
	CMYK  Model = "CMYK"
	Other Model = "other"
)

// A Colour is what text and rules are painted in; the zero value is none.
// Values are thousandths.
type Colour struct {
	Model Model
	V     [4]int16
}

// String shows a colour as the file has it.
func (c Colour) String() string {
	switch c.Model {
	case Grey:
		return fmt.Sprintf("灰 %g", float64(c.V[0])/1000)
	case RGB:
		return fmt.Sprintf("RGB %g/%g/%g", float64(c.V[0])/1000, float64(c.V[1])/1000, float64(c.V[2])/1000)
	case CMYK:
		return fmt.Sprintf("CMYK %g/%g/%g/%g", float64(c.V[0])/1000, float64(c.V[1])/1000, float64(c.V[2])/1000, float64(c.V[3])/1000)
	}
	return "其他颜色"
}

// IsBlack reports whether the colour prints as black: that of the black ink, of
// all inks, or RGB 0, 0, 0.
func (c Colour) IsBlack() bool {
	switch c.Model {
	case Grey:
		return c.V[0] <= 20
	case RGB:
		return c.V[0] <= 20 && c.V[1] <= 20 && c.V[2] <= 20
	case CMYK:
		return c.V[3] >= 980 || c.V[0] >= 600 && c.V[1] >= 600 && c.V[2] >= 600 && c.V[3] >= 600
	}
	return false
}

// IsWhite reports whether nothing is seen of the colour on paper.
func (c Colour) IsWhite() bool {
	switch c.Model {
	case Grey:
		return c.V[0] >= 980
	case RGB:
		return c.V[0] >= 980 && c.V[1] >= 980 && c.V[2] >= 980
	case CMYK:
		return c.V[0] <= 20 && c.V[1] <= 20 && c.V[2] <= 20 && c.V[3] <= 20
	}
	return false
}

// IsRed reports whether people call the colour red.
func (c Colour) IsRed() bool {
	switch c.Model {
	case RGB:
		return c.V[0] >= 550 && c.V[1] <= 350 && c.V[2] <= 350
	case CMYK:
		return c.V[0] <= 250 && c.V[1] >= 600 && c.V[2] >= 500 && c.V[3] <= 350
	}
	return false
}

// IsGrey reports whether the colour is a grey that is neither black nor white.
func (c Colour) IsGrey() bool {
	switch c.Model {
	case Grey:
	case RGB:
		if max(c.V[0], c.V[1], c.V[2])-min(c.V[0], c.V[1], c.V[2]) > 40 {
			return false
		}
	case CMYK:
		if max(c.V[0], c.V[1], c.V[2])-min(c.V[0], c.V[1], c.V[2]) > 40 {
			return false
		}
	default:
		return false
	}
	return !c.IsBlack() && !c.IsWhite()
}

// ReadFile reads the pages of a file.
func ReadFile(name string) (*Document, error) {
	data, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	return Read(data)
}

// Read reads the pages of a file. The error is ErrNotPDF, ErrEncrypted or
// ErrBroken; of small faults as much is read as can be.
func Read(data []byte) (*Document, error) {
	f, err := open(data)
	if err != nil {
		return nil, err
	}
	d := &Document{}
	fonts := map[int]*Font{}
	budget := mostGlyphs
	for i, n := range f.pageNodes() {
		in := interpreter{file: f, fonts: fonts, document: d, budget: &budget}
		d.Pages = append(d.Pages, in.page(n, i+1))
	}
	if f.budget <= 0 {
		return d, fmt.Errorf("%w: more data than %d bytes", ErrBroken, memory)
	}
	return d, nil
}

// IsDamage reports whether an error of Read is about the file itself.
func IsDamage(err error) bool {
	return errors.Is(err, ErrNotPDF) || errors.Is(err, ErrEncrypted) || errors.Is(err, ErrBroken)
}
