package docx

import (
	"encoding/xml"
	"strings"
	"unicode/utf8"
)

// A slot is the place of a paragraph in reading order: taken when it begins,
// filled until it ends.
type slot struct {
	text  []byte
	props properties
	cell  *Cell
	bold  bool // some of the text is
	plain bool // some is not
	box   bool // it stands in a text box
	gone  bool // nothing of it prints: its mark is hidden or deleted, and no text was left
	// whole is set when the paragraph goes on behind a style separator, a hidden
	// mark: what follows has properties of its own, but the first ones print.
	whole bool
}

// A story is a flow of paragraphs of its own: the body, or a text box.
type story struct {
	open   int    // slot of the paragraph that is being read; closed outside one
	joined int    // slot that the next paragraph continues, its mark being gone; closed: none
	style  *style // of the paragraph that is being read
	run    run
	fields []field
	tables []table
}

const closed = -1

// A run is the stretch of text that is being read.
type run struct {
	props        runProperties
	hidden, bold bool
	noted        bool // its hidden text is counted
}

// A table keeps where its next cell stands.
type table struct {
	number      int
	row, column int
	gone        bool // the row is deleted or hidden
	kind        Kind // why
	cell        *Cell
	span        int
	last        *Cell         // the cell before, for horizontal merging in the old form
	merged      map[int]*Cell // cells that those below them may continue, by column
	covered     bool          // the cell is the continuation of another
	cellGone    bool          // the cell is deleted
}

// body reads document.xml, or another part that holds paragraphs.
type body struct {
	styles *styles
	notes  map[Kind]*Note

	s        *scanner
	slots    []slot
	stories  []*story // the innermost last
	tables   int
	chosen   []bool     // of each open AlternateContent: a branch was taken
	contents bool       // the sdt just opened holds a table of contents
	texts    []textKind // the elements open that hold text
	sections []string
	raised   int // depth in superscripts of formulas
}

func (b *body) here() *story { return b.stories[len(b.stories)-1] }

func (b *body) note(kind Kind, sample string) {
	n := b.notes[kind]
	if n == nil {
		n = &Note{Kind: kind}
		b.notes[kind] = n
	}
	n.Count++
	if n.Sample == "" {
		n.Sample = strings.TrimSpace(firstRunes(sample, sampleRunes))
	}
}

// leave skips the element that was just begun and counts it as left out, when
// it holds text.
func (b *body) leave(kind Kind) *Error {
	sample, err := b.s.skip()
	if sample != "" {
		b.note(kind, sample)
	}
	return err
}

// read reads one part.
func (b *body) read(a *archive, part string) *Error {
	s, err := a.part(part)
	if s == nil || err != nil {
		return err
	}
	b.s = s
	b.stories = []*story{{open: closed, joined: closed}}
	root := true
	for {
		t, err := s.next()
		if err != nil {
			return err
		}
		switch t := t.(type) {
		case nil:
			return nil
		case xml.StartElement:
			if root && spaceOf(t.Name.Space) != word {
				return &Error{Part: part, Message: "里的正文（" + part + "）不是 Word 文档的格式", Help: saveAsDocx}
			}
			root = false
			err = b.start(&t)
		case xml.EndElement:
			b.end(t.Name)
		case xml.CharData:
			if n := len(b.texts); n > 0 {
				b.chars(t, b.texts[n-1])
			}
		}
		if err != nil {
			return err
		}
		if len(b.slots) > maxParagraphs {
			return &Error{Part: part, Message: "里的段落太多，不像是一份方案", Help: copyText}
		}
	}
}

// known are the prefixes of the extensions whose content the reader can look
// into; by convention every writer uses these.
func known(requires string) bool {
	for prefix := range strings.FieldsSeq(requires) {
		switch prefix {
		case "wps", "wpg", "wpc", "wpi", "wp14", "wne", "w14", "w15", "w16", "w16se", "w16cid", "w16cex", "w16du", "a14", "v", "o", "w10", "w", "m", "wp", "wp15":
		default:
			return false
		}
	}
	return true
}

func (b *body) start(e *xml.StartElement) (err *Error) {
	switch spaceOf(e.Name.Space) {
	case word:
		return b.startWord(e)
	case compatibility:
		switch e.Name.Local {
		case "AlternateContent":
			b.chosen = append(b.chosen, false)
		case "Choice", "Fallback":
			n := len(b.chosen)
			if n == 0 || b.chosen[n-1] || e.Name.Local == "Choice" && !known(attr(e, "Requires")) {
				_, err = b.s.skip()
				return err
			}
			b.chosen[n-1] = true
		}
	case math:
		switch e.Name.Local {
		case "oMath":
			b.note(Formulas, "")
		case "t":
			b.texts = append(b.texts, textKindOf(e))
		case "den":
			b.text("/")
		case "rad":
			b.text("√")
		case "sup":
			b.raised++
		case "degHide", "ctrlPr":
			_, err = b.s.skip()
		}
	case vml:
		switch e.Name.Local {
		case "imagedata":
			b.note(Pictures, "")
		case "textpath":
			b.wordArt(attr(e, "string"))
		}
	case picture:
		if e.Name.Local == "pic" {
			b.note(Pictures, "")
		}
	case chart:
		if e.Name.Local == "chart" {
			b.note(Drawings, "")
		}
	case diagram:
		if e.Name.Local == "relIds" {
			b.note(Drawings, "")
		}
	}
	return err
}

