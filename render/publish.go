package render

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"runtime"
	"syscall"
)

// output is one file to be written.
type output struct {
	name string // relative to the output folder, with forward slashes
	data []byte
}

// A WriteError is a file that the system did not let us write. The files of
// its plan are then as they were before.
type WriteError struct {
	File string // relative to the output folder until Build adds that
	Err  error
}

func (e *WriteError) Error() string { return fmt.Sprintf("write %s: %v", e.File, e.Err) }
func (e *WriteError) Unwrap() error { return e.Err }

// publish writes files that belong together: all of them take their names, or
// none. Each is written beside its place and renamed; an earlier file is kept
// aside until the last one has its name.
func publish(root *os.Root, outputs []output) (err error) {
	var staged []staging
	defer func() {
		for _, s := range staged {
			err = errors.Join(err, s.tidy(root, err != nil))
		}
	}()
	for _, o := range outputs {
		if dir := path.Dir(o.name); dir != "." {
			if err := root.MkdirAll(dir, 0o777); err != nil {
				return &WriteError{dir, err}
			}
		}
		if err := replaceable(root, o.name); err != nil {
			return &WriteError{o.name, err}
		}
		s := staging{name: o.name, temporary: beside(o.name, "new"), earlier: beside(o.name, "old")}
		staged = append(staged, s)
		if err := writeSynced(root, s.temporary, o.data); err != nil {
			return &WriteError{o.name, err}
		}
	}
	for i := range staged {
		if err := staged[i].swap(root); err != nil {
			return &WriteError{staged[i].name, err}
		}
	}
	return nil
}

// WriteFile writes a file whole or not at all: beside its place, then renamed.
func WriteFile(name string, data []byte) error {
	root, err := os.OpenRoot(filepath.Dir(name))
	if err != nil {
		return &WriteError{filepath.ToSlash(name), err}
	}
	defer root.Close()
	return publish(root, []output{{filepath.Base(name), data}})
}

// replaceable refuses a name that a folder has, and on Windows a file that
// WPS or Excel holds open: no rename could take its place, and once a second
// name is linked to it that could not be removed again.
func replaceable(root *os.Root, name string) error {
	info, err := root.Lstat(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return err
	case info.IsDir():
		return &fs.PathError{Op: "write", Path: name, Err: syscall.EISDIR}
	case runtime.GOOS != "windows":
		return nil
	}
	f, err := root.OpenFile(name, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	return f.Close()
}

// A staging is a file on its way to its name.
type staging struct {
	name      string
	temporary string // the new file, until it has its name
	earlier   string // the file that had the name before
	kept      bool   // the earlier file lies aside
	moved     bool   // it lies aside under that name only
	done      bool   // the new file has its name
}

// beside names a hidden file in the folder of another.
func beside(name, what string) string {
	return path.Join(path.Dir(name), "."+path.Base(name)+"."+what+".tmp")
}

func writeSynced(root *os.Root, name string, data []byte) error {
	f, err := root.Create(name)
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	if err == nil {
		err = f.Sync()
	}
	return errors.Join(err, f.Close())
}

// swap gives the new file its name and keeps the earlier one aside: by a second
// name, so that the first is never without a file, or where the file system
// has no links by renaming it.
func (s *staging) swap(root *os.Root) error {
	_ = root.Remove(s.earlier) // of a run that was cut off
	err := root.Link(s.name, s.earlier)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		err = root.Rename(s.name, s.earlier)
		s.moved = err == nil
	}
	switch {
	case err == nil:
		s.kept = true
	case !errors.Is(err, fs.ErrNotExist):
		return err
	}
	if err := root.Rename(s.temporary, s.name); err != nil {
		return err
	}
	s.done = true
	return nil
}

// tidy removes what was only needed on the way; if the whole failed it first
// undoes the swap.
func (s *staging) tidy(root *os.Root, failed bool) error {
	switch {
	case failed && s.kept && (s.done || s.moved):
		if err := root.Rename(s.earlier, s.name); err != nil {
			return fmt.Errorf("restore %s: %w", s.name, err)
		}
	case failed && s.done:
		if err := root.Remove(s.name); err != nil {
			return fmt.Errorf("remove %s: %w", s.name, err)
		}
	}
	for _, name := range []string{s.temporary, s.earlier} {
		if err := root.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("remove %s: %w", name, err)
		}
	}
	return nil
}
