package main

import (
	"math"

	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// floatToInt emits a cast that truncates, with NaN as 0 and the ends of the
// type for numbers beyond them.
func (g *gen) floatToInt(from, to kind) {
	if !g.wide() && (to.size == 8 || to.size == 4 && !to.signed) {
		return // instructions of AVX-512
	}
	if to.size == 8 {
		g.cast(from, to, []kind{from}, []kind{to}, func(out, in operand.Mem) { g.toQwords(from, to, out, in) })
		return
	}
	g.cast(from, to, []kind{from}, []kind{to}, func(out, in operand.Mem) {
		x := g.vec()
		g.load(in, x)
		g.clearNaN(from.size, x)
		lanes := g.toDwords(from, to, x)
		switch {
		case to.size == 4:
			g.VMOVUPS(lanes, out)
		case g.wide() && to.size == 2:
			g.VPMOVDW(lanes, out)
		case g.wide():
			g.VPMOVDB(lanes, out)
		default:
			g.storeDwords(from.size, to.size, lanes, out)
		}
	})
}

// clearNaN sets lanes with NaN to 0.
func (g *gen) clearNaN(size int, x reg.VecVirtual) {
	const ordered = 7
	if g.wide() {
		k := g.K()
		if size == 4 {
			g.VCMPPS(operand.U8(ordered), x, x, k)
			g.VMOVAPS_Z(x, k, x)
		} else {
			g.VCMPPD(operand.U8(ordered), x, x, k)
			g.VMOVAPD_Z(x, k, x)
		}
		return
	}
	m := g.vec()
	if size == 4 {
		g.VCMPPS(operand.U8(ordered), x, x, m)
	} else {
		g.VCMPPD(operand.U8(ordered), x, x, m)
	}
	g.VPAND(m, x, x)
}

// ends returns the least and the largest number of an integer type.
func (e kind) ends() (low, high float64) {
	bits := 8 * e.size
	if e.signed {
		return -math.Ldexp(1, bits-1), math.Ldexp(1, bits-1) - 1
	}
	return 0, math.Ldexp(1, bits) - 1
}

// toDwords converts to 32-bit lanes, in a vector of half the width for float64.
func (g *gen) toDwords(from, to kind, x reg.VecVirtual) reg.Register {
	low, high := to.ends()
	if from.size == 8 { // the ends are exact
		g.VMAXPD(g.splatReal(8, low), x, x)
		g.VMINPD(g.splatReal(8, high), x, x)
		h := g.half()
		switch {
		case to.size == 4 && !to.signed:
			g.VCVTTPD2UDQ(x, h)
		case g.wide():
			g.VCVTTPD2DQ(x, h)
		default:
			g.VCVTTPD2DQY(x, h)
		}
		return h
	}
	g.VMAXPS(g.splatF(low), x, x)
	switch {
	case to.size < 4:
		g.VMINPS(g.splatF(high), x, x)
		g.VCVTTPS2DQ(x, x)
	case !to.signed:
		g.VCVTTPS2UDQ(x, x) // all ones beyond the end
	default:
		g.saturateDwords(x)
	}
	return x
}

// saturateDwords converts to int32. Numbers from 2³¹ on come out as the least
// integer, whose complement is the largest.
func (g *gen) saturateDwords(x reg.VecVirtual) {
	const greaterEqual = 13
	end, ones := g.splatF(1<<31), g.splat(math.MaxUint32)
	if g.wide() {
		k := g.K()
		g.VCMPPS(operand.U8(greaterEqual), end, x, k)
		g.VCVTTPS2DQ(x, x)
		g.VPXORD(ones, x, k, x)
		return
	}
	m := g.vec()
	g.VCMPPS(operand.U8(greaterEqual), end, x, m)
	g.VCVTTPS2DQ(x, x)
	g.VPXOR(m, x, x)
}

// storeDwords stores the lower bytes of 32-bit lanes without AVX-512.
func (g *gen) storeDwords(from, to int, lanes reg.Register, out operand.Mem) {
	v := lanes.(reg.VecVirtual)
	if from == 4 {
		g.storeLower(4, to, v, out)
		return
	}
	pattern := g.lowerBytes(4, to)
	g.VPSHUFB(pattern.AsX(), v.AsX(), v.AsX())
	if to == 2 {
		g.VMOVQ(v.AsX(), out)
	} else {
		g.VMOVD(v.AsX(), out)
	}
}

// toQwords converts to 64-bit lanes with AVX-512. The instructions give all ones
// beyond the end of uint64, and the least int64 outside of int64.
func (g *gen) toQwords(from, to kind, out, in operand.Mem) {
	const (
		greaterEqual = 13
		ordered      = 7
	)
	x, v, over, number := g.half(), g.vec(), g.K(), g.K()
	zero := g.vec()
	g.zero(zero)
	if from.size == 8 {
		x = g.vec()
		g.load(in, x)
		g.VCMPPD(operand.U8(ordered), x, x, number)
		g.VCMPPD(operand.U8(greaterEqual), g.splatReal(8, 1<<63), x, over)
		if to.signed {
			g.VCVTTPD2QQ(x, v)
		} else {
			g.VMAXPD(zero, x, x)
			g.VCVTTPD2UQQ(x, v)
		}
	} else {
		g.VMOVUPS(in, x)
		g.VCMPPS(operand.U8(ordered), x, x, number)
		g.VCMPPS(operand.U8(greaterEqual), g.splatF(1<<63).AsY(), x, over)
		if to.signed {
			g.VCVTTPS2QQ(x, v)
		} else {
			g.VMAXPS(zero.AsY(), x, x)
			g.VCVTTPS2UQQ(x, v)
		}
	}
	if to.signed {
		g.VPXORQ(g.splat(math.MaxUint32), v, over, v)
	}
	g.VMOVDQU64_Z(v, number, v)
	g.store(v, out)
}
