package starter_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fangan/internal/starter"
)

func TestCreate(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "我的 方案")
	files, err := starter.Create(dir, 2027)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(data), "YEAR") {
			t.Errorf("%s: the year was not put in", file)
		}
		if strings.Contains(string(data), "\r") || !strings.HasSuffix(string(data), "\n") {
			t.Errorf("%s: line ends", file)
		}
		name, err := filepath.Rel(dir, file)
		if err != nil {
			t.Fatal(err)
		}
		names = append(names, filepath.ToSlash(name))
	}
	if got := strings.Join(names, " "); got != "2027/河道清理.toml fangan.toml units.toml" {
		t.Errorf("files %s", got)
	}
	if _, err := starter.Create(dir, 2027); !errors.Is(err, starter.ErrNotEmpty) {
		t.Errorf("a second time: %v", err)
	}
}

func TestCreateTouchesNothing(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "占用")
	if err := os.WriteFile(file, []byte("文件"), 0o666); err != nil {
		t.Fatal(err)
	}
	if _, err := starter.Create(file, 2026); err == nil || errors.Is(err, starter.ErrNotEmpty) {
		t.Errorf("a file as folder: %v", err)
	}
	if _, err := starter.Create(dir, 2026); !errors.Is(err, starter.ErrNotEmpty) {
		t.Errorf("a folder with a file: %v", err)
	}
	if data, _ := os.ReadFile(file); string(data) != "文件" {
		t.Error("the file was changed")
	}
}
