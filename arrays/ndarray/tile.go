package ndarray

// tileSide is the side of the squares in which matrices are transposed: 32
// elements of 16 bytes are 8 cache lines, so that a square of source and
// destination fits the first-level cache.
const tileSide = 32

// transposed copies between arrays of one dtype and shape whose memory orders
// differ, square by square along the two axes in which they are contiguous, so
// that no cache line is fetched more than once. It reports whether it applies.
func transposed(dst, src *Array) bool {
	if dst.dtype != src.dtype || overlap(dst, src) {
		return false
	}
	i, j := unitAxis(src), unitAxis(dst)
	if i < 0 || j < 0 || i == j || dst.shape[i] < tileSide/4 || dst.shape[j] < tileSide/4 {
		return false
	}
	rows, cols := dst.shape[i], dst.shape[j]
	d, s := dst.view(), src.view()
	for _, v := range []*Array{d, s} { // walk over all other axes
		v.shape[i], v.shape[j] = 1, 1
	}
	walkObjects(d, s, func(do, so int) error {
		for r := 0; r < rows; r += tileSide {
			for c := 0; c < cols; c += tileSide {
				t := tile{min(tileSide, rows-r), min(tileSide, cols-c), do + r*d.strides[i] + c, so + r + c*s.strides[j], d.strides[i], s.strides[j]}
				t.move(dst.buf, src.buf, dst.dtype.Size())
			}
		}
		return nil
	})
	return true
}

// unitAxis returns the last axis with neighbouring elements, -1 for none.
func unitAxis(a *Array) int {
	for i := len(a.shape) - 1; i >= 0; i-- {
		if a.shape[i] > 1 && a.strides[i] == 1 {
			return i
		}
	}
	return -1
}

// A tile is a rectangle: rows are contiguous in the destination, columns in the
// source.
type tile struct {
	rows, cols int
	dst, src   int // offsets
	dstRow     int // from row to row of the destination
	srcCol     int // from column to column of the source
}

func (t tile) move(dst, src []byte, item int) {
	switch item {
	case 1:
		moveTile(t, dst, src)
	case 2:
		moveTile(t, as[uint16](dst), as[uint16](src))
	case 4:
		moveTile(t, as[uint32](dst), as[uint32](src))
	case 8:
		moveTile(t, as[uint64](dst), as[uint64](src))
	default:
		moveTile(t, as[complex128](dst), as[complex128](src))
	}
}

func moveTile[T Element](t tile, dst, src []T) {
	for r := range t.rows {
		row := dst[t.dst+r*t.dstRow : t.dst+r*t.dstRow+t.cols]
		from := t.src + r
		for c := range row {
			row[c] = src[from]
			from += t.srcCol
		}
	}
}
