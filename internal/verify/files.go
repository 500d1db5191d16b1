package verify

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"fangan/internal/agreement"
	"fangan/internal/diag"
	"fangan/internal/pdfpage"
)

// An opened file is a document or a workbook.
type opened struct {
	name     string
	document *pdfpage.Document
	workbook agreement.Workbook
}

// Unreadable is a file that can't be verified, and why.
type Unreadable struct {
	File    string
	Finding diag.Diagnostic
}

// Read opens files, and the documents and workbooks in folders and below, and
// puts those together that belong together: the one document and the one
// workbook, or, of more, those of one name. What can't be read is told; the
// others are there.
func Read(names []string) ([]Set, []Unreadable) {
	var list []opened
	var unreadable []Unreadable
	for _, name := range names {
		files, finding := within(name)
		if finding != nil {
			unreadable = append(unreadable, Unreadable{filepath.ToSlash(name), *finding})
		}
		for _, file := range files {
			o, finding := open(file)
			if finding != nil {
				unreadable = append(unreadable, Unreadable{o.name, *finding})
				continue
			}
			list = append(list, o)
		}
	}
	return group(list), unreadable
}

// within returns the documents and workbooks of a folder in the order of their
// names; of a file, or what is not there, just that.
func within(name string) ([]string, *diag.Diagnostic) {
	if info, err := os.Stat(name); err != nil || !info.IsDir() {
		return []string{name}, nil
	}
	var files []string
	err := filepath.WalkDir(name, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		hidden := path != name && (strings.HasPrefix(d.Name(), ".") || strings.HasPrefix(d.Name(), "~$"))
		switch {
		case hidden && d.IsDir():
			return filepath.SkipDir
		case hidden || d.IsDir():
		case strings.EqualFold(filepath.Ext(path), ".pdf"), strings.EqualFold(filepath.Ext(path), ".xlsx"):
			files = append(files, path)
		}
		return nil
	})
	shown := filepath.ToSlash(name)
	switch {
	case err != nil:
		return nil, &diag.Diagnostic{Rule: "file/unreadable", Severity: diag.Error, Message: fmt.Sprintf("读不了文件夹“%s”：%s", shown, diag.Reason(err)), Help: "请检查文件夹的权限"}
	case len(files) == 0:
		return nil, &diag.Diagnostic{Rule: "verify/none", Severity: diag.Error, Message: fmt.Sprintf("文件夹“%s”里没有公文（.pdf）和工作簿（.xlsx）", shown), Help: "请先用 fangan build 生成，或者写生成文件所在的文件夹，例如 out"}
	}
	return files, nil
}

func open(name string) (opened, *diag.Diagnostic) {
	o := opened{name: filepath.ToSlash(name)}
	fault := func(rule, message, help string) (opened, *diag.Diagnostic) {
		return o, &diag.Diagnostic{Rule: rule, Severity: diag.Error, Message: message, Help: help}
	}
	data, err := os.ReadFile(name)
	if err != nil {
		return fault("file/unreadable", fmt.Sprintf("读不了“%s”：%s", o.name, diag.Reason(err)), "请检查文件名、位置和权限")
	}
	switch {
	case len(data) == 0:
		return fault("verify/empty", fmt.Sprintf("“%s”是空文件", o.name), "请重新生成或重新复制它")
	case bytes.HasPrefix(data, []byte("PK\x03\x04")), bytes.HasPrefix(data, []byte("\xd0\xcf\x11\xe0")):
		if o.workbook, err = ReadWorkbook(data); err != nil {
			if data[0] != 'P' {
				return fault("verify/workbook", fmt.Sprintf("“%s”是旧格式的文件，或者设了密码", o.name), "请去掉密码，另存为 .xlsx 再核验")
			}
			return fault("verify/workbook", fmt.Sprintf("“%s”不是工作簿，或者已经损坏", o.name), "请给出 .pdf 或 .xlsx 文件；DOCX、WPS 文件请先输出为 PDF")
		}
		return o, nil
	}
	o.document, err = pdfpage.Read(data)
	switch {
	case err == nil:
		return o, nil
	case errors.Is(err, pdfpage.ErrEncrypted):
		return fault("verify/encrypted", fmt.Sprintf("“%s”加了密，读不出内容", o.name), "请用没有密码和权限限制的文件")
	case errors.Is(err, pdfpage.ErrNotPDF):
		return fault("verify/format", fmt.Sprintf("“%s”不是 PDF，也不是 XLSX", o.name), "请给出 .pdf 或 .xlsx 文件；DOCX、WPS 文件请先输出为 PDF")
	}
	return fault("verify/broken", fmt.Sprintf("“%s”已经损坏，读不出页面", o.name), "请重新生成或重新复制它")
}

// group pairs documents with workbooks.
func group(list []opened) []Set {
	var documents, workbooks int
	for _, o := range list {
		if o.document != nil {
			documents++
		} else {
			workbooks++
		}
	}
	alone := documents == 1 && workbooks == 1
	taken := make([]bool, len(list))
	var sets []Set
	for i, o := range list {
		if taken[i] {
			continue
		}
		taken[i] = true
		var s Set
		s.add(o)
		for k, other := range list {
			if !taken[k] && (other.document == nil) != (o.document == nil) && (alone || stem(other.name) == stem(o.name)) {
				taken[k] = true
				s.add(other)
				break
			}
		}
		sets = append(sets, s)
	}
	return sets
}

func (s *Set) add(o opened) {
	if o.document != nil {
		s.PDF, s.Document = o.name, o.document
	} else {
		s.XLSX, s.Workbook = o.name, o.workbook
		if s.Workbook == nil {
			s.Workbook = agreement.Workbook{}
		}
	}
}

// stem is what the names of the two files of a plan have in common: 方案.pdf and
// 方案（责任分解表）.xlsx.
func stem(name string) string {
	name = strings.TrimSuffix(name, filepath.Ext(name))
	if open := strings.LastIndex(name, "（"); open > 0 && strings.HasSuffix(name, "表）") {
		name = name[:open]
	}
	return name
}
