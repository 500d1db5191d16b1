package pdf_test

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"
	"time"

	"fangan/internal/length"
	"fangan/render/document"
	"fangan/render/font"
	"fangan/render/pdf"
	"fangan/render/profile"
	"fangan/render/typeset"
)

const (
	left  = 28 * length.Mm
	width = 156 * length.Mm
	cells = 28
	pt16  = 16 * length.Pt
)

// need skips the test where a reader is not installed; where tools are
// required, it fails.
func need(t testing.TB, tool string) {
	t.Helper()
	if _, err := exec.LookPath(tool); err != nil {
		if os.Getenv("FANGAN_REQUIRE_TOOLS") == "1" {
			t.Fatalf("%s is required and not installed", tool)
		}
		t.Skipf("%s is not installed", tool)
	}
}

func output(t testing.TB, tool string, args ...string) string {
	t.Helper()
	need(t, tool)
	command := exec.Command(tool, args...)
	var stderr bytes.Buffer
	command.Stderr = &stderr
	out, err := command.Output()
	if err != nil {
		t.Fatalf("%s: %v\n%s%s", tool, err, out, stderr.Bytes())
	}
	if complaint := strings.TrimSpace(stderr.String()); complaint != "" && complaint != "warning: ICC support is not available" {
		t.Errorf("%s complains: %s", tool, stderr.Bytes())
	}
	return string(out)
}

// A builder sets text the simplest way: one character a cell, a new run where
// the face changes.
type builder struct {
	set   *font.Set
	pages []typeset.Page
}

func newBuilder() *builder { return &builder{set: font.BuiltIn()} }

func (b *builder) page() {
	b.pages = append(b.pages, typeset.Page{Number: len(b.pages) + 1, Width: 210 * length.Mm, Height: 297 * length.Mm})
}

// line puts text on line n (from 0) of the last page. at gives the x of
// character i.
func (b *builder) line(n int, role font.Role, text string, template typeset.Run, at func(i int) length.Length) {
	page := &b.pages[len(b.pages)-1]
	if template.Size == 0 {
		template.Size = pt16
	}
	template.Y = 37*length.Mm + template.Size.Scale(88, 100) + (225*length.Mm-pt16).Part(n, 21)
	var run typeset.Run
	flush := func() {
		if run.Text != "" {
			page.Runs = append(page.Runs, run)
		}
	}
	i := 0
	for _, r := range text {
		// No built-in face has 𠮷. Set with the glyph of 吉 it also shows that two
		// characters may share a glyph.
		drawn := r
		if r == '𠮷' {
			drawn = '吉'
		}
		face, id, ok := b.set.Lookup(role, drawn)
		if !ok {
			panic(fmt.Sprintf("no face of %s has %q", role, r))
		}
		if face != run.Face {
			flush()
			run = template
			run.Face = face
		}
		run.Text += string(r)
		run.Glyphs = append(run.Glyphs, typeset.Glyph{ID: id, X: at(i)})
		i++
	}
	flush()
}

func grid(from int) func(i int) length.Length {
	return func(i int) length.Length { return left + width.Part(from+i, cells) }
}

// pageNumber sets — n — at 14 pt.
func pageNumber(i int) length.Length {
	if i == 0 {
		return left
	}
	return left + length.Length(i+1)*7*length.Pt
}

