package font

import (
	"fangan/fonts"
	"sync"
)

// Set tells which faces serve each role, in their order of fallback. It is
// safe for concurrent use.
type Set struct {
	roles [roleCount][]entry
}

// An entry opens its face when it is first asked for.
type entry struct {
	open func() *Face
	row  Row
}

// A Named face is one that the office chose for a role.
type Named struct {
	Role Role
	Face *Face
	Path string // as the office wrote it
}

// builtin is one face of package fonts.
type builtin struct {
	open    func() *Face
	class   Role // "" for an imitation: no 仿宋 and no 小标宋 is free
	license string
	made    string // from what, for a clerk
}

func embedded(name string, data *string, class Role, license, made string) *builtin {
	return &builtin{class: class, license: license, made: made, open: sync.OnceValue(func() *Face {
		f, err := Open(name, *data)
		if err != nil {
			panic(err) // a damaged binary
		}
		return f
	})}
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
			s.roles[i] = append(s.roles[i], entry{b.open, Row{
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
			face := n.Face
			s.roles[i] = append(s.roles[i], entry{func() *Face { return face }, Row{Role: n.Role, Path: n.Path}})
		}
	}
	return s
}

// Lookup returns the first face of the role that has r, and its glyph; false
// where no face has it.
func (s *Set) Lookup(role Role, r rune) (face *Face, id uint16, ok bool) {
	i, ok := role.index()
	if !ok {
		return nil, 0, false
	}
	for n := range s.roles[i] {
		face := s.roles[i][n].open()
		if id, ok := face.Glyph(r); ok {
			return face, id, true
		}
	}
	return nil, 0, false
}

// Faces returns the faces of a role in their order of fallback. It is empty
// for a role that does not exist and, in a strict set, for one for which the
// office named no face.
func (s *Set) Faces(role Role) []*Face {
	i, ok := role.index()
	if !ok {
		return nil
	}
	var faces []*Face
	for _, e := range s.roles[i] {
		faces = append(faces, e.open())
	}
	return faces
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
		for _, e := range entries {
			row := e.row
			row.Face = e.open()
			rows = append(rows, row)
		}
	}
	return rows
}
