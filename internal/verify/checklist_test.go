package verify

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"fangan/internal/diag"
)

var update = flag.Bool("update", false, "rewrite docs/checklist.md")

// docs/checklist.md is the checklist for people; this writes it.
func document() string {
	var b strings.Builder
	b.WriteString(`# 核验清单

` + "`fangan verify`" + ` 逐条核验的内容。编号用在核验报告里；“强度”是不符合时报告的级别：标准写“应当”或没有余地的是错误，写“一般”的是警告，写“推荐”的是提示，
有错误时退出码是 1。表里的数值是基准版式（GB/T 9704—2012）的，用别的版式核验时以那个版式为准。

“怎么核验”一栏：**测量**是程序从页面上量；**人工**是文件里看不出来、要看印好的纸或者懂内容的人判断的；**测量＋人工**是程序量得出一部分，报告里列出量到的，由人确认。

同一个版式问题出现在几页、几处的，报告成一处，列出页码；文字里的问题一处一处报告。“一字”是所量文字一个字的宽度（3.1）：按版式的字格排的是一格，别的是字号的宽度。

核验只看页面上的字和线，不用生成程序留下的任何标记，所以 WPS、Word、LaTeX 等生成的 PDF 也能核验。量不到的有三种：字体没有嵌入 TrueType 或 CFF 字形时，字面位置按通常的字体推算；
从字体名称看不出类别时，请人工核对；没有文字编码的文件和扫描件，只能人工核对。

`)
	write := func(title string, rows []Requirement) {
		fmt.Fprintf(&b, "## %s\n\n| 编号 | 依据 | 要求 | 应当是 | 强度 | fangan 怎么做 | 怎么核验 |\n|---|---|---|---|---|---|---|\n", title)
		for _, r := range rows {
			how := map[How]string{Measured: "测量：", Partly: "测量＋人工：", ByHand: "人工："}[r.How] + r.Method
			cells := []string{r.ID, r.Clause, r.Title, r.Expected, severityWords[r.Severity], r.Does, how}
			for i, c := range cells {
				cells[i] = strings.ReplaceAll(c, "|", "\\|")
			}
			fmt.Fprintf(&b, "| %s |\n", strings.Join(cells, " | "))
		}
		b.WriteString("\n")
	}
	write("GB/T 9704—2012 和有关规定", Checklist())
	write("两份文件的一致", agreementRows)
	return strings.TrimSuffix(b.String(), "\n")
}

