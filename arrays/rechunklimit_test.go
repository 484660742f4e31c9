package arrays_test

import (
	"context"
	"os"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/scheduler"
)

// computedRows is an array of n rows of n numbers, one row a block, that is
// computed.
func computedRows(t require.TestingT, n int) *arrays.Array {
	x, err := arrays.Arange(0, float64(n*n), 1, ndarray.Float64, arrays.ChunkSize(n))
	require.NoError(t, err)
	x, err = x.Reshape(n, n)
	require.NoError(t, err)
	return x
}

// peakOf stores an array on an executor and returns the largest number of bytes
// that were alive, as the meter of the run saw it.
func peakOf(t require.TestingT, x *arrays.Array, e scheduler.Executor) (int64, *ndarray.Array) {
	out := ndarray.New(x.DType(), x.Shape()...)
	var last scheduler.Progress
	err := arrays.Store(context.Background(), []arrays.StoreItem{{Array: x, Target: arrays.DenseTarget(out)}},
		scheduler.On(e), scheduler.OnProgress(func(p scheduler.Progress) { last = p }))
	require.NoError(t, err)
	return last.Peak, out
}

func TestRechunkKeepsItsLimit(t *testing.T) {
	const n = 64
	x := computedRows(t, n)
	columns := arrays.PerAxis(arrays.Whole, arrays.Size(1))
	free, err := x.Rechunk(columns)
	require.NoError(t, err)
	want, err := x.Compute(t.Context())
	require.NoError(t, err)
	most, got := peakOf(t, free, scheduler.NewLocal(scheduler.Workers(1)))
	requireSame(t, want, got)
	require.GreaterOrEqual(t, most, int64(n*n*8), "rows to columns hold everything")

	wide, err := x.Rechunk(columns, arrays.Limit(most+8*n))
	require.NoError(t, err)
	require.Equal(t, free.Name(), wide.Name(), "a limit that is kept anyway changes nothing")
	for _, limit := range []int64{4 * 8 * n, 16 * 8 * n} {
		dir := t.TempDir()
		tight, err := x.Rechunk(columns, arrays.Limit(limit), arrays.ScratchDir(dir))
		require.NoError(t, err)
		require.Equal(t, free.Chunks(), tight.Chunks())
		for _, e := range []scheduler.Executor{scheduler.NewLocal(scheduler.Workers(1)), scheduler.NewLocal(scheduler.Workers(4), scheduler.MemoryLimit(limit))} {
			peak, got := peakOf(t, tight, e)
			requireSame(t, want, got)
			require.LessOrEqual(t, peak, limit)
		}
		left, err := os.ReadDir(dir)
		require.NoError(t, err)
		require.Empty(t, left, "scratch files have no name")
	}
}

func TestRechunkRefusesALimitBelowTwoBlocks(t *testing.T) {
	x := computedRows(t, 16)
	_, err := x.Rechunk(arrays.PerAxis(arrays.Whole, arrays.Size(2)), arrays.Limit(383))
	var memory *arrays.MemoryError
	require.ErrorAs(t, err, &memory)
	require.EqualError(t, mistake(t, err, "rechunklimit_test.go"), "arrays: rechunk: got a limit of 383 bytes, want at least 384 for one old and one new block")
	_, err = x.Rechunk(arrays.PerAxis(arrays.Whole, arrays.Size(2)), arrays.Limit(384))
	require.NoError(t, err)
}

func TestRechunkOfASourceReadsItInTheNewBlocks(t *testing.T) {
	src := counted{Shape: []int{32, 32, 2}, Sig: 1, Stored: 1024}
	x, err := arrays.FromSource(src, arrays.Chunked(arrays.PerAxis(arrays.Size(1), arrays.Whole, arrays.Whole)))
	require.NoError(t, err)
	y, err := x.Rechunk(arrays.PerAxis(arrays.Whole, arrays.Size(1), arrays.Whole), arrays.Limit(2000))
	require.NoError(t, err)
	require.Equal(t, "read", y.Layer().Label())
	require.Empty(t, y.Layer().Deps())
	before := framesRead.Load()
	requireSame(t, src.dense(t), compute(t, y))
	require.Equal(t, int64(1024), framesRead.Load()-before, "each frame once")
}

func TestScratchFilesAreRefusedWhereTheyCannotBe(t *testing.T) {
	x := computedRows(t, 16)
	y, err := x.Rechunk(arrays.PerAxis(arrays.Whole, arrays.Size(1)), arrays.Limit(300), arrays.ScratchDir(t.TempDir()+"/missing"))
	require.NoError(t, err)
	_, err = y.Compute(t.Context())
	require.ErrorIs(t, err, os.ErrNotExist)
	require.ErrorContains(t, err, "scratch file")
}

func TestRechunksWithinALimitEqualOthers(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		nd := rapid.IntRange(1, 3).Draw(t, "axes")
		shape, from, to := make([]int, nd), make([]arrays.AxisChunks, nd), make([]arrays.AxisChunks, nd)
		size := 1
		for i := range shape {
			shape[i] = rapid.IntRange(1, 12).Draw(t, "extent")
			size *= shape[i]
			from[i] = arrays.Size(rapid.IntRange(1, 12).Draw(t, "old"))
			to[i] = arrays.Size(rapid.IntRange(1, 12).Draw(t, "new"))
		}
		line, err := arrays.Arange(0, float64(size), 1, ndarray.Int32, arrays.ChunkSize(5))
		require.NoError(t, err)
		x, err := line.Reshape(shape...)
		require.NoError(t, err)
		x, err = x.Rechunk(arrays.PerAxis(from...))
		require.NoError(t, err)
		limit := int64(rapid.IntRange(8, 5000).Draw(t, "limit"))
		y, err := x.Rechunk(arrays.PerAxis(to...), arrays.Limit(limit))
		if err != nil {
			var memory *arrays.MemoryError
			require.ErrorAs(t, err, &memory)
			require.Greater(t, memory.Need, limit)
			return
		}
		want, err := x.Rechunk(arrays.PerAxis(to...))
		require.NoError(t, err)
		require.Equal(t, want.Chunks(), y.Chunks())
		requireSame(t, compute(t, want), compute(t, y))
	})
}
