package arrays_test

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"testing"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/graph"
	"github.com/gloam-go/gloam/scheduler"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// A counted source has frames whose pixels hold their own position in storage.
type counted struct {
	Shape  []int
	Sig    int
	Stored int
	Sync   int
	Fail   bool
}

var opened, framesRead, closed atomic.Int64

func init() { arrays.RegisterSource[counted]("test-counted") }

func (counted) Kind() string { return "test-counted" }

func (c counted) Info() arrays.SourceInfo {
	return arrays.SourceInfo{Format: "counted", Shape: c.Shape, Sig: c.Sig, DType: ndarray.Float64, Stored: c.Stored, Sync: c.Sync, FrameBytes: 100}
}

func (c counted) Open(context.Context) (arrays.Frames, error) {
	opened.Add(1)
	return &countedFrames{c}, nil
}

type countedFrames struct{ c counted }

func (f *countedFrames) Read(_ context.Context, start, n int) (*ndarray.Array, error) {
	if f.c.Fail {
		return nil, errors.New("disk on fire")
	}
	if start < 0 || n < 1 || start+n > f.c.Stored {
		return nil, fmt.Errorf("read of frames %d to %d of %d", start, start+n, f.c.Stored)
	}
	framesRead.Add(int64(n))
	frame := f.c.Info().Frame()
	v := make([]float64, n*prod(frame))
	for i := range v {
		v[i] = float64(start*prod(frame) + i + 1)
	}
	return ndarray.FromSlice(v, append([]int{n}, frame...)...)
}

func (f *countedFrames) Close() error { closed.Add(1); return nil }

// dense is what the source should look like.
func (c counted) dense(t require.TestingT) *ndarray.Array {
	frame := prod(c.Info().Frame())
	v := make([]float64, prod(c.Shape))
	for i := range v {
		if stored := i/frame + c.Sync; stored >= 0 && stored < c.Stored {
			v[i] = float64(stored*frame + i%frame + 1)
		}
	}
	a, err := ndarray.FromSlice(v, c.Shape...)
	require.NoError(t, err)
	return a
}

func TestNothingIsReadWhileBuilding(t *testing.T) {
	before := opened.Load()
	x, err := arrays.FromSource(counted{Shape: []int{4, 5, 3, 3}, Sig: 2, Stored: 20}, arrays.Chunked(arrays.PerAxis(arrays.Size(2), arrays.Whole, arrays.Whole, arrays.Whole)))
	require.NoError(t, err)
	y, err := arrays.Add(x, 1.0)
	require.NoError(t, err)
	y, err = y.Reshape(20, 9)
	require.NoError(t, err)
	y, err = y.Rechunk(arrays.ChunkSize(4))
	require.NoError(t, err)
	y, err = y.Slice(arrays.Span(1, 9))
	require.NoError(t, err)
	z, err := y.Std(arrays.Over(0))
	require.NoError(t, err)
	_, err = graph.NewPlan([]graph.Collection{z})
	require.NoError(t, err)
	require.Equal(t, before, opened.Load(), "opened while building")
	compute(t, z)
	require.Greater(t, opened.Load(), before)
	require.Equal(t, opened.Load(), closed.Load())
}

func TestFromSourceKnowsItsSource(t *testing.T) {
	src := counted{Shape: []int{4, 5, 3}, Sig: 1, Stored: 18, Sync: 1}
	x, err := arrays.FromSource(src)
	require.NoError(t, err)
	got, ok := x.Source()
	require.True(t, ok)
	require.Equal(t, src, got)
	require.Equal(t, [][]int{{4}, {5}, {3}}, x.Chunks(), "small arrays are one block")
	require.Equal(t, int64(1700), x.Layer().Reads(0), "17 of the stored frames have a position")
	require.Equal(t, int64(4*5*3*8), x.Layer().Bytes(0))
	y, err := arrays.Add(x, 1.0)
	require.NoError(t, err)
	_, ok = y.Source()
	require.False(t, ok)
}

func TestDefaultChunksAreRunsOfWholeFrames(t *testing.T) {
	tests := map[string]struct {
		shape []int
		want  [][]int
	}{
		"whole rows, evenly":  {[]int{10, 100, 256, 256}, [][]int{{2, 2, 2, 2, 2}, {100}, {256}, {256}}},
		"part of a row":       {[]int{2, 1000, 256, 256}, [][]int{{1, 1}, {250, 250, 250, 250}, {256}, {256}}},
		"three scan axes":     {[]int{2, 2, 1000, 256, 256}, [][]int{{1, 1}, {1, 1}, {250, 250, 250, 250}, {256}, {256}}},
		"one frame too large": {[]int{3, 8192, 8192}, [][]int{{1, 1, 1}, {8192}, {8192}}},
		"no scan axes":        {[]int{64, 64}, [][]int{{64}, {64}}},
		"empty scan":          {[]int{0, 5, 64, 64}, [][]int{{0}, {5}, {64}, {64}}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			x, err := arrays.FromSource(counted{Shape: test.shape, Sig: 2})
			require.NoError(t, err)
			require.Equal(t, test.want, x.Chunks())
		})
	}
}

