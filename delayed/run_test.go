package delayed_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"
	"pgregory.net/rapid"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/arrays/source"
	"github.com/gloam-go/gloam/delayed"
	"github.com/gloam-go/gloam/graph"
	"github.com/gloam-go/gloam/scheduler"
	"github.com/gloam-go/gloam/udf"
	"github.com/gloam-go/gloam/udf/stdudf"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// builtins are all UDFs of package stdudf for frames of shape (h, w).
func builtins(h, w int) []udf.Spec {
	cy, cx := float64(h)/2, float64(w)/2
	return []udf.Spec{
		must(stdudf.Sum.With(stdudf.SumParams{})),
		must(stdudf.SumSig.With(struct{}{})),
		must(stdudf.Max.With(struct{}{})),
		must(stdudf.Min.With(struct{}{})),
		must(stdudf.LogSum.With(struct{}{})),
		must(stdudf.StdDev.With(stdudf.StdDevParams{})),
		must(stdudf.Pick.With(struct{}{})),
		must(stdudf.ApplyMasks.With(stdudf.MasksParams{Masks: stdudf.Masks{stdudf.Disk(cy, cx, cx/2), stdudf.Ring(cy, cx, cx/2, cx), stdudf.Point(1, 1)}})),
		must(stdudf.CoM.With(stdudf.CoMParams{Regression: "linear"})),
	}
}

// randomData returns positive numbers that every dtype holds, so that sums are
// comparable across orders of addition.
func randomData(seed uint64, d ndarray.DType, shape ...int) *ndarray.Array {
	rng := rand.New(rand.NewPCG(seed, 1))
	n := 1
	for _, e := range shape {
		n *= e
	}
	v := make([]float64, n)
	for i := range v {
		v[i] = float64(rng.IntN(120))
		if d.Kind() == ndarray.KindFloat {
			v[i] += rng.Float64()
		}
	}
	return must(must(ndarray.FromSlice(v, shape...)).AsType(d))
}

func memory(a *ndarray.Array) *udf.Dataset {
	return must(udf.FromSource(source.Memory{Data: a, Sig: 2}))
}

func compute(ds *udf.Dataset, e scheduler.Executor, specs ...udf.Spec) []map[string]delayed.Result {
	lazy := must(delayed.Run(ds, specs...))
	return must(delayed.Compute(context.Background(), lazy, scheduler.On(e)))
}

func TestResultsAreTheSameBitsForAnyNumberOfWorkers(t *testing.T) {
	for _, d := range []ndarray.DType{ndarray.Uint8, ndarray.Uint16, ndarray.Int32, ndarray.Float32, ndarray.Float64} {
		ds := must(memory(randomData(3, d, 13, 11, 24, 20)).Partitions(37))
		specs := builtins(24, 20)
		want := compute(ds, scheduler.Sync{}, specs...)
		for _, workers := range []int{1, 2, 7, 16} {
			got := compute(ds, scheduler.NewLocal(scheduler.Workers(workers)), specs...)
			for u := range specs {
				for name, r := range want[u] {
					require.True(t, ndarray.Identical(r.Data, got[u][name].Data), "%s %s.%s with %d workers", d, specs[u].Short(), name, workers)
				}
			}
		}
	}
}

