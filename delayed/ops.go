package delayed

import (
	"context"
	"fmt"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/graph"
	"github.com/gloam-go/gloam/udf"
)

// The operations that UDF runs lower to. Their first argument is the run.
var (
	opPart   = graph.Register("gloam/udf/part", part)
	opInit   = graph.Register("gloam/udf/init", initial)
	opMerge  = graph.Register("gloam/udf/merge", merge)
	opChain  = graph.Register("gloam/udf/chain", chain)
	opFinish = graph.Register("gloam/udf/finish", finish)
	opPick   = graph.Register("gloam/udf/pick", pick)
	opValid  = graph.Register("gloam/udf/valid", valid)
)

// buffers is what part, merge and finish return.
type buffers = []*ndarray.Array

// part: run, partition [, block] → all buffers of all UDFs.
func part(ctx context.Context, args []any) (any, error) {
	r, i, err := runAnd(args)
	if err != nil {
		return nil, err
	}
	var block *ndarray.Array
	if len(args) > 2 {
		if block, err = arg[*ndarray.Array](args, 2); err != nil {
			return nil, err
		}
	}
	out, err := r.Partition(ctx, i, block)
	if t, ok := ctx.Value(tallyKey{}).(*tally); ok && err == nil {
		t.parts.Add(1)
		t.frames.Add(int64(r.Rows(i)))
	}
	return out, err
}

// initial: run, udf → the buffers that partitions are merged into.
func initial(_ context.Context, args []any) (any, error) {
	r, u, err := runAnd(args)
	if err != nil {
		return nil, err
	}
	return r.Initial(u)
}

// merge: run, udf, whether the rest are partitions' lists, lists… → one list.
func merge(ctx context.Context, args []any) (any, error) {
	r, u, err := runAnd(args)
	if err != nil {
		return nil, err
	}
	whole, err := arg[bool](args, 2)
	if err != nil {
		return nil, err
	}
	group := make([]buffers, len(args)-3)
	for i := range group {
		if group[i], err = own(r, u, args, i+3, whole); err != nil {
			return nil, err
		}
	}
	defer r.Timed(ctx, udf.StageMerge, u)()
	return r.MergeGroup(u, group)
}

// chain: run, udf, partition, merged before, initial, partition's list → one list.
func chain(ctx context.Context, args []any) (any, error) {
	r, u, err := runAnd(args)
	if err != nil {
		return nil, err
	}
	i, err := arg[int](args, 2)
	if err != nil {
		return nil, err
	}
	before, err := arg[buffers](args, 3)
	if err != nil {
		return nil, err
	}
	first, err := arg[buffers](args, 4)
	if err != nil {
		return nil, err
	}
	src, err := own(r, u, args, 5, true)
	if err != nil {
		return nil, err
	}
	defer r.Timed(ctx, udf.StageMerge, u)()
	return r.MergeNext(u, i, before, first, src)
}

// finish: run, udf, buffers with storage in order of declaration… → results,
// then their masks.
func finish(ctx context.Context, args []any) (any, error) {
	r, u, err := runAnd(args)
	if err != nil {
		return nil, err
	}
	decls := r.Decls(u)
	list, next := make(buffers, len(decls)), 2
	for j, d := range decls {
		if d.Use == udf.ResultOnly {
			continue
		}
		if list[j], err = arg[*ndarray.Array](args, next); err != nil {
			return nil, err
		}
		next++
	}
	defer r.Timed(ctx, udf.StageFinish, u)()
	results, masks, err := r.Results(u, list)
	if err != nil {
		return nil, err
	}
	return append(results, masks...), nil
}

// pick: list, index, dtype or "", shape or nil → one array.
func pick(_ context.Context, args []any) (any, error) {
	a, err := picked(args)
	if err != nil {
		return nil, err
	}
	name, err := arg[string](args, 2)
	if err != nil {
		return nil, err
	}
	shape, err := arg[[]int](args, 3)
	if err != nil {
		return nil, err
	}
	if name != "" && a.DType().String() != name {
		d, _, err := ndarray.ParseDType(name)
		if err != nil {
			return nil, err
		}
		if a, err = a.AsType(d); err != nil {
			return nil, err
		}
	}
	return a.Reshape(shape...)
}

// valid: list, index, shape → the mask at index as bools, all true if there is
// none.
func valid(_ context.Context, args []any) (any, error) {
	list, err := arg[buffers](args, 0)
	if err != nil {
		return nil, err
	}
	i, err := arg[int](args, 1)
	if err != nil {
		return nil, err
	}
	shape, err := arg[[]int](args, 2)
	if err != nil {
		return nil, err
	}
	if i >= 0 && list[i] != nil {
		return list[i].Reshape(shape...)
	}
	a := ndarray.New(ndarray.Bool, shape...)
	return a, a.Fill(true)
}

func picked(args []any) (*ndarray.Array, error) {
	list, err := arg[buffers](args, 0)
	if err != nil {
		return nil, err
	}
	i, err := arg[int](args, 1)
	if err != nil {
		return nil, err
	}
	if i < 0 || i >= len(list) || list[i] == nil {
		return nil, badArgument("pick", fmt.Sprintf("one of %d buffers", len(list)), "buffer %d", i)
	}
	return list[i], nil
}

// own returns the udf's buffers in argument i.
func own(r *udf.Run, u int, args []any, i int, whole bool) (buffers, error) {
	list, err := arg[buffers](args, i)
	if err != nil || !whole {
		return list, err
	}
	return r.Own(u, list)
}

// runAnd returns the first two arguments of most operations.
func runAnd(args []any) (*udf.Run, int, error) {
	r, err := arg[*udf.Run](args, 0)
	if err != nil {
		return nil, 0, err
	}
	n, err := arg[int](args, 1)
	return r, n, err
}

// arg returns argument i as a T.
func arg[T any](args []any, i int) (T, error) {
	var zero T
	if i >= len(args) {
		return zero, badArgument("number of arguments", fmt.Sprintf("more than %d", i), "%d", len(args))
	}
	v, ok := args[i].(T)
	if !ok {
		return zero, badArgument(fmt.Sprintf("argument %d", i), fmt.Sprintf("%T", zero), "%T", args[i])
	}
	return v, nil
}