// sample is a page with what makes readers of text stumble, and its lines.
func sample() (*builder, []string) {
	b := newBuilder()
	b.page()
	page := &b.pages[0]
	page.Rules = append(page.Rules,
		typeset.Rule{X: left, Y: 60 * length.Mm, Width: width, Height: 14 * length.Pt / 10, Colour: typeset.Red},
		typeset.Rule{X: left, Y: 262 * length.Mm, Width: width, Height: 35 * length.Mm / 100})
	var lines []string
	add := func(n int, role font.Role, text string, template typeset.Run, at func(i int) length.Length) {
		lines = append(lines, text)
		b.line(n, role, text, template, at)
	}
	heading := &document.Node{Kind: document.Heading, Level: 1}
	add(0, font.XiaoBiaoSong, "某县人民政府文件", typeset.Run{Size: 22 * length.Pt, Colour: typeset.Red},
		func(i int) length.Length { return 50*length.Mm + length.Length(i)*22*length.Pt })
	add(2, font.Hei, "一、总体要求", typeset.Run{Node: heading}, grid(2))
	add(3, font.Kai, "（一）指导思想。", typeset.Run{Node: &document.Node{Kind: document.Heading, Level: 2}}, grid(2))
	add(4, font.FangSong, "对照年度目标逐项落实责任，把任务分到单位、分到月份，做到", typeset.Run{}, grid(0))
	// Beyond the Basic Multilingual Plane, and rare characters of names.
	add(5, font.FangSong, "𠮷家坝、㙍头、𬭎山、䢺堡等村组由镇里直接督办。", typeset.Run{}, grid(0))
	add(6, font.Kai, "督办员𬭎㙍𠮷吉镕堃喆", typeset.Run{}, grid(2))
	// Half-width digits and what has to be escaped, on cells of half a character.
	half := func(i int) length.Length { return left + width.Part(i, 2*cells) }
	add(7, font.FangSong, `PM2.5<=35(ug/m3)\a 95%[x]`, typeset.Run{}, half)
	// A line spread wider than it would be, as justification does.
	add(8, font.FangSong, "本行两端对齐因而字距略大于字身但不应读出空格", typeset.Run{},
		func(i int) length.Length { return left + width.Part(i, 25) })
	// Compressed punctuation: a full stop and a bracket share a cell.
	add(9, font.FangSong, "县直各部门（单位）、各乡镇。", typeset.Run{}, func(i int) length.Length {
		x := grid(0)(i)
		if i >= 9 {
			x -= width.Part(1, 2*cells)
		}
		return x
	})
	// One character, and a title with its letters apart.
	add(10, font.Song, "续", typeset.Run{}, grid(0))
	add(11, font.Hei, "通 知", typeset.Run{}, grid(12))
	// Characters that look alike or share a glyph come out as they went in.
	add(12, font.Song, "·•—―…“”‘’〔2026〕", typeset.Run{}, grid(0))
	// A sentence in two runs, compressed where they meet.
	b.line(13, font.FangSong, "完成改造。", typeset.Run{}, grid(0))
	add(13, font.FangSong, "（县水利局牵头）", typeset.Run{}, func(i int) length.Length { return half(9 + 2*i) })
	lines[len(lines)-1] = "完成改造。（县水利局牵头）"
	add(21, font.Song, "— 1 —", typeset.Run{Size: 14 * length.Pt}, pageNumber)
	return b, lines
}

func write(t testing.TB, pages []typeset.Page, m pdf.Meta) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := pdf.Write(&out, pages, m); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func save(t testing.TB, data []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "方案.pdf")
	if keep := os.Getenv("FANGAN_KEEP"); keep != "" {
		path = filepath.Join(keep, strings.ReplaceAll(t.Name(), "/", "-")+".pdf")
	}
	if err := os.WriteFile(path, data, 0o666); err != nil {
		t.Fatal(err)
	}
	return path
}

var meta = pdf.Meta{
	Title: "某县（2026年度）工作方案𠮷", Author: `某县人民政府\办公室)`, Subject: "工作方案", Keywords: "方案 责任",
	Producer: "fangan 0.1.0", Date: time.Date(2026, 2, 15, 0, 0, 0, 0, time.UTC), Red: screenRed,
}

var (
	screenRed = profile.Colour{RGB: [3]uint8{0xFF}}
	printRed  = profile.Colour{Inks: [4]uint8{0, 80, 80, 0}}
)

