package profile

import (
	"errors"
	"fmt"
	"math"
	"reflect"
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
	for _, s := range append([]*diag.Source{base}, over...) {
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
	keys := make([]string, 0, len(values))
	for k := range values {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, func(a, b string) int {
		pa, pb := l.places[join(path, a)].Start, l.places[join(path, b)].Start
		if pa != pb {
			return pa - pb
		}
		return strings.Compare(a, b)
	})
	for _, k := range keys {
		key := join(path, k)
		field, ok := fieldByKey(dst, k)
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
	default:
		panic(fmt.Sprintf("profile: field %s has type %s", key, field.Type()))
	}
	l.profile.origins[key] = l.places[key]
}

func (l *loader) unknown(t reflect.Type, k, key string) {
	var known []string
	for f := range t.Fields() {
		if tag := f.Tag.Get("toml"); tag != "" {
			known = append(known, tag)
		}
	}
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
			l.report("profile/geometry", p.origins[key], message, help)
		}
	}
	demand(p.Block.Left+p.Block.Width <= p.Page.Width, "block.width", "版心超出纸的右边", "请减小 block.left 或 block.width")
	demand(p.Block.Top+p.Block.Height <= p.Page.Height, "block.height", "版心超出纸的下边", "请减小 block.top 或 block.height")
	demand(p.Block.Columns >= 8 && p.Block.Columns <= 100, "block.columns", "每行字数不在8到100之间", "请改正 block.columns")
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
