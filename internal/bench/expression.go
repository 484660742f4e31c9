package main

import (
	"context"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/scheduler"
)

// expressionGroup is an element-wise expression over arrays in memory.
var expressionGroup = group{name: "expression", kinds: []string{"numpy"}, open: openExpressions}

func openExpressions(_ context.Context, _ options) (*field, error) {
	trials, err := sixOperations()
	return &field{
		about: "Six operations, sqrt(a·a + b·b)·0.5 + c, on 16 Mi elements, one thread, in processor time. NumPy evaluates what users write; " +
			"in place, it writes to two arrays that are there already, while this module makes a new one.",
		config: map[string]any{"threads": 1},
		trials: trials,
	}, err
}

// sixOperations are an expression of arrays in memory.
func sixOperations() ([]*trial, error) {
	const n = 16 << 20
	var list []*trial
	for _, d := range []ndarray.DType{ndarray.Float32, ndarray.Float64} {
		var in [3]*arrays.Array
		for i := range in {
			v, err := ndarray.FromSlice(numbers(n, func(v uint32) float64 { return float64(v%251) + float64(i) }))
			if err != nil {
				return nil, err
			}
			a := ndarray.Get(d, n) // in huge pages, as NumPy has it
			if err := ndarray.CopyInto(a, v); err != nil {
				return nil, err
			}
			if in[i], err = arrays.FromBlocks([]*ndarray.Array{a}, [][]int{{n}}, d); err != nil {
				return nil, err
			}
		}
		var e arrays.Expr
		a, b, c := in[0], in[1], in[2]
		y := e.Do(arrays.Add, e.Do(arrays.Mul, e.One(arrays.Sqrt, e.Do(arrays.Add, e.Do(arrays.Mul, a, a), e.Do(arrays.Mul, b, b))), 0.5), c)
		if e.Err != nil {
			return nil, e.Err
		}
		run := func(ctx context.Context) (values, error) {
			_, err := y.Compute(ctx, scheduler.On(scheduler.Sync{}))
			return nil, err
		}
		for _, c := range []struct {
			how     string
			atLeast float64
		}{{"", 1.8}, {", in place", 0}} {
			list = append(list, &trial{
				name: "six operations " + d.String() + c.how, bytes: 4 * n * int64(d.Size()), ownTime: true, run: run,
				ask: map[string]any{"dtype": d.String(), "n": n, "in place": c.how != ""}, targets: []target{{"numpy", c.atLeast}},
			})
		}
	}
	return list, nil
}
