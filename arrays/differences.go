package arrays

import (
	"context"
	"fmt"
	"slices"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/graph"
)

// haloed reads each chunk of an axis with what lies before and behind it,
// clipped at the ends. lengths are the chunks without halo, from the start of
// the axis; each begins where the one before ends.
func (a *Array) haloed(axis int, lengths []int, before, after int) (*Array, error) {
	n, start := a.grid.shape[axis], 0
	m := axisMap{from: places{}}
	for _, c := range lengths {
		low, high := max(start-before, 0), min(start+c+after, n)
		m.from = m.from.add(low, high-low, 1)
		m.chunks = append(m.chunks, high-low)
		start += c
	}
	maps := a.keepAll()
	maps[axis] = m
	return a.around("halo", maps, nil)
}

// Diff returns the n-th differences between neighbours along an axis; of
// booleans whether they differ. The chunks stay, the last ones shortened.
func (a *Array) Diff(n, axis int) (*Array, error) {
	if err := present("diff", a); err != nil {
		return nil, err
	}
	i, err := normalAxis("diff", axis, a.NDim())
	if err != nil {
		return nil, err
	}
	if n < 0 {
		return nil, asked(fmt.Errorf("arrays: diff: got order %d, want at least 0", n))
	}
	if err := a.known("diff"); err != nil || n == 0 {
		return a, err
	}
	n = min(n, a.grid.shape[i]) // of so many nothing is left
	if n == 0 {
		return a, nil
	}
	lengths := slices.Clone(a.grid.chunks[i])
	for cut := n; cut > 0; {
		last := len(lengths) - 1
		c := min(cut, lengths[last])
		if lengths[last], cut = lengths[last]-c, cut-c; lengths[last] == 0 && last > 0 {
			lengths = lengths[:last]
		}
	}
	halo, err := a.haloed(i, lengths, 0, n)
	if err != nil {
		return nil, err
	}
	chunks := slices.Clone(a.grid.chunks)
	chunks[i] = lengths
	out := newGrid(chunks)
	return halo.each("diff", diffOp, out, a.dtype, []any{n, i}, func(b int) int { return b }, func(_ int, dst []graph.Arg) []graph.Arg {
		return append(dst, graph.Lit(n), graph.Lit(i))
	})
}

// EDiff1D returns the differences between neighbours in C order.
func (a *Array) EDiff1D() (*Array, error) {
	if err := present("ediff1d", a); err != nil {
		return nil, err
	}
	flat, err := a.Ravel()
	if err != nil {
		return nil, err
	}
	return flat.Diff(1, 0)
}

var diffOp = graph.Register("gloam/arrays/diff", func(_ context.Context, args []any) (any, error) {
	var r reader
	b, n, axis := r.block(args, 0), r.int(args, 1), r.int(args, 2)
	if r.err != nil {
		return nil, r.err
	}
	op := ndarray.OpSub
	if b.DType() == ndarray.Bool {
		op = ndarray.OpNotEqual
	}
	for range n {
		left, right, err := neighbours(b, axis, 1)
		if err != nil {
			return nil, err
		}
		if b, err = ndarray.Binary(op, right, left); err != nil {
			return nil, err
		}
	}
	return b, nil
})

// neighbours are views of elements and of those a distance behind them.
func neighbours(b *ndarray.Array, axis, distance int) (left, right *ndarray.Array, err error) {
	start, shape := make([]int, b.NDim()), append([]int{}, b.Shape()...)
	shape[axis] = max(shape[axis]-distance, 0)
	if left, err = b.Region(start, shape); err != nil {
		return nil, nil, err
	}
	start[axis] = min(distance, b.Shape()[axis])
	right, err = b.Region(start, shape)
	return left, right, err
}

