package main

import (
	"fmt"

	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// conversions emits the casts between blocks of different types.
func conversions(g *gen) {
	for i, u := range unsigned {
		for j := range unsigned {
			switch {
			case i < j:
				g.widen(u, unsigned[j], unsigned[j], signed[j])
				g.widen(signed[i], unsigned[j], unsigned[j], signed[j])
			case i > j:
				g.shrink(u, unsigned[j], []kind{u, signed[i]}, []kind{unsigned[j], signed[j]})
			}
		}
	}
	g.toFloats()
	for _, f := range real {
		for i := range unsigned {
			g.floatToInt(f, signed[i])
			g.floatToInt(f, unsigned[i])
		}
	}
}

// cast emits a kernel of one step per vector of the wider type, and enters it.
func (g *gen) cast(from, to kind, sources, results []kind, step func(out, in operand.Mem)) {
	name := "cast" + from.name + to.name
	g.elementwise(name, "byte", "byte", "converts.", to.size, from.size, g.lanes(max(from.size, to.size)), func() func(out, in operand.Mem) { return step })
	for _, s := range sources {
		for _, r := range results {
			g.enter("casts", "castTable", name, r.name, s.name)
		}
	}
}

// extend loads integers into lanes of the given size.
func (g *gen) extend(from kind, size int, in operand.Mem, v reg.Register) {
	type pair struct{ from, to int }
	zero := map[pair]func(...operand.Op){
		{1, 2}: g.VPMOVZXBW, {1, 4}: g.VPMOVZXBD, {1, 8}: g.VPMOVZXBQ, {2, 4}: g.VPMOVZXWD, {2, 8}: g.VPMOVZXWQ, {4, 8}: g.VPMOVZXDQ,
		{4, 4}: g.VMOVUPS,
	}
	sign := map[pair]func(...operand.Op){
		{1, 2}: g.VPMOVSXBW, {1, 4}: g.VPMOVSXBD, {1, 8}: g.VPMOVSXBQ, {2, 4}: g.VPMOVSXWD, {2, 8}: g.VPMOVSXWQ, {4, 8}: g.VPMOVSXDQ,
		{4, 4}: g.VMOVUPS,
	}
	if from.signed {
		zero = sign
	}
	zero[pair{from.size, size}](in, v)
}

func (g *gen) widen(from, to kind, results ...kind) {
	g.cast(from, to, []kind{from}, results, func(out, in operand.Mem) {
		v := g.vec()
		g.extend(from, to.size, in, v)
		g.store(v, out)
	})
}

// shrink keeps the lower bytes.
func (g *gen) shrink(from, to kind, sources, results []kind) {
	if !g.wide() && from.size == 8 && to.size == 1 {
		return
	}
	g.cast(from, to, sources, results, func(out, in operand.Mem) {
		v := g.vec()
		g.load(in, v)
		g.storeLower(from.size, to.size, v, out)
	})
}

// storeLower stores the lower bytes of the lanes of v, which it changes.
func (g *gen) storeLower(from, to int, v reg.VecVirtual, out operand.Mem) {
	type pair struct{ from, to int }
	if g.wide() {
		map[pair]func(...operand.Op){
			{2, 1}: g.VPMOVWB, {4, 1}: g.VPMOVDB, {4, 2}: g.VPMOVDW, {8, 1}: g.VPMOVQB, {8, 2}: g.VPMOVQW, {8, 4}: g.VPMOVQD,
		}[pair{from, to}](v, out)
		return
	}
	// Gather the bytes at the start of each half, then the halves.
	g.VPSHUFB(g.lowerBytes(from, to), v, v)
	count := 16 * to / from // bytes of a half
	switch count {
	case 8:
		g.VPERMQ(operand.U8(0x08), v, v)
		g.VMOVDQU(v.AsX(), out)
	case 4:
		order := g.vec()
		g.load(g.bytes("halvesOfDwords", 0x0000000400000000, 0, 0, 0), order)
		g.VPERMD(v, order, v)
		g.VMOVQ(v.AsX(), out)
	}
}

// lowerBytes is a pattern of VPSHUFB.
func (g *gen) lowerBytes(from, to int) reg.VecVirtual {
	var pattern [2]uint64
	at := 0
	for lane := 0; lane < 16; lane += from {
		for b := range to {
			pattern[at/8] |= uint64(lane+b) << (at % 8 * 8)
			at++
		}
	}
	for ; at < 16; at++ {
		pattern[at/8] |= 0x80 << (at % 8 * 8)
	}
	v := g.vec()
	g.VBROADCASTI128(g.bytes(fmt.Sprintf("lower%dof%d", to, from), pattern[0], pattern[1]), v)
	return v
}

func (g *gen) toFloats() {
	f32, f64 := real[0], real[1]
	g.cast(f64, f32, []kind{f64}, []kind{f32}, func(out, in operand.Mem) {
		v := g.vec()
		g.load(in, v)
		g.storeNarrowed(v, out)
	})
	g.cast(f32, f64, []kind{f32}, []kind{f64}, func(out, in operand.Mem) {
		v := g.vec()
		g.VCVTPS2PD(in, v)
		g.store(v, out)
	})
	for _, from := range []kind{signed[0], signed[1], signed[2], unsigned[0], unsigned[1]} {
		g.cast(from, f32, []kind{from}, []kind{f32}, func(out, in operand.Mem) {
			v := g.vec()
			g.extend(from, 4, in, v)
			g.VCVTDQ2PS(v, v)
			g.store(v, out)
		})
		g.cast(from, f64, []kind{from}, []kind{f64}, func(out, in operand.Mem) {
			h, v := g.half(), g.vec()
			g.extend(from, 4, in, h)
			g.VCVTDQ2PD(h, v)
			g.store(v, out)
		})
	}
	g.fromUint32(f32, f64)
	if g.wide() {
		g.fromQwords(f32, f64)
	} else {
		g.fromQwordsNarrow(f64)
	}
	for _, to := range real {
		g.cast(boolean, to, []kind{boolean}, []kind{to}, func(out, in operand.Mem) { g.fromBool(to.size, out, in) })
	}
}

// fromUint32 without AVX-512 sets the bits of 2⁵²+x for float64; for float32 it
// adds halves of the word, which are exact, so that the sum is rounded once.
func (g *gen) fromUint32(f32, f64 kind) {
	g.cast(unsigned[2], f32, unsigned[2:3], []kind{f32}, func(out, in operand.Mem) {
		v, upper := g.vec(), g.vec()
		if g.wide() {
			g.VCVTUDQ2PS(in, v)
		} else {
			g.load(in, v)
			g.VPSRLD(operand.U8(16), v, upper)
			g.VPAND(g.splat(0xffff), v, v)
			g.VCVTDQ2PS(upper, upper)
			g.VCVTDQ2PS(v, v)
			g.VFMADD231PS(g.splatF(1<<16), upper, v)
		}
		g.store(v, out)
	})
	g.cast(unsigned[2], f64, unsigned[2:3], []kind{f64}, func(out, in operand.Mem) {
		v := g.vec()
		if g.wide() {
			g.VCVTUDQ2PD(in, v)
		} else {
			magic := g.splatReal(8, 1<<52)
			g.VPMOVZXDQ(in, v)
			g.VPOR(magic, v, v)
			g.VSUBPD(magic, v, v)
		}
		g.store(v, out)
	})
}

// fromQwords are conversions that only AVX-512 has.
func (g *gen) fromQwords(f32, f64 kind) {
	for _, c := range []struct {
		from         kind
		single, full func(...operand.Op)
	}{{signed[3], g.VCVTQQ2PS, g.VCVTQQ2PD}, {unsigned[3], g.VCVTUQQ2PS, g.VCVTUQQ2PD}} {
		g.cast(c.from, f32, []kind{c.from}, []kind{f32}, func(out, in operand.Mem) {
			v, h := g.vec(), g.half()
			g.load(in, v)
			c.single(v, h)
			g.VMOVUPS(h, out)
		})
		g.cast(c.from, f64, []kind{c.from}, []kind{f64}, func(out, in operand.Mem) {
			v := g.vec()
			c.full(in, v)
			g.store(v, out)
		})
	}
}

func (g *gen) fromBool(size int, out, in operand.Mem) {
	v, one := g.vec(), g.splat(1)
	if size == 4 {
		g.VPMOVZXBD(in, v)
		g.VPMINUD(one, v, v)
		g.VCVTDQ2PS(v, v)
	} else {
		h := g.half()
		g.VPMOVZXBD(in, h)
		g.VPMINUD(g.low(one), h, h)
		g.VCVTDQ2PD(h, v)
	}
	g.store(v, out)
}
