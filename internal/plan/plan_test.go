package plan_test

import (
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"unicode/utf8"

	"fangan/internal/diag"
	"fangan/internal/plan"
)

const example = "../../plans"

// TestExamples: the example workspace has no findings, and holds what its
// comments promise.
func TestExamples(t *testing.T) {
	ws, findings := plan.Open("", os.DirFS(example))
	if len(findings) > 0 || len(ws.Plans) == 0 {
		t.Fatalf("%d plans, %v", len(ws.Plans), findings)
	}
	summaries := map[string]string{
		"2026/污染防治攻坚战.toml":  "8组、60项、82条任务，3条无责任单位",
		"2026/农村道路交通安全.toml": "4组、9项、16条任务",
	}
	for _, file := range ws.Plans {
		p, findings := ws.Load(file)
		if p == nil || len(findings) > 0 {
			t.Errorf("%s: %v", file, findings)
			continue
		}
		if want, ok := summaries[file]; ok && p.Summary().String() != want {
			t.Errorf("%s holds %s, want %s", file, p.Summary(), want)
		}
		checkPlan(t, p)
	}
}

// TestFixtureInvariants holds what must be true of every plan that loads
// without errors.
func TestFixtureInvariants(t *testing.T) {
	fixtures, _ := filepath.Glob("testdata/*.txtar")
	checked := 0
	for _, name := range fixtures {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		input, _, _ := strings.Cut(string(data), wantMark)
		ws, _ := plan.Open("", files(input))
		for _, file := range ws.Plans {
			if p, findings := ws.Load(file); p != nil && !findings.HasErrors() {
				checkPlan(t, p)
				checked++
			}
		}
	}
	if checked < 5 {
		t.Errorf("only %d fixtures are free of errors", checked)
	}
}

