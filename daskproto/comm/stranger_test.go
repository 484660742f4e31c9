package comm_test

import (
	"crypto/tls"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/daskproto/comm"
)

// says is an address that greets each connection with a text and ends it when
// the peer does.
func says(t *testing.T, text string) (hostPort string) {
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
			_, _ = io.WriteString(c, text)
			_, _ = io.Copy(io.Discard, c)
			_ = c.Close()
		}
	}()
	t.Cleanup(func() {
		require.NoError(t, l.Close())
		<-ended
	})
	return l.Addr().String()
}

func TestAPeerThatIsNoSchedulerIsQuoted(t *testing.T) {
	for at, said := range map[string]string{
		says(t, "HTTP/1.1 400 Bad Request\r\n"):          `" 400 Bad"`,
		says(t, "SSH-2.0-OpenSSH_9.6\r\n"):               `"OpenSSH_"`,
		says(t, "12345678\xfe\xca\x01\x02\xaa\x10\x7f!"): `"\xfe\xca\x01\x02\xaa\x10\x7f!"`,
	} {
		_, err := comm.Dial(t.Context(), "tcp://"+at)
		require.ErrorContains(t, comm.Explain(err), "; what listens there says "+said+" and is no Dask scheduler")
	}
}

func TestAPeerThatSaysNothingMayBeADashboard(t *testing.T) {
	web := httptest.NewServer(http.NotFoundHandler())
	defer web.Close()
	_, err := comm.Dial(t.Context(), "tcp://"+strings.TrimPrefix(web.URL, "http://"), comm.WithHandshakeTimeout(50*time.Millisecond))
	require.ErrorContains(t, comm.Explain(err), "no handshake within 50ms; what listens there may be no Dask scheduler")
}

func TestAPeerThatEncryptsIsNoStranger(t *testing.T) {
	certificate := newAuthority(t).config().Certificates
	l, err := tls.Listen("tcp", "127.0.0.1:0", &tls.Config{Certificates: certificate})
	require.NoError(t, err)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		if c, err := l.Accept(); err == nil {
			_ = c.(*tls.Conn).Handshake()
			_ = c.Close()
		}
	}()
	_, err = comm.Dial(t.Context(), "tcp://"+l.Addr().String())
	require.ErrorContains(t, comm.Explain(err), "; if the scheduler encrypts, dial tls://")
	require.NoError(t, l.Close())
	<-ended
}
