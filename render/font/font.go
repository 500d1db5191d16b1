// Package font reads, measures and subsets the faces that documents are set
// in, and knows which face serves which role.
//
// It reads plain TrueType. A face is a string of the whole file that is never
// copied nor walked through: tables are read by index, so opening a face of
// 12 MB touches a few pages of it. Faces come from strangers' disks, so every
// offset is checked; a broken face gives a [*FaceError], never a panic, and
// needs no more memory than a small multiple of its size.
package font

import "fmt"

// Role is a class of face that GB/T 9704-2012 names; products are the
// office's choice.
type Role string

// The roles of an official document.
const (
	FangSong     Role = "仿宋"
	Kai          Role = "楷体"
	Hei          Role = "黑体"
	Song         Role = "宋体"
	XiaoBiaoSong Role = "小标宋"
)

// Roles returns all roles, body text first.
func Roles() []Role { return []Role{FangSong, XiaoBiaoSong, Hei, Kai, Song} }

// index returns the place of a role in the arrays of a Set. A switch is a
// quarter of the price of a map, and Lookup is called for every character.
func (r Role) index() (i int, ok bool) {
	switch r {
	case FangSong:
		return 0, true
	case XiaoBiaoSong:
		return 1, true
	case Hei:
		return 2, true
	case Kai:
		return 3, true
	case Song:
		return 4, true
	}
	return 0, false
}

const roleCount = 5

// A FaceError tells a clerk why a font file cannot be used.
type FaceError struct {
	File    string // as the office named it
	Message string // 中文，一句，句末不加句号
	Help    string // 中文，怎么办
}

func (e *FaceError) Error() string {
	return fmt.Sprintf("字体文件“%s”%s；%s", e.File, e.Message, e.Help)
}
