package main

import (
	"fmt"
	"math"

	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// stripBytes is the length of a row of a strip at every level, so that which
// columns lie beside each other does not depend on the machine.
const stripBytes = 64

// ffts emits the passes of Fourier transforms over strips of columns, and what
// is around them. They multiply and add one after the other, as plain Go does,
// so that all levels give the same bits.
func ffts(g *gen) {
	for _, size := range []int{4, 8} {
		for _, radix := range []int{1, 2, 3, 4, 5} {
			newPass(g, radix, size).emit()
		}
		g.realSplit(size)
		g.realJoin(size)
		g.splitPairs(size)
		g.joinPairs(size)
		g.product(size)
	}
}

// A fftPass is a pass of one radix: it reads x as [radix][m][rows] rows, and
// writes y as [m][radix][rows]. Registers are few at the narrow level, where
// factors are loaded when needed.
type fftPass struct {
	*gen
	radix, size    int
	xr, xi, yr, yi reg.GPVirtual
	w, xs, ys      reg.GPVirtual
	xk, xk3        reg.GPVirtual // distance of inputs, and three times that
	yj, yj3        reg.GPVirtual // of outputs
	held           []reg.VecVirtual
	add, sub, mul  func(...operand.Op)
}

func newPass(g *gen, radix, size int) *fftPass {
	p := &fftPass{gen: g, radix: radix, size: size, add: g.VADDPS, sub: g.VSUBPS, mul: g.VMULPS}
	if size == 8 {
		p.add, p.sub, p.mul = g.VADDPD, g.VSUBPD, g.VMULPD
	}
	return p
}

func (p *fftPass) emit() {
	suffix, typ := floats(p.size)
	p.fn(fmt.Sprintf("fft%d%s", p.radix, suffix), fmt.Sprintf("(yr, yi, xr, xi, w *%s, m, rows, xs, ys int)", typ),
		fmt.Sprintf("is a pass of radix %d over m*rows butterflies of one strip.", p.radix))
	p.yr, p.yi, p.xr, p.xi, p.w = p.arg("yr"), p.arg("yi"), p.arg("xr"), p.arg("xi"), p.arg("w")
	p.xs, p.ys = p.arg("xs"), p.arg("ys")
	p.scale(p.xs, p.size)
	p.scale(p.ys, p.size)
	p.distances()
	m := p.arg("m")
	if p.radix == 1 {
		p.times(m, func() { p.butterflies(true) })
		p.ret()
		return
	}
	end := p.label("done")
	p.butterflies(false)
	p.DECQ(m)
	p.JZ(operand.LabelRef(end))
	p.times(m, func() { p.butterflies(true) })
	p.Label(end)
	p.ret()
}

// distances computes how far the inputs and outputs of a butterfly are apart.
func (p *fftPass) distances() {
	if p.radix == 1 {
		return
	}
	rows := p.arg("rows")
	p.xk, p.yj = p.GP64(), p.GP64()
	p.MOVQ(rows, p.yj)
	p.IMULQ(p.ys, p.yj)
	p.MOVQ(rows, p.xk)
	p.IMULQ(p.xs, p.xk)
	m := p.arg("m")
	p.IMULQ(m, p.xk)
	if p.radix > 3 {
		p.xk3, p.yj3 = p.GP64(), p.GP64()
		p.LEAQ(operand.Mem{Base: p.xk, Index: p.xk, Scale: 2}, p.xk3)
		p.LEAQ(operand.Mem{Base: p.yj, Index: p.yj, Scale: 2}, p.yj3)
	}
}

// place addresses the k-th input or output.
func place(base, one, three reg.GPVirtual, k, disp int) operand.Mem {
	switch k {
	case 0:
		return at(base, disp)
	case 3:
		return operand.Mem{Base: base, Index: three, Scale: 1, Disp: disp}
	}
	return operand.Mem{Base: base, Index: one, Scale: uint8(k), Disp: disp}
}

// butterflies handles all rows of one factor, which is 1 if turned is false.
func (p *fftPass) butterflies(turned bool) {
	factors := p.radix - 1
	if p.radix == 1 {
		factors = 1
	}
	p.held = nil
	if turned && (p.wide() || p.radix < 5) {
		for i := range 2 * factors {
			p.held = append(p.held, p.fetch(i))
		}
	}
	rows := p.arg("rows")
	p.times(rows, func() {
		for disp := 0; disp < stripBytes; disp += p.level.width {
			p.butterfly(disp, turned)
		}
		p.ADDQ(p.xs, p.xr)
		p.ADDQ(p.xs, p.xi)
		p.ADDQ(p.ys, p.yr)
		p.ADDQ(p.ys, p.yi)
	})
	for range p.radix - 1 {
		p.ADDQ(p.yj, p.yr)
		p.ADDQ(p.yj, p.yi)
	}
	p.advance(2*factors*p.size, p.w)
}

// fetch broadcasts the i-th part of the factors.
func (p *fftPass) fetch(i int) reg.VecVirtual {
	v := p.vec()
	if p.size == 8 {
		p.VBROADCASTSD(at(p.w, i*8), v)
	} else {
		p.VBROADCASTSS(at(p.w, i*4), v)
	}
	return v
}

func (p *fftPass) factor(i int) reg.VecVirtual {
	if p.held != nil {
		return p.held[i]
	}
	return p.fetch(i)
}

// constant broadcasts a number.
func (p *fftPass) constant(f float64) reg.VecVirtual {
	if p.size == 4 {
		return p.splatF(f)
	}
	bits := math.Float64bits(f)
	name := fmt.Sprintf("d%016x", bits)
	m, ok := p.consts[name]
	if !ok {
		m = p.ConstData(name, operand.U64(bits))
		p.consts[name] = m
	}
	v := p.vec()
	p.VBROADCASTSD(m, v)
	return v
}

// A pair is a vector of complex numbers.
type pair struct{ re, im reg.VecVirtual }

func (p *fftPass) input(k, disp int) pair {
	c := pair{p.vec(), p.vec()}
	p.load(place(p.xr, p.xk, p.xk3, k, disp), c.re)
	p.load(place(p.xi, p.xk, p.xk3, k, disp), c.im)
	return c
}

// output stores the j-th output, times its factor.
func (p *fftPass) output(j, disp int, c pair, turned bool) {
	re, im := place(p.yr, p.yj, p.yj3, j, disp), place(p.yi, p.yj, p.yj3, j, disp)
	if !turned {
		p.store(c.re, re)
		p.store(c.im, im)
		return
	}
	i := 2 * max(0, j-1)
	s, t := p.vec(), p.vec()
	wr := p.factor(i)
	p.mul(wr, c.re, s)
	wi := p.factor(i + 1)
	p.mul(wi, c.im, t)
	p.sub(t, s, s)
	p.store(s, re)
	u, v := p.vec(), p.vec()
	p.mul(wi, c.re, u)
	p.mul(wr, c.im, v)
	p.add(v, u, u)
	p.store(u, im)
}

func (p *fftPass) plus(a, b pair) pair {
	c := pair{p.vec(), p.vec()}
	p.add(b.re, a.re, c.re)
	p.add(b.im, a.im, c.im)
	return c
}

func (p *fftPass) minus(a, b pair) pair {
	c := pair{p.vec(), p.vec()}
	p.sub(b.re, a.re, c.re)
	p.sub(b.im, a.im, c.im)
	return c
}

// clockwise is a - ib, counter a + ib.
func (p *fftPass) clockwise(a, b pair) pair {
	c := pair{p.vec(), p.vec()}
	p.add(b.im, a.re, c.re)
	p.sub(b.re, a.im, c.im)
	return c
}

func (p *fftPass) counter(a, b pair) pair {
	c := pair{p.vec(), p.vec()}
	p.sub(b.im, a.re, c.re)
	p.add(b.re, a.im, c.im)
	return c
}

// by multiplies with a number.
func (p *fftPass) by(f float64, a pair) pair {
	k, c := p.constant(f), pair{p.vec(), p.vec()}
	p.mul(k, a.re, c.re)
	p.mul(k, a.im, c.im)
	return c
}

func (p *fftPass) butterfly(disp int, turned bool) {
	switch p.radix {
	case 1:
		p.output(0, disp, p.input(0, disp), true)
	case 2:
		a, b := p.input(0, disp), p.input(1, disp)
		p.output(0, disp, p.plus(a, b), false)
		p.output(1, disp, p.minus(a, b), turned)
	case 3:
		p.three(disp, turned)
	case 4:
		p.four(disp, turned)
	case 5:
		p.five(disp, turned)
	}
}

func (p *fftPass) three(disp int, turned bool) {
	const h = 0.86602540378443864676372317075293618347140262690519 // sin 60°
	b, c := p.input(1, disp), p.input(2, disp)
	t, u := p.plus(b, c), p.by(h, p.minus(b, c))
	a := p.input(0, disp)
	p.output(0, disp, p.plus(a, t), false)
	v := p.minus(a, p.by(0.5, t))
	p.output(1, disp, p.clockwise(v, u), turned)
	p.output(2, disp, p.counter(v, u), turned)
}

func (p *fftPass) four(disp int, turned bool) {
	a, c := p.input(0, disp), p.input(2, disp)
	s, t := p.plus(a, c), p.minus(a, c)
	b, d := p.input(1, disp), p.input(3, disp)
	u, v := p.plus(b, d), p.minus(b, d)
	p.output(0, disp, p.plus(s, u), false)
	p.output(2, disp, p.minus(s, u), turned)
	p.output(1, disp, p.clockwise(t, v), turned)
	p.output(3, disp, p.counter(t, v), turned)
}

// five follows the symmetric form: cosines multiply sums, sines differences.
func (p *fftPass) five(disp int, turned bool) {
	const (
		c1 = 0.30901699437494742410229341718281905886015458990288  // cos 72°
		c2 = -0.80901699437494742410229341718281905886015458990288 // cos 144°
		s1 = 0.95105651629515357211643933337938214340569863412575  // sin 72°
		s2 = 0.58778525229247312916870595463907276859765243764314  // sin 144°
	)
	b, e := p.input(1, disp), p.input(4, disp)
	t, u := p.plus(b, e), p.minus(b, e)
	c, d := p.input(2, disp), p.input(3, disp)
	v, z := p.plus(c, d), p.minus(c, d)
	a := p.input(0, disp)
	p.output(0, disp, p.plus(p.plus(a, t), v), false)
	x := p.plus(p.plus(a, p.by(c1, t)), p.by(c2, v))
	y := p.plus(p.plus(a, p.by(c2, t)), p.by(c1, v))
	q := p.plus(p.by(s1, u), p.by(s2, z))
	r := p.minus(p.by(s2, u), p.by(s1, z))
	p.output(1, disp, p.clockwise(x, q), turned)
	p.output(4, disp, p.counter(x, q), turned)
	p.output(2, disp, p.clockwise(y, r), turned)
	p.output(3, disp, p.counter(y, r), turned)
}