func TestResultsDoNotDependOnPartitionsTilesOrRoute(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := rapid.SampledFrom([]ndarray.DType{ndarray.Bool, ndarray.Uint8, ndarray.Int16, ndarray.Uint16, ndarray.Int64, ndarray.Float16, ndarray.Float32, ndarray.Float64}).Draw(t, "dtype")
		dim := func(name string, hi int) int { return rapid.IntRange(1, hi).Draw(t, name) }
		ny, nx, h, w := dim("ny", 6), dim("nx", 6), dim("h", 9), dim("w", 9)
		h, w = h+2, w+2
		data := randomData(rapid.Uint64().Draw(t, "seed"), d, ny, nx, h, w)
		ds := memory(data)
		specs := append(builtins(h, w), movedMasks(h, w, udf.Aux{}), movedMasks(h, w, udf.NavAux(randomShifts(ny*nx), 2)))
		if d.Kind() != ndarray.KindBool && rapid.Bool().Draw(t, "corrected") {
			ds = must(ds.Corrected(someCorrections(h, w)))
		}
		if rapid.Bool().Draw(t, "roi") {
			sel := rapid.SliceOfN(rapid.Bool(), ny*nx, ny*nx).Draw(t, "selected")
			ds = must(ds.ROI(must(ndarray.FromSlice(sel, ny, nx))))
		}
		want := compute(must(ds.Partitions(1)), scheduler.Sync{}, specs...)

		other := ds
		if rapid.Bool().Draw(t, "computed array") {
			lazy := must(arrays.FromDense(data, arrays.PerAxis(arrays.Size(dim("cy", ny)), arrays.Size(dim("cx", nx)), arrays.Size(dim("ch", h)), arrays.Size(dim("cw", w)))))
			other = must(udf.FromArray(lazy, 2, udf.MinSize(1)))
			other = must(withROIOf(other, ds).Corrected(metaOf(ds).Corrections))
		} else {
			other = must(other.Partitions(dim("partitions", ny*nx+2)))
		}
		if rapid.Bool().Draw(t, "tiled") {
			other = must(other.TileShape(dim("depth", 7), dim("th", h), dim("tw", w)))
		}
		got := compute(other, scheduler.NewLocal(scheduler.Workers(3)), specs...)
		for u := range specs {
			for name, r := range want[u] {
				same, err := ndarray.AllClose(got[u][name].Data, r.Data, 1e-4, 1e-4, true)
				if err != nil || !same {
					t.Fatalf("%s.%s: got %v, want %v (%v)", specs[u].Short(), name, got[u][name].Data, r.Data, err)
				}
			}
		}
	})
}

// withROIOf copies the region of interest of one dataset to another.
func withROIOf(to, from *udf.Dataset) *udf.Dataset {
	roi := metaOf(from).ROI
	if roi == nil {
		return to
	}
	return must(to.ROI(must(ndarray.FromSlice(roi))))
}

func metaOf(ds *udf.Dataset) udf.Meta {
	return must(udf.NewRun(ds, []udf.Spec{must(stdudf.SumSig.With(struct{}{}))})).Meta()
}

// movedMasks are masks that move by the same for all frames, or by each.
func movedMasks(h, w int, each udf.Aux) udf.Spec {
	masks := stdudf.Masks{stdudf.Disk(float64(h)/2, float64(w)/2, 3), stdudf.Point(1, 1)}
	return must(stdudf.ApplyMasks.With(stdudf.MasksParams{Masks: masks, Shifts: stdudf.Shifts{Y: -1, X: 2, Each: each}}))
}

func randomShifts(n int) *ndarray.Array {
	rng := rand.New(rand.NewPCG(uint64(n), 2))
	v := make([]float64, 2*n)
	for i := range v {
		v[i] = 8*rng.Float64() - 4
	}
	return must(ndarray.FromSlice(v, n, 2))
}

// someCorrections exclude pixels at corners, in the middle and side by side.
func someCorrections(h, w int) *udf.Corrections {
	bad := ndarray.New(ndarray.Bool, h, w)
	for _, at := range [][]int{{0, 0}, {h - 1, w - 1}, {h / 2, w / 2}, {h / 2, w/2 - 1}} {
		check(bad.Set(true, at...))
	}
	ones := must(ndarray.Add(ndarray.New(ndarray.Float32, h, w), must(ndarray.FromSlice([]float32{1.25}))))
	return must(udf.NewCorrections(udf.CorrectionImages{Dark: ndarray.New(ndarray.Float32, h, w), Gain: ones, Excluded: bad}))
}

