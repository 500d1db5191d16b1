package verify_test

import (
	"cmp"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode"

	"fangan/internal/diag"
	"fangan/internal/length"
	"fangan/internal/pdfpage"
	"fangan/internal/verify"
)

// need skips a test at home that lacks a tool; where FANGAN_REQUIRE_TOOLS is set
// the tool must be there.
func need(t testing.TB, tool string) {
	t.Helper()
	if _, err := exec.LookPath(tool); err == nil {
		return
	}
	if os.Getenv("FANGAN_REQUIRE_TOOLS") != "" {
		t.Fatalf("%s is missing", tool)
	}
	t.Skipf("%s is missing", tool)
}

// A char is what both readers see of a character, in points.
type char struct {
	r    rune
	x, y float64
	page int
}

// mutool reads the characters of a file by another program.
func mutool(t testing.TB, file string) []char {
	t.Helper()
	need(t, "mutool")
	out, err := exec.Command("mutool", "draw", "-q", "-F", "stext", "-o", "-", file).Output()
	if err != nil {
		t.Fatal(err)
	}
	d := xml.NewDecoder(strings.NewReader(string(out)))
	d.Strict = false
	var chars []char
	page := 0
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return chars
		}
		if err != nil {
			t.Fatal(err)
		}
		start, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		switch start.Name.Local {
		case "page":
			page++
		case "char":
			c := char{page: page}
			for _, a := range start.Attr {
				switch a.Name.Local {
				case "x":
					fmt.Sscan(a.Value, &c.x)
				case "y":
					fmt.Sscan(a.Value, &c.y)
				case "c":
					for _, r := range a.Value {
						c.r = r
					}
				}
			}
			if !unicode.IsSpace(c.r) {
				chars = append(chars, c)
			}
		}
	}
}

func ours(d *pdfpage.Document) []char {
	var chars []char
	for i := range d.Pages {
		for _, r := range d.Pages[i].Runs {
			for _, g := range r.Glyphs {
				for _, c := range g.Text {
					if !unicode.IsSpace(c) {
						chars = append(chars, char{c, g.X.Points(), g.Y.Points(), d.Pages[i].Number})
					}
				}
			}
		}
	}
	return chars
}

// Both readers see the same characters at the same places.
func TestReadersAgree(t *testing.T) {
	pdfFile, _ := build(t)
	for _, file := range []string{pdfFile, "testdata/libreoffice.pdf"} {
		d, err := pdfpage.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		a, b := ours(d), mutool(t, file)
		if len(a) != len(b) || len(a) < 500 {
			t.Fatalf("%s: %d characters, mutool sees %d", file, len(a), len(b))
		}
		order := func(a, b char) int {
			return cmp.Or(cmp.Compare(a.page, b.page), cmp.Compare(math.Round(a.y*4), math.Round(b.y*4)), cmp.Compare(math.Round(a.x*4), math.Round(b.x*4)), cmp.Compare(a.r, b.r))
		}
		// Places are compared by the nearest one of the same character, so that
		// rounding does not change an order.
		slices.SortFunc(b, order)
		byChar := map[[2]int][]char{}
		for _, c := range b {
			byChar[[2]int{c.page, int(c.r)}] = append(byChar[[2]int{c.page, int(c.r)}], c)
		}
		for _, c := range a {
			found := slices.ContainsFunc(byChar[[2]int{c.page, int(c.r)}], func(o char) bool {
				return math.Abs(o.x-c.x) < 0.06 && math.Abs(o.y-c.y) < 0.06
			})
			if !found {
				t.Fatalf("%s: page %d: %c at %.2f, %.2f is not where mutool sees it: %v", file, c.page, c.r, c.x, c.y, byChar[[2]int{c.page, int(c.r)}])
			}
		}
	}
}

// Other programs write the same pages in other ways: object streams, plain
// tables, new fonts. The report stays the same.
func TestRewrittenFiles(t *testing.T) {
	pdfFile, _ := build(t)
	want := reportOf(t, pdfFile)
	for _, test := range []struct {
		name string
		args []string
	}{
		{"object streams", []string{"qpdf", "--object-streams=generate", pdfFile, "OUT"}},
		{"linearized", []string{"qpdf", "--linearize", pdfFile, "OUT"}},
		{"uncompressed", []string{"qpdf", "--stream-data=uncompress", "--object-streams=disable", pdfFile, "OUT"}},
		{"cleaned", []string{"mutool", "clean", "-gggg", pdfFile, "OUT"}},
		{"shown across", []string{"qpdf", "--rotate=+90:6-7", pdfFile, "OUT"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			need(t, test.args[0])
			out := filepath.Join(t.TempDir(), "x.pdf")
			args := slices.Clone(test.args[1:])
			args[len(args)-1] = out
			if text, err := exec.Command(test.args[0], args...).CombinedOutput(); err != nil {
				t.Fatalf("%v: %s", err, text)
			}
			if got := reportOf(t, out); got != want {
				t.Errorf("got\n%s\nwant\n%s", got, want)
			}
		})
	}
	t.Run("upside down", func(t *testing.T) {
		need(t, "qpdf")
		out := filepath.Join(t.TempDir(), "x.pdf")
		if text, err := exec.Command("qpdf", "--rotate=+180:6-7", pdfFile, out).CombinedOutput(); err != nil {
			t.Fatalf("%v: %s", err, text)
		}
		if got := reportOf(t, out); !strings.Contains(got, "［8-landscape，") {
			t.Errorf("got\n%s", got)
		}
	})
	t.Run("on its side", func(t *testing.T) {
		need(t, "qpdf")
		out := filepath.Join(t.TempDir(), "x.pdf")
		if text, err := exec.Command("qpdf", "--rotate=+90:1", pdfFile, out).CombinedOutput(); err != nil {
			t.Fatalf("%v: %s", err, text)
		}
		if got := reportOf(t, out); !strings.Contains(got, "［8-landscape，") {
			t.Errorf("got\n%s", got)
		}
	})
	t.Run("encrypted", func(t *testing.T) {
		need(t, "qpdf")
		out := filepath.Join(t.TempDir(), "x.pdf")
		if text, err := exec.Command("qpdf", "--encrypt", "", "x", "256", "--", pdfFile, out).CombinedOutput(); err != nil {
			t.Fatalf("%v: %s", err, text)
		}
		if _, unreadable := verify.Read([]string{out}); len(unreadable) != 1 || unreadable[0].Finding.Rule != "verify/encrypted" {
			t.Errorf("%v", unreadable)
		}
	})
}