func TestSourcesReadTheirFrames(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		shape := rapid.SliceOfN(rapid.IntRange(1, 5), 2, 5).Draw(t, "shape")
		sig := rapid.IntRange(1, min(2, len(shape)-1)).Draw(t, "sig")
		frames := prod(shape[:len(shape)-sig])
		src := counted{
			Shape: shape, Sig: sig,
			Stored: rapid.IntRange(0, frames+2).Draw(t, "stored"),
			Sync:   rapid.IntRange(-3, 3).Draw(t, "sync"),
		}
		x, err := arrays.FromSource(src, arrays.Chunked(arrays.ChunkSize(rapid.IntRange(1, 4).Draw(t, "chunks"))))
		require.NoError(t, err)
		before := framesRead.Load()
		requireSame(t, src.dense(t), compute(t, x))
		reads := int64(0)
		for b := range x.Layer().Len() {
			reads += x.Layer().Reads(b)
		}
		require.Equal(t, framesRead.Load()-before, reads/100, "Reads predicts the frames")
	})
}

func TestSlicesOfSourcesReadOnlyTheirFrames(t *testing.T) {
	src := counted{Shape: []int{6, 7, 4}, Sig: 1, Stored: 42}
	x, err := arrays.FromSource(src)
	require.NoError(t, err)
	frame, err := x.Slice(arrays.At(2), arrays.At(-1))
	require.NoError(t, err)
	_, ok := frame.Source()
	require.False(t, ok)
	require.Equal(t, []int{4}, frame.Shape())
	before := framesRead.Load()
	got, err := ndarray.Values[float64](compute(t, frame))
	require.NoError(t, err)
	require.Equal(t, []float64{81, 82, 83, 84}, got)
	require.Equal(t, int64(1), framesRead.Load()-before)

	most, err := x.Slice(arrays.Span(0, 5))
	require.NoError(t, err)
	require.Same(t, x.Layer(), most.Layer().Deps()[0], "large parts share the blocks of the whole")
}

func TestSlicesOfSlicesOfSources(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		shape := rapid.SliceOfN(rapid.IntRange(1, 6), 2, 4).Draw(t, "shape")
		src := counted{Shape: shape, Sig: 1, Stored: prod(shape[:len(shape)-1]) - 1, Sync: rapid.IntRange(-2, 2).Draw(t, "sync")}
		x, err := arrays.FromSource(src, arrays.Chunked(drawChunks(t, shape)))
		require.NoError(t, err)
		a := src.dense(t)
		for range rapid.IntRange(1, 3).Draw(t, "slices") {
			name := rapid.SampledFrom([]string{"slice", "point", "span"}).Draw(t, "stage")
			if name == "span" {
				i := rapid.IntRange(0, 3).Draw(t, "start")
				index := []arrays.Index{arrays.Ellipsis, arrays.Span(i, i+2)}
				ranges := make([]ndarray.Range, a.NDim())
				for j := range ranges {
					ranges[j] = ndarray.All()
				}
				ranges[len(ranges)-1] = ndarray.Range{Start: i, Stop: i + 2, Step: 1}
				x, err = x.Slice(index...)
				require.NoError(t, err)
				a, err = a.Slice(ranges...)
				require.NoError(t, err)
				continue
			}
			if y, b, ok := stages[name](t, x, a); ok {
				x, a = y, b
			}
		}
		requireSame(t, a.AsContiguous(), compute(t, x))
	})
}

func TestReadBoxChecksTheBox(t *testing.T) {
	src := counted{Shape: []int{4, 3}, Sig: 1, Stored: 4}
	_, err := arrays.ReadBox(context.Background(), src, []int{3, 0}, []int{2, 3})
	var index *arrays.IndexError
	require.ErrorAs(t, err, &index)
	_, err = arrays.ReadBox(context.Background(), src, []int{3}, []int{2})
	var shape *arrays.ShapeError
	require.ErrorAs(t, err, &shape)
}

func TestReadErrorsNameTheTask(t *testing.T) {
	x, err := arrays.FromSource(counted{Shape: []int{4, 3}, Sig: 1, Stored: 4, Fail: true})
	require.NoError(t, err)
	_, err = x.Compute(context.Background(), scheduler.On(scheduler.Sync{}))
	var task *graph.TaskError
	require.ErrorAs(t, err, &task)
	require.ErrorContains(t, task, "disk on fire")
	require.Contains(t, task.Site, "fromsource_test.go")
	require.Equal(t, opened.Load(), closed.Load())
}

type unregistered struct{ counted }

func (unregistered) Kind() string { return "test-unregistered" }

func TestFromSourceChecksItsDescription(t *testing.T) {
	for name, src := range map[string]arrays.Source{
		"no signal axes":       counted{Shape: []int{4}},
		"too many signal axes": counted{Shape: []int{4}, Sig: 2},
		"negative extent":      counted{Shape: []int{-1, 4}, Sig: 1},
		"kind not registered":  unregistered{counted{Shape: []int{4, 4}, Sig: 1}},
	} {
		_, err := arrays.FromSource(src)
		require.Error(t, err, name)
		t.Log(err)
	}
}

func TestNothingOfASteppedSourceIsNothing(t *testing.T) {
	a, err := arrays.FromSource(counted{Shape: []int{3, 2, 4}, Sig: 2, Stored: 3})
	require.NoError(t, err)
	for axis, n := range []int{3, 2, 4} {
		index := []arrays.Index{arrays.All, arrays.All, arrays.All}
		index[axis] = arrays.Step(n-1, n, 2)
		last, err := a.Slice(index...)
		require.NoError(t, err)
		index[axis] = arrays.Span(1, arrays.Open)
		none, err := last.Slice(index...)
		require.NoError(t, err)
		got, err := none.Compute(context.Background())
		require.NoError(t, err)
		require.Zero(t, got.Shape()[axis])
	}
}
