package typeset

import (
	"fmt"
	"strings"
	"sync"
	"unicode/utf8"

	"fangan/internal/diag"
	"fangan/internal/length"
	"fangan/render/document"
)

// title sets the 标题 (7.3.1): centred lines in the shape of a 梯形 or 菱形, broken
// where words end. A line break in the text forces one.
func (l *layouter) title(n *document.Node) {
	t := l.profile.Title
	p := &l.para
	p.reset(0, t.Columns)
	l.shape(p, n, t.Role)
	l.finish(p)
	words := l.titleWords(p)
	lines := 0
	for from := 0; from < len(p.chars); {
		to := from
		for to < len(p.chars) && p.chars[to].class != newline {
			to++
		}
		b := titleBreaker{p: p, from: from, to: to, words: words, columns: t.Columns, most: t.Lines}
		result := b.lines()
		if to > from && b.warning != "" {
			l.reportTitle(n, b.warning)
		}
		for _, line := range result {
			if line.to > line.from {
				l.titleLine(line)
				lines++
			}
		}
		from = to + 1
	}
	if lines > t.Lines {
		l.reportTitle(n, fmt.Sprintf("标题排成了%d行，一般不超过%d行", lines, t.Lines))
	}
}

func (l *layouter) reportTitle(n *document.Node, message string) {
	var span diag.Span
	if len(n.Text) > 0 {
		span = place(&n.Text[0], 0, len(n.Text[0].Value))
	}
	l.report(diag.Diagnostic{
		Rule: "layout/title", Severity: diag.Warning, Span: span, Message: message,
		Help: "请缩短标题，或在标题中用换行指定回行处",
	})
}

// stage sets （征求意见稿） under the title.
func (l *layouter) stage(n *document.Node) {
	s := l.profile.Stage
	if len(l.ownRows()) > 0 {
		l.paragraph(l.profile.Body, n)
		return
	}
	p := &l.para
	p.reset(0, l.profile.Block.Columns)
	l.shape(p, n, s.Role)
	l.finish(p)
	for _, line := range l.breaker.breakLines(p) {
		f, end := l.breaker.fitLine(line)
		l.position(line, end, &f, (p.width-l.breaker.setWidth(line))/2)
		l.headLine(line, s.Size, false)
	}
}

// titleLine centres a line of the title. Its characters have their own width,
// not that of a cell (间距恰当: no tracking).
func (l *layouter) titleLine(n line) {
	p := &l.para
	block, size := l.profile.Block, l.profile.Title.Size
	width := int64(0)
	for k := n.from; k < p.inkEnd(n); k++ {
		width += int64(p.chars[k].advance)
	}
	left := block.Left + (block.Width-size.Scale(width, cell))/2
	l.xs = l.xs[:0]
	pos := int64(0)
	for k := n.from; k < n.to; k++ {
		l.xs = append(l.xs, left+size.Scale(pos+int64(p.chars[k].shift), cell))
		pos += int64(p.chars[k].advance)
	}
	l.headLine(n, size, true)
}

// inkEnd returns where the characters of a line end that are seen: a space that
// it ends with does not count.
func (p *para) inkEnd(n line) int {
	end := n.to
	for end > n.from && p.chars[end-1].class == space {
		end--
	}
	return end
}

// headLine appends a line, its glyphs placed, to what stands above the grid.
func (l *layouter) headLine(n line, size length.Length, title bool) {
	from := len(l.runs)
	l.emit(n.from, n.to, size)
	s := l.current()
	s.head = append(s.head, headLine{title: title, size: size, from: from, to: len(l.runs)})
}

