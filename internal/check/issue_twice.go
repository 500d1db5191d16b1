package check

import (
	"fmt"
	"strings"

	"fangan/internal/diag"
	"fangan/internal/plan"
)

var issueTwice = Rule{
	ID:       "issue/twice",
	Severity: diag.Warning,
	Why:      "一个机关在发文机关、主送、抄送里只应出现一次；写了两次，多半是复制时留下的，署名和印章也会重复。",
	run: func(p *pass) {
		i := p.plan.Issue
		type place struct {
			name  plan.Text
			title string
		}
		seen := map[string]place{}
		look := func(title string, severity diag.Severity, names []plan.Text) {
			for _, name := range names {
				before, ok := seen[p.organ(name.Value)]
				if !ok {
					seen[p.organ(name.Value)] = place{name, title}
					continue
				}
				d := diag.Diagnostic{Severity: severity, Span: name.Span, Help: "请删去一处", Related: []diag.Related{{Span: before.name.Span, Message: "第一次写在这里"}}}
				switch {
				case before.title != title:
					d.Severity = 0
					d.Message = fmt.Sprintf("“%s”既是%s又是%s", name.Value, before.title, title)
				case before.name.Value != name.Value:
					d.Message = fmt.Sprintf("%s“%s”和“%s”是同一个，写了两次", title, before.name.Value, name.Value)
				default:
					d.Message = fmt.Sprintf("%s“%s”写了两次", title, name.Value)
				}
				p.report(d)
			}
		}
		look("发文机关", diag.Error, i.By)
		look("主送机关", 0, namesIn(i.To))
		look("抄送机关", 0, namesIn(i.CopiesTo.Pieces))
		clear(seen)
		look("签发人", 0, i.Signers)
	},
}

// organ is the registered name of an organ, or what was written.
func (p *pass) organ(name string) string {
	if u, ok := p.plan.Register.Resolve(name); ok {
		return u.Name
	}
	return strings.Join(strings.Fields(name), "")
}

// namesIn are the single names of lists that are written in a text: 县法院、县检察院.
func namesIn(texts []plan.Text) []plan.Text {
	var list []plan.Text
	for _, t := range texts {
		start, depth := 0, 0
		cut := func(end int) {
			if name := t.Slice(start, end).Trim(); name.Value != "" && !name.Span.IsZero() {
				list = append(list, plan.Text{Text: name})
			}
		}
		for i, r := range t.Value {
			switch r {
			case '（':
				depth++
			case '）':
				depth--
			case '、', '，', '；':
				if depth == 0 {
					cut(i)
					start = i + len("、")
				}
			}
		}
		cut(len(t.Value))
	}
	return list
}
