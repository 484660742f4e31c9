package delayed_test

import (
	"context"
	"fmt"
	"math"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/delayed"
	"github.com/gloam-go/gloam/graph"
	"github.com/gloam-go/gloam/scheduler"
	"github.com/gloam-go/gloam/udf"
	"github.com/gloam-go/gloam/udf/stdudf"
)

// probing runs a function for each frame.
type probing struct {
	decl    buffers
	process func(ctx context.Context, frame *ndarray.Array, out udf.View) error
}

func (p probing) Buffers(udf.Meta) buffers { return p.decl }
func (p probing) ProcessFrame(ctx context.Context, frame *ndarray.Array, out udf.View) error {
	return p.process(ctx, frame, out)
}
func (probing) Merge(dst, src udf.View) error {
	return ndarray.AddInto(dst.Buffer("s"), src.Buffer("s"))
}

func TestMetaTellsOfTheDeviceAndTheFormOfData(t *testing.T) {
	frames := 0
	u := probing{buffers{"n": udf.Nav(ndarray.Int32)}, func(_ context.Context, frame *ndarray.Array, out udf.View) error {
		frames++
		if m := out.Meta(); m.Device != udf.OnCPU || m.DType != ndarray.Uint8 || m.InputDType != frame.DType() || out.Backend() != udf.Dense {
			return fmt.Errorf("got device %s, data %s as %s in %s", m.Device, m.DType, m.InputDType, out.Backend())
		}
		return nil
	}}
	compute(memory(randomData(1, ndarray.Uint8, 2, 3, 4, 4)), scheduler.Sync{}, udf.InProcess("probing", func() (udf.UDF, error) { return onlyFrames{u}, nil }))
	require.Equal(t, 6, frames)
}

// onlyFrames hides Merge.
type onlyFrames struct{ p probing }

func (o onlyFrames) Buffers(m udf.Meta) buffers { return o.p.Buffers(m) }
func (o onlyFrames) ProcessFrame(ctx context.Context, frame *ndarray.Array, out udf.View) error {
	return o.p.ProcessFrame(ctx, frame, out)
}

func TestPlacementOfBuffersDoesNotChangeResults(t *testing.T) {
	ds := must(memory(randomData(1, ndarray.Uint8, 3, 4, 5, 5)).Partitions(3))
	run := func(place func(udf.Buffer) udf.Buffer) map[string]delayed.Result {
		decl := buffers{"n": place(udf.Nav(ndarray.Float32)), "s": place(udf.Sig(ndarray.Float32))}
		return compute(ds, scheduler.NewLocal(scheduler.Workers(2)), spec(probing{decl, func(_ context.Context, frame *ndarray.Array, out udf.View) error {
			must(ndarray.Values[float32](out.Buffer("n")))[0] = float32(total(floats(frame)))
			return ndarray.AddInto(out.Buffer("s"), frame)
		}}))[0]
	}
	host, device := run(func(b udf.Buffer) udf.Buffer { return b }), run(udf.Buffer.OnDevice)
	for name := range host {
		require.True(t, ndarray.Identical(host[name].Data, device[name].Data), name)
		require.Equal(t, []string{"host", "device"}, []string{host[name].Where.String(), device[name].Where.String()})
	}
	_, err := delayed.Run(ds, spec(custom{buffers{"b": {Kind: udf.KindNav, DType: ndarray.Int8, Where: 7}}, nil}))
	as[*udf.BufferError](t, err)
}

func TestTasksKnowHowManyThreadsTheyMayUse(t *testing.T) {
	ds := must(memory(randomData(1, ndarray.Uint8, 4, 4, 2, 2)).Partitions(4))
	threads := func(e scheduler.Executor) []float64 {
		got := compute(ds, e, udf.Map(func(ctx context.Context, _ *ndarray.Array) (*ndarray.Array, error) {
			return ndarray.FromSlice([]int64{int64(graph.Threads(ctx))})
		}))[0]
		return slices.Compact(floats(got["result"].Raw))
	}
	require.Equal(t, []float64{1}, threads(scheduler.NewLocal(scheduler.Workers(3))), "tasks run side by side")
	require.Equal(t, []float64{float64(runtime.GOMAXPROCS(0))}, threads(scheduler.Sync{}), "one task has the machine")
}