func TestReadersAgree(t *testing.T) {
	b, lines := sample()
	m := meta
	m.Bookmarks = pdf.Outline(b.pages)
	path := save(t, write(t, b.pages, m))
	t.Run("qpdf", func(t *testing.T) {
		if out := output(t, "qpdf", "--check", path); !strings.Contains(out, "No syntax or stream encoding errors found") {
			t.Error(out)
		}
	})
	t.Run("pdffonts", func(t *testing.T) {
		out := output(t, "pdffonts", path)
		rows := strings.Split(strings.TrimSpace(out), "\n")[2:]
		if len(rows) != 6 { // 小标宋, 黑体, 楷体 and its supplement, 仿宋, 宋体
			t.Errorf("%d fonts:\n%s", len(rows), out)
		}
		for _, row := range rows {
			if !regexp.MustCompile(`^[A-Z]{6}\+Fangan\S+ +CID TrueType +Identity-H +yes yes yes `).MatchString(row) {
				t.Errorf("font is not embedded, subset and readable: %s", row)
			}
		}
	})
	want := strings.Join(lines, "\n")
	t.Run("pdftotext", func(t *testing.T) {
		compareText(t, output(t, "pdftotext", "-raw", path, "-"), want)
		compareText(t, output(t, "pdftotext", path, "-"), want)
	})
	t.Run("mutool", func(t *testing.T) {
		compareText(t, output(t, "mutool", "draw", "-q", "-F", "txt", path), want)
	})
	t.Run("pdfinfo", func(t *testing.T) {
		out := output(t, "pdfinfo", "-isodates", path)
		for _, line := range []string{
			"Title: *某县（2026年度）工作方案𠮷", `Author: *某县人民政府\\办公室\)`, "Subject: *工作方案", "Keywords: *方案 责任",
			"Producer: *fangan 0.1.0", `CreationDate: *2026-02-15T00:00:00\+08`, "PDF version: *1.7", "Page size: *595.28 x 841.89 pts",
		} {
			if !regexp.MustCompile("(?m)^" + line).MatchString(out) {
				t.Errorf("pdfinfo does not say %s:\n%s", line, out)
			}
		}
	})
	t.Run("outline", func(t *testing.T) {
		out := output(t, "mutool", "show", path, "outline")
		if !regexp.MustCompile(`(?s)"一、总体要求".*"（一）指导思想"`).MatchString(out) {
			t.Error(out)
		}
	})
}

// TestCellsStayApart: what reads as one word across a gap in a sentence must
// not do so across the columns of a table.
func TestCellsStayApart(t *testing.T) {
	b := newBuilder()
	b.page()
	b.line(0, font.FangSong, "牵头", typeset.Run{}, grid(0))
	b.line(0, font.FangSong, "参与", typeset.Run{}, grid(4))
	path := save(t, write(t, b.pages, meta))
	for _, text := range []string{output(t, "pdftotext", path, "-"), output(t, "mutool", "draw", "-q", "-F", "txt", path)} {
		if !strings.Contains(text, "牵头") || !strings.Contains(text, "参与") || strings.Contains(text, "牵头参与") {
			t.Errorf("two cells read as %q", text)
		}
	}
}

// compareText compares lines. Blank lines between them are the reader's guess.
func compareText(t *testing.T, got, want string) {
	t.Helper()
	var lines []string
	for line := range strings.Lines(strings.ReplaceAll(got, "\f", "\n")) {
		if line = strings.TrimRight(line, " \n"); line != "" {
			lines = append(lines, line)
		}
	}
	wanted := strings.Split(want, "\n")
	for i := range max(len(lines), len(wanted)) {
		switch {
		case i >= len(lines):
			t.Fatalf("line %q and what follows is missing", wanted[i])
		case i >= len(wanted):
			t.Fatalf("line %q and what follows is too much", lines[i])
		case lines[i] != wanted[i]:
			t.Fatalf("line %d is %q, want %q", i+1, lines[i], wanted[i])
		}
	}
}

var update = flag.Bool("update", false, "rewrite golden files")

// TestGolden: the same bytes on every system and processor. When the file is
// meant to change, look at it before -update.
func TestGolden(t *testing.T) {
	b, _ := sample()
	m := meta
	m.Bookmarks = pdf.Outline(b.pages)
	got := fmt.Sprintf("%x\n", sha256.Sum256(write(t, b.pages, m)))
	const path = "testdata/sample.sha256"
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	if want, err := os.ReadFile(path); err != nil || string(want) != got {
		t.Errorf("hash of the sample is %s, want %s, %v", got, want, err)
	}
}

func TestSameBytes(t *testing.T) {
	b, _ := sample()
	want := write(t, b.pages, meta)
	if !bytes.Equal(write(t, b.pages, meta), want) {
		t.Error("a second run gives other bytes")
	}
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	if !bytes.Equal(write(t, b.pages, meta), want) {
		t.Error("one processor gives other bytes")
	}
	other := meta
	other.Title += "二"
	id := regexp.MustCompile(`/ID \[<([0-9A-F]{32})> <([0-9A-F]{32})>\]`)
	a, c := id.FindSubmatch(want), id.FindSubmatch(write(t, b.pages, other))
	if a == nil || c == nil || !bytes.Equal(a[1], a[2]) || bytes.Equal(a[1], c[1]) {
		t.Errorf("IDs %q and %q", a, c)
	}
}

