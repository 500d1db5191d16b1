package verify

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/xuri/excelize/v2"

	"fangan/internal/agreement"
	"fangan/internal/diag"
	"fangan/internal/pdfpage"
	"fangan/internal/plan"
	"fangan/render/font"
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
		w = append(w, agreement.Sheet{Name: name, Rows: rows, Hidden: hidden(f, name, rows)})
	}
	return w, nil
}

// hidden tells what of a sheet does not show.
func hidden(f *excelize.File, name string, rows [][]string) []string {
	if visible, err := f.GetSheetVisible(name); err == nil && !visible {
		return []string{"整张表"}
	}
	var list []string
	columns := 0
	for i, row := range rows {
		columns = max(columns, len(row))
		if visible, err := f.GetRowVisible(name, i+1); err == nil && !visible {
			list = append(list, fmt.Sprintf("第%d行", i+1))
		}
	}
	for i := range columns {
		column, _ := excelize.ColumnNumberToName(i + 1)
		if visible, err := f.GetColVisible(name, column); err == nil && !visible {
			list = append(list, column+"列")
		}
	}
	return list
}

// text returns the lines of the document's own text, page by page: without page
// numbers, tables, 版头, 目录 and 版记, which are empty lines here.
func (c *checker) text() *agreement.Document {
	pages := make([][]string, len(c.layout.pages))
	around := make([][]string, len(c.layout.pages))
	for i, p := range c.layout.pages {
		for _, l := range p.lines {
			text, other := l.text, l.text
			switch l.kind {
			case pageNumber, inTable, contentsLine:
				text, other = "", ""
			case headLine, colophonLine:
				text = ""
			}
			pages[i], around[i] = append(pages[i], text), append(around[i], other)
		}
		for _, l := range p.turned {
			if l.kind != inTable {
				around[i] = append(around[i], l.text)
			}
		}
	}
	d := agreement.NewDocument(pages)
	d.Around, d.Tables = agreement.NewDocument(around), c.printed()
	return d
}

// A Set is what is verified together.
type Set struct {
	PDF, XLSX string // names; empty: none
	Document  *pdfpage.Document
	Workbook  agreement.Workbook
	Plan      *plan.Plan       // nil: not given
	Said      []agreement.Said // what the document of the plan says
	// Faces are the office's own by their PostScript names, with the class
	// that they were chosen for; the names of others tell it.
	Faces map[string]font.Role
}

