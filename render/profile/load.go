package profile

import (
	"errors"
	"fmt"
	"math"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"github.com/BurntSushi/toml"
	"github.com/pelletier/go-toml/v2/unstable"

	"fangan/internal/diag"
	"fangan/internal/length"
	"fangan/internal/tree"
	"fangan/render/font"
)

// Load reads the base profile, which must set every key, and lays the others
// over it in their order; each may set any of the keys. The profile is usable
// unless the list has errors: syntax, unknown and missing keys, wrong values.
func Load(base *diag.Source, over ...*diag.Source) (*Profile, diag.List) {
	l := loader{profile: &Profile{origins: map[string]diag.Span{}}}
	l.read(base)
	l.keepBase()
	for _, s := range over {
		l.read(s)
	}
	if !l.findings.HasErrors() {
		l.complete(base)
	}
	return l.profile, l.findings
}

// maxSize bounds a profile, in bytes: many times the base.
const maxSize = 1 << 17

type loader struct {
	profile  *Profile
	source   *diag.Source
	places   map[string]diag.Span // of the keys of source, by dotted path
	findings diag.List
}

func (l *loader) read(s *diag.Source) {
	l.source = s
	if len(s.Text) > maxSize {
		l.report("profile/size", diag.Span{Source: s}, "版式文件过大", "版式文件只写要改的键，请检查是否选错了文件")
		return
	}
	var values map[string]any
	if _, err := toml.Decode(strings.TrimPrefix(s.Text, "\ufeff"), &values); err != nil {
		if _, findings := tree.Read(s.Name, []byte(s.Text)); findings.HasErrors() { // in a clerk's words
			l.findings = append(l.findings, l.keyed(findings)...)
			return
		}
		span := diag.Span{Source: s}
		if p, ok := errors.AsType[toml.ParseError](err); ok {
			bom := len(s.Text) - len(strings.TrimPrefix(s.Text, "\ufeff"))
			span.Start = min(max(0, p.Position.Start)+bom, len(s.Text)) // of a control character it is -1
			span.End = min(span.Start+max(1, p.Position.Len), len(s.Text))
		}
		l.report("toml/syntax", span, "版式文件有语法错误", "请检查该处的引号、等号和方括号是否成对、完整")
		return
	}
	l.places = places(s)
	l.table(reflect.ValueOf(l.profile).Elem(), values, "")
}

// keyed corrects the cures of findings about keys in Chinese, which are for
// plans: here they are the names of tables.
func (l *loader) keyed(findings diag.List) diag.List {
	for i := range findings {
		d := &findings[i]
		if d.Span.IsZero() {
			continue
		}
		word := d.Span.Source.Text[d.Span.Start:d.Span.End]
		if strings.IndexFunc(word, func(r rune) bool { return unicode.Is(unicode.Han, r) }) != 0 {
			continue
		}
		d.Help = "全部的键见 fangan profile"
		for f := range reflect.TypeFor[Profile]().Fields() {
			table := f.Tag.Get("toml")
			if names := strings.FieldsFunc(l.profile.base[table].note, isMark); len(names) > 0 && names[0] == word {
				d.Help = "请改成 " + table
				break
			}
		}
	}
	return findings
}

// isMark reports whether a character ends the name of a table in what the base
// says of it.
func isMark(r rune) bool { return strings.ContainsRune("，：（ ", r) }

// table sets the fields of a struct from a table. Keys are taken in the order
// of the file, so that findings are.
func (l *loader) table(dst reflect.Value, values map[string]any, path string) {
	for _, k := range sortedByPlace(values, path, l.places) {
		key := join(path, k)
		field, ok := fieldByKey(dst, k)
		if !ok && key == latin {
			l.latinTable(values[k])
			continue
		}
		if !ok && slices.Contains(optional(dst.Type()), k) {
			l.choose(values[k], key)
			continue
		}
		if !ok {
			l.unknown(dst.Type(), k, key)
			continue
		}
		if isTable(field.Type()) {
			sub, ok := values[k].(map[string]any)
			if !ok {
				l.report("profile/value", l.places[key], fmt.Sprintf("“%s”应当是一组键", key), fmt.Sprintf("请写成 [%s]，下面逐行写键", key))
				continue
			}
			l.table(field, sub, key)
			continue
		}
		l.value(field, values[k], key)
	}
}

