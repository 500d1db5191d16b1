package importer

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"fangan/internal/duty"
	"fangan/internal/format"
	"fangan/internal/plan"
	"fangan/internal/tree"
)

// A Name is a unit that the clauses name.
type Name struct {
	Written string // brackets in full width
	Kind    plan.UnitKind
	Line    int // where it is first named
	Count   int
}

// names collects the units of the clauses, in the order of the source. Persons
// (责任领导) are none.
func (d *Draft) names() []Name {
	var names []Name
	at := map[string]int{}
	for _, clause := range d.Clauses {
		for _, part := range clause.Duties {
			if part.Role == "leaders" {
				continue
			}
			for _, unit := range part.Units {
				written := noSpace.Replace(unit)
				if duty.ValidName(written, duty.BuiltIn) != nil {
					continue // no register would take it
				}
				i, known := at[written]
				if !known {
					i = len(names)
					at[written] = i
					names = append(names, Name{Written: written, Kind: kindOf(written), Line: clause.Line})
				}
				names[i].Count++
			}
		}
	}
	return names
}

var (
	vagueName      = lazy(`有关|相关|其他|其它|主管部门$|责任部门$|牵头部门$|成员单位$`)
	collectiveName = lazy(`^(各|全体|所有|全县各|全市各|全区各|县各|市各|区各|镇各|县直各|市直各|区直各|镇直各|驻.{0,6}各|[0-9]+个)|各`)
	systemName     = lazy(`^[^县市区镇乡].*部门$`)
)

// kindOf guesses what stands behind a name.
func kindOf(name string) plan.UnitKind {
	switch {
	case vagueName().MatchString(name):
		return plan.Vague
	case collectiveName().MatchString(name):
		return plan.Collective
	case systemName().MatchString(name):
		return plan.System
	}
	return plan.Single
}

// lookAlikes reports names that may be one unit written in two ways: one that
// differs in a character or two, or is a shortening of the other.
func lookAlikes(names []Name) []Doubt {
	var doubts []Doubt
	// Names that are alike begin alike, in nearly all cases; of those that do,
	// the last few hundred are looked at.
	const most = 300
	byBeginning := map[string][]Name{}
	for _, a := range names {
		beginning := a.Written
		if r := []rune(beginning); len(r) > 2 {
			beginning = string(r[:2])
		}
		others := byBeginning[beginning]
		byBeginning[beginning] = append(others, a)
		for _, b := range others[max(0, len(others)-most):] {
			if a.Kind != b.Kind || !similar(a.Written, b.Written) {
				continue
			}
			doubts = append(doubts, Doubt{a.Line, fmt.Sprintf("“%s”与第%d行的“%s”相近，是不是同一个单位？", a.Written, b.Line, b.Written)})
		}
	}
	return doubts
}

func similar(a, b string) bool {
	if len(a) < len(b) {
		a, b = b, a
	}
	short, long := []rune(b), []rune(a)
	if len(short) < 4 || digits().ReplaceAllString(a, "") != a {
		return false
	}
	if strings.HasPrefix(a, b) && len(long)-len(short) <= 2 {
		return true // 县自然资源, 县自然资源局
	}
	if len(short) == len(long) && sameCharacters(short, long) {
		return true // 县农业农村局, 县农村农业局
	}
	// 县发改局 is 县发展改革局 with characters left out: same ends, in order.
	return len(long)-len(short) >= 1 && len(long)-len(short) <= 4 && len(short) >= 4 && short[len(short)-1] == long[len(long)-1] &&
		short[0] == long[0] && subsequence(short, long) && short[1] == long[1]
}

var digits = lazy(`[0-9]`)

func sameCharacters(a, b []rune) bool {
	x, y := slices.Sorted(slices.Values(a)), slices.Sorted(slices.Values(b))
	return slices.Equal(x, y)
}

func subsequence(short, long []rune) bool {
	i := 0
	for _, r := range long {
		if i < len(short) && short[i] == r {
			i++
		}
	}
	return i == len(short)
}

// printUnits returns units.toml: the register as it is, and behind it the
// names that it does not know yet.
func printUnits(names []Name, register []byte, known *plan.Register) []byte {
	file := format.New(format.Units)
	if len(register) == 0 {
		file.Root().Head = format.Note("责任单位名册，由导入得来，请核对：name 写全称，short 写简称，aliases 写其他叫法。\n次序就是汇总表里的次序。")
	}
	var all []string
	for _, u := range known.Units {
		all = append(all, u.Name)
	}
	added := false
	for _, n := range names {
		if _, ok := known.Resolve(n.Written); ok && len(register) > 0 {
			continue
		}
		added = true
		t := file.Element("units")
		switch n.Kind {
		case plan.Collective:
			t.Above = format.Note("待核：统称，请在 members 里写上它包括的单位")
		case plan.System:
			t.Above = format.Note("待核：这一系统的单位，请在 members 里写上")
		}
		if near, ok := tree.Nearest(n.Written, all); ok {
			t.Above = append(t.Above, format.Note("待核：与已登记的“"+near+"”相近，若是同一个单位，请写进那里的 aliases，删去这一项")...)
		}
		set(t, "name", n.Written)
		if n.Kind != plan.Single {
			set(t, "kind", string(n.Kind))
		}
	}
	if len(register) == 0 {
		return file.Bytes()
	}
	if !added {
		return register
	}
	return slices.Concat(bytes.TrimRight(register, "\n"), []byte("\n\n"), bytes.TrimLeft(file.Bytes(), "\n"))
}
