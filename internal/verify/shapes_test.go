package verify_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"fangan/internal/diag"
	"fangan/internal/length"
	"fangan/internal/plan"
	"fangan/internal/verify"
	"fangan/render"
	"fangan/render/document"
	"fangan/render/font"
	"fangan/render/profile"
	"fangan/render/typeset"
	"fangan/templates"
)

// shapes is how many plans TestShapes makes; FANGAN_SHAPES asks for more, as
// "2000" or, to begin elsewhere, "2000 from 500".
const shapes = 150

// Whatever plan one writes, what is built of it is as verify wants it: nothing
// fails that the building itself did not report.
func TestShapes(t *testing.T) {
	from, n := 0, shapes
	if testing.Short() {
		n = 20
	}
	if more := os.Getenv("FANGAN_SHAPES"); more != "" {
		if _, err := fmt.Sscanf(more, "%d from %d", &n, &from); err != nil && n == 0 {
			t.Fatal(err)
		}
	}
	for i := from; i < from+n; i++ {
		t.Run(strconv.Itoa(i), func(t *testing.T) {
			t.Parallel()
			s := shapeOf(i)
			m, reported := s.set(t)
			items := verify.Pages(m.written(t, m.pages), m.profile)
			s.judge(t, items, reported)
			if i%10 == 0 { // the pair, as it is written
				items, reported := s.pair(t)
				s.judge(t, items, reported)
			}
		})
	}
}

// excused are the findings that a fault causes which the building reports itself:
// for each rule, the requirements and what their message says.
var excused = map[string][][2]string{
	// The writer of a title that is too long for a good shape is told so.
	"layout/title": {{"7.3.1-title-shape", "标题排成"}, {"7.3.1-title-words", "标题行以"}},
	// A text of one short line below a tall head.
	"layout/lone-signature": {{"7.3.5.5-with-text", "署名和日期所在的页没有正文"}},
	// 主送机关, which alone fill the first page, or a long head.
	"layout/first-page": {{"7.3.3-first-page", "首页没有正文"}, {"7.3.2-recipient-moved", "主送机关占满首页"}},
}

func (s *shape) judge(t *testing.T, items []verify.Item, reported diag.List) {
	t.Helper()
	told := map[string]bool{}
	for _, d := range reported {
		told[d.Rule] = true
	}
	for _, item := range items {
		for _, f := range item.Findings {
			if f.Severity == diag.Note {
				continue
			}
			known := false
			for rule, list := range excused {
				known = known || told[rule] && slices.ContainsFunc(list, func(e [2]string) bool { return e[0] == item.ID && strings.HasPrefix(f.Message, e[1]) })
			}
			if !known {
				t.Errorf("%s %s", item.ID, f)
			}
		}
	}
	if t.Failed() {
		if dir := os.Getenv("FANGAN_SHAPES_DIR"); dir != "" {
			s.write(t, filepath.Join(dir, fmt.Sprint(s.number)))
		} else if _, more := os.LookupEnv("FANGAN_SHAPES"); !more {
			t.Logf("reported: %v\nprofile:\n%s\nplan:\n%s", slices.Sorted(maps.Keys(told)), s.house, s.plan)
		}
	}
}

// A shape is a plan, and the house profile that it is set in.
type shape struct {
	number      int
	plan, house string
}

func (s *shape) files() fstest.MapFS {
	text := func(s string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(s), Mode: 0o666} }
	fsys := fstest.MapFS{"fangan.toml": text(""), "units.toml": text(shapeUnits), "2026/plan.toml": text(s.plan)}
	if s.house != "" {
		fsys["fangan.toml"] = text("profile = \"house\"\n")
		fsys["templates/house.profile.toml"] = text(s.house)
	}
	return fsys
}

func (s *shape) write(t *testing.T, dir string) {
	if _, err := os.Stat(dir); err == nil {
		return
	}
	if err := os.CopyFS(dir, s.files()); err != nil {
		t.Log(err)
	}
}

var shapeTemplate = sync.OnceValues(func() (*document.Template, diag.List) {
	return document.Parse(templates.Document, builtIn(fatal{}, templates.Document))
})

