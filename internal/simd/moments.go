package simd

// SqDevFramesU8 adds Σ_f (src[f*stride+p]-mean[p])² to dst[p], in float64.
func SqDevFramesU8(dst, mean []float64, src []uint8, frames, stride int) {
	sqDev(active.sqDevFramesU8, dst, mean, src, frames, stride)
}

// SqDevFramesU16 adds Σ_f (src[f*stride+p]-mean[p])² to dst[p], in float64.
func SqDevFramesU16(dst, mean []float64, src []uint16, frames, stride int) {
	sqDev(active.sqDevFramesU16, dst, mean, src, frames, stride)
}

// SqDevFramesF32 adds Σ_f (src[f*stride+p]-mean[p])² to dst[p], in float64.
func SqDevFramesF32(dst, mean []float64, src []float32, frames, stride int) {
	sqDev(active.sqDevFramesF32, dst, mean, src, frames, stride)
}

// sqDev is overFrames with a second source.
func sqDev[S real](k sqDevKernel[S], dst, mean []float64, src []S, frames, stride int) {
	mean = mean[:len(dst)]
	if !hasFrames(len(dst), len(src), frames, stride) {
		return
	}
	body := 0
	if k != nil {
		body = len(dst) &^ (frameQuantum - 1)
	}
	for done := 0; done < frames; done += wideBlock {
		nf := min(wideBlock, frames-done)
		s := src[done*stride:]
		run := pixelRun(nf)
		for p := 0; p < body; p += run {
			k(&dst[p], &mean[p], &s[p], min(run, body-p), nf, stride)
		}
		if body < len(dst) {
			sqDevFramesTwin(dst[body:], mean[body:], s[body:], nf, stride)
		}
	}
}
