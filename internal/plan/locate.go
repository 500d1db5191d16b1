package plan

import (
	"os"
	"path/filepath"
	"strings"

	"fangan/internal/diag"
)

// A Location is a workspace on disk and the paths in it that were asked for.
type Location struct {
	Root    string   // the folder, for os.DirFS
	Display string   // the folder as findings name it; "" for the one one stands in
	Paths   []string // for Open
}

// Locate finds the workspaces of files and folders that a user names, in the
// order in which they are first named. Without paths it is the workspace one
// stands in. A workspace is the nearest folder above that holds fangan.toml or
// units.toml; without one, the folder itself, or that of the file.
func Locate(paths ...string) ([]Location, diag.List) {
	if len(paths) == 0 {
		paths = []string{"."}
	}
	var locations []Location
	var findings diag.List
	for _, p := range Expand(paths) {
		info, err := os.Stat(p)
		if err != nil {
			findings = append(findings, unreadable(filepath.ToSlash(p), err))
			continue
		}
		absolute, err := filepath.Abs(p)
		if err != nil {
			findings = append(findings, unreadable(filepath.ToSlash(p), err))
			continue
		}
		folder := absolute
		if !info.IsDir() {
			folder = filepath.Dir(absolute)
		}
		root := workspaceOf(folder)
		inside, err := filepath.Rel(root, absolute)
		if err != nil {
			findings = append(findings, unreadable(filepath.ToSlash(p), err))
			continue
		}
		locations = addTo(locations, root, filepath.ToSlash(inside))
	}
	return locations, findings
}

// Expand does what a shell does with * on other systems than Windows.
func Expand(paths []string) []string {
	var all []string
	for _, p := range paths {
		if _, err := os.Lstat(p); err != nil && strings.ContainsAny(p, "*?") {
			if found, err := filepath.Glob(p); err == nil && len(found) > 0 {
				all = append(all, found...)
				continue
			}
		}
		all = append(all, p)
	}
	return all
}

func workspaceOf(folder string) string {
	for dir := folder; ; dir = filepath.Dir(dir) {
		for _, name := range []string{WorkspaceFile, UnitsFile} {
			if info, err := os.Stat(filepath.Join(dir, name)); err == nil && !info.IsDir() {
				return dir
			}
		}
		if filepath.Dir(dir) == dir {
			return folder
		}
	}
}

func addTo(locations []Location, root, inside string) []Location {
	for i := range locations {
		if locations[i].Root == root {
			locations[i].Paths = append(locations[i].Paths, inside)
			return locations
		}
	}
	display := root
	if here, err := os.Getwd(); err == nil {
		if relative, err := filepath.Rel(here, root); err == nil && strings.Count(relative, "..") < 3 {
			display = relative
		}
	}
	if display == "." {
		display = ""
	}
	return append(locations, Location{Root: root, Display: filepath.ToSlash(display), Paths: []string{inside}})
}
