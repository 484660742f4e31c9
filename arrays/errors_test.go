package arrays_test

import (
	"reflect"
	"testing"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/stretchr/testify/require"
)

// TestMistakesFailWhileBuilding: the errors are typed and name the operation
// and both sides.
func TestMistakesFailWhileBuilding(t *testing.T) {
	x := lazy(t, ramp(t, 3, 4), arrays.ChunkSize(2))
	y := lazy(t, ramp(t, 5), arrays.ChunkSize(2))
	u8, err := y.AsType(ndarray.Uint8)
	require.NoError(t, err)
	c64, err := y.AsType(ndarray.Complex64)
	require.NoError(t, err)
	empty := lazy(t, ndarray.New(ndarray.Float64, 0), arrays.Chunking{})
	type result = func() (*arrays.Array, error)
	tests := map[string]struct {
		run  result
		kind error
		text string
	}{
		"broadcast": {func() (*arrays.Array, error) { return arrays.Add(x, y) }, &arrays.ShapeError{},
			"arrays: add: got shape (5,), want one that broadcasts with (3, 4)"},
		"where": {func() (*arrays.Array, error) { return arrays.Where(x, y, 0) }, &arrays.ShapeError{},
			"arrays: where: got shape (5,), want one that broadcasts with (3, 4)"},
		"axis": {func() (*arrays.Array, error) { return x.Sum(arrays.Over(2)) }, &arrays.AxisError{},
			"arrays: sum: got axis 2, want one of an array with 2 axes"},
		"axis twice": {func() (*arrays.Array, error) { return x.Mean(arrays.Over(1, -1)) }, &arrays.AxisError{},
			"arrays: mean: axis -1 of 2 axes is named twice"},
		"split": {func() (*arrays.Array, error) { return x.Sum(arrays.SplitEvery(1)) }, nil,
			"arrays: sum: got 1 for the partial results to merge at once, want at least 2"},
		"argmax": {func() (*arrays.Array, error) {
			z, _ := x.ExpandDims(0)
			return z.ArgMax(arrays.Over(0, 1))
		}, &arrays.IndexError{}, "arrays: argmax: got axes (0, 1), want one or all"},
		"min of nothing": {func() (*arrays.Array, error) { return empty.Min() }, &arrays.ShapeError{},
			"arrays: min: got shape (0,), want one with elements along axes (0,)"},
		"quantile of complex": {func() (*arrays.Array, error) { return c64.Quantile([]float64{0.5}) }, &arrays.DTypeError{},
			"arrays: quantile: got complex64: want real numbers"},
		"index": {func() (*arrays.Array, error) { return x.Slice(arrays.All, arrays.At(4)) }, &arrays.IndexError{},
			"arrays: slice: got index 4, want one within axis 1 of length 4"},
		"too many indices": {func() (*arrays.Array, error) { return y.Slice(arrays.At(0), arrays.At(0)) }, &arrays.IndexError{},
			"arrays: slice: got 2 indices, want at most one for each of 1 axes"},
		"two ellipses": {func() (*arrays.Array, error) { return x.Slice(arrays.Ellipsis, arrays.Ellipsis) }, &arrays.IndexError{},
			"arrays: slice: got more than one ellipsis"},
		"step of 0": {func() (*arrays.Array, error) { return y.Slice(arrays.Step(0, 2, 0)) }, &arrays.IndexError{},
			"arrays: slice: got a step of 0 in index 0"},
		"reshape": {func() (*arrays.Array, error) { return x.Reshape(5, 5) }, &arrays.ShapeError{},
			"arrays: reshape: got shape (5, 5), want one with the size of (3, 4)"},
		"reshape twice open": {func() (*arrays.Array, error) { return x.Reshape(-1, -1) }, &arrays.ShapeError{},
			"arrays: reshape: got shape (-1, -1), want one with at most one open extent and the size of (3, 4)"},
		"transpose": {func() (*arrays.Array, error) { return x.Transpose(0) }, &arrays.AxisError{}, ""},
		"squeeze": {func() (*arrays.Array, error) { return x.Squeeze(0) }, &arrays.ShapeError{},
			"arrays: squeeze: got shape (3, 4), want (1, 4)"},
		"broadcast to": {func() (*arrays.Array, error) { return x.BroadcastTo(3, 5) }, &arrays.ShapeError{},
			"arrays: broadcast: got shape (3, 5), want one that stretches (3, 4)"},
		"concatenate": {func() (*arrays.Array, error) { return arrays.Concatenate([]*arrays.Array{x, y}, 0) }, &arrays.ShapeError{},
			"arrays: concatenate: got shape (5,), want one that differs at most along the joined axis from (3, 4)"},
		"concatenate nothing": {func() (*arrays.Array, error) { return arrays.Concatenate(nil, 0) }, &arrays.IndexError{}, ""},
		"stack": {func() (*arrays.Array, error) { return arrays.Stack([]*arrays.Array{x, y}, 0) }, &arrays.ShapeError{},
			"arrays: stack: got shape (5,), want (3, 4)"},
		"rechunk": {func() (*arrays.Array, error) { return x.Rechunk(arrays.PerAxis(arrays.Lengths(1, 1), arrays.Whole)) }, &arrays.ChunkError{},
			"arrays: rechunk: axis 0: got chunks (1, 1), want lengths that add up to 3"},
		"rechunk axes": {func() (*arrays.Array, error) { return x.Rechunk(arrays.PerAxis(arrays.Whole)) }, &arrays.ChunkError{},
			"arrays: rechunk: got chunks of 1 axes, want 2"},
		"rechunk to 0": {func() (*arrays.Array, error) { return x.Rechunk(arrays.ChunkSize(0)) }, &arrays.ChunkError{},
			"arrays: rechunk: axis 0 of length 3: got chunks (0,), want a positive length"},
		"two limits": {func() (*arrays.Array, error) {
			return x.Rechunk(arrays.PerAxis(arrays.AutoBytes(1), arrays.AutoBytes(2)))
		}, &arrays.ChunkError{},
			"arrays: rechunk: got limits of 1 and 2 bytes for automatic chunks, want one"},
		"scalar too large": {func() (*arrays.Array, error) { return arrays.Add(u8, 300) }, &arrays.DTypeError{},
			"arrays: add: got uint8: ndarray: value 300 does not fit uint8"},
		"not a number": {func() (*arrays.Array, error) { return arrays.Add(u8, "3") }, nil,
			"arrays: add: got string, want an array or a number"},
		"no arrays": {func() (*arrays.Array, error) { return arrays.Add(1, 2) }, nil,
			"arrays: add: got int and int, want at least one array"},
		"remainder of complex": {func() (*arrays.Array, error) { return arrays.Mod(c64, y) }, &arrays.DTypeError{}, ""},
		"bits of floats":       {func() (*arrays.Array, error) { return arrays.And(y, y) }, &arrays.DTypeError{}, ""},
		"not of floats":        {func() (*arrays.Array, error) { return arrays.Not(y) }, &arrays.DTypeError{}, ""},
		"cast to nothing":      {func() (*arrays.Array, error) { return y.AsType(ndarray.Invalid) }, &arrays.DTypeError{}, ""},
		"endless arange":       {func() (*arrays.Array, error) { return arrays.Arange(0, 1, 0, ndarray.Int8, arrays.Chunking{}) }, nil, ""},
		"negative shape":       {func() (*arrays.Array, error) { return arrays.Zeros([]int{-1}, ndarray.Int8, arrays.Chunking{}) }, nil, ""},
		"map blocks": {func() (*arrays.Array, error) {
			z, err := y.Rechunk(arrays.ChunkSize(1))
			if err != nil {
				return nil, err
			}
			return arrays.MapBlocks(kernels["add_blocks"], arrays.MapSpec{}, y, z)
		}, &arrays.ChunkError{}, "arrays: map blocks: axis 0 of length 5: got chunks (1, 1, 1, 1, 1), want (2, 2, 1) as in other inputs, or one chunk"},
		"drop a cut axis": {func() (*arrays.Array, error) {
			return arrays.MapBlocks(kernels["sum_last"], arrays.MapSpec{Drop: []int{1}}, x)
		}, &arrays.ChunkError{}, "arrays: map blocks: axis 1 of length 4: got chunks (2, 2), want one chunk on a dropped axis"},
		"no kernel": {func() (*arrays.Array, error) { return arrays.MapBlocks(arrays.Kernel{}, arrays.MapSpec{}, x) }, nil, ""},
		"unknown label": {func() (*arrays.Array, error) {
			return arrays.Blockwise(kernels["add_blocks"], arrays.BlockwiseSpec{Labels: "k", DType: ndarray.Int8}, arrays.Labelled{Array: y, Labels: "i"})
		}, &arrays.ChunkError{}, ""},
		"missing labels": {func() (*arrays.Array, error) {
			return arrays.Blockwise(kernels["add_blocks"], arrays.BlockwiseSpec{Labels: "i", DType: ndarray.Int8}, arrays.Labelled{Array: x, Labels: "i"})
		}, &arrays.ShapeError{}, ""},
		"labels of two lengths": {func() (*arrays.Array, error) {
			return arrays.Blockwise(kernels["add_blocks"], arrays.BlockwiseSpec{Labels: "ij", DType: ndarray.Int8}, arrays.Labelled{Array: x, Labels: "ij"}, arrays.Labelled{Array: y, Labels: "i"})
		}, &arrays.ShapeError{}, ""},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			got, err := test.run()
			require.Nil(t, got)
			require.Error(t, err)
			if test.kind != nil {
				require.Equal(t, reflect.TypeOf(test.kind), reflect.TypeOf(mistake(t, err, "errors_test.go")), err)
			}
			if test.text != "" {
				require.EqualError(t, mistake(t, err, "errors_test.go"), test.text)
			}
			require.Contains(t, err.Error(), "arrays: ")
		})
	}
}
