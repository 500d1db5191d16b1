package importer

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"fangan/internal/diag"
	"fangan/internal/docx"
)

// readDOCX reads the paragraphs of a DOCX with the numbers that Word gives
// them. What it leaves out — headers, footnotes, deleted text — is a note.
func readDOCX(name string, data []byte) ([]Line, diag.List) {
	document, err := docx.Read(data)
	if fault, ok := errors.AsType[*docx.Error](err); ok {
		message := fmt.Sprintf("“%s”%s", name, fault.Message)
		if fault.Part != "" && !strings.Contains(message, fault.Part) {
			message += fmt.Sprintf("（%s第%d行）", fault.Part, max(1, fault.Line))
		}
		return nil, diag.List{{Rule: "import/docx", Severity: diag.Error, Message: message, Help: fault.Help}}
	}
	if err != nil {
		return nil, diag.List{{Rule: "import/docx", Severity: diag.Error, Message: fmt.Sprintf("“%s”读不了", name), Help: "请用 Word 或 WPS 打开，另存为 .docx"}}
	}
	lines := documentLines(document)
	var notes diag.List
	for _, note := range document.Notes {
		notes = append(notes, diag.Diagnostic{Rule: "import/left-out", Severity: diag.Note, Message: fmt.Sprintf("没有导入%s（%d处），例如“%s”", note.Kind, note.Count, shorten(note.Sample))})
	}
	if len(lines) == 0 {
		return nil, append(notes, diag.Diagnostic{Rule: "import/empty", Severity: diag.Error, Message: fmt.Sprintf("“%s”里没有文字", name), Help: "请确认选对了文件"})
	}
	return lines, notes
}

// documentLines are the paragraphs of a document and its tables.
func documentLines(document *docx.Document) []Line {
	var lines []Line
	list := document.Paragraphs
	for i := 0; i < len(list); {
		n := 1
		if list[i].Table != nil {
			for i+n < len(list) && list[i+n].Table != nil && list[i+n].Table.Table == list[i].Table.Table {
				n++
			}
			if table := grid(list[i : i+n]); table != nil {
				lines = append(lines, Line{Number: list[i].Number, Table: table})
				i += n
				continue
			}
			lines = append(lines, rowLines(list[i:i+n])...)
			i += n
			continue
		}
		lines = appendParagraph(lines, list[i])
		i++
	}
	return lines
}

func appendParagraph(lines []Line, p docx.Paragraph) []Line {
	outline := p.Outline
	for text := range strings.SplitSeq(p.Line(), "\n") {
		if text = strings.TrimFunc(clean(text), blank); text != "" {
			lines = append(lines, Line{Number: p.Number, Text: text, Outline: outline})
			outline = 0
		}
	}
	return lines
}

// The largest table that is kept as one.
const (
	maxTableRows    = 5000
	maxTableColumns = 40
)

// grid makes a table of the paragraphs of its cells; nil for one that only
// arranges text: of a single row or column, or around the 版头 and 版记.
func grid(list []docx.Paragraph) [][]string {
	rows, columns := 0, 0
	for _, p := range list {
		rows = max(rows, p.Table.Row+p.Table.Rows-1)
		columns = max(columns, p.Table.Column+p.Table.Columns-1)
		if isFrameLine(p.Line()) {
			return nil
		}
	}
	if rows > maxTableRows || columns > maxTableColumns {
		return nil
	}
	table := make([][]string, rows)
	for i := range table {
		table[i] = make([]string, columns)
	}
	usedRow, usedColumn := make([]bool, rows), make([]bool, columns)
	var before *docx.Cell
	for _, p := range list {
		cell := p.Table
		r, c := cell.Row-1, cell.Column-1
		var words []string
		for text := range strings.SplitSeq(p.Line(), "\n") {
			if text = strings.TrimFunc(clean(text), blank); text != "" {
				words = append(words, text)
			}
		}
		text := literalCell(strings.Join(words, "\n"))
		if text == "" {
			continue
		}
		usedRow[r], usedColumn[c] = true, true
		if cell == before {
			table[r][c] += "\n" + text
			continue
		}
		if table[r][c] != "" {
			return nil // cells on top of each other: damaged
		}
		before = cell
		table[r][c] = text
	}
	// What cells join. The head is the first row alone, so that a cell that
	// reaches from it into the second is one with an empty cell below.
	first := slices.Index(usedRow, true)
	seen := map[*docx.Cell]bool{}
	for _, p := range list {
		cell := p.Table
		if seen[cell] {
			continue
		}
		seen[cell] = true
		r, c := cell.Row-1, cell.Column-1
		if table[r][c] == "" {
			continue
		}
		if r == first && cell.Rows > 1 {
			cell = &docx.Cell{Row: cell.Row, Column: cell.Column, Rows: 1, Columns: cell.Columns}
		}
		for y := r; y < min(rows, r+cell.Rows); y++ {
			for x := c; x < min(columns, c+cell.Columns); x++ {
				switch {
				case y == r && x == c:
				case table[y][x] != "":
					return nil // cells on top of each other: damaged
				case x > c:
					table[y][x] = joinLeft
				default:
					table[y][x] = joinAbove
				}
			}
		}
	}
	var kept [][]string
	for r, row := range table {
		if !usedRow[r] {
			// An empty row that a cell above covers stays.
			if !slices.Contains(row, joinAbove) {
				continue
			}
		}
		var cells []string
		for c, cell := range row {
			if usedColumn[c] {
				cells = append(cells, cell)
			}
		}
		kept = append(kept, cells)
	}
	if len(kept) < 2 || len(kept[0]) < 2 {
		return nil
	}
	return kept
}

// rowLines are the paragraphs of a table that only arranges text, those of a row
// on one line unless each is long.
func rowLines(list []docx.Paragraph) []Line {
	var lines []Line
	for i := 0; i < len(list); {
		n, long := 1, len([]rune(list[i].Text)) > longestHeading
		for i+n < len(list) && list[i+n].Table.Row == list[i].Table.Row && list[i+n].Table != list[i+n-1].Table {
			long = long || len([]rune(list[i+n].Text)) > longestHeading
			n++
		}
		if n == 1 || long {
			lines = appendParagraph(lines, list[i])
			i++
			continue
		}
		var words []string
		for _, p := range list[i : i+n] {
			if text := strings.TrimFunc(clean(strings.ReplaceAll(p.Line(), "\n", " ")), blank); text != "" {
				words = append(words, text)
			}
		}
		if len(words) > 0 {
			lines = append(lines, Line{Number: list[i].Number, Text: strings.Join(words, "\u3000")})
		}
		i += n
	}
	return lines
}

func shorten(s string) string {
	if runes := []rune(s); len(runes) > 20 {
		return string(runes[:20]) + "…"
	}
	return s
}
