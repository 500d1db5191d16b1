package xlsx

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
)

// need skips a test if a tool is missing, unless CI asks for all of them.
func need(t testing.TB, tool string) string {
	t.Helper()
	path, err := exec.LookPath(tool)
	if err != nil {
		missing(t, tool)
	}
	return path
}

func missing(t testing.TB, what string) {
	t.Helper()
	if os.Getenv("FANGAN_REQUIRE_TOOLS") == "1" {
		t.Fatalf("%s is missing", what)
	}
	t.Skipf("%s is missing", what)
}

func run(t testing.TB, tool string, args ...string) string {
	t.Helper()
	cmd := exec.Command(tool, args...)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s %q: %v\n%s", tool, args, err, stderr.String())
	}
	return string(out)
}

// openpyxlDump prints what openpyxl reads as JSON.
const openpyxlDump = `
import json, sys
import openpyxl
book = openpyxl.load_workbook(sys.argv[1], read_only=sys.argv[2] == "readonly")
p = book.properties
print(json.dumps({
    "title": p.title, "author": p.creator, "subject": p.subject, "created": str(p.created), "language": p.language,
    "sheets": [{"name": s.title, "rows": s.max_row, "columns": s.max_column,
        "links": [] if sys.argv[2] == "readonly" else [[c.row, c.column, c.hyperlink.location] for row in s.iter_rows() for c in row if c.hyperlink],
        "cells": [["" if v is None else v for v in row] for row in s.iter_rows(values_only=True)]} for s in book.worksheets],
}, ensure_ascii=True))
`

// python returns a Python that has openpyxl: Debian's, even where another one
// comes first.
func python(t testing.TB) string {
	t.Helper()
	for _, python := range []string{"python3", "/usr/bin/python3"} {
		if exec.Command(python, "-c", "import openpyxl").Run() == nil {
			return python
		}
	}
	missing(t, "python3 with openpyxl")
	return ""
}

func TestOpenpyxlReadsAll(t *testing.T) {
	python := python(t)
	for _, c := range []struct {
		name string
		book *Book
	}{
		{"small", compose(t, load(t, small), builtInTemplate(t))},
		{"example", compose(t, example(t, examples[0]), builtInTemplate(t))},
	} {
		file := filepath.Join(t.TempDir(), c.name+".xlsx")
		if err := os.WriteFile(file, write(t, c.book), 0o644); err != nil {
			t.Fatal(err)
		}
		for _, mode := range []string{"normal", "readonly"} {
			var got struct {
				Title, Author, Subject, Created, Language string
				Sheets                                    []struct {
					Name          string
					Rows, Columns int
					Cells         [][]any
					Links         [][]any
				}
			}
			if err := json.Unmarshal([]byte(run(t, python, "-c", openpyxlDump, file, mode)), &got); err != nil {
				t.Fatal(err)
			}
			b := c.book
			date := "2000-01-01"
			if !b.Date.IsZero() {
				date = b.Date.String()
			}
			if got.Title != b.Title || got.Author != b.Author || got.Subject != b.Subject || got.Created != date+" 00:00:00" || got.Language != "zh-CN" {
				t.Errorf("%s %s: properties %q %q %q %q", c.name, mode, got.Title, got.Author, got.Subject, got.Created)
			}
			if len(got.Sheets) != len(b.Sheets) {
				t.Fatalf("%s %s: %d sheets", c.name, mode, len(got.Sheets))
			}
			for i, s := range b.Sheets {
				sheet := got.Sheets[i]
				if sheet.Name != s.Name || sheet.Rows != len(s.Rows) || sheet.Columns != s.widest() {
					t.Errorf("%s %s: sheet %s has %d rows and %d columns", c.name, mode, sheet.Name, sheet.Rows, sheet.Columns)
					continue
				}
				if mode == "normal" {
					var want [][]any
					for _, l := range s.Links {
						want = append(want, []any{l.Row + 1, l.Column + 1, "'" + l.Sheet + "'!A1"})
					}
					if fmt.Sprint(sheet.Links) != fmt.Sprint(want) {
						t.Errorf("%s: sheet %s has links %v, want %v", c.name, s.Name, sheet.Links, want)
					}
				}
				for r, row := range s.Rows {
					for n, want := range row.Cells {
						value := sheet.Cells[r][n]
						if _, isNumber := value.(float64); isNumber != want.Number || fmt.Sprint(value) != want.Text {
							t.Errorf("%s %s: %s!%s is %v, want %s", c.name, mode, s.Name, ref(n, r), value, want.Text)
						}
					}
				}
			}
		}
	}
}

