package format_test

import (
	"bytes"
	"flag"
	"fmt"
	"maps"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/BurntSushi/toml"
	"github.com/google/go-cmp/cmp"
	"github.com/pelletier/go-toml/v2/unstable"

	"fangan/internal/format"
	"fangan/internal/tree"
)

var update = flag.Bool("update", false, "rewrite what the fixtures expect")

// check formats a file and holds the result against what must always be true:
// the values are the same, no comment is lost, and formatting it again changes
// nothing.
func check(t *testing.T, name, file string) string {
	t.Helper()
	got, findings := format.Source(name, []byte(file))
	if got == nil {
		t.Fatalf("%s was refused: %v\n%s", name, findings, file)
	}
	before, after := decode(t, file), decode(t, string(got))
	if !same(before, after) {
		t.Fatalf("the values differ (-before +after):\n%s\nfile:\n%s\nformatted:\n%s", cmp.Diff(before, after), file, got)
	}
	if before, after := comments(t, file), comments(t, string(got)); !slices.Equal(before, after) {
		t.Fatalf("the comments differ (-before +after):\n%s\nfile:\n%s\nformatted:\n%s", cmp.Diff(before, after), file, got)
	}
	again, _ := format.Source(name, got)
	if !bytes.Equal(again, got) {
		t.Fatalf("a second time differs (-once +twice):\n%s\nfile:\n%q", cmp.Diff(string(got), string(again)), file)
	}
	if len(got) > 0 && got[len(got)-1] != '\n' {
		t.Errorf("the last line does not end:\n%q", got)
	}
	return string(got)
}

// clean is a file as the TOML readers of this program see it.
func clean(file string) string {
	return strings.ReplaceAll(strings.TrimPrefix(file, "\ufeff"), "\r\n", "\n")
}

func decode(t *testing.T, file string) map[string]any {
	t.Helper()
	var values map[string]any
	if _, err := toml.Decode(clean(file), &values); err != nil {
		t.Fatalf("%v\n%s", err, file)
	}
	return values
}

// same compares decoded values. NaN is the same as NaN, and the two types that
// the decoder has for lists of tables are one.
func same(a, b any) bool {
	a, b = list(a), list(b)
	switch x := a.(type) {
	case map[string]any:
		y, ok := b.(map[string]any)
		return ok && len(x) == len(y) && !slices.ContainsFunc(slices.Collect(maps.Keys(x)), func(k string) bool {
			other, there := y[k]
			return !there || !same(x[k], other)
		})
	case []any:
		y, ok := b.([]any)
		return ok && slices.EqualFunc(x, y, same)
	case float64:
		y, ok := b.(float64)
		return ok && (x == y && math.Signbit(x) == math.Signbit(y) || math.IsNaN(x) && math.IsNaN(y))
	}
	return reflect.DeepEqual(a, b)
}

func list(v any) any {
	tables, ok := v.([]map[string]any)
	if !ok {
		return v
	}
	elems := []any{}
	for _, t := range tables {
		elems = append(elems, t)
	}
	return elems
}

// comments returns the comments of a file, sorted.
func comments(t *testing.T, file string) []string {
	t.Helper()
	p := &unstable.Parser{KeepComments: true}
	p.Reset([]byte(clean(file)))
	var list []string
	var walk func(n *unstable.Node)
	walk = func(n *unstable.Node) {
		for ; n != nil; n = n.Next() {
			if n.Kind == unstable.Comment {
				list = append(list, strings.TrimRight(string(n.Data), " \t"))
			}
			if n.Kind != unstable.String {
				walk(n.Child())
			}
		}
	}
	for p.NextExpression() {
		walk(p.Expression())
	}
	if err := p.Error(); err != nil {
		t.Fatal(err)
	}
	slices.Sort(list)
	return list
}

type file struct{ name, text string }

// archive reads the files of a txtar archive, and what stands before them.
func archive(text string) (about string, files []file) {
	for line := range strings.Lines(text) {
		name, ok := strings.CutPrefix(strings.TrimSpace(line), "-- ")
		switch {
		case ok && strings.HasSuffix(name, " --"):
			files = append(files, file{name: strings.TrimSuffix(name, " --")})
		case len(files) == 0:
			about += line
		default:
			files[len(files)-1].text += line
		}
	}
	return about, files
}

