package main

import (
	"fmt"

	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// shuffles emits byte and bit shuffles. Sixteen elements of k bytes are k
// registers of 16 bytes, and one interleaving of the first half of the registers
// with the second half rotates the bits of the index of every byte by one.
// Four turns sort bytes by their place in the element, log2(k) turns undo
// that. The 128-bit lanes of a vector work on neighbouring groups of sixteen.
func shuffles(g *gen) {
	for i, size := range []int{2, 4, 8, 16} {
		if size == 16 && !g.wide() {
			g.shuffleHalves()
			g.unshuffleHalves()
		} else {
			g.shuffle(size)
			g.unshuffle(size, i+1)
		}
		key := []string{"0", "1", "2", "3"}[i]
		g.enter("shuffles", "shuffleTable", fmt.Sprintf("shuffle%d", size), key)
		g.enter("unshuffles", "shuffleTable", fmt.Sprintf("unshuffle%d", size), key)
	}
	g.bitRows()
	g.bitsToRows()
}

// shuffled starts a kernel on n elements, a multiple of 64, whose rows of bytes
// are stride bytes apart.
func (g *gen) shuffled(name, doc string) (dst, src, n, stride reg.GPVirtual) {
	g.fn(name, "(dst, src *byte, n, stride int)", doc)
	return g.arg("dst"), g.arg("src"), g.arg("n"), g.arg("stride")
}

func (g *gen) shuffle(size int) {
	dst, src, n, stride := g.shuffled(fmt.Sprintf("shuffle%d", size), "sorts bytes by their place in the element.")
	w := g.level.width
	g.while(n, w, func() {
		v := g.vecs(size)
		for j := range v {
			for lane := range w / 16 {
				g.loadLane(lane, at(src, lane*16*size+16*j), v[j])
			}
		}
		row := g.GP64()
		g.MOVQ(dst, row)
		for _, r := range g.rotateBytes(v, 4) {
			g.store(r, at(row, 0))
			g.ADDQ(stride, row)
		}
		g.advance(w*size, src)
		g.advance(w, dst)
	})
	g.ret()
}

func (g *gen) unshuffle(size, turns int) {
	dst, src, n, stride := g.shuffled(fmt.Sprintf("unshuffle%d", size), "puts bytes back to their elements.")
	w := g.level.width
	g.while(n, w, func() {
		v, row := g.vecs(size), g.GP64()
		g.MOVQ(src, row)
		for j := range v {
			g.load(at(row, 0), v[j])
			g.ADDQ(stride, row)
		}
		for j, r := range g.rotateBytes(v, turns) {
			for lane := range w / 16 {
				g.storeLane(lane, r, at(dst, lane*16*size+16*j))
			}
		}
		g.advance(w, src)
		g.advance(w*size, dst)
	})
	g.ret()
}

// shuffleHalves shuffles elements of 16 bytes as if their halves were elements
// of their own: sixteen registers are too few for whole ones.
func (g *gen) shuffleHalves() {
	dst, src, n, stride := g.shuffled("shuffle16", "sorts bytes by their place in the element.")
	w := g.level.width
	g.while(n, w, func() {
		row := g.GP64()
		g.MOVQ(dst, row)
		for half := range 2 {
			v := g.vecs(8)
			for j := range v {
				upper := g.XMM()
				g.zero(v[j])
				for lane, x := range []reg.Register{v[j].AsX(), upper} {
					at0 := lane*16*16 + 2*j*16 + 8*half
					g.VMOVQ(at(src, at0), x)
					g.VMOVHPS(at(src, at0+16), x, x)
				}
				g.VINSERTI128(operand.U8(1), upper, v[j], v[j])
			}
			for _, r := range g.rotateBytes(v, 4) {
				g.store(r, at(row, 0))
				g.ADDQ(stride, row)
			}
		}
		g.advance(w*16, src)
		g.advance(w, dst)
	})
	g.ret()
}

// unshuffleHalves is the inverse of shuffleHalves.
func (g *gen) unshuffleHalves() {
	dst, src, n, stride := g.shuffled("unshuffle16", "puts bytes back to their elements.")
	w := g.level.width
	g.while(n, w, func() {
		row := g.GP64()
		g.MOVQ(src, row)
		for half := range 2 {
			v := g.vecs(8)
			for j := range v {
				g.load(at(row, 0), v[j])
				g.ADDQ(stride, row)
			}
			for j, r := range g.rotateBytes(v, 3) {
				upper := g.XMM()
				g.VEXTRACTI128(operand.U8(1), r, upper)
				for lane, x := range []reg.Register{r.AsX(), upper} {
					at0 := lane*16*16 + 2*j*16 + 8*half
					g.VMOVQ(x, at(dst, at0))
					g.VMOVHPS(x, at(dst, at0+16))
				}
			}
		}
		g.advance(w, src)
		g.advance(w*16, dst)
	})
	g.ret()
}

// rotateBytes does the given number of turns.
func (g *gen) rotateBytes(v []reg.VecVirtual, turns int) []reg.VecVirtual {
	for range turns {
		next := make([]reg.VecVirtual, len(v))
		for i := range len(v) / 2 {
			a, b := v[i], v[i+len(v)/2]
			low := g.vec()
			g.VPUNPCKLBW(b, a, low)
			g.VPUNPCKHBW(b, a, a)
			next[2*i], next[2*i+1] = low, a
		}
		v = next
	}
	return v
}

// loadLane fills one lane of 128 bits. The first clears the others.
func (g *gen) loadLane(lane int, m operand.Mem, v reg.VecVirtual) {
	switch {
	case lane == 0:
		g.zero(v) // or the register would be live before
		g.VMOVDQU(m, v.AsX())
	case g.wide():
		g.VINSERTI32X4(operand.U8(uint64(lane)), m, v, v)
	default:
		g.VINSERTI128(operand.U8(uint64(lane)), m, v, v)
	}
}

func (g *gen) storeLane(lane int, v reg.VecVirtual, m operand.Mem) {
	switch {
	case g.wide():
		g.VEXTRACTI32X4(operand.U8(uint64(lane)), v, m)
	default:
		g.VEXTRACTI128(operand.U8(uint64(lane)), v, m)
	}
}

// bitRows stores bit i of every byte in row i.
func (g *gen) bitRows() {
	dst, src, n, stride := g.shuffled("bitRows", "sorts the bits of bytes by their place.")
	w := g.level.width
	g.while(n, w, func() {
		v, row := g.vec(), g.GP64()
		g.load(at(src, 0), v)
		if g.wide() {
			g.MOVQ(dst, row)
			for bit := range 8 {
				k := g.K()
				g.VPTESTMB(g.splat(0x01010101<<bit), v, k)
				g.KMOVQ(k, at(row, 0))
				g.ADDQ(stride, row)
			}
		} else { // from the highest bit down
			g.MOVQ(stride, row)
			g.SHLQ(operand.U8(3), row)
			g.ADDQ(dst, row)
			for range 8 {
				m := g.GP32()
				g.SUBQ(stride, row)
				g.VPMOVMSKB(v, m)
				g.MOVL(m, at(row, 0))
				g.VPADDB(v, v, v)
			}
		}
		g.advance(w, src)
		g.advance(w/8, dst)
	})
	g.ret()
}

// bitsToRows is the inverse of bitRows.
func (g *gen) bitsToRows() {
	dst, src, n, stride := g.shuffled("bitBytes", "puts bits back to their bytes.")
	w := g.level.width
	g.while(n, w, func() {
		v, row := g.vec(), g.GP64()
		g.zero(v)
		g.MOVQ(src, row)
		for bit := range 8 {
			value := g.splat(0x01010101 << bit)
			if g.wide() {
				k := g.K()
				g.KMOVQ(at(row, 0), k)
				g.VPADDB(value, v, k, v)
			} else {
				t := g.vec()
				g.spreadBits(at(row, 0), false, t)
				g.VPAND(value, t, t)
				g.VPOR(t, v, v)
			}
			g.ADDQ(stride, row)
		}
		g.store(v, at(dst, 0))
		g.advance(w/8, src)
		g.advance(w, dst)
	})
	g.ret()
}

// spreadBits sets all bits of the bytes of t whose bit among the 32 at m is set.
func (g *gen) spreadBits(m operand.Mem, bigEndian bool, t reg.VecVirtual) {
	place, eight := g.vec(), g.bytes("eightOfEach", 0, 0x0101010101010101, 0x0202020202020202, 0x0303030303030303)
	if bigEndian {
		eight = g.bytes("eightOfEachBack", 0x0303030303030303, 0x0202020202020202, 0x0101010101010101, 0)
	}
	g.VPBROADCASTD(m, t)
	g.VPSHUFB(eight, t, t)
	g.VPBROADCASTQ(g.bytes("bitOfEach", 0x8040201008040201), place)
	g.VPAND(place, t, t)
	g.VPCMPEQB(place, t, t)
}

// unpacks emits the decoders of packed detector counters.
func unpacks(g *gen) {
	g.unpackBits()
	g.unpackTwelve()
}

// unpackBits gives a byte of 0 or 1 for every bit of 64-bit big-endian words,
// the lowest first. n counts bits.
func (g *gen) unpackBits() {
	g.fn("unpackBits", "(dst, src *byte, n int)", "gives a byte for every bit of big-endian words.")
	dst, src, n := g.arg("dst"), g.arg("src"), g.arg("n")
	w := g.level.width
	g.while(n, quantum, func() {
		ones := g.splat(0x01010101)
		if g.wide() {
			word, k, t := g.GP64(), g.K(), g.vec()
			g.MOVQ(at(src, 0), word)
			g.BSWAPQ(word)
			g.KMOVQ(word, k)
			g.VMOVDQU8_Z(ones, k, t)
			g.store(t, at(dst, 0))
		} else {
			for i := range 2 {
				t := g.vec()
				g.spreadBits(at(src, 4-4*i), true, t)
				g.VPAND(ones, t, t)
				g.store(t, at(dst, i*w))
			}
		}
		g.advance(quantum/8, src)
		g.advance(quantum, dst)
	})
	g.ret()
}

// unpackTwelve gives a uint16 for every 12 bits, the lowest first. n counts
// results; every load of 16 bytes uses 12, so that the source must be 4 bytes
// longer than what is used.
func (g *gen) unpackTwelve() {
	g.fn("unpackTwelve", "(dst *uint16, src *byte, n int)", "gives a uint16 for every 12 bits.")
	dst, src, n := g.arg("dst"), g.arg("src"), g.arg("n")
	w := g.level.width
	pairs, odd := g.vec(), g.vec()
	// Bytes 0, 1 and 1, 2 of each triple, as two words.
	words := g.bytes("twelvePairs", 0x0504040302010100, 0x0b0a0a0908070706)
	if g.wide() {
		g.VBROADCASTI32X4(words, pairs)
	} else {
		g.VBROADCASTI128(words, pairs)
	}
	g.VMOVUPS(g.splat(0xffff0000), odd)
	and, or, _ := g.bits()
	lanes := w / 16
	g.while(n, quantum, func() {
		for i := 0; i < quantum; i += 8 * lanes {
			v, high := g.vec(), g.vec()
			for lane := range lanes {
				g.loadLane(lane, at(src, (i+8*lane)*3/2), v)
			}
			g.VPSHUFB(pairs, v, v)
			g.VPSRLW(operand.U8(4), v, high)
			and(odd, high, high)
			and(g.splat(0x00000fff), v, v)
			or(high, v, v)
			g.store(v, at(dst, 2*i))
		}
		g.advance(quantum*3/2, src)
		g.advance(quantum*2, dst)
	})
	g.ret()
}
