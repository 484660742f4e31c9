package arrays_test

import (
	"context"
	"fmt"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/ndarray"
)

type build func(in []*arrays.Array, p params) (*arrays.Array, error)

// stepKinds are the operations of the reference cases that this package has.
var stepKinds = map[string]build{
	"arange": func(_ []*arrays.Array, p params) (*arrays.Array, error) {
		start, stop, step := p.float("start", 0), p.float("stop", 0), p.float("step", 1)
		d := ndarray.Int64
		if start != float64(int(start)) || step != float64(int(step)) {
			d = ndarray.Float64
		}
		return arrays.Arange(start, stop, step, p.dtype(d), chunking(p["chunks"], 0))
	},
	"full": func(_ []*arrays.Array, p params) (*arrays.Array, error) {
		return arrays.Full(p.ints("shape"), p["fill_value"], p.dtype(ndarray.Float64), chunking(p["chunks"], 0))
	},
	"full_like": func(in []*arrays.Array, p params) (*arrays.Array, error) {
		return arrays.Full(in[0].Shape(), p["fill_value"], p.dtype(in[0].DType()), arrays.Explicit(in[0].Chunks()))
	},
	"getitem": func(in []*arrays.Array, p params) (*arrays.Array, error) {
		return in[0].Slice(basicIndex(p)...)
	},

	"add":          binary(arrays.Add),
	"subtract":     binary(arrays.Sub),
	"multiply":     binary(arrays.Mul),
	"divide":       binary(arrays.Div),
	"floor_divide": binary(arrays.FloorDiv),
	"mod":          binary(arrays.Mod),
	"maximum":      binary(arrays.Maximum),
	"greater":      binary(arrays.Greater),
	"less":         binary(arrays.Less),
	"bitwise_and":  binary(arrays.And),
	"bitwise_xor":  binary(arrays.Xor),

	"add_scalar":        scalar(arrays.Add),
	"multiply_scalar":   scalar(arrays.Mul),
	"mod_scalar":        scalar(arrays.Mod),
	"greater_scalar":    scalar(arrays.Greater),
	"less_equal_scalar": scalar(arrays.LessEqual),

	"absolute": unary(arrays.Abs), "negative": unary(arrays.Neg), "sqrt": unary(arrays.Sqrt),
	"exp": unary(arrays.Exp), "log": unary(arrays.Log), "sin": unary(arrays.Sin), "square": unary(arrays.Square),
	"floor": unary(arrays.Floor), "rint": unary(arrays.Rint), "angle": unary(arrays.Angle), "conj": unary(arrays.Conj),
	"real": unary(arrays.Real), "invert": unary(arrays.Not), "isfinite": unary(arrays.IsFinite),
	"where": func(in []*arrays.Array, _ params) (*arrays.Array, error) { return arrays.Where(in[0], in[1], in[2]) },
	"clip": func(in []*arrays.Array, p params) (*arrays.Array, error) {
		return in[0].Clip(p["lo"], p["hi"])
	},
	"astype": func(in []*arrays.Array, p params) (*arrays.Array, error) {
		return in[0].AsType(p.dtype(ndarray.Invalid))
	},

	"sum": reduce(ndarray.Sum), "prod": reduce(ndarray.Prod), "mean": reduce(ndarray.Mean), "min": reduce(ndarray.Min),
	"max": reduce(ndarray.Max), "var": reduce(ndarray.Var), "std": reduce(ndarray.Std), "any": reduce(ndarray.AnyTrue),
	"all": reduce(ndarray.AllTrue), "argmax": reduce(ndarray.ArgMax), "argmin": reduce(ndarray.ArgMin),
	"count_nonzero": reduce(ndarray.CountNonzero),

	"rechunk": func(in []*arrays.Array, p params) (*arrays.Array, error) {
		spec := chunking(p["chunks"], byteSize(p["block_size_limit"]))
		if p["balance"] == true {
			return in[0].RechunkBalanced(spec)
		}
		return in[0].Rechunk(spec)
	},
	"reshape":   func(in []*arrays.Array, p params) (*arrays.Array, error) { return in[0].Reshape(p.ints("shape")...) },
	"ravel":     func(in []*arrays.Array, _ params) (*arrays.Array, error) { return in[0].Ravel() },
	"transpose": func(in []*arrays.Array, p params) (*arrays.Array, error) { return in[0].Transpose(p.ints("axes")...) },
	"moveaxis": func(in []*arrays.Array, p params) (*arrays.Array, error) {
		return in[0].MoveAxis(p.int("source", 0), p.int("destination", 0))
	},
	"swapaxes": func(in []*arrays.Array, p params) (*arrays.Array, error) {
		return in[0].SwapAxes(p.int("axis1", 0), p.int("axis2", 0))
	},
	"expand_dims": func(in []*arrays.Array, p params) (*arrays.Array, error) { return in[0].ExpandDims(p.ints("axis")...) },
	"squeeze":     func(in []*arrays.Array, p params) (*arrays.Array, error) { return in[0].Squeeze(p.ints("axis")...) },
	"broadcast_to": func(in []*arrays.Array, p params) (*arrays.Array, error) {
		return in[0].BroadcastTo(p.ints("shape")...)
	},
	"stack": func(in []*arrays.Array, p params) (*arrays.Array, error) { return arrays.Stack(in, p.int("axis", 0)) },
	"concatenate": func(in []*arrays.Array, p params) (*arrays.Array, error) {
		return arrays.Concatenate(in, p.int("axis", 0))
	},
	"dstack": func(in []*arrays.Array, _ params) (*arrays.Array, error) { return arrays.Stack(in, 2) },

	"map_blocks": mapBlocks,
	"blockwise":  blockwise,
}

