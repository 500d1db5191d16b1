package font

// fixed is a number with 16 binary places, in 64 bits so that no sum of what a
// glyph may hold overflows.
type fixed int64

const fixedOne = 1 << 16

func (f fixed) round() int { return int((f + fixedOne/2) >> 16) }

// Limits of an outline. The format allows a stack of 48 and ten subroutines in
// one another; some fonts of the trade have more.
const (
	deepestStack = 192
	deepestCall  = 16
	widest       = fixed(1<<14) << 16 // of a coordinate
)

// A machine runs the program that draws a glyph (Adobe Technical Note 5177).
// All its arithmetic is in whole numbers, so that every computer draws the same.
type machine struct {
	face   *cff
	local  index
	pen    pen
	budget int // bytes of programs that may still be run

	stack     [deepestStack]fixed
	n         int
	x, y      fixed
	hints     int
	begun     bool // the first operator has been
	within    bool // an accented letter: its parts have no parts
	transient [32]fixed
}

// glyph draws one glyph; false if its program is damaged or does not end.
func (m *machine) glyph(id int, x, y fixed) bool {
	program, ok := m.face.glyphs.get(id)
	if !ok {
		return false
	}
	if m.local, ok = m.face.subroutines(id); !ok {
		return false
	}
	m.n, m.x, m.y, m.hints, m.begun = 0, x, y, 0, false
	_, ok = m.run(program, 0)
	return ok
}

// run returns done where the glyph has ended.
func (m *machine) run(p table, depth int) (done, ok bool) {
	if m.budget -= len(p) + 1; m.budget < 0 || depth > deepestCall {
		return false, false
	}
	for at := 0; at < len(p); {
		op := int(p[at])
		at++
		var v fixed
		switch {
		case op == 28:
			v = fixed(p.i16(at)) << 16
			at += 2
		case op == 255:
			v = fixed(int32(p.u32(at)))
			at += 4
		case op >= 32 && op <= 246:
			v = fixed(op-139) << 16
		case op >= 247 && op <= 250:
			v = fixed((op-247)*256+int(p.u16(at-1)&0xFF)+108) << 16
			at++
		case op >= 251:
			v = fixed(-(op-251)*256-int(p.u16(at-1)&0xFF)-108) << 16
			at++
		default:
			switch op {
			case 10, 29: // callsubr, callgsubr
				called := m.local
				if op == 29 {
					called = m.face.global
				}
				if m.n == 0 {
					return false, false
				}
				m.n--
				sub, ok := called.get(int(m.stack[m.n]>>16) + bias(called.count))
				if !ok {
					return false, false
				}
				if done, ok := m.run(sub, depth+1); !ok || done {
					return done, ok
				}
			case 11: // return
				return false, true
			case 14: // endchar
				return true, m.end()
			case 12:
				if at == len(p) {
					return false, false
				}
				if !m.escape(int(p[at])) {
					return false, false
				}
				at++
			case 19, 20: // hintmask, cntrmask: the stems before it need no operator
				m.countHints()
				at += (m.hints + 7) / 8
			default:
				if !m.draw(op) {
					return false, false
				}
			}
			continue
		}
		if m.n == len(m.stack) {
			return false, false
		}
		m.stack[m.n] = v
		m.n++
	}
	// A program without endchar is what some tools write.
	return depth == 0, depth > 0 || m.pen.end()
}

// bias is what the numbers of subroutines count from.
func bias(count int) int {
	switch {
	case count < 1240:
		return 107
	case count < 33900:
		return 1131
	}
	return 32768
}

// args returns the last want operands, fewer if there are fewer, and empties the
// stack. What stands before them is the width of the glyph.
func (m *machine) args(want int) []fixed {
	args := m.stack[max(0, m.n-want):m.n]
	m.n, m.begun = 0, true
	return args
}

// countHints takes the pairs of operands, before which the width may stand.
func (m *machine) countHints() {
	m.hints += m.n / 2
	m.n, m.begun = 0, true
}