// TestGolden formats the files in testdata/*.txtar; the form of a file stands
// behind it, in a file of the same name with .want behind it.
func TestGolden(t *testing.T) {
	fixtures, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(fixtures) < 5 {
		t.Fatal("fixtures are missing", err)
	}
	for _, fixture := range fixtures {
		t.Run(filepath.Base(fixture), func(t *testing.T) {
			data, err := os.ReadFile(fixture)
			if err != nil {
				t.Fatal(err)
			}
			about, files := archive(string(data))
			wants := map[string]string{}
			for _, f := range files {
				if name, ok := strings.CutSuffix(f.name, ".want"); ok {
					wants[name] = f.text
				}
			}
			var renewed strings.Builder
			renewed.WriteString(about)
			for _, f := range files {
				if strings.HasSuffix(f.name, ".want") {
					continue
				}
				got := check(t, f.name, f.text)
				fmt.Fprintf(&renewed, "-- %s --\n%s-- %[1]s.want --\n%[3]s", f.name, f.text, got)
				if diff := cmp.Diff(wants[f.name], got); diff != "" && !*update {
					t.Errorf("%s (-want +got):\n%s", f.name, diff)
				}
				delete(wants, f.name)
			}
			for name := range wants {
				t.Errorf("nothing makes %s.want", name)
			}
			if *update {
				if err := os.WriteFile(fixture, []byte(renewed.String()), 0o644); err != nil {
					t.Fatal(err)
				}
			}
		})
	}
}

// ours are the TOML files that ship with the program.
func ours(t testing.TB) []string {
	var files []string
	for _, pattern := range []string{"../../plans/*.toml", "../../plans/*/*.toml", "../../templates/*.toml", "../starter/files/*.toml", "../starter/files/*/*.toml"} {
		found, err := filepath.Glob(pattern)
		if err != nil || len(found) == 0 {
			t.Fatal(pattern, err)
		}
		files = append(files, found...)
	}
	return files
}

// ourFile reads a file that ships; the starter's have a word in place of the
// year.
func ourFile(t testing.TB, file string) string {
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return strings.ReplaceAll(string(data), "YEAR", "2026")
}

func TestOurFiles(t *testing.T) {
	for _, file := range ours(t) {
		data := ourFile(t, file)
		if got := check(t, file, data); got != data {
			t.Errorf("%s is not in canonical form: run fangan fmt -d", file)
		}
	}
}

