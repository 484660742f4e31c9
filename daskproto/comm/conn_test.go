package comm_test

import (
	"context"
	"errors"
	"io"
	"net"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/gloam-go/gloam/daskproto"
	"github.com/gloam-go/gloam/daskproto/comm"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// serve runs handle for every connection until the test ends and returns the
// address.
func serve(t *testing.T, address string, handle func(context.Context, *comm.Conn), opts ...comm.Option) string {
	t.Helper()
	l, err := comm.Listen(address, opts...)
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- l.Serve(ctx, handle) }()
	t.Cleanup(func() {
		cancel()
		require.NoError(t, <-done)
	})
	return l.Address()
}

// echo answers every message with itself.
func echo(ctx context.Context, c *comm.Conn) {
	for {
		v, err := c.Receive(ctx)
		if err != nil {
			return
		}
		if c.Send(ctx, v) != nil {
			return
		}
	}
}

func payload(n int) *daskproto.Serialized {
	frame := make([]byte, n)
	for i := range frame {
		frame[i] = byte(i * 7)
	}
	return &daskproto.Serialized{Header: daskproto.Map{daskproto.F("serializer", "dask")}, Frames: [][]byte{frame}}
}

func TestMessagesArriveAsTheyWereSent(t *testing.T) {
	for _, address := range []string{"tcp://127.0.0.1:0", "tcp://[::1]:0"} {
		t.Run(address, func(t *testing.T) {
			at := serve(t, address, echo)
			c, err := comm.Dial(t.Context(), at)
			require.NoError(t, err)
			defer c.Close()
			require.Equal(t, at, c.Peer())
			require.EqualValues(t, 5, c.Handshake().PickleProtocol)
			for _, n := range []int{0, 1, 4096, 4097, 100_000, 3 << 20} {
				m := daskproto.Op("x", daskproto.F("data", payload(n)), daskproto.F("more", payload(n+1)))
				require.NoError(t, c.Send(t.Context(), m))
				got, err := c.Receive(t.Context())
				require.NoError(t, err)
				require.Equal(t, m, got)
			}
		})
	}
}

func TestReceiveInterruptedBetweenMessagesLeavesTheConnectionUsable(t *testing.T) {
	c, err := comm.Dial(t.Context(), serve(t, "tcp://127.0.0.1:0", echo))
	require.NoError(t, err)
	defer c.Close()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	_, err = c.Receive(ctx)
	require.ErrorIs(t, err, context.DeadlineExceeded)
	require.NoError(t, c.Send(t.Context(), "OK"))
	got, err := c.Receive(t.Context())
	require.NoError(t, err)
	require.Equal(t, "OK", got)
}

func TestSendIsInterruptedWhenThePeerDoesNotRead(t *testing.T) {
	at := serve(t, "tcp://127.0.0.1:0", func(ctx context.Context, _ *comm.Conn) { <-ctx.Done() })
	c, err := comm.Dial(t.Context(), at)
	require.NoError(t, err)
	defer c.Close()
	reason := errors.New("enough")
	ctx, cancel := context.WithCancelCause(t.Context())
	time.AfterFunc(30*time.Millisecond, func() { cancel(reason) })
	err = c.Send(ctx, daskproto.Op("x", daskproto.F("data", payload(64<<20))))
	require.ErrorIs(t, err, reason)
	require.ErrorIs(t, c.Send(t.Context(), "OK"), comm.ErrClosed)
}

func TestClosedPeerIsEOF(t *testing.T) {
	at := serve(t, "tcp://127.0.0.1:0", func(context.Context, *comm.Conn) {})
	c, err := comm.Dial(t.Context(), at)
	require.NoError(t, err)
	defer c.Close()
	_, err = c.Receive(t.Context())
	require.ErrorIs(t, err, io.EOF)
}

func TestSilentPeerFailsTheHandshake(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer l.Close()
	_, err = comm.Dial(t.Context(), "tcp://"+l.Addr().String(), comm.WithHandshakeTimeout(30*time.Millisecond))
	require.EqualError(t, err, "comm: handshake tcp://"+l.Addr().String()+": no handshake within 30ms")
	var e *comm.ConnError
	require.ErrorAs(t, err, &e)
	require.True(t, e.SafeToRetry())
}

func TestUnencodableValueLeavesTheConnectionUsable(t *testing.T) {
	c, err := comm.Dial(t.Context(), serve(t, "tcp://127.0.0.1:0", echo))
	require.NoError(t, err)
	defer c.Close()
	require.ErrorContains(t, c.Send(t.Context(), struct{}{}), "struct {} has no place in a message")
	require.NoError(t, c.Send(t.Context(), "OK"))
}

func TestAddressesAreChecked(t *testing.T) {
	for text, want := range map[string]string{
		"tcp://127.0.0.1:8786": "tcp://127.0.0.1:8786",
		"localhost:1":          "tcp://localhost:1",
		"tls://[::1]:65535":    "tls://[::1]:65535",
	} {
		a, err := comm.ParseAddress(text)
		require.NoError(t, err)
		require.Equal(t, want, a.String())
	}
	for _, text := range []string{"", "ws://x:1", "tcp://x", "tcp://:1", "tcp://x:65536", "tcp://x:-1", "tcp://::1:1"} {
		_, err := comm.ParseAddress(text)
		require.Error(t, err, text)
	}
}
