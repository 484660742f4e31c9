package simd

// Functions over entries, the stored pixels of sparse frames, take the pixels in
// index and what is stored there in values, which must be as many. They go up to
// the first pixel that is not one of their destination, or of their weights, and
// return how many entries they have passed. Pixels are looked at once; if somebody
// writes them in the meantime, nothing outside of the slices is touched.

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

// AddEntriesU8 adds entries to the sums of their pixel.
func AddEntriesU8(sums []uint64, index []int32, values []uint8) int {
	return addEntries(active.entries.addU8, sums, index, values)
}

// AddEntriesU16 adds entries to the sums of their pixel.
func AddEntriesU16(sums []uint64, index []int32, values []uint16) int {
	return addEntries(active.entries.addU16, sums, index, values)
}

func addEntries[S uint8 | uint16](k func(*uint64, *int32, *S, int, int) int, sums []uint64, index []int32, values []S) int {
	values = values[:len(index)]
	if k == nil {
		for i, p := range index {
			if uint(p) >= uint(len(sums)) {
				return i
			}
			sums[p] += uint64(values[i])
		}
		return len(index)
	}
	return inRuns(len(index), len(sums), func(at, n int) int {
		return k(&sums[0], &index[at], &values[at], n, len(sums))
	})
}

// SquareEntriesU8 adds entries, and their squares, to the pairs of sums of their
// pixel, which are sums[2p] and sums[2p+1]. It stops also at a pixel that is not
// above the one before, which for the first is last.
func SquareEntriesU8(sums []uint64, index []int32, values []uint8, last int) int {
	return squareEntries(active.entries.squareU8, sums, index, values, last)
}

// SquareEntriesU16 is SquareEntriesU8 for uint16.
func SquareEntriesU16(sums []uint64, index []int32, values []uint16, last int) int {
	return squareEntries(active.entries.squareU16, sums, index, values, last)
}

func squareEntries[S uint8 | uint16](k func(*uint64, *int32, *S, int, int, int) int, sums []uint64, index []int32, values []S, last int) int {
	values = values[:len(index)]
	if k == nil {
		for i, p := range index {
			if int(p) <= last || uint(p) >= uint(len(sums)/2) {
				return i
			}
			v := uint64(values[i])
			sums[2*p] += v
			sums[2*p+1] += v * v
			last = int(p)
		}
		return len(index)
	}
	return inRuns(len(index), len(sums)/2, func(at, n int) int {
		if at > 0 {
			last = int(index[at-1])
		}
		return k(&sums[0], &index[at], &values[at], n, len(sums)/2, last)
	})
}

// QuadEntriesU8 adds the products of entries with the weights of their pixel to
// sums: those of pixel p are w[4p:4p+4], one for each sum. Sums are in float32,
// in four lanes: the error is below (len(index)/4+4)·eps·Σ|x·w|.
func QuadEntriesU8(sums *[4]float32, index []int32, values []uint8, w []float32) int {
	return quadEntries(active.entries.quadU8, sums, index, values, w)
}

// QuadEntriesU16 is QuadEntriesU8 for uint16.
func QuadEntriesU16(sums *[4]float32, index []int32, values []uint16, w []float32) int {
	return quadEntries(active.entries.quadU16, sums, index, values, w)
}

// QuadEntriesF32 is QuadEntriesU8 for float32.
func QuadEntriesF32(sums *[4]float32, index []int32, values, w []float32) int {
	return quadEntries(active.entries.quadF32, sums, index, values, w)
}

func quadEntries[S uint8 | uint16 | float32](k func(*float32, *int32, *S, *float32, int, int) int, sums *[4]float32, index []int32, values []S, w []float32) int {
	values = values[:len(index)]
	if k != nil {
		return inRuns(len(index), len(w)/4, func(at, n int) int {
			return k(&sums[0], &index[at], &values[at], &w[0], n, len(w)/4)
		})
	}
	var a, b, c, d float32
	n := len(index)
	for i, p := range index {
		if uint(p) >= uint(len(w)/4) {
			n = i
			break
		}
		x, four := float32(values[i]), w[4*int(p):][:4:4]
		a += x * four[0]
		b += x * four[1]
		c += x * four[2]
		d += x * four[3]
	}
	sums[0] += a
	sums[1] += b
	sums[2] += c
	sums[3] += d
	return n
}

// CoveredEntries writes the numbers of the entries whose pixel has cover 1, not
// 0, to list, which must be as long as index. It returns how many entries it has
// passed and how many numbers there are.
func CoveredEntries(list, index []int32, cover []uint8) (seen, kept int) {
	list = list[:len(index)]
	if k := active.entries.covered; k != nil && len(index) > 0 && len(index) <= maxRun && len(cover) > 0 {
		return k(&list[0], &index[0], &cover[0], len(index), len(cover))
	}
	for i, p := range index {
		if uint(p) >= uint(len(cover)) {
			return i, kept
		}
		list[kept] = int32(i)
		kept += int(cover[p])
	}
	return len(index), kept
}

// inRuns calls a kernel for up to maxRun of n entries at a time, as long as it
// passes all of them. It does nothing if they can be of no pixel.
func inRuns(n, pixels int, kernel func(at, n int) int) int {
	if pixels == 0 {
		return 0
	}
	for at := 0; at < n; {
		run := min(n-at, maxRun)
		passed := kernel(at, run)
		if at += passed; passed < run {
			return at
		}
	}
	return n
}

// entryQuantum is what the length that the kernel max takes is a multiple of.
const entryQuantum = 32

// entryLevel holds the kernels over stored pixels of sparse frames.
type entryLevel struct {
	max       func(src *int32, n int) uint32
	addU8     func(sums *uint64, index *int32, values *uint8, n, limit int) int
	addU16    func(sums *uint64, index *int32, values *uint16, n, limit int) int
	squareU8  func(sums *uint64, index *int32, values *uint8, n, limit, last int) int
	squareU16 func(sums *uint64, index *int32, values *uint16, n, limit, last int) int
	quadU8    func(sums *float32, index *int32, values *uint8, weights *float32, n, limit int) int
	quadU16   func(sums *float32, index *int32, values *uint16, weights *float32, n, limit int) int
	quadF32   func(sums *float32, index *int32, values, weights *float32, n, limit int) int
	covered   func(list, index *int32, cover *uint8, n, limit int) (seen, kept int)
}
