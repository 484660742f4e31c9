package arrays

import (
	"context"
	"fmt"
	"slices"
	"sort"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/graph"
)

// A HistogramOption changes a histogram.
type HistogramOption func(*histogramConfig)

type histogramConfig struct {
	weights *Array
	density bool
}

// Weights gives each element its own weight.
func Weights(w *Array) HistogramOption { return func(c *histogramConfig) { c.weights = w } }

// Density divides the counts by their sum and the sizes of the bins.
func Density() HistogramOption { return func(c *histogramConfig) { c.density = true } }

// Bins returns the edges of n bins of equal width from low to high, which are
// half a unit around them if they are equal.
func Bins(n int, low, high float64) []float64 {
	if low == high {
		low, high = low-0.5, high+0.5
	}
	edges := make([]float64, n+1)
	for i := range edges {
		edges[i] = low + float64(i)*((high-low)/float64(n))
	}
	edges[n] = high
	return edges
}

// Histogram counts the elements between neighbouring edges, of which the last
// bin has both, the others only the lower one. Counts are int64, with weights
// of the dtype of these, which may be complex. Elements outside and NaN do not
// count. Complex elements are in order of their real, then of their imaginary
// parts.
func Histogram(a *Array, edges []float64, opts ...HistogramOption) (*Array, error) {
	return histogram("histogram", []*Array{a}, [][]float64{edges}, opts)
}

// Histogram2D is [Histogram] of points with coordinates x and y. Its counts,
// and those of [HistogramDD] of several coordinates, are float64.
func Histogram2D(x, y *Array, xEdges, yEdges []float64, opts ...HistogramOption) (*Array, error) {
	return histogram("histogram", []*Array{x, y}, [][]float64{xEdges, yEdges}, opts)
}

// HistogramDD is [Histogram] of points with any number of coordinates, one
// array each.
func HistogramDD(coords []*Array, edges [][]float64, opts ...HistogramOption) (*Array, error) {
	return histogram("histogram", coords, edges, opts)
}

func histogram(op string, coords []*Array, edges [][]float64, opts []HistogramOption) (*Array, error) {
	if err := present(op, coords...); err != nil {
		return nil, err
	}
	var c histogramConfig
	for _, o := range opts {
		o(&c)
	}
	if len(coords) == 0 || len(coords) != len(edges) {
		return nil, asked(fmt.Errorf("arrays: %s: got edges for %d coordinates, want %d", op, len(edges), len(coords)))
	}
	for _, a := range coords {
		if a.dtype.Kind() > ndarray.KindComplex {
			return nil, asked(&DTypeError{Op: op, Got: a.dtype, Err: fmt.Errorf("want numbers")})
		}
	}
	bins, lits := []int{}, []*ndarray.Array{}
	for _, e := range edges {
		if len(e) < 2 || !sort.Float64sAreSorted(e) {
			return nil, asked(fmt.Errorf("arrays: %s: got edges %v, want at least two in ascending order", op, e))
		}
		lit, err := ndarray.FromSlice(slices.Clone(e), len(e))
		if err != nil {
			return nil, err
		}
		bins, lits = append(bins, len(e)-1), append(lits, lit)
	}
	in, dtype := slices.Clone(coords), ndarray.Int64
	if c.weights != nil {
		in = append(in, c.weights)
	}
	if c.weights != nil && (c.weights.dtype.Kind() > ndarray.KindComplex || len(coords) > 1 && c.weights.dtype.Kind() > ndarray.KindFloat) {
		return nil, asked(&DTypeError{Op: op, Got: c.weights.dtype, Err: fmt.Errorf("want real weights, or numbers with one coordinate")})
	}
	switch { // as in NumPy
	case c.weights != nil && c.weights.dtype.Kind() == ndarray.KindComplex && c.density:
		dtype = ndarray.Complex128
	case len(coords) > 1 || c.density || c.weights != nil && c.weights.dtype == ndarray.Bool:
		dtype = ndarray.Float64
	case c.weights != nil:
		dtype = c.weights.dtype
	}
	counts, err := eachBlockSum(op, histogramOp, in, bins, dtype, lits, nil)
	switch {
	case err != nil:
		return nil, err
	case c.density:
		return density(counts, edges)
	case c.weights != nil && len(coords) == 1: // sums of short integers are long
		return counts.AsType(c.weights.dtype)
	}
	return counts, nil
}

