package arrays

import (
	"fmt"
	"slices"
)

// A CompressOption changes [SVDCompressed].
type CompressOption func(*compressConfig)

type compressConfig struct {
	extra, rounds int
	seed          uint64
}

// Oversample draws n more directions than are wanted; the default is 10.
func Oversample(n int) CompressOption { return func(c *compressConfig) { c.extra = n } }

// Refine goes n times through the matrix and its transpose to sharpen the
// directions, with a QR factorisation after each; the default is 0.
func Refine(n int) CompressOption { return func(c *compressConfig) { c.rounds = n } }

// CompressSeed seeds the random directions; the default is 0.
func CompressSeed(seed uint64) CompressOption { return func(c *compressConfig) { c.seed = seed } }

// SVDCompressed returns the k largest singular values of a matrix of any chunks
// and their vectors, approximately: the matrix is multiplied by random
// directions, of which the results span nearly what its first columns of U
// span. Each round reads the matrix twice, and the last step once more.
func SVDCompressed(a *Array, k int, opts ...CompressOption) (u, s, vh *Array, err error) {
	c := compressConfig{extra: 10}
	for _, o := range opts {
		o(&c)
	}
	dtype, err := matrixType("svd compressed", a)
	if err != nil {
		return nil, nil, nil, err
	}
	m, n := a.grid.shape[0], a.grid.shape[1]
	if k < 1 || k > min(m, n) || c.extra < 0 || c.rounds < 0 {
		return nil, nil, nil, asked(fmt.Errorf("arrays: svd compressed: got rank %d with %d more and %d rounds for shape %s", k, c.extra, c.rounds, tuple(a.grid.shape)))
	}
	width := min(k+c.extra, m, n)
	var e Expr
	random := e.Keep(NewGenerator(c.seed).Normal(0, 1, []int{n, width}, Explicit([][]int{a.grid.chunks[1], {width}})))
	if e.Err == nil {
		random = e.Keep(random.AsType(dtype))
	}
	turned := e.adjoint(a)
	q := e.span(a, random)
	for range c.rounds {
		q = e.span(turned, q)
		q = e.span(a, q)
	}
	if e.Err != nil {
		return nil, nil, nil, e.Err
	}
	turned = e.adjoint(q)
	if e.Err != nil {
		return nil, nil, nil, e.Err
	}
	small := e.Keep(MatMul(turned, a)) // width × n
	if e.Err != nil {
		return nil, nil, nil, e.Err
	}
	small = e.Keep(small.rechunk([][]int{{small.grid.shape[0]}, a.grid.chunks[1]}))
	if e.Err != nil {
		return nil, nil, nil, e.Err
	}
	ub, s, vh, err := SVD(small)
	if err != nil {
		return nil, nil, nil, err
	}
	u = e.Keep(MatMul(q, ub))
	if e.Err != nil {
		return nil, nil, nil, e.Err
	}
	u, s, vh = e.Keep(u.Slice(All, Span(0, k))), e.Keep(s.Slice(Span(0, k))), e.Keep(vh.Slice(Span(0, k)))
	if e.Err != nil {
		return nil, nil, nil, e.Err
	}
	return signed(u, s, vh)
}

// span returns orthonormal columns that span those of a·b.
func (e *Expr) span(a, b *Array) *Array {
	if e.Err != nil {
		return nil
	}
	y := e.Keep(MatMul(a, b))
	if e.Err != nil {
		return nil
	}
	if y.grid.counts[1] > 1 {
		y = e.Keep(y.rechunk([][]int{slices.Clone(y.grid.chunks[0]), {y.grid.shape[1]}}))
	}
	if e.Err != nil {
		return nil
	}
	q, _, err := QR(y)
	return e.Keep(q, err)
}
