package typeset

// Text of the body stands on squared paper: a 汉字 has a cell, two digits have
// one, and so that what follows a number or an odd pair of marks stands on the
// cells again, halves of cells are given and taken where it is seen least.

// fill gives what is made of half-width characters, a number or a word of an
// alphabet, a width of whole cells or halves: on squared paper two digits go into
// a cell, and a third has one of its own. A 汉字 beside it is kept a quarter of a
// cell away at most, as far as that makes cells whole. Nothing is kept away from a
// mark, whose own space is there (，9月 is as loose as ，10月), nor from the
// beginning of a paragraph: （2） is as tight as 二; the half that is over is left to
// settle. What does not come to halves is spread between the characters.
func (p *para) fill() {
	c := p.chars
	for i := 0; i < len(c); {
		if !p.narrowAt(i) {
			i++
			continue
		}
		j, width := i, int32(0)
		for j < len(c) && p.narrowAt(j) {
			if p.squared && c[j].class == digit && c[j].advance > cell*3/8 && c[j].advance < cell*5/8 {
				c[j].widen(cell / 2) // 二分字身 (GB/T 15835), whatever the face has
			}
			width += c[j].advance
			c[j].filled = true
			j++
		}
		before, after := p.apart(i-1, i), p.apart(j-1, j)
		lead, trail := int32(0), int32(0)
		if before {
			lead = p.gap
		}
		if after {
			trail = p.gap
		}
		if p.squared {
			most := int32(0) // what the sides may take
			if before {
				most += max(0, cell/4-lead)
			}
			if after {
				most += max(0, cell/4-trail)
			}
			width += lead + trail
			less := width % (cell / 2)
			if less > p.gapsInside(i, j)*leastSeen {
				less = 0
			}
			width -= less
			more := (cell - width%cell) % cell
			if more > most {
				more %= cell / 2
			}
			sides := min(more, most)
			switch {
			case before && after:
				lead += sides / 2
				trail += sides - sides/2
			case before:
				lead += sides
			default:
				trail += sides
			}
			p.spreadOut(i, j, more-sides-less)
		}
		airy := p.squared && before && after && lead+trail <= cell/8
		c[i].airy, c[j-1].airy = airy, airy
		c[i].lead, c[j-1].trail = int16(lead), int16(trail)
		c[i].shift += int16(lead)
		c[i].advance += lead
		c[j-1].advance += trail
		i = j
	}
}

// leastSeen is a change of the space between two characters that nobody sees.
const leastSeen = cell / 48

// inside reports whether space may be added or taken between characters k-1 and k
// of a number or word.
func (p *para) inside(k int) bool {
	c := p.chars
	return c[k].class != mark && c[k].class != space && c[k-1].class != space
}

// gapsInside counts those places. It counts none in what is so long that a line may
// have to break in it: its ends would not reach the margin.
func (p *para) gapsInside(i, j int) (gaps int32) {
	for k := i + 1; k < j && j-i <= longestWord; k++ {
		if p.inside(k) {
			gaps++
		}
	}
	return gaps
}

const longestWord = 12

// spreadOut adds space between the characters [i, j), or around the first.
func (p *para) spreadOut(i, j int, more int32) {
	c := p.chars
	gaps, n := p.gapsInside(i, j), int32(0)
	if gaps == 0 {
		c[i].widen(c[i].advance + more)
		return
	}
	for k := i + 1; k < j; k++ {
		if p.inside(k) {
			n++
			c[k-1].advance += more*n/gaps - more*(n-1)/gaps
		}
	}
}

// narrowAt reports whether character i is of a word or number and as wide as its
// face has it.
func (p *para) narrowAt(i int) bool {
	c := p.chars
	switch c[i].class {
	case letter, digit, halfOpen, halfClose, post, mark, pre:
		return c[i].advance < cell
	case tie, slash, middot: // 4～5月, but not 甲·乙
		return i > 0 && i+1 < len(c) && word(c[i-1].class) && word(c[i+1].class)
	case han: // 7×24
		return c[i].r == '×' && i > 0 && i+1 < len(c) && c[i-1].class == digit && c[i+1].class == digit
	case space, glue:
		return c[i].advance < cell && i > 0 && i+1 < len(c) && ascii(c[i-1].r) && ascii(c[i+1].r)
	}
	return false
}

