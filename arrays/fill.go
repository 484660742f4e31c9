package arrays

import (
	"context"
	"fmt"
	"math"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/graph"
)

// Zeros returns an array of zeros.
func Zeros(shape []int, dtype ndarray.DType, spec Chunking) (*Array, error) {
	return filled("zeros", shape, false, dtype, spec)
}

// Ones returns an array of ones.
func Ones(shape []int, dtype ndarray.DType, spec Chunking) (*Array, error) {
	return filled("ones", shape, true, dtype, spec)
}

// Full returns an array of which every element is value, which must fit dtype.
func Full(shape []int, value any, dtype ndarray.DType, spec Chunking) (*Array, error) {
	return filled("full", shape, value, dtype, spec)
}

func filled(op string, shape []int, value any, dtype ndarray.DType, spec Chunking) (*Array, error) {
	if err := checkDType(op, dtype); err != nil {
		return nil, err
	}
	if err := checkShape(op, shape, dtype); err != nil {
		return nil, err
	}
	chunks, err := normalize(op, shape, spec, dtype, nil)
	if err != nil {
		return nil, err
	}
	fill, err := scalarArray(op, dtype, value)
	if err != nil {
		return nil, err
	}
	return fillWith(op, fill, chunks)
}

// fillWith returns an array of one number.
func fillWith(label string, fill *ndarray.Array, chunks [][]int) (*Array, error) {
	g := newGrid(chunks)
	value, shape := graph.Lit(fill), g.shapes()
	a, err := work{
		label: label, op: fillOp, params: []any{contentToken(fill)}, out: g, dtype: fill.DType(), blockwise: true,
		args: func(block int, dst []graph.Arg) []graph.Arg {
			return append(dst, value, shape(block))
		},
	}.array()
	if err != nil {
		return nil, err
	}
	a.recipe = &recipe{filled: func(chunks [][]int) (*Array, error) { return fillWith(label, fill, chunks) }}
	return a, nil
}

var fillOp = graph.RegisterFusing("gloam/arrays/fill", fillBlock, fuseFill)

func fillBlock(_ context.Context, args []any) (any, error) {
	var r reader
	fill, shape := r.block(args, 0), r.ints(args, 1)
	if r.err != nil {
		return nil, r.err
	}
	out := ndarray.New(fill.DType(), shape...)
	return out, ndarray.CopyInto(out, fill)
}

// Arange returns start, start+step, … up to, not including, stop. Each value is
// start + i·step, without accumulated error; whole numbers are exact up to
// 2⁵³.
func Arange(start, stop, step float64, dtype ndarray.DType, spec Chunking) (*Array, error) {
	if err := checkDType("arange", dtype); err != nil {
		return nil, err
	}
	n := math.Ceil((stop - start) / step)
	if step == 0 || math.IsNaN(n) || n > 1<<53 {
		return nil, asked(fmt.Errorf("arrays: arange: got start %v, stop %v and step %v, want a finite number of steps", start, stop, step))
	}
	shape := []int{int(max(n, 0))}
	if err := checkShape("arange", shape, dtype); err != nil {
		return nil, err
	}
	chunks, err := normalize("arange", shape, spec, dtype, nil)
	if err != nil {
		return nil, err
	}
	g, name := newGrid(chunks), dtype.String()
	return work{
		label: "arange", op: arangeOp, params: []any{start, step}, out: g, dtype: dtype, blockwise: true,
		args: func(block int, dst []graph.Arg) []graph.Arg {
			return append(dst, graph.Lit(name), graph.Lit(start), graph.Lit(step), graph.Lit(g.starts[0][block]), graph.Lit(g.chunks[0][block]))
		},
	}.array()
}

var arangeOp = graph.Register("gloam/arrays/arange", func(_ context.Context, args []any) (any, error) {
	var r reader
	dtype, start, step, first, n := r.dtype(args, 0), take[float64](&r, args, 1), take[float64](&r, args, 2), r.int(args, 3), r.int(args, 4)
	if r.err != nil {
		return nil, r.err
	}
	v := make([]float64, n)
	for i := range v {
		v[i] = start + float64(first+i)*step
	}
	a, err := ndarray.FromSlice(v, n)
	if err != nil {
		return nil, err
	}
	return a.AsType(dtype)
})

func checkShape(op string, shape []int, dtype ndarray.DType) error {
	if _, err := ndarray.CheckShape(dtype, shape); err != nil {
		return asked(fmt.Errorf("arrays: %s: %w", op, err))
	}
	return nil
}

// scalarArray returns a Go number as an array without axes. A number that dtype
// cannot hold is a [*DTypeError].
func scalarArray(op string, dtype ndarray.DType, value any) (*ndarray.Array, error) {
	a := ndarray.New(dtype)
	if err := a.Fill(value); err != nil {
		return nil, asked(&DTypeError{Op: op, Got: dtype, Err: err})
	}
	return a, nil
}
