package arrays

import (
	"context"
	"fmt"
	"math"
	"slices"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/graph"
)

// An FFTNorm says which direction of a transform is divided by what.
type FFTNorm string

// The norms: the inverse is divided by n, both by its root, or the forward one
// by n.
const (
	NormBackward FFTNorm = "backward"
	NormOrtho    FFTNorm = "ortho"
	NormForward  FFTNorm = "forward"
)

// An FFTOption changes a Fourier transform.
type FFTOption func(*fftConfig)

type fftConfig struct {
	axes    []int
	lengths []int
	norm    FFTNorm
}

// FFTAxes transforms along these axes. The default is the last one, the last
// two or all, by the function.
func FFTAxes(axes ...int) FFTOption { return func(c *fftConfig) { c.axes = slices.Clone(axes) } }

// FFTLengths pads with zeros or cuts the axes to these lengths first; of inverse
// transforms to real numbers they are those of the result.
func FFTLengths(n ...int) FFTOption { return func(c *fftConfig) { c.lengths = slices.Clone(n) } }

// FFTScale chooses the norm; the default is [NormBackward].
func FFTScale(n FFTNorm) FFTOption { return func(c *fftConfig) { c.norm = n } }

// FFT is the discrete Fourier transform along an axis, which must be whole, as
// for all transforms. float32 and complex64 give complex64, others complex128.
func FFT(a *Array, opts ...FFTOption) (*Array, error) { return transform("fft", 1, a, opts) }

// IFFT is the inverse of [FFT].
func IFFT(a *Array, opts ...FFTOption) (*Array, error) { return transform("ifft", 1, a, opts) }

// RFFT gives the non-negative frequencies of the transform of real numbers.
func RFFT(a *Array, opts ...FFTOption) (*Array, error) { return transform("rfft", 1, a, opts) }

// IRFFT is the inverse of [RFFT]; without a length it gives 2(m-1) numbers.
func IRFFT(a *Array, opts ...FFTOption) (*Array, error) { return transform("irfft", 1, a, opts) }

// HFFT is the transform, which is real, of numbers of which the non-negative
// half is given.
func HFFT(a *Array, opts ...FFTOption) (*Array, error) { return transform("hfft", 1, a, opts) }

// IHFFT is the inverse of [HFFT].
func IHFFT(a *Array, opts ...FFTOption) (*Array, error) { return transform("ihfft", 1, a, opts) }

// FFT2 is [FFT] along the last two axes.
func FFT2(a *Array, opts ...FFTOption) (*Array, error) { return transform("fft", 2, a, opts) }

// IFFT2 is the inverse of [FFT2].
func IFFT2(a *Array, opts ...FFTOption) (*Array, error) { return transform("ifft", 2, a, opts) }

// RFFT2 is [RFFT] along the last axis and [FFT] along the one before.
func RFFT2(a *Array, opts ...FFTOption) (*Array, error) { return transform("rfft", 2, a, opts) }

// IRFFT2 is the inverse of [RFFT2].
func IRFFT2(a *Array, opts ...FFTOption) (*Array, error) { return transform("irfft", 2, a, opts) }

// FFTN is [FFT] along all axes.
func FFTN(a *Array, opts ...FFTOption) (*Array, error) { return transform("fft", 0, a, opts) }

// IFFTN is the inverse of [FFTN].
func IFFTN(a *Array, opts ...FFTOption) (*Array, error) { return transform("ifft", 0, a, opts) }

// RFFTN is [RFFT] along the last axis and [FFT] along all others.
func RFFTN(a *Array, opts ...FFTOption) (*Array, error) { return transform("rfft", 0, a, opts) }

// IRFFTN is the inverse of [RFFTN].
func IRFFTN(a *Array, opts ...FFTOption) (*Array, error) { return transform("irfft", 0, a, opts) }

// transform applies one step for each axis; count is how many of the last axes
// are transformed by default, 0 meaning all.
func transform(kind string, count int, a *Array, opts []FFTOption) (*Array, error) {
	if err := present(kind, a); err != nil {
		return nil, err
	}
	c := fftConfig{norm: NormBackward}
	for _, o := range opts {
		o(&c)
	}
	axes, err := c.places(kind, count, a.NDim())
	if err != nil {
		return nil, err
	}
	if c.lengths != nil && len(c.lengths) != len(axes) {
		return nil, asked(fmt.Errorf("arrays: %s: got lengths for %d axes, want %d", kind, len(c.lengths), len(axes)))
	}
	for i, n := range c.lengths {
		if n < 1 {
			return nil, asked(&ShapeError{Op: kind, Got: []int{n}, Want: []int{1}, Rule: fmt.Sprintf("a length of axis %d of at least", axes[i])})
		}
	}
	steps := make([]fftStep, len(axes))
	last := len(axes) - 1
	for i, axis := range axes {
		steps[i] = fftStep{kind: kind, axis: axis, norm: c.norm}
		if i != last { // the half of real numbers is that of the last axis
			steps[i].kind = map[string]string{"rfft": "fft", "irfft": "ifft"}[kind]
			if steps[i].kind == "" {
				steps[i].kind = kind
			}
		}
		if c.lengths != nil {
			steps[i].n = c.lengths[i]
		}
	}
	if kind == "rfft" || kind == "ihfft" { // while numbers are real
		slices.Reverse(steps)
	}
	for _, s := range steps {
		if a, err = s.apply(a); err != nil {
			return nil, err
		}
	}
	return a, nil
}

