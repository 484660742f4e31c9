package main

import (
	"math"

	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// elementary emits exp and log. All arithmetic is in float64 lanes, also for
// float32, and fused in the same places as in the twins: the results are the
// same bits.
func elementary(g *gen) {
	for _, e := range real {
		g.inDoubles("Exp", e, func() func(x reg.VecVirtual) reg.VecVirtual { return g.exp(e.size) })
		g.inDoubles("Log", e, func() func(x reg.VecVirtual) reg.VecVirtual { return g.logarithm(e.size) })
	}
}

// inDoubles emits a kernel that computes two vectors of float64 per turn.
func (g *gen) inDoubles(op string, e kind, prepare func() func(x reg.VecVirtual) reg.VecVirtual) {
	name, lanes := kernelName(op, e), g.lanes(8)
	g.fn(name, "(dst, src *byte, n int)", "computes in float64.")
	dst, src, n := g.arg("dst"), g.arg("src"), g.arg("n")
	f := prepare()
	g.while(n, 2*lanes, func() {
		for i := range 2 {
			x := g.vec()
			in, out := at(src, i*lanes*e.size), at(dst, i*lanes*e.size)
			if e.size == 8 {
				g.load(in, x)
				g.store(f(x), out)
				continue
			}
			g.VCVTPS2PD(in, x)
			g.storeNarrowed(f(x), out)
		}
		g.advance(2*lanes*e.size, dst, src)
	})
	g.ret()
	g.enter("unary", "unaryTable", name, e.name, op)
}

// storeNarrowed rounds to float32.
func (g *gen) storeNarrowed(v reg.VecVirtual, out operand.Mem) {
	if g.wide() {
		h := g.YMM()
		g.VCVTPD2PS(v, h)
		g.VMOVUPS(h, out)
		return
	}
	h := g.XMM()
	g.VCVTPD2PSY(v, h)
	g.VMOVUPS(h, out)
}

// constant returns a float64 in every lane: of a register that is loaded once
// where there are enough of them, else one that is loaded where it is used.
func (g *gen) constant(f float64) func() reg.VecVirtual {
	if !g.wide() {
		return func() reg.VecVirtual { return g.splatReal(8, f) }
	}
	v := g.splatReal(8, f)
	return func() reg.VecVirtual { return v }
}

// Coefficients of (e^r-1-r)/r² for |r| < 0.3467, from the highest power on:
// Chebyshev approximations with errors of 2⁻⁶¹ and 2⁻³⁷ of e^r.
var expCoefficients = map[int][]uint64{
	8: {0x3e21f7315649f2d7, 0x3e5af4e092e1705b, 0x3e927e4db5bb725a, 0x3ec71de02225a2f3, 0x3efa01a01a6db488, 0x3f2a01a01abeccc3,
		0x3f56c16c16c162cf, 0x3f811111111100d3, 0x3fa5555555555556, 0x3fc5555555555557, 0x3fe0000000000000},
	4: {0x3efa11341e452c9d, 0x3f2a151a41f36204, 0x3f56c16857b3af8e, 0x3f81110c61e50f27, 0x3fa5555555c8a024, 0x3fc555555675a7df, 0x3fe0000000000000},
}

// exp returns the code for e^x = 2^k·e^r with r = x - k·ln2. Arguments beyond
// the limits give 0 and +Inf as the limits do.
func (g *gen) exp(size int) func(x reg.VecVirtual) reg.VecVirtual {
	low, high := -746.0, 710.0
	if size == 4 {
		low, high = -110, 90
	}
	least, most, log2e := g.constant(low), g.constant(high), g.constant(math.Log2E)
	ln2hi, ln2lo, one := g.constant(0x1.62e42fefa3800p-1), g.constant(0x1.ef35793c76730p-45), g.constant(1)
	var c []func() reg.VecVirtual
	for _, bits := range expCoefficients[size] {
		c = append(c, g.constant(math.Float64frombits(bits)))
	}
	return func(x reg.VecVirtual) reg.VecVirtual {
		k, p, square := g.vec(), g.vec(), g.vec()
		g.VMAXPD(x, least(), x) // x if it is NaN
		g.VMINPD(x, most(), x)
		g.VMULPD(log2e(), x, k)
		g.round(8, 0, k)
		g.VFNMADD231PD(ln2hi(), k, x)
		g.VFNMADD231PD(ln2lo(), k, x)
		g.VMOVAPD(c[0](), p)
		for _, next := range c[1:] {
			g.VFMADD213PD(next(), x, p)
		}
		g.VMULPD(x, x, square)
		g.VFMADD213PD(x, square, p)
		g.VADDPD(one(), p, p)
		g.scaleBy(size, k, p)
		return p
	}
}

// scaleBy multiplies v by 2^k. Without AVX-512 that takes two factors, the
// second of which rounds, where the result may be subnormal.
func (g *gen) scaleBy(size int, k, v reg.VecVirtual) {
	if g.wide() {
		g.VSCALEFPD(k, v, v)
		return
	}
	if size == 4 {
		g.VMULPD(g.power(k), v, v)
		return
	}
	half := g.vec()
	g.VMULPD(g.splatReal(8, 0.5), k, half)
	g.round(8, 1, half)
	g.VSUBPD(half, k, k)
	g.VMULPD(g.power(half), v, v)
	g.VMULPD(g.power(k), v, v)
}

// power returns 2^k for integers k in floats: the lowest bits of 1.5·2⁵²+k are
// those of k.
func (g *gen) power(k reg.VecVirtual) reg.VecVirtual {
	p := g.vec()
	g.VADDPD(g.splatReal(8, 0x1.8p52+1023), k, p)
	g.VPSLLQ(operand.U8(52), p, p)
	return p
}
