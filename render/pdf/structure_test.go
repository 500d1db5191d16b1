package pdf_test

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"fangan/internal/diag"
	"fangan/internal/length"
	"fangan/render/document"
	"fangan/render/font"
	"fangan/render/pdf"
	"fangan/render/profile"
	"fangan/render/typeset"
)

// A composer sets elements of a tree, each on a line of its own.
type composer struct {
	*builder
	root *document.Node
	n    int // of the next line
}

func newComposer() *composer {
	return &composer{newBuilder(), &document.Node{Kind: document.Root}, 0}
}

func (c *composer) page() {
	c.builder.page()
	c.n = 0
}

// node hangs an element into the tree.
func (c *composer) node(in *document.Node, n document.Node) *document.Node {
	in.Children = append(in.Children, &n)
	return &n
}

// set puts text of an element on the next line; nil is an artifact.
func (c *composer) set(n *document.Node, text string) {
	c.line(c.n, font.Song, text, typeset.Run{Node: n}, grid(0))
	c.n++
}

// add hangs an element with text into the root and sets it.
func (c *composer) add(kind document.Kind, level int, text string) *document.Node {
	n := c.node(c.root, document.Node{Kind: kind, Level: level})
	c.set(n, text)
	return n
}

// note hangs an 附件说明 into the root and sets it on two lines, as the layout
// does: its label is of no place in the definition.
func (c *composer) note(word, number, name, rest string) {
	n := c.node(c.root, document.Node{Kind: document.AttachmentNote, Label: number})
	written := typeset.Run{Node: n, Place: diag.Span{Source: diag.NewSource("方案.toml", name)}}
	if word != "" {
		c.line(c.n, font.Song, word, typeset.Run{Node: n}, grid(2))
	}
	c.line(c.n, font.Song, number, typeset.Run{Node: n}, grid(5))
	c.line(c.n, font.Song, name, written, grid(6))
	c.n++
	if rest != "" {
		c.line(c.n, font.Song, rest, written, grid(6))
		c.n++
	}
}

// row sets a row of a table, cells side by side. An empty cell is not set.
func (c *composer) row(table *document.Node, head bool, cells ...document.Node) {
	row := c.node(table, document.Node{Kind: document.Row, HeadRow: head})
	for i, cell := range cells {
		n := c.node(row, document.Node{Kind: document.Cell, ColSpan: max(cell.ColSpan, 1), RowSpan: max(cell.RowSpan, 1)})
		if text := cell.Label; text != "" {
			c.line(c.n, font.FangSong, text, typeset.Run{Node: n}, grid(6*i))
		}
	}
	c.n++
}

func cell(text string) document.Node { return document.Node{Label: text} }

func spanning(text string, columns, rows int) document.Node {
	return document.Node{Label: text, ColSpan: columns, RowSpan: rows}
}

