package plan

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"fangan/internal/diag"
	"fangan/internal/tree"
)

// Table is a table of the document: hand-written, or made from the plan.
type Table struct {
	// Widths are the shares of the columns; nil leaves them to the layout.
	Widths []int
	Head   [][]Cell
	Rows   [][]Cell
}

// Cell is a cell of a table. Cells that another one covers are left out of
// their row.
type Cell struct {
	Text             Text
	ColSpan, RowSpan int    // 1 or more
	Align            string // left, center or right; empty: as the layout sees fit
}

// The cells that join others in a hand-written table.
const (
	joinAbove = "^" // this cell is one with that above
	joinLeft  = "<" // this cell is one with that at the left
)

// table reads a hand-written table, whose first row is its head, with those that
// are joined to it; nil if there is none.
func (l *loader) table(t *tree.Table) *Table {
	grid := t.Grid("table")
	if len(grid) == 0 {
		if t.Has("table") && !t.Document().Findings().HasErrors() {
			l.report(t.KeySpan("table"), "table/empty", "表格是空的", `请写成：table = [["指标", "目标值"], ["优良天数比率", "达到85%以上"]]`)
		}
		return nil
	}
	columns := len(grid[0])
	for i, row := range grid {
		if len(row) != columns {
			at := t.KeySpan("table")
			if len(row) > 0 {
				at = row[len(row)-1].Span
			}
			l.report(at, "table/columns", fmt.Sprintf("表格第%d行有%d格，第1行有%d格", i+1, len(row), columns),
				fmt.Sprintf(`每行的格数要相同；空格写 ""，与上一格合并写 "%s"，与左边一格合并写 "%s"`, joinAbove, joinLeft))
			return nil
		}
	}
	if columns == 0 {
		l.report(t.KeySpan("table"), "table/empty", "表格的第1行没有内容", "请在第1行写上表头")
		return nil
	}
	table := &Table{}
	heads := headRows(grid)
	for i, row := range l.joined(grid) {
		if i < heads {
			table.Head = append(table.Head, row)
		} else {
			table.Rows = append(table.Rows, row)
		}
	}
	return table
}

// headRows returns how many rows the head has: the first, and those that a cell
// of it reaches down to.
func headRows(grid [][]tree.Text) int {
	n := 1
	for n < len(grid) && slices.ContainsFunc(grid[n], func(t tree.Text) bool { return t.Trim().Value == joinAbove }) {
		n++
	}
	return n
}

// joined makes the cells of a grid, with those that are joined as one.
func (l *loader) joined(grid [][]tree.Text) [][]Cell {
	word := func(r, c int) string { return grid[r][c].Trim().Value }
	rows := make([][]Cell, len(grid))
	covered := map[[2]int]bool{} // by row and column
	for r := range grid {
		for c := range grid[r] {
			switch word(r, c) {
			case joinLeft:
				if c == 0 {
					l.report(grid[r][c].Span, "table/join", `第一列的左边没有可合并的单元格`, `空格请写 ""`)
				} else if !covered[[2]int{r, c}] {
					l.report(grid[r][c].Span, "table/join", `左边一格与上面的合并了，这一格没有可合并的单元格`, `上面的格也横着合并时才这样写；空格请写 ""`)
				}
				continue
			case joinAbove:
				if r == 0 {
					l.report(grid[r][c].Span, "table/join", `它的上面没有可合并的单元格`, `空格请写 ""`)
				} else if !covered[[2]int{r, c}] {
					l.report(grid[r][c].Span, "table/join", `上面一格与左边的合并了，这一格没有可合并的单元格`, fmt.Sprintf(`左边一格也与上面合并时，这里写 "%s"；空格请写 ""`, joinLeft))
				}
				continue
			}
			cell := Cell{Text: l.plan.mark(l.cellText(grid[r][c])), ColSpan: 1, RowSpan: 1}
			for c+cell.ColSpan < len(grid[r]) && word(r, c+cell.ColSpan) == joinLeft {
				cell.ColSpan++
			}
			for r+cell.RowSpan < len(grid) && word(r+cell.RowSpan, c) == joinAbove {
				cell.RowSpan++
			}
			for y := r; y < r+cell.RowSpan; y++ {
				for x := c; x < c+cell.ColSpan; x++ {
					covered[[2]int{y, x}] = true
				}
			}
			l.refuseRagged(grid, r, c, cell)
			rows[r] = append(rows[r], cell)
		}
	}
	return rows
}

