package main

import (
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestResultsOfTheSizeOfTheScanAreRefused(t *testing.T) {
	folder := t.TempDir()
	big := []string{"run", "synthetic:256,256,64,64", "-u", "sum", "-u", "pick", "-o", "out"}
	o := gloam(t, folder, big...)
	require.Equal(t, exitFailure, o.code)
	require.Equal(t, "gloam: pick: result intensity would take 1.07 GB of memory, more than --max-result 268 MB; choose positions with --roi, or raise the limit\n", o.stderr)
	require.Empty(t, o.stdout, "nothing has run")
	require.NoDirExists(t, filepath.Join(folder, "out"))

	ok(t, folder, append(big, "--roi", "1,2", "-q")...)
	small := []string{"run", "synthetic:8,8,16,16", "-u", "pick", "-q", "--max-result"}
	require.Contains(t, gloam(t, folder, append(small, "10kB")...).stderr, "would take 32.8 kB of memory, more than --max-result 10.0 kB")
	ok(t, folder, append(small, "1MB")...)
	ok(t, folder, append(small, "0")...)
	masks := gloam(t, folder, "run", "synthetic:8,8,16,16", "-u", "sumsig", "--max-result", "100")
	require.Equal(t, "gloam: sumsig: result intensity would take 256 B of memory, more than --max-result 100 B\n", masks.stderr)
}