// set lays the plan out; the findings are warnings and notes.
func (s *shape) set(t *testing.T) (made, diag.List) {
	t.Helper()
	var reported diag.List
	add := func(list diag.List) {
		if list.HasErrors() {
			t.Log(s.plan)
		}
		must(t, list)
		reported = append(reported, list...)
	}
	ws, findings := plan.Open("", s.files())
	add(findings)
	p, findings := ws.Load(ws.Plans[0])
	add(findings)
	tmpl, findings := shapeTemplate()
	add(findings)
	root, findings := document.Execute(tmpl, p)
	add(findings)
	var house []*diag.Source
	if s.house != "" {
		house = append(house, diag.NewSource("house", s.house))
	}
	pr, findings := profile.Load(diag.NewSource(templates.Profile, builtIn(t, templates.Profile)), house...)
	add(findings)
	m := made{plan: p, root: root, profile: pr, faces: font.BuiltIn()}
	words := slices.Clone(shapeWords)
	for _, by := range p.Issue.By {
		words = append(words, by.Value)
	}
	m.pages, findings = typeset.Layout(root, pr, m.faces, typeset.Options{Words: words})
	add(findings)
	return m, reported
}

// pair builds both files and holds them against each other and the plan.
func (s *shape) pair(t *testing.T) ([]verify.Item, diag.List) {
	t.Helper()
	dir := t.TempDir()
	if err := os.CopyFS(dir, s.files()); err != nil {
		t.Fatal(err)
	}
	ws, findings := plan.Open(dir, os.DirFS(dir))
	must(t, findings)
	pr, findings := render.LoadProfile(ws, "")
	must(t, findings)
	results, findings := render.Build(t.Context(), ws, render.Options{Out: filepath.Join(dir, "out"), PDF: true, XLSX: true, Jobs: 1, Version: "test"})
	must(t, findings)
	must(t, results[0].Findings)
	sets := read(t, results[0].Outputs...)
	if len(sets) != 1 {
		t.Fatalf("%d sets of %v", len(sets), results[0].Outputs)
	}
	items := verify.Check(sets[0], pr).Items
	sets[0].Plan = results[0].Plan
	return append(items, verify.Check(sets[0], pr).Items...), results[0].Findings
}

// A writer makes a plan of what chance says.
type writer struct {
	*rand.Rand
	b strings.Builder
}

func (w *writer) pick(list ...string) string { return list[w.IntN(len(list))] }

// once reports true once in n times.
func (w *writer) once(n int) bool { return w.IntN(n) == 0 }

func (w *writer) some(list []string, n int) []string {
	var out []string
	for _, i := range w.Perm(len(list))[:min(n, len(list))] {
		out = append(out, list[i])
	}
	return out
}

// set writes a key with a text or texts.
func (w *writer) set(key string, value any) {
	switch v := value.(type) {
	case string:
		fmt.Fprintf(&w.b, "%s = %q\n", key, v)
	case []string:
		quoted := make([]string, len(v))
		for i := range v {
			quoted[i] = strconv.Quote(v[i])
		}
		fmt.Fprintf(&w.b, "%s = [%s]\n", key, strings.Join(quoted, ", "))
	default:
		fmt.Fprintf(&w.b, "%s = %v\n", key, v)
	}
}

func (w *writer) table(name string) { fmt.Fprintf(&w.b, "\n[[%s]]\n", name) }

