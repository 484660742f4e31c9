package main

import (
	"math"

	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// logShiftAdd follows logf of FreeBSD's msun (e_logf.c): x = 2^k·(1+f) with
// 1+f around 1, s = f/(2+f), log(1+f) = f - f²/2 + s·(f²/2 + R(s²)).
func logShiftAdd(g *gen) {
	g.fn("logShiftAdd", "(dst, src *float32, shift float32, n int)", "adds log(src+shift) to dst.")
	dst, src, n := g.arg("dst"), g.arg("src"), g.arg("n")
	shift := g.vec()
	b, err := g.Param("shift").Resolve()
	if err != nil {
		panic(err)
	}
	g.VBROADCASTSS(b.Addr, shift)
	lanes := g.lanes(4)
	g.while(n, lanes, func() {
		x := g.vec()
		g.VADDPS(at(src, 0), shift, x)
		r := g.log(x)
		g.VADDPS(at(dst, 0), r, r)
		g.store(r, at(dst, 0))
		g.advance(lanes*4, dst, src)
	})
	g.ret()
}

// log returns the logarithm. Constants are broadcast from memory where they are
// used, which costs a load each but keeps the registers of AVX2 free.
func (g *gen) log(x reg.VecVirtual) reg.VecVirtual {
	var k, f reg.VecVirtual
	if g.wide() {
		k, f = g.splitWide(x)
	} else {
		k, f = g.splitNarrow(x)
	}
	s, z, w, t1, t2, h := g.vec(), g.vec(), g.vec(), g.vec(), g.vec(), g.vec()
	g.VADDPS(g.splatF(2), f, s)
	g.VDIVPS(s, f, s)
	g.VMULPS(s, s, z)
	g.VMULPS(z, z, w)
	// R = z·(Lg1 + w·Lg3) + w·(Lg2 + w·Lg4)
	g.VMOVAPS(g.splatF(0.24279078841), t1)
	g.VFMADD213PS(g.splatF(0.40000972152), w, t1)
	g.VMULPS(w, t1, t1)
	g.VMOVAPS(g.splatF(0.28498786688), t2)
	g.VFMADD213PS(g.splatF(0.66666662693), w, t2)
	g.VFMADD213PS(t1, z, t2)
	g.VMULPS(g.splatF(0.5), f, h)
	g.VMULPS(f, h, h)
	// k·ln2hi + (f - (h - (s·(h+R) + k·ln2lo)))
	g.VADDPS(h, t2, t2)
	g.VMULPS(s, t2, t2)
	g.VFMADD231PS(g.splatF(9.0580006145e-06), k, t2)
	g.VSUBPS(t2, h, h)
	g.VSUBPS(h, f, f)
	g.VFMADD231PS(g.splatF(6.9313812256e-01), k, f)
	if g.wide() {
		return f
	}
	return g.logSpecials(x, f)
}

// splitWide returns k and f; zero, infinity, NaN and negative numbers come out
// right by themselves: k is ±Inf, or f is NaN.
func (g *gen) splitWide(x reg.VecVirtual) (k, f reg.VecVirtual) {
	k, f = g.vec(), g.vec()
	zero, one := g.vec(), g.splatF(1)
	g.zero(zero)
	g.VADDPS(zero, x, x) // -0 becomes 0
	g.VGETEXPPS(x, k)
	// Mantissa in [0.75, 1.5), NaN for negative numbers.
	g.VGETMANTPS(operand.U8(0b1011), x, f)
	below := g.K()
	const lessThan = 1
	g.VCMPPS(operand.U8(lessThan), one, f, below)
	g.VADDPS(one, k, below, k)
	g.VSUBPS(one, f, f)
	return k, f
}

// splitNarrow is the integer version for 1+f in [√½, √2); subnormal numbers
// are scaled by 2²³ first.
func (g *gen) splitNarrow(x reg.VecVirtual) (k, f reg.VecVirtual) {
	k, f = g.vec(), g.vec()
	const lessThan = 1
	small, scaled, bias := g.vec(), g.vec(), g.vec()
	g.VCMPPS(operand.U8(lessThan), g.splat(0x00800000), x, small)
	g.VMULPS(g.splatF(1<<23), x, scaled)
	g.VBLENDVPS(small, scaled, x, f)
	g.VANDPS(g.splatF(23), small, bias)
	half := g.splat(0x3f3504f3) // √½
	g.VPSUBD(half, f, f)
	g.VPSRAD(operand.U8(23), f, k)
	g.VCVTDQ2PS(k, k)
	g.VSUBPS(bias, k, k)
	g.VPAND(g.splat(0x007fffff), f, f)
	g.VPADDD(half, f, f)
	g.VSUBPS(g.splatF(1), f, f)
	return k, f
}

// logSpecials replaces the results for x that is not a positive number.
func (g *gen) logSpecials(x, r reg.VecVirtual) reg.VecVirtual {
	const (
		equal           = 0
		notGreaterEqual = 9
	)
	zero, m := g.vec(), g.vec()
	g.zero(zero)
	inf := g.splatF(math.Inf(1))
	g.VCMPPS(operand.U8(equal), inf, x, m)
	g.VBLENDVPS(m, inf, r, r)
	g.VCMPPS(operand.U8(equal), zero, x, m)
	g.VBLENDVPS(m, g.splatF(math.Inf(-1)), r, r)
	g.VCMPPS(operand.U8(notGreaterEqual), zero, x, m)
	g.VORPS(m, r, r)
	return r
}
