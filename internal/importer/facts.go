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
