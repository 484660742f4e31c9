package main

// neonComplex emits the element-wise kernels of complex numbers; see complex.go.
func (a *arm) neonComplex() {
	for i, e := range complexes {
		part, lanes := real[i], lanesOf(real[i].size)
		a.plainParts("Add", "fadd", lanes, e)
		a.plainParts("Sub", "fsub", lanes, e)
		a.mulComplexNEON(e, part)
		a.divideComplexNEON(e, part)
		a.unaryNEON("Neg", e, func() {}, func(v int) { a.op("fneg", lanes, v, v) })
		a.unaryNEON("Conj", e, func() { a.signsOf(part, 1, 8) }, func(v int) { a.op("eor", "16b", v, v, 8) })
		a.partsNEON("Real", e, part, func() {}, func(v, re, im int) { a.op("orr", "16b", v, re, re) })
		a.partsNEON("Imag", e, part, func() {}, func(v, re, im int) { a.op("orr", "16b", v, im, im) })
		a.modulusNEON(e, part)
	}
}

func (a *arm) plainParts(op, name, lanes string, e kind) {
	a.combineNEON(op, e, func(v int) { a.op(name, lanes, v, v, 4+v) }, e)
}

// signsOf fills a vector with the sign bits of the real or the imaginary parts.
func (a *arm) signsOf(part kind, which, v int) {
	if part.size == 4 {
		a.splat(v, 1<<(31+32*which))
		return
	}
	words := [][2]uint64{{1 << 63, 0}, {0, 1 << 63}}[which]
	a.constant(v, words[0], words[1])
}

// mulComplexNEON rounds the four products, and then the sums.
func (a *arm) mulComplexNEON(e, part kind) {
	const signs = 24
	lanes := lanesOf(part.size)
	a.blocksNEON(kernelName("Mul", e), e.size, func() { a.signsOf(part, 0, signs) }, func() {
		for v := range 4 {
			x, y, im, turned := v, 4+v, 16+v, 20+v
			a.turned(part, y, turned)
			a.op("trn2", lanes, im, x, x)
			a.op("trn1", lanes, x, x, x)
			a.op("fmul", lanes, x, x, y)
			a.op("fmul", lanes, im, im, turned)
			a.op("eor", "16b", im, im, signs)
			a.op("fadd", lanes, x, x, im)
		}
		a.store(0, 0, 4)
	})
	a.enter("binary", "binaryTable", kernelName("Mul", e), e.name, "Mul")
}

// turned exchanges the parts of x.
func (a *arm) turned(part kind, x, d int) {
	if part.size == 4 {
		a.op("rev64", "4s", d, x)
	} else {
		a.ins("VEXT $8, V%d.B16, V%d.B16, V%d.B16", x, x, d)
	}
}

// divideComplexNEON is divideComplex.
func (a *arm) divideComplexNEON(e, part kind) {
	const signs, inf, one, zero = 24, 25, 26, 27
	const re, im, absRe, absIm, real, none, big, small, ratio, scale, turned, p, q, t = 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21
	lanes := lanesOf(part.size)
	choose := func(d, x, y int) {
		a.op("orr", "16b", d, real, real)
		a.op("bsl", "16b", d, x, y)
	}
	a.blocksNEON(kernelName("Div", e), e.size, func() {
		a.signsOf(part, 1, signs)
		a.splat(inf, map[int]uint64{4: 0x7f8000007f800000, 8: 0x7ff << 52}[part.size])
		a.v("fmov v%d.%s, #1.0", one, lanes)
		a.clear(zero, 1)
	}, func() {
		for x := range 4 {
			y := 4 + x
			a.op("trn1", lanes, re, y, y)
			a.op("trn2", lanes, im, y, y)
			a.op("fabs", lanes, absRe, re)
			a.op("fabs", lanes, absIm, im)
			a.op("fcmge", lanes, real, absRe, absIm)
			a.op("orr", "16b", none, absRe, absIm)
			a.op("fcmeq", lanes, none, none, zero)
			choose(big, re, im)
			choose(small, im, re)
			a.op("fdiv", lanes, ratio, small, big)
			a.op("fmul", lanes, scale, small, ratio)
			a.op("fadd", lanes, scale, big, scale)
			a.op("fdiv", lanes, scale, one, scale)
			a.turned(part, x, turned)
			choose(p, x, turned)
			choose(q, turned, x)
			a.op("fmul", lanes, q, q, ratio)
			a.op("and", "16b", t, signs, real)
			a.op("eor", "16b", q, q, t)
			a.op("bic", "16b", t, signs, real)
			a.op("eor", "16b", p, p, t)
			a.op("fadd", lanes, p, p, q)
			a.op("fmul", lanes, p, p, scale)
			a.op("fmul", lanes, t, x, inf)
			a.op("bit", "16b", p, t, none)
			a.op("orr", "16b", x, p, p)
		}
		a.store(0, 0, 4)
	})
	a.enter("binary", "binaryTable", kernelName("Div", e), e.name, "Div")
}