// whole is a document with every element and every trap.
func whole() *composer {
	c := newComposer()
	c.page()
	rules := []typeset.Rule{{X: left, Y: 60 * length.Mm, Width: width, Height: length.Pt, Colour: typeset.Red}}
	c.pages[0].Rules = rules
	head := c.node(c.root, document.Node{Kind: document.Head})
	number := c.node(head, document.Node{Kind: document.Number})
	mark := c.node(head, document.Node{Kind: document.Mark})
	c.set(mark, "云溪县人民政府文件") // before the number on the page, after it in the tree
	c.set(number, "云政发〔2026〕8号")
	title := c.add(document.Title, 0, "云溪县关于印发工作方案的")
	c.set(title, "通知")
	recipient := c.node(c.root, document.Node{Kind: document.Recipient}) // moved to the end
	c.add(document.Paragraph, 0, "现印发给你们。")
	c.note("附件：", "1.", "责任分解表", "")
	c.note("", "2.", "名称很长要", "回行的附件")
	block := c.node(c.root, document.Node{Kind: document.SignatureBlock})
	c.set(c.node(block, document.Node{Kind: document.Signature}), "云溪县人民政府")
	c.set(c.node(block, document.Node{Kind: document.Date}), "2026年2月15日")
	c.set(nil, "— 1 —")

	c.page() // 目录
	contents := c.node(c.root, document.Node{Kind: document.Contents, Text: []document.Piece{{Value: "目录"}}})
	c.set(contents, "目录")
	for i, entry := range []string{"一、总体要求", "二、主要措施和一个很长的", "题目", "三、保障措施"} {
		c.line(c.n, font.Song, entry, typeset.Run{Node: contents}, grid(0))
		run := &c.pages[1].Runs[len(c.pages[1].Runs)-1]
		target := typeset.Link{X: left, Y: run.Y - 14*length.Pt, Width: width, Height: 18 * length.Pt, Page: 2, TargetY: 50 * length.Mm, Node: contents}
		if i == 1 || i == 2 { // one entry on two lines
			target.TargetY = 60 * length.Mm
		}
		c.pages[1].Links = append(c.pages[1].Links, target)
		if i != 1 {
			c.line(c.n, font.Song, "…", typeset.Run{}, grid(20))
			c.line(c.n, font.Song, "3", typeset.Run{Node: contents}, grid(26))
		}
		c.n++
	}
	c.set(nil, "— 2 —")

	c.page()
	c.add(document.Title, 0, "云溪县工作方案")
	c.add(document.Stage, 0, "（征求意见稿）")
	c.add(document.Heading, 1, "一、总体要求")
	c.add(document.Heading, 3, "1.越级的标题") // no （一） above it
	// A run-in heading and its paragraph, which goes on over the page.
	run := c.node(c.root, document.Node{Kind: document.Heading, Level: 4, RunIn: true})
	c.line(c.n, font.Kai, "（1）接排标题。", typeset.Run{Node: run}, grid(2))
	body := c.node(c.root, document.Node{Kind: document.Paragraph})
	c.line(c.n, font.FangSong, "接排的正文在这里开始，", typeset.Run{Node: body}, grid(10))
	c.n++
	c.set(body, "第一行写完还没有完，")
	c.set(nil, "— 3 —")
	c.line(12, font.Hei, "讨论稿", typeset.Run{Colour: typeset.Grey, Size: 96 * length.Pt}, func(i int) length.Length { return left + length.Length(i)*120*length.Pt })
	c.page()
	c.set(body, "换页以后才写完。")
	duty := c.add(document.DutyLine, 0, "责任单位：县水利局")
	c.pages[3].Links = append(c.pages[3].Links, typeset.Link{X: 0, Y: 0, Width: length.Mm, Height: length.Mm, Page: 0, Node: duty}) // over nothing
	c.add(document.Heading, 2, "（一）回到二级")
	c.add(document.Heading, 1, "二、主要措施")
	c.set(nil, "— 4 —")

	// A turned page with a table that goes on over another.
	c.page()
	c.set(c.node(c.root, document.Node{Kind: document.Attachment}), "附件1")
	c.set(c.node(c.root, document.Node{Kind: document.AttachmentTitle}), "责任分解表")
	table := c.node(c.root, document.Node{Kind: document.Table})
	c.row(table, true, spanning("序号", 1, 2), spanning("任务", 2, 1), cell("单位"))
	c.row(table, true, cell("名称"), cell("内容"), cell("牵头"))
	c.row(table, false, spanning("1", 1, 9), cell("甲"), cell(""), cell("县水利局")) // reaches below the table
	c.row(table, false, cell("乙"))                                              // two cells too few
	turn(c)
	c.page()
	c.set(nil, "序号") // the head again
	c.row(table, false, cell("丙"), spanning("丁", 2, 1))
	turn(c)
	// Tables without a head, with nothing else, and without text.
	c.page()
	plain := c.node(c.root, document.Node{Kind: document.Table})
	c.row(plain, false, cell("左"), cell("右"))
	only := c.node(c.root, document.Node{Kind: document.Table})
	c.row(only, true, cell("只有表头"))
	c.row(c.node(c.root, document.Node{Kind: document.Table}), false, cell(""))
	colophon := c.node(c.root, document.Node{Kind: document.Colophon})
	c.set(recipient, "主送：各乡镇人民政府。")
	c.set(c.node(colophon, document.Node{Kind: document.CopiesTo}), "抄送：县委办公室。")
	c.set(c.node(colophon, document.Node{Kind: document.PrintedOn}), "2026年2月16日印发")
	c.set(&document.Node{Kind: document.Paragraph}, "树外的文字") // a fault of the layout
	return c
}

// turn turns the last page.
func turn(c *composer) {
	page := &c.pages[len(c.pages)-1]
	for i := range page.Runs {
		page.Runs[i].Turned = true
	}
}