func binary(f func(a, b any) (*arrays.Array, error)) build {
	return func(in []*arrays.Array, _ params) (*arrays.Array, error) { return f(in[0], in[1]) }
}

// scalar takes whole JSON numbers as ints next to exact arrays, where the kind
// of a number matters. Next to floats it does not.
func scalar(f func(a, b any) (*arrays.Array, error)) build {
	return func(in []*arrays.Array, p params) (*arrays.Array, error) {
		v := p["scalar"]
		if n, ok := v.(float64); ok && n == float64(int(n)) && in[0].DType().Kind() < ndarray.KindFloat {
			v = int(n)
		}
		return f(in[0], v)
	}
}

func unary(f func(a *arrays.Array) (*arrays.Array, error)) build {
	return func(in []*arrays.Array, _ params) (*arrays.Array, error) { return f(in[0]) }
}

func reduce(op ndarray.ReduceOp) build {
	return func(in []*arrays.Array, p params) (*arrays.Array, error) {
		return in[0].Reduce(op, reduceOptions(p)...)
	}
}

func reduceOptions(p params) []arrays.ReduceOption {
	opts := []arrays.ReduceOption{arrays.Over(p.ints("axis")...), arrays.DDof(p.int("ddof", 0))}
	if p["keepdims"] == true {
		opts = append(opts, arrays.KeepDims())
	}
	switch s := p["split_every"].(type) {
	case float64:
		opts = append(opts, arrays.SplitEvery(int(s)))
	case map[string]any:
		on := map[int]int{}
		for k, n := range s {
			on[int(k[0]-'0')] = int(n.(float64))
		}
		opts = append(opts, arrays.SplitEveryOn(on))
	}
	return opts
}

func basicIndex(p params) []arrays.Index {
	var out []arrays.Index
	for _, x := range p.index() {
		switch {
		case x["newaxis"] != nil:
			out = append(out, arrays.NewAxis)
		case x["ellipsis"] != nil:
			out = append(out, arrays.Ellipsis)
		case x["slice"] != nil:
			bounds := []int{arrays.Open, arrays.Open, 1}
			for i, b := range x["slice"].([]any) {
				if n, ok := b.(float64); ok {
					bounds[i] = int(n)
				}
			}
			out = append(out, arrays.Step(bounds[0], bounds[1], bounds[2]))
		default:
			out = append(out, arrays.At(int(x["int"].(float64))))
		}
	}
	return out
}

