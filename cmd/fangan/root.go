package main

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"fangan/internal/diag"
	"fangan/internal/tree"
)

// usageError is a command line that cannot be understood.
type usageError struct{ message, help string }

func (e *usageError) Error() string { return e.message }

// errFindings ends a command whose findings have been printed.
var errFindings = errors.New("findings")

// run runs one command line and returns the exit code.
func run(args []string, stdout, stderr io.Writer) int {
	root := newRoot(stdout, stderr)
	root.SetArgs(args)
	var err error = &usageError{"没有写明要补全什么", "这个命令由补全脚本调用，见 fangan completion --help"}
	if len(args) != 1 || args[0] != cobra.ShellCompRequestCmd && args[0] != cobra.ShellCompNoDescRequestCmd {
		err = root.Execute()
	}
	if err == nil {
		return exitFine
	}
	if errors.Is(err, errFindings) {
		return exitFindings
	}
	if usage, ok := errors.AsType[*usageError](err); ok {
		fmt.Fprintf(stderr, "错误：%s\n", usage.message)
		if usage.help != "" {
			fmt.Fprintf(stderr, "改法：%s\n", usage.help)
		}
		return exitUsage
	}
	fmt.Fprintf(stderr, "错误：写不出结果：%s\n", diag.Reason(err))
	return exitFindings
}

func newRoot(stdout, stderr io.Writer) *cobra.Command {
	// On Windows cobra would send away whoever starts the program by a double
	// click or by dropping a file on it.
	cobra.MousetrapHelpText = ""
	t := &terminal{stdout: stdout, stderr: stderr}
	var showVersion bool
	root := &cobra.Command{
		Use:   "fangan 命令 [选项]",
		Short: "由一份方案定义生成公文（PDF）和责任分解表（XLSX）",
		Long:  "fangan 由一份方案定义（TOML）生成年度工作方案的公文（PDF，GB/T 9704—2012）\n和责任分解表（XLSX），两份文件内容一致。",
		Example: `  fangan new 我的方案           新建一个工作区
  cd 我的方案 && fangan build   生成全部方案，写到 out/
  fangan tasks                  列出各项任务和责任单位`,
		Args: unknownCommand,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if showVersion {
				return t.println("fangan %s", version)
			}
			return cmd.Help()
		},
		SilenceErrors: true,
		SilenceUsage:  true,
	}
	root.CompletionOptions.DisableDefaultCmd = true
	root.SetOut(stdout)
	root.SetErr(stderr)
	root.SetHelpFunc(func(cmd *cobra.Command, _ []string) { _, _ = io.WriteString(stdout, help(cmd)) })
	root.SetUsageFunc(func(cmd *cobra.Command) error { return t.println("%s", strings.TrimSuffix(help(cmd), "\n")) })
	root.SetFlagErrorFunc(flagError)
	root.PersistentFlags().BoolP("help", "h", false, "显示帮助")
	root.Flags().BoolVar(&showVersion, "version", false, "显示版本")
	addChoice(root, root.PersistentFlags(), &t.colour, "color", "auto", "消息用不用颜色：auto（默认，看终端）、always 或 never", "auto", "always", "never")
	root.AddCommand(newBuild(t), newTasks(t), newFmt(t), newImport(t), newFonts(t), newProfile(t), newVerify(t), newNew(t), newVersion(t), newCompletion(t))
	root.SetHelpCommand(newHelp(root))
	return root
}

func unknownCommand(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	var names []string
	for _, sub := range cmd.Commands() {
		if sub.IsAvailableCommand() || sub.Name() == "help" {
			names = append(names, sub.Name())
		}
	}
	help := "可用的命令：" + strings.Join(names, "、") + "；详见 fangan --help"
	if near, ok := tree.Nearest(args[0], names); ok {
		help = "是不是 fangan " + near + "？"
	} else if strings.HasSuffix(strings.ToLower(args[0]), ".toml") {
		help = "生成这个方案请用：fangan build " + quoted(args[0])
	}
	return &usageError{fmt.Sprintf("没有“%s”这个命令", args[0]), help}
}

