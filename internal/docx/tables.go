package docx

import "encoding/xml"

// maxSpan is the number of columns that a Word table can have.
const maxSpan = 63

// table returns the innermost open table; nil outside.
func (at *story) table() *table {
	if n := len(at.tables); n > 0 {
		return &at.tables[n-1]
	}
	return nil
}

// cell returns the open cell; nil outside tables.
func (at *story) cell() *Cell {
	t := at.table()
	if t == nil || t.row == 0 {
		return nil
	}
	if t.cell == nil {
		t.cell = &Cell{Table: t.number, Row: t.row, Column: t.column, Rows: 1, Columns: t.span}
	}
	return t.cell
}

// rowProperties reads a trPr that was just begun.
func (b *body) rowProperties(at *story) *Error {
	t := at.table()
	return b.s.children(func(e *xml.StartElement, level int) bool {
		if t == nil || level > 1 || spaceOf(e.Name.Space) != word {
			return true
		}
		switch e.Name.Local {
		case "gridBefore":
			t.column += min(max(0, number(e)), maxSpan)
		case "del", "moveFrom":
			t.gone, t.kind = true, Deleted
		case "hidden":
			if flag(e) == yes {
				t.gone, t.kind = true, Hidden
			}
		}
		return true
	})
}

// cellProperties reads a tcPr that was just begun. A cell that continues the
// one above (17.4.84) or before it (17.4.22) lengthens that one's span.
func (b *body) cellProperties(at *story) *Error {
	t := at.table()
	vertical, horizontal := "", ""
	err := b.s.children(func(e *xml.StartElement, level int) bool {
		if t == nil || level > 1 || spaceOf(e.Name.Space) != word {
			return true
		}
		continues := "continue"
		if attr(e, "val") == "restart" {
			continues = "restart"
		}
		switch e.Name.Local {
		case "gridSpan":
			t.span = min(max(1, number(e)), maxSpan)
		case "vMerge":
			vertical = continues
		case "hMerge":
			horizontal = continues
		case "cellDel":
			t.cellGone, t.kind = true, Deleted
		}
		return true
	})
	if t == nil || err != nil || t.cellGone {
		return err
	}
	above := t.merged[t.column]
	switch {
	case horizontal == "continue" && t.last != nil:
		t.last.Columns += t.span
		t.covered, t.kind = true, Covered
	case vertical == "continue" && above != nil && above.Row+above.Rows == t.row:
		above.Rows++
		t.covered, t.kind = true, Covered
		t.last = above
	case vertical == "restart":
		t.merged[t.column] = at.cell()
	}
	return nil
}

// endCell moves on to the next column.
func (b *body) endCell(at *story) {
	at.joined = closed
	t := at.table()
	if t == nil || t.row == 0 {
		return
	}
	if !t.covered {
		t.last = t.cell
	}
	t.column += t.span
	t.cell = nil
}
