package xlsx

import (
	"fmt"
	"slices"
	"strings"

	"fangan/internal/diag"
	"fangan/internal/length"
	"fangan/internal/tree"
)

// Template is a sheet template (templates/*.sheet.toml): which sheets a
// workbook has and what their cells show. It is read-only and may be used
// concurrently.
type Template struct {
	source *diag.Source
	title  expression // of the workbook, in its properties
	sheets []*sheetTemplate
}

// sheetTemplate is a [[sheets]] of a template.
type sheetTemplate struct {
	rows                              rowSource
	name, title, subtitle, note, foot expression
	back                              string // text of the link to the list of units; empty: no link
	banner                            []expression
	page                              Page
	columns                           []columnTemplate
	styles                            map[string]styleTemplate
	span                              diag.Span
}

// columnTemplate is a [[sheets.columns]] of a template.
type columnTemplate struct {
	header, cell expression
	eachRole     bool
	width        int // in digits, as Excel shows it
	least        int // to which the width may shrink; width if it may not
	grow         bool
	keep         bool
	number       bool
	repeat       bool // on the further rows of a task that one row cannot hold
	serial       bool // carries （续） on those rows
	link         bool // to the sheet of the row's unit
	align        Align
	span         diag.Span
}

// styleTemplate is a [styles.…] of a template.
type styleTemplate struct {
	font string
	face face
	bold bool
	fill string
}

// styleNames are the styles of a template, in the order of a sheet's rows.
var styleNames = []string{"title", "subtitle", "note", "header", "banner", "body"}

// paperSizes in portrait.
var paperSizes = map[string][2]length.Length{
	"A3": {297 * length.Mm, 420 * length.Mm},
	"A4": {210 * length.Mm, 297 * length.Mm},
}

// ParseTemplate reads a sheet template. Every fault is a finding at its place
// in the file; the template is nil if there are errors.
func ParseTemplate(name string, data []byte) (*Template, diag.List) {
	doc, findings := tree.Read(name, data)
	if doc == nil {
		return nil, findings
	}
	p := parser{doc: doc}
	t := p.template(doc.Root)
	findings = doc.Findings()
	if findings.HasErrors() {
		return nil, findings
	}
	return t, findings
}

func (p parser) template(root *tree.Table) *Template {
	root.Keys("title", "styles", "sheets")
	t := &Template{source: p.doc.Source}
	t.title = p.expression(p.required(root, "title", `title = "{{.Title}}责任分解表"`), scope{sheet: true})
	styles := p.styles(root.Table("styles"))
	for _, sheet := range root.Tables("sheets") {
		s := p.sheet(sheet)
		s.styles = styles
		t.sheets = append(t.sheets, s)
	}
	if len(t.sheets) == 0 && !root.Has("sheets") {
		p.report(diag.Span{Source: p.doc.Source}, "sheet/missing", "模板里没有一张表", "请至少写一个 [[sheets]]")
	}
	return t
}

// required returns a text that must be there.
func (p parser) required(t *tree.Table, key, example string) tree.Text {
	text := t.String(key)
	if !t.Has(key) {
		p.report(t.Span, "sheet/missing", fmt.Sprintf("这里没有写 %s", key), "请补上："+example)
	}
	return text
}

