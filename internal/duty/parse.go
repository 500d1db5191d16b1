package duty

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// SyntaxError is the first thing in a clause that does not fit.
type SyntaxError struct {
	Offset, Length int    // in bytes of the clause; Length may be 0 at its end
	Message        string // 中文，一句，句末不加句号
	Help           string // 中文，怎么改；祈使句
}

func (e *SyntaxError) Error() string { return e.Message + "；" + e.Help }

// Parse reads a clause in any Form, with or without brackets around it and
// with marks of either width. The error is a *SyntaxError.
//
//	clause   = [ "（" ] duties [ "。" ] [ "）" ]
//	duties   = ( labelled | worded ) { mark ( labelled | worded ) }
//	worded   = [ label "：" ] names wording          县水利局、县财政局按职责分工负责
//	         | [ label "：" ] names joined           县水利局会同县财政局负责
//	         | joined                                会同县财政局, behind another duty
//	joined   = joiner names [ wording ]
//	labelled = label "：" [ names ]                  责任单位：县水利局、县财政局
//	names    = name { ( mark | conjunction ) name }
//	name     = text [ note ] [ "等" [ tail ] ]
//	note     = "（下同）" | "（以下简称…）" | "（" wording "）"
//
// The brackets around a clause may also be 【】, [] or 〔〕. A wording is one only at the end of its duty, so names may hold such words:
// 县创业指导中心. A comma belongs to the list when no wording stands before
// it. 及, 和, 与 and 以及 are conjunctions only before a collective (各, 相关…).
// What stands in brackets or quotation marks is not cut, nor 、 within a
// collective of two levels: 各市、县（区）人民政府. A role in brackets behind a
// name is that name's alone: 责任单位：县水利局（牵头）、县财政局. Who is joined
// by 会同 takes part; see BuiltIn. Labelled and worded
// duties do not mix, save that labelled persons may stand beside worded
// duties. The work is linear in the length of the clause.
func Parse(clause string, roles Roles) (Clause, error) {
	p := parser{roles: roles.table()}
	if err := p.open(clause); err != nil {
		return Clause{}, err
	}
	start, end, err := p.unwrap()
	if err != nil {
		return Clause{}, err
	}
	segments, err := p.segments(start, end)
	if err != nil {
		return Clause{}, err
	}
	p.tags = true
	c, err := p.clause(segments)
	if err != nil {
		return Clause{}, err
	}
	p.splitTagged(&c)
	c.Brackets = p.brackets
	return c, nil
}

// parser works on the folded text; its offsets are those of that text until
// they leave it.
type parser struct {
	folded
	roles *table
	lines bool // a line break stands behind the last name
	tags  bool // a name may have its role in brackets behind it

	brackets string // around the clause, if they are not （）
}

func (p *parser) fail(start, end int, message, help string) *SyntaxError {
	return &SyntaxError{Offset: p.at[start], Length: p.at[end] - p.at[start], Message: message, Help: help}
}

// open refuses bytes that no clause may hold and folds the rest.
func (p *parser) open(clause string) error {
	for i, r := range clause {
		_, size := utf8.DecodeRuneInString(clause[i:])
		if r == utf8.RuneError && size == 1 {
			return &SyntaxError{i, 1, "这里有无法识别的字符", "请把文件另存为 UTF-8 编码，或重新输入这个字"}
		}
		if isInvisible(r) {
			return &SyntaxError{i, size, fmt.Sprintf("这里有一个看不见的字符（U+%04X）", r), "请删除后重新输入这一处"}
		}
	}
	p.folded = newFolded(clause)
	return nil
}

