package verify

import (
	"cmp"
	"slices"
	"strings"
	"unicode"

	"fangan/internal/length"
	"fangan/internal/pdfpage"
	"fangan/render/font"
)

// A layout is a document as lines on portrait sheets.
type layout struct {
	pages    []*page
	ascents  ascents
	bodySize length.Length // of most Han
	noBlanks bool          // words are only set apart, without blanks between them
}

// A page is one side of a sheet. A page that is shown across is turned back so
// that its head is at the left edge, where GB/T 9704 8 has it.
type page struct {
	number        int // from 1
	width, height length.Length
	across        bool // it is shown across
	// dx is how far to the left an even page of mirrored margins was moved, so
	// that all pages measure alike.
	dx        length.Length
	lines     []*line
	turned    []*line // text that reads upwards
	askew     []glyph // watermarks and what else is not straight
	wrongWay  int     // of those glyphs, how many read downwards or upside down
	rules     []rule
	images    []pdfpage.Box
	redShapes []pdfpage.Box
	hidden    bool // there is hidden text on it
	watermark bool // there is one that is drawn as outlines
	digits    *line
	tables    []pdfpage.Box
}

// A rule is a straight line on a page.
type rule struct {
	box    pdfpage.Box
	colour pdfpage.Colour
}

func (r rule) flat() bool            { return r.box.X1-r.box.X0 > r.box.Y1-r.box.Y0 }
func (r rule) middle() length.Length { return (r.box.Y0 + r.box.Y1) / 2 }
func (r rule) thick() length.Length  { return r.box.Y1 - r.box.Y0 }
func (r rule) width() length.Length  { return r.box.X1 - r.box.X0 }

// A glyph is a glyph as lines need it.
type glyph struct {
	text   string
	r      rune
	font   *pdfpage.Font
	role   font.Role
	size   length.Length
	colour pdfpage.Colour
	// x runs along the line, y across it, downwards.
	x, y, advance length.Length
	ink           pdfpage.Box // on the page
	notdef        bool
	bold          bool // by its face, or made so
	covered       bool // by what was painted later
	order         int
}

// visible reports whether the glyph is more than white space.
func (g *glyph) visible() bool { return strings.TrimSpace(g.text) != "" || g.notdef || g.text == "" }

// Marks whose em box is empty on one side.
const (
	emptyLeft  = "“‘（〔【《〈「『"
	emptyRight = "。，、；：？！．”’）〕】》〉」』"
)

// left and right are the edges of what a glyph takes on its line: of its em box,
// without the half that a mark leaves empty.
func (g *glyph) left() length.Length {
	if strings.ContainsRune(emptyLeft, g.r) && g.advance > g.size*3/4 {
		return g.x + g.advance - g.size/2
	}
	return g.x
}

func (g *glyph) right() length.Length {
	switch {
	case strings.ContainsRune(emptyRight, g.r):
		return g.x + min(g.advance, g.size/2)
	case g.r == '·' && g.advance > g.size*3/4:
		return g.x + g.advance*3/4
	}
	return g.x + g.advance
}

// em returns where the em box of a glyph begins, or would begin if the empty half
// of a bracket had not been cut off.
func (g *glyph) em() length.Length {
	if strings.ContainsRune(emptyLeft, g.r) && g.advance <= g.size*3/4 {
		return g.x + g.advance - g.size
	}
	return g.x
}

// A line is what stands on one baseline.
type line struct {
	page   *page
	index  int // on the page, from 0
	glyphs []glyph
	shown  []glyph // those that are visible; nil: not yet asked for
	text   string  // without white space at the ends
	y      length.Length
	size   length.Length // of most of it
	top    length.Length // of the em box
	bottom length.Length
	// Edges of the first and last visible glyph: x0 is where its em box begins,
	// or would begin if the empty half of a bracket had not been cut off.
	x0, x1 length.Length
	kind   kind
	turned bool
}

