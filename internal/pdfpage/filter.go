package pdfpage

import (
	"bytes"
	"compress/lzw"
	"errors"
	"io"

	"github.com/klauspost/compress/zlib"
)

// errFilter says that a stream can't be decoded.
var errFilter = errors.New("unknown or broken filter")

// decode returns the data of a stream, as far as it can be read. It takes from
// the budget of the file, which keeps a small file from filling the memory.
func (f *file) decode(s *stream) ([]byte, error) {
	data := s.raw
	var filters, parameters []any
	switch v := f.resolve(first(s.dict, "Filter", "F")).(type) {
	case name:
		filters = []any{v}
	case array:
		filters = v
	}
	switch v := f.resolve(first(s.dict, "DecodeParms", "DP")).(type) {
	case dict:
		parameters = []any{v}
	case array:
		parameters = v
	}
	for i, filter := range filters {
		n, _ := f.resolve(filter).(name)
		var p dict
		if i < len(parameters) {
			p, _ = f.resolve(parameters[i]).(dict)
		}
		var err error
		switch n {
		case "FlateDecode", "Fl":
			if data = f.inflate(data); len(data) > 0 {
				data, err = f.unpredict(data, p)
			}
		case "LZWDecode", "LZW":
			data = f.unLZW(data, f.integer(p["EarlyChange"], 1))
			data, err = f.unpredict(data, p)
		case "ASCII85Decode", "A85":
			data = unASCII85(data)
		case "ASCIIHexDecode", "AHx":
			data = []byte((&lexer{data: data}).hex())
		case "RunLengthDecode", "RL":
			data = f.runLength(data)
		case "Crypt":
		default:
			return nil, errFilter
		}
		if err != nil {
			return nil, err
		}
	}
	return data, nil
}

func first(d dict, keys ...name) any {
	for _, k := range keys {
		if v, ok := d[k]; ok {
			return v
		}
	}
	return nil
}

// read reads what the budget allows. A stream that breaks off gives what stands
// before the fault.
func (f *file) read(r io.Reader) []byte {
	var b bytes.Buffer
	n, _ := io.Copy(&b, io.LimitReader(r, f.budget))
	f.budget -= n
	return b.Bytes()
}

func (f *file) inflate(data []byte) []byte {
	r, err := zlib.NewReader(bytes.NewReader(data))
	if err != nil {
		return nil
	}
	return f.read(r)
}

// unLZW decodes LZW with most significant bits first. Package lzw changes the
// code width late; PDF does it one code early by default, so that is done here.
func (f *file) unLZW(data []byte, early int) []byte {
	if early == 0 {
		return f.read(lzw.NewReader(bytes.NewReader(data), lzw.MSB, 8))
	}
	const clear, eod = 256, 257
	var out []byte
	table := make([][]byte, 258, 4096)
	for i := range 256 {
		table[i] = []byte{byte(i)}
	}
	var last []byte
	width, bits, have := 9, 0, 0
	for _, c := range data {
		bits, have = bits<<8|int(c), have+8
		if have < width {
			continue
		}
		code := bits >> (have - width) & (1<<width - 1)
		have -= width
		bits &= 1<<have - 1
		switch {
		case code == eod:
			return out
		case code == clear:
			table, width, last = table[:258], 9, nil
			continue
		}
		var entry []byte
		switch {
		case code < len(table) && code != clear:
			entry = table[code]
		case code == len(table) && last != nil:
			entry = append(append(make([]byte, 0, len(last)+1), last...), last[0])
		default:
			return out
		}
		if f.budget -= int64(len(entry)); f.budget < 0 {
			f.budget = 0
			return out
		}
		out = append(out, entry...)
		if last != nil && len(table) < 4096 {
			table = append(table, append(append(make([]byte, 0, len(last)+1), last...), entry[0]))
		}
		last = entry
		if n := len(table) + early; n >= 1<<width && width < 12 {
			width++
		}
	}
	return out
}

func unASCII85(data []byte) []byte {
	var out []byte
	var group [5]byte
	n := 0
	flush := func() {
		for i := n; i < 5; i++ {
			group[i] = 84
		}
		v := uint32(0)
		for _, c := range group {
			v = v*85 + uint32(c)
		}
		word := []byte{byte(v >> 24), byte(v >> 16), byte(v >> 8), byte(v)}
		out = append(out, word[:n-1]...)
		n = 0
	}
	for _, c := range data {
		switch {
		case c == '~':
			if n > 1 {
				flush()
			}
			return out
		case c == 'z' && n == 0:
			out = append(out, 0, 0, 0, 0)
		case c >= '!' && c <= 'u':
			group[n] = c - '!'
			if n++; n == 5 {
				flush()
			}
		}
	}
	if n > 1 {
		flush()
	}
	return out
}

func (f *file) runLength(data []byte) []byte {
	var out []byte
	for i := 0; i < len(data) && f.budget > 0; {
		n := int(data[i])
		i++
		switch {
		case n == 128:
			return out
		case n < 128:
			to := min(i+n+1, len(data))
			out = append(out, data[i:to]...)
			i = to
		case i < len(data):
			out = append(out, bytes.Repeat(data[i:i+1], 257-n)...)
			i++
		}
		f.budget -= 128
	}
	return out
}

// unpredict undoes the predictor of Flate and LZW (ISO 32000-1 7.4.4.4).
func (f *file) unpredict(data []byte, p dict) ([]byte, error) {
	predictor := f.integer(p["Predictor"], 1)
	if predictor < 2 {
		return data, nil
	}
	colours, bits, columns := f.integer(p["Colors"], 1), f.integer(p["BitsPerComponent"], 8), f.integer(p["Columns"], 1)
	if colours < 1 || colours > 32 || bits < 1 || bits > 16 || columns < 1 || columns > 1<<20 {
		return nil, errFilter
	}
	pixel := max(1, colours*bits/8)
	row := (colours*bits*columns + 7) / 8
	if predictor == 2 {
		if bits != 8 {
			return nil, errFilter
		}
		for from := 0; from+row <= len(data); from += row {
			for i := from + pixel; i < from+row; i++ {
				data[i] += data[i-pixel]
			}
		}
		return data, nil
	}
	out := make([]byte, 0, len(data))
	before := make([]byte, row)
	for len(data) > 1 {
		kind := data[0]
		n := min(row, len(data)-1)
		line := data[1 : 1+n]
		data = data[1+n:]
		for i := range line {
			var left, up, corner byte
			if i >= pixel {
				left, corner = line[i-pixel], before[i-pixel]
			}
			up = before[i]
			switch kind {
			case 1:
				line[i] += left
			case 2:
				line[i] += up
			case 3:
				line[i] += byte((int(left) + int(up)) / 2)
			case 4:
				line[i] += paeth(left, up, corner)
			}
		}
		out = append(out, line...)
		before = append(before[:0], line...)
		for len(before) < row {
			before = append(before, 0)
		}
	}
	return out, nil
}

func paeth(a, b, c byte) byte {
	p := int(a) + int(b) - int(c)
	pa, pb, pc := abs(p-int(a)), abs(p-int(b)), abs(p-int(c))
	switch {
	case pa <= pb && pa <= pc:
		return a
	case pb <= pc:
		return b
	}
	return c
}

func abs(n int) int { return max(n, -n) }
