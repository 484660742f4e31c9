package comm

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"sync"
	"time"
)

// A Listener accepts connections.
type Listener struct {
	net     net.Listener
	address Address
	config  config
}

// Listen listens on an address; port 0 is any free one.
func Listen(address string, opts ...Option) (*Listener, error) {
	c := newConfig(opts)
	a, err := ParseAddress(address)
	if err != nil {
		return nil, err
	}
	if a.Scheme == "tls" && c.tls == nil {
		return nil, fmt.Errorf("comm: %s %w, see WithTLS", address, ErrNoCertificates)
	}
	door := net.ListenConfig{KeepAliveConfig: c.probing()}
	n, err := door.Listen(context.Background(), "tcp", a.HostPort())
	if err != nil {
		return nil, &ConnError{"listen", address, bare(err)}
	}
	a.Port = n.Addr().(*net.TCPAddr).Port
	return &Listener{net: n, address: a, config: c}, nil
}

// Address returns where it listens, with the port it got. Others can dial it
// if the host that was asked for is one of this machine and no wildcard.
func (l *Listener) Address() string { return l.address.String() }

// Serve accepts connections and calls handle for each in a goroutine of its
// own, with a context that ends when ctx does or Serve fails. The connection
// is closed when handle returns. Serve returns after the last handle has, with
// nil if ctx ended or the listener was closed.
func (l *Listener) Serve(ctx context.Context, handle func(context.Context, *Conn)) error {
	var handlers sync.WaitGroup
	defer handlers.Wait()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	defer context.AfterFunc(ctx, func() { l.net.Close() })()
	for {
		n, err := l.accept(ctx)
		if err != nil {
			if ctx.Err() != nil || errors.Is(err, net.ErrClosed) {
				return nil
			}
			return &ConnError{"accept", l.Address(), err}
		}
		handlers.Go(func() { l.serve(ctx, n, handle) })
	}
}

// accept waits out the lack of file descriptors instead of giving up.
func (l *Listener) accept(ctx context.Context) (net.Conn, error) {
	for wait := 5 * time.Millisecond; ; wait = min(2*wait, time.Second) {
		n, err := l.net.Accept()
		if err == nil || ctx.Err() != nil || errors.Is(err, net.ErrClosed) || !passing(err) {
			return n, err
		}
		select {
		case <-ctx.Done():
		case <-time.After(wait):
		}
	}
}

// passing reports whether an error of accept concerns one connection, or a
// lack that may end.
func passing(err error) bool {
	var t interface{ Temporary() bool }
	return errors.As(err, &t) && t.Temporary()
}

func (l *Listener) serve(ctx context.Context, n net.Conn, handle func(context.Context, *Conn)) {
	peer := l.address.Scheme + "://" + n.RemoteAddr().String()
	limitUnheard(n, l.config.unheard())
	if l.address.Scheme == "tls" {
		n = tls.Server(n, l.config.tls)
	}
	c, err := greet(ctx, n, peer, l.config)
	if err != nil {
		return // not one of ours; it is closed
	}
	defer c.Close()
	handle(ctx, c)
}

// Close stops listening. Connections stay open; Serve returns when their
// handlers have.
func (l *Listener) Close() error { return l.net.Close() }