// sortedByPlace returns the keys of a table in the order of the file.
func sortedByPlace(values map[string]any, path string, places map[string]diag.Span) []string {
	keys := make([]string, 0, len(values))
	for k := range values {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, func(a, b string) int {
		pa, pb := places[join(path, a)].Start, places[join(path, b)].Start
		if pa != pb {
			return pa - pb
		}
		return strings.Compare(a, b)
	})
	return keys
}

func (l *loader) value(field reflect.Value, v any, key string) {
	switch field.Interface().(type) {
	case length.Length:
		s, ok := v.(string)
		n, err := length.Parse(s)
		if !ok || err != nil || n <= 0 || n > 10_000*length.Mm {
			l.report("profile/value", l.places[key], fmt.Sprintf("“%s”的值不是长度", key), `请写成 "37mm" 或 "16pt" 的样子：连同引号，半角数字，大于零，至多六位小数`)
			return
		}
		field.SetInt(int64(n))
	case font.Role:
		s, _ := v.(string)
		if !slices.Contains(font.Roles(), font.Role(s)) {
			l.report("profile/value", l.places[key], fmt.Sprintf("“%s”的值不是字体类别", key), "请用 "+roles()+" 之一")
			return
		}
		field.SetString(s)
	case int:
		n, ok := v.(int64)
		if !ok || n < 0 || n > math.MaxInt16 {
			l.report("profile/value", l.places[key], fmt.Sprintf("“%s”的值不是整数，或者太大", key), "请写不带引号、不小于零的整数，如 22")
			return
		}
		field.SetInt(n)
	case bool:
		b, ok := v.(bool)
		if !ok {
			l.report("profile/value", l.places[key], fmt.Sprintf("“%s”的值不是 true 或 false", key), "请写不带引号的 true（是）或 false（否）")
			return
		}
		field.SetBool(b)
	case Place:
		s, _ := v.(string)
		if !slices.Contains(Places(), Place(s)) {
			l.report("profile/value", l.places[key], fmt.Sprintf("“%s”的值不是页码的位置", key), `请写 "outside"（单页居右、双页居左）或 "centre"（居中）`)
			return
		}
		field.SetString(s)
	case Colour:
		s, _ := v.(string)
		colour, ok := parseColour(s)
		if !ok {
			l.report("profile/value", l.places[key], fmt.Sprintf("“%s”的值不是颜色", key), `请写成 "#FF0000"（屏幕：红、绿、蓝各两位十六进制数）或 "C0 M80 Y80 K0"（付印：油墨的百分数）`)
			return
		}
		field.Set(reflect.ValueOf(colour))
	default:
		panic(fmt.Sprintf("profile: field %s has type %s", key, field.Type()))
	}
	l.say(key, literal(v))
}

func (l *loader) unknown(t reflect.Type, k, key string) {
	var known []string
	for f := range t.Fields() {
		if tag := f.Tag.Get("toml"); tag != "" {
			known = append(known, tag)
		}
	}
	known = append(known, optional(t)...)
	help := "可用的键：" + strings.Join(known, "、")
	if near, ok := tree.Nearest(k, known); ok {
		help = fmt.Sprintf("是不是 %s？", near) + help
	}
	l.report("profile/unknown-key", l.places[key], fmt.Sprintf("版式中没有“%s”这个键", key), help)
}

