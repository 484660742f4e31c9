package arrays

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/graph"
)

// An operand of an element-wise operation is an array or a literal number.
type operand struct {
	array *Array
	lit   *ndarray.Array
}

// elementwise makes the layer that applies op to blocks aligned by
// broadcasting. The op gets name, unless it is empty, and then one array for
// each operand.
func elementwise(label string, op *graph.Op, name string, dtype ndarray.DType, operands []operand) (*Array, error) {
	var arrays []*Array
	var shapes [][]int
	params := []any{name}
	for _, o := range operands {
		if o.array != nil {
			arrays, shapes = append(arrays, o.array), append(shapes, o.array.grid.shape)
			params = append(params, "array")
		} else {
			params = append(params, contentToken(o.lit))
		}
	}
	ndim := 0
	for _, s := range shapes {
		ndim = max(ndim, len(s))
	}
	labels := make([][]int, len(arrays))
	for i, a := range arrays {
		labels[i] = trailing(a.NDim(), ndim)
	}
	if err := checkUnknown(label, arrays, labels); err != nil {
		return nil, err
	}
	shape, err := ndarray.BroadcastShapes(shapes...)
	if err != nil {
		return nil, broadcastError(label, shapes)
	}
	aligned, chunks, err := align(label, arrays, labels)
	if err != nil {
		return nil, err
	}
	out := make([][]int, len(shape))
	for i := range out {
		out[i] = chunks[i]
	}
	first := graph.Lit(name)
	y, err := blockwise{
		label: label, op: op, params: params, labels: trailing(len(shape), len(shape)), out: newGrid(out), dtype: dtype, in: aligned, axes: labels,
		args: func(_ []int, refs, dst []graph.Arg) []graph.Arg {
			if name != "" {
				dst = append(dst, first)
			}
			for _, o := range operands {
				if o.array == nil {
					dst = append(dst, graph.Lit(o.lit))
					continue
				}
				dst, refs = append(dst, refs[0]), refs[1:]
			}
			return dst
		},
	}.array()
	if err != nil {
		return nil, err
	}
	again := func(inputs []*Array) (*Array, error) {
		return elementwise(label, op, name, dtype, withArrays(operands, inputs))
	}
	y.remember(arrays, again)
	y.projectElements(arrays, again)
	return y, nil
}

// withArrays returns operands with other arrays in place of theirs.
func withArrays(operands []operand, arrays []*Array) []operand {
	out := slices.Clone(operands)
	for i, o := range out {
		if o.array != nil {
			out[i].array, arrays = arrays[0], arrays[1:]
		}
	}
	return out
}

// trailing labels the axes of an array that is aligned with one of more axes.
func trailing(ndim, of int) []int {
	labels := make([]int, ndim)
	for i := range labels {
		labels[i] = of - ndim + i
	}
	return labels
}

// broadcastError names the first shape that does not fit those before it.
func broadcastError(op string, shapes [][]int) error {
	for i := range shapes {
		if _, err := ndarray.BroadcastShapes(shapes[:i+1]...); err != nil {
			want, _ := ndarray.BroadcastShapes(shapes[:i]...)
			return asked(&ShapeError{Op: op, Got: shapes[i], Want: want, Rule: "one that broadcasts with"})
		}
	}
	return nil
}

// labelOf turns a function name into a layer label.
func labelOf(name string) string { return strings.ReplaceAll(name, "_", "-") }

// Binary applies op to two operands after broadcasting and promotion. Each is
// an *Array, an *ndarray.Array, or a Go number; at least one is an array. Go
// values of type bool, int, float64 and complex128 are weak, as in NumPy 2:
// they take the dtype of the array if their kind allows it. Other numbers count
// as arrays of their type. Chunks of two arrays become their common refinement.
func Binary(op ndarray.BinaryOp, a, b any) (*Array, error) {
	label := labelOf(string(op))
	x, y, err := pair(label, op, a, b)
	if err != nil {
		return nil, err
	}
	dtype, err := ndarray.BinaryType(op, x.dtype(), y.dtype())
	if err != nil {
		return nil, asked(&DTypeError{Op: label, Got: x.dtype(), With: y.dtype(), Err: err})
	}
	if err := refuseNegativePower(op, dtype, x, y, b); err != nil {
		return nil, asked(err)
	}
	return elementwise(label, binaryOp, string(op), dtype, []operand{x, y})
}

func (o operand) dtype() ndarray.DType {
	if o.array != nil {
		return o.array.dtype
	}
	return o.lit.DType()
}

// pair makes operands of two values, of which one may be a number.
func pair(label string, op ndarray.BinaryOp, a, b any) (x, y operand, err error) {
	for i, v := range []any{a, b} {
		if array, ok := v.(*Array); ok && array == nil {
			return x, y, asked(&NilError{Op: label, What: "array", Arg: i})
		}
	}
	if x.array, err = arrayOf(a); err != nil {
		return x, y, err
	}
	if y.array, err = arrayOf(b); err != nil {
		return x, y, err
	}
	switch {
	case x.array == nil && y.array == nil:
		return x, y, asked(fmt.Errorf("arrays: %s: got %T and %T, want at least one array", label, a, b))
	case x.array == nil:
		x.lit, err = weak(label, op, y.array.dtype, a)
	case y.array == nil:
		y.lit, err = weak(label, op, x.array.dtype, b)
	}
	return x, y, err
}

// arrayOf returns arrays as lazy arrays and nil for other values.
func arrayOf(v any) (*Array, error) {
	switch v := v.(type) {
	case *Array:
		return v, nil
	case *ndarray.Array:
		return FromDense(v, EveryAxis(Whole))
	}
	return nil, nil
}

