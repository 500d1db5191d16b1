package pdf_test

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"encoding/xml"
	"fmt"
	"io"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf16"
	"unicode/utf8"
)

// A judge holds a file against the rules of PDF/A-2a (ISO 19005-2) and PDF/UA-1
// (ISO 14289-1), as far as a file of this package could break them. No
// validator for these is in Debian, npm or the Go proxy; the clauses are those
// that veraPDF names. What a file of this package never has (images, forms,
// actions, transparency, embedded files) is refused as a whole.
type judge struct {
	testing.TB
	*pdfFile
	inks     int // of the output intent: 3 for a screen, 4 for print
	pages    []reference
	elements []*tagged // in reading order
	byNumber map[reference]*tagged
	texts    map[reference][]string // by page: what its marked contents say
}

// A tagged is a structure element.
type tagged struct {
	number  reference
	parent  *tagged
	tag     name
	dict    dictionary
	kids    []*tagged
	content map[reference][]int // by page: the marked content
	objects []reference
}

func judgeFile(t testing.TB, data []byte) *judge {
	t.Helper()
	j := &judge{TB: t, pdfFile: readFile(t, data), byNumber: make(map[reference]*tagged), texts: make(map[reference][]string)}
	defer func() {
		if fault := recover(); fault != nil {
			t.Errorf("the file can't be judged: %v", fault)
		}
	}()
	j.syntax()
	j.catalog()
	j.metadata()
	j.tree()
	j.headings()
	j.grouping()
	j.contents()
	j.annotations()
	return j
}

// syntax: ISO 19005-2 6.1.
func (j *judge) syntax() {
	rest, ok := bytes.CutPrefix(j.data, []byte("%PDF-1.7\n%"))
	if !ok || slices.Min(rest[:4]) < 0x80 {
		j.Errorf("6.1.2: file begins with %q", j.data[:min(20, len(j.data))])
	}
	id := j.array(j.trailer["ID"])
	if len(id) != 2 || len(id[0].(string)) != 16 || j.trailer["Encrypt"] != nil || j.trailer["Prev"] != nil {
		j.Errorf("6.1.3: trailer %v", j.trailer)
	}
	if len(j.objects) > 8388607 {
		j.Errorf("6.1.13: %d objects", len(j.objects))
	}
	var walk func(n reference, v any)
	walk = func(n reference, v any) {
		switch v := v.(type) {
		case dictionary:
			for key, value := range v {
				if slices.Contains(forbidden, key) && (key != "F" || value != 4) {
					j.Errorf("object %d has /%s", n, key)
				}
				walk(n, key)
				walk(n, value)
			}
		case stream:
			if filter := v.dictionary["Filter"]; filter != nil && filter != name("FlateDecode") {
				j.Errorf("6.1.7: object %d has the filter %v", n, filter)
			}
			walk(n, v.dictionary)
		case []any:
			for _, value := range v {
				walk(n, value)
			}
		case name:
			if len(v) > 127 || !utf8.ValidString(string(v)) {
				j.Errorf("6.1.8, 6.1.13: object %d has the name %q", n, v)
			}
		case string, int, float64:
			j.limits(n, v)
		case reference:
			if _, ok := j.objects[v]; !ok {
				j.Errorf("object %d refers to %d, which is none", n, v)
			}
		case operator:
			j.Errorf("object %d has %s", n, v)
		}
	}
	for n, o := range j.objects {
		walk(n, o)
	}
}

// forbidden are keys of what PDF/A does not allow, or this package does not
// make: actions and scripts (6.5), forms (6.4), embedded and external files
// (6.1.7, 6.8), optional content (6.9), presentations (6.10), requirements
// (6.11), permissions (6.1.12), images (6.2.8), PostScript and references
// (6.2.9), graphics states and transparency (6.2.5, 6.2.10), appearances.
var forbidden = []name{
	"JS", "JavaScript", "AA", "OpenAction", "URI", "Launch", "AcroForm", "XFA", "NeedsRendering", "Names", "EF", "F", "FFilter", "FDecodeParms", "DecodeParms",
	"OCProperties", "OC", "PresSteps", "AlternatePresentations", "Requirements", "Perms", "Alternates", "OPI", "PS", "Subtype2", "Ref",
	"ExtGState", "TR", "TR2", "HTP", "Group", "SMask", "CA", "ca", "BM", "AP", "DestOutputProfileRef", "Encrypt", "WMode", "CharSet",
}

