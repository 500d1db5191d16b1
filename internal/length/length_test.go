package length

import "testing"

func TestPartAddsUpWithoutDrift(t *testing.T) {
	width := 156 * Mm
	for n := 1; n <= 40; n++ {
		if got := width.Part(n, n); got != width {
			t.Errorf("Part(%d, %d) = %v, want %v", n, n, got, width)
		}
		for i := range n {
			if step := width.Part(i+1, n) - width.Part(i, n); step < width/Length(n) || step > width/Length(n)+1 {
				t.Errorf("n = %d: cell %d is %d EMU wide", n, i, step)
			}
		}
	}
}

func TestParse(t *testing.T) {
	for _, c := range []struct {
		in   string
		want Length
		out  string
	}{
		{"37mm", 37 * Mm, "37mm"},
		{"16pt", 16 * Pt, "5.6444mm"},
		{"15.75pt", 200025, "5.5563mm"},
		{"-0.5mm", -18000, "-0.5mm"},
		{"0mm", 0, "0mm"},
	} {
		got, err := Parse(c.in)
		if err != nil || got != c.want || got.String() != c.out {
			t.Errorf("Parse(%q) = %d %q, %v; want %d %q", c.in, got, got, err, c.want, c.out)
		}
	}
	for _, bad := range []string{"", "mm", "37", "37cm", "1.2.3mm", "1.1234567mm", "9999999999mm", "+1mm", "1e3mm", "--1mm"} {
		if got, err := Parse(bad); err == nil {
			t.Errorf("Parse(%q) = %v, want an error", bad, got)
		}
	}
}

func TestScaleRoundsToNearest(t *testing.T) {
	for _, c := range []struct {
		l        Length
		num, den int64
		want     Length
	}{{10, 1, 4, 3}, {-10, 1, 4, -3}, {7, 1, 3, 2}, {1 << 61, 3, 3, 1 << 61}, {5, 0, 7, 0}} {
		if got := c.l.Scale(c.num, c.den); got != c.want {
			t.Errorf("%d.Scale(%d, %d) = %d, want %d", c.l, c.num, c.den, got, c.want)
		}
	}
}
