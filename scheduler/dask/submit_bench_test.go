package dask_test

import (
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/graph"
	"github.com/gloam-go/gloam/internal/testdask"
	"github.com/gloam-go/gloam/scheduler/dask"
)

// BenchmarkSubmitAgainstPython submits a graph of 1e5 trivial tasks with this
// client and with Dask's own, by turns on one scheduler. No worker may run the
// tasks. Two times are taken, in seconds from before there is an expression:
//
//	client    the graph is built: for Go the bytes of the message are there,
//	          for Python the call that submits has returned
//	accepted  the scheduler gives a state for the last result
//
// What lies between is the scheduler's work, which is the same program for
// both. A ratio above 1 is in favour of Go.
func BenchmarkSubmitAgainstPython(b *testing.B) {
	for _, v := range testdask.Versions(b) {
		b.Run("dask="+v.String(), func(b *testing.B) {
			s := testdask.StartScheduler(b, v)
			startBenchChild(b, s)
			c, err := dask.Dial(b.Context(), s.Address)
			require.NoError(b, err)
			b.Cleanup(func() { _ = c.Close() })
			var golang, python submitted
			for b.Loop() {
				for range benchRounds {
					golang.add(submitGo(b, c))
					awaitNoTasks(b, c)
					python.add(submitPython(b, s))
					awaitNoTasks(b, c)
				}
			}
			b.ReportMetric(0, "ns/op")
			for _, m := range []struct {
				what           string
				golang, python []float64
			}{{"client", golang.client, python.client}, {"accepted", golang.accepted, python.accepted}} {
				b.ReportMetric(median(m.golang), "s-"+m.what+"-go")
				b.ReportMetric(median(m.python), "s-"+m.what+"-py")
				b.ReportMetric(median(m.python)/median(m.golang), "x-"+m.what)
			}
		})
	}
}

const benchRounds = 3

func median(list []float64) float64 {
	slices.Sort(list)
	return list[len(list)/2]
}

// startBenchChild runs a Go worker in a process of its own.
func startBenchChild(b *testing.B, s *testdask.Scheduler) {
	cmd := testdask.EndWithParent(exec.Command(os.Args[0]))
	cmd.Env = append(os.Environ(), childEnv+"="+s.Address, "TMPDIR="+b.TempDir())
	require.NoError(b, cmd.Start())
	b.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
}

// submitted are the times of submissions in seconds.
type submitted struct{ client, accepted []float64 }

func (s *submitted) add(client, accepted float64) {
	s.client, s.accepted = append(s.client, client), append(s.accepted, accepted)
}

const submitTasks = 100_000

func submitGo(b *testing.B, c *dask.Client) (client, accepted float64) {
	ctx, cancel := context.WithTimeout(b.Context(), 5*time.Minute)
	defer cancel()
	began := time.Now()
	l := layer(b, "load", opSource, submitTasks/2, []any{1})
	p, err := graph.Expand([]graph.Collection{whole{layer(b, "one", opOne, submitTasks/2, []any{2.5}, l), nil}})
	require.NoError(b, err)
	wanted, release, err := c.Submit(ctx, graph.Order(p), func() { client = time.Since(began).Seconds() })
	require.NoError(b, err)
	for state := ""; state == ""; {
		state, err = c.State(ctx, wanted[len(wanted)-1])
		require.NoError(b, err)
		time.Sleep(time.Millisecond)
	}
	accepted = time.Since(began).Seconds()
	release()
	return client, accepted
}

func awaitNoTasks(b *testing.B, c *dask.Client) {
	require.Eventually(b, func() bool {
		left, err := c.Tasks(b.Context())
		return err == nil && len(left) == 0
	}, time.Minute, 50*time.Millisecond)
}

func submitPython(b *testing.B, s *testdask.Scheduler) (client, accepted float64) {
	out := testdask.Start(b, s.Version, "script", "-c", submitScript, s.Address).Wait(b, 5*time.Minute)
	var got []float64
	require.NoError(b, json.Unmarshal([]byte(out[strings.LastIndex(out, "RESULT ")+len("RESULT "):]), &got), out)
	return got[0], got[1]
}

const submitScript = `
import operator, sys, time
from distributed import Client
c = Client(sys.argv[1])

def submit(n):
    t = time.perf_counter()
    dsk = {("load-x", i): (operator.neg, 1) for i in range(n // 2)}
    dsk.update({("one-x", i): (operator.add, ("load-x", i), 2.5) for i in range(n // 2)})
    fs = c.get(dsk, [("one-x", i) for i in range(n // 2)], sync=False, workers=["nobody"])
    client = time.perf_counter() - t
    keys = [fs[-1].key, str(fs[-1].key)]  # older schedulers know its text
    while not any(c.sync(c.scheduler.get_task_status, keys=keys).values()): time.sleep(0.001)
    return client, time.perf_counter() - t, fs

fs = submit(100)[2]
c.cancel(fs); del fs; time.sleep(0.5)
client, accepted, fs = submit(100_000)
print(f"RESULT [{client}, {accepted}]", flush=True)
c.close()
`
