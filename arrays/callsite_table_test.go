package arrays_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/ndarray"
)

// TestMistakesNameTheLineAndBothSides: a mistake in a chain is reported at the
// line of the call that makes it, with what was given and what was wanted.
func TestMistakesNameTheLineAndBothSides(t *testing.T) {
	x := lazy(t, ramp(t, 3, 4), arrays.ChunkSize(2))
	y := lazy(t, ramp(t, 5), arrays.ChunkSize(2))
	u8 := must(y.AsType(ndarray.Uint8))
	c64 := must(y.AsType(ndarray.Complex64))
	grid := lazy(t, ramp(t, 4, 4), arrays.ChunkSize(2))
	for name, c := range map[string]struct {
		run       func(e *arrays.Expr) string
		got, want string
	}{
		"sum of two shapes":      {func(e *arrays.Expr) string { e.Do(arrays.Add, x, y); return here() }, "(5,)", "(3, 4)"},
		"comparison":             {func(e *arrays.Expr) string { e.Do(arrays.Less, y, x); return here() }, "(3, 4)", "(5,)"},
		"choice":                 {func(e *arrays.Expr) string { e.Where(x, y, 0); return here() }, "(5,)", "(3, 4)"},
		"number too large":       {func(e *arrays.Expr) string { e.Do(arrays.Add, u8, 300); return here() }, "300", "uint8"},
		"remainder of complex":   {func(e *arrays.Expr) string { e.Do(arrays.Mod, c64, y); return here() }, "complex64", "float64"},
		"bits of floats":         {func(e *arrays.Expr) string { e.Do(arrays.And, y, u8); return here() }, "float64", "uint8"},
		"axis of a sum":          {func(e *arrays.Expr) string { e.Keep(x.Sum(arrays.Over(2))); return here() }, "axis 2", "2 axes"},
		"axis named twice":       {func(e *arrays.Expr) string { e.Keep(x.Mean(arrays.Over(1, -1))); return here() }, "axis -1", "2 axes"},
		"axes of a position":     {func(e *arrays.Expr) string { e.Keep(x.ExpandDims(3)); return here() }, "axis 3", "3 axes"},
		"axis of a median":       {func(e *arrays.Expr) string { e.Keep(x.Median(arrays.Over(5))); return here() }, "axis 5", "2 axes"},
		"axis of a running sum":  {func(e *arrays.Expr) string { e.Keep(x.CumSum(2)); return here() }, "axis 2", "2 axes"},
		"axis of a difference":   {func(e *arrays.Expr) string { e.Keep(x.Diff(1, -3)); return here() }, "axis -3", "2 axes"},
		"axis of a roll":         {func(e *arrays.Expr) string { e.Keep(x.Flip(2)); return here() }, "axis 2", "2 axes"},
		"swapped axes":           {func(e *arrays.Expr) string { e.Keep(x.SwapAxes(0, 2)); return here() }, "axis 2", "2 axes"},
		"moved axis":             {func(e *arrays.Expr) string { e.Keep(x.MoveAxis(-3, 0)); return here() }, "axis -3", "2 axes"},
		"index":                  {func(e *arrays.Expr) string { e.Keep(x.Slice(arrays.All, arrays.At(4))); return here() }, "index 4", "length 4"},
		"negative index":         {func(e *arrays.Expr) string { e.Keep(x.Slice(arrays.At(-4))); return here() }, "index -4", "length 3"},
		"list of positions":      {func(e *arrays.Expr) string { e.Keep(y.Slice(arrays.List(1, 9))); return here() }, "9", "length 5"},
		"mask of another length": {func(e *arrays.Expr) string { e.Keep(y.Slice(arrays.Bools(true, false))); return here() }, "2", "5"},
		"too many indices":       {func(e *arrays.Expr) string { e.Keep(y.Slice(arrays.At(0), arrays.At(0))); return here() }, "2 indices", "1 axes"},
		"taken positions":        {func(e *arrays.Expr) string { e.Keep(x.Take([]int{7}, 1)); return here() }, "7", "length 4"},
		"reshape":                {func(e *arrays.Expr) string { e.Keep(x.Reshape(5, 5)); return here() }, "(5, 5)", "(3, 4)"},
		"squeeze":                {func(e *arrays.Expr) string { e.Keep(x.Squeeze(0)); return here() }, "(3, 4)", "(1, 4)"},
		"broadcast":              {func(e *arrays.Expr) string { e.Keep(x.BroadcastTo(3, 5)); return here() }, "(3, 5)", "(3, 4)"},
		"joined":                 {func(e *arrays.Expr) string { e.Keep(arrays.Concatenate([]*arrays.Array{x, y}, 0)); return here() }, "(5,)", "(3, 4)"},
		"stacked":                {func(e *arrays.Expr) string { e.Keep(arrays.Stack([]*arrays.Array{x, y}, 0)); return here() }, "(5,)", "(3, 4)"},
		"chunks of two axes":     {func(e *arrays.Expr) string { e.Keep(x.Rechunk(arrays.PerAxis(arrays.Whole))); return here() }, "1 axes", "2"},
		"lengths of chunks":      {func(e *arrays.Expr) string { e.Keep(y.Rechunk(arrays.PerAxis(arrays.Lengths(2, 2)))); return here() }, "(2, 2)", "5"},
		"product of matrices":    {func(e *arrays.Expr) string { e.Keep(arrays.MatMul(x, x)); return here() }, "3", "4"},
		"coarse pixels":          {func(e *arrays.Expr) string { e.Keep(x.Coarsen(ndarray.Sum, map[int]int{0: 2}, false)); return here() }, "(3, 4)", "2"},
		"transform of cuts":      {func(e *arrays.Expr) string { e.Keep(arrays.FFT(y)); return here() }, "(2, 2, 1)", "one chunk"},
		"inverse":                {func(e *arrays.Expr) string { e.One(arrays.Inv, x); return here() }, "(3, 4)", "(3, 3)"},
		"factors of a vector":    {func(e *arrays.Expr) string { e.One(orthonormal, c64); return here() }, "shape", "a matrix"},
		"factors of 2 × 2":       {func(e *arrays.Expr) string { _, _, _, err := arrays.SVD(grid); e.Keep(nil, err); return here() }, "2 × 2", "one column or one row"},
		"order along no axis":    {func(e *arrays.Expr) string { e.Keep(x.Sort(2)); return here() }, "axis 2", "2 axes"},
		"largest of a wrong":     {func(e *arrays.Expr) string { e.Keep(x.TopK(2, 4)); return here() }, "axis 4", "2 axes"},
		"assignment":             {func(e *arrays.Expr) string { e.Keep(x.Set(y, arrays.At(0))); return here() }, "(5,)", "(4,)"},
		"assignment of weights":  {func(e *arrays.Expr) string { e.Keep(x.Average(y)); return here() }, "(5,)", "(3, 4)"},
		"permutation":            {func(e *arrays.Expr) string { e.Keep(x.Transpose(0, 2)); return here() }, "axis 2", "2 axes"},
		"diagonal":               {func(e *arrays.Expr) string { e.Keep(arrays.Diagonal(y, 0, 0, 1)); return here() }, "axis 1", "1 axes"},
	} {
		t.Run(name, func(t *testing.T) {
			var e arrays.Expr
			line := c.run(&e)
			var at *arrays.ExprError
			require.ErrorAs(t, e.Err, &at)
			require.Equal(t, line, at.Site)
			require.ErrorContains(t, e.Err, c.got)
			require.ErrorContains(t, e.Err, c.want)
			require.ErrorContains(t, e.Err, line)
		})
	}
}

// orthonormal is the first factor of a matrix.
func orthonormal(a *arrays.Array) (*arrays.Array, error) {
	q, _, err := arrays.QR(a)
	return q, err
}
