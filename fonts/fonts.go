// Package fonts carries the built-in faces and their licences inside the
// binary. It does nothing else: [fangan/render/font] reads them.
//
// The faces are strings so that they stay in the read-only part of the
// executable: 40 MB cost nothing until a table of them is read. Never convert
// one to a byte slice.
package fonts

import _ "embed"

// The built-in faces, plain TrueType. README.md tells what each was made from.
var (
	//go:embed fangsong.ttf
	FangSong string
	//go:embed kai.ttf
	Kai string
	//go:embed kai-extra.ttf
	KaiExtra string // what Kai lacks of the General List (通用规范汉字表)
	//go:embed hei.ttf
	Hei string
	//go:embed song.ttf
	Song string
	//go:embed xiaobiaosong.ttf
	XiaoBiaoSong string
)

// The licences of the faces. Each copy of a face must be accompanied by its
// licence, and the binary is such a copy.
var (
	//go:embed LICENSE-noto.txt
	LicenseNoto string // FangSong, Hei, Song, XiaoBiaoSong
	//go:embed LICENSE-arphic.txt
	LicenseArphic string // Kai
	//go:embed LICENSE-lxgw.txt
	LicenseLXGW string // KaiExtra
)
