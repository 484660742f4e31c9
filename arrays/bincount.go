package arrays

import (
	"context"
	"fmt"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/graph"
)

// BinCount counts how often 0, 1, … size-1 occur in an array of integers, or
// adds up the weights there, if weights is not nil. A number outside is an
// error of the task. With a size of [Unknown] the result is as long as the
// largest number asks for, which is not known before and must be less than 2²⁸.
func BinCount(a, weights *Array, size int, opts ...ReduceOption) (*Array, error) {
	if err := present("bincount", a); err != nil {
		return nil, err
	}
	if a.dtype.Kind() > ndarray.KindInt {
		return nil, asked(&DTypeError{Op: "bincount", Got: a.dtype, Err: fmt.Errorf("want integers")})
	}
	if size < 0 && size != Unknown {
		return nil, asked(&ShapeError{Op: "bincount", Got: []int{size}, Want: []int{0}, Rule: "a size of at least"})
	}
	if a.NDim() != 1 {
		return nil, asked(&ShapeError{Op: "bincount", Got: a.grid.shape, Want: []int{max(a.Size(), 0)}, Rule: "one axis, such as"})
	}
	in, dtype := []*Array{a}, ndarray.Int64
	if weights != nil {
		if weights.dtype.Kind() > ndarray.KindFloat {
			return nil, asked(&DTypeError{Op: "bincount", Got: weights.dtype, Err: fmt.Errorf("want real weights")})
		}
		in, dtype = append(in, weights), ndarray.Float64
	}
	if size == Unknown {
		return binCountAll(in, dtype)
	}
	return eachBlockSum("bincount", binCountOp, in, []int{size}, dtype, nil, opts)
}

var binCountOp = graph.Register("gloam/arrays/bincount", func(_ context.Context, args []any) (any, error) {
	var r reader
	dtype, shape, b := r.dtype(args, 0), r.ints(args, 1), r.block(args, 2)
	if r.err != nil {
		return nil, r.err
	}
	whole, err := b.AsType(ndarray.Int64)
	if err != nil {
		return nil, err
	}
	values, err := ndarray.Values[int64](whole)
	if err != nil {
		return nil, err
	}
	weights := []float64(nil)
	if len(args) > 3 {
		if weights, err = ndarray.Float64s(r.block(args, 3)); err != nil {
			return nil, err
		}
	}
	length := product(shape)
	if len(shape) == 0 { // as long as needed
		length = 0
		for _, v := range values {
			if v < 0 || v >= mostBins {
				return nil, fmt.Errorf("arrays: bincount: got %d, want numbers from 0 to %d", v, mostBins-1)
			}
			length = max(length, int(v)+1)
		}
	}
	counts := make([]float64, length)
	for i, v := range values {
		if v < 0 || v >= int64(len(counts)) {
			return nil, fmt.Errorf("arrays: bincount: got %d, want numbers from 0 to %d", v, len(counts)-1)
		}
		if weights != nil {
			counts[v] += weights[i]
		} else {
			counts[v]++
		}
	}
	want := []int{1, len(counts)}
	y, err := ndarray.FromSlice(counts, want[1-min(len(shape), 1):]...)
	if err != nil {
		return nil, err
	}
	return as(y, dtype)
})

// mostBins is how long a result of a length that nobody has asked for may be: 2 GiB.
const mostBins = 1 << 28

// binCountAll makes counts as long as each block needs, and one task adds them
// up.
func binCountAll(in []*Array, dtype ndarray.DType) (*Array, error) {
	labels := make([][]int, len(in))
	for i, a := range in {
		if a.NDim() != 1 || a.grid.shape[0] != in[0].grid.shape[0] {
			return nil, asked(&ShapeError{Op: "bincount", Got: a.grid.shape, Want: in[0].grid.shape})
		}
		labels[i] = []int{0}
	}
	in, _, err := align("bincount", in, labels)
	if err != nil {
		return nil, err
	}
	layers, token := make([]*graph.Layer, len(in)), []any{"bincount-all", dtype.String()}
	for i, a := range in {
		layers[i], token = a.layer, append(token, a.layer)
	}
	parts, err := graph.NewLayer(graph.LayerSpec{
		Label: "bincount", Token: graph.Token(token...), Grid: in[0].grid.counts, Op: binCountOp, Deps: layers, Blockwise: true,
		Args: func(block int, dst []graph.Arg) []graph.Arg {
			dst = append(dst, graph.Lit(dtype.String()), graph.Lit([]int{}))
			for i := range in {
				dst = append(dst, graph.Ref(i, block))
			}
			return dst
		},
	})
	if err != nil {
		return nil, err
	}
	return work{
		label: "bincount-sum", op: binSumOp, params: []any{dtype.String()}, layers: []*graph.Layer{parts}, out: newGrid([][]int{{Unknown}}), dtype: dtype,
		args: func(_ int, dst []graph.Arg) []graph.Arg {
			dst = append(dst, graph.Lit(dtype.String()))
			for i := range parts.Len() {
				dst = append(dst, graph.Ref(0, i))
			}
			return dst
		},
	}.array()
}

var binSumOp = loses(graph.Register("gloam/arrays/bincount-sum", func(_ context.Context, args []any) (any, error) {
	var r reader
	dtype := r.dtype(args, 0)
	if r.err != nil {
		return nil, r.err
	}
	blocks, err := blocksOf(args[1:])
	if err != nil {
		return nil, err
	}
	length := 0
	for _, b := range blocks {
		length = max(length, b.Size())
	}
	sum := ndarray.New(dtype, length)
	for _, b := range blocks {
		part, err := sum.Region([]int{0}, []int{b.Size()})
		if err != nil {
			return nil, err
		}
		if err := ndarray.AddInto(part, b); err != nil {
			return nil, err
		}
	}
	return sum, nil
}))
