package typeset

import (
	"fmt"
	"unicode/utf8"

	"fangan/internal/diag"
	"fangan/render/document"
	"fangan/render/font"
)

// cell is the width of a 汉字 inside a line: an advance of one em. Widths are
// taken in its parts and only placed glyphs are in EMU, so that the k-th full
// character of a line stands at Part(k, 28) of the width to the last EMU.
const cell = 1 << 13

// A char is one character of a paragraph, ready to be broken into lines.
type char struct {
	r       rune
	advance int32  // in parts of a cell
	offset  uint32 // in its piece, in bytes
	glyph   uint16
	shift   int16 // of the glyph inside its advance
	face    uint8 // in layouter.faces
	class   class
	chance  chance // of a break before it
	joined  bool   // to the character before it: no break, no stretching
	narrow  bool   // its empty half is gone already
	inner   bool   // it stands inside a word, as far as that was asked
	filled  bool   // it is of a number or word that fills whole cells
	airy    bool   // that may stand a quarter of a cell apart from both its neighbours, and does not
	lead    int16  // in shift: what goes if a line begins here
	trail   int16  // in advance: what goes if a line ends here
}

// widen gives the character another advance and centres its glyph in it.
func (c *char) widen(advance int32) {
	c.shift += int16((advance - c.advance) / 2)
	c.advance = advance
}

// A segment is the characters of a paragraph, from start on, that one piece of
// one node gives.
type segment struct {
	start int
	node  *document.Node
	piece *document.Piece
}

// A para is the text of one paragraph. A run-in heading and the paragraph that
// goes on on its line are one para.
type para struct {
	chars    []char
	segments []segment
	indent   int32 // of the first line
	width    int32 // of a line
	setting  setting
	squared  bool  // it stands on the grid of the 版心, cell by cell
	gap      int32 // between 汉字 and what is not full-width
	clean    bool  // its lines end with marks rather than being full
}

// setting is how the lines of a paragraph are brought to their width.
type setting uint8

const (
	justified setting = iota // squeezed and stretched; the last line begins at the left
	flushLeft                // squeezed, never stretched
	centred                  // the same, of even length
	flushRight
)

// reset empties p and keeps its memory.
func (p *para) reset(indent, columns int) {
	p.chars, p.segments = p.chars[:0], p.segments[:0]
	p.indent, p.width = int32(indent)*cell, int32(columns)*cell
	p.setting, p.clean, p.squared, p.gap = justified, false, false, 0
}

// shape appends the text of a node. Characters without a picture are left out
// and reported; those that no face has are reported and become 〓.
func (l *layouter) shape(p *para, n *document.Node, role font.Role) {
	size := len(p.chars)
	for i := range n.Text {
		size += len(n.Text[i].Value)/3 + 1
	}
	if cap(p.chars) < size {
		grown := make([]char, len(p.chars), size+size/8)
		copy(grown, p.chars)
		p.chars = grown
	}
	for i := range n.Text {
		piece := &n.Text[i]
		p.segments = append(p.segments, segment{len(p.chars), n, piece})
		for offset, r := range piece.Value {
			if invisible(r) {
				if !l.measuring {
					l.unseen.note(r, piece, offset)
				}
				continue
			}
			c := char{r: r, offset: uint32(offset), class: classOf(r)}
			if c.class != newline && !l.glyph(&c, role) {
				if !l.measuring {
					l.missing.note(r, piece, offset)
				}
				if !l.substitute(&c, role) {
					continue
				}
			}
			if c.class == mark && len(p.chars) > 0 {
				c.shift = int16(-(p.chars[len(p.chars)-1].advance + c.advance) / 2)
				c.advance = 0
			}
			p.chars = append(p.chars, c)
		}
	}
}

// finish settles all that is to be known before lines are broken, once all text
// is there.
func (l *layouter) finish(p *para) {
	p.prepare()
	l.tear(p)
}

