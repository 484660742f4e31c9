package main

import (
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// divideComplex emits quotients by Smith's method. Let big be the larger part of
// the divisor, small the other, and ratio small/big. Then p is the dividend and q
// the same with its parts exchanged, or the other way if the imaginary part is
// big; the quotient is p + ratio·q over big + ratio·small, where in imaginary
// parts q is subtracted or, the other way, p.
func (g *gen) divideComplex(part kind, x, y reg.VecVirtual) reg.VecVirtual {
	const notGreaterEqual, equal = 9, 0
	type ops struct{ add, mul, div, or instr }
	do := map[int]ops{4: {g.VADDPS, g.VMULPS, g.VDIVPS, g.VORPS}, 8: {g.VADDPD, g.VMULPD, g.VDIVPD, g.VORPD}}[part.size]
	re, im, turned := g.duplicated(part, y)
	g.exchange(part, x, turned)
	absRe, absIm := g.absoluteOf(part, re), g.absoluteOf(part, im)
	// choose returns a where the real part is big, else b.
	choose := func(a, b reg.VecVirtual) reg.VecVirtual {
		r := g.vec()
		g.VMOVUPS(a, r)
		g.where(part.size, notGreaterEqual, absIm, absRe, b, r)
		return r
	}
	big, small := choose(re, im), choose(im, re)
	ratio, scale := g.vec(), g.vec()
	do.div(big, small, ratio)
	do.mul(ratio, small, scale)
	do.add(scale, big, scale)
	do.div(scale, g.splatReal(part.size, 1), scale)
	p, q := choose(x, turned), choose(turned, x)
	do.mul(ratio, q, q)
	zero := g.vec()
	g.zero(zero)
	signs := g.signsOf(part, 1)
	g.flip(q, choose(signs, zero))
	g.flip(p, choose(zero, signs))
	do.add(q, p, p)
	do.mul(scale, p, p)
	// Division by zero divides both parts by it.
	do.or(absIm, absRe, absRe)
	infinite := g.vec()
	do.mul(g.splatInf(part), x, infinite)
	g.where(part.size, equal, zero, absRe, infinite, p)
	return p
}

// duplicated returns both parts, each in both places, and an empty vector.
func (g *gen) duplicated(part kind, y reg.VecVirtual) (re, im, empty reg.VecVirtual) {
	re, im, empty = g.vec(), g.vec(), g.vec()
	if part.size == 4 {
		g.VMOVSLDUP(y, re)
		g.VMOVSHDUP(y, im)
	} else {
		g.VMOVDDUP(y, re)
		g.VPERMILPD(operand.U8(0xff), y, im)
	}
	return re, im, empty
}

// exchange swaps the parts of x.
func (g *gen) exchange(part kind, x, turned reg.VecVirtual) {
	if part.size == 4 {
		g.VPERMILPS(operand.U8(0xb1), x, turned)
	} else {
		g.VPERMILPD(operand.U8(0x55), x, turned)
	}
}

func (g *gen) absoluteOf(part kind, x reg.VecVirtual) reg.VecVirtual {
	and, _, _ := g.bits()
	r := g.vec()
	if part.size == 4 {
		and(g.splat(1<<31-1), x, r)
	} else {
		and(g.splatQ(1<<63-1), x, r)
	}
	return r
}

func (g *gen) splatInf(part kind) reg.VecVirtual {
	if part.size == 4 {
		return g.splat(0x7f800000)
	}
	return g.splatQ(0x7ff << 52)
}