// apart reports whether there may be space between the characters a and b: both
// are there, and neither is a mark, which has space of its own or its ink there.
func (p *para) apart(a, b int) bool {
	if a < 0 || b >= len(p.chars) || p.chars[a].class == newline || p.chars[b].class == newline {
		return false
	}
	return !p.marked(a) && !p.marked(b)
}

// marked reports whether character k is a full-width mark, with space of its own.
func (p *para) marked(k int) bool { return rules[p.chars[k].class].full }

// An edge is what a line drops of the space beside the number or word at one of
// its ends, so that it reaches the margin and does not gape at the other side.
type edge struct {
	width int32 // dropped
	room  int32 // of it, what squeezing could have taken
	shift int32 // of the number or word itself
	at    int   // the boundary at its other side
}

// head returns the edge of a line that begins with character i.
func (p *para) head(i, end int) (e edge) {
	c := p.chars
	if i == 0 || c[i].lead == 0 {
		return e
	}
	for e.at = i + 1; e.at < end && c[e.at].filled; e.at++ {
	}
	if e.at >= end { // the line has nothing else
		return edge{}
	}
	lead := int32(c[i].lead)
	e.width, e.room = p.dropped(lead, int32(c[e.at-1].trail))
	e.shift = -lead
	return e
}

// tail returns the edge of a line from i that ends with character end-1.
func (p *para) tail(i, end int) (e edge) {
	c := p.chars
	if end == len(c) || c[end-1].trail == 0 || c[end].class == newline {
		return e
	}
	for e.at = end - 1; e.at > i && c[e.at-1].filled; e.at-- {
	}
	if e.at <= i {
		return edge{}
	}
	trail := int32(c[end-1].trail)
	e.width, e.room = p.dropped(trail, int32(c[e.at].lead))
	e.shift = trail - e.width
	return e
}

// dropped returns what goes of the space beside a number or word at the end of a
// line. A number loses all of it where that is half a cell, which other places can
// make up for; a word keeps up to a quarter at its inner side, if there is no mark.
// Where a house asks for space beside all numbers the inner side keeps it.
func (p *para) dropped(outer, inner int32) (width, room int32) {
	switch {
	case !p.squared, p.gap > 0, inner == 0:
		return outer, 0
	case outer+inner == cell/2:
		return cell / 2, inner
	}
	return max(0, outer+inner-cell/4), 0
}

// What the settling of a line costs: a character that does not stand on the
// grid, halves taken from marks, and halves given back to marks in a row.
const (
	offGrid     = 22
	giveOpening = 20 // 。（ from 1 cell to 1.5
	giveMore    = 60 // to 2
	giveClosing = 45 // ）。 from 1.5 cells to 2
	giveNumber  = 30 // a number from none to a quarter at both sides

	beforeNumber = 3 // times as much to take from a mark that a number follows: 。3月 looks crowded
)

var takeCost = [orders]int{spaces: 1000, numbers: 25, brackets: 50, commas: 60, stops: 120}

// The halves of a cell that a line may have lost or gained anywhere in it.
const (
	mostGiven = 4
	mostTaken = 8
	balances  = mostGiven + 1 + mostTaken
)

// A settler settles lines. It is kept for its memory.
type settler struct {
	cost  [][balances]int32
	moved [][balances]int8
	moves []int32
}

