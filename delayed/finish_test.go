package delayed_test

import (
	"context"
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/delayed"
	"github.com/gloam-go/gloam/scheduler"
	"github.com/gloam-go/gloam/udf"
	"github.com/gloam-go/gloam/udf/stdudf"
)

// finished has buffers of each use and kind.
type finished struct {
	framewiseMerging
	results func(res udf.View) (map[string]*ndarray.Array, error)
}

func (f finished) Results(res udf.View) (map[string]*ndarray.Array, error) { return f.results(res) }

func finishing3(results func(udf.View) (map[string]*ndarray.Array, error)) udf.UDF {
	f := ndarray.Float32
	decl := buffers{"kept": udf.Nav(f), "sum": udf.Sig(f), "secret": udf.Single(f).Private(), "rows": udf.Nav(f).Private(),
		"share": udf.Nav(f, 2).ResultOnly(), "all": udf.Single(f).ResultOnly()}
	return finished{framewiseMerging{framewise{decl, func(frame *ndarray.Array, out udf.View) error {
		if out.Has("share") || out.Has("all") {
			return errors.New("result-only buffers have storage")
		}
		sum := total(floats(frame))
		must(ndarray.Values[float32](out.Buffer("secret")))[0] += float32(sum)
		check(out.Buffer("rows").Fill(sum))
		check(out.Buffer("kept").Fill(10 * sum))
		return ndarray.AddInto(out.Buffer("sum"), frame)
	}, func(dst, src udf.View) error {
		if dst.Has("share") || src.Has("all") {
			return errors.New("result-only buffers have storage")
		}
		check(ndarray.AddInto(dst.Buffer("secret"), src.Buffer("secret")))
		return ndarray.AddInto(dst.Buffer("sum"), src.Buffer("sum"))
	}}}, results}
}

func TestResultsFollowTheRules(t *testing.T) {
	// frames sum to 1, 5, 9, 13, 17, 21; selected are those of 1, 9, 13, 21
	ds := must(must(memory(rising(t, ndarray.Uint8, 2, 3, 1, 2)).Partitions(3)).Only([]int{0, 0}, []int{0, 2}, []int{1, 0}, []int{1, 2}))
	u := finishing3(func(res udf.View) (map[string]*ndarray.Array, error) {
		pair := must(ndarray.FromSlice([]float32{1, 2}, 1, 2))
		rows := must(res.Buffer("rows").Reshape(-1, 1))
		return map[string]*ndarray.Array{"share": must(ndarray.Mul(rows, pair)), "all": res.Buffer("secret")}, nil
	})
	lazy := must(delayed.Run(ds, spec(u)))[0]
	for _, name := range []string{"rows", "secret", "other"} {
		as[*udf.UnknownBufferError](t, second(lazy.Array(name)))
	}
	for _, e := range []scheduler.Executor{scheduler.Sync{}, scheduler.NewLocal(scheduler.Workers(3))} {
		got := must(lazy.Compute(t.Context(), scheduler.On(e)))
		require.Len(t, got, 4, "private buffers are no results")
		require.Equal(t, []float64{10, 90, 130, 210}, floats(got["kept"].Raw), "as it was, since Results does not return it")
		require.Equal(t, []float64{0 + 4 + 6 + 10, 1 + 5 + 7 + 11}, floats(got["sum"].Data))
		require.Equal(t, []float64{44}, floats(got["all"].Data))
		require.Equal(t, []float64{1, 2, 9, 18, 13, 26, 21, 42}, floats(got["share"].Raw))
		require.Equal(t, []int{2, 3, 2}, got["share"].Data.Shape())
		v := floats(got["share"].Data)
		require.Equal(t, []float64{1, 2, 9, 18, 13, 26, 21, 42}, []float64{v[0], v[1], v[4], v[5], v[6], v[7], v[10], v[11]})
		for _, i := range []int{2, 3, 8, 9} {
			require.NotEqual(t, v[i], v[i], "NaN outside the region of interest")
		}
		for name, r := range got {
			array := must(must(lazy.Array(name)).Compute(t.Context(), scheduler.On(e)))
			require.True(t, must(ndarray.AllClose(r.Data, array, 0, 0, true)), "%s: lazily as eagerly", name)
		}
	}
}

