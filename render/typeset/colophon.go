package typeset

import (
	"strings"

	"fangan/internal/diag"
	"fangan/internal/length"
	"fangan/render/document"
)

// A colophonLine is a line of the 版记; a group of them stands between two rules.
type colophonLine struct {
	from, to int  // its runs
	begins   bool // a group
	first    bool // of all
}

const (
	copiesWord    = "抄送："
	recipientWord = "主送："
)

// setRowsOfColophon sets the lines of the 版记, so that the last page can leave room
// for them.
func (l *layouter) setRowsOfColophon() {
	l.profile = l.upright
	style, block := l.profile.Colophon, l.profile.Block
	side := length.Length(style.Side) * style.Size
	l.measure = natural(block.Left+side, block.Width-2*side, style.Size)
	l.colophonRows = l.colophonLines(l.isLetter())
	l.measure = l.block()
}

// colophonEven reports whether the 版记 has to stand on an even page.
func (l *layouter) colophonEven() bool { return l.upright.Colophon.Even && !l.isLetter() }

// colophonTop returns where n lines of the 版记 begin that end at the foot.
func (l *layouter) colophonTop(n int) length.Length {
	block := l.upright.Block
	return block.Top + block.Height - length.Length(n)*l.upright.Colophon.Pitch
}

// placeColophon puts the 版记 at the foot of the last page (7.4). With printing on
// both sides that is an even one: what does not fit or would stand on an odd page
// gets a page of its own, and a blank page before it if need be; then neither
// bears a number (7.5). A letter has it without rules and 印发机关, on the last
// page whatever its number (10.1).
func (l *layouter) placeColophon() {
	letter, lines := l.isLetter(), l.colophonRows
	if len(lines) == 0 {
		return
	}
	l.profile = l.upright
	lines[0].first = true
	perPage := max(1, int(l.profile.Block.Height/l.profile.Colophon.Pitch))
	top, even := l.colophonTop, l.colophonEven()
	sheet := &l.sheets[len(l.sheets)-1]
	fits := len(lines) <= perPage && !sheet.turned && sheet.bottom+l.profile.Pitch()-l.profile.Body.Size <= top(len(lines))
	own := func(numbered bool) {
		l.newPage(&section{profile: l.upright})
		l.sheets[len(l.sheets)-1].unnumbered = !numbered
	}
	if !fits || even && len(l.pages)%2 == 1 {
		// Far more recipients than anybody has may need more pages than one.
		count := (len(lines) + perPage - 1) / perPage
		blank := even && (len(l.pages)+count)%2 == 1
		if blank {
			own(false)
		}
		for ; count > 1; count-- {
			own(!blank)
			l.setColophon(lines[:perPage], top(perPage), letter, false)
			lines = lines[perPage:]
		}
		own(!blank)
	}
	l.setColophon(lines, top(len(lines)), letter, true)
}

// setColophon places lines of the 版记 on the last page, from top on. The last of
// them have the rule at the foot below them.
func (l *layouter) setColophon(lines []colophonLine, top length.Length, letter, last bool) {
	style, block := l.upright.Colophon, l.upright.Block
	page := l.page()
	rule := func(y, thickness length.Length) {
		if !letter {
			page.Rules = append(page.Rules, Rule{X: block.Left, Y: y - thickness/2, Width: block.Width, Height: thickness})
		}
	}
	for i, line := range lines {
		y := top + length.Length(i)*style.Pitch
		baseline := y + (style.Pitch-style.Size)/2 + style.Size.Scale(int64(l.upright.Baseline.Ascent), 1000)
		for k := line.from; k < line.to; k++ {
			l.runs[k].Y = baseline
		}
		page.Runs = append(page.Runs, l.runs[line.from:line.to]...)
		switch {
		case line.first:
			rule(y, style.Thick)
		case line.begins:
			rule(y, style.Thin)
		}
	}
	if last {
		rule(block.Top+block.Height, style.Thick)
	}
	l.sheets[len(l.sheets)-1].bottom = block.Top + block.Height
}

// isLetter reports whether the document is a letter.
func (l *layouter) isLetter() bool {
	for i := range l.sections {
		if f := l.sections[i].front; f != nil {
			return f.Form == "letter"
		}
	}
	return false
}

