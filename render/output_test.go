package render_test

import (
	"archive/zip"
	"context"
	"crypto/sha256"
	"encoding/json"
	"fangan/internal/plan"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"fangan/render"
	"fangan/render/document"
	"fangan/templates"
)

// update rewrites the golden files.
var update = flag.Bool("update", false, "rewrite golden files")

// What other programs say of the PDF of each example.
func TestPDF(t *testing.T) {
	data, err := templates.FS.ReadFile(templates.Document)
	if err != nil {
		t.Fatal(err)
	}
	tmpl, findings := document.Parse(templates.Document, string(data))
	wantNone(t, findings)
	for _, p := range build(t, examples) {
		t.Run(p.plan.Name(), func(t *testing.T) {
			if out := run(t, "qpdf", "--check", p.pdf); !strings.Contains(out, "No syntax or stream encoding errors found") {
				t.Errorf("qpdf: %s", out)
			}
			fonts := strings.Split(strings.TrimSpace(run(t, "pdffonts", p.pdf)), "\n")[2:]
			if len(fonts) == 0 {
				t.Error("no fonts")
			}
			subset := regexp.MustCompile(`^[A-Z]{6}\+\S+ +CID TrueType +Identity-H +yes yes yes `) // embedded, subset, with Unicode
			for _, font := range fonts {
				if !subset.MatchString(font) {
					t.Errorf("pdffonts: %s", font)
				}
			}
			info := run(t, "pdfinfo", "-enc", "UTF-8", p.pdf)
			for _, want := range []string{
				"Title:           " + p.plan.Name(), "Author:          " + strings.Join(issuers(p.plan), "、"), "Producer:        fangan 1.2.3",
				fmt.Sprintf("Pages:           %d", p.pages), "Page size:       595.28 x 841.89 pts (A4)",
			} {
				if !strings.Contains(info, want+"\n") {
					t.Errorf("pdfinfo does not say %q:\n%s", want, info)
				}
			}
			root, findings := document.Execute(tmpl, p.plan)
			wantNone(t, findings)
			headings := headingsOf(root)
			if got := bookmarks(t, p.pdf); !slices.Equal(got, headings) {
				t.Errorf("the bookmarks are\n%s\nand the headings\n%s", strings.Join(got, "\n"), strings.Join(headings, "\n"))
			}
		})
	}
}

// headingsOf returns what the bookmarks of a document should say: its headings,
// its attachments, and its titles where there are several.
func headingsOf(root *document.Node) []string {
	var list []string
	titles := 0
	for _, node := range root.Children {
		if node.Kind == document.Title {
			titles++
		}
	}
	label := ""
	for _, node := range root.Children {
		// A mark parts a heading from the text that follows on its line.
		text := strings.TrimRight(node.Plain(), "。：")
		switch {
		case node.Kind == document.Attachment:
			label = text + " "
		case node.Kind == document.AttachmentTitle:
			list = append(list, label+text)
		case node.Kind == document.Heading, node.Kind == document.Contents, node.Kind == document.Title && titles > 1:
			list = append(list, text)
		}
	}
	return list
}

// bookmarks returns the titles of a PDF's outline in order.
func bookmarks(t testing.TB, file string) []string {
	t.Helper()
	var outline struct {
		Outlines []struct {
			Title string
			Kids  json.RawMessage
		}
	}
	if err := json.Unmarshal([]byte(run(t, "qpdf", "--json=2", "--json-key=outlines", file)), &outline); err != nil {
		t.Fatal(err)
	}
	var titles []string
	for {
		if len(outline.Outlines) == 0 {
			return titles
		}
		first := outline.Outlines[0]
		titles = append(titles, first.Title)
		rest := outline.Outlines[1:]
		outline.Outlines = nil
		if len(first.Kids) > 0 {
			if err := json.Unmarshal(first.Kids, &outline.Outlines); err != nil {
				t.Fatal(err)
			}
		}
		outline.Outlines = append(outline.Outlines, rest...)
	}
}

