package pdfpage

import (
	"bytes"
	"errors"
	"fmt"
)

// What is wrong with a file that has no pages to read.
var (
	ErrNotPDF    = errors.New("not a PDF file")
	ErrEncrypted = errors.New("the file is encrypted")
	ErrBroken    = errors.New("the file is damaged")
)

// A file gives out the objects of a PDF file (ISO 32000-1 7.5).
type file struct {
	data     []byte
	entries  map[int]entry
	trailer  dict
	objects  map[int]any
	reading  map[int]bool // objects being read, so that none waits for itself
	packs    map[int]*pack
	scanned  bool
	budget   int64 // bytes that streams may still decode to
	encoding map[*stream]*cmap
}

// An entry says where an object stands: at an offset, or in an object stream.
type entry struct {
	offset int
	pack   int // object stream; 0: none
	index  int
}

// A pack is an object stream, decoded.
type pack struct {
	data    []byte
	numbers []int
	offsets []int
}

// memory is what the streams of one file may decode to.
const memory = 1 << 29

func open(data []byte) (*file, error) {
	head := bytes.Index(data[:min(len(data), 1024)], []byte("%PDF-"))
	if head < 0 {
		return nil, ErrNotPDF
	}
	f := &file{data: data[head:], entries: map[int]entry{}, trailer: dict{}, objects: map[int]any{}, reading: map[int]bool{},
		packs: map[int]*pack{}, budget: memory, encoding: map[*stream]*cmap{}}
	if !f.readCrossReferences() {
		f.scan()
	}
	if f.trailer["Encrypt"] != nil {
		return nil, ErrEncrypted
	}
	if len(f.pageNodes()) == 0 {
		if !f.scanned {
			f.scan()
		}
		if f.trailer["Encrypt"] != nil {
			return nil, ErrEncrypted
		}
		if len(f.pageNodes()) == 0 {
			return nil, fmt.Errorf("%w: no pages", ErrBroken)
		}
	}
	return f, nil
}

// readCrossReferences follows the chain of cross-reference sections from the
// end of the file. It reports whether that led to a catalog.
func (f *file) readCrossReferences() bool {
	at := bytes.LastIndex(f.data, []byte("startxref"))
	if at < 0 {
		return false
	}
	l := lexer{f.data, at + len("startxref")}
	offset, ok := l.next().(int)
	seen := map[int]bool{}
	queue := []int{offset}
	for ok && len(queue) > 0 {
		offset, queue = queue[0], queue[1:]
		if offset <= 0 || offset >= len(f.data) || seen[offset] {
			continue
		}
		seen[offset] = true
		d, good := f.section(offset)
		if !good {
			return false
		}
		for k, v := range d {
			if _, known := f.trailer[k]; !known {
				f.trailer[k] = v
			}
		}
		if n, ok := d["XRefStm"].(int); ok {
			queue = append(queue, n)
		}
		if n, ok := d["Prev"].(int); ok {
			queue = append(queue, n)
		}
	}
	_, ok = f.resolve(f.trailer["Root"]).(dict)
	return ok
}

// section reads one cross-reference table or stream. Entries that are known
// already are newer.
func (f *file) section(offset int) (dict, bool) {
	l := lexer{f.data, offset}
	l.space()
	if bytes.HasPrefix(l.data[l.at:], []byte("xref")) {
		l.at += len("xref")
		return f.table(&l)
	}
	_, o, ok := l.indirect(f.directLength)
	s, isStream := o.(*stream)
	if !ok || !isStream {
		return nil, false
	}
	data, err := f.decode(s)
	w, _ := s.dict["W"].(array)
	if err != nil || len(w) < 3 {
		return nil, false
	}
	var width [3]int
	for i := range width {
		width[i], _ = w[i].(int)
		if width[i] < 0 || width[i] > 8 {
			return nil, false
		}
	}
	size, _ := s.dict["Size"].(int)
	index, _ := s.dict["Index"].(array)
	if len(index) < 2 {
		index = array{0, size}
	}
	row := width[0] + width[1] + width[2]
	if row == 0 {
		return nil, false
	}
	for i := 0; i+1 < len(index); i += 2 {
		from, _ := index[i].(int)
		count, _ := index[i+1].(int)
		for n := from; n < from+count && len(data) >= row; n++ {
			var v [3]int
			at := 0
			for k := range v {
				for range width[k] {
					v[k] = v[k]<<8 | int(data[at])
					at++
				}
			}
			if width[0] == 0 {
				v[0] = 1
			}
			data = data[row:]
			if _, known := f.entries[n]; known {
				continue
			}
			switch v[0] {
			case 1:
				f.entries[n] = entry{offset: v[1]}
			case 2:
				f.entries[n] = entry{pack: v[1], index: v[2]}
			}
		}
	}
	return s.dict, true
}