var (
	shapeWords = []string{
		"县发展改革局", "县教育局", "县工业和信息化局", "县公安局交通警察大队", "县民政局", "县财政局", "县自然资源局", "县住房城乡建设局", "县交通运输局",
		"县水利局", "县农业农村局", "县卫生健康委员会", "县应急管理局", "县林业局", "县市场监管局", "市生态环境局清水分局", "县乡村振兴服务中心", "县气象局",
		"柳坪镇人民政府", "石门镇人民政府", "双桥乡人民政府", "麦田畲族乡人民政府", "清水经济开发区管理委员会",
	}
	shapeIssuers = []string{
		"清水县人民政府", "清水县人民政府办公室", "清水县水利局", "清水县应急管理局", "清水县气象局", "清水县农业农村局", "清水县住房和城乡建设局",
		"清水县卫生健康委员会", "清水县公安局", "清水县退役军人事务局", "清水县自然资源和规划局", "清水县财政局", "清水县工业和信息化局",
		"清水县国有资产监督管理委员会办公室", "国家税务总局清水县税务局", "清水县城市管理和综合执法局",
	}
	shapePeople = []string{"王一", "李春山", "赵明", "欧阳文海", "陈立秋", "周正", "吴小满"}
	shapeTopics = []string{
		"秸秆综合利用", "森林草原防灭火", "城乡供水一体化", "校园食品安全", "老旧小区改造", "耕地保护和粮食安全责任制考核问题整改", "防汛抗旱", "冬春农田水利建设", "留守儿童关爱服务",
		"乡镇污水处理设施提质增效", "小水电站清理整改和生态流量监管", "农村公路“单改双”", "网格化服务管理", "古树名木保护",
	}
	shapeObjects = []string{
		"沿河8个村的取水口", "132处山塘和小型水库", "县乡道路临水临崖路段", "“三合一”场所", "农村自建房", "库存超过3年的救灾物资", "乡镇集中供水厂（站）", "城区6条背街小巷",
		"PM2.5监测点位", "《村庄规划（试行）》确定的建设用地", "重点企业", "各类培训机构", "学校食堂、养老机构食堂和工地食堂", "地下管网", "12345热线转办件", "承包耕地3.6万亩",
		"低收入人口", "闲置厂房和校舍", "高标准农田项目区", "基层“一门式”服务点",
	}
	shapeDeeds = []string{
		"逐一登记造册", "开展一次全面体检", "建立“一点一档”", "明确责任人和整改时限", "每季度至少抽查1次", "完成改造提升不少于25处", "实行销号管理", "按照“谁主管、谁负责”的原则落实日常管护",
		"对照国家标准（GB 5749—2022）检测水质", "把问题清单报县有关部门备案", "严禁以罚代管、以查代改", "安排专项资金120万元予以支持", "在政府网站公开进展情况", "组织第三方评估，评估结果作为年终考核依据",
		"鼓励社会力量参与", "做到底数清、情况明、措施实", "限期整改到位；逾期不改的，依法处理", "覆盖率达到98.5%以上", "投诉办结率达到100%", "配备管护人员2名至3名",
	}
	shapeHeads = []string{"摸清底数", "压实责任", "完善设施", "强化监管", "广泛宣传", "严格考核", "健全长效机制", "提升服务能力", "保障资金投入", "推进试点示范，总结推广经验", "严守安全底线", "抓好问题整改“回头看”"}
	shapeDues  = []string{"3月底前", "6月15日前", "9月底前", "11月底前", "年底前", "12月20日前", "每季度", "每月", "全年"}
	shapeNames = []string{
		"值班值守制度", "重点任务清单", "物资储备标准", "联络员名单", "隐患排查登记表", "2026年度资金安排计划表", "工作流程", "网格划分和责任人员一览表",
		"县级抽查评分细则（百分制）", "乡镇和县直单位职责分工、联系人和联系方式", "全县重点点位分布、风险等级、管控措施和责任单位汇总表（2026年版）", "考核办法",
	}
)

var shapeUnits = func() string {
	w := &writer{}
	for _, name := range shapeWords {
		w.table("units")
		w.set("name", name)
	}
	w.table("units")
	w.set("name", "各乡镇人民政府")
	w.set("kind", "collective")
	w.set("members", []string{"柳坪镇人民政府", "石门镇人民政府", "双桥乡人民政府", "麦田畲族乡人民政府"})
	return w.b.String()
}()

// sentence is of one to six clauses, and of up to as many as n.
func (w *writer) sentence(n int) string {
	var b strings.Builder
	for i := range 1 + w.IntN(n) {
		if i > 0 {
			b.WriteString(w.pick("，", "，", "，", "；"))
		}
		if i == 0 || w.once(3) {
			b.WriteString(w.pick("对", "对", "围绕", "聚焦", "继续对") + w.pick(shapeObjects...))
			if w.once(4) {
				b.WriteString("、" + w.pick(shapeObjects...))
			}
			if i == 0 && w.once(4) {
				b.WriteString("，")
			}
		}
		b.WriteString(w.pick(shapeDeeds...))
	}
	return b.String() + "。"
}

