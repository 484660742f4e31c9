package arrays_test

import (
	"encoding/json"
	"os"
	"strconv"
	"testing"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/internal/golden"
	"github.com/stretchr/testify/require"
)

// TestReferenceRandomStreams compares the streams of blocks with NumPy's.
func TestReferenceRandomStreams(t *testing.T) {
	for _, file := range golden.Files(t, "golden/arrays/random-streams.json") {
		b, err := os.ReadFile(file)
		require.NoError(t, err)
		var data struct {
			Cases []struct {
				Seed   string `json:"seed"`
				Blocks []struct {
					Child  []int     `json:"spawn_key"`
					State  []string  `json:"generate_state_uint64"`
					Raw    []string  `json:"raw_uint64"`
					Random []float64 `json:"random"`
				} `json:"blocks_in_C_order"`
			} `json:"cases"`
		}
		require.NoError(t, json.Unmarshal(b, &data))
		require.NotEmpty(t, data.Cases)
		for _, c := range data.Cases {
			seed, err := strconv.ParseUint(c.Seed, 10, 64)
			if err != nil {
				continue // seeds beyond 64 bits are not supported
			}
			for _, block := range c.Blocks {
				state, raw, random := arrays.Stream(seed, block.Child[0], len(block.Raw), len(block.Random))
				require.Equal(t, block.State, decimal(state[:]), "seed %s child %v", c.Seed, block.Child)
				require.Equal(t, block.Raw, decimal(raw))
				require.Equal(t, block.Random, random)
			}
		}
	}
}

func decimal(v []uint64) []string {
	out := make([]string, len(v))
	for i, n := range v {
		out[i] = strconv.FormatUint(n, 10)
	}
	return out
}