// titleWords says for each boundary before a character of the title how good a
// break is there. 0 is best; forbidden ones are below 0.
func (l *layouter) titleWords(p *para) []int {
	n := len(p.chars)
	var b strings.Builder
	starts := make([]int, 0, n+1) // of the characters in the text
	for i := range p.chars {
		starts = append(starts, b.Len())
		b.WriteRune(p.chars[i].r)
	}
	starts = append(starts, b.Len())
	text := b.String()
	index := make(map[int]int, n+1)
	for i, s := range starts {
		index[s] = i
	}

	quality := make([]int, n+1)
	known := segmentTitle(text, starts)
	for k := 1; k < n; k++ {
		a, c := known[k-1], known[k]
		switch {
		case a.id == c.id && a.known:
			quality[k] = insideWord
			from := k - 1
			for from > 0 && known[from-1].id == a.id {
				from--
			}
			if ofWords(text, starts, from, k) && ofWords(text, starts, k, a.id) {
				quality[k] = insideCompound
			}
		case a.known && c.known:
			quality[k] = betweenWords
		case a.known || c.known:
			quality[k] = besideWord
		default:
			quality[k] = amongStrangers
		}
	}
	alone := func(k int) bool { // a word of one character
		return (k == 0 || known[k-1].id != known[k].id) && (k+1 == n || known[k+1].id != known[k].id)
	}
	for k := 1; k < n; k++ {
		a, c := p.chars[k-1].r, p.chars[k].r
		switch {
		case strings.ContainsRune(places, c) && alone(k) && !known[k-1].known:
			for j := k; j > max(0, k-3) && !known[j-1].known && p.chars[j-1].class == han; j-- {
				if quality[j] = insideWord; j > 1 && (known[j-2].known || p.chars[j-2].class != han) {
					break // 云溪县
				}
			}
		case strings.ContainsRune(places, a) && alone(k-1) && k > 1 && !known[k-2].known:
			if quality[k] = min(quality[k], afterPlace); strings.Contains(text[:starts[k]], "《") {
				quality[k] = placeInName
			}
		case c == '《' || a == '》':
			quality[k] = betweenWords
		case c == '“':
			quality[k] = min(quality[k], betweenWords)
		case a == '”' && p.chars[k].class == han: // “十五五”规划
			quality[k] = max(quality[k], afterQuote)
		}
		if strings.ContainsRune(notFirstInTitle, c) {
			quality[k] = forbidden
		}
	}
	forbid := func(from, to int) { // inside the bytes [from, to)
		for k := index[from] + 1; k < n && starts[k] < to; k++ {
			quality[k] = forbidden
		}
	}
	each := func(word string, do func(from, to int)) {
		if word == "" {
			return
		}
		for at := 0; ; {
			i := strings.Index(text[at:], word)
			if i < 0 {
				return
			}
			do(at+i, at+i+len(word))
			at += i + len(word)
		}
	}
	each("关于", func(from, to int) {
		if k := index[to]; k < n {
			quality[k] = forbidden
		}
	})
	each("的关于", forbid)
	each("关于印发", forbid)
	for i := range p.chars { // 《》 and “” stay whole, those of at most ten characters in any case
		closes := map[rune]rune{'《': '》', '“': '”'}[p.chars[i].r]
		for k := i + 1; closes != 0 && k < min(n, i+l.profile.Title.Columns); k++ {
			if p.chars[k].r != closes {
				continue
			}
			if k < i+12 {
				forbid(starts[i], starts[k+1])
			}
			for inner := i + 1; inner <= k; inner++ {
				if quality[inner] >= 0 {
					quality[inner] += insideName
				}
			}
			break
		}
	}
	for k := 1; k < n; k++ { // between the names of those who issue jointly
		if p.chars[k-1].class == space && p.chars[k].class != space {
			quality[k] = betweenOrgans
		}
	}
	organs := append(issuers(text), l.words...)
	for _, w := range organs {
		each(w, func(from, to int) {
			if k := index[to]; k < n && quality[k] >= 0 {
				if quality[k] = min(quality[k], afterOrgan); strings.Contains(text[:from], "《") {
					quality[k] = placeInName
				}
			}
		})
	}
	for _, w := range organs {
		each(w, forbid)
	}
	for k := 1; k < n; k++ {
		if p.chars[k].chance != free {
			quality[k] = forbidden
		}
	}
	return quality
}

// What a break of the title costs by the words at its sides.
const (
	forbidden      = -1
	afterOrgan     = 0 // 机关名
	afterPlace     = 20
	betweenWords   = 25
	betweenOrgans  = 40 // that issue jointly
	placeInName    = 60 // 《云溪县 of a 《》
	insideName     = 80 // of a 《》 or “” that a line holds
	besideWord     = 90
	afterQuote     = 100 // “十五五”|规划
	amongStrangers = 300
	insideCompound = 400 // 规划 of 规划纲要
	insideWord     = 1_500
)

