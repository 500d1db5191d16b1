package font_test

import (
	"fmt"
	"maps"
	"math"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"

	ours "fangan/render/font"
)

// A cffSpec describes a small CFF table. Its programs are in the words of the
// format: "100 0 rmoveto 50 hlineto endchar".
type cffSpec struct {
	glyphs []string
	global []string
	local  []string
	names  []int // of the glyphs from 1 on; nil for the standard order
}

var operators = map[string]string{
	"hstem": "\x01", "vstem": "\x03", "vmoveto": "\x04", "rlineto": "\x05", "hlineto": "\x06", "vlineto": "\x07", "rrcurveto": "\x08",
	"callsubr": "\x0A", "return": "\x0B", "endchar": "\x0E", "hstemhm": "\x12", "hintmask": "\x13", "cntrmask": "\x14", "rmoveto": "\x15",
	"hmoveto": "\x16", "vstemhm": "\x17", "rcurveline": "\x18", "rlinecurve": "\x19", "vvcurveto": "\x1A", "hhcurveto": "\x1B",
	"callgsubr": "\x1D", "vhcurveto": "\x1E", "hvcurveto": "\x1F",
	"and": "\x0C\x03", "or": "\x0C\x04", "not": "\x0C\x05", "abs": "\x0C\x09", "add": "\x0C\x0A", "sub": "\x0C\x0B", "div": "\x0C\x0C",
	"neg": "\x0C\x0E", "eq": "\x0C\x0F", "drop": "\x0C\x12", "put": "\x0C\x14", "get": "\x0C\x15", "ifelse": "\x0C\x16", "random": "\x0C\x17",
	"mul": "\x0C\x18", "dup": "\x0C\x1B", "exch": "\x0C\x1C", "index": "\x0C\x1D", "roll": "\x0C\x1E",
	"hflex": "\x0C\x22", "flex": "\x0C\x23", "hflex1": "\x0C\x24", "flex1": "\x0C\x25",
}

// assemble translates a program. A word beginning with 0x is that byte, one
// with a point a number in 16.16.
func assemble(program string) []byte {
	var b []byte
	for word := range strings.FieldsSeq(program) {
		if op, ok := operators[word]; ok {
			b = append(b, op...)
		} else if hex, ok := strings.CutPrefix(word, "0x"); ok {
			v, err := strconv.ParseUint(hex, 16, 8)
			if err != nil {
				panic(err)
			}
			b = append(b, byte(v))
		} else if strings.Contains(word, ".") {
			v, err := strconv.ParseFloat(word, 64)
			if err != nil {
				panic(err)
			}
			b = append(b, be(byte(255), int32(math.Round(v*65536)))...)
		} else {
			v, err := strconv.Atoi(word)
			if err != nil {
				panic(err)
			}
			switch {
			case v >= -107 && v <= 107:
				b = append(b, byte(v+139))
			case v >= 108 && v <= 1131:
				b = append(b, byte(247+(v-108)/256), byte((v-108)%256))
			case v >= -1131 && v <= -108:
				b = append(b, byte(251+(-v-108)/256), byte((-v-108)%256))
			default:
				b = append(b, be(byte(28), int16(v))...)
			}
		}
	}
	return b
}

func cffIndex(entries ...[]byte) []byte {
	if len(entries) == 0 {
		return be(uint16(0))
	}
	b := be(uint16(len(entries)), byte(2))
	offset, data := 1, []byte(nil)
	for _, e := range entries {
		b = append(b, be(uint16(offset))...)
		offset += len(e)
		data = append(data, e...)
	}
	return append(append(b, be(uint16(offset))...), data...)
}

func programs(texts []string) [][]byte {
	var b [][]byte
	for _, text := range texts {
		b = append(b, assemble(text))
	}
	return b
}