// limits: ISO 19005-2 6.1.13.
func (j *judge) limits(n reference, v any) {
	switch v := v.(type) {
	case string:
		if len(v) >= 32767 {
			j.Errorf("6.1.13: object %d has a string of %d bytes", n, len(v))
		}
	case int:
		if v > math.MaxInt32 || v < math.MinInt32 {
			j.Errorf("6.1.13: object %d has %d", n, v)
		}
	case float64:
		if v != 0 && math.Abs(v) < 1.175e-38 || math.Abs(v) > 3.403e38 {
			j.Errorf("6.1.13: object %d has %v", n, v)
		}
	}
}

func (j *judge) root() dictionary { return j.dict(j.trailer["Root"]) }

// catalog: languages, marks, colours.
func (j *judge) catalog() {
	root := j.root()
	if root["Lang"] != "zh-CN" {
		j.Errorf("6.7.4, UA 7.2: Lang %v", root["Lang"])
	}
	if mark := j.dict(root["MarkInfo"]); mark["Marked"] != true || mark["Suspects"] == true {
		j.Errorf("6.7.2, UA 7.1: MarkInfo %v", mark)
	}
	if j.dict(root["ViewerPreferences"])["DisplayDocTitle"] != true {
		j.Error("UA 7.1: the title of the document is not displayed")
	}
	intents := j.array(root["OutputIntents"])
	if len(intents) != 1 {
		j.Fatalf("6.2.3: %d output intents", len(intents))
	}
	intent := j.dict(intents[0])
	profile := j.decoded(intent["DestOutputProfile"])
	j.inks, _ = j.dict(intent["DestOutputProfile"])["N"].(int)
	kind := map[int]string{3: "mntrRGB XYZ ", 4: "prtrCMYKLab "}[j.inks]
	// An identifier that no registry knows wants words.
	if intent["Type"] != name("OutputIntent") || intent["S"] != name("GTS_PDFA1") || intent["OutputConditionIdentifier"] == nil || intent["Info"] == nil ||
		int(binary.BigEndian.Uint32(profile)) != len(profile) || profile[8] != 2 || string(profile[12:24]) != kind || string(profile[36:40]) != "acsp" {
		j.Errorf("6.2.3: output intent %v", intent)
	}
	tree := j.dict(root["Pages"])
	for _, v := range j.array(tree["Kids"]) {
		page := v.(reference)
		j.pages = append(j.pages, page)
		for _, key := range []name{"MediaBox", "CropBox", "BleedBox", "TrimBox", "ArtBox"} {
			box := j.array(cmp.Or[any](j.dict(page)[key], tree[key]))
			if box == nil && key != "MediaBox" {
				continue
			}
			if len(box) != 4 || !within(number(box[2])-number(box[0]), 3, 14400) || !within(number(box[3])-number(box[1]), 3, 14400) {
				j.Errorf("6.1.13: %s %v", key, box)
			}
		}
		if j.dict(page)["Resources"] == nil { // an inherited one is none
			j.Errorf("6.2.2: page %d has no resources of its own", page)
		}
	}
	j.outlines(root["Outlines"])
}

// outlines: bookmarks have a name and lead to a page.
func (j *judge) outlines(v any) {
	for next := j.dict(v)["First"]; next != nil; next = j.dict(next)["Next"] {
		d := j.dict(next)
		title, _ := d["Title"].(string)
		to := j.array(d["Dest"])
		if text(title) == "" || len(to) == 0 || !slices.Contains(j.pages, to[0].(reference)) {
			j.Errorf("UA 7.17: bookmark %v", d)
		}
		j.outlines(next)
	}
}

func within(v, low, high float64) bool { return v >= low && v <= high }

// number returns a number of either kind.
func number(v any) float64 {
	if n, ok := v.(int); ok {
		return float64(n)
	}
	return v.(float64)
}

