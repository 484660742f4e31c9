package arrays_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/graph"
)

// TestPersistOfSeveralArraysRunsCommonWorkOnce, and what is made of them later
// runs none of it.
func TestPersistOfSeveralArraysRunsCommonWorkOnce(t *testing.T) {
	var calls atomic.Int64
	count := arrays.NewKernel("count", func(_ context.Context, _ arrays.Block, in []*ndarray.Array) (*ndarray.Array, error) {
		calls.Add(1)
		return in[0], nil
	})
	x := lazy(t, ramp(t, 4, 6), arrays.ChunkSize(2))
	y := must(arrays.MapBlocks(count, arrays.MapSpec{}, x))
	twice, sum := must(arrays.Mul(y, 2)), must(y.Sum())
	held, err := arrays.Persist(t.Context(), []*arrays.Array{twice, sum})
	require.NoError(t, err)
	require.EqualValues(t, 6, calls.Load())
	for i, a := range []*arrays.Array{twice, sum} {
		require.Equal(t, a.Name(), held[i].Name())
		require.Equal(t, a.Chunks(), held[i].Chunks())
		require.Equal(t, a.DType(), held[i].DType())
	}
	plan, err := graph.NewPlan([]graph.Collection{held[0], held[1]})
	require.NoError(t, err)
	for id := range plan.Len() {
		require.True(t, plan.Layers()[plan.LayerOf(id)].IsData())
	}
	require.Equal(t, number(t, must(held[0].Sum())), 2*number(t, held[1]))
	require.EqualValues(t, 6, calls.Load())
}

func ExamplePersist() {
	x := must(arrays.Arange(0, 6, 1, ndarray.Int64, arrays.ChunkSize(3)))
	held := must(arrays.Persist(context.Background(), []*arrays.Array{must(x.Sum()), must(x.Max())}))
	fmt.Println(must(held[0].Compute(context.Background())), must(held[1].Compute(context.Background())))
	// Output: 15 5
}

func ExampleAs() {
	x := must(arrays.Full([]int{3}, 100, ndarray.Uint8, arrays.ChunkSize(2)))
	for _, sum := range []*arrays.Array{must(x.Sum()), must(x.Sum(arrays.As(ndarray.Uint8))), must(x.Mean(arrays.As(ndarray.Float32)))} {
		fmt.Println(sum.DType(), must(sum.Compute(context.Background())))
	}
	// Output:
	// uint64 300
	// uint8 44
	// float32 100.
}

func ExampleLogicalAnd() {
	x := must(arrays.Arange(-1, 3, 1, ndarray.Int64, arrays.ChunkSize(2)))
	fmt.Println(must(must(arrays.LogicalAnd(x, must(arrays.Less(x, 2)))).Compute(context.Background())))
	// Output: [ True False  True False]
}

func ExampleExprError() {
	x := must(arrays.Zeros([]int{3, 4}, ndarray.Float32, arrays.ChunkSize(2)))
	y := must(arrays.Zeros([]int{5}, ndarray.Float32, arrays.ChunkSize(2)))
	_, err := arrays.Add(x, y)
	var at *arrays.ExprError
	if errors.As(err, &at) {
		fmt.Println(strings.Split(at.Site, ":")[0])
		fmt.Println(at.Err)
	}
	// Output:
	// arrays/example_persist_test.go
	// arrays: add: got shape (5,), want one that broadcasts with (3, 4)
}

func ExampleGenerator_Gamma() {
	g := arrays.NewGenerator(1)
	x := must(g.Gamma(4, 0.5, []int{100_000}, arrays.ChunkSize(50_000)))
	fmt.Println(must(must(arrays.Around(must(x.Mean()), 1)).Compute(context.Background())))
	// Output: 2.
}
