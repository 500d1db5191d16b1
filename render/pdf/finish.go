package pdf

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"fangan/render/typeset"
)

// A file is a PDF file taken apart.
type file struct {
	objects    []object // by number; object 0 is none
	root, info int
}

// An object is what stands between "n 0 obj" and "endobj".
type object struct {
	text []byte // the whole of it, unless it is a stream to be deflated

	entries string   // of the dictionary of a stream, beside the length and the filter
	plain   []byte   // the data of a stream
	packed  [][]byte // plain deflated
}

// errGofpdf says that gofpdf's output is not what this package knows how to
// amend. A new version of it needs a new look at finish.go.
var errGofpdf = errors.New("unexpected output of gofpdf")

// finish takes gofpdf's file apart, replaces what must say more, and writes
// the whole. An incremental update would leave each replaced object in the
// file, and page contents uncompressed.
func finish(w io.Writer, drawn []byte, pages []typeset.Page, s *structure, fonts []embedded, shapes []shape, m Meta) error {
	f, err := takeApart(drawn)
	if err != nil {
		return err
	}
	pageObjects, err := f.pages(len(pages))
	if err != nil {
		return err
	}
	if err := f.plainContents(pageObjects); err != nil {
		return err
	}
	if err := f.completeFonts(fonts, m.labelledA1b); err != nil {
		return err
	}
	if err := f.addShapes(shapes); err != nil {
		return err
	}
	outlines, err := f.addOutlines(m.Bookmarks, pages, pageObjects)
	if err != nil {
		return err
	}
	tree, err := f.addStructure(s, pages, pageObjects)
	if err != nil {
		return err
	}
	f.objects[f.info] = object{text: m.info()}
	f.objects[f.root] = object{text: f.catalog(&m, pages, outlines, tree)}
	f.pack()
	return f.write(w)
}

// takeApart reads gofpdf's file by its own cross-reference table.
func takeApart(drawn []byte) (*file, error) {
	at := bytes.LastIndex(drawn, []byte("startxref\n"))
	if at < 0 {
		return nil, fmt.Errorf("%w: no startxref", errGofpdf)
	}
	start, _, _ := strings.Cut(string(drawn[at+len("startxref\n"):]), "\n")
	xref, err := strconv.Atoi(start)
	if err != nil || xref < 0 || xref > at {
		return nil, fmt.Errorf("%w: startxref %q", errGofpdf, start)
	}
	lines := strings.Split(string(drawn[xref:at]), "\n")
	if len(lines) < 3 || lines[0] != "xref" {
		return nil, fmt.Errorf("%w: no cross-reference table", errGofpdf)
	}
	count, err := strconv.Atoi(strings.TrimPrefix(lines[1], "0 "))
	if err != nil || count < 3 || len(lines) < 2+count {
		return nil, fmt.Errorf("%w: cross-reference table of %q", errGofpdf, lines[1])
	}
	type place struct{ number, offset int }
	places := make([]place, 0, count)
	for n := 1; n < count; n++ {
		digits, ok := strings.CutSuffix(lines[2+n], " 00000 n ")
		offset, err := strconv.Atoi(digits)
		if !ok || err != nil || offset < 0 || offset > xref {
			return nil, fmt.Errorf("%w: cross-reference %q", errGofpdf, lines[2+n])
		}
		places = append(places, place{n, offset})
	}
	slices.SortFunc(places, func(a, b place) int { return a.offset - b.offset })
	f := &file{objects: make([]object, count)}
	for i, p := range places {
		end := xref
		if i+1 < len(places) {
			end = places[i+1].offset
		}
		body, begins := bytes.CutPrefix(drawn[p.offset:end], fmt.Appendf(nil, "%d 0 obj\n", p.number))
		body, ends := bytes.CutSuffix(body, []byte("\nendobj\n"))
		if !begins || !ends {
			return nil, fmt.Errorf("%w: object %d", errGofpdf, p.number)
		}
		f.objects[p.number].text = body
	}
	trailer := []byte(strings.Join(lines[2+count:], "\n"))
	if f.root, err = f.reference(trailer, "/Root "); err != nil {
		return nil, err
	}
	f.info, err = f.reference(trailer, "/Info ")
	return f, err
}

// reference returns the number of the object to which a key of a dictionary
// refers.
func (f *file) reference(dictionary []byte, key string) (int, error) {
	_, after, ok := bytes.Cut(dictionary, []byte(key))
	if ok {
		digits, _, ok := bytes.Cut(after, []byte(" 0 R"))
		if n, err := strconv.Atoi(string(digits)); ok && err == nil && n > 0 && n < len(f.objects) {
			return n, nil
		}
	}
	return 0, fmt.Errorf("%w: no %s", errGofpdf, strings.TrimSpace(key))
}

// add appends an object and returns its number.
func (f *file) add(o object) int {
	f.objects = append(f.objects, o)
	return len(f.objects) - 1
}

// pages returns the numbers of the page objects.
func (f *file) pages(count int) ([]int, error) {
	_, kids, ok := bytes.Cut(f.objects[1].text, []byte("/Kids ["))
	list, _, closed := bytes.Cut(kids, []byte("]"))
	fields := strings.Fields(string(list))
	if !ok || !closed || len(fields) != 3*count {
		return nil, fmt.Errorf("%w: page tree", errGofpdf)
	}
	numbers := make([]int, count)
	for i := range numbers {
		n, err := strconv.Atoi(fields[3*i])
		if err != nil || n <= 0 || n >= len(f.objects) || !bytes.HasPrefix(f.objects[n].text, []byte("<</Type /Page\n")) || !bytes.HasSuffix(f.objects[n].text, []byte(">>")) {
			return nil, fmt.Errorf("%w: page %d", errGofpdf, i+1)
		}
		numbers[i] = n
	}
	return numbers, nil
}

