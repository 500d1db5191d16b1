package importer

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"fangan/internal/diag"
	"fangan/internal/plan"
)

// Options say what the clerk knows better than the text.
type Options struct {
	Year  int  // 0: only what the title says
	Strip bool // leave out what a web page put around the text
	// Register is the text of a units.toml to extend; nil: there is none.
	Register []byte
	// RegisterName is how findings name it.
	RegisterName string
}

// Result is an imported plan.
type Result struct {
	Draft *Draft
	Plan  []byte // the plan file
	Units []byte // units.toml
	Lost  []Loss // what the built document would not say, or say elsewhere
	// Loaded is the plan as the file gives it; nil for one too long to be loaded
	// at once (see verify).
	Loaded *plan.Plan
	// Summary is that of Loaded. Of a plan that was loaded in pieces it misses the
	// items whose own duty none below them takes over.
	Summary plan.Summary
}

// Import makes a plan definition from the lines of a source. With errors among
// the findings there is no result.
//
// The definition is loaded again and its text held against the source. A line
// whose reading would lose something is read once more with less ambition:
// first with its clauses left in the text, then without clauses, then as nothing
// but text.
func Import(lines []Line, o Options) (*Result, diag.List) {
	register, findings := plan.ReadRegister(o.RegisterName, o.Register)
	if findings.HasErrors() {
		return nil, findings
	}
	trust := map[int]caution{}
	for round := 0; ; round++ {
		r, findings := understand(lines, trust, o, register)
		if findings.HasErrors() {
			if findings[0].Rule != "import/failed" || round > lastRound {
				return nil, findings
			}
			// Something was read that a plan can't hold. The text it can.
			distrust(lines, trust)
			round = lastRound
			continue
		}
		again := false
		for _, n := range r.Draft.flat {
			again = again || trust[n] < onlyText
			trust[n] = onlyText
		}
		for _, loss := range r.Lost {
			if n := loss.Line.Number; !loss.Moved && n > 0 && trust[n] < onlyText {
				trust[n]++
				again = true
			}
		}
		if round == lastRound {
			// Line by line it does not come right: nothing is read into any.
			distrust(lines, trust)
		}
		if !again || round > lastRound {
			return r, r.warnings()
		}
	}
}

func distrust(lines []Line, trust map[int]caution) {
	for _, line := range lines {
		trust[line.Number] = onlyText
	}
}

// lastRound is the last time that single lines are read with less ambition.
const lastRound = 6

// caution is how little is read into a line.
type caution int

const (
	inText    caution = iota + 1 // clauses are read, but stay in the text
	noClauses                    // there are none
	onlyText                     // there are no headings either
)

// understand makes the definition once.
func understand(source []Line, trust map[int]caution, o Options, register *plan.Register) (*Result, diag.List) {
	lines := make([]Line, 0, len(source))
	for _, line := range source {
		if line.Table != nil && trust[line.Number] == onlyText {
			lines = append(lines, flatten(line)...)
			continue
		}
		lines = append(lines, line)
	}
	for i := range lines {
		lines[i].id = i + 1
	}
	var stripped []Line
	if o.Strip {
		lines, stripped = strip(lines)
	}
	d := structure(lines, trust)
	for _, line := range stripped {
		d.note(line.Number, "去掉了“"+shorten(line.Text)+"”")
	}
	if len(d.Sections) == 0 && !d.unstructured() {
		return nil, diag.List{{Rule: "import/empty", Severity: diag.Error, Message: "这份文件里只有标题，没有内容", Help: "请确认选对了文件"}}
	}
	def := d.arrange()
	d.arranged = def
	names := d.names()
	d.Doubts = append(d.Doubts, lookAlikes(names)...)
	d.doubtPlaceholders()
	d.doubtNamesAlone()
	d.doubtYear(o)
	d.moves(lines)
	r := &Result{Draft: d, Plan: d.print(def, o), Units: printUnits(names, o.Register, register)}
	if findings := r.verify(def, o, lines, wholeBytes); findings.HasErrors() {
		// What we wrote can't be read: that is our fault, not the clerk's.
		return nil, diag.List{{Rule: "import/failed", Severity: diag.Error,
			Message: fmt.Sprintf("这份文件没能变成方案定义：%s", findings[0].Message), Help: "请把这份文件发给维护人员"}}
	}
	return r, nil
}

