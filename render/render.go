// Package render makes the documents of plans: from the plan files of a
// workspace to the PDF and the workbook that must never disagree.
package render

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"syscall"
	"time"

	"fangan/internal/check"
	"fangan/internal/diag"
	"fangan/internal/plan"
	"fangan/render/document"
	"fangan/render/font"
	"fangan/render/pdf"
	"fangan/render/profile"
	"fangan/render/typeset"
	"fangan/render/xlsx"
	"fangan/templates"
)

// Options say what is built, and how.
type Options struct {
	Out     string // output folder; made if it is missing
	PDF     bool
	XLSX    bool
	Jobs    int    // plans built at the same time; at least 1
	Version string // of the program, for the producer and the hash
	Profile string // name of the profile; empty: the one that fangan.toml gives
	// Done is called after each plan, from several goroutines; may be nil.
	Done func()
}

// A Result is what became of one plan file.
type Result struct {
	File     string // of the plan, as the user would type it
	Plan     *plan.Plan
	Outputs  []string // files written, with the output folder
	Pages    int
	Findings diag.List
	Err      error // of the system: no permission, disk full
}

// OK reports whether the plan's documents were made.
func (r Result) OK() bool { return r.Err == nil && !r.Findings.HasErrors() }

// WorkbookSuffix ends the name of the workbook, which is otherwise that of the
// document.
const WorkbookSuffix = "（责任分解表）"

// Build makes the documents of all plans of a workspace; see BuildAll.
func Build(ctx context.Context, ws *plan.Workspace, o Options) ([]Result, diag.List) {
	return BuildAll(ctx, []*plan.Workspace{ws}, o)
}

// BuildAll makes the documents of all plans of several workspaces. One bad
// plan does not stop the others. The results are in the order of the
// workspaces and of their Plans; the findings are about workspaces and the
// output folder as a whole. A workspace with an error of its own has no
// results.
func BuildAll(ctx context.Context, spaces []*plan.Workspace, o Options) ([]Result, diag.List) {
	findings := checkOutput(o.Out)
	unusable := findings.HasErrors()
	var jobs []job
	for _, ws := range spaces {
		b, list := newBuilder(ws, o)
		findings = append(findings, list...)
		if list.HasErrors() {
			continue
		}
		for _, file := range ws.Plans {
			jobs = append(jobs, job{b, file})
		}
	}
	results := make([]Result, len(jobs))
	each(ctx, o.Jobs, results, func(i int) { results[i] = jobs[i].load() })
	refuseCommonNames(results)
	folder := &folder{path: o.Out}
	defer folder.close()
	each(ctx, o.Jobs, results, func(i int) {
		if results[i].OK() && !unusable {
			jobs[i].builder.build(ctx, folder, &results[i])
		}
		if o.Done != nil {
			o.Done()
		}
	})
	if folder.root != nil && wholeWorkspaces(spaces) && ctx.Err() == nil {
		findings = append(findings, leftovers(folder.root, slashed(o.Out), results)...)
	}
	return results, findings
}

// A job is one plan file to be built.
type job struct {
	builder *builder
	file    string
}

// wholeWorkspaces reports whether all plans of the workspaces are built.
func wholeWorkspaces(spaces []*plan.Workspace) bool {
	for _, ws := range spaces {
		whole, _ := plan.Open(ws.Display, ws.FS)
		if !slices.Equal(whole.Plans, ws.Plans) {
			return false
		}
	}
	return true
}

// A folder is the output folder. It is made when the first file is written, so
// that a failure leaves nothing behind.
type folder struct {
	path string

	once sync.Once
	root *os.Root
	err  error
}

func (f *folder) open() (*os.Root, error) {
	f.once.Do(func() {
		if f.err = os.MkdirAll(f.path, 0o777); f.err == nil {
			f.root, f.err = os.OpenRoot(f.path)
		}
	})
	return f.root, f.err
}

func (f *folder) close() {
	if f.root != nil {
		f.root.Close()
	}
}

