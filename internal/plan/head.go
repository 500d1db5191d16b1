package plan

import (
	"fmt"
	"regexp"
	"strings"
	"sync"
	"unicode"

	"fangan/internal/tree"
)

var (
	copyNumber = pattern(`^\d{6}$`)
	secrecy    = pattern(`^(绝密|机密|秘密)(★([1-9]\d*(年|个月|天)|长期))?$`)
	// documentNumber is the form of a 发文字号; its serial may still be open, and
	// the gap may be typed.
	documentNumber = pattern(`^\p{Han}{2,}〔(?:19|20)\d\d〕([1-9]\d*|[ \x{3000}]*)号$`)

	// What is written in their place, without blanks, so that the message can
	// show how it is written.
	looseSecrecy = pattern(`^(绝密|机密|秘密)级?[^\d\p{Han}]*(?:保密期限)?[^\d\p{Han}]*(.*?)[）)]?$`)
	looseTerm    = pattern(`^0*([1-9]\d*(?:年|个月|月|天|日)|长期)$`)
	looseNumber  = pattern(`^(.*?)[\[(（【〔［〈<]?((?:19|20)?\d\d)年?[\])）】〕］〉>\-—]第?0*(\d*)号?$`)
)

func pattern(s string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(s) })
}

// numberGap is what a 发文字号 leaves open for a serial that is not yet known.
const numberGap = "　　"

// headElements reads the elements of the 版头. One that is empty is none.
func (l *loader) headElements(t *tree.Table) {
	p := l.plan
	i := &p.Issue
	element := func(key string) tree.Text {
		text := l.line(t.String(key))
		if broken := strings.ContainsAny(text.Value, "\n\t"); broken || text.IsZero() && t.Has(key) {
			i.unread[key] = true
			return tree.Text{}
		}
		return text
	}
	if n := element("copy_number"); n.Value != "" {
		if !copyNumber().MatchString(n.Value) || n.Value == "000000" {
			l.report(n.Span, "issue/copy-number", fmt.Sprintf("份号“%s”不合规定", n.Value), "份号是六位数字，从000001编起："+copyNumberLike(n.Value))
		}
		i.CopyNumber = p.mark(n)
	}
	if s := element("secrecy"); s.Value != "" {
		if !secrecy().MatchString(s.Value) {
			l.report(s.Span, "issue/secrecy", fmt.Sprintf("密级和保密期限“%s”不合规定", s.Value), secrecyLike(s.Value))
		}
		i.Secrecy = p.mark(s)
	}
	if u := element("urgency"); u.Value != "" {
		if u.Value != "特急" && u.Value != "加急" {
			l.report(u.Span, "issue/urgency", fmt.Sprintf("紧急程度“%s”不合规定", u.Value), urgencyLike(u.Value))
		}
		i.Urgency = p.mark(u)
	}
	if n := element("number"); n.Value != "" {
		number := n
		switch m := documentNumber().FindStringSubmatch(n.Value); {
		case m == nil:
			l.report(n.Span, "issue/number", fmt.Sprintf("发文字号“%s”不合规定", n.Value), numberLike(n.Value))
		case strings.Trim(m[1], " 　") == "":
			number = tree.Made(strings.TrimSuffix(n.Value, m[1]+"号")+numberGap+"号", n.Span)
		}
		i.Number = p.mark(number)
	}
	i.Signers = l.names(t, signers)
}

// bare is what a clerk wrote without blanks, with half-width digits.
func bare(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return -1
		case r >= '０' && r <= '９':
			return r - '０' + '0'
		}
		return r
	}, s)
}

func copyNumberLike(written string) string {
	n := strings.TrimLeft(bare(written), "0")
	if len(n) == 0 || len(n) > 6 || strings.Trim(n, "0123456789") != "" {
		n = "1"
	}
	return fmt.Sprintf(`copy_number = "%06s"`, n)
}

func secrecyLike(written string) string {
	m := looseSecrecy().FindStringSubmatch(bare(written))
	if m == nil {
		return `密级是绝密、机密或秘密，保密期限写在★后面：secrecy = "机密★1年"；不涉密请删去 secrecy`
	}
	term := m[2]
	for n := 1; n <= 30; n++ {
		if rest, ok := strings.CutPrefix(term, chineseNumber(n)); ok && (rest == "年" || rest == "个月") {
			term = fmt.Sprint(n) + rest
		}
	}
	if t := looseTerm().FindStringSubmatch(term); t != nil {
		if months, ok := strings.CutSuffix(t[1], "月"); ok && !strings.HasSuffix(months, "个") {
			t[1] = months + "个月"
		}
		t[1] = strings.Replace(t[1], "日", "天", 1)
		return fmt.Sprintf(`保密期限写在★后面，用阿拉伯数字：secrecy = "%s★%s"`, m[1], t[1])
	}
	return fmt.Sprintf(`保密期限写在★后面，用阿拉伯数字，例如 secrecy = "%s★1年"`, m[1])
}

func urgencyLike(written string) string {
	for _, known := range []string{"特急", "加急"} {
		if strings.Contains(bare(written), known) {
			return fmt.Sprintf(`请只写两个字，字间的空由程序排：urgency = "%s"`, known)
		}
	}
	return `公文的紧急程度是特急或加急（特提、平急是电报用的）：urgency = "特急"；不急请删去 urgency`
}

func numberLike(written string) string {
	s := bare(written)
	if strings.Count(s, "号") > 1 {
		return `只写一个发文字号，联合行文写主办机关的：number = "云政办发〔2026〕8号"`
	}
	if m := looseNumber().FindStringSubmatch(s); m != nil {
		if m[1] == "" {
			return `请在年份前面写上机关代字：number = "云政办发〔2026〕8号"`
		}
		year := m[2]
		if len(year) == 2 {
			year = "20" + year
		}
		if like := fmt.Sprintf("%s〔%s〕%s号", m[1], year, m[3]); documentNumber().MatchString(like) {
			return fmt.Sprintf(`年份写四位、用六角括号〔〕，不写“第”，序号前不加0：number = "%s"`, like)
		}
	}
	return `请写成：number = "云政办发〔2026〕8号"；序号还没有定，写成 "云政办发〔2026〕号"`
}
