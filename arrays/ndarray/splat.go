package ndarray

import "sync"

// splatRun is the number of elements of a block in which a single element is
// repeated: two blocks of 16-byte elements leave most of the first-level cache
// to the others.
const splatRun = 512

type splatBlock [splatRun]complex128 // aligned for every dtype

var splats = sync.Pool{New: func() any { return new([2]splatBlock) }}

// A strip is an operand of a kernel that is cut into blocks.
type strip struct {
	mem    []byte
	item   int
	single bool // one element stands for all
}

// stripOf describes an operand for n results.
func stripOf(mem []byte, item, n int) strip {
	return strip{mem: mem, item: item, single: n != 1 && len(mem) == item}
}

// splat repeats a single element in block.
func (s *strip) splat(block *splatBlock) {
	if !s.single {
		return
	}
	b := memory(block[:])[:splatRun*s.item]
	done := copy(b, s.mem)
	for done < len(b) {
		done += copy(b[done:], b[:done])
	}
	s.mem = b
}

// part returns n elements from the i-th on.
func (s *strip) part(i, n int) []byte {
	if s.single {
		i = 0
	}
	return s.mem[i*s.item : (i+n)*s.item]
}
