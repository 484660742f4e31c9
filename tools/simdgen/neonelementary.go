package main

import (
	"fmt"
	"math"
)

// neonElementary emits exp and log, which compute as their twins do; see
// elementary.go. Numbers come from memory: additions overwrite them anyway.
func (a *arm) neonElementary() {
	for _, e := range real {
		a.inDoublesNEON("Exp", e, a.expNEON)
		a.inDoublesNEON("Log", e, a.logNEON)
	}
}

// numbersAt is the register that points to numbers in memory.
const numbersAt = 3

// inDoublesNEON emits a kernel that replaces two vectors of float64 at a time.
func (a *arm) inDoublesNEON(op string, e kind, f func(size int, x []int)) {
	a.fn(kernelName(op, e), "(dst, src *byte, n int)", 0, 0, "computes in float64.", "dst", "src", "n")
	a.numbers(numbersAt)
	x := a.takes(2)
	a.loop(2, 4, func() {
		a.load(1, x[0], e.size/4)
		if e.size == 4 {
			a.toDoubles(x[0], x[1], x[0])
		}
		f(e.size, x)
		if e.size == 4 {
			a.toSingles(x[0], x[0], x[1])
		}
		a.store(0, x[0], e.size/4)
	})
	a.ret()
	a.enter("unary", "unaryTable", kernelName(op, e), e.name, op)
}

// with runs do with a number in every lane of a vector.
func (a *arm) with(size int, f float64, do func(c int)) {
	c := a.take()
	a.number(numbersAt, c, size, f)
	do(c)
	a.give(c)
}

// all writes an instruction for each vector of a few lists.
func (a *arm) all(name string, size int, d []int, operands ...any) {
	for i := range d {
		regs := []int{d[i]}
		for _, o := range operands {
			switch o := o.(type) {
			case []int:
				regs = append(regs, o[i])
			case int:
				regs = append(regs, o)
			}
		}
		a.op(name, lanesOf(size), regs...)
	}
}

// bitsOf is all for instructions on bits.
func (a *arm) bitsOf(name string, d []int, operands ...any) { a.all(name, 1, d, operands...) }

// hornerNEON returns the values of a polynomial, given from its highest power on.
func (a *arm) hornerNEON(c []float64, size int, x []int) []int {
	p, next := a.takes(len(x)), a.takes(len(x))
	for i := range p {
		a.number(numbersAt, p[i], size, c[0])
	}
	for _, f := range c[1:] {
		for i := range next {
			a.number(numbersAt, next[i], size, f)
		}
		a.all("fmla", size, next, p, x)
		p, next = next, p
	}
	a.give(next...)
	return p
}

// expNEON replaces x by e^x.
func (a *arm) expNEON(size int, x []int) {
	low, high := -746.0, 710.0
	if size == 4 {
		low, high = -110, 90
	}
	var c []float64
	for _, bits := range expCoefficients[size] {
		c = append(c, math.Float64frombits(bits))
	}
	k, square := a.takes(len(x)), a.takes(len(x))
	a.with(8, low, func(c int) { a.all("fmax", 8, x, x, c) })
	a.with(8, high, func(c int) { a.all("fmin", 8, x, x, c) })
	a.with(8, math.Log2E, func(c int) { a.all("fmul", 8, k, x, c) })
	a.all("frintn", 8, k, k)
	a.with(8, 0x1.62e42fefa3800p-1, func(c int) { a.all("fmls", 8, x, k, c) })
	a.with(8, 0x1.ef35793c76730p-45, func(c int) { a.all("fmls", 8, x, k, c) })
	p := a.hornerNEON(c, 8, x)
	a.all("fmul", 8, square, x, x)
	a.all("fmla", 8, x, p, square)
	a.with(8, 1, func(c int) { a.all("fadd", 8, x, x, c) })
	a.give(p...)
	a.give(square...)
	if size == 8 {
		half := a.takes(len(x))
		a.with(8, 0.5, func(c int) { a.all("fmul", 8, half, k, c) })
		a.all("frintm", 8, half, half)
		a.all("fsub", 8, k, k, half)
		a.timesPower(x, half)
		a.give(half...)
	}
	a.timesPower(x, k)
	a.give(k...)
}

// timesPower multiplies x by 2^k for integers k in floats, which it changes.
func (a *arm) timesPower(x, k []int) {
	a.with(8, 0x1.8p52+1023, func(c int) { a.all("fadd", 8, k, k, c) })
	for _, v := range k {
		a.v("shl v%d.2d, v%d.2d, #52", v, v)
	}
	a.all("fmul", 8, x, x, k)
}

