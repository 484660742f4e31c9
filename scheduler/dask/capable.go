package dask

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/gloam-go/gloam/daskproto"
)

// A capability says which Go workers can run an operation. Operations that all
// of them have, or about which some do not say, are not in it.
type capability map[string][]string

// capable waits for a Go worker and checks that there is one for each
// operation.
func (c *Client) capable(ctx context.Context, ops []string) (capability, error) {
	workers, err := c.awaitWorkers(ctx)
	if err != nil {
		return nil, err
	}
	can, missing := capability{}, []string(nil)
	for _, op := range ops {
		addresses, all := holdersOf(workers, op)
		if len(addresses) == 0 {
			missing = append(missing, op)
		} else if !all {
			can[op] = addresses
		}
	}
	if len(missing) == 0 {
		return can, nil
	}
	e := &MissingOpsError{Ops: missing}
	for _, w := range workers {
		e.Workers = append(e.Workers, w.Address)
	}
	return nil, e
}

// awaitWorkers returns the Go workers, after a while if there are none yet.
func (c *Client) awaitWorkers(ctx context.Context) ([]daskproto.WorkerInfo, error) {
	return c.awaitKind(ctx, true, ErrNoWorkers, "gloam worker")
}

// awaitKind returns the workers of one kind when there is one.
func (c *Client) awaitKind(ctx context.Context, goWorkers bool, none error, command string) ([]daskproto.WorkerInfo, error) {
	deadline := time.Now().Add(c.cfg.grace)
	for {
		id, err := c.identity(ctx)
		if err != nil {
			return nil, err
		}
		if list := workersOf(id, goWorkers); len(list) > 0 {
			return list, nil
		}
		if time.Now().After(deadline) {
			return nil, fmt.Errorf("%w at %s, waited %v; start one with: %s %s", none, c.address, c.cfg.grace, command, c.address)
		}
		if err := sleep(ctx, workerPause); err != nil {
			return nil, err
		}
	}
}

// holdersOf returns the workers that may have an operation, and whether all
// may.
func holdersOf(workers []daskproto.WorkerInfo, op string) (addresses []string, all bool) {
	all = true
	for _, w := range workers {
		if list := opsOf(w); list != nil && !slices.Contains(list, op) {
			all = false
			continue
		}
		addresses = append(addresses, w.Address)
	}
	return addresses, all
}

// layers divides tasks by the workers that can run them: one layer for those
// that any Go worker can, one for Python workers.
func (c *Client) layers(l *lowered) ([]daskproto.Layer, error) {
	if c.cfg.python {
		return []daskproto.Layer{c.pythonLayer(l.tasks, l.python)}, nil
	}
	if len(l.can) == 0 && len(l.python) == 0 && l.neighbours == nil {
		return []daskproto.Layer{c.layer(l.tasks, place{})}, nil
	}
	var python []daskproto.Task
	groups, places, order := map[string][]daskproto.Task{}, map[string]place{}, []string(nil)
	for i, t := range l.tasks {
		if l.origins[i].python {
			python = append(python, t)
			continue
		}
		where, err := l.place(l.origins[i])
		if err != nil {
			return nil, err
		}
		id := fmt.Sprint(where)
		if groups[id] == nil {
			order = append(order, id)
			places[id] = where
		}
		groups[id] = append(groups[id], t)
	}
	out := make([]daskproto.Layer, len(order))
	for i, id := range order {
		out[i] = c.layer(groups[id], places[id])
	}
	if len(python) > 0 {
		out = append(out, c.pythonLayer(python, l.python))
	}
	return out, nil
}

// A place is the workers that may run a task, any if there are none, or with
// others those that are to if they can.
type place struct {
	workers []string
	others  bool
}

// place says where a task runs. What workers can do counts for more than what
// it prefers.
func (l *lowered) place(from origin) (place, error) {
	where, err := l.where(from)
	if err != nil || where != nil {
		return place{workers: where}, err
	}
	near := l.near(from)
	return place{near, near != nil}, nil
}

func (c *Client) layer(tasks []daskproto.Task, p place) daskproto.Layer {
	return daskproto.Layer{Name: "gloam-" + c.unique(), Tasks: tasks, Annotations: daskproto.Annotations{
		Workers: p.workers, AllowOtherWorkers: p.others, Resources: map[string]float64{goResource: 1}, Retries: c.cfg.retries, Priority: c.cfg.priority,
	}}
}

// where returns the workers that have all operations of a task, nil for any.
func (l *lowered) where(from origin) ([]string, error) {
	if from.id < 0 {
		return nil, nil
	}
	var where []string
	for _, s := range from.steps {
		layer, _ := l.plan.Step(from.id, s)
		op := l.plan.Layers()[layer].Op()
		if op == nil || l.can[op.Name()] == nil {
			continue
		}
		can := l.can[op.Name()]
		if where == nil {
			where = can
			continue
		}
		where = slices.DeleteFunc(slices.Clone(where), func(a string) bool { return !slices.Contains(can, a) })
		if len(where) == 0 {
			return nil, &MissingOpsError{Ops: []string{l.plan.Label(from.id) + " (all steps on one worker)"}, Workers: can}
		}
	}
	return where, nil
}
