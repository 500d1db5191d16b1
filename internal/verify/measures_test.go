package verify_test

import (
	"os"
	"slices"
	"strings"
	"testing"

	"fangan/internal/diag"
	"fangan/internal/pdfpage"
	"fangan/internal/plan"
	"fangan/internal/verify"
	"fangan/render"
	"fangan/render/document"
	"fangan/render/profile"
	"fangan/render/typeset"
	"fangan/templates"
)

// byHouse sets the plan of testdata by a house profile.
func byHouse(t testing.TB, house string) made {
	t.Helper()
	m := sample()
	pr, findings := profile.Load(diag.NewSource(templates.Profile, builtIn(t, templates.Profile)), diag.NewSource("house", house))
	must(t, findings)
	m.profile = pr
	m.pages, findings = typeset.Layout(m.root, pr, m.faces, typeset.Options{})
	must(t, findings)
	return m
}

// counts lists how often each requirement failed.
func counts(items []verify.Item) string {
	var b strings.Builder
	for _, item := range items {
		n := 0
		for _, f := range item.Findings {
			if f.Severity != diag.Note {
				n++
			}
		}
		if n > 0 {
			b.WriteString(strings.Repeat(" "+item.ID, n))
		}
	}
	return strings.TrimPrefix(b.String(), " ")
}

// What is wrong on every page is one fault, and nothing else fails for it: not the
// indents, which are of characters of the text as it is (3.1).
func TestOneFaultIsToldOnce(t *testing.T) {
	small := "[block]\ncolumns = 36\n" + strings.ReplaceAll(smaller, "15pt", "12pt")
	for _, test := range []struct {
		name, house string
		want        string // a name for each finding
	}{
		{"other margins", "[block]\nleft = \"32mm\"\nwidth = \"146.5mm\"\ncolumns = 26\n[title]\ncolumns = 18\n[mark]\nwidth = \"146mm\"\n",
			"5.2.1-binding 5.2.3-chars 7.5-number-x 7.5-number-x"},
		// Lines of that house are lower than those of the standard.
		{"smaller type", small, "5.2.1-block 5.2.2-body-face 7.2.5-number-gap 7.3.1-title-gap"},
		{"the number 3 mm lower", "[page_number]\nbelow = \"13mm\"\n", "7.5-number-y"},
		{"the number in the middle", "[page_number]\nplace = \"centre\"\n", "7.5-number-x 7.5-number-x"},
		{"the text 2 mm lower", "[block]\ntop = \"39mm\"\nheight = \"223mm\"\n", "5.2.1-top"},
	} {
		m := byHouse(t, test.house)
		items := verify.Pages(m.written(t, m.pages), sample().profile)
		if got := counts(items); got != test.want {
			t.Errorf("%s: got %q, want %q%s", test.name, got, test.want, messages(items))
		}
	}
}

// Text in a wrong face is told once, with all that should look like it.
func TestBodyInAnotherFace(t *testing.T) {
	m := sample()
	d := m.written(t, m.pages)
	for _, f := range d.Fonts {
		f.Name = strings.Replace(f.Name, "FanganFangsong-Regular", "SimSun", 1)
	}
	items := verify.Pages(d, m.profile)
	for _, item := range items {
		switch {
		case item.ID == "5.2.2-body-face" && strings.Count(messages([]verify.Item{item}), "警告") != 1, item.ID == "7.3.3-level-faces" && len(item.Findings) > 0:
			t.Errorf("%s%s", item.ID, messages(items))
		}
	}
}

// A tolerance includes its edge, as it is printed.
func TestToleranceIncludesItsEdge(t *testing.T) {
	for by, want := range map[string]string{"1": "", "1.015": "", "1.05": "5.2.1-top"} {
		m := byHouse(t, "[block]\ntop = \""+map[string]string{"1": "38", "1.015": "38.015", "1.05": "38.05"}[by]+"mm\"\n")
		items := verify.Pages(m.written(t, m.pages), sample().profile)
		got := ""
		if slices.Contains(failing(items), "5.2.1-top") {
			got = "5.2.1-top"
		}
		if got != want {
			t.Errorf("%s mm too low: got %q, want %q%s", by, got, want, messages(items))
		}
	}
}

