package udf_test

import (
	"context"
	"fmt"
	"log"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/arrays/source"
	"github.com/gloam-go/gloam/delayed"
	"github.com/gloam-go/gloam/udf"
	"github.com/gloam-go/gloam/udf/stdudf"
)

// brightest is the largest value and the sum of each detector pixel. It counts
// the tiles that it gets by itself.
type brightest struct{ alone *int }

func (brightest) Buffers(udf.Meta) map[string]udf.Buffer {
	return map[string]udf.Buffer{"largest": udf.Sig(ndarray.Float32), "sum": udf.Sig(ndarray.Float32)}
}

func (brightest) AcceptsNative(data, input ndarray.DType) bool { return input == ndarray.Float32 }

func (b brightest) ProcessTile(_ context.Context, tile *ndarray.Array, out udf.View) error {
	*b.alone++
	for f := range tile.Shape()[0] {
		frame, err := tile.Index(0, f)
		if err != nil {
			return err
		}
		if err := ndarray.MaxInto(out.Buffer("largest"), frame); err != nil {
			return err
		}
		if err := ndarray.AddInto(out.Buffer("sum"), frame); err != nil {
			return err
		}
	}
	return nil
}

// Sweep says the same as ProcessTile.
func (brightest) Sweep(s *udf.Sweep, _ *ndarray.Array, out udf.View) bool {
	return s.Max(out.Buffer("largest")) && s.Sum(out.Buffer("sum"))
}

func (brightest) Merge(dst, src udf.View) error {
	if err := ndarray.MaxInto(dst.Buffer("largest"), src.Buffer("largest")); err != nil {
		return err
	}
	return ndarray.AddInto(dst.Buffer("sum"), src.Buffer("sum"))
}

// countingTiles runs brightest with other UDFs over 6 frames of 3 by 4 pixels in
// tiles of 2 frames, and returns the tiles that it got by itself.
func countingTiles(t testing.TB, d ndarray.DType, others ...udf.Spec) (alone int, got []map[string]delayed.Result) {
	data, err := ndarray.FromSlice([]float64{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}, 3, 4)
	require.NoError(t, err)
	data, err = ndarray.Concatenate([]*ndarray.Array{data, data, data, data, data, data}, 0)
	require.NoError(t, err)
	data, err = data.AsType(d)
	require.NoError(t, err)
	data, err = data.Reshape(2, 3, 3, 4)
	require.NoError(t, err)
	ds, err := udf.FromSource(source.Memory{Data: data})
	require.NoError(t, err)
	ds, err = ds.Partitions(1)
	require.NoError(t, err)
	ds, err = ds.TileShape(2, 3, 4)
	require.NoError(t, err)
	own := udf.InProcess("brightest", func() (udf.UDF, error) { return brightest{&alone}, nil })
	lazy, err := delayed.Run(ds, append([]udf.Spec{own}, others...)...)
	require.NoError(t, err)
	got, err = delayed.Compute(context.Background(), lazy)
	require.NoError(t, err)
	return alone, got
}

func TestUDFsThatShareATileAreNotGivenIt(t *testing.T) {
	sumsig, err := stdudf.SumSig.With(struct{}{})
	require.NoError(t, err)
	largest, err := stdudf.Max.With(struct{}{})
	require.NoError(t, err)
	dev, err := stdudf.StdDev.With(stdudf.StdDevParams{})
	require.NoError(t, err)
	for _, c := range []struct {
		name   string
		dtype  ndarray.DType
		others []udf.Spec
		alone  int
	}{
		{"alone", ndarray.Uint16, nil, 3},
		{"with one that has other reductions", ndarray.Uint16, []udf.Spec{sumsig}, 0},
		{"with one of uint8", ndarray.Uint8, []udf.Spec{sumsig}, 0},
		{"with one that wants the same", ndarray.Uint16, []udf.Spec{largest}, 3},
		{"with one that shares nothing", ndarray.Uint16, []udf.Spec{dev}, 3},
		{"without kernels", ndarray.Float32, []udf.Spec{sumsig}, 3},
	} {
		t.Run(c.name, func(t *testing.T) {
			alone, got := countingTiles(t, c.dtype, c.others...)
			require.Equal(t, c.alone, alone)
			require.Equal(t, []float32{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}, valuesOf(t, got[0]["largest"].Data))
			require.Equal(t, []float32{6, 12, 18, 24, 30, 36, 42, 48, 54, 60, 66, 72}, valuesOf(t, got[0]["sum"].Data))
		})
	}
}

func valuesOf(t testing.TB, a *ndarray.Array) []float32 {
	v, err := ndarray.Values[float32](a)
	require.NoError(t, err)
	return v
}

func TestSweepRefusesWhatHasNoPlace(t *testing.T) {
	var s udf.Sweep
	for _, enter := range []func(*ndarray.Array) bool{s.Sum, s.Max, s.Min, s.Totals} {
		require.False(t, enter(ndarray.New(ndarray.Float64)), "float64")
		require.False(t, enter(ndarray.New(ndarray.Float32, 3)), "too long")
	}
	require.False(t, s.Products(ndarray.New(ndarray.Float32, 3), ndarray.New(ndarray.Float32, 3)))
}

// A UDF of sums and extrema says so, and its tiles are read together with those
// of others.
func ExampleSweeper() {
	ds, err := udf.FromSource(source.Memory{Data: ndarray.New(ndarray.Uint16, 1, 5, 2, 2)})
	if err != nil {
		log.Fatal(err)
	}
	sumsig, err := stdudf.SumSig.With(struct{}{})
	if err != nil {
		log.Fatal(err)
	}
	var alone int
	own := udf.InProcess("brightest", func() (udf.UDF, error) { return brightest{&alone}, nil })
	lazy, err := delayed.Run(ds, own, sumsig)
	if err != nil {
		log.Fatal(err)
	}
	got, err := delayed.Compute(context.Background(), lazy)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(got[0]["largest"].Raw, got[1]["intensity"].Raw, alone)
	// Output:
	// [[0. 0.]
	//  [0. 0.]] [0. 0. 0. 0. 0.] 0
}
