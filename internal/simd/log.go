package simd

// LogShiftAdd adds log(src[i]+shift) to dst[i] for len(dst) elements. The sum
// src[i]+shift is rounded to float32 first; the logarithm of that has a
// relative error below 2e-7. Zero gives -Inf and a negative sum NaN.
func LogShiftAdd(dst, src []float32, shift float32) {
	src = src[:len(dst)]
	if k := active.logShiftAdd; k != nil {
		for len(dst) >= quantum {
			n := min(maxRun, len(dst)&^(quantum-1))
			k(&dst[0], &src[0], shift, n)
			dst, src = dst[n:], src[n:]
		}
	}
	logShiftAddTwin(dst, src, shift)
}