func (w *writer) text(sentences int) string {
	var b strings.Builder
	for range sentences {
		b.WriteString(w.sentence(5))
	}
	return b.String()
}

func (w *writer) duty() string {
	units := w.some(append([]string{"各乡镇人民政府"}, shapeWords...), 2+w.IntN(5))
	cut := 1 + w.IntN(len(units)-1)
	if w.once(3) {
		return strings.Join(units, "、") + w.pick("负责", "落实")
	}
	return strings.Join(units[:cut], "、") + "牵头，" + strings.Join(units[cut:], "、") + w.pick("参与", "配合")
}

// shapeOf makes a plan; the same number gives the same plan.
func shapeOf(number int) shape {
	w := &writer{Rand: rand.New(rand.NewPCG(9704, uint64(number)))}
	topic := w.pick(shapeTopics...)
	title := "清水县" + topic + w.pick("2026年工作方案", "工作方案", "三年行动计划", "专项整治工作方案（试行）", "2026年工作要点")
	if w.once(8) {
		title = "清水县" + topic + "和" + w.pick(shapeTopics...) + "2026年工作方案"
	}
	w.set("title", title)
	w.set("year", 2026)
	status := w.pick("", "", "", "印发稿", "征求意见稿", "送审稿", "初稿")
	if status != "" {
		w.set("status", status)
	}
	if w.once(2) {
		w.set("preamble", "为做好"+topic+"工作，"+w.sentence(2)+strings.Repeat("结合我县实际，制定本方案。", w.IntN(2)))
	}
	if w.once(6) {
		w.set("contents", true)
	}
	if w.once(4) {
		w.b.WriteString("\n[layout]\n")
		w.set("duties", w.pick("label", "lines", "none"))
	}
	if w.once(8) {
		w.b.WriteString("\n[numbering]\ncontinuous = 3\n")
	}
	w.issue(title, status)
	w.body()
	w.attachments()
	return shape{number, w.b.String(), w.house()}
}

func (w *writer) issue(title, status string) {
	w.b.WriteString("\n[issue]\n")
	head := w.pick("", "digital", "digital", "digital", "preprinted", "letter", "plain")
	if head != "" {
		w.set("head", head)
	}
	by := w.some(shapeIssuers, []int{1, 1, 1, 1, 2, 3, 4, 5}[w.IntN(8)])
	w.set("by", by)
	if w.once(4) {
		w.set("urgency", w.pick("特急", "加急"))
	}
	numbered := w.IntN(8) > 0
	if numbered {
		w.set("number", w.pick("清政办发", "清政发", "清水函", "清应急联发")+"〔2026〕"+w.pick("", "8", "12", "108")+"号")
	}
	if head != "letter" && w.once(6) {
		w.set("signers", w.some(shapePeople, max(len(by), 1+w.IntN(5))))
	}
	draft := status != "" && status != "印发稿"
	if printed := head != "plain" && (head != "" || numbered && !draft); printed && w.once(4) {
		w.set("copy_number", fmt.Sprintf("%06d", 1+w.IntN(200)))
		if w.once(2) {
			w.set("secrecy", w.pick("秘密★1年", "机密★10年", "绝密★6个月", "机密★长期"))
		}
	}
	if w.IntN(5) > 0 {
		switch w.IntN(5) {
		case 0:
			w.set("to", []string{w.pick("县直各单位", "市人民政府")})
		case 1, 2, 3:
			w.set("to", w.some(shapeWords, 2+w.IntN(6)))
		default:
			var many []string
			for i := range 40 + w.IntN(160) {
				many = append(many, fmt.Sprintf("清水县第%d行政村", i+1))
			}
			w.set("to", many)
		}
	}
	dated := w.IntN(8) > 0
	if dated {
		w.b.WriteString(w.pick("date = 2026-03-09\n", "date = 2026-11-30\n", "date = 2026-12-01\n"))
	}
	if w.once(3) {
		w.set("signature", w.pick("unsealed", "sealed"))
	}
	if w.once(2) {
		name := "《" + title + "》已经县人民政府同意，现印发给你们，请认真贯彻执行。"
		switch w.IntN(3) {
		case 0:
			w.set("notice", "现印发给你们，请认真执行。")
		case 1:
			w.set("notice", name)
		default:
			var paragraphs []string
			for range 1 + w.IntN(8) {
				paragraphs = append(paragraphs, w.text(1+w.IntN(3)))
			}
			fmt.Fprintf(&w.b, "notice = \"\"\"\n%s\n%s\"\"\"\n", name, strings.Join(paragraphs, "\n"))
		}
		if w.once(4) {
			w.set("annexed", true)
		}
	}
	if dated && w.once(3) {
		w.set("note", w.pick("此件公开发布", "联系人："+w.pick(shapePeople...)+"，电话：0000—1234567", "此件发至村（社区），由乡镇人民政府负责张贴；张贴期不少于30日，期满后由驻村工作人员收回存档备查"))
	}
	if w.once(2) {
		switch w.IntN(3) {
		case 0:
			w.set("copies_to", []string{"县委办公室"})
		case 1:
			w.set("copies_to", []string{"县委办公室，县人大常委会办公室，县政协办公室，县纪委监委机关", "县法院、县检察院，县人武部"})
		default:
			w.set("copies_to", []string{strings.Join(w.some(shapeWords, 20), "，"), strings.Join(w.some(shapeIssuers, 10), "、")})
		}
	}
	if w.once(2) {
		w.b.WriteString("printed_on = 2026-12-02\n")
		if w.once(2) {
			w.set("printed_by", w.pick("清水县人民政府办公室秘书股", "清水县水利局"))
		}
	}
	if w.once(6) {
		w.set("print_run", 10+w.IntN(990))
	}
}