// weak returns a number in the dtype that it takes next to an array of dtype d.
func weak(label string, op ndarray.BinaryOp, d ndarray.DType, v any) (*ndarray.Array, error) {
	as := ndarray.PromoteScalar(d, v)
	if as == ndarray.Invalid {
		return nil, asked(fmt.Errorf("arrays: %s: got %T, want an array or a number", label, v))
	}
	lit, err := scalarArray(label, as, v)
	if n, ok := v.(int); ok && err != nil {
		if wide := wider(op, d); wide != ndarray.Invalid {
			return scalarArray(label, wide, n)
		}
	}
	return lit, err
}

// wider is the dtype of an integer that does not fit dtype d next to an array of
// that: any integer compares with any other, and operations of floats take
// floats. It is Invalid where the integer has to fit.
func wider(op ndarray.BinaryOp, d ndarray.DType) ndarray.DType {
	if compares(op) {
		return ndarray.Int64
	}
	t, err := ndarray.BinaryType(op, d, d)
	if err != nil || t.Kind() != ndarray.KindFloat {
		return ndarray.Invalid
	}
	if _, err := ndarray.BinaryType(op, d, t); err != nil { // an exponent of two
		return ndarray.Int64
	}
	return t
}

func compares(op ndarray.BinaryOp) bool {
	t, err := ndarray.BinaryType(op, ndarray.Int64, ndarray.Int64)
	return err == nil && t == ndarray.Bool
}

var binaryOp = graph.RegisterFusing("gloam/arrays/binary", binaryBlocks, fuseBinary)

func binaryBlocks(_ context.Context, args []any) (any, error) {
	var r reader
	name, a, b := r.text(args, 0), r.block(args, 1), r.block(args, 2)
	if r.err != nil {
		return nil, r.err
	}
	return ndarray.Binary(ndarray.BinaryOp(name), a, b)
}

// Unary applies op to each element.
func Unary(op ndarray.UnaryOp, a *Array) (*Array, error) {
	if err := present(labelOf(string(op)), a); err != nil {
		return nil, err
	}
	dtype, err := ndarray.UnaryType(op, a.dtype)
	if err != nil {
		return nil, asked(&DTypeError{Op: labelOf(string(op)), Got: a.dtype, Err: err})
	}
	return elementwise(labelOf(string(op)), unaryOp, string(op), dtype, []operand{{array: a}})
}

var unaryOp = graph.RegisterFusing("gloam/arrays/unary", unaryBlocks, fuseUnary)

func unaryBlocks(_ context.Context, args []any) (any, error) {
	var r reader
	name, a := r.text(args, 0), r.block(args, 1)
	if r.err != nil {
		return nil, r.err
	}
	return ndarray.Unary(ndarray.UnaryOp(name), a)
}

// AsType casts the elements as ndarray.Array.AsType does. An array of that
// dtype is returned itself.
func (a *Array) AsType(dtype ndarray.DType) (*Array, error) {
	if err := present("astype", a); err != nil {
		return nil, err
	}
	if err := checkDType("astype", dtype); err != nil {
		return nil, err
	}
	if a.dtype == dtype {
		return a, nil
	}
	return elementwise("astype", castOp, dtype.String(), dtype, []operand{{array: a}})
}

var castOp = graph.RegisterFusing("gloam/arrays/cast", castBlock, fuseCast)

func castBlock(_ context.Context, args []any) (any, error) {
	var r reader
	dtype, a := r.dtype(args, 0), r.block(args, 1)
	if r.err != nil {
		return nil, r.err
	}
	return a.AsType(dtype)
}

// Where takes elements of x where cond is true and of y elsewhere. x and y are
// operands as in [Binary], also both numbers; the dtype is theirs alone.
func Where(cond *Array, x, y any) (*Array, error) {
	if err := present("where", cond); err != nil {
		return nil, err
	}
	a, b, err := choices(x, y)
	if err != nil {
		return nil, err
	}
	dtype := ndarray.ResultType(a.dtype(), b.dtype())
	if dtype == ndarray.Invalid || dtype == ndarray.Object || cond.dtype == ndarray.Object {
		return nil, asked(&DTypeError{Op: "where", Got: a.dtype(), With: b.dtype()})
	}
	return elementwise("where", whereOp, "", dtype, []operand{{array: cond}, a, b})
}

func choices(x, y any) (a, b operand, err error) {
	if a.array, err = arrayOf(x); err != nil {
		return a, b, err
	}
	if b.array, err = arrayOf(y); err != nil {
		return a, b, err
	}
	base := ndarray.Bool // both are numbers: the kind of each decides
	switch {
	case a.array != nil:
		base = a.array.dtype
	case b.array != nil:
		base = b.array.dtype
	}
	if a.array == nil {
		if a.lit, err = weak("where", "", base, x); err != nil {
			return a, b, err
		}
	}
	if b.array == nil {
		b.lit, err = weak("where", "", base, y)
	}
	return a, b, err
}

var whereOp = graph.RegisterFusing("gloam/arrays/where", whereBlocks, fuseWhere)

func whereBlocks(_ context.Context, args []any) (any, error) {
	var r reader
	cond, x, y := r.block(args, 0), r.block(args, 1), r.block(args, 2)
	if r.err != nil {
		return nil, r.err
	}
	return ndarray.Where(cond, x, y)
}

// Clip limits the elements to [lo, hi], which are operands as in [Binary]; nil
// leaves that end open. NaN stays NaN.
func (a *Array) Clip(lo, hi any) (*Array, error) {
	out, err := a, error(nil)
	if lo != nil {
		if out, err = Maximum(out, lo); err != nil {
			return nil, calledAs("clip", err)
		}
	}
	if hi != nil {
		out, err = Minimum(out, hi)
		return named("clip", out, err)
	}
	return out, nil
}
