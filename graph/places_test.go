package graph_test

import (
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/gloam-go/gloam/graph"
)

func TestPlacesAreThoseThatWereGiven(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var layers, blocks []int32
		for range rapid.IntRange(0, 9).Draw(t, "stretches") {
			layer, block := rapid.Int32Range(0, 3).Draw(t, "layer"), rapid.Int32Range(0, 99).Draw(t, "block")
			for i := range rapid.Int32Range(1, 300).Draw(t, "tasks") {
				layers, blocks = append(layers, layer), append(blocks, block+i)
			}
		}
		p := graph.NewPlaces(layers, blocks)
		for id := range layers {
			layer, block := p.Of(id)
			require.Equal(t, []int32{layers[id], blocks[id]}, []int32{layer, block}, "task %d of %d", id, len(layers))
		}
	})
}

func TestScatteredPlacesAreThoseThatWereGiven(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		blocks := rapid.SliceOfN(rapid.Int32Range(0, 50), 1, 300).Draw(t, "blocks")
		p := graph.NewPlaces(make([]int32, len(blocks)), blocks)
		for id, want := range blocks {
			layer, block := p.Of(id)
			require.Equal(t, []int32{0, want}, []int32{layer, block})
		}
	})
}

// Tasks of whole layers take what their edges and the static order take.
func TestPlansOfWholeLayersAreSmall(t *testing.T) {
	const width = 200_000
	leaf := newLayer(t, graph.LayerSpec{Label: "leaf", Grid: []int{width}})
	same := newLayer(t, graph.LayerSpec{Label: "same", Grid: []int{width}, Deps: []*graph.Layer{leaf},
		Args: func(b int, dst []graph.Arg) []graph.Arg { return append(dst, graph.Ref(0, b)) }})
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	p, err := graph.Expand([]graph.Collection{whole{same}})
	require.NoError(t, err)
	p = graph.Order(p)
	runtime.GC()
	runtime.ReadMemStats(&after)
	require.Equal(t, 2*width, p.Len())
	// Two starts of rows and a rank, the edges in both directions, and the outputs.
	require.InDelta(t, 4*(3*2*width+2*width+width), after.HeapAlloc-before.HeapAlloc, width)
	runtime.KeepAlive(p)
}