// unwrap returns what stands within the outer brackets, without the space and
// full stops at its end. It sees to it that all brackets have partners.
func (p *parser) unwrap() (start, end int, err error) {
	start, end = p.trim(0, len(p.text))
	type bracket struct {
		at     int
		closer rune
	}
	var open []bracket
	outer := 0        // where the partner of a bracket at the very start ends
	var broken [2]int // a line break within one bracket, within more
	for i, r := range p.text[start:end] {
		i += start
		size := utf8.RuneLen(r)
		switch {
		case closing(r) != 0:
			open = append(open, bracket{i, closing(r)})
		case isClosing(r):
			if len(open) == 0 || open[len(open)-1].closer != r {
				return 0, 0, p.fail(i, i+size, fmt.Sprintf("“%c”没有配对", r), "请补上或删去另一半，例如“（县财政局牵头）”")
			}
			if open[len(open)-1].at == start && strings.ContainsRune("）】]］〕", r) {
				outer = i + size
			}
			open = open[:len(open)-1]
		case r == '\n' && len(open) > 0:
			depth := min(len(open), 2) - 1
			broken[depth] = max(broken[depth], i)
		}
	}
	if len(open) > 0 {
		i := open[0].at
		r, size := utf8.DecodeRuneInString(p.text[i:])
		return 0, 0, p.fail(i, i+size, fmt.Sprintf("“%c”没有配对", r), "请补上或删去另一半，例如“（县财政局牵头）”")
	}
	end = p.trimStops(start, end)
	wrapped := outer == end && outer > 0
	if wrapped {
		broken[0] = 0 // between the duties
	}
	if i := max(broken[0], broken[1]); i > 0 {
		return 0, 0, p.fail(i, i+1, "名称的中间换了行", "请删去这里的换行")
	}
	if wrapped {
		opening, last := p.size(start), end-p.lastSize(end)
		if p.text[start:start+opening] != "（" {
			p.brackets = p.text[start:start+opening] + p.text[last:end]
		}
		start, end = p.trim(start+opening, last)
		end = p.trimStops(start, end)
		p.lines = false
	}
	if start == end {
		return 0, 0, p.fail(start, end, "责任分工是空的", "请写明责任，例如“县财政局牵头”")
	}
	return start, end, nil
}

func (p *parser) trim(start, end int) (int, int) {
	trimmed := strings.TrimLeftFunc(p.text[start:end], isSpace)
	start = end - len(trimmed)
	trimmed = strings.TrimRightFunc(trimmed, isSpace)
	p.lines = p.lines || strings.Contains(p.text[start+len(trimmed):end], "\n")
	return start, start + len(trimmed)
}

func (p *parser) trimStops(start, end int) int {
	trimmed := strings.TrimRightFunc(p.text[start:end], func(r rune) bool { return r == '。' || isSpace(r) })
	return start + len(trimmed)
}

type span struct{ start, end int }

// segment is what stands between two marks.
type segment struct {
	mark   rune // before it: 、 ， ； or 0
	markAt span
	line   bool   // a line break stands before it, too
	sep    string // both as written

	labelled bool
	label    span
	joiner   span // 会同 before the text; empty without
	text     span // without label and joiner, trimmed

	// row is the role that text ends in, or -1; then names is text without
	// the wording, and wording the rest.
	row            int
	names, wording span
}

func (p *parser) segments(start, end int) ([]segment, error) {
	var list []segment
	var s segment
	depth, begin := 0, start
	finish := func(at int) error {
		s.text.start, s.text.end = p.trim(begin, at)
		s.names.start = s.text.start
		var cut int
		cut, s.row = p.roles.word(p.text[s.text.start:s.text.end])
		cut += s.text.start
		_, s.names.end = p.trim(s.text.start, cut)
		s.wording = span{cut, s.text.end}
		if s.joined() && s.text.start == s.text.end {
			return p.fail(s.joiner.start, s.joiner.end, fmt.Sprintf("“%s”后面没有单位", p.text[s.joiner.start:s.joiner.end]), "请写上单位，例如“会同县财政局”")
		}
		if !s.labelled && s.text.start == s.text.end {
			// Two marks in a row do not come here, so this is the start.
			return p.fail(at, at+p.size(at), fmt.Sprintf("“%s”前面没有单位", p.text[at:at+p.size(at)]), "请删去它，或在前面写上单位")
		}
		list = append(list, s)
		return nil
	}
	for i := start; i < end; {
		r, size := utf8.DecodeRuneInString(p.text[i:])
		switch {
		case closing(r) != 0:
			depth++
		case isClosing(r):
			depth--
		case depth > 0:
		case r == '：':
			if s.labelled {
				return nil, p.fail(i, i+size, "这里多了一个“：”", "请把各项都写成“责任单位：县财政局”，各项之间用“；”隔开")
			}
			s.label.start, s.label.end = p.trim(begin, i)
			s.labelled, begin = true, i+size
		case r == '、' && oneBreath(p.text[begin:i], p.text[i+size:end]):
		case isSeparator(r) || r == '\n' || r == '。':
			if err := finish(i); err != nil {
				return nil, err
			}
			var err error
			if s, i, err = p.mark(i, end); err != nil {
				return nil, err
			}
			begin = i
			continue
		default:
			opens := strings.TrimLeftFunc(p.text[begin:i], isSpace) == ""
			n := 0
			if !opens || !s.labelled {
				n = joinerAt(p.text[begin:end], i-begin, end-begin, !opens)
			}
			if n == 0 {
				break
			}
			if !opens || s.joined() {
				if err := finish(i); err != nil {
					return nil, err
				}
				s = segment{}
			}
			s.joiner = span{i, i + n}
			i += n
			begin = i
			continue
		}
		i += size
	}
	if err := finish(end); err != nil {
		return nil, err
	}
	return list, nil
}

