package main

import (
	"fmt"

	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// realSplit emits the separation of the spectra of two rows that were
// transformed as real and imaginary parts: a = (p + m*)/2, b = -i(p - m*)/2. Rows
// of p ascend, those of m descend.
func (g *gen) realSplit(size int) {
	suffix, typ := floats(size)
	g.fn("realSplit"+suffix, fmt.Sprintf("(ar, ai, br, bi, pr, pi, mr, mi *%s, n int)", typ), "separates the spectra of two real rows.")
	p := newPass(g, 0, size)
	out := []reg.GPVirtual{g.arg("ar"), g.arg("ai"), g.arg("br"), g.arg("bi")}
	up, down := []reg.GPVirtual{g.arg("pr"), g.arg("pi")}, []reg.GPVirtual{g.arg("mr"), g.arg("mi")}
	n, half := g.arg("n"), p.constant(0.5)
	g.times(n, func() {
		for d := 0; d < stripBytes; d += g.level.width {
			a := pair{g.vec(), g.vec()}
			g.load(at(up[0], d), a.re)
			g.load(at(up[1], d), a.im)
			b := pair{g.vec(), g.vec()}
			g.load(at(down[0], d), b.re)
			g.load(at(down[1], d), b.im)
			s, t := p.plus(a, b), pair{g.vec(), g.vec()}
			p.sub(b.im, a.im, t.im)
			p.sub(a.re, b.re, t.re)
			for i, v := range []reg.VecVirtual{s.re, t.im, s.im, t.re} {
				p.mul(half, v, v)
				g.store(v, at(out[i], d))
			}
		}
		g.advance(stripBytes, append(out, up...)...)
		for _, r := range down {
			g.SUBQ(operand.U32(stripBytes), r)
		}
	})
	g.ret()
}

// realJoin emits the inverse: p = (a + ib)·scale, m = (a* + ib*)·scale.
func (g *gen) realJoin(size int) {
	suffix, typ := floats(size)
	g.fn("realJoin"+suffix, fmt.Sprintf("(pr, pi, mr, mi, ar, ai, br, bi *%s, scale %s, n int)", typ, typ), "joins the spectra of two real rows.")
	p := newPass(g, 0, size)
	up, down := []reg.GPVirtual{g.arg("pr"), g.arg("pi")}, []reg.GPVirtual{g.arg("mr"), g.arg("mi")}
	in := []reg.GPVirtual{g.arg("ar"), g.arg("ai"), g.arg("br"), g.arg("bi")}
	scale := g.broadcastArg("scale", size)
	n := g.arg("n")
	g.times(n, func() {
		for d := 0; d < stripBytes; d += g.level.width {
			a := pair{g.vec(), g.vec()}
			g.load(at(in[0], d), a.re)
			g.load(at(in[1], d), a.im)
			b := pair{g.vec(), g.vec()}
			g.load(at(in[2], d), b.re)
			g.load(at(in[3], d), b.im)
			c, e := p.counter(a, b), pair{g.vec(), g.vec()}
			p.add(b.im, a.re, e.re)
			p.sub(a.im, b.re, e.im)
			for _, o := range []struct {
				v  reg.VecVirtual
				to reg.GPVirtual
			}{{c.re, up[0]}, {c.im, up[1]}, {e.re, down[0]}, {e.im, down[1]}} {
				p.mul(scale, o.v, o.v)
				g.store(o.v, at(o.to, d))
			}
		}
		g.advance(stripBytes, append(in, up...)...)
		for _, r := range down {
			g.SUBQ(operand.U32(stripBytes), r)
		}
	})
	g.ret()
}

// product emits y = a·b of complex numbers, given in parts.
func (g *gen) product(size int) {
	suffix, typ := floats(size)
	g.fn("product"+suffix, fmt.Sprintf("(yr, yi, ar, ai, br, bi *%s, n int)", typ), "multiplies complex numbers given in parts.")
	p := newPass(g, 0, size)
	to := []reg.GPVirtual{g.arg("yr"), g.arg("yi")}
	from := []reg.GPVirtual{g.arg("ar"), g.arg("ai"), g.arg("br"), g.arg("bi")}
	n := g.arg("n")
	g.while(n, g.lanes(size), func() {
		v := g.vecs(4)
		for i, r := range from {
			g.load(at(r, 0), v[i])
		}
		t := g.vecs(4)
		p.mul(v[2], v[0], t[0])
		p.mul(v[3], v[1], t[1])
		p.sub(t[1], t[0], t[0])
		p.mul(v[3], v[0], t[2])
		p.mul(v[2], v[1], t[3])
		p.add(t[3], t[2], t[2])
		g.store(t[0], at(to[0], 0))
		g.store(t[2], at(to[1], 0))
		g.advance(g.level.width, append(from, to...)...)
	})
	g.ret()
}

// broadcastArg returns a parameter in every lane.
func (g *gen) broadcastArg(name string, size int) reg.VecVirtual {
	x, v := g.XMM(), g.vec()
	g.Load(g.Param(name), x)
	if size == 8 {
		g.VBROADCASTSD(x, v)
	} else {
		g.VBROADCASTSS(x, v)
	}
	return v
}

// quads reorders the 64-bit parts of a vector, by the order of the wide level;
// that of the narrow one is 0 2 1 3 for both.
func (g *gen) quads(order reg.VecVirtual, v reg.VecVirtual) {
	if g.wide() {
		g.VPERMQ(v, order, v)
	} else {
		g.VPERMQ(operand.U8(0xd8), v, v)
	}
}

// splitPairs emits the separation of pairs: re[i], im[i] = src[2i], src[2i+1].
func (g *gen) splitPairs(size int) {
	suffix, typ := floats(size)
	g.fn("splitPairs"+suffix, fmt.Sprintf("(re, im, src *%s, n int)", typ), "separates real and imaginary parts.")
	re, im, src, n := g.arg("re"), g.arg("im"), g.arg("src"), g.arg("n")
	order := g.order(0x0705030106040200)
	g.while(n, g.lanes(size), func() {
		a, b := g.vec(), g.vec()
		g.load(at(src, 0), a)
		g.load(at(src, g.level.width), b)
		r, i := g.vec(), g.vec()
		if size == 4 {
			g.VSHUFPS(operand.U8(0x88), b, a, r)
			g.VSHUFPS(operand.U8(0xdd), b, a, i)
		} else {
			g.VUNPCKLPD(b, a, r)
			g.VUNPCKHPD(b, a, i)
		}
		g.quads(order, r)
		g.quads(order, i)
		g.store(r, at(re, 0))
		g.store(i, at(im, 0))
		g.advance(g.level.width, re, im)
		g.advance(2*g.level.width, src)
	})
	g.ret()
}

// joinPairs emits the inverse.
func (g *gen) joinPairs(size int) {
	suffix, typ := floats(size)
	g.fn("joinPairs"+suffix, fmt.Sprintf("(dst, re, im *%s, n int)", typ), "interleaves real and imaginary parts.")
	dst, re, im, n := g.arg("dst"), g.arg("re"), g.arg("im"), g.arg("n")
	order := g.order(0x0703060205010400)
	g.while(n, g.lanes(size), func() {
		r, i := g.vec(), g.vec()
		g.load(at(re, 0), r)
		g.load(at(im, 0), i)
		a, b := g.interleave(order, r, i, size)
		g.store(a, at(dst, 0))
		g.store(b, at(dst, g.level.width))
		g.advance(2*g.level.width, dst)
		g.advance(g.level.width, re, im)
	})
	g.ret()
}

// interleave pairs the lanes of two vectors, whose contents are lost.
func (g *gen) interleave(order, r, i reg.VecVirtual, size int) (a, b reg.VecVirtual) {
	g.quads(order, r)
	g.quads(order, i)
	a, b = g.vec(), g.vec()
	if size == 4 {
		g.VUNPCKLPS(i, r, a)
		g.VUNPCKHPS(i, r, b)
	} else {
		g.VUNPCKLPD(i, r, a)
		g.VUNPCKHPD(i, r, b)
	}
	return a, b
}

// addPairs emits dst[2i] += re[i] - less[i], dst[2i+1] += im[i].
func (g *gen) addPairs(size int) {
	suffix, typ := floats(size)
	g.fn("addPairs"+suffix, fmt.Sprintf("(dst, re, less, im *%s, n int)", typ), "adds complex numbers given in parts.")
	p := newPass(g, 0, size)
	dst, re, less, im, n := g.arg("dst"), g.arg("re"), g.arg("less"), g.arg("im"), g.arg("n")
	order := g.order(0x0703060205010400)
	g.while(n, g.lanes(size), func() {
		r, l, i := g.vec(), g.vec(), g.vec()
		g.load(at(re, 0), r)
		g.load(at(less, 0), l)
		p.sub(l, r, r)
		g.load(at(im, 0), i)
		a, b := g.interleave(order, r, i, size)
		for at64, v := range []reg.VecVirtual{a, b} {
			m := at(dst, at64*g.level.width)
			p.add(m, v, v)
			g.store(v, m)
		}
		g.advance(2*g.level.width, dst)
		g.advance(g.level.width, re, less, im)
	})
	g.ret()
}

// order loads an order of 64-bit parts, a byte for each; at the narrow level the
// instruction has it.
func (g *gen) order(bytes uint64) reg.VecVirtual {
	if !g.wide() {
		return nil
	}
	name := fmt.Sprintf("q%016x", bytes)
	m, ok := g.consts[name]
	if !ok {
		m = g.ConstData(name, operand.U64(bytes))
		g.consts[name] = m
	}
	v := g.vec()
	g.VPMOVZXBQ(m, v)
	return v
}
