package verify

import (
	"fmt"
	"slices"

	"fangan/internal/length"
	"fangan/render/profile"
)

// An expectation holds the numbers that a document is measured against. They
// come from the profile in force; what a profile has no key for comes from the
// standard.
type expectation struct {
	width, height            length.Length
	left, right, top, bottom length.Length
	lines, columns           int
	pitch, em                length.Length
	// cell is the width of one 字 (3.1): a column of the profile's grid, or a
	// character of text that is not set on it.
	cell, gridCell length.Length
	titleSize      length.Length

	markTop   length.Length // of the ink
	ruleBelow length.Length
	small     length.Length // 4号

	letterTop length.Length // of the ink of a letter's mark

	numberSize  length.Length
	numberY     length.Length // centre of the dash
	numberRight length.Length // outer ends of the dashes
	numberLeft  length.Length

	indent   int // columns
	deepest  int // the largest indent, that of a heading perhaps
	dateFree int // columns
	unsealed int // columns right of an unsealed 署名
	shift    int // columns from it to the date
	mirror   bool
}

func expectations(pr *profile.Profile) expectation {
	b := pr.Block
	e := expectation{
		width: pr.Page.Width, height: pr.Page.Height,
		left: b.Left, right: b.Left + b.Width, top: b.Top, bottom: b.Top + b.Height,
		lines: b.Lines, columns: max(1, b.Columns), em: pr.Body.Size,
		pitch: pr.LineTop(1) - pr.LineTop(0), cell: b.Width.Part(1, max(1, b.Columns)), gridCell: b.Width.Part(1, max(1, b.Columns)),
		titleSize: pr.Title.Size,
		markTop:   b.Top + pr.Mark.Top, ruleBelow: pr.Separator.Gap, small: pr.Colophon.Size,
		letterTop: pr.Letter.MarkTop, mirror: b.Mirror,
		numberSize: pr.PageNumber.Size, indent: pr.Body.Indent, dateFree: pr.Date.Right,
		unsealed: pr.Signature.UnsealedRight, shift: pr.Date.UnsealedShift,
	}
	e.deepest = slices.Max(indents(pr))
	n := pr.PageNumber
	e.numberY = e.bottom + n.Below
	e.numberRight = e.right - n.Size*length.Length(n.Side)
	e.numberLeft = e.left + n.Size*length.Length(n.Side)
	return e
}

// indents returns the columns that the paragraphs of a text may begin in.
func indents(pr *profile.Profile) []int {
	list := []int{pr.Body.Indent, pr.DutyLine.Indent}
	for level := 1; level <= 5; level++ {
		list = append(list, pr.Heading(level).Indent)
	}
	return list
}

// column returns where text begins that leaves n 字 empty at the left.
func (e expectation) column(n int) length.Length { return e.left + length.Length(n)*e.cell }

// free returns where text ends that leaves n 字 empty at the right.
func (e expectation) free(n int) length.Length { return e.right - length.Length(n)*e.cell }

// leaves reports whether a blank is of n 字, as wide as a character of the text is
// or should be.
func (e expectation) leaves(blank length.Length, n int, tolerance length.Length) bool {
	return near(blank, length.Length(n)*e.cell, tolerance) || near(blank, length.Length(n)*e.gridCell, tolerance)
}

// atColumn and atFree report whether a place leaves n 字 empty at the left and at
// the right.
func (e expectation) atColumn(x length.Length, n int) bool { return e.leaves(x-e.left, n, length.Mm) }
func (e expectation) atFree(x length.Length, n int) bool   { return e.leaves(e.right-x, n, length.Mm) }

func (e expectation) centre() length.Length { return (e.left + e.right) / 2 }

// gap returns between which distances so many empty lines are seen: the grid's
// reading and that of GB/T 33476.2, by which a line is 10.39 mm, differ, and a line
// that is snapped to the grid lies between.
func (e expectation) gap(n int) (lo, hi length.Length) {
	const slack = length.Mm * 110 / 100
	lines, official := length.Length(n)*e.pitch, length.Length(n)*mm(1039)
	return min(lines, official) - slack, max(lines+e.pitch-e.em+slack, official+mm(590))
}

// texts are what requirements expect where the profile says it.
func (e expectation) texts(pr *profile.Profile) map[string]string {
	face := func(role, size any) string { return fmt.Sprintf("%v，%v", role, size) }
	return map[string]string{
		"5.1-page-size":      millimetres(e.width) + "×" + millimetres(e.height),
		"5.2.1-top":          millimetres(e.top) + "±1 mm",
		"5.2.1-binding":      millimetres(e.left) + "±1 mm",
		"5.2.1-block":        fmt.Sprintf("除页码外都在 %s～%s × %s～%s 之内", millimetres(e.left), millimetres(e.right), millimetres(e.top), millimetres(e.bottom)),
		"5.2.2-body-face":    face(pr.Body.Role, points(pr.Body.Size)),
		"5.2.3-lines":        fmt.Sprintf("%d行", e.lines),
		"5.2.3-chars":        fmt.Sprintf("%d字，右边缘 %s", e.columns, millimetres(e.right)),
		"5.2.3-pitch":        "全文一致，" + millimetres(e.pitch),
		"7.3.1-title-face":   face(pr.Title.Role, points(pr.Title.Size)),
		"7.3.3-indent":       fmt.Sprintf("段首 %s，回行 %s", millimetres(e.column(e.indent)), millimetres(e.left)),
		"7.3.3-level-faces":  fmt.Sprintf("依次是%s、%s、%s、%s", pr.Heading(1).Role, pr.Heading(2).Role, pr.Heading(3).Role, pr.Heading(4).Role),
		"7.2.4-mark-top":     millimetres(e.markTop) + "±1 mm",
		"7.3.5.1-date-right": "右边缘 " + millimetres(e.free(e.dateFree)),
		"7.5-number-face":    "— 1 —，" + face(pr.PageNumber.Role, points(pr.PageNumber.Size)),
		"7.5-number-y":       millimetres(e.numberY) + "±1 mm",
		"7.5-number-x":       fmt.Sprintf("单页右端 %s，双页左端 %s", millimetres(e.numberRight), millimetres(e.numberLeft)),
	}
}
