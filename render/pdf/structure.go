package pdf

import (
	"cmp"
	"iter"
	"slices"
	"strconv"

	"fangan/internal/length"
	"fangan/render/document"
	"fangan/render/typeset"
)

// A structure is the logical structure of the file (ISO 32000-1 14.7): which
// glyphs on which pages are which element of the document, in reading order.
// Programs that speak, reflow or convert pages follow it and not the pages.
type structure struct {
	elements  []element   // parents before their kids; the first is the Document
	stretches [][]stretch // by page; together all runs that have glyphs
	owners    [][]int     // by page and number of marked content: the element
	links     []link      // entry by entry
}

// An element is a structure element, of one of the standard types of ISO
// 32000-1 14.8.4.
type element struct {
	tag        string
	attributes string // entries of the attribute dictionary, or ""
	parent     int
	kids       []kid
}

// A kid of an element is another element, marked content, or a link.
type kid struct {
	kind  kidKind
	page  int // of content: index of the page
	index int // of the elements, of the page's marked content, of the links
}

type kidKind uint8

const (
	kidElement kidKind = iota
	kidContent
	kidLink
)

// A stretch is neighbouring runs of a page that are marked together.
type stretch struct {
	from, to int // runs [from, to); runs without glyphs may lie between
	mcid     int // number of the marked content; noContent for an artifact
}

const noContent = -1

// A link is one of those on the pages.
type link struct {
	page, index int // index of the page, and of its Links
	element     int // that it is in
}

// A structurer makes a structure.
type structurer struct {
	structure
	pages []typeset.Page

	places []place // of all nodes: those with text as the pages show them, then the others
	at     map[*document.Node]int
	pieces []piece

	// entries are the links of one text each, several if it is broken over
	// lines. Entry 0 is none.
	entries []entry
	open    []int // levels of the headings that one is under
}

// A place is where the pages show a node.
type place struct {
	node        *document.Node
	first, last int  // of its pieces; -1 for none
	met         int  // the first piece of the node or of one below it; -1 for none
	known       bool // it is in the tree
}

// A piece is a stretch of a node. Pieces are in the order of the pages.
type piece struct {
	page, mcid int
	entry      int  // of the links, in which the piece stands; 0 for none
	next       int  // piece of the node; -1 for none
	label      bool // it is the label of an item of a list
}

type entry struct {
	links   []link
	element int // 0 as long as there is none
}

// structureOf finds out the structure of the pages, whose runs carry nodes of
// the tree root. Without a tree, and for nodes that are not in it, elements
// follow each other in the order of the pages.
//
// Elements of one parent come in the order in which the pages first show them,
// not in that of the tree: the layout may move one, as a long list of
// recipients into the 版记, and who listens must hear what who reads sees.
// Rows and cells of a table keep the order of the tree.
func structureOf(pages []typeset.Page, root *document.Node) *structure {
	s := &structurer{pages: pages, at: make(map[*document.Node]int)}
	s.entries = make([]entry, 1)
	s.scan()
	s.elements = append(make([]element, 0, len(s.places)+len(s.places)/4+8), element{tag: "Document", parent: -1})
	shown := len(s.places)
	var top []*document.Node
	if root != nil {
		s.meet(root)
		top = slices.Clone(root.Children)
	}
	for _, p := range s.places[:shown] {
		if n := p.node; !s.places[s.at[n]].known || n == root {
			s.meet(n)
			top = append(top, n)
		}
	}
	s.siblings(top, 0)
	for i := range s.entries[1:] {
		e := &s.entries[i+1]
		if e.element == 0 { // it lies over nothing that is an element's
			e.element = s.add("Link", 0)
		}
		for _, l := range e.links {
			l.element = e.element
			s.elements[e.element].kids = append(s.elements[e.element].kids, kid{kind: kidLink, index: len(s.links)})
			s.links = append(s.links, l)
		}
	}
	return &s.structure
}

