package arrays

import (
	"context"

	"github.com/gloam-go/gloam/graph"
)

// shapeArg appends the shape of a block of the result.
func (g *grid) shapeArg(block int, dst []graph.Arg) []graph.Arg {
	return append(dst, graph.Lit(g.blockShape(g.coords(block))))
}

var reshapeOp = graph.Register("gloam/arrays/reshape", func(_ context.Context, args []any) (any, error) {
	var r reader
	b, shape := r.block(args, 0), r.ints(args, 1)
	if r.err != nil {
		return nil, r.err
	}
	return b.Reshape(shape...)
})
