package simd

// MaxF32Into sets dst[i] to the larger of dst[i] and src[i], with the
// semantics of NumPy's maximum: NaN on either side gives NaN, and dst is kept
// on ties, also between zeros of different sign.
func MaxF32Into(dst, src []float32) { apply(active.maxF32, maxTwin, dst, src) }

// MinF32Into sets dst[i] to the smaller of dst[i] and src[i]; see MaxF32Into.
func MinF32Into(dst, src []float32) { apply(active.minIntoF32, minIntoTwin, dst, src) }

// MaxU16Into sets dst[i] to the larger of dst[i] and src[i].
func MaxU16Into(dst, src []uint16) { apply(active.maxU16, maxTwin, dst, src) }

// MaxFramesU8 sets dst[p] to the maximum of dst[p] and all src[f*stride+p].
// NaN in dst stays.
func MaxFramesU8(dst []float32, src []uint8, frames, stride int) {
	overFrames(active.maxFramesU8, maxFramesTwin, wideBlock, dst, src, frames, stride)
}

// MaxFramesU16 sets dst[p] to the maximum of dst[p] and all src[f*stride+p].
// NaN in dst stays.
func MaxFramesU16(dst []float32, src []uint16, frames, stride int) {
	overFrames(active.maxFramesU16, maxFramesTwin, wideBlock, dst, src, frames, stride)
}

// MaxFramesF32 sets dst[p] to the maximum of dst[p] and all src[f*stride+p];
// one NaN makes the result NaN, and the earlier of two zeros is kept.
func MaxFramesF32(dst, src []float32, frames, stride int) {
	overFrames(active.maxFramesF32, maxFramesTwin, wideBlock, dst, src, frames, stride)
}

// MinFramesU8 sets dst[p] to the minimum of dst[p] and all src[f*stride+p].
// NaN in dst stays.
func MinFramesU8(dst []float32, src []uint8, frames, stride int) {
	overFrames(active.minFramesU8, minFramesTwin, wideBlock, dst, src, frames, stride)
}

// MinFramesU16 sets dst[p] to the minimum of dst[p] and all src[f*stride+p].
// NaN in dst stays.
func MinFramesU16(dst []float32, src []uint16, frames, stride int) {
	overFrames(active.minFramesU16, minFramesTwin, wideBlock, dst, src, frames, stride)
}

// MinFramesF32 sets dst[p] to the minimum of dst[p] and all src[f*stride+p];
// one NaN makes the result NaN, and the earlier of two zeros is kept.
func MinFramesF32(dst, src []float32, frames, stride int) {
	overFrames(active.minFramesF32, minFramesTwin, wideBlock, dst, src, frames, stride)
}
