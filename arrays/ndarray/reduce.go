package ndarray

import (
	"fmt"
	"sort"

	"github.com/gloam-go/gloam/internal/wording"
)

// A ReduceOp names a function that shrinks axes. The text is NumPy's name.
type ReduceOp string

// The reductions. Sums and means of floats accumulate in 64-bit floats, also
// those of float32; variances take two passes.
const (
	Sum          ReduceOp = "sum"
	Prod         ReduceOp = "prod"
	Min          ReduceOp = "min" // NaN if there is one
	Max          ReduceOp = "max"
	AnyTrue      ReduceOp = "any" // anything but zero is true
	AllTrue      ReduceOp = "all"
	Mean         ReduceOp = "mean"
	Var          ReduceOp = "var" // divided by the number of elements
	Std          ReduceOp = "std"
	ArgMax       ReduceOp = "argmax" // the first of equals; NaN is extreme
	ArgMin       ReduceOp = "argmin"
	CountNonzero ReduceOp = "count_nonzero"
)

// ReduceType returns the dtype of the result of op on an array of dtype d: of
// sums and products of bool and small integers int64 or uint64, of means and
// variances of integers float64, of variances of complex numbers the real one,
// of counts and indices int64. The error is an [*OpError].
func ReduceType(op ReduceOp, d DType) (DType, error) {
	if d == Object || !d.Valid() {
		return Invalid, &OpError{Op: string(op), DTypes: []DType{d}}
	}
	switch op {
	case ArgMax, ArgMin:
		if byDType[reduceIn(d)].extreme(op) != nil {
			return Int64, nil
		}
		return Invalid, &OpError{Op: string(op), DTypes: []DType{d}}
	case Mean, Var, Std:
		if d.Kind() <= KindInt {
			return Float64, nil
		}
		if op != Mean {
			return RealOf(d), nil
		}
		return d, nil
	}
	f := foldOf(reduceIn(d), op)
	switch {
	case f.inner == nil:
		return Invalid, &OpError{Op: string(op), DTypes: []DType{d}}
	case (op == Sum || op == Prod) && d.Kind() >= KindFloat, op == Min, op == Max:
		return d, nil
	}
	return f.acc, nil
}

// reduceIn returns the dtype whose loops reduce d: bool and float16 have none.
func reduceIn(d DType) DType {
	switch d {
	case Bool:
		return Int8
	case Float16:
		return Float32
	}
	return d
}

// Reduce applies op along axes, negative ones counting from the end; nil means
// all axes, an empty list none. With keepDims the axes stay with length 1.
// ArgMax and ArgMin take one axis or all, and then give the index in C order.
// The minimum, maximum and their indices of no elements are an error; the mean
// of none is NaN.
func Reduce(op ReduceOp, a *Array, axes []int, keepDims bool) (*Array, error) {
	out, err := ReduceType(op, a.dtype)
	if err != nil {
		return nil, err
	}
	r, err := ReduceWide(op, a, axes, keepDims)
	if err != nil || r.dtype == out {
		return r, err
	}
	return r.AsType(out)
}

// ReduceWide is [Reduce] without rounding to the dtype of the result: sums and
// products of floats, and means and variances of all real numbers, stay
// float64, those of complex numbers complex128, variances float64. It is meant
// for partial results.
func ReduceWide(op ReduceOp, a *Array, axes []int, keepDims bool) (*Array, error) {
	if _, err := ReduceType(op, a.dtype); err != nil {
		return nil, err
	}
	drop, err := reducedAxes(a, axes)
	if err != nil {
		return nil, err
	}
	if selects(op) && reducesNothing(a.shape, drop) {
		return nil, fmt.Errorf("ndarray: %s of no elements along axes %s of shape %s", op, wording.Shape(trueAt(drop)), wording.Shape(a.shape))
	}
	var r *Array
	switch op {
	case ArgMax, ArgMin:
		r, err = argReduce(op, a, drop)
	case Mean:
		r, err = mean(a, drop)
	case Var, Std:
		r, err = variance(op, a, drop)
	default:
		r, err = accumulate(op, a, drop, nil)
	}
	if err != nil {
		return nil, err
	}
	if keepDims && len(r.shape) == len(a.shape) {
		return r, nil // of the right shape already
	}
	return r.Reshape(reducedShape(a.shape, drop, keepDims)...)
}

// selects reports whether the result is one of the elements, or its index.
func selects(op ReduceOp) bool { return op == Min || op == Max || op == ArgMin || op == ArgMax }

// reducedAxes marks the axes to reduce.
func reducedAxes(a *Array, axes []int) ([]bool, error) {
	drop := make([]bool, len(a.shape))
	if axes == nil {
		for i := range drop {
			drop[i] = true
		}
		return drop, nil
	}
	for _, axis := range axes {
		i, err := normalAxis(axis, len(a.shape))
		if err != nil {
			return nil, err
		}
		if drop[i] {
			return nil, fmt.Errorf("ndarray: axes %s repeat axis %d", wording.Shape(axes), i)
		}
		drop[i] = true
	}
	return drop, nil
}

// reducesNothing reports whether there are results without elements.
func reducesNothing(shape []int, drop []bool) bool {
	none, results := false, true
	for i, e := range shape {
		if drop[i] {
			none = none || e == 0
		} else {
			results = results && e > 0
		}
	}
	return none && results
}

// reducedShape removes the reduced axes or sets them to 1.
func reducedShape(shape []int, drop []bool, keep bool) []int {
	out := make([]int, 0, len(shape))
	for i, e := range shape {
		if !drop[i] {
			out = append(out, e)
		} else if keep {
			out = append(out, 1)
		}
	}
	return out
}

func trueAt(drop []bool) []int {
	var at []int
	for i, d := range drop {
		if d {
			at = append(at, i)
		}
	}
	return at
}

// argReduce moves the reduced axes last and searches each row.
func argReduce(op ReduceOp, a *Array, drop []bool) (*Array, error) {
	reduced := trueAt(drop)
	if len(reduced) != 1 && len(reduced) != len(drop) {
		return nil, fmt.Errorf("ndarray: %s takes one axis or all, not %s", op, wording.Shape(reduced))
	}
	order := make([]int, len(drop))
	for i := range order {
		order[i] = i
	}
	sort.SliceStable(order, func(i, j int) bool { return !drop[order[i]] && drop[order[j]] })
	v := a.view()
	for i, j := range order {
		v.shape[i], v.strides[i] = a.shape[j], a.strides[j]
	}
	if in := reduceIn(a.dtype); in != a.dtype {
		var err error
		if v, err = v.AsType(in); err != nil {
			return nil, err
		}
	}
	v = v.AsContiguous()
	out := New(Int64, reducedShape(a.shape, drop, true)...)
	results := elements[int64](out, out.Size())
	if len(results) == 0 {
		return out, nil
	}
	search, n := byDType[v.dtype].extreme(op), v.Size()/len(results)*v.dtype.Size()
	all := v.first(v.Size())
	for i := range results {
		results[i] = int64(search(all[i*n : (i+1)*n]))
	}
	return out, nil
}
