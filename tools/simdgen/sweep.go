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

var takeNames = []string{"Sum", "Max", "Min", "Totals", "Products"}

// sweep is the kernel of a set of results. It reads each pixel once, a strip of
// all frames at a time: 32 uint8, or a vector of uint16. The sums and extrema of
// the strip and the totals and products of the frames are in registers.
type sweep struct {
	*gen
	take         int
	size, frames int // bytes of a pixel; frames are as many as there are registers for

	sum              []reg.VecVirtual // of the strip: words of uint8, doublewords of uint16
	max, min         reg.VecVirtual   // in the lanes of the pixels
	none             reg.VecVirtual   // zeros, for totals of uint8
	totals, products []reg.VecVirtual // by frame
}

// sweepFrames is the number of frames of a kernel. What is of pixels is read and
// written once for all of them. The registers of AVX2 hold eight totals or eight
// products.
func sweepFrames(l level, take int) int {
	if l == avx2 && take&takeTotals != 0 && take&takeProducts != 0 {
		return 4
	}
	return 8
}

func sweeps(g *gen) {
	for size, typ := range []string{"", "uint8", "uint16"} {
		for take := range takeAll + 1 {
			if typ != "" && take&(take-1) != 0 {
				s := &sweep{gen: g, take: take, size: size, frames: sweepFrames(g.level, take)}
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
	s.begin()
	s.while(n, s.pixels(), func() {
		s.strip(frame, to)
		s.advance(s.pixels()*s.size, frames...)
		for _, p := range to {
			if p != nil {
				s.advance(s.pixels()*4, p)
			}
		}
	})
	s.perFrame()
}

// pixels are those of a strip.
func (s *sweep) pixels() int {
	if s.size == 1 {
		return 32
	}
	return s.lanes(2)
}

// begin clears what is of frames.
func (s *sweep) begin() {
	if s.takes(takeTotals) && s.size == 1 {
		s.none = s.YMM()
		s.zero(s.none)
		for range s.frames {
			s.totals = append(s.totals, s.YMM())
		}
	} else if s.takes(takeTotals) {
		s.totals = s.vecs(s.frames)
	}
	if s.takes(takeProducts) {
		s.products = s.vecs(s.frames)
	}
	s.zero(append(s.totals, s.products...)...)
}

// perFrame adds the totals and products of the frames to the results.
func (s *sweep) perFrame() {
	if s.takes(takeTotals) {
		out := s.arg("totals")
		for f, v := range s.totals {
			s.ADDQ(s.total(v), at(out, 8*f))
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

// total is the sum of the lanes of a register: quadwords of uint8, doublewords of
// uint16.
func (s *sweep) total(v reg.VecVirtual) reg.GPVirtual {
	if s.size == 2 {
		r := s.GP32()
		s.VMOVD(s.across(s.VPADDD, s.VPADDD, v, 4), r)
		return r.As64().(reg.GPVirtual)
	}
	h, x, r := s.XMM(), s.XMM(), s.GP64()
	if s.wide() {
		s.VEXTRACTI32X4(operand.U8(1), v, h)
	} else {
		s.VEXTRACTI128(operand.U8(1), v, h)
	}
	s.VPADDQ(h, v.AsX(), h)
	s.VPERMILPS(operand.U8(0x4e), h, x)
	s.VPADDQ(x, h, x)
	s.VMOVQ(x, r)
	return r
}
