package comm_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/gloam-go/gloam/daskproto"
	"github.com/gloam-go/gloam/daskproto/comm"
)

// BenchmarkTransfer asks a peer on the loopback for one payload at a time.
func BenchmarkTransfer(b *testing.B) {
	for _, size := range []int{64 << 10, 1 << 20, 64 << 20} {
		b.Run(fmt.Sprintf("bytes=%d", size), func(b *testing.B) {
			reply := daskproto.EncodeData(daskproto.Data{Values: []daskproto.Datum{{Key: "k", Value: payload(size)}}})
			l, err := comm.Listen("tcp://127.0.0.1:0")
			if err != nil {
				b.Fatal(err)
			}
			ctx, cancel := context.WithCancel(context.Background())
			done := make(chan error)
			go func() {
				done <- l.Serve(ctx, func(ctx context.Context, c *comm.Conn) {
					for {
						if _, err := c.Receive(ctx); err != nil {
							return
						}
						if c.Send(ctx, reply) != nil {
							return
						}
					}
				})
			}()
			pool := comm.NewPool()
			b.SetBytes(int64(size))
			for b.Loop() {
				if _, err := pool.Call(ctx, l.Address(), daskproto.GetData(daskproto.Keys("k"), "")); err != nil {
					b.Fatal(err)
				}
			}
			pool.Close()
			cancel()
			<-done
		})
	}
}

// BenchmarkCall is the time of a question and its answer.
func BenchmarkCall(b *testing.B) {
	l, err := comm.Listen("tcp://127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error)
	go func() { done <- l.Serve(ctx, echo) }()
	pool := comm.NewPool()
	for b.Loop() {
		if _, err := pool.Call(ctx, l.Address(), daskproto.AskIdentity()); err != nil {
			b.Fatal(err)
		}
	}
	pool.Close()
	cancel()
	<-done
}
