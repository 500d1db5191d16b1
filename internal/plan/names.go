package plan

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"fangan/internal/diag"
	"fangan/internal/tree"
)

// A nameList is a key of [issue] that holds names of organs or persons.
type nameList struct {
	key, title string
	several    bool   // one entry may hold several names, with 、 or ， between them
	lead       string // what the program prints before the names
}

var (
	issuers    = nameList{key: "by", title: "发文机关"}
	signers    = nameList{key: "signers", title: "签发人", lead: "签发人："}
	recipients = nameList{key: "to", title: "主送机关", several: true, lead: "主送："}
	copies     = nameList{key: "copies_to", title: "抄送机关", several: true, lead: "抄送："}
)

// read returns the names, with full-width marks and without one at the end: those
// between and behind names are the program's. It is nil where the key is absent
// or nothing under it could be read.
func (list nameList) read(t *tree.Table) []tree.Text {
	written := t.Strings(list.key)
	if written == nil {
		return nil
	}
	names := []tree.Text{}
	for n, name := range written {
		last := ' '
		name = name.Map(func(r rune) rune {
			if unicode.IsSpace(r) && strings.ContainsRune("，；、", last) {
				return -1 // a blank typed behind a mark
			}
			last = widenMark(r)
			return last
		}).Trim()
		name = name.Slice(0, len(strings.TrimRight(name.Value, "、，；：。"))).Trim()
		if name.Value == "" {
			t.Document().Report(diag.Diagnostic{Rule: "issue/name", Severity: diag.Error, Span: written[n].Span,
				Message: fmt.Sprintf("第%d个%s是空的", n+1, list.title), Help: "请写上名称，或删去这一对引号"})
			continue
		}
		if message, help, from, to := list.fault(name.Value); message != "" {
			t.Document().Report(diag.Diagnostic{Rule: "issue/name", Severity: diag.Error, Span: name.At(from, to), Message: message, Help: help})
		}
		names = append(names, name)
	}
	if len(names) == 0 && len(written) > 0 {
		return nil
	}
	return names
}

// fault says what is wrong with an entry, and with which bytes of it.
func (list nameList) fault(name string) (message, help string, from, to int) {
	if i := strings.IndexAny(name, "\n\t"); i >= 0 {
		return list.title + "中间有换行或制表符", "请一个名称一对引号，写在一行里", i, i + 1
	}
	if list.lead != "" && strings.HasPrefix(name, list.lead) {
		return fmt.Sprintf("%s里不要写“%s”", list.title, list.lead), "它由程序印上，请只写名称", 0, len(list.lead)
	}
	if !paired(name) {
		return fmt.Sprintf("%s“%s”的括号没有配对", list.title, name), "请补上另一半括号，或删去多的一半", 0, len(name)
	}
	apart := fmt.Sprintf("请一个名称一对引号：%s", tree.ListExample(list.key, name))
	depth := 0
	for i, r := range name {
		switch {
		case r == '（':
			depth++
		case r == '）':
			depth--
		case depth > 0:
		case r == '。' || r == '：':
			return fmt.Sprintf("%s里不应有“%c”", list.title, r), "请只写名称，一个名称一对引号", i, i + utf8.RuneLen(r)
		case strings.ContainsRune("、，；", r) && !list.several:
			return fmt.Sprintf("%s“%s”是几个名称写在了一起", list.title, name), apart, 0, len(name)
		case unicode.IsSpace(r) && list.parts(name[:i], name[i+utf8.RuneLen(r):]):
			return fmt.Sprintf("%s“%s”中间有空格", list.title, name), "若是一个名称，请删去空格；若是几个，" + strings.TrimPrefix(apart, "请"), i, i + utf8.RuneLen(r)
		}
	}
	if short, ok := strings.CutSuffix(name, fileWord); ok && list.key == issuers.key {
		return fmt.Sprintf("发文机关“%s”多写了“%s”", name, fileWord), fmt.Sprintf(`发文机关标志里的“文件”由程序加，请写成：by = ["%s"]`, short), len(short), len(name)
	}
	return "", "", 0, 0
}

// parts reports whether a blank between two pieces of a name has no place there.
// It may stand between Latin words, and in a person's name of two characters,
// which is spread.
func (list nameList) parts(before, after string) bool {
	last, _ := utf8.DecodeLastRuneInString(before)
	first, _ := utf8.DecodeRuneInString(after)
	if last < utf8.RuneSelf && first < utf8.RuneSelf && !unicode.IsSpace(last) && !unicode.IsSpace(first) {
		return false
	}
	if list.key != signers.key {
		return true
	}
	words := strings.Fields(before + " " + after)
	return len(words) > 2 || utf8.RuneCountInString(words[0]) > 1 && utf8.RuneCountInString(words[len(words)-1]) > 1
}

// widenMark turns the half-width marks between names into full-width ones.
func widenMark(r rune) rune {
	switch r {
	case ',':
		return '，'
	case ';':
		return '；'
	case ':':
		return '：'
	}
	return widenBracket(r)
}

func widenBracket(r rune) rune {
	switch r {
	case '(':
		return '（'
	case ')':
		return '）'
	}
	return r
}

// paired reports whether every round bracket has its other half.
func paired(s string) bool {
	depth := 0
	for _, r := range s {
		switch r {
		case '（':
			depth++
		case '）':
			if depth--; depth < 0 {
				return false
			}
		}
	}
	return depth == 0
}
