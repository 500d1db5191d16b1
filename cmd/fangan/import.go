package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime/debug"

	"github.com/spf13/cobra"

	"fangan/internal/diag"
	"fangan/internal/importer"
	"fangan/internal/plan"
	"fangan/render"
)

// importFlags are the options of `fangan import`.
type importFlags struct {
	out, units, format string
	year               int
	force, strip       bool
}

func newImport(t *terminal) *cobra.Command {
	var f importFlags
	cmd := &cobra.Command{
		Use:   "import 文件 [选项]",
		Short: "把印发过的方案（纯文本或 DOCX）变成方案定义",
		Long: "把印发过的方案变成方案定义（TOML），并列出文中的责任单位。文字一个不丢：看不懂的留在\n" +
			"原处，拿不准的地方用“# 待核”标出。旧版 .doc、.wps 请先另存为 .docx。",
		Example: `  fangan import 去年方案.docx -o 2026/方案.toml --units units.toml --year 2026
  fangan import 去年方案.txt                 只看结果，不写文件
  fangan import 去年方案.txt --format json   列出看懂了什么`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 {
				return &usageError{"请写明要导入的一个文件", "例如：fangan import 去年方案.docx -o 方案.toml"}
			}
			return nil
		},
		RunE: func(_ *cobra.Command, args []string) error { return importPlan(t, args[0], f) },
	}
	cmd.Flags().StringVarP(&f.out, "out", "o", "", "写到这个方案文件；不写就显示出来")
	cmd.Flags().StringVar(&f.units, "units", "", "责任单位写到这个名册；已有的名册只补充")
	cmd.Flags().IntVar(&f.year, "year", 0, "方案的年份，标题里没有时要写")
	cmd.Flags().BoolVar(&f.force, "force", false, "方案文件已经存在时覆盖它")
	cmd.Flags().BoolVar(&f.strip, "strip", false, "去掉网页上的菜单、来源、打印本页等行和页码")
	addChoice(cmd, cmd.Flags(), &f.format, "format", "toml", "toml（默认），或 json（列出看懂了什么）", "toml", "json")
	return cmd
}

func importPlan(t *terminal, file string, f importFlags) error {
	o := importer.Options{Year: f.year, Strip: f.strip, RegisterName: filepath.ToSlash(f.units)}
	if f.out != "" && f.units != "" && filepath.Clean(f.out) == filepath.Clean(f.units) {
		return &usageError{"-o 和 --units 写的是同一个文件", "请分开写，例如：-o 2026/方案.toml --units units.toml"}
	}
	if sameFile(f.out, file) || sameFile(f.units, file) {
		return &usageError{fmt.Sprintf("“%s”是要导入的文件，不能写到它自己", filepath.ToSlash(file)), "请换一个文件名，例如：-o 2026/方案.toml"}
	}
	if f.year != 0 && (f.year < 1949 || f.year > 2199) {
		return &usageError{fmt.Sprintf("年份 %d 不对", f.year), "请写四位年份，例如：--year 2026"}
	}
	data, findings := readInput(file)
	if f.units != "" && !findings.HasErrors() {
		var err error
		if o.Register, err = os.ReadFile(f.units); err != nil && !errors.Is(err, fs.ErrNotExist) {
			findings = append(findings, *refused("import/units", "读不了名册“%s”：%s", f.units, err))
		}
	}
	if _, err := os.Lstat(f.out); f.out != "" && err == nil && !f.force {
		findings = append(findings, diag.Diagnostic{Rule: "import/exists", Severity: diag.Error, Message: fmt.Sprintf("“%s”已经存在，没有覆盖", f.out), Help: "请换一个文件名；确实要覆盖请加 --force"})
	}
	if findings.HasErrors() {
		return t.report(findings)
	}
	if len(data) > longText {
		debug.SetMemoryLimit(max(memoryLimit, 20*int64(len(data)))) // texts beyond 20 MB need more
	}
	lines, findings := importer.Read(filepath.ToSlash(file), data)
	if findings.HasErrors() {
		return t.report(findings)
	}
	result, more := importer.Import(lines, o)
	if err := t.report(append(findings, more...)); err != nil {
		return err
	}
	if f.format == "json" {
		return result.Draft.Report().WriteJSON(t.stdout)
	}
	var made, written []string
	for _, file := range []struct {
		name string
		text []byte
	}{{f.out, result.Plan}, {f.units, result.Units}} {
		if file.name == "" || file.name == f.units && bytes.Equal(result.Units, o.Register) {
			continue
		}
		_, missing := os.Lstat(file.name)
		folder, err := writeInto(file.name, file.text)
		if err != nil {
			for _, name := range written {
				os.Remove(name) // both files or none
			}
			return t.report(diag.List{*refused("import/write", "写不了“%s”：%s", file.name, err)})
		}
		if missing != nil {
			written = append(written, file.name)
		}
		if folder != "" {
			made = append(made, folder)
		}
	}
	if f.out == "" {
		if _, err := t.stdout.Write(result.Plan); err != nil {
			return err
		}
	}
	to := t.stdout
	if f.out == "" {
		to = t.stderr // stdout is the plan and nothing else
	}
	for _, folder := range made {
		fmt.Fprintf(to, "新建了文件夹“%s”\n", filepath.ToSlash(folder))
	}
	return t.imported(to, result, f)
}

