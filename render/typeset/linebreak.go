package typeset

import (
	"fmt"

	"fangan/internal/diag"
	"fangan/render/document"
)

// Breaking follows Knuth and Plass (1981): of all ways to break a paragraph at
// its legal places, the one with the least sum of costs. It departs from them
// where Chinese does: most characters may end a line, most lines have nothing
// that stretches, and a line that fits the grid exactly costs nothing, so that
// plain text falls into 28 columns. Costs are integers. Squeezing and stretching
// go in the order of CLREQ; a line is squeezed before it is stretched.

// A line is the characters [from, to) of a paragraph.
type line struct {
	from, to int
}

// squeezeCost is what it costs to take one cell out of a line by the marks of an
// order. A line that lacks half a cell of 28 costs about 67 when stretched, one
// that lacks a whole cell 240, and offCost more on squared paper, where no
// character of it stands on the grid. So a line is squeezed before it is
// stretched, but the space behind a sentence goes last.
var squeezeCost = [orders]int64{spaces: 40, numbers: 60, brackets: 120, commas: 120, stops: 300}

const (
	endCost    = 10 // the mark at the end of a line loses its empty half (GB/T 15834 5.1.10)
	startCost  = 20
	edgeCost   = 100 // a cell is dropped beside a number at an end of the line
	offCost    = 90
	spaceCost  = 10
	giveCost   = 50         // a cell is given back to marks in a row
	runtCost   = 2_000      // one character alone on the last line (5.1.11)
	partCost   = 600        // an address is split behind a / or .
	looseCost  = 3_000      // a line begins with —— or ……
	raggedCost = 50_000     // a line that is too empty to be stretched
	tornCost   = 20_000     // a group wider than a line is split
	aimedCost  = 8_000      // the same behind a sign, as in addresses
	wideCost   = 10_000_000 // a single character is wider than the line
	maxGap     = cell / 2   // what one gap is stretched by at most
)

// sums are running totals at each boundary k of a stretch of a paragraph, up to
// and including it. The boundary k stands before character k.
type sums struct {
	natural int32         // advances, less the half cell between two marks in a row
	tight   int32         // the same with all that may be taken out taken out
	squeeze [orders]int32 // what may be taken out
	space   int32         // what word spaces may grow by
	give    int32         // what was taken from marks in a row and may be given back
	gaps    int32         // boundaries that may be stretched
}

// stretchChars is how many characters are broken into lines at a time. The best
// ways to break a text run together after a few lines, so a longer paragraph is
// broken piece by piece, each piece beginning some lines before the end of the
// last. It bounds memory and keeps the sums in 32 bits.
const stretchChars = 1 << 13

// overlap is how many lines at the end of a piece are broken again.
const overlap = 12

// A breaker breaks paragraphs into lines. It is reused for its memory.
type breaker struct {
	p    *para
	from int // the character that the sums begin at
	sums []sums

	nodes []node
	lines []line
}

// A node is a place where a line may end.
type node struct {
	at   int32 // in characters of the paragraph
	back int32 // the node where the line that ends here begins
	cost int64 // of the best way here
}

// leftEmpty returns what a line that begins with character k may drop.
func (p *para) leftEmpty(k int) int32 {
	if c := &p.chars[k]; rules[c.class].left && !c.narrow {
		return cell / 2
	}
	return 0
}

// rightEmpty returns what a line that ends with character k may drop.
func (p *para) rightEmpty(k int) int32 {
	if c := &p.chars[k]; rules[c.class].right && !c.narrow {
		return cell / 2
	}
	return 0
}

// boundary adds to s what stands between characters k-1 and k.
func (p *para) boundary(s *sums, k int) {
	a, b := &p.chars[k-1], &p.chars[k]
	s.natural += a.advance
	s.tight += a.advance
	if a.class == han && b.class == han {
		if !b.joined {
			s.gaps++
		}
		return
	}
	ra, rb := &rules[a.class], &rules[b.class]
	right, left := p.rightEmpty(k-1), p.leftEmpty(k)
	empty := right + left
	if ra.full && rb.full && empty > 0 { // two marks in a row: 2 cells become 1.5
		less := int32(cell / 2)
		if p.squared { // or 1, where nothing but space is between their ink
			less = empty
			if !b.joined {
				s.give += empty
			}
		}
		s.natural -= less
		s.tight -= less
		empty -= less
	}
	if empty > 0 && (!b.joined || a.class == closing && k > 1 && p.chars[k-2].filled) { // （2）加强 may close up
		o := ra.squeeze
		if right == 0 {
			o = rb.squeeze
		}
		s.squeeze[o] += empty
		s.tight -= empty
	}
	if room := int32(a.trail + b.lead); room > 0 && p.squared {
		s.squeeze[numbers] += room
		s.tight -= room
	}
	if a.filled != b.filled && (a.airy || b.airy) {
		s.give += cell / 4
	}
	if a.class == space || a.class == glue {
		room := max(0, a.advance-cell/4)
		s.squeeze[spaces] += room
		s.tight -= room
		s.space += max(0, cell/2-a.advance)
	}
	if !b.joined && b.class != mark {
		s.gaps++
	}
}

