package plan_test

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"fangan/internal/diag"
	"fangan/internal/plan"
)

var update = flag.Bool("update", false, "rewrite what the fixtures expect")

// wantMark stands before what is expected, at the end of a fixture.
const wantMark = "-- want.txt --\n"

// files reads the files of a txtar archive.
func files(archive string) fstest.MapFS {
	fsys := fstest.MapFS{}
	var current *fstest.MapFile
	for line := range strings.Lines(archive) {
		if name, ok := strings.CutPrefix(line, "-- "); ok && strings.HasSuffix(name, " --\n") {
			current = &fstest.MapFile{}
			fsys[strings.TrimSuffix(name, " --\n")] = current
		} else if current != nil {
			current.Data = append(current.Data, line...)
		}
	}
	return fsys
}

// TestGolden loads the workspaces in testdata/*.txtar and compares everything
// that the model holds, with places, and all findings.
func TestGolden(t *testing.T) {
	fixtures, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(fixtures) < 6 {
		t.Fatal("fixtures are missing", err)
	}
	for _, name := range fixtures {
		t.Run(filepath.Base(name), func(t *testing.T) {
			data, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			input, want, _ := strings.Cut(string(data), wantMark)
			fsys := files(input)
			got := dumpWorkspace(fsys)
			if again := dumpWorkspace(fsys); again != got {
				t.Errorf("a second load differs:\n%s", cmp.Diff(got, again))
			}
			// Windows editors write a BOM and other line ends; no place moves.
			windows := fstest.MapFS{}
			for file, f := range fsys {
				windows[file] = &fstest.MapFile{Data: []byte("\ufeff" + strings.ReplaceAll(string(f.Data), "\n", "\r\n"))}
			}
			if other := dumpWorkspace(windows); other != got {
				t.Errorf("with CRLF and BOM:\n%s", cmp.Diff(got, other))
			}
			if *update {
				if err := os.WriteFile(name, []byte(input+wantMark+got), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

func dumpWorkspace(fsys fstest.MapFS) string {
	var b strings.Builder
	ws, findings := plan.Open("", fsys)
	for _, file := range ws.Plans {
		fmt.Fprintf(&b, "== %s ==\n", file)
		p, f := ws.Load(file)
		findings = append(findings, f...)
		if p != nil {
			dumpPlan(&b, p)
		}
	}
	var text bytes.Buffer
	if err := diag.WriteText(&text, findings.Sorted(), diag.TextOptions{}); err != nil {
		panic(err)
	}
	if text.Len() > 0 {
		b.WriteString("== 问题 ==\n" + text.String())
	}
	return b.String()
}

// at prints a text behind its place: 3:9 甲; − has no place.
func at(t plan.Text) string {
	if t.Value == "" && t.Span.IsZero() {
		return "∅"
	}
	return place(t.Span) + " " + strings.ReplaceAll(t.Value, "\n", "⏎")
}

func place(s diag.Span) string {
	if s.IsZero() {
		return "−"
	}
	p := s.Position()
	file := ""
	if !strings.HasPrefix(s.Source.Name, "2026/") {
		file = s.Source.Name + ":"
	}
	return fmt.Sprintf("%s%d:%d", file, p.Line, p.Column)
}

func dumpPart(b *strings.Builder, part *plan.Part, kind string) {
	fmt.Fprintf(b, "%s[%s] %s\n", part.Label, kind, at(part.Heading))
	dumpParagraphs(b, "", "段", part.LeadIn)
	dumpTable(b, "  ", part.Table)
	for _, item := range part.Items {
		dumpItem(b, "  ", item)
	}
}

func dumpNames(b *strings.Builder, what string, names []plan.AttachmentName) {
	for _, n := range names {
		fmt.Fprintf(b, "%s %s%s\n", what, n.Label, at(n.Title))
	}
}

// dumpTable prints a table a row a line: 甲 | 乙[2×1 center].
func dumpTable(b *strings.Builder, indent string, t *plan.Table) {
	if t == nil {
		return
	}
	rows := func(what string, list [][]plan.Cell) {
		for _, row := range list {
			var cells []string
			for _, c := range row {
				text := at(c.Text)
				if c.ColSpan > 1 || c.RowSpan > 1 {
					text += fmt.Sprintf("[%d×%d]", c.ColSpan, c.RowSpan)
				}
				cells = append(cells, text)
			}
			fmt.Fprintf(b, "%s%s %s\n", indent, what, strings.Join(cells, " | "))
		}
	}
	rows("表头", t.Head)
	rows("表行", t.Rows)
}

func dumpIssue(b *strings.Builder, p *plan.Plan) {
	i := p.Issue
	if i.Head != plan.Plain {
		fmt.Fprintf(b, "版头 %s\n", i.Head)
	}
	for _, f := range []struct {
		name string
		text plan.Text
	}{{"份号", i.CopyNumber}, {"密级", i.Secrecy}, {"紧急程度", i.Urgency}, {"发文字号", i.Number}, {"标志后", i.MarkSuffix}, {"印发机关", i.PrintedBy}, {"印发日期", i.PrintedOn}, {"印数", i.PrintRun}} {
		if f.text.Value != "" {
			fmt.Fprintf(b, "%s %s\n", f.name, at(f.text))
		}
	}
	for _, m := range i.Mark {
		fmt.Fprintf(b, "标志 %s\n", at(m))
	}
	for _, s := range i.Signers {
		fmt.Fprintf(b, "签发人 %s\n", at(s))
	}
	if i.Unsealed {
		b.WriteString("不加盖印章\n")
	}
	if n := i.Notice; n != nil {
		fmt.Fprintf(b, "通知 %s\n", at(n.Title))
		dumpParagraphs(b, "", "通知正文", n.Paragraphs)
		dumpNames(b, "通知的附件说明", n.Attachments)
	}
	dumpParagraphs(b, "", "附注", i.Note)
	if len(i.CopiesTo.Pieces) > 0 {
		dumpParagraphs(b, "", "抄送", []plan.Paragraph{i.CopiesTo})
	}
	if p.Label != "" {
		fmt.Fprintf(b, "方案是%s\n", p.Label)
	}
	if p.Contents {
		b.WriteString("有目录\n")
	}
}

func dumpPlan(b *strings.Builder, p *plan.Plan) {
	fmt.Fprintf(b, "标题 %s\n年份 %d\n稿次 %s → %s\n文件名 %s\n", at(p.Title), p.Year, at(p.Status), at(p.Stage), p.OutputName())
	for _, t := range p.Issue.By {
		fmt.Fprintf(b, "发文机关 %s\n", at(t))
	}
	for _, t := range p.Issue.To {
		fmt.Fprintf(b, "主送 %s\n", at(t))
	}
	if d := p.Issue.Date; !d.IsZero() {
		fmt.Fprintf(b, "成文日期 %s %s\n", place(d.Span), d.Chinese())
	}
	dumpIssue(b, p)
	dumpParagraphs(b, "", "前言", p.Preamble)
	for _, part := range p.Parts {
		dumpPart(b, part, string(part.Kind))
	}
	dumpNames(b, "附件说明", p.AttachmentNames)
	for _, a := range p.Attachments {
		kind := "附件"
		if a.From != "" {
			kind += " " + string(a.From)
		}
		if a.Landscape {
			kind += " 横排"
		}
		dumpPart(b, a.Part, kind)
	}
	fmt.Fprintf(b, "合计 %s\n", p.Summary())
	for _, u := range p.Register.Units {
		fmt.Fprintf(b, "单位 %d %s %s", u.Order, u.Label(), u.Kind)
		for _, m := range u.Members {
			b.WriteString(" " + m.Name)
		}
		b.WriteString("\n")
	}
	for _, a := range p.Assignments() {
		dumpAssignment(b, p, a)
	}
	for _, i := range p.Indicators() {
		dumpIndicator(b, i)
	}
}

func dumpIndicator(b *strings.Builder, i plan.StatedIndicator) {
	fmt.Fprintf(b, "指标 %s → %s %s %s", at(i.Text), i.Name, i.Comparator, i.Value)
	if i.Upper != "" {
		b.WriteString("—" + i.Upper)
	}
	fmt.Fprintf(b, "%s [%s] %s｜%s", i.UnitOfMeasure, i.Baseline, i.Subject(), i.Target())
	for _, item := range i.Path {
		b.WriteString(" " + item.Label)
	}
	if i.Assignment != nil {
		fmt.Fprintf(b, " 第%d项", i.Assignment.Order)
	}
	if i.Duty != nil {
		for _, share := range i.Duty.Shares {
			for _, name := range share.Names {
				b.WriteString(" " + name.Written)
			}
		}
	}
	if i.Due != nil {
		b.WriteString(" " + i.Due.String())
	}
	b.WriteString("\n")
}

func dumpParagraphs(b *strings.Builder, indent, name string, list []plan.Paragraph) {
	for _, p := range list {
		kind := name
		if p.DutyLine {
			kind += "（责任行）"
		}
		fmt.Fprintf(b, "%s%s", indent, kind)
		for _, piece := range p.Pieces {
			fmt.Fprintf(b, "｜%s", at(piece))
		}
		b.WriteString("\n")
	}
}

func dumpItem(b *strings.Builder, indent string, item *plan.Item) {
	fmt.Fprintf(b, "%s%d %q %s", indent, item.Level, item.Label, at(item.Title))
	if item.RunsIn {
		fmt.Fprintf(b, " 接排%q", item.Separator)
	}
	b.WriteString("\n")
	dumpParagraphs(b, indent+"  ", "段", item.Paragraphs)
	dumpTable(b, indent+"  ", item.Table)
	for _, sub := range item.Items {
		dumpItem(b, indent+"  ", sub)
	}
	dumpParagraphs(b, indent+"  ", "尾", item.Closing)
}

func dumpAssignment(b *strings.Builder, p *plan.Plan, a plan.Assignment) {
	fmt.Fprintf(b, "%s", a.Where())
	if a.ID != "" {
		fmt.Fprintf(b, " id=%s", a.ID)
	}
	fmt.Fprintf(b, " %s %s: %s", place(a.Span), a.Printed, strings.ReplaceAll(a.Text, "\n", "⏎"))
	if a.Brief != "" {
		fmt.Fprintf(b, " 简：%s", a.Brief)
	}
	if a.Note != "" {
		fmt.Fprintf(b, " 注：%s", a.Note)
	}
	for _, i := range a.Indicators {
		fmt.Fprintf(b, " 指标：%s%s", i.Name, i.Value)
	}
	b.WriteString("\n")
	for _, column := range p.Columns() {
		if cell := p.InColumn(a, column); cell != "" {
			fmt.Fprintf(b, "    %s＝%s\n", column, strings.ReplaceAll(cell, "\n", "⏎"))
		}
	}
	for share, name := range a.Names() {
		unit := "不明"
		if name.Unit != nil {
			unit = name.Unit.Name
		}
		if unit == name.Written && name.Open == "" {
			unit = "同"
		}
		fmt.Fprintf(b, "    %s %s %s%s → %s\n", place(name.Span), share.Role, name.Written, name.Open, unit)
	}
	if a.Due != nil {
		fmt.Fprintf(b, "    时限 %s 末日%s\n", dumpDue(*a.Due), a.Due.Last())
		for _, n := range a.Due.Nodes {
			fmt.Fprintf(b, "      节点 %s 做什么 %s\n", dumpDue(n.Due), at(n.What))
		}
	}
}

func dumpDue(d plan.Due) string {
	s := at(d.Phrase) + " [" + d.From.String() + "," + d.To.String() + "]"
	if d.Cycle != "" {
		s += " 周期" + d.Cycle
	}
	return s
}
