package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"path"
	"runtime"
	"strings"
	"syscall"

	"github.com/spf13/cobra"

	"fangan/internal/diag"
	"fangan/internal/plan"
	"fangan/render"
)

func newBuild(t *terminal) *cobra.Command {
	options := render.Options{Version: version}
	var only []string
	cmd := &cobra.Command{
		Use:   "build [路径…] [选项]",
		Short: "生成公文和责任分解表",
		Long:  "生成公文（PDF）和责任分解表（XLSX）。路径可以是工作区、年份文件夹或方案文件；\n不写路径就是当前所在的工作区。一个方案有错，不影响其他方案。",
		Example: `  fangan build                         当前工作区的全部方案
  fangan build 2026/污染防治.toml      只生成一个方案
  fangan build --only pdf --out 送审   只要公文，写到“送审”文件夹`,
		ValidArgsFunction: completePlans,
		RunE: func(cmd *cobra.Command, args []string) error {
			if cmd.Flags().Changed("only") && len(only) == 0 {
				return &usageError{"--only 后面没有写格式", "例如：--only pdf"}
			}
			if err := formats(only, &options); err != nil {
				return err
			}
			ctx, stop := signal.NotifyContext(cmd.Context(), os.Interrupt, syscall.SIGTERM)
			defer stop()
			// Whoever presses Ctrl+C a second time does not want to wait for the
			// plan that is being made.
			context.AfterFunc(ctx, stop)
			return build(ctx, t, args, options)
		},
	}
	cmd.Flags().StringVar(&options.Out, "out", "out", "输出文件夹（默认 out）")
	cmd.Flags().StringSliceVar(&only, "only", nil, "只生成这些格式：pdf、xlsx（默认都生成）")
	cmd.Flags().IntVar(&options.Jobs, "jobs", runtime.GOMAXPROCS(0), "同时生成几个方案（默认与处理器的核数相同）")
	profileFlag(cmd, &options.Profile)
	completeFlag(cmd, "only", "pdf", "xlsx", "pdf,xlsx")
	completeFlag(cmd, "jobs")
	if err := cmd.MarkFlagDirname("out"); err != nil {
		panic(err) // there is no such flag
	}
	return cmd
}

func formats(only []string, o *render.Options) error {
	o.PDF, o.XLSX = len(only) == 0, len(only) == 0
	for _, format := range only {
		switch strings.ToLower(strings.TrimSpace(format)) {
		case "pdf":
			o.PDF = true
		case "xlsx":
			o.XLSX = true
		default:
			return &usageError{fmt.Sprintf("--only 不认识“%s”", format), "可以写：--only pdf、--only xlsx 或 --only pdf,xlsx"}
		}
	}
	if o.Jobs < 1 {
		return &usageError{fmt.Sprintf("--jobs 不能是 %d", o.Jobs), "请写 1 以上的数"}
	}
	if strings.TrimSpace(o.Out) == "" {
		return &usageError{"--out 后面没有写文件夹", "例如：--out 送审"}
	}
	return nil
}

func build(ctx context.Context, t *terminal, paths []string, o render.Options) error {
	spaces, findings := open(paths)
	outcome := t.report(findings)
	total := 0
	for _, ws := range spaces {
		total += len(ws.Plans)
	}
	var stop func()
	o.Done, stop = t.progress(total)
	results, findings := render.BuildAll(ctx, spaces, o)
	stop()
	outcome = errors.Join(outcome, t.report(findings))
	for _, r := range results {
		outcome = errors.Join(outcome, t.result(r))
	}
	return outcome
}

// open opens the workspaces of the paths.
func open(paths []string) ([]*plan.Workspace, diag.List) {
	locations, findings := plan.Locate(paths...)
	var spaces []*plan.Workspace
	for _, l := range locations {
		ws, list := plan.Open(l.Display, os.DirFS(l.Root), l.Paths...)
		findings = append(findings, list...)
		if !list.HasErrors() {
			spaces = append(spaces, ws)
		}
	}
	return spaces, findings
}

// result prints what became of one plan.
func (t *terminal) result(r render.Result) error {
	if bug, ok := errors.AsType[*render.Bug](r.Err); ok {
		reportBug(t.stderr, bug.Fault, bug.Stack)
		return errFindings
	}
	findings := r.Findings
	if r.Err != nil {
		findings = append(findings, systemError(r))
	}
	if outcome := t.report(findings); outcome != nil {
		if n := findings.Sorted().Count(diag.Error); r.Err == nil {
			fmt.Fprintf(t.stderr, "%s：有%d处错误，没有生成\n", r.File, n)
		}
		return outcome
	}
	if r.Plan == nil || len(r.Outputs) == 0 {
		return errFindings // the output folder can't be used, as was said
	}
	lines := []string{fmt.Sprintf("%s：%s", r.File, r.Plan.Summary())}
	for _, output := range r.Outputs {
		if path.Ext(output) == ".pdf" {
			output += fmt.Sprintf("（%d页）", r.Pages)
		}
		lines = append(lines, "  "+output)
	}
	return t.println("%s", strings.Join(lines, "\n"))
}

// systemError is what the system refused, as a finding.
func systemError(r render.Result) diag.Diagnostic {
	d := diag.Diagnostic{Rule: "output/write", Severity: diag.Error, Help: "请检查输出文件夹，或用 --out 换一个文件夹"}
	failed, ok := errors.AsType[*render.WriteError](r.Err)
	switch {
	case errors.Is(r.Err, context.Canceled):
		return diag.Diagnostic{Rule: "build/interrupted", Severity: diag.Error, Message: fmt.Sprintf("已中断，%s 没有生成，原有的文件没有变动", r.File), Help: "再运行一次即可"}
	case !ok:
		d.Message = fmt.Sprintf("%s 没有生成：%s", r.File, diag.Reason(r.Err))
	default:
		d.Message = fmt.Sprintf("%s 没有生成，原有的文件没有变动：写不了“%s”，%s", r.File, failed.File, diag.Reason(failed.Err))
		if errors.Is(failed.Err, syscall.ENOSPC) {
			d.Help = "请清理磁盘，或用 --out 换一个磁盘上的文件夹"
		}
	}
	return d
}
