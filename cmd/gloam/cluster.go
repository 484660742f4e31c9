package main

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

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
threads, memory, resources and tasks.

  gloam cluster tcp://scheduler:8786
  gloam cluster tcp://scheduler:8786 --watch`
}

// Run implements the sub-command.
func (c *clusterCmd) Run(a *app) error {
	if c.Every <= 0 {
		return fmt.Errorf("--every: got %v, want more than zero", c.Every)
	}
	client, err := c.dial(a.ctx, c.Address)
	if err != nil {
		return err
	}
	defer func() { _ = client.Close() }()
	if err := c.show(a, client); err != nil || !c.Watch {
		return err
	}
	tick := time.NewTicker(c.Every)
	defer tick.Stop()
	for {
		select {
		case <-a.ctx.Done():
			return nil
		case <-tick.C:
			if err := c.show(a, client); err != nil {
				return err
			}
		}
	}
}

// show prints the cluster once.
func (c *clusterCmd) show(a *app, client *dask.Client) error {
	ctx, stop := context.WithTimeout(a.ctx, dialPatience)
	defer stop()
	info, err := client.Info(ctx)
	if err != nil {
		return err
	}
	if c.JSON {
		err = a.printJSON(info)
	} else {
		a.print(clusterText(info))
	}
	if err != nil {
		return err
	}
	return a.out.Flush()
}

func clusterText(info dask.Info) string {
	head := fmt.Sprintf("%s: Dask %s, %s, %s\n\n", info.Address, info.Version,
		plural(len(info.Workers), "worker"), plural(info.Threads(), "thread"))
	if len(info.Workers) == 0 {
		return head + "start one with: gloam worker " + info.Address + "\n"
	}
	t := newTable("worker", "kind", "status", ">threads", ">memory", ">limit", "resources", "tasks", "address")
	for _, w := range info.Workers {
		kind := "Python"
		if w.Go {
			kind = "Go"
		}
		limit := "-"
		if w.Memory > 0 {
			limit = bytesText(w.Memory)
		}
		t.add(w.Name, kind, w.Status, strconv.Itoa(w.Threads), bytesText(w.Used), limit, amounts(w.Resources), counts(w.Tasks), w.Address)
	}
	return head + t.String()
}

// amounts lists resources as "GO 4".
func amounts(m map[string]float64) string {
	var parts []string
	for _, k := range slices.Sorted(maps.Keys(m)) {
		parts = append(parts, k+" "+strconv.FormatFloat(m[k], 'g', -1, 64))
	}
	return orDash(parts)
}

// counts lists tasks by state, as "executing 2".
func counts(m map[string]int) string {
	var parts []string
	for _, k := range slices.Sorted(maps.Keys(m)) {
		if m[k] > 0 {
			parts = append(parts, fmt.Sprintf("%s %d", k, m[k]))
		}
	}
	return orDash(parts)
}

func orDash(parts []string) string {
	if len(parts) == 0 {
		return "-"
	}
	return strings.Join(parts, ", ")
}
