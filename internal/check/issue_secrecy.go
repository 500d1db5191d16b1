package check

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"sync"

	"fangan/internal/diag"
)

var issueSecrecy = Rule{
	ID:       "issue/secrecy",
	Severity: diag.Error,
	Why:      "涉密公文应当标注份号和保密期限（《党政机关公文处理工作条例》第九条），期限一般不超过法定年限（《保守国家秘密法》），不得公开。",
	run: func(p *pass) {
		i := p.plan.Issue
		level, term, known := strings.Cut(i.Secrecy.Value, "★")
		most, ok := longest[level]
		if !ok { // none, or not written as it should be, which is told
			return
		}
		if draft := p.plan.Stage.Value != ""; !draft && i.CopyNumber.Value == "" && !i.Unread("copy_number") {
			p.report(diag.Diagnostic{Span: i.Secrecy.Span, Message: "标了密级，却没有份号", Help: `请在 [issue] 里写上 copy_number = "000001"，每份一个号`})
		}
		if !known {
			p.report(diag.Diagnostic{Span: i.Secrecy.Span, Message: "密级后面没有保密期限", Help: `请在★后面写上定密时确定的保密期限，例如 secrecy = "` + level + `★1年"`})
		}
		if years, err := strconv.Atoi(strings.TrimSuffix(term, "年")); err == nil && years > most {
			p.report(diag.Diagnostic{Severity: diag.Warning, Span: i.Secrecy.Span, Message: fmt.Sprintf("%s级的保密期限一般不超过%d年", level, most), Help: "请核对密级和保密期限"})
		}
		for _, note := range i.Note {
			if !public().MatchString(note.Plain()) {
				continue
			}
			p.report(diag.Diagnostic{Severity: diag.Warning, Span: note.Pieces[1].Span, Message: fmt.Sprintf("标了密级“%s”，附注却写“%s”：涉密公文不得公开", i.Secrecy.Value, strings.Trim(note.Plain(), "（）")),
				Help: `请改写附注，例如 note = "此件不公开"；不涉密请删去 secrecy`, Related: []diag.Related{{Span: i.Secrecy.Span, Message: "密级写在这里"}}})
		}
	},
}

// longest is for how many years a secret is kept at most, unless provided
// otherwise (保守国家秘密法).
var longest = map[string]int{"绝密": 30, "机密": 20, "秘密": 10}

// public is a note that has a document published.
var public = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`(^|[^不予得宜后])(公开发布|主动公开|依申请公开|向社会公开)|(此件|本件|公开属性：)公开`)
})
