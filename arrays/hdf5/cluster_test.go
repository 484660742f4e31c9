package hdf5_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/hdf5"
	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/internal/testdask"
	"github.com/gloam-go/gloam/scheduler"
	"github.com/gloam-go/gloam/scheduler/dask"
	"github.com/gloam-go/gloam/scheduler/worker/workertest"
)

func TestAClusterWritesTheSameFile(t *testing.T) {
	versions := testdask.Versions(t)
	s := testdask.StartScheduler(t, versions[len(versions)-1])
	workertest.Start(t, s.Address)
	workertest.Start(t, s.Address)
	c, err := dask.Dial(t.Context(), s.Address)
	require.NoError(t, err)
	defer func() { require.NoError(t, c.Close()) }()
	dir := t.TempDir()
	x, err := arrays.Arange(0, 3000, 1, ndarray.Float32, arrays.ChunkSize(500))
	require.NoError(t, err)
	x, err = x.Reshape(30, 100)
	require.NoError(t, err)
	sets := map[string]*arrays.Array{"whole": x, "cut": x}
	opts := []hdf5.SaveOption{hdf5.For("cut", hdf5.Chunks(7, 30), hdf5.BigEndian())}
	require.NoError(t, hdf5.Save(t.Context(), filepath.Join(dir, "here"), sets, opts...))
	require.NoError(t, hdf5.Save(t.Context(), filepath.Join(dir, "there"), sets, append(opts, hdf5.Run(scheduler.On(c)))...))
	here, err := os.ReadFile(filepath.Join(dir, "here"))
	require.NoError(t, err)
	there, err := os.ReadFile(filepath.Join(dir, "there"))
	require.NoError(t, err)
	require.Equal(t, here, there)

	err = hdf5.Save(t.Context(), filepath.Join(dir, "packed"), sets, hdf5.Gzip(1), hdf5.Run(scheduler.On(c)))
	require.ErrorIs(t, err, dask.ErrInProcessOnly)
	require.Equal(t, []string{"here", "there"}, left(t, dir))
}