func TestBuiltinsEqualPlainLoops(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := rapid.SampledFrom([]ndarray.DType{ndarray.Uint8, ndarray.Uint16, ndarray.Int32, ndarray.Float32, ndarray.Float64}).Draw(t, "dtype")
		n, h, w := rapid.IntRange(1, 40).Draw(t, "n"), rapid.IntRange(2, 20).Draw(t, "h"), rapid.IntRange(2, 20).Draw(t, "w")
		data := randomData(rapid.Uint64().Draw(t, "seed"), d, n, 1, h, w)
		ds := must(memory(data).Partitions(rapid.IntRange(1, n).Draw(t, "partitions")))
		got := compute(ds, scheduler.NewLocal(), builtins(h, w)...)
		v, px := must(ndarray.Float64s(data)), h*w
		sum, top, mean := make([]float64, px), make([]float64, px), make([]float64, px)
		vary, logs := make([]float64, px), make([]float64, px)
		perFrame := make([]float64, n)
		for f := range n {
			low := math.Inf(1)
			for p := range px {
				x := v[f*px+p]
				sum[p] += x
				perFrame[f] += x
				low = math.Min(low, x)
				if f == 0 || x > top[p] {
					top[p] = x
				}
			}
			for p := range px {
				logs[p] += math.Log(v[f*px+p] - low + 1)
			}
		}
		for p := range px {
			mean[p] = sum[p] / float64(n)
			for f := range n {
				vary[p] += (v[f*px+p] - mean[p]) * (v[f*px+p] - mean[p]) / float64(n)
			}
		}
		for _, c := range []struct {
			have *ndarray.Array
			want []float64
		}{
			{got[0]["intensity"].Data, sum}, {got[1]["intensity"].Data, perFrame}, {got[2]["max"].Data, top},
			{got[4]["logsum"].Data, logs}, {got[5]["mean"].Data, mean}, {got[5]["var"].Data, vary},
		} {
			require.InDeltaSlice(t, c.want, must(ndarray.Float64s(c.have)), 1e-2)
		}
	})
}

// counting is a source that counts what it is asked for.
type counting struct{ Inner source.Memory }

var opened, framesRead atomic.Int64

func init() { arrays.RegisterSource[counting]("test/counting") }

func (c counting) Kind() string            { return "test/counting" }
func (c counting) Info() arrays.SourceInfo { return c.Inner.Info() }
func (c counting) Open(ctx context.Context) (arrays.Frames, error) {
	opened.Add(1)
	f, err := c.Inner.Open(ctx)
	return countingFrames{f}, err
}

type countingFrames struct{ arrays.Frames }

func (c countingFrames) Read(ctx context.Context, start, n int) (*ndarray.Array, error) {
	framesRead.Add(int64(n))
	return c.Frames.Read(ctx, start, n)
}

func TestNothingIsReadWhileTheGraphIsBuilt(t *testing.T) {
	opened.Store(0)
	framesRead.Store(0)
	src := counting{source.Memory{Data: randomData(1, ndarray.Uint16, 6, 5, 8, 8), Sig: 2}}
	scan := must(arrays.FromSource(src))
	ds := must(must(udf.FromArray(scan, 2)).Partitions(7))
	lazy := must(delayed.Run(ds, builtins(8, 8)...))
	ratio := must(arrays.Div(must(lazy[0].Array("intensity")), must(lazy[4].Array("logsum"))))
	must(graph.NewPlan([]graph.Collection{ratio, must(lazy[8].Array("field"))}))
	require.Zero(t, opened.Load())

	must(delayed.Compute(context.Background(), lazy))
	require.EqualValues(t, 7, opened.Load(), "one opening for each partition, whatever the number of UDFs")
	require.EqualValues(t, 30, framesRead.Load(), "every frame once")
}

func TestOnlySelectedFramesAreRead(t *testing.T) {
	src := counting{source.Memory{Data: randomData(1, ndarray.Uint16, 6, 5, 8, 8), Sig: 2}}
	ds := must(must(must(udf.FromSource(src)).Partitions(3)).Only([]int{0, 1}, []int{0, 2}, []int{0, 4}))
	opened.Store(0)
	framesRead.Store(0)
	must(must(delayed.Run(ds, builtins(8, 8)[0]))[0].Compute(context.Background()))
	require.EqualValues(t, 1, opened.Load(), "partitions without selected frames have no task")
	require.EqualValues(t, 3, framesRead.Load())
}

