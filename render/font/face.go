package font

import (
	"fmt"
	"io"
	"io/fs"
	"strings"
	"unsafe"
)

// Face is one opened font. It is immutable and safe for concurrent use.
type Face struct {
	file       string // for messages
	name       string // PostScript
	unitsPerEm int
	glyphs     int // number of glyphs, at least 1
	metrics    int // number of entries of hmtx that have an advance, 1 to glyphs
	longLoca   bool

	head, hhea, hmtx, loca, glyf, maxp, names, os2, post table
	hinting                                              []hint
	cff                                                  *cff // the outlines of a face that has no glyf

	cmap   *cmap
	stroke int
}

// A hint is a table of the instructions that some old Chinese faces need to
// put their glyphs together. It goes into subsets as it is.
type hint struct {
	tag  string
	data table
}

// Open reads the only face of a TrueType or OpenType file. name says in
// messages which file it is; data is kept. The error is a *FaceError: the file
// is no font that can be used, is damaged, or holds several faces.
func Open(name, data string) (*Face, error) { return OpenNamed(name, data, "") }

// OpenNamed reads that face of a file, which may be a collection, whose full,
// PostScript or family name is face, in any language that the file knows.
// Empty, it means the only one.
func OpenNamed(name, data, face string) (*Face, error) {
	fail := func(message, help string) (*Face, error) {
		return nil, &FaceError{File: name, Message: message, Help: help}
	}
	damaged := func(what string) (*Face, error) {
		return fail("已损坏："+what, "请重新复制或安装这个字体后再试")
	}
	if message, help := refusal(data); message != "" {
		return fail(message, help)
	}
	at, fault := choose(name, data, face)
	if fault != nil {
		return nil, fault
	}
	t, cut := tables(data, at)
	if t == nil {
		return damaged("文件不完整")
	}
	if len(t["CFF2"]) > 0 || len(t["fvar"]) > 0 {
		return fail("是可变字体，印出来会是其中最细的一种", "请换用同一字体的固定字重版本，文件名通常带有 Regular、Bold 等字样")
	}
	needed := []string{"head", "hhea", "maxp", "hmtx", "cmap", "loca", "glyf"}
	curves := len(t["glyf"]) == 0
	if curves {
		if len(t["CFF "]) == 0 && !cut {
			return fail("里面没有字形轮廓，可能是点阵字体", "请换用有轮廓的 TTF 或 OTF 字体")
		}
		needed = append(needed[:5], "CFF ")
	}
	for _, tag := range needed {
		if len(t[tag]) == 0 {
			if cut {
				return damaged("文件不完整")
			}
			return damaged("缺少 " + strings.TrimSpace(tag) + " 表")
		}
	}
	f := &Face{
		file: name,
		head: t["head"], hhea: t["hhea"], maxp: t["maxp"], hmtx: t["hmtx"], loca: t["loca"], glyf: t["glyf"],
		names: t["name"], os2: t["OS/2"], post: t["post"],
	}
	wantMaxp := maxpSize
	if curves {
		wantMaxp = maxpSizeCFF
	}
	if len(f.head) < headSize || len(f.hhea) < hheaSize || len(f.maxp) < wantMaxp {
		return damaged("head、hhea 或 maxp 表太短")
	}
	f.unitsPerEm = int(f.head.u16(18))
	if f.unitsPerEm < 16 || f.unitsPerEm > 16384 {
		return damaged(fmt.Sprintf("每个字身有 %d 个单位", f.unitsPerEm))
	}
	f.glyphs = int(f.maxp.u16(4))
	if curves {
		var ok bool
		if f.cff, ok = openCFF(t["CFF "]); !ok || f.glyphs == 0 || f.cff.glyphs.count < f.glyphs {
			return damaged("CFF 表有误")
		}
	} else {
		f.longLoca = f.head.u16(50) != 0
		entry := 2
		if f.longLoca {
			entry = 4
		}
		if f.glyphs == 0 || len(f.loca) < (f.glyphs+1)*entry {
			return damaged("loca 表与字形个数不符")
		}
		for _, tag := range []string{"cvt ", "fpgm", "prep"} {
			if len(t[tag]) > 0 {
				f.hinting = append(f.hinting, hint{tag, t[tag]})
			}
		}
	}
	f.metrics = min(int(f.hhea.u16(34)), f.glyphs)
	if f.metrics == 0 || len(f.hmtx) < 4*f.metrics {
		return damaged("hmtx 表与字形个数不符")
	}
	f.cmap = &cmap{}
	if !f.cmap.open(t["cmap"], f.glyphs) {
		if hasSymbols(t["cmap"]) {
			return fail("是符号字体，里面没有汉字", "请换用汉字字体")
		}
		return fail("没有 Unicode 字符映射表", "请换用支持 Unicode 的 TTF 字体")
	}
	f.name = postScriptName(f.names)
	return f, nil
}