// complete reports what no file set and what cannot be set in type.
func (l *loader) complete(base *diag.Source) {
	l.source = base
	for key := range keys(reflect.TypeFor[Profile](), "") {
		if _, ok := l.profile.origins[key]; !ok {
			l.report("profile/missing-key", diag.Span{Source: base}, fmt.Sprintf("版式缺少“%s”", key), "请补上这个键")
		}
	}
	if l.findings.HasErrors() {
		return
	}
	p := l.profile
	demand := func(ok bool, key, message, help string) {
		if !ok {
			l.report("profile/geometry", l.culprit(base, key, help), message, help)
		}
	}
	demand(p.Block.Left+p.Block.Width <= p.Page.Width, "block.width", "版心超出纸的右边", "请减小 block.left 或 block.width，或加大 page.width")
	demand(p.Block.Top+p.Block.Height <= p.Page.Height, "block.height", "版心超出纸的下边", "请减小 block.top 或 block.height，或加大 page.height")
	demand(p.Block.Columns >= 8 && p.Block.Columns <= 100, "block.columns", "每行字数不在8到100之间", "请改正 block.columns")
	demand(p.Block.LatinGap <= 500, "block.latin_gap", "汉字与数字、字母之间的空超过半个字", "请减小 block.latin_gap")
	demand(p.Block.Lines >= 4 && p.Block.Lines <= 100, "block.lines", "每面行数不在4到100之间", "请改正 block.lines")
	demand(p.Body.Size <= p.Block.Height.Part(1, max(1, p.Block.Lines)), "body.size", "正文字大于一行的高度", "请减小 body.size 或 block.lines，或加大 block.height")
	// The base has 16 pt on cells of 15.8 pt: as much may letters be wider.
	demand(p.Body.Size <= p.Block.Width.Part(1, max(1, p.Block.Columns))+length.Mm*3/10, "body.size", "正文字大于一格的宽度，字会叠在一起", "请减小 body.size 或 block.columns，或加大 block.width")
	demand(p.Title.Columns >= 4, "title.columns", "标题每行字数少于4", "请改正 title.columns")
	demand(p.Title.Size <= p.Block.Width.Part(1, max(1, p.Title.Columns)), "title.columns", "标题的一行宽于版心", "请减小 title.columns 或 title.size，或加大 block.width")
	demand(p.Title.Size <= p.Title.PitchMin && p.Title.PitchMin <= p.Title.Pitch && p.Title.Pitch <= p.Title.PitchMax, "title.pitch",
		"标题行距不在 pitch_min 与 pitch_max 之间", "请使 size ≤ pitch_min ≤ pitch ≤ pitch_max")
	for _, s := range []struct {
		key   string
		style Style
	}{
		{"recipient", p.Recipient}, {"body", p.Body}, {"heading1", p.Heading1}, {"heading2", p.Heading2}, {"heading3", p.Heading3},
		{"heading4", p.Heading4}, {"heading5", p.Heading5}, {"duty_line", p.DutyLine},
	} {
		demand(s.style.Indent <= p.Block.Columns/2, s.key+".indent", "首行空格超过半行", "请减小 "+s.key+".indent")
	}
	demand(p.Date.Right <= p.Block.Columns/2, "date.right", "成文日期右空超过半行", "请减小 date.right")
	demand(p.Signature.BlankLines <= p.Block.Lines/2, "signature.blank_lines", "署名上空行超过半面", "请减小 signature.blank_lines")
	demand(p.Title.BlankLines <= p.Block.Lines/2, "title.blank_lines", "标题下空行超过半面", "请减小 title.blank_lines")
	half := p.Block.Columns / 2
	for _, blank := range []struct {
		key  string
		n    int
		most int
	}{
		{"title.blank_above", p.Title.BlankAbove, p.Block.Lines / 2}, {"number.blank_lines", p.Number.BlankLines, p.Block.Lines / 2},
		{"attachment_note.blank_lines", p.AttachmentNote.BlankLines, p.Block.Lines / 2},
		{"signature.unsealed_blank", p.Signature.UnsealedBlank, p.Block.Lines / 2},
		{"attachment_note.indent", p.AttachmentNote.Indent, max(2, half-6)}, {"note.indent", p.Note.Indent, half}, {"urgency.gap", p.Urgency.Gap, half},
		{"number.side", p.Number.Side, half / 2}, {"signer.side", p.Signer.Side, half / 2}, {"signature.unsealed_right", p.Signature.UnsealedRight, half},
		{"date.unsealed_shift", p.Date.UnsealedShift, half}, {"contents.indent", p.Contents.Indent, 3}, {"colophon.side", p.Colophon.Side, 4},
	} {
		demand(blank.n <= blank.most, blank.key, fmt.Sprintf("“%s”太大", blank.key), fmt.Sprintf("请改为不超过 %d 的整数", max(0, blank.most)))
	}
	demand(p.Mark.SizeMin <= p.Mark.SizeMax && p.Mark.SizeMax <= p.Mark.Width && p.Mark.Width <= p.Page.Width, "mark.size_max", "发文机关标志的字号与宽度不配",
		"请使 size_min ≤ size_max ≤ width，且 width 不宽于纸")
	demand(p.Letter.RuleWidth <= p.Page.Width, "letter.rule_width", "信函的红色双线宽于纸", "请减小 letter.rule_width")
	demand(p.Letter.RuleBottom+p.Letter.Thick+p.Letter.Thin+p.Letter.Between+p.Letter.TextGap <= p.Page.Height-p.Block.Top-p.Block.Height/2, "letter.rule_bottom",
		"信函的第二条红色双线太高", "请减小 letter.rule_bottom、thick、thin、between 或 text_gap")
	demand(p.Body.Size <= p.Signature.PitchMin, "signature.pitch_min", "行距不能小于正文的字", "请使 signature.pitch_min ≥ body.size")
	demand(p.Seal.Size <= p.Block.Width, "seal.size", "印章宽于版心", "请减小 seal.size")
	demand(p.Colophon.Size <= p.Colophon.Pitch && p.Colophon.Pitch <= p.Block.Height.Part(1, 8), "colophon.pitch", "版记的行距不在字高与版心的八分之一之间", "请改正 colophon.pitch 或 colophon.size")
	demand(p.AttachmentTitle.Size <= p.Title.PitchMin, "attachment_title.size", "附件标题的字大于标题行距", "请减小 attachment_title.size")
	demand(p.Table.Size <= p.Table.Pitch, "table.pitch", "表格的行距小于字号", "请增大 table.pitch 或减小 table.size")
	demand(p.Table.Size <= p.Body.Size, "table.size", "表格的字大于正文", "请减小 table.size 或加大 body.size")
	demand(p.Table.Rule <= 3*length.Mm, "table.rule", "表格的框线粗于 3 mm", "请减小 table.rule")
	demand(p.Table.Padding <= 10*length.Mm, "table.padding", "表格文字与框线相距超过 10 mm", "请减小 table.padding")
	demand(p.Table.Spacing <= 10*length.Mm, "table.spacing", "表格文字与框线相距超过 10 mm", "请减小 table.spacing")
	demand(p.Contents.Levels >= 1 && p.Contents.Levels <= 5, "contents.levels", "目录的层数不在1到5之间", "请改正 contents.levels")
	demand(p.Watermark.Count >= 1 && p.Watermark.Count <= 20, "watermark.count", "水印的个数不在1到20之间", "请改正 watermark.count")
	l.ranges(base)
}