func (f *file) table(l *lexer) (dict, bool) {
	for {
		o := l.next()
		if k, ok := o.(keyword); ok {
			if k != "trailer" {
				return nil, false
			}
			d, ok := l.next().(dict)
			return d, ok
		}
		from, ok1 := o.(int)
		count, ok2 := l.next().(int)
		if !ok1 || !ok2 {
			return nil, false
		}
		for n := from; n < from+count; n++ {
			offset, ok1 := l.next().(int)
			_, ok2 := l.next().(int)
			kind, ok3 := l.next().(keyword)
			if !ok1 || !ok2 || !ok3 {
				return nil, false
			}
			if _, known := f.entries[n]; !known && kind == "n" {
				f.entries[n] = entry{offset: offset}
			}
		}
	}
}

// scan finds the objects of a file whose cross-reference is broken.
func (f *file) scan() {
	f.scanned = true
	f.entries, f.objects, f.packs = map[int]entry{}, map[int]any{}, map[int]*pack{}
	f.trailer = dict{}
	var packs []int
	for at := 0; ; {
		i := bytes.Index(f.data[at:], []byte("obj"))
		if i < 0 {
			break
		}
		at += i + len("obj")
		start, ok := beforeObj(f.data, at-len("obj"))
		if !ok {
			continue
		}
		l := lexer{f.data, start}
		n, o, ok := l.indirect(f.directLength)
		if !ok || n < 0 {
			continue
		}
		f.entries[n] = entry{offset: start}
		d, _ := o.(dict)
		if s, ok := o.(*stream); ok {
			d = s.dict
			at = max(at, l.at)
			if d["Type"] == name("ObjStm") {
				packs = append(packs, n)
			}
		}
		if d["Type"] == name("XRef") || d["Type"] == name("Catalog") {
			for _, k := range []name{"Root", "Encrypt"} {
				if d[k] != nil {
					f.trailer[k] = d[k]
				}
			}
			if d["Type"] == name("Catalog") {
				f.trailer["Root"] = ref{n, 0}
			}
		}
	}
	for at := 0; ; {
		i := bytes.Index(f.data[at:], []byte("trailer"))
		if i < 0 {
			break
		}
		at += i + len("trailer")
		l := lexer{f.data, at}
		if d, ok := l.next().(dict); ok {
			for _, k := range []name{"Root", "Encrypt"} {
				if d[k] != nil {
					f.trailer[k] = d[k]
				}
			}
		}
	}
	for _, n := range packs {
		p := f.pack(n)
		if p == nil {
			continue
		}
		for i, number := range p.numbers {
			if _, known := f.entries[number]; known {
				continue
			}
			f.entries[number] = entry{pack: n, index: i}
			if d, ok := f.resolve(ref{number, 0}).(dict); ok && d["Type"] == name("Catalog") && f.trailer["Root"] == nil {
				f.trailer["Root"] = ref{number, 0}
			}
		}
	}
}

// beforeObj returns where the two numbers before "obj" begin.
func beforeObj(data []byte, at int) (start int, ok bool) {
	for range 2 {
		n := at
		for n > 0 && isSpace(data[n-1]) {
			n--
		}
		to := n
		for n > 0 && data[n-1] >= '0' && data[n-1] <= '9' {
			n--
		}
		if n == to || to == at && at != 0 && data[at] != 'o' {
			return 0, false
		}
		at = n
	}
	return at, true
}

// directLength takes a Length only if it is no reference, which could not be
// followed yet.
func (f *file) directLength(o any) (int, bool) { n, ok := o.(int); return n, ok }

func (f *file) length(o any) (int, bool) { n, ok := f.resolve(o).(int); return n, ok }

// resolve follows references. What is not there is null.
func (f *file) resolve(o any) any {
	for range 8 {
		r, ok := o.(ref)
		if !ok {
			return o
		}
		o = f.object(r.number)
	}
	return nil
}

