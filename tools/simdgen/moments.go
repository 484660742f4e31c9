package main

import (
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// An extreme is a maximum or a minimum, by its instructions.
type extreme struct {
	name, doc string
	words     func(...operand.Op)
	bytes     func(...operand.Op)
	floats    func(...operand.Op)
	begin     func(acc reg.VecVirtual, _ operand.Mem)
}

func maxFrames(g *gen) {
	g.extremeFrames(extreme{"maxFrames", "takes the maximum of frames", g.VPMAXUW, g.VPMAXUB, g.VMAXPS, g.beginZero})
}

func minFrames(g *gen) {
	g.extremeFrames(extreme{"minFrames", "takes the minimum of frames", g.VPMINUW, g.VPMINUB, g.VMINPS, g.beginOnes})
}

// beginOnes sets all bits of an accumulator.
func (g *gen) beginOnes(acc reg.VecVirtual, _ operand.Mem) {
	g.zero(acc)
	if g.wide() {
		g.VPTERNLOGD(operand.U8(0xff), acc, acc, acc)
		return
	}
	g.VPCMPEQD(acc, acc, acc)
}

func (g *gen) extremeFrames(e extreme) {
	w := g.level.width
	loaded := func(acc reg.VecVirtual, out operand.Mem) { g.load(out, acc) }
	// MAXPS and MINPS return their second source, here dst, when one is NaN or
	// both are zeros.
	into := func(v reg.VecVirtual, out operand.Mem) {
		g.VCVTDQ2PS(v, v)
		e.floats(out, v, v)
		g.store(v, out)
	}
	g.frames(frameOp{name: e.name + "U16", dst: "float32", src: "uint16", dstSize: 4, srcSize: 2, pixels: w / 2, accs: 8,
		begin: e.begin,
		step:  func(acc, _ reg.VecVirtual, in operand.Mem) { e.words(in, acc, acc) },
		finish: func(acc reg.VecVirtual, out func(int) operand.Mem) {
			g.eachDwords(acc, func(i int, v reg.VecVirtual) { into(v, out(i*w)) })
		}}, e.doc+".")
	g.frames(frameOp{name: e.name + "U8", dst: "float32", src: "uint8", dstSize: 4, srcSize: 1, pixels: 32, accs: 8,
		begin: e.begin,
		step:  func(acc, _ reg.VecVirtual, in operand.Mem) { e.bytes(in, acc.AsY(), acc.AsY()) },
		finish: func(acc reg.VecVirtual, out func(int) operand.Mem) {
			x := g.XMM()
			g.VEXTRACTI128(operand.U8(1), acc.AsY(), x)
			for i, h := range []reg.Register{acc.AsX(), x} {
				t := g.YMM()
				g.VPMOVZXBW(h, t)
				if g.wide() {
					z := g.ZMM()
					g.VPMOVZXWD(t, z)
					into(z, out(i*w))
					continue
				}
				g.eachDwords(t, func(j int, v reg.VecVirtual) { into(v, out((2*i+j)*w)) })
			}
		}}, e.doc+".")
	g.frames(frameOp{name: e.name + "F32", dst: "float32", src: "float32", dstSize: 4, srcSize: 4, pixels: w / 4, accs: 8,
		begin: loaded,
		step: func(acc, _ reg.VecVirtual, in operand.Mem) {
			t := g.vec()
			g.load(in, t)
			g.maxNaN(e.floats, t, acc)
		},
		finish: func(acc reg.VecVirtual, out func(int) operand.Mem) { g.store(acc, out(0)) },
	}, e.doc+"; NaN wins.")
}

// maxNaN sets acc to the maximum (or minimum, by op) of v and acc, to v if
// that is NaN, and keeps acc on ties.
func (g *gen) maxNaN(op func(...operand.Op), v, acc reg.VecVirtual) {
	const unordered = 3
	if g.wide() {
		k := g.K()
		g.VCMPPS(operand.U8(unordered), v, v, k)
		op(acc, v, acc)
		g.VMOVAPS(v, k, acc)
		return
	}
	nan := g.vec()
	g.VCMPPS(operand.U8(unordered), v, v, nan)
	op(acc, v, acc)
	g.VBLENDVPS(nan, v, acc, acc)
}

func sqDevFrames(g *gen) {
	accs := 8
	if !g.wide() {
		accs = 4 // with as many means these are half of the registers
	}
	convert := map[string]func(in operand.Mem, t reg.VecVirtual){
		"uint8": func(in operand.Mem, t reg.VecVirtual) {
			h := g.half()
			g.VPMOVZXBD(in, h)
			g.VCVTDQ2PD(h, t)
		},
		"uint16": func(in operand.Mem, t reg.VecVirtual) {
			h := g.half()
			g.VPMOVZXWD(in, h)
			g.VCVTDQ2PD(h, t)
		},
		"float32": func(in operand.Mem, t reg.VecVirtual) { g.VCVTPS2PD(in, t) },
	}
	for _, s := range []struct {
		suffix, src string
		size        int
	}{{"U8", "uint8", 1}, {"U16", "uint16", 2}, {"F32", "float32", 4}} {
		g.frames(frameOp{name: "sqDevFrames" + s.suffix, dst: "float64", src: s.src, dstSize: 8, srcSize: s.size,
			pixels: g.lanes(8), accs: accs, mean: true,
			begin: g.beginZero,
			step: func(acc, mean reg.VecVirtual, in operand.Mem) {
				t := g.vec()
				convert[s.src](in, t)
				g.VSUBPD(mean, t, t)
				g.VFMADD231PD(t, t, acc)
			},
			finish: func(acc reg.VecVirtual, out func(int) operand.Mem) {
				g.VADDPD(out(0), acc, acc)
				g.store(acc, out(0))
			}}, "adds squared deviations from mean in float64 lanes.")
	}
}
