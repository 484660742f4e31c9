package comm_test

import (
	"context"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/daskproto"
	"github.com/gloam-go/gloam/daskproto/comm"
)

func newPool(t *testing.T, opts ...comm.Option) *comm.Pool {
	p := comm.NewPool(opts...)
	t.Cleanup(func() { p.Close() })
	return p
}

func TestPoolReusesConnections(t *testing.T) {
	for scheme, opts := range map[string][]comm.Option{"tcp": nil, "tls": {comm.WithTLS(newAuthority(t).config())}} {
		t.Run(scheme, func(t *testing.T) {
			var accepted atomic.Int32
			at := serve(t, scheme+"://127.0.0.1:0", func(ctx context.Context, c *comm.Conn) {
				accepted.Add(1)
				echo(ctx, c)
			}, opts...)
			p := newPool(t, opts...)
			for range 10 {
				_, err := p.Call(t.Context(), at, daskproto.AskIdentity())
				require.NoError(t, err)
			}
			require.EqualValues(t, 1, accepted.Load())
		})
	}
}

func TestPoolDialsForQuestionsAtTheSameTime(t *testing.T) {
	const n = 5
	var together sync.WaitGroup
	together.Add(n)
	at := serve(t, "tcp://127.0.0.1:0", func(ctx context.Context, c *comm.Conn) {
		if _, err := c.Receive(ctx); err != nil {
			return
		}
		together.Done()
		together.Wait()
		c.Send(ctx, "OK")
	})
	p := newPool(t)
	var calls sync.WaitGroup
	for range n {
		calls.Go(func() {
			v, err := p.Call(t.Context(), at, daskproto.AskIdentity())
			if err != nil || v != "OK" {
				t.Errorf("got %v, %v", v, err)
			}
		})
	}
	calls.Wait()
}

func TestPoolReplacesConnectionsThatThePeerClosed(t *testing.T) {
	for scheme, opts := range map[string][]comm.Option{"tcp": nil, "tls": {comm.WithTLS(newAuthority(t).config())}} {
		t.Run(scheme, func(t *testing.T) {
			closed := make(chan struct{}, 1)
			at := serve(t, scheme+"://127.0.0.1:0", func(ctx context.Context, c *comm.Conn) {
				if v, err := c.Receive(ctx); err == nil {
					c.Send(ctx, v)
				}
				c.Close()
				closed <- struct{}{}
			}, opts...)
			p := newPool(t, opts...)
			for range 3 {
				_, err := p.Call(t.Context(), at, daskproto.AskIdentity())
				require.NoError(t, err)
				<-closed
				time.Sleep(time.Millisecond) // for the loopback to deliver the end
			}
		})
	}
}

func TestExceptionOfThePeerIsACallError(t *testing.T) {
	at := serve(t, "tcp://127.0.0.1:0", func(ctx context.Context, c *comm.Conn) {
		for {
			if _, err := c.Receive(ctx); err != nil {
				return
			}
			c.Send(ctx, daskproto.EncodeFailure(daskproto.Failure{Exception: payload(3), ExceptionText: "ValueError('no')"}))
		}
	})
	p := newPool(t)
	for range 2 {
		_, err := p.Call(t.Context(), at, daskproto.AskIdentity())
		var e *comm.CallError
		require.ErrorAs(t, err, &e)
		require.Equal(t, payload(3), e.Exception)
		require.EqualError(t, err, "comm: identity on "+at+": ValueError('no')")
	}
}

func TestReplyTimeoutNamesTheQuestion(t *testing.T) {
	at := serve(t, "tcp://127.0.0.1:0", func(ctx context.Context, _ *comm.Conn) { <-ctx.Done() })
	p := newPool(t, comm.WithReplyTimeout(20*time.Millisecond))
	_, err := p.Call(t.Context(), at, daskproto.AskIdentity())
	require.ErrorContains(t, err, "no reply to identity within 20ms")
}

func TestClosingThePoolEndsCallsUnderWay(t *testing.T) {
	asked := make(chan struct{})
	at := serve(t, "tcp://127.0.0.1:0", func(ctx context.Context, c *comm.Conn) {
		c.Receive(ctx)
		close(asked)
		<-ctx.Done()
	})
	p := comm.NewPool()
	go func() {
		<-asked
		p.Close()
	}()
	_, err := p.Call(t.Context(), at, daskproto.AskIdentity())
	require.ErrorIs(t, err, comm.ErrClosed)
	_, err = p.Call(t.Context(), at, daskproto.AskIdentity())
	require.ErrorIs(t, err, comm.ErrClosed)
}

func TestDialingNobodyIsSafeToRetry(t *testing.T) {
	l, err := comm.Listen("tcp://127.0.0.1:0")
	require.NoError(t, err)
	require.NoError(t, l.Close())
	_, err = newPool(t).Call(t.Context(), l.Address(), daskproto.AskIdentity())
	var e *comm.ConnError
	require.ErrorAs(t, err, &e)
	require.True(t, e.SafeToRetry())
}
