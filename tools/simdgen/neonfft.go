package main

import (
	"fmt"
	"slices"
)

// neonFFTs emits the passes of Fourier transforms and what is around them; see
// fft.go. They multiply and add one after the other, as the twins do.
func (a *arm) neonFFTs() {
	for _, size := range []int{4, 8} {
		for _, radix := range []int{1, 2, 3, 4, 5} {
			(&passNEON{arm: a, radix: radix, size: size}).emit()
		}
		a.realSplitNEON(size)
		a.realJoinNEON(size)
		a.pairsNEON(size)
		a.productNEON(size)
	}
}

// A passNEON is a pass of one radix. Registers: yr, yi, xr, xi, w, m, rows, xs, ys
// in R0 to R8, the distances of inputs in R9 and of outputs in R10, rows left in
// R11, and places in R12 to R15.
type passNEON struct {
	*arm
	radix, size int
	factors     []int          // registers with the factors, packed
	held        map[string]int // registers with constants
}

// A couple is a vector of complex numbers.
type couple struct{ re, im int }

func (p *passNEON) emit() {
	suffix, typ := floats(p.size)
	p.fn(fmt.Sprintf("fft%d%s", p.radix, suffix), fmt.Sprintf("(yr, yi, xr, xi, w *%s, m, rows, xs, ys int)", typ), 0, 0,
		fmt.Sprintf("is a pass of radix %d over m*rows butterflies of one strip.", p.radix), "yr", "yi", "xr", "xi", "w", "m", "rows", "xs", "ys")
	p.scale(7, p.size)
	p.scale(8, p.size)
	p.ins("MUL R6, R8, R10")
	p.ins("MUL R6, R7, R9")
	p.ins("MUL R5, R9, R9")
	p.factors, p.held = p.takes((p.factorBytes()+15)/16), map[string]int{}
	p.constants()
	if p.radix == 1 {
		p.loop(5, 1, func() { p.butterflies(true) })
		p.ret()
		return
	}
	end := p.label("done")
	p.butterflies(false)
	p.ins("SUBS $1, R5, R5")
	p.ins("BEQ %s", end)
	p.loop(5, 1, func() { p.butterflies(true) })
	p.place(end)
	p.ret()
}

// constants loads the numbers of a radix.
func (p *passNEON) constants() {
	numbers := map[int]map[string]float64{
		3: {"half": 0.5, "h": 0.86602540378443864676372317075293618347140262690519},
		5: {"c1": 0.30901699437494742410229341718281905886015458990288, "c2": -0.80901699437494742410229341718281905886015458990288,
			"s1": 0.95105651629515357211643933337938214340569863412575, "s2": 0.58778525229247312916870595463907276859765243764314},
	}[p.radix]
	if numbers == nil {
		return
	}
	p.numbers(12)
	var names []string
	for name := range numbers {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		p.held[name] = p.take()
		p.number(12, p.held[name], p.size, numbers[name])
	}
}

// factorBytes is the size of the factors of one butterfly.
func (p *passNEON) factorBytes() int { return 2 * max(1, p.radix-1) * p.size }

// butterflies handles all rows of one factor, which is 1 if turned is false.
func (p *passNEON) butterflies(turned bool) {
	bytes := p.factorBytes()
	if turned {
		for i, v := range p.factors {
			if bytes-16*i < 16 {
				p.ins("FMOVD %d(R4), F%d", 16*i, v)
			} else {
				p.at(4, 16*i, v)
			}
		}
	}
	p.add(bytes, 4)
	p.ins("MOVD R6, R11")
	p.loop(11, 1, func() {
		for disp := 0; disp < stripBytes; disp += 16 {
			for i, from := range []int{2, 3, 0, 1} {
				p.ins("ADD $%d, R%d, R%d", disp, from, 12+i)
			}
			out := p.butterfly(p.inputs())
			for j, c := range out {
				if turned && (j > 0 || p.radix == 1) {
					c = p.turn(c, max(0, j-1))
				}
				p.ins("VST1.P %s, (R14)(R10)", vectors(c.re, 1))
				p.ins("VST1.P %s, (R15)(R10)", vectors(c.im, 1))
				p.done(c)
			}
		}
		for i, step := range []int{8, 8, 7, 7} {
			p.ins("ADD R%d, R%d, R%d", step, i, i)
		}
	})
	for range p.radix - 1 {
		p.ins("ADD R10, R0, R0")
		p.ins("ADD R10, R1, R1")
	}
}

func (p *passNEON) couple() couple { return couple{p.take(), p.take()} }

func (p *passNEON) done(c ...couple) {
	for _, c := range c {
		p.give(c.re, c.im)
	}
}

func (p *passNEON) inputs() []couple {
	in := make([]couple, p.radix)
	for k := range in {
		in[k] = p.couple()
		p.ins("VLD1.P (R12)(R9), %s", vectors(in[k].re, 1))
		p.ins("VLD1.P (R13)(R9), %s", vectors(in[k].im, 1))
	}
	return in
}

