package arrays_test

import (
	"testing"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/stretchr/testify/require"
)

// TestArraysThatAreNilAreNilErrors is about calls that looked into their arrays
// before they looked at them.
func TestArraysThatAreNilAreNilErrors(t *testing.T) {
	var none *arrays.Array
	x := cutDense(t, []float64{1, 2, 3, 4}, []int{2}, []int{2})
	line, mask := must(x.Slice(arrays.At(0))), cutDense(t, []bool{true, false}, []int{2})
	for name, err := range map[string]error{
		"permutation":           second(arrays.NewGenerator(1).Permutation(none, 0)),
		"qr":                    third(arrays.QR(none)),
		"svd":                   fourth(arrays.SVD(none)),
		"svd compressed":        fourth(arrays.SVDCompressed(none, 1)),
		"overlap":               second(none.Overlap(arrays.EveryHalo(none, arrays.Depth(1, arrays.EdgeNearest)))),
		"weighted average":      second(none.Average(x)),
		"scatter":               second(arrays.Scatter(none, nil, nil, 0)),
		"set":                   second(none.Set(1, arrays.Lazy(mask))),
		"set by a mask":         second(none.Set(1, arrays.Dense(ndarray.New(ndarray.Bool, 2, 2)))),
		"set by a nil lazy one": second(line.Set(1, arrays.Lazy(none))),
		"set by a nil list":     second(line.Set(1, arrays.Dense(nil))),
		"set to nil":            second(line.Set(none, arrays.At(0))),
		"is close":              second(arrays.IsClose(line, none, 0, 0, true)),
		"tiled by":              second(none.Tile(2)),
	} {
		var absent *arrays.NilError
		require.ErrorAs(t, err, &absent, name)
		require.ErrorContains(t, err, "(asked for at arrays/absent_test.go:", name)
	}
}

func third[A, B any](_ A, _ B, err error) error          { return err }
func fourth[A, B, C any](_ A, _ B, _ C, err error) error { return err }
