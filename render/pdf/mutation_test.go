package pdf_test

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"
	"testing"
)

// A recorder keeps what a judge finds.
type recorder struct {
	testing.TB
	findings []string
}

func (r *recorder) Helper()                   {}
func (r *recorder) Error(args ...any)         { r.findings = append(r.findings, fmt.Sprint(args...)) }
func (r *recorder) Errorf(f string, a ...any) { r.findings = append(r.findings, fmt.Sprintf(f, a...)) }
func (r *recorder) Fatalf(f string, a ...any) {
	r.Errorf(f, a...)
	panic("given up")
}

// TestJudge breaks a file that keeps the rules in one place at a time: the
// judge must find that, or its silence means nothing. Replacements are as long
// as what they replace, so that the cross-references stay right.
func TestJudge(t *testing.T) {
	c := whole()
	good := write(t, c.pages, wholeMeta(c))
	for _, m := range []struct{ old, new, want string }{
		{"%PDF-1.7", "%PDF-1.3", "6.1.2"},
		{"/ID [<", "/IX [<", "6.1.3"},
		{"/Lang (zh-CN)", "/Lang (en-US)", "6.7.4"},
		{"/Marked true", "/Marked null", "6.7.2"},
		{"/DisplayDocTitle true", "/DisplayDocTitle null", "UA 7.1"},
		{"/S /GTS_PDFA1", "/S /GTS_PDFX1", "6.2.3"},
		{"<pdfaid:part>2", "<pdfaid:part>3", "6.6.4"},
		{"<pdfaid:conformance>A", "<pdfaid:conformance>B", "6.6.4"},
		{"<pdfuaid:part>1", "<pdfuaid:part>2", "UA 5"},
		{"prefix>pdfuaid<", "prefix>pdfuaix<", "6.6.2.3"},
		{"<dc:title>", "<dc:titel>", ""}, // no XML any more
		{`xml:lang="x-default">`, `xml:lang="y-default">`, "6.6.2"},
		{"<xmp:CreateDate>2026", "<xmp:CreateDate>2025", "6.6.2"},
		{"<pdf:Producer>fangan", "<pdf:Producer>Fangan", "6.6.2"},
		{"/S/H2/", "/S/H4/", "UA 7.4.2"},
		{"/S/H2/", "/S/H0/", "UA 7.4.2"},
		{"/S/P/", "/S/Q/", "6.7.3.4"},
		{"/S/TR/", "/S/TD/", "UA 7.2"},
		{"/S/TOCI/", "/S/Sect/", "UA 7.2"},
		{"/Scope/Column", "/Scope/Coulmn", "UA 7.5"},
		{"/ColSpan 2", "/ColSpan 3", "UA 7.2"},
		{"/RowSpan 3", "/RowSpan 4", "UA 7.2"},
		{"/RowSpan 3", "/RowSpan 1", "UA 7.2"},
		{"/K[0 ]", "/K[7 ]", "belongs to"},
		{"/Nums [0 [", "/Nums [0 (", ""},
		{"/Tabs /S", "/Tabs /R", "UA 7.18.3"},
		{"/StructParents 1\n", "/StructParents 2\n", "StructParents"},
		{"/F 4/", "/F 2/", "/F"},
		{"/Contents <FEFF8F6C", "/Contents <FEFF>8F6", ""},
		{"/StructParent 8>>", "/StructParent 9>>", "a second annotation"},
		{"/CIDToGIDMap /Identity", "/CIDToGIDMap /Identitx", "6.2.11"},
		{"/DW 1000", "/DW 1002", "6.2.11.5"},
		{"/W [", "/V [", "6.2.11.5"},
		{"/Type/StructElem/S/P", "/Type/StructElen/S/P", "6.7.3.3"},
		{"<</Type/MCR", "<</Type/MRC", "element"},
		{"/Type/OBJR", "/Type/OBRJ", ""},
		{"/S/L/", "/S/P/", "UA 7.2"},
		{"/S/LI/", "/S/TD/", "UA 7.2"},
		{"/S/Lbl/", "/S/Div/", "UA 7.2"},
		{"/S/LBody/", "/S/THead/", "UA 7.2"},
		{"/ListNumbering/Decimal", "/ListNumbering/Decimbl", "UA 7.6"},
		{"/S/THead/", "/S/TBody/", "-"},
		{"/S/TBody/", "/S/THead/", "UA 7.2"},
		{"/Rect[", "/Ract[", "link at"},
		{"/Type/Annot/", "/Type/Annit/", "6.3.2"},
		{"/Dest[", "/URI [", "/URI"},
		{"/MediaBox [0 0 595.28", "/MediaBox [0 0 000002", "6.1.13"},
		{"/Resources 2 0 R", "/Resourcen 2 0 R", "6.2.2"},
		{"/OutputConditionIdentifier", "/OutputConditionIdentified", "6.2.3"},
		{"/N 3 ", "/N 4 ", "6.2.3"},
		{"/Filter /FlateDecode", "/Filter /LZWiiDecode", "6.1.7"},
		{"/Subtype /Form", "/Subtype2 /PS ", "/Subtype2"},
		{"/Title <FEFF", "/Titel <FEFF", ""},
		{"http://www.aiim.org/pdfa/ns/id/", "http://www.aiim.org/pdfb/ns/id/", "6.6.2.3"},
		{"<dc:format>application/pdf</dc:format>", "<dc:formal>application/pdf</dc:formal>", "6.6.2.3"},
		{"</rdf:Description>", "</rdf:Deskription>", "6.6.2.1"},
		{"/Type /FontDescriptor", "/Type /FontDescripton", "6.2.11.2"},
		{"/FontBBox [", "/FontBBux [", "6.2.11.2"},
		{"+Fangan", "-Fangan", "6.2.11"},
		{"/Border[", "/Bordes[", "-"}, // nothing that these rules are about
	} {
		if !bytes.Contains(good, []byte(m.old)) || len(m.old) != len(m.new) {
			t.Fatalf("%q: no such place", m.old)
		}
		bad := bytes.Replace(good, []byte(m.old), []byte(m.new), 1)
		r := &recorder{TB: t}
		func() {
			defer func() { recover() }()
			judgeFile(r, bad)
		}()
		found := strings.Join(r.findings, "\n")
		if m.want == "-" && found == "" {
			continue
		}
		if found == "" || !strings.Contains(found, m.want) {
			t.Errorf("%s → %s: %s", m.old, m.new, found)
		}
	}
}

