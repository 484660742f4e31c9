package comm_test

import (
	"errors"
	"io"
	"net"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/daskproto/comm"
)

// hangUp is an address that ends each connection after the first byte: with a
// reset where more has come, as peers do that expect encryption.
func hangUp(t *testing.T) (hostPort string) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			_, _ = io.ReadFull(c, make([]byte, 1))
			_ = c.Close()
		}
	}()
	t.Cleanup(func() {
		require.NoError(t, l.Close())
		<-ended
	})
	return l.Addr().String()
}

func TestAConnectionThatEndsAtOnceMayBeAboutEncryption(t *testing.T) {
	at, own := hangUp(t), newAuthority(t).config()
	_, err := comm.Dial(t.Context(), "tcp://"+at)
	require.ErrorContains(t, comm.Explain(err), "; if the scheduler encrypts, dial tls://"+at+" with certificates")
	_, err = comm.Dial(t.Context(), "tls://"+at, comm.WithTLS(own))
	require.ErrorContains(t, comm.Explain(err), "; the scheduler refuses this certificate: use one that the authority")
}

func TestOtherErrorsAreNotExplained(t *testing.T) {
	_, err := comm.Dial(t.Context(), "tcp://127.0.0.1:1")
	require.Equal(t, err, comm.Explain(err))
	err = errors.New("tls: whatever")
	require.Equal(t, err, comm.Explain(err))
	require.NoError(t, comm.Explain(nil))
}
