package arrays

import (
	"fmt"
	"slices"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/graph"
)

// An Array is a lazy chunked array: chunk lengths along each axis and a dtype
// over a layer of work that has not run. It is immutable and safe for
// concurrent use; operations return new Arrays and share their inputs.
type Array struct {
	layer  *graph.Layer
	grid   *grid
	dtype  ndarray.DType
	origin *origin // set if the blocks are read from a source and nothing else is done
	recipe *recipe // set if the blocks are made of much less than they hold

	projection *projection // set if parts can be made of parts of what a source has
}

// New makes an Array of a layer whose grid has one block for each combination
// of chunks. Every block must evaluate to an *ndarray.Array of the shape that
// its chunks say and of dtype; ops of packages that run user code check their
// results with [CheckBlock]. The error is a [*ChunkError] or [*DTypeError].
func New(layer *graph.Layer, chunks [][]int, dtype ndarray.DType) (*Array, error) {
	if err := checkDType("new", dtype); err != nil {
		return nil, err
	}
	if err := checkChunks("new", chunks); err != nil {
		return nil, err
	}
	g := newGrid(chunks)
	blocks := layer.Grid()
	if len(blocks) != len(g.counts) {
		return nil, asked(&ChunkError{Op: "new", Axis: -1, Reason: fmt.Sprintf("layer %s has a grid of %d axes, chunks have %d", layer.Name(), len(blocks), len(g.counts))})
	}
	for i, n := range blocks {
		if n != g.counts[i] {
			return nil, asked(&ChunkError{Op: "new", Axis: i, Got: g.chunks[i], Extent: g.shape[i], Reason: fmt.Sprintf("want %d as in the grid of layer %s", n, layer.Name())})
		}
	}
	return &Array{layer: layer, grid: g, dtype: dtype}, nil
}

func checkDType(op string, d ndarray.DType) error {
	if !d.Valid() {
		return asked(&DTypeError{Op: op, Got: d, Err: fmt.Errorf("not a dtype")})
	}
	return nil
}

// checkChunks accepts chunk lists that describe some array.
func checkChunks(op string, chunks [][]int) error {
	shape := make([]int, len(chunks))
	for i, c := range chunks {
		if len(c) == 0 {
			return asked(&ChunkError{Op: op, Axis: i, Got: c, Reason: "want at least one"})
		}
		for _, n := range c {
			if n < 0 {
				return asked(&ChunkError{Op: op, Axis: i, Got: c, Reason: "want no negative length"})
			}
			shape[i] += n
		}
	}
	return checkShape(op, shape, ndarray.Complex128)
}

// Layer implements graph.Collection. A nil array has none, and is refused by
// what computes and draws.
func (a *Array) Layer() *graph.Layer {
	if a == nil {
		return nil
	}
	return a.layer
}

// Blocks implements graph.Collection: an Array wants all blocks of its layer.
func (a *Array) Blocks() []int { return nil }

// Shape returns the extents, [Unknown] where chunk lengths are not known. Do
// not modify the slice.
func (a *Array) Shape() []int { return a.grid.shape }

// NDim returns the number of axes.
func (a *Array) NDim() int { return len(a.grid.shape) }

// DType returns the element type.
func (a *Array) DType() ndarray.DType { return a.dtype }

// Chunks returns the chunk lengths along each axis, [Unknown] for those that
// only computing tells. Do not modify them.
func (a *Array) Chunks() [][]int { return a.grid.chunks }

// NumBlocks returns the number of chunks along each axis. Do not modify it.
func (a *Array) NumBlocks() []int { return a.grid.counts }

// Size returns the number of elements, [Unknown] if an extent is.
func (a *Array) Size() int {
	if slices.Contains(a.grid.shape, Unknown) {
		return Unknown
	}
	return product(a.grid.shape)
}

// NBytes returns the bytes of all elements, [Unknown] if an extent is.
func (a *Array) NBytes() int64 {
	if a.Size() == Unknown {
		return Unknown
	}
	return int64(a.Size()) * int64(a.dtype.Size())
}

// Name returns the name of the layer: equal names mean equal values.
func (a *Array) Name() string { return a.layer.Name() }

// Source returns the source that the array reads, if it comes straight from
// [FromSource] and nothing was applied to it.
func (a *Array) Source() (Source, bool) {
	if a.origin == nil || a.origin.base != nil {
		return nil, false
	}
	return a.origin.src, true
}

// String describes the array without computing it:
//
//	gloam.Array<sum-aggregate, shape=(64, 64), dtype=float32, chunksize=(16, 64)>
func (a *Array) String() string {
	return fmt.Sprintf("gloam.Array<%s, shape=%s, dtype=%s, chunksize=%s>",
		a.layer.Label(), tuple(a.grid.shape), a.dtype, tuple(a.grid.largest()))
}

// fits reports whether a block has the shape its array declares, of which
// unknown extents may be any.
func fits(got, want []int) bool {
	return slices.EqualFunc(got, want, func(g, w int) bool { return g == w || w == Unknown })
}

// CheckBlock returns the result of a block as an array, or a [*BlockError] if
// it is not an *ndarray.Array of the given shape and dtype. name and at say
// which block of which array it is.
func CheckBlock(result any, name string, at, shape []int, dtype ndarray.DType) (*ndarray.Array, error) {
	b, ok := result.(*ndarray.Array)
	switch {
	case !ok:
		return nil, &BlockError{Array: name, Block: at, Got: result, Shape: shape, DType: dtype}
	case b == nil:
		return nil, &BlockError{Array: name, Block: at, Shape: shape, DType: dtype}
	case b.DType() != dtype || !fits(b.Shape(), shape):
		return nil, &BlockError{Array: name, Block: at, GotShape: append([]int{}, b.Shape()...), GotDType: b.DType(), Shape: shape, DType: dtype}
	}
	return b, nil
}
