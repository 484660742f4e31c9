package main

import (
	"math"

	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// unaries emits the kernels of one operand.
func unaries(g *gen) {
	for i, e := range real {
		g.floatSigns(e)
		g.one("Sqrt", e, func(v reg.VecVirtual) { []func(...operand.Op){g.VSQRTPS, g.VSQRTPD}[i](v, v) })
		g.one("Reciprocal", e, func(v reg.VecVirtual) {
			[]instr{g.VDIVPS, g.VDIVPD}[i](v, g.splatReal(e.size, 1), v)
		})
		for mode, op := range []string{"Rint", "Floor", "Ceil", "Trunc"} {
			g.one(op, e, func(v reg.VecVirtual) { g.round(e.size, uint8(mode), v) })
		}
	}
	for i, u := range unsigned {
		s := signed[i]
		g.one("Neg", u, func(v reg.VecVirtual) { g.negate(u.size, v) })
		g.enter("unary", "unaryTable", kernelName("Neg", u), s.name, "Neg")
		g.one("Not", u, func(v reg.VecVirtual) { g.flip(v, g.splat(math.MaxUint32)) })
		g.enter("unary", "unaryTable", kernelName("Not", u), s.name, "Not")
		g.one("Abs", s, func(v reg.VecVirtual) { g.absolute(s.size, v) })
	}
	g.one("Not", boolean, func(v reg.VecVirtual) {
		ones := g.splat(0x01010101)
		g.VPMINUB(ones, v, v)
		g.flip(v, ones)
	})
}

// one emits a kernel that changes vectors in place.
func (g *gen) one(op string, e kind, do func(v reg.VecVirtual)) {
	name := kernelName(op, e)
	g.elementwise(name, "byte", "byte", "computes one function.", e.size, e.size, g.lanes(e.size), func() func(out, in operand.Mem) {
		return func(out, in operand.Mem) {
			v := g.vec()
			g.load(in, v)
			do(v)
			g.store(v, out)
		}
	})
	g.enter("unary", "unaryTable", name, e.name, op)
}

// splatReal returns a register with a float of the given size in every lane.
func (g *gen) splatReal(size int, f float64) reg.VecVirtual {
	if size == 4 {
		return g.splatF(f)
	}
	return g.splatQ(math.Float64bits(f))
}

// floatSigns change the sign bit only, also of zero and NaN.
func (g *gen) floatSigns(e kind) {
	g.one("Neg", e, func(v reg.VecVirtual) {
		if e.size == 4 {
			g.flip(v, g.splat(1<<31))
		} else {
			g.flip(v, g.splatQ(1<<63))
		}
	})
	g.one("Abs", e, func(v reg.VecVirtual) {
		and, _, _ := g.bits()
		if e.size == 4 {
			and(g.splat(1<<31-1), v, v)
		} else {
			and(g.splatQ(1<<63-1), v, v)
		}
	})
}

func (g *gen) flip(v, mask reg.VecVirtual) {
	_, _, xor := g.bits()
	xor(mask, v, v)
}

// round rounds to integers in a mode of ROUNDPS.
func (g *gen) round(size int, mode uint8, v reg.VecVirtual) {
	const quiet = 8 // without the inexact flag
	imm := operand.U8(mode | quiet)
	switch {
	case g.wide() && size == 4:
		g.VRNDSCALEPS(imm, v, v)
	case g.wide():
		g.VRNDSCALEPD(imm, v, v)
	case size == 4:
		g.VROUNDPS(imm, v, v)
	default:
		g.VROUNDPD(imm, v, v)
	}
}

func (g *gen) negate(size int, v reg.VecVirtual) {
	zero := g.vec()
	g.zero(zero)
	map[int]instr{1: g.VPSUBB, 2: g.VPSUBW, 4: g.VPSUBD, 8: g.VPSUBQ}[size](v, zero, v)
}

func (g *gen) absolute(size int, v reg.VecVirtual) {
	switch {
	case size == 1:
		g.VPABSB(v, v)
	case size == 2:
		g.VPABSW(v, v)
	case size == 4:
		g.VPABSD(v, v)
	case g.wide():
		g.VPABSQ(v, v)
	default:
		negative := g.vec()
		g.zero(negative)
		g.VPCMPGTQ(v, negative, negative)
		g.VPXOR(negative, v, v)
		g.VPSUBQ(negative, v, v)
	}
}

// choices emits where: elements of a where the condition is not 0, else of b.
func choices(g *gen) {
	for _, u := range unsigned {
		vectors, w := g.vectors(u.size), g.level.width
		name := "where" + u.name
		cond := reg.GPVirtual(nil)
		g.blocks(name, "(dst, cond, a, b *byte, n, single int)", "chooses.", u.size, u.size, vectors, func() { cond = g.arg("cond") },
			func(dst, a, b reg.GPVirtual) {
				for i := range vectors {
					x, y := g.vec(), g.vec()
					g.load(at(a, i*w), x)
					g.load(at(b, i*w), y)
					g.choose(u.size, at(cond, i*g.lanes(u.size)), x, y)
					g.store(y, at(dst, i*w))
				}
				g.advance(vectors*g.lanes(u.size), cond)
			})
		g.enter("where", "whereTable", name, []string{"", "0", "1", "", "2", "", "", "", "3"}[u.size])
	}
}

// choose replaces y by x where the bytes at cond are not 0.
func (g *gen) choose(size int, cond operand.Mem, x, y reg.VecVirtual) {
	if g.wide() {
		c, k := g.ZMM(), g.K()
		switch size {
		case 1:
			g.VMOVDQU8(cond, c)
			g.VPTESTMB(c, c, k)
			g.VMOVDQU8(x, k, y)
		case 2:
			g.VMOVDQU8(cond, c.AsY())
			g.VPTESTMB(c.AsY(), c.AsY(), k)
			g.VMOVDQU16(x, k, y)
		case 4:
			g.VMOVDQU8(cond, c.AsX())
			g.VPTESTMB(c.AsX(), c.AsX(), k)
			g.VMOVDQU32(x, k, y)
		case 8:
			g.VMOVQ(cond, c.AsX())
			g.VPTESTMB(c.AsX(), c.AsX(), k)
			g.VMOVDQU64(x, k, y)
		}
		return
	}
	c, zero := g.vec(), g.vec()
	g.zero(zero)
	switch size {
	case 1:
		g.VMOVDQU(cond, c)
		g.VPCMPEQB(zero, c, c)
	case 2:
		g.VPMOVZXBW(cond, c)
		g.VPCMPEQW(zero, c, c)
	case 4:
		g.VPMOVZXBD(cond, c)
		g.VPCMPEQD(zero, c, c)
	case 8:
		g.VPMOVZXBQ(cond, c)
		g.VPCMPEQQ(zero, c, c)
	}
	g.VPBLENDVB(c, y, x, y)
}
