package delayed_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/scheduler"
	"github.com/gloam-go/gloam/udf"
	"github.com/gloam-go/gloam/udf/stdudf"
)

func TestPartitionsOfPickHoldTheirOwnFramesOnly(t *testing.T) {
	data := randomData(8, ndarray.Uint16, 12, 5, 6, 7)
	ds := must(memory(data).Partitions(6))
	spec := must(stdudf.Pick.With(struct{}{}))
	run := must(udf.NewRun(ds, []udf.Spec{spec}))
	for _, p := range run.Parts() {
		require.EqualValues(t, run.Rows(p)*6*7*2, run.ResultBytes(p))
	}
	some := must(ds.Only([]int{1, 2}, []int{7, 0}, []int{11, 4}))
	got := compute(some, scheduler.NewLocal(scheduler.Workers(3)), spec)[0]["intensity"].Data
	require.Equal(t, []int{3, 6, 7}, got.Shape())
	flat := must(data.Reshape(60, 6, 7))
	for i, f := range []int{7, 35, 59} {
		require.True(t, ndarray.Identical(must(flat.Index(0, f)), must(got.Index(0, i))))
	}
}

// perPosition has a single buffer with an element for each position, which only
// Results fills in: of so many that it was told, or as many as there are.
type perPosition struct{ told int }

func (f perPosition) Buffers(m udf.Meta) buffers {
	n := m.Frames
	if f.told > 0 {
		n = f.told
	}
	return buffers{"n": udf.Nav(ndarray.Float32).Private(), "all": udf.Single(ndarray.Float32, n).ResultOnly()}
}

func (perPosition) ProcessTile(_ context.Context, tile *ndarray.Array, out udf.View) error {
	return ndarray.AddInto(out.Buffer("n"), must(ndarray.Reduce(ndarray.Sum, tile, []int{1, 2}, false)))
}

func (f perPosition) Results(res udf.View) (map[string]*ndarray.Array, error) {
	if f.told > 0 {
		return map[string]*ndarray.Array{"all": ndarray.New(ndarray.Float32, f.told)}, nil
	}
	return map[string]*ndarray.Array{"all": res.Buffer("n")}, nil
}

func TestSingleResultsMayHaveAnElementForEachPosition(t *testing.T) {
	ds := must(memory(randomData(9, ndarray.Uint8, 3, 4, 2, 2)).Partitions(5))
	for told, want := range map[int]int{0: 12, 12: 12, 5: 5} {
		spec := udf.InProcess("perPosition", func() (udf.UDF, error) { return perPosition{told}, nil })
		require.Equal(t, []int{want}, compute(ds, scheduler.Sync{}, spec)[0]["all"].Data.Shape())
	}
}