// issuers returns the names of those who issue a document: what stands before
// 关于 or 转发, between spaces, if it ends as names of organs do.
func issuers(text string) []string {
	end := -1
	for _, sign := range []string{"关于", "转发", "批转"} {
		if i := strings.Index(text, sign); i >= 0 && (end < 0 || i < end) {
			end = i
		}
	}
	if end <= 0 {
		return nil
	}
	names := strings.FieldsFunc(text[:end], func(r rune) bool { return classOf(r) == space || r == '\n' })
	for _, name := range names {
		last, _ := utf8.DecodeLastRuneInString(name)
		if n := utf8.RuneCountInString(name); n < 4 || n > 20 || !strings.ContainsRune("室府局会厅委部组办处院署站", last) {
			return nil
		}
	}
	return names
}

// places are the last characters of names of places.
const places = "县市区省州盟旗镇乡"

// notFirstInTitle do not begin a line of a title (section E).
const notFirstInTitle = "的了和与及或等、》）"

type titleWord struct {
	id    int
	known bool
}

var titleVocabulary = sync.OnceValues(func() (words map[string]bool, longest int) {
	words = make(map[string]bool, len(vocabulary))
	for _, w := range vocabulary {
		words[w] = true
		longest = max(longest, utf8.RuneCountInString(w))
	}
	return words, longest
})

// segmentTitle cuts a title into known words and single characters, so that as few
// characters as possible are unknown and words are as few as possible.
func segmentTitle(text string, starts []int) []titleWord {
	words, longest := titleVocabulary()
	n := len(starts) - 1
	cost, back := make([]int, n+1), make([]int, n+1)
	for k := 1; k <= n; k++ {
		cost[k], back[k] = cost[k-1]+100, k-1
		for i := k - 1; i >= max(0, k-longest); i-- {
			if words[text[starts[i]:starts[k]]] && cost[i]+10 < cost[k] {
				cost[k], back[k] = cost[i]+10, i
			}
		}
	}
	result := make([]titleWord, n)
	for k := n; k > 0; k = back[k] {
		known := k-back[k] > 1 || words[text[starts[back[k]]:starts[k]]]
		for i := back[k]; i < k; i++ {
			result[i] = titleWord{id: k, known: known}
		}
	}
	return result
}

// ofWords reports whether the characters [from, to) of a text are known words of
// two and more.
func ofWords(text string, starts []int, from, to int) bool {
	words, longest := titleVocabulary()
	fits := make([]bool, to-from+1)
	fits[0] = true
	for k := from + 2; k <= to; k++ {
		for i := max(from, k-longest); i <= k-2; i++ {
			if fits[i-from] && words[text[starts[i]:starts[k]]] {
				fits[k-from] = true
				break
			}
		}
	}
	return fits[to-from]
}

// A titleBreaker breaks one forced line of a title.
type titleBreaker struct {
	p        *para
	from, to int
	words    []int
	columns  int
	most     int // lines
	warning  string

	width   []int // before each character
	cuts    []int // where it may break
	trial   []int
	best    []int
	cost    int
	visited int
}

// shapeCost is the least cost of a shape that section E forbids.
const shapeCost = 5_000

// lines returns the best lines by section E: of those with the fewest lines,
// balanced, in a good shape and broken between words.
func (b *titleBreaker) lines() []line {
	n := b.to - b.from
	b.width = make([]int, n+1)
	for i := range n {
		b.width[i+1] = b.width[i] + int(b.p.chars[b.from+i].advance)
	}
	full := b.columns * cell
	if b.width[n] <= full {
		return []line{{b.from, b.to}}
	}
	fewest := (b.width[n] + full - 1) / full
	for _, relaxed := range []bool{false, true} {
		b.cuts = b.cuts[:0]
		for k := 1; k < n; k++ {
			c := b.p.chars[b.from+k].chance
			if b.words[b.from+k] >= 0 || relaxed && (c == free || c >= afterSign) {
				b.cuts = append(b.cuts, k)
			}
		}
		b.best, b.cost = nil, 0
		for lines := fewest; lines <= max(b.most, fewest) && lines <= 6; lines++ {
			b.search(0, 0, lines, fewest)
		}
		if b.best == nil {
			continue
		}
		if relaxed || b.cost >= shapeCost {
			b.warning = "标题找不到既不拆词又排列对称的回行处"
		}
		result := make([]line, 0, len(b.best))
		at := 0
		for _, k := range b.best {
			result = append(result, line{b.from + at, b.from + k})
			at = k
		}
		return result
	}
	return b.fill()
}

// maxTrials bounds the search; a title that needs more is far too long anyway.
const maxTrials = 200_000