// quoted is an argument as the user has to type it.
func quoted(arg string) string {
	if strings.ContainsAny(arg, " \u3000()&'") {
		return `"` + arg + `"`
	}
	return arg
}

// flagError says in Chinese what pflag found wrong.
func flagError(cmd *cobra.Command, err error) error {
	help := fmt.Sprintf("可用的选项见 %s --help", cmd.CommandPath())
	// example is how a flag that takes a value is written.
	example := func(name string) string {
		if value, ok := valueWords[name]; ok {
			return fmt.Sprintf("例如：--%s %s", name, value.example)
		}
		return help
	}
	if unknown, ok := errors.AsType[*pflag.NotExistError](err); ok {
		name := unknown.GetSpecifiedName()
		var names []string
		cmd.Flags().VisitAll(func(f *pflag.Flag) { names = append(names, f.Name) })
		if near, ok := tree.Nearest(name, names); ok && len(name) > 1 {
			help = "是不是 --" + near + "？"
		}
		return &usageError{fmt.Sprintf("没有“%s”这个选项", dashed(name)), help}
	}
	if missing, ok := errors.AsType[*pflag.ValueRequiredError](err); ok {
		return &usageError{fmt.Sprintf("选项“%s”后面没有写值", dashed(missing.GetSpecifiedName())), example(missing.GetSpecifiedName())}
	}
	if invalid, ok := errors.AsType[*pflag.InvalidValueError](err); ok {
		if usage, ok := errors.AsType[*usageError](invalid.Unwrap()); ok {
			return usage
		}
		name := invalid.GetFlag().Name
		return &usageError{fmt.Sprintf("选项“--%s”不能是“%s”", name, invalid.GetValue()), example(name)}
	}
	if bad, ok := errors.AsType[*pflag.InvalidSyntaxError](err); ok {
		return &usageError{fmt.Sprintf("“%s”不是选项的写法", bad.GetSpecifiedFlag()), help}
	}
	return &usageError{"选项的写法不对", help}
}

func dashed(name string) string {
	if len([]rune(name)) == 1 {
		return "-" + name
	}
	return "--" + name
}

// choiceValue is a flag that takes one of a few words.
type choiceValue struct {
	value   *string
	choices []string
}

// addChoice adds a flag that takes one of a few words, and completes them.
func addChoice(cmd *cobra.Command, flags *pflag.FlagSet, value *string, name, standard, usage string, choices ...string) {
	*value = standard
	flags.Var(&choiceValue{value, choices}, name, usage)
	completeFlag(cmd, name, choices...)
}

// completeFlag lets the shell complete the value of a flag.
func completeFlag(cmd *cobra.Command, name string, choices ...string) {
	err := cmd.RegisterFlagCompletionFunc(name, func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		return choices, cobra.ShellCompDirectiveNoFileComp
	})
	if err != nil {
		panic(err) // there is no such flag
	}
}

func (c *choiceValue) String() string { return *c.value }
func (c *choiceValue) Type() string   { return "词" }
func (c *choiceValue) Set(s string) error {
	if s = strings.ToLower(s); !slices.Contains(c.choices, s) {
		return &usageError{fmt.Sprintf("不认识“%s”", s), "可以写：" + strings.Join(c.choices, "、")}
	}
	*c.value = s
	return nil
}

// noArguments refuses arguments where a command takes none.
func noArguments(cmd *cobra.Command, args []string) error {
	if len(args) > 0 {
		return &usageError{fmt.Sprintf("%s 后面不用写“%s”", cmd.CommandPath(), args[0]), "请直接运行 " + cmd.CommandPath()}
	}
	return nil
}

// Completions of arguments.
func completePlans(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	return []string{"toml"}, cobra.ShellCompDirectiveFilterFileExt
}

func completeFolders(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
	if len(args) > 0 {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	return nil, cobra.ShellCompDirectiveFilterDirs
}
