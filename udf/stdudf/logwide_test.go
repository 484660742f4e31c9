package stdudf_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/arrays/source"
	"github.com/gloam-go/gloam/udf"
	"github.com/gloam-go/gloam/udf/stdudf"
)

// TestLogSumKeepsDigitsThatFloat32HasNot: pixels that differ in the last digit of
// a large number, and differences that float32 does not reach.
func TestLogSumKeepsDigitsThatFloat32HasNot(t *testing.T) {
	logs := func(data *ndarray.Array) []float64 {
		spec, err := stdudf.LogSum.With(struct{}{})
		require.NoError(t, err)
		got, err := resultsOf(must(udf.FromSource(source.Memory{Data: data})), spec)
		require.NoError(t, err)
		return must(ndarray.Float64s(got["logsum"].Data))
	}
	const large = 1 << 28
	counts := must(ndarray.FromSlice([]int32{large, large + 1, large + 2, large, large, large, large + 7, large}, 1, 2, 2, 2))
	want := []float64{0, math.Ln2, math.Log(3) + math.Log(8), 0}
	require.InDeltaSlice(t, want, logs(counts), 1e-6)
	floats, err := counts.AsType(ndarray.Float64)
	require.NoError(t, err)
	require.NoError(t, ndarray.AddInto(floats, must(ndarray.FromSlice([]float64{1e12}))))
	require.InDeltaSlice(t, want, logs(floats), 1e-6)
	far := must(ndarray.FromSlice([]float64{0, 1e300, 1e-9, 1}, 1, 1, 2, 2))
	require.InDeltaSlice(t, []float64{0, 300 * math.Ln10, 1e-9, math.Ln2}, logs(far), 1e-4)
	require.InEpsilon(t, 1e-9, logs(far)[2], 1e-6)
}

func TestLogSumOfStoredPixelsKeepsThemToo(t *testing.T) {
	const least = -1e9
	values := must(ndarray.FromSlice([]float64{least, least + 1, least, least, least + 3, least}))
	rows := udf.SparseMemory{Nav: []int{1, 2}, Sig: []int{2, 2}, Start: []int{0, 2, 6}, Index: []int32{0, 2, 0, 1, 2, 3}, Values: values}
	spec, err := stdudf.LogSum.With(struct{}{})
	require.NoError(t, err)
	got, err := resultsOf(must(udf.FromSource(rows)), spec)
	require.NoError(t, err)
	rest := math.Log(1 - least)
	require.InDeltaSlice(t, []float64{0, rest, math.Ln2 + math.Log(4), rest}, must(ndarray.Float64s(got["logsum"].Data)), 1e-5)
}

// TestBordersOfCentreOfMassAreThoseOfDisks: the root of 13 is a little too short
// for the pixels at that distance.
func TestBordersOfCentreOfMassAreThoseOfDisks(t *testing.T) {
	frame := ndarray.New(ndarray.Float32, 1, 1, 9, 9)
	require.NoError(t, frame.Set(1, 0, 0, 4, 4))
	require.NoError(t, frame.Set(1, 0, 0, 6, 7))
	radius := math.Sqrt(13)
	com := must(stdudf.CoM.With(stdudf.CoMParams{R: radius}))
	got, err := resultsOf(must(udf.FromSource(source.Memory{Data: frame})), com)
	require.NoError(t, err)
	require.Equal(t, "[[[4. 4.]]]", got["raw_com"].Data.String())
	disk := must(stdudf.ApplyMasks.With(stdudf.MasksParams{Masks: stdudf.Masks{stdudf.Disk(4, 4, radius)}}))
	got, err = resultsOf(must(udf.FromSource(source.Memory{Data: frame})), disk)
	require.NoError(t, err)
	require.Equal(t, "[[[1.]]]", got["intensity"].Data.String())
}

// TestRectanglesCutFractionsOffTheirEnds, not off their lengths, as the factories
// of package masks do.
func TestRectanglesCutFractionsOffTheirEnds(t *testing.T) {
	for rect, want := range map[[4]float64]string{
		{2, 2, 3, 0.5}: "4", {2, 2, 3, -0.5}: "8", {1.7, 1.7, 0.6, 0.6}: "4", {2, -2.5, 3, 1}: "0", {2, -0.5, 0, 1}: "0", {-1.5, 0, 1, 1}: "2",
	} {
		stack := must(must(stdudf.NewMaskContainer([]int{6, 6}, []stdudf.MaskFactory{stdudf.Masks{stdudf.Rect(rect[0], rect[1], rect[2], rect[3])}.Factory()})).Stack())
		require.Equal(t, want, must(ndarray.Reduce(ndarray.Sum, stack, nil, false)).String(), "%v", rect)
	}
}