func (l *line) at() place {
	if l.turned {
		return place{l.page.number, l.y, l.page.height - l.x0}
	}
	return place{l.page.number, l.x0 + l.page.dx, l.y}
}

// middle is where the ink of a glyph is along the line. Of marks that are
// squeezed together the em boxes may lie in the other order: 。（ in one cell.
func (g *glyph) middle() length.Length { return (g.left() + g.right()) / 2 }

func (l *line) centre() length.Length { return (l.x0 + l.x1) / 2 }

// seen returns the visible glyphs, which nobody changes.
func (l *line) seen() []glyph {
	if l.shown == nil {
		blank := func(g glyph) bool { return !g.visible() }
		if l.shown = l.glyphs; slices.ContainsFunc(l.glyphs, blank) {
			l.shown = slices.DeleteFunc(slices.Clone(l.glyphs), blank)
		}
	}
	return l.shown
}

// ink returns the extent of what is printed.
func (l *line) ink() pdfpage.Box {
	var b pdfpage.Box
	for i := range l.glyphs {
		b = b.Union(l.glyphs[i].ink)
	}
	return b
}

func (l *line) red() bool { return l.mostly(func(g *glyph) bool { return g.colour.IsRed() }) }

// mostly reports whether more than half of the glyphs are so.
func (l *line) mostly(is func(g *glyph) bool) bool {
	n := 0
	for i := range l.glyphs {
		if is(&l.glyphs[i]) {
			n++
		}
	}
	return n*2 > len(l.glyphs)
}

// role is the class of face that most Han of a line are set in.
func (l *line) role() font.Role {
	counts := map[font.Role]int{}
	for i := range l.glyphs {
		if isHan(l.glyphs[i].text) {
			counts[l.glyphs[i].role]++
		}
	}
	var best font.Role
	for _, r := range append(font.Roles(), "") {
		if counts[r] > counts[best] {
			best = r
		}
	}
	return best
}

// dropsBlanks reports whether two letters on a line stand apart and have no blank
// between them: some programs write none.
func (l *line) dropsBlanks() bool {
	for i := 1; i < len(l.glyphs); i++ {
		a, b := &l.glyphs[i-1], &l.glyphs[i]
		if isLetter(a.r) && isLetter(b.r) && b.x-(a.x+a.advance) > a.size/6 {
			return true
		}
	}
	return false
}