func (p parser) styles(table *tree.Table) map[string]styleTemplate {
	styles := map[string]styleTemplate{}
	if table == nil {
		if !p.doc.Findings().HasErrors() {
			p.report(diag.Span{Source: p.doc.Source}, "sheet/missing", "模板里没有写字体字号", "请补上 [styles.title]、[styles.body] 等六种样式")
		}
		return styles
	}
	table.Keys(styleNames...)
	for _, name := range styleNames {
		t := table.Table(name)
		if t == nil {
			if !table.Has(name) {
				p.report(table.Span, "sheet/missing", fmt.Sprintf("没有写样式 %s 的字体字号", name), fmt.Sprintf(`请补上 [styles.%s]，下面写 font = "宋体"、size = "11pt"`, name))
			}
			continue
		}
		t.Keys("font", "size", "line", "bold", "fill")
		font := p.required(t, "font", `font = "仿宋_GB2312"`).Trim()
		if font.Value == "" && t.Has("font") {
			p.report(t.KeySpan("font"), "sheet/value", "字体名是空的", `请写成：font = "仿宋_GB2312"`)
		}
		s := styleTemplate{font: font.Value, bold: t.Bool("bold"), fill: p.colour(t)}
		p.required(t, "size", `size = "11pt"`)
		s.face.size = p.length(t, "size", 6*length.Pt, 72*length.Pt, `size = "11pt"`)
		if s.face.line = p.length(t, "line", 6*length.Pt, 144*length.Pt, `line = "16pt"`); s.face.line == 0 {
			// 仿宋 and 宋体 need 1.23 times their size in Excel, 微软雅黑 1.32,
			// Noto Sans CJK, which stands in for them on Linux, 1.45.
			s.face.line = s.face.size * 145 / 100
		} else if s.face.line < s.face.size {
			p.report(t.KeySpan("line"), "sheet/value", "行距比字号还小，文字会被裁掉", "请把 line 写得比 size 大三成以上，或删去 line，由程序计算")
		}
		styles[name] = s
	}
	return styles
}

// length reads an optional length within bounds; 0 if there is none.
func (p parser) length(t *tree.Table, key string, least, most length.Length, example string) length.Length {
	text := t.String(key).Trim()
	if text.IsZero() {
		return 0
	}
	l, err := length.Parse(text.Value)
	switch {
	case err != nil:
		p.report(text.Span, "sheet/value", fmt.Sprintf("“%s”不是长度", text.Value), "请写成："+example)
	case l < least || l > most:
		p.report(text.Span, "sheet/value", fmt.Sprintf("%s 写了“%s”，不合常理", key, text.Value), "请写成："+example)
	default:
		return l
	}
	return least
}

func (p parser) colour(t *tree.Table) string {
	text := t.String("fill").Trim()
	if text.Value == "" {
		return ""
	}
	value := strings.ToUpper(strings.TrimPrefix(text.Value, "#"))
	if len(value) != 6 || strings.Trim(value, "0123456789ABCDEF") != "" {
		p.report(text.Span, "sheet/value", fmt.Sprintf("“%s”不是颜色", text.Value), `请写六位的红绿蓝值，例如浅灰：fill = "F2F2F2"`)
		return ""
	}
	return value
}

// word reads an optional text that must be one of a few.
func (p parser) word(t *tree.Table, key, otherwise string, words ...string) string {
	text := t.String(key).Trim()
	if text.IsZero() {
		return otherwise
	}
	if !slices.Contains(words, text.Value) {
		help := "可以写：" + strings.Join(words, "、")
		if near, ok := tree.Nearest(text.Value, words); ok {
			help = fmt.Sprintf("是不是 %s？", near)
		}
		p.report(text.Span, "sheet/value", fmt.Sprintf("%s 不能写“%s”", key, text.Value), help)
		return otherwise
	}
	return text.Value
}