func (s *segment) joined() bool { return s.joiner.end > 0 }

func (p *parser) lastSize(end int) int {
	_, size := utf8.DecodeLastRuneInString(p.text[:end])
	return size
}

func (p *parser) size(at int) int {
	_, size := utf8.DecodeRuneInString(p.text[at:])
	return size
}

// mark reads a mark, a line break or both, and returns the segment that they
// open. A full stop may close a line.
func (p *parser) mark(start, end int) (segment, int, error) {
	var s segment
	stop := -1
	i := start
	for ; i < end; i += p.size(i) {
		r, size := utf8.DecodeRuneInString(p.text[i:])
		switch {
		case r == '\n':
			s.line, stop = true, -1
		case isSpace(r):
		case r == '。' && s.mark == 0 && !s.line && stop < 0:
			stop = i
		case isSeparator(r) && s.mark == 0 && !s.line && stop < 0:
			s.mark, s.markAt = r, span{i, i + size}
			s.sep = p.raw[p.at[i]:p.at[i+size]]
		case isSeparator(r) || r == '。':
			return s, 0, p.fail(i, i+size, fmt.Sprintf("这里多了一个“%c”", r), "请删去重复的标点，单位之间只用一个“、”")
		default:
			if stop >= 0 {
				return s, 0, p.fail(stop, stop+len("。"), "“。”只能放在最后", "请改用“，”或“；”")
			}
			if s.line {
				s.sep += "\n"
			}
			return s, i, nil
		}
	}
	// Spaces and full stops are trimmed from the end, so a mark stands here.
	return s, 0, p.fail(s.markAt.start, s.markAt.end, fmt.Sprintf("“%c”后面没有内容", s.mark), fmt.Sprintf("请删去最后的“%c”，或在后面写上单位", s.mark))
}

