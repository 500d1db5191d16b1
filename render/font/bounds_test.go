package font

import "testing"

func TestBounds(t *testing.T) {
	for _, role := range Roles() {
		face, id, ok := BuiltIn().Lookup(role, '国')
		if !ok {
			t.Fatal(role)
		}
		left, bottom, right, top, ok := face.Bounds(id)
		em := face.UnitsPerEm()
		// Ink of a full-width character fills most of its em box and little more.
		if !ok || left < -em/20 || right > em+em/20 || right-left < em/2 || top-bottom < em/2 || top > em || bottom < -em/4 {
			t.Errorf("%s: 国 is %d…%d wide, %d…%d high of %d", role, left, right, bottom, top, em)
		}
		if blank, ok := face.Glyph(' '); ok {
			if _, _, _, _, ok := face.Bounds(blank); ok {
				t.Errorf("%s: a blank has ink", role)
			}
		}
		if _, _, _, _, ok := face.Bounds(0xFFFF); ok {
			t.Errorf("%s: a glyph that is not there has ink", role)
		}
	}
}