// Read returns the bytes of a font file. The error is a *FaceError, or what the
// file system said.
func Read(name string, file fs.File) (string, error) {
	info, err := file.Stat()
	if err != nil {
		return "", fmt.Errorf("read %s: %w", name, err)
	}
	if info.Size() > maxFile {
		return "", &FaceError{File: name, Message: "超过 256 MB，不像是字体", Help: "请检查文件路径"}
	}
	data := make([]byte, max(1, info.Size())) // of a folder the size may be anything; reading it fails
	n, err := io.ReadFull(file, data)
	if err != nil && err != io.EOF && err != io.ErrUnexpectedEOF {
		return "", fmt.Errorf("read %s: %w", name, err)
	}
	// Nobody has data but the string. Collections have 30 MB, and a copy of
	// one takes as long as the rest of a document.
	return unsafe.String(unsafe.SliceData(data), n), nil
}

const (
	headSize    = 54
	hheaSize    = 36
	maxpSize    = 32
	maxpSizeCFF = 6 // version 0.5, of faces with CFF outlines

	maxFile = 256 << 20
)

// refusal tells what a file is that is no font that can be used, and what to do
// about it; "" if it may be one.
func refusal(data string) (message, help string) {
	if len(data) == 0 {
		return "是空文件", "请重新复制或安装这个字体后再试"
	}
	if len(data) < 12 {
		return "不是字体文件", "请检查文件路径"
	}
	switch data[:4] {
	case "\x00\x01\x00\x00", "true", "OTTO", "ttcf":
		return "", ""
	case "wOFF", "wOF2":
		return "是网页字体（WOFF），不能使用", "请改用同一字体的 TTF 或 OTF 版本"
	case "%!PS", "%!Fo":
		return "是 Type 1 字体，不能使用", "请改用同一字体的 TTF 或 OTF 版本"
	}
	switch {
	case data[:2] == "\x80\x01":
		return "是 Type 1 字体，不能使用", "请改用同一字体的 TTF 或 OTF 版本"
	case data[:2] == "MZ":
		return "是点阵字体或程序，不能使用", "请改用 TTF 或 OTF 字体"
	case len(data) > 36 && data[34:36] == "LP":
		return "是加密或压缩过的网页字体（EOT），不能使用", "请改用同一字体的 TTF 或 OTF 版本"
	}
	return "不是字体文件，或者已被加密", "请改用扩展名为 .ttf、.otf 或 .ttc 的字体；办公软件下载的云字体常常是加密的，要向字体厂商取得原文件"
}

// Embedding tells what the makers of the face say against its being embedded in
// a document (fsType of OS/2), "" if nothing. Where several of the low bits are
// set the least restrictive counts.
func (f *Face) Embedding() (message, help string) {
	bits := f.os2.u16(8)
	switch {
	case bits&0x000F == 0x0002:
		return "的版权设置不允许嵌入文档", useAnother
	case bits&0x0200 != 0:
		return "的版权设置只允许嵌入点阵", useAnother
	case bits&0x0100 != 0:
		return "的版权设置不允许只嵌入用到的字（子集）", useAnother
	}
	return "", ""
}