// end closes the glyph. Four operands make it an accented letter: the place of
// the accent, and the codes of both parts.
func (m *machine) end() bool {
	want := 0
	if m.n >= 4 {
		want = 4
	}
	args := m.args(want)
	if !m.pen.end() {
		return false
	}
	if len(args) != 4 {
		return true
	}
	x, y := args[0], args[1]
	base, ok1 := m.face.standard(int(args[2] >> 16))
	accent, ok2 := m.face.standard(int(args[3] >> 16))
	if m.within || !ok1 || !ok2 {
		return false
	}
	m.within = true
	return m.glyph(base, 0, 0) && m.glyph(accent, x, y)
}

func (m *machine) draw(op int) bool {
	switch op {
	case 1, 3, 18, 23: // hstem, vstem, hstemhm, vstemhm
		m.countHints()
		return true
	case 21: // rmoveto
		a := m.args(2)
		return len(a) == 2 && m.move(a[0], a[1])
	case 22: // hmoveto
		a := m.args(1)
		return len(a) == 1 && m.move(a[0], 0)
	case 4: // vmoveto
		a := m.args(1)
		return len(a) == 1 && m.move(0, a[0])
	}
	if !m.begun {
		return false // nothing is drawn before the pen is set down
	}
	a := m.stack[:m.n]
	m.n = 0
	ok := true
	switch op {
	case 5: // rlineto
		for ; ok && len(a) >= 2; a = a[2:] {
			ok = m.line(a[0], a[1])
		}
	case 6, 7: // hlineto, vlineto
		for level := op == 6; ok && len(a) >= 1; a, level = a[1:], !level {
			if level {
				ok = m.line(a[0], 0)
			} else {
				ok = m.line(0, a[0])
			}
		}
	case 8, 24: // rrcurveto, rcurveline
		for ; ok && len(a) >= 6; a = a[6:] {
			ok = m.curve(a[0], a[1], a[2], a[3], a[4], a[5])
		}
		if ok && op == 24 && len(a) >= 2 {
			ok = m.line(a[0], a[1])
		}
	case 25: // rlinecurve
		for ; ok && len(a) >= 8; a = a[2:] {
			ok = m.line(a[0], a[1])
		}
		if ok && len(a) >= 6 {
			ok = m.curve(a[0], a[1], a[2], a[3], a[4], a[5])
		}
	case 26, 27: // vvcurveto, hhcurveto
		var across fixed
		if len(a)%2 == 1 {
			across, a = a[0], a[1:]
		}
		for ; ok && len(a) >= 4; a, across = a[4:], 0 {
			if op == 26 {
				ok = m.curve(across, a[0], a[1], a[2], 0, a[3])
			} else {
				ok = m.curve(a[0], across, a[1], a[2], a[3], 0)
			}
		}
	case 30, 31: // vhcurveto, hvcurveto
		for level := op == 31; ok && len(a) >= 4; a, level = a[4:], !level {
			var last fixed
			if len(a) == 5 {
				last = a[4]
			}
			if level {
				ok = m.curve(a[0], 0, a[1], a[2], last, a[3])
			} else {
				ok = m.curve(0, a[0], a[1], a[2], a[3], last)
			}
		}
	default:
		return false
	}
	return ok
}

// operands is how many each operator of arithmetic takes, 0 for none such.
var operands = [...]int{3: 2, 4: 2, 5: 1, 9: 1, 10: 2, 11: 2, 12: 2, 14: 1, 15: 2, 18: 1, 20: 2, 21: 1, 22: 4, 24: 2, 27: 1, 28: 2, 29: 1, 30: 2}

