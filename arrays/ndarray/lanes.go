package ndarray

import (
	"fmt"
	"math"
	"slices"

	"github.com/gloam-go/gloam/internal/wording"
)

// laneKernels are the loops over whole rows of contiguous elements. Bool and
// Float16 have none: they pass through the types that laneType names.
type laneKernels interface {
	sort(row []byte)
	order(row []byte, index []int64)                    // stable
	search(dst []int64, row, values []byte, right bool) // row is sorted
	scan(op ReduceOp, rows []byte, n int)               // in place, over rows of n elements
	product(dst []byte, a, b matrix, m, n, k int)       // dst += a × b
}

func lanesOf(d DType) laneKernels {
	k, _ := byDType[d].(laneKernels)
	return k
}

// laneType returns the dtype in which rows of d are worked on.
func laneType(op string, d DType) (DType, error) {
	switch {
	case d == Bool:
		return Uint8, nil
	case d == Float16:
		return Float32, nil
	case !d.Valid() || lanesOf(d) == nil:
		return Invalid, &OpError{Op: op, DTypes: []DType{d}}
	}
	return d, nil
}

// lastAxis returns a copy of a, in dtype d, in which axis comes last.
func lastAxis(a *Array, axis int, d DType) (*Array, error) {
	order := make([]int, 0, len(a.shape))
	for i := range a.shape {
		if i != axis {
			order = append(order, i)
		}
	}
	v, err := a.Transpose(append(order, axis)...)
	if err != nil {
		return nil, err
	}
	return v.AsType(d)
}

// axisBack is the inverse view of lastAxis.
func axisBack(a *Array, axis int) (*Array, error) {
	order := make([]int, 0, len(a.shape))
	for i := range len(a.shape) - 1 {
		order = append(order, i)
	}
	return a.Transpose(slices.Insert(order, axis, len(a.shape)-1)...)
}

// eachLane calls visit with each row along the last axis of a contiguous array.
func eachLane(a *Array, visit func(i int, row []byte)) {
	n := a.shape[len(a.shape)-1]
	if a.Size() == 0 {
		return
	}
	size, all := n*a.dtype.Size(), a.first(a.Size())
	for i := range a.Size() / n {
		visit(i, all[i*size:(i+1)*size])
	}
}

// Sort returns a copy whose elements ascend along an axis, NaN last. Complex
// numbers are ordered by their real parts, then by their imaginary ones.
func Sort(a *Array, axis int) (*Array, error) {
	axis, d, err := lane2("sort", a, axis)
	if err != nil {
		return nil, err
	}
	c, err := lastAxis(a, axis, d)
	if err != nil {
		return nil, err
	}
	eachLane(c, func(_ int, row []byte) { lanesOf(d).sort(row) })
	if d != a.dtype {
		if c, err = c.AsType(a.dtype); err != nil {
			return nil, err
		}
	}
	return axisBack(c, axis)
}

// ArgSort returns the positions, of type int64, that elements along an axis
// have in [Sort]; equal ones keep their order.
func ArgSort(a *Array, axis int) (*Array, error) {
	axis, d, err := lane2("argsort", a, axis)
	if err != nil {
		return nil, err
	}
	c, err := lastAxis(a, axis, d)
	if err != nil {
		return nil, err
	}
	out := New(Int64, c.shape...)
	n := c.shape[len(c.shape)-1]
	index := elements[int64](out, out.Size())
	eachLane(c, func(i int, row []byte) {
		at := index[i*n : (i+1)*n]
		for j := range at {
			at[j] = int64(j)
		}
		lanesOf(d).order(row, at)
	})
	return axisBack(out, axis)
}

func lane2(op string, a *Array, axis int) (int, DType, error) {
	axis, err := normalAxis(axis, len(a.shape))
	if err != nil {
		return 0, Invalid, err
	}
	d, err := laneType(op, a.dtype)
	return axis, d, err
}

// SearchSorted returns, for each of the values, how many elements of sorted, an
// ascending array of one axis, are below it; with right also those equal to it.
func SearchSorted(sorted, values *Array, right bool) (*Array, error) {
	if len(sorted.shape) != 1 {
		return nil, fmt.Errorf("ndarray: search sorted: got an array of shape %s, want one axis", wording.Shape(sorted.shape))
	}
	d, err := laneType("searchsorted", ResultType(sorted.dtype, values.dtype))
	if err != nil {
		return nil, err
	}
	row, err := sorted.AsType(d)
	if err != nil {
		return nil, err
	}
	v, err := values.AsType(d)
	if err != nil {
		return nil, err
	}
	out := New(Int64, values.shape...)
	lanesOf(d).search(elements[int64](out, out.Size()), row.first(row.Size()), v.first(v.Size()), right)
	return out, nil
}