func (s cffSpec) table() []byte {
	head := append(be(byte(1), byte(0), byte(4), byte(2)), cffIndex([]byte("Test"))...)
	charStrings := cffIndex(programs(s.glyphs)...)
	subroutines := cffIndex(programs(s.local)...)
	global := cffIndex(programs(s.global)...)
	charset := []byte{0}
	for _, name := range s.names {
		charset = append(charset, be(uint16(name))...)
	}
	// Numbers of a fixed size, so that the places do not depend on themselves.
	number := func(v int) []byte { return be(byte(29), int32(v)) }
	private := append(number(6), 19) // the subroutines follow
	build := func(at int) []byte {
		var top []byte
		if s.names != nil {
			top = append(append(top, number(at)...), 15)
		}
		at += len(charset)
		top = append(append(top, number(at)...), 17)
		at += len(charStrings)
		top = append(append(append(top, number(len(private))...), number(at)...), 18)
		return slices.Concat(head, cffIndex(top), cffIndex(), global)
	}
	return slices.Concat(build(len(build(0))), charset, charStrings, private, subroutines)
}

// face is a font with these outlines, whose glyphs 1, 2 … are 一, 丁 …
func (s cffSpec) face() spec {
	f := small()
	f.outlines = make([][]byte, len(s.glyphs))
	f.advances = []uint16{1000}
	f.bmp, f.all = map[rune]uint16{}, nil
	for i := 1; i < len(s.glyphs); i++ {
		f.bmp['一'+rune(i-1)] = uint16(i)
	}
	f.extra = map[string][]byte{"glyf": nil, "loca": nil, "CFF ": s.table(), "maxp": be(uint32(0x5000), uint16(len(s.glyphs)))}
	return f
}

// file is the font as OpenType has it.
func (s cffSpec) file() string { return "OTTO" + s.face().file()[4:] }

// drawn returns the outline of glyph 1 as the second reader reads it.
func (s cffSpec) drawn(t *testing.T) string {
	t.Helper()
	f, err := ours.Open("试.otf", s.file())
	if err != nil {
		t.Fatal(err)
	}
	subset, err := f.Subset([]ours.Pick{{ID: 1, Advance: 1000}})
	if err != nil {
		return "refused"
	}
	return read(string(subset.Data)).outline(1)
}

func one(program string) cffSpec {
	return cffSpec{
		glyphs: []string{"endchar", program},
		local:  []string{"10 10 rlineto return", "100 hlineto -107 callsubr return", "endchar", "10 10 rmoveto 20 hlineto 20 vlineto", "-103 callsubr"},
		global: []string{"7 3 rlineto return"},
	}
}

