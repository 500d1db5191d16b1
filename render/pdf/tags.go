package pdf

import (
	"fmt"
	"slices"
	"strconv"

	"fangan/internal/length"
	"fangan/render/typeset"
)

// addStructure adds the structure tree, the parent tree and the annotations of
// the links, completes the pages with what refers to them, and returns the
// number of the tree's root.
func (f *file) addStructure(s *structure, pages []typeset.Page, pageObjects []int) (int, error) {
	root := f.add(object{})
	first := len(f.objects)               // the element 0
	annotation := first + len(s.elements) // the link 0
	parents := annotation + len(s.links)
	// Elements are many and small: one store holds them all.
	store := make([]byte, 0, 96*len(s.elements)+200*len(s.links)+16*len(pages))
	f.objects = slices.Grow(f.objects, parents+4-len(f.objects))
	keep := func(from int) { f.add(object{text: store[from:len(store):len(store)]}) }
	for i := range s.elements {
		from := len(store)
		above := root
		if i > 0 {
			above = first + s.elements[i].parent
		}
		store = s.elements[i].append(store, above, first, annotation, pageObjects, s.links)
		keep(from)
	}
	linksOf := make([][]byte, len(pages)) // references, by page
	for i, l := range s.links {
		from := len(store)
		target := pages[l.page].Links[l.index]
		if target.Page < 0 || target.Page >= len(pages) {
			return 0, fmt.Errorf("page %d: link to page %d", l.page+1, target.Page+1)
		}
		store = appendLink(store, &pages[l.page], &target, &pages[target.Page], pageObjects[target.Page], len(pages)+i)
		keep(from)
		linksOf[l.page] = appendReference(linksOf[l.page], annotation+i)
	}
	from := len(store)
	store = append(store, "<</Nums ["...)
	for i, owners := range s.owners {
		store = append(strconv.AppendInt(store, int64(i), 10), " ["...)
		for _, owner := range owners {
			store = appendReference(store, first+owner)
		}
		store = append(store, "]\n"...)
	}
	for i, l := range s.links {
		store = append(strconv.AppendInt(store, int64(len(pages)+i), 10), ' ')
		store = appendReference(store, first+l.element)
	}
	store = append(store, "]>>"...)
	keep(from)
	f.objects[root].text = fmt.Appendf(nil, "<</Type /StructTreeRoot\n/K [%d 0 R]\n/ParentTree %d 0 R\n/ParentTreeNextKey %d\n>>",
		first, parents, len(pages)+len(s.links))
	for i, n := range pageObjects {
		extra := fmt.Appendf(nil, "\n/StructParents %d\n/Tabs /S\n", i)
		if linksOf[i] != nil {
			extra = fmt.Appendf(extra, "/Annots [%s]\n", linksOf[i])
		}
		text := f.objects[n].text
		f.objects[n].text = append(append(text[:len(text)-len(">>"):len(text)-len(">>")], extra...), ">>"...)
	}
	return root, nil
}

// append appends the dictionary of an element. Its Type is optional in PDF and
// wanted by archives' validators (ISO 19005-2 6.7.3.3). The page of its first
// content is its own; content of other pages says on which it is.
func (e *element) append(b []byte, parent, first, annotation int, pageObjects []int, links []link) []byte {
	b = append(append(b, "<</Type/StructElem/S/"...), e.tag...)
	b = append(b, "/P "...)
	b = appendReference(b, parent)
	page := -1
	for _, k := range e.kids {
		if k.kind == kidContent {
			page = k.page
			b = appendReference(append(b, "/Pg "...), pageObjects[page])
			break
		}
	}
	if e.attributes != "" {
		b = append(append(append(b, "/A<<"...), e.attributes...), ">>"...)
	}
	if len(e.kids) > 0 {
		b = append(b, "/K["...)
		for _, k := range e.kids {
			switch k.kind {
			case kidElement:
				b = appendReference(b, first+k.index)
			case kidContent:
				if k.page == page {
					b = append(strconv.AppendInt(b, int64(k.index), 10), ' ')
					break
				}
				b = appendReference(append(b, "<</Type/MCR/Pg "...), pageObjects[k.page])
				b = append(strconv.AppendInt(append(b, "/MCID "...), int64(k.index), 10), ">>"...)
			case kidLink:
				b = appendReference(append(b, "<</Type/OBJR/Pg "...), pageObjects[links[k.index].page])
				b = appendReference(append(b, "/Obj "...), annotation+k.index)
				b = append(b, ">>"...)
			}
		}
		b = append(b, ']')
	}
	return append(b, ">>"...)
}

// appendLink appends the annotation of a link (ISO 32000-1 12.5.6.5). It is
// printed, as PDF/A wants, which shows nothing, and says in words where it
// leads, as PDF/UA wants.
func appendLink(b []byte, page *typeset.Page, l *typeset.Link, target *typeset.Page, targetObject, key int) []byte {
	b = append(b, "<</Type/Annot/Subtype/Link/F 4/Border[0 0 0]\n/Rect["...)
	for _, v := range []length.Length{l.X, page.Height - l.Y - l.Height, l.X + l.Width, page.Height - l.Y} {
		b = append(appendDecimal(b, centipoints(v), 2), ' ')
	}
	b = appendReference(append(b, "]\n/Dest["...), targetObject)
	b = append(b, "/XYZ 0 "...)
	b = appendDecimal(b, centipoints(target.Height-l.TargetY), 2)
	b = append(b, " null]\n/Contents "...)
	number := target.Number
	if number <= 0 {
		number = l.Page + 1
	}
	b = append(b, textString(fmt.Sprintf("转到第%d页", number))...)
	return append(strconv.AppendInt(append(b, "\n/StructParent "...), int64(key), 10), ">>"...)
}

// appendReference appends a reference to an object, and a blank.
func appendReference(b []byte, object int) []byte {
	return append(strconv.AppendInt(b, int64(object), 10), " 0 R "...)
}
