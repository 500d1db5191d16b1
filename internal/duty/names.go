package duty

import (
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"
)

// names cuts a piece between two marks at the conjunctions in it and adds the
// names to list. before is what separates the first from the name before it.
func (p *parser) names(list []Name, piece span, before string) ([]Name, error) {
	// The words that open a list or its last name are no part of a name, but
	// something must be left of it.
	opening := piece.start
	for {
		n := conjunction(p.text[piece.start:piece.end])
		for _, word := range []string{"以及", "及", "由"} {
			if n == 0 && strings.HasPrefix(p.text[piece.start:piece.end], word) && (word != "由" || len(list) == 0) {
				n = len(word)
			}
		}
		rest, _ := p.trim(piece.start+n, piece.end)
		if n == 0 || rest == piece.end {
			break
		}
		piece.start = rest
	}
	before += strings.Join(strings.Fields(p.text[opening:piece.start]), "")
	depth, start := 0, piece.start
	deng, dengEnd := -1, -1 // the last run of 等
	for i := piece.start; i < piece.end; {
		r, size := utf8.DecodeRuneInString(p.text[i:])
		switch {
		case closing(r) != 0:
			depth++
		case isClosing(r):
			depth--
		case depth > 0:
		case r == '等':
			if dengEnd != i {
				deng = i
			}
			dengEnd = i + size
		default:
			n := conjunction(p.text[i:piece.end])
			if n == 0 || i == start {
				break
			}
			name, err := p.name(span{start, i}, deng, before)
			if err != nil {
				return nil, err
			}
			list = append(list, name)
			before = p.text[i : i+n]
			start, deng, size = i+n, -1, n
		}
		i += size
	}
	name, err := p.name(span{start, piece.end}, deng, before)
	return append(list, name), err
}

// name reads one name. deng is where its last 等 stands outside of brackets,
// the first one of several in a row; -1 if there is none.
func (p *parser) name(at span, deng int, before string) (Name, error) {
	_, end := p.trim(at.start, at.end)
	open := ""
	if deng >= 0 {
		if isOpenEnd(p.text[at.start:deng], strings.TrimLeft(p.text[deng:end], "等")) {
			open = p.text[deng:end]
			_, end = p.trim(at.start, deng)
			if rest := p.text[at.start:end]; endsOpen(rest) {
				return Name{}, p.fail(at.start, at.end, fmt.Sprintf("“%s”里写了两个“等”", brief(rest+open)), "请用“、”把两边的单位隔开，例如“县财政局等部门、城关镇等乡镇”")
			}
		}
	}
	if at.start == end {
		return Name{}, p.fail(at.start, at.end, fmt.Sprintf("“%s”前面没有单位", brief(open)), "请至少写出一个单位，例如“县财政局"+brief(open)+"”")
	}
	text, note := p.roles.cutNote(p.text[at.start:end], p.tags)
	name := Name{
		Text: text, Separator: before, Note: note, Open: open,
		Offset: p.at[at.start], Length: p.at[at.start+len(text)] - p.at[at.start],
	}
	end = at.start + len(text)
	if message, help := p.roles.refuse(name.Text); message != "" {
		return Name{}, p.fail(at.start, end, message, help)
	}
	return name, nil
}

// endsOpen reports whether a name would be read as open-ended: its last 等
// outside of brackets is.
func endsOpen(name string) bool {
	depth, deng, behind := 0, -1, -1
	for i, r := range name {
		switch {
		case closing(r) != 0:
			depth++
		case isClosing(r):
			depth--
		case depth == 0 && r == '等':
			if behind != i {
				deng = i
			}
			behind = i + len("等")
		}
	}
	return deng >= 0 && isOpenEnd(name[:deng], strings.TrimLeft(name[deng:], "等"))
}