// checkOutput refuses an output folder that is none, or can't become one.
func checkOutput(dir string) diag.List {
	info, err := os.Stat(dir)
	switch {
	case errors.Is(err, fs.ErrNotExist) || err == nil && info.IsDir():
		return nil
	case err == nil:
		err = syscall.ENOTDIR
	}
	reason := diag.Reason(err)
	if info != nil {
		reason = "它是一个文件，不是文件夹"
	}
	return diag.List{{Rule: "output/folder", Severity: diag.Error, Message: fmt.Sprintf("用不了输出文件夹“%s”：%s", dir, reason),
		Help: "请用 --out 换一个文件夹，或删去占用这个名称的文件"}}
}

// builder holds what all plans of a workspace share.
type builder struct {
	ws       *plan.Workspace
	options  Options
	document *document.Template
	sheets   *xlsx.Template
	profile  *profile.Profile
	faces    *font.Set
	words    []string
	shared   []byte // hash of all that shapes the documents beside the plan
}

func newBuilder(ws *plan.Workspace, o Options) (*builder, diag.List) {
	b := &builder{ws: ws, options: o}
	hash := sha256.New()
	fmt.Fprintf(hash, "fangan %s\n", o.Version)
	var findings diag.List
	read := func(name string) (string, string) {
		shown, text, finding := template(ws, name)
		if finding != nil {
			findings = append(findings, *finding)
		}
		fmt.Fprintf(hash, "%s %d\n%s", name, len(text), text)
		return shown, text
	}
	add := func(list diag.List) { findings = append(findings, list...) }
	for _, name := range []string{plan.WorkspaceFile, plan.UnitsFile} {
		data, _ := fs.ReadFile(ws.FS, name)
		fmt.Fprintf(hash, "%s %d\n%s", name, len(data), data)
	}
	// All are read, whatever is made of them: the hash is of the pair.
	page, pageText := read(templates.Document)
	house, houseText := read(templates.Profile)
	chosen, finding := chosenProfile(ws, o.Profile)
	if finding != nil {
		findings = append(findings, *finding)
	} else if chosen != nil {
		fmt.Fprintf(hash, "%s %d\n%s", chosen.Name, len(chosen.Text), chosen.Text)
	}
	sheet, sheetText := read(templates.Sheet)
	findings = append(findings, strangers(ws)...)
	if findings.HasErrors() {
		return b, findings
	}
	if o.PDF {
		parsed, list := document.Parse(page, pageText)
		b.document = parsed
		add(list)
	}
	pr, list := layered(house, houseText, chosen)
	if o.PDF {
		add(list)
	}
	if !list.HasErrors() {
		outfit, list := outfitOf(ws, pr)
		if o.PDF {
			add(list)
			b.faces, b.profile, list = outfit.dress(pr)
			add(list)
		}
		fmt.Fprint(hash, outfit.shelf.sums())
	}
	if o.XLSX {
		parsed, list := xlsx.ParseTemplate(sheet, []byte(sheetText))
		b.sheets = parsed
		add(list)
	}
	for _, u := range ws.Register.Units {
		b.words = append(b.words, u.Name)
		if u.Short != "" {
			b.words = append(b.words, u.Short)
		}
		b.words = append(b.words, u.Aliases...)
	}
	b.shared = hash.Sum(nil)
	return b, findings
}

// template returns the text of a template, and how findings name it: that of
// the workspace, or the built-in one.
func template(ws *plan.Workspace, name string) (shown, text string, finding *diag.Diagnostic) {
	own := path.Join(plan.TemplatesDir, name)
	// A link that leads nowhere is not the same as no file.
	if _, err := fs.Lstat(ws.FS, own); errors.Is(err, fs.ErrNotExist) {
		data, err := fs.ReadFile(templates.FS, name)
		if err != nil {
			panic(err) // embedded
		}
		return name, string(data), nil
	}
	data, err := fs.ReadFile(ws.FS, own)
	if err != nil {
		return name, "", &diag.Diagnostic{Rule: "template/unreadable", Severity: diag.Error, Message: fmt.Sprintf("读不了模板“%s”：%s", ws.Name(own), diag.Reason(err)),
			Help: "请检查它是不是文件、有没有读取权限；删去它就用内置的模板"}
	}
	return ws.Name(own), string(data), nil
}

