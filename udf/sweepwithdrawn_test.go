package udf_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/arrays/source"
	"github.com/gloam-go/gloam/delayed"
	"github.com/gloam-go/gloam/udf"
	"github.com/gloam-go/gloam/udf/stdudf"
)

// halfway is the sum of each frame, and of each detector pixel. It finds no
// place for a third result, so that what it has entered must be forgotten.
type halfway struct{}

func (halfway) Buffers(udf.Meta) map[string]udf.Buffer {
	return map[string]udf.Buffer{"total": udf.Nav(ndarray.Float32), "sum": udf.Sig(ndarray.Float32)}
}

func (halfway) AcceptsNative(data, input ndarray.DType) bool { return input == ndarray.Float32 }

func (halfway) ProcessTile(_ context.Context, tile *ndarray.Array, out udf.View) error {
	total, err := ndarray.Values[float32](out.Buffer("total"))
	if err != nil {
		return err
	}
	for f := range tile.Shape()[0] {
		frame, err := tile.Index(0, f)
		if err != nil {
			return err
		}
		if err := ndarray.AddInto(out.Buffer("sum"), frame); err != nil {
			return err
		}
		pixels, err := ndarray.Float64s(frame)
		if err != nil {
			return err
		}
		for _, v := range pixels {
			total[f] += float32(v)
		}
	}
	return nil
}

func (halfway) Sweep(s *udf.Sweep, _ *ndarray.Array, out udf.View) bool {
	return s.Totals(out.Buffer("total")) && s.Sum(out.Buffer("sum")) && s.Max(out.Buffer("total"))
}

func (halfway) Merge(dst, src udf.View) error {
	return ndarray.AddInto(dst.Buffer("sum"), src.Buffer("sum"))
}

// sharedScan has 35 frames of 5 by 6 pixels in two partitions and tiles that do
// not divide them.
func sharedScan(t testing.TB, roi bool) *udf.Dataset {
	values, selected := make([]uint16, 35*30), make([]bool, 35)
	for i := range values {
		values[i] = uint16(i * 7919 % 1000)
	}
	for i := range selected {
		selected[i] = i%3 != 1
	}
	data, err := ndarray.FromSlice(values, 5, 7, 5, 6)
	require.NoError(t, err)
	ds, err := udf.FromSource(source.Memory{Data: data})
	require.NoError(t, err)
	ds, err = ds.Partitions(2)
	require.NoError(t, err)
	ds, err = ds.TileShape(4, 2, 6)
	require.NoError(t, err)
	if roi {
		mask, err := ndarray.FromSlice(selected, 5, 7)
		require.NoError(t, err)
		ds, err = ds.ROI(mask)
		require.NoError(t, err)
	}
	return ds
}

// The others take the places that halfway had, and its buffers are filled once.
func TestWhatAUDFEntersIsForgottenIfNotAllOfItHasAPlace(t *testing.T) {
	sumsig, err := stdudf.SumSig.With(struct{}{})
	require.NoError(t, err)
	largest, err := stdudf.Max.With(struct{}{})
	require.NoError(t, err)
	smallest, err := stdudf.Min.With(struct{}{})
	require.NoError(t, err)
	sum, err := stdudf.Sum.With(stdudf.SumParams{})
	require.NoError(t, err)
	half := udf.InProcess("halfway", func() (udf.UDF, error) { return halfway{}, nil })
	for name, specs := range map[string][]udf.Spec{
		"before others": {half, largest, smallest}, "between others": {largest, half, sumsig, sum, smallest},
		"with one other": {sumsig, half},
	} {
		t.Run(name, func(t *testing.T) {
			for _, roi := range []bool{false, true} {
				ds := sharedScan(t, roi)
				lazy, err := delayed.Run(ds, specs...)
				require.NoError(t, err)
				got, err := delayed.Compute(context.Background(), lazy)
				require.NoError(t, err)
				for i, s := range specs {
					alone, err := delayed.Run(ds, s)
					require.NoError(t, err)
					want, err := delayed.Compute(context.Background(), alone)
					require.NoError(t, err)
					for buffer, r := range want[0] {
						require.Equal(t, valuesOf(t, r.Raw), valuesOf(t, got[i][buffer].Raw), "%d %s", i, buffer)
					}
				}
			}
		})
	}
}
