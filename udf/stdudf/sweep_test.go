package stdudf_test

import (
	"bytes"
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/arrays/source"
	"github.com/gloam-go/gloam/delayed"
	"github.com/gloam-go/gloam/scheduler"
	"github.com/gloam-go/gloam/udf"
	"github.com/gloam-go/gloam/udf/stdudf"
)

// sweeping are UDFs that may take tiles together, some of them twice, and one
// that may not.
func sweeping(t require.TestingT) map[string]udf.Spec {
	specs := map[string]udf.Spec{}
	add := func(name string, s udf.Spec, err error) {
		require.NoError(t, err)
		specs[name] = s
	}
	for _, name := range []string{"sum", "sum again"} {
		s, err := stdudf.Sum.With(stdudf.SumParams{})
		add(name, s, err)
	}
	s, err := stdudf.SumSig.With(struct{}{})
	add("sumsig", s, err)
	s, err = stdudf.Max.With(struct{}{})
	add("max", s, err)
	s, err = stdudf.Min.With(struct{}{})
	add("min", s, err)
	s, err = stdudf.StdDev.With(stdudf.StdDevParams{})
	add("stddev", s, err)
	for name, m := range map[string]stdudf.Masks{
		"mask": {stdudf.Disk(5, 6, 5)}, "other mask": {stdudf.Ring(5, 6, 1, 4)}, "few pixels": {stdudf.Disk(2, 2, 1)},
		"masks": {stdudf.Disk(5, 6, 5), stdudf.Disk(5, 6, 3)},
	} {
		s, err = stdudf.ApplyMasks.With(stdudf.MasksParams{Masks: m})
		add(name, s, err)
	}
	return specs
}

// Sums of integers below 2²⁴ are exact, so that results are the same bits alone
// and together with any others.
func TestUDFsGiveTheSameTogetherAsAlone(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		data := noise(t, rapid.SampledFrom(someDTypes).Draw(t, "dtype"), 3, rapid.IntRange(1, 14).Draw(t, "columns"), 11, 13)
		ds := cutAnyhow(t, data, true)
		all := sweeping(t)
		names := rapid.SliceOfNDistinct(rapid.SampledFrom(sortedNames(all)), 2, len(all), rapid.ID).Draw(t, "udfs")
		var specs []udf.Spec
		for _, n := range names {
			specs = append(specs, all[n])
		}
		lazy, err := delayed.Run(ds, specs...)
		require.NoError(t, err)
		together, err := delayed.Compute(context.Background(), lazy, scheduler.On(scheduler.NewLocal(scheduler.Workers(2))))
		require.NoError(t, err)
		for i, n := range names {
			alone, err := resultsOf(ds, all[n])
			require.NoError(t, err)
			for b, r := range alone {
				tolerance := 0.0
				if n == "stddev" {
					tolerance = 1e-6 // tiles have other forms
				}
				requireSameValues(t, r.Data, together[i][b].Data, tolerance, fmt.Sprint(n, " ", b))
			}
		}
	})
}

// Sums of these frames do not fit the mantissa of a float32, so that the order of
// additions would show.
func TestSharedTilesGiveTheSameBitsForAnyNumberOfWorkers(t *testing.T) {
	all := sweeping(t)
	var specs []udf.Spec
	for _, n := range sortedNames(all) {
		specs = append(specs, all[n])
	}
	for _, d := range []ndarray.DType{ndarray.Uint8, ndarray.Uint16} {
		t.Run(d.String(), func(t *testing.T) {
			ds := brightScan(t, d)
			var want []map[string]delayed.Result
			for _, workers := range []int{1, 3, 7} {
				lazy, err := delayed.Run(ds, specs...)
				require.NoError(t, err)
				got, err := delayed.Compute(context.Background(), lazy, scheduler.On(scheduler.NewLocal(scheduler.Workers(workers))))
				require.NoError(t, err)
				if want == nil {
					want = got
				}
				for i, n := range sortedNames(all) {
					for b, r := range want[i] {
						requireSameBits(t, r.Data, got[i][b].Data, fmt.Sprint(workers, " workers: ", n, " ", b))
					}
				}
			}
		})
	}
}

// brightScan has 1200 frames of any values in nine partitions.
func brightScan(t *testing.T, d ndarray.DType) *udf.Dataset {
	r := rand.New(rand.NewPCG(5, 6))
	values := make([]float64, 30*40*17*40)
	for i := range values {
		values[i] = float64(r.IntN(256) * 257)
		if d == ndarray.Uint8 {
			values[i] /= 257
		}
	}
	data, err := ndarray.FromSlice(values, 30, 40, 17, 40)
	require.NoError(t, err)
	data, err = data.AsType(d)
	require.NoError(t, err)
	ds, err := udf.FromSource(source.Memory{Data: data})
	require.NoError(t, err)
	ds, err = ds.Partitions(9)
	require.NoError(t, err)
	return ds
}

func requireSameBits(t *testing.T, want, got *ndarray.Array, what string) {
	a, err := want.MarshalBinary()
	require.NoError(t, err)
	b, err := got.MarshalBinary()
	require.NoError(t, err)
	require.True(t, bytes.Equal(a, b), what)
}

func sortedNames(specs map[string]udf.Spec) []string {
	var names []string
	for _, n := range []string{"sum", "sum again", "sumsig", "max", "min", "stddev", "mask", "other mask", "few pixels", "masks"} {
		if _, ok := specs[n]; ok {
			names = append(names, n)
		}
	}
	return names
}

func requireSameValues(t require.TestingT, want, got *ndarray.Array, tolerance float64, what string) {
	a, err := ndarray.Float64s(want)
	require.NoError(t, err)
	b, err := ndarray.Float64s(got)
	require.NoError(t, err)
	require.Len(t, b, len(a), what)
	for i := range a {
		if d := math.Abs(a[i] - b[i]); d > tolerance*math.Abs(a[i]) {
			require.Equal(t, a[i], b[i], what)
		}
	}
}
