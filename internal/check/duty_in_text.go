package check

import (
	"fmt"
	"strings"

	"fangan/internal/diag"
	"fangan/internal/plan"
)

var dutyInText = Rule{
	ID:       "duty/in-text",
	Severity: diag.Error,
	Why:      "duties = \"text\" 的方案不另印责任分工，正文里没有写到的单位，在公文里就看不出它有责任，与分解表不一致。",
	run: func(p *pass) {
		type use struct {
			duty *plan.Duty
			text string
		}
		seen := map[use]bool{}
		for _, a := range p.plan.Assignments() {
			if a.Duty == nil || a.Printed != plan.InText {
				continue
			}
			// Tasks that inherit a duty are read below the words of the items
			// above them.
			var words strings.Builder
			for _, holder := range a.Path {
				words.WriteString(holder.Title.Value + "\n" + holder.Text.Value + "\n")
			}
			text := plain(words.String() + a.Text)
			if seen[use{a.Duty, text}] {
				continue
			}
			seen[use{a.Duty, text}] = true
			for share, name := range a.Names() {
				p.inText(a, text, p.roleTitle(share.Role), name.Written, name.Span)
			}
			for _, leader := range a.Duty.Leaders {
				p.inText(a, text, "责任领导", leader.Value, leader.Span)
			}
		}
	},
}

func (p *pass) inText(a plan.Assignment, text, role, name string, at diag.Span) {
	if strings.Contains(text, plain(name)) {
		return
	}
	p.report(diag.Diagnostic{
		Span:    at,
		Message: fmt.Sprintf("%s的正文里没有写到%s“%s”", a.Where(), role, oneLine(name)),
		Help:    `请在正文里写上它，或给这一项写 duties = "inline"，把责任分工印出来`,
		Related: []diag.Related{{Span: a.Span, Message: "正文在这里"}},
	})
}

// plain is a text without what may differ between two ways to write a name.
func plain(s string) string {
	return strings.Map(func(r rune) rune {
		switch r {
		case '(':
			return '（'
		case ')':
			return '）'
		case ' ', '\t', '\n', '\u3000', '\u00a0':
			return -1
		}
		return r
	}, s)
}
