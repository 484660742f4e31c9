//go:build unix

package main

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/gloam-go/gloam/internal/testdask"
	"github.com/gloam-go/gloam/scheduler/dask"
	"github.com/stretchr/testify/require"
)

// startWorker runs "gloam worker" until the test ends and returns a function
// that interrupts it and returns what it said.
func startWorker(t *testing.T, args ...string) (stop func() string) {
	t.Helper()
	cmd := exec.Command(binary(t), append([]string{"worker"}, args...)...)
	log, err := os.Create(filepath.Join(t.TempDir(), "worker.log"))
	require.NoError(t, err)
	cmd.Stderr = log
	require.NoError(t, cmd.Start())
	said := func() string {
		b, err := os.ReadFile(log.Name())
		require.NoError(t, err)
		return string(b)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait(); _ = log.Close() })
	require.Eventually(t, func() bool { return strings.Contains(said(), "gloam: worker ") }, 30*time.Second, 20*time.Millisecond)
	return func() string {
		require.NoError(t, cmd.Process.Signal(syscall.SIGINT))
		_ = cmd.Wait()
		return said()
	}
}

func TestClusterGivesTheSameBytesAsThisMachine(t *testing.T) {
	folder := scanFolder(t)
	udfs := []string{"-u", "sum", "-u", "com:r=6", "-u", "stddev", "-u", "masks:masks=disk(8,8,3)+point(2,2)", "--partitions", "9", "-q"}
	ok(t, folder, append([]string{"run", "scan.npy", "-o", "here"}, udfs...)...)
	for _, v := range testdask.Versions(t) {
		t.Run(v.String(), func(t *testing.T) {
			s := testdask.StartScheduler(t, v)
			stop := startWorker(t, s.Address, "--threads", "2", "--name", "one")
			startWorker(t, s.Address, "--threads", "1", "--name", "two")
			s.StartWorker(t, testdask.WorkerOptions{Name: "py"})

			out := ok(t, folder, append([]string{"run", "scan.npy", "-o", "there" + v.String(), "--scheduler", s.Address}, udfs...)...)
			require.Contains(t, out, "Dask "+v.Release)
			require.Contains(t, out, "3 threads in Go")
			files, err := filepath.Glob(filepath.Join(folder, "here", "*.npy"))
			require.NoError(t, err)
			require.NotEmpty(t, files)
			for _, f := range files {
				want, err := os.ReadFile(f)
				require.NoError(t, err)
				got, err := os.ReadFile(filepath.Join(folder, "there"+v.String(), filepath.Base(f)))
				require.NoError(t, err)
				require.Equal(t, want, got, filepath.Base(f))
			}

			text := ok(t, folder, "cluster", s.Address)
			require.Regexp(t, `one +Go +running +2 `, text)
			require.Regexp(t, `py +Python +running +1 `, text)
			var info dask.Info
			require.NoError(t, json.Unmarshal([]byte(ok(t, folder, "cluster", s.Address, "--json")), &info))
			require.Len(t, info.Workers, 3)

			require.Contains(t, stop(), "interrupted while working; the worker has left the cluster")
			require.NotContains(t, ok(t, folder, "cluster", s.Address), "one ")
		})
	}
}

func TestClusterCommandsSayWhatIsWrong(t *testing.T) {
	folder := scanFolder(t)
	for name, c := range map[string]struct {
		args string
		code int
		want []string
	}{
		"worker of no address":  {"worker localhost", exitUsage, []string{"localhost", "tcp://"}},
		"worker of no threads":  {"worker tcp://127.0.0.1:1 --threads -1", exitUsage, []string{"-1", "at least 1"}},
		"worker of nobody":      {"worker tcp://127.0.0.1:1", exitFailure, []string{"127.0.0.1:1", "refused"}},
		"cluster of nobody":     {"cluster tcp://127.0.0.1:1", exitFailure, []string{"127.0.0.1:1", "refused"}},
		"cluster of no address": {"cluster 127.0.0.1", exitFailure, []string{"127.0.0.1", "tcp://"}},
		"tls without files":     {"run scan.npy -u sum --scheduler tls://127.0.0.1:1", exitFailure, []string{"--tls-ca"}},
		"workers of a cluster":  {"run scan.npy -u sum --workers 3 --scheduler tcp://127.0.0.1:1", exitUsage, []string{"3", "127.0.0.1:1"}},
	} {
		t.Run(name, func(t *testing.T) {
			o := gloam(t, folder, strings.Fields(c.args)...)
			require.Equal(t, c.code, o.code, o.stderr)
			require.Equal(t, 1, strings.Count(o.stderr, "\n"), o.stderr)
			for _, w := range c.want {
				require.Contains(t, o.stderr, w)
			}
		})
	}
}
