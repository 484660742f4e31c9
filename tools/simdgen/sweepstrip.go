package main

import (
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// strip takes the pixels of every frame where frame says.
func (s *sweep) strip(frame func(f, disp int) operand.Mem, to []reg.GPVirtual) {
	if s.takes(takeSum) {
		s.sum = s.vecs(max(1, 2*s.pixels()*s.size/s.level.width))
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
		s.PREFETCHT0(frame(f, prefetch))
		if s.takes(takeMax) {
			s.bySize(s.size, s.VPMAXUB, s.VPMAXUW)(frame(f, 0), s.max, s.max)
		}
		if s.takes(takeMin) {
			s.bySize(s.size, s.VPMINUB, s.VPMINUW)(frame(f, 0), s.min, s.min)
		}
		if s.size == 1 {
			s.bytesOf(f, frame)
		} else {
			s.wordsOf(f, frame, to[4])
		}
	}
	if s.takes(takeProducts) && s.size == 1 {
		s.bytesTimesMask(frame, to[4])
	}
	for i, v := range s.sum {
		s.addSum(v, i, to[0])
	}
	if s.takes(takeMax) {
		s.replace(s.max, s.VMAXPS, to[1])
	}
	if s.takes(takeMin) {
		s.replace(s.min, s.VMINPS, to[2])
	}
}

// bytesOf adds the uint8 of a frame to sums and totals. Sums of eight fit words.
func (s *sweep) bytesOf(f int, frame func(f, disp int) operand.Mem) {
	for i, sum := range s.sum {
		t := s.vec()
		s.VPMOVZXBW(frame(f, i*s.lanes(2)), t)
		s.VPADDW(t, sum, sum)
	}
	if s.takes(takeTotals) {
		t := s.YMM()
		s.VPSADBW(frame(f, 0), s.none, t)
		s.VPADDQ(t, s.totals[f], s.totals[f])
	}
}

// bytesTimesMask adds to the products of all frames. A vector of the mask is
// loaded once for them.
func (s *sweep) bytesTimesMask(frame func(f, disp int) operand.Mem, weights reg.GPVirtual) {
	for h := range s.pixels() / s.lanes(4) {
		mask := s.vec()
		s.load(at(weights, h*s.level.width), mask)
		for f := range s.frames {
			t := s.vec()
			s.loadF32(1, frame(f, h*s.lanes(4)), t)
			s.VFMADD231PS(mask, t, s.products[f])
		}
	}
}

// wordsOf adds the uint16 of a frame to all that adds.
func (s *sweep) wordsOf(f int, frame func(f, disp int) operand.Mem, weights reg.GPVirtual) {
	for h := 0; s.takes(takeSum|takeTotals|takeProducts) && h < 2; h++ {
		t := s.vec()
		s.VPMOVZXWD(frame(f, h*s.level.width/2), t)
		if s.takes(takeSum) {
			s.VPADDD(t, s.sum[h], s.sum[h])
		}
		if s.takes(takeTotals) {
			s.VPADDD(t, s.totals[f], s.totals[f])
		}
		if s.takes(takeProducts) {
			s.VCVTDQ2PS(t, t)
			s.VFMADD231PS(at(weights, h*s.level.width), t, s.products[f])
		}
	}
}

// narrow returns a register for the pixels of a strip as they are stored.
func (s *sweep) narrow() reg.VecVirtual {
	if s.size == 1 {
		return s.YMM()
	}
	return s.vec()
}

// addSum adds the i-th register of sums to the float32 at out.
func (s *sweep) addSum(v reg.VecVirtual, i int, out reg.GPVirtual) {
	if s.size == 2 {
		s.addF32(v, at(out, i*s.level.width))
		return
	}
	for h, part := range s.parts(v, 2) {
		t := s.vec()
		s.VPMOVZXWD(part, t)
		s.addF32(t, at(out, (2*i+h)*s.level.width))
	}
}

// replace takes the extremum of a strip and the float32 at out, which stay if
// they are NaN.
func (s *sweep) replace(v reg.VecVirtual, op func(...operand.Op), out reg.GPVirtual) {
	for h, part := range s.parts(v, s.size) {
		t := s.vec()
		s.bySize(s.size, s.VPMOVZXBD, s.VPMOVZXWD)(part, t)
		s.VCVTDQ2PS(t, t)
		op(at(out, h*s.level.width), t, t)
		s.store(t, at(out, h*s.level.width))
	}
}

// parts returns registers that begin with as many pixels of v as a vector of
// float32 has: of the 32 bytes that narrow returns, or of the words of a vector.
func (s *sweep) parts(v reg.VecVirtual, size int) []reg.Register {
	if size == 2 {
		return []reg.Register{s.low(v), s.high(v)}
	}
	upper := s.XMM()
	if s.wide() {
		s.VEXTRACTI32X4(operand.U8(1), v, upper)
		return []reg.Register{v.AsX(), upper}
	}
	s.VEXTRACTI128(operand.U8(1), v, upper)
	second, last := s.XMM(), s.XMM()
	s.VPSRLDQ(operand.U8(8), v.AsX(), second)
	s.VPSRLDQ(operand.U8(8), upper, last)
	return []reg.Register{v.AsX(), second, upper, last}
}
