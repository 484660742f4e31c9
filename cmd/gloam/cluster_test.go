//go:build unix

package main

import (
	"encoding/json"
	"net"
	"os"
	"os/exec"
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

// startWorker runs "gloam worker" until the test ends and returns a function
// that interrupts it and returns what it said.
func startWorker(t *testing.T, args ...string) (stop func() string) {
	t.Helper()
	cmd := testdask.EndWithParent(exec.Command(binary(t), append([]string{"worker"}, args...)...))
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
	require.Eventually(t, func() bool { return strings.Contains(said(), "msg=registered ") }, 30*time.Second, 20*time.Millisecond)
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

// heldTasks leaves five results and one failure on the cluster until it is
// killed.
const heldTasks = `
import sys, time
from distributed import Client, wait
def inc(i): return i + 1
def fail(i): raise ValueError("on purpose")
c = Client(sys.argv[1])
fs = c.map(inc, range(5)) + [c.submit(fail, 1)]
wait(fs)
print("HELD", "all", flush=True)
time.sleep(600)
`

func TestClusterCountsTasksByName(t *testing.T) {
	for _, v := range testdask.Versions(t) {
		t.Run(v.String(), func(t *testing.T) {
			s := testdask.StartScheduler(t, v)
			s.StartWorker(t, testdask.WorkerOptions{Name: "py"})
			testdask.Start(t, v, "script", "-c", heldTasks, s.Address).Await(t, `HELD (\S+)`)
			text := ok(t, t.TempDir(), "cluster", s.Address)
			require.Regexp(t, `(?m)^inc +0 +0 +5 +0 +\S+$`, text)
			require.Regexp(t, `(?m)^fail +0 +0 +0 +1 `, text)
			var state clusterState
			require.NoError(t, json.Unmarshal([]byte(ok(t, t.TempDir(), "cluster", s.Address, "--json")), &state))
			require.Equal(t, "inc", state.Prefixes[0].Name)
			require.Equal(t, 5, state.Prefixes[0].Memory)
		})
	}
}

func TestWorkerTakesTheFlagsOfDaskWorker(t *testing.T) {
	s := testdask.StartScheduler(t, testdask.Versions(t)[0])
	port := freePort(t)
	startWorker(t, s.Address, "--nthreads", "3", "--name", "one", "--host", "127.0.0.1", "--worker-port", port,
		"--resources", "GPU=1 MEM=2e9", "--local-directory", t.TempDir(), "--memory-limit", "1GiB")
	startWorker(t, s.Address, "--name", "two", "--interface", loopback(t), "--contact-address", "127.0.0.9", "--resources", "GO=0,X=1")
	workers := map[string]dask.Worker{}
	for _, w := range clusterInfo(t, s.Address).Workers {
		workers[w.Name] = w
	}
	one := workers["one"]
	require.Equal(t, "tcp://127.0.0.1:"+port, one.Address)
	require.Equal(t, 3, one.Threads)
	require.Equal(t, map[string]float64{"GO": 3, "GPU": 1, "MEM": 2e9}, one.Resources)
	require.EqualValues(t, 1<<30, one.Memory)
	require.Regexp(t, `^tcp://127\.0\.0\.9:\d+$`, workers["two"].Address)
	require.Equal(t, map[string]float64{"GO": 0, "X": 1}, workers["two"].Resources)
}

// freePort returns a port that nobody listens on.
func freePort(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer l.Close()
	_, port, err := net.SplitHostPort(l.Addr().String())
	require.NoError(t, err)
	return port
}

// loopback returns the name of the interface that leads back to this machine.
func loopback(t *testing.T) string {
	t.Helper()
	all, err := net.Interfaces()
	require.NoError(t, err)
	i := slices.IndexFunc(all, func(i net.Interface) bool { return i.Flags&net.FlagLoopback != 0 })
	require.GreaterOrEqual(t, i, 0)
	return all[i].Name
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
		"worker of 0 threads":   {"worker tcp://127.0.0.1:1 --threads 0", exitUsage, []string{"--threads", "0", "at least 1"}},
		"deploy of 0 threads":   {"deploy tcp://127.0.0.1:1 --threads 0", exitUsage, []string{"--threads", "0", "at least 1"}},
		"deploy of nothing":     {"deploy tcp://127.0.0.1:1 --per-node 0", exitUsage, []string{"--per-node", "0", "at least 1"}},
		"worker in two places":  {"worker tcp://127.0.0.1:1 --host a --interface b", exitUsage, []string{"--host a", "--interface b"}},
		"worker of something":   {"worker tcp://127.0.0.1:1 --resources GPU", exitUsage, []string{"GPU", "name=amount"}},
		"worker of nobody":      {"worker tcp://127.0.0.1:1", exitFailure, []string{"127.0.0.1:1 cannot be reached: connection refused; is"}},
		"cluster never":         {"cluster tcp://127.0.0.1:1 --watch --every 0s", exitUsage, []string{"--every", "0s"}},
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