// logNEON replaces x by its logarithm; see logarithm.go.
func (a *arm) logNEON(size int, x []int) {
	var co []float64
	for _, bits := range logCoefficients[size] {
		co = append(co, math.Float64frombits(bits))
	}
	k, m := a.splitDoubleNEON(size, x)
	c, hi, lo := a.tableRowsNEON(m)
	r := a.takes(len(x))
	a.set(r, -1)
	a.all("fmla", 8, r, m, c)
	a.with(8, logLn2, func(c int) { a.all("fmla", 8, hi, k, c) })
	q := m
	a.all("fmul", 8, q, r, r)
	if size == 4 {
		a.give(append(c, lo...)...)
		low, second, third := a.termsNEON(co[0:], r), a.termsNEON(co[2:], r), a.termsNEON(co[4:], r)
		a.all("fmla", 8, second, third, q)
		a.all("fmla", 8, low, second, q)
		a.all("fmla", 8, r, q, low)
		a.all("fadd", 8, r, hi, r)
		a.give(append(append(low, second...), third...)...)
		a.give(append(append(k, q...), hi...)...)
		a.specialsNEON(8, x, r)
		return
	}
	a.with(8, logRest, func(c int) { a.all("fmla", 8, lo, k, c) })
	square := k
	a.all("fmul", 8, square, q, q)
	a.give(c...)
	low := a.productsNEON(co[0:], r, q)
	high := a.productsNEON(co[4:], r, q)
	last := a.termsNEON(co[8:], r)
	a.all("fmla", 8, high, last, square)
	a.all("fmla", 8, low, high, square)
	a.give(append(high, last...)...)
	s := square
	a.all("fadd", 8, s, hi, r)
	a.all("fsub", 8, hi, hi, s) // what s has lost of r
	a.all("fadd", 8, hi, hi, r)
	a.all("fadd", 8, hi, hi, lo)
	a.all("fmla", 8, hi, q, low)
	a.all("fadd", 8, r, s, hi)
	a.give(append(append(k, q...), hi...)...)
	a.give(append(lo, low...)...)
	a.specialsNEON(8, x, r)
}

// set gives all lanes of vectors one number.
func (a *arm) set(v []int, f float64) {
	for _, v := range v {
		a.number(numbersAt, v, 8, f)
	}
}

// termsNEON returns c[0] + c[1]·r, productsNEON four terms, q being r².
func (a *arm) termsNEON(c []float64, r []int) []int {
	t := a.takes(len(r))
	a.set(t, c[0])
	a.with(8, c[1], func(c int) { a.all("fmla", 8, t, r, c) })
	return t
}

func (a *arm) productsNEON(c []float64, r, q []int) []int {
	low, high := a.termsNEON(c, r), a.termsNEON(c[2:], r)
	a.all("fmla", 8, low, high, q)
	a.give(high...)
	return low
}

// tableRowsNEON looks up the entries for m, one row of the table for each lane,
// through R5 to R8.
func (a *arm) tableRowsNEON(m []int) (c, hi, lo []int) {
	if !a.rows {
		a.rows = true
		a.data.WriteString("\n")
		for i, row := range logTable {
			for j, word := range append(row[:], 0) {
				fmt.Fprintf(&a.data, "DATA logRows<>+%d(SB)/8, $0x%016x\n", 32*i+8*j, word)
			}
		}
		fmt.Fprintf(&a.data, "GLOBL logRows<>(SB), RODATA|NOPTR, $%d\n", 32*len(logTable))
	}
	c, hi, lo = a.takes(len(m)), a.takes(len(m)), a.takes(len(m))
	t := a.take()
	a.ins("MOVD $logRows<>(SB), R4")
	for i := range m {
		for lane := range 2 {
			a.ins("VMOV V%d.D[%d], R%d", m[i], lane, 5+lane)
			a.ins("UBFX $48, R%d, $4, R%d", 5+lane, 5+lane)
			a.ins("ADD R%d<<5, R4, R%d", 5+lane, 5+lane)
		}
		a.ins("FLDPQ (R5), (F%d, F%d)", c[i], lo[i])
		a.ins("FLDPQ (R6), (F%d, F%d)", t, hi[i])
		a.op("zip1", "2d", lo[i], lo[i], hi[i])
		a.op("zip2", "2d", hi[i], c[i], t)
		a.op("zip1", "2d", c[i], c[i], t)
	}
	a.give(t)
	return c, hi, lo
}

// logOf replaces x by k·ln2 + log(1+f), or by what there is for arguments that
// are no positive numbers.
func (a *arm) logOf(size int, x, k, f []int, odd, even []float64, ln2hi, ln2lo float64) {
	s, z, w := a.takes(len(x)), a.takes(len(x)), a.takes(len(x))
	a.with(size, 2, func(c int) { a.all("fadd", size, s, f, c) })
	a.all("fdiv", size, s, f, s)
	a.all("fmul", size, z, s, s)
	a.all("fmul", size, w, z, z)
	t := a.hornerNEON(even, size, w)
	a.all("fmul", size, t, t, w)
	r := a.hornerNEON(odd, size, w)
	a.all("fmla", size, t, r, z)
	h := r
	a.with(size, 0.5, func(c int) { a.all("fmul", size, h, f, c) })
	a.all("fmul", size, h, h, f)
	a.all("fadd", size, t, h, t)
	a.all("fmul", size, t, t, s)
	a.with(size, ln2lo, func(c int) { a.all("fmla", size, t, k, c) })
	a.all("fsub", size, h, h, t)
	a.all("fsub", size, f, f, h)
	a.with(size, ln2hi, func(c int) { a.all("fmla", size, f, k, c) })
	for _, v := range [][]int{s, z, w, t, h} {
		a.give(v...)
	}
	a.give(k...)
	a.specialsNEON(size, x, f)
}

