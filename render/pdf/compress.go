package pdf

import (
	"bytes"
	"encoding/binary"
	"hash/adler32"
	"runtime"
	"sync"
	"sync/atomic"

	"github.com/klauspost/compress/flate"
)

// pieceSize is how much data is deflated at a time. Pieces of one stream are
// deflated by different workers, or the outlines of 仿宋, half of the file,
// would keep one busy while the others wait.
const pieceSize = 1 << 16

// deflate compresses the streams of a file, each to pieces that make a zlib
// stream (RFC 1950) together, which is what FlateDecode reads. The deflater
// without state makes fonts about 1 % larger than level 1 and 8 % larger than
// level 6 of the same library; in return it needs next to no memory, which in a
// program that runs for a blink is most of the time.
func deflate(streams [][]byte) [][][]byte {
	type piece struct{ stream, from, to int }
	var pieces []piece
	packed := make([][][]byte, len(streams))
	for i, data := range streams {
		n := max(1, (len(data)+pieceSize-1)/pieceSize)
		packed[i] = make([][]byte, n)
		for k := range n {
			pieces = append(pieces, piece{i, k * pieceSize, min((k+1)*pieceSize, len(data))})
		}
	}
	each(len(pieces), func(i int) {
		p := pieces[i]
		data := streams[p.stream]
		last := p.to == len(data)
		// Room that is not written to costs nothing; growing would.
		out := bytes.NewBuffer(make([]byte, 0, p.to-p.from+(p.to-p.from)/16+64))
		if p.from == 0 {
			out.WriteString("\x78\x01")
		}
		// A Buffer refuses nothing.
		flate.StatelessDeflate(out, data[p.from:p.to], last, data[:p.from])
		if last {
			out.Write(binary.BigEndian.AppendUint32(nil, adler32.Checksum(data)))
		}
		packed[p.stream][p.from/pieceSize] = out.Bytes()
	})
	return packed
}

// each runs jobs 0 to n-1, begun in this order, on as many workers as there
// are processors. Jobs write to places of their own, so the result does not
// depend on who ran them.
func each(n int, job func(i int)) {
	var next atomic.Int64
	work := func() {
		for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
			job(i)
		}
	}
	var workers sync.WaitGroup
	for range min(n, runtime.GOMAXPROCS(0)) - 1 {
		workers.Go(work)
	}
	work()
	workers.Wait()
}
