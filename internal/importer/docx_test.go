package importer

import (
	"archive/zip"
	"bytes"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
)

// packWord makes a document of paragraphs and tables, as Word writes it.
func packWord(t testing.TB, body string) []byte {
	t.Helper()
	const word = `xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"`
	parts := [][2]string{
		{"[Content_Types].xml", `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
			`<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>`},
		{"_rels/.rels", `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>`},
		{"word/document.xml", `<w:document ` + word + `><w:body>` + body + `</w:body></w:document>`},
	}
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, part := range parts {
		w, err := z.Create(part[0])
		if err == nil {
			_, err = w.Write([]byte(part[1]))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func wordParagraphs(lines ...string) string {
	var b strings.Builder
	for _, line := range lines {
		fmt.Fprintf(&b, `<w:p><w:r><w:t xml:space="preserve">%s</w:t></w:r></w:p>`, line)
	}
	return b.String()
}

// wordTable makes a table. In a cell, > before the text spans two columns, v
// begins a cell that goes on below, ^ goes on with the one above, / divides
// paragraphs.
func wordTable(rows ...[]string) string {
	var b strings.Builder
	b.WriteString("<w:tbl>")
	for _, row := range rows {
		b.WriteString("<w:tr>")
		for _, cell := range row {
			properties := ""
			switch {
			case strings.HasPrefix(cell, ">"):
				cell, properties = cell[1:], `<w:gridSpan w:val="2"/>`
			case strings.HasPrefix(cell, "v"):
				cell, properties = cell[1:], `<w:vMerge w:val="restart"/>`
			case cell == "^":
				cell, properties = "", `<w:vMerge/>`
			}
			fmt.Fprintf(&b, "<w:tc><w:tcPr>%s</w:tcPr>%s</w:tc>", properties, wordParagraphs(strings.Split(cell, "/")...))
		}
		b.WriteString("</w:tr>")
	}
	return b.String() + "</w:tbl>"
}

func importWord(t *testing.T, body string) *Result {
	t.Helper()
	lines, findings := Read("a.docx", packWord(t, body))
	if findings.HasErrors() {
		t.Fatal(findings)
	}
	r, findings := Import(lines, Options{})
	if findings.HasErrors() {
		t.Fatal(findings)
	}
	for _, loss := range r.Lost {
		t.Errorf("line %d is lost or moved: %s%v", loss.Line.Number, loss.Line.Text, loss.Line.Table)
	}
	return r
}

// TestWordDocument imports a district's plan whose tables stand among its text;
// the 版头 and 版记 are arranged by tables, as many offices do.
func TestWordDocument(t *testing.T) {
	r := importWord(t, wordParagraphs("青山区人民政府办公室文件")+
		wordTable([]string{"青政办发〔2026〕6号", "签发人：李某某"})+
		wordParagraphs("青山区2026年老旧小区改造实施方案", "各街道办事处，区直有关部门：", "为做好改造工作，制定本方案。", "一、目标任务", "年内改造小区12个。")+
		wordTable(
			[]string{"街道", "小区", "户数"},
			[]string{"v东城街道", "春风里", "320"},
			[]string{"^", "和平里/（一期）", "180"},
			[]string{">合计", "500"})+
		wordParagraphs("以上任务不得调减。", "二、工作措施", "（一）摸底。3月底前摸清底数（区住房城乡建设局牵头，各街道参与）。")+
		wordTable(
			[]string{"序号", "重点任务", "责任单位", "完成时限"},
			[]string{"1", "入户调查", "各街道", "3月10日前"})+
		wordParagraphs("（二）施工。10月底前完工（区住房城乡建设局负责）。", "青山区人民政府办公室", "2026年2月20日")+
		wordTable([]string{"抄送：区委办公室，区人大常委会办公室。"}, []string{"青山区人民政府办公室　　2026年2月21日印发"}))
	want := `head: digital
number: 青政办发〔2026〕6号
mark: 青山区人民政府办公室文件 | 
signers: 李某某
to: 各街道办事处 | 区直有关部门
by: 青山区人民政府办公室
date: 2026年2月20日
title: 青山区2026年老旧小区改造实施方案
preamble: 为做好改造工作，制定本方案。
goals 一、|目标任务
 |
 |
measures 二、|工作措施
 （一）|摸底|。
 （二）|施工|。
1 3月底前摸清底数。 [lead 区住房城乡建设局] [participate 各街道] (3月底前)
2 10月底前完工。 [responsible 区住房城乡建设局] (10月底前)
copies: 区委办公室，区人大常委会办公室。
printed: 青山区人民政府办公室2026年2月21日印发
doubt: 这张表写明了任务和责任单位，可以改写成任务，让程序生成责任分解表
`
	if got := described(r); got != want {
		t.Errorf("got\n%s\nwant\n%s\n%s", got, want, r.Plan)
	}
	for _, want := range []string{
		`["东城街道", "春风里", "320"],`, "[\"^\", \"和平里\\n（一期）\", \"180\"],", `["合计", "<", "500"],`, `["1", "入户调查", "各街道", "3月10日前"]`,
	} {
		if !strings.Contains(string(r.Plan), want) {
			t.Errorf("%s is not in\n%s", want, r.Plan)
		}
	}
}

// TestWordTables holds tables that are none, or damaged, to keep their text.
func TestWordTables(t *testing.T) {
	for _, c := range []struct {
		name, table, want string
		isTable           bool
	}{
		{"one column is a frame", wordTable([]string{"注意事项"}, []string{"不得烧荒。"}), "不得烧荒。", false},
		{"one row is a line", wordTable([]string{"组长", "张某某"}), "组长　张某某", false},
		{"empty rows and columns", wordTable([]string{"村", "", "户数"}, []string{"", "", ""}, []string{"东村", "", "12"}), `[["村", "户数"], ["东村", "12"]]`, true},
		{"a head of two rows", wordTable([]string{"v村", ">户数"}, []string{"^", "男", "女"}, []string{"东村", "5", "7"}), `["村", "户数", "<"]`, true},
		{"cells that would join others", wordTable([]string{"符号", "含义"}, []string{"&lt;", "小于"}, []string{"^ ", "乘方"}), "＜", true},
		{"a table of nothing", wordTable([]string{"", ""}, []string{"", ""}), "", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := importWord(t, wordParagraphs("青山区方案", "一、措施", "（一）修路。修好路（区交通局负责）。")+c.table+wordParagraphs("（二）修桥。修好桥（区交通局负责）。"))
			if !strings.Contains(string(r.Plan), c.want) {
				t.Errorf("%q is not in\n%s", c.want, r.Plan)
			}
			if got := strings.Contains(string(r.Plan), "table "); got != c.isTable {
				t.Errorf("a table: %v\n%s", got, r.Plan)
			}
		})
	}
}

// TestWordTablesOfAnyShape joins cells at random: whatever comes of it, the text
// is kept.
func TestWordTablesOfAnyShape(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	words := []string{"", "", "甲", "^", "v乙", ">丙", ">", "v", "丁/戊", "附件", "2026年1月4日", "一、己"}
	for range 400 {
		var rows [][]string
		for range 1 + random.IntN(5) {
			var row []string
			for range 1 + random.IntN(4) {
				row = append(row, words[random.IntN(len(words))])
			}
			rows = append(rows, row)
		}
		body := wordParagraphs("青山区方案", "一、措施", "修路。") + wordTable(rows...) + wordParagraphs("修桥。")
		if importWord(t, body); t.Failed() {
			t.Fatalf("%q", rows)
		}
	}
}
