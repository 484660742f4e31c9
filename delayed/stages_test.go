package delayed_test

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/delayed"
	"github.com/gloam-go/gloam/graph"
	"github.com/gloam-go/gloam/internal/testdask"
	"github.com/gloam-go/gloam/scheduler"
	"github.com/gloam-go/gloam/scheduler/dask"
	"github.com/gloam-go/gloam/scheduler/worker/workertest"
	"github.com/gloam-go/gloam/udf"
)

// staged adds its parameter in each method: to a private buffer in Preprocess,
// to that of the task in TaskData, and so on.
type staged struct{ p stagedParams }

type stagedParams struct{ Step int64 }

// stagedMade counts the UDFs that were made with each parameter.
var stagedMade [16]atomic.Int64

var stagedUDF = udf.Register("test/staged", func(p stagedParams) (udf.UDF, error) {
	stagedMade[p.Step].Add(1)
	return &staged{p}, nil
}, udf.Unlisted())

func (s *staged) Buffers(udf.Meta) buffers {
	i := ndarray.Int64
	return buffers{"before": udf.Nav(i), "within": udf.Nav(i), "after": udf.Nav(i), "merged": udf.Single(i), "end": udf.Single(i).ResultOnly(), "extra": udf.Single(i, int(s.p.Step))}
}
func (s *staged) TaskData(udf.View) (any, error) { return 100 * s.p.Step, nil }
func (s *staged) Preprocess(out udf.View) error  { return out.Buffer("before").Fill(10 * s.p.Step) }
func (s *staged) ProcessFrame(_ context.Context, _ *ndarray.Array, out udf.View) error {
	return out.Buffer("within").Fill(out.Task().(int64) + s.p.Step)
}
func (s *staged) Postprocess(out udf.View) error { return out.Buffer("after").Fill(1000 * s.p.Step) }
func (s *staged) Merge(dst, src udf.View) error {
	must(ndarray.Values[int64](dst.Buffer("merged")))[0] += s.p.Step
	return nil
}
func (s *staged) Results(res udf.View) (map[string]*ndarray.Array, error) {
	return map[string]*ndarray.Array{"end": must(ndarray.FromSlice([]int64{10000 * s.p.Step}))}, nil
}

// requireStaged checks the results for a step of 3 over six frames in three
// partitions.
func requireStaged(t *testing.T, got map[string]delayed.Result) {
	for name, want := range map[string][]float64{
		"before": slices.Repeat([]float64{30}, 6), "within": slices.Repeat([]float64{303}, 6), "after": slices.Repeat([]float64{3000}, 6),
		"merged": {9}, "end": {30000}, "extra": {0, 0, 0},
	} {
		require.Equal(t, want, floats(got[name].Raw), name)
	}
}

func stagedScan() *udf.Dataset {
	return must(memory(ndarray.New(ndarray.Uint8, 2, 3, 2, 2)).Partitions(3))
}

func TestParametersAreThereInEveryMethod(t *testing.T) {
	spec := must(stagedUDF.With(stagedParams{3}))
	lazy := must(delayed.Run(stagedScan(), spec))
	before := stagedMade[3].Load()
	requireStaged(t, must(lazy[0].Compute(t.Context(), scheduler.On(scheduler.NewLocal(scheduler.Workers(2))))))
	require.EqualValues(t, 1+3+3+1, stagedMade[3].Load()-before, "one is made for each task: to merge into, of a partition, of a merge, and at the end")
	require.Zero(t, stagedMade[0].Load(), "none without parameters")
}

func TestParametersAndObjectsReachEveryWorker(t *testing.T) {
	cluster := testdask.StartScheduler(t, testdask.Versions(t)[0])
	workertest.Start(t, cluster.Address)
	workertest.Start(t, cluster.Address)
	client, err := dask.Dial(t.Context(), cluster.Address)
	require.NoError(t, err)
	defer func() { require.NoError(t, client.Close()) }()
	requireStaged(t, compute(stagedScan(), client, must(stagedUDF.With(stagedParams{3})))[0])
	objects := must(memory(rising(t, ndarray.Uint8, 2, 2, 2, 2)).Partitions(3))
	requireRagged(t, compute(objects, client, must(raggedUDF.With(struct{ Limit float64 }{6})))[0])

	threads := compute(stagedScan(), client, must(threadsUDF.With(struct{}{})))[0]
	require.Equal(t, slices.Repeat([]float64{1}, 6), floats(threads["result"].Data), "a task of a cluster has one thread")
}

// forgetful has a field that is no parameter.
type forgetful struct{ seen int32 }

func (f *forgetful) Buffers(udf.Meta) buffers {
	f.seen += 1000 // on another value than those that process
	return buffers{"seen": udf.Nav(ndarray.Int32)}
}
func (f *forgetful) ProcessFrame(_ context.Context, _ *ndarray.Array, out udf.View) error {
	f.seen++
	return out.Buffer("seen").Fill(f.seen)
}

