package render

import (
	"encoding/binary"
	"fmt"
	"maps"
	"strings"
	"testing"
	"testing/fstest"

	"fangan/fonts"
	"fangan/internal/diag"
	"fangan/internal/plan"
	"fangan/render/font"
)

// ttc joins fonts into a collection.
func ttc(files ...string) []byte {
	header := binary.BigEndian.AppendUint32([]byte("ttcf\x00\x01\x00\x00"), uint32(len(files)))
	at := len(header) + 4*len(files)
	var body []byte
	for _, file := range files {
		header = binary.BigEndian.AppendUint32(header, uint32(at+len(body)))
		moved := []byte(file)
		for i := range int(binary.BigEndian.Uint16(moved[4:])) {
			offset := moved[12+16*i+8:]
			binary.BigEndian.PutUint32(offset, binary.BigEndian.Uint32(offset)+uint32(at+len(body)))
		}
		body = append(body, moved...)
	}
	return append(header, body...)
}

// forbidding is a font whose makers forbid embedding.
func forbidding(data string) []byte {
	b := []byte(data)
	for i := range int(binary.BigEndian.Uint16(b[4:])) {
		if record := b[12+16*i:]; string(record[:4]) == "OS/2" {
			binary.BigEndian.PutUint16(b[binary.BigEndian.Uint32(record[8:])+8:], 2)
		}
	}
	return b
}

// dressed opens the faces of a workspace of these files.
func dressed(t *testing.T, files fstest.MapFS, name string) (*font.Set, map[string]font.Role, diag.List) {
	t.Helper()
	ws, findings := plan.OpenSettings("", files)
	pr, more := LoadProfile(ws, name)
	findings = append(findings, more...)
	if findings.HasErrors() {
		return nil, nil, findings
	}
	o, more := outfitOf(ws, pr)
	findings = append(findings, more...)
	set, pr, more := o.dress(pr)
	roles := map[string]font.Role{}
	for _, f := range pr.Faces() {
		roles[f.Style()] = f.Role
	}
	return set, roles, append(findings, more...)
}

func file(text string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(text)} }

func TestDress(t *testing.T) {
	files := fstest.MapFS{
		"字体/合集.ttc":                 {Data: ttc(fonts.Hei, fonts.KaiExtra)},
		"字体/宋.ttf":                  file(fonts.Song),
		"templates/红头.profile.toml": file("[heading2]\nbold = true\nfont = \"字体/宋.ttf\"\n[heading1]\nfont = \"字体/宋.ttf\"\n"),
		"fangan.toml": file(`profile = "红头"
[fonts]
fangsong = "字体/合集.ttc#Fangan Kai Extra"
latin = { file = "字体/合集.ttc", face = "FanganHei-Regular" }
[fonts.styles]
title = "字体/合集.ttc#Fangan Hei"
heading1 = "字体/合集.ttc#Fangan Hei"
`),
	}
	set, roles, findings := dressed(t, files, "")
	if len(findings) != 0 {
		t.Errorf("findings %+v", findings)
	}
	faces := map[string]*font.Face{}
	for _, c := range []struct {
		style, text, want string
		stroke            int
	}{
		{"body", "䢺", "FanganKaiExtra-Regular", 0}, // the office's 仿宋
		{"body", "县", "FanganFangsong-Regular", 0},
		{"body", "2", "FanganHei-Regular", 0}, // digits
		{"title", "县", "FanganHei-Regular", 0},
		{"heading1", "县", "FanganHei-Regular", 0}, // fangan.toml goes before the profile
		{"heading2", "县2", "", 33},
		{"heading2", "县", "FanganSong-Regular", 33},
		{"stage", "县", "FanganKai-Regular", 0},
		{"page_number", "2", "FanganSong-Regular", 0}, // 7.5 names its face
	} {
		for _, r := range c.text {
			face, _, ok := set.Lookup(roles[c.style], r)
			if !ok || c.want != "" && face.Name() != c.want || face.Stroke() != c.stroke {
				t.Errorf("%s: %c comes from %s, stroke %d", c.style, r, face.Name(), face.Stroke())
			}
			if c.want != "" && c.stroke == 0 && strings.HasPrefix(c.want, "FanganHei") {
				faces[c.style] = face
			}
		}
	}
	if faces["title"] != faces["heading1"] || faces["title"] != faces["body"] {
		t.Error("one face of one file was opened more than once")
	}

	// Another profile of the same workspace.
	_, roles, _ = dressed(t, files, "gbt9704")
	if roles["heading2"] != "heading2.role" || roles["page_number"] != font.Song {
		t.Errorf("roles %v", roles) // its digits are in another face, but not those of the page number
	}
	delete(files, "fangan.toml")
	_, roles, findings = dressed(t, files, "")
	for style, role := range roles {
		if strings.HasSuffix(string(role), ".role") || len(findings) > 0 {
			t.Errorf("%s has the role %s in the base; %v", style, role, findings)
		}
	}
}