// TestPrintSetUp reads what the printing programs obey.
func TestPrintSetUp(t *testing.T) {
	b := compose(t, load(t, small), builtInTemplate(t))
	b.Stamp = "abc"
	f, err := excelize.OpenReader(bytes.NewReader(write(t, b)))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	names := map[string]string{}
	for _, n := range f.GetDefinedName() {
		names[n.Scope+" "+n.Name] = n.RefersTo
	}
	for _, s := range b.Sheets {
		layout, _ := f.GetPageLayout(s.Name)
		props, _ := f.GetSheetProps(s.Name)
		if *layout.Size != 9 || *layout.Orientation != "landscape" || *layout.FitToWidth != 1 || *layout.FitToHeight != 0 || !*props.FitToPage {
			t.Errorf("%s: layout %+v", s.Name, layout)
		}
		footer, _ := f.GetHeaderFooter(s.Name)
		if footer == nil || footer.OddFooter != "&C第 &P 页 共 &N 页" {
			t.Errorf("%s: footer %+v", s.Name, footer)
		}
		panes, _ := f.GetPanes(s.Name)
		if !panes.Freeze || panes.YSplit != s.Header+1 {
			t.Errorf("%s: panes %+v", s.Name, panes)
		}
		if got, want := names[s.Name+" _xlnm.Print_Titles"], fmt.Sprintf("'%s'!$%d:$%d", s.Name, s.Header+1, s.Header+1); got != want {
			t.Errorf("%s: titles %q, want %q", s.Name, got, want)
		}
		if got, want := names[s.Name+" _xlnm.Print_Area"], fmt.Sprintf("'%s'!$A$1:$%s$%d", s.Name, columnName(s.printed()-1), len(s.Rows)); got != want {
			t.Errorf("%s: area %q, want %q", s.Name, got, want)
		}
		for i, r := range s.Rows {
			if got, _ := f.GetRowHeight(s.Name, i+1); got != float64(r.Pixels)*0.75 {
				t.Errorf("%s: row %d is %v high", s.Name, i+1, got)
			}
		}
	}
	if stamp, err := f.GetCustomProps(); err != nil || len(stamp) != 1 || stamp[0].Value != "abc" {
		t.Errorf("custom properties %v, %v", stamp, err)
	}
	for _, formula := range []string{"D8"} {
		if got, _ := f.GetCellFormula("责任分解表", formula); got != "" {
			t.Errorf("%s became the formula %q", formula, got)
		}
	}
}

// convert lets LibreOffice convert books, all at once: its start takes longest.
// It returns the names of the files made.
func convert(t testing.TB, books []*Book, format string, environment ...string) []string {
	t.Helper()
	office := need(t, "soffice")
	dir := t.TempDir()
	args := []string{"-env:UserInstallation=file://" + filepath.Join(dir, "profile"), "--headless", "--convert-to", format, "--outdir", filepath.Join(dir, "out")}
	var made []string
	for i, b := range books {
		file := filepath.Join(dir, fmt.Sprintf("%d.xlsx", i))
		if err := os.WriteFile(file, write(t, b), 0o644); err != nil {
			t.Fatal(err)
		}
		args = append(args, file)
		made = append(made, filepath.Join(dir, "out", fmt.Sprintf("%d.%s", i, format)))
	}
	cmd := exec.Command(office, args...)
	cmd.Env = append(os.Environ(), environment...)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("soffice: %v\n%s", err, out)
	}
	return made
}