// measure fills the sums of the characters [from, to).
func (b *breaker) measure(from, to int) {
	b.from = from
	if n := to - from; cap(b.sums) < n {
		b.sums = make([]sums, 0, n+n/4)
	}
	b.sums = b.sums[:0]
	var s sums
	b.sums = append(b.sums, s)
	for k := from + 1; k < to; k++ {
		b.p.boundary(&s, k)
		b.sums = append(b.sums, s)
	}
}

// A tail is the end of a line, the same wherever the line begins.
type tail struct {
	end            int   // without the spaces that vanish at the end of the line
	sums           *sums // before the last character
	natural, tight int32 // behind it
	right          int32 // what the last character may drop
	edge           edge  // what a number there drops
	last           bool  // of the paragraph
}

// tail returns the end of a line of the characters [i, j).
func (b *breaker) tail(i, j int, last bool) tail {
	p := b.p
	e := j
	for e > i+1 && (p.chars[e-1].class == space || p.chars[e-1].class == newline) {
		e--
	}
	t := tail{end: e, sums: &b.sums[e-1-b.from], right: p.rightEmpty(e - 1), edge: p.tail(i, e), last: last}
	t.natural = t.sums.natural + p.chars[e-1].advance
	t.tight = t.sums.tight + p.chars[e-1].advance - t.right
	return t
}

// A fit is how a line is brought to its width.
type fit struct {
	cost    int64
	width   int32         // before it was
	head    edge          // what a number at its beginning drops
	tail    edge          // and one at its end
	start   int32         // dropped before the first character
	squeeze [orders]int32 // taken out between characters
	give    int32         // given back to marks in a row
	space   int32         // added to word spaces
	gap     int32         // added to the gaps, all together
}

// boundary is that of the paragraph, with what numbers at the ends of the line drop.
func (f *fit) boundary(p *para, s *sums, k int) {
	p.boundary(s, k)
	if k == f.head.at {
		s.natural -= f.head.width
		s.squeeze[numbers] -= f.head.room
	}
	if k == f.tail.at {
		s.natural += f.tail.shift
		s.squeeze[numbers] -= f.tail.room
	}
}

// edges returns what numbers at both ends of a line drop.
func (p *para) edges(i int, t *tail) (head, tail edge) {
	if t.edge.at > i {
		tail = t.edge
	}
	return p.head(i, t.end), tail
}

// avail returns the width of the line that begins with character i.
func (p *para) avail(i int) int32 {
	if i == 0 {
		return p.width - p.indent
	}
	return p.width
}

// least returns the least width of a line that begins with character i.
func (b *breaker) least(i int, t *tail) int32 {
	w := t.tight - b.sums[i-b.from].tight
	if b.p.chars[i].lead > 0 || t.edge.at > i {
		head, tail := b.p.edges(i, t)
		w -= head.width - head.room + tail.width - tail.room
	}
	if i > 0 {
		w -= b.p.leftEmpty(i)
	}
	return w
}