func (w *writer) body() {
	// Bodies of a few lines to twenty pages: the number of measures decides.
	long := []int{0, 1, 1, 2, 2, 3, 4, 6, 10, 18}[w.IntN(10)]
	if w.once(3) {
		for range 1 + w.IntN(3) {
			w.table("goals")
			if w.once(2) {
				w.set("title", w.pick(shapeHeads...))
			}
			rate := fmt.Sprintf("群众满意度达到%d%%以上", 80+w.IntN(20))
			w.set("text", w.sentence(2)+rate+"。")
			w.set("indicators", []string{rate})
		}
	}
	if w.once(12) { // a plan of nothing but its aims, perhaps of one sentence
		w.table("goals")
		w.set("text", w.pick("逐一登记造册。", w.text(1+long)))
		return
	}
	for range 1 + long {
		w.table("measures")
		w.set("title", w.pick(shapeHeads...))
		switch w.IntN(4) {
		case 0:
			w.set("text", w.text(1+w.IntN(4)))
			w.set("duty", w.duty())
			w.set("due", w.pick(shapeDues...))
		case 1:
			w.tasks("measures.tasks")
		default:
			if long == 0 {
				w.set("text", w.sentence(1))
				continue
			}
			for range 1 + w.IntN(4) {
				w.table("measures.items")
				w.set("title", w.pick(shapeHeads...))
				if w.once(5) {
					w.table("measures.items.items")
					w.set("title", w.pick(shapeHeads...))
					w.tasks("measures.items.items.tasks")
					continue
				}
				w.tasks("measures.items.tasks")
			}
		}
	}
	if w.once(2) {
		for range 1 + w.IntN(3) {
			w.table("safeguards")
			w.set("title", w.pick(shapeHeads...))
			w.set("text", w.text(1+w.IntN(3)))
			if w.once(6) {
				fmt.Fprintf(&w.b, "table = %s\n", w.grid())
			}
		}
	}
}

func (w *writer) tasks(name string) {
	for range 1 + w.IntN(3) {
		w.table(name)
		w.set("text", w.text(1+w.IntN(2)))
		if w.IntN(6) > 0 {
			w.set("duty", w.duty())
		}
		if w.once(2) {
			w.set("due", w.pick(shapeDues...))
		}
	}
}