// metadata: ISO 19005-2 6.6.
func (j *judge) metadata() {
	about := j.get(j.root()["Metadata"]).(stream)
	if about.dictionary["Filter"] != nil || about.dictionary["Type"] != name("Metadata") || about.dictionary["Subtype"] != name("XML") {
		j.Errorf("6.6.2.1: metadata stream %v", about.dictionary)
	}
	if !bytes.HasPrefix(about.raw, []byte("<?xpacket begin=\"\uFEFF\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>")) {
		j.Error("6.6.2.1: no packet, or one with attributes that are not allowed")
	}
	j.namespaces(about.raw)
	// Property, the languages or a blank, value.
	found := make(map[string]string)
	var path []string
	d := xml.NewDecoder(bytes.NewReader(about.raw))
	for {
		token, err := d.RawToken()
		if err == io.EOF {
			break
		}
		if err != nil {
			j.Fatalf("XMP: %v", err)
		}
		switch token := token.(type) {
		case xml.StartElement:
			path = append(path, token.Name.Space+":"+token.Name.Local)
			for _, a := range token.Attr {
				if a.Name.Space == "xml" {
					path[len(path)-1] += " " + a.Value
				}
			}
		case xml.EndElement:
			path = path[:len(path)-1]
		case xml.CharData:
			if text := strings.TrimSpace(string(token)); text != "" && len(path) > 3 {
				found[strings.Join(path[3:], " ")] = text
			}
		}
	}
	info := j.dict(j.trailer["Info"])
	for key, property := range map[name]string{
		"Title": "dc:title rdf:Alt rdf:li x-default", "Author": "dc:creator rdf:Seq rdf:li", "Subject": "dc:description rdf:Alt rdf:li x-default",
		"Keywords": "pdf:Keywords", "Producer": "pdf:Producer",
	} {
		want := ""
		if v, ok := info[key].(string); ok {
			want = text(v)
		}
		if found[property] != want {
			j.Errorf("6.6.2: %s is %q and %s %q", key, want, property, found[property])
		}
	}
	if found["dc:title rdf:Alt rdf:li x-default"] == "" || found["dc:title rdf:Alt rdf:li zh-CN"] != found["dc:title rdf:Alt rdf:li x-default"] {
		j.Errorf("UA 7.1: no title in %v", found)
	}
	for key, property := range map[name]string{"CreationDate": "xmp:CreateDate", "ModDate": "xmp:ModifyDate"} {
		digits := strings.NewReplacer("-", "", ":", "", "T", "", "+", "+").Replace(found[property])
		want, _ := info[key].(string)
		if want = strings.NewReplacer("D:", "", "'", "").Replace(want); digits != want {
			j.Errorf("6.6.2: %s is %q and %s %q", key, info[key], property, found[property])
		}
	}
	for property, want := range map[string]string{
		"pdfaid:part": "2", "pdfaid:conformance": "A", "pdfuaid:part": "1", "dc:language rdf:Bag rdf:li": "zh-CN",
	} {
		if found[property] != want {
			j.Errorf("6.6.4, UA 5: %s is %q", property, found[property])
		}
	}
	schema := "pdfaExtension:schemas rdf:Bag rdf:li "
	for property, want := range map[string]string{
		"pdfaSchema:namespaceURI": "http://www.aiim.org/pdfua/ns/id/", "pdfaSchema:prefix": "pdfuaid",
		"pdfaSchema:property rdf:Seq rdf:li pdfaProperty:name": "part", "pdfaSchema:property rdf:Seq rdf:li pdfaProperty:valueType": "Integer",
		"pdfaSchema:property rdf:Seq rdf:li pdfaProperty:category": "internal",
	} {
		if found[schema+property] != want {
			j.Errorf("6.6.2.3: %s is %q", property, found[schema+property])
		}
	}
}

// prefixes of XMP that a file of this package uses; PDF/A knows the properties
// of each (ISO 19005-2 6.6.2.3), PDF/UA's are described in the file.
var prefixes = map[string]string{
	"http://www.w3.org/1999/02/22-rdf-syntax-ns#": "rdf", "adobe:ns:meta/": "x", "http://purl.org/dc/elements/1.1/": "dc", "http://ns.adobe.com/xap/1.0/": "xmp",
	"http://ns.adobe.com/pdf/1.3/": "pdf", "http://www.aiim.org/pdfa/ns/id/": "pdfaid", "http://www.aiim.org/pdfua/ns/id/": "pdfuaid",
	"http://www.aiim.org/pdfa/ns/extension/": "pdfaExtension", "http://www.aiim.org/pdfa/ns/schema#": "pdfaSchema", "http://www.aiim.org/pdfa/ns/property#": "pdfaProperty",
}

var properties = map[string]string{
	"rdf": "RDF Description Bag Seq Alt li", "x": "xmpmeta", "dc": "format title creator description language", "xmp": "CreateDate ModifyDate", "pdf": "Producer Keywords",
	"pdfaid": "part conformance", "pdfuaid": "part", "pdfaExtension": "schemas", "pdfaSchema": "schema namespaceURI prefix property",
	"pdfaProperty": "name valueType category description",
}