// TestCharstrings: what each operator draws. Points are on:x,y and run the other
// way round from the program's.
func TestCharstrings(t *testing.T) {
	const triangle = "box 10 20 110 70 end 2 1:10,20 1:110,70 1:110,20"
	for _, c := range []struct{ program, want string }{
		{"endchar", "blank"},
		{"10 20 rmoveto 100 0 rlineto 0 50 rlineto endchar", triangle},
		{"10 20 rmoveto 100 0 0 50 rlineto endchar", triangle},
		{"500 10 20 rmoveto 100 0 0 50 rlineto endchar", triangle}, // a width before
		{"10 20 rmoveto 100 50 hlineto endchar", triangle},
		{"10 20 rmoveto 100 50 hlineto -100 -50 rlineto endchar", triangle}, // closed by the program too
		{"10 20 rmoveto 100 0 rlineto 50 vlineto", triangle},                // without an end
		{"10 hmoveto 20 100 50 vlineto endchar", "box 10 0 110 70 end 3 1:10,0 1:110,70 1:110,20 1:10,20"},
		{"5 10 hmoveto 20 100 50 vlineto endchar", "box 10 0 110 70 end 3 1:10,0 1:110,70 1:110,20 1:10,20"},
		{"20 vmoveto 100 50 hlineto endchar", "box 0 20 100 70 end 2 1:0,20 1:100,70 1:100,20"},
		// Hints, with the width before them and the last stems without operator.
		{"500 10 20 hstem 10 20 rmoveto 100 50 hlineto endchar", triangle},
		{"10 20 hstemhm 1 2 3 4 hintmask 0xE0 10 20 rmoveto cntrmask 0x80 100 50 hlineto endchar", triangle},
		{"10 20 30 40 50 60 70 80 90 10 20 30 40 50 60 70 80 90 hstemhm hintmask 0xE0 0x80 10 20 rmoveto 100 50 hlineto endchar", triangle},
		{"10 20 vstem 3 4 vstemhm 10 20 rmoveto 100 50 hlineto endchar", triangle},
		// Subroutines: -107 is the first.
		{"10 20 rmoveto 100 hlineto -107 callsubr endchar", "box 10 20 120 30 end 2 1:10,20 1:120,30 1:110,20"},
		{"10 20 rmoveto -106 callsubr endchar", "box 10 20 120 30 end 2 1:10,20 1:120,30 1:110,20"},
		{"10 20 rmoveto 100 50 hlineto -107 callgsubr -105 callsubr", "box 10 20 117 73 end 3 1:10,20 1:117,73 1:110,70 1:110,20"},
		{"-104 callsubr endchar", "box 10 10 30 30 end 2 1:10,10 1:30,30 1:30,10"}, // without a return
		// One quadratic curve, where one is enough: the control point is (3(c1+c2)-p0-p3)/4.
		{"0 0 rmoveto 2 0 2 0 2 3 rrcurveto -6 hlineto endchar", "box 0 -1 6 3 end 3 1:0,0 1:0,3 1:6,3 0:3,-1"},
		{"0 0 rmoveto 0 100 1 1 100 0 rrcurveto endchar", ""},
		{"0 0 rmoveto 30 20 10 10 hhcurveto 20 -20 hlineto endchar", ""},
		{"0 0 rmoveto 5 30 20 10 10 hhcurveto endchar", ""},
		{"0 0 rmoveto 5 30 20 10 10 vvcurveto endchar", ""},
		{"0 0 rmoveto 30 20 10 10 20 20 20 20 vhcurveto endchar", ""},
		{"0 0 rmoveto 30 20 10 10 20 20 20 20 5 hvcurveto endchar", ""},
		{"0 0 rmoveto 30 20 10 10 20 20 50 0 rcurveline endchar", ""},
		{"0 0 rmoveto 50 0 30 20 10 10 20 20 rlinecurve endchar", ""},
		{"0 0 rmoveto 10 20 5 30 20 15 10 hflex -50 -50 rlineto endchar", "= 0 0 rmoveto 10 0 20 5 30 0 20 0 15 -5 10 0 rrcurveto -50 -50 rlineto endchar"},
		{"0 0 rmoveto 10 1 20 2 5 3 30 4 20 5 15 6 50 flex endchar", "= 0 0 rmoveto 10 1 20 2 5 3 30 4 20 5 15 6 rrcurveto endchar"},
		{"0 0 rmoveto 10 1 20 2 5 30 20 5 15 hflex1 -50 -50 rlineto endchar", "= 0 0 rmoveto 10 1 20 2 5 0 30 0 20 5 15 -8 rrcurveto -50 -50 rlineto endchar"},
		{"0 0 rmoveto 10 1 20 2 5 3 30 4 20 5 15 flex1 -50 -50 rlineto endchar", "= 0 0 rmoveto 10 1 20 2 5 3 30 4 20 5 15 -15 rrcurveto -50 -50 rlineto endchar"},
		{"0 0 rmoveto 1 10 2 20 3 5 4 30 5 20 15 flex1 -50 -50 rlineto endchar", "= 0 0 rmoveto 1 10 2 20 3 5 4 30 5 20 -15 15 rrcurveto -50 -50 rlineto endchar"},
		// Fractions are rounded where a point is set, not before.
		{"10.5 20.4 rmoveto 99.7 0 rlineto 0 49.7 rlineto endchar", "box 11 20 110 70 end 2 1:11,20 1:110,70 1:110,20"},
		// Arithmetic.
		{"20 2 div 10 10 add rmoveto 200 -2 div neg 50 1 mul hlineto endchar", triangle},
		{"30 20 sub -20 abs rmoveto 50 100 exch hlineto endchar", triangle},
		{"20 10 exch rmoveto 1 100 50 3 -1 roll drop hlineto endchar", triangle},
		{"10 20 rmoveto 100 5 put 50 7 put 5 get 7 get hlineto endchar", triangle},
		{"10 20 rmoveto 100 1 1 2 ifelse 50 1 2 1 ifelse hlineto endchar", "box 10 20 110 21 end 2 1:10,20 1:110,21 1:110,20"},
		{"10 dup 2 mul rmoveto 3 4 and 100 mul 50 3 3 eq not not mul hlineto endchar", triangle},
		{"10 20 0 0 or drop rmoveto 100 50 7 1 index exch drop drop hlineto endchar", triangle},
		// What no font may do.
		{"100 hlineto endchar", "refused"},
		{"10 rmoveto endchar", "refused"},
		{"random 10 rmoveto endchar", "refused"},
		{"1 0 div 10 rmoveto endchar", "refused"},
		{"10 20 rmoveto 55 callsubr endchar", "refused"},
		{"callsubr", "refused"},
		{"-103 callsubr", "refused"}, // calls itself
		{"0x02 endchar", "refused"},
		{"0x0C", "refused"},
		{"9 get endchar", "blank"},
		{"32 get endchar", "refused"},
		{"32767 0 rmoveto 32767 hlineto endchar", "refused"},
		{strings.Repeat("1 ", 193) + "endchar", "refused"},
		{"5 -1 3 roll endchar", "refused"},
	} {
		s := one(c.program)
		got := s.drawn(t)
		if same, ok := strings.CutPrefix(c.want, "= "); ok {
			c.want = one(same).drawn(t)
		}
		if c.want == "" {
			compareOutlines(t, c.program, s.file(), 0, []uint16{1})
		} else if got != c.want {
			t.Errorf("%s\n got %s\nwant %s", c.program, got, c.want)
		}
	}
}

