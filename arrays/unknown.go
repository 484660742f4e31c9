package arrays

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/graph"
	"github.com/gloam-go/gloam/scheduler"
)

// Unknown is the length of a chunk, and of an axis with such chunks, that only
// computing tells, as after selecting by a lazy mask. Element-wise operations
// with arrays of the same unknown lengths, whole reductions, masks and
// computing work; whatever needs positions is an [*UnknownError] until
// [Array.ComputeChunkSizes].
const Unknown = -1

// An UnknownError reports an operation that needs to know chunk lengths.
type UnknownError struct {
	Op    string
	Array string // name
	Lost  string // label of the operation after which lengths are not known
	Site  string // source line of that operation
}

func (e *UnknownError) Error() string {
	return fmt.Sprintf("arrays: %s: lengths of chunks of %s are not known since %s at %s; ComputeChunkSizes finds them", e.Op, e.Array, e.Lost, e.Site)
}

// losing holds the ops whose results have unknown lengths.
var losing = map[*graph.Op]bool{}

// loses marks an op as one whose results have unknown lengths.
func loses(op *graph.Op) *graph.Op {
	losing[op] = true
	return op
}

// known returns an error if lengths of chunks are not known.
func (a *Array) known(op string) error {
	if err := present(op, a); err != nil {
		return err
	}
	if a.Size() != Unknown {
		return nil
	}
	return a.grid.unknown(op, a.layer)
}

// unknown returns the error that names the operation behind the layer that
// lost the lengths.
func (g *grid) unknown(op string, l *graph.Layer) error {
	e := &UnknownError{Op: op, Array: l.Name(), Lost: l.Label(), Site: l.Site()}
	if lost := lostBy(l); lost != nil {
		e.Lost, e.Site = lost.Label(), lost.Site()
	}
	return asked(e)
}

// rearranges reports whether blocks of an op are not those of its inputs at the
// same places, or are made by a kernel of the user.
func rearranges(op *graph.Op) bool {
	return op == aliasOp || op != nil && !strings.HasPrefix(op.Name(), "gloam/")
}

// lostBy finds the nearest layer that lost lengths.
func lostBy(l *graph.Layer) *graph.Layer {
	return nearestLayer(l, func(l *graph.Layer) bool { return losing[l.Op()] })
}

// nearestLayer finds the nearest layer of a kind, nil for none.
func nearestLayer(l *graph.Layer, is func(*graph.Layer) bool) *graph.Layer {
	queue, seen := []*graph.Layer{l}, map[*graph.Layer]bool{l: true}
	for len(queue) > 0 {
		l, queue = queue[0], queue[1:]
		if is(l) {
			return l
		}
		for _, d := range l.Deps() {
			if !seen[d] {
				seen[d] = true
				queue = append(queue, d)
			}
		}
	}
	return nil
}

// lengthsOf names what decides the unknown lengths: the mask, which is the last
// input of the layer that lost them, or a layer on the way there that may have
// put blocks in another order or given them other lengths.
func lengthsOf(l *graph.Layer) string {
	lost := nearestLayer(l, func(l *graph.Layer) bool { return losing[l.Op()] || rearranges(l.Op()) })
	if lost == nil || !losing[lost.Op()] {
		return cmp.Or(lost, l).Name()
	}
	if deps := lost.Deps(); len(deps) > 0 {
		return deps[len(deps)-1].Name()
	}
	return lost.Name()
}

// checkUnknown refuses to combine unknown lengths with others.
func checkUnknown(op string, arrays []*Array, labels [][]int) error {
	first := map[int]*Array{}
	for i, a := range arrays {
		for j, l := range labels[i] {
			if a.grid.shape[j] == 1 {
				continue // stretches
			}
			b, ok := first[l]
			if !ok || b == a {
				first[l] = a
				continue
			}
			at := slices.Index(labels[slices.Index(arrays, b)], l)
			x, y := a.grid.chunks[j], b.grid.chunks[at]
			if total(x) != Unknown && total(y) != Unknown {
				continue
			}
			if total(x) == Unknown && !(slices.Equal(x, y) && lengthsOf(a.layer) == lengthsOf(b.layer)) {
				return a.known(op)
			}
			if total(x) != Unknown {
				return b.known(op)
			}
		}
	}
	return nil
}

// ComputeChunkSizes computes the blocks, keeps nothing but their shapes, and
// returns the same array with known chunk lengths. An array whose lengths are
// known is returned itself.
func (a *Array) ComputeChunkSizes(ctx context.Context, opts ...scheduler.Option) (*Array, error) {
	if err := present("compute chunk sizes", a); err != nil {
		return nil, err
	}
	if a.Size() != Unknown {
		return a, nil
	}
	layer, err := graph.NewLayer(graph.LayerSpec{
		Label: "shape", Token: graph.Token(shapeOp.Name(), a.layer), Grid: a.grid.counts,
		Op: shapeOp, Deps: []*graph.Layer{a.layer}, Blockwise: true,
		Args: func(block int, dst []graph.Arg) []graph.Arg { return append(dst, graph.Ref(0, block)) },
	})
	if err != nil {
		return nil, err
	}
	values, err := scheduler.Compute(ctx, []graph.Collection{shapes{layer}}, opts...)
	if err != nil {
		return nil, err
	}
	list := values[0].([]any)
	found := make([][]int, len(list))
	for i, v := range list {
		b, err := blockOf(v)
		if err != nil {
			return nil, err
		}
		n, err := ndarray.Values[int64](b)
		if err != nil {
			return nil, err
		}
		for _, e := range n {
			found[i] = append(found[i], int(e))
		}
	}
	return a.resized(found)
}

// shapes is a layer of block shapes as the list of them.
type shapes struct{ layer *graph.Layer }

func (s shapes) Layer() *graph.Layer              { return s.layer }
func (s shapes) Blocks() []int                    { return nil }
func (s shapes) Collect(parts []any) (any, error) { return slices.Clone(parts), nil }

var shapeOp = graph.Register("gloam/arrays/shape", func(_ context.Context, args []any) (any, error) {
	var r reader
	b := r.block(args, 0)
	if r.err != nil {
		return nil, r.err
	}
	n := make([]int64, b.NDim())
	for i, e := range b.Shape() {
		n[i] = int64(e)
	}
	return ndarray.FromSlice(n, len(n))
})

// measured is the array with the lengths that its finished blocks have.
func (a *Array) measured(blocks []any) (*Array, error) {
	found := make([][]int, len(blocks))
	for i := range blocks {
		b, err := a.block(blocks, i)
		if err != nil {
			return nil, err
		}
		found[i] = b.Shape()
	}
	return a.resized(found)
}

// resized is the array with chunk lengths from the shapes of all blocks.
func (a *Array) resized(found [][]int) (*Array, error) {
	chunks := make([][]int, a.NDim())
	for i, c := range a.grid.chunks {
		chunks[i] = slices.Clone(c)
	}
	for block, shape := range found {
		for i, c := range a.grid.coords(block) {
			switch chunks[i][c] {
			case Unknown:
				chunks[i][c] = shape[i]
			case shape[i]:
			default:
				return nil, &BlockError{Array: a.Name(), Block: a.grid.coords(block), GotShape: shape, GotDType: a.dtype, Shape: a.grid.blockShape(a.grid.coords(block)), DType: a.dtype}
			}
		}
	}
	out := *a
	out.grid = newGrid(chunks)
	return &out, nil
}
