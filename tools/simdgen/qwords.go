package main

import (
	"math"

	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// fromQwordsNarrow converts 64-bit integers to float64 without AVX-512. To
// float32 the detour that rounds once takes longer than the loop of the twin.
func (g *gen) fromQwordsNarrow(f64 kind) {
	for _, from := range []kind{signed[3], unsigned[3]} {
		g.cast(from, f64, []kind{from}, []kind{f64}, func(out, in operand.Mem) {
			v := g.vec()
			g.load(in, v)
			g.store(g.qwordsToDoubles(from, v), out)
		})
	}
}

// qwordsToDoubles makes floats of the halves by their bits, 2⁵²+low and
// 2⁸⁴+2³²·high, takes the large numbers from the latter, which is exact, and adds
// the former: the sum is rounded once. High halves with a sign have 2³¹ added.
func (g *gen) qwordsToDoubles(from kind, v reg.VecVirtual) reg.VecVirtual {
	const upperDwords = 0xaa
	magic, bias := math.Float64bits(1<<84), math.Ldexp(1, 84)+math.Ldexp(1, 52)
	if from.signed {
		magic, bias = magic|1<<31, bias+math.Ldexp(1, 63)
	}
	high, low := g.vec(), g.vec()
	g.VPSRLQ(operand.U8(32), v, high)
	g.VPXOR(g.splatQ(magic), high, high)
	g.VPBLENDD(operand.U8(upperDwords), g.splatReal(8, 1<<52), v, low)
	g.VSUBPD(g.splatReal(8, bias), high, high)
	g.VADDPD(low, high, high)
	return high
}
