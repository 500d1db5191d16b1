package render

import (
	"archive/zip"
	"bytes"
	"encoding/hex"
	"encoding/xml"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"
	"unicode/utf16"

	"fangan/internal/diag"
	"fangan/internal/plan"
)

// stampWord stands before the stamp in the keywords of a PDF.
const stampWord = "内容校验码 "

// stampProperty is the custom property of a workbook that holds the stamp.
const stampProperty = "fangan.stamp"

// stalePartner reports the other file of a pair of which one was just written,
// if it lies in the folder from an earlier run and is not of the same content.
// It does not open a file that is no document of fangan.
func (b *builder) stalePartner(root *os.Root, p *plan.Plan) *diag.Diagnostic {
	made, other, file := "公文", "责任分解表", workbookName(p)
	if !b.options.PDF {
		made, other, file = other, made, documentName(p)
	}
	stamp, found := readStamp(root, file)
	if !found || stamp == b.stamp(p) {
		return nil
	}
	return &diag.Diagnostic{Rule: "output/partner", Severity: diag.Warning,
		Message: fmt.Sprintf("这次只生成了%s，而%s“%s”是以前生成的，两份内容已经不一致", made, other, b.shown(file)),
		Help:    "请去掉 --only 再生成一次，让两份一起更新；不再需要旧的那份就把它删去"}
}

// leftovers reports the pairs in the folders of the results that no plan makes
// any more: most often one whose title was changed since. It is only asked
// when all plans of a workspace were built; common outputs of other workspaces
// in the same folder are told as what they may be.
func leftovers(root *os.Root, out string, results []Result) diag.List {
	ours := map[string]bool{}
	folders := map[string]bool{}
	var ordered []string
	for _, r := range results {
		if r.Plan == nil {
			return nil // whose document may be which is not known
		}
		ours[strings.ToLower(workbookName(r.Plan))] = true
		if dir := path.Dir(documentName(r.Plan)); !folders[dir] {
			folders[dir] = true
			ordered = append(ordered, dir)
		}
	}
	slices.Sort(ordered)
	var findings diag.List
	for _, dir := range ordered {
		entries, err := fs.ReadDir(root.FS(), dir)
		if err != nil {
			continue
		}
		for _, e := range entries {
			file := path.Join(dir, e.Name())
			if !strings.HasSuffix(file, WorkbookSuffix+".xlsx") || ours[strings.ToLower(file)] {
				continue
			}
			if _, found := readStamp(root, file); found {
				findings = append(findings, diag.Diagnostic{Rule: "output/leftover", Severity: diag.Warning,
					Message: fmt.Sprintf("“%s”不是现有方案的，多半是标题修改以前生成的", path.Join(out, file)),
					Help:    "确认不要了，请把它和同名的公文一起删去，免得错发"})
			}
		}
	}
	return findings
}

// readStamp returns the stamp of a document or workbook that fangan made.
func readStamp(root *os.Root, file string) (string, bool) {
	info, err := root.Stat(file)
	if err != nil || !info.Mode().IsRegular() {
		return "", false
	}
	data, err := root.ReadFile(file)
	if err != nil {
		return "", false
	}
	if path.Ext(file) == ".pdf" {
		return stampOfPDF(data)
	}
	return stampOfWorkbook(data)
}

// stampOfPDF reads the keywords in the form in which package pdf writes them:
// a hexadecimal string of UTF-16.
func stampOfPDF(data []byte) (string, bool) {
	_, rest, found := bytes.Cut(data, []byte("/Keywords <FEFF"))
	text, _, closed := bytes.Cut(rest, []byte(">"))
	if !found || !closed {
		return "", false
	}
	raw, err := hex.DecodeString(string(text))
	if err != nil {
		return "", false
	}
	var units []uint16
	for i := 0; i+1 < len(raw); i += 2 {
		units = append(units, uint16(raw[i])<<8|uint16(raw[i+1]))
	}
	_, stamp, found := strings.Cut(string(utf16.Decode(units)), stampWord)
	return stamp, found
}

// maxProperties bounds what is unpacked of a workbook.
const maxProperties = 1 << 20

func stampOfWorkbook(data []byte) (string, bool) {
	archive, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return "", false
	}
	f, err := archive.Open("docProps/custom.xml")
	if err != nil {
		return "", false
	}
	defer f.Close()
	var properties struct {
		List []struct {
			Name  string `xml:"name,attr"`
			Value string `xml:"lpwstr"`
		} `xml:"property"`
	}
	if err := xml.NewDecoder(io.LimitReader(f, maxProperties)).Decode(&properties); err != nil {
		return "", false
	}
	for _, p := range properties.List {
		if p.Name == stampProperty {
			return p.Value, true
		}
	}
	return "", false
}
