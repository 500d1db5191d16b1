package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/testscript"
)

var update = flag.Bool("update", false, "rewrite what the scripts compare with")

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"fangan": main})
}

// TestScripts runs testdata/script/*.txtar. Beside what testscript knows, a
// script may say
//
//	bytes FILE TEXT...   write a file; TEXT may have the escapes of a Go string
//	repeat FILE N TEXT   append TEXT to a file N times; %d in it counts from 1
//	cut FILE N           leave the first N bytes of a file
//	patch FILE WORD TEXT overwrite the bytes behind the first WORD in a file
//	same FILE FILE       two files have the same bytes
//	snapshot DIR         remember all files below a folder
//	unchanged DIR        they are as they were, with none more and none less
//	missing WHAT         fail if FANGAN_REQUIRE_TOOLS=1; a skip follows
//	disk DIR SIZE        mount a file system of that size (only if [mount])
//
// FONTS, PLANS and BUILTIN name the repository's fonts, plans and templates.
// When a script has ended, no temporary file of a build may be left anywhere.
func TestScripts(t *testing.T) {
	files, err := filepath.Glob("testdata/script/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatal("no scripts", err)
	}
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		UpdateScripts:       *update,
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup:               setup,
		Condition:           condition,
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"bytes":  writeBytes,
			"repeat": repeat,
			"cut":    cut,
			"patch":  patch,
			"same":   same,
			"ttc":    collect,
			"disk":   disk,

			"missing":   missing,
			"snapshot":  snapshot,
			"unchanged": unchanged,
		},
	})
}

func setup(env *testscript.Env) error {
	top, err := filepath.Abs("../..")
	if err != nil {
		return err
	}
	env.Setenv("FONTS", filepath.Join(top, "fonts"))
	env.Setenv("PLANS", filepath.Join(top, "plans"))
	env.Setenv("BUILTIN", filepath.Join(top, "templates"))
	env.Values[snapshots{}] = map[string]string{}
	t := env.T().(testing.TB)
	env.Defer(func() {
		err := filepath.WalkDir(env.WorkDir, func(name string, d fs.DirEntry, err error) error {
			if err == nil && (strings.HasSuffix(name, ".new.tmp") || strings.HasSuffix(name, ".old.tmp")) {
				t.Errorf("%s was left behind", name)
			}
			return nil
		})
		if err != nil {
			t.Error(err)
		}
	})
	return nil
}

func condition(name string) (bool, error) {
	switch name {
	case "mount":
		return canMount(), nil
	case "root":
		return os.Geteuid() == 0, nil
	}
	return false, fmt.Errorf("unknown condition %s", name)
}

// canMount reports whether this process may mount a file system.
func canMount() bool {
	if runtime.GOOS != "linux" || os.Geteuid() != 0 {
		return false
	}
	dir, err := os.MkdirTemp("", "fangan-mount")
	if err != nil {
		return false
	}
	defer os.Remove(dir)
	if exec.Command("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", dir).Run() != nil {
		return false
	}
	return exec.Command("umount", dir).Run() == nil
}

func unquote(ts *testscript.TestScript, text string) []byte {
	s, err := strconv.Unquote(`"` + strings.ReplaceAll(text, `"`, `\"`) + `"`)
	ts.Check(err)
	return []byte(s)
}

func number(ts *testscript.TestScript, text string) int {
	n, err := strconv.Atoi(text)
	ts.Check(err)
	return n
}

func arguments(ts *testscript.TestScript, neg bool, args []string, n int, usage string) {
	if neg || len(args) < n {
		ts.Fatalf("usage: %s", usage)
	}
}

func writeBytes(ts *testscript.TestScript, neg bool, args []string) {
	arguments(ts, neg, args, 2, "bytes FILE TEXT...")
	var b []byte
	for _, text := range args[1:] {
		b = append(b, unquote(ts, text)...)
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), b, 0o666))
}

func repeat(ts *testscript.TestScript, neg bool, args []string) {
	arguments(ts, neg, args, 3, "repeat FILE N TEXT")
	text := unquote(ts, args[2])
	f, err := os.OpenFile(ts.MkAbs(args[0]), os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o666)
	ts.Check(err)
	var b bytes.Buffer
	for i := range number(ts, args[1]) {
		b.Write(bytes.ReplaceAll(text, []byte("%d"), strconv.AppendInt(nil, int64(i+1), 10)))
	}
	_, err = f.Write(b.Bytes())
	ts.Check(err)
	ts.Check(f.Close())
}

func cut(ts *testscript.TestScript, neg bool, args []string) {
	arguments(ts, neg, args, 2, "cut FILE N")
	ts.Check(os.Truncate(ts.MkAbs(args[0]), int64(number(ts, args[1]))))
}

func patch(ts *testscript.TestScript, neg bool, args []string) {
	arguments(ts, neg, args, 3, "patch FILE WORD TEXT")
	data, err := os.ReadFile(ts.MkAbs(args[0]))
	ts.Check(err)
	word := unquote(ts, args[1])
	at := bytes.Index(data, word)
	if at < 0 {
		ts.Fatalf("%s does not hold %q", args[0], args[1])
	}
	copy(data[at+len(word):], unquote(ts, args[2]))
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), data, 0o666))
}

