package importer

import (
	"fangan/internal/diag"
	"fangan/internal/format"
	"fangan/internal/plan"
)

// The definition is loaded again, and what it would print is held against the
// source. One that is far longer than any plan is loaded in pieces: as a whole
// it would take a hundred times its size in memory.

// wholeBytes is the longest definition that is loaded at once; pieceBytes is
// about how long the pieces of a longer one are.
const (
	wholeBytes = 1 << 20
	pieceBytes = 256 << 10
)

// verify fills in what was lost and what the plan holds.
func (r *Result) verify(def *definition, o Options, lines []Line, whole int) diag.List {
	if len(r.Plan) <= whole {
		loaded, findings := plan.LoadAlone("导入的方案", r.Plan)
		if findings.HasErrors() {
			return findings
		}
		r.Loaded, r.Summary = loaded, loaded.Summary()
		r.Lost = losses(r.Draft.expects(lines), PlainText(loaded))
		return nil
	}
	v := &verifier{draft: r.Draft, def: def, options: o, size: min(whole, pieceBytes)}
	v.all()
	if v.findings.HasErrors() {
		return v.findings
	}
	r.Summary = v.summary
	r.Lost = losses(r.Draft.expects(lines), v.text.lines)
	return nil
}

// A verifier loads a definition piece by piece and gathers what it prints. In a
// piece, labels that count on from what stands before it are written out.
type verifier struct {
	draft    *Draft
	def      *definition
	options  Options
	size     int // of a piece
	text     plainText
	summary  plan.Summary
	findings diag.List
}

func (v *verifier) all() {
	frame, ok := v.load(func(p *printer) {
		p.head(v.options)
		p.settings()
		p.part(&part{kind: plan.Free, section: &Section{}, text: []string{"。"}})
		for i, a := range v.def.attachments {
			p.attachment(v.draft.Frame.Attachments[i], a, i)
		}
	})
	if !ok {
		return
	}
	v.tally(frame)
	v.text.opening(frame)
	var batch []*part
	size := 0
	flush := func() {
		if len(batch) > 0 && v.findings == nil {
			v.smallParts(batch)
		}
		batch, size = nil, 0
	}
	for _, p := range v.def.parts {
		n := p.size()
		if n > v.size {
			flush()
			if v.findings == nil {
				v.part(p)
			}
			continue
		}
		if size+n > v.size {
			flush()
		}
		batch, size = append(batch, p), size+n
	}
	flush()
	v.text.closing(frame)
}

// smallParts verifies parts that are a piece together.
func (v *verifier) smallParts(parts []*part) {
	loaded, ok := v.load(func(pr *printer) {
		pr.file.Root().Set("title", format.Text(fillerTitle))
		pr.settings()
		for _, p := range parts {
			spelled := *p
			if spelled.label == nil {
				spelled.label = new(spelledLabel(p.section))
			}
			pr.part(&spelled)
		}
	})
	if !ok {
		return
	}
	v.tally(loaded)
	for i, p := range loaded.Parts {
		v.text.part(p)
		if parts[i].kind == plan.Measures {
			for _, it := range parts[i].items {
				v.count(it)
			}
		}
	}
}

// load prints a definition and loads it.
func (v *verifier) load(print func(*printer)) (*plan.Plan, bool) {
	p := &printer{file: format.New(format.Plan), draft: v.draft, def: v.def, spelled: map[*item]bool{}}
	print(p)
	loaded, findings := plan.LoadAlone("导入的方案", p.file.Bytes())
	if findings.HasErrors() {
		v.findings = findings
		return nil, false
	}
	return loaded, true
}

// tally adds the assignments of a piece, those of fillers aside.
func (v *verifier) tally(p *plan.Plan) {
	for _, a := range p.Assignments() {
		if a.Path[len(a.Path)-1].Title.Value == fillerTitle {
			continue
		}
		v.summary.Assignments++
		if a.Duty == nil || len(a.Duty.Shares) == 0 {
			v.summary.Unassigned++
		}
	}
}

// fillerTitle is no title that a text has.
const fillerTitle = "。"

