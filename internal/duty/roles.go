package duty

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// Row is one role of the table.
type Row struct {
	Key string // as in a plan file: lead

	// Words name the role behind the names, the usual one first: 牵头. Adverbs
	// need no words of their own (共同牵头), nor do other ways to say
	// 按职责分工. Those of a role of persons are labels.
	Words []string

	// Labels name the role before the names and a colon, the usual one first:
	// 牵头单位. If there are none they are made of Words and Column. A label
	// that two rows claim belongs to the earlier.
	Labels []string

	Column string // heading in the breakdown table; several rows may share one

	// Separator is what Format sets before a duty of this role in a clause
	// that does not bring its own. Empty means "，".
	Separator string

	// Persons says that the names are persons or posts and not units. Such a
	// role is only written with a label, and may stand without names.
	Persons bool
}

// Roles is the table that the grammar works from. It is immutable; the zero
// Roles is BuiltIn.
type Roles struct{ t *table }

// BuiltIn is the table that every workspace has. With adds to it.
//
// 会同, 联合 and 商 are no words of a row, for they stand before the names that
// they bind: （县水利局牵头，会同县财政局）, （县水利局会同县财政局负责）. Those
// whom they join take part, whatever the others do; the others do what a word
// behind the names says, and lead where there is none: 县水利局会同县财政局. A
// word behind a list that opens with 会同 says what that list does:
// 县水利局牵头，会同县财政局落实.
var BuiltIn = Roles{builtIn}

var builtIn = newTable([]Row{
	{
		Key: leadKey,
		Words: []string{
			"牵头", "牵头负责", "负责牵头", "牵头落实", "牵头实施", "牵头组织实施", "牵头组织", "牵头推进", "牵头抓总", "牵头协调", "牵头统筹",
			"牵头办理", "牵头制定", "牵头编制", "牵头开展", "牵头完成", "主办",
		},
		Labels: []string{
			"牵头单位", "牵头部门", "牵头责任单位", "总牵头单位", "主要牵头单位", "牵头责任部门", "牵头科室", "牵头处室", "牵头股室", "牵头机构",
			"主办单位", "主办部门", "主办科室",
		},
		Column: "牵头单位",
	},
	{
		Key:   "responsible",
		Words: []string{"负责", "负总责", "承办", "负责推进", "负责办理", "负责完成", "主责"},
		Labels: []string{
			"责任单位", "责任部门", "负责单位", "负责部门", "主要责任单位", "主责单位", "责任主体", "主责部门", "主要责任部门", "责任科室", "责任处室",
			"责任股室", "责任机构", "承办单位", "承办部门", "承办科室", "承担单位",
		},
		Column: "责任单位",
	},
	{
		Key:    "joint",
		Words:  []string{sharedOut + "负责"},
		Labels: []string{"责任单位", "责任分工", "职责分工", "任务分工", "分工"},
		Column: "责任单位",
	},
	{
		Key:   "assist",
		Words: []string{"配合", "协助", "协办", "协助配合", "配合协助", "支持配合", "负责配合", "配合落实", "协助落实", "予以配合", "做好配合"},
		Labels: []string{
			"配合单位", "配合部门", "协助单位", "协助部门", "协办单位", "协同单位", "协作单位", "协办部门", "协同部门", "配合责任单位", "配合科室", "配合处室",
			"协办科室",
		},
		Column: "配合单位",
	},
	{
		Key:    participateKey,
		Words:  []string{"参与", "参加", "参与配合", "参与落实", "参与实施"},
		Labels: []string{"参与单位", "参与部门", "参加单位", "参加部门", "会同单位", "会同部门"},
		Column: "配合单位",
	},
	{
		Key:       "implement",
		Words:     []string{"落实", "实施", "抓好落实", "抓落实", "组织落实", "组织实施", "负责落实", "负责实施", "负责组织实施", "负责抓好落实", "贯彻落实", "推进", "推进落实"},
		Labels:    []string{"落实单位", "落实部门", "实施单位", "实施部门", "实施主体"},
		Column:    "落实单位",
		Separator: "；",
	},
	{
		Key:    "guide",
		Words:  []string{"指导", "督导", "督促指导", "指导督促", "监督指导", "业务指导", "技术指导", "负责指导", "负责督导", "指导监督", "督促落实"},
		Labels: []string{"指导单位", "指导部门", "督导单位", "督导部门"},
		Column: "指导单位",
	},
	{
		Key: "leaders",
		Words: []string{
			"责任领导", "牵头领导", "分管领导", "包联领导", "联系领导", "挂点领导", "责任人", "牵头人", "负责人", "分管负责人", "主要负责人",
			"第一责任人", "直接责任人", "具体责任人", "包保领导", "挂钩领导", "主管领导", "督导领导", "责任领导及责任人",
		},
		Column:  "责任领导",
		Persons: true,
	},
})