// openpyxl reads the workbook in both of its modes, and sees the same cells;
// the read-only mode trusts what the sheets say of their size.
func TestWorkbook(t *testing.T) {
	const script = `
import json, sys
import openpyxl
def cells(sheet):
    return [["" if v is None else v for v in row] for row in sheet.iter_rows(values_only=True)]
whole = openpyxl.load_workbook(sys.argv[1])
lazy = openpyxl.load_workbook(sys.argv[1], read_only=True)
problems = []
if whole.sheetnames != lazy.sheetnames:
    problems.append("sheet names differ")
for name in whole.sheetnames:
    said = lazy[name].calculate_dimension()
    if said != whole[name].dimensions:
        problems.append(f"{name} says it is {said} and is {whole[name].dimensions}")
    if cells(whole[name]) != cells(lazy[name]):
        problems.append(f"{name} differs in read-only mode")
    for row in whole[name].iter_rows():
        for cell in row:
            if cell.data_type not in "sn":
                problems.append(f"{name} {cell.coordinate} is of type {cell.data_type}")
p = whole.properties
json.dump({"problems": problems, "title": p.title, "creator": p.creator}, sys.stdout)
`
	for _, p := range build(t, examples) {
		need(t, python)
		var report struct {
			Problems       []string
			Title, Creator string
		}
		if err := json.Unmarshal([]byte(run(t, python, "-I", "-X", "utf8", "-c", script, p.xlsx)), &report); err != nil {
			t.Fatal(err)
		}
		if len(report.Problems) > 0 || report.Title != p.plan.Name()+"责任分解表" || report.Creator != issuers(p.plan)[0] {
			t.Errorf("%s: %+v", p.plan.Name(), report)
		}
	}
}

// LibreOffice prints the workbook with every cell whole: it clips those that
// hold more than fits, and it clips none.
func TestLibreOfficeCutsNoCell(t *testing.T) {
	need(t, "soffice")
	need(t, python)
	if testing.Short() {
		t.Skip("takes many seconds")
	}
	pairs := build(t, examples)
	// A workbook with rows too low shows that the test sees what is cut.
	low := filepath.Join(t.TempDir(), "low.xlsx")
	run(t, python, "-I", "-c", `
import sys, openpyxl
book = openpyxl.load_workbook(sys.argv[1])
for sheet in book:
    for row in sheet.row_dimensions.values():
        if row.height: row.height *= 0.5
book.save(sys.argv[2])`, pairs[0].xlsx, low)
	files := []string{low}
	for _, p := range pairs {
		files = append(files, p.xlsx)
	}
	printed := libreOffice(t, files...)
	if n, _ := clipped(t, printed[0], pairs[0].xlsx); n == 0 {
		t.Error("of rows half as high as they should be none is cut")
	}
	for i, p := range pairs {
		if n, where := clipped(t, printed[i+1], p.xlsx); n > 0 {
			t.Errorf("%s: %d cells are cut, among them (x y width height in points):\n%s", p.plan.Name(), n, where)
		}
		// In the order in which it was drawn, which is cell by cell.
		text := withoutSpace(run(t, "pdftotext", "-enc", "UTF-8", "-raw", printed[i+1], "-"))
		for _, sheet := range readWorkbook(t, p.xlsx) {
			for r, row := range sheet.Rows {
				for c, cell := range row {
					// The link back stands beside the print area.
					if cell = withoutSpace(cell); cell != "返回汇总" && !strings.Contains(text, cell) {
						t.Errorf("%s %s row %d column %d is not printed whole: %s", p.plan.Name(), sheet.Name, r+1, c+1, cell)
					}
				}
			}
		}
	}
}

// libreOffice prints workbooks to PDF.
func libreOffice(t testing.TB, files ...string) []string {
	t.Helper()
	out := t.TempDir()
	args := []string{"-env:UserInstallation=file://" + filepath.ToSlash(t.TempDir()), "--headless", "--convert-to", "pdf", "--outdir", out}
	if text, err := exec.Command("soffice", append(args, files...)...).CombinedOutput(); err != nil {
		t.Fatalf("soffice: %v\n%s", err, text)
	}
	var printed []string
	for _, file := range files {
		printed = append(printed, filepath.Join(out, strings.TrimSuffix(filepath.Base(file), ".xlsx")+".pdf"))
	}
	return printed
}

// clipped returns how many cells LibreOffice clipped when it printed a
// workbook, and where those of several lines are. It also clips to the page and
// to the footer, and every cell with a link.
func clipped(t testing.TB, printed, workbook string) (n int, where string) {
	t.Helper()
	pages := strings.Count(run(t, "pdftotext", printed, "-"), "\f")
	clips := 0
	var places strings.Builder
	page, last := "", ""
	for line := range strings.Lines(run(t, "qpdf", "--qdf", "--stream-data=uncompress", printed, "-")) {
		line = strings.TrimSpace(line)
		if n, ok := strings.CutPrefix(line, "%% Contents for page "); ok {
			page = n
		}
		if line == "W* n" || line == "W n" {
			clips++
			var x, y, width, height float64
			last = last[strings.LastIndex(last, "q ")+1:]
			if n, _ := fmt.Sscanf(last, "%g %g %g %g re", &x, &y, &width, &height); n == 4 && height > 20 && height < 500 {
				fmt.Fprintf(&places, "page %s: %s\n", page, strings.TrimSpace(last))
			}
		}
		last = line
	}
	links := run(t, python, "-I", "-c", `
import sys, openpyxl
print(sum(1 for sheet in openpyxl.load_workbook(sys.argv[1]) for row in sheet.iter_rows() for cell in row if cell.hyperlink and cell.value != "返回汇总"))`, workbook)
	linked, err := strconv.Atoi(strings.TrimSpace(links))
	if err != nil || pages == 0 || clips < pages {
		t.Fatalf("%d pages, %d clips, links %q", pages, clips, links)
	}
	return max(0, clips-2*pages-linked), places.String()
}

