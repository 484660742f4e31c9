package udf_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/gloam-go/gloam/udf"
)

func TestReferencePartitions(t *testing.T) {
	for _, c := range manifest[struct {
		Frames        int
		NumPartitions int `json:"num_partitions"`
		Boundaries    []int
	}](t, "partition_cases") {
		require.Equal(t, c.Boundaries, udf.Boundaries(c.Frames, c.NumPartitions), fmt.Sprint(c))
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
