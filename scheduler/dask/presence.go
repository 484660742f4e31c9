package dask

import (
	"context"
	"fmt"
	"sync"
)

// whileKnown returns a context that ends when the scheduler has dropped a
// worker: the connection to one that was cut off may stay open for hours. The
// function it returns ends that and waits for its goroutine.
func (c *Client) whileKnown(ctx context.Context, address string) (context.Context, func()) {
	ctx, cancel := context.WithCancelCause(ctx)
	var watching sync.WaitGroup
	watching.Go(func() {
		for sleep(ctx, c.cfg.patience/4) == nil {
			id, err := c.identity(ctx)
			if err != nil {
				continue // keepAlive decides about the scheduler
			}
			known := false
			for _, w := range id.Workers {
				known = known || w.Address == address
			}
			if !known {
				cancel(fmt.Errorf("dask: the scheduler has dropped worker %s", address))
				return
			}
		}
	})
	return ctx, func() {
		cancel(nil)
		watching.Wait()
	}
}