// partsNEON emits a kernel of one operand with real results: do makes one vector
// of them.
func (a *arm) partsNEON(op string, e, part kind, begin func(), do func(v, re, im int)) {
	lanes := lanesOf(part.size)
	a.fn(kernelName(op, e), "(dst, src *byte, n int)", 0, 0, "computes one function.", "dst", "src", "n")
	begin()
	a.loop(2, 64/e.size, func() {
		a.load(1, 0, 4)
		for i := range 2 {
			a.op("uzp1", lanes, 4+i, 2*i, 2*i+1)
			a.op("uzp2", lanes, 6+i, 2*i, 2*i+1)
		}
		for i := range 2 {
			do(i, 4+i, 6+i)
		}
		a.store(0, 0, 2)
	})
	a.ret()
	a.enter("unary", "unaryTable", kernelName(op, e), e.name, op)
}

// modulusNEON is infinite if either part is, whatever the other.
func (a *arm) modulusNEON(e, part kind) {
	const inf, one, infinite = 24, 25, 27
	lanes := lanesOf(part.size)
	begin := func() {
		a.splat(inf, map[int]uint64{4: 0x7f8000007f800000, 8: 0x7ff << 52}[part.size])
		a.v("fmov v%d.2d, #1.0", one)
	}
	a.partsNEON("Abs", e, part, begin, func(v, re, im int) {
		a.op("fabs", lanes, re, re)
		a.op("fabs", lanes, im, im)
		if part.size == 4 {
			a.modulusInDoubles(v, re, im)
		} else {
			a.modulusScaled(v, re, im, one)
		}
		for _, x := range []int{re, im} {
			a.op("fcmeq", lanes, infinite, x, inf)
			a.op("bit", "16b", v, inf, infinite)
		}
	})
}

func (a *arm) modulusInDoubles(v, re, im int) {
	a.toDoubles(16, 17, re)
	a.toDoubles(18, 19, im)
	for i := range 2 {
		a.op("fmul", "2d", 16+i, 16+i, 16+i)
		a.op("fmul", "2d", 18+i, 18+i, 18+i)
		a.op("fadd", "2d", 16+i, 16+i, 18+i)
		a.op("fsqrt", "2d", 16+i, 16+i)
	}
	a.toSingles(v, 16, 17)
}

// modulusScaled divides by the larger part, and is 0 where that is.
func (a *arm) modulusScaled(v, re, im, one int) {
	const p, q, zero = 16, 17, 18
	a.op("fmax", "2d", p, re, im)
	a.op("fmin", "2d", q, re, im)
	a.op("fdiv", "2d", v, q, p)
	a.op("fmul", "2d", v, v, v)
	a.op("fadd", "2d", v, v, one)
	a.op("fsqrt", "2d", v, v)
	a.op("fmul", "2d", v, v, p)
	a.clear(zero, 1)
	a.op("fcmeq", "2d", zero, zero, p)
	a.op("bic", "16b", v, v, zero)
}

// neonHalves emits the conversions of float16.
func (a *arm) neonHalves() {
	f32 := real[0]
	a.castNEON(float16, f32, func() {
		a.load(1, 4, 2)
		for i := range 2 {
			a.v("fcvtl v%d.4s, v%d.4h", 2*i, 4+i)
			a.v("fcvtl2 v%d.4s, v%d.8h", 2*i+1, 4+i)
		}
		a.store(0, 0, 4)
	})
	a.castNEON(f32, float16, func() {
		a.load(1, 0, 4)
		for i := range 2 {
			a.v("fcvtn v%d.4h, v%d.4s", i, 2*i)
			a.v("fcvtn2 v%d.8h, v%d.4s", i, 2*i+1)
		}
		a.store(0, 0, 2)
	})
}
