package main

import (
	"context"
	"fmt"
	"time"

	"github.com/gloam-go/gloam/daskproto/comm"
	"github.com/gloam-go/gloam/scheduler/dask"
)

// clusterCmd shows the workers of a Dask cluster.
type clusterCmd struct {
	Address string        `arg:"" placeholder:"tcp://host:8786" help:"The scheduler."`
	Watch   bool          `help:"Show it again and again until interrupted."`
	Every   time.Duration `default:"2s" help:"How often, with --watch (${default})."`
	JSON    bool          `name:"json" help:"Print JSON."`
	tlsFlags
}

// Help is the longer help text.
func (*clusterCmd) Help() string {
	return `Shows the workers of a Dask cluster, those in Go and those in Python, with their
threads, memory and tasks, and the tasks of the whole cluster by name.

  gloam cluster tcp://scheduler:8786
  gloam cluster tcp://scheduler:8786 --watch`
}

// Validate reports flags that make no sense.
func (c *clusterCmd) Validate() error {
	if c.Every <= 0 {
		return fmt.Errorf("--every: got %v, want more than zero", c.Every)
	}
	return nil
}

// Run implements the sub-command.
func (c *clusterCmd) Run(a *app) error {
	client, pool, hangUp, err := c.connect(a.ctx, c.Address)
	if err != nil {
		return err
	}
	defer hangUp()
	s := newScreen(a, c.Watch)
	for {
		if err := c.show(a, s, client, pool); err != nil || !c.Watch {
			return err
		}
		select {
		case <-a.ctx.Done():
			return nil
		case <-time.After(c.Every):
		}
	}
}

// A clusterState is what there is to show.
type clusterState struct {
	dask.Info
	Prefixes []prefix `json:"prefixes"`
}

// show prints the cluster once.
func (c *clusterCmd) show(a *app, s *screen, client *dask.Client, pool *comm.Pool) error {
	ctx, stop := context.WithTimeout(a.ctx, dialPatience)
	defer stop()
	info, err := client.Info(ctx)
	if err != nil {
		if a.ctx.Err() != nil {
			return nil
		}
		return err
	}
	state := clusterState{Info: info}
	// A scheduler may be set up not to say; then there is no table.
	state.Prefixes, _ = prefixes(ctx, pool, c.Address)
	if c.JSON {
		if err := a.printJSON(state); err != nil {
			return err
		}
		return a.out.Flush()
	}
	return s.draw(state.String())
}
