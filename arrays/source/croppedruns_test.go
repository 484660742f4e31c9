package source_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/arrays/source"
	"github.com/gloam-go/gloam/delayed"
	"github.com/gloam-go/gloam/graph"
	"github.com/gloam-go/gloam/scheduler"
	"github.com/gloam-go/gloam/udf"
	"github.com/gloam-go/gloam/udf/stdudf"
)

// TestUDFsOfCroppedScansReadOnlyTheirPart: a UDF over a part of a scan gives
// what it gives over that part in memory, and reads no more than the rows that
// the part needs.
func TestUDFsOfCroppedScansReadOnlyTheirPart(t *testing.T) {
	parts := []struct {
		name         string
		index        []arrays.Index
		sig          int
		frames, rows int
	}{
		{"frames", []arrays.Index{arrays.Span(1, 3), arrays.Span(2, 5)}, 2, 6, 128},
		{"a row of the scan", []arrays.Index{arrays.At(3)}, 2, 6, 128},
		{"pixels", []arrays.Index{arrays.All, arrays.All, arrays.Span(10, 20), arrays.Span(30, 40)}, 2, 30, 10},
		{"pixels of frames apart", []arrays.Index{arrays.Step(0, arrays.Open, 2), arrays.All, arrays.Span(100, 104)}, 2, 18, 4},
		{"rows backwards", []arrays.Index{arrays.Span(0, 2), arrays.All, arrays.Step(19, 9, -1)}, 2, 12, 10},
		{"listed frames", []arrays.Index{arrays.List(4, 1), arrays.All, arrays.Span(0, 8)}, 2, 12, 8},
		{"one row of pixels", []arrays.Index{arrays.All, arrays.All, arrays.At(64)}, 1, 30, 1},
	}
	specs := []udf.Spec{mustGet(stdudf.Sum.With(stdudf.SumParams{})), mustGet(stdudf.SumSig.With(struct{}{})), mustGet(stdudf.Max.With(struct{}{}))}
	for _, c := range partCases(t) {
		if c.times == 0 || c.src.Info().DType.Kind() > ndarray.KindFloat || c.src.Info().DType == ndarray.Float64 {
			continue // any bytes are such numbers; floats would be NaN
		}
		x, err := arrays.FromSource(c.src)
		require.NoError(t, err)
		whole, err := x.Compute(t.Context())
		require.NoError(t, err)
		dense, err := arrays.FromDense(whole, arrays.EveryAxis(arrays.Whole))
		require.NoError(t, err)
		for _, p := range parts {
			t.Run(c.name+"/"+p.name, func(t *testing.T) {
				want := resultsOf(t, mustGet(dense.Slice(p.index...)), p.sig, specs)
				before := source.ReadBytes()
				got := resultsOf(t, mustGet(x.Slice(p.index...)), p.sig, specs)
				most := int64(p.frames*p.rows*128) * c.pixel * c.times
				if p.rows == 128 { // whole frames come with their headers
					most = max(most, int64(p.frames)*c.src.Info().FrameBytes)
				}
				require.LessOrEqual(t, source.ReadBytes()-before, most)
				for i := range want {
					requireValues(t, want[i], got[i])
				}
			})
		}
	}
}

// resultsOf runs UDFs over an array in one pass.
func resultsOf(t *testing.T, a *arrays.Array, sig int, specs []udf.Spec) []*ndarray.Array {
	t.Helper()
	ds, err := udf.FromArray(a, sig)
	require.NoError(t, err)
	lazy, err := delayed.Run(ds, specs...)
	require.NoError(t, err)
	wanted := []graph.Collection{mustGet(lazy[0].Array("intensity")), mustGet(lazy[1].Array("intensity")), mustGet(lazy[2].Array("max"))}
	values, err := scheduler.Compute(t.Context(), wanted)
	require.NoError(t, err)
	out := make([]*ndarray.Array, len(values))
	for i, v := range values {
		out[i] = v.(*ndarray.Array)
	}
	return out
}