// kernels are the named functions of the reference cases, on int64 blocks.
var kernels = map[string]arrays.Kernel{
	"negate_plus_ten": kernel("negate_plus_ten", func(_ arrays.Block, in []*ndarray.Array) (*ndarray.Array, error) {
		return ndarray.Sub(intArray(10), in[0])
	}),
	"add_blocks": kernel("add_blocks", func(_ arrays.Block, in []*ndarray.Array) (*ndarray.Array, error) {
		return ndarray.Add(in[0], in[1])
	}),
	"sum_last": kernel("sum_last", func(_ arrays.Block, in []*ndarray.Array) (*ndarray.Array, error) {
		return ndarray.Reduce(ndarray.Sum, in[0], []int{-1}, false)
	}),
	"block_sum_keep": kernel("block_sum_keep", func(_ arrays.Block, in []*ndarray.Array) (*ndarray.Array, error) {
		return ndarray.Reduce(ndarray.Sum, in[0], nil, true)
	}),
	"add_block_id": kernel("add_block_id", func(at arrays.Block, in []*ndarray.Array) (*ndarray.Array, error) {
		return ndarray.Add(in[0], intArray(100*at.Coords[0]+at.Coords[1]))
	}),
	"add_location": kernel("add_location", func(at arrays.Block, in []*ndarray.Array) (*ndarray.Array, error) {
		return ndarray.Add(in[0], intArray(at.Start[0]))
	}),
	"outer_self": kernel("outer_self", func(_ arrays.Block, in []*ndarray.Array) (*ndarray.Array, error) {
		tall, err := in[0].ExpandDims(-1)
		if err != nil {
			return nil, err
		}
		pair, err := ndarray.FromSlice([]int64{1, 10})
		if err != nil {
			return nil, err
		}
		return ndarray.Mul(tall, pair)
	}),
	"outer_core": kernel("outer_core", func(_ arrays.Block, in []*ndarray.Array) (*ndarray.Array, error) {
		tall, err := in[0].ExpandDims(-1)
		if err != nil {
			return nil, err
		}
		return ndarray.Mul(tall, in[1])
	}),
}

func kernel(name string, f func(at arrays.Block, in []*ndarray.Array) (*ndarray.Array, error)) arrays.Kernel {
	return arrays.RegisterKernel("gloam/arrays_test/"+name, func(_ context.Context, at arrays.Block, in []*ndarray.Array) (*ndarray.Array, error) {
		return f(at, in)
	})
}

func intArray(n int) *ndarray.Array {
	a := ndarray.New(ndarray.Int64)
	if err := a.Set(n); err != nil {
		panic(err)
	}
	return a
}

func kernelOf(p params) (arrays.Kernel, error) {
	name, _ := p["kernel"].(string)
	k, ok := kernels[name]
	if !ok {
		return k, fmt.Errorf("no kernel %q", name)
	}
	return k, nil
}

func mapBlocks(in []*arrays.Array, p params) (*arrays.Array, error) {
	k, err := kernelOf(p)
	if err != nil {
		return nil, err
	}
	spec := arrays.MapSpec{DType: p.dtype(ndarray.Invalid), Drop: p.ints("drop_axis"), Add: p.ints("new_axis")}
	if list, ok := p["chunks"].([]any); ok {
		for _, c := range list {
			if n, one := c.(float64); one {
				spec.Chunks = append(spec.Chunks, []int{int(n)})
			} else {
				spec.Chunks = append(spec.Chunks, toInts(c))
			}
		}
	}
	return arrays.MapBlocks(k, spec, in...)
}

func blockwise(in []*arrays.Array, p params) (*arrays.Array, error) {
	k, err := kernelOf(p)
	if err != nil {
		return nil, err
	}
	spec := arrays.BlockwiseSpec{Labels: p["out_ind"].(string), DType: p.dtype(ndarray.Invalid), Chunks: map[rune][]int{}}
	if added, ok := p["new_axes"].(map[string]any); ok {
		for l, n := range added {
			spec.Chunks[[]rune(l)[0]] = []int{int(n.(float64))}
		}
	}
	labelled := make([]arrays.Labelled, len(in))
	for i, l := range p["inds"].([]any) {
		labelled[i] = arrays.Labelled{Array: in[i], Labels: l.(string)}
	}
	return arrays.Blockwise(k, spec, labelled...)
}