// Sizes of type below this can't be read in print.
const leastType = 4 * length.Pt

// ranges reports values that agree with no others' and that nobody means: type
// higher than its line, a rule as thick as a hand.
func (l *loader) ranges(base *diag.Source) {
	p := l.profile
	line := p.Block.Height.Part(1, max(1, p.Block.Lines))
	const rule, far = 5 * length.Mm, 100 * length.Mm
	var tall []string // styles of the base that the office's lines are too low for
	for _, r := range []struct {
		keys        string
		least, most length.Length
	}{
		{"recipient.size heading1.size heading2.size heading3.size heading4.size heading5.size duty_line.size stage.size copy_number.size secrecy.size urgency.size " +
			"number.size signer.size attachment_note.size signature.size date.size note.size attachment_label.size contents.size page_number.size", leastType, line},
		{"body.size title.size mark.size_min attachment_title.size table.size colophon.size", leastType, 0}, // whose most is checked above
		{"contents.title_size", leastType, p.Title.PitchMax},
		{"watermark.size", leastType, p.Page.Height},
		{"separator.thickness letter.thick letter.thin letter.between colophon.thick colophon.thin", length.Mm / 100, rule},
		{"separator.gap letter.rule_gap letter.text_gap seal.gap table.pitch title.pitch_max signature.pitch_min", length.Mm / 100, far / 2},
		{"mark.top", length.Mm / 100, p.Block.Height / 2}, {"letter.mark_top", length.Mm / 100, p.Page.Height / 2},
		{"page_number.below", length.Mm / 100, p.Page.Height - p.Block.Top - p.Block.Height},
	} {
		for key := range strings.FieldsSeq(r.keys) {
			v := length.Length(p.value(key).Int())
			if v >= r.least && (v <= r.most || r.most == 0) {
				continue
			}
			if r.most == line && v > line && l.profile.origins[key].Source == base {
				tall = append(tall, key)
				continue
			}
			help := "请改为不小于 " + written(r.least, r.least == leastType) + " 的长度"
			if r.most != 0 {
				help = fmt.Sprintf("请改为 %s 到 %s 之间的长度", written(r.least, r.least == leastType), written(r.most, r.least == leastType))
			}
			l.report("profile/geometry", l.culprit(base, key, help), fmt.Sprintf("“%s”太%s", key, smallOrLarge(v < r.least)), help)
		}
	}
	if len(tall) > 0 && p.Body.Size <= line {
		help := fmt.Sprintf("请减小 %s，或减小 block.lines、加大 block.height", strings.Join(tall, "、"))
		l.report("profile/geometry", l.culprit(base, "block.lines", help), fmt.Sprintf("一行的高度只有%s，有的样式字比它高", written(line, true)), help)
	}
	for _, r := range []struct {
		key         string
		least, most int
	}{
		{"baseline.ascent", 500, 1200}, {"title.lines", 1, 20}, {"mark.pitch", 1000, 3000}, {"mark.suffix_gap", 0, 3000}, {"signer.per_line", 1, 6}, {"seal.per_row", 1, 6},
		{"copy_number.line", 1, p.Block.Lines / 2}, {"secrecy.line", 1, p.Block.Lines / 2}, {"attachment_title.line", 1, p.Block.Lines / 2},
		{"page_number.side", 0, 10}, {"page_number.gap", 0, 3000}, {"page_number.dash_centre", 0, 1000},
	} {
		if v := int(p.value(r.key).Int()); v < r.least || v > r.most {
			help := fmt.Sprintf("请改为 %d 到 %d 之间的整数", r.least, max(r.least, r.most))
			l.report("profile/geometry", l.culprit(base, r.key, help), fmt.Sprintf("“%s”太%s", r.key, smallOrLarge(v < r.least)), help)
		}
	}
}