// TestAccentedLetter: endchar with four operands puts two letters together by
// their codes in Adobe's standard encoding.
func TestAccentedLetter(t *testing.T) {
	s := one("300 400 65 193 endchar") // A and the grave accent
	s.glyphs = append(s.glyphs, "0 0 rmoveto 100 50 hlineto endchar", "10 0 rmoveto 7 8 hlineto endchar", "1 2 65 193 endchar")
	s.names = []int{500, 34, 124, 501}
	if got, want := s.drawn(t), "box 0 0 317 408 end 2 end 5 1:0,0 1:100,50 1:100,0 1:310,400 1:317,408 1:317,400"; got != want {
		t.Errorf("got %s\nwant %s", got, want)
	}
	s.names[2] = 300 // no such letter
	if got := s.drawn(t); got != "refused" {
		t.Errorf("got %s", got)
	}
}

// compareOutlines holds the outlines of subset glyphs against those that
// another library reads from the original: each must lie within the bound of
// the other, and the ink on the right side. It returns how far they are apart.
func compareOutlines(t *testing.T, what, data string, index int, ids []uint16, faceName ...string) (worst float64) {
	t.Helper()
	collection, err := sfnt.ParseCollection([]byte(data))
	if err != nil {
		t.Fatal(err)
	}
	original, err := collection.Font(index)
	if err != nil {
		t.Fatal(err)
	}
	face, err := ours.OpenNamed("试.otf", data, strings.Join(faceName, ""))
	if err != nil {
		t.Fatal(err)
	}
	var picks []ours.Pick
	for _, id := range ids {
		picks = append(picks, ours.Pick{ID: id, Advance: face.Advance(id)})
	}
	subset, err := face.Subset(picks)
	if err != nil {
		t.Fatalf("%s: %v", what, err)
	}
	converted := read(string(subset.Data))
	var buffer sfnt.Buffer
	units := fixed.Int26_6(face.UnitsPerEm()) << 6
	for i, id := range ids {
		segments, err := original.LoadGlyph(&buffer, sfnt.GlyphIndex(id), units, nil)
		if err != nil {
			t.Fatalf("%s: glyph %d: %v", what, id, err)
		}
		want, wantInk := flattenSegments(segments)
		got, gotInk := flattenOutline(converted.outline(i + 1))
		apart := max(farthest(want, got), farthest(got, want))
		// Half a thousandth of the curve and half a unit of rounding each way.
		bound := float64(face.UnitsPerEm())/2000 + math.Sqrt2/2 + 0.1
		if apart > bound {
			t.Errorf("%s: glyph %d is %.2f units off\n%.300s", what, id, apart, converted.outline(i+1))
		}
		if wantInk*gotInk > 0 || (wantInk == 0) != (gotInk == 0) && math.Abs(wantInk-gotInk) > 100 {
			t.Errorf("%s: glyph %d has its ink on the wrong side: %.0f, %.0f", what, id, wantInk, gotInk)
		}
		if m := converted.metrics(i + 1); len(got) > 0 && !strings.HasPrefix(converted.outline(i+1), fmt.Sprintf("box %d ", m[1])) {
			t.Errorf("%s: glyph %d has the bearing %d", what, id, m[1])
		}
		worst = max(worst, apart)
	}
	return worst
}

