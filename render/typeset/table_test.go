package typeset

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"fangan/internal/diag"
	"fangan/internal/length"
	"fangan/render/document"
)

// parseTable reads a table as the tests write it: a line a row, cells between
// "|". A row that begins with "!" belongs to the head. "<" joins the cell at the
// left, "^" that above; "\n" is a forced break; ":" in front of a text centres
// it, ">" puts it at the right, "<<" at the left. A line "% 1 4 2" gives widths.
func parseTable(t testing.TB, text string) *document.Node {
	t.Helper()
	source := diag.NewSource("table.toml", text)
	table := &document.Node{Kind: document.Table}
	var above []*document.Node // by column
	offset := 0
	for line := range strings.Lines(text) {
		at := offset
		offset += len(line)
		line = strings.TrimSuffix(line, "\n")
		if strings.TrimSpace(line) == "" {
			continue
		}
		if widths, ok := strings.CutPrefix(line, "% "); ok {
			for w := range strings.FieldsSeq(widths) {
				n := 0
				for _, r := range w {
					n = n*10 + int(r-'0')
				}
				table.Widths = append(table.Widths, n)
			}
			continue
		}
		row := &document.Node{Kind: document.Row}
		if strings.HasPrefix(line, "!") {
			row.HeadRow = true
			line, at = line[1:], at+1
		}
		column := 0
		var left *document.Node
		for value := range strings.SplitSeq(line, "|") {
			start := at
			at += len(value) + 1
			if len(above) <= column {
				above = append(above, nil)
			}
			switch {
			case value == "<" && left != nil:
				left.ColSpan++
				above[column] = left
			case value == "^" && above[column] != nil:
				if column == 0 || above[column] != above[column-1] || left != nil {
					above[column].RowSpan++
				}
				left = nil
			default:
				cell := &document.Node{Kind: document.Cell, ColSpan: 1, RowSpan: 1}
				for _, a := range []struct{ sign, align string }{{"<<", "left"}, {":", "center"}, {">", "right"}} {
					if rest, ok := strings.CutPrefix(value, a.sign); ok {
						start += len(a.sign)
						value, cell.Align = rest, a.align
						break
					}
				}
				value = strings.ReplaceAll(value, `\n`, "\n")
				cell.Text = []document.Piece{{Value: value, At: func(from, to int) diag.Span {
					return diag.Span{Source: source, Start: start + from, End: start + to}
				}}}
				row.Children = append(row.Children, cell)
				left, above[column] = cell, cell
			}
			column++
		}
		table.Children = append(table.Children, row)
	}
	return table
}

// tabled lays out a document of one table.
func tabled(t testing.TB, text string) (*document.Node, []Page, diag.List) {
	t.Helper()
	table := parseTable(t, text)
	pages, findings := Layout(&document.Node{Kind: document.Root, Children: []*document.Node{table}}, base(t), builtIn, Options{})
	return table, pages, findings
}

