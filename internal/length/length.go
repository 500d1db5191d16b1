// Package length holds distances on paper as integers, so that the same input
// gives the same positions on every processor.
package length

import (
	"fmt"
	"math/bits"
	"strconv"
	"strings"
)

// Length is a distance in EMU. Millimetres and typographic points are both
// exact multiples of it, which is why layout needs no floating point.
type Length int64

// The units in which profiles and the standard speak.
const (
	Mm Length = 36000
	Pt Length = 12700
)

// Part returns where the i-th of n equal parts of l begins. The parts add up
// without rounding drift: Part(0, n) is 0 and Part(n, n) is l.
func (l Length) Part(i, n int) Length { return l.Scale(int64(i), int64(n)) }

// Scale returns l·num/den, rounded to the nearest EMU, halves away from zero.
// den must be positive. The product is taken in 128 bits and cannot overflow;
// a quotient beyond 63 bits panics.
func (l Length) Scale(num, den int64) Length {
	negative := (l < 0) != (num < 0)
	hi, lo := bits.Mul64(magnitude(int64(l)), magnitude(num))
	lo, carry := bits.Add64(lo, uint64(den)/2, 0)
	quo, _ := bits.Div64(hi+carry, lo, uint64(den))
	if negative {
		return -Length(quo)
	}
	return Length(quo)
}

func magnitude(n int64) uint64 {
	if n < 0 {
		return -uint64(n)
	}
	return uint64(n)
}

// Points returns l in points. Only writers call it: layout stays in integers.
func (l Length) Points() float64 { return float64(l) / float64(Pt) }

// Millimetres returns l in millimetres, for writers and reports.
func (l Length) Millimetres() float64 { return float64(l) / float64(Mm) }

// String prints l in millimetres with up to four decimals: "37mm".
func (l Length) String() string {
	tenThousandths := l.Scale(10000, int64(Mm))
	sign := ""
	if tenThousandths < 0 {
		sign, tenThousandths = "-", -tenThousandths
	}
	s := fmt.Sprintf("%s%d.%04d", sign, tenThousandths/10000, tenThousandths%10000)
	return strings.TrimRight(strings.TrimRight(s, "0"), ".") + "mm"
}

// Parse reads a length as profiles write it: a decimal number with at most six
// decimals and the unit mm or pt ("37mm", "15.75pt").
func Parse(s string) (Length, error) {
	unit := Mm
	number, ok := strings.CutSuffix(s, "mm")
	if !ok {
		if number, ok = strings.CutSuffix(s, "pt"); !ok {
			return 0, fmt.Errorf("length %q: unit mm or pt is missing", s)
		}
		unit = Pt
	}
	number = strings.TrimSpace(number)
	digits, negative := strings.CutPrefix(number, "-")
	whole, fraction, _ := strings.Cut(digits, ".")
	if len(fraction) > 6 || len(whole) > 9 || whole == "" {
		return 0, fmt.Errorf("length %q: not a number with at most six decimals", s)
	}
	n, err := strconv.ParseUint(whole+fraction+strings.Repeat("0", 6-len(fraction)), 10, 63)
	if err != nil {
		return 0, fmt.Errorf("length %q: not a number with at most six decimals", s)
	}
	l := unit.Scale(int64(n), 1_000_000)
	if negative {
		l = -l
	}
	return l, nil
}
