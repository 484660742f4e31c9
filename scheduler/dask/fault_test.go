package dask_test

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/daskproto"
	"github.com/gloam-go/gloam/daskproto/comm"
	"github.com/gloam-go/gloam/graph"
	"github.com/gloam-go/gloam/internal/testdask"
	"github.com/gloam-go/gloam/scheduler/dask"
	"github.com/gloam-go/gloam/scheduler/worker"
	"github.com/gloam-go/gloam/scheduler/worker/workertest"
)

// childEnv makes the test binary a Go worker of the scheduler that it names.
const childEnv = "GLOAM_DASK_TEST_SCHEDULER"

// runChild is the main function of such a process.
func runChild(scheduler string) int {
	log := slog.New(slog.NewTextHandler(io.Discard, nil))
	if err := worker.Run(context.Background(), scheduler, worker.Threads(2), worker.MemoryLimit(0), worker.Logger(log)); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return 0
}

// startChild runs a Go worker in a process of its own.
func startChild(t *testing.T, s *testdask.Scheduler) *exec.Cmd {
	cmd := testdask.EndWithParent(exec.Command(os.Args[0]))
	cmd.Env = append(os.Environ(), childEnv+"="+s.Address)
	cmd.Stderr = os.Stderr
	require.NoError(t, cmd.Start())
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	return cmd
}

// opStuck hangs in a child and returns its second argument elsewhere. It makes
// the file that the first names.
var opStuck = graph.Register("gloam/dask_test/stuck", func(ctx context.Context, args []any) (any, error) {
	if os.Getenv(childEnv) == "" {
		return args[1], nil
	}
	if err := os.WriteFile(args[0].(string), nil, 0o600); err != nil {
		return nil, err
	}
	<-ctx.Done()
	return nil, ctx.Err()
})

func testWorkOfAKilledWorkerIsDoneAgain(t *testing.T, s *testdask.Scheduler) {
	c := dial(t, s)
	child := startChild(t, s)
	require.NoError(t, c.WaitForWorkers(t.Context(), 1))
	done, err := c.Persist(t.Context(), whole{layer(t, "load", opSource, 4, []any{5}), nil}) // on the child
	require.NoError(t, err)
	file := filepath.Join(t.TempDir(), "started")
	go func() {
		for {
			if _, err := os.Stat(file); err == nil {
				break
			}
			time.Sleep(time.Millisecond)
		}
		workertest.Start(t, s.Address)
		_ = child.Process.Kill()
	}()
	got, err := c.Execute(t.Context(), plan(t, whole{layer(t, "stuck", opStuck, 1, []any{file, 7}), nil}, done[0]))
	require.NoError(t, err)
	require.Equal(t, []any{7, 5, 5, 5, 5}, got)
}

func testScatteredDataOfAKilledWorkerAreLost(t *testing.T, s *testdask.Scheduler) {
	c := dial(t, s)
	child := startChild(t, s)
	require.NoError(t, c.WaitForWorkers(t.Context(), 1))
	held, err := c.Scatter(t.Context(), "gone")
	require.NoError(t, err)
	require.NoError(t, child.Process.Kill())
	workertest.Start(t, s.Address)
	require.NoError(t, c.WaitForWorkers(t.Context(), 1))
	ctx, cancel := contextWithin(t, time.Minute)
	defer cancel()
	_, err = c.Execute(ctx, plan(t, held[0]))
	require.Error(t, err)
	require.NotErrorIs(t, err, context.DeadlineExceeded)
	t.Log(err)
	use := layer(t, "use", opOne, 1, []any{s.Version.Release}, held[0].Layer())
	_, err = c.Execute(ctx, plan(t, whole{use, nil}))
	require.Error(t, err)
	require.NotErrorIs(t, err, context.DeadlineExceeded)
	t.Log(err)
}

