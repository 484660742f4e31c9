//go:build unix

package zarr_test

import (
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/arrays/zarr"
	"github.com/stretchr/testify/require"
)

// limitedPath is where a copy of the test program writes that may not write
// files of more than a few bytes, as on a full disk.
const limitedPath = "GLOAM_ZARR_LIMITED"

// TestLimited does what the next test looks at.
func TestLimited(t *testing.T) {
	path := os.Getenv(limitedPath)
	if path == "" {
		return
	}
	signal.Ignore(syscall.SIGXFSZ)
	require.NoError(t, syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: 8 << 10, Max: 8 << 10}))
	a := lazy(t, pattern(t, ndarray.Int64, 4000), 4000)
	err := zarr.Save(t.Context(), path, a, zarr.Compress(zarr.Plain()))
	require.ErrorIs(t, err, syscall.EFBIG)
	var where *zarr.Error
	require.ErrorAs(t, err, &where)
	require.Equal(t, path, where.Path)
}

func TestFullDiskIsAnErrorAndLeavesNoHalfChunk(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.zarr")
	c := exec.Command(os.Args[0], "-test.run=^TestLimited$")
	c.Env = append(os.Environ(), limitedPath+"="+path)
	out, err := c.CombinedOutput()
	require.NoError(t, err, "%s", out)
	require.Equal(t, []string{filepath.Join(path, "zarr.json.unfinished")}, leftovers(t, path))
	chunks, err := filepath.Glob(filepath.Join(path, "c", "*"))
	require.NoError(t, err)
	require.Empty(t, chunks)
	a := lazy(t, pattern(t, ndarray.Int64, 4000), 4000)
	require.NoError(t, zarr.Save(t.Context(), path, a, zarr.Compress(zarr.Plain()), zarr.Resume()))
}