// collect joins fonts into a collection.
func collect(ts *testscript.TestScript, neg bool, args []string) {
	arguments(ts, neg, args, 3, "ttc FILE FONT FONT...")
	header := binary.BigEndian.AppendUint32([]byte("ttcf\x00\x01\x00\x00"), uint32(len(args)-1))
	at := len(header) + 4*(len(args)-1)
	var body []byte
	for _, name := range args[1:] {
		header = binary.BigEndian.AppendUint32(header, uint32(at+len(body)))
		font := []byte(ts.ReadFile(name))
		for i := range int(binary.BigEndian.Uint16(font[4:])) {
			offset := font[12+16*i+8:]
			binary.BigEndian.PutUint32(offset, binary.BigEndian.Uint32(offset)+uint32(at+len(body)))
		}
		body = append(body, font...)
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), append(header, body...), 0o666))
}

func same(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) != 2 {
		ts.Fatalf("usage: same FILE FILE")
	}
	a, b := ts.ReadFile(args[0]), ts.ReadFile(args[1])
	if (a == b) == neg {
		ts.Fatalf("%s and %s: same bytes is %t", args[0], args[1], a == b)
	}
}

// snapshots is the key of what snapshot remembered in this script.
type snapshots struct{}

// below lists the files below a folder with their bytes.
func below(ts *testscript.TestScript, dir string) string {
	var b strings.Builder
	err := filepath.WalkDir(ts.MkAbs(dir), func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(name)
		fmt.Fprintf(&b, "%s %d %x\n", name, len(data), sha256.Sum256(data))
		return err
	})
	ts.Check(err)
	return b.String()
}

func snapshot(ts *testscript.TestScript, neg bool, args []string) {
	arguments(ts, neg, args, 1, "snapshot DIR")
	ts.Value(snapshots{}).(map[string]string)[args[0]] = below(ts, args[0])
}

func unchanged(ts *testscript.TestScript, neg bool, args []string) {
	arguments(ts, neg, args, 1, "unchanged DIR")
	if diff := cmp.Diff(ts.Value(snapshots{}).(map[string]string)[args[0]], below(ts, args[0])); diff != "" {
		ts.Fatalf("%s has changed (-before +now):\n%s", args[0], diff)
	}
}

func missing(ts *testscript.TestScript, neg bool, args []string) {
	arguments(ts, neg, args, 1, "missing WHAT")
	if os.Getenv("FANGAN_REQUIRE_TOOLS") == "1" {
		ts.Fatalf("FANGAN_REQUIRE_TOOLS=1 and %s is missing", args[0])
	}
}

func disk(ts *testscript.TestScript, neg bool, args []string) {
	arguments(ts, neg, args, 2, "disk DIR SIZE")
	dir := ts.MkAbs(args[0])
	ts.Check(os.MkdirAll(dir, 0o777))
	ts.Check(exec.Command("mount", "-t", "tmpfs", "-o", "size="+args[1], "tmpfs", dir).Run())
	ts.Defer(func() { ts.Check(exec.Command("umount", dir).Run()) })
}

// TestBigPlan: 10,000 measures, 6 MB of text, are built within 20 seconds.
func TestBigPlan(t *testing.T) {
	if testing.Short() {
		t.Skip("a big plan takes seconds")
	}
	dir := t.TempDir()
	var b strings.Builder
	b.WriteString("title = \"大方案\"\nyear = 2026\n")
	for group := range 100 {
		fmt.Fprintf(&b, "[[measures]]\ntitle = \"第%d组\"\n", group)
		for item := range 100 {
			fmt.Fprintf(&b, "[[measures.items]]\ntitle = \"措施%d\"\ntext = \"%s。\"\nduty = \"县水利局牵头，县财政局配合\"\ndue = \"6月底前\"\n", item, strings.Repeat("对辖区内的河道逐段排查登记，建立台账，限期整改，", 7))
		}
	}
	for name, text := range map[string]string{"units.toml": "[[units]]\nname = \"县水利局\"\n[[units]]\nname = \"县财政局\"\n", "2026/大.toml": b.String()} {
		file := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	if b.Len() < 5<<20 {
		t.Fatalf("the plan has only %d bytes", b.Len())
	}
	var stdout, stderr bytes.Buffer
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	begin := time.Now()
	code := run([]string{"build", dir, "--out", filepath.Join(dir, "out")}, &stdout, &stderr)
	took := time.Since(begin)
	runtime.ReadMemStats(&after)
	if code != exitFine || !strings.Contains(stdout.String(), "100组、10000项、10000条任务") {
		t.Fatalf("exit %d\n%s%s", code, stdout.String(), stderr.String())
	}
	t.Logf("%v, %d MB from the system", took, after.Sys>>20)
	// Twenty seconds and one gigabyte are the promise; no machine is so slow
	// or so busy that ten times as long would not be a fault.
	if took > 200*time.Second {
		t.Errorf("took %v", took)
	}
	if grown := after.Sys - before.Sys; grown > 1<<30 {
		t.Errorf("took %d MB of memory", grown>>20)
	}
}