const useAnother = "归档的公文必须嵌入字体，请换用允许嵌入的字体；单位已取得嵌入授权的，在 fangan.toml 的 [fonts] 里写 licensed = true"

// Bold returns the face as offices see it when their word processor has no bold
// cut of it: the outlines with a line round them, see [Face.Stroke]. Glyphs and
// advances are the same.
func (f *Face) Bold() *Face {
	bold := *f
	bold.stroke = boldStroke
	return &bold
}

// boldStroke is the width of the line round a bold glyph, in thousandths of an
// em: what Word and WPS draw.
const boldStroke = 33

// Stroke returns the width of the line that is to be drawn round each glyph, in
// thousandths of an em; 0 for a face as it is.
func (f *Face) Stroke() int { return f.stroke }

// Glyph returns the glyph of r, and false where the face has none.
func (f *Face) Glyph(r rune) (id uint16, ok bool) {
	id = f.cmap.lookup(r)
	return id, id != 0
}

// Advance returns the advance width of a glyph in font units; 0 for a glyph
// that the face has not got.
func (f *Face) Advance(id uint16) int {
	i := int(id)
	if i >= f.glyphs {
		return 0
	}
	return int(f.hmtx.u16(4 * min(i, f.metrics-1)))
}

// bearing returns the left side bearing of a glyph in font units.
func (f *Face) bearing(id uint16) uint16 {
	if i := int(id); i >= f.metrics {
		return f.hmtx.u16(4*f.metrics + 2*(i-f.metrics))
	}
	return f.hmtx.u16(4*int(id) + 2)
}

// UnitsPerEm returns the number of font units in an em.
func (f *Face) UnitsPerEm() int { return f.unitsPerEm }

// Glyphs returns the number of glyphs, .notdef among them.
func (f *Face) Glyphs() int { return f.glyphs }

// Name returns the PostScript name of the face: ASCII letters, digits and
// hyphens only, never empty.
func (f *Face) Name() string { return f.name }

// Ascent and Descent return how far the face reaches above and below the
// baseline, in font units (hhea). Descent is negative below the baseline.
func (f *Face) Ascent() int  { return f.hhea.i16(4) }
func (f *Face) Descent() int { return f.hhea.i16(6) }

// Metrics is what a writer says of a face beside its glyphs, in font units
// unless stated.
type Metrics struct {
	Box             [4]int // that holds every glyph: left, bottom, right, top
	Ascent, Descent int    // as Face.Ascent and Face.Descent
	CapHeight       int
	ItalicAngle     int // degrees counter-clockwise, negative for a face that leans right
	Weight          int // 100 thin to 900 black
	Fixed           bool
}

// Metrics returns the metrics of the whole face.
func (f *Face) Metrics() Metrics {
	m := Metrics{
		Box:         [4]int{f.head.i16(36), f.head.i16(38), f.head.i16(40), f.head.i16(42)},
		Ascent:      f.Ascent(),
		Descent:     f.Descent(),
		ItalicAngle: f.post.i16(4),
		Weight:      int(f.os2.u16(4)),
		Fixed:       f.post.u32(12) != 0,
	}
	if f.os2.u16(0) >= 2 {
		m.CapHeight = f.os2.i16(88)
	}
	if m.CapHeight <= 0 {
		m.CapHeight = m.Ascent
	}
	if m.Weight < 100 || m.Weight > 1000 {
		m.Weight = 400
	}
	return m
}

// outline returns the glyf entry of a glyph, empty for a blank; false where
// loca points outside of glyf. Only for a face with such outlines.
func (f *Face) outline(id uint16) (table, bool) {
	i := int(id)
	if i >= f.glyphs {
		return "", false
	}
	if f.longLoca {
		return f.glyf.sub(int(f.loca.u32(4*i)), int(f.loca.u32(4*i+4)))
	}
	return f.glyf.sub(2*int(f.loca.u16(2*i)), 2*int(f.loca.u16(2*i+2)))
}