// Gradient returns the derivative along an axis by central differences, of
// first order at the ends. at gives nothing for positions 1 apart, the distance
// between positions, or all positions. Each block reads one element of its
// neighbours.
func (a *Array) Gradient(axis int, at ...float64) (*Array, error) {
	if err := present("gradient", a); err != nil {
		return nil, err
	}
	i, err := normalAxis("gradient", axis, a.NDim())
	if err != nil {
		return nil, err
	}
	if err := a.known("gradient"); err != nil {
		return nil, err
	}
	if _, err := ndarray.BinaryType(ndarray.OpSub, a.dtype, a.dtype); err != nil {
		return nil, asked(&DTypeError{Op: "gradient", Got: a.dtype, Err: err})
	}
	n := a.grid.shape[i]
	if n < 2 {
		return nil, asked(&ShapeError{Op: "gradient", Got: a.grid.shape, Want: []int{2}, Rule: fmt.Sprintf("axis %d of at least", i)})
	}
	step := 1.0
	switch len(at) {
	case n, 0:
	case 1:
		step = at[0]
	default:
		return nil, asked(&ShapeError{Op: "gradient", Got: []int{len(at)}, Want: []int{n}, Rule: fmt.Sprintf("positions of axis %d, of length", i)})
	}
	dtype, err := ndarray.ReduceType(ndarray.Mean, a.dtype)
	if err != nil {
		return nil, asked(&DTypeError{Op: "gradient", Got: a.dtype, Err: err})
	}
	halo, err := a.haloed(i, a.grid.chunks[i], 1, 1)
	if err != nil {
		return nil, err
	}
	return halo.each("gradient", gradientOp, a.grid, dtype, []any{i, at}, func(b int) int { return b }, func(b int, dst []graph.Arg) []graph.Arg {
		c := a.grid.coords(b)[i]
		start, stop := a.grid.starts[i][c], a.grid.starts[i][c+1]
		low, high := max(start-1, 0), min(stop+1, n)
		places := []float64{step} // the same everywhere
		if len(at) == n {
			places = slices.Clone(at[low:high])
		}
		lit, _ := ndarray.FromSlice(places, len(places))
		return append(dst, graph.Lit(i), graph.Lit(dtype.String()), graph.Lit(start-low), graph.Lit(stop-start), graph.Lit(lit))
	})
}

var gradientOp = graph.Register("gloam/arrays/gradient", func(_ context.Context, args []any) (any, error) {
	var r reader
	b, axis, dtype, first, n, at := r.block(args, 0), r.int(args, 1), r.dtype(args, 2), r.int(args, 3), r.int(args, 4), r.block(args, 5)
	if r.err != nil {
		return nil, r.err
	}
	x, err := ndarray.Float64s(at)
	if err != nil {
		return nil, err
	}
	out := ndarray.New(dtype, slices.Concat(b.Shape()[:axis], []int{n}, b.Shape()[axis+1:])...)
	var c calculation
	for k := range n {
		i := first + k
		var sum *ndarray.Array
		for _, term := range slopes(x, i, b.Shape()[axis]) {
			v, err := b.Index(axis, term.at)
			if err != nil {
				return nil, err
			}
			if v, err = as(v, floating(dtype)); err != nil {
				return nil, err
			}
			if v = c.binary(ndarray.OpMul, v, number(term.weight)); sum != nil {
				v = c.binary(ndarray.OpAdd, sum, v)
			}
			sum = v
		}
		if c.err != nil {
			return nil, c.err
		}
		place, err := out.Index(axis, k)
		if err != nil {
			return nil, err
		}
		if err := ndarray.CopyInto(place, sum); err != nil {
			return nil, err
		}
	}
	return out, nil
})

// A slope is an element's part in a derivative.
type slope struct {
	at     int
	weight float64
}

// slopes gives the derivative at position i of n elements: at places x, or all as
// far from the next as the only number in x says.
func slopes(x []float64, i, n int) []slope {
	gap := func(k int) float64 { // before element k
		if len(x) == 1 {
			return x[0]
		}
		return x[k] - x[k-1]
	}
	switch {
	case i == 0:
		return []slope{{0, -1 / gap(1)}, {1, 1 / gap(1)}}
	case i == n-1:
		return []slope{{i - 1, -1 / gap(i)}, {i, 1 / gap(i)}}
	}
	l, r := gap(i), gap(i+1)
	if l == r {
		return []slope{{i - 1, -1 / (2 * l)}, {i + 1, 1 / (2 * l)}}
	}
	return []slope{{i - 1, -r / (l * (l + r))}, {i, (r - l) / (l * r)}, {i + 1, l / (r * (l + r))}}
}
