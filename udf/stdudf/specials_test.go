package stdudf_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/arrays/source"
	"github.com/gloam-go/gloam/delayed"
	"github.com/gloam-go/gloam/udf"
)

// entriesWith returns six frames of 36 pixels, the fifth of them full, in which
// some stored pixels have a special value.
func entriesWith(t *testing.T, special float64, d ndarray.DType) udf.SparseMemory {
	start, index, v := []int{0}, []int32{}, []float64{}
	for f := range 6 {
		for p := range int32(36) {
			if (int(p)+f)%3 != 0 && f != 4 {
				continue
			}
			x := float64(1 + (int(p)*7+f)%11)
			if p == 13 && f >= 3 || p == 15 && f == 3 {
				x = special
			}
			index, v = append(index, p), append(v, x)
		}
		start = append(start, len(index))
	}
	values, err := ndarray.FromSlice(v)
	require.NoError(t, err)
	values, err = values.AsType(d)
	require.NoError(t, err)
	return udf.SparseMemory{Nav: []int{2, 3}, Sig: []int{4, 9}, Start: start, Index: index, Values: values}
}

func TestSpecialValuesOfEntriesAreThoseOfDenseFrames(t *testing.T) {
	specs, _ := rowSpecs("")
	for _, special := range []float64{math.NaN(), math.Inf(1), math.Inf(-1), 3e38, -3e38} {
		for _, d := range []ndarray.DType{ndarray.Float32, ndarray.Float64} {
			rows := entriesWith(t, special, d)
			frames := ndarray.New(d, 2, 3, 4, 9)
			require.NoError(t, ndarray.AddRows(must(frames.Reshape(6, 4, 9)), rows.Values, rows.Start, rows.Index))
			for _, s := range specs {
				want, err := must(delayed.Run(must(udf.FromSource(source.Memory{Data: frames})), s))[0].Compute(t.Context())
				require.NoError(t, err)
				got, err := must(delayed.Run(must(udf.FromSource(rows)), s))[0].Compute(t.Context())
				require.NoError(t, err)
				for name := range want {
					same, err := ndarray.AllClose(got[name].Data, want[name].Data, 1e-5, 1e-5, true)
					require.NoError(t, err)
					require.True(t, same, "%v in %v: %s of %s", special, d, name, s.Name())
				}
			}
		}
	}
}
