package font

import "sync/atomic"

// pages covers the planes that have 汉字 (0 to 3) in pages of 256 characters.
const pages = 0x34000 >> 8

// A cmap maps characters to glyphs by the subtables of format 4 (the Basic
// Multilingual Plane) and 12 (all of Unicode). What is asked for is kept in
// pages, so that a lookup costs two loads; a page is the same whoever fills
// it, which is why no lock is needed.
type cmap struct {
	format4  table // from its first byte to the end of cmap: its own length field overflows in large faces
	segments int   // of format4
	format12 table
	groups   int // of format12
	glyphs   int // ids from here on are no glyphs

	page [pages]atomic.Pointer[[256]uint16]
}

// open chooses the subtables; false if the face has none for Unicode.
func (c *cmap) open(t table, glyphs int) bool {
	c.glyphs = glyphs
	for i := range int(t.u16(2)) {
		record := 4 + 8*i
		if record+8 > len(t) {
			break
		}
		platform, encoding := t.u16(record), t.u16(record+2)
		if platform != 0 && (platform != 3 || encoding != 1 && encoding != 10) {
			continue
		}
		offset := t.u32(record + 4)
		if int64(offset) >= int64(len(t)) {
			continue
		}
		sub := t[offset:]
		switch sub.u16(0) {
		case 4:
			if n := int(sub.u16(6)) / 2; c.segments == 0 && n > 0 && 16+8*n <= len(sub) {
				c.format4, c.segments = sub, n
			}
		case 12:
			n := int64(sub.u32(12))
			if c.groups == 0 && n > 0 && 16+12*n <= int64(len(sub)) {
				c.format12, c.groups = sub, int(n)
			}
		}
	}
	return c.segments > 0 || c.groups > 0
}

// lookup returns the glyph of r, 0 if there is none.
func (c *cmap) lookup(r rune) uint16 {
	block := uint32(r) >> 8
	if block >= pages {
		return c.search12(uint32(r))
	}
	p := c.page[block].Load()
	if p == nil {
		p = c.fill(block)
	}
	return p[r&0xFF]
}

// hasSymbols reports whether a cmap numbers the signs of a symbol face.
func hasSymbols(t table) bool {
	for i := range int(t.u16(2)) {
		if t.u16(4+8*i) == 3 && t.u16(4+8*i+2) == 0 {
			return true
		}
	}
	return false
}

var blank [256]uint16 // stands for every page without a glyph

// fill makes a page. Subtables that are in order have at most 256 segments or
// groups in a page, so more are not looked at: a crafted table costs no more
// than an honest one.
func (c *cmap) fill(block uint32) *[256]uint16 {
	var page [256]uint16
	first, last := block<<8, block<<8|0xFF
	if block < 0x100 {
		ends := func(i int) uint32 { return uint32(c.format4.u16(14 + 2*i)) }
		from := search(c.segments, first, ends)
		for i := from; i < min(from+256, c.segments); i++ {
			start, end := uint32(c.format4.u16(16+2*c.segments+2*i)), ends(i)
			if start > last {
				break
			}
			for r := max(start, first); r <= min(end, last); r++ {
				page[r&0xFF] = c.glyph4(i, start, r)
			}
		}
	}
	ends := func(i int) uint32 { return c.format12.u32(16 + 12*i + 4) }
	from := search(c.groups, first, ends)
	for i := from; i < min(from+256, c.groups); i++ {
		start, end := c.format12.u32(16+12*i), ends(i)
		if start > last {
			break
		}
		for r := max(start, first); r <= min(end, last); r++ {
			if id := c.glyph12(i, start, r); id != 0 {
				page[r&0xFF] = id
			}
		}
	}
	made := &page
	if page == blank {
		made = &blank
	}
	c.page[block].Store(made)
	return made
}

// search returns the first of n entries in order whose end is not before r.
func search(n int, r uint32, end func(int) uint32) int {
	low, high := 0, n
	for low < high {
		middle := (low + high) / 2
		if end(middle) < r {
			low = middle + 1
		} else {
			high = middle
		}
	}
	return low
}

// glyph4 returns the glyph of r, which segment i of the format 4 table holds.
func (c *cmap) glyph4(i int, start, r uint32) uint16 {
	delta := c.format4.u16(16 + 4*c.segments + 2*i)
	at := 16 + 6*c.segments + 2*i
	id := uint16(r)
	if offset := int(c.format4.u16(at)); offset != 0 {
		// The offset counts from its own place.
		if id = c.format4.u16(at + offset + 2*int(r-start)); id == 0 {
			return 0
		}
	}
	return c.valid(uint64(id + delta)) // modulo 65536, as the format wants it
}

// glyph12 returns the glyph of r, which group i of the format 12 table holds.
func (c *cmap) glyph12(i int, start, r uint32) uint16 {
	return c.valid(uint64(c.format12.u32(16+12*i+8)) + uint64(r-start))
}

func (c *cmap) valid(id uint64) uint16 {
	if id >= uint64(c.glyphs) {
		return 0
	}
	return uint16(id)
}

// search12 returns the glyph of a character beyond the pages.
func (c *cmap) search12(r uint32) uint16 {
	i := search(c.groups, r, func(i int) uint32 { return c.format12.u32(16 + 12*i + 4) })
	if i == c.groups {
		return 0
	}
	if start := c.format12.u32(16 + 12*i); start <= r {
		return c.glyph12(i, start, r)
	}
	return 0
}
