package arrays_test

import (
	"context"
	"math"
	"testing"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/stretchr/testify/require"
)

// TestShapesThatNoMemoryHoldsAreRefusedAtOnce: the call says so, not a task, and
// nothing wraps.
func TestShapesThatNoMemoryHoldsAreRefusedAtOnce(t *testing.T) {
	x := cutDense(t, []float64{1, 2, 3, 4, 5, 6}, []int{3, 3})
	none := arrays.NewKernel("none", func(context.Context, arrays.Block, []*ndarray.Array) (*ndarray.Array, error) { return nil, nil })
	for want, f := range map[string]func() (*arrays.Array, error){
		"arrays: broadcast: ndarray: shape (1099511627776, 1099511627776, 6) of float64 is larger than the address space": func() (*arrays.Array, error) {
			return x.BroadcastTo(1<<40, 1<<40, 6)
		},
		"arrays: repeat: ndarray: shape (6, 2305843009213693952) of float64 is larger": func() (*arrays.Array, error) { return x.Repeat(1<<61, 0) },
		"arrays: tile: ndarray: shape (1, 6, 4294967296, 4294967296) of float64":       func() (*arrays.Array, error) { return x.Tile(1<<32, 1<<32) },
		"arrays: pad: ndarray: shape (2305843009213693957,) of float64": func() (*arrays.Array, error) {
			return x.Pad(arrays.PadEdge, [][2]int{{1 << 62, 0}})
		},
		"arrays: pad: ndarray: shape (4611686018427387908,) of float64": func() (*arrays.Array, error) {
			return x.Pad(arrays.PadEdge, [][2]int{{math.MaxInt, math.MaxInt}})
		},
		"arrays: linspace: ndarray: shape (2305843009213693952,) of float64": func() (*arrays.Array, error) {
			y, _, err := arrays.Linspace(0, 1, 1<<61, true, arrays.ChunkSize(1<<60))
			return y, err
		},
		"arrays: apply along axis: ndarray: negative extent -2 in shape (-2,)": func() (*arrays.Array, error) {
			return arrays.ApplyAlongAxis(none, 0, []int{-2}, ndarray.Float64, x)
		},
		"arrays: apply gufunc: got shape (-3,), want a size of axis \"j\" of at least (0,)": func() (*arrays.Array, error) {
			spec := arrays.GUFuncSpec{Signature: "(i)->(j)", DTypes: []ndarray.DType{ndarray.Int8}, Sizes: map[string]int{"j": -3}, Rechunk: true}
			return nil, second(arrays.ApplyGUFunc(spec, []arrays.Kernel{none}, x))
		},
		"arrays: apply gufunc: output 0: got invalid: not a dtype": func() (*arrays.Array, error) {
			spec := arrays.GUFuncSpec{Signature: "(i)->()", DTypes: make([]ndarray.DType, 1), Rechunk: true}
			return nil, second(arrays.ApplyGUFunc(spec, []arrays.Kernel{none}, x))
		},
	} {
		_, err := f()
		require.ErrorContains(t, err, want)
		require.ErrorContains(t, err, "(asked for at arrays/limits_test.go:", want)
	}
}

func second[T any](_ T, err error) error { return err }

func TestKernelsWithoutInputsKeepNoAxes(t *testing.T) {
	one := arrays.NewKernel("one", func(context.Context, arrays.Block, []*ndarray.Array) (*ndarray.Array, error) {
		return ndarray.New(ndarray.Int8), nil
	})
	y := must(arrays.ApplyGUFunc(arrays.GUFuncSpec{Signature: "->()", DTypes: []ndarray.DType{ndarray.Int8}, KeepDims: true}, []arrays.Kernel{one}))
	require.Equal(t, "0", compute(t, y[0]).String())
}

func TestCountsOfAnyNumberAreBounded(t *testing.T) {
	for _, v := range []int64{1 << 40, 1 << 28, -1} {
		y := must(arrays.BinCount(cutDense(t, []int64{3, v}, []int{1, 1}), nil, arrays.Unknown))
		_, err := y.Compute(t.Context())
		require.ErrorContains(t, err, "arrays: bincount: got ")
		require.ErrorContains(t, err, ", want numbers from 0 to 268435455")
	}
}