// The roles that joining words give.
const (
	leadKey        = "lead"
	participateKey = "participate"
)

// table is a Roles made ready for the parser.
type table struct {
	rows []Row

	words  map[string]int // what may end a duty, and its row
	labels map[string]int // what may open one before a colon, and its row

	// endings would run into the word behind them: after 组织, 落实 would be
	// read as 组织落实. No name may end so.
	endings map[string]bool

	longestWord, longestEnding int // in bytes
}

func newTable(rows []Row) *table {
	t := &table{rows: rows, words: map[string]int{}, labels: map[string]int{}, endings: map[string]bool{}}
	for i, row := range rows {
		for _, label := range row.labels() {
			if _, taken := t.labels[label]; !taken {
				t.labels[label] = i
			}
		}
	}
	for label, i := range t.labels { // fills a map, so the order does not matter
		if !rows[i].Persons {
			t.words["为"+label] = i // 县水利局为牵头单位
		}
	}
	for i, row := range rows {
		for _, word := range row.Words {
			if _, taken := t.labels[word]; !taken {
				t.labels[word] = i // 牵头：县水利局
			}
			if !row.Persons {
				t.words[word] = i
			}
		}
	}
	for word := range t.words {
		t.longestWord = max(t.longestWord, len(word))
		for i := range word {
			if _, ok := t.words[word[i:]]; ok && i > 0 {
				t.endings[word[:i]] = true
				t.longestEnding = max(t.longestEnding, i)
			}
		}
	}
	return t
}

func (row Row) labels() []string {
	if row.Labels != nil {
		return row.Labels
	}
	if row.Persons {
		return row.Words
	}
	var labels []string
	for _, word := range row.Words {
		labels = append(labels, word+"单位", word+"部门")
	}
	return append(labels, row.Column)
}

func (r Roles) table() *table {
	if r.t == nil {
		return builtIn
	}
	return r.t
}

// Rows returns the rows in order. The caller may change them.
func (r Roles) Rows() []Row {
	rows := slices.Clone(r.table().rows)
	for i := range rows {
		rows[i].Words = slices.Clone(rows[i].Words)
		rows[i].Labels = slices.Clone(rows[i].Labels)
	}
	return rows
}

// Row returns the row of a key.
func (r Roles) Row(key string) (Row, bool) {
	for _, row := range r.table().rows {
		if row.Key == key {
			return row, true
		}
	}
	return Row{}, false
}

// Columns returns the headings of the table's columns in order, each once.
func (r Roles) Columns() []string {
	var columns []string
	for _, row := range r.table().rows {
		if !slices.Contains(columns, row.Column) {
			columns = append(columns, row.Column)
		}
	}
	return columns
}

