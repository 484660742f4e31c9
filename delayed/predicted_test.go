package delayed_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/delayed"
	"github.com/gloam-go/gloam/graph"
	"github.com/gloam-go/gloam/udf/stdudf"
)

// What is predicted decides on the order of tasks and on what a memory limit
// lets in.
func TestResultsOfRunsTakeThePredictedBytes(t *testing.T) {
	ds := must(memory(randomData(1, ndarray.Uint16, 4, 8, 6, 5)).Partitions(4))
	results := must(delayed.Run(ds, must(stdudf.Sum.With(stdudf.SumParams{})), must(stdudf.SumSig.With(struct{}{})),
		must(stdudf.StdDev.With(stdudf.StdDevParams{})), must(stdudf.CoM.With(stdudf.CoMParams{R: 2}))))
	var wanted []graph.Collection
	for i, buffer := range []string{"intensity", "intensity", "std", "field"} {
		wanted = append(wanted, must(results[i].Array(buffer)), must(results[i].Raw(buffer)))
	}
	p := must(graph.Expand(wanted))
	made, known, run := make([]any, p.Len()), 0, p.NewRunner()
	for r := range p.Len() {
		id := idOfRank(p, r)
		var inputs []any
		for _, in := range p.Inputs(id) {
			inputs = append(inputs, made[in])
		}
		made[id] = must(run.Run(t.Context(), id, inputs))
		if b := p.Bytes(id); b > 0 {
			known++
			require.Equal(t, b, bytesIn(made[id]), "%v", p.Key(id))
		}
	}
	require.Greater(t, known, p.Len()/2)
}

func idOfRank(p *graph.Plan, rank int) int {
	for id := range p.Len() {
		if p.Rank(id) == rank {
			return id
		}
	}
	return -1
}

// bytesIn adds up arrays, also those in a list.
func bytesIn(v any) (sum int64) {
	switch v := v.(type) {
	case *ndarray.Array:
		if v != nil {
			return int64(v.NBytes())
		}
	case []*ndarray.Array:
		for _, a := range v {
			sum += bytesIn(a)
		}
	case []any:
		for _, a := range v {
			sum += bytesIn(a)
		}
	}
	return sum
}
