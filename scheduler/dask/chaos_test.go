package dask_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/daskproto"
	"github.com/gloam-go/gloam/graph"
	"github.com/gloam-go/gloam/internal/testdask"
	"github.com/gloam-go/gloam/scheduler"
	"github.com/gloam-go/gloam/scheduler/dask"
	"github.com/gloam-go/gloam/scheduler/worker"
	"github.com/gloam-go/gloam/scheduler/worker/workertest"
)

// TestARestartedSchedulerIsANewOne kills the scheduler while a graph runs and
// starts another at the same place: the run ends with an error, workers that
// reconnect serve the new one, and a new client runs the same graph there.
func TestARestartedSchedulerIsANewOne(t *testing.T) {
	for _, v := range testdask.Versions(t) {
		t.Run(v.String(), func(t *testing.T) {
			_, port, _ := strings.Cut(freePort(t), ":")
			s := testdask.StartScheduler(t, v, "--port", port)
			workertest.Start(t, s.Address, worker.Reconnect(true))
			c := dial(t, s)
			p := plan(t, whole{layer(t, "slow", opSlow, 200, []any{"restarted"}), nil})
			ran := make(chan error, 1)
			started := make(chan struct{})
			var once sync.Once
			observed := scheduler.Observe(t.Context(), func(p scheduler.Progress) {
				if p.Tasks > 0 {
					once.Do(func() { close(started) })
				}
			})
			go func() { _, err := c.Execute(observed, p); ran <- err }()
			<-started
			s.Kill()
			require.ErrorIs(t, <-ran, dask.ErrConnectionLost)
			again := dial(t, testdask.StartScheduler(t, v, "--port", port))
			require.NoError(t, again.WaitForWorkers(t.Context(), 1))
			got, err := again.Execute(t.Context(), p)
			require.NoError(t, err)
			require.Len(t, got, 200)
			_, err = c.Execute(t.Context(), p)
			require.ErrorIs(t, err, dask.ErrConnectionLost, "a client does not come back by itself")
		})
	}
}

// opDeadly ends the process of its worker as the system's memory killer does.
var opDeadly = graph.Register("gloam/dask_test/deadly", func(_ context.Context, args []any) (any, error) {
	if os.Getenv(childEnv) != "" {
		os.Exit(137)
	}
	return args[0], nil
})

// testATaskThatKillsItsWorkersIsGivenUp starts a worker anew whenever the task
// has ended it, as a nanny would.
func testATaskThatKillsItsWorkersIsGivenUp(t *testing.T, s *testdask.Scheduler) {
	ctx, cancel := contextWithin(t, 20*time.Second)
	nanny := make(chan struct{})
	go func() {
		defer close(nanny)
		for ctx.Err() == nil {
			w := startChild(t, s)
			stop := context.AfterFunc(ctx, func() { _ = w.Process.Kill() })
			_ = w.Wait()
			stop()
		}
	}()
	defer func() {
		cancel()
		<-nanny
	}()
	c := dial(t, s)
	require.NoError(t, c.WaitForWorkers(ctx, 1))
	_, err := c.Execute(ctx, plan(t, whole{layer(t, "deadly", opDeadly, 1, []any{"again"}), nil}))
	var remote *dask.RemoteError
	require.ErrorAs(t, err, &remote)
	require.Contains(t, remote.Type, "KilledWorker")
}

// skewed starts a scheduler whose clock is off.
const skewed = `
import sys, time
real, off = time.time, float(sys.argv.pop(1))
time.time = lambda: real() + off
from distributed.cli.dask_scheduler import main
main()
`

// TestClocksMayDiffer has a scheduler of another day.
func TestClocksMayDiffer(t *testing.T) {
	for _, v := range testdask.Versions(t) {
		for _, off := range []string{"86400", "-86400"} {
			t.Run(v.String()+" "+off, func(t *testing.T) {
				p := testdask.Start(t, v, "scheduler", "-c", skewed, off, "--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--dashboard-address", "127.0.0.1:0", "--no-show")
				s := &testdask.Scheduler{Process: p, Version: v, Address: p.Await(t, `Scheduler at: +(\S+)`)}
				workertest.Start(t, s.Address)
				workertest.Start(t, s.Address)
				c := dial(t, s, dask.Heartbeat(50*time.Millisecond), dask.Patience(time.Second))
				got, err := c.Execute(t.Context(), plan(t, whole{layer(t, "slow", opSlow, 100, []any{off}), nil}))
				require.NoError(t, err)
				require.Len(t, got, 100)
				info, err := c.Info(t.Context())
				require.NoError(t, err)
				require.Len(t, info.Workers, 2)
			})
		}
	}
}