func TestChecklistIsDocumented(t *testing.T) {
	const name = "../../docs/checklist.md"
	want := document()
	if *update {
		if err := os.WriteFile(name, []byte(want), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(name)
	if err != nil || strings.ReplaceAll(string(got), "\r\n", "\n") != want {
		t.Errorf("%s is stale (%v); run go test ./internal/verify -run Checklist -update", name, err)
	}
}

// Whatever the checklist says is measured is named somewhere in the code that
// measures, and every row is complete.
func TestEveryRequirementIsMeasured(t *testing.T) {
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	var code strings.Builder
	for _, name := range files {
		if name == "checklist.go" || strings.HasSuffix(name, "_test.go") {
			continue
		}
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		code.Write(data)
	}
	seen := map[string]bool{}
	for _, r := range append(Checklist(), agreementRows...) {
		if seen[r.ID] {
			t.Errorf("%s stands twice", r.ID)
		}
		seen[r.ID] = true
		if r.Clause == "" || r.Title == "" || r.Expected == "" || r.Method == "" || r.Does == "" || r.Severity < diag.Error || r.Severity > diag.Note {
			t.Errorf("%s is not complete", r.ID)
		}
		if named := strings.Contains(code.String(), `"`+r.ID+`"`); named == (r.How == ByHand) {
			t.Errorf("%s is %s, but the code names it: %v", r.ID, r.How, named)
		}
	}
}

// Whatever is measured fails in some test, by its id: mutations of pages, of their
// text, of fonts. Two requirements only show what was found.
func TestEveryRequirementFails(t *testing.T) {
	shown := []string{"7.2.4-mark-name", "D-kind"}
	files, err := filepath.Glob("*_test.go")
	if err != nil {
		t.Fatal(err)
	}
	var tests strings.Builder
	for _, name := range files {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		tests.Write(data)
	}
	for _, r := range Checklist() {
		if r.How == ByHand || slices.Contains(shown, r.ID) {
			continue
		}
		if id := regexp.MustCompile(`[^0-9A-Za-z.-]` + regexp.QuoteMeta(r.ID) + `[^0-9A-Za-z.-]`); !id.MatchString(tests.String()) {
			t.Errorf("no test makes %s fail", r.ID)
		}
	}
}

func TestClass(t *testing.T) {
	for name, want := range map[string]string{
		"FZXiaoBiaoSong-B05S": "小标宋", "方正小标宋简体": "小标宋", "FZXBSJW--GB1-0": "小标宋", "方正小标宋_GBK": "小标宋", "FanganXiaobiaosong-Regular": "小标宋",
		"FangSong_GB2312": "仿宋", "仿宋_GB2312": "仿宋", "FangSong": "仿宋", "STFangsong": "仿宋", "FZFSK--GBK1-0": "仿宋", "FandolFang-Regular": "仿宋", "FanganFangsong-Regular": "仿宋",
		"KaiTi_GB2312": "楷体", "楷体": "楷体", "KaiTi": "楷体", "STKaiti": "楷体", "FanganKai-Regular": "楷体", "AR-PL-UKai-CN": "楷体",
		"SimHei": "黑体", "黑体": "黑体", "MicrosoftYaHei": "黑体", "NotoSansCJKsc-Regular": "黑体", "FanganHei-Regular": "黑体", "STHeiti": "黑体",
		"SimSun": "宋体", "NSimSun": "宋体", "宋体": "宋体", "NotoSerifCJKsc-Regular": "宋体", "STSong": "宋体", "SourceHanSerifSC-Regular": "宋体", "FanganSong-Regular": "宋体",
		"TimesNewRomanPSMT": "", "Arial": "", "CairoFont-0-1": "",
	} {
		if got := classOfName(name); string(got) != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
}

func TestShape(t *testing.T) {
	for _, test := range []struct {
		widths []int
		want   string
	}{
		{[]int{180}, ""},
		{[]int{120, 180}, ""},
		{[]int{180, 120}, ""},
		{[]int{180, 180}, "矩形"},
		{[]int{80, 120, 160}, ""},
		{[]int{160, 120, 80}, ""},
		{[]int{80, 160, 120}, ""},
		{[]int{160, 80, 120}, "沙漏形"},
		{[]int{120, 120, 160}, ""},
		{[]int{120, 120, 120}, "矩形"},
		{[]int{120, 120, 160, 160}, "几乎等宽的几行"},
	} {
		if got := shape(test.widths); got != test.want {
			t.Errorf("shape(%v) = %q, want %q", test.widths, got, test.want)
		}
	}
}

func TestNumeral(t *testing.T) {
	for s, want := range map[string]int{"一": 1, "十": 10, "十二": 12, "二十": 20, "二十三": 23, "一百零五": 105, "12": 12, "⑫": 12, "": 0} {
		if got := numeral(s); got != want {
			t.Errorf("numeral(%s) = %d, want %d", s, got, want)
		}
	}
}

// The rows of GB/T 15834 and 15835: what is wrong is found, what is right is not.
func TestTextRules(t *testing.T) {
	for _, test := range []struct{ id, wrong, right string }{
		{"9-punct", "请于3月底前报送,", "请于3月底前报送，"},
		{"9-punct", "按《甲办法》、《乙方案》执行", "按《甲办法》《乙方案》执行"},
		{"9-punct", "一．总体要求", "一、总体要求"},
		{"9-punct", "（一）、加强领导", "（一）加强领导"},
		{"9-punct", "1、开展排查", "1.开展排查"},
		{"9-punct", "第一、摸清底数", "第一，摸清底数"},
		{"9-punct", "一是，落实责任", "一是落实责任"},
		{"9-punct", "农业、水利、等。", "农业、水利等。"},
		{"9-punct", "还有...", "还有……"},
		{"9-punct", "水利……等", "水利等"},
		{"9-punct", "在2026-2030年", "在2026—2030年"},
		{"9-punct", "约3-5个村", "约3～5个村"},
		{"9-punct", "“甲“乙”丙”", "“甲‘乙’丙”"},
		{"9-punct", "《印发《丙》的通知》", "《印发〈丙〉的通知》"},
		{"9-punct", "云政发[2026]8号", "云政发〔2026〕8号"},
		{"9-punct", "完成，，上报", "完成，上报"},
		{"9-numerals", "走访3、4个村", "走访三四个村"},
		{"9-numerals", "定于26年3月", "定于2026年3月"},
		{"9-numerals", "2026年03月05日", "2026年3月5日"},
		{"9-numerals", "2026年三月", "2026年3月"},
		{"9-numerals", "3月5号", "3月5日"},
		{"9-numerals", "提高15～30%", "提高15%～30%"},
		{"9-numerals", "投入13～17万元", "投入13万元～17万元"},
		{"9-numerals", "达到.5以上", "达到0.5以上"},
		{"9-numerals", "达到0·5%", "达到0.5%"},
		{"9-numerals", "共4千人", "共4000人"},
		{"9-numerals", "３月底前", "3月底前"},
		{"9-numerals", "降低了2倍", "降低了一半"},
		{"9-units", "35ug/m3以下", "35μg/m³以下"},
		{"9-units", "长3公分", "长3厘米"},
		{"D-relative-date", "今年以来", "2026年以来"},
	} {
		for i, text := range []string{test.wrong, test.right} {
			found := false
			for k := range textRules {
				if r := &textRules[k]; r.id == test.id && r.pattern.MatchString(text) {
					found = true
				}
			}
			if found != (i == 0) {
				t.Errorf("%s in %q: found %v", test.id, text, found)
			}
		}
	}
}
