// Package plan holds the year's work plan: its model, how it is loaded from
// TOML with the place of every character, and what follows from it — labels,
// deadlines, resolved units, printed paragraphs and the assignments of the
// breakdown table. All of it is computed once, here, so that the document and
// the workbook cannot disagree.
package plan

import (
	"strings"

	"fangan/internal/diag"
	"fangan/internal/duty"
	"fangan/internal/tree"
)

// Plan is one plan (方案): one TOML file, one official document. It is
// read-only once loaded.
type Plan struct {
	Path   string // of the file, as findings name it
	Source *diag.Source

	Title  Text
	Year   int // 0: the definition names none
	Status Text
	// Stage prints under the title: （征求意见稿）; empty for a plan to be issued
	// (印发稿) and for one without a status.
	Stage    Text
	Preamble []Paragraph
	Issue    Issue
	Contents bool    // a page of contents (目录) stands before the plan
	Parts    []*Part // in document order

	// Label is 附件 or 附件1 where the plan is attached to its notice.
	Label string
	// Attachments are the plan's own, in order; AttachmentNames is its
	// 附件说明, empty where that stands in the notice.
	Attachments     []*Attachment
	AttachmentNames []AttachmentName

	Roles    duty.Roles
	Register *Register // of the workspace, with the plan's own collectives

	settings    settings
	assignments []Assignment
	indicators  []StatedIndicator
	marked      []tree.Text // what templates print, by mark
}

// Text is a text of the plan. In a template it prints itself with marks that
// lead back to its place; Go code uses Value.
type Text struct {
	tree.Text
	mark int // 1-based index into Plan.marked; 0: has no place
}

// PartKind tells what a level-1 part of the plan is.
type PartKind string

// The kinds of parts.
const (
	Goals      PartKind = "goals"      // 工作目标
	Measures   PartKind = "measures"   // 工作措施
	Safeguards PartKind = "safeguards" // 保障措施
	Free       PartKind = "free"       // 指导思想, 组织领导 and the like
)

// Part is a level-1 piece of the plan.
type Part struct {
	Kind    PartKind
	Label   string // 一、
	Heading Text
	LeadIn  []Paragraph
	Table   *Table // behind the lead-in; nil: none
	Items   []*Item
}

// Item is a goal, measure or safeguard, a group of them, or an item of a free
// part.
type Item struct {
	Level  int    // in the document: 2 for the items of a part
	Label  string // （一）, 1. …; may be empty
	Title  Text   // may be empty
	RunsIn bool   // the first paragraph continues the title's line
	// Separator ends a title that runs in: 。 or ：; empty if the title
	// already ends in a mark.
	Separator string

	Text  Text
	Duty  *Duty
	Due   *Due
	Brief Text
	Note  Text

	Indicators []Indicator // in the order written

	Tasks []*Task
	Items []*Item

	// Paragraphs print below or behind the title; Closing, which is the
	// item's own duty where it has items, prints after those.
	Paragraphs []Paragraph
	Closing    []Paragraph

	Table *Table // behind the paragraphs; nil: none

	Span   diag.Span // its header in the definition
	layout layout
}

// Task is the smallest piece of text with its own duty.
type Task struct {
	ID    Text
	Text  Text
	Duty  *Duty
	Due   *Due
	Brief Text
	Note  Text
	Span  diag.Span

	Indicators []Indicator // in the order written

	// NewParagraph keeps the task from continuing the paragraph of the one
	// before.
	NewParagraph bool

	layout layout
}

// Paragraph is what prints as one paragraph, in pieces that each come from one
// place.
type Paragraph struct {
	Pieces []Text
	// DutyLine marks a line such as 牵头单位：县水利局.
	DutyLine bool
}

// String prints the paragraph for a template, with the marks of its pieces.
func (p Paragraph) String() string {
	var b strings.Builder
	for _, piece := range p.Pieces {
		b.WriteString(piece.String())
	}
	return b.String()
}

// Plain returns the text of the paragraph.
func (p Paragraph) Plain() string {
	var b strings.Builder
	for _, piece := range p.Pieces {
		b.WriteString(piece.Value)
	}
	return b.String()
}

// Duty is who does what: a clause as written, or role keys.
type Duty struct {
	// Written is the clause with its widths normalised; zero for role keys.
	Written Text
	Clause  duty.Clause
	Shares  []Share // in the order of the clause
	// Leaders are persons or posts (责任领导). An empty list that was written
	// prints the blank to be filled in.
	Leaders      []Text
	LeadersKnown bool
	Span         diag.Span

	// blankLeaders: leaders = [], which prints a blank as a line, and nothing
	// in brackets.
	blankLeaders bool
}

// Share is the part of a duty that one role has.
type Share struct {
	Role    string // key of the role
	Wording string // as written: 牵头, 按照职责分工负责
	Names   []Name
}

// OpenEnded reports whether the list of names ends in 等.
func (s Share) OpenEnded() bool {
	for _, n := range s.Names {
		if n.Open != "" {
			return true
		}
	}
	return false
}

// Name is one unit as a clause names it.
type Name struct {
	Written string
	Open    string // 等, 等部门: the open end behind the name
	Unit    *Unit  // nil if the register does not know the name
	Span    diag.Span
}

// Stages are the values of status, in the order in which a plan passes them.
var Stages = []string{"初稿", "征求意见稿", "送审稿", "审议稿", Issued}

// Issued is the stage that prints no mark under the title.
const Issued = "印发稿"

// mark registers a text so that a template can print it with its place.
func (p *Plan) mark(t tree.Text) Text {
	p.marked = append(p.marked, t)
	return Text{Text: t, mark: len(p.marked)}
}