// sameFile reports whether two names are of one file.
func sameFile(a, b string) bool {
	if a == "" || b == "" {
		return false
	}
	x, err := os.Stat(a)
	if err != nil {
		return false
	}
	y, err := os.Stat(b)
	return err == nil && os.SameFile(x, y)
}

// A text of longText bytes or more is no plan of a common size: the program
// then trades time for memory.
const (
	longText    = 2 << 20
	memoryLimit = 400 << 20
)

// writeInto writes a file and makes its folder where there is none. It returns
// the folder that it made, the outermost one; a slip of the finger makes one
// too, so the clerk is told.
func writeInto(file string, data []byte) (made string, err error) {
	for folder := filepath.Dir(file); ; folder = filepath.Dir(folder) {
		if _, err := os.Stat(folder); !errors.Is(err, fs.ErrNotExist) || folder == filepath.Dir(folder) {
			break
		}
		made = folder
	}
	if made != "" {
		if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
			return "", err
		}
	}
	return made, render.WriteFile(file, data)
}

func readInput(file string) ([]byte, diag.List) {
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, diag.List{*refused("import/file", "读不了“%s”：%s", file, err)}
	}
	return data, nil
}

func refused(rule, message, file string, err error) *diag.Diagnostic {
	return &diag.Diagnostic{Rule: rule, Severity: diag.Error, Message: fmt.Sprintf(message, filepath.ToSlash(file), diag.Reason(err)), Help: "请检查文件名、文件夹和权限"}
}

// lossesShown bounds the report of lost text.
const lossesShown = 20

// imported says what was understood, what was lost, and what to do next.
func (t *terminal) imported(w io.Writer, r *importer.Result, f importFlags) error {
	doubts := bytes.Count(r.Plan, []byte("待核：")) + bytes.Count(r.Units, []byte("待核："))
	fmt.Fprintf(w, "导入：%s%s，%d处待核（文件里用“# 待核”标出）\n", r.Draft.Frame.Summary(), holds(r.Summary), doubts)
	notes := r.Draft.Notes
	switch {
	case len(r.Lost) == 0 && len(notes) == 0:
		fmt.Fprintln(w, "核对：除空格外，生成的公文与原文文字一致")
	case len(r.Lost) == 0:
		fmt.Fprintf(w, "核对：除空格和下面%d处版式外，生成的公文与原文文字一致\n", len(notes))
	default:
		fmt.Fprintf(w, "核对：有%d段文字与原文不一致\n", len(r.Lost))
		for _, loss := range r.Lost[:min(lossesShown, len(r.Lost))] {
			what := "没有"
			if loss.Moved {
				what = "换了位置"
			}
			fmt.Fprintf(w, "  第%d行%s：%s\n", loss.Line.Number, what, shorten(loss.Line.Text, 40))
		}
	}
	for _, note := range notes[:min(lossesShown, len(notes))] {
		where := ""
		if note.Line > 0 {
			where = fmt.Sprintf("第%d行：", note.Line)
		}
		fmt.Fprintf(w, "  %s%s\n", where, note.Message)
	}
	if more := len(notes) - lossesShown; more > 0 {
		fmt.Fprintf(w, "  还有%d处\n", more)
	}
	for _, file := range []string{f.out, f.units} {
		if file != "" {
			fmt.Fprintf(w, "  %s\n", filepath.ToSlash(file))
		}
	}
	for _, loss := range r.Lost {
		if !loss.Moved {
			return errFindings
		}
	}
	return nil
}

// holds says what a plan holds. Where no part is the measures, their number says
// nothing.
func holds(s plan.Summary) string {
	if s.Measures == 0 && s.Groups == 0 {
		return fmt.Sprintf("%d条任务", s.Assignments)
	}
	return s.String()
}

func shorten(s string, limit int) string {
	if runes := []rune(s); len(runes) > limit {
		return string(runes[:limit]) + "…"
	}
	return s
}