// A build gives the same bytes however many plans are built at a time, and in
// any time zone and language.
func TestSameBytesEverywhere(t *testing.T) {
	if os.Getenv("FANGAN_TEST_BUILD") != "" {
		results, _ := render.Build(context.Background(), open(t, examples), render.Options{Out: os.Getenv("FANGAN_TEST_BUILD"), PDF: true, XLSX: true, Jobs: 8, Version: "1.2.3"})
		for _, r := range results {
			if !r.OK() {
				t.Fatal(r.Err, r.Findings)
			}
		}
		return
	}
	want := sums(t, build(t, examples))
	for _, environment := range [][]string{
		{"GOMAXPROCS=1", "TZ=America/St_Johns", "LANG=C"},
		{"GOMAXPROCS=7", "TZ=Pacific/Kiritimati", "LANG=zh_CN.GB18030", "GOGC=10"},
	} {
		out := t.TempDir()
		command := exec.Command(os.Args[0], "-test.run=^TestSameBytesEverywhere$")
		command.Env = append(append(os.Environ(), environment...), "FANGAN_TEST_BUILD="+out)
		if text, err := command.CombinedOutput(); err != nil {
			t.Fatalf("%v: %v\n%s", environment, err, text)
		}
		got := map[string]string{}
		for name := range want {
			got[name] = sum(t, filepath.Join(out, "2026", name))
		}
		for name := range want {
			if got[name] != want[name] {
				t.Errorf("%v: %s has other bytes", environment, name)
			}
		}
	}
}

func sums(t testing.TB, pairs []pair) map[string]string {
	list := map[string]string{}
	for _, p := range pairs {
		for _, file := range []string{p.pdf, p.xlsx} {
			list[filepath.Base(file)] = sum(t, file)
		}
	}
	return list
}

func sum(t testing.TB, file string) string {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprintf("%x", sha256.Sum256(data))
}

// The documents of a small workspace have the bytes that they had when the
// golden file was written, on whatever system it was. A change of the layout,
// the faces or a library changes them: go test ./render -update, and look at
// the documents before the new sums are committed.
func TestGoldenBytes(t *testing.T) {
	const golden = "testdata/golden.sha256"
	var b strings.Builder
	for _, p := range build(t, "testdata/small") {
		for _, file := range []string{p.pdf, p.xlsx} {
			fmt.Fprintf(&b, "%s  %s\n", sum(t, file), filepath.Base(file))
		}
	}
	if *update {
		if err := os.WriteFile(golden, []byte(b.String()), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if b.String() != strings.ReplaceAll(string(want), "\r\n", "\n") {
		t.Errorf("got\n%swant\n%s", b.String(), want)
	}
}

// The parts of the workbook lie in the file in one order with one legal date.
func TestWorkbookArchive(t *testing.T) {
	for _, p := range build(t, examples) {
		r, err := zip.OpenReader(p.xlsx)
		if err != nil {
			t.Fatal(err)
		}
		defer r.Close()
		for i, f := range r.File {
			if f.Name != "[Content_Types].xml" && i == 0 {
				t.Errorf("%s begins with %s", p.plan.Name(), f.Name)
			}
			if year := f.Modified.Year(); year < 1980 {
				t.Errorf("%s is of the year %d", f.Name, year)
			}
		}
	}
}

// BenchmarkBuild makes both documents of the example of 82 tasks, from its
// files to the disk.
func BenchmarkBuild(b *testing.B) {
	for _, formats := range []struct {
		name      string
		pdf, xlsx bool
	}{{"PDF", true, false}, {"XLSX", false, true}, {"both", true, true}} {
		b.Run(formats.name, func(b *testing.B) {
			out := b.TempDir()
			b.ReportAllocs()
			for b.Loop() {
				results, _ := render.Build(context.Background(), open(b, examples, example), render.Options{Out: out, PDF: formats.pdf, XLSX: formats.xlsx, Jobs: 1, Version: "1.2.3"})
				if !results[0].OK() {
					b.Fatal(results[0].Err, results[0].Findings)
				}
			}
		})
	}
}

func issuers(p *plan.Plan) []string {
	var names []string
	for _, by := range p.Issue.By {
		names = append(names, by.Value)
	}
	return names
}
