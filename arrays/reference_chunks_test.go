package arrays_test

import (
	"math"
	"path/filepath"
	"slices"
	"testing"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/stretchr/testify/require"
)

// ownChunks are the operations behind which chunks may be others than Dask's,
// and why ours are better. No block is larger than the largest of Dask's or of
// the inputs.
var ownChunks = map[string]string{
	"diff":                "chunks stay, for one task a block; Dask joins two slices and cuts where either is cut",
	"ediff1d":             "as diff of Ravel",
	"cumsum":              "without an axis chunks are those of Ravel; Dask makes them as long as the array has blocks",
	"cumprod":             "as cumsum",
	"nancumsum":           "as cumsum",
	"nancumprod":          "as cumsum",
	"roll":                "chunks stay; Dask has one more wherever the array wraps around",
	"fft.fftshift":        "as roll",
	"fft.ifftshift":       "as roll",
	"repeat":              "blocks stay as large as those of the input; Dask's grow up to twice as large",
	"diagonal":            "as many points as the longest piece in a block; Dask has a short one for every block it crosses",
	"diag":                "as diagonal",
	"pad":                 "one more chunk at most on each side; Dask has one for every block it mirrors",
	"ravel":               "as many whole rows as the largest block of the input holds; Dask cuts blocks in two unevenly",
	"flatten":             "as ravel",
	"reshape":             "as ravel, and any shape of the same size",
	"tril":                "chunks stay; Dask cuts wherever a grid of the first chunk's length does, too",
	"triu":                "as tril",
	"compute_chunk_sizes": "what a mask selects is cut as the array is; Dask flattens array and mask first",
	"map_overlap":         "halos reach over several blocks, where Dask merges these; Dask does not count halos that stay",
	"sliding_window_view": "windows are views, so axes that have none keep their chunks",
	"outer":               "arrays of several axes have the chunks of Ravel",
	"vindex":              "points are cut as their axes are",
	"setitem":             "an assignment keeps the chunks of its input; Dask aligns them with those of the mask",
	"overlap":             "as map_overlap",
	"trim_overlap":        "as map_overlap",
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
		product := 1
		for _, in := range c.Inputs {
			most, product = max(most, largestBlock(in.Chunks)), product*largestBlock(in.Chunks)
		}
		if s.Op == "outer" {
			most = max(most, product)
		}
		if s.Params.get("trim") != false && s.Op != "sliding_window_view" { // Dask does not announce untrimmed halos; windows hold nothing
			require.LessOrEqual(t, largestBlock(got.Chunks()), most, "%v, Dask has %v", got.Chunks(), want)
		}
		return
	}
	if len(want) == 1 && slices.Contains(want[0], arrays.Unknown) && len(c.Inputs["x"].Shape) > 1 { // chunks of Ravel
		require.Equal(t, 1, got.NDim())
		require.Contains(t, got.Chunks()[0], arrays.Unknown)
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
	if slices.ContainsFunc(values, math.IsNaN) {
		values = []float64{math.NaN()} // which all are
	}
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
