package main

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/stretchr/testify/require"
)

func TestInfoDescribesAScan(t *testing.T) {
	folder := scanFolder(t)
	text := ok(t, folder, "info", "scan.npy")
	for _, want := range []string{"(8, 6 | 16, 20)", "uint16, little endian", "48 stored", "offset 128, gap 0 bytes", "30.8 kB (30848 bytes)", "1 partition"} {
		require.Contains(t, text, want)
	}
	var i scanInfo
	require.NoError(t, json.Unmarshal([]byte(ok(t, folder, "info", "scan.raw", "--dtype", ">u2", "--sig-shape", "16,20", "--json")), &i))
	require.Equal(t, []int{48}, i.Nav)
	require.Equal(t, "big", i.ByteOrder)
	require.Contains(t, i.Hint, "--nav-shape")
	require.EqualValues(t, 640, i.FrameBytes)
}

func TestInfoNamesTheMissingOptions(t *testing.T) {
	folder := scanFolder(t)
	require.Contains(t, ok(t, folder, "info", "scan.raw"), "missing  --dtype, --sig-shape")
}

func TestInfoListsTheMembersOfAnArchive(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "a.npz")
	require.NoError(t, ndarray.SaveNPZ(path, []ndarray.Member{
		{Name: "first", Array: ndarray.New(ndarray.Uint8, 2, 3, 4, 5)}, {Name: "second", Array: ndarray.New(ndarray.Float32, 3, 3, 3)},
	}, true))
	var i scanInfo
	require.NoError(t, json.Unmarshal([]byte(ok(t, folder, "info", path, "--json")), &i))
	require.Equal(t, []string{"--member"}, i.Missing)
	require.Equal(t, []member{{Name: "first", Shape: []int{2, 3, 4, 5}, DType: "uint8"}, {Name: "second", Shape: []int{3, 3, 3}, DType: "float32"}}, i.Members)
	require.Contains(t, ok(t, folder, "info", path, "--member", "first"), "(2, 3 | 4, 5)")
}

func TestUDFsListsParametersAndBuffers(t *testing.T) {
	text := ok(t, t.TempDir(), "udfs")
	require.Contains(t, text, "sum - ")
	var list []udfInfo
	require.NoError(t, json.Unmarshal([]byte(ok(t, t.TempDir(), "udfs", "--json")), &list))
	for _, u := range list {
		require.NotEmpty(t, u.Doc, u.Name)
		// Integration needs a file to say how many positions there are.
		if u.Name != "noop" && u.Name != "integration" {
			require.NotEmpty(t, u.Buffers, u.Name)
		}
	}
	require.NoError(t, json.Unmarshal([]byte(ok(t, t.TempDir(), "udfs", "masks", "--json")), &list))
	require.Len(t, list, 1)
	require.Equal(t, []bufferInfo{{"intensity", "nav", []int{64, 64, 2}, "float32"}}, list[0].Buffers)
}

func TestGraphDrawsEachFormat(t *testing.T) {
	folder := scanFolder(t)
	for name, start := range map[string]string{"g.svg": "<", "g.png": "\x89PNG", "g.dot": "digraph"} {
		out := ok(t, folder, "graph", "scan.npy", "-u", "sum", "-u", "com", "--partitions", "4", "--level", "tasks", "--color", "order", "-o", name)
		require.Regexp(t, `^`+name+`  \d+ tasks in \d+ layers\n$`, out)
		text, err := os.ReadFile(filepath.Join(folder, name))
		require.NoError(t, err)
		require.Equal(t, start, string(text[:len(start)]))
	}
	o := gloam(t, folder, "graph", "synthetic:64,64,8,8", "-u", "com", "--partitions", "500", "--level", "tasks", "--raw", "-o", "big.svg")
	require.Zero(t, o.code)
	require.Empty(t, o.stderr)
	text, err := os.ReadFile(filepath.Join(folder, "big.svg"))
	require.NoError(t, err)
	require.True(t, strings.Contains(string(text), "like tasks are drawn as one"))
	require.False(t, strings.Contains(string(text), "gloam/job.go"), "source lines of the command")
	o = gloam(t, folder, "graph", "synthetic:64,64,8,8", "-u", "com", "--partitions", "500", "--level", "tasks", "--all", "--raw", "-o", "big.svg")
	require.Zero(t, o.code)
	require.Regexp(t, `gloam: \d+ tasks are too many to read, above 400 layers are drawn\n`, o.stderr)
}

func TestSynthWritesTheKnownScan(t *testing.T) {
	folder := t.TempDir()
	out := ok(t, folder, "synth", "new/scan.raw", "--shape", "8,8,32,32")
	require.Contains(t, out, "--dtype uint16 --nav-shape 8,8 --sig-shape 32,32")
	ok(t, folder, "synth", "scan.npy", "--shape", "8,8,32,32", "--workers", "3", "-q")
	raw, err := os.ReadFile(filepath.Join(folder, "new/scan.raw"))
	require.NoError(t, err)
	require.Equal(t, "3d94a5c4d05473d2eea018aba6706a9c23a36851ce5f4f04d6653d804f754b01", digest(raw))
	npy, err := os.ReadFile(filepath.Join(folder, "scan.npy"))
	require.NoError(t, err)
	require.Equal(t, raw, npy[128:])
}

func TestEveryCommandHasHelpWithExamples(t *testing.T) {
	require.Contains(t, ok(t, t.TempDir(), "--help"), "gloam run scan.npy")
	for _, name := range []string{"run", "info", "graph", "udfs", "synth"} {
		require.Contains(t, ok(t, t.TempDir(), name, "--help"), "Examples:\n")
	}
	require.Regexp(t, `^gloam \S+ \(go`, ok(t, t.TempDir(), "version"))
}

func TestHelpOfGraphNamesAllChoices(t *testing.T) {
	help := strings.Join(strings.Fields(ok(t, t.TempDir(), "graph", "--help")), " ")
	require.Contains(t, help, "What to draw: layers, or tasks, each of them (layers).")
	for color := range colorings {
		require.Regexp(t, `What colours mean: [^.]*\b`+color+`\b`, help)
	}
	for _, flag := range []string{"--level=every", "--color=red"} {
		o := gloam(t, t.TempDir(), "graph", "synthetic:4,4,4,4", "-u", "sum", "-o", "g.svg", flag)
		require.Equal(t, exitUsage, o.code)
		require.Contains(t, o.stderr, strings.SplitN(flag, "=", 2)[1])
	}
}

func digest(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}
