package tree

import (
	"bytes"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"

	"fangan/internal/diag"
)

// decode returns the text of a file: UTF-8, line ends as \n, without a BOM.
// Lines and columns are those of the file.
func decode(name string, data []byte) (string, diag.List) {
	refuse := func(offset int, message, help string) (string, diag.List) {
		src := diag.NewSource(name, string(data))
		return "", diag.List{{Rule: "toml/encoding", Severity: diag.Error, Span: diag.Span{Source: src, Start: offset, End: min(offset+1, len(data))}, Message: message, Help: help}}
	}
	const saveAs = "请在编辑器里用“另存为”，编码选 UTF-8，再运行一次"
	switch {
	case len(data) > maxSize:
		return "", diag.List{{Rule: "toml/size", Severity: diag.Error, Span: diag.Span{Source: diag.NewSource(name, "")},
			Message: fmt.Sprintf("文件有 %d MB，太大了", len(data)>>20), Help: "请确认这是方案定义；方案定义不超过 64 MB"}}
	case bytes.HasPrefix(data, []byte{0xff, 0xfe}) || bytes.HasPrefix(data, []byte{0xfe, 0xff}):
		return refuse(0, "文件是 UTF-16 编码，这里只认 UTF-8", saveAs)
	}
	text := strings.TrimPrefix(string(data), "\ufeff")
	if !utf8.ValidString(text) {
		bad := len(data) - len(text) + invalidAt(text)
		if mostlyInvalid(text) && looksGB(data) {
			return refuse(bad, "文件是 GB18030（GBK）编码，这里只认 UTF-8", saveAs)
		}
		return refuse(bad, "这里有不是 UTF-8 的字节", "文件可能已损坏。"+saveAs)
	}
	if strings.ContainsRune(text, '\r') {
		text = strings.ReplaceAll(text, "\r\n", "\n")
	}
	return text, nil
}

func invalidAt(s string) int {
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		if r == utf8.RuneError && size == 1 {
			return i
		}
		i += size
	}
	return len(s)
}

// mostlyInvalid tells a file in another encoding from one in UTF-8 of which a
// few bytes were damaged.
func mostlyInvalid(s string) bool {
	invalid, chinese := 0, 0
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		switch {
		case r == utf8.RuneError && size == 1:
			invalid++
		case size >= 3:
			chinese++
		}
		i += size
	}
	return invalid > chinese
}

// looksGB tells a GB18030 file from random bytes: decoded, most of what is not
// ASCII is Han or a full-width mark.
func looksGB(data []byte) bool {
	decoded, err := simplifiedchinese.GB18030.NewDecoder().Bytes(data)
	if err != nil {
		return false
	}
	chinese, other := 0, 0
	for _, r := range string(decoded) {
		switch {
		case r < 0x80:
		case unicode.Is(unicode.Han, r) || unicode.IsPunct(r) || r >= 0x3000 && r < 0x3040 || r >= 0xff00 && r < 0xff60:
			chinese++
		default:
			other++
		}
	}
	return chinese > 4*other
}

// checkCharacters reports characters that can't be printed, or can't be seen,
// each once in a text, and returns the text without them, so that nobody
// further on stumbles over them again.
func (d *Document) checkCharacters(s Text) Text {
	var bad map[rune]int // how often
	for _, r := range s.Value {
		if message, _ := badCharacter(r); message != "" {
			if bad == nil {
				bad = map[rune]int{}
			}
			bad[r]++
		}
	}
	if bad == nil {
		return s
	}
	for i, r := range s.Value {
		if n := bad[r]; n > 0 {
			message, help := badCharacter(r)
			if n > 1 {
				message += fmt.Sprintf("，这段文字里共有%d处", n)
			}
			d.errorAt(s.At(i, i+utf8.RuneLen(r)), "text/character", message, help)
			bad[r] = 0
		}
	}
	return s.Map(func(r rune) rune {
		if _, ok := bad[r]; ok {
			return -1
		}
		return r
	})
}

func badCharacter(r rune) (message, help string) {
	switch {
	case r >= ' ' && r < 0x7f || r >= 0x4e00 && r < 0xa000 || r == '\n':
		return "", ""
	case r == '\t':
		return "", "" // taken off at the ends of lines; in the middle, plan reports it
	case unicode.IsControl(r):
		return fmt.Sprintf("文字里有控制字符 U+%04X，印不出来", r), "请删去这个字符"
	case r >= 0xfdd0 && r <= 0xfdef || r&0xfffe == 0xfffe:
		return fmt.Sprintf("文字里有 U+%04X，它不是字符", r), "请删去它"
	case r == '\u2028' || r == '\u2029':
		return fmt.Sprintf("文字里有特殊的换行符 U+%04X", r), "请改用普通换行"
	case unicode.Is(unicode.Cf, r) || r == '\u00ad':
		return fmt.Sprintf("文字里有看不见的字符 U+%04X", r), "多半是从网页或 WPS 粘贴来的，请删去"
	case unicode.Is(unicode.Co, r):
		return fmt.Sprintf("文字里有自造字 U+%04X，别的电脑上显示不出来", r), "请换成正式编码的字"
	case unicode.Is(unicode.Variation_Selector, r):
		return fmt.Sprintf("文字里有异体选择符 U+%04X", r), "请删去它，只保留前面的字"
	}
	return "", ""
}