func (c fftConfig) places(op string, count, ndim int) ([]int, error) {
	axes := c.axes
	if axes == nil {
		if count == 0 || c.lengths != nil && count != 1 {
			count = ndim
			if c.lengths != nil {
				count = len(c.lengths)
			}
		}
		for i := count; i > 0; i-- {
			axes = append(axes, -i)
		}
	}
	out := make([]int, len(axes))
	for i, axis := range axes {
		var err error
		if out[i], err = normalAxis(op, axis, ndim); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// An fftStep is a transform along one axis.
type fftStep struct {
	kind string
	axis int
	n    int // 0 if not given
	norm FFTNorm
}

func (s fftStep) apply(a *Array) (*Array, error) {
	if err := a.known(s.kind); err != nil {
		return nil, err
	}
	if a.dtype == ndarray.Object || (s.kind == "rfft" || s.kind == "ihfft") && a.dtype.Kind() == ndarray.KindComplex {
		return nil, asked(&DTypeError{Op: s.kind, Got: a.dtype, Err: fmt.Errorf("want real numbers")})
	}
	if a.grid.counts[s.axis] != 1 {
		return nil, asked(&ChunkError{Op: s.kind, Axis: s.axis, Got: a.grid.chunks[s.axis], Extent: a.grid.shape[s.axis], Reason: fmt.Sprintf("want one chunk; Rechunk(OnAxes(map[int]AxisChunks{%d: Whole})) makes it whole", s.axis)})
	}
	have := a.grid.shape[s.axis]
	if s.n == 0 {
		if s.n = have; s.kind == "irfft" || s.kind == "hfft" {
			s.n = 2 * (have - 1)
		}
	}
	if s.n < 1 {
		return nil, asked(&ShapeError{Op: s.kind, Got: []int{s.n}, Want: []int{1}, Rule: fmt.Sprintf("a length of axis %d of at least", s.axis)})
	}
	single := a.dtype == ndarray.Float32 || a.dtype == ndarray.Complex64
	dtype := ndarray.Complex128
	if single {
		dtype = ndarray.Complex64
	}
	n := s.n
	switch s.kind {
	case "rfft", "ihfft":
		n = s.n/2 + 1
	case "irfft", "hfft":
		dtype = ndarray.RealOf(dtype)
	}
	chunks := slices.Clone(a.grid.chunks)
	chunks[s.axis] = []int{n}
	scale, err := s.scale()
	if err != nil {
		return nil, err
	}
	return a.each(s.kind, fftOp, newGrid(chunks), dtype, []any{s.kind, s.axis, s.n, scale}, func(b int) int { return b }, func(_ int, dst []graph.Arg) []graph.Arg {
		return append(dst, graph.Lit(s.kind), graph.Lit(s.axis), graph.Lit(s.n), graph.Lit(scale), graph.Lit(dtype.String()))
	})
}

// scale is what the unscaled sums are multiplied by.
func (s fftStep) scale() (float64, error) {
	inverse := s.kind == "ifft" || s.kind == "irfft" || s.kind == "ihfft"
	n := float64(s.n)
	switch s.norm {
	case NormOrtho:
		return 1 / math.Sqrt(n), nil
	case NormBackward, NormForward:
		if inverse == (s.norm == NormBackward) {
			return 1 / n, nil
		}
		return 1, nil
	}
	return 0, asked(fmt.Errorf("arrays: %s: got norm %q, want %q, %q or %q", s.kind, s.norm, NormBackward, NormOrtho, NormForward))
}

var fftOp = graph.Register("gloam/arrays/fft", func(_ context.Context, args []any) (any, error) {
	var r reader
	b, kind, axis, n, scale, dtype := r.block(args, 0), r.text(args, 1), r.int(args, 2), r.int(args, 3), take[float64](&r, args, 4), r.dtype(args, 5)
	if r.err != nil {
		return nil, r.err
	}
	return fftOf(kind, b, axis, n, scale, dtype)
})
