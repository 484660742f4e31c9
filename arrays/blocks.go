package arrays

import (
	"fmt"
	"sync/atomic"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/graph"
)

// FromDense makes a lazy array of one in memory, cut as spec says. Blocks are
// views: a must not be written afterwards. The name is a hash of the values,
// which takes some tenths of a second for each gigabyte, unless it is
// [Unnamed].
func FromDense(a *ndarray.Array, spec Chunking, opts ...DenseOption) (*Array, error) {
	var c denseConfig
	for _, o := range opts {
		o(&c)
	}
	if a == nil {
		return nil, asked(&NilError{Op: "from dense", What: "array"})
	}
	chunks, err := normalize("from dense", a.Shape(), spec, a.DType(), nil)
	if err != nil {
		return nil, err
	}
	g := newGrid(chunks)
	values := make([]any, g.blocks())
	for i := range values {
		at := g.coords(i)
		v, err := a.Region(g.start(at), g.blockShape(at))
		if err != nil {
			return nil, err
		}
		values[i] = v
	}
	return dataArray("array", c.name(a), g, a.DType(), values)
}

// FromBlocks makes a lazy array of blocks in memory, in C order. The blocks
// are shared. A block of another shape or dtype is a [*BlockError].
func FromBlocks(blocks []*ndarray.Array, chunks [][]int, dtype ndarray.DType) (*Array, error) {
	if err := checkDType("from blocks", dtype); err != nil {
		return nil, err
	}
	if err := checkChunks("from blocks", chunks); err != nil {
		return nil, err
	}
	g := newGrid(chunks)
	if len(blocks) != g.blocks() {
		return nil, asked(&ChunkError{Op: "from blocks", Axis: -1, Reason: fmt.Sprintf("got %d blocks, want %d for a grid of %s", len(blocks), g.blocks(), tuple(g.counts))})
	}
	values := make([]any, len(blocks))
	token := make([]any, len(blocks))
	for i, b := range blocks {
		at := g.coords(i)
		if _, err := CheckBlock(b, "from blocks", at, g.blockShape(at), dtype); err != nil {
			return nil, asked(err)
		}
		values[i], token[i] = b, contentToken(b)
	}
	return dataArray("array", graph.Token(token...), g, dtype, values)
}

func dataArray(label, content string, g *grid, dtype ndarray.DType, values []any) (*Array, error) {
	layer, err := graph.NewData(label, graph.Token(content, dtype.String(), g.chunks), g.counts, values)
	if err != nil {
		return nil, err
	}
	return &Array{layer: layer, grid: g, dtype: dtype}, nil
}

// serial numbers what has no content to be named by.
var serial atomic.Int64

func unique(name string) string { return fmt.Sprintf("%s#%d", name, serial.Add(1)) }
