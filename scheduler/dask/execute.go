package dask

import (
	"context"
	"runtime"
	"slices"

	"github.com/gloam-go/gloam/daskproto"
	"github.com/gloam-go/gloam/graph"
	"github.com/gloam-go/gloam/scheduler"
)

// goResource is owned by Go workers alone and needed by every Go task.
const goResource = "GO"

var (
	errNilContext = bad("Execute", "a context", "nil")
	errNilPlan    = bad("Execute", "a plan", "nil")
)

// Execute implements scheduler.Executor. Outputs that are data of the plan
// itself do not travel.
func (c *Client) Execute(ctx context.Context, p *graph.Plan) ([]any, error) {
	if ctx == nil {
		return nil, errNilContext
	}
	if p == nil {
		return nil, errNilPlan
	}
	meter := scheduler.NewMeter(ctx, p, 1)
	defer meter.Close()
	defer runtime.KeepAlive(p) // and with it the handles of what it reads
	l, err := c.ready(ctx, p, false)
	if err != nil {
		return nil, reason(ctx, err)
	}
	r, err := c.submit(ctx, l, meter)
	if err != nil {
		return nil, reason(ctx, err)
	}
	defer c.wants.finish(r, false)
	if err := c.await(ctx, l, r); err != nil {
		return nil, reason(ctx, err)
	}
	values, err := c.results(ctx, l, r)
	if err != nil {
		return nil, reason(ctx, err)
	}
	r.count.rest()
	return values, nil
}

// reason returns why the context ended if it has, err otherwise.
func reason(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return err
}

// ready lowers a plan and checks that the cluster can run it. Data of the plan
// that nobody reads are sent only if all are.
func (c *Client) ready(ctx context.Context, p *graph.Plan, all bool) (*lowered, error) {
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	l, err := c.lower(p, all)
	if err != nil {
		return nil, err
	}
	if err := c.wants.check(l.held); err != nil {
		return nil, err
	}
	if len(l.tasks) == 0 {
		return l, nil
	}
	return l, c.place(ctx, l)
}

// place finds the workers that a lowered plan needs.
func (c *Client) place(ctx context.Context, l *lowered) (err error) {
	if l.kinds(true) {
		if l.python, err = c.pythonWorkers(ctx); err != nil {
			return err
		}
	}
	if l.kinds(false) {
		if l.can, err = c.capable(ctx, ops(l.plan)); err != nil {
			return err
		}
		l.neighbours, err = c.neighbourhood(ctx, l.plan)
	}
	return err
}

// kinds reports whether there is a task for Python workers, or for Go workers.
func (l *lowered) kinds(python bool) bool {
	return slices.ContainsFunc(l.origins, func(o origin) bool { return o.python == python })
}

// submit registers what is wanted and sends the graph.
func (c *Client) submit(ctx context.Context, l *lowered, meter *scheduler.Meter) (*run, error) {
	if len(l.tasks) > 0 {
		if err := c.settle(ctx); err != nil {
			return nil, err
		}
	}
	r, err := c.wants.begin(l.asked, newCounter(l, meter))
	if err != nil || len(l.tasks) == 0 {
		return r, err
	}
	if err := c.send(ctx, l); err != nil {
		c.wants.finish(r, false)
		return nil, err
	}
	return r, nil
}

// send writes the message with the graph.
func (c *Client) send(ctx context.Context, l *lowered) error {
	m, err := c.message(l)
	if err != nil {
		return err
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return c.tell(m)
}

// message is the one that submits a graph.
func (c *Client) message(l *lowered) (daskproto.Map, error) {
	layers, err := c.layers(l)
	if err != nil {
		return nil, err
	}
	return c.update(l, layers)
}

// update is the message for a graph in layers. Tasks are ranked in the order
// in which they are written, which is the static order of the plan.
func (c *Client) update(l *lowered, layers []daskproto.Layer) (daskproto.Map, error) {
	u := daskproto.UpdateGraph{Graph: daskproto.Graph{Layers: layers}, Keys: texts(l.asked), InOrder: len(layers) == 1}
	if !u.InOrder {
		u.Order = make(map[string]int64, len(l.tasks))
		for i, t := range l.tasks {
			u.Order[t.Key] = int64(i)
		}
	}
	return c.dialect.UpdateGraph(u)
}

func texts(keys []daskproto.Key) []string {
	out := make([]string, len(keys))
	for i, k := range keys {
		out[i] = string(k)
	}
	return out
}

// await returns when all results are there, or the first failure.
func (c *Client) await(ctx context.Context, l *lowered, r *run) error {
	stop := c.watch(ctx, r)
	defer stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-r.done:
	}
	failed, err := c.wants.state(r)
	if failed != nil {
		return c.failure(ctx, l, failed)
	}
	return err
}

// results fetches what was computed and puts it in the order of the plan.
func (c *Client) results(ctx context.Context, l *lowered, r *run) ([]any, error) {
	values, err := c.collect(ctx, l, r)
	if err != nil {
		return nil, err
	}
	at := make(map[string]int, len(l.wanted))
	for i, k := range l.wanted {
		at[string(k)] = i
	}
	out := make([]any, len(l.outputs))
	for i, id := range l.outputs {
		if l.local[id] {
			out[i] = l.values[id]
			continue
		}
		out[i] = values[at[l.names[id].key]]
	}
	return out, nil
}

// collect gathers; a result that its worker lost is computed again, which may
// fail.
func (c *Client) collect(ctx context.Context, l *lowered, r *run) ([]any, error) {
	if len(l.wanted) == 0 {
		return nil, nil
	}
	values, err := c.gather(ctx, l.wanted, func() error {
		failed, err := c.wants.state(r)
		if failed != nil {
			return c.failure(ctx, l, failed)
		}
		if err != nil {
			return err
		}
		return c.wants.check(l.held)
	})
	return values, l.placed(err)
}