// refuseRagged reports a joined cell that is no rectangle, which would leave
// holes in the table.
func (l *loader) refuseRagged(grid [][]tree.Text, r, c int, cell Cell) {
	for y := r; y < r+cell.RowSpan; y++ {
		for x := c; x < c+cell.ColSpan; x++ {
			want := joinAbove
			switch {
			case y == r && x == c:
				continue
			case x > c:
				want = joinLeft
			}
			if grid[y][x].Trim().Value != want {
				l.report(grid[y][x].Span, "table/join", "合并的单元格不是长方形", fmt.Sprintf(`一个合并格：第一行左起第一格写文字，右边的写 "%s"，下面各行第一格写 "%s"、其余写 "%s"`, joinLeft, joinAbove, joinLeft))
				return
			}
		}
	}
}

// cellText is the text of a cell; it may have several lines.
func (l *loader) cellText(t tree.Text) tree.Text {
	l.refuseTabs(t)
	return t.Trim()
}

// generate makes the tables of the attachments that are made from the plan.
func (l *loader) generate() {
	for _, a := range l.plan.Attachments {
		switch a.From {
		case FromAssignments:
			a.Table = l.assignmentTable()
		case FromIndicators:
			a.Table = l.indicatorTable()
		case FromDeadlines:
			a.Table = l.deadlineTable()
		}
		if a.From != "" && len(a.Table.Rows) == 0 {
			l.findings = append(l.findings, diag.Diagnostic{Rule: "attachment/empty", Severity: diag.Warning, Span: a.Heading.Span,
				Message: fmt.Sprintf("附件“%s”的表是空的：方案里没有%s", a.Heading.Value, map[Source]string{FromAssignments: "任务", FromIndicators: "指标", FromDeadlines: "完成时限"}[a.From]),
				Help:    "请写上内容，或删去这个附件"})
		}
	}
}

// made is a cell with a text of the plan's making.
func (l *loader) made(text, align string, from diag.Span) Cell {
	return Cell{Text: l.plan.mark(tree.Made(text, from)), ColSpan: 1, RowSpan: 1, Align: align}
}

func (l *loader) headRow(titles ...string) [][]Cell {
	var row []Cell
	for _, title := range titles {
		row = append(row, Cell{Text: plain(title), ColSpan: 1, RowSpan: 1, Align: "center"})
	}
	return [][]Cell{row}
}

// banner is a row that one text fills.
func (l *loader) banner(columns int, text string, from diag.Span) []Cell {
	cell := l.made(text, "left", from)
	cell.ColSpan = columns
	return []Cell{cell}
}

