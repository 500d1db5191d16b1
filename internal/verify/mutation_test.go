package verify_test

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/xuri/excelize/v2"

	"fangan/internal/agreement"
	"fangan/internal/diag"
	"fangan/internal/length"
	"fangan/internal/pdfpage"
	"fangan/internal/plan"
	"fangan/internal/verify"
	"fangan/render"
	"fangan/render/document"
	"fangan/render/font"
	"fangan/render/pdf"
	"fangan/render/profile"
	"fangan/render/typeset"
	"fangan/templates"
)

// A made is a document as the typesetter left it.
type made struct {
	plan    *plan.Plan
	root    *document.Node
	profile *profile.Profile
	pages   []typeset.Page
	faces   *font.Set
}

func must(t testing.TB, findings diag.List) {
	t.Helper()
	if findings.HasErrors() {
		var b strings.Builder
		diag.WriteText(&b, findings, diag.TextOptions{})
		t.Fatal(b.String())
	}
}

func builtIn(t testing.TB, name string) string {
	t.Helper()
	data, err := fs.ReadFile(templates.FS, name)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// set sets the plan of testdata with some of its text replaced.
func set(t testing.TB, replace ...string) made {
	t.Helper()
	fsys := fstest.MapFS{}
	for _, name := range []string{"fangan.toml", "units.toml", "2026/full.toml"} {
		data, err := os.ReadFile(filepath.Join("testdata/plan", filepath.FromSlash(name)))
		if err != nil {
			t.Fatal(err)
		}
		text := string(data)
		for i := 0; i < len(replace); i += 2 {
			if name == "2026/full.toml" && strings.Count(text, replace[i]) != 1 {
				t.Fatalf("%q stands %d times in the plan", replace[i], strings.Count(text, replace[i]))
			}
			text = strings.Replace(text, replace[i], replace[i+1], 1)
		}
		fsys[name] = &fstest.MapFile{Data: []byte(text)}
	}
	ws, findings := plan.Open("", fsys)
	must(t, findings)
	p, findings := ws.Load(ws.Plans[0])
	must(t, findings)
	tmpl, findings := document.Parse(templates.Document, builtIn(t, templates.Document))
	must(t, findings)
	root, findings := document.Execute(tmpl, p)
	must(t, findings)
	pr, findings := profile.Load(diag.NewSource(templates.Profile, builtIn(t, templates.Profile)))
	must(t, findings)
	m := made{plan: p, root: root, profile: pr, faces: font.BuiltIn()}
	m.pages, findings = typeset.Layout(root, pr, m.faces, typeset.Options{})
	must(t, findings)
	return m
}

// sample is the plan of testdata as it is.
var sample = sync.OnceValue(func() made { return set(fatal{}) })

// fatal stands in for a test where there is none to fail.
type fatal struct{ testing.TB }

func (fatal) Helper() {}

func (fatal) Fatal(args ...any) { panic(args) }

func (fatal) Fatalf(format string, args ...any) { panic(format) }

// clone copies the pages so far that changes stay in the copy.
func clone(pages []typeset.Page) []typeset.Page {
	out := slices.Clone(pages)
	for i := range out {
		out[i].Runs = slices.Clone(out[i].Runs)
		for k := range out[i].Runs {
			out[i].Runs[k].Glyphs = slices.Clone(out[i].Runs[k].Glyphs)
		}
		out[i].Rules = slices.Clone(out[i].Rules)
	}
	return out
}

// written draws pages and reads them back.
func (m *made) written(t testing.TB, pages []typeset.Page) *pdfpage.Document {
	t.Helper()
	var b bytes.Buffer
	meta := pdf.Meta{Title: "x", Producer: "test", Date: time.Date(2026, 3, 9, 0, 0, 0, 0, time.UTC), Document: m.root, Red: m.profile.Red.Colour}
	if err := pdf.Write(&b, pages, meta); err != nil {
		t.Fatal(err)
	}
	d, err := pdfpage.Read(b.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// failing lists what failed with more than a note.
func failing(items []verify.Item) []string {
	var ids []string
	for _, item := range items {
		if slices.ContainsFunc(item.Findings, func(f verify.Finding) bool { return f.Severity != diag.Note }) {
			ids = append(ids, item.ID)
		}
	}
	return ids
}

func messages(items []verify.Item) string {
	var b strings.Builder
	for _, item := range items {
		for _, f := range item.Findings {
			b.WriteString("\n\t" + item.ID + " " + f.String())
		}
	}
	return b.String()
}

// Helpers of the mutations below.

func kind(r *typeset.Run) document.Kind {
	if r.Node == nil {
		return 0
	}
	return r.Node.Kind
}

// each changes the runs of a kind; page 0 is all pages.
func each(pages []typeset.Page, page int, k document.Kind, change func(p *typeset.Page, r *typeset.Run)) {
	for i := range pages {
		if page != 0 && pages[i].Number != page {
			continue
		}
		for n := range pages[i].Runs {
			if r := &pages[i].Runs[n]; kind(r) == k {
				change(&pages[i], r)
			}
		}
	}
}

func shift(r *typeset.Run, dx, dy length.Length) {
	for i := range r.Glyphs {
		r.Glyphs[i].X += dx
	}
	r.Y += dy
}

// shiftAll moves all that stands in the 版心.
func shiftAll(pages []typeset.Page, dx, dy length.Length) {
	for i := range pages {
		for n := range pages[i].Runs {
			r := &pages[i].Runs[n]
			switch {
			case isNumber(r):
			case r.Turned:
				shift(r, -dy, dx)
			default:
				shift(r, dx, dy)
			}
		}
		for n := range pages[i].Rules {
			pages[i].Rules[n].X += dx
			pages[i].Rules[n].Y += dy
		}
	}
}

func isNumber(r *typeset.Run) bool {
	return r.Node == nil && !r.Turned && strings.HasPrefix(r.Text, "—")
}

func numbers(pages []typeset.Page, change func(p *typeset.Page, r *typeset.Run)) {
	for i := range pages {
		for n := range pages[i].Runs {
			if r := &pages[i].Runs[n]; isNumber(r) {
				change(&pages[i], r)
			}
		}
	}
}

// say gives a run another text of as many characters.
func say(m *made, r *typeset.Run, role font.Role, text string) {
	for i, c := range []rune(text) {
		face, id, ok := m.faces.Lookup(role, c)
		if ok {
			r.Face, r.Glyphs[i].ID = face, id
		}
	}
	r.Text = text
}

// reface sets a run in another face.
func reface(m *made, r *typeset.Run, role font.Role) {
	text := []rune(r.Text)
	for i, c := range text {
		if face, id, ok := m.faces.Lookup(role, c); ok {
			r.Face, r.Glyphs[i].ID = face, id
		}
	}
}

const (
	pt = length.Pt
	mm = length.Mm
)

// linesOf returns the baselines of the text of a page, from top to bottom.
func linesOf(p *typeset.Page) []length.Length {
	var ys []length.Length
	for i := range p.Runs {
		switch kind(&p.Runs[i]) {
		case document.Paragraph, document.Heading:
			if !slices.Contains(ys, p.Runs[i].Y) {
				ys = append(ys, p.Runs[i].Y)
			}
		}
	}
	slices.Sort(ys)
	return ys
}

// onLine calls change for the runs of the n-th line of text of a page.
func onLine(p *typeset.Page, n int, change func(r *typeset.Run)) {
	ys := linesOf(p)
	for i := range p.Runs {
		if r := &p.Runs[i]; r.Node != nil && r.Y == ys[n] {
			change(r)
		}
	}
}

// pitch changes the leading of the text of all pages.
func pitch(pages []typeset.Page, by length.Length) {
	for i := range pages {
		p := &pages[i]
		ys := linesOf(p)
		for n := range p.Runs {
			if r := &p.Runs[n]; kind(r) == document.Paragraph || kind(r) == document.Heading {
				r.Y += by * length.Length(slices.Index(ys, r.Y))
			}
		}
	}
}

func redRule(pages []typeset.Page) *typeset.Rule {
	for i := range pages[0].Rules {
		if pages[0].Rules[i].Colour == typeset.Red {
			return &pages[0].Rules[i]
		}
	}
	return nil
}

// colophonRules returns the rules of the 版记 from top to bottom.
func colophonRules(pages []typeset.Page) []*typeset.Rule {
	last := &pages[len(pages)-1]
	var list []*typeset.Rule
	for i := range last.Rules {
		if r := &last.Rules[i]; r.Width > 150*mm && r.Y > 220*mm {
			list = append(list, r)
		}
	}
	slices.SortFunc(list, func(a, b *typeset.Rule) int { return int(a.Y - b.Y) })
	return list
}

// drop empties the runs of a kind.
func drop(pages []typeset.Page, k document.Kind) {
	each(pages, 0, k, func(_ *typeset.Page, r *typeset.Run) { r.Text, r.Glyphs = "", nil })
	for i := range pages {
		pages[i].Runs = slices.DeleteFunc(pages[i].Runs, func(r typeset.Run) bool { return len(r.Glyphs) == 0 })
	}
}

// page returns a page that is full of text.
func textPage(pages []typeset.Page) *typeset.Page {
	best := 0
	for i := range pages {
		if len(linesOf(&pages[i])) > len(linesOf(&pages[best])) {
			best = i
		}
	}
	return &pages[best]
}

// behindHeading returns the first paragraph that stands on a line with a heading
// and goes on for more lines.
func behindHeading(pages []typeset.Page) (found *document.Node) {
	var heading typeset.Run
	for i := range pages {
		for _, r := range pages[i].Runs {
			switch kind(&r) {
			case document.Heading:
				heading = r
			case document.Paragraph:
				if found == nil && r.Y == heading.Y && len([]rune(r.Text)) > 10 {
					found = r.Node
				}
			}
		}
	}
	return found
}

// Each change to the pages is found, under the right id and no other.
func TestMutatedPages(t *testing.T) {
	all := func(k document.Kind, change func(r *typeset.Run)) func(m *made, pages []typeset.Page) {
		return func(_ *made, pages []typeset.Page) {
			each(pages, 0, k, func(_ *typeset.Page, r *typeset.Run) { change(r) })
		}
	}
	move := func(k document.Kind, dx, dy length.Length) func(m *made, pages []typeset.Page) {
		return all(k, func(r *typeset.Run) { shift(r, dx, dy) })
	}
	for _, test := range []struct {
		name   string
		mutate func(m *made, pages []typeset.Page)
		want   string // ids that fail, in order
	}{
		{"nothing", func(*made, []typeset.Page) {}, ""},

		{"left margin 2 mm to the left", func(_ *made, pages []typeset.Page) { shiftAll(pages, -2*mm, 0) }, "5.2.1-binding"},
		{"left margin 2 mm to the right", func(_ *made, pages []typeset.Page) { shiftAll(pages, 2*mm, 0) }, "5.2.1-binding"},
		{"top margin 2 mm down", func(_ *made, pages []typeset.Page) { shiftAll(pages, 0, 2*mm) }, "5.2.1-top"},
		{"top margin 2 mm up", func(_ *made, pages []typeset.Page) { shiftAll(pages, 0, -2*mm) }, "5.2.1-top"},
		{"paper 5 mm wider", func(_ *made, pages []typeset.Page) {
			for i := range pages {
				pages[i].Width += 5 * mm
			}
		}, "5.1-page-size"},
		{"leading 0.5 pt more", func(_ *made, pages []typeset.Page) { pitch(pages, pt/2) }, "5.2.3-pitch"},
		{"leading 0.5 pt less", func(_ *made, pages []typeset.Page) { pitch(pages, -pt/2) }, "5.2.3-pitch"},
		{"one line 1 mm too low", func(_ *made, pages []typeset.Page) {
			onLine(textPage(pages), 7, func(r *typeset.Run) { r.Y += mm })
		}, "5.2.3-pitch"},
		{"a line short of a page", func(_ *made, pages []typeset.Page) {
			p := &pages[2] // the next begins within a paragraph
			onLine(p, len(linesOf(p))-1, func(r *typeset.Run) { r.Glyphs = nil })
			p.Runs = slices.DeleteFunc(p.Runs, func(r typeset.Run) bool { return len(r.Glyphs) == 0 })
		}, "5.2.3-lines"},
		{"a character 3 mm too far", func(_ *made, pages []typeset.Page) {
			done := false
			each(pages, textPage(pages).Number, document.Paragraph, func(_ *typeset.Page, r *typeset.Run) {
				if last := &r.Glyphs[len(r.Glyphs)-1]; !done && last.X > 178*mm && !strings.ContainsAny(r.Text[len(r.Text)-3:], "，。、；") {
					last.X += 3 * mm
					done = true
				}
			})
		}, "5.2.1-block"},
		{"text in red", func(_ *made, pages []typeset.Page) {
			onLine(textPage(pages), 3, func(r *typeset.Run) { r.Colour = typeset.Red })
		}, "5.2.4-colour"},

		{"text in 黑体", func(m *made, pages []typeset.Page) {
			each(pages, 0, document.Paragraph, func(_ *typeset.Page, r *typeset.Run) { reface(m, r, font.Hei) })
		}, "5.2.2-body-face"},
		{"one line in 楷体", func(m *made, pages []typeset.Page) {
			onLine(&pages[2], 1, func(r *typeset.Run) { reface(m, r, font.Kai) })
		}, "5.2.2-body-face"},
		{"a paragraph behind its heading in 14 pt", func(_ *made, pages []typeset.Page) {
			each(pages, 0, document.Paragraph, func(_ *typeset.Page, r *typeset.Run) {
				if r.Node == behindHeading(pages) {
					r.Size = 14 * pt
				}
			})
		}, "5.2.2-body-face"},
		{"the first paragraph of a page in 14 pt", func(_ *made, pages []typeset.Page) {
			onLine(textPage(pages), 0, func(r *typeset.Run) { r.Size = 14 * pt })
		}, "5.2.2-body-face"},
		{"a paragraph in bold", func(_ *made, pages []typeset.Page) {
			each(pages, 0, document.Paragraph, func(_ *typeset.Page, r *typeset.Run) {
				if r.Node == behindHeading(pages) {
					r.Face = r.Face.Bold()
				}
			})
		}, "5.2.2-body-face"},
		{"the title in bold", all(document.Title, func(r *typeset.Run) { r.Face = r.Face.Bold() }), "7.3.1-title-face"},
		{"the second level in bold", func(_ *made, pages []typeset.Page) {
			each(pages, 0, document.Heading, func(_ *typeset.Page, r *typeset.Run) {
				if r.Node.Level == 2 {
					r.Face = r.Face.Bold()
				}
			})
		}, "7.3.3-level-faces"},
		{"the second level shown twice, a little apart", func(_ *made, pages []typeset.Page) {
			for i := range pages {
				for _, r := range pages[i].Runs {
					if kind(&r) == document.Heading && r.Node.Level == 2 {
						copyTo(&pages[i], r, r.Y)
						shift(&pages[i].Runs[len(pages[i].Runs)-1], mm/5, 0)
					}
				}
			}
		}, "7.3.3-level-faces"},
		{"text in 15 pt", all(document.Paragraph, func(r *typeset.Run) { r.Size = 15 * pt }), "5.2.2-body-face"},
		{"first level in 仿宋", func(m *made, pages []typeset.Page) {
			each(pages, 0, document.Heading, func(_ *typeset.Page, r *typeset.Run) {
				if r.Node.Level == 1 {
					reface(m, r, font.FangSong)
				}
			})
		}, "7.3.3-level-faces"},
		{"title in 宋体", func(m *made, pages []typeset.Page) {
			each(pages, 0, document.Title, func(_ *typeset.Page, r *typeset.Run) { reface(m, r, font.Song) })
		}, "7.3.1-title-face"},
		{"page number in 仿宋", func(m *made, pages []typeset.Page) {
			numbers(pages, func(_ *typeset.Page, r *typeset.Run) { reface(m, r, font.FangSong) })
		}, "7.5-number-face"},

		{"page numbers on the wrong side", func(_ *made, pages []typeset.Page) {
			numbers(pages, func(p *typeset.Page, r *typeset.Run) {
				by := 129 * mm
				if p.Number%2 == 1 {
					by = -by
				}
				shift(r, by, 0)
			})
		}, "7.5-number-x"},
		{"one page number 2 mm to the left", func(_ *made, pages []typeset.Page) {
			numbers(pages, func(p *typeset.Page, r *typeset.Run) {
				if p.Number == 4 {
					shift(r, -2*mm, 0)
				}
			})
		}, "7.5-number-x"},
		{"page numbers 2 mm up", func(_ *made, pages []typeset.Page) {
			numbers(pages, func(_ *typeset.Page, r *typeset.Run) { shift(r, 0, -2*mm) })
		}, "7.5-number-y"},
		{"a page without a number", func(_ *made, pages []typeset.Page) {
			pages[2].Runs = slices.DeleteFunc(pages[2].Runs, func(r typeset.Run) bool { return isNumber(&r) })
		}, "7.5-number-run"},
		{"a wrong page number", func(m *made, pages []typeset.Page) {
			numbers(pages, func(p *typeset.Page, r *typeset.Run) {
				if p.Number == 3 {
					say(m, r, font.Song, "— 5 —")
				}
			})
		}, "7.5-number-run"},

		{"mark 2 mm down", move(document.Mark, 0, 2*mm), "7.2.4-mark-top"},
		{"mark 2 mm to the right", move(document.Mark, 2*mm, 0), "7.2.4-mark-centre"},
		{"number 2 mm to the right", move(document.Number, 2*mm, 0), "7.2.5-number-place"},
		{"a number in wrong brackets", func(m *made, pages []typeset.Page) {
			each(pages, 1, document.Number, func(_ *typeset.Page, r *typeset.Run) {
				say(m, r, font.FangSong, strings.NewReplacer("〔", "［", "〕", "］").Replace(r.Text))
			})
		}, "7.2.5-number-form"},
		{"copy number 2 mm to the right", move(document.CopyNumber, 2*mm, 0), "7.2.1-copyno"},
		{"a copy number of five digits", func(_ *made, pages []typeset.Page) {
			each(pages, 1, document.CopyNumber, func(_ *typeset.Page, r *typeset.Run) {
				r.Text, r.Glyphs = r.Text[1:], r.Glyphs[1:]
				shift(r, 28*mm-r.Glyphs[0].X, 0)
			})
		}, "7.2.1-copyno"},
		{"no copy number", func(_ *made, pages []typeset.Page) { drop(pages, document.CopyNumber) }, "7.2.1-copyno-required"},
		{"secrecy in 仿宋", func(m *made, pages []typeset.Page) {
			each(pages, 1, document.Secrecy, func(_ *typeset.Page, r *typeset.Run) { reface(m, r, font.FangSong) })
		}, "7.2.2-secrecy"},
		{"urgency 2 mm to the right", move(document.Urgency, 2*mm, 0), "7.2.3-urgency"},
		{"red rule 1 mm down", func(_ *made, pages []typeset.Page) { redRule(pages).Y += mm }, "7.2.7-rule"},
		{"red rule too short", func(_ *made, pages []typeset.Page) { redRule(pages).Width -= 3 * mm }, "7.2.7-rule"},
		{"no red rule", func(_ *made, pages []typeset.Page) {
			pages[0].Rules = slices.DeleteFunc(pages[0].Rules, func(r typeset.Rule) bool { return r.Colour == typeset.Red })
		}, "7.2.7-rule"},

		{"title 8 mm down", func(_ *made, pages []typeset.Page) {
			each(pages, 1, document.Title, func(_ *typeset.Page, r *typeset.Run) { shift(r, 0, 8*mm) })
		}, "7.3.1-title-gap 7.3.2-recipient"},
		{"a line of the title 2 mm to the right", func(_ *made, pages []typeset.Page) {
			first := true
			each(pages, 1, document.Title, func(_ *typeset.Page, r *typeset.Run) {
				if first {
					shift(r, 2*mm, 0)
				}
				first = false
			})
		}, "7.3.1-title-shape"},
		{"recipients indented", func(_ *made, pages []typeset.Page) {
			each(pages, 1, document.Recipient, func(_ *typeset.Page, r *typeset.Run) { shift(r, 13*mm/10, 0) })
		}, "7.3.2-recipient"},
		{"paragraphs indented by three characters", func(_ *made, pages []typeset.Page) {
			p := textPage(pages)
			onLine(p, 0, func(*typeset.Run) {})
			for n := range linesOf(p) {
				first := length.Length(1 << 40)
				onLine(p, n, func(r *typeset.Run) { first = min(first, r.Glyphs[0].X) })
				if first < 38*mm || first > 40*mm {
					continue
				}
				onLine(p, n, func(r *typeset.Run) {
					if r.Glyphs[0].X < 40*mm {
						r.Glyphs[0].X -= 2 * mm
					}
				})
			}
		}, "7.3.3-indent"},
		{"a heading with a wrong number", func(m *made, pages []typeset.Page) {
			each(pages, 0, document.Heading, func(_ *typeset.Page, r *typeset.Run) {
				if strings.HasPrefix(r.Text, "三、") {
					say(m, r, font.Hei, strings.Replace(r.Text, "三、", "四、", 1))
				}
			})
		}, "7.3.3-level-labels"},

		{"a comma at the beginning of a line", func(m *made, pages []typeset.Page) {
			replaceEnd(m, pages, false, "，")
		}, "B-kinsoku"},
		{"an opening bracket at the end of a line", func(m *made, pages []typeset.Page) {
			replaceEnd(m, pages, true, "《")
		}, "9-punct B-kinsoku"},
		{"a number split", func(m *made, pages []typeset.Page) {
			replaceEnd(m, pages, true, "6")
		}, "B-unsplit"},

		{"annex note 2 mm to the right", move(document.AttachmentNote, 2*mm, 0), "7.3.4-annex-note"},
		{"date 2 mm to the right", move(document.Date, 2*mm, 0), "7.3.5.1-date-right 7.3.5.1-name-centred"},
		{"issuer 2 mm to the right", move(document.Signature, 2*mm, 0), "7.3.5.1-name-centred"},
		{"a day that is none", func(m *made, pages []typeset.Page) {
			each(pages, 0, document.Date, func(_ *typeset.Page, r *typeset.Run) { say(m, r, font.FangSong, "2026年3月0日") })
		}, "7.3.5.4-date-form"},
		{"note 2 mm to the right", move(document.Note, 2*mm, 0), "7.3.6-note"},
		{"annex label in 仿宋", func(m *made, pages []typeset.Page) {
			each(pages, 0, document.Attachment, func(_ *typeset.Page, r *typeset.Run) { reface(m, r, font.FangSong) })
		}, "7.3.7-annex-label"},
		{"annex label 2 mm down", func(_ *made, pages []typeset.Page) {
			each(pages, len(pages), document.Attachment, func(_ *typeset.Page, r *typeset.Run) { shift(r, 0, 2*mm) })
		}, "5.2.1-top 7.3.7-annex-label"},
		{"annex title on line 4", func(_ *made, pages []typeset.Page) {
			each(pages, len(pages), document.AttachmentTitle, func(_ *typeset.Page, r *typeset.Run) { shift(r, 0, 10*mm) })
		}, "7.3.7-annex-title"},
		{"annex with another name", func(m *made, pages []typeset.Page) {
			each(pages, len(pages), document.AttachmentTitle, func(_ *typeset.Page, r *typeset.Run) {
				say(m, r, font.XiaoBiaoSong, strings.Replace(r.Text, "时限", "期限", 1))
			})
		}, "7.3.7-annex-same"},

		{"last rule 1 mm up", func(_ *made, pages []typeset.Page) {
			list := colophonRules(pages)
			list[len(list)-1].Y -= mm
		}, "7.4.1-last-rule"},
		{"copies 2 mm to the right", move(document.CopiesTo, 2*mm, 0), "7.4.2-copies"},
		{"issue date 2 mm to the left", move(document.PrintedOn, -2*mm, 0), "7.4.3-issue"},
		{"printed before it was signed", func(m *made, pages []typeset.Page) {
			each(pages, 0, document.PrintedOn, func(_ *typeset.Page, r *typeset.Run) {
				say(m, r, font.FangSong, strings.Replace(r.Text, "3月10日", "3月 1日", 1))
			})
		}, "7.4.3-issue-date"},
		{"all 1 % smaller", func(_ *made, pages []typeset.Page) { scale(pages, 99) }, "5.2.3-chars 7.4.1-last-rule 7.5-number-x 7.5-number-y"},
		{"版记 3 mm up", func(_ *made, pages []typeset.Page) { shiftColophon(pages, -3*mm) }, "7.4.1-last-rule"},
		{"red rule 2 mm below the number", func(_ *made, pages []typeset.Page) { redRule(pages).Y -= 2 * mm }, "7.2.7-rule"},
		{"a red rule in black", func(_ *made, pages []typeset.Page) { redRule(pages).Colour = typeset.Black }, "7.2.7-rule"},
		{"a month with a leading zero", func(m *made, pages []typeset.Page) {
			each(pages, 0, document.Date, func(_ *typeset.Page, r *typeset.Run) { sayMore(m, r, font.FangSong, "2026年03月9日") })
		}, "7.3.5.4-date-form"},
		{"annex label with a colon", func(m *made, pages []typeset.Page) {
			each(pages, 0, document.Attachment, func(_ *typeset.Page, r *typeset.Run) { sayMore(m, r, font.Hei, r.Text+"：") })
		}, "7.3.7-annex-label"},
		{"annex labels in the wrong order", func(m *made, pages []typeset.Page) {
			each(pages, 0, document.Attachment, func(_ *typeset.Page, r *typeset.Run) {
				say(m, r, font.Hei, map[string]string{"附件1": "附件2", "附件2": "附件1"}[r.Text])
			})
		}, "7.3.7-annex-same"},
		{"a mark after an annex name", func(m *made, pages []typeset.Page) {
			done := false
			each(pages, 0, document.AttachmentNote, func(_ *typeset.Page, r *typeset.Run) {
				if !done && len([]rune(r.Text)) > 4 {
					sayMore(m, r, font.FangSong, r.Text+"；")
					done = true
				}
			})
		}, "7.3.4-annex-note"},
		{"copies without a stop", func(m *made, pages []typeset.Page) {
			each(pages, 0, document.CopiesTo, func(_ *typeset.Page, r *typeset.Run) {
				if strings.HasSuffix(r.Text, "。") {
					say(m, r, font.FangSong, strings.TrimSuffix(r.Text, "。")+"，")
				}
			})
		}, "7.4.2-copies"},
		{"issuing organ 2 mm to the left", move(document.PrintedBy, -2*mm, 0), "7.4.3-issue"},
		{"版记 in 黑体", func(m *made, pages []typeset.Page) {
			each(pages, 0, document.CopiesTo, func(_ *typeset.Page, r *typeset.Run) { reface(m, r, font.Hei) })
		}, "7.4.2-copies"},
		{"a recipient without a colon", func(m *made, pages []typeset.Page) {
			each(pages, 1, document.Recipient, func(_ *typeset.Page, r *typeset.Run) {
				if strings.HasSuffix(r.Text, "：") {
					say(m, r, font.FangSong, strings.TrimSuffix(r.Text, "：")+"，")
				}
			})
		}, "7.3.2-recipient"},
		{"mark in 宋体", func(m *made, pages []typeset.Page) {
			each(pages, 0, document.Mark, func(_ *typeset.Page, r *typeset.Run) { reface(m, r, font.Song) })
		}, ""},
		{"mark in black", all(document.Mark, func(r *typeset.Run) { r.Colour = typeset.Black }), "7.2.4-mark-centre"},
		{"number 10 mm up", move(document.Number, 0, -10*mm), "7.2.5-number-gap 7.2.7-rule"},
		{"urgency between two lines", move(document.Urgency, 0, 5*mm), "7.2.3-urgency"},
		{"note without brackets", func(m *made, pages []typeset.Page) {
			each(pages, 0, document.Note, func(_ *typeset.Page, r *typeset.Run) {
				say(m, r, font.FangSong, strings.NewReplacer("（", "【", "）", "】").Replace(r.Text))
			})
		}, "7.3.6-note"},
		{"digits in full width", func(m *made, pages []typeset.Page) {
			done := false
			each(pages, 0, document.Paragraph, func(_ *typeset.Page, r *typeset.Run) {
				if i := strings.Index(r.Text, "1200亩"); i >= 0 && !done {
					say(m, r, font.FangSong, strings.Replace(r.Text, "1200亩", "１２００亩", 1))
					done = true
				}
			})
		}, "9-numerals"},
		{"second level in 黑体", func(m *made, pages []typeset.Page) {
			each(pages, 0, document.Heading, func(_ *typeset.Page, r *typeset.Run) {
				if r.Node.Level == 2 {
					reface(m, r, font.Hei)
				}
			})
		}, "7.3.3-level-faces"},
		{"a title of 21 pt", all(document.Title, func(r *typeset.Run) { r.Size = 21 * pt }), "7.3.1-title-face"},
		{"a page number of 12 pt", func(_ *made, pages []typeset.Page) {
			numbers(pages, func(_ *typeset.Page, r *typeset.Run) { r.Size = 12 * pt })
		}, "7.5-number-face"},
	} {
		t.Run(test.name, func(t *testing.T) {
			m := sample()
			pages := clone(m.pages)
			test.mutate(&m, pages)
			items := verify.Pages(m.written(t, pages), m.profile)
			got := failing(items)
			want := strings.Fields(test.want)
			for _, id := range want {
				if !slices.Contains(got, id) {
					t.Errorf("%s did not fail; %v did%s", id, got, messages(items))
				}
			}
			if len(want) == 0 && len(got) > 0 {
				t.Errorf("%v failed%s", got, messages(items))
			}
			for _, id := range got {
				if !slices.Contains(want, id) && !slices.Contains(follows[test.name], id) {
					t.Errorf("%s failed, too%s", id, messages(items))
				}
			}
		})
	}
}

// follows are further ids that a change makes fail by its nature: what is moved
// as a whole leaves the places of its parts as well.
var follows = map[string][]string{
	"leading 0.5 pt more":      {"5.2.1-block"}, // the last lines leave the 版心
	"a number split":           {"5.2.3-chars"}, // digits are narrower than what they replace
	"a character 3 mm too far": {"5.2.3-chars"},
	// The frame that all else is measured in is the smaller one, but for what is turned.
	"all 1 % smaller":                {"7.3.7-annex-label", "7.3.7-annex-title"},
	"red rule 2 mm below the number": {"7.3.1-title-gap"},
	"a month with a leading zero":    {"7.3.5.2-unsealed"}, // it is no longer below the middle of the name
	"a mark after an annex name":     {"7.3.7-annex-same"},
	"mark 2 mm to the right":         {"5.2.1-block"}, // it is as wide as the 版心
}

// scale changes the size of all that is printed, in percent, from the top left
// corner.
func scale(pages []typeset.Page, percent length.Length) {
	by := func(l *length.Length) { *l = *l * percent / 100 }
	for i := range pages {
		for n := range pages[i].Runs {
			r := &pages[i].Runs[n]
			by(&r.Size)
			if r.Turned { // its x runs upwards from the bottom
				h := pages[i].Height
				for k := range r.Glyphs {
					r.Glyphs[k].X = h - (h-r.Glyphs[k].X)*percent/100
				}
				by(&r.Y)
				continue
			}
			for k := range r.Glyphs {
				by(&r.Glyphs[k].X)
			}
			by(&r.Y)
		}
		for n := range pages[i].Rules {
			r := &pages[i].Rules[n]
			by(&r.X)
			by(&r.Y)
			by(&r.Width)
			by(&r.Height)
		}
	}
}

// shiftColophon moves the 版记 as a whole.
func shiftColophon(pages []typeset.Page, by length.Length) {
	for _, k := range []document.Kind{document.CopiesTo, document.PrintedBy, document.PrintedOn} {
		each(pages, 0, k, func(_ *typeset.Page, r *typeset.Run) { r.Y += by })
	}
	for _, r := range colophonRules(pages) {
		r.Y += by
	}
}

// sayMore gives a run a text of another length, set solid from where it begins;
// digits are half as wide.
func sayMore(m *made, r *typeset.Run, role font.Role, text string) {
	x := r.Glyphs[0].X
	r.Text, r.Glyphs = text, nil
	for _, c := range text {
		face, id, _ := m.faces.Lookup(role, c)
		r.Face = face
		r.Glyphs = append(r.Glyphs, typeset.Glyph{ID: id, X: x})
		if c < 0x80 {
			x += r.Size / 2
		} else {
			x += r.Size
		}
	}
}

// replaceEnd puts another character in place of the last or the first of a line
// within a paragraph.
func replaceEnd(m *made, pages []typeset.Page, last bool, text string) {
	p := textPage(pages)
	ys := linesOf(p)
	for n := 1; n+1 < len(ys); n++ {
		var own, next []*typeset.Run
		onLine(p, n, func(r *typeset.Run) { own = append(own, r) })
		onLine(p, n+1, func(r *typeset.Run) { next = append(next, r) })
		if own[0].Glyphs[0].X > 29*mm || next[0].Glyphs[0].X > 29*mm {
			continue
		}
		r, at := own[0], 0
		if last {
			r = own[len(own)-1]
			at = len([]rune(r.Text)) - 1
		}
		c := []rune(r.Text)
		if c[at] < 0x4e00 || c[at] > 0x9fff {
			continue
		}
		begin := []rune(next[0].Text)
		if text == "6" && (begin[0] < 0x4e00 || begin[0] > 0x9fff) {
			continue
		}
		c[at] = []rune(text)[0]
		say(m, r, font.FangSong, string(c))
		if text == "6" {
			begin[0] = '1'
			say(m, next[0], font.FangSong, string(begin))
		}
		return
	}
	panic("no such line")
}

// build makes both files of the plan of testdata with some text replaced.
func build(t testing.TB, replace ...string) (pdfFile, xlsxFile string) {
	t.Helper()
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS("testdata/plan")); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(dir, "2026", "full.toml")
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	text := string(data)
	for i := 0; i < len(replace); i += 2 {
		if strings.Count(text, replace[i]) != 1 {
			t.Fatalf("%q stands %d times in the plan", replace[i], strings.Count(text, replace[i]))
		}
		text = strings.Replace(text, replace[i], replace[i+1], 1)
	}
	if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
	ws, findings := plan.Open(dir, os.DirFS(dir))
	must(t, findings)
	results, findings := render.Build(t.Context(), ws, render.Options{Out: filepath.Join(dir, "out"), PDF: true, XLSX: true, Jobs: 1, Version: "test"})
	must(t, findings)
	must(t, results[0].Findings)
	return results[0].Outputs[0], results[0].Outputs[1]
}

// read reads files that are readable.
func read(t testing.TB, files ...string) []verify.Set {
	t.Helper()
	sets, unreadable := verify.Read(files)
	if len(unreadable) > 0 {
		t.Fatal(unreadable)
	}
	return sets
}

func check(t testing.TB, pdfFile, xlsxFile string, p *plan.Plan) *verify.Report {
	t.Helper()
	sets := read(t, pdfFile, xlsxFile)
	if len(sets) != 1 {
		t.Fatalf("%d sets", len(sets))
	}
	sets[0].Plan = p
	return verify.Check(sets[0], sample().profile)
}

// A word that is changed in one of the two files is found, with the plan and
// without, and the finding names the place in both files.
func TestMutatedFiles(t *testing.T) {
	pdfFile, xlsxFile := build(t)
	original := sample().plan
	for _, p := range []*plan.Plan{nil, original} {
		if r := check(t, pdfFile, xlsxFile, p); len(failing(r.Items)) > 0 {
			t.Errorf("unchanged: %v%s", failing(r.Items), messages(r.Items))
		}
	}
	for _, test := range []struct {
		name    string
		replace []string // in the plan whose PDF is taken
		want    string
	}{
		{"a unit dropped from a clause", []string{"县水利局、县财政局牵头，各乡镇落实", "县水利局牵头，各乡镇落实"}, "agree-names"},
		{"a unit exchanged", []string{"县生态环境局牵头，县水利局参与", "县生态环境局牵头，县林业局参与"}, "agree-names"},
		{"another role", []string{"县自然资源局牵头，县住房城乡建设局、县林业局参与", "县自然资源局牵头，县住房城乡建设局、县林业局落实"}, "agree-names"},
		{"another deadline", []string{`"9月底前"`, `"10月底前"`}, "agree-deadline"},
		{"a changed word", []string{"三日内恢复原状", "五日内恢复原状"}, "agree-text"},
		{"a changed number", []string{"视频监控点12处", "视频监控点21处"}, "agree-text"},
	} {
		t.Run(test.name, func(t *testing.T) {
			changed, _ := build(t, test.replace...)
			for _, p := range []*plan.Plan{nil, original} {
				r := check(t, changed, xlsxFile, p)
				wantFailure(t, r, test.want)
			}
		})
	}
	for _, test := range []struct {
		name, column, id string // id of the task
		old, new         string
		want             string
	}{
		{"a word of a cell", "具体内容", "terrace", "排水顺畅", "排水通畅", "agree-text"},
		{"a unit of a cell", "牵头单位", "dredge", "、县财政局", "", "agree-names"},
		{"another unit in a cell", "配合单位", "survey", "县自然资源局", "县生态环境局", "agree-names"},
		{"a deadline of a cell", "完成时限", "remove", "9月底前", "8月底前", "agree-deadline"},
	} {
		t.Run(test.name, func(t *testing.T) {
			changed := changeCell(t, xlsxFile, original, test.id, test.column, test.old, test.new)
			for _, p := range []*plan.Plan{nil, original} {
				wantFailure(t, check(t, pdfFile, changed, p), test.want)
			}
		})
	}
	t.Run("a row removed", func(t *testing.T) {
		f, err := excelize.OpenFile(xlsxFile)
		if err != nil {
			t.Fatal(err)
		}
		sheet := f.GetSheetList()[0]
		row, _ := rowOf(t, f, sheet, 3)
		if err := f.RemoveRow(sheet, row); err != nil {
			t.Fatal(err)
		}
		r := check(t, pdfFile, save(t, f), original)
		if !slices.Contains(failing(r.Items), "agree-rows") {
			t.Errorf("%v%s", failing(r.Items), messages(r.Items))
		}
	})
}

func wantFailure(t *testing.T, r *verify.Report, id string) {
	t.Helper()
	got := failing(r.Items)
	if !slices.Contains(got, id) {
		t.Errorf("%s did not fail; %v did%s", id, got, messages(r.Items))
		return
	}
	for _, item := range r.Items {
		if item.ID != id {
			continue
		}
		if f := item.Findings[0]; !strings.Contains(f.Where, "公文第") || !strings.Contains(f.Where, "“责任分解表”") {
			t.Errorf("the finding names no place in both files: %s", f)
		}
	}
	for _, other := range got {
		if !strings.HasPrefix(other, "agree-") {
			t.Errorf("%s failed, too%s", other, messages(r.Items))
		}
	}
}

// rowOf finds the row of a task and the columns of the table.
func rowOf(t testing.TB, f *excelize.File, sheet string, order int) (row int, columns map[string]int) {
	t.Helper()
	rows, err := f.GetRows(sheet)
	if err != nil {
		t.Fatal(err)
	}
	columns = map[string]int{}
	for i, cells := range rows {
		if slices.Contains(cells, string(agreement.Number)) && len(columns) == 0 {
			for n, head := range cells {
				columns[head] = n
			}
			continue
		}
		if len(columns) > 0 && len(cells) > 0 && cells[0] == string(rune('0'+order)) {
			return i + 1, columns
		}
	}
	t.Fatalf("no row %d", order)
	return 0, nil
}

func changeCell(t testing.TB, file string, p *plan.Plan, id, column, from, to string) string {
	t.Helper()
	f, err := excelize.OpenFile(file)
	if err != nil {
		t.Fatal(err)
	}
	order := 0
	for _, a := range p.Assignments() {
		if a.ID == id {
			order = a.Order
		}
	}
	sheet := f.GetSheetList()[0]
	row, columns := rowOf(t, f, sheet, order)
	cell, err := excelize.CoordinatesToCellName(columns[column]+1, row)
	if err != nil {
		t.Fatal(err)
	}
	text, err := f.GetCellValue(sheet, cell)
	if err != nil || strings.Count(text, from) != 1 {
		t.Fatalf("%s is %q, %v", cell, text, err)
	}
	if err := f.SetCellValue(sheet, cell, strings.Replace(text, from, to, 1)); err != nil {
		t.Fatal(err)
	}
	return save(t, f)
}

func save(t testing.TB, f *excelize.File) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "改过（责任分解表）.xlsx")
	if err := f.SaveAs(name); err != nil {
		t.Fatal(err)
	}
	return name
}

