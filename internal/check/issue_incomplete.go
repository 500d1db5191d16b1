package check

import (
	"fmt"
	"strings"

	"fangan/internal/diag"
	"fangan/internal/plan"
)

var issueIncomplete = Rule{
	ID:       "issue/incomplete",
	Severity: diag.Warning,
	Why:      "印发稿盖章前各要素都要齐全（《党政机关公文处理工作条例》第九条）；起草阶段不要求。",
	run: func(p *pass) {
		i := p.plan.Issue
		if draft := p.plan.Stage.Value != ""; draft || p.plan.Status.Value != plan.Issued && i.Head == plan.Plain {
			return
		}
		var missing, keys []string
		need := func(absent bool, name, key, example string) {
			if absent && !i.Unread(key) {
				missing, keys = append(missing, name), append(keys, key+" = "+example)
			}
		}
		headless := i.Head != plan.Plain && len(i.Mark) == 0 // told as issue/mark
		need(len(i.By) == 0 && !headless, "发文机关", "by", `["××县人民政府办公室"]`)
		need(i.DateText.Value == "", "成文日期", "date", "2026-02-15")
		if i.Head != plan.Plain {
			need(i.Number.Value == "", "发文字号", "number", `"×政办发〔2026〕号"`)
		}
		if i.Notice != nil && !i.Unread("notice") {
			need(len(i.To) == 0, "主送机关", "to", `["各乡镇人民政府", "县直各单位"]`)
		}
		// A 版记 has 印发机关 and 印发日期 (GB/T 9704 7.4.3), that of a letter none.
		colophon := i.HasColophon() || i.PrintedBy.Value != ""
		need(colophon && i.PrintedOn.Value == "" && i.Head != plan.Letter && !i.Unread("head"), "印发日期", "printed_on", "2026-02-16")
		if len(missing) > 0 {
			p.report(diag.Diagnostic{Span: i.Span, Message: fmt.Sprintf("准备印发，还缺%s", strings.Join(missing, "、")),
				Help: "请在 [issue] 里补上：" + strings.Join(keys, "；")})
		}
	},
}