// grid is a table with cells that are joined.
func (w *writer) grid() string {
	columns, rows := 2+w.IntN(5), 2+w.IntN(4)
	if w.once(4) {
		rows = 30 + w.IntN(60)
	}
	var lines []string
	for r := range rows {
		cells := make([]string, columns)
		for c := range cells {
			switch {
			case r == 0:
				cells[c] = w.pick("序号", "点位", "责任单位", "数量", "备注", "完成时限和具体要求", "等级")
			case c == 0:
				cells[c] = fmt.Sprint(r)
				if r > 1 && w.once(4) {
					cells[c] = "^"
				}
			case c > 1 && w.once(8):
				cells[c] = "<"
			default:
				cells[c] = w.pick("", "5000", "1.5万元", "县水利局、县财政局", "按标准", w.pick(shapeObjects...), w.sentence(2))
			}
		}
		for c := range cells {
			cells[c] = strconv.Quote(cells[c])
		}
		lines = append(lines, "["+strings.Join(cells, ", ")+"]")
	}
	return "[" + strings.Join(lines, ", ") + "]"
}

func (w *writer) attachments() {
	n := []int{0, 0, 0, 1, 1, 2, 3, 4, 9, 10, 12}[w.IntN(11)]
	for i, name := range w.some(shapeNames, n) {
		w.table("attachments")
		switch kind := w.IntN(6); {
		case kind == 0:
			if w.once(2) {
				w.set("title", name)
			}
			w.set("from", w.pick("assignments", "deadlines", "assignments", "indicators"))
		case kind == 1:
			w.set("title", name)
			fmt.Fprintf(&w.b, "table = %s\n", w.grid())
		case kind == 2:
			w.set("title", name)
			for range 1 + w.IntN(4) {
				w.table("attachments.items")
				w.set("title", w.pick(shapeHeads...))
				w.set("text", w.text(1+w.IntN(2)))
			}
			continue
		default:
			w.set("title", name)
			w.set("text", w.text(1+w.IntN(3+i%3*4)))
		}
		if w.once(3) {
			w.set("landscape", w.once(2))
		}
	}
}

// smaller is a profile for text of 15 pt.
var smaller = func() string {
	var b strings.Builder
	for _, style := range []string{"body", "duty_line", "recipient", "heading1", "heading2", "heading3", "heading4", "attachment_note", "signature", "date", "note"} {
		fmt.Fprintf(&b, "[%s]\nsize = \"15pt\"\n", style)
	}
	return b.String()
}()

// house is a profile of an office; many have the base.
func (w *writer) house() string {
	if w.once(2) {
		return ""
	}
	var b strings.Builder
	for _, values := range []string{
		"[block]\nsquared = false\n", "[block]\nmirror = true\n", "[block]\nlatin_gap = 250\n", "[block]\nleft = \"27mm\"\nwidth = \"158mm\"\n",
		"[block]\ntop = \"35mm\"\nheight = \"229mm\"\n", "[block]\nlines = 21\n", "[block]\ncolumns = 27\n",
		"[page_number]\nplace = \"centre\"\n", "[page_number]\ndashes = false\n", "[page_number]\nfirst_page = false\n",
		"[watermark]\nshow = true\n", "[colophon]\neven = false\n", "[red]\ncolour = \"#E60012\"\n", "[red]\ncolour = \"C0 M80 Y80 K0\"\n", "[contents]\nnumbered = false\n",
		"[attachment_title]\nrole = \"黑体\"\nsize = \"16pt\"\n", "[table]\nsize = \"14pt\"\npitch = \"20pt\"\n",
		"[date]\nright = 2\n", "[signature]\nblank_lines = 3\n", "[signature]\npitch_min = \"30pt\"\n", "[seal]\nsize = \"42mm\"\nper_row = 2\n",
		"[signer]\nper_line = 3\n", "[heading1]\nindent = 0\n", "[mark]\nsize_max = \"60pt\"\n",
		smaller, "[heading1]\nsize = \"17pt\"\n", "[number]\nblank_lines = 3\n", "[letter]\ntext_gap = \"20pt\"\n",
		"[attachment_note]\nblank_lines = 2\n", "[title]\nblank_lines = 2\n", "[page_number]\nbelow = \"8mm\"\ndash_centre = 300\n",
		"[signature]\nunsealed_right = 4\nunsealed_blank = 2\n", "[colophon]\nside = 0\n", "[separator]\ngap = \"3mm\"\n",
		"[body]\nindent = 0\n", "[body]\nsize = \"15pt\"\n", "[heading2]\nindent = 0\n", "[heading3]\nindent = 1\n", "[recipient]\nindent = 1\n", "[copy_number]\nline = 2\n",
		"[attachment_note]\nindent = 1\n", "[note]\nindent = 0\n", "[letter]\nrule_width = \"156mm\"\nmark_top = \"32mm\"\n", "[duty_line]\nrole = \"楷体\"\n",
	} {
		twice := slices.ContainsFunc(strings.Split(values, "\n"), func(line string) bool {
			return strings.HasPrefix(line, "[") && strings.Contains(b.String(), line)
		})
		if w.once(8) && !twice {
			b.WriteString(values)
		}
	}
	return b.String()
}

