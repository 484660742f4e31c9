package arrays_test

import (
	"maps"
	"math"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/ndarray"
)

// The operations that the reference names as NumPy does and that are one call.
func init() {
	for name, op := range map[string]ndarray.UnaryOp{
		"expm1": ndarray.Expm1, "log1p": ndarray.Log1p, "log2": ndarray.Log2, "log10": ndarray.Log10, "cbrt": ndarray.Cbrt,
		"cos": ndarray.Cos, "tan": ndarray.Tan, "arcsin": ndarray.Arcsin, "arccos": ndarray.Arccos, "arctan": ndarray.Arctan,
		"sinh": ndarray.Sinh, "cosh": ndarray.Cosh, "tanh": ndarray.Tanh, "arcsinh": ndarray.Arcsinh,
		"arccosh": ndarray.Arccosh, "arctanh": ndarray.Arctanh, "ceil": ndarray.Ceil, "trunc": ndarray.Trunc, "fix": ndarray.Trunc,
		"sign": ndarray.Sign, "isnan": ndarray.IsNaN, "isinf": ndarray.IsInf, "imag": ndarray.Imag, "conjugate": ndarray.Conj, "abs": ndarray.Abs,
		"fabs": ndarray.Abs, "bitwise_not": ndarray.Not, "reciprocal": ndarray.Reciprocal, "deg2rad": ndarray.Deg2Rad, "radians": ndarray.Deg2Rad,
		"rad2deg": ndarray.Rad2Deg, "degrees": ndarray.Rad2Deg, "sinc": ndarray.Sinc, "i0": ndarray.I0, "spacing": ndarray.Spacing, "signbit": ndarray.SignBit,
	} {
		stepKinds[name] = func(in []*arrays.Array, _ params) (*arrays.Array, error) { return arrays.Unary(op, in[0]) }
	}
	for name, f := range map[string]func(a, b any) (*arrays.Array, error){
		"add": arrays.Add, "subtract": arrays.Sub, "multiply": arrays.Mul, "divide": arrays.Div, "true_divide": arrays.Div,
		"floor_divide": arrays.FloorDiv, "mod": arrays.Mod, "remainder": arrays.Mod, "power": arrays.Pow, "float_power": arrays.FloatPower,
		"maximum": arrays.Maximum, "minimum": arrays.Minimum, "fmax": arrays.FMax, "fmin": arrays.FMin,
		"equal": arrays.Equal, "not_equal": arrays.NotEqual, "less": arrays.Less, "less_equal": arrays.LessEqual,
		"greater": arrays.Greater, "greater_equal": arrays.GreaterEqual,
		"bitwise_and": arrays.And, "bitwise_or": arrays.Or, "bitwise_xor": arrays.Xor,
		"logical_and": arrays.And, "logical_or": arrays.Or, "logical_xor": arrays.Xor,
		"left_shift": arrays.LeftShift, "right_shift": arrays.RightShift, "arctan2": arrays.Arctan2, "hypot": arrays.Hypot,
		"copysign": arrays.Copysign, "logaddexp": arrays.LogAddExp, "logaddexp2": arrays.LogAddExp2, "nextafter": arrays.NextAfter,
		"ldexp": arrays.Ldexp, "heaviside": arrays.Heaviside,
	} {
		stepKinds[name], stepKinds[name+"_scalar"] = binary(f), scalar(f)
	}
	for name, f := range map[string]method{
		"nanvar": (*arrays.Array).NanVar, "nanargmin": (*arrays.Array).NanArgMin, "nanmedian": (*arrays.Array).NanMedian,
	} {
		stepKinds[name] = reduceBy(f)
	}
	for name, f := range map[string]fourierKind{
		"ihfft": arrays.IHFFT, "irfft2": arrays.IRFFT2, "ifftn": arrays.IFFTN, "rfftn": arrays.RFFTN, "irfftn": arrays.IRFFTN,
	} {
		stepKinds["fft."+name] = fourier(f)
	}
	maps.Copy(stepKinds, map[string]build{
		"logical_not": func(in []*arrays.Array, _ params) (*arrays.Array, error) { return arrays.Equal(in[0], 0) },
		"nan_to_num":  unary(arrays.NanToNum),
		"zeros":       fillWith(0), "ones": fillWith(1), "zeros_like": fillLike(0), "ones_like": fillLike(1), "full_like": fillLike(math.NaN()),
		"triu": func(in []*arrays.Array, p params) (*arrays.Array, error) { return arrays.Triu(in[0], p.int("k", 0)) },
		"trace": func(in []*arrays.Array, p params) (*arrays.Array, error) {
			return arrays.Trace(in[0], p.int("offset", 0))
		},
		"diagonal": func(in []*arrays.Array, p params) (*arrays.Array, error) {
			return arrays.Diagonal(in[0], p.int("offset", 0), p.int("axis1", 0), p.int("axis2", 1))
		},
		"nancumprod": along((*arrays.Array).NanCumProd),
		"ediff1d":    unary((*arrays.Array).EDiff1D),
		"nanquantile": func(in []*arrays.Array, p params) (*arrays.Array, error) {
			return firstOfOne(p)(in[0].NanQuantile(floats(p.get("q")), quantileOptions(p)...))
		},
		"quantile": func(in []*arrays.Array, p params) (*arrays.Array, error) {
			return firstOfOne(p)(in[0].Quantile(floats(p.get("q")), quantileOptions(p)...))
		},
		"percentile": func(in []*arrays.Array, p params) (*arrays.Array, error) {
			return firstOfOne(p)(in[0].Percentile(floats(p.get("q")), quantileOptions(p)...))
		},
		"flatten": unary((*arrays.Array).Ravel), "atleast_1d": unary((*arrays.Array).AtLeast1D),
		"atleast_2d": unary((*arrays.Array).AtLeast2D), "atleast_3d": unary((*arrays.Array).AtLeast3D),
		"flipud": func(in []*arrays.Array, _ params) (*arrays.Array, error) { return in[0].Flip(0) },
		"fliplr": func(in []*arrays.Array, _ params) (*arrays.Array, error) { return in[0].Flip(1) },
		"hstack": func(in []*arrays.Array, _ params) (*arrays.Array, error) { return arrays.HStack(in...) },
		"vstack": func(in []*arrays.Array, _ params) (*arrays.Array, error) { return arrays.VStack(in...) },
		"dstack": func(in []*arrays.Array, _ params) (*arrays.Array, error) { return arrays.DStack(in...) },
		"rot90": func(in []*arrays.Array, p params) (*arrays.Array, error) {
			axes := []int{0, 1}
			if p.has("axes") {
				axes = p.ints("axes")
			}
			return in[0].Rot90(p.int("k", 1), axes[0], axes[1])
		},
		"roll": func(in []*arrays.Array, p params) (*arrays.Array, error) {
			shifts, axes := p.ints("shift"), p.ints("axis")
			if len(axes) == 0 {
				return in[0].RollFlat(shifts[0])
			}
			y := in[0]
			for i := range max(len(shifts), len(axes)) {
				var err error
				if y, err = y.Roll(shifts[min(i, len(shifts)-1)], axes[min(i, len(axes)-1)]); err != nil {
					return nil, err
				}
			}
			return y, nil
		},
		"moveaxis": func(in []*arrays.Array, p params) (*arrays.Array, error) {
			return moveAxes(in[0], p.ints("source"), p.ints("destination"))
		},
		"rollaxis": func(in []*arrays.Array, p params) (*arrays.Array, error) {
			axis, n := p.int("axis", 0), in[0].NDim()
			if axis < 0 {
				axis += n
			}
			start := p.int("start", 0)
			if start < 0 {
				start += n
			}
			if axis < start {
				start--
			}
			return in[0].MoveAxis(axis, start)
		},
		"take": func(in []*arrays.Array, p params) (*arrays.Array, error) {
			return along(func(a *arrays.Array, axis int) (*arrays.Array, error) { return a.Take(p.ints("indices"), axis) })(in, p)
		},
		"compress": func(in []*arrays.Array, p params) (*arrays.Array, error) {
			var keep []bool
			for _, b := range p.get("condition").([]any) {
				keep = append(keep, b.(bool))
			}
			return along(func(a *arrays.Array, axis int) (*arrays.Array, error) { return a.Compress(keep, axis) })(in, p)
		},
		"delete": func(in []*arrays.Array, p params) (*arrays.Array, error) {
			return in[0].Delete(p.ints("obj"), p.int("axis", 0))
		},
		"insert": func(in []*arrays.Array, p params) (*arrays.Array, error) {
			v, err := arrays.Full(nil, p.get("values"), in[0].DType(), arrays.EveryAxis(arrays.Whole))
			if err != nil {
				return nil, err
			}
			return in[0].Insert(p.int("obj", 0), v, p.int("axis", 0))
		},
		"append": func(in []*arrays.Array, p params) (*arrays.Array, error) {
			if !p.has("axis") {
				return arrays.Concatenate([]*arrays.Array{must(in[0].Ravel()), must(in[1].Ravel())}, 0)
			}
			return in[0].Append(in[1], p.int("axis", 0))
		},
		"fft.rfftfreq": func(_ []*arrays.Array, p params) (*arrays.Array, error) {
			return arrays.RFFTFreq(p.int("n", 0), p.float("d", 1), chunking(p.get("chunks"), 0))
		},
		"isin": func(in []*arrays.Array, p params) (*arrays.Array, error) {
			y, err := arrays.IsIn(in[0], in[1])
			if err == nil && p.get("invert") == true {
				return arrays.Not(y)
			}
			return y, err
		},
		"cov": func(in []*arrays.Array, p params) (*arrays.Array, error) {
			x := in[0]
			if p.get("rowvar") == false {
				x = must(x.Transpose())
			}
			ddof := 1
			if p.get("bias") == true {
				ddof = 0
			}
			return arrays.Cov(x, p.int("ddof", ddof))
		},
		"histogram2d": func(in []*arrays.Array, p params) (*arrays.Array, error) {
			bins, ok := p.get("bins").([]any)
			if !ok {
				bins = []any{p.get("bins"), p.get("bins")}
			}
			limits, _ := p.get("range").([]any)
			return arrays.Histogram2D(in[0], in[1], edgesOf(bins[0], limits[0]), edgesOf(bins[1], limits[1]), histogramOptions(in[2:], p)...)
		},
		"block": func(_ []*arrays.Array, p params) (*arrays.Array, error) {
			return assembled(p, p.get("layout"))
		},
	})
	severalKinds["frexp"] = func(in []*arrays.Array, _ params) ([]*arrays.Array, error) {
		m, e, err := arrays.Frexp(in[0])
		return []*arrays.Array{m, e}, err
	}
}