// strangers reports files among a workspace's templates that no template is
// named like: its writer thinks that they have an effect.
func strangers(ws *plan.Workspace) diag.List {
	entries, err := fs.ReadDir(ws.FS, plan.TemplatesDir)
	if err != nil {
		return nil // no templates of its own
	}
	known := []string{templates.Document, templates.Sheet, templates.Profile}
	var findings diag.List
	for _, e := range entries {
		name := e.Name()
		extension := strings.ToLower(path.Ext(name))
		if slices.Contains(known, name) || strings.HasSuffix(name, profileEnd) || strings.HasPrefix(name, ".") || !slices.Contains([]string{".html", ".htm", ".toml"}, extension) {
			continue
		}
		findings = append(findings, diag.Diagnostic{Rule: "template/name", Severity: diag.Warning,
			Message: fmt.Sprintf("“%s”没有用上，没有叫这个名称的模板", ws.Name(path.Join(plan.TemplatesDir, name))),
			Help:    "模板的文件名只能是：" + strings.Join(known, "、")})
	}
	return findings
}

// each runs f for every result, some jobs at a time.
func each(ctx context.Context, atOnce int, results []Result, f func(i int)) {
	var jobs sync.WaitGroup
	next := make(chan int)
	for range max(1, min(atOnce, len(results))) {
		jobs.Go(func() {
			for i := range next {
				if err := guarded(func() { f(i) }); err != nil {
					results[i].Err = err
				}
			}
		})
	}
	for i := range results {
		if ctx.Err() != nil {
			results[i].Err = ctx.Err()
			continue
		}
		next <- i
	}
	close(next)
	jobs.Wait()
}

// A Bug is a fault of the program that a job ran into.
type Bug struct {
	Fault string
	Stack []byte
}

func (b *Bug) Error() string { return b.Fault }

// guarded runs f and returns its panic as a *Bug, so that one plan's fault
// leaves the others alone.
func guarded(f func()) (err error) {
	defer func() {
		if fault := recover(); fault != nil {
			err = &Bug{fmt.Sprint(fault), debug.Stack()}
		}
	}()
	f()
	return nil
}

// load reads and checks one plan.
func (j job) load() Result {
	ws := j.builder.ws
	p, findings := ws.Load(j.file)
	r := Result{File: ws.Name(j.file), Plan: p, Findings: findings}
	if p != nil {
		r.Findings = append(r.Findings, check.Run(ws, p)...)
	}
	return r
}

// refuseCommonNames refuses plans that would overwrite each other's documents.
func refuseCommonNames(results []Result) {
	first := map[string]*Result{}
	for i := range results {
		r := &results[i]
		if r.Plan == nil {
			continue
		}
		// Windows and macOS do not tell capitals from small letters.
		name := strings.ToLower(r.Plan.OutputName())
		other := first[name]
		if other == nil {
			first[name] = r
			continue
		}
		refuse := func(r, other *Result) {
			r.Findings = append(r.Findings, diag.Diagnostic{Rule: "output/name", Severity: diag.Error, Span: r.Plan.Title.Span,
				Message: fmt.Sprintf("这个方案与 %s 会写到同一个文件“%s.pdf”", other.File, r.Plan.OutputName()),
				Help:    `请改标题或年份，或在 fangan.toml 的 [output] 里写 name = "{year}/{file}"`,
				Related: []diag.Related{{Span: other.Plan.Title.Span, Message: "同名的方案"}}})
		}
		refuse(r, other)
		if !slices.ContainsFunc(other.Findings, func(d diag.Diagnostic) bool { return d.Rule == "output/name" }) {
			refuse(other, r)
		}
	}
}

