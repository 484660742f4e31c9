package arrays

import (
	"fmt"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/graph"
)

// What the operations are in NumPy. Each expression reads an input once where
// it can: one that is read twice becomes a task of its own.
var _ = pythonMeanings(map[*graph.Op]graph.PyMeaning{
	binaryOp:    func(args []any) (graph.PyCall, error) { return pyNamed(args, 2) },
	unaryOp:     func(args []any) (graph.PyCall, error) { return pyNamed(args, 1) },
	castOp:      pyCast,
	whereOp:     func(args []any) (graph.PyCall, error) { return pyArray(graph.Py("numpy", "where", args...)), nil },
	aliasOp:     func(args []any) (graph.PyCall, error) { return graph.Py("numpy", "asarray", args[0]), nil },
	fillOp:      pyFill,
	arangeOp:    pyArange,
	sliceOp:     pySlice,
	gatherOp:    pyGather,
	transposeOp: func(args []any) (graph.PyCall, error) { return graph.Py("numpy", "transpose", args[0], args[1]), nil },
	broadcastOp: func(args []any) (graph.PyCall, error) {
		return graph.Py("numpy", "ascontiguousarray", graph.Py("numpy", "broadcast_to", args[0], args[1])), nil
	},
	partOp:   pyPart,
	mergeOp:  pyMerge,
	finishOp: func(args []any) (graph.PyCall, error) { return pyFinish(args, pyMerge) },
	reduceOp: func(args []any) (graph.PyCall, error) { return pyFinish(args, pyPart) },
	einsumOp: pyEinsum,
})

func pythonMeanings(of map[*graph.Op]graph.PyMeaning) bool {
	for op, meaning := range of {
		graph.RegisterPython(op, meaning)
	}
	return true
}

// pyArray makes an array of what NumPy may return as a scalar.
func pyArray(x any) graph.PyCall { return graph.Py("numpy", "asarray", x) }

func pyReshape(x any, shape []int) graph.PyCall { return graph.Py("numpy", "reshape", x, shape) }

// pyNamed is a NumPy function of the name that the operation has.
func pyNamed(args []any, operands int) (graph.PyCall, error) {
	var r reader
	name := r.text(args, 0)
	if r.err == nil && len(args) != operands+1 {
		r.err = fmt.Errorf("arrays: %s: got %d operands, want %d", name, len(args)-1, operands)
	}
	if half, ok := pyHalves[ndarray.UnaryOp(name)]; ok {
		return pyArray(graph.Py("operator", "getitem", graph.Py("numpy", half.name, args[1:]...), half.at)), r.err
	}
	return pyArray(graph.Py("numpy", name, args[1:]...)), r.err
}

// pyHalves are the operations that are one result of a NumPy function with two.
var pyHalves = map[ndarray.UnaryOp]struct {
	name string
	at   int
}{
	ndarray.Frac:     {"modf", 0},
	ndarray.Mantissa: {"frexp", 0},
	ndarray.Exponent: {"frexp", 1},
}

func pyCast(args []any) (graph.PyCall, error) {
	var r reader
	dtype := r.dtype(args, 0)
	return graph.Py("numpy", "asarray", args[1]).With("dtype", dtype.Code('<')), r.err
}

func pyFill(args []any) (graph.PyCall, error) {
	var r reader
	fill, shape := r.block(args, 0), r.ints(args, 1)
	if r.err != nil {
		return graph.PyCall{}, r.err
	}
	return graph.Py("numpy", "full", shape, fill).With("dtype", fill.DType().Code('<')), nil
}

func pyArange(args []any) (graph.PyCall, error) {
	var r reader
	dtype, start, step, first, n := r.dtype(args, 0), take[float64](&r, args, 1), take[float64](&r, args, 2), r.int(args, 3), r.int(args, 4)
	steps := graph.Py("numpy", "multiply", graph.Py("numpy", "arange", first, first+n), step)
	return graph.Py("numpy", "asarray", graph.Py("numpy", "add", steps, start)).With("dtype", dtype.Code('<')), r.err
}

func pySlice(args []any) (graph.PyCall, error) {
	var r reader
	ranges, shape := r.ints(args, 1), r.ints(args, 2)
	index := make([]graph.PySlice, len(ranges)/3)
	for i := range index {
		index[i] = graph.PySlice{Start: ranges[3*i], Stop: ranges[3*i+1], Step: ranges[3*i+2]}
		if ranges[3*i+1] < 0 { // before the first element, not counted from the end
			index[i].Stop = nil
		}
	}
	return pyReshape(graph.Py("operator", "getitem", args[0], index), shape), r.err
}

