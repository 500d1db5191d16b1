// Package docx reads the text of a plan as it was issued from a
// WordprocessingML document (ISO/IEC 29500-1), as Word, WPS and LibreOffice
// write it.
//
// What it returns is what a reader of the printed page sees: automatic numbers
// are computed (17.9) and stand in front, tracked insertions are in, tracked
// deletions and hidden text are out, the result of a field stands for the
// field. What is left out is counted in [Document.Notes], so that nothing
// disappears unsaid.
//
// Files come from strangers. Sizes are bounded while unpacking, nothing recurses
// on the depth of the input, time and memory grow with the unpacked size, and
// nothing outside the file is ever opened. A file that can't be read gives an
// [*Error], never a panic.
package docx

import (
	"cmp"
	"slices"
	"strings"
)

// A Document is the text of a file.
type Document struct {
	Paragraphs []Paragraph // in the order of the body; those that print nothing are counted but not listed
	Notes      []Note      // in a fixed order; empty when nothing was left out
}

// A Paragraph is one paragraph of the body, of a table cell or of a text box.
// Those of a text box follow the paragraph that it is anchored in.
type Paragraph struct {
	Number   int    // from 1, empty ones counted
	Label    string // automatic number as it prints, "（二）", "1."; or the bullet; "" for none
	Text     string // line and page breaks inside as "\n", tabs as "\t"
	Outline  int    // heading level from 1, by the paragraph or its style; 0: none
	Style    string // name of the paragraph style as the file has it, "heading 1", "Title"; "" when it is not said
	Centered bool
	Bold     bool  // all of the text
	Table    *Cell // nil outside tables; shared by the paragraphs of a cell
}

// Line returns the paragraph as it is read from the page: label and text. A
// blank keeps them apart where they would run into one number or word ("1." and
// "5月底前").
func (p Paragraph) Line() string {
	if p.Label != "" && p.Text != "" && p.Label[len(p.Label)-1] < 0x80 && isWord(p.Text[0]) {
		return p.Label + " " + p.Text
	}
	return p.Label + p.Text
}

func isWord(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
}

// A Cell is a place in a table. Of a table inside a cell it is the place in the
// inner one.
type Cell struct {
	Table         int // from 1, in the order in which tables begin
	Row, Column   int // from 1; columns of the grid, so that cells below each other agree
	Rows, Columns int // spans; 1 for a cell that was not merged
}

// A Note says what was left out.
type Note struct {
	Kind   Kind
	Count  int
	Sample string // the first words of it; "" where they are not known
}

// Kind is what can be left out, named as a message to a clerk would.
type Kind string

// The kinds, in the order in which Notes lists them.
const (
	Deleted     Kind = "修订中已删除的文字"
	Hidden      Kind = "隐藏文字"
	Covered     Kind = "被合并掉的单元格里的文字"
	Contents    Kind = "目录"
	Footnotes   Kind = "脚注、尾注"
	Comments    Kind = "批注"
	Margins     Kind = "页眉、页脚"
	PageNumbers Kind = "页码"
	Pictures    Kind = "图片"
	Drawings    Kind = "图表、图示"
	Objects     Kind = "嵌入的对象或文档"
	Formulas    Kind = "公式的版式（只留文字）"
	Symbols     Kind = "认不出的符号（以 \ufffd 代替）"
	Fields      Kind = "算不出结果的域"
)

var kinds = []Kind{Deleted, Hidden, Covered, Contents, Footnotes, Comments, Margins, PageNumbers, Pictures, Drawings, Objects, Formulas, Symbols, Fields}

// Read reads a document. The error is an [*Error].
func Read(data []byte) (*Document, error) {
	d, err := read(data)
	if err != nil {
		return nil, err
	}
	return d, nil
}

func read(data []byte) (*Document, *Error) {
	a, err := open(data)
	if err != nil {
		return nil, err
	}
	main, links, err := a.main()
	if err != nil {
		return nil, err
	}
	styles, err := readStyles(a, links.first("styles"))
	if err != nil {
		return nil, err
	}
	lists, err := readNumbering(a, links.first("numbering"))
	if err != nil {
		return nil, err
	}
	styles.resolve(lists)
	b := body{styles: styles, notes: map[Kind]*Note{}}
	if err := b.read(a, main); err != nil {
		return nil, err
	}
	b.sampleNotes(a, links)
	return b.document(lists), nil
}

// document numbers what was read and lists it.
func (b *body) document(lists *numbering) *Document {
	d := &Document{}
	listing := false // a table of contents without its field, line after line
	for i := range b.slots {
		s := &b.slots[i]
		if s.gone {
			continue
		}
		p := Paragraph{Number: i + 1, Text: strings.Trim(string(s.text), "\n"), Table: s.cell, Bold: s.bold && !s.plain}
		s.text = nil
		b.describe(&p, s, lists)
		if p.Label == "" && strings.TrimSpace(p.Text) == "" {
			continue
		}
		if isContents(p.Style) {
			if !listing {
				b.note(Contents, p.Text)
			}
			listing = true
			continue
		}
		listing = false
		d.Paragraphs = append(d.Paragraphs, p)
	}
	for _, n := range b.notes {
		d.Notes = append(d.Notes, *n)
	}
	slices.SortFunc(d.Notes, func(x, y Note) int {
		return cmp.Compare(slices.Index(kinds, x.Kind), slices.Index(kinds, y.Kind))
	})
	return d
}

// isContents tells the styles of the lines of a table of contents.
func isContents(style string) bool {
	level, ok := strings.CutPrefix(strings.ToLower(style), "toc ")
	return ok && (level == "heading" || len(level) == 1 && level[0] >= '1' && level[0] <= '9')
}

// describe adds what properties and styles say of a paragraph.
func (b *body) describe(p *Paragraph, s *slot, lists *numbering) {
	style := b.styles.paragraph(s.props.style)
	p.Style = style.name
	p.Centered = s.props.centered.or(style.centered) == yes
	p.Outline = outline(cmp.Or(s.props.outline, style.outline))
	num, level := s.props.num, s.props.level
	if num == unset {
		num = style.num
	}
	if level == unset {
		level = 0
		if s.props.num == unset {
			level = max(0, style.level)
		}
	}
	story := mainStory
	if s.box {
		story = boxStory
	}
	p.Label = lists.label(num, level, story)
}
