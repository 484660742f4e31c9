package main

import (
	"fmt"
	"math/bits"
)

// neonCodecs emits byte and bit shuffles and the decoders of packed counters;
// see shuffle.go for how interleavings sort bytes.
func (a *arm) neonCodecs() {
	for i, size := range []int{2, 4, 8, 16} {
		key := []string{"0", "1", "2", "3"}[i]
		a.shuffleNEON(size)
		a.enter("shuffles", "shuffleTable", fmt.Sprintf("shuffle%d", size), key)
		a.unshuffleNEON(size)
		a.enter("unshuffles", "shuffleTable", fmt.Sprintf("unshuffle%d", size), key)
	}
	a.bitRowsNEON()
	a.bitBytesNEON()
	a.unpackBitsNEON()
	a.unpackTwelveNEON()
}

func (a *arm) shuffled(name, doc string) {
	a.fn(name, "(dst, src *byte, n, stride int)", 0, 0, doc, "dst", "src", "n", "stride")
}

// shuffleNEON handles sixteen elements at a time. Loads of two and four streams
// sort by themselves.
func (a *arm) shuffleNEON(size int) {
	a.shuffled(fmt.Sprintf("shuffle%d", size), "sorts bytes by their place in the element.")
	a.loop(2, 16, func() {
		v := a.takes(size)
		if size <= 4 {
			a.ins("VLD%d.P %d(R1), %s", size, 16*size, vectors(v[0], size))
		} else {
			for i := range v {
				a.load(1, v[i], 1)
			}
			v = a.rotateNEON(v, 4)
		}
		a.ins("MOVD R0, R4")
		for i := range v {
			a.ins("VST1.P %s, (R4)(R3)", vectors(v[i], 1))
		}
		a.add(16, 0)
		a.give(v...)
	})
	a.ret()
}

func (a *arm) unshuffleNEON(size int) {
	a.shuffled(fmt.Sprintf("unshuffle%d", size), "puts bytes back to their elements.")
	a.loop(2, 16, func() {
		v := a.takes(size)
		a.ins("MOVD R1, R4")
		for i := range v {
			a.ins("VLD1.P (R4)(R3), %s", vectors(v[i], 1))
		}
		a.add(16, 1)
		if size <= 4 {
			a.ins("VST%d.P %s, %d(R0)", size, vectors(v[0], size), 16*size)
		} else {
			v = a.rotateNEON(v, bits.Len(uint(size))-1)
			for i := range v {
				a.store(0, v[i], 1)
			}
		}
		a.give(v...)
	})
	a.ret()
}

// rotateNEON is rotateBytes.
func (a *arm) rotateNEON(v []int, turns int) []int {
	for range turns {
		next := make([]int, len(v))
		for i := range len(v) / 2 {
			x, y, low := v[i], v[i+len(v)/2], a.take()
			a.op("zip1", "16b", low, x, y)
			a.op("zip2", "16b", x, x, y)
			a.give(y)
			next[2*i], next[2*i+1] = low, x
		}
		v = next
	}
	return v
}

// transposeBits transposes the 8 × 8 bits of each half of vectors, as the twin
// does; the masks are in registers.
func (a *arm) transposeBits(v, masks []int) {
	t := a.take()
	for i, shift := range []int{7, 14, 28} {
		for _, x := range v {
			a.v("ushr v%d.2d, v%d.2d, #%d", t, x, shift)
			a.op("eor", "16b", t, t, x)
			a.op("and", "16b", t, t, masks[i])
			a.op("eor", "16b", x, x, t)
			a.v("shl v%d.2d, v%d.2d, #%d", t, t, shift)
			a.op("eor", "16b", x, x, t)
		}
	}
	a.give(t)
}

func (a *arm) bitMasks() []int {
	m := a.takes(3)
	for i, bits := range []uint64{0x00AA00AA00AA00AA, 0x0000CCCC0000CCCC, 0x00000000F0F0F0F0} {
		a.splat(m[i], bits)
	}
	return m
}

