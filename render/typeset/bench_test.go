package typeset

import (
	"strings"
	"testing"

	"fangan/render/document"
	"fangan/render/font"
)

// plan returns a document of about so many characters, with headings.
func plan(t testing.TB, characters int) *document.Node {
	var b strings.Builder
	b.WriteString("标题 云溪县污染防治攻坚战2026年度工作方案\n阶段 （征求意见稿）\n主送 各乡镇人民政府，县直有关单位：\n")
	body := "### 1.加快推进清洁能源替代利用\n正文 关停拆除全县范围内每小时10蒸吨及以下的燃煤小锅炉，推进天然气管网、储气库等基础设施建设，县城PM2.5年均浓度低于35μg/m³，年内新增天然气用户3000户以上；" +
		"严格落实施工工地“六个百分之百”要求，对违反规定的，依照《云溪县扬尘污染防治管理办法》（云政办发〔2025〕17号）处理。（县发展改革局、市生态环境局云溪分局牵头；各乡镇人民政府、县工业园落实）\n"
	for n := 0; n < characters; n += len([]rune(body)) {
		b.WriteString(body)
	}
	b.WriteString("署名 云溪县人民政府\n日期 2026年2月15日\n")
	return parse(t, b.String())
}

func benchmark(b *testing.B, root *document.Node) {
	pr, faces := base(b), font.BuiltIn()
	Layout(root, pr, faces, Options{}) // opens the faces
	b.ReportAllocs()
	for b.Loop() {
		Layout(root, pr, faces, Options{Words: []string{"云溪县人民政府"}})
	}
}

func BenchmarkLayout(b *testing.B) { benchmark(b, plan(b, 14_000)) }

func BenchmarkLayoutLong(b *testing.B) { benchmark(b, plan(b, 140_000)) }

// One paragraph of 5 MB.
func BenchmarkLayoutParagraph(b *testing.B) {
	text := strings.Repeat("关停拆除全县范围内每小时10蒸吨及以下的燃煤小锅炉，推进天然气管网、储气库等“基础设施”建设；", 5<<20/130)
	benchmark(b, &document.Node{Kind: document.Root, Children: []*document.Node{{Kind: document.Paragraph, Text: []document.Piece{{Value: text}}}}})
}
