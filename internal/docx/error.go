package docx

import (
	"archive/zip"
	"compress/flate"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
)

// An Error tells a clerk why a file can't be read.
type Error struct {
	Part    string // of the package, word/document.xml; "" for the file itself
	Line    int    // in the part, from 1; 0: unknown
	Message string // 中文，一句，句末不加句号；接在文件名之后读
	Help    string // 中文，怎么办
}

func (e *Error) Error() string {
	return fmt.Sprintf("文件%s；%s", e.Message, e.Help)
}

const (
	saveAsDocx = "请用 WPS 或 Word 打开，另存为 Word 文档（.docx）后再导入"
	saveAgain  = "请用 WPS 或 Word 打开并另存一份后再导入；打不开的话，请重新取得这份文件"
	copyText   = "请确认这是一份方案；是的话，把文字复制出来存为 .txt 后再导入"
)

// errTooLarge ends the reading of a part that unpacks to more than a document
// can hold.
var errTooLarge = errors.New("unpacks to too much")

// fault explains an error met while reading a part.
func fault(part string, line int, err error) *Error {
	var syntax *xml.SyntaxError
	var corrupt flate.CorruptInputError
	switch {
	case errors.Is(err, errTooLarge):
		return &Error{Part: part, Message: fmt.Sprintf("里的 %s 解压后过大，不像是正常的文档", part), Help: copyText}
	case errors.As(err, &syntax):
		return &Error{Part: part, Line: syntax.Line, Message: fmt.Sprintf("已损坏：里面的 %s 第 %d 行不合 XML 语法", part, syntax.Line), Help: saveAgain}
	case errors.Is(err, zip.ErrAlgorithm):
		return &Error{Part: part, Message: fmt.Sprintf("里的 %s 用了不认识的压缩方法", part), Help: saveAgain}
	case errors.Is(err, zip.ErrChecksum), errors.Is(err, zip.ErrFormat), errors.Is(err, io.ErrUnexpectedEOF), errors.As(err, &corrupt):
		return &Error{Part: part, Line: line, Message: fmt.Sprintf("已损坏：里面的 %s 解压出错", part), Help: saveAgain}
	}
	return &Error{Part: part, Line: line, Message: fmt.Sprintf("已损坏：里面的 %s 第 %d 行读不下去", part, line), Help: saveAgain}
}