// countedRuns is an executor that counts its runs.
type countedRuns struct {
	scheduler.Executor
	runs *atomic.Int64
}

func (c countedRuns) Execute(ctx context.Context, p *graph.Plan) ([]any, error) {
	c.runs.Add(1)
	return c.Executor.Execute(ctx, p)
}

func TestOnChoosesTheExecutorOfOneComputationOnly(t *testing.T) {
	lazy := must(delayed.Run(memory(randomData(1, ndarray.Uint8, 4, 4, 2, 2)), builtins(2, 2)[0]))
	a, b := countedRuns{scheduler.Sync{}, new(atomic.Int64)}, countedRuns{scheduler.NewLocal(), new(atomic.Int64)}
	runs := func() []int64 { return []int64{a.runs.Load(), b.runs.Load()} }
	first := must(delayed.Compute(t.Context(), lazy, scheduler.On(a)))
	require.Equal(t, []int64{1, 0}, runs())
	must(delayed.Compute(t.Context(), lazy))
	require.Equal(t, []int64{1, 0}, runs(), "naming one makes it nobody's default")
	second := must(delayed.Compute(t.Context(), lazy, scheduler.On(b)))
	require.Equal(t, []int64{1, 1}, runs())
	must(must(lazy[0].Array("intensity")).Compute(t.Context(), scheduler.On(b)))
	require.Equal(t, []int64{1, 2}, runs(), "lazy arrays of the same graph")
	require.True(t, ndarray.Identical(first[0]["intensity"].Data, second[0]["intensity"].Data), "one graph, two executors")
}

func TestReductionsOfNavResultsNeverHoldAllOfThem(t *testing.T) {
	ds := must(memory(randomData(1, ndarray.Uint8, 8, 8, 2, 2)).Partitions(16))
	nav := must(must(delayed.Run(ds, must(stdudf.SumSig.With(struct{}{}))))[0].Raw("intensity"))
	p := must(graph.Expand([]graph.Collection{must(nav.Sum())}))
	picks := 0
	for id := range p.Len() {
		readers := 0
		for _, in := range p.Inputs(id) {
			if p.Layers()[p.LayerOf(int(in))].Label() == "pick-intensity" {
				readers++
			}
		}
		require.LessOrEqual(t, readers, 1, "no task takes the rows of two partitions")
		picks += readers
	}
	require.Equal(t, 16, picks)
	require.Equal(t, total(floats(compute(ds, scheduler.Sync{}, must(stdudf.SumSig.With(struct{}{})))[0]["intensity"].Data)),
		floats(must(must(nav.Sum()).Compute(t.Context())))[0])
}

func TestRunsMayBeNestedAndConcurrent(t *testing.T) {
	data := randomData(1, ndarray.Uint8, 4, 4, 3, 3)
	ds := must(memory(data).Partitions(4))
	shared := must(stdudf.StdDev.With(stdudf.StdDevParams{}))
	want := compute(ds, scheduler.Sync{}, shared)[0]["std"].Data
	nested := udf.Map(func(ctx context.Context, _ *ndarray.Array) (*ndarray.Array, error) {
		got, err := must(delayed.Run(ds, shared))[0].Compute(ctx, scheduler.On(scheduler.Sync{}))
		if err != nil || !ndarray.Identical(got["std"].Data, want) {
			return nil, fmt.Errorf("got %v (%w)", got, err)
		}
		return ndarray.FromSlice([]bool{true})
	})
	var wg sync.WaitGroup
	for range 3 {
		wg.Go(func() {
			got, err := delayed.Compute(context.Background(), must(delayed.Run(ds, nested, shared)))
			if err == nil && !ndarray.Identical(got[1]["std"].Data, want) {
				err = fmt.Errorf("got %v", got[1]["std"].Data)
			}
			check(err)
		})
	}
	wg.Wait()
}