// checkTable holds what is true of every table that stands in the 版心.
func checkTable(t testing.TB, table *document.Node, pages []Page) {
	t.Helper()
	const slack = length.Mm / 100
	style := base(t).Table
	at := map[*document.Node]string{}         // the text as it came out
	seen := map[*document.Node]map[int]bool{} // on which pages
	for _, p := range pages {
		frame := bounds(p.Rules)
		if len(p.Rules) > 0 && (frame.X != 28*length.Mm || frame.X+frame.Width != 184*length.Mm || frame.Y < 37*length.Mm-slack || frame.Y+frame.Height > 262*length.Mm+slack) {
			t.Errorf("page %d: the table fills %v…%v × %v…%v", p.Number, frame.X, frame.X+frame.Width, frame.Y, frame.Y+frame.Height)
		}
		closed := 0 // sides of the frame that are one rule
		for _, r := range p.Rules {
			if r.Node != nil || r.Width != style.Rule && r.Height != style.Rule {
				t.Errorf("page %d: rule %+v", p.Number, r)
			}
			switch {
			case r.Height == frame.Height, r.Width == frame.Width && (r.Y == frame.Y || r.Y+r.Height == frame.Y+frame.Height):
				closed++
			}
		}
		if len(p.Rules) > 0 && closed < 4 {
			t.Errorf("page %d: the table is not closed", p.Number)
		}
		for _, run := range p.Runs {
			if run.Size != style.Size {
				continue // the 页码
			}
			if run.Node != nil {
				at[run.Node] += run.Text
				if seen[run.Node] == nil {
					seen[run.Node] = map[int]bool{}
				}
				seen[run.Node][p.Number] = true
				if s := run.Place; !s.IsZero() && s.Source.Text[s.Start:s.End] != run.Text {
					t.Errorf("run %q is said to stand at %q", run.Text, s.Source.Text[s.Start:s.End])
				}
			}
			top := run.Y - run.Size.Scale(88, 100)
			for i, r := range []rune(run.Text) {
				g := run.Glyphs[i]
				x, w := g.X, run.Size.Scale(int64(run.Face.Advance(g.ID)), int64(run.Face.UnitsPerEm()))
				switch c := classOf(r); {
				case c == space || c == glue || c == mark:
					continue
				case rules[c].left:
					x, w = x+w/2, w/2
				case rules[c].right:
					w /= 2
				case c == middot || c == tie || c == slash || c == halfClose || c == halfOpen: // centred in another advance
					x, w = x+w/4, w/2
				}
				for _, rule := range p.Rules {
					if x+slack < rule.X+rule.Width && rule.X+slack < x+w && top+slack < rule.Y+rule.Height && rule.Y+slack < top+run.Size {
						t.Errorf("page %d: a rule goes through %q of %q", p.Number, r, run.Text)
					}
				}
				if x < frame.X || x+w > frame.X+frame.Width || top < frame.Y || top+run.Size > frame.Y+frame.Height {
					t.Errorf("page %d: %q of %q is outside the table", p.Number, r, run.Text)
				}
			}
		}
	}
	for i, row := range table.Children {
		for k, c := range row.Children {
			want := ""
			for _, r := range c.Plain() {
				if r != '\n' && !invisible(r) {
					want += string(r)
				}
			}
			if at[c] != want {
				t.Errorf("row %d, cell %d: %q came out as %q", i, k, want, at[c])
			}
		}
	}
	checkCellLines(t, pages)
}

// bounds returns the rectangle around rules.
func bounds(list []Rule) Rule {
	if len(list) == 0 {
		return Rule{}
	}
	b := list[0]
	for _, r := range list[1:] {
		right, bottom := max(b.X+b.Width, r.X+r.Width), max(b.Y+b.Height, r.Y+r.Height)
		b.X, b.Y = min(b.X, r.X), min(b.Y, r.Y)
		b.Width, b.Height = right-b.X, bottom-b.Y
	}
	return b
}

// checkCellLines fails if a line in a cell begins or ends with what may not
// stand there.
func checkCellLines(t testing.TB, pages []Page) {
	t.Helper()
	var last Run
	for _, p := range pages {
		for _, run := range p.Runs {
			if run.Node == nil || run.Node.Kind != document.Cell {
				continue
			}
			r, before := []rune(run.Text), []rune(last.Text)
			forced := run.Place.Start != last.Place.End
			if last.Node == run.Node && last.Y != run.Y && !forced {
				if strings.ContainsRune("。，、；：？！”’）〕】》〉～·/％%‰℃", r[0]) {
					t.Errorf("page %d: a line begins with %q: %s", p.Number, r[0], run.Text)
				}
				if strings.ContainsRune("“‘（〔【《〈", before[len(before)-1]) {
					t.Errorf("page %d: a line ends with %q: %s", p.Number, before[len(before)-1], last.Text)
				}
			}
			last = run
		}
	}
}

