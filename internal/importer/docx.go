package importer

import (
	"errors"
	"fmt"
	"strings"

	"fangan/internal/diag"
	"fangan/internal/docx"
)

// readDOCX reads the paragraphs of a DOCX with the numbers that Word gives
// them. What it leaves out — headers, footnotes, deleted text — is a note.
func readDOCX(name string, data []byte) ([]Line, diag.List) {
	document, err := docx.Read(data)
	if fault, ok := errors.AsType[*docx.Error](err); ok {
		message := fmt.Sprintf("“%s”%s", name, fault.Message)
		if fault.Part != "" {
			message += fmt.Sprintf("（%s第%d行）", fault.Part, fault.Line)
		}
		return nil, diag.List{{Rule: "import/docx", Severity: diag.Error, Message: message, Help: fault.Help}}
	}
	if err != nil {
		return nil, diag.List{{Rule: "import/docx", Severity: diag.Error, Message: fmt.Sprintf("“%s”读不了", name), Help: "请用 Word 或 WPS 打开，另存为 .docx"}}
	}
	var lines []Line
	for _, p := range document.Paragraphs {
		outline := p.Outline
		for text := range strings.SplitSeq(p.Line(), "\n") {
			if text = strings.TrimFunc(clean(text), blank); text != "" {
				lines = append(lines, Line{Number: p.Number, Text: text, Outline: outline})
				outline = 0
			}
		}
	}
	var notes diag.List
	for _, note := range document.Notes {
		notes = append(notes, diag.Diagnostic{Rule: "import/left-out", Severity: diag.Note, Message: fmt.Sprintf("没有导入%s（%d处），例如“%s”", note.Kind, note.Count, shorten(note.Sample))})
	}
	if len(lines) == 0 {
		return nil, append(notes, diag.Diagnostic{Rule: "import/empty", Severity: diag.Error, Message: fmt.Sprintf("“%s”里没有文字", name), Help: "请确认选对了文件"})
	}
	return lines, notes
}

func shorten(s string) string {
	if runes := []rune(s); len(runes) > 20 {
		return string(runes[:20]) + "…"
	}
	return s
}