// colophonLines sets the lines of the 版记 from its top.
func (l *layouter) colophonLines(letter bool) []colophonLine {
	var copies, by, on, run *document.Node
	if l.colophon != nil {
		for _, n := range l.colophon.Children {
			switch n.Kind {
			case document.CopiesTo:
				copies = n
			case document.PrintedBy:
				by = n
			case document.PrintedOn:
				on = n
			case document.PrintRun:
				run = n
			}
		}
	}
	if letter && (by != nil || on != nil || run != nil) {
		n := by
		if n == nil || on != nil {
			n = on
		}
		if n == nil {
			n = run
		}
		l.report(diag.Diagnostic{
			Rule: "layout/letter-colophon", Severity: diag.Note, Span: placeOf(n),
			Message: "信函格式的版记不印印发机关、印发日期和印数（GB/T 9704 10.1），已略去",
			Help:    "可以删去 printed_by、printed_on 和 print_run",
		})
		by, on, run = nil, nil, nil
	}
	style := l.profile.Colophon
	var lines []colophonLine
	if l.relief.moved != nil {
		lines = l.labelled(lines, l.relief.moved, recipientWord, asList(l.relief.moved.Text))
	}
	if copies != nil {
		lines = l.labelled(lines, copies, copiesWord, copies.Text)
	}
	if len(lines) > 0 {
		lines[0].begins = true
	}
	if by != nil || on != nil {
		lines = l.printed(lines, by, on)
	}
	if run != nil {
		p := &l.para
		p.reset(0, 0)
		p.width = l.measure.whole
		l.shape(p, run, style.Role)
		l.finish(p)
		begins := true
		for _, line := range l.breaker.breakLines(p) {
			from := len(l.runs)
			l.setLine(line, l.measure.whole-l.breaker.setWidth(line), style.Size)
			lines = append(lines, colophonLine{from: from, to: len(l.runs), begins: begins})
			begins = false
		}
	}
	return lines
}

// asList makes of the 主送机关 of the text, which end in ：, the list that the 版记
// has, which ends in 。.
func asList(text []document.Piece) []document.Piece {
	list := append([]document.Piece(nil), text...)
	for i := len(list) - 1; i >= 0; i-- {
		if list[i].Value = strings.TrimRight(list[i].Value, "：:。"); list[i].Value != "" {
			break
		}
	}
	return append(list, document.Piece{Value: "。"})
}

// labelled sets 主送 or 抄送 (7.4.2): what is broken goes on below the first
// character behind the label.
func (l *layouter) labelled(lines []colophonLine, n *document.Node, label string, text []document.Piece) []colophonLine {
	style := l.profile.Colophon
	from := len(l.runs)
	hang := min(l.shapeMade(n, label, style.Role), l.measure.whole/2)
	l.setLine(line{0, len(l.para.chars)}, 0, style.Size)
	p := &l.para
	p.reset(0, 0)
	p.width = l.measure.whole - hang
	l.shape(p, &document.Node{Text: text}, style.Role)
	for i := range p.segments {
		p.segments[i].node = n
	}
	l.finish(p)
	for _, line := range l.breaker.breakLines(p) {
		l.setLine(line, hang, style.Size)
		lines = append(lines, colophonLine{from: from, to: len(l.runs)})
		from = len(l.runs)
	}
	return lines
}

// printed sets 印发机关 at the left and 印发日期 at the right of a line (7.4.3).
func (l *layouter) printed(lines []colophonLine, by, on *document.Node) []colophonLine {
	style := l.profile.Colophon
	shape := func(n *document.Node, width int32) []line {
		p := &l.para
		p.reset(0, 0)
		p.width = width
		l.shape(p, n, style.Role)
		l.finish(p)
		return l.breaker.breakLines(p)
	}
	dateWidth := int32(0)
	if on != nil {
		l.measuring = true
		for _, line := range shape(on, l.measure.whole) {
			dateWidth = max(dateWidth, l.breaker.setWidth(line)+cell)
		}
		l.measuring = false
	}
	first := len(lines)
	if by != nil {
		width := l.measure.whole - dateWidth
		if width < 4*cell {
			width = l.measure.whole
		}
		for _, line := range shape(by, width) {
			from := len(l.runs)
			l.setLine(line, 0, style.Size)
			lines = append(lines, colophonLine{from: from, to: len(l.runs)})
		}
	}
	if on != nil {
		dates := shape(on, l.measure.whole)
		for i, line := range dates {
			from := len(l.runs)
			l.setLine(line, l.measure.whole-l.breaker.setWidth(line), style.Size)
			if i == 0 && len(lines) > first && dateWidth < l.measure.whole-4*cell {
				lines[len(lines)-1].to = len(l.runs) // on the last line of the organ
				continue
			}
			lines = append(lines, colophonLine{from: from, to: len(l.runs)})
		}
	}
	if len(lines) > first {
		lines[first].begins = true
	}
	return lines
}

// reportMoved says that the 主送机关 went into the 版记.
func (l *layouter) reportMoved() {
	if l.relief.moved == nil {
		return
	}
	l.report(diag.Diagnostic{
		Rule: "layout/recipients-moved", Severity: diag.Note, Span: placeOf(l.relief.moved),
		Message: "主送机关太多，排在标题下首页就没有正文了，已按 GB/T 9704 7.3.2 移到版记",
		Help:    "如要排在标题下，请改用统称，如“各乡镇人民政府，县直各单位”",
	})
}