// clause makes duties of the segments.
func (p *parser) clause(segments []segment) (Clause, error) {
	// wordAhead[i]: from i on, a wording comes before the next label.
	wordAhead := make([]bool, len(segments)+1)
	for i := len(segments) - 1; i >= 0; i-- {
		wordAhead[i] = segments[i].row >= 0 || segments[i].joined() || i+1 < len(segments) && !segments[i+1].labelled && wordAhead[i+1]
	}

	var (
		c       Clause
		label   *segment // whose names are being read; nil among worded duties
		persons bool     // the label is one of persons
		prefix  string   // separator and label before the next worded duty
		pending []Name   // names whose wording has not come yet
		sep     string   // before them
		worded  *segment // the first worded duty
		units   *segment // the first label of units that is not a prefix
		join    joining  // names behind a 会同 that may go on
	)
	for i := range segments {
		s := &segments[i]
		if s.labelled {
			if len(pending) > 0 {
				return Clause{}, p.missingWord(pending)
			}
			text := p.text[s.label.start:s.label.end]
			row, ok := p.roles.labels[text]
			if !ok {
				return Clause{}, p.unknownLabel(s.label)
			}
			persons = p.roles.rows[row].Persons
			if persons || !wordAhead[i] {
				if !persons && worded != nil {
					return Clause{}, p.fail(s.label.start, s.label.end,
						fmt.Sprintf("前面写了“%s”，这里又写标签“%s”，两种写法混在一起", p.quoted(worded), text),
						"请只用一种写法，例如“县水利局牵头，县财政局参与”或“牵头单位：县水利局；参与单位：县财政局”")
				}
				if !persons && units == nil {
					units = s
				}
				label = s
				c.Duties = append(c.Duties, Duty{
					Role: p.roles.rows[row].Key, Wording: text, Separator: s.sep, Offset: p.at[s.label.start],
				})
				if s.text.start == s.text.end {
					if !persons {
						return Clause{}, p.fail(s.label.start, s.label.end, fmt.Sprintf("“%s”后面没有单位", text), fmt.Sprintf("请写上单位，例如“%s：县财政局”，或删去这一项", text))
					}
					continue
				}
			} else {
				// 责任单位：县水利局牵头，县财政局参与
				if s.text.start == s.text.end {
					return Clause{}, p.fail(s.label.start, s.label.end, fmt.Sprintf("“%s”后面没有单位", text), fmt.Sprintf("请写上单位，例如“%s：县财政局”", text))
				}
				label, prefix = nil, s.sep+text+"："
			}
		} else if label != nil && persons && (s.mark == '；' || s.line) && wordAhead[i] {
			label = nil // 责任领导：张三；县水利局牵头
		}

		if label != nil && s.joined() {
			joiner := p.text[s.joiner.start:s.joiner.end]
			return Clause{}, p.fail(s.joiner.start, s.joiner.end, fmt.Sprintf("“%s”后面的名单里不能写“%s”", p.text[label.label.start:label.label.end], joiner),
				"请分开写，例如“牵头单位：县水利局；参与单位：县财政局”")
		}
		if label != nil {
			if err := p.labelNames(&c.Duties[len(c.Duties)-1], s, persons); err != nil {
				return Clause{}, err
			}
			continue
		}
		if join.open && (s.labelled || s.joined() || s.mark == '；' || s.mark == 0 || s.mark == '，' && wordAhead[i]) {
			join.close(&c, "", -1, nil)
		}
		if s.joined() {
			if len(pending) == 0 && worded == nil {
				return Clause{}, p.fail(s.joiner.start, s.joiner.end, fmt.Sprintf("“%s”前面没有单位", p.text[s.joiner.start:s.joiner.end]), "请写明由谁会同，例如“县水利局会同县财政局”")
			}
			if s.row >= 0 && len(pending) == 0 && s.sep == "" {
				return Clause{}, p.fail(s.joiner.start, s.joiner.end, fmt.Sprintf("“%s”前面缺少标点", p.text[s.joiner.start:s.joiner.end]), "请加上“，”，例如“县水利局牵头，会同县财政局落实”")
			}
			c.Form = Inline
			if worded == nil {
				worded = s
				if s.row < 0 {
					worded = &segment{wording: s.joiner} // for messages
				}
			}
			join = joining{open: true, duty: Duty{
				Role: participateKey, Wording: p.text[s.joiner.start:s.joiner.end], Separator: s.sep, Place: Before, Offset: p.at[s.joiner.start],
			}}
			if len(pending) > 0 {
				if err := p.misplacedTag(pending, false); err != nil {
					return Clause{}, err
				}
				join.duty.Place = Inside
				c.Duties = append(c.Duties, Duty{Role: leadKey, Separator: sep, Names: pending, Offset: join.duty.Offset})
				pending = nil
			}
		}
		if join.open {
			names := s.text
			if s.row >= 0 {
				names = s.names
			}
			if names.start == names.end {
				return Clause{}, p.fail(s.wording.start, s.wording.end, fmt.Sprintf("“%s”前面没有单位", p.quoted(s)), fmt.Sprintf("请写上单位，例如“县财政局%s”", p.quoted(s)))
			}
			before := s.sep
			if s.joined() {
				before = ""
			}
			var err error
			if join.duty.Names, err = p.names(join.duty.Names, names, before); err == nil {
				err = p.misplacedTag(join.duty.Names, false)
			}
			if err != nil {
				return Clause{}, err
			}
			if s.row >= 0 {
				join.close(&c, p.wordingOf(s), p.at[s.wording.start], &p.roles.rows[s.row])
			}
			continue
		}
		if s.row >= 0 && units != nil {
			return Clause{}, p.fail(s.wording.start, s.wording.end,
				fmt.Sprintf("前面已有标签“%s”，这里又写“%s”，两种写法混在一起", p.text[units.label.start:units.label.end], p.quoted(s)),
				"请只用一种写法，例如“县水利局牵头，县财政局参与”或“牵头单位：县水利局；参与单位：县财政局”")
		}
		if len(pending) == 0 {
			sep = s.sep
			if prefix != "" {
				sep, prefix = prefix, ""
			}
		} else if s.mark == '；' || s.mark == 0 {
			if !p.allTagged(pending) {
				return Clause{}, p.missingWord(pending)
			}
			c.Form = Inline
			c.Duties = append(c.Duties, Duty{Role: leadKey, Separator: sep, Names: pending})
			pending, sep = nil, s.sep
		}
		names := s.text
		if s.row >= 0 {
			names = s.names
		}
		if names.start == names.end {
			if len(pending) > 0 {
				return Clause{}, p.fail(s.markAt.start, s.markAt.end, fmt.Sprintf("“%s”前面多了“%c”", p.quoted(s), s.mark), fmt.Sprintf("请删去“%c”，例如“县财政局、县水利局%s”", s.mark, p.quoted(s)))
			}
			return Clause{}, p.fail(s.wording.start, s.wording.end, fmt.Sprintf("“%s”前面没有单位", p.quoted(s)), fmt.Sprintf("请写上单位，例如“县财政局%s”", p.quoted(s)))
		}
		var err error
		before := s.sep
		if len(pending) == 0 {
			before = ""
		}
		if pending, err = p.names(pending, names, before); err != nil {
			return Clause{}, err
		}
		if s.row < 0 {
			continue
		}
		if err := p.misplacedTag(pending, true); err != nil {
			return Clause{}, err
		}
		c.Form = Inline
		if worded == nil {
			worded = s
		}
		c.Duties = append(c.Duties, Duty{
			Role: p.roles.rows[s.row].Key, Wording: p.wordingOf(s), Separator: sep, Names: pending, Offset: p.at[s.wording.start],
		})
		pending = nil
	}
	if join.open {
		join.close(&c, "", -1, nil)
	}
	if len(pending) > 0 {
		if !p.allTagged(pending) {
			return Clause{}, p.missingWord(pending)
		}
		// 县水利局（牵头）、县财政局（配合）
		c.Form = Inline
		c.Duties = append(c.Duties, Duty{Role: leadKey, Separator: sep, Names: pending})
	}
	for _, s := range segments {
		p.lines = p.lines || s.line && s.labelled
	}
	switch {
	case c.Form == Inline:
	case p.lines:
		c.Form = Lines
	default:
		c.Form = Label
	}
	return c, nil
}

