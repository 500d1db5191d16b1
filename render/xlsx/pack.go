package xlsx

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"fmt"
	"hash/crc32"
	"io"
	"io/fs"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/klauspost/compress/flate"
)

// packer is excelize's zip writer. It collects the parts and writes them in an
// order of its own: excelize takes those of several streams from a map.
type packer struct {
	parts []*zipPart
	core  []byte // docProps/core.xml
}

type zipPart struct {
	name string
	data bytes.Buffer
}

const corePart = "docProps/core.xml"

// Create implements excelize.ZipWriter.
func (p *packer) Create(name string) (io.Writer, error) {
	part := &zipPart{name: name}
	p.parts = append(p.parts, part)
	return &part.data, nil
}

// AddFS implements excelize.ZipWriter, which never calls it.
func (p *packer) AddFS(fs.FS) error { return fmt.Errorf("add files: %w", fs.ErrInvalid) }

// Close implements excelize.ZipWriter.
func (p *packer) Close() error { return nil }

// writeTo writes the parts: [Content_Types].xml first, which some readers
// expect, then by name. All carry the earliest date that zip can say.
func (p *packer) writeTo(w io.Writer) error {
	for _, part := range p.parts {
		if part.name == corePart {
			part.data.Reset()
			part.data.Write(p.core)
		}
	}
	slices.SortFunc(p.parts, func(a, b *zipPart) int {
		first := func(p *zipPart) int {
			if p.name == "[Content_Types].xml" {
				return 0
			}
			return 1
		}
		if d := first(a) - first(b); d != 0 {
			return d
		}
		return strings.Compare(a.name, b.name)
	})
	deflated := make([][]byte, len(p.parts))
	each(len(p.parts), func(c *compressor, i int) { deflated[i] = c.deflate(p.parts[i].data.Bytes()) })
	zw := zip.NewWriter(w)
	for i, part := range p.parts {
		h := &zip.FileHeader{Name: part.name, Method: zip.Deflate, CRC32: crc32.ChecksumIEEE(part.data.Bytes()),
			UncompressedSize64: uint64(part.data.Len()), CompressedSize64: uint64(len(deflated[i]))}
		//lint:ignore SA1019 CreateRaw does not look at Modified
		h.ModifiedDate = 1<<5 | 1 // 1980-01-01
		out, err := zw.CreateRaw(h)
		if err != nil {
			return fmt.Errorf("write %s: %w", part.name, err)
		}
		if _, err := out.Write(deflated[i]); err != nil {
			return fmt.Errorf("write %s: %w", part.name, err)
		}
	}
	return zw.Close()
}

// A compressor deflates one part after the other.
type compressor struct{ w *flate.Writer }

func (c *compressor) deflate(data []byte) []byte {
	out := bytes.NewBuffer(make([]byte, 0, len(data)/4+64))
	if c.w == nil {
		c.w, _ = flate.NewWriter(out, flate.BestSpeed) // the error is about unknown levels
	} else {
		c.w.Reset(out)
	}
	// A Buffer refuses nothing.
	c.w.Write(data)
	c.w.Close()
	return out.Bytes()
}

// each runs jobs 0 to n-1 on as many workers as there are processors. Jobs
// write to places of their own, so the result does not depend on who ran them.
func each(n int, job func(c *compressor, i int)) {
	var next atomic.Int64
	work := func() {
		var c compressor
		for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
			job(&c, i)
		}
	}
	var workers sync.WaitGroup
	for range min(n, runtime.GOMAXPROCS(0)) - 1 {
		workers.Go(work)
	}
	work()
	workers.Wait()
}

// core returns docProps/core.xml. excelize declares a default namespace where
// others have the prefix cp, which exceljs refuses.
func (b *Book) core() []byte {
	var out bytes.Buffer
	out.WriteString(xml.Header + `<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" xmlns:dcmitype="http://purl.org/dc/dcmitype/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">`)
	element := func(name, attributes, text string) {
		if text == "" {
			return
		}
		out.WriteString("<" + name + attributes + ">")
		xml.EscapeText(&out, []byte(text)) // a Buffer refuses nothing
		out.WriteString("</" + name + ">")
	}
	author := b.Author
	if author == "" {
		author = "fangan"
	}
	// A plan without a date still needs one that never changes.
	date := "2000-01-01"
	if !b.Date.IsZero() {
		date = b.Date.String()
	}
	element("dc:title", "", b.Title)
	element("dc:subject", "", b.Subject)
	element("dc:creator", "", author)
	element("cp:lastModifiedBy", "", author)
	element("dc:language", "", "zh-CN")
	for _, name := range []string{"dcterms:created", "dcterms:modified"} {
		element(name, ` xsi:type="dcterms:W3CDTF"`, date+"T00:00:00Z")
	}
	out.WriteString("</cp:coreProperties>")
	return out.Bytes()
}
