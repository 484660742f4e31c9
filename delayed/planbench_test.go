package delayed_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/delayed"
	"github.com/gloam-go/gloam/graph"
	"github.com/gloam-go/gloam/udf"
	"github.com/gloam-go/gloam/udf/stdudf"
)

// BenchmarkPlan is what runs over 32 partitions cost before their first task.
func BenchmarkPlan(b *testing.B) {
	ds := must(memory(randomData(1, ndarray.Uint16, 32, 4, 128, 128)).Partitions(32))
	for name, specs := range map[string][]udf.Spec{
		"udf=sum":    {must(stdudf.Sum.With(stdudf.SumParams{}))},
		"udf=sumsig": {must(stdudf.SumSig.With(struct{}{}))},
		"udf=stddev": {must(stdudf.StdDev.With(stdudf.StdDevParams{}))},
		"udf=all":    builtins(128, 128),
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				var wanted []graph.Collection
				for _, r := range must(delayed.Run(ds, specs...)) {
					for _, d := range r.Decls() {
						wanted = append(wanted, must(r.Raw(d.Name)))
					}
				}
				_, err := graph.NewPlan(wanted)
				require.NoError(b, err)
			}
		})
	}
}
