package stdudf_test

import (
	"fmt"
	"math"
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

// Sums, products with few and many, dense and sparse masks, and moments do not
// depend on whether a scan is stored dense or as compressed rows.
func TestRowsGiveTheResultsOfDenseFrames(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))
		h, w := rapid.IntRange(4, 9).Draw(t, "h"), rapid.IntRange(4, 9).Draw(t, "w")
		data := make([]uint16, 3*4*h*w)
		for i := range data {
			if r.IntN(4) == 0 {
				data[i] = uint16(r.IntN(200))
			}
		}
		dense, rows := denseAndRows(t, data, 3, 4, h, w)
		n := rapid.IntRange(1, 9).Draw(t, "masks")
		share := rapid.Float64Range(0, 1).Draw(t, "share")
		stack := make([]float32, n*h*w)
		for i := range stack {
			if r.Float64() < share {
				stack[i] = float32(r.NormFloat64())
			}
		}
		masks, err := ndarray.FromSlice(stack, n, h, w)
		require.NoError(t, err)
		for _, spec := range []func() (udf.Spec, error){
			func() (udf.Spec, error) { return stdudf.Sum.With(stdudf.SumParams{}) },
			func() (udf.Spec, error) { return stdudf.SumSig.With(struct{}{}) },
			func() (udf.Spec, error) { return stdudf.CoM.With(stdudf.CoMParams{R: 3}) },
			func() (udf.Spec, error) {
				return stdudf.ApplyMasks.With(stdudf.MasksParams{Stack: stdudf.Stack{Array: masks}})
			},
			func() (udf.Spec, error) {
				return stdudf.ApplyMasks.With(stdudf.MasksParams{Stack: stdudf.Stack{Array: masks}, Sparse: "sparse"})
			},
		} {
			s, err := spec()
			require.NoError(t, err)
			sameWithin(t, rowResults(t, dense, s), rowResults(t, rows, s))
		}
	})
}

// denseAndRows are one scan in both forms.
func denseAndRows(t require.TestingT, data []uint16, shape ...int) (dense, rows *udf.Dataset) {
	a, err := ndarray.FromSlice(data, shape...)
	require.NoError(t, err)
	dense, err = udf.FromSource(source.Memory{Data: a})
	require.NoError(t, err)
	stacked, err := a.Reshape(shape[0]*shape[1], shape[2], shape[3])
	require.NoError(t, err)
	tile, err := udf.SparseOf(stacked)
	require.NoError(t, err)
	rows, err = udf.FromSource(udf.SparseMemory{Nav: shape[:2], Sig: shape[2:], Start: tile.Start, Index: tile.Index, Values: tile.Values})
	require.NoError(t, err)
	return dense, rows
}

func rowResults(t *rapid.T, d *udf.Dataset, s udf.Spec) map[string][]float64 {
	lazy, err := delayed.Run(d, s)
	require.NoError(t, err)
	got, err := lazy[0].Compute(t.Context())
	require.NoError(t, err)
	out := map[string][]float64{}
	for name, b := range got {
		out[name], err = ndarray.Float64s(b.Data)
		require.NoError(t, err)
	}
	return out
}

func sameWithin(t *rapid.T, want, got map[string][]float64) {
	require.Len(t, got, len(want))
	for name, w := range want {
		size := 1.0
		for _, v := range w {
			if !math.IsNaN(v) {
				size = max(size, math.Abs(v))
			}
		}
		for i, v := range got[name] {
			if math.IsNaN(v) && math.IsNaN(w[i]) {
				continue
			}
			require.InDelta(t, w[i], v, 1e-4*size, fmt.Sprint(name, i))
		}
	}
}
