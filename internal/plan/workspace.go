package plan

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"fangan/internal/diag"
	"fangan/internal/duty"
	"fangan/internal/tree"
)

// The files of a workspace.
const (
	WorkspaceFile = "fangan.toml"
	UnitsFile     = "units.toml"
	TemplatesDir  = "templates"
)

// Workspace is a folder with fangan.toml, units.toml and plan files in folders
// named by year. It is read-only once opened; plans are loaded one by one and
// may be loaded concurrently.
type Workspace struct {
	// Display is how the user names the folder: findings put it before the
	// names of files. Empty for the folder one stands in.
	Display  string
	FS       fs.FS
	Plans    []string // paths of the plan files, sorted
	Register *Register
	Roles    duty.Roles
	Fonts    Fonts
	Profile  tree.Text // the name of the profile: a file templates/….profile.toml; empty: the base

	settings settings
	faulty   string // the text of fangan.toml, if it has faults
}

// Fonts says which font files an office uses in place of the built-in faces.
type Fonts struct {
	// Strict refuses every substitute for a face that the office has not
	// named itself.
	Strict     bool
	StrictSpan diag.Span
	// Licensed says that the office's licences cover embedding, whatever the
	// files say of it.
	Licensed bool
	Files    []FontFile // of the roles
	Styles   []FontFile // of single styles: [fonts.styles]
	Latin    FontFile   // for digits and Latin letters; no path: none
}

// FontFile is one font file named in fangan.toml.
type FontFile struct {
	Key     string    // fangsong, kai, hei, song or xiaobiaosong; of Styles the name of a style, such as title
	KeySpan diag.Span // of the key
	Path    tree.Text // relative to the workspace, or absolute; # parts the name of a face of a collection from it
	Face    tree.Text // the name of the face, where it has a key of its own
}

// FontKeys are the keys of [fonts] that name a file.
var FontKeys = []string{"fangsong", "kai", "hei", "song", "xiaobiaosong"}

// Open reads fangan.toml and units.toml of a workspace and lists its plans:
// those named, or all in folders named by year. A path may be a file or a
// folder, with forward slashes, relative to the workspace. The workspace is
// usable as far as the findings allow; with errors among them its plans cannot
// be trusted.
func Open(display string, fsys fs.FS, paths ...string) (*Workspace, diag.List) {
	w, findings := OpenSettings(display, fsys)
	w.Plans = w.list(paths, &findings)
	return w, findings
}

// OpenSettings opens a workspace without looking for its plans.
func OpenSettings(display string, fsys fs.FS) (*Workspace, diag.List) {
	w := &Workspace{Display: display, FS: fsys, settings: defaultSettings(), Register: newRegister(), Roles: duty.BuiltIn}
	var findings diag.List
	if data, ok := w.read(WorkspaceFile, &findings); ok {
		doc, f := tree.Read(w.Name(WorkspaceFile), data)
		if doc != nil {
			w.readSettings(doc.Root)
			f = doc.Findings()
		}
		if f.HasErrors() {
			w.faulty = string(data)
		}
		findings = append(findings, f...)
	}
	before := len(findings)
	data, ok := w.read(UnitsFile, &findings)
	var units *tree.Document
	if ok {
		doc, f := tree.Read(w.Name(UnitsFile), data)
		if units = doc; doc != nil {
			w.Register.readUnits(doc, w.Roles)
			f = doc.Findings()
		}
		findings = append(findings, f...)
	}
	w.Register.Open = units == nil
	w.Register.Unread = units == nil && len(findings) > before
	return w, findings
}

// Name returns a file's name as the user would type it.
func (w *Workspace) Name(file string) string { return path.Join(w.Display, file) }

// read returns the bytes of a file that need not exist.
func (w *Workspace) read(name string, findings *diag.List) ([]byte, bool) {
	data, err := fs.ReadFile(w.FS, name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, false
	}
	if err != nil {
		*findings = append(*findings, unreadable(w.Name(name), err))
		return nil, false
	}
	return data, true
}

func unreadable(name string, err error) diag.Diagnostic {
	d := diag.Diagnostic{Rule: "file/unreadable", Severity: diag.Error, Message: fmt.Sprintf("读不了“%s”：%s", name, diag.Reason(err)), Help: "请检查文件是否存在、是否有读取权限"}
	return d
}

