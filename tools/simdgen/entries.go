package main

import (
	"fmt"

	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// largest finds the largest of a whole number of vectors of numbers of 32 bits
// without sign: what checks pixel numbers.
func largest(g *gen) {
	step := quantum / 2
	g.fn("maxU32", "(src *int32, n int) uint32", fmt.Sprintf("returns the largest of n numbers, a multiple of %d, taken as unsigned.", step))
	src, n := g.arg("src"), g.arg("n")
	acc := g.vecs(max(step/g.lanes(4), 1))
	g.zero(acc...)
	g.while(n, step, func() {
		for i, a := range acc {
			g.VPMAXUD(at(src, i*g.level.width), a, a)
		}
		g.advance(step*4, src)
	})
	x := g.across(g.VPMAXUD, g.VPMAXUD, g.tree(g.VPMAXUD, acc), 4)
	g.VMOVSS(x, g.result())
	g.ret()
}

// entryTypes are the dtypes of stored pixels that kernels take as they are.
var entryTypes = []struct {
	suffix, name string
	size         int
}{{"U8", "uint8", 1}, {"U16", "uint16", 2}, {"F32", "float32", 4}}

// A walk goes over stored pixels up to the first whose number is not below
// limit, and returns how many it has passed. Numbers are compared in the
// register that is used afterwards, so that they are safe even if somebody
// writes the memory in between.
type walk struct {
	*gen
	index, values reg.GPVirtual
	n, limit      reg.GPVirtual
	size          int // of values, 0 if there are none
}

func (g *gen) newWalk(size int) *walk {
	w := &walk{gen: g, size: size, index: g.arg("index"), n: g.arg("n"), limit: g.arg("limit")}
	if size > 0 {
		w.values = g.arg("values")
	}
	return w
}

// walkStep is the number of pixels that a turn of a walk takes.
const walkStep = 8

// walkAhead is how many pixels further on a walk fetches: more than a page of
// them, where the processor does not go ahead by itself. With it sums are made
// in two thirds of the time.
const walkAhead = 1024

// A visit is the code for stored pixels in a walk.
type visit struct {
	// group comes before each n pixels.
	group func(n int)
	// pixel gets the number of a pixel and its place in the group, and leaves by
	// the label if the pixel is not to be passed.
	pixel func(p reg.GPVirtual, i int, leave operand.Op)
	// last gets the number of the last pixel of a group.
	last func(p reg.GPVirtual)
}

// over generates the loops, and leaves the number of pixels passed in n.
func (w *walk) over(v visit) {
	left := w.GP64()
	w.MOVQ(w.n, left)
	leave := []string{w.label("done")}
	for len(leave) < walkStep {
		leave = append(leave, w.label("leave"))
	}
	for _, count := range []int{walkStep, 1} {
		w.while(left, count, func() { w.turn(count, v, leave) })
	}
	w.JMP(operand.LabelRef(leave[0]))
	for i := walkStep - 1; i > 0; i-- {
		w.Label(leave[i]) // falls through: one less each
		w.DECQ(left)
	}
	w.Label(leave[0])
	w.SUBQ(left, w.n)
}

// turn generates the code for a group of pixels.
func (w *walk) turn(count int, v visit, leave []string) {
	if count > 1 {
		w.PREFETCHT0(at(w.index, 4*walkAhead))
		if w.size > 0 {
			w.PREFETCHT0(at(w.values, w.size*walkAhead))
		}
	}
	if v.group != nil {
		v.group(count)
	}
	var p reg.GPVirtual
	for i := range count {
		p = w.GP64()
		w.MOVLQSX(at(w.index, 4*i), p)
		w.CMPQ(p, w.limit)
		w.JCC(operand.LabelRef(leave[i]))
		v.pixel(p, i, operand.LabelRef(leave[i]))
	}
	if v.last != nil {
		v.last(p)
	}
	w.advance(4*count, w.index)
	if w.size > 0 {
		w.advance(w.size*count, w.values)
	}
}

// integer loads an integer value of the group.
func (w *walk) integer(i int) reg.GPVirtual {
	v := w.GP64()
	if w.size == 1 {
		w.MOVBQZX(at(w.values, i), v)
	} else {
		w.MOVWQZX(at(w.values, 2*i), v)
	}
	return v
}

// entrySums add stored pixels to the sums of their pixel. There are no vectors
// in them: one version serves all levels.
func entrySums(g *gen) {
	if g.wide() {
		return
	}
	for _, t := range entryTypes[:2] {
		g.fn("addEntries"+t.suffix, fmt.Sprintf("(sums *uint64, index *int32, values *%s, n, limit int) int", t.name),
			"adds up to n values to the sums at their index, up to the first that is not below limit, and returns how many it has passed.")
		sums, w := g.arg("sums"), g.newWalk(t.size)
		w.over(visit{pixel: func(p reg.GPVirtual, i int, _ operand.Op) {
			g.ADDQ(w.integer(i), operand.Mem{Base: sums, Index: p, Scale: 8})
		}})
		g.Store(w.n, g.ReturnIndex(0))
		g.RET()
	}
}

// entrySquares add stored pixels and their squares.
func entrySquares(g *gen) {
	if g.wide() {
		return
	}
	for _, t := range entryTypes[:2] {
		g.fn("squareEntries"+t.suffix, fmt.Sprintf("(sums *uint64, index *int32, values *%s, n, limit, last int) int", t.name),
			"adds up to n values and their squares to the pairs of sums at their index, up to the first that is not below limit or not above the one before, or last, and returns how many it has passed.")
		sums, w := g.arg("sums"), g.newWalk(t.size)
		last := g.arg("last")
		before := last
		w.over(visit{
			pixel: func(p reg.GPVirtual, i int, leave operand.Op) {
				g.CMPQ(p, before)
				g.JLE(leave)
				v, pair := w.integer(i), g.GP64()
				g.MOVQ(p, pair)
				g.SHLQ(operand.U8(4), pair)
				g.ADDQ(v, operand.Mem{Base: sums, Index: pair, Scale: 1})
				g.IMULQ(v, v)
				g.ADDQ(v, operand.Mem{Base: sums, Index: pair, Scale: 1, Disp: 8})
				before = p
			},
			last: func(p reg.GPVirtual) {
				g.MOVQ(p, last)
				before = last
			},
		})
		g.Store(w.n, g.ReturnIndex(0))
		g.RET()
	}
}

// entryQuads multiply stored pixels with the weights that four masks have for
// them.
func entryQuads(g *gen) {
	if g.wide() {
		return
	}
	for _, t := range entryTypes {
		g.fn("quadEntries"+t.suffix, fmt.Sprintf("(sums *float32, index *int32, values *%s, weights *float32, n, limit int) int", t.name),
			"adds to 4 sums the products of up to n values with the 4 weights at their index, up to the first that is not below limit, and returns how many it has passed.")
		sums, weights, w := g.arg("sums"), g.arg("weights"), g.newWalk(t.size)
		acc := []reg.VecVirtual{g.XMM(), g.XMM(), g.XMM(), g.XMM()}
		g.zero(acc...)
		// The stack is aligned to words only. A vector across two lines of the
		// cache cannot be read back before it is written, which takes twice the
		// time, or not, as the callers' frames happen to lie.
		floats := g.GP64()
		g.LEAQ(g.AllocLocal(8*walkStep).Offset(4*walkStep-1), floats)
		g.ANDQ(operand.I8(-4*walkStep), floats)
		single := false
		w.over(visit{
			group: func(n int) {
				if single = n == 1; !single && t.size < 4 {
					v := g.YMM()
					g.loadF32(t.size, at(w.values, 0), v)
					g.VMOVUPS(v, at(floats, 0))
				}
			},
			pixel: func(p reg.GPVirtual, i int, _ operand.Op) {
				x := g.XMM()
				switch {
				case t.size == 4:
					g.VBROADCASTSS(at(w.values, 4*i), x)
				case single:
					v := w.integer(i)
					g.VXORPS(x, x, x)
					g.VCVTSI2SSQ(v, x, x)
					g.VBROADCASTSS(x, x)
				default:
					g.VBROADCASTSS(at(floats, 4*i), x)
				}
				quad := g.GP64()
				g.MOVQ(p, quad)
				g.SHLQ(operand.U8(4), quad)
				g.VFMADD231PS(operand.Mem{Base: weights, Index: quad, Scale: 1}, x, acc[i%4])
			},
		})
		x := g.tree(g.VADDPS, acc)
		g.VADDPS(at(sums, 0), x, x)
		g.VMOVUPS(x, at(sums, 0))
		g.Store(w.n, g.ReturnIndex(0))
		g.ret()
	}
}

// coveredEntries lists the stored pixels that some mask has. It has no branch
// that depends on that, which could not be foreseen.
func coveredEntries(g *gen) {
	if g.wide() {
		return
	}
	g.fn("coveredEntries", "(list, index *int32, cover *uint8, n, limit int) (seen, kept int)",
		"lists the numbers of those of n entries at whose index cover is 1, up to the first that is not below limit; seen are the entries before that.")
	list, cover, w := g.arg("list"), g.arg("cover"), g.newWalk(0)
	kept, number := g.GP64(), g.GP64()
	g.XORQ(kept, kept)
	g.XORQ(number, number)
	count := 0
	w.over(visit{
		pixel: func(p reg.GPVirtual, i int, _ operand.Op) {
			k, in := g.GP64(), g.GP64()
			g.LEAQ(operand.Mem{Base: number, Disp: i}, k)
			g.MOVL(k.As32(), operand.Mem{Base: list, Index: kept, Scale: 4})
			g.MOVBQZX(operand.Mem{Base: cover, Index: p, Scale: 1}, in)
			g.ADDQ(in, kept)
		},
		group: func(n int) { count = n },
		last:  func(reg.GPVirtual) { g.ADDQ(operand.U32(count), number) },
	})
	g.Store(w.n, g.ReturnIndex(0))
	g.Store(kept, g.ReturnIndex(1))
	g.RET()
}
