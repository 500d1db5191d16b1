package pdfpage

import "math"

// A cff is a font program in the Compact Font Format (Adobe technical note
// 5176), as far as extents of glyphs need it.
type cff struct {
	charStrings [][]byte
	global      [][]byte
	local       [][][]byte // subroutines of each font dictionary
	fdSelect    []byte     // font dictionary of each glyph; nil: the first
	isCID       bool
	gids        map[int]int // of CIDs
	names       map[string]int
	scale       float64 // units to thousandths of the em
}

// index reads an INDEX and returns what follows it.
func index(data []byte, at int) (items [][]byte, next int, ok bool) {
	count := u16(data, at)
	if at < 0 || at+2 > len(data) {
		return nil, 0, false
	}
	if count == 0 {
		return nil, at + 2, true
	}
	if at+3 > len(data) {
		return nil, 0, false
	}
	size := int(data[at+2])
	base := at + 3 + (count+1)*size - 1
	if size < 1 || size > 4 || base > len(data) {
		return nil, 0, false
	}
	offset := func(i int) int {
		v := 0
		for _, b := range data[at+3+i*size : at+3+(i+1)*size] {
			v = v<<8 | int(b)
		}
		return base + v
	}
	items = make([][]byte, count)
	for i := range items {
		from, to := offset(i), offset(i+1)
		if from > to || to > len(data) || from < 0 {
			return nil, 0, false
		}
		items[i] = data[from:to]
	}
	return items, offset(count), true
}

// dictionary reads a DICT: operands by operator; two-byte operators are 1200 +
// the second byte.
func dictionary(data []byte) map[int][]float64 {
	d := map[int][]float64{}
	var operands []float64
	for i := 0; i < len(data); {
		b := int(data[i])
		i++
		switch {
		case b == 12 && i < len(data):
			d[1200+int(data[i])] = operands
			operands = nil
			i++
		case b <= 21:
			d[b] = operands
			operands = nil
		case b == 28:
			operands = append(operands, float64(i16(data, i)))
			i += 2
		case b == 29:
			operands = append(operands, float64(int32(u32(data, i))))
			i += 4
		case b == 30:
			var v float64
			v, i = realNumber(data, i)
			operands = append(operands, v)
		case b >= 32 && b <= 246:
			operands = append(operands, float64(b-139))
		case b >= 247 && b <= 254 && i < len(data):
			v := (b-247)*256 + int(data[i]) + 108
			if b >= 251 {
				v = -(b-251)*256 - int(data[i]) - 108
			}
			operands = append(operands, float64(v))
			i++
		}
	}
	return d
}

func realNumber(data []byte, i int) (v float64, next int) {
	var word []byte
	exponent, negative := 0, false
	inExponent := false
	for ; i < len(data); i++ {
		for _, n := range []byte{data[i] >> 4, data[i] & 15} {
			switch {
			case n <= 9 && inExponent:
				exponent = min(exponent*10+int(n), 400)
			case n <= 9:
				word = append(word, '0'+n)
			case n == 10:
				word = append(word, '.')
			case n == 11:
				inExponent = true
			case n == 12:
				inExponent, negative = true, true
			case n == 14:
				word = append(word, '-')
			case n == 15:
				if negative {
					exponent = -exponent
				}
				switch n, _ := number(word); w := n.(type) {
				case int:
					v = float64(w)
				case float64:
					v = w
				}
				return v * math.Pow(10, float64(exponent)), i + 1
			}
		}
	}
	return 0, i
}

func operand(d map[int][]float64, operator, i int) int {
	if v := d[operator]; i < len(v) && v[i] >= 0 && v[i] < 1<<31 {
		return int(v[i])
	}
	return 0
}

