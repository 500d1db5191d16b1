package render

import (
	"cmp"
	"errors"
	"fmt"
	"hash/crc32"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"unsafe"

	"fangan/internal/diag"
	"fangan/internal/length"
	"fangan/internal/plan"
	"fangan/internal/tree"
	"fangan/render/document"
	"fangan/render/font"
	"fangan/render/profile"
	"fangan/render/typeset"
)

// fontRoles maps the keys of [fonts] in fangan.toml to the roles they serve.
var fontRoles = map[string]font.Role{
	"fangsong": font.FangSong, "kai": font.Kai, "hei": font.Hei, "song": font.Song, "xiaobiaosong": font.XiaoBiaoSong,
}

// An outfit is which font files a workspace and its profile name, and for what.
type outfit struct {
	shelf shelf
	roles []*order // as ws.Fonts.Files
	latin *order
	own   map[string]*order // by the key of a style's role
}

func outfitOf(ws *plan.Workspace, pr *profile.Profile) (*outfit, diag.List) {
	o := &outfit{shelf: shelf{ws: ws}, own: map[string]*order{}}
	for _, file := range ws.Fonts.Files {
		o.roles = append(o.roles, o.shelf.want(file))
	}
	styles, findings := styleFiles(ws, pr)
	o.latin = o.shelf.want(ws.Fonts.Latin)
	if o.latin == nil && pr.Latin().Font != "" {
		o.latin = o.shelf.want(plan.FontFile{Path: tree.Made(pr.Latin().Font, pr.Origin("latin.font"))})
	}
	for _, f := range pr.Faces() {
		if file, ok := styles[f.Style()]; ok {
			o.own[f.Key] = o.shelf.want(file)
		} else if f.Font != "" {
			fontKey, _ := f.Optional()
			o.own[f.Key] = o.shelf.want(plan.FontFile{Path: tree.Made(f.Font, pr.Origin(fontKey))})
		}
	}
	return o, findings
}

// dress opens the font files and returns the faces, with the profile whose
// styles ask for them. Where no file is named, the built-in faces serve, unless
// fangan.toml asks to be strict.
func (o *outfit) dress(pr *profile.Profile) (*font.Set, *profile.Profile, diag.List) {
	ws, roles, latin, own := o.shelf.ws, o.roles, o.latin, o.own
	findings := o.shelf.open()
	if findings.HasErrors() {
		return font.BuiltIn(), pr, findings
	}

	var named []font.Named
	for i, file := range ws.Fonts.Files {
		named = append(named, font.Named{Role: fontRoles[file.Key], Face: roles[i].face, Path: roles[i].written})
	}
	set := font.NewSet(named)
	if ws.Fonts.Strict {
		set = font.StrictSet(named)
		findings = append(findings, lacking(ws, set, pr, own)...)
	}
	var departing []font.Style
	dressed := pr.Dressed(func(f profile.Face) font.Role {
		s := font.Style{Name: font.Role(f.Key), Role: f.Role, Bold: f.Bold}
		if o := own[f.Key]; o != nil {
			s.Face, s.Path = o.face, o.written
		}
		if f.Style() != "page_number" { // 7.5 has words for its own face
			if latin != nil {
				s.Latin, s.LatinPath = latin.face, latin.written
			} else if role := pr.Latin().Role; role != f.Role {
				s.LatinRole = role
			}
		}
		if s.Face == nil && s.Latin == nil && s.LatinRole == "" && !s.Bold {
			return f.Role
		}
		departing = append(departing, s)
		return s.Name
	})
	return set.WithStyles(departing), dressed, findings
}

// lacking reports the first role for which a strict workspace names no file,
// though a style without a file of its own needs it.
func lacking(ws *plan.Workspace, set *font.Set, pr *profile.Profile, own map[string]*order) diag.List {
	for _, key := range plan.FontKeys {
		role := fontRoles[key]
		needed := slices.ContainsFunc(pr.Faces(), func(f profile.Face) bool { return f.Role == role && own[f.Key] == nil }) || pr.Latin().Role == role
		if needed && len(set.Faces(role)) == 0 {
			return diag.List{{Rule: "font/strict", Severity: diag.Error, Span: ws.Fonts.StrictSpan,
				Message: fmt.Sprintf("strict = true 不许用替代字体，但没有给%s指定字体文件", role),
				Help:    fmt.Sprintf(`请在 [fonts] 里写上：%s = "字体文件.ttf"；或改成 strict = false`, key)}}
		}
	}
	return nil
}

