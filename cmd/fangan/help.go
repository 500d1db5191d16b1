package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"fangan/internal/diag"
)

// valueWords name the value of each flag that takes one, with an example.
// Pflag would call them string and int.
var valueWords = map[string]struct{ word, example string }{
	"color":   {"颜色", "never"},
	"format":  {"格式", "csv"},
	"jobs":    {"个数", "2"},
	"only":    {"格式", "pdf"},
	"out":     {"位置", "送审"},
	"plan":    {"方案", "2026/方案.toml"},
	"profile": {"版式", "gbt9704"},
	"units":   {"名册", "units.toml"},
	"year":    {"年份", "2026"},
}

// help is the help of a command. Cobra's own is a template whose words and
// column widths are made for English.
func help(cmd *cobra.Command) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n\n用法：\n  ", cmd.Long)
	if cmd.HasParent() {
		b.WriteString(cmd.Parent().CommandPath() + " ")
	}
	b.WriteString(cmd.Use + "\n")
	if cmd.Example != "" {
		b.WriteString("\n例子：\n" + cmd.Example + "\n")
	}
	var commands [][2]string
	for _, sub := range cmd.Commands() {
		if sub.IsAvailableCommand() {
			commands = append(commands, [2]string{sub.Name(), sub.Short})
		}
	}
	writeRows(&b, "命令", commands)
	writeRows(&b, "选项", flagRows(cmd.LocalFlags()))
	writeRows(&b, "通用选项", flagRows(cmd.InheritedFlags()))
	if len(commands) > 0 {
		fmt.Fprintf(&b, "\n某个命令的帮助：%s 命令 --help\n", cmd.CommandPath())
	}
	return b.String()
}

func writeRows(b *strings.Builder, title string, rows [][2]string) {
	if len(rows) == 0 {
		return
	}
	width := 0
	for _, row := range rows {
		width = max(width, diag.Cells(row[0]))
	}
	fmt.Fprintf(b, "\n%s：\n", title)
	for _, row := range rows {
		fmt.Fprintf(b, "  %s  %s\n", pad(row[0], width), row[1])
	}
}

func flagRows(flags *pflag.FlagSet) [][2]string {
	var rows [][2]string
	flags.VisitAll(func(f *pflag.Flag) {
		name := "    --" + f.Name
		if f.Shorthand != "" {
			name = "-" + f.Shorthand + ", --" + f.Name
		}
		if value, ok := valueWords[f.Name]; ok {
			name += " " + value.word
		}
		rows = append(rows, [2]string{name, f.Usage})
	})
	return rows
}

func newHelp(root *cobra.Command) *cobra.Command {
	return &cobra.Command{
		Use:     "help [命令]",
		Short:   "显示命令的帮助",
		Long:    "显示命令的帮助。",
		Example: "  fangan help build",
		ValidArgsFunction: func(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
			var names []string
			for _, sub := range root.Commands() {
				if len(args) == 0 && sub.IsAvailableCommand() {
					names = append(names, sub.Name()+"\t"+sub.Short)
				}
			}
			return names, cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(_ *cobra.Command, args []string) error {
			target, rest, err := root.Find(args)
			switch {
			case err != nil || target == root && len(rest) > 0:
				return unknownCommand(root, args)
			case len(rest) > 0:
				return &usageError{fmt.Sprintf("fangan help %s 后面不用写“%s”", target.Name(), rest[0]), "请直接运行 fangan help " + target.Name()}
			}
			return target.Help()
		},
	}
}
