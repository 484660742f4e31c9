package arrays

import (
	"fmt"
	"slices"

	"github.com/gloam-go/gloam/arrays/ndarray"
)

// A Chunking says how to cut an array into blocks. The zero value means
// [AutoChunks] with the default limit.
type Chunking struct {
	every  *AxisChunks
	axes   []AxisChunks
	byAxis map[int]AxisChunks
}

// AxisChunks says how to cut one axis. The zero value keeps the axis as it is:
// whole for new arrays, in its present chunks for [Array.Rechunk].
type AxisChunks struct {
	kind    axisKind
	size    int
	lengths []int
	limit   int64
}

type axisKind uint8

const (
	keepAxis axisKind = iota
	sizeAxis
	lengthsAxis
	wholeAxis
	autoAxis
)

// Whole leaves an axis in one piece.
var Whole = AxisChunks{kind: wholeAxis}

// Keep leaves an axis as it is.
var Keep = AxisChunks{}

// Auto cuts an axis so that blocks have at most [DefaultBlockBytes] bytes.
var Auto = AxisChunks{kind: autoAxis}

// DefaultBlockBytes is the size that automatic chunks stay below.
const DefaultBlockBytes = 128 << 20

// Size cuts an axis into chunks of n elements; the last one may be shorter.
func Size(n int) AxisChunks { return AxisChunks{kind: sizeAxis, size: n} }

// Lengths cuts an axis into chunks of exactly these lengths.
func Lengths(n ...int) AxisChunks {
	return AxisChunks{kind: lengthsAxis, lengths: slices.Clone(n)}
}

// AutoBytes cuts an axis so that blocks have at most limit bytes. All
// automatic axes of an array share one limit.
func AutoBytes(limit int64) AxisChunks { return AxisChunks{kind: autoAxis, limit: limit} }

// ChunkSize cuts every axis into chunks of n elements.
func ChunkSize(n int) Chunking { return EveryAxis(Size(n)) }

// EveryAxis cuts every axis in the same way.
func EveryAxis(c AxisChunks) Chunking { return Chunking{every: &c} }

// AutoChunks cuts all axes so that blocks have at most limit bytes, 0 meaning
// [DefaultBlockBytes].
func AutoChunks(limit int64) Chunking { return EveryAxis(AutoBytes(limit)) }

// PerAxis cuts each axis in its own way. It must name every axis.
func PerAxis(axes ...AxisChunks) Chunking { return Chunking{axes: slices.Clone(axes)} }

// OnAxes cuts the given axes and keeps the others. Negative axes count from
// the end.
func OnAxes(axes map[int]AxisChunks) Chunking {
	own := make(map[int]AxisChunks, len(axes))
	for i, c := range axes {
		own[i] = c
	}
	return Chunking{byAxis: own}
}

// Explicit cuts each axis into chunks of exactly these lengths.
func Explicit(chunks [][]int) Chunking {
	axes := make([]AxisChunks, len(chunks))
	for i, c := range chunks {
		axes[i] = Lengths(c...)
	}
	return Chunking{axes: axes}
}

// NormalizeChunks returns the chunk lengths that spec gives to an array of
// this shape and dtype. previous are the present chunks of an array that is
// cut anew, nil for a new one: automatic axes then keep the proportions of the
// old chunks. The error is a [*ChunkError] or [*AxisError].
func NormalizeChunks(shape []int, spec Chunking, dtype ndarray.DType, previous [][]int) ([][]int, error) {
	return normalize("chunks", shape, spec, dtype, previous)
}

func normalize(op string, shape []int, spec Chunking, dtype ndarray.DType, previous [][]int) ([][]int, error) {
	if previous != nil && len(previous) != len(shape) {
		return nil, asked(&ChunkError{Op: op, Axis: -1, Got: make([]int, len(previous)), Extent: len(shape)})
	}
	if previous == nil && slices.ContainsFunc(shape, func(n int) bool { return n < 0 }) {
		return nil, asked(fmt.Errorf("arrays: %s: got shape %s, want no negative extent", op, tuple(shape)))
	}
	axes, err := spec.spread(op, len(shape))
	if err != nil {
		return nil, err
	}
	out, wide := make([][]int, len(shape)), make([]int, len(shape))
	var autos []int
	limit := int64(0)
	for i, a := range axes {
		if a.kind == autoAxis {
			if limit, err = oneLimit(op, limit, a.limit); err != nil {
				return nil, err
			}
			autos = append(autos, i)
			continue
		}
		if out[i], err = a.cut(op, i, shape[i], previous); err != nil {
			return nil, err
		}
		wide[i] = a.size
	}
	if len(autos) == 0 {
		return out, nil
	}
	if limit == 0 {
		limit = DefaultBlockBytes
	}
	cutter := autoCutter{op: op, shape: shape, limit: limit, item: max(dtype.Size(), 1), out: out, wide: wide, autos: autos}
	if previous != nil {
		return cutter.again(previous)
	}
	return cutter.fresh()
}