func TestTables(t *testing.T) {
	inputs, err := filepath.Glob("testdata/tables/*.txt")
	if err != nil || len(inputs) == 0 {
		t.Fatal("no testdata", err)
	}
	asked := map[string]bool{}
	for _, name := range inputs {
		golden := strings.TrimSuffix(name, ".txt") + ".page"
		asked[golden] = true
		t.Run(filepath.Base(name), func(t *testing.T) {
			input, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			table, pages, findings := tabled(t, strings.ReplaceAll(string(input), "\r\n", "\n"))
			checkTable(t, table, pages)
			got := dumpTable(pages, findings)
			if *update {
				if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if w := strings.ReplaceAll(string(want), "\r\n", "\n"); got != w {
				t.Errorf("%s differs; run with -update and read the diff\n%s", golden, firstDifference(got, w))
			}
		})
	}
	golden, _ := filepath.Glob("testdata/tables/*.page")
	for _, p := range golden {
		if !asked[p] {
			t.Errorf("%s belongs to no test", p)
		}
	}
}

// dumpTable is dump with the rules, and a "~" before artifacts.
func dumpTable(pages []Page, findings diag.List) string {
	var b strings.Builder
	for _, p := range pages {
		fmt.Fprintf(&b, "page %d\n", p.Number)
		for _, r := range p.Rules {
			fmt.Fprintf(&b, "rule %d %d %d %d\n", r.X, r.Y, r.Width, r.Height)
		}
		for _, run := range p.Runs {
			if run.Node == nil {
				b.WriteByte('~')
			}
			fmt.Fprintf(&b, "%d %d %d %s %s\n", run.Glyphs[0].X, run.Y, run.Size, run.Face.Name(), run.Text)
		}
	}
	for _, d := range findings {
		fmt.Fprintf(&b, "finding %s %d-%d %s\n", d.Rule, d.Span.Start, d.Span.End, d.Message)
	}
	return b.String()
}

// printed returns the texts of a page, artifacts after a "~".
func printed(p Page) string {
	var parts []string
	var last Run
	for _, run := range p.Runs {
		switch {
		case run.Size != last.Size && run.Node == nil && len(parts) > 0 && strings.HasPrefix(run.Text, "—"):
			continue // the 页码
		case len(parts) > 0 && run.Node == last.Node && (run.Node != nil || run.Y == last.Y && run.Place.Start == last.Place.End):
			parts[len(parts)-1] += run.Text
		case run.Node == nil:
			parts = append(parts, "~"+run.Text)
		default:
			parts = append(parts, run.Text)
		}
		last = run
	}
	return strings.Join(parts, " ")
}

func rowsOf(n int, row func(i int) string) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(row(i))
		b.WriteByte('\n')
	}
	return b.String()
}

// The head, the label of a group and cells over several rows stand again on the
// next page, as artifacts.
func TestTableRepeats(t *testing.T) {
	table, pages, findings := tabled(t, "!序号|措施|时限\n<<（一）打赢蓝天保卫战|<|<\n"+rowsOf(40, func(i int) string {
		if i == 0 {
			return "1|清洁能源|年底前"
		}
		return fmt.Sprintf("%d|^|年底前", i+1)
	}))
	checkTable(t, table, pages)
	if len(findings) > 0 || len(pages) != 2 {
		t.Fatal(findings, len(pages))
	}
	if got := printed(pages[0]); !strings.HasPrefix(got, "序号 措施 时限 （一）打赢蓝天保卫战 1 清洁能源 年底前 2 年底前") || strings.Contains(got, "~") {
		t.Error(got)
	}
	if got := printed(pages[1]); !strings.HasSuffix(got, "40 年底前 ~序号 ~措施 ~时限 ~（一）打赢蓝天保卫战 ~（续） ~清洁能源") {
		t.Error(got)
	}
}

// A row stands on one page, and a label is never the last on one.
func TestRowsAreNotCut(t *testing.T) {
	for before := range 40 {
		text := "!序号|内容\n" + rowsOf(before, func(i int) string { return fmt.Sprintf("%d|天地", i) }) + "<<（一）玄黄|<\n" +
			rowsOf(30, func(i int) string { return fmt.Sprintf("%d|%s", i, filler(30+i*13%200)) })
		table, pages, _ := tabled(t, text)
		checkTable(t, table, pages)
		page := map[*document.Node]int{}
		for _, p := range pages {
			for i, run := range p.Runs {
				if run.Node == nil {
					continue
				}
				if n, ok := page[run.Node]; ok && n != p.Number {
					t.Errorf("%d rows before: %q is cut", before, run.Node.Plain())
				}
				page[run.Node] = p.Number
				if strings.HasPrefix(run.Text, "（一）") && (i+1 == len(p.Runs) || p.Runs[i+1].Node == nil) {
					t.Errorf("%d rows before: the label is the last of its page", before)
				}
			}
		}
	}
}