func TestFieldsThatAreNoParametersDoNotTravel(t *testing.T) {
	fresh := udf.InProcess("forgetful", func() (udf.UDF, error) { return &forgetful{}, nil })
	for _, e := range []scheduler.Executor{scheduler.Sync{}, scheduler.NewLocal(scheduler.Workers(3))} {
		got := compute(stagedScan(), e, fresh)[0]["seen"]
		require.Equal(t, []float64{1, 2, 1, 2, 1, 2}, floats(got.Data), "each partition starts with a UDF of its own")
	}
}

// watching notes what a UDF is told of where its data lies.
type watching struct {
	method udf.Method
	note   func(stage string, out udf.View) error
}

func (w watching) Method() udf.Method { return w.method }
func (watching) Buffers(udf.Meta) buffers {
	return buffers{"n": udf.Nav(ndarray.Float32, 2), "s": udf.Sig(ndarray.Float32)}
}
func (watching) Merge(dst, src udf.View) error {
	if dst.Partition().Frames+src.Partition().Frames != 0 {
		return errors.New("a partition in Merge")
	}
	return nil
}
func (w watching) Preprocess(out udf.View) error  { return w.note("preprocess", out) }
func (w watching) Postprocess(out udf.View) error { return w.note("postprocess", out) }
func (w watching) ProcessTile(_ context.Context, a *ndarray.Array, out udf.View) error {
	return w.process(a, out)
}
func (w watching) ProcessPartition(_ context.Context, a *ndarray.Array, out udf.View) error {
	return w.process(a, out)
}
func (w watching) ProcessFrame(_ context.Context, a *ndarray.Array, out udf.View) error {
	return w.note("process", out)
}
func (w watching) process(a *ndarray.Array, out udf.View) error {
	if a.Shape()[0] != out.Slice().Frames {
		return fmt.Errorf("got %d frames, want %d", a.Shape()[0], out.Slice().Frames)
	}
	return w.note("process", out)
}

func TestMetaAndViewsTellOfTheSelectedFrames(t *testing.T) {
	// positions 0…11 in partitions of four; selected are 1, 2 | 4, 5, 6, 7 | none
	mask := make([]bool, 12)
	for _, p := range []int{1, 2, 4, 5, 6, 7} {
		mask[p] = true
	}
	coords := [][]int{{0, 1}, {0, 2}, {1, 0}, {1, 1}, {1, 2}, {1, 3}}
	ds := must(memory(ndarray.New(ndarray.Int32, 3, 4, 2, 6)).Partitions(3))
	ds = must(ds.TileShape(3, 2, 4))
	for form, roi := range map[string]*udf.Dataset{
		"mask":   must(ds.ROI(must(ndarray.FromSlice(mask, 3, 4)))),
		"flat":   must(ds.ROI(must(ndarray.FromSlice(mask)))),
		"sparse": must(ds.SparseROI(udf.COO{Coords: coords})),
		"only":   must(ds.Only(coords...)),
	} {
		for _, c := range []struct {
			method udf.Method
			want   []string
		}{
			{udf.ByPartition, []string{
				"preprocess: rows 2, at 0+2 of 0+2", "process: rows 2, at 0+2 of 0+2", "postprocess: rows 2, at 0+2 of 0+2",
				"preprocess: rows 4, at 2+4 of 2+4", "process: rows 4, at 2+4 of 2+4", "postprocess: rows 4, at 2+4 of 2+4"}},
			{udf.ByFrame, []string{
				"preprocess: rows 2, at 0+2 of 0+2", "process: rows 2, at 0+1 of 0+2", "process: rows 2, at 1+1 of 0+2", "postprocess: rows 2, at 0+2 of 0+2",
				"preprocess: rows 4, at 2+4 of 2+4", "process: rows 2, at 2+1 of 2+4", "process: rows 2, at 3+1 of 2+4", "process: rows 2, at 4+1 of 2+4", "process: rows 2, at 5+1 of 2+4", "postprocess: rows 4, at 2+4 of 2+4"}},
			{udf.ByTile, []string{
				"preprocess: rows 2, at 0+2 of 0+2", "process: rows 2, at 0+2 of 0+2", "process: rows 2, at 0+2 of 0+2", "postprocess: rows 2, at 0+2 of 0+2",
				"preprocess: rows 4, at 2+4 of 2+4", "process: rows 3, at 2+3 of 2+4", "process: rows 3, at 2+3 of 2+4", "process: rows 1, at 5+1 of 2+4", "process: rows 1, at 5+1 of 2+4", "postprocess: rows 4, at 2+4 of 2+4"}},
		} {
			var log []string
			u := watching{c.method, func(stage string, out udf.View) error {
				m, s, p := out.Meta(), out.Slice(), out.Partition()
				if !slices.Equal(m.Nav, []int{3, 4}) || !slices.Equal(m.Sig, []int{2, 6}) || !slices.Equal(m.ROI, mask) || m.Frames != 6 || m.Positions() != 12 ||
					m.DType != ndarray.Int32 || m.InputDType != ndarray.Float64 || p.Frames > 0 && !slices.Equal(p.Shape, m.Sig) {
					return fmt.Errorf("got %+v in %+v", m, p)
				}
				line := fmt.Sprintf("%s: rows %d, at %d+%d of %d+%d", stage, out.Buffer("n").Shape()[0], s.Start, s.Frames, p.Start, p.Frames)
				if p.Frames > 0 { // not what partitions are merged into
					log = append(log, line)
				} else if out.Buffer("n").Shape()[0] != 6 {
					return errors.New("rows of the whole are those selected")
				}
				return nil
			}}
			compute(roi, scheduler.Sync{}, spec(u))
			require.Equal(t, c.want, log, "%s, by %s", form, c.method)
		}
	}
}

