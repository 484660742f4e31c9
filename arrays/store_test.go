package arrays_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/ndarray"
)

// boxTarget takes boxes only.
type boxTarget struct{}

func (boxTarget) Write(context.Context, []int, *ndarray.Array) error { return nil }

func TestStoreRefusesStepsThatATargetCannotWrite(t *testing.T) {
	for _, target := range []arrays.Target{boxTarget{}, arrays.Locked(boxTarget{})} {
		err := arrays.Store(t.Context(), []arrays.StoreItem{{Array: line(4), Target: target, Step: []int{2}}})
		var steps *arrays.StepError
		require.ErrorAs(t, err, &steps)
		require.Equal(t, []int{2}, steps.Step)
		require.ErrorContains(t, err, "got steps (2,), want 1")
		require.NoError(t, arrays.Store(t.Context(), []arrays.StoreItem{{Array: line(4), Target: target, Step: []int{1}}}))
	}
}

func TestStoreWritesARegionWithSteps(t *testing.T) {
	x, err := arrays.FromDense(must(ndarray.FromSlice([]int32{1, 2, 3, 4, 5, 6, 7, 8}, 2, 4)), arrays.ChunkSize(3))
	require.NoError(t, err)
	out := ndarray.New(ndarray.Int32, 4, 6)
	item := arrays.StoreItem{Array: x, Target: arrays.Locked(arrays.DenseTarget(out)), At: []int{0, 1}, Step: []int{2, 1}}
	require.NoError(t, arrays.Store(t.Context(), []arrays.StoreItem{item}))
	want := must(ndarray.FromSlice([]int32{0, 1, 2, 3, 4, 0, 0, 0, 0, 0, 0, 0, 0, 5, 6, 7, 8, 0, 0, 0, 0, 0, 0, 0}, 4, 6))
	require.True(t, ndarray.Identical(want, out), "z[::2, 1:5]")
}