// build makes the documents of one plan and writes them together.
func (b *builder) build(ctx context.Context, out *folder, r *Result) {
	var document, workbook bytes.Buffer
	var fromPDF, fromXLSX made
	var jobs sync.WaitGroup
	if b.options.PDF {
		jobs.Go(func() {
			if err := guarded(func() { fromPDF = b.pdf(&document, r.Plan) }); err != nil {
				fromPDF.err = err
			}
		})
	}
	if b.options.XLSX {
		jobs.Go(func() {
			if err := guarded(func() { fromXLSX = b.xlsx(&workbook, r.Plan) }); err != nil {
				fromXLSX.err = err
			}
		})
	}
	jobs.Wait()
	r.Pages = fromPDF.pages
	r.Findings = append(append(r.Findings, fromPDF.findings...), fromXLSX.findings...)
	for _, m := range []made{fromPDF, fromXLSX} {
		if r.Err == nil {
			r.Err = m.err
		}
	}
	if !r.OK() {
		return
	}
	if r.Err = ctx.Err(); r.Err != nil {
		return
	}
	var outputs []output
	if b.options.PDF {
		outputs = append(outputs, output{documentName(r.Plan), document.Bytes()})
	}
	if b.options.XLSX {
		outputs = append(outputs, output{workbookName(r.Plan), workbook.Bytes()})
	}
	root, err := out.open()
	if err != nil {
		r.Err = &WriteError{slashed(out.path), err}
		return
	}
	if err := publish(root, outputs); err != nil {
		if failed, ok := errors.AsType[*WriteError](err); ok {
			failed.File = b.shown(failed.File)
		}
		r.Err = err
		return
	}
	for _, o := range outputs {
		r.Outputs = append(r.Outputs, b.shown(o.name))
	}
	if len(outputs) == 1 {
		if finding := b.stalePartner(root, r.Plan); finding != nil {
			r.Findings = append(r.Findings, *finding)
		}
	}
}

func documentName(p *plan.Plan) string { return p.OutputName() + ".pdf" }
func workbookName(p *plan.Plan) string { return p.OutputName() + WorkbookSuffix + ".xlsx" }

// shown is an output as the user would type it.
func (b *builder) shown(name string) string { return path.Join(slashed(b.options.Out), name) }

func slashed(dir string) string { return filepath.ToSlash(dir) }

// made is what one writer says of its work.
type made struct {
	pages    int
	findings diag.List
	err      error
}

func (b *builder) pdf(w *bytes.Buffer, p *plan.Plan) made {
	root, findings := document.Execute(b.document, p)
	if root == nil {
		return made{findings: findings}
	}
	words := slices.Clip(b.words)
	for _, by := range p.Issue.By {
		words = append(words, by.Value)
	}
	pages, more := typeset.Layout(root, b.profile, b.faces, typeset.Options{Words: words})
	findings = append(findings, more...)
	if findings.HasErrors() {
		return made{findings: findings}
	}
	err := pdf.Write(w, pages, pdf.Meta{
		Title: p.Name(), Author: author(p), Subject: subject(p), Keywords: p.Summary().String() + "；" + stampWord + b.stamp(p), Producer: "fangan " + b.options.Version,
		Date: dateOf(p), Bookmarks: pdf.Outline(pages), Red: b.profile.Red.Colour, Document: root,
	})
	return made{len(pages), findings, err}
}

func (b *builder) xlsx(w *bytes.Buffer, p *plan.Plan) made {
	book, findings := xlsx.Compose(p, b.sheets)
	if findings.HasErrors() {
		return made{findings: findings}
	}
	book.Stamp = b.stamp(p)
	return made{findings: findings, err: xlsx.Write(w, book)}
}

// author is the organ that issues the plan (发文机关).
func author(p *plan.Plan) string {
	var names []string
	for _, by := range p.Issue.By {
		names = append(names, by.Value)
	}
	return strings.Join(names, "、")
}

func subject(p *plan.Plan) string {
	var parts []string
	if p.Year != 0 {
		parts = append(parts, fmt.Sprintf("%d年度工作方案", p.Year))
	}
	if p.Status.Value != "" {
		parts = append(parts, p.Status.Value)
	}
	return strings.Join(parts, "，")
}

// stamp is a hash of all that shaped the documents: the two of one build carry
// the same.
func (b *builder) stamp(p *plan.Plan) string {
	hash := sha256.New()
	hash.Write(b.shared)
	hash.Write([]byte(p.Source.Text))
	return strings.ToUpper(hex.EncodeToString(hash.Sum(nil)[:6]))
}

// dateOf is the plan's date as the date of the files; zero if it has none.
func dateOf(p *plan.Plan) time.Time {
	d := p.Issue.Date
	if d.IsZero() {
		return time.Time{}
	}
	return time.Date(d.Year, time.Month(d.Month), d.Day, 0, 0, 0, 0, time.UTC)
}