// scan divides the pages into stretches and the links into entries.
func (s *structurer) scan() {
	s.stretches = make([][]stretch, len(s.pages))
	s.owners = make([][]int, len(s.pages))
	var previous *typeset.Link
	for i := range s.pages {
		page := &s.pages[i]
		entryOf := make([]int, len(page.Links))
		for k := range page.Links {
			l := &page.Links[k]
			if previous == nil || l.Page != previous.Page || l.TargetY != previous.TargetY || l.Node != previous.Node {
				s.entries = append(s.entries, entry{})
			}
			entryOf[k] = len(s.entries) - 1
			s.entries[entryOf[k]].links = append(s.entries[entryOf[k]].links, link{page: i, index: k})
			previous = l
		}
		var before *typeset.Run
		beforeEntry := 0
		for n := range page.Runs {
			run := &page.Runs[n]
			if len(run.Glyphs) == 0 {
				continue
			}
			entry := 0
			if k := linkAt(page, run); k >= 0 && run.Node != nil {
				entry = entryOf[k]
			}
			switch list := s.stretches[i]; {
			case before != nil && before.Node == run.Node && beforeEntry == entry && under(before) == under(run) && labels(before) == labels(run):
				list[len(list)-1].to = n + 1
			case run.Node == nil:
				s.stretches[i] = append(list, stretch{n, n + 1, noContent})
			default:
				mcid := len(s.owners[i])
				s.owners[i] = append(s.owners[i], 0)
				s.stretches[i] = append(list, stretch{n, n + 1, mcid})
				p := s.place(run.Node)
				if p.last >= 0 {
					s.pieces[p.last].next = len(s.pieces)
				} else {
					p.first = len(s.pieces)
				}
				p.last = len(s.pieces)
				s.pieces = append(s.pieces, piece{i, mcid, entry, -1, labels(run)})
			}
			before, beforeEntry = run, entry
		}
	}
}

// under reports whether a run lies under the others: a watermark, which is
// painted first or would cover them.
func under(run *typeset.Run) bool { return run.Colour == typeset.Grey && run.Node == nil }

// labels reports whether a run is the label of an item of a list: what the
// layout writes before the names of a numbered 附件说明.
func labels(run *typeset.Run) bool { return listed(run.Node) && run.Place.IsZero() }

// listed reports whether a node is an item of a list.
func listed(n *document.Node) bool {
	return n != nil && n.Kind == document.AttachmentNote && n.Label != ""
}

// linkAt returns the link of a page in which a run begins, -1 for none.
func linkAt(page *typeset.Page, run *typeset.Run) int {
	x, y := run.Glyphs[0].X, run.Y
	if run.Turned {
		x, y = run.Y, page.Height-run.Glyphs[0].X
	}
	const slack = length.Pt / 10
	return slices.IndexFunc(page.Links, func(l typeset.Link) bool {
		return x >= l.X-slack && x <= l.X+l.Width+slack && y >= l.Y-slack && y <= l.Y+l.Height+slack
	})
}

// place returns the place of a node, to be used before the next is asked for.
func (s *structurer) place(n *document.Node) *place {
	i, ok := s.at[n]
	if !ok {
		i = len(s.places)
		s.at[n] = i
		s.places = append(s.places, place{node: n, first: -1, last: -1, met: -1})
	}
	return &s.places[i]
}

// piecesOf returns the pieces of a node.
func (s *structurer) piecesOf(n *document.Node) iter.Seq[piece] {
	return func(yield func(piece) bool) {
		for i := s.place(n).first; i >= 0; i = s.pieces[i].next {
			if !yield(s.pieces[i]) {
				return
			}
		}
	}
}

// meet finds out when the nodes from n downwards are first met, and returns it
// for n.
func (s *structurer) meet(n *document.Node) int {
	met := s.place(n).first
	for _, child := range n.Children {
		if at := s.meet(child); at >= 0 && (met < 0 || at < met) {
			met = at
		}
	}
	p := s.place(n)
	p.met, p.known = met, true
	return met
}

