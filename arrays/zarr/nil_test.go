package zarr_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/zarr"
)

func TestSavingNoArrayIsRefusedAndLeavesNothing(t *testing.T) {
	dir := t.TempDir()
	err := zarr.Save(t.Context(), filepath.Join(dir, "a.zarr"), nil)
	var none *arrays.NilError
	require.ErrorAs(t, err, &none)
	left, err := os.ReadDir(dir)
	require.NoError(t, err)
	require.Empty(t, left)
}