type place struct{ x, y float64 }

// stroke is a straight piece of an outline.
type stroke [2]place

const steps = 24 // of a curve

func flattenSegments(segments []sfnt.Segment) (strokes []stroke, ink float64) {
	var start, at place
	of := func(p fixed.Point26_6) place { return place{float64(p.X) / 64, -float64(p.Y) / 64} }
	to := func(p place) {
		strokes = append(strokes, stroke{at, p})
		ink += at.x*p.y - p.x*at.y
		at = p
	}
	for _, s := range segments {
		switch s.Op {
		case sfnt.SegmentOpMoveTo:
			if at != start {
				to(start)
			}
			start = of(s.Args[0])
			at = start
		case sfnt.SegmentOpLineTo:
			to(of(s.Args[0]))
		case sfnt.SegmentOpCubeTo:
			p0, p1, p2, p3 := at, of(s.Args[0]), of(s.Args[1]), of(s.Args[2])
			for i := 1; i <= steps; i++ {
				t := float64(i) / steps
				u := 1 - t
				a, b, c, d := u*u*u, 3*u*u*t, 3*u*t*t, t*t*t
				to(place{a*p0.x + b*p1.x + c*p2.x + d*p3.x, a*p0.y + b*p1.y + c*p2.y + d*p3.y})
			}
		}
	}
	if at != start {
		to(start)
	}
	return strokes, ink
}

// flattenOutline reads what reader.outline writes.
func flattenOutline(text string) (strokes []stroke, ink float64) {
	if text == "blank" {
		return nil, 0
	}
	type node struct {
		place
		on bool
	}
	var ends []int
	var nodes []node
	words := strings.Fields(text)[5:]
	for i := 0; i < len(words); i++ {
		if words[i] == "end" {
			n, _ := strconv.Atoi(words[i+1])
			ends = append(ends, n)
			i++
			continue
		}
		var on, x, y int
		fmt.Sscanf(words[i], "%d:%d,%d", &on, &x, &y)
		nodes = append(nodes, node{place{float64(x), float64(y)}, on == 1})
	}
	from := 0
	for _, end := range ends {
		contour := nodes[from : end+1]
		from = end + 1
		at := contour[0].place // always on the curve, as fangan writes it
		to := func(p place) {
			strokes = append(strokes, stroke{at, p})
			ink += at.x*p.y - p.x*at.y
			at = p
		}
		for i := 1; i <= len(contour); i++ {
			n := contour[i%len(contour)]
			if n.on {
				to(n.place)
				continue
			}
			next := contour[(i+1)%len(contour)]
			goal := next.place
			if !next.on {
				goal = place{(n.x + next.x) / 2, (n.y + next.y) / 2}
			} else {
				i++
			}
			p0 := at
			for k := 1; k <= steps; k++ {
				t := float64(k) / steps
				u := 1 - t
				to(place{u*u*p0.x + 2*u*t*n.x + t*t*goal.x, u*u*p0.y + 2*u*t*n.y + t*t*goal.y})
			}
		}
	}
	return strokes, ink
}

