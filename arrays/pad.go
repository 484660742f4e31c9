package arrays

import (
	"fmt"
	"math"
	"slices"

	"github.com/gloam-go/gloam/arrays/ndarray"
)

// A PadMode says what [Array.Pad] puts around an array.
type PadMode string

// The modes. The first five copy elements, PadConstant and PadRamp take values,
// the others reduce the elements along the axis.
const (
	PadEdge      PadMode = "edge"      // the nearest element
	PadReflect   PadMode = "reflect"   // mirrored, the edge element once
	PadSymmetric PadMode = "symmetric" // mirrored, the edge element twice
	PadWrap      PadMode = "wrap"      // from the other end
	PadEmpty     PadMode = "empty"     // anything; zeros
	PadConstant  PadMode = "constant"
	PadRamp      PadMode = "linear_ramp" // from the value to the edge element
	PadMaximum   PadMode = "maximum"
	PadMinimum   PadMode = "minimum"
	PadMean      PadMode = "mean" // of integers rounded, halves to even
	PadMedian    PadMode = "median"
)

// A PadOption changes [Array.Pad].
type PadOption func(*padConfig)

type padConfig struct {
	values [][2]any // one pair for all axes, or one for each
	spans  [][2]int // the same
	odd    bool
}

// PadValues are what PadConstant puts before and after, and what the ramps of
// PadRamp start from. The default is 0.
func PadValues(before, after any) PadOption { return PadEach([][2]any{{before, after}}) }

// PadEach is [PadValues] with a pair for each axis.
func PadEach(values [][2]any) PadOption {
	return func(c *padConfig) { c.values = slices.Clone(values) }
}

// PadSpan makes PadMaximum, PadMinimum, PadMean and PadMedian look at so many
// elements next to the edges only: one pair for all axes, or one for each.
func PadSpan(spans ...[2]int) PadOption { return func(c *padConfig) { c.spans = slices.Clone(spans) } }

// check checks that there is one pair for all axes or one for each.
func (c padConfig) check(ndim int) error {
	for _, n := range []int{len(c.values), len(c.spans)} {
		if n > 1 && n != ndim {
			return asked(fmt.Errorf("arrays: pad: got %d pairs of values or spans, want one or %d", n, ndim))
		}
	}
	for _, s := range c.spans {
		if s[0] < 1 || s[1] < 1 {
			return asked(fmt.Errorf("arrays: pad: got spans %v, want at least 1", s))
		}
	}
	return nil
}

// value is for one side of an axis.
func (c padConfig) value(axis, side int) any {
	if len(c.values) == 0 {
		return 0
	}
	return c.values[min(axis, len(c.values)-1)][side]
}

// Pad adds elements before and after each axis, widths[i][0] and widths[i][1]
// of them along axis i. They are blocks of their own; the chunks of a stay.
func (a *Array) Pad(mode PadMode, widths [][2]int, opts ...PadOption) (*Array, error) {
	var c padConfig
	for _, o := range opts {
		o(&c)
	}
	if err := a.known("pad"); err != nil {
		return nil, err
	}
	if err := c.check(a.NDim()); err != nil {
		return nil, err
	}
	if err := c.checkMode(mode); err != nil {
		return nil, err
	}
	if len(widths) != a.NDim() {
		return nil, asked(&ShapeError{Op: "pad", Got: a.grid.shape, Want: []int{len(widths)}, Rule: "as many axes as widths, which are"})
	}
	full := slices.Clone(a.grid.shape)
	for i, w := range widths {
		if full[i] += min(w[0], math.MaxInt/4) + min(w[1], math.MaxInt/4); w[0] < 0 || w[1] < 0 { // no sum wraps
			return nil, asked(&ShapeError{Op: "pad", Got: w[:], Want: []int{0, 0}, Rule: fmt.Sprintf("widths of axis %d of at least", i)})
		}
		if a.grid.shape[i] == 0 && w != [2]int{} && mode != PadConstant && mode != PadEmpty {
			return nil, asked(&ShapeError{Op: "pad", Got: a.grid.shape, Want: []int{1}, Rule: fmt.Sprintf("axis %d of at least", i)})
		}
	}
	if err := checkShape("pad", full, a.dtype); err != nil {
		return nil, err
	}
	source := padSources[mode]
	switch {
	case c.odd:
		return a.padOdd(mode, widths)
	case mode == PadConstant && len(c.values) > 1:
		return a.padAxes(mode, widths, c)
	case source != nil:
		return a.padCopies(mode, widths, source, [2]any{c.value(0, 0), c.value(0, 1)})
	}
	return a.padAxes(mode, widths, c)
}

// padSources give the position that position i of an axis of length n shows, i
// lying before 0 or behind n.
var padSources = map[PadMode]func(i, n int) int{
	PadEdge:      func(i, n int) int { return min(max(i, 0), n-1) },
	PadWrap:      func(i, n int) int { return (i%n + n) % n },
	PadSymmetric: func(i, n int) int { return mirror(i, n) },
	PadReflect: func(i, n int) int {
		if n == 1 {
			return 0
		}
		period := 2*n - 2
		i = (i%period + period) % period
		return min(i, period-i)
	},
	PadConstant: func(i, _ int) int { return padSide(i) },
	PadEmpty:    func(i, _ int) int { return padSide(i) },
}

