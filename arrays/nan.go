package arrays

import (
	"fmt"
	"strings"

	"github.com/gloam-go/gloam/arrays/ndarray"
)

// Reductions that leave NaN out.
const (
	nanSum    ndarray.ReduceOp = "nansum"
	nanProd   ndarray.ReduceOp = "nanprod"
	nanMin    ndarray.ReduceOp = "nanmin"
	nanMax    ndarray.ReduceOp = "nanmax"
	nanMean   ndarray.ReduceOp = "nanmean"
	nanVar    ndarray.ReduceOp = "nanvar"
	nanStd    ndarray.ReduceOp = "nanstd"
	nanArgMin ndarray.ReduceOp = "nanargmin"
	nanArgMax ndarray.ReduceOp = "nanargmax"
)

// typedAs returns the reduction whose result has the same dtype.
func typedAs(op ndarray.ReduceOp) ndarray.ReduceOp {
	switch op {
	case nanArgMin, nanArgMax, nanSum, nanProd, nanMin, nanMax, nanMean, nanVar, nanStd:
		return ndarray.ReduceOp(strings.TrimPrefix(string(op), "nan"))
	}
	if strings.HasPrefix(string(op), momentPrefix) {
		return ndarray.Var
	}
	return op
}

// reductionLabel names layers of a reduction.
func reductionLabel(op ndarray.ReduceOp) string {
	if strings.HasPrefix(string(op), momentPrefix) {
		return "moment"
	}
	return labelOf(string(op))
}

// NanSum is [Array.Sum] with NaN as 0.
func (a *Array) NanSum(opts ...ReduceOption) (*Array, error) { return a.Reduce(nanSum, opts...) }

// NanProd is [Array.Prod] with NaN as 1.
func (a *Array) NanProd(opts ...ReduceOption) (*Array, error) { return a.Reduce(nanProd, opts...) }

// NanMin is [Array.Min] without NaN; of NaN only it is NaN.
func (a *Array) NanMin(opts ...ReduceOption) (*Array, error) { return a.Reduce(nanMin, opts...) }

// NanMax is [Array.Max] without NaN; of NaN only it is NaN.
func (a *Array) NanMax(opts ...ReduceOption) (*Array, error) { return a.Reduce(nanMax, opts...) }

// NanMean is [Array.Mean] without NaN.
func (a *Array) NanMean(opts ...ReduceOption) (*Array, error) { return a.Reduce(nanMean, opts...) }

// NanVar is [Array.Var] without NaN.
func (a *Array) NanVar(opts ...ReduceOption) (*Array, error) {
	if err := present("nanvar", a); err != nil {
		return nil, err
	}
	if a.dtype.Kind() <= ndarray.KindInt {
		return a.Var(opts...)
	}
	return a.Reduce(nanVar, opts...)
}

// NanStd is [Array.Std] without NaN.
func (a *Array) NanStd(opts ...ReduceOption) (*Array, error) {
	if err := present("nanstd", a); err != nil {
		return nil, err
	}
	if a.dtype.Kind() <= ndarray.KindInt {
		return a.Std(opts...)
	}
	return a.Reduce(nanStd, opts...)
}

// NanArgMax is [Array.ArgMax] without NaN; NaN only is an error of the task.
func (a *Array) NanArgMax(opts ...ReduceOption) (*Array, error) { return a.Reduce(nanArgMax, opts...) }

// NanArgMin is [Array.ArgMin] without NaN; NaN only is an error of the task.
func (a *Array) NanArgMin(opts ...ReduceOption) (*Array, error) { return a.Reduce(nanArgMin, opts...) }

// withoutNaN replaces NaN, and says where there was any.
func withoutNaN(b *ndarray.Array, by float64) (clean, holes *ndarray.Array, err error) {
	if holes, err = ndarray.Unary(ndarray.IsNaN, b); err != nil || b.DType().Kind() < ndarray.KindFloat {
		return b, holes, err
	}
	value, err := number(by).AsType(b.DType())
	if err != nil {
		return nil, nil, err
	}
	clean, err = ndarray.Where(holes, value, b)
	return clean, holes, err
}

// nanSkip replaces NaN by what changes nothing.
type nanSkip struct {
	fold
	by float64
}

func (s nanSkip) part(b *ndarray.Array, at place) (partial, error) {
	clean, _, err := withoutNaN(b, s.by)
	if err != nil {
		return nil, err
	}
	return s.fold.part(clean, at)
}

