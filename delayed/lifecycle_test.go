package delayed_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/delayed"
	"github.com/gloam-go/gloam/scheduler"
	"github.com/gloam-go/gloam/udf"
	"github.com/gloam-go/gloam/udf/stdudf"
)

// calls notes which methods are called, in the order of one worker.
type calls struct{ log *[]string }

func (c calls) note(format string, args ...any) {
	*c.log = append(*c.log, fmt.Sprintf(format, args...))
}

func (calls) Buffers(udf.Meta) buffers {
	return buffers{"n": udf.Nav(ndarray.Int32), "s": udf.Single(ndarray.Int32), "r": udf.Single(ndarray.Int32).ResultOnly()}
}
func (c calls) TaskData(out udf.View) (any, error) {
	c.note("task data %d", out.Buffer("n").Size())
	return map[string]int{"frames": 0}, nil
}
func (c calls) Preprocess(out udf.View) error {
	c.note("preprocess %d", out.Buffer("n").Size())
	if out.Has("r") {
		return errors.New("result-only buffers have no storage")
	}
	return nil
}
func (c calls) ProcessFrame(_ context.Context, _ *ndarray.Array, out udf.View) error {
	out.Task().(map[string]int)["frames"]++
	c.note("frame %d at %v", out.Slice().Start, floats(out.Coordinates()))
	return nil
}
func (c calls) Postprocess(out udf.View) error {
	c.note("postprocess %d", out.Task().(map[string]int)["frames"])
	return out.Buffer("s").Fill(out.Task().(map[string]int)["frames"])
}
func (c calls) Merge(dst, src udf.View) error {
	c.note("merge")
	return ndarray.AddInto(dst.Buffer("s"), src.Buffer("s"))
}
func (c calls) Results(res udf.View) (map[string]*ndarray.Array, error) {
	c.note("results %d", len(res.Valid()))
	return map[string]*ndarray.Array{"r": res.Buffer("s")}, nil
}

func TestMethodsAreCalledInTheDocumentedOrder(t *testing.T) {
	var log []string
	ds := must(must(memory(randomData(1, ndarray.Uint8, 2, 3, 2, 2)).Partitions(2)).Except([]int{0, 1}))
	for p, err := range delayed.Partial(context.Background(), ds, []udf.Spec{spec(calls{&log})}, delayed.InScanOrder(), delayed.AtOnce(1)) {
		require.NoError(t, err)
		must(p.Results(0))
	}
	require.Equal(t, []string{
		"results 1", // tried while the run is built
		"task data 5", "preprocess 5",
		"task data 2", "preprocess 2", "frame 0 at [0 0]", "frame 1 at [0 2]", "postprocess 2", "merge", "results 5",
		"task data 3", "preprocess 3", "frame 2 at [1 0]", "frame 3 at [1 1]", "frame 4 at [1 2]", "postprocess 3", "merge", "results 5",
	}, log)
}

// covering counts how often it sees each pixel, and the largest tile.
type covering struct{ largest *atomic.Int64 }

func (covering) InputDType() ndarray.DType { return udf.NativeDType }
func (covering) Buffers(m udf.Meta) buffers {
	return buffers{"seen": udf.Nav(ndarray.Int32, m.Sig...), "tiles": udf.Single(ndarray.Int64)}
}
func (c covering) ProcessTile(_ context.Context, tile *ndarray.Array, out udf.View) error {
	s := out.Slice()
	dst, err := out.Buffer("seen").Region(append([]int{0}, s.Origin...), append([]int{s.Frames}, s.Shape...))
	if err != nil {
		return err
	}
	must(ndarray.Values[int64](out.Buffer("tiles")))[0]++
	for n := int64(tile.NBytes()); n > c.largest.Load(); {
		c.largest.Store(n)
	}
	return ndarray.AddInto(dst, must(ndarray.FromSlice([]int32{1})))
}
func (covering) Merge(dst, src udf.View) error {
	return ndarray.AddInto(dst.Buffer("tiles"), src.Buffer("tiles"))
}

func TestTilesCoverEveryPixelOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n, h, w := rapid.IntRange(1, 9).Draw(t, "n"), rapid.IntRange(1, 9).Draw(t, "h"), rapid.IntRange(1, 9).Draw(t, "w")
		ds := must(memory(ndarray.New(ndarray.Uint8, n, 1, h, w)).Partitions(rapid.IntRange(1, n).Draw(t, "partitions")))
		ds = must(ds.TileShape(rapid.IntRange(1, 4).Draw(t, "depth"), rapid.IntRange(1, h).Draw(t, "th"), rapid.IntRange(1, w).Draw(t, "tw")))
		got := compute(ds, scheduler.Sync{}, spec(covering{new(atomic.Int64)}))[0]["seen"]
		for _, v := range floats(got.Data) {
			require.Equal(t, 1.0, v)
		}
	})
}

func TestTilesFollowForcedShapesAndCaches(t *testing.T) {
	largest := new(atomic.Int64)
	frames := memory(ndarray.New(ndarray.Uint8, 16, 1, 1860, 2048))
	count := func(ds *udf.Dataset) float64 {
		return floats(compute(must(ds.Partitions(1)), scheduler.Sync{}, spec(tiles{largest}))[0]["tiles"].Data)[0]
	}
	require.Equal(t, 256.0, count(must(frames.TileShape(16, 930, 16))), "as blocks of a K2 IS file")
	largest.Store(0)
	count(frames)
	require.LessOrEqual(t, largest.Load(), int64(1<<20), "tiles stay in the cache")
}

// tiles counts tiles only.
type tiles struct{ largest *atomic.Int64 }

func (tiles) InputDType() ndarray.DType { return udf.NativeDType }
func (tiles) Buffers(udf.Meta) buffers  { return buffers{"tiles": udf.Single(ndarray.Int64)} }
func (c tiles) ProcessTile(_ context.Context, tile *ndarray.Array, out udf.View) error {
	c.largest.Store(max(c.largest.Load(), int64(tile.NBytes())))
	must(ndarray.Values[int64](out.Buffer("tiles")))[0]++
	return nil
}
func (tiles) Merge(dst, src udf.View) error {
	return ndarray.AddInto(dst.Buffer("tiles"), src.Buffer("tiles"))
}

// several has all Process methods and tells which one ran.
type several struct{ method udf.Method }

func (several) Buffers(udf.Meta) buffers { return buffers{"how": udf.Nav(ndarray.Int32)} }
func (several) ProcessTile(_ context.Context, _ *ndarray.Array, out udf.View) error {
	return out.Buffer("how").Fill(int(udf.ByTile))
}
func (several) ProcessFrame(_ context.Context, _ *ndarray.Array, out udf.View) error {
	return out.Buffer("how").Fill(int(udf.ByFrame))
}
func (several) ProcessPartition(_ context.Context, p *ndarray.Array, out udf.View) error {
	if p.Shape()[0] != out.Buffer("how").Size() {
		return errors.New("not the whole partition")
	}
	return out.Buffer("how").Fill(int(udf.ByPartition))
}

// frameFirst has two of them.
type frameFirst struct{ s several }

func (f frameFirst) Buffers(m udf.Meta) buffers { return f.s.Buffers(m) }
func (f frameFirst) ProcessFrame(ctx context.Context, a *ndarray.Array, out udf.View) error {
	return f.s.ProcessFrame(ctx, a, out)
}
func (f frameFirst) ProcessPartition(ctx context.Context, a *ndarray.Array, out udf.View) error {
	return f.s.ProcessPartition(ctx, a, out)
}

type severalChoosing struct{ several }

func (s severalChoosing) Method() udf.Method { return s.method }