// pyGather builds the box of the pieces, which lie in it as a grid.
func pyGather(args []any) (graph.PyCall, error) {
	var r reader
	dtype, box, shape, plan := r.dtype(args, 0), r.ints(args, 1), r.ints(args, 2), r.ints(args, 3)
	if r.err != nil {
		return graph.PyCall{}, r.err
	}
	nd, blocks := len(box), args[4:]
	if len(blocks) == 0 {
		return graph.Py("numpy", "zeros", shape, dtype.Code('<')), nil
	}
	if nd == 0 {
		return pyReshape(blocks[0], shape), nil
	}
	pieces, counts := make([]any, len(blocks)), make([]int, nd)
	for i, b := range blocks {
		row := plan[3*nd*i : 3*nd*(i+1)]
		index := make([]graph.PySlice, nd)
		for j := range index {
			index[j] = graph.PySlice{Start: row[nd+j], Stop: row[nd+j] + row[2*nd+j]}
		}
		pieces[i] = graph.Py("operator", "getitem", b, index)
	}
	for j := range counts {
		seen := map[int]bool{}
		for i := range blocks {
			seen[plan[3*nd*i+j]] = true
		}
		counts[j] = len(seen)
	}
	for j := nd - 1; j >= 0; j-- {
		pieces = rowsOf(pieces, counts[j])
	}
	return pyReshape(graph.Py("numpy", "block", pieces[0]), shape), nil
}

// rowsOf cuts a list into lists of n.
func rowsOf(list []any, n int) []any {
	var out []any
	for len(list) > 0 {
		out, list = append(out, list[:n:n]), list[n:]
	}
	return out
}

// pyPart gives the arrays of a partial result as a list. Reduced axes keep
// length 1.
func pyPart(args []any) (graph.PyCall, error) {
	var r reader
	op, axes, start, shape := r.text(args, 0), r.ints(args, 1), r.ints(args, 2), r.ints(args, 3)
	if r.err != nil {
		return graph.PyCall{}, r.err
	}
	b := args[4]
	reduce := func(name string, x any) graph.PyCall {
		return graph.Py("numpy", name, x).With("axis", axes).With("keepdims", true)
	}
	switch op := ndarray.ReduceOp(op); op {
	case ndarray.Mean:
		return pyList(pyCount(b, axes), graph.Py("numpy", "sum", b).With("axis", axes).With("keepdims", true)), nil
	case ndarray.Var, ndarray.Std:
		return pyList(pyCount(b, axes), reduce("mean", b), graph.Py("numpy", "multiply", reduce("var", b), pyCount(b, axes))), nil
	case ndarray.ArgMax, ndarray.ArgMin:
		value := reduce(map[ndarray.ReduceOp]string{ndarray.ArgMax: "max", ndarray.ArgMin: "min"}[op], b)
		return pyList(value, pyIndex(string(op), b, axes, start, shape)), nil
	case ndarray.Sum, ndarray.Prod, ndarray.Min, ndarray.Max, ndarray.AnyTrue, ndarray.AllTrue, ndarray.CountNonzero:
		return pyList(reduce(string(op), b)), nil
	default:
		return graph.PyCall{}, fmt.Errorf("arrays: reduction %q has no meaning in Python", op)
	}
}

func pyList(items ...any) graph.PyCall { return graph.Py("builtins", "list", items) }

// pyCount is how many elements go into each result.
func pyCount(b any, axes []int) graph.PyCall {
	return graph.Py("numpy", "sum", graph.Py("numpy", "ones", graph.Py("numpy", "shape", b))).With("axis", axes).With("keepdims", true)
}

// pyIndex is the place of the extreme element in the whole array: along the
// one axis, or in C order.
func pyIndex(op string, b any, axes, start, shape []int) graph.PyCall {
	if len(axes) == 1 {
		at := graph.Py("numpy", op, b).With("axis", axes[0])
		return graph.Py("numpy", "add", graph.Py("numpy", "expand_dims", at, axes[0]), start[axes[0]])
	}
	place := graph.Py("numpy", "unravel_index", graph.Py("numpy", op, b), graph.Py("numpy", "shape", b))
	whole := graph.Py("builtins", "tuple", graph.Py("numpy", "add", graph.Py("builtins", "list", place), start))
	ones := make([]int, len(shape))
	for i := range ones {
		ones[i] = 1
	}
	return pyReshape(graph.Py("numpy", "ravel_multi_index", whole, shape), ones)
}