func parseCFF(data []byte) *cff {
	if len(data) < 4 {
		return nil
	}
	_, at, ok1 := index(data, int(data[2]))
	tops, at, ok2 := index(data, at)
	strs, at, ok3 := index(data, at)
	global, _, ok4 := index(data, at)
	if !ok1 || !ok2 || !ok3 || !ok4 || len(tops) == 0 {
		return nil
	}
	top := dictionary(tops[0])
	c := &cff{global: global, scale: 1, gids: map[int]int{}, names: map[string]int{}}
	if m := top[1207]; len(m) == 6 && m[0] > 0 {
		c.scale = m[0] * 1000
	}
	charStrings, _, ok := index(data, operand(top, 17, 0))
	if !ok || operand(top, 17, 0) == 0 {
		return nil
	}
	c.charStrings = charStrings
	_, c.isCID = top[1230]
	private := func(d map[int][]float64) {
		size, offset := operand(d, 18, 0), operand(d, 18, 1)
		var subrs [][]byte
		if offset+size <= len(data) {
			p := dictionary(data[offset : offset+size])
			if s := operand(p, 19, 0); s > 0 {
				subrs, _, _ = index(data, offset+s)
			}
		}
		c.local = append(c.local, subrs)
	}
	if c.isCID {
		fonts, _, _ := index(data, operand(top, 1236, 0))
		for i, f := range fonts {
			d := dictionary(f)
			private(d)
			if m := d[1207]; i == 0 && len(m) == 6 && m[0] > 0 && top[1207] == nil {
				c.scale = m[0] * 1000
			}
		}
		c.readFDSelect(data, operand(top, 1237, 0))
	} else {
		private(top)
	}
	c.readCharset(data, operand(top, 15, 0), strs)
	return c
}

func (c *cff) readFDSelect(data []byte, at int) {
	if at <= 0 || at >= len(data) {
		return
	}
	c.fdSelect = make([]byte, len(c.charStrings))
	switch data[at] {
	case 0:
		copy(c.fdSelect, data[at+1:])
	case 3:
		n := u16(data, at+1)
		for i := range n {
			record := at + 3 + 3*i
			if record+5 > len(data) {
				return
			}
			for gid := u16(data, record); gid < min(u16(data, record+3), len(c.fdSelect)); gid++ {
				c.fdSelect[gid] = data[record+2]
			}
		}
	}
}

// standardStrings is how many strings need no mention in a file.
const standardStrings = 391

func (c *cff) readCharset(data []byte, at int, strs [][]byte) {
	set := func(gid, id int) {
		if c.isCID {
			c.gids[id] = gid
		} else if i := id - standardStrings; i >= 0 && i < len(strs) {
			c.names[string(strs[i])] = gid
		}
	}
	set(0, 0)
	if at <= 2 || at >= len(data) {
		for gid := range c.charStrings {
			c.gids[gid] = gid
		}
		return
	}
	format := data[at]
	at++
	for gid := 1; gid < len(c.charStrings) && at < len(data); {
		id := u16(data, at)
		at += 2
		left := 0
		switch format {
		case 1:
			if at < len(data) {
				left = int(data[at])
			}
			at++
		case 2:
			left = u16(data, at)
			at += 2
		}
		for k := 0; k <= left && gid < len(c.charStrings); k++ {
			set(gid, id+k)
			gid++
		}
	}
}

func (c *cff) glyphOfCID(cid int) int {
	if !c.isCID {
		return cid
	}
	return c.gids[cid] // 0 is .notdef
}

func (c *cff) glyphOfName(n string) int {
	if gid, ok := c.names[n]; ok {
		return gid
	}
	return -1
}

// box runs a glyph's Type 2 charstring (Adobe technical note 5177) and measures
// its path.
func (c *cff) box(gid int) (box, bool) {
	if gid < 0 || gid >= len(c.charStrings) {
		return box{}, false
	}
	t := tracer{font: c, first: true, budget: 100_000}
	fd := 0
	if c.fdSelect != nil {
		fd = int(c.fdSelect[gid])
	}
	if fd < len(c.local) {
		t.local = c.local[fd]
	}
	t.min = [2]float64{math.Inf(1), math.Inf(1)}
	t.max = [2]float64{math.Inf(-1), math.Inf(-1)}
	t.run(c.charStrings[gid], 0)
	if t.min[0] > t.max[0] {
		return box{}, false
	}
	return box{t.min[0] * c.scale, t.min[1] * c.scale, t.max[0] * c.scale, t.max[1] * c.scale}, true
}

