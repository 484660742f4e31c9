package arrays

import (
	"context"
	"fmt"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/graph"
)

var partOp = graph.RegisterFusing("gloam/arrays/reduce-part", reducePart, reducePart)

func reducePart(ctx context.Context, args []any) (any, error) { return partOf(ctx, args) }

// partOf computes the partial result of one block, which may be a term.
func partOf(ctx context.Context, args []any) (partial, error) {
	var r reader
	op, axes, start, shape, b := r.text(args, 0), r.ints(args, 1), r.ints(args, 2), r.ints(args, 3), r.term(args, 4)
	if r.err != nil {
		return nil, r.err
	}
	how, err := reducerOf(op)
	if err != nil {
		return nil, err
	}
	return reduceSlabs(ctx, how, b, place{axes: axes, start: start, shape: shape})
}

var mergeOp = graph.Register("gloam/arrays/reduce-merge", func(_ context.Context, args []any) (any, error) {
	return mergeOf(args)
})

func mergeOf(args []any) (partial, error) {
	var r reader
	op := r.text(args, 0)
	if r.err != nil {
		return nil, r.err
	}
	how, err := reducerOf(op)
	if err != nil {
		return nil, err
	}
	list := make([]partial, 0, len(args)-1)
	for _, v := range args[1:] {
		p, ok := v.([]*ndarray.Array)
		if !ok {
			return nil, fmt.Errorf("arrays: reduce: input of task is %T, want %T", v, p)
		}
		list = append(list, p)
	}
	return mergeAll(how, list)
}

var finishOp = graph.Register("gloam/arrays/reduce-finish", func(_ context.Context, args []any) (any, error) {
	return finishOf(args, mergeOf)
})

var reduceOp = graph.RegisterFusing("gloam/arrays/reduce", reduceBlock, reduceBlock)

func reduceBlock(ctx context.Context, args []any) (any, error) {
	return finishOf(args, func(rest []any) (partial, error) { return partOf(ctx, rest) })
}

// finishOf turns a partial result into a block of the result.
func finishOf(args []any, collect func([]any) (partial, error)) (*ndarray.Array, error) {
	var r reader
	dtype, ddof, shape, op := r.dtype(args, 0), r.int(args, 1), r.ints(args, 2), r.text(args, 3)
	if r.err != nil {
		return nil, r.err
	}
	how, err := reducerOf(op)
	if err != nil {
		return nil, err
	}
	p, err := collect(args[3:])
	if err != nil {
		return nil, err
	}
	v, err := how.finish(p, ddof)
	if err != nil {
		return nil, err
	}
	if v.DType() != dtype {
		if v, err = v.AsType(dtype); err != nil {
			return nil, err
		}
	}
	return v.Reshape(shape...)
}
