package zarr_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/arrays/zarr"
)

// told runs a script of zarr-python and returns its lines by the name of the
// array: shape, dtype and digest.
func told(t *testing.T, py, script string, args ...string) map[string][]string {
	t.Helper()
	out, err := exec.Command(py, append([]string{filepath.Join("testdata", script)}, args...)...).CombinedOutput()
	require.NoError(t, err, "%s", out)
	lines := map[string][]string{}
	for line := range strings.Lines(string(out)) {
		f := strings.Fields(line)
		require.Len(t, f, 4, line)
		lines[f[0]] = f[1:]
	}
	return lines
}

// facts are what the scripts say of an array.
func facts(t *testing.T, a *ndarray.Array) []string {
	t.Helper()
	shape := strings.ReplaceAll(strings.Trim(fmt.Sprint(a.Shape()), "[]"), " ", ",")
	if shape == "" {
		shape = "-"
	}
	return []string{shape, a.DType().String(), digest(t, a)}
}

// TestReferenceRandomArraysOfPythonAreRead has zarr-python of release 2, where
// there is one, make arrays of any dtype, byte order, compressor, filter, order
// and fill value.
func TestReferenceRandomArraysOfPythonAreRead(t *testing.T) {
	py := python(t)
	if py == "" || exec.Command(py, "-c", "import zarr; assert zarr.__version__[:2] == '2.'").Run() != nil {
		return
	}
	for _, seed := range []string{"1", "2"} {
		root := filepath.Join(t.TempDir(), "r.zarr")
		want := told(t, py, "draw.py", root, seed, "60")
		require.Len(t, want, 60)
		s, err := zarr.Open(root)
		require.NoError(t, err)
		for name, f := range want {
			x, err := s.Array(name)
			require.NoError(t, err, "seed %s, %s", seed, name)
			got, err := x.Compute(t.Context())
			require.NoError(t, err, "seed %s, %s", seed, name)
			require.Equal(t, f, facts(t, got), "seed %s, %s", seed, name)
		}
	}
}

// TestReferencePythonReadsRandomArrays has it read ours.
func TestReferencePythonReadsRandomArrays(t *testing.T) {
	py := python(t)
	if py == "" {
		return
	}
	for _, format := range []int{2, 3} {
		root := filepath.Join(t.TempDir(), "r.zarr")
		r := rand.New(rand.NewPCG(uint64(format), 7))
		want := map[string][]string{}
		for i := range 60 {
			a, block, opts := randomSave(t, r, format)
			name := fmt.Sprintf("r%d", i)
			opts = append(opts, zarr.Name(name), zarr.Unsynced())
			require.NoError(t, zarr.Save(t.Context(), root, lazy(t, a, block), opts...), name)
			want[name] = facts(t, a)
		}
		require.Equal(t, want, told(t, py, "judge.py", root))
	}
}

// randomSave draws an array and how to save it.
func randomSave(t *testing.T, r *rand.Rand, format int) (a *ndarray.Array, block int, opts []zarr.SaveOption) {
	shape := make([]int, r.IntN(4))
	chunks, shards, perm := slices.Clone(shape), slices.Clone(shape), slices.Clone(shape)
	for i := range shape {
		shape[i] = []int{0, 1, 2, 5, 9, 17}[r.IntN(6)]
		chunks[i] = 1 + r.IntN(shape[i]+2)
		shards[i] = chunks[i] * (1 + r.IntN(3))
		perm[i] = len(shape) - 1 - i
	}
	a = pattern(t, ndarray.Bool+ndarray.DType(r.IntN(int(ndarray.Object-ndarray.Bool))), shape...)
	c := slices.Sorted(maps.Keys(compressors))[r.IntN(len(compressors))]
	packed := compressors[c]
	if format == 3 && r.IntN(2) == 0 {
		packed = zarr.Checked(packed)
	}
	opts = append(opts, zarr.Format(format), zarr.Chunks(chunks...), zarr.Compress(packed), zarr.Separator([]string{".", "/"}[r.IntN(2)]))
	if format == 3 {
		r.Shuffle(len(perm), func(i, j int) { perm[i], perm[j] = perm[j], perm[i] })
		if r.IntN(2) == 0 {
			opts = append(opts, zarr.Shards(shards...))
		}
		if r.IntN(2) == 0 {
			opts = append(opts, zarr.IndexFirst())
		}
	}
	if len(shape) > 1 && r.IntN(2) == 0 {
		opts = append(opts, zarr.Transpose(perm...))
	}
	return a, 1 + r.IntN(6), opts
}
