package render

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"fangan/internal/diag"
	"fangan/internal/length"
	"fangan/internal/plan"
	"fangan/render/font"
	"fangan/templates"
)

// fontRoles maps the keys of [fonts] in fangan.toml to the roles they serve.
var fontRoles = map[string]font.Role{
	"fangsong": font.FangSong, "kai": font.Kai, "hei": font.Hei, "song": font.Song, "xiaobiaosong": font.XiaoBiaoSong,
}

// Faces opens the font files that a workspace names. Where it names none, the
// built-in faces serve, unless fangan.toml asks to be strict.
func Faces(ws *plan.Workspace) (*font.Set, diag.List) {
	var named []font.Named
	var findings diag.List
	for _, file := range ws.Fonts.Files {
		face, finding := openFace(ws, file)
		if finding != nil {
			findings = append(findings, *finding)
			continue
		}
		named = append(named, font.Named{Role: fontRoles[file.Key], Face: face, Path: file.Path.Value})
	}
	if !ws.Fonts.Strict {
		return font.NewSet(named), findings
	}
	set := font.StrictSet(named)
	for _, key := range plan.FontKeys {
		role := fontRoles[key]
		if len(set.Faces(role)) == 0 && !findings.HasErrors() {
			findings = append(findings, diag.Diagnostic{Rule: "font/strict", Severity: diag.Error, Span: ws.Fonts.StrictSpan,
				Message: fmt.Sprintf("strict = true 不许用替代字体，但没有给%s指定字体文件", role),
				Help:    fmt.Sprintf(`请在 [fonts] 里写上：%s = "字体文件.ttf"；或改成 strict = false`, key)})
		}
	}
	return set, findings
}

func openFace(ws *plan.Workspace, file plan.FontFile) (*font.Face, *diag.Diagnostic) {
	refuse := func(message, help string) (*font.Face, *diag.Diagnostic) {
		return nil, &diag.Diagnostic{Rule: "font/file", Severity: diag.Error, Span: file.Path.Span, Message: message, Help: help}
	}
	data, err := readFont(ws.FS, file.Path.Value)
	if err != nil {
		return refuse(fmt.Sprintf("打不开字体文件“%s”：%s", file.Path.Value, diag.Reason(err)), "请检查路径；相对路径从 fangan.toml 所在的文件夹算起")
	}
	face, err := font.Open(file.Path.Value, string(data))
	if fault, ok := errors.AsType[*font.FaceError](err); ok {
		return refuse(fmt.Sprintf("字体文件“%s”%s", fault.File, fault.Message), fault.Help)
	}
	if err != nil {
		return refuse(fmt.Sprintf("字体文件“%s”用不了", file.Path.Value), "请换一个 TTF 字体文件")
	}
	return face, nil
}

// readFont reads a font of the workspace, or one of the system by its absolute
// path.
func readFont(fsys fs.FS, name string) ([]byte, error) {
	if filepath.IsAbs(name) {
		return os.ReadFile(name)
	}
	return fs.ReadFile(fsys, filepath.ToSlash(filepath.Clean(name)))
}

// A StyleFaces tells which faces serve a style of the document.
type StyleFaces struct {
	Style string // 标题, 正文 …
	Role  font.Role
	Size  length.Length
	Faces []font.Row // in their order of fallback
}

// Styles returns the styles of a workspace's documents and the faces that serve
// them.
func Styles(ws *plan.Workspace) ([]StyleFaces, diag.List) {
	shown, text, finding := template(ws, templates.Profile)
	if finding != nil {
		return nil, diag.List{*finding}
	}
	pr, findings := layered(shown, text)
	faces, more := Faces(ws)
	findings = append(findings, more...)
	if findings.HasErrors() {
		return nil, findings
	}
	rows := faces.Describe()
	style := func(name string, role font.Role, size length.Length) StyleFaces {
		s := StyleFaces{Style: name, Role: role, Size: size}
		for _, row := range rows {
			if row.Role == role {
				s.Faces = append(s.Faces, row)
			}
		}
		return s
	}
	styles := []StyleFaces{
		style("标题", pr.Title.Role, pr.Title.Size),
		style("稿次", pr.Stage.Role, pr.Stage.Size),
		style("主送机关", pr.Recipient.Role, pr.Recipient.Size),
		style("正文", pr.Body.Role, pr.Body.Size),
	}
	for i, level := range []string{"一级标题", "二级标题", "三级标题", "四级标题", "五级标题"} {
		h := pr.Heading(i + 1)
		styles = append(styles, style(level, h.Role, h.Size))
	}
	return append(styles,
		style("责任分工行", pr.DutyLine.Role, pr.DutyLine.Size),
		style("发文机关署名", pr.Signature.Role, pr.Signature.Size),
		style("成文日期", pr.Date.Role, pr.Date.Size),
		style("页码", pr.PageNumber.Role, pr.PageNumber.Size),
	), findings
}
