package tree

import (
	"flag"
	"fmt"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/BurntSushi/toml"
	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/simplifiedchinese"

	"fangan/internal/diag"
)

var update = flag.Bool("update", false, "rewrite what the cases expect")

const (
	slipsFile  = "testdata/slips.txt"
	caseMark   = "====\n"
	resultMark = "----\n"
)

// TestSlips reads files with the slips that clerks make. A case is a file, with
// <U+00A0> for what can't be seen, and what is found in it, as it is shown.
func TestSlips(t *testing.T) {
	data, err := os.ReadFile(slipsFile)
	if err != nil {
		t.Fatal(err)
	}
	var rewritten []string
	for c := range strings.SplitSeq(string(data), caseMark) {
		input, want, _ := strings.Cut(c, resultMark)
		file := invisible.ReplaceAllStringFunc(input, func(s string) string {
			n, _ := strconv.ParseInt(s[len("<U+"):len(s)-1], 16, 32)
			return string(rune(n))
		})
		got := slipsIn(file)
		rewritten = append(rewritten, input+resultMark+got)
		if !*update {
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%s-want +got:\n%s", input, diff)
			}
		}
		// The place is the same with the line ends of Windows and a BOM.
		if !strings.Contains(file, "\r") {
			if windows := slipsIn("\ufeff" + strings.ReplaceAll(file, "\n", "\r\n")); windows != got {
				t.Errorf("%swith CRLF and BOM:\n%s", input, cmp.Diff(got, windows))
			}
		}
	}
	if *update {
		if err := os.WriteFile(slipsFile, []byte(strings.Join(rewritten, caseMark)), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

var invisible = regexp.MustCompile(`<U\+[0-9A-F]{4}>`)

func slipsIn(file string) string {
	d, findings := Read("方案.toml", []byte(file))
	if d == nil && !findings.HasErrors() {
		return "no document and no finding"
	}
	var b strings.Builder
	if err := diag.WriteText(&b, findings.Sorted(), diag.TextOptions{}); err != nil {
		panic(err)
	}
	return b.String()
}

// TestEncodings are slips that no text file can show.
func TestEncodings(t *testing.T) {
	gb := func(s string) string {
		encoded, err := simplifiedchinese.GB18030.NewEncoder().String(s)
		if err != nil {
			t.Fatal(err)
		}
		return encoded
	}
	const saveAs = "请在编辑器里用“另存为”，编码选 UTF-8，再运行一次"
	for _, c := range []struct{ file, want string }{
		{"title = \"" + gb("云溪县") + "\"\n", "1:10 文件是 GB18030（GBK）编码，这里只认 UTF-8|" + saveAs},
		{gb("# 云溪县污染防治攻坚战工作方案\ntitle = \"方案㐀\"\n"), "1:3 文件是 GB18030（GBK）编码，这里只认 UTF-8|" + saveAs},
		{"\xff\xfet\x00", "1:1 文件是 UTF-16 编码，这里只认 UTF-8|" + saveAs},
		{"\xfe\xff\x00t", "1:1 文件是 UTF-16 编码，这里只认 UTF-8|" + saveAs},
		{"title = \"\xff\xfe\"\n", "1:10 这里有不是 UTF-8 的字节|文件可能已损坏。" + saveAs},
		{"title = \"甲\"\n# 乙\xe4\xb8\n", "2:4 这里有不是 UTF-8 的字节|文件可能已损坏。" + saveAs},
		{"\ufefftitle = \"\xff\xfe\"\n", "1:10 这里有不是 UTF-8 的字节|文件可能已损坏。" + saveAs},
		{"[" + strings.Repeat("x.", 1000) + "y]\n", "1:1 表或列表套得太深，最多24层|请减少层次；方案最多五级"},
		{"a = " + strings.Repeat("[", 1000) + strings.Repeat("]", 1000), "1:1 表或列表套得太深，最多24层|请减少层次；方案最多五级"},
		{"a = " + strings.Repeat("{b = ", 1000) + "1" + strings.Repeat("}", 1000), "1:121 表或列表套得太深，最多24层|请减少层次；方案最多五级"},
		{strings.Repeat("[[measures"+strings.Repeat(".items", 1000)+"]]\n", 2), "1:1 表或列表套得太深，最多24层|请减少层次；方案最多五级"},
	} {
		_, findings := Read("p.toml", []byte(c.file))
		var got []string
		for _, f := range findings {
			p := f.Span.Position()
			got = append(got, fmt.Sprintf("%d:%d %s|%s", p.Line, p.Column, f.Message, f.Help))
		}
		if diff := cmp.Diff(c.want, strings.Join(got, "\n")); diff != "" {
			t.Errorf("%.60q (-want +got):\n%s", c.file, diff)
		}
	}
	if _, findings := Read("p", []byte("a = "+strings.Repeat("[", 100000))); !findings.HasErrors() {
		t.Error("100,000 open brackets are accepted")
	}
}

func TestKeys(t *testing.T) {
	d, _ := Read("p.toml", []byte("[issue]\nby = [\"甲\"]\nstatus = \"初稿\"\ntitel = \"乙\"\n责 = 1\n"))
	if d != nil {
		t.Fatal("a Chinese key was accepted")
	}
	d, findings := Read("p.toml", []byte("[issue]\nby = [\"甲\"]\nstatus = \"初稿\"\nbuy = \"乙\"\n"))
	if findings.HasErrors() {
		t.Fatal(findings)
	}
	d.Root.Keys("title", "status", "issue")
	d.Root.Table("issue").Keys("by", "date", "to")
	var got []string
	for _, f := range d.Findings() {
		got = append(got, f.Message+"|"+f.Help)
	}
	want := []string{
		"“status”写在了 [issue] 里，而它属于文件开头（第一个表头之前）|TOML 里一行归它上面最近的表头。请把这一行移到第1行的 [issue] 之前",
		"[issue] 里没有“buy”这个键|是不是 by？",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestMissingHeader(t *testing.T) {
	d, findings := Read("p.toml", []byte("[[measures.items]]\ntitle = \"甲\"\n"))
	if findings.HasErrors() {
		t.Fatal(findings)
	}
	if d.Root.Tables("measures") != nil || len(d.Findings()) != 1 || !strings.Contains(d.Findings()[0].Message, "前面没有写 [[measures]]") {
		t.Errorf("findings %+v", d.Findings())
	}
}

func TestPlacesInsideStrings(t *testing.T) {
	d, findings := Read("p.toml", []byte("a = \"甲\\u4e59\\\"丙\"\nb = \"\"\"\n  第一行\n  第二行\\\n   续\"\"\"\nc = 'C:\\x'\n"))
	if findings.HasErrors() {
		t.Fatal(findings)
	}
	at := func(s Text, part string) string {
		t.Helper()
		i := strings.Index(s.Value, part)
		span := s.At(i, i+len(part))
		p := span.Position()
		return fmt.Sprintf("%d:%d %q", p.Line, p.Column, d.Source.Text[span.Start:span.End])
	}
	a, b, c := d.Root.String("a"), d.Root.String("b"), d.Root.String("c")
	wider := c.Map(func(r rune) rune { return map[rune]rune{'C': 'Ｃ', ':': '：', '\\': '、', 'x': '）'}[r] })
	for _, check := range []struct{ got, want string }{
		{at(a, "甲"), `1:6 "甲"`},
		{at(a, "乙"), `1:7 "\\u4e59"`},
		{at(a, `"`), `1:13 "\\\""`},
		{at(a, "丙"), `1:15 "丙"`},
		{at(b, "二"), `4:4 "二"`},
		{at(b, "续"), `5:4 "续"`},
		{at(b.Lines()[1], "续"), `5:4 "续"`},
		{at(b.Lines()[0], "一"), `3:4 "一"`},
		{at(c, "x"), `6:9 "x"`},
		{at(a.Slice(3, len(a.Value)), "丙"), `1:15 "丙"`},
		{at(wider, "：、"), `6:7 ":\\"`},
		{at(wider, "、）"), `6:8 "\\x"`},
	} {
		if check.got != check.want {
			t.Errorf("got %s, want %s", check.got, check.want)
		}
	}
}

func FuzzRead(f *testing.F) {
	for _, seed := range []string{"title = \"方案\"\r\n[[a]]\nb = [1, {c = 2026-01-01}]\n", "a = \"\\u4e59\\x41\\e\"\n", "a = \"\"\"\\\n \n x\"\"\"", "a.b.c = 1\n[a.d]\n", "\ufeff\xff", "a = '''\r\nb'''"} {
		f.Add([]byte(seed))
	}
	slips, err := os.ReadFile(slipsFile)
	if err != nil {
		f.Fatal(err)
	}
	for c := range strings.SplitSeq(string(slips), caseMark) {
		input, _, _ := strings.Cut(c, resultMark)
		f.Add([]byte(input))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		d, findings := Read("p.toml", data)
		for _, finding := range findings {
			s := finding.Span
			if s.Start < 0 || s.End < s.Start || s.End > len(s.Source.Text) {
				t.Fatalf("span %d-%d outside of %d bytes: %s", s.Start, s.End, len(s.Source.Text), finding.Message)
			}
			if text := s.Source.Text; utf8.ValidString(text) && (!utf8.ValidString(text[:s.Start]) || !utf8.ValidString(text[:s.End])) {
				t.Errorf("span %d-%d cuts a character: %s", s.Start, s.End, finding.Message)
			}
		}
		if d == nil {
			if !findings.HasErrors() {
				t.Fatal("no document and no error")
			}
			return
		}
		if findings.HasErrors() {
			return // its texts have lost the characters that were reported
		}
		var values map[string]any
		if _, err := toml.Decode(d.Source.Text, &values); err != nil {
			t.Fatal(err)
		}
		compare(t, d.Root, values)
	})
}

// compare holds our own unquoting against BurntSushi's.
func compare(t *testing.T, table *Table, values map[string]any) {
	for name, e := range table.entries {
		switch decoded := values[name].(type) {
		case string:
			if e.value.text.Value != decoded {
				t.Errorf("%s = %q, want %q", name, e.value.text.Value, decoded)
			}
			for i := range decoded {
				span := e.value.text.At(i, i+1)
				if span.Start < e.value.span.Start || span.End > e.value.span.End {
					t.Errorf("byte %d of %s lies outside its string", i, name)
				}
			}
		case map[string]any:
			compare(t, e.value.table, decoded)
		}
	}
}
