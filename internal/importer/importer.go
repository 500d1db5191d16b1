package importer

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

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
	// Loaded is the plan as the file gives it.
	Loaded *plan.Plan
}

// Import makes a plan definition from the lines of a source. With errors among
// the findings there is no result.
//
// The definition is loaded again and its text held against the source. A line
// whose reading would lose something is read once more with less ambition:
// first without clauses, then as nothing but text.
func Import(lines []Line, o Options) (*Result, diag.List) {
	register, findings := plan.ReadRegister(o.RegisterName, o.Register)
	if findings.HasErrors() {
		return nil, findings
	}
	trust := map[int]caution{}
	for {
		r, findings := understand(lines, trust, o, register)
		if findings.HasErrors() {
			return nil, findings
		}
		again := false
		for _, loss := range r.Lost {
			if n := loss.Line.Number; !loss.Moved && trust[n] < onlyText {
				trust[n]++
				again = true
			}
		}
		if !again {
			return r, nil
		}
	}
}

// caution is how little is read into a line.
type caution int

const (
	noClauses caution = iota + 1
	onlyText
)

// understand makes the definition once.
func understand(lines []Line, trust map[int]caution, o Options, register *plan.Register) (*Result, diag.List) {
	d := structure(lines, trust)
	if o.Strip {
		lines = slices.DeleteFunc(slices.Clone(lines), func(l Line) bool {
			return slices.ContainsFunc(d.Furniture, func(f Line) bool { return f.Number == l.Number })
		})
	} else {
		d.keepFurniture()
	}
	if len(d.Sections) == 0 && !d.unstructured() {
		return nil, diag.List{{Rule: "import/empty", Severity: diag.Error, Message: "这份文件里只有标题，没有内容", Help: "请确认选对了文件"}}
	}
	def := d.arrange()
	names := d.names()
	d.Doubts = append(d.Doubts, lookAlikes(names)...)
	d.doubtPlaceholders()
	r := &Result{Draft: d, Plan: d.print(def, o), Units: printUnits(names, o.Register, register)}
	loaded, findings := plan.LoadAlone("导入的方案", r.Plan)
	if findings.HasErrors() {
		// What we wrote can't be read: that is our fault, not the clerk's.
		return nil, diag.List{{Rule: "import/failed", Severity: diag.Error,
			Message: fmt.Sprintf("这份文件没能变成方案定义：%s", findings[0].Message), Help: "请把这份文件发给维护人员"}}
	}
	r.Loaded, r.Lost = loaded, losses(lines, loaded)
	return r, nil
}

// unstructured makes one part of a text without headings; false if there is no
// text.
func (d *Draft) unstructured() bool {
	if len(d.Front) == 0 {
		return false
	}
	s := &Section{Depth: 1, Line: d.Front[0].Number, plain: true}
	for _, line := range d.Front {
		s.Paragraphs = append(s.Paragraphs, Paragraph{Line: line.Number, Text: line.Text, Duty: isDutyLine(line.Text) && d.trust[line.Number] == 0})
	}
	d.Front, d.Sections = nil, []*Section{s}
	return true
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

// keepFurniture puts the lines of a web page back into the text: those above
// the title behind it, those below at the end.
func (d *Draft) keepFurniture() {
	var front []Line
	for _, line := range d.Furniture {
		if len(d.Title) > 0 && line.Number < d.Title[0].Number || len(d.Sections) == 0 {
			front = append(front, line)
			continue
		}
		if first := d.Sections[0]; line.Number < first.Line {
			front = append(front, line)
			continue
		}
		last := d.Sections[len(d.Sections)-1]
		for len(last.Children) > 0 {
			last = last.Children[len(last.Children)-1]
		}
		last.Paragraphs = append(last.Paragraphs, Paragraph{Line: line.Number, Text: line.Text})
	}
	for _, line := range d.Furniture {
		d.doubt(line.Number, "这一行像是网页上的，不属于方案：“"+line.Text+"”（导入时加 --strip 可以去掉）")
	}
	d.Front = append(front, d.Front...)
	slices.SortStableFunc(d.Front, func(a, b Line) int { return a.Number - b.Number })
}

// doubtPlaceholders tells of years that were left open: they stay visible.
func (d *Draft) doubtPlaceholders() {
	for _, line := range d.lines {
		if strings.Contains(line.Text, "20xx") || strings.Contains(line.Text, "20XX") || strings.Contains(line.Text, "20××") {
			d.doubt(line.Number, "年份没有写明（20xx）")
		}
	}
}
