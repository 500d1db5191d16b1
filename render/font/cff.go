package font

// A cff is the outline table of an OpenType face (Adobe Technical Note 5176).
// Like all tables it is read by index: opening one parses the dictionaries and
// none of the outlines.
type cff struct {
	data    table
	glyphs  index // charstrings
	global  index // subroutines
	local   []index
	byGlyph table // FDSelect of a face with several dictionaries; empty: all have local[0]
	charset table // from its first byte on; empty: the standard order
}

// An index is an array of byte strings of varying length.
type index struct {
	data    table // of the whole CFF
	count   int
	offSize int
	offsets int // where they begin
	base    int // what they count from
}

// readIndex reads the head of an index and returns where the next thing begins.
func readIndex(data table, at int) (x index, next int, ok bool) {
	if at < 0 || at+2 > len(data) {
		return index{}, 0, false
	}
	x = index{data: data, count: int(data.u16(at))}
	if x.count == 0 {
		return x, at + 2, true
	}
	if at+3 > len(data) {
		return index{}, 0, false
	}
	x.offSize = int(data[at+2])
	x.offsets = at + 3
	x.base = x.offsets + (x.count+1)*x.offSize - 1
	if x.offSize < 1 || x.offSize > 4 || x.base > len(data) {
		return index{}, 0, false
	}
	next = x.base + x.offset(x.count)
	return x, next, next <= len(data)
}

func (x index) offset(i int) int {
	n := 0
	for k := range x.offSize {
		n = n<<8 | int(x.data[x.offsets+i*x.offSize+k])
	}
	return n
}

// get returns entry i, false where there is none or it lies outside.
func (x index) get(i int) (table, bool) {
	if i < 0 || i >= x.count {
		return "", false
	}
	return x.data.sub(x.base+x.offset(i), x.base+x.offset(i+1))
}

// Operators of dictionaries; those of two bytes begin with 12.
const (
	dictCharset     = 15
	dictCharStrings = 17
	dictPrivate     = 18
	dictSubrs       = 19
	dictType        = 12<<8 | 6
	dictFDArray     = 12<<8 | 36
	dictFDSelect    = 12<<8 | 37
)

// mostDicts bounds the dictionaries of a face: an FDSelect numbers them in a
// byte.
const mostDicts = 256

// openCFF reads the dictionaries; false if they are damaged or of a kind that
// no face of today has.
func openCFF(data table) (*cff, bool) {
	if len(data) < 4 || data[0] != 1 {
		return nil, false
	}
	c := &cff{data: data}
	_, at, ok := readIndex(data, int(data[2])) // names
	if !ok {
		return nil, false
	}
	tops, at, ok := readIndex(data, at)
	if !ok {
		return nil, false
	}
	if _, at, ok = readIndex(data, at); !ok { // strings
		return nil, false
	}
	if c.global, _, ok = readIndex(data, at); !ok {
		return nil, false
	}
	top, ok := tops.get(0)
	if !ok {
		return nil, false
	}
	dict := readDict(top)
	if t := dict[dictType]; len(t) > 0 && t[0] != 2 || len(dict[dictCharStrings]) == 0 {
		return nil, false
	}
	if c.glyphs, _, ok = readIndex(data, dict[dictCharStrings][0]); !ok {
		return nil, false
	}
	if place := dict[dictCharset]; len(place) > 0 && place[0] > 2 {
		c.charset, _ = data.sub(place[0], len(data))
	}
	place, several := dict[dictFDArray]
	if !several || len(place) == 0 {
		return c, c.addPrivate(dict)
	}
	dicts, _, ok := readIndex(data, place[0])
	if !ok || dicts.count == 0 || dicts.count > mostDicts || len(dict[dictFDSelect]) == 0 {
		return nil, false
	}
	for i := range dicts.count {
		d, ok := dicts.get(i)
		if !ok || !c.addPrivate(readDict(d)) {
			return nil, false
		}
	}
	c.byGlyph, ok = data.sub(dict[dictFDSelect][0], len(data))
	return c, ok
}

