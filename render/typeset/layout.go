package typeset

import (
	"fmt"
	"unicode/utf8"

	"fangan/internal/diag"
	"fangan/internal/length"
	"fangan/render/document"
	"fangan/render/font"
	"fangan/render/profile"
)

// Options are what the layout needs to know beside text and profile.
type Options struct {
	// Words are never split in the title: the registered names of units.
	Words []string
}

// Layout sets a document in type by GB/T 9704-2012: on the grid of 22 lines and
// 28 characters (5.2.3), with the marks of GB/T 15834 where they may stand. The
// result is whole even where the list has findings: what no face has is set as
// 〓, what is too long is split. The same input gives the same result. Layout may
// be called concurrently.
//
// Departures from simple rules: widow and orphan lines are left as they are,
// because they would cost pages their 22 lines; a heading takes two lines of
// its text along, as far as the text has two.
func Layout(root *document.Node, pr *profile.Profile, faces *font.Set, o Options) ([]Page, diag.List) {
	l := layouter{profile: pr, set: faces, words: o.Words}
	l.document(root)
	l.paginate()
	l.reportCharacters()
	return l.pages, l.findings
}

type layouter struct {
	profile *profile.Profile
	set     *font.Set
	words   []string

	faces    []*font.Face
	lastFace uint8
	breaker  breaker
	para     para
	xs       []length.Length

	sections []section
	rows     []row
	runs     []Run
	glyphs   []Glyph // room for the glyphs of coming runs

	pages []Page

	measuring       bool // what is set is set again: findings are for then
	missing, unseen sightings
	findings        diag.List
}

// A section begins with a title on a new page; a document without a title is
// one section.
type section struct {
	head     []headLine // title and stage
	from, to int        // its rows
}

// A headLine is a line above the grid.
type headLine struct {
	title    bool
	size     length.Length
	from, to int // its runs
}

// A row is a line of the grid.
type row struct {
	from, to int // its runs; none if blank
	bond     bond
	text     bool // of the body: a heading or a paragraph
}

// bond says how firmly a row stays with the next.
type bond uint8

const (
	parted bond = iota
	gladly      // unless that would cost much of a page
	firmly
)

func (l *layouter) report(d diag.Diagnostic) {
	if !l.measuring {
		l.findings = append(l.findings, d)
	}
}

// document sets all blocks into rows, without a place on a page.
func (l *layouter) document(root *document.Node) {
	blocks := root.Children
	for i := 0; i < len(blocks); i++ {
		n := blocks[i]
		switch n.Kind {
		case document.Title:
			l.begin()
			l.title(n)
		case document.Stage:
			l.stage(n)
		case document.Recipient:
			l.paragraph(l.profile.Recipient, n)
		case document.Heading:
			style := l.profile.Heading(n.Level)
			if n.RunIn && i+1 < len(blocks) && blocks[i+1].Kind == document.Paragraph {
				i++
				l.paragraph(style, n, blocks[i])
			} else {
				l.paragraph(style, n)
			}
		case document.Paragraph:
			l.paragraph(l.profile.Body, n)
		case document.DutyLine:
			if rows := l.ownRows(); len(rows) > 0 {
				rows[len(rows)-1].bond = firmly
			}
			l.paragraph(l.profile.DutyLine, n)
		case document.Signature, document.Date:
			from := i
			for i+1 < len(blocks) && blocks[i].Kind == document.Signature && (blocks[i+1].Kind == document.Signature || blocks[i+1].Kind == document.Date) {
				i++
			}
			l.signature(blocks[from : i+1])
		default:
			panic(fmt.Sprintf("typeset: block of kind %d", n.Kind))
		}
	}
	l.current().to = len(l.rows)
}

// begin ends the section at hand, if there is anything in it, and begins the
// next.
func (l *layouter) begin() {
	s := l.current()
	s.to = len(l.rows)
	if s.to > s.from || len(s.head) > 0 {
		l.sections = append(l.sections, section{from: s.to})
	}
}

// current returns the section at hand.
func (l *layouter) current() *section {
	if len(l.sections) == 0 {
		l.sections = append(l.sections, section{})
	}
	return &l.sections[len(l.sections)-1]
}

// ownRows returns the rows of the section at hand.
func (l *layouter) ownRows() []row { return l.rows[l.current().from:] }

// paragraph sets a paragraph: one node, or a heading and the paragraph that
// goes on on its line.
func (l *layouter) paragraph(style profile.Style, nodes ...*document.Node) {
	p := &l.para
	p.reset(style.Indent, l.profile.Block.Columns)
	seam := 0 // where the text behind a heading begins
	for i, n := range nodes {
		role := style.Role
		if i > 0 {
			role = l.profile.Body.Role
			seam = len(p.chars)
		}
		l.shape(p, n, role)
	}
	if nodes[0].Kind == document.Heading && len(nodes) == 1 {
		seam = len(p.chars)
	}
	l.finish(p)
	first := len(l.rows)
	for _, line := range l.breaker.breakLines(p) {
		r := l.row(line, style.Size)
		r.text = nodes[0].Kind != document.Recipient
		if line.to <= seam {
			r.bond = firmly
		}
		l.rows = append(l.rows, r)
	}
	rows := l.rows[first:]
	if first > l.current().from && l.rows[first-1].bond == firmly && len(rows) > 1 && rows[0].bond == parted && nodes[0].Kind != document.Heading {
		rows[0].bond = gladly
	}
}

