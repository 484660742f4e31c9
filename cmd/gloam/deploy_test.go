//go:build unix

package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/gloam-go/gloam/internal/testdask"
	"github.com/gloam-go/gloam/scheduler/dask"
	"github.com/stretchr/testify/require"
)

// deployedFolders are the folders of deployments below a folder for temporary
// files.
func deployedFolders(t *testing.T, temp string) []string {
	t.Helper()
	found, err := filepath.Glob(filepath.Join(temp, "gloam-*"))
	require.NoError(t, err)
	return found
}

func clusterInfo(t *testing.T, address string) dask.Info {
	t.Helper()
	var info dask.Info
	require.NoError(t, json.Unmarshal([]byte(ok(t, t.TempDir(), "cluster", address, "--json")), &info))
	return info
}

func TestDeployStartsWorkersAndStopsThem(t *testing.T) {
	folder := scanFolder(t)
	for _, v := range testdask.Versions(t) {
		t.Run(v.String(), func(t *testing.T) {
			temp := t.TempDir()
			t.Setenv("TMPDIR", temp)
			s := testdask.StartScheduler(t, v)
			for _, name := range []string{"py-1", "py-2"} {
				s.StartWorker(t, testdask.WorkerOptions{Name: name, Threads: 2})
			}
			would := ok(t, folder, "deploy", s.Address, "--per-node", "2", "--dry-run")
			require.Contains(t, would, "would copy")
			require.Regexp(t, ` 2 +0 +2 +1\.00 GB `, would)
			require.Empty(t, deployedFolders(t, temp))

			said := ok(t, folder, "deploy", s.Address, "--per-node", "2", "--threads", "1")
			require.Contains(t, said, "2 Go workers running")
			dirs := deployedFolders(t, temp)
			require.Len(t, dirs, 1)
			require.Len(t, clusterInfo(t, s.Address).Workers, 4)
			program, err := os.Stat(filepath.Join(dirs[0], "gloam"))
			require.NoError(t, err)
			require.Equal(t, os.FileMode(0o700), program.Mode().Perm())

			out := ok(t, folder, "run", "scan.npy", "-u", "sum", "-o", "deployed"+v.String(), "--scheduler", s.Address, "-q", "--partitions", "4")
			require.NotEmpty(t, out)
			require.Regexp(t, `go-\S+ +Go +running +1 `, ok(t, folder, "cluster", s.Address))
			require.Contains(t, ok(t, folder, "deploy", s.Address, "--per-node", "2", "--threads", "1"), "2 Go workers running")
			require.Len(t, clusterInfo(t, s.Address).Workers, 4, "deployed twice")

			pids := deployedPIDs(t, dirs[0])
			require.Len(t, pids, 2)
			require.Contains(t, ok(t, folder, "deploy", s.Address, "--stop"), "2 Go workers stopped")
			require.Empty(t, deployedFolders(t, temp))
			require.Len(t, clusterInfo(t, s.Address).Workers, 2)
			for _, pid := range pids {
				require.False(t, processRuns(pid))
			}
			require.Contains(t, ok(t, folder, "deploy", s.Address, "--stop"), "0 Go workers stopped")
		})
	}
}

// deployedPIDs are the processes that run from a folder.
func deployedPIDs(t *testing.T, dir string) (pids []int) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "worker-*.json"))
	require.NoError(t, err)
	for _, f := range files {
		b, err := os.ReadFile(f)
		require.NoError(t, err)
		var w deployedWorker
		require.NoError(t, json.Unmarshal(b, &w))
		pids = append(pids, w.PID)
	}
	return pids
}

func TestDeployedWorkersEndWithTheirPythonWorker(t *testing.T) {
	v := testdask.Versions(t)[0]
	temp := t.TempDir()
	t.Setenv("TMPDIR", temp)
	s := testdask.StartScheduler(t, v)
	py := s.StartWorker(t, testdask.WorkerOptions{})
	ok(t, temp, "deploy", s.Address, "--threads", "1")
	pids := deployedPIDs(t, deployedFolders(t, temp)[0])
	require.Len(t, pids, 1)
	py.Kill()
	require.Eventually(t, func() bool { return len(deployedFolders(t, temp)) == 0 && !processRuns(pids[0]) }, 20*time.Second, 50*time.Millisecond)
	require.Empty(t, clusterInfo(t, s.Address).Workers)
	o := gloam(t, temp, "deploy", s.Address)
	require.Equal(t, exitFailure, o.code)
	require.Contains(t, o.stderr, "no Python workers")
}

func TestDeployRefusesOtherPlatforms(t *testing.T) {
	mac := &node{Host: "m1", Posix: true, System: "Darwin", Machine: "arm64"}
	require.NoError(t, fits([]*node{mac}, "darwin", "arm64"))
	require.EqualError(t, fits([]*node{mac}, "linux", "amd64"),
		"node m1 is Darwin on arm64, this program is for linux on amd64: deploy with a gloam built for it")
	require.Error(t, fits([]*node{{System: "Linux", Machine: "x86_64"}}, "linux", "amd64"), "not POSIX")
	for _, args := range []string{"--per-node 0", "--per-node -1", "--threads -1", "--memory-share 2"} {
		o := gloam(t, t.TempDir(), append([]string{"deploy", "tcp://127.0.0.1:1"}, strings.Fields(args)...)...)
		require.Equal(t, exitUsage, o.code, o.stderr)
	}
}

// processRuns reports whether a process exists.
func processRuns(pid int) bool { return syscall.Kill(pid, 0) == nil }
