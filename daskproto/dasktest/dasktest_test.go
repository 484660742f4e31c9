package dasktest_test

import (
	"bytes"
	"context"
	"io"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/gloam-go/gloam/daskproto"
	"github.com/gloam-go/gloam/daskproto/comm"
	"github.com/gloam-go/gloam/daskproto/dasktest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestSchedulerRegistersAndTalks(t *testing.T) {
	s := dasktest.NewScheduler(t, "2024.12.1")
	pool := comm.NewPool()
	defer pool.Close()
	reply, err := pool.Call(t.Context(), s.Address(), daskproto.AskVersions())
	require.NoError(t, err)
	versions, err := daskproto.DecodeVersions(reply)
	require.NoError(t, err)
	release, err := versions.Dask()
	require.NoError(t, err)
	d := daskproto.DialectOf(release)

	c, err := comm.Dial(t.Context(), s.Address())
	require.NoError(t, err)
	require.NoError(t, c.Send(t.Context(), d.RegisterWorker(daskproto.RegisterWorker{Address: "tcp://127.0.0.1:1", Name: "w"})))
	v, err := c.Receive(t.Context())
	require.NoError(t, err)
	registered, err := daskproto.DecodeWorkerRegistered(v)
	require.NoError(t, err)
	require.Equal(t, 500*time.Millisecond, registered.Interval)
	stream := comm.NewStream(c)
	defer stream.Abort()
	s.Expect("register-worker", daskproto.F("name", "w"))

	reply, err = pool.Call(t.Context(), s.Address(), daskproto.AskIdentity())
	require.NoError(t, err)
	id, err := daskproto.DecodeIdentity(reply)
	require.NoError(t, err)
	require.Equal(t, "tcp://127.0.0.1:1", id.Workers[0].Address)

	s.Send("tcp://127.0.0.1:1", daskproto.StealRequest{Key: "k", StimulusID: "s"}.Encode())
	batch, err := stream.Receive(t.Context())
	require.NoError(t, err)
	m, err := daskproto.DecodeToWorker(batch[0])
	require.NoError(t, err)
	require.Equal(t, daskproto.StealRequest{Key: "k", StimulusID: "s"}, m)
	require.NoError(t, stream.Send(daskproto.KeepAlive(), daskproto.StealResponse{Key: "k", State: "ready", StimulusID: "s"}.Encode()))
	s.Expect("steal-response", daskproto.F("state", "ready"))
	s.Expect("keep-alive")

	s.Cut("tcp://127.0.0.1:1")
	_, err = stream.Receive(t.Context())
	require.ErrorIs(t, err, io.EOF)
}

func TestCutWithinAFrameIsAnUnexpectedEnd(t *testing.T) {
	reply := daskproto.Map{daskproto.F("status", "OK"), daskproto.F("blob", bytes.Repeat([]byte{1}, 100_000))}
	for _, missing := range []int{1, 50_000, 100_000, 100_030} {
		p := dasktest.Play(t, dasktest.Script{dasktest.Handshake(), dasktest.Expect("identity"), dasktest.SendPart(reply, missing)})
		pool := comm.NewPool()
		_, err := pool.Call(t.Context(), p.Address(), daskproto.AskIdentity())
		require.ErrorIs(t, err, io.ErrUnexpectedEOF, "%d bytes missing", missing)
		var e *comm.ConnError
		require.ErrorAs(t, err, &e)
		require.False(t, e.SafeToRetry())
		require.NoError(t, pool.Close())
	}
}

func TestSilentPeerEndsWithTheContext(t *testing.T) {
	release := make(chan struct{})
	defer close(release)
	p := dasktest.Play(t, dasktest.Script{dasktest.Handshake(), dasktest.Expect("identity"), dasktest.Silence(release)})
	pool := comm.NewPool()
	defer pool.Close()
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Millisecond)
	defer cancel()
	_, err := pool.Call(ctx, p.Address(), daskproto.AskIdentity())
	require.ErrorIs(t, err, context.DeadlineExceeded)
}

func TestNonsenseIsRefused(t *testing.T) {
	p := dasktest.Play(t,
		dasktest.Script{dasktest.SendBytes([]byte("HTTP/1.1 400 Bad Request\r\n\r\n")), dasktest.AwaitClose()},
		dasktest.Script{dasktest.SendBytes(bytes.Repeat([]byte{255}, 16)), dasktest.AwaitClose()},
		dasktest.Script{dasktest.Send(daskproto.Map{daskproto.F("python", []any{3})}), dasktest.AwaitClose()},
	)
	for range 3 {
		_, err := comm.Dial(t.Context(), p.Address())
		require.ErrorIs(t, err, daskproto.ErrFormat)
	}
	require.Equal(t, 3, p.Played())
	_, err := comm.Dial(t.Context(), p.Address())
	require.Error(t, err)
}
