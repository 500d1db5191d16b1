package font_test

import (
	"encoding/binary"
	"fmt"
)

// A second reader of TrueType, written only to check the first: no bounds
// checks, no shared code, outlines down to their points.
type reader struct {
	tables map[string]string
}

func read(data string) reader {
	r := reader{make(map[string]string)}
	for i := range int(be16(data, 4)) {
		record := data[12+16*i:]
		r.tables[record[:4]] = data[be32(record, 8):][:be32(record, 12)]
	}
	return r
}

func be16(s string, at int) uint16 { return binary.BigEndian.Uint16([]byte(s[at : at+2])) }
func be32(s string, at int) uint32 { return binary.BigEndian.Uint32([]byte(s[at : at+4])) }

func (r reader) glyphs() int { return int(be16(r.tables["maxp"], 4)) }

// metrics returns the advance and the left side bearing of a glyph.
func (r reader) metrics(id int) [2]int {
	hmtx, n := r.tables["hmtx"], int(be16(r.tables["hhea"], 34))
	if id < n {
		return [2]int{int(be16(hmtx, 4*id)), int(int16(be16(hmtx, 4*id+2)))}
	}
	return [2]int{int(be16(hmtx, 4*n-4)), int(int16(be16(hmtx, 4*n+2*(id-n))))}
}

func (r reader) glyph(id int) string {
	loca := r.tables["loca"]
	if be16(r.tables["head"], 50) == 0 {
		return r.tables["glyf"][2*int(be16(loca, 2*id)) : 2*int(be16(loca, 2*id+2))]
	}
	return r.tables["glyf"][be32(loca, 4*id):be32(loca, 4*id+4)]
}

// outline lists the contours of a glyph with all components put in: each
// point as on or off the curve, x, y, and the transformations of its
// components before it.
func (r reader) outline(id int) string {
	g := r.glyph(id)
	if g == "" {
		return "blank"
	}
	text := fmt.Sprintf("box %d %d %d %d", int16(be16(g, 2)), int16(be16(g, 4)), int16(be16(g, 6)), int16(be16(g, 8)))
	contours := int(int16(be16(g, 0)))
	at := 10
	if contours < 0 {
		for more := true; more; {
			flags, part := be16(g, at), int(be16(g, at+2))
			size := 2
			if flags&0x1 != 0 {
				size = 4
			}
			switch {
			case flags&0x8 != 0:
				size += 2
			case flags&0x40 != 0:
				size += 4
			case flags&0x80 != 0:
				size += 8
			}
			text += fmt.Sprintf(" part %04x %x [%s]", flags, g[at+4:at+4+size], r.outline(part))
			at += 4 + size
			more = flags&0x20 != 0
		}
		return text
	}
	points := 0
	for range contours {
		points = int(be16(g, at)) + 1
		text += fmt.Sprintf(" end %d", points-1)
		at += 2
	}
	at += 2 + int(be16(g, at))
	var flags []byte
	for len(flags) < points {
		flag := g[at]
		at++
		flags = append(flags, flag)
		if flag&8 != 0 {
			for range g[at] {
				flags = append(flags, flag)
			}
			at++
		}
	}
	var coordinates [2][]int
	for axis := range 2 {
		short, same := byte(2)<<axis, byte(16)<<axis
		v := 0
		for _, flag := range flags {
			switch {
			case flag&short != 0 && flag&same != 0:
				v += int(g[at])
				at++
			case flag&short != 0:
				v -= int(g[at])
				at++
			case flag&same == 0:
				v += int(int16(be16(g, at)))
				at += 2
			}
			coordinates[axis] = append(coordinates[axis], v)
		}
	}
	for i, flag := range flags {
		text += fmt.Sprintf(" %d:%d,%d", flag&1, coordinates[0][i], coordinates[1][i])
	}
	return text
}