// namespaces: the packet is well-formed, its prefixes mean what they should, and
// nothing is said that PDF/A does not know.
func (j *judge) namespaces(packet []byte) {
	d := xml.NewDecoder(bytes.NewReader(packet))
	for {
		token, err := d.Token()
		if err == io.EOF {
			return
		}
		if err != nil {
			j.Errorf("6.6.2.1: %v", err)
			return
		}
		start, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		if known := properties[prefixes[start.Name.Space]]; !slices.Contains(strings.Fields(known), start.Name.Local) {
			j.Errorf("6.6.2.3: %s of %q", start.Name.Local, start.Name.Space)
		}
		for _, a := range start.Attr {
			if a.Name.Space == "xmlns" && prefixes[a.Value] != a.Name.Local {
				j.Errorf("6.6.4, UA 5: %s stands for %q", a.Name.Local, a.Value)
			}
		}
	}
}

// text decodes a text string.
func text(s string) string {
	s, ok := strings.CutPrefix(s, "\xFE\xFF")
	if !ok {
		return s
	}
	var units []uint16
	for i := 0; i+1 < len(s); i += 2 {
		units = append(units, uint16(s[i])<<8|uint16(s[i+1]))
	}
	return string(utf16.Decode(units))
}

// standardTags are the structure types of ISO 32000-1 14.8.4 that a file of
// this package may have.
var standardTags = strings.Fields("Document Sect Div P H1 H2 H3 H4 H5 H6 TOC TOCI Reference Link L LI Lbl LBody Table THead TBody TR TH TD")

// tree reads the structure tree.
func (j *judge) tree() {
	rootNumber := j.root()["StructTreeRoot"].(reference)
	root := j.dict(rootNumber)
	if root["Type"] != name("StructTreeRoot") || root["RoleMap"] != nil {
		j.Errorf("6.7.3: root %v", root)
	}
	var walk func(v any, above reference, parent *tagged) *tagged
	walk = func(v any, above reference, parent *tagged) *tagged {
		number := v.(reference)
		d := j.dict(number)
		e := &tagged{number: number, parent: parent, tag: d["S"].(name), dict: d, content: make(map[reference][]int)}
		if j.byNumber[number] != nil {
			j.Errorf("element %d stands in two places", number)
		}
		if d["Type"] != name("StructElem") {
			j.Errorf("6.7.3.3: element %d has the Type %v", number, d["Type"])
		}
		if d["P"] != above {
			j.Errorf("the parent of element %d is %v, not %d", number, d["P"], above)
		}
		if !slices.Contains(standardTags, string(e.tag)) {
			j.Errorf("6.7.3.4: element %d is a %s", number, e.tag)
		}
		j.byNumber[number] = e
		j.elements = append(j.elements, e)
		for _, k := range j.array(d["K"]) {
			switch k := k.(type) {
			case int:
				page := d["Pg"].(reference)
				e.content[page] = append(e.content[page], k)
			case dictionary:
				if k["Type"] == name("OBJR") {
					e.objects = append(e.objects, k["Obj"].(reference))
				} else {
					if k["Type"] != name("MCR") {
						j.Errorf("element %d has %v", number, k)
					}
					page := k["Pg"].(reference)
					e.content[page] = append(e.content[page], k["MCID"].(int))
				}
			default:
				e.kids = append(e.kids, walk(k, number, e))
			}
		}
		return e
	}
	kids := j.array(root["K"])
	if len(kids) != 1 || walk(kids[0], rootNumber, nil).tag != "Document" {
		j.Errorf("the structure is no Document")
	}
}

// headings: ISO 14289-1 7.4.2: the first is H1, and none skips a level.
func (j *judge) headings() {
	last := 0
	for _, e := range j.elements {
		if level, ok := strings.CutPrefix(string(e.tag), "H"); ok {
			n, err := strconv.Atoi(level)
			if err != nil || n > last+1 {
				j.Errorf("UA 7.4.2: %s after H%d", e.tag, last)
			}
			last = n
		}
	}
}