// joining is a duty that a joiner opens, as long as names may be added to it.
type joining struct {
	open bool
	duty Duty
}

// close puts the duty into the clause. A wording behind its names is that of
// those who are joined, or without them its own: 会同县财政局落实.
func (j *joining) close(c *Clause, wording string, offset int, row *Row) {
	j.open = false
	switch {
	case row == nil:
	case j.duty.Place == Inside:
		host := &c.Duties[len(c.Duties)-1]
		host.Role, host.Wording, host.Offset = row.Key, wording, offset
	default:
		j.duty.Names[0].Separator = j.duty.Wording + j.duty.Names[0].Separator
		j.duty.Role, j.duty.Wording, j.duty.Place, j.duty.Offset = row.Key, wording, Usual, offset
	}
	c.Duties = append(c.Duties, j.duty)
}

func (p *parser) allTagged(names []Name) bool {
	for _, n := range names {
		if row, _ := p.roles.tag(n); row < 0 {
			return false
		}
	}
	return true
}

// misplacedTag refuses a name with its role in brackets where the words behind
// the list would speak of it, too. They do not if it opens the list.
func (p *parser) misplacedTag(names []Name, opening bool) error {
	for i, n := range names {
		if row, words := p.roles.tag(n); row < 0 {
			opening = false
		} else if !opening || i == len(names)-1 {
			return &SyntaxError{
				Offset: n.Offset, Length: p.wordsOfNote(n) + len(words) - n.Offset,
				Message: fmt.Sprintf("责任词不能写在括号里：“%s”", brief(n.Text+n.Note)), Help: fmt.Sprintf("请写成“%s%s”", brief(n.Text), words),
			}
		}
	}
	return nil
}

// wordsOfNote returns where the words in the note of a name begin, in bytes of
// the clause.
func (p *parser) wordsOfNote(n Name) int {
	i := n.Offset + n.Length
	for i < len(p.raw) {
		r, size := utf8.DecodeRuneInString(p.raw[i:])
		if !isSpace(r) && foldRune(r) != '（' {
			break
		}
		i += size
	}
	return i
}

