package arrays

import (
	"context"
	"fmt"
	"math"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/graph"
)

// A Generator makes random arrays. Every block has a stream of its own: block k
// of the first array draws from PCG64 seeded by the k-th child of
// SeedSequence(seed), as NumPy and Dask do, and the next array continues with
// the next children. Numbers thus depend on the seed, the chunks and the order
// of calls, and on nothing else. Raw numbers, Random and Uniform are NumPy's;
// other distributions have the same law but other numbers. A Generator is for
// one goroutine; arrays are not.
type Generator struct {
	seed    uint64
	spawned int
}

// NewGenerator returns the generator of a seed.
func NewGenerator(seed uint64) *Generator { return &Generator{seed: seed} }

// Random draws float64 numbers from 0 up to, not including, 1.
func (g *Generator) Random(shape []int, spec Chunking) (*Array, error) {
	return g.draw("random", ndarray.Float64, shape, spec, 0, 1)
}

// Uniform draws float64 numbers from low up to high.
func (g *Generator) Uniform(low, high float64, shape []int, spec Chunking) (*Array, error) {
	return g.draw("uniform", ndarray.Float64, shape, spec, low, high)
}

// Normal draws float64 numbers of a mean and a standard deviation.
func (g *Generator) Normal(mean, sd float64, shape []int, spec Chunking) (*Array, error) {
	if !(sd >= 0) {
		return nil, asked(fmt.Errorf("arrays: normal: got standard deviation %v, want at least 0", sd))
	}
	return g.draw("normal", ndarray.Float64, shape, spec, mean, sd)
}

// Exponential draws float64 numbers with a mean of scale.
func (g *Generator) Exponential(scale float64, shape []int, spec Chunking) (*Array, error) {
	if !(scale >= 0) {
		return nil, asked(fmt.Errorf("arrays: exponential: got scale %v, want at least 0", scale))
	}
	return g.draw("exponential", ndarray.Float64, shape, spec, scale, 0)
}

// Integers draws int64 numbers from low up to, not including, high.
func (g *Generator) Integers(low, high int, shape []int, spec Chunking) (*Array, error) {
	if low >= high {
		return nil, asked(fmt.Errorf("arrays: integers: got limits %d and %d, want the second one larger", low, high))
	}
	return g.blocks("integers", integersOp, ndarray.Int64, shape, spec, low, high)
}

var integersOp = graph.Register("gloam/arrays/random/integers", func(_ context.Context, args []any) (any, error) {
	var r reader
	seed, child, shape, low, high := r.int(args, 0), r.int(args, 1), r.ints(args, 2), r.int(args, 3), r.int(args, 4)
	if r.err != nil {
		return nil, r.err
	}
	if low >= high {
		return nil, fmt.Errorf("arrays: integers: got limits %d and %d, want the second one larger", low, high)
	}
	s := newStream(uint64(seed), uint32(child))
	v := make([]int64, product(shape))
	for i := range v {
		v[i] = int64(low) + int64(s.below(uint64(high)-uint64(low)))
	}
	return scalarOr(v, shape)
})

// Poisson draws int64 counts of a mean.
func (g *Generator) Poisson(mean float64, shape []int, spec Chunking) (*Array, error) {
	if !(mean >= 0) || mean > 1e15 {
		return nil, asked(fmt.Errorf("arrays: poisson: got mean %v, want 0 to 1e15", mean))
	}
	return g.draw("poisson", ndarray.Int64, shape, spec, mean, 0)
}

// Noise draws int64 Poisson counts of which each has its own mean: the element
// of a at its place.
func (g *Generator) Noise(a *Array) (*Array, error) {
	if err := a.known("noise"); err != nil {
		return nil, err
	}
	if a.dtype.Kind() >= ndarray.KindComplex {
		return nil, asked(&DTypeError{Op: "noise", Got: a.dtype, Err: fmt.Errorf("want real numbers")})
	}
	first := g.spawn(a.grid.blocks())
	seed := int(g.seed)
	return a.each("poisson", noiseOp, a.grid, ndarray.Int64, []any{seed, first}, func(b int) int { return b }, func(b int, dst []graph.Arg) []graph.Arg {
		return append(dst, graph.Lit(seed), graph.Lit(first+b))
	})
}

