package main

import (
	"math"

	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// logShiftAdd emits the logarithm of a float32 with a relative error below
// 2e-7: two thirds of the work of a correctly rounded one.
func logShiftAdd(g *gen) {
	g.fn("logShiftAdd", "(dst, src *float32, shift float32, n int)", "adds log(src+shift) to dst.")
	dst, src, n := g.arg("dst"), g.arg("src"), g.arg("n")
	shift := g.vec()
	b, err := g.Param("shift").Resolve()
	if err != nil {
		panic(err)
	}
	g.VBROADCASTSS(b.Addr, shift)
	log := g.quotientLog
	if g.wide() {
		log = g.tableLog()
	}
	lanes := g.lanes(4)
	g.while(n, 2*lanes, func() {
		for i := range 2 {
			x := g.vec()
			g.VADDPS(at(src, i*g.level.width), shift, x)
			r := log(x)
			g.VADDPS(at(dst, i*g.level.width), r, r)
			g.store(r, at(dst, i*g.level.width))
		}
		g.advance(2*lanes*4, dst, src)
	})
	g.ret()
}

// tableLog returns the code for log(x) = k·ln2 - log(c) + log(1+r) with
// x = 2^k·m, m in [0.75, 1.5), c close to 1/m from a table by the first five
// bits after the point, and r = m·c-1. Around 1, c is 1 and its logarithm 0,
// which keeps the result accurate there. log(1+r) is a polynomial for r from
// -0.0157 to 0.0313, with an error of 2⁻²⁵ of it.
func (g *gen) tableLog() func(x reg.VecVirtual) reg.VecVirtual {
	inverses := g.pairOfTables("logInverses32",
		0x3f74898d3f800000, 0x3f66c2b43f6d7304, 0x3f5a740e3f607038, 0x3f4f64753f54c77b, 0x3f4565c83f4a4588, 0x3f3c52643f40c0c1,
		0x3f340b413f381703, 0x3f2c76923f302c0b, 0x3fa57eb53fa8e83f, 0x3f9f11663fa237c3, 0x3f991f1a3f9c09c1, 0x3f939a863f964fda,
		0x3f8e78353f90fdbc, 0x3f89ae413f8c08c1, 0x3f8534083f8767ab, 0x3f8000003f83126f)
	logarithms := g.pairOfTables("logTable32",
		0x3d3ba2ce00000000, 0x3dd4936c3d9a0eba, 0x3e22695a3e06bbf4, 0x3e579e493e3d5c48, 0x3e8519283e71383b, 0x3e9d32633e914a0f,
		0x3eb436403ea8d56c, 0x3eca3c9f3ebf57c2, 0xbe8389c3be8dfcca, 0xbe5e843abe729877, 0xbe378092be4ad2d9, 0xbe11eb8bbe2489e9,
		0xbddb563ebdff4489, 0xbd95502cbdb8069f, 0xbd23356dbd665b93, 0x00000000bcc24943)
	zero, one, minusOne := g.vec(), g.splatF(1), g.splatF(-1)
	g.zero(zero)
	ln2hi, ln2lo := g.splatF(6.9313812256e-01), g.splatF(9.0580006145e-06)
	a0, a1, a2 := g.splatF(-0.5000005364), g.splatF(0.3333787024), g.splatF(-0.245439291)
	return func(x reg.VecVirtual) reg.VecVirtual {
		k, r := g.splitWide(x, zero, one)
		c, l, q, p := g.vec(), g.vec(), g.vec(), g.vec()
		g.VPSRLD(operand.U8(18), r, c)
		g.VMOVAPS(c, l)
		g.VPERMI2PS(inverses[1], inverses[0], c)
		g.VPERMI2PS(logarithms[1], logarithms[0], l)
		g.VFMADD213PS(minusOne, c, r)
		g.VMULPS(r, r, q)
		g.VMOVAPS(a1, p)
		g.VFMADD213PS(a0, r, p)
		g.VFMADD231PS(a2, q, p)
		g.VFMADD231PS(ln2lo, k, r)
		g.VFMADD213PS(r, q, p)
		g.VFMADD231PS(ln2hi, k, l)
		g.VADDPS(p, l, l)
		return l
	}
}

// pairOfTables returns two registers with the words.
func (g *gen) pairOfTables(name string, words ...uint64) [2]reg.VecVirtual {
	m, v := g.bytes(name, words...), [2]reg.VecVirtual{g.vec(), g.vec()}
	g.load(m, v[0])
	g.load(m.Offset(64), v[1])
	return v
}

// splitWide returns k and m; zero, infinity, NaN and negative numbers come out
// right by themselves: k is ±Inf, or m is NaN.
func (g *gen) splitWide(x, zero, one reg.VecVirtual) (k, m reg.VecVirtual) {
	k, m = g.vec(), g.vec()
	g.VADDPS(zero, x, x) // -0 becomes 0
	g.VGETEXPPS(x, k)
	// In [0.75, 1.5), NaN for negative numbers.
	g.VGETMANTPS(operand.U8(0b1011), x, m)
	below := g.K()
	const lessThan = 1
	g.VCMPPS(operand.U8(lessThan), one, m, below)
	g.VADDPS(one, k, below, k)
	return k, m
}

// quotientLog follows logf of FreeBSD's msun (e_logf.c): x = 2^k·(1+f) with 1+f
// around 1, s = f/(2+f), log(1+f) = f - f²/2 + s·(f²/2 + R(s²)). Constants are
// broadcast from memory where they are used, which costs a load each but keeps
// the registers of AVX2 free.
func (g *gen) quotientLog(x reg.VecVirtual) reg.VecVirtual {
	k, f := g.splitNarrow(x)
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
	return g.logSpecials(x, f)
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
