package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/zarr"
)

// damagedScan is a Zarr store of which one chunk cannot be decoded; mend puts
// the chunk back.
func damagedScan(t *testing.T) (folder string, mend func()) {
	t.Helper()
	folder = scanFolder(t)
	x, err := arrays.FromDense(load(t, filepath.Join(folder, "scan.npy")), arrays.PerAxis(arrays.Size(4), arrays.Size(6), arrays.Size(16), arrays.Size(20)))
	require.NoError(t, err)
	require.NoError(t, zarr.Save(t.Context(), filepath.Join(folder, "scan.zarr"), x))
	chunk := filepath.Join(folder, "scan.zarr", "c", "1", "0", "0", "0")
	was, err := os.ReadFile(chunk)
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(chunk, []byte("damaged"), 0o644))
	return folder, func() { require.NoError(t, os.WriteFile(chunk, was, 0o644)) }
}

func TestFailedTaskIsKeptAndReplayed(t *testing.T) {
	folder, mend := damagedScan(t)
	o := gloam(t, folder, "run", "scan.zarr", "--udf", "sum", "--partitions", "4", "--save-failed", "kept", "--timeline", "run.svg", "-q")
	require.Equal(t, exitFailure, o.code)
	m := regexp.MustCompile(`c/1/0/0/0: codec blosc: .*; again with: gloam replay (kept\S+)\)\n$`).FindStringSubmatch(filepath.ToSlash(o.stderr))
	require.NotNil(t, m, o.stderr)
	b, err := os.ReadFile(filepath.Join(folder, "run.svg"))
	require.NoError(t, err)
	require.Contains(t, string(b), "#d62728", "the failed task is marked")

	o = gloam(t, folder, "replay", m[1])
	require.Equal(t, exitFailure, o.code)
	require.Contains(t, o.stdout, "calls gloam/udf/part")
	require.Contains(t, o.stdout, "then  zarr: ")
	require.Contains(t, o.stderr, "codec blosc")
	mend()
	require.Contains(t, ok(t, folder, "replay", m[1]), "now   does not fail: returns ")
}

func TestTimelinesOfARun(t *testing.T) {
	folder := scanFolder(t)
	for _, name := range []string{"new/run.svg", "run.json", "run.txt"} {
		ok(t, folder, "run", "scan.npy", "--udf", "sum", "--timeline", name, "-q")
	}
	var trace struct{ TraceEvents []any }
	b, err := os.ReadFile(filepath.Join(folder, "run.json"))
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(b, &trace))
	require.NotEmpty(t, trace.TraceEvents)
	b, err = os.ReadFile(filepath.Join(folder, "run.txt"))
	require.NoError(t, err)
	require.Contains(t, string(b), "part")
	for _, path := range tree(t, folder) {
		require.NotContains(t, path, ".tmp")
	}
}

func TestDiagnosisThatCannotBe(t *testing.T) {
	folder := scanFolder(t)
	for text, args := range map[string][]string{
		`got extension ".pdf", want .svg, .json or .txt`: {"--timeline", "run.pdf"},
		"--timeline: got --scheduler tcp://":             {"--timeline", "run.svg", "--scheduler", "tcp://127.0.0.1:1"},
		"--save-failed: got --scheduler tcp://":          {"--save-failed", "kept", "--scheduler", "tcp://127.0.0.1:1"},
	} {
		o := gloam(t, folder, append([]string{"run", "scan.npy", "--udf", "sum"}, args...)...)
		require.Equal(t, exitUsage, o.code)
		require.Contains(t, o.stderr, text)
	}
	o := gloam(t, folder, "replay", "none")
	require.Equal(t, exitFailure, o.code)
	require.Contains(t, o.stderr, "none: got no task.json in it, want the folder of a saved task")
}