// search tries all ways to break the rest from character at on into lines.
func (b *titleBreaker) search(at, cut, lines, fewest int) {
	if b.visited++; b.visited > maxTrials {
		return
	}
	full := b.columns * cell
	n := len(b.width) - 1
	if lines == 1 {
		if b.width[n]-b.width[at] > full {
			return
		}
		b.trial = append(b.trial, n)
		if c := b.judge() + 150*(len(b.trial)-fewest); b.best == nil || c < b.cost {
			b.cost = c
			b.best = append([]int(nil), b.trial...)
		}
		b.trial = b.trial[:len(b.trial)-1]
		return
	}
	for ; cut < len(b.cuts); cut++ {
		k := b.cuts[cut]
		if k <= at {
			continue
		}
		if b.width[k]-b.width[at] > full {
			return
		}
		if b.width[n]-b.width[k] > full*(lines-1) {
			continue
		}
		b.trial = append(b.trial, k)
		b.search(k, cut+1, lines-1, fewest)
		b.trial = b.trial[:len(b.trial)-1]
	}
}

// goodStep is by how many half characters a line of a title is best longer or
// shorter than the next, so that the shape is seen.
const goodStep = 4

// judge returns what is wrong with the lines that end at b.trial (section E).
func (b *titleBreaker) judge() int {
	cost := 0
	n := len(b.trial)
	w := make([]int, 0, 8) // in half columns, as titles are measured
	at := 0
	for i, k := range b.trial {
		end := b.p.inkEnd(line{b.from + at, b.from + k}) - b.from // a space between organs is not seen here
		w = append(w, (b.width[end]-b.width[at]+cell/4)/(cell/2))
		if i < n-1 {
			q := b.words[b.from+k]
			if q < 0 {
				q = forcedBreak
			}
			cost += q
		}
		at = k
	}
	longest, shortest := w[0], w[0]
	rises, falls, equals := 0, 0, 0
	hourglass := false
	for i := 1; i < n; i++ {
		longest, shortest = max(longest, w[i]), min(shortest, w[i])
		switch d := w[i] - w[i-1]; {
		case d > 1:
			if falls > 0 {
				hourglass = true
			}
			rises++
			cost += (d - goodStep) * (d - goodStep)
			cost += max(0, d-12) * 250
		case d < -1:
			falls++
			cost += (-d - goodStep) * (-d - goodStep)
			cost += max(0, -d-12) * 250
		default: // less than a character
			equals++
		}
	}
	switch {
	case hourglass, rises == 0 && falls == 0:
		cost += shapeCost
	case equals > 1:
		cost += shapeCost
	case equals == 1:
		cost += 60
	}
	if shortest*2 < longest {
		cost += 400 + 150*(longest-2*shortest)
	}
	if w[n-1] < 8 {
		cost += 3_000
	}
	if longest > 36 {
		cost += 40 * (longest - 36)
	}
	if last := b.runes(b.trial, n-1); last == "的通知" || last == "的意见" {
		cost += 3_000
	}
	return cost
}

func (b *titleBreaker) runes(ends []int, i int) string {
	at := 0
	if i > 0 {
		at = ends[i-1]
	}
	if ends[i]-at > 4 {
		return ""
	}
	s := ""
	for k := at; k < ends[i]; k++ {
		s += string(b.p.chars[b.from+k].r)
	}
	return s
}

// fill breaks a title that has no good lines: each as full as it may be that ends
// where a word does.
func (b *titleBreaker) fill() []line {
	b.warning = "标题太长，无法排列对称"
	full := b.columns * cell
	var result []line
	n := b.to - b.from
	for at := 0; at < n; {
		end := at + 1
		for end < n && b.width[end+1]-b.width[at] <= full {
			end++
		}
		if end < n {
			best, least := 0, 0
			for k := end; k > at+(end-at)/2; k-- {
				cost := b.words[b.from+k]
				switch chance := b.p.chars[b.from+k].chance; {
				case chance == never || chance == inAddress:
					continue
				case cost < 0:
					cost = forcedBreak
				}
				if cost += 20 * (end - k); best == 0 || cost < least {
					best, least = k, cost
				}
			}
			if best > 0 {
				end = best
			}
			if best == 0 || least >= insideWord {
				b.warning = "标题太长，无法排列对称，还有词拆在两行"
			}
		}
		result = append(result, line{b.from + at, b.from + end})
		at = end
	}
	return result
}

// forcedBreak is what a break costs where section E forbids one.
const forcedBreak = 4_000
