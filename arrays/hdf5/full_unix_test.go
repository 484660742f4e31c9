//go:build unix

package hdf5_test

import (
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/arrays/hdf5"
	"github.com/gloam-go/gloam/arrays/ndarray"
)

// limitedPath is where a copy of the test program writes that may not write
// files of more than a few bytes, as on a full disk.
const limitedPath = "GLOAM_HDF5_LIMITED"

// TestLimited does what the next test looks at.
func TestLimited(t *testing.T) {
	path := os.Getenv(limitedPath)
	if path == "" {
		return
	}
	signal.Ignore(syscall.SIGXFSZ)
	require.NoError(t, syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: 8 << 10, Max: 8 << 10}))
	for _, opts := range [][]hdf5.SaveOption{nil, {hdf5.Chunks(1000)}, {hdf5.Gzip(1), hdf5.Chunks(10)}} {
		err := hdf5.Save(t.Context(), path, only(ramp(t, ndarray.Int64, 1000, 4000)), opts...)
		require.ErrorIs(t, err, syscall.EFBIG)
		var where *hdf5.Error
		require.ErrorAs(t, err, &where)
	}
}

func TestFullDiskIsAnErrorAndLeavesNoFile(t *testing.T) {
	dir := t.TempDir()
	c := exec.Command(os.Args[0], "-test.run=^TestLimited$")
	c.Env = append(os.Environ(), limitedPath+"="+filepath.Join(dir, "a.h5"))
	out, err := c.CombinedOutput()
	require.NoError(t, err, "%s", out)
	require.Empty(t, left(t, dir))
}
