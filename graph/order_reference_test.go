package graph_test

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/graph"
	"github.com/gloam-go/gloam/internal/golden"
)

// peaks are what a run one task at a time holds at most.
type peaks struct {
	kept, released           int64 // results, with wanted ones kept and dropped
	keptBytes, releasedBytes int64
}

type median struct {
	Median int64 `json:"median"`
}

// daskGraph is one form of a graph in golden/graphs.json.
type daskGraph struct {
	Stats struct {
		Reachable     int    `json:"nodes_reachable_from_outputs"`
		Kept          median `json:"dask_peak_outputs_kept"`
		KeptBytes     median `json:"dask_peak_bytes_outputs_kept"`
		Released      median `json:"dask_peak_outputs_released"`
		ReleasedBytes median `json:"dask_peak_bytes_outputs_released"`
	} `json:"stats"`
	Deps    [][]int32 `json:"deps"`
	Outputs []int32   `json:"outputs"`
	Sizes   []int64   `json:"sizes"`
	Rank    []*int    `json:"dask_priority"`
}

func (g *daskGraph) dask() peaks {
	s := g.Stats
	return peaks{s.Kept.Median, s.Released.Median, s.KeptBytes.Median, s.ReleasedBytes.Median}
}

func readDaskGraphs(t *testing.T) map[string]*daskGraph {
	graphs := map[string]*daskGraph{}
	for _, file := range golden.Files(t, "golden/graphs.json") {
		raw, err := os.ReadFile(file)
		require.NoError(t, err)
		var doc struct {
			Graphs []struct {
				Name  string                `json:"name"`
				Forms map[string]*daskGraph `json:"forms"`
			} `json:"graphs"`
		}
		require.NoError(t, json.Unmarshal(raw, &doc))
		require.NotEmpty(t, doc.Graphs)
		for _, g := range doc.Graphs {
			for form, f := range g.Forms {
				graphs[g.Name+"/"+form] = f
			}
		}
	}
	return graphs
}

// simulate is an independent reading of the definition in the reference's
// readme, on plain maps.
func simulate(p *graph.Plan, released bool) (results, bytes int64) {
	order := make([]int, p.Len())
	for id := range order {
		order[p.Rank(id)] = id
	}
	waiting, wanted := map[int32]map[int]bool{}, map[int32]bool{}
	for id := range order {
		for _, in := range p.Inputs(id) {
			if waiting[in] == nil {
				waiting[in] = map[int]bool{}
			}
			waiting[in][id] = true
		}
	}
	for _, id := range p.Outputs() {
		wanted[id] = !released
	}
	live := map[int32]bool{}
	size := int64(0)
	drop := func(id int32) {
		if live[id] && len(waiting[id]) == 0 && !wanted[id] {
			delete(live, id)
			size -= p.Bytes(int(id))
		}
	}
	for _, id := range order {
		live[int32(id)] = true
		size += p.Bytes(id)
		results, bytes = max(results, int64(len(live))), max(bytes, size)
		for _, in := range p.Inputs(id) {
			delete(waiting[in], id)
			drop(in)
		}
		drop(int32(id))
	}
	return results, bytes
}

func TestReferenceOrderHoldsNoMoreThanDask(t *testing.T) {
	better, table := 0, &strings.Builder{}
	graphs := readDaskGraphs(t)
	for _, name := range sorted(graphs) {
		g := graphs[name]
		p, err := graph.FromEdges(g.Deps, g.Sizes, g.Outputs)
		require.NoError(t, err)
		require.Equal(t, g.Stats.Reachable, p.Len(), "%s: tasks after culling", name)
		q := graph.Order(p)
		require.NoError(t, graph.Validate(q), name)

		var got peaks
		got.kept, got.keptBytes = simulate(q, false)
		got.released, got.releasedBytes = simulate(q, true)
		results, bytes := graph.Peak(q)
		require.Equal(t, []int64{got.kept, got.keptBytes}, []int64{int64(results), bytes}, "%s: Peak", name)

		dask := g.dask()
		assert.LessOrEqual(t, got.kept, dask.kept, "%s: results, wanted ones kept", name)
		assert.LessOrEqual(t, got.released, dask.released, "%s: results, wanted ones dropped", name)
		if g.Sizes != nil {
			assert.LessOrEqual(t, got.keptBytes, dask.keptBytes, "%s: bytes, wanted results kept", name)
			assert.LessOrEqual(t, got.releasedBytes, dask.releasedBytes, "%s: bytes, wanted results dropped", name)
		}
		if got.kept < dask.kept || got.released < dask.released || got.keptBytes < dask.keptBytes || got.releasedBytes < dask.releasedBytes {
			better++
		}
		fmt.Fprintf(table, "%-36s %5d tasks  results %3d of %3d, %3d of %3d  bytes %7d of %7d, %7d of %7d\n", name, p.Len(),
			got.kept, dask.kept, got.released, dask.released, got.keptBytes, dask.keptBytes, got.releasedBytes, dask.releasedBytes)
	}
	t.Logf("peaks of our order of Dask's, wanted results kept and dropped:\n%s", table)
	require.GreaterOrEqual(t, 2*better, len(graphs), "graphs on which our order holds less")
}
