package importer

import (
	"strings"

	"fangan/internal/plan"
)

// A Loss is a paragraph of the source that the built document does not have,
// or has at another place.
type Loss struct {
	Line  Line
	Moved bool // it is there, but not in its order
}

// losses compares the text that a plan prints with that of the source, blanks
// and the widths of marks aside.
func losses(source []Line, p *plan.Plan) []Loss {
	printed := strings.TrimPrefix(normal(strings.Join(PlainText(p), "\n")), missingTitle)
	var all strings.Builder
	for _, line := range source {
		all.WriteString(normal(line.Text))
	}
	if all.String() == printed {
		return nil
	}
	var lost []Loss
	at := 0
	for _, line := range source {
		text := normal(line.Text)
		switch i := strings.Index(printed[at:], text); {
		case i == 0:
			at += len(text)
		case i > 0 && !strings.Contains(printed[:at], text):
			at += i + len(text)
			lost = append(lost, Loss{line, true})
		case strings.Contains(printed, text):
			lost = append(lost, Loss{line, true})
		default:
			lost = append(lost, Loss{line, false})
		}
	}
	if len(lost) == 0 {
		// All of the source is there, and more: that is a fault of ours.
		lost = append(lost, Loss{Line{Text: "（生成的文字比原文多）"}, true})
	}
	return lost
}

// normal is a text without blanks and with marks of one width.
func normal(s string) string {
	return strings.Map(func(r rune) rune {
		if blank(r) {
			return -1
		}
		if wide, ok := halfMarks[r]; ok {
			return wide
		}
		switch {
		case r == '．':
			return '.'
		case r >= '０' && r <= '９':
			return r - '０' + '0'
		}
		return r
	}, clean(s))
}

// PlainText is what the document of a plan says, a paragraph a line.
func PlainText(p *plan.Plan) []string {
	var lines []string
	add := func(s string) {
		if s != "" {
			lines = append(lines, s)
		}
	}
	paragraphs := func(list []plan.Paragraph) {
		for _, paragraph := range list {
			add(paragraph.Plain())
		}
	}
	add(p.Title.Value)
	add(p.Stage.Value)
	if len(p.Issue.To) > 0 {
		var names []string
		for _, to := range p.Issue.To {
			names = append(names, to.Value)
		}
		add(strings.Join(names, "，") + "：")
	}
	paragraphs(p.Preamble)
	var walk func([]*plan.Item)
	walk = func(items []*plan.Item) {
		for _, item := range items {
			heading := item.Label + item.Title.Value
			if item.RunsIn {
				heading += item.Separator
			}
			add(heading)
			paragraphs(item.Paragraphs)
			walk(item.Items)
			paragraphs(item.Closing)
		}
	}
	for _, part := range p.Parts {
		add(part.Label + part.Heading.Value)
		paragraphs(part.LeadIn)
		walk(part.Items)
	}
	if p.Issue.DateText.Value != "" {
		for _, by := range p.Issue.By {
			add(by.Value)
		}
		add(p.Issue.DateText.Value)
	}
	return lines
}
