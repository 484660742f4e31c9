package comm

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/gloam-go/gloam/daskproto"
)

// A Pool asks questions. It dials what it needs and keeps connections for the
// next question. Its methods may be called from several goroutines.
type Pool struct {
	config config
	mu     sync.Mutex
	idle   map[string][]*Conn
	busy   map[*Conn]bool
	closed bool
}

// NewPool returns an empty pool. It has to be closed.
func NewPool(opts ...Option) *Pool {
	return &Pool{config: newConfig(opts), idle: map[string][]*Conn{}, busy: map[*Conn]bool{}}
}

// Call sends a request, such as [daskproto.AskVersions], to an address and
// returns the reply. An exception on the other side is a [*CallError], a lost
// connection a [*ConnError].
func (p *Pool) Call(ctx context.Context, address string, request daskproto.Map) (reply any, err error) {
	if p.config.reply > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeoutCause(ctx, p.config.reply, fmt.Errorf("no reply to %s within %v", request.Op(), p.config.reply))
		defer cancel()
	}
	err = p.Use(ctx, address, func(c *Conn) error {
		reply, err = c.Call(ctx, request)
		return err
	})
	return reply, err
}

// Call sends a request and returns the reply, as [Pool.Call] does. An
// interrupted call closes the connection: the reply may still come.
func (c *Conn) Call(ctx context.Context, request daskproto.Map) (any, error) {
	if err := c.Send(ctx, request); err != nil {
		return nil, err
	}
	v, err := c.Receive(ctx)
	if err != nil {
		c.Close()
		return nil, err
	}
	return v, raised(request.Op(), c.peer, v)
}

// raised returns the exception that a reply carries.
func raised(op, address string, v any) error {
	m, ok := v.(daskproto.Map)
	if !ok {
		return nil
	}
	status, _ := m.Get("status")
	_, exception := m.Get("exception")
	if status != "uncaught-error" && (status != "error" || !exception) {
		return nil
	}
	f, err := daskproto.DecodeFailure(m)
	if err != nil {
		return err
	}
	return &CallError{Op: op, Address: address, Failure: f}
}

// Use calls fn with a connection to an address that nobody else uses. fn must
// leave it between messages, or return an error that is not a [*CallError],
// upon which the connection is closed.
func (p *Pool) Use(ctx context.Context, address string, fn func(*Conn) error) error {
	c, err := p.take(ctx, address)
	if err != nil {
		return err
	}
	err = fn(c)
	_, fine := err.(*CallError)
	p.give(address, c, err == nil || fine)
	return err
}

func (p *Pool) take(ctx context.Context, address string) (*Conn, error) {
	for {
		c, err := p.spare(address)
		if err != nil {
			return nil, err
		}
		if c == nil {
			break
		}
		if c.alive() {
			return c, nil
		}
		p.give(address, c, false)
	}
	c, err := dial(ctx, address, p.config)
	if err != nil {
		return nil, err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed {
		c.Close()
		return nil, &ConnError{"dial", address, ErrClosed}
	}
	p.busy[c] = true
	return c, nil
}

// spare returns an unused connection, the one used last, or nil.
func (p *Pool) spare(address string) (*Conn, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed {
		return nil, &ConnError{"dial", address, ErrClosed}
	}
	list := p.idle[address]
	if len(list) == 0 {
		return nil, nil
	}
	c := list[len(list)-1]
	p.idle[address] = list[:len(list)-1]
	p.busy[c] = true
	return c, nil
}

func (p *Pool) give(address string, c *Conn, good bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.busy, c)
	if !good || p.closed || c.closed.Load() || len(p.idle[address]) >= p.config.idle {
		c.Close()
		return
	}
	p.idle[address] = append(p.idle[address], c)
}

// Forget closes the unused connections to an address, whose process is gone.
func (p *Pool) Forget(address string) {
	p.mu.Lock()
	list := p.idle[address]
	delete(p.idle, address)
	p.mu.Unlock()
	for _, c := range list {
		c.Close()
	}
}

// Close says goodbye on unused connections and closes all of them; calls under
// way fail with [ErrClosed].
func (p *Pool) Close() error {
	p.mu.Lock()
	p.closed = true
	idle, busy := p.idle, p.busy
	p.idle, p.busy = map[string][]*Conn{}, map[*Conn]bool{}
	p.mu.Unlock()
	for c := range busy {
		c.Close()
	}
	// A peer that does not read must not keep us: the few bytes fit any buffer.
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	for _, list := range idle {
		for _, c := range list {
			c.Send(ctx, daskproto.Op("close", daskproto.F("reply", false)))
			c.Close()
		}
	}
	return nil
}
