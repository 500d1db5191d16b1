package pdfpage

import (
	"math"
	"slices"

	"fangan/internal/length"
)

// A matrix maps (x, y) to (a·x + c·y + e, b·x + d·y + f) (ISO 32000-1 8.3.3).
type matrix struct{ a, b, c, d, e, f float64 }

var unit = matrix{a: 1, d: 1}

// then returns the mapping that does m first.
func (m matrix) then(n matrix) matrix {
	return matrix{
		m.a*n.a + m.b*n.c, m.a*n.b + m.b*n.d,
		m.c*n.a + m.d*n.c, m.c*n.b + m.d*n.d,
		m.e*n.a + m.f*n.c + n.e, m.e*n.b + m.f*n.d + n.f,
	}
}

func (m matrix) apply(x, y float64) (float64, float64) {
	return m.a*x + m.c*y + m.e, m.b*x + m.d*y + m.f
}

// scale returns by how much lengths grow, as near as matters where it is not the
// same in all directions.
func (m matrix) scale() float64 { return math.Sqrt(math.Abs(m.a*m.d - m.b*m.c)) }

// A state is the graphics state, as far as it shows on a page.
type state struct {
	ctm          matrix
	fill, stroke Colour
	fillSpace    colourSpace
	strokeSpace  colourSpace
	lineWidth    float64
	clip         Box  // outside of which nothing is painted, if it is a rectangle
	vague        bool // nobody knows what is painted where: a clip of another form, transparency

	font                *Font
	size                float64
	charSpace, wordGap  float64
	stretch             float64 // Tz / 100
	leading, rise       float64
	mode                int
	textMatrix, textRow matrix
}

// Bounds that keep a hostile file from taking for ever.
const (
	mostOperators = 4_000_000 // of a page
	mostGlyphs    = 4_000_000 // of a file
	mostObjects   = 200_000   // rules, pictures and shapes of a page
	deepestForm   = 12
)

type interpreter struct {
	file     *file
	document *Document
	fonts    map[int]*Font // by object number
	out      Page
	toPage   matrix // from default user space, in points

	state
	stack     []state
	operands  []any
	operators int
	budget    *int // glyphs that the file may still show
	marked    []marked
	path      path
	clipping  bool // the path will clip what follows, once it is painted
	depth     int
}

// A marked is a stretch of marked content (14.6).
type marked struct {
	actual   string
	artifact bool
}

// page interprets one page.
func (in *interpreter) page(n pageNode, number int) Page {
	box := n.box
	if box == nil || box[0] == box[2] || box[1] == box[3] {
		box = []float64{0, 0, 612, 792}
	}
	x0, x1 := min(box[0], box[2]), max(box[0], box[2])
	y0, y1 := min(box[1], box[3]), max(box[1], box[3])
	w, h := x1-x0, y1-y0
	unitOf := in.file.number(n.dict["UserUnit"], 1)
	if unitOf <= 0 || unitOf > 1000 {
		unitOf = 1
	}
	switch ((n.rotate % 360) + 360) % 360 / 90 {
	case 0:
		in.toPage = matrix{1, 0, 0, -1, -x0, y1}
	case 1:
		in.toPage = matrix{0, 1, 1, 0, -y0, -x0}
		w, h = h, w
	case 2:
		in.toPage = matrix{-1, 0, 0, 1, x1, -y0}
	case 3:
		in.toPage = matrix{0, -1, -1, 0, y1, x1}
		w, h = h, w
	}
	in.toPage = in.toPage.then(matrix{a: unitOf, d: unitOf})
	in.out = Page{Number: number, Width: toLength(w * unitOf), Height: toLength(h * unitOf)}
	black := Colour{Model: Grey}
	in.state = state{ctm: unit, fill: black, stroke: black, fillSpace: colourSpace{model: Grey, n: 1}, strokeSpace: colourSpace{model: Grey, n: 1},
		lineWidth: 1, stretch: 1, textMatrix: unit, textRow: unit, clip: Box{X1: in.out.Width, Y1: in.out.Height}}
	var data []byte
	contents := in.file.resolve(n.dict["Contents"])
	list, ok := contents.(array)
	if !ok {
		list = array{contents}
	}
	for _, o := range list {
		if s, ok := in.file.resolve(o).(*stream); ok {
			if part, err := in.file.decode(s); err == nil {
				data = append(append(data, part...), '\n')
			}
		}
	}
	in.run(data, n.resources)
	return in.out
}

// toLength converts points. What is no place on any paper becomes one far off.
func toLength(points float64) length.Length {
	const far = 1e6
	if math.IsNaN(points) {
		points = far
	}
	return length.Length(math.Round(min(max(points, -far), far) * float64(length.Pt)))
}

