package simd

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
