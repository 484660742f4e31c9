package main

import (
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// quantum is what the wrappers round lengths of contiguous data down to.
const quantum = 64

func sums(g *gen) {
	sumU8(g)
	sumU16(g)
	g.blocked("sumF32", "(src *float32, n int) float64",
		"sums blocks of 32 float32 per lane and the blocks in float64.", 4, 0,
		func(src, _ reg.GPVirtual, i int, acc reg.VecVirtual) {
			g.VADDPS(at(src, i*g.level.width), acc, acc)
		})
	g.inF64("sumF32F64", "(src *float32, n int) float64", 4, func(in operand.Mem, acc reg.VecVirtual) {
		t := g.vec()
		g.VCVTPS2PD(in, t)
		g.VADDPD(t, acc, acc)
	})
	g.inF64("sumF64", "(src *float64, n int) float64", 8, func(in operand.Mem, acc reg.VecVirtual) {
		g.VADDPD(in, acc, acc)
	})
}

// sumU8 sums eight bytes each into 64-bit lanes.
func sumU8(g *gen) {
	g.fn("sumU8", "(src *uint8, n int) uint64", "sums in 64-bit lanes.")
	src, n := g.arg("src"), g.arg("n")
	acc, zero := g.vecs(4), g.vec()
	g.zero(append(acc, zero)...)
	for _, vecs := range []int{8, quantum / g.level.width} {
		bytes := vecs * g.level.width
		g.while(n, bytes, func() {
			for i := range vecs {
				t := g.vec()
				g.VPSADBW(at(src, i*g.level.width), zero, t)
				g.VPADDQ(t, acc[i%4], acc[i%4])
			}
			g.advance(bytes, src)
		})
	}
	g.returnQwords(g.tree(g.VPADDQ, acc))
}

// sumU16 sums all 32-bit words modulo 2³² and their upper halves exactly; the
// sum of the lower halves is the difference. One call of 2¹⁸ elements leaves
// both below 2³¹ in each of eight or sixteen lanes.
func sumU16(g *gen) {
	g.fn("sumU16", "(src *uint16, n int) uint64", "sums at most 1<<18 elements in 32-bit lanes.")
	src, n := g.arg("src"), g.arg("n")
	all, upper := g.vecs(4), g.vecs(4)
	g.zero(append(append([]reg.VecVirtual{}, all...), upper...)...)
	lanes := g.lanes(2)
	for _, vecs := range []int{8, quantum / lanes} {
		g.while(n, vecs*lanes, func() {
			for i := range vecs {
				t := g.vec()
				g.load(at(src, i*g.level.width), t)
				g.VPADDD(t, all[i%4], all[i%4])
				g.VPSRLD(operand.U8(16), t, t)
				g.VPADDD(t, upper[i%4], upper[i%4])
			}
			g.advance(vecs*g.level.width, src)
		})
	}
	a, u := g.tree(g.VPADDD, all), g.tree(g.VPADDD, upper)
	t := g.vec()
	g.VPSLLD(operand.U8(16), u, t)
	g.VPSUBD(t, a, a)
	g.VPADDD(u, a, a)
	// Even and odd 32-bit lanes, widened to 64 bits.
	g.VPSRLQ(operand.U8(32), a, t)
	g.VPSLLQ(operand.U8(32), a, a)
	g.VPSRLQ(operand.U8(32), a, a)
	g.VPADDQ(t, a, a)
	g.returnQwords(a)
}

// returnQwords returns the sum of the 64-bit lanes.
func (g *gen) returnQwords(v reg.VecVirtual) {
	x := g.across(g.VPADDQ, g.VPADDQ, v, 8)
	r := g.GP64()
	g.VMOVQ(x, r)
	g.Store(r, g.ReturnIndex(0))
	g.ret()
}

// blocked emits a float32 reduction into float64: step adds to accumulator i
// from vector i; size and second are the element sizes of the one or two
// sources. Blocks of 32 rounds per accumulator bound the rounding error.
func (g *gen) blocked(name, args, doc string, size, second int, step func(src, b reg.GPVirtual, i int, acc reg.VecVirtual)) {
	g.fn(name, args, doc)
	var src, b reg.GPVirtual
	if second > 0 {
		src, b = g.arg("a"), g.arg("b")
	} else {
		src = g.arg("src")
	}
	n := g.arg("n")
	total := g.vecs(2)
	g.zero(total...)
	lanes := g.lanes(4)
	pass := 8 * lanes
	const rounds = 32

	acc := g.vecs(8)
	round := func(vecs int) {
		for i := range vecs {
			step(src, b, i, acc[i])
		}
		g.advance(vecs*lanes*size, src)
		if second > 0 {
			g.advance(vecs*lanes*second, b)
		}
	}
	flush := func(vecs int) {
		s := g.tree(g.VADDPS, acc[:vecs])
		h := g.high(s)
		for i, part := range []reg.Register{g.low(s), h} {
			t := g.vec()
			g.VCVTPS2PD(part, t)
			g.VADDPD(t, total[i], total[i])
		}
	}
	g.while(n, pass*rounds, func() {
		g.zero(acc...)
		c := g.GP64()
		g.MOVQ(operand.U32(rounds), c)
		g.times(c, func() { round(8) })
		flush(8)
	})
	// What is left is shorter than a block.
	g.zero(acc...)
	g.while(n, pass, func() { round(8) })
	if pass > quantum {
		g.while(n, quantum, func() { round(quantum / lanes) })
	}
	flush(8)
	x := g.across(g.VADDPD, g.VADDSD, g.tree(g.VADDPD, total), 8)
	g.VMOVSD(x, g.result())
	g.ret()
}

// result is the memory of the only result.
func (g *gen) result() operand.Mem {
	b, err := g.ReturnIndex(0).Resolve()
	if err != nil {
		panic(err)
	}
	return b.Addr
}

// inF64 emits a sum with eight float64 accumulators.
func (g *gen) inF64(name, args string, size int, step func(in operand.Mem, acc reg.VecVirtual)) {
	g.fn(name, args, "sums in float64 lanes.")
	src, n := g.arg("src"), g.arg("n")
	acc := g.vecs(8)
	g.zero(acc...)
	lanes := g.lanes(8)
	g.while(n, 8*lanes, func() {
		for i, a := range acc {
			step(at(src, i*lanes*size), a)
		}
		g.advance(8*lanes*size, src)
	})
	x := g.across(g.VADDPD, g.VADDSD, g.tree(g.VADDPD, acc), 8)
	g.VMOVSD(x, g.result())
	g.ret()
}

func touch(g *gen) {
	g.fn("touch", "(src *uint8, n int) uint64", "sums 64-bit words.")
	src, n := g.arg("src"), g.arg("n")
	acc := g.vecs(8)
	g.zero(acc...)
	for _, vecs := range []int{8, quantum / g.level.width} {
		bytes := vecs * g.level.width
		g.while(n, bytes, func() {
			for i := range vecs {
				g.VPADDQ(at(src, i*g.level.width), acc[i], acc[i])
			}
			g.advance(bytes, src)
		})
	}
	g.returnQwords(g.tree(g.VPADDQ, acc))
}

// minFold keeps unordered comparisons beside the minima, since MINPS drops NaN.
func minFold(g *gen) {
	g.fn("minF32", "(src *float32, n int) float32", "returns the minimum, or NaN if there is one.")
	src, n := g.arg("src"), g.arg("n")
	vecs := quantum / g.lanes(4)
	acc := g.vecs(vecs)
	for _, a := range acc {
		g.load(at(src, 0), a)
	}
	nan := g.vec()
	g.anyNaN(acc[0], acc[0], nan, true)
	g.while(n, quantum, func() {
		for i := 0; i < vecs; i += 2 {
			s, t := g.vec(), g.vec()
			g.load(at(src, i*g.level.width), s)
			g.load(at(src, (i+1)*g.level.width), t)
			g.anyNaN(s, t, nan, false)
			g.VMINPS(s, acc[i], acc[i])
			g.VMINPS(t, acc[i+1], acc[i+1])
		}
		g.advance(quantum*4, src)
	})
	m := g.across(g.VMINPS, g.VMINSS, g.tree(g.VMINPS, acc), 4)
	x := g.across(g.VORPS, g.VORPS, nan, 4)
	g.VORPS(x, m, m)
	g.VMOVSS(m, g.result())
	g.ret()
}

// anyNaN sets, or adds to, the all-ones lanes of nan where a or b is NaN.
func (g *gen) anyNaN(a, b, nan reg.VecVirtual, set bool) {
	const unordered = 3
	t := g.vec()
	if g.wide() {
		k := g.K()
		g.VCMPPS(operand.U8(unordered), a, b, k)
		g.VPMOVM2D(k, t)
	} else {
		g.VCMPPS(operand.U8(unordered), a, b, t)
	}
	if set {
		g.VMOVAPS(t, nan)
		return
	}
	g.VORPS(t, nan, nan)
}
