package format_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"fangan/internal/format"
)

func TestRewrite(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "甲.toml")
	if err := os.WriteFile(file, []byte("旧"), 0o640); err != nil {
		t.Fatal(err)
	}
	holds := func(want string) {
		t.Helper()
		if got, err := os.ReadFile(file); err != nil || string(got) != want {
			t.Errorf("the file holds %q, %v; want %q", got, err, want)
		}
		if entries, _ := os.ReadDir(dir); len(entries) > 2 {
			t.Errorf("something was left behind: %v", entries)
		}
	}
	if err := format.Rewrite(file, []byte("新")); err != nil {
		t.Fatal(err)
	}
	holds("新")
	if info, _ := os.Stat(file); runtime.GOOS != "windows" && info.Mode().Perm() != 0o640 {
		t.Errorf("permissions are %v", info.Mode())
	}
	link := filepath.Join(dir, "link.toml")
	if err := os.Symlink("甲.toml", link); err == nil { // Windows may not allow it
		if err := format.Rewrite(link, []byte("经链接")); err != nil {
			t.Fatal(err)
		}
		holds("经链接")
		if info, _ := os.Lstat(link); info.Mode()&fs.ModeSymlink == 0 {
			t.Error("the link became a file")
		}
	}
	if err := os.Chmod(file, 0o440); err != nil {
		t.Fatal(err)
	}
	if err := format.Rewrite(file, []byte("只读")); !errors.Is(err, fs.ErrPermission) {
		t.Errorf("a read-only file was rewritten: %v", err)
	}
	if err := format.Rewrite(dir, nil); !errors.Is(err, format.ErrNotRegular) {
		t.Errorf("a folder was rewritten: %v", err)
	}
	if err := format.Rewrite(filepath.Join(dir, "没有.toml"), nil); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a missing file: %v", err)
	}
	entries, _ := os.ReadDir(dir)
	if len(entries) > 2 {
		t.Errorf("something was left behind: %v", entries)
	}
}
