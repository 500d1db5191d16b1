package typeset

// Text of the body stands on squared paper: a 汉字 has a cell, two digits have
// one, and so that what follows a number or an odd pair of marks stands on the
// cells again, halves of cells are given and taken where it is seen least.

// fill gives what is made of half-width characters, a number or a word of an
// alphabet, its space, and widens it to whole cells: on squared paper two digits
// go into a cell, and a third has one of its own. What it is widened by stands at
// both sides, but not beside a mark that it would move away from its text. The
// label that a paragraph begins with is widened to halves alone: 10. would stand
// too far from its heading.
func (p *para) fill() {
	c := p.chars
	for i := 0; i < len(c); {
		if !p.narrowAt(i) {
			i++
			continue
		}
		j, width := i, int32(0)
		for j < len(c) && p.narrowAt(j) {
			width += c[j].advance
			c[j].filled = true
			j++
		}
		first := i == 0 || c[i-1].class == newline
		before, after := p.hugs(i-1, i) || first, p.hugs(j-1, j)
		more := int32(0)
		if !before {
			more += p.gap
		}
		if !after {
			more += p.gap
		}
		if p.squared {
			whole := int32(cell)
			if first && c[j-1].r == '.' {
				whole = cell / 2
			}
			more += (whole - (width+more)%whole) % whole
		}
		lead := more / 2
		switch {
		case first, before && !after:
			lead = 0
		case after && !before:
			lead = more
		}
		c[i].lead, c[j-1].trail = int16(lead), int16(more-lead)
		c[i].shift += int16(lead)
		c[i].advance += lead
		c[j-1].advance += more - lead
		i = j
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
	case space, glue:
		return c[i].advance < cell && i > 0 && i+1 < len(c) && ascii(c[i-1].r) && ascii(c[i+1].r)
	}
	return false
}

// hugs reports whether no space is wanted between the characters a and b: one is
// a mark and has its ink there.
func (p *para) hugs(a, b int) bool {
	if a < 0 || b >= len(p.chars) {
		return true
	}
	return rules[p.chars[a].class].left || rules[p.chars[b].class].right
}

// edges returns by how much the number or word that a line begins with moves to
// the left, and the one that it ends with to the right, so that the line reaches
// both margins; and where the one ends and the other begins.
func (p *para) edges(n line, end int) (lead int16, first int, trail int16, last int) {
	first, last = n.from, end
	if n.from > 0 && p.chars[n.from].lead > 0 {
		lead = p.chars[n.from].lead
		for first < end && p.chars[first].filled {
			first++
		}
	}
	if n.to < len(p.chars) && p.chars[n.to-1].class != newline && p.chars[end-1].trail > 0 {
		trail = p.chars[end-1].trail
		for last > first && p.chars[last-1].filled {
			last--
		}
	}
	return lead, first, trail, last
}

// What the settling of a line costs: a character that does not stand on the
// grid, halves taken from marks, and halves given back to marks in a row.
const (
	offGrid     = 10
	giveOpening = 20 // 。（ from 1 cell to 1.5
	giveMore    = 60 // to 2
	giveClosing = 45 // ）。 from 1.5 cells to 2
)

var takeCost = [orders]int{spaces: 1000, brackets: 50, commas: 60, stops: 120}

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
	if need == 0 && p.onGrid(n, end, x-f.start) {
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
	var now sums
	for k := 1; k < count; k++ {
		before := now
		p.boundary(&now, n.from+k)
		var price [5]int32 // of taking −2…2 halves here
		for i := range price {
			price[i] = never
		}
		price[2] = 0
		taken := 0
		for o := range orders {
			for room := now.squeeze[o] - before.squeeze[o]; room >= half && taken < 2; room -= half {
				taken++
				price[2+taken] = price[1+taken] + int32(takeCost[o])
			}
		}
		switch now.give - before.give {
		case half:
			price[1] = giveClosing
		case cell:
			price[1], price[0] = giveOpening, giveMore
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
	for k := count - 1; k > 0; k-- {
		t := int32(moved[k][at])
		moves[k] = t * half
		at -= int(t)
	}
	moves[0] = 0
	return moves
}

// onGrid reports whether all full-width characters of a line that begins at x
// stand on the grid as it is.
func (p *para) onGrid(n line, end int, x int32) bool {
	var s sums
	for k := n.from + 1; k < end; k++ {
		p.boundary(&s, k)
		if p.chars[k].advance == cell && (x+s.natural)%cell != 0 {
			return false
		}
	}
	return true
}