// reportOf is the report of a file without its name.
func reportOf(t testing.TB, file string) string {
	t.Helper()
	sets := read(t, file)
	var b strings.Builder
	if err := verify.WriteText(&b, verify.Check(sets[0], sample().profile), verify.TextOptions{All: true}); err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(b.String(), "\n")
	return rest
}

// A file made by LibreOffice from a document with Word's usual settings: what is
// wrong with it is told, each cause once.
func TestForeignFile(t *testing.T) {
	sets := read(t, "testdata/libreoffice.pdf")
	r := verify.Check(sets[0], sample().profile)
	want := "5.2.1-top 5.2.2-body-face 5.2.3-chars 5.2.3-pitch 7.3.1-title-face 7.3.2-recipient 7.3.5.1-date-right 7.3.5.5-with-text 7.5-number-run"
	if got := strings.Join(failing(r.Items), " "); got != want {
		t.Errorf("got %s\nwant %s%s", got, want, messages(r.Items))
	}
}

// All example plans are green, as built, with the workbook and with the plan.
func TestExamples(t *testing.T) {
	if testing.Short() {
		t.Skip("builds all examples")
	}
	for _, examples := range []string{"../../plans", "../../render/testdata/styles"} { // the latter has every form of the head
		buildExamples(t, examples, func(plan *verify.Set, name string) {
			r := verify.Check(*plan, sample().profile)
			for _, item := range r.Items {
				for _, f := range item.Findings {
					if f.Severity != diag.Note {
						t.Errorf("%s: %s %s", name, item.ID, f)
					}
				}
			}
		})
	}
}

// FuzzPages throws glyphs onto a page: whatever stands where, there is a report.
func FuzzPages(f *testing.F) {
	f.Add([]byte("\x01\x20\x20\x02\x21\x20\x03\x22\x20\x10\x30\x40"))
	palette := []rune("附件一二关于通知（）〔〕《》“”。，、：；—…·0123456789.年月日号印发抄送主送目录签发人特急机密★文件 \x00")
	f.Fuzz(func(t *testing.T, data []byte) {
		d := &pdfpage.Document{}
		font := &pdfpage.Font{Name: "FangSong"}
		d.Fonts = append(d.Fonts, font)
		page := pdfpage.Page{Number: 1, Width: 210 * length.Mm, Height: 297 * length.Mm}
		for len(data) >= 3 {
			c, x, y := data[0], length.Length(data[1])*length.Mm, length.Length(data[2])*length.Mm*5/4
			data = data[3:]
			switch {
			case c >= 250:
				d.Pages = append(d.Pages, page)
				page = pdfpage.Page{Number: len(d.Pages) + 1, Width: page.Height, Height: page.Width}
				continue
			case c >= 240:
				page.Rules = append(page.Rules, pdfpage.Rule{Box: pdfpage.Box{X0: x, Y0: y, X1: x + length.Length(c-239)*17*length.Mm, Y1: y + length.Mm/3}, Colour: pdfpage.Colour{Model: pdfpage.RGB, V: [4]int16{int16(c&1) * 1000}}})
				continue
			}
			r := palette[int(c)%len(palette)]
			run := pdfpage.Run{Font: font, Size: 16 * length.Pt, Colour: pdfpage.Colour{Model: pdfpage.RGB, V: [4]int16{int16(c>>7) * 1000}}}
			if c&0x40 != 0 {
				run.Size, run.Turn = 22*length.Pt, pdfpage.Turn(c&3)
			}
			run.Glyphs = []pdfpage.Glyph{{Text: string(r), X: x, Y: y, Advance: run.Size, Notdef: r == 0}}
			page.Runs = append(page.Runs, run)
		}
		d.Pages = append(d.Pages, page)
		r := verify.Check(verify.Set{PDF: "x.pdf", Document: d}, sample().profile)
		if err := verify.WriteText(io.Discard, r, verify.TextOptions{All: true}); err != nil {
			t.Error(err)
		}
		if err := verify.WriteJSON(io.Discard, []*verify.Report{r}, nil); err != nil {
			t.Error(err)
		}
	})
}