// Cumulative returns the running sums (Sum) or products (Prod) along an axis,
// in the dtype of those reductions; float32 accumulates in float64.
func Cumulative(op ReduceOp, a *Array, axis int) (*Array, error) {
	out, err := ReduceType(op, a.dtype)
	if err != nil || op != Sum && op != Prod {
		return nil, &OpError{Op: "cumulative " + string(op), DTypes: []DType{a.dtype}}
	}
	if axis, err = normalAxis(axis, len(a.shape)); err != nil {
		return nil, err
	}
	wide := out
	switch out.Kind() {
	case KindFloat:
		wide = Float64
	case KindComplex:
		wide = Complex128
	}
	c, err := a.AsType(wide)
	if err != nil {
		return nil, err
	}
	if c.Size() == 0 {
		return c.AsType(out)
	}
	inner := volume(c.shape[axis+1:])
	size, all := c.shape[axis]*inner*wide.Size(), c.first(c.Size())
	for ; len(all) > 0; all = all[size:] {
		lanesOf(wide).scan(op, all[:size], inner)
	}
	if wide != out {
		return c.AsType(out)
	}
	return c, nil
}

func (realKernels[T]) sort(row []byte) { slices.SortFunc(as[T](row), compareReal[T]) }

func (realKernels[T]) order(row []byte, index []int64) {
	v := as[T](row)
	slices.SortStableFunc(index, func(i, j int64) int { return compareReal(v[i], v[j]) })
}

func (realKernels[T]) search(dst []int64, row, values []byte, right bool) {
	searchLanes(dst, as[T](row), as[T](values), right, compareReal[T])
}

func (realKernels[T]) scan(op ReduceOp, rows []byte, n int) { scanRows(op, as[T](rows), n) }

func (realKernels[T]) product(dst []byte, a, b matrix, m, n, k int) {
	matMulRows[T](dst, a, b, m, n, k)
}

func (complexKernels[T, P]) sort(row []byte) { slices.SortFunc(as[T](row), compareComplex[T]) }

func (complexKernels[T, P]) order(row []byte, index []int64) {
	v := as[T](row)
	slices.SortStableFunc(index, func(i, j int64) int { return compareComplex(v[i], v[j]) })
}

func (complexKernels[T, P]) search(dst []int64, row, values []byte, right bool) {
	searchLanes(dst, as[T](row), as[T](values), right, compareComplex[T])
}

func (complexKernels[T, P]) scan(op ReduceOp, rows []byte, n int) { scanRows(op, as[T](rows), n) }

// compareReal puts NaN last.
func compareReal[T realNumber](a, b T) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	case a == b:
		return 0
	}
	return int(truth(a != a)) - int(truth(b != b))
}

// compareComplex puts numbers with a NaN last: those with a real part first, then
// those with an imaginary one.
func compareComplex[T complexNumber](a, b T) int {
	x, y := complex128(a), complex128(b)
	if c := missingParts(x) - missingParts(y); c != 0 {
		return c
	}
	if c := compareReal(real(x), real(y)); c != 0 {
		return c
	}
	return compareReal(imag(x), imag(y))
}

// missingParts is 0 for a number, 1 if the imaginary part is NaN, 2 if the real
// one is, and 3 if both are.
func missingParts(z complex128) int {
	n := 0
	if math.IsNaN(imag(z)) {
		n = 1
	}
	if math.IsNaN(real(z)) {
		n += 2
	}
	return n
}

func searchLanes[T Element](dst []int64, row, values []T, right bool, compare func(a, b T) int) {
	for i, v := range values {
		at, _ := slices.BinarySearchFunc(row, v, func(e, v T) int {
			if c := compare(e, v); c != 0 || !right {
				return c
			}
			return -1
		})
		dst[i] = int64(at)
	}
}

// scanRows takes each row into the one after it.
func scanRows[T number](op ReduceOp, v []T, n int) {
	if n == 1 {
		scanRow(op, v)
		return
	}
	for last := v[:n]; len(v) > n; last = v[:n] {
		v = v[n:]
		row := v[:n]
		if op == Prod {
			for i, e := range last {
				row[i] *= e
			}
			continue
		}
		for i, e := range last {
			row[i] += e
		}
	}
}

func scanRow[T number](op ReduceOp, v []T) {
	if len(v) == 0 {
		return
	}
	acc := v[0]
	if op == Prod {
		for i, e := range v[1:] {
			acc *= e
			v[i+1] = acc
		}
		return
	}
	for i, e := range v[1:] {
		acc += e
		v[i+1] = acc
	}
}
