package dask_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/arrays/source"
	"github.com/gloam-go/gloam/delayed"
	"github.com/gloam-go/gloam/internal/testdask"
	"github.com/gloam-go/gloam/scheduler"
	"github.com/gloam-go/gloam/scheduler/worker/workertest"
	"github.com/gloam-go/gloam/udf"
	"github.com/gloam-go/gloam/udf/stdudf"
)

// udfSample are UDFs with every kind of buffer and of merging.
func udfSample() []udf.Spec {
	return []udf.Spec{
		must(stdudf.Sum.With(stdudf.SumParams{})),
		must(stdudf.StdDev.With(stdudf.StdDevParams{})),
		must(stdudf.ApplyMasks.With(stdudf.MasksParams{Masks: stdudf.Masks{stdudf.Disk(15.5, 15.5, 3), stdudf.Disk(8, 8, 5)}})),
		must(stdudf.CoM.With(stdudf.CoMParams{R: 12})),
		must(stdudf.LogSum.With(struct{}{})),
		must(stdudf.Max.With(struct{}{})),
		must(stdudf.SumSig.With(struct{}{})),
	}
}

func testUDFsGiveTheBytesOfLocalRuns(t *testing.T, s *testdask.Scheduler) {
	scan := source.Synthetic{NY: 12, NX: 16, KY: 32, KX: 32, Seed: 1, Dose: 64}
	stored := must(must(udf.FromSource(scan)).Partitions(5))
	roi := ndarray.New(ndarray.Bool, 12, 16)
	for i := range 12 {
		require.NoError(t, roi.Set(true, i, (3*i)%16))
	}
	some := must(stored.ROI(roi))
	computed := must(udf.FromArray(must(must(arrays.FromSource(scan, arrays.Chunked(arrays.ChunkSize(8)))).AsType(ndarray.Float64)), 2))
	workertest.Start(t, s.Address)
	workertest.Start(t, s.Address)
	c := dial(t, s)
	for name, ds := range map[string]*udf.Dataset{"stored": stored, "region": some, "array": computed} {
		lazy, err := delayed.Run(ds, udfSample()...)
		require.NoError(t, err)
		want, err := delayed.Compute(t.Context(), lazy)
		require.NoError(t, err)
		got, err := delayed.Compute(t.Context(), lazy, scheduler.On(c))
		require.NoError(t, err, name)
		for i := range want {
			require.Len(t, got[i], len(want[i]))
			for buffer, w := range want[i] {
				g := got[i][buffer]
				for _, pair := range [][2]*ndarray.Array{{w.Data, g.Data}, {w.Raw, g.Raw}, {w.Valid, g.Valid}} {
					require.True(t, ndarray.Identical(pair[0], pair[1]), "%s: UDF %d: %s", name, i, buffer)
				}
			}
		}
	}
	requireNothingHeld(t, s)
}
