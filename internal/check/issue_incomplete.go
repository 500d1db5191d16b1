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
		if p.plan.Status.Value != plan.Issued && i.Head == plan.Plain {
			return
		}
		var missing, keys []string
		need := func(absent bool, name, key string) {
			if absent {
				missing, keys = append(missing, name), append(keys, key)
			}
		}
		need(len(i.By) == 0, "发文机关", `by = ["××县人民政府办公室"]`)
		need(i.DateText.Value == "", "成文日期", "date = 2026-02-15")
		if i.Head != plan.Plain {
			need(i.Number.Value == "", "发文字号", `number = "×政办发〔2026〕号"`)
		}
		if i.Notice != nil {
			need(len(i.To) == 0, "主送机关", `to = ["各乡镇人民政府", "县直各单位"]`)
		}
		if len(missing) > 0 {
			p.report(diag.Diagnostic{Span: i.Span, Message: fmt.Sprintf("准备印发，还缺%s", strings.Join(missing, "、")),
				Help: "请在 [issue] 里补上：" + strings.Join(keys, "；")})
		}
	},
}