// buildExamples builds the example workspace and gives out each pair of files
// with its plan and without.
func buildExamples(t *testing.T, examples string, do func(s *verify.Set, name string)) {
	t.Helper()
	out := t.TempDir()
	ws, findings := plan.Open(examples, os.DirFS(examples))
	must(t, findings)
	results, findings := render.Build(t.Context(), ws, render.Options{Out: out, PDF: true, XLSX: true, Jobs: 2, Version: "test"})
	must(t, findings)
	for _, r := range results {
		must(t, r.Findings)
		if r.Err != nil {
			t.Fatal(r.Err)
		}
		sets := read(t, r.Outputs...)
		if len(sets) != 1 {
			t.Fatalf("%d sets of %v", len(sets), r.Outputs)
		}
		do(&sets[0], r.File)
		sets[0].Plan = r.Plan
		do(&sets[0], r.File)
	}
}

// The names of several 签发人 stand above the number and level with it (7.2.6).
func TestSigners(t *testing.T) {
	signed := set(t, `secrecy = "秘密★1年"`, `secrecy = "秘密★1年"
signers = ["王志远", "李春生", "赵一"]`)
	names := func(pages []typeset.Page, change func(r *typeset.Run, row int)) {
		var ys []length.Length
		each(pages, 1, document.Signer, func(_ *typeset.Page, r *typeset.Run) {
			if !slices.Contains(ys, r.Y) {
				ys = append(ys, r.Y)
			}
			change(r, len(ys))
		})
	}
	for _, test := range []struct {
		name   string
		change func(pages []typeset.Page)
		want   string
	}{
		{"nothing", func([]typeset.Page) {}, ""},
		{"the last name 2 mm to the left", func(pages []typeset.Page) {
			names(pages, func(r *typeset.Run, row int) {
				if row == 2 {
					shift(r, -2*mm, 0)
				}
			})
		}, "7.2.6-signer"},
		{"all names 2 mm to the left", func(pages []typeset.Page) {
			names(pages, func(r *typeset.Run, _ int) { shift(r, -2*mm, 0) })
		}, "7.2.6-signer"},
		{"the number level with the first name", func(pages []typeset.Page) {
			each(pages, 1, document.Number, func(_ *typeset.Page, r *typeset.Run) {
				names(pages, func(s *typeset.Run, row int) {
					if row == 1 {
						r.Y = s.Y
					}
				})
			})
		}, "7.2.6-signer 7.2.7-rule"}, // which is 4 mm below the number
		{"the names in 仿宋", func(pages []typeset.Page) {
			names(pages, func(r *typeset.Run, _ int) { reface(&signed, r, font.FangSong) })
		}, "7.2.6-signer"},
		{"the label in 楷体", func(pages []typeset.Page) {
			names(pages, func(r *typeset.Run, _ int) { reface(&signed, r, font.Kai) })
		}, "7.2.6-signer"},
		{"the names in 15 pt", func(pages []typeset.Page) {
			names(pages, func(r *typeset.Run, row int) {
				if row == 2 {
					r.Size = 15 * pt
				}
			})
		}, "7.2.6-signer"},
		{"the second line of names 2 mm to the right", func(pages []typeset.Page) {
			names(pages, func(r *typeset.Run, row int) {
				if row == 2 {
					shift(r, 2*mm, 0)
				}
			})
		}, "7.2.6-signer"},
	} {
		pages := clone(signed.pages)
		test.change(pages)
		items := verify.Pages(signed.written(t, pages), signed.profile)
		if got := strings.Join(failing(items), " "); got != test.want {
			t.Errorf("%s: got %q, want %q%s", test.name, got, test.want, messages(items))
		}
	}
}