// fit returns how the line that begins with character i is set and what that
// costs. It must not be too wide when squeezed. The last line of a paragraph is
// not stretched.
func (b *breaker) fit(i int, t *tail) (f fit) {
	lo, hi := &b.sums[i-b.from], t.sums
	f.width = t.natural - lo.natural
	if b.p.chars[i].lead > 0 || t.edge.at > i {
		f.head, f.tail = b.p.edges(i, t)
		f.width -= f.head.width + f.tail.width
		f.cost = int64(f.head.width+f.tail.width) * edgeCost / cell
	}
	rest := b.p.avail(i) - f.width
	switch {
	case rest == 0:
		return f
	case rest < 0:
		need := -rest
		take := min(need, t.right)
		cost := int64(take) * endCost
		need -= take
		if need > 0 && i > 0 {
			f.start = min(need, b.p.leftEmpty(i))
			cost += int64(f.start) * startCost
			need -= f.start
		}
		for o := order(0); need > 0 && o < orders; o++ {
			room := hi.squeeze[o] - lo.squeeze[o]
			if o == numbers {
				room -= f.head.room + f.tail.room
			}
			if room == 0 {
				continue
			}
			take := min(need, room)
			f.squeeze[o] = take
			cost += int64(take) * squeezeCost[o]
			need -= take
		}
		f.cost += cost/cell + 1
		return f
	case b.p.setting != justified:
		f.cost += b.p.ragged(rest, t)
		return f
	case t.last:
		return f
	}
	if rest <= hi.give-lo.give && rest%(cell/2) == 0 {
		f.give = rest
		f.cost += int64(rest)*giveCost/cell + 1
		return f
	}
	f.space = min(rest, hi.space-lo.space)
	rest -= f.space
	f.cost += int64(f.space)*spaceCost/cell + 1
	if rest == 0 {
		return f
	}
	gaps := hi.gaps - lo.gaps
	if rest > gaps*maxGap {
		f.cost += raggedCost + int64(rest+f.space)*1000/cell
		f.space = 0
		return f
	}
	f.gap = rest
	g := rest * 125 / (gaps * (cell / 8)) // thousandths of a cell each
	f.cost += 10 + int64(g*g/6)
	if b.p.squared {
		f.cost += offCost
	}
	return f
}

// What lines cost that are not brought to their width, as in narrow cells.
const (
	raggedLine = 4_000 // each line, where they are to be few
	splitCost  = 150   // a line that ends inside a name of a list
	wordCost   = 100   // a line that ends inside a word
	loneCost   = 120   // one character alone on the last line
	singleCost = 400   // one character alone on another line: 县|住房城乡|建设局
)

// ragged returns what it costs to leave so much of a line empty. Centred lines
// are to be even, the last one too; of others only the last may be short.
func (p *para) ragged(rest int32, t *tail) int64 {
	if t.last && p.setting != centred {
		return 0
	}
	r := int64(rest) * 8 / cell
	cost := r * r / 4
	if !p.clean {
		cost = min(cost, raggedLine-1)
	}
	return cost
}

// price returns what it costs to end a line before character j, beside what the
// line costs.
func (p *para) price(j int) int64 {
	if p.setting == justified {
		return 0
	}
	cost := int64(0)
	if !p.clean {
		cost = raggedLine
	}
	if j < len(p.chars) && !ends(p.chars[j-1].class) && p.chars[j-1].class != newline {
		cost += splitCost
	}
	if j < len(p.chars) && p.chars[j].inner {
		cost += wordCost
	}
	return cost
}

// fitLine is fit for a line of the paragraph last broken. The sums may be of
// another part of it.
func (b *breaker) fitLine(n line) (fit, int) {
	if n.from < b.from || n.to-b.from > len(b.sums) {
		b.measure(n.from, n.to)
	}
	t := b.tail(n.from, n.to, n.to == len(b.p.chars) || b.p.chars[n.to-1].class == newline)
	return b.fit(n.from, &t), t.end
}

// breakLines breaks p into lines. The result is valid until the next call.
func (b *breaker) breakLines(p *para) []line {
	b.p = p
	b.lines = b.lines[:0]
	for from := 0; from < len(p.chars); {
		end := from // of the text up to a forced break
		for end < len(p.chars) && end < from+stretchChars && p.chars[end].class != newline {
			end++
		}
		whole := end == len(p.chars) || p.chars[end].class == newline
		if end < len(p.chars) && whole {
			end++
		}
		if !whole {
			for end > from+1 && (p.chars[end].chance == never || p.chars[end].class == space) {
				end--
			}
			if end == from+1 {
				end = from + stretchChars
			}
		}
		from = b.stretch(from, end, whole)
	}
	return b.lines
}