func exampleBooks(t testing.TB) []*Book {
	var books []*Book
	for _, name := range examples {
		books = append(books, compose(t, example(t, name), builtInTemplate(t)))
	}
	return books
}

// fitMacro is a Basic macro that lets LibreOffice choose the height of each row
// and writes it to a file: sheet, row, hundredths of a millimetre. Loading a
// file does not do so by itself.
const fitMacro = `Sub Fit(source, target)
	Dim hidden(0) As New com.sun.star.beans.PropertyValue
	hidden(0).Name = "Hidden"
	hidden(0).Value = True
	document = StarDesktop.loadComponentFromURL(source, "_blank", 0, hidden())
	file = FreeFile
	Open target For Output As #file
	For s = 0 To document.Sheets.Count - 1
		all = document.Sheets(s).Rows
		cursor = document.Sheets(s).createCursor()
		cursor.gotoEndOfUsedArea(False)
		For r = 0 To cursor.RangeAddress.EndRow
			all(r).OptimalHeight = True
			Print #file, s &amp; " " &amp; r &amp; " " &amp; all(r).Height
		Next
	Next
	Close #file
	document.close(True)
End Sub`

// fittedHeights returns the heights, in hundredths of a millimetre, that
// LibreOffice gives the rows of the books: by sheet and row.
func fittedHeights(t testing.TB, books []*Book) []map[[2]int]int {
	t.Helper()
	office := need(t, "soffice")
	dir := t.TempDir()
	profile := "-env:UserInstallation=file://" + filepath.Join(dir, "profile")
	// The first start makes a profile with an empty module, which the macro
	// replaces.
	run(t, office, profile, "--headless", "--terminate_after_init")
	module := `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE script:module PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "module.dtd">
<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Module1" script:language="StarBasic">` + fitMacro + `</script:module>`
	if err := os.WriteFile(filepath.Join(dir, "profile", "user", "basic", "Standard", "Module1.xba"), []byte(module), 0o644); err != nil {
		t.Fatal(err)
	}
	var all []map[[2]int]int
	for _, b := range books {
		source, target := filepath.Join(dir, "book.xlsx"), filepath.Join(dir, "heights.txt")
		if err := os.WriteFile(source, write(t, b), 0o644); err != nil {
			t.Fatal(err)
		}
		run(t, office, profile, "--headless", fmt.Sprintf(`macro:///Standard.Module1.Fit("file://%s","%s")`, source, target))
		text, err := os.ReadFile(target)
		if err != nil {
			t.Fatal(err)
		}
		heights := map[[2]int]int{}
		for line := range strings.Lines(string(text)) {
			var sheet, row, height int
			if _, err := fmt.Sscan(line, &sheet, &row, &height); err != nil {
				t.Fatalf("%q: %v", line, err)
			}
			heights[[2]int{sheet, row}] = height
		}
		all = append(all, heights)
	}
	return all
}

// TestNoCellIsCut lets LibreOffice find the height that each row needs, and
// compares. The fonts are the worst case: the columns as narrow as 宋体 makes
// them, and Noto Sans CJK, whose lines are the highest of all, for the text.
func TestNoCellIsCut(t *testing.T) {
	need(t, "soffice")
	t.Setenv("FONTCONFIG_FILE", fontConfig(t, map[string]string{"宋体": "Fangan Song", "仿宋_GB2312": "Noto Sans CJK SC", "黑体": "Noto Sans CJK SC"}))
	books := exampleBooks(t)
	for n, heights := range fittedHeights(t, books) {
		b := books[n]
		checked, needed, given := 0, 0, 0
		for i, s := range b.Sheets {
			merged := map[int]bool{}
			for _, m := range s.Merges {
				merged[m.Row] = true // no program fits the height of merged cells
			}
			for r, row := range s.Rows {
				if merged[r] {
					continue
				}
				height, ours := heights[[2]int{i, r}], row.Pixels*2540/96
				if height == 0 {
					t.Fatalf("%s: no height for row %d of %s", examples[n], r+1, s.Name)
				}
				if height > ours {
					t.Errorf("%s: row %d of %s is %d high, LibreOffice needs %d", examples[n], r+1, s.Name, ours, height)
				}
				checked, needed, given = checked+1, needed+height, given+ours
			}
		}
		t.Logf("%s: %d rows need %d %% of their heights", examples[n], checked, needed*100/given)
		// Rows of one line and no more would show that nothing was fitted.
		if needed < checked*700 {
			t.Errorf("%s: LibreOffice chose no heights", examples[n])
		}
	}
}

