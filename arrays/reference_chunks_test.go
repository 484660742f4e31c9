package arrays_test

import (
	"path/filepath"
	"slices"
	"testing"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/stretchr/testify/require"
)

// ownChunks are the operations behind which chunks may be others than Dask's,
// and why. No block is larger than the largest of Dask's or of the inputs.
var ownChunks = map[string]string{
	"diff":                "a difference keeps the chunks of its input",
	"ediff1d":             "a difference keeps the chunks of its input",
	"cumsum":              "without an axis the array has the chunks of Ravel",
	"cumprod":             "without an axis the array has the chunks of Ravel",
	"nancumsum":           "without an axis the array has the chunks of Ravel",
	"nancumprod":          "without an axis the array has the chunks of Ravel",
	"roll":                "rolling keeps the chunks of its input",
	"fft.fftshift":        "shifting keeps the chunks of its input",
	"fft.ifftshift":       "shifting keeps the chunks of its input",
	"repeat":              "blocks stay no larger than those of the input",
	"diagonal":            "as many points as the longest piece in a block of the input",
	"pad":                 "pieces as long as the longest chunk on each side",
	"ravel":               "blocks are taken in C order",
	"flatten":             "blocks are taken in C order",
	"reshape":             "blocks are taken in C order",
	"vindex":              "points are cut as their axes are",
	"setitem":             "an assignment keeps the chunks of its input",
	"tril":                "a triangle keeps the chunks of its input",
	"triu":                "a triangle keeps the chunks of its input",
	"diag":                "as many points as the longest piece in a block of the input",
	"compute_chunk_sizes": "what a mask selects is cut as the array is",
	"map_overlap":         "halos reach over several blocks, so nothing is merged; untrimmed ones count",
	"sliding_window_view": "windows are views; axes that have none keep their chunks",
}

func (c arrayCase) compareChunks(t *testing.T, got *arrays.Array, want [][]int) {
	if want == nil {
		return
	}
	for _, s := range c.Steps {
		if ownChunks[s.Op] == "" || slices.EqualFunc(want, got.Chunks(), slices.Equal) {
			continue
		}
		most := largestBlock(want)
		for _, in := range c.Inputs {
			most = max(most, largestBlock(in.Chunks))
		}
		if s.Params.get("trim") != false && s.Op != "sliding_window_view" { // Dask does not announce untrimmed halos; windows hold nothing
			require.LessOrEqual(t, largestBlock(got.Chunks()), most, "%v, Dask has %v", got.Chunks(), want)
		}
		return
	}
	require.Equal(t, want, got.Chunks(), "chunks")
}

// largestBlock is the number of elements of the largest block.
func largestBlock(chunks [][]int) int {
	n := 1
	for _, axis := range chunks {
		n *= slices.Max(axis)
	}
	return n
}

// exact are the percentiles of a case of several blocks, which Dask only
// approximates.
func (c arrayCase) exact(t *testing.T, dir string) *ndarray.Array {
	last := c.Steps[len(c.Steps)-1]
	if last.Op != "percentile" || len(c.Steps) > 1 || len(c.Inputs[last.Args[0]].Chunks[0]) < 2 {
		return nil
	}
	dense, err := ndarray.LoadNPY(filepath.Join(dir, c.Inputs[last.Args[0]].File))
	require.NoError(t, err)
	values, err := ndarray.Float64s(dense)
	require.NoError(t, err)
	slices.Sort(values)
	var out []float64
	for _, q := range floats(last.Params.get("q")) {
		at := q / 100 * float64(len(values)-1)
		low := int(at)
		out = append(out, values[low]+(at-float64(low))*(values[min(low+1, len(values)-1)]-values[low]))
	}
	y, err := ndarray.FromSlice(out, len(out))
	require.NoError(t, err)
	return y
}
