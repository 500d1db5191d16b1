package docx

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// office converts files with LibreOffice, all in one start of it.
func office(t *testing.T, filter, extension string, files ...string) []string {
	t.Helper()
	missing := t.Skipf
	if os.Getenv("FANGAN_REQUIRE_TOOLS") == "1" {
		missing = t.Fatalf
	}
	tool, err := exec.LookPath("soffice")
	if err != nil {
		missing("LibreOffice is not installed: %v", err)
	}
	out := t.TempDir()
	profile := "-env:UserInstallation=file://" + filepath.ToSlash(filepath.Join(out, "profile"))
	command := exec.CommandContext(t.Context(), tool, append([]string{profile, "--headless", "--convert-to", filter, "--outdir", out}, files...)...)
	said, err := command.CombinedOutput()
	if err != nil {
		t.Fatalf("soffice: %v\n%s", err, said)
	}
	if strings.Contains(string(said), "source file could not be loaded") {
		missing("LibreOffice is installed without Writer (libreoffice-writer): %s", said)
	}
	var made []string
	for _, file := range files {
		made = append(made, filepath.Join(out, strings.TrimSuffix(filepath.Base(file), filepath.Ext(file))+extension))
	}
	return made
}

// officeText is what LibreOffice says that documents contain.
func officeText(t *testing.T, files ...string) []string {
	var texts []string
	for _, file := range office(t, "txt:Text (encoded):UTF8", ".txt", files...) {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		texts = append(texts, string(text))
	}
	return texts
}

var blanks = regexp.MustCompile(`[ \t\x{00a0}\x{feff}]+`)

// plain leaves out what the two readers may differ in: blank lines, and blanks
// between a label and its text.
func plain(text string) string {
	var lines []string
	for line := range strings.Lines(strings.ReplaceAll(text, "\f", "")) {
		if line = blanks.ReplaceAllString(strings.TrimSpace(line), ""); line != "" {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "\n")
}

func plainOf(t *testing.T, data []byte) string {
	t.Helper()
	d, err := Read(data)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for _, p := range d.Paragraphs {
		b.WriteString(p.Label + p.Text + "\n")
	}
	return plain(b.String())
}

// A document that LibreOffice wrote, and those of TestNumbering: it says itself
// what they contain.
func TestOffice(t *testing.T) {
	dir := t.TempDir()
	files := office(t, "docx:MS Word 2007 XML", ".docx", filepath.Join("testdata", "rivers.fodt"))
	for _, c := range numberings {
		if !c.office {
			continue
		}
		file := filepath.Join(dir, strings.ReplaceAll(c.name, " ", "-")+".docx")
		if err := os.WriteFile(file, pack(t, c.src), 0o666); err != nil {
			t.Fatal(err)
		}
		files = append(files, file)
	}
	for i, text := range officeText(t, files...) {
		data, err := os.ReadFile(files[i])
		if err != nil {
			t.Fatal(err)
		}
		if i == 0 {
			text = printed.Replace(text)
		}
		if got, want := plainOf(t, data), plain(text); got != want {
			t.Errorf("%s: got\n%s\n\nLibreOffice has\n%s", filepath.Base(files[i]), got, want)
		}
		if i == 0 {
			checkRivers(t, data)
		}
	}
}

// printed makes of LibreOffice's text export what its page has: the export
// holds the marks of footnotes, deleted and hidden text, and no text boxes.
var printed = strings.NewReplacer("100%0。", "100%。", "县农牧农业农村局", "县农业农村局", "内部掌握", "", "印章处", "印章处\n附注：本表由县水利局解释。")

// checkRivers checks what a text export does not tell.
func checkRivers(t *testing.T, data []byte) {
	t.Helper()
	d, err := Read(data)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, p := range d.Paragraphs {
		line := p.Label
		if p.Outline > 0 {
			line += fmt.Sprint(" 标题", p.Outline)
		}
		if p.Centered && p.Bold {
			line += " 居中 加粗 " + p.Style
		}
		if c := p.Table; c != nil {
			line += fmt.Sprintf("%d:%d,%d %dx%d", c.Table, c.Row, c.Column, c.Rows, c.Columns)
		}
		if line != "" {
			got = append(got, line+" "+firstRunes(p.Text, 4))
		}
	}
	for _, n := range d.Notes {
		got = append(got, fmt.Sprint(n.Kind, n.Count, n.Sample))
	}
	want := []string{" 居中 加粗 Title 云溪县河", "一、 标题1 工作目标", "二、 标题1 工作措施", "（一） 标题2 清理河道", "1. 清除河道", "（1） 城区河段", "① 东河。", "② 西河。", "（2） 乡镇河段", "2. 县农业农", "（二） 标题2 看护水源",
		"1:1,1 1x1 河湖", "1:1,2 1x2 责任单位", "1:2,1 2x1 东河", "1:2,2 1x1 县水利局", "1:2,3 1x1 城关镇", "1:3,2 1x1 县林业局", "1:3,2 1x1 （只管岸", "1:3,3 1x1 北山乡", "三、 标题1 保障措施",
		"修订中已删除的文字1农牧", "隐藏文字1内部掌握", "脚注、尾注1以市里监测的数据为准。", "页眉、页脚1云溪县人民政府办公室", "页码1"}
	if g, w := strings.Join(got, "\n"), strings.Join(want, "\n"); g != w {
		t.Errorf("got\n%s\nwant\n%s", g, w)
	}
}
