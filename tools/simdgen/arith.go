package main

import (
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// arithmetic emits the kernels that give elements of the operands' type.
func arithmetic(g *gen) {
	for _, e := range real {
		p := map[int][]instr{4: {g.VADDPS, g.VSUBPS, g.VMULPS, g.VDIVPS}, 8: {g.VADDPD, g.VSUBPD, g.VMULPD, g.VDIVPD}}[e.size]
		for i, op := range []string{"Add", "Sub", "Mul", "Div"} {
			g.plain(op, e, p[i])
			g.of(op, e, e)
		}
		g.floatExtremes(e)
	}
	for i, u := range unsigned {
		g.wrapping(u, signed[i])
		g.intExtremes(u)
		g.intExtremes(signed[i])
	}
	g.logic()
}

// wrapping emits what is the same for signed and unsigned integers.
func (g *gen) wrapping(u, s kind) {
	add := map[int][]instr{1: {g.VPADDB, g.VPSUBB}, 2: {g.VPADDW, g.VPSUBW}, 4: {g.VPADDD, g.VPSUBD}, 8: {g.VPADDQ, g.VPSUBQ}}[u.size]
	and, or, xor := g.bits()
	for _, k := range []struct {
		op string
		do instr
	}{{"Add", add[0]}, {"Sub", add[1]}, {"And", and}, {"Or", or}, {"Xor", xor}} {
		g.plain(k.op, u, k.do)
		g.of(k.op, u, u, s)
	}
	g.same("Mul", u, func(x, y reg.VecVirtual) reg.VecVirtual { return g.mulInt(u.size, x, y) })
	g.of("Mul", u, u, s)
}

// bits returns the bitwise instructions, which AVX-512 has under other names.
func (g *gen) bits() (and, or, xor instr) {
	if g.wide() {
		return g.VPANDD, g.VPORD, g.VPXORD
	}
	return narrow(g.VPAND), narrow(g.VPOR), narrow(g.VPXOR)
}

// narrow gives an instruction without AVX-512 form the type of the others.
func narrow(do func(y, x, r operand.Op)) instr {
	return func(ops ...operand.Op) { do(ops[0], ops[1], ops[2]) }
}

func (g *gen) mulInt(size int, x, y reg.VecVirtual) reg.VecVirtual {
	switch {
	case size == 1:
		return g.mulBytes(x, y)
	case size == 2:
		g.VPMULLW(y, x, x)
	case size == 4:
		g.VPMULLD(y, x, x)
	case g.wide():
		g.VPMULLQ(y, x, x)
	default:
		return g.mulQwords(x, y)
	}
	return x
}

// mulBytes multiplies even and odd bytes in 16-bit lanes.
func (g *gen) mulBytes(x, y reg.VecVirtual) reg.VecVirtual {
	and, or, _ := g.bits()
	even, odd := g.vec(), g.vec()
	g.VPMULLW(y, x, even)
	and(g.splat(0x00ff00ff), even, even)
	g.VPSRLW(operand.U8(8), x, x)
	g.VPSRLW(operand.U8(8), y, y)
	g.VPMULLW(y, x, odd)
	g.VPSLLW(operand.U8(8), odd, odd)
	or(odd, even, even)
	return even
}

// mulQwords multiplies modulo 2⁶⁴ with three products of 32 bits.
func (g *gen) mulQwords(x, y reg.VecVirtual) reg.VecVirtual {
	cross, t := g.vec(), g.vec()
	g.VPSHUFD(operand.U8(0xb1), y, cross)
	g.VPMULLD(cross, x, cross)
	g.VPSRLQ(operand.U8(32), cross, t)
	g.VPADDD(t, cross, cross)
	g.VPSLLQ(operand.U8(32), cross, cross)
	g.VPMULUDQ(y, x, x)
	g.VPADDQ(cross, x, x)
	return x
}

// floatExtremes follow NumPy: maximum and minimum give NaN if either is, fmax
// and fmin only if both are, and all keep the first operand on ties.
func (g *gen) floatExtremes(e kind) {
	for _, m := range []struct {
		op string
		do instr
		of bool // whether NaN of the second operand wins
	}{
		{"Maximum", map[int]instr{4: g.VMAXPS, 8: g.VMAXPD}[e.size], true},
		{"Minimum", map[int]instr{4: g.VMINPS, 8: g.VMINPD}[e.size], true},
		{"FMax", map[int]instr{4: g.VMAXPS, 8: g.VMAXPD}[e.size], false},
		{"FMin", map[int]instr{4: g.VMINPS, 8: g.VMINPD}[e.size], false},
	} {
		g.same(m.op, e, func(x, y reg.VecVirtual) reg.VecVirtual {
			r := g.vec()
			m.do(x, y, r) // x if either is NaN
			nan := x
			if m.of {
				nan = y
			}
			g.replaceNaN(e.size, nan, y, r)
			return r
		})
		g.of(m.op, e, e)
	}
}

// replaceNaN sets r to y where t is NaN.
func (g *gen) replaceNaN(size int, t, y, r reg.VecVirtual) {
	const unordered = 3
	if g.wide() {
		k := g.K()
		if size == 4 {
			g.VCMPPS(operand.U8(unordered), t, t, k)
			g.VMOVAPS(y, k, r)
		} else {
			g.VCMPPD(operand.U8(unordered), t, t, k)
			g.VMOVAPD(y, k, r)
		}
		return
	}
	m := g.vec()
	if size == 4 {
		g.VCMPPS(operand.U8(unordered), t, t, m)
	} else {
		g.VCMPPD(operand.U8(unordered), t, t, m)
	}
	g.VBLENDVPS(m, y, r, r)
}

func (g *gen) intExtremes(e kind) {
	table := map[string][2]instr{
		"Int8": {g.VPMAXSB, g.VPMINSB}, "Int16": {g.VPMAXSW, g.VPMINSW}, "Int32": {g.VPMAXSD, g.VPMINSD},
		"Uint8": {g.VPMAXUB, g.VPMINUB}, "Uint16": {g.VPMAXUW, g.VPMINUW}, "Uint32": {g.VPMAXUD, g.VPMINUD},
	}
	if g.wide() {
		table["Int64"], table["Uint64"] = [2]instr{g.VPMAXSQ, g.VPMINSQ}, [2]instr{g.VPMAXUQ, g.VPMINUQ}
	}
	do, direct := table[e.name]
	for i, op := range []string{"Maximum", "Minimum"} {
		if direct {
			g.plain(op, e, do[i])
		} else {
			g.same(op, e, func(x, y reg.VecVirtual) reg.VecVirtual {
				larger := g.greaterQwords(e, y, x)
				if i == 0 {
					g.VBLENDVPD(larger, y, x, x)
				} else {
					g.VBLENDVPD(larger, x, y, x)
				}
				return x
			})
		}
		g.of(op, e, e)
		g.enter("binary", "binaryTable", kernelName(op, e), e.name, []string{"FMax", "FMin"}[i])
	}
}

// greaterQwords returns the mask of x > y without AVX-512.
func (g *gen) greaterQwords(e kind, x, y reg.VecVirtual) reg.VecVirtual {
	m := g.vec()
	if e.signed {
		g.VPCMPGTQ(y, x, m)
		return m
	}
	p, q, sign := g.vec(), g.vec(), g.splatQ(1<<63)
	g.VPXOR(sign, x, p)
	g.VPXOR(sign, y, q)
	g.VPCMPGTQ(q, p, m)
	return m
}

// logic emits functions of booleans, of which every byte but 0 is true.
func (g *gen) logic() {
	and, or, xor := g.bits()
	one := func(v reg.VecVirtual) { g.VPMINUB(g.splat(0x01010101), v, v) }
	for _, k := range []struct {
		op string
		do instr
	}{{"And", and}, {"Or", or}, {"Xor", xor}} {
		g.same(k.op, boolean, func(x, y reg.VecVirtual) reg.VecVirtual {
			one(x)
			one(y)
			k.do(y, x, x)
			return x
		})
		g.of(k.op, boolean, boolean)
	}
}