// TestStrings: one string, the way it is to be written.
func TestStrings(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{`"甲"`, `"甲"`},
		{`'甲'`, `"甲"`},
		{`"""甲"""`, `"甲"`},
		{"'''\n甲'''", `"甲"`},
		{`""`, `""`},
		{`""""""`, `""`},
		{"\"\"\"\\\n  \"\"\"", `""`},
		{`"D:\\公文\\字体.ttf"`, `'D:\公文\字体.ttf'`},
		{`'D:\公文'`, `'D:\公文'`},
		{`"说\"好\""`, `'说"好"'`},
		{`"说\"it's\""`, `"说\"it's\""`},
		{`"\u4e59\x41\t\e"`, `"乙A\t\u001B"`},
		{`"a\tb"`, `"a\tb"`},
		{"\"a\tb\"", `"a\tb"`},
		{"\"甲\u200b\U000e0020\"", `"甲\u200B\U000E0020"`},
		{"\"甲\u3000乙\u00a0\"", "\"甲\u3000乙\u00a0\""},
		{`"甲。\n乙。"`, "\"\"\"\n甲。\n乙。\"\"\""},
		{`"甲。\n"`, `"甲。\n"`},
		{`"\n\n甲。\n乙。\n"`, "\"\"\"\n\n\n甲。\n乙。\n\"\"\""},
		{`"甲 \n乙"`, `"甲 \n乙"`},
		{`"甲\n\\\n乙"`, "'''\n甲\n\\\n乙'''"},
		{"\"\"\"甲。\n  乙。\"\"\"", "\"\"\"\n甲。\n  乙。\"\"\""},
		{"\"\"\"\n甲。\n\"\"\"", "\"\"\"\n甲。\n\"\"\""},
		{"'''\n甲\\。\n\"\"\"'''", "'''\n甲\\。\n\"\"\"'''"},
		{"\"\"\"\n\\\"\"\"\n'''\"\"\\\"\"\"\"", "\"\"\"\n\"\"\\\"\n'''\"\"\\\"\"\"\""}, // """ line break '''"""
		{"\"\"\"\\\n    甲；\\\n乙。\"\"\"", "\"\"\"\\\n  甲；\\\n  乙。\"\"\""},
		{"\"\"\"甲；\\  \n\n\n    乙。\\\n  \"\"\"", "\"\"\"\\\n  甲；\\\n  乙。\"\"\""},
		{"\"\"\"\\\n甲。\\\n\"\"\"", "\"\"\"\\\n  甲。\"\"\""},
		{"\"\"\"甲 \\\n\\u0020乙\\\\\\\n\\t丙\"\"\"", "\"\"\"\\\n  甲 \\\n  \\u0020乙\\\\\\\n  \\t丙\"\"\""},
		{"\"\"\"\\\n  一，\\\n  二。\n三，\\\n  四。\"\"\"", "\"\"\"\n一，\\\n  二。\n三，\\\n  四。\"\"\""},
		{"\"\"\"\\\n  一。\n二。\"\"\"", "\"\"\"\n一。\n二。\"\"\""},
		{"\"\"\"\\\n  一，\\\n  \\n二。\\\n三。\\n\\\n  四。\"\"\"", "\"\"\"\n一，\n二。\\\n  三。\n四。\"\"\""},
		{"\"\"\"\\\n  甲\\\n  \\\"\\\"\\\"\"\"\"", "\"\"\"\\\n  甲\\\n  \"\"\\\"\"\"\""},
	} {
		got := check(t, "x.toml", "k = "+c.in+"\n")
		if want := "k = " + c.want + "\n"; got != want {
			t.Errorf("%s\n got %q\nwant %q", c.in, got, want)
		}
	}
}

func TestRefusals(t *testing.T) {
	for _, file := range []string{"title = “方案”\n", "a = 1\na = 2\n", "date = 2026-02-30\n", "date = 2026-3-5\n", "a = [1,,2]\n", "title = \"\xd4\xc6\"\n", "[a]\n[a]\n", "a = " + strings.Repeat("[", 30) + strings.Repeat("]", 30) + "\n", "标 = 1"} {
		got, findings := format.Source("p.toml", []byte(file))
		if got != nil || !findings.HasErrors() {
			t.Errorf("%q was formatted: %q", file, got)
		}
	}
	// What is wrong only with the plan is none of the printer's business.
	for _, file := range []string{"", "\n\n", "# 只有说明", "titel = 1\n", "title = \"方\u200b案\"\n"} {
		if got, _ := format.Source("p.toml", []byte(file)); got == nil {
			t.Errorf("%q was refused", file)
		}
	}
}

func TestEncoding(t *testing.T) {
	if got := check(t, "p.toml", "\ufefftitle = \"甲\"\r\ntext  = \"\"\"\r\n一。\r\n二。\"\"\" # 注\r\n\r\n\r\n"); got != "title = \"甲\"\ntext  = \"\"\"\n一。\n二。\"\"\"  # 注\n" {
		t.Errorf("got %q", got)
	}
}

