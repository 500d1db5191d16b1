package docx

import (
	"archive/zip"
	"bytes"
	"cmp"
	"io"
	"path"
	"strings"
)

// What a document may hold. The longest plan seen unpacks to less than 4 MB;
// these are for books, and a zip bomb passes none of them.
const (
	maxFile       = 256 << 20 // bytes of the file itself
	maxEntries    = 20_000
	maxPart       = 64 << 20  // bytes of one part, unpacked
	maxUnpacked   = 100 << 20 // of all parts that are read
	maxRatio      = 200       // unpacked to packed, of parts above ratioFrom
	ratioFrom     = 8 << 20
	maxToken      = 1 << 20 // bytes of one tag, or of the text between two
	maxDepth      = 2_000   // nested elements
	maxParagraphs = 200_000
	maxTables     = 100_000
	maxStyles     = 20_000
	maxLists      = 20_000
	maxLinks      = 20_000
)

// An archive is the package that a document is (ISO/IEC 29500-2).
type archive struct {
	files map[string]*zip.File // by name in lower case, as part names compare
	left  int64                // bytes that may still be unpacked
}

func open(data []byte) (*archive, *Error) {
	switch {
	case len(data) == 0:
		return nil, &Error{Message: "是空的", Help: "请重新取得这份文件"}
	case len(data) > maxFile:
		return nil, &Error{Message: "超过 256 MB，太大了", Help: copyText}
	case bytes.HasPrefix(data, []byte("\xd0\xcf\x11\xe0")):
		return nil, &Error{Message: "是加密或旧格式（.doc、.wps）的文件", Help: "请用 WPS 或 Word 打开，去掉密码，另存为 Word 文档（.docx）后再导入"}
	case !bytes.HasPrefix(data, []byte("PK")):
		return nil, &Error{Message: "不是 Word 文档（.docx）", Help: saveAsDocx}
	}
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, &Error{Message: "已损坏或不完整", Help: saveAgain}
	}
	if len(z.File) > maxEntries {
		return nil, &Error{Message: "里的部件太多，不像是正常的文档", Help: copyText}
	}
	a := &archive{files: make(map[string]*zip.File, len(z.File)), left: maxUnpacked}
	for _, f := range z.File {
		name := strings.ReplaceAll(f.Name, `\`, "/") // some writers on Windows
		if name == "" || name[0] == '/' || path.Clean(name) != name || strings.HasPrefix(name, "..") {
			continue
		}
		name = strings.ToLower(name)
		if a.files[name] == nil {
			a.files[name] = f
		}
	}
	return a, nil
}

// main finds the part that holds the body, and the parts that it refers to.
func (a *archive) main() (string, links, *Error) {
	top, err := a.links("")
	if err != nil {
		return "", nil, err
	}
	name := cmp.Or(top.first("officeDocument"), "word/document.xml")
	has := func(name string) bool { return a.files[name] != nil }
	switch {
	case has("xl/workbook.xml"), has("xl/workbook.bin"):
		return "", nil, &Error{Message: "是 Excel 工作簿，不是 Word 文档", Help: "请选用方案的 Word 文档（.docx）"}
	case has("ppt/presentation.xml"):
		return "", nil, &Error{Message: "是演示文稿，不是 Word 文档", Help: "请选用方案的 Word 文档（.docx）"}
	case has("ofd.xml"):
		return "", nil, &Error{Message: "是 OFD 版式文件，不是 Word 文档", Help: "请用生成它的 Word 或 WPS 文件；没有的话，把文字复制出来存为 .txt"}
	case !has(strings.ToLower(name)) && has("content.xml"):
		return "", nil, &Error{Message: "是 OpenDocument 文件（.odt），不是 Word 文档", Help: saveAsDocx}
	case !has(strings.ToLower(name)):
		return "", nil, &Error{Part: name, Message: "里没有正文（" + name + "），不是 Word 文档或已损坏", Help: saveAgain}
	}
	l, err := a.links(name)
	if err != nil {
		return "", nil, err
	}
	if l == nil {
		folder := path.Dir(name)
		for _, kind := range []string{"styles", "numbering", "footnotes", "endnotes", "comments"} {
			l = append(l, link{kind: kind, target: path.Join(folder, kind+".xml")})
		}
	}
	return name, l, nil
}

// part opens a part; nil when the archive has none of that name.
func (a *archive) part(name string) (*scanner, *Error) {
	f := a.files[strings.ToLower(name)]
	if f == nil {
		return nil, nil
	}
	if f.Flags&1 != 0 {
		return nil, &Error{Part: name, Message: "加了密码", Help: "请用 WPS 或 Word 打开，去掉密码后再导入"}
	}
	if f.UncompressedSize64 > maxPart || int64(f.UncompressedSize64) > a.left {
		return nil, fault(name, 0, errTooLarge)
	}
	r, err := f.Open()
	if err != nil {
		return nil, fault(name, 0, err)
	}
	return newScanner(name, &bounded{r: r, archive: a, packed: int64(f.CompressedSize64)})
}

// A bounded reader counts what is really unpacked: the sizes in the directory
// are the file's own word.
type bounded struct {
	r       io.Reader
	archive *archive
	packed  int64
	read    int64
}

func (b *bounded) Read(p []byte) (int, error) {
	n, err := b.r.Read(p)
	b.read += int64(n)
	b.archive.left -= int64(n)
	if b.read > maxPart || b.archive.left < 0 || b.read > ratioFrom && b.read/maxRatio > b.packed {
		return 0, errTooLarge
	}
	return n, err
}

// A link is a relationship of a part to another part of the package. Those that
// point outside are never made.
type link struct {
	id, kind, target string // kind is the last word of the type
}

type links []link

// first returns the target of the first link of a kind; "" for none.
func (l links) first(kind string) string {
	for _, link := range l {
		if link.kind == kind {
			return link.target
		}
	}
	return ""
}

// links reads the relationships of a part, "" for those of the package. It is
// nil when there are none.
func (a *archive) links(part string) (links, *Error) {
	folder, base := path.Split(part)
	s, err := a.part(folder + "_rels/" + base + ".rels")
	if s == nil || err != nil {
		return nil, err
	}
	all := links{}
	for {
		start, err := s.start()
		if start == nil || err != nil {
			return all, err
		}
		if start.Name.Local != "Relationship" || attr(start, "TargetMode") == "External" {
			continue
		}
		target := strings.ReplaceAll(attr(start, "Target"), `\`, "/")
		if path.IsAbs(target) {
			target = path.Clean(target)[1:]
		} else {
			target = path.Join(folder, target)
		}
		if target == "" || strings.HasPrefix(target, "..") {
			continue
		}
		kind := attr(start, "Type")
		all = append(all, link{id: attr(start, "Id"), kind: kind[strings.LastIndexByte(kind, '/')+1:], target: target})
		if len(all) > maxLinks {
			return nil, &Error{Part: s.part, Message: "里的部件太多，不像是正常的文档", Help: copyText}
		}
	}
}