// strip leaves out what belongs to a web page or to pages of paper.
func strip(lines []Line) (kept, stripped []Line) {
	d := &Draft{}
	return d.takeFurniture(lines), d.Furniture
}

// warnings tell of a text that is hardly a plan.
func (r *Result) warnings() diag.List {
	d := r.Draft
	if len(d.Clauses) > 0 || slices.ContainsFunc(d.Sections, func(s *Section) bool { return s.Heading != "" }) {
		return nil
	}
	return diag.List{{Rule: "import/no-plan", Severity: diag.Warning, Message: "这份文件里没有看到标题层次，也没有看到责任分工，不像是一份方案",
		Help: "请确认选对了文件；确是方案的，请在文件里补上 [[measures]] 和责任单位"}}
}

// unstructured makes one part of a text without headings; false if there is no
// text.
func (d *Draft) unstructured() bool {
	if len(d.Front) == 0 {
		return false
	}
	front := d.Front
	d.Front = nil
	for len(front) > 1 && announces(front[0].Text) {
		d.Front, front = append(d.Front, front[0]), front[1:]
	}
	s := &Section{Line: front[0].Number, plain: true, Level: 1}
	b := builder{draft: d}
	b.push(s)
	titled := d.allTitled(front)
	for _, line := range front {
		if titled {
			b.stack = b.stack[:1]
			heading, text, _ := strings.Cut(line.Text, "。")
			b.push(&Section{Heading: heading, Separator: "。", Level: 2, Line: line.Number})
			b.add(Paragraph{Line: line.Number, Text: strings.TrimFunc(text, blank)})
			continue
		}
		b.add(Paragraph{Line: line.Number, Text: line.Text, Duty: isDutyLine(line.Text) && d.trust[line.Number] <= inText, Page: line.Page})
	}
	d.Sections = b.sections
	return true
}

// leastTitled is how many paragraphs it takes to see that each opens with a
// title.
const leastTitled = 3

// allTitled reports whether each of the paragraphs opens with a short sentence
// that is its title, without any number: 全面排查隐患。各单位要…….
func (d *Draft) allTitled(lines []Line) bool {
	for _, line := range lines {
		heading, text, _ := strings.Cut(line.Text, "。")
		n := utf8.RuneCountInString(heading)
		if line.Page || d.trust[line.Number] > 0 || n < 4 || n > 16 || strings.ContainsAny(heading, "，；：、“（( ") || !isHeading(heading) || utf8.RuneCountInString(text) < 12 {
			return false
		}
	}
	return len(lines) >= leastTitled
}

// Read reads the lines of a source: plain text, or DOCX by its content.
func Read(name string, data []byte) ([]Line, diag.List) {
	if bytes.HasPrefix(data, []byte("PK")) {
		return readDOCX(name, data)
	}
	lines, finding := ReadText(name, data)
	if finding != nil {
		return nil, diag.List{*finding}
	}
	return lines, nil
}

// doubtNamesAlone tells once what was made of lists of units without a role.
func (d *Draft) doubtNamesAlone() {
	n := len(d.namesAlone)
	if n == 0 {
		return
	}
	also := ""
	if n > 1 {
		also = fmt.Sprintf("（全文%d处）", n)
	}
	d.doubt(d.namesAlone[0], "括号里只列了单位，没有写牵头、负责还是配合"+also+"，都读作责任单位，印出来的文字不变")
}

// doubtYear tells of a year that the issue has and the title lacks: deadlines
// may be of another.
func (d *Draft) doubtYear(o Options) {
	if date := d.Frame.Date; date != nil && d.year(o) == 0 {
		d.doubt(0, fmt.Sprintf("标题里没有年份或不止一个，成文日期是%d年；各项时限如果都在这一年，请写 year = %d", date.Year, date.Year))
	}
}

// doubtPlaceholders tells of years that were left open: they stay visible.
func (d *Draft) doubtPlaceholders() {
	for _, line := range d.lines {
		if strings.Contains(line.Text, "20xx") || strings.Contains(line.Text, "20XX") || strings.Contains(line.Text, "20××") {
			d.doubt(line.Number, "年份没有写明（20xx）")
		}
	}
}
