// Package duty reads and writes clauses of responsibility such as
// （县水利局牵头，县财政局参与）. Names and roles are text: which unit a name
// means is for package plan to say.
package duty

import (
	"strings"
	"unicode/utf8"
)

// Form is one of the shapes in which offices write a clause. The zero Form
// belongs to clauses that were built and not read.
type Form int

const (
	// Inline names the role behind the names: （县水利局牵头，县财政局参与）.
	Inline Form = iota + 1
	// Label names it before them: （责任单位：县水利局、县财政局）.
	Label
	// Lines is Label with a line for each role and without brackets.
	Lines
)

// Clause is who does what on a task.
type Clause struct {
	Form   Form // as it was written; zero if it was built from role keys
	Duties []Duty

	// Brackets are the two signs around the clause where they are not the
	// usual （）: 【】, [], ［］ or 〔〕. The clause is printed in them again.
	Brackets string
}

// Around returns what stands before and behind a clause: （ and ） unless it
// was written in other brackets.
func (c Clause) Around() (open, closing string) {
	if _, size := utf8.DecodeRuneInString(c.Brackets); size > 0 && size < len(c.Brackets) {
		return c.Brackets[:size], c.Brackets[size:]
	}
	return "（", "）"
}

// Place is where the word of a role stands, beside the usual place.
type Place int

const (
	// Usual is behind the names, or before them as a label, as the Form has it.
	Usual Place = iota
	// Before is a joining word before the names: 县水利局牵头，会同县财政局.
	// Even an empty Separator is as written: 县水利局牵头会同县财政局.
	Before
	// Inside is Before within the duty of those who are joined, whose own
	// wording stands behind all names: 县水利局会同县财政局负责. They may have
	// none: 县水利局会同县财政局.
	Inside
	// Tagged is in brackets behind each name: 责任单位：县水利局（牵头）、….
	// Of the first in a list the Separator ends in the label.
	Tagged
	// Listed is nowhere: the names go on with the list of a label that Tagged
	// names interrupt.
	Listed
)

// Duty is one role and those who bear it.
type Duty struct {
	Role string // key of a row of Roles

	// Wording is the role as written: 按照职责分工负责, or the label 责任部门.
	// Empty means the usual one.
	Wording string

	// Separator stands before the duty, as written, without spaces: "，" ";"
	// "\n". It ends in a label where one stands before a worded duty, as in
	// （责任单位：县水利局牵头，县财政局参与）. Empty means the usual one.
	Separator string

	// Names in order, with repetitions. Only a role of persons may have none:
	// 责任领导： leaves a blank that is filled in by hand.
	Names []Name

	Place Place // of Wording

	Offset int // of Wording, in bytes of the clause that was given to Parse
}

// Name is what a clause calls a unit or a person.
type Name struct {
	Text string // widths normalised: 各乡镇（场）

	// Separator stands before the name, as written, without spaces: "、" ","
	// "及" "，以及". That of a duty's first name is empty, 由 or a joining word
	// (会同县财政局配合). Empty means the usual one.
	Separator string

	// Note is what stands in brackets behind the name and is no part of it,
	// with the brackets: （下同）, （以下简称县水务局）, or the role of a Tagged
	// duty: （牵头）.
	Note string

	Open string // "", or the open end behind the name as written: 等, 等相关单位

	// Offset and Length are the bytes of the name, without Note and Open, in the clause
	// that was given to Parse. Text can differ from them in width.
	Offset, Length int
}

// OpenEnded reports whether the duty leaves open who else bears it (等).
func (d Duty) OpenEnded() bool {
	for _, n := range d.Names {
		if n.Open != "" {
			return true
		}
	}
	return false
}

// OpenEnded reports whether one of the duties is open-ended.
func (c Clause) OpenEnded() bool {
	for _, d := range c.Duties {
		if d.OpenEnded() {
			return true
		}
	}
	return false
}

// String returns the roles and names in a notation for tests and messages to
// programmers, a + after a name that 等 follows:
//
//	lead 县水利局; participate 县财政局 县林业局+
func (c Clause) String() string {
	var b strings.Builder
	for i, d := range c.Duties {
		if i > 0 {
			b.WriteString("; ")
		}
		b.WriteString(d.Role)
		for _, n := range d.Names {
			b.WriteString(" " + n.Text)
			if n.Open != "" {
				b.WriteString("+")
			}
		}
	}
	return b.String()
}
