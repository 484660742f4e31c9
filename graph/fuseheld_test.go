package graph_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/graph"
)

// A row is a layer of blocks of one size that read blocks of earlier rows.
type row struct {
	size  int64 // in units of 64 KiB
	reads []int // rows
	shift int   // 0: blockwise; else each block also reads the one so much further, around the end
}

// stacked makes the layers of rows of n blocks each and returns the last.
func stacked(t testing.TB, n int, rows []row) *graph.Layer {
	t.Helper()
	layers := make([]*graph.Layer, len(rows))
	for i, r := range rows {
		spec := graph.LayerSpec{Label: fmt.Sprint("row-", i), Token: fmt.Sprint(i), Grid: []int{n},
			Blockwise: r.shift == 0, Bytes: func(int) int64 { return r.size << 16 }}
		for _, d := range r.reads {
			spec.Deps = append(spec.Deps, layers[d])
		}
		if r.shift != 0 {
			spec.Args = func(block int, dst []graph.Arg) []graph.Arg {
				for d := range r.reads {
					dst = append(dst, graph.Ref(d, block), graph.Ref(d, (block+r.shift)%n))
				}
				return append(dst, graph.Lit(block))
			}
		}
		layers[i] = newLayer(t, spec)
	}
	return layers[len(layers)-1]
}

// TestOrderAfterFusingHoldsNoMoreThanBefore has graphs for which an order that
// is good in other ways holds more results, or more bytes, than the best one
// before fusing.
func TestOrderAfterFusingHoldsNoMoreThanBefore(t *testing.T) {
	for name, c := range map[string]struct {
		blocks int
		rows   []row
	}{
		"fewer bytes":      {3, []row{{64, nil, 0}, {4, nil, 0}, {2, []int{0}, 1}, {4, []int{1}, 0}, {64, []int{2, 3}, 0}}},
		"fewer results":    {4, []row{{128, nil, 0}, {16, []int{0}, 0}, {32, []int{1}, 1}, {1, []int{2}, 2}}},
		"one result fewer": {2, []row{{64, nil, 0}, {8, nil, 0}, {8, []int{1}, 1}, {2, []int{0}, 0}, {2, []int{3, 2}, 2}}},
	} {
		t.Run(name, func(t *testing.T) {
			p, err := graph.Expand([]graph.Collection{whole{stacked(t, c.blocks, c.rows)}})
			require.NoError(t, err)
			f := graph.Fuse(p)
			require.Less(t, f.Len(), p.Len())
			before, bytesBefore := graph.Peak(graph.Order(p))
			after, bytesAfter := graph.Peak(graph.Order(f))
			require.LessOrEqual(t, after, before)
			require.LessOrEqual(t, bytesAfter, bytesBefore)
		})
	}
}
