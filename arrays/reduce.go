package arrays

import (
	"slices"

	"github.com/gloam-go/gloam/arrays/ndarray"
)

// A ReduceOption changes a reduction.
type ReduceOption func(*reduceConfig)

type reduceConfig struct {
	axes    []int
	keep    bool
	split   int
	splitOn map[int]int
	ddof    int
	method  QuantileMethod
	dtype   ndarray.DType // Invalid for that of the reduction
}

// Over reduces along the given axes only; negative ones count from the end.
// No axes mean all, which is the default.
func Over(axes ...int) ReduceOption {
	return func(c *reduceConfig) { c.axes = slices.Clone(axes) }
}

// KeepDims keeps reduced axes with length 1.
func KeepDims() ReduceOption { return func(c *reduceConfig) { c.keep = true } }

// SplitEvery merges up to n neighbouring partial results at each level of the
// tree, n^(1/k) but at least 2 along each of k reduced axes. The default is
// [DefaultSplit].
func SplitEvery(n int) ReduceOption { return func(c *reduceConfig) { c.split = n } }

// SplitEveryOn merges up to n neighbours along each axis given.
func SplitEveryOn(n map[int]int) ReduceOption {
	return func(c *reduceConfig) {
		c.splitOn = map[int]int{}
		for i, k := range n {
			c.splitOn[i] = k
		}
	}
}

// DDof makes variances and standard deviations divide by n - d.
func DDof(d int) ReduceOption { return func(c *reduceConfig) { c.ddof = d } }

// DefaultSplit is how many partial results one task of a reduction merges.
const DefaultSplit = 4

// Reduce shrinks axes by a tree: one task for each block, then levels that
// merge neighbouring partial results. The tree depends on the chunks alone, so
// results are the same bits on every executor. If there is one block along the
// reduced axes each block gives a block of the result at once.
//
// Sums and means of floats accumulate in 64-bit floats; variances merge
// counts, means and squared deviations, never sums of squares. Indices of
// extremes refer to the whole array, in C order if all axes are reduced; the
// lowest wins among equals and NaN counts as extreme.
func (a *Array) Reduce(op ndarray.ReduceOp, opts ...ReduceOption) (*Array, error) {
	if err := present(reductionLabel(op), a); err != nil {
		return nil, err
	}
	var c reduceConfig
	for _, o := range opts {
		o(&c)
	}
	if c.dtype != ndarray.Invalid {
		return a.reduceAs(op, c)
	}
	return a.reduce(op, c)
}

func (a *Array) reduce(op ndarray.ReduceOp, c reduceConfig) (*Array, error) {
	r, err := newReduction(op, a, c)
	if err != nil {
		return nil, err
	}
	y, err := r.array()
	if err != nil {
		return nil, err
	}
	y.projectReduction(r, c)
	return y, nil
}

// Sum adds up; bool and small integers give int64 or uint64.
func (a *Array) Sum(opts ...ReduceOption) (*Array, error) { return a.Reduce(ndarray.Sum, opts...) }

// Prod multiplies; bool and small integers give int64 or uint64.
func (a *Array) Prod(opts ...ReduceOption) (*Array, error) { return a.Reduce(ndarray.Prod, opts...) }

// Min takes the smallest, NaN if there is one.
func (a *Array) Min(opts ...ReduceOption) (*Array, error) { return a.Reduce(ndarray.Min, opts...) }

// Max takes the largest, NaN if there is one.
func (a *Array) Max(opts ...ReduceOption) (*Array, error) { return a.Reduce(ndarray.Max, opts...) }

// Mean averages; integers give float64. The mean of no elements is NaN.
func (a *Array) Mean(opts ...ReduceOption) (*Array, error) { return a.Reduce(ndarray.Mean, opts...) }

// Var is the mean squared deviation from the mean.
func (a *Array) Var(opts ...ReduceOption) (*Array, error) { return a.Reduce(ndarray.Var, opts...) }

// Std is the square root of [Array.Var].
func (a *Array) Std(opts ...ReduceOption) (*Array, error) { return a.Reduce(ndarray.Std, opts...) }

// Any is whether an element is not zero.
func (a *Array) Any(opts ...ReduceOption) (*Array, error) { return a.Reduce(ndarray.AnyTrue, opts...) }

// All is whether no element is zero.
func (a *Array) All(opts ...ReduceOption) (*Array, error) { return a.Reduce(ndarray.AllTrue, opts...) }

// ArgMax is the index of the largest element, along one axis or all.
func (a *Array) ArgMax(opts ...ReduceOption) (*Array, error) {
	return a.Reduce(ndarray.ArgMax, opts...)
}

// ArgMin is the index of the smallest element, along one axis or all.
func (a *Array) ArgMin(opts ...ReduceOption) (*Array, error) {
	return a.Reduce(ndarray.ArgMin, opts...)
}

// CountNonzero counts the elements that are not zero.
func (a *Array) CountNonzero(opts ...ReduceOption) (*Array, error) {
	return a.Reduce(ndarray.CountNonzero, opts...)
}
