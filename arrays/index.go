package arrays

import (
	"fmt"
	"math"

	"github.com/gloam-go/gloam/arrays/ndarray"
)

// An Index selects from one axis, adds one, or stands for several.
type Index struct {
	kind indexKind
	rng  ndarray.Range
	list *ndarray.Array // of int64 or bool
	lazy *Array
}

type indexKind uint8

const (
	rangeIndex indexKind = iota
	pointIndex
	newIndex
	ellipsisIndex
	listIndex
	lazyIndex
)

// Open is an open end of [Span] and [Step].
const Open = math.MinInt

var (
	// All selects a whole axis.
	All = Span(Open, Open)
	// NewAxis adds an axis of length 1.
	NewAxis = Index{kind: newIndex}
	// Ellipsis stands for as many whole axes as are missing.
	Ellipsis = Index{kind: ellipsisIndex}
)

// At selects position i and drops the axis. Negative i counts from the end.
func At(i int) Index { return Index{kind: pointIndex, rng: ndarray.Range{Start: i}} }

// Span selects positions from start up to, not including, stop. Negative
// positions count from the end, positions outside are clipped, [Open] ends
// reach to the end of the axis.
func Span(start, stop int) Index { return Step(start, stop, 1) }

// Step selects every step-th position of a [Span]; a negative step walks
// backwards. A step of 0 is an error of [Array.Slice].
func Step(start, stop, step int) Index {
	if start == Open {
		start = 0
		if step < 0 {
			start = ndarray.Last
		}
	}
	if stop == Open {
		stop = ndarray.Last
		if step < 0 {
			stop = ndarray.First
		}
	}
	return Index{rng: ndarray.Range{Start: start, Stop: stop, Step: step}}
}

// List selects the given positions, in any order and as often as they are
// named. Negative ones count from the end.
func List(positions ...int) Index {
	v := make([]int64, len(positions))
	for i, p := range positions {
		v[i] = int64(p)
	}
	a, _ := ndarray.FromSlice(v, len(v))
	return Index{kind: listIndex, list: a}
}

// Bools selects the positions where keep is true; it must be as long as the
// axis.
func Bools(keep ...bool) Index {
	a, _ := ndarray.FromSlice(append([]bool{}, keep...), len(keep))
	return Index{kind: listIndex, list: a}
}

// Dense selects by an array in memory: positions in an array of integers, or
// the true ones of an array of booleans, which stands for as many axes as it
// has. a must not be written afterwards.
func Dense(a *ndarray.Array) Index { return Index{kind: listIndex, list: a} }

// Lazy selects by an array that is not computed yet: positions, or a mask for as
// many axes as it has. After a mask the lengths are [Unknown].
func Lazy(a *Array) Index { return Index{kind: lazyIndex, lazy: a} }

// axes returns how many axes an index selects from.
func (x Index) axes() int {
	switch {
	case x.kind == newIndex || x.kind == ellipsisIndex:
		return 0
	case x.kind == listIndex && x.list.DType() == ndarray.Bool:
		return x.list.NDim()
	case x.kind == lazyIndex && x.lazy.dtype == ndarray.Bool:
		return x.lazy.NDim()
	}
	return 1
}

// expand fills in what an ellipsis and missing indices stand for: one index
// for each axis, and new axes between them.
func expand(op string, index []Index, ndim int) ([]Index, error) {
	if err := presentIndex(op, index); err != nil {
		return nil, err
	}
	used, ellipsis := 0, -1
	for i, x := range index {
		used += x.axes()
		if x.kind == ellipsisIndex {
			if ellipsis >= 0 {
				return nil, asked(&IndexError{Op: op, Axis: -1, Reason: "got more than one ellipsis"})
			}
			ellipsis = i
		}
		if x.kind == rangeIndex && x.rng.Step == 0 {
			return nil, asked(&IndexError{Op: op, Axis: -1, Reason: fmt.Sprintf("got a step of 0 in index %d", i)})
		}
	}
	if used > ndim {
		return nil, asked(&IndexError{Op: op, Axis: -1, Index: used, Extent: ndim})
	}
	if ellipsis < 0 {
		ellipsis = len(index)
		index = append(index[:len(index):len(index)], Ellipsis)
	}
	out := append([]Index{}, index[:ellipsis]...)
	for range ndim - used {
		out = append(out, All)
	}
	return append(out, index[ellipsis+1:]...), nil
}
