package zarr_test

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/arrays/zarr"
	"github.com/gloam-go/gloam/internal/golden"
	"github.com/gloam-go/gloam/internal/testdask"
	"github.com/stretchr/testify/require"
)

var update = flag.Bool("update", false, "write the saved store again; then run make.py beside it")

// pattern is the array that make.py knows by that name.
func pattern(t testing.TB, dtype ndarray.DType, shape ...int) *ndarray.Array {
	t.Helper()
	n := 1
	for _, e := range shape {
		n *= e
	}
	values := make([]int64, n)
	for i := range values {
		values[i] = int64(i*7/3) % 1009
	}
	a, err := ndarray.FromSlice(values, shape...)
	require.NoError(t, err)
	if len(shape) == 0 {
		a, err = a.Index(0, 0)
		require.NoError(t, err)
	}
	out := ndarray.New(dtype, shape...)
	require.NoError(t, ndarray.CopyInto(out, a))
	return out
}

func lazy(t testing.TB, a *ndarray.Array, chunk int) *arrays.Array {
	t.Helper()
	x, err := arrays.FromDense(a, arrays.ChunkSize(chunk))
	require.NoError(t, err)
	return x
}

var compressors = map[string]zarr.Compressor{
	"plain": zarr.Plain(), "gzip": zarr.Gzip(1), "zlib": zarr.Zlib(1), "zstd": zarr.Zstd(3), "lz4": zarr.LZ4(),
	"blosc-lz4": zarr.BloscLZ4(zarr.ByteShuffle), "blosc-lz4-none": zarr.BloscLZ4(zarr.NoShuffle), "blosc-lz4-bits": zarr.BloscLZ4(zarr.BitShuffle),
	"blosc-zstd": zarr.BloscZstd(zarr.ByteShuffle), "blosc-zstd-bits": zarr.BloscZstd(zarr.BitShuffle),
}

// saveAll saves every kind of array that there is, below one root.
func saveAll(t testing.TB, path string, format int) map[string]*ndarray.Array {
	t.Helper()
	saved := map[string]*ndarray.Array{}
	save := func(name string, a *ndarray.Array, block int, opts ...zarr.SaveOption) {
		opts = append(opts, zarr.Format(format), zarr.Name(name))
		require.NoError(t, zarr.Save(context.Background(), path, lazy(t, a, block), opts...))
		saved[name] = a
	}
	for name, c := range compressors {
		save("compressors/"+name, pattern(t, ndarray.Uint16, 7, 16, 9), 4, zarr.Chunks(4, 16, 9), zarr.Compress(c))
	}
	for d := ndarray.Bool; d < ndarray.Object; d++ {
		save("dtypes/"+d.String(), pattern(t, d, 5, 7), 4)
	}
	save("layout/dots", pattern(t, ndarray.Int32, 5, 7), 4, zarr.Separator("."))
	save("layout/slashes", pattern(t, ndarray.Int32, 5, 7), 4, zarr.Separator("/"))
	save("layout/finer", pattern(t, ndarray.Int32, 9, 7), 4, zarr.Chunks(2, 1))
	save("layout/unaligned", pattern(t, ndarray.Int32, 9, 7), 4, zarr.Chunks(3, 5), zarr.Axes("y", "x"), zarr.Attributes(map[string]any{"unit": "e"}))
	save("layout/scalar", pattern(t, ndarray.Float32), 4)
	save("layout/empty", pattern(t, ndarray.Float32, 0, 4), 4)
	save("layout/reversed", pattern(t, ndarray.Int32, 5, 6, 7), 4, zarr.Chunks(2, 4, 3), zarr.Transpose(2, 1, 0))
	if format == 2 {
		return saved
	}
	save("layout/turned", pattern(t, ndarray.Int32, 5, 6, 7), 4, zarr.Chunks(2, 4, 3), zarr.Transpose(2, 0, 1), zarr.Compress(zarr.Zstd(1)))
	for name, c := range compressors {
		save("checked/"+name, pattern(t, ndarray.Int16, 9, 8), 4, zarr.Compress(zarr.Checked(c)))
	}
	for name, opts := range map[string][]zarr.SaveOption{
		"end": nil, "start": {zarr.IndexFirst()}, "plain": {zarr.Compress(zarr.Plain())}, "dots": {zarr.Separator(".")},
		"checked": {zarr.Compress(zarr.Checked(zarr.Gzip(1))), zarr.IndexFirst()}, "turned": {zarr.Transpose(1, 2, 0)}, "lz4": {zarr.Compress(zarr.LZ4())},
	} {
		opts = append(opts, zarr.Chunks(2, 3, 7), zarr.Shards(4, 6, 7))
		save("shards/"+name, pattern(t, ndarray.Uint16, 9, 10, 7), 4, opts...)
	}
	save("shards/one", pattern(t, ndarray.Float32, 9), 3, zarr.Chunks(3), zarr.Shards(3))
	save("shards/huge", pattern(t, ndarray.Float64, 5, 6), 4, zarr.Chunks(2, 2), zarr.Shards(16, 16), zarr.Compress(zarr.Zlib(1)))
	save("shards/scalar", pattern(t, ndarray.Int32), 4, zarr.Shards())
	save("shards/empty", pattern(t, ndarray.Int32, 0, 4), 4, zarr.Chunks(1, 2), zarr.Shards(2, 4))
	return saved
}

