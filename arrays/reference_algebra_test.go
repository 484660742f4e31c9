package arrays_test

import (
	"context"
	"maps"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/ndarray"
)

// fourier reads the options of a transform.
func fourier(f func(a *arrays.Array, opts ...arrays.FFTOption) (*arrays.Array, error)) build {
	return func(in []*arrays.Array, p params) (*arrays.Array, error) {
		var opts []arrays.FFTOption
		for _, name := range []string{"axis", "axes"} {
			if p.get(name) != nil {
				opts = append(opts, arrays.FFTAxes(p.ints(name)...))
			}
		}
		for _, name := range []string{"n", "s"} {
			if p.has(name) {
				opts = append(opts, arrays.FFTLengths(p.ints(name)...))
			}
		}
		if p.has("norm") {
			opts = append(opts, arrays.FFTScale(arrays.FFTNorm(p.get("norm").(string))))
		}
		return f(in[0], opts...)
	}
}

func init() {
	maps.Copy(stepKinds, map[string]build{
		"fft.fft": fourier(arrays.FFT), "fft.ifft": fourier(arrays.IFFT), "fft.rfft": fourier(arrays.RFFT),
		"fft.irfft": fourier(arrays.IRFFT), "fft.hfft": fourier(arrays.HFFT), "fft.fft2": fourier(arrays.FFT2),
		"fft.ifft2": fourier(arrays.IFFT2), "fft.rfft2": fourier(arrays.RFFT2), "fft.fftn": fourier(arrays.FFTN),
		"fft.fftfreq": func(_ []*arrays.Array, p params) (*arrays.Array, error) {
			return arrays.FFTFreq(p.int("n", 0), p.float("d", 1), chunking(p.get("chunks"), 0))
		},
		"fft.fftshift": func(in []*arrays.Array, p params) (*arrays.Array, error) {
			return arrays.FFTShift(in[0], p.ints("axes")...)
		},
		"fft.ifftshift": func(in []*arrays.Array, p params) (*arrays.Array, error) {
			return arrays.IFFTShift(in[0], p.ints("axes")...)
		},

		"linalg.norm": norm, "linalg.solve": two(arrays.Solve), "linalg.inv": unary(arrays.Inv),
		"linalg.cholesky": func(in []*arrays.Array, p params) (*arrays.Array, error) {
			l, err := arrays.Cholesky(in[0])
			if err == nil && p.get("lower") != true {
				return l.Transpose()
			}
			return l, err
		},
		"linalg.lu_rebuild": func(in []*arrays.Array, _ params) (*arrays.Array, error) {
			p, l, u, err := arrays.LU(in[0])
			return rebuilt(err, p, l, u)
		},
		"linalg.qr_rebuild": func(in []*arrays.Array, _ params) (*arrays.Array, error) {
			q, r, err := arrays.QR(in[0])
			return rebuilt(err, q, r)
		},
		"linalg.qr_abs_r": func(in []*arrays.Array, _ params) (*arrays.Array, error) {
			_, r, err := arrays.QR(in[0])
			if err != nil {
				return nil, err
			}
			return arrays.Abs(r)
		},
		"linalg.svd_rebuild": func(in []*arrays.Array, _ params) (*arrays.Array, error) {
			u, s, vt, err := arrays.SVD(in[0])
			if err != nil {
				return nil, err
			}
			us, err := arrays.Mul(u, s)
			return rebuilt(err, us, vt)
		},
		"linalg.singular_values": func(in []*arrays.Array, _ params) (*arrays.Array, error) {
			_, s, _, err := arrays.SVD(in[0])
			return s, err
		},
		"linalg.lstsq": func(in []*arrays.Array, _ params) (*arrays.Array, error) {
			x, _, err := arrays.LeastSquares(in[0], in[1])
			return x, err
		},

		"store": store,
	})
}

func rebuilt(err error, factors ...*arrays.Array) (*arrays.Array, error) {
	if err != nil {
		return nil, err
	}
	y := factors[0]
	for _, f := range factors[1:] {
		if y, err = arrays.MatMul(y, f); err != nil {
			return nil, err
		}
	}
	return y, nil
}

func norm(in []*arrays.Array, p params) (*arrays.Array, error) {
	opts := reduceOptions(p)
	axes := p.ints("axis")
	matrix := len(axes) == 2 || len(axes) == 0 && in[0].NDim() == 2
	switch ord := p.get("ord"); {
	case ord == nil || ord == "fro":
		return arrays.Norm(in[0], 2, opts...)
	case ord == "nuc":
		return arrays.NuclearNorm(in[0], opts...)
	case matrix:
		return arrays.MatrixNorm(in[0], infinity(ord), opts...)
	case len(axes) == 0 && in[0].NDim() > 2:
		return arrays.MatrixNorm(in[0], infinity(ord))
	default:
		return arrays.Norm(in[0], infinity(ord), opts...)
	}
}

// store writes to an array of zeros and reads it back.
func store(in []*arrays.Array, p params) (*arrays.Array, error) {
	target := ndarray.New(p.dtype(ndarray.Float64), p.ints("target_shape")...)
	item := arrays.StoreItem{Array: in[0], Target: arrays.DenseTarget(target)}
	if region, ok := p.get("region").([]any); ok {
		for i, r := range region {
			bounds := r.(map[string]any)["slice"].([]any)
			within := ndarray.All()
			for k, end := range []*int{&within.Start, &within.Stop, &within.Step} {
				if n, ok := bounds[k].(float64); ok {
					*end = int(n)
				}
			}
			start, _, step := within.Resolve(target.Shape()[i])
			item.At, item.Step = append(item.At, start), append(item.Step, step)
		}
	}
	if err := arrays.Store(context.Background(), []arrays.StoreItem{item}); err != nil {
		return nil, err
	}
	return arrays.FromDense(target, arrays.EveryAxis(arrays.Whole))
}