// fontConfig makes fontconfig show the given faces where the template names
// those of the offices. Others are not known but the built-in and Noto ones.
func fontConfig(t testing.TB, faces map[string]string) string {
	t.Helper()
	fonts, err := filepath.Abs("../../fonts")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	conf := "<?xml version=\"1.0\"?><!DOCTYPE fontconfig SYSTEM \"fonts.dtd\"><fontconfig><dir>" + fonts + "</dir><dir>/usr/share/fonts</dir><cachedir>" + dir + "</cachedir>"
	for _, name := range slices.Sorted(maps.Keys(faces)) {
		conf += "<match target=\"pattern\"><test name=\"family\"><string>" + name + "</string></test><edit name=\"family\" mode=\"assign\" binding=\"strong\"><string>" + faces[name] + "</string></edit></match>"
	}
	file := filepath.Join(dir, "fonts.conf")
	if err := os.WriteFile(file, []byte(conf+"</fontconfig>"), 0o644); err != nil {
		t.Fatal(err)
	}
	return file
}

var pageNumber = regexp.MustCompile(`第 (\d+) 页 共 (\d+) 页`)

// TestPrintedPages prints through LibreOffice: every page has the headings and
// its number, none ends with a banner, and the link back is not printed.
func TestPrintedPages(t *testing.T) {
	need(t, "soffice")
	need(t, "pdftotext")
	books := exampleBooks(t)
	for n, file := range convert(t, books, "pdf", "FONTCONFIG_FILE="+fontConfig(t, map[string]string{
		"宋体": "Fangan Song", "仿宋_GB2312": "Fangan Fangsong", "楷体_GB2312": "Fangan Kai", "黑体": "Fangan Hei", "方正小标宋简体": "Fangan Xiaobiaosong"})) {
		banners := map[string]bool{}
		for _, s := range books[n].Sheets {
			for _, m := range s.Merges {
				if text := s.Rows[m.Row].Cells[0].Text; m.Row > s.Header && !strings.HasPrefix(text, "注：") {
					banners[text] = true
				}
			}
		}
		pages := strings.Split(strings.TrimSuffix(run(t, "pdftotext", "-layout", file, "-"), "\f"), "\f")
		found := 0
		for i, page := range pages {
			m := pageNumber.FindStringSubmatch(page)
			if m == nil || m[1] != strconv.Itoa(i+1) || m[2] != strconv.Itoa(len(pages)) {
				t.Errorf("%s: page %d of %d is numbered %q", examples[n], i+1, len(pages), m)
			}
			if !strings.Contains(page, "序号") {
				t.Errorf("%s: page %d has no headings", examples[n], i+1)
			}
			if strings.Contains(page, "返回汇总") {
				t.Errorf("%s: page %d prints the link", examples[n], i+1)
			}
			last := ""
			for line := range strings.Lines(page) {
				line = strings.TrimSpace(line)
				if banners[line] {
					found++
				}
				if line != "" && !pageNumber.MatchString(line) {
					last = line
				}
			}
			if banners[last] {
				t.Errorf("%s: page %d ends with the banner %s", examples[n], i+1, last)
			}
		}
		if found < 20 {
			t.Errorf("%s: only %d banners recognised", examples[n], found)
		}
		t.Logf("%s: %d pages, %d banners", examples[n], len(pages), found)
	}
}