// specialsNEON replaces x by the results f, or by what there is for arguments
// that are no positive numbers, and gives f back.
func (a *arm) specialsNEON(size int, x, f []int) {
	m := a.takes(len(x))
	a.with(size, math.Inf(1), func(c int) {
		a.all("fcmeq", size, m, x, c)
		a.bitsOf("bit", f, c, m)
	})
	a.with(size, 0, func(zero int) {
		a.all("fcmeq", size, m, x, zero)
		a.with(size, math.Inf(-1), func(c int) { a.bitsOf("bit", f, c, m) })
		a.all("fcmge", size, m, x, zero)
		a.with(size, math.NaN(), func(c int) { a.bitsOf("bif", f, c, m) })
	})
	for i := range x {
		a.op("orr", "16b", x[i], f[i], f[i])
	}
	a.give(append(m, f...)...)
}

// splitDoubleNEON returns k and m for positive numbers; subnormal ones, which
// float32 has not as float64, are scaled by 2⁵⁴ first.
func (a *arm) splitDoubleNEON(size int, x []int) (k, m []int) {
	k, m = a.takes(len(x)), a.takes(len(x))
	bias := a.takes(len(x))
	a.set(bias, 1023)
	for i := range x {
		a.op("orr", "16b", m[i], x[i], x[i])
	}
	if size == 8 {
		a.rescueNEON(x, m, bias, 0x1p-1022, 54, 8)
	}
	for i := range x {
		a.v("ushr v%d.2d, v%d.2d, #52", k[i], m[i])
	}
	a.all("ucvtf", 8, k, k)
	a.all("fsub", 8, k, k, bias)
	c := a.take()
	a.word(numbersAt, c, 1<<52-1)
	a.bitsOf("and", m, m, c)
	a.number(numbersAt, c, 8, 1)
	a.bitsOf("orr", m, m, c)
	a.give(append(bias, c)...)
	return k, m
}

// rescueNEON scales numbers below the least normal one by a power of two, which
// it adds to the bias.
func (a *arm) rescueNEON(x, f, bias []int, least float64, power, size int) {
	small, scaled := a.takes(len(x)), a.takes(len(x))
	a.with(size, least, func(c int) { a.all("fcmgt", size, small, c, x) })
	a.with(size, math.Ldexp(1, power), func(c int) { a.all("fmul", size, scaled, x, c) })
	a.bitsOf("bit", f, scaled, small)
	a.with(size, float64(power), func(c int) { a.all("fadd", size, scaled, bias, c) })
	a.bitsOf("bit", bias, scaled, small)
	a.give(append(small, scaled...)...)
}

// logShiftAddNEON is the kernel of log.go with the split for AVX2.
func (a *arm) logShiftAddNEON() {
	a.fn("logShiftAdd", "(dst, src *float32, shift float32, n int)", 0, 16, "adds log(src+shift) to dst.", "dst", "src")
	a.ins("MOVD n+24(FP), R2")
	a.numbers(numbersAt)
	x, shift, y := a.takes(2), a.take(), a.takes(2)
	a.ins("MOVWU shift+16(FP), R4")
	a.ins("VDUP R4, V%d.S4", shift)
	a.loop(2, 8, func() {
		a.load(1, x[0], 2)
		a.all("fadd", 4, x, x, shift)
		k, f, bias, c := a.takes(2), a.takes(2), a.takes(2), a.take()
		for i := range x {
			a.clear(bias[i], 1)
			a.op("orr", "16b", f[i], x[i], x[i])
		}
		a.rescueNEON(x, f, bias, 0x1p-126, 23, 4)
		half := uint64(0x3f3504f3) // √½
		a.word(numbersAt, c, half<<32|half)
		a.all("sub", 4, f, f, c)
		for i := range x {
			a.v("sshr v%d.4s, v%d.4s, #23", k[i], f[i])
		}
		a.all("scvtf", 4, k, k)
		a.all("fsub", 4, k, k, bias)
		a.word(numbersAt, c, 0x007fffff007fffff)
		a.bitsOf("and", f, f, c)
		a.word(numbersAt, c, half<<32|half)
		a.all("add", 4, f, f, c)
		a.number(numbersAt, c, 4, 1)
		a.all("fsub", 4, f, f, c)
		a.give(append(bias, c)...)
		a.logOf(4, x, k, f, []float64{0.28498786688, 0.66666662693}, []float64{0.24279078841, 0.40000972152}, 6.9313812256e-01, 9.0580006145e-06)
		for i := range x {
			a.at(0, 16*i, y[i])
			a.op("fadd", "4s", y[i], y[i], x[i])
			a.put(y[i], 0, 16*i)
		}
		a.add(32, 0)
	})
	a.ret()
}