// run interprets a content stream.
func (in *interpreter) run(data []byte, resources dict) {
	l := lexer{data: data}
	in.operands = in.operands[:0]
	for {
		o := l.next()
		k, ok := o.(keyword)
		if !ok {
			if len(in.operands) < 64 {
				in.operands = append(in.operands, o)
			}
			continue
		}
		if k == end {
			return
		}
		if in.operators++; in.operators > mostOperators {
			in.out.Truncated = true
			return
		}
		if k == "BI" {
			in.inlineImage(&l)
		} else {
			in.operator(string(k), resources)
		}
		in.operands = in.operands[:0]
	}
}

func (in *interpreter) n(i int) float64 {
	if i < len(in.operands) {
		switch v := in.operands[i].(type) {
		case int:
			return float64(v)
		case float64:
			return v
		}
	}
	return 0
}

func (in *interpreter) nameAt(i int) name {
	if i >= 0 && i < len(in.operands) {
		n, _ := in.operands[i].(name)
		return n
	}
	return ""
}

func (in *interpreter) matrix() matrix {
	return matrix{in.n(0), in.n(1), in.n(2), in.n(3), in.n(4), in.n(5)}
}

func (in *interpreter) operator(op string, resources dict) {
	f := in.file
	switch op {
	// graphics state
	case "q":
		if len(in.stack) < 4096 {
			in.stack = append(in.stack, in.state)
		}
	case "Q":
		if n := len(in.stack); n > 0 {
			in.state, in.stack = in.stack[n-1], in.stack[:n-1]
		}
	case "cm":
		in.ctm = in.matrix().then(in.ctm)
	case "w":
		in.lineWidth = in.n(0)
	case "gs":
		g := f.dict(f.dict(resources["ExtGState"])[in.nameAt(0)])
		if a := f.array(g["Font"]); len(a) == 2 {
			in.font, in.size = in.fontOf(a[0]), f.number(a[1], 0)
		}
		in.lineWidth = f.number(g["LW"], in.lineWidth)
		_, masked := f.resolve(g["SMask"]).(dict)
		in.vague = in.vague || masked || f.number(g["ca"], 1) < 1 || g["BM"] != nil && f.name(g["BM"]) != "Normal"

	// colour
	case "g", "rg", "k":
		in.fillSpace = deviceSpace(op)
		in.fill = in.colour(in.fillSpace)
	case "G", "RG", "K":
		in.strokeSpace = deviceSpace(op)
		in.stroke = in.colour(in.strokeSpace)
	case "cs":
		in.fillSpace = in.space(in.nameAt(0), resources)
		in.fill = in.fillSpace.initial()
	case "CS":
		in.strokeSpace = in.space(in.nameAt(0), resources)
		in.stroke = in.strokeSpace.initial()
	case "sc", "scn":
		in.fill = in.colour(in.fillSpace)
	case "SC", "SCN":
		in.stroke = in.colour(in.strokeSpace)

	// paths
	case "m":
		in.path.move(in.ctm.apply(in.n(0), in.n(1)))
	case "l":
		in.path.line(in.ctm.apply(in.n(0), in.n(1)))
	case "c":
		for i := 0; i < 6; i += 2 {
			in.path.curve(in.ctm.apply(in.n(i), in.n(i+1)))
		}
	case "v", "y":
		for i := 0; i < 4; i += 2 {
			in.path.curve(in.ctm.apply(in.n(i), in.n(i+1)))
		}
	case "h":
		in.path.close()
	case "re":
		x, y, w, h := in.n(0), in.n(1), in.n(2), in.n(3)
		in.path.move(in.ctm.apply(x, y))
		in.path.line(in.ctm.apply(x+w, y))
		in.path.line(in.ctm.apply(x+w, y+h))
		in.path.line(in.ctm.apply(x, y+h))
		in.path.close()
	case "f", "F", "f*":
		in.paint(true, false)
	case "S":
		in.paint(false, true)
	case "s":
		in.path.close()
		in.paint(false, true)
	case "B", "B*":
		in.paint(true, true)
	case "b", "b*":
		in.path.close()
		in.paint(true, true)
	case "n":
		in.clipNow()
		in.path = in.path[:0]
	case "W", "W*":
		in.clipping = true

	// text
	case "BT":
		in.textMatrix, in.textRow = unit, unit
	case "Tc":
		in.charSpace = in.n(0)
	case "Tw":
		in.wordGap = in.n(0)
	case "Tz":
		in.stretch = in.n(0) / 100
	case "TL":
		in.leading = in.n(0)
	case "Ts":
		in.rise = in.n(0)
	case "Tr":
		in.mode = int(in.n(0))
	case "Tf":
		in.font, in.size = in.fontOf(f.dict(resources["Font"])[in.nameAt(0)]), in.n(1)
	case "Td":
		in.nextRow(in.n(0), in.n(1))
	case "TD":
		in.leading = -in.n(1)
		in.nextRow(in.n(0), in.n(1))
	case "Tm":
		in.textMatrix = in.matrix()
		in.textRow = in.textMatrix
	case "T*":
		in.nextRow(0, -in.leading)
	case "Tj", "'", "\"":
		if op == "\"" {
			in.wordGap, in.charSpace = in.n(0), in.n(1)
		}
		if op != "Tj" {
			in.nextRow(0, -in.leading)
		}
		if n := len(in.operands); n > 0 {
			if s, ok := in.operands[n-1].(text); ok {
				in.show(array{s})
			}
		}
	case "TJ":
		if len(in.operands) > 0 {
			a, _ := in.operands[0].(array)
			in.show(a)
		}

	// marked content
	case "BMC":
		in.mark(marked{artifact: in.nameAt(0) == "Artifact"})
	case "BDC":
		m := marked{artifact: in.nameAt(0) == "Artifact"}
		var properties dict
		if len(in.operands) > 1 {
			if n, ok := in.operands[1].(name); ok {
				properties = f.dict(f.dict(resources["Properties"])[n])
			} else {
				properties = f.dict(in.operands[1])
			}
		}
		if s, ok := f.resolve(properties["ActualText"]).(text); ok {
			m.actual = textString(s)
		}
		in.mark(m)
	case "EMC":
		if n := len(in.marked); n > 0 {
			in.marked = in.marked[:n-1]
		}

	case "Do":
		in.xobject(f.dict(resources["XObject"])[in.nameAt(0)], resources)
	}
}

