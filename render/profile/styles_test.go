package profile

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"fangan/internal/diag"
	"fangan/render/font"
)

// house lays profiles over the base and fails if they have faults.
func house(t *testing.T, texts ...string) *Profile {
	t.Helper()
	var over []*diag.Source
	for i, text := range texts {
		over = append(over, diag.NewSource(fmt.Sprintf("templates/%d.profile.toml", i+1), text))
	}
	p, findings := Load(base(t), over...)
	if len(findings) > 0 {
		t.Fatal(findings)
	}
	return p
}

func TestFacesOfStyles(t *testing.T) {
	p := house(t, "[title]\nfont = 'D:\\方正小标宋.ttf'\n[heading2]\nbold = true\n[latin]\nrole = \"宋体\"\n",
		"[body]\nfont = { file = \"simsun.ttc\", face = \"新宋体\" }\n[heading2]\nbold = false\n[heading3]\nbold = true\n[latin]\nfont = \"times.ttf\"\n[contents]\ntitle_font = \"目录.ttf\"")
	got := map[string]string{}
	for _, f := range p.Faces() {
		if f.Font != "" || f.Bold {
			got[f.Style()] = fmt.Sprint(f.Role, " ", f.Font, " ", f.Bold)
		}
		if (f.Size == 0) != (f.Key == "table.head_role") {
			t.Errorf("%s has size %v", f.Key, f.Size)
		}
	}
	want := map[string]string{
		"title": `小标宋 D:\方正小标宋.ttf false`, "body": "仿宋 simsun.ttc#新宋体 false", "heading3": "仿宋  true", "contents.title": "小标宋 目录.ttf false",
	}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("got  %v\nwant %v", got, want)
	}
	if l := p.Latin(); l.Font != "times.ttf" || l.Role != "" {
		t.Errorf("latin %+v: the later file takes the place of the earlier", l)
	}
	if at := p.Origin("heading3.bold"); at.Source.Name != "templates/2.profile.toml" || at.Position().Line != 6 {
		t.Errorf("heading3.bold comes from %+v", at.Position())
	}

	dressed := p.Dressed(func(f Face) font.Role {
		if f.Style() == "title" {
			return "title.role"
		}
		return f.Role
	})
	if dressed.Title.Role != "title.role" || dressed.Body.Role != font.FangSong || p.Title.Role != font.XiaoBiaoSong {
		t.Errorf("dressed %s, %s; before %s", dressed.Title.Role, dressed.Body.Role, p.Title.Role)
	}
}

func TestFaceFindings(t *testing.T) {
	for _, c := range []struct{ over, want string }{
		{"[title]\nbold = 1", "2:1 profile/value"},
		{"[title]\nfont = \"\"", "2:1 profile/value"},
		{"[title]\nfont = { file = \"a.ttc\" }", "2:1 profile/value"},
		{"[title]\nfont = \"D:\\new.ttf\"", "2:1 profile/value"},
		{"[block]\nfont = \"a.ttf\"", "2:1 profile/unknown-key"},
		{"[latin]\nrole = \"黑\"", "2:1 profile/value"},
		{"[latin]\nrole = \"仿宋\"\nfont = \"a.ttf\"", "3:1 profile/conflict"},
		{"[latin]\nsize = \"16pt\"", "2:1 profile/unknown-key"},
		{"latin = \"times.ttf\"", "1:1 profile/value"},
	} {
		source := diag.NewSource("house.toml", c.over)
		_, findings := Load(base(t), source)
		var got []string
		for _, d := range findings {
			got = append(got, fmt.Sprintf("%d:%d %s", d.Span.Position().Line, d.Span.Position().Column, d.Rule))
			if d.Span.Source != source || d.Help == "" {
				t.Errorf("%q: incomplete finding %+v", c.over, d)
			}
		}
		if s := strings.Join(got, "; "); s != c.want {
			t.Errorf("%q:\n got %s\nwant %s", c.over, s, c.want)
		}
	}
}

