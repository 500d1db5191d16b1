package main

import (
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"fangan/internal/plan"
	"fangan/render"
)

func newProfile(t *terminal) *cobra.Command {
	var name, format string
	cmd := &cobra.Command{
		Use:   "profile [工作区] [选项]",
		Short: "显示版式的每一个值、依据哪一条、从哪里来",
		Long: "显示版式里正在起作用的每一个值：依据国家标准的哪一条（或约定），是不是单位自己改的、在哪个文件的哪一行。\n" +
			"单位的版式是 templates/名称.profile.toml，只写要改的键；在 fangan.toml 里写 profile = \"名称\" 就用它，\n" +
			"templates/gbt9704.profile.toml 则对所有版式起作用。",
		Example: `  fangan profile                                  当前工作区正在用的版式
  fangan profile 云溪县 --profile 付印            另一个工作区的另一个版式
  fangan profile --format toml > 全部.profile.toml   写成版式文件`,
		ValidArgsFunction: completeFolders,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) > 1 {
				return &usageError{"一次只能看一个工作区", "例如：fangan profile " + quoted(args[0])}
			}
			return nil
		},
		RunE: func(_ *cobra.Command, args []string) error { return showProfile(t, args, name, format) },
	}
	profileFlag(cmd, &name)
	addChoice(cmd, cmd.Flags(), &format, "format", "table", "table（默认，表格）、toml（可以当版式文件用）或 json", "table", "toml", "json")
	return cmd
}

// profileFlag adds --profile to a command.
func profileFlag(cmd *cobra.Command, name *string) {
	cmd.Flags().StringVar(name, "profile", "", "用这个版式（默认用 fangan.toml 里写的）")
	if err := cmd.RegisterFlagCompletionFunc("profile", completeProfiles); err != nil {
		panic(err) // there is no such flag
	}
}

func completeProfiles(_ *cobra.Command, paths []string, _ string) ([]string, cobra.ShellCompDirective) {
	return profilesOf(paths...), cobra.ShellCompDirectiveNoFileComp
}

// profilesOf returns the names of the profiles of a workspace.
func profilesOf(paths ...string) []string {
	locations, _ := plan.Locate(paths...)
	if len(locations) == 0 {
		return nil
	}
	ws, _ := plan.OpenSettings("", os.DirFS(locations[0].Root))
	return render.Profiles(ws)
}

func showProfile(t *terminal, paths []string, name, format string) error {
	if len(paths) == 1 && slices.Contains(profilesOf(), paths[0]) {
		if _, err := os.Stat(paths[0]); err != nil {
			return &usageError{fmt.Sprintf("“%s”是版式的名称，不是工作区", paths[0]), "请运行 fangan profile --profile " + quoted(paths[0])}
		}
	}
	locations, findings := plan.Locate(paths...)
	if err := t.report(findings); err != nil {
		return err
	}
	ws, findings := plan.OpenSettings(locations[0].Display, os.DirFS(locations[0].Root))
	shown, more := render.ShowProfile(ws, name)
	if err := t.report(append(findings, more...)); err != nil {
		return err
	}
	switch format {
	case "toml":
		return t.println("%s", strings.TrimSuffix(shown.TOML(), "\n"))
	case "json":
		return profileJSON(t, shown)
	}
	return profileTable(t, shown)
}

func profileTable(t *terminal, shown render.ShownProfile) error {
	if err := t.println("版式 %s，依次由 %s 定出", shown.Name, strings.Join(shown.Files, "、")); err != nil {
		return err
	}
	last := ""
	for _, v := range shown.Values {
		table, name := v.Table()
		if table != last {
			if err := t.println("\n%s", strings.TrimSpace(shown.Named(table)+" ["+table+"]")); err != nil {
				return err
			}
			last = table
		}
		from := render.Origin(v)
		switch {
		case from == "":
			from = "基准"
		case v.Base != "":
			from += "（基准为 " + v.Base + "）"
		}
		if err := t.println("%s", strings.TrimRight(fmt.Sprintf("  %s %s %s %s", pad(name, 15), pad(v.Text, 10), pad(from, 6), v.Note), " ")); err != nil {
			return err
		}
	}
	return nil
}

// valueRecord is one value as another program reads it.
type valueRecord struct {
	Key   string          `json:"key"`
	Value json.RawMessage `json:"value"`
	Name  string          `json:"name"` // of the table
	Note  string          `json:"note,omitempty"`
	Base  json.RawMessage `json:"base,omitempty"`
	File  string          `json:"file,omitempty"` // of the office, where it set the value
	Line  int             `json:"line,omitempty"`
}

func profileJSON(t *terminal, shown render.ShownProfile) error {
	records := []valueRecord{}
	for _, v := range shown.Values {
		table, _ := v.Table()
		r := valueRecord{Key: v.Key, Value: asJSON(v.Text), Name: shown.Named(table), Note: v.Note}
		if v.Overridden() {
			r.File, r.Line = v.At.Source.Name, v.At.Position().Line
			if v.Base != "" {
				r.Base = asJSON(v.Base)
			}
		}
		records = append(records, r)
	}
	encoder := json.NewEncoder(t.stdout)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	return encoder.Encode(records)
}

// asJSON turns a string, number or truth value of TOML, which are written the
// same way.
func asJSON(toml string) json.RawMessage { return json.RawMessage(toml) }
