package verify

import (
	"bytes"
	"errors"
	"fmt"
	"strings"

	"github.com/xuri/excelize/v2"

	"fangan/internal/agreement"
	"fangan/internal/diag"
	"fangan/internal/pdfpage"
	"fangan/internal/plan"
	"fangan/render/profile"
)

// ErrNotWorkbook says that a file is no workbook that can be read.
var ErrNotWorkbook = errors.New("not a workbook")

// most bounds what a workbook may unpack to, in bytes.
const most = 1 << 29

// ReadWorkbook reads the sheets of an XLSX file.
func ReadWorkbook(data []byte) (agreement.Workbook, error) {
	f, err := excelize.OpenReader(bytes.NewReader(data), excelize.Options{UnzipSizeLimit: most})
	if err != nil {
		if bytes.HasPrefix(data, []byte("\xd0\xcf\x11\xe0")) {
			return nil, fmt.Errorf("%w: the old format or encrypted", ErrNotWorkbook)
		}
		return nil, fmt.Errorf("%w: %w", ErrNotWorkbook, err)
	}
	defer f.Close()
	var w agreement.Workbook
	for _, name := range f.GetSheetList() {
		rows, err := f.GetRows(name)
		if err != nil {
			return nil, fmt.Errorf("%w: %w", ErrNotWorkbook, err)
		}
		w = append(w, agreement.Sheet{Name: name, Rows: rows})
	}
	return w, nil
}

// text returns the lines of the document's own text, page by page: without page
// numbers, tables, 版头, 目录 and 版记, which are empty lines here.
func (c *checker) text() *agreement.Document {
	pages := make([][]string, len(c.layout.pages))
	for i, p := range c.layout.pages {
		for _, l := range p.lines {
			switch l.kind {
			case pageNumber, inTable, headLine, contentsLine, colophonLine:
				pages[i] = append(pages[i], "")
			default:
				pages[i] = append(pages[i], l.text)
			}
		}
	}
	return agreement.NewDocument(pages)
}

// A Set is what is verified together.
type Set struct {
	PDF, XLSX string // names; empty: none
	Document  *pdfpage.Document
	Workbook  agreement.Workbook
	Plan      *plan.Plan // nil: not given
}

// Check judges a document, a workbook, or the two of one plan.
func Check(s Set, pr *profile.Profile) *Report {
	r := &Report{}
	var text *agreement.Document
	if s.Document != nil {
		c := judge(s.Document, pr)
		r.Files = append(r.Files, s.PDF)
		r.Pages = len(s.Document.Pages)
		for _, item := range c.order {
			r.Items = append(r.Items, *item)
		}
		text = c.text()
	}
	if s.Workbook != nil {
		r.Files = append(r.Files, s.XLSX)
	}
	r.Items = append(r.Items, agree(s, text)...)
	return r
}

var fieldIDs = map[agreement.Field]string{
	agreement.Heading: "agree-heading", agreement.Text: "agree-text", agreement.Names: "agree-names",
	agreement.Deadline: "agree-deadline", agreement.Number: "agree-rows", agreement.Tasks: "agree-units",
}

// agree holds document, workbook and plan against each other, as far as they are
// there.
func agree(s Set, text *agreement.Document) []Item {
	var findings []agreement.Finding
	tasks, ok := 0, true
	source := "方案"
	switch {
	case s.Plan != nil:
		findings = agreement.Check(s.Plan, text, s.Workbook)
		tasks = len(s.Plan.Assignments())
	case s.Workbook == nil:
		ok = false
	case text != nil:
		source = "工作簿"
		findings = agreement.Compare(text, s.Workbook)
		tasks = s.Workbook.Rows()
	default:
		source = "总表"
		findings = s.Workbook.Consistent()
		tasks = s.Workbook.Rows()
	}
	items := make([]Item, len(agreementRows))
	for i, row := range agreementRows {
		items[i] = Item{Requirement: row, Status: Absent}
		if !ok {
			continue
		}
		items[i].Status, items[i].Measured = Pass, fmt.Sprintf("%d条任务", tasks)
		if tasks == 0 {
			items[i].Status = Absent
		}
		for _, f := range findings {
			if fieldIDs[f.Field] != row.ID {
				continue
			}
			if !f.Unsure {
				items[i].Status = Fail
			}
			items[i].Findings = append(items[i].Findings, finding(f, source))
		}
	}
	if ok && tasks == 0 && s.Plan == nil {
		row := &items[4]
		row.Status = Fail
		row.Findings = append(row.Findings, Finding{Severity: diag.Error, Message: "工作簿里没有“序号”和“具体内容”两列的表"})
	}
	return items
}

// finding tells a difference with the places in both files.
func finding(f agreement.Finding, source string) Finding {
	out := Finding{Severity: diag.Error}
	where := f.At.String()
	if f.At.IsZero() {
		where = ""
	}
	if !f.Other.IsZero() {
		where = strings.TrimPrefix(where+"、"+f.Other.String(), "、")
	}
	out.Where = where
	what := ""
	if f.Unit != "" {
		what = f.Unit
	}
	if f.Order > 0 {
		what += fmt.Sprintf("第%d项", f.Order)
	}
	if what != "" {
		what += "的"
	}
	what += string(f.Field)
	got, want := "没有", "没有"
	if f.Got != "" {
		got = "“" + f.Got + "”"
	}
	if f.Want != "" {
		want = "“" + f.Want + "”"
	}
	side := "公文"
	if f.At.Sheet != "" {
		side = "工作簿"
	}
	if source == "总表" {
		side = "清单"
	}
	if f.Unsure {
		out.Severity = diag.Note
		out.Message = fmt.Sprintf("公文里没有%s“%s”，可能是简写；用 --plan 可以核对", what, f.Want)
		return out
	}
	out.Message = fmt.Sprintf("%s不一致：%s是%s，%s是%s", what, side, got, source, want)
	return out
}
