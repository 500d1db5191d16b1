package typeset

import (
	"strconv"
	"strings"

	"fangan/internal/diag"
	"fangan/internal/length"
	"fangan/render/document"
	"fangan/render/font"
)

// An entry of the 目录 is set before its page is known: the last line ends in an
// empty run that takes the number later.
type entry struct {
	contents *document.Node
	target   *document.Node
	end      int32 // where its text ends on the last line
	lines    []entryLine
}

// An entryLine is where a line of an entry has come to stand.
type entryLine struct {
	page int // index
	run  int // of the number, on the last line
	top  length.Length
}

// numberRoom is what an entry leaves free at the right for dots and a number.
const numberRoom = 4 * cell

// contents makes the 目录 that n stands for: the headings and attachments of the
// blocks that follow, on pages of its own. Standing right behind the 版头 it
// comes before the page that the 版头 is on, which must show text.
func (l *layouter) contents(n *document.Node, following []*document.Node) {
	pr := *l.upright
	style := pr.Contents
	s := section{profile: &pr, contents: true}
	var held *document.Node
	if c := l.current(); len(c.label) == 0 && len(c.head) == 0 && c.from == len(l.rows) {
		held = c.front
		l.sections = l.sections[:len(l.sections)-1]
	}
	l.open(s)
	l.closed = true
	if l.held = held; held != nil {
		l.report(diag.Diagnostic{
			Rule: "layout/contents", Severity: diag.Warning, Span: l.contentsPlace(following),
			Message: "没有通知，目录只能排在印版头的首页之前",
			Help:    "请在 [issue] 中写 notice，由通知印发方案，目录就排在通知之后；或删去 contents",
		})
	}

	l.measure = natural(pr.Block.Left, pr.Block.Width, style.TitleSize)
	p := &l.para
	p.reset(0, 0)
	p.width = l.measure.whole
	l.shape(p, n, style.TitleRole)
	l.finish(p)
	p.setting = flushLeft
	if len(p.chars) == 2 { // 目　　录
		p.chars[0].advance += 2 * cell
		p.chars[1].joined, p.chars[1].chance = true, never
	}
	for _, line := range l.breaker.breakLines(p) {
		from := len(l.runs)
		l.setLine(line, (p.width-l.breaker.setWidth(line))/2, style.TitleSize)
		c := l.current()
		c.head = append(c.head, headLine{title: true, size: style.TitleSize, from: from, to: len(l.runs)})
	}
	l.measure = l.block()

	l.measuring = true // what cannot be set is reported where it stands
	defer func() { l.measuring = false }()
	// Headings of the plan are listed, those inside the attachments behind it are
	// not; a plan that is an attachment itself is met before any heading.
	headings, behind := false, false
	for i, block := range following {
		switch {
		case block.Kind == document.Heading && block.Level <= style.Levels && !behind:
			headings = true
			role := style.Role
			if block.Level == 1 {
				role = pr.Heading1.Role
			}
			l.addEntry(n, block, block.Level, role, unbroken(block.Text, true))
		case block.Kind == document.Attachment:
			behind = headings
			text := unbroken(block.Text, false)
			if i+1 < len(following) && (following[i+1].Kind == document.AttachmentTitle || following[i+1].Kind == document.Title) {
				if len(text) > 0 {
					text = append(text, document.Piece{Value: "\u3000"})
				}
				text = append(text, unbroken(following[i+1].Text, false)...)
				if len(block.Text) == 0 {
					block = following[i+1]
				}
			}
			l.addEntry(n, block, 1, pr.Heading1.Role, text)
		}
	}
}

// contentsPlace returns a place for what is said of the 目录: it stands for no
// text of the definition, so that is the first that follows.
func (l *layouter) contentsPlace(following []*document.Node) diag.Span {
	for _, n := range following {
		if at := placeOf(n); !at.IsZero() {
			return at
		}
	}
	return diag.Span{}
}

// unbroken returns the pieces of a text without forced breaks; of a heading,
// without the mark at its end.
func unbroken(text []document.Piece, heading bool) []document.Piece {
	var pieces []document.Piece
	for i := range text {
		piece := &text[i]
		value := piece.Value
		if heading && i == len(text)-1 {
			value = strings.TrimRight(value, "。：；，")
		}
		at := 0
		for part := range strings.SplitSeq(value, "\n") {
			if part != "" {
				pieces = append(pieces, document.Piece{Value: part})
				if start, where := at, piece.At; where != nil {
					pieces[len(pieces)-1].At = func(from, to int) diag.Span { return where(start+from, start+to) }
				}
			}
			at += len(part) + 1
		}
	}
	return pieces
}

