package arrays

import (
	"context"

	"github.com/gloam-go/gloam/arrays/ndarray"
)

// The element-wise steps of fused tasks: what graph.RegisterFusing calls
// instead of the op itself. Each makes a term, or, where there is no kernel for
// the dtypes, computes its inputs and calls the op.

// fuseBinary is binaryOp as a step.
func fuseBinary(ctx context.Context, args []any) (any, error) {
	var r reader
	op, a, b := ndarray.BinaryOp(r.text(args, 0)), r.term(args, 1), r.term(args, 2)
	if r.err != nil {
		return nil, r.err
	}
	k, err := ndarray.BinaryKernelOf(op, a.dtype, b.dtype)
	if err != nil {
		return settled(ctx, args, binaryBlocks)
	}
	t := &term{dtype: k.Result, reads: [3]ndarray.DType{k.A, k.B}, writes: k.Out,
		kernel: func(dst []byte, in *[3][]byte) { k.Run(dst, in[0], in[1]) }}
	return t.apply(ctx, a, b)
}

// fuseUnary is unaryOp as a step.
func fuseUnary(ctx context.Context, args []any) (any, error) {
	var r reader
	op, a := ndarray.UnaryOp(r.text(args, 0)), r.term(args, 1)
	if r.err != nil {
		return nil, r.err
	}
	k, err := ndarray.UnaryKernelOf(op, a.dtype)
	if err != nil {
		return settled(ctx, args, unaryBlocks)
	}
	t := &term{dtype: k.Result, reads: [3]ndarray.DType{k.A}, writes: k.Out,
		kernel: func(dst []byte, in *[3][]byte) { k.Run(dst, in[0]) }}
	return t.apply(ctx, a)
}

// fuseCast is castOp as a step.
func fuseCast(ctx context.Context, args []any) (any, error) {
	var r reader
	dtype, a := r.dtype(args, 0), r.term(args, 1)
	if r.err != nil {
		return nil, r.err
	}
	k, err := ndarray.CastKernelOf(dtype, a.dtype)
	if err != nil {
		return settled(ctx, args, castBlock)
	}
	t := &term{dtype: dtype, reads: [3]ndarray.DType{a.dtype}, writes: dtype,
		kernel: func(dst []byte, in *[3][]byte) { k.Run(dst, in[0]) }}
	return t.apply(ctx, a)
}

// fuseWhere is whereOp as a step.
func fuseWhere(ctx context.Context, args []any) (any, error) {
	var r reader
	cond, x, y := r.term(args, 0), r.term(args, 1), r.term(args, 2)
	if r.err != nil {
		return nil, r.err
	}
	dtype := ndarray.ResultType(x.dtype, y.dtype)
	k, err := ndarray.WhereKernelOf(dtype)
	if err != nil || cond.dtype == ndarray.Object {
		return settled(ctx, args, whereBlocks)
	}
	t := &term{dtype: dtype, reads: [3]ndarray.DType{ndarray.Bool, dtype, dtype}, writes: dtype, kernel: choosing(k)}
	return t.apply(ctx, cond, x, y)
}

// choosing runs k, also for a condition that stands for all elements.
func choosing(k ndarray.WhereKernel) runFunc {
	return func(dst []byte, in *[3][]byte) {
		item := k.DType.Size()
		if len(in[0]) == len(dst)/item {
			k.Run(dst, in[0], in[1], in[2])
			return
		}
		from := in[1]
		if in[0][0] == 0 {
			from = in[2]
		}
		repeatItem(dst, from, item)
	}
}

// repeatItem copies src, or the one element it has, as often as it fits.
func repeatItem(dst, src []byte, item int) {
	n := copy(dst, src)
	if len(src) == item {
		for n < len(dst) {
			n += copy(dst[n:], dst[:n])
		}
	}
}

// fuseTranspose is transposeOp as a step.
func fuseTranspose(ctx context.Context, args []any) (any, error) {
	t, ok := args[0].(*term)
	if !ok || t.block != nil || t.mosaic != nil {
		return settled(ctx, args, transposeBlock)
	}
	var r reader
	perm := r.ints(args, 1)
	if r.err != nil {
		return nil, r.err
	}
	return t.transposed(perm), nil
}

// fuseFill is fillOp as a step: one element stands for all.
func fuseFill(_ context.Context, args []any) (any, error) {
	var r reader
	fill, shape := r.block(args, 0), r.ints(args, 1)
	if r.err != nil {
		return nil, r.err
	}
	d := fill.DType()
	t := &struct { // in one piece
		all, one term
		args     [1]*term
	}{one: term{dtype: d, shape: fill.Shape(), block: fill}}
	t.args[0] = &t.one
	t.all = term{dtype: d, shape: shape, args: t.args[:], size: 1, reads: [3]ndarray.DType{d}, writes: d, fills: d != ndarray.Object,
		kernel: func(dst []byte, in *[3][]byte) { repeatItem(dst, in[0], d.Size()) }}
	return &t.all, nil
}

// settled calls an op with the values of terms.
func settled(ctx context.Context, args []any, op func(context.Context, []any) (any, error)) (any, error) {
	values := make([]any, len(args))
	for i, v := range args {
		values[i] = v
		if t, ok := v.(*term); ok {
			b, err := t.value(ctx)
			if err != nil {
				return nil, err
			}
			values[i] = b
		}
	}
	return op(ctx, values)
}

// term returns an argument that is a block or a term.
func (r *reader) term(args []any, i int) *term {
	if r.err == nil && i < len(args) {
		if t, ok := args[i].(*term); ok {
			return t
		}
	}
	b := r.block(args, i)
	if r.err != nil {
		return nil
	}
	return termOfBlock(b)
}