// TestBuilt prints a plan that a program made.
func TestBuilt(t *testing.T) {
	f := format.New(format.Plan)
	root := f.Root()
	root.Head = format.Note("由 方案.docx 转换\n请核对")
	root.Set("year", format.Integer(2026))
	root.Set("title", format.Text("甲\n乙"))
	root.Set("preamble", format.Folded("一，", "二。")).Behind = format.Behind("未核对\x07")
	issue := f.Table("issue")
	issue.Set("date", format.Date(2026, 2, 5)).Above = format.Note("原文没有日期")
	issue.Set("by", format.Texts("县人民政府办公室", "县水利局"))
	f.Table("layout").Set("first_leads", format.Bool(true))
	f.Element("measures").Set("title", format.Text(`“治”\"水"`))
	task := f.Element("measures", "tasks")
	task.Above = format.Note("第3页")
	task.Behind = format.Behind("（一）")
	task.Set("due", format.List(
		format.Inline(format.Pair("by", format.Text("6月底前")), format.Pair("text", format.Text("完成"))),
		format.Inline(format.Pair("by", format.Date(2026, 12, 31)))))
	task.Set("text", format.Text("推进。"))
	task.Foot = format.Note("完")
	got := string(f.Bytes())
	want := `# 由 方案.docx 转换
# 请核对

title    = """
甲
乙"""
year     = 2026
preamble = """\
  一，\
  二。"""  # 未核对

[issue]
by   = ["县人民政府办公室", "县水利局"]
# 原文没有日期
date = 2026-02-05

[layout]
first_leads = true

[[measures]]
title = '“治”\"水"'
  # 第3页
  [[measures.tasks]]  # （一）
  text = "推进。"
  due  = [
    { text = "完成", by = "6月底前" },
    { by = 2026-12-31 },
  ]
  # 完
`
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(got, check(t, "p.toml", got)); diff != "" {
		t.Errorf("what is printed is not canonical (-printed +formatted):\n%s", diff)
	}
}

func TestRoles(t *testing.T) {
	got, _ := format.Style{Roles: []string{"lead", "supervise", "assist"}}.Source("p.toml", []byte("[[goals]]\nassist=[]\nsupervise=[]\nlead=[]\n"))
	if want := "[[goals]]\nlead      = []\nsupervise = []\nassist    = []\n"; string(got) != want {
		t.Errorf("got %s", got)
	}
}

// FuzzSource: what check holds, for any bytes.
func FuzzSource(f *testing.F) {
	for _, file := range ours(f) {
		if data := ourFile(f, file); len(data) < 2<<10 {
			f.Add(filepath.Base(file), data)
		}
	}
	for _, seed := range []string{
		"#:schema x\n# a\nb = 1 # c\n\n# d\n\na.\"x y\".z = [1, # e\n # f\n\n # g\n 2 # h\n , 3]\n# i\n\n# j\n[[t]] # k\n# l\n\n# m\nq={r=1,s=[{}]}\n[t.u]\n",
		"a = { # x\n b = 1, # y\n # z\n}\nc = [[\"\"\"\nq\n\"\"\"],[[]]]\n",
		"t = \"\"\"\\\n a\\\n\\n b\\\n\\u0020c\n d\\\n\"\"\"\nyear=1\ntitle=''",
		"x = 1979-05-27T07:32:00.5-07:00\ny = 07:32\nz = [nan,-inf,0x_f,1_0.5e+3]\n",
		"[a.b]\n[a]\n[a.c]\n[[a.d]]\n  # t\n\n  # u\n\n[z]\n",
		"\ufeff\r\n# \t\r\na='''\r\n\\'''\r\n",
		"due = [{by = 2026-01-01, text = 'x'}, {by = \"\\\"\"}] # z\n",
	} {
		f.Add("2026/p.toml", seed)
	}
	f.Fuzz(func(t *testing.T, name, file string) {
		got, findings := format.Source(name, []byte(file))
		if got == nil {
			if !findings.HasErrors() {
				t.Fatal("no text and no error")
			}
			return
		}
		check(t, name, file)
		if d, findings := tree.Read(name, got); d == nil {
			t.Fatalf("what was printed is refused: %v\n%s", findings, got)
		}
	})
}

// BenchmarkSource formats 5 MB: 10,000 measures.
func BenchmarkSource(b *testing.B) {
	var file strings.Builder
	file.WriteString("year = 2026\ntitle = \"大方案\"\n")
	sentence := strings.Repeat("推进管网建设和日常维护，", 11)
	for i := range 10_000 {
		if i%20 == 0 {
			fmt.Fprintf(&file, "[[measures]]\ntitle = \"第%d组\"\n", i/20)
		}
		fmt.Fprintf(&file, "  [[measures.items]] # 第%d项\n  text = \"\"\"\\\n    %s\\\n    11月底前完成。\"\"\"\n  title = \"第%d项\"\n  lead = [\"县水利局\", \"县财政局\"]\n  due = [{text = \"开工\", by = 2026-03-01}, {text = \"完工\", by = \"年底前\"}]\n", i, sentence, i)
	}
	text := []byte(file.String())
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		if got, findings := format.Source("p.toml", text); got == nil {
			b.Fatal(findings)
		}
	}
}

