// Package indicator reads the indicators of a plan from the sentences that
// state them: 县城PM2.5年均浓度低于35μg/m³, 新建农村公路50公里. Parse reads a
// sentence that is known to be an indicator; Find looks for indicators in a
// text and leaves alone the numbers that are none: thresholds in definitions
// (年产10吨以上的单位), facts (共有大棚300栋), forecasts, dates and numbering.
//
// Everything here is a pure function of its arguments.
package indicator

import (
	"fmt"
	"math/big"
	"strings"
)

// Comparator says how the measured thing is to stand to the value.
type Comparator string

const (
	Below      Comparator = "below"       // 低于
	Above      Comparator = "above"       // 大于, 超过
	AtMost     Comparator = "at_most"     // 不超过, 控制在…以内
	AtLeast    Comparator = "at_least"    // 达到, 不低于, 以上
	Equals     Comparator = "equals"      // a bare number
	About      Comparator = "about"       // 左右, where no other word says more
	IncreaseBy Comparator = "increase_by" // 增长
	DecreaseBy Comparator = "decrease_by" // 下降
	Rank       Comparator = "rank"        // 排名进入前十
)

// An Indicator is one number that can be checked at the end of the year.
type Indicator struct {
	// Name is what is measured, as it is written: 县城污水处理率. Of an
	// indicator that is stated by a verb, it is the verb's object.
	Name string

	Comparator Comparator

	// Value is the number as it is written, without spaces: 33.90, 12,500.
	// Upper is the upper end of a range (3—5个), else empty.
	Value, Upper string

	// UnitOfMeasure is the unit as it is written: %, μg/m3, 万元, 个百分点.
	// A rank without a unit has 位.
	UnitOfMeasure string

	Baseline    string // 较2025年, 同比; empty without
	Approximate bool   // 85%左右, 约100个
}

// Number returns the value as an exact number, false for one that is in 汉字
// beyond ten or not a number at all.
func (i Indicator) Number() (*big.Rat, bool) {
	literal := strings.Map(func(r rune) rune {
		switch {
		case r >= '０' && r <= '９':
			return r - '０' + '0'
		case r == '．':
			return '.'
		case r == ',' || r == '，' || r == ' ':
			return -1
		}
		return r
	}, i.Value)
	if k := strings.Index("零一二三四五六七八九十", literal); k >= 0 && len(literal) == len("一") {
		return big.NewRat(int64(k/len("一")), 1), true
	}
	if literal == "" || strings.Trim(literal, "0123456789.") != "" || strings.Count(literal, ".") > 1 {
		return nil, false
	}
	return new(big.Rat).SetString(literal)
}

// UnmeasuredError is a sentence in which nothing can be measured.
type UnmeasuredError struct{ Sentence string }

func (e *UnmeasuredError) Error() string {
	return fmt.Sprintf("指标“%s”里没有可以核对的数值", e.Sentence)
}

// Parse reads a sentence that is known to state an indicator. One sentence may
// state several: 甲、乙排放量分别下降9%和7%. What Find would take
// for doubtful or for none is read as it stands. The error is an
// *UnmeasuredError.
func Parse(sentence string) ([]Indicator, error) {
	s := scanner{text: sentence, asserted: true}
	s.scan()
	if len(s.found) == 0 {
		return nil, &UnmeasuredError{strings.TrimSpace(sentence)}
	}
	all := make([]Indicator, len(s.found))
	for k, f := range s.found {
		all[k] = f.Indicator
	}
	return all, nil
}

// A Found is an indicator that a text states.
type Found struct {
	Indicator

	// Start and End are the bytes of the phrase that states it. Several
	// indicators may share a phrase.
	Start, End int

	// Doubtful marks what may as well be something else; it is for a person to
	// decide.
	Doubtful bool
}

// Find returns the indicators that a text states, in the order of their
// values' places. It prefers to miss one over taking some other number for
// one; what it is not sure of, it marks as doubtful. A text without any is nil.
func Find(text string) []Found {
	s := scanner{text: text}
	s.scan()
	return s.found
}