// turn multiplies with the j-th factor.
func (p *passNEON) turn(c couple, j int) couple {
	by := func(d, v, part int) {
		lanes := 16 / p.size
		p.v("fmul v%d.%s, v%d.%s, v%d.%c[%d]", d, lanesOf(p.size), v, lanesOf(p.size), p.factors[(2*j+part)/lanes], "sd"[p.size/8], (2*j+part)%lanes)
	}
	d, t := p.couple(), p.couple()
	by(d.re, c.re, 0)
	by(t.re, c.im, 1)
	by(d.im, c.re, 1)
	by(t.im, c.im, 0)
	p.do("fsub", d.re, d.re, t.re)
	p.do("fadd", d.im, d.im, t.im)
	p.done(c, t)
	return d
}

func (p *passNEON) do(name string, regs ...int) { p.op(name, lanesOf(p.size), regs...) }

// sum is a + b, difference a - b; clockwise is a - ib and counter a + ib.
func (p *passNEON) sum(a, b couple) couple        { return p.both("fadd", a, "fadd", b) }
func (p *passNEON) difference(a, b couple) couple { return p.both("fsub", a, "fsub", b) }
func (p *passNEON) clockwise(a, b couple) couple {
	return p.both("fadd", a, "fsub", couple{b.im, b.re})
}
func (p *passNEON) counter(a, b couple) couple { return p.both("fsub", a, "fadd", couple{b.im, b.re}) }

func (p *passNEON) both(re string, a couple, im string, b couple) couple {
	c := p.couple()
	p.do(re, c.re, a.re, b.re)
	p.do(im, c.im, a.im, b.im)
	return c
}

// by multiplies with a constant.
func (p *passNEON) by(name string, a couple) couple {
	c := p.couple()
	p.do("fmul", c.re, a.re, p.held[name])
	p.do("fmul", c.im, a.im, p.held[name])
	return c
}

// butterfly uses its inputs up.
func (p *passNEON) butterfly(x []couple) []couple {
	switch p.radix {
	case 2:
		y := []couple{p.sum(x[0], x[1]), p.difference(x[0], x[1])}
		p.done(x...)
		return y
	case 3:
		t, d := p.sum(x[1], x[2]), p.difference(x[1], x[2])
		u, w := p.by("h", d), p.by("half", t)
		v, y := p.difference(x[0], w), p.sum(x[0], t)
		p.done(t, d, w)
		p.done(x...)
		out := []couple{y, p.clockwise(v, u), p.counter(v, u)}
		p.done(u, v)
		return out
	case 4:
		s, t := p.sum(x[0], x[2]), p.difference(x[0], x[2])
		u, v := p.sum(x[1], x[3]), p.difference(x[1], x[3])
		p.done(x...)
		y := []couple{p.sum(s, u), p.clockwise(t, v), p.difference(s, u), p.counter(t, v)}
		p.done(s, t, u, v)
		return y
	case 5:
		return p.five(x)
	}
	return x
}

// combined is a·x + b·y by constants, or a·x - b·y.
func (p *passNEON) combined(name, a string, x couple, b string, y couple) couple {
	c, d := p.by(a, x), p.by(b, y)
	e := p.both(name, c, name, d)
	p.done(c, d)
	return e
}

// five follows the symmetric form: cosines multiply sums, sines differences.
func (p *passNEON) five(x []couple) []couple {
	t, u := p.sum(x[1], x[4]), p.difference(x[1], x[4])
	p.done(x[1], x[4])
	v, z := p.sum(x[2], x[3]), p.difference(x[2], x[3])
	p.done(x[2], x[3])
	first := p.sum(x[0], t)
	zeroth := p.sum(first, v)
	p.done(first)
	g, h := p.combined("fadd", "s1", u, "s2", z), p.combined("fsub", "s2", u, "s1", z)
	p.done(u, z)
	cosines := func(a, b string) couple {
		c := p.by(a, t)
		d := p.sum(x[0], c)
		p.done(c)
		c = p.by(b, v)
		e := p.sum(d, c)
		p.done(c, d)
		return e
	}
	e, f := cosines("c1", "c2"), cosines("c2", "c1")
	p.done(x[0], t, v)
	y := []couple{zeroth, p.clockwise(e, g), p.clockwise(f, h), p.counter(f, h), p.counter(e, g)}
	p.done(e, f, g, h)
	return y
}