// TestJudgeOfContents breaks the contents of pages.
func TestJudgeOfContents(t *testing.T) {
	c := whole()
	f := readFile(t, write(t, c.pages, wholeMeta(c)))
	page := f.dict(f.dict(f.trailer["Root"])["Pages"])["Kids"].([]any)[2].(reference)
	contents := f.dict(page)["Contents"].(reference)
	good := f.decoded(contents)
	for _, m := range []struct{ old, new, want string }{
		{`/H1 <</MCID 0>> BDC`, `/H1 <</MCID 5>> BDC`, "content 5"},
		{`/H1 <</MCID 0>> BDC`, `/H2 <</MCID 0>> BDC`, "belongs to"},
		{`/H1 <</MCID 0>> BDC`, `/Span <</Lang (zh)>> BDC`, "a span alone"},
		{`/Artifact <</Type /Pagination>> BDC`, ``, ""},
		{` ET\nEMC`, ` ET`, "content 1 after 1"},
		{`\[\(`, "[(\x00\x00", "6.2.11.8"},
		{`\[\(`, "[(\x7F\x7F", "6.2.11"},
		{` Td`, ` TD`, "6.2.2"},
		{`ET`, `BT`, "6.2.2"},
		{`BT`, `q BT`, "open at the end"},
		{`BT`, `3 Tr BT`, "6.2.11.4"},
		{`BT`, `0 .8 .8 0 k BT`, "6.2.4.3"},
		{`BT`, `1e-39 w BT`, "6.1.13"},
		{` Do`, ` sh`, "6.2.2"},
	} {
		place := regexp.MustCompile(m.old).FindIndex(good)
		if place == nil {
			t.Fatalf("no %s in\n%s", m.old, good)
		}
		bad := append(append(bytes.Clone(good[:place[0]]), m.new...), good[place[1]:]...)
		r := &recorder{TB: t}
		j := &judge{TB: r, pdfFile: f, byNumber: make(map[reference]*tagged), texts: make(map[reference][]string)}
		f.objects[contents] = stream{dictionary{}, bad}
		func() {
			defer func() {
				if fault := recover(); fault != nil {
					r.Error(fault)
				}
			}()
			j.catalog()
			j.tree()
			j.contents()
		}()
		if found := strings.Join(r.findings, "\n"); found == "" || !strings.Contains(found, m.want) {
			t.Errorf("%s → %s: %s", m.old, m.new, found)
		}
	}
}
