package font

import (
	"fangan/fonts"
	"sync"
)

// Set tells which faces serve each role, in their order of fallback. It is
// safe for concurrent use.
type Set struct {
	roles  [roleCount][]entry
	styles map[Role]*styled
}

// A styled is what a style has beside or before the faces of its role.
type styled struct {
	faces []entry
	latin []entry // for digits and Latin letters, before the others
}

// An entry opens its face when it is first asked for.
type entry struct {
	open func() *Face
	bold func() *Face
	row  Row
}

// of returns an entry for a face of the office's. There is one bold face of
// each, whoever asks for it.
func of(face *Face, row Row) entry {
	return entry{func() *Face { return face }, sync.OnceValue(face.Bold), row}
}

// A Named face is one that the office chose for a role.
type Named struct {
	Role Role
	Face *Face
	Path string // as the office wrote it
}

// A Style is one whose faces depart from those of its role.
type Style struct {
	// Name is what Lookup is asked for in place of the role. It is none of
	// Roles.
	Name Role
	Role Role

	// Face goes before those of the role; nil: none. Path is as the office
	// wrote it.
	Face *Face
	Path string

	// Latin is the face for digits and Latin letters; nil: none. LatinRole are
	// those of another role for them; empty: none.
	Latin     *Face
	LatinPath string
	LatinRole Role

	Bold bool // all of them are bold
}

// builtin is one face of package fonts.
type builtin struct {
	open    func() *Face
	bold    func() *Face
	class   Role // "" for an imitation: no 仿宋 and no 小标宋 is free
	license string
	made    string // from what, for a clerk
}

func embedded(name string, data *string, class Role, license, made string) *builtin {
	open := sync.OnceValue(func() *Face {
		f, err := Open(name, *data)
		if err != nil {
			panic(err) // a damaged binary
		}
		return f
	})
	return &builtin{class: class, license: license, made: made, open: open, bold: sync.OnceValue(func() *Face { return open().Bold() })}
}

const (
	ofl    = "SIL 开放字体许可证 1.1（OFL）"
	arphic = "文鼎公众授权书（Arphic Public License）"
)

var (
	builtinFangSong = embedded("fangsong.ttf", &fonts.FangSong, "", ofl, "由思源宋体极细体改制，代替仿宋")
	builtinKai      = embedded("kai.ttf", &fonts.Kai, Kai, arphic, "由文鼎简中楷整理")
	builtinKaiExtra = embedded("kai-extra.ttf", &fonts.KaiExtra, Kai, ofl, "取自霞鹜文楷细体的罕用字，已改名")
	builtinHei      = embedded("hei.ttf", &fonts.Hei, Hei, ofl, "由思源黑体中等体整理")
	builtinSong     = embedded("song.ttf", &fonts.Song, Song, ofl, "由思源宋体常规体整理")
	builtinTitle    = embedded("xiaobiaosong.ttf", &fonts.XiaoBiaoSong, "", ofl, "由思源宋体粗体整理，代替小标宋")
)

// fallback is the order of fonts/README.md. The last resort of every role is
// 宋体, which has the General List (通用规范汉字表) and GBK whole.
func fallback(role int) []*builtin {
	switch Roles()[role] {
	case FangSong:
		return []*builtin{builtinFangSong, builtinSong}
	case XiaoBiaoSong:
		return []*builtin{builtinTitle, builtinSong}
	case Hei:
		return []*builtin{builtinHei, builtinSong}
	case Kai:
		return []*builtin{builtinKai, builtinKaiExtra, builtinFangSong, builtinSong}
	default:
		return []*builtin{builtinSong}
	}
}

// BuiltIn returns the set that is embedded in the binary.
func BuiltIn() *Set { return NewSet(nil) }

// NewSet returns a set in which the office's faces go first, in the order
// given, and the built-in faces take what they lack. A name for a role that
// does not exist is ignored.
func NewSet(named []Named) *Set {
	s := StrictSet(named)
	for i := range s.roles {
		for _, b := range fallback(i) {
			s.roles[i] = append(s.roles[i], entry{b.open, b.bold, Row{
				Role: Roles()[i], License: b.license, Made: b.made,
				StandIn: b.class != Roles()[i],
			}})
		}
	}
	return s
}

// StrictSet returns a set of the office's faces alone: what they lack is not
// found, and a role for which none was named has no face at all ([Set.Faces]
// is empty).
func StrictSet(named []Named) *Set {
	s := &Set{}
	for _, n := range named {
		if i, ok := n.Role.index(); ok {
			s.roles[i] = append(s.roles[i], of(n.Face, Row{Role: n.Role, Path: n.Path}))
		}
	}
	return s
}