// row sets a line of the paragraph last broken.
func (l *layouter) row(n line, size length.Length) row {
	b := &l.breaker
	f, end := b.fitLine(n)
	x := int32(0)
	if n.from == 0 {
		x = b.p.indent
	}
	from := len(l.runs)
	l.position(n, end, &f, x)
	l.emit(n.from, n.to, size)
	return row{from: from, to: len(l.runs)}
}

// position computes where the glyphs of a line stand that begins at x, in parts
// of a cell from the left of the 版心. What is behind end vanishes.
func (l *layouter) position(n line, end int, f *fit, x int32) {
	p := &l.para
	l.xs = l.xs[:0]
	block := l.profile.Block
	whole := int64(block.Columns) * cell
	plain := f.space == 0 && f.gap == 0 && f.squeeze == [orders]int32{}
	var total sums
	if !plain {
		for k := n.from + 1; k < end; k++ {
			p.boundary(&total, k)
		}
	}
	var s sums
	pos := int64(x - f.start)
	for k := n.from; k < n.to; k++ {
		switch {
		case k == n.from:
		case k < end:
			p.boundary(&s, k)
			pos = int64(x-f.start) + int64(s.natural)
			if plain {
				break
			}
			pos += share(f.space, s.space, total.space) + share(f.gap, s.gaps, total.gaps)
			for o := range orders {
				pos -= share(f.squeeze[o], s.squeeze[o], total.squeeze[o])
			}
		case k == end: // spaces that vanish stand at the end of the line
			pos = min(pos+int64(p.chars[k-1].advance), whole)
		}
		l.xs = append(l.xs, block.Left+block.Width.Scale(pos+int64(p.chars[k].shift), whole))
	}
}

// share returns the part of amount that falls to the first of what make up
// total, so that the parts add up without drift.
func share(amount, first, total int32) int64 {
	if amount == 0 {
		return 0
	}
	return int64(amount) * int64(first) / int64(total)
}

// emit appends the characters [from, to) as runs with the places in l.xs: one
// run for each face and piece. Their baseline is set when they get a page.
func (l *layouter) emit(from, to int, size length.Length) {
	p := &l.para
	if to == from {
		return
	}
	seg := p.segmentIndex(from)
	for k := from; k < to; {
		for seg+1 < len(p.segments) && p.segments[seg+1].start <= k {
			seg++
		}
		s := &p.segments[seg]
		if p.chars[k].class == newline {
			k++
			continue
		}
		limit := to
		if seg+1 < len(p.segments) {
			limit = min(limit, p.segments[seg+1].start)
		}
		first := k
		face := p.chars[k].face
		glyphs := l.room(limit - k)
		end := int(p.chars[k].offset)
		for k < limit && p.chars[k].face == face && p.chars[k].class != newline && int(p.chars[k].offset) == end {
			glyphs = append(glyphs, Glyph{ID: p.chars[k].glyph, X: l.xs[k-from]})
			_, n := utf8.DecodeRuneInString(s.piece.Value[end:])
			end += n
			k++
		}
		l.take(len(glyphs))
		start := int(p.chars[first].offset)
		l.runs = append(l.runs, Run{
			Text: s.piece.Value[start:end], Face: l.faces[face], Glyphs: glyphs[:len(glyphs):len(glyphs)],
			Size: size, Place: place(s.piece, start, end), Node: s.node,
		})
	}
}

// room returns an empty slice with room for n glyphs; take says how much of it
// was used.
func (l *layouter) room(n int) []Glyph {
	if cap(l.glyphs)-len(l.glyphs) < n {
		l.glyphs = make([]Glyph, 0, max(4096, n))
	}
	return l.glyphs[len(l.glyphs):len(l.glyphs):cap(l.glyphs)]
}

func (l *layouter) take(n int) { l.glyphs = l.glyphs[:len(l.glyphs)+n] }

// segmentIndex returns the segment that character k belongs to. Empty pieces
// have none.
func (p *para) segmentIndex(k int) int {
	lo, hi := 0, len(p.segments)
	for lo+1 < hi {
		if m := (lo + hi) / 2; p.segments[m].start <= k {
			lo = m
		} else {
			hi = m
		}
	}
	return lo
}

func (p *para) segmentAt(k int) *segment { return &p.segments[p.segmentIndex(k)] }

// endOffset returns where character k of segment s ends in its piece.
func (p *para) endOffset(s *segment, k int) int {
	start := int(p.chars[k].offset)
	_, n := utf8.DecodeRuneInString(s.piece.Value[start:])
	return start + n
}
