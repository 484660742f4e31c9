package arrays

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/graph"
)

// CumSum returns running sums along an axis; dtypes are those of [Array.Sum].
//
// The totals of all blocks along the axis are summed up in one task, and each
// block then adds what comes before it: two tasks for each block, whatever
// their number, and the same bits on every executor. Totals of nothing but
// negative zeros are positive zeros, so the sign of a zero may depend on the
// chunks, and so may what a total that overflows leads to.
func (a *Array) CumSum(axis int) (*Array, error) {
	if err := present("cumsum", a); err != nil {
		return nil, err
	}
	return a.cumulative(ndarray.Sum, false, axis)
}

// CumProd returns running products along an axis; see [Array.CumSum].
func (a *Array) CumProd(axis int) (*Array, error) {
	if err := present("cumprod", a); err != nil {
		return nil, err
	}
	return a.cumulative(ndarray.Prod, false, axis)
}

// NanCumSum is [Array.CumSum] with NaN as 0.
func (a *Array) NanCumSum(axis int) (*Array, error) {
	if err := present("nancumsum", a); err != nil {
		return nil, err
	}
	return a.cumulative(ndarray.Sum, true, axis)
}

// NanCumProd is [Array.CumProd] with NaN as 1.
func (a *Array) NanCumProd(axis int) (*Array, error) {
	if err := present("nancumprod", a); err != nil {
		return nil, err
	}
	return a.cumulative(ndarray.Prod, true, axis)
}

func (a *Array) cumulative(op ndarray.ReduceOp, skip bool, axis int) (*Array, error) {
	label := map[ndarray.ReduceOp]string{ndarray.Sum: "cumsum", ndarray.Prod: "cumprod"}[op]
	at, err := normalAxis(label, axis, a.NDim())
	if err != nil {
		return nil, err
	}
	dtype, err := ndarray.ReduceType(op, a.dtype)
	if err != nil {
		return nil, asked(&DTypeError{Op: label, Got: a.dtype, Err: err})
	}
	name := string(op)
	if skip && a.dtype.Kind() >= ndarray.KindFloat {
		name = "nan" + name
	}
	var before *Array
	if a.grid.counts[at] > 1 {
		if before, err = a.beforeBlocks(label, name, at, dtype); err != nil {
			return nil, err
		}
	}
	deps := []*Array{a}
	if before != nil {
		deps = append(deps, before)
	}
	how, along, as := graph.Lit(name), graph.Lit(at), graph.Lit(dtype.String())
	return work{
		label: label, op: scanOp, params: []any{name, at}, deps: deps, out: a.grid, dtype: dtype, blockwise: true,
		args: func(block int, dst []graph.Arg) []graph.Arg {
			c := a.grid.coords(block)
			dst = append(dst, how, along, as, graph.Lit(c[at]), graph.Ref(0, block))
			if before != nil {
				c[at] = 0
				dst = append(dst, graph.Ref(1, before.grid.number(c)))
			}
			return dst
		},
	}.array()
}

// beforeBlocks returns, for each block along the axis, the total of those
// before it: one block for each line of blocks, in 64-bit numbers.
func (a *Array) beforeBlocks(label, name string, axis int, dtype ndarray.DType) (*Array, error) {
	wide := dtype
	switch dtype.Kind() {
	case ndarray.KindFloat:
		wide = ndarray.Float64
	case ndarray.KindComplex:
		wide = ndarray.Complex128
	}
	chunks := append([][]int{}, a.grid.chunks...)
	ones := make([]int, a.grid.counts[axis])
	for i := range ones {
		ones[i] = 1
	}
	chunks[axis] = ones
	how, along, as := graph.Lit(name), graph.Lit(axis), graph.Lit(wide.String())
	totals, err := a.each(label+"-totals", totalOp, newGrid(chunks), wide, []any{name, axis}, func(b int) int { return b },
		func(_ int, dst []graph.Arg) []graph.Arg {
			return append(dst, how, along, as)
		})
	if err != nil {
		return nil, err
	}
	chunks[axis] = []int{len(ones)}
	out := newGrid(chunks)
	return work{
		label: label + "-before", op: beforeOp, params: []any{name, axis}, deps: []*Array{totals}, out: out, dtype: wide,
		args: func(block int, dst []graph.Arg) []graph.Arg {
			c := out.coords(block)
			dst = append(dst, graph.Lit(strings.TrimPrefix(name, "nan")), graph.Lit(axis))
			for i := range ones {
				c[axis] = i
				dst = append(dst, graph.Ref(0, totals.grid.number(c)))
			}
			return dst
		},
	}.array()
}

