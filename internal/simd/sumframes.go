package simd

// The sums over frames of integers are exact within blocks of frames and rounded
// once per block when they are added to dst.
const (
	// u8Block keeps the 16-bit lanes of the uint8 kernels from overflowing:
	// 256·255 < 2¹⁶.
	u8Block = 256
	// wideBlock keeps one call of frameQuantum·8 pixels below maxRun, and the
	// 32-bit lanes of the uint16 kernels below 2³¹: 1024·65535 < 2²⁶.
	wideBlock = 1024
)

// SumFramesU8 adds Σ_f src[f*stride+p] to dst[p]. A few frames at a time are
// summed exactly and rounded once: sums are exact as long as dst stays below 2²⁴.
func SumFramesU8(dst []float32, src []uint8, frames, stride int) {
	sumRows(active.rows.u8, sumFramesTwin[uint32, float32, uint8], u8Block, dst, src, frames, stride)
}

// SumFramesU16 adds Σ_f src[f*stride+p] to dst[p]. A few frames at a time are
// summed exactly and rounded once: sums are exact as long as dst stays below 2²⁴.
func SumFramesU16(dst []float32, src []uint16, frames, stride int) {
	sumRows(active.rows.u16, sumFramesTwin[uint32, float32, uint16], wideBlock, dst, src, frames, stride)
}

// SumFramesF32 adds Σ_f src[f*stride+p] to dst[p]. A few frames at a time are
// summed one after the other: the error is below frames·eps·Σ|x|.
func SumFramesF32(dst, src []float32, frames, stride int) {
	sumRows(active.rows.f32, sumFramesTwin[float32, float32, float32], wideBlock, dst, src, frames, stride)
}

// SumFramesU8F64 is SumFramesU8 with a float64 result: exact below 2⁵³.
func SumFramesU8F64(dst []float64, src []uint8, frames, stride int) {
	overFrames(active.sumFramesU8F64, sumFramesTwin[uint32, float64, uint8], u8Block, dst, src, frames, stride)
}

// SumFramesU16F64 is SumFramesU16 with a float64 result: exact below 2⁵³.
func SumFramesU16F64(dst []float64, src []uint16, frames, stride int) {
	overFrames(active.sumFramesU16F64, sumFramesTwin[uint32, float64, uint16], wideBlock, dst, src, frames, stride)
}

// SumFramesF32F64 is SumFramesF32 with float64 accumulators and result, of
// blocks of 1024 frames.
func SumFramesF32F64(dst []float64, src []float32, frames, stride int) {
	overFrames(active.sumFramesF32F64, sumFramesTwin[float64, float64, float32], wideBlock, dst, src, frames, stride)
}

// SumFramesF64F64 adds Σ_f src[f*stride+p] to dst[p] in float64.
func SumFramesF64F64(dst, src []float64, frames, stride int) {
	overFrames(active.sumFramesF64F64, sumFramesTwin[float64, float64, float64], wideBlock, dst, src, frames, stride)
}

// overFrames checks the bounds, cuts the frames into blocks of at most block
// and the pixels into runs that respect maxRun, and leaves the pixels that do
// not fill a vector to the twin.
func overFrames[D, S any](k framesKernel[D, S], twin func([]D, []S, int, int), block int, dst []D, src []S, frames, stride int) {
	if !hasFrames(len(dst), len(src), frames, stride) {
		return
	}
	body := 0
	if k != nil {
		body = len(dst) &^ (frameQuantum - 1)
	}
	for done := 0; done < frames; done += block {
		nf := min(block, frames-done)
		s := src[done*stride:]
		run := pixelRun(nf)
		for p := 0; p < body; p += run {
			k(&dst[p], &s[p], min(run, body-p), nf, stride)
		}
		if body < len(dst) {
			twin(dst[body:], s[body:], nf, stride)
		}
	}
}

// pixelRun is the number of pixels of one kernel call over frames rows: full
// passes of eight vectors, and at most maxRun elements.
func pixelRun(frames int) int {
	const pass = 8 * frameQuantum
	return max(pass, maxRun/frames&^(pass-1))
}

// hasFrames reports whether there is anything to do, and panics if the last
// frame ends behind the source.
func hasFrames(pixels, src, frames, stride int) bool {
	if frames < 0 || stride < 0 || pixels < 0 {
		panic("simd: negative count or stride")
	}
	if frames == 0 || pixels == 0 {
		return false
	}
	// The division avoids overflow of (frames-1)*stride.
	if pixels > src || stride > 0 && frames-1 > (src-pixels)/stride {
		panic("simd: frames reach beyond the source")
	}
	return true
}
