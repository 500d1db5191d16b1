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
//
// What a 主送机关 too long leaves no room for on the first page, its text, is
// what that page must show (7.3.3); so the document is then laid out again with
// the 主送机关 in the 版记 (7.3.2). A signature that would stand on a page without
// text (7.3.5.5) is brought to some by the first relief that does.
func Layout(root *document.Node, pr *profile.Profile, faces *font.Set, o Options) ([]Page, diag.List) {
	var r relief
	l := lay(root, pr, faces, o, r)
	try := func(r relief) bool {
		again := lay(root, pr, faces, o, r)
		if again.crowding != nil || again.bare || again.lone {
			return false
		}
		l = again
		return true
	}
	if l.crowding != nil {
		r.moved = l.crowding
		if again := lay(root, pr, faces, o, r); again.crowding == nil && !again.bare {
			l = again
		} else {
			r.moved = nil
		}
	}
	if l.lone {
		_ = try(relief{moved: r.moved, smaller: true}) || try(relief{moved: r.moved, parted: true})
	}
	return l.pages, l.findings
}

// A relief is what is done where the pages would break a rule otherwise.
type relief struct {
	moved   *document.Node // Recipient that goes into the 版记
	smaller bool           // the names of several issuers are so small that the signature stands on their page
	parted  bool           // the only line of a text becomes two, of which the signature takes one along
}

// lay lays a document out.
func lay(root *document.Node, pr *profile.Profile, faces *font.Set, o Options, r relief) *layouter {
	l := &layouter{upright: pr, profile: pr, set: faces, words: o.Words, relief: r}
	l.measure = l.block()
	l.document(root)
	l.setRowsOfColophon()
	l.paginate()
	l.fillContents()
	l.placeColophon()
	l.finishPages()
	l.reportMoved()
	l.reportCharacters()
	return l
}

type layouter struct {
	upright *profile.Profile // as it was given
	profile *profile.Profile // of the section at hand: its block may be turned
	set     *font.Set
	words   []string

	faces    []*font.Face
	lastFace uint8
	breaker  breaker
	settler  settler
	para     para
	xs       []length.Length
	inner    map[string][]bool // characters inside words, by the text of a cell
	measure  measure           // of the lines that are set

	sections []section
	last     paragraph
	closed   bool           // whatever comes next begins a section
	held     *document.Node // 版头 that the next section gets
	rows     []row
	runs     []Run
	rules    []Rule
	glyphs   []Glyph // room for the glyphs of coming runs

	colophon     *document.Node
	colophonRows []colophonLine
	stageOf      *document.Node // whose words a watermark shows
	entries      []entry        // of the 目录

	pages  []Page
	sheets []sheet // by page

	relief   relief
	crowding *document.Node // Recipient that keeps the text off its first page
	bare     bool           // a first page shows no text
	lone     bool           // a signature stands on a page without text

	measuring       bool // what is set is set again: findings are for then
	missing, unseen sightings
	findings        diag.List
}

// A measure is a stretch of the page that lines are set in: width is whole parts
// of a cell.
type measure struct {
	left, width length.Length
	whole       int32
}

// block returns the measure of the 版心: its columns.
func (l *layouter) block() measure {
	b := l.profile.Block
	return measure{b.Left, b.Width, int32(b.Columns) * cell}
}

// natural returns a measure in which the characters of a size have the width
// that their face gives them.
func natural(left, width, size length.Length) measure {
	return measure{left, width, int32(width.Scale(cell, int64(size)))}
}

// parts returns a length as parts of a cell of the measure.
func (m measure) parts(d length.Length) int32 {
	if m.width <= 0 {
		return 0
	}
	return int32(d.Scale(int64(m.whole), int64(m.width)))
}

// A section begins on a new page: with a title, an attachment, a 目录; a document
// without a title is one section.
type section struct {
	profile  *profile.Profile // in force
	turned   bool             // its content is turned (8)
	contents bool             // it is the 目录
	front    *document.Node   // 版头
	label    []headLine       // 附件1
	head     []headLine       // title and stage
	from, to int              // its rows
	signed   int              // its signature begins with this row; 0 if it has none, for text goes before it
	between  int              // lines from one row of its seals to the next; 0 if there is but one
}

// A headLine is a line above the grid.
type headLine struct {
	title    bool
	size     length.Length
	from, to int // its runs
}

// A row is a line of the grid, or a table.
type row struct {
	from, to int // its runs; none if blank
	bond     bond
	text     bool   // of the body: a heading or a paragraph
	table    *table // that stands here, off the grid
	entry    int    // of the 目录, from 1; 0 for none
}

