package comm

import (
	"bufio"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gloam-go/gloam/daskproto"
)

// A Conn carries messages. One goroutine may send while another receives.
type Conn struct {
	net    net.Conn
	in     *bufio.Reader
	config config
	peer   string
	hello  daskproto.Handshake

	sending, receiving sync.Mutex
	closed             atomic.Bool
	heard              atomic.Int64
}

// readBuffer lets a burst of small messages come with one system call. Large
// frames bypass it.
const readBuffer = 64 << 10

// Dial connects to an address.
func Dial(ctx context.Context, address string, opts ...Option) (*Conn, error) {
	return dial(ctx, address, newConfig(opts))
}

func dial(ctx context.Context, address string, c config) (*Conn, error) {
	a, err := ParseAddress(address)
	if err != nil {
		return nil, err
	}
	if a.Scheme == "tls" && c.tls == nil {
		return nil, fmt.Errorf("comm: %s %w, see WithTLS", address, ErrNoCertificates)
	}
	d := net.Dialer{KeepAliveConfig: c.probing()}
	n, err := d.DialContext(ctx, "tcp", a.HostPort())
	if err != nil {
		if ctx.Err() != nil {
			err = context.Cause(ctx)
		}
		return nil, &ConnError{"dial", address, bare(err)}
	}
	limitUnheard(n, c.unheard())
	if a.Scheme == "tls" {
		n = tls.Client(n, c.tls)
	}
	return greet(ctx, n, address, c)
}

// greet does the handshakes, which are the same on both sides.
func greet(ctx context.Context, n net.Conn, peer string, config config) (*Conn, error) {
	ctx, cancel := context.WithTimeoutCause(ctx, config.handshake, fmt.Errorf("no handshake within %v", config.handshake))
	defer cancel()
	c := &Conn{net: n, config: config, peer: peer}
	c.in = bufio.NewReaderSize(counted{c}, readBuffer)
	if err := c.handshake(ctx); err != nil {
		n.Close()
		var e *ConnError
		if errors.As(err, &e) {
			err = e.Err
		}
		return nil, &ConnError{"handshake", peer, bare(err)}
	}
	return c, nil
}

func (c *Conn) handshake(ctx context.Context) error {
	if t, ok := c.net.(*tls.Conn); ok {
		if err := t.HandshakeContext(ctx); err != nil {
			if ctx.Err() != nil {
				return context.Cause(ctx)
			}
			return err
		}
	}
	mine := daskproto.Handshake{Compression: c.config.compression, Python: []int64{3, 11, 0}, PickleProtocol: daskproto.PickleProtocol}
	// Both sides send first: some releases wait for it before they answer.
	if err := c.Send(ctx, mine.Encode()); err != nil {
		return err
	}
	v, err := c.Receive(ctx)
	if err != nil {
		return err
	}
	m, ok := v.(daskproto.Map)
	if !ok {
		return fmt.Errorf("handshake is %T", v)
	}
	c.hello, err = daskproto.DecodeHandshake(m)
	return err
}

// Peer returns the address of the other side: the one dialled, or for an
// accepted connection where it came from.
func (c *Conn) Peer() string { return c.peer }

// Handshake returns what the other side said of itself.
func (c *Conn) Handshake() daskproto.Handshake { return c.hello }

// Compression returns the format that both sides offered, or "".
func (c *Conn) Compression() string {
	if c.hello.Compression == c.config.compression {
		return c.config.compression
	}
	return ""
}

// Encrypted reports whether the connection is TLS.
func (c *Conn) Encrypted() bool {
	_, ok := c.net.(*tls.Conn)
	return ok
}

// Heard returns how many bytes have come from the other side so far. It may be
// called while messages come: one that does not grow is of a peer that is
// silent.
func (c *Conn) Heard() int64 { return c.heard.Load() }

// counted reads from a connection and counts.
type counted struct{ conn *Conn }

// Read implements io.Reader.
func (r counted) Read(b []byte) (int, error) {
	n, err := r.conn.net.Read(b)
	r.conn.heard.Add(int64(n))
	return n, err
}

// LocalHost returns the IP address of this side.
func (c *Conn) LocalHost() string {
	host, _, _ := net.SplitHostPort(c.net.LocalAddr().String())
	return host
}

// Send writes one message. Payloads in v go to the socket from where they lie.
// A value that cannot be encoded leaves the connection as it was; any other
// error closes it.
func (c *Conn) Send(ctx context.Context, v any) error {
	frames, err := daskproto.EncodeMessage(v)
	if err != nil {
		return err
	}
	c.sending.Lock()
	defer c.sending.Unlock()
	if c.closed.Load() {
		return &ConnError{"send", c.peer, ErrClosed}
	}
	c.traced(true, v)
	err = interruptible(ctx, c.net.SetWriteDeadline, func() error { return daskproto.WriteFrames(c.net, frames) })
	if err != nil {
		return c.fail("send", err)
	}
	return nil
}

// Receive reads one message. If ctx ends before the first byte of it has come,
// the connection stays usable; any other error closes it. Byte strings and
// payloads in the result are the caller's.
func (c *Conn) Receive(ctx context.Context) (any, error) {
	c.receiving.Lock()
	defer c.receiving.Unlock()
	var frames [][]byte
	started := false
	err := interruptible(ctx, c.net.SetReadDeadline, func() (err error) {
		if _, err = c.in.Peek(1); err != nil {
			return err
		}
		started = true
		frames, err = daskproto.ReadFrames(c.in, c.config.limits)
		return err
	})
	if err != nil {
		if !started && ctx.Err() != nil && !c.closed.Load() {
			return nil, &ConnError{"receive", c.peer, err}
		}
		return nil, c.fail("receive", err)
	}
	v, err := daskproto.DecodeMessage(frames, c.config.limits)
	if err != nil {
		return nil, c.fail("receive", err)
	}
	c.traced(false, v)
	return v, nil
}

func (c *Conn) traced(sent bool, v any) {
	if c.config.trace != nil {
		c.config.trace(sent, c.peer, v)
	}
}

// fail closes the connection, in which there may be half a message now.
func (c *Conn) fail(op string, err error) error {
	if c.closed.Load() {
		err = ErrClosed
	}
	c.Close()
	return &ConnError{op, c.peer, bare(err)}
}

// Close closes the connection. Calls under way return an error that is
// [ErrClosed]. Closing again does nothing.
func (c *Conn) Close() error {
	if c.closed.Swap(true) {
		return nil
	}
	if t, ok := c.net.(*tls.Conn); ok {
		// The alert that TLS ends with would wait for a peer that does not read.
		t.NetConn().SetWriteDeadline(time.Now().Add(time.Second))
	}
	return c.net.Close()
}