// A row taller than a page is cut between lines; short cells stand again.
func TestTallRow(t *testing.T) {
	for n := 1050; n < 1700; n += 37 {
		table, pages, _ := tabled(t, fmt.Sprintf("!序号|内容|单位\n7|%s|县财政局\n8|天地|县水利局", filler(n)))
		checkTable(t, table, pages)
		if len(pages) != 2 {
			t.Errorf("%d characters: %d pages", n, len(pages))
			continue
		}
		for i, p := range pages {
			lines := map[length.Length]bool{}
			for _, run := range p.Runs {
				if run.Node == table.Children[1].Children[1] {
					lines[run.Y] = true
				}
			}
			if len(lines) < 2 {
				t.Errorf("%d characters: page %d has %d lines", n, i+1, len(lines))
			}
		}
		if got := printed(pages[1]); !strings.HasSuffix(got, " 8 天地 县水利局 ~序号 ~内容 ~单位 ~7 ~县财政局") {
			t.Errorf("%d characters: %s", n, got)
		}
	}
}

// What is repeated of a row that goes on has room there, however short the rest is.
func TestRepeatedCellsHaveRoom(t *testing.T) {
	for n := 1012; n < 1200; n += 9 {
		table, pages, _ := tabled(t, fmt.Sprintf("!序号|内容|单位\n7|%s|县财政局\\n县民政局\\n县水利局\\n县林业局\n8|天地|县水利局", filler(n)))
		if len(pages) != 2 {
			t.Fatalf("%d characters: %d pages", n, len(pages))
		}
		next := table.Children[2].Children[1]
		var last, after length.Length
		for _, run := range pages[1].Runs {
			switch {
			case run.Node == next:
				after = run.Y
			case run.Node == nil && strings.HasPrefix(run.Text, "县"):
				last = max(last, run.Y)
			}
		}
		if last == 0 || after-last < 5*length.Mm {
			t.Errorf("%d characters: the repeated names end at %v, the next row is at %v", n, last, after)
		}
	}
}

func TestTableWidths(t *testing.T) {
	widths := func(text string) []int {
		table := parseTable(t, text)
		l := layouter{upright: base(t), profile: base(t), set: builtIn}
		l.measure = l.block()
		return l.newTable(table).width
	}
	check := func(text string, want ...int) {
		t.Helper()
		if got := widths(text); !slices.Equal(got, want) {
			t.Errorf("%s: widths %v, want %v", text, got, want)
		}
	}
	// All texts on one line: what is left over is shared by what they need.
	check("!指标|目标值\n优良天数比率|85%", 23, 12)
	// 序号 and dates keep their width, the long text gets the rest.
	check("!序号|内容|时限\n1|"+filler(200)+"|12月31日前", 2, 27, 5)
	// Shares are kept as they were given,
	check("% 1 1\n!序号|内容\n1|"+filler(200), 17, 17)
	// unless a number would be split.
	check("% 1 9\n!指标|内容\n1234567890123456789012345678|"+filler(200), 14, 20)
	// Names of a list are spared if that costs no lines.
	if got := widths("!序号|内容|单位\n" + rowsOf(9, func(int) string { return "1|" + filler(120) + "|县发展改革局、县财政局" })); got[2] < 7 {
		t.Errorf("a name is split: widths %v", got)
	}
	// A name does not fall into crumbs, 县住房|城乡建|设局, for a line of another column.
	if got := widths("!序号|工作内容|牵头单位|责任单位|完成时限\n" + rowsOf(6, func(i int) string {
		units := ""
		if i%3 == 2 {
			units = "县住房城乡建设局、县应急管理局"
		}
		return "1|" + filler(54) + "|县应急局|" + units + "|6月底前"
	})); got[3] < 5 {
		t.Errorf("names fall into crumbs: widths %v", got)
	}
	// Heads of one length break alike, though one column could do with less.
	if got := widths("!序号|工作内容|牵头单位|责任单位|落实单位\n" + rowsOf(6, func(i int) string {
		units := "|"
		if i == 2 {
			units = "县住房城乡建设局、县应急管理局|各乡镇"
		}
		return "1|" + filler(90) + "|县应急局|" + units
	})); got[4] < 4 {
		t.Errorf("落实单位 stands on two lines, 牵头单位 on one: widths %v", got)
	}
}