// pyMerge joins partial results.
func pyMerge(args []any) (graph.PyCall, error) {
	var r reader
	op := r.text(args, 0)
	if r.err != nil {
		return graph.PyCall{}, r.err
	}
	if len(args) == 2 {
		return graph.Py("builtins", "list", args[1]), nil
	}
	column := func(i int) graph.PyCall { // the i-th array of all
		items := make([]any, len(args)-1)
		for j, p := range args[1:] {
			items[j] = graph.Py("operator", "getitem", p, i)
		}
		return graph.Py("numpy", "stack", items)
	}
	over := func(name string, x any) graph.PyCall { return graph.Py("numpy", name, x).With("axis", 0) }
	switch op := ndarray.ReduceOp(op); op {
	case ndarray.Mean:
		return pyList(over("sum", column(0)), over("sum", column(1))), nil
	case ndarray.Var, ndarray.Std:
		total := over("sum", column(0))
		mean := graph.Py("numpy", "true_divide", over("sum", graph.Py("numpy", "multiply", column(0), column(1))), total)
		away := graph.Py("numpy", "square", graph.Py("numpy", "absolute", graph.Py("numpy", "subtract", column(1), mean)))
		squares := graph.Py("numpy", "add", over("sum", column(2)), over("sum", graph.Py("numpy", "multiply", column(0), away)))
		return pyList(total, mean, squares), nil
	case ndarray.ArgMax, ndarray.ArgMin:
		which := graph.Py("numpy", "expand_dims", over(string(op), column(0)), 0)
		pick := func(i int) graph.PyCall {
			taken := graph.Py("numpy", "take_along_axis", column(i), which, 0)
			return over("squeeze", taken)
		}
		return pyList(pick(0), pick(1)), nil
	default:
		name, ok := pyFolds[op]
		if !ok {
			return graph.PyCall{}, fmt.Errorf("arrays: reduction %q has no meaning in Python", op)
		}
		return pyList(over(name, column(0))), nil
	}
}

// pyFolds are the functions that join the partial results of simple reductions.
var pyFolds = map[ndarray.ReduceOp]string{
	ndarray.Sum: "sum", ndarray.Prod: "prod", ndarray.Min: "min", ndarray.Max: "max",
	ndarray.AnyTrue: "any", ndarray.AllTrue: "all", ndarray.CountNonzero: "sum",
}

// pyFinish turns a partial result into a block of the result.
func pyFinish(args []any, collect func([]any) (graph.PyCall, error)) (graph.PyCall, error) {
	var r reader
	dtype, ddof, shape, op := r.dtype(args, 0), r.int(args, 1), r.ints(args, 2), r.text(args, 3)
	if r.err != nil {
		return graph.PyCall{}, r.err
	}
	p, err := collect(args[3:])
	if err != nil {
		return graph.PyCall{}, err
	}
	get := func(i int) graph.PyCall { return graph.Py("operator", "getitem", p, i) }
	v := get(0)
	switch ndarray.ReduceOp(op) {
	case ndarray.Mean:
		v = graph.Py("numpy", "true_divide", get(1), get(0))
	case ndarray.Var:
		v = graph.Py("numpy", "true_divide", get(2), graph.Py("numpy", "subtract", get(0), ddof))
	case ndarray.Std:
		v = graph.Py("numpy", "sqrt", graph.Py("numpy", "true_divide", get(2), graph.Py("numpy", "subtract", get(0), ddof)))
	case ndarray.ArgMax, ndarray.ArgMin:
		v = get(1)
	}
	return pyReshape(graph.Py("numpy", "asarray", v).With("dtype", dtype.Code('<')), shape), nil
}

// pyEinsum numbers the labels from 0: NumPy takes none below that or above 51.
func pyEinsum(args []any) (graph.PyCall, error) {
	var r reader
	shape, out, n := r.ints(args, 0), r.ints(args, 1), r.int(args, 2)
	if r.err == nil && len(args) != 3+2*n {
		r.err = fmt.Errorf("arrays: einsum: got %d arguments for %d arrays", len(args), n)
	}
	if r.err != nil {
		return graph.PyCall{}, r.err
	}
	number := map[int]int{}
	numbers := func(labels []int) []any {
		list := make([]any, len(labels))
		for i, l := range labels {
			if _, ok := number[l]; !ok {
				number[l] = len(number)
			}
			list[i] = number[l]
		}
		return list
	}
	var operands []any
	for i := range n {
		operands = append(operands, args[3+n+i], numbers(r.ints(args, 3+i)))
	}
	return pyReshape(graph.Py("numpy", "einsum", append(operands, numbers(out))...), shape), r.err
}
