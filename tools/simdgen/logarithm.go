package main

import (
	"math"

	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// logTable has, for m in the sixteenths from 1+i/16 on, an inverse c of eight
// bits and -log(c) in two parts, the first of which is a multiple of 2⁻⁴². At
// both ends log(x) cancels exactly, which keeps it accurate around 1.
var logTable = [16][3]uint64{
	{0x3ff0000000000000, 0, 0},
	{0x3fed400000000000, 0x3fb700d30aeac000, 0x3cec1e8da99ded32},
	{0x3feba00000000000, 0x3fc2d1610c868000, 0x3d039d6ccb81b4a1},
	{0x3fea400000000000, 0x3fc95a5adcf70000, 0x3d07f22858a0ff6f},
	{0x3fe9000000000000, 0x3fcf991c6cb3c000, 0xbd390d04cd7cc834},
	{0x3fe7c00000000000, 0x3fd314f1e1d36000, 0xbd28e27ad3213cb8},
	{0x3fe6c00000000000, 0x3fd5d5bddf596000, 0xbd0a0b2a08a465dc},
	{0x3fe5c00000000000, 0x3fd8b639a88b3000, 0xbd205ae1e5e70470},
	{0x3fe4e00000000000, 0x3fdb56fa04463000, 0xbd3bdab6b49ef99b},
	{0x3fe4200000000000, 0x3fddae75484c9000, 0x3d3856f4a7c8e7a6},
	{0x3fe3600000000000, 0x3fe00e5ae5b20800, 0xbd053ba3b1727b1c},
	{0x3fe2a00000000000, 0x3fe151c3f6f29800, 0xbd2edd97a293ae49},
	{0x3fe2000000000000, 0x3fe269621134d800, 0x3d3c93c1df5bb3b6},
	{0x3fe1600000000000, 0x3fe38ae217197800, 0xbd218b7abb5569a4},
	{0x3fe0c00000000000, 0x3fe4b6fd6f971000, 0xbd3f047750959d5f},
	{0x3fe0000000000000, 0x3fe62e42fefa3800, 0x3d2ef35793c76730},
}

// Coefficients of (log(1+r)-r)/r² for r from -0.0313 to 0.0625, from the lowest
// power on: interpolations with errors of 2⁻⁵⁶ and 2⁻³⁵.
var logCoefficients = map[int][]uint64{
	8: {0xbfe0000000000000, 0x3fd555555555555d, 0xbfd0000000000cca, 0x3fc9999999988d8a, 0xbfc5555553b09264,
		0x3fc2492488c56290, 0xbfc00008c6171281, 0x3fbc72ede3d314c7, 0xbfb9808b4e863b47, 0x3fb447cbbafa4886},
	4: {0xbfdffffffffb415c, 0x3fd555555057690e, 0xbfd0000092794bd6, 0x3fc99a18240b45d2, 0xbfc554634ab195e2, 0x3fc0e5e27b615f25},
}

const (
	logLn2  = 0x1.62e42fefa3800p-1 // a multiple of 2⁻⁴²
	logRest = 0x1.ef35793c76730p-45
)

// logarithm returns the code for log(x) = k·ln2 - log(c) + log(1+r) with
// x = 2^k·m, m in [1, 2), c close to 1/m and r = m·c-1. For float32 one float64
// holds the sum of the first two.
func (g *gen) logarithm(size int) func(x reg.VecVirtual) reg.VecVirtual {
	split := g.logSplit(size)
	ln2hi, ln2lo, minusOne := g.constant(logLn2), g.constant(logRest), g.constant(-1)
	// What begins a pair of terms is loaded where it is overwritten.
	var a []func() reg.VecVirtual
	for i, bits := range logCoefficients[size] {
		v := math.Float64frombits(bits)
		if i%2 == 1 {
			a = append(a, func() reg.VecVirtual { return g.splatReal(8, v) })
		} else {
			a = append(a, g.constant(v))
		}
	}
	return func(x reg.VecVirtual) reg.VecVirtual {
		k, r, c, hi, lo, finish := split(x)
		g.VFMADD213PD(minusOne(), c, r)
		g.VFMADD231PD(ln2hi(), k, hi)
		q := g.vec()
		g.VMULPD(r, r, q)
		p := g.logSeries(a, r, q)
		if size == 4 {
			g.VFMADD213PD(r, q, p)
			g.VADDPD(p, hi, p)
			finish(p)
			return p
		}
		g.VFMADD231PD(ln2lo(), k, lo)
		s, e := g.vec(), g.vec()
		g.VADDPD(r, hi, s)
		g.VSUBPD(s, hi, e) // what s has lost of r
		g.VADDPD(r, e, e)
		g.VADDPD(lo, e, e)
		g.VFMADD213PD(e, q, p)
		g.VADDPD(p, s, s)
		finish(s)
		return s
	}
}

// logSeries evaluates a polynomial of r in pairs of terms, so that few
// operations wait for each other; q is r².
func (g *gen) logSeries(a []func() reg.VecVirtual, r, q reg.VecVirtual) reg.VecVirtual {
	pair := func(i int) reg.VecVirtual {
		p := a[i+1]()
		g.VFMADD213PD(a[i](), r, p)
		return p
	}
	if len(a) == 6 {
		low, second, third := pair(0), pair(2), pair(4)
		g.VFMADD231PD(third, q, second)
		g.VFMADD231PD(second, q, low)
		return low
	}
	square := g.vec()
	g.VMULPD(q, q, square)
	low, second, third, fourth, fifth := pair(0), pair(2), pair(4), pair(6), pair(8)
	g.VFMADD231PD(second, q, low)
	g.VFMADD231PD(fourth, q, third)
	g.VFMADD231PD(fifth, square, third)
	g.VFMADD231PD(third, square, low)
	return low
}

// A logSplit finds k, m and the entries of the table for x; finish then corrects
// the results for x that is not a positive number.
type logSplit func(x reg.VecVirtual) (k, m, c, hi, lo reg.VecVirtual, finish func(r reg.VecVirtual))

func (g *gen) logSplit(size int) logSplit {
	if g.wide() {
		return g.logSplitWide(size)
	}
	return func(x reg.VecVirtual) (k, m, c, hi, lo reg.VecVirtual, finish func(r reg.VecVirtual)) {
		special := g.special(x)
		k, m = g.splitDouble(size, x, special)
		c, hi, lo = g.tableRows(size, m)
		return k, m, c, hi, lo, func(r reg.VecVirtual) {
			g.unlessZero(special, func() { g.logOfSpecials(x, r) })
		}
	}
}

// special returns a register that is not 0 if any lane is not a normal positive
// number, which is rare.
func (g *gen) special(x reg.VecVirtual) reg.GPVirtual {
	t, found := g.vec(), g.GP32()
	g.VPADDQ(g.splatQ(1<<63-1<<52), x, t)
	g.VPCMPGTQ(g.splatQ(1<<63+0x7fe0<<48-1), t, t)
	g.VMOVMSKPD(t, found)
	return found
}

// unlessZero skips code if a register is 0.
func (g *gen) unlessZero(r reg.GPVirtual, code func()) {
	end := g.label("zero")
	g.TESTL(r, r)
	g.JZ(operand.LabelRef(end))
	code()
	g.Label(end)
}

// logSplitWide has instructions for all numbers.
func (g *gen) logSplitWide(size int) logSplit {
	columns := 3
	if size == 4 {
		columns = 2
	}
	var table [][2]reg.VecVirtual
	for column := range columns {
		var words []uint64
		for _, row := range logTable {
			words = append(words, row[column])
		}
		m := g.bytes([]string{"logInverses", "logHigh", "logLow"}[column], words...)
		v := [2]reg.VecVirtual{g.vec(), g.vec()}
		g.load(m, v[0])
		g.load(m.Offset(64), v[1])
		table = append(table, v)
	}
	// By four bits for each class of x: NaN for NaN, -Inf for 0, NaN for
	// -Inf, Inf for Inf, NaN for other negative numbers.
	fixes := g.splatQ(0x03530422)
	return func(x reg.VecVirtual) (k, m, c, hi, lo reg.VecVirtual, finish func(r reg.VecVirtual)) {
		k, m = g.vec(), g.vec()
		place := g.vec()
		g.VGETEXPPD(x, k)
		g.VGETMANTPD(operand.U8(0), x, m)
		g.VPSRLQ(operand.U8(48), m, place)
		var found [3]reg.VecVirtual
		for i, v := range table {
			found[i] = g.vec()
			g.VMOVAPD(place, found[i])
			g.VPERMI2PD(v[1], v[0], found[i])
		}
		return k, m, found[0], found[1], found[2], func(r reg.VecVirtual) { g.VFIXUPIMMPD(operand.U8(0), fixes, x, r) }
	}
}

// tableRows looks up the entries for m, one row of the table for each lane.
func (g *gen) tableRows(size int, m reg.VecVirtual) (c, hi, lo reg.VecVirtual) {
	var words []uint64
	for _, row := range logTable {
		words = append(words, row[0], row[1], row[2], 0)
	}
	const rowBits = 5
	place, base, upper := g.vec(), g.GP64(), g.XMM()
	g.VPSRLQ(operand.U8(48-rowBits), m, place)
	g.VPAND(g.splatQ(15<<rowBits), place, place)
	g.LEAQ(g.bytes("logRows", words...), base)
	g.VEXTRACTI128(operand.U8(1), place, upper)
	at := [4]reg.GPVirtual{g.GP64(), g.GP64(), g.GP64(), g.GP64()}
	g.VMOVQ(place.AsX(), at[0])
	g.VPEXTRQ(operand.U8(1), place.AsX(), at[1])
	g.VMOVQ(upper, at[2])
	g.VPEXTRQ(operand.U8(1), upper, at[3])
	row := func(i, disp int) operand.Mem { return operand.Mem{Base: base, Index: at[i], Scale: 1, Disp: disp} }
	// Lanes 0 and 2 side by side, and 1 and 3.
	pair := func(i, disp int) reg.VecVirtual {
		v := g.vec()
		g.VBROADCASTF128(row(i, disp), v)
		g.VINSERTF128(operand.U8(1), row(i+2, disp), v, v)
		return v
	}
	even, odd := pair(0, 0), pair(1, 0)
	c, hi = g.vec(), g.vec()
	g.VUNPCKLPD(odd, even, c)
	g.VUNPCKHPD(odd, even, hi)
	if size == 8 {
		lo = g.vec()
		even, odd = pair(0, 16), pair(1, 16)
		g.VUNPCKLPD(odd, even, lo)
	}
	return c, hi, lo
}

// splitDouble returns k and m for positive numbers; subnormal ones, which
// float32 has not as float64, are scaled by 2⁵⁴ first.
func (g *gen) splitDouble(size int, x reg.VecVirtual, special reg.GPVirtual) (k, m reg.VecVirtual) {
	k, m = g.vec(), g.vec()
	bias := g.splatReal(8, 1<<52+1023)
	g.VMOVAPD(x, m)
	if size == 8 {
		g.unlessZero(special, func() { g.rescue(x, m, bias) })
	}
	g.VPSRLQ(operand.U8(52), m, k)
	g.VORPS(g.splatReal(8, 1<<52), k, k)
	g.VSUBPD(bias, k, k)
	g.VANDPS(g.splatQ(1<<52-1), m, m)
	g.VORPS(g.splatReal(8, 1), m, m)
	return k, m
}

// rescue scales subnormal numbers.
func (g *gen) rescue(x, m, bias reg.VecVirtual) {
	const lessThan = 1
	least, scaled, more, small := g.splatReal(8, 0x1p-1022), g.vec(), g.vec(), g.vec()
	g.VMULPD(g.splatReal(8, 1<<54), x, scaled)
	g.VADDPD(g.splatReal(8, 54), bias, more)
	g.VCMPPD(operand.U8(lessThan), least, x, small)
	g.VBLENDVPD(small, scaled, m, m)
	g.VBLENDVPD(small, more, bias, bias)
}

// logOfSpecials replaces the results for x that is not a positive number.
func (g *gen) logOfSpecials(x, r reg.VecVirtual) {
	const (
		equal           = 0
		notGreaterEqual = 9
	)
	zero, inf := g.vec(), g.splatReal(8, math.Inf(1))
	g.zero(zero)
	for _, c := range []struct {
		code        uint8
		with, value reg.VecVirtual
	}{
		{equal, inf, inf},
		{equal, zero, g.splatReal(8, math.Inf(-1))},
		{notGreaterEqual, zero, g.splatReal(8, math.NaN())},
	} {
		m := g.vec()
		g.VCMPPD(operand.U8(c.code), c.with, x, m)
		g.VBLENDVPD(m, c.value, r, r)
	}
}
