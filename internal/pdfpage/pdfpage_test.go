package pdfpage

import (
	"bytes"
	"compress/zlib"
	"encoding/ascii85"
	"errors"
	"fmt"
	"strings"
	"testing"

	"fangan/internal/length"
)

// onePage makes a PDF file of one page: content, resources, and further objects,
// which are numbered from 5.
func onePage(content, resources string, objects ...string) []byte {
	var b bytes.Buffer
	var offsets []int
	add := func(body string) {
		offsets = append(offsets, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", len(offsets), body)
	}
	b.WriteString("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
	add("<</Type /Catalog /Pages 2 0 R>>")
	add("<</Type /Pages /Kids [3 0 R] /Count 1 /MediaBox [0 0 200 100]>>")
	add("<</Type /Page /Parent 2 0 R /Contents 4 0 R /Resources <<" + resources + ">>>>")
	add(streamOf("", content))
	for _, o := range objects {
		add(o)
	}
	xref := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(offsets)+1)
	for _, o := range offsets {
		fmt.Fprintf(&b, "%010d 00000 n \n", o)
	}
	fmt.Fprintf(&b, "trailer\n<</Size %d /Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n", len(offsets)+1, xref)
	return b.Bytes()
}

func streamOf(entries, data string) string {
	return fmt.Sprintf("<<%s /Length %d>>\nstream\n%s\nendstream", entries, len(data), data)
}

func read(t testing.TB, data []byte) *Document {
	t.Helper()
	d, err := Read(data)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// show prints a page, a run or rule a line, in points from the lower left corner
// as the content stream has them.
func show(p *Page) string {
	var b strings.Builder
	points := func(l length.Length) string {
		return strings.TrimSuffix(strings.TrimRight(fmt.Sprintf("%.2f", l.Points()), "0"), ".")
	}
	up := func(y length.Length) string { return points(p.Height - y) }
	for _, r := range p.Runs {
		fmt.Fprintf(&b, "%s %s %s", points(r.Size), r.Colour, []string{"upright", "left", "right", "down", "askew"}[r.Turn])
		if r.Hidden {
			b.WriteString(" hidden")
		}
		if r.Pen > 0 {
			b.WriteString(" pen " + points(r.Pen))
		}
		if r.Artifact {
			b.WriteString(" artifact")
		}
		for _, g := range r.Glyphs {
			fmt.Fprintf(&b, " %s@%s,%s+%s", g.Text, points(g.X), up(g.Y), points(g.Advance))
		}
		b.WriteString("\n")
	}
	for _, r := range p.Rules {
		fmt.Fprintf(&b, "rule %s,%s-%s,%s %s\n", points(r.Box.X0), up(r.Box.Y1), points(r.Box.X1), up(r.Box.Y0), r.Colour)
	}
	for _, c := range p.Covers {
		fmt.Fprintf(&b, "over %d cover %s,%s-%s,%s\n", c.Over, points(c.Box.X0), up(c.Box.Y1), points(c.Box.X1), up(c.Box.Y0))
	}
	for _, r := range p.Images {
		fmt.Fprintf(&b, "image %s,%s-%s,%s\n", points(r.Box.X0), up(r.Box.Y1), points(r.Box.X1), up(r.Box.Y0))
	}
	for _, r := range p.Shapes {
		fmt.Fprintf(&b, "shape %s,%s-%s,%s %s\n", points(r.Box.X0), up(r.Box.Y1), points(r.Box.X1), up(r.Box.Y0), r.Colour)
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// courier is a simple font in which each character is 600 wide.
const courier = "/Font <</F <</Type /Font /Subtype /Type1 /BaseFont /Courier /Encoding /WinAnsiEncoding>>>>"

func TestContent(t *testing.T) {
	for _, test := range []struct{ name, content, want string }{
		{"Td", "BT /F 10 Tf 20 30 Td (ab) Tj 5 -12 Td (c) Tj ET", "10 灰 0 upright a@20,30+6 b@26,30+6\n10 灰 0 upright c@25,18+6"},
		{"TD, T*, TL", "BT /F 10 Tf 20 50 Td 0 -15 TD (a) Tj T* (b) Tj 20 TL T* (c) Tj ET", "10 灰 0 upright a@20,35+6\n10 灰 0 upright b@20,20+6\n10 灰 0 upright c@20,0+6"},
		{"Tm", "BT /F 10 Tf 2 0 0 3 7 8 Tm (ab) Tj ET", "30 灰 0 upright a@7,8+12 b@19,8+12"},
		{"TJ", "BT /F 10 Tf [(a) -500 (b) 100 (c)] TJ ET", "10 灰 0 upright a@0,0+6 b@11,0+6 c@16,0+6"},
		{"'", "BT /F 10 Tf 12 TL 0 50 Td (a) ' (b) ' ET", "10 灰 0 upright a@0,38+6\n10 灰 0 upright b@0,26+6"},
		{"\"", "BT /F 10 Tf 12 TL 0 50 Td 3 1 (a b) \" ET", "10 灰 0 upright a@0,38+6  @7,38+6 b@17,38+6"},
		{"Tc Tw Tz", "BT /F 10 Tf 1 Tc 2 Tw 50 Tz (a b) Tj ET", "10 灰 0 upright a@0,0+3  @3.5,0+3 b@8,0+3"},
		{"Ts", "BT /F 10 Tf 4 Ts (a) Tj ET", "10 灰 0 upright a@0,4+6"},
		{"Tr", "BT /F 10 Tf 3 Tr (a) Tj 0 Tr (b) Tj 1 Tr 1 0 0 RG (c) Tj ET", "10 灰 0 upright hidden a@0,0+6\n10 灰 0 upright b@6,0+6\n10 RGB 1/0/0 upright pen 1 c@12,0+6"},
		{"bold by stroke", "q 2 0 0 2 0 0 cm .5 w BT /F 10 Tf 2 Tr (a) Tj 1 G (b) Tj 0 G 0 w (c) Tj ET Q", "20 灰 0 upright pen 1 a@0,0+12\n20 灰 0 upright b@12,0+12\n20 灰 0 upright c@24,0+12"},
		{"cover", "BT /F 10 Tf (a) Tj ET 1 g 0 0 50 20 re f", "10 灰 0 upright a@0,0+6\nrule 0,0-50,20 灰 1\nover 1 cover 0,0-50,20"},
		{"below the text", "1 g 0 0 50 20 re f 0 g BT /F 10 Tf (a) Tj ET", "10 灰 0 upright a@0,0+6\nrule 0,0-50,20 灰 1"},
		{"cover that is clipped", "BT /F 10 Tf (a) Tj ET q 1 g 0 0 20 10 re W n 0 0 50 20 re f Q q 1 g 0 0 m 9 0 l 5 9 l W n 0 0 50 20 re f Q",
			"10 灰 0 upright a@0,0+6\nrule 0,0-50,20 灰 1\nrule 0,0-50,20 灰 1\nover 1 cover 0,0-20,10"},
		{"transparent", "BT /F 10 Tf (a) Tj ET /Half gs 1 g 0 0 50 20 re f", "10 灰 0 upright a@0,0+6\nrule 0,0-50,20 灰 1"},
		{"q Q cm", "q 2 0 0 2 10 10 cm BT /F 5 Tf (a) Tj ET Q BT /F 5 Tf (a) Tj ET", "10 灰 0 upright a@10,10+6\n5 灰 0 upright a@0,0+3"},
		{"turned", "BT /F 10 Tf 0 1 -1 0 50 20 Tm (ab) Tj ET BT 0 -1 1 0 50 20 Tm (a) Tj ET BT -1 0 0 -1 50 20 Tm (a) Tj ET BT .7 .7 -.7 .7 50 20 Tm (a) Tj ET",
			"10 灰 0 left a@50,20+6 b@50,26+6\n10 灰 0 right a@50,20+6\n10 灰 0 down a@50,20+6\n9.9 灰 0 askew a@50,20+5.94"},
		{"colours", "BT /F 10 Tf .5 g (a) Tj 1 0 0 rg (b) Tj 0 .8 .8 0 k (c) Tj /DeviceCMYK cs (d) Tj 0 1 1 0 sc (e) Tj ET",
			"10 灰 0.5 upright a@0,0+6\n10 RGB 1/0/0 upright b@6,0+6\n10 CMYK 0/0.8/0.8/0 upright c@12,0+6\n10 CMYK 0/0/0/1 upright d@18,0+6\n10 CMYK 0/1/1/0 upright e@24,0+6"},
		{"named spaces", "/S cs BT /F 10 Tf 1 scn (a) Tj .5 scn (b) Tj /K cs 1 scn (c) Tj /I cs 0 0 1 scn (d) Tj ET",
			"10 CMYK 0/0.8/0.8/0 upright a@0,0+6\n10 CMYK 0/0.4/0.4/0 upright b@6,0+6\n10 CMYK 0/0/0/1 upright c@12,0+6\n10 RGB 0/0/1 upright d@18,0+6"},
		{"artifact", "/Artifact BMC BT /F 10 Tf (1) Tj ET EMC BT (2) Tj ET", "10 灰 0 upright artifact 1@0,0+6\n10 灰 0 upright 2@0,0+6"},
		{"rectangle", "1 0 0 rg 10 20 100 .5 re f", "rule 10,20-110,20.5 RGB 1/0/0"},
		{"line", "2 w 10 20 m 110 20 l S", "rule 10,19-110,21 灰 0"},
		{"frame", "1 w 10 20 50 30 re s", "rule 10,19.5-60,20.5 灰 0\nrule 59.5,20-60.5,50 灰 0\nrule 10,49.5-60,50.5 灰 0\nrule 9.5,20-10.5,50 灰 0"},
		{"polygon as rectangle", "10 20 m 110 20 l 110 21 l 10 21 l h f*", "rule 10,20-110,21 灰 0"},
		{"circle", "10 20 m 10 30 20 40 30 40 c 40 40 50 30 50 20 c h 1 0 0 rg f", "shape 10,20-50,40 RGB 1/0/0"},
		{"clip paints nothing", "0 0 50 50 re W n", ""},
		{"form", "q 1 0 0 1 5 5 cm /X Do Q", "10 灰 0 upright x@8,9+6"},
		{"picture", "q 40 0 0 30 10 20 cm /P Do Q", "image 10,20-50,50"},
		{"inline picture", "q 40 0 0 30 10 20 cm BI /W 1 /H 1 /BPC 8 /CS /G ID \x00EI EI Q BT /F 10 Tf (a) Tj ET", "10 灰 0 upright a@0,0+6\nimage 10,20-50,50"},
		{"strings", `BT /F 10 Tf (a\(b\)\\\101\n\` + "\n" + `c(d)) Tj <4142> Tj ET`, "10 灰 0 upright a@0,0+6 (@6,0+6 b@12,0+6 )@18,0+6 \\@24,0+6 A@30,0+6 @36,0+6 c@42,0+6 (@48,0+6 d@54,0+6 )@60,0+6\n10 灰 0 upright A@66,0+6 B@72,0+6"},
		{"faults", "] >> BT /F 10 Tf /Nope 3 Tf (a) Tj /F 10 Tf (b) Tj 1 2 3 foo Q Q EMC (", "10 灰 0 upright b@0,0+6"},
	} {
		t.Run(test.name, func(t *testing.T) {
			resources := courier + ` /ExtGState <</Half <</ca .5>>>> /XObject <</X 5 0 R /P 6 0 R>> /ColorSpace <</S [/Separation /Seal /DeviceCMYK <</FunctionType 2 /N 1 /Domain [0 1] /C0 [0 0 0 0] /C1 [0 .8 .8 0]>>] ` +
				`/K [/Separation /Black /DeviceGray 7 0 R] /I [/ICCBased 8 0 R]>>`
			d := read(t, onePage(test.content, resources,
				streamOf("/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Matrix [1 0 0 1 1 2] /Resources <<"+courier+">>", "BT /F 10 Tf 2 2 Td (x) Tj ET"),
				streamOf("/Type /XObject /Subtype /Image /Width 1 /Height 1", "\x00"), "<<>>", streamOf("/N 3", "")))
			if got := show(&d.Pages[0]); got != test.want {
				t.Errorf("got\n%s\nwant\n%s", got, test.want)
			}
		})
	}
}

// A page that is turned shows its left side at the top, and so on.
func TestRotate(t *testing.T) {
	for rotate, want := range map[int]string{
		0:   "10 灰 0 upright a@20,30+6",
		90:  "10 灰 0 right a@30,180+6",
		180: "10 灰 0 down a@180,70+6",
		270: "10 灰 0 left a@70,20+6",
		-90: "10 灰 0 left a@70,20+6",
	} {
		data := bytes.Replace(onePage("BT /F 10 Tf 20 30 Td (a) Tj ET", courier), []byte("/Resources"), fmt.Appendf(nil, "/Rotate %d /Resources", rotate), 1)
		d := read(t, data)
		p := &d.Pages[0]
		if got := show(p); got != want {
			t.Errorf("Rotate %d: %s, want %s", rotate, got, want)
		}
		if across := rotate%180 != 0; (p.Width > p.Height) == across {
			t.Errorf("Rotate %d: %v × %v", rotate, p.Width, p.Height)
		}
	}
}

func TestFonts(t *testing.T) {
	cidFont := func(more string) string {
		return "[<</Type /Font /Subtype /CIDFontType0 /BaseFont /X " + more + ">>]"
	}
	toUnicode := "/ToUnicode 5 0 R"
	for _, test := range []struct{ name, font, cmap, content, want string }{
		{"bfchar", "/Subtype /Type0 /Encoding /Identity-H " + toUnicode + " /DescendantFonts " + cidFont("/DW 1000 /W [1 [500] 3 4 250]"),
			"1 begincodespacerange <0000> <ffff> endcodespacerange 3 beginbfchar <0001> <0041> <0002> <4e00> <0003> <d842dfb7> endbfchar", "<000100020003> Tj",
			"A@0,0+5 一@5,0+10 𠮷@15,0+2.5"},
		{"bfrange", "/Subtype /Type0 /Encoding /Identity-H " + toUnicode + " /DescendantFonts " + cidFont(""),
			"2 beginbfrange <0001> <0003> <4e00> <0010> <0011> [<00660069> <58eb>] endbfrange", "<000200100011> Tj", "丁@0,0+10 fi@10,0+10 士@20,0+10"},
		{"UCS2", "/Subtype /Type0 /Encoding /UniGB-UCS2-H /DescendantFonts " + cidFont("/W [1 [300]]"), "", "<4e000041> Tj", "一@0,0+10 A@10,0+5"},
		{"UTF16", "/Subtype /Type0 /Encoding /UniGB-UTF16-H /DescendantFonts " + cidFont(""), "", "<d842dfb74e00> Tj", "𠮷@0,0+10 一@10,0+10"},
		{"GBK", "/Subtype /Type0 /Encoding /GBK-EUC-H /DescendantFonts " + cidFont(""), "", "<d2bb41b6fe> Tj", "一@0,0+10 A@10,0+5 二@15,0+10"},
		{"embedded CMap", "/Subtype /Type0 /Encoding 6 0 R " + toUnicode + " /DescendantFonts " + cidFont("/W [7 [800]]"),
			"1 beginbfchar <81> <7532> endbfchar", "<8120> Tj", "甲@0,0+8 @8,0+10"},
		{"vertical", "/Subtype /Type0 /Encoding /UniGB-UCS2-V /DescendantFonts " + cidFont(""), "", "<4e004e8c> Tj", "一@-5,-8.8+10 二@-5,-18.8+10"},
		{"Differences", "/Subtype /Type1 /BaseFont /X /FirstChar 65 /Widths [700 300] /Encoding <</BaseEncoding /WinAnsiEncoding /Differences [65 /eacute 66 /uni4E00]>>", "", "(ABC) Tj",
			"é@0,0+7 一@7,0+3 C@10,0+0"},
		{"simple with ToUnicode", "/Subtype /TrueType /BaseFont /X /FirstChar 1 /Widths [1000 1000] " + toUnicode, "2 beginbfchar <01> <53bf> <02> <9547> endbfchar", "<0102> Tj", "县@0,0+10 镇@10,0+10"},
		{"Type3", "/Subtype /Type3 /FontMatrix [.01 0 0 .01 0 0] /FirstChar 97 /Widths [60] /Encoding <</Differences [97 /a]>> /CharProcs <<>>", "", "(a) Tj", "a@0,0+6"},
		{"MacRoman", "/Subtype /Type1 /BaseFont /Courier /Encoding /MacRomanEncoding", "", "<8e> Tj", "é@0,0+6"},
		{"ActualText", "/Subtype /Type1 /BaseFont /Courier", "", "/Span <</ActualText <feff4e00>>> BDC (a) Tj EMC", "a@0,0+6"},
	} {
		t.Run(test.name, func(t *testing.T) {
			d := read(t, onePage("BT /F 10 Tf "+test.content+" ET", "/Font <</F <</Type /Font "+test.font+">>>>", streamOf("", test.cmap),
				streamOf("/CMapName /Own", "1 begincodespacerange <00> <ff> endcodespacerange 1 begincidrange <80> <8f> 6 endcidrange")))
			_, got, _ := strings.Cut(show(&d.Pages[0]), "upright ")
			if got != test.want {
				t.Errorf("got %s\nwant %s", got, test.want)
			}
		})
	}
}

func TestFilters(t *testing.T) {
	plain := "BT /F 10 Tf 20 30 Td (ab) Tj ET"
	want := "10 灰 0 upright a@20,30+6 b@26,30+6"
	flate := func(s string) string {
		var b bytes.Buffer
		w := zlib.NewWriter(&b)
		w.Write([]byte(s))
		w.Close()
		return b.String()
	}
	a85 := func(s string) string {
		b := make([]byte, ascii85.MaxEncodedLen(len(s)))
		return string(b[:ascii85.Encode(b, []byte(s))]) + "~>"
	}
	// Rows of 4 bytes with each of PNG's filters.
	png := func(s string) string {
		for len(s)%4 != 0 {
			s += " "
		}
		var b []byte
		before := make([]byte, 4)
		for i := 0; i < len(s); i += 4 {
			row := []byte(s[i : i+4])
			kind := byte(i / 4 % 5)
			b = append(b, kind)
			for k := range row {
				var left, corner byte
				if k > 0 {
					left, corner = row[k-1], before[k-1]
				}
				switch kind {
				case 0:
					b = append(b, row[k])
				case 1:
					b = append(b, row[k]-left)
				case 2:
					b = append(b, row[k]-before[k])
				case 3:
					b = append(b, row[k]-byte((int(left)+int(before[k]))/2))
				case 4:
					b = append(b, row[k]-paeth(left, before[k], corner))
				}
			}
			copy(before, row)
		}
		return string(b)
	}
	runLength := func(s string) string { return string([]byte{byte(len(s) - 1)}) + s + "\x80" }
	for _, test := range []struct{ name, entries, data string }{
		{"Flate", "/Filter /FlateDecode", flate(plain)},
		{"Flate that breaks off", "/Filter /FlateDecode", flate(plain + strings.Repeat(" % x\n", 400))[:60]},
		{"PNG predictors", "/Filter /FlateDecode /DecodeParms <</Predictor 15 /Columns 4>>", flate(png(plain))},
		{"TIFF predictor", "/Filter [/FlateDecode] /DecodeParms [<</Predictor 2 /Columns 1 /Colors 1>>]", flate(plain)},
		{"ASCII85", "/Filter [/ASCII85Decode /FlateDecode]", a85(flate(plain))},
		{"ASCIIHex", "/Filter /AHx", fmt.Sprintf("%x>", plain)},
		{"RunLength", "/Filter /RL", runLength(plain)},
		{"LZW", "/Filter /LZWDecode", lzwOf(plain, 1)},
		{"LZW, late", "/Filter /LZWDecode /DecodeParms <</EarlyChange 0>>", lzwOf(plain, 0)},
		{"LZW, long", "/Filter /LZWDecode", lzwOf(strings.Repeat("% the same and the same again, 1 2 3 4 5\n", 90)+plain, 1)},
	} {
		t.Run(test.name, func(t *testing.T) {
			data := bytes.Replace(onePage("", courier), []byte(streamOf("", "")), []byte(streamOf(test.entries, test.data)), 1)
			d := read(t, data) // its offsets are wrong now
			if got := show(&d.Pages[0]); got != want {
				t.Errorf("got %q", got)
			}
		})
	}
}

// lzwOf encodes without finding much: each code is new, widths grow as they do
// in PDF.
func lzwOf(s string, early int) string {
	var out []byte
	bits, have := 0, 0
	width, next := 9, 258
	put := func(code int) {
		bits, have = bits<<width|code, have+width
		for have >= 8 {
			out = append(out, byte(bits>>(have-8)))
			have -= 8
			bits &= 1<<have - 1
		}
	}
	table := map[string]int{}
	for i := range 256 {
		table[string([]byte{byte(i)})] = i
	}
	put(256)
	word := ""
	for _, c := range []byte(s) {
		if _, ok := table[word+string([]byte{c})]; ok {
			word += string([]byte{c})
			continue
		}
		put(table[word])
		table[word+string([]byte{c})] = next
		next++
		// The decoder is one entry behind.
		if next-1+early >= 1<<width && width < 12 {
			width++
		}
		word = string([]byte{c})
	}
	put(table[word])
	next++
	if next-1+early >= 1<<width && width < 12 {
		width++
	}
	put(257)
	if have > 0 {
		out = append(out, byte(bits<<(8-have)))
	}
	return string(out)
}

func TestDamagedFiles(t *testing.T) {
	good := onePage("BT /F 10 Tf 20 30 Td (ab) Tj ET", courier)
	want := show(&read(t, good).Pages[0])
	for name, data := range map[string][]byte{
		"junk before":     append([]byte("junk\n"), good...),
		"wrong startxref": bytes.Replace(good, []byte("startxref\n"), []byte("startxref\n9"), 1),
		"no xref":         good[:bytes.LastIndex(good, []byte("xref\n0"))],
		"shifted":         bytes.Replace(good, []byte("%PDF-1.7\n"), []byte("%PDF-1.7\n%shift\n"), 1),
		"wrong length":    bytes.Replace(good, []byte("/Length 3"), []byte("/Length 1"), 1),
	} {
		d, err := Read(data)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if got := show(&d.Pages[0]); got != want {
			t.Errorf("%s: %s", name, got)
		}
	}
	for name, test := range map[string]struct {
		data []byte
		want error
	}{
		"empty":     {nil, ErrNotPDF},
		"text":      {[]byte("一份文件"), ErrNotPDF},
		"head only": {[]byte("%PDF-1.7\n"), ErrBroken},
		"no pages":  {bytes.Replace(good, []byte("/Kids [3 0 R]"), []byte("/Kids [9 0 R]"), 1), ErrBroken},
		"encrypted": {bytes.Replace(good, []byte("/Root"), []byte("/Encrypt <<>> /Root"), 1), ErrEncrypted},
	} {
		if _, err := Read(test.data); !errors.Is(err, test.want) || !IsDamage(err) {
			t.Errorf("%s: %v, want %v", name, err, test.want)
		}
	}
	// Forms that paint themselves, pages that are their own parents.
	loop := onePage("/X Do", "/XObject <</X 5 0 R>>", streamOf("/Subtype /Form /Resources <</XObject <</X 5 0 R>>>>", strings.Repeat("/X Do ", 3)+"BT ET"))
	read(t, loop)
	if _, err := Read(bytes.Replace(good, []byte("/Kids [3 0 R]"), []byte("/Kids [2 0 R]"), 1)); !errors.Is(err, ErrBroken) {
		t.Errorf("a page tree in a circle: %v", err)
	}
}

func TestColours(t *testing.T) {
	grey := func(v int16) Colour { return Colour{Grey, [4]int16{v}} }
	rgb := func(r, g, b int16) Colour { return Colour{RGB, [4]int16{r, g, b}} }
	cmyk := func(c, m, y, k int16) Colour { return Colour{CMYK, [4]int16{c, m, y, k}} }
	for _, test := range []struct {
		colour Colour
		want   string
	}{
		{grey(0), "black"}, {grey(1000), "white"}, {grey(800), "grey"},
		{rgb(0, 0, 0), "black"}, {rgb(1000, 0, 0), "red"}, {rgb(902, 0, 71), "red"}, {rgb(1000, 1000, 1000), "white"}, {rgb(700, 700, 700), "grey"}, {rgb(0, 0, 1000), ""},
		{cmyk(0, 0, 0, 1000), "black"}, {cmyk(0, 800, 800, 0), "red"}, {cmyk(0, 0, 0, 0), "white"}, {cmyk(0, 0, 0, 200), "grey"}, {cmyk(0, 0, 1000, 0), ""},
		{cmyk(750, 680, 670, 900), "black"}, {Colour{}, ""},
	} {
		var got strings.Builder
		for name, is := range map[string]bool{"black": test.colour.IsBlack(), "white": test.colour.IsWhite(), "red": test.colour.IsRed(), "grey": test.colour.IsGrey()} {
			if is {
				got.WriteString(name)
			}
		}
		if got.String() != test.want {
			t.Errorf("%v is %q, want %q", test.colour, got.String(), test.want)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add(onePage("BT /F 10 Tf 20 30 Td (ab) Tj ET", courier))
	f.Add(onePage("/X Do q 1 0 0 RG 3 w 0 0 m 9 9 l S Q BI ID EI", "/XObject <</X 5 0 R>>", streamOf("/Subtype /Form /Filter /FlateDecode", "x\x9c")))
	f.Add([]byte("%PDF-1.5\n1 0 obj<</Type/ObjStm/N 2/First 8/Length 20>>stream\n2 0 3 9 <</A 3 0 R>>\nendstream endobj"))
	f.Fuzz(func(t *testing.T, data []byte) {
		d, err := Read(data)
		if d == nil && err == nil {
			t.Error("neither a document nor an error")
		}
	})
}

func FuzzContent(f *testing.F) {
	f.Add("BT /F 10 Tf 1 0 0 1 3 4 Tm [(a) -200 <4e00>] TJ ET 0 0 9 9 re f")
	f.Add("/S cs 1 scn q Q Q BI /W 1 ID x EI BDC EMC ( \\777 (")
	f.Fuzz(func(t *testing.T, content string) {
		d, err := Read(onePage(content, courier))
		if err != nil {
			t.Skip() // "endobj" in the stream
		}
		for _, r := range d.Pages[0].Runs {
			if len(r.Glyphs) == 0 {
				t.Error("a run without glyphs")
			}
		}
	})
}

func FuzzCMap(f *testing.F) {
	f.Add([]byte("1 begincodespacerange <00> <ffff> endcodespacerange 2 beginbfrange <01> <05> <4e00> <06> <08> [<41> /A] endbfrange"), "\x01\x02\xff")
	f.Add([]byte("/GBK-EUC-H usecmap 1 begincidrange <00000000> <ffffffff> 1 endcidrange"), "\xb0\xa1a")
	f.Fuzz(func(t *testing.T, data []byte, s string) {
		m := parseCMap(data, predefined)
		for rest := text(s); len(rest) > 0; {
			code, n := m.next(rest)
			if n < 1 {
				t.Fatal("no progress")
			}
			m.cid(code)
			m.text(code, n)
			rest = rest[n:]
		}
	})
}

func FuzzProgram(f *testing.F) {
	f.Add([]byte("\x01\x00\x04\x01\x00\x01\x01\x01\x02x\x00\x00\x00\x00"), 1)
	f.Add([]byte("\x00\x01\x00\x00\x00\x01\x00\x00\x00\x00\x00\x00glyf\x00\x00\x00\x00\x00\x00\x00\x1c\x00\x00\x00\x0a0123456789"), 0)
	f.Fuzz(func(t *testing.T, data []byte, gid int) {
		for _, p := range []*program{parseProgram(data), bareCFF(data)} {
			if p == nil {
				continue
			}
			p.box(gid)
			p.family()
			p.texts()
			p.glyphOfSimple(1, "a")
			p.glyphOfName("x")
		}
	})
}