func (b *body) startWord(e *xml.StartElement) (err *Error) {
	at := b.here()
	switch e.Name.Local {
	case "p":
		if t := at.table(); t != nil && (t.cellGone || t.covered) {
			return b.leave(t.kind)
		}
		b.begin(at)
	case "pPr":
		if at.open == closed {
			_, err = b.s.skip()
			return err
		}
		p, err := readProperties(b.s)
		if err != nil {
			return err
		}
		b.section(p.sections...)
		p.sections = nil
		b.describeSlot(at, p)
	case "r":
		b.beginRun(at, runProperties{})
	case "rPr":
		r, err := readRunProperties(b.s)
		if err != nil {
			return err
		}
		b.beginRun(at, r)
	case "t":
		b.texts = append(b.texts, textKindOf(e))
	case "tab", "ptab":
		b.text("\t")
	case "br", "cr":
		b.text("\n")
	case "noBreakHyphen":
		b.text("-")
	case "sym":
		b.symbol(e)
	case "fldChar":
		b.fieldChar(at, e)
	case "instrText":
		b.texts = append(b.texts, instruction)
	case "footnoteReference", "endnoteReference":
		b.note(Footnotes, "")
	case "commentReference":
		b.note(Comments, "")
	case "del", "moveFrom":
		if e.Name.Local == "del" {
			return b.leave(Deleted)
		}
		_, err = b.s.skip() // it stands where it was moved to
	case "object", "altChunk", "subDoc":
		b.note(Objects, "")
		_, err = b.s.skip()
	case "docPartGallery":
		b.contents = b.contents || attr(e, "val") == "Table of Contents"
	case "sdtPr":
		b.contents = false
	case "sdtContent":
		if b.contents {
			b.contents = false
			sample, err := b.s.skip()
			b.note(Contents, sample)
			return err
		}
	case "tbl":
		if t := at.table(); t != nil && (t.cellGone || t.covered) {
			return b.leave(t.kind)
		}
		b.tables++
		if b.tables > maxTables {
			return &Error{Part: b.s.part, Message: "里的表格太多，不像是一份方案", Help: copyText}
		}
		at.joined = closed
		at.tables = append(at.tables, table{number: b.tables, merged: map[int]*Cell{}})
	case "tr":
		if t := at.table(); t != nil {
			t.row++
			t.column, t.gone, t.last = 1, false, nil
		}
	case "trPr":
		return b.rowProperties(at)
	case "tc":
		if t := at.table(); t != nil {
			if t.gone {
				return b.leave(t.kind)
			}
			t.cell, t.span, t.covered, t.cellGone = nil, 1, false, false
		}
		at.joined = closed
	case "tcPr":
		return b.cellProperties(at)
	case "txbxContent":
		if at.run.hidden {
			return b.leave(Hidden)
		}
		b.stories = append(b.stories, &story{open: closed, joined: closed})
	case "sectPr":
		return b.s.children(func(e *xml.StartElement, _ int) bool {
			if e.Name.Local == "headerReference" || e.Name.Local == "footerReference" {
				b.section(attr(e, "id"))
			}
			return e.Name.Local == "sectPrChange"
		})
	case "rt", "rubyPr", "tblPr", "tblPrEx", "tblGrid", "sdtEndPr", "customXmlPr", "smartTagPr", "fldData", "ffData",
		"delText", "delInstrText", "tblPrChange", "background", "docPartList":
		_, err = b.s.skip()
	}
	return err
}

// section notes the headers and footers that a section refers to.
func (b *body) section(ids ...string) {
	b.sections = append(b.sections, ids[:min(len(ids), maxMargins-len(b.sections))]...)
}

func (b *body) end(name xml.Name) {
	at := b.here()
	switch spaceOf(name.Space) {
	case word:
		switch name.Local {
		case "p":
			b.finish(at)
		case "r":
			b.beginRun(at, runProperties{})
		case "t", "instrText":
			b.texts = b.texts[:max(0, len(b.texts)-1)]
		case "tc":
			b.endCell(at)
		case "tr":
			at.joined = closed
		case "tbl":
			if n := len(at.tables); n > 0 {
				at.tables = at.tables[:n-1]
			}
		case "sdtContent":
			b.contents = false
		case "txbxContent":
			if n := len(b.stories); n > 1 {
				b.stories = b.stories[:n-1]
			}
		}
	case compatibility:
		if n := len(b.chosen); name.Local == "AlternateContent" && n > 0 {
			b.chosen = b.chosen[:n-1]
		}
	case math:
		switch name.Local {
		case "t":
			b.texts = b.texts[:max(0, len(b.texts)-1)]
		case "sup":
			b.raised--
		}
	}
}

