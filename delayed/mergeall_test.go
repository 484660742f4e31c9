package delayed_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/arrays/source"
	"github.com/gloam-go/gloam/delayed"
	"github.com/gloam-go/gloam/graph"
	"github.com/gloam-go/gloam/scheduler"
	"github.com/gloam-go/gloam/udf"
)

// allMerging sums pixels of frames and of the detector; how partitions become
// one is the function all.
type allMerging struct {
	all func(m udf.Meta, parts []udf.Part) (map[string]*arrays.Array, error)
}

func (allMerging) Buffers(udf.Meta) buffers {
	return buffers{"n": udf.Nav(ndarray.Float64, 2), "s": udf.Sig(ndarray.Float64), "one": udf.Single(ndarray.Float64)}
}
func (allMerging) ProcessFrame(_ context.Context, f *ndarray.Array, out udf.View) error {
	sum := total(floats(f))
	check(out.Buffer("n").Fill(sum))
	must(ndarray.Values[float64](out.Buffer("one")))[0] += sum
	return ndarray.AddInto(out.Buffer("s"), must(f.AsType(ndarray.Float64)))
}
func (a allMerging) MergeAll(m udf.Meta, parts []udf.Part) (map[string]*arrays.Array, error) {
	return a.all(m, parts)
}

// alsoMerging has Merge, too.
type alsoMerging struct{ allMerging }

func (alsoMerging) Merge(dst, src udf.View) error {
	check(ndarray.AddInto(dst.Buffer("one"), src.Buffer("one")))
	return ndarray.AddInto(dst.Buffer("s"), src.Buffer("s"))
}

// joined puts rows one after the other and adds up the rest.
func joined(parts []udf.Part) (map[string]*arrays.Array, error) {
	out := map[string]*arrays.Array{}
	var rows []*arrays.Array
	for i, p := range parts {
		rows = append(rows, p.Arrays["n"])
		for _, name := range []string{"s", "one"} {
			if i == 0 {
				out[name] = p.Arrays[name]
			} else {
				out[name] = must(arrays.Add(out[name], p.Arrays[name]))
			}
		}
	}
	var err error
	out["n"], err = arrays.Concatenate(rows, 0)
	return out, err
}

func TestMergeAllGetsPartitionsInScanOrder(t *testing.T) {
	// frames of pixels 2i, 2i+1; partitions of two; selected 0, 1 | – | 5 | 6, 7
	ds := must(memory(rising(t, ndarray.Uint8, 2, 4, 1, 2)).Partitions(4))
	ds = must(ds.Only([]int{1, 3}, []int{0, 0}, []int{1, 1}, []int{1, 2}, []int{0, 1}))
	var seen []string
	u := allMerging{func(m udf.Meta, parts []udf.Part) (map[string]*arrays.Array, error) {
		for _, p := range parts {
			seen = append(seen, fmt.Sprintf("%d+%d of %d: n %v, s %v, one %v", p.Slice.Start, p.Slice.Frames, m.Frames, p.Arrays["n"].Shape(), p.Arrays["s"].Shape(), p.Arrays["one"].Shape()))
		}
		return joined(parts)
	}}
	lazy := must(delayed.Run(ds, spec(u)))[0]
	require.Equal(t, []string{
		"0+2 of 5: n [2 2], s [1 2], one [1]",
		"2+1 of 5: n [1 2], s [1 2], one [1]",
		"3+2 of 5: n [2 2], s [1 2], one [1]",
	}, seen, "while the graph is built, partitions without selected frames left out")
	for _, e := range []scheduler.Executor{scheduler.Sync{}, scheduler.NewLocal(scheduler.Workers(4))} {
		got := must(lazy.Compute(t.Context(), scheduler.On(e)))
		require.Equal(t, []float64{1, 1, 5, 5, 21, 21, 25, 25, 29, 29}, floats(got["n"].Raw))
		require.Equal(t, []int{2, 4, 2}, got["n"].Data.Shape())
		require.Equal(t, []float64{1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1}, floats(must(got["n"].Valid.AsType(ndarray.Float64))))
		require.Equal(t, []float64{0 + 2 + 10 + 12 + 14, 1 + 3 + 11 + 13 + 15}, floats(got["s"].Data))
		require.Equal(t, []float64{81}, floats(got["one"].Data))
	}
	require.Len(t, seen, 3, "and not again")
}

func TestMergeAllReadsNothing(t *testing.T) {
	opened.Store(0)
	framesRead.Store(0)
	ds := must(must(udf.FromSource(counting{source.Memory{Data: rising(t, ndarray.Uint8, 2, 4, 1, 2), Sig: 2}})).Partitions(4))
	lazy := must(delayed.Run(ds, named("MySumMergeUDF"), spec(allMerging{func(_ udf.Meta, parts []udf.Part) (map[string]*arrays.Array, error) { return joined(parts) }})))
	must(graph.NewPlan([]graph.Collection{must(lazy[0].Array("intensity")), must(lazy[1].Array("n"))}))
	require.Zero(t, opened.Load())
	got := must(delayed.Compute(t.Context(), lazy))
	require.EqualValues(t, 4, opened.Load(), "both UDFs share the pass")
	require.EqualValues(t, 8, framesRead.Load())
	require.Equal(t, floats(got[0]["intensity"].Data), floats(got[1]["s"].Data))
}

func TestWhatMergeAllLeavesOutIsZero(t *testing.T) {
	ds := must(memory(rising(t, ndarray.Uint8, 2, 4, 1, 2)).Partitions(4))
	for name, all := range map[string]map[string]bool{"nothing": nil, "one of three": {"s": true}} {
		u := allMerging{func(_ udf.Meta, parts []udf.Part) (map[string]*arrays.Array, error) {
			out, err := joined(parts)
			for b := range out {
				if !all[b] {
					delete(out, b)
				}
			}
			return out, err
		}}
		got := compute(ds, scheduler.Sync{}, spec(u))[0]
		require.Equal(t, make([]float64, 16), floats(got["n"].Data), name)
		require.Equal(t, []int{2, 4, 2}, got["n"].Data.Shape(), name)
		require.Equal(t, []float64{0}, floats(got["one"].Data), name)
		want := []float64{0, 0}
		if all["s"] {
			want = []float64{56, 64}
		}
		require.Equal(t, want, floats(got["s"].Data), name)
	}
}

func TestOnlyGraphsUseMergeAll(t *testing.T) {
	calls := 0
	u := spec(alsoMerging{allMerging{func(_ udf.Meta, parts []udf.Part) (map[string]*arrays.Array, error) {
		calls++
		return joined(parts)
	}}})
	ds := must(memory(rising(t, ndarray.Uint8, 2, 4, 1, 2)).Partitions(4))
	var last *delayed.PartialResult
	for p, err := range delayed.Partial(t.Context(), ds, []udf.Spec{u}, delayed.InScanOrder()) {
		require.NoError(t, err)
		last = p
	}
	require.Zero(t, calls, "partitions that are merged one by one")
	want := compute(ds, scheduler.Sync{}, u)[0]
	require.Equal(t, 1, calls)
	for name, r := range must(last.Results(0)) {
		require.True(t, ndarray.Identical(want[name].Data, r.Data), name)
	}
}