// plainContents takes the contents of the pages, which gofpdf left plain, as
// streams to be deflated.
func (f *file) plainContents(pages []int) error {
	for i, page := range pages {
		n, err := f.reference(f.objects[page].text, "/Contents ")
		if err != nil {
			return err
		}
		dictionary, after, ok := bytes.Cut(f.objects[n].text, []byte(">>\nstream\n"))
		length, err := strconv.Atoi(strings.TrimPrefix(string(dictionary), "<</Length "))
		if !ok || err != nil || length < 0 || length > len(after) || string(after[length:]) != "\nendstream" {
			return fmt.Errorf("%w: contents of page %d", errGofpdf, i+1)
		}
		f.objects[n] = object{plain: after[:length]}
	}
	return nil
}

// pack deflates the streams.
func (f *file) pack() {
	var streams [][]byte
	for i := range f.objects {
		if f.objects[i].plain != nil {
			streams = append(streams, f.objects[i].plain)
		}
	}
	packed := deflate(streams)
	for i := range f.objects {
		if o := &f.objects[i]; o.plain != nil {
			o.packed, packed = packed[0], packed[1:]
		}
	}
}

// completeFonts puts the faces in the place of gofpdf's empty fonts: the font
// object becomes the composite font, the object of its widths the CIDFont. The set of CIDs, which PDF/A-1
// wants, is left out without need: readers of the later parts disagree about it.
func (f *file) completeFonts(fonts []embedded, cidSets bool) error {
	byName := make(map[string]int) // object number
	_, list, _ := bytes.Cut(f.objects[2].text, []byte("/Font <<\n"))
	list, _, _ = bytes.Cut(list, []byte(">>"))
	for line := range bytes.Lines(list) {
		n, err := f.reference(line, " ")
		if err != nil {
			return err
		}
		_, name, _ := bytes.Cut(f.objects[n].text, []byte("/BaseFont /"))
		name, _, _ = bytes.Cut(name, []byte("\n"))
		byName[string(name)] = n
	}
	for i := range fonts {
		n, ok := byName[family(i)]
		if !ok {
			return fmt.Errorf("%w: no font %s", errGofpdf, family(i))
		}
		widths, err := f.reference(f.objects[n].text, "/Widths ")
		if err != nil {
			return err
		}
		descriptor, err := f.reference(f.objects[n].text, "/FontDescriptor ")
		if err != nil {
			return err
		}
		program, err := f.reference(f.objects[descriptor].text, "/FontFile2 ")
		if err != nil {
			return err
		}
		unicode := f.add(object{plain: fonts[i].toUnicode})
		f.objects[n].text = fonts[i].composite(widths, unicode)
		f.objects[widths].text = fonts[i].cidFont(descriptor)
		set := 0
		if cidSets {
			set = f.add(object{plain: fonts[i].cidSet()})
		}
		f.objects[descriptor].text = fonts[i].descriptor(program, set)
		f.objects[program] = fonts[i].program()
	}
	return nil
}

// write puts the file together: version 1.7, a comment of bytes beyond ASCII
// so that nobody takes the file for text, and an ID made from the content.
func (f *file) write(w io.Writer) error {
	content := sha256.New()
	out := &counter{w: bufio.NewWriterSize(io.MultiWriter(w, content), 1<<16)}
	out.write([]byte("%PDF-1.7\n%\xE2\xE3\xCF\xD3\n"))
	var line []byte
	offsets := make([]int64, len(f.objects))
	for n := 1; n < len(f.objects); n++ {
		offsets[n] = out.n
		line = append(strconv.AppendInt(line[:0], int64(n), 10), " 0 obj\n"...)
		out.write(line)
		o := &f.objects[n]
		out.write(o.text)
		if o.packed != nil {
			length := 0
			for _, piece := range o.packed {
				length += len(piece)
			}
			out.write(fmt.Appendf(line[:0], "<<%s/Filter /FlateDecode /Length %d>>\nstream\n", o.entries, length))
			for _, piece := range o.packed {
				out.write(piece)
			}
			out.write([]byte("\nendstream"))
		}
		out.write([]byte("\nendobj\n"))
	}
	out.flush() // content has all of it now
	id := content.Sum(nil)[:16]
	xref := out.n
	line = fmt.Appendf(line[:0], "xref\n0 %d\n0000000000 65535 f \n", len(f.objects))
	for n := 1; n < len(f.objects); n++ {
		line = fmt.Appendf(line, "%010d 00000 n \n", offsets[n])
	}
	line = fmt.Appendf(line, "trailer\n<</Size %d\n/Root %d 0 R\n/Info %d 0 R\n/ID [<%X> <%X>]\n>>\nstartxref\n%d\n%%%%EOF\n",
		len(f.objects), f.root, f.info, id, id, xref)
	out.write(line)
	out.flush()
	return out.err
}

// A counter counts what it writes and keeps the first error.
type counter struct {
	w   *bufio.Writer
	n   int64
	err error
}

func (c *counter) write(b []byte) {
	if c.err == nil {
		_, c.err = c.w.Write(b)
		c.n += int64(len(b))
	}
}

func (c *counter) flush() {
	if c.err == nil {
		c.err = c.w.Flush()
	}
}
