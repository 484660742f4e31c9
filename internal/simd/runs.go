package simd

// RunWidth is the number of pixels in a run.
const RunWidth = 16

// Runs are weights for runs of RunWidth pixels, of which those between the ones
// that count may be zero: a sparse mask whose pixels lie in groups. They are
// immutable.
type Runs struct {
	at   []int32
	w    []float32
	span int // pixels that a frame must have
}

// NewRuns returns the runs that begin at the given pixels, not below 0, with
// RunWidth weights for each. It keeps both slices and panics if they do not go
// together.
func NewRuns(at []int32, w []float32) *Runs {
	if len(w) != RunWidth*len(at) {
		panic("simd: weights do not go with the runs")
	}
	r := &Runs{at: at, w: w}
	for _, p := range at {
		if p < 0 {
			panic("simd: run begins before the frame")
		}
		r.span = max(r.span, int(p)+RunWidth)
	}
	return r
}

// Len returns the number of runs.
func (r *Runs) Len() int { return len(r.at) }

// DotU8 returns the sum of the weights times the pixels of a frame, summed in
// float32: the error is below (Len+4)·eps·Σ|x·w|. It fetches what the frame that
// begins ahead elements later will need, which need not exist.
func (r *Runs) DotU8(frame []uint8, ahead int) float32 {
	return runsDot(active.runsDotU8, r, frame, ahead)
}

// DotU16 is DotU8 for a uint16 frame.
func (r *Runs) DotU16(frame []uint16, ahead int) float32 {
	return runsDot(active.runsDotU16, r, frame, ahead)
}

// A runsKernel sums n runs.
type runsKernel[S any] func(frame *S, at *int32, w *float32, n, ahead int) float32

func runsDot[S real](k runsKernel[S], r *Runs, frame []S, ahead int) (sum float32) {
	if len(r.at) == 0 {
		return 0
	}
	frame = frame[:r.span]
	if k == nil {
		return runsDotTwin(frame, r.at, r.w)
	}
	for from := 0; from < len(r.at); from += maxRun / RunWidth {
		n := min(len(r.at)-from, maxRun/RunWidth)
		sum += k(&frame[0], &r.at[from], &r.w[RunWidth*from], n, ahead)
	}
	return sum
}

// runsDotTwin sums in four lanes.
func runsDotTwin[S real](frame []S, at []int32, w []float32) float32 {
	var a, b, c, d float32
	for i, p := range at {
		x, v := frame[p:][:RunWidth], w[RunWidth*i:][:RunWidth]
		for j := 0; j < RunWidth; j += 4 {
			a += float32(x[j]) * v[j]
			b += float32(x[j+1]) * v[j+1]
			c += float32(x[j+2]) * v[j+2]
			d += float32(x[j+3]) * v[j+3]
		}
	}
	return (a + b) + (c + d)
}