// prepare settles classes, groups and breaks.
func (p *para) prepare() {
	p.settle()
	p.group()
	if p.squared || p.gap > 0 {
		p.fill()
	}
	seen := newline // the last class that is not a space
	for i := 1; i < len(p.chars); i++ {
		before := p.chars[i-1].class
		if before != space {
			seen = before
		}
		if c := &p.chars[i]; !c.joined && !rules[seen].noEnd {
			c.chance = chanceBetween(before, c.class)
		}
	}
	p.addresses()
}

// glyph finds the face and glyph of c.
func (l *layouter) glyph(c *char, role font.Role) bool {
	f, id, ok := l.set.Lookup(role, c.r)
	if !ok && (c.class == space || c.class == glue) {
		f, id, ok = l.set.Lookup(role, ' ')
	}
	if !ok {
		return false
	}
	c.face, c.glyph = l.face(f), id
	em := f.UnitsPerEm()
	c.advance = int32((f.Advance(id)*cell + em/2) / em)
	if c.class == space || c.class == glue {
		switch {
		case c.r == '\u3000':
			c.advance = cell
		case c.r >= 0x2000 || c.advance == 0:
			c.advance = cell / 4
		}
	} else if c.advance == 0 && c.class != mark {
		c.class = mark // nothing may part it from what it stands on
	}
	return true
}

// substitute gives c the picture that printers set for a type that they lack.
func (l *layouter) substitute(c *char, role font.Role) bool {
	for _, r := range "〓□?" {
		if f, id, ok := l.set.Lookup(role, r); ok {
			c.face, c.glyph, c.advance = l.face(f), id, cell
			if c.class == mark {
				c.class = han
			}
			return true
		}
	}
	return false
}

func (l *layouter) face(f *font.Face) uint8 {
	if n := len(l.faces); n > 0 && l.faces[l.lastFace] == f {
		return l.lastFace
	}
	for i, known := range l.faces {
		if known == f {
			l.lastFace = uint8(i)
			return l.lastFace
		}
	}
	if len(l.faces) == 255 {
		panic("typeset: more than 255 faces")
	}
	l.faces = append(l.faces, f)
	l.lastFace = uint8(len(l.faces) - 1)
	return l.lastFace
}

// A sighting is a character that cannot be set: where first, and how often.
type sighting struct {
	r     rune
	span  diag.Span
	count int
}

// sightings are in the order of the first of each.
type sightings struct {
	list  []sighting
	index map[rune]int
}

func (s *sightings) note(r rune, piece *document.Piece, offset int) {
	if i, ok := s.index[r]; ok {
		s.list[i].count++
		return
	}
	if s.index == nil {
		s.index = map[rune]int{}
	}
	s.index[r] = len(s.list)
	s.list = append(s.list, sighting{r, place(piece, offset, offset+max(1, utf8.RuneLen(r))), 1})
}

// place returns where bytes of a piece stand in the definition.
func place(piece *document.Piece, from, to int) diag.Span {
	if piece.At == nil {
		return diag.Span{}
	}
	return piece.At(from, min(to, len(piece.Value)))
}

// reportCharacters reports each character that cannot be set once.
func (l *layouter) reportCharacters() {
	for _, s := range l.missing.list {
		l.report(diag.Diagnostic{
			Rule: "font/missing-glyph", Severity: diag.Error, Span: s.span,
			Message: fmt.Sprintf("字体中没有“%c”（U+%04X），全文共%d处", s.r, s.r, s.count),
			Help:    "请换用其他写法，或在 fangan.toml 中指定含该字的字体",
		})
	}
	for _, s := range l.unseen.list {
		l.report(diag.Diagnostic{
			Rule: "text/invisible-character", Severity: diag.Warning, Span: s.span,
			Message: fmt.Sprintf("有看不见的字符 U+%04X，全文共%d处，排版时已略去", s.r, s.count),
			Help:    "请删去该字符；从网页或其他软件粘贴的文字常带有它",
		})
	}
}
