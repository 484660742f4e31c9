//go:build unix

package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
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
			require.False(t, anyRuns(pids))
			require.Contains(t, ok(t, folder, "deploy", s.Address, "--stop"), "0 Go workers stopped")
		})
	}
}

// deployedPIDs are the processes that run from a folder.
func deployedPIDs(t *testing.T, dir string) (pids []int) {
	t.Helper()
	notes, err := deployedNotes(dir)
	require.NoError(t, err)
	for _, w := range notes {
		pids = append(pids, w.PID)
	}
	return pids
}

// TestDeployedWorkersEndWithTheirPythonWorker kills one of two Go workers, which
// has no chance to tidy up, and then the Python worker.
func TestDeployedWorkersEndWithTheirPythonWorker(t *testing.T) {
	v := testdask.Versions(t)[0]
	temp := t.TempDir()
	t.Setenv("TMPDIR", temp)
	s := testdask.StartScheduler(t, v)
	py := s.StartWorker(t, testdask.WorkerOptions{})
	ok(t, temp, "deploy", s.Address, "--threads", "1", "--per-node", "3")
	pids := deployedPIDs(t, deployedFolders(t, temp)[0])
	require.Len(t, pids, 3)
	require.NoError(t, syscall.Kill(pids[1], syscall.SIGKILL))
	py.Kill()
	require.Eventually(t, func() bool { return len(deployedFolders(t, temp)) == 0 && !anyRuns(pids) }, 20*time.Second, 50*time.Millisecond)
	require.Empty(t, clusterInfo(t, s.Address).Workers)
	require.Contains(t, ok(t, temp, "deploy", s.Address, "--stop"), "0 Go workers stopped")
	o := gloam(t, temp, "deploy", s.Address)
	require.Equal(t, exitFailure, o.code)
	require.Contains(t, o.stderr, "no Python workers")
}

// TestStopReachesGoWorkersOfPythonWorkersThatDoNotAnswer stops a Python worker in
// its tracks.
func TestStopReachesGoWorkersOfPythonWorkersThatDoNotAnswer(t *testing.T) {
	v := testdask.Versions(t)[0]
	temp := t.TempDir()
	t.Setenv("TMPDIR", temp)
	s := testdask.StartScheduler(t, v)
	s.StartWorker(t, testdask.WorkerOptions{Name: "py"})
	ok(t, temp, "deploy", s.Address, "--threads", "1", "--per-node", "2")
	dir := deployedFolders(t, temp)[0]
	pids := deployedPIDs(t, dir)
	parent := deployedParent(t, dir)
	require.NoError(t, syscall.Kill(parent, syscall.SIGSTOP))
	defer func() { _ = syscall.Kill(parent, syscall.SIGCONT) }()
	o := gloam(t, temp, "deploy", s.Address, "--stop", "--wait", "3s")
	require.Equal(t, exitFailure, o.code)
	require.Regexp(t, `2 Go workers stopped; tcp://\S+ did not answer within 3s, look for gloam-`, o.stderr)
	require.Empty(t, deployedFolders(t, temp))
	info := clusterInfo(t, s.Address)
	require.Len(t, info.Workers, 1)
	require.Equal(t, "py", info.Workers[0].Name)
	require.NoError(t, syscall.Kill(parent, syscall.SIGCONT)) // to bury its children
	require.Contains(t, ok(t, temp, "deploy", s.Address, "--stop"), "0 Go workers stopped, nothing left")
	require.False(t, anyRuns(pids))
}

// TestDeployOnATLSCluster has the certificates from flags, and from where Dask
// has them.
func TestDeployOnATLSCluster(t *testing.T) {
	for _, v := range testdask.Versions(t) {
		t.Run(v.String(), func(t *testing.T) {
			folder := scanFolder(t)
			temp := t.TempDir()
			t.Setenv("TMPDIR", temp)
			ca, cert, key := testdask.Certificates(t)
			files := []string{"--protocol", "tls", "--tls-ca-file", ca, "--tls-cert", cert, "--tls-key", key}
			s := testdask.StartScheduler(t, v, files...)
			s.StartWorker(t, testdask.WorkerOptions{Args: files, Threads: 2})
			o := gloam(t, folder, "deploy", s.Address)
			require.Equal(t, exitFailure, o.code)
			require.Contains(t, o.stderr, "--tls-ca and --tls-cert needed")

			flags := []string{"--tls-ca", ca, "--tls-cert", cert, "--tls-key", key}
			require.Contains(t, ok(t, folder, append([]string{"deploy", s.Address}, flags...)...), "1 Go worker running")
			pids := deployedPIDs(t, deployedFolders(t, temp)[0])
			t.Setenv("DASK_DISTRIBUTED__COMM__TLS__CA_FILE", ca)
			t.Setenv("DASK_DISTRIBUTED__COMM__TLS__CLIENT__CERT", cert)
			t.Setenv("DASK_DISTRIBUTED__COMM__TLS__CLIENT__KEY", key)
			require.NotEmpty(t, ok(t, folder, "run", "scan.npy", "-u", "sum", "-o", "out", "--scheduler", s.Address, "-q", "--partitions", "4"))
			require.Contains(t, ok(t, folder, "deploy", s.Address, "--stop"), "1 Go worker stopped")
			require.Empty(t, deployedFolders(t, temp))
			require.False(t, anyRuns(pids))
			left, err := filepath.Glob(filepath.Join(temp, "gloam*"))
			require.NoError(t, err)
			require.Empty(t, left)
		})
	}
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

// anyRuns reports whether one of some processes exists.
func anyRuns(pids []int) bool { return slices.ContainsFunc(pids, runs) }

// deployedParent is the process that started the workers in a folder.
func deployedParent(t *testing.T, dir string) int {
	t.Helper()
	notes, err := deployedNotes(dir)
	require.NoError(t, err)
	for _, w := range notes {
		return w.Parent
	}
	t.Fatal("no notes in " + dir)
	return 0
}
