package dask_test

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/daskproto"
	"github.com/gloam-go/gloam/daskproto/comm"
	"github.com/gloam-go/gloam/graph"
	"github.com/gloam-go/gloam/internal/testdask"
	"github.com/gloam-go/gloam/scheduler/dask"
	"github.com/gloam-go/gloam/scheduler/worker/workertest"
)

var opSlow = graph.Register("gloam/dask_test/slow", func(ctx context.Context, args []any) (any, error) {
	select {
	case <-ctx.Done():
		return nil, ctx.Err()
	case <-time.After(20 * time.Millisecond):
		return args[0], nil
	}
})

// testClientsThatShareKeysDoNotDisturbEachOther has one client give up what
// another waits for.
func testClientsThatShareKeysDoNotDisturbEachOther(t *testing.T, s *testdask.Scheduler) {
	workertest.Start(t, s.Address)
	a, b := dial(t, s), dial(t, s)
	ctx, cancel := contextWithin(t, time.Minute)
	defer cancel()
	p := plan(t, whole{layer(t, "slow", opSlow, 60, []any{"shared"}), nil})
	short, giveUp := context.WithTimeout(ctx, 200*time.Millisecond)
	defer giveUp()
	first := make(chan error, 1)
	go func() { _, err := a.Execute(short, p); first <- err }()
	got, err := b.Execute(ctx, p)
	require.NoError(t, err)
	require.Len(t, got, 60)
	require.ErrorIs(t, <-first, context.DeadlineExceeded)
	for _, c := range []*dask.Client{a, b} {
		got, err := c.Execute(ctx, p)
		require.NoError(t, err)
		require.Equal(t, "shared", got[59])
	}
	requireNothingHeld(t, s)
}

// clientEnv makes the test binary a client of the scheduler that it names.
const clientEnv = "GLOAM_DASK_TEST_CLIENT"

// runClient keeps a result on the cluster, runs tasks that never end and waits
// to be killed.
func runClient(scheduler string) int {
	ctx := context.Background()
	c, err := dask.Dial(ctx, scheduler)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	held, err := c.Scatter(ctx, "kept", []int{1, 2, 3})
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	p, err := graph.NewPlan([]graph.Collection{whole{mustLayer(opHang, held[0].Layer()), nil}})
	if err == nil {
		_, err = c.Execute(ctx, p)
	}
	fmt.Fprintln(os.Stderr, err)
	return 1
}

func mustLayer(op *graph.Op, in *graph.Layer) *graph.Layer {
	l, err := graph.NewLayer(graph.LayerSpec{
		Label: "hang", Token: graph.Token("killed"), Grid: []int{4}, Op: op, Deps: []*graph.Layer{in},
		Args: func(_ int, dst []graph.Arg) []graph.Arg { return append(dst, graph.Ref(0, 0)) },
	})
	if err != nil {
		panic(err)
	}
	return l
}

func testKilledClientLeavesNothing(t *testing.T, s *testdask.Scheduler) {
	address := workertest.Start(t, s.Address).Info.Address
	cmd := testdask.EndWithParent(exec.Command(os.Args[0]))
	cmd.Env, cmd.Stderr = append(os.Environ(), clientEnv+"="+s.Address), os.Stderr
	require.NoError(t, cmd.Start())
	require.Eventually(t, func() bool { return hanging.Load() == 2 }, 30*time.Second, 5*time.Millisecond)
	require.NotEmpty(t, keysOf(t, address))
	require.NoError(t, cmd.Process.Kill())
	_ = cmd.Wait()
	require.Eventually(t, func() bool { return hanging.Load() == 0 }, 20*time.Second, 5*time.Millisecond, "tasks go on")
	requireNothingHeld(t, s)
	require.Eventually(t, func() bool { return len(keysOf(t, address)) == 0 }, 20*time.Second, 10*time.Millisecond, "results are left")
}

// keysOf asks a worker what it holds.
func keysOf(t *testing.T, address string) []any {
	pool := comm.NewPool()
	defer pool.Close()
	reply, err := pool.Call(t.Context(), address, daskproto.Call("keys"))
	require.NoError(t, err)
	return reply.([]any)
}

func testGibibyteResult(t *testing.T, s *testdask.Scheduler) {
	workertest.Start(t, s.Address)
	c := dial(t, s)
	const n = 128 << 20 // of eight bytes
	began := time.Now()
	got, err := c.Execute(t.Context(), plan(t, whole{layer(t, "large", opLarge, 1, []any{n}), nil}))
	require.NoError(t, err)
	a := got[0].(*ndarray.Array)
	require.Equal(t, []int{n}, a.Shape())
	last, err := a.Float(n - 1)
	require.NoError(t, err)
	require.Equal(t, 1.5, last)
	t.Logf("1 GiB computed and fetched in %v", time.Since(began))
}