// TestOwnFaces: a face that serves one class stands for it whatever its name is; one
// that serves several, built-in ones among them, is told by its name.
func TestOwnFaces(t *testing.T) {
	for _, c := range []struct {
		settings string
		want     map[string]font.Role
	}{
		{"", map[string]font.Role{}},
		{"[fonts]\nfangsong = \"补.ttf\"\n", map[string]font.Role{"FanganKaiExtra-Regular": font.FangSong}},
		{"[fonts]\nfangsong = \"补.ttf\"\n[fonts.styles]\ntitle = \"补.ttf\"\n", map[string]font.Role{}},
		{"[fonts.styles]\ntitle = \"黑.ttf\"\n", map[string]font.Role{}},
	} {
		ws, findings := plan.OpenSettings("", fstest.MapFS{"补.ttf": file(fonts.KaiExtra), "黑.ttf": file(fonts.Hei), "fangan.toml": file(c.settings)})
		if len(findings) > 0 {
			t.Fatal(findings)
		}
		if got := OwnFaces(ws, ""); !maps.Equal(got, c.want) {
			t.Errorf("%s\n got %v\nwant %v", c.settings, got, c.want)
		}
	}
}

// TestCovered: what a face lacks is told though the one that steps in is the
// first of another style, as 宋体 is of the page number.
func TestCovered(t *testing.T) {
	set := font.BuiltIn()
	song, _, _ := set.Lookup(font.Song, '县')
	var rare rune
	for r := rune(0x4E00); rare == 0; r++ {
		if face, _, ok := set.Lookup(font.FangSong, r); ok && face == song {
			rare = r
		}
	}
	ws := openTest(t, map[string]string{"units.toml": testUnits, "2026/甲.toml": "title = \"甲\"\nyear = 2026\n[[measures]]\ntext = \"修理" + string(rare) + "2处。\"\nduty = \"县水利局负责\"\n"})
	plans, findings := Covered(ws)
	if len(plans) != 1 || findings.HasErrors() || len(plans[0].Replaced) != 1 || plans[0].Replaced[0].Face != song || plans[0].Replaced[0].Text != string(rare) {
		t.Errorf("%c: %+v, %v", rare, plans, findings)
	}
}

