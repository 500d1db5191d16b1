package profile

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"fangan/internal/length"
	"fangan/render/font"
)

// A Style's class of face is a key of the base (role). Beside it a profile may
// say more, which the standard does not know and the base therefore never does:
// the font file that serves this style alone, and that it is bold. For every
// key role there are a key font and a key bold, for title_role a title_font and
// a title_bold. A table [latin] says the same of digits and Latin letters in
// all styles but the page number.

// latin is the table of the face for digits and Latin letters.
const latin = "latin"

// A Face is what a profile says of the face of one style.
type Face struct {
	Key  string // of the class: title.role
	Role font.Role
	Size length.Length // 0 if the style has no size of its own
	Font string        // file, # and the name of a face; empty: the faces of the role
	Bold bool
}

// Style returns the name of the style as it is written in [fonts.styles]: the
// table of its keys, with a word before it if the table holds two.
func (f Face) Style() string { return strings.TrimSuffix(f.Key, roleSuffix(f.Key)) }

func roleSuffix(key string) string {
	if strings.HasSuffix(key, ".role") {
		return ".role"
	}
	return "_role"
}

// Optional returns the keys beside a role: of its font file and of bold.
func (f Face) Optional() (fontKey, boldKey string) {
	base := strings.TrimSuffix(f.Key, "role")
	return base + "font", base + "bold"
}

// A Latin is what a profile says of digits and Latin letters. Both are empty
// where each style's own face has them (GB/T 9704 5.2.2).
type Latin struct {
	Role font.Role
	Font string
}

// Faces returns what the profile says of the face of each style, in the order
// of its keys.
func (p *Profile) Faces() []Face {
	var faces []Face
	v := reflect.ValueOf(p).Elem()
	eachRole(v, "", func(key string, table, field reflect.Value) {
		f := Face{Key: key, Role: font.Role(field.String())}
		sizeKey := strings.TrimSuffix(key[strings.LastIndexByte(key, '.')+1:], "role") + "size"
		for _, k := range []string{sizeKey, sizeKey + "_max"} {
			if size, ok := fieldByKey(table, k); ok && f.Size == 0 {
				f.Size = length.Length(size.Int())
			}
		}
		fontKey, boldKey := f.Optional()
		f.Font, f.Bold = p.chosen[fontKey], p.chosen[boldKey] == "true"
		faces = append(faces, f)
	})
	return faces
}

// Latin returns what the profile says of digits and Latin letters.
func (p *Profile) Latin() Latin {
	return Latin{font.Role(p.chosen[latin+".role"]), p.chosen[latin+".font"]}
}

// Dressed returns a copy of the profile in which each class of face is what f
// makes of it: the name under which a set of faces knows the style.
func (p *Profile) Dressed(f func(Face) font.Role) *Profile {
	dressed := *p
	faces := p.Faces()
	i := 0
	eachRole(reflect.ValueOf(&dressed).Elem(), "", func(_ string, _, field reflect.Value) {
		field.SetString(string(f(faces[i])))
		i++
	})
	return &dressed
}

// eachRole visits every class of face, with the table that it stands in.
func eachRole(v reflect.Value, path string, visit func(key string, table, field reflect.Value)) {
	for i := range v.NumField() {
		tag := v.Type().Field(i).Tag.Get("toml")
		switch {
		case tag == "":
		case v.Field(i).Type() == reflect.TypeFor[font.Role]():
			visit(join(path, tag), v, v.Field(i))
		case v.Field(i).Kind() == reflect.Struct:
			eachRole(v.Field(i), join(path, tag), visit)
		}
	}
}

// optional returns the keys that a table may have beside those of the base.
func optional(t reflect.Type) []string {
	var keys []string
	for f := range t.Fields() {
		if tag := f.Tag.Get("toml"); f.Type == reflect.TypeFor[font.Role]() && strings.HasSuffix(tag, "role") {
			prefix := strings.TrimSuffix(tag, "role")
			keys = append(keys, prefix+"font", prefix+"bold")
		}
	}
	return keys
}

// choose takes the value of an optional key.
func (l *loader) choose(v any, key string) {
	switch {
	case strings.HasSuffix(key, "bold"):
		b, ok := v.(bool)
		if !ok {
			l.report("profile/value", l.places[key], fmt.Sprintf("“%s”的值不是 true 或 false", key), "请写不带引号的 true（加粗）或 false（不加粗）")
			return
		}
		l.set(key, fmt.Sprint(b))
	case strings.HasSuffix(key, "role"):
		s, _ := v.(string)
		if !slices.Contains(font.Roles(), font.Role(s)) {
			l.report("profile/value", l.places[key], fmt.Sprintf("“%s”的值不是字体类别", key), "请用 "+roles()+" 之一")
			return
		}
		l.set(key, s)
	default:
		file, ok := v.(string)
		if table, isTable := v.(map[string]any); isTable && len(table) == 2 {
			name, ok1 := table["file"].(string)
			face, ok2 := table["face"].(string)
			file, ok = name+"#"+face, ok1 && ok2 && name != "" && face != ""
		}
		if !ok || strings.TrimSpace(file) == "" {
			l.report("profile/value", l.places[key], fmt.Sprintf("“%s”的值不是字体文件", key), `请写成 "字体.ttf"，或 { file = "simsun.ttc", face = "新宋体" }`)
			return
		}
		if strings.ContainsAny(file, "\n\t\r\b\f") {
			l.report("profile/value", l.places[key], "路径里的反斜杠连同后面的字母被当成了换行或制表符", `路径请用正斜杠 /，例如 "D:/公文/字体.ttf"；或把两头的双引号换成单引号 '`)
			return
		}
		l.set(key, strings.TrimSpace(file))
	}
}

func (l *loader) set(key, value string) {
	if l.profile.chosen == nil {
		l.profile.chosen = map[string]string{}
	}
	l.profile.chosen[key] = value
	if strings.HasSuffix(key, "bold") {
		l.say(key, value)
	} else {
		l.say(key, literal(value))
	}
}

// latinTable takes [latin]. Its two keys exclude each other: one of a later
// file takes the place of the other.
func (l *loader) latinTable(v any) {
	values, ok := v.(map[string]any)
	if !ok {
		l.report("profile/value", l.places[latin], "“latin”应当是一组键", "请写成 [latin]，下面写 role 或 font")
		return
	}
	var written []string
	for _, k := range sortedByPlace(values, latin, l.places) {
		if k != "role" && k != "font" {
			l.report("profile/unknown-key", l.places[join(latin, k)], fmt.Sprintf("版式中没有“%s”这个键", join(latin, k)), "可用的键：role、font")
			continue
		}
		written = append(written, k)
	}
	if len(written) == 2 {
		l.report("profile/conflict", l.places[join(latin, written[1])], "数字和西文的字体写了两次", "latin.role 和 latin.font 只写一个")
		return
	}
	for _, k := range written {
		for _, other := range []string{"role", "font"} {
			delete(l.profile.chosen, join(latin, other))
			delete(l.profile.origins, join(latin, other))
			delete(l.profile.said, join(latin, other))
		}
		l.choose(values[k], join(latin, k))
	}
}
