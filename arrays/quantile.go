package arrays

import (
	"context"
	"fmt"
	"math"
	"math/cmplx"
	"slices"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/graph"
)

// Median is the middle element, or the mean of the two in the middle, NaN if
// there is one or if there are no elements. Complex numbers are in order of
// their real, then of their imaginary parts. Reduced axes become whole, others
// are cut automatically.
func (a *Array) Median(opts ...ReduceOption) (*Array, error) {
	if err := present("median", a); err != nil {
		return nil, err
	}
	return a.quantiles(quantiles{op: "median", q: []float64{0.5}, single: true}, opts)
}

// NanMedian is [Array.Median] without NaN.
func (a *Array) NanMedian(opts ...ReduceOption) (*Array, error) {
	if err := present("nanmedian", a); err != nil {
		return nil, err
	}
	return a.quantiles(quantiles{op: "nanmedian", q: []float64{0.5}, single: true, skip: true}, opts)
}

// Quantile returns, for each q between 0 and 1, the value below which that part
// of the elements lies, along a new first axis: between elements interpolated
// linearly, or as [Method] says. It is exact: reduced axes become whole, others
// are cut automatically. NaN if there is one, or if there are no elements, of
// which methods that pick one of integers have no result.
func (a *Array) Quantile(q []float64, opts ...ReduceOption) (*Array, error) {
	if err := present("quantile", a); err != nil {
		return nil, err
	}
	return a.quantiles(quantiles{op: "quantile", q: q, top: 1}, opts)
}

// NanQuantile is [Array.Quantile] without NaN.
func (a *Array) NanQuantile(q []float64, opts ...ReduceOption) (*Array, error) {
	if err := present("nanquantile", a); err != nil {
		return nil, err
	}
	return a.quantiles(quantiles{op: "nanquantile", q: q, top: 1, skip: true}, opts)
}

// Percentile is [Array.Quantile] with q between 0 and 100.
func (a *Array) Percentile(q []float64, opts ...ReduceOption) (*Array, error) {
	if err := present("percentile", a); err != nil {
		return nil, err
	}
	return a.quantiles(quantiles{op: "percentile", q: q, top: 100}, opts)
}

// quantiles say what is asked for.
type quantiles struct {
	op           string
	q            []float64
	top          float64 // the largest q that there can be
	single, skip bool    // without the axis of q; without NaN
}

// parts returns q between 0 and 1.
func (w quantiles) parts() ([]float64, error) {
	if w.single {
		return w.q, nil
	}
	parts := make([]float64, len(w.q))
	for i, p := range w.q {
		if !(p >= 0 && p <= w.top) {
			return nil, asked(fmt.Errorf("arrays: %s: got %v, want numbers from 0 to %v", w.op, p, w.top))
		}
		parts[i] = p / w.top
	}
	return parts, nil
}

func (a *Array) quantiles(w quantiles, opts []ReduceOption) (*Array, error) {
	op, single, skip := w.op, w.single, w.skip
	var c reduceConfig
	for _, o := range opts {
		o(&c)
	}
	axes, err := normalAxes(op, c.axes, a.NDim())
	if err != nil {
		return nil, err
	}
	if c.method == "" {
		c.method = Linear
	}
	if !c.method.known() {
		return nil, asked(fmt.Errorf("arrays: %s: got method %q, want one of the QuantileMethod constants", op, c.method))
	}
	q, err := w.parts()
	if err != nil {
		return nil, err
	}
	dtype, err := ndarray.ReduceType(ndarray.Mean, a.dtype)
	if err == nil && a.dtype.Kind() == ndarray.KindComplex && (!single || c.method != Linear) {
		err = fmt.Errorf("want real numbers")
	}
	if err != nil {
		return nil, asked(&DTypeError{Op: op, Got: a.dtype, Err: err})
	}
	if c.method.picks() {
		dtype = a.dtype
	}
	nothing := slices.ContainsFunc(axes, func(i int) bool { return a.grid.shape[i] == 0 })
	if nothing && dtype.Kind() < ndarray.KindFloat {
		return nil, asked(&ShapeError{Op: op, Got: a.grid.shape, Want: axes, Rule: "one with elements along axes"})
	}
	y, err := a.wholeAxes(op, axes)
	if err != nil {
		return nil, err
	}
	chunks := [][]int{}
	if !single {
		chunks = append(chunks, []int{len(q)})
	}
	front := len(chunks)
	for i, n := range y.grid.chunks {
		switch {
		case !slices.Contains(axes, i):
			chunks = append(chunks, n)
		case c.keep:
			chunks = append(chunks, []int{1})
		}
	}
	if nothing {
		var none any = math.NaN()
		if dtype.Kind() == ndarray.KindComplex {
			none = cmplx.NaN()
		}
		return Full(newGrid(chunks).shape, none, dtype, Explicit(chunks))
	}
	out := newGrid(chunks)
	values, err := ndarray.FromSlice(slices.Clone(q), len(q))
	if err != nil {
		return nil, err
	}
	return work{
		label: op, op: quantileOp, params: []any{q, axes, skip, string(c.method)}, deps: []*Array{y}, out: out, dtype: dtype, blockwise: true,
		args: func(block int, dst []graph.Arg) []graph.Arg {
			at := out.coords(block)[front:]
			in := make([]int, y.NDim())
			for i, k := 0, 0; i < len(in); i++ {
				if !slices.Contains(axes, i) {
					in[i] = at[k]
					k++
				} else if c.keep {
					k++
				}
			}
			flag := 0
			if skip {
				flag = 1
			}
			return append(dst, graph.Lit(values), graph.Lit(axes), graph.Lit(flag), graph.Lit(dtype.String()),
				graph.Lit(out.blockShape(out.coords(block))), graph.Ref(0, y.grid.number(in)), graph.Lit(string(c.method)))
		},
	}.array()
}