// add appends an element.
func (s *structurer) add(tag string, parent int) int {
	s.elements = append(s.elements, element{tag: tag, parent: parent})
	n := len(s.elements) - 1
	s.elements[parent].kids = append(s.elements[parent].kids, kid{kind: kidElement, index: n})
	return n
}

// siblings adds the elements of the nodes that are on the pages.
func (s *structurer) siblings(nodes []*document.Node, parent int) {
	shown := make([]place, 0, len(nodes))
	for _, n := range nodes {
		if p := s.place(n); p.met >= 0 {
			shown = append(shown, *p)
		}
	}
	slices.SortStableFunc(shown, func(a, b place) int { return cmp.Compare(a.met, b.met) })
	list := 0
	for _, p := range shown {
		if !listed(p.node) {
			list = 0
			s.node(p.node, parent)
			continue
		}
		if list == 0 {
			list = s.add("L", parent)
			s.elements[list].attributes = "/O/List/ListNumbering/Decimal"
		}
		s.item(p.node, list)
	}
}

func (s *structurer) node(n *document.Node, parent int) {
	switch n.Kind {
	case document.Title, document.AttachmentTitle:
		s.text(n, s.heading(0, parent))
	case document.Heading:
		s.text(n, s.heading(n.Level, parent))
	case document.Contents:
		s.contents(n, parent)
	case document.Head, document.Colophon:
		s.container(n, "Sect", parent)
	case document.SignatureBlock:
		s.container(n, "Div", parent)
	case document.Table:
		s.stray(n, parent)
		s.table(n, parent)
	default: // text, and the root if it has some
		s.text(n, s.add("P", parent))
	}
}

// container adds an element whose kids are elements.
func (s *structurer) container(n *document.Node, tag string, parent int) {
	in := s.add(tag, parent)
	s.stray(n, in)
	s.siblings(n.Children, in)
}

// stray adds text that the pages show for a node which should have none.
func (s *structurer) stray(n *document.Node, parent int) {
	if s.place(n).first >= 0 {
		s.text(n, s.add("P", parent))
	}
}

// heading adds a heading. Level 0 is a 标题, which becomes H1; 一、 is of level
// 1. A plan may leave levels out, the tags must not (ISO 14289-1 7.4.2): each
// is one below the heading that it is under.
func (s *structurer) heading(level, parent int) int {
	for len(s.open) > 0 && s.open[len(s.open)-1] >= level {
		s.open = s.open[:len(s.open)-1]
	}
	s.open = append(s.open, level)
	return s.add("H"+strconv.Itoa(min(len(s.open), 6)), parent)
}

// text gives the pieces of a node to its element, those in links to a Link in
// it.
func (s *structurer) text(n *document.Node, to int) {
	for p := range s.piecesOf(n) {
		s.put(p, to)
	}
}

func (s *structurer) put(p piece, to int) {
	if p.entry == 0 {
		s.give(p, to)
		return
	}
	e := &s.entries[p.entry]
	if e.element == 0 {
		e.element = s.add("Link", to)
	}
	s.give(p, e.element)
}

// item adds an item of a list (ISO 14289-1 7.6): its label, and what it labels.
func (s *structurer) item(n *document.Node, list int) {
	item := s.add("LI", list)
	label, body := 0, 0
	for p := range s.piecesOf(n) {
		if p.label && body == 0 {
			if label == 0 {
				label = s.add("Lbl", item)
			}
			s.put(p, label)
			continue
		}
		if body == 0 {
			body = s.add("LBody", item)
		}
		s.put(p, body)
	}
}

func (s *structurer) give(p piece, to int) {
	s.elements[to].kids = append(s.elements[to].kids, kid{kidContent, p.page, p.mcid})
	s.owners[p.page][p.mcid] = to
}

