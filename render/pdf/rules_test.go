package pdf_test

import (
	"bytes"
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
)

// A judge holds a file against the rules of PDF/A-2a (ISO 19005-2) and PDF/UA-1
// (ISO 14289-1), as far as a file of this package could break them. No
// validator for these is in Debian, npm or the Go proxy; the clauses are those
// that veraPDF names.
type judge struct {
	testing.TB
	*pdfFile
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
	var walk func(n reference, v any)
	walk = func(n reference, v any) {
		switch v := v.(type) {
		case dictionary:
			for key, value := range v {
				// 6.5, 6.4, 6.10, 6.2.5, 6.2.10: nothing of that kind.
				if slices.Contains([]name{"JS", "JavaScript", "AA", "OpenAction", "AcroForm", "Names", "EF", "OCProperties", "Requirements",
					"TR", "TR2", "HTP", "Group", "SMask", "CA", "ca", "BM", "PS", "Ref", "OPI", "F"}, key) && (key != "F" || value != 4) {
					j.Errorf("object %d has /%s", n, key)
				}
				if len(key) > 127 {
					j.Errorf("6.1.13: name %s", key)
				}
				walk(n, value)
			}
		case stream:
			walk(n, v.dictionary)
		case []any:
			for _, value := range v {
				walk(n, value)
			}
		case string:
			if len(v) > 32767 {
				j.Errorf("6.1.13: object %d has a string of %d bytes", n, len(v))
			}
		case int:
			if v > math.MaxInt32 || v < math.MinInt32 {
				j.Errorf("6.1.13: object %d has %d", n, v)
			}
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
	if intent["S"] != name("GTS_PDFA1") || j.dict(intent["DestOutputProfile"])["N"] != 3 || int(binary.BigEndian.Uint32(profile)) != len(profile) ||
		string(profile[12:24]) != "mntrRGB XYZ " || string(profile[36:40]) != "acsp" {
		j.Errorf("6.2.3: output intent %v", intent)
	}
	for _, page := range j.array(j.dict(root["Pages"])["Kids"]) {
		j.pages = append(j.pages, page.(reference))
	}
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
var standardTags = strings.Fields("Document Sect Div P H1 H2 H3 H4 H5 H6 TOC TOCI Reference Link Table THead TBody TR TH TD")

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
	within := map[name]string{"TR": "Table THead TBody", "TH": "TR", "TD": "TR", "THead": "Table", "TBody": "Table", "TOCI": "TOC"}
	only := map[name]string{"Table": "TR THead TBody", "THead": "TR", "TBody": "TR", "TR": "TH TD", "TOC": "TOC TOCI", "Document": "Sect Div P H1 H2 H3 H4 H5 H6 TOC Table Link"}
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
		if e.tag == "Table" {
			j.table(e)
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
		seen := 0
		s := &scanner{data: j.decoded(page["Contents"])}
		var operands []any
		var open []string // artifact, content, span
		var actual []bool
		var font *usedFont
		for s.skip(); len(s.data) > 0; s.skip() {
			v := s.object()
			op, ok := v.(operator)
			if !ok {
				operands = append(operands, v)
				continue
			}
			switch op {
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
			case "BT", "ET", "Td", "Tm", "Tc", "re", "g", "rg", "G", "w", "J", "j", "q", "Q", "cm", "Tr", "RG":
			default:
				j.Errorf("6.2.2: page %d: operator %s", i+1, op)
			}
			operands = operands[:0]
		}
		if len(open) != 0 || seen != len(owners) {
			j.Errorf("page %d: %d marks of %d, open at the end: %v", i+1, seen, len(owners), open)
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
	resources := j.dict(j.dict(j.pages[0])["Resources"])
	for key, v := range j.dict(resources["Font"]) {
		d := j.dict(v)
		cid := j.dict(j.array(d["DescendantFonts"])[0])
		descriptor := j.dict(cid["FontDescriptor"])
		if d["Subtype"] != name("Type0") || d["Encoding"] != name("Identity-H") || cid["Subtype"] != name("CIDFontType2") || cid["CIDToGIDMap"] != name("Identity") ||
			d["BaseFont"] != cid["BaseFont"] || d["BaseFont"] != descriptor["FontName"] || descriptor["CIDSet"] != nil || descriptor["Flags"].(int)&4 == 0 {
			j.Errorf("6.2.11: font %v %v %v", d, cid, descriptor)
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
		u.glyphs = int(binary.BigEndian.Uint16(tables["maxp"][4:]))
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
		for _, m := range regexp.MustCompile(`<([0-9A-F]{4})> <([0-9A-F]+)>\n`).FindAllSubmatch(j.decoded(d["ToUnicode"]), -1) {
			code, _ := strconv.ParseInt(string(m[1]), 16, 32)
			var raw []byte
			fmt.Sscanf(string(m[2]), "%x", &raw)
			u.unicode[int(code)] = text("\xFE\xFF" + string(raw))
		}
		fonts[key] = u
	}
	return fonts
}

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
	for i, number := range j.pages {
		for _, v := range j.array(j.dict(number)["Annots"]) {
			a := j.dict(v)
			if a["Subtype"] != name("Link") || a["F"] != 4 || text(a["Contents"].(string)) == "" {
				j.Errorf("6.3.2, UA 7.18: page %d: annotation %v", i+1, a)
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