// loadPart loads a part that has an own heading, or only stands above items.
func (v *verifier) loadPart(p *part) (*plan.Part, bool) {
	loaded, ok := v.load(func(pr *printer) {
		pr.file.Root().Set("title", format.Text("。"))
		pr.settings()
		for _, it := range p.items {
			pr.spelled[it] = true
		}
		pr.part(p)
	})
	if !ok {
		return nil, false
	}
	return loaded.Parts[0], true
}

// filler keeps a part or an item from being one without items.
func filler() *item {
	return &item{section: &Section{}, title: fillerTitle, label: new("")}
}

func (v *verifier) part(p *part) {
	head := *p
	if head.label == nil {
		head.label = new(spelledLabel(p.section))
	}
	if len(p.items) > 0 {
		head.items = []*item{filler()}
	}
	loaded, ok := v.loadPart(&head)
	if !ok {
		return
	}
	loaded.Items = nil
	v.text.part(loaded)
	v.items(p, nil, p.items)
}

// items verifies a list of items that stand below others.
func (v *verifier) items(p *part, above []*item, items []*item) {
	var batch []*item
	size := 0
	flush := func() {
		if len(batch) > 0 && v.findings == nil {
			list, loaded := v.below(p, above, batch)
			if list != nil {
				v.tally(loaded)
			}
			v.text.items(list)
		}
		batch, size = nil, 0
	}
	for _, it := range items {
		if v.findings != nil {
			return
		}
		n := it.size()
		if n > v.size && len(it.items) > 0 {
			flush()
			v.big(p, above, it)
			continue
		}
		if size > 0 && size+n > v.size {
			flush()
		}
		batch, size = append(batch, it), size+n
		if p.kind == plan.Measures {
			v.count(it)
		}
	}
	flush()
}

func (v *verifier) count(it *item) {
	if len(it.items) == 0 {
		v.summary.Measures++
		return
	}
	v.summary.Groups++
	for _, sub := range it.items {
		v.count(sub)
	}
}

// big verifies an item that is longer than a piece: itself, then its items.
func (v *verifier) big(p *part, above []*item, it *item) {
	own := *it
	own.label = new(it.spelled())
	own.items = []*item{filler()}
	loaded, piece := v.below(p, above, []*item{&own})
	if loaded == nil {
		return
	}
	v.tally(piece)
	if p.kind == plan.Measures {
		v.summary.Groups++
	}
	closing := loaded[0].Closing
	loaded[0].Closing, loaded[0].Items = nil, nil
	v.text.items(loaded)
	v.items(p, append(above, it), it.items)
	v.text.paragraphs(closing)
}

// below loads items under stand-ins for those above them.
func (v *verifier) below(p *part, above []*item, items []*item) ([]*plan.Item, *plan.Plan) {
	whole := &part{kind: p.kind, heading: "。", section: &Section{}, items: items}
	for i := len(above) - 1; i >= 0; i-- {
		stand := filler()
		stand.duty, stand.items = above[i].duty, whole.items
		whole.items = []*item{stand}
	}
	loaded, ok := v.load(func(pr *printer) {
		pr.file.Root().Set("title", format.Text("。"))
		pr.settings()
		for _, it := range items {
			pr.spelled[it] = true
		}
		pr.part(whole)
	})
	if !ok {
		return nil, nil
	}
	list := loaded.Parts[0].Items
	for range above {
		list = list[0].Items
	}
	return list, loaded
}

// size is about how long an item is in the definition, in bytes.
func (it *item) size() int {
	if it.bytes == 0 {
		n := 60 + len(it.title) + len(it.text)
		for _, t := range it.tasks {
			n += 60 + len(t.text) + len(t.clause)
		}
		for _, row := range it.table {
			for _, cell := range row {
				n += 4 + len(cell)
			}
		}
		for _, sub := range it.items {
			n += sub.size()
		}
		it.bytes = n
	}
	return it.bytes
}

// size is about how long a part is in the definition, in bytes.
func (p *part) size() int {
	n := 60 + len(p.heading)
	for _, text := range p.text {
		n += 4 + len(text)
	}
	for _, row := range p.table {
		for _, cell := range row {
			n += 4 + len(cell)
		}
	}
	for _, it := range p.items {
		n += it.size()
	}
	return n
}

// spelled is the label of an item whatever the numbering makes of it.
func (it *item) spelled() string {
	if it.label != nil {
		return *it.label
	}
	return spelledLabel(it.section)
}