func TestRunsTravel(t *testing.T) {
	ds := must(must(memory(randomData(1, ndarray.Uint16, 6, 5, 8, 8)).Partitions(4)).Except([]int{1, 1}))
	for _, spec := range builtins(8, 8) {
		run := must(udf.NewRun(ds, []udf.Spec{spec}))
		there := must(udf.DecodeRun(must(run.MarshalBinary())))
		require.Equal(t, run.Meta(), there.Meta())
		for _, p := range run.Parts() {
			a, b := must(run.Partition(context.Background(), p, nil)), must(there.Partition(context.Background(), p, nil))
			for i := range a {
				require.True(t, a[i] == nil && b[i] == nil || ndarray.Identical(a[i], b[i]), spec.Name())
			}
		}
	}
	_, err := must(udf.NewRun(ds, []udf.Spec{udf.Map(func(_ context.Context, f *ndarray.Array) (*ndarray.Array, error) { return f, nil })})).MarshalBinary()
	require.ErrorContains(t, err, "delayed/run_test.go:", "refusal names the line that made the UDF")
}

func FuzzDecodeRun(f *testing.F) {
	ds := must(memory(randomData(1, ndarray.Uint16, 3, 2, 4, 4)).Partitions(2))
	f.Add(must(must(udf.NewRun(ds, builtins(4, 4)[:2])).MarshalBinary()))
	f.Fuzz(func(_ *testing.T, b []byte) {
		if r, err := udf.DecodeRun(b); err == nil {
			_, _ = r.MarshalBinary()
		}
	})
}

func TestCancelEndsARun(t *testing.T) {
	ds := must(memory(randomData(1, ndarray.Uint8, 20, 20, 4, 4)).Partitions(100))
	ctx, cancel := context.WithCancel(context.Background())
	lazy := must(delayed.Run(ds, udf.Map(func(_ context.Context, f *ndarray.Array) (*ndarray.Array, error) {
		cancel()
		return ndarray.Reduce(ndarray.Sum, f, nil, false)
	})))
	_, err := lazy[0].Compute(ctx)
	require.ErrorIs(t, err, udf.ErrRunCancelled)
	require.ErrorIs(t, err, context.Canceled)
	must(must(delayed.Run(ds, builtins(4, 4)[0]))[0].Compute(context.Background()))
}

type panicking struct{ mySum }

func (panicking) Merge(_, _ udf.View) error { panic("out of luck") }

func TestPanicsNameTaskOperationAndCallSite(t *testing.T) {
	ds := must(memory(randomData(1, ndarray.Uint8, 4, 4, 4, 4)).Partitions(3))
	spec := udf.InProcess("panicking", func() (udf.UDF, error) { return panicking{}, nil })
	_, err := must(delayed.Run(ds, spec))[0].Compute(context.Background())
	var te *graph.TaskError
	require.ErrorAs(t, err, &te)
	require.Equal(t, "gloam/udf/chain", te.Op)
	require.Contains(t, te.Site, "delayed/run_test.go:")
	require.Contains(t, te.Stack, "panicking")
	require.ErrorContains(t, err, "out of luck")
}

func TestFileCutShortWhileItIsReadIsAnError(t *testing.T) {
	path := filepath.Join(t.TempDir(), "scan.raw")
	data := randomData(1, ndarray.Uint16, 64, 64, 32, 32)
	require.NoError(t, os.WriteFile(path, must(data.Bytes()), 0o600))
	src := must(source.Open(path, source.NavShape(64, 64), source.SigShape(32, 32), source.DType(ndarray.Uint16)))
	ds := must(must(udf.FromSource(src)).Partitions(1))
	cutter := udf.InProcess("cutter", func() (udf.UDF, error) { return &cutting{path: path}, nil })
	_, err := must(delayed.Run(ds, cutter, builtins(32, 32)[0]))[1].Compute(context.Background())
	require.Error(t, err)
	require.Regexp(t, `short|changed|ends|truncated`, err.Error())
}

// cutting cuts the file once it has been opened.
type cutting struct {
	path string
	done bool
}

func (*cutting) Buffers(udf.Meta) buffers { return nil }
func (c *cutting) ProcessTile(context.Context, *ndarray.Array, udf.View) error {
	if c.done {
		return nil
	}
	c.done = true
	return os.Truncate(c.path, 4096)
}

// shapes of misuse

type noProcess struct{}

func (noProcess) Buffers(udf.Meta) buffers { return buffers{"a": udf.Nav(ndarray.Float32)} }

type custom struct {
	buffers buffers
	results func(udf.View) (map[string]*ndarray.Array, error)
}