// Check judges a document, a workbook, or the two of one plan.
func Check(s Set, pr *profile.Profile) *Report {
	r := &Report{}
	var text *agreement.Document
	if s.Document != nil {
		c := judge(s.Document, pr, s.Faces)
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
	agreement.Whole: "agree-plan", agreement.Title: "agree-plan", agreement.Heading: "agree-heading", agreement.KeyTask: "agree-heading",
	agreement.Text: "agree-text", agreement.Remark: "agree-text", agreement.Names: "agree-names", agreement.Leaders: "agree-names",
	agreement.Passage: "agree-passages", agreement.Deadline: "agree-deadline", agreement.Number: "agree-rows", agreement.Tasks: "agree-units", agreement.Indicator: "agree-indicators",
}

// saysNoTasks reports whether a workbook says that there are none, as that of a
// plan of nothing but goals does.
func saysNoTasks(w agreement.Workbook) bool {
	return slices.ContainsFunc(w, func(s agreement.Sheet) bool {
		return slices.ContainsFunc(s.Rows, func(row []string) bool { return slices.Contains(row, "（没有任务）") })
	})
}

// agree holds document, workbook and plan against each other, as far as they are
// there.
func agree(s Set, text *agreement.Document) []Item {
	items := make([]Item, len(agreementRows))
	for i, row := range agreementRows {
		items[i] = Item{Requirement: row, Status: Absent}
	}
	var findings []agreement.Finding
	tasks, indicators := 0, 0
	switch {
	case s.Plan != nil:
		findings = agreement.Check(s.Plan, text, s.Workbook)
		if text != nil && !slices.ContainsFunc(findings, func(f agreement.Finding) bool { return f.Field == agreement.Whole }) {
			findings = append(findings, agreement.Passages(text, s.Said)...)
		}
		tasks, indicators = len(s.Plan.Assignments()), len(s.Plan.Indicators())
	case s.Workbook == nil:
		return items
	case text != nil:
		findings = agreement.Compare(text, s.Workbook)
		tasks, indicators = s.Workbook.Rows(), s.Workbook.Indicators()
	default: // the sheets of a workbook among themselves
		findings = s.Workbook.Consistent()
		tasks = s.Workbook.Rows()
	}
	strangers := slices.ContainsFunc(findings, func(f agreement.Finding) bool { return f.Field == agreement.Whole })
	for i := range items {
		item := &items[i]
		unsure := map[string][]string{} // what could not be compared, by field
		var fields []string
		failed := false
		for _, f := range findings {
			switch {
			case fieldIDs[f.Field] != item.ID:
			case f.Unsure:
				field, which := string(f.Field), fmt.Sprint(f.Order)
				if f.Field == agreement.Indicator {
					which = strings.Trim(f.Unit, "指标表第行")
				}
				if unsure[field] == nil {
					fields = append(fields, field)
				}
				if !slices.Contains(unsure[field], which) {
					unsure[field] = append(unsure[field], which)
				}
			default:
				failed = true
				item.Findings = append(item.Findings, finding(f, s.Plan != nil))
			}
		}
		for _, field := range fields {
			item.Findings = append(item.Findings, notCompared(field, unsure[field]))
		}
		compared := tasks > 0 && !strangers
		switch item.ID {
		case "agree-passages":
			compared = compared && text != nil && len(s.Said) > 0
		case "agree-plan":
			compared = tasks > 0 && text != nil
		case "agree-indicators":
			compared = compared && indicators > 0 && s.Workbook != nil
		case "agree-units":
			compared = compared && s.Workbook != nil
		case "agree-rows":
			compared = compared && s.Workbook != nil
		default:
			compared = compared && (text != nil || s.Plan != nil)
		}
		switch {
		case failed:
			item.Status = Fail
		case len(fields) > 0:
			item.Status = Manual
		case compared:
			item.Status = Pass
		}
		switch item.Measured = fmt.Sprintf("%d条任务", tasks); item.ID {
		case "agree-indicators":
			item.Measured = fmt.Sprintf("%d个指标", indicators)
		case "agree-passages":
			item.Measured = fmt.Sprintf("%d处", len(s.Said))
		}
		for i := range s.Workbook {
			if sheet := &s.Workbook[i]; item.ID == "agree-rows" && len(sheet.Hidden) > 0 {
				item.Findings = append(item.Findings, Finding{Severity: diag.Warning, Where: "“" + sheet.Name + "”", Message: strings.Join(sheet.Hidden, "、") + "隐藏了，打印出来没有"})
			}
		}
		if item.ID == "agree-rows" && tasks == 0 && s.Plan == nil && !saysNoTasks(s.Workbook) {
			item.Status = Fail
			item.Findings = append(item.Findings, Finding{Severity: diag.Error, Message: "工作簿里没有“序号”和“具体内容”两列的表"})
		}
		if item.ID == "agree-plan" && text == nil && s.Plan == nil {
			item.Findings = append(item.Findings, Finding{Severity: diag.Note, Message: "只有工作簿，没有公文可以比对，只核对了工作簿各表；请把公文（PDF）也写上"})
		}
	}
	return items
}

// notCompared notes what only the plan can tell.
func notCompared(field string, which []string) Finding {
	list := strings.Join(which, "、")
	message := fmt.Sprintf("第%s项的%s公文里没有写，没有比对", list, field)
	switch field {
	case string(agreement.Text):
		message = fmt.Sprintf("第%s项的%s公文里没有，可能是简写，没有比对", list, field)
	case string(agreement.Indicator):
		message = fmt.Sprintf("指标表第%s行的写法公文里没有原样的，只核对了数字", list)
	}
	return Finding{Severity: diag.Note, Message: message + "；用 --plan 可以核对"}
}

// finding tells a difference with the places in both files.
func finding(f agreement.Finding, byPlan bool) Finding {
	out := Finding{Severity: diag.Error}
	if !f.At.IsZero() {
		out.Where = f.At.String()
	}
	if !f.Other.IsZero() {
		out.Where = strings.TrimPrefix(out.Where+"、"+f.Other.String(), "、")
	}
	got, want := "没有", "没有"
	if f.Got != "" {
		got = "“" + f.Got + "”"
	}
	if f.Want != "" {
		want = "“" + f.Want + "”"
	}
	what := f.Unit
	if f.Order > 0 {
		what += fmt.Sprintf("第%d项", f.Order)
	}
	if what != "" {
		what += "的"
	}
	what += string(f.Field)
	side, source := "公文", "工作簿"
	switch {
	case f.Field == agreement.Whole && !byPlan:
		out.Message = fmt.Sprintf("两份文件不是同一份方案的：工作簿有%s，公文里只找到%s", f.Want, f.Got)
		return out
	case f.Field == agreement.Whole:
		file := "公文"
		if f.At.Sheet != "" {
			file = "工作簿"
		}
		out.Message = fmt.Sprintf("%s不是这份方案的：方案有%s，%s里只找到%s；请核对 --plan 后面的文件名", file, f.Want, file, f.Got)
		return out
	case f.Field == agreement.Indicator && !byPlan:
		out.Message = fmt.Sprintf("%s里的%s公文里没有", f.Unit, got)
		return out
	case byPlan:
		source = "方案"
		if f.At.Sheet != "" || f.At.IsZero() && f.Field == agreement.Tasks {
			side = "工作簿"
		}
	case f.At.Sheet != "":
		side, source = "这里", "工作簿别处"
	}
	out.Message = fmt.Sprintf("%s不一致：%s是%s，%s是%s", what, side, got, source, want)
	return out
}
