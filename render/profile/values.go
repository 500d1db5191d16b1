package profile

import (
	"fmt"
	"maps"
	"reflect"
	"strings"

	"fangan/internal/diag"
)

// A Value is one value in force.
type Value struct {
	Key  string // dotted: body.size
	Text string // as TOML has it: "16pt", 22, true
	Note string // what the base says of the key: its clause, or 约定; empty for a key that it has not got
	Base string // Text of the base, where an office has set another
	At   diag.Span
}

// Overridden reports whether an office has set the value.
func (v Value) Overridden() bool { return v.Base != "" || v.Note == "" }

// Table returns the table that the key stands in, and its name there.
func (v Value) Table() (table, name string) {
	i := strings.LastIndexByte(v.Key, '.')
	return v.Key[:max(0, i)], v.Key[i+1:]
}

// said is what a file says of a key.
type said struct {
	text string // of the value, as TOML
	note string // the comment behind it
	at   diag.Span
}

// Values returns every value in force, in the order of the keys of the base;
// keys that only an office sets follow the class of face that they belong to,
// and those of [latin] come last.
func (p *Profile) Values() []Value {
	var values []Value
	add := func(key string) {
		if s, ok := p.said[key]; ok {
			b, inBase := p.base[key]
			v := Value{Key: key, Text: s.text, Note: b.note, At: s.at}
			if inBase && s.at != b.at {
				v.Base = b.text
			}
			values = append(values, v)
		}
	}
	for key := range keys(reflect.TypeFor[Profile](), "") {
		add(key)
		if before, ok := strings.CutSuffix(key, "role"); ok {
			for _, beside := range []string{"font", "bold"} {
				add(before + beside)
			}
		}
	}
	for _, key := range []string{"role", "font"} {
		add(join(latin, key))
	}
	return values
}

// Named returns what the base calls a table: 正文 for body. It is empty for one
// that it has not got.
func (p *Profile) Named(table string) string {
	if table == latin {
		return "数字和西文"
	}
	return p.base[table].note
}

// TOML returns the values as a profile that says the same as all the files
// together: it may be laid over any base, or serve as one. from says where a
// value comes from, empty for the base.
func TOML(p *Profile, from func(Value) string) string {
	var b strings.Builder
	last := ""
	for _, v := range p.Values() {
		table, name := v.Table()
		if table != last {
			header := "[" + table + "]"
			if name := p.Named(table); name != "" {
				header += blanks(26-len(header)) + "# " + name
			}
			b.WriteString("\n" + header + "\n")
			last = table
		}
		line := name + blanks(15-len(name)) + "= " + v.Text
		note := v.Note
		if from := from(v); from != "" {
			was := ""
			if v.Base != "" {
				was = "，原为 " + v.Base
			}
			note = strings.TrimPrefix(note+"；出自 "+from+was, "；")
		}
		if note != "" {
			line += blanks(26-diag.Cells(line)) + "# " + note
		}
		b.WriteString(line + "\n")
	}
	return strings.TrimPrefix(b.String(), "\n")
}

func blanks(n int) string { return strings.Repeat(" ", max(1, n)) }

// literal writes a value that was read from TOML as TOML again.
func literal(v any) string {
	s, ok := v.(string)
	if !ok {
		return fmt.Sprint(v)
	}
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r < ' ' || r == 0x7F:
			fmt.Fprintf(&b, `\u%04X`, r)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}

// comment returns what stands behind # on the line of a key, without the #.
func comment(at diag.Span) string {
	rest, _, _ := strings.Cut(at.Source.Text[at.End:], "\n")
	quote := byte(0)
	for i := range len(rest) {
		switch c := rest[i]; {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '"' || c == '\'':
			quote = c
		case c == '#':
			return strings.TrimSpace(rest[i+1:])
		}
	}
	return ""
}

// say notes what the file at hand says of a key.
func (l *loader) say(key, text string) {
	at := l.places[key]
	l.profile.origins[key] = at
	if l.profile.said == nil {
		l.profile.said = map[string]said{}
	}
	s := said{text: text, at: at}
	if !at.IsZero() {
		s.note = comment(at)
	}
	l.profile.said[key] = s
}

// keepBase remembers what the base says, once it is read: its values, and the
// names of its tables.
func (l *loader) keepBase() {
	l.profile.base = map[string]said{}
	for f := range reflect.TypeFor[Profile]().Fields() {
		if table := f.Tag.Get("toml"); table != "" && !l.places[table].IsZero() {
			l.profile.base[table] = said{note: comment(l.places[table]), at: l.places[table]}
		}
	}
	maps.Copy(l.profile.base, l.profile.said)
}
