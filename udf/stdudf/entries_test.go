package stdudf_test

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/arrays/source"
	"github.com/gloam-go/gloam/delayed"
	"github.com/gloam-go/gloam/udf"
	"github.com/gloam-go/gloam/udf/stdudf"
)

// UDFs of one run that want values as stored, converted, and without pixels do
// not disturb each other, for any dtype, region of interest and partitioning.
func TestSparseUDFsInOneRunEqualDenseOnes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := rapid.SampledFrom([]ndarray.DType{ndarray.Uint8, ndarray.Uint16, ndarray.Int32, ndarray.Float32, ndarray.Float64}).Draw(t, "dtype")
		sumAs := rapid.SampledFrom([]string{"", "float64"}).Draw(t, "sum")
		const ny, nx, h, w = 3, 5, 4, 9
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 0))
		v := make([]uint8, ny*nx*h*w)
		for i := range v {
			v[i] = []uint8{0, 0, 0, 1, 7, 200}[r.IntN(6)]
		}
		small, err := ndarray.FromSlice(v, ny, nx, h, w)
		require.NoError(t, err)
		data, err := small.AsType(d)
		require.NoError(t, err)
		dense, err := udf.FromSource(source.Memory{Data: data})
		require.NoError(t, err)
		stacked, err := data.Reshape(ny*nx, h, w)
		require.NoError(t, err)
		tile, err := udf.SparseOf(stacked)
		require.NoError(t, err)
		rows, err := udf.FromSource(udf.SparseMemory{Nav: []int{ny, nx}, Sig: []int{h, w}, Start: tile.Start, Index: tile.Index, Values: tile.Values})
		require.NoError(t, err)
		roi, err := ndarray.FromSlice(rapid.SliceOfN(rapid.Bool(), ny*nx, ny*nx).Draw(t, "roi"), ny, nx)
		require.NoError(t, err)
		parts := rapid.IntRange(1, 4).Draw(t, "partitions")
		all, _ := rowSpecs(sumAs)
		for _, specs := range [][]udf.Spec{all, all[:1], all[2:4]} {
			want, got := entryResults(t, dense, roi, parts, specs), entryResults(t, rows, roi, parts, specs)
			for i := range specs {
				sameWithin(t, want[i], got[i])
			}
		}
	})
}

func entryResults(t *rapid.T, d *udf.Dataset, roi *ndarray.Array, parts int, specs []udf.Spec) []map[string][]float64 {
	d, err := d.ROI(roi)
	require.NoError(t, err)
	d, err = d.Partitions(parts)
	require.NoError(t, err)
	lazy, err := delayed.Run(d, specs...)
	require.NoError(t, err)
	results, err := delayed.Compute(t.Context(), lazy)
	require.NoError(t, err)
	out := make([]map[string][]float64, len(results))
	for i, buffers := range results {
		out[i] = map[string][]float64{}
		for name, b := range buffers {
			data := b.Data
			if data.DType().Kind() == ndarray.KindComplex {
				imag, err := ndarray.Float64s(must(ndarray.Unary(ndarray.Imag, data)))
				require.NoError(t, err)
				out[i][name+" imaginary"], data = imag, must(ndarray.Unary(ndarray.Real, data))
			}
			out[i][name], err = ndarray.Float64s(data)
			require.NoError(t, err)
		}
	}
	return out
}

// A frame that is infinite or NaN where a mask is zero gives NaN, dense or not.
func TestSparseProductsWithInfinityEqualDenseOnes(t *testing.T) {
	inf := float32(1)
	for range 8 {
		inf *= 1e30
	}
	data, err := ndarray.FromSlice([]float32{0, inf, 0, 2, 0, 3, inf, 0}, 1, 2, 2, 2)
	require.NoError(t, err)
	tile, err := udf.SparseOf(must(data.Reshape(2, 2, 2)))
	require.NoError(t, err)
	rows := must(udf.FromSource(udf.SparseMemory{Nav: []int{1, 2}, Sig: []int{2, 2}, Start: tile.Start, Index: tile.Index, Values: tile.Values}))
	dense := must(udf.FromSource(source.Memory{Data: data}))
	stack := must(ndarray.FromSlice([]float32{1, 0, 1, 1}, 1, 2, 2))
	spec := must(stdudf.ApplyMasks.With(stdudf.MasksParams{Stack: stdudf.Stack{Array: stack}}))
	of := func(d *udf.Dataset) string {
		got, err := must(delayed.Run(d, spec))[0].Compute(t.Context())
		require.NoError(t, err)
		return got["intensity"].Data.String()
	}
	require.Equal(t, of(dense), of(rows))
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}
