package arrays_test

import (
	"context"
	"testing"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/stretchr/testify/require"
)

// positive returns the elements above 0 of some numbers, of unknown length.
func positive(t *testing.T) (x, some *arrays.Array) {
	t.Helper()
	x, err := arrays.Arange(-3, 7, 1, ndarray.Float64, arrays.ChunkSize(4))
	require.NoError(t, err)
	mask, err := arrays.Greater(x, 0)
	require.NoError(t, err)
	some, err = x.Slice(arrays.Lazy(mask))
	require.NoError(t, err)
	return x, some
}

func TestUnknownLengthsNameTheOperationThatLostThem(t *testing.T) {
	x, some := positive(t)
	require.Equal(t, []int{arrays.Unknown}, some.Shape())
	require.Equal(t, arrays.Unknown, some.Size())
	twice, err := arrays.Mul(some, 2)
	require.NoError(t, err)
	for name, f := range map[string]func() (*arrays.Array, error){
		"slice":   func() (*arrays.Array, error) { return twice.Slice(arrays.Span(1, 3)) },
		"point":   func() (*arrays.Array, error) { return twice.Slice(arrays.At(0)) },
		"list":    func() (*arrays.Array, error) { return twice.Slice(arrays.List(1, 2)) },
		"rechunk": func() (*arrays.Array, error) { return twice.Rechunk(arrays.ChunkSize(2)) },
		"reshape": func() (*arrays.Array, error) { return twice.Reshape(2, -1) },
		"add":     func() (*arrays.Array, error) { return arrays.Add(twice, x) },
		"argmax":  func() (*arrays.Array, error) { return twice.ArgMax() },
		"roll":    func() (*arrays.Array, error) { return twice.Roll(1, 0) },
		"median":  func() (*arrays.Array, error) { return twice.Median() },
		"fft":     func() (*arrays.Array, error) { return arrays.FFT(twice) },
	} {
		_, err := f()
		var unknown *arrays.UnknownError
		require.ErrorAs(t, err, &unknown, name)
		require.Equal(t, "getitem", unknown.Lost, name)
		require.Contains(t, unknown.Site, "unknown_test.go", name)
		require.Contains(t, err.Error(), "ComputeChunkSizes", name)
	}
}

func TestUnknownLengthsAllowWhatNeedsNoPositions(t *testing.T) {
	_, some := positive(t)
	twice, err := arrays.Add(some, some)
	require.NoError(t, err)
	sum, err := twice.Sum()
	require.NoError(t, err)
	require.Equal(t, 42.0, compute(t, sum).Item())
	mean, err := some.Mean()
	require.NoError(t, err)
	require.Equal(t, 3.5, compute(t, mean).Item())
	require.Equal(t, []int{6}, compute(t, twice).Shape())
	kept, err := twice.Persist(context.Background())
	require.NoError(t, err)
	require.Equal(t, []int{6}, compute(t, kept).Shape())
	last, err := twice.SelectBlocks(arrays.At(-1))
	require.NoError(t, err)
	require.Equal(t, []int{2}, compute(t, last).Shape())
	both, err := arrays.Concatenate([]*arrays.Array{some, twice}, 0)
	require.NoError(t, err)
	require.Equal(t, []int{12}, compute(t, both).Shape())
}

func TestComputeChunkSizesFindsLengths(t *testing.T) {
	_, some := positive(t)
	known, err := some.ComputeChunkSizes(context.Background())
	require.NoError(t, err)
	require.Equal(t, [][]int{{0, 4, 2}}, known.Chunks())
	require.Equal(t, some.Name(), known.Name())
	part, err := known.Slice(arrays.Span(1, 3))
	require.NoError(t, err)
	require.Equal(t, "[2. 3.]", compute(t, part).String())
}

// TestBlocksInAnotherOrderHaveOtherUnknownLengths: blocks of different lengths
// might stretch to each other.
func TestBlocksInAnotherOrderHaveOtherUnknownLengths(t *testing.T) {
	mask := cutDense(t, []bool{true, true, true, false, false, true}, []int{3, 3})
	x := must(cutDense(t, []float64{1, 2, 3, 4, 5, 6}, []int{3, 3}).Slice(arrays.Lazy(mask)))
	swapped := must(x.SelectBlocks(arrays.List(1, 0)))
	longer := arrays.NewKernel("longer", func(_ context.Context, _ arrays.Block, in []*ndarray.Array) (*ndarray.Array, error) {
		return ndarray.Concatenate([]*ndarray.Array{in[0], in[0]}, 0)
	})
	for name, other := range map[string]*arrays.Array{
		"blocks in another order": swapped,
		"blocks of a kernel":      must(arrays.ApplyGUFunc(arrays.GUFuncSpec{Signature: "()->()", DTypes: []ndarray.DType{ndarray.Float64}}, []arrays.Kernel{longer}, x))[0],
		"joined blocks":           must(must(arrays.Concatenate([]*arrays.Array{swapped, x}, 0)).SelectBlocks(arrays.Span(0, 2))),
	} {
		var unknown *arrays.UnknownError
		_, err := arrays.Add(x, other)
		require.ErrorAs(t, err, &unknown, name)
	}
	require.Equal(t, "[12.  2.  4.  6.]", compute(t, must(arrays.Add(swapped, must(arrays.Neg(must(arrays.Neg(swapped))))))).String())
}