type fourierKind = func(a *arrays.Array, opts ...arrays.FFTOption) (*arrays.Array, error)

func fillWith(v any) build {
	return func(_ []*arrays.Array, p params) (*arrays.Array, error) {
		return arrays.Full(p.ints("shape"), v, p.dtype(ndarray.Float64), chunking(p.get("chunks"), 0))
	}
}

// fillLike fills with v, or with the fill value if there is one.
func fillLike(v any) build {
	return func(in []*arrays.Array, p params) (*arrays.Array, error) {
		if p.has("fill_value") {
			v = p.get("fill_value")
		}
		return arrays.Full(in[0].Shape(), v, p.dtype(in[0].DType()), arrays.Explicit(in[0].Chunks()))
	}
}

// firstOfOne drops the axis of q if q is a number.
func firstOfOne(p params) func(y *arrays.Array, err error) (*arrays.Array, error) {
	return func(y *arrays.Array, err error) (*arrays.Array, error) {
		if _, one := p.get("q").(float64); one && err == nil {
			return y.Slice(arrays.At(0))
		}
		return y, err
	}
}

func quantileOptions(p params) []arrays.ReduceOption {
	opts := reduceOptions(p)
	for _, name := range []string{"method", "interpolation", "internal_method"} {
		if text, ok := p.get(name).(string); ok && name != "internal_method" {
			opts = append(opts, arrays.Method(arrays.QuantileMethod(text)))
		}
	}
	return opts
}

