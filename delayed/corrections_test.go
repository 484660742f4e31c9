package delayed_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/delayed"
	"github.com/gloam-go/gloam/scheduler"
	"github.com/gloam-go/gloam/udf"
	"github.com/gloam-go/gloam/udf/stdudf"
)

// corrected is the plain form of corrections of one frame of shape (h, w).
func corrected(x, dark, gain []float64, bad []bool, h, w int) []float64 {
	out := make([]float64, len(x))
	for i := range x {
		out[i] = (x[i] - dark[i]) * gain[i]
	}
	fixed := append([]float64(nil), out...)
	for y := range h {
		for x := range w {
			sum, n := 0.0, 0.0
			for v := max(y-1, 0); v <= min(y+1, h-1); v++ {
				for u := max(x-1, 0); u <= min(x+1, w-1); u++ {
					if !bad[v*w+u] {
						sum, n = sum+out[v*w+u], n+1
					}
				}
			}
			if bad[y*w+x] && n > 0 {
				fixed[y*w+x] = sum / n
			}
		}
	}
	return fixed
}

func TestCorrectionsEqualPlainLoops(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := rapid.SampledFrom([]ndarray.DType{ndarray.Uint8, ndarray.Uint16, ndarray.Float32, ndarray.Float64}).Draw(t, "dtype")
		n, h, w := rapid.IntRange(1, 9).Draw(t, "n"), rapid.IntRange(1, 9).Draw(t, "h"), rapid.IntRange(1, 9).Draw(t, "w")
		data := randomData(rapid.Uint64().Draw(t, "seed"), d, n, 1, h, w)
		before := data.Copy()
		dark, gain := randomData(1, ndarray.Float32, h, w), randomData(2, ndarray.Float32, h, w)
		bad := rapid.SliceOfN(rapid.Bool(), h*w, h*w).Draw(t, "excluded")
		c := must(udf.NewCorrections(udf.CorrectionImages{Dark: dark, Gain: gain, Excluded: must(ndarray.FromSlice(bad, h, w)), AllowEmpty: true}))
		ds := memory(data)
		if rapid.Bool().Draw(t, "computed array") {
			ds = must(udf.FromArray(must(arrays.FromDense(data, arrays.EveryAxis(arrays.Size(4)))), 2, udf.MinSize(1)))
		}
		ds = must(must(ds.Corrected(c)).Partitions(rapid.IntRange(1, n).Draw(t, "partitions")))
		if rapid.Bool().Draw(t, "tiled") {
			ds = must(ds.TileShape(2, rapid.IntRange(1, h).Draw(t, "th"), rapid.IntRange(1, w).Draw(t, "tw")))
		}
		specs := []udf.Spec{must(stdudf.Pick.With(struct{}{})), must(stdudf.SumSig.With(struct{}{})), must(stdudf.Max.With(struct{}{}))}
		got := compute(ds, scheduler.NewLocal(scheduler.Workers(2)), specs...)
		require.True(t, ndarray.Identical(before, data), "the caller's array stays as it is")
		require.Equal(t, ndarray.ResultType(ndarray.Float32, d), got[0]["intensity"].DType)
		px, frames, sums := floats(data), floats(got[0]["intensity"].Data), floats(got[1]["intensity"].Data)
		for f := range n {
			want := corrected(px[f*h*w:(f+1)*h*w], floats(dark), floats(gain), bad, h, w)
			require.InDeltaSlice(t, want, frames[f*h*w:(f+1)*h*w], 0.1)
			require.InDelta(t, total(want), sums[f], 10)
		}
	})
}

func TestCorrectionsTravelAndAreKnownToUDFs(t *testing.T) {
	data := randomData(1, ndarray.Uint8, 3, 2, 4, 4)
	c := must(udf.NewCorrections(udf.CorrectionImages{Dark: randomData(3, ndarray.Int64, 4, 4)}))
	ds := must(memory(data).Corrected(c))
	run := must(udf.NewRun(ds, builtins(4, 4)[:2]))
	there := must(udf.DecodeRun(must(run.MarshalBinary())))
	a, b := must(run.Partition(context.Background(), 0, nil)), must(there.Partition(context.Background(), 0, nil))
	require.True(t, ndarray.Identical(a[0], b[0]))
	require.Same(t, c, run.Meta().Corrections)
	require.False(t, there.Meta().Corrections.IsEmpty())

	off := must(ds.Corrected(must(udf.NewCorrections(udf.CorrectionImages{}))))
	plain := compute(memory(data), scheduler.Sync{}, builtins(4, 4)[1])
	require.True(t, ndarray.Identical(plain[0]["intensity"].Data, compute(off, scheduler.Sync{}, builtins(4, 4)[1])[0]["intensity"].Data), "empty corrections correct nothing")
	complexData := must(data.AsType(ndarray.Complex64))
	require.Equal(t, ndarray.Complex64, must(udf.NewRun(must(memory(complexData).Corrected(c)), builtins(4, 4)[1:2])).Meta().InputDType)
	require.NoError(t, second(delayed.Compute(context.Background(), must(delayed.Run(must(memory(complexData).Corrected(c)), builtins(4, 4)[1])))))
}

func TestBadCorrectionsAreRefused(t *testing.T) {
	one := must(ndarray.FromSlice([]bool{true}, 1, 1))
	var repair *udf.RepairError
	require.ErrorAs(t, second(udf.NewCorrections(udf.CorrectionImages{Excluded: one})), &repair)
	require.Equal(t, []int{0, 0}, repair.Pixel)
	require.NoError(t, second(udf.NewCorrections(udf.CorrectionImages{Excluded: one, AllowEmpty: true})))
	var bad *udf.CorrectionError
	other := ndarray.New(ndarray.Float32, 2, 1)
	require.ErrorAs(t, second(udf.NewCorrections(udf.CorrectionImages{Excluded: one, Dark: other})), &bad)
	require.ErrorAs(t, second(memory(randomData(1, ndarray.Uint8, 3, 2, 4, 4)).Corrected(must(udf.NewCorrections(udf.CorrectionImages{Gain: other})))), &bad)
	require.ErrorContains(t, bad, "(2, 1)")
}

func TestCorrectedDotMasksSeeRawFramesAsMasksSeeCorrectedOnes(t *testing.T) {
	data := randomData(1, ndarray.Float32, 3, 2, 5, 6)
	bad := ndarray.New(ndarray.Uint8, 5, 6)
	for _, at := range [][]int{{0, 0}, {2, 3}, {2, 4}, {4, 5}} {
		check(bad.Set(1, at...))
	}
	c := must(udf.NewCorrections(udf.CorrectionImages{Gain: randomData(2, ndarray.Float32, 5, 6), Excluded: bad}))
	masks := randomData(3, ndarray.Float64, 2, 5, 6)
	apply := func(ds *udf.Dataset, m *ndarray.Array) *ndarray.Array {
		return compute(ds, scheduler.Sync{}, must(stdudf.ApplyMasks.With(stdudf.MasksParams{Stack: stdudf.Stack{Array: m}})))[0]["intensity"].Data
	}
	want := apply(must(memory(data).Corrected(c)), masks)
	got := apply(memory(data), must(c.CorrectDotMasks(masks)))
	require.True(t, must(ndarray.AllClose(got, want, 1e-5, 1e-5, false)), "%v\n%v", got, want)
	require.Error(t, second(c.CorrectDotMasks(ndarray.New(ndarray.Float32, 2, 6, 5))))
}
