package arrays_test

import (
	"maps"
	"math"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/ndarray"
)

func init() {
	maps.Copy(draws, map[string]drawing{
		"one operand": pick(0, paths{
			"abs": arrays.Abs, "neg": arrays.Neg, "sign": arrays.Sign, "square": arrays.Square, "sqrt": arrays.Sqrt, "exp": arrays.Exp,
			"log": arrays.Log, "log1p": arrays.Log1p, "sin": arrays.Sin, "cos": arrays.Cos, "floor": arrays.Floor, "ceil": arrays.Ceil,
			"trunc": arrays.Trunc, "rint": arrays.Rint, "real": arrays.Real, "imag": arrays.Imag, "conj": arrays.Conj, "angle": arrays.Angle,
			"isnan": arrays.IsNaN, "isinf": arrays.IsInf, "isfinite": arrays.IsFinite, "not": whole(arrays.Not), "nan": arrays.NanToNum,
			"around": func(x *arrays.Array) (*arrays.Array, error) { return arrays.Around(x, 1) },
			"clip":   func(x *arrays.Array) (*arrays.Array, error) { return x.Clip(1, 4) },
			"type":   func(x *arrays.Array) (*arrays.Array, error) { return x.AsType(ndarray.Complex128) },
			"view":   whole(func(x *arrays.Array) (*arrays.Array, error) { return x.View(ndarray.Uint64) }),
			"unary":  func(x *arrays.Array) (*arrays.Array, error) { return arrays.Unary(ndarray.Arctan, x) },
			"modf":   first(arrays.Modf), "frexp": first(arrays.Frexp),
			"zeros": arrays.ZerosLike, "ones": arrays.OnesLike,
			"full": func(x *arrays.Array) (*arrays.Array, error) { return arrays.FullLike(x, 1) },
		}),
		"two operands": pick(0, paths{
			"add": with(arrays.Add), "sub": with(arrays.Sub), "mul": with(arrays.Mul), "div": with(arrays.Div), "floor": with(arrays.FloorDiv),
			"mod": with(arrays.Mod), "max": with(arrays.Maximum), "min": with(arrays.Minimum), "fmax": with(arrays.FMax), "fmin": with(arrays.FMin),
			"equal": with(arrays.Equal), "unequal": with(arrays.NotEqual), "less": with(arrays.Less), "most": with(arrays.LessEqual),
			"greater": with(arrays.Greater), "least": with(arrays.GreaterEqual), "arctan2": with(arrays.Arctan2), "hypot": with(arrays.Hypot),
			"copysign": with(arrays.Copysign), "sumexp": with(arrays.LogAddExp), "sumexp2": with(arrays.LogAddExp2), "next": with(arrays.NextAfter),
			"step": with(arrays.Heaviside), "floatpower": with(arrays.FloatPower),
			"and": whole(with(arrays.And)), "or": whole(with(arrays.Or)), "xor": whole(with(arrays.Xor)),
			"left":   whole(func(x *arrays.Array) (*arrays.Array, error) { return arrays.LeftShift(x, 2) }),
			"right":  whole(func(x *arrays.Array) (*arrays.Array, error) { return arrays.RightShift(x, 1) }),
			"pow":    func(x *arrays.Array) (*arrays.Array, error) { return arrays.Pow(x, 2) },
			"ldexp":  func(x *arrays.Array) (*arrays.Array, error) { return arrays.Ldexp(x, 2) },
			"binary": func(x *arrays.Array) (*arrays.Array, error) { return arrays.Binary(ndarray.OpAdd, x, 1) },
			"divmod": with(func(a, b any) (*arrays.Array, error) { _, r, err := arrays.DivMod(a, b); return r, err }),
			"close":  func(x *arrays.Array) (*arrays.Array, error) { return arrays.IsClose(x, x, 0.1, 0.5, true) },
			"choose": whole(func(x *arrays.Array) (*arrays.Array, error) { return arrays.Choose(x, x, x) }),
			"select": func(x *arrays.Array) (*arrays.Array, error) {
				big, err := arrays.Greater(x, 3)
				if err != nil {
					return nil, err
				}
				return arrays.Select([]*arrays.Array{big}, []*arrays.Array{x}, 2)
			},
		}),
		"reduce": reduced(map[string]method{
			"min": (*arrays.Array).Min, "max": (*arrays.Array).Max, "any": (*arrays.Array).Any, "all": (*arrays.Array).All,
			"count": (*arrays.Array).CountNonzero, "ptp": (*arrays.Array).Ptp, "argmin": (*arrays.Array).ArgMin, "mean": (*arrays.Array).Mean,
			"nansum": (*arrays.Array).NanSum, "nanmin": (*arrays.Array).NanMin, "nanmax": (*arrays.Array).NanMax, "nanmean": (*arrays.Array).NanMean,
			"nanargmax": (*arrays.Array).NanArgMax, "nanargmin": (*arrays.Array).NanArgMin, "nanmedian": (*arrays.Array).NanMedian,
			"prod": func(a *arrays.Array, opts ...arrays.ReduceOption) (*arrays.Array, error) {
				return whole(func(x *arrays.Array) (*arrays.Array, error) { return x.Prod(opts...) })(a)
			},
			"nanprod": func(a *arrays.Array, opts ...arrays.ReduceOption) (*arrays.Array, error) {
				return whole(func(x *arrays.Array) (*arrays.Array, error) { return x.NanProd(opts...) })(a)
			},
			"reduce": func(a *arrays.Array, opts ...arrays.ReduceOption) (*arrays.Array, error) {
				return a.Reduce(ndarray.Sum, opts...)
			},
			"quantile": func(a *arrays.Array, opts ...arrays.ReduceOption) (*arrays.Array, error) {
				return a.Quantile([]float64{0.25, 0.5}, append(opts, arrays.Method(arrays.Lower))...)
			},
			"nanquantile": func(a *arrays.Array, opts ...arrays.ReduceOption) (*arrays.Array, error) {
				return a.NanQuantile([]float64{0.5}, opts...)
			},
			"percentile": func(a *arrays.Array, opts ...arrays.ReduceOption) (*arrays.Array, error) {
				return a.Percentile([]float64{25}, opts...)
			},
			"average": func(a *arrays.Array, opts ...arrays.ReduceOption) (*arrays.Array, error) {
				return a.Average(nil, opts...)
			},
		}),
		"along": onAxis(1, func(x *arrays.Array, axis int) (*arrays.Array, error) {
			y, err := x.NanCumSum(axis)
			if err != nil {
				return nil, err
			}
			at, err := y.ArgSort(axis)
			if err != nil {
				return nil, err
			}
			if at, err = at.ArgTopK(1, axis); err != nil {
				return nil, err
			}
			return at.Append(at, axis)
		}),
		"products": onAxis(1, func(x *arrays.Array, axis int) (*arrays.Array, error) {
			return whole(func(x *arrays.Array) (*arrays.Array, error) {
				y, err := x.CumProd(axis)
				if err != nil {
					return nil, err
				}
				return y.NanCumProd(axis)
			})(x)
		}),
		"edit": onAxis(2, func(x *arrays.Array, axis int) (*arrays.Array, error) {
			y, err := x.Delete([]int{-1}, axis)
			if err != nil {
				return nil, err
			}
			some, err := x.Compress([]bool{true, true}, axis)
			if err != nil {
				return nil, err
			}
			return y.Insert(1, some, axis)
		}),
		"gradient": onAxis(2, func(x *arrays.Array, axis int) (*arrays.Array, error) { return x.Gradient(axis) }),
		"shape": pick(1, paths{
			"ravel": (*arrays.Array).Ravel, "squeeze": func(x *arrays.Array) (*arrays.Array, error) { return x.Squeeze() },
			"expand": func(x *arrays.Array) (*arrays.Array, error) { return x.ExpandDims(0, -1) },
			"swap":   func(x *arrays.Array) (*arrays.Array, error) { return x.SwapAxes(0, -1) },
			"move":   func(x *arrays.Array) (*arrays.Array, error) { return x.MoveAxis(0, -1) },
			"two":    (*arrays.Array).AtLeast2D, "three": (*arrays.Array).AtLeast3D, "one": (*arrays.Array).AtLeast1D,
			"rollflat": func(x *arrays.Array) (*arrays.Array, error) { return x.RollFlat(3) },
			"unmerged": func(x *arrays.Array) (*arrays.Array, error) { return x.ReshapeUnmerged(-1) },
			"balanced": func(x *arrays.Array) (*arrays.Array, error) { return x.RechunkBalanced(arrays.ChunkSize(2)) },
			"diff":     (*arrays.Array).EDiff1D,
			"h":        func(x *arrays.Array) (*arrays.Array, error) { return arrays.HStack(x, x) },
			"v":        func(x *arrays.Array) (*arrays.Array, error) { return arrays.VStack(x, x) },
			"d":        func(x *arrays.Array) (*arrays.Array, error) { return arrays.DStack(x, x) },
			"stack":    func(x *arrays.Array) (*arrays.Array, error) { return arrays.Stack([]*arrays.Array{x, x}, -1) },
			"vindex":   func(x *arrays.Array) (*arrays.Array, error) { return x.VIndex(arrays.Dense(fixedList(x.NDim()))) },
		}),
		"matrix": pick(2, paths{
			"rot90": func(x *arrays.Array) (*arrays.Array, error) { return x.Rot90(1, 0, -1) },
			"triu":  func(x *arrays.Array) (*arrays.Array, error) { return arrays.Triu(x, 1) },
			"assemble": func(x *arrays.Array) (*arrays.Array, error) {
				return arrays.Assemble([][]*arrays.Array{{x, x}, {x, x}})
			},
			"trace": func(x *arrays.Array) (*arrays.Array, error) { return arrays.Trace(x, 0) },
			"max": func(x *arrays.Array) (*arrays.Array, error) {
				return arrays.MatrixNorm(x, math.Inf(1), arrays.Over(0, 1))
			},
			"shift": func(x *arrays.Array) (*arrays.Array, error) { return arrays.FFTShift(x, 0, -1) },
			"back":  func(x *arrays.Array) (*arrays.Array, error) { return arrays.IFFTShift(x) },
			"over": func(x *arrays.Array) (*arrays.Array, error) {
				return arrays.ApplyOverAxes(func(a *arrays.Array, axis int) (*arrays.Array, error) { return a.Max(arrays.Over(axis)) }, x, 0, 1)
			},
			"tensordot": func(x *arrays.Array) (*arrays.Array, error) { return arrays.TensorDot(x, x, []int{0}, []int{0}) },
		}),
		"flat": pick(1, paths{
			"diag":      ravelled(func(x *arrays.Array) (*arrays.Array, error) { return arrays.Diag(x, -1) }),
			"outer":     ravelled(func(x *arrays.Array) (*arrays.Array, error) { return arrays.Outer(x, x) }),
			"vdot":      func(x *arrays.Array) (*arrays.Array, error) { return arrays.VDot(x, x) },
			"dot":       ravelled(func(x *arrays.Array) (*arrays.Array, error) { return arrays.Dot(x, x) }),
			"matmul":    ravelled(func(x *arrays.Array) (*arrays.Array, error) { return arrays.MatMul(x, x) }),
			"digitize":  func(x *arrays.Array) (*arrays.Array, error) { return arrays.Digitize(x, []float64{-1, 2}, true) },
			"histogram": func(x *arrays.Array) (*arrays.Array, error) { return arrays.Histogram(x, arrays.Bins(4, -5, 5)) },
			"histogram2d": func(x *arrays.Array) (*arrays.Array, error) {
				return arrays.Histogram2D(x, x, []float64{-9, 0, 9}, []float64{-9, 3, 9}, arrays.Weights(x))
			},
			"histogramdd": func(x *arrays.Array) (*arrays.Array, error) {
				return arrays.HistogramDD([]*arrays.Array{x}, [][]float64{{-9, 0, 9}})
			},
			"bincount": whole(ravelled(func(x *arrays.Array) (*arrays.Array, error) {
				y, err := arrays.And(x, 7)
				if err != nil {
					return nil, err
				}
				return arrays.BinCount(y, nil, 8)
			})),
			"search": func(x *arrays.Array) (*arrays.Array, error) {
				sorted, err := arrays.Arange(-3, 5, 2, ndarray.Float64, arrays.ChunkSize(2))
				if err != nil {
					return nil, err
				}
				return arrays.SearchSorted(sorted, x, false)
			},
			"extract": sized(func(x *arrays.Array) (*arrays.Array, error) {
				mask, err := arrays.Greater(x, 0)
				if err != nil {
					return nil, err
				}
				return x.Extract(mask)
			}),
			"unique": sized(func(x *arrays.Array) (*arrays.Array, error) {
				u, err := arrays.Unique(x)
				return u.Counts, err
			}),
			"all counts": sized(whole(ravelled(func(x *arrays.Array) (*arrays.Array, error) {
				y, err := arrays.And(x, 7)
				if err != nil {
					return nil, err
				}
				return arrays.BinCount(y, nil, arrays.Unknown)
			}))),
			"meshgrid": ravelled(func(x *arrays.Array) (*arrays.Array, error) {
				list, err := arrays.Meshgrid(true, x, x)
				if err != nil {
					return nil, err
				}
				return list[1], nil
			}),
		}),
		"masked": pick(1, paths{
			"equal":     masking(func(x *arrays.Array) (arrays.Masked, error) { return arrays.MaskedEqual(x, 2) }),
			"not equal": masking(func(x *arrays.Array) (arrays.Masked, error) { return arrays.MaskedNotEqual(x, 2) }),
			"greater":   masking(func(x *arrays.Array) (arrays.Masked, error) { return arrays.MaskedGreater(x, 2) }),
			"least":     masking(func(x *arrays.Array) (arrays.Masked, error) { return arrays.MaskedGreaterEqual(x, 2) }),
			"most":      masking(func(x *arrays.Array) (arrays.Masked, error) { return arrays.MaskedLessEqual(x, 2) }),
			"inside":    masking(func(x *arrays.Array) (arrays.Masked, error) { return arrays.MaskedInside(x, 2, 4) }),
			"outside":   masking(func(x *arrays.Array) (arrays.Masked, error) { return arrays.MaskedOutside(x, 2, 4) }),
			"invalid":   masking(arrays.MaskedInvalid),
			"sum":       maskedSmall(func(m arrays.Masked) (arrays.Masked, error) { return m.Sum(arrays.Over(0)) }),
			"mean":      maskedSmall(func(m arrays.Masked) (arrays.Masked, error) { return m.Mean(arrays.Over(0)) }),
			"min":       maskedSmall(func(m arrays.Masked) (arrays.Masked, error) { return m.Min(arrays.Over(0)) }),
			"max":       maskedSmall(func(m arrays.Masked) (arrays.Masked, error) { return m.Max(arrays.Over(-1)) }),
			"apply":     maskedSmall(func(m arrays.Masked) (arrays.Masked, error) { return m.Apply(arrays.Neg) }),
			"with":      maskedSmall(func(m arrays.Masked) (arrays.Masked, error) { return m.With(arrays.Add, m) }),
			"average":   maskedSmall(func(m arrays.Masked) (arrays.Masked, error) { return m.Average(nil) }),
			"where": masking(func(x *arrays.Array) (arrays.Masked, error) {
				big, err := arrays.Less(x, 1)
				if err != nil {
					return arrays.Masked{}, err
				}
				return arrays.MaskedWhere(big, x)
			}),
			"count": func(x *arrays.Array) (*arrays.Array, error) {
				m, err := arrays.MaskedLess(x, 0)
				if err != nil {
					return nil, err
				}
				return m.Count(arrays.Over(0))
			},
			"prod": whole(maskedSmall(func(m arrays.Masked) (arrays.Masked, error) { return m.Prod(arrays.Over(0)) })),
		}),
		"kernels": pick(1, paths{
			"map": func(x *arrays.Array) (*arrays.Array, error) {
				return arrays.MapBlocks(kernels["same"], arrays.MapSpec{}, x)
			},
			"along": whole(func(x *arrays.Array) (*arrays.Array, error) {
				return arrays.ApplyAlongAxis(kernels["range1d"], 0, nil, x.DType(), x)
			}),
			"gufunc": whole(func(x *arrays.Array) (*arrays.Array, error) {
				list, err := arrays.ApplyGUFunc(arrays.GUFuncSpec{Signature: "(i)->()", DTypes: []ndarray.DType{x.DType()}, Rechunk: true, Axes: [][]int{{0}}, KeepDims: true},
					[]arrays.Kernel{kernels["max_core"]}, x)
				if err != nil {
					return nil, err
				}
				return list[0], nil
			}),
			"halo": func(x *arrays.Array) (*arrays.Array, error) {
				halos := arrays.EveryHalo(x, arrays.Depth(1, arrays.EdgeReflect))
				y, err := x.Overlap(halos)
				if err != nil {
					return nil, err
				}
				return y.TrimOverlap(halos)
			},
		}),
	})
}