const wholeStructure = `Document
  Sect
    P 云溪县人民政府文件
    P 云政发〔2026〕8号
  H1 云溪县关于印发工作方案的通知
  P 现印发给你们。
  L
    LI
      Lbl 附件：1.
      LBody 责任分解表
    LI
      Lbl 2.
      LBody 名称很长要回行的附件
  Div
    P 云溪县人民政府
    P 2026年2月15日
  H1 目录
  TOC
    TOCI
      Reference
        Link 一、总体要求3
    TOCI
      Reference
        Link 二、主要措施和一个很长的题目3
    TOCI
      Reference
        Link 三、保障措施3
  H1 云溪县工作方案
  P （征求意见稿）
  H2 一、总体要求
  H3 1.越级的标题
  H4 （1）接排标题。
  P 接排的正文在这里开始，第一行写完还没有完，换页以后才写完。
  P 责任单位：县水利局
  H3 （一）回到二级
  H2 二、主要措施
  P 附件1
  H1 责任分解表
  Table
    THead
      TR
        TH 序号
        TH 任务
        TH 单位
      TR
        TH 名称
        TH 内容
        TH 牵头
    TBody
      TR
        TD 1
        TD 甲
        TD
        TD 县水利局
      TR
        TD 乙
        TD
        TD
      TR
        TD 丙
        TD 丁
  Table
    TR
      TD 左
      TD 右
  Table
    TR
      TH 只有表头
  P 主送：各乡镇人民政府。
  Sect
    P 抄送：县委办公室。
    P 2026年2月16日印发
  P 树外的文字
  Link
`

func wholeMeta(c *composer) pdf.Meta {
	m := meta
	m.Document, m.Bookmarks = c.root, pdf.Outline(c.pages)
	return m
}

func TestStructure(t *testing.T) {
	c := whole()
	data := write(t, c.pages, wholeMeta(c))
	j := judgeFile(t, data)
	if got := j.outline(); got != wholeStructure {
		t.Errorf("structure\n%s\nwant\n%s", got, wholeStructure)
	}
	path := save(t, data)
	t.Run("pdfinfo", func(t *testing.T) {
		if got := structText(t, path); got != wholeStructure {
			t.Errorf("pdfinfo sees\n%s\nwant\n%s", got, wholeStructure)
		}
	})
	t.Run("qpdf", func(t *testing.T) { output(t, "qpdf", "--check", path) })
	t.Run("pdfcpu", func(t *testing.T) { pdfcpu(t, path) })
	t.Run("preflight", func(t *testing.T) {
		folder := t.TempDir()
		if err := os.WriteFile(filepath.Join(folder, "whole.pdf"), write(t, c.pages, pdf.LabelledA1b(wholeMeta(c))), 0o666); err != nil {
			t.Fatal(err)
		}
		preflight(t, folder)
	})
	for _, reader := range [][]string{{"pdftotext", path, "-"}, {"mutool", "draw", "-q", "-F", "txt", path}} {
		out := output(t, reader[0], reader[1:]...)
		if strings.Contains(out, "讨论稿") || strings.Contains(out, "讨\n") {
			t.Errorf("%s finds the watermark:\n%s", reader[0], out)
		}
		for _, text := range []string{"第一行写完还没有完", "县水利局", "附件1"} {
			if !strings.Contains(out, text) {
				t.Errorf("%s does not find %s:\n%s", reader[0], text, out)
			}
		}
	}
}

// TestStructureWithoutTree: the pages alone give the same elements in a row.
func TestStructureWithoutTree(t *testing.T) {
	b, _ := sample()
	m := meta
	j := judgeFile(t, write(t, b.pages, m))
	if got, want := j.outline(), "Document\n  H1 一、总体要求\n  H2 （一）指导思想。\n"; got != want {
		t.Errorf("structure %s, want %s", got, want)
	}
}

