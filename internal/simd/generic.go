package simd

// real is every element type the twins are instantiated for.
type real interface {
	~uint8 | ~uint16 | ~uint32 | ~int16 | ~int32 | ~float32 | ~float64
}

// twinStrip is the number of pixels a twin over frames accumulates at a time:
// the strip stays in the first-level cache, and on the stack.
const twinStrip = 512

// sumFramesTwin adds the sum over frames to dst, accumulated in A. Four frames
// per loop halve the traffic of the accumulators; the slices are cut to one
// length first so that the bounds checks vanish.
func sumFramesTwin[A, D, S real](dst []D, src []S, frames, stride int) {
	var strip [twinStrip]A
	for p := 0; p < len(dst); p += twinStrip {
		d := dst[p:min(p+twinStrip, len(dst))]
		acc := strip[:len(d)]
		clear(acc)
		f := 0
		for ; f+4 <= frames; f += 4 {
			a := src[f*stride+p:][:len(acc)]
			b := src[(f+1)*stride+p:][:len(acc)]
			c := src[(f+2)*stride+p:][:len(acc)]
			e := src[(f+3)*stride+p:][:len(acc)]
			for i := range acc {
				acc[i] += (A(a[i]) + A(b[i])) + (A(c[i]) + A(e[i]))
			}
		}
		for ; f < frames; f++ {
			a := src[f*stride+p:][:len(acc)]
			for i := range acc {
				acc[i] += A(a[i])
			}
		}
		for i, v := range acc {
			d[i] += D(v)
		}
	}
}

// maxFramesTwin replaces dst by the maximum of dst and all frames.
func maxFramesTwin[D, S real](dst []D, src []S, frames, stride int) {
	for f := range frames {
		row := src[f*stride:][:len(dst)]
		for i, v := range row {
			// The second test is true for NaN only.
			if x := D(v); x > dst[i] || x != x {
				dst[i] = x
			}
		}
	}
}

// minFramesTwin replaces dst by the minimum of dst and all frames.
func minFramesTwin[D, S real](dst []D, src []S, frames, stride int) {
	for f := range frames {
		row := src[f*stride:][:len(dst)]
		for i, v := range row {
			// The second test is true for NaN only.
			if x := D(v); x < dst[i] || x != x {
				dst[i] = x
			}
		}
	}
}

// sqDevFramesTwin adds the squared deviations from mean to dst.
func sqDevFramesTwin[S real](dst, mean []float64, src []S, frames, stride int) {
	mean = mean[:len(dst)]
	for f := range frames {
		row := src[f*stride:][:len(dst)]
		for i, v := range row {
			x := float64(v) - mean[i]
			dst[i] += x * x
		}
	}
}
