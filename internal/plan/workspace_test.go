package plan_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"unicode/utf8"

	"fangan/internal/plan"
)

func TestPlansOfWorkspace(t *testing.T) {
	fsys := fstest.MapFS{}
	for _, name := range []string{"fangan.toml", "units.toml", "2026/b.toml", "2026/a.TOML", "2026/.hidden.toml", "2026/notes.txt", "2026/units.toml",
		"2026/sub/c.toml", "2025/d.toml", "草稿/e.toml", "root.toml", "20266/f.toml", "2026年/g.toml"} {
		fsys[name] = &fstest.MapFile{}
	}
	for _, c := range []struct{ paths, want, finding string }{
		{"", "2025/d.toml 2026/a.TOML 2026/b.toml", ""},
		{".", "2025/d.toml 2026/a.TOML 2026/b.toml", ""},
		{"2026", "2026/a.TOML 2026/b.toml", ""},
		{"草稿", "草稿/e.toml", ""},
		{"2026/b.toml", "2026/b.toml", ""},
		{"2026/b.toml 2026 2026/b.toml", "2026/a.TOML 2026/b.toml", ""},
		{"root.toml", "root.toml", ""},
		{"2026/x.toml", "", "读不了“县/2026/x.toml”：没有这个文件或文件夹"},
		{"2026/x.toml 2025", "2025/d.toml", "读不了“县/2026/x.toml”：没有这个文件或文件夹"},
		{"2026/sub", "2026/sub/c.toml", ""},
	} {
		ws, findings := plan.Open("县", fsys, strings.Fields(c.paths)...)
		var messages []string
		for _, d := range findings {
			messages = append(messages, d.Message)
		}
		if got := strings.Join(ws.Plans, " "); got != c.want || strings.Join(messages, "；") != c.finding {
			t.Errorf("Open(%q) lists %s, %q; want %s, %q", c.paths, got, messages, c.want, c.finding)
		}
	}
	if _, findings := plan.Open("", fstest.MapFS{"草稿/a.toml": {}}); len(findings) != 1 || findings[0].Rule != "workspace/empty" {
		t.Errorf("a workspace without plans: %v", findings)
	}
	ws, _ := plan.Open("", fsys)
	if p, findings := ws.Load("2026/none.toml"); p != nil || len(findings) != 1 || findings[0].Rule != "file/unreadable" {
		t.Errorf("loading what is not there: %v, %v", p, findings)
	}
}

func TestOutputName(t *testing.T) {
	name := func(title, pattern string) string {
		t.Helper()
		fsys := fstest.MapFS{"2026/文件.toml": {Data: []byte("title = '''" + title + "'''\nyear = 2026\n[[measures]]\ntext = \"甲。\"\n")}}
		if pattern != "" {
			fsys["fangan.toml"] = &fstest.MapFile{Data: []byte("[output]\nname = '" + pattern + "'\n")}
		}
		ws, findings := plan.Open("", fsys)
		if findings.HasErrors() {
			return findings[0].Message
		}
		p, _ := ws.Load("2026/文件.toml")
		return p.OutputName()
	}
	const dangerous = "这样的文件名会让几个方案互相覆盖，或写到输出文件夹以外"
	for _, c := range []struct{ title, pattern, want string }{
		{"工作方案", "", "2026/工作方案"},
		{"\n  云溪县\n  工作方案", "", "2026/云溪县工作方案"},
		{`a/b\c:d*e?f"g<h>i|j`, "", "2026/a／b＼c：d＊e？f”g〈h〉i｜j"},
		{"方案. .", "", "2026/方案"},
		{"CON", "", "2026/方案CON"},
		{"nul.2026", "", "2026/方案nul.2026"},
		{"..", "", "2026/方案"},
		{"{file}", "{title}", "{file}"},
		{"甲", "{file}", "文件"},
		{"甲", "{year}/{file}/{title}", "2026/文件/甲"},
		{"甲", `{year}\{title}`, "2026/甲"},
		{"甲", "/{title}", "甲"},
		{"甲", "../{title}", dangerous},
		{"甲", "固定", dangerous},
		{"甲", "{标题}", "文件名里不认识 {标题}"},
	} {
		if got := name(c.title, c.pattern); got != c.want {
			t.Errorf("OutputName of %q by %q = %q, want %q", c.title, c.pattern, got, c.want)
		}
	}
	long := name(strings.Repeat("长", 500), "{title}")
	if len(long+"（责任分解表）.xlsx") > 255 || !utf8.ValidString(long) || utf8.RuneCountInString(long) < 60 {
		t.Errorf("a long title becomes %d bytes: %q", len(long), long)
	}
}

func TestLocate(t *testing.T) {
	root := t.TempDir()
	for _, file := range []string{"县/fangan.toml", "县/2026/a.toml", "县/2026/b.toml", "乡/units.toml", "乡/2026/c.toml", "散件/d.toml"} {
		path := filepath.Join(root, filepath.FromSlash(file))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, nil, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	t.Chdir(filepath.Join(root, "县"))
	for _, c := range []struct{ paths, want string }{
		{"", "[.]"},
		{".", "[.]"},
		{"2026", "[2026]"},
		{"2026/b.toml 2026/a.toml", "[2026/b.toml 2026/a.toml]"},
		{"2026/*.toml", "[2026/a.toml 2026/b.toml]"},
		{"../乡", "../乡[.]"},
		{"../乡/2026/c.toml 2026", "../乡[2026/c.toml] [2026]"},
		{"../散件/d.toml", "../散件[d.toml]"},
		{"没有.toml", "错误"},
	} {
		locations, findings := plan.Locate(strings.Fields(c.paths)...)
		var got []string
		for _, l := range locations {
			got = append(got, fmt.Sprint(l.Display, l.Paths))
			if !slices.Contains([]string{"县", "乡", "散件"}, filepath.Base(l.Root)) {
				t.Errorf("Locate(%q) finds the root %s", c.paths, l.Root)
			}
		}
		if findings.HasErrors() {
			got = append(got, "错误")
		}
		if s := strings.Join(got, " "); s != c.want {
			t.Errorf("Locate(%q) = %s, want %s", c.paths, s, c.want)
		}
	}
}
