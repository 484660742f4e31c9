package main

import (
	"fmt"

	"github.com/mmcloughlin/avo/attr"
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// elementwise emits a loop over quantum elements per turn; one handles the
// vector at out from the one at in, of lanes elements.
func (g *gen) elementwise(name, dst, src, doc string, dstSize, srcSize, lanes int, prepare func() func(out, in operand.Mem)) {
	g.fn(name, fmt.Sprintf("(dst *%s, src *%s, n int)", dst, src), doc)
	d, s, n := g.arg("dst"), g.arg("src"), g.arg("n")
	one := prepare()
	g.while(n, quantum, func() {
		for i := 0; i < quantum; i += lanes {
			one(at(d, i*dstSize), at(s, i*srcSize))
		}
		g.advance(quantum*dstSize, d)
		g.advance(quantum*srcSize, s)
	})
	g.ret()
}

func casts(g *gen) {
	for _, c := range []struct {
		name, src string
		size      int
		widen     func(in operand.Mem, v reg.VecVirtual)
	}{
		{"u8ToF32", "uint8", 1, func(in operand.Mem, v reg.VecVirtual) { g.VPMOVZXBD(in, v) }},
		{"u16ToF32", "uint16", 2, func(in operand.Mem, v reg.VecVirtual) { g.VPMOVZXWD(in, v) }},
		{"i16ToF32", "int16", 2, func(in operand.Mem, v reg.VecVirtual) { g.VPMOVSXWD(in, v) }},
		{"i32ToF32", "int32", 4, func(in operand.Mem, v reg.VecVirtual) { g.load(in, v) }},
	} {
		g.elementwise(c.name, "float32", c.src, "converts.", 4, c.size, g.lanes(4), func() func(out, in operand.Mem) {
			return func(out, in operand.Mem) {
				v := g.vec()
				c.widen(in, v)
				g.VCVTDQ2PS(v, v)
				g.store(v, out)
			}
		})
	}
	u32ToF32(g)
}

// u32ToF32 without AVX-512 converts the halves of each word: both are exact,
// also the upper one times 2¹⁶, so that the sum is rounded once.
func u32ToF32(g *gen) {
	g.elementwise("u32ToF32", "float32", "uint32", "converts.", 4, 4, g.lanes(4), func() func(out, in operand.Mem) {
		if g.wide() {
			return func(out, in operand.Mem) {
				v := g.vec()
				g.VCVTUDQ2PS(in, v)
				g.store(v, out)
			}
		}
		scale, mask := g.splatF(1<<16), g.splat(0xffff)
		return func(out, in operand.Mem) {
			v, upper := g.vec(), g.vec()
			g.load(in, v)
			g.VPSRLD(operand.U8(16), v, upper)
			g.VPAND(mask, v, v)
			g.VCVTDQ2PS(upper, upper)
			g.VCVTDQ2PS(v, v)
			g.VFMADD231PS(scale, upper, v)
			g.store(v, out)
		}
	})
}

func swaps(g *gen) {
	for _, size := range []int{2, 4, 8} {
		// The source of each byte in a 16-byte lane, as two constants.
		var order [2]uint64
		for i := range 16 {
			from := i - i%size + size - 1 - i%size
			order[i/8] |= uint64(from) << (i % 8 * 8)
		}
		name := fmt.Sprintf("swap%d", 8*size)
		g.elementwise(name, "byte", "byte", "reverses the bytes of each element.", 1, 1, g.level.width, func() func(out, in operand.Mem) {
			table, ok := g.consts[name]
			if !ok {
				table = g.StaticGlobal(name + "Order")
				g.DataAttributes(attr.RODATA | attr.NOPTR)
				g.AppendDatum(operand.U64(order[0]))
				g.AppendDatum(operand.U64(order[1]))
				g.consts[name] = table
			}
			shuffle := g.vec()
			if g.wide() {
				g.VBROADCASTI32X4(table, shuffle)
			} else {
				g.VBROADCASTI128(table, shuffle)
			}
			return func(out, in operand.Mem) {
				v := g.vec()
				g.load(in, v)
				g.VPSHUFB(shuffle, v, v)
				g.store(v, out)
			}
		})
	}
}

func extrema(g *gen) {
	for _, m := range []struct {
		name string
		op   func(...operand.Op)
	}{{"maxF32", g.VMAXPS}, {"minIntoF32", g.VMINPS}} {
		g.elementwise(m.name, "float32", "float32", "propagates NaN and keeps dst on ties.", 4, 4, g.lanes(4), func() func(out, in operand.Mem) {
			return func(out, in operand.Mem) {
				acc, v := g.vec(), g.vec()
				g.load(out, acc)
				g.load(in, v)
				g.maxNaN(m.op, v, acc)
				g.store(acc, out)
			}
		})
	}
	g.elementwise("maxU16", "uint16", "uint16", "takes the maximum.", 2, 2, g.lanes(2), func() func(out, in operand.Mem) {
		return func(out, in operand.Mem) {
			v := g.vec()
			g.load(in, v)
			g.VPMAXUW(out, v, v)
			g.store(v, out)
		}
	})
}
