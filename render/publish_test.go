package render

import (
	"os"
	"path/filepath"
	"testing"
)

func readAll(t *testing.T, dir string) map[string]string {
	t.Helper()
	files := map[string]string{}
	err := filepath.WalkDir(dir, func(p string, d os.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			data, _ := os.ReadFile(p)
			name, _ := filepath.Rel(dir, p)
			files[filepath.ToSlash(name)] = string(data)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func checkFiles(t *testing.T, dir string, want map[string]string) {
	t.Helper()
	got := readAll(t, dir)
	for name, text := range want {
		if got[name] != text {
			t.Errorf("%s = %q, want %q", name, got[name], text)
		}
	}
	for name := range got {
		if _, ok := want[name]; !ok {
			t.Errorf("%s was left behind", name)
		}
	}
}

func TestPublishReplacesBothOrNeither(t *testing.T) {
	dir := t.TempDir()
	root, err := os.OpenRoot(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	pair := func(text string) []output {
		return []output{{"2026/方案.pdf", []byte(text + " pdf")}, {"2026/方案（责任分解表）.xlsx", []byte(text + " xlsx")}}
	}
	if err := publish(root, pair("first")); err != nil {
		t.Fatal(err)
	}
	first := map[string]string{"2026/方案.pdf": "first pdf", "2026/方案（责任分解表）.xlsx": "first xlsx"}
	checkFiles(t, dir, first)

	// The second file of the pair can't take its name: a folder has it. It is
	// noticed before the first file is touched.
	blocked := pair("second")
	blocked[1].name = "2026/文件夹"
	if err := os.MkdirAll(filepath.Join(dir, "2026/文件夹"), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := publish(root, blocked); err == nil {
		t.Fatal("a file was published in place of a folder")
	}
	checkFiles(t, dir, first)

	// The second file can't take its name when the first already has it: what
	// would keep the earlier file aside is in the way.
	blocked[1].name = "2026/占用"
	if err := os.MkdirAll(filepath.Join(dir, "2026/.占用.old.tmp/x"), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "2026/占用"), []byte("kept"), 0o666); err != nil {
		t.Fatal(err)
	}
	if err := publish(root, blocked); err == nil {
		t.Fatal("a blocked pair was published")
	}
	if err := os.RemoveAll(filepath.Join(dir, "2026/.占用.old.tmp")); err != nil {
		t.Fatal(err)
	}
	first["2026/占用"] = "kept"
	checkFiles(t, dir, first)

	if err := publish(root, pair("third")); err != nil {
		t.Fatal(err)
	}
	checkFiles(t, dir, map[string]string{"2026/方案.pdf": "third pdf", "2026/方案（责任分解表）.xlsx": "third xlsx", "2026/占用": "kept"})
}

func TestPublishStaysInsideTheFolder(t *testing.T) {
	dir := t.TempDir()
	root, err := os.OpenRoot(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	if err := publish(root, []output{{"../x.pdf", nil}}); err == nil {
		t.Error("a file was written outside of the folder")
	}
}

// TestPublishFirstTime: where there was no file before, a failure leaves none.
func TestPublishFirstTime(t *testing.T) {
	dir := t.TempDir()
	root, err := os.OpenRoot(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	if err := os.WriteFile(filepath.Join(dir, "占用"), []byte("kept"), 0o666); err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Join(dir, ".占用.old.tmp/x"), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := publish(root, []output{{"新.pdf", []byte("new")}, {"占用", []byte("new")}}); err == nil {
		t.Fatal("a blocked pair was published")
	}
	if err := os.RemoveAll(filepath.Join(dir, ".占用.old.tmp")); err != nil {
		t.Fatal(err)
	}
	checkFiles(t, dir, map[string]string{"占用": "kept"})
}

// TestPublishAfterACut: what a run left behind that was killed does no harm.
func TestPublishAfterACut(t *testing.T) {
	dir := t.TempDir()
	root, err := os.OpenRoot(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	for _, name := range []string{"方案.pdf", ".方案.pdf.new.tmp", ".方案.pdf.old.tmp"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte("an earlier run"), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	if err := publish(root, []output{{"方案.pdf", []byte("new")}}); err != nil {
		t.Fatal(err)
	}
	checkFiles(t, dir, map[string]string{"方案.pdf": "new"})
}

func TestWriteFile(t *testing.T) {
	dir := t.TempDir()
	if err := WriteFile(filepath.Join(dir, "任务.csv"), []byte("甲")); err != nil {
		t.Fatal(err)
	}
	if err := WriteFile(filepath.Join(dir, "没有", "任务.csv"), nil); err == nil {
		t.Error("a folder was made for a file")
	}
	checkFiles(t, dir, map[string]string{"任务.csv": "甲"})
}