// grouping: which element may stand in which, and tables (ISO 14289-1 7.2,
// 7.5).
func (j *judge) grouping() {
	within := map[name]string{
		"TR": "Table THead TBody", "TH": "TR", "TD": "TR", "THead": "Table", "TBody": "Table", "TOCI": "TOC", "Reference": "TOCI",
		"LI": "L", "Lbl": "LI", "LBody": "LI",
	}
	only := map[name]string{
		"Table": "TR THead TBody", "THead": "TR", "TBody": "TR", "TR": "TH TD", "TOC": "TOC TOCI", "L": "LI", "LI": "Lbl LBody",
		"Document": "Sect Div P H1 H2 H3 H4 H5 H6 TOC L Table Link",
	}
	for _, e := range j.elements {
		if in, ok := within[e.tag]; ok && (e.parent == nil || !slices.Contains(strings.Fields(in), string(e.parent.tag))) {
			j.Errorf("UA 7.2: %s stands in %v", e.tag, e.parent)
		}
		if kinds, ok := only[e.tag]; ok {
			if len(e.content)+len(e.objects) > 0 {
				j.Errorf("UA 7.2: %s %d has content of its own", e.tag, e.number)
			}
			for _, kid := range e.kids {
				if !slices.Contains(strings.Fields(kinds), string(kid.tag)) {
					j.Errorf("UA 7.2: %s has a %s", e.tag, kid.tag)
				}
			}
		}
		switch kids := e.kids; e.tag {
		case "Table":
			j.table(e)
			for i, kid := range kids { // THead, then TBody; or rows alone
				if kid.tag == "THead" && (i > 0 || len(kids) < 2) || kid.tag == "TR" && kids[0].tag != "TR" {
					j.Errorf("UA 7.2: Table %d has a %s as kid %d of %d", e.number, kid.tag, i+1, len(kids))
				}
			}
		case "L":
			if a := j.dict(e.dict["A"]); a["O"] != name("List") || a["ListNumbering"] != name("Decimal") {
				j.Errorf("UA 7.6: L %d has the attributes %v", e.number, a)
			}
		case "LI":
			if len(kids) == 0 || len(kids) > 2 || len(kids) == 2 && (kids[0].tag != "Lbl" || kids[1].tag != "LBody") {
				j.Errorf("UA 7.6: LI %d has %d kids", e.number, len(kids))
			}
		}
		// Cells may be blank, and a row covered by those above; a document may have none.
		if len(e.kids)+len(e.content)+len(e.objects) == 0 && !slices.Contains([]name{"TR", "TH", "TD", "Document"}, e.tag) {
			j.Errorf("%s %d is empty", e.tag, e.number)
		}
	}
}

func (j *judge) table(table *tagged) {
	groups := [][]*tagged{nil}
	for _, kid := range table.kids {
		if kid.tag == "TR" {
			groups[0] = append(groups[0], kid)
		} else {
			groups = append(groups, kid.kids)
		}
	}
	columns := -1
	for _, rows := range groups {
		taken := make(map[[2]int]bool)
		for r, row := range rows {
			at := 0
			for _, cell := range row.kids {
				for taken[[2]int{r, at}] {
					at++
				}
				a := j.dict(cell.dict["A"])
				if cell.tag == "TH" && (a["O"] != name("Table") || a["Scope"] != name("Column")) {
					j.Errorf("UA 7.5: head %d has no scope", cell.number)
				}
				wide, _ := a["ColSpan"].(int)
				high, _ := a["RowSpan"].(int)
				for y := range max(high, 1) {
					for x := range max(wide, 1) {
						if taken[[2]int{r + y, at + x}] {
							j.Errorf("UA 7.2: two cells at row %d, column %d", r+y, at+x)
						}
						taken[[2]int{r + y, at + x}] = true
					}
				}
			}
		}
		width := make([]int, len(rows))
		for place := range taken {
			if place[0] >= len(rows) {
				j.Errorf("UA 7.2: a cell reaches below its rows")
				continue
			}
			width[place[0]]++
		}
		for r, n := range width {
			if columns < 0 {
				columns = n
			}
			if n != columns {
				j.Errorf("UA 7.2: row %d has %d columns, others %d", r, n, columns)
			}
		}
	}
}

// parents reads the parent tree.
func (j *judge) parents() map[int]any {
	numbers := j.array(j.dict(j.dict(j.root()["StructTreeRoot"])["ParentTree"])["Nums"])
	found := make(map[int]any)
	last := -1
	for i := 0; i < len(numbers); i += 2 {
		key := numbers[i].(int)
		if key <= last {
			j.Errorf("parent tree: %d after %d", key, last)
		}
		last = key
		found[key] = numbers[i+1]
	}
	if next := j.dict(j.root()["StructTreeRoot"])["ParentTreeNextKey"]; next != last+1 {
		j.Errorf("parent tree: the next key is %v after %d", next, last)
	}
	return found
}

// A font as the contents use it.
type usedFont struct {
	widths  map[int]float64
	unicode map[int]string
	usual   float64 // width of codes that widths has not
	advance func(code int) float64
	glyphs  int
}