func smallOrLarge(small bool) string {
	if small {
		return "小"
	}
	return "大"
}

// written writes a length for a message, rounded down: type in points.
func written(v length.Length, points bool) string {
	if points {
		return fmt.Sprintf("%gpt", float64(v/(length.Pt/10))/10)
	}
	return fmt.Sprintf("%gmm", float64(v/(length.Mm/100))/100)
}

// value returns the field of a key.
func (p *Profile) value(key string) reflect.Value {
	v := reflect.ValueOf(p).Elem()
	for k := range strings.SplitSeq(key, ".") {
		var ok bool
		if v, ok = fieldByKey(v, k); !ok {
			panic("profile: no key " + key)
		}
	}
	return v
}

// measures are those that others depend on.
var measures = strings.Fields("block.lines block.columns block.width block.height block.left block.top page.width page.height body.size title.pitch_min title.pitch_max")

var keyWord = regexp.MustCompile(`[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)?`)

// culprit returns where a value stands that does not agree with another: of
// key, of those that the cure names and of the measures, the first that an
// office has set itself.
func (l *loader) culprit(base *diag.Source, key, help string) diag.Span {
	table, _, _ := strings.Cut(key, ".")
	names := append([]string{key}, keyWord.FindAllString(help, -1)...)
	for _, k := range append(names, measures...) {
		for _, k := range []string{k, join(table, k)} {
			if at := l.profile.origins[k]; !at.IsZero() && at.Source != base {
				return at
			}
		}
	}
	return l.profile.origins[key]
}