// escape runs an operator of two bytes.
func (m *machine) escape(op int) bool {
	a := m.stack[:m.n]
	switch op {
	case 0: // dotsection, of older times
		m.n = 0
		return true
	case 34, 35, 36, 37:
		m.n = 0
		return m.begun && m.flex(op, a)
	}
	if op >= len(operands) || operands[op] == 0 || len(a) < operands[op] {
		return false // random numbers and roots are in no font for print
	}
	need := operands[op]
	rest, a := a[:len(a)-need], a[len(a)-need:]
	truth := func(b bool) fixed {
		if b {
			return fixedOne
		}
		return 0
	}
	m.n = len(rest)
	push := func(v fixed) bool {
		if m.n == len(m.stack) || v > 1<<31 || v < -1<<31 {
			return false
		}
		m.stack[m.n] = v
		m.n++
		return true
	}
	switch op {
	case 3:
		return push(truth(a[0] != 0 && a[1] != 0))
	case 4:
		return push(truth(a[0] != 0 || a[1] != 0))
	case 5:
		return push(truth(a[0] == 0))
	case 9:
		return push(max(a[0], -a[0]))
	case 10:
		return push(a[0] + a[1])
	case 11:
		return push(a[0] - a[1])
	case 12:
		return a[1] != 0 && push(a[0]*fixedOne/a[1])
	case 14:
		return push(-a[0])
	case 15:
		return push(truth(a[0] == a[1]))
	case 18:
		return true
	case 20, 21:
		i := int(a[len(a)-1] >> 16)
		if i < 0 || i >= len(m.transient) {
			return false
		}
		if op == 21 {
			return push(m.transient[i])
		}
		m.transient[i] = a[0]
		return true
	case 22:
		if a[2] <= a[3] {
			return push(a[0])
		}
		return push(a[1])
	case 24:
		return push(a[0] * a[1] / fixedOne)
	case 27:
		v := a[0]
		ok := push(v)
		return push(v) && ok
	case 28:
		v, w := a[0], a[1]
		return push(w) && push(v)
	case 29:
		i := max(0, int(a[0]>>16))
		return i < len(rest) && push(rest[len(rest)-1-i])
	}
	// roll
	count, by := int(a[0]>>16), int(a[1]>>16)
	if count < 0 || count > len(rest) {
		return false
	}
	if count > 0 {
		top := rest[len(rest)-count:]
		turned := make([]fixed, count)
		for i, v := range top {
			turned[((i+by)%count+count)%count] = v
		}
		copy(top, turned)
	}
	return true
}

// flex draws two curves, of which the operators leave out what is zero.
func (m *machine) flex(op int, a []fixed) bool {
	if len(a) < [...]int{7, 13, 9, 11}[op-34] {
		return false
	}
	switch op {
	case 34: // hflex
		return m.curve(a[0], 0, a[1], a[2], a[3], 0) && m.curve(a[4], 0, a[5], -a[2], a[6], 0)
	case 35: // flex
		return m.curve(a[0], a[1], a[2], a[3], a[4], a[5]) && m.curve(a[6], a[7], a[8], a[9], a[10], a[11])
	case 36: // hflex1
		return m.curve(a[0], a[1], a[2], a[3], a[4], 0) && m.curve(a[5], 0, a[6], a[7], a[8], -(a[1]+a[3]+a[7]))
	}
	// flex1: the last operand is of the direction that has gone further.
	dx, dy := a[0]+a[2]+a[4]+a[6]+a[8], a[1]+a[3]+a[5]+a[7]+a[9]
	x, y := a[10], -dy
	if max(dx, -dx) <= max(dy, -dy) {
		x, y = -dx, a[10]
	}
	return m.curve(a[0], a[1], a[2], a[3], a[4], a[5]) && m.curve(a[6], a[7], a[8], a[9], x, y)
}

// to moves the place of the pen; false where no em reaches.
func (m *machine) to(dx, dy fixed) bool {
	m.x += dx
	m.y += dy
	return m.x < widest && m.x > -widest && m.y < widest && m.y > -widest
}

func (m *machine) move(dx, dy fixed) bool {
	return m.pen.end() && m.to(dx, dy) && m.pen.begin(m.x, m.y)
}

func (m *machine) line(dx, dy fixed) bool { return m.to(dx, dy) && m.pen.line(m.x, m.y) }

func (m *machine) curve(dx1, dy1, dx2, dy2, dx3, dy3 fixed) bool {
	from := vector{m.x, m.y}
	if !m.to(dx1, dy1) {
		return false
	}
	c1 := vector{m.x, m.y}
	if !m.to(dx2, dy2) {
		return false
	}
	c2 := vector{m.x, m.y}
	return m.to(dx3, dy3) && m.pen.curve(from, c1, c2, vector{m.x, m.y})
}
