package arrays_test

import (
	"fmt"
	"maps"
	"math"
	"slices"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/ndarray"
)

type method func(a *arrays.Array, opts ...arrays.ReduceOption) (*arrays.Array, error)

func reduceBy(f method) build {
	return func(in []*arrays.Array, p params) (*arrays.Array, error) { return f(in[0], reduceOptions(p)...) }
}

func along(f func(a *arrays.Array, axis int) (*arrays.Array, error)) build {
	return func(in []*arrays.Array, p params) (*arrays.Array, error) {
		x := in[0]
		p.drop("method_scan") // there is one method
		if !p.has("axis") {
			var err error
			if x, err = x.Ravel(); err != nil {
				return nil, err
			}
		}
		return f(x, p.int("axis", 0))
	}
}

// edgeType is what NumPy gives edges, which here are the caller's.
func edgeType(a *arrays.Array, p params) ndarray.DType {
	_, given := p.get("bins").([]any)
	switch {
	case given && p.whole["bins"]:
		return ndarray.Int64
	case given || a.DType().Kind() != ndarray.KindFloat:
		return ndarray.Float64
	}
	return a.DType()
}

func edges(p params) []float64 { return edgesOf(p.get("bins"), p.get("range")) }

func edgesOf(bins, limits any) []float64 {
	if n, ok := bins.(float64); ok {
		r := limits.([]any)
		return arrays.Bins(int(n), r[0].(float64), r[1].(float64))
	}
	return floats(bins)
}

func floats(v any) []float64 {
	if f, ok := v.(float64); ok {
		return []float64{f}
	}
	var out []float64
	for _, x := range v.([]any) {
		out = append(out, x.(float64))
	}
	return out
}