// assignmentTable is the 责任分解表 as the workbook has it: the serial number,
// what is to be done, who does it and until when. A measure of several tasks is
// named once.
func (l *loader) assignmentTable() *Table {
	p := l.plan
	columns := p.Columns()
	titles := append([]string{"序号", "工作措施", "具体内容"}, columns...)
	hasDue := slices.ContainsFunc(p.assignments, func(a Assignment) bool { return a.Due != nil })
	if hasDue {
		titles = append(titles, "完成时限")
	}
	t := &Table{Head: l.headRow(titles...)}
	banner := ""
	for i := 0; i < len(p.assignments); {
		a := p.assignments[i]
		if text := p.Banner(a); text != banner && text != "" {
			banner = text
			t.Rows = append(t.Rows, l.banner(len(titles), text, a.Path[0].Span))
		}
		same := 1 // tasks of one measure
		for i+same < len(p.assignments) && p.assignments[i+same].innermost() == a.innermost() {
			same++
		}
		for k := range same {
			a := p.assignments[i+k]
			content := a.Text
			if a.Brief != "" {
				content = a.Brief
			}
			row := []Cell{l.made(fmt.Sprint(a.Order), "center", a.Span)}
			if k == 0 {
				cell := l.made(a.Measure(), "left", a.innermost().Span)
				cell.RowSpan = same
				row = append(row, cell)
			}
			row = append(row, l.made(content, "left", a.Span))
			for _, column := range columns {
				row = append(row, l.made(p.InColumn(a, column), "left", a.Span))
			}
			if hasDue {
				due := ""
				if a.Due != nil {
					due = a.Due.String()
				}
				row = append(row, l.made(due, "", a.Span))
			}
			t.Rows = append(t.Rows, row)
		}
		i += same
	}
	return t
}

func (l *loader) indicatorTable() *Table {
	p := l.plan
	list := p.Indicators()
	responsible := slices.ContainsFunc(list, func(s StatedIndicator) bool { return p.Responsible(s.Duty) != "" })
	titles := []string{"序号", "指标", "目标值"}
	if responsible {
		titles = append(titles, "责任单位")
	}
	t := &Table{Head: l.headRow(titles...)}
	for i, s := range list {
		row := []Cell{l.made(fmt.Sprint(i+1), "center", s.Span), l.made(s.Subject(), "left", s.Span), l.made(s.Target(), "left", s.Span)}
		if responsible {
			row = append(row, l.made(p.Responsible(s.Duty), "left", s.Span))
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// deadlineTable lists what is due by date; what has no date but a rhythm comes
// last, in the order of the plan.
func (l *loader) deadlineTable() *Table {
	p := l.plan
	type entry struct {
		date, phrase, what string
		a                  Assignment
	}
	var list []entry
	for _, a := range p.assignments {
		if a.Due == nil {
			continue
		}
		what := a.Brief
		if what == "" {
			what = a.Measure()
		}
		if len(a.Due.Nodes) == 0 {
			list = append(list, entry{a.Due.To.String(), a.Due.Phrase.Value, what, a})
		}
		for _, n := range a.Due.Nodes {
			node := what
			if n.What.Value != "" {
				node = what + "：" + n.What.Value
			}
			list = append(list, entry{n.To.String(), n.Phrase.Value, node, a})
		}
	}
	// One date may be worded in several ways: 上半年, 6月底前.
	first := map[string]int{}
	for i, e := range list {
		if _, ok := first[e.date+e.phrase]; !ok {
			first[e.date+e.phrase] = i
		}
	}
	slices.SortStableFunc(list, func(a, b entry) int {
		return cmp.Or(cmp.Compare(btoi(a.date == ""), btoi(b.date == "")), strings.Compare(a.date, b.date), cmp.Compare(first[a.date+a.phrase], first[b.date+b.phrase]), cmp.Compare(a.a.Order, b.a.Order))
	})
	t := &Table{Head: l.headRow("完成时限", "任务序号", "工作任务", "责任单位")}
	for i := 0; i < len(list); {
		same := 1
		for i+same < len(list) && list[i+same].phrase == list[i].phrase {
			same++
		}
		for k := range same {
			e := list[i+k]
			var row []Cell
			if k == 0 {
				cell := l.made(e.phrase, "center", e.a.Span)
				cell.RowSpan = same
				row = append(row, cell)
			}
			t.Rows = append(t.Rows, append(row, l.made(fmt.Sprint(e.a.Order), "center", e.a.Span), l.made(e.what, "left", e.a.Span), l.made(p.Responsible(e.a.Duty), "left", e.a.Span)))
		}
		i += same
	}
	return t
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}