// nanFold selects among what is not NaN.
type nanFold struct {
	op    ndarray.ReduceOp
	with  ndarray.BinaryOp
	limit float64
}

func (f nanFold) part(b *ndarray.Array, at place) (partial, error) {
	if at.reducesNothing(b.Shape()) {
		return partial{}, nil
	}
	v, err := nanSelect(f.op, b, at, f.limit)
	return partial{v}, err
}

// nanSelect is NaN where there is nothing else.
func nanSelect(op ndarray.ReduceOp, b *ndarray.Array, at place, limit float64) (*ndarray.Array, error) {
	clean, holes, err := withoutNaN(b, limit)
	if err != nil {
		return nil, err
	}
	v, err := ndarray.Reduce(op, clean, at.axes, true)
	if err != nil || b.DType().Kind() < ndarray.KindFloat {
		return v, err
	}
	none, err := ndarray.Reduce(ndarray.AllTrue, holes, at.axes, true)
	if err != nil {
		return nil, err
	}
	first, err := ndarray.Reduce(ndarray.Min, b, at.axes, true) // NaN, if all are
	if err != nil {
		return nil, err
	}
	return ndarray.Where(none, first, v)
}

func (f nanFold) merge(list []partial) (partial, error) {
	return fold{f.op, f.with}.merge(list)
}

func (f nanFold) finish(p partial, ddof int) (*ndarray.Array, error) {
	return fold{f.op, f.with}.finish(p, ddof)
}

// nanExtreme knows (value, index), of which a NaN value means nothing found.
type nanExtreme struct {
	extreme
	limit float64
}

func (e nanExtreme) part(b *ndarray.Array, at place) (partial, error) {
	clean, _, err := withoutNaN(b, e.limit)
	if err != nil {
		return nil, err
	}
	p, err := e.extreme.part(clean, at)
	if err != nil || len(p) == 0 {
		return p, err
	}
	if p[0], err = nanSelect(e.value, b, at, e.limit); err != nil || b.DType().Kind() < ndarray.KindFloat {
		return p, err
	}
	return p, e.behindNaN(p, b, at)
}

// behindNaN corrects the index where the extreme is the limit itself, which NaN
// before it look like.
func (e nanExtreme) behindNaN(p partial, b *ndarray.Array, at place) error {
	limit, err := number(e.limit).AsType(b.DType())
	if err != nil {
		return err
	}
	var c calculation
	reached := c.binary(ndarray.OpEqual, p[0], limit)
	if c.err != nil {
		return c.err
	}
	if some, err := ndarray.Reduce(ndarray.AnyTrue, reached, nil, false); err != nil || some.Item() != true {
		return err
	}
	is := c.binary(ndarray.OpEqual, b, limit)
	if c.err != nil {
		return c.err
	}
	first, err := extreme{op: ndarray.ArgMax, value: ndarray.Max}.part(is, at)
	if err != nil {
		return err
	}
	p[1], err = ndarray.Where(reached, first[1], p[1])
	return err
}

func (e nanExtreme) merge(list []partial) (partial, error) {
	acc := list[0]
	for _, p := range list[1:] {
		var c calculation
		better := c.binary(e.beats, p[0], acc[0])
		better = c.binary(ndarray.OpOr, better, c.binary(ndarray.OpGreater, c.unary(ndarray.IsNaN, acc[0]), c.unary(ndarray.IsNaN, p[0])))
		equal := c.binary(ndarray.OpEqual, p[0], acc[0])
		better = c.binary(ndarray.OpOr, better, c.binary(ndarray.OpAnd, equal, c.binary(ndarray.OpLess, p[1], acc[1])))
		if c.err != nil {
			return nil, c.err
		}
		next := make(partial, 2)
		for i := range next {
			var err error
			if next[i], err = ndarray.Where(better, p[i], acc[i]); err != nil {
				return nil, err
			}
		}
		acc = next
	}
	return acc, nil
}

func (e nanExtreme) finish(p partial, ddof int) (*ndarray.Array, error) {
	if len(p) > 0 {
		none, err := ndarray.Unary(ndarray.IsNaN, p[0])
		if err != nil {
			return nil, err
		}
		if any, err := ndarray.Reduce(ndarray.AnyTrue, none, nil, false); err != nil || any.Item() == true {
			return nil, fmt.Errorf("arrays: nan%s of NaN only: %w", e.op, errNoElements)
		}
	}
	return e.extreme.finish(p, ddof)
}

var errNoElements = fmt.Errorf("no elements to choose from")
