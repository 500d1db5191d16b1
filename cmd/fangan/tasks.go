package main

import (
	"bytes"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"fangan/internal/check"
	"fangan/internal/diag"
	"fangan/internal/listing"
	"fangan/internal/plan"
	"fangan/render"
)

func newTasks(t *terminal) *cobra.Command {
	var format, out string
	cmd := &cobra.Command{
		Use:   "tasks [路径…] [选项]",
		Short: "列出各项任务、责任单位和完成时限",
		Long:  "列出方案的各项任务、责任单位和完成时限。路径的写法与 build 相同。",
		Example: `  fangan tasks
  fangan tasks 2026 --out 任务.csv   写成文件，用 Excel 或 WPS 打开
  fangan tasks --format json         给别的程序用`,
		ValidArgsFunction: completePlans,
		RunE: func(cmd *cobra.Command, args []string) error {
			if extension := strings.TrimPrefix(strings.ToLower(filepath.Ext(out)), "."); !cmd.Flags().Changed("format") && slices.Contains(listing.Formats, extension) {
				format = extension
			}
			return tasks(t, args, format, out)
		},
	}
	addChoice(cmd, cmd.Flags(), &format, "format", "table", "table（默认，表格）、csv 或 json", listing.Formats...)
	cmd.Flags().StringVar(&out, "out", "", "写到这个文件，不显示出来；后缀是 .csv、.json 的不用再写 --format")
	return cmd
}

func tasks(t *terminal, paths []string, format, out string) error {
	spaces, findings := open(paths)
	outcome := t.report(findings)
	var plans []*plan.Plan
	for _, ws := range spaces {
		for _, file := range ws.Plans {
			p, findings := ws.Load(file)
			if p != nil {
				findings = append(findings, check.Run(ws, p)...)
			}
			bad := t.report(findings)
			if bad != nil {
				fmt.Fprintf(t.stderr, "%s：有错误，没有列出\n", ws.Name(file))
			} else {
				plans = append(plans, p)
			}
			outcome = errors.Join(outcome, bad)
		}
	}
	if out == "" {
		return errors.Join(outcome, listing.Write(t.stdout, format, plans, t.width()))
	}
	var b bytes.Buffer
	if err := listing.Write(&b, format, plans, 0); err != nil {
		return err
	}
	if err := render.WriteFile(out, b.Bytes()); err != nil {
		return errors.Join(outcome, t.report(diag.List{{Rule: "output/write", Severity: diag.Error,
			Message: fmt.Sprintf("写不了“%s”：%s", filepath.ToSlash(out), diag.Reason(err)), Help: "请检查位置和权限，或用 --out 换一个文件"}}))
	}
	return errors.Join(outcome, t.println("%s", filepath.ToSlash(out)))
}