// settle returns what is taken out before each character of a line (less than 0:
// given), so that as many as can be stand on the grid: whole halves at few
// places instead of a little everywhere. It returns nil where the line stands on
// the grid as it is, or cannot be brought there.
func (s *settler) settle(p *para, n line, end int, f *fit, x int32) []int32 {
	if !p.squared || f.gap > 0 || f.space > 0 || f.squeeze[spaces] > 0 {
		return nil
	}
	const half = cell / 2
	need := -f.give
	for _, q := range f.squeeze {
		need += q
	}
	goal := int(need / half)
	if need%half != 0 || goal < -mostGiven || goal > mostTaken {
		return nil
	}
	last := n.to == len(p.chars) || p.chars[n.to-1].class == newline
	if need == 0 && p.onGrid(n, end, f, x) {
		return nil
	}
	slack := 0 // halves by which a last line may grow
	if last && need == 0 {
		slack = int(min(mostGiven, (p.avail(n.from)-f.width)/half))
	}

	const never = 1 << 29
	count := end - n.from
	if cap(s.cost) < count {
		s.cost, s.moved, s.moves = make([][balances]int32, count+16), make([][balances]int8, count+16), make([]int32, count+16)
	}
	cost, moved := s.cost[:count], s.moved[:count]
	for b := range cost[0] {
		cost[0][b] = never
	}
	cost[0][mostGiven] = 0
	if f.start == half { // the mark that the line begins with may keep its cell
		cost[0][mostGiven-1] = 0
	}
	var now sums
	for k := 1; k < count; k++ {
		before := now
		f.boundary(p, &now, n.from+k)
		var price [5]int32 // of taking −2…2 halves here
		for i := range price {
			price[i] = never
		}
		price[2] = 0
		taken, times := 0, int32(1)
		if p.chars[n.from+k].filled {
			times = beforeNumber
		}
		for o := range orders {
			for room := now.squeeze[o] - before.squeeze[o]; room >= half && taken < 2; room -= half {
				taken++
				price[2+taken] = price[1+taken] + int32(takeCost[o])*times
			}
		}
		switch now.give - before.give {
		case half:
			price[1] = giveClosing
		case cell:
			price[1], price[0] = giveOpening, giveMore
		}
		if behind := p.loose(n.from + k); behind > 0 && behind < end {
			price[1] = giveNumber
		}
		if behind := p.solid(n.from + k); behind > 0 && behind < end {
			price[3] = int32(takeCost[numbers])
		}
		wide := p.chars[n.from+k].advance == cell
		for b := range balances {
			best, by := int32(never), int8(0)
			for t := -2; t <= 2; t++ {
				if price[2+t] < never && b-t >= 0 && b-t < balances && cost[k-1][b-t] < never {
					if c := cost[k-1][b-t] + price[2+t]; c < best {
						best, by = c, int8(t)
					}
				}
			}
			if at := x - f.start + now.natural - int32(b-mostGiven)*half; best < never && wide && at%cell != 0 {
				best += offGrid
			}
			cost[k][b], moved[k][b] = best, by
		}
	}
	at := mostGiven + goal
	if last && need == 0 {
		for b := mostGiven - slack; b < balances; b++ {
			if cost[count-1][b] < cost[count-1][at] {
				at = b
			}
		}
	}
	if cost[count-1][at] >= never {
		return nil
	}
	moves := s.moves[:count]
	clear(moves)
	for k := count - 1; k > 0; k-- {
		t := int32(moved[k][at])
		at -= int(t)
		if behind := p.solid(n.from + k); t == 1 && behind > 0 && behind < end {
			moves[k] += int32(p.chars[n.from+k].lead)
			moves[behind-n.from] += int32(p.chars[behind-1].trail)
			continue
		}
		if behind := p.loose(n.from + k); t == -1 && behind > 0 && behind < end {
			moves[k] -= half / 2
			moves[behind-n.from] -= half / 2
			continue
		}
		moves[k] += t * half
	}
	moves[0] = int32(at-mostGiven) * half
	return moves
}

// solid returns the boundary behind the number at boundary k, if half a cell goes
// when that is set solid; 0 if not.
func (p *para) solid(k int) (behind int) {
	c := p.chars
	if c[k].lead == 0 {
		return 0
	}
	for behind = k; behind < len(c) && c[behind].filled; behind++ {
	}
	if c[k].lead+c[behind-1].trail != cell/2 {
		return 0
	}
	return behind
}

// loose returns the boundary behind the number at boundary k, if that may stand
// apart from both its neighbours; 0 if not.
func (p *para) loose(k int) (behind int) {
	c := p.chars
	if !c[k].airy || c[k-1].filled {
		return 0
	}
	for behind = k; behind < len(c) && c[behind].filled; behind++ {
	}
	return behind
}

// onGrid reports whether all full-width characters of a line that begins at x
// stand on the grid as it is.
func (p *para) onGrid(n line, end int, f *fit, x int32) bool {
	var s sums
	for k := n.from + 1; k < end; k++ {
		f.boundary(p, &s, k)
		if p.chars[k].advance == cell && (x-f.start+s.natural)%cell != 0 {
			return false
		}
	}
	return true
}
