package typeset

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"unicode/utf8"

	"fangan/internal/diag"
	"fangan/internal/length"
	"fangan/render/document"
	"fangan/render/font"
	"fangan/render/profile"
)

var builtIn = font.BuiltIn()

var update = flag.Bool("update", false, "rewrite testdata/*.page")

var loaded = sync.OnceValues(func() (*profile.Profile, error) {
	text, err := os.ReadFile("../../templates/gbt9704.profile.toml")
	if err != nil {
		return nil, err
	}
	p, findings := profile.Load(diag.NewSource("gbt9704.profile.toml", string(text)))
	if len(findings) > 0 {
		return nil, fmt.Errorf("%+v", findings)
	}
	return p, nil
})

func base(t testing.TB) *profile.Profile {
	t.Helper()
	p, err := loaded()
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// leaves are the words for blocks and for the parts of those that hold others.
var leaves = map[string]document.Kind{"标题": document.Title, "阶段": document.Stage, "主送": document.Recipient, "正文": document.Paragraph,
	"责任": document.DutyLine, "附注": document.Note, "附件": document.Attachment, "横排附件": document.Attachment, "附件标题": document.AttachmentTitle,
	"附件说明": document.AttachmentNote, "目录": document.Contents}

var parts = map[string]struct{ part, whole document.Kind }{
	"份号": {document.CopyNumber, document.Head}, "密级": {document.Secrecy, document.Head}, "紧急": {document.Urgency, document.Head},
	"标志": {document.Mark, document.Head}, "文件": {document.MarkSuffix, document.Head}, "文号": {document.Number, document.Head},
	"签发": {document.Signer, document.Head}, "署名": {document.Signature, document.SignatureBlock}, "日期": {document.Date, document.SignatureBlock},
	"抄送": {document.CopiesTo, document.Colophon}, "印发机关": {document.PrintedBy, document.Colophon},
	"印发日期": {document.PrintedOn, document.Colophon}, "印数": {document.PrintRun, document.Colophon},
	"格": {document.Cell, document.Row},
}

// parse reads a document as the tests write it: a line a block, its kind in
// front. A "|" is a forced break; "‖" parts pieces.
//
//	标题 云溪县…方案      阶段 （征求意见稿）   主送 各乡镇人民政府：
//	# 一、工作目标         ##+ （一）run-in。    正文 …   责任 …   署名 …   日期 …
//	版头 digital           文号 云政办发〔2026〕8号       附件说明 1.~名称
//	不盖章                 署名 …                          表头 甲 ¦ 乙    表行 丙 ¦ 丁
func parse(t testing.TB, text string) *document.Node {
	t.Helper()
	source := diag.NewSource("test.toml", text)
	root := &document.Node{Kind: document.Root}
	last := func(kind document.Kind, form string) *document.Node { // the whole at hand
		if n := len(root.Children); n > 0 && root.Children[n-1].Kind == kind {
			return root.Children[n-1]
		}
		n := &document.Node{Kind: kind, Form: form}
		root.Children = append(root.Children, n)
		return n
	}
	offset := 0
	for line := range strings.Lines(text) {
		at := offset
		offset += len(line)
		line = strings.TrimSuffix(line, "\n")
		if strings.TrimSpace(line) == "" {
			continue
		}
		key, value, _ := strings.Cut(line, " ")
		at += len(key) + 1
		write := func(n *document.Node, value string, at int) {
			value = strings.ReplaceAll(value, "|", "\n")
			for piece := range strings.SplitSeq(value, "‖") {
				start := at
				if piece != "" {
					n.Text = append(n.Text, document.Piece{Value: piece, At: func(from, to int) diag.Span {
						return diag.Span{Source: source, Start: start + from, End: start + to}
					}})
				}
				at += len(piece) + len("‖")
			}
		}
		n := &document.Node{}
		switch level := strings.Count(key, "#"); {
		case level > 0:
			n.Kind, n.Level, n.RunIn = document.Heading, level, strings.HasSuffix(key, "+")
		case key == "版头":
			last(document.Head, value)
			continue
		case key == "不盖章":
			last(document.SignatureBlock, "unsealed")
			continue
		case key == "表头" || key == "表行":
			table := last(document.Table, "")
			row := &document.Node{Kind: document.Row, HeadRow: key == "表头"}
			table.Children = append(table.Children, row)
			for cell := range strings.SplitSeq(value, "¦") {
				c := &document.Node{Kind: document.Cell, ColSpan: 1, RowSpan: 1}
				write(c, strings.TrimSpace(cell), at+len(cell)-len(strings.TrimLeft(cell, " ")))
				row.Children = append(row.Children, c)
				at += len(cell) + len("¦")
			}
			continue
		default:
			if p, ok := parts[key]; ok {
				n.Kind = p.part
				whole := last(p.whole, "sealed")
				whole.Children = append(whole.Children, n)
				write(n, value, at)
				continue
			}
			n.Kind, n.Landscape = leaves[key], key == "横排附件"
			if n.Kind == 0 {
				t.Fatalf("unknown block %q", key)
			}
		}
		if label, name, ok := strings.Cut(value, "~"); ok && n.Kind == document.AttachmentNote {
			n.Label, value = label, name
			at += len(label) + 1
		}
		write(n, value, at)
		root.Children = append(root.Children, n)
	}
	return root
}

func layout(t testing.TB, text string, words ...string) ([]Page, diag.List) {
	t.Helper()
	return Layout(parse(t, text), base(t), builtIn, Options{Words: words})
}

// dump writes pages as testdata/*.page hold them: one run a line, x and y of its
// first glyph, size, all in EMU, face, place, text.
func dump(pages []Page, findings diag.List) string {
	var b strings.Builder
	for _, p := range pages {
		fmt.Fprintf(&b, "page %d\n", p.Number)
		for _, run := range p.Runs {
			how := ""
			if run.Turned {
				how = "turned "
			}
			if run.Colour != Black {
				how += []string{"", "red ", "grey "}[run.Colour]
			}
			fmt.Fprintf(&b, "%d %d %d %s %s%s\n", run.Glyphs[0].X, run.Y, run.Size, run.Face.Name(), how, run.Text)
		}
		for _, r := range p.Rules {
			fmt.Fprintf(&b, "rule %d %d %d %d colour %d\n", r.X, r.Y, r.Width, r.Height, r.Colour)
		}
		for _, k := range p.Links {
			fmt.Fprintf(&b, "link %d %d %d %d to %d %d\n", k.X, k.Y, k.Width, k.Height, k.Page, k.TargetY)
		}
	}
	for _, d := range findings {
		fmt.Fprintf(&b, "finding %s %d-%d %s\n", d.Rule, d.Span.Start, d.Span.End, d.Message)
	}
	return b.String()
}

func TestPages(t *testing.T) {
	inputs, err := filepath.Glob("testdata/*.txt")
	if err != nil || len(inputs) == 0 {
		t.Fatal("no testdata", err)
	}
	asked := map[string]bool{}
	for _, name := range inputs {
		golden := strings.TrimSuffix(name, ".txt") + ".page"
		asked[golden] = true
		t.Run(filepath.Base(name), func(t *testing.T) {
			input, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			root := parse(t, strings.ReplaceAll(string(input), "\r\n", "\n"))
			pages, findings := Layout(root, base(t), builtIn, Options{Words: []string{"云溪县人民政府办公室", "市生态环境局云溪分局"}})
			checkInvariants(t, root, pages)
			got := dump(pages, findings)
			if *update {
				if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if w := strings.ReplaceAll(string(want), "\r\n", "\n"); got != w {
				t.Errorf("%s differs; run with -update and read the diff\n%s", golden, firstDifference(got, w))
			}
		})
	}
	golden, _ := filepath.Glob("testdata/*.page")
	for _, p := range golden {
		if !asked[p] {
			t.Errorf("%s belongs to no test", p)
		}
	}
}

func firstDifference(got, want string) string {
	g, w := strings.Split(got, "\n"), strings.Split(want, "\n")
	for i := range min(len(g), len(w)) {
		if g[i] != w[i] {
			return fmt.Sprintf("line %d:\n got %s\nwant %s", i+1, g[i], w[i])
		}
	}
	return "one is longer"
}

func near(t *testing.T, what string, got length.Length, want float64) {
	t.Helper()
	if d := got.Millimetres() - want; d > 0.01 || d < -0.01 {
		t.Errorf("%s at %.3f mm, want %.2f", what, got.Millimetres(), want)
	}
}

// lines returns the lines of the pages' text as (page, y) groups, without page
// numbers.
type textLine struct {
	page int
	y    length.Length
	runs []Run
	text string
}

func textLines(pages []Page) []textLine {
	var lines []textLine
	for _, p := range pages {
		for _, run := range p.Runs {
			if run.Node == nil {
				continue
			}
			if n := len(lines); n == 0 || lines[n-1].page != p.Number || lines[n-1].y != run.Y {
				lines = append(lines, textLine{page: p.Number, y: run.Y})
			}
			l := &lines[len(lines)-1]
			l.runs = append(l.runs, run)
			l.text += string([]rune(run.Text)) // bytes of two runs are no character
		}
	}
	return lines
}

// checkInvariants holds what is true of every layout.
func checkInvariants(t testing.TB, root *document.Node, pages []Page) {
	t.Helper()
	checkText(t, root, pages)
	for _, p := range pages {
		checkInside(t, p)
	}
	checkKinsoku(t, pages)
}

// checkText fails if text is lost, doubled or said to stand where it does not.
func checkText(t testing.TB, root *document.Node, pages []Page) {
	t.Helper()
	texts := map[*document.Node]*strings.Builder{}
	for _, p := range pages {
		artifacts := false
		for _, run := range p.Runs {
			if len([]rune(run.Text)) != len(run.Glyphs) || len(run.Glyphs) == 0 {
				t.Errorf("page %d: %d glyphs for %q", p.Number, len(run.Glyphs), run.Text)
			}
			if run.Node == nil {
				artifacts = artifacts || run.Colour != Grey // a watermark is below the text
				continue
			}
			if artifacts {
				t.Errorf("page %d: an artifact before text", p.Number)
			}
			if run.Place.IsZero() && !ownText(run.Node) {
				continue // made: 附件：
			}
			if texts[run.Node] == nil {
				texts[run.Node] = &strings.Builder{}
			}
			texts[run.Node].WriteString(run.Text)
			if s := run.Place; !s.IsZero() && s.Source.Text[s.Start:s.End] != run.Text {
				t.Errorf("run %q is said to stand at %q", run.Text, s.Source.Text[s.Start:s.End])
			}
		}
	}
	letter, preprinted := false, false
	var walk func(n *document.Node)
	walk = func(n *document.Node) {
		if n.Kind == document.Head {
			letter, preprinted = n.Form == "letter", n.Form == "preprinted"
		}
		for _, child := range n.Children {
			walk(child)
		}
		var want strings.Builder
		for _, piece := range n.Text {
			for k := 0; k < len(piece.Value); {
				r, size := utf8.DecodeRuneInString(piece.Value[k:])
				if r != '\n' && !invisible(r) {
					want.WriteString(piece.Value[k : k+size])
				}
				k += size
			}
		}
		got := ""
		if b := texts[n]; b != nil {
			got = b.String()
		}
		switch {
		case got == want.String():
		case preprinted && (n.Kind == document.Mark || n.Kind == document.MarkSuffix) && got == "":
		case letter && (n.Kind == document.PrintedBy || n.Kind == document.PrintedOn || n.Kind == document.PrintRun || n.Kind == document.Mark || n.Kind == document.MarkSuffix) && got == "":
		case n.Kind == document.Recipient && got == strings.TrimSuffix(want.String(), "："): // in the 版记
		case n.Kind == document.Contents && strings.HasPrefix(got, want.String()):
		default:
			t.Errorf("%v: text %q came out as %q", n.Kind, want.String(), got)
		}
	}
	walk(root)
}

// ownText reports whether all text of a node says where it stands.
func ownText(n *document.Node) bool {
	for _, piece := range n.Text {
		if piece.At == nil {
			return true
		}
	}
	return false
}

// checkInside fails if ink could lie outside the 版心: the em box of a glyph
// without the empty half of a mark at the edge.
func checkInside(t testing.TB, p Page) {
	t.Helper()
	const slack = length.Mm / 100
	left, right, top, bottom := 28*length.Mm, 184*length.Mm, 37*length.Mm, 262*length.Mm
	turnedLeft, turnedRight, turnedTop, turnedBottom := 35*length.Mm, 260*length.Mm, 28*length.Mm, 184*length.Mm
	for _, r := range p.Rules {
		if r.Colour == Black && (r.X < left-slack-length.Mm/5 || r.X+r.Width > right+slack+length.Mm/5 || r.Y < top-slack-length.Mm/5 || r.Y+r.Height > bottom+length.Mm/5) {
			t.Errorf("page %d: rule %+v is outside the 版心", p.Number, r)
		}
	}
	for _, run := range p.Runs {
		if run.Node == nil {
			continue
		}
		left, right, top, bottom := left, right, top, bottom
		if run.Turned {
			left, right, top, bottom = turnedLeft, turnedRight, turnedTop, turnedBottom
		}
		ascent := run.Size.Scale(88, 100)
		half := (156 * length.Mm).Part(1, 56)
		natural := run.Size != 16*length.Pt
		if natural {
			half = run.Size / 2
		}
		if p.Number == 1 && !p.Numbered { // 10.1: a letter has text down to its rule
			top, bottom = 30*length.Mm, 272*length.Mm
		}
		if run.Node.Kind != document.Mark && run.Node.Kind != document.MarkSuffix && (run.Y-ascent < top-slack || run.Y-ascent+run.Size > bottom+slack) {
			t.Errorf("page %d: %q at y %v is outside the 版心", p.Number, run.Text, run.Y)
		}
		for i, r := range []rune(run.Text) {
			g := run.Glyphs[i]
			x, w := g.X, (156*length.Mm).Scale(int64(run.Face.Advance(g.ID)), 28*int64(run.Face.UnitsPerEm()))
			if natural {
				w = run.Size.Scale(int64(run.Face.Advance(g.ID)), int64(run.Face.UnitsPerEm()))
			}
			switch c := classOf(r); {
			case c == space || c == glue || c == mark:
				continue
			case rules[c].left:
				x, w = x+half, w-half
			case rules[c].right:
				w -= half
			case c == middot || c == tie || c == slash:
				x, w = x+w/4, w/2
			}
			if x < left-slack || x+w > right+slack {
				t.Errorf("page %d: %q of %q at x %v is outside the 版心", p.Number, string(r), run.Text, g.X)
			}
		}
	}
}

// checkKinsoku fails if a line begins or ends with what may not stand there.
func checkKinsoku(t testing.TB, pages []Page) {
	t.Helper()
	lines := textLines(pages)
	for i, l := range lines {
		text := []rune(strings.TrimSpace(l.text))
		if len(text) == 0 {
			continue
		}
		// The first line of a node may begin with anything, its last end with it.
		begins := i > 0 && lines[i-1].runs[len(lines[i-1].runs)-1].Node == l.runs[0].Node
		ends := i+1 < len(lines) && lines[i+1].runs[0].Node == l.runs[len(l.runs)-1].Node
		if begins && strings.ContainsRune("。，、；：？！”’）〕】》〉～·/％%‰℃", text[0]) {
			t.Errorf("page %d: a line begins with %q: %s", l.page, string(text[0]), l.text)
		}
		if ends && strings.ContainsRune("“‘（〔【《〈", text[len(text)-1]) {
			t.Errorf("page %d: a line ends with %q: %s", l.page, string(text[len(text)-1]), l.text)
		}
	}
}
