package main

import (
	"fmt"
	"io"
	"os"
	"strings"

	"golang.org/x/term"

	"fangan/internal/diag"
)

// terminal is where the user reads: results on stdout, all else on stderr.
type terminal struct {
	stdout, stderr io.Writer
	colour         string // auto, always or never
}

// report prints findings in order and returns errFindings if one is an error.
func (t *terminal) report(list diag.List) error {
	if len(list) == 0 {
		return nil
	}
	if err := diag.WriteText(t.stderr, list.Sorted(), diag.TextOptions{Colour: t.coloured()}); err != nil {
		return err
	}
	if list.HasErrors() {
		return errFindings
	}
	return nil
}

// coloured tells whether messages are in colour: as --color says, then
// NO_COLOR, FORCE_COLOR, then whether a terminal understands it.
func (t *terminal) coloured() bool {
	switch {
	case t.colour == "always":
		return true
	case t.colour == "never" || os.Getenv("NO_COLOR") != "":
		return false
	case os.Getenv("FORCE_COLOR") != "":
		return true
	}
	return obeysEscapes(t.stderr)
}

// obeysEscapes reports whether w is a terminal that acts on escape sequences.
func obeysEscapes(w io.Writer) bool {
	f, ok := w.(*os.File)
	return ok && os.Getenv("TERM") != "dumb" && term.IsTerminal(int(f.Fd())) && enableEscapes(f)
}

// width is how many cells a line of the result may have; 0 if it goes into a
// file or to another program.
func (t *terminal) width() int {
	f, ok := t.stdout.(*os.File)
	if !ok {
		return 0
	}
	width, _, err := term.GetSize(int(f.Fd()))
	if err != nil {
		return 0
	}
	return width
}

// println writes a line of the result.
func (t *terminal) println(format string, args ...any) error {
	_, err := fmt.Fprintf(t.stdout, format+"\n", args...)
	return err
}

// pad fills s to a number of cells.
func pad(s string, cells int) string {
	return s + strings.Repeat(" ", max(0, cells-diag.Cells(s)))
}