// contents: what is painted is marked (UA 7.1), and its marks are those of the
// structure; characters are known and have a glyph (6.2.11, UA 7.21).
func (j *judge) contents() {
	parents := j.parents()
	fonts := j.fonts()
	for i, number := range j.pages {
		page := j.dict(number)
		if page["StructParents"] != i {
			j.Errorf("page %d: StructParents %v", i+1, page["StructParents"])
		}
		if page["Tabs"] != name("S") {
			j.Errorf("UA 7.18.3: page %d: Tabs %v", i+1, page["Tabs"])
		}
		owners := j.array(parents[i])
		drawings := j.dict(j.dict(page["Resources"])["XObject"])
		seen, saved, within := 0, 0, false
		s := &scanner{data: j.decoded(page["Contents"])}
		var operands []any
		var open []string // artifact, content, span
		var actual []bool
		var font *usedFont
		for s.skip(); len(s.data) > 0; s.skip() {
			v := s.object()
			op, ok := v.(operator)
			if !ok {
				j.limits(number, v)
				operands = append(operands, v)
				continue
			}
			j.colour(op)
			switch op {
			case "q":
				if saved++; saved > 28 {
					j.Errorf("6.1.13: page %d: q in %d others", i+1, saved)
				}
			case "Q":
				saved--
			case "BT", "ET":
				if within == (op == "BT") {
					j.Errorf("6.2.2: page %d: %s in or out of text", i+1, op)
				}
				within = op == "BT"
			case "BDC":
				d := operands[1].(dictionary)
				_, replaced := d["ActualText"]
				actual = append(actual, replaced)
				if operands[0] == name("Artifact") {
					if len(open) > 0 {
						j.Errorf("UA 7.1: page %d: artifact within content", i+1)
					}
					open = append(open, "artifact")
				} else if mcid, ok := d["MCID"]; ok {
					if len(open) > 0 || mcid != seen || seen >= len(owners) {
						j.Fatalf("page %d: content %v after %d, of %d, in %v", i+1, mcid, seen, len(owners), open)
					}
					e := j.byNumber[owners[seen].(reference)]
					if e == nil || !slices.Contains(e.content[number], seen) || e.tag != operands[0] {
						j.Errorf("page %d: content %d is a %v and belongs to %v", i+1, seen, operands[0], e)
					}
					open = append(open, "content")
					j.texts[number] = append(j.texts[number], "")
					seen++
				} else {
					if len(open) == 0 {
						j.Errorf("page %d: a span alone", i+1)
					}
					open = append(open, "span")
				}
			case "EMC":
				open, actual = open[:len(open)-1], actual[:len(actual)-1]
			case "Tf":
				font = fonts[operands[0].(name)]
			case "TJ":
				if len(open) == 0 {
					j.Errorf("UA 7.1: page %d: unmarked text", i+1)
				}
				for _, part := range operands[0].([]any) {
					codes, _ := part.(string)
					for k := 0; k+1 < len(codes); k += 2 {
						code := int(codes[k])<<8 | int(codes[k+1])
						j.character(font, code, slices.Contains(actual, true))
						if open[0] == "content" {
							j.texts[number][seen-1] += font.unicode[code]
						}
					}
				}
			case "f", "Do":
				if len(open) == 0 {
					j.Errorf("UA 7.1: page %d: unmarked drawing", i+1)
				}
				if op == "Do" {
					j.drawing(drawings[operands[0].(name)])
				}
			case "Tr":
				if operands[0] != 0 && operands[0] != 2 { // 3 shows nothing
					j.Errorf("6.2.11.4: page %d: text in mode %v", i+1, operands[0])
				}
			case "Td", "Tm", "Tc", "re", "g", "rg", "k", "G", "RG", "K", "w", "J", "j", "cm":
			default:
				j.Errorf("6.2.2: page %d: operator %s", i+1, op)
			}
			operands = operands[:0]
		}
		if len(open) != 0 || seen != len(owners) || saved != 0 || within {
			j.Errorf("page %d: %d marks of %d, open at the end: %v, %d, %t", i+1, seen, len(owners), open, saved, within)
		}
	}
	total := 0
	for _, e := range j.elements {
		for _, list := range e.content {
			total += len(list)
		}
	}
	for i := range j.pages {
		total -= len(j.array(parents[i]))
	}
	if total != 0 {
		j.Errorf("elements have %d contents too many", total)
	}
}

