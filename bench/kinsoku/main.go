// Kinsoku measures the lines of a PDF that follows GB/T 9704-2012 and counts
// what GB/T 15834 forbids: marks where a line may not begin or end, numbers,
// words and double marks that are split, text outside the 版心. It shares no
// code with the typesetter and reads the file through mutool:
//
//	go run ./bench/kinsoku FILE.pdf…
//
// It prints a report and exits with 1 if anything is wrong, 2 if a file cannot
// be read.
package main

import (
	"bytes"
	"cmp"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"maps"
	"math"
	"os"
	"os/exec"
	"slices"
	"strings"
	"unicode"
)

func main() {
	if len(os.Args) < 2 {
		fmt.Fprintln(os.Stderr, "usage: go run ./bench/kinsoku FILE.pdf…")
		os.Exit(2)
	}
	violations := 0
	for _, name := range os.Args[1:] {
		pages, err := read(name)
		if err != nil {
			fmt.Fprintf(os.Stderr, "%s: %v\n", name, err)
			os.Exit(2)
		}
		violations += report(os.Stdout, name, pages)
	}
	if violations > 0 {
		os.Exit(1)
	}
}

const mm = 72 / 25.4 // points in a millimetre

// The 版心 of GB/T 9704 5.2.1, in points.
const left, right, top, bottom = 28 * mm, 184 * mm, 37 * mm, 262 * mm

// A char is one character of a page: the place of its origin and its width.
type char struct {
	r        rune
	x, y     float64
	width    float64
	size     float64
	page, at int
}

type line struct {
	chars []char
	y     float64
}

func (l line) text() string {
	var b strings.Builder
	for _, c := range l.chars {
		b.WriteRune(c.r)
	}
	return b.String()
}

// ink returns the characters of a line that are seen.
func (l line) ink() []char {
	return slices.DeleteFunc(slices.Clone(l.chars), func(c char) bool { return unicode.IsSpace(c.r) })
}

// read returns the upright lines of each page, the page number left out.
func read(name string) ([][]line, error) {
	var stderr bytes.Buffer
	cmd := exec.Command("mutool", "draw", "-q", "-F", "stext", "-o", "-", name)
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("mutool: %w: %s", err, strings.TrimSpace(stderr.String()))
	}
	return parse(bytes.NewReader(out))
}

func parse(r io.Reader) ([][]line, error) {
	d := xml.NewDecoder(r)
	d.Strict = false
	var pages [][]char
	size := 0.0
	upright := true
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, err
		}
		start, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		switch start.Name.Local {
		case "page":
			pages = append(pages, nil)
		case "line":
			upright = attribute(start, "dir") == "" || attribute(start, "dir") == "1 0"
		case "font":
			fmt.Sscan(attribute(start, "size"), &size)
		case "char":
			var c char
			var q [8]float64
			fmt.Sscan(attribute(start, "x"), &c.x)
			fmt.Sscan(attribute(start, "y"), &c.y)
			fmt.Sscan(attribute(start, "quad"), &q[0], &q[1], &q[2], &q[3], &q[4], &q[5], &q[6], &q[7])
			for _, r := range attribute(start, "c") {
				c.r = r
			}
			c.width, c.size = q[2]-q[0], size
			if len(pages) == 0 {
				return nil, errors.New("a character outside a page")
			}
			if !upright {
				continue // a table across the page (clause 8), or a watermark
			}
			n := len(pages) - 1
			c.page, c.at = n+1, len(pages[n])
			pages[n] = append(pages[n], c)
		}
	}
	var result [][]line
	for _, chars := range pages {
		chars = slices.DeleteFunc(chars, func(c char) bool { return c.y > bottom+2*mm })
		slices.SortStableFunc(chars, func(a, b char) int { return cmp.Compare(a.y, b.y) })
		var lines []line
		for _, c := range chars {
			if n := len(lines); n == 0 || c.y-lines[n-1].y > 1 {
				lines = append(lines, line{y: c.y})
			}
			l := &lines[len(lines)-1]
			l.chars = append(l.chars, c)
		}
		for _, l := range lines {
			slices.SortStableFunc(l.chars, func(a, b char) int { return cmp.Or(cmp.Compare(a.x, b.x), cmp.Compare(a.at, b.at)) })
		}
		lines = slices.DeleteFunc(lines, func(l line) bool { return len(l.ink()) == 0 })
		result = append(result, lines)
	}
	return result, nil
}

