package comm_test

import (
	"context"
	"fmt"

	"github.com/gloam-go/gloam/daskproto"
	"github.com/gloam-go/gloam/daskproto/comm"
)

// A process answers questions; another asks.
func Example() {
	l, err := comm.Listen("tcp://127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	served := make(chan error)
	go func() {
		served <- l.Serve(ctx, func(ctx context.Context, c *comm.Conn) {
			for {
				v, err := c.Receive(ctx)
				if err != nil {
					return
				}
				if m, ok := v.(daskproto.Map); ok && m.Op() == "ping" {
					c.Send(ctx, []byte("pong"))
				}
			}
		})
	}()
	pool := comm.NewPool()
	reply, err := pool.Call(ctx, l.Address(), daskproto.Call("ping"))
	fmt.Printf("%s %v\n", reply, err)
	pool.Close()
	cancel()
	fmt.Println(<-served)
	// Output:
	// pong <nil>
	// <nil>
}

// Both ends of a stream send batches when they like.
func ExampleStream() {
	l, err := comm.Listen("tcp://127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	served := make(chan error)
	go func() {
		served <- l.Serve(ctx, func(ctx context.Context, c *comm.Conn) {
			s := comm.NewStream(c)
			defer s.Close(ctx)
			batch, err := s.Receive(ctx)
			if err == nil {
				s.Send(daskproto.Op("got", daskproto.F("op", batch[0].Op())))
			}
		})
	}()
	c, err := comm.Dial(ctx, l.Address())
	if err != nil {
		panic(err)
	}
	s := comm.NewStream(c)
	s.Send(daskproto.HeartbeatClient())
	batch, err := s.Receive(ctx)
	fmt.Println(batch[0].Op(), err)
	s.Close(ctx)
	cancel()
	<-served
	// Output: got <nil>
}