// Pictures of seals are measured where a file has them (7.3.5.1).
func TestSeal(t *testing.T) {
	m := sample()
	box := func(x, y length.Length) pdfpage.Box { return pdfpage.Box{X0: x, Y0: y, X1: x + 42*mm, Y1: y + 42*mm} }
	for _, test := range []struct {
		name  string
		seals []pdfpage.Box
		want  string
	}{
		{"over name and date", []pdfpage.Box{box(122*mm, 60*mm)}, ""},
		{"two side by side", []pdfpage.Box{box(70*mm, 60*mm), box(122*mm, 60*mm)}, ""},
		{"below the date", []pdfpage.Box{box(122*mm, 110*mm)}, "7.3.5.1-seal"},
		{"far from the text", []pdfpage.Box{box(122*mm, 75*mm)}, "7.3.5.1-seal"},
		{"over the text", []pdfpage.Box{box(40*mm, 40*mm), box(122*mm, 60*mm)}, "7.3.5.1-seal"},
		{"beside the 版心", []pdfpage.Box{box(145*mm, 60*mm)}, "5.2.1-block 7.3.5.1-seal"},
		{"two that cross", []pdfpage.Box{box(100*mm, 60*mm), box(122*mm, 60*mm)}, "7.3.5.1-seal"},
	} {
		d := m.written(t, m.pages)
		for _, b := range test.seals {
			d.Pages[1].Images = append(d.Pages[1].Images, pdfpage.Image{Box: b})
		}
		items := verify.Pages(d, m.profile)
		if got := strings.Join(failing(items), " "); got != test.want {
			t.Errorf("%s: %q failed, want %q%s", test.name, got, test.want, messages(items))
		}
	}
}

func BenchmarkPages(b *testing.B) {
	m := sample()
	d := m.written(b, m.pages)
	for b.Loop() {
		verify.Pages(d, m.profile)
	}
}
