package typeset

import (
	"fangan/internal/length"
	"fangan/render/document"
	"fangan/render/font"
	"fangan/render/profile"
)

// made appends text that the definition does not hold but that belongs to an
// element, such as 附件： before the first name.
func (l *layouter) made(p *para, n *document.Node, text string, role font.Role) {
	first := len(p.segments)
	l.shape(p, &document.Node{Text: []document.Piece{{Value: text}}}, role)
	for i := first; i < len(p.segments); i++ {
		p.segments[i].node = n
	}
}

// setMade sets made text on one line, at x.
func (l *layouter) setMade(n *document.Node, text string, role font.Role, x int32, size length.Length) {
	l.shapeMade(n, text, role)
	if p := &l.para; len(p.chars) > 0 {
		l.setLine(line{0, len(p.chars)}, x, size)
	}
}

// shapeMade makes a paragraph of made text and returns its width.
func (l *layouter) shapeMade(n *document.Node, text string, role font.Role) int32 {
	p := &l.para
	p.reset(0, 0)
	p.width = l.measure.whole
	l.made(p, n, text, role)
	p.settle()
	p.group()
	l.breaker.p = p
	l.breaker.measure(0, len(p.chars))
	if len(p.chars) == 0 {
		return 0
	}
	return l.breaker.sums[len(p.chars)-1].natural + p.chars[len(p.chars)-1].advance
}

const attachmentWord = "附件："

// attachmentNotes sets the 附件说明 below a blank line (7.3.4): 附件： two columns
// in, behind it the names, numbered where there are several. What is broken goes
// on below the first character of its name.
func (l *layouter) attachmentNotes(nodes []*document.Node) {
	style := l.profile.AttachmentNote
	columns := l.measure.whole
	indent := int32(style.Indent) * cell
	l.measuring = true
	numbers := indent + l.shapeMade(nil, attachmentWord, style.Role)
	label := int32(0)
	for _, n := range nodes {
		if n.Label != "" {
			label = max(label, cell, (l.shapeMade(nil, n.Label, style.Role)+cell/2-1)/(cell/2)*(cell/2))
		}
	}
	l.measuring = false
	hang := min(numbers+label, columns/2)

	before := len(l.ownRows())
	if before > 0 {
		l.blank(style.BlankLines)
	}
	for i, n := range nodes {
		from := len(l.runs)
		if i == 0 {
			l.setMade(n, attachmentWord, style.Role, indent, style.Size)
		}
		if n.Label != "" {
			l.setMade(n, n.Label, style.Role, numbers, style.Size)
		}
		p := &l.para
		p.reset(0, 0)
		p.width = columns - hang
		l.shape(p, n, style.Role)
		l.finish(p)
		for _, line := range l.breaker.breakLines(p) {
			l.setLine(line, hang, style.Size)
			l.rows = append(l.rows, row{from: from, to: len(l.runs), bond: gladly})
			from = len(l.runs)
		}
		if from < len(l.runs) { // a number without a name
			l.rows = append(l.rows, row{from: from, to: len(l.runs), bond: gladly})
		}
	}
	own := l.ownRows()
	keepWithText(own[:before], 1)
	if few := 8; len(own)-before <= few {
		keepWithText(own[:before], 2)
		for i := before; i < len(own); i++ {
			own[i].bond = firmly
		}
	}
	own[len(own)-1].bond = parted
}

// attachment begins an attachment on a new page (7.3.7): its label flush on the
// first line, its title, which follows, on the third, and below it everything as
// in the body. The content of a landscape one is turned.
func (l *layouter) attachment(n *document.Node) {
	pr := *l.upright
	if n.Landscape {
		pr = turned(&pr)
	}
	style := pr.AttachmentTitle
	pr.Title.Role, pr.Title.Size = style.Role, style.Size
	pr.Title.Columns = max(1, int(pr.Block.Width/style.Size))
	s := section{profile: &pr, turned: n.Landscape}
	if l.empty() {
		l.sections = l.sections[:len(l.sections)-1]
	}
	l.open(s)
	label := pr.AttachmentLabel
	p := &l.para
	p.reset(0, pr.Block.Columns)
	l.shape(p, n, label.Role)
	l.finish(p)
	for _, line := range l.breaker.breakLines(p) {
		from := len(l.runs)
		l.setLine(line, 0, label.Size)
		s := l.current()
		s.label = append(s.label, headLine{size: label.Size, from: from, to: len(l.runs)})
	}
}

// turned returns the profile of pages whose content is turned to the left, so
// that the head of a table is at the left edge of the sheet (8). Its block is as
// one sees it who turns the sheet: the same 版心, with as many columns and lines
// of about the same pitch as there is room for.
func turned(pr *profile.Profile) profile.Profile {
	t := *pr
	b := pr.Block
	t.Block.Left, t.Block.Top = pr.Page.Height-b.Top-b.Height, b.Left
	t.Block.Width, t.Block.Height = b.Height, b.Width
	t.Block.Columns = max(8, int(b.Height*length.Length(b.Columns)/b.Width))
	t.Block.Lines = max(2, 1+int((b.Width-pr.Body.Size)/pr.Pitch()))
	return t
}

// addTable adds a table where it stands in the text.
func (l *layouter) addTable(n *document.Node) {
	t := l.newTable(n)
	if t == nil || t.height <= 0 {
		return
	}
	if own := l.ownRows(); len(own) > 0 && own[len(own)-1].bond == parted {
		own[len(own)-1].bond = gladly
	}
	l.rows = append(l.rows, row{from: len(l.runs), to: len(l.runs), table: t})
}