// addPrivate reads the subroutines of a dictionary, which may have none.
func (c *cff) addPrivate(dict map[int][]int) bool {
	var subroutines index
	if private := dict[dictPrivate]; len(private) == 2 {
		d, ok := c.data.sub(private[1], private[1]+private[0])
		if !ok {
			return false
		}
		if at := readDict(d)[dictSubrs]; len(at) > 0 {
			if subroutines, _, ok = readIndex(c.data, private[1]+at[0]); !ok {
				return false
			}
		}
	}
	c.local = append(c.local, subroutines)
	return true
}

// readDict returns the whole operands of each operator; fractions count as 0,
// none of the operators that matter here has them.
func readDict(d table) map[int][]int {
	found := map[int][]int{}
	var operands []int
	for at := 0; at < len(d); {
		b := int(d[at])
		at++
		switch {
		case b <= 21:
			if b == 12 && at < len(d) {
				b = b<<8 | int(d[at])
				at++
			}
			found[b] = operands
			operands = nil
		case b == 28:
			operands = append(operands, d.i16(at))
			at += 2
		case b == 29:
			operands = append(operands, int(int32(d.u32(at))))
			at += 4
		case b == 30: // a decimal fraction, two digits a byte, ended by 15
			for at < len(d) && d[at]&0x0F != 0x0F && d[at]>>4 != 0x0F {
				at++
			}
			at++
			operands = append(operands, 0)
		case b >= 32 && b <= 246:
			operands = append(operands, b-139)
		case b >= 247 && b <= 250 && at < len(d):
			operands = append(operands, (b-247)*256+int(d[at])+108)
			at++
		case b >= 251 && b <= 254 && at < len(d):
			operands = append(operands, -(b-251)*256-int(d[at])-108)
			at++
		}
	}
	return found
}

// subroutines returns the local subroutines of a glyph.
func (c *cff) subroutines(id int) (index, bool) {
	at := 0
	if len(c.byGlyph) > 0 {
		switch c.byGlyph[0] {
		case 0:
			if 1+id >= len(c.byGlyph) {
				return index{}, false
			}
			at = int(c.byGlyph[1+id])
		case 3:
			ranges := int(c.byGlyph.u16(1))
			// The first range that begins after id comes after its own.
			i := search(ranges, uint32(id)+1, func(i int) uint32 { return uint32(c.byGlyph.u16(3 + 3*i)) })
			if i == 0 || 3+3*i > len(c.byGlyph) {
				return index{}, false
			}
			at = int(c.byGlyph[3+3*(i-1)+2])
		default:
			return index{}, false
		}
	}
	if at >= len(c.local) {
		return index{}, false
	}
	return c.local[at], true
}

// standard returns the glyph of a code of Adobe's standard encoding, by which
// accented letters name their parts.
func (c *cff) standard(code int) (id int, ok bool) {
	// Codes from first to last have the strings from string on.
	for _, r := range []struct{ first, last, string int }{
		{32, 126, 1}, {161, 175, 96}, {177, 180, 111}, {182, 189, 115}, {191, 191, 123}, {193, 200, 124}, {202, 203, 132},
		{205, 208, 134}, {225, 225, 138}, {227, 227, 139}, {232, 235, 140}, {241, 241, 144}, {245, 245, 145}, {248, 251, 146},
	} {
		if r.first <= code && code <= r.last {
			return c.named(r.string + code - r.first)
		}
	}
	return 0, false
}

// named returns the glyph whose name is the string of a number.
func (c *cff) named(want int) (id int, ok bool) {
	if len(c.charset) == 0 {
		return want, want < c.glyphs.count
	}
	if c.charset[0] == 0 {
		for id := 1; id < c.glyphs.count; id++ {
			if int(c.charset.u16(1+2*(id-1))) == want {
				return id, true
			}
		}
		return 0, false
	}
	size := 2 + int(min(c.charset[0], 2)) // of a range: its first name, and how many follow
	for id, at := 1, 1; id < c.glyphs.count && at+size <= len(c.charset); at += size {
		first, left := int(c.charset.u16(at)), int(c.charset[at+2])
		if size == 4 {
			left = int(c.charset.u16(at + 2))
		}
		if first <= want && want <= first+left {
			id += want - first
			return id, id < c.glyphs.count
		}
		id += left + 1
	}
	return 0, false
}
