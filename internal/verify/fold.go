package verify

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"fangan/internal/diag"
	"fangan/internal/length"
)

var measured = re(`\d+\.\d+ mm`)

// A fault is what a finding says without its excerpt of the text, its numbers
// apart.
type fault struct {
	severity diag.Severity
	text     string
	numbers  []length.Length
}

func faultOf(f Finding) fault {
	text := f.Message[:len(f.Message)-f.excerpt]
	own := fault{severity: f.Severity, text: measured.ReplaceAllString(text, "mm")}
	for _, s := range measured.FindAllString(text) {
		v, _ := strconv.ParseFloat(strings.TrimSuffix(s, " mm"), 64)
		own.numbers = append(own.numbers, mm(int64(v*100+0.5)))
	}
	return own
}

// same reports whether two faults are one: what is measured is wrong in the same
// way, and by the same as near as matters.
func (f fault) same(g fault) bool {
	return f.severity == g.severity && f.text == g.text && slices.EqualFunc(f.numbers, g.numbers, func(a, b length.Length) bool { return near(a, b, mm(20)) })
}

// foldable reports whether the findings of a requirement are about the looks of
// the document: a fault of those is one, however often it is seen. In the text
// each place is a fault of its own.
func foldable(id string) bool { return id[0] >= '0' && id[0] <= '9' && !strings.HasPrefix(id, "9-") }

// fold makes one finding of those that tell the same fault in several places; it
// stands where the first did and lists the pages.
func fold(findings []Finding) []Finding {
	var out []Finding
	var faults []fault
	var pages [][]int
	for _, f := range findings {
		own := faultOf(f)
		i := slices.IndexFunc(faults, own.same)
		if i < 0 || f.Page == 0 || out[i].Page == 0 {
			out, faults, pages = append(out, f), append(faults, own), append(pages, []int{f.Page})
			continue
		}
		pages[i] = append(pages[i], f.Page)
	}
	for i, list := range pages {
		if n := len(list); n > 1 {
			slices.Sort(list)
			distinct := slices.Compact(slices.Clone(list))
			if len(distinct) == n {
				out[i].Message += "；" + pageList(distinct) + "都这样"
			} else {
				out[i].Message += fmt.Sprintf("；%s共%d处", pageList(distinct), n)
			}
		}
	}
	return out
}

// pageList writes page numbers in ascending order: 第1、3～5页.
func pageList(pages []int) string {
	var parts []string
	for i := 0; i < len(pages); {
		k := i
		for k+1 < len(pages) && pages[k+1] == pages[k]+1 {
			k++
		}
		switch k - i {
		case 0:
			parts = append(parts, strconv.Itoa(pages[i]))
		case 1:
			parts = append(parts, strconv.Itoa(pages[i]), strconv.Itoa(pages[k]))
		default:
			parts = append(parts, fmt.Sprintf("%d～%d", pages[i], pages[k]))
		}
		i = k + 1
	}
	return "第" + strings.Join(parts, "、") + "页"
}
