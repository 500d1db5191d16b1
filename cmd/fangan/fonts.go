package main

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"fangan/internal/plan"
	"fangan/render"
)

func newFonts(t *terminal) *cobra.Command {
	return &cobra.Command{
		Use:   "fonts [工作区]",
		Short: "显示每种样式用的是什么字体、从哪里来、缺哪些字",
		Long: "显示公文的每种样式用的是什么字体、从哪里来，方案里有没有字体缺的字。\n" +
			"单位自己的字体写在 fangan.toml 的 [fonts] 里，可以是 TTF、OTF 或 TTC：\n" +
			"  fangsong = \"C:/Windows/Fonts/simfang.ttf\"      另有 kai、hei、song、xiaobiaosong\n" +
			"  song     = \"C:/Windows/Fonts/simsun.ttc#宋体\"  合集要写明用里面的哪一个\n" +
			"  latin    = \"C:/Windows/Fonts/times.ttf\"        数字和西文\n" +
			"  strict   = true                                不许用替代字体，缺了就报错\n" +
			"只给一种样式换字体，写在 [fonts.styles] 里，例如 title = \"方正小标宋.ttf\"。",
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
	var outcome error
	for _, l := range locations {
		ws, findings := plan.OpenSettings(l.Display, os.DirFS(l.Root))
		styles, more := render.Styles(ws)
		if err := t.report(append(findings, more...)); err != nil {
			return err
		}
		lines, named := []string{}, map[string]bool{}
		for _, s := range styles {
			lines = append(lines, styleLine(s))
		}
		lines = append(lines, latinLines(styles)...)
		for _, s := range styles {
			if line := fallbackLine(s); line != "" && !named[line] {
				named[line] = true
				lines = append(lines, line)
			}
		}
		if err := t.println("%s", strings.Join(lines, "\n")); err != nil {
			return err
		}
		outcome = errors.Join(outcome, t.coverage(l))
	}
	return outcome
}

// styleLine shows a style and the face that serves it.
func styleLine(s render.StyleFaces) string {
	size := ""
	if s.Size != 0 {
		size = fmt.Sprintf("%g磅", s.Size.Points())
	}
	line := fmt.Sprintf("%s %s %s %s %s", pad(s.Style, 18), pad(s.Key, 16), pad(string(s.Role), 6), pad(size, 6), faceOf(s.Faces[0]))
	if s.Faces[0].StandIn {
		line += "〔替代〕"
	}
	if s.Bold {
		line += "，加粗"
	}
	return line
}

// latinLines show the faces for digits and Latin letters: one line for each,
// with the styles that have it.
func latinLines(styles []render.StyleFaces) []string {
	var faces, names []string
	for _, s := range styles {
		if len(s.Latin) == 0 {
			continue
		}
		face := faceOf(s.Latin[0])
		i := slices.Index(faces, face)
		if i < 0 {
			i = len(faces)
			faces, names = append(faces, face), append(names, "")
		}
		names[i] = strings.TrimPrefix(names[i]+"、"+s.Style, "、")
	}
	for i := range faces {
		faces[i] = fmt.Sprintf("数字和西文用 %s：%s", faces[i], names[i])
	}
	return faces
}

// fallbackLine shows what stands in for characters that a face lacks.
func fallbackLine(s render.StyleFaces) string {
	if len(s.Faces) < 2 {
		return ""
	}
	var faces []string
	for _, row := range s.Faces[1:] {
		faces = append(faces, faceOf(row))
	}
	return fmt.Sprintf("%s 缺字时依次用 %s", faceOf(s.Faces[0]), strings.Join(faces, "、"))
}

// faceOf names a face and where it comes from.
func faceOf(row render.FaceRow) string {
	return fmt.Sprintf("%s（%s）", row.Face.FullName(), row.From())
}

// coverage tells of the characters in the plans of a workspace that their faces
// lack. A folder without plans has none.
func (t *terminal) coverage(l plan.Location) error {
	ws, findings := plan.Open(l.Display, os.DirFS(l.Root))
	if findings.HasErrors() {
		return nil
	}
	plans, findings := render.Covered(ws)
	if findings.HasErrors() {
		return t.report(findings)
	}
	var outcome error
	for _, c := range plans {
		for _, r := range c.Replaced {
			if err := t.println("%s：字体缺“%s”，由 %s 补上", c.File, r.Text, r.Face.FullName()); err != nil {
				return err
			}
		}
		outcome = errors.Join(outcome, t.report(c.Findings))
	}
	return outcome
}
