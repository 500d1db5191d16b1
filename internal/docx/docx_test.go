package docx

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"
)

const namespaces = ` xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"` +
	` xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"` +
	` xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"` +
	` xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"` +
	` xmlns:v="urn:schemas-microsoft-com:vml"` +
	` xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"` +
	` xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"` +
	` xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"`

// A source is a document to be packed: what stands inside the root elements of
// its parts.
type source struct {
	body, styles, numbering string
	parts                   map[string]string // further parts of word/, whole
}

const head = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"

// pack makes a document as Word lays it out.
func pack(t testing.TB, src source) []byte {
	t.Helper()
	parts := [][2]string{
		{"[Content_Types].xml", head + `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">` +
			`<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>` +
			override("document.main", "document") + override("styles", "styles") + override("numbering", "numbering") + override("header", "header1") +
			override("footnotes", "footnotes") + override("comments", "comments") + `</Types>`},
		{"_rels/.rels", head + relationships(`<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/>`)},
		{"word/document.xml", head + `<w:document` + namespaces + `><w:body>` + src.body + `</w:body></w:document>`},
		{"word/styles.xml", head + `<w:styles` + namespaces + `>` + src.styles + `</w:styles>`},
		{"word/numbering.xml", head + `<w:numbering` + namespaces + `>` + src.numbering + `</w:numbering>`},
	}
	var links strings.Builder
	for i, name := range []string{"styles", "numbering", "header1", "footer1", "footnotes", "comments"} {
		if text, ok := src.parts[name]; ok {
			parts = append(parts, [2]string{"word/" + name + ".xml", head + text})
		} else if i > 1 {
			continue
		}
		links.WriteString(fmt.Sprintf(`<Relationship Id="rId%d" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/%s" Target="%s.xml"/>`, i+1, strings.TrimRight(name, "1"), name))
	}
	parts = append(parts, [2]string{"word/_rels/document.xml.rels", head + relationships(links.String())})
	return packParts(t, parts)
}

func override(kind, name string) string {
	return `<Override PartName="/word/` + name + `.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.` + kind + `+xml"/>`
}

func relationships(links string) string {
	return `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` + links + `</Relationships>`
}

