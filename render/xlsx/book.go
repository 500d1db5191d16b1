// Package xlsx makes the responsibility-breakdown workbook (责任分解表) of a
// plan. A sheet template, which an office can change without Go, says which
// sheets there are and what their cells show; Compose turns a plan into tables
// in which all is decided, row heights included; Write only puts them down.
package xlsx

import (
	"fangan/internal/length"
	"fangan/internal/plan"
)

// Book is a workbook in which everything is decided.
type Book struct {
	Title   string // 云溪县污染防治攻坚战2026年度工作方案责任分解表
	Author  string // the first issuer
	Subject string // the stage: 送审稿; may be empty
	Date    plan.Date
	// Stamp is stored as the custom property fangan.stamp, so that a program
	// can tell which run a workbook comes from. Empty: no such property.
	Stamp  string
	Styles []Style // distinct; Cell.Style is an index
	Sheets []Sheet // at least one
}

// Align is the horizontal alignment of a cell. Vertically all are centred.
type Align string

// The alignments.
const (
	Left   Align = "left"
	Center Align = "center"
	Right  Align = "right"
)

// Style is how a cell looks.
type Style struct {
	Font   string
	Size   length.Length
	Bold   bool
	Align  Align
	Border bool
	Link   bool   // blue and underlined
	Fill   string // RRGGBB; empty: none
}

// Sheet is one worksheet: a head of merged lines, the row of column headings,
// and the rows of the table.
type Sheet struct {
	Name    string // at most 31 UTF-16 units, unique whatever the case
	Page    Page
	Columns []Column
	Rows    []Row
	Header  int // index of the row of column headings; it repeats on every page
	Merges  []Merge
	Links   []Link
	// Breaks are the rows before which a new page is forced: banners that
	// would otherwise stand alone at the foot of a page. All other pages end
	// where the printing program finds them full.
	Breaks []int
}

// Page is the print set-up. Sheets print one page wide.
type Page struct {
	Paper     string // A3, A4
	Landscape bool
	Margins   Margins
	Footer    string // in Excel's codes: 第 &P 页 共 &N 页
}

// Margins of a printed page. The footer stands halfway into the bottom margin.
type Margins struct{ Top, Bottom, Left, Right length.Length }

// Column is one column. Its width counts pixels of 1/96 inch, padding
// included.
type Column struct{ Pixels int }

// Row is one row.
type Row struct {
	Pixels int // height
	Cells  []Cell
}

// Cell is one cell. Its text stays text, whatever it begins with.
type Cell struct {
	Text   string
	Number bool // the text is an integer and is stored as one
	Style  int
}

// Merge joins the cells of one row from column First to Last.
type Merge struct{ Row, First, Last int }

// Link leads from a cell to the beginning of another sheet.
type Link struct {
	Row, Column int
	Sheet       string
}

// Pixel is the unit of column widths and row heights on a screen of 96 dpi;
// rounding to it once keeps Excel from rounding itself.
const Pixel = 9525 * length.Length(1)

// Excel measures column widths in digits of the workbook's default font. That
// is 宋体 12 here: every Windows has it, its digits are exactly 8 pixels wide,
// and the Chinese fonts that stand in for it elsewhere are nearly the same.
const (
	defaultFont   = "宋体"
	defaultPoints = 12
	digitPixels   = 8
	columnPadding = 5 // pixels that Excel adds to the digits
)

// The limits of a worksheet.
const (
	// maxRowPixels is the greatest row height, 409 pt, in whole pixels.
	maxRowPixels = 545
	// maxCell is the greatest length of a cell in UTF-16 units.
	maxCell = 32767
	// maxSheetName is the greatest length of a sheet's name in UTF-16 units.
	maxSheetName = 31
)
