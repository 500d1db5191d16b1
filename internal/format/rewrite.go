package format

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
)

// Rewrite puts a text in place of what a file holds: it writes beside the file
// and renames, so that the file is the old or the new one at any time. The
// permissions stay. Of a symbolic link the file behind it is rewritten. A file
// that may not be written (fs.ErrPermission) and what is no regular file
// (ErrNotRegular) are left alone.
func Rewrite(name string, text []byte) (err error) {
	if name, err = filepath.EvalSymlinks(name); err != nil {
		return err
	}
	info, err := os.Stat(name)
	if err != nil {
		return err
	}
	if !info.Mode().IsRegular() {
		return ErrNotRegular
	}
	// A rename asks only for the rights of the folder, but who made a file
	// read-only means it.
	if info.Mode().Perm()&0o200 == 0 {
		return &fs.PathError{Op: "rewrite", Path: name, Err: fs.ErrPermission}
	}
	beside, err := os.CreateTemp(filepath.Dir(name), "."+filepath.Base(name)+"-*.tmp")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, ignoreMissing(os.Remove(beside.Name())))
		}
	}()
	_, err = beside.Write(text)
	if err == nil {
		err = beside.Chmod(info.Mode().Perm())
	}
	if err == nil {
		err = beside.Sync()
	}
	// Closed before the rename: Windows renames no open file.
	if err = errors.Join(err, beside.Close()); err != nil {
		return err
	}
	return os.Rename(beside.Name(), name)
}

// ErrNotRegular says that something is a folder, a device or the like.
var ErrNotRegular = errors.New("not a regular file")

func ignoreMissing(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}
