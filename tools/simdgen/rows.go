package main

import (
	"fmt"

	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// rowOp adds up frames to float32: a fixed number of them in one pass, with
// instructions of its own for each. Processors fetch ahead by the address of the
// instruction that reads: what reads frame after frame in a loop has no stride
// that they see.
type rowOp struct {
	name, src string
	srcSize   int
	pixels    int // in one accumulator
	step      func(acc reg.VecVirtual, in operand.Mem)
	finish    func(acc reg.VecVirtual, out func(disp int) operand.Mem)
}

// rowGroups are the numbers of frames. Frames of a power of two of bytes share
// the sets of the first-level cache: twelve of them and the sums are what it can
// hold, and sixteen were measured to be slower than eight.
var rowGroups = []int{12, 8, 4, 2, 1}

func sumRows(g *gen) {
	w := g.level.width
	ops := []rowOp{
		{"U8", "uint8", 1, w / 2, func(acc reg.VecVirtual, in operand.Mem) {
			t := g.vec()
			g.VPMOVZXBW(in, t)
			g.VPADDW(t, acc, acc)
		}, func(acc reg.VecVirtual, out func(int) operand.Mem) {
			g.eachDwords(acc, func(i int, v reg.VecVirtual) { g.addF32(v, out(i*w)) })
		}},
		{"U16", "uint16", 2, w / 4, func(acc reg.VecVirtual, in operand.Mem) {
			t := g.vec()
			g.VPMOVZXWD(in, t)
			g.VPADDD(t, acc, acc)
		}, func(acc reg.VecVirtual, out func(int) operand.Mem) { g.addF32(acc, out(0)) }},
		{"F32", "float32", 4, w / 4, func(acc reg.VecVirtual, in operand.Mem) {
			g.VADDPS(in, acc, acc)
		}, func(acc reg.VecVirtual, out func(int) operand.Mem) {
			g.VADDPS(out(0), acc, acc)
			g.store(acc, out(0))
		}},
	}
	for _, op := range ops {
		for _, frames := range rowGroups {
			g.fn(fmt.Sprintf("rows%d%s", frames, op.name), fmt.Sprintf("(dst *float32, src *%s, n, stride int)", op.src), fmt.Sprintf("adds %d frames to dst.", frames))
			g.rows(op, frames)
			g.ret()
		}
	}
}

func (g *gen) rows(op rowOp, frames int) {
	dst, n := g.arg("dst"), g.arg("n")
	p, frame := g.framePointers(frames, op.srcSize)
	ahead := func(px int) {
		g.advance(px*op.srcSize, p...)
		g.advance(px*4, dst)
	}
	sizes := []int{8, max(smallest/op.pixels, 1)}
	if op.srcSize < 4 && frames >= leastNarrow {
		g.narrowRows(op, frames, dst, n, frame, ahead)
		sizes = sizes[1:]
	}
	for _, accs := range sizes {
		px := accs * op.pixels
		g.while(n, px, func() {
			g.rowPass(op, accs, frames, 0, dst, frame)
			ahead(px)
		})
	}
}

// rowPass adds the pixels from one on.
func (g *gen) rowPass(op rowOp, accs, frames, from int, dst reg.GPVirtual, frame func(f, disp int) operand.Mem) {
	v := g.vecs(accs)
	g.zero(v...)
	for f := range frames {
		for i := range v {
			op.step(v[i], frame(f, (from+i*op.pixels)*op.srcSize))
		}
	}
	for i := range v {
		base := (from + i*op.pixels) * 4
		op.finish(v[i], func(disp int) operand.Mem { return at(dst, base+disp) })
	}
}
