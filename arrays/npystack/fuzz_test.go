package npystack_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/arrays/npystack"
)

func FuzzLoad(f *testing.F) {
	x, err := arrays.FromDense(counting(f, ndarray.Float32, 6, 4), arrays.ChunkSize(2))
	require.NoError(f, err)
	dir := f.TempDir()
	require.NoError(f, npystack.Save(f.Context(), dir, x, 0))
	good, err := os.ReadFile(filepath.Join(dir, "info"))
	require.NoError(f, err)
	f.Add(good)
	f.Add([]byte("\x80\x04}."))
	f.Fuzz(func(t *testing.T, info []byte) {
		dir := t.TempDir()
		require.NoError(t, os.WriteFile(filepath.Join(dir, "info"), info, 0o644))
		a, err := npystack.Load(dir)
		if err != nil {
			var known *npystack.Error
			require.ErrorAs(t, err, &known)
			return
		}
		require.Positive(t, a.NDim())
	})
}