// spread gives each axis its own rule.
func (c Chunking) spread(op string, ndim int) ([]AxisChunks, error) {
	if c.axes != nil {
		if len(c.axes) != ndim {
			return nil, asked(&ChunkError{Op: op, Axis: -1, Got: make([]int, len(c.axes)), Extent: ndim})
		}
		return c.axes, nil
	}
	axes := make([]AxisChunks, ndim)
	if c.byAxis == nil {
		every := Auto
		if c.every != nil {
			every = *c.every
		}
		for i := range axes {
			axes[i] = every
		}
		return axes, nil
	}
	own, err := byAxis(op, c.byAxis, ndim)
	if err != nil {
		return nil, err
	}
	for i, a := range own {
		axes[i] = a
	}
	return axes, nil
}

func oneLimit(op string, have, more int64) (int64, error) {
	if more < 0 {
		return 0, asked(&ChunkError{Op: op, Axis: -1, Reason: fmt.Sprintf("got a limit of %d bytes for automatic chunks", more)})
	}
	if have != 0 && more != 0 && have != more {
		return 0, asked(&ChunkError{Op: op, Axis: -1, Reason: fmt.Sprintf("got limits of %d and %d bytes for automatic chunks, want one", have, more)})
	}
	return max(have, more), nil
}

// cut returns the chunks of an axis that is not automatic.
func (a AxisChunks) cut(op string, axis, extent int, previous [][]int) ([]int, error) {
	switch a.kind {
	case sizeAxis:
		if a.size < 0 || a.size == 0 && extent > 0 {
			return nil, asked(&ChunkError{Op: op, Axis: axis, Got: []int{a.size}, Extent: extent, Reason: "want a positive length"})
		}
		return evenChunks(op, axis, extent, a.size)
	case lengthsAxis:
		sum := 0
		for _, n := range a.lengths {
			if n < 0 {
				return nil, asked(&ChunkError{Op: op, Axis: axis, Got: a.lengths, Extent: extent, Reason: "want no negative length"})
			}
			if n > extent-sum { // which the sum of a few might be past again
				return nil, asked(&ChunkError{Op: op, Axis: axis, Got: a.lengths, Extent: extent})
			}
			sum += n
		}
		if sum != extent || len(a.lengths) == 0 {
			return nil, asked(&ChunkError{Op: op, Axis: axis, Got: a.lengths, Extent: extent})
		}
		return a.lengths, nil
	case keepAxis:
		if previous != nil {
			return previous[axis], nil
		}
	}
	return []int{extent}, nil
}

// mostChunks is how many chunks of an axis there may be: their lengths alone take
// 2 GiB.
const mostChunks = 1 << 28

// evenChunks is chunksOf for what the user asks for.
func evenChunks(op string, axis, extent, n int) ([]int, error) {
	if extent > 0 && (extent-1)/n >= mostChunks {
		return nil, asked(&ChunkError{Op: op, Axis: axis, Got: []int{n}, Extent: extent, Reason: fmt.Sprintf("want at most %d chunks", mostChunks)})
	}
	return chunksOf(extent, n), nil
}

// chunksOf cuts extent into chunks of n, the last one shorter if need be.
func chunksOf(extent, n int) []int {
	if extent == 0 {
		return []int{0}
	}
	out := make([]int, 0, (extent-1)/n+1)
	for ; extent > n; extent -= n {
		out = append(out, n)
	}
	return append(out, extent)
}

// normalAxis counts negative axes from the end.
func normalAxis(op string, axis, ndim int) (int, error) {
	at := axis
	if at < 0 {
		at += ndim
	}
	if at < 0 || at >= ndim {
		return 0, asked(&AxisError{Op: op, Axis: axis, NDim: ndim})
	}
	return at, nil
}

// normalAxes is normalAxis for several different axes, in ascending order; no
// axes mean all.
func normalAxes(op string, axes []int, ndim int) ([]int, error) {
	out := make([]int, 0, ndim)
	if len(axes) == 0 {
		for i := range ndim {
			out = append(out, i)
		}
		return out, nil
	}
	for _, axis := range axes {
		at, err := normalAxis(op, axis, ndim)
		if err != nil {
			return nil, err
		}
		if slices.Contains(out, at) {
			return nil, asked(&AxisError{Op: op, Axis: axis, NDim: ndim, Twice: true})
		}
		out = append(out, at)
	}
	slices.Sort(out)
	return out, nil
}