// styleFiles returns the files of [fonts.styles] by the names of the styles,
// and reports names that no style has.
func styleFiles(ws *plan.Workspace, pr *profile.Profile) (map[string]plan.FontFile, diag.List) {
	var names []string
	for _, f := range pr.Faces() {
		names = append(names, f.Style())
	}
	files := map[string]plan.FontFile{}
	var findings diag.List
	for _, file := range ws.Fonts.Styles {
		if !slices.Contains(names, file.Key) {
			help := "可用的样式：" + strings.Join(names, "、")
			if near, ok := tree.Nearest(file.Key, names); ok {
				help = fmt.Sprintf("是不是 %s？全部样式见 fangan fonts", near)
			}
			findings = append(findings, diag.Diagnostic{Rule: "font/style", Severity: diag.Error, Span: file.KeySpan, Message: fmt.Sprintf("没有叫“%s”的样式", file.Key), Help: help})
			continue
		}
		files[file.Key] = file
	}
	return files, findings
}

// A shelf reads each font file once, whoever asks for it how often.
type shelf struct {
	ws     *plan.Workspace
	orders []*order
	books  []*book
}

// A book is a font file. Its content is nil until it is read.
type book struct {
	file string
	data string
	err  error
	sum  uint32
	read bool
}

// read reads the files that are not read yet, some at a time.
func (s *shelf) read() {
	for _, o := range s.orders {
		if !slices.ContainsFunc(s.books, func(b *book) bool { return b.file == o.file }) {
			s.books = append(s.books, &book{file: o.file})
		}
	}
	var jobs sync.WaitGroup
	for _, b := range s.books {
		if b.read {
			continue
		}
		b.read = true
		jobs.Go(func() {
			b.data, b.err = readFont(s.ws.FS, b.file)
			b.sum = crc32.Update(0, castagnoli, unsafe.Slice(unsafe.StringData(b.data), len(b.data)))
		})
	}
	jobs.Wait()
}

// castagnoli is the sum that processors have an instruction for: a collection
// of 30 MB costs no more than a few milliseconds.
var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// sums tells the contents of the files apart, for the stamp of what is set in
// them. A file that can't be read has the sum of nothing: no document is made.
func (s *shelf) sums() string {
	s.read()
	var b strings.Builder
	for _, book := range s.books {
		fmt.Fprintf(&b, "%s %d %08X\n", book.file, len(book.data), book.sum)
	}
	return b.String()
}

// An order is one face that was asked for.
type order struct {
	written string // as the office wrote it
	file    string
	name    string    // of the face in it
	at      diag.Span // of the file
	nameAt  diag.Span

	face    *font.Face
	finding *diag.Diagnostic
}

// want asks for a face; nil if no file is named.
func (s *shelf) want(f plan.FontFile) *order {
	if f.Path.Value == "" {
		return nil
	}
	o := order{written: f.Path.Value, at: f.Path.Span, nameAt: f.Path.Span}
	o.file, o.name = font.SplitName(f.Path.Value)
	if f.Face.Value != "" {
		o.file, o.name, o.nameAt = f.Path.Value, f.Face.Value, f.Face.Span
		o.written += "#" + o.name
	}
	for _, known := range s.orders {
		if known.file == o.file && known.name == o.name {
			return known
		}
	}
	s.orders = append(s.orders, &o)
	return &o
}

// open reads the files and opens the faces. The findings are in the order in
// which the faces were asked for.
func (s *shelf) open() diag.List {
	s.read()
	var jobs sync.WaitGroup
	for _, b := range s.books {
		jobs.Go(func() {
			var opened []*font.Face
			for _, o := range s.orders {
				if o.file != b.file {
					continue
				}
				o.open(b.data, b.err, s.ws.Fonts.Licensed)
				if o.face == nil {
					continue
				}
				// A face has several names. It is one face in the document.
				if i := slices.IndexFunc(opened, func(f *font.Face) bool { return f.Name() == o.face.Name() && f.FullName() == o.face.FullName() }); i >= 0 {
					o.face = opened[i]
				} else {
					opened = append(opened, o.face)
				}
			}
		})
	}
	jobs.Wait()
	var findings diag.List
	for _, o := range s.orders {
		if o.finding != nil {
			findings = append(findings, *o.finding)
		}
	}
	return findings
}

