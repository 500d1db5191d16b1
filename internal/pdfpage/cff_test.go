package pdfpage

import (
	"math"
	"testing"
)

// number1 encodes an operand of a charstring.
func number1(list ...int) []byte {
	var b []byte
	for _, n := range list {
		switch {
		case n >= -107 && n <= 107:
			b = append(b, byte(n+139))
		default:
			b = append(b, 28, byte(n>>8), byte(n))
		}
	}
	return b
}

func TestCharStrings(t *testing.T) {
	join := func(parts ...[]byte) []byte {
		var b []byte
		for _, p := range parts {
			b = append(b, p...)
		}
		return b
	}
	op := func(b ...byte) []byte { return b }
	for _, test := range []struct {
		name string
		code []byte
		want box
	}{
		{"lines", join(number1(10, 20), op(21), number1(30), op(6), number1(40), op(7), op(14)), box{10, 20, 40, 60}},
		{"a width before the first move", join(number1(500, 10, 20), op(21), number1(30, 40), op(5), op(14)), box{10, 20, 40, 60}},
		{"stems and a mask", join(number1(5, 6, 7, 8), op(18), number1(1, 2), op(19), op(0xff), number1(10, 20), op(21), number1(30, 40), op(5, 14)), box{10, 20, 40, 60}},
		{"a curve bulges by three quarters", join(number1(0), op(4), number1(0, 100, 100, 0, 0, -100), op(8), op(14)), box{0, 0, 100, 75}},
		{"vhcurveto", join(number1(0), op(22), number1(100, 0, 0, 100), op(30), op(14)), box{0, 0, 100, 100}},
		{"hflex", join(number1(0), op(22), number1(10, 10, 40, 10, 10, 10, 10), op(12, 34), op(14)), box{0, 0, 60, 40}},
		{"a subroutine", join(number1(0, 0), op(21), number1(-107), op(10), op(14)), box{0, 0, 30, 40}},
		{"a global subroutine", join(number1(0, 0), op(21), number1(-107), op(29), op(14)), box{0, 0, 7, 9}},
	} {
		c := &cff{scale: 1, charStrings: [][]byte{test.code}, local: [][][]byte{{join(number1(30, 40), op(5, 11))}}, global: [][]byte{join(number1(7, 9), op(5, 11))}}
		got, ok := c.box(0)
		if !ok || math.Abs(got.x0-test.want.x0)+math.Abs(got.y0-test.want.y0)+math.Abs(got.x1-test.want.x1)+math.Abs(got.y1-test.want.y1) > 1e-6 {
			t.Errorf("%s: %v, %v; want %v", test.name, got, ok, test.want)
		}
	}
	loop := &cff{scale: 1, charStrings: [][]byte{join(number1(-107), op(10))}, local: [][][]byte{{join(number1(-107), op(10))}}}
	if _, ok := loop.box(0); ok {
		t.Error("a subroutine that calls itself has an extent")
	}
}