// No cell begins with a single character on its line while its word is kept whole.
func TestNoLoneFirstCharacter(t *testing.T) {
	root := parse(t, "表头 内容 ¦ 责任单位\n表行 "+filler(60)+" ¦ 县住房城乡建设局、县应急管理局（按职责分工负责）\n")
	root.Children[0].Widths = []int{31, 5}
	pages, _ := Layout(root, base(t), builtIn, Options{})
	for _, l := range of(pages, document.Cell) {
		if l.text == "县" {
			t.Errorf("县 stands alone on a line")
		}
	}
}

func TestTableFindings(t *testing.T) {
	// A group wider than its column.
	table, pages, findings := tabled(t, "% 1 1 1\n!甲|乙|丙\n1|"+strings.Repeat("0123456789", 12)+"|3")
	checkTable(t, table, pages)
	if ruleIDs(findings) != "layout/long-group" || !strings.Contains(findings[0].Message, "这一栏") || findings[0].Span.IsZero() {
		t.Errorf("findings %+v", findings)
	}
	// A character that no face has.
	_, _, findings = tabled(t, "!甲|乙\n1|县\U0001F600城\n2|\U0001F600")
	if ruleIDs(findings) != "font/missing-glyph" || !strings.Contains(findings[0].Message, "共2处") {
		t.Errorf("findings %+v", findings)
	}
	// More columns than stand side by side.
	_, _, findings = tabled(t, strings.Repeat("天|", 60)+"地")
	if ruleIDs(findings) != "layout/table-width" || findings[0].Span.IsZero() {
		t.Errorf("findings %+v", findings)
	}
}

// What must not happen, whatever the table: texts lost, pages without end.
func TestOddTables(t *testing.T) {
	for name, text := range map[string]string{
		"no head":                "甲|乙\n丙|丁",
		"nothing but a head":     "!甲|乙\n!丙|丁",
		"one cell":               "甲",
		"empty cells":            "!|\n|\n|甲",
		"a head as tall as two":  "!" + filler(1500) + "|乙\n" + rowsOf(30, func(int) string { return "丙|丁" }),
		"a label taller than it": "!甲|乙\n" + filler(3000) + "|1\n" + rowsOf(30, func(int) string { return "^|丁" }),
		"labels that cross":      "!甲|乙|丙\n" + filler(100) + "|" + filler(30) + "|1\n^|^|2\n^|" + filler(300) + "|3\n" + filler(90) + "|^|4\n^|^|5",
		"labels only":            "!甲|乙\n" + rowsOf(60, func(int) string { return "<<（一）天地|<" }),
		"a tall label row":       "!甲|乙\n<<" + filler(4000) + "|<\n丙|丁",
		"short rows":             "!甲|乙|丙\n1\n2|3\n4|5|6",
		"many pages of one cell": "!甲|乙\n" + filler(9000) + "|" + filler(5000),
	} {
		table, pages, _ := tabled(t, text)
		if len(pages) > 40 {
			t.Errorf("%s: %d pages", name, len(pages))
		}
		checkTable(t, table, pages)
	}
}