// open opens one face, or says why it can't be used. An office may hold a licence
// for what the face itself does not allow.
func (o *order) open(data string, err error, licensed bool) {
	note := func(rule string, severity diag.Severity, at diag.Span, message, help string) {
		o.finding = &diag.Diagnostic{Rule: rule, Severity: severity, Span: at, Message: message, Help: help}
	}
	if err == nil {
		o.face, err = font.OpenNamed(o.file, data, o.name)
	}
	if fault, ok := errors.AsType[*font.FaceError](err); ok {
		at := o.at
		if strings.HasPrefix(fault.Message, "里没有叫") {
			at = o.nameAt
		}
		note("font/file", diag.Error, at, fmt.Sprintf("字体文件“%s”%s", fault.File, fault.Message), fault.Help)
		return
	}
	if err != nil {
		note("font/file", diag.Error, o.at, fmt.Sprintf("打不开字体文件“%s”：%s", o.file, diag.Reason(err)), whereFonts(o.file, err))
		return
	}
	if message, help := o.face.Embedding(); message != "" && !licensed {
		note("font/embedding", diag.Error, o.at, fmt.Sprintf("字体文件“%s”%s", o.file, message), help) // ISO 19005-2 6.2.11.4.1
	}
}

var windowsPath = regexp.MustCompile(`^[A-Za-z]:[/\\]`)