// farthest returns how far a point of a lies from b at most.
func farthest(a, b []stroke) (worst float64) {
	for _, s := range a {
		p, nearest := s[1], math.Inf(1)
		for _, q := range b {
			if min(q[0].x, q[1].x)-p.x > nearest || p.x-max(q[0].x, q[1].x) > nearest || min(q[0].y, q[1].y)-p.y > nearest || p.y-max(q[0].y, q[1].y) > nearest {
				continue
			}
			dx, dy := q[1].x-q[0].x, q[1].y-q[0].y
			t := 0.0
			if length := dx*dx + dy*dy; length > 0 {
				t = min(max(((p.x-q[0].x)*dx+(p.y-q[0].y)*dy)/length, 0), 1)
			}
			nearest = min(nearest, math.Hypot(q[0].x+t*dx-p.x, q[0].y+t*dy-p.y))
		}
		worst = max(worst, nearest)
	}
	return worst
}

// The collection of CFF faces that Debian's fonts-noto-cjk brings.
const notoSerif = "/usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc"

func systemFont(t testing.TB, path string) string {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil && os.Getenv("FANGAN_REQUIRE_TOOLS") == "1" {
		t.Fatal(err)
	}
	if err != nil {
		t.Skip(err)
	}
	return string(data)
}

// TestNoto converts glyphs of a real collection: 汉字 of many strokes and few,
// Latin, kana, signs, from several of its dictionaries.
func TestNoto(t *testing.T) {
	if testing.Short() {
		t.Skip("compares a hundred outlines point by point")
	}
	data := systemFont(t, notoSerif)
	const name = "Noto Serif CJK SC"
	face, err := ours.OpenNamed("NotoSerifCJK-Regular.ttc", data, name)
	if err != nil {
		t.Fatal(err)
	}
	if face.FullName() != name || face.Name() != "NotoSerifCJKsc-Regular" {
		t.Errorf("%s, %s", face.FullName(), face.Name())
	}
	wanted := map[uint16]bool{}
	for _, r := range "云溪县污染防治攻坚战工作方案龘籲鬱一丨，。《》（）“”—…％℃①ⅢＡABCgjQ&@0123456789ぁんアガ가힣äéñ" {
		id, ok := face.Glyph(r)
		if !ok {
			t.Errorf("no %c", r)
		}
		wanted[id] = true
	}
	for id := 0; id < face.Glyphs(); id += 1409 {
		wanted[uint16(id)] = true
	}
	collection, err := sfnt.ParseCollection([]byte(data))
	if err != nil {
		t.Fatal(err)
	}
	index := -1
	for i := range collection.NumFonts() {
		f, err := collection.Font(i)
		if err != nil {
			t.Fatal(err)
		}
		if full, _ := f.Name(nil, sfnt.NameIDFull); full == name {
			index = i
		}
	}
	worst := compareOutlines(t, "Noto", data, index, slices.Sorted(maps.Keys(wanted)), name)
	t.Logf("%d glyphs, at most %.2f units off", len(wanted), worst)
}

// BenchmarkSubsetCFF converts as many glyphs as a plan of 14,000 characters has.
func BenchmarkSubsetCFF(b *testing.B) {
	face, err := ours.OpenNamed("NotoSerifCJK-Regular.ttc", systemFont(b, notoSerif), "Noto Serif CJK SC")
	if err != nil {
		b.Fatal(err)
	}
	var picks []ours.Pick
	for r := rune(0x4E00); len(picks) < 890; r += 23 {
		if id, ok := face.Glyph(r); ok {
			picks = append(picks, ours.Pick{ID: id, Advance: 1000})
		}
	}
	b.ReportAllocs()
	size := 0
	for b.Loop() {
		subset, err := face.Subset(picks)
		if err != nil {
			b.Fatal(err)
		}
		size = len(subset.Data)
	}
	b.ReportMetric(float64(size), "bytes")
}
