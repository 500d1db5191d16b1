package verify

import (
	"slices"
	"strings"
	"unicode"

	"fangan/internal/length"
	"fangan/internal/pdfpage"
	"fangan/render/font"
)

// faceNames tell the class of a face by parts of its name, in lower case
// without blanks, hyphens and underscores. The first that fits wins: 小标宋
// stands before 宋, 仿宋 too.
var faceNames = []struct {
	role  font.Role
	parts []string
}{
	{font.XiaoBiaoSong, []string{"xiaobiaosong", "xiaobiao", "小标宋", "xbs", "biaosong", "标宋", "dabiaosong"}},
	{font.FangSong, []string{"fangsong", "fangsung", "仿宋", "simfang", "fandolfang", "stfangso", "fzfs", "stfs", "hyfs"}},
	{font.Kai, []string{"kaiti", "simkai", "楷体", "楷書", "fandolkai", "kai", "楷", "ukai", "fzkt", "zenkai"}},
	{font.Hei, []string{"simhei", "heiti", "黑体", "fandolhei", "hei", "黑", "sanscjk", "sourcehansans", "思源黑", "gothic", "yahei", "雅黑", "droidsansfallback", "zenhei", "wqy", "dengxian", "等线", "fzht", "pingfang"}},
	{font.Song, []string{"simsun", "nsimsun", "songti", "宋体", "fandolsong", "song", "宋", "sung", "serifcjk", "sourcehanserif", "思源宋", "mingliu", "ming", "fzss"}},
}

// class returns the role that a font serves, by its name; "" if the name tells
// nothing about Chinese faces, such as that of a Latin one.
func class(f *pdfpage.Font) font.Role {
	if role := classOfName(f.Name); role != "" {
		return role
	}
	return classOfName(f.Family)
}

func classOfName(n string) font.Role {
	n = strings.ToLower(strings.NewReplacer(" ", "", "-", "", "_", "").Replace(n))
	for _, row := range faceNames {
		for _, part := range row.parts {
			if strings.Contains(n, part) {
				return row.role
			}
		}
	}
	return ""
}

// latinNames are parts of the names of faces without Han that offices use.
var latinNames = []string{"times", "arial", "helvetica", "courier", "calibri", "cambria", "dejavu", "liberation", "nimbus", "roboto", "georgia", "verdana", "tahoma", "consol"}

// obscure reports whether the name of a font tells nothing of its class: some
// programs number the fonts that they embed.
func obscure(f *pdfpage.Font) bool {
	n := strings.ToLower(f.Name + " " + f.Family)
	return class(f) == "" && !slices.ContainsFunc(latinNames, func(part string) bool { return strings.Contains(n, part) })
}

// heavy reports whether a font is a bold cut by its name. 小标宋 and 黑体 are heavy
// by nature, and a face of the office's is as it is.
func heavy(f *pdfpage.Font, role font.Role) bool {
	if role != class(f) || role == font.XiaoBiaoSong || role == font.Hei {
		return false
	}
	n := strings.ToLower(f.Name)
	return strings.Contains(n, "bold") && !strings.Contains(n, "semibold") || strings.Contains(n, "heavy") || strings.Contains(n, "black")
}

// stroked reports whether text is made bold: its outlines are drawn with a pen
// that is thick enough to be seen.
func stroked(r *pdfpage.Run) bool { return r.Pen > 0 && r.Pen >= r.Size/100 }

// ascent returns how far above the baseline the em box of a font's Han begins,
// in thousandths. Ascents in font files differ by 0.2 em between makers, so it
// is measured: the ink of many Han lies around the middle of the box.
type ascents map[*pdfpage.Font]int64

func measureAscents(d *pdfpage.Document) ascents {
	type sum struct {
		total length.Length
		n     int64
	}
	sums := map[*pdfpage.Font]sum{}
	for i := range d.Pages {
		for _, r := range d.Pages[i].Runs {
			if r.Turn != pdfpage.Upright || r.Size <= 0 {
				continue
			}
			for _, g := range r.Glyphs {
				if g.Ink.IsZero() || !isHan(g.Text) || g.Text == "一" {
					continue
				}
				s := sums[r.Font]
				s.total += (g.Y - (g.Ink.Y0+g.Ink.Y1)/2).Scale(1000, int64(r.Size))
				s.n++
				sums[r.Font] = s
			}
		}
	}
	result := ascents{}
	for f, s := range sums {
		if s.n >= 3 {
			a := int64(s.total)/s.n + 500
			// The usual boxes are 880 and 859; a sample of few characters is
			// not exact to a few thousandths.
			for _, usual := range []int64{880, 859} {
				if a >= usual-11 && a <= usual+11 {
					a = usual
					break
				}
			}
			result[f] = a
		}
	}
	return result
}

func (a ascents) of(f *pdfpage.Font) int64 {
	if v, ok := a[f]; ok {
		return v
	}
	n := strings.ToLower(f.Name)
	if strings.Contains(n, "gb2312") || strings.Contains(n, "simsun") || strings.Contains(n, "simfang") || strings.Contains(n, "simkai") || strings.Contains(n, "simhei") {
		return 859
	}
	return 880
}

func isHan(s string) bool {
	for _, r := range s {
		return unicode.Is(unicode.Han, r) && r != '〇' && r != '々'
	}
	return false
}