func init() {
	maps.Copy(stepKinds, map[string]build{
		"linspace": func(_ []*arrays.Array, p params) (*arrays.Array, error) {
			a, _, err := arrays.Linspace(p.float("start", 0), p.float("stop", 0), p.int("num", 50), p.get("endpoint") != false, chunking(p.get("chunks"), 0))
			return a, err
		},
		"eye": func(_ []*arrays.Array, p params) (*arrays.Array, error) {
			n := p.int("N", 0)
			return arrays.Eye(n, p.int("M", n), p.int("k", 0), p.dtype(ndarray.Float64), chunking(p.get("chunks"), 0))
		},
		"tri": func(_ []*arrays.Array, p params) (*arrays.Array, error) {
			n := p.int("N", 0)
			return arrays.Tri(n, p.int("M", n), p.int("k", 0), p.dtype(ndarray.Float64), perAxis(p.get("chunks")))
		},
		"indices": func(_ []*arrays.Array, p params) (*arrays.Array, error) {
			return arrays.Indices(p.ints("dimensions"), perAxis(p.get("chunks")))
		},
		"fromfunction": func(_ []*arrays.Array, p params) (*arrays.Array, error) {
			k, err := kernelOf(p)
			if err != nil {
				return nil, err
			}
			return arrays.FromFunction(k, p.ints("shape"), p.dtype(ndarray.Int64), perAxis(p.get("chunks")))
		},
		"diag": func(in []*arrays.Array, p params) (*arrays.Array, error) { return arrays.Diag(in[0], p.int("k", 0)) },
		"tril": func(in []*arrays.Array, p params) (*arrays.Array, error) { return arrays.Tril(in[0], p.int("k", 0)) },

		"around": func(in []*arrays.Array, p params) (*arrays.Array, error) {
			return arrays.Around(in[0], p.int("decimals", 0))
		},
		"isclose": func(in []*arrays.Array, p params) (*arrays.Array, error) {
			return arrays.IsClose(in[0], in[1], p.float("rtol", 1e-5), p.float("atol", 1e-8), p.get("equal_nan") == true)
		},
		"view": func(in []*arrays.Array, p params) (*arrays.Array, error) { return in[0].View(p.dtype(ndarray.Invalid)) },

		"nansum": reduceBy((*arrays.Array).NanSum), "nanprod": reduceBy((*arrays.Array).NanProd),
		"nanmin": reduceBy((*arrays.Array).NanMin), "nanmax": reduceBy((*arrays.Array).NanMax),
		"nanmean": reduceBy((*arrays.Array).NanMean), "nanstd": reduceBy((*arrays.Array).NanStd),
		"nanargmax": reduceBy((*arrays.Array).NanArgMax), "ptp": reduceBy((*arrays.Array).Ptp),
		"median": reduceBy((*arrays.Array).Median),
		"moment": func(in []*arrays.Array, p params) (*arrays.Array, error) {
			return in[0].Moment(p.int("order", 0), reduceOptions(p)...)
		},
		"average": func(in []*arrays.Array, p params) (*arrays.Array, error) {
			if len(in) > 1 {
				return in[0].Average(in[1], reduceOptions(p)...)
			}
			return in[0].Average(nil, reduceOptions(p)...)
		},
		"cumsum": along((*arrays.Array).CumSum), "cumprod": along((*arrays.Array).CumProd),
		"nancumsum": along((*arrays.Array).NanCumSum),
		"topk": func(in []*arrays.Array, p params) (*arrays.Array, error) {
			return in[0].TopK(p.int("k", 0), p.int("axis", -1))
		},
		"argtopk": func(in []*arrays.Array, p params) (*arrays.Array, error) {
			return in[0].ArgTopK(p.int("k", 0), p.int("axis", -1))
		},
		"diff": func(in []*arrays.Array, p params) (*arrays.Array, error) {
			return in[0].Diff(p.int("n", 1), p.int("axis", -1))
		},
		"gradient": func(in []*arrays.Array, p params) (*arrays.Array, error) {
			if p.has("spacing") {
				return in[0].Gradient(p.int("axis", 0), floats(p.get("spacing"))...)
			}
			return in[0].Gradient(p.int("axis", 0))
		},
		"bincount": func(in []*arrays.Array, p params) (*arrays.Array, error) {
			var w *arrays.Array
			if len(in) > 1 {
				w = in[1]
			}
			size := p.int("minlength", 0)
			if size == 0 {
				size = arrays.Unknown
			}
			return arrays.BinCount(in[0], w, size, reduceOptions(p)...)
		},
		"digitize": func(in []*arrays.Array, p params) (*arrays.Array, error) {
			return arrays.Digitize(in[0], floats(p.get("bins")), p.get("right") == true)
		},
		"searchsorted": func(in []*arrays.Array, p params) (*arrays.Array, error) {
			return arrays.SearchSorted(in[0], in[1], p.get("side") == "right")
		},
		"corrcoef": func(in []*arrays.Array, _ params) (*arrays.Array, error) { return arrays.CorrCoef(in[0]) },
		"coarsen": func(in []*arrays.Array, p params) (*arrays.Array, error) {
			factors := map[int]int{}
			for k, f := range p.get("axes").(map[string]any) {
				factors[axisNumber(k)] = int(f.(float64))
			}
			return in[0].Coarsen(ndarray.ReduceOp(p.get("reduction").(string)), factors, p.get("trim_excess") == true)
		},

		"flip": func(in []*arrays.Array, p params) (*arrays.Array, error) { return in[0].Flip(p.ints("axis")...) },
		"tile": func(in []*arrays.Array, p params) (*arrays.Array, error) { return in[0].Tile(p.ints("reps")...) },
		"repeat": func(in []*arrays.Array, p params) (*arrays.Array, error) {
			return in[0].Repeat(p.int("repeats", 1), p.int("axis", 0))
		},
		"pad": pad,
		"reshape_blockwise": func(in []*arrays.Array, p params) (*arrays.Array, error) {
			return in[0].ReshapeBlocks(p.ints("shape")...)
		},

		"einsum": func(in []*arrays.Array, p params) (*arrays.Array, error) {
			return arrays.Einsum(p.get("subscripts").(string), in...)
		},
		"tensordot": func(in []*arrays.Array, p params) (*arrays.Array, error) {
			if n, ok := p.get("axes").(float64); ok {
				var x, y []int
				for i := range int(n) {
					x, y = append(x, in[0].NDim()-int(n)+i), append(y, i)
				}
				return arrays.TensorDot(in[0], in[1], x, y)
			}
			pair := p.get("axes").([]any)
			return arrays.TensorDot(in[0], in[1], toInts(pair[0]), toInts(pair[1]))
		},
		"matmul": two(arrays.MatMul), "dot": two(arrays.Dot), "vdot": two(arrays.VDot), "outer": two(arrays.Outer),
	})
	maps.Copy(severalKinds, map[string]func(in []*arrays.Array, p params) ([]*arrays.Array, error){
		"meshgrid": func(in []*arrays.Array, p params) ([]*arrays.Array, error) {
			return arrays.Meshgrid(p.get("indexing") != "ij", in...)
		},
		"divmod": func(in []*arrays.Array, _ params) ([]*arrays.Array, error) {
			q, r, err := arrays.DivMod(in[0], in[1])
			return []*arrays.Array{q, r}, err
		},
		"modf": func(in []*arrays.Array, _ params) ([]*arrays.Array, error) {
			f, w, err := arrays.Modf(in[0])
			return []*arrays.Array{f, w}, err
		},
		"histogram": func(in []*arrays.Array, p params) ([]*arrays.Array, error) {
			h, err := arrays.Histogram(in[0], edges(p), histogramOptions(in[1:], p)...)
			if err != nil {
				return nil, err
			}
			list := edges(p)
			dense, err := ndarray.FromSlice(list, len(list))
			if err != nil {
				return nil, err
			}
			e, err := must(arrays.FromDense(dense, arrays.EveryAxis(arrays.Whole))).AsType(edgeType(in[0], p))
			return []*arrays.Array{h, e}, err
		},
		"unique": func(in []*arrays.Array, p params) ([]*arrays.Array, error) {
			u, err := arrays.Unique(in[0])
			outs := []*arrays.Array{u.Values}
			for i, name := range []string{"return_index", "return_inverse", "return_counts"} {
				if p.get(name) == true {
					outs = append(outs, []*arrays.Array{u.Index, u.Inverse, u.Counts}[i])
				}
			}
			return outs, err
		},
	})
	kernels["index_expr"] = kernel("index_expr", func(_ arrays.Block, in []*ndarray.Array) (*ndarray.Array, error) {
		ten, err := ndarray.Mul(in[0], intArray(10))
		if err != nil {
			return nil, err
		}
		return ndarray.Add(ten, in[1])
	})
}

