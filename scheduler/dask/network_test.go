package dask_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/daskproto"
	"github.com/gloam-go/gloam/daskproto/comm"
	"github.com/gloam-go/gloam/internal/testdask"
	"github.com/gloam-go/gloam/scheduler/dask"
	"github.com/gloam-go/gloam/scheduler/worker"
	"github.com/gloam-go/gloam/scheduler/worker/workertest"
)

// freePort is one that nobody listens on for now.
func freePort(t *testing.T) string {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer l.Close()
	return l.Addr().String()
}

// startBehind starts a worker that others reach through a proxy.
func startBehind(t *testing.T, s *testdask.Scheduler, f faults) *proxy {
	at := freePort(t)
	p := through(t, "tcp://"+at, f)
	workertest.Start(t, s.Address, worker.Listen("tcp://"+at), worker.Contact(strings.TrimPrefix(p.Address, "tcp://")))
	return p
}

// testBytesMayArriveInAnyPieces has the scheduler, a Go worker and a Python
// worker heard through networks that hand over a few bytes at a time.
func testBytesMayArriveInAnyPieces(t *testing.T, s *testdask.Scheduler) {
	startBehind(t, s, faults{pieces: 1021, intact: true})
	c, err := dask.Dial(t.Context(), through(t, s.Address, faults{pieces: 3, intact: true}).Address)
	require.NoError(t, err)
	defer c.Close()
	got, err := c.Execute(t.Context(), plan(t, whole{layer(t, "large", opLarge, 3, []any{100_000}), nil}))
	require.NoError(t, err)
	for _, v := range got {
		require.Equal(t, []int{100_000}, v.(*ndarray.Array).Shape())
	}
	held, err := c.Scatter(t.Context(), "kept")
	require.NoError(t, err)
	got, err = c.Execute(t.Context(), plan(t, held[0]))
	require.NoError(t, err)
	require.Equal(t, []any{"kept"}, got)
}

// visit dials through a proxy, runs a graph and closes, all in bounded time.
func visit(t *testing.T, address, token string) error {
	ctx, cancel := contextWithin(t, 20*time.Second)
	defer cancel()
	c, err := dask.Dial(ctx, address, dask.Heartbeat(20*time.Millisecond), dask.Patience(400*time.Millisecond))
	if err == nil {
		_, err = c.Execute(ctx, plan(t, whole{layer(t, "load", opSource, 20, []any{token}), nil}))
		require.NoError(t, c.Close())
	}
	require.NotErrorIs(t, err, context.DeadlineExceeded)
	return err
}

// ended fails unless an error says that the connection was lost.
func ended(t *testing.T, err error) {
	var broken *comm.ConnError
	require.True(t, errors.Is(err, dask.ErrConnectionLost) || errors.As(err, &broken), "%T: %v", err, err)
}

// testAConnectionMayEndAtAnyByte cuts what the scheduler says, or lets it stall
// with the connection open, wherever that may be.
func testAConnectionMayEndAtAnyByte(t *testing.T, s *testdask.Scheduler) {
	workertest.Start(t, s.Address)
	p := through(t, s.Address, faults{intact: true})
	require.NoError(t, visit(t, p.Address, "measured"))
	total := p.Carried.Load()
	at := rand.New(rand.NewPCG(1, uint64(total)))
	for i := range 24 {
		f := faults{after: at.Int64N(total * 3 / 4), stall: i%3 == 0}
		t.Run(fmt.Sprintf("%+v", f), func(t *testing.T) {
			ended(t, visit(t, through(t, s.Address, f).Address, fmt.Sprint(i)))
		})
	}
	requireNothingHeld(t, s)
}

// testMessagesBeyondALimitAreNamed asks for a result that the client's limits
// do not allow.
func testMessagesBeyondALimitAreNamed(t *testing.T, s *testdask.Scheduler) {
	workertest.Start(t, s.Address)
	limits := daskproto.Limits{}.OrDefaults()
	limits.Message = 4 << 20
	c := dial(t, s, dask.Limits(limits))
	ctx, cancel := contextWithin(t, 20*time.Second)
	defer cancel()
	_, err := c.Execute(ctx, plan(t, whole{layer(t, "large", opLarge, 1, []any{1 << 20}), nil}))
	require.Error(t, err)
	require.NotErrorIs(t, err, context.DeadlineExceeded)
	var limit *daskproto.LimitError
	require.ErrorAs(t, err, &limit)
}