// testThousandsOfHandlesAreReleased keeps many results, some of them twice, and
// lets them go one by one.
func testThousandsOfHandlesAreReleased(t *testing.T, s *testdask.Scheduler) {
	address := workertest.Start(t, s.Address).Info.Address
	c := dial(t, s)
	var wanted []graph.Collection
	for i := range 2000 {
		wanted = append(wanted, whole{layer(t, "one", opOne, 1, []any{i % 1500}), nil})
	}
	held, err := c.Persist(t.Context(), wanted...)
	require.NoError(t, err)
	require.Len(t, keysOf(t, address), 1500)
	var wg sync.WaitGroup
	for _, h := range held {
		wg.Go(h.Release)
	}
	wg.Wait()
	requireNothingHeld(t, s)
	require.Eventually(t, func() bool { return len(keysOf(t, address)) == 0 }, 20*time.Second, 10*time.Millisecond, "results are left")
}

// testClientsWithOtherDataDoNotCollide has clients run graphs at the same time
// that differ in their data alone.
func testClientsWithOtherDataDoNotCollide(t *testing.T, s *testdask.Scheduler) {
	workertest.Start(t, s.Address)
	var wg sync.WaitGroup
	sums := make([]float64, 6)
	errs := make([]error, len(sums))
	for i := range sums {
		c := dial(t, s)
		data := ndarray.New(ndarray.Float64, 40, 40)
		require.NoError(t, data.Fill(float64(i%3))) // two clients each have the same
		x := must(arrays.FromDense(data, arrays.ChunkSize(10)))
		total := must(must(arrays.Add(x, 1.0)).Sum())
		wg.Go(func() {
			got, err := total.Compute(t.Context(), scheduler.On(c))
			if errs[i] = err; err == nil {
				sums[i], errs[i] = got.Float()
			}
		})
	}
	wg.Wait()
	for i := range sums {
		require.NoError(t, errs[i])
		require.Equal(t, 1600*float64(i%3+1), sums[i])
	}
	requireNothingHeld(t, s)
}

// testNothingStaysOpenBehindAClient counts the files and sockets of this
// process, where the system tells.
func testNothingStaysOpenBehindAClient(t *testing.T, s *testdask.Scheduler) {
	startChild(t, s)
	visits := func(n int, token string) {
		for i := range n {
			c, err := dask.Dial(t.Context(), s.Address)
			require.NoError(t, err)
			require.NoError(t, c.WaitForWorkers(t.Context(), 1))
			ctx, cancel := context.WithCancel(t.Context())
			if i%3 == 1 {
				time.AfterFunc(5*time.Millisecond, cancel)
			}
			_, err = c.Execute(ctx, plan(t, whole{layer(t, "slow", opSlow, 4, []any{fmt.Sprint(token, i)}), nil}))
			if i%3 != 1 {
				require.NoError(t, err)
			}
			cancel()
			require.NoError(t, c.Close())
		}
	}
	open := func() int {
		names, _ := filepath.Glob("/proc/self/fd/*")
		return len(names)
	}
	visits(2, "warm")
	before := open()
	visits(20, "again")
	require.Eventually(t, func() bool { return open() <= before+1 }, 10*time.Second, 10*time.Millisecond, "had %d files, have %d", before, open())
	requireNothingHeld(t, s)
}

// TestASchedulerMayDismissItsClient has one close the client's stream with a
// word, as schedulers do at their end.
func TestASchedulerMayDismissItsClient(t *testing.T) {
	s, c, id := scripted(t, "tcp://127.0.0.1:1")
	done := make(chan error, 1)
	go func() {
		_, err := c.Execute(t.Context(), plan(t, whole{layer(t, "load", opSource, 1, []any{1}), nil}))
		done <- err
	}()
	s.Expect("update-graph")
	s.Send(id, daskproto.Op("close"))
	err := <-done
	require.ErrorIs(t, err, dask.ErrConnectionLost)
	require.ErrorContains(t, err, "closed it")
}

// TestReportsMayComeTwice has a scheduler repeat everything it says, also after
// the end of a run, and name tasks that nobody asked for.
func TestReportsMayComeTwice(t *testing.T) {
	s, c, id := scripted(t, "tcp://127.0.0.1:1")
	for n := range 3 {
		l := layer(t, "load", opSource, 1, []any{n})
		key := l.Key(0).String()
		s.Handle("who_has", func(daskproto.Map) any { return daskproto.Map{daskproto.F(key, []any{"tcp://127.0.0.1:1"})} })
		s.Handle("gather", func(daskproto.Map) any { return holding(t, key) })
		done := make(chan error, 1)
		var got []any
		go func() {
			var err error
			got, err = c.Execute(t.Context(), plan(t, whole{l, nil}))
			done <- err
		}()
		s.Expect("update-graph")
		ready := daskproto.Op("key-in-memory", daskproto.F("key", key), daskproto.F("type", "int"))
		other := daskproto.Op("key-in-memory", daskproto.F("key", "nobody-asked"), daskproto.F("type", "int"))
		lost := daskproto.Op("lost-data", daskproto.F("key", key))
		s.Send(id, other, lost, lost, ready, ready, other)
		require.NoError(t, <-done)
		require.Equal(t, []any{7}, got)
		s.Send(id, ready, lost, ready, other)
	}
}
