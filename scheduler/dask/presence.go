package dask

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/gloam-go/gloam/daskproto"
)

// whileHeard returns a context that ends when there is no use in waiting for a
// worker: the scheduler has dropped it, where the connection to one that was cut
// off may stay open for hours, or heard, what has come from it, does not grow.
// The function it returns ends that and waits for its goroutine.
func (c *Client) whileHeard(ctx context.Context, address string, heard func() int64) (context.Context, func()) {
	ctx, cancel := context.WithCancelCause(ctx)
	var watching sync.WaitGroup
	watching.Go(func() {
		last, since := heard(), time.Now()
		for sleep(ctx, c.cfg.patience/4) == nil {
			if n := heard(); n != last {
				last, since = n, time.Now()
			}
			if time.Since(since) >= c.cfg.patience {
				cancel(fmt.Errorf("%w for %v", errSilent, c.cfg.patience))
				return
			}
			if c.dropped(ctx, address) {
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

// dropped reports whether the scheduler answers and does not know a worker.
func (c *Client) dropped(ctx context.Context, address string) bool {
	id, err := c.identity(ctx)
	if err != nil {
		return false // keepAlive decides about the scheduler
	}
	return !slices.ContainsFunc(id.Workers, func(w daskproto.WorkerInfo) bool { return w.Address == address })
}
