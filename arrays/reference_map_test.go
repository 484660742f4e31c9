package arrays_test

import (
	"maps"
	"strconv"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/ndarray"
)

func init() {
	maps.Copy(stepKinds, map[string]build{
		"map_overlap": func(in []*arrays.Array, p params) (*arrays.Array, error) {
			k, err := kernelOf(p)
			if err != nil {
				return nil, err
			}
			return arrays.MapOverlap(k, arrays.OverlapSpec{Halos: halos(p, in[0].NDim()), NoTrim: p.get("trim") == false}, in...)
		},
		"overlap": func(in []*arrays.Array, p params) (*arrays.Array, error) {
			return in[0].Overlap(halos(p, in[0].NDim()))
		},
		"trim_overlap": func(in []*arrays.Array, p params) (*arrays.Array, error) {
			return in[0].TrimOverlap(halos(p, in[0].NDim()))
		},
		"sliding_window_view": func(in []*arrays.Array, p params) (*arrays.Array, error) {
			y, axes := in[0], p.ints("axis")
			for i, n := range p.ints("window_shape") {
				var err error
				if y, err = y.SlidingWindows(n, axes[i]); err != nil {
					return nil, err
				}
			}
			return y, nil
		},
		"apply_gufunc": func(in []*arrays.Array, p params) (*arrays.Array, error) {
			out, err := gufunc(in, p)
			if err != nil {
				return nil, err
			}
			return out[0], nil
		},
		"apply_along_axis": func(in []*arrays.Array, p params) (*arrays.Array, error) {
			k, err := kernelOf(p)
			if err != nil {
				return nil, err
			}
			return arrays.ApplyAlongAxis(k, p.int("axis", 0), p.ints("shape"), p.dtype(ndarray.Float64), in[0])
		},
	})
	severalKinds["apply_gufunc"] = gufunc
	sum := func(op ndarray.ReduceOp) func(_ arrays.Block, in []*ndarray.Array) (*ndarray.Array, error) {
		return func(_ arrays.Block, in []*ndarray.Array) (*ndarray.Array, error) {
			return ndarray.Reduce(op, in[0], []int{-1}, false)
		}
	}
	kernels["mean_last_core"] = kernel("mean_last_core", sum(ndarray.Mean))
	kernels["min_core"] = kernel("min_core", sum(ndarray.Min))
	kernels["max_core"] = kernel("max_core", sum(ndarray.Max))
	kernels["range1d"] = kernel("range1d", func(_ arrays.Block, in []*ndarray.Array) (*ndarray.Array, error) {
		most, err := ndarray.Reduce(ndarray.Max, in[0], nil, false)
		if err != nil {
			return nil, err
		}
		least, err := ndarray.Reduce(ndarray.Min, in[0], nil, false)
		if err != nil {
			return nil, err
		}
		return ndarray.Sub(most, least)
	})
	outer := kernel("outer_loop_core", func(_ arrays.Block, in []*ndarray.Array) (*ndarray.Array, error) {
		tall, err := in[0].ExpandDims(-1)
		if err != nil {
			return nil, err
		}
		wide, err := in[1].ExpandDims(-2)
		if err != nil {
			return nil, err
		}
		return ndarray.Mul(tall, wide)
	})
	kernels["outer_loop_core"] = outer
	kernels["add_size"] = kernel("add_size", func(_ arrays.Block, in []*ndarray.Array) (*ndarray.Array, error) {
		return ndarray.Add(in[0], intArray(in[0].Size()))
	})
	kernels["minus_prev_axis0"] = kernel("minus_prev_axis0", minusPrevious)
	kernels["box3_axis_all"] = kernel("box3_axis_all", box3)
}

// minusPrevious subtracts the element before, the last one from the first.
func minusPrevious(_ arrays.Block, in []*ndarray.Array) (*ndarray.Array, error) {
	n := in[0].Shape()[0]
	tail, err := in[0].Slice(ndarray.Range{Start: n - 1, Stop: n, Step: 1})
	if err != nil {
		return nil, err
	}
	head, err := in[0].Slice(ndarray.Range{Start: 0, Stop: n - 1, Step: 1})
	if err != nil {
		return nil, err
	}
	rolled, err := ndarray.Concatenate([]*ndarray.Array{tail, head}, 0)
	if err != nil {
		return nil, err
	}
	return ndarray.Sub(in[0], rolled)
}

// box3 adds up neighbours along all axes, those outside counting as 0.
func box3(_ arrays.Block, in []*ndarray.Array) (*ndarray.Array, error) {
	a := in[0]
	for axis := range a.NDim() {
		sum := a.Copy()
		n := a.Shape()[axis]
		for _, shift := range []int{-1, 1} {
			from, to := make([]ndarray.Range, a.NDim()), make([]ndarray.Range, a.NDim())
			for i := range from {
				from[i], to[i] = ndarray.All(), ndarray.All()
			}
			from[axis] = ndarray.Range{Start: max(shift, 0), Stop: n + min(shift, 0), Step: 1}
			to[axis] = ndarray.Range{Start: max(-shift, 0), Stop: n + min(-shift, 0), Step: 1}
			part, err := a.Slice(from...)
			if err != nil {
				return nil, err
			}
			place, err := sum.Slice(to...)
			if err != nil {
				return nil, err
			}
			if err := ndarray.AddInto(place, part); err != nil {
				return nil, err
			}
		}
		a = sum
	}
	return a, nil
}

func gufunc(in []*arrays.Array, p params) ([]*arrays.Array, error) {
	spec := arrays.GUFuncSpec{Signature: p.get("signature").(string), Rechunk: p.get("allow_rechunk") == true, KeepDims: p.get("keepdims") == true}
	if p.has("axis") {
		spec.Axes = [][]int{p.ints("axis")}
	}
	if list, ok := p.get("axes").([]any); ok {
		for _, x := range list {
			spec.Axes = append(spec.Axes, toInts(x))
		}
	}
	names := []any{p.get("output_dtypes")}
	if list, ok := p.get("output_dtypes").([]any); ok {
		names = list
	}
	for _, n := range names {
		spec.DTypes = append(spec.DTypes, dtypeOf(n))
	}
	var list []arrays.Kernel
	switch p.get("kernel") {
	case "minmax_core":
		list = []arrays.Kernel{kernels["min_core"], kernels["max_core"]}
	case "outer_core":
		list = []arrays.Kernel{kernels["outer_loop_core"]}
	default:
		list = []arrays.Kernel{kernels[p.get("kernel").(string)]}
	}
	return arrays.ApplyGUFunc(spec, list, in...)
}

// halos reads depths and boundaries for all axes or by axis.
func halos(p params, ndim int) map[int]arrays.Halo {
	out := map[int]arrays.Halo{}
	pick := func(v any, axis int) any {
		if m, ok := v.(map[string]any); ok {
			return m[strconv.Itoa(axis)]
		}
		return v
	}
	for axis := range ndim {
		var h arrays.Halo
		switch d := pick(p.get("depth"), axis).(type) {
		case float64:
			h.Before, h.After = int(d), int(d)
		case []any:
			h.Before, h.After = int(d[0].(float64)), int(d[1].(float64))
		}
		switch b := pick(p.get("boundary"), axis).(type) {
		case float64:
			h.Edge = arrays.EdgeConstant(b)
		case string:
			h.Edge = map[string]arrays.Edge{"none": arrays.EdgeNone, "reflect": arrays.EdgeReflect, "periodic": arrays.EdgePeriodic, "nearest": arrays.EdgeNearest}[b]
		}
		out[axis] = h
	}
	return out
}