func (l *loader) report(rule string, span diag.Span, message, help string) {
	if span.IsZero() {
		span.Source = l.source
	}
	l.findings = append(l.findings, diag.Diagnostic{Rule: rule, Severity: diag.Error, Span: span, Message: message, Help: help})
}

func join(path, key string) string {
	if path == "" {
		return key
	}
	return path + "." + key
}

func roles() string {
	var names []string
	for _, r := range font.Roles() {
		names = append(names, string(r))
	}
	return strings.Join(names, "、")
}

func fieldByKey(dst reflect.Value, key string) (reflect.Value, bool) {
	for i := range dst.NumField() {
		if tag := dst.Type().Field(i).Tag.Get("toml"); tag == key && tag != "" {
			return dst.Field(i), true
		}
	}
	return reflect.Value{}, false
}

// isTable reports whether a field is a table of keys and not the value of one.
func isTable(t reflect.Type) bool {
	return t.Kind() == reflect.Struct && t != reflect.TypeFor[Colour]()
}

// keys yields the dotted path of every value of a profile, in order.
func keys(t reflect.Type, path string) func(yield func(string) bool) {
	return func(yield func(string) bool) { eachKey(t, path, yield) }
}

func eachKey(t reflect.Type, path string, yield func(string) bool) bool {
	for f := range t.Fields() {
		tag := f.Tag.Get("toml")
		switch {
		case tag == "":
		case isTable(f.Type):
			if !eachKey(f.Type, join(path, tag), yield) {
				return false
			}
		case !yield(join(path, tag)):
			return false
		}
	}
	return true
}

// places returns where the keys of a file stand, which BurntSushi does not tell.
func places(s *diag.Source) map[string]diag.Span {
	found := map[string]diag.Span{}
	bom := len(s.Text) - len(strings.TrimPrefix(s.Text, "\ufeff"))
	var p unstable.Parser
	p.Reset([]byte(s.Text[bom:]))
	mark := func(path string, it unstable.Iterator) string {
		for it.Next() {
			n := it.Node()
			path = join(path, string(n.Data))
			if _, ok := found[path]; !ok {
				start := bom + int(n.Raw.Offset)
				found[path] = diag.Span{Source: s, Start: start, End: start + int(n.Raw.Length)}
			}
		}
		return path
	}
	var inline func(path string, v *unstable.Node)
	inline = func(path string, v *unstable.Node) {
		if v.Kind != unstable.InlineTable {
			return
		}
		for it := v.Children(); it.Next(); {
			kv := it.Node()
			inline(mark(path, kv.Key()), kv.Value())
		}
	}
	table := ""
	for p.NextExpression() {
		switch e := p.Expression(); e.Kind {
		case unstable.Table, unstable.ArrayTable:
			table = mark("", e.Key())
		case unstable.KeyValue:
			inline(mark(table, e.Key()), e.Value())
		}
	}
	return found
}
