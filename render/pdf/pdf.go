// Package pdf writes pages as PDF.
//
// gofpdf draws the pages and lays out the file. It is kept away from what it
// does wrongly for Chinese. Its own handling of Chinese faces panics on characters
// beyond the Basic Multilingual Plane, maps codes to characters blindly and is
// slow; so it is given an empty font in the place of each face, and text is
// drawn by glyph number. Then the file is taken apart into its objects and put
// together again with those that have to say more than gofpdf can: the fonts
// with their subsets and a true ToUnicode, the catalog, the document
// information, the bookmarks and the trailer. See finish.go.
//
// Every file is PDF/A-2a (ISO 19005-2), which archives ask for, and PDF/UA-1
// (ISO 14289-1), which lets programs read it aloud: the elements of the document
// are its structure, whatever is painted belongs to one of them or is an
// artifact, and the file says in XMP what it is. See structure.go, tags.go and
// metadata.go.
package pdf

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/jung-kurt/gofpdf"

	"fangan/internal/length"
	"fangan/render/document"
	"fangan/render/profile"
	"fangan/render/typeset"
)

// Meta is what the file says about itself. Empty fields are left out.
type Meta struct {
	Title, Author, Subject, Keywords string

	// Producer is the program and its version: "fangan 1.2.0".
	Producer string

	// Date becomes the date of creation. What its clock shows counts as China
	// Standard Time, whatever zone it is in: a date of a plan has none. The
	// zero time leaves the date out; the clock is never asked.
	Date time.Time

	// Bookmarks are in document order; Outline makes them from the pages.
	Bookmarks []Bookmark

	// Document is the tree whose nodes the runs carry. Without it the elements
	// of the pages stand in the file one after the other.
	Document *document.Node

	// Red is the colour of the red elements; the zero value is the black of
	// screens. One in inks (GB/T 9704 6.2: Y80 M80) makes a file for print: its
	// output intent is offset printing, and no colour of a screen is in it.
	Red profile.Colour

	labelledA1b bool // for a validator of tests, which knows the first part only
}

// Write writes the pages as one PDF file. The same pages and meta give the
// same bytes. The error is one of w, of a face that cannot be subset
// (*font.FaceError), or a defect of the pages or of gofpdf; nothing useful has
// been written then.
func Write(w io.Writer, pages []typeset.Page, m Meta) error {
	if len(pages) == 0 {
		return errors.New("write pdf: no pages")
	}
	uses, err := collect(pages)
	if err != nil {
		return fmt.Errorf("write pdf: %w", err)
	}
	marks := structureOf(pages, m.Document)
	fonts := make([]embedded, len(uses))
	var drawn []byte
	var shapes []shape
	errs := make([]error, 1+len(uses))
	// Drawing and subsetting need nothing of each other.
	each(1+len(uses), func(job int) {
		if job == 0 {
			drawn, shapes, errs[0] = draw(pages, uses, marks, m.red())
		} else {
			fonts[job-1], errs[job] = embed(uses[job-1])
		}
	})
	if err := errors.Join(errs...); err != nil {
		return fmt.Errorf("write pdf: %w", err)
	}
	if err := finish(w, drawn, pages, marks, fonts, shapes, m); err != nil {
		return fmt.Errorf("write pdf: %w", err)
	}
	return nil
}

// draw makes the file as gofpdf sees it: pages without compression, and a
// simple TrueType font without content in the place of each face. The shapes
// are what the pages draw by name.
func draw(pages []typeset.Page, uses []*use, marks *structure, red string) ([]byte, []shape, error) {
	pdf := gofpdf.NewCustom(&gofpdf.InitType{UnitStr: "pt", Size: pageSize(&pages[0])})
	// Whatever would be of today or of map order is fixed; finish replaces the
	// dates.
	pdf.SetCatalogSort(true)
	pdf.SetCreationDate(epoch)
	pdf.SetModificationDate(epoch)
	pdf.SetCompression(false)
	pdf.SetAutoPageBreak(false, 0)
	for i := range uses {
		// gofpdf takes a file whose name ends in .z for a compressed one, and
		// insists on 256 widths.
		definition := fmt.Sprintf(`{"Tp":"TrueType","Name":%[1]q,"File":"%[1]s.z","Cw":[%[2]s0]}`,
			family(i), strings.Repeat("0,", 255))
		pdf.AddFontFromBytes(family(i), "", []byte(definition), nil)
	}
	d := drawer{pdf: pdf, uses: uses, marks: marks, red: red}
	for i := range pages {
		pdf.AddPageFormat("P", pageSize(&pages[i]))
		if err := d.draw(i, &pages[i]); err != nil {
			return nil, nil, fmt.Errorf("page %d: %w", i+1, err)
		}
	}
	var out bytes.Buffer
	err := pdf.Output(&out)
	return out.Bytes(), d.shapes, err
}

// red returns the operator that sets the colour red.
func (m *Meta) red() string {
	var b []byte
	if m.Red.Printed() {
		for _, percent := range m.Red.Inks {
			b = append(appendDecimal(b, int64(percent), 2), ' ')
		}
		return string(b) + "k"
	}
	for _, c := range m.Red.RGB {
		b = append(appendDecimal(b, divide(int64(c)*10_000, 0xFF), 4), ' ')
	}
	return string(b) + "rg"
}

var epoch = time.Unix(0, 0).UTC()

func pageSize(p *typeset.Page) gofpdf.SizeType {
	return gofpdf.SizeType{Wd: float64(centipoints(p.Width)) / 100, Ht: float64(centipoints(p.Height)) / 100}
}

// family is the name by which gofpdf knows face i. It does not appear in the
// file.
func family(i int) string { return fmt.Sprintf("face%d", i) }

// centipoints rounds a length to the hundredth of a point, which is the
// precision of the file.
func centipoints(l length.Length) int64 { return int64(l.Scale(100, int64(length.Pt))) }
