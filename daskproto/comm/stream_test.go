package comm_test

import (
	"context"
	"io"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/daskproto"
	"github.com/gloam-go/gloam/daskproto/comm"
)

// streams returns both ends of a stream.
func streams(t *testing.T) (here, there *comm.Stream) {
	t.Helper()
	accepted, done := make(chan *comm.Stream), make(chan struct{})
	at := serve(t, "tcp://127.0.0.1:0", func(ctx context.Context, c *comm.Conn) {
		accepted <- comm.NewStream(c)
		<-done
	})
	c, err := comm.Dial(t.Context(), at)
	require.NoError(t, err)
	here, there = comm.NewStream(c), <-accepted
	t.Cleanup(func() {
		here.Abort()
		there.Abort()
		close(done)
	})
	return here, there
}

func TestStreamKeepsTheOrderOfMessages(t *testing.T) {
	here, there := streams(t)
	const n = 5000
	go func() {
		for i := range n {
			here.Send(daskproto.Op("x", daskproto.F("i", i), daskproto.F("data", payload(i))))
		}
	}()
	next := int64(0)
	for next < n {
		batch, err := there.Receive(t.Context())
		require.NoError(t, err)
		for _, m := range batch {
			i, _ := m.Get("i")
			require.Equal(t, next, i)
			data, _ := m.Get("data")
			require.EqualValues(t, next, data.(*daskproto.Serialized).Size())
			next++
		}
	}
}

func TestStreamGathersWhatWaits(t *testing.T) {
	here, there := streams(t)
	messages := make([]daskproto.Map, 500)
	for i := range messages {
		messages[i] = daskproto.Op("x")
	}
	require.NoError(t, here.Send(messages...))
	batch, err := there.Receive(t.Context())
	require.NoError(t, err)
	require.Len(t, batch, len(messages))
}

func TestClosedStreamDeliversWhatWasQueued(t *testing.T) {
	here, there := streams(t)
	require.NoError(t, here.Send(daskproto.Op("last", daskproto.F("data", payload(5<<20)))))
	closed := make(chan error)
	go func() { closed <- here.Close(t.Context()) }()
	var ops []string
	for {
		batch, err := there.Receive(t.Context())
		if err != nil {
			require.ErrorIs(t, err, io.EOF)
			break
		}
		for _, m := range batch {
			ops = append(ops, m.Op())
		}
	}
	require.NoError(t, <-closed)
	require.Equal(t, []string{"last", "close-stream"}, ops)
	require.ErrorIs(t, here.Send(daskproto.Op("late")), comm.ErrClosed)
	require.NoError(t, here.Close(t.Context()))
}

func TestCloseGivesUpOnAPeerThatDoesNotRead(t *testing.T) {
	here, _ := streams(t)
	require.NoError(t, here.Send(daskproto.Op("x", daskproto.F("data", payload(64<<20)))))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	require.ErrorIs(t, here.Close(ctx), context.Canceled)
}

func TestMessageThatCannotBeEncodedBreaksTheStream(t *testing.T) {
	here, _ := streams(t)
	require.NoError(t, here.Send(daskproto.Op("x", daskproto.F("bad", struct{}{}))))
	require.ErrorContains(t, here.Flush(t.Context()), "has no place in a message")
	require.ErrorContains(t, here.Send(daskproto.Op("x")), "has no place in a message")
}