// contents adds the 目录: its own heading, then the entries, which the links
// tell apart.
func (s *structurer) contents(n *document.Node, parent int) {
	heading, list, item := 0, 0, 0
	for p := range s.piecesOf(n) {
		if p.entry == 0 && list == 0 {
			if heading == 0 {
				heading = s.heading(0, parent)
			}
			s.give(p, heading)
			continue
		}
		if list == 0 {
			list = s.add("TOC", parent)
		}
		if p.entry == 0 { // text between the links: an entry that leads nowhere
			item = s.add("TOCI", list)
			s.give(p, s.add("P", item))
			continue
		}
		e := &s.entries[p.entry]
		if e.element == 0 {
			item = s.add("TOCI", list)
			e.element = s.add("Link", s.add("Reference", item))
		}
		s.give(p, e.element)
	}
}

// table adds a table. Its rows have the same number of cells, spans counted
// (ISO 14289-1 7.2), also where the plan's have not; cells without text count.
func (s *structurer) table(n *document.Node, parent int) {
	if !slices.ContainsFunc(n.Children, func(row *document.Node) bool { return s.place(row).met >= 0 }) {
		return
	}
	table := s.add("Table", parent)
	head := 0
	for head < len(n.Children) && n.Children[head].HeadRow {
		head++
	}
	if head == len(n.Children) { // a THead wants a TBody
		head = 0
	}
	top, body := grid(n.Children[:head]), grid(n.Children[head:])
	columns := max(top.columns, body.columns)
	in := table
	if head > 0 {
		s.rows(n.Children[:head], top, columns, s.add("THead", table))
		in = s.add("TBody", table)
	}
	s.rows(n.Children[head:], body, columns, in)
}

func (s *structurer) rows(rows []*document.Node, cells cells, columns, parent int) {
	for r, row := range rows {
		tr := s.add("TR", parent)
		for c, node := range row.Children {
			tag := "TD"
			if row.HeadRow {
				tag = "TH"
			}
			cell := s.add(tag, tr)
			s.elements[cell].attributes = cells.spans[r][c].attributes(row.HeadRow)
			s.text(node, cell)
		}
		for range columns - cells.filled[r] {
			s.add("TD", tr)
		}
	}
}

// cells are rows of a table laid out in columns.
type cells struct {
	columns int
	filled  []int    // columns of each row that have a cell, spans counted
	spans   [][]span // by row and child
}

type span struct{ columns, rows int }

// grid lays out rows. A span ends where the rows end or where a cell from
// above stands in its way.
func grid(rows []*document.Node) cells {
	var c cells
	var down []int // by column: how many rows the cell still reaches down
	for r, row := range rows {
		spans := make([]span, len(row.Children))
		at := 0
		for i, node := range row.Children {
			for at < len(down) && down[at] > 0 {
				at++
			}
			sp := span{1, min(max(node.RowSpan, 1), len(rows)-r)}
			for sp.columns < node.ColSpan && (at+sp.columns >= len(down) || down[at+sp.columns] == 0) {
				sp.columns++
			}
			for range at + sp.columns - len(down) {
				down = append(down, 0)
			}
			for k := range sp.columns {
				down[at+k] = sp.rows
			}
			spans[i] = sp
			at += sp.columns
		}
		filled := 0
		for k := range down {
			if down[k] > 0 {
				filled++
				down[k]--
			}
		}
		c.filled, c.spans = append(c.filled, filled), append(c.spans, spans)
	}
	c.columns = len(down)
	return c
}

// attributes returns the entries for a cell that is more than a plain one.
func (sp span) attributes(head bool) string {
	var b []byte
	if head {
		b = append(b, "/Scope/Column"...)
	}
	if sp.columns > 1 {
		b = strconv.AppendInt(append(b, "/ColSpan "...), int64(sp.columns), 10)
	}
	if sp.rows > 1 {
		b = strconv.AppendInt(append(b, "/RowSpan "...), int64(sp.rows), 10)
	}
	if b == nil {
		return ""
	}
	return "/O/Table" + string(b)
}
