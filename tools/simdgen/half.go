package main

import "github.com/mmcloughlin/avo/operand"

// float16 has conversions only, which go through float32.
var float16 = kind{"Float16", 2, true, true}

func halves(g *gen) {
	const nearest = 0 // rounding mode
	f32 := real[0]
	g.cast(float16, f32, []kind{float16}, []kind{f32}, func(out, in operand.Mem) {
		v := g.vec()
		g.VCVTPH2PS(in, v)
		g.store(v, out)
	})
	g.cast(f32, float16, []kind{f32}, []kind{float16}, func(out, in operand.Mem) {
		v := g.vec()
		g.load(in, v)
		g.VCVTPS2PH(operand.U8(nearest), v, out)
	})
}