func (in *interpreter) mark(m marked) {
	if len(in.marked) < 4096 {
		in.marked = append(in.marked, m)
	}
}

func (in *interpreter) nextRow(x, y float64) {
	in.textRow = matrix{1, 0, 0, 1, x, y}.then(in.textRow)
	in.textMatrix = in.textRow
}

// fontOf opens a font once.
func (in *interpreter) fontOf(o any) *Font {
	r, isRef := o.(ref)
	if isRef {
		if font, ok := in.fonts[r.number]; ok {
			return font
		}
	}
	d := in.file.dict(o)
	if d == nil {
		return nil
	}
	font := in.file.font(d)
	if isRef {
		in.fonts[r.number] = font
	}
	return font
}

// show shows the strings of a TJ; numbers between them move the pen.
func (in *interpreter) show(list array) {
	if in.font == nil {
		return
	}
	in.vague = in.vague || in.mode >= 4 // text that clips
	base := matrix{in.size * in.stretch, 0, 0, in.size, 0, in.rise}
	var r Run
	for _, o := range list {
		s, ok := o.(text)
		if !ok {
			move := 0.0
			switch v := o.(type) {
			case int:
				move = float64(v)
			case float64:
				move = v
			}
			in.pen(-move / 1000 * in.size)
			continue
		}
		for len(s) > 0 {
			if *in.budget--; *in.budget < 0 {
				in.out.Truncated = true
				return
			}
			g := in.font.next(s)
			s = s[g.bytes:]
			m := base.then(in.textMatrix).then(in.ctm).then(in.toPage)
			if len(r.Glyphs) == 0 {
				r = in.newRun(m)
			}
			r.Glyphs = append(r.Glyphs, in.glyph(g, m))
			move := g.width/1000*in.size + in.charSpace
			if g.bytes == 1 && g.code == 32 {
				move += in.wordGap
			}
			in.pen(move)
		}
	}
	if len(r.Glyphs) == 0 {
		return
	}
	if !in.font.used(in.document) {
		in.document.Fonts = append(in.document.Fonts, in.font)
	}
	in.out.Runs = append(in.out.Runs, r)
}

func (font *Font) used(d *Document) bool {
	return slices.Contains(d.Fonts, font)
}

// pen moves the text matrix along the line.
func (in *interpreter) pen(by float64) {
	if in.font.composite && in.font.encoding.vertical {
		in.textMatrix = matrix{1, 0, 0, 1, 0, by}.then(in.textMatrix)
		return
	}
	in.textMatrix = matrix{1, 0, 0, 1, by * in.stretch, 0}.then(in.textMatrix)
}

// newRun begins a run whose em is mapped to the page by m.
func (in *interpreter) newRun(m matrix) Run {
	// The height of the em is what its upright side spans across the baseline.
	along := math.Hypot(m.a, m.b)
	height := math.Hypot(m.c, m.d)
	if along > 0 {
		height = math.Abs(m.a*m.d-m.b*m.c) / along
	}
	r := Run{Font: in.font, Size: toLength(height), Colour: in.fill, Turn: turnOf(m), Hidden: in.mode == 3 || in.mode == 7}
	if in.mode == 1 || in.mode == 5 {
		r.Colour = in.stroke
	}
	if stroked := in.mode == 1 || in.mode == 2 || in.mode == 5 || in.mode == 6; stroked && !in.stroke.IsWhite() {
		r.Pen = toLength(in.lineWidth * in.ctm.scale())
	}
	for _, m := range in.marked {
		r.Artifact = r.Artifact || m.artifact
		if m.actual != "" {
			r.ActualText = m.actual
		}
	}
	return r
}