type tracer struct {
	font     *cff
	local    [][]byte
	stack    []float64
	x, y     float64
	stems    int
	first    bool // no operator was met that a width may stand before
	done     bool
	budget   int
	min, max [2]float64
}

func (t *tracer) mark(x, y float64) {
	t.min[0], t.min[1] = min(t.min[0], x), min(t.min[1], y)
	t.max[0], t.max[1] = max(t.max[0], x), max(t.max[1], y)
}

func (t *tracer) move(dx, dy float64) { t.x, t.y = t.x+dx, t.y+dy }

func (t *tracer) line(dx, dy float64) {
	t.mark(t.x, t.y)
	t.move(dx, dy)
	t.mark(t.x, t.y)
}

func (t *tracer) curve(a, b, c, d, e, f float64) {
	x := [4]float64{t.x, t.x + a, t.x + a + c, t.x + a + c + e}
	y := [4]float64{t.y, t.y + b, t.y + b + d, t.y + b + d + f}
	t.mark(x[0], y[0])
	t.mark(x[3], y[3])
	for _, at := range append(extrema(x), extrema(y)...) {
		t.mark(bezier(x, at), bezier(y, at))
	}
	t.x, t.y = x[3], y[3]
}

func bezier(p [4]float64, t float64) float64 {
	u := 1 - t
	return u*u*u*p[0] + 3*u*u*t*p[1] + 3*u*t*t*p[2] + t*t*t*p[3]
}

// extrema returns where a coordinate of a curve turns back.
func extrema(p [4]float64) []float64 {
	a := -p[0] + 3*p[1] - 3*p[2] + p[3]
	b := 2 * (p[0] - 2*p[1] + p[2])
	c := p[1] - p[0]
	var list []float64
	add := func(t float64) {
		if t > 0 && t < 1 {
			list = append(list, t)
		}
	}
	if a == 0 {
		if b != 0 {
			add(-c / b)
		}
		return list
	}
	if d := b*b - 4*a*c; d >= 0 {
		add((-b + math.Sqrt(d)) / (2 * a))
		add((-b - math.Sqrt(d)) / (2 * a))
	}
	return list
}

// width takes away the width that may stand before the operands of the first
// operator, which is told by their number.
func (t *tracer) width(extra bool) {
	if t.first && extra && len(t.stack) > 0 {
		t.stack = t.stack[1:]
	}
	t.first = false
}

func (t *tracer) run(code []byte, depth int) {
	for i := 0; i < len(code) && !t.done; {
		if t.budget--; t.budget < 0 || depth > 10 {
			t.done = true
			return
		}
		b := int(code[i])
		i++
		if b >= 32 || b == 28 {
			v := 0.0
			switch {
			case b == 28:
				v = float64(i16(code, i))
				i += 2
			case b <= 246:
				v = float64(b - 139)
			case b == 255:
				v = float64(int32(u32(code, i))) / 65536
				i += 4
			case i < len(code):
				v = float64((b-247)*256 + int(code[i]) + 108)
				if b >= 251 {
					v = float64(-(b-251)*256 - int(code[i]) - 108)
				}
				i++
			}
			if len(t.stack) < 513 {
				t.stack = append(t.stack, v)
			}
			continue
		}
		if b == 10 || b == 29 { // callsubr, callgsubr
			subrs := t.local
			if b == 29 {
				subrs = t.font.global
			}
			if len(t.stack) == 0 {
				t.done = true
				return
			}
			bias := 32768
			switch n := len(subrs); {
			case n < 1240:
				bias = 107
			case n < 33900:
				bias = 1131
			}
			n := int(t.stack[len(t.stack)-1]) + bias
			t.stack = t.stack[:len(t.stack)-1]
			if n < 0 || n >= len(subrs) {
				t.done = true
				return
			}
			t.run(subrs[n], depth+1)
			continue
		}
		if b == 11 { // return
			return
		}
		two := 0
		if b == 12 && i < len(code) {
			two = int(code[i])
			i++
		}
		switch b {
		case 1, 3, 18, 23: // stems
			t.width(len(t.stack)%2 == 1)
			t.stems += len(t.stack) / 2
		case 19, 20: // masks
			t.width(len(t.stack)%2 == 1)
			t.stems += len(t.stack) / 2
			i += (t.stems + 7) / 8
		default:
			t.draw(b, two)
		}
		t.stack = t.stack[:0]
	}
}

