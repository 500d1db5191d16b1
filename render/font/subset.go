package font

import (
	"encoding/binary"
	"hash/crc32"
)

// A Subset is a TrueType file with some glyphs of a face, for embedding in a
// document whose codes are glyph numbers. CFF outlines have become TrueType
// ones, without hinting, within half a thousandth of an em. It has no cmap, name, OS/2 or post,
// which a PDF does not read (OFD readers do). Hinting is kept: old Chinese
// faces put their glyphs together with it.
type Subset struct {
	// Name is the PostScript name with a tag of six letters that is derived
	// from the content: JKLMNO+FanganKai.
	Name   string
	Data   []byte
	Glyphs int
}

// Bits of a component of a composite glyph (OpenType glyf).
const (
	argsAreWords   = 1 << 0
	hasScale       = 1 << 3
	moreComponents = 1 << 5
	hasTwoScales   = 1 << 6
	hasMatrix      = 1 << 7
)

// deepest is how many composites may stand in one another. Real faces have
// two or three.
const deepest = 16

// A Pick is a glyph that a subset is to have, and the advance width that it is
// to have there, in font units.
type Pick struct {
	ID      uint16
	Advance int
}

// Subset returns a face in which picks[i] is glyph i+1; glyph 0 is .notdef and
// the components of composite glyphs follow. A glyph may be picked twice, for
// a document that tells two characters with one glyph apart or needs it in two
// widths. Numbers are dense because a loca and an hmtx with the gaps of the
// original would be most of the file. The same face and picks give the same
// bytes. The error is a *FaceError: the outlines are damaged, or there are
// more glyphs than a face can have.
func (f *Face) Subset(picks []Pick) (*Subset, error) {
	s := subsetter{face: f, number: make(map[uint16]uint16, len(picks)), state: make(map[uint16]visit)}
	s.picks = make([]Pick, 1, len(picks)+16)
	s.outlines = make([]table, 1, len(picks)+16)
	s.limit = 2*len(f.glyf) + 1<<16
	if f.cff != nil {
		// A cubic curve of 6 bytes becomes two or three quadratic ones of 12.
		s.limit = 8*len(f.cff.data) + 1<<16
		s.machine = &machine{face: f.cff, budget: 4*len(f.cff.data) + 1<<18, pen: pen{tolerance: int64(max(1, 256*f.unitsPerEm/curveError))}}
	}
	s.picks[0].Advance = f.Advance(0)
	ok := s.load(0, 0) && len(picks) < 0xFFFF
	for i, p := range picks {
		if !ok {
			break
		}
		if _, again := s.number[p.ID]; !again {
			s.number[p.ID] = uint16(i + 1)
		}
		s.picks = append(s.picks, p)
		s.outlines = append(s.outlines, "")
		ok = s.load(i+1, p.ID)
	}
	for _, p := range picks {
		ok = ok && s.components(p.ID, 0)
	}
	if !ok || len(s.picks) > 0xFFFF {
		return nil, &FaceError{File: f.file, Message: "已损坏：字形轮廓有误", Help: "请重新复制或安装这个字体后再试"}
	}
	data := s.write()
	return &Subset{Name: tag(data) + "+" + f.name, Data: data, Glyphs: len(s.picks)}, nil
}

// tag derives six capital letters from the content of a subset.
func tag(data []byte) string {
	n := crc32.ChecksumIEEE(data)
	letters := make([]byte, 6)
	for i := range letters {
		letters[i] = 'A' + byte(n%26)
		n /= 26
	}
	return string(letters)
}

type subsetter struct {
	face     *Face
	picks    []Pick            // by new number
	outlines []table           // by new number
	number   map[uint16]uint16 // new number by old
	state    map[uint16]visit  // of composites
	machine  *machine          // for a face with CFF outlines
	points   int               // most in a glyph, as far as the machine made them
	contours int
	total    int // bytes of outlines
	limit    int // that total must not pass: overlapping entries of a crafted loca would
}

