package main

import (
	encoding "encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// imageFile returns a header of so many bytes with some numbers of four bytes,
// and pixels.
func imageFile(header int, numbers map[int]uint32, pixels int) []byte {
	b := make([]byte, header+pixels)
	for at, v := range numbers {
		encoding.LittleEndian.PutUint32(b[at:], v)
	}
	return b
}

func TestInfoShowsASingleImageAsAScanOfOnePoint(t *testing.T) {
	folder := t.TempDir()
	mrc := imageFile(1024, map[int]uint32{0: 5, 4: 4, 8: 1, 12: 6}, 40)
	require.NoError(t, os.WriteFile(filepath.Join(folder, "a.mrc"), mrc, 0o600))
	o := gloam(t, folder, "info", "a.mrc")
	require.Zero(t, o.code, o.stderr)
	require.Contains(t, o.stdout, "(1 | 4, 5)")
	o = gloam(t, folder, "info", "a.mrc", "--file-order")
	require.Contains(t, o.stderr, "option --file-order does not apply to format mrc")
}

func TestInfoNamesTheFilesOfASeries(t *testing.T) {
	folder := t.TempDir()
	first := imageFile(256, map[int]uint32{0: 256, 4: 2, 8: 5, 12: 4, 16: 8, 48: 80}, 300)
	// Frames at the positions (0, 0), (0, 1) and, in the second file, (1, 0).
	encoding.LittleEndian.PutUint32(first[256+100+68:], 0x3f800000)
	encoding.LittleEndian.PutUint32(first[256+200+72:], 0x3f800000)
	require.NoError(t, os.WriteFile(filepath.Join(folder, "a_000.tvips"), first, 0o600))
	require.NoError(t, os.WriteFile(filepath.Join(folder, "a_001.tvips"), make([]byte, 100), 0o600))
	o := gloam(t, folder, "info", "a_001.tvips")
	require.Zero(t, o.code, o.stderr)
	for _, line := range []string{"path    a_000.tvips\n", "files   2, of which this is the first\n", "size    656 bytes\n", "(2, 2 | 4, 5)"} {
		require.Contains(t, o.stdout, line)
	}
	o = gloam(t, folder, "info", "a_000.tvips", "--sync-offset", "1", "--nav-shape", "3")
	require.Contains(t, o.stdout, "(3 | 4, 5)")
	require.Contains(t, o.stdout, fmt.Sprintf("position i shows frame i%+d", 1))
}
