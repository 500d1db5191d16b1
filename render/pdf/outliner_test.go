package pdf

import (
	"encoding/binary"
	"strings"
	"testing"
)

// glyf makes an outliner of glyf entries; glyph 0 is empty.
func glyf(entries ...[]byte) outliner {
	o := outliner{shape: new(shape), long: true, loca: make([]byte, 4)}
	for _, e := range entries {
		o.loca = binary.BigEndian.AppendUint32(o.loca, uint32(len(o.glyf)))
		o.glyf = append(o.glyf, e...)
	}
	o.loca = binary.BigEndian.AppendUint32(o.loca, uint32(len(o.glyf)))
	return o
}

func words(numbers ...int) []byte {
	var b []byte
	for _, n := range numbers {
		b = binary.BigEndian.AppendUint16(b, uint16(n))
	}
	return b
}

// Three points on the curve, and three that are not.
var (
	triangle = append(append(words(1, 0, 0, 10, 10, 2, 0), 1, 1, 1), words(0, 10, -10, 0, 0, 10)...)
	round    = append(append(words(1, 0, 0, 10, 10, 2, 0), 0, 0, 0), words(0, 12, -6, 0, 0, 12)...)
	none     = words(0, 0, 0, 0, 0)
)

func TestOutliner(t *testing.T) {
	const corners = "0 0 m\n60 0 l\n0 60 l\n0 0 l\nh\nf\n"
	for name, test := range map[string]struct {
		entry []byte
		want  string // empty: damaged
	}{
		"corners": {triangle, corners},
		// Points implied between (0,0) (12,0) (6,12) are (3,6) (6,0) (9,6).
		"curves":   {round, "18 36 m\n6 12 12 0 36 0 c\n60 0 66 12 54 36 c\n42 60 30 60 18 36 c\nh\nf\n"},
		"moved":    {append(words(-1, 0, 0, 9, 9, argsAreWords|argsAreOffsets, 2), words(100, -5)...), "600 -30 m\n660 -30 l\n600 30 l\n600 -30 l\nh\nf\n"},
		"half":     {append(append(words(-1, 0, 0, 9, 9, argsAreOffsets|hasScale, 2), 1, 0xFF), words(1<<13)...), "6 -6 m\n36 -6 l\n6 24 l\n6 -6 l\nh\nf\n"},
		"mirrored": {append(append(words(-1, 0, 0, 9, 9, argsAreOffsets|hasTwoScales, 2), 0, 0), words(-1<<14, 1<<14)...), "0 0 m\n-60 0 l\n0 60 l\n0 0 l\nh\nf\n"},
		"quarter turn": {append(append(words(-1, 0, 0, 9, 9, argsAreOffsets|hasMatrix, 2), 0, 0), words(0, 1<<14, -1<<14, 0)...),
			"0 0 m\n0 60 l\n-60 0 l\n0 0 l\nh\nf\n"},
		"twice":        {append(append(words(-1, 0, 0, 9, 9, argsAreOffsets|moreComponents, 2), 0, 0), append(words(argsAreOffsets, 2), 0, 0)...), corners + corners},
		"itself":       {append(words(-1, 0, 0, 9, 9, argsAreOffsets, 1), 0, 0), ""},
		"points match": {append(words(-1, 0, 0, 9, 9, 0, 2), 0, 0), ""},
		"no such part": {append(words(-1, 0, 0, 9, 9, argsAreOffsets, 99), 0, 0), ""},
		"cut":          {triangle[:len(triangle)-1], ""},
		"ends go back": {words(2, 0, 0, 10, 10, 2, 1, 0), ""},
	} {
		o := glyf(test.entry, triangle)
		ok := o.glyph(1, affine{xx: 1 << 14, yy: 1 << 14}, 0)
		if ok != (test.want != "") || ok && string(o.path) != test.want {
			t.Errorf("%s: %v\n%swant\n%s", name, ok, o.path, test.want)
		}
	}
	o := glyf(none)
	if !o.glyph(1, affine{xx: 1 << 14, yy: 1 << 14}, 0) || len(o.path) != 0 {
		t.Errorf("no contours: %q", o.path)
	}
}

// FuzzOutliner: whatever a face holds, a path or a refusal comes out.
func FuzzOutliner(f *testing.F) {
	for _, seed := range [][]byte{triangle, round, none, append(words(-1, 0, 0, 9, 9, argsAreOffsets, 2), 0, 0)} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		o := glyf(data, triangle)
		if !o.glyph(1, affine{xx: 1 << 14, yy: 1 << 14}, 0) {
			return
		}
		for line := range strings.Lines(string(o.path)) {
			fields := strings.Fields(line)
			want := map[string]int{"m": 3, "l": 3, "c": 7, "h": 1, "f": 1}[fields[len(fields)-1]]
			if len(fields) != want {
				t.Errorf("operator %q", line)
			}
		}
	})
}
