package font

import (
	"fmt"
	"io"
	"os"
	"strings"
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

	cmap cmap
}

// A hint is a table of the instructions that some old Chinese faces need to
// put their glyphs together. It goes into subsets as it is.
type hint struct {
	tag  string
	data table
}

// Open reads a TrueType face. name says in messages which file it is; data is
// kept. The error is a *FaceError: the file is no TrueType face, is damaged, or
// forbids embedding.
func Open(name, data string) (*Face, error) {
	fail := func(message, help string) (*Face, error) {
		return nil, &FaceError{File: name, Message: message, Help: help}
	}
	damaged := func(what string) (*Face, error) {
		return fail("已损坏："+what, "请重新复制或安装这个字体后再试")
	}
	if message, help := refusal(data); message != "" {
		return fail(message, help)
	}
	t, cut := tables(data)
	if t == nil {
		return damaged("文件不完整")
	}
	if len(t["glyf"]) == 0 && !cut {
		if _, cff := t["CFF "]; cff {
			return fail(cffMessage, cffHelp)
		}
		return fail("里面没有字形轮廓", "请换用 TrueType 轮廓的 TTF 字体")
	}
	for _, tag := range []string{"head", "hhea", "maxp", "hmtx", "loca", "glyf", "cmap"} {
		if len(t[tag]) == 0 {
			if cut {
				return damaged("文件不完整")
			}
			return damaged("缺少 " + tag + " 表")
		}
	}
	f := &Face{
		file: name,
		head: t["head"], hhea: t["hhea"], maxp: t["maxp"], hmtx: t["hmtx"], loca: t["loca"], glyf: t["glyf"],
		names: t["name"], os2: t["OS/2"], post: t["post"],
	}
	if len(f.head) < headSize || len(f.hhea) < hheaSize || len(f.maxp) < maxpSize {
		return damaged("head、hhea 或 maxp 表太短")
	}
	f.unitsPerEm = int(f.head.u16(18))
	if f.unitsPerEm < 16 || f.unitsPerEm > 16384 {
		return damaged(fmt.Sprintf("每个字身有 %d 个单位", f.unitsPerEm))
	}
	f.longLoca = f.head.u16(50) != 0
	f.glyphs = int(f.maxp.u16(4))
	entry := 2
	if f.longLoca {
		entry = 4
	}
	if f.glyphs == 0 || len(f.loca) < (f.glyphs+1)*entry {
		return damaged("loca 表与字形个数不符")
	}
	f.metrics = min(int(f.hhea.u16(34)), f.glyphs)
	if f.metrics == 0 || len(f.hmtx) < 4*f.metrics {
		return damaged("hmtx 表与字形个数不符")
	}
	if message, help := forbidden(f.os2); message != "" {
		return fail(message, help)
	}
	for _, tag := range []string{"cvt ", "fpgm", "prep"} {
		if len(t[tag]) > 0 {
			f.hinting = append(f.hinting, hint{tag, t[tag]})
		}
	}
	if !f.cmap.open(t["cmap"], f.glyphs) {
		return fail("没有 Unicode 字符映射表", "请换用支持 Unicode 的 TTF 字体")
	}
	f.name = postScriptName(f.names)
	return f, nil
}

// OpenFile reads a TrueType face from a file. The error is a *FaceError, or
// what the file system said.
func OpenFile(path string) (*Face, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	// A face may have 20 MB; a Builder makes a string of it without a copy.
	var data strings.Builder
	if info, err := file.Stat(); err == nil && info.Mode().IsRegular() {
		data.Grow(int(min(info.Size(), maxFile+1)))
	}
	if _, err := io.Copy(&data, io.LimitReader(file, maxFile+1)); err != nil {
		return nil, fmt.Errorf("read %s: %w", path, err)
	}
	if data.Len() > maxFile {
		return nil, &FaceError{File: path, Message: "超过 256 MB，不像是字体", Help: "请检查文件路径"}
	}
	return Open(path, data.String())
}

const (
	headSize = 54
	hheaSize = 36
	maxpSize = 32

	maxFile = 256 << 20
)

const (
	cffMessage = "是 OpenType（OTF，CFF 轮廓）字体，本版还不能使用"
	cffHelp    = "请改用同一字体的 TTF 版本，或用字体工具另存为 TrueType 轮廓的 TTF 文件"
)

// refusal tells what a file is that is no single TrueType face, and what to do
// about it; "" if it may be one.
func refusal(data string) (message, help string) {
	if len(data) == 0 {
		return "是空文件", "请重新复制或安装这个字体后再试"
	}
	if len(data) < 12 {
		return "不是字体文件", "请检查文件路径"
	}
	switch data[:4] {
	case "\x00\x01\x00\x00", "true":
		return "", ""
	case "ttcf":
		return "是字体合集（TTC），里面有多个字体，本版还不能使用",
			"请用字体工具把要用的那一个字体另存为单个 TTF 文件，再改用该文件"
	case "OTTO":
		return cffMessage, cffHelp
	case "wOFF", "wOF2":
		return "是网页字体（WOFF），不能使用", "请改用同一字体的 TTF 版本"
	}
	return "不是 TrueType 字体文件", "请改用扩展名为 .ttf 的 TrueType 字体"
}

// forbidden reads the embedding bits (fsType of OS/2). Where several of the
// low bits are set the least restrictive counts.
func forbidden(os2 table) (message, help string) {
	bits := os2.u16(8)
	switch {
	case bits&0x000F == 0x0002:
		return "的版权设置不允许嵌入文档", "请换用允许嵌入的字体，或向字体厂商购买可嵌入的版本"
	case bits&0x0200 != 0:
		return "的版权设置只允许嵌入点阵", "请换用允许嵌入轮廓的字体"
	case bits&0x0100 != 0:
		return "的版权设置不允许只嵌入用到的字（子集）", "请换用允许子集嵌入的字体"
	}
	return "", ""
}

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
// loca points outside of glyf.
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
