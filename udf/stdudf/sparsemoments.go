package stdudf

import (
	"context"
	"math/bits"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/internal/simd"
	"github.com/gloam-go/gloam/udf"
)

// entryMoments are exact sums of the counts of each pixel and of their squares
// over the frames of a partition: pixel p has sums[2p] and sums[2p+1].
type entryMoments struct {
	sums   []uint64
	frames int
}

// Backends: sums over the stored pixels and the number of the others are all
// that moments need.
func (s *stdDev) Backends() []udf.Backend { return rowBackends }

// AcceptsNativeEntries implements udf.NativeEntries.
func (s *stdDev) AcceptsNativeEntries(data, input ndarray.DType) bool {
	return counted(data) && input.Kind() == ndarray.KindFloat
}

// ChecksPixels implements udf.PixelChecker.
func (s *stdDev) ChecksPixels() bool { return true }

// ProcessSparse adds the stored pixels, counts as integers. A tile in which a
// pixel may be stored more than once is made dense: squares do not add up.
func (s *stdDev) ProcessSparse(ctx context.Context, tile *udf.SparseTile, out udf.View) error {
	if counted(tile.Values.DType()) {
		return s.countTile(ctx, tile, out)
	}
	if rising, err := risingPixels(tile); err != nil {
		return err
	} else if !rising {
		return throughDense(ctx, s, tile, out)
	}
	parts, err := realParts(tile.Values)
	if err != nil {
		return err
	}
	r, err := s.region(out, tile.Pixels, len(parts))
	if err != nil {
		return err
	}
	for i, v := range parts {
		if err := s.stored.add(r.parts[i], r.frames, tile, v); err != nil {
			return err
		}
	}
	r.frames += tile.Frames
	return nil
}

// countTile adds the stored counts of a tile.
func (s *stdDev) countTile(ctx context.Context, t *udf.SparseTile, out udf.View) error {
	if s.counts.sums == nil {
		s.counts.sums = make([]uint64, 2*t.Pixels)
	}
	done := false
	var err error
	if v, ok := ndarray.Values[uint8](t.Values); ok == nil {
		done, err = addSquares(s.counts.sums, t, v, simd.SquareEntriesU8)
	} else if v, ok := ndarray.Values[uint16](t.Values); ok == nil {
		done, err = addSquares(s.counts.sums, t, v, simd.SquareEntriesU16)
	} else {
		err = ok
	}
	if err != nil {
		return err
	}
	if !done {
		return throughDense(ctx, s, t, out)
	}
	s.counts.frames += t.Frames
	return nil
}

// addSquares adds the counts of a tile and their squares, or nothing if a frame's
// pixels do not rise.
func addSquares[S uint8 | uint16](sums []uint64, t *udf.SparseTile, v []S, add func([]uint64, []int32, []S, int) int) (done bool, err error) {
	for f := range t.Frames {
		from, to := t.Start[f], t.Start[f+1]
		n := add(sums, t.Index[from:to], v[from:to], -1)
		if n == to-from {
			continue
		}
		for i, p := range t.Index[:from+n] {
			if uint(p) < uint(t.Pixels) {
				x := uint64(v[i])
				sums[2*p] -= x
				sums[2*p+1] -= x * x
			}
		}
		if p := t.Index[from+n]; uint(p) >= uint(t.Pixels) {
			return false, &udf.PixelError{Pixel: p, Pixels: t.Pixels}
		}
		return false, nil
	}
	return true, nil
}

// settle joins the counts to the moments of the whole detector.
func (s *stdDev) settle(out udf.View) error {
	c := s.counts
	if c.frames == 0 {
		return nil
	}
	r, err := s.region(out, len(c.sums)/2, 1)
	if err != nil {
		return err
	}
	n, px := uint64(c.frames), len(c.sums)/2
	sum, dev := make([]float64, px), make([]float64, px)
	for p := range px {
		total := c.sums[2*p]
		// n·Σx² − (Σx)² in 128 bits, so that nothing is lost in the difference.
		hi, lo := bits.Mul64(n, c.sums[2*p+1])
		high, low := bits.Mul64(total, total)
		lo, borrow := bits.Sub64(lo, low, 0)
		hi, _ = bits.Sub64(hi, high, borrow)
		sum[p], dev[p] = float64(total), (float64(hi)*(1<<64)+float64(lo))/float64(n)
	}
	join(r.parts[0].sum, r.parts[0].dev, r.frames, sum, dev, c.frames)
	r.frames += c.frames
	return nil
}

// storedMoments is memory for the moments of one tile.
type storedMoments struct {
	sum, mean, dev []float64
	count          []int32
}

// add joins the moments of a tile to those of n frames.
func (m *storedMoments) add(to moments, n int, t *udf.SparseTile, values []float64) error {
	if m.sum == nil {
		m.sum, m.mean, m.dev, m.count = make([]float64, t.Pixels), make([]float64, t.Pixels), make([]float64, t.Pixels), make([]int32, t.Pixels)
	}
	clear(m.sum)
	clear(m.count)
	for i, p := range t.Index {
		if uint(p) >= uint(len(m.sum)) {
			return &udf.PixelError{Pixel: p, Pixels: t.Pixels}
		}
		m.sum[p] += values[i]
		m.count[p]++
	}
	for p, s := range m.sum {
		mean := s / float64(t.Frames)
		m.mean[p], m.dev[p] = mean, float64(t.Frames-int(m.count[p]))*mean*mean
	}
	for i, p := range t.Index {
		if uint(p) < uint(len(m.mean)) {
			d := values[i] - m.mean[p]
			m.dev[p] += d * d
		}
	}
	join(to.sum, to.dev, n, m.sum, m.dev, t.Frames)
	return nil
}

// realParts returns the values, or their real and imaginary parts, in float64.
func realParts(v *ndarray.Array) (parts [][]float64, err error) {
	if v.DType().Kind() != ndarray.KindComplex {
		x, err := ndarray.Float64s(v)
		return [][]float64{x}, err
	}
	for _, op := range []ndarray.UnaryOp{ndarray.Real, ndarray.Imag} {
		p, err := ndarray.Unary(op, v)
		if err != nil {
			return nil, err
		}
		x, err := ndarray.Float64s(p)
		if err != nil {
			return nil, err
		}
		parts = append(parts, x)
	}
	return parts, nil
}
