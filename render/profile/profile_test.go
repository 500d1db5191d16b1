package profile

import (
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"

	"fangan/internal/diag"
	"fangan/internal/length"
)

const basePath = "../../templates/gbt9704.profile.toml"

func base(t testing.TB) *diag.Source {
	t.Helper()
	text, err := os.ReadFile(basePath)
	if err != nil {
		t.Fatal(err)
	}
	return diag.NewSource("gbt9704.profile.toml", string(text))
}

// near fails unless got is want millimetres to 0.01 mm.
func near(t *testing.T, what string, got length.Length, want float64) {
	t.Helper()
	if d := got.Millimetres() - want; d > 0.01 || d < -0.01 {
		t.Errorf("%s at %.3f mm, want %.2f", what, got.Millimetres(), want)
	}
}

func TestBaseIsTheStandard(t *testing.T) {
	p, findings := Load(base(t))
	if len(findings) > 0 {
		t.Fatal(findings)
	}
	// GB/T 9704 A.3 of the working reference: flush tops of the lines.
	for i, want := range []float64{37.00, 47.45, 57.89, 68.34, 78.78, 89.23, 99.67, 110.12, 120.56, 131.01, 141.46,
		151.90, 162.35, 172.79, 183.24, 193.68, 204.13, 214.57, 225.02, 235.46, 245.91, 256.36} {
		near(t, fmt.Sprintf("line %d", i+1), p.LineTop(i), want)
	}
	if bottom := p.LineTop(21) + p.Body.Size; bottom != 262*length.Mm {
		t.Errorf("the last line ends at %v, want the bottom of the 版心", bottom)
	}
	if right := p.Block.Left + p.Block.Width; right != 184*length.Mm {
		t.Errorf("the 版心 ends at %v, want 184mm", right)
	}
	// Numbers that the standard names.
	for _, c := range []struct {
		what string
		got  length.Length
		want float64
	}{
		{"7.2.4 mark", p.Block.Top + p.Mark.Top, 72}, {"7.2.7 rule", p.Separator.Gap, 4}, {"A.4 one line", p.Gap(1), 15.25}, {"A.4 two lines", p.Gap(2), 25.69},
		{"10.1 mark", p.Letter.MarkTop, 30}, {"10.1 rule", p.Letter.RuleWidth, 170}, {"10.1 foot", p.Page.Height - p.Letter.RuleBottom, 277},
		{"10.1 text", p.Letter.TextGap, 4.94}, {"7.4 line", p.Colophon.Pitch, 9.88}, {"7.4.1 thick", p.Colophon.Thick, 0.35}, {"7.4.1 thin", p.Colophon.Thin, 0.25},
		{"7.5 dash", p.Block.Top + p.Block.Height + p.PageNumber.Below, 269}, {"A.1 pitch", p.Pitch(), 10.4455},
	} {
		near(t, c.what, c.got, c.want)
	}
	if p.Heading(1) != p.Heading1 || p.Heading(5) != p.Heading5 || p.Heading(0) != p.Heading1 || p.Heading(9) != p.Heading5 {
		t.Error("a level has not the style of its heading")
	}
}

func TestEveryBaseValueCitesItsClause(t *testing.T) {
	for i, line := range strings.Split(base(t).Text, "\n") {
		if _, comment, _ := strings.Cut(line, " # "); strings.Contains(line, " = ") && !clause.MatchString(comment) {
			t.Errorf("line %d: no clause and no 约定: %s", i+1, comment)
		}
	}
}

// clause begins what the base says of a value: the clauses of GB/T 9704 that it
// follows, or that it is a convention.
var clause = regexp.MustCompile(`^(约定(：|$)|(3|5|6|7|8|9|10)\.\d+(\.\d+)*(、\d+(\.\d+)+)*( |（|$))`)

