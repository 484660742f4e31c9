package udf_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/udf"
)

// sliceOf makes a slice whose first axis counts frames.
func sliceOf(origin, shape []int) udf.Slice {
	return udf.Slice{Start: origin[0], Frames: shape[0], Origin: origin[1:], Shape: shape[1:]}
}

func TestReferenceSlices(t *testing.T) {
	for _, c := range manifest[struct {
		Op, Want                 any
		Origin, Shape, ROI, Tile []int
		Containing               []int
		A, B                     [2][]int
		WantOrigin               []int `json:"want_origin"`
		WantShape                []int `json:"want_shape"`
		IsNull                   bool  `json:"is_null"`
	}](t, "slice_cases") {
		want := func(v any) udf.Slice {
			p := v.([]any)
			return sliceOf(ints(p[0]), ints(p[1]))
		}
		switch c.Op {
		case "adjust_for_roi":
			roi := make([]bool, len(c.ROI))
			for i, v := range c.ROI {
				roi[i] = v != 0
			}
			require.Equal(t, sliceOf(c.WantOrigin, c.WantShape), sliceOf(c.Origin, c.Shape).Compress(roi))
		case "subslices":
			got, err := sliceOf(c.Origin, c.Shape).Cut(c.Tile[0], c.Tile[1:]...)
			require.NoError(t, err)
			for i, w := range c.Want.([]any) {
				require.Equal(t, want(w), got[i])
			}
			require.Len(t, got, len(c.Want.([]any)))
		case "intersection":
			got := sliceOf(c.A[0], c.A[1]).Intersect(sliceOf(c.B[0], c.B[1]))
			require.Equal(t, want(c.Want), got)
			require.Equal(t, c.IsNull, got.IsNull())
		case "flatten_nav":
			start, frames, err := udf.FlattenNav(c.Origin[:2], c.Shape[:2], c.Containing[:2])
			require.NoError(t, err)
			w := want(c.Want)
			require.Equal(t, []int{w.Start, w.Frames}, []int{start, frames})
		case "discard_nav":
			require.Equal(t, want(c.Want), sliceOf(c.Origin, c.Shape).WithoutFrames())
		default:
			t.Fatalf("unknown operation %v", c.Op)
		}
	}
}

func ints(v any) (out []int) {
	for _, x := range v.([]any) {
		out = append(out, int(x.(float64)))
	}
	return out
}

func TestSlicesThatAreNoneAreRefused(t *testing.T) {
	_, _, err := udf.FlattenNav([]int{0, 2}, []int{2, 3}, []int{4, 6})
	require.Error(t, err, "rows in part do not follow each other")
	_, _, err = udf.FlattenNav([]int{0, 4}, []int{1, 3}, []int{4, 6})
	require.Error(t, err)
	_, err = sliceOf([]int{0, 0}, []int{2, 2}).Cut(0, 1)
	require.Error(t, err)
	_, err = sliceOf([]int{0, 0}, []int{2, 2}).Cut(1, 0)
	require.Error(t, err)
}
