package comm_test

import (
	"context"
	"net"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/daskproto/comm"
)

// TestVanishedPeersAreNoticedWithinAMinute asks the system what it will do on
// both ends of a connection: it does not lose packets on demand.
func TestVanishedPeersAreNoticedWithinAMinute(t *testing.T) {
	accepted := make(chan *comm.Conn, 1)
	at := serve(t, "tcp://127.0.0.1:0", func(ctx context.Context, c *comm.Conn) {
		accepted <- c
		<-ctx.Done()
	})
	dialled, err := comm.Dial(t.Context(), at)
	require.NoError(t, err)
	defer dialled.Close()
	for _, c := range []*comm.Conn{dialled, <-accepted} {
		raw, err := c.Socket().(*net.TCPConn).SyscallConn()
		require.NoError(t, err)
		option := func(level, name int) (n int) {
			require.NoError(t, raw.Control(func(fd uintptr) { n, err = syscall.GetsockoptInt(int(fd), level, name) }))
			require.NoError(t, err)
			return n
		}
		require.Equal(t, 1, option(syscall.SOL_SOCKET, syscall.SO_KEEPALIVE))
		silence := option(syscall.IPPROTO_TCP, syscall.TCP_KEEPIDLE) +
			option(syscall.IPPROTO_TCP, syscall.TCP_KEEPINTVL)*option(syscall.IPPROTO_TCP, syscall.TCP_KEEPCNT)
		require.LessOrEqual(t, silence, 30, "seconds")
		const userTimeout = 18
		require.LessOrEqual(t, option(syscall.IPPROTO_TCP, userTimeout), 60_000, "milliseconds")
		require.Positive(t, option(syscall.IPPROTO_TCP, userTimeout))
	}
}
