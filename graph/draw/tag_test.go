package draw_test

import (
	"bytes"
	"regexp"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/graph"
	"github.com/gloam-go/gloam/graph/draw"
)

// joins is a tree of sums over windows of 2 × 2 blocks. Its windows at the edges
// have fewer, so that lines from several kinds of tasks reach several others.
func joins(rows, columns int) graph.Collection {
	last := layer(graph.LayerSpec{Label: "load", Grid: []int{rows, columns}, Op: op("load")})
	for rows*columns > 1 {
		r, c := rows, columns
		rows, columns = (r+1)/2, (c+1)/2
		last = layer(graph.LayerSpec{Label: "sum", Grid: []int{rows, columns}, Op: op("sum"), Deps: []*graph.Layer{last},
			Args: func(b int, dst []graph.Arg) []graph.Arg {
				y, x := b/((c+1)/2), b%((c+1)/2)
				for i := 2 * y; i < min(r, 2*y+2); i++ {
					for j := 2 * x; j < min(c, 2*x+2); j++ {
						dst = append(dst, graph.Ref(0, i*c+j))
					}
				}
				return dst
			}})
	}
	return whole{last}
}

// paper is what lies under the label of a line.
var paper = regexp.MustCompile(`<rect x="([-.0-9]+)" y="([-.0-9]+)" width="([.0-9]+)" height="13" rx="6.5"`)

func TestLabelsOfLinesDoNotOverlap(t *testing.T) {
	for _, n := range []int{7, 15, 100, 300, 1001} {
		var svg bytes.Buffer
		require.NoError(t, draw.SVG(&svg, joins(n, 10), draw.Tasks()))
		var at [][3]float64
		for _, m := range paper.FindAllSubmatch(svg.Bytes(), -1) {
			var p [3]float64
			for i := range p {
				v, err := strconv.ParseFloat(string(m[i+1]), 64)
				require.NoError(t, err)
				p[i] = v
			}
			at = append(at, p)
		}
		require.Greater(t, len(at), 3)
		for i, a := range at {
			for _, b := range at[:i] {
				apart := a[0]+a[2] <= b[0] || b[0]+b[2] <= a[0] || a[1]+13 <= b[1] || b[1]+13 <= a[1]
				require.True(t, apart, "%d rows: labels at %v and %v", n, a, b)
			}
		}
	}
}

func TestLayersFusedSeveralTimesAreCounted(t *testing.T) {
	var svg bytes.Buffer
	last := layer(graph.LayerSpec{Label: "load", Grid: []int{2}, Op: op("load")})
	for i := range 3 {
		l, err := graph.NewLayer(graph.LayerSpec{Label: "scale", Token: graph.Token(i), Grid: []int{2}, Op: op("scale"), Deps: []*graph.Layer{last}, Args: same(1), Blockwise: true})
		require.NoError(t, err)
		last = l
	}
	require.NoError(t, draw.SVG(&svg, whole{last}))
	require.Contains(t, svg.String(), "fused with load, scale ×2")
}

func TestLongNamesOfFusedTasksAreNotCut(t *testing.T) {
	var svg bytes.Buffer
	last := layer(graph.LayerSpec{Label: "sum-aggregate", Grid: []int{2}, Op: op("sum")})
	for _, name := range []string{"less", "where", "astype"} {
		last = layer(graph.LayerSpec{Label: name, Grid: []int{2}, Op: op(name), Deps: []*graph.Layer{last}, Args: same(1), Blockwise: true})
	}
	require.NoError(t, draw.SVG(&svg, whole{last}, draw.Tasks()))
	require.NotContains(t, svg.String(), "…")
}