func (c custom) Buffers(udf.Meta) buffers                                   { return c.buffers }
func (custom) ProcessFrame(context.Context, *ndarray.Array, udf.View) error { return nil }

type finishing struct{ custom }

func (f finishing) Results(v udf.View) (map[string]*ndarray.Array, error) { return f.results(v) }

type merging struct{ finishing }

func (merging) Merge(_, _ udf.View) error { return nil }

type choosing struct {
	custom
	method udf.Method
}

func (c choosing) Method() udf.Method { return c.method }

type merges struct {
	custom
	all func(m udf.Meta, parts []udf.Part) (map[string]*arrays.Array, error)
}

func (m merges) MergeAll(meta udf.Meta, parts []udf.Part) (map[string]*arrays.Array, error) {
	return m.all(meta, parts)
}

func spec(u udf.UDF) udf.Spec {
	return udf.InProcess("probe", func() (udf.UDF, error) { return u, nil })
}

func TestMisuseIsCaughtWhenTheRunIsBuilt(t *testing.T) {
	ds := memory(randomData(1, ndarray.Uint8, 2, 3, 4, 4))
	f32 := ndarray.Float32
	all := func(a *arrays.Array, name string) merges {
		return merges{custom{buffers: buffers{"a": udf.Sig(f32)}}, func(udf.Meta, []udf.Part) (map[string]*arrays.Array, error) {
			return map[string]*arrays.Array{name: a}, nil
		}}
	}
	zeros := func(d ndarray.DType, shape ...int) *arrays.Array {
		return must(arrays.Zeros(shape, d, arrays.EveryAxis(arrays.Whole)))
	}
	for _, c := range []struct {
		name string
		udf  udf.UDF
		want string
	}{
		{"no process method", noProcess{}, "ProcessTile"},
		{"sig buffer without merge", custom{buffers: buffers{"a": udf.Sig(f32)}}, "neither Merge nor MergeAll"},
		{"single buffer without merge", custom{buffers: buffers{"a": udf.Single(f32)}}, "neither Merge nor MergeAll"},
		{"private sig buffer without merge", custom{buffers: buffers{"a": udf.Sig(f32).Private()}}, "neither Merge nor MergeAll"},
		{"unknown kind", custom{buffers: buffers{"a": {Kind: 9, DType: f32}}}, "unknown kind"},
		{"invalid dtype", custom{buffers: buffers{"a": udf.Nav(ndarray.Invalid)}}, "invalid"},
		{"bad name", custom{buffers: buffers{"_a": udf.Nav(f32)}}, `"_a"`},
		{"negative extra shape", custom{buffers: buffers{"a": udf.Nav(f32, -1)}}, "(-1,)"},
		{"result-only without Results", custom{buffers: buffers{"a": udf.Nav(f32).ResultOnly()}}, "no Results method"},
		{"method that is not implemented", choosing{custom{buffers: buffers{"a": udf.Nav(f32)}}, udf.ByTile}, "tile"},
		{"MergeAll with another dtype", all(zeros(ndarray.Float64, 4, 4), "a"), "float64"},
		{"MergeAll with another shape", all(zeros(f32, 4, 5), "a"), "(4, 5)"},
		{"MergeAll with another name", all(zeros(f32, 4, 4), "b"), `"b"`},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := delayed.Run(ds, spec(c.udf))
			require.ErrorContains(t, err, c.want)
			require.ErrorContains(t, err, "probe")
		})
	}
	_, err := delayed.Run(ds)
	require.ErrorIs(t, err, udf.ErrNoUDFs)
	lazy := must(delayed.Run(ds, builtins(4, 4)[0]))
	_, err = lazy[0].Array("intensty")
	var unknown *udf.UnknownBufferError
	require.ErrorAs(t, err, &unknown)
	require.Equal(t, []string{"intensity"}, unknown.Declared)
}

