package dask_test

import (
	"context"
	"io"
	"net"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"
)

// A proxy stands between processes and does to what they say what networks do.
// It ends with the test.
type proxy struct {
	Address string       // tcp://…, that leads to the target
	Carried atomic.Int64 // bytes from the target so far

	target string
	faults faults
	ctx    context.Context
	wg     sync.WaitGroup
}

// faults are what happens to the bytes that come from the target.
type faults struct {
	pieces int   // they arrive so many at a time; 0 as they come
	after  int64 // these pass, on all connections together
	stall  bool  // then nothing moves any more; else all connections are cut
	intact bool  // nothing happens after them
}

// through starts a proxy in front of a tcp:// address.
func through(t *testing.T, target string, f faults) *proxy {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(context.Background())
	p := &proxy{Address: "tcp://" + l.Addr().String(), target: strings.TrimPrefix(target, "tcp://"), faults: f, ctx: ctx}
	p.wg.Go(func() { p.accept(l, cancel) })
	t.Cleanup(func() {
		cancel()
		l.Close()
		p.wg.Wait()
	})
	return p
}

func (p *proxy) accept(l net.Listener, cut func()) {
	for {
		near, err := l.Accept()
		if err != nil {
			return
		}
		far, err := net.Dial("tcp", p.target)
		if err != nil {
			near.Close()
			continue
		}
		closed := func() { near.Close(); far.Close() }
		stop := context.AfterFunc(p.ctx, closed)
		p.wg.Go(func() { _, _ = io.Copy(far, near); closed() })
		p.wg.Go(func() {
			defer stop()
			defer closed()
			p.carry(near, far, cut)
		})
	}
}

// carry brings bytes of the target to whoever called.
func (p *proxy) carry(near io.Writer, far io.Reader, cut func()) {
	b := make([]byte, 64<<10)
	if p.faults.pieces > 0 {
		b = b[:p.faults.pieces]
	}
	for {
		n, err := far.Read(b)
		if rest := p.faults.after - p.Carried.Add(int64(n)) + int64(n); !p.faults.intact && rest < int64(n) {
			_, _ = near.Write(b[:max(rest, 0)])
			if !p.faults.stall {
				cut()
			}
			<-p.ctx.Done()
			return
		}
		if _, e := near.Write(b[:n]); e != nil || err != nil {
			return
		}
	}
}
