package profile

import (
	"errors"
	"fmt"
	"math"
	"reflect"
	"regexp"
	"slices"
	"strings"

	"github.com/BurntSushi/toml"
	"github.com/pelletier/go-toml/v2/unstable"

	"fangan/internal/diag"
	"fangan/internal/length"
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
		if field.Kind() == reflect.Struct {
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
			l.report("profile/value", l.places[key], fmt.Sprintf("“%s”的值不是长度", key), `请写成 "37mm" 或 "16pt" 的样子，大于零，至多六位小数`)
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
			l.report("profile/value", l.places[key], fmt.Sprintf("“%s”的值不是整数", key), "请写不带引号、不小于零的整数，如 22")
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
			l.report("profile/value", l.places[key], fmt.Sprintf("“%s”的值不是颜色", key), `请写成 "#FF0000"：红、绿、蓝各两位十六进制数`)
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
	l.report("profile/unknown-key", l.places[key], fmt.Sprintf("版式中没有“%s”这个键", key), "可用的键："+strings.Join(known, "、"))
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
	demand(p.Block.Left+p.Block.Width <= p.Page.Width, "block.width", "版心超出纸的右边", "请减小 block.left 或 block.width")
	demand(p.Block.Top+p.Block.Height <= p.Page.Height, "block.height", "版心超出纸的下边", "请减小 block.top 或 block.height")
	demand(p.Block.Columns >= 8 && p.Block.Columns <= 100, "block.columns", "每行字数不在8到100之间", "请改正 block.columns")
	demand(p.Block.LatinGap <= 500, "block.latin_gap", "汉字与数字、字母之间的空超过半个字", "请减小 block.latin_gap")
	demand(p.Block.Lines >= 4 && p.Block.Lines <= 100, "block.lines", "每面行数不在4到100之间", "请改正 block.lines")
	demand(p.Body.Size <= p.Block.Height.Part(1, max(1, p.Block.Lines)), "body.size", "正文字大于一行的高度", "请减小 body.size 或 block.lines")
	demand(p.Title.Columns >= 4, "title.columns", "标题每行字数少于4", "请改正 title.columns")
	demand(p.Title.Size <= p.Block.Width.Part(1, max(1, p.Title.Columns)), "title.columns", "标题的一行宽于版心", "请减小 title.columns 或 title.size")
	demand(p.Title.Lines >= 1, "title.lines", "标题行数少于1", "请改正 title.lines")
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
		{"copy_number.line", p.CopyNumber.Line, p.Block.Lines / 2}, {"secrecy.line", p.Secrecy.Line, p.Block.Lines / 2},
		{"attachment_title.line", p.AttachmentTitle.Line, p.Block.Lines / 2},
		{"attachment_note.indent", p.AttachmentNote.Indent, max(2, half-6)}, {"note.indent", p.Note.Indent, half}, {"urgency.gap", p.Urgency.Gap, half},
		{"number.side", p.Number.Side, half / 2}, {"signer.side", p.Signer.Side, half / 2}, {"signature.unsealed_right", p.Signature.UnsealedRight, half},
		{"date.unsealed_shift", p.Date.UnsealedShift, half}, {"contents.indent", p.Contents.Indent, 3}, {"colophon.side", p.Colophon.Side, 4},
	} {
		demand(blank.n <= blank.most, blank.key, fmt.Sprintf("“%s”过大", blank.key), fmt.Sprintf("请改为不超过%d的整数", max(0, blank.most)))
	}
	demand(p.Mark.SizeMin <= p.Mark.SizeMax && p.Mark.SizeMax <= p.Mark.Width && p.Mark.Width <= p.Page.Width, "mark.size_max", "发文机关标志的字号与宽度不配",
		"请使 size_min ≤ size_max ≤ width，且 width 不宽于纸")
	demand(p.Letter.RuleWidth <= p.Page.Width, "letter.rule_width", "信函的红色双线宽于纸", "请减小 letter.rule_width")
	demand(p.Letter.RuleBottom+p.Letter.Thick+p.Letter.Thin+p.Letter.Between+p.Letter.TextGap <= p.Page.Height-p.Block.Top-p.Block.Height/2, "letter.rule_bottom",
		"信函的第二条红色双线太高", "请减小 letter.rule_bottom")
	demand(p.Body.Size <= p.Signature.PitchMin, "signature.pitch_min", "行距不能小于正文的字", "请使 signature.pitch_min ≥ body.size")
	demand(p.Signer.PerLine >= 1 && p.Seal.PerRow >= 1, "signer.per_line", "每行至少排一个", "请改正 signer.per_line 和 seal.per_row")
	demand(p.Seal.Size <= p.Block.Width, "seal.size", "印章宽于版心", "请减小 seal.size")
	demand(p.Colophon.Size <= p.Colophon.Pitch && p.Colophon.Pitch <= p.Block.Height.Part(1, 8), "colophon.pitch", "版记的行距不在字高与版心的八分之一之间", "请改正 colophon.pitch")
	demand(p.AttachmentTitle.Size <= p.Title.PitchMin && p.AttachmentTitle.Line >= 1, "attachment_title.size", "附件标题的字大于标题行距", "请减小 attachment_title.size")
	demand(p.Table.Size <= p.Table.Pitch, "table.pitch", "表格的行距小于字号", "请增大 table.pitch 或减小 table.size")
	demand(p.Table.Size <= p.Body.Size, "table.size", "表格的字大于正文", "请减小 table.size")
	demand(p.Table.Rule <= 3*length.Mm, "table.rule", "表格的框线粗于 3 mm", "请减小 table.rule")
	demand(p.Table.Padding <= 10*length.Mm, "table.padding", "表格文字与框线相距超过 10 mm", "请减小 table.padding")
	demand(p.Table.Spacing <= 10*length.Mm, "table.spacing", "表格文字与框线相距超过 10 mm", "请减小 table.spacing")
	demand(p.Contents.Levels >= 1 && p.Contents.Levels <= 5, "contents.levels", "目录的层数不在1到5之间", "请改正 contents.levels")
	demand(p.Watermark.Count >= 1 && p.Watermark.Count <= 20, "watermark.count", "水印的个数不在1到20之间", "请改正 watermark.count")
	demand(p.CopyNumber.Line >= 1 && p.Secrecy.Line >= 1, "copy_number.line", "行次从1起", "请改正 copy_number.line 和 secrecy.line")
}

var keyWord = regexp.MustCompile(`[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)?`)

// culprit returns where a value stands that does not agree with another: of
// key and of those that the cure names, the first that an office has set
// itself.
func (l *loader) culprit(base *diag.Source, key, help string) diag.Span {
	table, _, _ := strings.Cut(key, ".")
	for _, k := range append([]string{key}, keyWord.FindAllString(help, -1)...) {
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

// keys yields the dotted path of every value of a profile, in order.
func keys(t reflect.Type, path string) func(yield func(string) bool) {
	return func(yield func(string) bool) { eachKey(t, path, yield) }
}

func eachKey(t reflect.Type, path string, yield func(string) bool) bool {
	for f := range t.Fields() {
		tag := f.Tag.Get("toml")
		switch {
		case tag == "":
		case f.Type.Kind() == reflect.Struct:
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
