package simd

// rowPixels is how many pixels of a frame are summed at a time: long runs, of
// which the sums stay in the second-level cache.
const rowPixels = 16 << 10

// A rowKernel adds a fixed number of frames, stride apart, to dst. n is a
// multiple of frameQuantum.
type rowKernel[S any] func(dst *float32, src *S, n, stride int)

// A rowGroup is a kernel and the number of frames it takes.
type rowGroup[S any] struct {
	frames int
	add    rowKernel[S]
}

// rowLevel holds the rowKernels of a level, those of most frames first and that
// of one last.
type rowLevel struct {
	u8  []rowGroup[uint8]
	u16 []rowGroup[uint16]
	f32 []rowGroup[float32]
}

// sumRows checks the bounds and sums frames by groups, leaving the pixels that do
// not fill a vector, or all if there are no kernels, to the twin.
func sumRows[S any](groups []rowGroup[S], twin func([]float32, []S, int, int), block int, dst []float32, src []S, frames, stride int) {
	if !hasFrames(len(dst), len(src), frames, stride) {
		return
	}
	body := 0
	if len(groups) > 0 {
		body = len(dst) &^ (frameQuantum - 1)
	}
	for p := 0; p < body; p += rowPixels {
		n, f := min(rowPixels, body-p), 0
		for _, g := range groups {
			for ; frames-f >= g.frames; f += g.frames {
				g.add(&dst[p], &src[f*stride+p], n, stride)
			}
		}
	}
	if body == len(dst) {
		return
	}
	for done := 0; done < frames; done += block {
		twin(dst[body:], src[done*stride+body:], min(block, frames-done), stride)
	}
}