func TestDressFindings(t *testing.T) {
	for _, c := range []struct{ settings, profile, want string }{
		{"[fonts]\nsong = \"合集.ttc\"", "", `fangan.toml:2:9 font/file 字体文件“合集.ttc”是字体合集（TTC），没有写明用里面的哪一个字体；里面有：Fangan Hei、Fangan Kai Extra；请在文件名后面写 # 和字体名，例如 "合集.ttc#Fangan Hei"`},
		{"[fonts]\nsong = \"合集.ttc#楷体\"", "", `fangan.toml:2:9 font/file 字体文件“合集.ttc”里没有叫“楷体”的字体；里面有：Fangan Hei、Fangan Kai Extra；请照抄其中一个名称，例如 "合集.ttc#Fangan Hei"`},
		{"[fonts]\nsong = { file = \"合集.ttc\", face = \"楷体\" }", "", `fangan.toml:2:35 font/file 字体文件“合集.ttc”里没有叫“楷体”的字体`},
		{"[fonts]\nsong = { face = \"楷体\" }", "", `fangan.toml:2:8 toml/value “song”没有写字体文件`},
		{"[fonts.styles]\ntitel = \"宋.ttf\"", "", "fangan.toml:2:1 font/style 没有叫“titel”的样式；是不是 title？"},
		{"[fonts.styles]\ntitle = \"没有.ttf\"", "", "fangan.toml:2:10 font/file 打不开字体文件“没有.ttf”"},
		{"[fonts]\nsong = \"没有/没有.ttf\"", "", "fangan.toml:2:9 font/file 打不开字体文件“没有/没有.ttf”：没有这个文件或文件夹；请检查路径；"},
		{"[fonts]\nsong = \"simsun.ttf\"", "", "fangan.toml:2:9 font/file 打不开字体文件“simsun.ttf”：没有这个文件或文件夹；工作区里没有这个文件；Windows 的字体要写全路径"},
		{"[fonts]\nsong = \"仿宋_GB2312\"", "", "fangan.toml:2:9 font/file 打不开字体文件“仿宋_GB2312”：没有这个文件或文件夹；这里写字体文件，不写字体的名称；"},
		{"[fonts]\nsong = \"禁.ttf\"", "", "fangan.toml:2:9 font/embedding 字体文件“禁.ttf”的版权设置不允许嵌入文档；归档的公文必须嵌入字体，"},
		{"[fonts]\nlicensed = true\nsong = \"禁.ttf\"", "", ""},
		{"", "[body]\nfont = \"禁.ttf\"", "templates/房.profile.toml:2:1 font/embedding 字体文件“禁.ttf”的版权设置不允许嵌入文档"},
		{"[fonts]\nlatin = \"半.ttf\"", "", "fangan.toml:2:10 font/file 字体文件“半.ttf”已损坏"},
		{"", "[body]\nfont = \"没有.ttf\"", "templates/房.profile.toml:2:1 font/file 打不开字体文件“没有.ttf”"},
		{"", "[latin]\nfont = \"半.ttf\"", "templates/房.profile.toml:2:1 font/file 字体文件“半.ttf”已损坏"},
		{"[fonts]\nstrict = true\nfangsong = \"宋.ttf\"", "", "fangan.toml:2:1 font/strict strict = true 不许用替代字体，但没有给楷体指定字体文件"},
		{"profile = \"红头\"", "", "fangan.toml:2:12 profile/unknown 没有叫“红头”的版式；可用的版式：gbt9704、房；"},
		{"profile = \"../房\"", "", "fangan.toml:2:12 profile/unknown 没有叫“../房”的版式"},
	} {
		files := fstest.MapFS{
			"合集.ttc": {Data: ttc(fonts.Hei, fonts.KaiExtra)}, "宋.ttf": file(fonts.Song), "半.ttf": file(fonts.Song[:100_000]),
			"禁.ttf":                    {Data: forbidding(fonts.KaiExtra)},
			"templates/房.profile.toml": file(c.profile),
			"fangan.toml":              file("profile = \"房\"\n" + c.settings),
		}
		if strings.HasPrefix(c.settings, "profile") {
			files["fangan.toml"] = file("\n" + c.settings)
		} else {
			c.want = strings.Replace(c.want, "fangan.toml:2", "fangan.toml:3", 1)
			c.want = strings.Replace(c.want, "fangan.toml:1", "fangan.toml:2", 1)
		}
		_, _, findings := dressed(t, files, "")
		var got []string
		for _, d := range findings {
			at := d.Span.Position()
			got = append(got, fmt.Sprintf("%s:%d:%d %s %s；%s", d.Span.Source.Name, at.Line, at.Column, d.Rule, d.Message, d.Help))
		}
		if len(got) == 0 && c.want == "" {
			continue
		}
		if len(got) != 1 || !strings.HasPrefix(got[0], c.want) {
			t.Errorf("%s %s\n got %s\nwant %s", c.settings, c.profile, strings.Join(got, "\n"), c.want)
		}
	}
}

// TestProfilesAreLaidOverEachOther: the base, what the workspace changes for
// all its profiles, the profile that was asked for.
func TestProfilesAreLaidOverEachOther(t *testing.T) {
	files := fstest.MapFS{
		"templates/gbt9704.profile.toml": file("[body]\nsize = \"15pt\"\n[note]\nindent = 3\n"),
		"templates/甲.profile.toml":       file("[body]\nsize = \"14pt\"\n"),
		"templates/乙.profile.toml":       file("[block]\nmirror = true\n"),
		"templates/.x.profile.toml":      file("x"),
	}
	ws, _ := plan.OpenSettings("", files)
	if got := fmt.Sprint(Profiles(ws)); got != "[gbt9704 乙 甲]" {
		t.Errorf("profiles %s", got)
	}
	for name, want := range map[string]string{"": "15pt 3 false", "gbt9704": "15pt 3 false", "甲": "14pt 3 false", "甲.profile.toml": "14pt 3 false", "乙": "15pt 3 true"} {
		pr, findings := LoadProfile(ws, name)
		if got := fmt.Sprintf("%gpt %d %v", pr.Body.Size.Points(), pr.Note.Indent, pr.Block.Mirror); got != want || len(findings) > 0 {
			t.Errorf("%q: %s, want %s; %v", name, got, want, findings)
		}
	}
	shown, _ := ShowProfile(ws, "甲")
	if got := fmt.Sprint(shown.Name, shown.Files); got != "甲[基准（GB/T 9704—2012） templates/gbt9704.profile.toml templates/甲.profile.toml]" {
		t.Error(got)
	}
}