func TestPreprocessSeesTheSelectedRowsOfItsPartition(t *testing.T) {
	// rows 0…5 of the scan weigh 10…15; selected are 0 | 2, 3 | 5
	weights := udf.NavAux(must(ndarray.FromSlice([]float32{10, 11, 12, 13, 14, 15}, 2, 3)))
	u := prepared{weights}
	ds := must(must(memory(rising(t, ndarray.Uint8, 2, 3, 1, 1)).Partitions(3)).Only([]int{0, 0}, []int{0, 2}, []int{1, 0}, []int{1, 2}))
	got := compute(ds, scheduler.NewLocal(scheduler.Workers(2)), spec(u))[0]
	require.Equal(t, []float64{10 + 0, 12 + 2, 13 + 3, 15 + 5}, floats(got["w"].Raw), "what Preprocess wrote, and the pixel added to it")
	require.Equal(t, []float64{1, 2, 2, 1}, floats(got["rows"].Raw))
	require.Equal(t, []float64{-7}, floats(got["low"].Data), "the whole starts from its own Preprocess, partitions from theirs")
}

// prepared starts its buffers from auxiliary data.
type prepared struct{ weights udf.Aux }

func (p prepared) Aux() map[string]udf.Aux { return map[string]udf.Aux{"weights": p.weights} }
func (prepared) Buffers(udf.Meta) buffers {
	return buffers{"w": udf.Nav(ndarray.Float32), "rows": udf.Nav(ndarray.Int32), "low": udf.Single(ndarray.Int32)}
}
func (prepared) Preprocess(out udf.View) error {
	check(out.Buffer("rows").Fill(out.Buffer("w").Size()))
	check(out.Buffer("low").Fill(-7))
	return ndarray.CopyInto(out.Buffer("w"), out.Aux("weights"))
}
func (prepared) ProcessFrame(_ context.Context, f *ndarray.Array, out udf.View) error {
	return ndarray.AddInto(out.Buffer("w"), must(f.Reshape(1)))
}
func (prepared) Merge(dst, src udf.View) error {
	return ndarray.CopyInto(dst.Buffer("low"), must(ndarray.Minimum(dst.Buffer("low"), src.Buffer("low"))))
}

// overlapping reports merges that run at the same time.
type overlapping struct{ at, merges *atomic.Int64 }

func (overlapping) Buffers(udf.Meta) buffers                                     { return buffers{"n": udf.Single(ndarray.Int64)} }
func (overlapping) ProcessFrame(context.Context, *ndarray.Array, udf.View) error { return nil }
func (o overlapping) Merge(dst, src udf.View) error {
	if o.at.Add(1) != 1 {
		return errors.New("two merges at once")
	}
	defer o.at.Add(-1)
	o.merges.Add(1)
	for range 100 {
		runtime.Gosched() // room for another one to begin
	}
	return nil
}

func TestMergesOfAUDFNeverOverlap(t *testing.T) {
	ds := must(memory(ndarray.New(ndarray.Uint8, 8, 8, 1, 1)).Partitions(40))
	at, merges := new(atomic.Int64), new(atomic.Int64)
	one := udf.InProcess("overlapping", func() (udf.UDF, error) { return overlapping{at, merges}, nil })
	compute(ds, scheduler.NewLocal(scheduler.Workers(7)), one)
	require.EqualValues(t, 40, merges.Load(), "one for each partition")
	for _, err := range delayed.Partial(t.Context(), ds, []udf.Spec{one}, delayed.AtOnce(7)) {
		require.NoError(t, err)
	}
	require.EqualValues(t, 80, merges.Load())
}

var threadsUDF = udf.RegisterMap("test/threads", func(ctx context.Context, _ *ndarray.Array, _ struct{}) (*ndarray.Array, error) {
	return ndarray.FromSlice([]int64{int64(graph.Threads(ctx))})
}, udf.Unlisted())
