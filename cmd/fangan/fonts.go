package main

import (
	"fmt"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"fangan/internal/plan"
	"fangan/render"
)

func newFonts(t *terminal) *cobra.Command {
	return &cobra.Command{
		Use:   "fonts [工作区]",
		Short: "显示每种样式用的是什么字体、从哪里来",
		Long: "显示公文的每种样式用的是什么字体、从哪里来。单位自己的字体写在 fangan.toml 的 [fonts] 里：\n" +
			"  fangsong = \"C:/Windows/Fonts/simfang.ttf\"     另有 kai、hei、song、xiaobiaosong\n" +
			"  strict   = true                               不许用替代字体，缺了就报错",
		Example:           "  fangan fonts",
		ValidArgsFunction: completeFolders,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) > 1 {
				return &usageError{"一次只能看一个工作区", "例如：fangan fonts " + quoted(args[0])}
			}
			return nil
		},
		RunE: func(_ *cobra.Command, args []string) error { return showFonts(t, args) },
	}
}

func showFonts(t *terminal, paths []string) error {
	locations, findings := plan.Locate(paths...)
	if err := t.report(findings); err != nil {
		return err
	}
	for _, l := range locations {
		ws, findings := plan.OpenSettings(l.Display, os.DirFS(l.Root))
		styles, more := render.Styles(ws)
		if err := t.report(append(findings, more...)); err != nil {
			return err
		}
		for _, s := range styles {
			if err := t.println("%s", styleLine(s)); err != nil {
				return err
			}
		}
	}
	return nil
}

// styleLine shows a style, the face that serves it, and what stands in for
// characters that the face lacks.
func styleLine(s render.StyleFaces) string {
	var faces []string
	for i, row := range s.Faces {
		face := fmt.Sprintf("%s（%s）", row.Face.FullName(), row.From())
		if i == 0 && row.StandIn {
			face += "〔替代〕"
		}
		faces = append(faces, face)
	}
	head := fmt.Sprintf("%s %s %s", pad(s.Style, 12), pad(string(s.Role), 6), pad(fmt.Sprintf("%g磅", s.Size.Points()), 6))
	if len(faces) > 1 {
		return head + " " + faces[0] + "；缺字时依次用 " + strings.Join(faces[1:], "、")
	}
	return head + " " + strings.Join(faces, "")
}
