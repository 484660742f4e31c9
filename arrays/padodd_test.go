package arrays_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/scheduler"
)

// TestOddReflectionsAreThoseOfNumPy has values of numpy.pad.
func TestOddReflectionsAreThoseOfNumPy(t *testing.T) {
	three := must(ndarray.FromSlice([]int32{1, 4, 2}, 3))
	two := must(ndarray.FromSlice([]uint8{3, 250}, 2))
	square := must(ndarray.FromSlice([]float64{1.5, 2, 4, 8}, 2, 2))
	bools := must(ndarray.FromSlice([]bool{true, false, false}, 3))
	T, F := true, false
	for name, c := range map[string]struct {
		in     *ndarray.Array
		mode   arrays.PadMode
		widths [][2]int
		want   *ndarray.Array
	}{
		"reflect":           {three, arrays.PadReflect, [][2]int{{7, 3}}, must(ndarray.FromSlice([]int32{0, -2, -4, -1, 2, 0, -2, 1, 4, 2, 0, 3, 6}, 13))},
		"symmetric":         {three, arrays.PadSymmetric, [][2]int{{7, 3}}, must(ndarray.FromSlice([]int32{-1, -1, 2, 0, 0, -2, 1, 1, 4, 2, 2, 0, 3}, 13))},
		"integers wrap":     {two, arrays.PadReflect, [][2]int{{2, 5}}, must(ndarray.FromSlice([]uint8{21, 12, 3, 250, 241, 232, 223, 214, 205}, 9))},
		"symmetric wraps":   {two, arrays.PadSymmetric, [][2]int{{2, 5}}, must(ndarray.FromSlice([]uint8{12, 3, 3, 250, 250, 241, 241, 232, 232}, 9))},
		"booleans":          {bools, arrays.PadReflect, [][2]int{{2, 5}}, must(ndarray.FromSlice([]bool{T, T, T, F, F, F, T, T, T, T}, 10))},
		"two axes":          {square, arrays.PadReflect, [][2]int{{1, 0}, {2, 1}}, must(ndarray.FromSlice([]float64{5, 2, -1, -4, -7, .5, 1, 1.5, 2, 2.5, -4, 0, 4, 8, 12}, 3, 5))},
		"one element":       {must(ndarray.FromSlice([]float64{7}, 1)), arrays.PadReflect, [][2]int{{2, 1}}, must(ndarray.FromSlice([]float64{7, 7, 7, 7}, 4))},
		"nothing to extend": {three, arrays.PadSymmetric, [][2]int{{0, 0}}, three},
	} {
		t.Run(name, func(t *testing.T) {
			for _, chunk := range []int{1, 2, 3} {
				x := must(arrays.FromDense(c.in, arrays.EveryAxis(arrays.Size(chunk))))
				got := must(must(x.Pad(c.mode, c.widths, arrays.PadOdd())).Compute(context.Background(), scheduler.On(scheduler.Sync{})))
				require.True(t, ndarray.Identical(c.want, got), "got %v want %v", got, c.want)
			}
		})
	}
}

// TestOddReflectionsContinueSlopes: a ramp goes on, however far.
func TestOddReflectionsContinueSlopes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n, before, after := rapid.IntRange(2, 9).Draw(t, "n"), rapid.IntRange(0, 40).Draw(t, "before"), rapid.IntRange(0, 40).Draw(t, "after")
		x := must(arrays.Arange(0, float64(n), 1, ndarray.Int64, arrays.EveryAxis(arrays.Size(rapid.IntRange(1, 9).Draw(t, "chunk")))))
		y := must(x.Pad(arrays.PadReflect, [][2]int{{before, after}}, arrays.PadOdd()))
		got := must(ndarray.Values[int64](must(y.Compute(context.Background(), scheduler.On(scheduler.Sync{})))))
		for i, v := range got {
			require.Equal(t, int64(i-before), v)
		}
		require.Len(t, got, before+n+after)
	})
}

func TestOddReflectionsAreOfModesThatReflect(t *testing.T) {
	_, err := lazy(t, ramp(t, 3), arrays.ChunkSize(2)).Pad(arrays.PadEdge, [][2]int{{1, 1}}, arrays.PadOdd())
	require.ErrorContains(t, err, `arrays: pad: got odd reflection with mode "edge", want "reflect" or "symmetric"`)
}

func ExamplePadOdd() {
	x, _ := arrays.Arange(0, 4, 1, ndarray.Int64, arrays.EveryAxis(arrays.Size(2)))
	y, _ := x.Pad(arrays.PadReflect, [][2]int{{2, 2}}, arrays.PadOdd())
	v, _ := y.Compute(context.Background())
	fmt.Println(v)
	// Output: [-2 -1  0  1  2  3  4  5]
}
