package npystack_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/npystack"
)

func TestSavingNoArrayIsRefusedAndLeavesNothing(t *testing.T) {
	dir := t.TempDir()
	err := npystack.Save(t.Context(), filepath.Join(dir, "stack"), nil, 0)
	var none *arrays.NilError
	require.ErrorAs(t, err, &none)
	left, err := os.ReadDir(dir)
	require.NoError(t, err)
	require.Empty(t, left)
}
