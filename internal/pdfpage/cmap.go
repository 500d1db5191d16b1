package pdfpage

import (
	"sort"
	"strings"
	"unicode/utf16"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/simplifiedchinese"
)

// A cmap says how the bytes of a string make codes, and what a code is: the
// number of a glyph (CID) or a text (ISO 32000-1 9.7.5, 9.10.3; Adobe technical
// notes 5014 and 5411).
type cmap struct {
	spaces   []codeSpace
	cids     []cidRange // sorted by low after parsing
	texts    map[uint32]string
	ranges   []textRange
	vertical bool
	identity bool // the code is the CID

	// unicode says that codes are UTF-16; charset that they are bytes of an
	// encoding. Their CIDs are known for ASCII only.
	unicode  bool
	charset  encoding.Encoding
	halfCIDs bool // ASCII is half-width
}

type codeSpace struct {
	bytes  int
	lo, hi uint32
}

type cidRange struct {
	lo, hi uint32
	cid    int
}

// A textRange gives consecutive codes consecutive last characters.
type textRange struct {
	lo, hi uint32
	text   []uint16
}

var identityH = &cmap{identity: true, spaces: []codeSpace{{2, 0, 0xffff}}}

// predefined returns a CMap that is known by name alone (ISO 32000-1 table 118);
// nil if it is of no kind that can be told here.
func predefined(n string) *cmap {
	base, vertical := strings.CutSuffix(n, "-V")
	base = strings.TrimSuffix(base, "-H")
	wide := []codeSpace{{1, 0, 0x80}, {2, 0x8000, 0xffff}}
	switch {
	case n == "V" || n == "H":
		return nil
	case base == "Identity":
		return &cmap{identity: true, vertical: vertical, spaces: identityH.spaces}
	case strings.HasPrefix(base, "Uni") && (strings.Contains(base, "UCS2") || strings.Contains(base, "UTF16")):
		return &cmap{unicode: true, vertical: vertical, spaces: []codeSpace{{2, 0, 0xd7ff}, {4, 0xd800dc00, 0xdbffdfff}, {2, 0xe000, 0xffff}}}
	case strings.HasPrefix(base, "GBK2K"):
		return &cmap{charset: simplifiedchinese.GB18030, vertical: vertical, halfCIDs: true, spaces: wide}
	case strings.HasPrefix(base, "GBKp"):
		return &cmap{charset: simplifiedchinese.GBK, vertical: vertical, spaces: wide}
	case strings.HasPrefix(base, "GB-EUC"):
		return &cmap{charset: simplifiedchinese.GBK, vertical: vertical, spaces: wide}
	case strings.HasPrefix(base, "GBK-EUC"), strings.HasPrefix(base, "GBpc-EUC"):
		return &cmap{charset: simplifiedchinese.GBK, vertical: vertical, halfCIDs: true, spaces: wide}
	}
	return nil
}

// next takes the next code from a string.
func (m *cmap) next(s text) (code uint32, n int) {
	for n < min(4, len(s)) {
		code = code<<8 | uint32(s[n])
		n++
		for _, sp := range m.spaces {
			if sp.bytes == n && inSpace(code, sp) {
				return code, n
			}
		}
	}
	// No range has it. The shortest code of the map is skipped.
	short := 0
	for _, sp := range m.spaces {
		if short == 0 || sp.bytes < short {
			short = sp.bytes
		}
	}
	short = min(max(short, 1), len(s))
	code = 0
	for _, c := range []byte(s[:short]) {
		code = code<<8 | uint32(c)
	}
	return code, short
}

// inSpace reports whether each byte of a code lies in the range.
func inSpace(code uint32, s codeSpace) bool {
	for i := range s.bytes {
		shift := 8 * i
		if b := code >> shift & 0xff; b < s.lo>>shift&0xff || b > s.hi>>shift&0xff {
			return false
		}
	}
	return true
}

// cid returns the glyph's number in the character collection.
func (m *cmap) cid(code uint32) int {
	switch {
	case m.identity:
		return int(code)
	case m.unicode || m.charset != nil:
		switch {
		case code < 0x20 || code > 0x7e:
			return 1 << 20 // some CID of a full-width character
		case m.halfCIDs:
			return int(code) - 0x20 + 814 // Adobe-GB1
		}
		return int(code) - 0x1f
	}
	i := sort.Search(len(m.cids), func(i int) bool { return m.cids[i].hi >= code })
	if i < len(m.cids) && m.cids[i].lo <= code {
		return m.cids[i].cid + int(code-m.cids[i].lo)
	}
	return 0
}

