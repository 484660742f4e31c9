package hdf5

import (
	"encoding/binary"
	"errors"
	"fmt"
)

// Numbers of filters, as registered with the HDF Group.
const (
	filterDeflate    = 1
	filterShuffle    = 2
	filterFletcher   = 3
	filterBzip2      = 307
	filterLZF        = 32000
	filterBlosc      = 32001
	filterLZ4        = 32004
	filterBitshuffle = 32008
	filterZstd       = 32015
)

// filterNames has what is read, and what is known and not read.
var filterNames = map[int]string{
	filterDeflate: "gzip", filterShuffle: "shuffle", filterFletcher: "fletcher32", 4: "szip", 5: "nbit", 6: "scaleoffset",
	filterBzip2: "bzip2", filterLZF: "lzf", filterBlosc: "blosc", filterLZ4: "lz4", filterBitshuffle: "bitshuffle",
	32013: "zfp", filterZstd: "zstd", 32017: "sz", 32026: "blosc2",
}

// maxFilters is how many a chunk may have: each has a bit in the mask.
const maxFilters = 32

// A filter packs chunks.
type filter struct {
	id     int
	values []uint32 // that its writer noted
}

// name is that of the filter in errors and [Info].
func (f filter) name() string {
	if n := filterNames[f.id]; n != "" {
		return n
	}
	return fmt.Sprintf("number %d", f.id)
}

// value returns a number that the writer noted, or another one without.
func (f filter) value(i int, otherwise uint32) uint32 {
	if i < len(f.values) {
		return f.values[i]
	}
	return otherwise
}

// A FilterError reports a chunk that a filter could not unpack.
type FilterError struct {
	Filter string // such as "lzf"
	Err    error
}

func (e *FilterError) Error() string { return fmt.Sprintf("filter %s: %v", e.Filter, e.Err) }

// Unwrap returns the cause.
func (e *FilterError) Unwrap() error { return e.Err }

// parseFilters takes a filter message apart.
func parseFilters(c *cursor) ([]filter, error) {
	version, n := c.version(2), c.u8()
	if version == 1 {
		c.skip(6)
	}
	if n > maxFilters {
		c.fail("got %d filters, want at most %d", n, maxFilters)
	}
	var list []filter
	for range n {
		f := filter{id: c.u16()}
		name := 0
		if version == 1 || f.id >= 256 {
			name = c.u16()
		}
		c.skip(2) // whether chunks may go without
		count := c.u16()
		if version == 1 {
			name = (name + 7) &^ 7
		}
		c.skip(name)
		if c.err == nil && 4*count > c.left() {
			c.fail("got %d values of filter %d", count, f.id)
		}
		if c.err != nil {
			return nil, c.err
		}
		for range count {
			f.values = append(f.values, uint32(c.uint(4)))
		}
		if version == 1 && count%2 == 1 {
			c.skip(4)
		}
		list = append(list, f)
	}
	return list, c.err
}

// unpack undoes the filters of a chunk that takes n bytes without.
func (v *variable) unpack(b []byte, mask uint32, n int) ([]byte, error) {
	for i := len(v.filters) - 1; i >= 0; i-- {
		if mask&(1<<i) != 0 {
			continue
		}
		f := v.filters[i]
		// Bytes that another filter adds may be packed, too.
		out, err := f.undo(b, n+64*i)
		if err != nil {
			var unknown *UnsupportedError
			if errors.As(err, &unknown) {
				return nil, err
			}
			return nil, &FilterError{f.name(), err}
		}
		b = out
	}
	if len(b) != n {
		return nil, fmt.Errorf("got a chunk of %d bytes, want %d", len(b), n)
	}
	return b, nil
}

// undo takes a filter off. It returns at most limit bytes.
func (f filter) undo(src []byte, limit int) ([]byte, error) {
	switch f.id {
	case filterDeflate:
		return inflate(src, limit)
	case filterShuffle:
		return unshuffle(src, int(f.value(0, 1)))
	case filterFletcher:
		return checkFletcher(src)
	case filterBzip2:
		return unbzip(src, limit)
	case filterLZF:
		return unlzf(src, int(f.value(2, 0)), limit)
	case filterBlosc:
		return unblosc(src, limit)
	case filterLZ4:
		return unlz4(src, limit)
	case filterBitshuffle:
		return unbitshuffle(f, src, limit)
	case filterZstd:
		return unzstd(src, limit)
	}
	return nil, &UnsupportedError{"filter", f.name()}
}

// known is an error if chunks have a filter that is not read.
func (v *variable) known() error {
	for _, f := range v.filters {
		switch f.id {
		case filterDeflate, filterShuffle, filterFletcher, filterBzip2, filterLZF, filterBlosc, filterLZ4, filterBitshuffle, filterZstd:
		default:
			return &UnsupportedError{"filter", f.name()}
		}
	}
	return nil
}

// checkFletcher compares the checksum behind the data. Old releases wrote its
// halves with their bytes turned round.
func checkFletcher(src []byte) ([]byte, error) {
	n := len(src) - 4
	if n < 0 {
		return nil, fmt.Errorf("got %d bytes, want at least 4", len(src))
	}
	got, want := binary.LittleEndian.Uint32(src[n:]), fletcher32(src[:n])
	if turned := want>>8&0x00ff00ff | want<<8&0xff00ff00; got != want && got != turned {
		return nil, fmt.Errorf("got checksum %08x, want %08x", got, want)
	}
	return src[:n], nil
}
