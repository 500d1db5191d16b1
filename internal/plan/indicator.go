package plan

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"fangan/internal/diag"
	"fangan/internal/indicator"
	"fangan/internal/tree"
)

// Indicator is one number of an item or task that can be checked at the end of
// the year (指标). It does not print in the document, whose text states it.
type Indicator struct {
	// Text is the whole sentence in which it was written. One sentence may
	// state several indicators.
	Text Text
	indicator.Indicator
	Span diag.Span
}

// A StatedIndicator is an indicator with what the plan says around it.
type StatedIndicator struct {
	Indicator
	Part *Part
	Path []*Item // from the outermost item to the one that states it
	// Assignment is the row of the breakdown table that carries it; nil for
	// one of an item that is no row: a goal, or an item above tasks.
	Assignment *Assignment
	// Duty and Due are those of the assignment, or without one those of the
	// nearest item that has any; nil if none has.
	Duty *Duty
	Due  *Due
}

const indicatorExample = `indicators = ["县城污水处理率达到95%以上", "新建农村公路50公里"]`

// indicators reads the sentences of an item or task. Their values must stand
// in one of the texts: the document and the table of indicators would disagree
// otherwise.
func (l *loader) indicators(t *tree.Table, what string, texts ...string) []Indicator {
	var list []Indicator
	for _, sentence := range t.Strings("indicators") {
		sentence = l.line(sentence)
		if sentence.Value == "" {
			l.report(sentence.Span, "indicator/unmeasured", "这一条指标是空的", "请写成带数值的一句话，例如："+indicatorExample)
			continue
		}
		parsed, err := indicator.Parse(sentence.Value)
		if err != nil {
			l.report(sentence.Span, "indicator/unmeasured", err.Error(), "请写成带数值的一句话，例如："+indicatorExample+"；不能量化的要求写在 text 里就够了")
			continue
		}
		text := l.plan.mark(sentence)
		var missing []string
		for _, i := range parsed {
			if i.Name == "" {
				l.report(sentence.Span, "indicator/name", fmt.Sprintf("指标“%s”没有说明是什么的数值", sentence.Value), "请把名称写进这句话，例如："+indicatorExample)
				continue
			}
			list = append(list, Indicator{Text: text, Indicator: i, Span: sentence.Span})
			for _, literal := range unstated(sentence.Value, i, texts) {
				if slices.Contains(missing, literal) {
					continue
				}
				missing = append(missing, literal)
				at, help := sentence.Span, "请核对哪一处写错了，改成一致"
				if from := findNumber(sentence.Value, literal); from >= 0 {
					at, help = sentence.At(from, from+len(literal)), help+"；数字要逐字相同，33.90 与 33.9 不算一样"
				}
				l.report(at, "indicator/value", fmt.Sprintf("%s里没有指标“%s”的“%s”", what, sentence.Value, literal), help)
			}
		}
	}
	return list
}

// Stated reports whether the values of an indicator stand, digit for digit, in
// one of the texts; widths don't matter. Of a zero that the sentence tells in
// words (不发生较大事故) it is the name that must stand there.
func Stated(sentence string, i indicator.Indicator, texts ...string) bool {
	return len(unstated(sentence, i, texts)) == 0
}

// unstated returns what of an indicator stands in none of the texts.
func unstated(sentence string, i indicator.Indicator, texts []string) []string {
	literals := []string{i.Value}
	switch {
	case i.Upper != "":
		literals = append(literals, i.Upper)
	case findNumber(sentence, i.Value) < 0:
		if slices.ContainsFunc(texts, func(text string) bool { return strings.Contains(fold(text), fold(i.Name)) }) {
			return nil
		}
		return []string{i.Name}
	}
	return slices.DeleteFunc(literals, func(literal string) bool {
		return slices.ContainsFunc(texts, func(text string) bool { return findNumber(fold(text), fold(literal)) >= 0 })
	})
}

// fold turns full-width digits, points and signs into half-width ones.
func fold(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= '０' && r <= '９' || r == '．' || r == '％' {
			return r - '０' + '0'
		}
		return r
	}, s)
}

const numerals = "零〇一二三四五六七八九十百千万亿两"

// findNumber returns where a number stands in s, and not only as a part of a
// longer one: 5 is not in 95%, 1.5 or 12,500. It returns -1 if it does not.
func findNumber(s, literal string) int {
	if literal == "" {
		return -1
	}
	first, _ := utf8.DecodeRuneInString(literal)
	digit := func(r rune) bool { return r >= '0' && r <= '9' || r >= '０' && r <= '９' }
	if strings.ContainsRune(numerals, first) {
		digit = func(r rune) bool { return strings.ContainsRune(numerals, r) }
	}
	point := func(r rune) bool { return r == '.' || r == '．' || r == ',' }
	for from := 0; ; {
		i := strings.Index(s[from:], literal)
		if i < 0 {
			return -1
		}
		i += from
		end := i + len(literal)
		before, size := utf8.DecodeLastRuneInString(s[:i])
		beyond, _ := utf8.DecodeLastRuneInString(s[:i-size])
		after, size := utf8.DecodeRuneInString(s[end:])
		further, _ := utf8.DecodeRuneInString(s[end+size:])
		if !digit(before) && !(point(before) && digit(beyond)) && !digit(after) && !(point(after) && digit(further)) {
			return i
		}
		_, size = utf8.DecodeRuneInString(s[i:])
		from = i + size
	}
}