// colour: the colours are those that the output intent is for; grey goes with
// all (6.2.4.3).
func (j *judge) colour(op operator) {
	if inks := map[operator]int{"rg": 3, "RG": 3, "k": 4, "K": 4}[op]; inks != 0 && inks != j.inks {
		j.Errorf("6.2.4.3: operator %s and an output intent of %d inks", op, j.inks)
	}
}

// drawing: a form XObject is the outline of a watermark's character; it has
// nothing to mark and no resources to look for (6.2.2, 6.2.9, UA 7.20).
func (j *judge) drawing(v any) {
	d := j.dict(v)
	if d["Subtype"] != name("Form") || len(j.array(d["BBox"])) != 4 || d["Resources"] == nil {
		j.Errorf("6.2.9: drawing %v", d)
	}
	for s := (&scanner{data: j.decoded(v)}); ; {
		if s.skip(); len(s.data) == 0 {
			break
		}
		if op, ok := s.object().(operator); ok && !slices.Contains([]operator{"m", "l", "c", "h", "f"}, op) {
			j.Errorf("6.2.2: operator %s in a drawing", op)
		}
	}
}

func (j *judge) character(font *usedFont, code int, replaced bool) {
	switch s, known := font.unicode[code]; {
	case code == 0 || code >= font.glyphs:
		j.Errorf("6.2.11.8, UA 7.21.8: glyph %d of %d", code, font.glyphs)
	case !known || s == "" || strings.ContainsAny(s, "\x00\uFEFF\uFFFE"):
		j.Errorf("6.2.11.7, UA 7.21.7: code %d is %q", code, s)
	case strings.ContainsFunc(s, func(r rune) bool { return r >= 0xE000 && r <= 0xF8FF || r >= 0xF0000 }) && !replaced:
		j.Errorf("6.2.11.7.3: %q without ActualText", s)
	}
	width, ok := font.widths[code]
	if !ok {
		width = font.usual
	}
	if program := font.advance(code); math.Abs(width-program) > 1 {
		j.Errorf("6.2.11.5, UA 7.21.5: code %d has the width %v and %v", code, width, program)
	}
}

// fonts reads the fonts: ISO 19005-2 6.2.11.
func (j *judge) fonts() map[name]*usedFont {
	fonts := make(map[name]*usedFont)
	resources := j.dict(j.pages[0])["Resources"]
	for _, page := range j.pages {
		if r := j.dict(page)["Resources"]; r != resources {
			j.Errorf("page %d has the resources %v, others %v", page, r, resources)
		}
	}
	for key, v := range j.dict(j.dict(resources)["Font"]) {
		d := j.dict(v)
		cid := j.dict(j.array(d["DescendantFonts"])[0])
		descriptor := j.dict(cid["FontDescriptor"])
		if d["Subtype"] != name("Type0") || d["Encoding"] != name("Identity-H") || cid["Subtype"] != name("CIDFontType2") || cid["CIDToGIDMap"] != name("Identity") ||
			d["BaseFont"] != cid["BaseFont"] || d["BaseFont"] != descriptor["FontName"] || descriptor["CIDSet"] != nil || descriptor["Flags"].(int)&4 == 0 {
			j.Errorf("6.2.11: font %v %v %v", d, cid, descriptor)
		}
		if base, _ := d["BaseFont"].(name); d["Type"] != name("Font") || cid["Type"] != name("Font") || descriptor["Type"] != name("FontDescriptor") ||
			!subsetName.MatchString(string(base)) || descriptor["Flags"].(int)&32 != 0 || j.dict(cid["CIDSystemInfo"])["Registry"] != "Adobe" ||
			descriptor["FontFile"] != nil || descriptor["FontFile3"] != nil || len(j.array(descriptor["FontBBox"])) != 4 {
			j.Errorf("6.2.11.2: font %v %v %v", d, cid, descriptor)
		}
		u := &usedFont{widths: make(map[int]float64), unicode: make(map[int]string), usual: float64(cid["DW"].(int))}
		program := j.decoded(descriptor["FontFile2"])
		if j.dict(descriptor["FontFile2"])["Length1"] != len(program) {
			j.Errorf("font %s: Length1", key)
		}
		tables := make(map[string][]byte)
		for i := range int(binary.BigEndian.Uint16(program[4:])) {
			entry := program[12+16*i:]
			at := binary.BigEndian.Uint32(entry[8:])
			tables[string(entry[:4])] = program[at : at+binary.BigEndian.Uint32(entry[12:])]
		}
		for tag := range strings.FieldsSeq("glyf head hhea hmtx loca maxp") {
			if tables[tag] == nil {
				j.Errorf("6.2.11.2: font %s has no %s", key, tag)
			}
		}
		u.glyphs = int(binary.BigEndian.Uint16(tables["maxp"][4:]))
		if entry := 2 + 2*int(binary.BigEndian.Uint16(tables["head"][50:])); len(tables["loca"]) != (u.glyphs+1)*entry {
			j.Errorf("6.2.11.4: font %s has %d glyphs and a loca of %d bytes", key, u.glyphs, len(tables["loca"]))
		}
		em, long := float64(binary.BigEndian.Uint16(tables["head"][18:])), int(binary.BigEndian.Uint16(tables["hhea"][34:]))
		u.advance = func(code int) float64 {
			return float64(binary.BigEndian.Uint16(tables["hmtx"][4*min(code, long-1):])) * 1000 / em
		}
		w := j.array(cid["W"])
		for i := 0; i < len(w); i += 3 {
			for code := w[i].(int); code <= w[i+1].(int); code++ {
				switch width := w[i+2].(type) {
				case int:
					u.widths[code] = float64(width)
				case float64:
					u.widths[code] = width
				}
			}
		}
		toUnicode := j.decoded(d["ToUnicode"])
		if !bytes.Contains(toUnicode, []byte("1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n")) || bytes.Contains(toUnicode, []byte("usecmap")) {
			j.Errorf("6.2.11.3.3: font %s: ToUnicode %.300s", key, toUnicode)
		}
		for _, m := range regexp.MustCompile(`(\d+) beginbfchar\n((?:<.*\n)*)endbfchar\n`).FindAllSubmatch(toUnicode, -1) {
			if n, _ := strconv.Atoi(string(m[1])); n > 100 || n != bytes.Count(m[2], []byte("\n")) {
				j.Errorf("6.2.11.7.2: font %s: block of %s: %s", key, m[1], m[2])
			}
		}
		for _, m := range regexp.MustCompile(`<([0-9A-F]{4})> <([0-9A-F]+)>\n`).FindAllSubmatch(toUnicode, -1) {
			code, _ := strconv.ParseInt(string(m[1]), 16, 32)
			var raw []byte
			fmt.Sscanf(string(m[2]), "%x", &raw)
			u.unicode[int(code)] = text("\xFE\xFF" + string(raw))
		}
		fonts[key] = u
	}
	return fonts
}

