package stdudf

import (
	"cmp"
	"slices"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/internal/simd"
)

// A runKernel adds the products of the frames of a tile with masks whose pixels
// lie in runs to out, of shape (frames, masks).
type runKernel func(out, tile *ndarray.Array, masks []*simd.Runs) error

// runProducts are for integers only: a run has pixels that the mask has not, and
// there a NaN times zero would count.
var runProducts = map[pair]runKernel{
	{ndarray.Float32, ndarray.Uint8}:  overRuns((*simd.Runs).DotU8),
	{ndarray.Float32, ndarray.Uint16}: overRuns((*simd.Runs).DotU16),
}

func overRuns[S ndarray.Element](k func(r *simd.Runs, frame []S, ahead int) float32) runKernel {
	return func(out, tile *ndarray.Array, masks []*simd.Runs) error {
		o, err := ndarray.Values[float32](out)
		if err != nil {
			return err
		}
		frames, err := ndarray.Backing[S](tile)
		if err != nil {
			return err
		}
		n, stride := len(masks), tile.Strides()[0]
		for f := range tile.Shape()[0] {
			frame := frames[f*stride:]
			for i, m := range masks {
				o[f*n+i] += k(m, frame, stride)
			}
		}
		return nil
	}
}

// A run is read about three times as slowly as as many pixels of the dense
// kernels, which read each pixel for several masks.
const runCost = 3

// runs returns the masks as runs; nil if dense products are cheaper, or if the
// values are no float32.
func (m SparseMasks) runs() []*simd.Runs {
	values, err := ndarray.Values[float32](m.Values)
	px := product(m.Sig)
	if err != nil || px < simd.RunWidth {
		return nil
	}
	count, list := 0, make([]*simd.Runs, m.Len())
	for k := range list {
		from, to := m.Start[k], m.Start[k+1]
		list[k] = runsOf(m.Index[from:to], values[from:to], px)
		if count += list[k].Len(); count*simd.RunWidth*runCost > px*len(list) {
			return nil
		}
	}
	return list
}

// runsOf covers the pixels of one mask with runs, each beginning at the first
// pixel that is left, or so that it ends with the frame.
func runsOf(index []int, values []float32, px int) *simd.Runs {
	order := make([]int, len(index))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(index[a], index[b]) })
	var at []int32
	var w []float32
	end := 0
	for _, i := range order {
		p := index[i]
		if p >= end {
			begin := min(p, px-simd.RunWidth)
			at, w, end = append(at, int32(begin)), append(w, make([]float32, simd.RunWidth)...), begin+simd.RunWidth
		}
		w[len(w)-(end-p)] += values[i]
	}
	return simd.NewRuns(at, w)
}