func TestMaximumOfNegativeIntegersIsTheirs(t *testing.T) {
	for _, d := range []ndarray.DType{ndarray.Int8, ndarray.Int16, ndarray.Int32, ndarray.Int64} {
		below := must(ndarray.FromSlice([]int64{-120}))
		data := must(must(ndarray.Add(must(randomData(2, d, 3, 3, 4, 4).AsType(ndarray.Int64)), below)).AsType(d))
		data = must(ndarray.Minimum(data, must(must(ndarray.FromSlice([]int64{-1})).AsType(d))))
		ds := must(memory(data).Partitions(4))
		for i, reduce := range []ndarray.ReduceOp{ndarray.Max, ndarray.Min} {
			want := must(ndarray.Reduce(reduce, data, []int{0, 1}, false))
			got := compute(ds, scheduler.Sync{}, builtins(4, 4)[2+i])[0]
			for _, r := range got {
				require.Equal(t, floats(want), floats(r.Data), "%s of %s", r.Name, d)
			}
		}
	}
}

// derived has rows of partitions, and results that are made of them at the end.
type derived struct{ probing }

func (d derived) Results(res udf.View) (map[string]*ndarray.Array, error) {
	sum, err := ndarray.Reduce(ndarray.Sum, res.Buffer("n"), nil, false)
	if err != nil {
		return nil, err
	}
	sum, err = sum.Reshape(1)
	return map[string]*ndarray.Array{"all": sum}, err
}

func TestResultOnlyBuffersForceNoMerging(t *testing.T) {
	u := derived{probing{buffers{"all": udf.Single(ndarray.Float64).ResultOnly(), "n": udf.Nav(ndarray.Float64)},
		func(_ context.Context, frame *ndarray.Array, out udf.View) error { return out.Buffer("n").Fill(2) }}}
	hidden := udf.InProcess("derived", func() (udf.UDF, error) { return noMerge{u}, nil })
	ds := must(memory(randomData(1, ndarray.Uint8, 4, 4, 2, 2)).Partitions(4))
	lazy := must(delayed.Run(ds, hidden))[0]
	for label := range labels(t, must(lazy.Array("all")), must(lazy.Array("n"))) {
		require.NotContains(t, label, "merge")
		require.NotContains(t, label, "init")
	}
	got := must(lazy.Compute(t.Context()))
	require.Equal(t, []float64{32}, floats(got["all"].Data))
}

// noMerge hides Merge.
type noMerge struct{ d derived }

func (n noMerge) Buffers(m udf.Meta) buffers { return n.d.Buffers(m) }
func (n noMerge) ProcessFrame(ctx context.Context, frame *ndarray.Array, out udf.View) error {
	return n.d.ProcessFrame(ctx, frame, out)
}
func (n noMerge) Results(res udf.View) (map[string]*ndarray.Array, error) { return n.d.Results(res) }

func TestResultsTellTheDeclaredDTypeBesideTheirOwn(t *testing.T) {
	got := compute(memory(randomData(1, ndarray.Uint8, 4, 4, 2, 2)), scheduler.Sync{}, named("AverageUDF"))[0]["average"]
	require.Equal(t, ndarray.Float32, got.DType, "as declared")
	require.Equal(t, ndarray.Float64, got.Data.DType(), "what Results returned")
}

// auxShapes notes the shape of navigation data in each Preprocess.
type auxShapes struct {
	a    udf.Aux
	seen *[][]int
}

func (a auxShapes) Aux() map[string]udf.Aux { return map[string]udf.Aux{"a": a.a} }
func (auxShapes) Buffers(udf.Meta) buffers  { return buffers{"s": udf.Single(ndarray.Float32)} }
func (auxShapes) Merge(_, _ udf.View) error { return nil }
func (a auxShapes) Preprocess(out udf.View) error {
	*a.seen = append(*a.seen, slices.Clone(out.Aux("a").Shape()))
	return nil
}
func (auxShapes) ProcessFrame(context.Context, *ndarray.Array, udf.View) error { return nil }

func TestAuxiliaryDataHasNoAxisMoreInPreprocess(t *testing.T) {
	for _, c := range []struct {
		only [][]int
		want [][]int
	}{{nil, [][]int{{6, 2}, {3, 2}, {3, 2}}}, {[][]int{{0, 1}, {1, 0}, {1, 2}}, [][]int{{3, 2}, {1, 2}, {2, 2}}}} {
		var seen [][]int
		ds := must(memory(randomData(1, ndarray.Uint8, 2, 3, 2, 2)).Partitions(2))
		if c.only != nil {
			ds = must(ds.Only(c.only...))
		}
		u := auxShapes{udf.NavAux(randomData(1, ndarray.Float32, 2, 3, 2), 2), &seen}
		compute(ds, scheduler.Sync{}, spec(u))
		slices.SortFunc(seen, func(a, b []int) int { return b[0] - a[0] })
		slices.SortFunc(c.want, func(a, b []int) int { return b[0] - a[0] })
		require.Equal(t, c.want, seen)
	}
}