// savedStores are a folder and a zip file of each version.
var savedStores = []struct {
	name   string
	format int
}{{"all.zarr", 2}, {"all.zarr", 3}, {"all.zip", 2}, {"all.zip", 3}}

func TestSavedArraysReadBack(t *testing.T) {
	for _, c := range savedStores {
		path := filepath.Join(t.TempDir(), c.name)
		saved := saveAll(t, path, c.format)
		s, err := zarr.Open(path)
		require.NoError(t, err)
		names, err := s.Arrays()
		require.NoError(t, err)
		require.Len(t, names, len(saved))
		for _, name := range names {
			x, err := s.Array(name)
			require.NoError(t, err)
			got, err := x.Compute(context.Background())
			require.NoError(t, err)
			require.Equal(t, saved[name].Shape(), got.Shape(), name)
			require.Equal(t, digest(t, saved[name]), digest(t, got), name)
		}
		notes, err := s.Attributes("layout/unaligned")
		require.NoError(t, err)
		require.Equal(t, "e", notes["unit"])
		require.NoError(t, filepath.WalkDir(filepath.Dir(path), func(name string, d fs.DirEntry, err error) error {
			require.False(t, strings.Contains(filepath.Base(name), ".writing-") || strings.HasSuffix(name, ".unfinished"), name)
			return err
		}))
	}
}

// python returns an interpreter that has zarr-python: the one that
// GLOAM_ZARR_PYTHON names, else Debian's or one of a virtual environment. It is
// empty if GLOAM_SKIP_DASK says that no Python is to be looked for.
func python(t *testing.T) string {
	t.Helper()
	if name := os.Getenv("GLOAM_ZARR_PYTHON"); name != "" {
		return name
	}
	if os.Getenv("GLOAM_SKIP_DASK") == "1" {
		return ""
	}
	return testdask.Module(t, "zarr", "python3-zarr").Command[0]
}

// TestReferencePythonReadsWhatIsSaved asks zarr-python. What
// it said of the stores that were saved when expected.json was made is checked
// everywhere: those must come out with the same metadata today.
func TestReferencePythonReadsWhatIsSaved(t *testing.T) {
	py := python(t)
	for _, c := range savedStores {
		path := filepath.Join(t.TempDir(), c.name)
		saved := saveAll(t, path, c.format)
		if filepath.Ext(path) != ".zip" {
			sameDocuments(t, path, fmt.Sprintf("saved%d.zarr", c.format), saved)
		}
		if py == "" {
			continue
		}
		out, err := exec.Command(py, filepath.Join("testdata", "judge.py"), path).CombinedOutput()
		require.NoError(t, err, "%s", out)
		lines := strings.Split(strings.TrimSpace(string(out)), "\n")
		require.Len(t, lines, len(saved))
		for _, line := range lines {
			f := strings.Fields(line)
			require.Len(t, f, 4, line)
			a := saved[f[0]]
			require.Equal(t, a.DType().String(), f[2])
			require.Equal(t, digest(t, a), f[3], f[0])
		}
	}
}

// sameDocuments compares the metadata of a saved store with those of one that
// was saved before, or replaces the old store.
func sameDocuments(t *testing.T, path, before string, saved map[string]*ndarray.Array) {
	t.Helper()
	want := filepath.Join(filepath.Dir(golden.Files(t, "data/zarr/make.py")[0]), before)
	if *update {
		require.NoError(t, os.RemoveAll(want))
		require.NoError(t, os.CopyFS(want, os.DirFS(path)))
	}
	for name := range saved {
		found := 0
		for _, doc := range []string{".zarray", ".zattrs", "zarr.json"} {
			was, err := os.ReadFile(filepath.Join(want, name, doc))
			if errors.Is(err, fs.ErrNotExist) {
				continue
			}
			require.NoError(t, err)
			is, err := os.ReadFile(filepath.Join(path, name, doc))
			require.NoError(t, err)
			require.JSONEq(t, string(was), string(is), name)
			found++
		}
		require.NotZero(t, found, name)
	}
}

func TestSaveKeepsWhatIsThere(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.zarr")
	a := lazy(t, pattern(t, ndarray.Int16, 8), 4)
	require.NoError(t, zarr.Save(context.Background(), path, a))
	require.ErrorIs(t, zarr.Save(context.Background(), path, a), zarr.ErrExists)
	require.ErrorIs(t, zarr.Save(context.Background(), path, a, zarr.Name("below")), zarr.ErrExists)
	require.NoError(t, zarr.Save(context.Background(), path, a, zarr.Resume()))
	var other *zarr.ResumeError
	require.ErrorAs(t, zarr.Save(context.Background(), path, a, zarr.Resume(), zarr.Compress(zarr.Plain())), &other)
}

