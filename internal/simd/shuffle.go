package simd

import (
	"fmt"
	"sync"
)

// A shuffleKernel moves n elements, a multiple of quantum, between elements and
// rows that are stride bytes apart.
type (
	shuffleKernel func(dst, src *byte, n, stride int)
	shuffleTable  [4]shuffleKernel // for elements of 2, 4, 8 and 16 bytes
)

// of returns the kernel for elements of the given size, nil for none.
func (t *shuffleTable) of(size int) shuffleKernel {
	switch size {
	case 2:
		return t[0]
	case 4:
		return t[1]
	case 8:
		return t[2]
	case 16:
		return t[3]
	}
	return nil
}

// Shuffle puts the first bytes of all elements of the given size before the
// second ones, and so on, as Blosc and HDF5 do. It panics if dst is shorter than
// src, or src is not of whole elements. Sizes of 2, 4, 8 and 16 are fast.
func Shuffle(dst, src []byte, size int) {
	dst, n := rows(dst, src, size)
	done := 0
	if k := active.shuffles.of(size); k != nil {
		for ; n-done >= quantum; done += shuffleRun(n - done) {
			k(&dst[done], &src[done*size], shuffleRun(n-done), n)
		}
	}
	shuffleTwin(dst, src, size, n, done)
}

// Unshuffle is the inverse of [Shuffle], under the same rules.
func Unshuffle(dst, src []byte, size int) {
	dst, n := rows(dst, src, size)
	done := 0
	if k := active.unshuffles.of(size); k != nil {
		for ; n-done >= quantum; done += shuffleRun(n - done) {
			k(&dst[done*size], &src[done], shuffleRun(n-done), n)
		}
	}
	unshuffleTwin(dst, src, size, n, done)
}

// rows checks the lengths and returns the number of elements.
func rows(dst, src []byte, size int) ([]byte, int) {
	if size < 1 || len(src)%size != 0 {
		panic(fmt.Sprintf("simd: shuffle of %d bytes in elements of %d", len(src), size))
	}
	return dst[:len(src)], len(src) / size
}

// shuffleRun is the number of elements of one kernel call.
func shuffleRun(n int) int {
	const run = maxRun / 16
	return min(run, n&^(quantum-1))
}

// bitScratch is where the bytes of some elements are sorted before their bits
// are. It stays in the first-level cache.
var bitScratch = sync.Pool{New: func() any { return new([16 << 10]byte) }}

// BitShuffle sorts the bits of elements of the given size: bit k of byte b of
// all elements becomes one row, after those of lower b and k. It panics if dst
// is shorter than src, or src does not hold a multiple of eight elements.
func BitShuffle(dst, src []byte, size int) {
	dst, n := rows(dst, src, size)
	inBitBlocks(n, size, func(sorted []byte, at, m int) {
		Shuffle(sorted, src[at*size:(at+m)*size], size)
		for b := range size {
			bitsOut(dst[b*n+at/8:], sorted[b*m:(b+1)*m], n/8)
		}
	})
}

// BitUnshuffle is the inverse of [BitShuffle], under the same rules.
func BitUnshuffle(dst, src []byte, size int) {
	dst, n := rows(dst, src, size)
	inBitBlocks(n, size, func(sorted []byte, at, m int) {
		for b := range size {
			bitsIn(sorted[b*m:(b+1)*m], src[b*n+at/8:], n/8)
		}
		Unshuffle(dst[at*size:(at+m)*size], sorted, size)
	})
}

// inBitBlocks cuts n elements into blocks of m from at on that fit the scratch
// memory, or eight if these are larger.
func inBitBlocks(n, size int, do func(sorted []byte, at, m int)) {
	if n%8 != 0 {
		panic(fmt.Sprintf("simd: bit shuffle of %d elements", n))
	}
	s := bitScratch.Get().(*[16 << 10]byte)
	defer bitScratch.Put(s)
	block, sorted := len(s)/size&^(quantum-1), s[:]
	if block == 0 {
		block, sorted = 8, make([]byte, 8*size)
	}
	for at := 0; at < n; at += block {
		m := min(block, n-at)
		do(sorted[:m*size], at, m)
	}
}

// bitsOut sorts the bits of bytes into eight rows.
func bitsOut(dst, src []byte, stride int) {
	done := 0
	if k := active.bitRows; k != nil && len(src) >= quantum {
		done = len(src) &^ (quantum - 1)
		_ = dst[7*stride+done/8-1]
		k(&dst[0], &src[0], done, stride)
	}
	bitRowsTwin(dst, src, stride, done)
}

// bitsIn is the inverse of bitsOut.
func bitsIn(dst, src []byte, stride int) {
	done := 0
	if k := active.bitBytes; k != nil && len(dst) >= quantum {
		done = len(dst) &^ (quantum - 1)
		_ = src[7*stride+done/8-1]
		k(&dst[0], &src[0], done, stride)
	}
	bitBytesTwin(dst, src, stride, done)
}
