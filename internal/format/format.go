// Package format gives TOML files their canonical form: keys in the order of
// the documentation, equal signs in line, one way to write each string and
// list, every comment and every value kept. Files that people wrote (Source)
// and files that the program makes (File) go through one printer.
//
// What the form is:
//
//   - Only the plain keys of one table change places. Tables, and the elements
//     of an array of tables, stay in the order of the file, which is the order
//     of the document; a key that the package does not know stays behind those
//     that it knows.
//   - A comment directly above a key moves with it; a comment that a blank
//     line sets off at the top of a table stays at its top, and so does the
//     first block of comments in a file.
//   - A header is indented by two blanks for each header above it in the path,
//     its keys as much as the header. One blank line stands before a header,
//     two where the writer set off a chapter of the file; before a header below
//     another, such as that of a task, there may be none.
//   - Equal signs stand in line, and so do comments behind values, from one
//     blank line to the next; a column further right that the writer chose for
//     all these comments is kept.
//   - Strings stand in double quotes, in single ones if that saves escapes.
//     Several paragraphs stand in """ one a line. Where the writer broke a long
//     paragraph by \ at the ends of lines, the breaks stay and the lines are
//     indented.
//   - A list stands on one line of up to 100 cells, otherwise one element a
//     line; of inline tables only one stands on a line.
//   - Numbers, dates and truth values stay as they were written.
//   - Lines end in \n, there is no BOM, the last line ends.
package format

import (
	"strings"

	"fangan/internal/diag"
	"fangan/internal/tree"
)

// Source returns the canonical form of a file. The name tells what kind of
// file it is, together with its keys; the office's own roles are unknown keys.
// The text is nil exactly if the findings hold an error: the file is no TOML.
// It is then not to be touched.
func Source(name string, text []byte) ([]byte, diag.List) { return Style{}.Source(name, text) }

// Style is what an office adds to the canonical form. The zero Style adds
// nothing.
type Style struct {
	Roles []string // keys of roles, in the order of the table; nil: the built-in ones
}

// Source is the function Source for an office with roles of its own.
func (s Style) Source(name string, text []byte) ([]byte, diag.List) {
	doc, findings := tree.Read(name, text)
	var refusals diag.List
	for _, f := range findings {
		// A character that can't be printed hinders nobody here.
		if f.Severity == diag.Error && (doc == nil || strings.HasPrefix(f.Rule, "toml/")) {
			refusals = append(refusals, f)
		}
	}
	if doc == nil || len(refusals) > 0 {
		return nil, refusals
	}
	f := read(doc.Source.Text)
	f.Kind, f.Style = kindOf(name, f), s
	printed := f.Bytes()
	f.verify(printed)
	return printed, nil
}