// WithStyles returns a set that knows the styles too.
func (s *Set) WithStyles(styles []Style) *Set {
	grown := &Set{roles: s.roles, styles: map[Role]*styled{}}
	own := map[*Face]entry{}
	ownEntry := func(face *Face, path string) entry {
		if _, ok := own[face]; !ok {
			own[face] = of(face, Row{Path: path})
		}
		return own[face]
	}
	for _, style := range styles {
		st := &styled{}
		if style.Face != nil {
			st.faces = append(st.faces, ownEntry(style.Face, style.Path))
		}
		if i, ok := style.Role.index(); ok {
			st.faces = append(st.faces, s.roles[i]...)
		}
		if style.Latin != nil {
			st.latin = append(st.latin, ownEntry(style.Latin, style.LatinPath))
		}
		if i, ok := style.LatinRole.index(); ok {
			st.latin = append(st.latin, s.roles[i]...)
		}
		for _, list := range [][]entry{st.faces, st.latin} {
			for i := range list {
				list[i].row.Role = style.Role
				if style.Bold {
					list[i].open = list[i].bold
				}
			}
		}
		grown.styles[style.Name] = st
	}
	return grown
}

// Lookup returns the first face of a role, or of a style that the set knows,
// that has r, and its glyph; false where no face has it.
func (s *Set) Lookup(role Role, r rune) (face *Face, id uint16, ok bool) {
	i, ok := role.index()
	if !ok {
		st := s.styles[role]
		if st == nil {
			return nil, 0, false
		}
		if len(st.latin) > 0 && isLatin(r) {
			if face, id, ok := lookup(st.latin, r); ok {
				return face, id, true
			}
		}
		return lookup(st.faces, r)
	}
	return lookup(s.roles[i], r)
}

// First returns the face of a role or style that r is meant to be in, whether or
// not it has it; nil where there is none.
func (s *Set) First(role Role, r rune) *Face {
	var entries []entry
	if i, ok := role.index(); ok {
		entries = s.roles[i]
	} else if st := s.styles[role]; st != nil {
		entries = st.faces
		if len(st.latin) > 0 && isLatin(r) {
			entries = st.latin
		}
	}
	if len(entries) == 0 {
		return nil
	}
	return entries[0].open()
}

func lookup(entries []entry, r rune) (face *Face, id uint16, ok bool) {
	for n := range entries {
		face := entries[n].open()
		if id, ok := face.Glyph(r); ok {
			return face, id, true
		}
	}
	return nil, 0, false
}

// isLatin reports whether r is what word processors set in the face for
// Western text: digits, Latin and Greek letters, the signs between them, and
// the small figures of units of measurement. Signs that Chinese text shares,
// such as × ÷ · ° and the quotation marks, are not.
func isLatin(r rune) bool {
	switch {
	case r < ' ':
		return false
	case r <= '~':
		return true
	case r < 0xB2:
		return r == 0xA0
	}
	return r == 0xB2 || r == 0xB3 || r == 0xB5 || r == 0xB9 || r >= 0xC0 && r <= 0x24F && r != '×' && r != '÷' ||
		r >= 0x370 && r <= 0x3FF || r >= 0x2070 && r <= 0x209C || r == 0x2212
}

// Faces returns the faces of a role, or of a style that the set knows, in their
// order of fallback; those for digits and Latin letters come last. It is empty
// for a role that does not exist and, in a strict set, for one for which the
// office named no face.
func (s *Set) Faces(role Role) []*Face {
	var faces []*Face
	for _, row := range append(s.Rows(role), s.LatinRows(role)...) {
		faces = append(faces, row.Face)
	}
	return faces
}

// Rows returns a row for each face of a role or style, in their order of
// fallback.
func (s *Set) Rows(role Role) []Row {
	if i, ok := role.index(); ok {
		return described(s.roles[i])
	}
	if st := s.styles[role]; st != nil {
		return described(st.faces)
	}
	return nil
}

// LatinRows returns a row for each face that a style has for digits and Latin
// letters alone.
func (s *Set) LatinRows(role Role) []Row {
	if st := s.styles[role]; st != nil {
		return described(st.latin)
	}
	return nil
}

func described(entries []entry) []Row {
	var rows []Row
	for _, e := range entries {
		row := e.row
		row.Face = e.open()
		rows = append(rows, row)
	}
	return rows
}

// A Row tells of one face that serves a role.
type Row struct {
	Role    Role
	Face    *Face
	Path    string // of the office's own file; "" for a built-in face
	StandIn bool   // a built-in face that is not truly of the class that the role asks for
	License string // of a built-in face, in Chinese
	Made    string // from what a built-in face was made, in Chinese
}

// From says where the face comes from: 内嵌, or the path of the file.
func (r Row) From() string {
	if r.Path == "" {
		return "内嵌"
	}
	return r.Path
}

// Describe returns a row for each face of each role, in the order of Roles and
// of fallback. It opens every face.
func (s *Set) Describe() []Row {
	var rows []Row
	for _, entries := range s.roles {
		rows = append(rows, described(entries)...)
	}
	return rows
}
