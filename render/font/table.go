package font

// A table is a stretch of a font file. Reading beyond its end gives zeros: the
// tables whose length matters are checked when the face is opened, and for the
// rest zero is what the format means by "nothing".
type table string

func (t table) u16(at int) uint16 {
	if at < 0 || at+2 > len(t) {
		return 0
	}
	return uint16(t[at])<<8 | uint16(t[at+1])
}

func (t table) i16(at int) int { return int(int16(t.u16(at))) }

func (t table) u32(at int) uint32 {
	if at < 0 || at+4 > len(t) {
		return 0
	}
	return uint32(t[at])<<24 | uint32(t[at+1])<<16 | uint32(t[at+2])<<8 | uint32(t[at+3])
}

// sub returns the bytes [from, to), and false where the table has not got them.
func (t table) sub(from, to int) (table, bool) {
	if from < 0 || to < from || to > len(t) {
		return "", false
	}
	return t[from:to], true
}

// tables reads the table directory of a face that begins at a place of a file.
// Tables that do not lie inside the file are left out and reported by cut. Of
// two tables of one name the first counts.
func tables(data string, at int) (found map[string]table, cut bool) {
	directory := table(data)
	count := int(directory.u16(at + 4))
	if at+12+16*count > len(data) {
		return nil, true
	}
	found = make(map[string]table, count)
	for i := range count {
		record := at + 12 + 16*i
		tag := data[record : record+4]
		offset, length := int64(directory.u32(record+8)), int64(directory.u32(record+12))
		if offset+length > int64(len(data)) {
			cut = true
			continue
		}
		if _, again := found[tag]; !again {
			found[tag] = table(data[offset : offset+length])
		}
	}
	return found, cut
}
