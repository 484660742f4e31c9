package dasktest

import (
	"bytes"
	"fmt"
	"net"
	"sync"
	"testing"
	"time"

	"github.com/gloam-go/gloam/daskproto"
)

// patience is how long anything is waited for.
const patience = 20 * time.Second

// A Script is what a [Peer] does on one connection, step by step. When it ends
// the connection is closed.
type Script []Step

// A Step is one action. An error fails the test.
type Step func(c net.Conn) error

// A Peer listens and plays scripts.
type Peer struct {
	t      testing.TB
	net    net.Listener
	wait   sync.WaitGroup
	mu     sync.Mutex
	conns  []net.Conn
	played int
	closed bool
}

// Play starts a peer. The first connection gets the first script, and so on;
// more connections than scripts are closed at once.
func Play(t testing.TB, scripts ...Script) *Peer {
	t.Helper()
	n, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatalf("dasktest: %v", err)
	}
	p := &Peer{t: t, net: n}
	p.wait.Go(func() { p.serve(scripts) })
	t.Cleanup(p.close)
	return p
}

// Address returns where the peer listens.
func (p *Peer) Address() string { return "tcp://" + p.net.Addr().String() }

// Played returns how many scripts have been begun.
func (p *Peer) Played() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.played
}

func (p *Peer) serve(scripts []Script) {
	for {
		c, err := p.net.Accept()
		if err != nil {
			return
		}
		p.mu.Lock()
		i := p.played
		if p.closed || i >= len(scripts) {
			c.Close()
		} else {
			p.conns = append(p.conns, c)
			p.played++
			p.wait.Go(func() { p.play(i, scripts[i], c) })
		}
		p.mu.Unlock()
	}
}

func (p *Peer) play(number int, script Script, c net.Conn) {
	defer c.Close()
	for i, step := range script {
		c.SetDeadline(time.Now().Add(patience))
		if err := step(c); err != nil {
			p.mu.Lock()
			defer p.mu.Unlock()
			if !p.closed {
				p.t.Errorf("dasktest: script %d, step %d: %v", number, i, err)
			}
			return
		}
	}
}

func (p *Peer) close() {
	p.net.Close()
	p.mu.Lock()
	p.closed = true
	for _, c := range p.conns {
		c.Close()
	}
	p.mu.Unlock()
	p.wait.Wait()
}

// Handshake exchanges handshakes as Python does.
func Handshake() Step {
	return func(c net.Conn) error {
		h := daskproto.Handshake{Python: []int64{3, 11, 2}, PickleProtocol: 5}
		if err := send(c, h.Encode()); err != nil {
			return err
		}
		_, err := receive(c)
		return err
	}
}

// Expect reads one message and wants it to have this op and these fields,
// among others. Of a batch the first message counts.
func Expect(op string, fields ...daskproto.KV) Step {
	return func(c net.Conn) error {
		v, err := receive(c)
		if err != nil {
			return fmt.Errorf("waiting for %s: %w", op, err)
		}
		if list, ok := v.([]any); ok && len(list) > 0 {
			v = list[0]
		}
		m, _ := v.(daskproto.Map)
		return match(m, op, fields)
	}
}

// match compares a message with what is wanted of it.
func match(m daskproto.Map, op string, fields []daskproto.KV) error {
	if m.Op() != op {
		return fmt.Errorf("got op %q, want %q", m.Op(), op)
	}
	for _, f := range fields {
		got, _ := m.Get(f.Key.(string))
		if fmt.Sprint(got) != fmt.Sprint(f.Value) {
			return fmt.Errorf("%s: %s: got %v, want %v", op, f.Key, got, f.Value)
		}
	}
	return nil
}

// Send writes a message.
func Send(v any) Step { return func(c net.Conn) error { return send(c, v) } }

// SendBytes writes what need not be a message.
func SendBytes(b []byte) Step {
	return func(c net.Conn) error {
		_, err := c.Write(b)
		return err
	}
}

// SendPart writes a message up to its last n bytes, as a process that is
// killed does.
func SendPart(v any, n int) Step {
	return func(c net.Conn) error {
		frames, err := daskproto.EncodeMessage(v)
		if err != nil {
			return err
		}
		var b bytes.Buffer
		if err := daskproto.WriteFrames(&b, frames); err != nil {
			return err
		}
		if n > b.Len() {
			return fmt.Errorf("message has %d bytes, cannot leave out %d", b.Len(), n)
		}
		_, err = c.Write(b.Bytes()[:b.Len()-n])
		return err
	}
}

// Silence reads nothing and sends nothing until release is closed or the test
// ends.
func Silence(release <-chan struct{}) Step {
	return func(net.Conn) error {
		select {
		case <-release:
			return nil
		case <-time.After(patience):
			return fmt.Errorf("silent for %v", patience)
		}
	}
}

// AwaitClose reads until the other side closes the connection.
func AwaitClose() Step {
	return func(c net.Conn) error {
		for {
			if _, err := receive(c); err != nil {
				if e, ok := err.(net.Error); ok && e.Timeout() {
					return err
				}
				return nil
			}
		}
	}
}

func send(c net.Conn, v any) error {
	frames, err := daskproto.EncodeMessage(v)
	if err != nil {
		return err
	}
	return daskproto.WriteFrames(c, frames)
}

func receive(c net.Conn) (any, error) {
	frames, err := daskproto.ReadFrames(c, daskproto.Limits{})
	if err != nil {
		return nil, err
	}
	return daskproto.DecodeMessage(frames, daskproto.Limits{})
}
