package main

import "github.com/spf13/cobra"

func newVersion(t *terminal) *cobra.Command {
	return &cobra.Command{
		Use:               "version",
		Short:             "显示版本",
		Long:              "显示版本。",
		Args:              noArguments,
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE:              func(*cobra.Command, []string) error { return t.println("fangan %s", version) },
	}
}