// TestMisuseInResultsIsFoundWhenTheRunIsBuilt has nothing computed, but for
// what depends on data.
func TestMisuseInResultsIsFoundWhenTheRunIsBuilt(t *testing.T) {
	ds := memory(randomData(1, ndarray.Uint8, 2, 3, 4, 4))
	decl := buffers{"a": udf.Nav(ndarray.Float32).ResultOnly(), "p": udf.Nav(ndarray.Float32).Private(), "b": udf.Nav(ndarray.Float32)}
	give := func(name string, a *ndarray.Array) func(udf.View) (map[string]*ndarray.Array, error) {
		return func(udf.View) (map[string]*ndarray.Array, error) {
			out := map[string]*ndarray.Array{"a": ndarray.New(ndarray.Float32, 6)}
			if name != "" {
				out[name] = a
			} else {
				delete(out, "a")
			}
			return out, nil
		}
	}
	good := ndarray.New(ndarray.Float32, 6)
	for _, c := range []struct {
		name    string
		results func(udf.View) (map[string]*ndarray.Array, error)
		want    string
	}{
		{"result-only buffer omitted", give("", nil), "nothing from Results"},
		{"private buffer returned", give("p", good), "private"},
		{"undeclared buffer returned", give("zz", good), `"zz"`},
		{"other kind of dtype", give("a", ndarray.New(ndarray.Int64, 6)), "got int64, want float32"},
		{"too few elements", give("a", ndarray.New(ndarray.Float32, 5)), "(5,)"},
		{"nil array", give("b", nil), "nil"},
		{"mask of another dtype", func(v udf.View) (map[string]*ndarray.Array, error) {
			v.Mask("a", good)
			return map[string]*ndarray.Array{"a": good}, nil
		}, "mask of float32"},
		{"mask of another shape", func(v udf.View) (map[string]*ndarray.Array, error) {
			v.Mask("a", ndarray.New(ndarray.Bool, 5))
			return map[string]*ndarray.Array{"a": good}, nil
		}, "mask of shape (5,)"},
	} {
		t.Run(c.name, func(t *testing.T) {
			u := spec(merging{finishing{custom{decl, c.results}}})
			_, err := delayed.Run(ds, u)
			require.ErrorContains(t, err, c.want)
			as[*udf.BufferError](t, err)
			_, err = delayed.NewLive(ds, u)
			as[*udf.BufferError](t, err)
		})
	}
}

// needing has results that need real data.
type needing struct {
	results func(sum float64) map[string]*ndarray.Array
}

func (needing) Buffers(udf.Meta) buffers {
	return buffers{"a": udf.Nav(ndarray.Float32), "r": udf.Single(ndarray.Float32).ResultOnly()}
}
func (needing) ProcessFrame(_ context.Context, frame *ndarray.Array, out udf.View) error {
	return out.Buffer("a").Fill(total(floats(frame)) + 1)
}
func (n needing) Results(v udf.View) (map[string]*ndarray.Array, error) {
	sum := total(floats(v.Buffer("a")))
	if sum == 0 {
		return nil, errors.New("no data")
	}
	return n.results(sum), nil
}

func TestResultsThatNeedDataAreCheckedAtTheEnd(t *testing.T) {
	ds := memory(randomData(1, ndarray.Uint8, 2, 3, 4, 4))
	give := func(d ndarray.DType) udf.Spec {
		return spec(needing{func(float64) map[string]*ndarray.Array {
			return map[string]*ndarray.Array{"r": ndarray.New(d, 1)}
		}})
	}
	got := compute(ds, scheduler.Sync{}, give(ndarray.Float32))[0]
	require.Equal(t, []float64{0}, floats(got["r"].Data))
	_, err := must(delayed.Run(ds, give(ndarray.Int64)))[0].Compute(t.Context())
	as[*udf.BufferError](t, err)
	as[*graph.TaskError](t, err)
	panicking := spec(needing{func(sum float64) map[string]*ndarray.Array { panic("no luck") }})
	_, err = must(delayed.Run(ds, panicking))[0].Compute(t.Context())
	require.ErrorContains(t, err, "no luck")
}

func TestUndeclaredBufferIsNamed(t *testing.T) {
	ds := memory(randomData(1, ndarray.Uint8, 2, 3, 4, 4))
	u := udf.InProcess("probe", func() (udf.UDF, error) { return wrongName{}, nil })
	_, err := must(delayed.Run(ds, u))[0].Compute(context.Background())
	var unknown *udf.UnknownBufferError
	require.ErrorAs(t, err, &unknown)
	require.Equal(t, "pixelsums", unknown.Buffer)
}

