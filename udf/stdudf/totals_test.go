package stdudf_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/delayed"
	"github.com/gloam-go/gloam/udf"
	"github.com/gloam-go/gloam/udf/stdudf"
)

// Sums of counts are exact far beyond what 32 bits hold.
func TestSumsOfStoredCountsDoNotWrap(t *testing.T) {
	const frames, repeats = 4, 70_000
	start, index, values := []int{0}, []int32{}, []uint16{}
	for range frames {
		for range repeats {
			index, values = append(index, 1), append(values, 65535)
		}
		index, values = append(index, 0), append(values, 3)
		start = append(start, len(index))
	}
	rows := must(udf.FromSource(udf.SparseMemory{Nav: []int{frames}, Sig: []int{1, 3}, Start: start, Index: index, Values: must(ndarray.FromSlice(values))}))
	got, err := must(delayed.Run(rows, must(stdudf.Sum.With(stdudf.SumParams{DType: "float64"}))))[0].Compute(t.Context())
	require.NoError(t, err)
	require.Equal(t, []float64{3 * frames, 65535 * frames * repeats, 0}, must(ndarray.Values[float64](must(got["intensity"].Data.Reshape(3)))))
}
