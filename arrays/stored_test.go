package arrays_test

import (
	"context"
	"slices"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/graph"
	"github.com/gloam-go/gloam/scheduler"
)

// counting is an array of n elements in blocks of 2 that counts how many blocks
// are made.
func counting(t *testing.T, n int, made *atomic.Int64) *arrays.Array {
	t.Helper()
	k := arrays.NewKernel("count", func(_ context.Context, at arrays.Block, _ []*ndarray.Array) (*ndarray.Array, error) {
		made.Add(1)
		b := ndarray.New(ndarray.Float64, at.Shape...)
		return b, b.Fill(float64(at.Start[0]) + 0.5)
	})
	a, err := arrays.FromFunc(k, []int{n}, ndarray.Float64, arrays.ChunkSize(2))
	require.NoError(t, err)
	return a
}

func TestLazyStoringSharesWork(t *testing.T) {
	var made atomic.Int64
	x := counting(t, 8, &made)
	out := ndarray.New(ndarray.Float64, 8)
	writing, err := arrays.StoreItem{Array: x, Target: arrays.DenseTarget(out)}.Lazy()
	require.NoError(t, err)
	require.Zero(t, made.Load())
	require.Equal(t, "[0. 0. 0. 0. 0. 0. 0. 0.]", out.String())
	got, err := scheduler.Compute(t.Context(), []graph.Collection{writing, must(x.Sum())})
	require.NoError(t, err)
	require.Nil(t, got[0])
	require.Equal(t, "28.", got[1].(*ndarray.Array).String())
	require.Equal(t, int64(4), made.Load(), "each block once")
	require.Equal(t, "[0.5 0.5 2.5 2.5 4.5 4.5 6.5 6.5]", out.String())
}

func TestStoredArraysAreWhatTheTargetHolds(t *testing.T) {
	var made atomic.Int64
	x := counting(t, 4, &made)
	out := ndarray.New(ndarray.Int16, 9)
	item := arrays.StoreItem{Array: x, Target: arrays.Locked(arrays.DenseTarget(out)), At: []int{8}, Step: []int{-2}}
	stored, err := must(item.Lazy()).Array()
	require.NoError(t, err)
	require.Equal(t, ndarray.Int16, stored.DType())
	require.Equal(t, x.Chunks(), stored.Chunks())
	half, err := must(stored.Slice(arrays.Span(0, 2))).Compute(t.Context())
	require.NoError(t, err)
	require.Equal(t, "[0 0]", half.String())
	require.Equal(t, int64(1), made.Load(), "what is not wanted is not written")
	require.Equal(t, "[0 0 2 2]", compute(t, stored).String())
	require.Equal(t, "[0 0 2 0 2 0 0 0 0]", out.String())

	require.NoError(t, out.Fill(int16(7)))
	before := made.Load()
	require.Equal(t, "[7 7 7 7]", compute(t, must(item.Reread())).String())
	require.Equal(t, before, made.Load(), "rereading makes and writes nothing")
}

func TestItemsOutsideATargetAreRefusedAtOnce(t *testing.T) {
	target := arrays.DenseTarget(ndarray.New(ndarray.Float64, 3, 4))
	square := must(line(4).Reshape(2, 2))
	for want, item := range map[string]arrays.StoreItem{
		"arrays: store: got 2 elements from 2 in steps of 1 along axis 0 of a target of shape (3, 4)":  {Array: square, Target: target, At: []int{2, 0}},
		"arrays: store: got 2 elements from 0 in steps of -1 along axis 1 of a target of shape (3, 4)": {Array: square, Target: target, Step: []int{1, -1}},
		"arrays: store: got shape (4,), want as many axes as those of the target (3, 4)":               {Array: line(4), Target: arrays.Locked(target)},
	} {
		for _, build := range []func() error{
			func() error { _, err := item.Lazy(); return err },
			func() error { _, err := item.Reread(); return err },
		} {
			err := build()
			require.ErrorContains(t, err, want)
			var at *arrays.ExprError
			require.ErrorAs(t, err, &at)
			require.Contains(t, at.Site, "stored_test.go")
		}
	}
}

