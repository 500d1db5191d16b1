package pdf_test

import "slices"

// The profile for print is a model, not a measurement of somebody's press: the
// colours of paper and of full inks over each other as offset on coated paper
// usually has them (Neugebauer's primaries), dots that grow by 16 % in the
// middle, and between them the sums of areas. It belongs to nobody. All is done
// in whole numbers, so that it is the same everywhere.

// primaries are the colours of the full inks, in CIELAB relative to the paper.
// Bit 0 of the index is cyan, then magenta, yellow and black.
var primaries = [16]lab{
	{100, 0, 0}, {58, -37, -50}, {51, 76, -3}, {26, 19, -47}, {94, -5, 94}, {53, -69, 27}, {50, 70, 49}, {24, 0, 0},
	{17, 0, 0}, {15, -6, -9}, {15, 10, 0}, {12, 3, -8}, {16, -1, 8}, {14, -8, 4}, {15, 9, 6}, {10, 0, 0},
}

// A lab is a colour of CIELAB, in whole numbers or in hundredths.
type lab struct{ l, a, b int64 }

// An area is how much of the paper each ink covers, of 255.
type area [4]int64

// CIELAB's f, in parts of 58,000: the common multiple of its 116, 500 and 200.
const (
	fullScale  = 58_000
	knee       = 12_000 // 6/29: below it, f is a line
	millionths = fullScale * fullScale * fullScale / 1_000_000
)

// light returns a tristimulus value, in millionths of that of the paper.
func light(f int64) int64 {
	if f > knee {
		return f * f * f / millionths
	}
	return 108 * (f - 8_000) * 1_000_000 / (841 * fullScale)
}

// root is the inverse of light.
func root(light int64) int64 {
	if light*841*fullScale <= 108*(knee-8_000)*1_000_000 {
		return 8_000 + light*841*fullScale/(108*1_000_000)
	}
	low, high := int64(knee), int64(fullScale+1_000)
	for low < high {
		if middle := (low + high + 1) / 2; middle*middle*middle <= light*millionths {
			low = middle
		} else {
			high = middle - 1
		}
	}
	return low
}

// lights are X, Y and Z of the primaries.
var lights = func() (all [16][3]int64) {
	for i, p := range primaries {
		y := (p.l + 16) * 500
		all[i] = [3]int64{light(y + p.a*116), light(y), light(y - p.b*290)}
	}
	return all
}()

// printed returns the colour of inks on paper, in hundredths.
func printed(inks area) lab {
	var sum [3]int64
	for i := range lights {
		share := int64(1_000_000_000)
		for k, ink := range inks {
			if i>>k&1 == 0 {
				ink = 255 - ink
			}
			share = share * ink / 255
		}
		for k := range sum {
			sum[k] += share * lights[i][k] / 1_000
		}
	}
	for k := range sum {
		sum[k] = root(sum[k] / 1_000_000)
	}
	return lab{sum[1]/5 - 1_600, (sum[0] - sum[1]) * 100 / 116, (sum[1] - sum[2]) * 100 / 290}
}

// grown returns how much of the paper a tint covers in print, both of 255.
func grown(tint int64) int64 { return tint + 4*16*tint*(255-tint)/(100*255) }

// apart is the square of ΔE, for colours in hundredths.
func apart(a, b lab) int64 {
	return (a.l-b.l)*(a.l-b.l) + (a.a-b.a)*(a.a-b.a) + (a.b-b.b)*(a.b-b.b)
}

// encoded returns a colour as a table of bytes has it.
func encoded(c lab) []byte {
	clamp := func(v int64) byte { return byte(min(max(v, 0), 255)) }
	return []byte{clamp((c.l*255 + 5_000) / 10_000), clamp((c.a + 12_850) / 100), clamp((c.b + 12_850) / 100)}
}

// A mixture is a colour that some inks make.
type mixture struct {
	inks   area
	colour lab
}

// nearest returns the inks that come nearest to a colour, and how far off they
// are. Of what looks the same black goes before the three colours.
func nearest(want lab, start []mixture) (area, int64) {
	cost := func(inks area, got lab) int64 {
		coloured := inks[0] + inks[1] + inks[2]
		return apart(want, got) + coloured*coloured/64
	}
	best := slices.MinFunc(start, func(a, b mixture) int {
		return int(min(max(cost(a.inks, a.colour)-cost(b.inks, b.colour), -1), 1))
	}).inks
	least := cost(best, printed(best))
	for step := int64(32); step > 0; step /= 2 {
		for again := true; again; {
			again = false
			for ink := range best {
				for _, move := range []int64{-step, step} {
					try := best
					try[ink] = min(max(try[ink]+move, 0), 255)
					if c := cost(try, printed(try)); c < least {
						best, least, again = try, c, true
					}
				}
			}
		}
	}
	return best, apart(want, printed(best))
}

// lut8 returns a table of ICC.1:1998-09 6.5.8: a curve for each input, a grid
// with outputs for each of its nodes, a curve for each output.
func lut8(inputs, outputs, nodes int, in, out func(i int64) int64, grid []byte) []byte {
	b := []byte{'m', 'f', 't', '1', 0, 0, 0, 0, byte(inputs), byte(outputs), byte(nodes), 0}
	for i := range 9 { // no matrix
		b = big32(b, uint32([]int{1, 0, 0, 0}[i%4])<<16)
	}
	curve := func(f func(int64) int64) {
		for i := range int64(256) {
			b = append(b, byte(f(i)))
		}
	}
	for range inputs {
		curve(in)
	}
	b = append(b, grid...)
	for range outputs {
		curve(out)
	}
	return b
}

func printProfile() []byte {
	same := func(i int64) int64 { return i }
	shrunk := func(covered int64) int64 { // the tint that covers so much
		for tint := int64(0); ; tint++ {
			if grown(tint) >= covered {
				return tint
			}
		}
	}

	const inkNodes = 6
	var there []byte
	var samples []mixture
	for n := range inkNodes * inkNodes * inkNodes * inkNodes {
		var inks area
		for k := 3; k >= 0; k-- { // black varies fastest
			inks[k] = int64(n%inkNodes) * 255 / (inkNodes - 1)
			n /= inkNodes
		}
		colour := printed(inks)
		samples = append(samples, mixture{inks, colour})
		there = append(there, encoded(colour)...)
	}

	const labNodes = 9
	var back, gamut []byte
	for n := range labNodes * labNodes * labNodes {
		at := func(i int) int64 { return int64(i%labNodes) * 255 * 100 / (labNodes - 1) }
		want := lab{at(n/labNodes/labNodes) * 100 / 255, at(n/labNodes) - 12_800, at(n) - 12_800}
		inks, off := nearest(want, samples)
		for _, ink := range inks {
			back = append(back, byte(ink))
		}
		outside := byte(0)
		if off > 500*500 { // ΔE of 5
			outside = 255
		}
		gamut = append(gamut, outside)
	}

	toLab := lut8(4, 3, inkNodes, grown, same, there)
	toInks := lut8(3, 4, labNodes, same, shrunk, back)
	// The paper: L* 95, a little blue.
	return iccProfile("prtrCMYKLab ", "Offset on coated paper (fangan)", xyz(0xD840, 0xE04E, 0xBEDE),
		iccTag{"A2B0", toLab}, iccTag{"A2B1", toLab}, iccTag{"A2B2", toLab},
		iccTag{"B2A0", toInks}, iccTag{"B2A1", toInks}, iccTag{"B2A2", toInks},
		iccTag{"gamt", lut8(3, 1, labNodes, same, same, gamut)})
}