func FuzzTable(f *testing.F) {
	f.Add("!序号|内容|单位\n1|天地玄黄，“宇宙”|县财政局\n^|<|\n")
	f.Add("% 1 2\n!甲|<\n:乙|>丙\n" + strings.Repeat("^|天地\n", 90))
	f.Add(strings.Repeat("天|", 40) + "\n^" + strings.Repeat("|<", 39))
	f.Add("<<（一）|<|<\n甲|乙|" + strings.Repeat("天地，", 900))
	pr := base(f)
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) > 20_000 || strings.Count(text, "|") > 2_000 {
			return
		}
		table := parseTable(t, text)
		root := &document.Node{Kind: document.Root, Children: []*document.Node{table}}
		pages, findings := Layout(root, pr, builtIn, Options{})
		odd := false
		for _, d := range findings {
			odd = odd || d.Rule != "text/invisible-character" && d.Rule != "font/missing-glyph"
		}
		if !odd && utf8.ValidString(text) && len(table.Children) > 0 {
			checkTable(t, table, pages)
		}
		again, findingsAgain := Layout(root, pr, builtIn, Options{})
		if dumpTable(pages, findings) != dumpTable(again, findingsAgain) {
			t.Error("twice is not the same")
		}
	})
}

// tasks returns a 责任分解表 of so many rows.
func tasks(t testing.TB, rows int) *document.Node {
	t.Helper()
	return parseTable(t, "!序号|工作措施|具体内容|牵头单位|配合单位|完成时限\n"+rowsOf(rows, func(i int) string {
		measure := "^"
		if i%3 == 0 {
			measure = "<<加快推进清洁能源替代利用"
		}
		line := fmt.Sprintf(":%d|%s|<<关停拆除全县范围内每小时%d蒸吨及以下的燃煤小锅炉，推进天然气管网、储气库等基础设施建设|<<县发展改革局|<<县财政局、县住房城乡建设局|6月底前", i+1, measure, i%30)
		if i%30 == 0 {
			return "<<（一）打赢蓝天保卫战|<|<|<|<|<\n" + line
		}
		return line
	}))
}

func benchmarkTable(b *testing.B, rows int) {
	benchmark(b, &document.Node{Kind: document.Root, Children: []*document.Node{tasks(b, rows)}})
}

func BenchmarkTable50(b *testing.B)   { benchmarkTable(b, 50) }
func BenchmarkTable500(b *testing.B)  { benchmarkTable(b, 500) }
func BenchmarkTable5000(b *testing.B) { benchmarkTable(b, 5000) }

// Columns that hold the same are equally wide, however little room there is.
func TestEqualColumns(t *testing.T) {
	row := strings.Repeat("内容较长的一格文字说明 ¦ ", 11) + "内容较长的一格文字说明\n"
	pages, _ := layout(t, "表行 "+row+"表行 "+row)
	var edges []length.Length
	for _, r := range pages[0].Rules {
		if r.Height > r.Width && !slices.Contains(edges, r.X) {
			edges = append(edges, r.X)
		}
	}
	slices.Sort(edges)
	if len(edges) != 13 {
		t.Fatalf("%d edges", len(edges))
	}
	for i := 1; i < len(edges); i++ {
		if d := edges[i] - edges[i-1] - (edges[1] - edges[0]); d > length.Mm/10 || d < -length.Mm/10 {
			t.Errorf("column %d is %v wide, the first %v", i, edges[i]-edges[i-1], edges[1]-edges[0])
		}
	}
}

// An upright table of many columns is reported, the same one turned is not.
func TestNarrowColumns(t *testing.T) {
	row := "表行 1 ¦ 城东片区 ¦ 河岸垃圾堆放、违章搭建侵占河道、影响行洪安全 ¦ 限期清理，建立长效保洁制度和巡查制度 ¦ 2026年10月底前 ¦ 欧阳文海 ¦ 县水利局、县农业农村局、石桥镇人民政府 ¦ 市级督办\n"
	head := "表头 序号 ¦ 片区 ¦ 内容 ¦ 措施 ¦ 时限 ¦ 领导 ¦ 单位 ¦ 备注\n"
	_, upright := layout(t, "附件 附件1\n附件标题 表\n"+head+strings.Repeat(row, 8))
	_, turned := layout(t, "横排附件 附件1\n附件标题 表\n"+head+strings.Repeat(row, 8))
	if ruleIDs(upright) != "layout/narrow-columns" || upright[0].Span.IsZero() || len(turned) > 0 {
		t.Errorf("upright %+v, turned %+v", upright, turned)
	}
}
