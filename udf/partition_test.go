package udf_test

import (
	"encoding/json"
	"fmt"
	"os"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/gloam-go/gloam/internal/golden"
	"github.com/gloam-go/gloam/udf"
)

func TestReferencePartitions(t *testing.T) {
	for _, path := range golden.Files(t, "golden/udf/manifest.json") {
		var m struct {
			Cases []struct {
				Frames        int
				NumPartitions int `json:"num_partitions"`
				Boundaries    []int
			} `json:"partition_cases"`
		}
		b, err := os.ReadFile(path)
		require.NoError(t, err)
		require.NoError(t, json.Unmarshal(b, &m))
		require.NotEmpty(t, m.Cases)
		for _, c := range m.Cases {
			require.Equal(t, c.Boundaries, udf.Boundaries(c.Frames, c.NumPartitions), fmt.Sprint(c))
		}
	}
}

func TestBoundariesCutIntoRunsOfNearlyEqualLength(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n, k := rapid.IntRange(1, 5000).Draw(t, "frames"), rapid.IntRange(1, 6000).Draw(t, "partitions")
		b := udf.Boundaries(n, k)
		if len(b) != min(n, k)+1 || b[0] != 0 || b[len(b)-1] != n {
			t.Fatalf("%d frames in %d partitions: %v", n, k, b)
		}
		lo, hi := n, 0
		for i := range len(b) - 1 {
			lo, hi = min(lo, b[i+1]-b[i]), max(hi, b[i+1]-b[i])
		}
		if hi-lo > 1 {
			t.Fatalf("lengths from %d to %d", lo, hi)
		}
	})
}