// begin opens a paragraph. One inside another, which no writer makes, is read
// into it.
func (b *body) begin(at *story) {
	if at.open != closed {
		return
	}
	if at.joined != closed {
		at.open, at.joined = at.joined, closed
		s := &b.slots[at.open]
		s.whole = s.whole || !s.props.markGone && len(s.text) > 0
	} else {
		at.open = len(b.slots)
		b.slots = append(b.slots, slot{cell: at.cell(), box: len(b.stories) > 1})
	}
	b.describeSlot(at, noProperties)
}

// describeSlot gives the open paragraph its properties. Where it continues one
// whose mark is deleted, those of the mark that stays hold.
func (b *body) describeSlot(at *story, p properties) {
	s := &b.slots[at.open]
	at.style = b.styles.paragraph(p.style)
	p.mark.hidden = p.mark.hidden.or(at.style.mark.hidden)
	if s.whole {
		s.props.mark, s.props.markGone = p.mark, p.markGone
	} else {
		s.props = p
	}
	b.beginRun(at, runProperties{})
}

// finish closes the open paragraph.
func (b *body) finish(at *story) {
	if at.open == closed {
		return
	}
	s := &b.slots[at.open]
	s.gone = false
	if s.props.markGone || s.props.mark.hidden == yes {
		at.joined = at.open
		s.gone = len(s.text) == 0
	}
	at.open = closed
}

func (b *body) beginRun(at *story, r runProperties) {
	at.run = run{props: r}
	if at.open == closed {
		return
	}
	at.run.hidden, at.run.bold = b.styles.hidden(r, at.style), b.styles.bold(r, at.style)
}

// A textKind says how the text of an element is taken.
type textKind byte

const (
	trimmed     textKind = iota // blanks at its ends do not count (17.3.3.31)
	preserved                   // they do
	instruction                 // of a field: it does not print
)

func textKindOf(e *xml.StartElement) textKind {
	if attr(e, "space") == "preserve" {
		return preserved
	}
	return trimmed
}

// chars takes the text of an element. Line breaks in the file are none in it.
func (b *body) chars(data []byte, kind textKind) {
	text := string(data)
	if kind == trimmed {
		text = strings.Trim(text, " \t\r\n")
	}
	if strings.ContainsAny(text, "\r\n") {
		text = strings.NewReplacer("\r\n", " ", "\n", " ", "\r", " ").Replace(text)
	}
	at := b.here()
	if n := len(at.fields); n > 0 {
		at.fields[n-1].instruct(text)
	}
	if kind == instruction {
		return
	}
	if at.run.props.super || b.raised > 0 {
		text = superscript(text)
	}
	shown := symbols(at.run.props.font, text)
	if shown != text && strings.ContainsRune(shown, unknown) {
		b.note(Symbols, at.run.props.font)
	}
	b.text(shown)
}

// text adds to the open paragraph what its run prints.
func (b *body) text(text string) {
	at := b.here()
	if at.open == closed || text == "" {
		return
	}
	if at.run.hidden {
		if !at.run.noted && strings.TrimSpace(text) != "" {
			b.note(Hidden, text)
			at.run.noted = true
		}
		return
	}
	s := &b.slots[at.open]
	s.text = append(s.text, text...)
	if strings.TrimSpace(text) != "" {
		s.bold, s.plain = s.bold || at.run.bold, s.plain || !at.run.bold
	}
}

func (b *body) symbol(e *xml.StartElement) {
	var code rune
	for _, c := range strings.ToLower(attr(e, "char")) {
		switch {
		case c >= '0' && c <= '9':
			code = code<<4 | (c - '0')
		case c >= 'a' && c <= 'f':
			code = code<<4 | (c - 'a' + 10)
		default:
			return
		}
		if code > utf8.MaxRune {
			return
		}
	}
	if code < ' ' || !utf8.ValidRune(code) {
		return
	}
	b.character(attr(e, "font"), code)
}

// character adds a character that is given by its code in a font.
func (b *body) character(font string, code rune) {
	var shown rune
	if code <= 0xff && codesOf(font) != nil {
		shown = glyph(font, code)
	} else {
		shown = symbol(font, code)
	}
	if shown == unknown && !b.here().run.hidden {
		b.note(Symbols, font)
	}
	b.text(string(shown))
}

// wordArt adds lettering drawn along a path, as letterheads have it.
func (b *body) wordArt(text string) {
	at := b.here()
	if at.open == closed || strings.TrimSpace(text) == "" {
		return
	}
	if at.run.hidden {
		b.note(Hidden, text)
		return
	}
	b.slots = append(b.slots, slot{props: noProperties, cell: at.cell(), text: []byte(text), plain: true})
}
