package plan

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"

	"fangan/internal/deadline"
	"fangan/internal/diag"
	"fangan/internal/duty"
	"fangan/internal/tree"
)

// The ways in which duties print ([layout] duties).
const (
	Inline    = "inline" // （…牵头，…参与）
	Labelled  = "label"  // （责任单位：…）
	Lines     = "lines"  // 责任领导： 牵头单位： 责任单位： on lines of their own
	InText    = "text"   // the sentence itself says it
	TableOnly = "none"   // only in the table
)

// layout is how an item or a task prints. Empty values are inherited.
type layout struct {
	duties string
	place  string // before-stop, after-stop
}

func (a layout) or(b layout) layout {
	if a.duties == "" {
		a.duties = b.duties
	}
	if a.place == "" {
		a.place = b.place
	}
	return a
}

// settings are the values of fangan.toml and of a plan's own tables.
type settings struct {
	levels     [5]labelForm
	continuous int // level that is numbered through a part; 0: none
	layout     layout
	runIn      [5]string // separator by level; "" stands alone
	deadlines  map[string]deadline.MonthDay
	issue      issueDefaults
	output     string // pattern of output names
}

// DefaultOutput is the pattern of output names: a folder by year, the title.
const DefaultOutput = "{year}/{title}"

func defaultSettings() settings {
	s := settings{layout: layout{duties: Inline}, runIn: [5]string{"", "。", "。", "。", "。"}, output: DefaultOutput, deadlines: map[string]deadline.MonthDay{}}
	for i, level := range defaultLevels {
		s.levels[i], _ = parseLabelForm(level)
	}
	return s
}

// read overrides s by the tables [numbering], [layout] and [deadlines] under
// root.
func (s *settings) read(root *tree.Table) {
	d := root.Document()
	if t := root.Table("numbering"); t != nil {
		t.Keys("levels", "continuous")
		s.readLevels(t)
		if n, span := t.Integer("continuous", "continuous = 3"); !span.IsZero() {
			if n < 2 || n > 5 {
				d.Report(diag.Diagnostic{Rule: "toml/value", Severity: diag.Error, Span: span, Message: fmt.Sprintf("continuous 不能是 %d", n), Help: "请写要连续编号的层级，2 到 5，例如 continuous = 3"})
			}
			s.continuous = int(n)
		}
	}
	if t := root.Table("layout"); t != nil {
		t.Keys("duties", "duty_place", "run_in")
		s.layout = readLayout(t).or(s.layout)
		s.readRunIn(t)
	}
	if t := root.Table("deadlines"); t != nil {
		s.readDeadlines(t)
	}
}

func (s *settings) readLevels(t *tree.Table) {
	levels := t.Strings("levels")
	if len(levels) > len(s.levels) {
		t.Document().Report(diag.Diagnostic{Rule: "toml/value", Severity: diag.Error, Span: levels[5].Span, Message: "编号最多五级", Help: "请只写五个"})
		levels = levels[:5]
	}
	for i, level := range levels {
		form, err := parseLabelForm(level.Value)
		if err != nil {
			t.Document().Report(diag.Diagnostic{Rule: "toml/value", Severity: diag.Error, Span: level.Span, Message: "编号" + err.Error(), Help: `请写成第一项的样子：levels = ["一、", "（一）", "1.", "（1）", "①"]`})
			continue
		}
		s.levels[i] = form
	}
}

func readLayout(t *tree.Table) layout {
	return layout{
		duties: choice(t, "duties", Inline, Labelled, Lines, InText, TableOnly),
		place:  choice(t, "duty_place", "before-stop", "after-stop"),
	}
}

var runInSeparators = []string{"", "。", "：", "，"}

func (s *settings) readRunIn(t *tree.Table) {
	for i, separator := range t.Strings("run_in") {
		if i >= len(s.runIn) || !slices.Contains(runInSeparators, separator.Value) {
			t.Document().Report(diag.Diagnostic{Rule: "toml/value", Severity: diag.Error, Span: separator.Span, Message: fmt.Sprintf("run_in 不能写“%s”", separator.Value),
				Help: `请按层级写标题后的标点，"" 表示标题独占一行：run_in = ["", "", "。", "。", "。"]`})
			return
		}
		s.runIn[i] = separator.Value
	}
}

var monthDayPattern = regexp.MustCompile(`^(\d{1,2})-(\d{1,2})$`)

func (s *settings) readDeadlines(t *tree.Table) {
	words := map[string]deadline.MonthDay{}
	maps.Copy(words, s.deadlines)
	t.Keys(t.Names()...)
	for _, word := range t.Names() {
		v := t.String(word)
		if v.IsZero() {
			continue
		}
		m := monthDayPattern.FindStringSubmatch(v.Value)
		if m == nil {
			t.Document().Report(diag.Diagnostic{Rule: "toml/value", Severity: diag.Error, Span: v.Span, Message: fmt.Sprintf("“%s”不是月-日", v.Value), Help: `请写成：汛期前 = "05-31"`})
			continue
		}
		md := deadline.MonthDay{Month: number(m[1]), Day: number(m[2])}
		if _, err := deadline.Parse(word, 0, map[string]deadline.MonthDay{word: md}); err != nil {
			t.Document().Report(diag.Diagnostic{Rule: "toml/date", Severity: diag.Error, Span: v.Span, Message: fmt.Sprintf("日历上没有%s月%s日", m[1], m[2]), Help: "请核对月、日"})
			continue
		}
		words[word] = md
	}
	s.deadlines = words
}

// readRoles extends the built-in table of roles by [[roles]].
func readRoles(root *tree.Table) duty.Roles {
	roles := duty.BuiltIn
	for _, t := range root.Tables("roles") {
		t.Keys("key", "words", "column")
		var words []string
		for _, w := range t.Strings("words") {
			words = append(words, w.Value)
		}
		extended, err := roles.With(duty.Row{Key: t.String("key").Value, Words: words, Column: t.String("column").Value})
		if err != nil {
			root.Document().Report(diag.Diagnostic{Rule: "roles/invalid", Severity: diag.Error, Span: t.Span, Message: err.Error(),
				Help: `请写成：key = "supervise"、words = ["督办"]、column = "督办单位"`})
			continue
		}
		roles = extended
	}
	return roles
}

func number(s string) int {
	n, _ := strconv.Atoi(s)
	return n
}
