package arrays_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/graph"
	"github.com/gloam-go/gloam/scheduler"
	"github.com/stretchr/testify/require"
)

// frames is a scan of 32 by 32 frames of 128 by 128 pixels in 8 blocks.
func frames(b *testing.B, d ndarray.DType) *arrays.Array {
	a := ndarray.New(d, 32, 32, 128, 128)
	require.NoError(b, a.Fill(3))
	x, err := arrays.FromDense(a, arrays.PerAxis(arrays.Size(4), arrays.Whole, arrays.Whole, arrays.Whole))
	require.NoError(b, err)
	return x
}

func run(b *testing.B, x, input *arrays.Array) {
	b.SetBytes(input.NBytes())
	for b.Loop() {
		_, err := x.Compute(context.Background(), scheduler.On(scheduler.Sync{}))
		require.NoError(b, err)
	}
}

func BenchmarkReduce(b *testing.B) {
	for _, d := range []ndarray.DType{ndarray.Uint16, ndarray.Float32} {
		x := frames(b, d)
		for _, op := range []ndarray.ReduceOp{ndarray.Sum, ndarray.Std, ndarray.Max} {
			for name, axes := range map[string][]int{"frames": {2, 3}, "scan": {0, 1}} {
				b.Run(fmt.Sprintf("%s/%s/dtype=%s", op, name, d), func(b *testing.B) {
					y, err := x.Reduce(op, arrays.Over(axes...))
					require.NoError(b, err)
					run(b, y, x)
				})
			}
		}
	}
}

func BenchmarkVirtualImage(b *testing.B) {
	x := frames(b, ndarray.Uint16)
	m, err := arrays.Mul(x, ndarray.New(ndarray.Float32, 128, 128))
	require.NoError(b, err)
	y, err := m.Sum(arrays.Over(2, 3))
	require.NoError(b, err)
	run(b, y, x)
}

func BenchmarkRechunk(b *testing.B) {
	x := frames(b, ndarray.Uint16)
	y, err := x.Rechunk(arrays.PerAxis(arrays.Whole, arrays.Whole, arrays.Size(32), arrays.Size(32)))
	require.NoError(b, err)
	run(b, y, x)
}

// BenchmarkTasks is the cost of building, planning and running tasks that do
// next to nothing.
func BenchmarkTasks(b *testing.B) {
	for b.Loop() {
		x, err := arrays.Zeros([]int{10000}, ndarray.Float64, arrays.ChunkSize(1))
		require.NoError(b, err)
		x, err = arrays.Add(x, 1.0)
		require.NoError(b, err)
		x, err = x.Sum()
		require.NoError(b, err)
		_, err = graph.NewPlan([]graph.Collection{x})
		require.NoError(b, err)
		_, err = x.Compute(context.Background(), scheduler.On(scheduler.Sync{}))
		require.NoError(b, err)
	}
}
