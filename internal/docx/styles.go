package docx

import (
	"encoding/xml"
	"strings"
)

// Properties of a paragraph, as far as text needs them: those of the body, of a
// style and of a numbering level have one form (17.3.1, 17.7.4).
type properties struct {
	style      string // id
	outline    int    // 1–9 for the levels of 17.3.1.20, 10 for body text; 0: unset
	centered   toggle
	num, level int // unset when not said; num 0 takes numbering away
	mark       runProperties
	markGone   bool     // the paragraph mark is a tracked deletion
	sections   []string // relationship ids of headers and footers
}

// Properties of a run (17.3.2).
type runProperties struct {
	style  string // id
	hidden toggle
	bold   toggle
	super  bool
	font   string // of the run itself
}

var noProperties = properties{num: unset, level: unset}

// outline turns properties.outline into a heading level.
func outline(level int) int {
	if level > 9 {
		return 0
	}
	return level
}

// readProperties reads a pPr that was just begun. What tracked changes say it
// was before is not read.
func readProperties(s *scanner) (properties, *Error) {
	p := noProperties
	err := s.children(func(e *xml.StartElement, level int) bool {
		if spaceOf(e.Name.Space) != word {
			return level == 1
		}
		switch e.Name.Local {
		case "pPrChange", "rPrChange", "sectPrChange", "numberingChange":
			return true
		case "pStyle":
			p.style = attr(e, "val")
		case "outlineLvl":
			if n := number(e); n >= 0 && n <= 9 {
				p.outline = n + 1
			}
		case "jc":
			p.centered = no
			if attr(e, "val") == "center" {
				p.centered = yes
			}
		case "numId":
			p.num = number(e)
		case "ilvl":
			p.level = number(e)
		case "del", "moveFrom":
			p.markGone = p.markGone || level == 2
		case "headerReference", "footerReference":
			p.sections = append(p.sections, attr(e, "id"))
		default:
			p.mark.set(e)
		}
		return false
	})
	return p, err
}

// readRunProperties reads an rPr that was just begun.
func readRunProperties(s *scanner) (runProperties, *Error) {
	var r runProperties
	err := s.children(func(e *xml.StartElement, level int) bool {
		if level > 1 || e.Name.Local == "rPrChange" {
			return true
		}
		if spaceOf(e.Name.Space) == word {
			r.set(e)
		}
		return false
	})
	return r, err
}

func (r *runProperties) set(e *xml.StartElement) {
	switch e.Name.Local {
	case "rStyle":
		r.style = attr(e, "val")
	case "vanish", "specVanish":
		if e.Name.Local == "vanish" || r.hidden == inherit {
			r.hidden = flag(e)
		}
	case "b":
		r.bold = flag(e)
	case "vertAlign":
		r.super = attr(e, "val") == "superscript"
	case "rFonts":
		r.font = attr(e, "ascii")
		if r.font == "" {
			r.font = attr(e, "hAnsi")
		}
	}
}

// A style is one of styles.xml; resolve adds what it inherits.
type style struct {
	properties
	id    string
	name  string
	basis string // id of the style that it is based on
	stage int    // resolving: 0 not begun, 1 under way, 2 done
}

type styles struct {
	byID      map[string]*style
	order     []*style // in the order of the file
	usual     *style   // of paragraphs that name none
	documents runProperties
}

// readStyles reads styles.xml, which a document need not have.
func readStyles(a *archive, part string) (*styles, *Error) {
	all := &styles{byID: map[string]*style{}, usual: &style{properties: noProperties, stage: 2}}
	s, err := a.part(part)
	if s == nil || err != nil {
		return all, err
	}
	for {
		e, err := s.start()
		if e == nil || err != nil {
			return all, err
		}
		if spaceOf(e.Name.Space) != word {
			continue
		}
		switch e.Name.Local {
		case "rPrDefault":
			err = s.children(func(e *xml.StartElement, level int) bool {
				if level == 2 && spaceOf(e.Name.Space) == word {
					all.documents.set(e)
				}
				return level > 1
			})
		case "style":
			err = all.read(s, e)
		}
		if err != nil {
			return nil, err
		}
		if len(all.order) > maxStyles {
			return nil, &Error{Part: part, Message: "里的样式太多，不像是正常的文档", Help: copyText}
		}
	}
}