// checkPlan holds the invariants of a plan without errors: its paragraphs hold
// every text and every clause of the definition, places lead to what they
// claim, serial numbers run through, and marks come back as they went.
func checkPlan(t *testing.T, p *plan.Plan) {
	t.Helper()
	for _, part := range p.Parts {
		for _, item := range part.Items {
			checkItem(t, p, item, false)
		}
	}
	for i, a := range p.Assignments() {
		if a.Order != i+1 {
			t.Errorf("%s: assignment %d has the number %d", p.Path, i+1, a.Order)
		}
		if len(a.Path) == 0 || a.Part == nil || a.Text == "" {
			t.Errorf("%s: %s is incomplete", p.Path, a.Where())
		}
		for _, name := range a.Names() {
			if got := p.Source.Text[name.Span.Start:name.Span.End]; !strings.Contains(got, `\`) && plain(got) != plain(name.Written) {
				t.Errorf("%s: the place of %q holds %q", p.Path, name.Written, got)
			}
		}
	}
	checkMarks(t, p)
}

func plain(s string) string {
	return strings.NewReplacer("(", "（", ")", "）", ",", "，", ";", "；", ":", "：", " ", "", "\u3000", "", "\n", "", "\t", "").Replace(s)
}

func checkItem(t *testing.T, p *plan.Plan, item *plan.Item, silent bool) {
	t.Helper()
	var printed strings.Builder
	printed.WriteString(item.Label + item.Title.Value + item.Separator) // 自然资源部门：… names who it is
	for _, list := range [][]plan.Paragraph{item.Paragraphs, item.Closing} {
		for _, paragraph := range list {
			if paragraph.Plain() == "" {
				t.Errorf("%s: an empty paragraph in %q", p.Path, item.Title.Value)
			}
			printed.WriteString(paragraph.Plain())
		}
	}
	has := func(what string) {
		t.Helper()
		if !strings.Contains(plain(printed.String()), plain(what)) {
			t.Errorf("%s: %q prints %q without %q", p.Path, item.Title.Value, printed.String(), what)
		}
	}
	texts := []plan.Text{item.Text}
	duties := []*plan.Duty{item.Duty}
	for _, task := range item.Tasks {
		texts, duties = append(texts, task.Text), append(duties, task.Duty)
	}
	for _, text := range texts {
		// A clause may stand before the final mark.
		for _, line := range text.Lines() {
			has(strings.TrimRight(line.Value, "。；，"))
		}
	}
	names := printedNames(p, item)
	for _, d := range duties {
		if d == nil || !names {
			continue
		}
		for _, share := range d.Shares {
			for _, name := range share.Names {
				has(name.Written)
			}
		}
		for _, leader := range d.Leaders {
			has(leader.Value)
		}
	}
	for _, sub := range item.Items {
		checkItem(t, p, sub, silent)
	}
}

// printedNames reports whether the duties of an item and its tasks print.
func printedNames(p *plan.Plan, item *plan.Item) bool {
	for _, a := range p.Assignments() {
		if a.Path[len(a.Path)-1] == item && a.Printed == plan.TableOnly {
			return false
		}
	}
	return true
}

// checkMarks prints texts as a template does and takes the marks out again:
// whole, cut at every character, and damaged.
func checkMarks(t *testing.T, p *plan.Plan) {
	t.Helper()
	texts := []plan.Text{p.Title, p.Status, p.Stage}
	for _, part := range p.Parts {
		texts = append(texts, part.Heading)
		for _, item := range part.Items {
			texts = append(texts, item.Title, item.Text)
			for _, paragraph := range item.Paragraphs {
				texts = append(texts, paragraph.Pieces...)
			}
		}
	}
	for i, text := range texts {
		around := "前" + text.String() + "后" + texts[(i+1)%len(texts)].String()
		var joined strings.Builder
		for _, piece := range p.Unmark(around) {
			joined.WriteString(piece.Value)
			if piece.Value == text.Value && piece.Span.IsZero() != text.Span.IsZero() {
				t.Errorf("%s: %q lost its place", p.Path, piece.Value)
			}
		}
		if want := "前" + text.Value + "后" + texts[(i+1)%len(texts)].Value; joined.String() != want {
			t.Errorf("%s: Unmark(%q) = %q, want %q", p.Path, around, joined.String(), want)
		}
		if len(around) > 400 {
			continue // cutting is quadratic
		}
		for cut := range around {
			for _, damaged := range []string{around[:cut], around[cut:], around[cut:] + around[:cut]} {
				for _, piece := range p.Unmark(damaged) {
					if piece.Value == "" || strings.ContainsAny(piece.Value, "\ufdd0\ufdd1\ufdd2") {
						t.Fatalf("%s: Unmark(%q) leaves the piece %q", p.Path, damaged, piece.Value)
					}
				}
			}
		}
	}
}

// TestUnmarkCut: a template that cuts a text short keeps its place and loses
// no character that it printed.
func TestUnmarkCut(t *testing.T) {
	ws, _ := plan.Open("", fstest.MapFS{"2026/a.toml": {Data: []byte("title = \"甲乙丙\"\n[[measures]]\ntext = \"丁。\"\n")}})
	p, _ := ws.Load("2026/a.toml")
	whole := p.Title.String()
	if !strings.Contains(whole, "甲乙丙") || whole == "甲乙丙" {
		t.Fatalf("String() = %q", whole)
	}
	for _, c := range []struct{ printed, want string }{
		{whole, "@甲乙丙"},
		{"一" + whole + "二", "一 @甲乙丙 二"},
		{strings.Replace(whole, "乙丙", "", 1), "@甲"},
		{whole[:strings.Index(whole, "丙")], "@甲乙"},
		{whole[strings.Index(whole, "乙"):], "乙丙"},
		{whole + whole, "@甲乙丙 @甲乙丙"},
		{"\ufdd0", ""},
		{"\ufdd0x\ufdd1甲\ufdd2", "甲"},
		{"\ufdd099999\ufdd1甲\ufdd2乙", "甲 乙"},
		{"\ufdd0-1\ufdd1甲\ufdd2", "甲"},
		{"甲\ufdd1乙\ufdd2丙", "甲乙丙"},
		{"\ufdd2\ufdd1\ufdd0", ""},
		{"", ""},
	} {
		var got []string
		for _, piece := range p.Unmark(c.printed) {
			mark := ""
			if !piece.Span.IsZero() {
				mark = "@"
			}
			got = append(got, mark+piece.Value)
		}
		if s := strings.Join(got, " "); s != c.want {
			t.Errorf("Unmark(%q) = %q, want %q", c.printed, s, c.want)
		}
	}
}

// TestConcurrent loads plans of one workspace at once, with and without a
// register; under -race it shows that nothing is shared.
func TestConcurrent(t *testing.T) {
	open := fstest.MapFS{}
	for _, name := range []string{"a", "b", "c", "d"} {
		open["2026/"+name+".toml"] = &fstest.MapFile{Data: []byte("title = \"" + name + "\"\nyear = 2026\n[[measures]]\ntext = \"甲。\"\nduty = \"县" + name + "局牵头，县财政局、有关部门参与\"\n")}
	}
	closed := fstest.MapFS{"units.toml": {Data: []byte("[[units]]\nname = \"县财政局\"\n[[units]]\nname = \"各局\"\nkind = \"collective\"\nmembers = [\"县财政局\"]\n")}}
	for name, f := range open {
		closed[name] = &fstest.MapFile{Data: []byte(string(f.Data) + "[[collectives]]\nname = \"各单位\"\nmembers = [\"各局\"]\n")}
	}
	for _, fsys := range []fstest.MapFS{open, closed} {
		ws, _ := plan.Open("", fsys)
		before := len(ws.Register.Units)
		dumps := make([]string, 4*len(ws.Plans))
		var group sync.WaitGroup
		for i := range dumps {
			group.Go(func() {
				p, findings := ws.Load(ws.Plans[i%len(ws.Plans)])
				var b strings.Builder
				dumpPlan(&b, p)
				for _, d := range findings {
					b.WriteString(d.Message)
				}
				dumps[i] = b.String()
			})
		}
		group.Wait()
		for i := range dumps {
			if dumps[i] != dumps[i%len(ws.Plans)] {
				t.Errorf("two loads of one plan differ:\n%s\n%s", dumps[i], dumps[i%len(ws.Plans)])
			}
		}
		if len(ws.Register.Units) != before {
			t.Error("loading a plan changed the register of the workspace")
		}
	}
}

// TestResolveChangesNothing: a question leaves no trace, even in a register
// that takes every name.
func TestResolveChangesNothing(t *testing.T) {
	ws, _ := plan.Open("", fstest.MapFS{"2026/a.toml": {Data: []byte("title = \"a\"\n[[measures]]\ntext = \"甲。\"\nlead = [\"县水利局\"]\nassist = [\"县 水利局\"]\n")}})
	p, findings := ws.Load("2026/a.toml")
	if findings.HasErrors() || len(p.Register.Units) != 1 {
		t.Fatalf("%d units, %v", len(p.Register.Units), findings)
	}
	if _, ok := p.Register.Resolve("县财政局"); ok || len(p.Register.Units) != 1 {
		t.Error("a question registered a unit")
	}
	if u, ok := p.Register.Resolve("县水利局"); !ok || u != p.Assignments()[0].Duty.Shares[0].Names[0].Unit {
		t.Error("the unit that the plan names is not found")
	}
}

func FuzzLoad(f *testing.F) {
	fixtures, _ := filepath.Glob("testdata/*.txtar")
	for _, name := range fixtures {
		data, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		input, _, _ := strings.Cut(string(data), wantMark)
		fsys := files(input)
		for file, content := range fsys {
			if strings.HasPrefix(file, "2026/") {
				settings, units := fsys["fangan.toml"], fsys["units.toml"]
				f.Add(content.Data, dataOf(settings), dataOf(units))
			}
		}
	}
	f.Fuzz(func(t *testing.T, definition, settings, units []byte) {
		ws, findings := plan.Open("", fstest.MapFS{"fangan.toml": {Data: settings}, "units.toml": {Data: units}, "2026/a.toml": {Data: definition}})
		checkSpans(t, findings)
		if len(ws.Plans) != 1 {
			t.Fatal("the plan is not listed")
		}
		p, more := ws.Load(ws.Plans[0])
		checkSpans(t, more)
		if p == nil {
			if !more.HasErrors() {
				t.Fatal("no plan and no error")
			}
			return
		}
		if !findings.HasErrors() && !more.HasErrors() {
			checkPlan(t, p)
		}
		var once, twice strings.Builder
		dumpPlan(&once, p)
		again, _ := ws.Load(ws.Plans[0])
		dumpPlan(&twice, again)
		if once.String() != twice.String() {
			t.Error("two loads differ")
		}
	})
}

func dataOf(f *fstest.MapFile) []byte {
	if f == nil {
		return nil
	}
	return f.Data
}

func checkSpans(t *testing.T, findings diag.List) {
	t.Helper()
	for _, d := range findings {
		spans := []diag.Span{d.Span}
		for _, r := range d.Related {
			spans = append(spans, r.Span)
		}
		for _, s := range spans {
			if s.IsZero() {
				continue
			}
			text := s.Source.Text
			if s.Start < 0 || s.End < s.Start || s.End > len(text) {
				t.Fatalf("%s: span %d-%d outside of %d bytes", d.Message, s.Start, s.End, len(text))
			}
			if utf8.ValidString(text) && (!utf8.ValidString(text[:s.Start]) || !utf8.ValidString(text[:s.End])) {
				t.Errorf("%s: span %d-%d cuts a character", d.Message, s.Start, s.End)
			}
		}
		if d.Rule == "" || d.Severity == 0 || d.Message == "" {
			t.Errorf("incomplete finding %+v", d)
		}
	}
	if err := diag.WriteText(discard{}, findings, diag.TextOptions{}); err != nil {
		t.Error(err)
	}
}

type discard struct{}

func (discard) Write(b []byte) (int, error) { return len(b), nil }

// 7.3.1: the title of a joint notice names up to three issuers, of more the 主办.
func TestTitleOfJointNotice(t *testing.T) {
	names := []string{"青溪县教育局", "青溪县财政局", "青溪县水利局", "青溪县林业局", "青溪县人民政府"}
	for n, want := range map[int]string{
		1: "青溪县教育局",
		2: "青溪县教育局　青溪县财政局",
		3: "青溪县教育局　青溪县财政局　青溪县水利局",
		4: "青溪县教育局等四部门",
		5: "青溪县教育局等五单位",
	} {
		def := "title = \"护林方案\"\nyear = 2026\n\n[issue]\nby = [\"" + strings.Join(names[:n], `", "`) + "\"]\nnotice = \"印发给你们。\"\n\n[[measures]]\ntext = \"护林。\"\n"
		ws, _ := plan.Open("", fstest.MapFS{"fangan.toml": {}, "units.toml": {}, "2026/一.toml": {Data: []byte(def)}})
		p, findings := ws.Load("2026/一.toml")
		if p == nil || p.Issue.Notice == nil {
			t.Fatalf("%d issuers: %v", n, findings)
		}
		if got := p.Issue.Notice.Title.Value; got != want+"关于印发《护林方案》的通知" {
			t.Errorf("%d issuers: %s", n, got)
		}
	}
}
