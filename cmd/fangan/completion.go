package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"
)

var shells = []string{"bash", "zsh", "fish", "powershell"}

func newCompletion(t *terminal) *cobra.Command {
	return &cobra.Command{
		Use:   "completion " + strings.Join(shells, "|"),
		Short: "输出命令行补全脚本",
		Long:  "输出命令行补全脚本：装上以后，输入命令时按 Tab 键可以补全。",
		Example: `  source <(fangan completion bash)                                在当前的 bash 里启用
  fangan completion fish > ~/.config/fish/completions/fangan.fish
  fangan completion powershell | Out-String | Invoke-Expression   在当前的 PowerShell 里启用`,
		ValidArgs: shells,
		Args: func(_ *cobra.Command, args []string) error {
			const help = "例如：fangan completion bash；可以写："
			switch {
			case len(args) == 0:
				return &usageError{"请写明是哪一种命令行", help + strings.Join(shells, "、")}
			case !slices.Contains(shells, args[0]):
				return &usageError{fmt.Sprintf("不认识“%s”", args[0]), help + strings.Join(shells, "、")}
			case len(args) > 1:
				return &usageError{fmt.Sprintf("“%s”后面不用写“%s”", args[0], args[1]), "请直接运行 fangan completion " + args[0]}
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			root := cmd.Root()
			switch args[0] {
			case "bash":
				return root.GenBashCompletionV2(t.stdout, true)
			case "zsh":
				return root.GenZshCompletion(t.stdout)
			case "fish":
				return root.GenFishCompletion(t.stdout, true)
			default:
				return root.GenPowerShellCompletionWithDesc(t.stdout)
			}
		},
	}
}
