package arrays_test

import (
	"context"
	"errors"
	"testing"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// A drawn operation was given its parameters and can be applied to arrays of
// one shape that are cut differently.
type drawn func(x *arrays.Array) (*arrays.Array, error)

// A drawing draws the parameters of an operation for a shape.
type drawing = func(t *rapid.T, shape []int) drawn

// draws are operations whose results must not depend on the chunks. They are
// exact on whole numbers. nil means that the operation does not fit the shape.
var draws = map[string]drawing{
	"list": func(t *rapid.T, shape []int) drawn {
		axis, ok := someAxis(t, shape, 1)
		if !ok {
			return nil
		}
		at := rapid.SliceOfN(rapid.IntRange(-shape[axis], shape[axis]-1), 0, 7).Draw(t, "positions")
		return func(x *arrays.Array) (*arrays.Array, error) { return x.Take(at, axis) }
	},
	"points": func(t *rapid.T, shape []int) drawn {
		if len(shape) < 2 || prod(shape) == 0 {
			return nil
		}
		n := rapid.IntRange(0, 6).Draw(t, "points")
		p := rapid.SliceOfN(rapid.IntRange(0, shape[0]-1), n, n).Draw(t, "first")
		q := rapid.SliceOfN(rapid.IntRange(0, shape[1]-1), n, n).Draw(t, "second")
		return func(x *arrays.Array) (*arrays.Array, error) { return x.Slice(arrays.List(p...), arrays.List(q...)) }
	},
	"set": func(t *rapid.T, shape []int) drawn {
		if len(shape) == 0 {
			return nil
		}
		a, b, step := rapid.IntRange(-6, 6).Draw(t, "start"), rapid.IntRange(-6, 6).Draw(t, "stop"), rapid.SampledFrom([]int{1, 2, -1}).Draw(t, "step")
		return func(x *arrays.Array) (*arrays.Array, error) {
			part, err := x.Slice(arrays.Step(a, b, step))
			if err != nil {
				return nil, err
			}
			if part, err = arrays.Mul(part, 3); err != nil {
				return nil, err
			}
			return x.Set(part, arrays.Step(a, b, step))
		}
	},
	"set where": func(_ *rapid.T, _ []int) drawn {
		return func(x *arrays.Array) (*arrays.Array, error) {
			mask, err := arrays.Less(x, 0)
			if err != nil {
				return nil, err
			}
			return x.Set(7, arrays.Lazy(mask))
		}
	},
	"cumsum": onAxis(0, func(x *arrays.Array, axis int) (*arrays.Array, error) { return x.CumSum(axis) }),
	"sort":   onAxis(0, func(x *arrays.Array, axis int) (*arrays.Array, error) { return x.Sort(axis) }),
	"flip":   onAxis(0, func(x *arrays.Array, axis int) (*arrays.Array, error) { return x.Flip(axis) }),
	"diff":   onAxis(0, func(x *arrays.Array, axis int) (*arrays.Array, error) { return x.Diff(2, axis) }),
	"top":    onAxis(2, func(x *arrays.Array, axis int) (*arrays.Array, error) { return x.TopK(-2, axis) }),
	"windows": onAxis(3, func(x *arrays.Array, axis int) (*arrays.Array, error) {
		return x.SlidingWindows(3, axis)
	}),
	"median": onAxis(1, func(x *arrays.Array, axis int) (*arrays.Array, error) { return x.Median(arrays.Over(axis)) }),
	"coarsen": onAxis(0, func(x *arrays.Array, axis int) (*arrays.Array, error) {
		return x.Coarsen(ndarray.Sum, map[int]int{axis: 2}, true)
	}),
	"roll": func(t *rapid.T, shape []int) drawn {
		n := rapid.IntRange(-7, 7).Draw(t, "shift")
		if axis, ok := someAxis(t, shape, 0); ok {
			return func(x *arrays.Array) (*arrays.Array, error) { return x.Roll(n, axis) }
		}
		return nil
	},
	"repeat": func(t *rapid.T, shape []int) drawn {
		n := rapid.IntRange(0, 3).Draw(t, "times")
		if axis, ok := someAxis(t, shape, 0); ok {
			return func(x *arrays.Array) (*arrays.Array, error) { return x.Repeat(n, axis) }
		}
		return nil
	},
	"pad": func(t *rapid.T, shape []int) drawn {
		mode := rapid.SampledFrom([]arrays.PadMode{arrays.PadEdge, arrays.PadReflect, arrays.PadSymmetric, arrays.PadWrap, arrays.PadConstant, arrays.PadMaximum, arrays.PadMedian}).Draw(t, "mode")
		widths := make([][2]int, len(shape))
		for i := range widths {
			widths[i] = [2]int{rapid.IntRange(0, 3).Draw(t, "before"), rapid.IntRange(0, 3).Draw(t, "after")}
		}
		if prod(shape) == 0 {
			return nil
		}
		return func(x *arrays.Array) (*arrays.Array, error) { return x.Pad(mode, widths, arrays.PadValues(2, 4)) }
	},
	"overlap": func(t *rapid.T, shape []int) drawn {
		if prod(shape) == 0 {
			return nil
		}
		halo := arrays.Depth(rapid.IntRange(0, 6).Draw(t, "depth"), rapid.SampledFrom([]arrays.Edge{arrays.EdgeNone, arrays.EdgeReflect, arrays.EdgePeriodic, arrays.EdgeNearest, arrays.EdgeConstant(3.0)}).Draw(t, "edge"))
		return func(x *arrays.Array) (*arrays.Array, error) {
			return arrays.MapOverlap(kernels["same"], arrays.OverlapSpec{Halos: arrays.EveryHalo(x, halo)}, x)
		}
	},
	"tril": func(t *rapid.T, shape []int) drawn {
		k := rapid.IntRange(-3, 3).Draw(t, "k")
		if len(shape) < 2 {
			return nil
		}
		return func(x *arrays.Array) (*arrays.Array, error) { return arrays.Tril(x, k) }
	},
	"diagonal": func(t *rapid.T, shape []int) drawn {
		k := rapid.IntRange(-3, 3).Draw(t, "k")
		if len(shape) < 2 {
			return nil
		}
		return func(x *arrays.Array) (*arrays.Array, error) { return arrays.Diagonal(x, k, 0, -1) }
	},
	"gram": func(_ *rapid.T, shape []int) drawn {
		if len(shape) != 2 {
			return nil
		}
		return func(x *arrays.Array) (*arrays.Array, error) { return arrays.Einsum("ij,kj->ik", x, x) }
	},
	"tile": func(t *rapid.T, _ []int) drawn {
		reps := rapid.SliceOfN(rapid.IntRange(0, 2), 0, 3).Draw(t, "reps")
		return func(x *arrays.Array) (*arrays.Array, error) { return x.Tile(reps...) }
	},
	"isin": func(_ *rapid.T, _ []int) drawn {
		return func(x *arrays.Array) (*arrays.Array, error) {
			list, err := arrays.Arange(-2, 5, 3, ndarray.Float64, arrays.ChunkSize(1))
			if err != nil {
				return nil, err
			}
			y, err := arrays.IsIn(x, list)
			if err != nil {
				return nil, err
			}
			return y.AsType(ndarray.Float64)
		}
	},
}

// The kernel is registered, so that graphs travel.
func init() {
	kernels["same"] = arrays.RegisterKernel("gloam/arrays_test/same", func(_ context.Context, _ arrays.Block, in []*ndarray.Array) (*ndarray.Array, error) {
		return in[0], nil
	})
}

func someAxis(t *rapid.T, shape []int, least int) (int, bool) {
	if len(shape) == 0 {
		return 0, false
	}
	axis := rapid.IntRange(0, len(shape)-1).Draw(t, "axis")
	return axis, shape[axis] >= least
}

func onAxis(least int, f func(x *arrays.Array, axis int) (*arrays.Array, error)) func(t *rapid.T, shape []int) drawn {
	return func(t *rapid.T, shape []int) drawn {
		axis, ok := someAxis(t, shape, least)
		if !ok {
			return nil
		}
		return func(x *arrays.Array) (*arrays.Array, error) { return f(x, axis) }
	}
}

// asStage applies an operation to an array as it is cut and to a whole one. If
// its dtype does not fit both have to say so.
func asStage(name string, draw drawing) stage {
	return func(t *rapid.T, x *arrays.Array, a *ndarray.Array) (*arrays.Array, *ndarray.Array, bool) {
		f := draw(t, a.Shape())
		if f == nil {
			return nil, nil, false
		}
		y, err := f(x)
		z, wholeErr := f(lazy(t, a, arrays.EveryAxis(arrays.Whole)))
		var misfit *arrays.DTypeError
		if errors.As(wholeErr, &misfit) {
			require.ErrorAs(t, err, &misfit)
			return nil, nil, false
		}
		require.NoError(t, err, name)
		require.NoError(t, wholeErr, name)
		return y, compute(t, z), true
	}
}

func TestSortedAndSummedAlongAxesAsDense(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := drawDense(t, drawShape(t, 1, 3, 6))
		if a.NDim() == 0 {
			return
		}
		axis := rapid.IntRange(0, a.NDim()-1).Draw(t, "axis")
		x := lazy(t, a, drawChunks(t, a.Shape()))
		sums, err := x.CumSum(axis)
		require.NoError(t, err)
		want, err := ndarray.Cumulative(ndarray.Sum, a, axis)
		require.NoError(t, err)
		requireSame(t, want.AsContiguous(), compute(t, sums))
		sorted, err := x.Sort(axis)
		require.NoError(t, err)
		want, err = ndarray.Sort(a, axis)
		require.NoError(t, err)
		requireSame(t, want.AsContiguous(), compute(t, sorted))
	})
}
