// Package starter holds the workspace that `fangan new` begins with.
package starter

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
)

//go:embed all:files
var files embed.FS

// ErrNotEmpty is returned for a folder that holds something.
var ErrNotEmpty = errors.New("folder is not empty")

// yearMark stands for the year in names and texts of the embedded files.
const yearMark = "YEAR"

// Create makes a workspace for a year in a folder that does not exist or is
// empty, and returns the files that it wrote.
func Create(dir string, year int) ([]string, error) {
	if entries, err := os.ReadDir(dir); err == nil && len(entries) > 0 {
		return nil, ErrNotEmpty
	} else if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	var written []string
	err := fs.WalkDir(files, "files", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := files.ReadFile(name)
		if err != nil {
			return err
		}
		put := func(s string) string { return strings.ReplaceAll(s, yearMark, fmt.Sprint(year)) }
		target := filepath.Join(dir, filepath.FromSlash(put(strings.TrimPrefix(name, "files/"))))
		if err := os.MkdirAll(filepath.Dir(target), 0o777); err != nil {
			return err
		}
		written = append(written, path.Clean(filepath.ToSlash(target)))
		return os.WriteFile(target, []byte(put(string(data))), 0o666)
	})
	return written, err
}
