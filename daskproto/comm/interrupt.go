package comm

import (
	"context"
	"time"
)

// longAgo is a deadline that has passed.
var longAgo = time.Unix(1, 0)

// interruptible runs op, which blocks on a socket, and makes it fail when ctx
// ends, by way of the socket's deadline.
func interruptible(ctx context.Context, deadline func(time.Time) error, op func() error) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	fired := make(chan struct{})
	stop := context.AfterFunc(ctx, func() {
		deadline(longAgo)
		close(fired)
	})
	err := op()
	if stop() {
		return err
	}
	<-fired // or it could strike the next operation
	deadline(time.Time{})
	if err != nil {
		return context.Cause(ctx)
	}
	return nil
}