func TestHouseProfileOverridesSingleKeys(t *testing.T) {
	house := diag.NewSource("house.toml", "\ufeff[block]\r\nleft = \"27mm\"\r\n[body]\r\nsize = \"15.75pt\"\r\n[red]\r\ncolour = \"#C8102e\"\r\n")
	p, findings := Load(base(t), house)
	if len(findings) > 0 {
		t.Fatal(findings)
	}
	if p.Block.Left != 27*length.Mm || p.Block.Top != 37*length.Mm || p.Body.Size != 200025 || p.Body.Role != "仿宋" {
		t.Errorf("block %+v, body %+v", p.Block, p.Body)
	}
	if p.Red.Colour != (Colour{RGB: [3]uint8{0xC8, 0x10, 0x2E}}) {
		t.Errorf("red is %X", p.Red.Colour)
	}
	if o := p.Origin("block.left"); o.Source != house || o.Position().Line != 2 {
		t.Errorf("block.left comes from %+v", o)
	}
	if o := p.Origin("block.top"); o.IsZero() || o.Source == house {
		t.Errorf("block.top comes from %+v", o)
	}
}

func TestLoadFindings(t *testing.T) {
	for _, c := range []struct{ over, want string }{
		{"[block]\nleftt = \"28mm\"", "2:1 profile/unknown-key"},
		{"[blok]\nleft = \"28mm\"", "1:2 profile/unknown-key"},
		{"block = { left = \"28cm\", rigth = 1 }", "1:11 profile/value; 1:26 profile/unknown-key"},
		{"\n[body]\nsize = 16\nrole = \"宋\"\nindent = \"2\"", "3:1 profile/value; 4:1 profile/value; 5:1 profile/value"},
		{"body.indent = -1", "1:6 profile/value"},
		{"body = 3", "1:1 profile/value"},
		{"[block]\nwidth = \"200mm\"", "2:1 profile/geometry"},
		{"[block]\nlines = 60", "2:1 profile/geometry"},
		{"[title]\npitch = \"40mm\"", "2:1 profile/geometry"},
		{"[title]\ncolumns = 21", "2:1 profile/geometry"},
		{"[block]\nmirror = 1", "2:1 profile/value"},
		{"[page_number]\nplace = \"left\"\ndashes = \"no\"", "2:1 profile/value; 3:1 profile/value"},
		{"[red]\ncolour = \"red\"", "2:1 profile/value"},
		{"[red]\ncolour = \"#FF00001\"", "2:1 profile/value"},
		{"[red]\ncolour = \"C0 M80 Y80 K0\"", ""},
		{"[red]\ncolour = \"Y80% M80%\"", ""},
		{"[red]\ncolour = \"M80 M80\"", "2:1 profile/value"},
		{"[red]\ncolour = \"M101\"", "2:1 profile/value"},
		{"[red]\ncolour = \"C0\"", "2:1 profile/value"}, // paper
		{"[red]\ncolour = \"0 80 80 0\"", "2:1 profile/value"},
		{"[red]\ncolour = \"\"", "2:1 profile/value"},
		{"[mark]\nsize_min = \"50pt\"", "2:1 profile/geometry"},
		{"[letter]\nrule_width = \"220mm\"", "2:1 profile/geometry"},
		{"[contents]\nlevels = 6", "2:1 profile/geometry"},
		{"[colophon]\npitch = \"12pt\"", "2:1 profile/geometry"},
		{"[seal]\nper_row = 0", "2:1 profile/geometry"},
		{"[heading1]\nsize = \"160pt\"\n[baseline]\nascent = 88", "2:1 profile/geometry; 4:1 profile/geometry"},
		{"[block]\nlines = 40\n[body]\nsize = \"12pt\"", "2:1 profile/geometry"}, // the other styles of the base
		{"[page]\nwidth = \"100mm\"", "2:1 profile/geometry; 2:1 profile/geometry; 2:1 profile/geometry"},
		{"[正文]\n字号 = 1", "1:2 toml/syntax"},
		{"[body]\nsize = “16pt”", "2:8 toml/syntax"},
		{"[title]\nblank_above = 12", "2:1 profile/geometry"},
		{"[block\nleft = 1", "1:1 toml/syntax"},
		{"\ufeffx = = 1", "1:5 toml/syntax"},
		{strings.Repeat("[", maxSize+1), "1:1 profile/size"},
	} {
		house := diag.NewSource("house.toml", c.over)
		_, findings := Load(base(t), house)
		var got []string
		for _, d := range findings {
			p := diag.Position{}
			if d.Span.Source.Name == house.Name {
				p = d.Span.Position()
			}
			got = append(got, fmt.Sprintf("%d:%d %s", p.Line, p.Column, d.Rule))
			if d.Severity != diag.Error || d.Message == "" || d.Help == "" {
				t.Errorf("%q: incomplete finding %+v", c.over, d)
			}
		}
		if s := strings.Join(got, "; "); s != c.want {
			t.Errorf("%.60q:\n got %s\nwant %s", c.over, s, c.want)
		}
	}
}