func TestTheExampleOfLazyArraysAsDatasets(t *testing.T) {
	data := randomData(3, ndarray.Uint8, 23, 42, 17, 19)
	lazy := must(arrays.FromDense(data, arrays.PerAxis(arrays.Size(5), arrays.Size(42), arrays.Size(17), arrays.Size(19))))
	got := compute(must(udf.FromArray(lazy, 2)), scheduler.NewLocal(), must(stdudf.Sum.With(stdudf.SumParams{})))[0]["intensity"]
	want := must(must(lazy.Sum(arrays.Over(0, 1))).Compute(t.Context()))
	require.True(t, must(ndarray.AllClose(got.Data, want, 1e-5, 0, false)))
}

func TestPartialCentresOfMassAreThoseOfTheMergedPositions(t *testing.T) {
	ds := must(memory(randomData(3, ndarray.Float32, 6, 5, 7, 7)).Partitions(5))
	for _, regression := range []string{"none", "mean", "linear"} {
		com := must(stdudf.CoM.With(stdudf.CoMParams{Regression: regression}))
		for p, err := range delayed.Partial(t.Context(), ds, []udf.Spec{com}, delayed.InScanOrder()) {
			require.NoError(t, err)
			got := must(p.Results(0))
			want := compute(must(ds.ROI(p.Damage)), scheduler.Sync{}, com)[0]
			require.Equal(t, floats(want["regression"].Data), floats(got["regression"].Data), regression)
			for _, name := range []string{"field", "magnitude", "divergence", "curl"} {
				require.True(t, must(ndarray.AllClose(got[name].Data, want[name].Data, 0, 1e-6, true)), "%s of %d partitions: got %v, want %v", name, p.Done, got[name].Data, want[name].Data)
			}
		}
	}
}

func TestPositionsOutsideTheRegionHoldTheFillOfTheirDType(t *testing.T) {
	ds := must(memory(randomData(1, ndarray.Uint8, 2, 2, 2, 2)).Only([]int{1, 0}))
	nan := math.NaN()
	for d, fill := range map[ndarray.DType]any{
		ndarray.Bool: false, ndarray.Int8: int8(0), ndarray.Int16: int16(0), ndarray.Int32: int32(0), ndarray.Int64: int64(0),
		ndarray.Uint8: uint8(0), ndarray.Uint16: uint16(0), ndarray.Uint32: uint32(0), ndarray.Uint64: uint64(0),
		ndarray.Float16: nan, ndarray.Float32: float32(nan), ndarray.Float64: nan,
		ndarray.Complex64: complex64(complex(nan, nan)), ndarray.Complex128: complex(nan, nan), ndarray.Object: nil,
	} {
		u := onlyFrames{probing{buffers{"b": udf.Nav(d, 2)}, func(_ context.Context, _ *ndarray.Array, out udf.View) error {
			return out.Buffer("b").Fill(1)
		}}}
		lazy := must(delayed.Run(ds, spec(u)))[0]
		eager := must(lazy.Compute(t.Context()))["b"]
		for how, data := range map[string]*ndarray.Array{"eager": eager.Data, "lazy": must(must(lazy.Array("b")).Compute(t.Context()))} {
			require.Equal(t, []int{2, 2, 2}, data.Shape())
			for i := range 4 {
				got := must(data.At(i/2, i%2, 1))
				if i == 2 {
					require.NotEqual(t, fmt.Sprint(fill), fmt.Sprint(got), "%s %s", how, d)
					continue
				}
				if d == ndarray.Float16 {
					got = float64(got.(ndarray.Half).Float32())
				}
				require.Equal(t, fmt.Sprint(fill), fmt.Sprint(got), "%s %s", how, d)
			}
		}
	}
}

func TestHolographyIsNotProvided(t *testing.T) {
	_, err := udf.Lookup("holography")
	as[*udf.UnknownUDFError](t, err)
}
