package main

import (
	"fmt"

	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// largest finds the largest of a whole number of vectors of numbers of 32 bits
// without sign: what checks pixel numbers.
func largest(g *gen) {
	step := quantum / 2
	g.fn("maxU32", "(src *int32, n int) uint32", fmt.Sprintf("returns the largest of n numbers, a multiple of %d, taken as unsigned.", step))
	src, n := g.arg("src"), g.arg("n")
	acc := g.vecs(max(step/g.lanes(4), 1))
	g.zero(acc...)
	g.while(n, step, func() {
		for i, a := range acc {
			g.VPMAXUD(at(src, i*g.level.width), a, a)
		}
		g.advance(step*4, src)
	})
	x := g.across(g.VPMAXUD, g.VPMAXUD, g.tree(g.VPMAXUD, acc), 4)
	g.VMOVSS(x, g.result())
	g.ret()
}

// entryQuads multiply stored pixels with the weights that four masks have for
// them.
func entryQuads(g *gen) {
	g.fn("quadDot", "(sums *float32, index *int32, values *float32, w *float32, n int)",
		"adds to 4 sums the products of n values, a multiple of 4, with the 4 weights at their index.")
	sums, index, values, w, n := g.arg("sums"), g.arg("index"), g.arg("values"), g.arg("w"), g.arg("n")
	acc := []reg.VecVirtual{g.XMM(), g.XMM(), g.XMM(), g.XMM()}
	g.zero(acc...)
	g.while(n, 4, func() {
		for i, a := range acc {
			p, x := g.GP64(), g.XMM()
			g.MOVLQSX(at(index, 4*i), p)
			g.SHLQ(operand.U8(4), p)
			g.VBROADCASTSS(at(values, 4*i), x)
			g.VFMADD231PS(operand.Mem{Base: w, Index: p, Scale: 1}, x, a)
		}
		g.advance(16, index)
		g.advance(16, values)
	})
	x := g.tree(g.VADDPS, acc)
	g.VADDPS(at(sums, 0), x, x)
	g.VMOVUPS(x, at(sums, 0))
	g.ret()
}