func packParts(t testing.TB, parts [][2]string) []byte {
	t.Helper()
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

// packStored makes a document of one part that is not compressed.
func packStored(t testing.TB, part [2]string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	w, err := z.CreateHeader(&zip.FileHeader{Name: part[0]})
	if err == nil {
		_, err = w.Write([]byte(part[1]))
	}
	if err = errors.Join(err, z.Close()); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// check reads a document and compares its lines: what prints, with the notes
// behind, as “脚注、尾注 1 …”.
func check(t *testing.T, src source, want ...string) *Document {
	t.Helper()
	d, err := Read(pack(t, src))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, p := range d.Paragraphs {
		got = append(got, p.Line())
	}
	for _, n := range d.Notes {
		got = append(got, strings.TrimSpace(fmt.Sprintf("[%s %d %s", n.Kind, n.Count, n.Sample))+"]")
	}
	if g, w := strings.Join(got, "\n"), strings.Join(want, "\n"); g != w {
		t.Errorf("got\n%s\nwant\n%s", g, w)
	}
	return d
}

// p is a paragraph with properties and one run.
func p(properties, text string) string {
	if properties != "" {
		properties = "<w:pPr>" + properties + "</w:pPr>"
	}
	return `<w:p>` + properties + r("", text) + `</w:p>`
}

func r(properties, text string) string {
	if properties != "" {
		properties = "<w:rPr>" + properties + "</w:rPr>"
	}
	return `<w:r>` + properties + `<w:t xml:space="preserve">` + text + `</w:t></w:r>`
}

func TestRuns(t *testing.T) {
	for name, c := range map[string]struct {
		body string
		want []string
	}{
		"split anywhere": {`<w:p><w:r><w:t>云溪县2</w:t></w:r><w:proofErr w:type="spellStart"/><w:r><w:t>026</w:t></w:r><w:bookmarkStart w:id="0" w:name="a"/><w:r><w:t>年度</w:t><w:t>工作方案</w:t></w:r></w:p>`,
			[]string{"云溪县2026年度工作方案"}},
		"spaces": {`<w:p><w:r><w:t> 一 二 </w:t></w:r><w:r><w:t xml:space="preserve"> 三 </w:t></w:r><w:r><w:t>四` + "\n" + `五</w:t></w:r></w:p>`,
			[]string{"一 二 三 四 五"}},
		"breaks and tabs": {`<w:p><w:r><w:br w:type="page"/><w:t>关于印发</w:t><w:br/><w:t>方案</w:t><w:cr/><w:t>的</w:t><w:tab/><w:t>通知</w:t><w:br/></w:r></w:p>`,
			[]string{"关于印发\n方案\n的\t通知"}},
		"tab stops are no tabs": {`<w:p><w:pPr><w:tabs><w:tab w:val="left" w:pos="720"/></w:tabs></w:pPr><w:r><w:t>甲</w:t></w:r></w:p>`, []string{"甲"}},
		"hyphens":               {`<w:p><w:r><w:t>PM2</w:t><w:noBreakHyphen/><w:t>5co</w:t><w:softHyphen/><w:t>op</w:t></w:r></w:p>`, []string{"PM2-5coop"}},
		"symbols": {`<w:p><w:r><w:sym w:font="Wingdings" w:char="F0FE"/><w:t>已完成</w:t><w:sym w:font="Wingdings 2" w:char="00A3"/><w:sym w:font="宋体" w:char="2116"/><w:sym w:font="Symbol" w:char="F06D"/><w:t>g</w:t></w:r>` +
			r(`<w:rFonts w:ascii="Wingdings" w:hAnsi="Wingdings"/>`, "\uf06c") + `<w:r><w:sym w:font="Wingdings" w:char="F021"/></w:r></w:p>`,
			[]string{"☑已完成□№μg●\ufffd", "[" + string(Symbols) + " 1 Wingdings]"}},
		"superscripts": {`<w:p>` + r("", "35μg/m") + r(`<w:vertAlign w:val="superscript"/>`, "3") + r("", "、10") + r(`<w:vertAlign w:val="superscript"/>`, "-4") + r(`<w:vertAlign w:val="superscript"/>`, "注1") + r(`<w:vertAlign w:val="subscript"/>`, "2.5") + `</w:p>`,
			[]string{"35μg/m³、10⁻⁴注12.5"}},
		"wrappers": {`<w:p><w:hyperlink r:id="x"><w:r><w:t>县政府</w:t></w:r></w:hyperlink><w:smartTag w:element="date"><w:smartTagPr><w:attr w:name="Year" w:val="2026"/></w:smartTagPr><w:r><w:t>2026年</w:t></w:r></w:smartTag>` +
			`<w:sdt><w:sdtPr><w:text/></w:sdtPr><w:sdtContent><w:r><w:t>方案</w:t></w:r></w:sdtContent></w:sdt><w:customXml w:element="a"><w:customXmlPr/><w:r><w:t>正文</w:t></w:r></w:customXml><w:dir w:val="ltr"><w:r><w:t>尾</w:t></w:r></w:dir></w:p>` +
			`<w:sdt><w:sdtContent>` + p("", "块级控件里的段落") + `</w:sdtContent></w:sdt>`,
			[]string{"县政府2026年方案正文尾", "块级控件里的段落"}},
		"ruby":        {`<w:p><w:r><w:ruby><w:rubyPr/><w:rt>` + r("", "yún") + `</w:rt><w:rubyBase>` + r("", "云") + `</w:rubyBase></w:ruby></w:r>` + r("", "溪县") + `</w:p>`, []string{"云溪县"}},
		"blank lines": {`<w:p/><w:p><w:r><w:t>  </w:t></w:r></w:p>` + p("", "只有一段"), []string{"只有一段"}},
		"hidden text": {`<w:p>` + r("", "公开") + r(`<w:vanish/>`, "内部掌握") + r(`<w:vanish w:val="0"/>`, "内容") + `</w:p>` + p(`<w:rPr><w:vanish/></w:rPr>`, "看得见，") + p("", "并入上段") +
			`<w:p><w:pPr><w:rPr><w:vanish/></w:rPr></w:pPr>` + r(`<w:vanish/>`, "整段隐藏") + `</w:p>`,
			[]string{"公开内容", "看得见，并入上段", "[隐藏文字 2 内部掌握]"}},
		"tracked changes": {`<w:p><w:r><w:t>县</w:t></w:r><w:ins w:id="1" w:author="甲"><w:r><w:t>农业农村</w:t></w:r><w:del w:id="9"><w:r><w:delText>又删</w:delText></w:r></w:del></w:ins><w:del w:id="2"><w:r><w:delText>农牧</w:delText></w:r></w:del><w:r><w:rPr><w:b/><w:rPrChange><w:rPr><w:vanish/></w:rPr></w:rPrChange></w:rPr><w:t>局</w:t></w:r></w:p>` +
			`<w:p><w:pPr><w:rPr><w:del w:id="3"/></w:rPr></w:pPr>` + r("", "上半段") + `</w:p>` + p("", "下半段") +
			`<w:p><w:pPr><w:rPr><w:del w:id="4"/></w:rPr></w:pPr><w:del w:id="5"><w:r><w:delText>整段删去</w:delText></w:r></w:del></w:p>` +
			`<w:p><w:moveFrom w:id="6"><w:r><w:t>移走</w:t></w:r></w:moveFrom><w:moveTo w:id="7"><w:r><w:t>移来</w:t></w:r></w:moveTo></w:p>`,
			[]string{"县农业农村局", "上半段下半段", "移来", "[修订中已删除的文字 3 又删]"}},
		"notes and comments": {`<w:p>` + r("", "城镇新增就业") + `<w:r><w:footnoteReference w:id="2"/></w:r><w:commentRangeStart w:id="0"/>` + r("", "1200人") + `<w:commentRangeEnd w:id="0"/><w:r><w:commentReference w:id="0"/></w:r></w:p>`,
			[]string{"城镇新增就业1200人", "[脚注、尾注 1]", "[批注 1]"}},
		"alternate content": {`<w:p>` + r("", "锚点") + `<w:r><mc:AlternateContent><mc:Choice Requires="wps"><wps:txbx><w:txbxContent>` + p("", "框内第一段") + p("", "框内第二段") + `</w:txbxContent></wps:txbx></mc:Choice>` +
			`<mc:Fallback><w:pict><v:textbox><w:txbxContent>` + p("", "框内第一段") + `</w:txbxContent></v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>` + r("", "之后") + `</w:p>` +
			`<w:p><w:r><mc:AlternateContent><mc:Choice Requires="future"><w:t>不认识</w:t></mc:Choice><mc:Fallback><w:t>后备</w:t></mc:Fallback></mc:AlternateContent></w:r></w:p>`,
			[]string{"锚点之后", "框内第一段", "框内第二段", "后备"}},
		"lettering and pictures": {`<w:p><w:r><w:pict><v:shape><v:textpath string="云溪县人民政府文件"/></v:shape></w:pict><w:drawing><pic:pic/></w:drawing></w:r></w:p><w:p><w:r><w:object><v:imagedata/></w:object></w:r></w:p>`,
			[]string{"云溪县人民政府文件", "[图片 1]", "[嵌入的对象或文档 1]"}},
		"formulas": {`<w:p><m:oMath><m:f><m:num><m:r><m:t>a</m:t></m:r></m:num><m:den><m:r><m:t>b</m:t></m:r></m:den></m:f><m:sSup><m:e><m:r><m:t>x</m:t></m:r></m:e><m:sup><m:r><m:t>2</m:t></m:r></m:sup></m:sSup></m:oMath></w:p>`,
			[]string{"a/bx²", "[公式的版式（只留文字） 1]"}},
		"sections": {p(`<w:sectPr><w:pgSz w:w="1"/></w:sectPr>`, "第一节") + p("", "第二节") + `<w:sectPr/>`, []string{"第一节", "第二节"}},
	} {
		t.Run(name, func(t *testing.T) { check(t, source{body: c.body}, c.want...) })
	}
}

// fieldOf is a complex field, each piece in a run of its own.
func fieldOf(instruction, result string) string {
	return `<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>` + instruction + `</w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>` + result + `<w:r><w:fldChar w:fldCharType="end"/></w:r>`
}

func noResult(instruction string) string {
	return `<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>` + instruction + `</w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>`
}

func TestFields(t *testing.T) {
	for name, c := range map[string]struct {
		body string
		want []string
	}{
		"result":      {`<w:p>` + r("", "见") + fieldOf("REF _Ref1", r("", "第三条")) + r("", "。") + `</w:p>`, []string{"见第三条。"}},
		"nested":      {`<w:p>` + fieldOf(`IF </w:instrText></w:r>`+fieldOf("DATE", r("", "2026"))+`<w:r><w:instrText> = 2026`, r("", "今年")) + `</w:p>`, []string{"今年"}},
		"simple":      {`<w:p><w:fldSimple w:instr="SEQ 表"><w:r><w:t>3</w:t></w:r></w:fldSimple></w:p>`, []string{"3"}},
		"circled":     {`<w:p>` + noResult(`eq \o\ac(○,8)`) + r("", "加强督查") + `</w:p>`, []string{"⑧加强督查"}},
		"eq ruby":     {`<w:p>` + noResult(`EQ \* jc2 \* "Font:宋体" \* hps10 \o\ad(\s\up 9(yún),云)`) + r("", "溪") + `</w:p>`, []string{"云溪"}},
		"symbol":      {`<w:p>` + noResult(`SYMBOL 252 \f "Wingdings" \s 12`) + r("", "完成") + `</w:p>`, []string{"✓完成"}},
		"unknown":     {`<w:p>` + r("", "编号") + noResult(`AUTONUM`) + `</w:p>`, []string{"编号", "[算不出结果的域 1 AUTONUM]"}},
		"never ended": {`<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r>` + r("", "不能丢") + `</w:p>` + p("", "这段也在"), []string{"不能丢", "这段也在"}},
		"stray end":   {`<w:p><w:r><w:fldChar w:fldCharType="end"/></w:r><w:r><w:instrText>PAGE</w:instrText></w:r>` + r("", "在") + `</w:p>`, []string{"在"}},
		"contents": {p("", "前言") + `<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>TOC \o "1-3"</w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>` + r("", "一、总体要求") + `<w:r><w:tab/></w:r>` + fieldOf("PAGEREF _Toc1", r("", "1")) + `</w:p>` +
			p("", "二、重点任务") + `<w:p><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>` + p("", "一、总体要求"),
			[]string{"前言", "一、总体要求", "[目录 1 一、总体要求	1]"}},
		"contents control": {`<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj></w:sdtPr><w:sdtContent>` + p("", "目录") + p("", "一、总体要求 1") + `</w:sdtContent></w:sdt>` + `<w:sdt><w:sdtPr/><w:sdtContent>` + p("", "正文") + `</w:sdtContent></w:sdt>`,
			[]string{"正文", "[目录 1 目录一、总体要求 1]"}},
		"contents never ended": {`<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>TOC</w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r></w:p>` + p("", "全文都在"), []string{"全文都在"}},
	} {
		t.Run(name, func(t *testing.T) { check(t, source{body: c.body}, c.want...) })
	}
}

// lvl is one level of a list.
func lvl(at int, format, text, more string) string {
	return fmt.Sprintf(`<w:lvl w:ilvl="%d"><w:start w:val="1"/><w:numFmt w:val="%s"/>%s<w:lvlText w:val="%s"/></w:lvl>`, at, format, more, text)
}

func abstract(id int, inner string) string {
	return fmt.Sprintf(`<w:abstractNum w:abstractNumId="%d"><w:multiLevelType w:val="multilevel"/>%s</w:abstractNum>`, id, inner)
}

func numOf(id, list int, inner string) string {
	return fmt.Sprintf(`<w:num w:numId="%d"><w:abstractNumId w:val="%d"/>%s</w:num>`, id, list, inner)
}

func numbered(num, level int, text string) string {
	return p(fmt.Sprintf(`<w:numPr><w:ilvl w:val="%d"/><w:numId w:val="%d"/></w:numPr>`, level, num), text)
}

func styled(id, text string) string { return p(`<w:pStyle w:val="`+id+`"/>`, text) }

// official numbers as GB/T 9704-2012 7.3.3 has it.
var official = abstract(0, lvl(0, "chineseCountingThousand", "%1、", "")+lvl(1, "chineseCounting", "（%2）", "")+lvl(2, "decimal", "%3.", "")+lvl(3, "decimal", "（%4）", "")+lvl(4, "decimalEnclosedCircle", "%5", ""))

// numberings are read by LibreOffice too: see TestOffice.
var numberings = []struct {
	name   string
	src    source
	want   []string
	office bool // LibreOffice prints the same: where not, it lacks what Word has
}{
	{"official levels", source{numbering: official + numOf(1, 0, ""), body: numbered(1, 0, "总体要求") + numbered(1, 0, "重点任务") + numbered(1, 1, "打赢蓝天保卫战") + numbered(1, 2, "淘汰燃煤小锅炉") + numbered(1, 2, "5月底前完成摸底") +
		numbered(1, 3, "城区") + numbered(1, 4, "第一批") + numbered(1, 4, "第二批") + numbered(1, 3, "乡镇") + numbered(1, 1, "打好碧水保卫战") + numbered(1, 2, "整治河道") + numbered(1, 0, "保障措施") + numbered(1, 1, "加强领导")},
		[]string{"一、总体要求", "二、重点任务", "（一）打赢蓝天保卫战", "1.淘汰燃煤小锅炉", "2. 5月底前完成摸底", "（1）城区", "①第一批", "②第二批", "（2）乡镇", "（二）打好碧水保卫战", "1.整治河道", "三、保障措施", "（一）加强领导"}, true},
	{"legal", source{numbering: abstract(0, lvl(0, "chineseCountingThousand", "第%1章", "")+lvl(1, "decimal", "%1.%2", "<w:isLgl/>")) + numOf(1, 0, ""), body: numbered(1, 0, "总则") + numbered(1, 1, "目的") + numbered(1, 0, "任务") + numbered(1, 1, "分工")},
		[]string{"第一章总则", "1.1目的", "第二章任务", "2.1分工"}, false},
	{"two nums count on", source{numbering: official + numOf(1, 0, "") + numOf(2, 0, ""), body: numbered(1, 0, "甲") + numbered(2, 0, "乙") + numbered(1, 0, "丙")},
		[]string{"一、甲", "二、乙", "三、丙"}, true},
	{"start override", source{numbering: official + numOf(1, 0, "") + numOf(2, 0, `<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>`), body: numbered(1, 0, "甲") + numbered(1, 0, "乙") + numbered(2, 0, "丙") + numbered(2, 0, "丁")},
		[]string{"一、甲", "二、乙", "一、丙", "二、丁"}, true},
	{"level override", source{numbering: official + numOf(1, 0, `<w:lvlOverride w:ilvl="0">`+lvl(0, "upperRoman", "%1)", "")+`</w:lvlOverride>`), body: numbered(1, 0, "甲") + numbered(1, 0, "乙") + numbered(1, 1, "丙")},
		[]string{"I)甲", "II)乙", "（一）丙"}, true},
	{"restart never", source{numbering: abstract(0, lvl(0, "chineseCounting", "%1、", "")+lvl(1, "decimal", "%2.", `<w:lvlRestart w:val="0"/>`)) + numOf(1, 0, ""), body: numbered(1, 0, "甲") + numbered(1, 1, "乙") + numbered(1, 0, "丙") + numbered(1, 1, "丁")},
		[]string{"一、甲", "1.乙", "二、丙", "2.丁"}, false},
	{"by style", source{numbering: abstract(0, lvl(0, "chineseCounting", "%1、", `<w:pStyle w:val="H1"/>`)+lvl(1, "chineseCounting", "（%2）", `<w:pStyle w:val="H2"/>`)) + numOf(1, 0, ""),
		styles: `<w:style w:type="paragraph" w:default="1" w:styleId="N"><w:name w:val="Normal"/></w:style>` +
			`<w:style w:type="paragraph" w:styleId="H1"><w:name w:val="heading 1"/><w:basedOn w:val="N"/><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr><w:outlineLvl w:val="0"/></w:pPr></w:style>` +
			`<w:style w:type="paragraph" w:styleId="H2"><w:name w:val="heading 2"/><w:basedOn w:val="N"/><w:pPr><w:numPr><w:ilvl w:val="1"/><w:numId w:val="1"/></w:numPr><w:outlineLvl w:val="1"/></w:pPr></w:style>` +
			`<w:style w:type="paragraph" w:styleId="H2b"><w:name w:val="小标题"/><w:basedOn w:val="H2"/></w:style>`,
		body: styled("H1", "总体要求") + styled("H2", "指导思想") + styled("H2b", "基本原则") + p(`<w:pStyle w:val="H1"/><w:numPr><w:numId w:val="0"/></w:numPr>`, "不编号") + styled("H1", "重点任务") + styled("H2", "产业")},
		[]string{"一、总体要求", "（一）指导思想", "（二）基本原则", "不编号", "二、重点任务", "（一）产业"}, true},
	{"numbering style", source{numbering: abstract(0, `<w:numStyleLink w:val="L"/>`) + abstract(1, `<w:styleLink w:val="L"/>`+lvl(0, "decimal", "%1.", "")) + numOf(1, 0, "") + numOf(2, 1, ""),
		styles: `<w:style w:type="numbering" w:styleId="L"><w:name w:val="清单"/><w:pPr><w:numPr><w:numId w:val="2"/></w:numPr></w:pPr></w:style>`, body: numbered(1, 0, "甲") + numbered(1, 0, "乙")},
		[]string{"1.甲", "2.乙"}, true},
	{"empty paragraphs count", source{numbering: official + numOf(1, 0, ""), body: numbered(1, 0, "甲") + numbered(1, 0, "") + numbered(1, 0, "丙")}, []string{"一、甲", "二、", "三、丙"}, true},
	{"levels passed over", source{numbering: abstract(0, lvl(0, "decimal", "%1", "")+lvl(1, "decimal", "%1.%2", "")+lvl(2, "decimal", "%1.%2.%3", "")) + numOf(1, 0, ""), body: numbered(1, 1, "甲") + numbered(1, 1, "乙") + numbered(1, 0, "丙") + numbered(1, 2, "丁") + numbered(1, 1, "戊") + numbered(1, 0, "己") + numbered(1, 2, "庚") + numbered(1, 1, "辛")},
		[]string{"1.1甲", "1.2乙", "2丙", "2.1.1丁", "2.2戊", "3己", "3.1.1庚", "3.2辛"}, true},
	{"start override of a deeper level", source{numbering: official + numOf(1, 0, "") + numOf(2, 0, `<w:lvlOverride w:ilvl="1"><w:startOverride w:val="5"/></w:lvlOverride>`),
		body: numbered(1, 0, "甲") + numbered(1, 1, "乙") + numbered(2, 1, "丙") + numbered(2, 1, "丁") + numbered(1, 1, "戊") + numbered(1, 0, "己") + numbered(2, 1, "庚")},
		[]string{"一、甲", "（一）乙", "（五）丙", "（六）丁", "（七）戊", "二、己", "（一）庚"}, true},
	{"no start", source{numbering: abstract(0, `<w:lvl w:ilvl="0"><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl>`) + numOf(1, 0, ""), body: numbered(1, 0, "甲") + numbered(1, 0, "乙")}, []string{"0.甲", "1.乙"}, true},
	{"bullets", source{numbering: abstract(0, lvl(0, "bullet", "\uf06c", `<w:rPr><w:rFonts w:ascii="Wingdings" w:hAnsi="Wingdings"/></w:rPr>`)+lvl(1, "bullet", "—", "")) + numOf(1, 0, ""), body: numbered(1, 0, "甲") + numbered(1, 1, "乙")}, []string{"●甲", "—乙"}, false},
}

func TestNumbering(t *testing.T) {
	for _, c := range numberings {
		t.Run(c.name, func(t *testing.T) { check(t, c.src, c.want...) })
	}
}

// Cases that LibreOffice does not print as Word does, or can't export.
func TestNumberingOfWord(t *testing.T) {
	// The legal form leaves the level's own number as it is.
	check(t, source{numbering: abstract(0, lvl(0, "upperRoman", "第%1部分", "")+lvl(1, "decimalZero", "第%1.%2条", "<w:isLgl/>")) + numOf(1, 0, ""), body: numbered(1, 0, "甲") + numbered(1, 1, "乙")}, "第I部分甲", "第1.01条乙")
	// Text boxes count for themselves.
	box := `<w:p><w:r><w:pict><v:textbox><w:txbxContent>` + numbered(1, 0, "框") + `</w:txbxContent></v:textbox></w:pict></w:r></w:p>`
	check(t, source{numbering: official + numOf(1, 0, ""), body: numbered(1, 0, "甲") + box + numbered(1, 0, "乙") + box}, "一、甲", "一、框", "二、乙", "二、框")
	// A whole paragraph that is hidden or deleted takes no number.
	check(t, source{numbering: official + numOf(1, 0, ""), body: numbered(1, 0, "甲") +
		`<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr><w:rPr><w:vanish/></w:rPr></w:pPr>` + r("<w:vanish/>", "隐") + `</w:p>` +
		`<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr><w:rPr><w:del w:id="1"/></w:rPr></w:pPr><w:del><w:r><w:delText>删</w:delText></w:r></w:del></w:p>` + numbered(1, 0, "乙")},
		"一、甲", "二、乙", "[修订中已删除的文字 1 删]", "[隐藏文字 1 隐]")
	// A style separator: the heading's number, its text and the text that runs in.
	d := check(t, source{numbering: official + numOf(1, 0, ""), styles: `<w:style w:type="paragraph" w:styleId="H"><w:name w:val="heading 3"/><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr><w:rPr><w:b/></w:rPr></w:style>`,
		body: `<w:p><w:pPr><w:pStyle w:val="H"/><w:rPr><w:vanish/><w:specVanish/></w:rPr></w:pPr>` + r("", "淘汰小锅炉。") + `</w:p>` + p("", "年底前完成。") + p("", "另段")},
		"一、淘汰小锅炉。年底前完成。", "另段")
	if first := d.Paragraphs[0]; first.Outline != 3 || first.Bold || first.Style != "heading 3" {
		t.Errorf("run-in heading: %+v", first)
	}
	// Custom formats stand in a choice; the fallback is for older programs.
	check(t, source{numbering: abstract(0, `<w:lvl w:ilvl="0"><w:start w:val="7"/><mc:AlternateContent><mc:Choice Requires="w14"><w:numFmt w:val="custom" w:format="001, 002, 003, ..."/></mc:Choice><mc:Fallback><w:numFmt w:val="decimal"/></mc:Fallback></mc:AlternateContent><w:lvlText w:val="〔%1〕"/></w:lvl>`) + numOf(1, 0, ""),
		body: numbered(1, 0, "甲")}, "〔007〕甲")
	// What points nowhere has no label.
	check(t, source{numbering: abstract(0, `<w:numStyleLink w:val="L"/>`) + numOf(1, 0, "") + numOf(2, 9, ""), styles: `<w:style w:type="numbering" w:styleId="L"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>`,
		body: numbered(1, 0, "甲") + numbered(2, 0, "乙") + numbered(3, 0, "丙") + numbered(1, 12, "丁")}, "甲", "乙", "丙", "丁")
}

func TestOrdinals(t *testing.T) {
	for _, c := range []struct {
		format string
		n      int
		want   string
	}{
		{"chineseCounting", 1, "一"}, {"chineseCounting", 10, "十"}, {"chineseCounting", 12, "十二"}, {"chineseCounting", 20, "二十"}, {"chineseCounting", 99, "九十九"}, {"chineseCounting", 103, "一〇三"},
		{"chineseCountingThousand", 10, "十"}, {"chineseCountingThousand", 101, "一百零一"}, {"chineseCountingThousand", 110, "一百一十"}, {"chineseCountingThousand", 1005, "一千零五"}, {"chineseCountingThousand", 10010, "一万零一十"}, {"chineseCountingThousand", 100000, "十万"}, {"chineseCountingThousand", 0, "零"},
		{"japaneseCounting", 21, "二十一"}, {"taiwaneseCountingThousand", 10005, "一萬零五"}, {"chineseLegalSimplified", 10, "壹拾"}, {"chineseLegalSimplified", 305, "叁佰零伍"}, {"ideographLegalTraditional", 3, "參"},
		{"ideographDigital", 10, "一〇"}, {"ideographTraditional", 10, "癸"}, {"ideographTraditional", 11, "11"}, {"ideographZodiac", 12, "亥"}, {"ideographZodiacTraditional", 61, "甲子"},
		{"decimal", 3, "3"}, {"decimalZero", 3, "03"}, {"decimalZero", 12, "12"}, {"decimalFullWidth", 12, "１２"}, {"decimalEnclosedCircle", 20, "⑳"}, {"decimalEnclosedCircleChinese", 21, "21"}, {"decimalEnclosedParen", 2, "⑵"}, {"decimalEnclosedFullstop", 3, "⒊"}, {"ideographEnclosedCircle", 2, "㊁"},
		{"lowerLetter", 1, "a"}, {"lowerLetter", 27, "aa"}, {"upperLetter", 54, "BBB"}, {"upperRoman", 1994, "MCMXCIV"}, {"lowerRoman", 4, "iv"}, {"lowerLetter", 1<<31 - 1, "wwwww"}, {"upperRoman", 1 << 30, "1073741824"},
		{"ordinal", 11, "11th"}, {"ordinal", 22, "22nd"}, {"hex", 255, "FF"}, {"numberInDash", 5, "- 5 -"}, {"none", 5, ""}, {"arabicAlpha", 5, "5"},
	} {
		if got := ordinal(c.format, c.n); got != c.want {
			t.Errorf("ordinal(%s, %d) = %q, want %q", c.format, c.n, got, c.want)
		}
	}
}

func TestStyles(t *testing.T) {
	styles := `<w:docDefaults><w:rPrDefault><w:rPr><w:b w:val="0"/></w:rPr></w:rPrDefault></w:docDefaults>` +
		`<w:style w:type="paragraph" w:default="1" w:styleId="N"><w:name w:val="Normal"/></w:style>` +
		`<w:style w:type="paragraph" w:styleId="T"><w:name w:val="Title"/><w:pPr><w:jc w:val="center"/></w:pPr><w:rPr><w:b/></w:rPr></w:style>` +
		`<w:style w:type="paragraph" w:styleId="1"><w:name w:val="heading 1"/><w:pPr><w:outlineLvl w:val="0"/></w:pPr></w:style>` +
		`<w:style w:type="paragraph" w:styleId="2"><w:name w:val="标题 2"/></w:style>` +
		`<w:style w:type="paragraph" w:styleId="A"><w:name w:val="县标题"/><w:basedOn w:val="B"/></w:style>` +
		`<w:style w:type="paragraph" w:styleId="B"><w:name w:val="基准"/><w:basedOn w:val="C"/><w:pPr><w:outlineLvl w:val="2"/></w:pPr></w:style>` +
		`<w:style w:type="paragraph" w:styleId="C"><w:name w:val="循环"/><w:basedOn w:val="A"/><w:pPr><w:jc w:val="center"/></w:pPr></w:style>` +
		`<w:style w:type="paragraph" w:styleId="X"><w:name w:val="隐"/><w:rPr><w:vanish/></w:rPr></w:style>` +
		`<w:style w:type="character" w:styleId="Y"><w:name w:val="隐字"/><w:rPr><w:vanish/></w:rPr></w:style>` +
		`<w:style w:type="table" w:styleId="TB"><w:name w:val="表"/><w:tblStylePr w:type="firstRow"><w:pPr><w:outlineLvl w:val="4"/></w:pPr></w:tblStylePr></w:style>`
	body := styled("T", "方案") + styled("1", "一级") + styled("2", "二级") + styled("A", "三级") + p(`<w:pStyle w:val="1"/><w:outlineLvl w:val="9"/>`, "正文") + p(`<w:outlineLvl w:val="3"/>`, "四级") + styled("没有这个", "普通") +
		styled("X", "藏") + `<w:p>` + r("", "显") + r(`<w:rStyle w:val="Y"/>`, "藏") + `</w:p>` + p(`<w:jc w:val="left"/><w:pStyle w:val="T"/>`, "靠左")
	d := check(t, source{styles: styles, body: body}, "方案", "一级", "二级", "三级", "正文", "四级", "普通", "显", "靠左", "[隐藏文字 2 藏]")
	check(t, source{styles: `<w:style w:type="paragraph" w:styleId="t1"><w:name w:val="toc 1"/></w:style>`, body: styled("t1", "一、总体要求 1") + styled("t1", "二、重点任务 2") + p("", "一、总体要求")},
		"一、总体要求", "[目录 1 一、总体要求 1]")
	var got []string
	for _, p := range d.Paragraphs {
		got = append(got, fmt.Sprint(p.Number, " ", p.Outline, " ", p.Style, " ", p.Centered, " ", p.Bold))
	}
	want := "1 0 Title true true|2 1 heading 1 false false|3 2 标题 2 false false|4 3 县标题 true false|5 0 heading 1 false false|6 4 Normal false false|7 0 Normal false false|8 0 Normal false false|9 0 Title false true"
	if g := strings.Join(got, "|"); g != want {
		t.Errorf("got\n%s\nwant\n%s", g, want)
	}
}

// row and cell make tables.
func row(properties string, cells ...string) string {
	return `<w:tr>` + properties + strings.Join(cells, "") + `</w:tr>`
}

func cell(properties string, paragraphs ...string) string {
	return `<w:tc><w:tcPr>` + properties + `</w:tcPr>` + strings.Join(paragraphs, "") + `</w:tc>`
}

func TestTables(t *testing.T) {
	inner := `<w:tbl>` + row("", cell("", p("", "内"))) + `</w:tbl>`
	body := p("", "前") + `<w:tbl><w:tblPr/><w:tblGrid><w:gridCol/></w:tblGrid>` +
		row("", cell(`<w:gridSpan w:val="2"/>`, p("", "任务"), p("", "（说明）")), cell("", p("", "单位"))) +
		row("", cell(`<w:vMerge w:val="restart"/>`, p("", "蓝天")), cell("", p("", "锅炉")), cell("", p("", "发改局"))) +
		row("", cell(`<w:vMerge/>`, p("", "盖住")), cell("", `<w:p/>`), cell("", inner, p("", "住建局"))) +
		row(`<w:trPr><w:gridBefore w:val="1"/></w:trPr>`, cell(`<w:hMerge w:val="restart"/>`, p("", "旧式")), cell(`<w:hMerge/>`, `<w:p/>`)) +
		row(`<w:trPr><w:del w:id="1"/></w:trPr>`, cell("", p("", "删行"))) +
		row(`<w:trPr><w:hidden/></w:trPr>`, cell("", p("", "隐行"))) +
		row("", cell(`<w:cellDel w:id="2"/>`, p("", "删格")), cell("", p("", "末"))) + `</w:tbl>` + p("", "后")
	d := check(t, source{body: body}, "前", "任务", "（说明）", "单位", "蓝天", "锅炉", "发改局", "内", "住建局", "旧式", "末", "后",
		"[修订中已删除的文字 2 删行]", "[隐藏文字 1 隐行]", "[被合并掉的单元格里的文字 1 盖住]")
	var got []string
	for _, p := range d.Paragraphs {
		if c := p.Table; c != nil {
			got = append(got, fmt.Sprintf("%s %d:%d,%d %dx%d", p.Text, c.Table, c.Row, c.Column, c.Rows, c.Columns))
		} else {
			got = append(got, p.Text)
		}
	}
	want := "前|任务 1:1,1 1x2|（说明） 1:1,1 1x2|单位 1:1,3 1x1|蓝天 1:2,1 2x1|锅炉 1:2,2 1x1|发改局 1:2,3 1x1|内 2:1,1 1x1|住建局 1:3,3 1x1|旧式 1:4,2 1x2|末 1:7,2 1x1|后"
	if g := strings.Join(got, "|"); g != want {
		t.Errorf("got\n%s\nwant\n%s", g, want)
	}
	if len(d.Paragraphs) > 2 && d.Paragraphs[1].Table != d.Paragraphs[2].Table {
		t.Error("paragraphs of one cell do not share it")
	}
}

func TestMargins(t *testing.T) {
	check(t, source{
		body: `<w:p><w:r><w:footnoteReference w:id="2"/></w:r>` + r("", "正文") + `<w:r><w:commentReference w:id="1"/></w:r></w:p><w:sectPr><w:headerReference r:id="rId3"/><w:footerReference r:id="rId4"/><w:footerReference r:id="rId4"/></w:sectPr>`,
		parts: map[string]string{
			"header1":   `<w:hdr` + namespaces + `>` + p("", "云溪县生态环境委员会") + `</w:hdr>`,
			"footer1":   `<w:ftr` + namespaces + `><w:p>` + r("", "— ") + fieldOf("PAGE", r("", "3")) + r("", " —") + `</w:p></w:ftr>`,
			"footnotes": `<w:footnotes` + namespaces + `><w:footnote><w:p/></w:footnote><w:footnote>` + p("", "按常住人口计算。") + `</w:footnote></w:footnotes>`,
			"comments":  `<w:comments` + namespaces + `><w:comment>` + p("", "请核") + `</w:comment`, // damaged, and not needed
		},
	}, "正文", "[脚注、尾注 1 按常住人口计算。]", "[批注 1]", "[页眉、页脚 1 云溪县生态环境委员会]", "[页码 1]")
}

// The strict form, UTF-16 parts, names with backslashes and in other case, a
// main part elsewhere.
func TestPackages(t *testing.T) {
	strict := `<w:document xmlns:w="http://purl.oclc.org/ooxml/wordprocessingml/main"><w:body>` + p("", "严格格式") + `</w:body></w:document>`
	var utf16 strings.Builder
	utf16.WriteString("\xff\xfe")
	for _, c := range strings.Replace(strict, "严格", "宽码", 1) {
		utf16.WriteString(string([]byte{byte(c), byte(c >> 8)}))
	}
	rels := func(target string) string {
		return relationships(`<Relationship Id="a" Type="http://purl.oclc.org/ooxml/officeDocument/relationships/officeDocument" Target="` + target + `"/>`)
	}
	for name, c := range map[string]struct {
		parts [][2]string
		want  string
	}{
		"strict":      {[][2]string{{"_rels/.rels", rels("/word/document.xml")}, {"word/document.xml", strict}}, "严格格式"},
		"no links":    {[][2]string{{"word/document.xml", "\ufeff" + strict}}, "严格格式"},
		"utf-16":      {[][2]string{{"word/document.xml", utf16.String()}}, "宽码格式"},
		"backslashes": {[][2]string{{`Word\Document.xml`, strict}}, "严格格式"},
		"elsewhere":   {[][2]string{{"_rels/.rels", rels("doc/main.xml")}, {"doc/main.xml", strict}, {"word/document.xml", "x"}}, "严格格式"},
		"outside":     {[][2]string{{"_rels/.rels", rels("../../etc/passwd")}, {"word/document.xml", strict}, {"/word/styles.xml", "x"}, {"word/../word/numbering.xml", "x"}}, "严格格式"},
	} {
		d, err := Read(packParts(t, c.parts))
		if err != nil || len(d.Paragraphs) != 1 || d.Paragraphs[0].Text != c.want {
			t.Errorf("%s: %+v, %v", name, d, err)
		}
	}
}

func TestErrors(t *testing.T) {
	document := func(text string) []byte { return packParts(t, [][2]string{{"word/document.xml", text}}) }
	body := func(text string) []byte { return pack(t, source{body: text}) }
	stored := packParts(t, [][2]string{{"word/document.xml", "x"}})
	encrypted := bytes.Clone(stored)
	for i := range encrypted[:len(encrypted)-4] {
		switch string(encrypted[i : i+4]) {
		case "PK\x03\x04":
			encrypted[i+6] |= 1
		case "PK\x01\x02":
			encrypted[i+8] |= 1
		}
	}
	whole := body(p("", strings.Repeat("完整的一段话。", 3000)))
	damaged := bytes.Clone(whole)
	at := bytes.Index(damaged, []byte("word/document.xml")) + 80
	damaged[at] ^= 0x55
	for name, c := range map[string]struct {
		data    []byte
		message string
		part    string
		line    int
	}{
		"empty":        {nil, "是空的", "", 0},
		"text":         {[]byte("云溪县工作方案"), "不是 Word 文档（.docx）", "", 0},
		"old":          {[]byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), "加密或旧格式", "", 0},
		"cut":          {whole[:len(whole)/2], "已损坏或不完整", "", 0},
		"damaged":      {damaged, "已损坏", "word/document.xml", 0},
		"encrypted":    {encrypted, "加了密码", "word/document.xml", 0},
		"no body":      {packParts(t, [][2]string{{"word/styles.xml", ""}}), "没有正文", "word/document.xml", 0},
		"workbook":     {packParts(t, [][2]string{{"xl/workbook.xml", ""}}), "Excel", "", 0},
		"slides":       {packParts(t, [][2]string{{"ppt/presentation.xml", ""}}), "演示文稿", "", 0},
		"odt":          {packParts(t, [][2]string{{"content.xml", ""}}), "OpenDocument", "", 0},
		"ofd":          {packParts(t, [][2]string{{"OFD.xml", ""}}), "OFD", "", 0},
		"other root":   {document(`<html/>`), "不是 Word 文档的格式", "word/document.xml", 0},
		"bad xml":      {document("<w:document" + namespaces + ">\n<w:body>\n<w:p></w:body>"), "第 3 行", "word/document.xml", 3},
		"cut xml":      {document("<w:document" + namespaces + ">\n<w:body>"), "第 2 行", "word/document.xml", 2},
		"bad styles":   {packParts(t, [][2]string{{"word/document.xml", "<w:document" + namespaces + "/>"}, {"word/styles.xml", "<a>\n&nbsp;"}}), "第 2 行", "word/styles.xml", 2},
		"doctype":      {document(`<!DOCTYPE x [<!ENTITY a "b">]><w:document` + namespaces + `/>`), "DOCTYPE", "word/document.xml", 1},
		"entity":       {body(`<w:p><w:r><w:t>&a;</w:t></w:r></w:p>`), "不合 XML 语法", "word/document.xml", 2},
		"gbk":          {document(`<?xml version="1.0" encoding="GBK"?><w:document/>`), "读不下去", "word/document.xml", 1},
		"deep":         {body(strings.Repeat("<w:p><w:r>", 10_000)), "嵌套过深", "word/document.xml", 2},
		"deep skipped": {body("<w:p><w:rt>" + strings.Repeat("<a>", 10_000)), "嵌套过深", "word/document.xml", 2},
		"many":         {body(strings.Repeat("<w:p/>", maxParagraphs+1)), "段落太多", "word/document.xml", 0},
		"bomb":         {body(strings.Repeat("<!--"+strings.Repeat(" ", 100_000)+"-->", ratioFrom/100_000+1)), "解压后过大", "word/document.xml", 0},
		"big part":     {packStored(t, [2]string{"word/document.xml", "<w:document" + namespaces + ">" + strings.Repeat("<!--"+strings.Repeat(" ", 500_000)+"-->", maxPart/500_000+1)}), "解压后过大", "word/document.xml", 0},
		"big tag":      {body("<w:p" + strings.Repeat(` a=""`, maxToken/5) + "/>"), "解压后过大", "word/document.xml", 0},
	} {
		t.Run(name, func(t *testing.T) {
			d, err := Read(c.data)
			fault, ok := errors.AsType[*Error](err)
			if !ok {
				t.Fatalf("%+v, %v", d, err)
			}
			if d != nil || !strings.Contains(fault.Message, c.message) || fault.Part != c.part || c.line != 0 && fault.Line != c.line {
				t.Errorf("%+v", fault)
			}
			if fault.Help == "" || strings.HasSuffix(fault.Message, "。") {
				t.Errorf("message not for clerks: %s", err)
			}
		})
	}
}

func FuzzRead(f *testing.F) {
	for _, c := range numberings {
		f.Add([]byte(c.src.body), []byte(c.src.styles), []byte(c.src.numbering))
	}
	f.Add([]byte(`<w:p><w:r><w:fldChar w:fldCharType="begin"/><w:pict><w:txbxContent><w:tbl><w:tr><w:tc><w:p><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p></w:tc></w:tr></w:tbl></w:txbxContent></w:pict><w:fldChar w:fldCharType="separate"/></w:r></w:p>`), []byte(""), []byte(""))
	f.Add([]byte(`<w:tbl><w:tr><w:tc><w:tcPr><w:vMerge w:val="restart"/></w:tcPr></w:tc></w:tr><w:tr><w:tc><w:tcPr><w:vMerge/></w:tcPr><w:p/></w:tc></w:tr></w:tbl><w:p><w:pPr><w:rPr><w:vanish/><w:del/></w:rPr></w:pPr><w:r><w:sym w:font="Symbol" w:char="F061"/></w:r></w:p>`), []byte(""), []byte(""))
	f.Fuzz(func(t *testing.T, body, styles, numbering []byte) {
		for _, data := range [][]byte{body, pack(t, source{body: string(body), styles: string(styles), numbering: string(numbering)})} {
			d, err := Read(data)
			if err != nil {
				fault, ok := errors.AsType[*Error](err)
				if !ok || d != nil || fault.Message == "" || fault.Help == "" {
					t.Fatalf("%+v, %v", d, err)
				}
				continue
			}
			last := 0
			for _, p := range d.Paragraphs {
				if p.Number <= last || p.Outline < 0 || p.Outline > 9 || strings.TrimSpace(p.Label+p.Text) == "" {
					t.Fatalf("%+v after %d", p, last)
				}
				last = p.Number
				if c := p.Table; c != nil && (c.Table < 1 || c.Row < 1 || c.Column < 1 || c.Rows < 1 || c.Columns < 1) {
					t.Fatalf("%+v", c)
				}
			}
		}
	})
}