func TestTargetsThatCannotBeReadSaySo(t *testing.T) {
	item := arrays.StoreItem{Array: line(4), Target: arrays.Locked(boxTarget{})}
	_, err := must(item.Lazy()).Array()
	var target *arrays.TargetError
	require.ErrorAs(t, err, &target)
	require.ErrorContains(t, err, "got a target of type arrays_test.boxTarget, want one that is a ReadTarget")
	_, err = item.Reread()
	require.ErrorAs(t, err, &target)
}

// A strayTarget is plain, but no process knows it.
type strayTarget struct{ boxTarget }

func (strayTarget) Kind() string { return "test-stray" }

func TestTargetsOfNoRegisteredKindAreRefused(t *testing.T) {
	_, err := arrays.StoreItem{Array: line(4), Target: strayTarget{}}.Lazy()
	require.ErrorContains(t, err, `target kind "test-stray" is not registered`)
}

// shelf is plain data that names an array of this process.
type shelf struct{ Name string }

var shelves = map[string]*ndarray.Array{}

func init() { arrays.RegisterTarget[shelf]("test-shelf") }

func (shelf) Kind() string { return "test-shelf" }

func (s shelf) Write(ctx context.Context, start []int, block *ndarray.Array) error {
	return arrays.DenseTarget(shelves[s.Name]).Write(ctx, start, block)
}

func TestPlainTargetsAreWrittenByRegisteredOperations(t *testing.T) {
	shelves["a"] = ndarray.New(ndarray.Float64, 5)
	writing, err := arrays.StoreItem{Array: line(4), Target: shelf{"a"}, At: []int{1}}.Lazy()
	require.NoError(t, err)
	plan, err := graph.Expand([]graph.Collection{writing})
	require.NoError(t, err)
	require.Positive(t, plan.Len())
	require.False(t, writing.Layer().Op().InProcess())
	_, err = scheduler.Compute(t.Context(), []graph.Collection{writing})
	require.NoError(t, err)
	require.Equal(t, "[0. 0. 1. 2. 3.]", shelves["a"].String())
}

func TestStoringAnywhereReadsBackTheSame(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		shape := rapid.SliceOfN(rapid.IntRange(0, 5), 1, 3).Draw(t, "shape")
		size := rapid.IntRange(1, 4).Draw(t, "chunks")
		at, step, room := slices.Clone(shape), slices.Clone(shape), slices.Clone(shape)
		for i, n := range shape {
			by := rapid.IntRange(1, 3).Draw(t, "step")
			at[i] = rapid.IntRange(0, 2).Draw(t, "at")
			room[i] = at[i] + max(n-1, 0)*by + 1 + rapid.IntRange(0, 2).Draw(t, "room")
			if step[i] = by; rapid.Bool().Draw(t, "backwards") {
				at[i], step[i] = at[i]+max(n-1, 0)*by, -by
			}
		}
		n := 1
		for _, k := range shape {
			n *= k
		}
		x := must(must(must(arrays.Arange(0, float64(n), 1, ndarray.Int32, arrays.ChunkSize(7))).Reshape(shape...)).Rechunk(arrays.ChunkSize(size)))
		out := ndarray.New(ndarray.Int32, room...)
		require.NoError(t, out.Fill(int32(-1)))
		item := arrays.StoreItem{Array: x, Target: arrays.DenseTarget(out), At: at, Step: step}
		got, err := must(must(item.Lazy()).Array()).Compute(context.Background(), scheduler.On(scheduler.NewLocal(scheduler.Workers(2))))
		require.NoError(t, err)
		want, err := x.Compute(context.Background())
		require.NoError(t, err)
		require.True(t, ndarray.Identical(want, got))
		again, err := must(item.Reread()).Compute(context.Background())
		require.NoError(t, err)
		require.True(t, ndarray.Identical(want, again))
		left := 0
		for _, v := range must(ndarray.Values[int32](out)) {
			if v >= 0 {
				left++
			}
		}
		require.Equal(t, n, left, "elements of the target that were written")
	})
}