var subsetName = regexp.MustCompile(`^[A-Z]{6}\+[A-Za-z0-9-]+$`)

// outline prints the structure and its text.
func (j *judge) outline() string {
	var b strings.Builder
	for _, e := range j.elements {
		for p := e.parent; p != nil; p = p.parent {
			b.WriteString("  ")
		}
		b.WriteString(string(e.tag))
		if len(e.content) > 0 {
			b.WriteString(" ")
		}
		for _, page := range j.pages {
			for _, mcid := range e.content[page] {
				b.WriteString(j.texts[page][mcid])
			}
		}
		b.WriteString("\n")
	}
	return b.String()
}

// annotations: ISO 19005-2 6.3, ISO 14289-1 7.18.
func (j *judge) annotations() {
	parents := j.parents()
	used := make(map[int]bool)
	for i, page := range j.pages {
		for _, v := range j.array(j.dict(page)["Annots"]) {
			a := j.dict(v)
			if a["Type"] != name("Annot") || a["Subtype"] != name("Link") || a["F"] != 4 || a["A"] != nil || text(a["Contents"].(string)) == "" {
				j.Errorf("6.3.2, UA 7.18: page %d: annotation %v", i+1, a)
			}
			if r := j.array(a["Rect"]); len(r) != 4 || number(r[0]) >= number(r[2]) || number(r[1]) >= number(r[3]) {
				j.Errorf("page %d: link at %v", i+1, r)
			}
			key := a["StructParent"].(int)
			if used[key] {
				j.Errorf("page %d: a second annotation with StructParent %d", i+1, key)
			}
			used[key] = true
			owner, ok := parents[key].(reference)
			if !ok || key < len(j.pages) || j.byNumber[owner].tag != "Link" || !slices.Contains(j.byNumber[owner].objects, v.(reference)) {
				j.Errorf("UA 7.18.5: page %d: link of %v is not in a Link", i+1, parents[key])
			}
			if target := j.array(a["Dest"])[0].(reference); !slices.Contains(j.pages, target) {
				j.Errorf("page %d: link to %v", i+1, target)
			}
		}
	}
}
