package simd

// MaxU32 returns the largest of numbers taken as unsigned, so that one below 0
// is above all others; 0 if there are none.
func MaxU32(src []int32) uint32 {
	n := 0
	m := uint32(0)
	if k := active.entries.max; k != nil && len(src) >= entryQuantum {
		n = len(src) &^ (entryQuantum - 1)
		m = k(&src[0], n)
	}
	for _, v := range src[n:] {
		m = max(m, uint32(v))
	}
	return m
}

// QuadDot adds the products of values with the weights at their index to sums:
// those at index p are w[4p:4p+4], one for each sum. Sums are in float32, in four
// lanes: the error is below (len(index)/4+4)·eps·Σ|x·w|. It panics if there are
// fewer values than indices or an index has no weights.
func QuadDot(sums *[4]float32, index []int32, values, w []float32) {
	values = values[:len(index)]
	n := 0
	if k := active.entries.quad; k != nil && len(index) >= 4 && uint64(MaxU32(index)) < uint64(len(w)/4) {
		n = len(index) &^ 3
		k(&sums[0], &index[0], &values[0], &w[0], n)
	}
	var a, b, c, d float32
	for i, p := range index[n:] {
		x, four := values[n+i], w[4*int(p):][:4:4]
		a += x * four[0]
		b += x * four[1]
		c += x * four[2]
		d += x * four[3]
	}
	sums[0] += a
	sums[1] += b
	sums[2] += c
	sums[3] += d
}

// entryQuantum is what the length that the kernel max takes is a multiple of.
const entryQuantum = 32

// entryLevel holds the kernels over stored pixels of sparse frames.
type entryLevel struct {
	max  func(src *int32, n int) uint32
	quad func(sums *float32, index *int32, values, w *float32, n int)
}
