package arrays

import (
	"fmt"
	"slices"

	"github.com/gloam-go/gloam/arrays/ndarray"
)

// A MapSpec says how the result of [MapBlocks] differs from its inputs.
type MapSpec struct {
	DType ndarray.DType // of the result; Invalid means that of the first input
	Drop  []int         // axes of the inputs that the kernel removes; they must be one chunk
	Add   []int         // axes of the result that the kernel adds
	// Chunks are the chunk lengths of the result. An axis given as one length
	// has that length in every chunk. nil means those of the inputs, with added
	// axes of length 1.
	Chunks [][]int
}

// MapBlocks calls a kernel for each block. Inputs are aligned by their last
// axes; along each axis they must have the same chunks, or one block, which all
// others share.
func MapBlocks(k Kernel, spec MapSpec, in ...*Array) (*Array, error) {
	if err := present("map blocks", in...); err != nil {
		return nil, err
	}
	if len(in) == 0 {
		return nil, asked(&IndexError{Op: "map blocks", Axis: -1, Reason: "got no arrays, want at least one"})
	}
	if spec.DType == ndarray.Invalid {
		spec.DType = in[0].dtype
	}
	ndim := 0
	for _, a := range in {
		ndim = max(ndim, a.NDim())
	}
	labels, chunks := make([][]int, len(in)), make([][]int, ndim)
	for i, a := range in {
		labels[i] = trailing(a.NDim(), ndim)
		for j, l := range labels[i] {
			c := a.grid.chunks[j]
			switch {
			case chunks[l] == nil || len(chunks[l]) == 1 && (len(c) > 1 || total(c) > total(chunks[l])):
				chunks[l] = c
			case len(c) > 1 && !slices.Equal(c, chunks[l]):
				return nil, asked(&ChunkError{Op: "map blocks", Axis: j, Got: c, Extent: total(c), Reason: fmt.Sprintf("want %s as in other inputs, or one chunk", tuple(chunks[l]))})
			}
		}
	}
	out, axes, err := spec.axes(chunks)
	if err != nil {
		return nil, err
	}
	return k.layer(blockwise{labels: out, out: newGrid(axes), dtype: spec.DType, in: in, axes: labels})
}

// axes returns the labels and chunks of the result. Added axes have labels
// below 0.
func (s MapSpec) axes(in [][]int) (labels []int, chunks [][]int, err error) {
	drop, err := someAxes("map blocks", s.Drop, len(in))
	if err != nil {
		return nil, nil, err
	}
	for i, c := range in {
		if !slices.Contains(drop, i) {
			labels, chunks = append(labels, i), append(chunks, c)
		} else if len(c) > 1 {
			return nil, nil, asked(&ChunkError{Op: "map blocks", Axis: i, Got: c, Extent: total(c), Reason: "want one chunk on a dropped axis"})
		}
	}
	add, err := someAxes("map blocks", s.Add, len(labels)+len(s.Add))
	if err != nil {
		return nil, nil, err
	}
	for i, axis := range add {
		labels, chunks = slices.Insert(labels, axis, -1-i), slices.Insert(chunks, axis, []int{1})
	}
	if s.Chunks != nil {
		if chunks, err = s.resize(labels, chunks); err != nil {
			return nil, nil, err
		}
	}
	return labels, chunks, checkChunks("map blocks", chunks)
}

// resize replaces chunk lengths by those asked for.
func (s MapSpec) resize(labels []int, chunks [][]int) ([][]int, error) {
	if len(s.Chunks) != len(chunks) {
		return nil, asked(&ChunkError{Op: "map blocks", Axis: -1, Got: make([]int, len(s.Chunks)), Extent: len(chunks)})
	}
	out := make([][]int, len(chunks))
	for i, want := range s.Chunks {
		n := len(chunks[i])
		switch {
		case len(want) == n, labels[i] < 0 && len(want) > 0:
			out[i] = want
		case len(want) == 1:
			out[i] = slices.Repeat(want, n)
		default:
			return nil, asked(&ChunkError{Op: "map blocks", Axis: i, Got: want, Extent: total(want), Reason: fmt.Sprintf("want %d of them, or one for all", n)})
		}
	}
	return out, nil
}

// someAxes is normalAxes where no axes mean none.
func someAxes(op string, axes []int, ndim int) ([]int, error) {
	if len(axes) == 0 {
		return nil, nil
	}
	return normalAxes(op, axes, ndim)
}