// TestLarge: streams of many pieces, as every plan has, are whole.
func TestLarge(t *testing.T) {
	path := save(t, write(t, county(), meta))
	if out := output(t, "qpdf", "--check", path); !strings.Contains(out, "No syntax or stream encoding errors found") {
		t.Error(out)
	}
	var want strings.Builder
	for _, page := range county() {
		for _, run := range page.Runs {
			want.WriteString(run.Text + "\n")
		}
	}
	compareText(t, output(t, "pdftotext", path, "-"), strings.TrimSpace(want.String()))
}

func TestBookmarks(t *testing.T) {
	need(t, "mutool")
	b := newBuilder()
	for range 3 {
		b.page()
		b.line(0, font.Song, "页", typeset.Run{}, grid(0))
	}
	m := meta
	for i, level := range []int{2, 1, 2, 4, 3, 2, 1, 5, 1} {
		m.Bookmarks = append(m.Bookmarks, pdf.Bookmark{Title: fmt.Sprint(i), Level: level, Page: i/3 + 1, Y: 37 * length.Mm})
	}
	path := save(t, write(t, b.pages, m))
	output(t, "qpdf", "--check", path)
	out := output(t, "mutool", "show", path, "outline")
	var got []string
	for line := range strings.Lines(out) {
		title := regexp.MustCompile(`^(.)(\t+)"(.)"\t#page=(\d)`).FindStringSubmatch(line)
		if title == nil {
			t.Fatalf("outline line %q", line)
		}
		got = append(got, fmt.Sprintf("%s%d%s", title[3], len(title[2]), title[4]))
	}
	// Title, depth, page: a level that is left out hangs under the next one above.
	if want := "011 111 221 332 432 522 613 723 813"; strings.Join(got, " ") != want {
		t.Errorf("outline %s, want %s\n%s", strings.Join(got, " "), want, out)
	}
	m.Bookmarks[0].Page = 4
	if err := pdf.Write(io.Discard, b.pages, m); err == nil {
		t.Error("a bookmark to page 4 of 3 is accepted")
	}
}

// TestPositions reads the glyphs back and compares them with the page.
func TestPositions(t *testing.T) {
	b, _ := sample()
	path := save(t, write(t, b.pages, meta))
	out := output(t, "mutool", "trace", path)
	glyphs := regexp.MustCompile(`<g unicode="(.*?)" glyph="[^"]*" x="([0-9.-]+)" y="([0-9.-]+)"`).FindAllStringSubmatch(out, -1)
	i := 0
	for _, run := range b.pages[0].Runs {
		for n := range run.Glyphs {
			if i == len(glyphs) {
				t.Fatalf("only %d glyphs are drawn", i)
			}
			var x, y float64
			fmt.Sscan(glyphs[i][2]+" "+glyphs[i][3], &x, &y)
			dx, dy := x-run.Glyphs[n].X.Points(), y-(b.pages[0].Height-run.Y).Points()
			if dx > .0101 || dx < -.0101 || dy > .0101 || dy < -.0101 {
				t.Errorf("%q: glyph %d stands %.4f, %.4f pt from its place", run.Text, n, dx, dy)
			}
			i++
		}
	}
	if i != len(glyphs) {
		t.Errorf("%d glyphs are drawn, want %d", len(glyphs), i)
	}
}

func TestErrors(t *testing.T) {
	good, _ := sample()
	face := good.set.Faces(font.Song)[0]
	for name, pages := range map[string][]typeset.Page{
		"no pages":      nil,
		"glyph missing": {{Runs: []typeset.Run{{Text: "二字", Face: face, Size: pt16, Glyphs: make([]typeset.Glyph, 1)}}}},
		"no face":       {{Runs: []typeset.Run{{Text: "字", Size: pt16, Glyphs: make([]typeset.Glyph, 1)}}}},
		"no such glyph": {{Runs: []typeset.Run{{Text: "字", Face: face, Size: pt16, Glyphs: []typeset.Glyph{{ID: 0xFFFF}}}}}},
		"no size":       {{Runs: []typeset.Run{{Text: "字", Face: face, Glyphs: make([]typeset.Glyph, 1)}}}},
	} {
		if err := pdf.Write(io.Discard, pages, meta); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	full := errors.New("disk full")
	if err := pdf.Write(failing{full}, good.pages, meta); !errors.Is(err, full) {
		t.Errorf("error of the writer is %v", err)
	}
}

type failing struct{ err error }

func (f failing) Write([]byte) (int, error) { return 0, f.err }
