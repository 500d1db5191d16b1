package importer

import (
	"fmt"
	"strconv"
)

var yearPattern = lazy(`(19|20|21)\d\d`)

// year is the plan's year: the clerk's, or the only one that the title names.
func (d *Draft) year(o Options) int {
	if o.Year != 0 {
		return o.Year
	}
	found := 0
	for _, line := range d.Title {
		for _, s := range yearPattern().FindAllString(line.Text, -1) {
			year, _ := strconv.Atoi(s)
			if found != 0 && found != year {
				return 0
			}
			found = year
		}
	}
	return found
}

// taskID is the id of the n-th task: t01. It is stable because it is written
// down, whatever is inserted later.
func taskID(n int) string { return fmt.Sprintf("t%02d", n) }

// What a report tells has been done; only what it says under headings such as
// 下一步打算 is still to be.
var (
	reportTitle = lazy(`(报告|总结|汇报|通报|情况)([（(].{1,12}[)）])?$`)
	aheadWords  = lazy(`下一步|下步|下阶段|今后|打算|计划|安排|思路|目标|任务|部署|举措|措施|要求|建议|方案|要点`)
)

// findPast marks the lines of a report that tell of the past: their numbers and
// dates are neither indicators nor deadlines.
func (d *Draft) findPast() {
	title := ""
	for _, line := range d.Title {
		title += compact(line.Text)
	}
	if !reportTitle().MatchString(title) {
		return
	}
	d.past = map[int]bool{}
	for _, line := range d.Front {
		d.past[line.Number] = true
	}
	var mark func(*Section)
	mark = func(s *Section) {
		d.past[s.Line] = true
		for _, p := range s.Paragraphs {
			d.past[p.Line] = true
		}
		for _, child := range s.Children {
			mark(child)
		}
	}
	for _, s := range d.Sections {
		if !aheadWords().MatchString(s.Heading) {
			mark(s)
		}
	}
}