// splitTagged gives the names that have their role in brackets duties of their
// own.
func (p *parser) splitTagged(c *Clause) {
	noted := false
	for _, d := range c.Duties {
		for _, n := range d.Names {
			noted = noted || n.Note != ""
		}
	}
	if !noted {
		return
	}
	var all []Duty
	for _, d := range c.Duties {
		all = append(all, p.splitDuty(d, c.Form != Inline)...)
	}
	c.Duties = all
}

func (p *parser) splitDuty(d Duty, labelled bool) []Duty {
	var parts []Duty
	for i, n := range d.Names {
		row, words := p.roles.tag(n)
		role := ""
		if row >= 0 {
			role = p.roles.rows[row].Key
		}
		if last := len(parts) - 1; last >= 0 && (role == "" && parts[last].Place != Tagged || role == parts[last].Role && words == parts[last].Wording && parts[last].Place == Tagged) {
			parts[last].Names = append(parts[last].Names, n)
			continue
		}
		part := d
		part.Names = []Name{n}
		if i > 0 {
			part.Separator, part.Names[0].Separator = n.Separator, ""
		}
		switch {
		case role != "":
			part.Role, part.Wording, part.Place, part.Offset = role, words, Tagged, p.wordsOfNote(n)
			if i == 0 && labelled {
				part.Separator = d.Separator + d.Wording + "："
			}
		case i > 0 && labelled:
			part.Place = Listed
		}
		parts = append(parts, part)
	}
	return parts
}

func (p *parser) wordingOf(s *segment) string {
	return strings.Join(strings.Fields(p.text[s.wording.start:s.wording.end]), "")
}

// quoted is the wording for a message.
func (p *parser) quoted(s *segment) string { return brief(p.wordingOf(s)) }

// labelNames adds the names of a segment to a labelled duty.
func (p *parser) labelNames(d *Duty, s *segment, persons bool) error {
	if s.row >= 0 {
		help := "请只写单位，例如“" + d.Wording + "：县财政局”"
		if persons {
			help = "请用“；”或换行把它同后面的责任分工隔开，例如“" + d.Wording + "：张三；县财政局牵头”"
		}
		return p.fail(s.wording.start, s.wording.end, fmt.Sprintf("“%s”后面不应再写“%s”", d.Wording, p.quoted(s)), help)
	}
	before := ""
	if !s.labelled {
		before = s.sep
		if s.mark == 0 {
			return p.fail(s.text.start, s.text.end, fmt.Sprintf("“%s”自成一行，却没有标签", brief(p.text[s.text.start:s.text.end])), "请在行首写明责任，例如“责任单位：”，或在上一行末尾加“、”")
		}
		if len(d.Names) == 0 {
			return p.fail(s.markAt.start, s.markAt.end, fmt.Sprintf("“%c”前面没有内容", s.mark), fmt.Sprintf("请删去它，例如“%s：张三”", d.Wording))
		}
		before = strings.TrimSuffix(before, "\n")
	}
	p.tags = !persons
	defer func() { p.tags = true }()
	var err error
	d.Names, err = p.names(d.Names, s.text, before)
	return err
}

// missingWord says that names end without the word for their role.
func (p *parser) missingWord(names []Name) error {
	first, last := names[0], names[len(names)-1]
	text := brief(first.Text)
	if len(names) > 1 {
		text += "、" + brief(names[1].Text)
	}
	if len(names) > 2 {
		text += "等"
	}
	return &SyntaxError{
		Offset: first.Offset, Length: last.Offset + last.Length - first.Offset,
		Message: fmt.Sprintf("没有写明“%s”的责任", text),
		Help:    fmt.Sprintf("请写明责任，例如“%s牵头”", text),
	}
}

func (p *parser) unknownLabel(label span) error {
	text := p.text[label.start:label.end]
	switch {
	case text == "":
		return p.fail(label.start, label.end, "“：”前面没有标签", "请写明责任，例如“责任单位：县财政局”")
	case strings.Contains(text, "时限") || strings.Contains(text, "时间") || strings.Contains(text, "期限"):
		return p.fail(label.start, label.end, fmt.Sprintf("责任分工里不能写“%s”", brief(text)), "请把完成时限另写在 due 里")
	}
	return p.fail(label.start, label.end, fmt.Sprintf("“%s”不是已知的责任类型", brief(text)), "请改用已有的写法，例如“责任单位：县财政局”，或在 fangan.toml 中登记这种责任")
}