type wrongName struct{ sumOverSig }

func (wrongName) ProcessFrame(_ context.Context, _ *ndarray.Array, out udf.View) error {
	return out.Buffer("pixelsums").Fill(1)
}

func TestDatasetsRefuseWhatDoesNotFit(t *testing.T) {
	ds := memory(randomData(1, ndarray.Uint8, 2, 3, 4, 4))
	for name, err := range map[string]error{
		"roi of 5":           second(ds.ROI(ndarray.New(ndarray.Bool, 5))),
		"position outside":   second(ds.Only([]int{2, 0})),
		"negative position":  second(ds.Only([]int{0, -1})),
		"one coordinate":     second(ds.Only([]int{1})),
		"no positions":       second(ds.Only()),
		"no partitions":      second(ds.Partitions(0)),
		"tile of no frames":  second(ds.TileShape(0, 4, 4)),
		"tile too large":     second(ds.TileShape(1, 5, 4)),
		"tile of other axes": second(ds.TileShape(1, 4)),
		"no scan axes":       second(udf.FromArray(must(arrays.Zeros([]int{4, 4}, ndarray.Uint8, arrays.EveryAxis(arrays.Whole))), 2)),
	} {
		require.Error(t, err, name)
		require.NotContains(t, err.Error(), "\n", name)
	}
	var roi *udf.ROIError
	require.ErrorAs(t, second(ds.ROI(ndarray.New(ndarray.Bool, 5))), &roi)
	require.Equal(t, "(5,)", roi.Got)
	require.Equal(t, "(2, 3)", roi.Want)
}

func second[T any](_ T, err error) error { return err }

func TestParametersAreCheckedByName(t *testing.T) {
	com := must(udf.Lookup("com"))
	for name, c := range map[string]struct {
		params map[string]string
		want   string
	}{
		"unknown name":   {map[string]string{"radius": "3"}, `parameter "radius"`},
		"not a number":   {map[string]string{"r": "wide"}, `"wide" is not a number`},
		"inner ≥ outer":  {map[string]string{"r": "2", "ri": "3"}, "inner radius 3"},
		"bad regression": {map[string]string{"regression": "cubic"}, `"cubic"`},
	} {
		_, err := com.Parse(c.params)
		require.ErrorContains(t, err, c.want, name)
	}
	_, err := udf.Lookup("sums")
	var unknown *udf.UnknownUDFError
	require.ErrorAs(t, err, &unknown)
	require.Contains(t, unknown.Known, "sum")
	masks := must(udf.Lookup("masks"))
	for _, text := range []string{"", "disk", "disk(1,2)", "disk(1,2,x)", "ring(1,1,5,4)", "cone(1,2,3)", "disk(1,2,-3)"} {
		_, err := masks.Parse(map[string]string{"masks": text})
		require.Error(t, err, text)
	}
	lazyErr := second(delayed.Run(memory(randomData(1, ndarray.Uint8, 6, 4, 4, 4)), must(stdudf.ApplyMasks.With(stdudf.MasksParams{Stack: stdudf.Stack{Array: ndarray.New(ndarray.Float32, 2, 5, 4)}}))))
	require.ErrorContains(t, lazyErr, "(2, 5, 4)")
	flat := must(udf.FromSource(source.Memory{Data: randomData(1, ndarray.Uint8, 6, 4, 4), Sig: 2}))
	require.ErrorContains(t, second(delayed.Run(flat, must(stdudf.CoM.With(stdudf.CoMParams{})))), "1 scan axes")
}

// labels counts the tasks of a plan by the first part of their layer's label.
func labels(t *testing.T, c ...graph.Collection) map[string]int {
	p, err := graph.Expand(c)
	require.NoError(t, err)
	n := map[string]int{}
	for id := range p.Len() {
		n[p.Layers()[p.LayerOf(id)].Label()]++
	}
	return n
}

