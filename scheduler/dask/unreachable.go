package dask

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/gloam-go/gloam/daskproto"
	"github.com/gloam-go/gloam/graph"
)

// An UnreachableError names a result that was computed, and a worker from which
// it does not come, neither to the client nor through the scheduler. It is
// [ErrLost], too.
type UnreachableError struct {
	Key    string // of the result on the cluster
	Worker string // the address of the worker that was asked last
	Err    error  // what happened then
}

func (e *UnreachableError) Error() string {
	return fmt.Sprintf("dask: result %s does not come from worker %s: %v", e.Key, e.Worker, e.Err)
}

// Unwrap returns [ErrLost] and the cause.
func (e *UnreachableError) Unwrap() []error { return []error{ErrLost, e.Err} }

// maxStrikes is from how many workers a result may fail to come before it is
// given up; it equals Dask's allowed-failures.
const maxStrikes = 3

var (
	errNotHandedOver = errors.New("it answers without the result")
	errRefused       = errors.New("the scheduler cannot get it from there")
)

// unreachable is the error of a result that does not come.
func (g *gathering) unreachable(k daskproto.Key) *UnreachableError {
	e := &UnreachableError{Key: k.String(), Err: errNotHandedOver}
	for _, address := range g.holders[k] {
		if e.Worker == "" || g.failures[address] != nil {
			e.Worker = address
		}
	}
	for _, address := range []string{"", e.Worker} {
		if err := g.failures[address]; err != nil {
			e.Err = err
		}
	}
	return e
}

// strikeOff tells the scheduler which workers are gone: those that have, as it
// says, what neither this client nor the scheduler itself gets from them. It
// then has their work done again by others, as if their connection had ended.
// Schedulers before 2023.9 do so by themselves when they cannot gather.
func (g *gathering) strikeOff(ctx context.Context) error {
	refused := g.refused
	g.refused = nil
	for _, k := range refused {
		for _, address := range g.holders[k] {
			if !g.missing[k] || g.tries[address] < directTries {
				continue
			}
			g.struck[k] = g.unreachable(k)
			if g.strikes[k]++; g.strikes[k] > maxStrikes {
				return g.struck[k]
			}
			if err := g.strike(ctx, address, g.struck[k]); err != nil {
				return err
			}
		}
	}
	return nil
}

func (g *gathering) strike(ctx context.Context, address string, why error) error {
	g.client.cfg.log.Warn("a worker hands over nothing; the scheduler is told that it is gone", "worker", address, "error", why)
	g.progress = time.Now()
	delete(g.tries, address) // should it come back
	_, err := g.client.call(ctx, daskproto.Unregister(address, "gather-"+g.client.unique()))
	return err
}

// late reports whether nothing has come for longer than patience.
func (g *gathering) late() bool { return time.Since(g.progress) > g.client.cfg.patience }

// hopeless returns an error if there is no use in waiting for what is missing:
// nobody computes it, or its worker does not hand it over.
func (g *gathering) hopeless(ctx context.Context) error {
	keys := g.open()
	states, err := g.client.states(ctx, keys)
	if err != nil {
		return err
	}
	for _, k := range keys {
		switch state := states[k]; state {
		case "", "released", "forgotten", "erred":
			return g.blame(fmt.Errorf("%w: %s", ErrLost, k))
		case "memory":
			if g.withheld(k) {
				return g.unreachable(k)
			}
		default:
			g.redone[k] = time.Now()
			if g.struck[k] == nil || !g.late() {
				continue
			}
			if alone, err := g.abandoned(ctx, state); err != nil {
				return err
			} else if alone {
				return g.struck[k]
			}
		}
	}
	return nil
}

// withheld reports whether a result has long been there, and neither its worker
// nor the scheduler hands it over.
func (g *gathering) withheld(k daskproto.Key) bool {
	holders := g.holders[k]
	tried := len(holders) > 0 && g.late() && time.Since(g.redone[k]) > g.client.cfg.patience
	for _, address := range holders {
		tried = tried && (g.failures[address] == nil || g.failures[""] != nil)
	}
	return tried
}

// abandoned reports whether no worker is left that could compute again what was
// on one that was struck off.
func (g *gathering) abandoned(ctx context.Context, state string) (bool, error) {
	if state == "no-worker" {
		return true, nil
	}
	id, err := g.client.identity(ctx)
	return err == nil && len(id.Workers) == 0, err
}

// blame returns why a result is lost, if its worker was struck off, and err if
// none was.
func (g *gathering) blame(err error) error {
	if !errors.Is(err, ErrLost) && !errors.Is(err, ErrCancelled) {
		return err
	}
	for _, k := range g.open() {
		if e := g.struck[k]; e != nil {
			return e
		}
	}
	return err
}

// placed adds the part of the plan whose result does not come.
func (l *lowered) placed(err error) error {
	var e *UnreachableError
	if !errors.As(err, &e) {
		return err
	}
	from, ok := l.origin(e.Key)
	if !ok || from.id < 0 {
		return err
	}
	steps := l.plan.Steps(from.id)
	t := steps[len(steps)-1]
	out := &graph.TaskError{Key: t.Key, Site: t.Site, Worker: e.Worker, Err: e}
	if t.Op != nil {
		out.Op = t.Op.Name()
	}
	return out
}
