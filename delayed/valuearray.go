package delayed

import (
	"context"
	"reflect"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/graph"
	"github.com/gloam-go/gloam/udf"
)

// ToArray returns a lazy value as a lazy array of one block. The value must
// turn out to be of the given shape and dtype; anything else fails the
// computation with an [*arrays.BlockError].
func ToArray(v *Value[*ndarray.Array], shape []int, dtype ndarray.DType) (*arrays.Array, error) {
	n := v.node()
	if n.err != nil {
		return nil, n.err
	}
	chunks, grid := make([][]int, len(shape)), make([]int, len(shape))
	count := 1
	for i, e := range shape {
		chunks[i], grid[i] = []int{e}, 1
		count *= e
	}
	shape = append([]int{}, shape...)
	deps := []*graph.Layer{n.layer}
	l, err := graph.NewLayer(graph.LayerSpec{
		Label: "from-value", Token: graph.Token(opBlock.Name(), n.layer, n.block, shape, dtype.String()),
		Grid: grid, Op: opBlock, Deps: deps, Blockwise: true,
		Args: func(_ int, dst []graph.Arg) []graph.Arg {
			return append(dst, graph.Ref(0, n.block), graph.Lit(shape), graph.Lit(dtype.String()))
		},
		Bytes: func(int) int64 { return int64(count) * int64(dtype.Size()) },
		Note:  graph.Note{Shape: shape, DType: dtype.String()},
	})
	if err != nil {
		return nil, err
	}
	return arrays.New(l, chunks, dtype)
}

// FromArray returns a lazy array as a lazy value: one dense array, for which
// all blocks come together in one process. An array of one block is that value
// already.
func FromArray(a *arrays.Array) *Value[*ndarray.Array] {
	if a == nil {
		return &Value[*ndarray.Array]{failed(udf.BadValue("delayed: FromArray", "one that can be computed", "a nil array"))}
	}
	one, err := whole(a)
	if err != nil {
		return &Value[*ndarray.Array]{failed(err)}
	}
	return &Value[*ndarray.Array]{node{layer: one.Layer()}}
}

// opBlock: value, shape, dtype → the value, checked.
var opBlock = graph.Register("gloam/delayed/block", func(_ context.Context, args []any) (any, error) {
	shape, err := arg[[]int](args, 1)
	if err != nil {
		return nil, err
	}
	name, err := arg[string](args, 2)
	if err != nil {
		return nil, err
	}
	dtype, _, err := ndarray.ParseDType(name)
	if err != nil {
		return nil, err
	}
	return arrays.CheckBlock(args[0], reflect.TypeFor[*ndarray.Array]().String(), make([]int, len(shape)), shape, dtype)
})