func TestTreesHaveTheDocumentedShape(t *testing.T) {
	data := randomData(1, ndarray.Float32, 4, 8, 4, 4)
	for _, k := range []int{1, 2, 8, 9, 32} {
		ds := must(memory(data).Partitions(k))
		chain := labels(t, must(must(delayed.Run(ds, named("MySumUDF")))[0].Array("intensity")))
		require.Equal(t, k, chain["part"])
		require.Equal(t, k, chain["merge-mysum"], "one merge for each partition")

		tree := labels(t, must(must(delayed.Run(ds, must(stdudf.Sum.With(stdudf.SumParams{}))))[0].Array("intensity")))
		merges := 0
		for n := k; n > 1; n = (n + 7) / 8 {
			merges += (n + 7) / 8
		}
		require.Equal(t, withoutZeros(map[string]int{"run": 1, "part": k, "merge-sum": merges, "pick-intensity": 1}), tree)

		nav := labels(t, must(must(delayed.Run(ds, must(stdudf.SumSig.With(struct{}{}))))[0].Raw("intensity")))
		require.Equal(t, map[string]int{"run": 1, "part": k, "pick-intensity": k}, nav)
	}
	lazy := must(delayed.Run(must(memory(data).Partitions(4)), builtins(4, 4)...))
	both := labels(t, must(lazy[0].Array("intensity")), must(lazy[1].Array("intensity")), must(lazy[5].Array("std")))
	require.Equal(t, 4, both["part"], "results of one run share the pass")

	few := must(must(memory(data).Partitions(4)).Only([]int{0, 0}))
	require.Equal(t, 1, labels(t, must(must(delayed.Run(few, named("MySumUDF")))[0].Array("intensity")))["part"], "empty partitions contribute nothing")
}

func withoutZeros(m map[string]int) map[string]int {
	for k, v := range m {
		if v == 0 {
			delete(m, k)
		}
	}
	return m
}

func TestLazyResultsCombineWithArrays(t *testing.T) {
	data := randomData(5, ndarray.Uint16, 7, 9, 6, 6)
	ds := must(memory(data).Partitions(5))
	lazy := must(delayed.Run(ds, builtins(6, 6)...))
	total, detectors := must(lazy[1].Array("intensity")), must(lazy[7].Array("intensity"))
	require.Equal(t, []int{7, 9}, total.Shape())
	require.Equal(t, []int{7, 9, 3}, detectors.Shape())
	disk := must(detectors.Slice(arrays.Ellipsis, arrays.At(0)))
	ratio := must(must(arrays.Div(disk, total)).Compute(context.Background()))
	eager := must(delayed.Compute(context.Background(), lazy))
	want := must(ndarray.Div(must(eager[7]["intensity"].Data.Index(2, 0)), eager[1]["intensity"].Data))
	require.True(t, ndarray.Identical(ratio, want), "%v\n%v", ratio, want)
	require.Contains(t, total.String(), "shape=(7, 9)")
}

func TestMapAnswersAsItsTrial(t *testing.T) {
	ds := memory(randomData(1, ndarray.Uint8, 4, 4, 4, 4))
	_, err := delayed.Run(ds, udf.Map(func(context.Context, *ndarray.Array) (*ndarray.Array, error) { return nil, fmt.Errorf("not today") }))
	require.ErrorContains(t, err, "not today")
	calls := 0
	lazy := must(delayed.Run(ds, udf.Map(func(_ context.Context, f *ndarray.Array) (*ndarray.Array, error) {
		calls++
		return ndarray.New(ndarray.Float32, 1+calls/4), nil
	})))
	_, err = lazy[0].Compute(context.Background(), scheduler.On(scheduler.Sync{}))
	var m *udf.MapError
	require.ErrorAs(t, err, &m)
}

func TestDamagedRunsAreRefusedWithoutAllocating(t *testing.T) {
	ds := must(memory(randomData(1, ndarray.Uint16, 3, 2, 4, 4)).Partitions(2))
	b := must(must(udf.NewRun(ds, builtins(4, 4))).MarshalBinary())
	require.NoError(t, second(udf.DecodeRun(b)))
	for i := range b {
		for _, code := range []byte{0xc6, 0xdb, 0xdd, 0xdf} { // long lengths
			c := append([]byte(nil), b...)
			c[i] = code
			_, _ = udf.DecodeRun(c)
		}
		require.Error(t, second(udf.DecodeRun(b[:i])))
	}
}
