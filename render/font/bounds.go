package font

// Bounds returns the box of the ink of a glyph in font units, y upwards from
// the baseline; false for a blank and for a glyph that is damaged or that the
// face has not got. It draws the curves of a CFF face each time it is asked, so
// it is for the few glyphs whose ink is measured, not for text.
func (f *Face) Bounds(id uint16) (left, bottom, right, top int, ok bool) {
	var outline table
	if f.cff == nil {
		outline, ok = f.outline(id)
	} else {
		s := subsetter{face: f, machine: &machine{face: f.cff, budget: 4*len(f.cff.data) + 1<<18, pen: pen{tolerance: int64(max(1, 256*f.unitsPerEm/curveError))}}}
		outline, ok = s.convert(id)
	}
	if !ok || len(outline) < 10 {
		return 0, 0, 0, 0, false
	}
	return outline.i16(2), outline.i16(4), outline.i16(6), outline.i16(8), true
}