// And a fault in any of them is found: what measured well on the whole document
// fails once it is moved.
func TestShapesWithFaults(t *testing.T) {
	if testing.Short() {
		t.Skip("one thing at a time, many times")
	}
	move := func(k document.Kind, dx, dy length.Length) func(pages []typeset.Page) {
		return func(pages []typeset.Page) {
			each(pages, 0, k, func(_ *typeset.Page, r *typeset.Run) { shift(r, dx, dy) })
		}
	}
	faults := []struct {
		name   string
		mutate func(pages []typeset.Page)
		want   []string // one of them fails, if any was measured
	}{
		{"left margin", func(pages []typeset.Page) { shiftAll(pages, 2*mm, 0) }, []string{"5.2.1-binding"}},
		{"page numbers", func(pages []typeset.Page) {
			numbers(pages, func(_ *typeset.Page, r *typeset.Run) { shift(r, 0, -2*mm) })
		}, []string{"7.5-number-y"}},
		{"date", move(document.Date, 2*mm, 0), []string{"7.3.5.1-date-right", "7.3.5.1-name-centred", "7.3.5.2-unsealed"}},
		{"recipients", move(document.Recipient, 13*mm/10, 0), []string{"7.3.2-recipient", "7.3.3-indent", "7.4.2-copies"}},
		{"annex note", move(document.AttachmentNote, 2*mm, 0), []string{"7.3.4-annex-note"}},
		{"annex label", move(document.Attachment, 2*mm, 0), []string{"7.3.7-annex-label"}},
		{"annex title", move(document.AttachmentTitle, 4*mm, 0), []string{"7.3.7-annex-title"}},
		{"copies", move(document.CopiesTo, 2*mm, 0), []string{"7.4.2-copies"}},
		{"issue date", move(document.PrintedOn, -2*mm, 0), []string{"7.4.3-issue"}},
		{"number", move(document.Number, -2*mm, 0), []string{"7.2.5-number-place", "10.1-elements"}},
		{"mark", move(document.Mark, 0, 2*mm), []string{"7.2.4-mark-top", "10.1-mark"}},
		{"note", move(document.Note, 2*mm, 0), []string{"7.3.6-note"}},
		{"signers", move(document.Signer, -2*mm, 0), []string{"7.2.6-signer"}},
	}
	for i := range 40 {
		s := shapeOf(i)
		m, _ := s.set(t)
		measured := map[string]bool{}
		for _, item := range verify.Pages(m.written(t, m.pages), m.profile) {
			measured[item.ID] = item.Status == verify.Pass || item.Status == verify.Fail
		}
		for k, fault := range faults {
			if (i+k)%3 > 0 || !slices.ContainsFunc(fault.want, func(id string) bool { return measured[id] }) {
				continue
			}
			pages := clone(m.pages)
			if fault.mutate(pages); reflect.DeepEqual(pages, m.pages) {
				continue // the plan has no such element
			}
			items := verify.Pages(m.written(t, pages), m.profile)
			if got := failing(items); !slices.ContainsFunc(fault.want, func(id string) bool { return slices.Contains(got, id) }) {
				t.Errorf("%d, %s: %v failed, want one of %v", i, fault.name, got, fault.want)
			}
		}
	}
}
