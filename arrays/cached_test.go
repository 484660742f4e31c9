package arrays_test

import (
	"context"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/scheduler"
)

var kernelCalls atomic.Int64

var countedCopy = arrays.RegisterKernel("arrays_test/counted-copy", func(_ context.Context, _ arrays.Block, in []*ndarray.Array) (*ndarray.Array, error) {
	kernelCalls.Add(1)
	return in[0].Copy(), nil
})

func TestCachedBlocksAreNotWhatCallersGet(t *testing.T) {
	x, err := arrays.Arange(0, 6, 1, ndarray.Int64, arrays.ChunkSize(6))
	require.NoError(t, err)
	y, err := arrays.MapBlocks(countedCopy, arrays.MapSpec{DType: ndarray.Int64}, x)
	require.NoError(t, err)
	cache := scheduler.NewCache(1 << 10)
	before := kernelCalls.Load()
	for range 3 {
		got, err := y.Compute(t.Context(), scheduler.Cached(cache))
		require.NoError(t, err)
		v, err := ndarray.Values[int64](got)
		require.NoError(t, err)
		require.Equal(t, []int64{0, 1, 2, 3, 4, 5}, v)
		v[0] = 99
	}
	require.Equal(t, int64(1), kernelCalls.Load()-before)

	p, err := y.Persist(t.Context(), scheduler.Cached(cache))
	require.NoError(t, err)
	z, err := arrays.Add(p, 1)
	require.NoError(t, err)
	got, err := z.Compute(t.Context(), scheduler.Cached(cache))
	require.NoError(t, err)
	v, err := ndarray.Values[int64](got)
	require.NoError(t, err)
	require.Equal(t, []int64{1, 2, 3, 4, 5, 6}, v)
	require.Equal(t, int64(1), kernelCalls.Load()-before, "persisting took the block that was kept")
}