// refuse says why a text that holds no separator still is no name: printed
// before a word it would be read in another way, or it is no name at all.
func (t *table) refuse(text string) (message, help string) {
	if joiner := joinerIn(text); joiner != "" {
		return fmt.Sprintf("“%s”里的“%s”会把名称断开", brief(text), joiner), "请把两边的单位分开写，例如“县水利局牵头，会同县财政局”"
	}
	if at, row := t.word(text); row >= 0 {
		return fmt.Sprintf("“%s”以责任词“%s”结尾", brief(text), brief(text[at:])), "请检查是否连写了两个责任词，或漏了标点，例如“县水利局牵头，县财政局参与”"
	}
	if inner, ok := strings.CutSuffix(text, "）"); ok {
		if i := strings.LastIndex(inner, "（"); i >= 0 {
			if at, row := t.word(inner[i+len("（"):]); row >= 0 && at == 0 {
				return fmt.Sprintf("责任词不能写在括号里：“%s”", brief(text)), fmt.Sprintf("请写成“%s%s”", brief(inner[:i]), inner[i+len("（"):])
			}
		}
	}
	if looksLikeDeadline(text) {
		return fmt.Sprintf("“%s”是时限，不是单位", brief(text)), "请把完成时限另写在 due 里"
	}
	if ending := t.runsOn(text); ending != "" {
		return fmt.Sprintf("“%s”的末尾“%s”会同后面的责任词连读", brief(text), ending), "请检查名称是否写全，例如“县财政局牵头”"
	}
	return "", ""
}

// ValidName reports why a clause could not call a unit by this name: it is
// empty, holds a separator, a joining word (会同) or a conjunction before a
// collective, ends in the word of a role or in 等, or has brackets without
// partner. The error is in
// Chinese.
func ValidName(name string, roles Roles) error {
	p := parser{roles: roles.table()}
	if err := p.open(name); err != nil {
		return message(err)
	}
	if start, end := p.trim(0, len(p.text)); start == end {
		return errors.New("名称是空的")
	} else if start > 0 || end < len(p.text) {
		return fmt.Errorf("名称“%s”的前后有空格", brief(name))
	}
	var open []rune
	for i, r := range p.text {
		switch {
		case closing(r) != 0:
			open = append(open, closing(r))
		case isClosing(r):
			if len(open) == 0 || open[len(open)-1] != r {
				return fmt.Errorf("名称“%s”中的“%c”没有配对", brief(name), r)
			}
			open = open[:len(open)-1]
		case r == '\n':
			return fmt.Errorf("名称“%s”中间换了行", brief(name))
		case len(open) == 0 && r == '、' && oneBreath(p.text[:i], p.text[i+len("、"):]):
		case len(open) == 0 && (isSeparator(r) || r == '：' || r == '。'):
			return fmt.Errorf("名称“%s”含有标点“%c”，会被拆开", brief(name), r)
		}
	}
	if len(open) > 0 {
		return fmt.Errorf("名称“%s”缺少“%c”", brief(name), open[len(open)-1])
	}
	list, err := p.names(nil, span{0, len(p.text)}, "")
	switch {
	case err != nil:
		return message(err)
	case len(list) > 1:
		return fmt.Errorf("名称“%s”会在“%s”处被拆成“%s”和“%s”", brief(name), list[1].Separator, brief(list[0].Text), brief(list[1].Text))
	case list[0].Separator != "":
		return fmt.Errorf("名称“%s”不能以“%s”开头", brief(name), brief(list[0].Separator))
	case list[0].Note != "":
		return fmt.Errorf("名称“%s”末尾的“%s”不是名称的一部分", brief(name), brief(list[0].Note))
	case list[0].Open != "":
		return fmt.Errorf("名称“%s”以“%s”结尾，会被当作列举未尽", brief(name), brief(list[0].Open))
	}
	return nil
}

// message leaves out the help of a SyntaxError, which speaks of clauses.
func message(err error) error {
	if syntax, ok := errors.AsType[*SyntaxError](err); ok {
		return errors.New(syntax.Message)
	}
	return err
}

// brief shortens what a message quotes.
func brief(text string) string {
	const most = 20 // characters
	n := 0
	for i := range text {
		if n++; n > most {
			return text[:i] + "…"
		}
	}
	return text
}