// Choice draws int64 numbers from 0 up to, not including, len(p), with these
// probabilities, which add up to 1.
func (g *Generator) Choice(p []float64, shape []int, spec Chunking) (*Array, error) {
	edges, sum := make([]float64, len(p)), 0.0
	for i, v := range p {
		if sum += v; !(v >= 0) {
			return nil, asked(fmt.Errorf("arrays: choice: got probability %v, want at least 0", v))
		}
		edges[i] = sum
	}
	if math.Abs(sum-1) > 1e-9 {
		return nil, asked(fmt.Errorf("arrays: choice: got probabilities that add up to %v, want 1", sum))
	}
	for i := range edges {
		edges[i] /= sum // so that the last number that can be drawn ends at 1
	}
	x, err := g.Random(shape, spec)
	if err != nil {
		return nil, err
	}
	return Digitize(x, edges, false)
}

// Permutation returns a with the positions along an axis in random order, which
// is drawn at once. Each block of the result reads the blocks its positions lie
// in, most likely all along the axis.
func (g *Generator) Permutation(a *Array, axis int) (*Array, error) {
	if err := a.known("permutation"); err != nil {
		return nil, err
	}
	i, err := normalAxis("permutation", axis, a.NDim())
	if err != nil {
		return nil, err
	}
	s := newStream(g.seed, uint32(g.spawn(1)))
	at := make([]int, a.grid.shape[i])
	for k := range at {
		at[k] = k
	}
	for k := len(at) - 1; k > 0; k-- {
		j := int(s.below(uint64(k + 1)))
		at[k], at[j] = at[j], at[k]
	}
	return a.Take(at, i)
}

// spawn reserves children and returns the first.
func (g *Generator) spawn(n int) int {
	first := g.spawned
	g.spawned += n
	return first
}

func (g *Generator) draw(kind string, dtype ndarray.DType, shape []int, spec Chunking, p, q float64) (*Array, error) {
	return g.blocks(kind, randomOp, dtype, shape, spec, kind, p, q)
}

// blocks makes an array whose blocks draw from streams of their own: the op gets
// the seed, the stream, the shape of a block and the parameters.
func (g *Generator) blocks(label string, op *graph.Op, dtype ndarray.DType, shape []int, spec Chunking, params ...any) (*Array, error) {
	if err := checkShape(label, shape, dtype); err != nil {
		return nil, err
	}
	chunks, err := normalize(label, shape, spec, dtype, nil)
	if err != nil {
		return nil, err
	}
	out := newGrid(chunks)
	first, seed := g.spawn(out.blocks()), int(g.seed)
	return work{
		label: label, op: op, params: append([]any{seed, first}, params...), out: out, dtype: dtype, blockwise: true,
		args: func(b int, dst []graph.Arg) []graph.Arg {
			dst = out.shapeArg(b, append(dst, graph.Lit(seed), graph.Lit(first+b)))
			for _, p := range params {
				dst = append(dst, graph.Lit(p))
			}
			return dst
		},
	}.array()
}

var randomOp = graph.Register("gloam/arrays/random", func(_ context.Context, args []any) (any, error) {
	var r reader
	seed, child, shape, kind, p, q := r.int(args, 0), r.int(args, 1), r.ints(args, 2), r.text(args, 3), take[float64](&r, args, 4), take[float64](&r, args, 5)
	if r.err != nil {
		return nil, r.err
	}
	s := newStream(uint64(seed), uint32(child))
	n := product(shape)
	if count := countLaws[kind]; count != nil {
		v := make([]int64, n)
		for i := range v {
			v[i] = count(s, p, q)
		}
		return scalarOr(v, shape)
	}
	draw := distributions[kind]
	if draw == nil {
		return nil, fmt.Errorf("arrays: random: unknown distribution %q", kind)
	}
	v := make([]float64, n)
	for i := range v {
		v[i] = draw(s, p, q)
	}
	return scalarOr(v, shape)
})

// scalarOr is FromSlice that makes arrays without axes too.
func scalarOr[T int64 | float64](v []T, shape []int) (*ndarray.Array, error) {
	a, err := ndarray.FromSlice(v, len(v))
	if err != nil {
		return nil, err
	}
	return a.Reshape(shape...)
}

var noiseOp = graph.Register("gloam/arrays/noise", func(_ context.Context, args []any) (any, error) {
	var r reader
	b, seed, child := r.block(args, 0), r.int(args, 1), r.int(args, 2)
	if r.err != nil {
		return nil, r.err
	}
	means, err := ndarray.Float64s(b)
	if err != nil {
		return nil, err
	}
	s := newStream(uint64(seed), uint32(child))
	out := ndarray.New(ndarray.Int64, b.Shape()...)
	v, err := ndarray.Values[int64](out)
	if err != nil {
		return nil, err
	}
	for i, m := range means {
		if !(m >= 0) || m > 1e15 {
			return nil, fmt.Errorf("arrays: noise: got mean %v, want 0 to 1e15", m)
		}
		v[i] = s.poisson(m)
	}
	return out, nil
})
