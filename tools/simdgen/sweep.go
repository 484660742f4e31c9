package main

import (
	"fmt"
	"strings"

	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// The results that a sweep can have, with the values that they have in
// internal/simd.
const (
	takeSum = 1 << iota
	takeMax
	takeMin
	takeTotals
	takeProducts
	takeAll = 1<<iota - 1
)

// cacheLine is what is fetched at a time: strips that are shorter leave fetching
// ahead to the processor.
const cacheLine = 64

var takeNames = []string{"Sum", "Max", "Min", "Totals", "Products"}

// sweep is the kernel of a set of results. It reads each pixel once, a strip of
// two vectors of float32 in all frames at a time. The sums and extrema of the
// strip and the totals and products of the frames are in registers.
type sweep struct {
	*gen
	take         int
	size, frames int // bytes of a pixel; frames are as many as there are registers for

	sum              []reg.VecVirtual // by half of the strip
	max, min         reg.VecVirtual   // in the lanes of the pixels
	totals, products []reg.VecVirtual // by frame
}

func sweeps(g *gen) {
	frames := 8
	if !g.wide() {
		frames = 4
	}
	for size, typ := range []string{"", "uint8", "uint16"} {
		for take := range takeAll + 1 {
			if typ != "" && take&(take-1) != 0 {
				s := &sweep{gen: g, take: take, size: size, frames: frames}
				s.emit(typ)
			}
		}
	}
}

func (s *sweep) takes(what int) bool { return s.take&what != 0 }

func (s *sweep) emit(typ string) {
	var names, constants []string
	for i, n := range takeNames {
		if s.takes(1 << i) {
			names, constants = append(names, n), append(constants, "take"+n)
		}
	}
	suffix := fmt.Sprintf("U%d", 8*s.size)
	name := "sweep" + strings.Join(names, "") + suffix
	s.fn(name, "(sum, max, min, mask, products *float32, totals *uint64, src *"+typ+", n, stride int)",
		fmt.Sprintf("takes %s of %d frames.", strings.ToLower(strings.Join(names, ", ")), s.frames))
	s.enter("sweeps"+suffix, "sweepTable["+typ+"]", name, strings.Join(constants, " | "))
	s.body()
	s.ret()
}

// body sums strip after strip and adds what belongs to frames at the end.
func (s *sweep) body() {
	to := make([]reg.GPVirtual, len(takeNames))
	for i, name := range []string{"sum", "max", "min", "", "mask"} {
		if name != "" && s.takes(1<<i) {
			to[i] = s.arg(name)
		}
	}
	n := s.arg("n")
	frames, frame := s.framePointers(s.frames, s.size)
	if s.takes(takeTotals) {
		s.totals = s.vecs(s.frames)
		s.zero(s.totals...)
	}
	if s.takes(takeProducts) {
		s.products = s.vecs(s.frames)
		s.zero(s.products...)
	}
	pixels := 2 * s.lanes(4)
	s.while(n, pixels, func() {
		s.strip(frame, to)
		s.advance(pixels*s.size, frames...)
		for _, p := range to {
			if p != nil {
				s.advance(pixels*4, p)
			}
		}
	})
	s.perFrame()
}

// strip takes two vectors of every frame, where frame says.
func (s *sweep) strip(frame func(f, disp int) operand.Mem, to []reg.GPVirtual) {
	if s.takes(takeSum) {
		s.sum = s.vecs(2)
		s.zero(s.sum...)
	}
	if s.takes(takeMax) {
		s.max = s.narrow()
		s.beginZero(s.max, operand.Mem{})
	}
	if s.takes(takeMin) {
		s.min = s.narrow()
		s.beginOnes(s.min, operand.Mem{})
	}
	for f := range s.frames {
		if 2*s.lanes(4)*s.size >= cacheLine {
			s.PREFETCHT0(frame(f, prefetch))
		}
		if s.takes(takeMax) {
			s.bySize(s.size, s.VPMAXUB, s.VPMAXUW)(frame(f, 0), s.max, s.max)
		}
		if s.takes(takeMin) {
			s.bySize(s.size, s.VPMINUB, s.VPMINUW)(frame(f, 0), s.min, s.min)
		}
		if s.takes(takeSum | takeTotals | takeProducts) {
			for h := range 2 {
				s.half(f, h, frame(f, h*s.lanes(4)*s.size), to[4])
			}
		}
	}
	for h, v := range s.sum {
		s.addF32(v, at(to[0], h*s.level.width))
	}
	if s.takes(takeMax) {
		s.replace(s.max, s.VMAXPS, to[1])
	}
	if s.takes(takeMin) {
		s.replace(s.min, s.VMINPS, to[2])
	}
}

// half adds one vector of a frame to all that adds.
func (s *sweep) half(f, h int, in operand.Mem, mask reg.GPVirtual) {
	t := s.vec()
	if s.size == 1 {
		s.VPMOVZXBD(in, t)
	} else {
		s.VPMOVZXWD(in, t)
	}
	if s.takes(takeSum) {
		s.VPADDD(t, s.sum[h], s.sum[h])
	}
	if s.takes(takeTotals) {
		s.VPADDD(t, s.totals[f], s.totals[f])
	}
	if s.takes(takeProducts) {
		s.VCVTDQ2PS(t, t)
		s.VFMADD231PS(at(mask, h*s.level.width), t, s.products[f])
	}
}

// narrow returns a register for the pixels of a strip as they are stored.
func (s *sweep) narrow() reg.VecVirtual {
	if s.size == 1 {
		return s.gen.half()
	}
	return s.vec()
}

// replace takes the extremum of a strip and the float32 at out, which stay if
// they are NaN.
func (s *sweep) replace(v reg.VecVirtual, op func(...operand.Op), out reg.GPVirtual) {
	low, high := s.halves(v)
	for h, part := range []reg.Register{low, high} {
		t := s.vec()
		if s.size == 1 {
			s.VPMOVZXBD(part, t)
		} else {
			s.VPMOVZXWD(part, t)
		}
		s.VCVTDQ2PS(t, t)
		op(at(out, h*s.level.width), t, t)
		s.store(t, at(out, h*s.level.width))
	}
}

// halves returns both halves of a register of the kind of narrow.
func (s *sweep) halves(v reg.VecVirtual) (low, high reg.Register) {
	if s.size == 2 {
		return s.low(v), s.high(v)
	}
	h := s.XMM()
	if s.wide() {
		s.VEXTRACTI32X4(operand.U8(1), v, h)
		return v.AsX(), h
	}
	s.VPSRLDQ(operand.U8(8), v, h)
	return v, h
}

// perFrame adds the totals and products of the frames to the results.
func (s *sweep) perFrame() {
	if s.takes(takeTotals) {
		out := s.arg("totals")
		for f, v := range s.totals {
			r := s.GP32()
			s.VMOVD(s.across(s.VPADDD, s.VPADDD, v, 4), r)
			s.ADDQ(r.As64(), at(out, 8*f))
		}
	}
	if s.takes(takeProducts) {
		out := s.arg("products")
		for f, v := range s.products {
			x := s.across(s.VADDPS, s.VADDSS, v, 4)
			s.VADDSS(at(out, 4*f), x, x)
			s.VMOVSS(x, at(out, 4*f))
		}
	}
}

// framePointers returns a pointer for every four frames that are stride apart,
// and the address of each frame.
func (g *gen) framePointers(frames, size int) (p []reg.GPVirtual, frame func(f, disp int) operand.Mem) {
	stride := g.arg("stride")
	g.scale(stride, size)
	p = []reg.GPVirtual{g.arg("src")}
	for len(p)*4 < frames {
		next := g.GP64()
		g.LEAQ(operand.Mem{Base: p[len(p)-1], Index: stride, Scale: 4}, next)
		p = append(p, next)
	}
	three := g.GP64()
	if frames >= 4 {
		g.LEAQ(operand.Mem{Base: stride, Index: stride, Scale: 2}, three)
	}
	return p, func(f, disp int) operand.Mem {
		m := at(p[f/4], disp)
		switch f % 4 {
		case 1, 2:
			m.Index, m.Scale = stride, uint8(f%4)
		case 3:
			m.Index, m.Scale = three, 1
		}
		return m
	}
}
