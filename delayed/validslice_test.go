package delayed_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/delayed"
	"github.com/gloam-go/gloam/internal/udfcases"
)

func TestReferenceValidSlices(t *testing.T) {
	udfcases.List(t, "valid_slice_cases", func(_ string, c struct {
		Mask     [][]int
		Bounding [][2]int
		Axis0    [][2]*int `json:"inner_axis0"`
		Axis1    [][2]*int `json:"inner_axis1"`
	}) {
		var mask []bool
		for _, row := range c.Mask {
			for _, v := range row {
				mask = append(mask, v != 0)
			}
		}
		shape := []int{len(c.Mask), len(c.Mask[0])}
		r := delayed.Result{Valid: must(ndarray.FromSlice(mask, shape...))}
		require.Equal(t, c.Bounding, must(r.ValidBounding()))
		for axis, want := range [][][2]*int{c.Axis0, c.Axis1} {
			got := must(r.ValidInner(axis))
			for a, w := range want {
				if w[0] == nil {
					require.Equal(t, [2]int{0, shape[a]}, got[a])
					continue
				}
				if *w[1] < *w[0] { // the reference's way of writing nothing
					w[1] = w[0]
				}
				require.Equal(t, [2]int{*w[0], *w[1]}, got[a])
			}
		}
		require.Error(t, second(r.ValidInner(2)))
	})
	none := delayed.Result{Valid: ndarray.New(ndarray.Bool, 3, 4)}
	require.Equal(t, [][2]int{{0, 0}, {0, 0}}, must(none.ValidBounding()))
}
