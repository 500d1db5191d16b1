package main

import (
	"errors"
	"fmt"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"fangan/internal/diag"
	"fangan/internal/starter"
)

func newNew(t *terminal) *cobra.Command {
	year := time.Now().Year()
	cmd := &cobra.Command{
		Use:               "new 文件夹 [选项]",
		Short:             "新建一个工作区，附一份有说明的短方案",
		Long:              "新建一个工作区：fangan.toml（设置）、units.toml（单位名册）和一份有说明的短方案，\n可以直接生成，再照着改成自己的。",
		Example:           "  fangan new 我的方案\n  cd 我的方案 && fangan build",
		ValidArgsFunction: completeFolders,
		Args: func(_ *cobra.Command, args []string) error {
			switch {
			case len(args) == 0 || args[0] == "":
				return &usageError{"请写明新工作区的文件夹", "例如：fangan new 我的方案"}
			case len(args) > 1:
				return &usageError{"一次只能新建一个工作区", "名称里有空格时请加英文双引号；否则只写一个：fangan new " + quoted(args[0])}
			}
			return nil
		},
		RunE: func(_ *cobra.Command, args []string) error {
			if year < 1949 || year > 2199 {
				return &usageError{fmt.Sprintf("--year 不能是 %d", year), "请写四位年份，例如：--year 2026"}
			}
			return create(t, args[0], year)
		},
	}
	cmd.Flags().IntVar(&year, "year", year, "方案的年份（默认今年）")
	completeFlag(cmd, "year")
	return cmd
}

func create(t *terminal, dir string, year int) error {
	files, err := starter.Create(dir, year)
	shown := filepath.ToSlash(dir)
	if errors.Is(err, starter.ErrNotEmpty) {
		return t.report(diag.List{{Rule: "new/exists", Severity: diag.Error, Message: fmt.Sprintf("“%s”已经存在，里面有文件", shown), Help: "请换一个名称，或先清空这个文件夹"}})
	}
	if err != nil {
		return t.report(diag.List{{Rule: "new/failed", Severity: diag.Error, Message: fmt.Sprintf("建不了“%s”：%s", shown, diag.Reason(err)), Help: "请检查路径和权限"}})
	}
	for _, file := range files {
		if err := t.println("%s", file); err != nil {
			return err
		}
	}
	next := "下一步：cd " + quoted(dir) + "，再运行 fangan build"
	if filepath.Clean(dir) == "." {
		next = "下一步：运行 fangan build"
	}
	return t.println("%s", next)
}