func TestModesOfPaddingThatThereAreNotAreRefused(t *testing.T) {
	x := cutDense(t, []float64{1, 2}, []int{2})
	var mode *arrays.PadModeError
	_, err := x.Pad("mirror", [][2]int{{0, 0}})
	require.ErrorAs(t, err, &mode)
	require.Equal(t, arrays.PadModeError{Got: "mirror"}, *mode)
	require.ErrorContains(t, err, `arrays: pad: got mode "mirror", want one of the PadMode constants (asked for at arrays/limits_test.go:`)
	_, err = x.Pad(arrays.PadEdge, [][2]int{{1, 0}}, arrays.PadOdd())
	require.ErrorAs(t, err, &mode)
	require.Equal(t, arrays.PadModeError{Got: arrays.PadEdge, Odd: true}, *mode)
}

func TestChunksAreSoManyAsCanBeListed(t *testing.T) {
	x := cutDense(t, []float64{1, 2}, []int{1, 1})
	require.Equal(t, [][]int{{2}}, must(x.Rechunk(arrays.ChunkSize(math.MaxInt))).Chunks())
	for want, f := range map[string]func() error{
		"arrays: zeros: axis 0 of length 1125899906842624: got chunks (3,), want at most 268435456 chunks": func() error {
			return second(arrays.Zeros([]int{1 << 50}, ndarray.Int8, arrays.ChunkSize(3)))
		},
		"arrays: zeros: axis 0 of length 1152921504606846976: got chunks (8,), want at most 268435456 chunks": func() error {
			return second(arrays.Zeros([]int{1 << 60}, ndarray.Int8, arrays.AutoChunks(8)))
		},
		"arrays: zeros: axis 0: got chunks (9223372036854775807, 9223372036854775807, 4), want lengths that add up to 2": func() error {
			return second(arrays.Zeros([]int{2}, ndarray.Int8, arrays.PerAxis(arrays.Lengths(math.MaxInt, math.MaxInt, 4))))
		},
		"arrays: reshape: got shape (4294967296, 4294967296), want one with the size of (0,)": func() error {
			none := must(arrays.Zeros([]int{0}, ndarray.Int8, arrays.AutoChunks(0)))
			return second(none.Reshape(1<<32, 1<<32))
		},
		"arrays: reshape: got shape (-1, 4294967296, 4294967296), want one with the size of (2,)": func() error {
			return second(x.Reshape(-1, 1<<32, 1<<32))
		},
	} {
		err := f()
		require.ErrorContains(t, err, want)
		require.ErrorContains(t, err, "(asked for at arrays/limits_test.go:", want)
	}
}

func TestAxesGivenTwiceAreRefused(t *testing.T) {
	x := cutDense(t, []float64{1, 2, 3, 4}, []int{2, 2})
	for name, err := range map[string]error{
		"rechunk":      second(x.Rechunk(arrays.OnAxes(map[int]arrays.AxisChunks{0: arrays.Size(1), -1: arrays.Size(2)}))),
		"overlap":      second(x.Overlap(map[int]arrays.Halo{0: arrays.Depth(1, arrays.EdgeNone), -1: arrays.Depth(2, arrays.EdgeNone)})),
		"trim overlap": second(x.TrimOverlap(map[int]arrays.Halo{0: arrays.Depth(0, arrays.EdgeNone), -1: arrays.Depth(1, arrays.EdgeNone)})),
		"coarsen":      second(x.Coarsen(ndarray.Sum, map[int]int{0: 2, -1: 4}, false)),
		"sum":          second(x.Sum(arrays.SplitEveryOn(map[int]int{0: 2, -1: 3}))),
	} {
		var axis *arrays.AxisError
		require.ErrorAs(t, err, &axis, name)
		require.Equal(t, arrays.AxisError{Op: name, Axis: 0, NDim: 1, Twice: true}, *axis)
	}
}
