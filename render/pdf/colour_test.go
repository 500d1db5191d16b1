package pdf_test

import (
	"bytes"
	"encoding/binary"
	"math/big"
	"os"
	"testing"
)

// TestColourProfiles makes the profiles of the output intents from their
// definitions, in whole numbers, and compares them with the files.
func TestColourProfiles(t *testing.T) {
	for path, want := range map[string][]byte{"srgb.icc": screenProfile(), "offset.icc": printProfile()} {
		if *update {
			if err := os.WriteFile(path, want, 0o666); err != nil {
				t.Fatal(err)
			}
		}
		if got, err := os.ReadFile(path); err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s is not the profile that this test makes: %v", path, err)
		}
	}
}

func big32(b []byte, values ...uint32) []byte {
	for _, v := range values {
		b = binary.BigEndian.AppendUint32(b, v)
	}
	return b
}

// An iccTag is a tag of a profile.
type iccTag struct {
	name string
	data []byte
}

func xyz(x, y, z uint32) []byte { return big32([]byte("XYZ \x00\x00\x00\x00"), x, y, z) }

// iccProfile returns a profile by ICC.1:1998-09, version 2.1: version 4 came
// after the PDF that PDF/A-1 is made of. Kind is the class and the two spaces.
func iccProfile(kind, name string, white []byte, tags ...iccTag) []byte {
	description := append(big32([]byte("desc\x00\x00\x00\x00"), uint32(len(name)+1)), name+"\x00"...)
	description = append(description, make([]byte, 4+4+2+1+67)...) // no Unicode, no script code
	tags = append([]iccTag{{"desc", description}, {"cprt", []byte("text\x00\x00\x00\x00No copyright\x00")}, {"wtpt", white}}, tags...)
	const header = 128
	table := big32(nil, uint32(len(tags)))
	var data []byte
	base := header + 4 + 12*len(tags)
	for i, tag := range tags {
		at := len(data)
		if i > 0 && bytes.Equal(tag.data, tags[i-1].data) { // one serves both
			at = int(binary.BigEndian.Uint32(table[len(table)-8:])) - base
		} else {
			data = append(data, tag.data...)
			for len(data)%4 != 0 {
				data = append(data, 0)
			}
		}
		table = big32(append(table, tag.name...), uint32(base+at), uint32(len(tag.data)))
	}
	profile := big32(nil, uint32(base+len(data)))
	profile = append(append(profile, "\x00\x00\x00\x00\x02\x10\x00\x00"...), kind...)
	for _, v := range []uint16{2026, 1, 1, 0, 0, 0} { // made when; a profile must say
		profile = binary.BigEndian.AppendUint16(profile, v)
	}
	profile = append(profile, "acsp"...)
	profile = append(profile, make([]byte, 68-len(profile))...)
	profile = append(profile, xyz(0xF6D6, 0x10000, 0xD32D)[8:]...) // D50
	profile = append(profile, make([]byte, header-len(profile))...)
	return append(append(profile, table...), data...)
}

// screenProfile returns the profile of sRGB (IEC 61966-2-1): matrix and curve.
func screenProfile() []byte {
	curve := big32([]byte("curv\x00\x00\x00\x00"), 256)
	for i := range 256 {
		curve = binary.BigEndian.AppendUint16(curve, linear(i))
	}
	// The primaries as seen under D50, in parts of 65,536; blue is what is
	// left of white, so that equal parts of all are white to the last digit.
	return iccProfile("mntrRGB XYZ ", "sRGB IEC61966-2.1", xyz(0xF6D6, 0x10000, 0xD32D),
		iccTag{"rXYZ", xyz(0x6FA2, 0x38F5, 0x0390)},
		iccTag{"gXYZ", xyz(0x6299, 0xB785, 0x18DA)},
		iccTag{"bXYZ", xyz(0xF6D6-0x6FA2-0x6299, 0x10000-0x38F5-0xB785, 0xD32D-0x0390-0x18DA)},
		iccTag{"rTRC", curve}, iccTag{"gTRC", curve}, iccTag{"bTRC", curve})
}

// linear returns the intensity of the i-th of 256 steps in parts of 65,535.
func linear(i int) uint16 {
	const full = 65535
	if 100_000*i <= 4045*255 { // i/255 <= 0.04045
		return uint16((full*100*i + 255*1292/2) / (255 * 1292))
	}
	// ((i/255 + 0.055) / 1.055)^2.4 = (n/d)^(12/5); y is rounded to the
	// nearest: (y-½)^5 · d^12 <= full^5 · n^12.
	power := func(base, exponent int64) *big.Int {
		return new(big.Int).Exp(big.NewInt(base), big.NewInt(exponent), nil)
	}
	limit := new(big.Int).Mul(power(2*full, 5), power(int64(1000*i+55*255), 12))
	scale := power(1055*255, 12)
	low, high := int64(0), int64(full)
	for low < high {
		middle := (low + high + 1) / 2
		if new(big.Int).Mul(power(2*middle-1, 5), scale).Cmp(limit) <= 0 {
			low = middle
		} else {
			high = middle - 1
		}
	}
	return uint16(low)
}
