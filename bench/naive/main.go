// Naive prints a plan the way a programmer would write it first: decode the
// TOML, hand gofpdf the whole font files, and let MultiCell break the lines. It
// is what the other times of bench/cold are compared with.
//
//	naive PLAN.toml FONTS OUT.pdf
package main

import (
	"fmt"
	"log"
	"os"
	"path/filepath"
	"strings"

	"github.com/BurntSushi/toml"
	"github.com/jung-kurt/gofpdf"
)

type item struct {
	Title, Text, Duty string
	Lead              []string
	Items, Tasks      []item
}

type plan struct {
	Title, Preamble             string
	Goals, Measures, Safeguards []item
}

func main() {
	log.SetFlags(0)
	if len(os.Args) != 4 {
		log.Fatal("usage: naive PLAN.toml FONTS OUT.pdf")
	}
	var p plan
	if _, err := toml.DecodeFile(os.Args[1], &p); err != nil {
		log.Fatal(err)
	}
	pdf := gofpdf.New("P", "mm", "A4", "")
	for _, face := range []string{"xiaobiaosong", "fangsong", "hei", "kai"} {
		data, err := os.ReadFile(filepath.Join(os.Args[2], face+".ttf"))
		if err != nil {
			log.Fatal(err)
		}
		pdf.AddUTF8FontFromBytes(face, "", data)
	}
	pdf.SetMargins(28, 37, 26)
	pdf.SetAutoPageBreak(true, 35)
	pdf.SetFooterFunc(func() {
		pdf.SetY(-28)
		pdf.SetFont("fangsong", "", 14)
		pdf.CellFormat(0, 5, fmt.Sprintf("— %d —", pdf.PageNo()), "", 0, "C", false, 0, "")
	})
	pdf.AddPage()
	paragraph := func(face string, size float64, align, text string) {
		if text != "" {
			pdf.SetFont(face, "", size)
			pdf.MultiCell(0, 225.0/22, text, "", align, false)
		}
	}
	var print func(level int, list []item)
	print = func(level int, list []item) {
		for _, i := range list {
			paragraph([]string{"kai", "fangsong"}[min(level, 1)], 16, "L", i.Title)
			text := "　　" + i.Text
			for _, t := range i.Tasks {
				text += t.Text
				if len(t.Lead) > 0 {
					t.Duty = strings.Join(t.Lead, "、") + "牵头"
				}
				if t.Duty != "" {
					text += "（" + t.Duty + "）"
				}
			}
			paragraph("fangsong", 16, "L", text)
			print(level+1, i.Items)
		}
	}
	paragraph("xiaobiaosong", 22, "C", p.Title)
	paragraph("fangsong", 16, "L", "　　"+p.Preamble)
	for i, list := range [][]item{p.Goals, p.Measures, p.Safeguards} {
		paragraph("hei", 16, "L", []string{"一、工作目标", "二、主要措施", "三、保障措施"}[i])
		print(0, list)
	}
	if err := pdf.OutputFileAndClose(os.Args[3]); err != nil {
		log.Fatal(err)
	}
}