// bitRowsNEON stores bit i of 64 bytes in row i: the bits of every eight bytes
// are transposed, then the bytes.
func (a *arm) bitRowsNEON() {
	a.shuffled("bitRows", "sorts the bits of bytes by their place.")
	masks := a.bitMasks()
	a.loop(2, 64, func() {
		v := a.takes(4)
		for i := range v {
			a.load(1, v[i], 1)
		}
		a.transposeBits(v, masks)
		a.ins("MOVD R0, R4")
		v = a.rotateNEON(v, 3)
		for _, x := range v {
			for half := range 2 {
				a.ins("VST1 V%d.D[%d], (R4)", x, half)
				a.ins("ADD R3, R4, R4")
			}
		}
		a.add(8, 0)
		a.give(v...)
	})
	a.ret()
}

// bitBytesNEON is the inverse.
func (a *arm) bitBytesNEON() {
	a.shuffled("bitBytes", "puts bits back to their bytes.")
	masks := a.bitMasks()
	a.loop(2, 64, func() {
		v := a.takes(4)
		a.ins("MOVD R1, R4")
		for _, x := range v {
			for half := range 2 {
				a.ins("VLD1 (R4), V%d.D[%d]", x, half)
				a.ins("ADD R3, R4, R4")
			}
		}
		a.add(8, 1)
		v = a.rotateNEON(v, 3)
		a.transposeBits(v, masks)
		for _, x := range v {
			a.store(0, x, 1)
		}
		a.give(v...)
	})
	a.ret()
}

// constant fills a vector with two words.
func (a *arm) constant(v int, low, high uint64) {
	for i, bits := range []uint64{low, high} {
		a.ins("MOVD $0x%x, R25", bits)
		a.ins("VMOV R25, V%d.D[%d]", v, i)
	}
}

// unpackBitsNEON gives a byte of 0 or 1 for every bit of 64-bit big-endian words,
// the lowest first.
func (a *arm) unpackBitsNEON() {
	a.fn("unpackBits", "(dst, src *byte, n int)", 0, 0, "gives a byte for every bit of big-endian words.", "dst", "src", "n")
	for i := range 4 { // bytes 7 and 6, 5 and 4, ...
		low := uint64(7-2*i) * 0x0101010101010101
		a.constant(4+i, low, low-0x0101010101010101)
	}
	a.splat(8, 0x8040201008040201)
	a.loop(2, quantum, func() {
		a.ins("FMOVD.P 8(R1), F9")
		for i := range 4 {
			a.v("tbl v%d.16b, {v9.16b}, v%d.16b", i, 4+i)
			a.op("cmtst", "16b", i, i, 8)
			a.v("ushr v%d.16b, v%d.16b, #7", i, i)
		}
		a.store(0, 0, 4)
	})
	a.ret()
}

// unpackTwelveNEON gives a uint16 for every 12 bits, the lowest first. Every load
// of 16 bytes uses 12.
func (a *arm) unpackTwelveNEON() {
	a.fn("unpackTwelve", "(dst *uint16, src *byte, n int)", 0, 0, "gives a uint16 for every 12 bits.", "dst", "src", "n")
	a.constant(4, 0x0504040302010100, 0x0b0a0a0908070706) // bytes 0, 1 and 1, 2 of each triple
	a.splat(5, 0xfffc0000fffc0000)                        // shifts by 0 and, to the right, 4
	a.splat(6, 0x0fff0fff0fff0fff)
	a.loop(2, 16, func() {
		for v := range 2 {
			a.at(1, 0, v)
			a.add(12, 1)
			a.v("tbl v%d.16b, {v%d.16b}, v4.16b", v, v)
			a.op("ushl", "8h", v, v, 5)
			a.op("and", "16b", v, v, 6)
		}
		a.store(0, 0, 2)
	})
	a.ret()
}