// addEntry sets an entry.
func (l *layouter) addEntry(n, target *document.Node, level int, role font.Role, text []document.Piece) {
	if len(text) == 0 {
		return
	}
	style := l.profile.Contents
	columns := l.measure.whole
	indent := min(int32((level-1)*style.Indent)*cell, columns/2)
	p := &l.para
	p.reset(0, 0)
	p.width = max(columns-indent-numberRoom, columns/4)
	l.shape(p, &document.Node{Text: text}, role)
	for i := range p.segments {
		p.segments[i].node = n
	}
	for i := range p.chars {
		if c := &p.chars[i]; c.r == '\u3000' && i > 0 { // behind a label: it keeps its width
			c.class, c.joined = han, true
		}
	}
	l.finish(p)
	p.setting = flushLeft
	hang := int32(0) // further lines stand below the first character behind the label
	if p.widerThanLine() {
		l.findWords(p)
		for i := range labelEnd(p) {
			hang += p.chars[i].advance
		}
		p.indent, p.width = -hang, p.width-hang
	}
	e := entry{contents: n, target: target}
	for _, line := range l.breaker.breakLines(p) {
		x := indent
		if line.from > 0 {
			x += hang
		}
		e.end = x + l.breaker.setWidth(line)
		l.flushRow(line, x, style.Size)
		r := &l.rows[len(l.rows)-1]
		r.entry, r.bond = len(l.entries)+1, firmly
	}
	if len(p.chars) == 0 {
		return
	}
	last := &l.rows[len(l.rows)-1]
	last.bond = parted
	l.runs = append(l.runs, Run{Node: n})
	last.to = len(l.runs)
	l.entries = append(l.entries, e)
}

// labelEnd returns how many characters of an entry are its label with the blank
// behind it: 一、 （一） 1. 附件2; 0 if it has none.
func labelEnd(p *para) int {
	for i := range min(len(p.chars), longestLabel) {
		switch r := p.chars[i].r; {
		case r == '）' || r == '、' || r == '.' || r == '\u3000' || i == 0 && r >= '①' && r <= '⑳':
			return i + 1
		case r == '（' && i == 0, r >= '0' && r <= '9', strings.ContainsRune("第一二三四五六七八九十百附件部分章节", r):
		default:
			return 0
		}
	}
	return 0
}

// longestLabel is how many characters the label of a heading has at the most:
// （二十一）.
const longestLabel = 6

// fillContents writes the page numbers into the 目录, now that they are known,
// with the dots that lead to them, and makes links of the entries.
func (l *layouter) fillContents() {
	if len(l.entries) == 0 {
		return
	}
	l.profile = l.upright
	l.measure = l.block()
	style, block := l.profile.Contents, l.profile.Block
	ascent := style.Size.Scale(int64(l.profile.Baseline.Ascent), 1000)
	for i, found := range l.findTargets() {
		e := &l.entries[i]
		if len(e.lines) == 0 {
			continue
		}
		last := e.lines[len(e.lines)-1]
		page := &l.pages[last.page]
		if found.page >= 0 {
			l.measuring = true
			from := len(l.runs)
			width := l.shapeMade(e.contents, strconv.Itoa(l.pages[found.page].Number), style.Role)
			l.setLine(line{0, len(l.para.chars)}, l.measure.whole-width, style.Size)
			if len(l.runs) == from+1 {
				page.Runs[last.run] = l.runs[from]
				page.Runs[last.run].Y = last.top + ascent
			}
			l.runs = l.runs[:from]
			first := (e.end + cell/2 + cell - 1) / cell
			if dots := (l.measure.whole-width-cell/2)/cell - first; dots > 0 {
				l.setMade(nil, strings.Repeat("…", int(dots)), style.Role, first*cell, style.Size)
				for k := from; k < len(l.runs); k++ {
					l.runs[k].Y = last.top + ascent
				}
				page.Runs = append(page.Runs, l.runs[from:]...)
				l.runs = l.runs[:from]
			}
			l.measuring = false
		}
		for _, at := range e.lines {
			if found.page < 0 {
				break
			}
			p := &l.pages[at.page]
			p.Links = append(p.Links, Link{X: block.Left, Y: at.top, Width: block.Width, Height: style.Size, Page: found.page, TargetY: found.top, Node: e.contents})
		}
	}
	for i := range l.pages {
		if l.sheets[i].contents {
			l.pages[i].Runs = withoutEmpty(l.pages[i].Runs)
		}
	}
}

// withoutEmpty drops the runs that no number has come to.
func withoutEmpty(runs []Run) []Run {
	kept := runs[:0]
	for _, r := range runs {
		if len(r.Glyphs) > 0 {
			kept = append(kept, r)
		}
	}
	return kept
}

// A target is where an entry leads.
type target struct {
	page int // index, -1 if nothing of it is on a page
	top  length.Length
}

// findTargets returns for each entry where its target begins.
func (l *layouter) findTargets() []target {
	targets := make([]target, len(l.entries))
	index := make(map[*document.Node]int, len(l.entries))
	for i := range l.entries {
		targets[i].page = -1
		index[l.entries[i].target] = i
	}
	for n := range l.pages {
		for k := range l.pages[n].Runs {
			r := &l.pages[n].Runs[k]
			if i, ok := index[r.Node]; ok && targets[i].page < 0 {
				targets[i] = target{page: n, top: r.Y - r.Size.Scale(int64(l.upright.Baseline.Ascent), 1000)}
				if l.sheets[n].turned {
					targets[i].top = 0
				}
			}
		}
	}
	return targets
}