// density divides by the total and the sizes of the bins.
func density(counts *Array, edges [][]float64) (*Array, error) {
	var e Expr
	y := e.Do(Div, counts, e.Keep(counts.Sum()))
	for i, list := range edges {
		width := make([]float64, len(list)-1)
		for k := range width {
			width[k] = list[k+1] - list[k]
		}
		shape := slices.Repeat([]int{1}, len(edges))
		shape[i] = len(width)
		w, err := ndarray.FromSlice(width, shape...)
		if err != nil {
			return nil, err
		}
		y = e.Do(Div, y, w)
	}
	return y, e.Err
}

// eachBlockSum makes arrays of one shape from all blocks of the inputs, which
// are aligned, and adds them up in a tree.
func eachBlockSum(label string, op *graph.Op, in []*Array, shape []int, dtype ndarray.DType, lits []*ndarray.Array, c []ReduceOption) (*Array, error) {
	labels := make([][]int, len(in))
	for i, a := range in {
		if !slices.Equal(a.grid.shape, in[0].grid.shape) {
			return nil, asked(&ShapeError{Op: label, Got: a.grid.shape, Want: in[0].grid.shape})
		}
		labels[i] = trailing(a.NDim(), a.NDim())
	}
	in, _, err := align(label, in, labels)
	if err != nil {
		return nil, err
	}
	blocks := in[0].grid.blocks()
	chunks := [][]int{slices.Repeat([]int{1}, blocks)}
	for _, n := range shape {
		chunks = append(chunks, []int{n})
	}
	params := []any{}
	for _, l := range lits {
		params = append(params, contentToken(l))
	}
	parts, err := work{
		label: label, op: op, params: params, deps: in, out: newGrid(chunks), dtype: dtype, blockwise: true,
		args: func(block int, dst []graph.Arg) []graph.Arg {
			dst = append(dst, graph.Lit(dtype.String()), graph.Lit(shape))
			for _, l := range lits {
				dst = append(dst, graph.Lit(l))
			}
			for i := range in {
				dst = append(dst, graph.Ref(i, block))
			}
			return dst
		},
	}.array()
	if err != nil {
		return nil, err
	}
	return parts.Sum(append(c[:len(c):len(c)], Over(0))...)
}

var histogramOp = graph.Register("gloam/arrays/histogram", func(_ context.Context, args []any) (any, error) {
	var r reader
	dtype, shape := r.dtype(args, 0), r.ints(args, 1)
	if r.err != nil {
		return nil, r.err
	}
	blocks, err := blocksOf(args[2:])
	if err != nil {
		return nil, err
	}
	n := len(shape)
	if len(blocks) < 2*n {
		return nil, fmt.Errorf("arrays: histogram: got %d arrays, want %d", len(blocks), 2*n)
	}
	bin, err := binNumbers(blocks[:n], blocks[n:2*n])
	if err != nil {
		return nil, err
	}
	var weights *ndarray.Array
	if len(blocks) > 2*n {
		weights = blocks[2*n]
	}
	y, err := binned(bin, weights, append([]int{1}, shape...), dtype)
	if err != nil {
		return nil, err
	}
	return as(y, dtype)
})

// binned counts points, or adds up their weights, in the wide dtype of the kind
// asked for.
func binned(bin []int, weights *ndarray.Array, shape []int, dtype ndarray.DType) (*ndarray.Array, error) {
	switch {
	case weights == nil:
		return ndarray.FromSlice(tally[float64](bin, nil, product(shape)), shape...)
	case dtype.Kind() == ndarray.KindComplex:
		w, err := complexValues(weights)
		if err != nil {
			return nil, err
		}
		return ndarray.FromSlice(tally(bin, w, product(shape)), shape...)
	}
	w, err := ndarray.Float64s(weights)
	if err != nil {
		return nil, err
	}
	return ndarray.FromSlice(tally(bin, w, product(shape)), shape...)
}