func (f *file) object(n int) any {
	if o, ok := f.objects[n]; ok {
		return o
	}
	e, ok := f.entries[n]
	if !ok || f.reading[n] {
		return nil
	}
	f.reading[n] = true
	defer delete(f.reading, n)
	var o any
	switch {
	case e.pack != 0:
		if p := f.pack(e.pack); p != nil && e.index >= 0 && e.index < len(p.numbers) {
			i := e.index
			if p.numbers[i] != n { // the index is wrong
				for k, number := range p.numbers {
					if number == n {
						i = k
					}
				}
			}
			l := lexer{p.data, p.offsets[i]}
			o = l.next()
			if first, isInt := o.(int); isInt {
				if generation, ok := l.next().(int); ok {
					if w, ok := l.next().(keyword); ok && w == "R" {
						o = ref{first, generation}
					}
				}
			}
		}
	case e.offset >= 0 && e.offset < len(f.data):
		l := lexer{f.data, e.offset}
		number, read, ok := l.indirect(f.length)
		if !ok || number != n {
			if f.scanned {
				return nil
			}
			root := f.trailer["Root"]
			f.scan()
			if f.trailer["Root"] == nil && root != nil {
				f.trailer["Root"] = root
			}
			delete(f.reading, n)
			return f.object(n)
		}
		o = read
	}
	if _, bad := o.(keyword); bad {
		o = nil
	}
	f.objects[n] = o
	return o
}

func (f *file) pack(n int) *pack {
	if p, ok := f.packs[n]; ok {
		return p
	}
	f.packs[n] = nil
	e := f.entries[n]
	if e.pack != 0 {
		return nil // an object stream in another
	}
	s, ok := f.object(n).(*stream)
	if !ok {
		return nil
	}
	data, err := f.decode(s)
	count, begin := f.integer(s.dict["N"], 0), f.integer(s.dict["First"], 0)
	if err != nil || begin < 0 || begin > len(data) {
		return nil
	}
	p := &pack{data: data}
	l := lexer{data: data[:begin]}
	for range min(count, begin) {
		number, ok1 := l.next().(int)
		offset, ok2 := l.next().(int)
		if !ok1 || !ok2 || offset < 0 || begin+offset > len(data) {
			break
		}
		p.numbers = append(p.numbers, number)
		p.offsets = append(p.offsets, begin+offset)
	}
	f.packs[n] = p
	return p
}

func (f *file) dict(o any) dict {
	switch v := f.resolve(o).(type) {
	case dict:
		return v
	case *stream:
		return v.dict
	}
	return nil
}

func (f *file) array(o any) array { a, _ := f.resolve(o).(array); return a }

func (f *file) name(o any) name { n, _ := f.resolve(o).(name); return n }

func (f *file) integer(o any, otherwise int) int {
	switch v := f.resolve(o).(type) {
	case int:
		return v
	case float64:
		return int(v)
	}
	return otherwise
}

func (f *file) number(o any, otherwise float64) float64 {
	switch v := f.resolve(o).(type) {
	case int:
		return float64(v)
	case float64:
		return v
	}
	return otherwise
}

// numbers returns an array of n numbers; nil if it is none.
func (f *file) numbers(o any, n int) []float64 {
	a := f.array(o)
	if len(a) < n {
		return nil
	}
	list := make([]float64, n)
	for i := range list {
		list[i] = f.number(a[i], 0)
	}
	return list
}

// A pageNode is a leaf of the page tree with what it inherits.
type pageNode struct {
	dict, resources dict
	box             []float64
	rotate          int
}

// most bounds how many pages are read.
const most = 20_000

func (f *file) pageNodes() []pageNode {
	var list []pageNode
	seen := map[int]bool{}
	var walk func(o any, inherited pageNode, depth int)
	walk = func(o any, inherited pageNode, depth int) {
		if r, ok := o.(ref); ok {
			if seen[r.number] {
				return
			}
			seen[r.number] = true
		}
		d := f.dict(o)
		if d == nil || depth > deepest || len(list) >= most {
			return
		}
		if r := f.dict(d["Resources"]); r != nil {
			inherited.resources = r
		}
		for _, k := range []name{"MediaBox", "CropBox"} {
			if b := f.numbers(d[k], 4); b != nil {
				inherited.box = b
			}
		}
		if v, ok := d["Rotate"]; ok {
			inherited.rotate = f.integer(v, 0)
		}
		kids := f.array(d["Kids"])
		if f.name(d["Type"]) == "Page" || kids == nil {
			if f.name(d["Type"]) == "Pages" || f.name(d["Type"]) == "Catalog" {
				return
			}
			inherited.dict = d
			list = append(list, inherited)
			return
		}
		for _, kid := range kids {
			walk(kid, inherited, depth+1)
		}
	}
	root := f.dict(f.trailer["Root"])
	walk(root["Pages"], pageNode{}, 0)
	return list
}