func turnOf(m matrix) Turn {
	const askew = 0.02
	along := math.Hypot(m.a, m.b)
	switch {
	case along == 0:
		return Upright
	case math.Abs(m.b) < askew*along && m.a > 0:
		return Upright
	case math.Abs(m.b) < askew*along:
		return Down
	case math.Abs(m.a) < askew*along && m.b < 0: // y grows downwards
		return Left
	case math.Abs(m.a) < askew*along:
		return Right
	}
	return Askew
}

func (in *interpreter) glyph(g shown, m matrix) Glyph {
	x, y := m.apply(-g.origin[0]/1000, -g.origin[1]/1000)
	result := Glyph{Text: g.text, X: toLength(x), Y: toLength(y), Notdef: g.notdef}
	result.Advance = toLength(math.Abs(g.width) / 1000 * math.Hypot(m.a, m.b))
	if p := in.font.program; p != nil && g.gid >= 0 {
		if b, ok := p.box(g.gid); ok {
			result.Ink = extent(m, b.x0/1000, b.y0/1000, b.x1/1000, b.y1/1000)
		}
	}
	return result
}

// extent returns the box around a mapped rectangle.
func extent(m matrix, x0, y0, x1, y1 float64) Box {
	var p path
	p.move(m.apply(x0, y0))
	p.line(m.apply(x1, y0))
	p.line(m.apply(x1, y1))
	p.line(m.apply(x0, y1))
	return p[0].box(0)
}

// xobject paints a form or a picture.
func (in *interpreter) xobject(o any, resources dict) {
	s, ok := in.file.resolve(o).(*stream)
	if !ok {
		return
	}
	switch in.file.name(s.dict["Subtype"]) {
	case "Image":
		in.image(in.file.integer(s.dict["ImageMask"], 0) != 0)
	case "Form":
		if in.depth >= deepestForm {
			return
		}
		data, err := in.file.decode(s)
		if err != nil {
			return
		}
		saved, stack, marks := in.state, in.stack, in.marked
		operands := in.operands
		in.stack, in.operands = nil, nil
		if m := in.file.numbers(s.dict["Matrix"], 6); m != nil {
			in.ctm = matrix{m[0], m[1], m[2], m[3], m[4], m[5]}.then(in.ctm)
		}
		if b := in.file.numbers(s.dict["BBox"], 4); b != nil {
			in.clip = in.clip.intersect(extent(in.ctm.then(in.toPage), b[0], b[1], b[2], b[3]))
		}
		if own := in.file.dict(s.dict["Resources"]); own != nil {
			resources = own
		}
		in.depth++
		in.run(data, resources)
		in.depth--
		in.state, in.stack, in.marked, in.operands = saved, stack, marks, operands
	}
}

// image records the picture that fills the unit square.
func (in *interpreter) image(bool) {
	if len(in.out.Images) < mostObjects {
		in.out.Images = append(in.out.Images, Image{Box: extent(in.ctm.then(in.toPage), 0, 0, 1, 1)})
	}
}

// inlineImage skips a picture that stands in the stream itself.
func (in *interpreter) inlineImage(l *lexer) {
	for {
		o := l.next()
		if k, ok := o.(keyword); ok && (k == "ID" || k == end) {
			break
		}
	}
	l.at++
	for l.at < len(l.data) {
		// EI stands between white space, and what follows it looks like content.
		if l.data[l.at] == 'E' && l.at+2 <= len(l.data) && l.data[l.at+1] == 'I' && (l.at == 0 || isSpace(l.data[l.at-1])) &&
			(l.at+2 == len(l.data) || isSpace(l.data[l.at+2])) && printableAhead(l.data[l.at+2:]) {
			l.at += 2
			break
		}
		l.at++
	}
	in.image(false)
}

func printableAhead(data []byte) bool {
	for _, c := range data[:min(len(data), 16)] {
		if c > 0x7e || c < 0x20 && !isSpace(c) {
			return false
		}
	}
	return true
}

// textString decodes a text string (7.9.2.2).
func textString(s text) string {
	if len(s) >= 2 && s[0] == 0xfe && s[1] == 0xff {
		return target(s[2:])
	}
	if len(s) >= 3 && s[:3] == "\xef\xbb\xbf" {
		return string(s[3:])
	}
	var b []rune
	for _, c := range []byte(s) {
		b = append(b, rune(c))
	}
	return string(b)
}