func TestValues(t *testing.T) {
	p := house(t, "[body]\nsize = \"15.75pt\" # 老规矩\n[block]\nlines = 21\n[heading2]\nbold = true\n[page_number]\nplace = \"centre\"\n")
	found := map[string]Value{}
	var order []string
	for _, v := range p.Values() {
		found[v.Key] = v
		order = append(order, v.Key)
	}
	n := 0
	for key := range keys(reflect.TypeFor[Profile](), "") {
		n++
		if _, ok := found[key]; !ok {
			t.Errorf("%s is not listed", key)
		}
	}
	if len(order) != n+1 {
		t.Errorf("%d values, want those of the base and one", len(order))
	}
	for _, c := range []Value{
		{Key: "body.size", Text: `"15.75pt"`, Note: "7.3.3 标题后接排的正文也用它，标题和责任行另设", Base: `"16pt"`},
		{Key: "block.lines", Text: "21", Base: "22"},
		{Key: "block.columns", Text: "28"},
		{Key: "heading2.bold", Text: "true"},
		{Key: "page_number.place", Text: `"centre"`, Base: `"outside"`},
	} {
		v := found[c.Key]
		if v.Text != c.Text || v.Base != c.Base || c.Note != "" && v.Note != c.Note {
			t.Errorf("got  %+v\nwant %+v", v, c)
		}
		if want := c.Base != "" || c.Key == "heading2.bold"; v.Overridden() != want {
			t.Errorf("%s: overridden is %v", c.Key, !want)
		}
	}
	if !strings.HasPrefix(found["block.lines"].Note, "5.2.3") {
		t.Errorf("the clause of block.lines is %q", found["block.lines"].Note)
	}
	if v := found["body.size"]; v.At.Position().Line != 2 {
		t.Errorf("body.size stands at %+v", v.At.Position())
	}
	if p.Named("body") != "正文" {
		t.Errorf("body is called %q", p.Named("body"))
	}
}

// TestTOML: what is written loads again and says the same, over the base as
// well as in its place.
func TestTOML(t *testing.T) {
	from := func(v Value) string {
		if v.Overridden() {
			return v.At.Source.Name
		}
		return ""
	}
	for _, over := range []string{
		"",
		"[body]\nsize = \"15.75pt\"\n[heading2]\nbold = true\n[latin]\nrole = \"宋体\"\n[page_number]\nplace = \"centre\"\ndashes = false\n",
		"[title]\nfont = 'D:\\a \"b\" #c.ttf'\n[latin]\nfont = \"times.ttf\"\n[colophon]\nthick = \"0.353mm\"\n[block]\nmirror = true\n",
	} {
		p := house(t, over)
		text := TOML(p, from)
		for _, sources := range [][]*diag.Source{{base(t), diag.NewSource("again.toml", text)}, {diag.NewSource("again.toml", text)}} {
			again, findings := Load(sources[0], sources[1:]...)
			if len(findings) > 0 {
				t.Fatalf("%v\n%s", findings, text)
			}
			if got, want := sayings(again), sayings(p); got != want {
				t.Errorf("got\n%s\nwant\n%s", got, want)
			}
		}
		if strings.Contains(over, "size") && !strings.Contains(text, "7.3.3 标题后接排的正文也用它，标题和责任行另设；出自 templates/1.profile.toml，原为 \"16pt\"") {
			t.Errorf("the clause and the place of body.size are not in\n%s", text)
		}
	}
}

// sayings lists the values of a profile and what it sets.
func sayings(p *Profile) string {
	var b strings.Builder
	for _, v := range p.Values() {
		fmt.Fprintln(&b, v.Key, v.Text)
	}
	plain := *p
	plain.origins, plain.said, plain.base = nil, nil, nil
	fmt.Fprintf(&b, "%+v", plain)
	return b.String()
}

// TestEveryKeyMayBeOverridden sets each key of the base alone, to the value that
// it has, and finds it in the house profile.
func TestEveryKeyMayBeOverridden(t *testing.T) {
	for _, v := range house(t).Values() {
		table, name := v.Table()
		p := house(t, fmt.Sprintf("[%s]\n%s = %s\n", table, name, v.Text))
		if at := p.Origin(v.Key); at.Source.Name != "templates/1.profile.toml" {
			t.Errorf("%s comes from %s", v.Key, at.Source.Name)
		}
	}
}