// text returns the characters of a code; "" if the map does not say.
func (m *cmap) text(code uint32, n int) string {
	if s, ok := m.texts[code]; ok {
		return s
	}
	i := sort.Search(len(m.ranges), func(i int) bool { return m.ranges[i].hi >= code })
	if i < len(m.ranges) && m.ranges[i].lo <= code {
		r := m.ranges[i]
		units := append([]uint16(nil), r.text...)
		if len(units) > 0 {
			units[len(units)-1] += uint16(code - r.lo)
		}
		return string(utf16.Decode(units))
	}
	switch {
	case m.unicode && n == 4:
		return string(utf16.DecodeRune(rune(code>>16), rune(code&0xffff)))
	case m.unicode:
		return string(rune(code))
	case m.charset != nil:
		b := []byte{byte(code)}
		if n == 2 {
			b = []byte{byte(code >> 8), byte(code)}
		}
		if s, err := m.charset.NewDecoder().Bytes(b); err == nil {
			return string(s)
		}
	}
	return ""
}

// mostRanges bounds what one CMap may hold.
const mostRanges = 1 << 18

// parseCMap reads a CMap stream. use returns the CMap of a name.
func parseCMap(data []byte, use func(n string) *cmap) *cmap {
	m := &cmap{texts: map[uint32]string{}}
	l := lexer{data: data}
	var last any
	for {
		o := l.next()
		k, ok := o.(keyword)
		if !ok {
			if n, isName := last.(name); isName && n == "WMode" {
				if v, isInt := o.(int); isInt {
					m.vertical = v == 1
				}
			}
			last = o
			continue
		}
		switch k {
		case end:
			sort.SliceStable(m.cids, func(i, j int) bool { return m.cids[i].lo < m.cids[j].lo })
			sort.SliceStable(m.ranges, func(i, j int) bool { return m.ranges[i].lo < m.ranges[j].lo })
			return m
		case "usecmap":
			if n, ok := last.(name); ok {
				if base := use(string(n)); base != nil {
					m.identity, m.unicode, m.charset, m.halfCIDs = base.identity, base.unicode, base.charset, base.halfCIDs
					m.spaces = append(m.spaces, base.spaces...)
					m.cids = append(m.cids, base.cids...)
				}
			}
		case "begincodespacerange":
			m.section(&l, 2, func(o []any) {
				lo, n1 := code(o[0])
				hi, n2 := code(o[1])
				if n1 > 0 && n1 == n2 && n1 <= 4 {
					m.spaces = append(m.spaces, codeSpace{n1, lo, hi})
				}
			})
		case "begincidrange", "beginnotdefrange":
			m.section(&l, 3, func(o []any) {
				lo, _ := code(o[0])
				hi, _ := code(o[1])
				if cid, ok := o[2].(int); ok && hi >= lo && k == "begincidrange" {
					m.cids = append(m.cids, cidRange{lo, hi, cid})
				}
			})
		case "begincidchar", "beginnotdefchar":
			m.section(&l, 2, func(o []any) {
				c, _ := code(o[0])
				if cid, ok := o[1].(int); ok && k == "begincidchar" {
					m.cids = append(m.cids, cidRange{c, c, cid})
				}
			})
		case "beginbfchar":
			m.section(&l, 2, func(o []any) {
				c, _ := code(o[0])
				m.texts[c] = target(o[1])
			})
		case "beginbfrange":
			m.section(&l, 3, func(o []any) {
				lo, _ := code(o[0])
				hi, _ := code(o[1])
				switch v := o[2].(type) {
				case array:
					for i, e := range v {
						if c := lo + uint32(i); c <= hi && len(m.texts) < mostRanges {
							m.texts[c] = target(e)
						}
					}
				case text:
					if hi >= lo {
						m.ranges = append(m.ranges, textRange{lo, hi, units(v)})
					}
				}
			})
		}
		last = nil
	}
}

// section reads the groups of n operands up to the keyword that ends them.
func (m *cmap) section(l *lexer, n int, do func([]any)) {
	var group []any
	for {
		o := l.next()
		if k, ok := o.(keyword); ok {
			if k == end || strings.HasPrefix(string(k), "end") {
				return
			}
			continue
		}
		if group = append(group, o); len(group) == n {
			if len(m.cids)+len(m.ranges)+len(m.texts) < mostRanges {
				do(group)
			}
			group = group[:0]
		}
	}
}

func code(o any) (c uint32, n int) {
	s, _ := o.(text)
	for _, b := range []byte(s) {
		c = c<<8 | uint32(b)
	}
	return c, len(s)
}

func units(s text) []uint16 {
	var list []uint16
	if len(s) == 1 {
		return []uint16{uint16(s[0])}
	}
	for i := 0; i+1 < min(len(s), 512); i += 2 {
		list = append(list, uint16(s[i])<<8|uint16(s[i+1]))
	}
	return list
}

func target(o any) string {
	switch v := o.(type) {
	case text:
		return string(utf16.Decode(units(v)))
	case name:
		return glyphText(string(v))
	}
	return ""
}