func TestArraysOfResultsAreTheirData(t *testing.T) {
	ds := must(memory(rising(t, ndarray.Uint16, 16, 16, 1, 2)).Partitions(4))
	lazy := must(delayed.Run(ds, must(stdudf.SumSig.With(struct{}{}))))[0]
	array, got := must(lazy.Array("intensity")), must(lazy.Compute(t.Context()))["intensity"]
	require.Equal(t, 256.0*(511+0), total(floats(got.Data)))
	require.Equal(t, total(floats(got.Data)), floats(must(must(array.Sum()).Compute(t.Context())))[0])
	require.Contains(t, array.String(), "reshape")
	require.Contains(t, array.String(), "shape=(16, 16), dtype=float32, chunksize=(4, 16)")
	raw := must(lazy.Raw("intensity"))
	require.Contains(t, raw.String(), "shape=(256,), dtype=float32, chunksize=(64,)")
	require.Equal(t, floats(got.Raw), floats(must(raw.Compute(t.Context()))))
}

func TestTheTrialOfAMapIsAFrameOfOnes(t *testing.T) {
	for native, input := range map[ndarray.DType]ndarray.DType{ndarray.Uint8: ndarray.Float32, ndarray.Int32: ndarray.Float64, ndarray.Complex64: ndarray.Complex64} {
		var first *ndarray.Array
		u := udf.Map(func(_ context.Context, f *ndarray.Array) (*ndarray.Array, error) {
			if first == nil {
				first = f.Copy()
			}
			return ndarray.New(ndarray.Int16, 3, 1), nil
		})
		lazy := must(delayed.Run(memory(ndarray.New(native, 4, 5, 2, 3)), u))[0]
		require.Equal(t, []int{2, 3}, first.Shape())
		require.Equal(t, input, first.DType())
		ones := ndarray.New(input, 2, 3)
		require.NoError(t, ones.Fill(1))
		require.True(t, ndarray.Identical(ones, first))
		require.Equal(t, []int{4, 5, 3, 1}, must(lazy.Array("result")).Shape())
		require.Equal(t, ndarray.Int16, must(lazy.Array("result")).DType())
	}
}

func TestJobsTellHowManyFramesAreDone(t *testing.T) {
	ds := must(must(memory(ndarray.New(ndarray.Uint8, 4, 3, 1, 1)).Partitions(4)).Except([]int{0, 0}))
	reached, goOn := make(chan struct{}), make(chan struct{})
	u := udf.InProcess("waiting", func() (udf.UDF, error) {
		return framewise{buffers{"n": udf.Nav(ndarray.Int8)}, func(_ *ndarray.Array, out udf.View) error {
			if out.Slice().Start == 5 { // the first frame of the third partition
				close(reached)
				<-goOn
			}
			return nil
		}, nil}, nil
	})
	job := must(delayed.Start(t.Context(), ds, []udf.Spec{u}, scheduler.On(scheduler.NewLocal(scheduler.Workers(1)))))
	<-reached
	require.Equal(t, delayed.Progress{Partitions: 2, AllPartitions: 4, Frames: 5, AllFrames: 11}, job.Progress(), "selected frames of the partitions that are done")
	close(goOn)
	must(job.Wait(t.Context()))
	require.Equal(t, delayed.Progress{Partitions: 4, AllPartitions: 4, Frames: 11, AllFrames: 11, Done: true}, job.Progress())
}

// badInput prefers what is no dtype.
type badInput struct{ sumOverSig }

func (badInput) InputDType() ndarray.DType { return ndarray.Invalid }

// loud panics in one of the methods that are called while a run is built.
type loud struct {
	sumOverSig
	in string
}