// mirror reflects positions with the edge element twice.
func mirror(i, n int) int {
	i = (i%(2*n) + 2*n) % (2 * n)
	return min(i, 2*n-1-i)
}

func padSide(i int) int {
	if i < 0 {
		return hole(0)
	}
	return hole(1)
}

// padCopies is one task for each block of the result.
func (a *Array) padCopies(mode PadMode, widths [][2]int, source func(i, n int) int, values [2]any) (*Array, error) {
	literals := ndarray.New(a.dtype, 2)
	if mode == PadConstant {
		for i, v := range values {
			if err := literals.Set(v, i); err != nil {
				return nil, asked(&DTypeError{Op: "pad", Got: a.dtype, Err: err})
			}
		}
	}
	maps := a.keepAll()
	for i, w := range widths {
		if w == [2]int{} {
			continue
		}
		n, longest := a.grid.shape[i], max(slices.Max(a.grid.chunks[i]), 1)
		chunks := slices.Clone(a.grid.chunks[i])
		if w[0] > 0 {
			chunks = append(chunksOf(w[0], longest), chunks...)
		}
		if w[1] > 0 {
			chunks = append(chunks, chunksOf(w[1], longest)...)
		}
		from := places{}
		for k := -w[0]; k < 0; k++ {
			from = from.add(source(k, n), 1, 1)
		}
		from = from.add(0, n, 1)
		for k := n; k < n+w[1]; k++ {
			from = from.add(source(k, n), 1, 1)
		}
		maps[i] = axisMap{chunks, from}
	}
	return a.outer("pad", maps, literals)
}

// padAxes pads one axis after the other with arrays made of what is there.
func (a *Array) padAxes(mode PadMode, widths [][2]int, c padConfig) (*Array, error) {
	y := a
	for i, w := range widths {
		parts := []*Array{y}
		for side, n := range w {
			if n == 0 {
				continue
			}
			part, err := y.padPart(mode, i, side, n, c)
			if err != nil {
				return nil, err
			}
			if side == 0 {
				parts = append([]*Array{part}, parts...)
			} else {
				parts = append(parts, part)
			}
		}
		var err error
		if y, err = Concatenate(parts, i); err != nil {
			return nil, err
		}
	}
	return y, nil
}

func (a *Array) padPart(mode PadMode, axis, side, width int, c padConfig) (*Array, error) {
	var e Expr
	var part *Array
	shape := slices.Clone(a.grid.shape)
	shape[axis] = width
	if mode == PadConstant {
		chunks := slices.Clone(a.grid.chunks)
		chunks[axis] = chunksOf(width, max(slices.Max(chunks[axis]), 1))
		return Full(shape, c.value(axis, side), a.dtype, Explicit(chunks))
	}
	near := a
	if len(c.spans) > 0 && mode != PadRamp {
		span := c.spans[min(axis, len(c.spans)-1)][side]
		index := Span(0, span)
		if side == 1 {
			index = Span(-min(span, a.grid.shape[axis]), Open)
		}
		if near = e.Keep(a.onAxis("pad", axis, index)); e.Err != nil {
			return nil, e.Err
		}
	}
	switch mode {
	case PadMaximum:
		part = e.Keep(near.Max(Over(axis), KeepDims()))
	case PadMinimum:
		part = e.Keep(near.Min(Over(axis), KeepDims()))
	case PadMean:
		part = e.Keep(near.Mean(Over(axis), KeepDims()))
	case PadMedian:
		part = e.Keep(near.Median(Over(axis), KeepDims()))
	case PadRamp:
		part = e.Keep(a.padRamp(axis, side, width, c.value(axis, side)))
	}
	if e.Err == nil && part.dtype != a.dtype {
		if a.dtype != ndarray.Bool && a.dtype.Kind() <= ndarray.KindInt && mode != PadRamp {
			part = e.One(Rint, part)
		}
		if e.Err == nil {
			part = e.Keep(part.AsType(a.dtype))
		}
	}
	if e.Err != nil {
		return nil, e.Err
	}
	return part.BroadcastTo(shape...)
}

// padRamp runs evenly from the value, at the outer end, towards the edge; of
// integers it is rounded down, and booleans are false at that end alone.
func (a *Array) padRamp(axis, side, width int, value any) (*Array, error) {
	index := slices.Repeat([]Index{All}, a.NDim())
	index[axis] = Span(0, 1)
	if side == 1 {
		index[axis] = Span(-1, Open)
	}
	var e Expr
	edge := e.Keep(a.Slice(index...))
	if e.Err == nil && a.dtype.Kind() <= ndarray.KindInt { // unsigned ones would wrap
		edge = e.Keep(edge.AsType(ndarray.Float64))
	}
	steps := e.Keep(counting([]int{width}, axis, a.NDim()))
	if side == 1 && e.Err == nil {
		steps = e.Keep(steps.Flip(axis))
	}
	rise := e.Do(Div, e.Do(Sub, edge, value), float64(width))
	ramp := e.Do(Add, e.Do(Mul, rise, steps), value)
	if e.Err == nil && a.dtype != ndarray.Bool && a.dtype.Kind() <= ndarray.KindInt {
		ramp = e.One(Floor, ramp)
	}
	return ramp, e.Err
}