func (w *Workspace) readSettings(root *tree.Table) {
	root.Keys("profile", "issue", "numbering", "layout", "deadlines", "roles", "fonts", "output")
	w.Profile = root.String("profile").Trim()
	w.Roles = readRoles(root)
	w.settings.read(root)
	if t := root.Table("issue"); t != nil {
		w.settings.issue = readIssueDefaults(t)
	}
	if t := root.Table("output"); t != nil {
		t.Keys("name")
		w.readOutput(t)
	}
	if t := root.Table("fonts"); t != nil {
		t.Keys(append([]string{"strict", "licensed", "latin", "styles"}, FontKeys...)...)
		w.Fonts.Strict, w.Fonts.StrictSpan = t.Bool("strict"), t.KeySpan("strict")
		w.Fonts.Licensed = t.Bool("licensed")
		for _, key := range FontKeys {
			if file, ok := readFontFile(t, key); ok {
				w.Fonts.Files = append(w.Fonts.Files, file)
			}
		}
		w.Fonts.Latin, _ = readFontFile(t, "latin")
		if styles := t.Table("styles"); styles != nil {
			styles.Keys(styles.Names()...) // a profile knows which there are
			for _, key := range styles.Names() {
				if file, ok := readFontFile(styles, key); ok {
					w.Fonts.Styles = append(w.Fonts.Styles, file)
				}
			}
		}
	}
}

// readFontFile reads the name of a font file, or { file = "…", face = "…" }.
func readFontFile(t *tree.Table, key string) (FontFile, bool) {
	f := FontFile{Key: key, KeySpan: t.KeySpan(key)}
	if t.IsTable(key) {
		sub := t.Table(key)
		sub.Keys("file", "face")
		f.Path, f.Face = sub.String("file").Trim(), sub.String("face").Trim()
		if f.Path.Value == "" {
			t.Document().Report(diag.Diagnostic{Rule: "toml/value", Severity: diag.Error, Span: sub.Span, Message: fmt.Sprintf("“%s”没有写字体文件", key),
				Help: fmt.Sprintf(`请写成：%s = { file = "simsun.ttc", face = "新宋体" }`, key)})
			return f, false
		}
	} else {
		f.Path = t.String(key).Trim()
	}
	if i := strings.IndexAny(f.Path.Value, "\n\t\r\b\f"); i >= 0 {
		// D:\new\temp.ttf between double quotes.
		t.Document().Report(diag.Diagnostic{Rule: "toml/value", Severity: diag.Error, Span: f.Path.At(i, i+1), Message: "路径里的反斜杠连同后面的字母被当成了换行或制表符",
			Help: `路径请用正斜杠 /，例如 "D:/公文/字体.ttf"；或把两头的双引号换成单引号 '`})
		return f, false
	}
	return f, f.Path.Value != ""
}

var placeholder = regexp.MustCompile(`\{[^{}]*\}`)