func (l loud) shout(in string) {
	if l.in == in {
		panic(&udf.UnknownBufferError{Buffer: in})
	}
}
func (l loud) Check(udf.Meta) error       { l.shout("Check"); return nil }
func (l loud) Backends() []udf.Backend    { l.shout("Backends"); return []udf.Backend{udf.Dense} }
func (l loud) InputDType() ndarray.DType  { l.shout("InputDType"); return ndarray.Float32 }
func (l loud) Aux() map[string]udf.Aux    { l.shout("Aux"); return nil }
func (l loud) Buffers(m udf.Meta) buffers { l.shout("Buffers"); return l.sumOverSig.Buffers(m) }
func (l loud) MergeAll(udf.Meta, []udf.Part) (map[string]*arrays.Array, error) {
	l.shout("MergeAll")
	return nil, nil
}

func TestWhatCanBeKnownIsAnErrorOfRun(t *testing.T) {
	ds := smallScan()
	_, err := delayed.Run(nil, named("SumOverSig"))
	as[*udf.DatasetError](t, err)
	_, err = delayed.Run(ds, udf.Spec{})
	as[*udf.UnknownUDFError](t, err)
	as[*udf.ROIError](t, second(ds.ROI(nil)))

	var dtype *udf.InputDTypeError
	require.ErrorAs(t, second(delayed.Run(ds, named("SumOverSig"), spec(badInput{}))), &dtype)
	require.ErrorContains(t, second(delayed.Run(ds, spec(badInput{}))), "udf: probe: input dtype: got invalid, want one of the named dtypes")

	require.NoError(t, second(delayed.Run(ds, spec(loud{}))))
	for _, in := range []string{"Check", "Backends", "InputDType", "Aux", "Buffers", "MergeAll"} {
		_, err := delayed.Run(ds, spec(loud{in: in}))
		var p *udf.PanicError
		require.ErrorAs(t, err, &p, in)
		require.Contains(t, p.Stack, "loud", in)
		as[*udf.UnknownBufferError](t, err)
		require.ErrorContains(t, err, "udf: probe", in)
	}
	_, err = delayed.Run(ds, udf.InProcess("broken", func() (udf.UDF, error) { panic("factory") }))
	as[*udf.PanicError](t, err)
	_, err = delayed.Run(ds, udf.Map(nil))
	as[*udf.PanicError](t, err)
}

func TestMasksOfWhatIsNoResultAreErrors(t *testing.T) {
	for name, want := range map[string]string{"secret": `no buffer "secret", declared are all, kept, share, sum`, "keptt": `no buffer "keptt"`} {
		u := finishing3(func(res udf.View) (map[string]*ndarray.Array, error) {
			res.Mask(name, must(ndarray.FromSlice([]bool{true})))
			return map[string]*ndarray.Array{"share": ndarray.New(ndarray.Float32, 6, 2), "all": ndarray.New(ndarray.Float32, 1)}, nil
		})
		_, err := delayed.Run(smallScan(), spec(u))
		as[*udf.UnknownBufferError](t, err)
		require.ErrorContains(t, err, want)
	}
}

func TestAMeanOfNoPositionsIsNotANumber(t *testing.T) {
	none := must(memory(randomData(1, ndarray.Uint8, 2, 3, 4, 4)).ROI(ndarray.New(ndarray.Bool, 2, 3)))
	got := compute(none, scheduler.Sync{}, must(stdudf.StdDev.With(stdudf.StdDevParams{})), must(stdudf.CoM.With(stdudf.CoMParams{Regression: "mean"})),
		must(stdudf.CoM.With(stdudf.CoMParams{Regression: "linear"})), must(stdudf.Sum.With(stdudf.SumParams{})))
	isNaN := func(a *ndarray.Array) (out []bool) {
		for _, v := range floats(a) {
			out = append(out, v != v)
		}
		return out
	}
	for _, name := range []string{"mean", "var", "std"} {
		require.NotContains(t, isNaN(got[0][name].Data), false, name)
	}
	require.Equal(t, []bool{true, true, false, false, false, false}, isNaN(got[1]["regression"].Data))
	require.Equal(t, make([]float64, 6), floats(got[2]["regression"].Data))
	require.NotContains(t, isNaN(got[1]["field"].Data), false)
	require.Equal(t, make([]float64, 16), floats(got[3]["intensity"].Data), "sums of nothing are zero")
}
