package simd

// A Sweep says what to take of frames while they are read once. What is nil is
// left out; the others have an element, at least, for each pixel or each frame.
// It must not be used by two goroutines at a time.
type Sweep struct {
	Sum, Max, Min []float32 // of pixels: as SumFramesU16, MaxFramesU16 and MinFramesU16
	Totals        []float32 // of frames: the sum of the pixels, exact before it is added
	Mask          []float32 // a weight for each pixel
	Products      []float32 // of frames: as MaskProductsU16 with the one mask

	totals [sweepFrames]uint64
}

// The sets of results that kernels exist for.
const (
	takeSum = 1 << iota
	takeMax
	takeMin
	takeTotals
	takeProducts
	takeAll = 1<<iota - 1
)

const (
	// sweepFrames are the most frames that a kernel takes.
	sweepFrames = 8
	// sweepPixels are the pixels of a call: sums of products stay as short as
	// those of mask kernels, and 32-bit totals cannot overflow.
	sweepPixels = 2048
)

type (
	// A sweepKernel takes a fixed set of results of a fixed number of frames. n
	// is a multiple of frameQuantum.
	sweepKernel[S any] func(sum, max, min, mask, products *float32, totals *uint64, src *S, n, stride int)
	sweepTable[S any]  [takeAll + 1]sweepKernel[S]
)

// A sweepLevel holds the sweepKernels of a level and the frames that they take:
// both is for those that take totals and products, which fill more registers.
type sweepLevel struct {
	frames, both int
	u8           sweepTable[uint8]
	u16          sweepTable[uint16]
}

// group is the number of frames that the kernel of a set takes.
func (l *sweepLevel) group(set int) int {
	if set&takeTotals != 0 && set&takeProducts != 0 {
		return l.both
	}
	return l.frames
}

// U8 takes n pixels of each of the frames. Sums are exact and rounded once for a
// few frames at a time; totals are exact before they are added; products have the
// error of MaskProductsU8. It costs little more than the slowest of the results
// alone would, if there are kernels for the level.
func (s *Sweep) U8(src []uint8, n, frames, stride int) {
	parts := sweepParts[uint8]{SumFramesU8, MaxFramesU8, MinFramesU8, SumU8, MaskProductsU8}
	set := s.take()
	sweepOver(s, active.sweeps.group(set), active.sweeps.u8[set], parts, src, n, frames, stride)
}

// U16 is U8 for uint16 frames.
func (s *Sweep) U16(src []uint16, n, frames, stride int) {
	parts := sweepParts[uint16]{SumFramesU16, MaxFramesU16, MinFramesU16, SumU16, MaskProductsU16}
	set := s.take()
	sweepOver(s, active.sweeps.group(set), active.sweeps.u16[set], parts, src, n, frames, stride)
}

// take is the set of results that are asked for.
func (s *Sweep) take() (set int) {
	for i, r := range [][]float32{s.Sum, s.Max, s.Min, s.Totals, s.Products} {
		if r != nil {
			set |= 1 << i
		}
	}
	return set
}

// check panics if a result is too short.
func (s *Sweep) check(pixels, frames int) {
	for _, r := range [][]float32{s.Sum, s.Max, s.Min} {
		if r != nil {
			_ = r[:pixels]
		}
	}
	if s.Totals != nil {
		_ = s.Totals[:frames]
	}
	if s.Products != nil {
		_, _ = s.Mask[:pixels], s.Products[:frames]
	}
}

// sweepOver gives groups of frames to the kernel, and the frames and pixels that
// do not fill it, or all if there is none, to the functions of the parts.
func sweepOver[S real](s *Sweep, group int, k sweepKernel[S], parts sweepParts[S], src []S, n, frames, stride int) {
	if !hasFrames(n, len(src), frames, stride) {
		return
	}
	s.check(n, frames)
	body, f := n&^(frameQuantum-1), 0
	for ; k != nil && f+group <= frames; f += group {
		clear(s.totals[:])
		for p := 0; p < body; p += sweepPixels {
			k(element(s.Sum, p), element(s.Max, p), element(s.Min, p), element(s.Mask, p), element(s.Products, f), &s.totals[0],
				&src[f*stride+p], min(sweepPixels, body-p), stride)
		}
		parts.take(s, src[f*stride:], body, n, f, group, stride)
	}
	for ; f < frames; f += sweepFrames {
		clear(s.totals[:])
		parts.take(s, src[f*stride:], 0, n, f, min(sweepFrames, frames-f), stride)
	}
}

// element is a pointer to an element of a result, nil if that is left out.
func element(r []float32, i int) *float32 {
	if r == nil {
		return nil
	}
	return &r[i]
}

// sweepParts are the functions that make one result each.
type sweepParts[S real] struct {
	sum, max, min func(dst []float32, src []S, frames, stride int)
	total         func(src []S) uint64
	products      func(out []float32, frames []S, nf, fstride int, masks []float32, nm, mstride, npx int)
}

// take takes the pixels between two of a group of frames, of which src has the
// first and f is the number of that, and completes the totals of the group.
func (parts sweepParts[S]) take(s *Sweep, src []S, from, to, f, frames, stride int) {
	for i, over := range []func(dst []float32, src []S, frames, stride int){parts.sum, parts.max, parts.min} {
		if dst := [][]float32{s.Sum, s.Max, s.Min}[i]; dst != nil && from < to {
			over(dst[from:to], src[from:], frames, stride)
		}
	}
	if s.Products != nil && from < to {
		parts.products(s.Products[f:f+frames], src[from:], frames, stride, s.Mask[from:to], 1, to-from, to-from)
	}
	if s.Totals != nil {
		for i := range frames {
			s.Totals[f+i] += float32(s.totals[i] + parts.total(src[i*stride+from:i*stride+to]))
		}
	}
}