type visit int

const (
	open visit = iota + 1
	done
)

// load takes the outline of old glyph id as new glyph n.
func (s *subsetter) load(n int, id uint16) bool {
	var outline table
	var ok bool
	if first := int(s.number[id]); s.machine == nil {
		outline, ok = s.face.outline(id)
	} else if first != 0 && first != n {
		outline, ok = s.outlines[first], true
	} else {
		outline, ok = s.convert(id)
	}
	s.outlines[n] = outline
	s.total += len(outline)
	return ok && s.total <= s.limit
}

// convert makes a TrueType outline of a CFF one.
func (s *subsetter) convert(id uint16) (table, bool) {
	m := s.machine
	m.pen.reset()
	m.within = false
	if int(id) >= s.face.glyphs || !m.glyph(int(id), 0, 0) {
		return "", false
	}
	s.points, s.contours = max(s.points, len(m.pen.points)), max(s.contours, len(m.pen.ends))
	return m.pen.glyf(), true
}

// components takes what a composite glyph is made of, however deep. A glyph
// that holds itself is an error: readers of the document would not all survive
// it.
func (s *subsetter) components(id uint16, depth int) bool {
	if s.machine != nil {
		return true
	}
	outline, ok := s.face.outline(id)
	if !ok || depth > deepest {
		return false
	}
	if !isComposite(outline) || s.state[id] == done {
		return true
	}
	if s.state[id] == open {
		return false
	}
	s.state[id] = open
	ok = eachComponent(outline, func(at int) bool {
		part := outline.u16(at)
		if _, have := s.number[part]; !have {
			if len(s.picks) > 0xFFFF {
				return false
			}
			s.number[part] = uint16(len(s.picks))
			s.picks = append(s.picks, Pick{part, s.face.Advance(part)})
			s.outlines = append(s.outlines, "")
			if !s.load(len(s.picks)-1, part) {
				return false
			}
		}
		return s.components(part, depth+1)
	})
	s.state[id] = done
	return ok
}

// isComposite reports whether an outline is made of other glyphs.
func isComposite(outline table) bool { return len(outline) >= 10 && outline.i16(0) < 0 }

// eachComponent calls visit with the place of each component's glyph number;
// false if visit said so or the outline ends too early.
func eachComponent(outline table, visit func(at int) bool) bool {
	for at := 10; ; {
		if at+4 > len(outline) {
			return false
		}
		flags := outline.u16(at)
		if !visit(at + 2) {
			return false
		}
		at += 6
		if flags&argsAreWords != 0 {
			at += 2
		}
		switch {
		case flags&hasScale != 0:
			at += 2
		case flags&hasTwoScales != 0:
			at += 4
		case flags&hasMatrix != 0:
			at += 8
		}
		if at > len(outline) {
			return false
		}
		if flags&moreComponents == 0 {
			return true
		}
	}
}