// whereFonts says what to write in the place of a path that leads to no font
// file: clerks know the name of a font, or of its file, and not where it is.
func whereFonts(file string, err error) string {
	const windows = `Windows 的字体要写全路径，例如 "C:/Windows/Fonts/simfang.ttf"`
	switch {
	case !errors.Is(err, fs.ErrNotExist):
	case windowsPath.MatchString(file) && !filepath.IsAbs(file):
		return "这是 Windows 的路径，这台机器不是 Windows；请把字体文件复制到工作区，写它在工作区里的位置"
	case !slices.Contains([]string{".ttf", ".otf", ".ttc", ".otc"}, strings.ToLower(filepath.Ext(file))):
		return "这里写字体文件，不写字体的名称；" + windows + "，文件名见字体的“属性”"
	case !strings.ContainsAny(file, `/\`):
		return "工作区里没有这个文件；" + windows + "，或把字体文件复制到工作区"
	}
	return "请检查路径；相对路径从 fangan.toml 所在的文件夹算起"
}

// readFont reads a font of the workspace, or one of the system by its absolute
// path.
func readFont(fsys fs.FS, name string) (string, error) {
	var file fs.File
	var err error
	if filepath.IsAbs(name) {
		file, err = os.Open(name)
	} else {
		file, err = fsys.Open(filepath.ToSlash(filepath.Clean(name)))
	}
	if err != nil {
		return "", err
	}
	defer file.Close()
	return font.Read(name, file)
}

// A FaceRow tells of one face that serves a style.
type FaceRow = font.Row

// A StyleFaces tells which faces serve a style of the document.
type StyleFaces struct {
	Key   string // title, as [fonts.styles] names it
	Style string // 标题, 正文 …
	Role  font.Role
	Size  length.Length // 0 if it has none of its own
	Bold  bool
	Faces []font.Row // in their order of fallback
	Latin []font.Row // for digits and Latin letters, before those
}

// Styles returns the styles of a workspace's documents and the faces that serve
// them.
func Styles(ws *plan.Workspace) ([]StyleFaces, diag.List) {
	pr, findings := LoadProfile(ws, "")
	if findings.HasErrors() {
		return nil, findings
	}
	o, more := outfitOf(ws, pr)
	findings = append(findings, more...)
	set, dressed, more := o.dress(pr)
	findings = append(findings, more...)
	if findings.HasErrors() {
		return nil, findings
	}
	var styles []StyleFaces
	names := dressed.Faces()
	for i, f := range pr.Faces() {
		styles = append(styles, StyleFaces{
			Key: f.Style(), Style: styleName(pr, f), Role: f.Role, Size: f.Size, Bold: f.Bold,
			Faces: set.Rows(names[i].Role), Latin: set.LatinRows(names[i].Role),
		})
	}
	return styles, findings
}

// OwnFaces returns the office's faces by their PostScript names, with the role
// that each was named for; a face that serves several roles is left out, as its
// name must tell then.
func OwnFaces(ws *plan.Workspace, profile string) map[string]font.Role {
	pr, findings := LoadProfile(ws, profile)
	if findings.HasErrors() {
		return nil
	}
	o, _ := outfitOf(ws, pr)
	set, dressed, findings := o.dress(pr)
	if findings.HasErrors() {
		return nil
	}
	roles, own := map[string]font.Role{}, map[string]bool{}
	names := dressed.Faces()
	for i, f := range pr.Faces() {
		rows := set.Rows(names[i].Role)
		if len(rows) == 0 {
			continue
		}
		name := rows[0].Face.Name()
		own[name] = own[name] || rows[0].Path != ""
		if before, ok := roles[name]; ok && before != f.Role {
			own[name], roles[name] = false, ""
			continue
		}
		roles[name] = f.Role
	}
	maps.DeleteFunc(roles, func(name string, role font.Role) bool { return role == "" || !own[name] })
	return roles
}

// styleName returns what a style is called: the first words of what the base
// says of its table.
func styleName(pr *profile.Profile, f profile.Face) string {
	table, part, _ := strings.Cut(f.Style(), ".")
	name := pr.Named(table)
	if i := strings.IndexAny(name, "，：（ "); i >= 0 {
		name = name[:i]
	}
	return name + cmp.Or(map[string]string{"title": "标题", "head": "表头"}[part], part)
}

// A Coverage tells of the characters of a plan that the first face of their
// style has not got.
type Coverage struct {
	File     string
	Replaced []Replaced // by the faces that have them, in the order of the document
	Findings diag.List  // about those that no face has, and why the plan can't be set
}

// Replaced are characters for which another face stepped in, each once.
type Replaced struct {
	Face *font.Face
	Text string
}

// Covered sets every plan of a workspace and tells which characters the faces
// lack. The findings are about the workspace.
func Covered(ws *plan.Workspace) ([]Coverage, diag.List) {
	b, findings := newBuilder(ws, Options{PDF: true})
	if findings.HasErrors() {
		return nil, findings
	}
	first := map[*font.Face]bool{} // of any style
	roles := map[string]font.Role{}
	for _, f := range b.profile.Faces() {
		roles[f.Style()] = f.Role
		for _, rows := range [][]font.Row{b.faces.Rows(f.Role), b.faces.LatinRows(f.Role)} {
			if len(rows) > 0 {
				first[rows[0].Face] = true
			}
		}
	}
	var all []Coverage
	for _, file := range ws.Plans {
		r := job{b, file}.load()
		c := Coverage{File: r.File}
		if !r.OK() {
			c.Findings = slices.DeleteFunc(r.Findings, func(d diag.Diagnostic) bool { return d.Severity != diag.Error })
			all = append(all, c)
			continue
		}
		root, _ := document.Execute(b.document, r.Plan)
		if root == nil {
			continue // a fault of the template, which build reports
		}
		pages, list := typeset.Layout(root, b.profile, b.faces, typeset.Options{Words: b.words})
		for _, d := range list {
			if d.Rule == "font/missing-glyph" {
				c.Findings = append(c.Findings, d)
			}
		}
		for i := range pages {
			for _, run := range pages[i].Runs {
				role, known := roles[styleOf(run.Node)]
				c.replace(run, func(r rune) bool {
					if known {
						return b.faces.First(role, r) != run.Face
					}
					return !first[run.Face]
				})
			}
		}
		all = append(all, c)
	}
	return all, findings
}

// textStyles are those of the elements whose text is all set in one.
var textStyles = map[document.Kind]string{
	document.Title: "title", document.Stage: "stage", document.Recipient: "recipient", document.Paragraph: "body", document.DutyLine: "duty_line",
	document.CopyNumber: "copy_number", document.Secrecy: "secrecy", document.Urgency: "urgency", document.Mark: "mark", document.MarkSuffix: "mark",
	document.Number: "number", document.AttachmentNote: "attachment_note", document.Signature: "signature", document.Date: "date", document.Note: "note",
	document.Attachment: "attachment_label", document.AttachmentTitle: "attachment_title", document.CopiesTo: "colophon", document.PrintedBy: "colophon",
	document.PrintedOn: "colophon", document.PrintRun: "colophon",
}

// styleOf returns the style of an element's text; empty where it has several or
// is no element's.
func styleOf(n *document.Node) string {
	switch {
	case n == nil:
		return ""
	case n.Kind == document.Heading:
		return fmt.Sprintf("heading%d", min(max(n.Level, 1), 5))
	}
	return textStyles[n.Kind]
}

// replace notes the characters of a run for which its face stepped in.
func (c *Coverage) replace(run typeset.Run, strange func(rune) bool) {
	// A face and its bold are two, and one to whoever reads this.
	i := slices.IndexFunc(c.Replaced, func(r Replaced) bool { return r.Face.FullName() == run.Face.FullName() })
	for _, r := range run.Text {
		if _, ok := run.Face.Glyph(r); r == ' ' || !ok || !strange(r) { // 〓 stands there
			continue
		}
		if i < 0 {
			i = len(c.Replaced)
			c.Replaced = append(c.Replaced, Replaced{Face: run.Face})
		}
		if !strings.ContainsRune(c.Replaced[i].Text, r) {
			c.Replaced[i].Text += string(r)
		}
	}
}