func (p parser) sheet(t *tree.Table) *sheetTemplate {
	t.Keys("rows", "name", "title", "subtitle", "note", "foot", "back", "banner", "paper", "orientation", "margin", "footer", "columns")
	p.required(t, "rows", `rows = "assignments"`)
	s := &sheetTemplate{span: t.Span}
	s.rows = rowSource(p.word(t, "rows", "", rowSources...))
	whole, row := scope{rows: s.rows, sheet: true}, scope{rows: s.rows}
	s.name = p.expression(p.required(t, "name", `name = "责任分解表"`), whole)
	if s.name.literal && s.name.text.Value == "" && t.Has("name") {
		p.report(t.KeySpan("name"), "sheet/value", "表名是空的", `请写成：name = "责任分解表"`)
	}
	s.title = p.expression(t.String("title"), whole)
	s.subtitle = p.expression(t.String("subtitle"), whole)
	s.note = p.expression(t.String("note"), whole)
	s.foot = p.expression(t.String("foot"), whole)
	s.back = t.String("back").Value
	for _, b := range t.Strings("banner") {
		s.banner = append(s.banner, p.expression(b, row))
	}
	s.page = Page{Paper: p.word(t, "paper", "A4", "A3", "A4"), Landscape: p.word(t, "orientation", "landscape", "landscape", "portrait") == "landscape", Footer: "第 &P 页 共 &N 页"}
	if t.Has("footer") {
		s.page.Footer = t.String("footer").Value
	}
	s.page.Margins = Margins{20 * length.Mm, 18 * length.Mm, 15 * length.Mm, 15 * length.Mm}
	if m := p.length(t, "margin", 5*length.Mm, 40*length.Mm, `margin = "15mm"`); m != 0 {
		// The page number needs room below the table.
		s.page.Margins = Margins{m, max(m, 15*length.Mm), m, m}
	}
	if s.rows == "" {
		return s // which fields its columns may use is unknown
	}
	for _, c := range t.Tables("columns") {
		s.columns = append(s.columns, p.column(c, s.rows))
	}
	if len(s.columns) == 0 {
		p.report(t.Span, "sheet/missing", "这张表没有列", "请至少写一个 [[sheets.columns]]")
	}
	return s
}

func (p parser) column(t *tree.Table, rows rowSource) columnTemplate {
	t.Keys("header", "cell", "each", "width", "least", "align", "grow", "keep", "number", "repeat", "link")
	c := columnTemplate{grow: t.Bool("grow"), keep: t.Bool("keep"), number: t.Bool("number"), repeat: t.Bool("repeat"), span: t.Span}
	c.eachRole = p.word(t, "each", "", "roles") != ""
	if c.eachRole && rows != fromAssignments && rows != fromUnits {
		p.report(t.KeySpan("each"), "sheet/value", "这张表不能按责任类型分列", fmt.Sprintf("each 只能用在 rows = \"%s\" 和 \"%s\" 的表里", fromAssignments, fromUnits))
	}
	c.link = p.word(t, "link", "", "unit") != ""
	if c.link && rows != fromUnits {
		p.report(t.KeySpan("link"), "sheet/value", "这张表的行不是单位，链接不到单位的表", fmt.Sprintf("link 只能用在 rows = \"%s\" 的表里", fromUnits))
	}
	c.header = p.expression(p.required(t, "header", `header = "具体内容"`), scope{rows: rows, sheet: true, header: c.eachRole})
	c.cell = p.expression(p.required(t, "cell", `cell = "{{.Content}}"`), scope{rows: rows, role: c.eachRole})
	c.serial = c.cell.uses["Order"] || c.cell.uses["Index"]
	width, at := t.Integer("width", "width = 12")
	switch {
	case !t.Has("width"):
		p.report(t.Span, "sheet/missing", "这一列没有写 width（列宽）", "请写成：width = 12，数值与 Excel 的“列宽”相同")
	case !at.IsZero() && (width < 3 || width > 200):
		p.report(at, "sheet/value", fmt.Sprintf("列宽写了%d，应在3到200之间", width), "数值与 Excel 的“列宽”相同，一个汉字约合2")
	}
	c.width = int(min(max(width, 3), 200))
	c.least = c.width
	if least, at := t.Integer("least", "least = 8"); !at.IsZero() {
		if least < 3 || least > int64(c.width) {
			p.report(at, "sheet/value", fmt.Sprintf("least 写了%d，应在3到 width（%d）之间", least, c.width), "least 是这一列最窄可以收到多少")
		}
		c.least = int(min(max(least, 3), int64(c.width)))
	}
	c.align = Align(p.word(t, "align", string(Left), string(Left), string(Center), string(Right)))
	return c
}