// write puts the file together. Tables stand in the order of their names.
func (s *subsetter) write() []byte {
	f, n := s.face, len(s.picks)

	// Advances that repeat to the end are written once. Most glyphs are 汉字.
	metrics := n
	for metrics > 1 && s.picks[metrics-1].Advance == s.picks[metrics-2].Advance {
		metrics--
	}
	padded := 0
	for _, outline := range s.outlines {
		padded += (len(outline) + 1) &^ 1
	}
	locaEntry := 2
	if padded > 2*0xFFFF {
		locaEntry = 4
	}

	type part struct {
		tag    string
		length int
		write  func(to []byte)
	}
	var parts []part
	hinting := f.hinting
	addHints := func(before string) {
		for len(hinting) > 0 && hinting[0].tag < before {
			data := hinting[0].data
			parts = append(parts, part{hinting[0].tag, len(data), func(to []byte) { copy(to, data) }})
			hinting = hinting[1:]
		}
	}
	add := func(tag string, length int, write func(to []byte)) {
		addHints(tag)
		parts = append(parts, part{tag, length, write})
	}
	add("glyf", padded, s.writeGlyf)
	add("head", headSize, func(to []byte) {
		copy(to, f.head[:headSize])
		clear(to[8:12])
		binary.BigEndian.PutUint16(to[50:], uint16(locaEntry/2-1))
	})
	add("hhea", hheaSize, func(to []byte) {
		copy(to, f.hhea[:hheaSize])
		binary.BigEndian.PutUint16(to[34:], uint16(metrics))
	})
	add("hmtx", 2*n+2*metrics, func(to []byte) {
		for i, p := range s.picks {
			if i < metrics {
				binary.BigEndian.PutUint16(to, uint16(p.Advance))
				to = to[2:]
			}
			bearing := f.bearing(p.ID)
			if s.machine != nil {
				bearing = s.outlines[i].u16(2) // readers of TrueType shift a glyph that has another
			}
			binary.BigEndian.PutUint16(to, bearing)
			to = to[2:]
		}
	})
	add("loca", (n+1)*locaEntry, func(to []byte) {
		offset := 0
		for i := range n + 1 {
			if locaEntry == 4 {
				binary.BigEndian.PutUint32(to[4*i:], uint32(offset))
			} else {
				binary.BigEndian.PutUint16(to[2*i:], uint16(offset/2))
			}
			if i < n {
				offset += (len(s.outlines[i]) + 1) &^ 1
			}
		}
	})
	add("maxp", maxpSize, func(to []byte) {
		copy(to, f.maxp)
		binary.BigEndian.PutUint16(to[4:], uint16(n))
		if s.machine != nil {
			clear(to[6:])
			binary.BigEndian.PutUint32(to, 0x00010000)
			binary.BigEndian.PutUint16(to[6:], uint16(s.points))
			binary.BigEndian.PutUint16(to[8:], uint16(s.contours))
			binary.BigEndian.PutUint16(to[14:], 1) // zones: without instructions one is enough
		}
	})
	addHints("\xFF")

	size := 12 + 16*len(parts)
	for _, p := range parts {
		size += (p.length + 3) &^ 3
	}
	data := make([]byte, size)
	binary.BigEndian.PutUint32(data, 0x00010000)
	power, log := 1, 0
	for 2*power <= len(parts) {
		power, log = 2*power, log+1
	}
	for i, v := range []int{len(parts), 16 * power, log, 16 * (len(parts) - power)} {
		binary.BigEndian.PutUint16(data[4+2*i:], uint16(v))
	}
	offset, head := 12+16*len(parts), 0
	for i, p := range parts {
		padded := (p.length + 3) &^ 3
		body := data[offset : offset+padded]
		p.write(body[:p.length])
		record := data[12+16*i:]
		copy(record, p.tag)
		binary.BigEndian.PutUint32(record[4:], checksum(body))
		binary.BigEndian.PutUint32(record[8:], uint32(offset))
		binary.BigEndian.PutUint32(record[12:], uint32(p.length))
		if p.tag == "head" {
			head = offset
		}
		offset += padded
	}
	binary.BigEndian.PutUint32(data[head+8:], 0xB1B0AFBA-checksum(data))
	return data
}

// writeGlyf copies the outlines and gives components their new numbers.
func (s *subsetter) writeGlyf(to []byte) {
	for _, outline := range s.outlines {
		copy(to, outline)
		if isComposite(outline) {
			eachComponent(outline, func(at int) bool {
				binary.BigEndian.PutUint16(to[at:], s.number[outline.u16(at)])
				return true
			})
		}
		to = to[(len(outline)+1)&^1:]
	}
}

// checksum sums big-endian words. The length of data is a multiple of four.
func checksum(data []byte) uint32 {
	var sum uint32
	for ; len(data) >= 4; data = data[4:] {
		sum += binary.BigEndian.Uint32(data)
	}
	return sum
}