func testOperationsThatNoWorkerHasAreRefused(t *testing.T, s *testdask.Scheduler) {
	old := workertest.Start(t, s.Address).Info.Address
	late := graph.Register(fmt.Sprint("gloam/dask_test/late-", time.Now().UnixNano()), echo)
	p := plan(t, whole{layer(t, "late", late, 20, []any{1}, layer(t, "load", opSource, 20, nil)), nil})
	c := dial(t, s)
	_, err := c.Execute(t.Context(), p)
	var missing *dask.MissingOpsError
	require.ErrorAs(t, err, &missing)
	require.Equal(t, []string{late.Name()}, missing.Ops)
	require.Equal(t, []string{old}, missing.Workers)

	workertest.Start(t, s.Address)
	got, err := c.Execute(t.Context(), p)
	require.NoError(t, err)
	require.Len(t, got, 20)
}

func testTenThousandTasks(t *testing.T, s *testdask.Scheduler) {
	workertest.Start(t, s.Address)
	c := dial(t, s)
	began := time.Now()
	got, err := c.Execute(t.Context(), plan(t, whole{layer(t, "load", opSource, 10_000, []any{"many"}), nil}))
	require.NoError(t, err)
	require.Len(t, got, 10_000)
	t.Logf("%d tasks in %v", len(got), time.Since(began))
}

var opLarge = graph.Register("gloam/dask_test/large", func(_ context.Context, args []any) (any, error) {
	a := ndarray.New(ndarray.Float64, args[0].(int))
	return a, a.Fill(1.5)
})

func testLargeResults(t *testing.T, s *testdask.Scheduler) {
	workertest.Start(t, s.Address)
	c := dial(t, s)
	const n = 10 << 20 // 80 MiB each
	got, err := c.Execute(t.Context(), plan(t, whole{layer(t, "large", opLarge, 3, []any{n}), nil}))
	require.NoError(t, err)
	for _, v := range got {
		a := v.(*ndarray.Array)
		require.Equal(t, []int{n}, a.Shape())
		last, err := a.Float(n - 1)
		require.NoError(t, err)
		require.Equal(t, 1.5, last)
	}
}

// mute is a scheduler that registers clients and then says nothing.
func mute(t *testing.T) (address string) { return muteAt(t, "tcp://127.0.0.1:0") }

func muteAt(t *testing.T, at string, opts ...comm.Option) (address string) {
	l, err := comm.Listen(at, opts...)
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error)
	go func() {
		ended <- l.Serve(ctx, func(ctx context.Context, conn *comm.Conn) {
			for {
				v, err := conn.Receive(ctx)
				if err != nil {
					return
				}
				m, _ := v.(daskproto.Map)
				switch m.Op() {
				case "versions":
					_ = conn.Send(ctx, daskproto.Versions{Packages: daskproto.Map{daskproto.F("distributed", "2024.12.1")}}.Encode())
				case "register-client":
					_ = conn.Send(ctx, []any{daskproto.Op("stream-start")})
				}
			}
		})
	}()
	t.Cleanup(func() {
		cancel()
		require.NoError(t, <-ended)
	})
	return l.Address()
}

func TestSilentSchedulerCountsAsLost(t *testing.T) {
	c, err := dask.Dial(t.Context(), mute(t), dask.Heartbeat(20*time.Millisecond), dask.Patience(200*time.Millisecond))
	require.NoError(t, err)
	defer c.Close()
	_, err = c.Info(t.Context())
	require.ErrorIs(t, err, dask.ErrConnectionLost)
	require.ErrorContains(t, err, "silent")
}

func TestContextEndsEveryWait(t *testing.T) {
	c, err := dask.Dial(t.Context(), mute(t))
	require.NoError(t, err)
	defer c.Close()
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	_, err = c.Execute(ctx, plan(t, whole{layer(t, "load", opSource, 1, nil), nil}))
	require.ErrorIs(t, err, context.DeadlineExceeded)
	_, err = c.Dataset(ctx, "x")
	require.ErrorIs(t, err, context.DeadlineExceeded)
	require.ErrorIs(t, c.Restart(ctx), context.DeadlineExceeded)
}

func TestSchedulersOfOtherReleasesAreRefused(t *testing.T) {
	for release, want := range map[string]string{
		"2021.4.0": "scheduler runs Dask 2021.4.0, want 2022.12 or newer",
		"unknown":  "give it with the option Version",
	} {
		_, err := dask.Dial(t.Context(), mute(t), dask.Version(release))
		require.ErrorContains(t, err, want)
	}
}
