package main

import (
	"fmt"

	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// maskTile is the shape of a micro-kernel: rows frames times cols masks.
type maskTile struct{ rows, cols int }

// maskTiles lists the shapes of a level. Twenty-four accumulators fill the
// AVX-512 registers, twelve those of AVX2; eight frames pay off for few masks,
// where loading frames dominates.
func maskTiles(l level) []maskTile {
	var tiles []maskTile
	cols := 3
	if l == avx512 {
		cols = 6
		tiles = append(tiles, maskTile{8, 1}, maskTile{8, 2}, maskTile{8, 3})
	} else {
		tiles = append(tiles, maskTile{8, 1})
	}
	for c := 1; c <= cols; c++ {
		tiles = append(tiles, maskTile{4, c}, maskTile{1, c})
	}
	return tiles
}

// maskPair is the shape for one mask over frames of float32, with AVX-512. All it
// does is wait for memory, and the hardware follows two streams better than more:
// it takes a twentieth off the time of eight frames fetched ahead, from the
// third-level cache and from memory.
var maskPair = maskTile{2, 1}

// maskPrefetch is the distance in bytes within each frame of float64, and of
// float32 if there are two masks, for which loading frames is all that takes time.
// The hardware follows eight streams less well. AVX2 has twice the instructions
// and gains nothing.
const maskPrefetch = 2048

// maskQuad is the number of frames of the kernels for several groups of masks.
// While they multiply, they fetch a row of the masks that come next into the
// second-level cache: rows lie so far apart that no processor goes ahead by
// itself. With 128 masks that takes a fifth off the time.
const maskQuad = 4

// masks emits the micro-kernels. Those for integer frames convert after each
// load: converting a block once into scratch memory was slower for every number
// of masks.
func masks(g *gen) {
	f32 := maskTypes{"F32", "float32", "float32", 4, 4}
	if g.wide() {
		g.mask(maskPair, f32)
	}
	for _, t := range maskTiles(g.level) {
		if t.rows == 1 || t.cols > maskPair.cols || !g.wide() {
			g.mask(t, f32)
		}
		g.mask(t, maskTypes{"F64", "float64", "float64", 8, 8})
		g.mask(t, maskTypes{"U8", "uint8", "float32", 1, 4})
		g.mask(t, maskTypes{"U16", "uint16", "float32", 2, 4})
	}
}

// maskTypes names the types of frames and masks of a micro-kernel.
type maskTypes struct {
	suffix              string
	frame, mask         string
	frameSize, maskSize int
}

// ahead says whether frames are fetched ahead for so many masks.
func (t maskTypes) ahead(masks int) bool {
	return t.frameSize >= 4 && masks <= 2 && (t.frameSize > 4 || masks > maskPair.cols)
}

// mask emits out[r*ldo+c] += Σ a[r*lda+i]*b[c*ldb+i]. Few accumulators are
// doubled by unrolling, since four additions are in flight on either of two
// units.
func (g *gen) mask(t maskTile, typ maskTypes) {
	size := typ.maskSize
	g.fn(fmt.Sprintf("mask%dx%d%s", t.rows, t.cols, typ.suffix),
		fmt.Sprintf("(out *%s, ldo int, a *%s, lda int, b *%s, ldb, n int, next *%s)", typ.mask, typ.frame, typ.mask, typ.mask),
		fmt.Sprintf("multiplies %d frames with %d masks.", t.rows, t.cols))
	a, b := g.rowPointers("a", "lda", t.rows, typ.frameSize), g.rowPointers("b", "ldb", t.cols, size)
	n, i := g.arg("n"), g.GP64()
	g.XORQ(i, i)
	ahead := func(int) {}
	if t.rows == maskQuad {
		next := g.arg("next")
		ahead = func(from int) { g.PREFETCHT1(element(next, i, from, size)) }
	}
	unroll := max(1, 8/(t.rows*t.cols))
	acc := g.vecs(t.rows * t.cols * unroll)
	g.zero(acc...)
	fma := g.VFMADD231PS
	add := g.VADDPS
	if size == 8 {
		fma, add = g.VFMADD231PD, g.VADDPD
	}
	lanes := g.lanes(size)
	step := func(copies int) func() {
		return func() {
			for u := range copies {
				ahead(u * lanes)
				g.outer(fma, acc[u*t.rows*t.cols:], a, b, i, u*lanes, typ)
			}
			g.advance(copies*lanes, i)
		}
	}
	if unroll > 1 {
		g.while(n, unroll*lanes, step(unroll))
	}
	g.while(n, lanes, step(1))
	for u := 1; u < unroll; u++ {
		for j := range t.rows * t.cols {
			add(acc[u*t.rows*t.cols+j], acc[j], acc[j])
		}
	}
	g.addOut(acc[:t.rows*t.cols], t, size)
	g.ret()
}

// rowPointers returns a pointer to each row.
func (g *gen) rowPointers(base, stride string, rows, size int) []reg.GPVirtual {
	p := []reg.GPVirtual{g.arg(base)}
	if rows == 1 {
		return p
	}
	ld := g.arg(stride)
	g.scale(ld, size)
	for len(p) < rows {
		next := g.GP64()
		g.LEAQ(element(p[len(p)-1], ld, 0, 1), next)
		p = append(p, next)
	}
	return p
}

// outer multiplies one vector of each frame with one of each mask, from element
// i plus ahead. The smaller side is held in registers; frames of float32 that one
// mask multiplies are operands in memory, which takes a tenth off with AVX2.
func (g *gen) outer(fma func(...operand.Op), acc []reg.VecVirtual, a, b []reg.GPVirtual, i reg.GPVirtual, ahead int, typ maskTypes) {
	pixels := func(r int) operand.Mem {
		m := element(a[r], i, ahead, typ.frameSize)
		if g.wide() && typ.ahead(len(b)) {
			g.PREFETCHT0(m.Offset(maskPrefetch))
		}
		return m
	}
	frame := func(r int) reg.VecVirtual {
		m, v := pixels(r), g.vec()
		g.loadF32(typ.frameSize, m, v)
		return v
	}
	mask := func(c int) reg.VecVirtual {
		v := g.vec()
		g.load(element(b[c], i, ahead, typ.maskSize), v)
		return v
	}
	if len(b) == 1 && typ.frameSize == typ.maskSize && !typ.ahead(1) {
		m := mask(0)
		for r := range a {
			fma(pixels(r), m, acc[r])
		}
		return
	}
	if len(a) <= len(b) {
		frames := make([]reg.VecVirtual, len(a))
		for r := range a {
			frames[r] = frame(r)
		}
		for c := range b {
			m := mask(c)
			for r := range a {
				fma(m, frames[r], acc[r*len(b)+c])
			}
		}
		return
	}
	masks := make([]reg.VecVirtual, len(b))
	for c := range b {
		masks[c] = mask(c)
	}
	for r := range a {
		f := frame(r)
		for c := range b {
			fma(masks[c], f, acc[r*len(b)+c])
		}
	}
}

// element addresses p[i+ahead].
func element(p, i reg.Register, ahead, size int) operand.Mem {
	return operand.Mem{Base: p, Index: i, Scale: uint8(size), Disp: ahead * size}
}

// addOut adds the horizontal sums to out.
func (g *gen) addOut(acc []reg.VecVirtual, t maskTile, size int) {
	out, ldo := g.arg("out"), g.arg("ldo")
	g.scale(ldo, size)
	if size == 4 && t.rows%4 == 0 && t.cols > 1 { // single masks are summed as sweeps sum them
		for r := 0; r < t.rows; r += 4 {
			g.addQuads(out, ldo, acc[r*t.cols:][:4*t.cols], t.cols)
		}
		return
	}
	for r := range t.rows {
		for c := range t.cols {
			m := at(out, c*size)
			if size == 8 {
				x := g.across(g.VADDPD, g.VADDSD, acc[r*t.cols+c], 8)
				g.VADDSD(m, x, x)
				g.VMOVSD(x, m)
				continue
			}
			x := g.across(g.VADDPS, g.VADDSS, acc[r*t.cols+c], 4)
			g.VADDSS(m, x, x)
			g.VMOVSS(x, m)
		}
		g.ADDQ(ldo, out)
	}
}
