package main

import (
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"fangan/internal/plan"
	"fangan/internal/verify"
	"fangan/render"
)

// verifyFlags are the options of verify.
type verifyFlags struct {
	plan, profile, format string
	all                   bool
}

func newVerify(t *terminal) *cobra.Command {
	var f verifyFlags
	cmd := &cobra.Command{
		Use:   "verify 文件或文件夹… [选项]",
		Short: "核验生成的公文和责任分解表",
		Long: "量一量公文（PDF）合不合 GB/T 9704—2012，逐条列出应当是多少、实际是多少；\n" +
			"再比对责任分解表（XLSX），每项任务的内容、责任单位、完成时限是否一字不差。\n" +
			"别的软件生成的文件也能核验。有不符合标准要求的地方，退出码是 1。",
		Example: `  fangan verify 方案.pdf                                    只量公文
  fangan verify 方案.pdf 方案（责任分解表）.xlsx            再比对两份文件
  fangan verify 方案.pdf 方案（责任分解表）.xlsx --plan 2026/方案.toml
  fangan verify out                                         一个文件夹里的全部文件`,
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			return []string{"pdf", "xlsx"}, cobra.ShellCompDirectiveFilterFileExt
		},
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return &usageError{"没有写要核验的文件", "例如：fangan verify 方案.pdf 方案（责任分解表）.xlsx"}
			}
			return nil
		},
		RunE: func(_ *cobra.Command, args []string) error { return verifyFiles(t, args, f) },
	}
	cmd.Flags().BoolVar(&f.all, "all", false, "列出每一处，不省略")
	addChoice(cmd, cmd.Flags(), &f.format, "format", "text", "text（默认，给人看）或 json", "text", "json")
	cmd.Flags().StringVar(&f.plan, "plan", "", "再与这个方案定义比对（.toml）")
	profileFlag(cmd, &f.profile)
	if err := cmd.MarkFlagFilename("plan", "toml"); err != nil {
		panic(err) // there is no such flag
	}
	return cmd
}

func verifyFiles(t *terminal, args []string, f verifyFlags) error {
	ws, p, err := t.planOf(f.plan)
	if err != nil {
		return err
	}
	pr, findings := render.LoadProfile(ws, f.profile)
	if err := t.report(findings); err != nil {
		return err
	}
	shown, _ := render.ShowProfile(ws, f.profile)
	faces := render.OwnFaces(ws, f.profile)
	sets, unreadable := verify.Read(plan.Expand(args))
	findings = nil
	for _, u := range unreadable {
		findings = append(findings, u.Finding)
	}
	outcome := t.report(findings)
	if p != nil && len(sets) > 1 {
		return &usageError{"--plan 只能与一个方案的文件一起用", "请只写这个方案的公文和责任分解表"}
	}
	reports := make([]*verify.Report, 0, len(sets))
	for _, s := range sets {
		s.Plan, s.Faces = p, faces
		if p != nil {
			s.Said = render.Said(ws, p)
		}
		r := verify.Check(s, pr)
		if s.Document != nil {
			r.Profile = strings.Join(shown.Files, "、")
		}
		reports = append(reports, r)
		if !r.OK() {
			outcome = errors.Join(outcome, errFindings)
		}
	}
	if f.format == "json" {
		return errors.Join(outcome, verify.WriteJSON(t.stdout, reports, unreadable))
	}
	for i, r := range reports {
		if i > 0 {
			fmt.Fprintln(t.stdout)
		}
		if err := verify.WriteText(t.stdout, r, verify.TextOptions{All: f.all}); err != nil {
			return err
		}
	}
	return outcome
}

// planOf loads a plan and its workspace. Without a plan it is the workspace one
// stands in, whose profile may be asked for.
func (t *terminal) planOf(file string) (*plan.Workspace, *plan.Plan, error) {
	var paths []string
	if file != "" {
		paths = []string{file}
	}
	locations, findings := plan.Locate(paths...)
	if err := t.report(findings); err != nil {
		return nil, nil, err
	}
	l := locations[0]
	if file == "" {
		ws, findings := plan.OpenSettings(l.Display, os.DirFS(l.Root))
		return ws, nil, t.report(findings)
	}
	ws, findings := plan.Open(l.Display, os.DirFS(l.Root), l.Paths...)
	if err := t.report(findings); err != nil {
		return nil, nil, err
	}
	if len(ws.Plans) != 1 {
		return nil, nil, &usageError{fmt.Sprintf("“%s”不是一个方案文件", file), "例如：--plan 2026/方案.toml"}
	}
	p, findings := ws.Load(ws.Plans[0])
	return ws, p, t.report(findings)
}