// structText returns what poppler reads in the structure, one element a line.
func structText(t *testing.T, path string) string {
	t.Helper()
	var b strings.Builder
	open := false // a line of text has begun
	for line := range strings.Lines(output(t, "pdfinfo", "-enc", "UTF-8", "-struct-text", path)) {
		line = strings.TrimRight(line, "\n")
		if text, ok := strings.CutPrefix(strings.TrimLeft(line, " "), `"`); ok {
			if !open {
				b.WriteString(" ")
			}
			b.WriteString(strings.TrimSuffix(text, `"`))
			open = true
			continue
		}
		content := strings.TrimLeft(line, " ")
		if strings.HasPrefix(content, "/") || strings.HasPrefix(content, "Object ") {
			continue // an attribute, a link
		}
		if b.Len() > 0 {
			b.WriteString("\n")
		}
		open = false
		tag, _, _ := strings.Cut(line, " (")
		b.WriteString(strings.TrimSuffix(tag, ":"))
	}
	return b.String() + "\n"
}

// preflight has Apache PDFBox judge files that call themselves PDF/A-1b. The
// files are those of a folder, which it writes its reports into.
func preflight(t *testing.T, folder string) {
	t.Helper()
	const java = "/usr/share/java" // of Debian's libpdfbox2-java
	var classes []string
	for _, jar := range strings.Fields("preflight pdfbox2 fontbox2 xmpbox commons-logging commons-io javax.activation jaxb-api") {
		jar = filepath.Join(java, jar+".jar")
		if _, err := os.Stat(jar); err != nil {
			if os.Getenv("FANGAN_REQUIRE_TOOLS") == "1" {
				t.Fatal(err)
			}
			t.Skip(err)
		}
		classes = append(classes, jar)
	}
	need(t, "java")
	files, err := filepath.Glob(filepath.Join(folder, "*.pdf"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no files in %s: %v", folder, err)
	}
	out, err := exec.CommandContext(t.Context(), "java", "-cp", strings.Join(classes, ":"), "org.apache.pdfbox.preflight.Validator_A1b", "xml", "batch", folder).CombinedOutput()
	if err != nil {
		t.Fatalf("preflight: %v\n%s", err, out)
	}
	for _, file := range files {
		report, err := os.ReadFile(file + ".preflight.xml")
		if err != nil || !strings.Contains(string(report), `<isValid type="PDF/A1-b">true</isValid>`) {
			t.Errorf("preflight of %s: %v\n%s", filepath.Base(file), err, report)
		}
	}
}

// pdfcpuPath builds pdfcpu at the version of tools.mod and says where it is.
var pdfcpuPath = sync.OnceValues(func() (string, error) {
	out, err := exec.Command("go", "tool", "-modfile=../../tools.mod", "-n", "pdfcpu").Output()
	return strings.TrimSpace(string(out)), err
})

// pdfcpu has pdfcpu judge files.
func pdfcpu(t *testing.T, paths ...string) {
	t.Helper()
	need(t, "go")
	tool, err := pdfcpuPath()
	if err != nil {
		if os.Getenv("FANGAN_REQUIRE_TOOLS") == "1" {
			t.Fatalf("pdfcpu is required: %v", err)
		}
		t.Skipf("pdfcpu can't be built: %v", err)
	}
	out, err := exec.CommandContext(t.Context(), tool, append([]string{"validate", "-m", "strict", "-c", "disable"}, paths...)...).CombinedOutput()
	if err != nil || strings.Count(string(out), "validation ok") != len(paths) {
		t.Errorf("pdfcpu: %v\n%s", err, out)
	}
}

func TestOutline(t *testing.T) {
	var got []string
	for _, m := range pdf.Outline(whole().pages) {
		got = append(got, fmt.Sprintf("%d%s %d", m.Level, m.Title, m.Page))
	}
	want := []string{
		"1云溪县关于印发工作方案的通知 1", "1目录 2", "1云溪县工作方案 3", "2一、总体要求 3", "41.越级的标题 3", "5（1）接排标题 3", "3（一）回到二级 4", "2二、主要措施 4",
		"1附件1 责任分解表 5",
	}
	if !slices.Equal(got, want) {
		t.Errorf("bookmarks %q, want %q", got, want)
	}
}

// TestRunIn: a heading and the paragraph that goes on in its line are apart in
// the structure and read as one line.
func TestRunIn(t *testing.T) {
	b := newBuilder()
	b.page()
	wide := func(from int) func(int) length.Length {
		return func(i int) length.Length { return left + width.Part(from+i, 24) }
	}
	b.line(0, font.Kai, "（一）接排的标题。", typeset.Run{Node: &document.Node{Kind: document.Heading, Level: 2, RunIn: true}}, wide(2))
	b.line(0, font.FangSong, "正文紧接在后。", typeset.Run{Node: &document.Node{Kind: document.Paragraph}}, wide(11))
	data := write(t, b.pages, meta)
	if got, want := judgeFile(t, data).outline(), "Document\n  H1 （一）接排的标题。\n  P 正文紧接在后。\n"; got != want {
		t.Errorf("structure %s, want %s", got, want)
	}
	path := save(t, data)
	compareText(t, output(t, "pdftotext", path, "-"), "（一）接排的标题。正文紧接在后。")
	compareText(t, output(t, "mutool", "draw", "-q", "-F", "txt", path), "（一）接排的标题。正文紧接在后。")
}

// TestPrivateUse: a character that only its face knows is told as itself.
func TestPrivateUse(t *testing.T) {
	b := newBuilder()
	b.page()
	face, id, _ := b.set.Lookup(font.Song, '吉')
	n := &document.Node{Kind: document.Paragraph}
	b.pages[0].Runs = []typeset.Run{{Text: "\uE863\U0010FFFD", Face: face, Size: pt16, Y: 50 * length.Mm, Node: n,
		Glyphs: []typeset.Glyph{{ID: id, X: left}, {ID: id, X: left + pt16}}}}
	data := write(t, b.pages, meta)
	judgeFile(t, data)
	if out := output(t, "pdftotext", save(t, data), "-"); strings.TrimSpace(out) != "\uE863\U0010FFFD" {
		t.Errorf("pdftotext reads %q", out)
	}
}

func TestPageLabels(t *testing.T) {
	for want, numbers := range map[string][]int{
		"i1 i2 i3":     {1, 2, 3},
		"i1 i2 i1 i2":  {1, 2, 1, 2},
		"i5 i6":        {5, 6},
		"i1 none i2":   {1, 0, 2},
		"none none i1": {0, 0, 1},
	} {
		b := newBuilder()
		for _, n := range numbers {
			b.page()
			b.pages[len(b.pages)-1].Number = n
			b.line(0, font.Song, "页", typeset.Run{}, grid(0))
		}
		data := write(t, b.pages, meta)
		j := judgeFile(t, data)
		var got []string
		nums := j.array(j.dict(j.root()["PageLabels"])["Nums"])
		for i := 0; i < len(nums); i += 2 {
			from, to := nums[i].(int), len(numbers)
			if i+2 < len(nums) {
				to = nums[i+2].(int)
			}
			label := j.dict(nums[i+1])
			for page := range to - from {
				if label["S"] == name("D") {
					got = append(got, fmt.Sprintf("i%d", label["St"].(int)+page))
				} else {
					got = append(got, "none")
				}
			}
		}
		if strings.Join(got, " ") != want {
			t.Errorf("labels of %v: %v, want %s", numbers, got, want)
		}
		pdfcpu(t, save(t, data))
	}
}

func TestRed(t *testing.T) {
	b, _ := sample()
	for want, red := range map[string]profile.Colour{
		"1 0 0 rg": screenRed, ".7843 .0627 .1804 rg": {RGB: [3]uint8{0xC8, 0x10, 0x2E}}, "0 0 0 rg": {}, "0 .8 .8 0 k": printRed,
	} {
		m := meta
		m.Red = red
		j := judgeFile(t, write(t, b.pages, m))
		if contents := string(j.decoded(j.dict(j.pages[0])["Contents"])); !strings.Contains(contents, want) || strings.Contains(contents, "rg") == red.Printed() {
			t.Errorf("no %q in %.300s", want, contents)
		}
	}
}

// TestPrint has all judges look at a file for print: whole, watermark and bold
// outlines included, with the four inks.
func TestPrint(t *testing.T) {
	c := whole()
	face, id, _ := c.builder.set.Lookup(font.XiaoBiaoSong, '红')
	c.pages[0].Runs = append(c.pages[0].Runs, typeset.Run{Text: "红", Face: face.Bold(), Size: pt16, Y: 200 * length.Mm, Colour: typeset.Red,
		Node: c.root.Children[0].Children[0], Glyphs: []typeset.Glyph{{ID: id, X: left}}})
	m := wholeMeta(c)
	m.Red = printRed
	data := write(t, c.pages, m)
	j := judgeFile(t, data)
	contents := string(j.decoded(j.dict(j.pages[0])["Contents"]))
	for _, operator := range []string{"0 .8 .8 0 k\n", "0 .8 .8 0 K\n"} {
		if !strings.Contains(contents, operator) {
			t.Errorf("no %q in %s", operator, contents)
		}
	}
	path := save(t, data)
	output(t, "qpdf", "--check", path)
	pdfcpu(t, path)
	folder := t.TempDir()
	if err := os.WriteFile(filepath.Join(folder, "print.pdf"), write(t, c.pages, pdf.LabelledA1b(m)), 0o666); err != nil {
		t.Fatal(err)
	}
	preflight(t, folder)
}

// TestLinkNowhere: a link that leads to no page is a defect of the layout.
func TestLinkNowhere(t *testing.T) {
	for _, page := range []int{-1, 1} {
		b := newBuilder()
		b.page()
		b.pages[0].Links = []typeset.Link{{Page: page}}
		if err := pdf.Write(new(strings.Builder), b.pages, meta); err == nil {
			t.Errorf("a link to page %d of 1 is accepted", page+1)
		}
	}
}

// FuzzStructure: whatever the layout does with whatever tree, the file keeps
// the rules, and nothing that is on a page is missing in the structure.
func FuzzStructure(f *testing.F) {
	f.Add([]byte("\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b\x0c\x0d\x0e\x0f\x10"))
	f.Add([]byte("\x14\x01\x02\x03\x14\x80\x05\xff\x15\x92\x31\x41\x59\x26\x53\x58\x97\x93"))
	f.Add([]byte{byte(document.Table), 255, 3, 2, 1, 0, 9, 8, 7, 6, byte(document.Contents), 70, 71, 72, byte(document.Heading), 5, byte(document.Heading), 1})
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) > 200 {
			return
		}
		next := func() int {
			if len(data) == 0 {
				return 0
			}
			n := data[0]
			data = data[1:]
			return int(n)
		}
		c := newComposer()
		c.page()
		characters := 0
		put := func(n *document.Node) {
			if characters%7 == 6 {
				c.page()
			}
			page := &c.pages[len(c.pages)-1]
			c.line(c.n, font.Song, "字", typeset.Run{Node: n, Turned: next()%5 == 4, Colour: typeset.Colour(next() % 3)}, grid(next()%28))
			if n != nil {
				characters++
			}
			if next()%3 == 2 {
				y := page.Runs[len(page.Runs)-1].Y
				page.Links = append(page.Links, typeset.Link{X: left, Y: y - pt16, Width: width, Height: 2 * pt16, Page: next() % len(c.pages), TargetY: length.Length(next()) * length.Mm, Node: n})
			}
			c.n = (c.n + 1) % 22
		}
		in := c.root
		var loose []*document.Node
		for len(data) > 0 {
			kind := document.Kind(next()%int(document.PrintRun) + 1)
			switch kind {
			case document.Head, document.SignatureBlock, document.Colophon:
				in = c.node(c.root, document.Node{Kind: kind})
			case document.Table:
				table := c.node(in, document.Node{Kind: kind})
				for range next() % 5 {
					row := c.node(table, document.Node{Kind: document.Row, HeadRow: next()%3 == 0})
					for range next() % 5 {
						spans := next()
						cell := c.node(row, document.Node{Kind: document.Cell, ColSpan: spans%4 - 1, RowSpan: spans / 4 % 5})
						if spans&64 != 0 {
							put(cell)
						}
						loose = append(loose, cell)
					}
				}
			case document.Root:
				in = c.root
				put(nil)
			default:
				n := c.node(in, document.Node{Kind: kind, Level: next() % 6, RunIn: next()%2 == 0})
				if kind == document.Row || kind == document.Cell {
					n.Kind = document.Paragraph
				}
				put(n)
				loose = append(loose, n)
			}
			if len(loose) > 0 && next()%4 == 0 { // more of an earlier one
				put(loose[next()%len(loose)])
			}
		}
		m := meta
		m.Document, m.Bookmarks = c.root, pdf.Outline(c.pages)
		var b bytes.Buffer
		if err := pdf.Write(&b, c.pages, m); err != nil {
			t.Fatal(err)
		}
		j := judgeFile(t, b.Bytes())
		if got := strings.Count(j.outline(), "字"); got != characters {
			t.Errorf("%d of %d characters are in the structure\n%s", got, characters, j.outline())
		}
	})
}