// stretch breaks the characters [from, to) and returns where the next stretch
// begins: to if it is whole, else some lines earlier.
func (b *breaker) stretch(from, to int, whole bool) int {
	p := b.p
	b.measure(from, to)
	b.nodes = append(b.nodes[:0], node{at: int32(from), back: -1})
	first := 0 // the first node from which a line may still reach the next
	for j := from + 1; j <= to; j++ {
		var price int64
		if j < to {
			switch p.chars[j].chance {
			case never:
				continue
			case inAddress:
				price = partCost
			case loose:
				price = looseCost
			case afterSign:
				price = aimedCost
			case torn:
				price = tornCost
			}
		}
		price += p.price(j)
		t := b.tail(from, j, j == to && whole)
		best := node{at: int32(j), back: -1}
		for n := first; n < len(b.nodes); n++ {
			i := int(b.nodes[n].at)
			if i >= t.end { // a line of nothing but spaces
				t = b.tail(i, j, t.last)
			}
			if b.least(i, &t) > p.avail(i) {
				if n == first && n+1 < len(b.nodes) && b.least(i, &t) > p.width {
					first++
				}
				continue
			}
			f := b.fit(i, &t)
			cost := b.nodes[n].cost + f.cost + price
			if !t.last && p.setting != justified && t.end == i+1 && p.width > 2*cell {
				cost += singleCost
			}
			if t.last && i > 0 && p.runt(i, t.end) {
				if cost += runtCost; p.setting != justified {
					cost += loneCost - runtCost
				}
			}
			if best.back < 0 || cost <= best.cost {
				best.cost, best.back = cost, int32(n)
			} else if f.cost > 2_000 {
				break // what follows is looser still
			}
		}
		if best.back < 0 { // a single character is wider than the line
			n := len(b.nodes) - 1
			best.back, best.cost = int32(n), b.nodes[n].cost+wideCost
		}
		b.nodes = append(b.nodes, best)
	}
	begin := len(b.lines)
	for n := len(b.nodes) - 1; b.nodes[n].back >= 0; n = int(b.nodes[n].back) {
		b.lines = append(b.lines, line{int(b.nodes[b.nodes[n].back].at), int(b.nodes[n].at)})
	}
	for x, y := begin, len(b.lines)-1; x < y; x, y = x+1, y-1 {
		b.lines[x], b.lines[y] = b.lines[y], b.lines[x]
	}
	if !whole && len(b.lines)-begin > 2*overlap {
		b.lines = b.lines[:len(b.lines)-overlap]
	}
	return b.lines[len(b.lines)-1].to
}

// runt reports whether the characters [i, e) are fewer than two without their
// marks.
func (p *para) runt(i, e int) bool {
	n := 0
	for k := i; k < e; k++ {
		switch p.chars[k].class {
		case opening, closing, comma, stop, halfClose, halfOpen, space, glue, mark, newline:
		default:
			if n++; n > 1 {
				return false
			}
		}
	}
	return true
}

// tear gives breaks to what is wider than a line and has none, and reports it:
// a long address must not leave the 版心.
func (l *layouter) tear(p *para) {
	c := p.chars
	b := &l.breaker
	b.p = p
	for i := 0; i < len(c); {
		j := i + 1
		for j < len(c) && c[j].chance == never && c[j-1].class != newline {
			j++
		}
		if j-i > 2 && b.wider(i, j, p.avail(i)) {
			l.reportTorn(p, i, j)
			for k := i + 1; k < j; k++ {
				switch a := c[k-1].class; {
				case c[k].class == mark:
				case a == slash || a == halfClose || a == tie || c[k-1].r == '&' || c[k-1].r == '=' || c[k-1].r == '_':
					c[k].chance, c[k].joined = afterSign, false
				default:
					c[k].chance, c[k].joined = torn, false
				}
			}
		}
		i = j
	}
}

// wider reports whether the characters [i, j) are wider than avail however they
// are squeezed.
func (b *breaker) wider(i, j int, avail int32) bool {
	p := b.p
	e := j
	for e > i+1 && (p.chars[e-1].class == space || p.chars[e-1].class == newline) {
		e--
	}
	w := int64(p.chars[e-1].advance - p.rightEmpty(e-1))
	if i > 0 {
		w -= int64(p.leftEmpty(i))
	}
	for k := i + 1; k < e; k++ {
		var s sums
		p.boundary(&s, k)
		w += int64(s.tight)
	}
	return w > int64(avail)
}

func (l *layouter) reportTorn(p *para, i, j int) {
	s := p.segmentAt(i)
	from := int(p.chars[i].offset)
	text, cut := "", ""
	for k := i; k < j; k++ {
		if k == i+24 {
			cut = "…"
			break
		}
		text += string(p.chars[k].r)
	}
	to := len(s.piece.Value)
	if t := p.segmentAt(j - 1); t == s {
		to = p.endOffset(s, j-1)
	}
	message, help := "“%s%s”比一行还长，只能从中间断开", "请缩短，或在可以断开的地方加空格或标点"
	if s.node.Kind == document.Cell {
		message, help = "“%s%s”比表格的这一栏还宽，只能从中间断开", "请缩短，或加宽这一栏、减少列数"
	}
	l.report(diag.Diagnostic{
		Rule: "layout/long-group", Severity: diag.Warning, Span: place(s.piece, from, to),
		Message: fmt.Sprintf(message, text, cut), Help: help,
	})
}