func TestTileComesBeforeFrameBeforePartition(t *testing.T) {
	ds := must(memory(randomData(1, ndarray.Uint8, 3, 3, 2, 2)).Partitions(2))
	for _, c := range []struct {
		udf  udf.UDF
		want udf.Method
	}{
		{several{}, udf.ByTile},
		{frameFirst{}, udf.ByFrame},
		{severalChoosing{several{udf.ByFrame}}, udf.ByFrame},
		{severalChoosing{several{udf.ByPartition}}, udf.ByPartition},
	} {
		how := floats(compute(ds, scheduler.Sync{}, spec(c.udf))[0]["how"].Data)
		require.Equal(t, slices.Repeat([]float64{float64(c.want)}, 9), how)
	}
}

func TestTheSameSpecMayRunTwiceInOnePass(t *testing.T) {
	ds := must(memory(randomData(1, ndarray.Uint8, 3, 3, 2, 2)).Partitions(2))
	one := must(stdudf.StdDev.With(stdudf.StdDevParams{}))
	got := compute(ds, scheduler.NewLocal(), one, one)
	require.True(t, ndarray.Identical(got[0]["std"].Data, got[1]["std"].Data))
}

func TestErrorsOfUserCodeKeepTheirType(t *testing.T) {
	ds := memory(randomData(1, ndarray.Uint8, 3, 3, 2, 2))
	mine := errors.New("mine")
	for _, e := range []scheduler.Executor{scheduler.Sync{}, scheduler.NewLocal()} {
		u := udf.Map(func(_ context.Context, f *ndarray.Array) (*ndarray.Array, error) {
			if floats(f)[0] != 1 {
				return nil, mine
			}
			return f, nil
		})
		_, err := must(delayed.Run(ds, u))[0].Compute(context.Background(), scheduler.On(e))
		require.ErrorIs(t, err, mine)
	}
}

func TestResultsAreComputedAnewEachTime(t *testing.T) {
	var n atomic.Int64
	ds := must(memory(randomData(1, ndarray.Uint8, 3, 3, 2, 2)).Partitions(3))
	u := udf.InProcess("counted", func() (udf.UDF, error) { return countedParts{&n}, nil })
	lazy := must(delayed.Run(ds, u))
	for range 2 {
		must(lazy[0].Compute(context.Background()))
	}
	require.EqualValues(t, 6, n.Load(), "nothing is kept between two runs")
}

type countedParts struct{ n *atomic.Int64 }

func (countedParts) Buffers(udf.Meta) buffers { return buffers{"a": udf.Nav(ndarray.Int8)} }
func (c countedParts) ProcessPartition(context.Context, *ndarray.Array, udf.View) error {
	c.n.Add(1)
	return nil
}

func TestProgressReachesItsEnd(t *testing.T) {
	ds := must(memory(randomData(1, ndarray.Uint8, 3, 3, 2, 2)).Partitions(3))
	var last scheduler.Progress
	must(delayed.Compute(context.Background(), must(delayed.Run(ds, builtins(2, 2)[0])), scheduler.OnProgress(func(p scheduler.Progress) { last = p })))
	require.True(t, last.Done)
	require.Equal(t, last.Total, last.Tasks)
}

func TestEveryBufferDTypeMakesTheRoundTrip(t *testing.T) {
	ds := must(memory(randomData(1, ndarray.Uint8, 3, 3, 2, 2)).Partitions(2))
	for d := ndarray.Bool; d <= ndarray.Object; d++ {
		got := compute(ds, scheduler.Sync{}, spec(typed{d}))[0]
		require.Equal(t, d, got["n"].Data.DType())
		require.Equal(t, []int{3, 3, 2}, got["n"].Data.Shape())
		require.Equal(t, must(got["n"].Data.At(2, 2, 1)), must(got["n"].Data.At(0, 0, 0)))
	}
}

// typed fills a buffer of any dtype with ones.
type typed struct{ d ndarray.DType }

func (c typed) Buffers(udf.Meta) buffers { return buffers{"n": udf.Nav(c.d, 2)} }
func (typed) ProcessFrame(_ context.Context, _ *ndarray.Array, out udf.View) error {
	return out.Buffer("n").Fill(true)
}