func (w *Workspace) readOutput(t *tree.Table) {
	name := t.String("name").Trim()
	if name.Value == "" {
		return
	}
	for _, m := range placeholder.FindAllStringIndex(name.Value, -1) {
		if p := name.Value[m[0]:m[1]]; p != "{year}" && p != "{title}" && p != "{file}" {
			t.Document().Report(diag.Diagnostic{Rule: "output/name", Severity: diag.Error, Span: name.At(m[0], m[1]), Message: fmt.Sprintf("文件名里不认识 %s", p),
				Help: "可以用 {year}（年份）、{title}（标题）、{file}（方案文件名）"})
			return
		}
	}
	clean := path.Clean("/" + strings.ReplaceAll(name.Value, `\`, "/"))
	if !placeholder.MatchString(name.Value) || strings.Contains(name.Value, "..") {
		t.Document().Report(diag.Diagnostic{Rule: "output/name", Severity: diag.Error, Span: name.Span, Message: "这样的文件名会让几个方案互相覆盖，或写到输出文件夹以外", Help: `请写成：name = "{year}/{title}"`})
		return
	}
	w.settings.output = strings.TrimPrefix(clean, "/")
}

var yearFolder = regexp.MustCompile(`^(19|20|21)\d\d$`)

// list returns the plan files under the paths, each once, sorted.
func (w *Workspace) list(paths []string, findings *diag.List) []string {
	if len(paths) == 0 {
		paths = []string{"."}
	}
	var plans []string
	for _, p := range paths {
		info, err := fs.Stat(w.FS, p)
		switch {
		case err != nil:
			*findings = append(*findings, unreadable(w.Name(p), err))
		case !info.IsDir():
			plans = append(plans, p)
		case p == ".":
			plans = append(plans, w.years(findings)...)
		default:
			plans = append(plans, w.folder(p, findings)...)
		}
	}
	if len(plans) == 0 && !findings.HasErrors() {
		*findings = append(*findings, diag.Diagnostic{Rule: "workspace/empty", Severity: diag.Error,
			Message: fmt.Sprintf("在“%s”里没有找到方案", cmpOr(w.Display, ".")), Help: "方案放在以年份命名的文件夹里，例如 2026/污染防治.toml；新建一个工作区用 fangan new 文件夹"})
	}
	slices.Sort(plans)
	return slices.Compact(plans)
}

func cmpOr(s, other string) string {
	if s == "" {
		return other
	}
	return s
}

func (w *Workspace) years(findings *diag.List) []string {
	entries, err := fs.ReadDir(w.FS, ".")
	if err != nil {
		*findings = append(*findings, unreadable(w.Name("."), err))
	}
	var plans []string
	for _, e := range entries {
		if e.IsDir() && yearFolder.MatchString(e.Name()) {
			plans = append(plans, w.folder(e.Name(), findings)...)
		}
	}
	return plans
}

func (w *Workspace) folder(dir string, findings *diag.List) []string {
	entries, err := fs.ReadDir(w.FS, dir)
	if err != nil {
		*findings = append(*findings, unreadable(w.Name(dir), err))
	}
	var plans []string
	for _, e := range entries {
		name := e.Name()
		if !e.IsDir() && strings.HasSuffix(strings.ToLower(name), ".toml") && name != WorkspaceFile && name != UnitsFile && !strings.HasPrefix(name, ".") {
			plans = append(plans, path.Join(dir, name))
		}
	}
	return plans
}

// Load reads one plan of the workspace. The plan is nil if its file could not
// be read as TOML; otherwise it is as complete as the file allows. Load may be
// called concurrently.
func (w *Workspace) Load(file string) (*Plan, diag.List) {
	data, err := fs.ReadFile(w.FS, file)
	if err != nil {
		return nil, diag.List{unreadable(w.Name(file), err)}
	}
	p, findings := load(w.Name(file), data, w.settings, w.Roles, w.Register)
	return p, slices.DeleteFunc(findings, w.followsFromSettings)
}

// followsFromSettings reports whether a finding only says that fangan.toml,
// whose own faults are reported, did not explain a word: one cause, one
// finding.
func (w *Workspace) followsFromSettings(d diag.Diagnostic) bool {
	if w.faulty == "" || d.Span.IsZero() {
		return false
	}
	written := d.Span.Source.Text[d.Span.Start:d.Span.End]
	switch d.Rule {
	case "due/unclear":
		return strings.Contains(w.faulty, written)
	case "toml/unknown-key":
		return strings.Contains(w.faulty, `"`+written+`"`)
	case "duty/syntax":
		return strings.Contains(w.faulty, "[[roles]]")
	}
	return false
}

// Name is the title on one line: what the document is called in file names,
// lists and document properties.
func (p *Plan) Name() string { return strings.ReplaceAll(p.Title.Value, "\n", "") }

// OutputName returns the name of the plan's documents, without an extension
// and relative to the output folder, from the workspace's pattern. Characters
// that Windows forbids are replaced by their full-width forms.
func (p *Plan) OutputName() string {
	year := "未注年份"
	if p.Year != 0 {
		year = fmt.Sprint(p.Year)
	}
	file := strings.TrimSuffix(path.Base(p.Path), path.Ext(p.Path))
	var parts []string
	for part := range strings.SplitSeq(p.settings.output, "/") {
		part = strings.NewReplacer("{year}", year, "{title}", p.Name(), "{file}", file).Replace(part)
		parts = append(parts, safeName(part))
	}
	return strings.Join(parts, "/")
}

// maxName bounds a file name in bytes: with （责任分解表）.xlsx and the ending of
// a temporary file it stays below the 255 that Linux allows, and far below
// what Windows and WPS do.
const maxName = 200

var forbidden = strings.NewReplacer(`\`, "＼", "/", "／", ":", "：", "*", "＊", "?", "？", `"`, "”", "<", "〈", ">", "〉", "|", "｜")

var reserved = regexp.MustCompile(`(?i)^(con|prn|aux|nul|com\d|lpt\d)(\..*)?$`)

func safeName(name string) string {
	name = strings.TrimRight(forbidden.Replace(name), ". ")
	if len(name) > maxName {
		cut := maxName
		for !utf8.RuneStart(name[cut]) {
			cut--
		}
		name = strings.TrimRight(name[:cut], ". ")
	}
	if name == "" || reserved.MatchString(name) {
		return "方案" + name
	}
	return name
}
