package main

import (
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

const (
	// leastNarrow are the fewest frames that are summed in lanes as narrow as
	// their pixels.
	leastNarrow = 4
	// wideStretch is how many passes go by in wide lanes when sums do not fit for
	// the first time. Every time it is four times as many, which leaves little to
	// lose where no sum fits.
	wideStretch = 4
)

// narrowRows adds up frames in lanes of the pixels' own size, with additions that
// stop at the largest value: one instruction for a vector, so that the processor
// looks far ahead. If a sum has reached that value, the pass is done again in
// wide lanes, as are the next ones: counts that are so high lie next to each
// other. Both add the same to dst, which is exact before it is rounded.
func (g *gen) narrowRows(op rowOp, frames int, dst, n reg.GPVirtual, frame func(f, disp int) operand.Mem, ahead func(px int)) {
	const accs = 8
	lanes := g.lanes(op.srcSize)
	px := accs * lanes
	top, wide, end := g.label("narrow"), g.label("wide"), g.label("end")
	stretch, left := g.GP64(), g.GP64()
	g.MOVQ(operand.U32(wideStretch), stretch)
	g.Label(top)
	g.CMPQ(n, operand.U32(px))
	g.JLT(operand.LabelRef(end))
	v := g.vecs(accs)
	for i := range v {
		g.load(frame(0, i*g.level.width), v[i])
	}
	for f := 1; f < frames; f++ {
		for i := range v {
			g.bySize(op.srcSize, g.VPADDUSB, g.VPADDUSW)(frame(f, i*g.level.width), v[i], v[i])
		}
	}
	g.ifFull(v, op.srcSize, wide)
	for i := range v {
		g.narrowFinish(v[i], op.srcSize, dst, i*lanes*4)
	}
	ahead(px)
	g.SUBQ(operand.U32(px), n)
	g.JMP(operand.LabelRef(top))

	g.Label(wide)
	g.MOVQ(stretch, left)
	g.SHLQ(operand.U8(2), stretch)
	again := g.label("again")
	g.Label(again)
	for from := 0; from < px; from += 8 * op.pixels {
		g.rowPass(op, 8, frames, from, dst, frame)
	}
	ahead(px)
	g.SUBQ(operand.U32(px), n)
	g.CMPQ(n, operand.U32(px))
	g.JLT(operand.LabelRef(end))
	g.DECQ(left)
	g.JNZ(operand.LabelRef(again))
	g.JMP(operand.LabelRef(top))
	g.Label(end)
}

// bySize picks the instruction for lanes of 8 or 16 bits.
func (g *gen) bySize(size int, bytes, words func(...operand.Op)) func(...operand.Op) {
	if size == 1 {
		return bytes
	}
	return words
}

// ifFull jumps if a lane of any of the vectors has its largest value.
func (g *gen) ifFull(v []reg.VecVirtual, size int, to string) {
	largest := g.bySize(size, g.VPMAXUB, g.VPMAXUW)
	m, t, ones := g.vec(), g.vec(), g.vec()
	largest(v[0], v[1], m)
	for i := 2; i < len(v); i += 2 {
		largest(v[i], v[i+1], t)
		largest(t, m, m)
	}
	g.beginOnes(ones, operand.Mem{})
	equal := g.bySize(size, g.VPCMPEQB, g.VPCMPEQW)
	if !g.wide() {
		equal(ones, m, m)
		g.VPTEST(m, m)
		g.JNZ(operand.LabelRef(to))
		return
	}
	k := g.K()
	equal(ones, m, k)
	g.KORTESTQ(k, k)
	g.JNZ(operand.LabelRef(to))
}

// narrowFinish adds a vector of pixels to the float32 from disp on.
func (g *gen) narrowFinish(v reg.VecVirtual, size int, dst reg.GPVirtual, disp int) {
	w := g.level.width
	if size == 2 {
		g.eachDwords(v, func(i int, d reg.VecVirtual) { g.addF32(d, at(dst, disp+i*w)) })
		return
	}
	for h, half := range []reg.Register{g.low(v), g.high(v)} {
		words := g.vec()
		g.VPMOVZXBW(half, words)
		g.eachDwords(words, func(i int, d reg.VecVirtual) { g.addF32(d, at(dst, disp+(2*h+i)*w)) })
	}
}
