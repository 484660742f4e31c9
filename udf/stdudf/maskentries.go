package stdudf

import (
	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/internal/simd"
	"github.com/gloam-go/gloam/udf"
)

// A maskEntryKernel adds the products of the frames of a CSR tile, in the dtype
// that they are stored in, with masks in float32 to dst.
type maskEntryKernel func(dst *ndarray.Array, t *udf.SparseTile, columns any, scratch *entryScratch) error

var entryMasks = map[pair]maskEntryKernel{
	{ndarray.Float32, ndarray.Uint8}:   multiplyEntries(simd.QuadEntriesU8),
	{ndarray.Float32, ndarray.Uint16}:  multiplyEntries(simd.QuadEntriesU16),
	{ndarray.Float32, ndarray.Float32}: multiplyEntries(simd.QuadEntriesF32),
}

// entryScratch is memory for one UDF at work.
type entryScratch struct {
	list []int32    // of entries of a frame
	four [4]float32 // what a kernel adds to
}

func (s *entryScratch) grow(n int) []int32 {
	if cap(s.list) < n {
		s.list = make([]int32, n+n/4)
	}
	return s.list[:n]
}

// multiplyEntries makes the kernel out of that for four masks.
func multiplyEntries[S uint8 | uint16 | float32](quad func(sums *[4]float32, index []int32, values []S, w []float32) int) maskEntryKernel {
	return func(dst *ndarray.Array, t *udf.SparseTile, columns any, scratch *entryScratch) error {
		d, err := ndarray.Values[float32](dst)
		if err != nil {
			return err
		}
		v, err := ndarray.Values[S](t.Values)
		if err != nil {
			return err
		}
		if q, ok := columns.(*maskQuads[float32]); ok {
			return q.each(d, t, func(w []float32, from, to int) ([4]float32, int) {
				scratch.four = [4]float32{}
				n := quad(&scratch.four, t.Index[from:to], v[from:to], w)
				return scratch.four, n
			})
		}
		c := columns.(*maskColumns[float32])
		if c.whole != nil && !counted(t.Values.DType()) {
			return c.add(d, t)
		}
		return addCovered(c, d, v, t, scratch)
	}
}

// addCovered adds the products of masks by pixel. Entries of pixels that no mask
// has are left out first, without a branch that could not be foreseen.
func addCovered[S uint8 | uint16 | float32](c *maskColumns[float32], d []float32, v []S, t *udf.SparseTile, scratch *entryScratch) error {
	n := len(d) / max(t.Frames, 1)
	for f := range t.Frames {
		from, to := t.Start[f], t.Start[f+1]
		sums, index, values, list := d[f*n:(f+1)*n], t.Index[from:to], v[from:to], scratch.grow(to-from)
		seen, kept := simd.CoveredEntries(list, index, c.cover)
		if err := passed(index, seen, t.Pixels); err != nil {
			return err
		}
		for _, i := range list[:kept] {
			p := index[i]
			if uint(p) >= uint(len(c.cover)) {
				return &udf.PixelError{Pixel: p, Pixels: t.Pixels}
			}
			x := float32(values[i])
			for j := c.start[p]; j < c.start[p+1]; j++ {
				sums[c.mask[j]] += x * c.weight[j]
			}
		}
	}
	return nil
}