// With returns the table with a row added at its end. Without a Column the
// row gets one made of its first word. The error, in Chinese, says why a row
// cannot be added: a key that is empty, taken or no bare TOML key, no word, a
// word that is empty, taken, or holds what separates names.
func (r Roles) With(row Row) (Roles, error) {
	t := r.table()
	if !bareKey(row.Key) {
		return r, fmt.Errorf("责任类型的 key “%s”只能由小写字母、数字、“-”和“_”组成，并以字母开头", row.Key)
	}
	if _, taken := r.Row(row.Key); taken {
		return r, fmt.Errorf("责任类型“%s”已经存在", row.Key)
	}
	if len(row.Words) == 0 {
		return r, fmt.Errorf("责任类型“%s”没有写明责任词 words", row.Key)
	}
	row.Words, row.Labels = slices.Clone(row.Words), slices.Clone(row.Labels)
	for _, list := range [][]string{row.Words, row.Labels} {
		for i, word := range list {
			list[i] = fold(word)
			if err := validWord(list[i]); err != nil {
				return r, fmt.Errorf("责任类型“%s”：%w", row.Key, err)
			}
			if slices.Contains(list[:i], list[i]) {
				return r, fmt.Errorf("责任类型“%s”的“%s”写了两遍", row.Key, word)
			}
		}
	}
	for _, word := range row.Words {
		if i, taken := t.words[word]; taken {
			return r, fmt.Errorf("责任类型“%s”的责任词“%s”已经属于“%s”", row.Key, word, t.rows[i].Key)
		}
		if i, taken := t.labels[word]; taken {
			return r, fmt.Errorf("责任类型“%s”的责任词“%s”已经属于“%s”", row.Key, word, t.rows[i].Key)
		}
	}
	if row.Column == "" {
		row.Column = row.Words[0]
		if !row.Persons {
			row.Column += "单位"
		}
	}
	return Roles{newTable(append(r.Rows(), row))}, nil
}

func bareKey(key string) bool {
	for i, r := range key {
		if !('a' <= r && r <= 'z' || i > 0 && ('0' <= r && r <= '9' || r == '-' || r == '_')) {
			return false
		}
	}
	return key != ""
}

func validWord(word string) error {
	if word == "" {
		return fmt.Errorf("责任词不能为空")
	}
	if !utf8.ValidString(word) {
		return fmt.Errorf("责任词含有无法识别的字符")
	}
	for _, r := range word {
		switch {
		case isSeparator(r) || r == '：' || r == '。' || closing(r) != 0 || isClosing(r):
			return fmt.Errorf("责任词“%s”不能含有标点“%c”", word, r)
		case isSpace(r) || isInvisible(r):
			return fmt.Errorf("责任词“%s”不能含有空格或看不见的字符", word)
		}
	}
	// 同… behind a name that ends in 会 would be read as 会同.
	if _, ok := modifiers[word]; ok || strings.HasPrefix(word, "等") || strings.HasPrefix(word, "同") || joinerAt(word, 0, len(word), false) > 0 {
		return fmt.Errorf("“%s”不能用作责任词", word)
	}
	return nil
}

// word finds the role that text ends in. It returns where the wording begins,
// adverbs included, and the row; -1 if there is none. The time it takes is
// linear in the length of the wording, not of the text.
func (t *table) word(text string) (at, row int) {
	word := longestSuffix(text, t.words, t.longestWord)
	if word == "" {
		return len(text), -1
	}
	at, row = len(text)-len(word), t.words[word]
	for {
		// Blanks between the two say nothing, and printing drops them.
		before := strings.TrimRightFunc(text[:at], isSpace)
		modifier := modifierBefore(before)
		if modifier == "" {
			return at, row
		}
		if modifiers[modifier] == sharing {
			// 按照各自职责分工负责 is what the table calls 按职责分工负责, and
			// 按职责分工参与 is 参与, because the table has no row for it.
			if i, ok := t.words[sharedOut+word]; ok {
				row = i
			}
		}
		at = len(before) - len(modifier)
	}
}

// runsOn returns the ending of a name that would be taken for part of the
// word behind it, or "".
func (t *table) runsOn(name string) string {
	if modifier := modifierBefore(name); modifier != "" {
		return modifier
	}
	return longestSuffix(name, t.endings, t.longestEnding)
}