// Indicators returns the indicators of the plan in document order: those of an
// item before those of its tasks and items.
func (p *Plan) Indicators() []StatedIndicator { return p.indicators }

// collectIndicators finds the assignment of each indicator and hands it over.
func (p *Plan) collectIndicators() {
	byItem, byTask := map[*Item]*Assignment{}, map[*Task]*Assignment{}
	for i := range p.assignments {
		a := &p.assignments[i]
		if a.task != nil {
			byTask[a.task] = a
			a.Indicators = a.task.Indicators
			continue
		}
		item := a.Path[len(a.Path)-1]
		byItem[item] = a
		a.Indicators = item.Indicators
	}
	for part := range p.AllParts() {
		var walk func(above []*Item, items []*Item)
		walk = func(above []*Item, items []*Item) {
			for _, item := range items {
				path := append(slices.Clip(above), item)
				p.state(part, path, byItem[item], item.Indicators)
				for _, task := range item.Tasks {
					p.state(part, path, byTask[task], task.Indicators)
				}
				walk(path, item.Items)
			}
		}
		walk(nil, part.Items)
	}
}

func (p *Plan) state(part *Part, path []*Item, a *Assignment, list []Indicator) {
	for _, i := range list {
		s := StatedIndicator{Indicator: i, Part: part, Path: path, Assignment: a}
		if a != nil {
			s.Duty, s.Due = a.Duty, a.Due
		} else {
			for _, item := range slices.Backward(path) {
				if s.Duty == nil {
					s.Duty = item.Duty
				}
				if s.Due == nil {
					s.Due = item.Due
				}
			}
		}
		p.indicators = append(p.indicators, s)
	}
}

// Subject returns what is measured as the table of indicators names it: with
// the verb that the sentence has before the name (新建农村公路), where that is
// all that stands there.
func (i Indicator) Subject() string {
	sentence := i.Text.Value
	at := strings.Index(sentence, i.Name)
	if at < 0 || i.Name == "" {
		return i.Name
	}
	verb := strings.TrimSpace(sentence[:at])
	if utf8.RuneCountInString(verb) > longestVerb || strings.ContainsFunc(verb, func(r rune) bool {
		return r >= '0' && r <= '9' || r >= '０' && r <= '９' || strings.ContainsRune(separators, r)
	}) {
		return i.Name
	}
	return verb + i.Name
}

const (
	longestVerb = 6
	separators  = "、，；。：（）,;:()"
)

// Target returns the value that is aimed at as the sentence says it, comparing
// words included: 低于35μg/m³, 比2025年下降12%以上. Where the words do not follow
// the name or hold for several names, it is put together.
func (i Indicator) Target() string {
	if words, ok := i.following(); ok {
		return words
	}
	value := i.Value
	if i.Upper != "" {
		value += "—" + i.Upper
	}
	before, after := "", ""
	switch i.Comparator {
	case indicator.Below:
		before = "低于"
	case indicator.Above:
		before = "超过"
	case indicator.AtMost:
		before = "不超过"
	case indicator.AtLeast:
		before = "不少于"
		if strings.HasSuffix(i.UnitOfMeasure, "%") || strings.HasSuffix(i.UnitOfMeasure, "％") || i.UnitOfMeasure == "" {
			before = "不低于"
		}
	case indicator.IncreaseBy:
		before = "增长"
	case indicator.DecreaseBy:
		before = "下降"
	case indicator.Rank:
		before = "前"
	}
	if i.Approximate || i.Comparator == indicator.About {
		after = "左右"
	}
	return i.Baseline + before + value + i.UnitOfMeasure + after
}

// following returns what the sentence says behind the name, up to the next
// mark, if that is about this value and no other.
func (i Indicator) following() (string, bool) {
	sentence := i.Text.Value
	at := strings.Index(sentence, i.Name)
	if at < 0 || i.Name == "" {
		return "", false
	}
	rest := sentence[at+len(i.Name):]
	value := findNumber(rest, i.Value)
	if value < 0 {
		return "", false
	}
	before := rest[:value]
	if strings.ContainsAny(before, separators) || strings.Contains(before, "分别") || strings.Contains(before, "均") {
		return "", false
	}
	end := value + len(i.Value)
	if i.Upper != "" {
		if upper := findNumber(rest[end:], i.Upper); upper >= 0 {
			end += upper + len(i.Upper)
		}
	}
	if stop := strings.IndexAny(rest[end:], "、，；。\n"); stop >= 0 {
		rest = rest[:end+stop]
	}
	if all, err := indicator.Parse(rest[end:]); err == nil && len(all) > 0 {
		return "", false // 完成85亿元、增长8.5% without a mark between
	}
	return strings.TrimSpace(rest), true
}