// FuzzBuilt: what a program puts into a file comes out of it.
func FuzzBuilt(f *testing.F) {
	f.Add("甲", "一，", " 二。\n", "说明\r\n\x00")
	f.Add("a.b", `"""`, `'''\`, "#")
	f.Add("", "\n\n", "\t\u200b\U000e0001\r", "")
	f.Add(`"'`, `甲\`, `"`, "\u2028\x7f")
	f.Fuzz(func(t *testing.T, key, a, b, note string) {
		file := format.New(format.Plan)
		root := file.Root()
		root.Head = format.Note(note)
		root.Set("title", format.Text(a)).Behind = format.Behind(note)
		root.Set("preamble", format.Folded(a, b, a)).Above = format.Note(note)
		root.Set("list", format.Texts(a, b))
		root.Foot = format.Note(note)
		table := file.Table("x", key)
		table.Above = format.Note(note)
		table.Set(key, format.List(format.Inline(format.Pair(key, format.Folded(b, a)), format.Pair(key+"2", format.Text(a)))))
		printed := string(file.Bytes())
		valid := func(s string) string { return strings.ToValidUTF8(s, "\ufffd") }
		key, a, b = valid(key), valid(a), valid(b)
		want := map[string]any{
			"title": a, "preamble": a + b + a, "list": []any{a, b},
			"x": map[string]any{key: map[string]any{key: []any{map[string]any{key: b + a, key + "2": a}}}},
		}
		if got := decode(t, printed); !same(got, want) {
			t.Fatalf("(-want +got):\n%s\n%s", cmp.Diff(want, got), printed)
		}
		if got := check(t, "p.toml", printed); got != printed {
			t.Fatalf("what is printed is not canonical (-printed +formatted):\n%s", cmp.Diff(printed, got))
		}
	})
}

// big are files that must cost no more than their size.
var big = []struct{ name, file string }{
	{"keys", func() string {
		var b strings.Builder
		for i := range 200_000 {
			fmt.Fprintf(&b, "key%d = 1 # 说明\n", i)
		}
		return b.String()
	}()},
	{"comments", strings.Repeat("# 说明\n\n", 400_000)},
	{"names", "lead = [" + strings.Repeat("\"县水利局\", # 说明\n", 150_000) + "]\n"},
	{"nodes", "due = [" + strings.Repeat("{by=\"年底前\",text=\"完成\"},", 120_000) + "]\n"},
	{"one inline table", "a = {" + func() string {
		var b strings.Builder
		for i := range 150_000 {
			fmt.Fprintf(&b, "k%d = [[1], 2], ", i)
		}
		return b.String()
	}() + "b = 1}\n"},
	{"folds", "text = \"\"\"" + strings.Repeat("推进管网建设，\\\n", 5<<20/23) + "。\"\"\"\n"},
	{"escapes", "text = \"" + strings.Repeat(`\u4e00\n`, 5<<20/8) + "\"\n"},
	{"blank lines", "a = 1\n" + strings.Repeat("\n", 5<<20) + "b = 2\n"},
	{"tables", strings.Repeat("[[measures]]\n[[measures.items]]\n[[measures.items.tasks]]\ntext=\"甲\"\n", 60_000)},
	{"quotes", "text = '''\n" + strings.Repeat(`"`, 5<<20) + "\\'''\n"},
	{"marks", "text = \"" + strings.Repeat("“", 5<<20/3) + "\"\n"},
}

// BenchmarkBig formats files of odd shapes, of some 5 MB each.
func BenchmarkBig(b *testing.B) {
	for _, c := range big {
		b.Run(c.name, func(b *testing.B) {
			text := []byte(c.file)
			b.SetBytes(int64(len(text)))
			for b.Loop() {
				if got, findings := format.Source("p.toml", text); got == nil {
					b.Fatal(findings)
				}
			}
		})
	}
}