func attribute(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

const (
	notFirst = "。，、；：？！．”’）〕】》〉」』～·/／%％‰℃°)]},.;:!?–-"
	notLast  = "“‘（〔【《〈「『([{/／¥￥$№"
	// emptyLeft and emptyRight have no ink in that half of their em box.
	emptyLeft  = "“‘（〔【《〈「『"
	emptyRight = "。，、；：？！．”’）〕】》〉」』"
)

// report writes what was measured and returns the number of violations.
func report(w io.Writer, name string, pages [][]line) int {
	violations := 0
	wrong := func(page, n int, l line, format string, args ...any) {
		violations++
		fmt.Fprintf(w, "%s: 第%d面第%d行：%s：%s\n", name, page, n, fmt.Sprintf(format, args...), l.text())
	}
	var perPage []int
	full := map[int]int{} // lines of plain 汉字 from margin to margin, by characters
	var before line
	beforePage, beforeN := 0, 0
	for p, lines := range pages {
		perPage = append(perPage, len(lines))
		for n, l := range lines {
			c := l.ink()
			first, last := c[0], c[len(c)-1]
			if strings.ContainsRune(notFirst, first.r) && !signed(c) {
				wrong(p+1, n+1, l, "行首不应是“%c”", first.r)
			}
			if twice(c, 0, '—') || twice(c, 0, '…') {
				wrong(p+1, n+1, l, "行首是“%c%c”", first.r, first.r)
			} else if first.r == '—' {
				wrong(p+1, n+1, l, "行首是连接号")
			}
			if strings.ContainsRune(notLast, last.r) {
				wrong(p+1, n+1, l, "行末不应是“%c”", last.r)
			}
			for _, ch := range c {
				x0, x1 := ch.x, ch.x+ch.width
				if strings.ContainsRune(emptyLeft, ch.r) {
					x0 += ch.size / 2
				}
				if strings.ContainsRune(emptyRight, ch.r) {
					x1 -= ch.size / 2
				}
				if ch.r == '·' {
					x0, x1 = x0+ch.size/4, x1-ch.size/4
				}
				// A 汉字 of 16 pt is wider than its cell of 15.8 pt.
				if x0 < left-0.1*mm || x1 > right+0.1*mm || ch.y > bottom || ch.y < top {
					wrong(p+1, n+1, l, "“%c”在版心之外（x %.2f…%.2f mm）", ch.r, x0/mm, x1/mm)
				}
			}
			if plain(c) && last.x+last.width > right-1 && first.x < left+1 {
				full[len(c)]++
			}
			// A line that begins at the margin goes on from the line before, if
			// that is not a title and reaches the other margin.
			if first.x < left+1 && len(before.chars) > 0 && before.chars[0].size == first.size {
				b := before.ink()
				if end := b[len(b)-1]; end.x+end.width > right-1*mm && split(b, c) {
					wrong(beforePage, beforeN, before, "行末的“%c”与下一行的“%c”不应分开", end.r, first.r)
				}
			}
			before, beforePage, beforeN = l, p+1, n+1
		}
	}
	fmt.Fprintf(w, "%s: %d面，每面行数 %v，", name, len(pages), perPage)
	if len(full) == 0 {
		fmt.Fprint(w, "没有纯汉字的满行，")
	}
	for _, n := range slices.Sorted(func(yield func(int) bool) {
		for n := range full {
			if !yield(n) {
				return
			}
		}
	}) {
		fmt.Fprintf(w, "纯汉字满行%d字的%d行，", n, full[n])
	}
	if all, on := grid(pages); all > 0 {
		fmt.Fprintf(w, "正文汉字落在28格上的占%d.%d%%，", on*100/all, on*1000/all%10)
	}
	fmt.Fprintf(w, " 违例%d处\n", violations)
	return violations
}

// grid counts the 汉字 of the size that most have, and those of them that stand
// at the edge of one of the 28 cells (5.2.3), to 0.05 mm.
func grid(pages [][]line) (all, on int) {
	sizes := map[int]int{} // in tenths of a point
	tenths := func(c char) int { return int(c.size*10 + 0.5) }
	each := func(do func(c char)) {
		for _, lines := range pages {
			for _, l := range lines {
				for _, c := range l.chars {
					if unicode.Is(unicode.Han, c.r) {
						do(c)
					}
				}
			}
		}
	}
	each(func(c char) { sizes[tenths(c)]++ })
	most := 0
	for _, size := range slices.Sorted(maps.Keys(sizes)) {
		if most == 0 || sizes[size] > sizes[most] {
			most = size
		}
	}
	const cell = (right - left) / 28
	each(func(c char) {
		if tenths(c) != most {
			return
		}
		all++
		if d := math.Remainder(c.x-left, cell); math.Abs(d) <= 0.05*mm {
			on++
		}
	})
	return all, on
}

// signed reports whether a line begins with a negative number.
func signed(c []char) bool { return c[0].r == '-' && len(c) > 1 && unicode.IsDigit(c[1].r) }

func twice(c []char, i int, r rune) bool { return i+1 < len(c) && c[i].r == r && c[i+1].r == r }

func plain(c []char) bool {
	return !slices.ContainsFunc(c, func(c char) bool { return !unicode.Is(unicode.Han, c.r) })
}

// split reports whether the end of one line and the beginning of the next are
// one number, word or double mark.
func split(a, b []char) bool {
	end, begin := a[len(a)-1].r, b[0].r
	digit := func(r rune) bool { return r >= '0' && r <= '9' }
	latin := func(r rune) bool { return digit(r) || r > ' ' && r < 0x7f && unicode.IsLetter(r) }
	switch {
	case latin(end) && latin(begin):
		return true
	case digit(end) && strings.ContainsRune("年月日号万亿个%％‰℃项条", begin):
		return true
	case end == '第' && digit(begin), end == '〕' && digit(begin):
		return true
	case (end == '—' || end == '…') && begin == end:
		return true
	}
	return false
}
