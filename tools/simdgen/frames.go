package main

import (
	"fmt"

	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// frameOp is a reduction over frames. The pixels of a pass stay in registers
// over all frames; pixels is how many one accumulator holds and accs how many
// accumulators the main pass has.
type frameOp struct {
	name             string
	dst, src         string
	dstSize, srcSize int
	pixels, accs     int
	mean             bool // a third pointer with float64 means

	// begin sets the accumulator whose results belong at out, step takes the
	// pixels at in, and finish combines the accumulator with out.
	begin  func(acc reg.VecVirtual, out operand.Mem)
	step   func(acc, mean reg.VecVirtual, in operand.Mem)
	finish func(acc reg.VecVirtual, out func(disp int) operand.Mem)
}

// smallest is the pass that ends every kernel; the wrappers use multiples.
const smallest = 32

// prefetch is the distance in bytes within each frame. The hardware follows
// few streams, and a pass opens one per frame: fetching ahead gives 1.2 times
// the speed out of cache and costs nothing measurable in cache.
const prefetch = 1024

func (g *gen) frames(op frameOp, doc string) {
	args := fmt.Sprintf("(dst *%s, ", op.dst)
	if op.mean {
		args += "mean *float64, "
	}
	g.fn(op.name, args+fmt.Sprintf("src *%s, n, frames, stride int)", op.src), doc)
	dst, src, n := g.arg("dst"), g.arg("src"), g.arg("n")
	frames, stride := g.arg("frames"), g.arg("stride")
	g.scale(stride, op.srcSize)
	var mean reg.GPVirtual
	if op.mean {
		mean = g.arg("mean")
	}
	sizes := []int{op.accs}
	if op.accs*op.pixels > smallest {
		sizes = append(sizes, smallest/op.pixels)
	}
	for _, accs := range sizes {
		g.while(n, accs*op.pixels, func() {
			g.framePass(op, accs, dst, mean, src, frames, stride)
		})
	}
	g.ret()
}

func (g *gen) framePass(op frameOp, accs int, dst, mean, src, frames, stride reg.GPVirtual) {
	acc, means := g.vecs(accs), make([]reg.VecVirtual, accs)
	for i, a := range acc {
		op.begin(a, at(dst, i*op.pixels*op.dstSize))
		if op.mean {
			means[i] = g.vec()
			g.load(at(mean, i*op.pixels*8), means[i])
		}
	}
	p, f := g.GP64(), g.GP64()
	g.MOVQ(src, p)
	g.MOVQ(frames, f)
	g.times(f, func() {
		for i, a := range acc {
			op.step(a, means[i], at(p, i*op.pixels*op.srcSize))
		}
		if accs == op.accs {
			for line := 0; line < accs*op.pixels*op.srcSize; line += 64 {
				g.PREFETCHT0(at(p, line+prefetch))
			}
		}
		g.ADDQ(stride, p)
	})
	for i, a := range acc {
		base := i * op.pixels * op.dstSize
		op.finish(a, func(disp int) operand.Mem { return at(dst, base+disp) })
	}
	px := accs * op.pixels
	g.advance(px*op.dstSize, dst)
	g.advance(px*op.srcSize, src)
	if op.mean {
		g.advance(px*8, mean)
	}
}

func (g *gen) beginZero(acc reg.VecVirtual, _ operand.Mem) { g.zero(acc) }

func sumFrames(g *gen) {
	words := func(acc, _ reg.VecVirtual, in operand.Mem) {
		t := g.vec()
		g.VPMOVZXBW(in, t)
		g.VPADDW(t, acc, acc)
	}
	dwords := func(acc, _ reg.VecVirtual, in operand.Mem) {
		t := g.vec()
		g.VPMOVZXWD(in, t)
		g.VPADDD(t, acc, acc)
	}
	f64 := func(acc, _ reg.VecVirtual, in operand.Mem) { g.VADDPD(in, acc, acc) }
	wider := func(acc, _ reg.VecVirtual, in operand.Mem) {
		t := g.vec()
		g.VCVTPS2PD(in, t)
		g.VADDPD(t, acc, acc)
	}
	w := g.level.width
	g.frames(frameOp{name: "sumFramesU8F64", dst: "float64", src: "uint8", dstSize: 8, srcSize: 1, pixels: w / 2, accs: 8,
		begin: g.beginZero, step: words, finish: func(acc reg.VecVirtual, out func(int) operand.Mem) {
			g.eachDwords(acc, func(i int, v reg.VecVirtual) {
				g.addF64(v, out(2*i*w), out((2*i+1)*w))
			})
		}}, "sums at most 257 frames in 16-bit lanes.")
	g.frames(frameOp{name: "sumFramesU16F64", dst: "float64", src: "uint16", dstSize: 8, srcSize: 2, pixels: w / 4, accs: 8,
		begin: g.beginZero, step: dwords, finish: func(acc reg.VecVirtual, out func(int) operand.Mem) {
			g.addF64(acc, out(0), out(w))
		}}, "sums at most 32768 frames in 32-bit lanes.")
	addOut := func(acc reg.VecVirtual, out func(int) operand.Mem) {
		g.VADDPD(out(0), acc, acc)
		g.store(acc, out(0))
	}
	g.frames(frameOp{name: "sumFramesF32F64", dst: "float64", src: "float32", dstSize: 8, srcSize: 4, pixels: w / 8, accs: 8,
		begin: g.beginZero, step: wider, finish: addOut}, "sums frames in float64 lanes.")
	g.frames(frameOp{name: "sumFramesF64F64", dst: "float64", src: "float64", dstSize: 8, srcSize: 8, pixels: w / 8, accs: 8,
		begin: g.beginZero, step: f64, finish: addOut}, "sums frames in float64 lanes.")
}

// eachDwords widens a vector of 16-bit lanes to two of 32-bit lanes.
func (g *gen) eachDwords(words reg.VecVirtual, use func(i int, v reg.VecVirtual)) {
	for i, h := range []reg.Register{g.low(words), g.high(words)} {
		t := g.vec()
		g.VPMOVZXWD(h, t)
		use(i, t)
	}
}

// addF32 adds 32-bit lanes below 2³¹ to the float32 at out.
func (g *gen) addF32(v reg.VecVirtual, out operand.Mem) {
	g.VCVTDQ2PS(v, v)
	g.VADDPS(out, v, v)
	g.store(v, out)
}

// addF64 adds 32-bit lanes below 2³¹ to the float64 at two places.
func (g *gen) addF64(v reg.VecVirtual, out0, out1 operand.Mem) {
	h := g.high(v)
	for _, part := range []struct {
		in  reg.Register
		out operand.Mem
	}{{g.low(v), out0}, {h, out1}} {
		t := g.vec()
		g.VCVTDQ2PD(part.in, t)
		g.VADDPD(part.out, t, t)
		g.store(t, part.out)
	}
}
