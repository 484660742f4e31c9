package zarr_test

import (
	"bufio"
	"context"
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
	"github.com/gloam-go/gloam/scheduler"
	"github.com/stretchr/testify/require"
)

// victimPath is where a copy of the test program writes until it is killed.
const victimPath = "GLOAM_ZARR_VICTIM"

// numbered is an array of 12 blocks; each block is computed by fn.
func numbered(t testing.TB, fn func(block int)) *arrays.Array {
	t.Helper()
	k := arrays.NewKernel("numbered", func(_ context.Context, at arrays.Block, _ []*ndarray.Array) (*ndarray.Array, error) {
		fn(at.Coords[0])
		b := ndarray.New(ndarray.Int32, at.Shape...)
		return b, b.Fill(at.Coords[0])
	})
	a, err := arrays.FromFunc(k, []int{12, 1000}, ndarray.Int32, arrays.PerAxis(arrays.Size(1), arrays.Size(1000)))
	require.NoError(t, err)
	return a
}

// victimOptions are those of the writer that is killed and of the one that goes
// on.
func victimOptions(path string) []zarr.SaveOption {
	opts := []zarr.SaveOption{zarr.Run(scheduler.On(scheduler.NewLocal(scheduler.Workers(1))))}
	if strings.Contains(path, "sharded") {
		opts = append(opts, zarr.Chunks(1, 100), zarr.Shards(1, 1000))
	}
	return opts
}

// TestVictim writes and hangs at block 7 when it is run by the next test.
func TestVictim(t *testing.T) {
	path := os.Getenv(victimPath)
	if path == "" {
		return
	}
	err := zarr.Save(t.Context(), path, numbered(t, func(block int) {
		fmt.Println("computing", block)
		if block == 7 {
			select {}
		}
	}), victimOptions(path)...)
	require.NoError(t, err)
}

// kill starts a writer, kills it at block 7 and returns.
func kill(t *testing.T, path string) {
	t.Helper()
	c := exec.Command(os.Args[0], "-test.run=^TestVictim$")
	c.Env = append(os.Environ(), victimPath+"="+path)
	out, err := c.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, c.Start())
	lines := bufio.NewScanner(out)
	for lines.Scan() && lines.Text() != "computing 7" {
	}
	require.Equal(t, "computing 7", lines.Text())
	require.NoError(t, c.Process.Kill())
	require.Error(t, c.Wait())
}

func TestKilledWriterLosesNoChunk(t *testing.T) {
	for _, name := range []string{"plain.zarr", "sharded.zarr", "plain.zip", "sharded.zip"} {
		path := filepath.Join(t.TempDir(), name)
		kill(t, path)
		_, err := zarr.Open(path)
		require.Error(t, err, "an unfinished array is not seen")
		require.ErrorIs(t, zarr.Save(t.Context(), path, numbered(t, func(int) {})), zarr.ErrExists)
		folder := path
		if filepath.Ext(path) == ".zip" {
			folder += ".unfinished"
		}
		done, err := filepath.Glob(filepath.Join(folder, "c", "*", "0"))
		require.NoError(t, err)
		require.Len(t, done, 7)
		before := stamps(t, done)
		// What a kill within a write, and a power cut, leave.
		write(t, folder, "c/8/.writing-123", "half")
		write(t, folder, ".writing-456", "half")
		write(t, folder, "c/9/0", "")
		var computed atomic.Int64
		opts := append(victimOptions(path), zarr.Resume())
		require.NoError(t, zarr.Save(t.Context(), path, numbered(t, func(int) { computed.Add(1) }), opts...))
		require.Equal(t, int64(5), computed.Load())
		if folder == path {
			require.Equal(t, before, stamps(t, done), "chunks that were done are not written again")
		}
		require.Empty(t, leftovers(t, filepath.Dir(path)))
		requireNumbered(t, path)
	}
}

// stamps returns the times of writing.
func stamps(t *testing.T, names []string) []int64 {
	t.Helper()
	out := make([]int64, len(names))
	for i, name := range names {
		info, err := os.Stat(name)
		require.NoError(t, err)
		out[i] = info.ModTime().UnixNano()
	}
	return out
}

// leftovers lists files that are not of a finished store.
func leftovers(t *testing.T, folder string) []string {
	t.Helper()
	var found []string
	require.NoError(t, filepath.WalkDir(folder, func(name string, _ fs.DirEntry, err error) error {
		if base := filepath.Base(name); strings.HasPrefix(base, ".writing-") || strings.HasSuffix(base, ".unfinished") {
			found = append(found, name)
		}
		return err
	}))
	return found
}

func requireNumbered(t *testing.T, path string) {
	t.Helper()
	s, err := zarr.Open(path)
	require.NoError(t, err)
	got, err := s.Read(t.Context(), "", []int{0, 0}, []int{12, 1000})
	require.NoError(t, err)
	for i, v := range values(t, got) {
		require.Equal(t, int32(i/1000), v)
	}
}

func TestOnlyOneOfTwoSavesBegins(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.zarr")
	var errs [4]error
	start, done := make(chan struct{}), make(chan int)
	for i := range errs {
		go func() {
			<-start
			errs[i] = zarr.Save(t.Context(), path, numbered(t, func(int) {}))
			done <- i
		}()
	}
	close(start)
	for range errs {
		<-done
	}
	won := 0
	for _, err := range errs {
		if err == nil {
			won++
			continue
		}
		require.ErrorIs(t, err, zarr.ErrExists)
	}
	require.Equal(t, 1, won)
	requireNumbered(t, path)
}
