package font_test

import (
	"bytes"
	"encoding/binary"
	"slices"
	"strings"
	"unicode/utf16"
)

// A spec describes a small TrueType file. Tests change what they are about.
type spec struct {
	outlines [][]byte // by glyph; glyph 0 is .notdef
	advances []uint16 // by glyph; the last one counts for the rest
	bmp      map[rune]uint16
	all      map[rune]uint16 // format 12; nil for none
	names    []nameRecord
	fsType   uint16
	long     bool
	extra    map[string][]byte // tables beside; nil content removes one
}

type nameRecord struct {
	platform, encoding, language, id uint16
	text                             string
}

// small is a face with a simple glyph (字), a composite of it moved (学) and a
// composite of that composite (𠮷).
func small() spec {
	return spec{
		outlines: [][]byte{square(0), square(100), composite(component{1, 50, -20}), composite(component{2, 5, 5}, component{1, 0, 0}), {}},
		advances: []uint16{1000, 1000, 900, 800},
		bmp:      map[rune]uint16{'字': 1, '学': 2, ' ': 4},
		all:      map[rune]uint16{'字': 1, '学': 2, ' ': 4, '𠮷': 3},
		names: []nameRecord{
			{3, 1, 0x409, 1, "Test Face"}, {3, 1, 0x804, 1, "测试体"}, {3, 1, 0x409, 6, "Test Face 中-R(1)"},
			{3, 1, 0x409, 4, "Test Face Regular"}, {1, 0, 0, 0, "(c) nobody"},
		},
	}
}

// square returns a simple glyph of four points; n makes it different.
func square(n int16) []byte {
	return be(int16(1), n, int16(0), n+500, int16(500), uint16(3), uint16(0),
		[]byte{0x01, 0x01, 0x01, 0x01}, []int16{n, 500, 0, -500}, []int16{0, 0, 500, 0})
}

type component struct {
	id     uint16
	dx, dy int8
}

func composite(parts ...component) []byte {
	b := be(int16(-1), int16(0), int16(0), int16(500), int16(500))
	for i, p := range parts {
		flags := uint16(0x0002) // arguments are offsets
		if i < len(parts)-1 {
			flags |= 0x0020
		}
		b = append(b, be(flags, p.id, p.dx, p.dy)...)
	}
	return b
}

func be(values ...any) []byte {
	var b bytes.Buffer
	for _, v := range values {
		binary.Write(&b, binary.BigEndian, v)
	}
	return b.Bytes()
}

// tables builds the tables of the file.
func (s spec) tables() map[string][]byte {
	n := uint16(len(s.outlines))
	var glyf, loca []byte
	for i := 0; i <= len(s.outlines); i++ {
		if s.long {
			loca = append(loca, be(uint32(len(glyf)))...)
		} else {
			loca = append(loca, be(uint16(len(glyf)/2))...)
		}
		if i < len(s.outlines) {
			glyf = append(glyf, s.outlines[i]...)
			if len(glyf)%2 == 1 {
				glyf = append(glyf, 0)
			}
		}
	}
	var hmtx []byte
	for i := range s.outlines {
		if i < len(s.advances) {
			hmtx = append(hmtx, be(s.advances[i])...)
		}
		hmtx = append(hmtx, be(int16(i))...)
	}
	format := uint16(0)
	if s.long {
		format = 1
	}
	t := map[string][]byte{
		"head": be(uint32(0x10000), uint32(0), uint32(0), uint32(0x5F0F3CF5), uint16(0), uint16(1000), uint64(0), uint64(0),
			int16(0), int16(-120), int16(1000), int16(880), uint16(0), uint16(8), int16(2), format, int16(0)),
		"hhea": be(uint32(0x10000), int16(880), int16(-120), make([]byte, 26), uint16(len(s.advances))),
		"maxp": be(uint32(0x10000), n, make([]byte, 26)),
		"hmtx": hmtx, "loca": loca, "glyf": glyf,
		"cmap": s.cmap(),
		"name": nameTable(s.names),
		"OS/2": be(uint16(4), int16(500), uint16(400), uint16(5), s.fsType, make([]byte, 86)),
		"post": be(uint32(0x30000), make([]byte, 28)),
	}
	for tag, data := range s.extra {
		if data == nil {
			delete(t, tag)
		} else {
			t[tag] = data
		}
	}
	return t
}

func (s spec) cmap() []byte {
	runes := make([]rune, 0, len(s.bmp))
	for r := range s.bmp {
		runes = append(runes, r)
	}
	slices.Sort(runes)
	count := len(runes) + 1
	var ends, starts, deltas, offsets []uint16
	for _, r := range runes {
		ends, starts = append(ends, uint16(r)), append(starts, uint16(r))
		deltas, offsets = append(deltas, s.bmp[r]-uint16(r)), append(offsets, 0)
	}
	ends, starts, deltas, offsets = append(ends, 0xFFFF), append(starts, 0xFFFF), append(deltas, 1), append(offsets, 0)
	format4 := be(uint16(4), uint16(16+8*count), uint16(0), uint16(2*count), uint16(0), uint16(0), uint16(0),
		ends, uint16(0), starts, deltas, offsets)
	if s.all == nil {
		return be(uint16(0), uint16(1), uint16(3), uint16(1), uint32(12), format4)
	}
	runes = runes[:0]
	for r := range s.all {
		runes = append(runes, r)
	}
	slices.Sort(runes)
	format12 := be(uint16(12), uint16(0), uint32(16+12*len(runes)), uint32(0), uint32(len(runes)))
	for _, r := range runes {
		format12 = append(format12, be(uint32(r), uint32(r), uint32(s.all[r]))...)
	}
	return be(uint16(0), uint16(2), uint16(3), uint16(1), uint32(20), uint16(3), uint16(10), uint32(20+len(format4)), format4, format12)
}

func nameTable(names []nameRecord) []byte {
	var records, storage []byte
	for _, n := range names {
		text := []byte(n.text)
		if n.platform != 1 {
			text = be(utf16.Encode([]rune(n.text)))
		}
		records = append(records, be(n.platform, n.encoding, n.language, n.id, uint16(len(text)), uint16(len(storage)))...)
		storage = append(storage, text...)
	}
	return be(uint16(0), uint16(len(names)), uint16(6+len(records)), records, storage)
}

// file puts the tables together.
func (s spec) file() string {
	t := s.tables()
	var tags []string
	for tag := range t {
		tags = append(tags, tag)
	}
	slices.Sort(tags)
	b := be(uint32(0x10000), uint16(len(tags)), uint16(0), uint16(0), uint16(0))
	offset := 12 + 16*len(tags)
	for _, tag := range tags {
		b = append(b, tag...)
		b = append(b, be(uint32(0), uint32(offset), uint32(len(t[tag])))...)
		offset += (len(t[tag]) + 3) &^ 3
	}
	for _, tag := range tags {
		b = append(b, t[tag]...)
		b = append(b, strings.Repeat("\x00", -len(t[tag])&3)...)
	}
	return string(b)
}