func histogramOptions(weights []*arrays.Array, p params) []arrays.HistogramOption {
	var opts []arrays.HistogramOption
	if len(weights) > 0 {
		opts = append(opts, arrays.Weights(weights[0]))
	}
	if p.get("density") == true {
		opts = append(opts, arrays.Density())
	}
	return opts
}

func moveAxes(a *arrays.Array, from, to []int) (*arrays.Array, error) {
	if len(from) == 1 {
		return a.MoveAxis(from[0], to[0])
	}
	order := make([]int, a.NDim())
	taken, placed := map[int]bool{}, map[int]bool{}
	for i := range from {
		f, t := (from[i]+a.NDim())%a.NDim(), (to[i]+a.NDim())%a.NDim()
		order[t], taken[f], placed[t] = f, true, true
	}
	next := 0
	for i := range order {
		if placed[i] {
			continue
		}
		for taken[next] {
			next++
		}
		order[i] = next
		next++
	}
	return a.Transpose(order...)
}

// assembled joins nested lists of names: the innermost along the last axis.
func assembled(p params, layout any) (*arrays.Array, error) {
	depth := 0
	for l, ok := layout.([]any); ok; l, ok = l[0].([]any) {
		depth++
	}
	ndim := depth
	for _, a := range p.values {
		ndim = max(ndim, a.NDim())
	}
	if depth == 2 && ndim == 2 {
		var rows [][]*arrays.Array
		for _, row := range layout.([]any) {
			var list []*arrays.Array
			for _, name := range row.([]any) {
				list = append(list, p.array(name.(string)))
			}
			rows = append(rows, list)
		}
		return arrays.Assemble(rows)
	}
	var join func(v any, axis int) (*arrays.Array, error)
	join = func(v any, axis int) (*arrays.Array, error) {
		list, ok := v.([]any)
		if !ok {
			a := p.array(v.(string))
			for a.NDim() < ndim {
				a = must(a.ExpandDims(0))
			}
			return a, nil
		}
		var parts []*arrays.Array
		for _, x := range list {
			part, err := join(x, axis+1)
			if err != nil {
				return nil, err
			}
			parts = append(parts, part)
		}
		return arrays.Concatenate(parts, axis)
	}
	return join(layout, ndim-depth)
}

func init() {
	stepKinds["unique"] = func(in []*arrays.Array, _ params) (*arrays.Array, error) {
		u, err := arrays.Unique(in[0])
		return u.Values, err
	}
}