func two(f func(a, b *arrays.Array) (*arrays.Array, error)) build {
	return func(in []*arrays.Array, _ params) (*arrays.Array, error) { return f(in[0], in[1]) }
}

// perAxis reads one chunk length for each axis.
func perAxis(v any) arrays.Chunking {
	var axes []arrays.AxisChunks
	for _, n := range toInts(v) {
		axes = append(axes, arrays.Size(n))
	}
	return arrays.PerAxis(axes...)
}

func pad(in []*arrays.Array, p params) (*arrays.Array, error) {
	opts := []arrays.PadOption{}
	for _, name := range []string{"constant_values", "end_values"} {
		if p.has(name) {
			var each [][2]any
			for _, pair := range pairs(p.get(name)) {
				each = append(each, [2]any{pair[0], pair[1]})
			}
			opts = append(opts, arrays.PadEach(each))
		}
	}
	if p.has("stat_length") {
		opts = append(opts, arrays.PadSpan(pairs(p.get("stat_length"))...))
	}
	if p.has("reflect_type") && p.get("reflect_type") == "odd" {
		opts = append(opts, arrays.PadOdd())
	}
	widths := pairs(p.get("pad_width"))
	for len(widths) == 1 && len(widths) < in[0].NDim() {
		widths = slices.Repeat(widths, in[0].NDim())
	}
	return in[0].Pad(arrays.PadMode(p.get("mode").(string)), widths, opts...)
}

// pairs reads one number, a pair, or a pair for each axis.
func pairs(v any) [][2]int {
	if n, ok := v.(float64); ok {
		return [][2]int{{int(n), int(n)}}
	}
	list := v.([]any)
	if _, ok := list[0].(float64); ok {
		list = []any{v}
	}
	var out [][2]int
	for _, x := range list {
		n := toInts(x)
		out = append(out, [2]int{n[0], n[len(n)-1]})
	}
	return out
}

// infinity reads a number that may be written as text.
func infinity(v any) float64 {
	switch v := v.(type) {
	case float64:
		return v
	case string:
		if v == "inf" {
			return math.Inf(1)
		}
		if v == "-inf" {
			return math.Inf(-1)
		}
	}
	panic(fmt.Sprintf("no number: %v", v))
}
