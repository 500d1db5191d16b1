package pdf

import (
	_ "embed"
	"encoding/xml"
	"fmt"
	"strings"
	"unicode/utf16"

	"fangan/render/typeset"
)

// info returns the document information dictionary.
func (m *Meta) info() []byte {
	b := []byte("<<")
	for _, entry := range []struct{ key, value string }{
		{"Title", m.Title}, {"Author", m.Author}, {"Subject", m.Subject}, {"Keywords", m.Keywords}, {"Producer", m.Producer},
	} {
		if entry.value != "" {
			b = append(fmt.Appendf(b, "/%s ", entry.key), textString(entry.value)...)
			b = append(b, '\n')
		}
	}
	if !m.Date.IsZero() {
		b = fmt.Appendf(b, "/CreationDate (%[1]s)\n/ModDate (%[1]s)\n", m.Date.Format("D:20060102150405")+"+08'00'")
	}
	return append(b, ">>"...)
}

// textString returns a text string as hexadecimal UTF-16 with its mark.
func textString(s string) []byte {
	b := append(make([]byte, 0, 6+4*len(s)), "<FEFF"...)
	for _, unit := range utf16.Encode([]rune(s)) {
		b = appendHex(b, unit)
	}
	return append(b, '>')
}

// xmp returns the metadata stream: what the information dictionary says once
// more, in the form that archives read, and the standards that the file keeps.
// It stays uncompressed, so that programs find it that know no PDF (ISO 19005-2
// 6.6.2.1). PDF/UA is unknown to PDF/A and has to be described.
func (m *Meta) xmp() []byte {
	var b strings.Builder
	b.WriteString("<?xpacket begin=\"\uFEFF\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n" +
		`<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">` + "\n")
	description := func(prefix, uri string, properties ...string) {
		if text := strings.Join(properties, ""); text != "" {
			fmt.Fprintf(&b, "<rdf:Description rdf:about=\"\" xmlns:%s=\"%s\">\n%s</rdf:Description>\n", prefix, uri, text)
		}
	}
	description("dc", "http://purl.org/dc/elements/1.1/",
		"<dc:format>application/pdf</dc:format>\n",
		property("dc:title", "Alt", m.Title), property("dc:creator", "Seq", m.Author), property("dc:description", "Alt", m.Subject),
		property("dc:language", "Bag", language))
	date := ""
	if !m.Date.IsZero() {
		date = m.Date.Format("2006-01-02T15:04:05") + "+08:00"
	}
	description("xmp", "http://ns.adobe.com/xap/1.0/", property("xmp:CreateDate", "", date), property("xmp:ModifyDate", "", date))
	description("pdf", "http://ns.adobe.com/pdf/1.3/", property("pdf:Producer", "", m.Producer), property("pdf:Keywords", "", m.Keywords))
	part, conformance := "2", "A"
	if m.labelledA1b {
		part, conformance = "1", "B"
	}
	description("pdfaid", "http://www.aiim.org/pdfa/ns/id/", property("pdfaid:part", "", part), property("pdfaid:conformance", "", conformance))
	description("pdfuaid", "http://www.aiim.org/pdfua/ns/id/", property("pdfuaid:part", "", "1"))
	b.WriteString(uaSchema)
	b.WriteString("</rdf:RDF></x:xmpmeta>\n<?xpacket end=\"r\"?>")
	return []byte(b.String())
}

// language is that of every document.
const language = "zh-CN"

// property returns one property, "" if it has no value. Form is that of its
// value: empty, or the container that the schema wants.
func property(name, form, value string) string {
	if value == "" {
		return ""
	}
	var escaped strings.Builder
	xml.EscapeText(&escaped, []byte(value)) // a Builder refuses nothing
	value = escaped.String()
	switch form {
	case "":
	case "Alt":
		value = fmt.Sprintf(`<rdf:Alt><rdf:li xml:lang="x-default">%s</rdf:li><rdf:li xml:lang="%s">%[1]s</rdf:li></rdf:Alt>`, value, language)
	default:
		value = fmt.Sprintf("<rdf:%s><rdf:li>%s</rdf:li></rdf:%[1]s>", form, value)
	}
	return fmt.Sprintf("<%s>%s</%[1]s>\n", name, value)
}

// uaSchema describes pdfuaid:part (ISO 19005-2 6.6.2.3).
const uaSchema = `<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289 that the file keeps</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>
`

// An intent is what the colours of a file are meant for (ISO 19005-2 6.2.3).
type intent struct {
	name, info string
	inks       int
	profile    []byte // ICC version 2
}

// Both profiles are made by TestColourProfiles: sRGB (IEC 61966-2.1), and offset
// printing on coated paper, which is near enough to show on a screen what will
// be printed; printers go by their own.
//
//go:embed srgb.icc
var sRGB []byte

//go:embed offset.icc
var offset []byte

func (m *Meta) intent() intent {
	if m.Red.Printed() {
		// Custom says that the condition is none of ICC's registry.
		return intent{"Custom", "Offset printing on coated paper, four inks", 4, offset}
	}
	return intent{"sRGB IEC61966-2.1", "sRGB IEC61966-2.1", 3, sRGB}
}

// catalog returns the root of the file with all that it refers to.
func (f *file) catalog(m *Meta, pages []typeset.Page, outlines, structure int) []byte {
	metadata := m.xmp()
	about := f.add(object{text: fmt.Appendf(nil, "<</Type /Metadata /Subtype /XML /Length %d>>\nstream\n%s\nendstream", len(metadata), metadata)})
	intent := m.intent()
	colours := f.add(object{entries: fmt.Sprintf("/N %d ", intent.inks), plain: intent.profile})
	b := fmt.Appendf(nil, "<</Type /Catalog\n/Pages 1 0 R\n/Lang (%s)\n/ViewerPreferences <</DisplayDocTitle true>>\n"+
		"/Metadata %d 0 R\n/MarkInfo <</Marked true>>\n/StructTreeRoot %d 0 R\n"+
		"/OutputIntents [<</Type /OutputIntent /S /GTS_PDFA1 /OutputConditionIdentifier (%s) /Info (%s) /DestOutputProfile %d 0 R>>]\n",
		language, about, structure, intent.name, intent.info, colours)
	b = fmt.Appendf(b, "/PageLabels <</Nums [%s]>>\n", pageLabels(pages))
	if outlines != 0 {
		b = fmt.Appendf(b, "/Outlines %d 0 R\n/PageMode /UseOutlines\n", outlines)
	}
	return append(b, ">>"...)
}

// pageLabels returns the numbers by which readers call the pages.
func pageLabels(pages []typeset.Page) string {
	var b []byte
	for i, p := range pages {
		switch {
		case p.Number <= 0: // no number at all
			if i == 0 || pages[i-1].Number > 0 {
				b = fmt.Appendf(b, "%d <<>> ", i)
			}
		case i == 0 || pages[i-1].Number <= 0 || pages[i-1].Number+1 != p.Number:
			b = fmt.Appendf(b, "%d <</S/D/St %d>> ", i, p.Number)
		}
	}
	return string(b)
}