// wholeAxes makes axes whole and cuts the others automatically.
func (a *Array) wholeAxes(op string, axes []int) (*Array, error) {
	if err := a.known(op); err != nil {
		return nil, err
	}
	spec := map[int]AxisChunks{}
	whole := true
	for i := range a.NDim() {
		spec[i] = Auto
		if slices.Contains(axes, i) {
			spec[i] = Whole
			whole = whole && a.grid.counts[i] == 1
		}
	}
	if whole {
		return a, nil
	}
	return a.Rechunk(OnAxes(spec))
}

var quantileOp = graph.Register("gloam/arrays/quantile", func(_ context.Context, args []any) (any, error) {
	var r reader
	q, axes, skip, dtype, shape, b := r.block(args, 0), r.ints(args, 1), r.int(args, 2), r.dtype(args, 3), r.ints(args, 4), r.block(args, 5)
	method := QuantileMethod(r.text(args, 6))
	if r.err != nil {
		return nil, r.err
	}
	parts, err := ndarray.Float64s(q)
	if err != nil {
		return nil, err
	}
	var y *ndarray.Array
	if b.DType().Kind() == ndarray.KindComplex {
		y, err = complexMedians(b, axes, skip != 0)
	} else {
		y, err = method.along(b, axes, parts, skip != 0)
	}
	if err != nil {
		return nil, err
	}
	if y, err = as(y, dtype); err != nil {
		return nil, err
	}
	return y.Reshape(shape...)
})

// along returns the quantiles along axes of a block: those of the first part,
// then those of the next.
func (m QuantileMethod) along(b *ndarray.Array, axes []int, parts []float64, skip bool) (*ndarray.Array, error) {
	if m.picks() && b.DType().Kind() <= ndarray.KindInt && b.DType().Size() == 8 {
		return m.picked(b, axes, parts)
	}
	rows, err := lanes(b, axes, ndarray.Float64)
	if err != nil {
		return nil, err
	}
	if rows, err = ndarray.Sort(rows, -1); err != nil {
		return nil, err
	}
	n, count := rows.Shape()[1], rows.Shape()[0]
	values, err := ndarray.Values[float64](rows.AsContiguous())
	if err != nil {
		return nil, err
	}
	out := make([]float64, len(parts)*count)
	for i := range count {
		row := values[i*n : (i+1)*n]
		for k, p := range parts {
			out[k*count+i] = m.of(row, p, skip)
		}
	}
	return ndarray.FromSlice(out, len(out))
}

// lanes returns b as rows of a dtype: the given axes, in C order, are the columns.
func lanes(b *ndarray.Array, axes []int, dtype ndarray.DType) (*ndarray.Array, error) {
	order, n := []int{}, 1
	for i := range b.NDim() {
		if !slices.Contains(axes, i) {
			order = append(order, i)
		}
	}
	for _, i := range axes {
		order, n = append(order, i), n*b.Shape()[i]
	}
	v := b
	if b.NDim() > 0 {
		var err error
		if v, err = b.Transpose(order...); err != nil {
			return nil, err
		}
	}
	wide, err := v.AsType(dtype)
	if err != nil {
		return nil, err
	}
	rows := 1
	for _, i := range order[:len(order)-len(axes)] {
		rows *= b.Shape()[i]
	}
	return wide.Reshape(rows, n)
}
