package arrays_test

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/ndarray"
)

type build func(in []*arrays.Array, p params) (*arrays.Array, error)

// stepKinds are the operations of the reference cases that this package has.
var stepKinds = map[string]build{
	"arange": func(_ []*arrays.Array, p params) (*arrays.Array, error) {
		start, stop, step := p.float("start", 0), p.float("stop", 0), p.float("step", 1)
		d := ndarray.Int64
		if !p.whole["start"] || !p.whole["stop"] || !p.whole["step"] {
			d = ndarray.Float64
		}
		return arrays.Arange(start, stop, step, p.dtype(d), chunking(p.get("chunks"), 0))
	},
	"full": func(_ []*arrays.Array, p params) (*arrays.Array, error) {
		d := ndarray.Float64
		if p.whole["fill_value"] {
			d = ndarray.Int64
		}
		return arrays.Full(p.ints("shape"), p.number("fill_value"), p.dtype(d), chunking(p.get("chunks"), 0))
	},

	"absolute": unary(arrays.Abs), "negative": unary(arrays.Neg), "sqrt": unary(arrays.Sqrt),
	"exp": unary(arrays.Exp), "log": unary(arrays.Log), "sin": unary(arrays.Sin), "square": unary(arrays.Square),
	"floor": unary(arrays.Floor), "rint": unary(arrays.Rint), "angle": unary(arrays.Angle), "conj": unary(arrays.Conj),
	"real": unary(arrays.Real), "invert": unary(arrays.Not), "isfinite": unary(arrays.IsFinite),
	"where": func(in []*arrays.Array, _ params) (*arrays.Array, error) { return arrays.Where(in[0], in[1], in[2]) },
	"clip": func(in []*arrays.Array, p params) (*arrays.Array, error) {
		return in[0].Clip(p.number("lo"), p.number("hi"))
	},
	"astype": func(in []*arrays.Array, p params) (*arrays.Array, error) {
		return in[0].AsType(p.dtype(ndarray.Invalid))
	},

	"sum": reduce(ndarray.Sum), "prod": reduce(ndarray.Prod), "mean": reduce(ndarray.Mean), "min": reduce(ndarray.Min),
	"max": reduce(ndarray.Max), "var": reduce(ndarray.Var), "std": reduce(ndarray.Std), "any": reduce(ndarray.AnyTrue),
	"all": reduce(ndarray.AllTrue), "argmax": reduce(ndarray.ArgMax), "argmin": reduce(ndarray.ArgMin),
	"count_nonzero": reduce(ndarray.CountNonzero),

	"rechunk": func(in []*arrays.Array, p params) (*arrays.Array, error) {
		spec := rechunking(in[0], p)
		if p.get("balance") == true {
			return in[0].RechunkBalanced(spec)
		}
		return in[0].Rechunk(spec)
	},
	"reshape": func(in []*arrays.Array, p params) (*arrays.Array, error) {
		if p.get("merge_chunks") == false {
			return in[0].ReshapeUnmerged(p.ints("shape")...)
		}
		return in[0].Reshape(p.ints("shape")...)
	},
	"ravel":     func(in []*arrays.Array, _ params) (*arrays.Array, error) { return in[0].Ravel() },
	"transpose": func(in []*arrays.Array, p params) (*arrays.Array, error) { return in[0].Transpose(p.ints("axes")...) },
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

	"map_blocks": mapBlocks,
	"blockwise":  blockwise,
}

// rechunking reads chunks, of which null ones stay.
func rechunking(a *arrays.Array, p params) arrays.Chunking {
	v, limit := p.get("chunks"), byteSize(p.get("block_size_limit"))
	switch list := v.(type) {
	case map[string]any:
		maps.DeleteFunc(list, func(_ string, x any) bool { return x == nil })
	case []any:
		if a.NDim() == 1 && len(list) > 1 {
			return arrays.PerAxis(arrays.Lengths(toInts(list)...))
		}
		if len(list) != a.NDim() || !slices.Contains(list, nil) {
			break
		}
		axes := map[int]arrays.AxisChunks{}
		for i, x := range list {
			if x != nil {
				axes[i] = axisChunks(x, limit)
			}
		}
		return arrays.OnAxes(axes)
	}
	return chunking(v, limit)
}

func binary(f func(a, b any) (*arrays.Array, error)) build {
	return func(in []*arrays.Array, _ params) (*arrays.Array, error) { return f(in[0], in[1]) }
}

// scalar tells ints from floats by how they are written.
func scalar(f func(a, b any) (*arrays.Array, error)) build {
	return func(in []*arrays.Array, p params) (*arrays.Array, error) { return f(in[0], p.number("scalar")) }
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
	if p.get("keepdims") == true {
		opts = append(opts, arrays.KeepDims())
	}
	switch s := p.get("split_every").(type) {
	case float64:
		opts = append(opts, arrays.SplitEvery(int(s)))
	case map[string]any:
		on := map[int]int{}
		for k, n := range s {
			on[axisNumber(k)] = int(n.(float64))
		}
		opts = append(opts, arrays.SplitEveryOn(on))
	}
	return opts
}

// basicIndex reads one index without arrays.
func basicIndex(x map[string]any) arrays.Index {
	switch {
	case x["newaxis"] != nil:
		return arrays.NewAxis
	case x["ellipsis"] != nil:
		return arrays.Ellipsis
	case x["slice"] != nil:
		bounds := []int{arrays.Open, arrays.Open, 1}
		for i, b := range x["slice"].([]any) {
			if n, ok := b.(float64); ok {
				bounds[i] = int(n)
			}
		}
		return arrays.Step(bounds[0], bounds[1], bounds[2])
	}
	return arrays.At(int(x["int"].(float64)))
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
	name, _ := p.get("kernel").(string)
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
	if list, ok := p.get("chunks").([]any); ok {
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
	spec := arrays.BlockwiseSpec{Labels: p.get("out_ind").(string), DType: p.dtype(ndarray.Invalid), Chunks: map[rune][]int{}}
	if added, ok := p.get("new_axes").(map[string]any); ok {
		for l, n := range added {
			spec.Chunks[[]rune(l)[0]] = []int{int(n.(float64))}
		}
	}
	p.drop("concatenate") // kernels get one block
	labelled := make([]arrays.Labelled, len(in))
	for i, l := range p.get("inds").([]any) {
		labelled[i] = arrays.Labelled{Array: in[i], Labels: l.(string)}
	}
	return arrays.Blockwise(k, spec, labelled...)
}