func TestResumeComputesOnlyWhatIsMissing(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.zarr")
	var calls atomic.Int64
	failing := errors.New("power cut")
	broken := true
	k := arrays.NewKernel("count", func(_ context.Context, at arrays.Block, _ []*ndarray.Array) (*ndarray.Array, error) {
		if broken && at.Coords[0] == 3 {
			return nil, failing
		}
		calls.Add(1)
		b := ndarray.New(ndarray.Int32, at.Shape...)
		return b, b.Fill(at.Start[0])
	})
	a, err := arrays.FromFunc(k, []int{20}, ndarray.Int32, arrays.ChunkSize(4))
	require.NoError(t, err)
	require.ErrorIs(t, zarr.Save(context.Background(), path, a), failing)
	_, err = zarr.Open(path)
	require.Error(t, err, "an unfinished array is not seen")
	require.ErrorIs(t, zarr.Save(context.Background(), path, a), zarr.ErrExists)
	done := calls.Load()
	broken = false
	require.NoError(t, zarr.Save(context.Background(), path, a, zarr.Resume()))
	require.GreaterOrEqual(t, int64(5), calls.Load()-done)
	files, err := filepath.Glob(filepath.Join(path, "c", "*"))
	require.NoError(t, err)
	require.Len(t, files, 5)
	require.NoError(t, os.Remove(files[1]))
	calls.Store(0)
	require.NoError(t, zarr.Save(context.Background(), path, a, zarr.Resume()))
	require.Equal(t, int64(1), calls.Load())
	s, err := zarr.Open(path)
	require.NoError(t, err)
	got, err := s.Read(context.Background(), "", []int{3}, []int{7})
	require.NoError(t, err)
	require.Equal(t, "[0 4 4 4 4 8 8]", fmt.Sprint(values(t, got)))
}

func values(t testing.TB, a *ndarray.Array) []int32 {
	t.Helper()
	v, err := ndarray.Values[int32](a)
	require.NoError(t, err)
	return v
}

func TestSaveRefusesBadOptions(t *testing.T) {
	a := lazy(t, pattern(t, ndarray.Int16, 8, 8), 4)
	for name, opt := range map[string]zarr.SaveOption{
		"format": zarr.Format(4), "chunks": zarr.Chunks(4), "zero": zarr.Chunks(0, 4), "axes": zarr.Axes("x"), "name": zarr.Name("../up"),
		"separator": zarr.Separator("-"), "attributes": zarr.Attributes(map[string]any{"f": func() {}}),
	} {
		path := filepath.Join(t.TempDir(), "a.zarr")
		require.Error(t, zarr.Save(context.Background(), path, a, opt), name)
		_, err := os.Stat(path)
		require.ErrorIs(t, err, fs.ErrNotExist, "%s: nothing is left behind", name)
	}
}

func TestSaveRefusesShardsAndLayoutsThatCannotBe(t *testing.T) {
	a := lazy(t, pattern(t, ndarray.Int16, 8, 8), 4)
	v2 := zarr.Format(2)
	for text, opts := range map[string][]zarr.SaveOption{
		"chunks (4, 4) do not fill shards (6, 8)":         {zarr.Shards(6, 8)},
		"shards (8,) for shape (8, 8)":                    {zarr.Shards(8)},
		`zarr format with shards "2" is not supported`:    {v2, zarr.Shards(8, 8)},
		`zarr format with checksums "2" is not supported`: {v2, zarr.Compress(zarr.Checked(zarr.Plain()))},
		`zarr format 2 with order of axes "[0 1]"`:        {v2, zarr.Transpose(0, 1)},
		"transposition (0, 0) is no permutation":          {zarr.Transpose(0, 0)},
		"transposition (0,) of 2 axes":                    {zarr.Transpose(0)},
		"chunks (0, 4) do not fill shards":                {zarr.Chunks(0, 4), zarr.Shards(8, 8)},
		"chunks (8, 8) do not fill shards (4, 4)":         {zarr.Chunks(8, 8), zarr.Shards(4, 4)},
	} {
		for _, name := range []string{"a.zarr", "a.zip"} {
			dir := t.TempDir()
			require.ErrorContains(t, zarr.Save(t.Context(), filepath.Join(dir, name), a, opts...), text)
			left, err := os.ReadDir(dir)
			require.NoError(t, err)
			require.Empty(t, left, "nothing is left behind")
		}
	}
}

func TestDocumentsAreASCII(t *testing.T) {
	notes := map[string]any{"µ": "é", "word": "𝕩 \u2028 <&>"}
	for _, format := range []int{2, 3} {
		path := filepath.Join(t.TempDir(), "x.zarr")
		require.NoError(t, zarr.Save(t.Context(), path, lazy(t, pattern(t, ndarray.Int8, 2), 2), zarr.Format(format), zarr.Attributes(notes)))
		for name, text := range tree(t, path) {
			if strings.Contains(name, "z") {
				require.Equal(t, -1, strings.IndexFunc(text, func(r rune) bool { return r > 0x7e }), name)
			}
		}
		s, err := zarr.Open(path)
		require.NoError(t, err)
		got, err := s.Attributes("")
		require.NoError(t, err)
		require.Equal(t, notes, got)
	}
}