func (all *styles) read(s *scanner, e *xml.StartElement) *Error {
	st := &style{properties: noProperties, id: attr(e, "styleId")}
	usual := attr(e, "type") == "paragraph" && hasAttr(e, "default") && attr(e, "default") != "0" && attr(e, "default") != "false"
	for {
		t, err := s.next()
		if err != nil {
			return err
		}
		switch t := t.(type) {
		case nil:
			return nil
		case xml.EndElement:
			if spaceOf(t.Name.Space) != word || t.Name.Local != "style" {
				continue
			}
			if st.outline == 0 {
				st.outline = headingLevel(st.name)
			}
			if all.byID[st.id] == nil {
				all.byID[st.id] = st
				all.order = append(all.order, st)
			}
			if usual {
				all.usual = st
			}
			return nil
		case xml.StartElement:
			if spaceOf(t.Name.Space) != word {
				if _, err := s.skip(); err != nil {
					return err
				}
				continue
			}
			switch t.Name.Local {
			case "name":
				st.name = attr(&t, "val")
			case "basedOn":
				st.basis = attr(&t, "val")
			case "pPr":
				mark := st.mark
				if st.properties, err = readProperties(s); err == nil {
					st.mark = mark
				}
			case "rPr":
				st.mark, err = readRunProperties(s)
			default: // formats of a table by its parts hold properties of their own
				if _, err := s.skip(); err != nil {
					return err
				}
			}
			if err != nil {
				return err
			}
		}
	}
}

// headingLevel reads the level off the name of a built-in heading style, for
// writers that leave its outline level out.
func headingLevel(name string) int {
	digit, ok := strings.CutPrefix(strings.ToLower(name), "heading ")
	if !ok {
		digit, ok = strings.CutPrefix(name, "标题")
		digit = strings.TrimSpace(digit)
	}
	if ok && len(digit) == 1 && digit[0] >= '1' && digit[0] <= '9' {
		return int(digit[0] - '0')
	}
	return 0
}

// resolve gives every style what it inherits (17.7.3), the basis before what is
// based on it. A cycle is cut where it closes.
func (all *styles) resolve(lists *numbering) {
	lists.styles = all
	lists.follow()
	var chain []*style
	for _, st := range all.order {
		for chain = chain[:0]; st != nil && st.stage == 0; st = all.byID[st.basis] {
			st.stage = 1
			chain = append(chain, st)
		}
		for i := len(chain) - 1; i >= 0; i-- {
			st := chain[i]
			if basis := all.byID[st.basis]; basis != nil && basis.stage == 2 {
				st.take(basis)
			}
			// A level that names the style is its level, whatever the style says (17.9.23).
			if level, ok := lists.levelOf(st.num, st.id); ok {
				st.level = level
			}
			st.stage = 2
		}
	}
}

func (st *style) take(basis *style) {
	if st.outline == 0 {
		st.outline = basis.outline
	}
	st.centered = st.centered.or(basis.centered)
	st.mark.hidden = st.mark.hidden.or(basis.mark.hidden)
	st.mark.bold = st.mark.bold.or(basis.mark.bold)
	if st.num == unset {
		st.num = basis.num
	}
	if st.level == unset {
		st.level = basis.level
	}
}

// paragraph returns the style of a paragraph, resolved; that of plain
// paragraphs for an id that the file does not have.
func (all *styles) paragraph(id string) *style {
	if st := all.byID[id]; st != nil {
		return st
	}
	return all.usual
}

// hidden and bold tell how a run prints: by itself, its style, the paragraph's
// style, the document.
func (all *styles) hidden(r runProperties, paragraph *style) bool {
	t := r.hidden
	if st := all.byID[r.style]; st != nil {
		t = t.or(st.mark.hidden)
	}
	return t.or(paragraph.mark.hidden).or(all.documents.hidden) == yes
}

func (all *styles) bold(r runProperties, paragraph *style) bool {
	t := r.bold
	if st := all.byID[r.style]; st != nil {
		t = t.or(st.mark.bold)
	}
	return t.or(paragraph.mark.bold).or(all.documents.bold) == yes
}