func (t *tracer) draw(b, two int) {
	switch b {
	case 14:
		t.done = true
		return
	case 21:
		t.width(len(t.stack) > 2)
	case 4, 22:
		t.width(len(t.stack) > 1)
	}
	s := t.stack
	switch b {
	case 21: // rmoveto
		if len(s) >= 2 {
			t.move(s[0], s[1])
		}
	case 22: // hmoveto
		if len(s) >= 1 {
			t.move(s[0], 0)
		}
	case 4: // vmoveto
		if len(s) >= 1 {
			t.move(0, s[0])
		}
	case 5: // rlineto
		for ; len(s) >= 2; s = s[2:] {
			t.line(s[0], s[1])
		}
	case 6, 7: // hlineto, vlineto
		for across := b == 6; len(s) >= 1; s, across = s[1:], !across {
			if across {
				t.line(s[0], 0)
			} else {
				t.line(0, s[0])
			}
		}
	case 8, 24: // rrcurveto, rcurveline
		for ; len(s) >= 6; s = s[6:] {
			t.curve(s[0], s[1], s[2], s[3], s[4], s[5])
		}
		if b == 24 && len(s) >= 2 {
			t.line(s[0], s[1])
		}
	case 25: // rlinecurve
		for ; len(s) >= 8; s = s[2:] {
			t.line(s[0], s[1])
		}
		if len(s) >= 6 {
			t.curve(s[0], s[1], s[2], s[3], s[4], s[5])
		}
	case 26: // vvcurveto
		dx := 0.0
		if len(s)%4 == 1 {
			dx, s = s[0], s[1:]
		}
		for ; len(s) >= 4; s = s[4:] {
			t.curve(dx, s[0], s[1], s[2], 0, s[3])
			dx = 0
		}
	case 27: // hhcurveto
		dy := 0.0
		if len(s)%4 == 1 {
			dy, s = s[0], s[1:]
		}
		for ; len(s) >= 4; s = s[4:] {
			t.curve(s[0], dy, s[1], s[2], s[3], 0)
			dy = 0
		}
	case 30, 31: // vhcurveto, hvcurveto
		for across := b == 31; len(s) >= 4; s, across = s[4:], !across {
			last := 0.0
			if len(s) == 5 {
				last = s[4]
			}
			if across {
				t.curve(s[0], 0, s[1], s[2], last, s[3])
			} else {
				t.curve(0, s[0], s[1], s[2], s[3], last)
			}
		}
	case 12:
		t.flex(two, s)
	}
}

func (t *tracer) flex(two int, s []float64) {
	switch {
	case two == 35 && len(s) >= 12:
		t.curve(s[0], s[1], s[2], s[3], s[4], s[5])
		t.curve(s[6], s[7], s[8], s[9], s[10], s[11])
	case two == 34 && len(s) >= 7: // hflex
		t.curve(s[0], 0, s[1], s[2], s[3], 0)
		t.curve(s[4], 0, s[5], -s[2], s[6], 0)
	case two == 36 && len(s) >= 9: // hflex1
		t.curve(s[0], s[1], s[2], s[3], s[4], 0)
		t.curve(s[5], 0, s[6], s[7], s[8], -(s[1] + s[3] + s[7]))
	case two == 37 && len(s) >= 11: // flex1
		dx := s[0] + s[2] + s[4] + s[6] + s[8]
		dy := s[1] + s[3] + s[5] + s[7] + s[9]
		t.curve(s[0], s[1], s[2], s[3], s[4], s[5])
		if math.Abs(dx) > math.Abs(dy) {
			t.curve(s[6], s[7], s[8], s[9], s[10], -dy)
		} else {
			t.curve(s[6], s[7], s[8], s[9], -dx, s[10])
		}
	}
}