// realSplitNEON is realSplit, two vectors at a time.
func (a *arm) realSplitNEON(size int) {
	suffix, typ := floats(size)
	kind := lanesOf(size)
	a.fn("realSplit"+suffix, fmt.Sprintf("(ar, ai, br, bi, pr, pi, mr, mi *%s, n int)", typ), 0, 0, "separates the spectra of two real rows.",
		"ar", "ai", "br", "bi", "pr", "pi", "mr", "mi", "n")
	a.numbers(9)
	a.number(9, 31, size, 0.5)
	a.loop(8, 1, func() {
		for range stripBytes / 32 {
			for i := range 4 {
				a.load(4+i, 2*i, 2)
			}
			for i := range 2 {
				pr, pi, mr, mi := i, 2+i, 4+i, 6+i
				a.op("fadd", kind, 16+i, pr, mr)
				a.op("fsub", kind, 18+i, pi, mi)
				a.op("fadd", kind, 20+i, pi, mi)
				a.op("fsub", kind, 22+i, mr, pr)
			}
			for i := range 8 {
				a.op("fmul", kind, 16+i, 16+i, 31)
			}
			for i := range 4 {
				a.store(i, 16+2*i, 2)
			}
		}
		a.add(-2*stripBytes, 6, 7)
	})
	a.ret()
}

// realJoinNEON is the inverse.
func (a *arm) realJoinNEON(size int) {
	suffix, typ := floats(size)
	kind := lanesOf(size)
	a.fn("realJoin"+suffix, fmt.Sprintf("(pr, pi, mr, mi, ar, ai, br, bi *%s, scale %s, n int)", typ, typ), 0, 16, "joins the spectra of two real rows.",
		"pr", "pi", "mr", "mi", "ar", "ai", "br", "bi")
	if size == 4 {
		a.ins("MOVWU scale+64(FP), R9")
		a.ins("VDUP R9, V31.S4")
	} else {
		a.ins("MOVD scale+64(FP), R9")
		a.ins("VDUP R9, V31.D2")
	}
	a.ins("MOVD n+72(FP), R8")
	a.loop(8, 1, func() {
		for range stripBytes / 32 {
			for i := range 4 {
				a.load(4+i, 2*i, 2)
			}
			for i := range 2 {
				ar, ai, br, bi := i, 2+i, 4+i, 6+i
				a.op("fsub", kind, 16+i, ar, bi)
				a.op("fadd", kind, 18+i, ai, br)
				a.op("fadd", kind, 20+i, ar, bi)
				a.op("fsub", kind, 22+i, br, ai)
			}
			for i := range 8 {
				a.op("fmul", kind, 16+i, 16+i, 31)
			}
			for i := range 4 {
				a.store(i, 16+2*i, 2)
			}
		}
		a.add(-2*stripBytes, 2, 3)
	})
	a.ret()
}

// pairsNEON emits splitPairs and joinPairs.
func (a *arm) pairsNEON(size int) {
	suffix, typ := floats(size)
	kind := lanesOf(size)
	a.fn("splitPairs"+suffix, fmt.Sprintf("(re, im, src *%s, n int)", typ), 0, 0, "separates real and imaginary parts.", "re", "im", "src", "n")
	a.loop(3, 32/size, func() {
		a.load(2, 0, 4)
		for i := range 2 {
			a.op("uzp1", kind, 4+i, 2*i, 2*i+1)
			a.op("uzp2", kind, 6+i, 2*i, 2*i+1)
		}
		a.store(0, 4, 2)
		a.store(1, 6, 2)
	})
	a.ret()
	a.fn("joinPairs"+suffix, fmt.Sprintf("(dst, re, im *%s, n int)", typ), 0, 0, "interleaves real and imaginary parts.", "dst", "re", "im", "n")
	a.loop(3, 32/size, func() {
		a.load(1, 0, 2)
		a.load(2, 2, 2)
		for i := range 2 {
			a.op("zip1", kind, 4+2*i, i, 2+i)
			a.op("zip2", kind, 5+2*i, i, 2+i)
		}
		a.store(0, 4, 4)
	})
	a.ret()
}

// productNEON emits y = a·b of complex numbers, given in parts.
func (a *arm) productNEON(size int) {
	suffix, typ := floats(size)
	kind := lanesOf(size)
	a.fn("product"+suffix, fmt.Sprintf("(yr, yi, ar, ai, br, bi *%s, n int)", typ), 0, 0, "multiplies complex numbers given in parts.",
		"yr", "yi", "ar", "ai", "br", "bi", "n")
	a.loop(6, 32/size, func() {
		for i := range 4 {
			a.load(2+i, 2*i, 2)
		}
		for i := range 2 {
			ar, ai, br, bi := i, 2+i, 4+i, 6+i
			a.op("fmul", kind, 16+i, ar, br)
			a.op("fmul", kind, 20+i, ai, bi)
			a.op("fmul", kind, 18+i, ar, bi)
			a.op("fmul", kind, 22+i, ai, br)
			a.op("fsub", kind, 16+i, 16+i, 20+i)
			a.op("fadd", kind, 18+i, 18+i, 22+i)
		}
		a.store(0, 16, 2)
		a.store(1, 18, 2)
	})
	a.ret()
}
