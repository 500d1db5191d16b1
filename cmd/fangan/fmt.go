package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/rogpeppe/go-internal/diff"
	"github.com/spf13/cobra"

	"fangan/internal/diag"
	"fangan/internal/format"
	"fangan/internal/plan"
)

// fmtFlags say what becomes of the files that are not in canonical form.
type fmtFlags struct{ list, diff, write bool }

func newFmt(t *terminal) *cobra.Command {
	var flags fmtFlags
	cmd := &cobra.Command{
		Use:   "fmt [路径…] [选项]",
		Short: "把 TOML 文件整理成统一的格式",
		Long: "把方案、units.toml、fangan.toml 和 templates/ 里的 TOML 文件整理成统一的格式：\n" +
			"键的次序、等号对齐、缩进、空行，长列表一项一行。内容和注释都不变；换行统一为 LF，编码为不带 BOM 的 UTF-8。\n" +
			"路径的写法与 build 相同，不写就是当前工作区的全部 TOML 文件。\n" +
			"不写选项，只把一个文件整理后的样子显示出来，不改文件。语法有错的文件不动。\n" +
			"用 -l 或 -d 时，有文件需要整理就返回 1，可以放在自动检查里；同时用 -w 就改好，返回 0。",
		Example: `  fangan fmt -w                     整理当前工作区的全部文件
  fangan fmt -l                     列出哪些文件需要整理
  fangan fmt -d 2026/污染防治.toml  看会改哪些地方`,
		ValidArgsFunction: completePlans,
		RunE:              func(_ *cobra.Command, args []string) error { return formatFiles(t, args, flags) },
	}
	cmd.Flags().BoolVarP(&flags.list, "list", "l", false, "列出需要整理的文件")
	cmd.Flags().BoolVarP(&flags.diff, "diff", "d", false, "显示会改哪些地方")
	cmd.Flags().BoolVarP(&flags.write, "write", "w", false, "改写文件")
	return cmd
}

// A tomlFile is a file to be formatted.
type tomlFile struct {
	name  string // as the user would type it
	disk  string
	style format.Style
}

func formatFiles(t *terminal, paths []string, flags fmtFlags) error {
	files, findings := tomlFiles(paths)
	outcome := t.report(findings)
	if flags == (fmtFlags{}) && len(files) > 1 {
		return &usageError{fmt.Sprintf("这里有%d个文件，不能一起显示", len(files)), "整理它们请用 fangan fmt -w；列出要整理的用 -l，看会改哪些地方用 -d；或只写一个文件"}
	}
	changed := 0
	for _, file := range files {
		old, findings := file.read()
		var text []byte
		if !findings.HasErrors() {
			text, findings = file.style.Source(file.name, old)
		}
		if err := t.report(findings); err != nil {
			outcome = errors.Join(outcome, err)
			continue
		}
		if flags == (fmtFlags{}) {
			_, err := t.stdout.Write(text)
			return errors.Join(outcome, err)
		}
		if bytes.Equal(old, text) {
			continue
		}
		changed++
		outcome = errors.Join(outcome, t.reform(file, old, text, flags))
	}
	if flags.write && !flags.list && !flags.diff && changed == 0 && outcome == nil {
		return t.println("%d个文件都已是统一的格式，没有改动", len(files))
	}
	return outcome
}

// reform does with a file that is not in canonical form what the flags say.
func (t *terminal) reform(file tomlFile, old, text []byte, flags fmtFlags) error {
	if flags.write {
		if err := format.Rewrite(file.disk, text); err != nil {
			d := diag.Diagnostic{Rule: "fmt/write", Severity: diag.Error, Message: fmt.Sprintf("没有改写“%s”：%s", file.name, diag.Reason(err)), Help: "请检查文件是不是只读的、文件夹能不能写"}
			return t.report(diag.List{d})
		}
	}
	var err error
	switch {
	case flags.list:
		err = t.println("%s", file.name)
	case flags.write && !flags.diff:
		err = t.println("已整理：%s", file.name)
	}
	if flags.diff && err == nil {
		_, err = t.stdout.Write(diff.Diff(file.name+".orig", old, file.name, text))
	}
	if err == nil && !flags.write {
		err = errFindings
	}
	return err
}

// escapeGlob is a path that stands for itself in a pattern.
func escapeGlob(p string) string {
	return strings.NewReplacer(`\`, `\\`, "*", `\*`, "?", `\?`, "[", `\[`).Replace(p)
}

func (f tomlFile) read() ([]byte, diag.List) {
	// Reading a pipe or a device might never end.
	info, err := os.Stat(f.disk)
	if err == nil && !info.Mode().IsRegular() {
		err = format.ErrNotRegular
	}
	var data []byte
	if err == nil {
		data, err = os.ReadFile(f.disk)
	}
	if err == nil {
		return data, nil
	}
	reason := diag.Reason(err)
	if errors.Is(err, format.ErrNotRegular) {
		reason = "它不是普通文件"
	}
	return nil, diag.List{{Rule: "file/unreadable", Severity: diag.Error, Message: fmt.Sprintf("读不了“%s”：%s", f.name, reason), Help: "请检查文件是否存在、是否有读取权限"}}
}

// tomlFiles lists the TOML files of the paths: of a workspace also its
// settings, its register of units and its templates.
func tomlFiles(paths []string) ([]tomlFile, diag.List) {
	locations, findings := plan.Locate(paths...)
	var files []tomlFile
	for _, l := range locations {
		fsys := os.DirFS(l.Root)
		ws, list := plan.Open(l.Display, fsys, l.Paths...)
		var names []string
		if slices.Contains(l.Paths, ".") {
			for _, pattern := range []string{plan.WorkspaceFile, plan.UnitsFile, path.Join(plan.TemplatesDir, "*.toml")} {
				found, err := fs.Glob(fsys, pattern)
				if err != nil {
					panic(err) // a pattern of ours is malformed
				}
				names = append(names, found...)
			}
		}
		// A folder that was named is meant, whatever it is called: plans need
		// not stand in folders of years to be put in order.
		if !slices.Contains(l.Paths, ".") || len(ws.Plans) == 0 && len(names) == 0 && len(paths) > 0 {
			for _, p := range l.Paths {
				found, err := fs.Glob(fsys, path.Join(escapeGlob(p), "*.toml"))
				if err == nil {
					names = append(names, found...)
				}
			}
		}
		for _, name := range ws.Plans {
			if !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
		// What is wrong inside of a file is said when it is its turn.
		for _, f := range list {
			if f.Rule == "file/unreadable" || f.Rule == "workspace/empty" && len(names) == 0 {
				findings = append(findings, f)
			}
		}
		style := format.Style{}
		for _, row := range ws.Roles.Rows() {
			style.Roles = append(style.Roles, row.Key)
		}
		for _, name := range names {
			files = append(files, tomlFile{ws.Name(name), filepath.Join(l.Root, filepath.FromSlash(name)), style})
		}
	}
	return files, findings
}
