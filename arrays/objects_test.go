package arrays_test

import (
	"testing"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/stretchr/testify/require"
)

// TestObjectsMoveAsNumbersDo: operations that only move elements take those of
// any type.
func TestObjectsMoveAsNumbersDo(t *testing.T) {
	values := []any{"a", 1, nil, []int{4}, 2.5, "f"}
	numbers := must(arrays.Arange(0, 6, 1, ndarray.Int64, arrays.Explicit([][]int{{2, 1, 3}})))
	x := must(arrays.FromDense(must(ndarray.FromObjects(values)), arrays.Explicit(numbers.Chunks())))
	mask := cutDense(t, []bool{true, false, true, true, false, true}, []int{3, 3})
	for name, move := range map[string]func(x *arrays.Array) (*arrays.Array, error){
		"take":    func(x *arrays.Array) (*arrays.Array, error) { return x.Take([]int{3, 0, 2, 5, 1, 3, 0, 4}, 0) },
		"repeat":  func(x *arrays.Array) (*arrays.Array, error) { return x.Repeat(3, 0) },
		"roll":    func(x *arrays.Array) (*arrays.Array, error) { return x.Roll(2, 0) },
		"steps":   func(x *arrays.Array) (*arrays.Array, error) { return x.Slice(arrays.Step(arrays.Open, 0, -2)) },
		"filter":  func(x *arrays.Array) (*arrays.Array, error) { return x.Slice(arrays.Lazy(mask)) },
		"rechunk": func(x *arrays.Array) (*arrays.Array, error) { return x.Rechunk(arrays.ChunkSize(4)) },
		"reshape": func(x *arrays.Array) (*arrays.Array, error) { return x.Reshape(3, 2) },
		"points": func(x *arrays.Array) (*arrays.Array, error) {
			return must(x.Reshape(3, 2)).VIndex(arrays.List(2, 0, 2), arrays.List(1, 0, 0))
		},
	} {
		want := []any{}
		for _, i := range must(ndarray.Values[int64](compute(t, must(must(move(numbers)).Ravel())).AsContiguous())) {
			want = append(want, values[i])
		}
		got := compute(t, must(move(x))).AsContiguous()
		require.Equal(t, want, must(got.Objects()), name)
	}
	require.Equal(t, must(x.Roll(2, 0)).Name(), must(x.Roll(2, 0)).Name(), "equal work has equal names")
}
