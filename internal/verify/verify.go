// Package verify measures produced files against GB/T 9704-2012, clause by
// clause, and holds the two documents of a plan against each other.
//
// It knows pages only: glyphs with their places, faces, sizes and colours, and
// rules, as package pdfpage reads them. What an element is — title, heading,
// recipient, page number — is told from that alone, so a file that any program
// wrote is judged like our own.
package verify

import (
	"fmt"
	"slices"
	"strings"

	"fangan/internal/diag"
	"fangan/internal/length"
	"fangan/internal/pdfpage"
	"fangan/render/font"
	"fangan/render/profile"
)

// Status is what became of a requirement.
type Status string

// Absent requirements are about elements that the document does not have.
const (
	Pass   Status = "pass"
	Fail   Status = "fail"
	Manual Status = "manual"
	Absent Status = "absent"
)

// An Item is one requirement as a file meets it.
type Item struct {
	Requirement
	Status   Status
	Measured string // what was found, on one line
	Findings []Finding
}

// A Finding is one place where a file departs from a requirement.
type Finding struct {
	Severity diag.Severity
	Page     int           // from 1; 0: of the whole file
	X, Y     length.Length // on the page
	HasPlace bool
	Where    string // instead of a page: 责任分解表!C7
	Message  string // 中文，一句，句末不加句号
	excerpt  int    // how many bytes at the end of the message quote the text
}

// A Report is what a file, or two that belong together, was found to be.
type Report struct {
	Files   []string
	Pages   int
	Profile string // the names of the profiles that it was measured by; may be empty
	Items   []Item // in the order of the checklist
}

// Count returns how many findings have the severity.
func (r *Report) Count(s diag.Severity) int {
	n := 0
	for i := range r.Items {
		for _, f := range r.Items[i].Findings {
			if f.Severity == s {
				n++
			}
		}
	}
	return n
}

// OK reports whether nothing failed that the standard demands.
func (r *Report) OK() bool { return r.Count(diag.Error) == 0 }

// Pages judges the pages of a document by the values of a profile.
func Pages(d *pdfpage.Document, pr *profile.Profile) []Item {
	c := judge(d, pr, nil)
	items := make([]Item, len(c.order))
	for i, item := range c.order {
		items[i] = *item
	}
	return items
}

func judge(d *pdfpage.Document, pr *profile.Profile, faces map[string]font.Role) *checker {
	c := &checker{profile: pr, file: d, items: map[string]*Item{}, bold: map[string]bool{}}
	c.expect = expectations(pr)
	for _, f := range pr.Faces() {
		c.bold[f.Style()] = f.Bold
	}
	texts := c.expect.texts(pr)
	for _, r := range checklist {
		item := &Item{Requirement: r, Status: Absent}
		if text, ok := texts[r.ID]; ok {
			item.Expected = text
		}
		if r.How == ByHand {
			item.Status = Manual
			item.Measured = r.Method
		}
		c.items[r.ID] = item
		c.order = append(c.order, item)
	}
	c.layout = arrange(d, c.expect, faces)
	c.nominal = c.expect
	c.paper()
	if c.unreadable() {
		return c
	}
	c.recognise()
	if c.expect.left != c.nominal.left || c.expect.right != c.nominal.right || c.expect.top != c.nominal.top {
		// What is in the 版心 is measured from where this document has it.
		for id, text := range c.expect.texts(pr) {
			if item := c.items[id]; !strings.HasPrefix(id, "5.") && item.Expected != text {
				item.Expected = text + "（从本文件的版心量起）"
			}
		}
	}
	c.checkPages()
	c.checkHead()
	c.checkTitles()
	c.checkBody()
	c.checkEnd()
	c.checkAnnexes()
	c.checkColophon()
	c.checkNumbers()
	c.checkText()
	c.checkFonts()
	for _, item := range c.order {
		if foldable(item.ID) {
			item.Findings = fold(item.Findings)
		}
	}
	return c
}

// checker judges one document.
type checker struct {
	profile *profile.Profile
	nominal expectation   // what the profile says
	expect  expectation   // the same, from the edges of this document's 版心
	edge    length.Length // where full lines should end
	file    *pdfpage.Document
	layout  *layout
	doc     elements
	items   map[string]*Item
	order   []*Item
	reds    []pdfpage.Colour
	bold    map[string]bool // the styles that the profile has bold
}

// saw notes that the requirement applies, and what was measured. Its status is
// pass until something fails.
func (c *checker) saw(id, format string, args ...any) {
	item := c.item(id)
	if item.Status == Absent || item.Status == Manual {
		item.Status = Pass
		if item.How == Partly {
			item.Status = Manual
		}
	}
	if text := fmt.Sprintf(format, args...); text != "" && item.Measured == "" {
		item.Measured = text
	}
}

func (c *checker) item(id string) *Item {
	item, ok := c.items[id]
	if !ok {
		panic("verify: no requirement " + id)
	}
	return item
}

// fail reports a place with the severity of the requirement.
func (c *checker) fail(id string, at place, format string, args ...any) {
	c.report(id, c.item(id).Severity, at, format, args...)
}

func (c *checker) warn(id string, at place, format string, args ...any) {
	c.report(id, max(c.item(id).Severity, diag.Warning), at, format, args...)
}

func (c *checker) note(id string, at place, format string, args ...any) {
	c.report(id, diag.Note, at, format, args...)
}

// report adds a finding. Notes leave a requirement fulfilled.
func (c *checker) report(id string, s diag.Severity, at place, format string, args ...any) {
	item := c.item(id)
	if s != diag.Note || item.Severity == diag.Note {
		item.Status = Fail
	} else if item.Status == Absent {
		item.Status = Pass
	}
	f := Finding{Severity: s, Page: at.page, X: at.x, Y: at.y, HasPlace: at.page > 0 && (at.x != 0 || at.y != 0), Message: fmt.Sprintf(format, args...)}
	if n := len(args); n > 0 && strings.HasSuffix(format, "（%s）") {
		f.excerpt = len(fmt.Sprintf("（%s）", args[n-1]))
	}
	if !slices.Contains(item.Findings, f) {
		item.Findings = append(item.Findings, f)
	}
}

// A place is where something stands; zero: in the file.
type place struct {
	page int
	x, y length.Length
}

// millimetres prints a length for people.
func millimetres(l length.Length) string { return fmt.Sprintf("%.2f mm", l.Millimetres()) }

func points(l length.Length) string {
	return fmt.Sprintf("%.4g磅", float64(l.Scale(100, int64(length.Pt)))/100)
}

// grace is what is added to tolerances of half a millimetre and more: what is
// printed as just within them, to a hundredth, is within.
const grace = length.Mm / 50

// near reports whether two lengths are alike within a tolerance.
func near(a, b, tolerance length.Length) bool {
	if tolerance >= length.Mm/2 {
		tolerance += grace
	}
	return max(a-b, b-a) <= tolerance
}

// mm is a length in hundredths of a millimetre.
func mm(hundredths int64) length.Length { return length.Mm.Scale(hundredths, 100) }
