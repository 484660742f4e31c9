package arrays

import (
	"slices"

	"github.com/gloam-go/gloam/graph"
)

// array builds the layers of the tree.
func (r *reduction) array() (*Array, error) {
	if len(r.axes) == 0 || r.single() {
		return r.direct()
	}
	level, err := r.parts()
	if err != nil {
		return nil, err
	}
	for {
		next := r.merged(level.Grid())
		if r.last(next) {
			return r.finish(level)
		}
		if level, err = r.merge(level, next); err != nil {
			return nil, err
		}
	}
}

// single reports whether each block gives a block of the result.
func (r *reduction) single() bool {
	for _, i := range r.axes {
		if r.in.grid.counts[i] != 1 {
			return false
		}
	}
	return true
}

func (r *reduction) merged(grid []int) []int {
	next := make([]int, len(grid))
	for i, n := range grid {
		next[i] = (n + r.split[i] - 1) / r.split[i]
	}
	return next
}

func (r *reduction) last(grid []int) bool {
	for _, i := range r.axes {
		if grid[i] != 1 {
			return false
		}
	}
	return true
}

// part returns a function that appends what describes the work on one input
// block. Its place decides indices of extremes; others all get the same.
func (r *reduction) part() func(block int, dst []graph.Arg) []graph.Arg {
	g := r.in.grid
	op, axes, shape := graph.Lit(string(r.op)), graph.Lit(r.axes), graph.Lit(g.shape)
	start, located := graph.Lit(make([]int, len(g.shape))), locates(r.op)
	return func(block int, dst []graph.Arg) []graph.Arg {
		at := start
		if located {
			at = graph.Lit(g.origin(block))
		}
		return append(dst, op, axes, at, shape, graph.Ref(0, block))
	}
}

func (r *reduction) name() string { return reductionLabel(r.op) }

// direct is the whole reduction of each block in one task.
func (r *reduction) direct() (*Array, error) {
	dtype, ddof, shape, part := graph.Lit(r.dtype.String()), graph.Lit(r.ddof), r.out.shapes(), r.part()
	return work{
		label: r.name() + "-aggregate", op: reduceOp, params: []any{string(r.op), r.axes, r.ddof}, deps: []*Array{r.in}, out: r.out, dtype: r.dtype, blockwise: true,
		args: func(block int, dst []graph.Arg) []graph.Arg {
			return part(block, append(dst, dtype, ddof, shape(block)))
		},
	}.array()
}

// parts is the first level: the partial result of each block.
func (r *reduction) parts() (*graph.Layer, error) {
	return graph.NewLayer(graph.LayerSpec{
		Label: r.name(), Token: graph.Token(partOp.Name(), string(r.op), r.axes, r.in.layer), Grid: r.in.grid.counts,
		Op: partOp, Deps: []*graph.Layer{r.in.layer}, Args: r.part(), Blockwise: true,
		Bytes: r.partBytes, Note: graph.Note{DType: r.dtype.String(), Text: "partial results"},
	})
}

// partBytes predicts the size of a partial result: about two wide numbers for
// each position that is left.
func (r *reduction) partBytes(block int) int64 {
	g, n := r.in.grid, int64(16)
	for i := len(g.counts) - 1; i >= 0; i-- {
		if !slices.Contains(r.axes, i) {
			n *= int64(g.chunks[i][block%g.counts[i]])
		}
		block /= g.counts[i]
	}
	return n
}

// merge is one level of the tree.
func (r *reduction) merge(level *graph.Layer, grid []int) (*graph.Layer, error) {
	op := graph.Lit(string(r.op))
	return graph.NewLayer(graph.LayerSpec{
		Label: r.name() + "-partial", Token: graph.Token(mergeOp.Name(), string(r.op), r.split, level), Grid: grid,
		Op: mergeOp, Deps: []*graph.Layer{level},
		Args: func(block int, dst []graph.Arg) []graph.Arg {
			return r.group(level.Grid(), grid, block, append(dst, op))
		},
		Bytes: func(int) int64 { return r.partBytes(0) },
		Note:  graph.Note{DType: r.dtype.String(), Text: "partial results"},
	})
}

// group appends references to the partial results that a block of the next
// level merges, in C order.
func (r *reduction) group(level, next []int, block int, dst []graph.Arg) []graph.Arg {
	var near [2][4]int // more axes are rare
	start, shape := append(near[0][:0], next...), append(near[1][:0], next...)
	for i := len(next) - 1; i >= 0; i-- {
		start[i] = block % next[i] * r.split[i]
		shape[i] = min(r.split[i], level[i]-start[i])
		block /= next[i]
	}
	for k := range product(shape) {
		n, step := 0, 1
		for i := len(level) - 1; i >= 0; i-- {
			n += (start[i] + k%shape[i]) * step
			k /= shape[i]
			step *= level[i]
		}
		dst = append(dst, graph.Ref(0, n))
	}
	return dst
}

// finish is the last level: it merges and drops the axes.
func (r *reduction) finish(level *graph.Layer) (*Array, error) {
	grid, shape := r.merged(level.Grid()), r.out.shapes()
	dtype, ddof, op := graph.Lit(r.dtype.String()), graph.Lit(r.ddof), graph.Lit(string(r.op))
	return work{
		label: r.name() + "-aggregate", op: finishOp, params: []any{string(r.op), r.split, r.ddof}, out: r.out, dtype: r.dtype,
		layers: []*graph.Layer{level},
		args: func(block int, dst []graph.Arg) []graph.Arg {
			return r.group(level.Grid(), grid, block, append(dst, dtype, ddof, shape(block), op))
		},
	}.array()
}
