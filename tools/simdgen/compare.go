package main

import (
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// Predicates of VPCMP and, for these four, of VCMPPS.
var predicates = []struct {
	op   string
	code uint8
}{{"Equal", 0}, {"NotEqual", 4}, {"Less", 1}, {"LessEqual", 2}}

// comparisons emits the kernels that give bytes of 0 or 1. Greater and
// GreaterEqual are the others with exchanged operands.
func comparisons(g *gen) {
	for i, u := range unsigned {
		for _, p := range predicates {
			g.comparison(p.op, p.code, u)
			g.of(p.op, u, u)
			if p.code == 0 || p.code == 4 {
				g.of(p.op, u, signed[i])
			} else {
				g.comparison(p.op, p.code, signed[i])
				g.of(p.op, signed[i], signed[i])
			}
		}
	}
	for _, e := range real {
		for _, p := range predicates {
			g.comparison(p.op, p.code, e)
			g.of(p.op, e, e)
		}
	}
}

func (g *gen) comparison(op string, code uint8, e kind) {
	vectors, w := g.vectors(e.size), g.level.width
	g.binary(kernelName(op, e), "compares.", e.size, 1, vectors, func(dst, a, b reg.GPVirtual) {
		if g.wide() {
			for i := range vectors {
				g.compareWide(code, e, at(a, i*w), at(b, i*w), at(dst, i*g.lanes(e.size)))
			}
			return
		}
		masks, flip := make([]reg.VecVirtual, vectors), false
		for i := range masks {
			masks[i], flip = g.compareNarrow(code, e, at(a, i*w), at(b, i*w))
		}
		for i, v := range g.packMasks(masks, e.size) {
			g.VPAND(g.splat(0x01010101), v.vec, v.vec)
			if flip {
				g.VPXOR(g.splat(0x01010101), v.vec, v.vec)
			}
			g.VMOVDQU(v.used, at(dst, i*w))
		}
	})
}

// compareWide stores the comparison of one vector.
func (g *gen) compareWide(code uint8, e kind, a, b, out operand.Mem) {
	x, k := g.vec(), g.K()
	g.load(a, x)
	compare := map[string]func(...operand.Op){
		"Int8": g.VPCMPB, "Int16": g.VPCMPW, "Int32": g.VPCMPD, "Int64": g.VPCMPQ,
		"Uint8": g.VPCMPUB, "Uint16": g.VPCMPUW, "Uint32": g.VPCMPUD, "Uint64": g.VPCMPUQ,
		"Float32": g.VCMPPS, "Float64": g.VCMPPD,
	}[e.name]
	compare(operand.U8(code), b, x, k)
	g.storeFlags(k, e.size, out)
}

// storeFlags stores a byte for every lane of k.
func (g *gen) storeFlags(k reg.Register, size int, out operand.Mem) {
	r, ones := g.ZMM(), g.splat(0x01010101)
	switch size {
	case 1:
		g.VMOVDQU8_Z(ones, k, r)
		g.VMOVDQU8(r, out)
	case 2:
		g.VMOVDQU8_Z(ones.AsY(), k, r.AsY())
		g.VMOVDQU8(r.AsY(), out)
	case 4:
		g.VMOVDQU8_Z(ones.AsX(), k, r.AsX())
		g.VMOVDQU8(r.AsX(), out)
	case 8:
		g.VMOVDQU8_Z(ones.AsX(), k, r.AsX())
		g.VMOVQ(r.AsX(), out)
	}
}

// compareNarrow returns the mask of one vector, or its complement.
func (g *gen) compareNarrow(code uint8, e kind, a, b operand.Mem) (m reg.VecVirtual, flip bool) {
	x, y := g.vec(), g.vec()
	m = g.vec()
	g.load(a, x)
	g.load(b, y)
	if e.float {
		do := map[int]func(...operand.Op){4: g.VCMPPS, 8: g.VCMPPD}[e.size]
		do(operand.U8(code), y, x, m)
		return m, false
	}
	equal := map[int]instr{1: g.VPCMPEQB, 2: g.VPCMPEQW, 4: g.VPCMPEQD, 8: g.VPCMPEQQ}[e.size]
	greater := map[int]instr{1: g.VPCMPGTB, 2: g.VPCMPGTW, 4: g.VPCMPGTD, 8: g.VPCMPGTQ}[e.size]
	if code == 0 || code == 4 {
		equal(y, x, m)
		return m, code == 4
	}
	if !e.signed { // the order of unsigned numbers is that of signed ones without their top bit
		top := map[int]uint32{1: 0x80808080, 2: 0x80008000, 4: 0x80000000}[e.size]
		sign := reg.VecVirtual(nil)
		if e.size == 8 {
			sign = g.splatQ(1 << 63)
		} else {
			sign = g.splat(top)
		}
		g.VPXOR(sign, x, x)
		g.VPXOR(sign, y, y)
	}
	if code == 1 {
		greater(x, y, m) // y > x
	} else {
		greater(y, x, m) // not x > y
	}
	return m, code == 2
}

// packed is a vector of flags, and the part of it that is used.
type packed struct {
	vec  reg.VecVirtual
	used reg.Register
}

// packMasks narrows masks to one byte per lane.
func (g *gen) packMasks(m []reg.VecVirtual, size int) []packed {
	switch size {
	case 1:
		var out []packed
		for _, v := range m {
			out = append(out, packed{v, v})
		}
		return out
	case 2:
		var out []packed
		for i := 0; i < len(m); i += 2 {
			v := m[i]
			g.VPACKSSWB(m[i+1], v, v)
			g.VPERMQ(operand.U8(0xd8), v, v)
			out = append(out, packed{v, v})
		}
		return out
	case 4:
		g.VPACKSSDW(m[1], m[0], m[0])
		g.VPACKSSDW(m[3], m[2], m[2])
		g.VPACKSSWB(m[2], m[0], m[0])
		order := g.vec()
		g.load(g.bytes("dwordsOfLanes", 0x0000000400000000, 0x0000000500000001, 0x0000000600000002, 0x0000000700000003), order)
		g.VPERMD(m[0], order, m[0])
		return []packed{{m[0], m[0]}}
	}
	g.VSHUFPS(operand.U8(0x88), m[1], m[0], m[0])
	g.VSHUFPS(operand.U8(0x88), m[3], m[2], m[2])
	g.VPACKSSDW(m[2], m[0], m[0])
	g.VPACKSSWB(m[0], m[0], m[0])
	upper := g.XMM()
	g.VEXTRACTI128(operand.U8(1), m[0], upper)
	v := g.vec()
	g.VPXOR(v, v, v)
	g.VPUNPCKLWD(upper, m[0].AsX(), v.AsX())
	return []packed{{v, v.AsX()}}
}