// A paragraph is the one that was set last.
type paragraph struct {
	style profile.Style
	nodes []*document.Node
	row   int // its first
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
	l.current()
	blocks := root.Children
	for i := 0; i < len(blocks); i++ {
		n := blocks[i]
		if l.closed && n.Kind != document.Title && n.Kind != document.Attachment && n.Kind != document.Colophon {
			l.open(section{profile: l.upright})
		}
		switch n.Kind {
		case document.Head:
			l.current().front = n
		case document.Title:
			l.begin()
			l.title(n)
		case document.Stage:
			l.stageOf = n
			l.stage(n)
		case document.Recipient:
			if n != l.relief.moved {
				l.paragraph(l.profile.Recipient, n)
			}
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
			// The first stays with its text. Those behind it may part: keeping all
			// of them together would cost pages their 22 lines (5.2.3).
			if rows := l.ownRows(); len(rows) > 0 && blocks[i-1].Kind != document.DutyLine {
				rows[len(rows)-1].bond = firmly
			}
			l.paragraph(l.profile.DutyLine, n)
		case document.Table:
			l.addTable(n)
		case document.AttachmentNote:
			from := i
			for i+1 < len(blocks) && blocks[i+1].Kind == document.AttachmentNote {
				i++
			}
			l.attachmentNotes(blocks[from : i+1])
		case document.SignatureBlock:
			l.signature(n, i+1 < len(blocks) && blocks[i+1].Kind == document.Note)
		case document.Note:
			if rows := l.ownRows(); len(rows) > 0 && blocks[i-1].Kind == document.SignatureBlock {
				rows[len(rows)-1].bond = firmly
			}
			l.paragraph(l.profile.Note, n)
		case document.Attachment:
			l.attachment(n)
		case document.AttachmentTitle:
			l.title(n)
		case document.Contents:
			l.contents(n, blocks[i+1:])
		case document.Colophon:
			l.colophon = n
		default:
			panic(fmt.Sprintf("typeset: block of kind %d", n.Kind))
		}
	}
	if l.held != nil {
		l.open(section{profile: l.upright})
	}
	l.current().to = len(l.rows)
}

// begin ends the section at hand, if there is anything in it that a title does
// not follow, and begins the next.
func (l *layouter) begin() {
	s := l.current()
	s.to = len(l.rows)
	if s.to > s.from || len(s.head) > 0 || l.closed {
		l.open(section{profile: l.upright})
	}
}

// open ends the section at hand and begins s.
func (l *layouter) open(s section) {
	if n := len(l.sections); n > 0 {
		l.sections[n-1].to = len(l.rows)
	}
	s.from, s.to = len(l.rows), len(l.rows)
	if s.front == nil && l.held != nil {
		s.front, l.held = l.held, nil
	}
	l.sections = append(l.sections, s)
	l.profile = s.profile
	l.measure = l.block()
	l.closed = false
}

// current returns the section at hand.
func (l *layouter) current() *section {
	if len(l.sections) == 0 {
		l.open(section{profile: l.upright})
	}
	return &l.sections[len(l.sections)-1]
}

// empty reports whether the section at hand has nothing to show yet.
func (l *layouter) empty() bool {
	s := l.current()
	return s.from == len(l.rows) && len(s.head) == 0 && len(s.label) == 0 && s.front == nil
}

// ownRows returns the rows of the section at hand.
func (l *layouter) ownRows() []row { return l.rows[l.current().from:] }

// paragraph sets a paragraph: one node, or a heading and the paragraph that
// goes on on its line.
func (l *layouter) paragraph(style profile.Style, nodes ...*document.Node) {
	p, seam := l.shapeParagraph(style, nodes)
	first := len(l.rows)
	l.last = paragraph{style, nodes, first}
	for _, line := range l.breaker.breakLines(p) {
		r := l.row(line, style.Size)
		r.text = nodes[0].Kind != document.Recipient && nodes[0].Kind != document.Note
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

// shapeParagraph makes the text of a paragraph ready to be broken, and returns
// where what stands behind its heading begins.
func (l *layouter) shapeParagraph(style profile.Style, nodes []*document.Node) (p *para, seam int) {
	p = &l.para
	p.reset(style.Indent, l.profile.Block.Columns)
	p.squared, p.gap = l.profile.Block.Squared, int32(l.profile.Block.LatinGap)*cell/1000
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
	return p, seam
}

// row sets a line of the paragraph last broken. What runs in behind a heading has
// the size of the body; all on a line stands on one baseline.
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
	for k := from; k < len(l.runs); k++ {
		if l.runs[k].Node.Kind == document.Paragraph {
			l.runs[k].Size = l.profile.Body.Size
		}
	}
	return row{from: from, to: len(l.runs)}
}

// position computes where the glyphs of a line stand that begins at x, in parts
// of a cell from the left of the measure. What is behind end vanishes.
func (l *layouter) position(n line, end int, f *fit, x int32) {
	p := &l.para
	l.xs = l.xs[:0]
	left, width := l.measure.left, l.measure.width
	whole := max(1, int64(l.measure.whole))
	plain := f.space == 0 && f.gap == 0 && f.give == 0 && f.squeeze == [orders]int32{}
	moves := l.settler.settle(p, n, end, f, x)
	var total sums
	if !plain && moves == nil {
		for k := n.from + 1; k < end; k++ {
			f.boundary(p, &total, k)
		}
	}
	var s sums
	pos, taken := int64(x-f.start), int64(0)
	for k := n.from; k < n.to; k++ {
		switch {
		case k == n.from:
			if moves != nil {
				taken = int64(moves[0])
				pos -= taken
			}
		case k < end:
			f.boundary(p, &s, k)
			pos = int64(x-f.start) + int64(s.natural)
			switch {
			case moves != nil:
				taken += int64(moves[k-n.from])
				pos -= taken
			case !plain:
				pos += share(f.space, s.space, total.space) + share(f.gap, s.gaps, total.gaps) + share(f.give, s.give, total.give)
				for o := range orders {
					pos -= share(f.squeeze[o], s.squeeze[o], total.squeeze[o])
				}
			}
		case k == end: // spaces that vanish stand at the end of the line
			pos = min(pos+int64(p.chars[k-1].advance), whole)
		}
		at := pos + int64(p.chars[k].shift)
		if k < f.head.at {
			at += int64(f.head.shift)
		}
		l.xs = append(l.xs, left+width.Scale(at, whole))
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
