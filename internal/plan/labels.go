package plan

import (
	"fmt"
	"strings"
)

// defaultLevels are the labels of the five levels (GB/T 9704 7.3.3; the fifth
// by GB/T 15834 B.3.8).
var defaultLevels = []string{"一、", "（一）", "1.", "（1）", "①"}

// A labelForm is a label with its number left out: （一）.
type labelForm struct {
	before, after string
	digit         rune // 一, 1 or ①
}

func parseLabelForm(s string) (labelForm, error) {
	for i, r := range s {
		if r == '一' || r == '1' || r == '①' {
			return labelForm{s[:i], s[i+len(string(r)):], r}, nil
		}
	}
	return labelForm{}, fmt.Errorf("“%s”里没有序号 一、1 或 ①", s)
}

// format returns the label of the n-th item, n from 1; an error where the form
// has no such number.
func (f labelForm) format(n int) (string, error) {
	number := fmt.Sprint(n)
	switch f.digit {
	case '一':
		number = chineseNumber(n)
	case '①':
		if n > 50 {
			return "", fmt.Errorf("带圈数字只到㊿，这里已是第%d项", n)
		}
		number = string(circled(n))
	}
	return f.before + number + f.after, nil
}

func circled(n int) rune {
	switch {
	case n <= 20:
		return '①' + rune(n-1)
	case n <= 35:
		return '㉑' + rune(n-21)
	}
	return '㊱' + rune(n-36)
}

var chineseDigits = []string{"", "一", "二", "三", "四", "五", "六", "七", "八", "九"}

// chineseNumber writes n (1–99999) as headings count: 十一, 一百零五.
func chineseNumber(n int) string {
	var b strings.Builder
	zero := false
	for _, place := range []struct {
		value int
		word  string
	}{{10000, "万"}, {1000, "千"}, {100, "百"}, {10, "十"}, {1, ""}} {
		digit := n / place.value % 10
		if digit == 0 {
			zero = b.Len() > 0
			continue
		}
		if zero {
			b.WriteString("零")
			zero = false
		}
		if digit != 1 || place.value != 10 || b.Len() > 0 {
			b.WriteString(chineseDigits[digit])
		}
		b.WriteString(place.word)
	}
	return b.String()
}

// number gives every part and item of the plan its label.
func (l *loader) number() {
	parts := 0
	for _, part := range l.plan.Parts {
		if part.Heading.Value != "" && (!l.ownPartLabel[part] || part.Label != "") {
			parts++
		}
		if part.Heading.Value != "" && !l.ownPartLabel[part] {
			part.Label, _ = l.plan.settings.levels[0].format(parts)
		}
		l.continued = 0
		l.numberItems(part.Items)
		if len(part.Items) == 1 && part.Items[0].Title.Value == "" && !l.ownLabel[part.Items[0]] {
			part.Items[0].Label = "" // a part's single untitled item prints without a label
		}
	}
	for _, a := range l.plan.Attachments {
		l.continued = 0
		l.numberItems(a.Items)
	}
}

func (l *loader) numberItems(items []*Item) {
	count := 0
	for _, item := range items {
		if own := l.ownLabel[item]; !own || item.Label != "" { // label = "" takes no number
			count++
			n := count
			if item.Level == l.plan.settings.continuous {
				l.continued++
				n = l.continued
			}
			if own {
				l.numberItems(item.Items)
				continue
			}
			label, err := l.plan.settings.levels[item.Level-1].format(n)
			if err != nil {
				l.report(item.Span, "plan/label", err.Error(), "请在 [numbering] levels 里给这一级换一种编号，或分组")
			}
			item.Label = label
		}
		l.numberItems(item.Items)
	}
}

// Label returns the label of the n-th item in a form such as （一）, n from 1; an
// error for a form without a number, or one that has no such number.
func Label(form string, n int) (string, error) {
	f, err := parseLabelForm(form)
	if err != nil {
		return "", err
	}
	return f.format(n)
}