// scanned takes the name of a scan apart: one that leaves NaN out replaces it.
func scanned(name string, b *ndarray.Array) (ndarray.ReduceOp, *ndarray.Array, error) {
	kind, skip := strings.CutPrefix(name, "nan")
	if !skip {
		return ndarray.ReduceOp(name), b, nil
	}
	neutral := 0.0
	if kind == string(ndarray.Prod) {
		neutral = 1
	}
	clean, _, err := withoutNaN(b, neutral)
	return ndarray.ReduceOp(kind), clean, err
}

var totalOp = graph.Register("gloam/arrays/scan-total", func(_ context.Context, args []any) (any, error) {
	var r reader
	b, op, axis, dtype := r.block(args, 0), r.text(args, 1), r.int(args, 2), r.dtype(args, 3)
	if r.err != nil {
		return nil, r.err
	}
	kind, b, err := scanned(op, b)
	if err != nil {
		return nil, err
	}
	v, err := ndarray.ReduceWide(kind, b, []int{axis}, true)
	if err != nil {
		return nil, err
	}
	return as(v, dtype)
})

var beforeOp = graph.Register("gloam/arrays/scan-before", func(_ context.Context, args []any) (any, error) {
	var r reader
	op, axis := r.text(args, 0), r.int(args, 1)
	if r.err != nil {
		return nil, r.err
	}
	totals, err := blocksOf(args[2:])
	if err != nil {
		return nil, err
	}
	neutral := totals[0].Copy()
	if err := neutral.Fill(map[string]int{"sum": 0, "prod": 1}[op]); err != nil {
		return nil, err
	}
	line, err := ndarray.Concatenate(totals[:len(totals)-1], axis)
	if err != nil {
		return nil, err
	}
	if line, err = ndarray.Cumulative(ndarray.ReduceOp(op), line, axis); err != nil {
		return nil, err
	}
	return ndarray.Concatenate([]*ndarray.Array{neutral, line}, axis)
})

var scanOp = graph.Register("gloam/arrays/scan", func(_ context.Context, args []any) (any, error) {
	var r reader
	op, axis, dtype, place, b := r.text(args, 0), r.int(args, 1), r.dtype(args, 2), r.int(args, 3), r.block(args, 4)
	if r.err != nil {
		return nil, r.err
	}
	kind, b, err := scanned(op, b)
	if err != nil {
		return nil, err
	}
	if len(args) == 5 || place == 0 { // 1 times an infinite complex number is another
		return ndarray.Cumulative(kind, b, axis)
	}
	before := r.block(args, 5)
	if r.err != nil {
		return nil, r.err
	}
	wide, err := b.AsType(before.DType()) // so that it is rounded once
	if err != nil {
		return nil, err
	}
	with := map[ndarray.ReduceOp]ndarray.BinaryOp{ndarray.Sum: ndarray.OpAdd, ndarray.Prod: ndarray.OpMul}[kind]
	if with == "" {
		return nil, fmt.Errorf("arrays: scan: got %q, want a sum or product", op)
	}
	// What comes before is taken in first, as in one long scan: what overflows in
	// the block alone may not do so behind it, and what follows a 0 stays 0.
	carry, err := entryAt(before, axis, place)
	if err != nil {
		return nil, err
	}
	first, err := entryAt(wide, axis, 0)
	if err != nil {
		return nil, err
	}
	if err := ndarray.BinaryInto(with, first, first, carry); err != nil {
		return nil, err
	}
	y, err := ndarray.Cumulative(kind, wide, axis)
	if err != nil {
		return nil, err
	}
	return as(y, dtype)
})

// entryAt is the view of one position along an axis, which stays; of none it is empty.
func entryAt(b *ndarray.Array, axis, position int) (*ndarray.Array, error) {
	index := slices.Repeat([]ndarray.Range{ndarray.All()}, b.NDim())
	index[axis] = ndarray.Range{Start: position, Stop: position + 1, Step: 1}
	return b.Slice(index...)
}
