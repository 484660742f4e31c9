package durable_test

import (
	"io/fs"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/internal/durable"
)

func TestFoldersThatAreNotThereAreErrors(t *testing.T) {
	folder := t.TempDir()
	require.NoError(t, durable.Folder(folder))
	if runtime.GOOS != "windows" {
		require.ErrorIs(t, durable.Folder(filepath.Join(folder, "none")), fs.ErrNotExist)
	}
}
