package source_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/arrays/source"
	"github.com/stretchr/testify/require"
)

const keptFrames, keptFrame = 68, 1 << 20

// bigRaw is a file of the size from which on mappings are kept. Its frames
// begin with the number first, and are zero.
func bigRaw(t *testing.T, path string, first byte) source.Raw {
	t.Helper()
	require.NoError(t, os.WriteFile(path, []byte{first}, 0o600))
	require.NoError(t, os.Truncate(path, keptFrames*keptFrame))
	return source.Raw{Path: path, Dims: []int{keptFrames, 1, keptFrame}, Type: ndarray.Uint8}
}

// passOver reads all frames and returns the first byte of the first one.
func passOver(t *testing.T, r source.Raw) byte {
	t.Helper()
	f, err := r.Open(context.Background())
	require.NoError(t, err)
	var first byte
	for i := range keptFrames {
		a, err := f.Read(context.Background(), i, 1)
		require.NoError(t, err)
		require.NoError(t, arrays.GuardMapped(func() error {
			b, err := a.Bytes()
			if i == 0 {
				first = b[0]
			}
			return err
		}))
	}
	require.NoError(t, f.Close())
	return first
}

// mappings counts those of a file.
func mappings(t *testing.T, path string) int {
	t.Helper()
	maps, err := os.ReadFile("/proc/self/maps")
	require.NoError(t, err)
	return strings.Count(string(maps), path)
}

// openings counts the descriptors of a file.
func openings(t *testing.T, path string) (n int) {
	t.Helper()
	list, err := os.ReadDir("/proc/self/fd")
	require.NoError(t, err)
	for _, e := range list {
		if to, err := os.Readlink("/proc/self/fd/" + e.Name()); err == nil && strings.HasPrefix(to, path) {
			n++
		}
	}
	return n
}

func TestMappedFileIsOpenOnceHoweverManyReadIt(t *testing.T) {
	if runtime.GOOS != "linux" {
		return // what follows looks at /proc
	}
	r := bigRaw(t, filepath.Join(t.TempDir(), "scan.raw"), 7)
	passOver(t, r)
	passOver(t, r)
	require.Equal(t, 1, openings(t, r.Path), "kept with the mapping")
	var readers []arrays.Frames
	for range 3 {
		f, err := r.Open(context.Background())
		require.NoError(t, err)
		readers = append(readers, f)
	}
	require.Equal(t, 1, openings(t, r.Path), "while three read")
	require.NoError(t, os.Remove(r.Path))
	require.NoError(t, source.ReleaseMapped())
	for _, f := range readers {
		_, err := f.Read(context.Background(), keptFrames-1, 1)
		require.NoError(t, err, "a removed file is there for who has it open")
		require.NoError(t, f.Close())
	}
	require.NoError(t, source.ReleaseMapped())
	require.Zero(t, openings(t, r.Path))
}

func TestFileThatIsReadAgainStaysMapped(t *testing.T) {
	if runtime.GOOS != "linux" {
		return // what follows looks at /proc
	}
	r := bigRaw(t, filepath.Join(t.TempDir(), "scan.raw"), 7)
	require.EqualValues(t, 7, passOver(t, r))
	require.Zero(t, mappings(t, r.Path), "after the first pass")
	require.EqualValues(t, 7, passOver(t, r))
	require.Equal(t, 1, mappings(t, r.Path), "after the second")
	f, err := r.Open(context.Background())
	require.NoError(t, err)
	require.NoError(t, source.ReleaseMapped())
	require.Equal(t, 1, mappings(t, r.Path), "while it is in use")
	require.NoError(t, f.Close())
	require.NoError(t, source.ReleaseMapped())
	require.Zero(t, mappings(t, r.Path), "after it was released")
}

func TestBufferedFilesAreNotMappedHoweverOften(t *testing.T) {
	if runtime.GOOS != "linux" {
		return // what follows looks at /proc
	}
	r := bigRaw(t, filepath.Join(t.TempDir(), "scan.raw"), 7)
	r.Buffered = true
	for range 3 {
		require.EqualValues(t, 7, passOver(t, r))
		require.Zero(t, mappings(t, r.Path))
	}
}

func TestReplacedFileIsReadAnew(t *testing.T) {
	path := filepath.Join(t.TempDir(), "scan.raw")
	r := bigRaw(t, path, 1)
	for range 2 {
		require.EqualValues(t, 1, passOver(t, r))
	}
	old, err := r.Open(context.Background())
	require.NoError(t, err)
	other := bigRaw(t, path+".new", 2)
	require.NoError(t, os.Rename(other.Path, path))
	for range 3 {
		require.EqualValues(t, 2, passOver(t, r))
	}
	a, err := old.Read(context.Background(), 0, 1)
	require.NoError(t, err)
	v, err := a.Float(0, 0, 0)
	require.NoError(t, err)
	require.Equal(t, 1.0, v, "whoever has opened it keeps what it has opened")
	require.NoError(t, old.Close())
	require.NoError(t, source.ReleaseMapped())
}

func TestKeptMappingOfCutFileReportsSize(t *testing.T) {
	r := bigRaw(t, filepath.Join(t.TempDir(), "scan.raw"), 1)
	for range 2 {
		passOver(t, r)
	}
	f, err := r.Open(context.Background())
	require.NoError(t, err)
	defer f.Close()
	require.NoError(t, os.Truncate(r.Path, keptFrame))
	_, err = f.Read(context.Background(), 40, 1)
	var se *source.SizeError
	require.ErrorAs(t, err, &se)
	require.EqualValues(t, keptFrame, se.Have)
}

func ExampleReleaseMapped() {
	// Before a program removes scans that it has worked with.
	fmt.Println(source.ReleaseMapped())
	// Output: <nil>
}
