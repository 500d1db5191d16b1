package check

import (
	"fmt"
	"strings"

	"fangan/internal/diag"
	"fangan/internal/plan"
)

var issueUnprinted = Rule{
	ID:       "issue/unprinted",
	Severity: diag.Warning,
	Why:      "不印版头时，版头里的要素都不印出来；草稿不印文号是常例，但密级不论何时都不能丢。",
	run: func(p *pass) {
		i := p.plan.Issue
		if i.Head != plan.Plain || i.Unread("head") {
			return
		}
		var names, keys []string
		d := diag.Diagnostic{}
		lost := func(element plan.Text, name, key string) {
			if element.Value == "" {
				return
			}
			if len(names) == 0 {
				d.Span = element.Span
			}
			names, keys = append(names, name), append(keys, key)
		}
		lost(i.Secrecy, "密级", "secrecy")
		if len(names) > 0 {
			d.Severity = diag.Error
		}
		draft := p.plan.Stage.Value != ""
		if !draft {
			lost(i.CopyNumber, "份号", "copy_number")
			lost(i.Urgency, "紧急程度", "urgency")
			lost(i.Number, "发文字号", "number")
			for _, mark := range i.Mark {
				lost(mark, "发文机关标志", "mark")
			}
			for n, signer := range i.Signers {
				if n == 0 {
					lost(signer, "签发人", "signers")
				}
			}
		}
		if len(names) == 0 {
			return
		}
		why, cure := "没有写发文字号，就不印版头", `请写上 number，或写 head = "digital" 印出版头`
		switch {
		case !i.HeadSpan.IsZero():
			why, cure = `head = "plain" 不印版头`, `请改写 head = "digital" 印出版头`
			d.Related = []diag.Related{{Span: i.HeadSpan, Message: "head 写在这里"}}
		case draft:
			why, cure = p.plan.Status.Value+"不印版头", `请写上 head = "digital" 印出版头`
		case i.Unread("number"):
			return // with its number it would have a head
		}
		d.Message = fmt.Sprintf("%s印不出来：%s", strings.Join(names, "、"), why)
		d.Help = cure + "，或删去 " + strings.Join(keys, "、")
		p.report(d)
	},
}
