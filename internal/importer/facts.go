package importer

import (
	"fmt"
	"strconv"
	"time"
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

var fullDate = lazy(`^(\d{4})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日$`)

// dateOf reads 2026年2月15日; false for a date with placeholders or one that no
// calendar has.
func dateOf(text string) (year, month, day int, ok bool) {
	m := fullDate().FindStringSubmatch(text)
	if m == nil {
		return 0, 0, 0, false
	}
	if _, err := time.Parse("2006-1-2", m[1]+"-"+m[2]+"-"+m[3]); err != nil {
		return 0, 0, 0, false
	}
	year, _ = strconv.Atoi(m[1])
	month, _ = strconv.Atoi(m[2])
	day, _ = strconv.Atoi(m[3])
	return year, month, day, true
}

// taskID is the id of the n-th task: t01. It is stable because it is written
// down, whatever is inserted later.
func taskID(n int) string { return fmt.Sprintf("t%02d", n) }
