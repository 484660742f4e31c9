package arrays_test

import (
	"path/filepath"
	"testing"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/graph"
	"github.com/gloam-go/gloam/internal/golden"
	"github.com/stretchr/testify/require"
)

// TestReferenceTaskCounts asserts that plans have no more tasks than Dask's
// optimised graphs.
func TestReferenceTaskCounts(t *testing.T) {
	for _, file := range golden.Files(t, manifestPath) {
		fewer, equal := 0, 0
		for _, c := range readManifest(t, file).Cases {
			if c.Error != nil {
				continue
			}
			values := map[string]*arrays.Array{}
			for name, in := range c.Inputs {
				values[name] = openFile(t, filepath.Dir(file), in)
			}
			require.NoError(t, c.build(t, values))
			for name, want := range c.Expect {
				plan, err := graph.NewPlan([]graph.Collection{values[name]})
				require.NoError(t, err)
				switch n := plan.Len(); {
				case want.Tasks == 0:
				case n < want.Tasks:
					fewer++
				default:
					require.LessOrEqual(t, n, want.Tasks, "%s: %s", c.ID, name)
					equal++
				}
			}
		}
		t.Logf("%s: %d results with fewer tasks than Dask's, %d with as many", file, fewer, equal)
	}
}
