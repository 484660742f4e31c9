package main

import (
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// complexes are pairs of floats, the real part first.
var complexes = []kind{{"Complex64", 8, true, true}, {"Complex128", 16, true, true}}

// complexNumbers emits the element-wise kernels of complex numbers.
func complexNumbers(g *gen) {
	for i, e := range complexes {
		part := real[i]
		add, sub := []instr{g.VADDPS, g.VADDPD}[i], []instr{g.VSUBPS, g.VSUBPD}[i]
		g.plain("Add", e, add)
		g.of("Add", e, e)
		g.plain("Sub", e, sub)
		g.of("Sub", e, e)
		g.same("Mul", e, func(x, y reg.VecVirtual) reg.VecVirtual { return g.mulComplex(part, x, y) })
		g.of("Mul", e, e)
		g.same("Div", e, func(x, y reg.VecVirtual) reg.VecVirtual { return g.divideComplex(part, x, y) })
		g.of("Div", e, e)
		g.one("Neg", e, func(v reg.VecVirtual) {
			if part.size == 4 {
				g.flip(v, g.splat(1<<31))
			} else {
				g.flip(v, g.splatQ(1<<63))
			}
		})
		g.one("Conj", e, func(v reg.VecVirtual) { g.flip(v, g.signsOf(part, 1)) })
		g.ofParts("Real", e, part, func(re, im reg.VecVirtual) reg.VecVirtual { return re })
		g.ofParts("Imag", e, part, func(re, im reg.VecVirtual) reg.VecVirtual { return im })
		g.ofParts("Abs", e, part, func(re, im reg.VecVirtual) reg.VecVirtual { return g.modulus(part, re, im) })
	}
}

// signsOf has the sign bit in the real or the imaginary parts.
func (g *gen) signsOf(part kind, which int) reg.VecVirtual {
	if part.size == 4 {
		return g.splatQ(1 << (31 + 32*which))
	}
	name := []string{"signsOfReal", "signsOfImag"}[which]
	words := [][2]uint64{{1 << 63, 0}, {0, 1 << 63}}[which]
	v := g.vec()
	g.broadcast(16, g.bytes(name, words[0], words[1]), v)
	return v
}

// mulComplex rounds the four products, and then the sums: the real parts of x
// times y, and the imaginary ones times y with its parts exchanged, which are
// subtracted in the real parts.
func (g *gen) mulComplex(part kind, x, y reg.VecVirtual) reg.VecVirtual {
	re, im, turned := g.duplicated(part, x)
	g.exchange(part, y, turned)
	mul := map[int]instr{4: g.VMULPS, 8: g.VMULPD}[part.size]
	mul(y, re, re)
	mul(turned, im, im)
	switch {
	case g.wide() && part.size == 4:
		g.flip(im, g.signsOf(part, 0))
		g.VADDPS(im, re, re)
	case g.wide():
		g.flip(im, g.signsOf(part, 0))
		g.VADDPD(im, re, re)
	case part.size == 4:
		g.VADDSUBPS(im, re, re)
	default:
		g.VADDSUBPD(im, re, re)
	}
	return re
}

// ofParts emits a kernel of one operand with real results.
func (g *gen) ofParts(op string, e, part kind, do func(re, im reg.VecVirtual) reg.VecVirtual) {
	name, w := kernelName(op, e), g.level.width
	g.elementwise(name, "byte", "byte", "computes one function.", part.size, e.size, g.lanes(part.size), func() func(out, in operand.Mem) {
		return func(out, in operand.Mem) {
			a, b := g.vec(), g.vec()
			g.load(in, a)
			g.load(in.Offset(w), b)
			re, im := g.parts(part, a, b)
			g.store(do(re, im), out)
		}
	})
	g.enter("unary", "unaryTable", name, e.name, op)
}

// parts separates two vectors of pairs. Shuffles work in lanes of 128 bits, so
// that words of 64 bits have to be sorted afterwards.
func (g *gen) parts(part kind, a, b reg.VecVirtual) (re, im reg.VecVirtual) {
	re, im = g.vec(), g.vec()
	if part.size == 4 {
		g.VSHUFPS(operand.U8(0x88), b, a, re)
		g.VSHUFPS(operand.U8(0xdd), b, a, im)
	} else {
		g.VUNPCKLPD(b, a, re)
		g.VUNPCKHPD(b, a, im)
	}
	for _, v := range []reg.VecVirtual{re, im} {
		if !g.wide() {
			g.VPERMPD(operand.U8(0xd8), v, v)
			continue
		}
		order := g.vec()
		g.load(g.bytes("evenWords", 0, 2, 4, 6, 1, 3, 5, 7), order)
		g.VPERMPD(v, order, v)
	}
	return re, im
}

// modulus is infinite if either part is, whatever the other.
func (g *gen) modulus(part kind, re, im reg.VecVirtual) reg.VecVirtual {
	inf := g.splatInf(part)
	re, im = g.absoluteOf(part, re), g.absoluteOf(part, im)
	var r reg.VecVirtual
	if part.size == 4 {
		r = g.modulusInDoubles(re, im)
	} else {
		r = g.modulusScaled(re, im)
	}
	g.where(part.size, 0, inf, re, inf, r)
	g.where(part.size, 0, inf, im, inf, r)
	return r
}

// where sets r to v in the lanes where x compares to y under a predicate.
func (g *gen) where(size int, predicate uint64, y, x, v, r reg.VecVirtual) {
	compare, move := map[int]instr{4: g.VCMPPS, 8: g.VCMPPD}[size], map[int]instr{4: g.VMOVAPS, 8: g.VMOVAPD}[size]
	if g.wide() {
		k := g.K()
		compare(operand.U8(predicate), y, x, k)
		move(v, k, r)
		return
	}
	m := g.vec()
	compare(operand.U8(predicate), y, x, m)
	g.VBLENDVPS(m, v, r, r)
}

// modulusInDoubles adds the squares of float32, which are exact, in float64.
func (g *gen) modulusInDoubles(re, im reg.VecVirtual) reg.VecVirtual {
	halves := [2]reg.VecVirtual{}
	for i := range halves {
		x, y := g.vec(), g.vec()
		if i == 0 {
			g.VCVTPS2PD(g.low(re), x)
			g.VCVTPS2PD(g.low(im), y)
		} else {
			g.VCVTPS2PD(g.high(re), x)
			g.VCVTPS2PD(g.high(im), y)
		}
		g.VMULPD(x, x, x)
		g.VMULPD(y, y, y)
		g.VADDPD(y, x, x)
		g.VSQRTPD(x, x)
		halves[i] = x
	}
	low, high := g.half(), g.half()
	r := g.vec()
	if g.wide() {
		g.VCVTPD2PS(halves[0], low)
		g.VCVTPD2PS(halves[1], high)
		g.zero(r)
		g.VMOVUPS(low, r.AsY())
		g.VINSERTF64X4(operand.U8(1), high, r, r)
		return r
	}
	g.VCVTPD2PSY(halves[0], low)
	g.VCVTPD2PSY(halves[1], high)
	g.zero(r)
	g.VMOVUPS(low, r.AsX())
	g.VINSERTF128(operand.U8(1), high, r, r)
	return r
}

// modulusScaled divides by the larger part p, so that nothing overflows, and is
// 0 where that is. NaN is put in at the end, as maxima drop it.
func (g *gen) modulusScaled(re, im reg.VecVirtual) reg.VecVirtual {
	const unordered = 3
	p, q, r, zero := g.vec(), g.vec(), g.vec(), g.vec()
	g.zero(zero)
	g.VMAXPD(im, re, p)
	g.VMINPD(im, re, q)
	g.VDIVPD(p, q, r)
	g.VMULPD(r, r, r)
	g.VADDPD(g.splatReal(8, 1), r, r)
	g.VSQRTPD(r, r)
	g.VMULPD(p, r, r)
	g.where(8, 0, zero, p, p, r)
	g.where(8, unordered, re, re, re, r)
	g.where(8, unordered, im, im, im, r)
	return r
}