// isLetter reports whether a character is a Latin letter.
func isLetter(r rune) bool { return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' }

// arrange makes lines of the glyphs of a document.
func arrange(d *pdfpage.Document, e expectation, faces map[string]font.Role) *layout {
	l := &layout{ascents: measureAscents(d)}
	roles := map[*pdfpage.Font]font.Role{}
	for _, f := range d.Fonts {
		if role, ok := faces[f.Name]; ok {
			roles[f] = role
		} else {
			roles[f] = class(f)
		}
	}
	for i := range d.Pages {
		l.pages = append(l.pages, arrangePage(&d.Pages[i], roles, l.ascents, e))
	}
	for _, p := range l.pages {
		l.noBlanks = l.noBlanks || slices.ContainsFunc(p.lines, (*line).dropsBlanks)
	}
	return l
}

func keysOf[K comparable, V any](m map[K]V) func(yield func(K) bool) {
	return func(yield func(K) bool) {
		for k := range m {
			if !yield(k) {
				return
			}
		}
	}
}

func arrangePage(p *pdfpage.Page, roles map[*pdfpage.Font]font.Role, up ascents, e expectation) *page {
	result := &page{number: p.Number, width: p.Width, height: p.Height, across: p.Width > p.Height}
	if result.across {
		result.width, result.height = p.Height, p.Width
	}
	if e.mirror && p.Number%2 == 0 {
		result.dx = e.width - e.right - e.left
	}
	turn := func(b pdfpage.Box) pdfpage.Box {
		if b.IsZero() {
			return b
		}
		if result.across {
			b = pdfpage.Box{X0: b.Y0, Y0: p.Width - b.X1, X1: b.Y1, Y1: p.Width - b.X0}
		}
		b.X0, b.X1 = b.X0-result.dx, b.X1-result.dx
		return b
	}
	var upright, left []glyph
	for i := range p.Runs {
		r := &p.Runs[i]
		if r.Hidden {
			result.hidden = true
			continue
		}
		if r.Colour.IsWhite() || r.Size <= 0 {
			continue
		}
		direction := r.Turn
		if result.across {
			direction = map[pdfpage.Turn]pdfpage.Turn{pdfpage.Upright: pdfpage.Left, pdfpage.Right: pdfpage.Upright,
				pdfpage.Left: pdfpage.Down, pdfpage.Down: pdfpage.Right, pdfpage.Askew: pdfpage.Askew}[direction]
		}
		for k := range r.Glyphs {
			g := &r.Glyphs[k]
			x, y := g.X, g.Y
			if result.across {
				x, y = g.Y, p.Width-g.X
			}
			x -= result.dx
			out := glyph{text: g.Text, font: r.Font, role: roles[r.Font], size: r.Size, colour: r.Colour, x: x, y: y,
				advance: g.Advance, ink: turn(g.Ink), notdef: g.Notdef, bold: stroked(r) || heavy(r.Font, roles[r.Font]), covered: p.Covered(i, g), order: len(upright) + len(left)}
			for _, c := range g.Text {
				out.r = c
				break
			}
			switch direction {
			case pdfpage.Upright:
				upright = append(upright, out)
			case pdfpage.Left:
				out.x, out.y = result.height-y, x
				left = append(left, out)
			case pdfpage.Right, pdfpage.Down:
				result.wrongWay++
				result.askew = append(result.askew, out)
			default:
				result.askew = append(result.askew, out)
			}
		}
	}
	result.lines = makeLines(result, upright, up)
	result.turned = makeLines(result, left, up)
	for _, l := range result.turned {
		l.turned = true
	}
	// A watermark may be drawn as outlines.
	var mark pdfpage.Box
	shapes := 0
	for _, s := range p.Shapes {
		if s.Colour.IsGrey() {
			mark = mark.Union(turn(s.Box))
			shapes++
		}
	}
	result.watermark = shapes >= 3
	for _, r := range p.Rules {
		b := turn(r.Box)
		if result.watermark && r.Colour.IsGrey() && b.X0 > mark.X0-10*length.Mm && b.X1 < mark.X1+10*length.Mm && b.Y0 > mark.Y0-20*length.Mm && b.Y1 < mark.Y1+20*length.Mm {
			continue
		}
		if r.Colour.IsWhite() || min(b.X1-b.X0, b.Y1-b.Y0) > 3*length.Mm {
			continue // a background or a frame that is filled
		}
		result.rules = append(result.rules, rule{b, r.Colour})
	}
	result.rules = joinRules(result.rules)
	for _, i := range p.Images {
		result.images = append(result.images, turn(i.Box))
	}
	for _, s := range p.Shapes {
		if s.Colour.IsRed() {
			result.redShapes = append(result.redShapes, turn(s.Box))
		}
	}
	return result
}

// topOf returns where the characters of a line begin, or those of the text would
// on its baseline.
func (l *layout) topOf(first *line) length.Length {
	if first.kind != bodyLine {
		return first.top
	}
	return first.y - (first.y-first.top).Scale(int64(l.bodySize), int64(first.size))
}

// makeLines groups glyphs by their baselines.
func makeLines(p *page, glyphs []glyph, up ascents) []*line {
	slices.SortStableFunc(glyphs, func(a, b glyph) int { return cmp.Or(cmp.Compare(a.y, b.y), cmp.Compare(a.order, b.order)) })
	var lines []*line
	for from := 0; from < len(glyphs); {
		to, size := from+1, glyphs[from].size
		for to < len(glyphs) && glyphs[to].y-glyphs[to-1].y <= min(size, glyphs[to].size)*2/5 && glyphs[to].y-glyphs[from].y <= max(size, glyphs[to].size)*3/5 {
			size = max(size, glyphs[to].size)
			to++
		}
		l := &line{page: p, glyphs: glyphs[from:to:to]}
		if l.settle(up) {
			l.index = len(lines)
			lines = append(lines, l)
		}
		from = to
	}
	return lines
}

// settle computes what is known of a line as a whole; it reports whether
// anything is seen of it.
func (l *line) settle(up ascents) bool {
	l.shown = nil
	slices.SortStableFunc(l.glyphs, func(a, b glyph) int {
		return cmp.Or(cmp.Compare(a.middle(), b.middle()), cmp.Compare(a.order, b.order))
	})
	l.glyphs = merge(l.glyphs)
	var text strings.Builder
	counts := map[length.Length]int{}
	var first, last *glyph
	for i := range l.glyphs {
		g := &l.glyphs[i]
		text.WriteString(g.text)
		if !g.visible() {
			continue
		}
		if first == nil {
			first = g
		}
		last = g
		counts[g.size]++
		if isHan(g.text) {
			counts[g.size] += 2
		}
	}
	if first == nil {
		return false
	}
	l.text = strings.TrimFunc(text.String(), unicode.IsSpace)
	for _, s := range slices.Sorted(keysOf(counts)) {
		if counts[s] >= counts[l.size] {
			l.size = s
		}
	}
	l.x0, l.x1 = first.em(), last.right()
	// The baseline and the em box are those of the first Han of the usual size.
	ref := first
	for i := range l.glyphs {
		if g := &l.glyphs[i]; g.size == l.size && isHan(g.text) {
			ref = g
			break
		}
	}
	l.y = ref.y
	l.top = ref.y - ref.size.Scale(up.of(ref.font), 1000)
	l.bottom = l.top + ref.size
	return true
}

// merge makes one glyph of those that are shown twice, a little apart: so some
// programs make bold of a face that has none.
func merge(glyphs []glyph) []glyph {
	var out []glyph
	for _, g := range glyphs {
		if n := len(out); n > 0 {
			if a := &out[n-1]; a.text == g.text && a.text != "" && near(a.x, g.x, a.size/20) && near(a.y, g.y, a.size/20) {
				a.bold = a.bold || g.bold || !near(a.x, g.x, a.size/100) || !near(a.y, g.y, a.size/100)
				continue
			}
		}
		out = append(out, g)
	}
	return out
}

// joinRules makes one rule of pieces that touch and lie in line, as tables are
// often drawn cell by cell.
func joinRules(rules []rule) []rule {
	slices.SortStableFunc(rules, func(a, b rule) int {
		return cmp.Or(cmp.Compare(boolInt(a.flat()), boolInt(b.flat())), cmp.Compare(a.box.Y0, b.box.Y0), cmp.Compare(a.box.X0, b.box.X0))
	})
	var out []rule
	const slack = length.Mm / 5
	for _, r := range rules {
		joined := false
		for i := len(out) - 1; i >= 0 && i >= len(out)-64; i-- {
			o := &out[i]
			if o.flat() != r.flat() || o.colour != r.colour {
				continue
			}
			inLine := near(o.box.Y0, r.box.Y0, slack/4) && near(o.box.Y1, r.box.Y1, slack/4) && r.box.X0 <= o.box.X1+slack && r.box.X1 >= o.box.X0-slack
			if !r.flat() {
				inLine = near(o.box.X0, r.box.X0, slack/4) && near(o.box.X1, r.box.X1, slack/4) && r.box.Y0 <= o.box.Y1+slack && r.box.Y1 >= o.box.Y0-slack
			}
			if inLine {
				o.box = o.box.Union(r.box)
				joined = true
				break
			}
		}
		if !joined {
			out = append(out, r)
		}
	}
	return out
}

func boolInt(b bool) int {
	if b {
		return 1
	}
	return 0
}