// What was painted over is not printed.
func TestCoveredText(t *testing.T) {
	m := sample()
	for _, test := range []struct {
		over int
		want string
	}{{0, ""}, {1 << 20, "5.2.4-colour"}} {
		d := m.written(t, m.pages)
		p := &d.Pages[2]
		p.Covers = []pdfpage.Cover{{Box: pdfpage.Box{X0: 20 * mm, Y0: 100 * mm, X1: 190 * mm, Y1: 125 * mm}, Over: min(test.over, len(p.Runs))}}
		items := verify.Pages(d, m.profile)
		if got := strings.Join(failing(items), " "); got != test.want {
			t.Errorf("got %q, want %q%s", got, test.want, messages(items))
		}
	}
}

// Where the office's profile has headings bold, they are, and pass; without, or
// where it has not, they fail.
func TestBoldHeadings(t *testing.T) {
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS("testdata/plan")); err != nil {
		t.Fatal(err)
	}
	base := sample()
	heavy := ""
	for _, f := range base.profile.Faces() {
		if key := f.Style(); !strings.ContainsAny(key, "._") || key == "duty_line" {
			heavy += "[" + key + "]\nbold = true\n"
		}
	}
	for name, text := range map[string]string{"fangan.toml": "profile = \"house\"\n", "templates/house.profile.toml": heavy} {
		if err := os.MkdirAll(dir+"/templates", 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(dir+"/"+name, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	ws, findings := plan.Open(dir, os.DirFS(dir))
	must(t, findings)
	results, findings := render.Build(t.Context(), ws, render.Options{Out: dir + "/out", PDF: true, Jobs: 1, Version: "test"})
	must(t, findings)
	must(t, results[0].Findings)
	house, findings := render.LoadProfile(ws, "")
	must(t, findings)
	bold := read(t, results[0].Outputs[0])[0].Document
	for _, test := range []struct {
		name string
		file *pdfpage.Document
		by   *profile.Profile
		want string
	}{
		{"bold as asked for", bold, house, ""},
		{"bold by the base", bold, base.profile, "5.2.2-body-face 7.3.1-title-face 7.3.3-level-faces"},
		{"not bold", base.written(t, base.pages), house, "5.2.2-body-face 7.3.1-title-face 7.3.3-level-faces"},
	} {
		items := verify.Pages(test.file, test.by)
		if got := strings.Join(failing(items), " "); got != test.want {
			t.Errorf("%s: got %q, want %q%s", test.name, got, test.want, messages(items))
		}
	}
}

// An address may break behind a slash, nothing else may.
func TestAddressAtTheEndOfALine(t *testing.T) {
	const address = "https://www.qingxi.example.cn/zwgk/fdzdgknr/2026/02/15/content_1234567.html?from=list"
	broken := 0
	for pad := range 24 {
		m := set(t, "各单位要在收到本通知后明确一名联络员", strings.Repeat("沟", pad)+"公开信息见"+address+"，各单位要在收到本通知后明确一名联络员")
		items := verify.Pages(m.written(t, m.pages), m.profile)
		if slices.Contains(failing(items), "B-kinsoku") {
			t.Errorf("%d%s", pad, messages(items))
		}
		each(m.pages, 1, document.Paragraph, func(_ *typeset.Page, r *typeset.Run) {
			if strings.HasSuffix(r.Text, "/") {
				broken++
			}
		})
	}
	if broken == 0 {
		t.Error("no line ends in a slash")
	}
	m := sample()
	pages := clone(m.pages)
	replaceEnd(&m, pages, true, "/")
	if got := failing(verify.Pages(m.written(t, pages), m.profile)); !slices.Contains(got, "B-kinsoku") {
		t.Errorf("a slash at the end of a line: %v", got)
	}
}

// Two ways to write a unit are told with the place of the later one; what only
// explains the other in brackets is none.
func TestMixedUnits(t *testing.T) {
	const before = "巡查记录完整率达到95%以上"
	for _, test := range []struct{ text, want string }{
		{before + "，浓度低于35μg/m³（微克/立方米）", ""},
		{before + "，浓度低于35微克/立方米（μg/m³）", ""},
		{before + "，浓度低于35μg/m³，力争低于30微克/立方米", "第3页"},
	} {
		m := set(t, before, test.text)
		for _, item := range verify.Pages(m.written(t, m.pages), m.profile) {
			if item.ID != "9-units" {
				continue
			}
			if n := len(item.Findings); n == 0 && test.want != "" || n > 0 && (test.want == "" || !item.Findings[0].HasPlace || !strings.Contains(item.Findings[0].Message, test.want)) {
				t.Errorf("%s: %v", test.text, item.Findings)
			}
		}
	}
}
