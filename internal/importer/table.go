package importer

import (
	"strings"
	"unicode/utf8"
)

// The cells of a plan's table that join others.
const (
	joinAbove = "^"
	joinLeft  = "<"
)

// cellsIn cuts a line at its tabs and at blanks of more than one cell; nil if
// there are none. The text is the line without the blanks at its ends.
func cellsIn(raw, text string) []string {
	tab := strings.Contains(strings.TrimFunc(raw, blank), "\t")
	if !tab && !strings.Contains(text, "  ") && !strings.Contains(text, "\u3000") {
		return nil
	}
	if tab {
		// Tabs divide; an empty cell is one between two tabs.
		raw = strings.TrimRight(raw, "\r\n")
		fields := strings.Split(strings.Trim(raw, " \u3000"), "\t")
		for i := range fields {
			fields[i] = strings.TrimFunc(clean(fields[i]), blank)
		}
		return fields
	}
	var fields []string
	start, gap, width := 0, -1, 0
	for i, r := range text {
		if blank(r) {
			if gap < 0 {
				gap, width = i, 0
			}
			width += cellsOf(r)
			continue
		}
		if gap >= 0 && width >= 2 {
			fields = append(fields, text[start:gap])
			start = i
		}
		gap = -1
	}
	if fields == nil {
		return nil
	}
	return append(fields, text[start:])
}

// columnWords are what the heads of tables in plans say. They tell a table of
// two columns, aligned by blanks, from a list of names and posts.
var columnWords = lazy(`^(序号|编号|名称|项目|任务|重点任务|工作任务|工作内容|内容|具体内容|措施|工作措施|指标|目标|目标值|单位|责任单位|责任人|责任部门|牵头单位|配合单位|完成时限|完成时间|时限|时间|地点|类别|类型|数量|备注|联系人|电话)$`)

// findTables makes a table of consecutive lines that are divided into an equal
// number of cells.
func findTables(lines []Line) []Line {
	var out []Line
	for i := 0; i < len(lines); {
		n := tableRows(lines[i:])
		if n == 0 {
			out = append(out, lines[i])
			i++
			continue
		}
		t := lines[i]
		t.Text, t.cells = "", nil
		for _, row := range lines[i : i+n] {
			cells := make([]string, len(row.cells))
			for k, cell := range row.cells {
				cells[k] = literalCell(cell)
			}
			t.Table = append(t.Table, cells)
		}
		out = append(out, t)
		i += n
	}
	return out
}

// literalCell is a cell that joins no other.
func literalCell(s string) string {
	switch s {
	case joinAbove:
		return "＾"
	case joinLeft:
		return "＜"
	}
	return s
}

// tableRows returns how many of the first lines are the rows of a table; 0 for
// none. Lines that tabs divide need two columns and two rows; blanks also
// arrange signatures and lists of names, so they need three columns, or a head
// that says it is one.
func tableRows(lines []Line) int {
	columns := len(lines[0].cells)
	if columns < 2 {
		return 0
	}
	n := 1
	for n < len(lines) && len(lines[n].cells) == columns && !lines[n].gap {
		n++
	}
	if n < 2 {
		return 0
	}
	named := 0
	for _, cell := range lines[0].cells {
		if columnWords().MatchString(strings.ReplaceAll(cell, " ", "")) {
			named++
		}
	}
	filled := 0
	for _, row := range lines[:n] {
		for k, cell := range row.cells {
			if strings.HasSuffix(cell, "：") || strings.HasSuffix(cell, ":") || strings.Contains(cell, "：") && k == 0 {
				return 0 // 组　长：…
			}
			if _, rest, ok := parseLabel(cell); ok && k == 0 && named == 0 && utf8.RuneCountInString(rest) > 0 {
				return 0 // numbered paragraphs
			}
			if l, _, ok := loneLabel(cell); ok && k == 0 && named == 0 && l.rank != 40 {
				return 0
			}
			if chapterLabel().MatchString(cell) && k == 0 {
				return 0 // 第一条　…
			}
			if cell != "" {
				filled++
			}
		}
		if isFrameLine(strings.Join(row.cells, "")) {
			return 0
		}
	}
	switch {
	case filled < n*columns/2 || lines[0].cells[0] == "" && lines[0].cells[1] == "":
		return 0
	case named > 0 && named*2 >= columns:
		return n
	case columns == 2 && (strings.Contains(lines[0].Text, "  ") || strings.Contains(lines[0].Text, "\u3000")):
		return 0 // aligned by blanks: names and posts
	}
	return n
}

var chapterLabel = lazy(`^第[一二三四五六七八九十百零〇]{1,4}(部分|篇|编|章|节|条)$`)

// flatten is a table as lines of text, where a plan can't have it as a table.
func flatten(line Line) []Line {
	var rows []Line
	for _, row := range line.Table {
		var words []string
		for _, cell := range row {
			for word := range strings.SplitSeq(cell, "\n") {
				if word != "" && word != joinAbove && word != joinLeft {
					words = append(words, word)
				}
			}
		}
		if text := strings.Join(words, "\u3000"); text != "" {
			rows = append(rows, Line{Number: line.Number, Text: text})
		}
	}
	return rows
}

// cellsText is what a table says, a cell behind the other.
func cellsText(table [][]string) string {
	var b strings.Builder
	for _, row := range table {
		for _, cell := range row {
			if cell != joinAbove && cell != joinLeft {
				b.WriteString(cell + "\n")
			}
		}
	}
	return b.String()
}

var (
	taskColumn = lazy(`任务|措施|内容|事项|项目|工作`)
	whoColumn  = lazy(`(责任|牵头|配合|参与|落实|承办|主办|协办)(单位|部门|领导|人)|^单位$`)
	whenColumn = lazy(`时限|时间|期限|进度`)
)

// isAssignmentTable reports whether the head of a table names a task and who is
// responsible for it: such a table can become tasks.
func isAssignmentTable(table [][]string) bool {
	task, who := false, false
	for _, cell := range table[0] {
		cell = strings.Map(func(r rune) rune {
			if blank(r) {
				return -1
			}
			return r
		}, cell)
		switch {
		case whoColumn().MatchString(cell):
			who = true
		case whenColumn().MatchString(cell):
		case taskColumn().MatchString(cell):
			task = true
		}
	}
	return task && who
}