// TestChineseKeys: a table is called by its key, and the cure says by which.
func TestChineseKeys(t *testing.T) {
	for word, want := range map[string]string{"正文": "请改成 body", "页码": "请改成 page_number", "红色": "请改成 red", "字号": "全部的键见 fangan profile"} {
		_, findings := Load(base(t), diag.NewSource("house.toml", "["+word+"]\nsize = \"15pt\""))
		if len(findings) != 1 || findings[0].Help != want {
			t.Errorf("[%s]: %+v", word, findings)
		}
	}
}

// TestEveryKey gives every key values of a wrong kind and values that nobody
// means. Whatever is found is told where the office wrote it.
func TestEveryKey(t *testing.T) {
	p, _ := Load(base(t))
	for _, v := range p.Values() {
		table, name := v.Table()
		for _, wrong := range []string{`"x"`, `""`, "1.5", "-1", "[1]", "{a=1}", "1979-05-27", `"１６pt"`, `"16"`, "99999999"} {
			house := diag.NewSource("house.toml", fmt.Sprintf("[%s]\n%s = %s", table, name, wrong))
			_, findings := Load(base(t), house)
			if len(findings) != 1 || findings[0].Rule != "profile/value" || findings[0].Span.Source != house || findings[0].Span.Position() != (diag.Position{Line: 2, Column: 1}) {
				t.Errorf("%s = %s: %+v", v.Key, wrong, findings)
			}
		}
		for _, far := range []string{`"0.000001mm"`, `"0.5pt"`, `"40pt"`, `"150mm"`, `"9999mm"`, "0", "40", "32767"} {
			house := diag.NewSource("house.toml", fmt.Sprintf("[%s]\n%s = %s", table, name, far))
			_, findings := Load(base(t), house)
			for _, d := range findings {
				if d.Span.Source != house || d.Help == "" {
					t.Errorf("%s = %s: %s:%d %s", v.Key, far, d.Span.Source.Name, d.Span.Position().Line, d.Message)
				}
			}
			if len(findings) == 0 && (far == `"9999mm"` && v.Key != "page.width" && v.Key != "page.height" || far == `"0.000001mm"` || far == "32767") {
				t.Errorf("%s = %s is accepted", v.Key, far)
			}
		}
	}
}

func TestBaseMustBeComplete(t *testing.T) {
	_, findings := Load(diag.NewSource("b.toml", strings.Replace(base(t).Text, "unsealed_blank = 1", "", 1)))
	if len(findings) != 1 || findings[0].Rule != "profile/missing-key" || !strings.Contains(findings[0].Message, "signature.unsealed_blank") {
		t.Errorf("findings %+v", findings)
	}
}

func FuzzLoad(f *testing.F) {
	f.Add("[block]\nleft = \"28cm\"\n")
	f.Add("\x10")
	f.Add("[latin]\nfont = {file = \"a\", face = \"b\"}\n[body]\nbold = true\nfont = \"x#y\"")
	f.Add("block = { left = \"28mm\", x.y = [{a=1}] }")
	f.Add(base(f).Text)
	f.Add("\ufeff[[block]]\n'左' = 1")
	b := base(f)
	f.Fuzz(func(t *testing.T, text string) {
		s := diag.NewSource("house.toml", text)
		p, findings := Load(b, s)
		if len(findings) == 0 {
			again, findings := Load(b, diag.NewSource("again.toml", TOML(p, func(Value) string { return "某处" })))
			if len(findings) > 0 || sayings(again) != sayings(p) {
				t.Errorf("what was written says something else: %v", findings)
			}
		}
		for _, d := range findings {
			if d.Span.Start < 0 || d.Span.Start > d.Span.End || d.Span.End > len(d.Span.Source.Text) {
				t.Errorf("span %d-%d outside the source: %+v", d.Span.Start, d.Span.End, d)
			}
		}
	})
}
